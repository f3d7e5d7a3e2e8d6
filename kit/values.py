"""What a cell says: dates, numbers, choices and counts, as people write them.

Each reader gives the value, or raises `Unreadable` with what was expected; it does not know where
the cell stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from kit import periods
from kit.errors import Problem, unknown_name
from kit.terms import terms

__all__ = ["Column", "Unreadable", "read_cell", "read_date", "read_number"]


@dataclass(frozen=True)
class Column:
    """How a column of a form is read.

    Attributes
    ----------
    name : str
        Id of the column in ``terms.yml``.
    kind : str
        text, name, date, yes_no, integer, number, figure, period, choice, counts or names.
        A figure is a number, or ``suppressed`` where the source wrote such as "<10", or None where
        it has none (".", "x", "-", "n.b.").
    required : bool
        Whether an empty cell is a problem.
    choices : str, tuple of str, or mapping
        For kinds choice and counts: a list of ``terms.yml`` (or more, with a bar between), the ids
        themselves, or id to the ways it is written, in lower case.
    unique : bool
        Whether a value may stand only once in the whole table.
    """

    name: str
    kind: str = "text"
    required: bool = False
    choices: str | tuple[str, ...] | Mapping[str, tuple[str, ...]] = ()
    unique: bool = False

    def options(self) -> Mapping[str, Iterable[str]]:
        """Return id to the ways it is written, in lower case."""
        if isinstance(self.choices, Mapping):
            return self.choices
        if isinstance(self.choices, tuple):
            return {id: (id.casefold(),) for id in self.choices}
        return _written(self.choices)


@lru_cache(maxsize=64)
def _written(lists: str) -> Mapping[str, tuple[str, ...]]:
    """Return id to the ways it is written, over one or more lists of ``terms.yml``."""
    found: dict[str, tuple[str, ...]] = {}
    for name in lists.split("|"):
        for term in terms(name).values():
            found[term.id] = found.get(term.id, ()) + term.written_as()
    return found


class Unreadable(ValueError):
    """A cell that cannot be read; becomes a Problem when it is known where."""

    def __init__(self, expected: str, do: str = "", known: Iterable[str] | None = None):
        super().__init__(expected)
        self.expected, self.do, self.known = expected, do, known

    def problem(self, where: str, got: str) -> Problem:
        """Return the problem, now that it is known where the cell stands."""
        if self.known is not None:
            return unknown_name(where, got, self.known, do=self.do)
        return Problem(where, got, self.expected, self.do)


def text_of(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat()
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def read_cell(cell: Any, column: Column, *, comma: bool | None = None) -> Any:
    """Read one cell as its column asks; an empty one is None."""
    text = text_of(cell)
    if not text:
        return None
    kind = column.kind
    if kind in ("text", "name"):
        return text
    if kind == "date":
        return read_date(cell)
    if kind in ("integer", "number"):
        value = read_number(cell, comma=comma)
        if kind == "number":
            return value
        if not value.is_integer() or value < 0:
            raise Unreadable(EXPECTED["integer"])
        return int(value)
    if kind == "figure":
        return _figure(cell, text, comma=comma)
    if kind == "period":
        try:
            return periods.parse(text)
        except ValueError as error:
            raise Unreadable(str(error)) from None
    if kind == "yes_no":
        return _yes_no(text)
    if kind == "choice":
        return _choice(text, column)
    if kind == "counts":
        return _counts(text, column)
    if kind == "names":
        return tuple(part.strip() for part in re.split(r"[;,|]", text) if part.strip())
    raise AssertionError(f"no such kind of column: {kind}")


EXPECTED = {
    "text": "some text",
    "name": "a name",
    "date": "a date YYYY-MM-DD or DD-MM-YYYY",
    "yes_no": "ja or nee (yes or no)",
    "integer": "a whole number, zero or more",
    "number": "a number",
    "figure": "a number, <10 where the source suppressed it, or nothing where there is none",
    "period": "a year (2024), half-year (2024H1) or quarter (2024Q1)",
    "choice": "one of the words of the form",
    "counts": "counts per group, such as: inwoners 4; huisarts 2",
    "names": "ids, separated by semicolons",
}

_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "januari january jan", "februari february feb", "maart march mrt mar",
            "april apr", "mei may", "juni june jun", "juli july jul", "augustus august aug",
            "september sept sep", "oktober october okt oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAY = (
    r"(?:(?:ma|di|wo|do|vr|za|zo|(?:maan|dins|woens|donder|vrij|zater|zon)dag"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\.?,?\s+)?"
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2})?.*)?")
_DAY_FIRST = re.compile(_WEEKDAY + r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})", re.IGNORECASE)
_DAY_MONTH = re.compile(
    _WEEKDAY + r"(\d{1,2})(?:e|ste|de|st|nd|rd|th)?[\s\-]+([a-z]+)\.?,?[\s\-]+(\d{4}|\d{2})",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    _WEEKDAY + r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.IGNORECASE
)


def read_date(cell: Any) -> date:
    """Read a date as people write it, day before month.

    Raises
    ------
    ValueError
        With what was expected.

    Examples
    --------
    >>> [read_date(t).isoformat() for t in ("3-10-2022", "maandag 3 okt. 2022", "2022-10-03")]
    ['2022-10-03', '2022-10-03', '2022-10-03']
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if re.fullmatch(r"\d{5}(?:[.,]0)?", text):
        guess = date.fromordinal(date(1899, 12, 30).toordinal() + int(text[:5]))
        raise Unreadable(
            EXPECTED["date"],
            f"A number is how Excel stores a date; this one would be {guess.isoformat()}. "
            "Give the column a date format and save again.",
        )
    parts: tuple[str | int, str | int, str | int] | None = None
    if m := _ISO.fullmatch(text):
        parts = (m[1], m[2], m[3])
    elif m := _DAY_FIRST.fullmatch(text):
        parts = (m[3], m[2], m[1])
    elif (m := _DAY_MONTH.fullmatch(text)) and m[2].lower() in _MONTHS:
        parts = (m[3], _MONTHS[m[2].lower()], m[1])
    elif (m := _MONTH_DAY.fullmatch(text)) and m[1].lower() in _MONTHS:
        parts = (m[3], _MONTHS[m[1].lower()], m[2])
    if parts is None:
        raise Unreadable(EXPECTED["date"])
    year, month, day = (int(part) for part in parts)
    try:
        return date(year + 2000 if len(str(parts[0])) == 2 else year, month, day)
    except ValueError:
        do = "This day does not exist."
        if month > 12 >= day and _DAY_FIRST.fullmatch(text):
            do += " Are day and month swapped? The day comes first."
        raise Unreadable(EXPECTED["date"], do) from None


