"""Run charts and XmR charts: limits, signals, and how often a signal comes for no reason.

Arrays in, small frozen results out. A point that is not there (nan) is a gap: no run, trend or
moving range goes across it. Published rule sets differ, so a chart names the one it uses.

=================  =============================================================================
rule set           what is a signal
=================  =============================================================================
making_data_count  XmR chart. A point outside the limits; 7 points in a row that rise or fall (equal
                   neighbours break it); 2 of 3 points in a row, all on one side, in the outer third
                   within the limits; 7 points in a row on one side of the mean.
run_chart          Run chart. 6 points in a row on one side of the median, points on it skipped;
                   5 points in a row that rise or fall, a repeated value counted once.
anhoej             Run chart, from n = 10 points off the median on. The longest run on one side is
                   longer than round(log2(n) + 3), or the median is crossed fewer times than the
                   5th percentile of Binomial(n - 1, 1/2).
=================  =============================================================================

References
----------
NHS England, Making Data Count, as in NHSRplotthedots 0.2.2 (MIT). Perla, Provost, Murray (2011),
BMJ Qual Saf 20:46-51, doi:10.1136/bmjqs.2009.037895. Anhøj, Olesen (2014), PLoS ONE 9:e113825,
doi:10.1371/journal.pone.0113825.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

__all__ = [
    "RULES", "Limits", "Signal", "expected_false_signals", "limits_xmr", "missed_changes",
    "signals",
]  # fmt: skip

RULES = ("making_data_count", "run_chart", "anhoej")
#: Fewest points off the median for Anhøj's rules.
FEWEST_ANHOEJ = 10
#: Mean moving range to natural process limits, 3 / 1.128 as everybody rounds it.
_TO_LIMITS = 2.66
#: Moving ranges above this multiple of their mean are screened out, once.
_SCREEN = 3.267
_SHIFT = {"making_data_count": 7, "run_chart": 6}
_TREND = {"making_data_count": 7, "run_chart": 5}


@dataclass(frozen=True)
class Limits:
    """Centre and natural process limits of an XmR chart, in the unit of the values."""

    centre: float
    lower: float
    upper: float
    mean_moving_range: float


@dataclass(frozen=True)
class Signal:
    """Something that chance alone seldom gives.

    Attributes
    ----------
    rule : str
        outside, trend, two_of_three, shift, longest_run or crossings.
    side : int
        1 above the centre or rising, -1 below or falling, 0 for crossings.
    points : tuple of int
        Positions of the points that make it, from 0; those between them that a rule skips are not
        in it. All points that were looked at for crossings.
    number : int
        How many points, or how many crossings.
    """

    rule: str
    side: int
    points: tuple[int, ...]
    number: int


@dataclass(frozen=True)
class FalseSignals:
    """What a chart gives when nothing changes.

    Attributes
    ----------
    charts : float
        Share of charts with at least one signal.
    points : float
        Mean number of points per chart that are part of a signal.
    marked : tuple of int
        Per simulated chart the number of points that are part of a signal; 0 without a signal.
    """

    charts: float
    points: float
    marked: tuple[int, ...]

    def as_strong(self, points: int) -> float:
        """Return the share of charts with at least so many points that are part of a signal."""
        return sum(n >= points for n in self.marked) / len(self.marked)


def limits_xmr(
    baseline: Sequence[float], *, moving_ranges: Literal["screened", "all"] = "screened"
) -> Limits:
    r"""Limits of an XmR chart from its baseline.

    .. math:: \bar{x} \pm 2.66\,\overline{mR}, \quad mR_t = |x_t - x_{t-1}|

    Parameters
    ----------
    baseline : sequence of float
        In order of time; nan is a gap. At least two neighbours.
    moving_ranges : {"screened", "all"}
        Whether moving ranges above 3.267 times their mean are left out, once, as NHSRplotthedots
        does (the Excel tool of Making Data Count does not).

    Raises
    ------
    ValueError
        No two neighbouring points.

    Examples
    --------
    >>> limits = limits_xmr([10, 12, 11, 13, 12, 11, 14, 12, 20, 13])
    >>> round(limits.centre, 2), round(limits.lower, 2), round(limits.upper, 2)
    (12.8, 4.82, 20.78)
    """
    there = [x for x in baseline if x == x]
    pairs = pairwise(baseline)
    ranges = [abs(b - a) for a, b in pairs if a == a and b == b]
    if not ranges:
        raise ValueError("limits_xmr: expected at least two neighbouring points")
    mean_range = math.fsum(ranges) / len(ranges)
    if moving_ranges == "screened":
        kept = [r for r in ranges if r <= _SCREEN * mean_range]
        mean_range = math.fsum(kept) / len(kept)
    centre = math.fsum(there) / len(there)
    half = _TO_LIMITS * mean_range
    return Limits(centre, centre - half, centre + half, mean_range)


def run_median(values: Sequence[float]) -> float:
    """Return the median of the points that are there; nan without any."""
    there = sorted(x for x in values if x == x)
    if not there:
        return math.nan
    middle = len(there) // 2
    return there[middle] if len(there) % 2 else (there[middle - 1] + there[middle]) / 2


def autocorrelation(values: Sequence[float]) -> float:
    r"""Correlation of each point with the next; nan when no point differs.

    .. math:: r_1 = \sum (x_t - \bar{x})(x_{t+1} - \bar{x}) / \sum (x_t - \bar{x})^2

    Examples
    --------
    >>> autocorrelation([1, 2, 3, 4, 5])
    0.4
    """
    there = [x for x in values if x == x]
    mean = math.fsum(there) / len(there) if there else math.nan
    spread = math.fsum((x - mean) ** 2 for x in there)
    pairs = pairwise(values)
    together = math.fsum((a - mean) * (b - mean) for a, b in pairs if a == a and b == b)
    return together / spread if spread else math.nan


def signals(values: Sequence[float], *, around: Limits | float, rules: str) -> tuple[Signal, ...]:
    """Find the signals of a rule set.

    Parameters
    ----------
    values : sequence of float
        In order of time; nan is a gap.
    around : Limits or float
        Limits for ``making_data_count``; for the others the median (of limits, the centre).
    rules : {"making_data_count", "run_chart", "anhoej"}

    Returns
    -------
    tuple of Signal
        In order of priority: outside, trend, two_of_three, shift; longest_run, crossings.

    Raises
    ------
    ValueError
        An unknown rule set, or ``making_data_count`` without limits.

    Examples
    --------
    >>> [(s.rule, s.number) for s in signals([3, 4, 3, 5, 4, 3], around=2, rules="run_chart")]
    [('shift', 6)]
    """
    if rules not in RULES:
        raise ValueError(f"signals: got {rules}, expected one of {', '.join(RULES)}")
    centre = around.centre if isinstance(around, Limits) else around
    sides = [_sign(x - centre) for x in values]
    if rules == "anhoej":
        return tuple(_anhoej(sides))
    found: list[Signal] = []
    if rules == "making_data_count":
        if not isinstance(around, Limits):
            raise ValueError("signals: making_data_count needs limits")
        found += _outside(values, around)
    skip = rules == "run_chart"
    found += [
        Signal("trend", way, points, len(points))
        for points, way in _trends(values, skip_equal=skip)
        if len(points) >= _TREND[rules]
    ]
    if isinstance(around, Limits) and rules == "making_data_count":
        found += _two_of_three(values, sides, around)
    found += [
        Signal("shift", side, points, len(points))
        for points, side in _runs(sides, skip_centre=skip)
        if len(points) >= _SHIFT[rules]
    ]
    return tuple(found)


def _sign(x: float) -> int | None:
    return None if x != x else (x > 0) - (x < 0)


def _runs(
    sides: Sequence[int | None], *, skip_centre: bool
) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield every longest row of points on one side; a gap ends it, a point on the centre may."""
    run: list[int] = []
    now = 0
    for i, side in enumerate([*sides, None]):
        if side == 0 and skip_centre:
            continue
        if side != now or not side:
            if run:
                yield tuple(run), now
            run, now = [], side or 0
        if side:
            run.append(i)


