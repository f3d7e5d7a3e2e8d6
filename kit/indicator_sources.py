"""Where the figures of indicators come from: tables, Parquet, open data; and the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.catalogue import Catalogue
from kit.cells import Rows, find_header
from kit.errors import Problem
from kit.open_data import FromFolder, grid_of
from kit.study import Study
from kit.tables import Table
from kit.terms import columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NUMBERS", "completed", "rows_of_parquet", "together", "with_status"]

#: Columns of numbers beside the value.
NUMBERS = ("n", "numerator", "denominator", "expected", "low", "high", "se", "target")


def rows_of_parquet(study: Study) -> tuple[list[Rows], list[Problem]]:
    """Return the rows of the Parquet files of ``indicators``, and what is wrong with them."""
    ready: list[Rows] = []
    problems: list[Problem] = []
    known = {term.id: term.written_as() for term in columns("indicators").values()}
    for path, called in study.files("indicators", (".parquet",)):
        grids, trouble = grid_of(path, called)
        problems += trouble
        for grid in grids:
            rows = find_header(grid, {**known})
            if rows is None:
                expected = "columns such as region, indicator, period, value"
                problems.append(Problem(called, "no column that the kit knows", expected))
                continue
            ready.append(rows)
            problems += rows.problems
    return ready, problems


def together(table: Table, opened: FromFolder) -> pd.DataFrame:
    """Return the rows of the tables, and under them those made of open data."""
    import pandas as pd

    own = table.frame.assign(composition=None)
    if opened.frame is None or opened.frame.empty:
        return own.astype(object)
    every = [*table.frame.columns, "composition"]
    both = pd.concat([own[every], opened.frame[every]], ignore_index=True).astype(object)
    no_n = both["n"].isna() & both["denominator"].map(lambda cell: isinstance(cell, float))
    both["n"] = both["n"].mask(no_n, both["denominator"])
    return both.where(both.notna(), None)


def with_status(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the parsed frame with numbers as floats, and `status` behind `value`."""
    import pandas as pd

    frame = frame.reset_index(drop=True)
    suppressed = (frame["value"] == "suppressed") | (
        frame["value"].isna() & (frame["numerator"] == "suppressed")
    )
    value = pd.to_numeric(frame["value"].mask(suppressed), errors="raise").astype(float)
    status = pd.Series("shown", index=frame.index, dtype=object)
    status = status.mask(value.isna(), "missing").mask(suppressed, "suppressed")
    numbers = {
        name: pd.to_numeric(frame[name].mask(frame[name] == "suppressed")).astype(float)
        for name in NUMBERS
    }
    frame = frame.assign(value=value, **numbers)
    frame.insert(list(frame.columns).index("value") + 1, "status", status)
    return frame


def completed(frame: pd.DataFrame, catalogue: Catalogue, language: str) -> pd.DataFrame:
    """Fill in from the catalogue what no row of an indicator states."""
    frame = frame.copy()
    for name, rows in frame.groupby("indicator", sort=False):
        entry = catalogue.find(str(name))
        if entry is None:
            continue
        known = {
            "aim": entry.aim,
            "unit": entry.unit[language],
            "improvement": entry.direction,
            "method": entry.method,
            "source": entry.source[language],
            "age_base": entry.age_base,
        }
        for column, value in known.items():
            if value is not None and rows[column].isna().all():
                frame.loc[rows.index, column] = value
    return frame
