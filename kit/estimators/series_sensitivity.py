"""How far the change of one series hangs on how it was looked at.

The same question by other methods, without the periods that were unlike others, and at dates on
which nothing started.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kit.errors import InputError, KitError, Problem
from kit.estimators.hac import lag_by_length, newey_west
from kit.estimators.segments import LEAST_BEFORE, SeriesDesign, segments
from kit.estimators.series import Change, change_at, interrupted, line_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["Placebo", "Variant", "placebo_starts", "variants", "with_newey_west"]

#: Periods after a placebo start: a change of level alone needs few.
_AFTER_PLACEBO = 3


@dataclass(frozen=True)
class Variant:
    """The change by another way of looking.

    Attributes
    ----------
    name : str
        ``reml``, ``prais_winsten``, ``ols``, ``newey_west``, or ``left_out``.
    change : Change or None
        None where it could not be estimated.
    reason : str
        Why not; empty otherwise.
    """

    name: str
    change: Change | None
    reason: str = ""


@dataclass(frozen=True)
class Placebo:
    """A change of level at a date on which nothing started.

    Attributes
    ----------
    start : int
        Place of the first period after it, counted from 0.
    level_change, low, high : float
        nan where it could not be estimated.
    reason : str
        Why not; empty otherwise.
    """

    start: int
    level_change: float
    low: float
    high: float
    reason: str = ""

    @property
    def stands_out(self) -> bool:
        """Whether the interval excludes zero, though nothing started."""
        return self.low > 0 or self.high < 0


def variants(
    values: ArrayLike, *, design: SeriesDesign, also_left_out: Sequence[int] = ()
) -> tuple[Variant, ...]:
    """Return the change by every method, and without some periods.

    Parameters
    ----------
    values : array of float, periods
    design : SeriesDesign
    also_left_out : sequence of int
        Places of periods unlike others (such as those of 2020 and 2021), counted from 0.

    Examples
    --------
    >>> values = [20.1, 19.4, 20.3, 20.0, 19.5, 20.2, 19.9, 20.4, 18.2, 17.7, 18.4, 17.9, 18.1]
    >>> [v.name for v in variants(values, design=SeriesDesign(start=8, horizon=4))]
    ['reml', 'prais_winsten', 'ols', 'newey_west']
    """
    ways: dict[str, Callable[[], Change]] = {
        "reml": lambda: interrupted(values, design=design, method="reml").change,
        "prais_winsten": lambda: interrupted(values, design=design, method="prais_winsten").change,
        "ols": lambda: interrupted(values, design=design, method="ols").change,
        "newey_west": lambda: with_newey_west(values, design=design),
    }
    if also_left_out:
        fewer = replace(design, left_out=(*design.left_out, *also_left_out))
        ways["left_out"] = lambda: interrupted(values, design=fewer).change
    found = []
    for name, way in ways.items():
        try:
            found.append(Variant(name, way()))
        except KitError as problem:
            found.append(Variant(name, None, str(problem)))
    return tuple(found)


def with_newey_west(values: ArrayLike, *, design: SeriesDesign, lag: int | None = None) -> Change:
    """Return the change by least squares, its interval from Newey-West errors.

    Parameters
    ----------
    values : array of float, periods
    design : SeriesDesign
    lag : int, optional
        In periods; by `lag_by_length` when not given.

    Examples
    --------
    >>> values = [20.1, 19.4, 20.3, 20.0, 19.5, 20.2, 18.2, 17.7, 18.4, 17.9]
    >>> design = SeriesDesign(start=6, horizon=0, shape="level")
    >>> round(with_newey_west(values, design=design, lag=1).absolute, 2)
    -1.9
    """
    import numpy as np

    from kit.rates.inputs import numbers

    series = numbers("values", values)
    made = segments(np.isfinite(series).tolist(), design=design)
    line = line_of(series, made, method="ols")
    x = made.used
    covariance = newey_west(
        x * line.residuals[:, None],
        bread=np.asarray(np.linalg.inv(x.T @ x), dtype=float),
        times=made.used_times,
        lag=lag_by_length(len(x)) if lag is None else lag,
    )
    return change_at(replace(line, covariance=covariance), made, design=design)


def placebo_starts(values: ArrayLike, *, design: SeriesDesign) -> tuple[Placebo, ...]:
    """Return the changes of level at every other date before the start, from the points before it.

    Only what was seen before the real start is used, so a real change cannot leak in. Of twenty
    placebo starts about one stands out by chance alone; neighbouring ones resemble each other.

    Parameters
    ----------
    values : array of float, periods
    design : SeriesDesign
        Whatever its shape, placebo starts are asked for a change of level.

    Raises
    ------
    InputError
        Too few points before the start for any placebo.

    Examples
    --------
    >>> values = [20.1, 19.4, 20.3, 20.0, 19.5, 20.2, 19.9, 20.4, 18.2, 17.7, 18.4, 17.9, 18.1]
    >>> [p.start for p in placebo_starts(values, design=SeriesDesign(start=8, horizon=4))]
    [3, 4, 5]
    """
    import numpy as np

    whole = np.asarray(values, dtype=float)
    series = whole[: design.start]
    others = {name: tuple(seen[: design.start]) for name, seen in design.others.items()}
    left_out = tuple(place for place in design.left_out if place < design.start)
    at = range(LEAST_BEFORE, len(series) - _AFTER_PLACEBO + 1)
    if not at:
        least = LEAST_BEFORE + _AFTER_PLACEBO
        do = "Leave placebo starts out and say that they were not possible."
        got = f"{len(series)} periods before the start"
        raise InputError([Problem("placebo starts", got, f"{least} or more", do)])
    found = []
    for start in at:
        placed = replace(
            design, start=start, horizon=0, shape="level", others=others, left_out=left_out
        )
        try:
            change = interrupted(series, design=placed).change
        except KitError as problem:
            found.append(Placebo(start, math.nan, math.nan, math.nan, str(problem)))
        else:
            found.append(Placebo(start, change.absolute, change.low, change.high))
    return tuple(found)
