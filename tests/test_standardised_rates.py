"""Standardised rates of areas: recomputed by other means, and what may not be shown is not."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
from rates_cases import AGES, count, study_of
from scipy.stats import chi2

from kit.areas import read_areas
from kit.errors import InputError, Refused
from kit.finding import Check, Finding
from kit.hotspot_sources import read_problem_counts
from kit.standardised_rates import standardised_rates
from kit.study import Study

# Ages of the standard population, by hand: 40-64 is 3 x 7,000 + 6,500 + 6,000, and so on.
WEIGHTS = np.array([33500, 10500, 9000]) / 53000
EVENTS = {"A": [60, 70, 80], "B": [30, 140, 240], "C": [50, 60, 70], "D": [20, 40, 90]}
PEOPLE = {"A": [5000, 2000, 1500], "B": [2500, 4000, 4500], "C": [4000, 2200, 1400],
          "D": [1800, 1500, 2100]}  # fmt: skip
AREAS = {"A": "oost", "B": "oost", "C": "oost", "D": "west"}


def rows(period: str = "2024") -> list[dict[str, object]]:
    return [
        count(area, age, EVENTS[area][i], PEOPLE[area][i], period=period, region=AREAS[area])
        for area in EVENTS
        for i, age in enumerate(AGES)
    ]


def found(study: Study, *, release: str = "region", **asked: object) -> Finding:
    given = {"region": "oost", "problem": "vallen", "until": None, "release": release, **asked}
    return standardised_rates(study, **given)  # type: ignore[arg-type]


def check_of(finding: Finding, name: str) -> Check:
    return next(check for check in finding.checks if check.name == name)


def test_rates_intervals_and_ratios_are_those_of_other_arithmetic(tmp_path: Path) -> None:
    table = found(study_of(tmp_path, rows(), areas=AREAS)).table.set_index("area", drop=False)
    reference = sum(np.array(e) for e in EVENTS.values()) / sum(
        np.array(p) for p in PEOPLE.values()
    )
    for area in "ABC":
        events, people = np.array(EVENTS[area]), np.array(PEOPLE[area])
        row, total = table.loc[area], events.sum()
        rate = 1000 * (WEIGHTS * events / people).sum()
        assert row["rate"] == pytest.approx(rate, rel=1e-12)
        assert row["crude"] == pytest.approx(1000 * total / people.sum(), rel=1e-12)
        # Dobson: the exact interval of the count, moved and scaled. Byar's is within 0.1 % of it.
        low, high = chi2.ppf(0.025, 2 * total) / 2, chi2.ppf(0.975, 2 * total + 2) / 2
        scale = 1000 * math.sqrt((WEIGHTS**2 * events / people**2).sum() / total)
        assert row["low"] == pytest.approx(rate + scale * (low - total), rel=2e-3)
        assert row["high"] == pytest.approx(rate + scale * (high - total), rel=2e-3)
        awaited = (people * reference).sum()
        assert row["expected"] == pytest.approx(awaited)
        assert row["ratio"] == pytest.approx(total / awaited)
        assert row["ratio_low"] == pytest.approx(low / awaited, rel=2e-3)


def test_the_region_and_the_study_are_the_sums_of_their_areas(tmp_path: Path) -> None:
    table = found(study_of(tmp_path, rows(), areas=AREAS)).table
    region, study = (table[table["about"] == about].iloc[0] for about in ("region", "study"))
    assert region["observed"] == sum(sum(EVENTS[area]) for area in "ABC")
    assert study["observed"] == sum(sum(events) for events in EVENTS.values())
    assert (region["areas"], study["areas"]) == (3, 4)
    assert study["ratio"] == pytest.approx(1)
    events = sum(np.array(EVENTS[area]) for area in "ABC")
    people = sum(np.array(PEOPLE[area]) for area in "ABC")
    assert region["rate"] == pytest.approx(1000 * (WEIGHTS * events / people).sum())


def test_an_older_area_with_the_same_rates_by_age_is_higher_crude_only(tmp_path: Path) -> None:
    young, old = [4000, 1000, 500], [1000, 2000, 2500]
    rates = [0.02, 0.05, 0.1]
    made = [
        count(area, age, round(n * r), n)
        for area, ages in (("A", young), ("B", old))
        for age, n, r in zip(AGES, ages, rates, strict=True)
    ]
    study = study_of(tmp_path, made, areas={"A": "oost", "B": "oost"})
    table = found(study).table.set_index("area")
    assert table.loc["B", "crude"] > 1.8 * table.loc["A", "crude"]
    assert table.loc["B", "rate"] == pytest.approx(table.loc["A", "rate"])


def test_areas_stand_by_name_and_never_by_value(tmp_path: Path) -> None:
    finding = found(study_of(tmp_path, rows(), areas=AREAS))
    own = finding.table[finding.table["about"] == "area"]
    assert own["name"].tolist() == sorted(own["name"])
    assert own["rate"].tolist() != sorted(own["rate"])


def test_areas_of_other_regions_are_in_the_sums_and_nowhere_named(tmp_path: Path) -> None:
    finding = found(study_of(tmp_path, rows(), areas=AREAS))
    assert "D" not in finding.table["area"].tolist()
    assert finding.table.loc[finding.table["region"] == "west"].empty
    said = str(finding.as_data())
    assert "Wijk D" not in said
    assert "Wijk A" in said


@pytest.mark.parametrize("release", ["region", "team"])
def test_a_count_that_the_source_suppressed_keeps_its_area_out(
    tmp_path: Path, release: str
) -> None:
    made = rows()
    made[0]["observed"] = "<5"
    table = found(study_of(tmp_path, made, areas=AREAS), release=release).table
    row = table[table["area"] == "A"].iloc[0]
    assert (row["status"], row["reason"]) == ("suppressed", "suppressed")
    assert np.isnan(row[["observed", "n", "crude", "rate", "ratio"]].astype(float)).all()
    study = table[table["about"] == "study"].iloc[0]
    assert study["observed"] <= sum(sum(EVENTS[area]) for area in "BCD")


def test_few_events_are_suppressed_with_others_that_cover_them(tmp_path: Path) -> None:
    made = rows()
    made[0]["observed"] = 9
    study = study_of(tmp_path, made, areas=AREAS)
    shut = found(study).table.set_index("area")
    out = shut.index[(shut["about"] == "area") & (shut["status"] == "suppressed")]
    # One area alone would follow from the total of the region.
    assert "A" in out
    assert len(out) >= 2
    own = found(study, release="team").table.set_index("area")
    assert own.loc["A", "observed"] == 9 + 70 + 80


@pytest.mark.parametrize(("few", "shown"), [(10, "shown"), (9, "suppressed")])
def test_ten_events_of_an_age_may_be_shown_and_nine_may_not(
    tmp_path: Path, few: int, shown: str
) -> None:
    made = rows()
    made[0]["observed"] = few
    table = found(study_of(tmp_path, made, areas=AREAS)).table
    assert table.set_index("area").loc["A", "status"] == shown


@pytest.mark.parametrize(("counts", "reason"), [([3, 3, 3], "fewer_than_10_events"),
                                                ([3, 3, 4], "")])  # fmt: skip
def test_below_ten_events_there_is_no_standardised_rate(
    tmp_path: Path, counts: list[int], reason: str
) -> None:
    made = [count("A", age, n, 1000) for age, n in zip(AGES, counts, strict=True)]
    made += [count("B", age, 50, 1000) for age in AGES]
    study = study_of(tmp_path, made, areas={"A": "oost", "B": "oost"})
    finding = found(study, release="team")
    row = finding.table.set_index("area").loc["A"]
    assert (row["status"], row["reason"]) == ("shown", reason)
    assert math.isnan(row["rate"]) == bool(reason)
    assert row["ratio"] == pytest.approx(sum(counts) / (3 * (150 + sum(counts)) / 6))
    assert ("without_rate" in {check.name for check in finding.checks}) == bool(reason)


def test_an_age_group_without_people_leaves_the_crude_rate_only(tmp_path: Path) -> None:
    made = rows()
    made[2] |= {"observed": 0, "persons": 0}
    row = found(study_of(tmp_path, made, areas=AREAS)).table.set_index("area").loc["A"]
    assert (row["status"], row["reason"]) == ("shown", "empty_stratum")
    assert math.isnan(row["rate"])
    assert row["crude"] == pytest.approx(1000 * 130 / 7000)


def test_an_area_that_lacks_an_age_group_is_missing_and_not_a_zero(tmp_path: Path) -> None:
    made = [row for row in rows() if (row["area"], row["segment"]) != ("A", "75+")]
    finding = found(study_of(tmp_path, made, areas=AREAS))
    row = finding.table.set_index("area").loc["A"]
    assert (row["status"], row["reason"]) == ("missing", "missing")
    assert "age group is missing (1)" in check_of(finding, "areas_shown").said["en"]


def test_a_count_without_persons_beside_it_has_no_rate(tmp_path: Path) -> None:
    made = rows()
    study = study_of(tmp_path, made, areas=AREAS)
    path = study.root / "problem_counts.csv"
    text = path.read_text("utf-8").replace(";persons;", ";persons;expected;")
    lines = text.splitlines()
    lines = [lines[0], *(re.sub(r";([^;]*)$", r";5;\1", line) for line in lines[1:])]
    lines[1] = lines[1].replace(";60;5000;5;", ";60;;5;")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    row = found(study).table.set_index("area").loc["A"]
    assert (row["status"], row["reason"]) == ("missing", "no_persons")


@pytest.mark.parametrize(
    ("ages", "told"),
    [(("0-39", "65-74", "75+"), "0-39 and 65-74"), (("40-64", "60-74", "75+"), "40-64 and 60-74"),
     (("40-64", "65+", "75+"), "65+ and 75+")],
)  # fmt: skip
def test_a_gap_and_an_overlap_between_ages_are_refused(
    tmp_path: Path, ages: tuple[str, ...], told: str
) -> None:
    made = [row | {"segment": ages[AGES.index(str(row["segment"]))]} for row in rows()]
    with pytest.raises(Refused, match=re.escape(told)):
        found(study_of(tmp_path, made, areas=AREAS))


def test_counts_that_say_no_ages_are_refused_with_what_was_found(tmp_path: Path) -> None:
    made = [count(area, who, 50, 1000) for area in "AB" for who in ("vrouwen", "mannen")]
    with pytest.raises(Refused, match="mannen, vrouwen"):
        found(study_of(tmp_path, made, areas=AREAS))


def test_ages_that_cut_through_the_standard_are_doubted(tmp_path: Path) -> None:
    cut = {"40-64": "18-64"}
    made = [row | {"segment": cut.get(str(row["segment"]), row["segment"])} for row in rows()]
    assert check_of(found(study_of(tmp_path, made, areas=AREAS)), "age_groups_fit").verdict == (
        "doubtful"
    )
    whole = found(study_of(tmp_path / "whole", rows(), areas=AREAS))
    assert "age_groups_fit" not in {check.name for check in whole.checks}


def test_the_same_ages_in_two_ways_of_writing_are_told(tmp_path: Path) -> None:
    made = [*rows(), count("A", "75 jaar en ouder", 12, 1500)]
    with pytest.raises(InputError, match="one group for the same ages"):
        found(study_of(tmp_path, made, areas=AREAS))


def test_a_region_with_other_ages_is_left_out_and_named(tmp_path: Path) -> None:
    made = [
        row | {"segment": "40-74" if row["segment"] == "40-64" else row["segment"]}
        for row in rows()
        if row["region"] == "oost" or row["segment"] != "65-74"
    ]
    made = [row | {"segment": "40-64"} if row["region"] == "oost" and row["segment"] == "40-74"
            else row for row in made]  # fmt: skip
    finding = found(study_of(tmp_path, made, areas=AREAS))
    assert "West" in check_of(finding, "other_ages").said["nl"]
    study = finding.table[finding.table["about"] == "study"].iloc[0]
    assert study["areas"] == 3


def test_groups_that_are_not_ages_are_left_out_and_named(tmp_path: Path) -> None:
    made = [*rows(), *(count(area, "vrouwen", 40, 800) for area in "ABC")]
    finding = found(study_of(tmp_path, made, areas=AREAS))
    assert "vrouwen" in check_of(finding, "not_ages").said["en"]
    row = finding.table.set_index("area").loc["A"]
    assert row["observed"] == sum(EVENTS["A"])


def test_an_area_of_two_regions_counts_once_in_the_sum_of_all(tmp_path: Path) -> None:
    made = [*rows(), *(row | {"region": "west"} for row in rows() if row["area"] == "A")]
    areas = "region;code;name;geography;weight\n" + "".join(
        f"{region};{code};Wijk {code};district;{weight}\n"
        for code, region, weight in [("A", "oost", "0,5"), ("A", "west", "0,5"), ("B", "oost", ""),
                                     ("C", "oost", ""), ("D", "west", "")]
    )  # fmt: skip
    study = study_of(tmp_path, made, areas=AREAS)
    (study.root / "areas.csv").write_text(areas, "utf-8")
    finding = found(study)
    whole = finding.table[finding.table["about"] == "study"].iloc[0]
    assert whole["observed"] == sum(sum(events) for events in EVENTS.values())
    assert "Wijk A" in check_of(finding, "areas_in_part").said["nl"]


def test_a_trend_needs_five_years_and_is_found_where_it_is(tmp_path: Path) -> None:
    def over(years: range) -> list[dict[str, object]]:
        return [
            row | {"observed": round(float(str(row["observed"])) * 1.15 ** (year - 2024))
                   if row["area"] == "B" else row["observed"], "period": str(year)}
            for year in years
            for row in rows()
        ]  # fmt: skip

    four = found(study_of(tmp_path / "four", over(range(2021, 2025)), areas=AREAS)).table
    assert set(four["trend"]) == {"not_calculated"}
    finding = found(study_of(tmp_path / "five", over(range(2020, 2025)), areas=AREAS))
    trend = finding.table.set_index("area")["trend"]
    assert (trend["A"], trend["B"]) == ("no_change", "increasing")
    assert "rising in Wijk B" in finding.sentence["en"]


def test_a_rare_problem_is_told_per_100_000(tmp_path: Path) -> None:
    made = [row | {"persons": int(str(row["persons"])) * 100} for row in rows()]
    table = found(study_of(tmp_path, made, areas=AREAS)).table
    assert set(table["per"].dropna()) == {100_000}
    events, people = np.array(EVENTS["A"]), 100 * np.array(PEOPLE["A"])
    assert table.set_index("area").loc["A", "rate"] == pytest.approx(
        100_000 * (WEIGHTS * events / people).sum()
    )


def test_all_regions_stand_side_by_side_as_a_whole(tmp_path: Path) -> None:
    finding = found(study_of(tmp_path, rows(), areas=AREAS), region="all", release="consortium")
    assert finding.table["about"].tolist() == ["region", "region", "study"]
    assert finding.table["region"].tolist() == ["oost", "west", None]
    assert finding.table["area"].isna().all()


def test_without_counts_the_finding_says_what_to_fill_in(tmp_path: Path) -> None:
    finding = found(study_of(tmp_path, [], areas=AREAS))
    assert finding.table.empty
    assert "problem_counts" in finding.sentence["nl"]


def test_where_nothing_may_be_shown_there_is_a_sentence_and_no_figure(tmp_path: Path) -> None:
    made = [row | {"observed": "<5"} for row in rows()]
    finding = found(study_of(tmp_path, made, areas=AREAS))
    assert finding.picture["nl"].svg == ""
    assert "geen gebied is te tonen" in finding.sentence["nl"]
    assert finding.against is None


@pytest.mark.parametrize(
    ("asked", "told"),
    [({"region": "oots"}, "oost"), ({"problem": "valen"}, "vallen"), ({"period": "2023"}, "2024"),
     ({"period": "ooit"}, "latest")],
)  # fmt: skip
def test_an_unknown_name_is_told_with_the_nearest(
    tmp_path: Path, asked: dict[str, str], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        found(study_of(tmp_path, rows(), areas=AREAS), **asked)


def test_until_leaves_out_what_came_later(tmp_path: Path) -> None:
    made = [*rows("2023"), *(row | {"observed": 999} for row in rows("2024"))]
    finding = found(study_of(tmp_path, made, areas=AREAS), until="2023Q4")
    assert set(finding.table["period"]) == {"2023"}
    assert finding.table.set_index("area").loc["A", "observed"] == sum(EVENTS["A"])


def test_a_hostile_name_stands_in_the_figure_as_text(tmp_path: Path) -> None:
    study = study_of(tmp_path, rows(), areas=AREAS)
    path = study.root / "areas.csv"
    path.write_text(path.read_text("utf-8").replace("Wijk A", "<script>$_{x}$"), "utf-8")
    finding = found(study)
    assert "<script>" not in finding.picture["nl"].svg
    assert finding.picture["nl"].svg.count("<svg") == 1


def test_ages_that_end_before_they_begin_are_told_while_reading(tmp_path: Path) -> None:
    study = study_of(tmp_path, [*rows(), count("A", "74-65", 12, 1500)], areas=AREAS)
    read = read_problem_counts(study, read_areas(study))
    (problem,) = read.problems
    assert "from 74 to 65" in str(problem)
    assert len(read.frame) == len(rows())
