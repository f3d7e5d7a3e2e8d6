"""What was planted by age and by deprivation group is found again, over twenty seeds."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from kit.inequality import inequality
from kit.inequality.grouping import Grouped, group
from kit.standardised_rates import standardised_rates
from kit.standardised_rates.gathering import Given, gather, read_counts
from kit.standardised_rates.measuring import measure
from kit.study import Study, open_study

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"
SEEDS = range(20)
#: Before the registration of one district changes.
UNTIL = "2021Q4"
# Of the European Standard Population, by hand: 40-64, 65-74, 75+.
WEIGHTS = np.array([33500, 10500, 9000]) / 53000


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    return yaml.safe_load((SAMPLE / "plan.yml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def studies(plan: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> list[Study]:
    sys.path.insert(0, str(SAMPLE))
    try:
        from sample_areas import as_table, districts_of
        from sample_files import write_tables
        from sample_hotspots import tables_of
    finally:
        sys.path.remove(str(SAMPLE))
    districts = districts_of(plan)
    problem = plan["hotspots"]["unequal"]["problem"]
    made = []
    for seed in SEEDS:
        folder = tmp_path_factory.mktemp(f"seed-{seed}")
        (folder / "study.yml").write_bytes((SAMPLE / "study.yml").read_bytes())
        counts = tables_of(plan["hotspots"], districts, seed)["problem_counts"]
        tables = {"areas": as_table(districts), "problem_counts": counts[
            counts["problem"] == problem]}  # fmt: skip
        write_tables(folder, {f"{name}.csv": table for name, table in tables.items()})
        made.append(open_study(folder))
    return made


@pytest.fixture(scope="module")
def measured(plan: dict[str, Any], studies: list[Study]) -> list[tuple[Given, dict[str, Grouped]]]:
    """Return what is given, and the groups of one region and of all, of every seed."""
    problem = plan["hotspots"]["unequal"]["problem"]
    found = []
    for study in studies:
        given = gather(
            study, region="noorderkolk", problem=problem, until=UNTIL, release="region",
            period="latest", read=read_counts(study),
        )  # fmt: skip
        found.append((given, {r: group(given, region=r) for r in ("noorderkolk", "all")}))
    return found


def base_of(plan: dict[str, Any]) -> float:
    rates = np.array(list(plan["hotspots"]["unequal"]["per_1000"].values()))
    return float(WEIGHTS @ rates)


@pytest.mark.slow
@pytest.mark.parametrize("region", ["all", "noorderkolk"])
def test_the_planted_inequality_is_found_again(
    plan: dict[str, Any], measured: list[tuple[Given, dict[str, Grouped]]], region: str
) -> None:
    about = plan["hotspots"]["unequal"]
    inside, off, relative = 0, [], []
    for _, grouped in measured:
        table = grouped[region].table
        table = table[table["period"] == "2021"]
        groups = table[table["about"] == "group"]
        index = table[table["about"] == "index"].iloc[0]
        assert grouped[region].scope == region
        factor = 1 + about["per_group"] * (groups["group"].astype(int) - about["middle"])
        share = (groups["n"] / groups["n"].sum()).to_numpy()
        true, start = np.polyfit(
            np.cumsum(share) - share / 2, base_of(plan) * factor, 1, w=np.sqrt(share)
        )
        inside += bool(index["slope_low"] <= true <= index["slope_high"])
        off.append((index["slope"] - true) / ((index["slope_high"] - index["slope_low"]) / 3.92))
        relative.append(index["relative"] / ((start + true) / start))
    # Of twenty 95 % intervals 16 or more hold the truth in 997 of 1,000 cases.
    assert inside >= 16, f"{inside} of 20 intervals hold the truth"
    # The mean of twenty standard normal deviations has a standard error of 0.22.
    assert abs(np.mean(off)) < 0.9, f"mean deviation {np.mean(off):.2f} standard errors"
    assert np.mean(relative) == pytest.approx(1, abs=0.06)


@pytest.mark.slow
def test_the_older_region_is_higher_as_counted_and_not_when_ages_are_alike(
    plan: dict[str, Any], measured: list[tuple[Given, dict[str, Grouped]]]
) -> None:
    higher = lower = 0
    ratios = []
    for given, _ in measured:
        table = measure(given, region="noorderkolk", slugs=["noorderkolk"])
        own, whole = (table[table["about"] == about].iloc[0] for about in ("region", "study"))
        higher += bool(own["crude"] > whole["crude"])
        lower += bool(own["low"] <= whole["rate"])
        ratios.append(own["rate"] / whole["rate"])
    assert higher >= 18, f"higher as counted in {higher} of 20"
    assert lower == 20, f"not higher with the same ages in {lower} of 20"
    assert np.mean(ratios) == pytest.approx(true_ratio(plan), abs=0.02)


def true_ratio(plan: dict[str, Any]) -> float:
    """Return the rate of the region over that of all, with the same ages, as planted."""
    about = plan["hotspots"]["unequal"]
    people: dict[str, list[float]] = {"all": [0.0, 0.0], "noorderkolk": [0.0, 0.0]}
    with (SAMPLE / "areas.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter=";"):
            factor = 1 + about["per_group"] * (int(row["deprivation"]) - about["middle"])
            for scope in ("all", row["region"]):
                if scope in people:
                    people[scope][0] += float(row["inhabitants"]) * factor
                    people[scope][1] += float(row["inhabitants"])
    (one, of_one), (every, of_every) = people["noorderkolk"], people["all"]
    return (one / of_one) / (every / of_every)


def test_every_district_has_a_group_and_the_groups_are_about_as_large() -> None:
    with (SAMPLE / "areas.csv").open(encoding="utf-8") as file:
        groups = [row["deprivation"] for row in csv.DictReader(file, delimiter=";")]
    counts = {group: groups.count(group) for group in sorted(set(groups))}
    assert list(counts) == ["1", "2", "3", "4", "5"]
    assert set(counts.values()) == {14, 15}


def test_the_findings_of_the_sample_say_what_was_planted() -> None:
    study = open_study(SAMPLE)
    read = read_counts(study)
    asked: dict[str, Any] = {"problem": "copd_attacks", "until": None, "release": "region"}
    rates = standardised_rates(study, region="noorderkolk", read=read, **asked)
    own, whole = (rates.table[rates.table["about"] == a].iloc[0] for a in ("region", "study"))
    assert own["crude"] > whole["crude"]
    assert own["rate"] < whole["rate"]
    assert "hoger zonder rekening te houden met leeftijd" in rates.sentence["nl"]
    gap = inequality(study, region="noorderkolk", read=read, **asked)
    index = gap.table[(gap.table["about"] == "index") & (gap.table["period"] == "2024")].iloc[0]
    assert index["slope_low"] > 0
    assert index["relative_low"] <= 1.46 <= index["relative_high"]
