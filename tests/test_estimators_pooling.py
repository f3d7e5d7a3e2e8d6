"""Estimates of several regions together, held to metafor and to Viechtbauer (2010).

Values of R: metafor 3.8-1 under R 4.2.2, its tolerances tightened (tests/reference/README.md).
"""

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from kit.errors import InputError, Refused
from kit.estimators.families import adjusted
from kit.estimators.pooling import leave_one_out, pool

HERE = Path(__file__).parent / "reference"
BCG = np.genfromtxt(HERE / "bcg.csv", delimiter=",", skip_header=1, usecols=(-2, -1))
ESTIMATES, ERRORS = BCG[:, 0], np.sqrt(BCG[:, 1])


@pytest.mark.parametrize(
    ("method", "mean", "plain", "tau2", "i2", "se", "ends", "next_one", "p"),
    [
        ("reml", -0.71453234215814, 0.179781516105207, 0.313243258136486, 92.2213845212691,
         0.180791744092848, (-1.10844371368555, -0.320620970630728),
         (-1.99601683419621, 0.566952149879933), 0.0019200150960573),
        ("dersimonian_laird", -0.714117222073227, 0.178742089535403, 0.308760262862376,
         92.1173468545621, 0.180696628335547, (-1.10782135416833, -0.320413089978125),
         (-1.98720696343074, 0.558972519284285), 0.00192076676704736),
        ("paule_mandel", -0.714968153493458, 0.180892191537658, 0.318068452205175,
         92.3303379541566, 0.180892191537627, (-1.10909838120226, -0.320837925784655),
         (-2.0054259229284, 0.575489615941481), 0.00191927183127797),
    ],
)  # fmt: skip
def test_the_bcg_trials_have_the_numbers_of_metafor(
    method, mean, plain, tau2, i2, se, ends, next_one, p
):
    found = pool(ESTIMATES, errors=ERRORS, method=method)
    near = {"rel": 1e-6}
    assert found.estimate == pytest.approx(mean, **near)
    assert found.plain_se == pytest.approx(plain, **near)
    assert found.tau2 == pytest.approx(tau2, **near)
    assert 100 * found.i2 == pytest.approx(i2, **near)
    assert found.se == pytest.approx(se, **near)
    assert (found.low, found.high) == pytest.approx(ends, **near)
    assert (found.next_low, found.next_high) == pytest.approx(next_one, **near)
    assert found.p == pytest.approx(p, rel=1e-5)
    assert found.df == 12


def test_the_bcg_trials_are_as_viechtbauer_printed_them():
    found = pool(ESTIMATES, errors=ERRORS)
    assert round(found.estimate, 4) == -0.7145
    assert round(found.plain_se, 4) == 0.1798
    assert round(found.tau2, 4) == 0.3132
    assert round(100 * found.i2, 2) == 92.22
    assert round(found.h2, 2) == 12.86
    assert round(found.q, 3) == 152.233
    assert found.q_p == pytest.approx(1.99676459084597e-26, rel=1e-6)


def test_the_interval_of_the_spread_is_where_q_is_a_quantile_of_chi_squared():
    found = pool(ESTIMATES, errors=ERRORS)
    # metafor stops its search at a tolerance of 1e-4: 0.1196953 and 1.1114863.
    assert found.tau2_low == pytest.approx(0.119695312816638, rel=3e-4)
    assert found.tau2_high == pytest.approx(1.11148626221544, rel=1e-4)
    for tau2, part in ((found.tau2_low, 0.975), (found.tau2_high, 0.025)):
        w = 1 / (ERRORS**2 + tau2)
        q = w @ (ESTIMATES - w @ ESTIMATES / w.sum()) ** 2
        assert q == pytest.approx(stats.chi2.ppf(part, 12), rel=1e-8)


