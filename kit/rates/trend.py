"""Whether the last five years rise or fall: the trend markers of Fingertips.

A marker is a quick sign and no analysis of the series: it knows five points, a straight line and
nothing of what was going on.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from kit.errors import Problem
from kit.rates.inputs import Floats, above, negative, numbers, other_shape, stop_at

__all__ = ["CRITICAL", "POINTS", "Trend", "chi_square", "trend_of_proportions", "trend_of_values"]

#: Years that a marker looks at.
POINTS = 5
#: Chi-square with one degree of freedom that chance exceeds once in 500 times.
CRITICAL = 9.54953570608324
#: Width of a 95 % interval in standard errors, as Fingertips rounds it.
_WIDTH = 3.92

Marker = Literal["increasing", "decreasing", "no_change", "not_calculated"]


@dataclass(frozen=True)
class Trend:
    """A marker of the last five years.

    Attributes
    ----------
    marker : {"increasing", "decreasing", "no_change", "not_calculated"}
        ``no_change`` says that no trend was found, not that nothing changed.
    chi_square : float
        Of the trend, one degree of freedom; nan when not calculated.
    years : tuple of int
        The years it rests on; empty when not calculated.
    reason : str
        Why it was not calculated (fewer_than_5_years, break_in_the_series, not_shown,
        no_denominator, all_or_none, no_width), or why a large chi-square is no trend
        (one_point_turns_it); empty otherwise.
    """

    marker: Marker
    chi_square: float
    years: tuple[int, ...]
    reason: str = ""


def trend_of_proportions(events: ArrayLike, denominators: ArrayLike, *, years: ArrayLike) -> Trend:
    """Test the last five years of a proportion: the chi-square test for trend.

    There is a trend when the chi-square exceeds 9.55 (p < 0.002) and the line through the logits
    keeps its direction whichever single year is left out.

    Parameters
    ----------
    events, denominators : array of float
        One per year; 0 <= events <= denominators.
    years : array of int
        In any order. Calendar years, each once and without a break in the last five; quarters,
        months and overlapping or rolling periods have no marker.

    Raises
    ------
    InputError
        A negative count, more events than people, a year twice, another shape.

    References
    ----------
    Office for Health Improvement and Disparities, Fingertips public health technical guidance,
    *Trend markers*. The chi-square: Armitage (1955), Biometrics 11:375-386, doi:10.2307/3001775.

    Examples
    --------
    >>> found = trend_of_proportions(
    ...     [994, 1023, 1199, 1332, 1367], [40299, 41527, 42811, 44064, 44701],
    ...     years=range(2014, 2019),
    ... )
    >>> found.marker, round(found.chi_square, 2)
    ('increasing', 47.9)
    """
    counted, total = numbers("events", events), numbers("denominators", denominators)
    when = _years(years, counted.shape)
    stop_at(other_shape("denominators", total, counted.shape, "events"))
    stop_at(
        [
            *negative("events", counted),
            *negative("denominators", total),
            *above("events", counted, total, "denominators"),
        ]
    )
    last = np.argsort(when)[-POINTS:]
    counted, total, when = counted[last], total[last], when[last]
    reason = _hindered(when, counted, total)
    if not reason and (total == 0).any():
        reason = "no_denominator"
    if not reason and ((counted == 0) | (counted == total)).any():
        reason = "all_or_none"
    if reason:
        return Trend("not_calculated", np.nan, (), reason)
    place = np.arange(1.0, POINTS + 1)
    logits = np.log(counted / (total - counted))
    return _marked(
        chi_square(counted, total, place), _directions(logits, np.ones(POINTS), place), when
    )


def trend_of_values(
    values: ArrayLike, low: ArrayLike, high: ArrayLike, *, years: ArrayLike
) -> Trend:
    """Test the last five years of a rate, ratio, mean or other value with 95 % limits.

    A line is fitted with weights of one over the squared standard error, which is taken to be the
    width of the limits over 3.92. There is a trend when the squared slope over its variance
    exceeds 9.55 (p < 0.002) and the line keeps its direction whichever single year is left out.

    Parameters
    ----------
    values, low, high : array of float
        One per year, with its 95 % limits.
    years : array of int
        As in `trend_of_proportions`.

    Raises
    ------
    InputError
        An upper limit below the lower one, a year twice, another shape.

    Examples
    --------
    >>> found = trend_of_values(
    ...     [24.67, 24.6, 28, 30.2, 30.6],
    ...     [23.16, 23.15, 26.44, 28.63, 28.98],
    ...     [26.25, 26.19, 29.64, 31.9, 32.25],
    ...     years=range(2014, 2019),
    ... )
    >>> found.marker, round(found.chi_square, 2)
    ('increasing', 46.77)
    """
    found = numbers("values", values)
    lower, upper = numbers("low", low), numbers("high", high)
    when = _years(years, found.shape)
    stop_at(
        [
            *other_shape("low", lower, found.shape, "values"),
            *other_shape("high", upper, found.shape, "values"),
        ]
    )
    stop_at(negative("high less low", upper - lower))
    last = np.argsort(when)[-POINTS:]
    found, width, when = found[last], (upper - lower)[last], when[last]
    reason = _hindered(when, found, width)
    if not reason and (width == 0).any():
        reason = "no_width"
    if reason:
        return Trend("not_calculated", np.nan, (), reason)
    weights = (_WIDTH / width) ** 2
    place = np.arange(1.0, POINTS + 1)
    middle = np.average(place, weights=weights)
    spread = float(weights @ (place - middle) ** 2)
    slope = float(weights @ ((place - middle) * found)) / spread
    return _marked(slope**2 * spread, _directions(found, weights, place), when)


def chi_square(events: ArrayLike, denominators: ArrayLike, places: ArrayLike) -> float:
    r"""Chi-square for trend in proportions, one degree of freedom.

    .. math:: \frac{N (N \sum r_i t_i - R \sum n_i t_i)^2}
                   {R (N - R) (N \sum n_i t_i^2 - (\sum n_i t_i)^2)}

    with events :math:`r_i` (:math:`R` in all) of :math:`n_i` (:math:`N`) at places :math:`t_i`.

    Examples
    --------
    >>> round(chi_square([83, 90, 129, 70], [86, 93, 136, 82], [1, 2, 3, 4]), 4)
    8.2249
    """
    r, n, t = (
        numbers("events", events),
        numbers("denominators", denominators),
        numbers("places", places),
    )
    whole, happened = n.sum(), r.sum()
    moved = whole * (r @ t) - happened * (n @ t)
    spread = happened * (whole - happened) * (whole * (n @ t**2) - (n @ t) ** 2)
    return float(whole * moved**2 / spread)


def _years(years: ArrayLike, shape: tuple[int, ...]) -> Floats:
    when = numbers("years", years)
    stop_at(other_shape("years", when, shape, "the values"))
    whole = np.isfinite(when) & (when == np.floor(when))
    if not whole.all():
        do = "Quarters, months and rolling periods have no trend marker."
        stop_at([Problem("`years`", "something else", "whole calendar years", do)])
    twice = [int(a) for a, b in pairwise(np.sort(when)) if a == b]
    stop_at(Problem("`years`", str(year), "every year once") for year in twice)
    return when


def _hindered(when: Floats, *series: Floats) -> str:
    """Return why the last five years cannot be tested, or nothing."""
    if when.size < POINTS:
        return "fewer_than_5_years"
    if (np.diff(when) != 1).any():
        return "break_in_the_series"
    return "not_shown" if any(np.isnan(values).any() for values in series) else ""


def _directions(values: Floats, weights: Floats, place: Floats) -> list[int]:
    """Return the direction of the weighted line, of all points and with each one left out."""
    signs = []
    for left_out in (None, *range(POINTS)):
        kept = np.array([at != left_out for at in range(POINTS)])
        w, t, y = weights[kept], place[kept], values[kept]
        signs.append(int(np.sign(w @ ((t - np.average(t, weights=w)) * y))))
    return signs


def _marked(statistic: float, signs: list[int], when: Floats) -> Trend:
    years = tuple(int(year) for year in when)
    if statistic <= CRITICAL:
        return Trend("no_change", statistic, years)
    if len(set(signs)) > 1:
        return Trend("no_change", statistic, years, "one_point_turns_it")
    return Trend("increasing" if signs[0] > 0 else "decreasing", statistic, years)
