"""Inequality over groups of areas: held against a line fitted by other means, and its limits."""

import csv
from pathlib import Path

import numpy as np
import pytest
from rates_cases import AGES, count, study_of

from kit.areas import read_areas
from kit.errors import Refused
from kit.finding import Check, Finding
from kit.inequality import inequality
from kit.study import Study, open_study

WEIGHTS = np.array([33500, 10500, 9000]) / 53000
GROUPS = {"A": 1, "B": 1, "C": 2, "D": 3, "E": 4, "F": 4}
AREAS = dict.fromkeys("ABCDEF", "oost")
PEOPLE = {"A": 900, "B": 1100, "C": 1500, "D": 2000, "E": 1300, "F": 1200}
RATES = {1: 0.03, 2: 0.04, 3: 0.045, 4: 0.06}


def rows(
    *, period: str = "2024", rates: dict[int, float] | None = None, groups: dict[str, int] = GROUPS
) -> list[dict[str, object]]:
    per_group = rates or RATES
    return [
        count(area, age, round(PEOPLE[area] * per_group[groups[area]] * (i + 1)), PEOPLE[area],
              period=period)
        for area in AREAS
        for i, age in enumerate(AGES)
    ]  # fmt: skip


def found(study: Study, *, release: str = "region", **asked: object) -> Finding:
    given = {"region": "oost", "problem": "vallen", "until": None, "release": release, **asked}
    return inequality(study, **given)  # type: ignore[arg-type]


def made(folder: Path, counts: list[dict[str, object]], **about: object) -> Study:
    return study_of(folder, counts, **{"areas": AREAS, "deprivation": GROUPS, **about})  # type: ignore[arg-type]


def check_of(finding: Finding, name: str) -> Check:
    return next(check for check in finding.checks if check.name == name)


def index_of(finding: Finding, period: str = "2024") -> dict[str, object]:
    table = finding.table
    rows = table[(table["about"] == "index") & (table["period"] == period)]
    return dict(rows.iloc[0])


def test_slope_and_relative_index_are_those_of_weighted_least_squares(tmp_path: Path) -> None:
    counts = rows()
    finding = found(made(tmp_path, counts))
    rates, people = [], []
    for group in (1, 2, 3, 4):
        areas = [area for area, own in GROUPS.items() if own == group]
        events = np.array([sum(int(str(row["observed"])) for row in counts
                               if row["area"] in areas and row["segment"] == age)
                           for age in AGES])  # fmt: skip
        each = sum(PEOPLE[area] for area in areas)
        rates.append(1000 * (WEIGHTS * events / each).sum())
        people.append(3 * each)
    share = np.array(people) / sum(people)
    place = np.cumsum(share) - share / 2
    slope, start = np.polyfit(place, rates, 1, w=np.sqrt(share))
    index = index_of(finding)
    assert index["slope"] == pytest.approx(slope)
    assert index["relative"] == pytest.approx((start + slope) / start)
    groups = finding.table[finding.table["about"] == "group"]
    assert groups["rate"].to_numpy() == pytest.approx(np.array(rates))
    assert groups["place"].to_numpy() == pytest.approx(place)
    assert groups["line"].to_numpy() == pytest.approx(start + slope * place)
    assert groups["areas"].tolist() == [2, 1, 1, 2]


def test_the_interval_of_the_slope_is_that_of_the_errors_of_the_groups(tmp_path: Path) -> None:
    finding = found(made(tmp_path, rows()))
    groups = finding.table[finding.table["about"] == "group"]
    share = (groups["n"] / groups["n"].sum()).to_numpy()
    place = groups["place"].to_numpy()
    away = place - share @ place
    pull = share * away / (share @ away**2)
    errors = ((groups["high"] - groups["low"]) / (2 * 1.959964)).to_numpy()
    half = 1.959964 * np.sqrt((pull**2 * errors**2).sum())
    index = index_of(finding)
    width = float(str(index["slope_high"])) - float(str(index["slope_low"]))
    assert width == pytest.approx(2 * half, rel=0.02)


def test_groups_run_from_the_least_to_the_most_deprived_and_the_sign_says_where(
    tmp_path: Path,
) -> None:
    up = found(made(tmp_path / "up", rows()))
    down = found(made(tmp_path / "down", rows(rates={1: 0.06, 2: 0.045, 3: 0.04, 4: 0.03})))
    assert float(str(index_of(up)["slope"])) > 0 > float(str(index_of(down)["slope"]))
    assert "rises by" in up.sentence["en"]
    assert "falls by" in down.sentence["en"]
    assert up.table["group"].dropna().tolist() == ["1", "2", "3", "4"]


