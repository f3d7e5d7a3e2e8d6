r"""Whether a straight line is a fair summary of one series: against one step, and against a bend.

A line with the season of the series, and beside it either one step, at any period with enough
figures on both sides, or time squared. The smallest p of all those is held against 0.05 over how
many there are (Bonferroni), so that looking everywhere does not find something everywhere. Series
whose neighbours resemble each other are called crooked more often than that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from kit.rates.inputs import Floats

__all__ = ["Shape", "shape_of"]

#: Figures on either side of a step; and the p, over all that were tried, that calls a line crooked.
FEWEST_SIDE, SELDOM = 6, 0.05


@dataclass(frozen=True)
class Shape:
    """How one series runs.

    Attributes
    ----------
    word : {"straight", "step", "bend"}
    at : int or None
        Place of the first period after the step; None without one.
    up : bool
        The step goes up, or the bend opens upwards.
    p : float
        Smallest of all that were tried, times their number; at most 1, nan where none could be.
    slope : float
        Per unit of time, of a line through the own figures alone; nan where there are too few.
    sides : (float, float) or None
        The slope of a line with a step there, before the step and from it on; None without one.
    """

    word: Literal["straight", "step", "bend"]
    at: int | None
    up: bool
    p: float
    slope: float
    sides: tuple[float, float] | None = None


def shape_of(values: Sequence[float], *, times: Sequence[float], season: Floats) -> Shape:
    """Return whether a line, a step or a bend describes one series.

    Parameters
    ----------
    values : sequence of float
        In order of time; nan for a gap.
    times : sequence of float
    season : array, periods x terms
        Columns that are not looked at, such as those of quarters.

    Examples
    --------
    >>> import numpy as np
    >>> time, none = np.arange(24.0), np.empty((24, 0))
    >>> jump = np.tile([0.1, -0.1, 0.0], 8) - 5 * (time >= 10)
    >>> found = shape_of(jump, times=time, season=none)
    >>> found.word, found.at, found.up
    ('step', 10, False)
    >>> shape_of(np.tile([0.1, -0.1, 0.0], 8) + time, times=time, season=none).word
    'straight'
    """
    import numpy as np

    y, t = np.asarray(values, dtype=float), np.asarray(times, dtype=float)
    there = np.isfinite(y)
    where = np.flatnonzero(there)
    y, t = y[there], t[there]
    base = np.column_stack([np.ones(len(y)), t - t.mean() if len(t) else t, season[there]])
    if len(y) <= base.shape[1] + 1:
        return Shape("straight", None, False, math.nan, math.nan)
    own = float(np.linalg.lstsq(base, y, rcond=None)[0][1])
    steps = range(FEWEST_SIDE, len(y) - FEWEST_SIDE + 1)
    tried: list[tuple[int | None, Any]] = [(at, np.arange(len(y)) >= at) for at in steps]
    tried.append((None, (t - t.mean()) ** 2))
    found = [(*_added(y, base, column.astype(float)), at) for at, column in tried]
    p, coefficient, at = min(found, key=lambda each: each[0])
    p = min(1.0, p * len(found))
    if p >= SELDOM:
        return Shape("straight", None, False, p, own)
    place = None if at is None else int(where[at])
    if at is None:
        return Shape("bend", None, coefficient > 0, p, own)
    after = np.arange(len(y)) >= at
    lines = np.column_stack([base, after, after * (t - t.mean())])
    both = np.linalg.lstsq(lines, y, rcond=None)[0]
    sides = float(both[1]), float(both[1] + both[-1])
    return Shape("step", place, coefficient > 0, p, own, sides)


def _added(y: Floats, base: Floats, column: Floats) -> tuple[float, float]:
    """Return p and coefficient of a column that is added to a line; 1 and 0 where it cannot be."""
    import numpy as np
    from scipy import stats

    rest = column - base @ np.linalg.lstsq(base, column, rcond=None)[0]
    size, df = float(rest @ rest), len(y) - base.shape[1] - 1
    if size <= 1e-9 * max(1.0, float(column @ column)) or df < 1:
        return 1.0, 0.0
    left = y - base @ np.linalg.lstsq(base, y, rcond=None)[0]
    coefficient = float(rest @ left) / size
    after = left - coefficient * rest
    spread = float(after @ after) / df
    if spread <= 0:
        return 0.0, coefficient
    return float(2 * stats.t.sf(abs(coefficient) * math.sqrt(size / spread), df)), coefficient
