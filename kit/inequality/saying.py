"""What an inequality says, in words: about groups of areas, never about the people in them."""

from __future__ import annotations

from typing import Any

from kit.finding import brief_of, opening_of
from kit.inequality.words import Seen
from kit.language import Both, number, period_in_full, plural
from kit.standardised_rates.words import figure, unit

__all__ = ["against", "brief", "say"]


def say(seen: Seen, language: str) -> str:
    """Return the answer to the question, from the protected table."""
    title = seen.title[language]
    if seen.given.period is None:
        return {
            "nl": f"{title}: er zijn nog geen tellingen per gebied. Zodra die in de tabel "
            "problem_counts staan, en in areas in welke sociaaleconomische groep een gebied valt, "
            "is hier te zien hoe die groepen verschillen.",
            "en": f"{title}: there are no counts by area yet. As soon as they are in the table "
            "problem_counts, and in areas the deprivation group of an area, it can be seen here "
            "how these groups differ.",
        }[language]
    head = f"{title}, {period_in_full(seen.given.period, language)}"
    if not seen.groups:
        return {
            "nl": f"{head}: van geen gebied met tellingen is opgegeven in welke sociaaleconomische "
            "groep het valt. Dat kan in de tabel areas.",
            "en": f"{head}: of no area with counts the deprivation group is stated. It can be "
            "stated in the table areas.",
        }[language]
    index = seen.index
    if index is None:
        return f"{head}: {_why_not(seen, language)}"
    parts = [_ends(seen, index, head, language), _years(seen, language)]
    parts.append(
        {
            "nl": "Dit gaat over groepen gebieden, niet over de mensen die er wonen.",
            "en": "This is about groups of areas, not about the people who live there.",
        }[language]
    )
    return " ".join(part for part in parts if part)


def brief(seen: Seen, language: str) -> str:
    """Return the same, short: the difference between the ends, and of what it is not."""
    index = seen.index
    if seen.given.period is None or index is None:
        return opening_of(say(seen, language))
    head = f"{seen.title[language]}, {period_in_full(seen.given.period, language)}"
    slope, low, high = _turned(index, index["slope"], language)
    up = index["slope"] >= 0
    told = {
        "nl": f"{head}, {seen.where['nl']}: tussen gebieden met de gunstigste en de minst gunstige "
        f"positie loopt het {slope} {'op' if up else 'af'} ({low} tot {high}).",
        "en": f"{head}, {seen.where['en']}: from the least to the most deprived areas it "
        f"{'rises' if up else 'falls'} by {slope} ({low} to {high}).",
    }[language]
    about = {"nl": "Dat gaat niet over mensen.", "en": "That is not about people."}[language]
    return brief_of(told, about)


def _why_not(seen: Seen, language: str) -> str:
    n = len(seen.groups)
    lacking = sum(row["rate"] is None for row in seen.groups)
    if lacking:
        return {
            "nl": f"van {lacking} van de {plural(n, 'groep', 'groepen', 'nl')} gebieden is geen "
            "cijfer te tonen; zonder die groep schuiven alle andere op, dus is er geen verschil te "
            "noemen.",
            "en": f"of {lacking} of the {plural(n, 'group', 'groups', 'en')} of areas no rate can "
            "be shown; without it all others move, so no difference can be given.",
        }[language]
    return {
        "nl": f"de gebieden vallen in {plural(n, 'groep', 'groepen', 'nl')}; een lijn vraagt er "
        "ten minste drie.",
        "en": f"the areas fall in {plural(n, 'group', 'groups', 'en')}; a line asks for three at "
        "least.",
    }[language]


