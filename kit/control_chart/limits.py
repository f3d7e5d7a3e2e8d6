r"""Centre lines and limits of run, XmR, p, u, c and t charts.

Arrays in, small frozen results out. A point that is not there (nan) is a gap: no moving range goes
across it. Limits come from a baseline and stay as they are.

=====  ==========================================  ===========================================
chart  of                                          limits
=====  ==========================================  ===========================================
run    anything                                    none; the centre is the median
xmr    single measurements                         mean and moving range
p      how many of how many, such as a percentage  binomial, differing with the denominator
u      events per person, day or person-year       Poisson, differing with the denominator
c      events among always as many                 Poisson
t      time since the event before                 of the times to the power 1/3.6, and back
=====  ==========================================  ===========================================

References
----------
Montgomery, Introduction to Statistical Quality Control (7th ed.), chapters 6 and 7. Nelson (1994),
Journal of Quality Technology 26:239-244, doi:10.1080/00224065.1994.11979527, for the t chart.
NHSRplotthedots 0.2.2 (MIT) for the screening of moving ranges.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

__all__ = [
    "Limits", "Lines", "limits_c", "limits_p", "limits_t", "limits_u", "limits_xmr",
]  # fmt: skip

#: Mean moving range to natural process limits, 3 / 1.128 as everybody rounds it.
TO_LIMITS = 2.66
#: Moving ranges above this multiple of their mean are screened out, once.
SCREEN = 3.267
#: Mean moving range to standard deviation.
TO_SIGMA = 1 / 1.128
#: Times between events to this power are near a normal distribution.
NELSON = 1 / 3.6


@dataclass(frozen=True)
class Limits:
    """Centre and natural process limits of an XmR chart, in the unit of the values."""

    centre: float
    lower: float
    upper: float
    mean_moving_range: float


@dataclass(frozen=True)
class Lines:
    """Centre and limits of a chart whose limits may differ by point, in the unit of the values.

    Attributes
    ----------
    centre : float
    lower, upper : tuple of float
        Per point, cut off at what can be (0, and for a share 1); nan where the denominator is.
    near_lower, near_upper : tuple of float
        Per point, where the outer third begins; not cut off.
    """

    centre: float
    lower: tuple[float, ...]
    near_lower: tuple[float, ...]
    near_upper: tuple[float, ...]
    upper: tuple[float, ...]

    def times(self, factor: float) -> Lines:
        """Return the same in another unit, such as per 1,000."""
        rows = (self.lower, self.near_lower, self.near_upper, self.upper)
        lower, near_lower, near_upper, upper = (tuple(x * factor for x in row) for row in rows)
        return Lines(self.centre * factor, lower, near_lower, near_upper, upper)


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
        kept = [r for r in ranges if r <= SCREEN * mean_range]
        mean_range = math.fsum(kept) / len(kept)
    centre = math.fsum(there) / len(there)
    half = TO_LIMITS * mean_range
    return Limits(centre, centre - half, centre + half, mean_range)


def limits_p(
    numerators: Sequence[float],
    denominators: Sequence[float],
    *,
    sizes: Sequence[float] | None = None,
) -> Lines:
    r"""Limits of a p-chart, for shares: how many of how many.

    .. math:: \bar{p} \pm 3\sqrt{\bar{p}(1 - \bar{p})/n_t}, \quad \bar{p} = \sum x_t / \sum n_t

    Parameters
    ----------
    numerators, denominators : sequence of float
        Of the baseline, as long as each other; nan is a gap. 0 <= numerator <= denominator.
    sizes : sequence of float, optional
        Denominators of the points that limits are wanted for; by default those of the baseline.

    Raises
    ------
    ValueError
        No point, a numerator below 0 or above its denominator, or a denominator of 0 or less.

    Examples
    --------
    >>> lines = limits_p([12, 15, 8], [50, 50, 50], sizes=[50, 100])
    >>> round(lines.centre, 4), [round(x, 4) for x in lines.upper]
    (0.2333, [0.4128, 0.3602])
    """
    centre = _ratio(numerators, denominators, most=1.0)
    return _around(
        centre, lambda n: math.sqrt(centre * (1 - centre) / n), sizes or denominators, most=1.0
    )


def limits_u(
    numerators: Sequence[float],
    denominators: Sequence[float],
    *,
    sizes: Sequence[float] | None = None,
) -> Lines:
    r"""Limits of a u-chart, for events per person, day or person-year.

    .. math:: \bar{u} \pm 3\sqrt{\bar{u}/n_t}, \quad \bar{u} = \sum x_t / \sum n_t

    Parameters
    ----------
    numerators, denominators : sequence of float
        Of the baseline, as long as each other; nan is a gap.
    sizes : sequence of float, optional
        Denominators of the points that limits are wanted for; by default those of the baseline.

    Raises
    ------
    ValueError
        No point, a numerator below 0, or a denominator of 0 or less.

    Examples
    --------
    >>> lines = limits_u([14, 12, 20], [10, 8, 13])
    >>> round(lines.centre, 4), round(lines.upper[1], 4)
    (1.4839, 2.7759)
    """
    centre = _ratio(numerators, denominators, most=math.inf)
    return _around(centre, lambda n: math.sqrt(centre / n), sizes or denominators, most=math.inf)


def limits_c(counts: Sequence[float], *, points: int | None = None) -> Lines:
    r"""Limits of a c-chart, for events among always as many people or days.

    .. math:: \bar{c} \pm 3\sqrt{\bar{c}}

    Parameters
    ----------
    counts : sequence of float
        Of the baseline; nan is a gap.
    points : int, optional
        How many points limits are wanted for; by default as many as the baseline.

    Raises
    ------
    ValueError
        No point, or a count below 0.

    Examples
    --------
    >>> lines = limits_c([9, 8, 10])
    >>> lines.centre, lines.lower[0], lines.upper[0]
    (9.0, 0.0, 18.0)
    """
    wanted = len(counts) if points is None else points
    return limits_u(counts, [1 if x == x else math.nan for x in counts], sizes=[1.0] * wanted)


def limits_t(times: Sequence[float], *, points: int | None = None) -> Lines:
    r"""Limits of a t-chart, for the time since the event before.

    Times between events that come at random are very skewed; to the power 1/3.6 they are near a
    normal distribution (Nelson 1994). Centre and limits are those of an XmR chart of the powers,
    without screening, turned back; a lower limit below 0 is 0.

    Parameters
    ----------
    times : sequence of float
        Of the baseline, 0 or more; nan is a gap. At least two neighbours.
    points : int, optional
        How many points limits are wanted for; by default as many as the baseline.

    Raises
    ------
    ValueError
        A time below 0, or no two neighbouring points.

    Examples
    --------
    >>> lines = limits_t([286, 948, 536, 124, 816])
    >>> round(lines.centre, 1), round(lines.lower[0], 1)
    (463.2, 0.1)
    """
    if any(x < 0 for x in times):
        raise ValueError("limits_t: expected times of 0 or more")
    powers = limits_xmr([x**NELSON for x in times], moving_ranges="all")
    sigma = powers.mean_moving_range * TO_SIGMA
    wanted = len(times) if points is None else points
    lower, near_lower, near_upper, upper = (
        (max(powers.centre + k * sigma, 0.0) ** (1 / NELSON),) * wanted for k in (-3, -2, 2, 3)
    )
    return Lines(powers.centre ** (1 / NELSON), lower, near_lower, near_upper, upper)


def run_median(values: Sequence[float]) -> float:
    """Return the median of the points that are there; nan without any."""
    there = sorted(x for x in values if x == x)
    if not there:
        return math.nan
    middle = len(there) // 2
    return there[middle] if len(there) % 2 else (there[middle - 1] + there[middle]) / 2


def as_lines(limits: Limits | Lines, points: int) -> Lines:
    """Return limits as they hold for each of so many points."""
    if isinstance(limits, Lines):
        return limits
    third = (limits.upper - limits.centre) * 2 / 3
    rows = (limits.lower, limits.centre - third, limits.centre + third, limits.upper)
    return Lines(limits.centre, *((x,) * points for x in rows))


def _ratio(numerators: Sequence[float], denominators: Sequence[float], *, most: float) -> float:
    pairs = zip(numerators, denominators, strict=True)
    there = [(x, n) for x, n in pairs if x == x and n == n]
    if not there:
        raise ValueError("expected at least one point with a numerator and a denominator")
    if any(x < 0 or n <= 0 or x > n * most for x, n in there):
        below = "" if most == math.inf else " and at most its denominator"
        raise ValueError(f"expected a numerator of 0 or more{below}, and a denominator above 0")
    return math.fsum(x for x, _ in there) / math.fsum(n for _, n in there)


def _around(
    centre: float, sigma: Callable[[float], float], sizes: Sequence[float], *, most: float
) -> Lines:
    spread = [sigma(n) if n == n else math.nan for n in sizes]
    return Lines(
        centre,
        tuple(max(centre - 3 * s, 0.0) if s == s else s for s in spread),
        tuple(centre - 2 * s for s in spread),
        tuple(centre + 2 * s for s in spread),
        tuple(min(centre + 3 * s, most) if s == s else s for s in spread),
    )
