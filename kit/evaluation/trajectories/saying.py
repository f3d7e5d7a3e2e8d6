"""The sentence of trajectories: how the figures ran, and how far regions lie apart."""

from __future__ import annotations

from kit.control_chart.words import called
from kit.evaluation.trajectories.studying import Studied
from kit.evaluation.wording import amount, decimals_of, interval, signed
from kit.finding import Check
from kit.language import Both, listing, percentage, period, plural

__all__ = ["against", "asked", "nothing", "places", "question", "sentence"]


def places(studied: Studied) -> int:
    """Return with how many decimals differences per year are written."""
    slope = studied.mixed.slope
    return max(1, decimals_of([5 * slope.low, 5 * slope.high]))


def question(studied: Studied) -> Both:
    """Ask it as the plan does; otherwise in plain words."""
    if studied.analysis:
        return studied.analysis.question
    region = None if studied.about == "all" else studied.shown[0][0].region.name
    return asked(studied.first.name, region)


def asked(name: Both, region: str | None) -> Both:
    """Ask it in plain words."""
    if region:
        return Both(
            f"Hoe verloopt ‘{called(name['nl'])}’ in {region}, naast de andere regio’s?",
            f"How does ‘{called(name['en'])}’ run in {region}, beside the other regions?",
        )
    return Both(
        f"Hoe verloopt ‘{called(name['nl'])}’ in de regio’s, en hoe ver liggen zij uiteen?",
        f"How does ‘{called(name['en'])}’ run in the regions, and how far do they lie apart?",
    )


def sentence(studied: Studied) -> Both:
    """Say the mean course and the spread, or the course of one region beside it."""
    write = _all if studied.about == "all" else _one
    return Both(write(studied, "nl"), write(studied, "en"))


def _all(studied: Studied, language: str) -> str:
    mixed = studied.mixed
    name, span = called(studied.first.name[language]), _span(studied, language)
    count = len(studied.outcomes)
    course = _course(mixed.slope.estimate, studied, language)
    within = interval(mixed.slope.low, mixed.slope.high, language, decimals=places(studied))
    slopes = [line.slope for _, line in studied.shown]
    between = interval(min(slopes), max(slopes), language, decimals=places(studied))
    part = percentage(mixed.icc, language)
    if language == "nl":
        return (
            f"{name}: in {plural(count, 'regio', 'regio’s', 'nl')} liep het cijfer van {span} "
            f"gemiddeld per jaar {course} (95%-interval {within}). Per regio was dat {between} per "
            f"jaar, elk naar het gemiddelde getrokken; {part} van de spreiding halverwege ligt "
            "tussen regio’s. Dit beschrijft het verloop; over de start zegt het niets."
        )
    return (
        f"{name}: in {plural(count, 'region', 'regions', 'en')} the figure went {course} a year on "
        f"average from {span} (95% interval {within}). By region that was {between} a year, each "
        f"drawn towards the mean; {part} of the spread halfway lies between regions. This "
        "describes the course; it says nothing about the start."
    )


def _one(studied: Studied, language: str) -> str:
    outcome, line = studied.shown[0]
    name, span = called(studied.first.name[language]), _span(studied, language)
    course = _course(line.slope, studied, language)
    within = interval(line.slope_low, line.slope_high, language, decimals=places(studied))
    mean = signed(studied.mixed.slope.estimate, language, decimals=places(studied))
    count = len(studied.outcomes)
    if language == "nl":
        return (
            f"{name}: in {outcome.region.name} liep het cijfer van {span} per jaar {course} "
            f"(95%-interval {within}), getrokken naar het gemiddelde van {count} regio’s ({mean} "
            "per jaar). Dit beschrijft het verloop; over de start zegt het niets."
        )
    return (
        f"{name}: in {outcome.region.name} the figure went {course} a year from {span} "
        f"(95% interval {within}), drawn towards the mean of {count} regions ({mean} a year). "
        "This describes the course; it says nothing about the start."
    )


def _course(slope: float, studied: Studied, language: str) -> str:
    size = amount(slope, studied.first.unit, language, decimals=places(studied))
    up = slope >= 0
    if language == "nl":
        return f"{size} {'op' if up else 'af'}"
    return f"{'up' if up else 'down'} {size}"


def _span(studied: Studied, language: str) -> str:
    words = {"nl": " tot en met ", "en": " up to and including "}[language]
    return words.join(period(studied.labels[at], language) for at in (0, -1))


def against(studied: Studied) -> Both:
    """Say which regions ran the other way, or that a straight line does not fit."""
    mean = studied.mixed.slope.estimate
    other = [o.region.name for o, line in studied.shown if line.slope * mean < 0]
    curve = studied.curve
    if other and studied.about == "all":
        return Both(
            f"In {listing(other, 'nl')} liep het cijfer de andere kant op.",
            f"In {listing(other, 'en')} the figure went the other way.",
        )
    if curve and (curve.low > 0 or curve.high < 0):
        return Both(
            "Een rechte lijn past niet goed: het verloop buigt.",
            "A straight line does not fit well: the course bends.",
        )
    if other:
        return Both(
            "Het gemiddelde van de regio’s liep de andere kant op.",
            "The mean of the regions went the other way.",
        )
    return Both(
        "Gezocht naar een verloop de andere kant op en naar een bocht; niet gevonden.",
        "A course the other way and a bend were looked for; neither was found.",
    )


def nothing(name: Both, why: str) -> tuple[Both, Check]:
    """Return sentence and check where there are too few series to lay beside each other."""
    said = Both(
        f"{called(name['nl'])}: geen antwoord; er zijn te weinig regio’s met genoeg cijfers, of de "
        "cijfers lopen niet uiteen.",
        f"{called(name['en'])}: no answer; there are too few regions with enough figures, or the "
        "figures do not vary.",
    )
    advice = Both(
        f"Kijk per regio naar de eigen reeks. De kit zei: {why}",
        f"Look at the own series of each region. The kit said: {why}",
    )
    return said, Check("answered", "doubtful", said, advice=advice)
