"""Where the rules of a codebook hit: mentions, each with its place, its rule and its version.

A mention is not a coding. A person decides whether a passage is about a code; a rule only finds
the place where the words stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kit.codebook import Code, Codebook, Rule, Word
from kit.documents import Document

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["find_mentions", "guess_language", "rule_hits", "tokens"]

_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# Function words that one language has and the other has not.
_DUTCH = frozenset(
    [
        "de",
        "het",
        "een",
        "en",
        "van",
        "dat",
        "niet",
        "is",
        "op",
        "te",
        "die",
        "met",
        "zijn",
        "voor",
        "ook",
        "er",
        "maar",
        "om",
        "wij",
        "we",
        "ze",
        "hun",
        "aan",
        "bij",
        "naar",
        "dan",
        "nog",
        "wel",
        "geen",
        "toch",
        "werd",
        "waren",
        "heeft",
        "hebben",
        "wordt",
        "deze",
        "dit",
        "ik",
        "je",
        "u",
        "uit",
        "over",
    ]
)
_ENGLISH = frozenset(
    [
        "the",
        "and",
        "of",
        "to",
        "that",
        "not",
        "a",
        "an",
        "it",
        "with",
        "for",
        "as",
        "but",
        "they",
        "their",
        "this",
        "was",
        "were",
        "has",
        "have",
        "been",
        "from",
        "than",
        "still",
        "no",
        "are",
        "you",
        "our",
        "on",
        "at",
        "by",
        "which",
        "who",
        "we",
        "be",
    ]
)


@dataclass(frozen=True)
class Token:
    """A word in a text: lower case, straight apostrophes; `start` and `end` in the text."""

    form: str
    start: int
    end: int


def tokens(text: str, *, offset: int = 0) -> list[Token]:
    """Split a text into words; a hyphen or apostrophe inside a word keeps it one.

    Examples
    --------
    >>> [t.form for t in tokens("De regio’s data-gedreven aanpak.")]
    ['de', "regio's", 'data-gedreven', 'aanpak']
    """
    return [
        Token(m[0].casefold().replace("’", "'"), offset + m.start(), offset + m.end())
        for m in _TOKEN.finditer(text)
    ]


def guess_language(forms: Iterable[str]) -> str:
    """Guess whether words are Dutch or English, by their function words; Dutch when it is a draw.

    Examples
    --------
    >>> guess_language("we started with the residents".split())
    'en'
    """
    words = list(forms)
    dutch = sum(w in _DUTCH for w in words)
    english = sum(w in _ENGLISH for w in words)
    return "en" if english > dutch else "nl"


@lru_cache(maxsize=200_000)
def _lemma(form: str, language: str) -> str:
    import simplemma

    return simplemma.lemmatize(form, lang=language).casefold()


def _fits(word: Word, form: str, language: str) -> bool:
    if word.match == "begins":
        return form.startswith(word.form)
    if word.match == "ends":
        return form.endswith(word.form)
    if word.match == "holds":
        return word.form in form
    if form == word.form:
        return True
    # A lemma alone is not trusted: simplemma gives "leer" for "leren". Hence word or lemma.
    return word.match == "forms" and _lemma(form, language) == word.form


class _Index:
    """Rules for one vocabulary: which rules can begin at a word, which words fit a word."""

    def __init__(self, rules: Sequence[tuple[int, Rule]], vocabulary: Iterable[str], language: str):
        self.fits: dict[Word, frozenset[str]] = {}
        self.begins: dict[str, list[tuple[int, Rule]]] = {}
        forms = list(vocabulary)
        for number, rule in rules:
            if rule.language != language:
                continue
            for word in rule.words:
                plain = Word(word.form, word.match, 0)
                if plain not in self.fits:
                    self.fits[plain] = frozenset(f for f in forms if _fits(plain, f, language))
            for form in self.fits[Word(rule.words[0].form, rule.words[0].match, 0)]:
                self.begins.setdefault(form, []).append((number, rule))

    def hits(self, found: Sequence[Token]) -> Iterator[tuple[int, Rule, int, int]]:
        """Yield (code number, rule, start, end) of every hit in a row of words."""
        for i, token in enumerate(found):
            for number, rule in self.begins.get(token.form, ()):
                last = self._follow(rule.words, found, i)
                if last is not None:
                    yield number, rule, token.start, found[last].end

    def _follow(self, words: tuple[Word, ...], found: Sequence[Token], i: int) -> int | None:
        """Return where the last word of a rule stands when its first stands at `i`."""
        if len(words) == 1:
            return i
        word = words[1]
        fitting = self.fits[Word(word.form, word.match, 0)]
        for j in range(i + 1, min(i + 2 + word.gap, len(found))):
            if found[j].form in fitting:
                last = self._follow(words[1:], found, j)
                if last is not None:
                    return last
        return None


def rule_hits(text: str, rule: Rule) -> list[tuple[int, int]]:
    """Return where one rule hits a text: spans, end exclusive. For trying a rule out.

    Examples
    --------
    >>> from kit.codebook import parse_rule
    >>> text = "We willen anders gaan financieren."
    >>> rule = Rule("anders ..1 financieren", "nl", parse_rule("anders ..1 financieren"))
    >>> [text[a:b] for a, b in rule_hits(text, rule)]
    ['anders gaan financieren']
    """
    found = tokens(text)
    index = _Index([(0, rule)], {t.form for t in found}, rule.language)
    return [(start, end) for _, _, start, end in index.hits(found)]


def find_mentions(documents: Iterable[Document], codebook: Codebook) -> pd.DataFrame:
    """Find every mention of every code.

    Only the parts of a document are searched, never their headings: a heading is a word of the
    form, not of its author.

    Parameters
    ----------
    documents : iterable of Document
    codebook : Codebook

    Returns
    -------
    DataFrame
        One row per hit: document, part, start, end (code points in the text of the document, end
        exclusive), code, rule (as the codebook writes it), method (``mention``), codebook (id and
        version). A code has the rows of every code below it too, under its own id.
    """
    import pandas as pd

    prepared = [
        (document, part.name, tokens(document.text[part.start : part.end], offset=part.start))
        for document in documents
        for part in document.parts
    ]
    codes = [code for code in codebook.codes.values() if code.rules]
    indexes = _indexes(codes, prepared)
    above = _parents(codebook)
    rows = []
    for document, part_name, found in prepared:
        if not found:
            continue
        hitting, undoing = indexes[guess_language(t.form for t in found)]
        gone: dict[int, list[tuple[int, int]]] = {}
        for number, _, start, end in undoing.hits(found):
            gone.setdefault(number, []).append((start, end))
        for number, rule, start, end in hitting.hits(found):
            if any(start < b and a < end for a, b in gone.get(number, ())):
                continue
            for id in (codes[number].id, *above.get(codes[number].id, ())):
                rows.append((document.id, part_name, start, end, id, rule.written))
    frame = pd.DataFrame(rows, columns=["document", "part", "start", "end", "code", "rule"])
    return frame.assign(method="mention", codebook=codebook.label)


def _indexes(
    codes: Sequence[Code], prepared: Sequence[tuple[Document, str, list[Token]]]
) -> dict[str, tuple[_Index, _Index]]:
    vocabulary = {token.form for _, _, found in prepared for token in found}
    hitting = [(n, rule) for n, code in enumerate(codes) for rule in code.rules]
    undoing = [(n, rule) for n, code in enumerate(codes) for rule in code.takes_away]
    return {
        language: (_Index(hitting, vocabulary, language), _Index(undoing, vocabulary, language))
        for language in ("nl", "en")
    }


def _parents(codebook: Codebook) -> dict[str, tuple[str, ...]]:
    return {id: codebook.above(id) for id in codebook.codes}
