"""What a funnel says, in words: how many areas lie outside, and how many chance would put there."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from kit.control_chart.words import called
from kit.finding import brief_of, opening_of
from kit.funnel_plot.words import Seen, about, favour, figure, short, side
from kit.language import Both, listing, period_in_full, plural
from kit.rates.funnel import LEVELS

__all__ = ["against", "brief", "chance", "say"]

#: Areas that a sentence names; how many more there are is said.
_MOST_NAMED = 8
#: Share of the way from the common value to a limit within which an area lies just beyond it.
_NEARLY = 0.1
#: Years from which it is said in how many of them an area lay outside.
_FEWEST_YEARS = 2


def chance(areas: int) -> tuple[float, float]:
    """Return how many of so many areas chance alone puts outside the 95 % and 99.8 % limits.

    Examples
    --------
    >>> [round(n, 2) for n in chance(15)]
    [0.75, 0.03]
    """
    inner, outer = (areas * (1 - level) for level in LEVELS)
    return inner, outer


def say(seen: Seen, language: str) -> str:
    """Return the answer to the question, from the protected table."""
    if seen.given.period is None:
        return {
            "nl": f"{seen.title['nl']}: er zijn nog geen cijfers per gebied. Zodra die in de map "
            "indicators staan, met teller en noemer, verschijnt hier een trechter.",
            "en": f"{seen.title['en']}: there are no figures by area yet. As soon as they are in "
            "the folder indicators, with numerator and denominator, a funnel appears here.",
        }[language]
    head = f"{seen.title[language]}, {period_in_full(seen.given.period, language)}"
    if seen.placed.funnel is None:
        return f"{head}: {_why_not(seen, language)}"
    parts = [_outside(seen, head, language)]
    if seen.placed.funnel.correction != "none":
        parts.append(
            {
                "nl": "De gebieden lopen verder uiteen dan toeval geeft; de grenzen zijn daarom "
                "verruimd.",
                "en": "The areas differ more than chance gives; the limits were widened for that.",
            }[language]
        )
    parts.append(_named(seen, language))
    parts.append(
        {
            "nl": "Buiten de grenzen liggen is een reden om te gaan kijken, geen oordeel.",
            "en": "Lying outside the limits is a reason to go and look, not a verdict.",
        }[language]
    )
    return " ".join(part for part in parts if part)


def brief(seen: Seen, language: str) -> str:
    """Return the answer for the head of a report: how many areas lie outside, and which own."""
    told = say(seen, language)
    if seen.given.period is None or seen.placed.funnel is None:
        return opening_of(told)
    head = f"{seen.title[language]}, {period_in_full(seen.given.period, language)}"
    n, out = len(seen.placed.shown), seen.placed.outside("95")
    inner = about(chance(n)[0], language)
    areas = {"nl": plural(n, "gebied", "gebieden", "nl"), "en": plural(n, "area", "areas", "en")}
    lie = {"nl": "ligt" if out == 1 else "liggen", "en": "lies" if out == 1 else "lie"}
    count = Both(
        f"{head}: van {areas['nl']} {lie['nl']} er {out or 'geen'} buiten de 95%-grenzen; bij "
        f"toeval ongeveer {inner}.",
        f"{head}: of {areas['en']} {out or 'none'} {lie['en']} outside the 95% limits; by chance "
        f"about {inner}.",
    )
    verdict = Both("Een reden om te kijken, geen oordeel.", "A reason to look, not a verdict.")
    return brief_of(count[language], _named(seen, language), verdict[language])


def _why_not(seen: Seen, language: str) -> str:
    return {
        "few_areas": Both(
            "er zijn te weinig gebieden te tonen; een trechter vraagt er ten minste twee.",
            "too few areas can be shown; a funnel asks for two at least.",
        ),
        "no_events": Both(
            "in geen van de getoonde gebieden kwam het voor; zonder tellingen is er geen trechter.",
            "it did not occur in any of the areas shown; without counts there is no funnel.",
        ),
        "all_events": Both(
            "het geldt in de getoonde gebieden voor iedereen; dan is er geen trechter.",
            "it holds for everybody in the areas shown; then there is no funnel.",
        ),
        "": Both("", ""),
    }[seen.placed.why_not][language]


def _outside(seen: Seen, head: str, language: str) -> str:
    n = len(seen.placed.shown)
    common = figure(float(seen.placed.shown["common"].iloc[0]), seen, language, unit="with")
    inner, outer = (about(count, language) for count in chance(n))
    out95, out998 = seen.placed.outside("95"), seen.placed.outside("998")
    if language == "nl":
        told = (
            f"{head}: {plural(n, 'gebied', 'gebieden', 'nl')} rond een gezamenlijke waarde van "
            f"{common}. "
        )
        if not out95:
            return told + (
                "Geen ervan ligt buiten de 95%-grenzen; bij toeval alleen zouden het er ongeveer "
                f"{inner} zijn."
            )
        lies = "ligt 1 gebied" if out95 == 1 else f"liggen {out95} gebieden"
        which = f"waarvan {out998 or 'geen'} ook" if out95 > 1 else "ook" if out998 else "niet"
        of_which = f"{which} buiten de 99,8%-grenzen"
        return told + (
            f"Buiten de 95%-grenzen {lies}, {of_which}; bij toeval alleen zouden dat er ongeveer "
            f"{inner} en {outer} zijn."
        )
    told = f"{head}: {plural(n, 'area', 'areas', 'en')} around a common value of {common}. "
    if not out95:
        return told + (
            f"None of them lies outside the 95% limits; chance alone would put about {inner} there."
        )
    lies = "1 area lies" if out95 == 1 else f"{out95} areas lie"
    which = f"of which {out998 or 'none'}" if out95 > 1 else "and" if out998 else "but not"
    return told + (
        f"{lies} outside the 95% limits, {which} outside the 99.8% limits"
        f"{' too' if out998 else ''}; chance alone would put about {inner} and {outer} there."
    )


def _named(seen: Seen, language: str) -> str:
    """Name the areas outside: of a region its own, of all regions those outside 99.8 %."""
    if seen.region == "all":
        far = seen.own[seen.own["position"].str.endswith("998")]
        if far.empty:
            return ""
        head = {"nl": "Buiten de 99,8%-grenzen", "en": "Outside the 99.8% limits"}[language]
        return f"{head}: {_listed(far, seen, language)}."
    region = called(seen.study.regions[seen.region].name)
    own = seen.own
    if own.empty:
        return {
            "nl": f"Van {region} is geen gebied te tonen.",
            "en": f"No area of {region} can be shown.",
        }[language]
    out = own[own["position"] != "inside"]
    n = len(own)
    if out.empty:
        one = {
            "nl": f"Het ene getoonde gebied van {region} ligt binnen de 95%-grenzen.",
            "en": f"The one area shown of {region} lies within the 95% limits.",
        }
        more = {
            "nl": f"De {n} getoonde gebieden van {region} liggen binnen de 95%-grenzen.",
            "en": f"The {n} areas shown of {region} lie within the 95% limits.",
        }
        return (one if n == 1 else more)[language]
    names = _listed(out, seen, language)
    alone = len(out) == 1
    return {
        "nl": f"Van de {n} getoonde gebieden van {region} {'ligt' if alone else 'liggen'} buiten "
        f"de 95%-grenzen: {names}.",
        "en": f"Of the {n} areas shown of {region} {'this one lies' if alone else 'these lie'} "
        f"outside the 95% limits: {names}.",
    }[language]


def _listed(rows: pd.DataFrame, seen: Seen, language: str) -> str:
    """Name areas in the order of the table, which is that of the alphabet, each with its side."""
    far = {"nl": "ook buiten 99,8%", "en": "outside 99.8% too"}[language]
    told = []
    for row in rows.to_dict("records"):
        position = str(row["position"])
        where = _just(row, seen, language) or side(position, seen.improvement)[language]
        more = f"; {far}" if position.endswith("998") and seen.region != "all" else ""
        years = _years(row, seen, language) if position.endswith("998") else ""
        told.append(f"{short(str(row['name']))} ({where}{more}{years})")
    others = len(told) - _MOST_NAMED
    if others > 1:
        rest = {"nl": f"{others} andere", "en": f"{others} others"}[language]
        told = [*told[:_MOST_NAMED], rest]
    return listing(told, language)


def _just(row: Mapping[Hashable, Any], seen: Seen, language: str) -> str:
    """Say of an area that lies nearly on its 95 % limit how near; empty for others."""
    position = str(row["position"])
    if not position.endswith("_95"):
        return ""
    above = position.startswith("above")
    limit = float(row["upper_95" if above else "lower_95"])
    value, common = float(row["value"]), float(row["common"])
    if abs(value - limit) > _NEARLY * abs(limit - common):
        return ""
    here, there = (figure(x, seen, language) for x in (value, limit))
    told = {
        "nl": f"net {'boven de bovenste' if above else 'onder de onderste'} 95%-grens: {here} bij "
        f"{there}",
        "en": f"just {'above the upper' if above else 'below the lower'} 95% limit: {here} against "
        f"{there}",
    }[language]
    if favour(position, seen.improvement) == "neutral":
        return told
    return f"{told}; {side(position, seen.improvement)[language].split(', ')[1]}"


def _years(row: Mapping[Hashable, Any], seen: Seen, language: str) -> str:
    """Say in how many of the years an area lay outside the 99.8 % limits; empty for one year."""
    far, years = seen.placed.years.get(str(row["area"]), (0, 0))
    if years < _FEWEST_YEARS:
        return ""
    return {
        "nl": f", in {far} van de {years} jaren",
        "en": f", in {far} of the {years} years",
    }[language]


def against(seen: Seen) -> Both | None:
    """Return what goes against the sentence; None where nothing is shown."""
    found = seen.placed.funnel
    if seen.placed.shown.empty:
        return None
    age = (
        Both(
            "De verhouding houdt rekening met leeftijd en geslacht zoals de bron dat deed; twee "
            "gebieden zijn zo niet precies met elkaar te vergelijken, alleen elk met wat te "
            "verwachten was.",
            "The ratio takes age and sex into account as the source did; two areas cannot be "
            "compared with each other exactly, only each with what was to be expected.",
        )
        if seen.given.kind == "ratio"
        else Both(
            "Met leeftijd is geen rekening gehouden: een gebied met meer ouderen kan om die reden "
            "alleen al ergens anders liggen.",
            "Age was not taken into account: an area with more old people may lie elsewhere for "
            "that reason alone.",
        )
    )
    if found and found.correction != "none" and seen.placed.uncorrected is not None:
        before = seen.placed.outside("95", of=seen.placed.uncorrected)
        would = "zou" if before == 1 else "zouden"
        return Both(
            f"Zonder verruiming {would} {plural(before, 'gebied', 'gebieden', 'nl')} buiten de "
            f"95%-grenzen liggen: hoeveel het er zijn, hangt mee af van die keuze. {age['nl']}",
            f"Without widening, {plural(before, 'area', 'areas', 'en')} would lie outside the 95% "
            f"limits: how many there are depends on that choice too. {age['en']}",
        )
    if found is None or not seen.placed.outside("95"):
        return Both(
            "Binnen de grenzen liggen is geen bewijs dat gebieden gelijk zijn: kleine gebieden "
            f"hebben wijde grenzen. {age['nl']}",
            "Lying within the limits is no evidence that areas are alike: small areas have wide "
            f"limits. {age['en']}",
        )
    n = len(seen.placed.shown)
    inner, outer = chance(n)
    if seen.placed.outside("95") == seen.placed.outside("998"):
        return Both(
            f"Ook buiten de 99,8%-grenzen legt toeval een enkele keer een gebied: van {n} gebieden "
            f"ongeveer {about(outer, 'nl')}. {age['nl']}",
            f"Chance puts an area outside the 99.8% limits now and then too: of {n} areas about "
            f"{about(outer, 'en')}. {age['en']}",
        )
    return Both(
        f"Van {n} gebieden legt toeval alleen er al ongeveer {about(inner, 'nl')} buiten de "
        "95%-grenzen; welke van de gebieden tussen de 95%- en de 99,8%-grens dat zijn, is niet te "
        f"zien. {age['nl']}",
        f"Of {n} areas chance alone already puts about {about(inner, 'en')} outside the 95% "
        "limits; which of the areas between the 95% and the 99.8% limit those are, cannot be "
        f"seen. {age['en']}",
    )
