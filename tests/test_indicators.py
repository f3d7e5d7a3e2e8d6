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


WITH_AREAS = STUDY.replace(
    "name: Zonnehei}",
    "name: Zonnehei, areas: [{code: GM9001, name: Heide}, {code: GM9002, name: Duin}]}",
)


def figures(folder, table, settings=WITH_AREAS):
    (folder / "study.yml").write_text(settings, encoding="utf-8")
    (folder / "indicators.csv").write_text(table, encoding="utf-8")
    return read_indicators(open_study(folder))


def test_a_series_carries_numerator_and_denominator_for_p_and_u_charts(tmp_path):
    found = figures(
        tmp_path,
        "region;indicator;period;value;numerator;denominator\n"
        "zonnehei;verzuim;2022;5;50;1000\nzonnehei;verzuim;2024;<10;<10;900,5\n",
    )
    assert found.problems == ()
    one = series(found, region="zonnehei", indicator="verzuim", until=date(2024, 12, 31))
    np.testing.assert_array_equal(one.numerator, [50, np.nan, np.nan])
    np.testing.assert_array_equal(one.denominator, [1000, np.nan, 900.5])
    np.testing.assert_array_equal(one.n, [1000, np.nan, 900])
    assert one.status == ("shown", "missing", "suppressed")
    assert one.expected is None


def test_published_limits_are_accepted_without_a_denominator(tmp_path):
    found = figures(
        tmp_path,
        "regio;indicator;periode;waarde;ondergrens;bovengrens;standaardfout;leeftijdsbasis\n"
        "zonnehei;eenzaam;2020;46,1;44,0;48,2;1,1;18+\n",
    )
    assert found.problems == ()
    one = series(found, region="zonnehei", indicator="eenzaam", until=date(2024, 12, 31))
    assert (one.low[0], one.high[0], one.se[0]) == (44.0, 48.2, 1.1)
    assert one.numerator is None
    assert one.denominator is None
    assert found.frame["age_base"].tolist() == ["18+"]


def test_a_header_that_meant_the_number_of_persons_still_fills_it(tmp_path):
    found = figures(tmp_path, "regio;indicator;periode;waarde;noemer\nzonnehei;seh;2024;5;1200\n")
    assert found.frame["n"].tolist() == [1200]
    found = figures(
        tmp_path,
        "regio;indicator;periode;waarde;noemer;aantal personen\nzonnehei;seh;2024;5;1200;80\n",
    )
    assert found.frame["n"].tolist() == [80]
    assert found.frame["denominator"].tolist() == [1200]


def test_figures_of_areas_stay_out_of_the_series_of_the_region(tmp_path):
    found = figures(
        tmp_path,
        "regio;gebied;indicator;periode;waarde\n"
        "zonnehei;;seh;2024;5\nzonnehei;gm9001;seh;2024;6\nzonnehei;GM9002;seh;2024;7\n",
    )
    assert found.problems == ()
    whole = series(found, region="zonnehei", indicator="seh", until=date(2024, 12, 31))
    assert whole.values.tolist() == [5]
    until = date(2024, 12, 31)
    one = series(found, region="zonnehei", indicator="seh", until=until, area="GM9001")
    assert one.values.tolist() == [6]
    assert one.area == "GM9001"


def test_an_area_that_the_region_does_not_have_is_told_with_the_nearest(tmp_path):
    found = figures(tmp_path, "regio;gebied;indicator;periode;waarde\nzonnehei;GM9003;seh;2024;5\n")
    (problem,) = found.problems
    assert problem.where == "indicators.csv, row 2, `area`"
    assert "GM9001, GM9002" in problem.expected
    assert found.frame.empty


@pytest.mark.parametrize(
    ("column", "cells", "good"),
    [
        ("numerator", "5;-1", False),
        ("numerator", "5;0", True),
        ("denominator", "5;0", False),
        ("denominator", "5;0,5", True),
        ("expected", "5;-0,1", False),
        ("se", "5;-1", False),
        ("low", "5;5,1", False),
        ("low", "5;5", True),
        ("high", "5;4,9", False),
        ("high", "5;5", True),
        ("boundary_year", "5;24", False),
        ("boundary_year", "5;2024", True),
    ],
)
def test_a_count_below_zero_and_limits_without_their_figure_are_told(tmp_path, column, cells, good):
    head = f"regio;indicator;periode;waarde;{column}\n"
    found = figures(tmp_path, f"{head}zonnehei;seh;2024;{cells}\n")
    assert (found.problems == ()) is good
    assert len(found.frame) == good
