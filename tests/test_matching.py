"""Rules are held against each different word once, and hit what they would hit word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pytest
import simplemma
from hypothesis import given
from hypothesis import strategies as st

from kit.codebook import Code, Codebook, Rule, parse_rule, read_codebook
from kit.coding import find_mentions, guess_language, tokens
from kit.documents import Document, Part
from kit.language import Both
from kit.matching import Matcher, form_of
from kit.terms import Term

# A search that holds every rule against every word of every text, without an index: slow, plain.


def fits(form: str, word: str, match: str, language: str) -> bool:
    return {
        "begins": form.startswith(word),
        "ends": form.endswith(word),
        "holds": word in form,
        "exactly": form == word,
        "forms": word in (form, simplemma.lemmatize(form, lang=language).casefold()),
    }[match]


def ends(rule: Rule, forms: Sequence[str], i: int, at: int = 0) -> Iterator[int]:
    """Yield where the rest of a rule may end when its word `at` stands at i."""
    word = rule.words[at]
    if not fits(forms[i], word.form, word.match, rule.language):
        return
    if at + 1 == len(rule.words):
        yield i
        return
    for j in range(i + 1, min(len(forms), i + 2 + rule.words[at + 1].gap)):
        yield from ends(rule, forms, j, at + 1)


def slow_hits(rules: Sequence[Rule], forms: Sequence[str]) -> list[tuple[str, int, int]]:
    return [
        (rule.written, i, last)
        for i in range(len(forms))
        for rule in rules
        for last in [next(ends(rule, forms, i), None)]
        if last is not None
    ]


def slow_mentions(made: Document, book: Codebook) -> list[tuple[str, int, int, str, str]]:
    found = []
    for part in made.parts:
        words = tokens(made.text[part.start : part.end], offset=part.start)
        forms = [word.form for word in words]
        language = guess_language(forms)
        for code in book.codes.values():
            undone = slow_hits([r for r in code.takes_away if r.language == language], forms)
            for rule, first, last in slow_hits(
                [r for r in code.rules if r.language == language], forms
            ):
                if not any(first <= b and a <= last for _, a, b in undone):
                    place = (words[first].start, words[last].end)
                    for id in (code.id, *book.above(code.id)):
                        found.append((part.name, *place, id, rule))
    return sorted(found)


def rule(written: str, language: str = "nl") -> Rule:
    return Rule(written, language, parse_rule(written))


RULES = [
    rule(written)
    for written in (
        "kosten", "=kosten", "kost*", "*kosten", "*ost*", "zorg ..2 delen", "zorg* ..1 *len",
        "samen ..3 zorg ..1 delen", "beslissen", "besluit", "regio's", "=samen =samen", "zorgkost*",
    )
]  # fmt: skip
WORDS = st.sampled_from(
    ["Kosten", "kosten", "zorgkosten", "KOST", "kostbaar", "samen", "Samen", "zorg", "gedeeld",
     "delen", "deelde", "besliste", "besluiten", "regio’s", "regio's", "en", "de", "x", "ß", "İ"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=14))
def test_rules_hit_what_a_search_word_by_word_hits(words: list[str]) -> None:
    hits = Matcher(enumerate(RULES), "nl").hits(words)
    found = [(one.written, first, last) for _, one, first, last in hits]
    assert found == slow_hits(RULES, [form_of(word) for word in words])


def test_a_matcher_that_met_a_word_before_says_the_same_again() -> None:
    matcher = Matcher(enumerate(RULES), "nl")
    words = ["samen", "zorgkosten", "delen"]
    assert list(matcher.hits(words)) == list(matcher.hits(words)) != []


def test_rules_of_another_language_are_passed_over() -> None:
    matcher = Matcher([(1, rule("kosten")), (2, rule("costs", "en"))], "en")
    assert [key for key, *_ in matcher.hits(["kosten", "costs"])] == [2]


@pytest.mark.parametrize("written", ["kost*", "*kost", "*kost*"])
def test_a_word_shorter_than_a_wildcard_rule_is_no_hit(written: str) -> None:
    assert not list(Matcher([(1, rule(written))], "nl").hits(["kos", "k", "os"]))


def book() -> Codebook:
    code = {
        id: Code(id, "own", Term(id, Both.of(id), parent=parent), rules, away)
        for id, parent, rules, away in (
            ("above", None, (), ()),
            ("costs", "above", (*RULES, rule("cost*", "en")), (rule("moeite ..1 kosten"),)),
            ("other", None, (rule("besluit"), rule("decide", "en")), (rule("=geen"),)),
        )
    }  # fmt: skip
    return Codebook("b", "1", Both.of("b"), code, "0")


TEXTS = st.lists(
    st.sampled_from(
        ["De ", "the ", "and ", "niet ", "geen ", "moeite ", "KOSTEN ", "kosten, ", "zorg-",
         "zorg ", "regio’s ", "samen ", "delen. ", "costs\n", "decided ", "besluit; ", "_kosten_",
         "’s ", "ß", "e\u0301", "😀 ", "  ", "het "]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(TEXTS, TEXTS)
def test_mentions_are_those_of_a_slow_search(one: str, two: str) -> None:
    parts = (Part("a", 0, len(one)), Part("b", len(one) + 1, len(one) + 1 + len(two)))
    made = Document(
        "1", "logbook", f"{one}\n{two}", parts, date(2024, 1, 1), None, "regional", "team", None,
        None, None, "a.csv", 2,
    )  # fmt: skip
    for those in (book(), DEFAULT):
        found = find_mentions([made], those)
        rows = found[["part", "start", "end", "code", "rule"]].itertuples(index=False, name=None)
        assert sorted(rows) == slow_mentions(made, those)


DEFAULT = read_codebook()
