"""What was planted in the maturity answers of the sample is found again, over twenty seeds."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kit.maturity import read_answers, study_instrument
from kit.maturity.answers import Answers
from kit.maturity.checking import checks
from kit.maturity.gathering import Seen, gather
from kit.maturity.saying import ALPHA
from kit.study import Study, open_study

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"
SEEDS = range(20)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    return yaml.safe_load((SAMPLE / "plan.yml").read_text(encoding="utf-8"))["maturity"]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def studies(plan: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> list[Study]:
    sys.path.insert(0, str(SAMPLE))
    try:
        from sample_maturity import answers
    finally:
        sys.path.remove(str(SAMPLE))
    made = []
    for seed in SEEDS:
        folder = tmp_path_factory.mktemp(f"seed-{seed}")
        (folder / "study.yml").write_bytes((SAMPLE / "study.yml").read_bytes())
        answers(plan, seed).to_csv(folder / "maturity.csv", sep=";", index=False)
        made.append(open_study(folder))
    return made


@cache
def seen_of(study: Study, region: str, release: str = "team") -> Seen:
    """Return what the finding is made from; twenty figures of each region need not be drawn."""
    answers = answers_of(study)
    return gather(study, region=region, until=None, release=release, answers=answers)


@cache
def answers_of(study: Study) -> Answers:
    return read_answers(study, study_instrument(study))


def rows(study: Study, region: str, about: str) -> list[dict[str, Any]]:
    table = seen_of(study, region).table
    own = table[table["about"] == about]
    if about == "element":
        own = own[own["wave"] == own["wave"].max()]
    return [{str(k): v for k, v in row.items()} for row in own.to_dict("records")]


def test_the_planted_shift_is_called_and_hardly_any_other(
    studies: list[Study], plan: dict[str, Any]
) -> None:
    right = wrong = level = 0
    for study in studies:
        for region, about in plan["regions"].items():
            for row in rows(study, region, "pair"):
                called = row["p"] == row["p"] and row["p"] < ALPHA
                if row["element"] in about.get("shift", {}):
                    right += called and row["up"] > row["down"]
                else:
                    level += 1
                    wrong += called
    # Holm holds the chance of any false call per region and wave at .05: 3 regions x 20 seeds.
    assert right >= 19, f"{right} of 20 planted shifts called"
    assert wrong <= 6, f"{wrong} of {level} elements that did not move were called"


def test_the_planted_split_is_seen_and_hardly_any_other(
    studies: list[Study], plan: dict[str, Any]
) -> None:
    seen = other = all_others = 0
    for study in studies:
        for region, about in plan["regions"].items():
            for row in rows(study, region, "element"):
                split = row["consensus"] == "split"
                if row["element"] in about.get("split", {}):
                    seen += split
                else:
                    all_others += 1
                    other += split
    assert seen >= 19, f"{seen} of 20 planted splits seen"
    assert other <= 0.02 * all_others, f"{other} of {all_others} others were called split"


def test_the_panel_that_changed_is_told_as_another_panel(studies: list[Study]) -> None:
    told = 0
    for study in studies:
        made = checks(seen_of(study, "zonnehei", "region"))
        (check,) = [c for c in made if c.name == "same_people"]
        told += check.verdict == "doubtful"
    assert told >= 18


def test_three_respondents_are_never_shown(studies: list[Study]) -> None:
    for study in studies:
        table = seen_of(study, "sparremeer", "region").table
        assert set(table["status"]) <= {"suppressed"}
        assert table["median"].isna().all()
