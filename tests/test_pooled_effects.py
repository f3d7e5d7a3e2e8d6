"""The changes of regions that started, taken together, and what a next region may expect."""

import re
from datetime import date

import numpy as np
import pytest
from scipy import stats

from kit.errors import InputError, Refused
from kit.estimators.few_regions import Design, apply_rule, decide
from kit.evaluation.interrupted import interrupted_series
from kit.evaluation.plan import read_plan
from kit.evaluation.pooled import pooled_effects
from kit.evaluation.registering import register
from kit.evaluation.staggered import staggered_starts
from kit.finding import Drawing
from kit.indicators import read_indicators
from kit.language import LANGUAGES
from tests.test_staggered_starts import QUARTERS, STARTS, study_with

FAMILY = """
format: 1
families:
  gebruik: {correction: holm}
analyses:
- {id: samen, question: Samen minder zorg?, estimand: verschil, indicator: zorg,
   design: pooled_effects, family: gebruik, role: primary}
- {id: zorg, question: Minder zorg?, estimand: verschil, indicator: zorg,
   design: staggered_starts, family: gebruik}
- {id: weer, question: Ander weer?, estimand: verschil, indicator: weer,
   design: staggered_starts, family: gebruik}
- {id: nog, question: Iets anders?, estimand: verschil, indicator: bestaat-niet,
   design: staggered_starts, family: gebruik}
"""

#: A draw of the study in which regions lie further apart than their errors.
APART = 5


def found(study, **how):
    asked = {"region": "all", "indicator": "zorg", "until": None, "release": "consortium"}
    return pooled_effects(study, **{**asked, **how})


@pytest.fixture
def undrawn(monkeypatch):
    """Leave the figure out: it is made of what the finding says already."""
    blank = {language: Drawing("", "", "") for language in LANGUAGES}
    monkeypatch.setattr("kit.evaluation.pooled.draw", lambda _: blank)


def rows(finding, kind):
    return finding.table[finding.table["row"] == kind]


def check(finding, name):
    return next(each for each in finding.checks if each.name == name)


def change(tmp_path, where, new):
    """Rewrite the lines of the indicators for which `where` holds; `new` gives their cells."""
    path = tmp_path / "indicators.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    out = []
    for line in lines:
        cells = line.split(";")
        if where(cells):
            cells = new(cells)
        if cells:
            out.append(";".join(cells))
    path.write_text("\n".join(out), encoding="utf-8")


def test_each_region_has_the_change_of_its_own_series(tmp_path, undrawn):
    study = study_with(tmp_path)
    finding = found(study)
    parts = rows(finding, "by_region").set_index("label")
    assert list(parts.index) == list(STARTS)
    for slug in STARTS:
        alone = interrupted_series(
            study, region=slug, indicator="zorg", until=None, release="consortium"
        )
        assert parts.loc[slug, "estimate"] == rows(alone, "effect")["estimate"].iloc[0]


def test_a_drop_in_every_region_is_a_mean_drop_with_a_wider_range_for_a_next_one(tmp_path, undrawn):
    finding = found(study_with(tmp_path, seed=APART))
    effect, beyond = rows(finding, "effect").iloc[0], rows(finding, "prediction").iloc[0]
    assert effect["low"] < -5 < effect["high"]
    assert beyond["low"] < effect["low"] < effect["high"] < beyond["high"]
    assert (effect["treated"], effect["regions"], effect["df"]) == (4, 6, 3)
    assert "volgende regio" in finding.sentence["nl"]
    assert "kozen zelf" in finding.sentence["nl"]
    # A model's p is never printed: the interval is, and the word descriptive.
    assert np.isnan(effect["p"])
    assert effect["p_method"] == "descriptive"
    assert "p =" not in finding.sentence["en"]


