"""What started: the region, or an intervention that the plan names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kit import periods
from kit.errors import InputError
from kit.evaluation.exposure import exposed
from kit.evaluation.interrupted import interrupted_series
from kit.evaluation.plan import read_plan
from kit.evaluation.staggered import staggered_starts
from kit.finding import Finding
from kit.study import Study, open_study

QUARTERS = periods.span(date(2018, 1, 1), date(2023, 12, 31), "quarter")
STUDY = """
format: 1
title: Proef
period: {from: 2018Q1, until: 2023Q4}
regions:
- {slug: a, name: Regio A, kavel: true, start: 2020-01-01, start_source: x}
- {slug: b, name: Regio B, kavel: true, start: 2020-01-01, start_source: x}
- {slug: c, name: Regio C}
- {slug: d, name: Regio D}
"""
DONE = """region;name;start
a;Huisbezoek;2021-04-01
a;huisbezoek ;2022-04-01
b;Iets anders;2019-04-01
c;Huisbezoek;2022-01-01
"""
PLAN = """
format: 1
analyses:
- {id: een, question: Q, estimand: Verschil per kwartaal., indicator: zorg, region: a,
   design: interrupted_series, shape: level, exposure: EXPOSURE, spillover: Buren merken het.}
- {id: twee, question: Q, estimand: E, indicator: zorg, design: staggered_starts,
   exposure: EXPOSURE}
"""


def study_with(folder: Path, exposure: str) -> Study:
    (folder / "study.yml").write_text(STUDY, encoding="utf-8")
    (folder / "interventions.csv").write_text(DONE, encoding="utf-8")
    (folder / "analysis_plan.yml").write_text(PLAN.replace("EXPOSURE", exposure), encoding="utf-8")
    rng = np.random.default_rng(1)
    rows = ["region;indicator;period;value;n;unit;method"]
    for slug in "abcd":
        for label in QUARTERS:
            value = 50 + rng.normal(0, 0.5) - 5 * (slug == "a" and label >= "2021Q2")
            rows.append(f"{slug};zorg;{label};{value:.2f};4000;x;telling".replace(".", ","))
    (folder / "indicators.csv").write_text("\n".join(rows), encoding="utf-8")
    return open_study(folder)


def ask(study: Study) -> Finding:
    return interrupted_series(study, region="a", indicator="zorg", until=None, release="region")


def said(finding: Finding, name: str) -> str:
    return next(each.said["nl"] for each in finding.checks if each.name == name)


def test_the_first_intervention_of_that_name_is_the_start_and_others_have_not_started(
    tmp_path: Path,
) -> None:
    study = study_with(tmp_path, "HUISBEZOEK")
    plan = read_plan(study)
    assert plan is not None
    starts = {slug: each.start for slug, each in exposed(study, plan.analyses[0]).regions.items()}
    assert starts == {"a": date(2021, 4, 1), "b": None, "c": date(2022, 1, 1), "d": None}
    assert study.regions["b"].start == date(2020, 1, 1)


def test_a_series_is_cut_at_the_intervention_and_the_finding_says_so(tmp_path: Path) -> None:
    finding = ask(study_with(tmp_path, "Huisbezoek"))
    row = finding.table[finding.table["row"] == "effect"].iloc[0]
    assert row["before"] == QUARTERS.index("2021Q2")
    assert row["estimate"] == pytest.approx(-5, abs=0.6)
    assert "‘Huisbezoek’, niet die van de regio" in said(finding, "exposure")
    assert "Verschil per kwartaal." in said(finding, "estimand")
    assert "Buren merken het." in said(finding, "spillover")
    assert [(each.path, each.rows) for each in finding.sources] == [
        ("indicators.csv", len(QUARTERS)), ("interventions.csv", 3)
    ]  # fmt: skip


def test_the_start_of_the_region_is_what_is_asked_unless_the_plan_says_otherwise(
    tmp_path: Path,
) -> None:
    finding = ask(study_with(tmp_path, "region_start"))
    row = finding.table[finding.table["row"] == "effect"].iloc[0]
    assert row["before"] == QUARTERS.index("2020Q1")
    assert not [each for each in finding.checks if each.name == "exposure"]


def test_regions_without_the_intervention_are_those_that_did_not_start(tmp_path: Path) -> None:
    finding = staggered_starts(
        study_with(tmp_path, "Huisbezoek"), region="all", indicator="zorg", until=None,
        release="consortium",
    )  # fmt: skip
    assert "Niet begonnen: Regio B en Regio D" in said(finding, "regions")


@pytest.mark.parametrize("exposure", ["Huisbezoekk", "Iets anders"])
def test_an_intervention_that_the_region_does_not_have_is_told_with_the_nearest(
    tmp_path: Path, exposure: str
) -> None:
    study = study_with(tmp_path, exposure)
    with pytest.raises(InputError, match=r"analyses\[1\].exposure`.*Huisbezoek"):
        read_plan(study)
