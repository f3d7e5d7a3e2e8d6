"""Changing and taking out rows of a table that people keep, and leaving the rest as it is.

A CSV keeps every other row byte for byte; a workbook keeps its other columns, sheets, order and
formatting as far as openpyxl can; of an ODS rows can be taken out, not changed.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kit.cells import EXPLAINING, Grid, Rows, find_header, read_grids, separator_of
from kit.errors import InputError, Problem
from kit.files import decode
from kit.terms import columns
from kit.values import text_of

__all__ = ["Edited", "edited"]

#: Gets the cells of a row by column, as text, and says what becomes of it: None leaves it, an
#: empty mapping takes it out, any other gives the new value of some of its columns.
Decide = Callable[[Mapping[str, str]], Mapping[str, Any] | None]
_CSV = (".csv", ".tsv", ".txt")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True)
class Edited:
    """A table file after its changes.

    Attributes
    ----------
    content : bytes
    changed, removed : int
        Rows.
    """

    content: bytes
    changed: int
    removed: int


@dataclass
class _Plan:
    """What becomes of the rows of one grid, by row number."""

    grid: Grid
    rows: Rows
    remove: list[int] = field(default_factory=list)
    change: dict[int, Mapping[str, Any]] = field(default_factory=dict)


def edited(path: Path, where: str, *, table: str, decide: Decide) -> Edited | None:
    """Return a table file with some rows changed or taken out; nothing is written.

    Parameters
    ----------
    path : Path
    where : str
        How to call the file in messages.
    table : str
        Which table of ``terms.yml``; tells which header is which column.
    decide : function
        See `Decide`. A column that the file does not have is added when a value is given for it.

    Returns
    -------
    Edited or None
        None when no row is touched.

    Raises
    ------
    InputError
        The file cannot be read, or not changed without losing something: a workbook with formulas
        loses their results, and cells of an ODS cannot be changed.
    """
    grids, problems = read_grids(path, where)
    if problems:
        raise InputError(problems)
    known: dict[str, Iterable[str]] = {t.id: t.written_as() for t in columns(table).values()}
    plans = []
    for grid in grids:
        rows = find_header(grid, known)
        if rows is None:
            continue
        plan = _Plan(grid, rows)
        for line, cells in rows.rows:
            given = {
                name: text_of(cells[position]) if position < len(cells) else ""
                for position, name in rows.columns.items()
            }
            decided = decide(given)
            if decided is not None and not decided:
                plan.remove.append(line)
            elif decided:
                plan.change[line] = decided
        plans.append(plan)
    changed = sum(len(plan.change) for plan in plans)
    removed = sum(len(plan.remove) for plan in plans)
    if not changed + removed:
        return None
    suffix = path.suffix.lower()
    if suffix in _CSV:
        content = _in_text(path, plans[0], table)
    elif suffix == ".ods":
        content = _in_ods(path, where, plans)
    else:
        content = _in_workbook(path, where, plans, table)
    return Edited(content, changed, removed)


def _in_text(path: Path, plan: _Plan, table: str) -> bytes:
    data = path.read_bytes()
    _, encoding = decode(data)
    codec, errors = {
        "utf-16": ("utf-16", "strict"),
        "utf-8": ("utf-8", "strict"),
    }.get(encoding, ("cp1252", "surrogateescape"))
    whole = data.decode(codec, errors)
    text = whole.removeprefix("\ufeff")
    marker = text.split("\n", 1)[0].strip()
    by_excel = marker.lower().startswith("sep=") and len(marker) == 5
    separator = marker[4] if by_excel else separator_of(decode(data)[0])
    csv.field_size_limit(1 << 30)
    lines = _LINE.findall(text)
    reader = csv.reader(iter(lines), delimiter=separator, strict=False)
    records: list[tuple[list[str], str]] = []
    before = 0
    for cells in reader:
        records.append((cells, "".join(lines[before : reader.line_num])))
        before = reader.line_num
    added = _added(plan)
    positions = {name: position for position, name in plan.rows.columns.items()}
    width = len(records[plan.rows.header_row - 1][0])
    positions |= {name: width + i for i, name in enumerate(added)}
    out = []
    for number, (cells, raw) in enumerate(records, start=1):
        if number in plan.remove:
            continue
        new = plan.change.get(number, {})
        if number == plan.rows.header_row and added:
            heads = [_heading(table, name, plan.rows) for name in added]
            raw = _record([*cells, *heads], raw, separator)
        elif new:
            longer = cells + [""] * (1 + max(positions[name] for name in new) - len(cells))
            for name, value in new.items():
                longer[positions[name]] = _as_text(value)
            raw = _record(longer, raw, separator)
        out.append(raw)
    made = ("\ufeff" if text != whole else "") + "".join(out)
    try:
        return made.encode(codec, errors)
    except UnicodeEncodeError:
        # A word that Windows-1252 does not have; its undefined bytes become what the kit reads.
        undefined = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}
        return made.translate(undefined).encode("utf-8-sig")


def _record(cells: list[str], raw: str, separator: str) -> str:
    end = re.search(r"(?:\r\n|\r|\n)?\Z", raw)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="").writerow(cells)
    return text.getvalue() + (end[0] if end else "")


def _in_workbook(path: Path, where: str, plans: list[_Plan], table: str) -> bytes:
    from openpyxl import load_workbook

    book = load_workbook(path, keep_vba=path.suffix.lower() == ".xlsm")
    if any(cell.data_type == "f" for s in book.worksheets for row in s.iter_rows() for cell in row):
        do = "Replace them by their values (copy, paste values), save, and try once more."
        raise InputError([Problem(where, "formulas", "values only", do)])
    for plan in plans:
        sheet = book[_sheet_of(plan, where, book.sheetnames)]
        added = _added(plan)
        positions = {name: position + 1 for position, name in plan.rows.columns.items()}
        for name in added:
            positions[name] = sheet.max_column + 1
            head = sheet.cell(plan.rows.header_row, positions[name])
            _put(head, _heading(table, name, plan.rows))
        for row, new in plan.change.items():
            for name, value in new.items():
                _put(sheet.cell(row, positions[name]), value)
        for row in sorted(plan.remove, reverse=True):
            sheet.delete_rows(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _put(cell: Any, value: Any) -> None:
    """Write a cell; a text that begins with = is a text, not a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, date):
        kept = cell.number_format
        cell.value = value
        cell.number_format = "yyyy-mm-dd" if kept == "General" else kept
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if value else None
    if value:
        cell.data_type = "s"


