"""How far to trust a synthetic comparison: its checks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Literal

from kit.comparability import Objection
from kit.control_chart.words import called
from kit.evaluation.exposure import as_asked
from kit.evaluation.synthetic.saying import areas_counted, places, tried
from kit.evaluation.synthetic.studying import ENOUGH_AREAS, FEW_AREAS, SELDOM, Studied
from kit.evaluation.wording import amount, chose_themselves, signed
from kit.finding import Check
from kit.indicator_checks import rows_left_out
from kit.language import Both, listing, number, percentage, period, plural

__all__ = ["checks"]

#: Periods before the start below which two courses are alike by accident.
FEWEST_BEFORE = 8
#: Standardised mean difference above which areas do not resemble the region (Stuart 2010).
LEAST_ALIKE = 0.25
#: Weight above which a mixture is one area, or two periods are all that was before.
HEAVY = 0.5
#: How far the region may lie from its mixture before the start, as a multiple of its own swing.
WORST_FIT = 1.25


def checks(
    studied: Studied, *, objections: Sequence[Objection], refused_rows: int
) -> tuple[Check, ...]:
    """Return every check of a synthetic comparison.

    Parameters
    ----------
    studied : Studied
    objections : sequence of Objection
        Why figures may not be joined.
    refused_rows : int
        Problems in the files of indicators, whose rows were left out.
    """
    found = [
        studied.stamp.check,
        *as_asked(studied.analysis),
        _pool(studied),
        _matched(studied),
        *_balance(studied),
        _before(studied),
        _periods(studied),
        *_dropped(studied),
        _fit(studied),
        _placebo(studied),
        *_power(studied),
        *_heaviest(studied),
        *_joined(objections),
        chose_themselves(single=called(studied.gathered.outcome.region.name)),
        _disclosed(studied),
        *rows_left_out(refused_rows),
    ]
    return tuple(found)


def _pool(studied: Studied) -> Check:
    gathered = studied.gathered
    count = len(gathered.areas)
    used, out = areas_counted(count, gathered.source), gathered.lacking
    said = Both(f"Vergeleken met {used['nl']}.", f"Compared with {used['en']}.")
    if out:
        said = Both(
            f"{said['nl']} Afgevallen: {number(out, 'nl')} (geen cijfers, een gat, een afgeschermd "
            "cijfer of een andere eenheid).",
            f"{said['en']} Fallen out: {number(out, 'en')} (no figures, a gap, a withheld figure "
            "or another unit).",
        )
    if count < FEW_AREAS:
        most = _weighs_most(studied)
        said = Both(f"{said['nl']} {most['nl']}", f"{said['en']} {most['en']}")
    advice = None
    if gathered.source == "regions":
        advice = Both(
            "Andere regio’s namen de plaats in van gebieden waar niets begon; zij zijn weinig en "
            "kunnen later beginnen. Zoek meer gebieden met hetzelfde cijfer (`comparison_pool` in "
            "study.yml).",
            "Other regions took the place of areas where nothing started; they are few and may "
            "start later. Look for more areas with the same figure (`comparison_pool` in "
            "study.yml).",
        )
    elif count < ENOUGH_AREAS:
        advice = Both(
            "Met zo weinig gebieden is niet te zien of dit ook elders voorkomt. Zoek meer gebieden "
            "met hetzelfde cijfer (`comparison_pool` in study.yml).",
            "With so few areas it cannot be seen whether this occurs elsewhere too. Look for more "
            "areas with the same figure (`comparison_pool` in study.yml).",
        )
    return Check("pool", "doubtful" if advice else "passed", said, count, advice)


def _weighs_most(studied: Studied) -> Both:
    """Say which area weighs most, and what is left without it."""
    outcome, weight = studied.heaviest[0]
    name, without = called(outcome.region.name), studied.without_largest
    part = Both.of(lambda language: percentage(weight, language))
    said = Both(f"Het meeste weegt {name}: {part['nl']}.", f"{name} weighs most: {part['en']}.")
    if math.isnan(without):
        return said
    size = Both.of(lambda language: signed(without, language, decimals=places(studied)))
    return Both(
        f"{said['nl']} Zonder {name}: {size['nl']}.", f"{said['en']} Without {name}: {size['en']}."
    )


def _matched(studied: Studied) -> Check:
    gathered, matching = studied.gathered, studied.gathered.matching
    if matching is None:
        lacking = gathered.unmatched
        said = Both(
            "Niet gekozen op gelijkenis: het plan noemt niets om gebieden op te kiezen."
            if not lacking
            else f"Niet gekozen op gelijkenis: er zijn geen cijfers over "
            f"{_listed(studied, lacking, 'nl')}.",
            "Not chosen by likeness: the plan names nothing to choose areas on."
            if not lacking
            else f"Not chosen by likeness: there are no figures on "
            f"{_listed(studied, lacking, 'en')}.",
        )
        return Check("matched", "informative", said)
    names = [each.variable for each in matching.balance]
    few, of = len(matching.chosen), gathered.whole
    said = Both(
        f"Gekozen op gelijkenis vóór de start in {_listed(studied, names, 'nl')}: de "
        f"{number(few, 'nl')} van {number(of, 'nl')} die het meest lijken.",
        f"Chosen by likeness before the start in {_listed(studied, names, 'en')}: the "
        f"{number(few, 'en')} of {number(of, 'en')} that resemble it most.",
    )
    return Check("matched", "passed", said, few)


def _listed(studied: Studied, ids: Sequence[str], language: str) -> str:
    names = studied.gathered.names
    return listing([f"‘{called(names[id][language])}’" for id in ids], language)


def _balance(studied: Studied) -> Iterator[Check]:
    """Yield how far the chosen areas lie from the region on what they were chosen on."""
    if studied.gathered.matching is None:
        return
    rows = studied.gathered.matching.balance
    most = max(rows, key=lambda each: abs(each.after))
    told = {language: number(abs(most.after), language, decimals=2) for language in ("nl", "en")}
    first = {language: number(abs(most.before), language, decimals=2) for language in ("nl", "en")}
    name = {language: _listed(studied, [most.variable], language) for language in ("nl", "en")}
    said = Both(
        f"Het meest verschillen regio en gekozen gebieden in {name['nl']}: "
        f"{told['nl']} standaardafwijking (vóór het kiezen {first['nl']}).",
        f"Region and chosen areas differ most in {name['en']}: {told['en']} standard "
        f"deviations (before choosing {first['en']}).",
    )
    advice = Both(
        "De gekozen gebieden lijken op dit punt niet op de regio; zeg dat erbij.",
        "On this point the chosen areas do not resemble the region; say so.",
    )
    unlike = abs(most.after) > LEAST_ALIKE
    yield Check("balance", "doubtful" if unlike else "passed", said, most.after, advice)


def _before(studied: Studied) -> Check:
    count, aside = studied.gathered.start, studied.run_in
    run_in = Both(
        f" {plural(aside, 'periode', 'perioden', 'nl')} vanaf de start "
        f"{'telt' if aside == 1 else 'tellen'} niet mee: aanlooptijd.",
        f" {plural(aside, 'period', 'periods', 'en')} from the start on "
        f"{'does' if aside == 1 else 'do'} not count: run-in.",
    )
    said = Both(
        f"{plural(count, 'periode', 'perioden', 'nl')} vóór de start."
        f"{run_in['nl'] if aside else ''}",
        f"{plural(count, 'period', 'periods', 'en')} before the start."
        f"{run_in['en'] if aside else ''}",
    )
    advice = Both(
        "Zo kort lopen gebieden ook bij toeval gelijk op; zoek oudere cijfers.",
        "Over so short a time areas run alike by accident too; look for older figures.",
    )
    return Check("before", "passed" if count >= FEWEST_BEFORE else "doubtful", said, count, advice)


def _periods(studied: Studied) -> Check:
    """Say on which periods before the start the difference rests, and what it is without weights.

    Doubtful where two periods weigh more than all others together, and where the sign changes when
    every period weighs the same.
    """
    times, labels = studied.found.times, studied.gathered.labels
    pairs = sorted(zip(times, labels, strict=False), key=lambda pair: -pair[0])[:2]
    part = sum(weight for weight, _ in pairs)
    chosen = sorted((label for _, label in pairs), key=labels.index)
    even = Both.of(lambda language: signed(studied.evenly, language, decimals=places(studied)))
    told = Both.of(
        lambda language: listing([period(label, language) for label in chosen], language)
    )
    count, share = len(times), Both.of(lambda language: percentage(part, language))
    said = Both(
        f"Van {plural(count, 'periode', 'perioden', 'nl')} ervoor tellen {told['nl']} het zwaarst: "
        f"samen {share['nl']}. Met alle perioden even zwaar: {even['nl']}.",
        f"Of {plural(count, 'period', 'periods', 'en')} before, {told['en']} count most: "
        f"{share['en']} together. With all periods alike: {even['en']}.",
    )
    advice = Both(
        "Het verschil hangt af van twee perioden; lees het getal met alle perioden even zwaar mee."
        if not studied.turns
        else "Het teken hangt af van welke perioden meetellen; noem geen verschil.",
        "The difference depends on two periods; read the number with all periods alike beside it."
        if not studied.turns
        else "The sign depends on which periods count; tell no difference.",
    )
    leans = part > HEAVY or studied.turns
    return Check("period_weights", "doubtful" if leans else "passed", said, part, advice)


def _dropped(studied: Studied) -> Iterator[Check]:
    """Yield which periods are used nowhere, for an area has no figure there."""
    dropped = studied.gathered.dropped
    if not dropped:
        return
    said = Both.of(
        lambda language: " ".join(_gone(label, dropped[label], language) for label in dropped)
    )
    yield Check("dropped_periods", "informative", said, len(dropped))


def _gone(label: str, names: Sequence[str], language: str) -> str:
    when, who = period(label, language), listing([called(name) for name in names], language)
    if language == "nl":
        what = f"ontbreekt bij {who}" if who else "is niet overal te gebruiken"
        return f"{when} {what} en is daarom nergens meegeteld."
    what = f"is missing for {who}" if who else "cannot be used everywhere"
    return f"{when} {what} and so is counted nowhere."


def _fit(studied: Studied) -> Check:
    """Say how far the region lay from its mixture before the start.

    Held against how far the region moves by itself from one period to the next, whatever the
    difference after the start: a mixture that follows the region leaves its scatter and no more.
    Doubtful above 1.25 times that, and where the region is followed worse than nearly all areas.
    """
    fit, swing = studied.found.fit, studied.swing
    unit, decimals = studied.gathered.outcome.unit, places(studied)
    size = Both.of(lambda language: amount(fit, unit, language, decimals=decimals))
    own = Both.of(lambda language: number(swing, language, decimals=decimals))
    said = Both(
        f"Vóór de start lag de regio doorgaans {size['nl']} van haar mengsel; van periode op "
        f"periode schommelt zij zelf {own['nl']}.",
        f"Before the start the region usually lay {size['en']} from its mixture; from period to "
        f"period it swings by {own['en']} itself.",
    )
    advice = Both(
        "Het mengsel volgt de regio ook vóór de start slecht; kijk naar de eigen reeks.",
        "The mixture follows the region poorly before the start too; look at its own series.",
    )
    poor = fit > WORST_FIT * swing or _poorer(studied)
    return Check("pre_fit", "doubtful" if poor else "passed", said, fit, advice)


def _poorer(studied: Studied) -> bool:
    fits = [each.fit for each in studied.placebos]
    worse = sum(fit >= studied.found.fit for fit in fits)
    return len(fits) >= ENOUGH_AREAS and (1 + worse) / (1 + len(fits)) <= SELDOM


def _placebo(studied: Studied) -> Check:
    count = len(studied.placebos)
    if not count:
        said = Both(
            "Er zijn te weinig gebieden om na te gaan of dit ook elders voorkomt.",
            "There are too few areas to see whether this occurs elsewhere too.",
        )
        advice = Both("Lees het verschil niet als een verandering.", "Do not read it as a change.")
        return Check("placebo_area", "doubtful", said, advice=advice)
    lies = tried(studied)
    said = Both(f"{_capital(lies['nl'])}.", f"{_capital(lies['en'])}.")
    advice = Both(
        "Zo’n verschil komt ook voor waar niets begon; lees het niet als een verandering.",
        "Such a difference occurs where nothing started too; do not read it as a change.",
    )
    if count < ENOUGH_AREAS and not studied.as_far:
        advice = Both(
            "Met zo weinig gebieden kan ook toeval het verste liggen; neem er meer.",
            "With so few areas chance may lie furthest too; take more.",
        )
    verdict: Literal["passed", "doubtful"] = "passed" if studied.stands_out else "doubtful"
    return Check("placebo_area", verdict, said, studied.as_far, advice)


def _power(studied: Studied) -> Iterator[Check]:
    """Yield how large a difference had to be to lie further than those where nothing started."""
    least = studied.noticeable
    if math.isnan(least):
        return
    unit, decimals = studied.gathered.outcome.unit, places(studied)
    size = Both.of(lambda language: amount(least, unit, language, decimals=decimals))
    said = Both(
        f"Een verschil van meer dan {size['nl']} was naast deze gebieden opgevallen; een kleiner "
        "kon onopgemerkt blijven.",
        f"A difference of more than {size['en']} would have stood out beside these areas; a "
        "smaller one could go unnoticed.",
    )
    yield Check("power", "informative", said, least)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _heaviest(studied: Studied) -> Iterator[Check]:
    """Yield whether one area carries the mixture; among few areas one always does."""
    if len(studied.gathered.areas) < FEW_AREAS:
        return
    weight, without = studied.heaviest[0][1], studied.without_largest
    advice = Both(
        "Het verschil hangt af van één gebied; ga na wat daar gebeurde.",
        "The difference depends on one area; find out what happened there.",
    )
    hangs = weight > HEAVY or without * studied.found.effect <= 0
    said = _weighs_most(studied)
    yield Check("weights", "doubtful" if hangs else "passed", said, weight, advice)


def _joined(objections: Sequence[Objection]) -> Iterator[Check]:
    for objection in objections[:1]:
        advice = Both(
            "Wat hier een verschil lijkt, kan een andere meetwijze zijn.",
            "What looks like a difference here may be another way of measuring.",
        )
        yield Check("may_be_joined", "failed", objection.why, len(objections), advice)


def _disclosed(studied: Studied) -> Check:
    own = studied.gathered.outcome
    if not (own.table["status"] == "suppressed").any():
        return Check("disclosure", "informative", own.disclosed)
    return Check(
        "disclosure",
        "informative",
        Both(
            f"{own.disclosed['nl']} Afgeschermde cijfers doen nergens in mee.",
            f"{own.disclosed['en']} Suppressed figures are used in nothing.",
        ),
    )
