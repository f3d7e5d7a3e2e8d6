"""Somebody who holds every report tries to find what one or two people said; and does not.

The attacker knows the rules of the kit, adds up and takes away, and goes through every way in which
the suppressed cells of a table can be filled so that its totals are right. What has the same value
in all of them is found.
"""

import csv
import json
import random
import shutil
from datetime import date
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest
import yaml

from kit.documents import voices
from kit.evaluation.interrupted import interrupted_series
from kit.evaluation.pooled import pooled_effects
from kit.evaluation.staggered import staggered_starts
from kit.evaluation.synthetic import synthetic_comparison
from kit.evaluation.trajectories import trajectories
from kit.export import take, write
from kit.finding import Drawing, Finding, Source
from kit.funnel_plot import funnel_of
from kit.funnel_plot.gathering import gather as funnel_rows
from kit.funnel_plot.protecting import guarded
from kit.hotspots import hotspots
from kit.indicator_overview import indicators_overview
from kit.indicator_overview.gathering import gather as overview_rows
from kit.indicators import read_indicators
from kit.language import LANGUAGES, Both
from kit.mentions import mentions_of
from kit.mentions.counting import close, count, protect
from kit.rhythm import rhythm
from kit.study import open_study
from kit.themes import saturation_of
from kit.themes.counting import carrying, tabulate
from kit.themes.pairing import given_away, pairs_of, protect_pairs
from kit.totals import Gate, rows_of_files

FEWEST = 3
PERIODS = ("2021", "2022", "2023", "2024")


def people_of(authors):
    return len(set(authors))


def logbook(seed):
    """Return entries of a few people over four years, and which of two codes they mention."""
    draw = random.Random(seed)
    everybody = [f"A{n}" for n in range(draw.randint(3, 7))]
    rows = []
    for period in PERIODS:
        writers = draw.sample(everybody, draw.randint(1, len(everybody)))
        for _ in range(draw.choice((0, 2, 4, 6, 8))):
            rows.append((period, draw.choice(writers)))
    frame = pd.DataFrame(rows, columns=["period", "author"])
    for code in ("finance", "organise"):
        liked = draw.choice((0.15, 0.4, 0.8))
        frame[code] = [draw.random() < liked for _ in rows]
    return frame


def protected(frame):
    codes = [SimpleNamespace(id="finance"), SimpleNamespace(id="organise")]
    asked = {"release": "region", "at_least": FEWEST}
    safe = protect(count(frame, codes, by="period", groups=PERIODS), by="period", **asked)
    return close(safe, frame, codes, groups=PERIODS, **asked).table


def fillings(total, cells):
    """Return every way to share a total out over cells, each from its least to its most."""
    return [way for way in product(*(range(low, min(high, total) + 1) for low, high in cells))
            if sum(way) == total]  # fmt: skip


def found_in(table, frame):
    """Return what an attacker finds about one or two people: (code, period or periods)."""
    found = set()
    whole = table[table["period"] == "all"].set_index("code")
    of = table.drop_duplicates("period").set_index("period")["of"]
    if of.isna()["all"]:
        return {("of", "shown")} if of.notna().any() and (of.fillna(0) > 0).any() else set()
    closed = [p for p in PERIODS if pd.isna(of[p])]
    if closed:
        left = int(of["all"] - of.dropna().drop("all").sum())
        wrote = frame[frame["period"].isin(closed)]
        if people_of(wrote["author"]) < FEWEST:
            found.add(("of", tuple(closed)))
        found |= _single("of", closed, fillings(left, [(1, left)] * len(closed)), wrote, "period")
    for code, rows in table[table["period"] != "all"].groupby("code"):
        rows = rows.set_index("period")
        hidden = [p for p in rows.index if rows.loc[p, "status"] == "suppressed"]
        carried = frame[frame[code]]
        if whole.loc[code, "status"] == "suppressed":
            # Beside a zero, what is not zero would tell when one or two people wrote of it.
            if (rows["status"] == "shown").any():
                found.add((code, "zeros"))
            continue
        if not hidden or not len(carried):
            continue
        left = int(whole.loc[code, "documents"] - rows["documents"].fillna(0).sum())
        behind = carried[carried["period"].isin(hidden)]
        if people_of(behind["author"]) < FEWEST:
            found.add((code, tuple(hidden)))
        known = {p: (1, int(of[p])) if pd.notna(of[p]) else (0, left) for p in hidden}
        ways = fillings(left, [known[p] for p in hidden])
        found |= _single(code, hidden, ways, behind, "period")
        # Where all of a period is closed, who guesses guesses how few wrote, not how few say this.
        guessed = {p: frame if p in closed else behind for p in hidden}
        few = {p for p in hidden if len(at := guessed[p][guessed[p]["period"] == p])
               and people_of(at["author"]) < FEWEST}  # fmt: skip
        found |= _voices(code, rows, whole.loc[code], hidden, known, behind, few)
    return found


