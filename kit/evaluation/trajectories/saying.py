"""The sentence of trajectories: how the figures ran, and how far regions lie apart."""

from __future__ import annotations

from kit.control_chart.words import called
from kit.evaluation.trajectories.shape import Shape
from kit.evaluation.trajectories.studying import Studied
from kit.evaluation.wording import amount, decimals_of, interval, signed
from kit.finding import Check, brief_of
from kit.language import Both, listing, percentage, period, plural

__all__ = ["against", "asked", "brief", "crooked", "nothing", "places", "question", "sentence"]

#: Regions below which no share of the spread is told.
FEW = 10
#: Part of half its interval below which a course is called level.
LEVEL = 0.25


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


def brief(studied: Studied) -> Both:
    """Say the same in short."""
    return Both(_brief(studied, "nl"), _brief(studied, "en"))


def _brief(studied: Studied, language: str) -> str:
    name = called(studied.first.name[language], 60)
    if studied.about != "all" and studied.crooked:
        region = called(studied.crooked[0][0].region.name, 40)
        return f"{name}: {crooked(studied.crooked[0][1], studied, region)[language]}."
    if studied.about == "all":
        slope = studied.mixed.slope
        estimate, low, high = slope.estimate, slope.low, slope.high
        who = {"nl": "gemiddeld over de regio’s", "en": "on average over the regions"}[language]
    else:
        outcome, line = studied.shown[0]
        estimate, low, high = line.slope, line.slope_low, line.slope_high
        who = f"in {called(outcome.region.name, 40)}"
    ran = _ran(estimate, low, high, studied, language)
    rest = {"nl": "Beschrijvend.", "en": "Descriptive."}[language]
    return brief_of(f"{name}: {who} {ran}.", rest)


def _all(studied: Studied, language: str) -> str:
    mixed = studied.mixed
    name, span = called(studied.first.name[language]), _span(studied, language)
    count = len(studied.outcomes)
    slope = mixed.slope
    found = slope.estimate, slope.low, slope.high
    ran = _ran(*found, studied, language) + _or_level(*found, studied, language)
    slopes = [line.slope for _, line in studied.shown]
    between = interval(min(slopes), max(slopes), language, decimals=places(studied))
    part = ""
    if count >= FEW:
        share = percentage(mixed.icc, language)
        part = {
            "nl": f"; {share} van de spreiding halverwege ligt tussen regio’s",
            "en": f"; {share} of the spread halfway lies between regions",
        }[language]
    if language == "nl":
        return (
            f"{name}: over {plural(count, 'regio', 'regio’s', 'nl')} gemiddeld, van {span}, {ran}. "
            f"Per regio is dat {between} per jaar, {_careful(None, 'nl')}{part}."
            f"{_bent(studied, 'nl')} {_CAVEAT['nl']}"
        )
    return (
        f"{name}: on average over {plural(count, 'region', 'regions', 'en')}, {span}, {ran}. By "
        f"region that is {between} a year, {_careful(None, 'en')}{part}."
        f"{_bent(studied, 'en')} {_CAVEAT['en']}"
    )


def _one(studied: Studied, language: str) -> str:
    outcome, line = studied.shown[0]
    name, span = called(studied.first.name[language]), _span(studied, language)
    region, careful = called(outcome.region.name), _careful(studied, language)
    begun = outcome.region.start is not None
    caveat = (_CAVEAT if begun else _CAVEAT_WAITING)[language]
    if studied.crooked:
        slope = signed(line.slope, language, decimals=places(studied))
        poorly = crooked(studied.crooked[0][1], studied, region)[language]
        if language == "nl":
            return (
                f"{name}: {poorly}. Eén lijn van {span} geeft {slope} per jaar, {careful}. {caveat}"
            )
        return f"{name}: {poorly}. One line {span} gives {slope} a year, {careful}. {caveat}"
    found = line.slope, line.slope_low, line.slope_high
    ran = _ran(*found, studied, language) + _or_level(*found, studied, language)
    if language == "nl":
        return f"{name}: in {region}, van {span}, {ran}. Dat is {careful}. {caveat}"
    return f"{name}: in {region}, {span}, {ran}. That is {careful}. {caveat}"


#: What a course does not say; of a region that has not started there is no start to speak of.
_CAVEAT = Both(
    "Dit beschrijft het verloop; over de start zegt het niets.",
    "This describes the course; it says nothing about the start.",
)
_CAVEAT_WAITING = Both("Dit beschrijft het verloop.", "This describes the course.")


def _careful(studied: Studied | None, language: str) -> str:
    """Say that lines of regions are drawn towards the mean, and to which for one region."""
    if studied is None:
        return {
            "nl": "elk voorzichtig geschat: bijgesteld richting het gemiddelde",
            "en": "each estimated with caution: adjusted towards the mean",
        }[language]
    mean = signed(studied.mixed.slope.estimate, language, decimals=places(studied))
    count = len(studied.outcomes)
    return {
        "nl": f"voorzichtig geschat: bijgesteld richting het gemiddelde van {count} regio’s "
        f"({mean} per jaar)",
        "en": f"estimated with caution: adjusted towards the mean of {count} regions ({mean} a "
        "year)",
    }[language]


