"""What the agreement of coders says, and what contradicts it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.agreement.comparing import Compared
from kit.agreement.words import CHOICE, LINES, REASONS, coefficient, counted, named
from kit.finding import brief_of, opening_of
from kit.language import Both, listing, number, plural

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["QUESTION", "against", "brief", "disputed", "say"]

QUESTION = Both(
    "Geven verschillende codeurs dezelfde tekst dezelfde codes?",
    "Do different coders give the same text the same codes?",
)
#: Change of alpha from which one coder, or another distance, makes a difference worth telling.
_MUCH = 0.1


def say(compared: Compared, language: str) -> str:
    """Write the sentence of the finding."""
    return f"{_told(compared, language)} {CHOICE[language]}"


def brief(compared: Compared, language: str) -> str:
    """Write the answer for the head of a report."""
    told = _told(compared, language)
    if compared.reason or compared.too_few:
        return opening_of(told)
    whole = compared.overall("masi")
    units = counted(int(whole["units"]), compared.unit, language)
    if whole["alpha"] != whole["alpha"]:
        return opening_of(told)
    said = Both(
        f"Hoe gelijk lezers codeerden: alfa {coefficient(whole, 'nl')}, over {units}.",
        f"How alike readers coded: alpha {coefficient(whole, 'en')}, over {units}.",
    )
    choice = Both("Zo’n maat is een keuze, geen plicht.", "Such a measure is a choice, not a duty.")
    return brief_of(said[language], choice[language])


def _told(compared: Compared, language: str) -> str:
    dutch = language == "nl"
    if compared.reason:
        why = REASONS[compared.reason][language]
        return (
            f"Over overeenstemming tussen codeurs valt nog niets te zeggen: {why}."
            if dutch
            else f"Nothing can be said yet of agreement between coders: {why}."
        )
    if compared.too_few:
        return (
            "Achter deze teksten staan te weinig mensen om de overeenstemming te laten zien."
            if dutch
            else "Too few people stand behind these texts to show the agreement."
        )
    whole, rows = compared.overall("masi"), compared.rows
    n = int(whole["documents"])
    texts = {"nl": plural(n, "tekst", "teksten", "nl"), "en": plural(n, "text", "texts", "en")}
    seen = f"{counted(int(whole['units']), compared.unit, language)} ({texts[language]})"
    coders, one = int(whole["coders"]), whole["units"] == 1
    parts = [
        f"{seen} {'is' if one else 'zijn'} door minstens twee van {coders} codeurs gelezen."
        if dutch
        else f"{seen} {'was' if one else 'were'} read by at least two of {coders} coders."
    ]
    told = coefficient(whole, language)
    if whole["alpha"] != whole["alpha"]:
        parts.append(
            f"Voor alle codes samen is er geen alfa: {told}."
            if dutch
            else f"For all codes together there is no alpha: {told}."
        )
    else:
        parts.append(
            f"Hun overeenstemming voor alle codes samen, met de alfa van Krippendorff, is {told}."
            if dutch
            else f"Their agreement on all codes together, as Krippendorff’s alpha, is {told}."
        )
    parts += _range(compared, rows[rows["alpha"].notna()], language)
    return " ".join(parts)


def _range(compared: Compared, rows: pd.DataFrame, language: str) -> list[str]:
    """Name the codes with the lowest and the highest alpha."""
    if len(rows) < 2:
        return []
    ordered = rows.sort_values("alpha", kind="stable")
    ends = [ordered.iloc[0], ordered.iloc[-1]]
    low, high = (
        f"{number(float(row['alpha']), language, decimals=2)} "
        f"({named(compared.codes, [row['code']], language)})"
        for row in ends
    )
    return [
        Both(
            f"Per code loopt alfa van {low} tot {high}.",
            f"By code alpha runs from {low} to {high}.",
        )[language]
    ]


def disputed(compared: Compared) -> list[str]:
    """Return the codes of which alpha and AC1 stand on different sides of both lines."""
    rows = compared.rows
    low, high = LINES
    apart = (rows["alpha"] < low) & (rows["ac1"] >= high)
    apart |= (rows["ac1"] < low) & (rows["alpha"] >= high)
    return list(rows.loc[apart, "code"])


def _given(compared: Compared, code: str, language: str) -> str:
    """Tell how often a code was given, and on how many of those units all who read them agree.

    That is what parts the measures: AC1 counts the units without the code as agreement.
    """
    row: Any = compared.rows.set_index("code").loc[code]
    name, dutch = named(compared.codes, [code], language), language == "nl"
    coded, agreed = int(row["coded"]), int(row["agreed"])
    by_coder = compared.by_coder.get(code, ())
    each = ""
    if by_coder:
        times = listing([number(n, language) for n in by_coder], language)
        each = f" (per codeur: {times})" if dutch else f" (by coder: {times})"
    units = counted(coded, compared.unit, language)
    return (
        f"{name} staat in {units}{each}; over {agreed} daarvan zijn allen die ze lazen het eens."
        if dutch
        else f"{name} was given in {units}{each}; on {agreed} of those all who read them agree."
    )


def against(compared: Compared, language: str) -> str:
    """Write what contradicts the sentence, or what was looked for in vain."""
    dutch = language == "nl"
    told = []
    ways = [Both("AC1 naast alfa", "AC1 beside alpha")]
    if ids := disputed(compared):
        names = named(compared.codes, ids, language)
        told.append(
            f"Bij {names} zijn de maten het oneens: AC1 ligt boven 0,80 en alfa onder 0,667, of "
            "omgekeerd."
            if dutch
            else f"For {names} the measures disagree: AC1 is above 0.80 and alpha below 0.667, or "
            "the other way round."
        )
        told += [_given(compared, code, language) for code in ids]
    masi, jaccard = compared.overall("masi"), compared.overall("jaccard")
    if masi is not None and masi["alpha"] == masi["alpha"]:
        ways.append(Both("een andere afstand tussen codes", "another distance between codes"))
        if abs(masi["alpha"] - jaccard["alpha"]) >= _MUCH:
            other = number(float(jaccard["alpha"]), language, decimals=2)
            told.append(
                f"Met de Jaccard-afstand in plaats van MASI is alfa van alle codes samen {other}."
                if dutch
                else f"With the Jaccard distance instead of MASI alpha of all codes is {other}."
            )
        if compared.without_one is not None:
            ways.append(Both("telkens één codeur weglaten", "leaving out one coder at a time"))
            if compared.without_one >= _MUCH:
                change = number(compared.without_one, language, decimals=2)
                told.append(
                    f"Zonder een van de codeurs verschuift alfa van alle codes samen met {change}: "
                    "het getal hangt aan één persoon."
                    if dutch
                    else f"Without one of the coders alpha of all codes together moves by "
                    f"{change}: the number hangs on one person."
                )
    if told:
        return " ".join(told)
    looked = listing([way[language] for way in ways], language)
    return (
        f"Gezocht ({looked}): niets gevonden dat dit tegenspreekt."
        if dutch
        else f"Looked for ({looked}): nothing found that contradicts this."
    )