def _single(what, hidden, ways, behind, by):
    """Return the cells of too few people that have one value in every filling."""
    assert ways  # the truth is one of them
    return {
        (what, cell)
        for place, cell in enumerate(hidden)
        if len({way[place] for way in ways}) == 1
        and people_of(behind.loc[behind[by] == cell, "author"]) < FEWEST
    }


def _voices(code, rows, whole, hidden, known, behind, few):
    """Return the cells of which the number of voices follows: they are few, and there are many."""
    truth = {p: people_of(behind.loc[behind["period"] == p, "author"]) for p in hidden}
    least = int(whole["authors"] - rows["authors"].fillna(0).sum())
    ranges = []
    for p in hidden:
        low, high = known[p]
        most = min(high, FEWEST - 1) if p in few else high
        ranges.append(range(min(low, 1), most + 1))
    ways = [way for way in product(*ranges) if sum(way) >= least]
    return {
        (code, p, "voices") for place, p in enumerate(hidden)
        if len({way[place] for way in ways}) == 1 and 0 < truth[p] < FEWEST
        and known[p][1] > 1
    }  # fmt: skip


_SLOW = [pytest.param(range(n, n + 60), marks=pytest.mark.slow) for n in range(40, 400, 60)]


@pytest.mark.parametrize("seeds", [range(40), *_SLOW])
def test_no_filling_of_the_cells_of_mentions_gives_one_or_two_people_away(seeds):
    hidden = 0
    for seed in seeds:
        frame = logbook(seed)
        table = protected(frame)
        assert found_in(table, frame) == set(), seed
        hidden += int((table["status"] == "suppressed").sum())
    assert hidden > 20


def test_the_attacker_finds_what_is_only_suppressed_cell_by_cell():
    codes = [SimpleNamespace(id="finance"), SimpleNamespace(id="organise")]
    found = 0
    for seed in range(40):
        frame = logbook(seed)
        table = count(frame, codes, by="period", groups=PERIODS)
        safe = protect(table, by="period", release="region", at_least=FEWEST).table
        found += bool(found_in(safe, frame))
    assert found >= 5


def test_some_cells_are_still_shown():
    shown = sum((protected(logbook(seed))["status"] == "shown").sum() for seed in range(40))
    assert shown > 60


# --- the logbook, by period and by voice ---------------------------------------------------

SETTINGS = """
format: 1
title: Proef
period: {from: 2021, until: 2024}
regions: [{slug: noord, name: Noord}, {slug: zuid, name: Zuid}]
"""
GROUPS = ("resident", "professional", "administrator", "programme")


