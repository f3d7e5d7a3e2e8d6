"""The catalogue: nothing is used of which the direction, the source or the years are not known."""

import pytest
import yaml

from kit.catalogue import Years, read_catalogue
from kit.errors import InputError
from kit.files import shipped
from kit.terms import terms

OWN = {
    "id": "eigen",
    "aim": "aim_health",
    "label": {"nl": "Eigen maat", "en": "Own measure"},
    "definition": "Wat de regio zelf telt.",
    "population": "Iedereen",
    "unit": "%",
    "kind": "share",
    "direction": "higher",
    "source": "Regio",
    "licence": "Eigen",
    "period": "year",
    "boundary_year": "2024",
    "method": "count",
    "standardisation": "Geen",
    "uncertainty": "none",
    "suppression": "Minder dan 10 niet tonen",
    "comparable_with": ["2020-"],
}


def own(tmp_path, *entries):
    path = tmp_path / "catalogue.yml"
    path.write_text(yaml.safe_dump({"format": 1, "indicators": list(entries)}), encoding="utf-8")
    return path


def told(tmp_path, *entries):
    with pytest.raises(InputError) as error:
        read_catalogue(own(tmp_path, *entries))
    return error.value.problems


def test_every_aim_has_indicators():
    entries = read_catalogue().entries.values()
    assert {entry.aim for entry in entries} == set(terms("aim"))


def test_every_text_of_the_catalogue_is_there_in_both_languages():
    raw = yaml.safe_load(
        shipped("templates", "indicators", "quadruple_aim.yml").read_text(encoding="utf-8")
    )

    def texts(value):
        if isinstance(value, dict):
            if "nl" in value or "en" in value:
                yield value
            for part in value.values():
                yield from texts(part)
        elif isinstance(value, list):
            for part in value:
                yield from texts(part)

    found = list(texts(raw))
    assert len(found) > 100
    assert all(set(text) == {"nl", "en"} and all(text.values()) for text in found)


def test_an_indicator_is_found_by_id_by_name_and_by_the_field_of_its_source():
    catalogue = read_catalogue()
    assert catalogue.find("Eenzaam_27").id == "lonely_model"
    assert catalogue.find("TotaleBevolking_1").id == "inhabitants"
    assert catalogue.find("KOSTEN_FARMACIE").id == "zvw_cost_pharmacy"
    assert catalogue.find("eenzaamheid").id == "lonely"
    assert catalogue.find("iets anders") is None
    with pytest.raises(InputError, match="nearest: lonely"):
        catalogue.entry("lonelyy")


def test_waves_before_and_after_the_change_of_age_base_may_not_be_joined():
    entry = read_catalogue().entry("self_rated_health")
    assert entry.may_join(2012, 2016)
    assert entry.may_join(2020, 2022)
    assert not entry.may_join(2016, 2020)
    assert entry.may_join(2020, 2020)


def test_an_estimate_of_a_model_may_be_joined_with_no_other_year():
    assert not read_catalogue().entry("lonely_model").may_join(2020, 2022)


def test_a_study_adds_its_own_and_takes_the_place_of_another(tmp_path):
    path = own(tmp_path, OWN, {**OWN, "id": "sick_leave", "label": "Eigen verzuim"})
    catalogue = read_catalogue(path)
    assert catalogue.entry("eigen").label.en == "Own measure"
    assert catalogue.entry("sick_leave").label.nl == "Eigen verzuim"
    assert len(catalogue.entries) == len(read_catalogue().entries) + 1


@pytest.mark.parametrize(
    ("written", "within", "without"),
    [
        ([2012, 2016], (2012, 2016), (2013, 2011, 2017)),
        ("2014-2016", (2014, 2015, 2016), (2013, 2017)),
        ("2014-", (2014, 2100), (2013,)),
    ],
)
def test_years_are_listed_from_until_or_open(tmp_path, written, within, without):
    entry = read_catalogue(own(tmp_path, {**OWN, "comparable_with": [written]})).entry("eigen")
    (years,) = entry.comparable_with
    assert isinstance(years, Years)
    assert all(year in years for year in within)
    assert not any(year in years for year in without)


@pytest.mark.parametrize(
    ("change", "where", "expected"),
    [
        ({"direction": "onbekend"}, "indicators[1].direction", "higher, lower, neutral"),
        ({"aim": "geluk"}, "indicators[1].aim", "aim_health"),
        ({"comparable_with": ["2016-2012"]}, "indicators[1].comparable_with[1]", "2014-2019"),
        ({"kind": "percentage"}, "indicators[1].kind", "share"),
        ({"teller": "x"}, "indicators[1].teller", "numerator"),
        ({"uncertainty": "from_counts"}, "indicators[1].denominator", "denominator"),
        ({"breaks": [{"year": 2022, "why": "x"}]}, "indicators[1].breaks", "may not be joined"),
    ],
)
def test_what_cannot_be_is_told_with_its_place(tmp_path, change, where, expected):
    (problem,) = told(tmp_path, {**OWN, **change})
    assert where in problem.where
    assert expected in problem.expected


def test_an_indicator_without_a_direction_is_refused(tmp_path):
    without = {name: value for name, value in OWN.items() if name != "direction"}
    (problem,) = told(tmp_path, without)
    assert "direction" in problem.where


def test_two_indicators_of_one_id_or_one_field_are_told(tmp_path):
    problems = told(
        tmp_path, {**OWN, "fields": ["a"]}, OWN, {**OWN, "id": "ander", "fields": ["A"]}
    )
    assert [problem.where for problem in problems] == [
        "catalogue.yml, `indicators[2].id`",
        "catalogue.yml, `indicators[3].fields`",
    ]


def test_a_file_that_is_no_catalogue_is_refused(tmp_path):
    path = tmp_path / "catalogue.yml"
    path.write_text("format: 1\nindicators: [", encoding="utf-8")
    with pytest.raises(InputError, match="YAML"):
        read_catalogue(path)
    with pytest.raises(InputError, match="a catalogue that exists"):
        read_catalogue(tmp_path / "nothing.yml")
