"""Areas of a table stand beside those of study.yml; what cannot be is told with its row."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from kit.areas import Areas, read_areas
from kit.check import check_study
from kit.study import open_study

SETTINGS = """\
format: 1
title: Proef
period: {from: 2024Q1, until: 2024Q4}
regions:
  - slug: noord
    name: Regio Noord
    areas: [{code: GM9901, name: Noorddorp, until: 2021-12-31}, {code: GM9902, name: Noordstad}]
  - {slug: zuid, name: Regio Zuid, areas: [{code: GM9903, name: Zuiddorp, weight: 0.5}]}
"""
HEAD = "regio;gebiedscode;naam;soort gebied;vanaf;tot en met;deel;inwoners"


def areas_of(folder: Path, *rows: str, head: str = HEAD, settings: str = SETTINGS) -> Areas:
    (folder / "study.yml").write_text(settings, encoding="utf-8")
    if rows:
        (folder / "areas.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    return read_areas(open_study(folder))


def test_areas_of_the_settings_and_of_the_table_stand_in_one_frame(tmp_path):
    areas = areas_of(tmp_path, "noord;WK990201;Molenwijk;;;;;4200", "Regio Zuid;1234;Plein;;;;0,5;")
    assert areas.problems == ()
    assert list(areas.frame["area"]) == ["GM9901", "GM9902", "GM9903", "WK990201", "1234"]
    assert list(areas.frame["region"]) == ["noord", "noord", "zuid", "noord", "zuid"]
    kinds = ["municipality"] * 3 + ["district", "postcode4"]
    assert list(areas.frame["geography"]) == kinds
    assert list(areas.frame["weight"]) == [1, 1, 0.5, 1, 0.5]
    assert areas.frame["inhabitants"].dropna().tolist() == [4200]
    assert areas.names["WK990201"] == "Molenwijk"
    assert [(source.path, source.rows) for source in areas.sources] == [("areas.csv", 2)]


def test_a_study_without_the_table_has_the_areas_of_its_settings(tmp_path):
    areas = areas_of(tmp_path)
    assert len(areas.frame) == 3
    assert areas.notes == {}
    assert areas.sources == ()


def test_an_area_is_found_by_its_code_or_by_its_name_in_its_region_alone(tmp_path):
    areas = areas_of(tmp_path, "noord;WK990201;Molenwijk;;;;;", "zuid;WK990301;Molenwijk;;;;;")
    assert areas.written[("noord", "molenwijk")] == "WK990201"
    assert areas.written[("zuid", "molenwijk")] == "WK990301"
    assert areas.written[("noord", "wk990201")] == "WK990201"
    assert ("noord", "wk990301") not in areas.written


def test_a_name_that_two_areas_of_a_region_have_finds_neither(tmp_path):
    areas = areas_of(tmp_path, "noord;WK990201;Centrum;;;;;", "noord;WK990202;Centrum;;;;;")
    assert areas.problems == ()
    assert ("noord", "centrum") not in areas.written


def test_the_last_day_of_an_area_belongs_to_it_and_the_day_after_does_not(tmp_path):
    areas = areas_of(tmp_path)
    last, after = date(2021, 12, 31), date(2022, 1, 1)
    assert areas.belongs("noord", "GM9901", last, after)
    assert not areas.belongs("noord", "GM9901", after, date(2022, 12, 31))
    assert areas.belongs("noord", "GM9902", after, after)
    assert not areas.belongs("zuid", "GM9902", after, after)


def test_everything_that_is_wrong_with_rows_is_told_at_once(tmp_path):
    areas = areas_of(
        tmp_path,
        "noordd;WK990201;Een;;;;;",
        "noord;WK990202;Twee;;2024-02-01;2024-01-31;;",
        "noord;WK990203;Drie;;;;1,5;",
        "noord;WK990204;Vier;;;;0;",
        "noord;kwartier;Vijf;;;;;",
        "noord;WK990205;Zes;;2024-01-31;2024-01-31;1;0",
    )
    told = [(p.where.split(", ", 1)[1].split(" (")[0], p.got) for p in areas.problems]
    assert told == [
        ("row 2, `region`", "noordd"),
        ("row 3, `until`", "2024-01-31"),
        ("row 4, `weight`", "1.5"),
        ("row 5, `weight`", "0"),
        ("row 6, `geography`", ""),
    ]
    assert "nearest: noord" in areas.problems[0].expected
    assert list(areas.frame["area"])[3:] == ["WK990205"]


def test_an_area_may_come_back_but_not_overlap_itself(tmp_path):
    apart = (
        "noord;WK990201;Een;;2020-01-01;2021-12-31;;",
        "noord;WK990201;Een;;2022-01-01;;;",
    )
    assert areas_of(tmp_path, *apart).problems == ()
    touching = (apart[0], apart[1].replace("2022-01-01", "2021-12-31"))
    (problem,) = areas_of(tmp_path, *touching).problems
    assert problem.where == "areas.csv, row 3, `code`"
    assert "areas.csv, row 2 has it too" in problem.expected


def test_an_area_of_the_settings_need_not_be_said_again(tmp_path):
    (problem,) = areas_of(tmp_path, "noord;GM9902;Noordstad;;;;;").problems
    assert problem.where == "areas.csv, row 2, `code`"
    assert "study.yml has it too" in problem.expected


def test_shares_of_an_area_make_at_most_the_whole_of_it(tmp_path):
    halves = ("noord;WK1;Een;wijk;;;0,5;", "zuid;WK1;Een;wijk;;;0,5;")
    assert areas_of(tmp_path, *halves).problems == ()
    more = (halves[0], halves[1].replace("0,5", "0,51"))
    areas = areas_of(tmp_path, *more)
    (problem,) = areas.problems
    assert problem.where == "areas.csv, row 3, `weight`"
    assert "noord: 1.01" in problem.expected
    assert list(areas.frame["region"])[3:] == ["noord"]


def test_shares_at_different_times_are_not_added(tmp_path):
    moved = (
        "noord;WK990201;Een;;;2022-12-31;;",
        "zuid;WK990201;Een;;2023-01-01;;;",
    )
    assert areas_of(tmp_path, *moved).problems == ()
    both = (moved[0], moved[1].replace("2023-01-01", "2022-12-31"))
    assert len(areas_of(tmp_path, *both).problems) == 1


def test_with_one_region_the_column_may_stay_empty(tmp_path):
    settings = SETTINGS[: SETTINGS.index("  - {slug: zuid")]
    areas = areas_of(tmp_path, ";WK990201;Een;;;;;", settings=settings)
    assert areas.problems == ()
    assert list(areas.frame["region"])[-1] == "noord"


@pytest.mark.parametrize("text", ["niets", "regio;iets\nnoord;x"])
def test_a_file_that_is_no_table_of_areas_is_refused_without_a_traceback(tmp_path, text):
    (tmp_path / "areas.csv").write_text(text, encoding="utf-8")
    areas = areas_of(tmp_path)
    assert areas.problems
    assert len(areas.frame) == 3


def test_three_thousand_areas_are_read_in_a_moment(tmp_path):
    rows = [f"noord;WK{i:06d};Wijk {i};;;;;{i}" for i in range(3000)]
    begun = time.process_time()
    areas = areas_of(tmp_path, *rows)
    assert time.process_time() - begun < 3
    assert len(areas.frame) == 3003


def test_the_check_of_a_study_reads_areas(tmp_path):
    areas_of(tmp_path, "noord;WK990201;Een;;;;2;")
    checked = check_study(tmp_path)
    assert list(checked.problems) == ["areas.csv"]
    (reading,) = [reading for reading in checked.readings if reading.table == "areas"]
    assert reading.good_rows == 0
