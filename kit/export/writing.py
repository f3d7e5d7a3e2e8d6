"""A frame and its data dictionary in the formats of other programs.

==========  =============================  =========================================================
format      dictionary                     notes
==========  =============================  =========================================================
csv         NAME.dictionary.csv            UTF-8; on request as Excel opens it well
xlsx        sheets of its own              texts stay texts
parquet     NAME.dictionary.csv            types kept
sav         in the file, NAME.dictionary   SPSS; ids of lists become numbers with value labels
dta         in the file, NAME.dictionary   Stata 14 and later; the same
r           NAME.csv and NAME.R            a script that reads it; of an evaluation: its figures
                                           and the same number by R
==========  =============================  =========================================================

In the cells of a column that takes its values from a list stand labels or ids, as
`kit.export.value_labels` decides; the dictionary says which, in its column ``in_cells``.

A text that a spreadsheet would take for a formula gets an apostrophe before it in a CSV, and is
kept as text in a workbook.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.errors import InputError, Problem
from kit.export.describing import Variable, describe
from kit.export.gathering import Taken
from kit.export.labelled import as_r, as_spss, as_stata, codes_of, stata_name
from kit.export.r_twin import has_twin, r_twin
from kit.export.value_labels import in_cells, said
from kit.files import write_whole
from kit.formulas import defused

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FORMATS", "write"]

FORMATS = ("csv", "xlsx", "parquet", "sav", "dta", "r")
#: Most characters of a cell of Excel; a longer text would be cut by it.
_LONGEST_CELL = 32_767
_HEADS = ("column", "label", "meaning", "kind", "value", "code", "value_label", "missing",
          "in_cells")  # fmt: skip


def write(
    taken: Taken,
    folder: Path,
    *,
    format: str,
    language: str,
    excel: str = "no",
    values: str | None = None,
) -> tuple[Path, ...]:
    """Write what was taken and its dictionary; return the files.

    Parameters
    ----------
    taken : Taken
    folder : Path
        Made when it is not there. A file of an earlier export is replaced.
    format : str
        One of `FORMATS`.
    language : {"nl", "en"}
        Of labels; names of columns and ids never change.
    excel : {"no", "nl", "en"}
        For a CSV: as the Excel of that language opens it well.
    values : {"labels", "ids"} or None
        What stands where values come from a list; None is what people who use the format expect.

    Raises
    ------
    InputError
        A text is longer than the format holds.
    """
    stem = folder / re.sub(r"[^A-Za-z0-9_-]+", "_", taken.name)
    if format == "r" and has_twin(taken.about, taken.frame):
        data, script = r_twin(taken.about, taken.frame, csv_name=f"{stem.name}.csv")
        folder.mkdir(parents=True, exist_ok=True)
        return (
            write_whole(stem.with_suffix(".csv"), data),
            write_whole(stem.with_suffix(".R"), script),
        )
    variables = describe(
        taken.frame, table=taken.name, language=language, names=taken.names.get(language)
    )
    frame, written, there = in_cells(
        taken.frame, variables, format=format, values=values, excel=excel
    )
    dictionary = _dictionary(variables, there, called=stata_name if format == "dta" else str)
    if values_said := said(there, language):
        taken = replace(taken, about={**taken.about, "values": values_said})
    if format == "xlsx":
        book = _workbook(replace(taken, frame=frame), written, dictionary)
        folder.mkdir(parents=True, exist_ok=True)
        return (write_whole(stem.with_suffix(".xlsx"), book),)
    if format == "r":
        data = _csv(frame, variables, "no")
        folder.mkdir(parents=True, exist_ok=True)
        return (
            write_whole(stem.with_suffix(".csv"), data),
            write_whole(stem.with_suffix(".R"), as_r(written, csv_name=f"{stem.name}.csv")),
        )
    made = {
        "csv": lambda: _csv(frame, written, excel).encode(
            "utf-8-sig" if excel != "no" else "utf-8"
        ),
        "parquet": lambda: _parquet(frame, written),
        "sav": lambda: as_spss(frame, written),
        "dta": lambda: as_stata(frame, written),
    }[format]()
    beside = _rows_as_csv([_HEADS, *dictionary], ";" if excel == "nl" else ",")
    about = json.dumps(
        {"name": taken.name, "release": taken.release, "rows": len(taken.frame), **taken.about},
        ensure_ascii=False, indent=1, default=str,
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    return (
        write_whole(stem.with_suffix(f".{format}"), made),
        write_whole(stem.with_suffix(".dictionary.csv"), beside.encode("utf-8-sig")),
        write_whole(stem.with_suffix(".about.json"), about),
    )


def _dictionary(
    variables: Sequence[Variable], there: Mapping[str, str], *, called: Callable[[str], str]
) -> list[tuple[Any, ...]]:
    """Return a row per column, as the file calls it, and one for each value that it may have."""
    rows: list[tuple[Any, ...]] = []
    for each in variables:
        name = called(each.name)
        known = (name, each.label, each.meaning, each.kind)
        rows.append((*known, "", "", "", each.missing, there[each.name]))
        for id, code in codes_of(each).items():
            rows.append((name, "", "", "", id, code, each.values[id], "", ""))
    return rows


def _rows_as_csv(rows: Sequence[Sequence[Any]], separator: str) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    for row in rows:
        writer.writerow([defused(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue()


def _csv(frame: pd.DataFrame, variables: Sequence[Variable], excel: str) -> str:
    decimal, separator = (",", ";") if excel == "nl" else (".", ",")
    columns = [_written(frame[each.name], each.kind, decimal) for each in variables]
    head = [each.name for each in variables]
    return _rows_as_csv([head, *zip(*columns, strict=True)], separator)


def _written(series: pd.Series[Any], kind: str, decimal: str) -> list[Any]:
    """Write a column as text; numbers in full, with the decimals that they have."""
    import pandas as pd

    there = [None if pd.isna(value) else value for value in series]
    if kind == "number":
        # A negative number is no formula, so it must not be defused: it stays a number.
        return [v if v is None else _Number(_number(v).replace(".", decimal)) for v in there]
    if kind == "date":
        return [None if value is None else value.date().isoformat() for value in there]
    if kind == "yes_no":
        return [None if value is None else int(value) for value in there]
    return there


class _Number:
    """A number as it is written; no text, so nothing in it is defused."""

    def __init__(self, text: str):
        self._text = text

    def __str__(self) -> str:
        return self._text


def _number(value: Any) -> str:
    return (
        str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
    )


def _workbook(
    taken: Taken, variables: Sequence[Variable], dictionary: Sequence[tuple[Any, ...]]
) -> bytes:
    from openpyxl import Workbook

    _refuse_long(taken, _LONGEST_CELL, "a cell of Excel")
    book = Workbook()
    sheet = book.active
    sheet.title = "data"
    columns = [_in_cells(taken.frame[each.name], each.kind) for each in variables]
    _fill(sheet, [[each.name for each in variables], *zip(*columns, strict=True)])
    _fill(book.create_sheet("dictionary"), [_HEADS, *dictionary])
    about = {"name": taken.name, "release": taken.release, **taken.about}
    _fill(book.create_sheet("about"), [("what", "value"), *_told(about)])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _told(about: Mapping[str, Any]) -> list[tuple[str, str]]:
    texts = {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        for key, value in about.items()
    }
    return [(key, text[:_LONGEST_CELL]) for key, text in texts.items()]


def _in_cells(series: pd.Series[Any], kind: str) -> list[Any]:
    import pandas as pd

    there = [None if pd.isna(value) else value for value in series]
    if kind == "date":
        return [None if value is None else value.date() for value in there]
    if kind == "number":
        return [None if v is None else int(v) if float(v).is_integer() else float(v) for v in there]
    return [bool(v) if kind == "yes_no" and v is not None else v for v in there]


def _fill(sheet: Any, rows: Sequence[Sequence[Any]]) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    for at, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(at, place)
            text = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
            cell.value = text
            if isinstance(text, str):
                cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"


def _parquet(frame: pd.DataFrame, variables: Sequence[Variable]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"text": pa.string(), "date": pa.date32(), "yes_no": pa.bool_()}
    arrays, fields = [], []
    for each in variables:
        array = pa.Array.from_pandas(frame[each.name], type=types.get(each.kind))
        said = {
            "label": each.label,
            "meaning": each.meaning,
            "values": json.dumps(dict(each.values)),
        }
        arrays.append(array)
        fields.append(pa.field(each.name, array.type, metadata=said))
    made = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields)), made)
    return made.getvalue()


def _refuse_long(taken: Taken, longest: int, what: str) -> None:
    problems = []
    for name in taken.frame:
        series = taken.frame[name]
        if series.dtype == object:
            too_long = int(sum(isinstance(v, str) and len(v) > longest for v in series))
            if too_long:
                got = f"{too_long} texts of more than {longest} characters"
                expected = f"texts that {what} holds"
                problems.append(
                    Problem(
                        f"{taken.name}, `{name}`", got, expected, "Take csv, parquet, sav or dta."
                    )
                )
    if problems:
        raise InputError(problems)
