"""What the mean of regions would be with the missing figures drawn, as they are and shifted.

A figure that is suppressed counts as missing: it is drawn from what may be used, and so is in
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.errors import KitError
from kit.estimators.imputing import combine, draw_missing
from kit.estimators.pooling import Pooled, pool
from kit.estimators.series import interrupted
from kit.evaluation.interrupted.studying import Studied as One

if TYPE_CHECKING:
    from kit.rates.inputs import Floats

__all__ = ["Redrawn", "redraw"]

DRAWS = 20
SEED = 2024


@dataclass(frozen=True)
class Redrawn:
    """The mean of regions with missing figures drawn.

    Attributes
    ----------
    as_seen : Pooled
        As if what is missing runs like what is there.
    lower, higher : Pooled
        As if every missing figure were `shift` lower, or higher.
    shift : float
        Half the spread of the figures within a region, in their unit.
    """

    as_seen: Pooled
    lower: Pooled
    higher: Pooled
    shift: float


def redraw(parts: Sequence[One]) -> Redrawn | None:
    """Return the mean of regions with missing figures drawn; None where they cannot be.

    A line goes through the figures of each table, also where the figures that are there were taken
    as counts: of a drawn figure no count is known.

    Parameters
    ----------
    parts : sequence of One
        The interrupted series of each region; three or more.
    """
    import numpy as np

    values = np.concatenate([part.outcome.values for part in parts])
    try:
        drawn = draw_missing(values, columns=_columns(parts), draws=DRAWS, seed=SEED)
        shift = _spread(parts) / 2
        gone = np.isnan(values)
        found = [_pooled(drawn + by * gone, parts) for by in (0.0, -shift, shift)]
    except KitError:
        return None
    return Redrawn(found[0], found[1], found[2], shift)


def _columns(parts: Sequence[One]) -> Floats:
    """Return level, course and change of each region, and the season, of every cell."""
    import numpy as np

    sizes = [len(part.outcome.values) for part in parts]
    rows = []
    for g, part in enumerate(parts):
        place = np.arange(sizes[g], dtype=float)
        after = (place >= part.place.first).astype(float)
        season = np.column_stack([place % part.design.cycle == q for q in range(1, 4)])
        own = np.zeros((sizes[g], 3 * len(parts)))
        own[:, 3 * g : 3 * g + 3] = np.column_stack([np.ones(sizes[g]), place / sizes[g], after])
        rows.append(np.column_stack([own, season]))
    columns = np.vstack(rows)
    # The first region's level is the intercept; columns that say nothing are left out.
    columns = columns[:, 1:]
    return np.asarray(columns[:, np.ptp(columns, axis=0) > 0], dtype=float)


def _spread(parts: Sequence[One]) -> float:
    import numpy as np

    within = [np.nanvar(part.outcome.values) for part in parts]
    return float(np.sqrt(np.mean(within)))


def _pooled(tables: Floats, parts: Sequence[One]) -> Pooled:
    """Return the mean over regions, each combined over its tables first."""
    estimates, errors, at = [], [], 0
    for part in parts:
        until = at + len(part.outcome.values)
        changes = [interrupted(row[at:until], design=part.design).change for row in tables]
        one = combine(
            [each.absolute for each in changes],
            variances=[each.se**2 for each in changes],
            df=min(each.df for each in changes),
        )
        estimates.append(one.estimate)
        errors.append(one.se)
        at = until
    return pool(estimates, errors=errors)
