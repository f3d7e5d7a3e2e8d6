"""Where the rules of a codebook hit: mentions, each with its place, its rule and its version.

A mention is not a coding. A person decides whether a passage is about a code; a rule only finds
the place where the words stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.codebook import Codebook, Rule
from kit.documents import Document
from kit.matching import Matcher, form_of

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
        Token(form_of(m[0]), offset + m.start(), offset + m.end()) for m in _TOKEN.finditer(text)
    ]


def guess_language(forms: Iterable[str]) -> str:
    """Guess whether words are Dutch or English, by their function words; Dutch when it is a draw.

    Examples
    --------
    >>> guess_language("we started with the residents".split())
    'en'
    """
    return _Leaning().language(forms)


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
    found = _TOKEN.findall(text)
    starts = _starts(text, found)
    hits = Matcher([(None, rule)], rule.language).hits(found)
    return [(starts[first], starts[last] + len(found[last])) for _, _, first, last in hits]


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
        if _denies(found[i].form, language) and found[i + 1].form not in _ONLY[language]:
            return True
    return False


def _denies(form: str, language: str) -> bool:
    return form in _DENYING[language] or (language == "en" and form.endswith("n't"))


def _negated(
    text: str, words: Sequence[str], starts: Sequence[int], first: int, language: str
) -> bool:
    """Say whether a hit is negated, of words as written; most have no denying word near."""
    window = range(max(first - _NEGATION_WITHIN, 0), first + 1)
    forms = [form_of(words[i]) for i in window]
    if not any(_denies(form, language) for form in forms[:-1]):
        return False
    near = [
        Token(form, starts[i], starts[i] + len(words[i]))
        for form, i in zip(forms, window, strict=True)
    ]
    return is_negated(text, near, len(near) - 1, language)


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

    codes = [code for code in codebook.codes.values() if code.rules]
    rules = [((n, True), rule) for n, code in enumerate(codes) for rule in code.rules]
    rules += [((n, False), rule) for n, code in enumerate(codes) for rule in code.takes_away]
    matchers = {language: Matcher(rules, language) for language in ("nl", "en")}
    names = [(code.id, *codebook.above(code.id)) for code in codes]
    leaning = _Leaning()
    rows: list[tuple[object, ...]] = []
    for document in documents:
        for part in document.parts:
            text = document.text[part.start : part.end]
            found = _TOKEN.findall(text)
            language = leaning.language(found)
            hits = _left(matchers[language].hits(found))
            starts = _starts(text, found[: 1 + max((last for *_, last in hits), default=-1)])
            for number, rule, first, last in hits:
                place = (part.start + starts[first], part.start + starts[last] + len(found[last]))
                negated = _negated(text, found, starts, first, language)
                for id in names[number]:
                    rows.append((document.id, part.name, *place, id, rule.written, negated))
    columns = ["document", "part", "start", "end", "code", "rule", "negated"]
    frame = pd.DataFrame(rows, columns=columns).astype({"negated": bool})
    return frame.assign(method="mention", codebook=codebook.label)


class _Leaning(dict[str, int]):
    """Every word met so far: 1 when it is a small word of English alone, -1 of Dutch alone."""

    def __missing__(self, written: str) -> int:
        form = form_of(written)
        self[written] = leans = (form in _ENGLISH) - (form in _DUTCH)
        return leans

    def language(self, words: Iterable[str]) -> str:
        return "en" if sum(map(self.__getitem__, words)) > 0 else "nl"


def _left(
    hits: Iterable[tuple[tuple[int, bool], Rule, int, int]],
) -> list[tuple[int, Rule, int, int]]:
    """Return the hits that no hit of a rule that takes away overlaps, within one code."""
    found: list[tuple[int, Rule, int, int]] = []
    gone: dict[int, list[tuple[int, int]]] = {}
    for (number, counts), rule, first, last in hits:
        if counts:
            found.append((number, rule, first, last))
        else:
            gone.setdefault(number, []).append((first, last))
    return [
        (number, rule, first, last)
        for number, rule, first, last in found
        if not any(first <= b and a <= last for a, b in gone.get(number, ()))
    ]


def _starts(text: str, words: Iterable[str]) -> list[int]:
    """Return where each of the words of a text begins, given all of them in order."""
    starts = []
    end = 0
    for word in words:
        # No letter or digit stands between two words, so the next place of a word is its own.
        starts.append(text.find(word, end))
        end = starts[-1] + len(word)
    return starts
