"""A funnel: areas around one common value; few people never shown, chance always counted."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from funnel_cases import AREAS, NAMES, REGIONS, drawn, found, row, sizes, study_of

from kit.errors import InputError, Refused
from kit.finding import Drawing, Finding
from kit.language import LANGUAGES
from kit.study import open_study

SEEDS = range(20)


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch):
    """Leave the drawing out: it is made of the protected table alone, and tested by itself."""
    blank = {language: Drawing("", "", "") for language in LANGUAGES}
    monkeypatch.setattr("kit.funnel_plot.draw", lambda _: blank)


def position(finding: Finding, name: str) -> str:
    table = finding.table.set_index("name")
    return str(table.loc[name, "position"])


def check(finding: Finding, name: str):
    return next(c for c in finding.checks if c.name == name)


# --- what a funnel finds, and what chance puts there --------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_an_area_with_half_as_many_events_again_is_found(tmp_path, seed):
    finding = found(study_of(tmp_path, drawn(seed, planted=1.5)))
    assert position(finding, "Hoogzand") == "above_998"
    assert "Hoogzand (erboven; ook buiten 99,8%)" in finding.sentence["nl"]


def test_without_a_difference_no_more_areas_lie_outside_than_chance_puts_there(tmp_path):
    places = []
    for seed in SEEDS:
        finding = found(study_of(tmp_path / str(seed), drawn(100 + seed)), region="all")
        places += list(finding.table["position"])
    outside = sum(place != "inside" for place in places)
    far = sum(place.endswith("998") for place in places)
    # 300 areas: 15 expected outside 95 % and 0.6 outside 99.8 %; more than 26 and 4 have a
    # probability below 0.005 (binomial).
    assert len(places) == 300
    assert outside <= 26
    assert far <= 4


def test_the_number_that_chance_puts_outside_is_printed(tmp_path):
    finding = found(study_of(tmp_path, drawn(1, planted=1.5)))
    assert check(finding, "expected_by_chance").number == pytest.approx(15 * 0.05)
    assert "ongeveer 0,8 en 0,03" in finding.sentence["nl"]
    assert "about 0.8 and 0.03" in finding.sentence["en"]


def test_limits_of_a_share_are_those_worked_out_by_hand(tmp_path):
    # 0.2 +- 1.959964 and 3.090232 times the square root of 0.2 * 0.8 / 100, in per cent.
    rows = [row(area, 20, 100, unit="%", per=100) for area in AREAS]
    table = found(study_of(tmp_path, rows), region="all").table
    assert table["common"].unique() == pytest.approx([20.0])
    for column, value in (
        ("lower_95", 12.160144), ("upper_95", 27.839856),
        ("lower_998", 7.639072), ("upper_998", 32.360928),
    ):  # fmt: skip
        assert table[column].tolist() == pytest.approx([value] * 15, abs=1e-5)


def test_own_intervals_of_a_share_are_wilson_s(tmp_path):
    # 65 of 100: 55.2544 to 73.6358 (PHEindicatormethods, phe_proportion).
    rows = [row(area, 65, 100, unit="%", per=100) for area in AREAS]
    first = found(study_of(tmp_path, rows), region="all").table.iloc[0]
    assert first["interval_low"] == pytest.approx(55.2544, abs=1e-4)
    assert first["interval_high"] == pytest.approx(73.6358, abs=1e-4)


def test_a_ratio_is_held_against_what_the_source_expected(tmp_path):
    # Exact Poisson limits of 5 events: 1.6235 to 11.6683 (Garwood 1936); Byar's of 65: 50.163188
    # to 82.849139.
    counts = [5, 65, *[40] * 13]
    rows = [
        row(area, x, "", value=round(x / 40, 2), expected=40, n=5000, unit="ratio")
        for area, x in zip(AREAS, counts, strict=True)
    ]
    finding = found(study_of(tmp_path, rows), release="team", region="all")
    table = finding.table
    assert table["value"].tolist() == pytest.approx([x / 40 for x in counts])
    assert table["interval_low"][0] == pytest.approx(1.6235 / 40, abs=1e-5)
    assert table["interval_high"][1] == pytest.approx(82.849139 / 40, abs=1e-6)
    assert set(table["common"]) == {1.0}
    assert table["position"].tolist()[:3] == ["below_998", "above_998", "inside"]
    assert "buiten de studie" in check(finding, "reference").said["nl"]


def test_areas_that_all_differ_widen_the_limits_and_make_the_check_doubtful(tmp_path):
    rng = np.random.default_rng(7)
    events = rng.poisson(0.012 * sizes() * rng.lognormal(0, 0.3, 15))
    rows = [row(a, int(x), int(n)) for a, x, n in zip(AREAS, events, sizes(), strict=True)]
    finding = found(study_of(tmp_path, rows), region="all")
    spread = check(finding, "overdispersion")
    assert spread.verdict == "doubtful"
    assert spread.number > 1 + 2 * (2 / 15) ** 0.5
    assert "verruimd" in finding.sentence["nl"]
    assert "Zonder verruiming" in finding.against["nl"]
    assert (finding.table["position"] == "inside").sum() >= 12


def test_an_area_on_the_limit_is_within_it(tmp_path):
    # Common 0.2 of 10,000 people: the upper 95 % limit is 2,078.4; 2,078 is within, 2,079 not.
    for count, place in ((2078, "inside"), (2079, "above_95")):
        # The others make up for it, so that the common value stays 0.2.
        rest = [2000 - (count - 2000) // 14 - (i < (count - 2000) % 14) for i in range(14)]
        rows = [
            row(a, x, 10_000, unit="%", per=100) for a, x in zip(AREAS, [count, *rest], strict=True)
        ]
        finding = found(study_of(tmp_path / str(count), rows), region="all")
        assert position(finding, "Aardal") == place


# --- who is protected ---------------------------------------------------------------------------


@pytest.mark.parametrize(("events", "status"), [(9, "suppressed"), (10, "shown")])
def test_fewer_than_ten_in_the_numerator_are_suppressed(tmp_path, events, status):
    rows = [row(area, events if area == "G01" else 50, 4000) for area in AREAS]
    table = found(study_of(tmp_path, rows), region="all").table.set_index("area")
    assert table.loc["G01", "status"] == status


@pytest.mark.parametrize(("people", "status"), [(9, "suppressed"), (10, "shown")])
def test_an_area_of_fewer_than_ten_people_is_suppressed_even_without_events(
    tmp_path, people, status
):
    rows = [row(area, 0 if area == "G01" else 50, people if area == "G01" else 4000)
            for area in AREAS]  # fmt: skip
    table = found(study_of(tmp_path, rows), region="all").table.set_index("area")
    assert table.loc["G01", "status"] == status


@pytest.mark.parametrize(("events", "status"), [(391, "suppressed"), (390, "shown")])
def test_of_a_share_few_outside_it_are_few_too(tmp_path, events, status):
    rows = [row(area, events if area == "G01" else 300, 400, unit="%", per=100) for area in AREAS]
    table = found(study_of(tmp_path, rows), region="all").table.set_index("area")
    assert table.loc["G01", "status"] == status


def test_a_study_can_raise_the_threshold(tmp_path):
    rows = [row(area, 19 if area == "G01" else 50, 4000) for area in AREAS]
    study = study_of(tmp_path, rows, thresholds={"persons": 20})
    table = found(study, region="all").table.set_index("area")
    assert table.loc["G01", "status"] == "suppressed"


def test_the_own_team_sees_everything(tmp_path):
    rows = [row(area, 3, 400) for area in AREAS]
    finding = found(study_of(tmp_path, rows), release="team", region="all")
    assert set(finding.table["status"]) == {"shown"}


@pytest.mark.parametrize("seed", SEEDS)
def test_no_suppressed_area_follows_from_the_total_of_its_region_or_of_all(tmp_path, seed):
    rng = np.random.default_rng(seed)
    events = dict(zip(AREAS, rng.integers(2, 40, 15).tolist(), strict=True))
    rows = [row(area, x, 3000) for area, x in events.items()]
    table = found(study_of(tmp_path, rows), region="all").table
    hidden = table[table["status"] == "suppressed"]
    assert hidden[["numerator", "denominator", "value", "n"]].isna().all(axis=None)
    for slug in (*REGIONS, None):
        part = hidden if slug is None else hidden[hidden["region"] == slug]
        of = [a for a in AREAS if slug is None or AREAS[a] == slug]
        shown = table[table["area"].isin(of) & (table["status"] == "shown")]["numerator"].sum()
        left = sum(events[a] for a in of) - shown
        # What is left belongs to two areas or more, and can be shared out in more than one way.
        assert len(part) != 1
        if len(part):
            assert left not in (len(part), 9 * len(part)) or any(
                events[a] >= 10 for a in part["area"]
            )


def test_one_area_that_the_source_holds_back_is_covered_too(tmp_path):
    rows = [row(area, 50 + i, 4000) for i, area in enumerate(AREAS) if area != "G03"]
    rows.append(row("G03", "", "", value="<10"))
    finding = found(study_of(tmp_path, rows), region="all")
    table = finding.table.set_index("area")
    hidden = sorted(table.index[table["status"] == "suppressed"])
    assert hidden == ["G01", "G03"]
    assert "al afgeschermd" in check(finding, "disclosure").said["nl"]


def test_a_region_of_one_area_is_covered_by_an_area_elsewhere_that_stays_covered(tmp_path):
    regions = [
        {"slug": "noord", "name": "Noord", "areas": [{"code": "G01", "name": "Aardal"}]},
        {
            "slug": "oost",
            "name": "Oost",
            "areas": [{"code": f"G{i:02d}", "name": f"Oord {i}"} for i in range(2, 14)],
        },
    ]
    rows = [row("G01", 4, 900, region="noord")]
    rows += [row(f"G{i:02d}", 30 + i, 4000, region="oost") for i in range(2, 14)]
    table = found(study_of(tmp_path, rows, regions=regions), region="all").table.set_index("area")
    hidden = sorted(table.index[table["status"] == "suppressed"])
    # One in oost would follow from the total of oost; so there are two.
    assert hidden == ["G01", "G02", "G03"]


def test_target_and_limits_come_from_the_areas_that_are_shown(tmp_path):
    rows = [row(area, 50, 4000) for area in AREAS if AREAS[area] != "zuid"]
    apart = [row(area, 8, 90) for area in AREAS if AREAS[area] == "zuid"]
    finding = found(study_of(tmp_path, rows + apart), region="all")
    assert finding.table["common"].unique() == pytest.approx([12.5])
    gone = finding.table[finding.table["status"] == "suppressed"]
    assert len(gone) == 5
    assert gone[["lower_95", "upper_998", "interval_low"]].isna().all(axis=None)
    assert set(gone["position"]) == {"not_shown"}
    assert all(source.rows is None for source in finding.sources)


# --- what is refused ----------------------------------------------------------------------------


def test_published_figures_with_limits_only_are_refused_with_what_to_do(tmp_path):
    rows = [row(area, value=12, low=10, high=14) for area in AREAS]
    with pytest.raises(Refused, match=r"indicators\.csv, row 2.*show them with their own limits"):
        found(study_of(tmp_path, rows))


def test_a_numerator_without_a_denominator_is_refused(tmp_path):
    rows = [row(area, 50, "" if area == "G02" else 4000, value=12.5, n=4000,
                expected="" if area == "G02" else 40) for area in AREAS]  # fmt: skip
    rows[1] = row("G02", 50, "", value=12.5, n=4000, expected=40)
    with pytest.raises(Refused, match="denominator for each area"):
        found(study_of(tmp_path, [*rows[:1], *rows[1:2], row("G03", 50, 4000), *rows[3:4]]))


@pytest.mark.parametrize("method", ["model", "modelschatting"])
def test_model_estimates_are_refused(tmp_path, method):
    rows = [row(area, 50, 4000, method=method) for area in AREAS]
    with pytest.raises(Refused, match="counts, not model estimates"):
        found(study_of(tmp_path, rows))


def test_amounts_of_money_are_refused(tmp_path):
    rows = [row(area, 50_000, 4000, unit="euro per inwoner") for area in AREAS]
    with pytest.raises(Refused, match="counts of people or events"):
        found(study_of(tmp_path, rows))


def test_areas_counted_in_different_ways_are_refused(tmp_path):
    rows = [row(a, 50, 4000, method="enquête" if a == "G01" else "telling") for a in AREAS]
    with pytest.raises(Refused, match="measured in one way"):
        found(study_of(tmp_path, rows))


def test_more_events_than_people_in_a_share_are_told_with_their_row(tmp_path):
    rows = [row(area, 50, 40 if area == "G03" else 400, unit="%", per=100) for area in AREAS]
    with pytest.raises(InputError, match=r"row 4, `numerator`: got \"50 of 40\""):
        found(study_of(tmp_path, rows))


def test_one_area_with_two_figures_is_told(tmp_path):
    regions = [
        {"slug": slug, "name": slug, "areas": [{"code": "G01", "name": "Aardal"}]}
        for slug in ("noord", "oost")
    ]
    rows = [row("G01", 50, 4000, region="noord"), row("G01", 60, 4000, region="oost")]
    with pytest.raises(InputError, match="one figure for one area and period"):
        found(study_of(tmp_path / "two", rows, regions=regions))
    rows[1] = row("G01", 50, 4000, region="oost")
    alike = found(study_of(tmp_path / "one", rows, regions=regions))
    assert len(alike.table) == 1


def test_unknown_names_are_told_with_the_nearest(tmp_path):
    study = study_of(tmp_path, drawn(1))
    for asked, nearest in (
        ({"region": "oostt"}, "oost"),
        ({"indicator": "valen"}, "vallen"),
        ({"period": "2022"}, "2023"),
    ):
        with pytest.raises(InputError, match=rf"nearest: {nearest}"):
            found(study, **asked)
    with pytest.raises(InputError, match="`period`"):
        found(study, period="soon")


# --- which period -------------------------------------------------------------------------------


def test_the_latest_period_with_ten_areas_is_taken(tmp_path):
    few = [row(area, 50, 4000, period="2024") for area in list(AREAS)[:9]]
    many = [row(area, 50, 4000, period="2023") for area in AREAS]
    finding = found(study_of(tmp_path / "9", few + many))
    assert finding.parameters["period"] == "2023"
    ten = [row(area, 50, 4000, period="2024") for area in list(AREAS)[:10]]
    finding = found(study_of(tmp_path / "10", ten + many))
    assert finding.parameters["period"] == "2024"
    asked = found(study_of(tmp_path / "asked", ten + many), period="2023")
    assert asked.parameters["period"] == "2023"


def test_until_is_inclusive_and_later_figures_change_nothing(tmp_path):
    early = [row(area, 50 + i, 4000, period="2022") for i, area in enumerate(AREAS)]
    late = [row(area, 90, 4000, period="2023") for area in AREAS]
    before = found(study_of(tmp_path / "before", early), until="2023Q3")
    after = found(study_of(tmp_path / "after", early + late), until="2023Q3")
    assert after.table.equals(before.table)
    assert after.sentence == before.sentence
    whole = found(open_study(tmp_path / "after"), until="2023Q4")
    assert whole.parameters["period"] == "2023"


def test_how_old_the_figures_are_is_said(tmp_path):
    finding = found(study_of(tmp_path, drawn(1)))
    assert "2024 is er nog geen cijfer" in check(finding, "latest_figure").said["nl"]


# --- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("improvement", "words"),
    [("", "(above; outside"), ("neutral", "(above; outside"),
     ("lower", "(above, the unfavourable side;"), ("higher", "(above, the favourable side;")],
)  # fmt: skip
def test_a_side_is_favourable_only_where_the_direction_is_stated(tmp_path, improvement, words):
    rows = [row(a, 80 if a == "G08" else 40, 4000, improvement=improvement) for a in AREAS]
    finding = found(study_of(tmp_path, rows))
    assert f"Hoogzand {words}" in finding.sentence["en"]
    if not improvement:
        assert "favourable" not in finding.sentence["en"]


def test_a_region_names_its_own_areas_only(tmp_path):
    rows = [row(a, {"G02": 80, "G08": 85}.get(a, 40), 4000) for a in AREAS]
    study = study_of(tmp_path, rows)
    for region, named, others in (
        ("noord", "Beekloo", "Hoogzand"),
        ("oost", "Hoogzand", "Beekloo"),
    ):
        words = found(study, region=region).sentence["nl"]
        assert named in words
        assert others not in words


def test_of_all_regions_areas_outside_are_named_by_alphabet(tmp_path):
    rows = [row(a, {"G02": 11, "G13": 88}.get(a, 40), 4000) for a in AREAS]
    finding = found(study_of(tmp_path, rows), region="all", release="consortium")
    names = re.findall(r"Beekloo|Molenrode", finding.sentence["nl"])
    assert names == ["Beekloo", "Molenrode"]
    assert list(finding.table["name"]) == sorted(NAMES, key=str.casefold)


@pytest.mark.parametrize(("outside", "words"), [(9, "Area 9 (above;"), (10, "and 2 others")])
def test_a_sentence_names_eight_areas_and_counts_the_rest(tmp_path, outside, words):
    # Among 400 areas these are too few to widen the limits.
    areas = [{"code": f"W{i:03d}", "name": f"Area {i}"} for i in range(1, 401)]
    rows = [
        row(area["code"], 80 if i < outside else 40, 4000, region="oost")
        for i, area in enumerate(areas)
    ]
    regions = [{"slug": "oost", "name": "Oost", "areas": areas}]
    sentence = found(study_of(tmp_path, rows, regions=regions)).sentence["en"]
    assert words in sentence
    assert sentence.count("outside 99.8% too") == (9 if outside == 9 else 8)


def test_the_same_areas_stand_in_the_funnel_of_every_region(tmp_path):
    study = study_of(tmp_path, drawn(3))
    whole = found(study, region="all").table
    for region in REGIONS:
        table = found(study, region=region).table
        own = table[table["area"].notna()].drop(columns="areas").reset_index(drop=True)
        of_all = whole[whole["region"] == region].reset_index(drop=True)
        assert own.astype(object).equals(of_all.astype(object))


def test_a_region_is_told_how_many_areas_of_others_lie_where_and_not_which(tmp_path):
    rows = [row(a, {"G02": 80, "G08": 85, "G15": 4}.get(a, 40), 4000) for a in AREAS]
    finding = found(study_of(tmp_path, rows), region="noord")
    table = finding.table
    others = table[table["region"].isna()]
    whole = found(study_of(tmp_path, rows), region="all").table
    elsewhere = whole[whole["region"] != "noord"]
    assert others[["area", "name", "value", "numerator", "denominator", "n"]].isna().all(axis=None)
    assert dict(zip(others["position"], others["areas"], strict=True)) == dict(
        elsewhere["position"].value_counts()
    )
    assert others["areas"].sum() == 10
    written = finding.table.to_csv() + finding.sentence["nl"] + finding.against["nl"]
    written += " ".join(c.said["nl"] for c in finding.checks)
    for code, name in zip(AREAS, NAMES, strict=True):
        assert (name in table["name"].tolist()) == (AREAS[code] == "noord")
        if AREAS[code] != "noord":
            assert name not in written
            assert code not in written


def test_an_area_that_belongs_in_part_stands_whole_and_that_is_said(tmp_path):
    areas = [{"code": c, "name": n} for c, n in zip(AREAS, NAMES, strict=True)]
    areas[2]["weight"] = 0.5
    rows = [row(a, 50, 4000, region="oost") for a in AREAS]
    study = study_of(tmp_path, rows, regions=[{"slug": "oost", "name": "Oost", "areas": areas}])
    said = check(found(study), "areas_in_part")
    assert said.verdict == "doubtful"
    assert "Cromdijk (50%)" in said.said["nl"]
    assert "areas_in_part" not in {c.name for c in found(study_of(tmp_path / "b", rows)).checks}


@pytest.mark.parametrize(
    ("unit", "doubted"), [("per 1000 inwoners van 65+", True), ("per 1000 inwoners", False)]
)
def test_an_indicator_about_older_people_is_doubted_where_age_is_not_counted(
    tmp_path, unit, doubted
):
    rows = [row(a, 50, 4000, unit=unit, indicator="zorg") for a in AREAS]
    finding = found(study_of(tmp_path, rows), indicator="zorg")
    assert ("age" in {c.name for c in finding.checks}) == doubted
    if doubted:
        assert check(finding, "age").verdict == "doubtful"


def test_an_area_nearly_on_its_limit_is_said_to_be_nearly_on_it(tmp_path):
    # Common 0.2 of 10,000: the upper 95 % limit is 20.784 per cent.
    rest = [2000 - 79 // 14 - (i < 79 % 14) for i in range(14)]
    for at, words in ((2079, "net boven de bovenste 95%-grens: 20,8 bij 20,8"), (2100, "erboven")):
        counts = [at, *rest]
        rows = [row(a, x, 10_000, unit="%", per=100) for a, x in zip(AREAS, counts, strict=True)]
        finding = found(study_of(tmp_path / str(at), rows), region="noord")
        assert f"Aardal ({words}" in finding.sentence["nl"]


def test_an_area_outside_every_year_is_not_put_down_to_chance(tmp_path):
    years = range(2019, 2024)
    rows = [
        row(a, 700 if a == "G08" and y != 2020 else 400, 20_000, period=str(y))
        for y in years
        for a in AREAS
    ]
    finding = found(study_of(tmp_path, rows))
    assert "Hoogzand (erboven; ook buiten 99,8%, in 4 van de 5 jaren)" in finding.sentence["nl"]
    assert "niet te zien" not in finding.against["nl"]


def test_before_there_are_figures_by_area_the_finding_says_so(tmp_path):
    whole = row("", 50, 4000, region="oost")
    for name, rows in (("none", []), ("regions_only", [whole])):
        finding = found(study_of(tmp_path / name, rows))
        assert finding.table.empty
        assert "nog geen cijfers per gebied" in finding.sentence["nl"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row("G01", 50, 4000)], "te weinig gebieden"),
        ([row(a, 0, 4000) for a in AREAS], "geen van de getoonde gebieden"),
        ([row(a, 400, 400, unit="%", per=100) for a in AREAS], "voor iedereen"),
        ([row(a, "", "", value="<10") for a in AREAS], "te weinig gebieden"),
    ],
)
def test_where_there_is_no_funnel_the_sentence_says_why(tmp_path, rows, words):
    finding = found(study_of(tmp_path, rows), region="all")
    assert words in finding.sentence["nl"]
    assert check(finding, "enough_areas").number == (finding.table["status"] == "shown").sum()


def test_hostile_names_stay_on_one_line(tmp_path):
    areas = [{"code": c, "name": f"$x$ <b>\u202e{c}\n" + "lang " * 20} for c in AREAS]
    rows = [row(a, 80 if a == "G08" else 40, 4000, region="oost") for a in AREAS]
    study = study_of(
        tmp_path, rows, regions=[{"slug": "oost", "name": "Oost $_{x}$", "areas": areas}]
    )
    finding = found(study)
    assert "\n" not in finding.sentence["nl"]
    assert "\u202e" not in finding.sentence["nl"]


# --- checks -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("areas", "verdict"), [(9, "doubtful"), (10, "passed")])
def test_fewer_than_ten_areas_are_doubtful(tmp_path, areas, verdict):
    rows = [row(area, 50, 4000) for area in list(AREAS)[:areas]]
    assert check(found(study_of(tmp_path, rows)), "enough_areas").verdict == verdict


@pytest.mark.parametrize(
    ("years", "verdict"), [(("2024",), "passed"), (("2023", "2024"), "doubtful"),
                           (("",), "informative")]
)  # fmt: skip
def test_boundaries_of_two_years_are_doubtful(tmp_path, years, verdict):
    rows = [row(a, 50, 4000, boundary_year=y)
            for a, y in zip(AREAS, itertools.cycle(years), strict=False)]  # fmt: skip
    assert check(found(study_of(tmp_path, rows)), "boundary_year").verdict == verdict


@pytest.mark.parametrize(
    ("method", "verdict"), [("telling", "passed"), ("enquête", "doubtful"), ("", "informative")]
)
def test_counts_from_a_survey_are_doubtful(tmp_path, method, verdict):
    rows = [row(area, 50, 4000, method=method) for area in AREAS]
    assert check(found(study_of(tmp_path, rows)), "method").verdict == verdict


def test_areas_without_counts_and_without_a_figure_are_told(tmp_path):
    rows = [row(area, 50, 4000) for area in list(AREAS)[:12]] + [row("G13", value=12.5, n=4000)]
    finding = found(study_of(tmp_path, rows), region="zuid")
    assert check(finding, "without_counts").number == 1
    missing = check(finding, "areas_missing")
    assert missing.said["nl"] == "Zonder cijfer in deze periode: Nesterwold en Oeverstad."
    assert finding.table.set_index("area").loc["G13", "status"] == "missing"


def test_an_area_that_no_longer_exists_is_not_missing(tmp_path):
    areas = [{"code": c, "name": n} for c, n in zip(AREAS, NAMES, strict=True)]
    areas[0]["until"] = "2022-12-31"
    rows = [row(a, 50, 4000, region="oost") for a in list(AREAS)[1:]]
    study = study_of(tmp_path, rows, regions=[{"slug": "oost", "name": "Oost", "areas": areas}])
    assert "areas_missing" not in {c.name for c in found(study).checks}


def test_a_published_figure_that_is_not_numerator_over_denominator_is_told(tmp_path):
    rows = [row(area, 50, 4000, value=15.1 if area == "G02" else None) for area in AREAS]
    assert check(found(study_of(tmp_path, rows)), "figures_agree").number == 1


# --- five years ---------------------------------------------------------------------------------


def _five_years(*, steps, years=range(2019, 2024)):
    return [
        row(area, 400 + steps * 60 * i if area == "G08" else 400, 20_000, period=str(year))
        for i, year in enumerate(years)
        for area in AREAS
    ]


def test_five_years_that_rise_have_a_trend(tmp_path):
    table = found(study_of(tmp_path, _five_years(steps=1)), region="all").table.set_index("name")
    assert table.loc["Hoogzand", "trend"] == "increasing"
    assert set(table["trend"].drop("Hoogzand")) == {"no_change"}


def test_four_years_have_no_trend_and_neither_have_quarters(tmp_path):
    four = _five_years(steps=1, years=range(2020, 2024))
    quarters = [row(a, 40, 4000, period=f"2023Q{q}") for q in (1, 2, 3, 4) for a in AREAS]
    for name, rows in (("four", four), ("quarters", quarters)):
        assert set(found(study_of(tmp_path / name, rows), region="all").table["trend"]) == {
            "not_calculated"
        }


def test_a_year_that_is_suppressed_gives_no_trend(tmp_path):
    rows = _five_years(steps=1)
    at = next(i for i, r in enumerate(rows) if r.startswith("oost;G08;vallen;2020"))
    rows[at] = row("G08", 9, 20_000, period="2020")
    table = found(study_of(tmp_path, rows)).table.set_index("name")
    assert table.loc["Hoogzand", "status"] == "shown"
    assert table.loc["Hoogzand", "trend"] == "not_calculated"


def test_years_of_another_method_give_no_trend(tmp_path):
    rows = [r.replace(";telling;", ";register x;") if ";2020;" in r else r
            for r in _five_years(steps=1)]  # fmt: skip
    finding = found(study_of(tmp_path, rows), region="all")
    assert set(finding.table["trend"]) == {"not_calculated"}
    assert "niet te vergelijken" in check(finding, "trend").said["nl"]


def test_the_parameter_period_is_checked_before_a_notebook_runs(tmp_path):
    from kit.parameters import resolve

    study = study_of(tmp_path, drawn(1))
    assert resolve("funnel", {"period": "latest"}, study=study) == {"period": "latest"}
    assert resolve("funnel", {"period": "2023-K2"}, study=study) == {"period": "2023Q2"}
    with pytest.raises(InputError, match="`period`"):
        resolve("funnel", {"period": "soon"}, study=study)


def test_nothing_is_written_beside_the_study(tmp_path):
    study = study_of(tmp_path, drawn(1))
    before = sorted(Path(study.root).rglob("*"))
    found(study)
    assert sorted(Path(study.root).rglob("*")) == before
