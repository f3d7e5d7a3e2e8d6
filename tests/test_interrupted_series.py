"""One region against its own past: what is measured, what was expected, and what may be said."""

import re
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml

from kit import periods
from kit.errors import InputError, Refused
from kit.estimators.segments import SeriesDesign
from kit.estimators.series import interrupted
from kit.evaluation.interrupted import interrupted_series
from kit.evaluation.outcome import placed
from kit.evaluation.plan import Analysis, read_plan
from kit.evaluation.registering import register
from kit.indicators import read_indicators
from kit.study import open_study

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
sys.path.insert(0, str(SAMPLE))

from sample_series import series_of  # noqa: E402

STUDY = """
format: 1
title: Proef
period: {from: 2016Q1, until: 2024Q4}
regions:
- {slug: kolk, name: Kolk, kavel: true, start: 2021-01-01, start_source: besluit}
- {slug: hei, name: Hei}
- {slug: laat, name: Laat, kavel: true, start: 2030-01-01, start_source: besluit}
"""
QUARTERS = periods.span(date(2016, 1, 1), date(2024, 12, 31), "quarter")
START = QUARTERS.index("2021Q1")
PLAN = """
format: 1
analyses:
- id: zorg
  question: {nl: "Minder zorg?", en: "Less care?"}
  estimand: verschil
  indicator: zorg
  design: DESIGN
  comparison: COMPARISON
  region: kolk
  shape: level
  lag: 2
national_events:
- {date: 2020-03-16, what: {nl: eerste coronagolf, en: first corona wave}}
"""


def series_with(shift, *, seed=1, spread=1.0, lag=0, level=50.0):
    rng = np.random.default_rng(seed)
    values = level + spread * rng.standard_normal(len(QUARTERS))
    values[START + lag :] += shift
    return values


def study_with(tmp_path, values, *, n=5000, other=None, plan=None, extra=""):
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    rows = ["region;indicator;period;value;n;unit;method;published_on" + extra]
    for region, seen in (("kolk", values), ("hei", other)):
        for label, value in zip(QUARTERS, () if seen is None else seen, strict=False):
            given = value if isinstance(value, str) else f"{value:.2f}".replace(".", ",")
            rows.append(f"{region};zorg;{label};{given};{n};per 1000;telling;")
    (tmp_path / "indicators.csv").write_text("\n".join(rows), encoding="utf-8")
    study = open_study(tmp_path)
    if plan:
        (tmp_path / "analysis_plan.yml").write_text(plan, encoding="utf-8")
        register(study, read_plan(study), read_indicators(study), on=date(2025, 3, 1))
    return study


def found(study, **how):
    asked = {"region": "kolk", "indicator": "zorg", "until": None, "release": "region"}
    return interrupted_series(study, **{**asked, **how})


def effect(finding):
    return finding.table[finding.table["row"] == "effect"].iloc[0]


def check(finding, name):
    return next(each for each in finding.checks if each.name == name)


def test_a_drop_after_the_start_is_told_with_its_interval_and_what_was_expected(tmp_path):
    finding = found(study_with(tmp_path, series_with(-8)))
    row = effect(finding)
    assert row["low"] < -8 < row["high"] < 0
    expected = finding.table[finding.table["row"] == "counterfactual"]["estimate"].iloc[0]
    assert expected == pytest.approx(50, abs=3)
    assert "onder de doorgetrokken lijn van ervoor" in finding.sentence["nl"]
    assert "below the line expected from before" in finding.sentence["en"]


def test_one_region_gets_no_p_value_and_is_called_a_description(tmp_path):
    finding = found(study_with(tmp_path, series_with(-8)))
    assert np.isnan(effect(finding)["p"])
    assert effect(finding)["p_method"] == "descriptive"
    assert "beschrijft één regio" in finding.sentence["nl"]


def test_without_a_change_the_sentence_says_that_none_is_not_excluded(tmp_path):
    finding = found(study_with(tmp_path, series_with(0, seed=4)))
    assert "kan ook zijn dat er geen verschil is" in finding.sentence["nl"]
    assert "may also be no difference" in finding.sentence["en"]


def test_every_measured_figure_and_every_expected_one_is_in_the_table(tmp_path):
    finding = found(study_with(tmp_path, series_with(-8)))
    kinds = finding.table.groupby("row").size()
    assert kinds["observed"] == len(QUARTERS)
    assert kinds["fitted"] == len(QUARTERS) - START


