"""Intervals, held to published numbers and to statsmodels."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.intervals import difference, ratio, wilson


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        # Newcombe (1998), Stat Med 17:857-872, table I, method 3 (score without correction).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_limits_that_newcombe_published(
    count: int, n: int, low: float, high: float
) -> None:
    assert wilson(count, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("level", "low", "high"),
    [
        # The test file of PHEindicatormethods 2.1.0 (UK Health Security Agency).
        (0.95, 0.552544432969, 0.736357517569),
        (0.998, 0.495494657407, 0.778354061409),
    ],
)
def test_wilson_gives_the_limits_of_phe_indicator_methods(
    level: float, low: float, high: float
) -> None:
    assert wilson(65, 100, level=level) == pytest.approx((low, high), abs=1e-11)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # Newcombe (1998), Stat Med 17:873-890, table II, method 10.
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_a_difference_has_the_limits_that_newcombe_published(
    counts: tuple[int, int, int, int], low: float, high: float
) -> None:
    assert difference(*counts) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.998])
@pytest.mark.parametrize("counts", [(56, 70, 48, 80), (1, 9, 8, 30), (0, 5, 5, 5), (3, 200, 1, 2)])
def test_a_difference_has_the_limits_of_statsmodels(
    counts: tuple[int, int, int, int], level: float
) -> None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    theirs = confint_proportions_2indep(*counts, method="newcomb", alpha=1 - level)
    assert difference(*counts, level=level) == pytest.approx(theirs, abs=1e-9)


COUNTS = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS)
def test_an_interval_holds_its_estimate_and_stays_between_zero_and_one(
    counts: tuple[int, int],
) -> None:
    count, n = counts
    low, high = wilson(count, n)
    assert 0 <= low <= count / n + 1e-12
    assert count / n - 1e-12 <= high <= 1
    wide = wilson(count, n, level=0.99)
    assert wide.low <= low + 1e-12
    assert wide.high >= high - 1e-12


@given(COUNTS)
def test_the_interval_of_the_others_is_the_mirror_image(counts: tuple[int, int]) -> None:
    count, n = counts
    low, high = wilson(count, n)
    assert wilson(n - count, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(COUNTS, COUNTS)
def test_a_difference_turned_round_has_its_limits_turned_round(
    one: tuple[int, int], two: tuple[int, int]
) -> None:
    low, high = difference(*one, *two)
    assert -1 - 1e-12 <= low <= one[0] / one[1] - two[0] / two[1] <= high <= 1 + 1e-12
    assert difference(*two, *one) == pytest.approx((-high, -low), abs=1e-12)


@pytest.mark.parametrize(("count", "n"), [(0, 0), (-1, 5), (6, 5), (0, -1)])
def test_a_share_of_nothing_is_refused(count: int, n: int) -> None:
    with pytest.raises(ValueError, match="expected 0 <= count <= n"):
        wilson(count, n)
    with pytest.raises(ValueError, match="expected 0 <= count <= n"):
        difference(1, 2, count, n)
    with pytest.raises(ValueError, match="expected 0 <= count <= n"):
        difference(count, n, 1, 2)


@pytest.mark.parametrize(
    "counts", [(36, 40, 16, 80), (2, 30, 15, 20), (0, 30, 15, 20), (20, 20, 1, 50)]
)
def test_the_interval_of_a_ratio_is_that_of_statsmodels(counts: tuple[int, int, int, int]) -> None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    other = confint_proportions_2indep(*counts, method="score", compare="ratio", correction=False)
    assert ratio(*counts) == pytest.approx(other, abs=1e-9)


def test_turning_a_ratio_over_turns_its_interval_over() -> None:
    for counts in ((7, 20, 3, 30), (20, 20, 20, 20), (0, 12, 5, 9), (1, 100, 20, 20)):
        low, high = ratio(*counts)
        back = ratio(*counts[2:], *counts[:2])
        assert back == pytest.approx((1 / high, 1 / low if low else math.inf))


def test_of_two_counts_of_zero_any_ratio_may_be_true() -> None:
    assert ratio(0, 20, 0, 20) == (0, math.inf)


@pytest.mark.parametrize("counts", [(3, 2, 1, 2), (1, 2, -1, 2), (0, 0, 1, 2)])
def test_a_ratio_of_counts_that_cannot_be_is_a_mistake(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="expected 0 <= count <= n"):
        ratio(*counts)
