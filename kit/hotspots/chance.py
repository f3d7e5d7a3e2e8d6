"""How sure an excess is, and how many candidates chance alone would give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kit.hotspots.mixing import Mixture, parts
from kit.hotspots.shrinking import Prior
from kit.rates.inputs import Floats, numbers

__all__ = ["Rule", "by_chance", "candidates", "exceeds"]


@dataclass(frozen=True)
class Rule:
    """When an area is a candidate.

    Attributes
    ----------
    surely : float
        Least probability that its relative risk lies above 1 (inclusive).
    fewest : int
        Least number of events (inclusive).
    shown_from : int
        Fewest events of an area that may be shown; below it an area is not in the set at all.
        With 0 nothing is left out.
    """

    surely: float = 0.95
    fewest: int = 5
    shown_from: int = 0


def exceeds(
    observed: ArrayLike, expected: ArrayLike, prior: Prior | Mixture, *, above: float = 1.0
) -> Floats:
    r"""Probability that the relative risk of an area lies above a value, given the prior.

    With the posterior gamma of shape :math:`O + a` and rate :math:`E + b`; over a mixture of
    priors, each by its weight.

    Parameters
    ----------
    observed, expected : array of float, … x areas
        Nothing in them is missing; expected above zero.
    prior : Prior or Mixture
    above : float
        The value, more than zero.

    Examples
    --------
    >>> five = Prior(np.array(5.0), np.array(5.0), np.array(False))
    >>> exceeds([3, 12, 30], [1.5, 10, 28], five).round(4).tolist()
    [0.6728, 0.6641, 0.6134]
    """
    from scipy.special import gammaincc

    shape, rate, weight = parts(observed, expected, prior)
    return np.asarray((weight * gammaincc(np.maximum(shape, 1e-12), above * rate)).sum(axis=0))


def candidates(
    observed: ArrayLike, expected: ArrayLike, prior: Prior | Mixture, rule: Rule
) -> NDArray[np.bool_]:
    """Say of each area whether it is a candidate: surely above 1, and enough events.

    Examples
    --------
    >>> five = Prior(np.array(5.0), np.array(5.0), np.array(False))
    >>> candidates([40, 4], [20, 0.5], five, Rule()).tolist()
    [True, False]
    """
    sure = exceeds(observed, expected, prior) >= rule.surely
    return np.asarray(sure & (numbers("observed", observed) >= rule.fewest))


def by_chance(expected: ArrayLike, prior: Prior | Mixture, rule: Rule) -> Floats:
    r"""Probability that chance alone makes each area a candidate, its relative risk being 1.

    .. math:: \frac{P(O \ge c)}{P(O \ge s)}, \qquad O \sim \text{Poisson}(E)

    where c are the fewest events that make the area a candidate, and s the fewest that may be
    shown: an area with fewer was never in the set. Their sum is how many candidates to expect where
    nothing is the matter, given what areas have in common. Where areas are alike none can be told
    apart; all are then candidates or none is, and chance makes them so with one less `surely`.

    Parameters
    ----------
    expected : array of float, one per area
        Above zero.
    prior : Prior or Mixture
        Of one set of areas.
    rule : Rule

    Examples
    --------
    >>> five = Prior(np.array(5.0), np.array(5.0), np.array(False))
    >>> by_chance([20.0, 2.0], five, Rule()).round(4).tolist()
    [0.0343, 0.0011]
    """
    from scipy.special import gammainc

    base = numbers("expected", expected)
    alike = prior.alike if isinstance(prior, Prior) else np.asarray(False)
    least = max(rule.fewest, rule.shown_from, 1)
    low = np.full(base.shape, float(least - 1))
    pull = prior.b if isinstance(prior, Prior) else prior.weight @ prior.b
    reach = base + 15 * np.sqrt(base) + 50 + np.where(alike, 0.0, pull)
    high = np.ceil(np.maximum(reach, least))
    # Between these lies the fewest events that are sure: more of them are surer.
    while bool((high - low > 1).any()):
        middle = np.floor((low + high) / 2)
        sure = exceeds(middle, base, prior) >= rule.surely
        low, high = np.where(sure, low, middle), np.where(sure, middle, high)
    seen = gammainc(rule.shown_from, base) if rule.shown_from else 1.0
    by_itself = gammainc(high, base) / seen
    every = exceeds(np.full(base.shape, float(least)), base, prior) >= rule.surely
    return np.asarray(np.where(alike, np.where(every, 1 - rule.surely, 0.0), by_itself))