def test_figures_about_too_few_people_are_gaps_from_which_nothing_is_computed(tmp_path):
    values = series_with(-8)
    study = study_with(tmp_path, values)
    text = (tmp_path / "indicators.csv").read_text(encoding="utf-8")
    at = QUARTERS[5]
    few = re.sub(rf"(kolk;zorg;{at};)[^;]+;5000", r"\g<1>999,9;4", text)
    (tmp_path / "indicators.csv").write_text(few, encoding="utf-8")
    finding = found(study)
    row = finding.table[(finding.table["row"] == "observed") & (finding.table["period"] == at)]
    assert row["status"].tolist() == ["suppressed"]
    assert row["estimate"].isna().all()
    whole = "".join(d.svg + d.numbers for d in finding.picture.values()) + str(finding.as_data())
    assert not re.search(r"999[.,]9", whole)
    assert effect(finding)["low"] > -12


def test_the_period_of_the_start_itself_is_neither_before_nor_after():
    labels = ["2023Q3", "2023Q4", "2024Q1", "2024Q2"]
    assert placed(labels, start=date(2023, 10, 1), analysis=None).first == 1
    assert placed(labels, start=date(2023, 10, 1), analysis=None).aside == ()
    assert placed(labels, start=date(2023, 10, 2), analysis=None).first == 2
    assert placed(labels, start=date(2023, 10, 2), analysis=None).aside == (1,)
    assert placed(labels, start=date(2023, 12, 31), analysis=None).aside == (1,)


def test_lag_and_anticipation_of_the_plan_are_set_aside():
    labels = [f"{year}Q{q}" for year in (2022, 2023) for q in range(1, 5)]
    asked = Analysis(
        id="a", question="?", estimand="?", indicator="zorg", design="interrupted_series",
        region="kolk", lag=2, anticipation=1,
    )  # fmt: skip
    where = placed(labels, start=date(2023, 1, 1), analysis=asked)
    assert (where.first, where.aside) == (6, (3, 4, 5))


def test_the_corona_years_are_shown_and_left_out_in_a_second_calculation(tmp_path):
    finding = found(study_with(tmp_path, series_with(-8)))
    assert "2020Q1–2021Q4" in check(finding, "unusual_periods").said["nl"]
    rows = finding.table[finding.table["row"] == "sensitivity"]
    assert "left_out" in set(rows["label"])


def test_a_change_that_hangs_on_unusual_periods_is_doubtful(tmp_path):
    values = series_with(0, spread=0.5)
    values[QUARTERS.index("2021Q1") : QUARTERS.index("2021Q4") + 1] -= 12
    finding = found(study_with(tmp_path, values))
    assert check(finding, "unusual_periods").verdict == "doubtful"


def test_regions_that_did_not_start_are_laid_beside_it(tmp_path):
    together = series_with(-8, seed=2)
    finding = found(study_with(tmp_path, series_with(-8), other=together))
    beside = check(finding, "comparison")
    assert "Hei" in beside.said["nl"]
    assert "Laat" not in beside.said["nl"]  # without figures it is no comparison
    rows = finding.table[finding.table["row"] == "sensitivity"].set_index("label")
    assert rows.loc["controlled", "low"] < 0 < rows.loc["controlled", "high"]


def test_a_planned_comparison_is_the_one_that_is_told(tmp_path):
    plan = PLAN.replace("DESIGN", "controlled_series").replace("COMPARISON", "regions")
    values, other = series_with(-8, lag=2), series_with(-8, seed=2, lag=2)
    finding = found(study_with(tmp_path, values, other=other, plan=plan))
    assert effect(finding)["design"] == "controlled_series"
    assert effect(finding)["low"] < 0 < effect(finding)["high"]
    assert "Hei" in finding.sentence["nl"]
    rows = finding.table[finding.table["row"] == "sensitivity"].set_index("label")
    assert rows.loc["alone", "high"] < 0


def test_a_plan_registered_after_the_figures_were_there_is_doubtful_and_drawn(tmp_path):
    plan = PLAN.replace("DESIGN", "interrupted_series").replace("COMPARISON", "none")
    finding = found(study_with(tmp_path, series_with(-8, lag=2), plan=plan))
    assert finding.parameters["planned"] == "planned"
    assert check(finding, "planned").verdict == "doubtful"
    assert finding.question["nl"] == "Minder zorg?"
    assert "eerste coronagolf" in check(finding, "national_events").said["nl"]


def test_a_region_that_has_not_started_gets_no_answer(tmp_path):
    study = study_with(tmp_path, series_with(-8), other=series_with(0))
    for region in ("hei", "laat"):
        finding = found(study, region=region)
        assert finding.table[finding.table["row"] == "effect"].empty
        assert "geen antwoord" in finding.sentence["nl"]
    # Neither does one whose start lies after the last period.
    assert "geen antwoord" in found(study, until="2020Q4").sentence["nl"]


