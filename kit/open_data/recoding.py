"""Municipal mergers: figures of old municipalities under the boundaries of a later year.

Counts move along with their area, by share where it is split. A published rate cannot: the rate of
a merged municipality is not the mean of the rates that went into it. It moves only where an area
changed its code and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kit.errors import InputError, Problem
from kit.files import shipped
from kit.open_data.frame import OpenData
from kit.open_data.summing import COUNTS, LIMITS, summed_shown, words_again
from kit.study import Study
from kit.tables import read_table
from kit.values import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Recoded", "changed", "read_recodes", "recode", "study_recodes"]

COLUMNS = (
    Column("year", "integer", required=True),
    Column("old", "name", required=True),
    Column("new", "name", required=True),
    Column("weight", "number"),
    Column("note"),
)


@dataclass(frozen=True)
class Recoded:
    """Figures under the boundaries of one year.

    Attributes
    ----------
    frame : DataFrame
        As `OpenData.frame`, boundary_year as asked.
    problems : tuple of Problem
        Published rates that could not move, each indicator once.
    set_aside : mapping of reason to count
    """

    frame: pd.DataFrame
    problems: tuple[Problem, ...]
    set_aside: Mapping[str, int]


def read_recodes(path: Path | None = None) -> pd.DataFrame:
    """Read a recode table; without a path, the one that ships with the kit.

    The table of the kit is a beginning and not complete.

    Returns
    -------
    DataFrame
        year (from 1 January), old, new, weight; sorted by year.

    Raises
    ------
    InputError
        With every problem at once: cells that cannot be read, shares that are not 1 together.
    """
    path = path or shipped("templates", "indicators", "recode.csv")
    table = read_table([(path, path.name)], table="recode", declared=COLUMNS)
    frame = table.frame.assign(weight=table.frame["weight"].fillna(1.0).astype(float))
    problems = [*table.problems, *_wrong_shares(frame)]
    if problems:
        raise InputError(problems)
    return frame.sort_values("year", kind="stable")[["year", "old", "new", "weight"]]


def study_recodes(study: Study) -> pd.DataFrame:
    """Read the recode table of a study, ``recode.csv``, or else that of the kit."""
    own = study.root / "recode.csv"
    return read_recodes(own if own.is_file() else None)


def changed(recodes: pd.DataFrame, code: str, *, one: int, other: int) -> bool:
    """Say whether an area changed between the boundaries of two years, as far as the table knows.

    Examples
    --------
    >>> recodes = read_recodes()
    >>> changed(recodes, "GM0014", one=2018, other=2019)
    True
    >>> changed(recodes, "GM0014", one=2019, other=2024)
    False
    """
    first, last = min(one, other), max(one, other)
    steps = recodes[(recodes["year"] > first) & (recodes["year"] <= last)]
    return bool((steps["old"] == code).any() or (steps["new"] == code).any())


def _wrong_shares(frame: pd.DataFrame) -> Iterator[Problem]:
    for (year, old), part in frame.groupby(["year", "old"], sort=False):
        where = f"{part['file'].iloc[0]}, row {part['row'].iloc[0]}, `weight`"
        total = float(part["weight"].sum())
        if (part["weight"] < 0).any() or abs(total - 1) > 0.001:
            expected = f"shares of {old} in {year} that are 1 together"
            yield Problem(where, f"{total:g}", expected, "Give every area that it went into a row.")


def recode(
    read: OpenData, recodes: pd.DataFrame, *, to_year: int, counts: Sequence[str] = ()
) -> Recoded:
    """Put figures under the municipal boundaries of a later year.

    Parameters
    ----------
    read : OpenData
        With a boundary year for every row that is to move; rows without one are refused.
    recodes : DataFrame
        From `read_recodes`. A municipality that is not in it is taken to be unchanged.
    to_year : int
    counts : sequence of str
        Indicators whose values are counts or amounts themselves, such as inhabitants.

    Raises
    ------
    InputError
        Rows without a boundary year, or of later boundaries than asked.
    """
    import pandas as pd

    frame = read.frame
    municipal = (frame["geography"] == "municipality").to_numpy()
    years = frame["boundary_year"].to_numpy(dtype=float)
    problems = []
    if np.isnan(years[municipal]).any():
        do = "Give `boundary_year` when reading the file."
        problems.append(Problem(read.file, "", "a boundary year for every municipality", do))
    if (years[municipal] > to_year).any():
        got = f"{int(np.nanmax(years[municipal]))}"
        do = "Boundaries of a later year cannot be taken apart again."
        problems.append(Problem(read.file, got, f"boundaries of {to_year} or earlier", do))
    if problems:
        raise InputError(problems)
    moved = frame[municipal].astype({"area": object}).assign(split=1.0, joined=False)
    for year in sorted({int(year) for year in recodes["year"] if year <= to_year}):
        moved = _step(moved, recodes[recodes["year"] == year], year)
    countable = moved["numerator"].notna() | moved["denominator"].notna()
    countable |= moved["indicator"].isin(list(counts))
    refused = moved[moved["joined"] & ~countable & moved["value"].notna()]
    told = tuple(
        Problem(
            f"{read.file}, `{name}`",
            "a published rate of municipalities that merged",
            "numerators and denominators, or no merger",
            f"Left out for: {', '.join(sorted(set(part['area'].astype(str))))}.",
        )
        for name, part in refused.groupby("indicator", observed=True)
    )
    moved = moved.drop(index=refused.index)
    made = _joined(moved, to_year, tuple(counts))
    kept = frame[~municipal]
    aside = {"published rates of municipalities that merged": len(refused)} if len(refused) else {}
    whole = pd.concat([made, kept.astype({"area": object})], ignore_index=True)
    return Recoded(words_again(whole, frame), told, aside)


def _step(moved: pd.DataFrame, step: pd.DataFrame, year: int) -> pd.DataFrame:
    """Take the changes of one year; only rows of earlier boundaries change."""
    import pandas as pd

    earlier = moved["boundary_year"] < year
    changing = earlier & moved["area"].isin(set(step["old"]) | set(step["new"]))
    if not changing.any():
        return moved
    many = step.groupby("new")["old"].nunique()
    stays = set(step["new"]) - set(step["old"])
    part = moved[changing].merge(
        step[["old", "new", "weight"]], left_on="area", right_on="old", how="left"
    )
    unchanged = part["old"].isna()
    part["new"] = part["new"].where(~unchanged, part["area"])
    part["weight"] = part["weight"].where(~unchanged, 1.0)
    # A code that stays and takes others in is joined too, whether the table names it or not.
    takes = {
        new
        for new in step["new"]
        if many[new] > 1 or (new in stays and _was_there(moved, new, year))
    }
    part["joined"] |= part["new"].isin(takes) | (part["weight"] != 1)
    part["area"], part["split"] = part["new"], part["split"] * part["weight"]
    return pd.concat([moved[~changing], part[moved.columns]], ignore_index=True)


def _was_there(moved: pd.DataFrame, code: str, year: int) -> bool:
    return bool(((moved["area"] == code) & (moved["boundary_year"] < year)).any())


def _joined(moved: pd.DataFrame, to_year: int, counts: tuple[str, ...]) -> pd.DataFrame:
    """Sum what has become one area; an area of which a part is not shown is not shown."""
    import pandas as pd

    alone = moved[~moved["joined"]]
    parts = moved[moved["joined"]]
    if parts.empty:
        return alone.drop(columns=["split", "joined"]).assign(boundary_year=float(to_year))
    keys = [
        name for name in parts.columns
        if name not in (*COUNTS, *LIMITS, "value", "status", "split", "joined", "boundary_year")
    ]  # fmt: skip
    summed = summed_shown(parts, keys, weight=parts["split"].to_numpy(float), counts=counts)
    both = pd.concat([alone.drop(columns=["split", "joined"]), summed], ignore_index=True)
    return both.assign(boundary_year=float(to_year))
