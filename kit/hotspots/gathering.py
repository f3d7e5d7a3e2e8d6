"""What is looked at: the sources, the protected cells, and the table made of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.areas import Areas, read_areas
from kit.errors import InputError, unknown_name
from kit.finding import Source
from kit.geometry import Geometry, read_geometry
from kit.hotspot_sources import (
    read_assets,
    read_felt_weight,
    read_hotspot_issues,
    read_problem_counts,
    read_risk_layers,
)
from kit.hotspots.chance import Rule
from kit.hotspots.felt import felt_of
from kit.hotspots.measuring import Measured, measure
from kit.hotspots.protecting import Shut, fewest_of, protected
from kit.hotspots.tabulating import table_of
from kit.study import Study

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Given", "Seen", "gather", "read_given"]


@dataclass(frozen=True)
class Given:
    """What a study holds on hotspots, as it was read.

    Attributes
    ----------
    areas : Areas
    geometry : Geometry
    counts, felt, assets, risks, issues : DataFrame
        As the readers of `kit.hotspot_sources` return.
    sources : tuple of Source
        Every file of these tables.
    problems : int
        Rows that could not be read.
    """

    areas: Areas
    geometry: Geometry
    counts: pd.DataFrame
    felt: pd.DataFrame
    assets: pd.DataFrame
    risks: pd.DataFrame
    issues: pd.DataFrame
    sources: tuple[Source, ...]
    problems: int


@dataclass(frozen=True)
class Seen:
    """What the sentence, the figure and the checks are made from.

    Attributes
    ----------
    study : Study
    region : str
        A slug, or all.
    problem, segment : str or None
        What was asked for; None is all of them.
    release : str
    rule : Rule
    given : Given
    shut : Shut
        What was suppressed in the whole study.
    measured : Measured
    table : DataFrame
        The table of the finding.
    """

    study: Study
    region: str
    problem: str | None
    segment: str | None
    release: str
    rule: Rule
    given: Given
    shut: Shut
    measured: Measured
    table: pd.DataFrame

    def rows(self, about: str, **of: str) -> list[dict[str, Any]]:
        """Return the rows about something as plain mappings, missing numbers as None."""
        found = self._plain.get(about, [])
        return [row for row in found if all(row[name] == value for name, value in of.items())]

    @cached_property
    def _plain(self) -> dict[str, list[dict[str, Any]]]:
        plain = self.table.astype(object).where(self.table.notna(), None)
        made: dict[str, list[dict[str, Any]]] = {}
        for row in plain.to_dict("records"):
            made.setdefault(row["about"], []).append({str(k): v for k, v in row.items()})
        return made

    def called(self, id: str, language: str) -> str:
        """Return what a problem or segment is called; the empty segment is everybody."""
        if not id:
            return {"nl": "iedereen", "en": "everybody"}[language]
        known = self.study.indicators.get(id)
        return known[language] if known else id

    def place(self, area: str) -> str:
        """Return what an area is called."""
        return self.given.areas.names.get(area, area)

    def cell(self, row: dict[str, Any], language: str) -> str:
        """Name a cell: the problem, in whom, and where."""
        who = f" ({self.called(row['segment'], language)})" if row["segment"] else ""
        return f"{self.called(row['problem'], language)}{who} in {self.place(row['area'])}"


def read_given(study: Study) -> Given:
    """Read every table on hotspots; tables that are not there are empty."""
    areas = read_areas(study)
    geometry = read_geometry(study, areas)
    tables = [
        read(study, areas)
        for read in (
            read_problem_counts, read_felt_weight, read_assets, read_risk_layers,
            read_hotspot_issues,
        )
    ]  # fmt: skip
    counts, felt, assets, risks, issues = (table.frame for table in tables)
    read = [(one.sources, one.problems) for one in tables]
    every = [(areas.sources, areas.problems), (geometry.sources, geometry.problems), *read]
    return Given(
        areas, geometry, counts, felt, assets, risks, issues,
        tuple(source for sources, _ in every for source in sources),
        sum(len(problems) for _, problems in every),
    )  # fmt: skip


def gather(
    study: Study,
    *,
    region: str,
    until: str | None,
    release: str,
    problem: str | None,
    segment: str | None,
    surely: float,
    given: Given | None,
) -> Seen:
    """Read what a finding needs, protect it, and compute what may be computed.

    Raises
    ------
    InputError
        When there is no such region, period, problem or segment.
    """
    last = study.until(until)
    given = given or read_given(study)
    cells = _cells(given, last)
    _known(study, region, cells, problem, segment)
    shut = protected(cells, release=release, at_least=study.thresholds.persons)
    rule = Rule(surely=surely, shown_from=fewest_of(study.thresholds.persons, release))
    slugs = sorted(study.regions) if region == "all" else [region]
    measured = measure(
        shut.cells, regions=slugs, rule=rule, problem=problem, segment=segment
    )  # fmt: skip
    felt = felt_of(given.felt, last=last, release=release, at_least=study.thresholds.respondents)
    if problem is not None:
        felt = felt[felt["problem"] == problem].reset_index(drop=True)
    table = table_of(
        measured, given.areas.names, felt=felt, assets=given.assets, risks=given.risks,
        issues=given.issues, regions=slugs, release=release, at_least=study.thresholds.persons,
        last=last, together=region == "all",
    )  # fmt: skip
    return Seen(study, region, problem, segment, release, rule, given, shut, measured, table)


def _cells(given: Given, last: Any) -> pd.DataFrame:
    """Return the counts up to the last day (inclusive), with the geography of their area."""
    rows = given.counts
    ends = {label: periods.last_day(label) for label in rows["period"].unique()}
    rows = rows[rows["period"].map(ends).map(lambda day: day <= last).astype(bool)]
    kinds = dict(zip(given.areas.frame["area"], given.areas.frame["geography"], strict=True))
    made = rows.drop(columns=["file", "row", "source"], errors="ignore").reset_index(drop=True)
    made["geography"] = made["area"].map(kinds).fillna("").astype(object)
    made["segment"] = made["segment"].fillna("").astype(object)
    return made


def _known(
    study: Study, region: str, cells: pd.DataFrame, problem: str | None, segment: str | None
) -> None:
    told = []
    if region != "all" and region not in study.regions:
        told.append(unknown_name("`region`", region, (*study.regions, "all")))
    for name, given in (("problem", problem), ("segment", segment)):
        there = sorted(set(cells[name]) - {""})
        if given is not None and given not in there:
            told.append(unknown_name(f"`{name}`", given, there))
    if told:
        raise InputError(told)
