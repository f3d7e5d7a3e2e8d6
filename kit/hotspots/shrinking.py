"""Ratios of areas drawn towards what areas have in common, as far as their numbers are small.

A small area lies far from the middle by chance more often than a large one. What areas have in
common is estimated from all of them (empirical Bayes), and each area is believed as far as its own
numbers carry. Pure functions on arrays; no area is ever put in an order here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kit.rates.inputs import (
    Floats,
    level_of,
    negative,
    not_given,
    numbers,
    other_shape,
    stop_at,
    zero_or_less,
)
from kit.rates.limits import Limits

__all__ = ["Marshall", "Prior", "common", "credible", "marshall", "shrunken"]

_STEPS = 60
_NARROWEST = 1e-4  # spread between areas, relative to their middle, that is told from none


@dataclass(frozen=True)
class Marshall:
    """Rates drawn towards their common mean.

    Attributes
    ----------
    estimates : array of float
        One per area, as a rate of its population.
    mean : float
        All events over all people.
    between : float
        Variance between areas beyond chance; zero when chance explains all there is.
    """

    estimates: Floats
    mean: float
    between: float


@dataclass(frozen=True)
class Prior:
    """What the relative risks of areas have in common: a gamma distribution.

    Attributes
    ----------
    a, b : array of float
        Shape and rate, one per set of areas; or one per area, where areas are judged by different
        priors. Where chance explains all differences they are the
        events and the expected events of all areas together: the areas are then one.
    alike : array of bool
        Where that is so.
    """

    a: Floats
    b: Floats
    alike: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def marshall(observed: ArrayLike, population: ArrayLike) -> Marshall:
    r"""Global empirical Bayes estimates of rates, by moments.

    .. math:: m = \frac{\sum O_i}{\sum n_i}, \quad
              A = \max\left(0,\; \frac{\sum n_i (r_i - m)^2}{\sum n_i} - \frac{m}{\bar n}\right),
              \quad \hat r_i = m + \frac{A}{A + m / n_i} (r_i - m)

    Without the clamp at zero a set of areas that differ less than chance gives estimates further
    from the mean than the rates were.

    Parameters
    ----------
    observed, population : array of float
        Of one shape, one per area; population (or expected events) above zero.

    Raises
    ------
    InputError
        A negative number, another shape, an area without people.

    References
    ----------
    Marshall (1991), Appl Stat 40:283-294, doi:10.2307/2347593.

    Examples
    --------
    >>> found = marshall([2, 25, 9, 1, 60, 7, 3, 12], [100, 400, 500, 80, 900, 450, 260, 700])
    >>> found.estimates.round(6).tolist()[:3], marshall([1, 1], [10, 10]).between
    ([0.026288, 0.058353, 0.020136], 0.0)
    """
    counted, people = _pair(observed, population, "population")
    mean = float(counted.sum() / people.sum())
    rates = counted / people
    spread = float((people * (rates - mean) ** 2).sum() / people.sum())
    between = max(0.0, spread - mean / float(people.mean()))
    if between == 0:
        return Marshall(np.full(counted.shape, mean), mean, 0.0)
    weight = between / (between + mean / people)
    return Marshall(mean + weight * (rates - mean), mean, between)


def common(observed: ArrayLike, expected: ArrayLike) -> Prior:
    r"""Fit what areas have in common, by maximum likelihood.

    Observed events are Poisson with mean :math:`\theta_i E_i`, and the relative risks
    :math:`\theta_i` gamma with shape a and rate b, so that events are negative binomial. The
    likelihood falls from :math:`1/a = 0` on when :math:`\sum (O_i - m E_i)^2 \le \sum O_i`
    with :math:`m = \sum O / \sum E`: chance then explains all there is, and the areas are one.

    Parameters
    ----------
    observed, expected : array of float, … x areas
        Of one shape; each row of the last axis is one set of areas. Expected above zero.

    Returns
    -------
    Prior
        Of the shape of the sets, without the last axis.

    References
    ----------
    Clayton, Kaldor (1987), Biometrics 43:671-681, doi:10.2307/2532003.

    Examples
    --------
    >>> prior = common([4, 6, 5, 5], [5, 5, 5, 5])
    >>> bool(prior.alike), float(prior.a), float(prior.b)
    (True, 20.0, 20.0)
    """
    counted, awaited = _pair(observed, expected, "expected")
    together, base = counted.sum(axis=-1), awaited.sum(axis=-1)
    middle = together / base
    fitted = middle[..., None] * awaited
    excess = ((counted - fitted) ** 2).sum(axis=-1) - together
    alike = ~(excess > 0)
    # The moments give a first guess of the spread 1/a; Fisher scoring on its logarithm, whose
    # information is positive, then climbs to the top with the mean profiled at every step.
    spread = np.where(alike, 1.0, np.maximum(excess / (fitted**2).sum(axis=-1), 1e-4))
    for _ in range(_STEPS):
        middle = middle_at(counted, awaited, middle, spread)
        slope, curve = _slope(counted, middle[..., None] * awaited, spread)
        step = np.where(alike, 0.0, np.clip(slope / curve, -1.5, 1.5))
        spread = np.minimum(spread * np.exp(step), 1e4)
        alike = alike | (spread < _NARROWEST)
        if bool((np.abs(step) < 1e-9)[~alike].all()):
            break
    middle = middle_at(counted, awaited, middle, spread)
    shape = 1 / spread
    return Prior(np.where(alike, together, shape), np.where(alike, base, shape / middle), alike)


def shrunken(observed: ArrayLike, expected: ArrayLike, prior: Prior) -> Floats:
    r"""Relative risks drawn towards the prior, :math:`(O + a)/(E + b)`.

    Where areas are alike all get their common ratio.

    Examples
    --------
    >>> five = Prior(np.array(5.0), np.array(5.0), np.array(False))
    >>> shrunken([3, 12, 30], [1.5, 10, 28], five).round(4).tolist()
    [1.2308, 1.1333, 1.0606]
    """
    shape, rate = posterior(observed, expected, prior)
    return np.asarray(shape / rate)


def credible(
    observed: ArrayLike, expected: ArrayLike, prior: Prior, *, level: float = 0.95
) -> Limits:
    """Limits within which the relative risk lies with probability `level`, given the prior.

    Examples
    --------
    >>> five = Prior(np.array(5.0), np.array(5.0), np.array(False))
    >>> [round(float(limit[0]), 4) for limit in credible([3], [1.5], five)]
    [0.5314, 2.2189]
    """
    from scipy.special import gammaincinv

    above_it = level_of(level)
    shape, rate = posterior(observed, expected, prior)
    return Limits(gammaincinv(shape, 1 - above_it) / rate, gammaincinv(shape, above_it) / rate)


def posterior(observed: ArrayLike, expected: ArrayLike, prior: Prior) -> tuple[Floats, Floats]:
    """Return shape and rate of the gamma distribution of each relative risk."""
    counted, awaited = _pair(observed, expected, "expected")
    a, b, alike = (
        each if each.shape == counted.shape else each[..., None]
        for each in (prior.a, prior.b, prior.alike)
    )
    return np.where(alike, a, counted + a), np.where(alike, b, awaited + b)


def middle_at(counted: Floats, awaited: Floats, middle: Floats, spread: Floats) -> Floats:
    """Return the mean of the relative risks that is likeliest at a given spread."""
    for _ in range(3):
        fitted = middle[..., None] * awaited
        weight = 1 / (1 + spread[..., None] * fitted)
        middle = (weight * counted).sum(axis=-1) / (weight * awaited).sum(axis=-1)
    return middle


def _slope(counted: Floats, fitted: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Return first and minus second derivative of the log-likelihood to the log of the spread."""
    from scipy.special import digamma, polygamma

    shape = (1 / spread)[..., None]
    first = (
        digamma(counted + shape)
        - digamma(shape)
        + np.log(shape / (shape + fitted))
        + (fitted - counted) / (shape + fitted)
    )
    second = (
        polygamma(1, counted + shape)
        - polygamma(1, shape)
        + 1 / shape
        - 1 / (shape + fitted)
        - (fitted - counted) / (shape + fitted) ** 2
    )
    # Derivatives to the shape, turned into those to log(spread) = -log(shape).
    down = -(first * shape).sum(axis=-1)
    curve = -(second * shape**2 + first * shape).sum(axis=-1)
    safe = np.maximum(curve, np.abs(down))
    return down, np.where(safe > 0, safe, 1.0)


def _pair(observed: ArrayLike, base: ArrayLike, called: str) -> tuple[Floats, Floats]:
    counted, total = numbers("observed", observed), numbers(called, base)
    stop_at(other_shape(called, total, counted.shape, "observed"))
    do = "Leave out areas whose numbers are not shown."
    stop_at(
        [
            *negative("observed", counted),
            *not_given("observed", counted, do=do),
            *zero_or_less(called, total),
            *not_given(called, total, do=do),
        ]
    )
    return counted, total