def study_in(folder, seed):
    """Return a study of a few people, each of one voice group, and its entries."""
    draw = random.Random(seed)
    frame = logbook(seed)
    group = {author: draw.choice(GROUPS) for author in sorted(set(frame["author"]))}
    frame["voice_group"] = frame["author"].map(group)
    lines = ["datum;regio;auteur;stem;gebeurd"]
    lines += [
        f"{row.period}-0{1 + number % 9}-1{number % 7};noord;{row.author};{row.voice_group};Iets."
        for number, row in enumerate(frame.itertuples())
    ]
    (folder / "study.yml").write_text(SETTINGS, encoding="utf-8")
    (folder / "logbook.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return open_study(folder), frame


@pytest.mark.parametrize("seed", range(6))
def test_entries_of_a_period_or_a_voice_do_not_follow_from_those_of_the_whole(
    seed, tmp_path, monkeypatch
):
    blank = {language: Drawing("", "", "") for language in LANGUAGES}
    monkeypatch.setattr("kit.rhythm.draw", lambda seen: blank)
    study, frame = study_in(tmp_path, seed)
    finding = rhythm(study, region="noord", until=None, release="region")
    table = finding.table
    whole = table[table["about"] == "total"].iloc[0]
    if whole["status"] == "suppressed":
        return
    frame["period"] = frame["period"].astype(str)
    for about, column in (("period", "period"), ("voice_group", "voice_group")):
        rows = table[table["about"] == about].set_index("name")
        hidden = list(rows.index[rows["status"] == "suppressed"])
        left = int(whole["entries"] - rows["entries"].fillna(0).sum())
        if not hidden:
            assert left == 0
            continue
        names = {h[:4] for h in hidden} if about == "period" else set(hidden)
        behind = frame[frame[column].isin(names)]
        if len(names) == len(hidden):  # years; shorter periods are counted below as one
            assert people_of(behind["author"]) >= FEWEST
            assert not _single(about, hidden, fillings(left, [(1, left)] * len(hidden)), behind,
                               column)  # fmt: skip
        assert left >= FEWEST
        assert len(hidden) > 1
        assert finding.sources[0].rows is None


# --- over regions ----------------------------------------------------------------------------


def test_a_pair_over_all_regions_that_would_tell_of_two_people_in_one_is_not_shown():
    gate = Gate("consortium", FEWEST)
    north = pd.DataFrame({"author": list("ABCDE"), "x": ["mention"] * 5, "y": ["mention"] * 5})
    south = pd.DataFrame({"author": list("FGHIJ"), "x": ["mention"] * 5,
                          "y": ["mention"] * 2 + [None] * 3})  # fmt: skip
    apart = {"noord": north, "zuid": south}
    pairs = pairs_of(pd.concat(apart.values()), ["x", "y"])
    safe = protect_pairs(given_away(pairs, apart, gate), release="consortium", at_least=FEWEST)
    assert list(safe.table["status"]) == ["suppressed"]
    assert int(safe.table["n1"].iloc[0]) == 10  # of the first code every region shows its own
    # Two regions that hide two people each hide four together: no report gives them away.
    apart["west"] = south.assign(author=[f"W{n}" for n in range(5)])
    pairs = pairs_of(pd.concat(apart.values()), ["x", "y"])
    safe = protect_pairs(given_away(pairs, apart, gate), release="consortium", at_least=FEWEST)
    assert list(safe.table["status"]) == ["shown"]


def test_a_theme_over_regions_has_no_total_that_tells_of_two_people_in_one():
    people = [("noord", f"N{n}", GROUPS[n % 2]) for n in range(8)]
    people += [("zuid", f"Z{n}", GROUPS[n % 2]) for n in range(8)]
    rows = [
        {"document": f"d{n}", "region": region, "tier": "regional", "day": date(2022, 3, 1),
         "author": author, "voice_group": group, "filled": ["happened"], "file": "logbook.csv"}
        for n, (region, author, group) in enumerate(people)
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    carried = [n for n, (region, author, _) in enumerate(people)
               if region == "noord" or author in ("Z0", "Z1")]  # fmt: skip
    codings = pd.DataFrame(
        [(f"d{n}", "happened", 0, 1, "x", "", "mention") for n in carried],
        columns=["document", "part", "start", "end", "code", "coder", "method"],
    )
    seen = carrying(frame, codings, {"theme": ["x"]})
    table, _ = tabulate(
        seen, codings, {"theme": ["x"]}, {"theme": {"supporting": [], "deviant": []}}, by="region",
        names=("noord", "zuid"), release="consortium", at_least=FEWEST,
    )  # fmt: skip
    status = table.set_index(["about", "name"])["status"]
    assert (status["region", "noord"], status["region", "zuid"]) == ("shown", "suppressed")
    # The report of the north tells its own eight: a total of ten would tell the two of the south.
    groups = table[(table["about"] == "voice_group") & (table["of"] > 0)]
    assert "suppressed" in set(groups["status"])


# --- one person is one person, and one file may be one -----------------------------------------


def test_two_ways_to_write_a_code_do_not_make_two_people(tmp_path):
    assert voices(["A01", "a01", "A-01", " A01.", "B02"]) == 2
    (tmp_path / "study.yml").write_text(SETTINGS, encoding="utf-8")
    lines = [f"2022-03-0{n};noord;{code};Iets." for n, code in
             enumerate(("A01", "a01", "A-01", "A01."), start=1)]  # fmt: skip
    text = "\n".join(["datum;regio;auteur;gebeurd", *lines])
    (tmp_path / "logbook.csv").write_text(text, encoding="utf-8")
    found = rhythm(open_study(tmp_path), region="noord", until=None, release="region")
    assert set(found.table.loc[found.table["about"] == "total", "status"]) == {"suppressed"}


def test_a_file_of_one_person_does_not_tell_how_much_that_person_wrote():
    frame = pd.DataFrame({"file": ["a.csv"] * 6 + ["b.csv"] * 4, "author": [*"ABCABC", *"DDDD"]})
    gate = Gate("region", FEWEST)
    assert rows_of_files(frame, gate, hidden=False) == {"a.csv": None, "b.csv": None}
    assert rows_of_files(frame, Gate("team", FEWEST), hidden=False) == {"a.csv": 6, "b.csv": 4}
    assert rows_of_files(frame.iloc[:6], gate, hidden=False) == {"a.csv": 6}
    assert rows_of_files(frame.iloc[:6], gate, hidden=True) == {"a.csv": None}


# --- two reports -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("late", "verdict"), [("", "passed"), ("AB", "doubtful"), ("ABC", "passed")]
)
def test_what_two_people_wrote_since_the_report_before_is_told_as_a_doubt(
    late, verdict, tmp_path, monkeypatch
):
    blank = {language: Drawing("", "", "") for language in LANGUAGES}
    monkeypatch.setattr("kit.mentions.draw", lambda table, **more: blank)
    lines = [f"2022-03-1{n};noord;{who};Subsidie." for n, who in enumerate("ABCDE")]
    lines += [f"2024-11-1{n};noord;{who};Subsidie." for n, who in enumerate(late)]
    (tmp_path / "study.yml").write_text(SETTINGS, encoding="utf-8")
    text = "\n".join(["datum;regio;auteur;gebeurd", *lines])
    (tmp_path / "logbook.csv").write_text(text, encoding="utf-8")
    asked = {"region": "noord", "code_list": "phm_element", "until": None}
    study = open_study(tmp_path)
    checks = mentions_of(study, release="region", **asked).checks
    assert [one.verdict for one in checks if one.name == "report_before"] == [verdict]
    own = mentions_of(study, release="team", **asked).checks
    assert not [one for one in own if one.name == "report_before"]


def test_the_codes_of_a_base_less_those_of_a_smaller_one_are_not_told(tmp_path, monkeypatch):
    monkeypatch.setattr("kit.themes.draw_saturation", lambda seen: {
        language: Drawing("", "", "") for language in LANGUAGES
    })  # fmt: skip
    words = ("Subsidie.", "Mandaat.", "Dashboard.", "Subsidie en mandaat.")
    lines = [f"2022-03-{10 + n};noord;{'ABCDEF'[n % 6]};{words[n % 4]}" for n in range(18)]
    (tmp_path / "study.yml").write_text(SETTINGS, encoding="utf-8")
    text = "\n".join(["datum;regio;auteur;gebeurd", *lines])
    (tmp_path / "logbook.csv").write_text(text, encoding="utf-8")
    study = open_study(tmp_path)
    asked = {"region": "noord", "code_list": "phm_element", "until": None}
    for base in (4, 5):
        table = saturation_of(study, release="region", base=base, **asked).table
        told = table[table["about"].eq("setting") & table["base_codes"].notna()]
        assert set(told["base"]) == {base}
    team = saturation_of(study, release="team", **asked).table
    assert set(team.loc[team["base_codes"].notna(), "base"]) == {4, 5, 6}


# --- what is measured --------------------------------------------------------------------------

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
HOSTILE = ("<script>alert(1)</script>", '=cmd()|"/C calc"!A0', "../../etc/passwd",
           '"><img src=x onerror=alert(2)>')  # fmt: skip
FEW_IN = "GM9911"


def planted(folder):
    """Return a copy of what the sample measures: hostile names, and areas of one to four people."""
    for path in (*SAMPLE.glob("*.csv"), *SAMPLE.glob("*.geojson"), *SAMPLE.glob("*.yml")):
        shutil.copy(path, folder)
    (folder / "indicators").mkdir()

    def changed(path, to, change):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        for number, row in enumerate(rows):
            change(number, row)
        with to.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)

    def named(number, row):
        row["name"] = f"{row['name'][:8]} {HOSTILE[number % 4]}"

    def few(number, row):
        if number % 9 == 0 and row["observed"].isdigit():
            row["observed"] = str(1 + number % 4)

    def three(number, row):
        if row["area"] == FEW_IN and row["numerator"]:
            row["numerator"] = "3"
            row["value"] = f"{3000 / float(row['denominator']):.3f}".replace(".", ",")

    changed(SAMPLE / "areas.csv", folder / "areas.csv", named)
    changed(SAMPLE / "problem_counts.csv", folder / "problem_counts.csv", few)
    figures = SAMPLE / "indicators" / "indicators.csv"
    changed(figures, folder / "indicators" / "indicators.csv", three)
    settings = yaml.safe_load((SAMPLE / "study.yml").read_text(encoding="utf-8"))
    for number, region in enumerate(settings["regions"]):
        region["name"] = f"{region['name']} {HOSTILE[number % 4]}"
        for area in region.get("areas", []):
            area["name"] = f"{area['name'][:8]} {HOSTILE[(number + 1) % 4]}"
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
    (folder / "study.yml").write_text(text, encoding="utf-8")
    return open_study(folder)


