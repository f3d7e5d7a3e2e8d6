"""How much groups from worst off to best off differ: slope and relative index of inequality.

Both use every group and its size, not only the two ends. They describe a gradient; why there is
one they do not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from kit.errors import Problem, Refused
from kit.rates.inputs import (
    Floats,
    level_of,
    negative,
    not_given,
    numbers,
    one_of,
    other_shape,
    stop_at,
    zero_or_less,
)

__all__ = ["FEWEST_GROUPS", "Scale", "SlopeIndex", "slope_index", "standard_errors"]

Scale = Literal["value", "log", "logit"]
SCALES = ("value", "log", "logit")

#: Fewest groups through which a line says something.
FEWEST_GROUPS = 3
_FEWEST_DRAWS = 1000


@dataclass(frozen=True)
class SlopeIndex:
    """A gradient over groups, from the worst off (place 0) to the best off (place 1).

    Attributes
    ----------
    slope : float
        Slope index: value at the best-off end of the line less that at the worst-off end, in the
        unit of the values.
    ratio : float
        Relative index: best-off end over worst-off end; nan when the line starts at zero or below.
    start : float
        Value of the line at the worst-off end.
    slope_low, slope_high, ratio_low, ratio_high : float
        Limits by simulation.
    level : float
        Confidence level of the limits.
    groups : int
    draws, seed : int
        Of the simulation.
    """

    slope: float
    ratio: float
    start: float
    slope_low: float
    slope_high: float
    ratio_low: float
    ratio_high: float
    level: float
    groups: int
    draws: int
    seed: int


def slope_index(
    values: ArrayLike,
    population: ArrayLike,
    *,
    standard_errors: ArrayLike,
    error_on: Scale = "value",
    fit_on: Scale = "value",
    level: float = 0.95,
    draws: int = 100_000,
    seed: int = 2024,
) -> SlopeIndex:
    r"""Slope and relative index of inequality by weighted least squares.

    Group :math:`i` holds a share :math:`a_i` of all people and stands at the middle of its part,
    :math:`b_i = \sum_{j<i} a_j + a_i/2`. A line :math:`y = \beta_0 + \beta_1 b` is fitted with
    weights :math:`a_i`; then slope :math:`= \beta_1` and ratio
    :math:`= (\beta_0 + \beta_1)/\beta_0`. The limits are percentiles of the same sums over draws
    of the values from normal distributions with the given standard errors, the method of the
    public health observatories of England.

    Parameters
    ----------
    values, population : array of float
        One per group, worst off first; population above zero. None may be missing: a group that
        is left out moves all others.
    standard_errors : array of float
        One per group, on the scale of `error_on`; `standard_errors` makes them of limits.
    error_on : {"value", "log", "logit"}
        The scale on which a value varies as a normal one does: ``log`` for rates, ``logit`` for
        proportions (0 to 1).
    fit_on : {"value", "log", "logit"}
        The scale on which the line is straight; slope and ratio are always those of the values.
        Either ``value`` or the scale of `error_on`.
    level : float
        Between 0 and 1 (exclusive).
    draws, seed : int
        At least 1,000 draws. With 100,000 a limit moves by about 0.2 % of the width of its
        interval from seed to seed.

    Raises
    ------
    InputError
        A number missing or out of range, another shape.
    Refused
        Fewer than three groups.

    References
    ----------
    Low, Low (2004), J Public Health 26:390-395, doi:10.1093/pubmed/fdh187. Numbers as in
    PHEindicatormethods 2.1.0.

    Examples
    --------
    >>> found = slope_index([60, 70, 80], [100, 100, 100], standard_errors=[1, 1, 1])
    >>> round(found.slope, 6), round(found.start, 6), round(found.ratio, 6)
    (30.0, 55.0, 1.545455)
    """
    one_of("error_on", error_on, SCALES)
    one_of("fit_on", fit_on, SCALES)
    found = numbers("values", values)
    people = numbers("population", population)
    errors = numbers("standard_errors", standard_errors)
    stop_at(
        [
            *other_shape("population", people, found.shape, "values"),
            *other_shape("standard_errors", errors, found.shape, "values"),
        ]
    )
    every = "Every group has to be there: one that is left out moves all others."
    stop_at(
        [
            *not_given("values", found, do=every),
            *not_given("population", people, do=every),
            *not_given("standard_errors", errors, do="Give it, or limits to make it of."),
            *zero_or_less("population", people),
            *negative("standard_errors", errors),
            *outside("values", found, error_on),
            *outside("values", found, fit_on),
            *_odd(error_on, fit_on, draws),
        ]
    )
    above = level_of(level)
    if found.size < FEWEST_GROUPS:
        raise Refused(
            str(Problem("`values`", f"{found.size} groups", f"{FEWEST_GROUPS} groups or more"))
        )
    share = people / people.sum()
    place = np.cumsum(share) - share / 2
    deviation = place - share @ place
    # What each value weighs in the slope of the weighted least-squares line.
    pull = share * deviation / (share @ deviation**2)
    start, end = _ends(_to(found, fit_on), share, place, pull, fit_on)
    noise = np.random.default_rng(seed).standard_normal((draws, found.size))
    drawn = _to(found, error_on) + noise * errors
    if fit_on != error_on:
        drawn = _from(drawn, error_on)
    starts, ends = _ends(drawn, share, place, pull, fit_on)
    slope_low, slope_high = np.quantile(ends - starts, [1 - above, above])
    ratio_low, ratio_high = np.quantile(_over(ends, starts), [1 - above, above])
    return SlopeIndex(
        slope=float(end - start),
        ratio=float(_over(end, start)),
        start=float(start),
        slope_low=float(slope_low),
        slope_high=float(slope_high),
        ratio_low=float(ratio_low),
        ratio_high=float(ratio_high),
        level=level,
        groups=int(found.size),
        draws=draws,
        seed=seed,
    )


def standard_errors(
    low: ArrayLike, high: ArrayLike, *, on: Scale = "value", level: float = 0.95
) -> Floats:
    r"""Standard errors of limits that lie evenly around a value on some scale.

    .. math:: (g(\text{high}) - g(\text{low})) / 2z

    Parameters
    ----------
    low, high : array of float
        Of one shape.
    on : {"value", "log", "logit"}
        The function g.
    level : float
        Of the limits.

    Raises
    ------
    InputError
        A limit that is not on the scale, or an upper limit below the lower one.

    Examples
    --------
    >>> found = standard_errors([5.61496], [6.183085], on="log")
    >>> found.round(4).tolist()
    [0.0246]
    """
    from statistics import NormalDist

    one_of("on", on, SCALES)
    lower, upper = numbers("low", low), numbers("high", high)
    stop_at(other_shape("high", upper, lower.shape, "low"))
    stop_at([*outside("low", lower, on), *outside("high", upper, on)])
    width = _to(upper, on) - _to(lower, on)
    stop_at(negative("high less low", width))
    return width / (2 * NormalDist().inv_cdf(level_of(level)))


def outside(name: str, array: Floats, scale: Scale) -> Iterator[Problem]:
    """Yield a problem for every number that a scale has no place for."""
    if scale == "value":
        return
    yield from zero_or_less(name, array, do=f"The {scale} scale begins above zero.")
    if scale == "logit":
        do = "Proportions run from 0 to 1; divide percentages by 100."
        yield from zero_or_less(f"1 less {name}", 1 - array, do=do)


def _odd(error_on: Scale, fit_on: Scale, draws: int) -> Iterator[Problem]:
    if fit_on not in ("value", error_on):
        yield Problem("`fit_on`", fit_on, f"value, or the scale of `error_on`, {error_on}")
    if draws < _FEWEST_DRAWS:
        yield Problem("`draws`", str(draws), f"{_FEWEST_DRAWS:,} or more")


def _ends(
    fitted: Floats, share: Floats, place: Floats, pull: Floats, scale: Scale
) -> tuple[Floats, Floats]:
    """Return the two ends of the line through values (last axis), back on their own scale."""
    slope = fitted @ pull
    start = fitted @ share - slope * (share @ place)
    return _from(start, scale), _from(start + slope, scale)


def _over(end: Floats, start: Floats) -> Floats:
    return np.asarray(end / np.where(start > 0, start, np.nan))


def _to(values: Floats, scale: Scale) -> Floats:
    if scale == "log":
        return np.asarray(np.log(values))
    return np.asarray(np.log(values / (1 - values))) if scale == "logit" else values


def _from(values: Floats, scale: Scale) -> Floats:
    from scipy.special import expit

    if scale == "log":
        return np.asarray(np.exp(values))
    return np.asarray(expit(values)) if scale == "logit" else values