def test_one_period_before_the_start_is_too_few_and_the_advice_says_so(tmp_path):
    values = ["." if label < "2020Q4" else "50,0" for label in QUARTERS]
    finding = found(study_with(tmp_path, values))
    answered = check(finding, "answered")
    assert answered.verdict == "doubtful"
    assert "points before the change" in answered.advice["en"]


def test_model_estimates_are_no_evidence_of_a_change(tmp_path):
    study = study_with(tmp_path, series_with(-8))
    text = (tmp_path / "indicators.csv").read_text(encoding="utf-8")
    (tmp_path / "indicators.csv").write_text(text.replace("telling", "modelschatting"))
    with pytest.raises(Refused, match="model"):
        found(study)


def test_an_indicator_that_does_not_exist_is_told_with_the_nearest(tmp_path):
    with pytest.raises(InputError, match="nearest: zorg"):
        found(study_with(tmp_path, series_with(0)), indicator="zorgg")


def test_counts_are_counted_as_counts(tmp_path):
    rng = np.random.default_rng(8)
    rows = ["region;indicator;period;value;numerator;denominator;unit;method"]
    for i, label in enumerate(QUARTERS):
        count = rng.poisson(120 if i < START else 90)
        rows.append(f"kolk;zorg;{label};{count / 40:.3f};{count};40000;per 1000;telling")
    study_with(tmp_path, series_with(0))
    (tmp_path / "indicators.csv").write_text("\n".join(rows).replace(".", ","), encoding="utf-8")
    finding = found(open_study(tmp_path))
    assert "quasi-Poisson" in check(finding, "series_length").said["nl"]
    assert effect(finding)["low"] < -0.75 < effect(finding)["high"]
    assert effect(finding)["estimate"] == pytest.approx(-0.75, abs=0.5)


def test_hostile_names_stay_text_in_the_figure(tmp_path):
    study_with(tmp_path, series_with(-8))
    text = (
        (tmp_path / "study.yml").read_text().replace("name: Kolk", "name: '<script>$x$</script>'")
    )
    (tmp_path / "study.yml").write_text(text)
    finding = found(open_study(tmp_path))
    assert all("<script" not in drawing.svg for drawing in finding.picture.values())


def _made(seed):
    """Return the series of the sample's generator: (region, indicator) to values by quarter."""
    plan = yaml.safe_load((SAMPLE / "plan.yml").read_text(encoding="utf-8"))
    own = [{**region, "like": region["study"]["slug"]} for region in plan["regions"]]
    truth = {"shifts": [], "null": []}
    found = {}
    for row in series_of(np.random.default_rng([seed, 1, 1]), own, plan, truth):
        if "Q" in row["period"]:
            given = row["value"].replace(",", ".")
            value = float(given) if given not in (".", "<10") else np.nan
            found.setdefault((row["region"], row["indicator"]), {})[row["period"]] = value
    starts = {region["study"]["slug"]: region["study"].get("start") for region in own}
    return found, truth, starts


def _change(values, start, lag):
    """Return the change as the finding asks it, of level, so many quarters after the start."""
    asked = Analysis(
        id="a", question="?", estimand="?", indicator="x", design="interrupted_series",
        region="kolk", lag=lag, shape="level",
    )  # fmt: skip
    place = placed(list(values), start=start, analysis=asked)
    design = SeriesDesign(
        start=place.first, horizon=0, shape="level", cycle=4, left_out=place.aside
    )
    return interrupted(list(values.values()), design=design).change


@pytest.mark.slow
def test_over_200_seeds_of_the_sample_the_planted_change_is_in_the_interval_as_often_as_said():
    inside, looked, called, null = 0, 0, 0, 0
    for seed in range(200):
        found, truth, starts = _made(seed)
        shifts = {(each["region"], each["indicator"]): each for each in truth["shifts"]}
        for (region, indicator), values in found.items():
            if starts[region] is None:
                continue
            planted = shifts.get((region, indicator))
            lag = planted["lag_quarters"] if planted else 0
            change = _change(values, starts[region], lag)
            if planted:
                looked += 1
                inside += change.low <= planted["size"] <= change.high
            elif indicator == "sick_leave_pct":
                null += 1
                called += change.low > 0 or change.high < 0
    assert looked == 400
    assert null == 800
    assert 0.92 <= inside / looked <= 0.98
    assert called / null <= 0.08
