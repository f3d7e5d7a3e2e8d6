"""What a maturity profile says, in words: where people agree, where they do not, what moved."""

from __future__ import annotations

from typing import Any

from kit.finding import brief_of, opening_of
from kit.language import Both, listing, number, period_in_full, plural
from kit.maturity.gathering import Seen
from kit.maturity.waves import FEWEST_PAIRS
from kit.terms import label

__all__ = ["ALPHA", "against", "brief", "say", "scored"]

#: A move is called one below this corrected p-value (exclusive).
ALPHA = 0.05
#: Characters of the names of elements in a brief, at most.
_LONGEST_NAMES = 80


def scored(value: float | None, language: str) -> str:
    """Write a score: whole, or with one decimal.

    Examples
    --------
    >>> scored(2.0, "nl"), scored(2.5, "nl"), scored(2.25, "en")
    ('2', '2,5', '2.25')
    """
    if value is None:
        return "–"
    decimals = next((d for d in (0, 1) if round(value, d) == value), 2)
    return number(value, language, decimals=decimals)


def say(seen: Seen, language: str) -> str:
    """Return the answer to the question, from the protected table."""
    title = seen.instrument.title[language]
    if seen.answers.frame.empty or not any(seen.waves.values()):
        return {
            "nl": f"{title}: er zijn nog geen antwoorden. Hier komt te staan waar mensen de regio "
            "zien staan, en waarover ze verdeeld zijn.",
            "en": f"{title}: there are no answers yet. Here will stand where people see the "
            "region, and what they are divided on.",
        }[language]
    if seen.region == "all":
        return _say_all(seen, language)
    wave = str(seen.wave)
    rows = [(e, row) for e, row in seen.elements(wave=wave) if row["status"] == "shown"]
    when = period_in_full(wave, language)
    if not any(row["respondents"] for _, row in rows):
        return {
            "nl": f"Aan de meting van {when} deden te weinig mensen mee om iets te laten zien.",
            "en": f"Too few people took part in the wave of {when} to show anything.",
        }[language]
    most = max(int(row["asked"]) for _, row in rows)
    told = [
        {
            "nl": f"In {when} beoordeelden {plural(most, 'mens', 'mensen', 'nl')} hun regio.",
            "en": f"In {when}, {plural(most, 'person', 'people', 'en')} rated their region.",
        }[language]
    ]
    by = {v: [(e, r) for e, r in rows if r["consensus"] == v] for v in ("split", "agreement")}
    if by["split"]:
        names = listing([e.name[language] for e, _ in by["split"]], language)
        told.append(
            {
                "nl": f"Verdeeld zijn zij over: {names}. Begin daar het gesprek.",
                "en": f"They are divided on: {names}. Begin the conversation there.",
            }[language]
        )
    if by["agreement"]:
        names = listing(
            [f"{e.name[language]} ({_standing(row, language)})" for e, row in by["agreement"]],
            language,
        )
        told.append(
            {"nl": f"Eens zijn zij over: {names}.", "en": f"They agree on: {names}."}[language]
        )
    told += _say_moves(seen, language)
    return " ".join(told)


def brief(seen: Seen, language: str) -> str:
    """Return the answer for the head of a report: what people are divided on, and what moved."""
    told = say(seen, language)
    if seen.region == "all" or not any(seen.waves.values()):
        return _brief_all(told, language)
    wave = str(seen.wave)
    rows = [(e, row) for e, row in seen.elements(wave=wave) if row["status"] == "shown"]
    if not any(row["respondents"] for _, row in rows):
        return opening_of(told)
    split = [e.name[language] for e, row in rows if row["consensus"] == "split"]
    named = listing(split, language)
    divided = Both(f"Verdeeld zijn zij over: {named}.", f"They are divided on: {named}.")
    if len(named) > _LONGEST_NAMES:
        divided = Both(
            "Over meer dan één element zijn zij verdeeld.",
            "They are divided on more than one element.",
        )
    if not split:
        every = all(row["consensus"] == "agreement" for _, row in rows)
        divided = Both(
            "Over elk element zijn zij het eens." if every else "",
            "They agree on every element." if every else "",
        )
    return brief_of(opening_of(told), divided[language], _brief_moves(seen, language))


def _brief_all(told: str, language: str) -> str:
    apart = Both(
        "Regio’s beoordelen zichzelf; hun antwoorden zijn niet te vergelijken.",
        "Regions rate themselves; their answers cannot be compared.",
    )
    return brief_of(opening_of(told), apart[language])


def _brief_moves(seen: Seen, language: str) -> str:
    """Say whether the same people answered otherwise than before; nothing where they are few."""
    pairs = [r for r in seen.rows("pair") if r["status"] == "shown" and r["respondents"]]
    if not pairs or max(int(row["respondents"]) for row in pairs) < FEWEST_PAIRS:
        return ""
    before = period_in_full(pairs[0]["name"], language)
    called = [row for row in pairs if row["p"] is not None and row["p"] < ALPHA]
    names = listing([seen.name_of(row["element"])[language] for row in called], language)
    if called:
        ways = {(row["up"] > row["down"]) - (row["up"] < row["down"]) for row in called}
        way = Both("Anders", "Otherwise")
        if ways == {1}:
            way = Both("Hoger", "Higher")
        elif ways == {-1}:
            way = Both("Lager", "Lower")
        then = Both(f"dan in {before}", f"than in {before}")
        return f"{way[language]} {then[language]}: {names}."
    return Both(
        f"Sinds {before} verschoof niets meer dan toeval kan doen.",
        f"Since {before} nothing moved further than chance can move it.",
    )[language]


def _standing(row: dict[str, Any], language: str) -> str:
    median = {"nl": "midden", "en": "median"}[language] + f" {scored(row['median'], language)}"
    if row["level"] is None:
        return median
    return f"{median}, {label('maturity_level', row['level'], language)}"


