"""The overview of the four aims: what is there first, and a line only where years may be joined."""

from datetime import date

import pytest

from kit.control_chart import chart
from kit.embed import numbers_of
from kit.indicator_overview import indicators_overview
from kit.indicator_overview.gathering import gather
from kit.indicator_overview.joining import expected_periods
from kit.indicator_overview.series_checks import is_old
from kit.language import LANGUAGES
from kit.study import open_study

STUDY = """
format: 1
title: Proef
period: {from: 2012, until: 2024Q4}
regions:
  - slug: heide
    name: Heide
    areas:
      - {code: GM9001, name: Heide-Oost}
      - {code: GM9002, name: Heide-West, until: 2021-12-31}
      - {code: GM0014, name: Heide-Zuid}
  - {slug: zonnehei, name: Zonnehei}
"""
HEAD = (
    "regio;indicator;periode;waarde;eenheid;aantal personen;doel;gunstige richting;methode;"
    "gebied;teller;noemer;ondergrens;bovengrens;standaardfout;leeftijdsbasis;indelingsjaar;"
    "gepubliceerd op"
)
NAMES = {
    "region": "regio", "indicator": "indicator", "period": "periode", "value": "waarde",
    "unit": "eenheid", "n": "aantal personen", "aim": "doel", "improvement": "gunstige richting",
    "method": "methode", "area": "gebied", "numerator": "teller", "denominator": "noemer",
    "low": "ondergrens", "high": "bovengrens", "se": "standaardfout",
    "age_base": "leeftijdsbasis", "boundary_year": "indelingsjaar",
    "published_on": "gepubliceerd op",
}  # fmt: skip
MEASURE = {
    "region": "heide", "indicator": "eigen maat", "unit": "%", "n": 500, "aim": "aim_health",
    "improvement": "hoger", "method": "enquête",
}  # fmt: skip


def row(**cells):
    asked = {**MEASURE, **cells}
    order = [next(k for k, word in NAMES.items() if word == head) for head in HEAD.split(";")]
    return ";".join(str(asked.get(name, "")) for name in order)


