"""From areas to a region: counts are summed, for as long as an area belongs to it.

Only counts may be summed. A published rate of a municipality says nothing of how many people it is
about, and a region is not the mean of its municipalities; such an indicator is refused with that
reason. A sum of which one area is not shown, or not there, is not shown either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from kit import periods
from kit.errors import Problem
from kit.open_data.frame import area_key
from kit.open_data.summing import COUNTS, LIMITS, summed_shown, words_again
from kit.study import Area, Region

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Regional", "rows_of_areas", "sum_to_region"]

_STRATA = ("sex", "age", "breakdown")


@dataclass(frozen=True)
class Regional:
    """Figures of a region, made of those of its areas.

    Attributes
    ----------
    frame : DataFrame
        As `OpenData.frame`, area the slug of the region, geography region.
    problems : tuple of Problem
        Indicators that were refused, areas that are not in the file, boundaries that were mixed.
    areas : DataFrame
        period, indicator, area (code of study.yml), rows, weight: what went into each sum.
    """

    frame: pd.DataFrame
    problems: tuple[Problem, ...]
    areas: pd.DataFrame


def sum_to_region(
    frame: pd.DataFrame,
    region: Region,
    *,
    counts: Sequence[str] = (),
    strata: Literal["apart", "together"] = "apart",
    file: str = "open data",
) -> Regional:
    """Sum the figures of the areas of a region.

    An area is found by its code, else by its name, at its geography. It counts in a period that
    lies wholly within its `from` and `until` (both inclusive); where one of them lies within the
    period, the region has no figure for that period. Counts of an area are taken for its `weight`.

    Parameters
    ----------
    frame : DataFrame
        As `OpenData.frame`.
    region : Region
    counts : sequence of str
        Indicators whose values are counts or amounts themselves, such as inhabitants; the others
        need a numerator and a denominator.
    strata : {"apart", "together"}
        Whether sexes and age classes stay apart, for standardisation, or become one figure. Where
        a source gives the whole beside its strata, the whole is taken.
    file : str
        How the file is called in problems.
    """
    import pandas as pd

    problems: list[Problem] = []
    rows = _rows_of(frame, region)
    rows, refused = _only_counts(rows, counts, file)
    problems += refused
    rows, mixed = _one_boundary(rows, file)
    problems += mixed
    if strata == "together":
        rows, several = _one_stratum(rows, file)
        problems += several
    rows, partly = _while_it_belongs(rows, region, file)
    problems += partly
    lacking = _lacking(rows, region)
    problems += _told(lacking, region, file)
    empty = words_again(frame.iloc[:0], frame)
    columns = ["period", "indicator", "area", "rows", "weight"]
    if rows.empty:
        return Regional(empty, tuple(problems), pd.DataFrame(columns=columns))
    keys = [
        name for name in frame.columns
        if name not in (*COUNTS, *LIMITS, "value", "status", "area", "geography")
        and not (strata == "together" and name in _STRATA)
    ]  # fmt: skip
    went = rows.groupby(["period", "indicator", "of"], observed=True, sort=False)
    areas = went["weight"].agg(["size", "first"]).reset_index()
    areas.columns = pd.Index(columns)
    summed = summed_shown(rows, keys, weight=rows["weight"].to_numpy(float), counts=counts)
    summed = _without_lacking(summed, lacking)
    summed = summed.assign(area=region.slug, geography="region")
    return Regional(words_again(summed, frame), tuple(problems), areas)


def rows_of_areas(frame: pd.DataFrame, region: Region) -> pd.DataFrame:
    """Return the rows of the areas of a region, in the periods in which they belong to it wholly.

    Parameters
    ----------
    frame : DataFrame
        As `OpenData.frame`.
    region : Region

    Returns
    -------
    DataFrame
        With one column more: `of`, the code of the area as study.yml writes it.
    """
    rows = _rows_of(frame, region)
    standing = {
        (number, label): _standing(area, label)
        for number, area in enumerate(region.areas)
        for label in rows.loc[rows["which"] == number, "period"].astype(str).unique()
    }
    pairs = zip(rows["which"], rows["period"].astype(str), strict=True)
    within = np.array([standing[pair] == "within" for pair in pairs], dtype=bool)
    return rows[within].drop(columns=["which", "weight"]).reset_index(drop=True)


def _rows_of(frame: pd.DataFrame, region: Region) -> pd.DataFrame:
    """Return the rows of the areas of a region, with the code of study.yml and its weight."""
    import pandas as pd

    written = frame["area"].astype("category").cat.categories
    by_code = {str(name).strip().casefold(): name for name in written}
    by_name = {area_key(str(name)): name for name in written}
    parts = []
    for number, area in enumerate(region.areas):
        name = by_code.get(area.code.strip().casefold())
        if name is None:
            name = by_name.get(area_key(area.name))
        if name is None:
            continue
        part = frame[(frame["area"] == name) & (frame["geography"] == area.geography)]
        if len(part):
            parts.append(part.assign(of=area.code, which=number, weight=area.weight))
    if not parts:
        return frame.iloc[:0].assign(of="", which=0, weight=1.0)
    rows: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return rows


def _only_counts(
    rows: pd.DataFrame, counts: Sequence[str], file: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """Leave out indicators without counts: published rates may not be summed or averaged."""
    # A count that is withheld is a count: its area is not shown, and neither is the sum.
    withheld = (rows["status"] == "suppressed") & rows["value"].isna()
    both = (rows["numerator"].notna() | withheld) & rows["denominator"].notna()
    summable = both.groupby(rows["indicator"], observed=True).any()
    refused = [name for name, may in summable.items() if not may and name not in counts]
    do = "Give numerators and denominators, or the figure of the region as published."
    problems = [
        Problem(f"{file}, `{name}`", "published figures without counts", "counts to sum", do)
        for name in refused
    ]
    return rows[~rows["indicator"].isin(refused)], problems


def _one_boundary(rows: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Leave out sums over municipalities of boundaries of two years."""
    problems, out = [], []
    several = rows.fillna({"boundary_year": -1}).groupby(["indicator", "period"], observed=True)
    for (indicator, period), part in several:
        years = sorted({int(year) for year in part["boundary_year"]})
        if len(years) > 1:
            got = " and ".join("not stated" if year < 0 else str(year) for year in years)
            do = "Recode them to the boundaries of one year first."
            where = f"{file}, `{indicator}`, {period}"
            problems.append(Problem(where, got, "boundaries of one year in one sum", do))
            out += list(part.index)
    return rows.drop(index=out), problems


