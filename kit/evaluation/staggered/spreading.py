"""How much figures of regions vary without a start, and whether their differences do so more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.estimators.few_regions import Design

if TYPE_CHECKING:
    from kit.rates.inputs import Floats

__all__ = ["Apart", "apart", "spread_of"]


@dataclass(frozen=True)
class Apart:
    """How far the differences of regions that started lie apart.

    Attributes
    ----------
    seen : float
        Standard deviation between them.
    by_chance : float
        The one to be expected if the difference were the same in all.
    """

    seen: float
    by_chance: float


def apart(
    effects: Sequence[float], design: Design, *, sd: float, autocorrelation: float
) -> Apart | None:
    r"""Return how far differences of regions lie apart, and how far chance would have them.

    The difference of a region is the mean of :math:`n` periods less that of :math:`m` before its
    start, so by chance its variance is :math:`\sigma^2 (h(m) + h(n))`, with
    :math:`h(n) = \{1 + 2\sum_{k<n} (1 - k/n)\rho^k\}/n` for neighbours that follow each other.
    The course that all share moves all regions alike, and is not in it.

    Parameters
    ----------
    effects : sequence of float
        Per region; nan where it did not start.
    design : Design
    sd : float
        Of one point around its level and the course of all.
    autocorrelation : float

    Returns
    -------
    Apart or None
        None with fewer than two regions that started, or without a spread.

    Examples
    --------
    >>> design = Design(starts=(2, 2, None), periods=4)
    >>> found = apart([1.0, 3.0, float("nan")], design, sd=1.0, autocorrelation=0.0)
    >>> round(found.seen, 3), round(found.by_chance, 3)
    (1.414, 1.0)
    """
    import numpy as np

    pairs = [
        (effect, start)
        for effect, start in zip(effects, design.starts, strict=True)
        if start is not None and math.isfinite(effect)
    ]
    if len(pairs) < 2 or not sd > 0:
        return None
    chance = [
        sd**2 * (_of_mean(start - design.anticipation, autocorrelation)
                 + _of_mean(design.periods - start, autocorrelation))
        for _, start in pairs
    ]  # fmt: skip
    seen = float(np.std([effect for effect, _ in pairs], ddof=1))
    return Apart(seen, math.sqrt(sum(chance) / len(chance)))


def _of_mean(n: int, autocorrelation: float) -> float:
    """Return the variance of a mean of so many points of variance one."""
    follow = sum((1 - k / n) * autocorrelation**k for k in range(1, n))
    return (1 + 2 * follow) / n


def spread_of(values: Floats, design: Design) -> tuple[float, float]:
    """Return standard deviation and neighbour correlation around levels and the common course.

    Parameters
    ----------
    values : array, regions x periods
        nan where there is none. Only what had not started is looked at.
    design : Design

    Examples
    --------
    >>> seen = [[0.0, 2, 0, 9], [0, 0, 0, 0], [1, 1, 1, 1]]
    >>> round(spread_of(seen, Design(starts=(3, None, None), periods=4))[0], 3)
    0.596
    """
    import numpy as np

    left: Any = np.array(values, dtype=float)
    for row, start in enumerate(design.starts):
        if start is not None:
            left[row, max(0, start - design.anticipation) :] = np.nan
    for _ in range(20):
        left = left - np.nanmean(left, axis=1, keepdims=True)
        shared = np.isfinite(left).sum(axis=0) > 1
        left[:, ~shared] = np.nan
        course = np.zeros(left.shape[1])
        course[shared] = np.nanmean(left[:, shared], axis=0)
        left = left - course
    there = np.isfinite(left)
    free = there.sum() - there.any(axis=1).sum() - there.any(axis=0).sum() + 1
    if free < 3:
        return math.nan, 0.0
    spread = float(np.sqrt(np.nansum(left**2) / free))
    pairs = there[:, 1:] & there[:, :-1]
    products = float((left[:, 1:] * left[:, :-1])[pairs].sum())
    squares = float((left[:, :-1] ** 2)[pairs].sum())
    return spread, min(0.9, max(0.0, products / squares)) if squares else 0.0
