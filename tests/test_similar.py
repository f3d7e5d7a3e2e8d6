"""More like this: ranked by likeness, never counted until somebody accepts."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest

from kit.codebook import read_codebook
from kit.codings import Coding, current
from kit.documents import Document, compose
from kit.errors import InputError, Refused
from kit.similar import Suggestion, more_like

NOON, LATER = "2026-01-31T12:00:00Z", "2026-01-31T13:00:00Z"


def document(id: str, text: str) -> Document:
    body, parts = compose([("happened", "Gebeurd", text)])
    return Document(
        id, "logbook", body, parts, date(2024, 1, 1), "noord", "regional", "team",
        "a", None, None, "a.csv", 2,
    )  # fmt: skip


ENTRIES = [
    document("a", "De verzekeraar verdeelt de opbrengst van de besparing. De zaal was te klein."),
    document("b", "Over opbrengstverdeling en besparingen is gepraat. Er was koffie met taart."),
    document("c", "De opbrengst van de besparing gaat naar de wijk. Het regende de hele dag."),
    document("d", "Niemand kwam opdagen vandaag. 😀😀😀"),
]


def coded(id: str, quote: str, *, code: str = "finance", coder: str = "anna") -> Coding:
    one = next(d for d in ENTRIES if d.id == id)
    start = one.text.index(quote)
    return Coding.at(one, start=start, end=start + len(quote), code=code, coder=coder, time=NOON)


FIRST = coded("a", "De verzekeraar verdeelt de opbrengst van de besparing.")


def like(*records: Coding, **more: object) -> tuple[Suggestion, ...]:
    asked = {"documents": ENTRIES, "code": "finance", "unit": "sentence", "time": NOON} | more
    return more_like(records, **asked)  # type: ignore[arg-type]


def quotes(found: tuple[Suggestion, ...]) -> list[str]:
    return [one.coding.quote for one in found]


def test_what_shares_most_words_comes_first_and_compounds_resemble_too() -> None:
    found = quotes(like(FIRST))
    assert found[0] == "De opbrengst van de besparing gaat naar de wijk."
    assert found[1] == "Over opbrengstverdeling en besparingen is gepraat."
    assert FIRST.quote not in found


def test_scores_fall_and_lie_between_nothing_and_one() -> None:
    scores = [one.score for one in like(FIRST)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_the_score_is_that_of_a_slow_count() -> None:
    # Two passages of single letters' words, so that each has only one run of letters: <a>.
    texts = [document("x", "k b c"), document("y", "k b d"), document("z", "e f g")]
    one = Coding.at(
        texts[0], start=texts[0].text.index("k b c"), end=len(texts[0].text), code="finance",
        coder="anna", time=NOON,
    )  # fmt: skip
    (found,) = more_like([one], documents=texts, code="finance", unit="part", time=NOON)
    # Of 3 passages (the coded one, y and z) k and b stand in 2, the others in 1.
    common, rare = math.log(4 / 3) + 1, math.log(4 / 2) + 1
    assert found.score == pytest.approx(2 * common**2 / (2 * common**2 + rare**2), abs=1e-6)
    assert found.words == ("k", "b")


def test_a_suggestion_does_not_count_until_somebody_accepts() -> None:
    suggestion = like(FIRST)[0].coding
    assert (suggestion.method, suggestion.coder, suggestion.decision) == ("suggestion", "", "add")
    assert current([FIRST, suggestion]) == (FIRST,)
    accepted = suggestion.decided(decision="accept", coder="bram", time=LATER)
    assert current([FIRST, suggestion, accepted]) == (FIRST, accepted)
    assert accepted.made_with.startswith("similar-1 ")


def test_its_place_is_that_of_its_quote() -> None:
    texts = {d.id: d.text for d in ENTRIES}
    for found in like(FIRST):
        one = found.coding
        assert texts[one.document][one.start : one.end] == one.quote
        assert one.part == "happened"


def test_what_was_rejected_does_not_come_again() -> None:
    first = like(FIRST)[0].coding
    no = first.decided(decision="reject", coder="bram", time=LATER)
    assert first.quote not in quotes(like(FIRST, no))
    other = replace(no, code="organise")
    assert first.quote in quotes(like(FIRST, other))


def test_the_version_changes_with_what_was_learnt_and_with_nothing_else() -> None:
    def made(*records: Coding) -> str:
        return like(*records)[0].coding.made_with

    assert made(FIRST) == made(replace(FIRST, coder="bram", id="x", memo="m"))
    assert made(FIRST) != made(FIRST, coded("c", "De opbrengst van de besparing"))
    assert like(FIRST) == like(FIRST)


def test_the_words_behind_it_are_told() -> None:
    assert set(like(FIRST)[0].words) == {"opbrengst", "besparing"}  # and not "de", "van"


def test_at_most_so_many_are_given_and_none_that_share_nothing() -> None:
    assert len(like(FIRST, most=1)) == 1
    assert not any("😀" in quote for quote in quotes(like(FIRST, most=99)))


def test_without_a_coding_that_stands_there_is_nothing_to_resemble() -> None:
    gone = FIRST.decided(decision="remove", coder="anna", time=LATER)
    for records in ((), (gone, FIRST)[::-1], (coded("a", "zaal", code="organise"),)):
        with pytest.raises(Refused, match="no coding that stands"):
            like(*records)


def test_an_unknown_code_is_told_the_nearest() -> None:
    with pytest.raises(InputError, match="nearest: finance"):
        like(FIRST, code="financ", codebook=read_codebook())


def test_a_coding_of_signs_without_words_suggests_nothing() -> None:
    assert like(coded("d", "😀😀")) == ()
