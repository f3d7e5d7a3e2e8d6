"""Limits of p, u, c and t charts against Montgomery's examples and the hospital infections."""

import csv
import json
import math
from collections import defaultdict
from pathlib import Path

import pytest

from kit.control_chart.limits import limits_c, limits_p, limits_t, limits_u
from kit.control_chart.rules import signals

STATS = Path(__file__).resolve().parent.parent.parent / "shared" / "cases" / "stats"
NAN = math.nan

# Montgomery, Introduction to Statistical Quality Control, with the limits that qicharts2 0.8.1
# keeps as its own test expectations (named behind each).
ORANGE_JUICE = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12,
    7, 13, 9, 6,
]  # fmt: skip
PURCHASES = (
    [12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9],
    [100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120, 120, 110, 80, 80, 80, 90, 100,
     100, 100, 100, 90, 90],
)  # fmt: skip
BOARDS = [
    21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19,
    17, 15,
]  # fmt: skip
CLOTH = ([14, 12, 20, 11, 7, 10, 21, 16, 19, 23], [10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5])
VALVES = [
    286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596, 81, 227, 603, 492, 1199, 1214, 2831,
    96,
]  # fmt: skip


def flagged(values, lines):
    found = signals(values, around=lines, rules="making_data_count")
    return sorted(i for s in found if s.rule == "outside" for i in s.points)


def without(values, *left_out):
    return [NAN if i in left_out else x for i, x in enumerate(values)]


def test_shares_of_samples_of_one_size_with_two_left_out():
    # Example 7.1 (ex_7.1_5): samples 15 and 23 left out
    counts = without(ORANGE_JUICE, 14, 22)
    lines = limits_p(counts, [50] * 30)
    assert lines.centre == pytest.approx(0.215)
    assert lines.lower[0] == pytest.approx(0.0407028399542896)
    assert lines.upper[0] == pytest.approx(0.38929716004571)
    # Sample 21, of 20 in 50, lies outside too.
    assert flagged([x / 50 for x in ORANGE_JUICE], lines) == [14, 20, 22]


def test_shares_of_samples_of_different_sizes():
    # Table 7.4 (tbl_7.4_1)
    lines = limits_p(*PURCHASES)
    assert lines.centre == pytest.approx(0.0955102040816326)
    assert lines.lower[:5] == pytest.approx(
        [0.00733469472777307, 0, 0, 0.00733469472777307, 0.0114381546250528]
    )
    assert lines.upper[:5] == pytest.approx(
        [0.183685713435492, 0.194093420514582, 0.194093420514582, 0.183685713435492,
         0.179582253538213]
    )  # fmt: skip
    assert flagged([x / n for x, n in zip(*PURCHASES, strict=True)], lines) == [10]


def test_counts_with_two_left_out():
    # Example 7.3 (ex_7.3_3): 6 and 20 left out
    lines = limits_c(without(BOARDS, 5, 19), points=26)
    assert lines.centre == pytest.approx(19.6666666666667)
    assert lines.lower[0] == pytest.approx(6.3625319710166)
    assert lines.upper[0] == pytest.approx(32.9708013623167)
    assert flagged(BOARDS, lines) == [5, 19]


def test_events_per_unit_of_samples_of_one_size():
    # Example 7.4 (ex_7.4_1): 74 events in 20 samples of 50
    lines = limits_u([74], [1000], sizes=[50])
    assert (lines.centre, lines.lower) == (0.074, (0,))
    assert lines.upper[0] == pytest.approx(0.189412304370028)


def test_events_per_unit_of_samples_of_different_sizes():
    # Example 7.5 (ex_7.5_1): flaws per 50 square metres
    lines = limits_u(*CLOTH)
    assert lines.centre == pytest.approx(1.42325581395349)
    assert lines.lower == pytest.approx(
        [0.291473930126865, 0.157885199983939, 0.430617436636932, 0.291473930126865,
         0.262072101865218, 0.291473930126865, 0.390085034040934, 0.318749790965259,
         0.390085034040934, 0.410959322777849]
    )  # fmt: skip
    assert lines.upper[1] == pytest.approx(2.68862642792304)
    assert flagged([x / n for x, n in zip(*CLOTH, strict=True)], lines) == []


def test_times_between_failures():
    # Example 7.6 (ex_7.6_1)
    lines = limits_t(VALVES)
    assert lines.centre == pytest.approx(430.040951789758)
    assert lines.lower[0] == 0
    assert lines.upper[0] == pytest.approx(6937.93348816658)
    assert flagged(VALVES, lines) == []


# qicharts2 0.8.1, test_hai.R: mean of the limits over 24 months, per day at risk.
INFECTIONS = {
    "all": (0.00182357516548576, 0.00158148977227665, 0.00206566055869487),
    "BAC": (0.000812768569030364, 0.000541015375025772, 0.00108452176303496),
    "CDI": (0.000612173677669668, 0.000368221981865659, 0.000856125373473676),
    "UTI": (0.00422402000519951, 0.00356829450267024, 0.00487974550772878),
}


