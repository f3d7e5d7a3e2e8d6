"""Age groups as people write them, and what each weighs in the European Standard Population."""

import pytest

from kit.rates.ages import Band, badly_laid, band_of, cut_bands, esp_weights, spanned
from kit.rates.standardising import ESP_2013


@pytest.mark.parametrize(
    ("written", "ages"),
    [
        ("65-74", (65, 74)), ("65 – 74 jaar", (65, 74)), ("65 t/m 74", (65, 74)),
        ("65 tot en met 74 jaar", (65, 74)), ("65 to 74 years", (65, 74)), ("age_65_74", (65, 74)),
        ("65 tot 75 jaar", (65, 74)), ("65 jaar tot 75 jaar", (65, 74)),
        ("AGED 65 TO 74", (65, 74)),
        ("75+", (75, None)), ("75 jaar en ouder", (75, None)), ("75 plus", (75, None)),
        ("75-plussers", (75, None)), ("age_75_plus", (75, None)), ("vanaf 75 jaar", (75, None)),
        ("75 years and over", (75, None)), (">=75", (75, None)), ("75-120", (75, None)),
        ("<18", (0, 17)), ("onder 18 jaar", (0, 17)), ("jonger dan 18", (0, 17)),
        ("0-64", (0, 64)), ("85 jaar", (85, 85)),
    ],
)  # fmt: skip
def test_ages_are_read_as_people_write_them(written: str, ages: tuple[int, int | None]) -> None:
    assert band_of(written) == Band(*ages)


@pytest.mark.parametrize(
    "written", ["", "iedereen", "women", "vrouwen 65-74", "2024", "2024-2025", "65-", "diabetes 2"]
)
def test_a_group_that_says_no_ages_is_no_age_group(written: str) -> None:
    assert band_of(written) is None


def test_a_name_that_says_ages_counts_where_the_id_does_not() -> None:
    assert band_of("oud", "65 tot en met 74 jaar", "aged 65 to 74") == Band(65, 74)


def test_ages_that_end_before_they_begin_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="from 74 to 65"):
        band_of("74-65")


def test_the_weights_of_bands_are_those_of_the_five_year_bands_in_them() -> None:
    # By hand from the table of Eurostat: 65-69 5,500; 70-74 5,000; 75-79 4,000; 80-84 2,500;
    # 85-89 1,500; 90+ 1,000.
    older = [Band(65, 69), Band(70, 74), Band(75, 84), Band(85, None)]
    assert esp_weights(older) == (5500, 5000, 6500, 2500)
    every = [Band(0, 64), Band(65, None)]
    assert esp_weights(every) == (80500, 19500)
    five = [Band(low, low + 4) for low in range(0, 90, 5)]
    assert esp_weights([*five, Band(90, None)]) == ESP_2013


def test_a_band_that_cuts_shares_the_years_evenly_and_is_told() -> None:
    # 15-19 weighs 5,500: three of its five years belong to 5-17, two to 18-64.
    assert esp_weights([Band(5, 17), Band(18, 64)]) == (5500 + 5500 + 3300, 2200 + 59000)
    assert cut_bands([Band(5, 17), Band(18, 64)]) == ("15-19",)
    assert cut_bands([Band(18, None)]) == ("15-19",)
    assert cut_bands([Band(0, 64), Band(65, 89), Band(90, None)]) == ()
    assert cut_bands([Band(0, 92), Band(93, None)]) == ("90+",)


def test_a_gap_and_an_overlap_are_told_with_the_ages_on_both_sides() -> None:
    (gap,) = badly_laid([Band(75, None), Band(0, 64)])
    assert (gap.got, "gap" in gap.expected, "65-74" in str(gap.do)) == ("0-64 and 75+", True, True)
    (overlap,) = badly_laid([Band(0, 65), Band(65, None)])
    assert overlap.got == "0-65 and 65+"
    assert "overlap" in overlap.expected
    assert [p.got for p in badly_laid([Band(65, None), Band(75, None)])] == ["65+ and 75+"]
    assert list(badly_laid([Band(0, 64), Band(65, None)])) == []


def test_bands_together_span_from_the_lowest_age_to_the_highest() -> None:
    assert spanned([Band(75, None), Band(40, 64), Band(65, 74)]) == Band(40, None)
