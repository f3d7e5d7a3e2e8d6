"""How far to trust an interrupted series: its checks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from kit import periods
from kit.estimators.series import Change
from kit.evaluation.exposure import as_asked
from kit.evaluation.interrupted.doubting import larger, others_of, otherwise, unlike_span
from kit.evaluation.interrupted.saying import (
    conclusion,
    correlation,
    method_called,
    minimum,
    places,
)
from kit.evaluation.interrupted.studying import FEWEST_SIDE, Studied
from kit.evaluation.wording import chose_themselves, interval, national, signed
from kit.finding import Check
from kit.indicator_checks import rows_left_out
from kit.language import Both, listing, number, period, plural

__all__ = ["checks"]

#: Correlation of neighbours above which a change is hard to tell from drift.
MOST_FOLLOWING = 0.6
#: Over the root of the number of points: the correlation that chance alone gives.
_CHANCE = 1.96
#: Days around a start within which an event everywhere is hard to tell from it.
_NEAR = 731
#: Other regions below which a likeness of trends is no comfort.
_FEWEST_BESIDE = 4


def checks(studied: Studied, *, refused_rows: int) -> tuple[Check, ...]:
    """Return every check of an interrupted series.

    Parameters
    ----------
    studied : Studied
    refused_rows : int
        Problems in the files of indicators, whose rows were left out.
    """
    found = [
        studied.stamp.check,
        *as_asked(studied.analysis),
        _length(studied),
        *_run_in(studied),
        _following(studied),
        *_methods(studied),
        *_unusual(studied),
        *_placebos(studied),
        *_comparison(studied),
        *_joined(studied),
        _detectable(studied),
        *_gaps(studied),
        *_everywhere(studied),
        chose_themselves(single=studied.outcome.region.name),
        Check("disclosure", "informative", studied.outcome.disclosed),
        *rows_left_out(refused_rows),
    ]
    return tuple(found)


def _length(studied: Studied) -> Check:
    before, after = studied.found.n_before, studied.found.n_after
    method, terms = method_called(studied.found.method), len(studied.found.terms)
    season = Both("", "")
    if studied.found.season != "none":
        season = Both(
            " De knikken in de lijn zijn het vaste patroon van het jaar.",
            " The kinks in the line are the fixed pattern of the year.",
        )
    said = Both(
        f"{plural(before, 'punt', 'punten', 'nl')} vóór de start en {after} erna, waaruit {terms} "
        f"getallen zijn geschat; gerekend met {method['nl']}.{season['nl']}",
        f"{plural(before, 'point', 'points', 'en')} before the start and {after} after it, from "
        f"which {terms} numbers were estimated; calculated with {method['en']}.{season['en']}",
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
    """Say how far neighbours resemble each other, and what a negative resemblance does."""
    phi, n = studied.found.autocorrelation, studied.found.n_before + studied.found.n_after
    told = Both.of(lambda language: correlation(phi, language))
    if abs(phi) <= _CHANCE / math.sqrt(n):
        said = Both(
            f"Geen samenhang tussen opeenvolgende punten aan te tonen ({told['nl']}).",
            f"No link between successive points can be shown ({told['en']}).",
        )
    elif phi > 0:
        said = Both(
            f"Punten lijken op hun buren: {told['nl']} (0 is niet, 1 is helemaal).",
            f"Points resemble their neighbours: {told['en']} (0: not at all, 1: fully).",
        )
    else:
        said = Both(
            f"Hoge en lage punten wisselen elkaar vaker af dan bij toeval: {told['nl']}.",
            f"High and low points alternate more often than by chance: {told['en']}.",
        )
    plain = next((each.change for each in others_of(studied) if each.name == "ols"), None)
    if plain and phi < 0 and plain.high - plain.low > studied.change.high - studied.change.low:
        wide = _intervals(plain.low, plain.high, studied)
        said = Both(
            f"{said['nl']} Dat maakt het interval smaller; zonder die aanname is het {wide['nl']}.",
            f"{said['en']} That narrows the interval; without that assumption it is {wide['en']}.",
        )
    if not phi > MOST_FOLLOWING:
        return Check("autocorrelation", "passed", said, phi)
    advice = Both(
        "Een reeks die zo op zichzelf lijkt, dwaalt vanzelf; lees het verschil als onzeker.",
        "A series that follows itself so closely drifts by itself; read the difference as unsure.",
    )
    return Check("autocorrelation", "doubtful", said, phi, advice)


def _run_in(studied: Studied) -> Iterator[Check]:
    """Yield which periods are neither before nor after."""
    aside = studied.place.aside
    if aside:
        labels = studied.outcome.periods
        which = Both.of(lambda language: listing([period(labels[i], language) for i in aside],
                                                 language))  # fmt: skip
        yield Check(
            "run_in",
            "informative",
            Both(
                f"Aanlooptijd: {which['nl']} (open punten) tellen niet als ervoor en niet als "
                "erna.",
                f"Run-in: {which['en']} (open dots) count neither as before nor as after.",
            ),
            len(aside),
        )


def _methods(studied: Studied) -> Iterator[Check]:
    """Yield whether other ways of calculating say the same."""
    others, differ = others_of(studied), otherwise(studied)
    if not others:
        return
    sizes = [each.change.absolute for each in others if each.change]
    between, of = _intervals(min(sizes), max(sizes), studied), len(others)
    if not differ:
        said = Both(
            f"Geen van de {of} andere rekenwijzen valt anders uit; zij geven {between['nl']}.",
            f"None of the {of} other ways of calculating turns out differently; they give "
            f"{between['en']}.",
        )
        yield Check("methods", "passed", said, 0)
        return
    one = len(differ) == 1
    said = Both(
        f"{len(differ)} van de {of} andere rekenwijzen {'valt' if one else 'vallen'} anders uit; "
        f"samen geven zij {between['nl']}.",
        f"{len(differ)} of the {of} other ways of calculating {'turns' if one else 'turn'} out "
        f"differently; together they give {between['en']}.",
    )
    advice = Both(
        "Wat hier staat, hangt af van de rekenwijze; geef ze alle, en noem er geen apart.",
        "What stands here depends on the way of calculating; give them all, name none alone.",
    )
    yield Check("methods", "doubtful", said, len(differ), advice)


def _unusual(studied: Studied) -> Iterator[Check]:
    """Yield what is left without the periods that were unlike others."""
    without = next((each for each in studied.others if each.name == "left_out"), None)
    if without is None:
        return
    span = unlike_span(studied)
    if without.change is None:
        said = Both(
            f"Zonder {span['nl']} zijn er te weinig punten om te rekenen.",
            f"Without {span['en']} there are too few points to calculate with.",
        )
        advice = Both(
            "Het antwoord hangt af van bijzondere perioden; zeg dat erbij.",
            "The answer depends on unusual periods; say so beside it.",
        )
        yield Check("unusual_periods", "doubtful", said, advice=advice)
        return
    change, main = without.change, studied.found.change
    told = _estimate(change, studied)
    said = Both(
        f"Zonder {span['nl']} is het verschil {told['nl']}.",
        f"Without {span['en']} the difference is {told['en']}.",
    )
    alike = change.low <= main.absolute <= change.high and change.absolute * main.absolute > 0
    agrees = alike and conclusion(change) == conclusion(main)
    advice = Both(
        "Het antwoord hangt af van die perioden; geef beide.",
        "The answer depends on those periods; give both.",
    )
    yield Check(
        "unusual_periods", "passed" if agrees else "doubtful", said, change.absolute, advice
    )


def _everywhere(studied: Studied) -> Iterator[Check]:
    """Yield what happened everywhere; doubtful where that was close to the start."""
    labels, start = studied.outcome.periods, studied.outcome.region.start
    days = [periods.first_day(labels[0]).isoformat(), periods.last_day(labels[-1]).isoformat()]
    found = national(studied.plan, days)
    if found is None or studied.plan is None or start is None:
        return
    near = [e for e in studied.plan.national_events if abs((e.date - start).days) <= _NEAR]
    if not near:
        yield found
        return
    advice = Both(
        "Dat valt dicht bij de start: geef ook het verschil zonder die perioden, en leg andere "
        "regio’s ernaast.",
        "That is close to the start: give the difference without those periods too, and lay other "
        "regions beside it.",
    )
    yield replace(found, verdict="doubtful", advice=advice)


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
    beyond = len(larger(studied))
    nl = plural(of, "start die er niet was", "starts die er niet waren", "nl")
    said = Both(
        f"Van {nl} {'geeft' if out == 1 else 'geven'} er {out} een verschil; door toeval alleen "
        f"ongeveer {_chance(of, 'nl')}. Minstens zo veel als de echte start "
        f"{'geeft' if beyond == 1 else 'geven'} er {beyond}. Ze delen punten, dus dit is een ruwe "
        "maat.",
        f"Of {plural(of, 'start that never was', 'starts that never were', 'en')}, {out} "
        f"{'gives' if out == 1 else 'give'} a difference; by chance alone about "
        f"{_chance(of, 'en')}. At least as much as the real start: {beyond}. They share points, so "
        "this is a rough measure.",
    )
    advice = Both(
        "De reeks verspringt ook zonder start; noem het verschil niet bijzonder.",
        "The series jumps without a start too; do not call the difference remarkable.",
    )
    many = out > max(1, 0.2 * of) or (beyond > 0.2 * of and conclusion(studied.change) != 0)
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
        "Naast andere regio’s keert het verschil om, of zij liepen al anders; geef beide.",
        "Beside other regions the difference changes sign, or they ran differently already; give "
        "both.",
    )
    if not (agrees and alike):
        yield Check("comparison", "doubtful", said, change.absolute, advice)
        return
    # Two regions cannot show that they ran alike.
    many = len(studied.waiting) >= _FEWEST_BESIDE
    yield Check("comparison", "passed" if many else "informative", said, change.absolute)


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
