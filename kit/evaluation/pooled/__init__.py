"""Regions together: what their changes say as one, and what a next region may expect.

Each region that started is compared with what its own series made one expect; those differences
are taken together. That describes: no comparison with regions that waited is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kit.errors import InputError, unknown_name
from kit.estimators.pooling import Pooled
from kit.evaluation.effect import Effect, Row, effect_table
from kit.evaluation.exposure import exposed, exposure_sources
from kit.evaluation.outcome import forbidden
from kit.evaluation.plan import read_plan
from kit.evaluation.pooled.checking import checks
from kit.evaluation.pooled.drawing import draw
from kit.evaluation.pooled.saying import against, asked, brief, nothing, question, sentence
from kit.evaluation.pooled.studying import Studied, look_at, run_in
from kit.evaluation.registering import read_registered
from kit.evaluation.together import outcomes_of, sources_of
from kit.finding import Drawing, Finding
from kit.indicators import Indicators, read_indicators
from kit.language import Both

if TYPE_CHECKING:
    from kit.study import Study

__all__ = ["pooled_effects"]

_DESIGN = "pooled_effects"


def pooled_effects(
    study: Study,
    *,
    region: str,
    indicator: str,
    until: str | None,
    release: str,
    indicators: Indicators | None = None,
) -> Finding:
    """Take the changes of the regions that started together, and say how far they lie apart.

    Parameters
    ----------
    study : Study
    region : {"all"}
        The question is about all regions together.
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
        Of kind ``pooled_effects``; its table is that of `kit.evaluation.effect`: the mean with its
        Hartung-Knapp interval, a next region (``prediction``), each region with its standard
        error, the measured figures. With fewer than three regions it has no mean.

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
    outcomes = outcomes_of(study, read, indicator=indicator, last=last, release=release)
    parameters: dict[str, Any] = {
        "region": region, "indicator": indicator, "until": until or study.last, "release": release,
    }  # fmt: skip
    if not outcomes:
        why = Both("er zijn nog geen cijfers", "there are no figures yet")
        return _unanswered(study, parameters, release, why)
    parameters["indicator"] = outcomes[0].series.indicator
    seen = look_at(
        study, read, outcomes, plan=plan, registered=registered, analysis=analysis,
        objected=objected, last=last, release=release,
    )  # fmt: skip
    if not seen.parts:
        why = Both(
            "geen regio heeft lang genoeg cijfers voor en na haar start",
            "no region has figures for long enough before and after its start",
        )
        return _unanswered(study, parameters, release, why)
    return Finding(
        kind=_DESIGN,
        question=question(seen),
        parameters=parameters | {"planned": seen.stamp.word},
        table=_table(seen),
        sentence=sentence(seen),
        picture=draw(seen),
        checks=checks(seen, refused_rows=len(read.problems)),
        sources=(*sources_of(study, outcomes), *exposure_sources(study, analysis)),
        release=release,
        against=against(seen),
        brief=brief(seen),
    )


def _table(seen: Studied) -> Any:
    pooled, effect = seen.pooled, None
    if pooled is not None:
        level = seen.counterfactual if seen.counterfactual > 0 else float("nan")
        effect = Effect(
            pooled.estimate, pooled.low, pooled.high, counterfactual=seen.counterfactual,
            relative=pooled.estimate / level, df=pooled.df, p_method="descriptive",
            regions=len(seen.outcomes), treated=len(seen.parts),
            before=min(part.found.n_before for part in seen.parts),
            after=min(part.found.n_after for part in seen.parts),
        )  # fmt: skip
    rows = [*_by_region(seen), *_together(seen), *_families(seen), *_measured(seen)]
    return effect_table(
        effect, rows, region="all", indicator=seen.first.series.indicator,
        unit=seen.first.series.unit, design=_DESIGN,
    )  # fmt: skip


def _by_region(seen: Studied) -> Iterator[Row]:
    for part in seen.parts:
        slug, change = part.outcome.region.slug, part.change
        yield Row(
            "by_region", slug, change.absolute, change.low, change.high, region=slug,
            before=part.found.n_before, after=part.found.n_after,
        )  # fmt: skip
        yield Row("standard_error", slug, change.se, region=slug)
    if len({run_in(part) for part in seen.parts}) > 1:
        for part in seen.parts:
            yield Row("run_in", "", run_in(part), region=part.outcome.region.slug)


def _together(seen: Studied) -> Iterator[Row]:
    pooled = seen.pooled
    if pooled is None:
        return
    slugs = [part.outcome.region.slug for part in seen.parts]
    yield Row("prediction", "", pooled.estimate, pooled.next_low, pooled.next_high)
    yield Row("spread", "tau2", pooled.tau2, pooled.tau2_low, pooled.tau2_high)
    yield Row("spread", "i2", pooled.i2)
    for slug, weight in zip(slugs, pooled.weights, strict=True):
        yield Row("weight", slug, weight, region=slug)
    for slug, left in zip(slugs, seen.without, strict=True):
        yield Row("leave_one_out", slug, left.estimate, left.low, left.high, region=slug)
    others: list[tuple[str, Pooled]] = [(each.method, each) for each in seen.others]
    if seen.redrawn:
        drawn = seen.redrawn
        others += [
            ("imputed", drawn.as_seen),
            ("imputed_lower", drawn.lower),
            ("imputed_higher", drawn.higher),
        ]
    for label, other in others:
        yield Row("sensitivity", label, other.estimate, other.low, other.high)


def _families(seen: Studied) -> Iterator[Row]:
    for each in seen.family:
        nothing_said = float("nan")
        yield Row("family", each.indicator, nothing_said, p=each.p, p_method=each.p_method)
        yield Row("family", each.indicator, nothing_said, p=each.adjusted, p_method=each.correction)


def _measured(seen: Studied) -> Iterator[Row]:
    begun = {part.outcome.region.slug: part for part in seen.parts}
    place = {label: i for i, label in enumerate(seen.labels)}
    for outcome in seen.outcomes:
        part = begun.get(outcome.region.slug)
        start = part.outcome.periods[part.place.first] if part else None
        for row in outcome.table.to_dict("records"):
            label = str(row["period"])
            since = float("nan") if start is None else float(place[label] - place[start])
            yield Row(
                "observed", "", float(row["value"]), region=outcome.region.slug, period=label,
                event_time=since, n=float(row["n"]), status=str(row["status"]),
            )  # fmt: skip


def _unanswered(study: Study, parameters: dict[str, Any], release: str, why: Both) -> Finding:
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
