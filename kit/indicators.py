"""Measured series: a long table of indicators, one figure per region, indicator and period.

A figure is shown, suppressed ("<10": there is one, but it would make people recognisable) or
missing (there is none); a zero is a zero. The three are kept apart from the first reading on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.errors import InputError, Problem, unknown_name
from kit.language import Both
from kit.study import Study
from kit.tables import read_table
from kit.values import Column

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["COLUMNS", "Indicators", "Series", "read_indicators", "series", "unit_of"]

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
)


@dataclass(frozen=True)
class Indicators:
    """What was read of the measured series of a study.

    Attributes
    ----------
    frame : DataFrame
        One row per good row, in the order of the files: region (slug), indicator, period, value
        (float, missing where not shown), status (shown, suppressed or missing), unit, n (persons
        behind the figure; float, missing where not stated), aim, improvement, method, source,
        published_on, file, row.
    problems : tuple of Problem
    set_aside : mapping of reason to count
    unknown : mapping of file to header texts
    notes : mapping of file to how it was read
    """

    frame: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

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


def read_indicators(study: Study) -> Indicators:
    """Read every file ``indicators.*`` and all in the folder ``indicators/``.

    A region is written as its slug or its name; where the study has one region only, it may stay
    empty. Spellings of an indicator that differ in spaces or capitals only are one indicator. Told
    as a problem, and left out: a region that does not exist; a second figure for the same region,
    indicator and period; periods of another length than most of that region and indicator; another
    unit, or another favourable direction, than most rows of that indicator. An empty unit or
    direction is taken from the other rows.

    Returns
    -------
    Indicators
    """

    def complete(record: dict[str, Any], file: str) -> None:
        if record["region"] is None and len(study.regions) == 1:
            record["region"] = next(iter(study.regions))

    table = read_table(
        study.files("indicators"), table="indicators", declared=COLUMNS, complete=complete
    )
    frame = table.frame
    problems = list(table.problems)
    known = {
        written.casefold(): region.slug
        for region in study.regions.values()
        for written in (region.name, region.slug)
    }
    frame["indicator"] = _one_spelling(frame["indicator"])
    slugs = frame["region"].map(lambda name: known.get(" ".join(name.casefold().split())))
    for at in frame.index[slugs.isna()]:
        where = _where(frame, at, "region")
        problems.append(unknown_name(where, str(frame.at[at, "region"]), study.regions))
    frame = frame.assign(region=slugs)[slugs.notna()]
    frame = _without(frame, problems, _mixed_lengths)
    frame = _without(frame, problems, _mixed_units)
    frame = _without(frame, problems, _mixed_directions)
    frame = _without(frame, problems, _repeated)
    return Indicators(
        _with_status(frame), tuple(problems), table.set_aside, table.unknown, table.notes
    )


def series(indicators: Indicators, *, region: str, indicator: str, until: date) -> Series:
    """Return one indicator of one region, without holes in time.

    Parameters
    ----------
    indicators : Indicators
    region : str
        Slug.
    indicator : str
        As the files write it; capitals and spaces do not matter.
    until : date
        Only periods whose last day is on or before this day (inclusive).

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
    rows = frame[(frame["region"] == region) & (frame["indicator"] == name)]
    rows = rows[[periods.last_day(label) <= until for label in rows["period"]]]
    if rows.empty:
        nothing = np.empty(0)
        return Series(region, name or indicator, (), nothing, (), nothing.copy(), ())
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
    )


def unit_of(study: Study, series: Series) -> Both | None:
    """Return what the unit of a series is called; None is *not stated*.

    A unit of the files stays as it is when study.yml has no words for it, or for another unit.
    """
    known = study.units.get(series.indicator)
    if series.unit is None or (known and series.unit in (known.nl, known.en)):
        return known
    return Both.of(series.unit)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _first(column: pd.Series[Any]) -> str | None:
    stated = column.dropna()
    return None if stated.empty else str(stated.iloc[0])


