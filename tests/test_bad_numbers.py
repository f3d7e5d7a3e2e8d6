"""Numbers that nobody should draw a conclusion from: each is refused or doubted, with advice."""

import json
import re

import pytest

from kit.areas import read_areas
from kit.errors import Refused
from kit.funnel_plot import funnel_of
from kit.geometry import read_geometry
from kit.indicator_overview import indicators_overview
from kit.indicators import read_indicators
from kit.maturity import maturity_of, read_answers, study_instrument
from kit.study import open_study

STUDY = """
format: 1
title: Proef
instrument: klein.yml
period: {from: 2018, until: 2024Q4}
regions:
  - slug: heide
    name: Heide
    areas:
"""
AREAS = [f"GM90{place:02}" for place in range(12)]
INSTRUMENT = """
format: 1
id: klein
version: "1"
title: Kleine index
status: Voor de proef.
scale: {min: 0, max: 5}
levels: [{id: initial, until: 2}, {id: progressing, until: 4}, {id: optimising, until: 5}]
elements: [{id: finance}]
"""
HEAD = (
    "region;area;indicator;period;value;unit;n;improvement;method;aim;numerator;denominator;"
    "boundary_year"
)


@pytest.fixture
def study(tmp_path):
    def of(*rows, **files):
        named = "".join(f"      - {{code: {code}, name: Naam {code}}}\n" for code in AREAS)
        (tmp_path / "study.yml").write_text(STUDY + named, encoding="utf-8")
        (tmp_path / "klein.yml").write_text(INSTRUMENT, encoding="utf-8")
        table = "\n".join([HEAD, *rows]) + "\n"
        (tmp_path / "indicators.csv").write_text(table, encoding="utf-8")
        for name, text in files.items():
            (tmp_path / name.replace("__", ".")).write_text(text, encoding="utf-8")
        return open_study(tmp_path)

    return of


def row(period, value, **cells):
    asked = {
        "region": "heide", "indicator": "vallen", "period": period, "value": value, "n": 500,
        "unit": "per 1000", "improvement": "lower", "method": "count", "aim": "aim_health", **cells,
    }  # fmt: skip
    return ";".join(str(asked.get(name, "")) for name in HEAD.split(";"))


def doubt(opened, name):
    found = indicators_overview(opened, region="heide", until=None, release="region")
    (check,) = (check for check in found.checks if check.name == name)
    assert check.verdict == "doubtful"
    assert check.advice is not None
    assert check.advice["nl"]
    assert check.advice["en"]
    return check


def counted(without):
    return [
        row(2024, 20, area=code, numerator=40, denominator="" if code in without else 2000)
        for code in AREAS
    ]


def test_a_funnel_without_denominators_is_refused_with_what_to_do(study):
    opened = study(*counted(AREAS))
    with pytest.raises(Refused, match=r"denominator or an expected number.*their own limits"):
        funnel_of(opened, region="heide", indicator="vallen", until=None, release="region")


def test_an_area_without_a_denominator_has_no_place_in_the_funnel_and_that_is_doubted(study):
    opened = study(*counted(AREAS[:1]))
    found = funnel_of(opened, region="heide", indicator="vallen", until=None, release="region")
    (check,) = (check for check in found.doubts() if check.name == "without_counts")
    assert "Ask the source for the counts" in check.advice["en"]
    assert found.table.set_index("area")["status"][AREAS[0]] == "missing"


def test_a_ratio_without_a_denominator_has_no_limits_and_is_doubted(study):
    opened = study(row(2024, 60, indicator="ed_visits_per_1000", unit="", improvement="", aim=""))
    assert "denominator" in doubt(opened, "without_interval").advice["en"]


def test_negative_counts_are_told_with_their_row_and_doubted(study):
    opened = study(row(2023, 20), row(2024, 20, numerator=-4, denominator=200))
    (problem,) = read_indicators(opened).problems
    assert "row 3" in str(problem)
    assert "-4" in str(problem)
    assert doubt(opened, "indicators_read").number == 1


def test_two_boundary_years_in_one_period_are_doubted(study):
    opened = study(row(2024, 20, area=AREAS[0], boundary_year=2023),
                   row(2024, 20, area=AREAS[1], boundary_year=2024))  # fmt: skip
    assert "recode" in doubt(opened, "boundary_years").advice["en"]


def test_less_than_five_and_x_are_no_numbers_and_many_of_them_are_doubted(study):
    opened = study(row(2021, 20), row(2022, "<5"), row(2023, "x"), row(2024, 20))
    found = indicators_overview(opened, region="heide", until=None, release="team").table
    assert found["status"].tolist() == ["shown", "suppressed", "missing", "shown"]
    assert found["value"].notna().tolist() == [True, False, False, True]
    assert doubt(opened, "missing_periods").number == pytest.approx(0.5)


def test_a_wave_with_three_respondents_is_withheld_and_doubted(study):
    answers = "region;wave;respondent;item;current\n" + "".join(
        f"heide;2023;{who};finance;3\n" for who in "ABC"
    )
    opened = study(maturity__csv=answers)
    found = maturity_of(opened, region="heide", until=None, release="region")
    assert not (found.table.get("status") == "shown").any()
    (check,) = (check for check in found.doubts() if check.name == "enough_people")
    assert "Invite more people" in check.advice["en"]


def test_a_survey_figure_of_three_respondents_is_withheld_and_doubted(study):
    opened = study(row(2023, 66.7, n=3, unit="%", method="survey"))
    found = indicators_overview(opened, region="heide", until=None, release="region")
    assert found.table["status"].tolist() == ["suppressed"]
    assert "66" not in re.sub(r"<path[^>]*>", "", json.dumps(found.as_data()["table"]))
    assert doubt(opened, "missing_periods").number == 1


def test_a_respondent_who_answers_twice_is_told_with_both_rows(study):
    answers = "region;wave;respondent;item;current\n" + "heide;2023;A;finance;3\n" * 2
    opened = study(maturity__csv=answers)
    (problem,) = read_answers(opened, study_instrument(opened)).problems
    assert "row 3" in str(problem)
    assert "row 2" in str(problem)
    assert problem.do


def test_a_map_of_other_areas_is_told_once_with_advice(study):
    ring = [[1e5, 5e5], [1.01e5, 5e5], [1.01e5, 5.01e5], [1e5, 5.01e5], [1e5, 5e5]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    features = [{"type": "Feature", "properties": {"code": "GM7777"}, "geometry": shape}]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    opened = study(areas__geojson=text)
    (problem,) = read_geometry(opened, read_areas(opened)).problems
    assert "another year" in problem.do


def test_an_unknown_direction_is_doubted_and_none_is_guessed(study):
    opened = study(row(2023, 20, improvement=""), row(2024, 21, improvement=""))
    assert "Favourable direction" in doubt(opened, "direction").advice["en"]


def test_a_direction_that_does_not_exist_is_told(study):
    opened = study(row(2023, 20, improvement="better"))
    (problem,) = read_indicators(opened).problems
    assert "better" in str(problem)