def _ran(slope: float, low: float, high: float, studied: Studied, language: str) -> str:
    """Say how a figure ran, with its interval; of what hardly moved, that it stayed level."""
    decimals = places(studied)
    within = interval(low, high, language, decimals=decimals)
    if _level(slope, low, high, studied):
        about = signed(round(slope, decimals) or 0.0, language, decimals=decimals)
        return {
            "nl": f"bleef het cijfer ongeveer gelijk ({about} per jaar; {within})",
            "en": f"the figure stayed about level ({about} a year; {within})",
        }[language]
    size = amount(slope, studied.first.unit, language, decimals=decimals)
    if language == "nl":
        way = "op" if slope > 0 else "af"
        return f"liep het cijfer per jaar {size} {way} (95%-interval {within})"
    way = "up" if slope > 0 else "down"
    return f"the figure went {way} {size} a year (95% interval {within})"


def _level(slope: float, low: float, high: float, studied: Studied) -> bool:
    """Return whether a course rounds to nothing, or is small beside what is not known of it."""
    return not round(slope, places(studied)) or abs(slope) < LEVEL * (high - low) / 2


def _or_level(slope: float, low: float, high: float, studied: Studied, language: str) -> str:
    """Say that a course that went up or down may also have stayed level."""
    if not low <= 0 <= high or _level(slope, low, high, studied):
        return ""
    return {"nl": "; gelijk blijven kan ook", "en": "; it may also have stayed level"}[language]


def crooked(shape: Shape, studied: Studied, region: str) -> Both:
    """Say that a line describes a region poorly, and what the figures do instead."""
    if shape.at is None:
        return Both(
            f"in {region} past een rechte lijn slecht; het verloop buigt",
            f"in {region} a straight line fits poorly; the course bends",
        )
    year = studied.labels[shape.at][:4]
    way = ("stijgt", "rises") if shape.up else ("zakt", "drops")
    return Both(
        f"in {region} past een rechte lijn slecht; het cijfer {way[0]} vooral rond {year}",
        f"in {region} a straight line fits poorly; the figure {way[1]} mostly around {year}",
    )


def _beside(shape: Shape, studied: Studied, region: str, language: str) -> str:
    """Say how a region ran on either side of a step, which is not what one line says."""
    decimals = places(studied)
    assert shape.sides is not None
    assert shape.at is not None
    before, after, own = (
        signed(value, language, decimals=decimals) for value in (*shape.sides, shape.slope)
    )
    when = period(studied.labels[shape.at], language)
    if language == "nl":
        return (
            f"In {region} verliep het cijfer vóór {when} met {before} per jaar en daarna met "
            f"{after}; de {own} van één lijn door alle eigen cijfers is vooral de sprong ertussen."
        )
    return (
        f"In {region} the figure ran at {before} a year before {when} and at {after} after it; the "
        f"{own} of one line through all its own figures is mostly the step between them."
    )


def _bent(studied: Studied, language: str) -> str:
    told = [
        crooked(shape, studied, called(outcome.region.name))[language]
        for outcome, shape in studied.crooked
    ]
    return "".join(f" {each[:1].upper()}{each[1:]}." for each in told)


def _span(studied: Studied, language: str) -> str:
    first, last = (period(studied.labels[at], language) for at in (0, -1))
    return {
        "nl": f"{first} tot en met {last}",
        "en": f"from {first} up to and including {last}",
    }[language]


def against(studied: Studied) -> Both:
    """Say which regions ran the other way, or that a straight line does not fit."""
    common = studied.mixed.slope
    mean = 0.0 if _level(common.estimate, common.low, common.high, studied) else common.estimate
    other = [
        called(o.region.name)
        for o, line in studied.shown
        if line.slope * mean < 0
        and not _level(line.slope, line.slope_low, line.slope_high, studied)
    ]
    stepped = [pair for pair in studied.crooked if pair[1].sides]
    curve = studied.curve
    if stepped:
        return Both.of(
            lambda language: " ".join(
                _beside(shape, studied, called(outcome.region.name), language)
                for outcome, shape in stepped
            )
        )
    if other and studied.about == "all":
        return Both(
            f"In {listing(other, 'nl')} liep het cijfer de andere kant op.",
            f"In {listing(other, 'en')} the figure went the other way.",
        )
    if curve and (curve.low > 0 or curve.high < 0):
        return Both(
            "Een rechte lijn past niet goed: het gemiddelde verloop buigt.",
            "A straight line does not fit well: the mean course bends.",
        )
    if other:
        return Both(
            "Het gemiddelde van de regio’s liep de andere kant op.",
            "The mean of the regions went the other way.",
        )
    return Both(
        "Gezocht naar een verloop de andere kant op, een sprong en een bocht; niet gevonden.",
        "A course the other way, a step and a bend were looked for; none was found.",
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
