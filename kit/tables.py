"""Tables that people fill in: cells become values, and every problem is told at once.

A row with a problem is set aside and counted, never dropped in silence; the other rows are read.
The parsed frame is then held against a declared schema (pandera).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.cells import Rows, find_header, read_grids
from kit.errors import Problem, shorten
from kit.terms import columns
from kit.values import AMBIGUOUS, Column, Unreadable, expected_in, read_cell, text_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Judge", "Table", "read_table"]


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
    called_there = {name: rows.heads.get(position, "") for position, name in rows.columns.items()}
    for line, cells in rows.rows:
        given = {
            name: cells[position] if position < len(cells) else None
            for position, name in rows.columns.items()
            if name in declared
        }
        if not any(text_of(cell) for cell in given.values()):
            _count(aside, "rows with nothing in a known column")
            continue
        if _is_example(given):
            _count(aside, "example rows")
            continue
        record: dict[str, Any] = dict.fromkeys(declared)
        bad = []
        for name, cell in given.items():
            try:
                record[name] = read_cell(cell, declared[name], comma=comma.get(name))
            except Unreadable as wrong:
                where = _cell(rows.where, line, name, called_there)
                got = _quotable(text_of(cell), declared[name].kind)
                bad.append(wrong.problem(where, got))
        record["file"], record["row"] = called, line
        if complete:
            complete(record, called)
        wrong_names = {problem.where.rpartition("`")[0].rpartition("`")[2] for problem in bad}
        for name, column in declared.items():
            if column.required and record[name] is None and name not in wrong_names:
                where = _cell(rows.where, line, name, called_there)
                do = "This cell is empty." if name in given else "There is no column for it."
                bad.append(Problem(where, "", expected_in(column), do))
        for name, got, expected, do in judge(record) if judge else ():
            if name not in wrong_names:
                bad.append(Problem(_cell(rows.where, line, name, called_there), got, expected, do))
        if bad:
            problems += bad
        else:
            good.append(record)
    return good, problems


def _cell(where: str, line: int, name: str, called: Mapping[str, str]) -> str:
    """Return where a cell stands: its column by id, and by its header if that is another word."""
    head = shorten(" ".join(called.get(name, "").split())).replace("`", "'")
    also = f" ({head})" if head and head.casefold() != name else ""
    return f"{where}, row {line}, `{name}`{also}"


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
    if text_of(given.get("id")).casefold().startswith(("voorbeeld", "example")):
        return True
    first = next((text for text in map(text_of, given.values()) if text), "")
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
            if re.fullmatch(r"[-+]?\d+[.,]\d+", text) and not AMBIGUOUS.fullmatch(text):
                commas += "," in text
                points += "." in text
        decided[name] = commas > points if commas != points else rows.comma_decimals
    return decided
