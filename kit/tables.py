"""Tables that people fill in: cells become values, and every problem is told at once.

A row with a problem is set aside and counted, never dropped in silence; the other rows are read.
The parsed frame is then held against a declared schema (pandera).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.cells import Rows, find_header, read_grids
from kit.errors import Problem, unknown_name
from kit.terms import columns, terms

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Column", "Table", "read_date", "read_number", "read_table"]


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


Judge = Callable[[dict[str, Any]], Iterable[tuple[str, str, str, str]]]


@dataclass(frozen=True)
class Table:
    """What was read from one or more files.

    Attributes
    ----------
    frame : DataFrame
        One row per good row; every declared column, absent cells None, and two more: `file` and
        `row`, where it stands.
    problems : tuple of Problem
    set_aside : mapping of reason to count
        Rows that were not taken although nothing is wrong with them.
    unknown : mapping of file to header texts
        Columns that the kit does not know; listed, not read.
    notes : mapping of file to how it was read
    """

    frame: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_table(
    files: Iterable[tuple[Path, str]],
    *,
    table: str,
    declared: Sequence[Column],
    complete: Callable[[dict[str, Any], str], None] | None = None,
    judge: Judge | None = None,
    ready: Iterable[tuple[Rows, str]] = (),
) -> Table:
    """Read files that hold the same table.

    Parameters
    ----------
    files : iterable of (Path, str)
        Each file, and how to call it in messages.
    table : str
        Which table of ``terms.yml``.
    declared : sequence of Column
    complete : function, optional
        Gets each parsed row and its file before required cells are looked at, and may fill cells
        from elsewhere (the file name, the study).
    judge : function, optional
        Gets each completed row and yields (column, got, expected, advice) for what is wrong with it
        as a whole; a column whose cell could not be read is not told twice.
    ready : iterable of (Rows, str)
        Rows that another reader found, in a running document for instance, and their file.

    Returns
    -------
    Table
    """
    import pandas as pd

    records: list[dict[str, Any]] = []
    problems: list[Problem] = []
    aside: dict[str, int] = {}
    unknown: dict[str, tuple[str, ...]] = {}
    notes: dict[str, tuple[str, ...]] = {}
    written: dict[str, Iterable[str]] = {t.id: t.written_as() for t in columns(table).values()}
    by_name = {column.name: column for column in declared}
    for path, called in files:
        grids, trouble = read_grids(path, called)
        problems += trouble
        headed = [rows for rows in (find_header(grid, written) for grid in grids) if rows]
        if grids and not headed:
            problems.append(_no_header(called, table))
        for rows in headed:
            problems += rows.problems
            _count(aside, "title rows above the header", rows.above)
            if rows.unknown:
                unknown[rows.where] = tuple(rows.unknown.values())
            notes[rows.where] = rows.notes
            good, bad = _read_rows(rows, by_name, called, complete, judge, aside)
            records += good
            problems += bad
        skipped = len(grids) - len(headed)
        if headed and skipped:
            _count(aside, "sheets without a known column", skipped)
        if not grids and not trouble:
            _count(aside, "empty files")
    for rows, called in ready:
        good, bad = _read_rows(rows, by_name, called, complete, judge, aside)
        records += good
        problems += bad
    frame = pd.DataFrame(records, columns=[*by_name, "file", "row"], dtype=object)
    frame, doubled = _hold_to_schema(frame, declared)
    return Table(frame, tuple(problems + doubled), aside, unknown, notes)


def _no_header(called: str, table: str) -> Problem:
    names = ", ".join(term.label.nl for term in list(columns(table).values())[:6])
    return Problem(
        called,
        "no row with column names that the kit knows",
        f"a header such as {names} (Dutch or English)",
        f"See the form `{table}` in templates/study.",
    )


def _count(aside: dict[str, int], reason: str, n: int = 1) -> None:
    if n:
        aside[reason] = aside.get(reason, 0) + n


def _read_rows(
    rows: Rows,
    declared: Mapping[str, Column],
    called: str,
    complete: Callable[[dict[str, Any], str], None] | None,
    judge: Judge | None,
    aside: dict[str, int],
) -> tuple[list[dict[str, Any]], list[Problem]]:
    good: list[dict[str, Any]] = []
    problems: list[Problem] = []
    comma = _decimal_commas(rows, declared)
    for line, cells in rows.rows:
        given = {
            name: cells[position] if position < len(cells) else None
            for position, name in rows.columns.items()
            if name in declared
        }
        if not any(_text(cell) for cell in given.values()):
            _count(aside, "rows with nothing in a known column")
            continue
        if _is_example(given):
            _count(aside, "example rows")
            continue
        record: dict[str, Any] = dict.fromkeys(declared)
        bad = []
        for name, cell in given.items():
            where = f"{rows.where}, row {line}, `{name}`"
            try:
                record[name] = read_cell(cell, declared[name], comma=comma.get(name))
            except _Wrong as wrong:
                got = _quotable(_text(cell), declared[name].kind)
                bad.append(wrong.problem(where, got))
        record["file"], record["row"] = called, line
        if complete:
            complete(record, called)
        wrong_names = {problem.where.rpartition("`")[0].rpartition("`")[2] for problem in bad}
        for name, column in declared.items():
            if column.required and record[name] is None and name not in wrong_names:
                where = f"{rows.where}, row {line}, `{name}`"
                bad.append(Problem(where, "", _EXPECTED[column.kind]))
        for name, got, expected, do in judge(record) if judge else ():
            if name not in wrong_names:
                bad.append(Problem(f"{rows.where}, row {line}, `{name}`", got, expected, do))
        if bad:
            problems += bad
        else:
            good.append(record)
    return good, problems


def _quotable(text: str, kind: str) -> str:
    """Return what an error may quote of a cell.

    Where counts are asked, people write names of persons; and when cells have moved to another
    column, a cell for a date holds the text of an entry.
    """
    words = len(text.split())
    if kind == "counts":
        return ""
    return text if words <= _MOST_WORDS else f"a text of {words} words"


_MOST_WORDS = 5  # of a date with its weekday and time, or a label of terms.yml, with one to spare
_EXAMPLE = re.compile(r"(?:VOORBEELD|EXAMPLE)\b|(?i:voorbeeld|example)[\W\d]*$")


def _is_example(given: Mapping[str, Any]) -> bool:
    """Say whether a row is the example of a form: its id, or its first filled cell, says so.

    In a cell that is no id the word stands in capitals or alone: a task may well begin with
    "Voorbeeldfunctie" or "Example set by".
    """
    if _text(given.get("id")).casefold().startswith(("voorbeeld", "example")):
        return True
    first = next((text for text in map(_text, given.values()) if text), "")
    return bool(_EXAMPLE.match(first))


def _hold_to_schema(
    frame: pd.DataFrame, declared: Sequence[Column]
) -> tuple[pd.DataFrame, list[Problem]]:
    """Hold the parsed frame against its declaration; rows that repeat a unique value go out."""
    import pandera.errors
    import pandera.pandas as pa

    schema = pa.DataFrameSchema(
        {
            column.name: pa.Column(
                object, nullable=not column.required, unique=column.unique, coerce=False
            )
            for column in declared
        },
        unique_column_names=True,
    )
    # An empty cell repeats nothing.
    unique = [c.name for c in declared if c.unique]
    filled = frame
    for name in unique:
        filled = filled[filled[name].notna()]
    try:
        schema.validate(filled, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        if set(cases["check"]) != {"field_uniqueness"}:
            raise
        problems = []
        drop = set()
        for name in unique:
            first: dict[Any, tuple[str, int]] = {}
            for index in filled.index:
                value: Any = filled.at[index, name]
                at: Any = (filled.at[index, "file"], filled.at[index, "row"])
                if value in first:
                    drop.add(index)
                    problems.append(
                        Problem(
                            f"{at[0]}, row {at[1]}, `{name}`",
                            str(value),
                            f"a value that is not used yet (it stands in {first[value][0]}, "
                            f"row {first[value][1]} too)",
                        )
                    )
                else:
                    first[value] = at
        return frame.drop(index=list(drop)).reset_index(drop=True), problems
    return frame, []


class _Wrong(ValueError):
    """A cell that cannot be read; becomes a Problem when it is known where."""

    def __init__(self, expected: str, do: str = "", known: Iterable[str] | None = None):
        super().__init__(expected)
        self.expected, self.do, self.known = expected, do, known

    def problem(self, where: str, got: str) -> Problem:
        if self.known is not None:
            return unknown_name(where, got, self.known, do=self.do)
        return Problem(where, got, self.expected, self.do)


def _text(cell: Any) -> str:
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
    text = _text(cell)
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
            raise _Wrong(_EXPECTED["integer"])
        return int(value)
    if kind == "figure":
        return _figure(cell, text, comma=comma)
    if kind == "period":
        try:
            return periods.parse(text)
        except ValueError as error:
            raise _Wrong(str(error)) from None
    if kind == "yes_no":
        return _yes_no(text)
    if kind == "choice":
        return _choice(text, column)
    if kind == "counts":
        return _counts(text, column)
    if kind == "names":
        return tuple(part.strip() for part in re.split(r"[;,|]", text) if part.strip())
    raise AssertionError(f"no such kind of column: {kind}")


_EXPECTED = {
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
    text = _text(cell)
    if re.fullmatch(r"\d{5}(?:[.,]0)?", text):
        guess = date.fromordinal(date(1899, 12, 30).toordinal() + int(text[:5]))
        raise _Wrong(
            _EXPECTED["date"],
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
        raise _Wrong(_EXPECTED["date"])
    year, month, day = (int(part) for part in parts)
    try:
        return date(year + 2000 if len(str(parts[0])) == 2 else year, month, day)
    except ValueError:
        raise _Wrong(_EXPECTED["date"], "This day does not exist.") from None


_NUMBER = re.compile(
    r"[-+]?(?:[1-9]\d{0,2}([ .,'\u00a0\u202f])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]\d+)?|\d+(?:[.,]\d+)?)"
)
# 0,125 is not among these: no thousands begin with a zero.
_AMBIGUOUS = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")


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
        raise _Wrong(_EXPECTED["number"])
    if isinstance(cell, (int, float)):
        return float(cell)
    text = re.sub(r"^(?:€|EUR|\$)\s*|\s*(?:%|€|EUR)$", "", _text(cell)).replace("−", "-").strip()
    if not _NUMBER.fullmatch(text):
        raise _Wrong(_EXPECTED["number"])
    if _AMBIGUOUS.fullmatch(text):
        if comma is None:
            raise _Wrong(
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


def _decimal_commas(rows: Rows, declared: Mapping[str, Column]) -> dict[str, bool | None]:
    """Decide per number column whether a comma marks decimals, from the cells that tell."""
    decided: dict[str, bool | None] = {}
    for position, name in rows.columns.items():
        if name not in declared or declared[name].kind not in ("number", "figure", "integer"):
            continue
        commas = points = 0
        for _, cells in rows.rows:
            cell = cells[position] if position < len(cells) else None
            text = cell.strip() if isinstance(cell, str) else ""
            if re.fullmatch(r"[-+]?\d+[.,]\d+", text) and not _AMBIGUOUS.fullmatch(text):
                commas += "," in text
                points += "." in text
        decided[name] = commas > points if commas != points else rows.comma_decimals
    return decided


_FEW = re.compile(r"(?:<|≤|<=|minder dan|fewer than|less than)\s*\d+", re.IGNORECASE)
_NO_FIGURE = {".", "..", "x", "-", "–", "n.b.", "nb", "n.v.t.", "nvt", "n/a", "na"}


def _figure(cell: Any, text: str, *, comma: bool | None) -> float | str | None:
    if text.casefold() in _NO_FIGURE:
        return None
    if _FEW.fullmatch(text):
        return "suppressed"
    try:
        return read_number(cell, comma=comma)
    except _Wrong as wrong:
        known = wrong.expected != _EXPECTED["number"]
        raise _Wrong(wrong.expected if known else _EXPECTED["figure"], wrong.do) from None


def _yes_no(text: str) -> bool:
    word = text.casefold()
    if word in ("ja", "j", "yes", "y", "true", "waar", "1", "x"):
        return True
    if word in ("nee", "n", "no", "false", "onwaar", "0"):
        return False
    raise _Wrong(_EXPECTED["yes_no"])


def _choice(text: str, column: Column) -> str:
    options = column.options()
    word = " ".join(text.casefold().split())
    for id, written in options.items():
        if word in written or word.replace(" ", "_") == id:
            return id
    raise _Wrong(_EXPECTED["choice"], known=options)


def _counts(text: str, column: Column) -> tuple[tuple[str, int], ...]:
    found = []
    for part in re.split(r"[;,\n]", text):
        if not part.strip():
            continue
        m = re.fullmatch(r"\s*(\d+)\s*[x×]?\s*(\D+?)\s*|\s*(\D+?)\s*[:=]?\s*(\d+)\s*", part)
        if not m:
            raise _Wrong(_EXPECTED["counts"])
        word, n = (m[2], m[1]) if m[1] else (m[3], m[4])
        try:
            found.append((_choice(word.rstrip(" :="), column), int(n)))
        except _Wrong:
            do = f"The groups are: {', '.join(column.options())}."
            raise _Wrong(_EXPECTED["counts"], do) from None
    return tuple(found)
