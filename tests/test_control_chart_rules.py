"""Rules of run and XmR charts against published numbers, at their boundaries, and over chance."""

import math
from itertools import pairwise, permutations
from statistics import NormalDist

import numpy as np
import pytest

from kit.control_chart.limits import Limits, limits_xmr, run_median
from kit.control_chart.rules import autocorrelation, fewest_crossings, signals
from kit.control_chart.simulating import expected_false_signals, missed_changes

UNIT = Limits(centre=0.0, lower=-3.0, upper=3.0, mean_moving_range=3 / 2.66)
NAN = math.nan


def points(values, rule, *, around=UNIT, rules="making_data_count"):
    found = signals(values, around=around, rules=rules)
    return [(s.points, s.side) for s in found if s.rule == rule]


def wobble(sides, size=0.5):
    """Values on these sides of zero that neither rise nor fall for long, nor come near a limit."""
    return [side * size * (1 + 0.1 * (i % 2)) for i, side in enumerate(sides)]


def test_limits_of_a_series_without_outliers():
    # mean 12.8, mean moving range 3.0, limits 12.8 ± 2.66 × 3.0, worked by hand
    limits = limits_xmr([10, 12, 11, 13, 12, 11, 14, 12, 20, 13])
    assert limits.centre == pytest.approx(12.8)
    assert limits.mean_moving_range == pytest.approx(3.0)
    assert limits.lower == pytest.approx(4.82)
    assert limits.upper == pytest.approx(20.78)


@pytest.mark.parametrize(
    ("ranges", "lower", "upper"), [("screened", -0.72, 4.6), ("all", -3.06, 6.95)]
)
def test_limits_with_and_without_screening_of_moving_ranges(ranges, lower, upper):
    # NHSRplotthedots 0.2.2, vignettes/deviations.Rmd, rounded to two decimals there
    y = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    limits = limits_xmr(y, moving_ranges=ranges)
    assert limits.centre == pytest.approx(1.94, abs=0.005)
    assert limits.lower == pytest.approx(lower, abs=0.005)
    assert limits.upper == pytest.approx(upper, abs=0.005)


# Montgomery, Introduction to Statistical Quality Control, example 6.5; limits and flags of
# qicharts2 0.8.1 (stored expectation ex_6.5_3), frozen on the first 20 points.
MONTGOMERY = [
    310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301,
    304, 305, 282, 305, 296, 314, 295, 287, 301, 298, 311, 310, 292, 305, 299, 304, 310, 304, 305,
    333, 328,
]  # fmt: skip


def test_montgomerys_individuals_chart():
    limits = limits_xmr(MONTGOMERY[:20])
    assert limits.centre == pytest.approx(300.5)
    # There 3 / 1.128 is not rounded to 2.66.
    half = 3 / 1.128 * limits.mean_moving_range
    assert limits.centre - half == pytest.approx(279.783314669653)
    assert limits.centre + half == pytest.approx(321.216685330347)
    assert points(MONTGOMERY, "outside", around=limits) == [((38, 39), 1)]


def test_montgomerys_chart_has_no_unusual_run():
    # qicharts2: longest run 6 of at most 8, 20 crossings of at least 14
    assert signals(MONTGOMERY, around=300.5, rules="anhoej") == ()
    assert fewest_crossings(40) == 14


@pytest.mark.parametrize(("n", "fewest"), [(10, 2), (20, 6), (24, 8), (25, 8), (40, 14)])
def test_fewest_crossings_are_those_of_qicharts2(n, fewest):
    # qicharts2 0.8.1, stored expectations ex_7.5_1, ex_7.4_1, hai_1, ex_6.3_1, ex_6.5_3
    assert fewest_crossings(n) == fewest


