"""Files of open data in a study: recognised, summed where counts allow, and told about."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from kit.check import check_study
from kit.indicators import read_indicators
from kit.open_data import clean, read_open_data
from kit.study import open_study

CASES = Path(__file__).parent / "cases" / "open_data"
VEKTIS = "Vektis 2015 - gemeente.csv"
STUDY = """
format: 1
title: Proef
period: {from: 2014, until: 2024Q4}
regions:
  - slug: heide
    name: Heide en Duin
    areas:
      - {code: GM9001, name: "'s-Heide"}
      - {code: GM9002, name: Súdwest-Duin}
"""
HEAD = "gebied;periode;indicator;waarde;teller;noemer;indelingsjaar;leeftijdsbasis"
COUNTS = "gebied;periode;indicator;teller;noemer;indelingsjaar"


@pytest.fixture
def study(tmp_path):
    (tmp_path / "open_data").mkdir()
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    return open_study(tmp_path)


def put(study, name, *rows, head=HEAD):
    text = "\n".join([head, *rows]) + "\n"
    (study.root / "open_data" / name).write_text(text, encoding="utf-8")


def figures(study, indicator=None):
    frame = read_indicators(study).frame
    return frame if indicator is None else frame[frame["indicator"] == indicator]


def test_counts_become_a_figure_of_the_region_and_of_each_area(study):
    put(
        study,
        "eigen.csv",
        "GM9001;2022;valpartijen;30;1000;",
        "GM9002;2022;valpartijen;10;3000;",
        head=COUNTS,
    )
    frame = figures(study, "valpartijen")
    values = frame.set_index(frame["area"].fillna("heide"))
    assert values["numerator"].to_dict() == {"heide": 40, "GM9001": 30, "GM9002": 10}
    assert values["denominator"].to_dict() == {"heide": 4000, "GM9001": 1000, "GM9002": 3000}
    assert values.loc["heide", "value"] == pytest.approx(40 / 4000)
    assert set(frame["region"]) == {"heide"}


def test_an_area_counts_for_its_weight_and_as_long_as_it_belongs(study):
    settings = yaml.safe_load(STUDY)
    settings["regions"][0]["areas"][0]["weight"] = 0.5
    settings["regions"][0]["areas"][1]["until"] = "2022-12-31"
    (study.root / "study.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    put(
        study, "eigen.csv",
        *(f"{area};{year};val;;{n};1000;;" for area, n in (("GM9001", 30), ("GM9002", 10))
          for year in (2022, 2023)),
    )  # fmt: skip
    frame = figures(open_study(study.root), "val")
    whole = frame[frame["area"].isna()].set_index("period")
    assert whole["numerator"].to_dict() == {"2022": 15 + 10, "2023": 15}
    parts = frame[frame["area"].notna()].set_index(["area", "period"])["numerator"]
    assert parts.to_dict() == {
        ("GM9001", "2022"): 30,
        ("GM9001", "2023"): 30,
        ("GM9002", "2022"): 10,
    }


def test_a_published_figure_stays_with_its_area_and_is_no_problem(study):
    put(study, "ggd.csv", "GM9001;2022;eigen;75,5;;;;18+", "GM9002;2022;eigen;70,0;;;;18+")
    read = read_indicators(study)
    assert read.open_data.problems == ()
    assert read.frame["area"].tolist() == ["GM9001", "GM9002"]
    assert read.frame["value"].tolist() == [75.5, 70.0]


def test_a_published_figure_of_the_region_by_its_name_is_that_of_the_region(study):
    put(study, "ggd.csv", "Heide en Duin;2022;eigen;75,5;;;;18+")
    frame = figures(study)
    assert frame["area"].tolist() == [None]
    assert frame["value"].tolist() == [75.5]


def test_vektis_is_found_by_the_names_of_municipalities_and_called_by_the_catalogue(study):
    shutil.copy(CASES / VEKTIS, study.root / "open_data")
    frame = figures(study, "zvw_cost_per_insured")
    found = read_open_data(CASES / VEKTIS).frame
    total = found[found["indicator"] == "kosten_totaal"]
    whole = frame[frame["area"].isna()].iloc[0]
    assert whole["numerator"] == pytest.approx(total["numerator"].sum())
    assert whole["denominator"] == pytest.approx(total["denominator"].sum())
    assert whole["value"] == pytest.approx(total["numerator"].sum() / total["denominator"].sum())
    assert (whole["aim"], whole["improvement"]) == ("aim_cost", "neutral")


def test_what_is_known_of_no_indicator_is_set_aside_and_counted(study):
    shutil.copy(CASES / VEKTIS, study.root / "open_data")
    read = read_indicators(study).open_data
    assert read.set_aside["figures of indicators that neither catalogue nor study.yml names"] == 4
    assert not set(read.frame["indicator"]) & {"kosten_overig"}


def test_rivm_keeps_the_ages_of_the_catalogue_and_stays_a_model(study):
    name = "50120NED_UntypedDataSet.csv"
    shutil.copy(CASES / name, study.root / "open_data")
    read = read_indicators(study)
    found = read.frame.set_index("indicator")
    assert found.loc["self_rated_health_model", ["value", "low", "high"]].tolist() == [
        75.1,
        70.0,
        80.2,
    ]
    assert set(found["age_base"]) == {"18+"}
    assert set(found["method"]) == {"model"}
    assert "figures of another age base than the catalogue has" in read.open_data.set_aside


def test_two_age_bases_of_one_figure_are_told_when_nobody_says_which(study):
    put(study, "ggd.csv", "GM9001;2022;eigen;75,5;;;;18+", "GM9001;2022;eigen;70,0;;;;65+")
    read = read_indicators(study)
    (problem,) = read.open_data.problems
    assert problem.got == "18+, 65+"
    assert problem.where == "open_data/ggd.csv, `eigen`"
    assert read.frame.empty


def test_a_file_that_is_not_recognised_is_told_and_the_others_are_read(study):
    put(study, "goed.csv", "GM9001;2022;eigen;75,5;;;;")
    (study.root / "open_data" / "raar.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (study.root / "open_data" / "beeld.pdf").write_bytes(b"%PDF")
    checked = check_study(study.root)
    assert {"open_data/raar.csv", "open_data/beeld.pdf"} <= set(checked.problems)
    (problem,) = checked.problems["open_data/raar.csv"]
    assert "StatLine" in problem.expected
    assert "KOSTEN_" in problem.do
    (reading,) = [one for one in checked.readings if one.table == "open_data"]
    assert reading.good_rows == 1
    assert "recognised as long table" in reading.notes["open_data/goed.csv"][0]
    assert reading.notes["open_data/goed.csv"][1].startswith("1 figure read, 1 of them")
    assert not any("open_data" in remark for remark in checked.remarks)


def test_old_municipalities_go_under_the_boundaries_of_the_study(study):
    (study.root / "recode.csv").write_text(
        "jaar;oude code;nieuwe code\n2021;GM9501;GM9001\n2021;GM9502;GM9001\n", encoding="utf-8"
    )
    put(
        study, "oud.csv", "GM9501;2019;val;;10;1000;2019;", "GM9502;2019;val;;20;1000;2019;",
        "GM9002;2019;val;;5;500;2019;",
    )  # fmt: skip
    read = read_indicators(study)
    assert read.open_data.problems == ()
    values = read.frame.set_index(read.frame["area"].fillna("heide"))["numerator"]
    assert values.to_dict() == {"heide": 35, "GM9001": 30, "GM9002": 5}
    assert set(read.frame["boundary_year"]) == {2021}


def test_a_published_rate_of_municipalities_that_merged_is_told(study):
    (study.root / "recode.csv").write_text(
        "jaar;oude code;nieuwe code\n2021;GM9501;GM9001\n2021;GM9502;GM9001\n", encoding="utf-8"
    )
    put(study, "oud.csv", "GM9501;2019;val;10,0;;;2019;", "GM9502;2019;val;20,0;;;2019;")
    read = read_indicators(study)
    assert [p.got for p in read.open_data.problems] == [
        "a published rate of municipalities that merged"
    ]
    assert read.frame.empty


def test_a_boundary_year_that_the_file_does_not_say_is_given_beside_it(study):
    (study.root / "recode.csv").write_text(
        "jaar;oude code;nieuwe code\n2021;GM9501;GM9001\n", encoding="utf-8"
    )
    put(study, "oud.csv", "GM9501;2019;val;;10;1000;;")
    (problem,) = read_indicators(study).open_data.problems
    assert "boundary year" in problem.expected


def test_what_a_file_does_not_say_stands_in_a_table_beside_it(study):
    shutil.copy(CASES / VEKTIS, study.root / "open_data" / "download.csv")
    assert "the year of the figures" in str(read_indicators(study).open_data.problems[0])
    about = study.root / "open_data_files.csv"
    about.write_text(
        "bestand;jaar;indelingsjaar;gepubliceerd op\ndownload.csv;2015;2017;2018-05-01\n",
        encoding="utf-8",
    )
    frame = figures(study, "zvw_cost_per_insured")
    assert set(frame["period"]) == {"2015"}
    assert set(frame["boundary_year"]) == {2017}
    assert {str(day) for day in frame["published_on"]} == {"2018-05-01"}
    about.write_text("bestand\nander.csv\n", encoding="utf-8")
    assert any(p.got == "ander.csv" for p in read_indicators(study).open_data.problems)


def test_boundaries_of_two_years_in_one_sum_are_told(study):
    put(study, "eigen.csv", "GM9001;2022;val;;30;1000;2022;", "GM9002;2022;val;;10;3000;2023;")
    read = read_indicators(study)
    assert any("boundaries of one year" in p.expected for p in read.open_data.problems)
    assert read.frame["area"].tolist() == ["GM9001", "GM9002"]


def test_a_withheld_count_stays_withheld_in_area_and_sum(study):
    put(study, "eigen.csv", "GM9001;2022;val;<5;1000;", "GM9002;2022;val;10;3000;", head=COUNTS)
    frame = figures(study, "val")
    status = frame.set_index(frame["area"].fillna("heide"))["status"].to_dict()
    assert status == {"heide": "suppressed", "GM9001": "suppressed", "GM9002": "shown"}


def test_a_table_in_parquet_is_read_with_the_words_of_one_in_csv(study):
    table = pd.DataFrame(
        {"regio": ["heide", "heide"], "indicator": "val", "periode": [2022, 2023],
         "waarde": ["<5", "12,5"], "onbekend": [1, 2]}
    )  # fmt: skip
    (study.root / "indicators").mkdir()
    table.to_parquet(study.root / "indicators" / "eigen.parquet")
    read = read_indicators(study)
    assert read.problems == ()
    assert read.frame["period"].tolist() == ["2022", "2023"]
    assert read.frame["status"].tolist() == ["suppressed", "shown"]
    assert read.frame["value"].iloc[1] == 12.5
    assert read.unknown == {"indicators/eigen.parquet": ("onbekend",)}
    assert read.notes == {"indicators/eigen.parquet": ("Parquet",)}
    assert not any("eigen.parquet" in remark for remark in check_study(study.root).remarks)


def test_parquet_of_open_data_gives_what_csv_gives(study, tmp_path):
    table = pd.DataFrame(
        {"area": ["GM0001", "GM0002", "GM0001"], "period": [2020, 2020, 2021], "indicator": "x",
         "value": ["<10", "3.5", None], "n": [5.0, 10.0, np.nan]}
    )  # fmt: skip
    table.to_parquet(tmp_path / "a.parquet")
    table.to_csv(tmp_path / "a.csv", index=False)
    one, other = (read_open_data(tmp_path / f"a.{kind}") for kind in ("parquet", "csv"))
    pd.testing.assert_frame_equal(one.frame.astype(object), other.frame.astype(object))


def test_what_is_no_parquet_is_told_with_what_to_do(study):
    (study.root / "open_data" / "a.parquet").write_bytes(b"PAR1")
    (study.root / "indicators.parquet").write_bytes(b"PAR1")
    read = read_indicators(study)
    assert [p.where for p in read.problems] == ["indicators.parquet"]
    assert [p.where for p in read.open_data.problems] == ["open_data/a.parquet"]
    assert "save it as CSV" in read.open_data.problems[0].do


def test_an_own_catalogue_says_what_rows_do_not(study):
    entry = {
        "id": "eigen", "aim": "aim_work", "label": {"nl": "Eigen maat", "en": "Own measure"},
        "definition": "x", "population": "allen", "unit": "%", "kind": "share",
        "direction": "lower", "source": "Regio", "licence": "eigen", "period": "year",
        "boundary_year": "2024", "method": "survey", "standardisation": "geen",
        "uncertainty": "none", "suppression": "10", "comparable_with": ["2020-"],
    }  # fmt: skip
    (study.root / "eigen.yml").write_text(
        yaml.safe_dump({"format": 1, "indicators": [entry]}), encoding="utf-8"
    )
    (study.root / "study.yml").write_text(STUDY + "catalogue: eigen.yml\n", encoding="utf-8")
    put(study, "ggd.csv", "GM9001;2022;eigen;75,5;;;;")
    row = figures(open_study(study.root)).iloc[0]
    assert row[["aim", "unit", "improvement", "method"]].tolist() == [
        "aim_work", "%", "lower", "survey",
    ]  # fmt: skip


def test_a_catalogue_that_is_not_there_is_told_and_the_rest_is_checked(study):
    (study.root / "study.yml").write_text(STUDY + "catalogue: weg.yml\n", encoding="utf-8")
    put(study, "ggd.csv", "GM9001;2022;eigen;75,5;;;;")
    checked = check_study(study.root)
    assert "weg.yml" in checked.problems
    assert any(reading.table == "open_data" for reading in checked.readings)


ODD = {
    "clean": "area,period,indicator,value,n\nGM0001,2020,x,1.5,10\n GM0002 ,2021,x,2.5,\n",
    "a small count further down": "area,period,indicator,value,n\nGM0001,2020,x,1.5,10\n"
    + "GM0002,2020,x,3.5,10\n" * 1
    + "GM0003,2020,x,<10,4\n",
    "a dot, an x and a dash": "area,period,indicator,value\nA,2020,x,.\nB,2020,x,x\nC,2020,x,-\n",
    "decimal commas": "gebied;periode;indicator;waarde\nA;2020;x;1,5\nB;2020;x;12,25\n",
    "words in quotes": 'area,period,indicator,value\n"A, B",2020,"x",1.5\n"C",2020,x,2.5\n',
    "an empty line": "area,period,indicator,value\nA,2020,x,1.5\n\nB,2020,x,2.5\n",
    "a row too short": "area,period,indicator,value,n\nA,2020,x,1.5,5\nB,2020,x,2.5\n",
    "a cell of two lines": 'area,period,indicator,value\n"A\nB",2020,x,1.5\nC,2020,x,2.5\n',
    "the word nan": "area,period,indicator,value\nA,2020,x,nan\nB,2020,x,2.5\n",
    "a sign and a space": "area,period,indicator,value\nA,2020,x, +1.5\nB,2020,x,  2.5 \n",
    "a text for a number": "area,period,indicator,value\nA,2020,x,veel\nB,2020,x,2.5\n",
    "a title above": "Cijfers\narea,period,indicator,value\nA,2020,x,1.5\nB,2020,x,2.5\n",
    "carriage returns": "area,period,indicator,value\r\nA,2020,x,1.5\r\nB,2020,x,2.5\r\n",
    "a byte order mark": "\ufeffarea,period,indicator,value\nA,2020,x,1.5\nB,2020,x,2.5\n",
    "a code with a zero": "area,period,indicator,value\n071,2020,x,1.5\n72,2020,x,2.5\n",
}


@pytest.mark.parametrize(
    ("case", "encoding"),
    [
        (case, encoding)
        for case in ODD
        for encoding in ("utf-8", "cp1252")
        if encoding == "utf-8" or case != "a byte order mark"  # which is of UTF-8
    ],
)
def test_the_fast_reader_gives_what_the_careful_one_gives(tmp_path, monkeypatch, case, encoding):
    path = tmp_path / "long.csv"
    path.write_bytes(ODD[case].replace("x", "é").encode(encoding))
    careful = read_open_data(path)
    monkeypatch.setattr(clean, "_LEAST", 0)
    fast = read_open_data(path)
    pd.testing.assert_frame_equal(fast.frame.astype(object), careful.frame.astype(object))
    assert list(map(str, fast.problems)) == list(map(str, careful.problems))
    assert (fast.set_aside, fast.unknown, fast.notes) == (
        careful.set_aside, careful.unknown, careful.notes,
    )  # fmt: skip


def test_a_row_that_repeats_another_is_told_by_both_readers(tmp_path, monkeypatch):
    path = tmp_path / "long.csv"
    path.write_text(
        "area,period,indicator,value\n" + "A,2020,x,1.5\nB,2020,x,1.5\nA,2020,x,1.6\n",
        encoding="utf-8",
    )
    careful = read_open_data(path)
    monkeypatch.setattr(clean, "_LEAST", 0)
    assert list(map(str, read_open_data(path).problems)) == list(map(str, careful.problems))
    assert len(careful.frame) == 2
