"""Regions that started on different days, compared with regions that had not started yet."""

from datetime import date

import numpy as np
import pytest

from kit import periods
from kit.errors import InputError, Refused
from kit.evaluation.plan import read_plan
from kit.evaluation.registering import register
from kit.evaluation.staggered import staggered_starts
from kit.indicators import read_indicators
from kit.study import open_study

QUARTERS = periods.span(date(2018, 1, 1), date(2023, 12, 31), "quarter")
STARTS = {"a": "2020-01-01", "b": "2021-04-01", "c": "2022-01-01", "d": "2022-07-01"}
NAMES = ["a", "b", "c", "d", "e", "f"]
PLAN = """
format: 1
analyses:
- id: zorg
  question: Minder zorg?
  estimand: verschil
  indicator: zorg
  design: staggered_starts
  role: primary
  lag: 1
- id: weer
  question: Ander weer?
  estimand: verschil
  indicator: weer
  design: staggered_starts
  role: falsification
"""


def study_with(tmp_path, effect=-5.0, *, starts=STARTS, seed=1, plan=None, n=4000, spread=1.0):
    begun = {s: f", kavel: true, start: {day}, start_source: x" for s, day in starts.items()}
    regions = [f"- {{slug: {s}, name: Regio {s.upper()}{begun.get(s, '')}}}" for s in NAMES]
    text = "format: 1\ntitle: Proef\nperiod: {from: 2018Q1, until: 2023Q4}\nregions:\n"
    (tmp_path / "study.yml").write_text(text + "\n".join(regions), encoding="utf-8")
    rng = np.random.default_rng(seed)
    course = np.cumsum(rng.normal(0, 0.5, len(QUARTERS)))
    rows = ["region;indicator;period;value;n;unit;method"]
    for slug in NAMES:
        level = 50 + 5 * rng.standard_normal()
        for i, label in enumerate(QUARTERS):
            begun = slug in starts and periods.first_day(label) >= date.fromisoformat(starts[slug])
            value = level + course[i] + spread * rng.standard_normal() + effect * begun
            rows.append(f"{slug};zorg;{label};{value:.2f};{n};per 1000;telling".replace(".", ","))
            other = level + course[i] + rng.standard_normal()
            rows.append(f"{slug};weer;{label};{other:.2f};{n};per 1000;telling".replace(".", ","))
    (tmp_path / "indicators.csv").write_text("\n".join(rows), encoding="utf-8")
    study = open_study(tmp_path)
    if plan:
        (tmp_path / "analysis_plan.yml").write_text(plan, encoding="utf-8")
        register(study, read_plan(study), read_indicators(study), on=date(2024, 3, 1))
    return study


def found(study, **how):
    asked = {"region": "all", "indicator": "zorg", "until": None, "release": "consortium"}
    return staggered_starts(study, **{**asked, **how})


def effect(finding):
    return finding.table[finding.table["row"] == "effect"].iloc[0]


def check(finding, name):
    return next(each for each in finding.checks if each.name == name)


def test_a_drop_in_regions_that_started_is_found_with_the_test_that_was_named_before(tmp_path):
    finding = found(study_with(tmp_path))
    row = effect(finding)
    assert row["estimate"] == pytest.approx(-5, abs=1)
    assert row["low"] < -5 < row["high"] < 0
    assert row["p_method"] == "permutation"
    assert row["p"] < 0.05
    # Six regions, four different dates, two without: 6!/2! ways.
    assert row["smallest_p"] == pytest.approx(1 / 360)
    assert "alsof de startdata verwisselbaar waren" in finding.sentence["nl"]
    assert "as if start dates were exchangeable" in finding.sentence["en"]
    assert "kozen zelf" in finding.sentence["nl"]


def test_the_number_of_regions_and_the_smallest_p_stand_beside_the_p(tmp_path):
    finding = found(study_with(tmp_path))
    assert "Niet begonnen: Regio E en Regio F" in check(finding, "regions").said["nl"]
    assert "0,0028 (360 verdelingen)" in check(finding, "p_rule").said["nl"]


def test_one_region_that_started_gets_no_p_value_at_all(tmp_path):
    finding = found(study_with(tmp_path, starts={"a": "2020-01-01"}))
    row = effect(finding)
    assert np.isnan(row["p"])
    assert row["p_method"] == "descriptive"
    assert "Beschrijvend" in finding.sentence["nl"]
    assert "p =" not in finding.sentence["nl"] + finding.sentence["en"]
    assert check(finding, "p_rule").verdict == "doubtful"


