"""One region against its own past: what is measured, what was expected, and what may be said."""

import re
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml
from scipy.special import stdtrit

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
    assert "below the line carried on from before" in finding.sentence["en"]


def test_one_region_gets_no_p_value_and_is_called_a_description(tmp_path):
    finding = found(study_with(tmp_path, series_with(-8)))
    assert np.isnan(effect(finding)["p"])
    assert effect(finding)["p_method"] == "descriptive"
    assert "beschrijft één regio" in finding.sentence["nl"]


def test_without_a_change_the_sentence_says_that_none_is_not_excluded(tmp_path):
    finding = found(study_with(tmp_path, series_with(0, seed=4)))
    assert "kan ook zijn dat er geen verschil is" in finding.sentence["nl"]
    assert "may also be no difference" in finding.sentence["en"]


def test_below_twelve_points_on_a_side_the_sentence_gives_no_interval(tmp_path):
    values = series_with(-8)
    finding = found(study_with(tmp_path, values), until="2023Q4")
    assert effect(finding)["after"] == 12
    assert "95%-interval" in finding.sentence["nl"]
    finding = found(study_with(tmp_path, values), until="2023Q3")
    assert effect(finding)["after"] == 11
    assert "interval" not in finding.sentence["nl"] + finding.brief["nl"]
    assert "met 11 punten na de start is niet te zeggen hoe zeker dat is" in finding.sentence["nl"]
    assert effect(finding)["low"] < -8 < effect(finding)["high"]


def test_a_difference_that_goes_on_growing_is_told_for_the_last_period_too(tmp_path):
    values = series_with(0, spread=0.3)
    values[START:] -= np.arange(len(QUARTERS) - START)
    finding = found(study_with(tmp_path, values))
    last = finding.table[finding.table["row"] == "effect_latest"].iloc[0]
    assert (last["period"], last["estimate"]) == ("2024Q4", pytest.approx(-15, abs=1))
    assert effect(finding)["estimate"] == pytest.approx(-4, abs=1)
    assert re.search(
        r"In de laatste periode \(2024 kw 4\) was het verschil −1\d", finding.sentence["nl"]
    )


def test_what_could_have_been_seen_agrees_with_the_interval(tmp_path):
    # Noncentral t: 80 % power at 5 % lies t(.975) + t(.8) errors away; t(.975) is half the width.
    finding = found(study_with(tmp_path, series_with(-8)))
    row = effect(finding)
    seen = finding.table[finding.table["row"] == "power"]["estimate"].iloc[0]
    half, edge = (row["high"] - row["low"]) / 2, stdtrit(row["df"], 0.975)
    assert seen / half == pytest.approx(1 + stdtrit(row["df"], 0.8) / edge, rel=0.02)


def test_a_run_in_of_the_plan_for_all_regions_holds_for_each_of_them(tmp_path):
    plan = PLAN.replace("DESIGN", "staggered_starts").replace("COMPARISON", "regions")
    plan = plan.replace("  region: kolk\n", "").replace("  shape: level\n", "")
    finding = found(study_with(tmp_path, series_with(-8, lag=2), plan=plan))
    assert check(finding, "run_in").said["nl"].startswith("Aanlooptijd: 2021 kw 1 en 2021 kw 2")
    assert finding.parameters["planned"] == "exploratory"


def test_an_event_everywhere_within_two_years_of_the_start_is_doubtful(tmp_path):
    plan = PLAN.replace("DESIGN", "interrupted_series").replace("COMPARISON", "none")
    finding = found(study_with(tmp_path, series_with(-8, lag=2), plan=plan))
    assert check(finding, "national_events").verdict == "doubtful"
    early = plan.replace("2020-03-16", "2018-12-31")
    finding = found(study_with(tmp_path, series_with(-8, lag=2), plan=early))
    assert check(finding, "national_events").verdict == "informative"


def test_what_another_calculation_and_pretended_starts_give_speaks_against_with_its_size(tmp_path):
    values = series_with(0, spread=0.5)
    values[QUARTERS.index("2021Q1") : QUARTERS.index("2021Q4") + 1] -= 12
    against = found(study_with(tmp_path, values)).against["nl"]
    assert re.search(r"is het verschil −\d+,\d \(−\d+,\d tot −\d+,\d\)", against)
    assert re.search(r"\d van \d andere rekenwijzen vall?(t|en) anders uit", against)


def test_two_regions_that_ran_alike_are_information_and_no_comfort(tmp_path):
    finding = found(study_with(tmp_path, series_with(-8), other=series_with(0, seed=2)))
    assert check(finding, "comparison").verdict == "informative"


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
    assert "2020 kw 1 t/m 2021 kw 4" in check(finding, "unusual_periods").said["nl"]
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


def _made(seed, plan):
    """Return the series of the sample's generator: (region, indicator) to values by quarter."""
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
    plan = yaml.safe_load((SAMPLE / "plan.yml").read_text(encoding="utf-8"))
    for seed in range(200):
        found, truth, starts = _made(seed, plan)
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
