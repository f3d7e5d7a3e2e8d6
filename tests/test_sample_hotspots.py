"""What was planted in the districts of the sample is found again, over twenty seeds."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from scipy.stats import poisson

from kit.areas import read_areas
from kit.geometry import read_geometry
from kit.hotspot_sources import read_felt_weight, read_problem_counts
from kit.hotspots import hotspots, read_given
from kit.hotspots.checking import checks
from kit.hotspots.gathering import Seen, gather
from kit.indicators import read_indicators
from kit.study import Study, open_study

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"
SEEDS = range(20)
PAIR = ["WK990306", "WK990309"]
CHANGED = "WK991202"
UNEQUAL = "copd_attacks"


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    return yaml.safe_load((SAMPLE / "plan.yml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def sample() -> Study:
    return open_study(SAMPLE)


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
    made = []
    for seed in SEEDS:
        folder = tmp_path_factory.mktemp(f"seed-{seed}")
        (folder / "study.yml").write_bytes((SAMPLE / "study.yml").read_bytes())
        tables = {"areas": as_table(districts), **tables_of(plan["hotspots"], districts, seed)}
        write_tables(folder, {f"{name}.csv": table for name, table in tables.items()})
        made.append(open_study(folder))
    return made


def seen_of(study: Study, region: str, given: Any) -> Seen:
    """Return what the finding is made from; twenty figures of each region need not be drawn."""
    return gather(
        study, region=region, until=None, release="region", problem=None, segment=None,
        surely=0.95, given=given,
    )  # fmt: skip


@pytest.fixture(scope="module")
def measured(studies: list[Study]) -> list[tuple[Seen, Seen]]:
    """Return what is seen of all regions, and of the region whose registration changed."""
    found = []
    for study in studies:
        given = read_given(study)
        found.append(tuple(seen_of(study, region, given) for region in ("all", "lindewaard")))
    return found  # type: ignore[return-value]


@pytest.mark.slow
def test_the_hidden_hotspot_is_found_in_both_districts(measured: list[tuple[Seen, Seen]]) -> None:
    found = 0
    for seen, _ in measured:
        cells = seen.measured.cells
        own = cells[cells["area"].isin(PAIR) & (cells["problem"] == "falls")]
        hot = own[own["segment"] == "age_75_plus"]
        found += len(hot) == 2 and set(hot["call"]) == {"candidate"}
    assert found >= 18, f"found in {found} of 20"


@pytest.mark.slow
def test_other_calls_are_no_more_than_the_finding_prints(measured: list[tuple[Seen, Seen]]) -> None:
    false = 0
    printed = 0.0
    for seen, _ in measured:
        cells = seen.measured.cells
        planted = cells["area"].isin(PAIR) & (cells["problem"] == "falls")
        planted &= cells["segment"] == "age_75_plus"
        planted |= cells["problem"] == UNEQUAL  # differs from area to area as planted
        false += int(((cells["call"] == "candidate") & ~planted).sum())
        printed += float(cells.loc[~planted, "chance"].fillna(0).sum())
    # Of as many as are printed for twenty studies of six regions, chance goes no higher than this.
    assert false <= poisson.ppf(0.99, printed), f"{false} false calls, {printed:.1f} printed"
    assert false <= 20, f"{false} false calls in twenty studies of six regions"


@pytest.mark.slow
def test_the_changed_registration_is_doubted_and_never_called(
    measured: list[tuple[Seen, Seen]],
) -> None:
    doubted = others = 0
    for seen, own in measured:
        (check,) = [check for check in checks(own) if check.name == "registration"]
        doubted += check.verdict == "doubtful"
        cells = seen.measured.cells
        assert "candidate" not in set(cells.loc[cells["area"] == CHANGED, "call"])
        others += sum(area != CHANGED for _, area in seen.measured.jumped)
    assert doubted >= 18, f"doubted in {doubted} of 20"
    assert others <= 2, f"{others} other districts of 20 x 73"


@pytest.mark.slow
def test_what_is_felt_and_what_is_seen_differ_as_planted(studies: list[Study]) -> None:
    right = 0
    for study in studies:
        felt = read_felt_weight(study, read_areas(study)).frame
        own = felt[(felt["region"] == "noorderkolk") & (felt["voice"] == "resident")]
        share = dict(zip(own["problem"], own["chosen"] / own["of"], strict=True))
        right += max(share, key=lambda problem: share[problem]) == "loneliness_gp_contact"
        assert share["falls"] < 0.5
    assert right >= 18


def test_the_finding_of_the_sample_names_the_hidden_hotspot(sample: Study) -> None:
    given = read_given(sample)
    finding = hotspots(sample, region="noorderkolk", until=None, release="region", given=given)
    called = finding.table[finding.table["call"] == "candidate"]
    assert set(PAIR) <= set(called["area"])
    assert all(name in finding.sentence["nl"] for name in ("Oudemeent", "Harkelzijde"))


def test_the_districts_of_the_hotspot_are_neighbours_and_borders_are_shared() -> None:
    shapes = json.loads((SAMPLE / "areas.geojson").read_text(encoding="utf-8"))["features"]
    sides: dict[frozenset[tuple[int, int]], list[str]] = defaultdict(list)
    for shape in shapes:
        assert shape["geometry"]["type"] == "Polygon"
        for ring in shape["geometry"]["coordinates"]:
            for one, other in pairwise(ring):
                sides[frozenset((tuple(one), tuple(other)))].append(shape["properties"]["code"])
    assert max(len(codes) for codes in sides.values()) == 2
    assert sorted(PAIR) in [sorted(codes) for codes in sides.values()]
    inland = {code for codes in sides.values() if len(codes) == 2 for code in codes}
    assert len(inland) == len(shapes)


def test_every_district_has_a_shape_and_every_shape_a_district(sample: Study) -> None:
    areas = read_areas(sample)
    geometry = read_geometry(sample, areas)
    assert areas.problems == ()
    assert geometry.problems == ()
    assert geometry.without_area == ()
    assert len(geometry.shapes) == 74
    assert geometry.system == "rd"
    assert (SAMPLE / "areas.geojson").stat().st_size < 200_000


def test_the_inhabitants_of_districts_add_up_to_those_of_their_region(sample: Study) -> None:
    frame = read_areas(sample).frame
    districts = frame[frame["geography"] == "district"]
    assert districts["inhabitants"].between(1_200, 14_000).all()
    together = districts.groupby("region")["inhabitants"].sum()
    for slug, region in sample.regions.items():
        assert together[slug] == region.inhabitants


def test_counts_are_whole_and_suppressed_and_missing_ones_are_kept_apart(sample: Study) -> None:
    read = read_problem_counts(sample, read_areas(sample))
    assert read.problems == ()
    frame = read.frame
    assert len(frame) == 74 * (9 + 3) * 6
    assert set(frame["problem"]) <= set(sample.indicators)
    assert set(frame["segment"]) <= set(sample.indicators)
    shown = frame.loc[frame["status"] == "shown", "observed"]
    assert ((shown == 0) | (shown >= 5)).all()
    absent = frame[frame["status"] == "missing"]
    assert set(zip(absent["area"], absent["period"], strict=True)) == {
        ("WK994103", "2020"), ("WK995202", "2019"), ("WK995202", "2020"),
    }  # fmt: skip
    assert 3 <= (frame["status"] == "suppressed").sum() <= 80


def test_the_registration_doubles_every_problem_at_once_and_is_flat_before_and_after(
    studies: list[Study],
) -> None:
    steps = []
    for study in studies[:10]:
        frame = read_problem_counts(study, read_areas(study)).frame
        own = frame[(frame["area"] == CHANGED) & (frame["status"] == "shown")]
        rates = own.assign(rate=own["observed"] / own["persons"])
        table = rates.pivot(index=["problem", "segment"], columns="period", values="rate")
        level = table.drop(index="child_emergency_visits", level="problem")
        steps.append(level[["2022", "2023", "2024"]].mean(axis=1) / level[["2019", "2020",
                     "2021"]].mean(axis=1))  # fmt: skip
    every = np.mean(steps, axis=0)
    # Ten seeds of three and three years: a ratio has a standard error of about 0.1 at most.
    assert every == pytest.approx(2.0, abs=0.4)


def test_a_municipality_has_figures_only_while_it_exists(sample: Study) -> None:
    frame = read_indicators(sample).frame
    own = frame[frame["area"].notna()]
    there = {area.code: area for region in sample.regions.values() for area in region.areas}
    assert set(own["area"]) == set(there)
    for area, period in zip(own["area"], own["period"], strict=True):
        first, last = date(int(period), 1, 1), date(int(period), 12, 31)
        assert (there[area].from_day or first) <= last
        assert (there[area].until_day or last) >= first
    falls = own[own["indicator"] == "fall_injuries_per_1000"]
    assert (falls["denominator"] > 0).all()
    made = 1000 * falls["numerator"] / falls["denominator"]
    assert np.allclose(made, falls["value"], atol=0.0501)
    rest = falls[falls["area"] != "GM9932"]
    higher = falls[falls["area"] == "GM9932"]
    ratio = higher["numerator"].sum() / higher["denominator"].sum()
    usual = rest["numerator"].sum() / rest["denominator"].sum()
    # About 2,000 events: 1.3 with a standard error of 0.03.
    assert ratio / usual == pytest.approx(1.3, abs=0.1)


def test_the_age_base_of_loneliness_changes_and_its_limits_hold_the_figure(sample: Study) -> None:
    frame = read_indicators(sample).frame
    own = frame[frame["area"].notna() & (frame["indicator"] == "lonely")]
    bases = own.groupby("period")["age_base"].unique().map(list).to_dict()
    assert bases == {"2012": ["19+"], "2016": ["19+"], "2020": ["18+"], "2022": ["18+"]}
    assert ((own["low"] < own["value"]) & (own["value"] < own["high"])).all()
    assert own["denominator"].isna().all()
    assert own["n"].isna().all()
