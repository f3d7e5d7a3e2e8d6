"""What an overview of indicators is made of: protected figures, and how they stand to each other.

Everything that is counted, said or drawn comes from the protected rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from kit import periods
from kit.catalogue import Catalogue, study_catalogue
from kit.comparability import Latest, latest, objections
from kit.errors import InputError
from kit.finding import Source
from kit.indicator_overview.joining import Joins, expected_periods, joins_of
from kit.indicator_overview.protecting import covering, protected
from kit.indicator_overview.succeeding import Stretch, predecessors, succeeded
from kit.indicator_overview.uncertainty import with_limits
from kit.indicators import Indicators, name_of, read_indicators
from kit.language import Both
from kit.open_data import changed, study_recodes
from kit.study import Study
from kit.terms import terms

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Line", "Seen", "gather"]


@dataclass(frozen=True)
class Line:
    """One indicator of one region, or of one of its areas.

    Attributes
    ----------
    region, indicator : str
    area : str or None
        Code; None is the region as a whole.
    rows : DataFrame
        A row per period from the first to the last, protected: also those that are missing.
    joins : Joins
    latest : Latest
    """

    region: str
    indicator: str
    area: str | None
    rows: pd.DataFrame
    joins: Joins
    latest: Latest

    @property
    def length(self) -> str:
        """Return how long its periods are: quarter, half_year or year."""
        return periods.length_of(str(self.rows["period"].iloc[0]))

    def count(self, status: str) -> int:
        """Return how many of its periods are shown, suppressed or missing."""
        return int((self.rows["status"] == status).sum())


@dataclass(frozen=True)
class Seen:
    """What an overview was made from.

    Attributes
    ----------
    study : Study
    region : str
        A slug, or ``all``.
    until : date
        Last day that counts (inclusive).
    catalogue : Catalogue
    lines : tuple of Line
        By aim, indicator, region in the order of the alphabet, and area. Of an indicator that the
        region has as a whole, its areas are not among them.
    objections : mapping of indicator to kinds of objection
        model_effect where a figure is a model estimate; boundary_year where figures of areas of
        one region and period are within boundaries of several years.
    disclosed : Both
        What was suppressed.
    refused_rows : int
        Problems in the files, whose rows were left out.
    sources : tuple of Source
    """

    study: Study
    region: str
    until: date
    catalogue: Catalogue
    lines: tuple[Line, ...]
    objections: Mapping[str, tuple[str, ...]]
    disclosed: Both
    refused_rows: int
    sources: tuple[Source, ...]

    @property
    def indicators(self) -> tuple[str, ...]:
        """Return every indicator once, by aim."""
        return tuple(dict.fromkeys(line.indicator for line in self.lines))

    @property
    def regions(self) -> tuple[str, ...]:
        """Return the slugs of the regions it is about, in the order of the alphabet."""
        if self.region != "all":
            return (self.region,)
        return tuple(
            sorted(self.study.regions, key=lambda s: self.study.regions[s].name.casefold())
        )

    def of(self, indicator: str, region: str | None = None) -> tuple[Line, ...]:
        """Return the lines of an indicator, of one region when one is named."""
        return tuple(
            line
            for line in self.lines
            if line.indicator == indicator and region in (None, line.region)
        )

    def newest(self) -> dict[tuple[str, str], Latest]:
        """Return the newest figure of each indicator and region, over its areas."""
        found: dict[tuple[str, str], Latest] = {}
        for line in self.lines:
            key, one = (line.indicator, line.region), line.latest
            if one.period is None:
                continue
            known = found.get(key)
            if known is None or periods.last_day(str(known.period)) < periods.last_day(one.period):
                found[key] = one
        return found

    def name(self, indicator: str) -> Both:
        """Return what an indicator is called."""
        return name_of(self.study, indicator, self.catalogue)

    def aim(self, indicator: str) -> str | None:
        """Return which aim an indicator serves; None is not stated."""
        for line in self.of(indicator):
            stated = line.rows["aim"].dropna()
            if len(stated):
                return str(stated.iloc[0])
        return None

    def improvement(self, indicator: str) -> str | None:
        """Return which way is favourable; None is not stated."""
        for line in self.of(indicator):
            stated = line.rows["improvement"].dropna()
            if len(stated):
                return str(stated.iloc[0])
        return None

    def unit(self, line: Line) -> Both:
        """Return what the unit of a line is called; empty when it is not stated."""
        stated = line.rows["unit"].dropna()
        written = str(stated.iloc[0]) if len(stated) else ""
        known = self.study.units.get(line.indicator)
        entry = self.catalogue.find(line.indicator)
        for both in (known, entry.unit if entry else None):
            if both and written in ("", both.nl, both.en):
                return both
        return Both.of(written)

    def is_model(self, indicator: str) -> bool:
        """Say whether any figure of an indicator is a model estimate."""
        return "model_effect" in self.objections.get(indicator, ())

    @property
    def without_indicator(self) -> tuple[str, ...]:
        """Return the aims that no indicator serves."""
        there = {self.aim(indicator) for indicator in self.indicators}
        return tuple(aim for aim in terms("aim") if aim not in there)


def gather(
    study: Study,
    *,
    region: str,
    until: str | None,
    release: str,
    indicators: Indicators | None = None,
) -> Seen:
    """Read the figures of a region or of all regions, and protect them for a release.

    Parameters
    ----------
    study : Study
    region : str
        A slug, or ``all``.
    until : str or None
        Only periods that end on or before its last day (inclusive).
    release : str
    indicators : Indicators, optional
        When they have been read already.
    """
    read = indicators or read_indicators(study)
    catalogue = read.catalogue or study_catalogue(study)
    last = study.until(until)
    frame = read.frame
    ended = frame["period"].map(lambda label: periods.last_day(label) <= last).astype(bool)
    frame = frame[ended]
    fewest = study.thresholds.persons
    cover = covering(frame, release=release, fewest=fewest)
    if region != "all":
        frame = frame[frame["region"] == study.region(region).slug]
    frame = _whole_or_areas(frame)
    rows, disclosed = protected(frame, release=release, fewest=fewest, cover=cover)
    names = tuple(dict.fromkeys(rows["indicator"]))
    recodes = _recodes(study)
    lines = [
        _line(part, study, catalogue=catalogue, until=last, recodes=recodes)
        for _, part in rows.groupby(["region", "indicator", "area"], sort=False, dropna=False)
    ]
    lines = _after_others(lines, study, recodes)
    kinds = {name: _kinds(rows[rows["indicator"] == name], catalogue) for name in names}
    seen = Seen(
        study, region, last, catalogue, tuple(lines), kinds, disclosed,
        len(read.problems) + len(read.open_data.problems), _sources(study, rows),
    )  # fmt: skip
    return _ordered(seen)


def _whole_or_areas(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out the areas of an indicator that the region has as a whole.

    A sum beside all but one of its parts gives the last part away.
    """
    whole = frame["area"].isna()
    pairs = frame["region"].astype(str) + "\n" + frame["indicator"].astype(str)
    as_whole = pairs.isin(pairs[whole & (frame["status"] != "missing")])
    by_area = pairs.isin(pairs[~whole]) & ~as_whole
    return frame[whole != by_area]


