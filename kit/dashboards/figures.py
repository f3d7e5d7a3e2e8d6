"""What a cell of a dashboard says: a figure, that there is none, or that it is withheld."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kit.dashboards.shapes import Shape, at_position
from kit.errors import InputError, Problem
from kit.values import AMBIGUOUS, Column, Unreadable, read_cell, text_of

__all__ = ["Read", "decimal_comma", "percent_cells", "read_figure"]

_VALUE = Column("value", "figure")
_PROVISIONAL = re.compile(r"(?<=[\d%])\s*\*{1,3}$")
_MARK = re.compile(r"[.?xX*–-]{1,2}|n\.?\s?v\.?\s?t\.?|n\.?b\.?|n/a", re.IGNORECASE)


@dataclass(frozen=True)
class Read:
    """A cell that was read.

    Attributes
    ----------
    value : float
        nan where it is not shown.
    status : str
        shown, suppressed or missing.
    unit : str or None
    mark : str
        A mark that stood there, and what it was taken for; empty without one.
    """

    value: float
    status: str
    unit: str | None = None
    mark: str = ""


def read_figure(cell: Any, *, comma: bool | None, legend: Mapping[str, str]) -> Read:
    """Read a cell.

    Parameters
    ----------
    cell : object
    comma : bool or None
        Whether a comma marks the decimals, where the cell alone does not tell.
    legend : mapping of mark to meaning
        suppressed, missing or zero; a mark that is not in it is missing.

    Raises
    ------
    Unreadable

    Examples
    --------
    >>> read_figure("x", comma=True, legend={"x": "suppressed"}).status
    'suppressed'
    >>> found = read_figure("12,5 %*", comma=True, legend={})
    >>> found.value, found.unit, found.mark
    (12.5, '%', '* as a provisional figure')
    """
    text, mark = text_of(cell), ""
    if _MARK.fullmatch(text):
        status = legend.get(text.casefold(), "missing")
        mark = f"{text} as {status}"
        return (
            Read(0.0, "shown", None, mark) if status == "zero" else Read(np.nan, status, None, mark)
        )
    if isinstance(cell, str) and _PROVISIONAL.search(text):
        mark = "* as a provisional figure"
        cell = text = _PROVISIONAL.sub("", text)
    value = read_cell(cell, _VALUE, comma=comma)
    if value == "suppressed":
        return Read(np.nan, "suppressed", None, mark)
    if value is None:
        return Read(np.nan, "missing", None, mark)
    if not np.isfinite(value):
        raise Unreadable("a number that is finite")
    unit = "%" if text.endswith("%") else "€" if text.startswith("€") else None
    return Read(float(value), "shown", unit, mark)


def decimal_comma(shape: Shape) -> bool | None:
    """Decide for the whole sheet whether a comma marks decimals, from the cells that tell."""
    commas = points = 0
    for _, cells in shape.rows:
        for at in shape.headers:
            cell = at_position(cells, at)
            text = cell.strip(" %€*") if isinstance(cell, str) else ""
            if re.fullmatch(r"[-+]?[\d.,\s]*\d[.,]\d+", text) and not AMBIGUOUS.fullmatch(text):
                last = max(text.rfind(","), text.rfind("."))
                # A mark that is there twice divides thousands, so the other one marks decimals.
                is_comma = (text[last] == ",") == (text.count(text[last]) == 1)
                commas += is_comma
                points += not is_comma
    return commas > points if commas != points else shape.comma_decimals


def percent_cells(path: Path) -> frozenset[tuple[int, int]]:
    """Return the cells whose number is shown times one hundred, by row number and position.

    Only of a workbook with one sheet that has such a number format at all.

    Raises
    ------
    InputError
        The workbook is damaged.
    """
    import openpyxl

    try:
        with zipfile.ZipFile(path) as archive:
            styles = archive.read("xl/styles.xml") if "xl/styles.xml" in archive.namelist() else b""
        if not re.search(rb'numFmtId="(?:9|10)"|formatCode="[^"]*%', styles):
            return frozenset()
        book = openpyxl.load_workbook(path, read_only=True)
        sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
        found = frozenset(
            (cell.row, cell.column - 1)
            for sheet in sheets[:1]
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, (int, float)) and "%" in str(cell.number_format)
        )
    except Exception as error:  # openpyxl has no common class for a workbook it cannot read
        do = "Open it in Excel or LibreOffice, save it again as .xlsx, and try once more."
        got = type(error).__name__
        raise InputError([Problem(path.name, got, "a workbook that opens", do)]) from None
    return found if len(sheets) == 1 else frozenset()
