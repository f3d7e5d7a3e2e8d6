"""Numbers, dates and lists as Dutch and English write them."""

from __future__ import annotations

import math
from datetime import date

import pytest

from kit.language import Both, day, listing, number, percentage, period, plural


@pytest.mark.parametrize(
    ("value", "decimals", "nl", "en"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (1000, 0, "1.000", "1,000"),
        (1234567.891, 2, "1.234.567,89", "1,234,567.89"),
        (-1234.5, 1, "-1.234,5", "-1,234.5"),
        (3, 2, "3,00", "3.00"),
        (None, 1, "–", "–"),
        (math.nan, 1, "–", "–"),
    ],
)
def test_a_number_has_the_marks_of_its_language(
    value: float | None, decimals: int, nl: str, en: str
) -> None:
    assert number(value, "nl", decimals=decimals) == nl
    assert number(value, "en", decimals=decimals) == en


@pytest.mark.parametrize(("value", "written"), [(-0.04, "0,0"), (-0.0, "0,0"), (-0.06, "-0,1")])
def test_what_rounds_to_zero_has_no_sign(value: float, written: str) -> None:
    assert number(value, "nl", decimals=1) == written


def test_a_share_is_a_percentage_and_a_missing_share_is_not() -> None:
    assert percentage(0.655, "nl", decimals=1) == "65,5%"
    assert percentage(1, "en") == "100%"
    assert percentage(None, "nl") == percentage(math.nan, "en") == "–"


@pytest.mark.parametrize(
    ("month", "nl", "en"),
    [(1, "januari", "January"), (3, "maart", "March"), (8, "augustus", "August")],
)
def test_a_date_names_its_month(month: int, nl: str, en: str) -> None:
    assert day(date(2024, month, 1), "nl") == f"1 {nl} 2024"
    assert day(date(2024, month, 1), "en") == f"1 {en} 2024"


@pytest.mark.parametrize(
    ("label", "nl", "en"),
    [
        ("2024", "2024", "2024"),
        ("2024H1", "2024 hj 1", "2024 H1"),
        ("2024Q4", "2024 kw 4", "2024 Q4"),
    ],
)
def test_a_period_is_written_as_people_say_it(label: str, nl: str, en: str) -> None:
    assert (period(label, "nl"), period(label, "en")) == (nl, en)


@pytest.mark.parametrize(
    ("items", "nl"),
    [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")],
)
def test_a_list_ends_with_and(items: list[str], nl: str) -> None:
    assert listing(items, "nl") == nl
    assert listing(iter(items), "en") == nl.replace(" en ", " and ")


@pytest.mark.parametrize(
    ("count", "written"), [(0, "0 bijdragen"), (1, "1 bijdrage"), (2000, "2.000 bijdragen")]
)
def test_only_one_is_singular(count: int, written: str) -> None:
    assert plural(count, "bijdrage", "bijdragen", "nl") == written


def test_a_text_is_made_of_a_function_a_mapping_or_one_string() -> None:
    assert Both.of(lambda language: language.upper()) == Both("NL", "EN")
    assert Both.of({"en": "e", "nl": "n"}) == Both("n", "e")
    assert Both.of("Kenniskring").as_dict() == {"nl": "Kenniskring", "en": "Kenniskring"}


def test_a_text_is_never_taken_for_a_list_of_texts() -> None:
    with pytest.raises(TypeError, match="take one language"):
        list(Both("a", "b"))


def test_a_language_that_the_kit_does_not_speak_is_no_empty_text() -> None:
    with pytest.raises(KeyError):
        Both("a", "b")["de"]
