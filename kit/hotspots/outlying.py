"""Areas that lie too far out to say anything of what the others have in common.

One area far above the others makes all of them look as if they differed, and then too little is
drawn to the middle everywhere. So what ordinary areas have in common is estimated without the few
that lie further out than the others allow; those few are judged by a wider prior around the
same middle, as wide as they themselves lie apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kit.hotspots.shrinking import Prior, common
from kit.rates.inputs import Floats

__all__ = ["ALPHA", "Apart", "apart", "tail"]

#: Probability that in a set of areas that are alike one is taken for outlying, at either side.
#: Where areas truly differ it is about three times that, as suspects are no part of the others.
ALPHA = 0.05
_SUSPECT = 0.01


@dataclass(frozen=True)
class Apart:
    """What ordinary areas have in common, and how far the others lie from it.

    Attributes
    ----------
    outlying : array of bool, one per area
    ordinary, outer : Prior
        Of the areas that are not outlying; around the same middle, of those that are. Without any
        outlying area the two are one.
    """

    outlying: NDArray[np.bool_]
    ordinary: Prior
    outer: Prior


def apart(observed: Floats, expected: Floats) -> Apart:
    r"""Set areas apart that lie further out than the others allow.

    Suspect is an area with a two-sided tail probability below 0.01 among all areas. Outlying is a
    suspect with one below :math:`0.05 / n` among the areas that are not suspect (Bonferroni). The
    outer prior has the mean m of the ordinary one and, by moments over the outlying areas, the
    relative variance

    .. math:: 1/a = \operatorname{mean}\frac{(O_i/E_i - m)^2 - m/E_i}{m^2}

    Parameters
    ----------
    observed, expected : array of float, one per area
        Of one set of areas; nothing is missing, expected above zero.

    Examples
    --------
    >>> found = apart(np.array([30.0] * 20 + [90.0]), np.full(21, 30.0))
    >>> int(found.outlying.sum()), bool(found.ordinary.alike), round(float(found.outer.a), 2)
    (1, True, 0.25)
    """
    every = common(observed, expected)
    suspect = tail(observed, expected, every) < _SUSPECT
    nothing = np.zeros(len(observed), dtype=bool)
    if not suspect.any() or suspect.all():
        return Apart(nothing, every, every)
    others = common(observed[~suspect], expected[~suspect])
    outlying = suspect & (tail(observed, expected, others) < ALPHA / len(observed))
    if not outlying.any():
        return Apart(nothing, every, every)
    ordinary = common(observed[~outlying], expected[~outlying])
    middle = ordinary.a / ordinary.b
    base = expected[outlying]
    beyond = (observed[outlying] / base - middle) ** 2 - middle / base
    spread = np.maximum((beyond / middle**2).mean(), 1e-4)
    outer = Prior(1 / spread, 1 / (spread * middle), np.asarray(False))
    return Apart(outlying, ordinary, outer)


def tail(observed: Floats, expected: Floats, prior: Prior) -> Floats:
    """Two-sided tail probability of each area's events among areas with this prior.

    Twice the smaller tail of the negative binomial distribution, at most 1; of the Poisson where
    areas are alike.

    Examples
    --------
    >>> alike = Prior(np.array(100.0), np.array(100.0), np.array(True))
    >>> tail(np.array([10.0, 30.0]), np.array([10.0, 10.0]), alike).round(7).tolist()
    [1.0, 5e-07]
    """
    from scipy.special import betainc, gammainc

    def at_least(events: Floats) -> Floats:
        some = np.maximum(events, 0.5)
        if bool(prior.alike):
            found = gammainc(some, prior.a / prior.b * expected)
        else:
            found = betainc(some, prior.a, expected / (expected + prior.b))
        return np.asarray(np.where(events > 0, found, 1.0))

    upper, lower = at_least(observed), 1 - at_least(observed + 1)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(upper, lower)))
