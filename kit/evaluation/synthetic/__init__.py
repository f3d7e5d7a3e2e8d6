"""One region that started, beside a weighted mixture of areas where nothing did.

The mixture runs parallel to the region before its start, and shows what the figures would have done
if the region had gone on as the areas did. One region that chose itself gives no p-value: areas in
the place of the region show how often such a difference occurs where nothing started.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kit.comparison_pool import Pool, read_pool
from kit.errors import KitError
from kit.evaluation.effect import Effect, Row, effect_table
from kit.evaluation.exposure import exposed, exposure_sources
from kit.evaluation.outcome import forbidden, outcome_of
from kit.evaluation.plan import Analysis, read_plan
from kit.evaluation.registering import read_registered, stamp
from kit.evaluation.synthetic.checking import checks
from kit.evaluation.synthetic.drawing import draw
from kit.evaluation.synthetic.saying import against, asked, brief, nothing, sentence
from kit.evaluation.synthetic.studying import Studied, TooFewAreas, gather, look_at
from kit.finding import Drawing, Finding
from kit.indicators import Indicators, read_indicators
from kit.language import Both

if TYPE_CHECKING:
    from kit.study import Study

__all__ = ["synthetic_comparison"]

_DESIGN = "synthetic_comparison"
#: How far weights of periods may lie apart to be told as one.
ALIKE = 0.02
#: Periods whose weights a page tells; all of them are in the table.
MOST_TOLD = 3


def synthetic_comparison(
    study: Study,
    *,
    region: str,
    indicator: str,
    until: str | None,
    release: str,
    indicators: Indicators | None = None,
) -> Finding:
    """Compare one region with a weighted mixture of areas where nothing started.

    The areas are those of `comparison_pool` in study.yml; where there are none, or the plan asks
    for it, other regions that had not started by the last period. Where the plan says on what
    they are matched, the areas that resemble the region most before its start are taken.

    Parameters
    ----------
    study : Study
    region : str
        Slug.
    indicator : str
        As the files write it; capitals and spaces do not matter.
    until : str or None
        Last period that counts, inclusive; None is the last of the study.
    release : str
        For whom; figures about too few persons are gaps from *region* upward, and an area that
        has one is left out.
    indicators : Indicators, optional
        What `read_indicators` returned, when it was called already.

    Returns
    -------
    Finding
        Of kind ``synthetic_comparison``; its table is that of `kit.evaluation.effect`, with the
        figures of the region, of the areas that weigh something, and their weights.

    Raises
    ------
    InputError
        An unknown region, period or indicator, with the nearest.
    Refused
        The figures are model estimates.
    """
    read = indicators or read_indicators(study)
    last = study.until(until)
    plan, registered = read_plan(study), read_registered(study)
    analysis = plan.find(design=_DESIGN, indicator=indicator, region=region) if plan else None
    study = exposed(study, analysis)
    made = study.region(region)
    parameters: dict[str, Any] = {
        "region": region, "indicator": indicator, "until": until or study.last, "release": release,
    }  # fmt: skip
    outcome = outcome_of(
        study, read, region=region, indicator=indicator, until=last, release=release
    )
    objected = forbidden(study, read, indicator=indicator, regions=[region])
    if outcome is None or made.start is None or made.start > last:
        why = "no_figures" if outcome is None else "no_start"
        return _unanswered(study, made.name, parameters, release, why)
    parameters["indicator"] = outcome.series.indicator
    pool = _pool(study, analysis, outcome.series.indicator)
    try:
        gathered = gather(
            study, read, outcome, pool=pool, analysis=analysis, last=last, release=release,
            guide=plan.find(design="staggered_starts", indicator=indicator) if plan else None,
        )  # fmt: skip
        marked = stamp(plan, registered, analysis, start=made.start)
        seen = look_at(gathered, analysis=analysis, stamp=marked)
    except TooFewAreas:
        return _unanswered(study, made.name, parameters, release, "no_areas")
    except KitError as refused:
        return _unanswered(study, made.name, parameters, release, str(refused))
    parameters |= {"planned": seen.stamp.word, "compared_with": gathered.source}
    problems = len(read.problems) + (len(pool.indicators.problems) if pool else 0)
    return Finding(
        kind=_DESIGN,
        question=analysis.question if analysis else asked(outcome.name, made.name),
        parameters=parameters,
        table=_table(seen),
        sentence=sentence(seen),
        picture=draw(seen),
        checks=checks(seen, objections=objected, refused_rows=problems),
        sources=(*_sources(study, seen), *exposure_sources(study, analysis)),
        release=release,
        against=against(seen),
        brief=brief(seen),
    )


def _pool(study: Study, analysis: Analysis | None, indicator: str) -> Pool | None:
    """Return the pool, unless the plan asks for regions or the pool has no such figures."""
    if analysis is not None and analysis.comparison == "regions":
        return None
    pool = read_pool(study)
    if pool is None or indicator.casefold() not in {n.casefold() for n in pool.indicators.names}:
        return None
    forbidden(pool.study, pool.indicators, indicator=indicator, regions=list(pool.study.regions))
    return pool


def _table(seen: Studied) -> Any:
    gathered, found = seen.gathered, seen.found
    level = seen.counterfactual
    effect = Effect(
        found.effect, counterfactual=level,
        relative=found.effect / level if level else math.nan,
        regions=1 + len(gathered.areas), before=gathered.start,
        after=len(gathered.labels) - gathered.start,
    )  # fmt: skip
    rows = [*_measured(seen), *_mixed(seen)]
    rows += [
        Row("placebo_area", gathered.areas[each.area].region.name, each.effect,
            region=gathered.areas[each.area].region.slug)
        for each in seen.placebos
    ]  # fmt: skip
    heaviest = seen.heaviest[0][0].region
    rows.append(Row("without_largest", heaviest.name, seen.without_largest, region=heaviest.slug))
    rows.append(Row("sensitivity", "evenly", seen.evenly))
    if not math.isnan(seen.noticeable):
        rows.append(Row("power", "", seen.noticeable))
    for each in gathered.matching.balance if gathered.matching else ():
        rows.append(Row("balance_before", each.variable, each.before))
        rows.append(Row("balance", each.variable, each.after))
    return effect_table(
        effect, rows, region=gathered.outcome.region.slug,
        indicator=gathered.outcome.series.indicator, unit=gathered.outcome.series.unit,
        design=_DESIGN,
    )  # fmt: skip


def _measured(seen: Studied) -> list[Row]:
    """Return the figures of the region, and of the areas that weigh something."""
    gathered = seen.gathered
    first = gathered.place.first
    rows = [
        Row("observed", "" if str(row["period"]) in gathered.labels else "aside",
            float(row["value"]), period=str(row["period"]), event_time=i - first,
            n=float(row["n"]), status=str(row["status"]))
        for i, row in enumerate(gathered.outcome.table.to_dict("records"))
    ]  # fmt: skip
    place = {label: i for i, label in enumerate(gathered.outcome.periods)}
    for outcome, _ in seen.heaviest:
        rows += [
            Row("observed", outcome.region.name, float(row["value"]), region=outcome.region.slug,
                period=str(row["period"]), event_time=place[str(row["period"])] - first,
                n=float(row["n"]))
            for row in outcome.table.to_dict("records")
            if row["period"] in gathered.labels
        ]  # fmt: skip
    return rows


def _mixed(seen: Studied) -> list[Row]:
    """Return the mixture by period, and what it is made of: areas, and periods before the start."""
    gathered, found = seen.gathered, seen.found
    place = {label: i for i, label in enumerate(gathered.outcome.periods)}
    rows = [
        Row("gap", "before", found.gap), Row("gap", "after", seen.afterwards),
    ]  # fmt: skip
    rows += [
        Row(
            "fitted", "", float(value), period=label, event_time=place[label] - gathered.place.first
        )
        for label, value in zip(gathered.labels, found.mixture, strict=True)
    ]
    rows += [
        Row("weight", outcome.region.name, weight, region=outcome.region.slug)
        for outcome, weight in seen.heaviest
    ]
    rows += [
        Row("weight_period", "", share, period=label)
        for label, share in zip(gathered.labels, found.times, strict=False)
        if share > 0
    ]
    return rows + _told_before(seen)


def _told_before(seen: Studied) -> list[Row]:
    """Return the weights of periods as a page tells them: alike in one row, else the heaviest."""
    times = seen.found.times
    if max(times) - min(times) <= ALIKE:
        return [Row("weight_before", "each", 1 / len(times))]
    pairs = sorted(zip(times, seen.gathered.labels, strict=False), key=lambda pair: -pair[0])
    return [Row("weight_before", "", share, period=label) for share, label in pairs[:MOST_TOLD]]


def _sources(study: Study, seen: Studied) -> Any:
    files: dict[str, int] = {}
    for outcome in (seen.gathered.outcome, *seen.gathered.areas):
        for file, rows in outcome.series.files.items():
            files[file] = files.get(file, 0) + rows
    return tuple(study.source(file, rows) for file, rows in sorted(files.items()))


def _unanswered(
    study: Study, region: str, parameters: dict[str, Any], release: str, why: str
) -> Finding:
    """Return a finding that says why there is no answer."""
    name = study.indicators.get(parameters["indicator"], Both.of(parameters["indicator"]))
    said, check = nothing(name, region, why)
    none = Both("Geen figuur: er is geen antwoord.", "No figure: there is no answer.")
    return Finding(
        kind=_DESIGN,
        question=asked(name, region),
        parameters=parameters,
        table=effect_table(
            None, region=parameters["region"], indicator=parameters["indicator"], unit=None,
            design=_DESIGN,
        ),
        sentence=said,
        picture={language: Drawing("", none[language], "") for language in ("nl", "en")},
        checks=(check,),
        sources=(),
        release=release,
    )  # fmt: skip
