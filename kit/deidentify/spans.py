"""What was found in a text: a stretch of it, and what kind of identity it gives away."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from kit.deidentify.capitals import says_nothing

__all__ = ["Found", "Taken", "settle"]

#: Of two finds that overlap the one further to the left here is kept.
_ORDER = (
    "url", "email", "iban", "bsn", "phone", "birth_date", "date", "licence_plate", "number",
    "postcode", "address", "organisation", "person", "place",
)  # fmt: skip

_EDGE = " ,.;:()'’-"


@dataclass(frozen=True)
class Found:
    """An identity in a text.

    Attributes
    ----------
    start, end : int
        Code points in the text, end exclusive.
    type : str
        Id of the list ``identity_type``.
    text : str
        What stands there.
    sign : str
        What it was known by: ``project list``, ``title``, ``given name``, ``pattern`` …
    """

    start: int
    end: int
    type: str
    text: str
    sign: str


def settle(found: Iterable[Found]) -> list[Found]:
    """Return finds that do not overlap, in the order of the text.

    A number or address that is found as a whole stays whole, unless what people asked for holds all
    of it. What the review table or the project list says goes first then, and what deduce says
    last; then what
    belongs to a kind that is written in one way only, such as an e-mail address; then the longest.
    Where a find that loses sticks out of the winner, what sticks out is kept as a find of its own
    when it holds three letters or digits: what was found does not stay in the text.

    Examples
    --------
    >>> settle([Found(0, 3, "person", "Jan", "given name"), Found(0, 7, "person", "Jan Bos", "x")])
    [Found(start=0, end=7, type='person', text='Jan Bos', sign='x')]
    """
    every = list(found)
    whole = _not_within(every)
    ranked = sorted(every, key=lambda f: (f not in whole, _rank(f), f.start - f.end, f.start))
    taken: list[Found] = []
    places = Taken()
    for one in ranked:
        for start, end in places.left_of(one.start, one.end):
            if (start, end) == (one.start, one.end):
                taken.append(one)
                places.add(start, end)
                continue
            piece = one.text[start - one.start : end - one.start]
            begin = start + len(piece) - len(piece.lstrip(_EDGE))
            piece = piece.strip(_EDGE)
            if sum(map(str.isalnum, piece)) > 2 and (
                one.sign != "deduce" or _says_something(piece)
            ):
                taken.append(Found(begin, begin + len(piece), one.type, piece, one.sign))
                places.add(begin, begin + len(piece))
    return sorted(taken, key=lambda f: f.start)


_FIRST = {"review table": 0, "project list": 1, "deduce": 3}


#: Written in one way as a whole: a part of it that is also a name gives it no other kind.
_WHOLE = {"url", "email", "iban", "bsn", "phone", "licence_plate", "postcode", "address", "number"}


def _not_within(found: Iterable[Found]) -> set[Found]:
    """Return the numbers and addresses that no name of the review table or project list holds."""
    whole, asked = [], []
    for one in found:
        if one.sign in ("review table", "project list"):
            asked.append(one)
        elif one.sign == "pattern" and one.type in _WHOLE:
            whole.append(one)
    asked.sort(key=lambda f: f.start)
    starts = [one.start for one in asked]
    furthest = [0, *accumulate((one.end for one in asked), max)]
    return {one for one in whole if furthest[bisect(starts, one.start)] < one.end}


def _rank(found: Found) -> tuple[int, int]:
    rank = _FIRST.get(found.sign, 2)
    # A kind that is written in many ways has no right over another.
    return rank, min(_ORDER.index(found.type), _ORDER.index("organisation")) if rank > 1 else 0


def _says_something(piece: str) -> bool:
    """Say whether what deduce found beside a find of our own is more than ordinary words."""
    words = piece.split()
    return any(word[:1].isupper() and not says_nothing(word) for word in words)


class Taken:
    """Stretches of a text that are taken, sorted; each question costs the logarithm of them."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        """Take a stretch that overlaps none that is taken."""
        at = bisect(self._starts, start)
        self._starts.insert(at, start)
        self._ends.insert(at, end)

    def overlaps(self, start: int, end: int) -> bool:
        """Say whether a stretch overlaps one that is taken."""
        return self.left_of(start, end) != [(start, end)]

    def left_of(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return what is left of a stretch when the taken ones are cut out of it."""
        left = []
        for at in range(max(bisect(self._starts, start) - 1, 0), len(self._starts)):
            begin, stop = self._starts[at], self._ends[at]
            if begin >= end:
                break
            if stop <= start:
                continue
            if begin > start:
                left.append((start, begin))
            start = stop
        if start < end:
            left.append((start, end))
        return left