@pytest.mark.parametrize(("n", "longest"), [(10, 6), (20, 7), (24, 8), (25, 8), (40, 8)])
def test_longest_run_is_that_of_qicharts2_and_one_more_is_a_signal(n, longest):
    # qicharts2 0.8.1, the same stored expectations
    def with_run(length):
        rest = [(-1) ** (i + 1) for i in range(n - length)]
        return points([1] * length + rest, "longest_run", around=0.0, rules="anhoej")

    assert with_run(longest) == []
    assert with_run(longest + 1) == [(tuple(range(longest + 1)), 1)]


def test_anhoejs_rules_say_nothing_below_ten_points_off_the_median():
    assert signals([1] * 9 + [0, 0], around=0.0, rules="anhoej") == ()
    assert signals([1] * 10, around=0.0, rules="anhoej") != ()


def test_one_crossing_too_few_is_a_signal():
    enough = [1, 1, 1, -1, -1, -1, 1, 1, 1, 1]  # 2 crossings of 10 points
    too_few = [1, 1, 1, 1, 1, -1, -1, -1, -1, -1]  # 1 crossing
    assert signals(enough, around=0.0, rules="anhoej") == ()
    (signal,) = signals(too_few, around=0.0, rules="anhoej")
    assert (signal.rule, signal.number) == ("crossings", 1)


@pytest.mark.parametrize(
    ("sides", "flagged"),
    [
        # NHSRplotthedots 0.2.2, test-ptd_calculate_point_type.R: flags from the seventh point on
        ([1] * 6, [0] * 6),
        ([1] * 6 + [-1], [0] * 7),
        ([1] * 8 + [-1], [0] * 6 + [1, 1, 0]),
        ([-1] * 8 + [1], [0] * 6 + [1, 1, 0]),
    ],
)
def test_seven_on_one_side(sides, flagged):
    found = points(wobble(sides), "shift")
    assert [i for run, _ in found for i in run[6:]] == [i for i, f in enumerate(flagged) if f]


@pytest.mark.parametrize(
    ("values", "last", "way"),
    [
        # NHSRplotthedots 0.2.2, test-ptd_calculate_point_type.R: the point that completes a trend
        ([1, 2, 3, 4, 5, 6], None, 0),
        ([1, 2, 3, 3, 4, 5, 6], None, 0),
        ([1, 2, 3, 4, 5, 6, 7], 6, 1),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], 7, 1),
        ([7, 6, 5, 4, 3, 2, 1], 6, -1),
        ([2, 7, 6, 5, 4, 3, 2, 1, 3], 7, -1),
    ],
)
def test_seven_that_rise_or_fall(values, last, way):
    wide = Limits(4, -100, 108, 40)
    found = points(values, "trend", around=wide)
    assert [(run[-1], side) for run, side in found] == ([] if last is None else [(last, way)])


@pytest.mark.parametrize(
    ("near", "sides", "flagged"),
    [
        # NHSRplotthedots 0.2.2, test-ptd_calculate_point_type.R; flags of points that are near
        ([1, 0, 1], [1, 1, 1], [1, 1, 1]),
        ([0, 1, 1], [1, 1, 1], [1, 1, 1]),
        ([1, 1, 0], [1, 1, 1], [1, 1, 1]),
        ([0, 0, 1, 0, 1, 0, 0], [1] * 7, [0, 0, 1, 1, 1, 0, 0]),
        ([0, 0, 1, 1, 0, 0, 0], [1] * 7, [0, 1, 1, 1, 1, 0, 0]),
        ([1, 0, 1], [1, -1, 1], [0, 0, 0]),
        ([0, 0, 1, 0, 1, 0, 0], [1, -1, 1, -1, 1, -1, 1], [0] * 7),
        ([0, 0, 1, 1, 0, 0, 0], [-1, 1, -1, 1, -1, 1, -1], [0] * 7),
    ],
)
def test_two_of_three_near_a_limit(near, sides, flagged):
    values = [side * (2.5 if close else 0.5) for close, side in zip(near, sides, strict=True)]
    marked = {i for run, _ in points(values, "two_of_three") for i in run}
    assert marked == {i for i, (f, c) in enumerate(zip(flagged, near, strict=True)) if f and c}


