"""How far to trust an interrupted series: its checks."""

from __future__ import annotations

from collections.abc import Iterator

from kit import periods
from kit.estimators.series import Change
from kit.evaluation.interrupted.saying import (
    conclusion,
    correlation,
    method_called,
    minimum,
    otherwise,
    places,
)
from kit.evaluation.interrupted.studying import Studied
from kit.evaluation.wording import chose_themselves, interval, national, signed
from kit.finding import Check
from kit.indicator_checks import rows_left_out
from kit.language import Both, listing, number, plural

__all__ = ["checks"]

#: Points on either side below which intervals are known to be too narrow.
FEWEST_SIDE = 12
#: Correlation of neighbours above which a change is hard to tell from drift.
MOST_FOLLOWING = 0.6


def checks(studied: Studied, *, refused_rows: int) -> tuple[Check, ...]:
    """Return every check of an interrupted series.

    Parameters
    ----------
    studied : Studied
    refused_rows : int
        Problems in the files of indicators, whose rows were left out.
    """
    labels = studied.outcome.periods
    days = [periods.first_day(labels[0]).isoformat(), periods.last_day(labels[-1]).isoformat()]
    everywhere = national(studied.plan, days)
    found = [
        studied.stamp.check,
        _length(studied),
        _following(studied),
        *_methods(studied),
        *_unusual(studied),
        *_placebos(studied),
        *_comparison(studied),
        *_joined(studied),
        _detectable(studied),
        *_gaps(studied),
        *([everywhere] if everywhere else []),
        chose_themselves(single=studied.outcome.region.name),
        Check("disclosure", "informative", studied.outcome.disclosed),
        *rows_left_out(refused_rows),
    ]
    return tuple(found)


def _length(studied: Studied) -> Check:
    before, after = studied.found.n_before, studied.found.n_after
    method = method_called(studied.found.method)
    said = Both(
        f"{plural(before, 'punt', 'punten', 'nl')} vóór de start en {after} erna; gerekend met "
        f"{method['nl']}.",
        f"{plural(before, 'point', 'points', 'en')} before the start and {after} after it; "
        f"calculated with {method['en']}.",
    )
    if min(before, after) >= FEWEST_SIDE:
        return Check("series_length", "passed", said, min(before, after))
    advice = Both(
        f"Met minder dan {FEWEST_SIDE} punten aan een kant zijn intervallen te smal; lees ze ruim.",
        f"With fewer than {FEWEST_SIDE} points on a side, intervals are too narrow; read them "
        "widely.",
    )
    return Check("series_length", "doubtful", said, min(before, after), advice)


def _following(studied: Studied) -> Check:
    phi = studied.found.autocorrelation
    told = {language: correlation(phi, language) for language in ("nl", "en")}
    said = Both(
        f"Punten lijken op hun buren: {told['nl']} (0 is niet, 1 is helemaal).",
        f"Points resemble their neighbours: {told['en']} (0: not at all, 1: fully).",
    )
    if phi < 0:
        said = Both(
            f"Hoge en lage punten wisselen elkaar vaker af dan bij toeval: {told['nl']}.",
            f"High and low points alternate more often than by chance: {told['en']}.",
        )
    if not phi > MOST_FOLLOWING:
        return Check("autocorrelation", "passed", said, phi)
    advice = Both(
        "Een reeks die zo op zichzelf lijkt, dwaalt vanzelf; lees het verschil als onzeker.",
        "A series that follows itself so closely drifts by itself; read the difference as unsure.",
    )
    return Check("autocorrelation", "doubtful", said, phi, advice)


def _methods(studied: Studied) -> Iterator[Check]:
    """Yield whether other ways of calculating say the same."""
    others, differ = otherwise(studied)
    if not others:
        return
    sizes = [each.absolute for each in others]
    between = _intervals(min(sizes), max(sizes), studied)
    said = Both(
        f"Andere rekenwijzen geven {between['nl']}; {len(differ)} van {len(others)} zeggen iets "
        "anders over of er een verschil is.",
        f"Other ways of calculating give {between['en']}; {len(differ)} of {len(others)} say "
        "otherwise about whether there is a difference.",
    )
    advice = Both(
        "Of er een verschil is, hangt aan de rekenwijze; geef alle, en noem er geen apart.",
        "Whether there is a difference hangs on the way of calculating; give all, name none alone.",
    )
    yield Check("methods", "doubtful" if differ else "passed", said, len(differ), advice)


def _unusual(studied: Studied) -> Iterator[Check]:
    """Yield what is left without the periods that were unlike others."""
    without = next((each for each in studied.others if each.name == "left_out"), None)
    if without is None:
        return
    first, last = studied.place.unlike[0], studied.place.unlike[-1]
    span = f"{studied.outcome.periods[first]}–{studied.outcome.periods[last]}"
    if without.change is None:
        said = Both(
            f"Zonder {span} zijn er te weinig punten om te rekenen.",
            f"Without {span} there are too few points to calculate with.",
        )
        advice = Both(
            "Het antwoord hangt aan bijzondere perioden; zeg dat erbij.",
            "The answer hangs on unusual periods; say so beside it.",
        )
        yield Check("unusual_periods", "doubtful", said, advice=advice)
        return
    change, main = without.change, studied.found.change
    told = _estimate(change, studied)
    said = Both(
        f"Zonder {span} is het verschil {told['nl']}.",
        f"Without {span} the difference is {told['en']}.",
    )
    alike = change.low <= main.absolute <= change.high and change.absolute * main.absolute > 0
    agrees = alike and conclusion(change) == conclusion(main)
    advice = Both(
        "Het antwoord hangt aan die perioden; geef beide.",
        "The answer hangs on those periods; give both.",
    )
    yield Check(
        "unusual_periods", "passed" if agrees else "doubtful", said, change.absolute, advice
    )


