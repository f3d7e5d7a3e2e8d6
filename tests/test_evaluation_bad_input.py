"""What a design does with figures that allow no answer: a refusal, or a doubt with advice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kit import periods
from kit.errors import Refused
from kit.estimators.cr2 import cr2
from kit.estimators.wild import wild
from kit.evaluation.interrupted import interrupted_series
from kit.evaluation.plan import read_plan
from kit.evaluation.pooled import pooled_effects
from kit.evaluation.registering import register
from kit.evaluation.staggered import staggered_starts
from kit.evaluation.synthetic import synthetic_comparison
from kit.evaluation.trajectories import trajectories
from kit.finding import Check, Finding
from kit.indicators import read_indicators
from kit.study import Study, open_study

QUARTERS = periods.span(date(2018, 1, 1), date(2023, 12, 31), "quarter")
STARTS = {"a": "2021-04-01", "b": "2022-01-01", "c": None, "d": None}
PLAN = """
format: 1
analyses:
- {id: k, question: Q, estimand: E, indicator: zorg, design: interrupted_series, region: a}
- {id: l, question: Q, estimand: E, indicator: zorg, design: staggered_starts, lag: LAG}
- {id: m, question: Q, estimand: E, indicator: zorg, design: synthetic_comparison, region: a,
   comparison: regions}
