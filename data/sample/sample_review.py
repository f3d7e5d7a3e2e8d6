"""The review of the sample: what a careful person changes in the table of replacements.

The reviewer knows what was planted. What the kit replaced and nobody planted is put back; what was
planted and still stands somewhere is added. So no rule is looked at, and the outcome stays right
when the rules change.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from sample_files import DAYS, MADE, MONTHS, same_bytes
from sample_marks import Mark

from kit.terms import columns, label

__all__ = ["answer", "missed", "stands_in", "tidied"]

REVIEWER = "X04"
#: Words that are part of many names and are no name.
_SMALL = {"van", "den", "der", "het", "een", "ten", "ter", "the", "voor"}


def stands_in(mark: Mark, text: str) -> bool:
    """Say whether a planted identity stands in a text, as words of its own.

    Examples
    --------
    >>> stands_in(Mark("person", None, "Ewa"), "Ewa komt"), stands_in(
    ...     Mark("person", None, "Ewa"), "gewaagd"
    ... )
    (True, False)
    """
    return bool(re.search(rf"(?<!\w){re.escape(mark.text)}(?!\w)", text))


def missed(planted: Iterable[Mark], texts: Iterable[str]) -> tuple[Mark, ...]:
    """Return what was planted and stands in one of the texts, each once."""
    once = {mark.text: mark for mark in planted}
    read = list(texts)
    return tuple(mark for mark in once.values() if any(stands_in(mark, text) for text in read))


def answer(path: Path, planted: Sequence[Mark], left: Sequence[Mark]) -> Counter[str]:
    """Fill in a review table: put back what nobody planted, add what was missed.

    Parameters
    ----------
    path : Path
        As the kit wrote it; it is written again.
    planted : sequence of Mark
    left : sequence of Mark
        What was missed.

    Returns
    -------
    Counter
        Rows put back, by type.
    """
    from openpyxl import load_workbook

    whole = [mark.text.casefold() for mark in planted]
    words = {word for text in whole for word in _words(text)}
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = {column.label.nl: name for name, column in columns("review").items()}
    said = columns("review")["found"].label.nl
    top = next(row for row in sheet.iter_rows() if said in [cell.value for cell in row])
    at = {heads[cell.value]: cell.column for cell in top if cell.value in heads}
    back: Counter[str] = Counter()
    for row in range(top[0].row + 1, sheet.max_row + 1):
        found = str(sheet.cell(row, at["found"]).value or "")
        answered = sheet.cell(row, at["decision"]).value
        same = found.casefold()
        right = words & set(_words(found)) or any(same in one or one in same for one in whole)
        if found and not answered and not right:
            sheet.cell(row, at["decision"], label("review_decision", "undo", "nl"))
            sheet.cell(row, at["where"], label("review_where", "everywhere", "nl"))
            back[str(sheet.cell(row, at["type"]).value)] += 1
    for row, mark in enumerate(left, start=sheet.max_row + 1):
        for name, value in (
            ("type", label("identity_type", mark.type, "nl")),
            ("found", mark.text),
            ("decision", label("review_decision", "add", "nl")),
            ("where", label("review_where", "everywhere", "nl")),
        ):
            sheet.cell(row, at[name], value)
    for row in range(1, top[0].row):
        for says, value in (("code", REVIEWER), ("datum", MADE.date())):
            if f"({says})" in str(sheet.cell(row, 1).value):
                sheet.cell(row, 2, value)
    book.save(path)
    return back


def _words(text: str) -> list[str]:
    """Return the words that tell something: of a day only the day as a whole does."""
    words = re.findall(r"[^\W\d_]{3,}", text.casefold())
    return [word for word in words if word not in (*_SMALL, *MONTHS, *DAYS)]


def tidied(path: Path) -> bytes:
    """Return a review table with fixed times in it."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    book.properties.created = MADE
    return same_bytes(book.save)
