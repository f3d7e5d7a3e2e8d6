"""One region that started, beside a weighted mixture of areas where nothing did."""

from datetime import date

import numpy as np
import pytest

from kit import periods
from kit.check import check_study
from kit.comparison_pool import read_pool
from kit.errors import InputError, Refused
from kit.estimators.synthetic import given_weights
from kit.evaluation.plan import read_plan
from kit.evaluation.registering import register
from kit.evaluation.synthetic import synthetic_comparison
from kit.indicators import read_indicators
from kit.study import open_study

QUARTERS = periods.span(date(2018, 1, 1), date(2023, 12, 31), "quarter")
START = "2021-04-01"
POOL = [f"GM{number}" for number in range(9801, 9815)]
PLAN = """
format: 1
analyses:
- id: zorg
  question: Minder zorg in A?
  estimand: verschil
  indicator: zorg
  design: synthetic_comparison
  region: a
  comparison: {comparison}
  matched_on: [grijs, onbekend]
  role: primary
"""


def study_with(tmp_path, effect=-6.0, *, pool=POOL, comparison=None, seed=3, start=START):
    begun = f", kavel: true, start: {start}, start_source: x" if start else ""
    text = "format: 1\ntitle: Proef\nperiod: {from: 2018Q1, until: 2023Q4}\nregions:\n"
    text += f"- {{slug: a, name: Regio A{begun}, areas: [{{code: GM9701, name: Adorp}}]}}\n"
    text += "- {slug: b, name: Regio B}\n- {slug: c, name: Regio C}\n- {slug: d, name: Regio D}\n"
    if pool:
        text += "comparison_pool:\n"
        text += "".join(f"- {{code: {code}, name: Gemeente {code[-2:]}}}\n" for code in pool)
    (tmp_path / "study.yml").write_text(text, encoding="utf-8")
    rng = np.random.default_rng(seed)
    courses = np.cumsum(rng.normal(0, 0.6, (2, len(QUARTERS))), axis=1)
    rows = ["region;area;indicator;period;value;n;unit;method"]
    for place, (region, area) in enumerate(
        [("a", ""), ("b", ""), ("c", ""), ("d", ""), *(("", code) for code in pool)]
    ):
        pull = (place % 5) / 4
        level = 40 + rng.normal(0, 4)
        for i, label in enumerate(QUARTERS):
            value = level + pull * courses[0, i] + (1 - pull) * courses[1, i] + rng.normal(0, 0.3)
            value += effect * (region == "a" and label >= "2021Q2")
            rows.append(f"{region};{area};zorg;{label};{value:.2f};4000;per 1000;telling")
        for label in QUARTERS[:12]:
            grey = 20 + place / 3 + rng.normal(0, 0.1)
            rows.append(f"{region};{area};grijs;{label};{grey:.2f};4000;%;telling")
    (tmp_path / "indicators.csv").write_text("\n".join(rows).replace(".", ","), encoding="utf-8")
    study = open_study(tmp_path)
    if comparison:
        plan = PLAN.format(comparison=comparison)
        (tmp_path / "analysis_plan.yml").write_text(plan, encoding="utf-8")
        register(study, read_plan(study), read_indicators(study), on=date(2024, 3, 1))
    return study


def found(study, **how):
    asked = {"region": "a", "indicator": "zorg", "until": None, "release": "region"}
    return synthetic_comparison(study, **{**asked, **how})


def effect(finding):
    return finding.table[finding.table["row"] == "effect"].iloc[0]


def rows(finding, kind):
    return finding.table[finding.table["row"] == kind]


def check(finding, name):
    return next(each for each in finding.checks if each.name == name)


def changed(tmp_path, line, cells):
    """Change cells, by place, of the first row that begins so."""
    path = tmp_path / "indicators.csv"
    text = path.read_text(encoding="utf-8")
    row = next(each for each in text.split("\n") if each.startswith(line))
    new = row.split(";")
    for place, value in cells.items():
        new[place] = value
    path.write_text(text.replace(row, ";".join(new)), encoding="utf-8")


def test_a_drop_in_the_region_is_found_beside_a_mixture_that_ran_alike(tmp_path):
    finding = found(study_with(tmp_path))
    assert effect(finding)["estimate"] == pytest.approx(-6, abs=0.7)
    assert np.isnan(effect(finding)["p"])
    assert effect(finding)["p_method"] == "descriptive"
    assert "Beschrijvend" in finding.sentence["nl"]
    assert "Descriptive" in finding.sentence["en"]
    assert "p =" not in finding.sentence["nl"] + finding.sentence["en"]
    assert "ligt er geen even ver" in finding.sentence["nl"]
    assert check(finding, "placebo_area").verdict == "passed"
    assert check(finding, "chose_themselves").said["nl"].startswith("Regio A koos zelf")


