"""Funnels and overdispersion, held to the numbers of PHE and of FunnelPlotR.

The numbers of PHE are those of the test files of PHEindicatormethods 2.1.0 (UK Health Security
Agency), whose limits a spreadsheet sought: they agree to five digits and more. Overdispersion:
FunnelPlotR (NHS-R Community), the data of its own unit test, winsorised as the Care Quality
Commission does.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import InputError, Refused
from kit.rates import funnel
from kit.rates.dispersion import Dispersion, deviations, dispersion, winsorised
from kit.rates.funnel import effective_population, funnel_limits

NAN = math.nan
PHE = Path(__file__).resolve().parents[2] / "shared/cases/stats/data_public"
needs_phe = pytest.mark.skipif(not PHE.is_dir(), reason="needs ../shared/cases/stats/data_public")
CALLED = {
    "within": "Not significant",
    "above_95": "High (0.025)",
    "above_998": "High (0.001)",
    "below_95": "Low (0.025)",
    "below_998": "Low (0.001)",
}

# FunnelPlotR, the data of its unit test
OBSERVED = [100, 150, 180, 80, 120, 225]
AWAITED = [108, 112, 165, 95, 100, 220]


def read(name: str) -> Any:
    import pandas as pd

    return pd.read_csv(PHE / name)


# Limits


@pytest.mark.parametrize(
    ("n", "level", "low", "high"),
    [
        # phe_funnel_prop_outputs: per cent around 80.642448
        (1, 0.95, 3.204264, 100.0),
        (50, 0.95, 69.691035, 91.593861),
        (3, 0.998, 10.150815, 100.0),
        (50, 0.998, 63.375595, 97.909301),
    ],
)
def test_limits_of_a_proportion_are_those_of_phe(
    n: int, level: float, low: float, high: float
) -> None:
    found = funnel_limits([n], kind="proportion", target=0.80642448, level=level)
    assert (100 * found.low[0], 100 * found.high[0]) == pytest.approx((low, high), abs=2e-6)


def test_limits_of_a_ratio_are_where_the_exact_interval_of_a_count_just_reaches_one() -> None:
    # PHE, funnel of ratios, 10 observed events: exact limits 4.795387629 and 18.39035799
    low = funnel_limits([18.39035799], kind="ratio", target=1, level=0.95).low
    high = funnel_limits([4.795387629], kind="ratio", target=1, level=0.95).high
    assert (18.39035799 * low[0], 4.795387629 * high[0]) == pytest.approx((10, 10), rel=1e-6)


def test_nothing_lies_below_a_funnel_where_no_events_are_no_rare_chance() -> None:
    # exp(-3.68888) is 0.025: with more expected events than that, none at all is rare.
    low = funnel_limits([0.1, 3.68, 3.70], kind="ratio", target=1, level=0.95).low
    assert low[:2].tolist() == [0, 0]
    assert 0 < low[2] < 0.01


def test_one_event_lies_above_the_funnel_where_hardly_any_was_expected() -> None:
    # -ln(0.975) = 0.0253: from that many on, one event is no rare chance.
    found = funnel([1, 1, 30], [0.025, 0.026, 30], kind="ratio")
    assert found.place.tolist() == ["above_95", "within", "within"]


@needs_phe
def test_all_limits_of_phe_are_reproduced() -> None:
    shares = read("phe_funnel_prop_outputs.csv")
    target = float(shares["Baseline"][0]) / 100
    for level, wide in ((0.95, "2s0025"), (0.998, "3s0001")):
        found = funnel_limits(shares["Population"], kind="proportion", target=target, level=level)
        assert 100 * found.low == pytest.approx(shares[f"Lower{wide}limit"].to_numpy(), abs=2e-6)
        assert 100 * found.high == pytest.approx(shares[f"Upper{wide}limit"].to_numpy(), abs=2e-6)
    ratios, rates = read("phe_funnel_ratio_outputs.csv"), read("phe_funnel_rate_outputs.csv")
    target = float(rates["baseline"][0]) / 100_000
    for level, wide in ((0.95, "2s"), (0.998, "3s")):
        for side, end in (("lower", "low"), ("upper", "high")):
            awaited = ratios[f"{side}_{wide}_exp_events"]
            found = funnel_limits(awaited, kind="ratio", target=1, level=level)
            theirs = ratios[f"{side}_{wide}_isr"].to_numpy()
            assert 100 * getattr(found, end) == pytest.approx(theirs, rel=1e-5)
            years = 3 * rates[f"{side}_{wide}_population_1_year"]
            found = funnel_limits(years, kind="rate", target=target, level=level)
            theirs = rates[f"{side}_{wide}_limit"].to_numpy()
            assert 100_000 * getattr(found, end) == pytest.approx(theirs, rel=1e-5)


# Places


def test_places_in_a_funnel_of_ratios_are_those_of_phe() -> None:
    found = funnel(
        [8, 151, 159, 191, 124, 150],
        [6.239860227, 106.4429719, 232.9329036, 184.0963855, 183.894409, 119.5695496],
        kind="ratio",
    )
    assert found.place.tolist() == [
        "within", "above_998", "below_998", "within", "below_998", "above_95"
    ]  # fmt: skip
    assert found.target == 1


@needs_phe
def test_all_places_of_phe_are_reproduced() -> None:
    ratios = read("phe_funnel_ratio_inputs.csv")
    shares = read("phe_funnel_prop_inputs.csv")
    rates = read("phe_funnel_rate_dsr_inputs.csv")
    some = rates[rates["count"] > 0]
    people = effective_population(some["count"], some["rate_dsr"], per=100_000)
    for found, theirs in (
        (funnel(ratios["obs"], ratios["expected"], kind="ratio"), ratios["significance"]),
        (
            funnel(shares["numerator"], shares["denominator"], kind="proportion"),
            shares["significance"],
        ),
        (
            funnel(rates["count"], rates["pop"], kind="rate"),
            rates["crude_per_100000_with_0"],
        ),
        (
            funnel(some["count"], some["pop"], kind="rate"),
            some["crude_per_100000_without_0"],
        ),
        (funnel(some["count"], people, kind="rate"), some["dsr_per_100000_without_0"]),
    ):
        assert [CALLED[place] for place in found.place] == theirs.tolist()


def test_the_target_is_all_events_over_all_people() -> None:
    found = funnel([10, 20, NAN], [100, 300, 600], kind="proportion")
    assert found.target == pytest.approx(30 / 400)
    assert found.place.tolist()[2] == "not_shown"
    assert math.isnan(found.value[2])


def test_an_area_with_too_few_events_for_a_standardised_rate_has_no_place() -> None:
    events = np.array([50, 9, 70])
    people = effective_population(events, [250, NAN, 300], per=100_000)
    with pytest.raises(Refused, match="a denominator for every area with events"):
        funnel(events, people, kind="rate")
    found = funnel(np.where(np.isnan(people), NAN, events), people, kind="rate")
    assert found.place.tolist() == ["within", "not_shown", "within"]
    assert math.isnan(found.limits[0.95].low[1])
    assert found.target == pytest.approx(120 / (50 / 0.0025 + 70 / 0.003))


def test_a_value_on_a_limit_is_within_it() -> None:
    # 0.5 ± 1.96 × sqrt(0.25 / n) with n chosen so that the limit is 0.6
    n = 1.959963984540054**2 * 0.25 / 0.01
    on, beyond = (
        funnel([share * n, 0.5 * n], [n, n], kind="proportion", target=0.5).place[0]
        for share in (0.5999999, 0.6000001)
    )
    assert (on, beyond) == ("within", "above_95")


def test_all_and_none_lie_on_the_limits_of_few_and_within_them() -> None:
    found = funnel([3, 0, 300], [3, 3, 600], kind="proportion", target=0.5)
    assert found.limits[0.998].high[0] == 1
    assert found.limits[0.998].low[0] == 0
    assert found.place.tolist() == ["within", "within", "within"]


@pytest.mark.parametrize("kind", ["ratio", "proportion"])
def test_a_corrected_limit_of_a_very_small_area_does_not_bounce_back(kind: Any) -> None:
    spread = dispersion([10, 60, 40], [100, 100, 100], kind=kind, target=0.2)
    low, high = funnel_limits(
        [0.01, 0.1, 1, 10], kind=kind, target=0.2, level=0.95, correction="additive", spread=spread
    )
    assert low.tolist() == [0, 0, 0, 0]
    assert (np.diff(high) <= 0).all()
    assert high[0] == 1 or kind == "ratio"


def test_a_little_more_than_chance_is_not_called_more_than_chance() -> None:
    # 1 + 2 sqrt(2/8) = 2
    for phi, more in ((1.5, False), (2.0, False), (2.01, True)):
        found = Dispersion(phi=phi, tau=0.1, threshold=2.0, n=8, winsorised=0.1)
        assert found.more_than_chance is more


@given(
    st.lists(st.tuples(st.integers(1, 400), st.floats(5, 400)), min_size=3, max_size=20).flatmap(
        lambda rows: st.tuples(st.just(rows), st.permutations(range(len(rows))))
    )
)
def test_areas_keep_their_order_and_each_its_place(
    drawn: tuple[list[tuple[int, float]], list[int]],
) -> None:
    rows, order = drawn
    events, awaited = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    one = funnel(events, awaited, kind="ratio", correction="additive")
    other = funnel(events[order], awaited[order], kind="ratio", correction="additive")
    assert one.place[order].tolist() == other.place.tolist()


@given(st.integers(1, 10_000), st.floats(0.01, 3))
def test_the_outer_limits_lie_outside_the_inner_ones(n: int, target: float) -> None:
    for kind in ("rate", "ratio"):
        inner, outer = (
            funnel_limits([n], kind=kind, target=target, level=level) for level in (0.95, 0.998)
        )
        assert outer.low[0] <= inner.low[0] <= target <= inner.high[0] < outer.high[0]


# Overdispersion


def test_overdispersion_is_that_of_funnelplotr() -> None:
    z = deviations(OBSERVED, AWAITED, kind="ratio", target=1)
    assert z == pytest.approx(
        [
            -0.784609690826528, 3.32888693931506, 1.14235057266722,
            -1.60504486961961, 1.90890230020664, 0.335206051617348,
        ]
    )  # fmt: skip
    assert winsorised(z, share=0.1) == pytest.approx(
        [
            -0.784609690826528, 2.61889461976085, 1.14235057266722,
            -1.19482728022307, 1.90890230020664, 0.335206051617348,
        ]
    )  # fmt: skip
    found = dispersion(OBSERVED, AWAITED, kind="ratio", target=1)
    assert found.phi == pytest.approx(2.32717825759412)
    assert found.tau**2 == pytest.approx(0.00343978015418627)
    # 1 + 2 sqrt(2/6)
    assert found.threshold == pytest.approx(2.1547005)
    assert found.more_than_chance


def test_areas_that_vary_by_chance_alone_are_not_called_more_than_chance() -> None:
    for kind, target in (("proportion", 0.3), ("rate", 0.05)):
        measured = []
        for seed in range(40):
            random = np.random.default_rng(seed)
            people = random.integers(200, 5000, size=400)
            events = (
                random.binomial(people, target)
                if kind == "proportion"
                else random.poisson(people * target)
            )
            measured.append(dispersion(events, people, kind=kind, target=target))
        assert not any(found.more_than_chance for found in measured)
        # Of a normal sample, 10 % drawn in at each end: 0.8 - 2 q f(q) + 0.2 q², q = 1.2816.
        assert np.mean([found.phi for found in measured]) == pytest.approx(0.679, abs=0.03)


def test_variance_between_areas_is_found_again() -> None:
    random = np.random.default_rng(7)
    awaited = random.uniform(50, 800, size=3000)
    true = (1 + random.normal(0, 0.15, size=awaited.size)) ** 2
    found = dispersion(random.poisson(true * awaited), awaited, kind="ratio", target=1, winsorise=0)
    assert found.tau == pytest.approx(0.15, abs=0.01)
    assert found.more_than_chance


def test_a_correction_widens_the_limits_by_what_it_says() -> None:
    # Theta (1 ± z s)², s0 = 1 / (2 sqrt(100)) = 0.05; phi 4 doubles it.
    spread = dispersion(OBSERVED, AWAITED, kind="ratio", target=1)
    found = funnel_limits(
        [100], kind="ratio", target=1, level=0.95, correction="multiplicative", spread=spread
    )
    wide = 1.959964 * 0.05 * math.sqrt(2.32717825759412)
    assert (found.low[0], found.high[0]) == pytest.approx(((1 - wide) ** 2, (1 + wide) ** 2))
    found = funnel_limits(
        [100], kind="ratio", target=1, level=0.95, correction="additive", spread=spread
    )
    wide = 1.959964 * math.sqrt(0.05**2 + 0.00343978015418627)
    assert (found.low[0], found.high[0]) == pytest.approx(((1 - wide) ** 2, (1 + wide) ** 2))


def test_variance_between_proportions_is_found_again_on_the_scale_of_the_arcsine() -> None:
    random = np.random.default_rng(11)
    people = random.integers(100, 3000, size=3000)
    true = np.sin(math.asin(math.sqrt(0.3)) + random.normal(0, 0.08, size=people.size)) ** 2
    found = dispersion(
        random.binomial(people, true), people, kind="proportion", target=0.3, winsorise=0
    )
    assert found.tau == pytest.approx(0.08, abs=0.005)


@pytest.mark.parametrize("correction", ["none", "multiplicative", "additive"])
def test_a_funnel_of_rates_is_one_of_ratios_to_the_common_rate(correction: Any) -> None:
    events, people = np.array([12, 60, 31, 5, 90.0]), np.array([200, 500, 900, 150, 1000.0])
    rates = funnel(events, people, kind="rate", correction=correction)
    ratios = funnel(events, people * rates.target, kind="ratio", correction=correction)
    assert rates.place.tolist() == ratios.place.tolist()
    assert rates.dispersion == ratios.dispersion
    for level, limits in rates.limits.items():
        assert limits.low == pytest.approx(rates.target * ratios.limits[level].low)
        assert limits.high == pytest.approx(rates.target * ratios.limits[level].high)


def test_corrected_limits_of_a_proportion_are_those_of_the_formula() -> None:
    # sin²(asin(sqrt(0.5)) ± 1.96 s), s² = (1 / (2 sqrt(100)))² + tau²
    events, people = [30, 70, 50, 45, 62, 38], [100] * 6
    spread = dispersion(events, people, kind="proportion", target=0.5)
    wide = 1.959964 * math.sqrt(0.05**2 + spread.tau**2)
    found = funnel_limits(
        [100], kind="proportion", target=0.5, level=0.95, correction="additive", spread=spread
    )
    assert spread.tau > 0.05
    assert found.low[0] == pytest.approx(math.sin(math.pi / 4 - wide) ** 2)
    assert found.high[0] == pytest.approx(math.sin(math.pi / 4 + wide) ** 2)


def test_a_correction_of_areas_that_vary_little_narrows_nothing() -> None:
    events, people = [50, 51, 49, 50, 100], [100, 100, 100, 100, 200]
    plain = funnel(events, people, kind="proportion")
    for correction in ("multiplicative", "additive"):
        found = funnel(events, people, kind="proportion", correction=correction)
        assert found.dispersion.phi < 1
        assert found.dispersion.tau == 0
        assert found.limits[0.95].high == pytest.approx(plain.limits[0.95].high, abs=0.002)


def test_a_corrected_proportion_stays_between_zero_and_one() -> None:
    found = funnel(
        [0, 1, 40, 2, 199], [4, 3, 50, 20, 200], kind="proportion", correction="additive"
    )
    for limits in found.limits.values():
        assert (limits.low >= 0).all()
        assert (limits.high <= 1).all()


# Refusals


@pytest.mark.parametrize("denominators", [None, [100, NAN, 100]])
def test_figures_without_a_denominator_have_no_funnel(denominators: Any) -> None:
    with pytest.raises(Refused, match="show them with their own limits"):
        funnel([1, 2, 3], denominators, kind="rate")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: funnel([3, NAN], [9, 9], kind="rate"), "2 areas or more"),
        (lambda: funnel([NAN, NAN], [9, 9], kind="rate"), "2 areas or more"),
        (lambda: dispersion([3], [9], kind="rate", target=1), "2 areas or more"),
        (lambda: funnel([0, 0], [9, 9], kind="rate"), "without any events there is no funnel"),
        (lambda: funnel([9, 9], [9, 9], kind="proportion"), "less than one for a proportion"),
    ],
)
def test_a_funnel_around_nothing_is_refused(call: Callable[[], object], said: str) -> None:
    with pytest.raises(Refused, match=said):
        call()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: funnel([1, -2], [9, 9], kind="rate"), "`events`, place 2"),
        (lambda: funnel([1, 2], [9, 0], kind="rate"), "`denominators`, place 2"),
        (lambda: funnel([1, 2], [9, 9, 9], kind="rate"), "3, expected|as many as `events`"),
        (lambda: funnel([1, 10], [9, 9], kind="proportion"), "no more than its `denominators`"),
        (lambda: funnel([1, 2], [9, 9], kind="rates"), r"\(nearest: rate\)"),
        (
            lambda: funnel([1, 2], [9, 9], kind="rate", correction="additief"),
            r"\(nearest: additive\)",
        ),
        (
            lambda: dispersion([1, 10], [9, 9], kind="proportion", target=0.5),
            "no more than its `denominators`",
        ),
        (lambda: winsorised([1, 2], share=0.5), "a share from 0 up to 0.5"),
        (
            lambda: funnel_limits([9], kind="rate", target=1, level=0.95, correction="additive"),
            "a Dispersion to correct with",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_expected(
    call: Callable[[], object], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        call()
