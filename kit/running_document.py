"""One running document with dates as headings, which is how most people keep a logbook.

Word, plain text or Markdown. A heading is a short paragraph that begins with a date; what follows
belongs to that day. Within a day, lines such as ``Wat hielp: …`` open a field of the logbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from kit.errors import InputError, Problem
from kit.language import listing, plural
from kit.paragraphs import Line, read_lines
from kit.terms import columns
from kit.values import read_date

__all__ = ["SUFFIXES", "TEXT_FIELDS", "Dated", "Running", "read_entries"]

SUFFIXES = (".docx", ".md", ".txt")
#: Columns of the logbook that hold free text, in the order of the form.
TEXT_FIELDS = (
    "planned", "happened", "effects", "unintended", "helped", "hindered", "why", "lesson",
    "next_step", "context_change", "ask",
)  # fmt: skip
_LONGEST_HEADING = 120
_TITLE_WORDS = 12
_BARE_TITLE_WORDS = 4
_LONGEST_DATE = 32
_LONGEST_VALUE = 60  # of a field that is no free text, such as author or role
_ORDINARY_WORD = 6  # aliases shorter than this are ordinary words in running text: wie, type, no

_MAYBE_DATE = re.compile(r"(?:[^\W\d]{2,10}\.?,?\s+)?\d")
_BOUNDARY = re.compile(r"(?=[\s:|,;()*_–—-])|$")
_SEPARATOR = re.compile(
    r"(?P<at_once>\s*[:|]\s*|\t+)|(?P<dash>\s*[–—]\s*|\s*-\s+)|(?P<comma>,\s*)|\s+"
)
_YEAR = re.compile(r"(?:jaar\s+|year\s+)?((?:19|20)\d\d)", re.IGNORECASE)
_BULLET = re.compile(r"^(?:[-*+•·]|\d{1,2}[.)])\s+")
_LABEL = re.compile(
    r"[*_\s]*(?P<label>[^\W\d_][^:*\n]{0,40}?)[*_]*(?P<mark>\s*:[*_]*\s*|\s[-–—]\s|\s*$)(?P<rest>.*)"
)
_ENDED = re.compile(r"[.!?…:;)\]\"”’*_]$")


@dataclass(frozen=True)
class Dated:
    """What stands under one date.

    Attributes
    ----------
    day : date
    heading : str
        The title behind the date; empty when there is none.
    fields : tuple of (str, str)
        Column of the logbook, and its text; each column at most once, in the order of the text.
    row : int
        Line of a text file, or paragraph of a Word file, from 1; each row of a table in Word
        counts as a paragraph.
    in_table : bool
        Its date stands in a table of Word.
    """

    day: date
    heading: str
    fields: tuple[tuple[str, str], ...]
    row: int
    in_table: bool = False


@dataclass(frozen=True)
class Running:
    """What was read from one running document.

    Attributes
    ----------
    entries : tuple of Dated
        In the order of the document.
    problems : tuple of Problem
        Dates that do not exist or lack a year; what stands below them is not read.
    set_aside : mapping of reason to count
    notes : tuple of str
    """

    entries: tuple[Dated, ...]
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_entries(path: Path, where: str) -> Running:
    """Read a running document.

    A paragraph opens an entry when it begins with a date in a form that `kit.values.read_date`
    reads and one of these holds:

    - nothing follows the date;
    - a dash follows, and at most 12 words (and 120 characters in all);
    - a colon, bar or tab follows; more than 12 words are then the text of the entry;
    - a comma and at most 12 words follow, or a space and at most 4, without a full stop, and the
      line before it has ended (a text file may break its lines anywhere);
    - its form says heading: a heading style in Word, ``#`` in Markdown, or a bold beginning.

    Anything else that begins with a date is running text, and is counted in the notes. A date
    that cannot exist and a date without a year (unless a line with only a year stands above) are
    problems, and what stands below them does not go to the entry before. In a table of Word whose
    header names the date and something else, each row is an entry.

    A line in the same form as the headings with a date (the same style in Word, as many ``#``, or
    bold as a whole) that holds no date, such as *Begin juli*, is read as text of the entry above
    it; the notes say on which lines.

    Parameters
    ----------
    path : Path
        A name that does not end in .docx is read as text.
    where : str
        How to call the file in messages: its path within the study.

    Returns
    -------
    Running
    """
    try:
        given = read_lines(path, where)
    except InputError as error:
        return Running((), error.problems)
    reader = _Reader(where, given.unit)
    reader.read(given.lines)
    if given.pictures:
        reader.aside["pictures"] = given.pictures
    notes = given.notes
    if reader.read_on:
        notes += (f"{reader.read_on} paragraphs begin with a date but read on as text",)
    undated = [row for row, form in reader.undated if form in reader.forms]
    if undated:
        count = plural(len(undated), "heading", "headings", "en")
        unit = given.unit if len(undated) == 1 else f"{given.unit}s"
        rows = listing([str(row) for row in undated], "en")
        notes += (f"{count} without a date, read as text of the entry above: {unit} {rows}",)
    return Running(tuple(reader.entries), tuple(reader.problems), reader.aside, notes)


class _Reader:
    """Goes through the lines once, keeping the entry and the field that are open."""

    def __init__(self, where: str, unit: str):
        self.where, self.unit = where, unit
        self.entries: list[Dated] = []
        self.problems: list[Problem] = []
        self.aside: dict[str, int] = {}
        self.read_on = 0
        self.forms: set[str] = set()
        self.undated: list[tuple[int, str]] = []
        self.year: int | None = None
        self.begun = self.line_in_table = False
        self.head: tuple[date, str, int] | None = None
        self.in_table = False
        self.parts: dict[str, list[str]] = {}
        self.open = "happened"
        self.awaited: str | None = None

    def read(self, lines: Iterable[Line]) -> None:
        ended = True
        for line in lines:
            text = line.text.strip()
            self.line_in_table = line.in_table
            if line.day is not None:
                self._begin(line.row, line.day, "")
                for name, given in line.fields:
                    self._add(name, given)
            elif not text:
                self._add(self.open, "")
            elif found := _YEAR.fullmatch(text.strip("*_")):
                self._close()
                self.year = int(found[1])
            elif heading := _heading(line, text, ended=ended or self.unit == "paragraph"):
                self.forms |= {line.form} - {""}
                self._begin(line.row, *heading)
            else:
                self._take(line, text)
                ended = bool(_ENDED.search(text))
                continue
            ended = True
        self._close()

    def _begin(self, row: int, written: str, title: str) -> None:
        """Close the entry that is open and begin one on the day that was written."""
        self._close()
        self.begun = True
        self.in_table = self.line_in_table
        full = written if _has_year(written) else f"{written} {self.year or ''}"
        try:
            day = read_date(full)
        except ValueError as wrong:
            at = f"{self.where}, {self.unit} {row}"
            if _has_year(full):
                do = "This day does not exist; what stands below it was not read."
            elif _has_year(f"{full} 2000"):
                do = "Add the year, or put a line with only the year above the entries of it."
            else:
                do = "What stands in this row was not read."
            self.problems.append(Problem(at, written, str(wrong), do))
            return
        short = len(title) <= _LONGEST_HEADING and len(title.split()) <= _TITLE_WORDS
        self.head = (day, title if short else "", row)
        if not short:
            self._add("happened", title)

    def _close(self) -> None:
        """Keep the entry that is open, if there is one."""
        if self.head is not None:
            day, title, row = self.head
            joined = ((name, "\n".join(lines).strip()) for name, lines in self.parts.items())
            fields = tuple((n, t) for n, t in joined if t)
            self.entries.append(Dated(day, title, fields, row, self.in_table))
        self.head, self.parts, self.open, self.awaited = None, {}, "happened", None

    def _take(self, line: Line, text: str) -> None:
        """Take a line of running text into the field that is open, or open another."""
        if not self.begun:
            reason = "paragraphs before the first date"
            self.aside[reason] = self.aside.get(reason, 0) + 1
            return
        self.read_on += _dated(text, styled=line.styled) is not None
        awaited, self.awaited = self.awaited, None
        name, rest = _label_of(_BULLET.sub("", text, count=1))
        if name is None and line.form and len(text.split()) <= _TITLE_WORDS:
            self.undated.append((line.row, line.form))
        if name is None and awaited and len(text) <= _LONGEST_VALUE:
            self._add(awaited, text)
        elif name is None:
            self._add(self.open, f"• {text}" if line.bullet else text)
        elif name in TEXT_FIELDS:
            self.open = name
            self._add(name, rest)
        elif rest:
            self._add(name, rest)
        else:
            self.awaited = name

    def _add(self, name: str, text: str) -> None:
        if self.head is not None:
            self.parts.setdefault(name, []).append(text)


def _heading(line: Line, text: str, *, ended: bool) -> tuple[str, str] | None:
    """Return the date as it is written and the title, when a line is a heading."""
    plain = text.replace("**", "").replace("__", "") if line.styled else text
    word, _, rest = plain.partition(":")
    if rest and word.strip(" *_").casefold() in columns("logbook")["date"].written_as():
        plain = rest.strip(" *_")
    found = _dated(plain, styled=line.styled)
    if found is None:
        return None
    written, rest = found
    if (
        len(plain) > _LONGEST_HEADING
        and not line.styled
        and not rest.lstrip().startswith((":", "|"))
    ):
        return None
    title = _title(rest, styled=line.styled, ended=ended)
    return None if title is None else (written, title)


def _dated(text: str, *, styled: bool) -> tuple[str, str] | None:
    """Return the date that a text begins with, as it is written, and the rest.

    The date need not exist. It may lack its year, if its month is a word or the form of the line
    says heading: ``9-12 koffie`` is a time of day.
    """
    if not _MAYBE_DATE.match(text):
        return None
    ends = [m.start() for m in _BOUNDARY.finditer(text[: _LONGEST_DATE + 1]) if m.start()]
    without_year = None
    for end in reversed(ends):
        written = text[:end]
        if not (written[-1].isalnum() or written[-1] == ".") or ":" in written:
            continue
        if _has_year(written):
            return written, text[end:]
        if without_year is None and (styled or re.search(r"[^\W\d]{3}", written)):
            without_year = (written, text[end:]) if _has_year(f"{written} 2000") else None
    return without_year


@lru_cache(maxsize=4096)
def _has_year(text: str) -> bool:
    """Say whether a text has the form of a whole date, existing or not."""
    for day in (text, re.sub(r"(?<!\d)\d{1,2}(?!\d)", "01", text)):
        try:
            read_date(day)
        except ValueError:
            continue
        return True
    return False


def _title(rest: str, *, styled: bool, ended: bool) -> str | None:
    """Return what follows a date as title or text; None when it is a running sentence."""
    if not rest.strip(" .*_"):
        return "" if ended or styled or "." not in rest else None
    found = _SEPARATOR.match(rest)
    title = (rest[found.end() :] if found else rest).strip(" *_")
    if styled or (found and found["at_once"]):
        return title
    words = len(title.split())
    if found is None or words > _TITLE_WORDS:
        return None
    if found["dash"]:
        return title
    sentence = title.endswith((".", "!", "?", "…")) or not ended
    return None if sentence or (words > _BARE_TITLE_WORDS and not found["comma"]) else title


def _label_of(text: str) -> tuple[str | None, str]:
    """Return the column that a line opens and what follows it; None when it opens none."""
    found = _LABEL.fullmatch(text)
    name = _names().get(" ".join(found["label"].split()).casefold().rstrip("?")) if found else None
    if found is None or name is None:
        return None, text
    rest = found["rest"].strip()
    if name not in TEXT_FIELDS and (len(rest) > _LONGEST_VALUE or ":" not in found["mark"]):
        return None, text
    return name, rest


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for term in columns("logbook").values():
        labels = {term.id, term.label.nl.casefold(), term.label.en.casefold()}
        for written in term.written_as():
            telling = written in labels or len(written) >= _ORDINARY_WORD
            if term.id not in ("id", "date") and (term.id in TEXT_FIELDS or telling):
                names.setdefault(written, term.id)
    return names