def test_where_nothing_happened_other_areas_lie_as_far(tmp_path):
    finding = found(study_with(tmp_path, effect=0.0))
    assert abs(effect(finding)["estimate"]) < 1
    assert check(finding, "placebo_area").verdict == "doubtful"
    assert "Where nothing started" in finding.against["en"]


def test_the_weights_of_the_table_give_the_difference_again(tmp_path):
    finding = found(study_with(tmp_path))
    weights = rows(finding, "weight")
    areas = weights[weights["period"].isna()].set_index("region")["estimate"]
    times = weights[weights["period"].notna()].set_index("period")["estimate"]
    assert areas.sum() == pytest.approx(1)
    assert times.sum() == pytest.approx(1)
    seen = rows(finding, "observed").pivot(index="region", columns="period", values="estimate")
    before = [label for label in seen.columns if label < "2021Q2"]
    again = given_weights(
        seen.loc["a"].to_numpy(), seen.loc[areas.index].to_numpy(), start=len(before),
        weights=areas.to_numpy(), times=times.reindex(before).fillna(0).to_numpy(),
    )  # fmt: skip
    assert again.effect == pytest.approx(effect(finding)["estimate"])
    assert set(areas.index) <= {f"pool:{code}" for code in POOL}


def test_areas_are_chosen_on_what_the_plan_names_and_the_balance_is_told(tmp_path):
    study = study_with(tmp_path, comparison="pool", pool=[f"GM{9800 + i}" for i in range(30)])
    finding = found(study)
    assert finding.parameters["planned"] == "planned"
    assert finding.question["nl"] == "Minder zorg in A?"
    balance = rows(finding, "balance")
    assert balance["label"].tolist() == ["grijs"]
    before = rows(finding, "balance_before")["estimate"].iloc[0]
    assert abs(balance["estimate"].iloc[0]) < abs(before)
    assert len(rows(finding, "placebo_area")) == 20
    assert check(finding, "matched").verdict == "passed"


def test_among_few_areas_a_gap_leaves_a_period_out_and_no_area(tmp_path):
    study = study_with(tmp_path, pool=[])
    changed(tmp_path, "c;;zorg;2019Q1", {4: "987,65", 5: "4"})
    finding = found(study)
    assert "987" not in finding.picture["nl"].numbers
    assert check(finding, "pool").said["nl"] == "Vergeleken met 3 regio’s."
    assert "2019Q1" not in set(rows(finding, "fitted")["period"])


def test_other_regions_take_the_place_of_a_pool_and_the_finding_says_so(tmp_path):
    finding = found(study_with(tmp_path, pool=[]))
    assert finding.parameters["compared_with"] == "regions"
    assert check(finding, "pool").verdict == "doubtful"
    assert "comparison_pool" in check(finding, "pool").advice["nl"]
    assert "3 regio’s" in check(finding, "pool").said["nl"]


def test_a_plan_that_asks_for_regions_gets_them_although_there_is_a_pool(tmp_path):
    assert (
        found(study_with(tmp_path, comparison="regions")).parameters["compared_with"] == "regions"
    )


def test_a_figure_about_too_few_people_is_used_in_nothing_and_its_area_falls_out(tmp_path):
    study = study_with(tmp_path)
    changed(tmp_path, ";GM9803;zorg;2019Q1", {4: "987,65", 5: "4"})
    finding = found(study)
    assert "987.65" not in finding.table.to_csv()
    assert "pool:GM9803" not in set(finding.table["region"])
    assert "Afgevallen: 1 (" in check(finding, "pool").said["nl"]
    assert "pool:GM9803" in set(found(study, release="team").table["region"])


def test_a_figure_of_the_region_about_too_few_people_leaves_its_period_out(tmp_path):
    study = study_with(tmp_path)
    changed(tmp_path, "a;;zorg;2019Q1", {4: "987,65", 5: "9"})
    finding = found(study)
    assert "987.65" not in finding.table.to_csv()
    assert "987" not in finding.picture["nl"].numbers
    row = rows(finding, "observed").query("region == 'a' and period == '2019Q1'").iloc[0]
    assert (row["status"], row["label"]) == ("suppressed", "aside")
    assert effect(finding)["before"] == 12
    assert "2019Q1" not in set(rows(finding, "fitted")["period"])
    changed(tmp_path, "a;;zorg;2019Q1", {5: "10"})
    assert effect(found(study))["before"] == 13