def test_no_difference_is_told_when_the_interval_holds_zero(tmp_path: Path) -> None:
    same = found(made(tmp_path, rows(rates=dict.fromkeys(RATES, 0.04))))
    assert "Zero lies within" in same.sentence["en"]
    assert "Nul ligt in dat interval" in same.sentence["nl"]
    assert "Zero lies outside" in found(made(tmp_path / "other", rows())).sentence["en"]


@pytest.mark.parametrize(("groups", "verdict"), [(3, "passed"), (2, "doubtful")])
def test_three_groups_make_a_line_and_two_do_not(tmp_path: Path, groups: int, verdict: str) -> None:
    own = {area: min(group, groups) for area, group in GROUPS.items()}
    finding = found(made(tmp_path, rows(groups=own), deprivation=own))
    assert check_of(finding, "enough_groups").verdict == verdict
    assert (index_of(finding)["reason"] == "too_few_groups") == (groups == 2)
    assert (finding.picture["nl"].svg == "") == (groups == 2)


def test_an_order_that_turns_is_doubted(tmp_path: Path) -> None:
    turned = found(made(tmp_path / "a", rows(rates={1: 0.03, 2: 0.05, 3: 0.04, 4: 0.06})))
    assert check_of(turned, "order_of_groups").verdict == "doubtful"
    straight = found(made(tmp_path / "b", rows()))
    assert check_of(straight, "order_of_groups").verdict == "passed"


def test_groups_far_from_a_line_are_doubted(tmp_path: Path) -> None:
    bent = found(made(tmp_path / "a", rows(rates={1: 0.03, 2: 0.03, 3: 0.03, 4: 0.09})))
    assert check_of(bent, "straight_line").verdict == "doubtful"
    line = {1: 0.03, 2: 0.0412, 3: 0.0525, 4: 0.069}
    assert check_of(found(made(tmp_path / "b", rows(rates=line))), "straight_line").verdict == (
        "passed"
    )


def test_areas_that_differ_within_their_group_widen_nothing_but_are_doubted(
    tmp_path: Path,
) -> None:
    counts = [row | {"observed": 2 * int(str(row["observed"]))} if row["area"] == "B" else row
              for row in rows()]  # fmt: skip
    assert check_of(found(made(tmp_path / "a", counts)), "spread_within_groups").verdict == (
        "doubtful"
    )
    assert check_of(found(made(tmp_path / "b", rows())), "spread_within_groups").verdict == (
        "passed"
    )


def test_areas_without_a_group_do_not_count_and_are_told(tmp_path: Path) -> None:
    some = {area: group for area, group in GROUPS.items() if area != "B"}
    finding = found(made(tmp_path, rows(), deprivation=some))
    assert check_of(finding, "without_group").number == 1
    first = finding.table[finding.table["group"] == "1"].iloc[0]
    assert first["n"] == 3 * PEOPLE["A"]


def test_without_any_group_the_finding_says_where_to_state_it(tmp_path: Path) -> None:
    finding = found(made(tmp_path, rows(), deprivation={}))
    assert "areas" in finding.sentence["nl"]
    assert finding.table.empty
    assert finding.picture["nl"].svg == ""


def test_a_region_with_too_few_groups_is_shown_as_part_of_the_whole_study(
    tmp_path: Path,
) -> None:
    areas = {"A": "west", "B": "west", "C": "west", "D": "oost", "E": "oost", "F": "oost"}
    counts = [row | {"region": areas[str(row["area"])]} for row in rows()]
    finding = found(made(tmp_path, counts, areas=areas))
    assert check_of(finding, "scope").verdict == "doubtful"
    assert "all regions of the study" in finding.sentence["en"]
    assert finding.table["areas"].max() == 6
    said = str(finding.as_data())
    assert not any(f"Wijk {area}" in said for area in "ABC")


def test_a_group_that_cannot_be_shown_leaves_no_slope(tmp_path: Path) -> None:
    counts = [row | {"observed": "<5"} if row["area"] == "D" else row for row in rows()]
    finding = found(made(tmp_path, counts), release="team")
    index = index_of(finding)
    assert (index["status"], index["reason"]) == ("suppressed", "no_group_rate")
    third = finding.table[finding.table["group"] == "3"].iloc[0]
    assert third["status"] == "suppressed"
    assert np.isnan(third["observed"])
    assert "geen verschil te noemen" in finding.sentence["nl"]


def test_suppressed_areas_are_in_no_group(tmp_path: Path) -> None:
    counts = rows()
    counts[0]["observed"] = 9
    finding = found(made(tmp_path, counts))
    groups = finding.table[finding.table["about"] == "group"].set_index("group")
    assert groups["areas"].sum() < 6
    assert check_of(finding, "areas_shown").number > 0  # type: ignore[operator]
    whole = found(made(tmp_path / "team", counts), release="team")
    assert whole.table.loc[whole.table["about"] == "group", "areas"].sum() == 6


