"""A funnel: the areas of all regions around one common value, within the limits of chance or not.

Which rows are in it and what is refused: `gathering`; what is suppressed: `protecting`; values,
limits and places: `placing`, on `kit.rates`. A funnel marks areas to go and look at; it never
puts them in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit import periods
from kit.control_chart.words import called
from kit.errors import InputError, unknown_name
from kit.finding import Finding, Source
from kit.funnel_plot.checking import checks
from kit.funnel_plot.drawing import draw
from kit.funnel_plot.gathering import LATEST, Given, gather
from kit.funnel_plot.placing import placed
from kit.funnel_plot.protecting import guarded
from kit.funnel_plot.saying import against, brief, say
from kit.funnel_plot.tabling import table_of
from kit.funnel_plot.words import Seen
from kit.indicators import Indicators, name_of, read_indicators, series, unit_of
from kit.language import Both

if TYPE_CHECKING:
    from kit.study import Study

__all__ = ["funnel_of"]


def funnel_of(
    study: Study,
    *,
    region: str,
    indicator: str,
    until: str | None,
    release: str,
    period: str = LATEST,
    indicators: Indicators | None = None,
) -> Finding:
    """Place the areas of all regions around one common value.

    Parameters
    ----------
    study : Study
    region : str
        A slug: its own areas are named, the others are dots and in the table only counted. Or
        ``all``: the areas outside the 99.8 % limits are named. The areas in the funnel are the
        same.
    indicator : str
        As the files write it; capitals and spaces do not matter. Its rows by area need a numerator
        and a denominator (shares and rates), or a numerator and an expected number (ratios).
    until : str or None
        Last period that counts, inclusive; None is the last of the study.
    release : str
        For whom. From *region* upward areas of few people, or with few in the numerator, are
        suppressed first, and others with them where a total would give one away.
    period : str
        One period, or ``latest``: the latest with counts of ten areas or, without one, the latest
        of those with most areas.
    indicators : Indicators, optional
        When they have been read already.

    Returns
    -------
    Finding of kind funnel
        One row per area (of a region its own, then per place the number of `areas` of other
        regions), in the order of the alphabet: region, area (code), name, indicator, unit,
        method, period, numerator, denominator, expected (of ratios), n (persons), value,
        interval_low, interval_high (its own 95 % interval), common, lower_95, upper_95, lower_998,
        upper_998, position (inside, above_95, below_95, above_998, below_998 or not_shown), trend
        (of the last five years), status. Values and limits are in the unit of the figures.

    Raises
    ------
    InputError
        An unknown region, period or indicator, with the nearest; one area with two figures.
    Refused
        Figures without counts, model estimates, amounts, or areas measured in different ways.

    Notes
    -----
    Limits follow from chance alone; where areas differ more than chance gives, the variance between
    areas is added. Rates are not standardised by age here: the table of indicators has no ages.

    References
    ----------
    Spiegelhalter (2005), Stat Med 24:1185-1202, doi:10.1002/sim.1970; Qual Saf Health Care
    14:347-351, doi:10.1136/qshc.2005.013755.
    """
    if region != "all" and region not in study.regions:
        raise InputError([unknown_name("`region`", region, (*study.regions, "all"))])
    read = indicators or read_indicators(study)
    given = gather(study, read, indicator=indicator, until=until, period=period)
    guard = guarded(
        given.rows,
        kind=given.kind,
        period=given.period,
        release=release,
        at_least=study.thresholds.persons,
    )
    name = name_of(study, given.indicator, read.catalogue)
    seen = Seen(
        study=study,
        region=region,
        until=periods.parse(until) if until else study.last,
        given=given,
        guard=guard,
        placed=placed(study, given, guard.rows),
        name=name,
        unit=_unit(study, read, given),
        improvement=next(iter(given.stated("improvement")), None),
        problems=len(read.problems),
    )
    return Finding(
        kind="funnel",
        question=Both(
            f"Welke gebieden liggen bij ‘{called(name['nl'])}’ verder uiteen dan toeval geeft?",
            f"Which areas lie further apart than chance gives in ‘{called(name['en'])}’?",
        ),
        parameters={
            "region": region,
            "indicator": given.indicator,
            "until": seen.until,
            "release": release,
            "period": given.period,
        },
        table=table_of(seen),
        sentence=Both.of(lambda language: say(seen, language)),
        brief=Both.of(lambda language: brief(seen, language)),
        against=against(seen),
        picture=draw(seen),
        checks=checks(seen),
        sources=_sources(study, seen),
        release=release,
    )


def _unit(study: Study, read: Indicators, given: Given) -> Both | None:
    if given.kind == "ratio":
        return Both("maal het verwachte aantal", "times the expected number")
    if given.period is None:
        return None
    first = given.of_period.iloc[0]
    one = series(
        read,
        region=str(first["region"]),
        indicator=given.indicator,
        until=periods.last_day(given.period),
        area=str(first["area"]),
    )
    return unit_of(study, one)


def _sources(study: Study, seen: Seen) -> tuple[Source, ...]:
    hidden = bool((seen.guard.rows["status"] == "suppressed").any())
    counts = seen.given.rows["file"].value_counts().sort_index()
    return tuple(study.source(str(f), None if hidden else int(n)) for f, n in counts.items())