def test_a_point_on_a_limit_is_within_and_two_thirds_is_not_yet_near():
    assert points([3.0, -3.0], "outside") == []
    assert points([3.01, -3.01], "outside") == [((0,), 1), ((1,), -1)]
    assert points([2.0, 2.0, 0.5], "two_of_three") == []
    assert points([2.01, 2.01, 0.5], "two_of_three") == [((0, 1), 1)]


def test_a_point_outside_the_limits_is_not_near_them():
    assert points([3.5, 2.5, 0.5], "two_of_three") == []


@pytest.mark.parametrize(("count", "found"), [(5, 0), (6, 1)])
def test_a_run_chart_shifts_at_six(count, found):
    values = wobble([1] * count)
    assert len(points(values, "shift", around=0.0, rules="run_chart")) == found


@pytest.mark.parametrize(("count", "found"), [(4, 0), (5, 1)])
def test_a_run_chart_trends_at_five(count, found):
    assert len(points(list(range(count)), "trend", around=50.0, rules="run_chart")) == found


def test_a_point_on_the_median_neither_makes_nor_breaks_a_shift():
    values = [1, 2, 1, 0, 2, 1, 2]
    assert points(values, "shift", around=0.0, rules="run_chart") == [((0, 1, 2, 4, 5, 6), 1)]
    assert points([1, 2, 1, 0, 2, 1], "shift", around=0.0, rules="run_chart") == []


def test_a_point_on_the_mean_breaks_a_shift_of_making_data_count():
    values = [*wobble([1] * 4), 0.0, *wobble([1] * 4)]
    assert points(values, "shift") == []


def test_a_repeated_value_counts_once_in_the_trend_of_a_run_chart():
    four = [1, 2, 2, 3, 4]
    five = [1, 2, 2, 3, 4, 5]
    assert points(four, "trend", around=50.0, rules="run_chart") == []
    assert points(five, "trend", around=50.0, rules="run_chart") == [((0, 1, 3, 4, 5), 1)]


def test_a_turning_point_belongs_to_both_trends():
    values = [1, 2, 3, 4, 5, 4, 3, 2, 1]
    found = points(values, "trend", around=50.0, rules="run_chart")
    assert found == [((0, 1, 2, 3, 4), 1), ((4, 5, 6, 7, 8), -1)]


def test_nothing_goes_across_a_gap():
    assert points([*wobble([1] * 6), NAN, *wobble([1] * 6)], "shift") == []
    rising = [1, 2, 3, NAN, 4, 5, 6, 7]
    assert points(rising, "trend", around=50.0, rules="run_chart") == []
    assert points([2.5, NAN, 2.5], "two_of_three") == []
    assert limits_xmr([1, 2, NAN, 12, 13]).mean_moving_range == 1


def test_limits_need_two_neighbours():
    with pytest.raises(ValueError, match="two neighbouring"):
        limits_xmr([1, NAN, 2])


def test_rules_need_what_they_look_around():
    with pytest.raises(ValueError, match="needs limits"):
        signals([1, 2], around=1.0, rules="making_data_count")
    with pytest.raises(ValueError, match="expected one of"):
        signals([1, 2], around=1.0, rules="nelson")


def test_the_median_passes_over_gaps():
    assert run_median([3, NAN, 1, 2]) == 2
    assert run_median([4, 1, 2, 3]) == 2.5
    assert math.isnan(run_median([NAN]))


def test_autocorrelation_agrees_with_statsmodels():
    from statsmodels.tsa.stattools import acf

    y = np.random.default_rng(3).standard_normal(30).cumsum()
    assert autocorrelation(y.tolist()) == pytest.approx(acf(y, nlags=1, fft=False)[1])
    assert math.isnan(autocorrelation([2, 2, 2]))