def test_regions_that_happen_to_agree_promise_a_next_one_nothing_narrower(tmp_path, undrawn):
    finding = found(study_with(tmp_path))
    spread = rows(finding, "spread").set_index("label")
    assert spread.loc["tau2", "estimate"] == 0
    assert spread.loc["tau2", "high"] > 1
    assert check(finding, "prediction").verdict == "doubtful"
    assert "of ruimer" in finding.sentence["nl"]
    assert "or a wider range" in finding.sentence["en"]
    assert "niet smaller gemaakt" in check(finding, "heterogeneity").said["nl"]


def test_the_mean_is_that_of_the_estimates_and_errors_in_its_own_table(tmp_path, undrawn):
    finding = found(study_with(tmp_path))
    y = rows(finding, "by_region")["estimate"].to_numpy()
    s = rows(finding, "standard_error")["estimate"].to_numpy()
    spread = rows(finding, "spread").set_index("label")["estimate"]
    w = 1 / (s**2 + spread["tau2"])
    mean = w @ y / w.sum()
    q = max(1, w @ (y - mean) ** 2 / 3)
    reach = stats.t.ppf(0.975, 3) * np.sqrt(q / w.sum())
    effect = rows(finding, "effect").iloc[0]
    assert effect["estimate"] == pytest.approx(mean)
    assert (effect["low"], effect["high"]) == pytest.approx((mean - reach, mean + reach))
    assert rows(finding, "weight")["estimate"].tolist() == pytest.approx(list(w / w.sum()))


@pytest.mark.parametrize("count", [1, 2])
def test_of_one_or_two_regions_each_is_described_and_there_is_no_mean(tmp_path, count):
    starts = dict(list(STARTS.items())[:count])
    finding = found(study_with(tmp_path, starts=starts))
    assert rows(finding, "effect").empty
    assert rows(finding, "prediction").empty
    assert len(rows(finding, "by_region")) == count
    assert "beschrijvend" in finding.sentence["nl"]
    assert "descriptive" in finding.sentence["en"]
    assert finding.picture["nl"].svg


def test_three_regions_have_a_mean(tmp_path, undrawn):
    starts = dict(list(STARTS.items())[:3])
    finding = found(study_with(tmp_path, starts=starts))
    assert len(rows(finding, "effect")) == 1
    assert check(finding, "regions").verdict == "doubtful"


def test_regions_that_did_not_start_give_no_answer(tmp_path, undrawn):
    finding = found(study_with(tmp_path, starts={}))
    assert finding.table.empty
    assert check(finding, "answered").verdict == "doubtful"
    early = found(study_with(tmp_path), until="2019Q4")
    assert early.table.empty


def test_a_region_that_turns_the_mean_is_named(tmp_path, undrawn):
    study = study_with(tmp_path, effect=0.3, spread=0.3)
    change(
        tmp_path,
        lambda cells: cells[:2] == ["b", "zorg"] and cells[2] >= "2021Q2",
        lambda cells: [*cells[:3], f"{float(cells[3].replace(',', '.')) - 15:.2f}", *cells[4:]],
    )
    finding = found(study)
    assert rows(finding, "effect")["estimate"].iloc[0] < 0
    assert check(finding, "leave_one_out").verdict == "doubtful"
    assert "Zonder Regio B" in finding.against["nl"]
    # The regions come first, and no mean before them.
    assert re.search(r": (het gemiddelde|de regio’s) [^:]*: Regio A ", finding.sentence["nl"])


def test_one_question_that_was_registered_needs_no_correction(tmp_path, undrawn):
    plan = FAMILY.split("- {id: weer")[0]
    finding = found(study_with(tmp_path, plan=plan))
    said = check(finding, "family").said
    assert "er hoefde niet te worden gecorrigeerd: ‘zorg’ p = " in said["nl"]
    assert "no correction was needed" in said["en"]
    assert "Holm" not in said["nl"]


