"""Slope and relative index of inequality, held to PHE, to algebra and to statsmodels.

The numbers of PHE are those of the test files of PHEindicatormethods 2.1.0 (UK Health Security
Agency); slope, ratio and start are exact, their limits come from another simulation than ours.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kit.errors import InputError, Refused
from kit.rates.inequality import slope_index, standard_errors

NAN = math.nan
PHE = Path(__file__).resolve().parents[2] / "shared/cases/stats/data_public/phe_sii.csv"
SCALES = ("value", "log", "logit")
TIMES = {"(x 100)": 100, "(x -100)": -100, "negative multiplier": -1}

VALUES = np.array([0.21, 0.19, 0.20, 0.15, 0.12])
PEOPLE = np.array([300.0, 250, 200, 150, 100])
ERRORS = np.array([0.01, 0.02, 0.01, 0.015, 0.01])


def test_the_line_is_that_of_weighted_least_squares() -> None:
    import statsmodels.api as sm

    share = PEOPLE / PEOPLE.sum()
    place = np.cumsum(share) - share / 2
    fitted = sm.WLS(VALUES, sm.add_constant(place), weights=share).fit()
    found = slope_index(VALUES, PEOPLE, standard_errors=ERRORS, draws=1000)
    assert (found.start, found.slope) == pytest.approx(tuple(fitted.params))
    assert found.ratio == pytest.approx(fitted.params.sum() / fitted.params[0])


def test_the_simulated_limits_are_those_of_the_formula() -> None:
    # On the scale of the values the slope is a weighted sum of normal values: exact by algebra.
    share = PEOPLE / PEOPLE.sum()
    place = np.cumsum(share) - share / 2
    away = place - share @ place
    error = math.hypot(*(share * away / (share @ away**2) * ERRORS))
    found = slope_index(VALUES, PEOPLE, standard_errors=ERRORS)
    theirs = (found.slope - 1.959964 * error, found.slope + 1.959964 * error)
    # Four standard errors of a 2.5 % quantile over 100,000 draws
    assert (found.slope_low, found.slope_high) == pytest.approx(theirs, abs=4 * 0.0085 * error)


@pytest.mark.skipif(not PHE.is_file(), reason="needs ../shared/cases/stats/data_public")
def test_all_slopes_and_ratios_of_phe_are_reproduced() -> None:
    import pandas as pd

    rows = pd.read_csv(PHE)
    gone_through = limits_seen = 0
    for (test, _), group in rows.groupby(["TestDescription", "Area"], sort=False):
        first = group.iloc[0]
        if math.isnan(first["sii"]):
            continue  # tests of refusals there
        scale = SCALES[int(first["ValueType"])]
        # The level stands in the name of the test; of several, 95 comes first.
        level = next((n for n in (95, 98, 99) if f"{n}%" in str(test)), 95) / 100
        found = slope_index(
            group["Value"],
            group["Population"],
            standard_errors=group["StandardError"],
            error_on=scale,
            fit_on=scale if "transform" in str(test) else "value",
            level=level,
        )
        times = next((by for said, by in TIMES.items() if said in str(test)), 1)
        ends = sorted([times * found.slope_low, times * found.slope_high])
        ratio = [found.ratio, found.ratio_low, found.ratio_high]
        if times < 0:
            ratio = [1 / ratio[0], 1 / ratio[2], 1 / ratio[1]]
        assert times * found.slope == pytest.approx(first["sii"], rel=1e-9)
        if not math.isnan(first["rii"]):
            assert ratio[0] == pytest.approx(first["rii"], rel=1e-9)
        if not math.isnan(first["Intercept"]):
            assert found.start == pytest.approx(first["Intercept"], rel=1e-9)
        if not math.isnan(first["sii_lowercl_1"]):
            theirs = (first["sii_lowercl_1"], first["sii_uppercl_1"])
            # Two simulations: 1 % of the limit, or 1.5 % of the width. (With a straight line on the
            # scale of logarithms their limits of the slope, not of the ratio, are 3 to 7 % wider.)
            for mine, other in zip(ends, theirs, strict=True):
                assert abs(mine - other) <= max(0.01 * abs(other), 0.015 * (theirs[1] - theirs[0]))
            limits_seen += 1
        if not math.isnan(first["rii_lowercl_1"]):
            theirs = (first["rii_lowercl_1"], first["rii_uppercl_1"])
            assert ratio[1:] == pytest.approx(theirs, abs=0.02 * (theirs[1] - theirs[0]))
        gone_through += 1
    assert (gone_through, limits_seen) == (44, 42)


def test_groups_that_do_not_differ_have_no_slope_and_a_ratio_of_one() -> None:
    found = slope_index([5, 5, 5], [1, 2, 3], standard_errors=[1, 1, 1], draws=1000)
    assert (found.slope, found.ratio) == pytest.approx((0, 1))
    assert found.slope_low < 0 < found.slope_high


def test_taking_the_groups_the_other_way_round_turns_slope_and_ratio_over() -> None:
    one = slope_index(VALUES, PEOPLE, standard_errors=ERRORS, draws=1000)
    other = slope_index(VALUES[::-1], PEOPLE[::-1], standard_errors=ERRORS[::-1], draws=1000)
    assert other.slope == pytest.approx(-one.slope)
    assert other.ratio == pytest.approx(1 / one.ratio)


def test_a_line_that_starts_below_zero_has_no_ratio() -> None:
    found = slope_index([-5, 0, 5], [1, 1, 1], standard_errors=[0, 0, 0], draws=1000)
    assert found.slope == pytest.approx(15)
    assert math.isnan(found.ratio)
    assert math.isnan(found.ratio_low)


def test_the_same_seed_gives_the_same_limits() -> None:
    one, two, other = (
        slope_index(VALUES, PEOPLE, standard_errors=ERRORS, draws=2000, seed=seed)
        for seed in (1, 1, 2)
    )
    assert one == two
    assert one.slope_low != other.slope_low


def test_standard_errors_are_made_of_limits_on_the_scale_on_which_they_lie_evenly() -> None:
    # PHE, test of proportions, area 1, group 1: 7,287 of 34,353, standard error 0.013197
    made = standard_errors([0.207830], [0.216476], on="logit")
    assert made == pytest.approx([0.013197], abs=2e-6)


def test_fewer_than_three_groups_are_refused() -> None:
    with pytest.raises(Refused, match="3 groups or more"):
        slope_index([1, 2], [1, 1], standard_errors=[1, 1])
    slope_index([1, 2, 3], [1, 1, 1], standard_errors=[1, 1, 1], draws=1000)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: slope_index([1, NAN, 3], [1, 1, 1], standard_errors=[1, 1, 1]),
            "one that is left out moves all others",
        ),
        (
            lambda: slope_index([1, 2, 3], [1, 0, 1], standard_errors=[1, 1, 1]),
            "`population`, place 2",
        ),
        (
            lambda: slope_index([1, 2, 3], [1, 1, 1], standard_errors=[1, -1, 1]),
            "`standard_errors`, place 2",
        ),
        (
            lambda: slope_index([1, 2, 3], [1, 1, 1], standard_errors=[1, 1]),
            "as many as `values`",
        ),
        (
            lambda: slope_index(
                [20, 0.3, 0.4], [1, 1, 1], standard_errors=[1, 1, 1], error_on="logit"
            ),
            "divide percentages by 100",
        ),
        (
            lambda: slope_index(
                [1, 2, 3], [1, 1, 1], standard_errors=[1, 1, 1], error_on="log", fit_on="logit"
            ),
            "value, or the scale of `error_on`, log",
        ),
        (
            lambda: slope_index([1, 2, 3], [1, 1, 1], standard_errors=[1, 1, 1], draws=999),
            "1,000 or more",
        ),
        (lambda: standard_errors([1], [2], on="logs"), "nearest: log"),
        (lambda: standard_errors([2], [1]), "`high less low`, place 1"),
        (lambda: standard_errors([0], [1], on="log"), "The log scale begins above zero"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_expected(
    call: Callable[[], object], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        call()
