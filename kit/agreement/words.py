"""Words and lines that the sentences, checks and figure of agreement share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kit.agreement.comparing import OVERALL
from kit.codebook import Code
from kit.language import Both, listing, number, percentage, plural

__all__ = ["CHOICE", "LINES", "REASONS", "coefficient", "counted", "named", "rests_on"]

#: Krippendorff's custom: below the first only for tentative conclusions, from the second on firm.
LINES = (0.667, 0.8)
CHOICE = Both(
    "Een maat voor overeenstemming is een keuze, geen plicht: reflexieve thematische analyse "
    "vraagt er niet om (Braun & Clarke 2021, doi:10.1080/14780887.2020.1769238).",
    "A coefficient of agreement is a choice, not a duty: reflexive thematic analysis does not ask "
    "for one (Braun & Clarke 2021, doi:10.1080/14780887.2020.1769238).",
)
REASONS = {
    "left_out": Both(
        "geen van de teksten mag voor deze lezers worden meegeteld",
        "none of the texts may be counted for these readers",
    ),
    "one_coder": Both("er is nog geen tweede codeur", "there is no second coder yet"),
    "no_pairable_unit": Both(
        "er is nog geen tekst die twee codeurs lazen", "no text has been read by two coders yet"
    ),
    "not_two_coders": Both(
        "deze maat is voor precies twee codeurs", "this measure is for exactly two coders"
    ),
    "incomplete": Both(
        "niet elke eenheid is door even veel codeurs gelezen",
        "not every unit was read by as many coders",
    ),
    "one_category": Both(
        "alle codeurs zeiden overal hetzelfde, dus valt er niets te onderscheiden",
        "all coders said the same everywhere, so there is nothing to tell apart",
    ),
}
_UNITS = {
    "part": (Both("deel", "part"), Both("delen", "parts")),
    "paragraph": (Both("alinea", "paragraph"), Both("alinea’s", "paragraphs")),
    "sentence": (Both("zin", "sentence"), Both("zinnen", "sentences")),
}


def named(codes: Sequence[Code], ids: Sequence[str], language: str) -> str:
    """Return codes by name, joined as a sentence does."""
    labels = {code.id: code.term.label[language] for code in codes}
    return listing([f"‘{labels[id]}’" for id in ids], language)


def counted(n: int, unit: str, language: str) -> str:
    """Return how many units, in words.

    Examples
    --------
    >>> counted(2, "sentence", "nl"), counted(1, "part", "en")
    ('2 zinnen', '1 part')
    """
    one, more = _UNITS[unit]
    return plural(n, one[language], more[language], language)


def coefficient(row: Any, language: str) -> str:
    """Return alpha with its interval, in words; why there is none where there is none."""
    if row["alpha"] != row["alpha"]:
        return REASONS[row["reason"]][language]
    value = number(float(row["alpha"]), language, decimals=2)
    if row["low"] != row["low"]:
        return value
    low, high = (number(float(row[name]), language, decimals=2) for name in ("low", "high"))
    return {
        "nl": f"{value} (95%-interval {low} tot {high})",
        "en": f"{value} (95% interval {low} to {high})",
    }[language]


def rests_on(row: Any, language: str) -> str:
    """Return how many units have the code of how many, and how often it was given there."""
    units = number(row["units"], language)
    if row["code"] == OVERALL:
        return f"n = {units}"
    of = f"{number(row['coded'], language)}/{units}"
    return f"{of} · {percentage(float(row['prevalence']), language)}"
