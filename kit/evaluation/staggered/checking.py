"""How far to trust a comparison of regions that started on different days: its checks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from kit import periods
from kit.comparability import Objection
from kit.control_chart.words import called
from kit.evaluation.staggered.checking_beside import checks_beside
from kit.evaluation.staggered.saying import places
from kit.evaluation.staggered.studying import Studied
from kit.evaluation.together import disclosed
from kit.evaluation.wording import amount, chose_themselves, national, signed
from kit.finding import Check
from kit.indicator_checks import rows_left_out
from kit.language import Both, listing, number, plural
from kit.terms import label

__all__ = ["checks"]

#: How many times as much some regions may vary as others before permuting misleads.
MOST_UNEQUAL = 1.5
#: Points before the first start below which a common course is a guess.
FEWEST_BEFORE = 4


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
        _clusters(studied),
        _rule(studied),
        *_spread(studied),
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
    main = studied.imputed.effect
    turns = any(effect * main <= 0 for effect in effects)
    said = _between("Telkens zonder één regio: {}.", "Each time without one region: {}.", studied,
                    min(effects), max(effects))  # fmt: skip
    advice = Both(
        "Het verschil hangt aan één regio; noem die, en geen gemiddelde.",
        "The difference hangs on one region; name it, and give no mean.",
    )
    yield Check("leave_one_out", "doubtful" if turns else "passed", said, len(effects), advice)


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
        size = number(each.effect, "nl", decimals=2), number(each.effect, "en", decimals=2)
        name = called(each.label)
        yield Check(
            "placebo_outcome",
            "informative",
            Both(
                f"Bij ‘{name}’, dat volgens het plan niet zou moeten veranderen: {size[0]}.",
                f"For ‘{name}’, which according to the plan should not change: {size[1]}.",
            ),
            each.effect,
        )


def _unlike(studied: Studied) -> Iterator[Check]:
    for each in studied.by("sensitivity"):
        if each.label != "left_out":
            continue
        labels = studied.gathered.labels
        span = f"{labels[studied.gathered.unlike[0]]}–{labels[studied.gathered.unlike[-1]]}"
        size = _signed(each.effect, studied)
        main = studied.imputed.effect
        far = each.effect * main <= 0 or not 0.5 <= each.effect / main <= 2
        said = Both(f"Zonder {span}: {size['nl']}.", f"Without {span}: {size['en']}.")
        advice = Both(
            "Het antwoord hangt aan die perioden; geef beide.",
            "The answer hangs on those periods; give both.",
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
    size = Both.of(
        lambda language: amount(seen.change, studied.first.unit, language, decimals=places(studied))
    )
    return Check(
        "power",
        "informative",
        Both(
            f"Een gemiddeld verschil van {size['nl']} of meer was in acht van tien gevallen "
            "aangetoond; een kleiner kon onopgemerkt blijven.",
            f"A mean difference of {size['en']} or more would have been shown in eight of ten "
            "cases; a smaller one could go unnoticed.",
        ),
        seen.change,
    )


def _gaps(studied: Studied) -> Iterator[Check]:
    import numpy as np

    values = studied.gathered.values
    gaps = int(np.isnan(values).sum())
    if gaps:
        said = Both(
            f"{gaps} van {values.size} cijfers ontbreken of mogen niet gebruikt worden.",
            f"{gaps} of {values.size} figures are missing or may not be used.",
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
