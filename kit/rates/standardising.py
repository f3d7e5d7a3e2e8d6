"""Rates with the age structure of another population: direct and indirect standardisation.

Direct rates of several areas may be laid side by side. Indirect ratios compare each area with the
reference only: two of them weigh their strata differently and are not strictly comparable.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from kit.errors import Problem
from kit.rates import limits
from kit.rates.crude import Estimates, how_poisson, positive_scale
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

__all__ = ["AGE_BANDS", "ESP_2013", "FEWEST_DIRECT", "direct", "expected", "indirect"]

#: Fewest events of an area for a directly standardised rate.
FEWEST_DIRECT = 10

#: The age bands of the European Standard Population 2013, both ends inclusive.
AGE_BANDS = (
    *(f"{age}-{age + 4}" for age in range(0, 90, 5)),
    "90+",
)

#: European Standard Population 2013 (Eurostat, doi:10.2785/11470), both sexes, 100,000 in all.
ESP_2013 = (
    5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000,
    7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000,
)  # fmt: skip


def direct(
    events: ArrayLike,
    population: ArrayLike,
    *,
    standard: ArrayLike = ESP_2013,
    per: float = 100_000,
    level: float = 0.95,
    interval: Literal["dobson", "gamma"] = "dobson",
    squared: ArrayLike | None = None,
) -> Estimates:
    r"""Rates that areas would have with the age structure of a standard population.

    With events :math:`O_i`, people :math:`n_i` and standard weights :math:`w_i`

    .. math:: r = \frac{\sum w_i O_i / n_i}{\sum w_i}, \quad
              v = \frac{\sum w_i^2 O_i / n_i^2}{(\sum w_i)^2}, \quad
              r + \sqrt{v / O}\,(O_{\text{limit}} - O)

    where the limits of the total count :math:`O` are Byar's (Dobson). The gamma interval of Fay
    and Feuer is more careful where a single stratum weighs heavily.

    Parameters
    ----------
    events, population : array of float, areas x strata (or strata)
        Of one shape, the strata last. Below 10 events in all an area has no rate, and none when a
        stratum has no people or a number is not shown.
    standard : array of float
        People of the standard population per stratum, zero or more and not all zero.
    per : float
    level : float
        Between 0 and 1 (exclusive).
    interval : {"dobson", "gamma"}
    squared : array of float, of the shape of `events`, optional
        Where one person can have several events (admissions): per stratum the sum over people of
        the square of their number of events. It takes the place of the events in the variance.

    Returns
    -------
    Estimates
        One per area.

    Raises
    ------
    InputError
        A negative number, another shape, a standard of another length.

    References
    ----------
    Dobson, Kuulasmaa, Eberle, Scherer (1991), Stat Med 10:457-462, doi:10.1002/sim.4780100317.
    Fay, Feuer (1997), Stat Med 16:791-801,
    doi:10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#. Fewer than ten events:
    Morris et al. (2018), Popul Health Metr 16:20, doi:10.1186/s12963-018-0177-1.

    Examples
    --------
    >>> found = direct([[30, 60], [4, 5]], [[1000, 500], [1000, 500]], standard=[3, 1], per=1000)
    >>> found.value.tolist(), found.reason.tolist()
    ([52.5, nan], ['', 'fewer_than_10_events'])
    """
    one_of("interval", interval, ("dobson", "gamma"))
    counted, people = numbers("events", events), numbers("population", population)
    weights = numbers("standard", standard)
    repeated = counted if squared is None else numbers("squared", squared)
    stop_at(
        [
            *other_shape("population", people, counted.shape, "events"),
            *other_shape("squared", repeated, counted.shape, "events"),
            *other_shape("standard", weights, counted.shape[-1:], "the strata of events"),
        ]
    )
    stop_at(
        [
            *negative("events", counted),
            *negative("population", people),
            *(() if squared is None else negative("squared", repeated)),
            *negative("standard", weights),
            *not_given("standard", weights, do="Give every stratum a weight; zero leaves it out."),
        ]
    )
    positive_scale(per)
    if not weights.sum() > 0:
        stop_at([Problem("`standard`", "zeros only", "at least one weight above zero")])
    share = weights / weights.sum()
    if not (share > 0).all():
        # A stratum of weight zero counts for nothing, whatever is known of it.
        counted, people, repeated, share = (
            array[..., share > 0] for array in (counted, people, repeated, share)
        )
    total = counted.sum(axis=-1)
    unknown = np.isnan(total) | np.isnan(people.sum(axis=-1)) | np.isnan(repeated.sum(axis=-1))
    reason = np.where(
        unknown,
        "not_shown",
        np.where(
            (people == 0).any(axis=-1),
            "empty_stratum",
            np.where(total < FEWEST_DIRECT, "fewer_than_10_events", ""),
        ),
    )
    shown = reason == ""
    base = np.where(people > 0, people, np.nan)
    value = np.where(shown, (counted / base) @ share, np.nan)
    variance = np.where(shown, (repeated / base**2) @ share**2, np.nan)
    total = np.where(shown, total, np.nan)
    low, high = (
        _dobson(value, variance, total, level=level)
        if interval == "dobson"
        else _gamma(value, variance, (share / base).max(axis=-1), level=level)
    )
    return Estimates(
        value * per,
        low * per,
        high * per,
        f"per {per:,.10g}",
        level,
        np.where(shown, interval, ""),
        reason,
    )


def expected(
    population: ArrayLike, *, reference_events: ArrayLike, reference_population: ArrayLike
) -> Floats:
    r"""Events (or amounts) that areas would have with the rates of a reference.

    .. math:: E = \sum_i n_i \, O^{\text{ref}}_i / n^{\text{ref}}_i

    Parameters
    ----------
    population : array of float, areas x strata (or strata)
    reference_events, reference_population : array of float, strata
        Zero or more; a reference without people in a stratum has no rate there.

    Returns
    -------
    array of float
        One per area; nan when a number of it is not shown.

    Raises
    ------
    InputError
        A negative number, another shape, a stratum of the reference without people.

    Examples
    --------
    >>> float(expected([100, 50], reference_events=[20, 30], reference_population=[1000, 300]))
    7.0
    """
    people = numbers("population", population)
    happened = numbers("reference_events", reference_events)
    lived = numbers("reference_population", reference_population)
    strata = people.shape[-1:]
    stop_at(
        [
            *other_shape("reference_events", happened, strata, "the strata of population"),
            *other_shape("reference_population", lived, strata, "the strata of population"),
        ]
    )
    merge = "Join this stratum to its neighbour, in the areas and in the reference."
    stop_at(
        [
            *negative("population", people),
            *negative("reference_events", happened),
            *not_given("reference_events", happened, do=merge),
            *not_given("reference_population", lived, do=merge),
            *zero_or_less("reference_population", lived, do=merge),
        ]
    )
    total: Floats = (people * (happened / lived)).sum(axis=-1)
    return total


def indirect(
    observed: ArrayLike,
    expected: ArrayLike,
    *,
    level: float = 0.95,
    of: Literal["events", "amounts"] = "events",
) -> Estimates:
    """Observed over expected, such as a standardised mortality ratio.

    Times the crude rate of the reference it is the indirectly standardised rate.

    Parameters
    ----------
    observed, expected : array of float
        Of one shape, zero or more, from `expected`; an area that expects nothing has no ratio.
    level : float
        Between 0 and 1 (exclusive).
    of : {"events", "amounts"}
        Events are counts of people or of things that happen to them: exact limits below ten,
        Byar's from ten on. Amounts (euros) are no counts, and have no limits here.

    Raises
    ------
    InputError
        A negative number, another shape.

    References
    ----------
    Breslow, Day (1987), Statistical methods in cancer research II, IARC, chapter 2.

    Examples
    --------
    >>> found = indirect([895, 9], [835.883561231, 835.883561231])
    >>> found.value.round(6).tolist(), found.method.tolist()
    ([1.070723, 0.010767], ['byar', 'exact'])
    """
    one_of("of", of, ("events", "amounts"))
    counted, awaited = numbers("observed", observed), numbers("expected", expected)
    stop_at(other_shape("expected", awaited, counted.shape, "observed"))
    stop_at([*negative("observed", counted), *negative("expected", awaited)])
    level_of(level)
    base = np.where(awaited > 0, awaited, np.nan)
    unknown = np.isnan(counted) | np.isnan(awaited)
    without = "amounts" if of == "amounts" else ""
    reason = np.where(unknown, "not_shown", np.where(awaited == 0, "no_denominator", without))
    if of == "amounts":
        nothing = np.full(counted.shape, np.nan)
        low, high, how = nothing, nothing.copy(), np.full(counted.shape, "")
    else:
        low, high = limits.poisson(counted, level=level)
        low, high = low / base, high / base
        how = np.where(np.isnan(low), "", how_poisson(counted))
    return Estimates(counted / base, low, high, "ratio", level, how, reason)


def _dobson(value: Floats, variance: Floats, total: Floats, *, level: float) -> limits.Limits:
    low, high = limits.byar(total, level=level)
    scale = np.sqrt(variance / total)
    return limits.Limits(value + scale * (low - total), value + scale * (high - total))


def _gamma(value: Floats, variance: Floats, heaviest: Floats, *, level: float) -> limits.Limits:
    from scipy.special import gammaincinv

    above = level_of(level)
    low = gammaincinv(value**2 / variance, 1 - above) * variance / value
    more, wider = value + heaviest, variance + heaviest**2
    return limits.Limits(low, gammaincinv(more**2 / wider, above) * wider / more)