_NUMBER = re.compile(
    r"[-+]?(?:[1-9]\d{0,2}([ .,'\u00a0\u202f])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]\d+)?|\d+(?:[.,]\d+)?)"
)
# 0,125 is not among these: no thousands begin with a zero.
AMBIGUOUS = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")


def read_number(cell: Any, *, comma: bool | None = None) -> float:
    """Read a number with decimal comma or decimal point.

    Parameters
    ----------
    cell : object
    comma : bool or None
        Whether a comma marks the decimals, where the cell alone does not tell ("1.234"). When
        nothing tells, such a cell is refused.

    Raises
    ------
    ValueError
        With what was expected.

    Examples
    --------
    >>> read_number("1.234,5"), read_number("€ 12,50"), read_number("1,234.5"), read_number("37 %")
    (1234.5, 12.5, 1234.5, 37.0)
    """
    if isinstance(cell, bool):
        raise Unreadable(EXPECTED["number"])
    if isinstance(cell, (int, float)):
        return float(cell)
    text = re.sub(r"^(?:€|EUR|\$)\s*|\s*(?:%|€|EUR)$", "", text_of(cell)).replace("−", "-").strip()
    if not _NUMBER.fullmatch(text):
        raise Unreadable(EXPECTED["number"])
    if AMBIGUOUS.fullmatch(text):
        if comma is None:
            raise Unreadable(
                "a number that can be read in one way",
                "Is the mark a decimal or a thousands mark? Write 1234 or 1,2340.",
            )
        mark = "," if comma else "."
    else:
        marks = re.findall(r"[.,]", text)
        if not marks:
            mark = "."
        elif len(set(marks)) == 2:
            mark = marks[-1]
        elif len(marks) > 1:
            mark = "," if marks[0] == "." else "."
        else:
            mark = marks[0]
    plain = "".join(c for c in text if c.isdigit() or c in "+-" or c == mark)
    return float(plain.replace(",", "."))


_FEW = re.compile(r"(?:<|≤|<=|minder dan|fewer than|less than)\s*\d+", re.IGNORECASE)
_NO_FIGURE = {".", "..", "x", "-", "–", "n.b.", "nb", "n.v.t.", "nvt", "n/a", "na"}


def _figure(cell: Any, text: str, *, comma: bool | None) -> float | str | None:
    if text.casefold() in _NO_FIGURE:
        return None
    if _FEW.fullmatch(text):
        return "suppressed"
    try:
        return read_number(cell, comma=comma)
    except Unreadable as wrong:
        known = wrong.expected != EXPECTED["number"]
        raise Unreadable(wrong.expected if known else EXPECTED["figure"], wrong.do) from None


def _yes_no(text: str) -> bool:
    word = text.casefold()
    if word in ("ja", "j", "yes", "y", "true", "waar", "1", "x"):
        return True
    if word in ("nee", "n", "no", "false", "onwaar", "0"):
        return False
    raise Unreadable(EXPECTED["yes_no"])


def _choice(text: str, column: Column) -> str:
    options = column.options()
    word = " ".join(text.casefold().split())
    for id, written in options.items():
        if word in written or word.replace(" ", "_") == id:
            return id
    raise Unreadable(EXPECTED["choice"], known=_as_in_the_form(column))


def expected_in(column: Column) -> str:
    """Return what a cell of a column should hold."""
    if column.kind == "choice":
        return f"one of {', '.join(sorted(_as_in_the_form(column)))}"
    return EXPECTED[column.kind]


def _as_in_the_form(column: Column) -> tuple[str, ...]:
    """Return each choice as the Dutch form writes it, with its id where that is another word."""
    if not isinstance(column.choices, str):
        return tuple(column.options())
    listed = [term for name in column.choices.split("|") for term in terms(name).values()]
    return tuple(
        term.id if term.label.nl.casefold() == term.id else f"{term.label.nl} ({term.id})"
        for term in listed
    )


def _counts(text: str, column: Column) -> tuple[tuple[str, int], ...]:
    found = []
    for part in re.split(r"[;,\n]", text):
        if not part.strip():
            continue
        m = re.fullmatch(r"\s*(\d+)\s*[x×]?\s*(\D+?)\s*|\s*(\D+?)\s*[:=]?\s*(\d+)\s*", part)
        if not m:
            raise Unreadable(EXPECTED["counts"])
        word, n = (m[2], m[1]) if m[1] else (m[3], m[4])
        try:
            found.append((_choice(word.rstrip(" :="), column), int(n)))
        except Unreadable:
            do = f"The groups are: {', '.join(column.options())}."
            raise Unreadable(EXPECTED["counts"], do) from None
    return tuple(found)
