"""The gate out: every threshold on both sides, and nothing found by subtraction."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.disclosure import (
    THRESHOLDS,
    Protected,
    binds,
    few,
    may_count,
    may_quote,
    may_show_text,
    protect,
)
from kit.errors import InputError

RELEASES = ("team", "region", "consortium", "public")


def gate(
    counts: list[Any], *, unit: str = "voices", release: str = "region", **more: Any
) -> Protected:
    table = pd.DataFrame({"period": range(len(counts)), "n": pd.Series(counts, dtype="Int64")})
    return protect(table, unit=unit, count="n", hide=["n"], release=release, **more)


def statuses(protected: Protected) -> list[str]:
    return list(protected.table["status"])


# --- releases ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("release", "bound"), list(zip(RELEASES, (False, True, True, True), strict=True))
)
def test_thresholds_bind_from_the_region_upward(release: str, *, bound: bool) -> None:
    assert binds(release) is bound


@pytest.mark.parametrize(("cleared", "release"), list(itertools.product(RELEASES, RELEASES)))
def test_free_text_never_goes_further_than_it_was_cleared_for(cleared: str, release: str) -> None:
    assert may_show_text(cleared, release) is (RELEASES.index(cleared) >= RELEASES.index(release))


@pytest.mark.parametrize("release", ["", "Team", "everyone", "privat"])
def test_an_unknown_release_is_refused_and_never_taken_for_a_narrow_one(release: str) -> None:
    for ask in (binds, lambda r: may_show_text(r, "team"), lambda r: may_show_text("team", r)):
        with pytest.raises(InputError, match="expected one of consortium, public, region, team"):
            ask(release)
    with pytest.raises(InputError):
        gate([5], release=release)


@pytest.mark.parametrize(
    ("entries", "authors", "counted"),
    [
        (0, 0, True),
        (1, 1, False),
        (2, 2, False),
        (3, 1, False),
        (3, 2, True),
        (9, 1, False),
        (9, 2, True),
    ],
)
def test_entries_that_were_not_released_count_from_three_by_two_authors(
    entries: int, authors: int, *, counted: bool
) -> None:
    assert may_count(entries, authors, fewest=3) is counted


# --- thresholds --------------------------------------------------------------------------------


def test_the_thresholds_are_those_that_were_decided() -> None:
    assert THRESHOLDS == {"persons": 10, "respondents": 8, "voices": 3}


EDGES = [("voices", 2, 3), ("respondents", 7, 8), ("persons", 9, 10)]


@pytest.mark.parametrize(("unit", "below", "enough"), EDGES)
@pytest.mark.parametrize("release", RELEASES)
def test_a_number_about_fewer_people_than_the_threshold_is_suppressed(
    unit: str, below: int, enough: int, release: str
) -> None:
    made = gate([1, below, enough, None, 0], unit=unit, release=release)
    hidden = "shown" if release == "team" else "suppressed"
    assert statuses(made) == [hidden, hidden, "shown", "missing", "shown"]
    counts = made.table["n"]
    assert counts[2] == enough
    assert counts[4] == 0
    assert bool(counts[:2].isna().all()) is (release != "team")
    asked = few(pd.Series([0, below, enough, None]), unit=unit, release=release)
    assert asked.tolist() == [False, release != "team", False, False]


@pytest.mark.parametrize(("unit", "below", "enough"), EDGES)
def test_a_study_can_raise_a_threshold_and_never_lower_it(
    unit: str, below: int, enough: int
) -> None:
    raised = gate([enough, enough + 1], unit=unit, at_least=enough + 1)
    assert statuses(raised) == ["suppressed", "shown"]
    for lower in (0, 1, below, None):
        assert statuses(gate([below, enough], unit=unit, at_least=lower)) == ["suppressed", "shown"]


@pytest.mark.parametrize(("of", "status"), [(0, "shown"), (2, "suppressed"), (3, "shown")])
def test_a_zero_is_shown_unless_it_is_about_too_few_people(of: int, status: str) -> None:
    table = pd.DataFrame({"n": [0], "of": [of]})
    made = protect(table, unit="voices", count="n", hide=["n"], release="region", base="of")
    assert statuses(made) == [status]


@pytest.mark.parametrize(("of", "status"), [(9, "suppressed"), (10, "shown")])
def test_many_of_few_is_suppressed_as_well(of: int, status: str) -> None:
    table = pd.DataFrame({"n": [9 if of == 9 else 10], "of": [of]})
    made = protect(table, unit="persons", count="n", hide=["n", "of"], release="public", base="of")
    assert statuses(made) == [status]
    assert made.table["of"].isna().tolist() == [status == "suppressed"]


def test_a_row_without_a_number_is_missing_whatever_it_is_about() -> None:
    table = pd.DataFrame({"n": [np.nan], "of": [1.0]})
    made = protect(table, unit="voices", count="n", hide=["n"], release="region", base="of")
    assert statuses(made) == ["missing"]


# --- what is done to the table -----------------------------------------------------------------


def test_every_number_of_a_suppressed_row_goes_and_the_given_table_stays() -> None:
    table = pd.DataFrame(
        {
            "code": ["a", "b"],
            "n": [2, 5],
            "share": [0.2, 0.5],
            "rising": [True, False],
            "said": ["twee", "vijf"],
        },
        index=[7, 7],
    )
    before = table.copy(deep=True)
    hide = ["n", "share", "rising", "said"]
    made = protect(table, unit="voices", count="n", hide=hide, release="region")
    pd.testing.assert_frame_equal(table, before)
    assert list(made.table.index) == [7, 7]
    first, second = made.table.to_dict("records")
    assert first["code"] == "a"
    assert all(pd.isna(first[name]) for name in hide)
    assert {name: second[name] for name in hide} == {
        "n": 5, "share": 0.5, "rising": False, "said": "vijf",
    }  # fmt: skip


def test_the_own_team_sees_all_and_the_labels_of_its_rows_stay() -> None:
    table = pd.DataFrame({"n": [1, np.nan]}, index=["x", "y"])
    made = protect(table, unit="voices", count="n", hide=["n"], release="team")
    assert made.table["status"].to_dict() == {"x": "shown", "y": "missing"}
    assert (made.small, made.covering, made.verdict) == (0, 0, "pass")
    assert made.said.en == "For the own team nothing is suppressed."


def test_an_empty_table_has_nothing_to_protect() -> None:
    made = gate([], along=["period"])
    assert (made.small, made.covering, made.verdict) == (0, 0, "pass")


# --- subtraction -------------------------------------------------------------------------------


def test_a_lone_suppressed_row_takes_the_smallest_other_with_it() -> None:
    made = gate([2, 5, 4, 9], along=["period"])
    assert statuses(made) == ["suppressed", "shown", "suppressed", "shown"]
    assert (made.small, made.covering, made.verdict) == (1, 1, "pass")


def test_two_suppressed_rows_cover_each_other() -> None:
    made = gate([2, 5, 1], along=["period"])
    assert statuses(made) == ["suppressed", "shown", "suppressed"]
    assert made.covering == 0


@pytest.mark.parametrize("others", [[], [0], [0, 0], [None]])
def test_a_lone_row_that_nothing_can_cover_is_for_review(others: list[int | None]) -> None:
    made = gate([2, *others], along=["period"])
    assert made.verdict == "review"
    assert made.covering == 0


def test_without_a_known_total_nothing_is_covered() -> None:
    made = gate([2, 5])
    assert statuses(made) == ["suppressed", "shown"]
    assert made.verdict == "pass"


def test_rows_of_another_part_cover_nothing() -> None:
    table = pd.DataFrame(
        {"code": ["a", "a", "b", "b"], "period": [1, 2, 1, 2], "n": [2, 9, 4, 5]},
        index=[3, 1, 3, 1],
    )
    made = protect(
        table, unit="voices", count="n", hide=["n"], release="region",
        along=["period"], within=["code"],
    )  # fmt: skip
    assert statuses(made) == ["suppressed", "suppressed", "shown", "shown"]


def test_a_row_without_a_name_stands_under_a_total_too() -> None:
    table = pd.DataFrame({"code": [None, None, "b"], "period": [1, 2, 1], "n": [2, 9, 5]})
    made = protect(
        table, unit="voices", count="n", hide=["n"], release="region",
        along=["period"], within=["code"],
    )  # fmt: skip
    assert statuses(made) == ["suppressed", "suppressed", "shown"]


def crossed(counts: list[list[int]]) -> Protected:
    rows = [(i, j, n) for i, line in enumerate(counts) for j, n in enumerate(line)]
    table = pd.DataFrame(rows, columns=["code", "period", "n"])
    return protect(
        table, unit="voices", count="n", hide=["n"], release="region", along=["code", "period"]
    )


def test_under_totals_of_rows_and_columns_a_rectangle_is_suppressed() -> None:
    made = crossed([[2, 5, 9], [6, 7, 9], [9, 9, 9]])
    assert (made.small, made.covering, made.verdict) == (1, 3, "pass")
    hidden = made.table[made.table["status"] == "suppressed"]
    assert set(hidden.groupby("code").size()) == set(hidden.groupby("period").size()) == {2}


def test_a_row_that_two_rectangles_give_away_is_for_review() -> None:
    # Two rectangles of small numbers and one small number between them: no row or column holds it
    # alone, yet the totals of the first two rows less those of the first two columns are that one.
    bridge = [
        [1, 2, 9, 9],
        [2, 1, 1, 9],
        [9, 9, 1, 2],
        [9, 9, 2, 1],
    ]
    made = crossed(bridge)
    assert made.covering == 0
    assert made.verdict == "review"
    bridge[1][2] = 9
    assert crossed(bridge).verdict == "pass"


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([1, 1, 5, 9], 3),  # together 2: each must be one
        ([2, 2, 5, 9], 3),  # together 4: each must be two
        ([1, 2, 5, 9], 2),  # together 3: nobody can tell which is which
    ],
)
def test_small_numbers_whose_sum_gives_them_away_take_another_along(
    counts: list[int], hidden: int
) -> None:
    made = crossed([counts])
    assert (made.table["status"] == "suppressed").sum() >= hidden
    one_way = protect(
        pd.DataFrame({"period": range(4), "n": counts}),
        unit="voices", count="n", hide=["n"], release="region", along=["period"],
    )  # fmt: skip
    assert (one_way.table["status"] == "suppressed").sum() == hidden
    assert one_way.verdict == "pass"


def test_small_numbers_with_nothing_to_take_along_are_for_review() -> None:
    made = protect(
        pd.DataFrame({"period": range(3), "n": [1, 1, 0]}),
        unit="voices", count="n", hide=["n"], release="region", along=["period"],
    )  # fmt: skip
    assert made.verdict == "review"


TABLE = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.none() | st.integers(0, 14)),
    max_size=16,
    unique_by=lambda row: row[:2],
)


def follows(protected: Protected, totals: list[list[int]]) -> bool:
    """Say, by row reduction, whether any suppressed row follows from the totals."""
    hidden = [i for i, status in enumerate(protected.table["status"]) if status == "suppressed"]
    lines = np.array([[float(i in total) for i in hidden] for total in totals])
    if not hidden or not totals:
        return False
    rank = np.linalg.matrix_rank(lines)
    unit = np.eye(len(hidden))
    return any(np.linalg.matrix_rank(np.vstack([lines, line])) == rank for line in unit)


@given(
    rows=TABLE,
    unit=st.sampled_from(sorted(THRESHOLDS)),
    release=st.sampled_from(RELEASES),
    both=st.booleans(),
    wide=st.booleans(),
)
def test_no_row_below_the_threshold_is_shown_and_none_is_found_by_subtraction(
    rows: list[tuple[int, int, int | None]], unit: str, release: str, *, both: bool, wide: bool
) -> None:
    table = pd.DataFrame(rows, columns=["code", "period", "n"])
    table["n"] = table["n"].astype("float64" if wide else "Int64")
    along = ["code", "period"] if both else ["period"]
    within = [] if both else ["code"]
    made = protect(
        table, unit=unit, count="n", hide=["n"], release=release, along=along, within=within
    )
    shown = made.table[made.table["status"] == "shown"]["n"]
    hidden = made.table["status"] == "suppressed"
    assert made.table["n"].isna().sum() == hidden.sum() + table["n"].isna().sum()
    assert (made.table["status"] == "missing").tolist() == table["n"].isna().tolist()
    assert int(hidden.sum()) == made.small + made.covering
    if release == "team":
        assert not hidden.any()
        return
    assert not ((shown > 0) & (shown < THRESHOLDS[unit])).any()
    named = [row[0] for row in rows], [row[1] for row in rows]
    lines = [[i for i, code in enumerate(named[0]) if code == c] for c in sorted(set(named[0]))]
    if both:
        lines += [[i for i, day in enumerate(named[1]) if day == d] for d in sorted(set(named[1]))]
    assert follows(made, lines) is (made.verdict == "review")


# --- words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "nl", "en"),
    [
        ([5, 4], "Niets hoefde te worden afgeschermd (ondergrens: 3 stemmen).",
         "Nothing had to be suppressed (threshold: 3 voices)."),
        ([2, 1],
         "2 getallen afgeschermd omdat er minder dan 3 stemmen achter staan.",
         "2 numbers suppressed because fewer than 3 voices stand behind them."),
        ([2, 5],
         "1 getal afgeschermd omdat er minder dan 3 stemmen achter staan, en nog 1 getal omdat het "
         "anders te berekenen is.",
         "1 number suppressed because fewer than 3 voices stand behind it, and 1 more that could "
         "otherwise be worked out."),
    ],
)  # fmt: skip
def test_what_was_done_is_said_in_both_languages(counts: list[int], nl: str, en: str) -> None:
    said = gate(counts, along=["period"]).said
    assert (said.nl, said.en) == (nl, en)


def test_the_people_are_called_what_they_are() -> None:
    assert "personen" in gate([1], unit="persons").said.nl
    assert "respondents" in gate([1], unit="respondents").said.en


@pytest.mark.parametrize("release", ["team", "region", "consortium", "public"])
@pytest.mark.parametrize("cleared_for", ["team", "region", "consortium", "public"])
def test_a_quote_goes_as_far_as_its_speaker_let_it_and_no_further(
    cleared_for: str, release: str
) -> None:
    order = ["team", "region", "consortium", "public"]
    far_enough = order.index(cleared_for) >= order.index(release)
    for status in ("approved", "edited"):
        assert may_quote(status, cleared_for, release) is far_enough
    for status in ("draft", "sent"):
        assert may_quote(status, cleared_for, release) is (far_enough and release == "team")
    assert not may_quote("withdrawn", cleared_for, release)


def test_a_status_that_does_not_exist_lets_no_quote_through() -> None:
    with pytest.raises(InputError, match="approved"):
        may_quote("aproved", "public", "team")
