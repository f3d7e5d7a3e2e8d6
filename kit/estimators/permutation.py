"""The imputed effect under every other assignment of the same start dates to the regions.

If nothing changed, and if any region could as well have had any of the start dates, the effect that
was found is one of many that could have been. Regions chose themselves, so the second *if* is an
assumption that the text has to say.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from kit.errors import InputError, Problem
from kit.estimators.imputation import Panel, imputation
from kit.estimators.permutation_gaps import effects_with_gaps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kit.rates.inputs import Floats

__all__ = ["MOST_ENUMERATED", "Permuted", "count_assignments", "permute", "smallest_p"]

#: Assignments that are all looked at; above, so many are drawn.
MOST_ENUMERATED = 10_000


@dataclass(frozen=True)
class Permuted:
    """An effect among those of the other assignments.

    Attributes
    ----------
    effect : float
        The imputed effect (ATT).
    p : float
        Share of assignments whose effect is as far from zero, the real one included; two-sided.
    smallest_p : float
        The smallest p that this design could have given.
    low, high : float
        Constant effects that the test does not exclude, both inclusive; infinite where the design
        excludes none.
    assignments : int
        Different ones; or drawn, the real one included.
    enumerated : bool
        Whether all were looked at.
    placebos : tuple of float
        Effects of the other assignments, rising.
    """

    effect: float
    p: float
    smallest_p: float
    low: float
    high: float
    assignments: int
    enumerated: bool
    placebos: tuple[float, ...]


def count_assignments(starts: Sequence[int]) -> int:
    """Return in how many ways the same start dates can be given to the regions.

    Examples
    --------
    >>> count_assignments([3, 5, 5, 9, 9, 9])
    60
    """
    ways = math.factorial(len(starts))
    for times in Counter(starts).values():
        ways //= math.factorial(times)
    return ways


def smallest_p(starts: Sequence[int], *, periods: int) -> float:
    """Return the smallest two-sided p that permuting these start dates can give.

    One over the number of assignments; two over it where half of the regions started at one date
    and the other half did not, as swapping the halves gives the same effect with the other sign.

    Parameters
    ----------
    starts : sequence of int
        Per region; `periods` where it did not start.
    periods : int

    Examples
    --------
    >>> smallest_p([5, 9, 9, 9], periods=9), round(smallest_p([5, 5, 9, 9], periods=9), 3)
    (0.25, 0.333)
    """
    ways = count_assignments(starts)
    if ways > MOST_ENUMERATED:
        return 1 / MOST_ENUMERATED
    groups = Counter(starts)
    halves = len(groups) == 2 and len(set(groups.values())) == 1 and max(groups) == periods
    return (2 if halves else 1) / ways


def permute(
    given: Panel, *, seed: int = 2024, confidence: float = 0.95, draws: int = MOST_ENUMERATED - 1
) -> Permuted:
    r"""Test the imputed effect by permuting start dates among the regions.

    All assignments are looked at up to 10,000 and the p-value is the share that is as extreme;
    otherwise `draws` are drawn and it is :math:`(1 + \text{as extreme})/(1 + draws)`. The interval
    holds the constant effects :math:`\tau` for which outcomes less :math:`\tau` from the start on
    are not rejected; an assignment whose effect moves with :math:`\tau` as much as the real one
    counts as never more extreme than it, which can only widen the interval.

    The interval supposes one effect for all regions that started. Where effects differ between
    regions it holds their mean more often than said, as the differences pass for chance: in the
    sample, with a change planted in two of four regions, in all of 200 draws; with the same change
    in all four in 190.

    Parameters
    ----------
    given : Panel
    seed : int
        Of the drawn assignments.
    confidence : float
    draws : int
        Assignments that are drawn where there are more than 10,000.

    Raises
    ------
    Refused
        With gaps in the outcomes, an assignment that cannot be estimated.

    References
    ----------
    Phipson and Smyth (2010), Stat Appl Genet Mol Biol 9:39, doi:10.2202/1544-6115.1585; Imbens and
    Rubin (2015), Causal Inference, chapter 5, doi:10.1017/CBO9781139025751.

    Examples
    --------
    >>> from kit.estimators.imputation import panel
    >>> seen = panel([[0, 4], [0, 1], [0, 2], [0, 0]], starts=[1, None, None, None])
    >>> found = permute(seen)
    >>> round(found.effect, 6), found.p, found.assignments
    (3.0, 0.25, 4)
    """
    import numpy as np

    if not 0 < confidence < 1:
        raise InputError([Problem("`confidence`", f"{confidence:g}", "a share such as 0.95")])
    ways = count_assignments(given.starts)
    enumerated = ways <= MOST_ENUMERATED
    rng = np.random.default_rng(seed)
    others = assignments_of(given.starts, draws=draws, most=MOST_ENUMERATED, rng=rng)
    started = np.arange(given.outcomes.shape[1]) >= np.array(given.starts)[:, None]
    effects, moved = _effects_of_each(
        [given, replace(given, outcomes=_like(started, given.outcomes))], others
    )
    real = imputation(given).effect
    tolerance = 1e-9 * max(1e-12, float(np.nanmax(np.abs(given.outcomes))))
    extreme = int((np.abs(effects) >= abs(real) - tolerance).sum())
    total = len(others) if enumerated else len(others) + 1
    p = extreme / total if enumerated else (1 + extreme) / total
    low, high = _not_excluded(real, effects, moved, total=total, level=1 - confidence)
    least = smallest_p(given.starts, periods=given.outcomes.shape[1])
    itself = (others == np.array(given.starts)).all(axis=1) if enumerated else np.zeros(1, bool)
    placebos = effects[~itself] if enumerated else effects
    return Permuted(
        effect=real,
        p=p,
        smallest_p=least if enumerated else 1 / total,
        low=low,
        high=high,
        assignments=total,
        enumerated=enumerated,
        placebos=tuple(np.sort(placebos).tolist()),
    )


def assignments_of(
    starts: Sequence[int], *, draws: int, most: int, rng: np.random.Generator
) -> NDArray[np.int_]:
    """Return every different assignment of the start dates, or so many drawn ones.

    Parameters
    ----------
    starts : sequence of int
    draws : int
        How many are drawn, the real one not among them on purpose.
    most : int
        Assignments that are all returned.
    rng : numpy.random.Generator

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> assignments_of([3, 9, 9], draws=99, most=10, rng=rng).tolist()
    [[3, 9, 9], [9, 3, 9], [9, 9, 3]]
    """
    import numpy as np

    if count_assignments(starts) <= most:
        return np.array(list(_every(starts)))
    return rng.permuted(np.tile(np.array(starts), (draws, 1)), axis=1)


def effects_of(given: Panel, assigned: NDArray[np.int_]) -> Floats:
    """Return the imputed effect under each assignment.

    Without gaps in the outcomes it is a sum over regions of one number per region and start date,
    as the course of the periods hangs on the start dates and not on who has them. So a table of
    start dates x regions gives every assignment.

    Parameters
    ----------
    given : Panel
    assigned : array of int, assignments x regions
        Permutations of the starts of the panel.

    Examples
    --------
    >>> import numpy as np
    >>> from kit.estimators.imputation import panel
    >>> seen = panel([[0, 4], [0, 1], [0, 2]], starts=[1, None, None])
    >>> effects_of(seen, np.array([[1, 2, 2], [2, 1, 2]])).round(6).tolist()
    [2.5, -2.0]
    """
    return _effects_of_each([given], assigned)[0]


def _effects_of_each(panels: Sequence[Panel], assigned: NDArray[np.int_]) -> list[Floats]:
    """Return the same of panels with the same gaps and starts, and other figures."""
    import numpy as np

    if np.isnan(panels[0].outcomes).any():
        return effects_with_gaps(panels, assigned)
    found = []
    for given in panels:
        dates, table = start_table(given.outcomes, given.starts, anticipation=given.anticipation)
        at = np.searchsorted(dates, assigned)
        found.append(table[at, np.arange(assigned.shape[1])].sum(axis=1))
    return found


def start_table(
    outcomes: Floats, starts: Sequence[int], *, anticipation: int = 0
) -> tuple[NDArray[np.int_], Floats]:
    """Return the start dates, and for each and each region its part of the imputed effect.

    Parameters
    ----------
    outcomes : array, regions x periods, or draws x regions x periods
        Without gaps.
    starts : sequence of int
    anticipation : int

    Examples
    --------
    >>> import numpy as np
    >>> start_table(np.array([[0.0, 4], [0, 1], [0, 2]]), [1, 2, 2])[1].round(6).tolist()
    [[4.0, 1.0, 2.0], [-2.0, -0.5, -1.0]]
    """
    import numpy as np

    periods = outcomes.shape[-1]
    dates, sizes = np.unique(np.array(starts), return_counts=True)
    time = np.arange(periods)
    free = (time < dates[:, None] - anticipation).astype(float)
    free[dates == periods] = 1.0
    after = (time >= dates[:, None]).astype(float)
    n_free = free.sum(axis=1)
    shares = free / n_free[:, None]
    left = np.diag(sizes @ free) - (free * sizes[:, None]).T @ shares
    cells = float(sizes @ after.sum(axis=1))
    pull = sizes @ (after.sum(axis=1)[:, None] * shares - after)
    course = np.linalg.pinv(left, rcond=1e-10, hermitian=True) @ pull
    own = after - after.sum(axis=1)[:, None] * shares
    through = free * course - shares * (free @ course)[:, None]
    weights = (own + through) / cells
    return dates, np.einsum("st,...gt->...sg", weights, outcomes)


def _like(started: NDArray[np.bool_], outcomes: Floats) -> Floats:
    import numpy as np

    return np.where(np.isnan(outcomes), np.nan, started.astype(float))


def _every(starts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield every different assignment of these start dates, the real one among them."""
    dates = sorted(Counter(starts).items())

    def give(free: tuple[int, ...], left: int, so_far: dict[int, int]) -> Iterator[dict[int, int]]:
        if left == len(dates):
            yield so_far
            return
        date, times = dates[left]
        for chosen in combinations(free, times):
            rest = tuple(g for g in free if g not in chosen)
            yield from give(rest, left + 1, so_far | dict.fromkeys(chosen, date))

    for given in give(tuple(range(len(starts))), 0, {}):
        yield tuple(given[g] for g in range(len(starts)))


def _not_excluded(
    real: float, effects: Floats, moved: Floats, *, total: int, level: float
) -> tuple[float, float]:
    """Return the ends of the constant effects whose p is above the level."""
    import numpy as np

    always = np.abs(moved) >= 1 - 1e-9
    a, b = effects[~always], moved[~always]
    ends = np.sort([(real - a) / (1 - b), (real + a) / (1 + b)], axis=0)
    needed = math.floor(level * total + 1e-9) + 1 - (total - len(a))
    if needed <= 0:
        return -math.inf, math.inf
    return float(np.sort(ends[0])[needed - 1]), float(np.sort(ends[1])[::-1][needed - 1])
