"""Which counts are used: one problem, its age bands and periods, protected over the whole study."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kit import periods
from kit.areas import Areas, read_areas
from kit.errors import InputError, Problem, Refused, unknown_name
from kit.finding import Source
from kit.hotspot_sources import read_problem_counts
from kit.hotspots.protecting import Shut, protected
from kit.language import Both
from kit.rates.ages import Band, badly_laid, band_of
from kit.study import Study

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LATEST", "Given", "gather", "read_counts"]

#: What stands for the last period with a count that is shown.
LATEST = "latest"
_KEPT = ("region", "area", "geography", "segment", "period", "observed", "persons", "status")


@dataclass(frozen=True, eq=False)
class Read:
    """Areas and counts of a study, as they were read."""

    areas: Areas
    counts: pd.DataFrame
    sources: tuple[Source, ...]
    problems: int


@dataclass(frozen=True, eq=False)
class Given:
    """The counts of one problem, fit for a release.

    Attributes
    ----------
    problem : str
        As the table writes it.
    name : Both
    cells : DataFrame
        One row per region, area, age band and period of the problem: region, area, geography,
        segment, period, observed, persons, status (shown, suppressed, missing), band (text). Of
        every region whose bands are those of `bands`.
    bands : tuple of Band
        Without a gap or overlap, youngest first; of `period`. Empty where nothing was counted by
        age and counts of everybody are used.
    period : str or None
        None when nothing was counted.
    other_ages : tuple of str
        Slugs of regions whose bands are others: they are left out.
    not_ages : tuple of str
        Groups that say no ages, and are left out.
    source : str
        What the rows of the period say of where they come from; empty when several or nothing.
    shut : Shut
        What was suppressed in the whole study.
    read : Read
    """

    problem: str
    name: Both
    cells: pd.DataFrame
    bands: tuple[Band, ...]
    period: str | None
    other_ages: tuple[str, ...]
    not_ages: tuple[str, ...]
    source: str
    shut: Shut
    read: Read


def read_counts(study: Study) -> Read:
    """Read the areas of a study and the counts of problems."""
    areas = read_areas(study)
    counts = read_problem_counts(study, areas)
    return Read(
        areas,
        counts.frame,
        (*areas.sources, *counts.sources),
        len(areas.problems) + len(counts.problems),
    )


def gather(
    study: Study,
    *,
    region: str,
    problem: str,
    until: str | None,
    release: str,
    period: str,
    read: Read | None = None,
    ages: Literal["needed", "where_there"] = "needed",
) -> Given:
    """Return the counts of one problem by age, protected together with all other counts.

    Parameters
    ----------
    study : Study
    region : str
        A slug, or all.
    problem : str
        Its id or one of its names; capitals and spaces do not matter.
    until : str or None
        Last period that counts (inclusive).
    release : str
    period : str
        A period, or ``latest``.
    read : Read, optional
    ages : {"needed", "where_there"}
        What to do where nothing was counted by age: refuse, or take the counts of everybody.

    Raises
    ------
    InputError
        No such region, problem or period; a group that an area has twice in other words.
    Refused
        Groups of which none says ages, and ages with a gap or an overlap.
    """
    last = study.until(until)
    read = read or read_counts(study)
    if region != "all" and region not in study.regions:
        raise InputError([unknown_name("`region`", region, (*study.regions, "all"))])
    rows = read.counts
    kept = rows["period"].map(lambda label: periods.last_day(label) <= last).astype(bool)
    rows = rows[kept].reset_index(drop=True)
    id = _known(study, problem, rows)
    called = study.indicators.get(id, Both(id, id))
    kinds = dict(zip(read.areas.frame["area"], read.areas.frame["geography"], strict=True))
    rows["geography"] = rows["area"].map(kinds).fillna("").astype(object)
    rows["segment"] = rows["segment"].fillna("").astype(object)
    shut = protected(rows, release=release, at_least=study.thresholds.persons)
    own = shut.cells[(shut.cells["problem"] == id).to_numpy()]
    stated = rows.loc[own.index]
    chosen = _period(own[own["region"] == region] if region != "all" else own, period)
    if chosen is None:
        none = own.head(0).assign(band="")
        return Given(id, called, none, (), None, (), (), "", shut, read)
    known = _bands(own["segment"], study)
    cells = own[list(_KEPT)].assign(band=[known.get(segment, "") for segment in own["segment"]])
    aged = cells[cells["band"] != ""].reset_index(drop=True)
    here = aged[aged["period"] == chosen]
    everywhere = {slug: _laid(part) for slug, part in here.groupby("region", sort=False)}
    scope = cells[cells["period"] == chosen]
    scope = scope if region == "all" else scope[scope["region"] == region]
    everybody = cells[cells["segment"] == ""]
    if ages == "where_there" and scope["band"].eq("").all() and len(everybody):
        return Given(
            id, called, everybody.assign(band="").reset_index(drop=True), (), chosen, (), (),
            _source_of(stated, chosen), shut, read,
        )  # fmt: skip
    bands = _chosen(region, everywhere, here, scope)
    alike = [slug for slug, laid in everywhere.items() if laid == bands]
    aged = aged[aged["region"].isin(alike) & aged["band"].isin([str(band) for band in bands])]
    aged = aged.reset_index(drop=True)
    _once(aged)
    return Given(
        problem=id,
        name=called,
        cells=aged,
        bands=bands,
        period=chosen,
        other_ages=tuple(sorted(set(cells["region"]) & set(study.regions) - set(alike))),
        not_ages=tuple(sorted({str(s) for s in scope.loc[scope["band"] == "", "segment"]} - {""})),
        source=_source_of(stated, chosen),
        shut=shut,
        read=read,
    )


def _source_of(stated: pd.DataFrame, period: str) -> str:
    sources = stated.loc[stated["period"] == period, "source"].dropna().unique()
    return str(sources[0]) if len(sources) == 1 else ""


def _known(study: Study, asked: str, rows: pd.DataFrame) -> str:
    """Return the id of a problem; as asked when nothing at all was counted."""
    there = sorted(set(rows["problem"]))
    written = {_folded(id): id for id in there}
    for id in there:
        if id in study.indicators:
            written |= {_folded(study.indicators[id][x]): id for x in ("nl", "en")}
    if there and _folded(asked) not in written:
        raise InputError([unknown_name("`problem`", asked, there)])
    return str(written.get(_folded(asked), asked))


def _period(rows: pd.DataFrame, asked: str) -> str | None:
    counted = set(rows.loc[rows["status"] != "missing", "period"])
    there = sorted(counted, key=periods.last_day)
    if asked == LATEST:
        return there[-1] if there else None
    try:
        label = periods.parse(asked)
    except ValueError as error:
        raise InputError([Problem("`period`", asked, f"{LATEST}, or {error}")]) from None
    if there and label not in there:
        raise InputError([unknown_name("`period`", label, there)])
    return label if there else None


def _bands(segments: pd.Series[Any], study: Study) -> dict[str, str]:
    """Return the ages of each group that says any."""
    read = {}
    for segment in segments.unique():
        called = study.indicators.get(segment)
        band = band_of(str(segment), *((called.nl, called.en) if called else ()))
        if band is not None:
            read[str(segment)] = str(band)
    return read


def _laid(part: pd.DataFrame) -> tuple[Band, ...]:
    bands = {one for text in set(part["band"]) if (one := band_of(text)) is not None}
    return tuple(sorted(bands, key=lambda band: (band.low, band.high or 999)))


def _chosen(
    region: str, laid: dict[Any, tuple[Band, ...]], here: pd.DataFrame, scope: pd.DataFrame
) -> tuple[Band, ...]:
    """Return the bands of the region, or those that most areas have; raise when they do not fit."""
    if region == "all":
        areas = here.groupby("region")["area"].nunique()
        many = Counter[tuple[Band, ...]]()
        for slug in laid:
            if not list(badly_laid(laid[slug])):
                many[laid[slug]] += int(areas[slug])
        bands = many.most_common(1)[0][0] if many else next(iter(laid.values()), ())
    else:
        bands = laid.get(region, ())
    if not bands:
        groups = ", ".join(sorted({str(one) or "everybody" for one in scope["segment"]}))
        do = "Ask the source for counts by age; write the ages in the column segment."
        expected = "groups that say ages, such as 0-64, 65-74 and 75+"
        raise Refused(str(Problem("problem_counts, `segment`", groups, expected, do)))
    wrong = [str(problem) for problem in badly_laid(bands)]
    if wrong:
        raise Refused("\n".join(wrong))
    return bands


def _once(cells: pd.DataFrame) -> None:
    """Raise when an area has one age band twice, such as 75+ and 75 and over."""
    by = ["region", "area", "period", "band"]
    twice = cells[cells.duplicated(by)]
    expected = "one group for the same ages"
    do = "Keep one of the two, or write both in one way."
    if len(twice):
        raise InputError(
            [
                Problem(f"problem_counts, `segment`, {area}, {period}", str(segment), expected, do)
                for area, period, segment in twice[["area", "period", "segment"]]
                .head(10)
                .itertuples(index=False, name=None)
            ]
        )


def _folded(text: Any) -> str:
    return " ".join(str(text).split()).casefold()
