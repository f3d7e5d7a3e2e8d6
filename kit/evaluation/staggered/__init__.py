"""Several regions that started on different days: did they part from those that had not?

What a region would have been without its start is imputed from regions and periods that had not
started. How the p-value is made is decided from the start dates, before any figure is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.errors import InputError, KitError, unknown_name
from kit.evaluation.effect import Effect, Row, effect_table
from kit.evaluation.exposure import exposed, exposure_sources
from kit.evaluation.outcome import forbidden
from kit.evaluation.plan import read_plan
from kit.evaluation.registering import read_registered
from kit.evaluation.staggered.checking import checks
from kit.evaluation.staggered.drawing import draw
from kit.evaluation.staggered.saying import against, asked, brief, nothing, question, sentence
from kit.evaluation.staggered.studying import Gathered, Studied, gather, look_at
from kit.evaluation.staggered.weighing import weighed
from kit.evaluation.together import sources_of
from kit.finding import Drawing, Finding
from kit.indicators import Indicators, read_indicators
from kit.language import Both

if TYPE_CHECKING:
    from kit.study import Study

__all__ = ["staggered_starts"]

_DESIGN = "staggered_starts"


def staggered_starts(
    study: Study,
    *,
    region: str,
    indicator: str,
    until: str | None,
    release: str,
    indicators: Indicators | None = None,
) -> Finding:
    """Compare regions that started with regions that had not started by then.

    Parameters
    ----------
    study : Study
    region : {"all"}
        The design is about all regions together.
    indicator : str
        As the files write it; capitals and spaces do not matter.
    until : str or None
        Last period that counts, inclusive; None is the last of the study.
    release : str
        For whom; figures about too few persons are gaps from *region* upward.
    indicators : Indicators, optional
        What `read_indicators` returned, when it was called already.

    Returns
    -------
    Finding
        Of kind ``staggered_starts``; its table is that of `kit.evaluation.effect`, with the
        measured figures of each region and period.

    Raises
    ------
    InputError
        Another region than ``all``; an unknown period or indicator, with the nearest.
    Refused
        The figures are model estimates, or of periods of different length.
    """
    if region != "all":
        raise InputError([unknown_name("`region`", region, ["all"])])
    read = indicators or read_indicators(study)
    last = study.until(until)
    plan, registered = read_plan(study), read_registered(study)
    analysis = plan.find(design=_DESIGN, indicator=indicator) if plan else None
    study = exposed(study, analysis)
    objected = forbidden(study, read, indicator=indicator, regions=list(study.regions))
    gathered = gather(
        study, read, indicator=indicator, last=last, release=release, analysis=analysis
    )
    parameters: dict[str, Any] = {
        "region": region, "indicator": indicator, "until": until or study.last, "release": release,
    }  # fmt: skip
    if gathered is None:
        return _unanswered(study, parameters, release, "")
    parameters["indicator"] = gathered.outcomes[0].series.indicator
    try:
        seen = look_at(
            study,
            read,
            gathered,
            plan=plan,
            registered=registered,
            analysis=analysis,
            last=last,
            release=release,
        )
    except KitError as refused:
        return _unanswered(study, parameters, release, str(refused))
    parameters |= {"planned": seen.stamp.word, "wait": gathered.design.anticipation}
    return Finding(
        kind=_DESIGN,
        question=question(seen),
        parameters=parameters,
        table=_table(seen),
        sentence=sentence(seen),
        brief=brief(seen),
        picture=draw(seen),
        checks=checks(seen, objections=objected, refused_rows=len(read.problems)),
        sources=(*sources_of(study, gathered.outcomes), *exposure_sources(study, analysis)),
        release=release,
        against=against(seen),
    )


def _table(seen: Studied) -> Any:
    imputed, rule, gathered = seen.imputed, seen.rule, seen.gathered
    starts = [start for start in gathered.design.starts if start is not None]
    level = imputed.counterfactual if imputed.counterfactual > 0 else float("nan")
    effect = Effect(
        imputed.effect, seen.low, seen.high, counterfactual=imputed.counterfactual,
        relative=imputed.effect / level, relative_low=seen.low / level,
        relative_high=seen.high / level, df=rule.df, p=seen.p,
        p_method=rule.method if seen.tested else "descriptive", smallest_p=rule.smallest_p,
        regions=rule.regions, treated=rule.started,
        before=min(starts) - gathered.design.anticipation,
        after=len(gathered.labels) - max(starts),
    )  # fmt: skip
    rows = [
        Row("event_time", "", each.effect, event_time=each.event, n=float("nan"))
        for each in imputed.by_event
        if each.event >= 0
    ]
    rows += [
        Row("by_region", outcome.region.slug, part, region=outcome.region.slug)
        for outcome, part in zip(gathered.outcomes, imputed.by_region, strict=True)
        if part == part
    ]
    shared = weighed(seen)
    rows += [
        Row("weight", slug, count / shared.periods, region=slug)
        for slug, _, count in shared.regions
    ]
    if len(shared.regions) > 1:
        rows.append(Row("sensitivity", "equal_weights", shared.equal))
    rows += [Row(each.row, each.label, each.effect, p=each.p) for each in seen.others]
    rows += _beside(seen)
    if seen.detectable:
        rows.append(Row("power", "0.8", seen.detectable.change))
    return effect_table(
        effect, [*rows, *_measured(gathered)], region="all",
        indicator=seen.first.series.indicator, unit=seen.first.series.unit, design=_DESIGN,
    )  # fmt: skip


def _beside(seen: Studied) -> list[Row]:
    """Return another estimator, its differences before and after, and what chance gives there."""
    found, events, rows = seen.beside.callaway, seen.beside.events, []
    if found is not None:
        rows.append(Row("sensitivity", "callaway_santanna", found.effect))
    if events is not None:
        rows += [
            Row("event_time", "callaway_santanna", float(effect), event_time=event)
            for event, effect in zip(events.events, events.effects, strict=True)
        ]
        rows += [
            Row("chance", "", 0.0, -float(half), float(half), event_time=event)
            for event, half in zip(events.events, events.band, strict=True)
            if half == half
        ]
    return rows


def _measured(gathered: Gathered) -> list[Row]:
    return [
        Row("observed", "", float(row["value"]), region=outcome.region.slug,
            period=str(row["period"]), event_time=_since(gathered, start, str(row["period"])),
            n=float(row["n"]), status=str(row["status"]))
        for outcome, start in zip(gathered.outcomes, gathered.design.starts, strict=True)
        for row in outcome.table.to_dict("records")
    ]  # fmt: skip


def _since(gathered: Gathered, start: int | None, label: str) -> float:
    return float("nan") if start is None else float(gathered.labels.index(label) - start)


def _unanswered(study: Study, parameters: dict[str, Any], release: str, why: str) -> Finding:
    """Return a finding that says why there is no answer."""
    name = study.indicators.get(parameters["indicator"], Both.of(parameters["indicator"]))
    said, check = nothing(name, why)
    none = Both("Geen figuur: er is geen antwoord.", "No figure: there is no answer.")
    return Finding(
        kind=_DESIGN,
        question=asked(name),
        parameters=parameters,
        table=effect_table(
            None, region="all", indicator=parameters["indicator"], unit=None, design=_DESIGN,
        ),
        sentence=said,
        picture={language: Drawing("", none[language], "") for language in ("nl", "en")},
        checks=(check,),
        sources=(),
        release=release,
    )  # fmt: skip
