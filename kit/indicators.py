"""Measured series: a long table of indicators, one figure per region, indicator and period.

A figure is shown, suppressed ("<10": there is one, but it would make people recognisable) or
missing (there is none); a zero is a zero. The three are kept apart from the first reading on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.catalogue import Catalogue, study_catalogue
from kit.dashboards.reading import if_dashboard
from kit.errors import InputError, Problem, unknown_name
from kit.indicator_rows import judge_row, told_and_left_out, where_of
from kit.indicator_sources import NUMBERS, completed, rows_of_parquet, together, with_status
from kit.language import Both
from kit.open_data import FromFolder, read_folder
from kit.study import Study
from kit.surveys.gathering import experience_rows, read_surveys
from kit.tables import read_table
from kit.values import Column

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = [
    "COLUMNS", "Indicators", "Series", "name_of", "read_indicators", "series", "unit_of",
]  # fmt: skip

COLUMNS = (
    Column("region", "name", required=True),
    Column("indicator", "name", required=True),
    Column("period", "period", required=True),
    Column("value", "figure"),
    Column("unit"),
    Column("n", "integer"),
    Column("aim", "choice", choices="aim"),
    Column("improvement", "choice", choices="improvement"),
    Column("method"),
    Column("source"),
    Column("published_on", "date"),
    Column("area", "name"),
    Column("numerator", "figure"),
    Column("denominator", "figure"),
    Column("expected", "number"),
    Column("low", "number"),
    Column("high", "number"),
    Column("se", "number"),
    Column("age_base"),
    Column("boundary_year", "integer"),
    Column("target", "number"),
)


@dataclass(frozen=True)
class Indicators:
    """What was read of the measured series of a study.

    Attributes
    ----------
    frame : DataFrame
        One row per good row, in the order of the files: region (slug), indicator, period, value
        (float, missing where not shown), status (shown, suppressed or missing), unit, n (persons
        behind the figure; float, missing where not stated; the denominator where only that is),
        aim, improvement, method, source, published_on, area (code; None is the whole region),
        numerator, denominator, expected, low, high, se, target (float, missing where not stated
        or suppressed), age_base, boundary_year, composition (kinds of cost in the figure; None
        where a source does not split it), file, row (None: made of several rows).
    problems : tuple of Problem
    set_aside : mapping of reason to count
    unknown : mapping of file to header texts
    notes : mapping of file to how it was read
    open_data : FromFolder
        What of this was read in the folder ``open_data/``; its problems and notes stand there.
    catalogue : Catalogue or None
        What is known of the indicators; the frame has it where the files are silent.
    """

    frame: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    open_data: FromFolder = field(default_factory=FromFolder)
    catalogue: Catalogue | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return every indicator once, in the order of the files."""
        return tuple(dict.fromkeys(self.frame["indicator"]))


@dataclass(frozen=True)
class Series:
    """One indicator of one region, every period from the first to the last.

    Attributes
    ----------
    region, indicator : str
    periods : tuple of str
        All of one length; a period without a row is in it, with status missing.
    values : array of float
        In `unit`; nan where not shown.
    status : tuple of str
        Per period: shown, suppressed or missing.
    n : array of float
        Persons behind each figure; nan where not stated.
    methods : tuple of (str or None)
        Per period: how the figure was made.
    unit, improvement, aim : str or None
        None is *not stated*.
    sources : tuple of str
        Where the figures come from, as stated.
    files : mapping of file to rows used
    numerator, denominator : array of float, or None
        Counts behind each figure; nan where not stated or not shown. None where no period states
        one: then there is no p- or u-chart.
    expected, low, high, se, target : array of float, or None
        As published, per period; None where no period states one.
    area : str or None
        Code of the area; None is the whole region.
    """

    region: str
    indicator: str
    periods: tuple[str, ...]
    values: np.ndarray[Any, np.dtype[np.float64]]
    status: tuple[str, ...]
    n: np.ndarray[Any, np.dtype[np.float64]]
    methods: tuple[str | None, ...]
    unit: str | None = None
    improvement: str | None = None
    aim: str | None = None
    sources: tuple[str, ...] = ()
    files: Mapping[str, int] = field(default_factory=dict)
    numerator: np.ndarray[Any, np.dtype[np.float64]] | None = None
    denominator: np.ndarray[Any, np.dtype[np.float64]] | None = None
    expected: np.ndarray[Any, np.dtype[np.float64]] | None = None
    low: np.ndarray[Any, np.dtype[np.float64]] | None = None
    high: np.ndarray[Any, np.dtype[np.float64]] | None = None
    se: np.ndarray[Any, np.dtype[np.float64]] | None = None
    target: np.ndarray[Any, np.dtype[np.float64]] | None = None
    area: str | None = None


