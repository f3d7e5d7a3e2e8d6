"""A measured series as a run, XmR, p, u, c or t chart: is there a signal since the start?

The limits are in `limits`, the rules in `rules`, which chart it is in `choosing`, what is baseline
and what is judged in `reading`, new limits with a reason in `rebasing`, the icons in `icons`, and
the charts of one page together in `page`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from kit import periods
from kit.comparability import latest
from kit.control_chart.checks import checks
from kit.control_chart.drawing import draw
from kit.control_chart.joinable import since_last_break
from kit.control_chart.reading import Reading, read_chart
from kit.control_chart.rebasing import Rebased, Rebasing, read_rebasing
from kit.control_chart.sentence import against, brief, sentence
from kit.control_chart.words import called
from kit.errors import InputError, unknown_name
from kit.finding import Check, Drawing, Finding, opening_of
from kit.indicator_overview import direction_check, latest_check
from kit.indicators import Indicators, name_of, read_indicators, series, unit_of
from kit.language import Both
from kit.terms import terms

if TYPE_CHECKING:
    from kit.study import Study

__all__ = ["chart"]

_COLUMNS = {
    "region": object, "indicator": object, "unit": object, "method": object, "period": object,
    "phase": object, "value": float, "centre": float, "lower": float, "upper": float,
    "signal": object, "n": float, "status": object,
}  # fmt: skip


def chart(
    study: Study,
    *,
    region: str,
    indicator: str,
    until: str | None,
    release: str,
    rules: str = "making_data_count",
    kind: str = "auto",
    indicators: Indicators | None = None,
    rebasing: Rebased | None = None,
) -> Finding:
    """Read one indicator of one region as a chart and say whether there is a signal.

    Parameters
    ----------
    study : Study
    region : str
        Slug.
    indicator : str
        As the files write it; capitals and spaces do not matter.
    until : str or None
        Last period that counts, inclusive: only periods that end on or before its last day. None
        is the last of the study.
    release : str
        For whom; from *region* upward a figure about fewer persons than the threshold is
        suppressed before anything is computed from it.
    rules : {"making_data_count", "run_chart", "anhoej"}
        See `rules`. ``making_data_count`` needs 12 points of baseline; with fewer the chart
        uses ``run_chart`` and says so.
    kind : {"auto", "run", "xmr", "p", "u", "c", "t"}
        Which chart. By itself: a p- or u-chart where every figure states its numerator and
        denominator and the baseline spreads no more than counts do, otherwise an XmR chart; below
        12 points of baseline a run chart, whatever was asked.
    indicators : Indicators, optional
        What `read_indicators` returned, when it was called already.
    rebasing : Rebased, optional
        What `read_rebasing` returned: decisions on new limits, each with its reason.

    Returns
    -------
    Finding
        Of kind ``control_chart``. Its table has one row per period: region, indicator, unit,
        method, period, phase (baseline, transition, after or rebased), value, of a p- or u-chart
        numerator and denominator, centre, lower, upper (all in `unit`), signal (a rule or ""), n
        (persons), status.

    Raises
    ------
    InputError
        An unknown region, rule set, kind, period or indicator, with the nearest; a kind of chart
        that these figures cannot give.
    """
    area = study.region(region)
    if rules not in terms("chart_rules"):
        raise InputError([unknown_name("`rules`", rules, terms("chart_rules"))])
    if kind not in terms("chart_kind"):
        raise InputError([unknown_name("`kind`", kind, terms("chart_kind"))])
    given = indicators or read_indicators(study)
    read, parted = since_last_break(given, region=region, indicator=indicator)
    one = series(read, region=region, indicator=indicator, until=study.until(until))
    parameters = {
        "region": region,
        "indicator": one.indicator,
        "until": until or study.last,
        "release": release,
        "rules": rules,
        "kind": kind,
    }
    name = name_of(study, one.indicator, read.catalogue)
    question = Both(
        f"Is er een signaal in ‘{called(name['nl'])}’?",
        f"Is there a signal in ‘{called(name['en'])}’?",
    )
    if not one.periods:
        return _nothing_yet(name, area.name, question, parameters, release)
    decided = rebasing or read_rebasing(study)
    reading = read_chart(
        one,
        region=area,
        name=name,
        unit=unit_of(study, one),
        release=release,
        rules=rules,
        fewest_persons=study.thresholds.persons,
        kind=kind,
        rebasing=_until(decided.of(region, one.indicator), study.until(until)),
    )
    return Finding(
        kind="control_chart",
        question=question,
        parameters=parameters,
        table=reading.table,
        sentence=sentence(reading),
        brief=brief(reading),
        picture=draw(reading),
        checks=(
            *checks(
                reading, refused_rows=len(read.problems), refused_decisions=len(decided.problems)
            ),
            *_of_the_series(reading, name, read, study.until(until)),
            *([parted] if parted else []),
        ),
        sources=(
            *(study.source(file, rows) for file, rows in sorted(one.files.items())),
            *(study.source(file, None) for file in decided.files if reading.decided),
        ),
        release=release,
        against=against(reading),
    )


def _of_the_series(reading: Reading, name: Both, read: Indicators, until: date) -> Iterator[Check]:
    """Yield how old the latest figure is, and whether nobody says which way is favourable."""
    frame = read.frame
    of = (frame["region"] == reading.series.region) & frame["area"].isna()
    rows = frame[of & (frame["indicator"] == reading.series.indicator)]
    dated = reading.table.merge(rows[["period", "published_on"]], on="period", how="left")
    for check in (
        latest_check(latest(dated, until=until), until),
        direction_check(name, reading.series.improvement),
    ):
        if check is not None:
            yield check


def _until(decisions: Sequence[Rebasing], last: date) -> tuple[Rebasing, ...]:
    return tuple(d for d in decisions if periods.last_day(d.from_period) <= last)


def _nothing_yet(
    name: Both, region: str, question: Both, parameters: dict[str, str], release: str
) -> Finding:
    import pandas as pd

    said = Both(
        f"{called(name['nl'])} in {region}: er zijn nog geen cijfers. Zodra ze in de map "
        "indicators staan, verschijnt hier een kaart per periode.",
        f"{called(name['en'])} in {region}: there are no figures yet. As soon as they are in "
        "the folder indicators, a chart per period appears here.",
    )
    empty = Both("Geen figuur: er zijn nog geen cijfers.", "No figure: there are no figures yet.")
    length = Check(
        "baseline_length",
        "informative",
        Both("De uitgangsperiode heeft nog geen punten.", "The baseline has no points yet."),
        0,
    )
    columns = {column: pd.Series(dtype=kind) for column, kind in _COLUMNS.items()}
    return Finding(
        kind="control_chart",
        question=question,
        parameters=parameters,
        table=pd.DataFrame(columns),
        sentence=said,
        brief=Both.of(lambda language: opening_of(said[language])),
        picture={language: Drawing("", empty[language], "") for language in ("nl", "en")},
        checks=(length,),
        sources=(),
        release=release,
    )
