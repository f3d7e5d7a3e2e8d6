"""The sentence of a synthetic comparison: described, with what areas without a start show too."""

from __future__ import annotations

from kit.control_chart.words import called
from kit.evaluation.synthetic.studying import Studied
from kit.evaluation.wording import amount, decimals_of, share
from kit.finding import Check
from kit.language import Both, number, plural

__all__ = ["against", "areas_counted", "asked", "nothing", "places", "sentence"]

#: What is said where there is no answer and the kit knows why.
_WHY = {
    "no_figures": Both(
        "er zijn geen cijfers van deze regio.", "there are no figures of this region."
    ),
    "no_start": Both(
        "de regio is niet begonnen, of begint na de laatste periode.",
        "the region has not started, or starts after the last period.",
    ),
    "no_areas": Both(
        "er zijn geen gebieden om mee te vergelijken.", "there are no areas to compare with."
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
    """Say the difference, the mixture, and how often chance would have it."""
    return Both(_sentence(studied, "nl"), _sentence(studied, "en"))


def _sentence(studied: Studied, language: str) -> str:
    gathered, effect = studied.gathered, studied.found.effect
    size = amount(effect, gathered.outcome.unit, language, decimals=places(studied))
    level = studied.counterfactual
    part = f" ({share(effect / level, language)})" if level > 0 else ""
    name = called(gathered.outcome.name[language])
    region = called(gathered.outcome.region.name)
    mixed = areas_counted(len(studied.heaviest), gathered.source)[language]
    tried = areas_counted(len(studied.placebos), gathered.source)[language]
    if language == "nl":
        way = "hoger" if effect > 0 else "lager"
        far = f"liggen er {number(studied.as_far, 'nl')}" if studied.as_far else "ligt er geen"
        far = "ligt er één" if studied.as_far == 1 else far
        return (
            f"{name}: in {region} na de start gemiddeld {size} {way}{part} dan in een mengsel van "
            f"{mixed} waar toen niets begonnen was. Beschrijvend: "
            + (
                f"van {tried} in de plaats van {region} {far} even ver of verder."
                if studied.placebos
                else f"geen ander gebied kon de plaats van {region} innemen."
            )
            + f" {region} koos zelf."
        )
    way = "higher" if effect > 0 else "lower"
    far = f"{number(studied.as_far, 'en')} lie" if studied.as_far else "none lies"
    far = "one lies" if studied.as_far == 1 else far
    return (
        f"{name}: in {region} after the start on average {size} {way}{part} than in a mixture of "
        f"{mixed} where nothing had started. Descriptive: "
        + (
            f"of {tried} in the place of {region}, {far} as far or further."
            if studied.placebos
            else f"no other area could take the place of {region}."
        )
        + f" {region} chose itself."
    )


def against(studied: Studied) -> Both:
    """Say what turns the difference round or shows it elsewhere, or that nothing does."""
    heaviest = called(studied.heaviest[0][0].region.name)
    without = studied.without_largest
    if without * studied.found.effect <= 0:
        return Both(
            f"Zonder {heaviest}, dat het meeste weegt, keert het verschil om.",
            f"Without {heaviest}, which weighs most, the difference turns round.",
        )
    if not studied.placebos:
        return Both(
            "Of zo’n verschil ook voorkomt waar niets begon, is met zo weinig gebieden niet na te "
            "gaan.",
            "Whether such a difference occurs where nothing started too cannot be told with so few "
            "areas.",
        )
    if studied.as_far / len(studied.placebos) >= 0.10:
        return Both(
            "Ook waar niets begon komt zo’n verschil voor.",
            "Where nothing started, such a difference occurs too.",
        )
    return Both(
        "Gezocht naar een gebied waar niets begon en dat even ver afwijkt, en naar een gebied dat "
        "dit alleen draagt; niet gevonden.",
        "An area where nothing started and that lies as far, and an area that carries this alone, "
        "were looked for; none was found.",
    )


def nothing(name: Both, region: str, why: str) -> tuple[Both, Check]:
    """Return sentence and check where there is no answer."""
    told = _WHY.get(why, Both("de cijfers laten het niet toe.", "the figures do not allow it."))
    said = Both(
        f"{called(name['nl'])} in {called(region)}: geen antwoord; {told['nl']}",
        f"{called(name['en'])} in {called(region)}: no answer; {told['en']}",
    )
    extra = "" if why in _WHY else why
    advice = Both(
        "Noem gebieden in `comparison_pool` van study.yml, met cijfers over dezelfde perioden."
        + (f" De kit zei: {extra}" if extra else ""),
        "Name areas in `comparison_pool` of study.yml, with figures over the same periods."
        + (f" The kit said: {extra}" if extra else ""),
    )
    return said, Check("answered", "doubtful", said, advice=advice)
