"""Whether the ratio of an area to its reference rises or falls over the periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kit.rates.inputs import Floats, level_of, negative, numbers, other_shape, stop_at

__all__ = ["FEWEST_PERIODS", "Trends", "trends"]

#: Fewest periods with a number for a trend.
FEWEST_PERIODS = 4
_STEPS = 25


@dataclass(frozen=True)
class Trends:
    """By what the ratio was multiplied each year; nan where there are too few periods.

    Attributes
    ----------
    yearly, low, high : array of float
        With limits.
    periods : array of int
        With a number.
    """

    yearly: Floats
    low: Floats
    high: Floats
    periods: NDArray[np.int64]


def trends(
    observed: ArrayLike, expected: ArrayLike, years: ArrayLike, *, level: float = 0.95
) -> Trends:
    r"""Fit a log-linear trend of observed over expected events, one per row.

    .. math:: O_t \sim \text{Poisson}(E_t \exp(\alpha + \beta t)), \quad
              \text{yearly} = \exp(\beta)

    The standard error is widened by the square root of Pearson's dispersion where that exceeds 1,
    and the limits are of Student's t with the periods less two degrees of freedom.

    Parameters
    ----------
    observed, expected : array of float, rows x periods
        nan where a number is not shown.
    years : array of float, one per period
        Such as 2024 or 2024.25.
    level : float

    Examples
    --------
    >>> found = trends([[10, 20, 40, 80]], [[10, 10, 10, 10]], [2021, 2022, 2023, 2024])
    >>> found.yearly.round(6).tolist(), found.periods.tolist()
    ([2.0], [4])
    """
    from scipy.special import stdtrit

    counted, awaited = numbers("observed", observed), numbers("expected", expected)
    time = numbers("years", years)
    stop_at(other_shape("expected", awaited, counted.shape, "observed"))
    stop_at([*negative("observed", counted), *negative("expected", awaited)])
    there = ~np.isnan(counted) & (awaited > 0)
    n = there.sum(axis=1)
    events = np.where(there, counted, 0.0)
    base = np.where(there, awaited, 0.0)
    fit = (n >= FEWEST_PERIODS) & ((events > 0).sum(axis=1) >= 2)
    some = np.maximum(base.sum(axis=1), 1e-12)
    centred = np.where(there, time - ((base * time).sum(axis=1) / some)[:, None], 0.0)
    alpha = np.log(np.maximum(events.sum(axis=1), 0.5) / some)
    beta = np.zeros(len(events))
    for _ in range(_STEPS):
        fitted = base * np.exp(np.clip(alpha[:, None] + beta[:, None] * centred, -50, 50))
        s0, s1, s2 = (np.maximum((fitted * centred**k).sum(axis=1), floor)
                      for k, floor in ((0, 1e-12), (1, -np.inf), (2, 1e-12)))  # fmt: skip
        g0 = (events - fitted).sum(axis=1)
        g1 = ((events - fitted) * centred).sum(axis=1)
        across = np.maximum(s0 * s2 - s1**2, 1e-12)
        up = np.clip((s2 * g0 - s1 * g1) / across, -2, 2)
        turn = np.clip((s0 * g1 - s1 * g0) / across, -2, 2)
        alpha, beta = alpha + up, beta + turn
        if bool((np.abs(turn[fit]) < 1e-10).all()):
            break
    free = np.maximum(n - 2, 1)
    pearson = np.where(there, (events - fitted) ** 2 / np.maximum(fitted, 1e-12), 0).sum(axis=1)
    error = np.sqrt(s0 / across * np.maximum(1.0, pearson / free))
    reach = stdtrit(free, level_of(level)) * error
    # Beyond e to the 50th a limit says only that there is none.
    reach = np.where(fit, np.minimum(reach, 50.0), np.nan)
    beta = np.where(fit, beta, np.nan)
    return Trends(np.exp(beta), np.exp(beta - reach), np.exp(beta + reach), n)
