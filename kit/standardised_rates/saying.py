"""What standardised rates say, in words: with age as it is, and with age made alike."""

from __future__ import annotations

from typing import Any

from kit.finding import opening_of
from kit.language import Both, listing, number, percentage, period_in_full, plural
from kit.standardised_rates.words import Seen, figure, unit

__all__ = ["against", "brief", "chance_outside", "say"]

#: Areas or regions that a sentence names; how many more there are is said.
_MOST_NAMED = 8
_OUTSIDE = 0.05


def chance_outside(n: int) -> float:
    """Return how many of so many 95 % intervals chance alone would put beside a common value.

    Examples
    --------
    >>> chance_outside(20)
    1.0
    """
    return n * _OUTSIDE


def say(seen: Seen, language: str) -> str:
    """Return the answer to the question, from the protected table."""
    title = seen.title[language]
    if seen.given.period is None:
        return {
            "nl": f"{title}: er zijn nog geen tellingen per gebied en leeftijd. Zodra die in de "
            "tabel problem_counts staan, met het aantal personen, zijn gebieden hier te "
            "vergelijken.",
            "en": f"{title}: there are no counts by area and age yet. As soon as they are in the "
            "table problem_counts, with the number of persons, areas can be compared here.",
        }[language]
    head = f"{title}, {period_in_full(seen.given.period, language)}"
    if seen.together is None:
        return {
            "nl": f"{head}: geen gebied is te tonen; overal is een leeftijdsgroep afgeschermd of "
            "ontbreekt die.",
            "en": f"{head}: no area can be shown; everywhere an age group is suppressed or "
            "missing.",
        }[language]
    parts = [_levels(seen, head, language), _outside(seen, language), _trends(seen, language)]
    return " ".join(part for part in parts if part)


def brief(seen: Seen, language: str) -> str:
    """Return the same, short: the rate as it is, and with age made alike."""
    both, mine = seen.together, seen.mine
    if seen.given.period is None or both is None or both["rate"] is None:
        return opening_of(say(seen, language))
    head = f"{seen.title[language]}, {period_in_full(seen.given.period, language)}"
    row = both if mine is None or mine["rate"] is None else mine
    where = {"nl": "alle gebieden samen", "en": "all areas together"}[language]
    if row is not both:
        where = seen.place(row)
    crude, rate = figure(row["crude"], language), figure(row["rate"], language)
    told = {
        "nl": f"{head}, {where}: {crude} zoals geteld; {rate} met overal dezelfde leeftijdsopbouw",
        "en": f"{head}, {where}: {crude} as counted; {rate} with the same ages everywhere",
    }[language]
    if row is both:
        return f"{told}."
    all_rate = figure(both["rate"], language)
    return {
        "nl": f"{told} (alle gebieden samen: {all_rate}).",
        "en": f"{told} (all areas together: {all_rate}).",
    }[language]


def _levels(seen: Seen, head: str, language: str) -> str:
    both = seen.together
    assert both is not None
    mine = seen.mine
    per = unit(both["per"], seen.given.bands, language)
    all_crude, all_rate = figure(both["crude"], language), figure(both["rate"], language)
    if mine is None:
        first = {
            "nl": f"{head}: {all_crude} {per} in alle getoonde gebieden van de studie samen",
            "en": f"{head}: {all_crude} {per} in all areas shown of the study together",
        }[language]
        if both["rate"] is None:
            return f"{first}."
        if seen.region == "all":
            return f"{first}, {_with_age(all_rate, language)}. {_spread(seen, language)}".strip()
        name = _region(seen)
        return {
            "nl": f"{first}, {_with_age(all_rate, 'nl')}. Van {name} is geen gebied te tonen.",
            "en": f"{first}, {_with_age(all_rate, 'en')}. No area of {name} can be shown.",
        }[language]
    crude, name = figure(mine["crude"], language), _region(seen)
    first = {
        "nl": f"{head}: {crude} {per} in {name}, en {all_crude} in alle getoonde gebieden van de "
        "studie samen.",
        "en": f"{head}: {crude} {per} in {name}, and {all_crude} in all areas shown of the study "
        "together.",
    }[language]
    if mine["rate"] is None or both["rate"] is None:
        return first
    rate, low, high = (figure(mine[key], language) for key in ("rate", "low", "high"))
    before, after = (mine[key] / both[key] - 1 for key in ("crude", "rate"))
    beyond = seen.off(mine) != 0
    if language == "nl":
        return (
            f"{first} Met overal dezelfde leeftijdsopbouw is het {rate} (95%-interval {low} tot "
            f"{high}) en {all_rate}: {_beside(before, 'nl')} zonder rekening te houden met "
            f"leeftijd, {_beside(after, 'nl')} met. Het interval omvat het gezamenlijke cijfer "
            f"{'niet' if beyond else 'wel'}."
        )
    return (
        f"{first} With the same ages everywhere it is {rate} (95% interval {low} to {high}) and "
        f"{all_rate}: {_beside(before, 'en')} without taking age into account, "
        f"{_beside(after, 'en')} with it. The interval "
        f"{'does not include' if beyond else 'includes'} the common rate."
    )


def _with_age(rate: str, language: str) -> str:
    return {
        "nl": f"en {rate} met de leeftijdsopbouw van de standaardbevolking",
        "en": f"and {rate} with the ages of the standard population",
    }[language]


