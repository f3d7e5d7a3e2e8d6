"""What could have been seen, held to R, to statsmodels and to simulation."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from kit.errors import InputError
from kit.estimators.few_regions import Design, apply_rule, decide
from kit.estimators.power import (
    detectable_in_regions,
    detectable_in_series,
    draw_panels,
    needed_for_shares,
    power_of_means,
)
from kit.estimators.segments import SeriesDesign
from kit.estimators.series import interrupted


def test_the_power_of_two_means_is_that_of_r() -> None:
    # power.t.test(n = 20, delta = 1)
    assert power_of_means(20, difference=1) == pytest.approx(0.868952801692498, abs=1e-5)


def test_the_people_for_a_mean_are_those_of_pwr() -> None:
    # pwr.t.test(d = 0.5, power = 0.8): n = 63.7657637142739 in each group
    assert power_of_means(63.7657637142739, difference=0.5) == pytest.approx(0.8, abs=1e-6)


def test_the_people_for_two_shares_are_those_of_r() -> None:
    # power.prop.test(p1 = 0.5, p2 = 0.75, power = 0.9)
    assert needed_for_shares(0.5, 0.75, power=0.9) == pytest.approx(76.7069301141077, abs=0.002)


@pytest.mark.parametrize("n", [5, 12, 60])
@pytest.mark.parametrize("difference", [-1.3, 0.2, 0.9])
def test_the_power_of_two_means_is_that_of_statsmodels(n: int, difference: float) -> None:
    from statsmodels.stats.power import TTestIndPower

    awaited = TTestIndPower().power(difference, n, 0.05)
    assert power_of_means(n, difference=difference) == pytest.approx(awaited, abs=1e-9)


def test_a_large_difference_in_a_large_group_is_always_seen() -> None:
    # scipy and statsmodels give nan here: a tail too small for them
    assert power_of_means(200, difference=0.9) == pytest.approx(1.0)


def test_a_series_of_independent_points_has_the_power_of_its_t_test() -> None:
    from scipy import stats

    design = SeriesDesign(start=12, horizon=3)
    found = detectable_in_series(24, design=design, sd=2.0, autocorrelation=0.0)
    t = np.arange(24.0)
    x = np.column_stack([np.ones(24), t, t >= 12, np.maximum(t - 12, 0)])
    step = np.array([0, 0, 1, 3])
    se = 2.0 * math.sqrt(step @ np.linalg.inv(x.T @ x) @ step)
    edge = stats.t.ppf(0.975, 20)
    away = stats.nct(20, found.change / se)
    assert away.sf(edge) + away.cdf(-edge) == pytest.approx(0.8, abs=1e-5)
    assert (found.by, found.test) == ("analytic", "t")


def test_points_that_follow_each_other_see_less() -> None:
    design = SeriesDesign(start=20, horizon=8)
    seen = [
        detectable_in_series(40, design=design, sd=1.0, autocorrelation=r).change
        for r in (0.0, 0.2, 0.4, 0.6)
    ]
    assert seen == sorted(seen)


def test_two_groups_of_regions_see_nearly_what_a_t_test_of_their_changes_sees() -> None:
    # two periods and independent points: the change of a region has variance 2
    design = Design(starts=(*[1] * 6, *[None] * 6), periods=2)
    found = detectable_in_regions(design, sd=1.0, autocorrelation=0.0, draws=2000)
    assert found.test == "permutation"
    assert power_of_means(6, difference=found.change, sd=math.sqrt(2)) == pytest.approx(
        0.8, abs=0.04
    )


def test_the_power_of_cr2_is_that_of_testing_many_panels() -> None:
    design = Design(starts=(4, 4, *[None] * 4), periods=8)
    found = detectable_in_regions(design, sd=3.0, autocorrelation=0.3, draws=1000)
    rule = decide(design)
    rng = np.random.default_rng(99)
    panels = 3.0 * draw_panels((200, 6, 8), autocorrelation=0.3, rng=rng)
    panels[:, :2, 4:] += found.change
    hits = [apply_rule(y, design=design, rule=rule).p <= 0.05 for y in panels]
    assert found.test == rule.method == "cr2"
    assert np.mean(hits) == pytest.approx(0.8, abs=0.09)


def test_waiting_periods_are_no_part_of_the_power() -> None:
    wide = Design(starts=(4, 4, *[None] * 4), periods=8, anticipation=2)
    near = Design(starts=(4, 4, *[None] * 4), periods=8)
    seen = [
        detectable_in_regions(d, sd=1.0, autocorrelation=0.0, draws=500).change
        for d in (near, wide)
    ]
    assert seen[0] < seen[1]


def test_a_design_without_a_test_sees_nothing() -> None:
    design = Design(starts=(8, *[None] * 5), periods=20)
    found = detectable_in_regions(design, sd=1.0, autocorrelation=0.6)
    assert (found.change, found.test) == (math.inf, "")


def test_a_level_below_the_smallest_p_sees_nothing() -> None:
    design = Design(starts=(8, 8, *[None] * 8), periods=20)
    found = detectable_in_regions(design, sd=1.0, autocorrelation=0.6, level=0.02)
    assert (found.change, found.test) == (math.inf, "permutation")


def test_the_same_seed_gives_the_same_power() -> None:
    design = Design(starts=(6, 8, 10, 12, *[None] * 6), periods=16)
    asked: dict[str, Any] = {"sd": 1.0, "autocorrelation": 0.6, "draws": 200}
    first, again = (detectable_in_regions(design, **asked) for _ in range(2))
    assert first == again


def test_drawn_points_follow_each_other_as_asked() -> None:
    drawn = draw_panels((2000, 2, 10), autocorrelation=0.6, rng=np.random.default_rng(1))
    assert drawn.std() == pytest.approx(1, abs=0.02)
    beside = (drawn[:, :, 1:] * drawn[:, :, :-1]).mean()
    assert beside == pytest.approx(0.6, abs=0.02)


def test_what_cannot_be_is_told_all_at_once() -> None:
    design = SeriesDesign(start=12, horizon=0)
    with pytest.raises(InputError) as told:
        detectable_in_series(24, design=design, sd=0, autocorrelation=1, power=1)
    assert len(told.value.problems) == 3


def test_shares_that_are_the_same_or_none_are_told() -> None:
    for pair in ((0.5, 0.5), (0.0, 0.5)):
        with pytest.raises(InputError, match="two different ones"):
            needed_for_shares(*pair)


@pytest.mark.slow
def test_a_series_finds_the_detectable_change_about_as_often_as_it_says() -> None:
    # the autocorrelation is estimated from the series, so somewhat less often than told
    design = SeriesDesign(start=20, horizon=0, shape="level")
    found = detectable_in_series(40, design=design, sd=1.0, autocorrelation=0.4)
    panels = draw_panels((500, 1, 40), autocorrelation=0.4, rng=np.random.default_rng(4))[:, 0]
    panels[:, 20:] += found.change
    changes = [interrupted(y, design=design).change for y in panels]
    assert 0.65 <= np.mean([change.low > 0 for change in changes]) <= 0.85
