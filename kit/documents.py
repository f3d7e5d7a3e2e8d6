"""Documents: one normalised text each, with what is known about it and where its parts are.

Offsets count Unicode code points in the normalised text, the end exclusive. A text is normalised
once, here, so that every offset in the kit means the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

from kit import disclosure, periods

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Document",
    "Part",
    "as_frame",
    "compose",
    "countable",
    "main_author",
    "normalise",
    "plain_code",
    "usual_period",
    "voices",
]


@dataclass(frozen=True)
class Part:
    """A headed stretch of a document.

    Attributes
    ----------
    name : str
        Which field it is, such as ``happened``.
    start, end : int
        Span in the text of the document, end exclusive; the heading is not in it.
    """

    name: str
    start: int
    end: int


@dataclass(frozen=True)
class Document:
    """One text and what is known about it.

    Attributes
    ----------
    id : str
        Unique in the study.
    kind : str
        ``logbook`` for an entry, ``interview`` for what one voice said in an interview.
    text : str
        Normalised.
    parts : tuple of Part
    day : date
        What the text is about.
    region : str or None
        Slug; None for a text of the national or HealthKIC tier.
    tier, release : str
        Ids of ``terms.yml``.
    author, role, voice_group : str or None
        None is *not stated*.
    file : str
        Where it comes from, within the study.
    row : int
        Row or paragraph in that file.
    """

    id: str
    kind: str
    text: str
    parts: tuple[Part, ...]
    day: date
    region: str | None
    tier: str
    release: str
    author: str | None
    role: str | None
    voice_group: str | None
    file: str
    row: int

    def part_at(self, offset: int) -> str | None:
        """Return the name of the part that holds `offset`; None between parts."""
        return next((p.name for p in self.parts if p.start <= offset < p.end), None)

    def part(self, name: str) -> str:
        """Return the text of a part; empty when there is none."""
        return "\n".join(self.text[p.start : p.end] for p in self.parts if p.name == name)


_SPACES = re.compile(r"[^\S\n]+")
_MANY_LINES = re.compile(r"\n{3,}")
# Word writes a line end within a paragraph as \v, a new page as \f.
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Control characters but tab and line feed, the byte order mark, the soft hyphen, and the marks that
# turn the direction of writing.
_NOT_OF_THE_TEXT = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u00ad\u202a-\u202e\u2066-\u2069]"
)


def normalise(text: str) -> str:
    """Return the text in the one form that offsets refer to.

    Unicode NFC; line ends ``\\n``; no byte order mark, no soft hyphens, no control characters, no
    marks that turn the direction of writing; runs of spaces (non-breaking ones too) become one; at
    most one empty line in a row; trimmed.

    Examples
    --------
    >>> normalise("\\ufeffcafe\\u0301 \\u00a0 en\\r\\nthee ")
    'café en\\nthee'
    """
    if text.isprintable() and "  " not in text:
        # One line of letters, marks and single plain spaces: nothing below would find anything.
        return unicodedata.normalize("NFC", text).strip()
    text = _LINE_END.sub("\n", text)
    # A mark between a letter and its accent would keep the two apart: first out, then NFC.
    text = unicodedata.normalize("NFC", _NOT_OF_THE_TEXT.sub("", text))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()


def compose(fields: Sequence[tuple[str, str, str]]) -> tuple[str, tuple[Part, ...]]:
    """Join headed fields to one text and keep where each is.

    Parameters
    ----------
    fields : sequence of (name, heading, text)
        Empty texts are left out. An empty heading makes no line of its own.

    Returns
    -------
    str, tuple of Part

    Examples
    --------
    >>> text, parts = compose([("planned", "Gepland", "een plan"), ("happened", "Gebeurd", "iets")])
    >>> [text[p.start:p.end] for p in parts]
    ['een plan', 'iets']
    """
    text = ""
    parts = []
    for name, heading, raw in fields:
        body = normalise(raw)
        if not body:
            continue
        if text:
            text += "\n\n"
        if head := normalise(heading):
            text += f"{head}\n"
        parts.append(Part(name, len(text), len(text) + len(body)))
        text += body
    return text, tuple(parts)


def as_frame(documents: Iterable[Document]) -> pd.DataFrame:
    """Return one row per document, without its text: what may be counted.

    Returns
    -------
    DataFrame
        Columns document, region, tier, day, author, role, voice_group, release, file, row.
    """
    import pandas as pd

    names = ["document", "region", "tier", "day", "author", "role", "voice_group", "release",
             "file", "row"]  # fmt: skip
    rows = [
        (d.id, d.region, d.tier, d.day, d.author, d.role, d.voice_group, d.release, d.file, d.row)
        for d in documents
    ]
    return pd.DataFrame(rows, columns=names)


def countable(
    documents: Sequence[Document], release: str, *, fewest: int
) -> tuple[tuple[Document, ...], int]:
    """Return the documents that may be counted for a release, and how many were left out.

    For *consortium* and *public*, per region and tier: documents that were not released that far
    count only where there are at least `fewest` of them by at least two authors.
    """
    if release not in ("consortium", "public"):
        return tuple(documents), 0
    groups: dict[tuple[str | None, str], list[Document]] = {}
    for document in documents:
        groups.setdefault((document.region, document.tier), []).append(document)
    out: set[str] = set()
    for group in groups.values():
        held = [d for d in group if not disclosure.may_show_text(d.release, release)]
        authors = voices(document.author for document in held)
        if not disclosure.may_count(len(held), authors, fewest=fewest):
            out |= {document.id for document in held}
    return tuple(d for d in documents if d.id not in out), len(out)


#: Fewest documents in the median period, below which longer periods are taken.
_FEWEST_IN_PERIOD = 10


def usual_period(days: Iterable[date], first: date, last: date) -> str:
    """Return the length of period in which these days are best counted.

    The finest of quarter, half_year and year of which the median period, empty ones included,
    holds at least ten documents; else year.

    Parameters
    ----------
    days : iterable of date
        One per document.
    first, last : date
        The time looked at, both inclusive; days outside it do not count.

    Examples
    --------
    >>> days = [date(2024, month, day) for month in range(1, 13) for day in range(1, 5)]
    >>> usual_period(days, date(2024, 1, 1), date(2024, 12, 31))
    'quarter'
    >>> usual_period(days[::2], date(2024, 1, 1), date(2024, 12, 31))
    'half_year'
    """
    inside = [day for day in days if first <= day <= last]
    for length in ("quarter", "half_year"):
        counts = dict.fromkeys(periods.span(first, last, length), 0)
        for day in inside:
            counts[periods.period_of(day, length)] += 1
        if counts and median(counts.values()) >= _FEWEST_IN_PERIOD:
            return length
    return "year"


def quiet_regions(documents: Iterable[Document], *, fewest: int) -> set[str]:
    """Return the regions of which fewer than `fewest` people wrote.

    Where regions stand side by side, from release *region* upward, such a region is left out of
    every total: a total that held it would give its number away beside those of the others.
    """
    authors: dict[str, list[str | None]] = {}
    for document in documents:
        if document.region:
            authors.setdefault(document.region, []).append(document.author)
    return {region for region, wrote in authors.items() if voices(wrote) < fewest}


def voices(authors: Iterable[str | None]) -> int:
    """Return how many different people surely wrote: who is not stated may be one who is.

    A code that differs in capitals, spaces or marks only is the same code, see `plain_code`.

    Examples
    --------
    >>> voices(["N01", None, "N02"]), voices([None, None]), voices([])
    (2, 1, 0)
    >>> voices(["N01", "n-01", "N 01."])
    1
    """
    given = list(authors)
    stated = {plain_code(author) for author in given if author}
    return max(len(stated), int(bool(given)))


def plain_code(author: str) -> str:
    """Return a code in the form in which two ways to write it are equal.

    Two ways to write one code would make two people of one, and let numbers about that person pass
    the gate; two people whose codes differ in marks only are counted as one, which it does not.

    Examples
    --------
    >>> plain_code(" N-01."), plain_code("regional/noord/N01")
    ('n01', 'regional/noord/n01')
    """
    return "".join(c for c in author.casefold() if c.isalnum() or c == "/") or author


def main_author(authors: Iterable[str | None]) -> str | None:
    """Return who wrote most, if that is at least three entries and a third of all; else None.

    A draw goes to the first in the alphabet.

    Examples
    --------
    >>> main_author(["N01", "N02", "N01", "N01", None]), main_author(["N01", "N02"])
    ('N01', None)
    """
    given = list(authors)
    counts = Counter(author for author in given if author)
    if not counts or max(counts.values()) < max(3, len(given) / 3):
        return None
    most = max(counts.values())
    return min(author for author, count in counts.items() if count == most)