def _beside(share: float, language: str) -> str:
    """Write how far a value lies from the common one."""
    text = percentage(abs(share), language)
    if text == percentage(0, language):
        return {"nl": "even hoog", "en": "the same height"}[language]
    if language == "nl":
        return f"{text} {'hoger' if share > 0 else 'lager'}"
    return f"{text} {'higher' if share > 0 else 'lower'}"


def _region(seen: Seen) -> str:
    return seen.place({"about": "region", "region": seen.region})


def _spread(seen: Seen, language: str) -> str:
    """Say between which values regions lie, before and after."""
    rows = [row for row in seen.compared if row["rate"] is not None]
    if len(rows) < 2:
        return ""
    ends = [
        figure(end(row[key] for row in rows), language)
        for key in ("crude", "rate")
        for end in (min, max)
    ]
    return {
        "nl": f"Van regio tot regio loopt het van {ends[0]} tot {ends[1]}, en met overal dezelfde "
        f"leeftijdsopbouw van {ends[2]} tot {ends[3]}.",
        "en": f"From region to region it runs from {ends[0]} to {ends[1]}, and with the same ages "
        f"everywhere from {ends[2]} to {ends[3]}.",
    }[language]


def _outside(seen: Seen, language: str) -> str:
    rows = [row for row in seen.compared if row["low"] is not None]
    n = len(rows)
    if n < 2:
        return ""
    off = [row for row in rows if seen.off(row)]
    about = number(chance_outside(n), language, decimals=0 if n >= 200 else 1)
    what = Both(
        plural(n, "regio", "regio’s", "nl") if seen.region == "all" else f"{n} gebieden",
        plural(n, "region", "regions", "en") if seen.region == "all" else f"{n} areas",
    )
    names = _named(off, seen, language)
    if language == "nl":
        if not off:
            return (
                f"Van de {what['nl']} met een vergelijkbaar cijfer ligt er geen met het hele "
                f"interval boven of onder het gezamenlijke cijfer; bij toeval zouden dat er "
                f"ongeveer {about} zijn."
            )
        lies = "ligt er 1" if len(off) == 1 else f"liggen er {len(off)}"
        return (
            f"Van de {what['nl']} met een vergelijkbaar cijfer {lies} met het hele interval boven "
            f"of onder het gezamenlijke cijfer ({names}); bij toeval zouden dat er ongeveer "
            f"{about} zijn."
        )
    if not off:
        return (
            f"Of the {what['en']} with a comparable rate none lies with its whole interval above "
            f"or below the common rate; chance would put about {about} there."
        )
    lies = "1 lies" if len(off) == 1 else f"{len(off)} lie"
    return (
        f"Of the {what['en']} with a comparable rate {lies} with the whole interval above or below "
        f"the common rate ({names}); chance would put about {about} there."
    )


def _named(rows: list[dict[str, Any]], seen: Seen, language: str) -> str:
    """Name rows in the order of the table, each with its side."""
    sides = {
        "nl": {1: "erboven", -1: "eronder"}, "en": {1: "above", -1: "below"},
    }[language]  # fmt: skip
    told = [f"{seen.place(row)} {sides[seen.off(row)]}" for row in rows]
    others = len(told) - _MOST_NAMED
    if others > 1:
        rest = {"nl": f"{others} andere", "en": f"{others} others"}[language]
        told = [*told[:_MOST_NAMED], rest]
    return listing(told, language)


def _trends(seen: Seen, language: str) -> str:
    told = []
    for marker, verb in (
        ("increasing", Both("stijgend", "rising")), ("decreasing", Both("dalend", "falling")),
    ):  # fmt: skip
        rows = [row for row in seen.compared if row["trend"] == marker]
        if rows:
            names = listing([seen.place(row) for row in rows[:_MOST_NAMED]], language)
            more = len(rows) - _MOST_NAMED
            if more > 0:
                also = {"nl": f" en {more} andere", "en": f" and {more} others"}[language]
                names += also
            told.append(f"{verb[language]} in {names}")
    if not told:
        return ""
    head = {"nl": "Over vijf jaar", "en": "Over five years"}[language]
    return f"{head}: {'; '.join(told)}."


def against(seen: Seen) -> Both | None:
    """Return what goes against the sentence; None where nothing is shown."""
    both = seen.together
    if both is None:
        return None
    more = Both(
        "Leeftijd is maar één verschil tussen gebieden: inkomen, herkomst, afstand tot zorg en hoe "
        "er wordt geregistreerd, tellen hier niet mee.",
        "Age is only one difference between areas: income, origin, distance to care and how things "
        "are registered are not taken into account here.",
    )
    rows = [
        row
        for row in (*seen.compared, *([seen.mine] if seen.mine else []))
        if row["rate"] is not None and row["ratio"] is not None
    ]
    if not rows or both["rate"] is None:
        return more
    other = sum((row["rate"] > both["rate"]) != (row["ratio"] > 1) for row in rows)
    n = len(rows)
    return Both(
        f"Nagegaan is of de tweede rekenwijze, geteld gedeeld door verwacht (indirect), iets "
        f"anders zegt: bij {other or 'geen'} van de {n} cijfers ligt die aan de andere kant van "
        f"het gezamenlijke cijfer. {more['nl']}",
        f"Whether the second way of calculating, observed over expected (indirect), says something "
        f"else was looked into: for {other or 'none'} of the {n} rates it lies on the other side "
        f"of the common rate. {more['en']}",
    )
