"""Files of SPSS and Stata: ids of lists become numbers with labels, as people there expect."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.export.describing import Variable

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["as_r", "as_spss", "as_stata", "codes_of", "stata_name"]

#: What SPSS and Stata allow of a label.
_LONGEST_LABEL = 80
#: Words that are no name in Stata; a column that is called so gets an underscore behind it.
_RESERVED = frozenset({
    "aggregate", "array", "boolean", "break", "byte", "case", "catch", "class", "const", "continue",
    "default", "delete", "do", "double", "else", "end", "enum", "explicit", "export", "external",
    "float", "for", "friend", "function", "global", "goto", "if", "in", "inline", "int", "local",
    "long", "of", "private", "protected", "quad", "short", "str", "strL", "using", "virtual",
    "with",
})  # fmt: skip


def codes_of(variable: Variable) -> Mapping[str, int]:
    """Return the number of each value: from 1, in the order of the list; no is 0 and yes is 1."""
    if variable.kind == "yes_no":
        return {id: int(id) for id in variable.values}
    return {id: code for code, id in enumerate(variable.values, start=1)}


def as_spss(frame: pd.DataFrame, variables: Sequence[Variable]) -> bytes:
    """Return a .sav file."""
    import pyreadstat

    coded = _coded(frame, variables)
    for each in variables:
        if each.kind == "date":
            coded[each.name] = [None if v != v else v.date() for v in coded[each.name]]

    def save(path: Path) -> None:
        pyreadstat.write_sav(
            coded,
            str(path),
            column_labels=_labels(variables),
            variable_value_labels=_value_labels(variables),
        )

    return _through_a_file(save, ".sav")


def stata_name(name: str) -> str:
    """Return what a column is called in Stata.

    Examples
    --------
    >>> stata_name("end"), stata_name("start")
    ('end_', 'start')
    """
    return f"{name}_" if name in _RESERVED else name


def as_stata(frame: pd.DataFrame, variables: Sequence[Variable]) -> bytes:
    """Return a .dta file, for Stata 14 and later."""
    variables = [replace(each, name=stata_name(each.name)) for each in variables]
    coded = _coded(frame.rename(columns=stata_name), variables)
    texts = [each.name for each in variables if each.kind == "text" and not each.values]
    for name in texts:
        coded[name] = coded[name].fillna("").astype(object)

    def save(path: Path) -> None:
        # pandas, as pyreadstat 1.3 fails on texts of more than 2,045 characters.
        coded.to_stata(
            path,
            version=118,
            write_index=False,
            variable_labels=_labels(variables),
            value_labels=_value_labels(variables),
            convert_strl=texts,
            convert_dates={each.name: "td" for each in variables if each.kind == "date"},
        )

    return _through_a_file(save, ".dta")


def as_r(variables: Sequence[Variable], *, csv_name: str) -> str:
    """Return a script of base R that reads a CSV: dates, factors with their labels, and labels."""
    lines = [
        "# Made by the kit. Run it in the folder of the CSV; the table is then called d.",
        f'd <- read.csv({_in_r(csv_name)}, na.strings = "", fileEncoding = "UTF-8", '
        'colClasses = "character", check.names = FALSE)',
    ]
    for each in variables:
        column = f"d[[{_in_r(each.name)}]]"
        if each.values:
            levels = ", ".join(map(_in_r, each.values))
            labels = ", ".join(map(_in_r, each.values.values()))
            lines.append(f"{column} <- factor({column}, levels = c({levels}),")
            lines.append(f"  labels = c({labels}))")
        elif each.kind in _OF_R:
            lines.append(f"{column} <- {_OF_R[each.kind]}({column})")
        lines.append(f'attr({column}, "label") <- {_in_r(each.label)}')
    return "\n".join(lines) + "\n"


#: Kinds that are no text, and what makes them of text in R.
_OF_R = {"number": "as.numeric", "date": "as.Date"}


def _in_r(text: str) -> str:
    """Return a text as R reads it; the escapes of JSON are those of R."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _coded(frame: pd.DataFrame, variables: Sequence[Variable]) -> pd.DataFrame:
    import pandas as pd

    columns: dict[str, Any] = {}
    for each in variables:
        series = frame[each.name]
        if each.kind == "yes_no":
            series = series.astype("Float64").astype(float)
        elif each.values:
            series = series.map(dict(codes_of(each))).astype(float)
        elif each.kind == "number":
            series = series.astype(float)
        columns[each.name] = series
    return pd.DataFrame(columns)


def _labels(variables: Sequence[Variable]) -> dict[str, Any]:
    return {each.name: each.label[:_LONGEST_LABEL] for each in variables}


def _value_labels(variables: Sequence[Variable]) -> dict[str, Any]:
    return {
        each.name: {code: each.values[id] for id, code in codes_of(each).items()}
        for each in variables
        if each.values
    }


def _through_a_file(save: Callable[[Path], None], suffix: str) -> bytes:
    """Return what `save` writes; both writers want a path, closed before it, as Windows asks."""
    handle, name = tempfile.mkstemp(suffix=suffix)
    os.close(handle)
    path = Path(name)
    try:
        save(path)
        return path.read_bytes()
    finally:
        path.unlink(missing_ok=True)