def _ends(seen: Seen, index: dict[str, Any], head: str, language: str) -> str:
    first, last = seen.groups[0], seen.groups[-1]
    per = unit(index["per"], seen.given.bands, language)
    one, other = figure(first["rate"], language), figure(last["rate"], language)
    slope, low, high = _turned(index, index["slope"], language)
    times = [number(index[k], language, decimals=2)
             for k in ("relative", "relative_low", "relative_high")
             if index[k] is not None]  # fmt: skip
    n, up = len(seen.groups), index["slope"] >= 0
    unsure = index["slope_low"] <= 0 <= index["slope_high"]
    if language == "nl":
        aged = "met overal dezelfde leeftijdsopbouw" if seen.given.bands else "zonder leeftijden"
        told = (
            f"{head}, in {seen.where['nl']}: {one} {per} in de groep gebieden met de gunstigste "
            f"sociaaleconomische positie en {other} in de groep met de minst gunstige, {aged}. De "
            f"lijn door alle {n} groepen loopt van het gunstigste naar het minst gunstige uiteinde "
            f"{slope} {'op' if up else 'af'} (95%-interval {low} tot {high})"
        )
        if len(times) == 3:
            told += f", {times[0]} maal zo veel ({times[1]} tot {times[2]})"
        return f"{told}. " + (
            "Nul ligt in dat interval: het kan ook zijn dat er geen verschil is."
            if unsure
            else "Nul ligt buiten dat interval."
        )
    aged = "with the same ages everywhere" if seen.given.bands else "without ages"
    told = (
        f"{head}, in {seen.where['en']}: {one} {per} in the group of areas with the least "
        f"deprivation and {other} in the group with the most, {aged}. The line through all {n} "
        f"groups {'rises' if up else 'falls'} by {slope} from the least to the most deprived end "
        f"(95% interval {low} to {high})"
    )
    if len(times) == 3:
        told += f", {times[0]} times as many ({times[1]} to {times[2]})"
    return f"{told}. " + (
        "Zero lies within that interval: there may also be no difference."
        if unsure
        else "Zero lies outside that interval."
    )


def _turned(index: dict[str, Any], way: float, language: str) -> tuple[str, str, str]:
    """Write the slope and its limits, positive in the direction of `way`."""
    values = index["slope"], index["slope_low"], index["slope_high"]
    if way < 0:
        values = -values[0], -values[2], -values[1]
    slope, low, high = (figure(value, language) for value in values)
    return slope, low, high


def _years(seen: Seen, language: str) -> str:
    """Say what the difference was in the first period, and whether the intervals overlap."""
    if len(seen.years) < 2:
        return ""
    first, last = seen.years[0], seen.years[-1]
    slope, low, high = _turned(first, last["slope"], language)
    apart = first["slope_high"] < last["slope_low"] or last["slope_high"] < first["slope_low"]
    when = period_in_full(str(first["period"]), language)
    if language == "nl":
        over = "overlappen niet" if apart else "overlappen"
        return f"In {when} was dat {slope} ({low} tot {high}); de intervallen {over}."
    over = "do not overlap" if apart else "overlap"
    return f"In {when} it was {slope} ({low} to {high}); the intervals {over}."


def against(seen: Seen) -> Both | None:
    """Return what goes against the sentence; None where nothing is shown."""
    shown = [row for row in seen.groups if row["status"] == "shown"]
    if not shown:
        return None
    people = Both(
        "Binnen elke groep verschillen gebieden, en binnen elk gebied mensen: van een groep is "
        "niets af te leiden over wie er woont.",
        "Within each group areas differ, and within each area people: nothing about those who live "
        "there follows from a group.",
    )
    if seen.index is None:
        return people
    off = sum(seen.beside(row) != 0 for row in shown)
    n = len(shown)
    order = Both(
        "" if seen.monotone else " Van groep tot groep gaat het niet steeds dezelfde kant op.",
        "" if seen.monotone else " From group to group it does not always go the same way.",
    )
    return Both(
        f"Nagegaan is of de groepen op een rechte lijn liggen: bij {off or 'geen'} van de {n} "
        f"gaat de lijn buiten het interval langs.{order['nl']} {people['nl']}",
        f"Whether the groups lie on a straight line was looked into: for {off or 'none'} of the "
        f"{n} the line passes outside the interval.{order['en']} {people['en']}",
    )
