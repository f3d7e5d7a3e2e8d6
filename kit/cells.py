"""What stands in the cells of a table file, whatever program wrote it.

CSV in any usual separator and encoding, XLSX and ODS. Nothing is interpreted here: a cell is what
the file holds, with the row number a person sees.
"""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kit.errors import Problem
from kit.files import decode

__all__ = ["SUFFIXES", "Grid", "Rows", "find_header", "read_grids"]

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".ods")
EXPLAINING = ("uitleg", "explanation", "lijsten", "lists")  # sheets of the forms without data
_HEADER_WITHIN = 15  # title rows above a header are at most this many


@dataclass(frozen=True)
class Grid:
    """One sheet, or one CSV file: rows of cells as they stand.

    Attributes
    ----------
    where : str
        File, and sheet when there is more than one.
    rows : tuple of (int, tuple)
        Row number as a person sees it, and the cells.
    notes : tuple of str
        How it was read: encoding, separator.
    comma_decimals : bool or None
        Whether the file's own form says that numbers have decimal commas; None when it is silent.
    """

    where: str
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    notes: tuple[str, ...] = ()
    comma_decimals: bool | None = None


@dataclass(frozen=True)
class Rows:
    """A grid under its header.

    Attributes
    ----------
    columns : mapping of position to name
        The columns that are known.
    unknown : mapping of position to header text
        The columns that are not; they are listed, never dropped in silence.
    rows : tuple of (int, tuple)
    above : int
        Title rows above the header, set aside.
    header_row : int
    heads : mapping of position to header text
        As the columns that are known are called in the file.
    """

    where: str
    columns: dict[int, str]
    unknown: dict[int, str]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    above: int
    header_row: int
    problems: tuple[Problem, ...] = ()
    comma_decimals: bool | None = None
    notes: tuple[str, ...] = field(default=())
    heads: dict[int, str] = field(default_factory=dict)


