r"""Effects by time since the start, before it too, and what chance alone would give of them.

The effects before the start say whether regions that started ran alike with the others when there
was nothing yet. How far they may lie from zero is judged by giving the same start dates to the
regions in other ways, as the p-value is: the errors that come with a model are far too small with a
handful of regions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.errors import Problem, Refused
from kit.estimators.borrowed import checked
from kit.estimators.permutation import assignments_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from kit.rates.inputs import Floats

__all__ = ["EventStudy", "PreTrend", "event_study", "pre_trend"]

#: Assignments below which 95 % of them says nothing.
FEWEST_ASSIGNMENTS = 40
_DRAWS = 999
_LEVEL = 0.95
_POWER = 0.8


@dataclass(frozen=True)
class EventStudy:
    """Effects by time since the start, and the band of chance around zero.

    Attributes
    ----------
    events : tuple of int
        Periods since the start, rising; the reference, whose effect is 0, is left out.
    reference : int
        The last period before the start that counts as before.
    effects : array, events
    regions : tuple of int
        How many regions stand behind each.
    others : array, assignments x events
        The same under other assignments of the start dates.
    band : array, events
        Half width around zero within which *all* events together stay in 95 of 100 assignments;
        nan with fewer than 40 assignments.
    """

    events: tuple[int, ...]
    reference: int
    effects: Floats
    regions: tuple[int, ...]
    others: Floats
    band: Floats


@dataclass(frozen=True)
class PreTrend:
    """Whether regions parted before they started.

    Attributes
    ----------
    events : int
        Periods before the start that were looked at.
    largest : float
        The effect before the start that lies furthest out of its spread.
    p : float
        Share of assignments that lie as far out; nan with fewer than 40.
    detectable : float
        The drift per period that this test would have noticed in eight of ten cases; infinite
        where it would notice none, nan without a test.
    """

    events: int
    largest: float
    p: float
    detectable: float


def event_study(
    outcomes: ArrayLike,
    *,
    starts: Sequence[int | None],
    anticipation: int = 0,
    before: int = 8,
    after: int = 12,
    seed: int = 2024,
) -> EventStudy:
    r"""Return effects by time since the start by Callaway and Sant'Anna, and the band of chance.

    With the reference :math:`b = g - 1 - a` for the anticipation :math:`a`,

    .. math:: ATT(g, t) = \overline{y_t - y_b}_{\,g} - \overline{y_t - y_b}_{\,\text{not yet}}

    and each event the mean over starts, weighed by regions. It is what diff-diff and R's did give
    with a universal base and regions that had not started yet.

    Parameters
    ----------
    outcomes : array, regions x periods
        nan where there is none.
    starts : sequence of int or None
    anticipation : int
    before, after : int
        Events that are looked at, at most so many periods away.
    seed : int
        Of drawn assignments, where there are more than 999.

    Raises
    ------
    InputError
        Shapes that do not fit.
    Refused
        No event with regions on both sides.

    References
    ----------
    Callaway and Sant'Anna (2021), J Econometrics 225:200-230, doi:10.1016/j.jeconom.2020.12.001.

    Examples
    --------
    >>> seen = [[1, 2, 3], [3, 4, 7], [2, 3, 4]]
    >>> found = event_study(seen, starts=[None, 2, None])
    >>> found.events, found.effects.round(6).tolist()
    ((-2, 0), [0.0, 2.0])
    """
    import numpy as np

    seen = checked(outcomes, starts)
    periods = seen.shape[1]
    own = np.array([periods if start is None else start for start in starts])
    grid = np.arange(-before - anticipation - 1, after + 1)
    found, behind = _effects(seen, own[None], anticipation, grid)
    effects, regions = found[0], behind[0]
    used = np.isfinite(effects) & (grid != -1 - anticipation)
    if not used.any():
        do = "There is nothing before or after the start that others can be compared with."
        raise Refused(str(Problem("the outcomes", "", "regions on both sides of a start", do)))
    rng = np.random.default_rng(seed)
    assigned = assignments_of(own.tolist(), draws=_DRAWS, most=_DRAWS, rng=rng)
    others = _effects(seen, assigned, anticipation, grid)[0][:, used]
    others = others[np.isfinite(others).all(axis=1)]
    band = np.full(int(used.sum()), np.nan)
    if len(others) >= FEWEST_ASSIGNMENTS:
        spread = _spread(others)
        band = spread * np.quantile(np.abs(others / spread).max(axis=1), _LEVEL)
    return EventStudy(
        events=tuple(grid[used].tolist()),
        reference=-1 - anticipation,
        effects=effects[used],
        regions=tuple(regions[used].tolist()),
        others=others,
        band=band,
    )


def pre_trend(found: EventStudy) -> PreTrend:
    r"""Test whether regions parted before they started, and say what drift the test would notice.

    The statistic is the effect before the start furthest out of its spread over assignments. As
    Roth says, a test that notices nothing is worth what it could have noticed: a drift
    :math:`\gamma` per period adds :math:`\gamma (e - b)` to the effect at event :math:`e` with
    reference :math:`b`.

    Parameters
    ----------
    found : EventStudy

    References
    ----------
    Roth (2022), Am Econ Rev Insights 4:305-322, doi:10.1257/aeri.20210236.
    """
    import numpy as np

    early = np.array(found.events) < found.reference
    count = int(early.sum())
    if not count:
        return PreTrend(0, math.nan, math.nan, math.nan)
    effects, others = found.effects[early], found.others[:, early]
    if len(others) < FEWEST_ASSIGNMENTS:
        largest = effects[int(np.argmax(np.abs(effects)))]
        return PreTrend(count, float(largest), math.nan, math.nan)
    spread = _spread(others)
    far = np.abs(others / spread).max(axis=1)
    own = np.abs(effects / spread)
    most = int(np.argmax(own))
    p = float((far >= own[most] - 1e-9).mean())
    limit = float(np.quantile(far, _LEVEL))
    away = np.array(found.events)[early] - found.reference

    def noticed(drift: float) -> float:
        return float((np.abs((others + drift * away) / spread).max(axis=1) > limit).mean())

    return PreTrend(count, float(effects[most]), p, _least(noticed, float(spread.max()) * limit))


def _least(noticed: Any, first: float) -> float:
    """Return the smallest drift that is noticed often enough, between nothing and far too much."""
    low, high = 0.0, first
    for _ in range(12):
        if noticed(high) >= _POWER:
            break
        low, high = high, 2 * high
    else:
        return math.inf
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if noticed(middle) >= _POWER else (middle, high)
    return high


def _spread(others: Floats) -> Floats:
    import numpy as np

    spread: Floats = np.sqrt((others**2).mean(axis=0))
    return np.where(spread > 0, spread, 1.0)


def _effects(
    seen: Floats, assigned: NDArray[Any], anticipation: int, grid: NDArray[Any]
) -> tuple[Floats, NDArray[Any]]:
    """Return under each assignment the effect at each event, and the regions behind it."""
    import numpy as np

    periods = seen.shape[1]
    dates = np.unique(assigned)
    having = {int(date): (assigned == date).astype(float) for date in dates}
    shape = (len(assigned), len(grid))
    total, count = np.zeros(shape), np.zeros(shape, dtype=int)
    for start in dates[dates < periods].tolist():
        base = start - 1 - anticipation
        if base < 0:
            continue
        gone = seen - seen[:, [base]]
        there = np.isfinite(gone).astype(float)
        gone = np.where(there > 0, gone, 0.0)
        # Not started by the later of the two periods, nor about to.
        later = np.maximum(np.arange(periods), base) + anticipation
        n_free, free = np.zeros((2, len(assigned), periods))
        for date in dates[dates != start].tolist():
            waits = (date > later) | (date == periods)
            n_free += having[date] @ (there * waits)
            free += having[date] @ (gone * waits)
        n_mine = having[start] @ there
        with np.errstate(invalid="ignore", divide="ignore"):
            effect = having[start] @ gone / n_mine - free / n_free
        at = start + grid
        inside = (at >= 0) & (at < periods)
        value = np.full(shape, np.nan)
        value[:, inside] = effect[:, at[inside]]
        size = np.zeros(shape, dtype=int)
        size[:, inside] = n_mine[:, at[inside]]
        usable = np.isfinite(value)
        total += np.where(usable, size * value, 0.0)
        count += np.where(usable, size, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count > 0, total / count, np.nan), count