def test_figures_of_the_pool_are_seen_by_no_finding_about_regions(tmp_path):
    study = study_with(tmp_path)
    read = read_indicators(study)
    assert set(read.frame["region"]) == {"a", "b", "c", "d"}
    assert not read.problems
    assert read.set_aside["figures of the comparison pool"] == len(POOL) * (len(QUARTERS) + 12)
    pool = read_pool(study)
    assert set(pool.indicators.frame["region"]) == {f"pool:{code}" for code in POOL}
    assert not pool.indicators.problems


def test_open_data_of_an_area_of_the_pool_are_taken_by_its_code(tmp_path):
    study = study_with(tmp_path)
    (tmp_path / "open_data").mkdir()
    lines = ["area;indicator;period;value;unit"]
    lines += [f"{code};huisarts;{year};{50 + year - 2018};%" for code in (*POOL, "GM9701", "GM1")
              for year in range(2018, 2024)]  # fmt: skip
    (tmp_path / "open_data" / "lang.csv").write_text("\n".join(lines), encoding="utf-8")
    pool = read_pool(study)
    seen = pool.indicators.frame.query("indicator == 'huisarts'")
    assert set(seen["region"]) == {f"pool:{code}" for code in POOL}
    assert len(seen) == len(POOL) * 6
    assert seen["area"].isna().all()


def test_an_area_of_the_pool_without_a_figure_is_told_by_the_check(tmp_path):
    study = study_with(tmp_path)
    text = (tmp_path / "study.yml").read_text(encoding="utf-8")
    more = text + "- {code: GM9899, name: Leegveld}\n"
    (tmp_path / "study.yml").write_text(more, encoding="utf-8")
    assert read_pool(study).silent == ()
    checked = check_study(tmp_path)
    assert not checked.problems
    told = "1 area of `comparison_pool` in study.yml without any figure: GM9899."
    assert told in checked.remarks


def test_two_figures_for_one_area_of_the_pool_are_told(tmp_path):
    study = study_with(tmp_path)
    path = tmp_path / "indicators.csv"
    text = path.read_text(encoding="utf-8")
    twice = next(line for line in text.split("\n") if line.startswith(";GM9803;zorg"))
    path.write_text(f"{text}\n{twice}", encoding="utf-8")
    pool = read_pool(study)
    assert len(pool.indicators.problems) == 1
    assert "one figure per region" in str(pool.indicators.problems[0])


def test_an_area_of_a_region_cannot_be_in_the_pool(tmp_path):
    with pytest.raises(InputError, match=r"comparison_pool\[1\].code`.*an area of no region \(a"):
        study_with(tmp_path, pool=["GM9701"])


def test_an_area_stands_once_in_the_pool(tmp_path):
    with pytest.raises(InputError, match=r"comparison_pool\[2\].code`.*not used yet \(1 has it\)"):
        study_with(tmp_path, pool=["GM9801", "gm9801"])


def test_a_region_that_did_not_start_has_no_answer(tmp_path):
    finding = found(study_with(tmp_path), region="b")
    assert rows(finding, "effect").empty
    assert check(finding, "answered").verdict == "doubtful"
    assert "niet begonnen" in finding.sentence["nl"]


@pytest.mark.parametrize(("start", "answered"), [("2018-07-01", False), ("2018-10-01", True)])
def test_three_periods_before_the_start_are_the_least(tmp_path, start, answered):
    finding = found(study_with(tmp_path, start=start))
    assert (not rows(finding, "effect").empty) == answered
    if not answered:
        assert "a place from 3" in check(finding, "answered").advice["en"]


def test_two_areas_are_the_least(tmp_path):
    finding = found(study_with(tmp_path, pool=["GM9801"]))
    assert "2 or more" in check(finding, "answered").advice["en"]
    assert not rows(found(study_with(tmp_path, pool=["GM9801", "GM9802"])), "effect").empty


def test_model_estimates_are_refused_in_the_region_and_in_the_pool(tmp_path):
    study = study_with(tmp_path)
    path = tmp_path / "indicators.csv"
    text = path.read_text(encoding="utf-8")
    lines = [
        line.replace("telling", "modelschatting") if line.startswith(";") else line
        for line in text.split("\n")
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(Refused, match="model"):
        found(study)


def test_the_name_of_an_area_is_text_and_nothing_else(tmp_path):
    study = study_with(tmp_path)
    path = tmp_path / "study.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Gemeente 01", "'<b>$x$</b>'"), encoding="utf-8")
    finding = found(open_study(study.root))
    assert "<b>" not in finding.picture["nl"].svg
