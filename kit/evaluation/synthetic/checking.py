"""How far to trust a synthetic comparison: its checks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from kit.comparability import Objection
from kit.control_chart.words import called
from kit.evaluation.synthetic.saying import areas_counted, places
from kit.evaluation.synthetic.studying import Studied
from kit.evaluation.wording import amount, chose_themselves, signed
from kit.finding import Check
from kit.indicator_checks import rows_left_out
from kit.language import Both, listing, number, percentage, plural

__all__ = ["checks"]

#: Areas below which a placebo cannot tell one in ten.
FEWEST_FOR_PLACEBO = 10
#: Periods before the start below which two courses are alike by accident.
FEWEST_BEFORE = 8
#: Standardised mean difference above which areas do not resemble the region (Stuart 2010).
LEAST_ALIKE = 0.25
#: Weight above which a mixture is one area.
HEAVY = 0.5


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
        _pool(studied),
        _matched(studied),
        *_balance(studied),
        _before(studied),
        _fit(studied),
        _placebo(studied),
        _heaviest(studied),
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
    advice = None
    if gathered.source == "regions":
        advice = Both(
            "Er is geen vergelijkingsgroep met cijfers; andere regio’s namen die plaats in, en die "
            "zijn weinig en kunnen later beginnen. Vul `comparison_pool` van study.yml.",
            "There is no comparison pool with figures; other regions took its place, and they are "
            "few and may start later. Fill `comparison_pool` of study.yml.",
        )
    elif count < FEWEST_FOR_PLACEBO:
        advice = Both(
            "Met zo weinig gebieden zegt de proef met andere gebieden weinig; neem er meer.",
            "With so few areas, trying other areas says little; take more.",
        )
    return Check("pool", "doubtful" if advice else "passed", said, count, advice)


def _matched(studied: Studied) -> Check:
    gathered, matching = studied.gathered, studied.gathered.matching
    if matching is None:
        lacking = gathered.unmatched
        said = Both(
            "Niet gekozen op gelijkenis: het plan noemt niets om gebieden op te kiezen."
            if not lacking
            else f"Niet gekozen op gelijkenis: er zijn geen cijfers over "
            f"{listing([called(name) for name in lacking], 'nl')}.",
            "Not chosen by likeness: the plan names nothing to choose areas on."
            if not lacking
            else f"Not chosen by likeness: there are no figures on "
            f"{listing([called(name) for name in lacking], 'en')}.",
        )
        return Check("matched", "informative", said)
    names = [called(each.variable) for each in matching.balance]
    said = Both(
        f"Gekozen op gelijkenis vóór de start in {listing(names, 'nl')}: de "
        f"{number(len(matching.chosen), 'nl')} die het meest lijken.",
        f"Chosen by likeness before the start in {listing(names, 'en')}: the "
        f"{number(len(matching.chosen), 'en')} that resemble it most.",
    )
    return Check("matched", "passed", said, len(matching.chosen))


def _balance(studied: Studied) -> Iterator[Check]:
    """Yield how far the chosen areas lie from the region on what they were chosen on."""
    if studied.gathered.matching is None:
        return
    rows = studied.gathered.matching.balance
    most = max(rows, key=lambda each: abs(each.after))
    told = {language: number(abs(most.after), language, decimals=2) for language in ("nl", "en")}
    first = {language: number(abs(most.before), language, decimals=2) for language in ("nl", "en")}
    said = Both(
        f"Het meest verschillen regio en gekozen gebieden in ‘{called(most.variable)}’: "
        f"{told['nl']} standaardafwijking (vóór het kiezen {first['nl']}).",
        f"Region and chosen areas differ most in ‘{called(most.variable)}’: {told['en']} standard "
        f"deviations (before choosing {first['en']}).",
    )
    advice = Both(
        "De gekozen gebieden lijken op dit punt niet op de regio; zeg dat erbij.",
        "On this point the chosen areas do not resemble the region; say so.",
    )
    unlike = abs(most.after) > LEAST_ALIKE
    yield Check("balance", "doubtful" if unlike else "passed", said, most.after, advice)


def _before(studied: Studied) -> Check:
    count = studied.gathered.start
    said = Both(
        f"{plural(count, 'periode', 'perioden', 'nl')} vóór de start.",
        f"{plural(count, 'period', 'periods', 'en')} before the start.",
    )
    advice = Both(
        "Zo kort lopen gebieden ook bij toeval gelijk op; zoek oudere cijfers.",
        "Over so short a time areas run alike by accident too; look for older figures.",
    )
    return Check("before", "passed" if count >= FEWEST_BEFORE else "doubtful", said, count, advice)


def _fit(studied: Studied) -> Check:
    """Say how far the region lay from its mixture before the start."""
    fit, effect = studied.found.fit, studied.found.effect
    unit, decimals = studied.gathered.outcome.unit, places(studied) + 1
    size = Both.of(lambda language: amount(fit, unit, language, decimals=decimals))
    said = Both(
        f"Vóór de start lag de regio doorgaans {size['nl']} van haar mengsel.",
        f"Before the start the region usually lay {size['en']} from its mixture.",
    )
    advice = Both(
        "Het mengsel volgt de regio ook vóór de start slecht; kijk naar de eigen reeks.",
        "The mixture follows the region poorly before the start too; look at its own series.",
    )
    poor = fit > abs(effect) / 2 or _poorer(studied)
    return Check("pre_fit", "doubtful" if poor else "passed", said, fit, advice)


def _poorer(studied: Studied) -> bool:
    fits = [each.fit for each in studied.placebos]
    worse = sum(fit >= studied.found.fit for fit in fits)
    return len(fits) >= FEWEST_FOR_PLACEBO and worse / len(fits) < 0.10


def _placebo(studied: Studied) -> Check:
    count = len(studied.placebos)
    tried = areas_counted(count, studied.gathered.source)
    if not count:
        said = Both(
            "Geen gebied kon de plaats van de regio innemen.",
            "No area could take the place of the region.",
        )
        advice = Both("Vergelijk met meer gebieden.", "Compare with more areas.")
        return Check("placebo_area", "doubtful", said, advice=advice)
    part = Both.of(lambda language: percentage(studied.as_far / count, language))
    said = Both(
        f"Van {tried['nl']} waar niets begon ligt {part['nl']} even ver van nul of verder.",
        f"Of {tried['en']} where nothing started, {part['en']} lies as far from zero or further.",
    )
    advice = Both(
        "Zo’n verschil komt ook voor waar niets begon; lees het niet als een verandering.",
        "Such a difference occurs where nothing started too; do not read it as a change.",
    )
    often = studied.as_far / count >= 0.10 or count < FEWEST_FOR_PLACEBO
    return Check("placebo_area", "doubtful" if often else "passed", said, studied.as_far, advice)


def _heaviest(studied: Studied) -> Check:
    outcome, weight = studied.heaviest[0]
    part = Both.of(lambda language: percentage(weight, language))
    name = called(outcome.region.name)
    without = studied.without_largest
    said = Both(f"Het meeste weegt {name}: {part['nl']}.", f"{name} weighs most: {part['en']}.")
    if not math.isnan(without):
        size = Both.of(lambda language: signed(without, language, decimals=places(studied)))
        said = Both(
            f"{said['nl']} Zonder dat gebied: {size['nl']}.",
            f"{said['en']} Without that area: {size['en']}.",
        )
    advice = Both(
        "Het verschil hangt aan één gebied; ga na wat daar gebeurde.",
        "The difference hangs on one area; find out what happened there.",
    )
    hangs = weight > HEAVY or without * studied.found.effect <= 0
    return Check("weights", "doubtful" if hangs else "passed", said, weight, advice)


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
