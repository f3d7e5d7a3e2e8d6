"""Counts that are interrupted, held to the Sicilian example of Lopez Bernal and to R."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kit.errors import InputError, Refused
from kit.estimators.segments import SeriesDesign
from kit.estimators.series_controlled import controlled_counts
from kit.estimators.series_counts import interrupted_counts

SICILY = Path(__file__).resolve().parents[2] / "shared/cases/stats/data_public/sicily_its.csv"
needs_sicily = pytest.mark.skipif(not SICILY.is_file(), reason="needs ../shared/cases/stats")


def sicily(**asked: Any) -> Any:
    table = np.genfromtxt(SICILY, delimiter=",", names=True)
    lag = asked.pop("lag", None)
    asked = {"shape": "level", "season": "none", "horizon": 0} | asked
    design = SeriesDesign(start=36, cycle=12, **asked)
    return interrupted_counts(table["aces"], exposure=table["stdpop"], design=design, lag=lag)


def term(found: Any, name: str) -> Any:
    return next(c for c in found.terms if c.term == name)


@needs_sicily
def test_the_sicilian_ban_has_the_quasi_poisson_of_r() -> None:
    found = sicily()
    assert term(found, "level_change").value == pytest.approx(-0.111628442558862, rel=1e-4)
    assert term(found, "level_change").se == pytest.approx(0.0324959453605953, rel=1e-4)
    assert term(found, "trend").value == pytest.approx(0.00494499203221466, rel=1e-4)
    assert term(found, "trend").se == pytest.approx(0.000941837877057088, rel=1e-4)
    assert found.sigma == pytest.approx(3.55919463201087, rel=1e-4)


@needs_sicily
def test_the_sicilian_ban_with_its_season_has_the_published_ratio() -> None:
    # Lopez Bernal, Cummins and Gasparrini (2017): 0.885, from 0.839 to 0.933 by the normal
    # distribution; by the t-distribution a little wider
    found = sicily(season="by_length")
    assert found.season == "two_pairs"
    assert 1 + found.change.relative == pytest.approx(0.885071547243929, rel=1e-5)
    assert term(found, "level_change").se == pytest.approx(0.0270311072554056, rel=1e-4)
    assert found.sigma == pytest.approx(2.26218641456038, rel=1e-4)
    normal = [
        np.exp(np.log1p(found.change.relative) + z * 1.959964 * 0.0270311072554056) for z in (-1, 1)
    ]
    assert normal == pytest.approx([0.839400955658534, 0.933227009643085], rel=1e-4)
    assert 1 + found.change.relative_low < normal[0]
    assert 1 + found.change.relative_high > normal[1]


@needs_sicily
def test_a_change_of_slope_in_sicily_is_that_of_r() -> None:
    # R counts the new slope from the period before the start
    found = sicily(season="by_length", shape="level_and_slope")
    slope = term(found, "slope_change")
    assert slope.value == pytest.approx(0.00148222799808581, rel=1e-4)
    assert slope.se == pytest.approx(0.00185463163225313, rel=1e-4)
    assert term(found, "level_change").value == pytest.approx(
        -0.131859171249762 + 0.00148222799808581, rel=1e-4
    )
    assert (slope.value / slope.se) ** 2 == pytest.approx(0.638791465145737, rel=1e-3)


@needs_sicily
def test_newey_west_errors_of_the_counts_are_those_of_sandwich() -> None:
    # sandwich without the factor n/(n-k), which the kit applies
    found = sicily(season="by_length", lag=12)
    factor = np.sqrt(52 / 59)
    assert term(found, "level_change").se * factor == pytest.approx(0.0153906545369485, rel=1e-4)
    assert term(found, "trend").se * factor == pytest.approx(0.000665290442292276, rel=1e-4)


def test_the_change_is_told_per_person_at_the_horizon() -> None:
    people = np.full(40, 1000.0)
    rate = np.where(np.arange(40) >= 25, 0.3, 0.4)
    design = SeriesDesign(start=25, horizon=5, shape="level")
    change = interrupted_counts(rate * people, exposure=people, design=design).change
    assert change.counterfactual == pytest.approx(0.4)
    assert change.absolute == pytest.approx(-0.1)
    assert change.relative == pytest.approx(-0.25)


def test_counts_that_vary_less_than_chance_get_no_narrower_interval() -> None:
    people = np.full(20, 1000.0)
    counts = np.where(np.arange(20) >= 10, 80.0, 100.0)
    design = SeriesDesign(start=10, horizon=0, shape="level")
    found = interrupted_counts(counts, exposure=people, design=design)
    assert found.sigma == 1.0
    assert found.change.se > 0


def test_the_absolute_interval_of_counts_is_that_of_many_draws() -> None:
    rng = np.random.default_rng(5)
    people = np.full(40, 1000.0)
    design = SeriesDesign(start=20, horizon=0, shape="level")
    spread = []
    for _ in range(400):
        counts = rng.poisson(np.where(np.arange(40) >= 20, 60, 80)).astype(float)
        spread.append(interrupted_counts(counts, exposure=people, design=design).change)
    absolute = np.array([change.absolute for change in spread])
    assert np.mean([change.se for change in spread]) == pytest.approx(absolute.std(), rel=0.12)


def test_controlled_counts_are_the_stacked_regression_of_both() -> None:
    import statsmodels.api as sm

    t = np.arange(24)
    people, others = np.linspace(1000, 1200, 24), np.linspace(5000, 4000, 24)
    own = np.round(people * 0.05 * np.where(t >= 14, 0.8, 1))
    other = np.round(others * 0.06 * np.where(t >= 14, 0.95, 1))
    design = SeriesDesign(start=14, horizon=4)
    found = controlled_counts(
        own, exposure=people, comparison=other, comparison_exposure=others, design=design
    )
    after = (t >= 14).astype(float)
    x = np.column_stack([np.ones(24), t - 14, after, after * (t - 14)])
    stacked = np.vstack([np.hstack([x, x]), np.hstack([x, 0 * x])])
    # neither varies more than chance gives, so the dispersion is one
    whole = sm.GLM(
        np.concatenate([own, other]),
        stacked,
        family=sm.families.Poisson(),
        exposure=np.concatenate([people, others]),
    ).fit(tol=1e-12)
    step = np.array([0, 0, 0, 0, 0, 0, 1, 4])
    log_ratio, se = step @ whole.params, np.sqrt(step @ whole.cov_params() @ step)
    assert found.own.sigma == found.comparison.sigma == 1
    assert np.log1p(found.change.relative) == pytest.approx(log_ratio)
    half = np.log1p(found.change.relative_high) - np.log1p(found.change.relative)
    assert half == pytest.approx(se * width(found.change.df))
    assert found.change.counterfactual == pytest.approx(
        found.own.change.counterfactual * (1 + found.comparison.change.relative)
    )


def width(df: float) -> float:
    from scipy import stats

    return float(stats.t.ppf(0.975, df))


def test_a_comparison_of_another_length_is_told() -> None:
    design = SeriesDesign(start=3, horizon=0, shape="level")
    with pytest.raises(InputError, match="5 periods"):
        controlled_counts(
            [9] * 6, exposure=[99] * 6, comparison=[9] * 5, comparison_exposure=[99] * 5,
            design=design,
        )  # fmt: skip


def test_a_larger_population_is_not_a_rise() -> None:
    people = np.linspace(1000, 2000, 24)
    design = SeriesDesign(start=12, horizon=5)
    change = interrupted_counts(0.1 * people, exposure=people, design=design).change
    assert change.relative == pytest.approx(0, abs=1e-6)


def test_impossible_counts_are_told_all_at_once() -> None:
    with pytest.raises(InputError) as told:
        interrupted_counts([-1, 2, 3, 4], exposure=[1, 0, 1, 1], design=SeriesDesign(2, 0))
    assert len(told.value.problems) == 2


def test_hardly_any_events_are_refused() -> None:
    design = SeriesDesign(start=6, horizon=0, shape="level")
    few = [0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]
    with pytest.raises(Refused, match="2 events for 3 terms"):
        interrupted_counts(few, exposure=[100.0] * 12, design=design)


def test_no_events_at_all_after_the_start_is_refused() -> None:
    design = SeriesDesign(start=6, horizon=0, shape="level")
    counts = [5, 6, 4, 7, 5, 6] + [0] * 6
    with pytest.raises(Refused, match="convergence"):
        interrupted_counts(counts, exposure=[100.0] * 12, design=design)
