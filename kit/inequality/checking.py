"""How far an inequality may be trusted: groups, order, line, spread, and what is left out."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kit.control_chart.words import called
from kit.finding import Check
from kit.inequality.words import Seen
from kit.language import Both, listing, number, percentage, plural
from kit.rates.inequality import FEWEST_GROUPS
from kit.standardised_rates.checking import gathered_checks

__all__ = ["checks"]

_MOST_LEFT_OUT = 0.3
#: Below this probability the groups lie further from a line than chance gives.
_BENT = 0.05


def checks(seen: Seen) -> tuple[Check, ...]:
    """Return the checks of the finding."""
    shared = gathered_checks(seen.study, seen.given)
    if seen.given.period is None or not seen.groups:
        return (_groups(seen), *shared)
    return (
        _groups(seen),
        *_monotone(seen),
        *_straight(seen),
        *_spread(seen),
        *_scope(seen),
        *_absent(seen),
        *_without(seen),
        _left_out(seen),
        *_steady(seen),
        *_ages(seen),
        *_source(seen),
        *shared,
    )


def _groups(seen: Seen) -> Check:
    n = sum(row["rate"] is not None for row in seen.groups)
    every = len(seen.groups)
    said = Both(
        f"{n} van de {plural(every, 'groep', 'groepen', 'nl')} gebieden met een cijfer.",
        f"{n} of {plural(every, 'group', 'groups', 'en')} of areas with a rate.",
    )
    if n >= FEWEST_GROUPS and n == every:
        return Check("enough_groups", "passed", said, n)
    return Check(
        "enough_groups",
        "doubtful",
        said,
        n,
        Both(
            "Er zijn ten minste drie groepen nodig, en elke groep een cijfer met 10 of meer "
            "geteld. Neem een langere periode, of een indeling in minder groepen.",
            "At least three groups are needed, each with a rate of 10 or more counted. Take a "
            "longer period, or a division into fewer groups.",
        ),
    )


def _monotone(seen: Seen) -> Iterator[Check]:
    if seen.index is None:
        return
    if seen.monotone:
        said = Both(
            "Van groep tot groep gaat het steeds dezelfde kant op.",
            "From group to group it always goes the same way.",
        )
        yield Check("order_of_groups", "passed", said)
        return
    yield Check(
        "order_of_groups",
        "doubtful",
        Both(
            "Van groep tot groep gaat het niet steeds dezelfde kant op.",
            "From group to group it does not always go the same way.",
        ),
        advice=Both(
            "Lees de groepen zelf, niet alleen het verschil tussen de uiteinden.",
            "Read the groups themselves, not only the difference between the ends.",
        ),
    )


def _straight(seen: Seen) -> Iterator[Check]:
    chance = seen.bend
    if math.isnan(chance):
        return
    if chance >= _BENT:
        said = Both(
            "De groepen liggen niet verder van een rechte lijn dan toeval geeft.",
            "The groups lie no further from a straight line than chance gives.",
        )
        yield Check("straight_line", "passed", said, chance)
        return
    yield Check(
        "straight_line",
        "doubtful",
        Both(
            "De groepen liggen verder van een rechte lijn dan toeval geeft.",
            "The groups lie further from a straight line than chance gives.",
        ),
        chance,
        Both(
            "Een rechte lijn vat dit niet samen: noem de groepen, niet de helling.",
            "A straight line does not sum this up: tell the groups, not the slope.",
        ),
    )


def _spread(seen: Seen) -> Iterator[Check]:
    phi, most = seen.grouped.phi, seen.grouped.phi_most
    if math.isnan(phi):
        return
    told, limit = (
        Both.of(lambda language, x=x: number(x, language, decimals=2))  # type: ignore[misc]
        for x in (phi, most)
    )
    said = Both(
        f"Spreiding van gebieden binnen een groep: {told['nl']} keer toeval (bij toeval alleen "
        f"hooguit {limit['nl']}).",
        f"Spread of areas within a group: {told['en']} times chance (chance alone: at most "
        f"{limit['en']}).",
    )
    if phi <= most:
        yield Check("spread_within_groups", "passed", said, phi)
        return
    yield Check(
        "spread_within_groups",
        "doubtful",
        said,
        phi,
        Both(
            "De intervallen kennen alleen toeval en zijn dan te smal: binnen een groep spelen "
            "ook andere verschillen.",
            "The intervals know chance alone and are too narrow then: within a group there are "
            "other differences too.",
        ),
    )


def _scope(seen: Seen) -> Iterator[Check]:
    if seen.region == "all" or seen.grouped.scope == seen.region:
        return
    name = called(seen.study.regions[seen.region].name)
    yield Check(
        "scope",
        "doubtful",
        Both(
            f"In {name} zijn er minder dan drie groepen gebieden, of heeft er een geen cijfer: dit "
            "gaat over alle regio’s van de studie samen.",
            f"In {name} there are fewer than three groups of areas, or one has no rate: this is "
            "about all regions of the study together.",
        ),
        advice=Both(
            "Lees dit niet als een uitkomst van de eigen regio. Neem een langere periode, of een "
            "indeling in minder groepen.",
            "Do not read this as an outcome of the own region. Take a longer period, or a division "
            "into fewer groups.",
        ),
    )


def _absent(seen: Seen) -> Iterator[Check]:
    absent = [str(one) for one in seen.grouped.absent]
    if absent:
        yield Check(
            "groups_absent",
            "informative",
            Both(
                f"In deze groepen van de studie valt hier geen gebied: {listing(absent, 'nl')}. "
                "Het verschil loopt dus over een deel van de indeling.",
                f"No area here is in these groups of the study: {listing(absent, 'en')}. So the "
                "difference runs over a part of the division.",
            ),
            len(absent),
        )


def _without(seen: Seen) -> Iterator[Check]:
    n = seen.grouped.without
    if n:
        yield Check(
            "without_group",
            "doubtful",
            Both(
                f"Van {plural(n, 'gebied', 'gebieden', 'nl')} met tellingen is geen groep "
                "opgegeven; die tellen niet mee.",
                f"Of {plural(n, 'area', 'areas', 'en')} with counts no group is stated; they do "
                "not count.",
            ),
            n,
            Both(
                "Vul de groep aan in de tabel areas; wie ontbreekt kan anders zijn.",
                "Fill in the group in the table areas; what is missing may be different.",
            ),
        )


def _left_out(seen: Seen) -> Check:
    out, every = seen.grouped.left_out, seen.grouped.areas
    share = out / every if every else 0.0
    said = Both(
        f"{out} van de {plural(every, 'gebied', 'gebieden', 'nl')} met een groep "
        f"{'is' if out == 1 else 'zijn'} niet te tonen en "
        f"{'telt' if out == 1 else 'tellen'} niet mee ({percentage(share, 'nl')}).",
        f"{out} of {plural(every, 'area', 'areas', 'en')} with a group cannot be shown and "
        f"{'does' if out == 1 else 'do'} not count ({percentage(share, 'en')}).",
    )
    if share <= _MOST_LEFT_OUT:
        return Check("areas_shown", "passed", said, share)
    return Check(
        "areas_shown",
        "doubtful",
        said,
        share,
        Both(
            "Wie wegvalt is meestal klein en heeft weinig gevallen, en dat kan per groep "
            "verschillen. Neem een langere periode of bredere leeftijdsgroepen.",
            "What is left out is mostly small, with few cases, and that may differ by group. Take "
            "a longer period or wider age groups.",
        ),
    )


def _steady(seen: Seen) -> Iterator[Check]:
    counts = [int(row["areas"]) for row in seen.years]
    if len(set(counts)) > 1:
        yield Check(
            "areas_over_time",
            "informative",
            Both(
                f"Niet in elke periode zijn dezelfde gebieden te tonen: {min(counts)} tot "
                f"{max(counts)}. Een verandering kan ook daarvan komen.",
                f"Not in every period the same areas can be shown: {min(counts)} to {max(counts)}. "
                "A change may come from that too.",
            ),
            max(counts) - min(counts),
        )


def _ages(seen: Seen) -> Iterator[Check]:
    if not seen.given.bands:
        yield Check(
            "age",
            "doubtful",
            Both(
                "De tellingen zijn niet naar leeftijd: verschil in leeftijd zit in het cijfer.",
                "The counts are not by age: difference in age is in the rate.",
            ),
            advice=Both(
                "Vraag de bron om tellingen naar leeftijd.", "Ask the source for counts by age."
            ),
        )


def _source(seen: Seen) -> Iterator[Check]:
    source = seen.grouped.source
    if source:
        yield Check(
            "division",
            "informative",
            Both(
                f"De indeling van gebieden (1 is de gunstigste positie): {called(source)}.",
                f"The division of areas (1 is the least deprived): {called(source)}.",
            ),
        )
