"""What is a signal on a chart, by each rule set.

Arrays in, small frozen results out. A point that is not there (nan) is a gap: no run or
trend goes across it. Published rule sets differ, so a chart names the one it uses.

=================  =============================================================================
rule set           what is a signal
=================  =============================================================================
making_data_count  Charts with limits. A point outside the limits; 7 points in a row that rise or
                   fall (equal neighbours break it); 2 of 3 points in a row, all on one side, in the
                   outer third within the limits; 7 points in a row on one side of the centre.
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

from kit.control_chart.limits import Limits, Lines, as_lines

__all__ = ["RULES", "Signal", "autocorrelation", "fewest_crossings", "signals"]

RULES = ("making_data_count", "run_chart", "anhoej")
#: Fewest points off the median for Anhøj's rules.
FEWEST_ANHOEJ = 10
#: Points in a row on one side, and that rise or fall, by rule set.
SHIFT = {"making_data_count": 7, "run_chart": 6}
TREND = {"making_data_count": 7, "run_chart": 5}


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


def signals(
    values: Sequence[float], *, around: Limits | Lines | float, rules: str
) -> tuple[Signal, ...]:
    """Find the signals of a rule set.

    Parameters
    ----------
    values : sequence of float
        In order of time; nan is a gap.
    around : Limits, Lines or float
        Limits for ``making_data_count``, as many as values where they differ by point; for the
        others the median (of limits, the centre).
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
    limits = None if isinstance(around, int | float) else as_lines(around, len(values))
    centre = around if isinstance(around, int | float) else around.centre
    sides = [_sign(x - centre) for x in values]
    if rules == "anhoej":
        return tuple(_anhoej(sides))
    found: list[Signal] = []
    if rules == "making_data_count":
        if limits is None:
            raise ValueError("signals: making_data_count needs limits")
        found += _outside(values, limits)
    skip = rules == "run_chart"
    found += [
        Signal("trend", way, points, len(points))
        for points, way in _trends(values, skip_equal=skip)
        if len(points) >= TREND[rules]
    ]
    if limits is not None and rules == "making_data_count":
        found += _two_of_three(values, sides, limits)
    found += [
        Signal("shift", side, points, len(points))
        for points, side in _runs(sides, skip_centre=skip)
        if len(points) >= SHIFT[rules]
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


def _outside(values: Sequence[float], lines: Lines) -> list[Signal]:
    above = tuple(i for i, x in enumerate(values) if x > lines.upper[i])
    below = tuple(i for i, x in enumerate(values) if x < lines.lower[i])
    sides = ((1, above), (-1, below))
    return [Signal("outside", side, points, len(points)) for side, points in sides if points]


def _two_of_three(
    values: Sequence[float], sides: Sequence[int | None], lines: Lines
) -> Iterator[Signal]:
    near = [
        lines.lower[i] <= x < lines.near_lower[i] or lines.near_upper[i] < x <= lines.upper[i]
        for i, x in enumerate(values)
    ]
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