@pytest.mark.slow
def test_hostile_names_and_areas_of_a_few_people_come_out_of_no_finding(tmp_path):
    study = planted(tmp_path)
    asked = {"region": "lindewaard", "until": None, "release": "region"}
    fall = "fall_injuries_per_1000"
    found = [
        funnel_of(study, indicator=fall, **asked), indicators_overview(study, **asked),
        hotspots(study, **asked), trajectories(study, indicator="ed_visits_per_1000", **asked),
    ]  # fmt: skip
    for finding in found:
        for picture in finding.picture.values():
            assert "<script" not in picture.svg
            assert "<img" not in picture.svg
        page = finding._repr_mimebundle_()["text/html"] + finding.show("nl")._repr_html_()
        assert "<script>" not in page
        assert "<img src" not in page
        json.dumps(finding.as_data(), allow_nan=False)
        table = finding.table
        for column in {"observed", "n", "numerator"} & set(table):
            shown = table.loc[table["status"] == "shown", column].dropna()
            assert not ((shown > 0) & (shown < 10)).any(), (finding.kind, column)
    for finding in found[:2]:
        rows = finding.table
        few = rows[rows["area"] == FEW_IN]
        few = few[few["indicator"] == fall]
        assert len(few)
        assert set(few["status"]) == {"suppressed"}
        assert few[["value", "n"]].isna().all(axis=None)


