"""One region: do the figures run otherwise than its own past made one expect?

The design compares a region with itself. It cannot tell the new way of working from anything else
that changed at the same time, so it describes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.errors import KitError
from kit.evaluation.effect import Effect, Row, effect_table
from kit.evaluation.exposure import exposed, exposure_sources
from kit.evaluation.interrupted.checking import checks
from kit.evaluation.interrupted.doubting import against, others_of
from kit.evaluation.interrupted.drawing import draw
from kit.evaluation.interrupted.saying import brief, nothing, question, sentence
from kit.evaluation.interrupted.studying import Studied, look_at, planned
from kit.evaluation.outcome import Outcome, Placed, forbidden, outcome_of
from kit.evaluation.plan import read_plan
from kit.evaluation.registering import read_registered
from kit.evaluation.together import sources_of
from kit.finding import Drawing, Finding
from kit.indicators import Indicators, read_indicators
from kit.language import Both

if TYPE_CHECKING:
    from kit.study import Study

__all__ = ["interrupted_series"]


def interrupted_series(
    study: Study,
    *,
    region: str,
    indicator: str,
    until: str | None,
    release: str,
    indicators: Indicators | None = None,
) -> Finding:
    """Say how far a region's figures are from what its own past made one expect.

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
        For whom; figures about too few persons are gaps from *region* upward.
    indicators : Indicators, optional
        What `read_indicators` returned, when it was called already.

    Returns
    -------
    Finding
        Of kind ``interrupted_series``; its table is that of `kit.evaluation.effect`, with the
        measured and the expected figure of each period.

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
    study = exposed(study, planned(plan, indicator=indicator, region=region))
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
        return _unanswered(study, indicator, made.name, parameters, release, why)
    parameters["indicator"] = outcome.series.indicator
    try:
        seen = look_at(study, read, outcome, made.start, plan, registered, objected, last, release)
    except KitError as refused:
        return _unanswered(study, indicator, made.name, parameters, release, str(refused))
    parameters |= {
        "planned": seen.stamp.word, "method": seen.found.method, "season": seen.found.season,
        "shape": seen.design.shape, "horizon": seen.design.horizon,
    }  # fmt: skip
    return Finding(
        kind="interrupted_series",
        question=question(seen),
        parameters=parameters,
        table=_table(seen),
        sentence=sentence(seen),
        brief=brief(seen),
        picture=draw(seen),
        checks=checks(seen, refused_rows=len(read.problems)),
        sources=(
            *sources_of(study, [outcome]),
            *exposure_sources(study, planned(plan, indicator=indicator, region=region)),
        ),
        release=release,
        against=against(seen),
    )


def _table(studied: Studied) -> Any:
    outcome, change, found = studied.outcome, studied.change, studied.found
    effect = Effect(
        change.absolute, change.low, change.high, counterfactual=change.counterfactual,
        relative=change.relative, relative_low=change.relative_low,
        relative_high=change.relative_high, df=change.df, p_method="descriptive",
        regions=1 + len(studied.waiting) * studied.compares, before=found.n_before,
        after=found.n_after,
    )  # fmt: skip
    rows = list(_measured(outcome, studied.place))
    rows += [
        Row("fitted", "", without, period=label, event_time=i - studied.place.first)
        for i, (label, without) in enumerate(zip(outcome.periods, found.without, strict=True))
        if i >= studied.place.first
    ]
    if latest := studied.latest:
        rows.append(
            Row("effect_latest", "", latest.absolute, latest.low, latest.high,
                period=outcome.periods[-1])
        )  # fmt: skip
    rows += [
        Row("sensitivity", each.name, each.change.absolute, each.change.low, each.change.high)
        for each in others_of(studied)
        if each.change
    ]
    rows += [
        Row("placebo_start", "", each.level_change, each.low, each.high,
            period=outcome.periods[each.start])
        for each in studied.placebos
    ]  # fmt: skip
    if studied.detectable:
        rows.append(Row("power", "0.8", studied.detectable.change))
    return effect_table(
        effect, rows, region=outcome.region.slug, indicator=outcome.series.indicator,
        unit=outcome.series.unit,
        design="controlled_series" if studied.compares else "interrupted_series",
    )  # fmt: skip


def _measured(outcome: Outcome, place: Placed) -> tuple[Row, ...]:
    """Return what was measured; `aside` for periods that are neither before nor after."""
    return tuple(
        Row("observed", "aside" if i in place.aside else "", float(row["value"]),
            period=str(row["period"]), event_time=i - place.first, n=float(row["n"]),
            status=str(row["status"]))
        for i, row in enumerate(outcome.table.to_dict("records"))
    )  # fmt: skip


def _unanswered(
    study: Study,
    indicator: str,
    region: str,
    parameters: dict[str, Any],
    release: str,
    why: str,
) -> Finding:
    """Return a finding that says why there is no answer."""
    name = study.indicators.get(indicator, Both.of(indicator))
    asked, said, check = nothing(name, region, why)
    none = Both("Geen figuur: er is geen antwoord.", "No figure: there is no answer.")
    return Finding(
        kind="interrupted_series",
        question=asked,
        parameters=parameters,
        table=effect_table(
            None, region=parameters["region"], indicator=parameters["indicator"], unit=None,
            design="interrupted_series",
        ),
        sentence=said,
        picture={language: Drawing("", none[language], "") for language in ("nl", "en")},
        checks=(check,),
        sources=(),
        release=release,
    )  # fmt: skip