def test_two_that_started_together_are_tested_by_cr2_with_its_degrees_of_freedom(tmp_path):
    starts = {"a": "2020-01-01", "b": "2020-01-01"}
    row = effect(found(study_with(tmp_path, starts=starts)))
    assert row["p_method"] == "cr2"
    assert row["smallest_p"] == pytest.approx(1 / 15)
    assert row["df"] > 0


def test_all_that_start_at_once_cannot_be_compared(tmp_path):
    finding = found(study_with(tmp_path, starts=dict.fromkeys(NAMES, "2020-01-01")))
    assert effect_rows(finding).empty
    assert check(finding, "answered").verdict == "doubtful"
    assert "all regions at once" in check(finding, "answered").advice["en"]


def effect_rows(finding):
    return finding.table[finding.table["row"] == "effect"]


def test_a_difference_that_hangs_on_one_region_is_doubtful_and_names_it(tmp_path):
    study = study_with(tmp_path, effect=0.0)
    lines = (tmp_path / "indicators.csv").read_text(encoding="utf-8").split("\n")
    for i, line in enumerate(lines):
        cells = line.split(";")
        if cells[:2] == ["b", "zorg"] and cells[2] >= "2021Q2":
            cells[3] = f"{float(cells[3].replace(',', '.')) - 12:.2f}".replace(".", ",")
            lines[i] = ";".join(cells)
    (tmp_path / "indicators.csv").write_text("\n".join(lines), encoding="utf-8")
    finding = found(study)
    left = check(finding, "leave_one_out")
    assert left.verdict == "doubtful"
    assert "Zonder Regio B blijft" in left.said["nl"]
    assert "Without Regio B" in finding.against["en"]
    rows = finding.table[finding.table["row"] == "leave_one_out"].set_index("label")
    assert abs(rows.loc["b", "estimate"]) < abs(effect(finding)["estimate"]) / 2


def test_a_difference_that_all_regions_share_depends_on_none_of_them(tmp_path):
    finding = found(study_with(tmp_path))
    assert check(finding, "leave_one_out").verdict == "passed"


def test_each_region_counts_as_long_as_it_runs_and_the_mean_by_equal_weights_stands_beside_it(
    tmp_path,
):
    finding = found(study_with(tmp_path))
    of = finding.table[finding.table["row"] == "weight"].set_index("region")["estimate"]
    # Quarters from the start to 2023Q4: 16, 11, 8 and 6 of 41.
    assert of.to_dict() == pytest.approx({"a": 16 / 41, "b": 11 / 41, "c": 8 / 41, "d": 6 / 41})
    by = finding.table[finding.table["row"] == "by_region"].set_index("region")["estimate"]
    assert sum(by * of) == pytest.approx(effect(finding)["estimate"])
    equal = finding.table[finding.table["label"] == "equal_weights"]["estimate"].iloc[0]
    assert equal == pytest.approx(by.mean())
    assert "Regio A telt het langst mee: 16 van 41 perioden" in check(finding, "weights").said["nl"]


def test_the_run_in_of_the_plan_is_told(tmp_path):
    finding = found(study_with(tmp_path, plan=PLAN))
    assert check(finding, "run_in").said["nl"].startswith("Aanlooptijd: 1 periode na de start")


def test_a_figure_that_should_not_change_has_a_yardstick(tmp_path):
    study = study_with(tmp_path, plan=PLAN)
    row = found(study).table.query("row == 'placebo_outcome'").iloc[0]
    alone = found(study, indicator="weer").table.query("row == 'effect'").iloc[0]
    assert row["p"] == pytest.approx(alone["p"])
    assert check(found(study), "placebo_outcome").verdict == "passed"


def test_a_figure_that_should_not_change_is_looked_at_too(tmp_path):
    finding = found(study_with(tmp_path, plan=PLAN))
    rows = finding.table[finding.table["row"] == "placebo_outcome"]
    assert rows["label"].tolist() == ["weer"]
    assert abs(rows["estimate"].iloc[0]) < 2
    assert finding.parameters["planned"] == "planned"
    assert "beyond" not in finding.sentence["en"]


def test_regions_that_went_apart_before_they_started_are_doubtful(tmp_path):
    study = study_with(tmp_path, effect=0.0)
    lines = (tmp_path / "indicators.csv").read_text(encoding="utf-8").split("\n")
    for i, line in enumerate(lines):
        cells = line.split(";")
        if cells[0] in STARTS and cells[1:2] == ["zorg"]:
            drift = 0.8 * QUARTERS.index(cells[2])
            cells[3] = f"{float(cells[3].replace(',', '.')) - drift:.2f}".replace(".", ",")
            lines[i] = ";".join(cells)
    (tmp_path / "indicators.csv").write_text("\n".join(lines), encoding="utf-8")
    assert check(found(study), "placebo_start").verdict == "doubtful"


