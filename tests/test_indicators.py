"""Measured series: what is shown, suppressed and missing stays apart, and every oddity is told."""

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kit.errors import InputError
from kit.indicators import COLUMNS, read_indicators, series
from kit.study import open_study
from kit.terms import columns

CASES = Path(__file__).parent / "cases" / "indicators"
STUDY = """
format: 1
title: Proef
period: {from: 2014, until: 2024Q4}
regions:
  - {slug: noorderkolk, name: De Noorderkolk, kavel: true, start: 2021-04-01, start_source: besluit}
  - {slug: zonnehei, name: Zonnehei}
"""


@pytest.fixture
def study(tmp_path):
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    return open_study(tmp_path)


@pytest.fixture
def read(study):
    def of(case):
        shutil.copy(CASES / f"{case}.csv", study.root / "indicators.csv")
        return read_indicators(study)

    return of


def test_every_column_of_the_form_is_read():
    assert [column.name for column in COLUMNS] == list(columns("indicators"))


def test_zero_suppressed_and_missing_are_three_things(read):
    frame = read("shown_suppressed_missing").frame
    assert frame["status"].tolist() == ["shown", "suppressed", "missing", "shown"]
    assert frame["value"].iloc[0] == 12.5
    assert frame["value"].iloc[3] == 0
    assert frame["value"].isna().tolist() == [False, True, True, False]


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("<10", "suppressed"),
        ("<5", "suppressed"),
        ("< 10", "suppressed"),
        ("", "missing"),
        (".", "missing"),
        ("x", "missing"),
        ("-", "missing"),
        ("n.b.", "missing"),
        ("0", "shown"),
        ("-1", "shown"),
        ("9", "shown"),
    ],
)
def test_a_cell_has_one_meaning(study, cell, status):
    table = f"regio;indicator;periode;waarde\nzonnehei;ziekteverzuim;2024;{cell}\n"
    (study.root / "indicators.csv").write_text(table, encoding="utf-8")
    read = read_indicators(study)
    assert read.problems == ()
    assert read.frame["status"].tolist() == [status]


def test_a_second_figure_for_the_same_period_is_told_with_both_rows(read):
    found = read("repeated")
    assert [str(problem) for problem in found.problems] == [
        'indicators.csv, row 3, `period`: got "2024Q1", expected one figure per region, indicator '
        "and period (indicators.csv, row 2 has it too). Keep one of the two."
    ]
    assert found.frame["value"].tolist() == [12, 14]


def test_periods_of_two_lengths_in_one_series_are_told(read):
    found = read("mixed_lengths")
    (problem,) = found.problems
    assert problem.where == "indicators.csv, row 4, `period`"
    assert "most are a quarter" in problem.expected
    assert found.frame["period"].tolist() == ["2024Q1", "2024Q2"]


def test_a_unit_that_differs_within_an_indicator_is_told_and_an_empty_one_is_not(read):
    found = read("mixed_units")
    (problem,) = found.problems
    assert problem.where == "indicators.csv, row 5, `unit`"
    assert problem.got == "per 10.000"
    assert len(found.frame) == 3


def test_two_favourable_directions_of_one_indicator_are_told(read):
    (problem,) = read("mixed_directions").problems
    assert problem.where == "indicators.csv, row 4, `improvement`"


def test_an_unknown_region_is_told_with_the_nearest(read):
    found = read("unknown_region")
    (problem,) = found.problems
    assert "row 2" in problem.where
    assert "nearest: noorderkolk" in problem.expected
    assert len(found.frame) == 1


def test_a_region_may_be_written_by_its_name(study):
    table = "regio;indicator;periode;waarde\nde noorderkolk;ziekteverzuim;2024;5,1\n"
    (study.root / "indicators.csv").write_text(table, encoding="utf-8")
    assert read_indicators(study).frame["region"].tolist() == ["noorderkolk"]


def test_every_unreadable_cell_is_told_at_once(read):
    where = [problem.where for problem in read("unreadable").problems]
    assert where == [
        "indicators.csv, row 2, `period` (periode)",
        "indicators.csv, row 3, `value` (waarde)",
        "indicators.csv, row 4, `indicator`",
    ]


def test_only_a_header_and_no_file_at_all_both_give_an_empty_table(study, read):
    assert read_indicators(study).frame.empty
    found = read("header_only")
    assert found.frame.empty
    assert found.problems == ()
    assert series(found, region="zonnehei", indicator="x", until=date(2024, 12, 31)).periods == ()


def test_figures_are_read_from_a_workbook_as_they_stand(study):
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["Regio", "Indicator", "Periode", "Waarde", "Aantal personen"])
    sheet.append(["zonnehei", "ziekteverzuim", 2023, 5.25, 1200])
    sheet.append(["zonnehei", "ziekteverzuim", 2024, "<10", None])
    book.save(study.root / "indicators.xlsx")
    found = read_indicators(study)
    assert found.problems == ()
    assert found.frame["period"].tolist() == ["2023", "2024"]
    assert found.frame["value"].iloc[0] == 5.25
    assert found.frame["status"].tolist() == ["shown", "suppressed"]


def test_spellings_with_other_capitals_and_spaces_are_one_indicator(study):
    table = (
        "regio;indicator;periode;waarde\n"
        "zonnehei;SEH bezoeken;2023;1\nzonnehei;seh  Bezoeken;2024;2\n"
    )
    (study.root / "indicators.csv").write_text(table, encoding="utf-8")
    assert read_indicators(study).names == ("SEH bezoeken",)


def test_a_series_has_every_period_between_its_first_and_last(read):
    found = read("shown_suppressed_missing")
    frame = found.frame.drop(index=1)
    one = series(
        type(found)(frame),
        region="noorderkolk",
        indicator="seh-bezoeken",
        until=date(2024, 12, 31),
    )
    assert one.periods == ("2024Q1", "2024Q2", "2024Q3", "2024Q4")
    assert one.status == ("shown", "missing", "missing", "shown")
    np.testing.assert_array_equal(one.values, [12.5, np.nan, np.nan, 0])
    assert one.unit == "per 1000"
    assert one.files == {"indicators.csv": 3}


def test_a_period_counts_from_its_last_day_on(read):
    found = read("shown_suppressed_missing")
    ask = {"region": "noorderkolk", "indicator": "SEH-bezoeken"}
    assert series(found, **ask, until=date(2024, 6, 30)).periods == ("2024Q1", "2024Q2")
    assert series(found, **ask, until=date(2024, 6, 29)).periods == ("2024Q1",)
    assert series(found, **ask, until=date(2024, 3, 30)).periods == ()


def test_an_unknown_indicator_is_refused_with_the_nearest(read):
    found = read("shown_suppressed_missing")
    with pytest.raises(InputError, match="nearest: SEH-bezoeken"):
        series(found, region="noorderkolk", indicator="SEH-bezoek", until=date(2024, 12, 31))


def test_an_indicator_that_another_region_has_is_empty_here_and_not_refused(read):
    found = read("shown_suppressed_missing")
    one = series(found, region="zonnehei", indicator="SEH-bezoeken", until=date(2024, 12, 31))
    assert one.periods == ()
