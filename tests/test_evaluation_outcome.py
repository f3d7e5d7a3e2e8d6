"""Figures of several regions, protected together as each would be alone."""

from datetime import date

import pandas as pd
import pytest

from kit.control_chart.protecting import protected, protected_together
from kit.errors import InputError
from kit.evaluation.outcome import outcome_of, outcomes_for
from kit.indicators import read_indicators, series
from kit.study import open_study

STUDY = """
format: 1
title: Proef
period: {from: 2022Q1, until: 2023Q4}
regions:
- {slug: a, name: Regio A}
- {slug: b, name: Regio B}
- {slug: c, name: Regio C}
- {slug: leeg, name: Regio Leeg}
"""
ROWS = """region;indicator;period;value;numerator;denominator;n;unit
a;zorg;2022Q1;40,0;40;100;100;%
a;zorg;2022Q2;3,0;3;100;100;%
a;zorg;2022Q3;97,0;97;100;100;%
a;zorg;2022Q4;<10;;;;%
b;zorg;2022Q1;41,0;;;9;%
b;zorg;2022Q2;42,0;;;10;%
b;zorg;2022Q4;43,0;;;;%
c;zorg;2022Q1;44,0;44;100;100;%
c;zorg;2022Q2;0,0;0;100;100;%
c;iets;2022Q1;1,0;;;50;per 1000
"""


@pytest.fixture
def study(tmp_path):
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "indicators.csv").write_text(ROWS, encoding="utf-8")
    return open_study(tmp_path)


@pytest.mark.parametrize("release", ["team", "region", "public"])
def test_series_protected_together_are_what_each_is_alone(study, release):
    read = read_indicators(study)
    many = [
        series(read, region=region, indicator="zorg", until=date(2023, 12, 31)) for region in "abc"
    ]
    together = protected_together(many, release, 10)
    for one, (table, said) in zip(many, together, strict=True):
        alone, told = protected(one, release, 10)
        pd.testing.assert_frame_equal(table, alone)
        assert said == told


def test_what_is_withheld_of_one_region_leaves_the_others_alone(study):
    found = outcomes_for(
        study, read_indicators(study), regions=study.regions, indicator=" ZORG ",
        until=date(2023, 12, 31), release="region",
    )  # fmt: skip
    status = {each.region.slug: each.table["status"].tolist() for each in found}
    assert status == {
        "a": ["shown", "suppressed", "suppressed", "suppressed"],
        "b": ["suppressed", "shown", "missing", "shown"],
        "c": ["shown", "shown"],
    }
    assert found[2].disclosed["nl"].startswith("Niets hoefde te worden afgeschermd")
    assert "2 " in found[0].disclosed["nl"]
    assert all(each.table.index.tolist() == list(range(len(each.table))) for each in found)


def test_a_region_without_figures_is_left_out_and_an_unknown_indicator_is_told(study):
    read = read_indicators(study)
    asked = {"until": date(2023, 12, 31), "release": "region"}
    assert outcome_of(study, read, region="leeg", indicator="zorg", **asked) is None
    assert outcomes_for(study, read, regions=["leeg", "a"], indicator="iets", **asked) == ()
    with pytest.raises(InputError, match="nearest: zorg"):
        outcomes_for(study, read, regions=["a"], indicator="zorgg", **asked)
    assert outcomes_for(study, read, regions=[], indicator="zorg", **asked) == ()
