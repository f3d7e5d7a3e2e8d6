"""Which rules hit in a row of words; each different word is held against the rules only once.

A text has many words and few different ones: a word that was met before costs a look in a
dictionary, and most words are of no rule at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Generic, NamedTuple, TypeVar

from kit.codes import Rule, Word

__all__ = ["Matcher", "form_of"]

Key = TypeVar("Key")


def form_of(written: str) -> str:
    """Return a word as rules see it: lower case, straight apostrophes.

    Examples
    --------
    >>> form_of("Regio’s")
    "regio's"
    """
    return written.casefold().replace("’", "'")


class _Fit(NamedTuple):
    """What a word is good for: which words of rules it fits, which rules can begin at it."""

    words: frozenset[int]
    rules: tuple[int, ...]


class _Words:
    """The different words of all rules, each with a number, by the way in which they match."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.numbers: dict[tuple[str, str], int] = {}
        self.forms: dict[str, int] = {}
        self.exactly: dict[str, int] = {}
        self.holds: dict[str, int] = {}
        self.begins, self.ends = _Edges(), _Edges()

    def number(self, word: Word) -> int:
        """Return the number of a word; the gap before it makes no other word of it."""
        made = self.numbers.setdefault((word.form, word.match), len(self.numbers))
        match word.match:
            case "begins":
                self.begins.add(word.form, made)
            case "ends":
                self.ends.add(word.form[::-1], made)
            case "holds":
                self.holds[word.form] = made
            case "exactly":
                self.exactly[word.form] = made
            case _:
                self.forms[word.form] = made
        return made

    def fitting(self, form: str) -> set[int]:
        """Return the numbers of the words that a form fits."""
        found = set()
        if form in self.exactly:
            found.add(self.exactly[form])
        if self.forms:
            # A lemma alone is not trusted: simplemma gives "leer" for "leren". Hence word or lemma.
            if form in self.forms:
                found.add(self.forms[form])
            if (lemma := _lemma(form, self.language)) in self.forms:
                found.add(self.forms[lemma])
        if form[: self.begins.shortest] in self.begins.heads:
            found.update(self.begins.of(form))
        if form[-self.ends.shortest :][::-1] in self.ends.heads:
            found.update(self.ends.of(form[::-1]))
        for held, number in self.holds.items():
            if held in form:
                found.add(number)
        return found


class _Edges:
    """Beginnings of words; what no form begins with in `heads` need not be tried."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.shortest = 0
        self.heads: frozenset[str] = frozenset()

    def add(self, edge: str, number: int) -> None:
        self.numbers[edge] = number
        self.shortest = min(map(len, self.numbers))
        self.heads = frozenset(known[: self.shortest] for known in self.numbers)

    def of(self, form: str) -> list[int]:
        return [number for edge, number in self.numbers.items() if form.startswith(edge)]


class _Met(dict[str, _Fit | None]):
    """Every word met so far, and what it is good for; None for nothing."""

    def __init__(self, words: _Words, beginning: dict[int, list[int]]) -> None:
        super().__init__()
        self.words, self.beginning = words, beginning

    def __missing__(self, written: str) -> _Fit | None:
        found = self.words.fitting(form_of(written))
        fit = None
        if found:
            rules = sorted(rule for word in found for rule in self.beginning.get(word, ()))
            fit = _Fit(frozenset(found), tuple(rules))
        self[written] = fit
        return fit


class Matcher(Generic[Key]):
    """Rules of one language, ready for any text.

    Parameters
    ----------
    rules : iterable of (key, Rule)
        Those of another language are passed over. The key comes back with each hit.
    language : {"nl", "en"}

    Examples
    --------
    >>> from kit.codes import parse_rule
    >>> rule = Rule("samen ..1 delen", "nl", parse_rule("samen ..1 delen"))
    >>> [(first, last) for _, _, first, last in Matcher([("x", rule)], "nl").hits(
    ...     ["Samen", "alles", "delen", "samen"])]
    [(0, 2)]
    """

    def __init__(self, rules: Iterable[tuple[Key, Rule]], language: str) -> None:
        words = _Words(language)
        self._rules = [(key, rule) for key, rule in rules if rule.language == language]
        self._rows = [
            [(words.number(word), word.gap) for word in rule.words] for _, rule in self._rules
        ]
        beginning: dict[int, list[int]] = {}
        for i, row in enumerate(self._rows):
            beginning.setdefault(row[0][0], []).append(i)
        self._met = _Met(words, beginning)

    def hits(self, words: Sequence[str]) -> Iterator[tuple[Key, Rule, int, int]]:
        """Yield (key, rule, first word, last word) of every hit in a row of words, as written.

        In the order of the words, and of the rules where several begin at one word. A rule with
        gaps hits once at each word where it begins: with the nearest words that fit.
        """
        fits = list(map(self._met.__getitem__, words))
        for i, fit in enumerate(fits):
            if fit is None:
                continue
            for number in fit.rules:
                last = _follow(self._rows[number], fits, i)
                if last is not None:
                    yield *self._rules[number], i, last


def _follow(
    row: Sequence[tuple[int, int]], fits: Sequence[_Fit | None], i: int, at: int = 1
) -> int | None:
    """Return where the last word of a rule stands when its word before `at` stands at `i`."""
    if at == len(row):
        return i
    word, gap = row[at]
    for j in range(i + 1, min(i + 2 + gap, len(fits))):
        fit = fits[j]
        if fit is not None and word in fit.words:
            last = _follow(row, fits, j, at + 1)
            if last is not None:
                return last
    return None


@cache
def _lemmatize() -> Callable[..., str]:
    import simplemma

    return simplemma.lemmatize


def _lemma(form: str, language: str) -> str:
    return _lemmatize()(form, lang=language).casefold()
