"""What coders said of the same units, and whether a coefficient has a meaning there.

A table of coders by units with gaps: a coder who did not look at a unit has said nothing of it,
which is not the same as saying no.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit.errors import Problem, Refused

__all__ = [
    "NoCoefficient",
    "Ratings",
    "one_against_rest",
    "only_pairable",
    "rate",
    "without_coder",
]

_EXPECTED = {
    "one_coder": ("two coders at least", "Let a second person code the same texts."),
    "no_pairable_unit": (
        "a unit that two coders looked at",
        "Let two people read some of the same texts.",
    ),
    "one_category": (
        "two categories at least, or there is nothing to tell apart",
        "Leave the coefficient out here; give the percentage and say that nothing varied.",
    ),
    "not_two_coders": ("two coders exactly", "Take Fleiss' kappa or alpha for more of them."),
}


class NoCoefficient(Refused):
    """A coefficient would have no meaning here; `reason` says why.

    Attributes
    ----------
    reason : {"one_coder", "no_pairable_unit", "one_category", "not_two_coders"}
    """

    def __init__(self, called: str, reason: str, got: str) -> None:
        self.reason = reason
        super().__init__(str(Problem(called, got, *_EXPECTED[reason])))


@dataclass(frozen=True)
class Ratings:
    """What each coder said of each unit.

    Attributes
    ----------
    categories : tuple
        What can be said; the place in it is the number used in `given`.
    given : int array, coders x units
        Number of a category; -1 where the coder said nothing.
    """

    categories: tuple[Any, ...]
    given: NDArray[np.int64]

    @property
    def counts(self) -> NDArray[np.float64]:
        """Units x categories: how many coders said which."""
        told = [(self.given == k).sum(axis=0) for k in range(len(self.categories))]
        return np.array(told, dtype=float).reshape(len(told), self.given.shape[1]).T

    @property
    def coders(self) -> int:
        """How many coders said anything."""
        return int((self.given >= 0).any(axis=1).sum())

    @property
    def pairable(self) -> NDArray[np.bool_]:
        """Of each unit, whether two coders or more said something."""
        enough: NDArray[np.bool_] = (self.given >= 0).sum(axis=0) >= 2
        return enough

    @property
    def prevalence(self) -> Mapping[Any, float]:
        """Share of each category in all that was said of the pairable units."""
        told = self.counts[self.pairable].sum(axis=0)
        shares = told / max(told.sum(), 1)
        return {c: float(share) for c, share in zip(self.categories, shares, strict=True)}

    def demand(self, called: str, *, categories: int) -> None:
        """Refuse where `called` has no meaning.

        Raises
        ------
        NoCoefficient
            One coder; no unit that two of them looked at; fewer than `categories` categories used
            in such units.
        """
        if self.coders < 2:
            raise NoCoefficient(called, "one_coder", str(self.coders))
        if not self.pairable.any():
            raise NoCoefficient(called, "no_pairable_unit", "0")
        used = sum(share > 0 for share in self.prevalence.values())
        if used < categories:
            raise NoCoefficient(called, "one_category", str(used))


def rate(values: Sequence[Sequence[Hashable | None]] | NDArray[Any]) -> Ratings:
    """Read a table of coders by units; None and NaN are gaps.

    Categories are of one type, and sorted, so that numbers keep their order.

    Examples
    --------
    >>> rate([[1, 2, None], [1, 3, 3]]).given.tolist()
    [[0, 1, -1], [0, 2, 2]]
    """
    rows = values.tolist() if isinstance(values, np.ndarray) else [list(row) for row in values]
    found: set[Any] = {cell for row in rows for cell in row if not _gap(cell)}
    if any(isinstance(category, frozenset) for category in found):
        # Sets have no order of their own: `<` is being part of.
        categories = sorted(found, key=lambda one: (len(one), sorted(map(str, one))))
    else:
        categories = sorted(found)
    place = {category: k for k, category in enumerate(categories)}
    given = [[-1 if _gap(cell) else place[cell] for cell in row] for row in rows]
    width = len(given[0]) if given else 0
    return Ratings(tuple(categories), np.array(given, dtype=np.int64).reshape(len(given), width))


def _gap(cell: Any) -> bool:
    return cell is None or (isinstance(cell, float) and cell != cell)


def one_against_rest(ratings: Ratings, category: Hashable) -> Ratings:
    """Return the ratings as yes or no to one category: coefficients of it alone.

    Examples
    --------
    >>> one_against_rest(rate([["a", "b", "c"], ["a", "a", None]]), "a").given.tolist()
    [[1, 0, 0], [1, 1, -1]]
    """
    place = ratings.categories.index(category)
    yes = (ratings.given == place).astype(np.int64)
    return Ratings((False, True), np.where(ratings.given < 0, -1, yes))


def only_pairable(ratings: Ratings) -> Ratings:
    """Return the ratings of the units that two coders or more said something of.

    Fleiss' kappa and AC1, with gaps as Gwet treats them, let a unit that one coder saw count in
    what chance would give; alpha does not. Beside each other they are to be of the same units.

    Examples
    --------
    >>> only_pairable(rate([[0, 1, 1], [0, 1, None]])).given.shape
    (2, 2)
    """
    return Ratings(ratings.categories, ratings.given[:, ratings.pairable])


def without_coder(ratings: Ratings, coder: int) -> Ratings:
    """Return the ratings without the coder in row `coder`."""
    return Ratings(ratings.categories, np.delete(ratings.given, coder, axis=0))
