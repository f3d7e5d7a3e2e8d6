"""Trend markers, held to the tests of Fingertips itself and to R.

The numbers of Fingertips are those of its own tests (TrendMarkerCalculatorTest of fingertips-open
and of FingertipsNext, Office for Health Improvement and Disparities, and its predecessor).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from kit.errors import InputError
from kit.rates.trend import chi_square, trend_of_proportions, trend_of_values

NAN = math.nan
YEARS = [2014, 2015, 2016, 2017, 2018]
EVENTS = [994, 1023, 1199, 1332, 1367]
PEOPLE = [40299, 41527, 42811, 44064, 44701]
VALUES = [24.67, 24.6, 28, 30.2, 30.6]
LOW = [23.16, 23.15, 26.44, 28.63, 28.98]
HIGH = [26.25, 26.19, 29.64, 31.9, 32.25]


def test_chi_square_for_trend_is_that_of_r() -> None:
    # help of prop.trend.test: smokers among patients with lung cancer, Fleiss (1981)
    assert chi_square([83, 90, 129, 70], [86, 93, 136, 82], [1, 2, 3, 4]) == pytest.approx(
        8.2249, abs=5e-5
    )


def test_a_rising_proportion_has_the_chi_square_of_fingertips() -> None:
    found = trend_of_proportions(EVENTS, PEOPLE, years=YEARS)
    assert (found.marker, round(found.chi_square, 2)) == ("increasing", 47.9)
    assert found.years == tuple(YEARS)


def test_a_rising_value_has_the_chi_square_of_fingertips() -> None:
    found = trend_of_values(VALUES, LOW, HIGH, years=YEARS)
    assert (found.marker, round(found.chi_square, 2)) == ("increasing", 46.77)


@pytest.mark.parametrize(
    ("values", "low", "high", "marker"),
    [
        (
            [20.5506, 19.5952, 19.0349, 21.3966, 18.4372],
            [18.1803, 17.3444, 16.8421, 19.0918, 16.2925],
            [23.1427, 22.0602, 21.4394, 23.8975, 20.7941],
            "no_change",
        ),
        (  # diabetes
            [7.0826, 7.1085, 7.2571, 7.4528, 7.6554],
            [7.0754, 7.1013, 7.2499, 7.4456, 7.6481],
            [7.0940, 7.1199, 7.2684, 7.4643, 7.6669],
            "increasing",
        ),
        (  # vaccination coverage
            [92.6254, 92.3221, 90.8708, 90.0170, 90.1013],
            [92.4168, 92.1072, 90.6358, 89.7694, 89.8578],
            [92.8288, 92.5315, 91.1004, 90.2594, 90.3396],
            "decreasing",
        ),
        (  # diabetic eye disease, a crude rate with one low year
            [2.935, 1.93028, 2.7567, 2.8701, 3.0121],
            [2.7841, 1.8085, 2.6113, 2.7225, 2.8616],
            [3.0919, 2.0580, 2.9082, 3.0237, 3.1683],
            "increasing",
        ),
    ],
)
def test_markers_of_values_are_those_of_fingertips(
    values: list[float], low: list[float], high: list[float], marker: str
) -> None:
    assert trend_of_values(values, low, high, years=YEARS).marker == marker


@pytest.mark.parametrize(
    ("events", "people", "marker"),
    [
        ([621, 599, 556, 535, 447], [3454, 3195, 3256, 3227, 3121], "decreasing"),
        ([2157, 2090, 2194, 2134.81, 2094], [3454, 3195, 3256, 3152, 3062], "increasing"),
        ([8116, 8145, 8222, 8506, 8728], [91530, 91773, 92088, 92238, 92665.89], "increasing"),
        ([22435, 22445, 21365, 20955, 19055], [65880, 67900, 68705, 69835, 70910], "decreasing"),
        ([5405, 5500, 5435, 5480, 5315], [18095, 18170, 18005, 17890, 17860], "no_change"),
    ],
)
def test_markers_of_proportions_are_those_of_fingertips(
    events: list[float], people: list[float], marker: str
) -> None:
    assert trend_of_proportions(events, people, years=YEARS).marker == marker


def test_years_may_come_in_any_order() -> None:
    turned = trend_of_proportions(EVENTS[::-1], PEOPLE[::-1], years=YEARS[::-1])
    assert turned == trend_of_proportions(EVENTS, PEOPLE, years=YEARS)


def test_only_the_last_five_years_count() -> None:
    found = trend_of_proportions([40000, *EVENTS], [40000, *PEOPLE], years=[2013, *YEARS])
    assert found == trend_of_proportions(EVENTS, PEOPLE, years=YEARS)


def test_a_trend_that_one_year_makes_is_no_trend() -> None:
    # A fall until the last year; without that year the line goes down.
    found = trend_of_proportions([300, 290, 280, 270, 500], [1000] * 5, years=YEARS)
    assert found.chi_square > 9.55
    assert (found.marker, found.reason) == ("no_change", "one_point_turns_it")


def test_a_trend_that_chance_gives_once_in_seventy_times_is_not_marked() -> None:
    # 6.098 lies between the 5 % point (3.84) and the 0.2 % point (9.55) of chi-square.
    found = trend_of_proportions([300, 305, 310, 330, 345], [1000] * 5, years=YEARS)
    assert (found.marker, found.reason) == ("no_change", "")
    assert found.chi_square == pytest.approx(
        chi_square([300, 305, 310, 330, 345], [1000] * 5, [1, 2, 3, 4, 5])
    )
    assert 3.84 < found.chi_square < 9.55


def test_a_level_series_of_values_has_no_trend() -> None:
    found = trend_of_values([5] * 5, [4] * 5, [6] * 5, years=YEARS)
    assert (found.marker, found.chi_square, found.reason) == ("no_change", 0, "")


@pytest.mark.parametrize(
    ("events", "people", "years", "reason"),
    [
        (EVENTS[1:], PEOPLE[1:], YEARS[1:], "fewer_than_5_years"),
        (EVENTS, PEOPLE, [2013, *YEARS[1:]], "break_in_the_series"),
        ([*EVENTS[:4], NAN], PEOPLE, YEARS, "not_shown"),
        (EVENTS, [NAN, *PEOPLE[1:]], YEARS, "not_shown"),
        ([0, 1, 2, 3, 4], [0, 9, 9, 9, 9], YEARS, "no_denominator"),
        ([0, 1, 2, 3, 4], [9] * 5, YEARS, "all_or_none"),
        ([9, 1, 2, 3, 4], [9] * 5, YEARS, "all_or_none"),
    ],
)
def test_a_series_that_does_not_meet_the_conditions_has_no_marker(
    events: list[float], people: list[float], years: list[int], reason: str
) -> None:
    found = trend_of_proportions(events, people, years=years)
    assert (found.marker, found.reason, found.years) == ("not_calculated", reason, ())
    assert math.isnan(found.chi_square)


def test_a_value_without_width_between_its_limits_has_no_marker() -> None:
    found = trend_of_values(VALUES, [*LOW[:4], 30.6], [*HIGH[:4], 30.6], years=YEARS)
    assert (found.marker, found.reason) == ("not_calculated", "no_width")


def test_a_gap_before_the_last_five_years_does_no_harm() -> None:
    found = trend_of_proportions([NAN, *EVENTS], [NAN, *PEOPLE], years=[2009, *YEARS])
    assert found.marker == "increasing"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: trend_of_proportions(EVENTS, PEOPLE, years=[2018, *YEARS[1:]]), "every year once"),
        (
            lambda: trend_of_proportions(EVENTS, PEOPLE, years=[2014.25, *YEARS[1:]]),
            "Quarters, months and rolling periods have no trend marker",
        ),
        (lambda: trend_of_proportions(PEOPLE, EVENTS, years=YEARS), "no more than its"),
        (lambda: trend_of_proportions(EVENTS, PEOPLE, years=YEARS[1:]), "as many as `the values`"),
        (lambda: trend_of_values(VALUES, HIGH, LOW, years=YEARS), "`high less low`, place 1"),
        (lambda: trend_of_values(VALUES, LOW[1:], HIGH, years=YEARS), "as many as `values`"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_expected(
    call: Callable[[], object], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        call()
