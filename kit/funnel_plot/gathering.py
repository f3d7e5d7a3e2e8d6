"""Which rows stand in a funnel: one indicator, its areas, one period; and what is refused."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.catalogue import Catalogue, study_catalogue
from kit.comparability import objections
from kit.control_chart.protecting import SHARES
from kit.errors import InputError, Problem, Refused, unknown_name
from kit.indicator_rows import where_of
from kit.indicators import Indicators, series
from kit.rates.dispersion import Kind
from kit.rates.trend import POINTS
from kit.study import Study

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FEWEST_AREAS", "LATEST", "Given", "gather"]

#: What stands for the latest period with enough areas.
LATEST = "latest"
#: Areas from which a funnel is not doubtful, and a period is taken by itself.
FEWEST_AREAS = 10
_MOST_TOLD = 10
_NO_COUNTS = (
    "Figures with only limits or a standard error have no place in a funnel: show them with their "
    "own limits."
)


@dataclass(frozen=True, eq=False)
class Given:
    """The rows of a funnel, not protected yet.

    Attributes
    ----------
    indicator : str
    rows : DataFrame
        Of every area in `period` and, of yearly figures, in the four years before it, as
        `kit.indicators` has them, with `usable`: whether a row has the counts that it needs.
    every : DataFrame
        All rows of areas up to the last day that counts.
    period : str or None
        None when there is no figure of an area.
    kind : {"proportion", "rate", "ratio"}
    scale : float
        The figures are so many times numerator over denominator.
    without : int
        Areas of `period` with a figure but without counts: they are left out.
    differing : int
        Areas of `period` whose figure is not numerator over denominator.
    no_trend : str
        Why years may not stand in one line, in English; empty when they may.
    """

    indicator: str
    rows: pd.DataFrame
    every: pd.DataFrame
    period: str | None
    kind: Kind = "rate"
    scale: float = 1.0
    without: int = 0
    differing: int = 0
    no_trend: str = ""

    @property
    def of_period(self) -> pd.DataFrame:
        """Return the rows of the period."""
        return self.rows[self.rows["period"] == self.period]

    def stated(self, column: str) -> tuple[str, ...]:
        """Return every value that rows of the period state, each once."""
        return tuple(dict.fromkeys(str(value) for value in self.of_period[column].dropna()))


def gather(
    study: Study, read: Indicators, *, indicator: str, until: str | None, period: str
) -> Given:
    """Return the rows of one indicator by area, of one period.

    Parameters
    ----------
    study : Study
    read : Indicators
    indicator : str
        Capitals and spaces do not matter.
    until : str or None
        Last period that counts (inclusive).
    period : str
        A period, or ``latest``: the latest with counts of ten areas or, when there is none, the
        latest of those with most areas.

    Raises
    ------
    InputError
        No indicator of this name; no such period; one area with two figures; more events than
        people in a share.
    Refused
        Figures without counts; model estimates; amounts of money, means and scores; methods, ages
        or units that differ between areas.
    """
    last = study.until(until)
    name = series(read, region=next(iter(study.regions)), indicator=indicator, until=last).indicator
    rows = read.frame
    rows = rows[(rows["indicator"] == name) & rows["area"].notna()]
    kept = rows["period"].map(lambda label: periods.last_day(label) <= last).astype(bool)
    rows = _once(rows[kept].reset_index(drop=True))
    counted = rows["denominator"].notna() | (rows["expected"] > 0)
    rows["usable"] = (rows["status"] != "suppressed") & rows["numerator"].notna() & counted
    chosen = _period(rows, period)
    if chosen is None:
        return Given(name, rows, rows, None)
    here = rows[rows["period"] == chosen]
    catalogue = read.catalogue or study_catalogue(study)
    _refuse(here, name, catalogue)
    years = _years(chosen)
    recent = rows[rows["period"].isin(years)]
    usable = here[here["usable"]]
    kind = _kind(usable)
    if kind != "ratio":
        _must_have_denominators(usable)
    if kind == "proportion":
        _must_be_shares(recent[recent["usable"]])
    scale, differing = _scale(usable, kind)
    return Given(
        indicator=name,
        rows=recent.reset_index(drop=True),
        every=rows,
        period=chosen,
        kind=kind,
        scale=scale,
        without=int(((here["status"] == "shown") & ~here["usable"]).sum()),
        differing=differing,
        no_trend=_no_trend(recent, years, catalogue),
    )


def _once(rows: pd.DataFrame) -> pd.DataFrame:
    """Return every area once per period; the same figure twice is one, another is a problem."""
    numbers = ["value", "numerator", "denominator", "expected"]
    alone = rows.drop_duplicates(["area", "period", *numbers]).reset_index(drop=True)
    twice = alone.index[alone.duplicated(["area", "period"])]
    if len(twice):
        expected = "one figure for one area and period, also where it belongs to two regions"
        raise InputError(
            [
                Problem(where_of(alone, at, "area"), str(alone["area"][at]), expected)
                for at in twice[:_MOST_TOLD]
            ]
        )
    return alone


def _period(rows: pd.DataFrame, asked: str) -> str | None:
    there = sorted((str(label) for label in set(rows["period"])), key=periods.last_day)
    if asked != LATEST:
        try:
            label = periods.parse(asked)
        except ValueError as error:
            raise InputError([Problem("`period`", asked, f"{LATEST}, or {error}")]) from None
        if there and label not in there:
            raise InputError([unknown_name("`period`", label, there)])
        return label if there else None
    if not there:
        return None
    counts = rows[rows["usable"]].groupby("period")["area"].nunique()
    areas = {label: int(counts.get(label, 0)) for label in there}
    enough = min(FEWEST_AREAS, max(areas.values()))
    return next(label for label in reversed(there) if areas[label] >= enough)


def _years(chosen: str) -> list[str]:
    if periods.length_of(chosen) != "year":
        return [chosen]
    return [str(year) for year in range(int(chosen) - POINTS + 1, int(chosen) + 1)]


def _refuse(here: pd.DataFrame, name: str, catalogue: Catalogue) -> None:
    """Raise Refused when these figures cannot stand in a funnel, with every reason."""
    entry = catalogue.find(name)
    lines = [
        str(Problem(f"`{name}`, {each.kind}", "", _wanted(each.kind), each.why["en"]))
        for each in objections(here, catalogue=catalogue, purpose="effect")
        if each.kind in ("method", "model_effect", "age_base", "unit")
    ]
    units = " ".join(here["unit"].dropna().astype(str)).casefold()
    money = name.casefold().endswith("_eur") or re.search(r"\beuro|€", units)
    if money or (entry is not None and entry.kind in ("amount", "mean", "score")):
        do = "Amounts, means and scores spread otherwise than counts do: show them side by side."
        lines.append(str(Problem(f"`{name}`", "", "counts of people or events", do)))
    shown = here[here["status"] == "shown"]
    if len(shown) and not here["usable"].any():
        where = where_of(shown, int(shown.index[0]), "numerator, denominator")
        got = f"nothing for any of {len(shown)} areas"
        expected = "a numerator, and a denominator or an expected number, for each area"
        lines.append(str(Problem(where, got, expected, _NO_COUNTS)))
    if lines:
        raise Refused("\n".join(dict.fromkeys(lines)))


def _wanted(kind: str) -> str:
    return {
        "method": "areas that were measured in one way",
        "model_effect": "counts, not model estimates",
        "age_base": "one age base for all areas",
        "unit": "one unit for all areas",
    }[kind]


def _kind(usable: pd.DataFrame) -> Kind:
    if len(usable) and (usable["expected"] > 0).all():
        return "ratio"
    units = usable["unit"].dropna()
    unit = str(units.iloc[0]) if len(units) else ""
    return "proportion" if unit.strip().casefold() in SHARES else "rate"


def _must_have_denominators(usable: pd.DataFrame) -> None:
    lacking = usable.index[usable["denominator"].isna()]
    if len(lacking):
        where = where_of(usable, int(lacking[0]), "denominator")
        got = f"nothing for {len(lacking)} of {len(usable)} areas"
        do = "Fill in the denominators, or the expected number for every area."
        raise Refused(str(Problem(where, got, "a denominator for each area with a numerator", do)))


def _must_be_shares(usable: pd.DataFrame) -> None:
    def found() -> Iterator[Problem]:
        for at in usable.index[usable["numerator"] > usable["denominator"]][:_MOST_TOLD]:
            got = f"{usable['numerator'][at]:g} of {usable['denominator'][at]:g}"
            yield Problem(where_of(usable, int(at), "numerator"), got, "at most the denominator")

    problems = list(found())
    if problems:
        raise InputError(problems)


def _scale(usable: pd.DataFrame, kind: Kind) -> tuple[float, int]:
    """Return how many times numerator over denominator the figures are, and how many are not."""
    if kind == "ratio":
        return 1.0, 0
    ratio = usable["numerator"] / usable["denominator"]
    value = usable["value"]
    times = (value / ratio)[(ratio > 0) & (value > 0)]
    if times.empty:
        return (100.0 if kind == "proportion" else _of_unit(usable["unit"])), 0
    scale = 10.0 ** round(math.log10(float(times.median())))
    there = value.dropna()
    decimals = next((d for d in range(6) if (there.round(d) == there).all()), 6)
    off = (value - scale * ratio).abs() > 0.51 * 10.0**-decimals + 0.01 * scale * ratio
    return scale, int(off.sum())


def _of_unit(units: pd.Series[Any]) -> float:
    """Return the number behind *per* in a unit, such as 1000; 1 when there is none."""
    stated = units.dropna()
    found = re.search(r"per\s+(\d[\d.,\s]*)", str(stated.iloc[0])) if len(stated) else None
    return float(re.sub(r"\D", "", found.group(1))) if found else 1.0


def _no_trend(recent: pd.DataFrame, years: list[str], catalogue: Catalogue) -> str:
    if len(years) < POINTS:
        return "the figures are not yearly"
    # An area keeps its code as long as its boundaries stay: those of other areas do not matter.
    found = objections(recent, catalogue=catalogue)
    return " ".join(each.why["en"] for each in found if each.kind != "boundary_year")
