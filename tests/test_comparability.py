"""Comparability: what may not stand in one line does not, and the reader is told why."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kit.catalogue import read_catalogue
from kit.comparability import joined, latest, missingness, objections
from kit.errors import InputError, Refused
from kit.open_data import read_open_data
from kit.open_data.frame import stacked

CASES = Path(__file__).parent / "cases" / "open_data"
CATALOGUE = read_catalogue()


def rows(**columns):
    return pd.DataFrame({"value": 1.0, "status": "shown", **columns})


def kinds(frame, **more):
    return [each.kind for each in objections(frame, catalogue=CATALOGUE, **more)]


def test_figures_of_19_and_older_are_not_joined_with_those_of_18_and_older():
    frame = rows(indicator="eigen maat", period=["2016", "2020"], age_base=["19+", "18+"])
    (found,) = objections(frame, catalogue=CATALOGUE)
    assert found.kind == "age_base"
    assert found.why.nl == "De leeftijdsbasis verschilt: 19+ en 18+."
    assert found.periods == ("2016", "2020")


def test_waves_that_the_catalogue_keeps_apart_are_refused_with_its_reason():
    frame = rows(indicator="lonely", period=["2012", "2016", "2020", "2022"])
    (found,) = objections(frame, catalogue=CATALOGUE)
    assert (found.kind, found.periods) == ("years", ("2016", "2020"))
    assert "The age base became 18+" in found.why.en
    with pytest.raises(Refused, match="2016 and 2020") as refused:
        joined(frame, catalogue=CATALOGUE)
    assert refused.value.exit_code == 5


def test_what_may_be_joined_comes_back_as_it_was():
    frame = rows(indicator="lonely", period=["2020", "2022"], method="enquête", age_base="18+")
    pd.testing.assert_frame_equal(joined(frame, catalogue=CATALOGUE), frame)


def test_a_survey_and_a_model_estimate_are_not_one_line():
    frame = rows(indicator="x", period=["2020", "2022"], method=["enquête", "modelschatting"])
    (found,) = objections(frame, catalogue=CATALOGUE)
    assert found.kind == "method"
    assert "modelschatting en enquête" in found.why.nl
    same = rows(indicator="x", period=["2020", "2022"], method=["Enquête", "survey"])
    assert kinds(same) == []


def test_a_model_estimate_is_no_evidence_of_an_effect():
    frame = rows(indicator="lonely_model", period=["2022"])
    assert kinds(frame) == []
    assert kinds(frame, purpose="effect") == ["model_effect"]
    stated = rows(indicator="x", period=["2022"], method="model estimate")
    assert kinds(stated, purpose="effect") == ["model_effect"]


def test_two_boundary_years_and_two_units_are_not_one_line():
    frame = rows(
        indicator="x", period=["2020", "2022"], boundary_year=[2020.0, 2024.0], unit=["%", "‰"]
    )
    assert sorted(kinds(frame)) == ["boundary_year", "unit"]
    assert "2020 and 2024" in objections(frame, catalogue=CATALOGUE)[1].why.en


def test_costs_with_other_kinds_in_them_are_not_one_line():
    read = [
        read_open_data(CASES / f"Vektis {year} - gemeente.csv", boundary_year=2022)
        for year in (2015, 2022)
    ]
    frame = stacked([one.frame for one in read])
    found = objections(frame, catalogue=CATALOGUE)
    total = [each for each in found if each.indicator == "kosten_totaal"]
    assert [each.kind for each in total] == ["composition", "years"]
    assert "only in the later year kosten_consulten_ggz" in total[0].why.en
    assert "kosten_farmacie" not in {each.indicator for each in found}


def test_every_objection_is_there_in_both_languages():
    frame = rows(
        indicator="lonely_model", period=["2020", "2022"], method=["enquête", "model"],
        boundary_year=[2020.0, 2024.0], unit=["%", "‰"], age_base=["18+", "19+"],
        composition=["a; b", "a; c"],
    )  # fmt: skip
    found = objections(frame, catalogue=CATALOGUE, purpose="effect")
    assert {each.kind for each in found} == {
        "age_base", "unit", "boundary_year", "method", "model_effect", "composition", "years",
    }  # fmt: skip
    assert all(each.why.nl != each.why.en for each in found)
    assert all(each.why.nl.endswith(".") and each.why.en.endswith(".") for each in found)


def test_a_report_of_2024_says_that_the_latest_year_is_2022():
    frame = rows(indicator="x", period=["2021", "2022"], published_on=["2023-06-01", "2024-06-03"])
    found = latest(frame, until=date(2024, 12, 31))
    assert (found.period, found.published_on) == ("2022", date(2024, 6, 3))
    assert found.without == ("2023", "2024")
    assert found.sentence.nl == (
        "Het laatste cijfer gaat over 2022, gepubliceerd op 3 juni 2024. "
        "Over 2023 en 2024 is er nog geen cijfer."
    )
    assert found.sentence.en == (
        "The latest figure is of 2022, published on 3 June 2024. "
        "There is no figure yet on 2023 and 2024."
    )


def test_a_year_that_has_not_ended_is_not_lacking_and_gives_no_quarters():
    frame = rows(indicator="x", period=["2022"])
    assert latest(frame, until=date(2023, 12, 30)).without == ()
    assert latest(frame, until=date(2023, 12, 31)).without == ("2023",)
    assert latest(frame, until=date(2022, 12, 30)).period is None
    assert "niet vermeld" in latest(frame, until=date(2022, 12, 31)).sentence.nl


def test_many_periods_without_a_figure_are_named_from_and_until():
    frame = rows(indicator="x", period=["2023Q3"])
    found = latest(frame, until=date(2024, 12, 31))
    assert found.without == ("2023Q4", "2024Q1", "2024Q2", "2024Q3", "2024Q4")
    assert (
        "Over het vierde kwartaal van 2023 tot en met het vierde kwartaal van 2024 is er"
        in found.sentence.nl
    )


def test_a_period_whose_figure_is_withheld_is_not_the_latest():
    frame = rows(indicator="x", period=["2021", "2022"])
    frame.loc[1, ["value", "status"]] = [float("nan"), "suppressed"]
    assert latest(frame, until=date(2022, 12, 31)).period == "2021"
    frame["value"] = float("nan")
    assert latest(frame, until=date(2022, 12, 31)).sentence.en == "There is no figure yet."


def test_years_and_quarters_of_one_indicator_are_refused():
    frame = rows(indicator="x", period=["2022", "2022Q1"])
    with pytest.raises(InputError, match="periods of one length"):
        latest(frame, until=date(2022, 12, 31))


def test_missingness_is_told_by_region_and_wave():
    frame = pd.DataFrame(
        {
            "region": ["noord", "noord", "zuid", "zuid"],
            "indicator": "x",
            "period": ["2020", "2022", "2020", "2020"],
            "value": [0.0, float("nan"), 3.0, float("nan")],
            "status": ["shown", "suppressed", "shown", "missing"],
        }
    )
    found = missingness(frame, units=["noord", "zuid", "west"]).set_index(["region", "period"])
    assert len(found) == 6
    north = found.loc[("noord", "2020")]
    assert (north["rows"], north["shown"], north["zero"], north["absent"]) == (1, 1, 1, 0)
    assert found.loc[("noord", "2022"), "suppressed"] == 1
    south = found.loc[("zuid", "2020")]
    assert (south["rows"], south["missing"], south["share_shown"]) == (2, 1, 0.5)
    assert found.loc[("zuid", "2022"), "absent"] == 1
    assert found.loc["west", "absent"].tolist() == [1, 1]
    assert found["share_shown"].notna().all()