def test_estimates_that_happen_to_agree_get_no_narrower_an_interval_than_their_errors_allow():
    found = pool([1.0, 1.01, 0.99], errors=[0.5, 0.5, 0.5])
    assert found.tau2 == 0.0
    assert found.stretch < 1
    assert found.se == pytest.approx(0.5 / np.sqrt(3))
    # Just enough spread for a factor of one: sample variance 0.25.
    apart = pool([0.5, 1.0, 1.5], errors=[0.5, 0.5, 0.5])
    assert apart.stretch == pytest.approx(1.0, abs=1e-6)
    wide = pool([-1.0, 1.0, 3.0], errors=[0.5, 0.5, 0.5])
    assert wide.tau2 == pytest.approx(4 - 0.25, rel=1e-6)


def test_equal_errors_give_the_t_interval_of_a_plain_mean():
    y = [3.0, 5.5, 9.0, 4.0]
    found = pool(y, errors=[0.1] * 4)
    low, high = stats.t.interval(0.95, 3, loc=np.mean(y), scale=stats.sem(y))
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-6)


def test_two_regions_have_a_wide_mean_and_say_nothing_of_a_next_one():
    two = pool([1.0, 2.0], errors=[0.3, 0.3])
    assert two.df == 1
    assert two.high - two.low > 12  # t with one degree of freedom
    assert np.isnan(two.next_low)
    assert np.isnan(two.next_high)
    three = pool([1.0, 2.0, 1.5], errors=[0.3, 0.3, 0.3])
    assert three.next_low < three.low
    assert three.high < three.next_high
    with pytest.raises(Refused, match="three or more"):
        leave_one_out([1.0, 2.0], errors=[0.3, 0.3])
    assert len(leave_one_out([1.0, 2.0, 3.0], errors=[0.3] * 3)) == 3


def test_a_single_estimate_a_gap_and_an_error_of_zero_are_told_at_once():
    with pytest.raises(InputError, match="2 problems"):
        pool([1.0, float("nan")], errors=[0.0, 1.0])
    with pytest.raises(InputError, match="two or more"):
        pool([1.0], errors=[1.0])


def test_the_unit_of_the_figures_changes_nothing_but_the_unit():
    small, large = (
        pool(np.array([1.0, 4, 2, 7]) * unit, errors=np.array([1.0, 1, 2, 1]) * unit)
        for unit in (1e-3, 1e4)
    )
    assert large.estimate == pytest.approx(1e7 * small.estimate, rel=1e-7)
    assert large.tau2 == pytest.approx(1e14 * small.tau2, rel=1e-5)
    assert large.i2 == pytest.approx(small.i2, rel=1e-5)


P_1995 = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262,
          0.5719, 0.6528, 0.759, 1.0]  # fmt: skip


def test_the_fifteen_p_values_of_benjamini_and_hochberg_1995_have_the_adjusted_ones_of_r():
    holm = [0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, *[1.0] * 6]
    bh = [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.0638571428571429, 0.0638571428571429, 0.0645,
          0.0765, 0.486, 0.581181818181818, 0.714875, 0.753230769230769, 0.813214285714286,
          1.0]  # fmt: skip
    assert adjusted(P_1995, correction="holm") == pytest.approx(holm, abs=1e-10)
    assert adjusted(P_1995, correction="bh") == pytest.approx(bh, abs=1e-10)
    # As they printed it: four rejected, where Bonferroni rejects three.
    assert sum(p < 0.05 for p in adjusted(P_1995, correction="bh")) == 4


def test_a_planned_question_that_gave_no_p_still_counts_as_asked():
    two = adjusted([0.02, float("nan")], correction="holm")
    assert two[0] == pytest.approx(0.04)
    assert np.isnan(two[1])
    assert adjusted([0.02], correction="holm") == (0.02,)
    assert adjusted([], correction="bh") == ()
    assert adjusted([0.0, 1.0], correction="bh") == (0.0, 1.0)
    with pytest.raises(InputError, match="2 problems"):
        adjusted([-0.01, 0.5, 1.01], correction="bh")
