"""Proportions, crude rates and means as they are, with limits and with the reason of every gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kit.errors import Problem
from kit.rates import limits
from kit.rates.inputs import Floats, level_of, negative, numbers, other_shape, stop_at

__all__ = ["Estimates", "crude_rates", "means", "proportions"]


@dataclass(frozen=True, eq=False)
class Estimates:
    """One number per area, in the order given.

    Attributes
    ----------
    value, low, high : array of float
        In `unit`; nan where not shown.
    unit : str
        What one is: ``proportion``, ``ratio``, ``per 100,000``, ``mean``.
    level : float
        Confidence level of the limits.
    method : array of str
        How the limits were made: wilson, exact, byar, dobson, gamma, student; empty without limits.
    reason : array of str
        Why there is no value or there are no limits; empty where there are both: not_shown,
        no_denominator, empty_stratum, fewer_than_10_events, fewer_than_2_values, amounts.
    """

    value: Floats
    low: Floats
    high: Floats
    unit: str
    level: float
    method: NDArray[np.str_]
    reason: NDArray[np.str_]


def proportions(events: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Estimates:
    """Shares with Wilson's limits.

    Parameters
    ----------
    events, n : array of float
        Of one shape; 0 <= events <= n. nan is *not shown*. n = 0 has no share.
    level : float
        Between 0 and 1 (exclusive).

    Raises
    ------
    InputError
        A negative count, more events than n, another shape.

    Examples
    --------
    >>> found = proportions([65, 3, 0], [100, float("nan"), 0])
    >>> found.value.round(2).tolist(), found.reason.tolist()
    ([0.65, nan, nan], ['', 'not_shown', 'no_denominator'])
    """
    low, high = limits.wilson(events, n, level=level)
    counted, total = numbers("events", events), numbers("n", n)
    value = counted / np.where(total > 0, total, np.nan)
    reason = _why(counted, total)
    return _estimates(value, low, high, "proportion", level, "wilson", reason)


def crude_rates(
    events: ArrayLike, population: ArrayLike, *, per: float = 100_000, level: float = 0.95
) -> Estimates:
    """Events per so many people or person-years, with exact limits below ten and Byar's above.

    Parameters
    ----------
    events, population : array of float
        Of one shape, zero or more; there may be more events than people. nan is *not shown*.
    per : float
        Above zero.
    level : float
        Between 0 and 1 (exclusive).

    Raises
    ------
    InputError
        A negative count, another shape.

    Examples
    --------
    >>> found = crude_rates([5, 20], [100, 100], per=100)
    >>> found.low.round(4).tolist(), found.method.tolist()
    ([1.6235, 12.2114], ['exact', 'byar'])
    """
    counted, total = numbers("events", events), numbers("population", population)
    stop_at(other_shape("population", total, counted.shape, "events"))
    stop_at([*negative("events", counted), *negative("population", total)])
    positive_scale(per)
    scale = per / np.where(total > 0, total, np.nan)
    low, high = limits.poisson(counted, level=level)
    return _estimates(
        counted * scale,
        low * scale,
        high * scale,
        f"per {per:,.10g}",
        level,
        how_poisson(counted),
        _why(counted, total),
    )


def means(mean: ArrayLike, sd: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Estimates:
    r"""Means with Student's limits.

    .. math:: \bar{x} \pm t_{n-1}\, s / \sqrt n

    Parameters
    ----------
    mean, sd, n : array of float
        Of one shape: mean, standard deviation (divisor n - 1) and number of values. With fewer
        than two values there are no limits.
    level : float
        Between 0 and 1 (exclusive).

    Raises
    ------
    InputError
        A negative standard deviation or number, another shape.

    Examples
    --------
    >>> found = means(53.704345, 20.9755752577, 8)
    >>> round(float(found.low), 4), round(float(found.high), 4)
    (36.1683, 71.2404)
    """
    from scipy.special import stdtrit

    middle, spread, total = numbers("mean", mean), numbers("sd", sd), numbers("n", n)
    stop_at(
        [
            *other_shape("sd", spread, middle.shape, "mean"),
            *other_shape("n", total, middle.shape, "mean"),
        ]
    )
    stop_at([*negative("sd", spread), *negative("n", total)])
    enough = total >= 2
    several = np.where(enough, total, np.nan)
    half = stdtrit(several - 1, level_of(level)) * spread / np.sqrt(several)
    unknown = np.isnan(middle) | np.isnan(spread) | np.isnan(total)
    reason = np.where(unknown, "not_shown", np.where(enough, "", "fewer_than_2_values"))
    return _estimates(middle, middle - half, middle + half, "mean", level, "student", reason)


def how_poisson(events: Floats) -> NDArray[np.str_]:
    """Return which limits `limits.poisson` takes for each count."""
    return np.where(events < limits.FEWEST_BYAR, "exact", "byar")


def positive_scale(per: float) -> None:
    """Raise an InputError when a rate is asked per nothing."""
    if not per > 0:
        stop_at([Problem("`per`", f"{per:g}", "a number above zero, such as 100000")])


def _estimates(
    value: Floats,
    low: Floats,
    high: Floats,
    unit: str,
    level: float,
    method: NDArray[np.str_] | str,
    reason: NDArray[Any],
) -> Estimates:
    told = np.where(np.isnan(low) | np.isnan(high), "", method)
    return Estimates(value, low, high, unit, level, told, np.asarray(reason))


def _why(counted: Floats, total: Floats) -> NDArray[np.str_]:
    unknown = np.isnan(counted) | np.isnan(total)
    return np.where(unknown, "not_shown", np.where(total > 0, "", "no_denominator"))
