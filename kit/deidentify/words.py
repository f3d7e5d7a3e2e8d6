"""Lists of names and words, and what an ordinary word of Dutch or English is.

The lists are compact and written by hand from general knowledge; capitals and accents do not count.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

__all__ = ["fold", "is_compound", "is_english", "is_in_dictionary", "is_ordinary", "listed"]

_SHORTEST_HALF = 4  # letters of a half of a compound


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return a word without capitals and accents.

    Examples
    --------
    >>> fold("Zoë"), fold("Yıldız")
    ('zoe', 'yildiz')
    """
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFD", word.replace("ı", "i").replace("İ", "i").replace("ø", "o"))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return kept.replace("’", "'").replace("ł", "l").replace("Ł", "l").casefold()


@lru_cache(maxsize=16)
def listed(name: str) -> frozenset[str]:
    """Return a list of the folder ``words``, folded; ``_`` stands for a space."""
    path = Path(__file__).with_name("words") / f"{name}.txt"
    lines = path.read_text(encoding="utf-8").split("\n")
    words = (word for line in lines if not line.startswith("#") for word in line.split())
    return frozenset(fold(word.replace("_", " ")) for word in words)


@lru_cache(maxsize=1 << 17)
def is_ordinary(word: str) -> bool:
    """Say whether a word in lower case is known to a dictionary of Dutch.

    A given name without a second meaning is no ordinary word, whatever the dictionary holds.

    Examples
    --------
    >>> is_ordinary("overleg"), is_ordinary("fatima"), is_ordinary("jan")
    (True, False, False)
    """
    if word in listed("given") and word not in listed("ambiguous"):
        return False
    return is_in_dictionary(word)


@lru_cache(maxsize=1 << 17)
def is_in_dictionary(word: str) -> bool:
    """Say whether a dictionary of Dutch holds a word in lower case; it holds a few names."""
    import simplemma

    return simplemma.is_known(word, lang="nl") or fold(word) in listed("function_words")


@lru_cache(maxsize=1 << 17)
def is_english(word: str) -> bool:
    """Say whether a word in lower case is known to a dictionary of English, and no listed name.

    That dictionary holds names too, so it only says something where every word has a capital: at
    the beginning of a sentence.

    Examples
    --------
    >>> is_english("meeting"), is_english("jansen")
    (True, False)
    """
    import simplemma

    lists = (listed("surnames"), listed("small_places"), listed("given") - listed("ambiguous"))
    return not any(word in those for those in lists) and simplemma.is_known(word, lang="en")


@lru_cache(maxsize=1 << 16)
def is_compound(word: str) -> bool:
    """Say whether a word in lower case can be two ordinary words joined, as in Dutch.

    Examples
    --------
    >>> is_compound("wijkteam"), is_compound("benhaddou")
    (True, False)
    """
    for cut in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
        if not is_ordinary(word[cut:]):
            continue
        first = word[:cut]
        stems = (first, *(first.removesuffix(link) for link in ("s", "en", "e", "er", "-")))
        if any(len(stem) >= _SHORTEST_HALF and is_ordinary(stem) for stem in stems):
            return True
    return False
