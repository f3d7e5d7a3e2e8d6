"""Planned or exploratory: whether a question was asked before its outcomes could be seen.

Registering writes down the hash of the plan, the day, and how far each outcome then reached.
A finding is *planned* when the plan of today is the one that was registered and holds its question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from kit import periods
from kit.evaluation.plan import Analysis, Plan
from kit.files import write_whole
from kit.finding import Check
from kit.indicators import Indicators
from kit.language import Both, day, period
from kit.settings import Day, left_as_text, read_settings
from kit.study import Study

__all__ = ["Registered", "Stamp", "read_registered", "register", "stamp"]

FILE = "analysis_plan.registered.yml"
FORMAT = 1


class Registration(BaseModel):
    """One version of the plan, as it was on a day.

    Attributes
    ----------
    sha256 : str
        Of what the plan said.
    registered_on : date
    outcomes_until : mapping of indicator to period
        The last period of each outcome that was in the study on that day.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    registered_on: Day
    outcomes_until: dict[str, str] = {}


class Registered(BaseModel):
    """Every registration of a study, in order of time."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    format: int = Field(ge=1, le=FORMAT)
    registrations: tuple[Registration, ...] = ()


@dataclass(frozen=True)
class Stamp:
    """Whether a finding was planned.

    Attributes
    ----------
    word : {"planned", "exploratory"}
    said : Both
    check : Check
    """

    word: str
    said: Both
    check: Check


def read_registered(study: Study) -> Registered:
    """Read every registration; empty where there is none.

    Raises
    ------
    InputError
        With every problem of ``analysis_plan.registered.yml`` at once.
    """
    path = study.root / FILE
    if not path.is_file():
        return Registered(format=FORMAT)
    return read_settings(
        path, Registered, called=FILE, what="the registrations", do="",
        loader=left_as_text("timestamp"),
    )  # fmt: skip


def register(study: Study, plan: Plan, indicators: Indicators, *, on: date) -> Registration | None:
    """Write down that this is the plan, and how far its outcomes reach; None if it already is."""
    import yaml

    before = read_registered(study)
    if before.registrations and before.registrations[-1].sha256 == plan.sha256:
        return None
    made = Registration(
        sha256=plan.sha256, registered_on=on.isoformat(), outcomes_until=_reach(plan, indicators)
    )
    rows = [_as_data(each) for each in (*before.registrations, made)]
    text = yaml.safe_dump(
        {"format": FORMAT, "registrations": rows}, sort_keys=False, allow_unicode=True
    )
    head = "# Written by `kit plan register`; never change it by hand.\n"
    write_whole(study.root / FILE, head + text)
    return made


def stamp(
    plan: Plan | None, registered: Registered, analysis: Analysis | None, *, start: date | None
) -> Stamp:
    """Say whether a question was planned before its outcomes were seen.

    Parameters
    ----------
    plan : Plan or None
        As it is today.
    registered : Registered
    analysis : Analysis or None
        The question, as the plan has it; None when it is not in the plan.
    start : date or None
        First day after which the outcome may show a change; the earliest, for several regions.
    """
    if plan is None or analysis is None:
        return _exploratory(
            Both(
                "Verkennend: deze vraag staat niet in het analyseplan.",
                "Exploratory: this question is not in the analysis plan.",
            ),
            "informative",
        )
    last = registered.registrations[-1] if registered.registrations else None
    if last is None:
        return _exploratory(
            Both(
                "Verkennend: het analyseplan is niet vastgelegd.",
                "Exploratory: the analysis plan was not registered.",
            ),
            "doubtful",
        )
    on = Both.of(lambda language: day(last.registered_on, language))
    if last.sha256 != plan.sha256:
        return _exploratory(
            Both(
                f"Verkennend: het analyseplan is veranderd nadat het op {on['nl']} was vastgelegd.",
                "Exploratory: the analysis plan was changed after it was registered on "
                f"{on['en']}.",
            ),
            "failed",
        )
    seen = last.outcomes_until.get(analysis.indicator)
    known = seen is not None and (start is None or periods.last_day(seen) >= start)
    said = Both(
        f"Gepland: vastgelegd op {on['nl']}.",
        f"Planned: registered on {on['en']}.",
    )
    if not known:
        return Stamp("planned", said, Check("planned", "passed", said))
    assert seen is not None
    late = Both(
        f"{said['nl']} De cijfers liepen toen al tot en met {period(seen, 'nl')}, voorbij de "
        "start; wie het plan schreef, kan ze hebben gezien.",
        f"{said['en']} The figures then reached {period(seen, 'en')} already, past the start; "
        "whoever wrote the plan may have seen them.",
    )
    advice = Both(
        "Zeg dit erbij, en leg een plan de volgende keer vast vóór de start.",
        "Say so beside it, and register a plan before the start next time.",
    )
    return Stamp("planned", late, Check("planned", "doubtful", late, advice=advice))


def _exploratory(said: Both, verdict: Any) -> Stamp:
    advice = Both(
        "Lees dit als een vraag voor de volgende keer; leg die vast met `kit plan register`.",
        "Read this as a question for next time; register it with `kit plan register`.",
    )
    return Stamp("exploratory", said, Check("planned", verdict, said, advice=advice))


def _reach(plan: Plan, indicators: Indicators) -> Mapping[str, str]:
    """Return the last period of each outcome of the plan that is in the study."""
    frame = indicators.frame
    wanted = {each.indicator.casefold(): each.indicator for each in plan.analyses}
    found = {}
    for name, rows in frame[frame["status"] == "shown"].groupby("indicator"):
        if str(name).casefold() in wanted:
            found[wanted[str(name).casefold()]] = max(rows["period"], key=periods.last_day)
    return dict(sorted(found.items()))


def _as_data(made: Registration) -> dict[str, Any]:
    return {
        "sha256": made.sha256,
        "registered_on": made.registered_on.isoformat(),
        "outcomes_until": dict(made.outcomes_until),
    }
