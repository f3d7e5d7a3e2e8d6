"""The sentence of an interrupted series: what was measured, what was expected, and how sure."""

from __future__ import annotations

from kit.control_chart.words import called
from kit.estimators.series import Change
from kit.evaluation.interrupted.studying import Studied
from kit.evaluation.wording import amount, decimals_of, interval, share
from kit.finding import Check
from kit.language import Both, listing, number, period, plural

__all__ = ["against", "nothing", "otherwise", "places", "question", "sentence"]


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
    """Say how far the line after the start is from the expected one, and that this describes."""
    return Both(_sentence(studied, "nl"), _sentence(studied, "en"))


def _sentence(studied: Studied, language: str) -> str:
    change, decimals = studied.change, places(studied)
    name = called(studied.outcome.name[language])
    size = amount(change.absolute, studied.outcome.unit, language, decimals=decimals)
    within = interval(change.low, change.high, language, decimals=decimals)
    part = share(change.relative, language) if change.relative == change.relative else ""
    when = _when(studied)[language]
    waiting = listing(studied.waiting, language)
    if language == "nl":
        way = "boven" if change.absolute > 0 else "onder"
        basis = "de doorgetrokken lijn van ervoor"
        if studied.compares:
            basis = f"de lijn die de eigen reeks en {waiting} deden verwachten"
        part = f", {part} daarvan" if part else ""
        told = f"{name}: {when} lag de lijn door de punten na de start {size} {way} {basis}{part}"
        told += f" (95%-interval {within})."
        if not conclusion(change):
            told += " Het kan ook zijn dat er geen verschil is."
        return f"{told} Dit beschrijft één regio; het zegt niet waar het verschil vandaan komt."
    way = "above" if change.absolute > 0 else "below"
    basis = "the line expected from before"
    if studied.compares:
        basis = f"the line that its own series and {waiting} made one expect"
    part = f", {part} of it" if part else ""
    told = f"{name}: {when} the line through the points after the start lay {size} {way} {basis}"
    told += f"{part} (95% interval {within})."
    if not conclusion(change):
        told += " There may also be no difference."
    return f"{told} This describes one region; it does not say where the difference comes from."


def _when(studied: Studied) -> Both:
    """Name the period for which the difference is told, and why that one."""
    horizon, outcome = studied.change.horizon, studied.outcome
    place = studied.design.start + horizon
    at = Both.of(lambda language: period(outcome.periods[place], language))
    if place == len(outcome.periods) - 1:
        return Both(f"in de laatste periode ({at['nl']})", f"in the last period ({at['en']})")
    since = Both("de start", "the start")
    if len(studied.place.aside) > 0:
        since = Both("de eerste periode die meetelt", "the first period that counts")
    if horizon == outcome.per_year:
        return Both(
            f"een jaar na {since['nl']} ({at['nl']})", f"a year after {since['en']} ({at['en']})"
        )
    nl = plural(horizon, "periode", "perioden", "nl")
    en = plural(horizon, "period", "periods", "en")
    return Both(f"{nl} na {since['nl']} ({at['nl']})", f"{en} after {since['en']} ({at['en']})")


def conclusion(change: Change) -> int:
    """Return 1 or -1 where the interval lies above or below zero, and 0 where it holds zero."""
    return int(change.low > 0) - int(change.high < 0)


def otherwise(studied: Studied) -> tuple[list[Change], list[Change]]:
    """Return the other ways of calculating, and those that conclude otherwise about zero."""
    others = [each.change for each in studied.others if each.change]
    if studied.beyond:
        others.append(studied.found.change if studied.compares else studied.beyond.change)
    main = conclusion(studied.change)
    return others, [each for each in others if conclusion(each) != main]


def against(studied: Studied) -> Both | None:
    """Say what does not fit: ways of calculating that differ, placebo starts that stand out."""
    others, differ = otherwise(studied)
    out, of = sum(placebo.stands_out for placebo in studied.placebos), len(studied.placebos)
    told_nl, told_en = [], []
    if differ:
        nl, en = _ways(len(differ), len(others), sure=conclusion(studied.change) != 0)
        told_nl.append(nl)
        told_en.append(en)
    if out:
        told_nl.append(f"{out} van {of} starts die er niet waren geven een verschil")
        told_en.append(f"{out} of {of} starts that never were give a difference")
    if told_nl:
        return Both(_capital(listing(told_nl, "nl")) + ".", _capital(listing(told_en, "en")) + ".")
    return Both(
        "Er is ook op andere manieren gerekend, en alsof de start eerder was; niets daarvan sprak "
        "dit tegen.",
        "It was calculated in other ways too, and as if the start had been earlier; none of that "
        "spoke against this.",
    )


def _ways(differ: int, of: int, *, sure: bool) -> tuple[str, str]:
    """Say how many other ways conclude otherwise about zero."""
    nl = "sluit" if differ == 1 else "sluiten"
    en = "does" if differ == 1 else "do"
    if sure:
        return (
            f"{differ} van {of} andere rekenwijzen {nl} niet uit dat er geen verschil is",
            f"{differ} of {of} other ways of calculating {en} not exclude that there is none",
        )
    return (
        f"{differ} van {of} andere rekenwijzen {nl} wel uit dat er geen verschil is",
        f"{differ} of {of} other ways of calculating {en} exclude that there is none",
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
