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

#: What says nothing about a subject, in either language.
FUNCTION_WORDS = _DUTCH | _ENGLISH
_NEGATION_WITHIN = 4  # words
_DENYING = {
    "nl": frozenset(["niet", "geen", "nooit", "zonder"]),
    "en": frozenset(["not", "no", "never", "without"]),
}
_ONLY = {"nl": frozenset(["alleen", "slechts"]), "en": frozenset(["only", "just"])}
_SENTENCE_END = re.compile(r"[.!?…;\n]")


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
        """Yield (code number, rule, first word, last word) of every hit in a row of words."""
        for i, token in enumerate(found):
            for number, rule in self.begins.get(token.form, ()):
                last = self._follow(rule.words, found, i)
                if last is not None:
                    yield number, rule, i, last

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
    return [(found[first].start, found[last].end) for _, _, first, last in index.hits(found)]


def is_negated(text: str, found: Sequence[Token], first: int, language: str) -> bool:
    """Say whether one of the four words before a hit denies it, within its sentence.

    Those are *niet, geen, nooit, zonder*, or *not, no, never, without* and what ends in *n't*.
    *Niet alleen* and *not only* deny nothing. That a passage is denied does not make it less about
    the code; it is for who reads to judge.

    Parameters
    ----------
    text : str
        The text that the places of the words refer to.
    found : sequence of Token
    first : int
        Which of them the hit begins with.
    language : {"nl", "en"}

    Examples
    --------
    >>> text = "Er was geen enkel budget. Het mandaat kwam."
    >>> words = tokens(text)
    >>> [is_negated(text, words, i, "nl") for i in (4, 6)]
    [True, False]
    """
    for i in range(first - 1, max(first - 1 - _NEGATION_WITHIN, -1), -1):
        if _SENTENCE_END.search(text, found[i].end, found[i + 1].start):
            return False
        form = found[i].form
        denies = form in _DENYING[language] or (language == "en" and form.endswith("n't"))
        if denies and found[i + 1].form not in _ONLY[language]:
            return True
    return False


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
        exclusive), code, rule (as the codebook writes it), negated (see `is_negated`), method
        (``mention``), codebook (id and version). A code has the rows of every code below it too,
        under its own id.
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
        language = guess_language(t.form for t in found)
        hitting, undoing = indexes[language]
        gone: dict[int, list[tuple[int, int]]] = {}
        for number, _, first, last in undoing.hits(found):
            gone.setdefault(number, []).append((first, last))
        for number, rule, first, last in hitting.hits(found):
            if any(first <= b and a <= last for a, b in gone.get(number, ())):
                continue
            place = (document.id, part_name, found[first].start, found[last].end)
            negated = is_negated(document.text, found, first, language)
            for id in (codes[number].id, *above.get(codes[number].id, ())):
                rows.append((*place, id, rule.written, negated))
    names = ["document", "part", "start", "end", "code", "rule", "negated"]
    frame = pd.DataFrame(rows, columns=names).astype({"negated": bool})
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
