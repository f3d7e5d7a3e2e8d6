"""How far to trust a comparison of regions that started on different days: its checks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Literal

from kit import periods
from kit.comparability import Objection
from kit.control_chart.words import called
from kit.evaluation.exposure import as_asked
from kit.evaluation.staggered.checking_beside import checks_beside
from kit.evaluation.staggered.saying import hanging_on, places
from kit.evaluation.staggered.studying import Studied
from kit.evaluation.staggered.weighing import weights_check
from kit.evaluation.together import disclosed
from kit.evaluation.wording import amount, chose_themselves, national, signed
from kit.finding import Check
from kit.indicator_checks import rows_left_out
from kit.language import Both, listing, number, percentage, period, plural
from kit.terms import label

__all__ = ["checks"]

#: How many times as much some regions may vary as others before permuting misleads.
MOST_UNEQUAL = 1.5
#: Points before the first start below which a common course is a guess.
FEWEST_BEFORE = 4
#: How many times as far differences of regions may lie apart as chance has them.
MOST_APART = 2.0
#: Share of assignments below which a figure that should not change is told as doubtful.
_SELDOM = 0.10


def checks(
    studied: Studied, *, objections: Sequence[Objection], refused_rows: int
) -> tuple[Check, ...]:
    """Return every check of regions together.

    Parameters
    ----------
    studied : Studied
    objections : sequence of Objection
        Why figures may not be joined.
    refused_rows : int
        Problems in the files of indicators, whose rows were left out.
    """
    labels = studied.gathered.labels
    days = [periods.first_day(labels[0]).isoformat(), periods.last_day(labels[-1]).isoformat()]
    everywhere = national(studied.plan, days)
    found = [
        studied.stamp.check,
        *as_asked(studied.analysis),
        _clusters(studied),
        *_run_in(studied),
        *weights_check(studied),
        _rule(studied),
        *_spread(studied),
        *_apart(studied),
        _before(studied),
        *checks_beside(studied),
        *_left_out(studied),
        *_placebo_start(studied),
        *_placebo_outcomes(studied),
        *_unlike(studied),
        *_joined(objections),
        _power(studied),
        *_gaps(studied),
        *([everywhere] if everywhere else []),
        chose_themselves(),
        disclosed(studied.gathered.outcomes),
        *rows_left_out(refused_rows),
    ]
    return tuple(found)


def _clusters(studied: Studied) -> Check:
    started, waiting = studied.gathered.started(), studied.gathered.waiting()
    none = Both("geen", "none")
    return Check(
        "regions",
        "informative",
        Both.of(
            lambda language: {
                "nl": f"{len(started) + len(waiting)} regio’s. Begonnen: "
                f"{listing(started, 'nl') or none['nl']}. Niet begonnen: "
                f"{listing(waiting, 'nl') or none['nl']}.",
                "en": f"{len(started) + len(waiting)} regions. Started: "
                f"{listing(started, 'en') or none['en']}. Not started: "
                f"{listing(waiting, 'en') or none['en']}.",
            }[language]
        ),
        len(started) + len(waiting),
    )


def _run_in(studied: Studied) -> Iterator[Check]:
    """Yield how many periods around a start are neither before nor after it."""
    analysis, aside = studied.analysis, studied.gathered.design.anticipation
    if aside == 0:
        return
    lag, early = (analysis.lag, analysis.anticipation) if analysis else (0, 0)
    parts_nl = [
        f"{plural(early, 'periode', 'perioden', 'nl')} vóór de start" if early else "",
        f"{plural(lag, 'periode', 'perioden', 'nl')} na de start" if lag else "",
        "de periode waarin een start valt" if aside > lag + early else "",
    ]
    parts_en = [
        f"{plural(early, 'period', 'periods', 'en')} before the start" if early else "",
        f"{plural(lag, 'period', 'periods', 'en')} after the start" if lag else "",
        "the period in which a start falls" if aside > lag + early else "",
    ]
    told = Both(
        listing([each for each in parts_nl if each], "nl"),
        listing([each for each in parts_en if each], "en"),
    )
    said = Both(
        f"Aanlooptijd: {told['nl']} tellen niet als ervoor en niet als erna.",
        f"Run-in: {told['en']} count neither as before nor as after.",
    )
    yield Check("run_in", "informative", said, aside)


def _rule(studied: Studied) -> Check:
    """Say which test was named from the start dates alone, and the smallest p it can give."""
    rule, advice = studied.rule, None
    method = Both.of(lambda language: label("p_method", rule.method, language).lower())
    least = {language: number(rule.smallest_p, language, decimals=4) for language in ("nl", "en")}
    said = Both(
        f"Vóór de cijfers gekozen: {method['nl']}. Kleinste p die verwisselen kan geven: "
        f"{least['nl']} ({number(rule.assignments, 'nl')} verdelingen).",
        f"Chosen before the figures: {method['en']}. Smallest p that permuting can give: "
        f"{least['en']} ({number(rule.assignments, 'en')} assignments).",
    )
    if studied.why:
        advice = Both(
            f"De toets kon niet worden uitgevoerd; lees het verschil als beschrijving. De kit zei: "
            f"{studied.why}",
            "The test could not be carried out; read the difference as a description. The kit "
            f"said: {studied.why}",
        )
    elif rule.method == "descriptive":
        advice = Both(
            "Noem geen p-waarde; meer regio’s of meer startdata maken een toets mogelijk.",
            "Quote no p-value; more regions, or more different start dates, make a test possible.",
        )
    elif rule.weak:
        advice = Both(
            "Met zo weinig vrijheidsgraden vindt deze toets bijna nooit iets.",
            "With so few degrees of freedom this test hardly ever finds anything.",
        )
    number_of = None if math.isnan(studied.p) else studied.p
    return Check("p_rule", "doubtful" if advice else "passed", said, number_of, advice)


def _spread(studied: Studied) -> Iterator[Check]:
    """Yield whether regions that started varied as much as the others: permuting supposes it."""
    ratio = studied.tested.spread_ratio if studied.tested else math.nan
    if math.isnan(ratio):
        return
    unequal = not 1 / MOST_UNEQUAL <= ratio <= MOST_UNEQUAL
    told = {language: number(ratio, language, decimals=1) for language in ("nl", "en")}
    said = Both(
        f"Vóór de start schommelden regio’s die begonnen {told['nl']} keer zo veel als de andere.",
        f"Before the start, regions that started varied {told['en']} times as much as the others.",
    )
    advice = Both(
        "Verwisselen gaat ervan uit dat regio’s evenveel schommelen; lees de p-waarde met twijfel.",
        "Permuting supposes that regions vary alike; read the p-value with doubt.",
    )
    yield Check("spread_alike", "doubtful" if unequal else "passed", said, ratio, advice)


def _apart(studied: Studied) -> Iterator[Check]:
    """Yield whether the difference is alike in all regions, as the test and interval suppose.

    Where the sample plants a change in two of four regions, the interval held its mean in all of
    200 draws, and the test found it in 55; with the same change in all four in 190 and 200.
    """
    if studied.apart is None:
        return
    seen, chance = (_size(size, studied) for size in (studied.apart.seen, studied.apart.by_chance))
    said = Both(
        f"De verschillen van regio’s die begonnen lopen {seen['nl']} uiteen (standaardafwijking); "
        f"was het verschil overal gelijk, dan gaf toeval {chance['nl']}.",
        f"The differences of regions that started lie {seen['en']} apart (standard deviation); "
        f"were the difference the same everywhere, chance would give {chance['en']}.",
    )
    advice = Both(
        "Toets en interval gaan uit van één verschil voor alle regio’s. Hier verschillen ze: het "
        "interval is te wijd en de toets vindt te weinig. Noem de regio’s apart.",
        "Test and interval suppose one difference for all regions. Here they differ: the interval "
        "is too wide and the test finds too little. Name the regions apart.",
    )
    unlike = studied.apart.seen > MOST_APART * studied.apart.by_chance
    verdict: Literal["passed", "doubtful"] = "doubtful" if unlike else "passed"
    yield Check("effects_alike", verdict, said, studied.apart.seen, advice)


def _size(value: float, studied: Studied) -> Both:
    unit, decimals = studied.first.unit, places(studied)
    return Both.of(lambda language: amount(value, unit, language, decimals=decimals))


def _before(studied: Studied) -> Check:
    starts = [start for start in studied.gathered.design.starts if start is not None]
    count = min(starts) - studied.gathered.design.anticipation
    said = Both(
        f"{plural(count, 'periode', 'perioden', 'nl')} vóór de eerste start.",
        f"{plural(count, 'period', 'periods', 'en')} before the first start.",
    )
    advice = Both(
        "Te weinig om te zien of de regio’s vóór de start gelijk opliepen; zoek oudere cijfers.",
        "Too few to see whether the regions ran alike before the start; look for older figures.",
    )
    return Check("before", "passed" if count >= FEWEST_BEFORE else "doubtful", said, count, advice)


def _left_out(studied: Studied) -> Iterator[Check]:
    effects = [each.effect for each in studied.by("leave_one_out")]
    if not effects:
        return
    said = _between("Telkens zonder één regio: {}.", "Each time without one region: {}.", studied,
                    min(effects), max(effects))  # fmt: skip
    hangs = hanging_on(studied)
    if hangs is None:
        yield Check("leave_one_out", "passed", said, len(effects))
        return
    left = _signed(hangs[1], studied)
    said = Both(
        f"{said['nl']} Zonder {hangs[0]} blijft {left['nl']} over.",
        f"{said['en']} Without {hangs[0]}, {left['en']} remains.",
    )
    advice = Both(
        "De helft of meer van het verschil hangt af van één regio; noem die, en geen gemiddelde.",
        "Half of the difference or more depends on one region; name it, and give no mean.",
    )
    yield Check("leave_one_out", "doubtful", said, len(effects), advice)


def _placebo_start(studied: Studied) -> Iterator[Check]:
    for each in studied.by("placebo_start"):
        size = _signed(each.effect, studied)
        said = Both(
            f"Met een start {each.label} perioden eerder, toen er nog niets was: {size['nl']}.",
            f"With a start {each.label} periods earlier, when there was nothing yet: {size['en']}.",
        )
        large = abs(each.effect) > abs(studied.imputed.effect) / 2
        advice = Both(
            "De regio’s liepen al uiteen voordat zij begonnen; vergelijk ze anders.",
            "The regions went apart before they started; compare them otherwise.",
        )
        yield Check("placebo_start", "doubtful" if large else "passed", said, each.effect, advice)


def _placebo_outcomes(studied: Studied) -> Iterator[Check]:
    for each in studied.by("placebo_outcome"):
        name, unit = each.name or Both.of(each.label), each.unit
        size = Both.of(lambda language: amount(each.effect, unit, language, decimals=1))  # noqa: B023
        way = Both("hoger", "higher") if each.effect > 0 else Both("lager", "lower")
        tested = Both("", "")
        if not math.isnan(each.p):
            part = Both.of(lambda language: percentage(each.p, language))  # noqa: B023
            tested = Both(
                f"; zo ver komt het in {part['nl']} van de verdelingen van startdata",
                f"; it gets that far in {part['en']} of the assignments of start dates",
            )
        said = Both(
            f"Bij ‘{called(name['nl'])}’, dat volgens het plan niet zou moeten veranderen: "
            f"{size['nl']} {way['nl']}{tested['nl']}.",
            f"For ‘{called(name['en'])}’, which according to the plan should not change: "
            f"{size['en']} {way['en']}{tested['en']}.",
        )
        advice = Both(
            "Wat niet zou moeten veranderen, verschilt ook; er speelt meer dan de start.",
            "What should not change differs too; there is more at play than the start.",
        )
        if each.p < _SELDOM:
            yield Check("placebo_outcome", "doubtful", said, each.effect, advice)
        else:
            yield Check(
                "placebo_outcome", "informative" if math.isnan(each.p) else "passed", said,
                each.effect,
            )  # fmt: skip


def _unlike(studied: Studied) -> Iterator[Check]:
    for each in studied.by("sensitivity"):
        if each.label != "left_out":
            continue
        labels, unlike = studied.gathered.labels, studied.gathered.unlike
        first, last = labels[unlike[0]], labels[unlike[-1]]
        size = _signed(each.effect, studied)
        main = studied.imputed.effect
        far = each.effect * main <= 0 or not 0.5 <= each.effect / main <= 2
        said = Both(
            f"Zonder {period(first, 'nl')} t/m {period(last, 'nl')}: {size['nl']}.",
            f"Without {period(first, 'en')} to {period(last, 'en')}: {size['en']}.",
        )
        advice = Both(
            "Het antwoord hangt af van die perioden; geef beide.",
            "The answer depends on those periods; give both.",
        )
        yield Check("unusual_periods", "doubtful" if far else "passed", said, each.effect, advice)


def _joined(objections: Sequence[Objection]) -> Iterator[Check]:
    for objection in objections[:1]:
        advice = Both(
            "Wat hier een verschil lijkt, kan een andere meetwijze zijn.",
            "What looks like a difference here may be another way of measuring.",
        )
        yield Check("may_be_joined", "failed", objection.why, len(objections), advice)


def _power(studied: Studied) -> Check:
    seen = studied.detectable
    if seen is None or math.isinf(seen.change):
        return Check(
            "power",
            "informative",
            Both(
                "Met deze regio’s en startdata had geen enkel verschil aantoonbaar kunnen zijn."
                if seen
                else "Wat deze regio’s hadden kunnen laten zien, is niet uit te rekenen.",
                "With these regions and start dates no difference could have been shown."
                if seen
                else "What these regions could have shown cannot be calculated.",
            ),
        )
    size = _size(seen.change, studied)
    return Check(
        "power",
        "informative",
        Both(
            f"Was het verschil in alle regio’s even groot, dan was {size['nl']} of meer in acht "
            "van tien gevallen aangetoond; lopen regio’s uiteen, dan is er meer nodig.",
            f"Were the difference alike in all regions, {size['en']} or more would have been shown "
            "in eight of ten cases; where regions differ, it takes more.",
        ),
        seen.change,
    )


def _gaps(studied: Studied) -> Iterator[Check]:
    import numpy as np

    values = studied.gathered.values
    gaps = int(np.isnan(values).sum())
    if gaps:
        said = Both(
            f"{gaps} van {values.size} cijfers {'ontbreekt' if gaps == 1 else 'ontbreken'} of "
            f"{'mag' if gaps == 1 else 'mogen'} niet gebruikt worden.",
            f"{gaps} of {values.size} figures {'is' if gaps == 1 else 'are'} missing or may not be "
            "used.",
        )
        advice = Both("Zoek uit waarom ze ontbreken.", "Find out why they are missing.")
        many = gaps > 0.1 * values.size
        yield Check("gaps", "doubtful" if many else "passed", said, gaps, advice)


def _signed(value: float, studied: Studied) -> Both:
    return Both.of(lambda language: signed(value, language, decimals=places(studied)))


def _between(nl: str, en: str, studied: Studied, low: float, high: float) -> Both:
    one, other = _signed(low, studied), _signed(high, studied)
    return Both(
        nl.format(f"{one['nl']} tot {other['nl']}"), en.format(f"{one['en']} to {other['en']}")
    )
