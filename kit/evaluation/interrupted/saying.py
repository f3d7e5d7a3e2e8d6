"""The sentence of an interrupted series: what was measured, what was expected, and how sure."""

from __future__ import annotations

from kit.control_chart.words import called
from kit.evaluation.interrupted.studying import Studied
from kit.evaluation.wording import amount, decimals_of, interval, share
from kit.finding import Check
from kit.language import Both, listing, number, period, plural

__all__ = ["against", "nothing", "places", "question", "sentence"]


def places(studied: Studied) -> int:
    """Return with how many decimals differences are written."""
    change = studied.change
    return max(decimals_of(studied.outcome.values), decimals_of([change.low, change.high]))


def question(studied: Studied) -> Both:
    """Ask it as the plan does; otherwise in plain words."""
    if studied.analysis:
        return studied.analysis.question
    name, region = studied.outcome.name, studied.outcome.region.name
    return Both(
        f"Loopt ‘{called(name['nl'])}’ in {region} sinds de start anders dan verwacht?",
        f"Has ‘{called(name['en'])}’ in {region} run differently than expected since the start?",
    )


def sentence(studied: Studied) -> Both:
    """Say how far the figures are from what was expected, and that this describes."""
    return Both(_sentence(studied, "nl"), _sentence(studied, "en"))


def _sentence(studied: Studied, language: str) -> str:
    change, decimals = studied.change, places(studied)
    name = called(studied.outcome.name[language])
    at = period(studied.outcome.periods[studied.design.start + change.horizon], language)
    size = amount(change.absolute, studied.outcome.unit, language, decimals=decimals)
    within = interval(change.low, change.high, language, decimals=decimals)
    part = ""
    if change.relative == change.relative:
        part = {
            "nl": f", {share(change.relative, 'nl')} ervan",
            "en": f", {share(change.relative, 'en')} of it",
        }[language]
    sure = change.low > 0 or change.high < 0
    if language == "nl":
        way = "boven" if change.absolute > 0 else "onder"
        basis = (
            f"wat de eigen reeks en {listing(studied.waiting, 'nl')} deden verwachten"
            if studied.compares
            else "wat de reeks van vóór de start deed verwachten"
        )
        told = f"{name}: in {at} lag het cijfer {size} {way} {basis}{part} (95%-interval {within})."
        if not sure:
            told += " Het interval sluit geen verschil niet uit."
        return f"{told} Dit beschrijft één regio; het zegt niet waar het verschil vandaan komt."
    way = "above" if change.absolute > 0 else "below"
    basis = (
        f"what its own series and {listing(studied.waiting, 'en')} made one expect"
        if studied.compares
        else "what the series before the start made one expect"
    )
    told = f"{name}: in {at} the figure was {size} {way} {basis}{part} (95% interval {within})."
    if not sure:
        told += " The interval does not exclude no difference."
    return f"{told} This describes one region; it does not say where the difference comes from."


def against(studied: Studied) -> Both | None:
    """Say what does not fit: methods that disagree, placebo starts that stand out."""
    change = studied.change
    sure = change.low > 0 or change.high < 0
    unsure = [
        each.name
        for each in studied.others
        if each.change and sure and not (each.change.low > 0 or each.change.high < 0)
    ]
    out = sum(placebo.stands_out for placebo in studied.placebos)
    told_nl, told_en = [], []
    if unsure:
        nl, en = _ways(len(unsure))
        told_nl.append(f"{nl} geen verschil niet uit")
        told_en.append(f"{en} not exclude no difference")
    if out:
        of = len(studied.placebos)
        told_nl.append(f"{out} van {of} starts die er niet waren geven ook een verschil")
        told_en.append(f"{out} of {of} starts that never were give a difference too")
    if told_nl:
        return Both(_capital(listing(told_nl, "nl")) + ".", _capital(listing(told_en, "en")) + ".")
    return Both(
        "Gezocht naar rekenwijzen en starts die er niet waren die dit tegenspreken; niet gevonden.",
        "Other ways of calculating and starts that never were were tried; none contradicts it.",
    )


def _ways(count: int) -> tuple[str, str]:
    return (
        plural(count, "andere rekenwijze sluit", "andere rekenwijzen sluiten", "nl"),
        plural(count, "other way of calculating does", "other ways of calculating do", "en"),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def nothing(name: Both, region: str, why: str) -> tuple[Both, Both, Check]:
    """Return question, sentence and check of a series that gives no answer."""
    asked = Both(
        f"Loopt ‘{called(name['nl'])}’ in {region} sinds de start anders dan verwacht?",
        f"Has ‘{called(name['en'])}’ in {region} run differently than expected since the start?",
    )
    reasons = {
        "no_figures": Both("er zijn nog geen cijfers", "there are no figures yet"),
        "no_start": Both(
            "de regio is in deze periode niet begonnen, dus er is geen ervoor en erna",
            "the region has not started in this period, so there is no before and after",
        ),
    }
    reason = reasons.get(
        why,
        Both(
            "er zijn te weinig cijfers voor of na de start, of ze zijn er niet los van te rekenen",
            "there are too few figures before or after the start, or none to calculate with",
        ),
    )
    said = Both(
        f"{called(name['nl'])} in {region}: geen antwoord; {reason['nl']}.",
        f"{called(name['en'])} in {region}: no answer; {reason['en']}.",
    )
    if why in reasons:
        return asked, said, Check("answered", "informative", said)
    advice = Both(
        f"Wacht op meer perioden of lever oudere cijfers aan. De kit zei: {why}",
        f"Wait for more periods, or supply older figures. The kit said: {why}",
    )
    return asked, said, Check("answered", "doubtful", said, advice=advice)


def method_called(method: str) -> Both:
    """Return what a way of calculating is called in a sentence."""
    known = {
        "reml": Both("een lijn met samenhang tussen buren (AR(1), REML)",
                     "a line whose neighbours correlate (AR(1), REML)"),
        "prais_winsten": Both("Prais–Winsten", "Prais–Winsten"),
        "ols": Both("kleinste kwadraten", "least squares"),
        "newey_west": Both("kleinste kwadraten met Newey–West", "least squares with Newey–West"),
        "quasi_poisson": Both("quasi-Poisson op de aantallen", "quasi-Poisson on the counts"),
        "left_out": Both("zonder de bijzondere perioden", "without the unusual periods"),
        "controlled": Both("naast regio’s die niet begonnen", "beside regions that did not start"),
        "alone": Both("zonder vergelijking", "without a comparison"),
    }  # fmt: skip
    return known.get(method, Both(method, method))


def minimum(value: float, studied: Studied, language: str) -> str:
    """Write the smallest change that could have been seen."""
    return amount(value, studied.outcome.unit, language, decimals=places(studied))


def correlation(value: float, language: str) -> str:
    """Write a correlation with two decimals."""
    return number(value, language, decimals=2)
