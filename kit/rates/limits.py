"""Limits of a count or a share, over whole arrays.

Below ten events the exact limits of a Poisson count are taken, from ten on Byar's: the choice of
the public health observatories of England, so that numbers can be laid beside theirs. At ten events
the two differ by at most 0.2 % at 95 % and by 1.5 % (the lower limit) at 99.8 %.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from kit.rates.inputs import Floats, above, level_of, negative, numbers, other_shape, stop_at

__all__ = ["FEWEST_BYAR", "Limits", "byar", "exact", "poisson", "wilson"]

#: Fewest events for Byar's limits.
FEWEST_BYAR = 10


class Limits(NamedTuple):
    """Lower and upper limits, in the unit and shape of what they belong to; nan is not shown."""

    low: Floats
    high: Floats


def exact(events: ArrayLike, *, level: float = 0.95) -> Limits:
    r"""Exact limits of a Poisson count.

    .. math:: \tfrac12 \chi^2_{\alpha/2;\,2O} \;\text{to}\; \tfrac12 \chi^2_{1-\alpha/2;\,2O+2}

    The lower limit of no events is 0.

    References
    ----------
    Garwood (1936), Biometrika 28:437-442, doi:10.1093/biomet/28.3-4.437.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in exact(5)]
    [1.6235, 11.6683]
    """
    from scipy.special import gammaincinv

    observed = _counts(events)
    above_it = level_of(level)
    # Half a chi-square of 2k degrees of freedom is a gamma of shape k.
    low = gammaincinv(np.where(observed == 0, 1.0, observed), 1 - above_it)
    high = gammaincinv(observed + 1, above_it)
    return Limits(np.asarray(np.where(observed == 0, 0.0, low), dtype=float), np.asarray(high))


def byar(events: ArrayLike, *, level: float = 0.95) -> Limits:
    r"""Byar's limits of a Poisson count.

    .. math:: O\left(1 - \frac{1}{9O} - \frac{z}{3\sqrt O}\right)^3 \;\text{to}\;
              (O+1)\left(1 - \frac{1}{9(O+1)} + \frac{z}{3\sqrt{O+1}}\right)^3

    The lower limit is nan where the approximation has none: of no events, and where the bracket
    is negative.

    References
    ----------
    Breslow, Day (1987), Statistical methods in cancer research II, IARC, page 69.

    Examples
    --------
    >>> [round(float(limit), 6) for limit in byar(65)]
    [50.163188, 82.849139]
    """
    observed = _counts(events)
    z = _z(level)
    some = np.where(observed > 0, observed, np.nan)
    bracket = 1 - 1 / (9 * some) - z / (3 * np.sqrt(some))
    low = some * np.where(bracket >= 0, bracket, np.nan) ** 3
    more = observed + 1
    return Limits(low, more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3)


def poisson(events: ArrayLike, *, level: float = 0.95) -> Limits:
    """Limits of a Poisson count: exact below ten events, Byar's from ten on.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in poisson(9)]
    [4.1154, 17.0848]
    """
    observed = _counts(events)
    few = observed < FEWEST_BYAR
    # Byar's is asked of ten at least, so that it always has a lower limit.
    many = byar(np.where(few, FEWEST_BYAR, observed), level=level)
    low, high = exact(observed, level=level)
    return Limits(np.where(few, low, many.low), np.where(few, high, many.high))


def wilson(events: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Limits:
    r"""Wilson's score limits of proportions; `kit.intervals.wilson` over arrays.

    .. math:: \frac{p + z^2/2n \pm z\sqrt{p(1-p)/n + z^2/4n^2}}{1 + z^2/n}

    Parameters
    ----------
    events, n : array of float
        Of one shape, 0 <= events <= n. Weighted counts need not be whole. Nothing to count from
        (n = 0) gives nan.

    References
    ----------
    Wilson (1927), J Am Stat Assoc 22:209-212, doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> [round(float(limit), 6) for limit in wilson(65, 100)]
    [0.552544, 0.736358]
    """
    counted, total = _counts(events), numbers("n", n)
    stop_at(other_shape("n", total, counted.shape, "events"))
    stop_at([*negative("n", total), *above("events", counted, total, "n")])
    total = np.where(total > 0, total, np.nan)
    z = _z(level)
    p = counted / total
    middle = p + z * z / (2 * total)
    half = z * np.sqrt(p * (1 - p) / total + z * z / (4 * total**2))
    below = 1 + z * z / total
    return Limits(
        np.clip((middle - half) / below, 0.0, 1.0), np.clip((middle + half) / below, 0.0, 1.0)
    )


def _counts(events: ArrayLike) -> Floats:
    counted = numbers("events", events)
    stop_at(negative("events", counted))
    return counted


def _z(level: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(level_of(level))