def test_figures_about_too_few_people_are_used_in_nothing(tmp_path):
    study = study_with(tmp_path, n=4000)
    text = (tmp_path / "indicators.csv").read_text(encoding="utf-8")
    row = next(line for line in text.split("\n") if line.startswith("e;zorg;2019Q1"))
    few = ";".join([*row.split(";")[:3], "987,65", "4", *row.split(";")[5:]])
    (tmp_path / "indicators.csv").write_text(text.replace(row, few), encoding="utf-8")
    finding = found(study)
    assert effect(finding)["low"] > -10
    assert "987" not in str(finding.table.to_csv())
    assert "Regio E" in check(finding, "disclosure").said["nl"]


def test_it_is_about_all_regions_together(tmp_path):
    with pytest.raises(InputError, match="expected one of all"):
        found(study_with(tmp_path), region="a")


def test_model_estimates_are_refused(tmp_path):
    study = study_with(tmp_path)
    text = (tmp_path / "indicators.csv").read_text(encoding="utf-8")
    (tmp_path / "indicators.csv").write_text(text.replace("telling", "modelschatting"))
    with pytest.raises(Refused, match="model"):
        found(study)


def test_every_figure_of_every_region_stays_in_the_table_for_who_wants_to_compute_again(tmp_path):
    finding = found(study_with(tmp_path))
    seen = finding.table[finding.table["row"] == "observed"]
    assert len(seen) == len(NAMES) * len(QUARTERS)
    assert seen[seen["region"] == "e"]["event_time"].isna().all()
    first = seen[(seen["region"] == "a") & (seen["event_time"] == 0)]
    assert first["period"].tolist() == ["2020Q1"]


def test_a_second_estimator_stands_beside_the_first(tmp_path):
    finding = found(study_with(tmp_path))
    rows = finding.table[finding.table["row"] == "sensitivity"].set_index("label")
    assert rows.loc["callaway_santanna", "estimate"] == pytest.approx(-5, abs=1)
    assert check(finding, "other_estimator").verdict == "passed"
    events = finding.table[finding.table["label"] == "callaway_santanna"]
    before = events[events["event_time"] < 0]["estimate"]
    assert len(before) >= 4
    assert before.abs().max() < 4
    assert events[events["event_time"] >= 0]["estimate"].max() < -2


def test_the_band_around_zero_is_that_of_other_assignments_and_not_of_a_model(tmp_path):
    finding = found(study_with(tmp_path))
    band = finding.table[finding.table["row"] == "chance"]
    assert (band["high"] == -band["low"]).all()
    assert (band["high"] > 0).all()
    assert "95 van 100 verwisselingen" in finding.picture["nl"].svg


def test_what_could_have_gone_unnoticed_before_the_start_is_told(tmp_path):
    told = check(found(study_with(tmp_path)), "pre_trend")
    assert "in acht van tien gevallen opgemerkt" in told.said["nl"]
    assert 0 < told.number <= 1


def test_a_large_drop_needs_a_sharp_break_in_trend_and_none_needs_no_break(tmp_path):
    (tmp_path / "drop").mkdir()
    (tmp_path / "none").mkdir()
    large = check(found(study_with(tmp_path / "drop", effect=-40.0, spread=0.2)), "smoothness")
    none = check(found(study_with(tmp_path / "none", effect=0.0)), "smoothness")
    assert (none.verdict, none.number) == ("doubtful", 0)
    assert large.verdict == "informative"
    assert large.number > 1
    assert "knik in het verloop" in large.said["nl"]


def test_the_share_of_comparisons_with_regions_that_had_started_is_told(tmp_path):
    told = check(found(study_with(tmp_path)), "twfe_weights")
    assert 0 < told.number < 0.5
    assert "al begonnen waren" in told.said["nl"]


def test_an_effect_does_not_make_what_came_before_it_look_usual(tmp_path):
    (tmp_path / "drop").mkdir()
    (tmp_path / "none").mkdir()
    large = check(found(study_with(tmp_path / "drop", effect=-40.0)), "pre_trend")
    none = check(found(study_with(tmp_path / "none", effect=0.0)), "pre_trend")
    assert large.number == pytest.approx(none.number, abs=0.15)


def test_one_region_that_started_has_neither_band_nor_test_before_the_start(tmp_path):
    finding = found(study_with(tmp_path, starts={"a": "2020-01-01"}))
    assert "chance" not in set(finding.table["row"])
    assert check(finding, "pre_trend").verdict == "informative"
    assert "smoothness" not in {each.name for each in finding.checks}
