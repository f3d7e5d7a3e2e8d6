"""Figures of one file of open data as rows of the table ``indicators`` of a study.

A figure of counts is summed to the region, and over sexes and ages within each area. A published
figure stays with its area: a region is not the mean of its municipalities.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.catalogue import Catalogue
from kit.errors import Problem
from kit.open_data.frame import OpenData, area_key
from kit.open_data.handing_over import as_indicators
from kit.open_data.regional import rows_of_areas, sum_to_region
from kit.study import Region, Study
from kit.values import read_date

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Handed", "counts_of", "figures_for", "taken_of"]

_STRATA = ("sex", "age", "breakdown")
_KEYS = ["region", "area", "indicator", "period"]


@dataclass(frozen=True)
class Handed:
    """What became of the figures of a file.

    Attributes
    ----------
    frame : DataFrame
        Rows of the table ``indicators``, and `composition`, `file` and `row` (None).
    used : int
        Figures of the file about regions and areas of the study, of indicators that are taken.
    problems : tuple of Problem
    set_aside : mapping of reason to count
    """

    frame: pd.DataFrame
    used: int
    problems: tuple[Problem, ...]
    set_aside: Mapping[str, int]


def counts_of(frame: pd.DataFrame, catalogue: Catalogue) -> list[str]:
    """Return the indicators of a frame whose values are counts or amounts, which may be summed."""
    names = [str(name) for name in frame["indicator"].dropna().unique()]
    entries = {name: catalogue.find(name) for name in names}
    return [name for name, entry in entries.items() if entry and entry.kind in ("count", "amount")]


def figures_for(read: OpenData, study: Study, catalogue: Catalogue) -> Handed:
    """Return the figures about the regions of a study, and about their areas.

    Parameters
    ----------
    read : OpenData
        `file` is its path within the study.
    study : Study
    catalogue : Catalogue
    """
    import pandas as pd

    aside: dict[str, int] = {}
    problems: list[Problem] = []
    frame = read.frame.reset_index(drop=True)
    known = _known(frame, read.kind, study, catalogue)
    _count(aside, "figures of indicators that neither catalogue nor study.yml names", ~known)
    frame = frame[known]
    about = pd.Series(False, index=frame.index)
    made: list[pd.DataFrame] = []
    language = study.languages[0]
    for region in study.regions.values():
        whole, parts = _of_region(frame, region), rows_of_areas(frame, region)
        about |= frame.index.isin(whole.index) | _named(frame, region)
        counted = _counted(parts, catalogue)
        summed = sum_to_region(
            parts[counted].drop(columns="of"), region, strata="together", file=read.file,
            counts=counts_of(parts, catalogue),
        )  # fmt: skip
        problems += summed.problems
        apart = _without_strata(pd.concat([parts[~counted], whole]), aside)
        for rows, codes in (
            (summed.frame, None),
            *_by_area(parts[counted], region, catalogue),
            (apart, apart["of"]),
        ):
            if len(rows):
                table = as_indicators(rows, catalogue=catalogue, language=language)
                made.append(_rows(table, rows, region, codes, read.file))
    _count(aside, "figures about no area of this study", ~about)
    table = pd.concat(made, ignore_index=True) if made else _rows_of_nothing()
    table, told = _one_age_base(table, catalogue, read.file, aside)
    return Handed(table, int(about.sum()), (*dict.fromkeys(problems), *told), aside)


def _count(aside: dict[str, int], reason: str, rows: Any) -> None:
    if n := int(rows.sum()):
        aside[reason] = aside.get(reason, 0) + n


def _known(frame: pd.DataFrame, kind: str, study: Study, catalogue: Catalogue) -> Any:
    """Say which rows are of indicators to take: a source has many, a table of one's own few."""
    names = [str(name) for name in frame["indicator"].dropna().unique()]
    return frame["indicator"].isin(taken_of(names, kind, study, catalogue))


def taken_of(names: Iterable[str], kind: str, study: Study, catalogue: Catalogue) -> list[str]:
    """Return the indicators of a file that are taken."""
    own = kind in ("long_table", "dashboard")
    return [name for name in names if own or name in study.indicators or catalogue.find(name)]


