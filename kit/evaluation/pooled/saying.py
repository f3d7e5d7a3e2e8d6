"""The sentence of regions together: their mean, how far they lie apart, and what is next."""

from __future__ import annotations

from kit.control_chart.words import called
from kit.evaluation.pooled.studying import Studied
from kit.evaluation.wording import amount, decimals_of, interval, signed
from kit.finding import Check
from kit.language import Both, listing, plural

__all__ = ["against", "asked", "at_horizon", "nothing", "places", "question", "sentence"]


def places(studied: Studied) -> int:
    """Return with how many decimals differences are written."""
    changes = [part.change for part in studied.parts]
    errors = [end for change in changes for end in (change.low, change.high)]
    return max(decimals_of(studied.first.values), decimals_of(errors))


def question(studied: Studied) -> Both:
    """Ask it as the plan does; otherwise in plain words."""
    return studied.analysis.question if studied.analysis else asked(studied.first.name)


def asked(name: Both) -> Both:
    """Ask it in plain words."""
    return Both(
        f"Wat zeggen de regio’s die begonnen samen over ‘{called(name['nl'])}’, en wat is in een "
        "volgende regio te verwachten?",
        f"What do the regions that started say together about ‘{called(name['en'])}’, and what may "
        "a next region expect?",
    )


def sentence(studied: Studied) -> Both:
    """Say the mean and what a next region may expect; without a mean, that it is described."""
    if studied.pooled is None:
        return _described(studied)
    return Both(_sentence(studied, "nl"), _sentence(studied, "en"))


def _sentence(studied: Studied, language: str) -> str:
    pooled, decimals = studied.pooled, places(studied)
    assert pooled is not None
    name = called(studied.first.name[language])
    size = amount(pooled.estimate, studied.first.unit, language, decimals=decimals)
    within = interval(pooled.low, pooled.high, language, decimals=decimals)
    next_one = interval(pooled.next_low, pooled.next_high, language, decimals=decimals)
    sure, flat = pooled.low > 0 or pooled.high < 0, pooled.tau2 == 0
    when = at_horizon(studied)[language]
    if language == "nl":
        who = plural(len(studied.parts), "regio die begon", "regio’s die begonnen", "nl")
        way = "boven" if pooled.estimate > 0 else "onder"
        told = (
            f"{name}: in {who} lag het cijfer, {when}, gemiddeld {size} {way} wat de eigen reeks "
            f"van vóór de start deed verwachten (95%-interval {within})."
        )
        if not sure:
            told += " Het interval sluit geen verschil niet uit."
        wider = ", of ruimer: spreiding tussen regio’s was niet te zien" if flat else ""
        return (
            f"{told} In een volgende regio van dezelfde soort is {next_one} te verwachten{wider}. "
            "Dit beschrijft; de regio’s kozen zelf."
        )
    who = plural(len(studied.parts), "region that started", "regions that started", "en")
    way = "above" if pooled.estimate > 0 else "below"
    told = (
        f"{name}: in {who} the figure was, {when}, on average {size} {way} what their own series "
        f"before the start made one expect (95% interval {within})."
    )
    if not sure:
        told += " The interval does not exclude no difference."
    wider = ", or a wider range: no spread between regions was to be seen" if flat else ""
    return (
        f"{told} In a next region of the same kind, {next_one} may be expected{wider}. This "
        "describes; the regions chose themselves."
    )


def at_horizon(studied: Studied) -> Both:
    """Say for when the changes are told."""
    horizons = studied.horizons
    if len(horizons) == 1:
        return Both(
            f"{plural(horizons[0], 'periode', 'perioden', 'nl')} na de eerste die meetelt",
            f"{plural(horizons[0], 'period', 'periods', 'en')} after the first that counts",
        )
    return Both(
        f"{horizons[0]} tot {horizons[-1]} perioden na de eerste die meetelt",
        f"{horizons[0]} to {horizons[-1]} periods after the first that counts",
    )


def _described(studied: Studied) -> Both:
    """Say each change apart: of one or two regions there is no mean worth the name."""
    decimals = places(studied)
    told = Both.of(
        lambda language: listing(
            [
                f"{called(part.outcome.region.name)} "
                f"{signed(part.change.absolute, language, decimals=decimals)} "
                f"({interval(part.change.low, part.change.high, language, decimals=decimals)})"
                for part in studied.parts
            ],
            language,
        )
    )
    count = len(studied.parts)
    return Both(
        f"{called(studied.first.name['nl'])}: beschrijvend, want "
        f"{plural(count, 'regio heeft', 'regio’s hebben', 'nl')} een verschil met de eigen reeks "
        f"en voor een gemiddelde zijn er drie nodig. Verschil per regio, met 95%-interval: "
        f"{told['nl']}.",
        f"{called(studied.first.name['en'])}: descriptive, for "
        f"{plural(count, 'region has', 'regions have', 'en')} a difference from its own series "
        f"and a mean takes three. Difference by region, with 95% interval: {told['en']}.",
    )


def against(studied: Studied) -> Both:
    """Say which region turns the mean round, or that regions go both ways."""
    if studied.pooled is None:
        return Both(
            "Met één of twee regio’s is niet te zien of een andere het tegendeel zou laten zien.",
            "With one or two regions it cannot be seen whether another would show the opposite.",
        )
    mean = studied.pooled.estimate
    pairs = zip(studied.parts, studied.without, strict=True)
    turned = [one.outcome.region.name for one, left in pairs if left.estimate * mean <= 0]
    other = [p.outcome.region.name for p in studied.parts if p.change.absolute * mean < 0]
    if turned:
        return Both(
            f"Zonder {listing(turned, 'nl')} keert het gemiddelde om.",
            f"Without {listing(turned, 'en')} the mean turns round.",
        )
    if other:
        return Both(
            f"In {listing(other, 'nl')} ging het cijfer de andere kant op.",
            f"In {listing(other, 'en')} the figure went the other way.",
        )
    return Both(
        "Gezocht naar een regio die het gemiddelde omkeert of de andere kant op ging; niet "
        "gevonden.",
        "A region that turns the mean round or went the other way was looked for; none was found.",
    )


def nothing(name: Both, why: Both) -> tuple[Both, Check]:
    """Return sentence and check where no region has a change to take along."""
    said = Both(
        f"{called(name['nl'])}: geen antwoord; {why['nl']}.",
        f"{called(name['en'])}: no answer; {why['en']}.",
    )
    advice = Both(
        "Wacht tot regio’s langer onderweg zijn, of lever oudere cijfers aan.",
        "Wait until regions are further on their way, or supply older figures.",
    )
    return said, Check("answered", "doubtful", said, advice=advice)
