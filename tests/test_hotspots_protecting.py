"""Of which cells too few people are, and what would give those away."""

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from kit.hotspots.protecting import fewest_of, protected

YEARS = ("2022", "2023", "2024")


def cells(counts, *, persons=1000, region="noord"):
    """Return cells of one problem from a mapping of (area, segment, period) to a count."""
    rows = [
        {"region": region, "area": area, "geography": "district", "problem": "falls",
         "segment": segment, "period": period,
         "observed": float("nan") if count == "<5" else float(count),
         "persons": float(persons), "expected": float("nan"),
         "status": "suppressed" if count == "<5" else "shown"}
        for (area, segment, period), count in counts.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def table(*lines):
    """Return cells of areas a, b, c … (lines) in years (numbers in a line)."""
    return {
        (area, "", year): count
        for area, line in zip("abcdefgh", lines, strict=False)
        for year, count in zip(YEARS, line, strict=True)
    }


def status(shut):
    return shut.cells["status"].tolist()


@pytest.mark.parametrize(("count", "said"), [(9, "suppressed"), (10, "shown"), (0, "shown")])
def test_a_count_of_one_to_nine_is_suppressed(count, said):
    shut = protected(cells({("a", "", "2024"): count}), release="region", at_least=10)
    assert status(shut) == [said]


@pytest.mark.parametrize(("persons", "said"), [(109, "suppressed"), (110, "shown")])
def test_a_count_that_leaves_few_people_out_is_suppressed(persons, said):
    one = cells({("a", "", "2024"): 100}, persons=persons)
    assert status(protected(one, release="region", at_least=10)) == [said]


def test_events_may_be_more_than_persons():
    one = cells({("a", "", "2024"): 100}, persons=60)
    assert status(protected(one, release="region", at_least=10)) == ["shown"]


def test_a_study_can_raise_the_threshold_and_never_lower_it():
    assert [fewest_of(n, "region") for n in (5, 10, 15)] == [10, 10, 15]
    assert fewest_of(15, "team") == 0


def test_for_the_own_team_only_the_source_suppresses():
    two = cells({("a", "", "2024"): 3, ("b", "", "2024"): "<5"})
    assert status(protected(two, release="team", at_least=10)) == ["shown", "suppressed"]


def test_a_suppressed_cell_keeps_no_number_at_all():
    shut = protected(cells({("a", "", "2024"): 3}), release="region", at_least=10)
    assert shut.cells[["observed", "persons", "expected"]].isna().all(axis=None)


def test_one_hidden_cell_takes_the_smallest_along_under_every_total():
    counts = table((5, 30, 30), (20, 40, 40), (60, 50, 50))
    shut = protected(cells(counts), release="region", at_least=10)
    hidden = shut.cells[shut.cells["status"] == "suppressed"]
    places = set(zip(hidden["area"], hidden["period"], strict=True))
    assert ("a", "2024") not in places or len(places) >= 4
    assert {("a", "2022"), ("b", "2022")} <= places
    assert len({area for area, _ in places}) >= 2
    assert len({year for _, year in places}) >= 2
    assert (shut.small, shut.found) == (1, 0)


def test_what_the_source_suppressed_needs_cover_too():
    counts = {("a", "", "2024"): "<5", ("b", "", "2024"): 30, ("c", "", "2024"): 60}
    shut = protected(cells(counts), release="region", at_least=10)
    assert status(shut) == ["suppressed", "suppressed", "shown"]
    assert (shut.small, shut.covering, shut.at_source) == (0, 1, 1)


def test_two_small_cells_that_can_be_shared_out_in_one_way_only_are_covered():
    counts = {("a", "", "2024"): 1, ("b", "", "2024"): 1, ("c", "", "2024"): 60}
    assert status(protected(cells(counts), release="region", at_least=10)) == ["suppressed"] * 3
    counts[("b", "", "2024")] = 2
    shut = protected(cells(counts), release="region", at_least=10)
    assert status(shut) == ["suppressed", "suppressed", "shown"]


def test_what_cannot_be_covered_is_counted_and_said():
    counts = {("a", "", "2024"): 3, ("b", "", "2024"): 0}
    shut = protected(cells(counts), release="region", at_least=10)
    assert shut.found == 1
    assert "uit totalen te vinden" in shut.said["nl"]


def test_every_region_withholds_the_same_whichever_is_asked_for():
    both = pd.concat(
        [cells(table((5, 30, 30), (20, 40, 40))), cells(table((15, 30, 4)), region="zuid")],
        ignore_index=True,
    )
    shut = protected(both, release="region", at_least=10)
    again = protected(both.iloc[::-1], release="region", at_least=10)
    order = ["region", "area", "period"]
    assert (
        shut.cells.sort_values(order)["status"].tolist()
        == again.cells.sort_values(order)["status"].tolist()
    )


def study(seed):
    rng = np.random.default_rng(seed)
    counts = {
        key: int(rng.poisson(rng.choice([4, 14, 60])))
        for key in itertools.product("abcde", ("", "old", "young"), YEARS)
    }
    for area, year in itertools.product("abcde", YEARS):
        parts = counts[area, "old", year], counts[area, "young", year]
        counts[area, "", year] = sum(parts)
    return cells(counts)


@pytest.mark.parametrize("seed", range(8))
def test_no_hidden_count_follows_from_the_totals_a_reader_may_know(seed):
    given = study(seed)
    shut = protected(given, release="region", at_least=10)
    hidden = np.flatnonzero(shut.cells["status"] == "suppressed")
    assert len(hidden), "this study has nothing to look for: take another seed"
    assert not shut.found
    place = {cell: i for i, cell in enumerate(hidden)}
    equations, totals = [], []
    for names in (["area", "period"], ["segment", "period"], ["area", "segment"]):
        for _, rows in given.groupby(names):
            line = np.zeros(len(hidden))
            for cell in rows.index:
                if cell in place:
                    line[place[cell]] = 1
            equations.append(line)
            totals.append(given.loc[[c for c in rows.index if c in place], "observed"].sum())
    small = given["observed"].iloc[hidden].between(1, 9)
    for i in np.flatnonzero(small):
        aim = np.zeros(len(hidden))
        aim[i] = 1
        ends = [
            linprog(sign * aim, A_eq=np.array(equations), b_eq=np.array(totals)) for sign in (1, -1)
        ]
        assert ends[0].fun < -ends[1].fun - 1e-6
