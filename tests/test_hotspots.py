"""The estimators behind hotspots, held to published and independently computed numbers."""

import numpy as np
import pandas as pd
import pytest

from kit.errors import InputError
from kit.hotspots.chance import Rule, by_chance, candidates, exceeds
from kit.hotspots.expecting import expected_of
from kit.hotspots.jumping import jumps
from kit.hotspots.mixing import limits, mean, mixture
from kit.hotspots.outlying import apart, tail
from kit.hotspots.positions import positions
from kit.hotspots.shrinking import Prior, common, credible, marshall, shrunken
from kit.hotspots.trending import trends
from kit.rates.standardising import expected as by_rates

# Lip cancer in the 56 counties of Scotland, 1975-1980 (Clayton and Kaldor 1987, table 1).
LIPS = np.array([
    9, 39, 11, 9, 15, 8, 26, 7, 6, 20, 13, 5, 3, 8, 17, 9, 2, 7, 9, 7, 16, 31, 11, 7, 19, 15, 7,
    10, 16, 11, 5, 3, 7, 8, 11, 9, 11, 8, 6, 4, 10, 8, 2, 6, 19, 3, 2, 3, 28, 6, 1, 1, 1, 1, 0, 0,
], dtype=float)  # fmt: skip
LIPS_EXPECTED = np.array([
    1.4, 8.7, 3.0, 2.5, 4.3, 2.4, 8.1, 2.3, 2.0, 6.6, 4.4, 1.8, 1.1, 3.3, 7.8, 4.6, 1.1, 4.2, 5.5,
    4.4, 10.5, 22.7, 8.8, 5.6, 15.5, 12.5, 6.0, 9.0, 14.4, 10.2, 4.8, 2.9, 7.0, 8.5, 12.3, 10.1,
    12.7, 9.4, 7.2, 5.3, 18.8, 15.8, 4.3, 14.6, 50.7, 8.2, 5.6, 9.3, 88.7, 19.6, 3.4, 3.6, 5.7,
    7.0, 4.2, 1.8,
])  # fmt: skip
FIVE = Prior(np.array(5.0), np.array(5.0), np.array(False))
ALIKE = Prior(np.array(100.0), np.array(100.0), np.array(True))


def test_rates_are_drawn_to_their_mean_as_by_esda():
    # esda 2.9.0, Empirical_Bayes.
    found = marshall([2, 25, 9, 1, 60, 7, 3, 12], [100, 400, 500, 80, 900, 450, 260, 700])
    assert found.estimates.round(6).tolist() == [
        0.026288, 0.058353, 0.020136, 0.023155, 0.064349, 0.018230, 0.016612, 0.018804,
    ]  # fmt: skip


def test_a_negative_variance_between_areas_is_none_and_all_get_the_mean():
    # By hand: 59 events of 3390 people; s2 - m / mean(n) = -2.81e-05.
    found = marshall([2, 5, 9, 1, 20, 7, 3, 12], [100, 400, 500, 80, 900, 450, 260, 700])
    assert found.between == 0
    assert found.estimates == pytest.approx(59 / 3390)


def test_the_prior_of_the_scottish_counties_is_that_of_clayton_and_kaldor():
    # They give 1.88 and 1.32.
    prior = common(LIPS, LIPS_EXPECTED)
    assert (round(float(prior.a), 2), round(float(prior.b), 2)) == (1.88, 1.32)


def test_the_prior_is_that_of_a_negative_binomial_regression():
    from statsmodels.api import NegativeBinomial

    fit = NegativeBinomial(LIPS, np.ones((56, 1)), offset=np.log(LIPS_EXPECTED)).fit(
        disp=0, method="bfgs", gtol=1e-9
    )
    shape = 1 / fit.params[1]
    prior = common(LIPS, LIPS_EXPECTED)
    assert float(prior.a) == pytest.approx(shape, rel=1e-5)
    assert float(prior.b) == pytest.approx(shape / np.exp(fit.params[0]), rel=1e-5)


def test_sets_of_areas_are_fitted_together_as_they_are_one_by_one():
    rng = np.random.default_rng(3)
    sets = rng.poisson(LIPS_EXPECTED * rng.gamma(4, 1 / 4, (5, 56))).astype(float)
    together = common(sets, np.broadcast_to(LIPS_EXPECTED, sets.shape))
    for i, row in enumerate(sets):
        alone = common(row, LIPS_EXPECTED)
        assert float(together.a[i]) == pytest.approx(float(alone.a), rel=1e-6)


