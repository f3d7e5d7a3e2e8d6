"""What stands in the cells of a column that takes its values from a list: ids or labels.

SPSS and Stata keep a number and show its label, R a factor: there a person sees labels and
programs have codes. A workbook, and a CSV for Excel, are read by people, so they have labels. A
plain CSV and Parquet go to programs, so they have ids, which are the same in every language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kit.export.describing import Variable
from kit.language import Both

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["in_cells", "said", "stands_there"]

_USUAL: Mapping[str, str] = {
    "csv": "ids", "parquet": "ids", "xlsx": "labels", "sav": "labels", "dta": "labels",
    "r": "labels",
}  # fmt: skip
_CODED = ("sav", "dta")
_SAID = {
    "label": Both(
        "In kolommen met waarden uit een lijst staan labels; `kit export --values ids` geeft ids.",
        "Columns with values from a list hold labels; `kit export --values ids` gives ids.",
    ),
    "id": Both(
        "In kolommen met waarden uit een lijst staan ids; `kit export --values labels` geeft "
        "labels.",
        "Columns with values from a list hold ids; `kit export --values labels` gives labels.",
    ),
    "code": Both(
        "In kolommen met waarden uit een lijst staan getallen met een label; "
        "`kit export --values ids` geeft ids.",
        "Columns with values from a list hold numbers with a label; `kit export --values ids` "
        "gives ids.",
    ),
}


def stands_there(variable: Variable, *, format: str, values: str) -> str:
    """Return what stands in the cells of a column: label, id or code; empty without a list.

    Two values with one label would become one; such a column keeps its ids.
    """
    if not variable.values:
        return ""
    if format in _CODED and (values == "labels" or variable.kind == "yes_no"):
        return "code"
    alone = len(set(variable.values.values())) == len(variable.values)
    return "label" if values == "labels" and alone and format not in _CODED else "id"


def said(there: Mapping[str, str], language: str) -> str:
    """Say what stands in the cells of most columns with a list, and how to have the other.

    Parameters
    ----------
    there : mapping of column to str
        As `in_cells` gives it.
    language : {"nl", "en"}

    Returns
    -------
    str
        Empty where no column has a list.
    """
    kinds = Counter(kind for kind in there.values() if kind)
    return _SAID[kinds.most_common(1)[0][0]][language] if kinds else ""


def in_cells(
    frame: pd.DataFrame,
    variables: Sequence[Variable],
    *,
    format: str,
    values: str | None,
    excel: str = "no",
) -> tuple[pd.DataFrame, tuple[Variable, ...], Mapping[str, str]]:
    """Return a frame as it is written, and its variables.

    Parameters
    ----------
    frame : DataFrame
        With ids.
    variables : sequence of Variable
    format : str
        Of `kit.export.FORMATS`.
    values : {"labels", "ids"} or None
        None is what people who use that format expect.
    excel : {"no", "nl", "en"}
        Whether a CSV is for Excel.

    Returns
    -------
    DataFrame, tuple of Variable, mapping of column to str
        Variables that are text in the file and no list any more are without values; the mapping
        says of each column with a list what stands in its cells.
    """
    wanted = values or ("labels" if excel != "no" else _USUAL[format])
    there = {each.name: stands_there(each, format=format, values=wanted) for each in variables}
    columns = {}
    written = []
    for each in variables:
        series = frame[each.name]
        # R makes its factors itself, of ids; SPSS and Stata their numbers.
        if there[each.name] == "label" and format != "r":
            series = _labelled(series, each)
            written.append(replace(each, kind="text"))
        elif there[each.name] == "id" and format in (*_CODED, "r") and each.kind != "yes_no":
            written.append(replace(each, values={}))
        else:
            written.append(each)
        columns[each.name] = series
    return frame.assign(**columns), tuple(written), there


def _labelled(series: pd.Series, variable: Variable) -> pd.Series:
    import pandas as pd

    ids = [None if pd.isna(v) else str(int(v)) if variable.kind == "yes_no" else str(v)
           for v in series]  # fmt: skip
    labels = [None if id is None else variable.values[id] for id in ids]
    return pd.Series(labels, index=series.index, dtype=object)