def _trends(values: Sequence[float], *, skip_equal: bool) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield every longest row of points that all rise or all fall."""
    run: list[int] = []
    way = 0
    for i, x in enumerate([*values, math.nan]):
        step = _sign(x - values[run[-1]]) if run else None
        if step == 0 and skip_equal:
            continue
        if step and way in (0, step):
            run.append(i)
            way = step
            continue
        if way:
            yield tuple(run), way
        # The turning point belongs to both rows.
        run = [] if x != x else [run[-1], i] if step else [i]
        way = step or 0


def _outside(values: Sequence[float], limits: Limits) -> list[Signal]:
    above = tuple(i for i, x in enumerate(values) if x > limits.upper)
    below = tuple(i for i, x in enumerate(values) if x < limits.lower)
    sides = ((1, above), (-1, below))
    return [Signal("outside", side, points, len(points)) for side, points in sides if points]


def _two_of_three(
    values: Sequence[float], sides: Sequence[int | None], limits: Limits
) -> Iterator[Signal]:
    third = (limits.upper - limits.centre) * 2 / 3
    near = [limits.lower <= x <= limits.upper and abs(x - limits.centre) > third for x in values]
    for side in (1, -1):
        points: set[int] = set()
        for i in range(len(values) - 2):
            three = range(i, i + 3)
            if all(sides[j] == side for j in three) and sum(near[j] for j in three) >= 2:
                points |= {j for j in three if near[j]}
        if points:
            yield Signal("two_of_three", side, tuple(sorted(points)), len(points))


def _anhoej(sides: Sequence[int | None]) -> Iterator[Signal]:
    off = [(i, side) for i, side in enumerate(sides) if side]
    n = len(off)
    if n < FEWEST_ANHOEJ:
        return
    runs = list(_runs(sides, skip_centre=True))
    points, side = max(runs, key=lambda run: len(run[0]))
    if len(points) > round(math.log2(n) + 3):
        yield Signal("longest_run", side, points, len(points))
    crossings = sum(a != b for (_, a), (_, b) in pairwise(off))
    if crossings < fewest_crossings(n):
        yield Signal("crossings", 0, tuple(i for i, _ in off), crossings)


@lru_cache(maxsize=256)
def fewest_crossings(n: int) -> int:
    """Return the fewest crossings of the median that are no signal, of `n` points off it.

    The smallest k with P(X <= k) >= 0.05 for X from Binomial(n - 1, 1/2).

    Examples
    --------
    >>> [fewest_crossings(n) for n in (10, 20, 24, 40)]
    [2, 6, 8, 14]
    """
    so_far = 0
    for k in range(n):
        so_far += math.comb(n - 1, k)
        if 20 * so_far >= 2 ** (n - 1):
            return k
    return 0


@lru_cache(maxsize=64)
def expected_false_signals(
    n_points: int, *, rules: str, n_baseline: int = 0, seed: int = 2024, draws: int = 4000
) -> FalseSignals:
    """Signals that a chart gives when nothing changes, by simulation.

    The points are drawn from a normal distribution, independent of each other; limits or median
    come from `n_baseline` more of them, as on a real chart, whose uncertainty is thus counted.

    Parameters
    ----------
    n_points : int
        Points that are looked at.
    rules : str
    n_baseline : int
        Points before them; with 0 the median is that of the points themselves, and
        ``making_data_count`` is not possible.
    seed, draws : int
        With 4,000 charts the standard error of a share is at most 0.008.

    Examples
    --------
    >>> expected_false_signals(4, rules="run_chart").charts
    0.0
    """
    marked = _marked(n_points, rules, n_baseline, seed, draws, change=0.0)
    return FalseSignals(sum(n > 0 for n in marked) / draws, sum(marked) / draws, marked)


@lru_cache(maxsize=64)
def missed_changes(
    n_points: int,
    *,
    rules: str,
    n_baseline: int,
    change: float = 1.0,
    seed: int = 2024,
    draws: int = 4000,
) -> float:
    """Share of charts without any signal though the level did change, by simulation.

    Drawn as for `expected_false_signals`; all points after the baseline lie `change` standard
    deviations of the points higher. A false signal counts as one, so it misses no less in truth.

    Examples
    --------
    >>> missed_changes(4, rules="run_chart", n_baseline=12)
    1.0
    """
    marked = _marked(n_points, rules, n_baseline, seed, draws, change)
    return sum(n == 0 for n in marked) / draws


def _marked(
    n_points: int, rules: str, n_baseline: int, seed: int, draws: int, change: float
) -> tuple[int, ...]:
    """Return for each simulated chart how many points are part of a signal."""
    import numpy as np

    drawn = np.random.default_rng(seed).standard_normal((draws, n_baseline + n_points))
    drawn[:, n_baseline:] += change
    marked = []
    for row in drawn.tolist():
        before, after = row[:n_baseline], row[n_baseline:]
        xmr = rules == "making_data_count"
        around = limits_xmr(before) if xmr else run_median(before or after)
        found = signals(after, around=around, rules=rules)
        marked.append(len({i for signal in found for i in signal.points}))
    return tuple(marked)
