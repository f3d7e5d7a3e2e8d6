"""What looks like a person in the texts of a logbook: a telephone number, an address, a name.

Only the commonest forms are seen, and what is seen may be something else: nothing found does not
mean that there is nothing. What was found is never quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kit.documents import Document

__all__ = ["remarks_on"]

_PHONE = re.compile(r"(?<![\w.,+])(?:(?:\+|00)31[\s-]*(?:\(0\)\s*)?|\(?0)(?:\d\)?[\s-]*){9}(?!\d)")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NINE_DIGITS = re.compile(r"(?<![\d.,])(?:\d{9}|\d{4}\.\d{2}\.\d{3})(?![\d.,]?\d)")
_WORD = r"[^\W\d_]"
_FULL_NAME = re.compile(
    rf"(?:{_WORD}\.\s*)*(?P<first>{_WORD}[\w'’-]+)(?:\s+(?:van|de|den|der|het|in|op|te|ten|ter|von|el))*"
    rf"\s+(?P<last>{_WORD}[\w'’-]+)(?:\s+{_WORD}[\w'’-]+)*"
)
_MOST_ROWS = 10


def remarks_on(documents: Iterable[Document]) -> Iterator[str]:
    """Yield where texts or authors look as if they name a person: file, column and rows only.

    Looked for are Dutch telephone numbers, e-mail addresses, numbers that can be a
    burgerservicenummer by its eleven-test, and authors of two or more words with capitals, such as
    *Jan de Vries*. Names within texts are not seen.
    """
    found: dict[tuple[str, str, str], list[int]] = {}
    for document in documents:
        seen = {("author", "the name of a person")} if _is_name(document.author or "") else set()
        for part in document.parts:
            seen |= {(part.name, kind) for kind in _kinds(document.text[part.start : part.end])}
        for column, kind in sorted(seen):
            found.setdefault((document.file, column, kind), []).append(document.row)
    for (file, column, kind), rows in found.items():
        shown = ", ".join(str(row) for row in sorted(rows)[:_MOST_ROWS])
        more = f" and {len(rows) - _MOST_ROWS} more" if len(rows) > _MOST_ROWS else ""
        where = "row" if len(rows) == 1 else "rows"
        do = "Write a code (A01)." if column == "author" else "Take it out of the text."
        yield f"{file}, `{column}`: what looks like {kind} in {where} {shown}{more}. {do}"


def _kinds(text: str) -> Iterator[str]:
    if _PHONE.search(text):
        yield "a telephone number"
    if _ADDRESS.search(text):
        yield "an e-mail address"
    if any(_is_bsn(re.sub(r"\D", "", one)) for one in _NINE_DIGITS.findall(text)):
        yield "a burgerservicenummer"


def _is_name(author: str) -> bool:
    """Say whether an author has two words with capitals; ``Coder A`` and ``A01`` have not."""
    if _ADDRESS.search(author):
        return True
    found = _FULL_NAME.fullmatch(author.strip())
    return found is not None and found["first"][0].isupper() and found["last"][0].isupper()


def _is_bsn(digits: str) -> bool:
    """Say whether nine digits pass the eleven-test of a burgerservicenummer.

    Examples
    --------
    >>> _is_bsn("111222333"), _is_bsn("111222334"), _is_bsn("000000000")
    (True, False, False)
    """
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return weighed > 0 and weighed % 11 == 0