def _one_stratum(rows: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Keep rows that may be summed over strata without counting anybody twice."""
    names = [name for name in _STRATA if name in rows]
    problems: list[Problem] = []
    out: list[Any] = []
    split = rows[names].notna()
    for indicator, part in rows.groupby("indicator", observed=True):
        ways = split.loc[part.index].drop_duplicates()
        if len(ways) < 2:
            continue
        whole = ~split.loc[part.index].any(axis=1)
        if whole.any():
            out += list(part.index[~whole])
            continue
        got = f"{len(ways)} ways in which it is split"
        expected = "one way of splitting by sex and age, or the whole"
        problems.append(Problem(f"{file}, `{indicator}`", got, expected, "Take one of them."))
        out += list(part.index)
    return rows.drop(index=out), problems


def _while_it_belongs(
    rows: pd.DataFrame, region: Region, file: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """Keep the rows of areas in the periods in which they belong to the region."""
    problems: list[Problem] = []
    keep = np.ones(len(rows), dtype=bool)
    period, which = rows["period"].astype(str).to_numpy(), rows["which"].to_numpy()
    for number, area in enumerate(region.areas):
        for label in sorted(set(period[which == number])):
            standing = _standing(area, label)
            if standing == "within":
                continue
            if standing == "partly":
                got = f"{area.code} belongs to {region.slug} for a part of it"
                expected = "periods in which an area belongs to it wholly or not at all"
                problems.append(Problem(f"{file}, {label}", got, expected, "No figure was made."))
                keep &= period != label
            else:
                keep &= ~((which == number) & (period == label))
    return rows[keep], problems


def _standing(area: Area, label: str) -> str:
    first, last = periods.first_day(label), periods.last_day(label)
    begins, ends = area.from_day, area.until_day
    if (begins and begins > last) or (ends and ends < first):
        return "outside"
    if (begins and begins > first) or (ends and ends < last):
        return "partly"
    return "within"


def _lacking(rows: pd.DataFrame, region: Region) -> dict[tuple[str, str], list[str]]:
    """Return per indicator and period the areas that belong to the region and have no row."""
    have: dict[tuple[str, str], set[str]] = {}
    there = rows[["indicator", "period", "of"]].drop_duplicates().astype(str)
    for indicator, period, of in there.itertuples(index=False):
        have.setdefault((indicator, period), set()).add(of)
    found: dict[tuple[str, str], list[str]] = {}
    for (indicator, period), codes in have.items():
        belong = [area.code for area in region.areas if _standing(area, period) == "within"]
        absent = [code for code in dict.fromkeys(belong) if code not in codes]
        if absent:
            found[indicator, period] = absent
    return found


def _told(lacking: dict[tuple[str, str], list[str]], region: Region, file: str) -> list[Problem]:
    """Tell each area once, with the periods in which it is not there."""
    of: dict[str, set[str]] = {}
    for (_, period), codes in lacking.items():
        for code in codes:
            of.setdefault(code, set()).add(period)
    do = "No figure was made. Are the boundaries of another year, or the geography? See recode."
    return [
        Problem(f"{file}, area {code} of {region.slug}", f"no rows in {', '.join(sorted(when))}",
                "rows of every area that belongs to the region", do)
        for code, when in of.items()
    ]  # fmt: skip


def _without_lacking(
    summed: pd.DataFrame, lacking: dict[tuple[str, str], list[str]]
) -> pd.DataFrame:
    """Take away sums to which an area lacks."""
    pairs = zip(summed["indicator"].astype(str), summed["period"].astype(str), strict=True)
    gone = np.array([pair in lacking for pair in pairs], dtype=bool)
    names = [name for name in (*COUNTS, "value") if name in summed]
    summed.loc[gone, names] = np.nan
    summed.loc[gone, "status"] = "missing"
    return summed
