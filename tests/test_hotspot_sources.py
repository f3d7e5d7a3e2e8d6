"""The tables that hotspots are read from: every problem at once, and three kinds of no number."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.areas import read_areas
from kit.check import check_study
from kit.hotspot_sources import (
    HotspotTable,
    read_assets,
    read_felt_weight,
    read_hotspot_issues,
    read_problem_counts,
    read_risk_layers,
)
from kit.study import open_study

SETTINGS = """\
format: 1
title: Proef
period: {from: 2020Q1, until: 2024Q4}
indicators:
  falls: {nl: Vallen, en: Falls}
regions:
  - slug: noord
    name: Regio Noord
    areas:
      - {code: GM9901, name: Noordstad}
      - {code: WK990101, name: Een, geography: district}
      - {code: WK990102, name: Twee, geography: district}
      - {code: WK990103, name: Drie, geography: district, until: 2021-12-31}
      - {code: WK990104, name: Vier, geography: district, from: 2022-01-01}
  - slug: zuid
    name: Regio Zuid
    areas: [{code: WK990201, name: Plein, geography: district}]
"""
COUNTS = "regio;gebied;probleem;groep;periode;geteld;personen;verwacht;bron"
FELT = "regio;probleem;groep;gebied;stem;kozen dit;deden mee;bijeenkomst op"
LAYERS = "regio;gebied;groep;periode;risicolaag;personen;uitkomst;maanden vooruit;model;geijkt"
ASSETS = "regio;gebied;wat er al is;soort;genoemd door"
ISSUES = (
    "nummer;regio;vraagstuk;van wie;probleem;groep;gebied;samen op te lossen;status;genoteerd op"
)
READERS = {
    "problem_counts": read_problem_counts,
    "felt_weight": read_felt_weight,
    "assets": read_assets,
    "risk_layers": read_risk_layers,
    "hotspot_issues": read_hotspot_issues,
}


def read(folder: Path, name: str, head: str, *rows: str, settings: str = SETTINGS) -> HotspotTable:
    (folder / "study.yml").write_text(settings, encoding="utf-8")
    if head:
        (folder / f"{name}.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    study = open_study(folder)
    return READERS[name](study, read_areas(study))


def counts(folder: Path, *rows: str) -> HotspotTable:
    return read(folder, "problem_counts", COUNTS, *rows)


def told(table: HotspotTable) -> list[tuple[str, str]]:
    return [(p.where.split(", ", 1)[1].split(" (")[0], p.got) for p in table.problems]


@pytest.mark.parametrize("name", READERS)
def test_a_table_that_is_not_there_is_empty_and_no_problem(tmp_path, name):
    table = read(tmp_path, name, "")
    assert table.frame.empty
    assert table.problems == ()
    assert table.notes == {}
    assert table.sources == ()


def test_a_count_is_shown_suppressed_or_missing_and_a_zero_is_a_zero(tmp_path):
    table = counts(
        tmp_path,
        "noord;WK990101;vallen;75+;2020;12;300;;register",
        "noord;WK990101;vallen;75+;2021;0;300;;",
        "noord;WK990101;vallen;75+;2022;<5;300;;",
        "noord;WK990101;vallen;75+;2023;x;300;;",
        "noord;WK990101;vallen;75+;2024;.;300;;",
        "noord;WK990102;vallen;75+;2024;;;;",
    )
    assert table.problems == ()
    shown = table.frame
    assert list(shown["status"]) == ["shown", "shown", "suppressed", *["missing"] * 3]
    assert shown["observed"].tolist()[:2] == [12, 0]
    assert shown["observed"].isna().sum() == 4
    assert shown["observed"].dtype == float
    assert shown["persons"].tolist()[:5] == [300.0] * 5
    assert list(shown.columns) == [
        "region", "area", "problem", "segment", "period", "observed", "persons", "expected",
        "status", "source", "file", "row",
    ]  # fmt: skip
    assert [(source.path, source.rows) for source in table.sources] == [("problem_counts.csv", 6)]


def test_regions_areas_and_names_are_read_as_people_write_them(tmp_path):
    table = counts(
        tmp_path,
        "Regio Noord;wk990101;Vallen;75 en ouder;2024;3;30;;",
        "noord;Twee;FALLS;75  EN OUDER;2024;3;30;;",
        "noord;WK990101;Eenzaam ;;2024;3;30;;",
        "noord;WK990102;eenzaam;;2024;3;30;;",
    )
    assert table.problems == ()
    assert list(table.frame["area"]) == ["WK990101", "WK990102"] * 2
    # study.yml knows what falls are called in both languages; of the rest the first spelling holds.
    assert list(table.frame["problem"]) == ["falls", "falls", "Eenzaam", "Eenzaam"]
    assert list(table.frame["segment"])[:2] == ["75 en ouder"] * 2
    assert table.frame["segment"].isna().sum() == 2


def test_everything_that_is_wrong_with_counts_is_told_at_once(tmp_path):
    table = counts(
        tmp_path,
        "noord;WK990101;vallen;75+;2024;12;300;;",
        "noord;WK990101;vallen;75+;2023;-1;300;;",
        "noord;WK990101;vallen;75+;2022;1,5;300;;",
        "noord;WK990101;vallen;75+;2021;4;;;",
        "noord;WK990101;vallen;75+;2020;4;0;;",
        "noord;WK990102;vallen;75+;2020;4;-3;;",
        "noord;WK990102;vallen;75+;2021;4;30;0;",
        "noord;WK990102;;75+;2022;4;30;;",
        "noordd;WK990102;vallen;75+;2022;4;30;;",
        "noord;WK990102;vallen;75+;ooit;4;30;;",
        "noord;WK990102;vallen;75+;2023;weinig;30;;",
    )
    assert told(table) == [
        ("row 3, `observed`", "-1"),
        ("row 4, `observed`", "1.5"),
        ("row 5, `persons`", ""),
        ("row 6, `persons`", "0"),
        ("row 7, `persons`", "-3"),
        ("row 8, `expected`", "0"),
        ("row 9, `problem`", ""),
        ("row 10, `region`", "noordd"),
        ("row 11, `period`", "ooit"),
        ("row 12, `observed`", "weinig"),
    ]
    assert len(table.frame) == 1


def test_a_count_needs_persons_or_an_expected_count_and_nobody_without_events_is_fine(tmp_path):
    table = counts(
        tmp_path,
        "noord;WK990101;vallen;75+;2023;4;;3,5;",
        "noord;WK990101;vallen;75+;2024;0;0;;",
        "noord;WK990102;vallen;75+;2024;<5;;;",
    )
    assert table.problems == ()
    assert table.frame["expected"].tolist()[0] == 3.5


def test_an_area_that_the_region_does_not_have_is_told_once(tmp_path):
    table = counts(
        tmp_path,
        "noord;WK999999;vallen;75+;2023;4;30;;",
        "noord;WK999999;vallen;75+;2024;4;30;;",
        "zuid;WK990101;vallen;75+;2024;4;30;;",
        "zuid;WK990201;vallen;75+;2024;4;30;;",
    )
    assert told(table) == [("row 2, `area`", "wk999999"), ("row 4, `area`", "wk990101")]
    assert "2 rows are left out" in table.problems[0].do
    assert "WK990102" in table.problems[0].expected
    assert list(table.frame["area"]) == ["WK990201"]
    assert table.sources[0].rows == 1


def test_two_divisions_into_areas_are_not_mixed(tmp_path):
    fits = counts(
        tmp_path,
        "noord;WK990103;vallen;75+;2021;4;30;;",
        "noord;WK990104;vallen;75+;2022;4;30;;",
    )
    assert fits.problems == ()
    table = counts(
        tmp_path,
        "noord;WK990103;vallen;75+;2022;4;30;;",
        "noord;WK990104;vallen;75+;2021;4;30;;",
        "noord;WK990104;vallen;75+;2022;4;30;;",
    )
    assert told(table) == [("row 2, `period`", "2022"), ("row 3, `period`", "2021")]
    assert "divisions into areas are mixed" in table.problems[0].do
    assert len(table.frame) == 1


def test_districts_and_municipalities_are_not_counted_together(tmp_path):
    table = counts(
        tmp_path,
        "noord;WK990101;vallen;75+;2024;4;30;;",
        "noord;WK990102;vallen;75+;2024;4;30;;",
        "noord;GM9901;vallen;75+;2024;8;60;;",
    )
    assert told(table) == [("row 4, `area`", "GM9901")]
    assert "or people count twice (most are a district)" in table.problems[0].expected
    assert len(table.frame) == 2


def test_years_and_quarters_of_one_problem_are_not_mixed_but_two_problems_may_differ(tmp_path):
    table = counts(
        tmp_path,
        "noord;WK990101;vallen;75+;2023;4;30;;",
        "noord;WK990101;vallen;75+;2024;4;30;;",
        "noord;WK990101;vallen;75+;2024Q1;4;30;;",
        "noord;WK990101;eenzaam;75+;2024Q1;4;30;;",
    )
    assert told(table) == [("row 4, `period`", "2024Q1")]
    assert len(table.frame) == 3


def test_a_second_count_of_the_same_is_told_and_the_first_stays(tmp_path):
    table = counts(
        tmp_path,
        "noord;WK990101;vallen;;2024;4;30;;",
        "noord;WK990101;Vallen;;2024;5;30;;",
        "noord;WK990101;vallen;75+;2024;5;30;;",
    )
    assert told(table) == [("row 3, `period`", "2024")]
    assert "problem_counts.csv, row 2 has it too" in table.problems[0].expected
    assert table.frame["observed"].tolist() == [4, 5]


def test_felt_weight_is_how_many_chose_of_how_many(tmp_path):
    table = read(
        tmp_path, "felt_weight", FELT,
        "noord;vallen;75+;;inwoners;9;24;11-02-2024",
        "noord;vallen;75+;;professional;24;24;2024-02-11",
        "noord;eenzaam;;Een;resident;0;24;2024-02-11",
    )  # fmt: skip
    assert table.problems == ()
    assert list(table.frame["voice"]) == ["resident", "professional", "resident"]
    assert list(table.frame["chosen"]) == [9, 24, 0]
    assert table.frame["area"].tolist()[2] == "WK990101"


def test_more_choices_than_people_and_other_voices_are_told(tmp_path):
    table = read(
        tmp_path, "felt_weight", FELT,
        "noord;vallen;75+;;inwoners;25;24;2024-02-11",
        "noord;vallen;75+;;inwoners;0;0;2024-02-11",
        "noord;vallen;75+;;bestuurder;3;24;2024-02-11",
        "noord;eenzaam;75+;;inwoners;3;24;",
        "noord;roken;;;inwoners;3;24;2024-02-11",
        "noord;roken;;;inwoners;4;24;2024-02-11",
        "noord;roken;;;inwoners;4;24;2024-02-12",
    )  # fmt: skip
    assert told(table) == [
        ("row 2, `chosen`", "25"),
        ("row 3, `of`", "0"),
        ("row 4, `voice`", "bestuurder"),
        ("row 5, `session`", ""),
        ("row 7, `problem`", "roken"),
    ]
    assert len(table.frame) == 2


def test_a_risk_layer_without_outcome_or_horizon_is_refused(tmp_path):
    table = read(
        tmp_path, "risk_layers", LAYERS,
        "noord;;75+;2024;hoog;210;opname;12;model 2;nee",
        "noord;;75+;2024;midden;<5;opname;12;model 2;nee",
        "noord;;75+;2024;laag;.;opname;12;model 2;",
        "noord;;75+;2023;hoog;210;;12;model 2;nee",
        "noord;;75+;2023;midden;210;opname;;model 2;nee",
        "noord;;75+;2023;laag;210;opname;0;model 2;nee",
        "noord;;75+;2023;zeer hoog;210;opname;12;model 2;nee",
        "noord;;75+;2024;hoog;211;opname;12;model 2;nee",
    )  # fmt: skip
    assert told(table) == [
        ("row 5, `outcome`", ""),
        ("row 6, `horizon_months`", ""),
        ("row 7, `horizon_months`", "0"),
        ("row 8, `layer`", "zeer hoog"),
        ("row 9, `layer`", "high"),
    ]
    assert list(table.frame["layer"]) == ["high", "middle", "low"]
    assert list(table.frame["status"]) == ["shown", "suppressed", "missing"]
    assert list(table.frame["horizon_months"]) == [12, 12, 12]


def test_assets_have_a_kind_and_need_no_voice(tmp_path):
    table = read(
        tmp_path, "assets", ASSETS,
        "noord;Een;Wandelgroep;activiteit;inwoners",
        "noord;;Buurtbus;middelen;",
        "noord;;;plek;",
        "noord;;Plein;mooi;",
    )  # fmt: skip
    assert list(table.frame["kind"]) == ["activity", "means"]
    assert [where for where, _ in told(table)] == ["row 4, `asset`", "row 5, `kind`"]


def test_issues_say_whose_and_whether_regions_can_solve_them_together(tmp_path):
    table = read(
        tmp_path, "hotspot_issues", ISSUES,
        "V1;noord;Wie loopt er mee?;inwoners;vallen;75+;Een;ja;open;2024-02-11",
        "V2;noord;En in de winter?;;;;;onduidelijk;mee bezig;",
        "V2;noord;Nog eens;;;;;;;",
        "V3;noord;;;;;;;;",
        "V4;noord;Wat nu?;;;;;misschien;;",
    )  # fmt: skip
    assert list(table.frame["together"]) == ["yes", "unclear"]
    assert list(table.frame["status"]) == ["open", "in_progress"]
    assert list(table.frame["problem"]) == ["falls", None]
    assert {where for where, _ in told(table)} == {
        "row 4, `id`", "row 5, `issue`", "row 6, `together`",
    }  # fmt: skip


def test_no_problem_quotes_what_somebody_wrote_in_an_issue(tmp_path):
    secret = "Mevrouw Van der Bruggenhoek viel in de keuken van haar zoon"
    table = read(tmp_path, "hotspot_issues", ISSUES, f"V1;noord;{secret};{secret};;;;;;")
    assert len(table.problems) == 1
    assert "Bruggenhoek" not in str(table.problems[0])


def test_the_check_reads_every_table_and_looks_for_people_in_what_was_written(tmp_path):
    read(tmp_path, "problem_counts", COUNTS, "noord;WK990101;vallen;75+;2024;4;30;;")
    read(tmp_path, "assets", ASSETS, "noord;;De moestuin van mevrouw Bruggenhoek;plek;")
    read(tmp_path, "hotspot_issues", ISSUES, "V1;noord;Bel 06-12345678 voor de bus;;;;;;;")
    checked = check_study(tmp_path)
    assert checked.problems == {}
    tables = [reading.table for reading in checked.readings]
    assert tables[-3:] == ["problem_counts", "assets", "hotspot_issues"]
    told_of = [remark.split(": ")[0] for remark in checked.remarks]
    assert "assets.csv, `asset`" in told_of
    assert "hotspot_issues.csv, `issue`" in told_of
    assert not any("Bruggenhoek" in remark for remark in checked.remarks)


def test_with_one_region_the_column_region_may_stay_empty(tmp_path):
    one = SETTINGS[: SETTINGS.index("  - slug: zuid")]
    table = read(tmp_path, "assets", ASSETS, ";;Plein;plek;", settings=one)
    assert list(table.frame["region"]) == ["noord"]