def read_grids(path: Path, where: str) -> tuple[list[Grid], list[Problem]]:
    """Read every sheet of a table file, those that only explain the form excepted.

    Parameters
    ----------
    path : Path
    where : str
        How to call the file in messages: its path within the study.

    Returns
    -------
    list of Grid, list of Problem
        Empty sheets are left out.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        do = "Close it in other programs, or copy it, and try once more."
        return [], [Problem(where, error.strerror or "", "a file that can be opened", do)]
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        return _read_csv(data, where)
    return _read_workbook(path, where)


def _read_csv(data: bytes, where: str) -> tuple[list[Grid], list[Problem]]:
    text, encoding = decode(data)
    first = next((line for line in text.split("\n") if line.strip()), "")
    marker = first.strip().lower()
    if marker.startswith("sep=") and len(marker) == 5:  # written by Excel for itself
        separator, skip = marker[4], 1
    else:
        separator, skip = separator_of(text), 0
    csv.field_size_limit(1 << 30)
    # After the last row comes one that is no row: in an open quotation it would not come out alone.
    reader = csv.reader(io.StringIO(f"{text}\n{_END}\n"), delimiter=separator, strict=False)
    rows: list[tuple[int, tuple[Any, ...]]] = []
    # Rows as a spreadsheet counts them: a cell of three lines does not make three rows.
    last = 1
    for row, record in enumerate(reader, start=1):
        rows.append((row, tuple(record)))
        last = row
    problems = []
    if rows.pop()[1] != (_END,):
        problems.append(
            Problem(
                f"{where}, row {last}",
                "a quotation mark that is not closed",
                'a closing " in the same cell',
                'Everything after it was taken for one cell; close it, or write "" for a mark.',
            )
        )
    rows = [(line, cells) for line, cells in rows[skip:] if any(c.strip() for c in cells)]
    name = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}.get(separator, separator)
    notes = (f"{encoding}, separated by {name}",)
    comma_decimals = True if separator == ";" else None
    return [Grid(where, tuple(rows), notes, comma_decimals)] if rows else [], problems


_END = "\ue000"  # of private use: stands in no text
_QUOTED = re.compile(r'(^|[;\t,|])"(?:[^"]|"")*+"', re.MULTILINE)


def separator_of(text: str) -> str:
    """Return the separator that splits most of the first records into equally many cells.

    Quoted cells are put aside first: a text of many lines with a semicolon in each looks like rows.
    """
    records = [line for line in _QUOTED.sub(r"\1", text[:65536]).split("\n") if line][:40]
    best, best_score = ",", (0, 0)
    for separator in (";", "\t", ",", "|"):
        wide = [w for w in (line.count(separator) + 1 for line in records) if w > 1]
        if not wide:
            continue
        usual = max(set(wide), key=wide.count)
        score = (wide.count(usual), usual)
        if score > best_score:
            best, best_score = separator, score
    return best


def _read_workbook(path: Path, where: str) -> tuple[list[Grid], list[Problem]]:
    from python_calamine import CalamineWorkbook

    if _far_apart(path):
        got = "a cell that stands very far from the others"
        do = "Take away what stands alone far to the right or below, save, and try once more."
        return [], [Problem(where, got, "cells that stand together", do)]
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = [name for name in book.sheet_names if name.casefold() not in EXPLAINING]
        sheets = {name: book.get_sheet_by_name(name) for name in names}
        lost = _cells_without_value(path)
    except Exception:  # no common class for a file that is no workbook, or a damaged one
        problem = Problem(
            where,
            "",
            "a workbook that opens without a password",
            "Open it in Excel or LibreOffice, save it again as .xlsx, and try once more.",
        )
        return [], [problem]
    grids, problems = [], []
    many = len(sheets) > 1
    for name, sheet in sheets.items():
        start = sheet.start or (0, 0)
        at = f"{where}, sheet `{name}`" if many else where
        rows = [
            (start[0] + i + 1, (None,) * start[1] + tuple(cells))
            for i, cells in enumerate(sheet.to_python(skip_empty_area=True))
        ]
        rows = [(line, cells) for line, cells in rows if any(str(c).strip() for c in cells)]
        for cell, got in lost.get(name, ()):
            problems.append(
                Problem(
                    f"{at}, cell {cell}",
                    got,
                    "a value",
                    "Open the file in Excel or LibreOffice, save it, and try once more; "
                    "or paste the values.",
                )
            )
        if rows:
            grids.append(Grid(at, tuple(rows)))
    return grids, problems


def _far_apart(path: Path) -> bool:
    """Say whether a sheet reaches so far that no memory holds all its empty cells.

    The fast reader makes room for every cell up to the last, and ends the whole program when there
    is none.
    """
    if path.suffix.lower() not in (".xlsx", ".xlsm") or not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            sheets = [archive.read(n) for n in archive.namelist() if _SHEET.search(n)]
    except (OSError, EOFError, RuntimeError, ValueError, struct.error, *_DAMAGED):
        return False  # what is wrong with the file is told when it is opened
    for sheet in sheets:
        if _FAR_CELL.search(sheet):
            found = [(m[1], m[2]) for m in _CELL.finditer(sheet)]
            # A number of more digits than a sheet has rows runs over in the reader.
            if any(len(letters) > 3 or len(row) > 7 for letters, row in found):
                return True
            across = max(_number(letters) for letters, _ in found)
            if across * max(int(row) for _, row in found) > _MOST_CELLS:
                return True
    return False


_DAMAGED = (zipfile.BadZipFile, zlib.error)
_SHEET = re.compile(r"(?i)sheet[^/]*\.xml$")
_FAR_CELL = re.compile(rb"""\br\s*=\s*["'](?:[A-Za-z]{3,}\d+|[A-Za-z]*\d{6,})["']""")
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_MOST_CELLS = 50_000_000


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _cells_without_value(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Return, per sheet, the cells whose formula has no result, or an error such as #N/A for one.

    The fast reader gives such a cell as empty, which would lose it in silence.
    """
    if path.suffix.lower() not in (".xlsx", ".xlsm") or not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        has = any(
            re.search(rb"""<f[\s>/]|\st=["']e["']""", archive.read(name))
            for name in archive.namelist()
            if name.startswith("xl/worksheets/") and name.endswith(".xml")
        )
    if not has:
        return {}
    from openpyxl import load_workbook

    formulas = load_workbook(path)
    values = load_workbook(path, data_only=True)
    found: dict[str, list[tuple[str, str]]] = {}
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                result = values[sheet.title][cell.coordinate]
                if cell.data_type == "f" and result.value is None:
                    got = "a formula without a stored result"
                elif result.data_type == "e":
                    got = str(result.value)
                else:
                    continue
                found.setdefault(sheet.title, []).append((cell.coordinate, got))
    return found


def _words(cell: Any) -> str:
    text = str(cell if cell is not None else "").replace("_", " ")
    return " ".join(text.split()).casefold().rstrip(" *:")


def _head(cell: Any) -> str:
    """Return a heading to compare: many are written as a question."""
    return _words(cell).rstrip(" ?")


def find_header(grid: Grid, known: dict[str, Iterable[str]]) -> Rows | None:
    """Find the header of a grid: the row, among the first fifteen, that names most columns.

    Parameters
    ----------
    grid : Grid
    known : mapping of column id to the ways it is written

    Returns
    -------
    Rows or None
        None when no row names any column.
    """
    names = {_head(alias): id for id, aliases in known.items() for alias in aliases}
    best: tuple[int, int] | None = None
    for index, (_, cells) in enumerate(grid.rows[:_HEADER_WITHIN]):
        hits = sum(_head(cell) in names for cell in cells)
        if hits and (best is None or hits > best[0]):
            best = (hits, index)
    if best is None:
        return None
    index = best[1]
    line, header = grid.rows[index]
    body = grid.rows[index + 1 :]
    columns: dict[int, str] = {}
    unknown: dict[int, str] = {}
    problems: list[Problem] = []
    for position, cell in enumerate(header):
        id = names.get(_head(cell))
        if id is None:
            if _words(cell):
                unknown[position] = str(cell).strip()
            continue
        if id in columns.values():
            problems.append(
                Problem(
                    f"{grid.where}, row {line}",
                    str(cell),
                    f"the column `{id}` once",
                    "Two headers mean the same column; rename or remove one.",
                )
            )
            continue
        columns[position] = id
    problems += _headless(grid, line, header, body)
    return Rows(
        grid.where, columns, unknown, body, index, line, tuple(problems),
        grid.comma_decimals, grid.notes,
        {position: str(header[position]).strip() for position in columns},
    )  # fmt: skip


def _headless(
    grid: Grid, line: int, header: Sequence[Any], body: Sequence[tuple[int, tuple[Any, ...]]]
) -> list[Problem]:
    """Find columns that hold something but have no name: merged header cells, as a rule."""
    problems = []
    width = max((len(cells) for _, cells in body), default=0)
    for position in range(width):
        if position < len(header) and _words(header[position]):
            continue
        filled = sum(1 for _, cells in body if position < len(cells) and _words(cells[position]))
        if filled:
            letter = _letter(position)
            problems.append(
                Problem(
                    f"{grid.where}, row {line}, column {letter}",
                    f"no name above {filled} filled cell{'s' if filled > 1 else ''}",
                    "a name above every column",
                    "Perhaps header cells are merged: unmerge them and name each column.",
                )
            )
    return problems


def _letter(position: int) -> str:
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name
