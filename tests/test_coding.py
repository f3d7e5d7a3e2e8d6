"""Mentions: where the words of a rule stand, and nowhere else."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.codebook import Codebook, Rule, parse_rule, read_codebook
from kit.coding import find_mentions, guess_language, rule_hits, tokens
from kit.documents import Document, compose


def hits(written: str, text: str, *, language: str = "nl") -> list[str]:
    found = rule_hits(text, Rule(written, language, parse_rule(written)))
    return [text[start:end] for start, end in found]


def document(*fields: tuple[str, str, str], id: str = "1") -> Document:
    text, parts = compose(fields)
    return Document(
        id, "logbook", text, parts, date(2024, 1, 1), "peelrand", "regional", "team",
        "a", None, None, "a.csv", 2,
    )  # fmt: skip


def book(folder: Path, lists: str) -> Codebook:
    path = folder / "proef.yml"
    path.write_text(f'format: 1\nid: proef\nversion: "2"\nlists:\n{lists}', encoding="utf-8")
    return read_codebook(path)


# --- words -------------------------------------------------------------------------------------


@given(st.text())
def test_every_word_stands_where_it_is_said_to_stand(text: str) -> None:
    found = tokens(text, offset=7)
    assert all(text[t.start - 7 : t.end - 7].casefold().replace("’", "'") == t.form for t in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Eén, twee… drie!", ["eén", "twee", "drie"]),
        ("regio’s foto's data-gedreven", ["regio's", "foto's", "data-gedreven"]),
        ("'s avonds -los- snake_case", ["s", "avonds", "los", "snake", "case"]),
        ("€ 5,50 in 2024", ["5", "50", "in", "2024"]),
        ("<b>vet</b> 😀", ["b", "vet", "b"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words(text: str, forms: list[str]) -> None:
    assert [token.form for token in tokens(text)] == forms


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("de huisarts was er ook bij", "nl"),
        ("the district nurse was there as well", "en"),
        ("", "nl"),
        ("kenniskring", "nl"),
        ("het the", "nl"),
        ("het the and", "en"),
    ],
)
def test_the_language_of_a_text_is_that_of_its_small_words(text: str, language: str) -> None:
    assert guess_language(text.split()) == language


# --- rules -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        ("verzekeraar", "de verzekeraars en een Verzekeraar", ["verzekeraars", "Verzekeraar"]),
        ("verzekeraar", "zorgverzekeraar", []),
        ("=plan", "plannen voor het plan", ["plan"]),
        ("financier*", "financiering, financieren, refinancieren", ["financiering", "financieren"]),
        ("*kosten", "zorgkosten kosten kostenloos", ["zorgkosten", "kosten"]),
        ("*verzeker*", "zorgverzekeraar", ["zorgverzekeraar"]),
        ("regio's", "de regio’s", ["regio’s"]),
        ("anders organiseren", "anders, organiseren", ["anders, organiseren"]),
        ("anders organiseren", "anders gaan organiseren", []),
    ],
)
def test_a_rule_hits_its_words_and_no_others(rule: str, text: str, found: list[str]) -> None:
    assert hits(rule, text) == found


@pytest.mark.parametrize(
    ("between", "hit"), [("", True), ("een", True), ("een twee", True), ("een twee drie", False)]
)
def test_a_gap_is_at_most_as_wide_as_it_says(between: str, *, hit: bool) -> None:
    assert bool(hits("samen ..2 beslissen", f"samen {between} beslissen")) is hit


def test_a_first_try_that_leads_nowhere_does_not_hide_a_second() -> None:
    assert hits("samen ..3 wel besloten", "samen wel eens wel besloten") == [
        "samen wel eens wel besloten"
    ]


def test_each_place_where_a_rule_begins_is_a_hit() -> None:
    assert hits("samen ..3 delen", "samen samen delen") == ["samen samen delen", "samen delen"]


WORDS = st.lists(st.sampled_from(["een", "twee", "drie", "vier"]), max_size=8)


@given(WORDS, st.integers(0, 3), st.integers(0, 3))
def test_a_rule_with_gaps_finds_what_a_slow_search_finds(
    words: list[str], first: int, second: int
) -> None:
    def gapped(gap: int) -> str:
        return f"..{gap} " if gap else ""

    rule = f"=een {gapped(first)}=twee {gapped(second)}=drie"
    slow = {
        i
        for i, one in enumerate(words)
        for j, two in enumerate(words)
        for k, three in enumerate(words)
        if (one, two, three) == ("een", "twee", "drie")
        and 0 < j - i <= first + 1
        and 0 < k - j <= second + 1
    }
    text = " ".join(words)
    starts = {t.start: i for i, t in enumerate(tokens(text))}
    found = rule_hits(text, Rule(rule, "nl", parse_rule(rule)))
    assert {starts[start] for start, _ in found} == slow


# --- documents ---------------------------------------------------------------------------------

LISTS = (
    "  aim:\n"
    "    aim_cost: {nl: [kosten], en: [costs], not: [moeite kosten]}\n"
    "  learning_question:\n"
    "    q_speed: {nl: [tempo]}\n"
    "    q_what_is_the_roadmap: {nl: [routekaart]}\n"
)


def test_a_mention_names_its_place_its_rule_and_the_version_of_the_codebook(tmp_path: Path) -> None:
    made = document(("happened", "Gebeurd", "We bespraken de kosten."))
    (row,) = find_mentions([made], book(tmp_path, LISTS)).to_dict("records")
    assert made.text[row["start"] : row["end"]] == "kosten"
    del row["start"], row["end"]
    assert row == {
        "document": "1", "part": "happened", "code": "aim_cost", "rule": "kosten",
        "negated": False, "method": "mention", "codebook": "proef 2",
    }  # fmt: skip


def test_the_headings_of_the_form_are_no_mentions(tmp_path: Path) -> None:
    made = document(("happened", "Kosten", "niets bijzonders"), ("lesson", "Tempo", "ook niet"))
    assert find_mentions([made], book(tmp_path, LISTS)).empty


def test_words_of_two_fields_make_no_hit_together(tmp_path: Path) -> None:
    lists = "  aim:\n    aim_cost: {nl: [samen delen]}\n"
    made = document(("happened", "", "we werkten samen"), ("lesson", "", "delen lukte"))
    assert find_mentions([made], book(tmp_path, lists)).empty


def test_a_hit_that_another_rule_takes_away_is_gone_and_the_others_stay(tmp_path: Path) -> None:
    made = document(("happened", "", "Het zal moeite kosten, en de kosten zijn hoog."))
    found = find_mentions([made], book(tmp_path, LISTS))
    assert [made.text[a : a + 12] for a in found["start"]] == ["kosten zijn "]


def test_each_field_is_read_in_its_own_language(tmp_path: Path) -> None:
    made = document(
        ("happened", "", "the costs of this were high and the kosten too"),
        ("lesson", "", "de kosten zijn hoog, de costs ook"),
    )
    found = find_mentions([made], book(tmp_path, LISTS))
    assert list(found["rule"]) == ["costs", "kosten"]


def test_a_mention_of_a_question_is_one_of_its_theme_too(tmp_path: Path) -> None:
    made = document(("happened", "", "het tempo en de routekaart"))
    found = find_mentions([made], book(tmp_path, LISTS))
    assert sorted(found["code"]) == ["lt_roadmap", "lt_roadmap", "q_speed", "q_what_is_the_roadmap"]


def test_a_field_without_words_has_no_mentions(tmp_path: Path) -> None:
    assert find_mentions([document(("happened", "", "!? 😀"))], book(tmp_path, LISTS)).empty


def test_without_documents_there_are_no_mentions(tmp_path: Path) -> None:
    found = find_mentions([], book(tmp_path, LISTS))
    assert found.empty
    assert list(found.columns) == [
        "document", "part", "start", "end", "code", "rule", "negated", "method", "codebook",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("de kosten zijn hoog", False),
        ("we zagen geen kosten", True),
        ("niet een twee drie kosten", True),  # the fourth word before it
        ("niet een twee drie vier kosten", False),
        ("het lukte niet. De kosten bleven", False),
        ("het lukte niet\nde kosten bleven", False),
        ("het lukte niet, de kosten bleven", True),
        ("niet alleen de kosten telden", False),
        ("zonder de kosten en nooit het geld", True),
        ("de kosten waren er niet", False),
        ("niet", None),
        ("the costs of it were not the only thing that we had", False),
        ("it was not the costs that they had for this", True),
        ("they didn’t see the costs of this at all", True),
        ("it was not only the costs that they had", False),
        ("it has no costs for the residents", True),
    ],
)
def test_a_mention_that_is_denied_is_kept_and_marked(
    tmp_path: Path,
    text: str,
    negated: bool | None,  # noqa: FBT001
) -> None:
    found = find_mentions([document(("happened", "", text))], book(tmp_path, LISTS))
    found = found[found["code"] == "aim_cost"]
    assert list(found["negated"]) == ([] if negated is None else [negated])


@given(st.text(max_size=80))
def test_no_text_whatever_breaks_the_search_with_the_default_codebook(text: str) -> None:
    made = document(("happened", "", text + " mandaat en kosten"))
    found = find_mentions([made], DEFAULT)
    assert ((found["start"] >= 0) & (found["start"] < found["end"])).all()
    assert (found["end"] <= len(made.text)).all()


DEFAULT = read_codebook()