FALLS = """
region;indicator;area;period;value;unit;numerator;denominator;n;method
noord;falls;N1;2022;3,0;per 1000 inwoners;{few};1000;1000;telling
noord;falls;N2;2022;20,0;per 1000 inwoners;20;1000;1000;telling
noord;falls;N3;2022;40,0;per 1000 inwoners;40;1000;1000;telling
zuid;falls;Z1;2022;30,0;per 1000 inwoners;30;1000;1000;telling
zuid;falls;Z2;2022;50,0;per 1000 inwoners;50;1000;1000;telling
noord;falls;N1;2023;15,0;per 1000 inwoners;15;1000;1000;telling
noord;falls;N2;2023;20,0;per 1000 inwoners;20;1000;1000;telling
noord;falls;N3;2023;40,0;per 1000 inwoners;40;1000;1000;telling
zuid;falls;Z1;2023;30,0;per 1000 inwoners;30;1000;1000;telling
zuid;falls;Z2;2023;50,0;per 1000 inwoners;50;1000;1000;telling
"""
AREAS = """
format: 1
title: Proef
period: {from: 2021, until: 2024}
regions:
- slug: noord
  name: Noord
  areas: [{code: N1, name: Een}, {code: N2, name: Twee}, {code: N3, name: Drie}]
- slug: zuid
  name: Zuid
  areas: [{code: Z1, name: Vier}, {code: Z2, name: Vijf}]
"""


