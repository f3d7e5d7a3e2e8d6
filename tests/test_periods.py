"""Periods hold their first and their last day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import periods

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2098, 12, 31))
LENGTHS = st.sampled_from(sorted(periods.LENGTHS))


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("2024", "2024"), ("2024Q1", "2024Q1"), ("2024-K1", "2024Q1"), ("2024 kw 3", "2024Q3"),
        ("2024kwartaal 4", "2024Q4"), ("1e kwartaal 2024", "2024Q1"), ("2024H2", "2024H2"),
        ("2024 hj 1", "2024H1"), (" 2024q2 ", "2024Q2"), ("2nd quarter 2024", "2024Q2"),
    ],
)  # fmt: skip
def test_a_period_is_read_as_people_write_it(written: str, label: str) -> None:
    assert periods.parse(written) == label


@pytest.mark.parametrize(
    "written",
    [
        "",
        "24Q1",
        "2024Q0",
        "2024Q5",
        "2024H3",
        "1899",
        "2100",
        "2024-01",
        "2024Q1Q2",
        "Q",
        "2024 1",
    ],
)
def test_what_is_no_period_is_told_what_was_expected(written: str) -> None:
    with pytest.raises(ValueError, match="2024H1"):
        periods.parse(written)


@pytest.mark.parametrize(
    ("label", "first", "last", "length"),
    [
        ("2024", "2024-01-01", "2024-12-31", "year"),
        ("2024H1", "2024-01-01", "2024-06-30", "half_year"),
        ("2024H2", "2024-07-01", "2024-12-31", "half_year"),
        ("2024Q1", "2024-01-01", "2024-03-31", "quarter"),
        ("2024Q4", "2024-10-01", "2024-12-31", "quarter"),
    ],
)
def test_both_ends_of_a_period_are_in_it(label: str, first: str, last: str, length: str) -> None:
    one, day = date.fromisoformat(first), timedelta(days=1)
    end = date.fromisoformat(last)
    assert (periods.first_day(label), periods.last_day(label)) == (one, end)
    assert periods.length_of(label) == length
    assert periods.contains(label, one)
    assert periods.contains(label, end)
    assert not periods.contains(label, one - day)
    assert not periods.contains(label, end + day)


@given(DAYS, LENGTHS)
def test_a_day_stands_in_its_own_period_and_the_label_is_read_back(day: date, length: str) -> None:
    label = periods.period_of(day, length)
    assert periods.contains(label, day)
    assert periods.parse(label) == label
    assert periods.length_of(label) == length


@given(DAYS, st.integers(0, 3000), LENGTHS)
def test_the_periods_of_a_span_follow_on_each_other(day: date, more: int, length: str) -> None:
    last = min(day + timedelta(days=more), date(2098, 12, 31))
    labels = periods.span(day, last, length)
    assert labels[0] == periods.period_of(day, length)
    assert labels[-1] == periods.period_of(last, length)
    for one, next_one in pairwise(labels):
        assert periods.last_day(one) + timedelta(days=1) == periods.first_day(next_one)
