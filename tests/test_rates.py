"""Limits, crude and standardised rates, held to the numbers of other software and of papers.

The expected numbers of PHE are those of the test files of PHEindicatormethods 2.1.0 (UK Health
Security Agency), worked out there in a spreadsheet. A few are typed in; where ../shared is beside
the repository, all of them are gone through.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import intervals
from kit.errors import InputError
from kit.rates import crude_rates, direct, indirect, limits, means, proportions
from kit.rates.inputs import numbers
from kit.rates.standardising import AGE_BANDS, ESP_2013, expected

NAN = math.nan
SHARED = Path(__file__).resolve().parents[2] / "shared"
PHE = SHARED / "cases" / "stats" / "data_public" / "phe_vectors.json"
VEKTIS = SHARED / "real"
needs_phe = pytest.mark.skipif(not PHE.is_file(), reason="needs ../shared/cases/stats/data_public")

# Area `testdata_big` of PHE, 0-4 to 90+.
EVENTS = [127, 25, 18, 21, 12, 27, 48, 27, 29, 32, 32, 34, 45, 65, 38, 68, 74, 82, 91]
PEOPLE = [
    636, 558, 609, 543, 384, 594, 669, 843, 660, 576,
    606, 522, 426, 273, 300, 288, 153, 123, 207,
]  # fmt: skip
REFERENCE_EVENTS = [
    10303, 2824, 0, 3615, 3641, 3490, 3789, 3213, 3031, 2771,
    3089, 3490, 3595, 4745, 5514, 7125, 5694, 6210, 5757,
]  # fmt: skip
REFERENCE_PEOPLE = [
    50520, 57173, 60213, 54659, 44345, 50128, 62163, 67423, 62899, 55463,
    60479, 49974, 44140, 40888, 37239, 30819, 18136, 15325, 13918,
]  # fmt: skip


def phe() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(PHE.read_text(encoding="utf-8"))
    return found


def per_area(rows: list[dict[str, Any]], column: str, area: str = "area") -> dict[str, np.ndarray]:
    names = dict.fromkeys(row[area] for row in rows)
    return {
        # A blank of the spreadsheet is no event there.
        name: np.array([row[column] or 0 for row in rows if row[area] == name], dtype=float)
        for name in names
    }


# Limits


@pytest.mark.parametrize(
    ("count", "level", "low", "high"),
    [
        (65, 0.95, 50.163187710459, 82.849138545940),
        (65, 0.998, 42.880261471480, 94.000290844318),
        (10, 0.998, 2.916318374696, 24.193724927881),
    ],
)
def test_byar_gives_the_limits_of_phe(count: int, level: float, low: float, high: float) -> None:
    assert limits.byar(count, level=level) == pytest.approx((low, high), abs=1e-11)


def test_byar_has_no_lower_limit_where_its_bracket_is_negative() -> None:
    low, high = limits.byar([1, 0], level=0.998)
    assert np.isnan(low).all()
    assert high[0] == pytest.approx(9.362180217908362)


def test_exact_limits_are_those_of_r() -> None:
    # epitools::pois.exact(10), R 4.2.2
    assert limits.exact(10) == pytest.approx((4.79538869613243, 18.3903560420178))


def test_no_events_have_zero_as_their_lower_limit_and_an_upper_one() -> None:
    # -ln(0.025), by hand
    assert limits.exact(0) == pytest.approx((0, 3.6888794541139363))


def test_limits_change_from_exact_to_byar_at_ten_events() -> None:
    low, high = limits.poisson([9, 10])
    exact, byar = limits.exact(9), limits.byar(10)
    assert (low[0], high[0]) == (exact.low, exact.high)
    assert (low[1], high[1]) == (byar.low, byar.high)


@given(st.integers(10, 10_000), st.sampled_from([(0.95, 0.002), (0.998, 0.015)]))
def test_byar_stays_as_near_to_the_exact_limits_as_is_said(
    count: int, level_and_most: tuple[float, float]
) -> None:
    level, most = level_and_most
    assert np.array(limits.byar(count, level=level)) == pytest.approx(
        np.array(limits.exact(count, level=level)), rel=most
    )


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_over_arrays_is_the_wilson_of_the_ground_shelf(counts: tuple[int, int]) -> None:
    count, n = counts
    low, high = limits.wilson([count], [n], level=0.998)
    assert (low[0], high[0]) == pytest.approx(intervals.wilson(count, n, level=0.998))


def test_what_is_not_shown_has_no_limits() -> None:
    for made in (limits.poisson([NAN]), limits.exact([NAN]), limits.wilson([NAN], [10])):
        assert np.isnan(made.low).all()
        assert np.isnan(made.high).all()


@needs_phe
def test_all_byar_and_wilson_limits_of_phe_are_reproduced() -> None:
    rows = phe()["byars_wilson"]
    assert len(rows) == 13
    for row in rows:
        level = float(row["confidence"].rstrip("%")) / 100
        made = (
            limits.byar(row["x"], level=level)
            if row["method"] == "Byars"
            else limits.wilson(row["x"], row["n"], level=level)
        )
        theirs = [NAN if row[cl] is None else row[cl] for cl in ("lowercl", "uppercl")]
        assert made == pytest.approx(theirs, rel=1e-9, nan_ok=True)


# Crude numbers


def test_a_share_is_given_with_wilson_limits() -> None:
    found = proportions([81], [263])
    # Newcombe (1998), Stat Med 17:857-872, table I, method 3
    assert (found.low[0], found.high[0]) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert (found.unit, found.method.tolist(), found.reason.tolist()) == (
        "proportion",
        ["wilson"],
        [""],
    )


def test_gaps_are_told_apart_and_are_never_zero() -> None:
    found = crude_rates([NAN, 3, 0, 4], [100, 0, 100, NAN], per=1000)
    assert found.reason.tolist() == ["not_shown", "no_denominator", "", "not_shown"]
    assert found.value.tolist() == pytest.approx([NAN, NAN, 0, NAN], nan_ok=True)
    assert found.method.tolist() == ["", "", "exact", ""]


def test_a_rate_may_have_more_events_than_people() -> None:
    # PHE, `rate`, Area12
    found = crude_rates(250, 220)
    assert float(found.value) == pytest.approx(113636.36363636)
    assert float(found.low) == pytest.approx(99984.94738533)


@pytest.mark.parametrize("kind", ["proportion", "rate"])
@needs_phe
def test_all_proportions_and_rates_of_phe_are_reproduced(kind: str) -> None:
    gone_through = 0
    for row in phe()[kind]:
        given_counts = [NAN if row[c] is None else row[c] for c in ("Numerator", "Denominator")]
        for level, cl in ((0.95, "95_0"), (0.998, "99_8")):
            if kind == "proportion":
                found, scale = proportions(*given_counts, level=level), row["multiplier"]
            else:
                found = crude_rates(*given_counts, per=row["multiplier"], level=level)
                scale = 1
            made = [scale * float(x) for x in (found.value, found.low, found.high)]
            names = ("value", f"lower{cl}cl", f"upper{cl}cl")
            theirs = [NAN if row[name] is None else row[name] for name in names]
            assert made == pytest.approx(theirs, rel=1e-7, nan_ok=True), row["Area"]
            gone_through += 1
    assert gone_through == {"proportion": 38, "rate": 40}[kind]


def test_a_mean_has_student_limits() -> None:
    # PHE, `mean_results`, Area1
    values = [33.09375, 48.38596, 64.83495, 67.98475, 22.93556, 71.23587, 38.78465, 82.37927]
    found = means(np.mean(values), np.std(values, ddof=1), len(values))
    assert float(found.value) == pytest.approx(53.704345)
    assert (float(found.low), float(found.high)) == pytest.approx(
        (36.168325241337, 71.240364758664)
    )
    found = means(np.mean(values), np.std(values, ddof=1), len(values), level=0.998)
    assert (float(found.low), float(found.high)) == pytest.approx(
        (18.216705294789, 89.191984705211)
    )


def test_one_value_has_a_mean_and_no_limits() -> None:
    found = means([5, NAN], [0, 1], [1, 9])
    assert found.value.tolist() == pytest.approx([5, NAN], nan_ok=True)
    assert np.isnan(found.low).all()
    assert found.reason.tolist() == ["fewer_than_2_values", "not_shown"]


@needs_phe
def test_all_means_of_phe_are_reproduced() -> None:
    rows = phe()["mean_data"]
    groups = per_area(rows, "values") | {"No grouping": np.array([row["values"] for row in rows])}
    for row in phe()["mean_results"]:
        x = groups[row["area"]]
        for level, cl in ((0.95, "95_0"), (0.998, "99_8")):
            found = means(x.mean(), x.std(ddof=1), x.size, level=level)
            assert (float(found.value), float(found.low), float(found.high)) == pytest.approx(
                (row["value"], row[f"lower{cl}cl"], row[f"upper{cl}cl"]), rel=1e-9
            )


# Direct standardisation


def test_the_european_standard_population_has_19_bands_and_100000_people() -> None:
    assert len(ESP_2013) == len(AGE_BANDS) == 19
    assert sum(ESP_2013) == 100_000
    assert (AGE_BANDS[0], AGE_BANDS[-2], AGE_BANDS[-1]) == ("0-4", "85-89", "90+")


@pytest.mark.parametrize(
    ("level", "low", "high"),
    [(0.95, 9717.709067986, 11178.940915479), (0.998, 9323.287880220, 11620.595999522)],
)
def test_a_directly_standardised_rate_is_that_of_phe(level: float, low: float, high: float) -> None:
    found = direct(EVENTS, PEOPLE, level=level)
    assert float(found.value) == pytest.approx(10430.247991469, abs=1e-8)
    assert (float(found.low), float(found.high)) == pytest.approx((low, high), abs=1e-8)
    assert (found.unit, str(found.method)) == ("per 100,000", "dobson")


def test_below_ten_events_there_is_no_directly_standardised_rate() -> None:
    found = direct([[4, 5], [5, 5]], [[100, 100], [100, 100]], standard=[1, 1])
    assert found.reason.tolist() == ["fewer_than_10_events", ""]
    assert np.isnan([found.value[0], found.low[0], found.high[0]]).all()
    assert found.value[1] == pytest.approx(5000)


def test_a_stratum_without_people_or_without_a_number_leaves_no_rate() -> None:
    found = direct([[10, 0], [10, NAN], [10, 2]], [[9, 0], [9, 9], [9, NAN]], standard=[1, 1])
    assert found.reason.tolist() == ["empty_stratum", "not_shown", "not_shown"]


def test_a_stratum_of_weight_zero_counts_for_nothing() -> None:
    found = direct([[10, NAN], [6, 8]], [[100, 0], [100, 100]], standard=[1, 0], per=100)
    assert found.value.tolist() == pytest.approx([10, NAN], nan_ok=True)
    assert found.reason.tolist() == ["", "fewer_than_10_events"]


def test_standardising_to_its_own_population_gives_the_crude_rate() -> None:
    own = direct(EVENTS, PEOPLE, standard=PEOPLE)
    crude = crude_rates(sum(EVENTS), sum(PEOPLE))
    for one, other in ((own.value, crude.value), (own.low, crude.low), (own.high, crude.high)):
        assert float(one) == pytest.approx(float(other))


@given(st.integers(2, 50))
def test_the_unit_and_the_size_of_the_standard_change_no_rate(times: int) -> None:
    once = direct(EVENTS, PEOPLE)
    more = direct(EVENTS, PEOPLE, standard=np.array(ESP_2013) * times, per=100_000 * times)
    assert float(more.value) == pytest.approx(times * float(once.value))
    assert float(more.high) == pytest.approx(times * float(once.high))


@needs_phe
def test_all_directly_standardised_rates_of_phe_are_reproduced() -> None:
    stored = phe()
    events = per_area(stored["testdata_multiarea"], "count")
    people = per_area(stored["testdata_multiarea"], "pop")
    standard = dict.fromkeys(events, np.array(ESP_2013))
    squared = dict(events)
    older = {row: [r[row] for r in stored["testdata_1976"]] for row in ("count", "pop", "esp1976")}
    events["testdata_1976"] = squared["testdata_1976"] = np.array(older["count"], dtype=float)
    people["testdata_1976"] = np.array(older["pop"], dtype=float)
    standard["testdata_1976"] = np.array(older["esp1976"])
    repeated = [per_area(stored["testdata_nonindepe"], f"f{k}") for k in (1, 2, 3, 4)]
    people |= per_area(stored["testdata_nonindepe"], "pop")
    for area in repeated[0]:
        events[area] = sum(k * f[area] for k, f in enumerate(repeated, 1))
        squared[area] = sum(k * k * f[area] for k, f in enumerate(repeated, 1))
        standard[area] = np.array(ESP_2013)
    for row in stored["testresults_DSR"]:
        area = row["area"]
        per = 10_000 if row["statistic"].endswith("10000") else 100_000
        for level, cl in ((0.95, "95_0"), (0.998, "99_8")):
            if area == "testdata_1976" and level == 0.998:
                continue  # printed there on another scale than the rate
            found = direct(
                events[area], people[area], standard=standard[area],
                squared=squared[area], per=per, level=level,
            )  # fmt: skip
            theirs = [row["value"], row[f"lower{cl}cl"], row[f"upper{cl}cl"]]
            assert [float(x) for x in (found.value, found.low, found.high)] == pytest.approx(
                [NAN if x is None else x for x in theirs], rel=1e-9, nan_ok=True
            )


# Down's syndrome by age of the mother (rows: birth order 1, 2, 3, 4, 5+; columns: under 20, 20-24,
# 25-29, 30-34, 35-39, 40 and over), Selvin, Statistical analysis of epidemiologic data (2004), as
# in the help of epitools; the rates are those of epitools::ageadjust.direct, R 4.2.2.
DOWNS = [
    [107, 141, 60, 40, 39, 25],
    [25, 150, 110, 84, 82, 39],
    [3, 71, 114, 103, 108, 75],
    [1, 26, 64, 89, 137, 96],
    [0, 8, 63, 112, 262, 295],
]
BIRTHS = [
    [230061, 329449, 114920, 39487, 14208, 3052],
    [72202, 326701, 208667, 83228, 28466, 5375],
    [15050, 175702, 207081, 117300, 45026, 8660],
    [2293, 68800, 132424, 98301, 46075, 9834],
    [327, 30666, 123419, 149919, 104088, 34392],
]
SELVIN = [
    (56.3475054603742, 92.3045255331994, 80.4417498507042, 105.763345749261),
    (67.619876931824, 91.1741168346641, 82.3612116520044, 100.867576317251),
    (83.3305497882455, 85.0692213383019, 77.1834534027216, 94.2235698322065),
    (115.451168069506, 92.7178650551998, 80.0099927553993, 114.669444822584),
    (167.114186413617, 75.5290074452568, 67.7021204176466, 188.300172727776),
]


def test_births_with_downs_syndrome_by_birth_order_are_standardised_as_selvin_did() -> None:
    found = direct(DOWNS, BIRTHS, standard=np.sum(BIRTHS, axis=0), interval="gamma")
    crude = crude_rates(np.sum(DOWNS, axis=1), np.sum(BIRTHS, axis=1))
    made = np.column_stack([crude.value, found.value, found.low, found.high])
    assert made == pytest.approx(np.array(SELVIN), rel=1e-9)
    assert set(found.method) == {"gamma"}


# Indirect standardisation


def test_expected_events_and_the_ratio_are_those_of_phe() -> None:
    awaited = expected(
        PEOPLE, reference_events=REFERENCE_EVENTS, reference_population=REFERENCE_PEOPLE
    )
    assert float(awaited) == pytest.approx(835.883561231, abs=1e-8)
    found = indirect(sum(EVENTS), awaited)
    assert float(found.value) == pytest.approx(1.070723293902, abs=1e-11)
    assert (float(found.low), float(found.high)) == pytest.approx(
        (1.001714771255, 1.143233287250), abs=1e-11
    )
    found = indirect(9, awaited)
    assert [float(x) for x in (found.value, found.low, found.high)] == pytest.approx(
        [0.010767049883, 0.004923380825, 0.020439214555], abs=1e-11
    )
    assert str(found.method) == "exact"


def test_amounts_have_a_ratio_and_no_limits() -> None:
    found = indirect([110.0, 90.0, NAN], [100.0, 0.0, 5.0], of="amounts")
    assert found.value.tolist() == pytest.approx([1.1, NAN, NAN], nan_ok=True)
    assert np.isnan(found.low).all()
    assert found.reason.tolist() == ["amounts", "no_denominator", "not_shown"]


@needs_phe
def test_all_indirectly_standardised_ratios_and_rates_of_phe_are_reproduced() -> None:
    stored = phe()
    counts = per_area(stored["testdata_multiarea_isr"], "count")
    people = per_area(stored["testdata_multiarea_isr"], "pop")
    reference = {c: [row[c] for row in stored["refdata"]] for c in ("refcount", "refpop")}
    gone_through = 0
    for row in stored["testresults_ISR"]:
        if row["area"] not in counts:
            continue  # two areas whose counts are not stored
        awaited = expected(
            people[row["area"]],
            reference_events=reference["refcount"],
            reference_population=reference["refpop"],
        )
        scale = row["ref_rate"] or float(row["statistic"].rpartition(" ")[2])
        for level, cl in ((0.95, "95_0"), (0.998, "99_8")):
            found = indirect(counts[row["area"]].sum(), awaited, level=level)
            made = [scale * float(x) for x in (found.value, found.low, found.high)]
            theirs = [row["value"], row[f"lower{cl}cl"], row[f"upper{cl}cl"]]
            assert made == pytest.approx(theirs, rel=1e-9)
            assert str(found.method) == {"Byars": "byar", "Exact": "exact"}[row["method"]]
            gone_through += 1
    assert gone_through == 24


@pytest.mark.skipif(not VEKTIS.is_dir(), reason="needs ../shared/real, which is not ours")
def test_the_cost_ratios_of_nine_municipalities_agree_to_six_digits() -> None:
    import pandas as pd

    (path,) = VEKTIS.glob("Vektis*2015 - gemeente.csv")
    rows = pd.read_csv(path, sep=";", encoding="cp1252").dropna(subset="GEMEENTENAAM")
    rows["cost"] = rows.filter(like="KOSTEN_").sum(axis=1)
    wide = rows.pivot_table(
        index="GEMEENTENAAM",
        columns=["GESLACHT", "LEEFTIJDSKLASSE"],
        values=["cost", "AANTAL_VERZEKERDEJAREN"],
        aggfunc="sum",
        fill_value=0,
    )
    years, cost = wide["AANTAL_VERZEKERDEJAREN"], wide["cost"]
    awaited = expected(years, reference_events=cost.sum(), reference_population=years.sum())
    found = indirect(cost.sum(axis=1), awaited, of="amounts")
    ratio = dict(zip(wide.index, found.value, strict=True))
    euros = dict(zip(wide.index, awaited, strict=True))
    with (VEKTIS / "vektis_2015_expected_cost_ratio.csv").open(encoding="utf-8") as file:
        theirs = list(csv.DictReader(file))
    assert len(theirs) == 9
    for row in theirs:
        name = row["GEMEENTENAAM"]
        assert round(ratio[name], 6) == float(row["ratio"])
        assert euros[name] == pytest.approx(float(row["expected_eur"]), rel=1e-12)


# Bad input


def test_suppressed_cells_written_as_text_are_refused_with_advice() -> None:
    with pytest.raises(InputError, match="A suppressed count such as <5 or x becomes nan"):
        crude_rates(["<5", 3], [100, 100])


def test_every_negative_count_is_told_at_once_with_its_place() -> None:
    with pytest.raises(InputError) as told:
        direct([[1, -2], [3, 4]], [[10, 10], [-1, 10]], standard=[1, 1])
    assert [problem.where for problem in told.value.problems] == [
        "`events`, place 1, 2",
        "`population`, place 2, 1",
    ]


def test_of_very_many_problems_the_first_twenty_are_told_and_the_rest_counted() -> None:
    with pytest.raises(InputError, match="And 80 more like these") as told:
        proportions(np.full(100, -1.0), np.full(100, 5.0))
    assert len(told.value.problems) == 20
    with pytest.raises(InputError) as told:
        proportions(np.full(20, -1.0), np.full(20, 5.0))
    assert len(told.value.problems) == 20
    assert str(told.value).endswith("20 problems.")


def test_a_count_that_does_not_end_is_refused() -> None:
    with pytest.raises(InputError, match="a number that ends"):
        numbers("events", [math.inf])


def test_more_people_with_something_than_people_are_refused_in_a_proportion() -> None:
    with pytest.raises(InputError, match="no more than its `n`"):
        proportions([6], [5])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: crude_rates([1, 2], [3]), "2, as many as `events`"),
        (lambda: direct([1, 2], [3, 4]), "2, as many as `the strata of events`"),
        (lambda: direct([1, 2], [3, 4], standard=[0, 0]), "at least one weight above zero"),
        (lambda: direct([1, 2], [3, 4], standard=[1, NAN]), "Give every stratum a weight"),
        (lambda: crude_rates([1], [2], per=0), "a number above zero"),
        (lambda: crude_rates([1], [2], level=95), "a share between 0 and 1"),
        (lambda: indirect([1], [2], level=1.0), "a share between 0 and 1"),
        (lambda: indirect([1], [-2]), "zero or more"),
        (lambda: indirect([1], [2], of="euros"), "one of amounts, events"),
        (lambda: direct([1], [2], standard=[1], interval="Dobson"), "nearest: dobson"),
        (
            lambda: expected([1, 2], reference_events=[1, 1], reference_population=[5, 0]),
            "Join this stratum to its neighbour",
        ),
        (
            lambda: expected([1, 2], reference_events=[1], reference_population=[5]),
            "as many as `the strata of population`",
        ),
        (lambda: means([1], [-1], [5]), "zero or more"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_expected(
    call: Callable[[], object], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        call()
