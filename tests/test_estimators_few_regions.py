"""Inference with few regions, held to clubSandwich, to brute force and to exact enumeration.

Values of R: clubSandwich 0.5.8 under R 4.2.2, refits by brute force (tests/reference/README.md).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.errors import InputError, Refused
from kit.estimators.cr2 import cr2, two_way
from kit.estimators.few_regions import Design, apply_rule, decide, spread_ratio
from kit.estimators.imputation import imputation, panel
from kit.estimators.permutation import (
    assignments_of,
    count_assignments,
    effects_of,
    permute,
    smallest_p,
)
from kit.estimators.wild import wild

HERE = Path(__file__).parent / "reference"
CASES = Path(__file__).resolve().parents[2] / "shared/cases/stats/data"
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared/cases/stats/data")


def read(path: Path) -> Any:
    return np.genfromtxt(path, delimiter=",", names=True)


def drawn(regions: int, periods: int, seed: int = 1) -> Any:
    return np.random.default_rng(seed).standard_normal((regions, periods))


# cluster-robust errors


@pytest.mark.parametrize(
    ("contrast", "estimate", "se", "df", "p"),
    [
        ([0, 1, 0], 0.115562156360552, 0.0162450777800678, 2.34261641339276, 0.0123336860984384),
        ([0, 0, 1], 0.23067848873197, 0.110467620919051, 2.86348461882975, 0.132314400169471),
    ],
)
def test_grunfelds_firms_have_the_cr2_errors_of_clubsandwich(
    contrast: list[float], estimate: float, se: float, df: float, p: float
) -> None:
    firms = read(HERE / "grunfeld.csv")
    x = np.column_stack([np.ones(len(firms)), firms["value"], firms["capital"]])
    found = cr2(x, firms["inv"], clusters=firms["firm"], contrast=contrast)
    assert found.clusters == 10
    assert [found.estimate, found.se, found.df, found.p] == pytest.approx(
        [estimate, se, df, p], rel=1e-6
    )


@needs_cases
@pytest.mark.parametrize(
    ("contrast", "se", "df", "p"),
    [
        ([1, 0], 0.0233928142172267, 9.00000665230777, 0.236359667375473),
        ([0, 1], 0.0333960820160147, 8.98943607815992, 1.89854486896152e-10),
    ],
)
def test_petersens_years_have_the_cr2_errors_of_clubsandwich(
    contrast: list[float], se: float, df: float, p: float
) -> None:
    firms = read(CASES / "petersen_cl.csv")
    x = np.column_stack([np.ones(len(firms)), firms["x"]])
    found = cr2(x, firms["y"], clusters=firms["year"], contrast=contrast)
    assert [found.se, found.df, found.p] == pytest.approx([se, df, p], rel=1e-6)


def test_taking_out_the_levels_of_regions_gives_what_their_dummies_give() -> None:
    given = panel(drawn(6, 8), starts=[4, 4, 5, None, None, None])
    model = two_way(given)
    ours = cr2(model.columns, model.values, clusters=model.clusters, contrast=[1, *[0] * 7])
    region, period = np.repeat(np.eye(6), 8, axis=0), np.tile(np.eye(8)[:, 1:], (6, 1))
    started = (np.arange(8) >= np.array(given.starts)[:, None]).astype(float).ravel()
    x = np.column_stack([started, period, region])
    full = cr2(x, given.outcomes.ravel(), clusters=np.repeat(np.arange(6), 8),
               contrast=[1, *[0] * 13])  # fmt: skip
    assert [ours.estimate, ours.se, ours.df] == pytest.approx([full.estimate, full.se, full.df])


@needs_cases
def test_the_two_way_effect_on_teenage_employment_is_that_of_fixest() -> None:
    model = two_way(mpdta())
    found = np.linalg.lstsq(model.columns, model.values, rcond=None)[0][0]
    assert found == pytest.approx(-0.0365489366742363, rel=1e-6)


def test_one_cluster_and_repeated_terms_are_refused() -> None:
    with pytest.raises(InputError, match="two or more"):
        cr2([[1], [1]], [1, 2], clusters=[1, 1], contrast=[1])
    with pytest.raises(Refused, match="told apart"):
        cr2([[1, 1], [1, 1], [1, 1]], [1, 2, 3], clusters=[1, 1, 2], contrast=[1, 0])


# the wild bootstrap


def grunfeld_by_brute_force() -> tuple[Any, Any, Any]:
    firms = read(HERE / "grunfeld.csv")
    x = np.column_stack([np.ones(len(firms)), firms["value"], firms["capital"]])
    return x, firms["inv"], firms["firm"]


def test_grunfelds_firms_have_the_enumerated_wild_bootstrap_of_r() -> None:
    x, y, firm = grunfeld_by_brute_force()
    found = wild(x, y, clusters=firm, term=1)
    assert (found.draws, found.enumerated, found.smallest_p) == (1024, True, 2 / 1024)
    assert found.p == 0.00390625  # inclusive: the sample, its mirror image and one more pair
    assert found.p_strict == 0.001953125  # what pyfixest, wildboottest and diff-diff print
    # the t of R is without the factor G/(G-1) (N-1)/(N-k)
    assert found.t * np.sqrt(10 / 9 * 199 / 197) == pytest.approx(7.70274284268808, rel=1e-6)


def test_the_wild_bootstrap_is_that_of_refitting_every_draw() -> None:
    rng = np.random.default_rng(3)
    cluster = np.repeat(np.arange(5), 4)
    x = np.column_stack([np.ones(20), rng.standard_normal(20), cluster >= 3])
    y = rng.standard_normal(20) + 0.5 * x[:, 2]
    null = x[:, :2]
    fitted = null @ np.linalg.lstsq(null, y, rcond=None)[0]

    def t_of(values: Any) -> float:
        beta = np.linalg.lstsq(x, values, rcond=None)[0]
        inverse = np.linalg.inv(x.T @ x)
        rest = values - x @ beta
        meat = sum(
            np.outer(s, s) for c in range(5) for s in [x[cluster == c].T @ rest[cluster == c]]
        )
        return float(beta[2] / np.sqrt((inverse @ meat @ inverse)[2, 2]))

    signs = [1 - 2 * (np.arange(32)[:, None] >> np.arange(5) & 1)][0]
    ts = np.abs([t_of(fitted + s[cluster] * (y - fitted)) for s in signs])
    found = wild(x, y, clusters=cluster, term=2)
    assert found.p == np.mean(ts >= ts[0] - 1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_an_inclusive_wild_p_is_never_below_its_smallest(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(6), 3)
    x = np.column_stack([np.ones(18), cluster >= 3])
    found = wild(x, rng.standard_normal(18), clusters=cluster, term=1)
    assert found.smallest_p <= found.p <= 1
    assert found.p_strict < found.p


def test_more_than_fourteen_clusters_are_drawn_and_the_sample_counted() -> None:
    rng = np.random.default_rng(1)
    cluster = np.repeat(np.arange(15), 3)
    x = np.column_stack([np.ones(45), cluster % 2])
    found = wild(x, rng.standard_normal(45), clusters=cluster, term=1)
    assert (found.draws, found.enumerated, found.smallest_p) == (10_000, False, 1e-4)


# the imputed effect


def mpdta() -> Any:
    rows = read(CASES / "mpdta.csv")
    counties = np.unique(rows["countyreal"])
    outcomes = np.full((len(counties), 5), np.nan)
    at = np.searchsorted(counties, rows["countyreal"])
    outcomes[at, rows["year"].astype(int) - 2003] = rows["lemp"]
    first = np.zeros(len(counties))
    first[at] = rows["firsttreat"]
    return panel(outcomes, starts=[int(f) - 2003 if f else None for f in first])


@needs_cases
def test_the_imputed_effect_on_teenage_employment_is_that_of_r() -> None:
    found = imputation(mpdta())
    assert found.effect == pytest.approx(-0.0477099182784637, rel=1e-6)
    assert found.cells == 291
    assert [e.event for e in found.by_event] == [0, 1, 2, 3]
    assert [e.effect for e in found.by_event] == pytest.approx(
        [-0.0310669271925974, -0.0522348567485184, -0.136078114440243, -0.104707471576544],
        rel=1e-6,
    )


@pytest.mark.parametrize("anticipation", [0, 2])
@pytest.mark.parametrize("gaps", [0, 6])
def test_an_imputed_effect_is_that_of_dummies_on_what_had_not_started(
    gaps: int, anticipation: int
) -> None:
    seen = drawn(7, 12, seed=4)
    rng = np.random.default_rng(5)
    seen.ravel()[rng.choice(84, gaps, replace=False)] = np.nan
    starts = [5, 7, 7, 9, None, None, None]
    found = imputation(panel(seen, starts=starts, anticipation=anticipation))
    start = np.array([99 if s is None else s for s in starts])[:, None]
    free = np.isfinite(seen) & (np.arange(12) < start - anticipation)
    g, t = np.nonzero(free)
    x = np.hstack([np.eye(7)[g], np.eye(12)[t]])
    beta = np.linalg.lstsq(x, seen[free], rcond=None)[0]
    rest = seen - beta[:7, None] - beta[7:]
    after = np.isfinite(seen) & (np.arange(12) >= start)
    assert found.effect == pytest.approx(rest[after].mean())
    assert found.cells == after.sum()
    assert found.by_event[0].event == -anticipation
    assert found.by_region[3] == pytest.approx(np.nanmean(rest[3, 9:]))
    assert np.isnan(found.by_region[6])


def test_the_levels_of_regions_and_the_course_of_all_do_not_move_the_effect() -> None:
    seen = drawn(6, 10)
    moved = seen + np.arange(6)[:, None] * 7 + np.sin(np.arange(10)) * 5
    starts = [4, 6, None, None, None, None]
    one, other = (imputation(panel(y, starts=starts)).effect for y in (seen, moved))
    assert one == pytest.approx(other)


def test_periods_in_which_every_region_had_started_are_dropped() -> None:
    given = panel(drawn(4, 10), starts=[3, 5, 7, 7])
    assert (given.outcomes.shape[1], given.dropped) == (7, 3)
    assert given.starts == (3, 5, 7, 7)


@pytest.mark.parametrize(
    ("starts", "says"),
    [
        ([5, 5, 5, 5], "all regions at once"),
        ([None, None, None, None], "no region that started"),
    ],
)
def test_nothing_to_compare_with_is_refused(starts: list[int | None], says: str) -> None:
    with pytest.raises(Refused, match=says):
        panel(drawn(4, 10), starts=starts)


@pytest.mark.parametrize("start", [0, 10, -1])
def test_a_start_without_a_period_before_it_or_after_the_last_is_told(start: int) -> None:
    with pytest.raises(InputError, match="a place from 1 to 9, or None"):
        panel(drawn(4, 10), starts=[start, None, None, None])


@pytest.mark.parametrize("start", [1, 9])
def test_one_period_on_either_side_is_enough_for_an_effect(start: int) -> None:
    assert panel(drawn(4, 10), starts=[start, None, None, None]).starts[0] == start


def test_a_region_without_outcomes_before_its_start_is_told() -> None:
    seen = drawn(4, 10)
    seen[2, :4] = np.nan
    with pytest.raises(InputError, match="region 3"):
        panel(seen, starts=[4, None, 4, None])


def test_regions_without_a_period_in_common_are_refused() -> None:
    seen = drawn(4, 6)
    seen[:2, :3] = np.nan
    seen[2:, 3:] = np.nan
    with pytest.raises(Refused, match="link all regions"):
        imputation(panel(seen, starts=[5, None, None, None]))


# permutation


def test_two_groups_of_five_have_the_exact_p_of_all_252_assignments() -> None:
    y = [55, 58, 60, 61, 70, 62, 63, 66, 68, 75]
    found = permute(panel(np.column_stack([np.zeros(10), y]), starts=[None] * 5 + [1] * 5))
    assert found.effect == pytest.approx(6)
    assert found.assignments == 252
    assert found.p == pytest.approx(0.142857142857143, abs=1e-12)
    assert found.smallest_p == 2 / 252
    assert len(found.placebos) == 251


@pytest.mark.parametrize("anticipation", [0, 1])
@pytest.mark.parametrize("starts", [[3, 5, None, None], [3, 5, 7, 7], [4, 4, 6, None]])
def test_the_table_of_start_dates_gives_the_effect_of_every_assignment(
    starts: list[int | None], anticipation: int
) -> None:
    given = panel(drawn(4, 9, seed=2), starts=starts, anticipation=anticipation)
    every = sorted(set(permutations(given.starts)))
    quick = effects_of(given, np.array(every))
    length = given.outcomes.shape[1]
    slow = [
        imputation(
            panel(
                given.outcomes,
                starts=[None if s == length else s for s in one],
                anticipation=anticipation,
            )
        ).effect
        for one in every
    ]
    assert quick == pytest.approx(slow)


@pytest.mark.parametrize("anticipation", [0, 1])
def test_gaps_change_the_way_and_not_the_effects(anticipation: int) -> None:
    seen = drawn(6, 10, seed=3)
    seen.ravel()[[3, 17, 25, 41, 59]] = np.nan
    given = panel(seen, starts=[4, 6, 6, None, None, None], anticipation=anticipation)
    every = assignments_of(given.starts, draws=0, most=100, rng=np.random.default_rng(1))
    slow = [imputation(replace(given, starts=tuple(row))).effect for row in every.tolist()]
    assert len(every) == 60
    assert effects_of(given, every) == pytest.approx(slow)
    assert permute(given).effect == pytest.approx(imputation(given).effect)


def test_a_period_that_only_one_region_shows_is_left_out_where_that_region_had_started() -> None:
    seen = drawn(4, 8, seed=3)
    seen[1:, 6] = np.nan
    given = panel(seen, starts=[4, None, None, None])
    found = permute(given)
    assert found.assignments == 4
    assert imputation(given).cells == 3
    assert found.effect == pytest.approx(imputation(given).effect)


def test_a_gap_that_forbids_an_assignment_is_told() -> None:
    seen = drawn(5, 8)
    seen[4, :3] = np.nan
    with pytest.raises(Refused, match="outcomes before every start date"):
        permute(panel(seen, starts=[3, 5, None, None, None]))


def test_the_assignments_are_all_different_and_hold_the_real_one() -> None:
    starts = [3, 3, 5, 9, 9]
    every = assignments_of(starts, draws=9, most=100, rng=np.random.default_rng(1))
    assert len({tuple(row) for row in every.tolist()}) == len(every) == count_assignments(starts)
    assert starts in every.tolist()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_the_interval_of_a_permutation_ends_where_the_test_begins_to_reject(seed: int) -> None:
    seen = drawn(7, 10, seed=seed)
    starts = [4, 4, 6, None, None, None, None]
    found = permute(panel(seen, starts=starts), confidence=0.9)
    began = np.arange(10) >= np.array([99 if s is None else s for s in starts])[:, None]

    def p(effect: float) -> float:
        return permute(panel(seen - effect * began, starts=starts)).p

    assert found.low < found.effect < found.high
    assert p(found.low + 1e-6) > 0.1 >= p(found.low - 1e-6)
    assert p(found.high - 1e-6) > 0.1 >= p(found.high + 1e-6)


def test_a_design_that_cannot_reject_excludes_no_effect() -> None:
    found = permute(panel(drawn(6, 10), starts=[5, *[None] * 5]))
    assert (found.low, found.high) == (-np.inf, np.inf)


def test_many_assignments_are_drawn_and_the_real_one_added() -> None:
    given = panel(drawn(12, 10), starts=[3, 4, 5, 6, 7, *[None] * 7])
    found = permute(given, seed=7)
    assert (found.assignments, found.enumerated, found.smallest_p) == (10_000, False, 1e-4)
    assert found == permute(given, seed=7)
    assert found.p >= 1e-4
    assert permute(given, seed=7, draws=999).smallest_p == 1e-3


@pytest.mark.parametrize(
    ("starts", "least"),
    [
        ([5, 9, 9, 9, 9, 9], 1 / 6),
        ([5, 5, 9, 9, 9, 9], 1 / 15),
        ([5, 5, 5, 9, 9, 9], 2 / 20),  # swapping the halves only turns the sign
        ([5, 6, 9, 9, 9, 9], 1 / 30),
    ],
)
def test_the_smallest_p_is_one_that_outcomes_can_give(starts: list[int], least: float) -> None:
    assert smallest_p(starts, periods=9) == pytest.approx(least)
    seen = 1e-3 * drawn(6, 9) + 10 * (np.arange(9) >= np.array(starts)[:, None])
    found = permute(panel(seen, starts=[None if s == 9 else s for s in starts]))
    assert found.p == pytest.approx(least)


# the rule


@pytest.mark.parametrize(
    ("starts", "method"),
    [
        ((8, *[None] * 5), "descriptive"),  # 1/6
        ((8, *[None] * 9), "descriptive"),  # 1/10
        ((8, *[None] * 38), "descriptive"),  # 1/39 is above .025, and one region started
        ((8, *[None] * 40), "permutation"),  # 1/41
        ((8, 8, *[None] * 4), "cr2"),  # 1/15
        ((8, 10, *[None] * 4), "cr2"),  # 1/30
        ((8, 8, 8, 8, None, None), "cr2"),
        ((8, 8, 8, 8, 8, None), "descriptive"),  # one left to compare with
        ((8, 8, 8, None, None, None), "cr2"),  # 2/20
        ((8, 8, *[None] * 8), "permutation"),  # 1/45
        ((6, 8, 10, 12, None, None), "permutation"),  # 1/360
        ((6, 8, 10, 12, 14, 14), "permutation"),  # the last two are the comparison
    ],
)
def test_the_rule_follows_from_the_start_dates_alone(starts: Any, method: str) -> None:
    rule = decide(Design(starts=starts, periods=20))
    assert rule.method == method
    assert np.isnan(rule.df) == (method != "cr2")


def test_the_rule_tells_its_degrees_of_freedom_before_the_data() -> None:
    design = Design(starts=(8, 8, None, None, None, None), periods=20)
    rule = decide(design)
    done = apply_rule(drawn(6, 20), design=design, rule=rule)
    assert done.cluster_robust is not None
    assert done.cluster_robust.df == pytest.approx(rule.df)
    assert done.p == done.cluster_robust.p
    assert rule.weak
    assert done.bootstrapped is not None
    assert done.bootstrapped.estimate == pytest.approx(done.cluster_robust.estimate)
    assert done.bootstrapped.draws == 64


def test_one_region_that_started_gets_no_p_value() -> None:
    design = Design(starts=(8, *[None] * 5), periods=20)
    done = apply_rule(drawn(6, 20), design=design, rule=decide(design))
    assert np.isnan(done.p)
    assert done.cluster_robust is None
    assert len(done.permuted.placebos) == 5


def test_a_rule_that_was_written_down_and_read_again_is_the_same() -> None:
    design = Design(starts=(8, 8, 12, 12, None, None), periods=20)
    again = replace(decide(design), df=float("nan"))
    assert apply_rule(drawn(6, 20), design=design, rule=again).rule == again


def test_a_rule_of_another_design_is_told() -> None:
    design = Design(starts=(8, 8, 12, 12, None, None), periods=20)
    rule = decide(Design(starts=(8, *[None] * 5), periods=20))
    with pytest.raises(InputError, match="the rule of this design"):
        apply_rule(drawn(6, 20), design=design, rule=rule)


def test_the_p_value_is_that_of_the_permutation_where_it_is_the_rule() -> None:
    design = Design(starts=(8, 8, 12, 12, None, None), periods=20)
    done = apply_rule(drawn(6, 20), design=design, rule=decide(design))
    assert done.p == done.permuted.p
    assert done.rule.smallest_p == done.permuted.smallest_p == 1 / 90


@pytest.mark.parametrize("times", [0.5, 1.0, 2.0])
def test_regions_that_varied_more_before_they_started_are_told(times: float) -> None:
    seen = drawn(20, 300)
    seen[:5] *= times
    starts = [250] * 5 + [None] * 15
    assert spread_ratio(panel(seen, starts=starts)) == pytest.approx(times, rel=0.1)
    seen[:, 250:] *= 100
    assert spread_ratio(panel(seen, starts=starts)) == pytest.approx(times, rel=0.1)


def test_the_spread_is_told_of_what_is_there() -> None:
    seen = drawn(6, 10)
    seen[:, 2] = np.nan
    seen[5, :6] = np.nan
    assert spread_ratio(panel(seen, starts=[6, *[None] * 5])) > 0
    seen[1:, :6] = np.nan
    assert np.isnan(spread_ratio(panel(seen, starts=[6, *[None] * 5])))


def test_two_periods_before_the_start_tell_no_spread() -> None:
    seen = drawn(6, 10)
    assert np.isnan(spread_ratio(panel(seen, starts=[2, *[None] * 5])))
    assert spread_ratio(panel(seen, starts=[3, *[None] * 5])) > 0
