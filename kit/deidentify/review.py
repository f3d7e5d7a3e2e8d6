"""The review table as a file: every replacement in its context, for people to look through."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.cells import read_grids
from kit.deidentify.decisions import Review, Row
from kit.deidentify.key import write_secret
from kit.errors import InputError, Problem
from kit.language import Both
from kit.tables import read_table
from kit.terms import columns, terms
from kit.values import Column, Unreadable, read_date, text_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["COLUMNS", "find_review", "read_review", "write_review"]

#: Every column of the table, in its order.
COLUMNS = (
    Column("raw_file", "name"),
    Column("place", "name"),
    Column("type", "choice", choices="identity_type"),
    Column("before"),
    Column("found"),
    Column("after"),
    Column("replacement"),
    Column("decision", "choice", choices="review_decision"),
    Column("where", "choice", choices="review_where"),
    Column("memo"),
)
_REVIEWER = Both("Bekeken door (code)", "Reviewed by (code)")
_DAY = Both("Bekeken op (datum)", "Reviewed on (date)")
_BEFORE = Both("Eerder bekeken", "Reviewed before")
_HEADS = {
    word.casefold(): name
    for name, both in (("reviewer", _REVIEWER), ("day", _DAY), ("earlier", _BEFORE))
    for word in (both.nl, both.en)
}
_HOW = Both(
    "Lees elke rij. Leeg of ‘akkoord’: vervangen. ‘terugzetten’: niet vervangen. Iets gemist? Zet "
    "onderaan een rij met tekst, soort en ‘toevoegen’. Vul daarna hieronder uw code en de dag in "
    "en geef kit deidentify opnieuw.",
    "Read every row. Empty or ‘accept’: replace. ‘undo’: do not replace. Something missed? Add a "
    "row below with its text, its type and ‘add’. Then fill in your code and the day here and give "
    "kit deidentify again.",
)
_CODE = re.compile(r"[A-Za-z]{0,4}[-_]?\d{1,4}[A-Za-z]?|[A-Za-z]{1,4}")
_FORMULA = ("=", "+", "-", "@", "\t")
_MOST_ROWS = 1_000_000
_DO = "Correct the table and give the command again; nothing was written and nothing is lost."


def find_review(folder: Path) -> Path:
    """Return where the review table is: ``review.xlsx``, or ``review.csv`` where only that is.

    Raises
    ------
    InputError
        There are both.
    """
    book, text = folder / "review.xlsx", folder / "review.csv"
    if book.exists() and text.exists():
        do = "Keep the one that you filled in and move the other away."
        raise InputError([Problem("review.xlsx, review.csv", "both", "one review table", do)])
    return text if text.exists() else book


def read_review(path: Path) -> Review:
    """Read a review table; one that does not exist is empty.

    Raises
    ------
    InputError
        With everything in it that cannot be understood. Texts in it are not quoted.
    """
    if not path.exists():
        return Review()
    grids, _ = read_grids(path, path.name)
    head: dict[str, tuple[str, Any]] = {}
    for grid in grids:
        for row, cells in grid.rows[:15]:
            filled = [cell for cell in cells if text_of(cell)]
            name = _HEADS.get(text_of(cells[0]).casefold()) if cells else None
            if name:
                head[name] = (f"{grid.where}, row {row}", filled[1] if len(filled) > 1 else None)
    table = read_table([(path, path.name)], table="review", declared=COLUMNS, judge=_judge)
    problems = list(table.problems)
    reviewer, day = _reviewer(head, problems), _day(head, problems)
    if problems:
        raise InputError(problems, good_rows=len(table.frame), do=_DO)
    records: list[dict[Any, Any]] = table.frame.to_dict("records")
    return Review(tuple(_row(r, plain=path.suffix == ".csv") for r in records), reviewer, day)


def _judge(row: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    if row["found"] is None:
        yield "found", "", "the text that is meant", "Put it back, or take out the whole row."
    if row["type"] is None:
        yield "type", "", "the kind of identity", ""
    if row["where"] == "here" and row["raw_file"] is None:
        yield "raw_file", "", "the file, when it is for one place only", ""
    if row["decision"] != "add" and row["raw_file"] is None:
        do = "A row of your own has the decision ‘toevoegen’ (add)."
        yield "raw_file", "", "the file that the row is about", do


def _reviewer(head: dict[str, tuple[str, Any]], problems: list[Problem]) -> str | None:
    where, cell = head.get("reviewer", ("", None))
    text = text_of(cell)
    if text and not _CODE.fullmatch(text):
        problems.append(Problem(where, "", "a code such as B02, no name"))
    return text or None


def _day(head: dict[str, tuple[str, Any]], problems: list[Problem]) -> date | None:
    where, cell = head.get("day", ("", None))
    if not text_of(cell):
        return None
    try:
        return read_date(cell)
    except Unreadable as wrong:
        problems.append(wrong.problem(where, ""))
        return None


def _row(record: dict[Any, Any], *, plain: bool) -> Row:
    texts = {n: record[n] or "" for n in ("place", "before", "found", "after",
                                          "replacement", "memo")}  # fmt: skip
    if plain:
        texts = {n: t[1:] if t[:1] == "'" and t[1:2] in _FORMULA else t for n, t in texts.items()}
    return Row(
        file=record["raw_file"] or "",
        type=record["type"],
        decision=record["decision"],
        where=record["where"],
        **texts,
    )


def write_review(path: Path, rows: Sequence[Row], review: Review, *, language: str) -> Path:
    """Write a review table that only its owner can read, whole or not at all.

    Parameters
    ----------
    path : Path
        .xlsx or .csv; more than a million rows become a .csv.
    rows : sequence of Row
    review : Review
        Whose reviewer and day stand in its head.
    language : {"nl", "en"}
    """
    head = [
        [_HOW[language]],
        [_REVIEWER[language], review.reviewer or ""],
        [_DAY[language], review.day.isoformat() if review.day else ""],
    ]
    names = [term.label[language] for term in columns("review").values()]
    body = [_cells(replace(row, sign=""), language) for row in rows]
    if path.suffix == ".csv" or len(body) > _MOST_ROWS:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=";")
        writer.writerows([*head, names])
        writer.writerows([[f"'{c}" if c[:1] in _FORMULA and c else c for c in r] for r in body])
        written = write_secret(path.with_suffix(".csv"), text.getvalue().encode("utf-8-sig"))
        path.with_suffix(".xlsx").unlink(missing_ok=True)
        return written
    return write_secret(path, _workbook(head, names, body, language))


def _cells(row: Row, language: str) -> list[str]:
    def said(name: str, id: str | None) -> str:
        return terms(name)[id].label[language] if id else ""

    return [
        row.file, row.place, said("identity_type", row.type), row.before, row.found, row.after,
        row.replacement, said("review_decision", row.decision), said("review_where", row.where),
        row.memo,
    ]  # fmt: skip


def _workbook(
    head: list[list[str]], names: list[str], body: list[list[str]], language: str
) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill

    book = Workbook()
    sheet = book.active
    sheet.title = Both("Nakijken", "Review")[language]
    for r, cells in enumerate([*head, names, *body], start=1):
        for c, value in enumerate(cells, start=1):
            _put(sheet, r, c, value)
    top = len(head) + 1
    for c in range(1, len(names) + 1):
        cell = sheet.cell(top, c)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DCE6F1")
    sheet["A1"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(names))
    sheet.row_dimensions[1].height = 48
    for r in (2, 3):
        sheet.cell(r, 1).font = Font(bold=True)
        sheet.cell(r, 2).fill = PatternFill("solid", fgColor="FFF2CC")
    widths = (30, 18, 16, 42, 28, 42, 24, 14, 14, 24)
    for letter, width in zip("ABCDEFGHIJ", widths, strict=True):
        sheet.column_dimensions[letter].width = width
    for r in range(top + 1, top + len(body) + 1):
        sheet.cell(r, 4).alignment = Alignment(horizontal="right")
        sheet.cell(r, 5).font = Font(bold=True)
    sheet.freeze_panes = f"A{top + 1}"
    for letter, name in (("C", "identity_type"), ("H", "review_decision"), ("I", "review_where")):
        _choices(sheet, letter, top + 1, [t.label[language] for t in terms(name).values()])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _put(sheet: Worksheet, row: int, column: int, value: str) -> None:
    """Write a cell; a text that begins with = is a text, not a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if value:
        cell = sheet.cell(row, column)
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"


def _choices(sheet: Worksheet, letter: str, first: int, words: list[str]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    rule.errorStyle = "warning"
    rule.add(f"{letter}{first}:{letter}{first + 100_000}")
    sheet.add_data_validation(rule)