def test_regions_with_few_points_after_their_start_are_drawn_thin_and_told(tmp_path):
    finding = found(study_with(tmp_path))
    points = rows(finding, "by_region").set_index("region")[["before", "after"]].min(axis=1)
    few = {f"Regio {slug.upper()}" for slug, count in points.items() if count < 12}
    told = check(finding, "narrow").said["nl"]
    assert len(few) >= 2
    assert {name for name in NAMES_TOLD if f"{name} (" in told} == few
    assert "punten na de start" in told


def test_what_holds_on_average_and_not_for_a_next_region_is_doubtful(tmp_path, undrawn):
    study = study_with(tmp_path, spread=0.2)
    for slug, more in (("a", -4), ("c", 1.5), ("d", -1)):
        change(
            tmp_path,
            lambda cells, slug=slug: cells[:2] == [slug, "zorg"] and cells[2] >= STARTS_AT[slug],
            lambda cells, more=more: [
                *cells[:3], f"{float(cells[3].replace(',', '.')) + more:.2f}", *cells[4:]
            ],
        )  # fmt: skip
    finding = found(study)
    effect, beyond = rows(finding, "effect").iloc[0], rows(finding, "prediction").iloc[0]
    assert effect["high"] < 0 < beyond["high"]
    assert check(finding, "prediction").verdict == "doubtful"


def test_a_mean_that_may_be_nothing_promises_a_next_region_nothing_either(tmp_path, undrawn):
    finding = found(study_with(tmp_path, seed=8))
    effect = rows(finding, "effect").iloc[0]
    assert effect["low"] < 0 < effect["high"]
    assert check(finding, "prediction").verdict == "passed"


NAMES_TOLD = ("Regio A", "Regio B", "Regio C", "Regio D")
STARTS_AT = {"a": "2020Q1", "b": "2021Q2", "c": "2022Q1", "d": "2022Q3"}


def test_the_questions_of_a_family_are_corrected_together_and_shown_as_planned(tmp_path, undrawn):
    study = study_with(tmp_path, plan=FAMILY.replace("bestaat-niet", "weer"))
    finding = found(study)
    members = rows(finding, "family")
    raw = members[members["p_method"] != "holm"]
    corrected = members[members["p_method"] == "holm"]
    assert raw["label"].tolist() == ["zorg", "weer", "weer"]
    tested = staggered_starts(
        study, region="all", indicator="zorg", until=None, release="consortium"
    )
    p = rows(tested, "effect")["p"].iloc[0]
    assert raw["p"].iloc[0] == p
    # Holm: the smallest of three times three.
    assert corrected["p"].iloc[0] == pytest.approx(3 * p)
    assert (corrected["p"].to_numpy() >= raw["p"].to_numpy()).all()
    said = check(finding, "family").said
    assert "gebruik" not in said["nl"]
    assert said["nl"].startswith("3 vragen naar regio’s die begonnen naast regio’s die wachtten")
    assert "Gepland: vastgelegd" in said["nl"]
    assert "Planned: registered" in said["en"]


def test_a_planned_question_without_figures_counts_in_its_family(tmp_path, undrawn):
    study = study_with(tmp_path)
    (tmp_path / "analysis_plan.yml").write_text(FAMILY, encoding="utf-8")
    register(study, read_plan(study), read_indicators(study), on=date(2024, 3, 1))
    finding = found(study)
    members = rows(finding, "family")
    raw = members[members["p_method"] != "holm"].set_index("label")["p"]
    assert np.isnan(raw["bestaat-niet"])
    after = members[members["p_method"] == "holm"].set_index("label")["p"]
    assert after["zorg"] == pytest.approx(3 * raw["zorg"])


def test_without_a_plan_there_is_no_family(tmp_path, undrawn):
    finding = found(study_with(tmp_path))
    assert rows(finding, "family").empty
    assert finding.parameters["planned"] == "exploratory"
    assert all(each.name != "family" for each in finding.checks)