def withheld(study, release="region"):
    """Return what the funnel and the overview withhold: (period, area)."""
    read = read_indicators(study)
    given = funnel_rows(study, read, indicator="falls", until=None, period="latest")
    rows = guarded(
        given.rows, kind=given.kind, period=given.period, release=release, at_least=10
    ).rows
    funnel = rows[rows["status"] == "suppressed"]
    overview = set()
    for region in study.regions:
        seen = overview_rows(study, region=region, until=None, release=release, indicators=read)
        for line in seen.lines:
            away = line.rows[line.rows["status"] == "suppressed"]
            assert away[["value", "n", "numerator", "denominator"]].isna().all(axis=None)
            overview |= {(period, line.area) for period in away["period"]}
    return set(zip(funnel["period"], funnel["area"], strict=True)), overview


def test_an_area_that_one_finding_withholds_is_not_had_from_the_other(tmp_path):
    (tmp_path / "study.yml").write_text(AREAS, encoding="utf-8")
    (tmp_path / "indicators.csv").write_text(FALLS.strip().format(few=3), encoding="utf-8")
    study = open_study(tmp_path)
    funnel, overview = withheld(study)
    # Of the region, and so of all areas, two are away: the total gives their sum and no more.
    assert funnel == overview == {("2022", "N1"), ("2022", "N2")}
    assert withheld(study, "team") == (set(), set())
    seen = overview_rows(study, region="noord", until=None, release="region")
    assert "1 getal is afgeschermd omdat een ander gebied" in seen.disclosed["nl"]
    assert "1 more number is suppressed because another area" in seen.disclosed["en"]


@pytest.mark.parametrize(("few", "away"), [(9, True), (10, False)])
def test_an_area_at_the_threshold_needs_no_cover(few, away, tmp_path):
    (tmp_path / "study.yml").write_text(AREAS, encoding="utf-8")
    (tmp_path / "indicators.csv").write_text(FALLS.strip().format(few=few), encoding="utf-8")
    funnel, overview = withheld(open_study(tmp_path))
    assert funnel == overview
    assert bool(overview) == away


def test_a_region_of_one_area_is_covered_by_an_area_of_another(tmp_path):
    (tmp_path / "study.yml").write_text(AREAS, encoding="utf-8")
    rows = [row for row in FALLS.strip().format(few=3).splitlines() if ";N2;" not in row]
    rows = [row for row in rows if ";N3;" not in row]
    (tmp_path / "indicators.csv").write_text("\n".join(rows), encoding="utf-8")
    funnel, overview = withheld(open_study(tmp_path))
    # Of the south one alone would follow from its own total, so both are away.
    assert funnel == overview == {("2022", "N1"), ("2022", "Z1"), ("2022", "Z2")}


@pytest.mark.parametrize(("beside", "told"), [(0, True), (20, False)])
def test_an_area_that_nothing_is_left_to_cover_is_told(beside, told, tmp_path):
    (tmp_path / "study.yml").write_text(AREAS, encoding="utf-8")
    rows = [
        "region;indicator;area;period;value;unit;numerator;denominator;n;method",
        "noord;falls;N1;2022;3,0;per 1000 inwoners;3;1000;1000;telling",
        f"noord;falls;N2;2022;{beside},0;per 1000 inwoners;{beside};1000;1000;telling",
    ]
    (tmp_path / "indicators.csv").write_text("\n".join(rows), encoding="utf-8")
    seen = overview_rows(open_study(tmp_path), region="noord", until=None, release="region")
    assert ("kan nog uit een totaal volgen" in seen.disclosed["nl"]) is told
    assert ("may still follow from a total" in seen.disclosed["en"]) is told


@pytest.mark.slow
def test_the_overview_withholds_every_area_of_the_sample_that_the_funnel_does(tmp_path):
    study = planted(tmp_path)
    read = read_indicators(study)
    given = funnel_rows(
        study, read, indicator="fall_injuries_per_1000", until=None, period="latest"
    )
    rows = guarded(
        given.rows, kind=given.kind, period=given.period, release="region", at_least=10
    ).rows
    rows = rows[rows["status"] == "suppressed"]
    assert FEW_IN in set(rows["area"])
    assert len(set(rows["area"])) > 1
    for region, part in rows.groupby("region"):
        seen = overview_rows(study, region=region, until=None, release="region", indicators=read)
        lines = {line.area: line.rows for line in seen.of("fall_injuries_per_1000")}
        for period, area in zip(part["period"], part["area"], strict=True):
            status = lines[area].set_index("period")["status"]
            assert status[period] == "suppressed"