@pytest.fixture
def study(tmp_path):
    def of(*rows):
        (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
        table = "\n".join([HEAD, *rows]) + "\n"
        (tmp_path / "indicators.csv").write_text(table, encoding="utf-8")
        return open_study(tmp_path)

    return of


@pytest.fixture
def overview(study):
    def of(*rows, region="heide", until=None, release="region"):
        return indicators_overview(study(*rows), region=region, until=until, release=release)

    return of


def check(finding, name):
    return next((one for one in finding.checks if one.name == name), None)


def years(first, last, **cells):
    return [row(period=year, value=50, **cells) for year in range(first, last + 1)]


def test_an_aim_without_an_indicator_is_named(overview):
    found = overview(*years(2022, 2024))
    assert "serving 1 of the 4 aims" in found.sentence["en"]
    for aim in ("Experience of care", "Cost per head", "Working life of professionals"):
        assert aim in found.sentence["en"]
    assert check(found, "aims_covered").verdict == "doubtful"
    assert check(found, "aims_covered").number == 3
    assert "no indicator" in found.picture["en"].svg or found.picture["en"].alt.count("‘") >= 3


def test_a_period_without_a_row_is_missing_and_a_zero_is_a_figure(overview):
    found = overview(
        row(period=2021, value=50), row(period=2022, value=0), row(period=2024, value=3)
    )
    rows = found.table.set_index("period")
    assert rows["status"].to_dict() == {
        "2021": "shown", "2022": "shown", "2023": "missing", "2024": "shown",
    }  # fmt: skip
    assert rows.loc["2022", "value"] == 0
    assert check(found, "missing_periods").number == pytest.approx(1 / 4)
    assert check(found, "missing_periods").verdict == "doubtful"
    assert rows.loc["2024", "joins"] == "gap"


@pytest.mark.parametrize(("rows", "verdict"), [(4, "informative"), (3, "doubtful")])
def test_more_than_a_fifth_missing_is_doubtful(overview, rows, verdict):
    there = years(2020, 2020 + rows - 1)
    found = overview(*there, row(period=2020 + rows, value="x"))
    assert check(found, "missing_periods").verdict == verdict


def test_waves_of_four_years_have_nothing_missing_between_them():
    assert expected_periods(["2012", "2016", "2020"]) == ["2012", "2016", "2020"]
    assert expected_periods(["2012", "2016", "2017"]) == [str(y) for y in range(2012, 2018)]
    assert expected_periods(["2023Q4", "2024Q1", "2024Q3"])[-2:] == ["2024Q2", "2024Q3"]
    assert expected_periods([]) == []


def test_suppressed_by_the_source_and_missing_are_two_things_without_a_colour(overview):
    found = overview(
        row(period=2020, value=50), row(period=2021, value="<5"), row(period=2022, value="x"),
        row(period=2023, value=50), row(period=2024, value=50),
    )  # fmt: skip
    rows = found.table.set_index("period")
    assert rows["status"].to_dict()["2021"] == "suppressed"
    assert rows["status"].to_dict()["2022"] == "missing"
    assert rows.loc["2021", ["value", "n"]].isna().all()
    assert "2021; suppressed" in found.picture["en"].numbers
    assert "2022; missing" in found.picture["en"].numbers


@pytest.mark.parametrize(("people", "status"), [(9, "suppressed"), (10, "shown")])
def test_a_figure_about_fewer_than_ten_people_is_withheld(overview, people, status):
    found = overview(row(period=2024, value=50, n=people))
    assert found.table["status"].tolist() == [status]
    assert found.table["value"].isna().tolist() == [status == "suppressed"]
    assert overview(row(period=2024, value=50, n=people), release="team").table[
        "status"
    ].tolist() == ["shown"]


def test_of_a_share_the_few_who_are_not_counted_are_protected_too(overview):
    counts = {"value": 98, "n": "", "denominator": 200, "method": "telling"}
    found = overview(row(period=2024, numerator=196, **counts))
    assert found.table["status"].tolist() == ["suppressed"]


def test_another_age_base_breaks_the_line_and_the_reason_is_told(overview):
    found = overview(
        row(period=2016, value=75.0, age_base="19+"), row(period=2020, value=78.0, age_base="18+"),
        row(period=2022, value=74.0, age_base="18+"),
    )  # fmt: skip
    assert found.table["joins"].tolist() == ["first", "age_base", "yes"]
    doubt = check(found, "comparable_years")
    assert doubt.verdict == "doubtful"
    assert "2016–2020" in doubt.said["en"]
    assert "18+ and 19+" in doubt.said["en"] or "19+ and 18+" in doubt.said["en"]
    for language in LANGUAGES:
        assert "2016–2020" in found.picture[language].alt
    assert "≠" not in found.sentence["en"]
    assert "may stand in one line" in found.against["en"]


def test_waves_of_the_catalogue_are_not_joined_across_its_break(overview):
    found = overview(
        *(
            row(indicator="self_rated_health", period=year, value=75, method="", unit="", aim="",
                improvement="", low=73, high=77, n="")
            for year in (2012, 2016, 2020, 2022)
        )
    )  # fmt: skip
    assert found.table["joins"].tolist() == ["first", "yes", "years", "yes"]
    assert "Self-rated health good or very good" in found.picture["en"].numbers
    assert found.table["aim"].unique().tolist() == ["aim_health"]
    assert found.table["unit"].unique().tolist() == ["%"]
    assert check(found, "direction") is None
    assert check(found, "without_interval") is None
    assert check(found, "persons_stated").verdict == "passed"
    assert check(found, "missing_periods").verdict == "passed"


def test_two_boundary_years_are_not_joined_for_the_region(overview):
    found = overview(*(row(period=y, value=50, boundary_year=y) for y in (2023, 2024)))
    assert found.table["joins"].tolist() == ["first", "boundary_year"]
    doubt = check(found, "boundary_years")
    assert doubt.verdict == "doubtful"
    assert "recode" in doubt.advice["en"]


def test_an_area_that_no_merger_touched_runs_on_and_one_that_took_others_in_does_not(overview):
    found = overview(
        *(
            row(area=area, period=y, value=50, boundary_year=y)
            for area in ("GM9001", "GM0014")
            for y in (2018, 2019)
        )
    )
    joins = found.table.set_index(["area", "period"])["joins"]
    assert joins["GM9001", "2019"] == "yes"
    assert joins["GM0014", "2019"] == "boundary_year"  # Groningen took in Haren and Ten Boer


def test_areas_of_one_period_within_other_boundaries_are_told(overview):
    found = overview(
        row(area="GM9001", period=2024, value=50, boundary_year=2023),
        row(area="GM0014", period=2024, value=50, boundary_year=2024),
    )
    assert check(found, "boundary_years").verdict == "doubtful"


def test_areas_are_not_shown_beside_the_whole_of_the_region(overview):
    parts = [row(area=area, period=2024, value=50) for area in ("GM9001", "GM0014")]
    assert overview(*parts).table["area"].tolist() == ["GM0014", "GM9001"]
    whole = overview(*parts, row(period=2024, value=50)).table
    assert whole["area"].isna().tolist() == [True]


def test_an_area_that_no_longer_belongs_is_not_late(overview):
    found = overview(
        row(area="GM9002", period=2021, value=50), row(area="GM9001", period=2024, value=50)
    )
    assert "no figure yet" not in found.picture["en"].numbers
    assert check(found, "latest_age").verdict == "passed"


@pytest.mark.parametrize(
    ("label", "until", "old"),
    [
        ("2022", date(2024, 12, 31), False),
        ("2021", date(2024, 12, 31), True),
        ("2022Q3", date(2024, 12, 31), True),
        ("2022", date(2025, 1, 1), True),
        ("2021", date(2024, 2, 28), True),
    ],
)
def test_older_than_two_years_is_doubtful(label, until, old):
    assert is_old(label, until) is old


@pytest.mark.parametrize(("last", "verdict"), [(2022, "passed"), (2021, "doubtful")])
def test_an_old_figure_raises_a_doubt_with_advice(overview, last, verdict):
    found = overview(*years(2019, last))
    assert check(found, "latest_age").verdict == verdict
    assert check(found, "latest_age").number == (verdict == "doubtful")


def test_the_latest_year_and_its_publication_are_said_and_no_quarters_are_made(overview):
    found = overview(row(period=2022, value=50, published_on="2024-06-01"))
    assert (
        "The latest figure is of 2022, published on 1 June 2024. There is no figure yet on 2023 "
        "and 2024." in found.picture["en"].numbers
    )
    assert found.table["period"].tolist() == ["2022"]


def test_of_quarters_one_row_has_the_latest_figure_and_which_are_not_there(overview):
    found = overview(
        row(period="2023Q1", value=50), row(period="2023Q2", value="<5"),
        row(period="2023Q4", value=51), row(period="2024Q1", value=52, low=49, high=55),
        row(period="2024Q3", value="x"),
    )  # fmt: skip
    (only,) = found.table.to_dict("records")
    assert (only["period"], only["value"], only["n"]) == ("2024Q1", 52, 500)
    assert (only["interval_low"], only["interval"]) == (49, "published")
    assert (only["shown"], only["withheld"]) == (3, "2023Q2")
    assert only["missing"] == "2023Q3 2024Q2 2024Q3"
    assert only["status"] == "shown"
    assert "2023; Q1, ×, –, Q4" in found.picture["en"].numbers
    assert "2024 Q1; 52%; 95%: 49 – 55; n = 500" in found.picture["en"].numbers
    page = numbers_of(found, language="nl")
    assert "2023\N{NO-BREAK SPACE}kw\N{NO-BREAK SPACE}3, 2024" in " ".join(page.rows[0])


def test_quarters_of_which_none_is_shown_have_one_row_without_a_number(overview):
    found = overview(row(period="2023Q1", value="<5"), row(period="2023Q2", value="<5"))
    (only,) = found.table.to_dict("records")
    assert (only["status"], only["shown"], only["withheld"]) == ("suppressed", 0, "2023Q1 2023Q2")
    assert only["value"] != only["value"]


def test_a_model_estimate_is_called_one_and_warned_of(overview):
    found = overview(*years(2023, 2024, method="modelschatting"))
    assert "model estimate: fit to describe" in found.sentence["en"]
    doubt = check(found, "model_estimates")
    assert doubt.verdict == "doubtful"
    assert "never to show" in doubt.advice["en"]
    assert "(modelschatting)" in found.picture["nl"].numbers
    assert check(overview(*years(2023, 2024)), "model_estimates") is None


def test_an_unknown_direction_is_doubtful_and_none_is_guessed(overview):
    doubt = check(overview(*years(2023, 2024, improvement="")), "direction")
    assert doubt.verdict == "doubtful"
    assert "eigen maat" in doubt.said["en"]
    assert check(overview(*years(2023, 2024, improvement="geen")), "direction") is None


def test_published_limits_stand_and_a_standard_error_gives_them(overview):
    found = overview(
        row(period=2023, value=50, low=45, high=56), row(period=2024, value=50, se=2)
    ).table.set_index("period")
    assert found.loc["2023", ["interval_low", "interval_high"]].tolist() == [45, 56]
    assert found.loc["2023", "interval"] == "published"
    # 50 ± 1.959964 × 2
    assert found.loc["2024", "interval_low"] == pytest.approx(46.080072, abs=1e-6)
    assert found.loc["2024", "interval_high"] == pytest.approx(53.919928, abs=1e-6)


def test_counts_of_a_register_give_wilsons_limits_and_a_survey_gives_none(overview):
    counts = {"value": 30.8, "numerator": 81, "denominator": 263, "n": ""}
    found = overview(
        row(period=2023, method="telling", **counts), row(period=2024, method="enquête", **counts)
    ).table.set_index("period")
    # 81 of 263: 25.53 % to 36.62 %, Newcombe RG (1998), Stat Med 17:857–872, table I, method 3.
    assert found.loc["2023", "interval_low"] == pytest.approx(25.53, abs=0.005)
    assert found.loc["2023", "interval_high"] == pytest.approx(36.62, abs=0.005)
    assert found["interval"].isna().tolist() == [False, True]
    assert found.loc["2024", ["interval_low", "interval_high"]].isna().all()


def test_a_standardised_figure_gets_no_limits_from_its_crude_counts(overview):
    found = overview(
        row(period=2024, value=40, numerator=81, denominator=263, n="", method="telling")
    )
    assert found.table["interval"].isna().all()


def test_amounts_get_no_limits_of_counts(overview):
    found = overview(
        row(period=2024, value=2500, unit="euro", numerator=250000, denominator=100, n="",
            method="telling")
    )  # fmt: skip
    assert found.table["interval"].isna().all()


def test_no_denominator_where_one_is_needed_is_doubtful(overview):
    ratio = {"indicator": "ed_visits_per_1000", "unit": "", "improvement": "", "aim": ""}
    doubt = check(overview(row(period=2024, value=60, **ratio)), "without_interval")
    assert doubt.verdict == "doubtful"
    assert "numerator" in doubt.advice["en"]
    counts = {"value": 60, "numerator": 600, "denominator": 10000, "method": "", "n": ""}
    assert check(overview(row(period=2024, **ratio, **counts)), "without_interval") is None


def test_a_negative_count_is_told_and_does_not_count(overview):
    found = overview(
        row(period=2023, value=50), row(period=2024, value=50, numerator=-1, denominator=2)
    )
    assert found.table["period"].tolist() == ["2023"]
    assert check(found, "indicators_read").verdict == "doubtful"


def test_regions_stand_side_by_side_by_alphabet_with_what_each_lacks(overview):
    found = overview(
        *years(2022, 2024), *years(2023, 2023, region="zonnehei"),
        row(indicator="tweede", period=2024, value=1, region="zonnehei"),
        region="all", release="consortium",
    )  # fmt: skip
    table = found.table
    by_year = table[table["about"] == "year"].set_index(["region", "period"])
    assert by_year.loc[("heide", "2024"), "there"] == 1
    assert by_year.loc[("zonnehei", "2024"), "there"] == 1
    assert by_year.loc[("zonnehei", "2022"), "there"] == 0
    assert set(by_year["of_indicators"]) == {2}
    rows = table[table["about"] == "indicator"].set_index(["indicator", "region"])
    assert rows.loc[("eigen maat", "heide"), ["first", "latest"]].tolist() == ["2022", "2024"]
    assert rows.loc[("eigen maat", "zonnehei"), "missing"] == 2
    assert rows.loc[("tweede", "heide"), "status"] == "missing"
    assert "For 1 of the 4 pairs" in found.sentence["en"]
    assert table["region"].drop_duplicates().tolist() == ["heide", "zonnehei"]


def test_only_what_ended_by_the_last_day_counts(overview):
    found = overview(*years(2022, 2024), until="2023Q4")
    assert found.table["period"].tolist() == ["2022", "2023"]
    assert overview(*years(2022, 2024), until="2024Q3").table["period"].tolist() == ["2022", "2023"]


def test_without_any_figure_it_says_so_and_draws_nothing(overview):
    found = overview()
    assert found.table.empty
    assert found.picture["nl"].svg == ""
    assert "nog geen cijfers" in found.sentence["nl"]
    assert found.against is None


def test_a_name_that_looks_like_a_formula_or_an_order_stays_a_name(overview):
    name = "$x^2$ \\alpha {0} <b>"
    found = overview(*years(2023, 2024, indicator=name))
    assert name in found.picture["en"].numbers


def test_a_line_is_of_the_region_it_is_asked_for(study):
    opened = study(*years(2023, 2024), *years(2020, 2024, region="zonnehei"))
    seen = gather(opened, region="heide", until=None, release="region")
    assert [(line.region, len(line.rows)) for line in seen.lines] == [("heide", 2)]


def test_a_chart_of_waves_says_how_old_its_latest_figure_is(study):
    waves = {"indicator": "self_rated_health", "method": "", "unit": "", "aim": "", "n": ""}
    rows = [row(period=y, value=75, low=73, high=77, **waves) for y in (2012, 2016)]
    found = chart(study(*rows), region="heide", indicator="self_rated_health", until=None,
                  release="region")  # fmt: skip
    told = check(found, "latest_figure")
    assert told.verdict == "doubtful"
    assert told.said["en"].startswith("The latest figure is of 2016, when it was published is not")
    assert "Self-rated health good or very good" in found.question["en"]
    assert found.table["period"].tolist() == [str(year) for year in range(2012, 2017)]


@pytest.mark.parametrize(("improvement", "doubts"), [("", 1), ("hoger", 0), ("geen", 0)])
def test_a_chart_without_a_favourable_direction_is_doubtful(study, improvement, doubts):
    rows = [row(period=f"{y}Q{q}", value=50 + q, improvement=improvement)
            for y in range(2019, 2025) for q in range(1, 5)]  # fmt: skip
    found = chart(study(*rows), region="heide", indicator="eigen maat", until=None,
                  release="region")  # fmt: skip
    assert [one.verdict for one in found.checks if one.name == "direction"] == ["doubtful"] * doubts
    assert check(found, "latest_figure").verdict == "informative"
