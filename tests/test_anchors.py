"""A quote is found again after its text was edited, or its loss is told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.anchors import LEAST_ALIKE, Anchor, Lost, find_again
from kit.documents import Document, compose


def document(**fields: str) -> Document:
    text, parts = compose([(name, name.title(), raw) for name, raw in fields.items()])
    return Document(
        "b-1", "logbook", text, parts, date(2024, 1, 1), "noord", "regional", "team",
        "a", None, None, "a.csv", 2,
    )  # fmt: skip


def found(made: Document, quote: str, **where: object) -> tuple[str, str]:
    place = find_again(made, quote=quote, **where)  # type: ignore[arg-type]
    assert isinstance(place, Anchor), place
    return made.text[place.start : place.end], place.how


def test_a_quote_that_stands_where_it_was_is_in_place_even_when_it_stands_elsewhere_too() -> None:
    made = document(happened="geld, geld en geld")
    start = made.text.rindex("geld")
    place = find_again(made, quote="geld", part="happened", start=start, end=start + 4)
    assert place == Anchor("happened", start, start + 4, "in place")


def test_a_quote_that_moved_is_found_and_told() -> None:
    made = document(happened="Er kwam een zin voor. We deelden de winst.")
    assert found(made, "We deelden de winst", part="happened", start=9, end=28) == (
        "We deelden de winst", "moved",
    )  # fmt: skip


def test_a_quote_in_two_places_is_not_guessed() -> None:
    made = document(happened="geld en geld")
    assert find_again(made, quote="geld", part="happened") == Lost(2)
    assert find_again(document(happened="eenen"), quote="en") == Lost(2)


def test_the_own_field_goes_before_the_others() -> None:
    made = document(happened="over geld", lesson="geld helpt")
    place = find_again(made, quote="geld", part="lesson")
    assert isinstance(place, Anchor)
    assert (place.part, place.how) == ("lesson", "moved")


def test_a_quote_that_was_moved_to_another_field_is_told_so() -> None:
    made = document(happened="niets meer", lesson="geld helpt")
    place = find_again(made, quote="geld helpt", part="happened")
    assert isinstance(place, Anchor)
    assert (place.part, place.how) == ("lesson", "other part")


def test_a_heading_of_the_form_is_no_place() -> None:
    assert find_again(document(happened="iets anders"), quote="Happened") == Lost(0)


@pytest.mark.parametrize(
    ("text", "quote", "passage"),
    [
        ("we deelden\nde  winst samen", "We deelden de winst", "we deelden\nde winst"),
        ("de regio’s samen", "DE REGIO'S", "de regio’s"),
        ("de STRASSE op", "straße", "STRASSE"),
        ("de straße op", "STRASSE", "straße"),
        ("plan – en uitvoering", "plan - en", "plan – en"),
        ("één 😀 café", "ÉÉN 😀 cafe\u0301", "één 😀 café"),
    ],
)
def test_spaces_capitals_and_forms_of_marks_make_no_difference(
    text: str, quote: str, passage: str
) -> None:
    assert found(document(happened=text), quote) == (passage, "spaces and case")


def test_a_small_edit_is_found_and_said_how_alike() -> None:
    made = document(happened="Eerst iets. Zij verdeelden de winst met elkaar, zei hij.")
    place = find_again(made, quote="Zij deelden de winst met elkaar", part="happened")
    assert isinstance(place, Anchor)
    assert made.text[place.start : place.end] == "Zij verdeelden de winst met elkaar"
    assert place.how == "nearly"
    assert place.alike == pytest.approx(1 - 3 / 34)  # three letters were put in


@pytest.mark.parametrize(("changed", "kept"), [(3, True), (4, False)])
def test_what_is_less_than_85_percent_alike_is_another_passage(changed: int, *, kept: bool) -> None:
    # Of 20 letters 3 changed leaves 0.85 exactly, 4 leaves 0.80.
    quote = "abcdefghij klmnopqrs"
    edited = "".join("0" if i in (2, 8, 14, 18)[:changed] else c for i, c in enumerate(quote))
    place = find_again(document(happened=f"x y z {edited} w"), quote=quote)
    assert isinstance(place, Anchor) is kept
    if isinstance(place, Anchor):
        assert place.alike == pytest.approx(LEAST_ALIKE)


def test_two_passages_that_are_nearly_alike_are_not_guessed() -> None:
    made = document(happened="we verdelen de winst eerlijk en zij verdelen de winst eerlijk")
    assert find_again(made, quote="verdeelen de winst eerlijk") == Lost(2)


def test_a_nearly_alike_passage_in_another_field_is_not_taken() -> None:
    made = document(happened="iets heel anders", lesson="We verdeelden de winst met elkaar")
    assert find_again(made, quote="We deelden de winst met elkaar", part="happened") == Lost(0)


def test_offsets_before_the_text_are_no_place() -> None:
    made = document(happened="geld")
    assert found(made, "geld", part="happened", start=-4, end=12) == ("geld", "moved")


def test_an_empty_quote_is_a_mistake_of_who_asks() -> None:
    with pytest.raises(ValueError, match="at least one letter"):
        find_again(document(happened="geld"), quote="  ")


LETTERS = st.text(st.sampled_from("abcé 😀"), min_size=1, max_size=12)


@given(LETTERS, LETTERS, LETTERS)
def test_whatever_is_found_stands_in_the_text_and_is_alike_enough(
    before: str, quote: str, after: str
) -> None:
    made = document(happened=f"{before}{quote}{after}")
    if not quote.strip():
        return
    place = find_again(made, quote=quote)
    if isinstance(place, Anchor):
        assert 0 <= place.start < place.end <= len(made.text)
        assert place.alike >= LEAST_ALIKE
    else:
        assert place.places != 1


def slow_edits(one: str, two: str) -> int:
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, start=1):
        above, row[0] = row[0], i
        for j, b in enumerate(two, start=1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]


@given(st.text("abcd", min_size=8, max_size=14), st.text("abcd", min_size=6, max_size=20))
def test_the_likeness_is_that_of_a_slow_count_over_every_stretch(quote: str, text: str) -> None:
    made = document(happened=text)
    body = made.text[made.parts[0].start :]
    stretches = [body[i:j] for i in range(len(body)) for j in range(i + 1, len(body) + 1)]
    fewest = min(slow_edits(quote, stretch) for stretch in stretches)
    place = find_again(made, quote=quote)
    if isinstance(place, Anchor) and place.how == "nearly":
        stretch = made.text[place.start : place.end]
        assert slow_edits(quote, stretch) == fewest
        assert place.alike == pytest.approx(1 - fewest / max(len(quote), len(stretch)))
    elif place == Lost(0):
        assert 1 - fewest / len(quote) < LEAST_ALIKE or len(body) < len(quote) * LEAST_ALIKE
