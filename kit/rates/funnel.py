"""Funnels: which areas lie outside what chance gives around one common value.

An area inside the funnel is not *average*, and one outside is not *bad*: it is a place to ask
whether registration, case mix, access or something else differs there. A funnel marks; it never
ranks, and its result keeps the order in which the areas were given.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kit.errors import InputError, Problem, Refused
from kit.rates.dispersion import KINDS, Dispersion, Kind, dispersion, enough, standard_error
from kit.rates.inputs import (
    Floats,
    above,
    level_of,
    negative,
    numbers,
    one_of,
    other_shape,
    stop_at,
    zero_or_less,
)
from kit.rates.limits import Limits

__all__ = ["LEVELS", "Correction", "Funnel", "effective_population", "funnel", "funnel_limits"]

#: The inner and the outer limits: about two and three standard errors.
LEVELS = (0.95, 0.998)

Correction = Literal["none", "multiplicative", "additive"]


@dataclass(frozen=True, eq=False)
class Funnel:
    """Areas around one common value.

    Attributes
    ----------
    kind : {"proportion", "rate", "ratio"}
    target : float
        The common value, per one of the denominators.
    value : array of float
        Events over denominators, in the order given; nan where not shown.
    place : array of str
        Per area: within, above_95, below_95, above_998, below_998 or not_shown. A value on a limit
        is within it.
    limits : mapping of level to Limits
        At each area's own denominator, per one of the denominators.
    correction : {"none", "multiplicative", "additive"}
        What was done about areas that differ more than chance gives.
    dispersion : Dispersion
        Measured whether corrected or not.
    """

    kind: Kind
    target: float
    value: Floats
    place: NDArray[np.str_]
    limits: Mapping[float, Limits]
    correction: Correction
    dispersion: Dispersion


def funnel(
    events: ArrayLike,
    denominators: ArrayLike | None,
    *,
    kind: Kind,
    target: float | None = None,
    correction: Correction = "none",
    winsorise: float = 0.1,
) -> Funnel:
    """Place areas in a funnel.

    Parameters
    ----------
    events : array of float
        Zero or more; nan is *not shown*: such an area has no place, and no part in the target or
        the dispersion.
    denominators : array of float
        People (proportion), people or person-years (rate; of a directly standardised rate the
        `effective_population`) or expected events (ratio); above zero.
    kind : {"proportion", "rate", "ratio"}
    target : float, optional
        The common value per one of the denominators; all events over all denominators, or 1 for a
        ratio, when not given.
    correction : {"none", "multiplicative", "additive"}
        ``multiplicative`` widens all limits alike, by the square root of phi, and never narrows
        them; ``additive`` adds the variance between areas to that of chance, which widens the
        limits of large areas most.
    winsorise : float
        Share at each end that is drawn in before phi is measured.

    Raises
    ------
    InputError
        A negative count, more events than people in a proportion, another shape.
    Refused
        No denominators, as of figures that were published with limits only; fewer than two areas;
        no events at all.

    References
    ----------
    Spiegelhalter (2005), Stat Med 24:1185-1202, doi:10.1002/sim.1970.

    Examples
    --------
    >>> found = funnel(
    ...     [8, 151, 159, 191, 124], [6.2399, 106.443, 232.933, 184.096, 183.894], kind="ratio"
    ... )
    >>> found.place.tolist()
    ['within', 'above_998', 'below_998', 'within', 'below_998']
    """
    one_of("kind", kind, KINDS)
    counted = numbers("events", events)
    total = np.full(counted.shape, np.nan)
    if denominators is not None:
        total = numbers("denominators", denominators)
    stop_at(other_shape("denominators", total, counted.shape, "events"))
    there = ~np.isnan(counted)
    if np.isnan(total[there]).any():
        raise Refused(
            str(
                Problem(
                    "`denominators`",
                    "none for some areas",
                    "a denominator for every area with events",
                    "Figures with only limits or a standard error have no place in a funnel: "
                    "show them with their own limits.",
                )
            )
        )
    stop_at(
        [
            *negative("events", counted),
            *zero_or_less("denominators", total),
            *(above("events", counted, total, "denominators") if kind == "proportion" else ()),
        ]
    )
    enough(int(there.sum()))
    common = target
    if common is None:
        common = 1.0 if kind == "ratio" else float(counted[there].sum() / total[there].sum())
    _possible(kind, common)
    spread = dispersion(counted, total, kind=kind, target=common, winsorise=winsorise)
    limits = {
        level: funnel_limits(
            total, kind=kind, target=common, level=level, correction=correction, spread=spread
        )
        for level in LEVELS
    }
    value = counted / total
    place = np.full(counted.shape, "within", dtype="<U9")
    for level, called in zip(LEVELS, ("95", "998"), strict=True):
        place[value > limits[level].high] = f"above_{called}"
        place[value < limits[level].low] = f"below_{called}"
    place[~there] = "not_shown"
    return Funnel(kind, common, value, place, MappingProxyType(limits), correction, spread)


def funnel_limits(
    denominators: ArrayLike,
    *,
    kind: Kind,
    target: float,
    level: float,
    correction: Correction = "none",
    spread: Dispersion | None = None,
) -> Limits:
    r"""Limits around the target at given sizes, to draw a funnel with.

    Without a correction: of a proportion :math:`\theta \pm z\sqrt{\theta(1-\theta)/n}`, where
    Wilson's interval of an area just reaches the target; of rates and ratios the counts whose
    exact Poisson interval just reaches it, over the denominator. With one:
    :math:`(1 \pm z s)^2 \theta` of rates and ratios and :math:`\sin^2(\arcsin\sqrt\theta \pm z s)`
    of proportions, where the standard error :math:`s` is :math:`s_0\sqrt{\max(1, \varphi)}`
    (multiplicative) or :math:`\sqrt{s_0^2 + \tau^2}` (additive).

    Parameters
    ----------
    denominators : array of float
        Above zero.
    kind : {"proportion", "rate", "ratio"}
    target : float
    level : float
        Between 0 and 1 (exclusive).
    correction : {"none", "multiplicative", "additive"}
    spread : Dispersion, optional
        Needed for a correction.

    Returns
    -------
    Limits
        Per one of the denominators; a proportion between 0 and 1, others from 0 on.

    Examples
    --------
    >>> low, high = funnel_limits([10, 100], kind="proportion", target=0.8, level=0.95)
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.552, 0.722], [1.0, 0.878])
    """
    from statistics import NormalDist

    one_of("kind", kind, KINDS)
    one_of("correction", correction, ("none", "multiplicative", "additive"))
    total = numbers("denominators", denominators)
    stop_at(zero_or_less("denominators", total))
    _possible(kind, target)
    z = NormalDist().inv_cdf(level_of(level))
    if correction == "none":
        return _by_chance(total, kind, target, z, level)
    if spread is None:
        raise InputError([Problem("`spread`", "nothing", "a Dispersion to correct with")])
    error = standard_error(total, kind=kind, target=target)
    if correction == "multiplicative":
        error = error * math.sqrt(max(1.0, spread.phi))
    else:
        error = np.hypot(error, spread.tau)
    if kind == "proportion":
        middle = math.asin(math.sqrt(target))
        low, high = (np.clip(middle + way * z * error, 0, math.pi / 2) for way in (-1, 1))
        return Limits(np.sin(low) ** 2, np.sin(high) ** 2)
    return Limits(target * np.clip(1 - z * error, 0, None) ** 2, target * (1 + z * error) ** 2)


def effective_population(events: ArrayLike, rates: ArrayLike, *, per: float) -> Floats:
    """Return the people among whom the events would give the standardised rate crudely.

    With it a directly standardised rate stands in a funnel as a crude one. nan where there is no
    rate: too few events for one. Such an area goes into a funnel with its events not shown (nan).

    Examples
    --------
    >>> effective_population([50], [250], per=100_000).tolist()
    [20000.0]
    """
    counted, rate = numbers("events", events), numbers("rates", rates)
    stop_at(other_shape("rates", rate, counted.shape, "events"))
    stop_at([*negative("events", counted), *negative("rates", rate)])
    return np.asarray(counted / np.where(rate > 0, rate, np.nan) * per)


def _by_chance(total: Floats, kind: Kind, target: float, z: float, level: float) -> Limits:
    from scipy.special import gdtrib

    if kind == "proportion":
        half = z * np.sqrt(target * (1 - target) / total)
        return Limits(np.clip(target - half, 0, 1), np.clip(target + half, 0, 1))
    # The count of which a limit is the expected number; none at all is the lowest that there is.
    awaited, above_it = target * total, level_of(level)
    low = np.clip(gdtrib(1, above_it, awaited) - 1, 0, None)
    return Limits(low / total, gdtrib(1, 1 - above_it, awaited) / total)


def _possible(kind: Kind, target: float) -> None:
    if not target > 0:
        expected = "more than zero: without any events there is no funnel"
        raise Refused(str(Problem("`target`", f"{target:g}", expected)))
    if kind == "proportion" and target >= 1:
        raise Refused(str(Problem("`target`", f"{target:g}", "less than one for a proportion")))
