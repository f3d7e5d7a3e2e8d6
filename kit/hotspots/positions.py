"""Where an area might stand among others, as an interval: order is the least certain of numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kit.hotspots.mixing import Mixture, parts
from kit.hotspots.shrinking import Prior
from kit.rates.inputs import Floats, level_of

__all__ = ["Positions", "positions"]

_MOST_DRAWN = 400_000
_ROUNDS = (200, 1_000)


@dataclass(frozen=True)
class Positions:
    """Positions from the top, 1 being the highest relative risk.

    Attributes
    ----------
    low, high : array of int
        Between which an area stands with probability `level`, both inclusive.
    among : array of float
        Probability that it is among the `highest`.
    of : int
        Areas.
    highest : int
    level : float
    """

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    among: Floats
    of: int
    highest: int
    level: float


def positions(
    observed: ArrayLike,
    expected: ArrayLike,
    prior: Prior | Mixture,
    *,
    draws: np.random.Generator,
    highest: int = 3,
    level: float = 0.9,
) -> Positions:
    """Draw relative risks of areas many times, and see where each area stands.

    Parameters
    ----------
    observed, expected : array of float, one per area
    prior : Prior or Mixture
        Of a mixture each round draws one spread and mean, the same for all areas.
        Where areas are alike nothing tells them apart: every position of them is as likely.
    draws : Generator
    highest : int
        Among how many at the top `among` is counted; as many as there are areas, at most.
    level : float
        Between 0 and 1 (exclusive).

    References
    ----------
    Goldstein, Spiegelhalter (1996), J R Stat Soc A 159:385-443, doi:10.2307/2983325.

    Examples
    --------
    >>> known = Prior(np.array(1.0), np.array(1.0), np.array(False))
    >>> found = positions([5, 9000, 1], [50, 50, 50], known, draws=np.random.default_rng(1))
    >>> int(found.low[1]), int(found.high[1]), found.of
    (1, 1, 3)
    """
    above_it = level_of(level)
    shape, rate, weight = parts(observed, expected, prior)
    n = shape.shape[-1]
    rounds = int(np.clip(_MOST_DRAWN // max(n, 1), *_ROUNDS))
    spread = draws.choice(len(shape), size=rounds, p=weight.ravel())
    risks = draws.standard_gamma(shape[spread]) / rate[spread]
    order = np.argsort(-risks, axis=1)
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(1, n + 1)[None, :].repeat(rounds, axis=0), axis=1)
    low, high = np.quantile(
        place, [1 - above_it, above_it], axis=0, method="inverted_cdf"
    )  # positions that were drawn, not between two of them
    among = (place <= highest).mean(axis=0)
    return Positions(low.astype(np.int64), high.astype(np.int64), among, n, min(highest, n), level)