def test_false_signals_of_a_short_run_chart_are_those_of_all_orders():
    # With 7 points no 6 lie on one side of their median; what is left are the trends, and all
    # 5,040 orders are equally likely.
    def has_trend(order):
        ways = [b > a for a, b in pairwise(order)]
        return any(len(set(ways[i : i + 4])) == 1 for i in range(len(ways) - 3))

    exact = np.mean([has_trend(order) for order in permutations(range(7))])
    simulated = expected_false_signals(7, rules="run_chart").charts
    assert simulated == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 4000))


def test_false_signals_of_anhoejs_rules_are_those_of_counting():
    # 12 points, 6 on each side of their median: no run above 7 is possible, and fewer than 3
    # crossings have 2 + 10 of the 924 arrangements.
    exact = 12 / math.comb(12, 6)
    simulated = expected_false_signals(12, rules="anhoej").charts
    assert simulated == pytest.approx(exact, abs=4 * math.sqrt(exact / 4000))


def test_false_signals_of_limits_agree_with_another_way_of_computing_them():
    # All charts at once with sliding windows, from other draws.
    draws, before, after = 20_000, 16, 15
    x = np.random.default_rng(77).standard_normal((draws, before + after))
    baseline, y = x[:, :before], x[:, before:]
    moving = np.abs(np.diff(baseline, axis=1))
    kept = np.where(moving > 3.267 * moving.mean(1, keepdims=True), np.nan, moving)
    half = 2.66 * np.nanmean(kept, axis=1)[:, None]
    z = (y - baseline.mean(1, keepdims=True)) / half

    def windows(a, width):
        return np.lib.stride_tricks.sliding_window_view(a, width, axis=1)

    above, rises = windows(z, 7) > 0, np.diff(windows(z, 7), axis=2) > 0
    near = windows((np.abs(z) > 2 / 3) & (np.abs(z) <= 1), 3).sum(2) >= 2
    three = windows(z, 3) > 0
    one_side = three.all(2) | ~three.any(2)
    found = (
        (np.abs(z) > 1).any(1)
        | (above.all(2) | ~above.any(2)).any(1)
        | (rises.all(2) | ~rises.any(2)).any(1)
        | (near & one_side).any(1)
    )
    simulated = expected_false_signals(15, rules="making_data_count", n_baseline=16)
    assert simulated.charts == pytest.approx(found.mean(), abs=4 * math.sqrt(0.25 / 4000))


def test_false_signals_are_the_same_every_time_and_grow_with_the_chart():
    short = expected_false_signals(8, rules="making_data_count", n_baseline=16)
    long = expected_false_signals(24, rules="making_data_count", n_baseline=16)
    expected_false_signals.cache_clear()
    assert expected_false_signals(8, rules="making_data_count", n_baseline=16) == short
    assert short.charts < long.charts
    assert short.points < long.points


def test_a_change_is_missed_as_often_as_the_normal_distribution_says():
    # One point one standard deviation up, limits at three: P(-4 < Z < 2). A long baseline makes
    # the limits nearly known.
    missed = missed_changes(1, rules="making_data_count", n_baseline=400)
    assert missed == pytest.approx(NormalDist().cdf(2) - NormalDist().cdf(-4), abs=0.015)


def test_a_large_change_is_not_missed_and_no_change_is_missed_as_often_as_no_signal_comes():
    given = {"rules": "making_data_count", "n_baseline": 17}
    assert missed_changes(15, change=10.0, **given) == 0
    none = missed_changes(15, change=0.0, **given)
    assert none == pytest.approx(1 - expected_false_signals(15, **given).charts)


def test_a_signal_as_strong_is_never_more_usual_than_any_signal():
    expected = expected_false_signals(15, rules="making_data_count", n_baseline=17)
    shares = [expected.as_strong(points) for points in range(1, 16)]
    assert shares[0] == expected.charts
    assert shares == sorted(shares, reverse=True)
    assert expected.as_strong(16) == 0