def test_few_missing_figures_are_told_and_many_are_drawn_as_a_sensitivity(tmp_path, undrawn):
    study = study_with(tmp_path)
    gone = {"2018Q3", "2021Q1"}
    drop = lambda cells: []  # noqa: E731
    change(tmp_path, lambda cells: cells[:2] == ["a", "zorg"] and cells[2] in gone, drop)
    few = found(study)
    assert check(few, "missing").said["nl"].startswith("2 van 96 cijfers")
    assert check(few, "missing").verdict == "passed"
    assert all(each.name != "imputed" for each in few.checks)
    more = {"2018Q4", "2019Q2", "2022Q2"}
    change(tmp_path, lambda cells: cells[:2] == ["b", "zorg"] and cells[2] in more, drop)
    many = found(study)
    missing = check(many, "missing")
    assert missing.said["nl"].startswith("5 van 96 cijfers")
    assert "Regio A 2 en Regio B 3" in missing.said["nl"]
    assert missing.verdict == "doubtful"
    labels = rows(many, "sensitivity").set_index("label")["estimate"]
    assert {"imputed", "imputed_lower", "imputed_higher"} <= set(labels.index)
    assert labels["imputed"] == pytest.approx(rows(many, "effect")["estimate"].iloc[0], abs=1)
    assert labels["imputed_lower"] != labels["imputed_higher"]
    names = [each.name for each in many.checks]
    assert names.index("missing") < names.index("regions") < names.index("imputed")


def test_the_same_study_is_drawn_the_same_way_twice(tmp_path, undrawn):
    study = study_with(tmp_path)
    gone = set(QUARTERS[2:7])
    change(tmp_path, lambda cells: cells[:2] == ["a", "zorg"] and cells[2] in gone, lambda _: [])
    assert found(study).table.equals(found(study).table)


def test_figures_about_too_few_people_are_used_in_nothing(tmp_path):
    study = study_with(tmp_path)
    few = {"2018Q2", "2018Q4", "2019Q1", "2019Q3", "2021Q4"}
    change(
        tmp_path,
        lambda cells: cells[:2] == ["a", "zorg"] and cells[2] in few,
        lambda cells: [*cells[:3], "987,65", "4", *cells[5:]],
    )
    finding = found(study)
    assert rows(finding, "by_region")["estimate"].abs().max() < 20
    assert rows(finding, "sensitivity")["estimate"].abs().max() < 20
    told = finding.table.to_csv() + str(finding.picture) + str(finding.checks)
    assert not re.search(r"\b987[.,]65", told)
    assert "Regio A" in check(finding, "disclosure").said["nl"]
    # What is suppressed moves nothing: any other figure in its place gives the same.
    change(
        tmp_path,
        lambda cells: cells[:2] == ["a", "zorg"] and cells[2] in few,
        lambda cells: [*cells[:3], "1,23", "5", *cells[5:]],
    )
    assert found(study).table.equals(finding.table)


def test_regions_stand_in_the_order_of_the_study_and_never_by_size(tmp_path):
    finding = found(study_with(tmp_path))
    lines = finding.picture["nl"].numbers.split("\n")
    assert [line.split(";")[0][:7] for line in lines[1:5]] == [f"Regio {x}" for x in "ABCD"]


def test_it_is_about_all_regions_together_and_refuses_model_estimates(tmp_path):
    study = study_with(tmp_path)
    with pytest.raises(InputError, match="expected one of all"):
        found(study, region="a")
    text = (tmp_path / "indicators.csv").read_text(encoding="utf-8")
    (tmp_path / "indicators.csv").write_text(text.replace("telling", "modelschatting"))
    with pytest.raises(Refused, match="model"):
        found(study)


def test_a_family_without_a_test_is_read_from_the_rule_alone():
    # Six regions of which one started: the rule gives no p, whatever the figures.
    design = Design((4, None, None, None, None, None), 12, 0)
    values = np.random.default_rng(1).normal(size=(6, 12))
    rule = decide(design)
    assert rule.method == "descriptive"
    assert np.isnan(apply_rule(values, design=design, rule=rule).p)
