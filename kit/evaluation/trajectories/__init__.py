"""How the series of regions run: a common line, the lines of regions around it, and no more.

A description. The line goes through all periods, before a start and after it, so it says nothing
about starting.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.errors import KitError
from kit.evaluation.effect import Row, effect_table
from kit.evaluation.outcome import Outcome, forbidden
from kit.evaluation.plan import read_plan
from kit.evaluation.registering import read_registered, stamp
from kit.evaluation.together import outcomes_of, sources_of
from kit.evaluation.trajectories.checking import checks
from kit.evaluation.trajectories.drawing import draw
from kit.evaluation.trajectories.saying import against, asked, brief, nothing, question, sentence
from kit.evaluation.trajectories.studying import Studied, look_at
from kit.finding import Drawing, Finding
from kit.indicators import Indicators, read_indicators
from kit.language import Both

if TYPE_CHECKING:
    from kit.study import Study

__all__ = ["trajectories"]

_DESIGN = "trajectories"


def trajectories(
    study: Study,
    *,
    region: str,
    indicator: str,
    until: str | None,
    release: str,
    indicators: Indicators | None = None,
) -> Finding:
    """Describe how the figures of regions run over the years, and how far regions lie apart.

    Parameters
    ----------
    study : Study
    region : str
        Slug of one region among all, or ``all``. Of one region, only its own figures are in the
        table; the others are in the common line.
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
        Of kind ``trajectories``. Its table has ``yearly`` (of region ``all`` the common line, of a
        slug that region's, drawn towards it; in units of the indicator per year; without an
        interval where a line describes the figures poorly; with the figures before the start and
        from it on), ``yearly_own`` (from the figures of that region alone), ``level``, ``spread``
        (variances and the intraclass correlation) and the measured figures.

    Raises
    ------
    InputError
        An unknown region, period or indicator, with the nearest.
    Refused
        The figures are model estimates, or of periods of different length.
    """
    read = indicators or read_indicators(study)
    last = study.until(until)
    name = None if region == "all" else study.region(region).name
    plan, registered = read_plan(study), read_registered(study)
    about = None if region == "all" else region
    analysis = plan.find(design=_DESIGN, indicator=indicator, region=about) if plan else None
    objected = forbidden(study, read, indicator=indicator, regions=list(study.regions))
    outcomes = outcomes_of(study, read, indicator=indicator, last=last, release=release)
    parameters: dict[str, Any] = {
        "region": region, "indicator": indicator, "until": until or study.last, "release": release,
    }  # fmt: skip
    if not outcomes:
        return _unanswered(study, parameters, name, release, "there are no figures yet.")
    parameters["indicator"] = outcomes[0].series.indicator
    days = [each.region.start for each in outcomes if each.region.start]
    stamped = stamp(plan, registered, analysis, start=min(days, default=None))
    try:
        seen = look_at(
            outcomes, about=region, plan=plan, analysis=analysis, stamp=stamped, objected=objected
        )
    except KitError as refused:
        return _unanswered(study, parameters, name, release, str(refused))
    return Finding(
        kind=_DESIGN,
        question=question(seen),
        parameters=parameters
        | {"planned": seen.stamp.word, "season": bool(seen.cells.season.shape[1])},
        table=_table(seen),
        sentence=sentence(seen),
        picture=draw(seen),
        checks=checks(seen, refused_rows=len(read.problems)),
        sources=sources_of(study, outcomes),
        release=release,
        against=against(seen),
        brief=brief(seen),
    )


def _table(seen: Studied) -> Any:
    rows = [*_lines(seen), *_spread(seen), *_measured(seen)]
    return effect_table(
        None, rows, region=seen.about, indicator=seen.first.series.indicator,
        unit=seen.first.series.unit, design=_DESIGN,
    )  # fmt: skip


def _lines(seen: Studied) -> Iterator[Row]:
    for row, common in (("yearly", seen.mixed.slope), ("level", seen.mixed.level)):
        yield Row(row, "", common.estimate, common.low, common.high, region="all")
    for outcome, line in seen.shown:
        slug = outcome.region.slug
        shape, (before, after) = seen.shape(outcome), _sides(outcome)
        # Where a line describes the figures poorly, how sure its slope is says nothing.
        low, high = (
            (line.slope_low, line.slope_high) if shape.word == "straight" else (math.nan, math.nan)
        )
        yield Row("yearly", slug, line.slope, low, high, region=slug, before=before, after=after)
        yield Row("yearly_own", slug, shape.slope, region=slug, before=before, after=after)
        yield Row("level", slug, line.level, line.level_low, line.level_high, region=slug)


def _sides(outcome: Outcome) -> tuple[float, float]:
    """Return how many figures there are before the start and from it on; nan without a start."""
    start = outcome.region.start
    there = [period for period, v in zip(outcome.periods, outcome.values, strict=True) if v == v]
    before = sum(start is None or periods.first_day(period) < start for period in there)
    return before, math.nan if start is None else len(there) - before


def _spread(seen: Studied) -> Iterator[Row]:
    mixed = seen.mixed
    named = {
        "icc": mixed.icc, "slope_variance": mixed.slope_variance,
        "residual_variance": mixed.residual_variance,
    }  # fmt: skip
    for label, value in named.items():
        yield Row("spread", label, value, region="all")


def _measured(seen: Studied) -> Iterator[Row]:
    for outcome, _ in seen.shown:
        for row in outcome.table.to_dict("records"):
            yield Row(
                "observed", "", float(row["value"]), region=outcome.region.slug,
                period=str(row["period"]), n=float(row["n"]), status=str(row["status"]),
            )  # fmt: skip


def _unanswered(
    study: Study, parameters: dict[str, Any], region: str | None, release: str, why: str
) -> Finding:
    """Return a finding that says why there is no answer."""
    name = study.indicators.get(parameters["indicator"], Both.of(parameters["indicator"]))
    said, check = nothing(name, why)
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
