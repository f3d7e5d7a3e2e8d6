"""Interrupted series, held to R, to statsmodels and to dense linear algebra.

Values of R: nlme::gls and sandwich::NeweyWest under R 4.2.2 (tests/reference/README.md).
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kit.errors import InputError, Refused
from kit.estimators.ar1 import fit_line, whiten
from kit.estimators.hac import lag_by_length, newey_west
from kit.estimators.segments import SeriesDesign, choose_season, segments
from kit.estimators.series import interrupted
from kit.estimators.series_controlled import controlled
from kit.estimators.series_sensitivity import placebo_starts, variants, with_newey_west

HERE = Path(__file__).parent / "reference"
SICILY = Path(__file__).resolve().parents[2] / "shared/cases/stats/data_public/sicily_its.csv"
needs_sicily = pytest.mark.skipif(not SICILY.is_file(), reason="needs ../shared/cases/stats")
NAMES = {
    "level_change": "smokban", "trend": "time", "sin1": "sin1", "sin2": "sin2", "cos1": "cos1",
    "cos2": "cos2",
}  # fmt: skip
OF_SICILY = SeriesDesign(start=36, horizon=0, shape="level", cycle=12)


def sicily() -> Any:
    table = np.genfromtxt(SICILY, delimiter=",", names=True)
    return np.log(table["aces"] / table["stdpop"] * 1e5)


def noise(n: int, *, autocorrelation: float, seed: int) -> Any:
    rest = np.random.default_rng(seed).standard_normal(n)
    for t in range(1, n):
        rest[t] = autocorrelation * rest[t - 1] + np.sqrt(1 - autocorrelation**2) * rest[t]
    return rest


def dense(columns: Any, values: Any, times: Any, phi: float) -> tuple[Any, Any]:
    """Generalised least squares with the whole matrix of correlations."""
    inverse = np.linalg.inv(phi ** np.abs(np.subtract.outer(times, times)))
    spread = np.linalg.inv(columns.T @ inverse @ columns)
    beta = spread @ columns.T @ inverse @ values
    rest = values - columns @ beta
    return beta, spread * (rest @ inverse @ rest) / (len(values) - len(beta))


@needs_sicily
def test_the_sicily_series_has_the_reml_line_of_nlme() -> None:
    found = interrupted(sicily(), design=OF_SICILY)
    coef = {"smokban": -0.124736343783202, "time": 0.00542918025342555,
            "sin1": 0.0351778310873734, "sin2": -0.0192301706386851,
            "cos1": 0.038038929753385, "cos2": 0.0152336347729118}  # fmt: skip
    se = {"smokban": 0.0242610678865974, "time": 0.000704318448422743,
          "sin1": 0.00889703224877718, "sin2": 0.00887984154968803,
          "cos1": 0.00869897771377156, "cos2": 0.00898787044079245}  # fmt: skip
    assert found.method == "reml"
    assert found.season == "two_pairs"
    assert found.autocorrelation == pytest.approx(-0.107607889344852, rel=1e-4)
    terms = {NAMES[c.term]: c for c in found.terms if c.term in NAMES}
    assert {name: terms[name].value for name in coef} == pytest.approx(coef, rel=1e-4)
    assert {name: terms[name].se for name in se} == pytest.approx(se, rel=1e-4)


@needs_sicily
def test_the_restricted_likelihood_of_the_sicily_series_is_that_of_nlme() -> None:
    made = segments([True] * 59, design=OF_SICILY)
    line = fit_line(made.used, sicily(), times=made.used_times, method="reml")
    assert line.log_likelihood == pytest.approx(66.1093340830723, abs=1e-6)


@needs_sicily
@pytest.mark.parametrize(
    ("lag", "se"),
    [
        (0, 0.026012115572344), (1, 0.0227810562866519), (3, 0.0232515127148067),
        (6, 0.0221140540510539), (12, 0.016580141037756),
    ],
)  # fmt: skip
def test_the_sicily_series_has_the_newey_west_errors_of_sandwich(lag: int, se: float) -> None:
    change = with_newey_west(sicily(), design=OF_SICILY, lag=lag)
    assert change.absolute == pytest.approx(-0.123867888445951, rel=1e-6)
    assert change.se == pytest.approx(se, rel=1e-6)
    assert change.df == 52


def investment() -> tuple[Any, Any]:
    table = np.genfromtxt(HERE / "investment.csv", delimiter=",", names=True)
    table = table[np.isfinite(table["RealInt"])]
    x = np.column_stack([np.ones(len(table)), table["RealGNP"], table["RealInt"]])
    return x, table["RealInv"]


def test_the_investment_example_of_zeileis_has_the_published_errors() -> None:
    # Zeileis (2004), J Stat Softw 11(10): without the factor n/(n-k), which the kit applies
    x, y = investment()
    line = fit_line(x, y, times=np.arange(19.0), method="ols")
    assert line.coefficients == pytest.approx([-12.5336005909, 0.169136454182, -1.00143801342])
    spread = newey_west(
        x * line.residuals[:, None], bread=np.linalg.inv(x.T @ x), times=np.arange(19), lag=4
    )
    assert np.sqrt(np.diag(spread) * 16 / 19) == pytest.approx(
        [18.9582981317972, 0.0167507858601936, 3.3423753526828], rel=1e-6
    )


def test_newey_west_is_statsmodels_told_to_use_t_and_its_small_sample_factor() -> None:
    import statsmodels.api as sm

    x, y = investment()
    line = fit_line(x, y, times=np.arange(19.0), method="ols")
    ours = newey_west(
        x * line.residuals[:, None], bread=np.linalg.inv(x.T @ x), times=np.arange(19), lag=3
    )
    told = sm.OLS(y, x).fit(
        cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True}, use_t=True
    )
    untold = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": 3})
    assert np.sqrt(np.diag(ours)) == pytest.approx(told.bse, rel=1e-12)
    assert (untold.bse < told.bse).all()
    assert (untold.pvalues < told.pvalues).all()


@pytest.mark.parametrize("method", ["reml", "prais_winsten"])
def test_a_line_with_periods_left_out_is_that_of_the_whole_matrix_of_correlations(
    method: Any,
) -> None:
    times = np.array([0.0, 1, 2, 3, 6, 7, 8, 9, 10, 13, 14, 15, 16])
    x = np.column_stack([np.ones(13), times, times >= 7])
    y = 5 + 0.1 * times + noise(17, autocorrelation=0.4, seed=3)[times.astype(int)]
    line = fit_line(x, y, times=times, method=method)
    beta, spread = dense(x, y, times, line.autocorrelation)
    assert line.coefficients == pytest.approx(beta)
    assert line.covariance == pytest.approx(spread)


def test_reml_is_at_the_top_of_the_likelihood_of_the_whole_matrix() -> None:
    times = np.arange(30.0)
    x = np.column_stack([np.ones(30), times])
    y = noise(30, autocorrelation=0.5, seed=8)

    def height(phi: float) -> float:
        v = phi ** np.abs(np.subtract.outer(times, times))
        beta, _ = dense(x, y, times, phi)
        rest = y - x @ beta
        inverse = np.linalg.inv(v)
        s = rest @ inverse @ rest / 28
        dets = np.linalg.slogdet(v)[1] + np.linalg.slogdet(x.T @ inverse @ x)[1]
        return float(-0.5 * (28 * (np.log(2 * np.pi * s) + 1) + dets))

    line = fit_line(x, y, times=times, method="reml")
    best = max(np.arange(-0.9, 0.95, 0.001), key=height)
    assert line.autocorrelation == pytest.approx(best, abs=0.001)
    assert line.log_likelihood == pytest.approx(height(line.autocorrelation), abs=1e-8)


def test_prais_and_winsten_stop_where_the_residuals_give_the_same_autocorrelation() -> None:
    times = np.arange(40.0)
    x = np.column_stack([np.ones(40), times])
    y = noise(40, autocorrelation=0.6, seed=11)
    line = fit_line(x, y, times=times, method="prais_winsten")
    rest = y - x @ dense(x, y, times, line.autocorrelation)[0]
    again = rest[1:] @ rest[:-1] / (rest[:-1] @ rest[:-1])
    assert line.autocorrelation == pytest.approx(again, abs=1e-7)


def test_points_two_periods_apart_follow_each_other_less() -> None:
    done = whiten(np.array([1.0, 1.0]), times=np.array([0, 2]), autocorrelation=0.5)
    assert done[1] == pytest.approx((1 - 0.25) / np.sqrt(1 - 0.0625))


def test_a_planted_change_without_noise_to_speak_of_is_found() -> None:
    t = np.arange(24)
    planted = 50 + 0.3 * t - np.where(t >= 14, 4 + 0.5 * (t - 14), 0)
    values = planted + 1e-3 * noise(24, autocorrelation=0.0, seed=1)
    change = interrupted(values, design=SeriesDesign(start=14, horizon=6)).change
    assert change.absolute == pytest.approx(-7.0, abs=0.01)
    assert change.counterfactual == pytest.approx(56.0, abs=0.01)
    assert change.relative == pytest.approx(-7 / 56, abs=1e-3)


def test_the_calendar_does_not_move_the_estimate() -> None:
    # software that takes raw years as a regressor stops early (statsmodels ARIMA on this design)
    y = noise(40, autocorrelation=0.4, seed=5)
    made = segments([True] * 40, design=SeriesDesign(start=20, horizon=0))
    raw = made.used.copy()
    raw[:, 1] = 2012 + np.arange(40) / 4
    ours = fit_line(made.used, y, times=made.used_times, method="reml")
    theirs = fit_line(raw, y, times=made.used_times, method="reml")
    assert ours.autocorrelation == pytest.approx(theirs.autocorrelation, abs=1e-5)
    assert ours.coefficients[2:] == pytest.approx(theirs.coefficients[2:], abs=1e-5)


def test_eleven_points_have_a_plain_line_and_twelve_have_reml() -> None:
    y = 20 + noise(12, autocorrelation=0.2, seed=2)
    short = interrupted(y[:11], design=SeriesDesign(start=6, horizon=0, shape="level"))
    longer = interrupted(y, design=SeriesDesign(start=6, horizon=0, shape="level"))
    assert (short.method, longer.method) == ("ols", "reml")
    assert "intervals_too_narrow" in short.remarks
    assert "intervals_too_narrow" not in longer.remarks
    assert short.change.df == 11 - 3


def test_an_estimated_autocorrelation_costs_degrees_of_freedom() -> None:
    y = 20 + noise(40, autocorrelation=0.3, seed=4)
    found = interrupted(y, design=SeriesDesign(start=20, horizon=10))
    assert 2 <= found.change.df < 36


def test_the_relative_interval_is_that_of_many_draws() -> None:
    y = 20 + noise(60, autocorrelation=0.0, seed=6)
    design = SeriesDesign(start=30, horizon=10)
    made = segments([True] * 60, design=design)
    line = fit_line(made.used, y, times=made.used_times, method="ols")
    change = interrupted(y, design=design, method="ols").change
    rng = np.random.default_rng(1)
    drawn = rng.multivariate_normal(line.coefficients, line.covariance, 200_000)
    ratio = drawn @ made.whole[40] / (drawn @ made.unchanged[40]) - 1
    half = (change.relative_high - change.relative_low) / 2 / 2.0032  # t with 56 df
    assert half == pytest.approx(ratio.std(), rel=0.02)


def test_a_counterfactual_that_may_be_zero_has_no_relative_change() -> None:
    y = noise(24, autocorrelation=0.0, seed=9)
    found = interrupted(y, design=SeriesDesign(start=12, horizon=3))
    assert np.isnan(found.change.relative)
    assert "counterfactual_near_zero" in found.remarks


def test_a_period_left_out_may_hold_anything() -> None:
    y = 20 + noise(24, autocorrelation=0.2, seed=7)
    design = SeriesDesign(start=16, horizon=4, left_out=(8, 9))
    wild = y.copy()
    wild[[8, 9]] = [999.0, np.nan]
    assert interrupted(wild, design=design).change == interrupted(y, design=design).change
    assert interrupted(y, design=design).n == 22


def test_quarters_have_dummies_from_24_periods_and_harmonics_from_12() -> None:
    assert [choose_season(n, cycle=4) for n in (11, 12, 23, 24)] == [
        "none", "one_pair", "one_pair", "quarters",
    ]  # fmt: skip
    assert [choose_season(n, cycle=12) for n in (23, 24, 35, 36)] == [
        "none", "one_pair", "one_pair", "two_pairs",
    ]  # fmt: skip
    assert choose_season(99, cycle=1) == "none"


def test_a_season_is_not_taken_for_a_change() -> None:
    t = np.arange(32)
    y = 40 + 5 * (t % 4 == 0) + 0.1 * noise(32, autocorrelation=0.0, seed=3)
    found = interrupted(y, design=SeriesDesign(start=20, horizon=0, cycle=4))
    assert found.season == "quarters"
    assert found.change.absolute == pytest.approx(0, abs=0.3)


def test_a_controlled_series_is_the_stacked_model_of_both() -> None:
    own = 30 + noise(30, autocorrelation=0.3, seed=1)
    other = 40 + 2 * noise(30, autocorrelation=0.5, seed=2)
    own[18:] -= 3
    other[18:] -= 1
    design = SeriesDesign(start=18, horizon=5)
    found = controlled(own, comparison=other, design=design)
    made = segments([True] * 30, design=design)
    x, t = made.used, made.used_times
    lines = [fit_line(x, y, times=t, method="reml") for y in (own, other)]
    apart = np.abs(np.subtract.outer(t, t))
    v = np.zeros((60, 60))
    for i, line in enumerate(lines):
        v[30 * i : 30 * i + 30, 30 * i : 30 * i + 30] = line.sigma**2 * line.autocorrelation**apart
    # every term of the region is that of the comparison plus a difference
    stacked = np.vstack([np.hstack([x, x]), np.hstack([x, 0 * x])])
    spread = np.linalg.inv(stacked.T @ np.linalg.inv(v) @ stacked)
    beta = spread @ stacked.T @ np.linalg.inv(v) @ np.concatenate([own, other])
    step = np.zeros(8)
    step[4:] = made.whole[23] - made.unchanged[23]
    assert found.change.absolute == pytest.approx(step @ beta)
    assert found.change.se == pytest.approx(np.sqrt(step @ spread @ step))
    assert found.change.counterfactual == pytest.approx(
        found.own.change.counterfactual + found.comparison.change.absolute
    )
    assert found.trends_apart == pytest.approx(beta[5])


def test_a_controlled_counterfactual_has_the_spread_of_both_series() -> None:
    own, other = (25 + noise(30, autocorrelation=0.0, seed=s) for s in (1, 2))
    design = SeriesDesign(start=18, horizon=5)
    found = controlled(own, comparison=other, design=design, method="ols")

    def half(change: Any, width: float) -> float:
        return float((change.counterfactual_high - change.counterfactual_low) / 2 / width)

    alone = half(found.own.change, 2.0555)  # t with 26 df
    both = half(found.change, 2.0075)  # t with about 52
    assert both == pytest.approx(np.hypot(alone, found.comparison.change.se), rel=0.002)


def test_a_comparison_series_of_another_length_is_told() -> None:
    with pytest.raises(InputError, match="19 periods"):
        controlled(np.arange(20.0), comparison=np.arange(19.0), design=SeriesDesign(10, 0))


def test_series_that_move_together_are_said_to() -> None:
    own = 20 + noise(40, autocorrelation=0.2, seed=1)
    design = SeriesDesign(start=20, horizon=5)
    near = controlled(own, comparison=own + 0.1 * noise(40, autocorrelation=0, seed=2),
                      design=design)  # fmt: skip
    far = controlled(own, comparison=20 + noise(40, autocorrelation=0.2, seed=3), design=design)
    assert near.together > 0.9
    assert abs(far.together) < 0.5


def test_placebo_starts_never_see_what_came_after_the_real_start() -> None:
    y = 20 + noise(24, autocorrelation=0.2, seed=5)
    design = SeriesDesign(start=14, horizon=4)
    moved = y.copy()
    moved[14:] += 50
    assert placebo_starts(y, design=design) == placebo_starts(moved, design=design)
    assert [p.start for p in placebo_starts(y, design=design)] == list(range(3, 12))


def test_every_other_way_of_looking_is_told_also_one_that_fails() -> None:
    y = 20 + noise(14, autocorrelation=0.2, seed=5)
    design = SeriesDesign(start=8, horizon=4)
    ways = variants(y, design=design, also_left_out=tuple(range(2, 8)))
    assert [w.name for w in ways] == ["reml", "prais_winsten", "ols", "newey_west", "left_out"]
    assert [w.change is None for w in ways] == [False] * 4 + [True]
    assert "points before the change" in ways[-1].reason


@pytest.mark.parametrize(
    ("start", "horizon", "shape", "says"),
    [
        (0, 0, "level", "a place from 1 to 19"),
        (20, 0, "level", "a place from 1 to 19"),
        (1, 0, "level", 'points before the change: got "1"'),
        (2, 0, "level", "3 or more"),
        (18, 1, "level_and_slope", "3 or more for level_and_slope"),
        (10, 10, "level", "0 to 9 periods"),
        (10, 0, "steps", "one of level, level_and_slope, slope"),
    ],
)
def test_a_design_that_cannot_be_is_told(start: int, horizon: int, shape: Any, says: str) -> None:
    with pytest.raises(InputError, match=says):
        interrupted(np.arange(20.0), design=SeriesDesign(start=start, horizon=horizon, shape=shape))


def test_periods_left_out_have_to_be_periods_of_the_series() -> None:
    with pytest.raises(InputError, match="`left_out`"):
        interrupted(np.arange(20.0), design=SeriesDesign(start=10, horizon=0, left_out=(-1, 20)))


def test_a_placebo_start_that_cannot_be_estimated_says_why() -> None:
    values = [5.0] * 8 + [6.0, 7.0, 5.0, 6.0]
    found = placebo_starts(values, design=SeriesDesign(start=8, horizon=0, shape="level"))
    assert all("same value throughout" in p.reason for p in found)
    assert not any(p.stands_out for p in found)


@pytest.mark.parametrize("start", [3, 17])
def test_three_points_on_either_side_are_just_enough(start: int) -> None:
    y = 20 + noise(20, autocorrelation=0.0, seed=1)
    assert interrupted(y, design=SeriesDesign(start=start, horizon=0)).n == 20


def test_terms_that_repeat_each_other_are_named() -> None:
    y = 20 + noise(20, autocorrelation=0.0, seed=1)
    twice = tuple(float(t >= 10) for t in range(20))
    design = SeriesDesign(start=10, horizon=0, others={"new_method": twice})
    with pytest.raises(Refused, match="level_change"):
        interrupted(y, design=design)


def test_two_years_of_quarters_cannot_tell_a_season_from_a_change_after_the_first() -> None:
    design = SeriesDesign(start=4, horizon=0, cycle=4, season="quarters", shape="level")
    with pytest.raises(Refused, match="told apart"):
        interrupted(noise(8, autocorrelation=0.0, seed=1), design=design)


def test_a_term_with_a_gap_or_another_length_is_told() -> None:
    design = SeriesDesign(
        start=10, horizon=0, others={"heat": (1.0,), "cold": (float("nan"),) * 20}
    )
    with pytest.raises(InputError) as told:
        interrupted(np.arange(20.0), design=design)
    assert len(told.value.problems) == 2


def test_a_series_that_does_not_move_is_refused() -> None:
    with pytest.raises(Refused, match="same value throughout"):
        interrupted([7.0] * 20, design=SeriesDesign(start=10, horizon=0))


def test_points_exactly_on_a_line_are_refused() -> None:
    with pytest.raises(Refused, match="exactly on a line"):
        interrupted(np.arange(20.0), design=SeriesDesign(start=10, horizon=0))


def test_too_many_terms_for_the_points_are_refused() -> None:
    y = noise(8, autocorrelation=0.0, seed=1)
    design = SeriesDesign(start=5, horizon=0, cycle=4, season="quarters")
    with pytest.raises(Refused, match="8 points for 7 terms"):
        interrupted(y, design=design)
    assert interrupted(y, design=replace(design, season="one_pair")).n == 8


def test_a_drift_is_often_said_to_be_one_and_calm_series_never() -> None:
    design = SeriesDesign(start=40, horizon=5, shape="level")
    drifts = [np.cumsum(np.random.default_rng(seed).standard_normal(80)) for seed in range(10)]
    calm = [10 + noise(80, autocorrelation=0.2, seed=seed) for seed in range(10)]
    said = [
        sum("drift_not_excluded" in interrupted(y, design=design).remarks for y in many)
        for many in (drifts, calm)
    ]
    assert said[0] >= 5
    assert said[1] == 0


def test_the_lag_grows_with_the_length() -> None:
    assert [lag_by_length(n) for n in (2, 27, 28, 99, 100)] == [1, 2, 3, 3, 4]


def test_importing_the_estimators_loads_no_numpy() -> None:
    names = [
        "ar1", "cr2", "few_regions", "hac", "imputation", "permutation", "permutation_gaps",
        "power", "segments", "series", "series_controlled", "series_counts", "series_sensitivity",
        "wild",
    ]  # fmt: skip
    lines = [f"import kit.estimators.{name}" for name in names]
    ask = "import sys; sys.exit('numpy' in sys.modules or 'statsmodels' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", "; ".join([*lines, ask])], check=False)
    assert done.returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("autocorrelation", [0.2, 0.4])
@pytest.mark.parametrize("shape", ["level", "level_and_slope"])
def test_the_default_interval_covers_what_was_planted(autocorrelation: float, shape: Any) -> None:
    # 40 quarters, 500 series: a share of 0.95 has a standard error of sqrt(.95 * .05 / 500) =
    # 0.0097, so the bounds lie three of them away; one that is really 0.90 falls outside in 92
    # of 100 runs.
    design = SeriesDesign(start=20, horizon=12, shape=shape)
    covered = 0
    for seed in range(500):
        values = 30 + noise(40, autocorrelation=autocorrelation, seed=seed)
        values[20:] -= 2
        change = interrupted(values, design=design).change
        covered += change.low <= -2 <= change.high
    assert 0.92 <= covered / 500 <= 0.98