@pytest.mark.parametrize(("counts", "alike"), [([4, 6, 5, 5], True), ([1, 12, 3, 8], False)])
def test_areas_are_alike_when_they_differ_no_more_than_their_events_do(counts, alike):
    # sum (O - E)^2 is 2 and 74, against 20 and 24 events.
    assert bool(common(counts, np.full(4, sum(counts) / 4)).alike) is alike


def test_ratios_are_drawn_to_a_known_prior():
    found = shrunken([3, 12, 30], [1.5, 10, 28], FIVE)
    assert found.round(4).tolist() == [1.2308, 1.1333, 1.0606]
    assert exceeds([3, 12, 30], [1.5, 10, 28], FIVE).round(4).tolist() == [0.6728, 0.6641, 0.6134]
    assert shrunken([0, 50], [10, 10], ALIKE).tolist() == [1, 1]


def test_the_credible_interval_is_that_of_the_gamma_distribution():
    from scipy.stats import gamma

    low, high = credible([12], [10], FIVE)
    assert (low[0], high[0]) == pytest.approx(gamma.ppf([0.025, 0.975], 17, scale=1 / 15))


def test_a_candidate_needs_both_certainty_and_five_events():
    rule = Rule(surely=0.95, fewest=5)
    assert candidates([4, 5], [0.05, 0.05], FIVE, rule).tolist() == [False, True]
    at = float(exceeds([20], [12], FIVE)[0])
    assert candidates([20], [12], FIVE, Rule(surely=at)).tolist() == [True]
    assert candidates([20], [12], FIVE, Rule(surely=at + 1e-9)).tolist() == [False]


def test_candidates_by_chance_are_as_many_as_are_drawn():
    rng = np.random.default_rng(8)
    expected = np.array([4.0, 12.0, 30.0, 90.0])
    drawn = rng.poisson(expected, (40_000, 4)).astype(float)
    called = candidates(drawn, np.broadcast_to(expected, drawn.shape), FIVE_EACH, Rule())
    assert by_chance(expected, FIVE, Rule()) == pytest.approx(called.mean(axis=0), abs=0.003)


FIVE_EACH = Prior(np.full(40_000, 5.0), np.full(40_000, 5.0), np.zeros(40_000, dtype=bool))


def test_areas_too_small_to_be_shown_are_none_of_those_that_chance_could_call():
    from scipy.stats import poisson

    plain = by_chance([12.0], FIVE, Rule())
    shown = by_chance([12.0], FIVE, Rule(shown_from=10))
    assert shown == pytest.approx(plain / poisson.sf(9, 12.0))


def test_where_areas_are_alike_chance_calls_none():
    assert by_chance([5.0, 50.0], ALIKE, Rule()).tolist() == [0, 0]


def test_one_area_far_out_says_nothing_of_the_others():
    found = apart(np.array([30.0] * 20 + [90.0]), np.full(21, 30.0))
    assert np.flatnonzero(found.outlying).tolist() == [20]
    assert bool(found.ordinary.alike)
    # By hand: the ordinary areas have 600 of 600; (3 - 1)^2 - 1/30 = 3.9667.
    assert float(found.outer.a) == pytest.approx(1 / (4 - 1 / 30))
    assert float(found.outer.a / found.outer.b) == pytest.approx(1)


def test_without_an_area_far_out_there_is_one_prior():
    found = apart(np.array([30.0] * 20 + [40.0]), np.full(21, 30.0))
    assert not found.outlying.any()
    assert found.outer is found.ordinary


def test_areas_that_truly_differ_are_hardly_ever_outlying():
    rng = np.random.default_rng(2)
    expected = rng.uniform(20, 80, 60)
    out = [
        apart(rng.poisson(expected * rng.gamma(20, 1 / 20, 60)).astype(float), expected).outlying
        for _ in range(100)
    ]
    # Nominally 0.05 per set, and about three times that as suspects are no part of the others.
    assert sum(int(each.sum()) for each in out) <= 30


