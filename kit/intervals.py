"""Intervals that both wings need."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import NamedTuple

__all__ = ["Interval", "difference", "ratio", "wilson"]


class Interval(NamedTuple):
    """Lower and upper limit, both in the unit of the estimate."""

    low: float
    high: float


def wilson(count: int, n: int, *, level: float = 0.95) -> Interval:
    r"""Wilson score interval of a proportion.

    .. math:: \frac{p + z^2/2n \pm z\sqrt{p(1-p)/n + z^2/4n^2}}{1 + z^2/n}

    Parameters
    ----------
    count, n : int
        Events and trials, 0 <= count <= n, n > 0.
    level : float
        Confidence level, between 0 and 1 (exclusive).

    References
    ----------
    Wilson (1927), J Am Stat Assoc 22:209-212, doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> [round(limit, 6) for limit in wilson(65, 100)]
    [0.552544, 0.736358]
    >>> wilson(0, 8).low, wilson(8, 8).high
    (0.0, 1.0)
    """
    if not (0 <= count <= n and n > 0):
        raise ValueError(f"wilson: got {count} of {n}, expected 0 <= count <= n and n > 0")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    p = count / n
    middle = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    below = 1 + z * z / n
    # Of none or all the limit is the share itself; rounding may put it just beside it.
    low = 0.0 if count == 0 else (middle - half) / below
    return Interval(low, 1.0 if count == n else (middle + half) / below)


def difference(count_1: int, n_1: int, count_2: int, n_2: int, *, level: float = 0.95) -> Interval:
    r"""Newcombe's hybrid score interval of the difference of two independent proportions.

    With :math:`p_i` and Wilson limits :math:`l_i, u_i`, the interval of :math:`p_1 - p_2` is

    .. math:: p_1 - p_2 - \sqrt{(p_1-l_1)^2 + (u_2-p_2)^2} \;\text{to}\;
              p_1 - p_2 + \sqrt{(u_1-p_1)^2 + (p_2-l_2)^2}

    Parameters
    ----------
    count_1, n_1, count_2, n_2 : int
        Events and trials of each group, 0 <= count <= n, n > 0.
    level : float
        Confidence level, between 0 and 1 (exclusive).

    References
    ----------
    Newcombe (1998), Stat Med 17:873-890, method 10,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

    Examples
    --------
    >>> [round(limit, 4) for limit in difference(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    one, two = wilson(count_1, n_1, level=level), wilson(count_2, n_2, level=level)
    p_1, p_2 = count_1 / n_1, count_2 / n_2
    gap = p_1 - p_2
    below = math.hypot(p_1 - one.low, two.high - p_2)
    above = math.hypot(one.high - p_1, p_2 - two.low)
    return Interval(gap - below, gap + above)


def ratio(count_1: int, n_1: int, count_2: int, n_2: int, *, level: float = 0.95) -> Interval:
    r"""Koopman's score interval of the ratio of two independent proportions, :math:`p_1 / p_2`.

    It holds every ratio :math:`\theta` for which

    .. math:: \frac{(x_1 - n_1 \tilde p_1)^2}{n_1 \tilde p_1 (1 - \tilde p_1)}
              + \frac{(x_2 - n_2 \tilde p_2)^2}{n_2 \tilde p_2 (1 - \tilde p_2)} \le z^2

    with the most likely proportions whose ratio is :math:`\theta`. It can be given with a count of
    zero too: the lower limit is then 0, or the upper one infinite.

    Parameters
    ----------
    count_1, n_1, count_2, n_2 : int
        Events and trials of each group, 0 <= count <= n, n > 0.
    level : float
        Confidence level, between 0 and 1 (exclusive).

    References
    ----------
    Koopman (1984), Biometrics 40:513-517, doi:10.2307/2531405.

    Examples
    --------
    >>> [round(limit, 2) for limit in ratio(36, 40, 16, 80)]
    [2.94, 7.15]
    """
    for count, n in ((count_1, n_1), (count_2, n_2)):
        if not (0 <= count <= n and n > 0):
            raise ValueError(f"ratio: got {count} of {n}, expected 0 <= count <= n and n > 0")
    limit = NormalDist().inv_cdf(0.5 + level / 2) ** 2

    def inside(log: float) -> bool:
        return _distance(math.exp(log), count_1, n_1, count_2, n_2) <= limit

    low, high = 0.0, math.inf
    # A place inside from which to look both ways: the observed ratio, or far towards the open end.
    middle = (
        math.log(count_1 / n_1 * n_2 / count_2)
        if count_1 and count_2
        else (_FARTHEST if count_1 else -_FARTHEST)
    )
    if count_1:
        low = math.exp(_edge(inside, middle, -_FARTHEST))
    if count_2:
        high = math.exp(_edge(inside, middle, _FARTHEST))
    return Interval(low, high)


_FARTHEST = 25.0  # in logarithms: a ratio of 7e10


def _edge(inside: Callable[[float], bool], within: float, outside: float) -> float:
    for _ in range(60):
        half = (within + outside) / 2
        within, outside = (half, outside) if inside(half) else (within, half)
    return within


def _distance(theta: float, count_1: int, n_1: int, count_2: int, n_2: int) -> float:
    """Return Koopman's statistic for a ratio."""
    a = theta * (n_1 + n_2)
    b = theta * (n_1 + count_2) + count_1 + n_2
    c = count_1 + count_2
    # The smaller root of a p^2 - b p + c, in the form that loses no digits.
    likely_2 = 2 * c / (b + math.sqrt(max(0.0, b * b - 4 * a * c)))
    total = 0.0
    for count, n, likely in ((count_1, n_1, theta * likely_2), (count_2, n_2, likely_2)):
        away = (count - n * likely) ** 2
        spread = n * likely * (1 - likely)
        if away > 1e-12:
            total += away / spread if spread > 0 else math.inf
    return total
