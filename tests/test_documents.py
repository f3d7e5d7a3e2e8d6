"""Documents: one text, one form, and every part where it is said to be."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.documents import (
    Document,
    Part,
    as_frame,
    compose,
    countable,
    main_author,
    normalise,
    usual_period,
    voices,
)

# The characters that a normal form turns on, more often than chance would draw them.
AWKWARD = st.text(
    st.one_of(
        st.sampled_from(
            "e\u0301\u00ad\ufeff\u0300 \u00a0\u2009\t\n\r\v\f\x85\u2028\u2029\x00\x07\u202e\u2066"
            "\u200b😀\u200d\u212b\uac00\u11a8ﬁ"
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=30,
)


def document(**more: Any) -> Document:
    made: dict[str, Any] = {
        "id": "1", "kind": "logbook", "text": "een", "parts": (Part("happened", 0, 3),),
        "day": date(2024, 1, 1), "region": "peelrand", "tier": "regional", "release": "team",
        "author": "a", "role": "gp", "voice_group": "professional", "file": "a.csv", "row": 2,
    }  # fmt: skip
    return Document(**(made | more))


@given(AWKWARD)
def test_a_text_in_normal_form_is_in_normal_form(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(AWKWARD)
def test_a_normal_text_has_no_marks_that_nobody_sees(text: str) -> None:
    once = normalise(text)
    assert not any(unicodedata.category(c) == "Cc" and c != "\n" for c in once)
    assert not set(once) & set("\ufeff\u00ad\u00a0\u202e\u2066")
    assert "  " not in once
    assert "\n\n\n" not in once
    assert once == once.strip()


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("cafe\u0301", "café"),
        ("e\u00ad\u0301", "é"),
        ("co\u00adope\u00adratie", "cooperatie"),
        ("regel\x0bregel\x0cblad\x85en\u2028nog", "regel\nregel\nblad\nen\nnog"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a \t\u00a0\u2009 b", "a b"),
        ("a\n \n\t\n\nb", "a\n\nb"),
        ("null\x00byte en bel\x07", "nullbyte en bel"),
        ("\u202eomgekeerd\u202c", "omgekeerd"),
        ("👩\u200d⚕️ zei", "👩\u200d⚕️ zei"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("", ""),
    ],
)
def test_a_text_is_read_as_it_was_meant(written: str, normal: str) -> None:
    assert normalise(written) == normal


FIELDS = st.lists(
    st.tuples(st.sampled_from(["planned", "happened", "lesson"]), AWKWARD, AWKWARD), max_size=5
)


@given(FIELDS)
def test_every_part_cuts_exactly_its_field_out_of_the_text(
    fields: list[tuple[str, str, str]],
) -> None:
    text, parts = compose(fields)
    filled = [(name, normalise(body)) for name, _, body in fields if normalise(body)]
    assert [(part.name, text[part.start : part.end]) for part in parts] == filled
    assert normalise(text) == text
    for one, two in pairwise(parts):
        assert one.end < two.start


def test_headings_stand_between_the_parts_and_in_none() -> None:
    text, parts = compose([("a", "Gepland", "plan"), ("b", "Leeg", "  "), ("c", "", "zonder kop")])
    assert text == "Gepland\nplan\n\nzonder kop"
    made = document(text=text, parts=parts)
    assert [made.part_at(offset) for offset in (0, 7, 8, 11, 12, 14, 23, 24)] == [
        None, None, "a", "a", None, "c", "c", None,
    ]  # fmt: skip
    assert (made.part("a"), made.part("b"), made.part("c")) == ("plan", "", "zonder kop")


def test_a_field_that_stands_twice_is_read_together() -> None:
    text, parts = compose([("a", "", "een"), ("a", "", "twee")])
    assert document(text=text, parts=parts).part("a") == "een\ntwee"


def test_what_may_be_counted_holds_no_text() -> None:
    frame = as_frame([document(text="Mevrouw Jansen")])
    assert "Jansen" not in frame.to_json()
    assert frame.to_dict("records")[0]["document"] == "1"
    assert as_frame([]).empty


def held(n: int, authors: int, **more: Any) -> list[Document]:
    tag = "".join(str(value) for value in more.values())
    return [document(id=f"{tag}{i}", author=f"{tag}{i % authors}", **more) for i in range(n)]


@pytest.mark.parametrize("release", ["team", "region"])
def test_within_the_region_everything_counts(release: str) -> None:
    documents = held(1, 1, release="team")
    assert countable(documents, release, fewest=3) == (tuple(documents), 0)


@pytest.mark.parametrize("release", ["consortium", "public"])
@pytest.mark.parametrize(("n", "authors", "out"), [(2, 2, 2), (3, 1, 3), (3, 2, 0), (1, 1, 1)])
def test_beyond_the_region_what_was_not_released_counts_from_three_by_two(
    release: str, n: int, authors: int, out: int
) -> None:
    documents = held(n, authors, release="team")
    kept, left = countable(documents, release, fewest=3)
    assert (len(kept), left) == (n - out, out)


@pytest.mark.parametrize(
    ("cleared", "release", "out"),
    [("consortium", "consortium", 0), ("consortium", "public", 1), ("public", "public", 0),
     ("region", "consortium", 1)],
)  # fmt: skip
def test_what_was_released_so_far_always_counts(cleared: str, release: str, out: int) -> None:
    assert countable(held(1, 1, release=cleared), release, fewest=3)[1] == out


def test_regions_and_tiers_do_not_hide_behind_each_other() -> None:
    documents = [
        *held(3, 2, region="a"), *held(2, 2, region="b"), *held(2, 2, region=None, tier="national"),
        *held(1, 1, region="b", release="consortium"),
    ]  # fmt: skip
    kept, left = countable(documents, "consortium", fewest=3)
    assert left == 4
    assert [d.region for d in kept] == ["a", "a", "a", "b"]


def test_an_author_who_is_not_stated_is_no_second_author() -> None:
    documents = [document(id=str(i), author=author) for i, author in enumerate(["a", None, None])]
    assert countable(documents, "consortium", fewest=3)[1] == 3
    documents.append(document(id="3", author="b"))
    assert countable(documents, "consortium", fewest=3)[1] == 0


@pytest.mark.parametrize(
    ("authors", "n"),
    [([], 0), ([None], 1), ([None, None], 1), (["a", None], 1), (["a", "b", None, "a"], 2)],
)
def test_only_those_who_are_surely_different_are_counted_as_voices(
    authors: list[str | None], n: int
) -> None:
    assert voices(authors) == n


@pytest.mark.parametrize(
    ("authors", "main"),
    [
        ([], None),
        (["a"] * 2, None),
        (["a"] * 3, "a"),
        ([None] * 9, None),
        (["a"] * 3 + [None] * 6, "a"),
        (["a"] * 3 + [None] * 7, None),
        (["b"] * 3 + ["a"] * 3, "a"),
        (["b"] * 4 + ["a"] * 3, "b"),
    ],
)
def test_the_main_author_wrote_three_entries_and_a_third_of_all(
    authors: list[str | None], main: str | None
) -> None:
    assert main_author(authors) == main


FIRST, LAST = date(2023, 1, 1), date(2024, 12, 31)


def spread(per_quarter: list[int]) -> list[date]:
    return [
        date(2023 + q // 4, q % 4 * 3 + 1, 1) + timedelta(days=i)
        for q, n in enumerate(per_quarter)
        for i in range(n)
    ]


@pytest.mark.parametrize(
    ("per_quarter", "length"),
    [
        ([10] * 8, "quarter"),
        ([9] * 8, "half_year"),
        ([5] * 8, "half_year"),
        ([4] * 8, "year"),
        ([0] * 8, "year"),
        ([60, 0, 0, 0, 0, 0, 0, 0], "year"),
        ([10, 10, 10, 10, 10, 0, 0, 0], "quarter"),
    ],
)
def test_periods_are_as_fine_as_ten_documents_in_the_median_allow(
    per_quarter: list[int], length: str
) -> None:
    assert usual_period(spread(per_quarter), FIRST, LAST) == length


def test_days_outside_the_time_looked_at_do_not_count() -> None:
    days = [*spread([9] * 8), *[FIRST - timedelta(days=1)] * 50, *[LAST + timedelta(days=1)] * 50]
    assert usual_period(days, FIRST, LAST) == "half_year"