# --- what is estimated -------------------------------------------------------------------------

EVALUATED = {
    "interrupted_series": (interrupted_series, "noorderkolk"),
    "synthetic_comparison": (synthetic_comparison, "noorderkolk"),
    "pooled_effects": (pooled_effects, "all"),
    "staggered_starts": (staggered_starts, "all"),
    "trajectories": (trajectories, "noorderkolk"),
}


def with_count(folder, count):
    """Return the sample with one number of people behind some figures, and a value to match."""
    (folder / "indicators").mkdir(parents=True)
    for path in (*SAMPLE.glob("*.csv"), *SAMPLE.glob("*.yml")):
        shutil.copy(path, folder)
    planted_in = 0
    for name in ("indicators.csv", "comparison_pool.csv"):
        with (SAMPLE / "indicators" / name).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        for row in rows:
            here = row["region"] in ("lindewaard", "noorderkolk") or row["area"] == "GM9961"
            if (here and row["indicator"] == "ed_visits_per_1000"
                    and row["period"] in ("2018Q2", "2022Q3")):  # fmt: skip
                row |= {"numerator": str(count), "denominator": row["n"], "value": str(17 * count)}
                planted_in += 1
        with (folder / "indicators" / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
    assert planted_in == 6
    return open_study(folder)


def came_out(study, kind, release, monkeypatch):
    """Return everything that comes out: finding, figures with alt text, CSV and XLSX."""
    make, region = EVALUATED[kind]
    found = make(study, region=region, indicator="ed_visits_per_1000", until=None, release=release)
    data = found.as_data()
    for source in data["sources"]:
        source["sha256"] = ""  # of the file, which differs
    folder = study.work / "2024Q4" / "findings"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{kind}.json").write_text(json.dumps(data), encoding="utf-8")
    monkeypatch.setattr("kit.export.gathering._findings", lambda study, until: [kind])
    taken = take(study, kind, release=release)
    written = {}
    for form in ("csv", "xlsx"):
        for path in write(taken, study.root / f"{kind}-{release}", format=form, language="nl"):
            written[path.name] = cells_of(path)
    return data, written


def cells_of(path):
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8")
    book = openpyxl.load_workbook(path)
    return [[[cell.value for cell in row] for row in sheet] for sheet in book]


@pytest.mark.slow
@pytest.mark.parametrize("kind", EVALUATED)
def test_nothing_that_comes_out_of_an_evaluation_depends_on_one_to_four_people(
    kind, tmp_path, monkeypatch
):
    one, four = (with_count(tmp_path / str(count), count) for count in (1, 4))
    data, written = came_out(one, kind, "region", monkeypatch)
    assert (data, written) == came_out(four, kind, "region", monkeypatch)
    assert {Path(name).suffix for name in written} >= {".csv", ".xlsx"}
    # The own team sees them: what was compared can tell them apart.
    own, of_team = came_out(one, kind, "team", monkeypatch)
    others, of_others = came_out(four, kind, "team", monkeypatch)
    assert own["table"] != others["table"]
    assert own["picture"] != others["picture"]
    assert of_team != of_others


# --- what files are called -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("release", "called"),
    [("region", "logbook/[abababab].csv"), ("team", "logbook/jan-jansen.csv")],
)
def test_an_export_names_no_file_after_its_writer(release, called, tmp_path, monkeypatch):
    (tmp_path / "study.yml").write_text(SETTINGS, encoding="utf-8")
    study = open_study(tmp_path)
    said = Both("Iets.", "Something.")
    found = Finding(
        kind="rhythm", question=said, parameters={}, sentence=said, picture={}, checks=(),
        table=pd.DataFrame({"entries": [12], "status": ["shown"]}), release=release,
        sources=(Source("logbook/jan-jansen.csv", "ab" * 32, 12),),
    )  # fmt: skip
    folder = study.work / "2024Q4" / "findings"
    folder.mkdir(parents=True)
    found.write(folder / "rhythm.json")
    monkeypatch.setattr("kit.export.gathering._findings", lambda study, until: ["rhythm"])
    taken = take(study, "rhythm", until="2024Q4")
    assert [one["path"] for one in taken.about["sources"]] == [called]