def _one_spelling(names: pd.Series[Any]) -> pd.Series[Any]:
    spelt: dict[str, str] = {}
    return names.map(lambda name: spelt.setdefault(_folded(name), " ".join(name.split())))


def _where(frame: pd.DataFrame, at: int, column: str) -> str:
    return f"{_stands(frame, at)}, `{column}`"


def _stands(frame: pd.DataFrame, at: int) -> str:
    return f"{frame['file'][at]!s}, row {frame['row'][at]!s}"


#: A problem, and the rows that go out with it.
_Found = Iterator[tuple[Problem, list[int]]]


def _without(
    frame: pd.DataFrame, problems: list[Problem], find: Callable[[pd.DataFrame], _Found]
) -> pd.DataFrame:
    out: list[int] = []
    for problem, rows in find(frame):
        problems.append(problem)
        out += rows
    return frame.drop(index=out)


def _unlike_most(
    frame: pd.DataFrame, column: str, written: pd.Series[Any]
) -> Iterator[tuple[int, str, str, list[int]]]:
    """Yield, per stated value other than the usual one: first row, value, the usual one, rows."""
    counts = Counter(written.dropna())
    if len(counts) < 2:
        return
    usual = counts.most_common(1)[0][0]
    for value in [value for value in counts if value != usual]:
        rows = [int(at) for at in frame.index[(written == value).to_numpy()]]
        yield rows[0], str(value), str(usual), rows


def _mixed_lengths(frame: pd.DataFrame) -> _Found:
    for _, part in frame.groupby(["region", "indicator"], sort=False):
        lengths = part["period"].map(periods.length_of)
        for at, _, usual, rows in _unlike_most(part, "period", lengths):
            expected = f"periods of one length for one region and indicator (most are a {usual})"
            do = f"{_rows(rows)} left out. Give the other length an indicator name of its own."
            got = str(frame.loc[at, "period"])
            yield Problem(_where(frame, at, "period"), got, expected, do), rows


def _mixed_units(frame: pd.DataFrame) -> _Found:
    for _, part in frame.groupby("indicator", sort=False):
        for at, value, usual, rows in _unlike_most(part, "unit", part["unit"]):
            expected = f'one unit for one indicator (most rows have "{usual}")'
            do = f"{_rows(rows)} left out. Give the other unit an indicator name of its own."
            yield Problem(_where(frame, at, "unit"), value, expected, do), rows


def _mixed_directions(frame: pd.DataFrame) -> _Found:
    for _, part in frame.groupby("indicator", sort=False):
        for at, value, usual, rows in _unlike_most(part, "improvement", part["improvement"]):
            expected = f"one favourable direction for one indicator (most rows have {usual})"
            yield (
                Problem(
                    _where(frame, at, "improvement"), value, expected, _rows(rows) + " left out."
                ),
                rows,
            )


def _repeated(frame: pd.DataFrame) -> _Found:
    first: dict[tuple[str, str, str], int] = {}
    keys = zip(frame["region"], frame["indicator"], frame["period"], strict=True)
    for at, key in zip(map(int, frame.index), keys, strict=True):
        if key not in first:
            first[key] = at
            continue
        stands = _stands(frame, first[key])
        expected = f"one figure per region, indicator and period ({stands} has it too)"
        yield Problem(_where(frame, at, "period"), key[2], expected, "Keep one of the two."), [at]


def _rows(rows: list[int]) -> str:
    return f"{len(rows)} row{' is' if len(rows) == 1 else 's are'}"


def _with_status(frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    frame = frame.reset_index(drop=True)
    suppressed = frame["value"] == "suppressed"
    value = pd.to_numeric(frame["value"].mask(suppressed), errors="raise").astype(float)
    status = pd.Series("shown", index=frame.index, dtype=object)
    status = status.mask(value.isna(), "missing").mask(suppressed, "suppressed")
    frame = frame.assign(value=value, n=pd.to_numeric(frame["n"]).astype(float))
    frame.insert(list(frame.columns).index("value") + 1, "status", status)
    return frame
