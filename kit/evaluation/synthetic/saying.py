"""The sentence of a synthetic comparison: described, with what areas without a start show too."""

from __future__ import annotations

from collections.abc import Mapping

from kit.control_chart.words import called
from kit.evaluation.synthetic.studying import Studied
from kit.evaluation.wording import amount, decimals_of, signed
from kit.finding import Check, brief_of
from kit.language import Both, number, plural

__all__ = ["against", "areas_counted", "asked", "brief", "nothing", "places", "sentence", "tried"]

#: What is said where there is no answer and the kit knows why.
_WHY: Mapping[str, Both] = {
    "no_figures": Both(
        "er zijn geen cijfers van deze regio.", "there are no figures of this region."
    ),
    "no_areas": Both(
        "er zijn geen twee gebieden met een cijfer in elke periode die meetelt.",
        "there are no two areas with a figure in every period that counts.",
    ),
}
_DO: Mapping[str, Both] = {
    "no_figures": Both(
        "Lever deze cijfers voor de regio aan.", "Supply these figures for the region."
    ),
    "no_areas": Both(
        "Zoek meer gebieden met hetzelfde cijfer over dezelfde perioden (`comparison_pool` in "
        "study.yml).",
        "Look for more areas with the same figure over the same periods (`comparison_pool` in "
        "study.yml).",
    ),
}


def places(studied: Studied) -> int:
    """Return with how many decimals differences are written."""
    return decimals_of([*studied.gathered.values.tolist(), *studied.found.mixture.tolist()])


def asked(name: Both, region: str) -> Both:
    """Ask it in plain words."""
    return Both(
        f"Loopt ‘{called(name['nl'])}’ in {called(region)} anders dan in een mengsel van gebieden "
        "waar niets begon?",
        f"Does ‘{called(name['en'])}’ run differently in {called(region)} than in a mixture of "
        "areas where nothing started?",
    )


def areas_counted(count: int, source: str) -> Both:
    """Write a number of areas, or of regions that take their place."""
    if source == "regions":
        return Both(
            plural(count, "regio", "regio’s", "nl"), plural(count, "region", "regions", "en")
        )
    return Both(plural(count, "gebied", "gebieden", "nl"), plural(count, "area", "areas", "en"))


def sentence(studied: Studied) -> Both:
    """Say how the gap with the mixture changed, and how often that occurs where nothing started.

    Where the sign depends on which periods before the start weigh most, no size is told first.
    """
    write = _unsettled if studied.turns else _sentence
    return Both(write(studied, "nl"), write(studied, "en"))


def brief(studied: Studied) -> Both:
    """Say the same in short."""
    gathered, effect = studied.gathered, studied.found.effect
    name = Both.of(lambda language: called(gathered.outcome.name[language], 60))
    region = called(gathered.outcome.region.name, 40)
    if studied.turns:
        return Both(
            f"{name['nl']}: of {region} na de start anders liep dan een mengsel van "
            f"{_others(studied)['nl']}, is niet te zeggen.",
            f"{name['en']}: whether {region} ran differently from a mixture of "
            f"{_others(studied)['en']} after the start cannot be said.",
        )
    size = Both.of(
        lambda language: amount(effect, gathered.outcome.unit, language, decimals=places(studied))
    )
    way = ("hoger", "higher") if effect > 0 else ("lager", "lower")
    return Both(
        brief_of(
            f"{name['nl']}: het verschil tussen {region} en een mengsel van "
            f"{_others(studied)['nl']} is na de start {size['nl']} {way[0]} dan ervoor.",
            "Beschrijvend.",
        ),
        brief_of(
            f"{name['en']}: the gap between {region} and a mixture of {_others(studied)['en']} is "
            f"{size['en']} {way[1]} after the start than before.",
            "Descriptive.",
        ),
    )


def _others(studied: Studied) -> Both:
    """Name what is mixed without a number: areas, or other regions."""
    if studied.gathered.source == "regions":
        return Both("andere regio’s", "other regions")
    return Both("gebieden", "areas")


def tried(studied: Studied) -> Both:
    """Say how many areas in the place of the region lie as far from zero."""
    count = areas_counted(len(studied.placebos), studied.gathered.source)
    far = studied.as_far
    words = {
        0: ("ligt er geen", "none lies"), 1: ("ligt er één", "one lies"),
    }.get(far, (f"liggen er {number(far, 'nl')}", f"{number(far, 'en')} lie"))  # fmt: skip
    return Both(
        f"van {count['nl']} waar niets begon {words[0]} even ver of verder",
        f"of {count['en']} where nothing started, {words[1]} as far or further",
    )