def read_indicators(study: Study, *, catalogue: Catalogue | None = None) -> Indicators:
    """Read every file ``indicators.*``, all in the folder ``indicators/``, and ``open_data/``.

    A region is written as its slug or its name; where the study has one region only, it may stay
    empty. Spellings of an indicator that differ in spaces or capitals only are one indicator. Told
    as a problem, and left out: a region that does not exist; a second figure for the same region,
    indicator and period; periods of another length than most of that region and indicator; another
    unit, or another favourable direction, than most rows of that indicator. An empty unit or
    direction is taken from the other rows. Told too: an area that the region does not have, a
    negative count or standard error, a denominator of zero, limits that do not hold the figure.
    A figure with published limits or a standard error needs no denominator. What the files are
    silent about is taken from the catalogue: aim, unit, favourable direction, method, age base.

    Parameters
    ----------
    study : Study
    catalogue : Catalogue, optional
        When it was read already.

    Returns
    -------
    Indicators

    Raises
    ------
    InputError
        The catalogue of the study cannot be read.
    """
    catalogue = catalogue or study_catalogue(study)

    in_pool = {each.code.casefold(): each.slug for each in study.comparison_pool}

    def complete(record: dict[str, Any], file: str) -> None:
        code = str(record["area"] or "").strip().casefold()
        if record["region"] is None and code in in_pool:
            record["region"], record["area"] = in_pool[code], None
        if record["region"] is None and len(study.regions) == 1:
            record["region"] = next(iter(study.regions))
        if record["n"] is None and isinstance(record["denominator"], float):
            record["n"] = int(record["denominator"])

    ready, trouble = rows_of_parquet(study)
    table = read_table(
        study.files("indicators"),
        table="indicators",
        declared=COLUMNS,
        complete=complete,
        judge=judge_row,
        ready=[
            *((rows, rows.where) for rows in ready),
            *experience_rows(study, read_surveys(study)),
        ],
    )
    opened = read_folder(study, catalogue, others=[partial(if_dashboard, study=study)])
    problems = [*table.problems, *trouble]
    frame = together(table, opened)
    known = {
        written.casefold(): region.slug
        for region in study.regions.values()
        for written in (region.name, region.slug)
    }
    frame["indicator"] = _one_spelling(frame["indicator"])
    frame, set_aside = _of_regions(frame, study)
    slugs = frame["region"].map(lambda name: known.get(" ".join(name.casefold().split())))
    for at in frame.index[slugs.isna()]:
        where = where_of(frame, at, "region")
        problems.append(unknown_name(where, str(frame.at[at, "region"]), study.regions))
    frame = frame.assign(region=slugs)[slugs.notna()]
    frame = told_and_left_out(frame, study, problems)
    unknown = {rows.where: tuple(rows.unknown.values()) for rows in ready if rows.unknown}
    return Indicators(
        completed(with_status(frame), catalogue, study.languages[0]),
        tuple(problems),
        {**table.set_aside, **set_aside},
        {**table.unknown, **unknown},
        {**table.notes, **{rows.where: rows.notes for rows in ready}},
        opened,
        catalogue,
    )


def series(
    indicators: Indicators, *, region: str, indicator: str, until: date, area: str | None = None
) -> Series:
    """Return one indicator of one region, or of one of its areas, without holes in time.

    Parameters
    ----------
    indicators : Indicators
    region : str
        Slug.
    indicator : str
        As the files write it; capitals and spaces do not matter.
    until : date
        Only periods whose last day is on or before this day (inclusive).
    area : str or None
        Code of an area; None takes the rows about the whole region only.

    Returns
    -------
    Series
        Without periods when the region has no such figures yet, or when there are no figures
        of any indicator at all.

    Raises
    ------
    InputError
        No region has an indicator of this name, though there are others.
    """
    import numpy as np

    names = {_folded(name): name for name in indicators.names}
    name = names.get(_folded(indicator))
    if name is None and names:
        raise InputError([unknown_name("`indicator`", indicator, names.values())])
    frame = indicators.frame
    of = frame["area"].isna() if area is None else frame["area"] == area
    rows = frame[(frame["region"] == region) & (frame["indicator"] == name) & of]
    rows = rows[[periods.last_day(label) <= until for label in rows["period"]]]
    if rows.empty:
        nothing = np.empty(0)
        return Series(region, name or indicator, (), nothing, (), nothing.copy(), (), area=area)
    days = [periods.first_day(label) for label in rows["period"]]
    labels = periods.span(min(days), max(days), periods.length_of(rows["period"].iloc[0]))
    full = rows.set_index("period").reindex(labels)
    return Series(
        region,
        str(name),
        tuple(labels),
        full["value"].to_numpy(dtype=float),
        tuple(full["status"].fillna("missing")),
        full["n"].to_numpy(dtype=float),
        tuple(None if text != text else text for text in full["method"]),
        unit=_first(rows["unit"]),
        improvement=_first(rows["improvement"]),
        aim=_first(rows["aim"]),
        sources=tuple(dict.fromkeys(str(source) for source in rows["source"].dropna())),
        files={str(file): int(rows_of) for file, rows_of in rows["file"].value_counts().items()},
        area=area,
        **{
            name: full[name].to_numpy(dtype=float)
            for name in NUMBERS
            if name != "n" and full[name].notna().any()
        },
    )


def name_of(study: Study, indicator: str, catalogue: Catalogue | None = None) -> Both:
    """Return what an indicator is called: by study.yml, else by the catalogue, else by its id."""
    entry = catalogue.find(indicator) if catalogue else None
    return study.indicators.get(indicator) or (entry.label if entry else Both.of(indicator))


def unit_of(study: Study, series: Series) -> Both | None:
    """Return what the unit of a series is called; None is *not stated*.

    A unit of the files stays as it is when study.yml has no words for it, or for another unit.
    """
    known = study.units.get(series.indicator)
    if series.unit is None or (known and series.unit in (known.nl, known.en)):
        return known
    return Both.of(series.unit)


def _of_regions(frame: pd.DataFrame, study: Study) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the rows that are not about the comparison pool, and how many are."""
    others = {each.slug for each in study.comparison_pool} - set(study.regions)
    about = frame["region"].isin(others)
    count = int(about.sum())
    return frame[~about], {"figures of the comparison pool": count} if count else {}


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _first(column: pd.Series[Any]) -> str | None:
    stated = column.dropna()
    return None if stated.empty else str(stated.iloc[0])


def _one_spelling(names: pd.Series[Any]) -> pd.Series[Any]:
    spelt: dict[str, str] = {}
    return names.map(lambda name: spelt.setdefault(_folded(name), " ".join(name.split())))