def _sheet_of(plan: _Plan, where: str, names: list[str]) -> str:
    holding = [name for name in names if name.casefold() not in EXPLAINING]
    named = [name for name in holding if plan.grid.where == f"{where}, sheet `{name}`"]
    return named[0] if named else holding[0]


_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def _in_ods(path: Path, where: str, plans: list[_Plan]) -> bytes:
    from lxml import etree

    if any(plan.change for plan in plans):
        do = "Save it as .xlsx, remove the .ods, and try once more."
        raise InputError([Problem(where, ".ods", "a table in .xlsx or .csv", do)])
    made = io.BytesIO()
    with zipfile.ZipFile(path) as given, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for item in given.infolist():
            data = given.read(item)
            if item.filename == "content.xml":
                root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
                sheets = {each.get(f"{_TABLE}name"): each for each in root.iter(f"{_TABLE}table")}
                for plan in plans:
                    _take_rows(sheets[_sheet_of(plan, where, list(sheets))], plan.remove)
                data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
            out.writestr(item, data)
    return made.getvalue()


def _take_rows(sheet: Any, remove: Iterable[int]) -> None:
    """Take rows out of a sheet of an ODS, where one element can stand for many equal rows."""
    gone = set(remove)
    number = 0
    for row in list(sheet.iter(f"{_TABLE}table-row")):
        times = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        here = sum(number < line <= number + times for line in gone)
        number += times
        if here == times:
            row.getparent().remove(row)
        elif here:
            row.set(f"{_TABLE}number-rows-repeated", str(times - here))


def _added(plan: _Plan) -> list[str]:
    """Return the columns that are given a value and that the table does not have."""
    given = (name for new in plan.change.values() for name, value in new.items() if value)
    return [n for n in dict.fromkeys(given) if n not in plan.rows.columns.values()]


def _heading(table: str, name: str, rows: Rows) -> str:
    """Return what to call a new column, in the language of the others."""
    words = columns(table)
    dutch = sum(rows.heads[p].rstrip(" *") == words[n].label.nl for p, n in rows.columns.items())
    english = sum(rows.heads[p].rstrip(" *") == words[n].label.en for p, n in rows.columns.items())
    return words[name].label["nl" if dutch >= english else "en"]


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")
