"""The analysis plan: what will be asked of the figures, written down before they are seen.

Without a plan everything can be asked too, and every answer then is *exploratory*: with enough
indicators, regions and starts something always seems to have changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kit import periods
from kit.actions import read_interventions
from kit.errors import InputError, Problem, unknown_name
from kit.language import Both
from kit.settings import Day, Name, Period, Slug, Text, Whole, left_as_text, read_settings
from kit.study import Study
from kit.terms import terms

__all__ = ["Analysis", "NationalEvent", "Plan", "read_plan"]

FORMAT = 1
FILE = "analysis_plan.yml"


def _choice(list_name: str) -> Any:
    def chosen(value: Any) -> str:
        for term in terms(list_name).values():
            if str(value).casefold() in term.written_as():
                return term.id
        raise ValueError("one of " + ", ".join(terms(list_name)))

    return BeforeValidator(chosen)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Span(_Part):
    """Periods that are left out in a sensitivity analysis; both inclusive."""

    first: Period = Field(alias="from")
    last: Period = Field(alias="until")
    why: Text | None = None


class NationalEvent(_Part):
    """Something that happened everywhere: after it there may be no clean comparison."""

    date: Day
    what: Text


class Analysis(_Part):
    """One question, how it will be answered, and what would count as an answer.

    Attributes
    ----------
    id : str
    question, estimand : Both
        What is asked; of whom, over which time, against what, the change is meant.
    indicator : str
    design : str
        One of the list `design` of ``terms.yml``.
    region : str or None
        Of a design for one region.
    exposure : str
        ``region_start``, the date in study.yml, or the name of an intervention: a region then
        starts with that intervention, and one that does not have it has not started.
    comparison : {"none", "regions", "pool"}
        Against nothing but its own past, the other regions, or the `comparison_pool` of study.yml.
    matched_on : tuple of str
        Indicators on which areas of the pool are matched.
    family : str or None
        Of `families`: what is corrected together.
    role : {"primary", "secondary", "falsification"}
        A falsification outcome should not change.
    shape : {"level", "slope", "level_and_slope"}
        Of an interrupted series: what the change may have done.
    horizon : int or None
        Of an interrupted series: for how many periods after the first one that counts the change
        is told; None is one year, or the last period where that is earlier.
    anticipation, lag : int
        Periods before the start in which people may act already; periods a change may need.
    spillover : Both or None
        How neighbours may be touched too.
    leave_out : Span or None
    """

    id: Slug
    question: Text
    estimand: Text
    indicator: Name
    design: Annotated[str, _choice("design")]
    region: Slug | None = None
    exposure: Name = "region_start"
    comparison: Literal["none", "regions", "pool"] = "none"
    matched_on: tuple[Name, ...] = ()
    family: Slug | None = None
    role: Literal["primary", "secondary", "falsification"] = "secondary"
    shape: Literal["level", "slope", "level_and_slope"] = "level_and_slope"
    horizon: Annotated[Whole | None, Field(ge=0)] = None
    anticipation: Annotated[Whole, Field(ge=0, le=8)] = 0
    lag: Annotated[Whole, Field(ge=0, le=20)] = 0
    spillover: Text | None = None
    leave_out: Span | None = None


class Family(_Part):
    """Outcomes that are corrected together for being many."""

    correction: Literal["holm", "bh"] = "holm"


class Plan(_Part):
    """What was decided before the outcomes were read.

    Attributes
    ----------
    analyses : tuple of Analysis
    families : mapping of id to Family
    national_events : tuple of NationalEvent
    """

    format: int = Field(ge=1, le=FORMAT)
    analyses: tuple[Analysis, ...] = ()
    families: dict[Slug, Family] = {}
    national_events: tuple[NationalEvent, ...] = ()

    def find(self, *, design: str, indicator: str, region: str | None = None) -> Analysis | None:
        """Return the analysis of an indicator by a design; None where the plan has none."""
        wanted = " ".join(indicator.split()).casefold()
        return next(
            (
                each
                for each in self.analyses
                if each.design == design
                and each.indicator.casefold() == wanted
                and (region is None or each.region in (None, region))
            ),
            None,
        )

    @property
    def sha256(self) -> str:
        """Return the hash of what the plan says; spaces, order of names and remarks do not count.

        Examples
        --------
        >>> Plan(format=1).sha256 == Plan(format=1, analyses=()).sha256
        True
        """
        said = json.dumps(_plain(self), ensure_ascii=False, sort_keys=True)
        return sha256(said.encode()).hexdigest()


def read_plan(study: Study) -> Plan | None:
    """Read the plan of a study; None where it has none.

    Raises
    ------
    InputError
        With every problem of ``analysis_plan.yml`` at once.
    """
    path = study.root / FILE
    if not path.is_file():
        return None
    made = _read(path)
    problems = [*_look_further(made), *_unknown(made, study)]
    if problems:
        raise InputError(problems, do=f"Correct the file and run `kit check {study.root}` again.")
    return made


def _read(path: Path) -> Plan:
    do = "Make one with `kit plan new`."
    loader = left_as_text("timestamp")
    return read_settings(
        path, Plan, called=path.name, what="an analysis plan", do=do, loader=loader
    )


def _look_further(made: Plan) -> Iterator[Problem]:
    ids = [analysis.id for analysis in made.analyses]
    for id in sorted({id for id in ids if ids.count(id) > 1}):
        yield Problem(f"{FILE}, `analyses`", id, "an id that stands there once")
    for number, analysis in enumerate(made.analyses, start=1):
        where = f"{FILE}, `analyses[{number}]"
        if analysis.family and analysis.family not in made.families:
            yield unknown_name(f"{where}.family`", analysis.family, made.families)
        if analysis.design in ("interrupted_series", "synthetic_comparison") and not (
            analysis.region
        ):
            yield Problem(f"{where}.region`", "", "the region that this design is about")
        if analysis.design == "synthetic_comparison" and analysis.comparison == "none":
            expected = "regions or pool: this design compares"
            yield Problem(f"{where}.comparison`", "none", expected)
        span = analysis.leave_out
        if span and periods.first_day(span.first) > periods.last_day(span.last):
            got = f"{span.first} to {span.last}"
            yield Problem(f"{where}.leave_out`", got, "`from` before `until`")


def _unknown(made: Plan, study: Study) -> Iterator[Problem]:
    for number, analysis in enumerate(made.analyses, start=1):
        if analysis.region and analysis.region not in study.regions:
            where = f"{FILE}, `analyses[{number}].region`"
            yield unknown_name(where, analysis.region, study.regions)
        if analysis.exposure != "region_start":
            yield from _exposure(analysis, study, f"{FILE}, `analyses[{number}].exposure`")


def _exposure(analysis: Analysis, study: Study, where: str) -> Iterator[Problem]:
    """Find an exposure that is no intervention: of the region, where the question is of one."""
    rows = read_interventions(study).frame
    own = rows[rows["region"] == analysis.region] if analysis.region else rows
    names: dict[str, str] = {}
    for name in own["name"]:
        names.setdefault(" ".join(str(name).split()).casefold(), str(name))
    if " ".join(analysis.exposure.split()).casefold() not in names:
        yield unknown_name(where, analysis.exposure, ["region_start", *names.values()])


def _plain(value: Any) -> Any:
    """Return what a part of the plan says, as JSON can hold it."""
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Both):
        return value.as_dict()
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, int | str) else str(value)