def _placebos(studied: Studied) -> Iterator[Check]:
    if not studied.placebos:
        yield Check(
            "placebo_starts",
            "informative",
            Both(
                "Vóór de start zijn er te weinig punten voor starts die er niet waren.",
                "Before the start there are too few points for starts that never were.",
            ),
        )
        return
    out, of = sum(each.stands_out for each in studied.placebos), len(studied.placebos)
    nl = plural(of, "start die er niet was, geeft", "starts die er niet waren, geven", "nl")
    said = Both(
        f"Van {nl} er {out} een verschil; door toeval alleen verwacht men er ongeveer "
        f"{_chance(of, 'nl')}. Ze delen punten, dus dit is een ruwe maat.",
        f"Of {plural(of, 'start that never was', 'starts that never were', 'en')}, {out} give a "
        f"difference; by chance alone one expects about {_chance(of, 'en')}. They share points, so "
        "this is a rough measure.",
    )
    advice = Both(
        "De reeks verspringt ook zonder start; noem het verschil niet bijzonder.",
        "The series jumps without a start too; do not call the difference remarkable.",
    )
    many = out > max(1, 0.2 * of)
    yield Check("placebo_starts", "doubtful" if many else "passed", said, out, advice)


def _chance(of: int, language: str) -> str:
    return number(0.05 * of, language, decimals=1)


def _comparison(studied: Studied) -> Iterator[Check]:
    """Yield how the regions that have not started ran, and whether they ran alike before."""
    beyond = studied.beyond
    if beyond is None:
        yield Check(
            "comparison",
            "informative",
            Both(
                "Er is geen reeks van regio’s die niet begonnen om naast te leggen.",
                "There is no series of regions that did not start to lay beside it.",
            ),
        )
        return
    change = beyond.change
    told = _estimate(change, studied)
    who = {language: listing(studied.waiting, language) for language in ("nl", "en")}
    alike = beyond.trends_low <= 0 <= beyond.trends_high
    said = Both(
        f"Naast {who['nl']}, die niet begonnen: {told['nl']}. Vóór de start liepen de reeksen "
        f"{'niet aantoonbaar' if alike else 'aantoonbaar'} uiteen.",
        f"Beside {who['en']}, which did not start: {told['en']}. Before the start the series "
        f"{'did not demonstrably go' if alike else 'demonstrably went'} apart.",
    )
    agrees = change.absolute * studied.found.change.absolute > 0
    advice = Both(
        "Naast andere regio’s draait het verschil om, of zij liepen al anders; geef beide.",
        "Beside other regions the difference turns, or they ran differently already; give both.",
    )
    yield Check(
        "comparison", "passed" if agrees and alike else "doubtful", said, change.absolute, advice
    )


def _joined(studied: Studied) -> Iterator[Check]:
    for language_pair in studied.objections[:1]:
        advice = Both(
            "Wat hier een verschil lijkt, kan een andere meetwijze zijn; kies perioden die gelijk "
            "zijn gemeten.",
            "What looks like a difference here may be another way of measuring; choose periods "
            "that were measured alike.",
        )
        yield Check("may_be_joined", "failed", language_pair.why, len(studied.objections), advice)


def _detectable(studied: Studied) -> Check:
    seen = studied.detectable
    if seen is None:
        return Check(
            "power",
            "informative",
            Both(
                "Wat deze reeks had kunnen laten zien, is niet uit te rekenen.",
                "What this series could have shown cannot be calculated.",
            ),
        )
    return Check(
        "power",
        "informative",
        Both(
            f"Een verschil van {minimum(seen.change, studied, 'nl')} of meer was in acht van tien "
            "gevallen gezien; een kleiner verschil kon onopgemerkt blijven.",
            f"A difference of {minimum(seen.change, studied, 'en')} or more would have been seen "
            "in eight of ten cases; a smaller one could go unnoticed.",
        ),
        seen.change,
    )


def _gaps(studied: Studied) -> Iterator[Check]:
    gaps = studied.outcome.gaps()
    if gaps:
        of = len(studied.outcome.periods)
        said = Both(
            f"{gaps} van {of} perioden hebben geen cijfer waarmee gerekend mag worden.",
            f"{gaps} of {of} periods have no figure that may be calculated with.",
        )
        advice = Both(
            "Zoek uit waarom ze ontbreken; gaten rond de start wegen het zwaarst.",
            "Find out why they are missing; gaps around the start weigh most.",
        )
        yield Check("gaps", "doubtful" if gaps > 0.2 * of else "passed", said, gaps, advice)


def _estimate(change: Change, studied: Studied) -> Both:
    """Write a difference with its interval."""
    within = _intervals(change.low, change.high, studied)
    decimals = places(studied)
    return Both(
        f"{signed(change.absolute, 'nl', decimals=decimals)} (95%-interval {within['nl']})",
        f"{signed(change.absolute, 'en', decimals=decimals)} (95% interval {within['en']})",
    )


def _intervals(low: float, high: float, studied: Studied) -> Both:
    decimals = places(studied)
    return Both.of(lambda language: interval(low, high, language, decimals=decimals))