@pytest.mark.parametrize("infection", INFECTIONS)
def test_infections_per_day_in_hospitals(infection):
    path = STATS / "data_public" / "qicharts2_hospital_infections.csv"
    if not path.is_file():
        pytest.skip("the file of qicharts2 is not among the shared cases here")
    months = defaultdict(lambda: [0.0, 0.0])
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if infection in ("all", row["infection"]):
                months[row["month"]][0] += float(row["n"])
                months[row["month"]][1] += float(row["days"])
    counts, days = zip(*months.values(), strict=True)
    lines = limits_u(counts, days)
    centre, lower, upper = INFECTIONS[infection]
    assert lines.centre == pytest.approx(centre, rel=1e-6)
    assert sum(lines.lower) / 24 == pytest.approx(lower, rel=1e-6)
    assert sum(lines.upper) / 24 == pytest.approx(upper, rel=1e-6)
    assert flagged([x / n for x, n in zip(counts, days, strict=True)], lines) == []


@pytest.mark.parametrize(
    ("name", "file"), [("spc_ex_7.1_5", "montgomery_07.03"), ("spc_ex_7.3_3", "montgomery_07.08")]
)
def test_every_point_of_the_long_examples_has_the_limits_and_flags_of_qicharts2(name, file):
    if not STATS.is_dir():
        pytest.skip("the shared cases are not here")
    cases = json.loads((STATS / "cases.json").read_text(encoding="utf-8"))
    cases = cases if isinstance(cases, list) else cases["cases"]
    expected = next(case for case in cases if case["id"] == name)["expected"]
    with (STATS / "data_public" / f"{file}.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    counts = [float(row["count"]) for row in rows]
    left_out = [i for i, kept in enumerate(expected["include"]) if not kept]
    parts = sorted(set(expected["part"]))
    found = []
    for part in parts:
        here = [i for i, of in enumerate(expected["part"]) if of == part]
        basis = [x if i in here else NAN for i, x in enumerate(without(counts, *left_out))]
        if file == "montgomery_07.03":
            lines = limits_p(basis, [50] * len(rows))
            values = [x / 50 for x in counts]
        else:
            # Frozen on the first 26, as in the book.
            lines = limits_c([x if i < 26 else NAN for i, x in enumerate(basis)])
            values = counts
        for i in here:
            assert lines.centre == pytest.approx(expected["cl"][i], rel=1e-6)
            assert lines.lower[i] == pytest.approx(expected["lcl"][i], rel=1e-6)
            assert lines.upper[i] == pytest.approx(expected["ucl"][i], rel=1e-6)
        found += [i for i in flagged(values, lines) if i in here]
    assert found == [i for i, flag in enumerate(expected["sigma.signal"]) if flag]


def test_a_gap_in_the_denominator_is_a_gap_in_the_limits_and_no_signal():
    lines = limits_p([5, 5, NAN], [10, 10, NAN], sizes=[10, NAN, 10])
    assert math.isnan(lines.upper[1])
    assert math.isnan(lines.lower[1])
    assert flagged([0.5, 40, 0.5], lines) == []


def test_limits_do_not_go_beyond_what_can_be():
    lines = limits_p([1, 9], [10, 10], sizes=[2])
    assert (lines.lower[0], lines.upper[0]) == (0, 1)
    assert limits_u([1], [1]).lower == (0,)


@pytest.mark.parametrize(
    ("of", "numerators", "denominators"),
    [
        (limits_p, [3], [2]), (limits_p, [-1], [2]), (limits_p, [1], [0]), (limits_u, [-1], [2]),
        (limits_u, [1], [0]), (limits_u, [NAN], [1]), (limits_p, [], []),
    ],
)  # fmt: skip
def test_counts_that_cannot_be_are_refused(of, numerators, denominators):
    with pytest.raises(ValueError, match="expected"):
        of(numerators, denominators)


def test_more_events_than_people_are_possible_and_a_time_below_zero_is_not():
    assert limits_u([3], [2]).centre == 1.5
    with pytest.raises(ValueError, match="0 or more"):
        limits_t([3, -1, 4])
    with pytest.raises(ValueError, match="two neighbouring"):
        limits_t([3, NAN, 4])


def test_limits_in_another_unit():
    lines = limits_u([14], [10]).times(1000)
    assert lines.centre == 1400
    assert lines.upper[0] == pytest.approx(1000 * (1.4 + 3 * math.sqrt(1.4 / 10)))
    assert lines.near_upper[0] == pytest.approx(1000 * (1.4 + 2 * math.sqrt(1.4 / 10)))