def _sentence(studied: Studied, language: str) -> str:
    gathered, found = studied.gathered, studied.found
    size = amount(found.effect, gathered.outcome.unit, language, decimals=places(studied))
    before, after = (_plus(studied, gap, language) for gap in (found.gap, studied.afterwards))
    name, region = called(gathered.outcome.name[language]), called(gathered.outcome.region.name)
    mixed = areas_counted(len(studied.heaviest), gathered.source)[language]
    if language == "nl":
        way = "hoger" if found.effect > 0 else "lager"
        elsewhere = (
            tried(studied)["nl"]
            if studied.placebos
            else "er zijn te weinig gebieden om na te gaan of dit ook elders voorkomt"
        )
        return (
            f"{name}: het verschil tussen {region} en een mengsel van {mixed} waar toen niets "
            f"begonnen was, is na de start {size} {way} dan ervoor (ervoor {before}; erna "
            f"{after}). Beschrijvend: {elsewhere}. {region} koos zelf."
        )
    way = "higher" if found.effect > 0 else "lower"
    elsewhere = (
        tried(studied)["en"]
        if studied.placebos
        else "there are too few areas to see whether this occurs elsewhere too"
    )
    return (
        f"{name}: the gap between {region} and a mixture of {mixed} where nothing had started is "
        f"{size} {way} after the start than before (before {before}; after {after}). Descriptive: "
        f"{elsewhere}. {region} chose for itself."
    )


def _unsettled(studied: Studied, language: str) -> str:
    gathered = studied.gathered
    name, region = called(gathered.outcome.name[language]), called(gathered.outcome.region.name)
    mixed = areas_counted(len(studied.heaviest), gathered.source)[language]
    weighed, even = (
        _plus(studied, value, language) for value in (studied.found.effect, studied.evenly)
    )
    if language == "nl":
        return (
            f"{name}: of {region} na de start anders liep dan een mengsel van {mixed} waar toen "
            "niets begonnen was, is niet te zeggen. Het hangt af van welke perioden ervoor het "
            f"meeste tellen: {weighed} zoals gewogen, {even} met alle perioden even zwaar. "
            f"Beschrijvend; {region} koos zelf."
        )
    return (
        f"{name}: whether {region} ran differently after the start from a mixture of {mixed} where "
        "nothing had started cannot be said. It depends on which periods before it count most: "
        f"{weighed} as weighed, {even} with all periods alike. Descriptive; {region} chose for "
        "itself."
    )


def _plus(studied: Studied, value: float, language: str) -> str:
    """Write a difference with its sign, also where it is up."""
    text = signed(value, language, decimals=places(studied))
    return f"+{text}" if value > 0 and any(digit in text for digit in "123456789") else text


def against(studied: Studied) -> Both:
    """Say what changes the sign of the difference or shows it elsewhere, or that nothing does."""
    heaviest = called(studied.heaviest[0][0].region.name)
    without = studied.without_largest
    if without * studied.found.effect <= 0:
        return Both(
            f"Zonder {heaviest}, dat het meeste weegt, keert het verschil om.",
            f"Without {heaviest}, which weighs most, the difference changes sign.",
        )
    if studied.turns:
        return Both(
            "Met alle perioden vóór de start even zwaar keert het verschil om.",
            "With all periods before the start weighing the same, the difference changes sign.",
        )
    if not studied.placebos:
        return Both(
            "Of zo’n verschil ook voorkomt waar niets begon, is met zo weinig gebieden niet na te "
            "gaan.",
            "Whether such a difference occurs where nothing started too cannot be told with so few "
            "areas.",
        )
    if not studied.stands_out and studied.as_far:
        return Both(
            "Ook waar niets begon komt zo’n verschil voor.",
            "Where nothing started, such a difference occurs too.",
        )
    if not studied.stands_out:
        return Both(
            "Er zijn te weinig gebieden waar niets begon om te zien of toeval dit ook geeft.",
            "There are too few areas where nothing started to see whether chance gives this too.",
        )
    return Both(
        "Gezocht naar een gebied waar niets begon en dat even ver afwijkt, en naar een gebied dat "
        "dit alleen draagt; niet gevonden.",
        "An area where nothing started and that lies as far, and an area that carries this alone, "
        "were looked for; none was found.",
    )


def nothing(name: Both, region: str, why: str) -> tuple[Both, Check]:
    """Return sentence and check where there is no answer.

    A region that has not started lacks nothing that anyone could supply: that is told, and no more.
    """
    if why == "no_start":
        said = Both(
            f"{called(name['nl'])}: {called(region)} is in deze periode niet begonnen; er is geen "
            "ervoor en erna.",
            f"{called(name['en'])}: {called(region)} did not start in this period; there is no "
            "before and after.",
        )
        return said, Check("answered", "informative", said)
    told = _WHY.get(why, Both("de cijfers laten het niet toe.", "the figures do not allow it."))
    said = Both(
        f"{called(name['nl'])} in {called(region)}: geen antwoord; {told['nl']}",
        f"{called(name['en'])} in {called(region)}: no answer; {told['en']}",
    )
    advice = _DO.get(
        why,
        Both(
            f"Zoek oudere of meer cijfers. De kit zei: {why}",
            f"Look for older or more figures. The kit said: {why}",
        ),
    )
    return said, Check("answered", "doubtful", said, advice=advice)