def test_without_ages_the_rates_are_crude_and_that_is_doubted(tmp_path: Path) -> None:
    counts = [count(area, "", round(PEOPLE[area] * RATES[GROUPS[area]]), PEOPLE[area])
              for area in AREAS]  # fmt: skip
    finding = found(made(tmp_path, counts))
    assert check_of(finding, "age").verdict == "doubtful"
    first = finding.table[finding.table["group"] == "1"].iloc[0]
    assert first["rate"] == pytest.approx(1000 * (27 + 33) / 2000)
    assert "without ages" in finding.sentence["en"]


def test_ages_with_a_gap_are_refused_here_too(tmp_path: Path) -> None:
    counts = [row for row in rows() if row["segment"] != "65-74"]
    with pytest.raises(Refused, match="40-64 and 75\\+"):
        found(made(tmp_path, counts))


def test_every_year_has_its_own_slope(tmp_path: Path) -> None:
    flat = rows(period="2023", rates=dict.fromkeys(RATES, 0.04))
    finding = found(made(tmp_path, [*flat, *rows()]))
    assert abs(float(str(index_of(finding, "2023")["slope"]))) < 1
    assert float(str(index_of(finding)["slope"])) > 30
    assert "do not overlap" in finding.sentence["en"]


def test_words_say_groups_of_areas_and_carry_no_stigma(tmp_path: Path) -> None:
    said = str(found(made(tmp_path, rows())).as_data()).casefold()
    assert "groep gebieden" in said
    for word in ("achterstand", "probleemwijk", "arme ", "poor ", "worst", "slechtst", "kansarm"):
        assert word not in said


@pytest.mark.parametrize(
    ("group", "source", "column", "told"),
    [("0", "Indeling", "deprivation", "from 1 to 20"), ("21", "Indeling", "deprivation", "1 to 20"),
     ("2,5", "Indeling", "deprivation", "whole number"), ("hoog", "x", "deprivation", "a number"),
     ("2", "", "deprivation_source", "where the group comes from")],
)  # fmt: skip
def test_a_group_that_is_none_or_has_no_source_is_told_with_its_row(
    tmp_path: Path, group: str, source: str, column: str, told: str
) -> None:
    study = made(tmp_path, rows())
    path = study.root / "areas.csv"
    lines = list(csv.reader(path.read_text("utf-8").splitlines(), delimiter=";"))
    lines[2][4:6] = [group, source]
    path.write_text("\n".join(";".join(line) for line in lines) + "\n", "utf-8")
    problems = [str(problem) for problem in read_areas(open_study(tmp_path)).problems]
    assert len(problems) == 1
    assert f"row 3, `{column}`" in problems[0]
    assert told in problems[0]


def test_groups_of_two_sources_are_told_and_kept(tmp_path: Path) -> None:
    study = made(tmp_path, rows())
    path = study.root / "areas.csv"
    path.write_text(path.read_text("utf-8").replace("4;Indeling 2022", "4;Score 2019", 1), "utf-8")
    read = read_areas(open_study(tmp_path))
    (problem,) = read.problems
    assert "Score 2019" in str(problem)
    assert read.frame["deprivation"].notna().sum() == 6


@pytest.mark.parametrize("group", [1, 20])
def test_the_first_and_the_last_group_that_can_be_are_read(tmp_path: Path, group: int) -> None:
    read = read_areas(made(tmp_path, rows(), deprivation={**GROUPS, "A": group}))
    assert read.problems == ()
    assert group in read.frame["deprivation"].tolist()


def test_a_group_holds_only_while_its_area_is_there(tmp_path: Path) -> None:
    study = made(tmp_path, [*rows(period="2023"), *rows()])
    lines = ["region;code;name;geography;from;until;deprivation;deprivation_source"]
    for area, group in GROUPS.items():
        first = 4 if area == "A" else group
        lines.append(f"oost;{area};Wijk;district;;2023-12-31;{first};Indeling")
        lines.append(f"oost;{area};Wijk;district;2024-01-01;;{group};Indeling")
    (study.root / "areas.csv").write_text("\n".join(lines) + "\n", "utf-8")
    table = found(open_study(tmp_path)).table
    first = table[table["group"] == "1"].set_index("period")["areas"]
    assert (first["2023"], first["2024"]) == (1, 2)


def test_an_earlier_slope_is_told_in_the_same_direction_as_the_last(tmp_path: Path) -> None:
    down = {1: 0.06, 2: 0.05, 3: 0.045, 4: 0.03}
    finding = found(made(tmp_path, [*rows(period="2023", rates=down), *rows(rates=down)]))
    first = float(str(index_of(finding, "2023")["slope"]))
    assert first < 0
    assert f"In 2023 it was {-first:.1f} (" in finding.sentence["en"]