def test_a_mixture_is_that_of_integrating_over_the_spread_and_the_common_mean():
    from scipy.stats import gamma, nbinom

    events, base = LIPS[:12], LIPS_EXPECTED[:12]
    made = mixture(events, base, apart(events, base))
    # Sums on a grid that is fine in both, on logarithmic scales; for the spread times its step.
    spread = np.geomspace(0.01, 2, 400)[:, None, None]
    means = np.geomspace(0.5, 20, 120)[None, :, None]
    a = spread**-2
    likely = nbinom.logpmf(events, a, a / (a + means * base)).sum(axis=2)
    level = likely - spread[..., 0] ** 2 / 0.5 + np.log(spread[..., 0])
    weight = np.exp(level - level.max())
    weight /= weight.sum()
    area = gamma(events[1] + a[..., 0], scale=1 / (base[1] + a[..., 0] / means[..., 0]))

    assert mean(events, base, made)[1] == pytest.approx((weight * area.mean()).sum(), rel=1e-3)
    low, high = limits(events, base, made)
    assert (weight * area.cdf(low[1])).sum() == pytest.approx(0.025, abs=1e-3)
    assert (weight * area.cdf(high[1])).sum() == pytest.approx(0.975, abs=1e-3)
    assert exceeds(events, base, made, above=4)[1] == pytest.approx(
        (weight * area.sf(4)).sum(), abs=2e-3
    )


def test_limits_hold_the_true_ratio_where_areas_are_few_and_their_mean_is_not_known():
    """Nominally 95 %; 92.9 % of the areas when the likeliest mean is taken for certain."""
    rng = np.random.default_rng([10, 20, 1, 11])
    held = []
    for _ in range(150):
        base = rng.uniform(0.5, 1.5, 10) * 20
        truth = 1.1 * rng.gamma(100, 0.01, 10)
        events = rng.poisson(truth * base).astype(float)
        found = apart(events, base)
        prior = mixture(events, base, found).of(found.outlying, found.outer)
        low, high = limits(events, base, prior)
        held.append(((low <= truth) & (truth <= high)).mean())
    # One and a half thousand areas: a standard error of about 1 %, as areas of a set hang together.
    assert 0.94 <= np.mean(held) <= 0.985


def test_areas_that_hardly_differ_do_not_all_get_the_same_narrow_interval():
    rng = np.random.default_rng(12)
    base = np.full(20, 40.0)
    events = rng.poisson(base).astype(float)
    low, high = limits(events, base, mixture(events, base, apart(events, base)))
    assert (high - low > 0.1).all()
    # Each holds the true ratio, which is 1.
    assert ((low < 1) & (high > 1)).all()


def test_a_tail_is_that_of_the_negative_binomial_distribution():
    from scipy.stats import nbinom, poisson

    expected = np.array([10.0, 10.0, 10.0])
    observed = np.array([0.0, 3.0, 28.0])
    dist = nbinom(5, 5 / 15)
    by_hand = [2 * min(dist.cdf(o), dist.sf(o - 1)) for o in observed]
    assert tail(observed, expected, FIVE) == pytest.approx(np.minimum(by_hand, 1))
    assert tail(np.array([20.0]), np.array([10.0]), ALIKE)[0] == pytest.approx(
        2 * poisson.sf(19, 10)
    )


def test_a_position_is_certain_only_where_areas_are_far_apart():
    draws = np.random.default_rng(4)
    found = positions([500, 50, 5], [50, 50, 50], FIVE, draws=draws, highest=1)
    assert found.low.tolist() == found.high.tolist() == [1, 2, 3]
    assert found.among.tolist() == [1, 0, 0]


def test_where_areas_are_alike_every_position_is_as_likely():
    draws = np.random.default_rng(4)
    found = positions(np.full(20, 30), np.full(20, 30), ALIKE, draws=draws, highest=5)
    assert set(found.low) <= {1, 2}
    assert set(found.high) <= {19, 20}
    assert found.among == pytest.approx(0.25, abs=0.05)


def cells(rows):
    """Return cells of one problem and period: area, segment, observed, persons."""
    frame = pd.DataFrame(rows, columns=["area", "segment", "observed", "persons"])
    return frame.assign(
        geography="district", problem="falls", period="2024", expected=np.nan
    ).astype({"observed": float, "persons": float})


def test_what_is_expected_is_standardised_over_segments_as_by_hand():
    young, old = [("a", "young", 10, 800), ("b", "young", 14, 400)], [
        ("a", "old", 30, 200), ("b", "old", 90, 600),
    ]  # fmt: skip
    every = [("a", "", 40, 1000), ("b", "", 104, 1000)]
    made = expected_of(cells([*young, *old, *every]))
    by_hand = by_rates(
        [[800, 200], [400, 600]], reference_events=[24, 120], reference_population=[1200, 800]
    )
    assert made["expected"].tail(2).tolist() == pytest.approx(by_hand.tolist())
    assert made["expected_by"].tolist() == ["rate"] * 4 + ["segments"] * 2