- {id: n, question: Q, estimand: E, indicator: zorg, design: pooled_effects}
"""
Design = Callable[..., Finding]
DESIGNS: list[tuple[Design, str]] = [
    (interrupted_series, "a"), (staggered_starts, "all"), (pooled_effects, "all"),
    (synthetic_comparison, "a"), (trajectories, "all"),
]  # fmt: skip
ASKED = [pytest.param(*each, id=each[0].__name__) for each in DESIGNS]


def study_with(
    folder: Path, starts: dict[str, str | None], *, method: str = "telling", spread: float = 1.0
) -> Study:
    text = "format: 1\ntitle: Proef\nperiod: {from: 2018Q1, until: 2023Q4}\nregions:\n"
    for slug, start in starts.items():
        begun = f", kavel: true, start: {start}, start_source: x" if start else ""
        text += f"- {{slug: {slug}, name: Regio {slug.upper()}{begun}}}\n"
    (folder / "study.yml").write_text(text, encoding="utf-8")
    rng = np.random.default_rng(1)
    rows = ["region;indicator;period;value;n;unit;method"]
    for slug in starts:
        for label in QUARTERS:
            value = f"{50 + spread * rng.normal():.2f}".replace(".", ",")
            rows.append(f"{slug};zorg;{label};{value};4000;per 1000;{method}")
    (folder / "indicators.csv").write_text("\n".join(rows), encoding="utf-8")
    return open_study(folder)


def ask(design: Design, study: Study, region: str) -> Finding:
    return design(study, region=region, indicator="zorg", until=None, release="consortium")


def check(finding: Finding, name: str) -> Check:
    return next(each for each in finding.checks if each.name == name)


def answered(finding: Finding) -> bool:
    return bool((finding.table["row"] == "effect").any())


def advice(finding: Finding) -> str:
    told = check(finding, "answered").advice
    assert told is not None
    return told["en"]


def test_one_period_before_the_start_is_too_few_for_one_region(tmp_path: Path) -> None:
    study = study_with(tmp_path, STARTS | {"a": "2018-04-01"})
    finding = ask(interrupted_series, study, "a")
    assert not answered(finding)
    assert 'got "1", expected 3 or more' in advice(finding)
    finding = ask(synthetic_comparison, study, "a")
    assert not answered(finding)
    assert "expected a place from 3 to 23" in advice(finding)


def test_one_period_before_the_first_start_is_told_as_doubtful(tmp_path: Path) -> None:
    starts = {"a": "2018-04-01", "b": "2018-04-01", "c": None, "d": None}
    finding = ask(staggered_starts, study_with(tmp_path, starts), "all")
    assert check(finding, "before").verdict == "doubtful"
    assert check(finding, "before").advice is not None


@pytest.mark.parametrize(
    ("design", "region", "told"),
    [
        (staggered_starts, "all", "all regions at once"),
        (synthetic_comparison, "a", "Look for more areas with the same figure"),
    ],
)
def test_regions_that_all_start_at_once_leave_nothing_to_compare_with(
    tmp_path: Path, design: Design, region: str, told: str
) -> None:
    finding = ask(design, study_with(tmp_path, dict.fromkeys("abcd", "2021-04-01")), region)
    assert not answered(finding)
    assert told in advice(finding)


@pytest.mark.parametrize("start", ["2010-01-01", "2018-01-01"])
def test_a_start_before_the_figures_has_no_before(tmp_path: Path, start: str) -> None:
    study = study_with(tmp_path, STARTS | {"a": start})
    for design, region in ((interrupted_series, "a"), (synthetic_comparison, "a")):
        assert not answered(ask(design, study, region))
    finding = ask(staggered_starts, study, "all")
    assert not answered(finding)
    assert f'the start of Regio A: got "{start}"' in advice(finding)
    assert "Supply older figures" in advice(finding)
    # The other region still has its own series.
    assert "Regio A" in check(ask(pooled_effects, study, "all"), "regions").said["en"]


def test_a_start_after_the_figures_is_no_start_yet(tmp_path: Path) -> None:
    study = study_with(tmp_path, STARTS | {"a": "2030-01-01"})
    for design in (interrupted_series, synthetic_comparison):
        assert not answered(ask(design, study, "a"))
    assert (
        "Not started: Regio A" in check(ask(staggered_starts, study, "all"), "regions").said["en"]
    )


@pytest.mark.parametrize(("design", "region"), ASKED)
def test_figures_that_never_move_give_no_interval_and_no_test(
    tmp_path: Path, design: Design, region: str
) -> None:
    finding = ask(design, study_with(tmp_path, STARTS, spread=0.0), region)
    effects = finding.table[finding.table["row"] == "effect"]
    assert effects["p"].isna().all()
    assert effects["low"].isna().all()
    assert any(each.verdict == "doubtful" for each in finding.checks)


@pytest.mark.parametrize(("design", "region"), ASKED)
def test_an_effect_of_figures_that_the_guard_forbids_is_refused(
    tmp_path: Path, design: Design, region: str
) -> None:
    study = study_with(tmp_path, STARTS, method="modelschatting")
    with pytest.raises(Refused, match="cannot show an effect of local policy"):
        ask(design, study, region)


@pytest.mark.parametrize(("design", "region"), ASKED[:4])
def test_a_plan_that_was_changed_after_it_was_registered_makes_every_answer_exploratory(
    tmp_path: Path, design: Design, region: str
) -> None:
    study = study_with(tmp_path, STARTS)
    path = tmp_path / "analysis_plan.yml"
    path.write_text(PLAN.replace("LAG", "0"), encoding="utf-8")
    plan = read_plan(study)
    assert plan is not None
    register(study, plan, read_indicators(study), on=date(2020, 5, 1))
    assert check(ask(design, study, region), "planned").verdict in ("passed", "doubtful")
    path.write_text(PLAN.replace("LAG", "1"), encoding="utf-8")
    finding = ask(design, study, region)
    assert finding.parameters["planned"] == "exploratory"
    assert check(finding, "planned").verdict == "failed"
    assert check(finding, "planned").advice is not None


@pytest.mark.parametrize(
    "fitted",
    [
        lambda x, y, of: cr2(x, y, clusters=of, contrast=[0, 1, 0]),
        lambda x, y, of: wild(x, y, clusters=of, term=1),
    ],
    ids=["cr2", "wild"],
)
def test_terms_that_follow_from_each_other_are_refused(fitted: Callable[..., Any]) -> None:
    columns = np.column_stack([np.ones(8), np.arange(8.0), 2 * np.arange(8.0)])
    with pytest.raises(Refused, match="terms that can be told apart"):
        fitted(columns, np.sin(np.arange(8.0)), np.repeat([0, 1, 2, 3], 2))