def _recodes(study: Study) -> pd.DataFrame | None:
    try:
        return study_recodes(study)
    except InputError:
        return None  # what is wrong with it is told with the folder of open data


def _kinds(rows: pd.DataFrame, catalogue: Catalogue) -> tuple[str, ...]:
    found = {each.kind for each in objections(rows, catalogue=catalogue, purpose="effect")}
    mixed = rows.groupby(["region", "period"])["boundary_year"].nunique() > 1
    kinds = {"model_effect"} & found | ({"boundary_year"} if mixed.any() else set())
    return tuple(sorted(kinds))


def _line(
    part: pd.DataFrame,
    study: Study,
    *,
    catalogue: Catalogue,
    until: date,
    recodes: pd.DataFrame | None,
) -> Line:
    first = part.iloc[0]
    indicator = str(first["indicator"])
    area = None if first["area"] is None or first["area"] != first["area"] else str(first["area"])
    labels = expected_periods([str(label) for label in part["period"]])
    rows = part.set_index("period").reindex(labels).rename_axis("period").reset_index()
    rows["status"] = rows["status"].fillna("missing")
    for name in ("region", "indicator"):
        rows[name] = first[name]
    rows["area"] = area
    rows = with_limits(rows, catalogue.find(indicator))
    ends = [a.until_day for a in study.region(str(first["region"])).areas if a.code == area]
    last = min([until, *(day for day in ends if day is not None)])

    def same_area(one: int, other: int) -> bool:
        if area is None or recodes is None:
            return False
        return not changed(recodes, area, one=one, other=other)

    return Line(
        str(first["region"]), indicator, area, rows,
        joins_of(rows, catalogue=catalogue, same_area=same_area), latest(rows, until=last),
    )  # fmt: skip


def _after_others(lines: list[Line], study: Study, recodes: pd.DataFrame | None) -> list[Line]:
    """Return the lines, those of areas that came in place of others with the break before them."""
    found = [_stretch(line) for line in lines]
    beside: dict[tuple[str, str], list[Stretch]] = {}
    for line, stretch in zip(lines, found, strict=True):
        if stretch is not None:
            beside.setdefault((line.region, line.indicator), []).append(stretch)
    made = []
    for line, own in zip(lines, found, strict=True):
        areas = {area.code: area for area in study.region(line.region).areas}
        others = beside[line.region, line.indicator] if own else []
        if own is None or len(others) == 1:
            made.append(line)
            continue
        before = predecessors(own, others, areas=areas, recodes=recodes)
        names = {code: area.name for code, area in areas.items()}
        made.append(replace(line, joins=succeeded(line.joins, own, before, names)))
    return made


def _stretch(line: Line) -> Stretch | None:
    """Return from which to which period an area is shown; None of a whole, or when it is not."""
    shown = [str(period) for period in line.rows.loc[line.rows["status"] == "shown", "period"]]
    if line.area is None or not shown:
        return None
    return Stretch(line.area, shown[0], shown[-1])


def _ordered(seen: Seen) -> Seen:
    """Return the lines by aim, then by indicator, region and area in the order of the alphabet."""
    aims = [*terms("aim"), None]
    regions = {slug: region.name.casefold() for slug, region in seen.study.regions.items()}
    aim = {name: seen.aim(name) for name in seen.indicators}

    def place(line: Line) -> tuple[int, str, str, str]:
        of = aim[line.indicator]
        at = aims.index(of) if of in aims else len(aims)
        return at, line.indicator.casefold(), regions[line.region], line.area or ""

    return replace(seen, lines=tuple(sorted(seen.lines, key=place)))


def _sources(study: Study, rows: pd.DataFrame) -> tuple[Source, ...]:
    hidden = bool((rows["status"] == "suppressed").any())
    counts = rows["file"].dropna().value_counts().sort_index()
    files = [study.source(str(f), None if hidden else int(n)) for f, n in counts.items()]
    own = [study.catalogue] if study.catalogue and len(rows) else []
    return (*files, *(study.source(path, None) for path in own))
