"""Hotspots as a finding: what is pointed out, what is held back, and what is said beside it."""

import itertools
import json
import re
import zlib

import numpy as np
import pandas as pd
import pytest

from kit.errors import InputError
from kit.hotspots import hotspots, issues_table, read_given
from kit.hotspots.chance import Rule
from kit.hotspots.felt import beside
from kit.hotspots.measuring import measure
from kit.hotspots.protecting import protected
from kit.study import open_study

STUDY = """
format: 1
title: {nl: Proef, en: Trial}
period: {from: 2019Q1, until: 2024Q4}
regions:
  - {slug: noord, name: Noord}
  - {slug: zuid, name: Zuid}
indicators:
  falls: {nl: vallen, en: falls}
  lonely: {nl: eenzaamheid, en: loneliness}
"""
YEARS = range(2019, 2025)
RULE = Rule(shown_from=10)
REGIONS = [f"r{i}" for i in range(6)]


def simulated(seed, *, hot=(), jump=None):
    """Return counts of 60 districts in 6 regions: 4 problems, 3 segments, 6 years."""
    rng = np.random.default_rng(seed)
    names = ["place", "problem", "segment", "period"]
    rows = pd.MultiIndex.from_product(
        [range(60), range(4), range(3), map(str, YEARS)], names=names
    ).to_frame(index=False)
    people = rng.integers(1_200, 14_000, 60)
    rows["persons"] = np.round(people[rows["place"]] * np.array([0.5, 0.3, 0.2])[rows["segment"]])
    rate = np.array([0.02, 0.03, 0.05, 0.015])[rows["problem"]]
    risk = np.where(
        rows["place"].isin(hot) & (rows["problem"] == 1) & (rows["segment"] == 2), 1.8, 1.0
    )
    if jump is not None:
        risk = risk * np.where((rows["place"] == jump) & (rows["period"] == "2024"), 2.0, 1.0)
    mean = rows["persons"] * rate * np.array([0.6, 1.0, 1.8])[rows["segment"]] * risk
    rows["observed"] = rng.poisson(mean).astype(float)
    rows["region"] = "r" + (rows["place"] // 10).astype(str)
    rows["area"] = "a" + rows["place"].astype(str)
    rows["problem"] = "p" + rows["problem"].astype(str)
    rows["segment"] = "s" + rows["segment"].astype(str)
    return rows.assign(geography="district", expected=np.nan, status="shown")


def called(seed, regions=REGIONS, **planted):
    shut = protected(simulated(seed, **planted), release="region", at_least=10)
    return measure(shut.cells, regions=regions, rule=RULE)


@pytest.mark.slow
def test_where_nothing_is_the_matter_candidates_are_as_many_as_is_printed():
    found = printed = 0.0
    for seed in range(20):
        cells = called(seed).cells
        found += (cells["call"] == "candidate").sum()
        printed += cells["chance"].sum()
    # Two standard deviations of a Poisson count around what was printed.
    assert found <= printed + 2 * np.sqrt(printed)


@pytest.mark.slow
def test_a_planted_hotspot_and_a_planted_artefact_are_told_apart():
    both = flagged = others = 0
    for seed in range(20):
        made = called(seed, ["r1", "r2"], hot=(12, 13), jump=25)
        cells = made.cells[made.cells["call"] == "candidate"]
        hit = cells["area"].isin(["a12", "a13"]) & (cells["problem"] == "p1")
        both += hit.any()
        others += (cells["region"].eq("r1") & ~hit).sum()
        flagged += ("r2", "a25") in made.jumped and not cells["area"].eq("a25").any()
    assert both >= 18
    assert flagged >= 18
    assert others <= 3


def test_what_one_region_is_told_does_not_depend_on_which_others_are_asked_for():
    shut = protected(simulated(1, hot=(12, 13)), release="region", at_least=10)
    alone = measure(shut.cells, regions=["r1"], rule=RULE).cells
    every = measure(shut.cells, regions=REGIONS, rule=RULE).cells
    same = every[every["region"] == "r1"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, same)


@pytest.mark.parametrize(("areas", "tested"), [(9, 0), (10, 1)])
def test_with_fewer_than_ten_areas_nothing_is_said_of_what_they_have_in_common(areas, tested):
    rows = [
        {"region": "noord", "area": f"a{i}", "geography": "district", "problem": "falls",
         "segment": "", "period": "2024", "observed": 20.0 + i, "persons": 500.0,
         "expected": np.nan, "status": "shown"}
        for i in range(areas)
    ]  # fmt: skip
    made = measure(pd.DataFrame(rows), regions=["noord"], rule=RULE)
    assert (made.tested, made.few) == (tested, 1 - tested)
    assert made.cells["ratio"].notna().all()
    assert made.cells["shrunk"].notna().all() == bool(tested)


def write(folder, name, rows):
    pd.DataFrame(rows).to_csv(folder / f"{name}.csv", sep=";", index=False)


def count(area, year, problem):
    """Return a count that differs from place to place as chance does, and is always the same."""
    rng = np.random.default_rng(zlib.crc32(f"{area} {year} {problem}".encode()))
    return int(rng.poisson(60))


@pytest.fixture
def folder(tmp_path):
    """Return a study of two regions with eight districts each; falls are doubled in one."""
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    areas = [
        {"region": slug, "code": f"WK{n:02}{i:04}", "name": f"{slug.title()} {i}",
         "geography": "district"}
        for n, slug in enumerate(("noord", "zuid"), start=10) for i in range(8)
    ]  # fmt: skip
    write(tmp_path, "areas", areas)
    counts = [
        {"region": a["region"], "area": a["code"], "problem": problem, "segment": "",
         "period": year, "persons": 3000,
         "observed": count(a["code"], year, problem)
         * (2 if a["code"] == "WK100003" and problem == "falls" else 1)}
        for a, problem, year in itertools.product(areas, ("falls", "lonely"), YEARS)
    ]  # fmt: skip
    counts[-1]["observed"] = 4
    write(tmp_path, "problem_counts", counts)
    said = [("falls", "resident", 3, 20), ("falls", "professional", 9, 12),
            ("lonely", "resident", 14, 20), ("lonely", "professional", 2, 6)]  # fmt: skip
    write(
        tmp_path,
        "felt_weight",
        [{"region": "noord", "problem": p, "voice": v, "chosen": c, "of": of,
          "session": "2024-05-14"} for p, v, c, of in said],
    )  # fmt: skip
    write(
        tmp_path,
        "assets",
        [{"region": "noord", "area": "WK100003", "asset": "Het buurthuis van mevrouw Bloemkool",
          "kind": "place", "named_by": "resident"}],
    )  # fmt: skip
    write(
        tmp_path,
        "risk_layers",
        [{"region": "noord", "period": 2024, "layer": layer, "persons": n, "outcome": "opname",
          "horizon_months": 12, "model": "m1"}
         for layer, n in (("low", 900), ("middle", 80), ("high", 7))],
    )  # fmt: skip
    write(
        tmp_path,
        "hotspot_issues",
        [{"id": "v1", "region": "noord", "issue": "Wie komt er langs bij mevrouw Bloemkool?",
          "whose": "professional", "problem": "falls", "area": "WK100003", "together": "yes",
          "status": "open", "noted_on": "2024-06-01"}],
    )  # fmt: skip
    return tmp_path


def of(folder, region="noord", release="region", **asked):
    return hotspots(open_study(folder), region=region, until="2024Q4", release=release, **asked)


def about(finding, name):
    return finding.table[finding.table["about"] == name]


def test_the_doubled_problem_is_pointed_out_with_its_parts_side_by_side(folder):
    finding = of(folder)
    (row,) = about(finding, "cell").query("call == 'candidate'").to_dict("records")
    assert (row["name"], row["problem"], row["period"]) == ("Noord 3", "falls", "2024")
    assert 1 < row["shrunk_low"] < row["shrunk"] < row["ratio"] < row["ratio_high"]
    assert row["p_excess"] >= 0.95
    assert (row["residents"], row["residents_of"]) == (0.15, 20)
    assert row["professionals"] == 0.75
    assert row["of_areas"] == 8
    assert {"vallen in Noord 3", "Bij toeval alleen te verwachten"} <= {
        words for words in ("vallen in Noord 3", "Bij toeval alleen te verwachten")
        if words in finding.sentence["nl"]
    }  # fmt: skip


def test_where_feeling_and_figures_differ_both_are_told(folder):
    finding = of(folder)
    beside = {
        (row["problem"], row["voice"]): row["felt_beside"]
        for row in about(finding, "felt").to_dict("records")
    }
    assert beside == {
        ("falls", "resident"): "seen_only",
        ("falls", "professional"): "both",
        ("lonely", "resident"): "not_apart",
        ("lonely", "professional"): "unknown",
    }
    # Loneliness was drawn alike everywhere: figures are silent on it, and do not say "not seen".
    assert "Gevoeld, niet in de cijfers gezien" not in finding.sentence["nl"]
    assert "alleen zeggen of gebieden verschillen" in finding.sentence["nl"]
    assert "eenzaamheid (inwoners 14 van de 20)" in finding.sentence["nl"]
    assert "Seen in the figures, little felt: falls (residents 3 of 20)" in finding.sentence["en"]


def test_a_session_of_six_people_is_not_shown(folder):
    felt = about(of(folder), "felt").set_index(["problem", "voice"])
    row = felt.loc[("lonely", "professional")]
    assert row["status"] == "suppressed"
    assert row[["chose", "took_part", "chose_share", "chose_low"]].isna().all()
    team = about(of(folder, release="team"), "felt").set_index(["problem", "voice"])
    assert team.loc[("lonely", "professional"), "took_part"] == 6


def test_a_small_risk_layer_takes_another_along(folder):
    rows = about(of(folder), "risk").set_index("layer")
    assert rows["status"].to_dict() == {"low": "shown", "middle": "suppressed",
                                        "high": "suppressed"}  # fmt: skip
    (check,) = [c for c in of(folder).checks if c.name == "risk_layers"]
    assert check.verdict == "doubtful"


def test_a_small_count_is_found_nowhere_in_what_is_released(folder):
    finding = of(folder, region="zuid")
    cells = about(finding, "cell")
    hidden = cells[cells["status"] == "suppressed"]
    assert "WK110007" in set(hidden["area"])
    assert len(hidden) >= 2
    assert hidden.select_dtypes(include="number").isna().all(axis=None)
    assert all(source.rows is None for source in finding.sources)
    assert not (about(finding, "before")["area"] == "WK110007").any()


def test_words_of_people_are_in_no_finding_and_only_in_their_own_region(folder):
    study = open_study(folder)
    for region in ("noord", "zuid", "all"):
        written = json.dumps(of(folder, region=region).as_data(), ensure_ascii=False)
        assert "Bloemkool" not in written
    caption, heads, rows = issues_table(study, region="noord", until="2024Q4", language="nl")
    assert rows == (("Wie komt er langs bij mevrouw Bloemkool?", "Professionals", "vallen", "–",
                     "Noord 3", "ja", "open"),)  # fmt: skip
    assert len(heads) == 7
    assert caption
    assert issues_table(study, region="zuid", until="2024Q4", language="nl")[2] == ()
    assert issues_table(study, region="noord", until="2024Q1", language="nl")[2] == ()


def test_without_shapes_there_is_no_map_and_it_is_said(folder):
    finding = of(folder)
    (check,) = [c for c in finding.checks if c.name == "map"]
    assert "geen kaart" in check.said["nl"]
    assert "<svg" in finding.picture["nl"].svg


def test_over_regions_only_what_recurs_is_told(folder):
    finding = of(folder, region="all", release="consortium")
    assert set(finding.table["about"]) == {"recurrence", "issue"}
    rows = about(finding, "recurrence").set_index(["problem", "region"])
    assert rows.loc[("falls", "noord"), "called"] == 1
    assert rows.loc[("falls", "zuid"), "called"] == 0
    assert "Geen probleem is in meer dan één regio" in finding.sentence["nl"]
    assert "1 vraagstuk" in finding.sentence["nl"]
    assert "Noord 3" not in json.dumps(finding.as_data())


def test_one_problem_can_be_asked_for_and_an_unknown_one_is_told(folder):
    finding = of(folder, problem="lonely")
    assert set(about(finding, "cell")["problem"]) == {"lonely"}
    with pytest.raises(InputError, match="nearest: lonely"):
        of(folder, problem="lonly")
    with pytest.raises(InputError, match="`region`"):
        of(folder, region="oost")


def test_what_happened_later_changes_nothing(folder):
    study = open_study(folder)
    given = read_given(study)
    before = hotspots(study, region="noord", until="2022", release="region", given=given)
    path = folder / "problem_counts.csv"
    rows = pd.read_csv(path, sep=";")
    rows.loc[rows["period"] > 2022, "observed"] *= 3
    rows.to_csv(path, sep=";", index=False)
    again = hotspots(open_study(folder), region="noord", until="2022", release="region")
    pd.testing.assert_frame_equal(before.table, again.table)
    assert before.sentence == again.sentence


def test_a_district_where_everything_jumps_is_a_question_on_registration(folder):
    path = folder / "problem_counts.csv"
    rows = pd.read_csv(path, sep=";")
    hit = (rows["area"] == "WK100005") & (rows["period"] == 2024)
    rows.loc[hit, "observed"] *= 3
    rows.to_csv(path, sep=";", index=False)
    finding = of(folder)
    cells = about(finding, "cell")
    assert set(cells.loc[cells["area"] == "WK100005", "call"]) == {"registration"}
    (check,) = [c for c in finding.checks if c.name == "registration"]
    assert check.verdict == "doubtful"
    assert "Noord 5 (2024" in check.said["nl"]
    assert "In Noord 5 stegen in 2024 alle aantallen tegelijk; vraag" in finding.sentence["nl"]


def test_a_jump_is_told_of_the_year_it_came_and_not_of_the_last(folder):
    path = folder / "problem_counts.csv"
    rows = pd.read_csv(path, sep=";")
    hit = (rows["area"] == "WK100005") & (rows["period"] >= 2022)
    rows.loc[hit, "observed"] *= 3
    rows.to_csv(path, sep=";", index=False)
    sentence = of(folder).sentence
    assert "In Noord 5 stegen in 2022 alle aantallen tegelijk, en ze bleven hoog" in sentence["nl"]
    assert "rose at once in 2022, and they stayed high" in sentence["en"]


def test_where_areas_cannot_be_told_apart_no_probability_or_position_is_given(folder):
    finding = of(folder, problem="lonely")
    cells = about(finding, "cell").query("status == 'shown'")
    assert set(cells["call"]) == {"alike"}
    silent = ["p_excess", "p_large", "p_among", "position_low", "position_high", "of_areas"]
    assert cells[silent].isna().all(axis=None)
    # What was counted and what is left after correction agree: the intervals overlap.
    assert (cells["shrunk_low"] < cells["ratio_high"]).all()
    assert (cells["shrunk_high"] > cells["ratio_low"]).all()
    (check,) = [c for c in finding.checks if c.name == "enough_areas"]
    assert check.verdict == "doubtful"
    assert "niet te onderscheiden" in finding.sentence["nl"]
    (both,) = [c for c in of(folder).checks if c.name == "enough_areas"]
    assert both.verdict == "informative"


@pytest.mark.parametrize(
    ("call", "share", "said"),
    [("none", 0.7, "felt_only"), ("none", 0.1, "neither"), ("candidate", 0.1, "seen_only"),
     ("candidate", 0.7, "both"), ("alike", 0.7, "not_apart"), ("", 0.7, "unknown")],
)  # fmt: skip
def test_what_is_felt_is_unseen_only_where_areas_can_be_told_apart(call, share, said):
    felt = {"region": "noord", "problem": "falls", "segment": "", "area": "", "status": "shown"}
    cells = pd.DataFrame([{"region": "noord", "problem": "falls", "segment": "", "call": call}])
    assert beside(pd.DataFrame([{**felt, "chose_share": share}]), cells) == [said]


def test_names_of_areas_are_drawn_as_they_are_written(folder):
    path = folder / "areas.csv"
    path.write_text(path.read_text().replace("Noord 3", "$x^2$ <b>& Co"), encoding="utf-8")
    finding = of(folder)
    assert "<b>" not in finding.picture["nl"].svg
    assert "$x^2$ <b>& Co" in finding.sentence["nl"]


def test_a_study_without_counts_says_what_will_stand_here(tmp_path):
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    finding = of(tmp_path)
    assert finding.table.empty
    assert finding.against is None
    assert "nog geen tellingen" in finding.sentence["nl"]


def test_no_word_makes_an_area_bad(folder):
    for region in ("noord", "zuid", "all"):
        finding = of(folder, region=region)
        texts = [finding.sentence, finding.against, *(check.said for check in finding.checks)]
        for text in texts:
            assert not re.search(r"probleemwijk|achterstand|slechte|krachtwijk", text["nl"])
            assert not re.search(r"\bbad\b|deprived|\bpoor\b|problem area", text["en"])
