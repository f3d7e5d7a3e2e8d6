"""What a word with a capital is built of, and whether its capital says anything.

Every repetition in these patterns is bounded: hostile text costs no more than other text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kit.deidentify.words import fold, is_compound, is_ordinary, listed

__all__ = [
    "CAPITAL",
    "OPENERS",
    "PARTICLE",
    "PARTICLES",
    "begins_sentence",
    "is_word",
    "ordinary",
    "plain",
    "says_nothing",
]

_UPPER = "A-Z" + "".join(chr(c) for c in range(0xC0, 0x250) if chr(c).isupper()) + "ḀẞẠ"
_LETTER = r"[^\W\d_]"
#: A word with a capital, with its hyphens and apostrophes: Klaas-Jan, O’Brien, Jansen-de Vries.
CAPITAL = (
    rf"[{_UPPER}]{_LETTER}{{0,40}}(?:['’`]{_LETTER}{{1,40}}){{0,2}}"
    rf"(?:[-‐‑](?:(?:van|de|den|der|el|al|ten|"
    rf"ter)\s){{0,2}}{_LETTER}{{1,40}}(?:['’]{_LETTER}{{1,40}}){{0,1}}){{0,4}}['’]?"
)
#: What stands between a given name and a surname.
PARTICLE = (
    r"(?:[vV]an\s+(?:de[nr]?|het|['’]t)|[vV]an|[vV]on|[vV]d|[vV]/d|[vV]\.d\.|v\.|d\.|"
    r"[dD]e\s+la|[dD]e[nrs]?|[tT]e[nr]?|[oO]p\s+(?:den|['’]t)|"
    r"[iI]n\s+['’]t|['’]t|[aA]an\s+den|[uU]it\s+den|[eE]l|[aA]l|[aA]ït|[bB]en|[bB]in|[iI]bn|"
    r"[bB]int|[oO]uld|"
    r"[zZ]u[mr]?|[dD][aiou]s?|[lL][ae])"
)
#: The words of particles, folded.
PARTICLES = (
    "van", "de", "der", "den", "het", "'t", "ten", "ter", "te", "op", "in", "aan", "uit", "el",
    "al", "ait", "ben", "bin", "ibn", "bint", "ould", "la", "le", "da", "di", "du", "dos", "von",
    "zu", "v", "d",
)  # fmt: skip
#: Words that begin a sentence and are nobody's name.
OPENERS = frozenset(
    [
        "die",
        "dat",
        "dit",
        "deze",
        "daar",
        "dan",
        "toen",
        "maar",
        "en",
        "of",
        "ik",
        "jij",
        "je",
        "jullie",
        "hij",
        "zij",
        "ze",
        "wij",
        "we",
        "u",
        "het",
        "een",
        "de",
        "er",
        "hier",
        "nu",
        "ook",
        "als",
        "want",
        "dus",
        "wat",
        "wie",
        "waar",
        "hoe",
        "waarom",
        "wanneer",
        "alle",
        "alles",
        "niets",
        "niet",
        "nee",
        "toch",
        "soms",
        "the",
        "that",
        "this",
        "these",
        "it",
        "they",
        "he",
        "she",
        "there",
        "then",
        "but",
        "and",
        "or",
        "if",
        "so",
        "what",
        "who",
        "where",
        "how",
        "why",
        "you",
    ]
)
_OPENS = re.compile(r"(?:^|[.!?…:;•*|>\n\t(\[\"“”„«–—]|['‘]|(?<!\w)-|\d[.)])\s*$")
_SHORTENED = re.compile(
    r"(?i)(?:\b(?:dr|drs|prof|ir|ing|mr|mrs|ms|mw|mevr|dhr|mej|ds|zr|br|st|fam|wed|bijv|o\.a|"
    r"m\.n|resp|ca|nl|jr|sr)\.|\b[A-Z]\.)\s*$"
)


def begins_sentence(text: str, start: int) -> bool:
    """Say whether a word at `start` has its capital because a sentence begins there.

    Examples
    --------
    >>> begins_sentence("Ja. Bloem zei het.", 4), begins_sentence("Dat zei dr. Bloem.", 12)
    (True, False)
    """
    before = text[max(0, start - 12) : start]
    return (bool(_OPENS.search(before)) and not (start and _SHORTENED.search(before))) or not start


@lru_cache(maxsize=1 << 16)
def plain(word: str) -> str:
    """Return a name folded and without its possessive.

    Examples
    --------
    >>> plain("Fatima's"), plain("Jans’"), plain("d'Hondt")
    ('fatima', 'jans', "d'hondt")
    """
    return re.sub(r"'s?$", "", fold(word))


@lru_cache(maxsize=1 << 16)
def says_nothing(word: str) -> bool:
    """Say whether a word with a capital is known to point at nobody, or can be an ordinary word."""
    low = plain(word)
    if is_word(word):
        return True
    if "-" in low:
        parts = [part for part in low.split("-") if part]
        return all(part in listed("public") or is_ordinary(part) or len(part) < 3 for part in parts)
    return is_compound(low)


@lru_cache(maxsize=1 << 16)
def ordinary(word: str) -> bool:
    """Say whether a word is ordinary once its capital is taken away, with its accents or without.

    Examples
    --------
    >>> ordinary("Creëren"), ordinary("Fatima's")
    (True, False)
    """
    lower = re.sub(r"['’]s?$", "", word).lower()
    return is_ordinary(lower) if lower.isascii() else is_ordinary(lower) or is_ordinary(fold(lower))


@lru_cache(maxsize=1 << 16)
def is_word(word: str) -> bool:
    """Say whether a word with a capital is public, an abbreviation or in the Dutch dictionary."""
    low = plain(word)
    public = low in listed("public") or low.removesuffix("s") in listed("public")
    if public or low in listed("large_places") or ordinary(word):
        return True
    pieces = re.split(r"[-'’]", word)
    if len(pieces) > 1 and any(len(piece) > 1 and piece.isupper() for piece in pieces):
        return True  # an abbreviation with something joined to it
    letters = [c for c in word if c.isalpha()]
    inner = sum(c.isupper() for c in letters[1:])
    # An abbreviation, or a name of a product such as HealthKIC.
    return bool(inner) and not re.search(r"[-'’]|^(?:Mc|Mac|De|Van|El|Al)[A-Z]|^IJ", word)