def test_segments_that_do_not_hold_everybody_say_nothing_of_everybody():
    rows = [("a", "old", 30, 200), ("b", "old", 90, 600), ("a", "", 40, 1000), ("b", "", 104, 1000)]
    made = expected_of(cells(rows))
    assert made["expected"].tail(2).tolist() == [72, 72]
    assert set(made["expected_by"]) == {"rate"}


def test_expected_events_of_the_source_are_taken_where_every_cell_has_them():
    given = cells([("a", "", 40, 1000), ("b", "", 104, 1000)]).assign(expected=[50.0, 60.0])
    assert expected_of(given)["expected"].tolist() == [50, 60]
    given.loc[1, "expected"] = np.nan
    assert expected_of(given)["expected"].tolist() == [72, 72]


def test_an_area_that_counts_in_another_way_is_no_part_of_the_reference():
    given = cells([("a", "", 10, 100), ("b", "", 10, 100), ("c", "", 40, 100)])
    odd = pd.Series([False, False, True])
    assert expected_of(given, odd=odd)["expected"].tolist() == [10, 10, 10]


def test_a_trend_is_that_of_a_poisson_regression():
    import statsmodels.api as sm
    from scipy.stats import t

    observed = np.array([14.0, 30, 12, 30, 45, 25])
    expected = np.array([20.0, 21, 19, 22, 23, 20])
    years = np.arange(2019, 2025)
    fit = sm.GLM(observed, sm.add_constant(years - 2021.0), family=sm.families.Poisson(),
                 offset=np.log(expected)).fit(scale="X2")  # fmt: skip
    assert fit.scale > 1
    found = trends([observed], [expected], years)
    reach = t.ppf(0.975, 4) * fit.bse[1]
    assert found.yearly[0] == pytest.approx(np.exp(fit.params[1]), rel=1e-6)
    assert found.low[0] == pytest.approx(np.exp(fit.params[1] - reach), rel=1e-5)
    assert found.high[0] == pytest.approx(np.exp(fit.params[1] + reach), rel=1e-5)


def test_a_trend_needs_four_periods():
    years = [2020, 2021, 2022, 2023]
    found = trends([[5, 6, 7, np.nan], [5, 6, 7, 8]], [[5] * 4, [5] * 4], years)
    assert np.isnan(found.yearly).tolist() == [True, False]
    assert found.periods.tolist() == [3, 4]


def series(times):
    """Return counts of one area and three problems that are multiplied by `times`."""
    flat = np.array([60.0, 80.0, 45.0])[None, :, None] * np.ones((1, 3, 6))
    return flat * np.asarray(times, dtype=float), flat


OF = np.array([0, 1, 2])


def test_all_problems_that_jump_and_return_are_a_change_of_registration():
    found = jumps(*series([1, 1, 1, 2, 1, 1]), OF)
    assert found.at.tolist() == [3]
    assert found.touched[0].tolist() == [False, False, False, True, False, False]
    assert found.step[0] == pytest.approx(2, rel=0.02)


def test_all_problems_that_jump_and_stay_are_a_change_of_registration():
    found = jumps(*series([1, 1, 1, 1, 2, 2]), OF)
    assert found.at.tolist() == [4]
    assert found.touched[0].tolist() == [False] * 4 + [True] * 2


def test_one_problem_that_jumps_alone_is_none():
    times = np.ones((1, 3, 6))
    times[0, 1, 3:] = 2
    assert jumps(*series(times), OF).at.tolist() == [-1]


def test_problems_that_grow_over_all_years_do_not_jump():
    assert jumps(*series(1.35 ** np.arange(6)), OF).at.tolist() == [-1]


def test_series_of_one_problem_are_not_all_problems():
    assert jumps(*series([1, 1, 1, 2, 1, 1]), np.array([0, 0, 0])).at.tolist() == [-1]


def test_chance_alone_makes_hardly_any_area_jump():
    rng = np.random.default_rng(5)
    expected = rng.uniform(15, 80, (3000, 4, 6))
    found = jumps(rng.poisson(expected).astype(float), expected, np.arange(4))
    assert (found.at >= 0).sum() <= 3


def test_numbers_that_are_not_shown_are_left_out_before_they_are_fitted():
    with pytest.raises(InputError, match="not shown"):
        common([3, np.nan], [4, 4])
    with pytest.raises(InputError, match="more than zero"):
        marshall([3, 1], [4, 0])
