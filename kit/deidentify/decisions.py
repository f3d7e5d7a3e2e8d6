"""What people decided about replacements, found again after the texts have moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

__all__ = ["Decided", "Review", "Row", "decide"]

_ENOUGH = 12  # characters of context that have to agree, when it does not agree as a whole


@dataclass(frozen=True)
class Row:
    """A row of the review table.

    Attributes
    ----------
    file, place : str
        Where it stands; empty for a row that somebody added for all files.
    type : str
        Id of the list ``identity_type``.
    before, found, after : str
        What stands there, in its context.
    replacement : str
    decision : str or None
        Id of the list ``review_decision``; None is taken for accepted.
    where : str or None
        Id of the list ``review_where``: only this place, or every place with the same text.
    memo : str
    sign : str
        What it was known by.
    """

    file: str
    place: str
    type: str
    before: str
    found: str
    after: str
    replacement: str = ""
    decision: str | None = None
    where: str | None = None
    memo: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Review:
    """A review table as people left it.

    Attributes
    ----------
    rows : tuple of Row
    reviewer : str or None
        Code of who looked through it.
    day : date or None
        When.
    """

    rows: tuple[Row, ...] = ()
    reviewer: str | None = None
    day: date | None = None

    @property
    def additions(self) -> tuple[Row, ...]:
        """Rows that ask for something to be replaced that was not found."""
        return tuple(row for row in self.rows if row.decision == "add")

    @property
    def add(self) -> tuple[tuple[str, str, str | None], ...]:
        """Text, type, and the file where it is to be replaced; None is everywhere."""
        return tuple(
            (row.found, row.type, row.file if row.where == "here" and row.file else None)
            for row in self.additions
        )

    @property
    def never(self) -> tuple[str, ...]:
        """Texts that are not to be replaced anywhere."""
        rows = (r for r in self.rows if r.decision == "undo" and r.where == "everywhere")
        return tuple(dict.fromkeys(row.found for row in rows))


@dataclass(frozen=True)
class Decided:
    """The finds of today with the decisions of an earlier table.

    Attributes
    ----------
    rows : tuple of Row
        As given, each with its decision.
    new : tuple of bool
        For each of them: it did not stand in the earlier table.
    gone : tuple of Row
        Rows of the earlier table with a decision whose find is no longer there.
    """

    rows: tuple[Row, ...]
    new: tuple[bool, ...]
    gone: tuple[Row, ...]


def decide(rows: Sequence[Row], review: Review) -> Decided:
    """Give each find the decision that was made about it.

    A find is the same when file and text are the same and its context is: as a whole; or, where
    the text around it was changed, at least twelve characters of it on the nearer side; or where
    the file has one such find now and had one then.
    """
    old: dict[tuple[str, str], list[Row]] = {}
    for row in review.rows:
        if row.decision != "add":
            old.setdefault((row.file, row.found), []).append(row)
    now: dict[tuple[str, str], list[int]] = {}
    for index, row in enumerate(rows):
        now.setdefault((row.file, row.found), []).append(index)
    match: dict[int, Row] = {}
    left: list[Row] = []
    for at, then in old.items():
        left += _pair(rows, now.get(at, []), then, match)
    result = tuple(
        replace(row, decision=m.decision, where=m.where, memo=m.memo)
        if (m := match.get(i)) else row
        for i, row in enumerate(rows)
    )  # fmt: skip
    new = tuple(i not in match and row.sign != "review table" for i, row in enumerate(rows))
    kept = tuple(replace(row, place="", sign="") for row in left if row.decision or row.memo)
    return Decided(result, new, kept)


def _pair(
    rows: Sequence[Row], today: list[int], then: list[Row], match: dict[int, Row]
) -> list[Row]:
    """Pair the finds of one text in one file; return the rows of then that found no partner."""
    open_today, open_then = list(today), list(then)
    by_context: dict[tuple[str, str], list[int]] = {}
    for i in reversed(open_today):
        by_context.setdefault((rows[i].before, rows[i].after), []).append(i)
    left = []
    for row in open_then:
        here = by_context.get((row.before, row.after))
        if here:
            match[here.pop()] = row
        else:
            left.append(row)
    open_today = [i for i in open_today if i not in match]
    if len(today) == 1 and len(then) == 1 and left and open_today:
        match[open_today[0]] = left[0]
        return []
    still = []
    for row in left:
        near = [(_alike(rows[i], row), -i) for i in open_today]
        best = max(near, default=(0, 0))
        if best[0] >= _ENOUGH:
            match[-best[1]] = row
            open_today.remove(-best[1])
        else:
            still.append(row)
    return still


def _alike(one: Row, other: Row) -> int:
    """Return how many characters of context agree on the side where most do."""
    before = _common(one.before[::-1], other.before[::-1])
    return max(before, _common(one.after, other.after))


def _common(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
