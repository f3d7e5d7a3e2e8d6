"""One region beside a mixture of areas, held to the published example; areas that resemble it."""

import csv
from pathlib import Path

import numpy as np
import pytest

from kit.errors import InputError, Refused
from kit.estimators.matching import matched
from kit.estimators.synthetic import given_weights, in_space, synthetic

CASES = Path(__file__).resolve().parents[2] / "shared/cases/stats/data_public"
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared/cases/stats")


def california():
    with (CASES / "california_prop99.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    years = sorted({row["Year"] for row in rows})
    seen = {}
    for row in rows:
        values = seen.setdefault(row["State"], np.full(len(years), np.nan))
        values[years.index(row["Year"])] = float(row["PacksPerCapita"])
    return seen.pop("California"), seen, years.index("1989")


@needs_cases
def test_the_tobacco_law_of_california_gives_the_published_difference_and_weights():
    own, others, start = california()
    found = synthetic(own, list(others.values()), start=start)
    # R, synthdid; Arkhangelsky et al. (2021) print -15.6.
    assert found.effect == pytest.approx(-15.6038278727338, abs=0.001)
    weights = dict(zip(others, found.weights, strict=True))
    assert weights["Nevada"] == pytest.approx(0.124489227812917, abs=1e-3)
    assert weights["New Hampshire"] == pytest.approx(0.105047578516294, abs=1e-3)
    assert weights["Montana"] == pytest.approx(0.045135207774626, abs=1e-3)
    assert found.times[16:] == pytest.approx(
        (0.366470631936465, 0.206453050560177, 0.427076317503358), abs=1e-3
    )
    assert sum(found.weights) == pytest.approx(1)
    assert sum(found.times) == pytest.approx(1)


@needs_cases
def test_equal_weights_give_plain_difference_in_differences():
    own, others, start = california()
    pool = np.array(list(others.values()))
    found = given_weights(
        own, pool, start=start, weights=np.full(len(pool), 1 / len(pool)),
        times=np.full(start, 1 / start),
    )  # fmt: skip
    assert found.effect == pytest.approx(-27.3491110836149, abs=1e-8)


def test_each_area_takes_the_place_of_the_region_against_the_others_only():
    rng = np.random.default_rng(2)
    pool = rng.normal(0, 1, (5, 12)) + np.arange(12)
    found = in_space(pool, start=8)
    assert [each.area for each in found] == [0, 1, 2, 3, 4]
    alone = synthetic(pool[2], np.delete(pool, 2, axis=0), start=8)
    assert found[2].effect == pytest.approx(alone.effect)


def test_a_constant_difference_in_level_is_no_effect():
    rng = np.random.default_rng(4)
    pool = rng.normal(0, 1, (6, 14))
    own = pool[:3].mean(axis=0) + 50
    found = synthetic(own, pool, start=9)
    assert synthetic(own - 50, pool, start=9).effect == pytest.approx(found.effect)
    assert found.gap == pytest.approx(50, abs=2)


def test_gaps_and_starts_without_enough_before_are_told_at_once():
    pool = np.ones((3, 5))
    pool[1, 2] = np.nan
    with pytest.raises(InputError) as told:
        synthetic([1, 2, 3, 4, 5], pool, start=2)
    assert "a place from 3 to 4" in str(told.value)
    assert "a figure in every period" in str(told.value)


def test_one_area_is_no_mixture():
    with pytest.raises(Refused, match="2 or more"):
        synthetic([1, 2, 3, 4, 5], [[1, 2, 3, 4, 5]], start=3)


def test_the_nearest_areas_are_chosen_by_hand_computed_distances():
    # Standard deviations: of 0, 2, 4 it is 2; of 0, 10, 20 it is 10.
    pool = {"p": [0, 0], "q": [2, 10], "r": [4, 20]}
    found = matched(pool, region=[1, 5], variables=["a", "b"], most=3)
    assert found.chosen == ("p", "q", "r")
    assert found.distances == pytest.approx((0.5, 0.5, 1.5))
    first = found.balance[0]
    assert (first.pool, first.before) == pytest.approx((2.0, -0.5))
    assert found.balance[1].after == pytest.approx(-0.5)


@pytest.mark.parametrize(
    ("caliper", "chosen"), [(0.49, ()), (0.5, ("p", "q")), (1.5, tuple("pqr"))]
)
def test_the_caliper_is_inclusive(caliper, chosen):
    pool = {"p": [0, 0], "q": [2, 10], "r": [4, 20]}
    found = matched(pool, region=[1, 5], variables=["a", "b"], most=3, caliper=caliper)
    assert found.chosen == chosen
    assert set(found.beyond) == set(pool) - set(chosen)


def test_the_order_in_which_areas_are_given_does_not_matter():
    pool = {"p": [0.0], "q": [2.0], "r": [4.0]}
    turned = dict(reversed(pool.items()))
    one = matched(pool, region=[1], variables=["a"], most=1)
    assert matched(turned, region=[1], variables=["a"], most=1) == one
    assert one.chosen == ("p",)


def test_mahalanobis_counts_what_two_variables_share_once():
    rng = np.random.default_rng(1)
    x = rng.normal(size=40)
    pool = {f"{i:02}": [v, v + 0.1 * rng.normal()] for i, v in enumerate(x)}
    numbers = np.array(list(pool.values()))
    own = np.array([0.3, 0.1])
    found = matched(pool, region=own, variables=["a", "b"], most=40, distance="mahalanobis")
    inverse = np.linalg.inv(np.cov(numbers.T))
    by_hand = [float(np.sqrt((v - own) @ inverse @ (v - own) / 2)) for v in numbers]
    assert sorted(found.distances) == pytest.approx(sorted(by_hand))


def test_an_area_without_a_variable_is_left_out_and_named():
    pool = {"p": [0, np.nan], "q": [2, 10], "r": [4, 20]}
    found = matched(pool, region=[1, 5], variables=["a", "b"], most=3)
    assert found.chosen == ("q", "r")
    assert found.beyond == ("p",)


def test_a_variable_that_is_the_same_everywhere_is_refused_by_name():
    with pytest.raises(Refused, match=r"`b`.*the same everywhere"):
        matched({"p": [0, 1], "q": [2, 1]}, region=[1, 1], variables=["a", "b"], most=1)


def test_a_variable_that_the_region_lacks_is_told():
    with pytest.raises(InputError, match="nothing for b"):
        matched({"p": [0, 1], "q": [2, 3]}, region=[1, np.nan], variables=["a", "b"], most=1)