def _of_region(frame: pd.DataFrame, region: Region) -> pd.DataFrame:
    """Return the rows that are about the region itself, by its short name or its name."""
    called = {area_key(region.slug), area_key(region.name)}
    names = [name for name in frame["area"].dropna().unique() if area_key(str(name)) in called]
    rows = frame[frame["area"].isin(names)]
    return rows[rows["geography"].isna() | (rows["geography"] == "region")].assign(of=None)


def _named(frame: pd.DataFrame, region: Region) -> Any:
    codes = {area.code.strip().casefold() for area in region.areas}
    names = {area_key(area.name) for area in region.areas}
    ours = [
        name
        for name in frame["area"].dropna().unique()
        if str(name).strip().casefold() in codes or area_key(str(name)) in names
    ]
    return frame["area"].isin(ours)


def _counted(parts: pd.DataFrame, catalogue: Catalogue) -> Any:
    """Say which rows are of indicators that have counts, and so may be summed."""
    both = parts["numerator"].notna() & parts["denominator"].notna()
    summable = {str(name) for name in parts.loc[both, "indicator"].unique()}
    return parts["indicator"].isin([*summable, *counts_of(parts, catalogue)])


def _by_area(
    parts: pd.DataFrame, region: Region, catalogue: Catalogue
) -> Iterator[tuple[pd.DataFrame, str]]:
    """Yield the counts of each area, its sexes and ages together."""
    for area in region.areas:
        rows = parts[parts["of"] == area.code]
        if rows.empty:
            continue
        alone = region.model_copy(update={"areas": (area.model_copy(update={"weight": 1.0}),)})
        made = sum_to_region(
            rows.drop(columns="of"), alone, strata="together",
            counts=counts_of(parts, catalogue),
        )  # fmt: skip
        yield made.frame, area.code


def _without_strata(rows: pd.DataFrame, aside: dict[str, int]) -> pd.DataFrame:
    names = [name for name in _STRATA if name in rows]
    split = rows[names].notna().any(axis=1)
    _count(aside, "published figures of one sex or age class", split)
    return rows[~split]


def _rows(
    table: pd.DataFrame, made_of: pd.DataFrame, region: Region, codes: Any, file: str
) -> pd.DataFrame:
    """Return rows as the reader of the table ``indicators`` gives them."""
    parts = made_of.get("composition")
    value = table["value"].where(table["value"] != "<10", "suppressed")
    days = table["published_on"].map(lambda day: None if day is None else read_date(day))
    return table.assign(
        region=region.slug,
        area=codes if codes is None or isinstance(codes, str) else codes.astype(object).array,
        value=value,
        published_on=days,
        composition=None if parts is None else parts.astype(object).array,
        file=file,
        row=None,
    ).astype(object)


def _rows_of_nothing() -> pd.DataFrame:
    import pandas as pd

    from kit.terms import columns

    return pd.DataFrame(columns=[*columns("indicators"), "composition", "file", "row"])


def _one_age_base(
    table: pd.DataFrame, catalogue: Catalogue, file: str, aside: dict[str, int]
) -> tuple[pd.DataFrame, Iterable[Problem]]:
    """Keep one age base where a file has several for the same figure: that of the catalogue."""
    again = table.duplicated(_KEYS, keep=False) & table["age_base"].notna()
    out, problems = set(), []
    for indicator, rows in table[again].groupby("indicator", sort=False):
        bases = sorted(set(rows["age_base"]))
        entry = catalogue.find(str(indicator))
        wanted = entry.age_base if entry else None
        if len(bases) > 1 and wanted in bases:
            others = rows.index[rows["age_base"] != wanted]
            reason = "figures of another age base than the catalogue has"
            aside[reason] = aside.get(reason, 0) + len(others)
            out |= set(others)
        elif len(bases) > 1:
            do = "Give the indicator an `age_base` in the catalogue of the study, or take one."
            expected = "one age base for one figure"
            problems.append(Problem(f"{file}, `{indicator}`", ", ".join(bases), expected, do))
            out |= set(rows.index)
    return table.drop(index=list(out)).reset_index(drop=True), problems
