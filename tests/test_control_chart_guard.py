"""A chart joins no years that may not be joined."""

import pytest

from kit.control_chart import chart
from kit.study import open_study

STUDY = """
format: 1
title: Proef
period: {from: 2012Q1, until: 2024Q4}
regions: [{slug: kolk, name: Kolk}]
"""


def charted(tmp_path, rows, head="region;indicator;period;value;n;age_base"):
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "indicators.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    return chart(open_study(tmp_path), region="kolk", indicator="ziek", until=None, release="team")


def rows_with(bases):
    return [f"kolk;ziek;{2012 + i};{40 + i};500;{base}" for i, base in enumerate(bases)]


def test_years_before_another_age_base_are_not_in_the_chart(tmp_path):
    finding = charted(tmp_path, rows_with(["19+"] * 5 + ["18+"] * 6))
    assert finding.table["period"].tolist() == [str(year) for year in range(2017, 2023)]
    told = next(check for check in finding.checks if check.name == "comparable_years")
    assert (told.verdict, told.number) == ("doubtful", 5)
    assert "alleen cijfers vanaf 2017" in told.said["nl"]
    assert "19+" in told.said["nl"]


@pytest.mark.parametrize("bases", [["19+"] * 8, [""] * 8])
def test_one_age_base_is_one_series(tmp_path, bases):
    finding = charted(tmp_path, rows_with(bases))
    assert len(finding.table) == 8
    assert "comparable_years" not in {check.name for check in finding.checks}
