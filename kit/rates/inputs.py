"""Arrays as callers give them: numbers of the right shape, or every problem at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kit.errors import InputError, Problem, unknown_name

__all__ = ["Floats", "level_of", "negative", "numbers", "one_of", "other_shape", "stop_at"]

Floats = NDArray[np.float64]

_MOST_TOLD = 20


def numbers(name: str, values: ArrayLike) -> Floats:
    """Return an array of floats; nan is *not shown*.

    Raises
    ------
    InputError
        Text among the numbers, such as ``<5`` or ``x``, or a number without end.
    """
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as problem:
        raise InputError(
            [
                Problem(
                    f"`{name}`",
                    "",
                    "numbers only, with nan where one is not shown",
                    "A suppressed count such as <5 or x becomes nan, never zero.",
                )
            ]
        ) from problem
    stop_at(_at(name, array, np.isinf(array), "a number that ends"))
    return array


def negative(name: str, array: Floats) -> Iterator[Problem]:
    """Yield a problem for every number below zero."""
    return _at(name, array, array < 0, "zero or more")


def zero_or_less(name: str, array: Floats, *, do: str = "") -> Iterator[Problem]:
    """Yield a problem for every number that is zero or below."""
    return _at(name, array, array <= 0, "more than zero", do)


def above(name: str, array: Floats, most: Floats, called: str) -> Iterator[Problem]:
    """Yield a problem for every number above its counterpart in an array of the same shape."""
    return _at(name, array, array > most, f"no more than its `{called}`")


def not_given(name: str, array: Floats, *, do: str) -> Iterator[Problem]:
    """Yield a problem for every number that is not there but has to be."""
    return _at(name, array, np.isnan(array), "a number", do)


def other_shape(name: str, array: Floats, shape: tuple[int, ...], called: str) -> Iterator[Problem]:
    """Yield a problem when an array has another shape than the one it goes with."""
    if array.shape != shape:
        yield Problem(f"`{name}`", _size(array.shape), f"{_size(shape)}, as many as `{called}`")


def one_of(name: str, got: str, known: Collection[str]) -> None:
    """Raise an InputError when a word is none of those that exist.

    Examples
    --------
    >>> one_of("kind", "rate", ("proportion", "rate", "ratio"))
    """
    if got not in known:
        stop_at([unknown_name(f"`{name}`", str(got), known)])


def level_of(level: float) -> float:
    """Return the share below the upper limit of a two-sided interval.

    Examples
    --------
    >>> round(level_of(0.95), 3)
    0.975
    """
    if not 0 < level < 1:
        stop_at([Problem("`level`", f"{level:g}", "a share between 0 and 1, such as 0.95")])
    return 0.5 + level / 2


def stop_at(problems: Iterable[Problem]) -> None:
    """Raise every problem at once; do nothing without any.

    Raises
    ------
    InputError
    """
    found = list(problems)
    if found:
        more = len(found) - _MOST_TOLD
        raise InputError(
            found[:_MOST_TOLD], do=f"And {more:,} more like these." if more > 0 else ""
        )


def _at(
    name: str, array: Floats, wrong: NDArray[np.bool_], expected: str, do: str = ""
) -> Iterator[Problem]:
    for place in np.argwhere(wrong):
        where = ", ".join(str(at + 1) for at in place)
        said = f"`{name}`, place {where}" if where else f"`{name}`"
        yield Problem(said, f"{array[tuple(place)]:g}", expected, do)


def _size(shape: tuple[int, ...]) -> str:
    return " x ".join(str(size) for size in shape) if shape else "one number"
