"""Areas: counts move and add up with their area, published rates do neither."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kit.catalogue import read_catalogue
from kit.errors import InputError
from kit.indicators import read_indicators
from kit.open_data import as_indicators, read_open_data, read_recodes, recode, sum_to_region
from kit.study import Area, Region, open_study

CASES = Path(__file__).parent / "cases" / "open_data"
HEAD = "area,boundary year,period,indicator,value,numerator,denominator,low,high\n"


def read(tmp_path, *rows):
    path = tmp_path / "figures.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    found = read_open_data(path)
    assert found.problems == ()
    return found


def region(*areas):
    return Region(slug="heideland", name="Heideland", areas=areas)


def area(code, **more):
    return Area.model_validate({"code": code, "name": code, **more})


def of(frame, **about):
    for name, value in about.items():
        frame = frame[frame[name] == value]
    (found,) = frame.to_dict("records")
    return found


def test_counts_of_merged_municipalities_add_up_by_their_share(tmp_path):
    figures = read(
        tmp_path,
        "GM9001,2018,2018,seh,10,10,1000,,",
        "GM9002,2018,2018,seh,20,40,2000,,",
        "GM9004,2018,2018,seh,5,5,1000,4,6",
    )
    found = recode(figures, read_recodes(CASES / "recode.csv"), to_year=2019)
    merged = of(found.frame, area="GM9010")
    # 10 + a quarter of 40, among 1000 + a quarter of 2000; 10 per 1000 and 20 per 1000 before.
    assert (merged["numerator"], merged["denominator"]) == (20, 1500)
    assert merged["value"] == pytest.approx(1000 * 20 / 1500)
    assert of(found.frame, area="GM9011")["value"] == pytest.approx(20)
    alone = of(found.frame, area="GM9004")
    assert (alone["value"], alone["low"], alone["boundary_year"]) == (5, 4, 2019)
    assert found.problems == ()
    assert found.frame["numerator"].sum() == figures.frame["numerator"].sum()


def test_a_published_rate_does_not_move_into_a_merger_but_does_under_a_new_code(tmp_path):
    figures = read(
        tmp_path,
        "GM9001,2018,2018,eenzaam,46,,,44,48",
        "GM9003,2018,2018,eenzaam,40,,,38,42",
    )
    found = recode(figures, read_recodes(CASES / "recode.csv"), to_year=2021)
    renamed = of(found.frame, area="GM9033")
    assert (renamed["value"], renamed["low"], renamed["boundary_year"]) == (40, 38, 2021)
    (problem,) = found.problems
    assert "GM9010" in problem.do
    assert found.set_aside == {"published rates of municipalities that merged": 1}
    assert "GM9001" not in set(found.frame["area"])


def test_a_change_of_a_later_year_than_asked_is_not_made(tmp_path):
    figures = read(tmp_path, "GM9003,2018,2018,seh,10,10,1000,,")
    recodes = read_recodes(CASES / "recode.csv")
    assert recode(figures, recodes, to_year=2020).frame["area"].tolist() == ["GM9003"]
    assert recode(figures, recodes, to_year=2021).frame["area"].tolist() == ["GM9033"]


def test_figures_of_later_boundaries_are_not_changed_again(tmp_path):
    figures = read(tmp_path, "GM9003,2021,2018,seh,10,10,1000,,")
    found = recode(figures, read_recodes(CASES / "recode.csv"), to_year=2021)
    assert found.frame["area"].tolist() == ["GM9003"]


def test_a_sum_of_which_a_part_is_withheld_is_withheld(tmp_path):
    figures = read(
        tmp_path,
        "GM9001,2018,2018,seh,<10,<10,1000,,",
        "GM9002,2018,2018,seh,20,40,2000,,",
    )
    found = recode(figures, read_recodes(CASES / "recode.csv"), to_year=2019)
    merged = of(found.frame, area="GM9010")
    assert (merged["status"], np.isnan(merged["numerator"])) == ("suppressed", True)
    assert of(found.frame, area="GM9011")["status"] == "shown"


def test_counts_that_are_values_move_when_they_are_named(tmp_path):
    figures = read(
        tmp_path, "GM9001,2018,2018,inwoners,1000,,,,", "GM9002,2018,2018,inwoners,2000,,,,"
    )
    found = recode(figures, read_recodes(CASES / "recode.csv"), to_year=2019, counts=["inwoners"])
    assert of(found.frame, area="GM9010")["value"] == 1500


def test_boundaries_that_are_not_stated_or_later_are_refused(tmp_path):
    recodes = read_recodes(CASES / "recode.csv")
    with pytest.raises(InputError, match="a boundary year for every municipality"):
        recode(read(tmp_path, "GM9001,,2018,seh,10,10,1000,,"), recodes, to_year=2019)
    with pytest.raises(InputError, match="boundaries of 2019 or earlier"):
        recode(read(tmp_path, "GM9001,2020,2018,seh,10,10,1000,,"), recodes, to_year=2019)


def test_shares_that_are_not_one_together_are_told():
    with pytest.raises(InputError) as told:
        read_recodes(CASES / "recode_wrong.csv")
    assert len(told.value.problems) == 2
    assert "1 together" in str(told.value)


def test_the_recode_table_of_the_kit_is_in_order():
    recodes = read_recodes()
    assert recodes["year"].is_monotonic_increasing
    assert recodes["old"].str.fullmatch(r"GM\d{4}").all()


def test_counts_of_areas_add_up_to_the_region_by_weight(tmp_path):
    figures = read(
        tmp_path, "GM9001,2022,2022,seh,10,10,1000,,", "GM9002,2022,2022,seh,20,40,2000,,"
    )
    found = sum_to_region(figures.frame, region(area("GM9001"), area("GM9002", weight=0.5)))
    (total,) = found.frame.to_dict("records")
    assert (total["area"], total["geography"]) == ("heideland", "region")
    assert (total["numerator"], total["denominator"], total["value"]) == (30, 2000, 15)
    assert found.problems == ()
    assert found.areas["weight"].tolist() == [1, 0.5]


def test_published_rates_are_never_summed_or_averaged(tmp_path):
    figures = read(
        tmp_path, "GM9001,2022,2022,eenzaam,46,,,44,48", "GM9002,2022,2022,eenzaam,40,,,38,42"
    )
    found = sum_to_region(figures.frame, region(area("GM9001"), area("GM9002")))
    assert found.frame.empty
    (problem,) = found.problems
    assert problem.got == "published figures without counts"


def test_an_area_counts_only_while_it_belongs_and_a_broken_period_has_no_figure(tmp_path):
    figures = read(
        tmp_path,
        *(
            f"{code},2022,{year},seh,{n},{n},1000,,"
            for code, n in (("GM9001", 10), ("GM9002", 20))
            for year in (2020, 2021, 2022)
        ),
    )
    joining = area("GM9002", **{"from": "2021-07-01"})
    found = sum_to_region(figures.frame, region(area("GM9001"), joining))
    assert dict(found.frame[["period", "numerator"]].astype(object).to_numpy()) == {
        "2020": 10,
        "2022": 30,
    }
    (problem,) = found.problems
    assert "2021" in problem.where
    whole_year = area("GM9002", **{"from": "2021-01-01", "until": "2021-12-31"})
    found = sum_to_region(figures.frame, region(area("GM9001"), whole_year))
    assert found.frame["numerator"].tolist() == [10, 30, 10]
    assert found.problems == ()


def test_a_region_without_one_of_its_areas_has_no_figure(tmp_path):
    figures = read(tmp_path, "GM9001,2022,2022,seh,10,10,1000,,")
    found = sum_to_region(figures.frame, region(area("GM9001"), area("GM9002")))
    (total,) = found.frame.to_dict("records")
    assert (np.isnan(total["numerator"]), total["status"]) == (True, "missing")
    (problem,) = found.problems
    assert "GM9002" in problem.where


def test_two_boundary_years_are_never_in_one_sum(tmp_path):
    figures = read(
        tmp_path, "GM9001,2021,2022,seh,10,10,1000,,", "GM9002,2022,2022,seh,20,40,2000,,"
    )
    found = sum_to_region(figures.frame, region(area("GM9001"), area("GM9002")))
    assert found.frame.empty
    (problem,) = found.problems
    assert problem.got == "2021 and 2022"


def test_areas_of_vektis_are_found_by_name_and_strata_stay_apart():
    costs = read_open_data(CASES / "Vektis 2015 - gemeente.csv", boundary_year=2017)
    whole = region(
        Area.model_validate({"code": "GM9001", "name": "’s-Heide"}),
        Area.model_validate({"code": "GM9002", "name": "Súdwest-Duin"}),
    )
    found = sum_to_region(costs.frame, whole)
    assert found.problems == ()
    girls = of(found.frame, indicator="kosten_farmacie", sex="female", age="0-4")
    assert (girls["numerator"], girls["denominator"], girls["value"]) == (225, 45, 5)
    assert girls["n"] == 52
    assert of(found.frame, indicator="kosten_totaal", age="90+")["numerator"] == 52490


def test_a_region_without_rows_gives_an_empty_frame_of_the_same_form():
    frame = read_open_data(CASES / "long.csv").frame
    found = sum_to_region(frame, region(area("GM0001", until="2015-01-01")))
    assert found.frame.empty
    assert list(found.frame.columns) == list(frame.columns)


def test_what_was_read_stays_as_it_was(tmp_path):
    figures = read(
        tmp_path, "GM9001,2018,2018,seh,10,10,1000,,", "GM9002,2018,2018,seh,20,40,2000,,"
    )
    before = figures.frame.copy()
    recode(figures, read_recodes(CASES / "recode.csv"), to_year=2019)
    sum_to_region(figures.frame, region(area("GM9001"), area("GM9002", weight=0.5)))
    pd.testing.assert_frame_equal(figures.frame, before)


def test_strata_together_are_one_figure_and_the_whole_is_never_counted_twice(tmp_path):
    head = "area,period,indicator,sex,numerator,denominator\n"
    path = tmp_path / "figures.csv"

    def together(*rows):
        path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
        frame = read_open_data(path).frame
        return sum_to_region(frame, region(area("GM9001")), strata="together")

    split = ["GM9001,2022,seh,male,10,1000", "GM9001,2022,seh,female,20,1000"]
    assert together(*split).frame["numerator"].tolist() == [30]
    assert together(*split, "GM9001,2022,seh,,31,2001").frame["numerator"].tolist() == [31]


def test_ages_beside_sexes_are_not_summed(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text(
        "area,period,indicator,sex,age,numerator,denominator\n"
        "GM9001,2022,seh,male,,10,1000\nGM9001,2022,seh,,0-4,20,1000\n",
        encoding="utf-8",
    )
    frame = read_open_data(path).frame
    found = sum_to_region(frame, region(area("GM9001")), strata="together")
    assert found.frame.empty
    (problem,) = found.problems
    assert "2 ways" in problem.got


def test_summed_open_data_is_read_again_as_indicators_of_the_study(tmp_path):
    (tmp_path / "study.yml").write_text(
        "format: 1\ntitle: Proef\nperiod: {from: 2014, until: 2024Q4}\n"
        "regions: [{slug: heideland, name: Heideland}]\n",
        encoding="utf-8",
    )
    costs = read_open_data(
        CASES / "Vektis 2015 - gemeente.csv", boundary_year=2017, published_on="2017-06-01"
    )
    whole = region(area("'S-HEIDE"), area("SÚDWEST-DUIN"))
    summed = sum_to_region(costs.frame, whole, strata="together")
    table = as_indicators(summed.frame, catalogue=read_catalogue(), language="nl")
    table.to_csv(tmp_path / "indicators.csv", sep=";", index=False)
    read = read_indicators(open_study(tmp_path))
    # A correction of an earlier year makes the other costs less than nothing: no count is that.
    assert [problem.got for problem in read.problems] == ["-5"]
    frame = read.frame.set_index("indicator")
    assert set(frame.index) == {
        "zvw_cost_per_insured", "zvw_cost_pharmacy", "zvw_cost_medical_specialist",
    }  # fmt: skip
    pharmacy = frame.loc["zvw_cost_pharmacy"]
    # 92.50 + 2500 + 100 + 125 euros in 18.5 + 10 + 20 + 25 insured years of 84 people.
    assert (pharmacy["numerator"], pharmacy["denominator"], pharmacy["n"]) == (2817.5, 73.5, 84)
    assert pharmacy["value"] == pytest.approx(2817.5 / 73.5)
    assert (pharmacy["aim"], pharmacy["improvement"]) == ("aim_cost", "neutral")
    assert (pharmacy["boundary_year"], str(pharmacy["published_on"])) == (2017, "2017-06-01")


def test_a_withheld_sum_is_handed_over_as_withheld(tmp_path):
    figures = read(
        tmp_path, "GM9001,2022,2022,seh,<10,<10,1000,,", "GM9002,2022,2022,seh,20,40,2000,,"
    )
    summed = sum_to_region(figures.frame, region(area("GM9001"), area("GM9002")))
    table = as_indicators(summed.frame, catalogue=read_catalogue(), language="nl")
    assert table["value"].tolist() == ["<10"]