def _say_moves(seen: Seen, language: str) -> list[str]:
    pairs = [r for r in seen.rows("pair") if r["status"] == "shown" and r["respondents"]]
    if not pairs:
        return []
    most = max(int(row["respondents"]) for row in pairs)
    before = period_in_full(pairs[0]["name"], language)
    if most < FEWEST_PAIRS:
        return [
            {
                "nl": f"Wie ook in {before} meededen, zijn met te weinig om te vergelijken.",
                "en": f"Those who took part in {before} too are too few to compare.",
            }[language]
        ]
    called = [row for row in pairs if row["p"] is not None and row["p"] < ALPHA]
    if not called:
        return [
            {
                "nl": f"Van de mensen die ook in {before} meededen (hooguit {most}) verschoof op "
                "geen element meer dan toeval kan doen. Dat is geen bewijs dat er niets "
                "veranderde.",
                "en": f"Among those who took part in {before} too (at most {most}) nothing moved "
                "further than chance can move it, on any element. That is no evidence that "
                "nothing changed.",
            }[language]
        ]
    moves = listing([_move(seen, row, language) for row in called], language)
    return [
        {
            "nl": f"Van dezelfde mensen als in {before} antwoordde bij {moves}; bij toeval is dat "
            "onwaarschijnlijk. Waardoor het komt, zegt dit niet.",
            "en": f"Of the same people as in {before}, on {moves}; chance alone would hardly do "
            "so. What brought it about, this does not say.",
        }[language]
    ]


def _move(seen: Seen, row: dict[str, Any], language: str) -> str:
    name = seen.name_of(row["element"])[language]
    n, up, down = (int(row[key]) for key in ("respondents", "up", "down"))
    return {
        "nl": f"{name} {up} van de {n} hoger en {down} lager",
        "en": f"{name} {up} of {n} answered higher and {down} lower",
    }[language]


def _say_all(seen: Seen, language: str) -> str:
    rows = [row for row in seen.rows("element") if row["status"] == "shown" and row["respondents"]]
    there = sorted({row["region"] for row in rows})
    names = listing([seen.study.regions[slug].name for slug in there], language)
    away = [s for s in sorted(seen.study.regions) if s not in there]
    told = [
        {
            "nl": f"Er is een profiel van {names}." if there else "Geen enkel profiel is te tonen.",
            "en": f"There is a profile of {names}." if there else "No profile can be shown.",
        }[language]
    ]
    if away:
        others = listing([seen.study.regions[slug].name for slug in away], language)
        told.append(
            {
                "nl": f"Niet van {others}: niet ingevuld, of door te weinig mensen.",
                "en": f"Not of {others}: not filled in, or by too few people.",
            }[language]
        )
    for element in seen.instrument.elements:
        own = [row for row in rows if row["element"] == element.id]
        split = [row for row in own if row["consensus"] == "split"]
        if own and len(split) == len(own) > 1:
            told.append(
                {
                    "nl": f"Over {element.name['nl']} is elke getoonde regio verdeeld.",
                    "en": f"Every region shown is divided on {element.name['en']}.",
                }[language]
            )
    told.append(
        {
            "nl": "De regio’s beoordelen zichzelf, elk met een eigen groep: hun antwoorden zijn "
            "niet onderling te vergelijken.",
            "en": "The regions rate themselves, each with a panel of its own: their answers "
            "cannot be compared with each other.",
        }[language]
    )
    return " ".join(told)


def against(seen: Seen) -> Both | None:
    """Return what goes against the sentence: who sees it otherwise; None where nothing is shown."""
    rows = [r for r in seen.rows("element") if r["status"] == "shown" and r["respondents"]]
    if not rows:
        return None
    if seen.region == "all":
        there = {row["region"] for row in rows}
        split = {row["region"] for row in rows if row["consensus"] == "split"}
        return Both(
            f"In {len(split)} van de {len(there)} getoonde regio’s is de groep over ten minste één "
            "element verdeeld: een midden zegt daar weinig.",
            f"In {len(split)} of the {len(there)} regions shown the panel is divided on at least "
            "one element: a middle says little there.",
        )
    agreed = [row for row in rows if row["wave"] == seen.wave and row["consensus"] == "agreement"]
    away = [row for row in agreed if row["outside"]]
    if not agreed:
        return Both(
            "Nergens is te zeggen dat de groep het eens is; een midden is hier niemands oordeel.",
            "Nowhere can it be said that the panel agrees; a middle is nobody’s view here.",
        )
    if not away:
        return Both(
            "Gezocht is naar mensen die ver van het midden van de groep zitten; waar de groep het "
            "eens is, zijn ze er niet.",
            "People far from the middle of the panel were looked for; where it agrees there are "
            "none.",
        )
    share = max(row["outside"] / row["respondents"] for row in away)
    most = [row for row in away if row["outside"] / row["respondents"] == share]
    return Both.of(lambda language: _otherwise(seen, most, language))


def _otherwise(seen: Seen, rows: list[dict[str, Any]], language: str) -> str:
    """Name every element on which most people see it otherwise, where several are alike."""
    head = Both(
        "Ook waar de groep het eens is, zit niet iedereen bij elkaar. Meer dan één punt van het "
        "midden: ",
        "Even where the panel agrees not everybody does. More than one point from the middle: ",
    )[language]
    told = []
    for row in rows:
        name, n = seen.name_of(row["element"])[language], int(row["respondents"])
        told.append(
            {
                "nl": f"bij {name} {int(row['outside'])} van de {n}",
                "en": f"on {name} {int(row['outside'])} of {n}",
            }[language]
        )
    return f"{head}{listing(told, language)}."
