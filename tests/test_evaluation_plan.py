"""The analysis plan and its stamp: planned before the outcomes were seen, or exploratory."""

import re
from datetime import date

import pytest

from kit.check import check_study
from kit.cli import main
from kit.errors import InputError
from kit.evaluation.effect import COLUMNS, Effect, Row, effect_table
from kit.evaluation.plan import Plan, read_plan
from kit.evaluation.registering import read_registered, register, stamp
from kit.files import shipped
from kit.indicators import read_indicators
from kit.study import open_study

STUDY = """
format: 1
title: Proef
period: {from: 2020Q1, until: 2024Q4}
regions:
- {slug: kolk, name: Kolk, kavel: true, start: 2022-01-01, start_source: besluit}
- {slug: hei, name: Hei}
"""

PLAN = """
format: 1
families: {gebruik: {correction: holm}}
analyses:
- id: spoed
  question: {nl: "Zijn er minder bezoeken?", en: "Are there fewer visits?"}
  estimand: Gemiddeld verschil in de regio's die begonnen
  indicator: ed_visits
  design: interrupted_series
  region: kolk
  family: gebruik
  role: primary
  anticipation: 1
"""


def study_with(tmp_path, plan=PLAN, until="2021Q3"):
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    if plan is not None:
        (tmp_path / "analysis_plan.yml").write_text(plan, encoding="utf-8")
    rows = [
        f"kolk;ed_visits;{year}Q{q};{50 + q}" for year in (2020, 2021, 2022) for q in range(1, 5)
    ]
    rows = [row for row in rows if row.split(";")[2] <= until]
    text = "\n".join(["region;indicator;period;value", *rows])
    (tmp_path / "indicators.csv").write_text(text, encoding="utf-8")
    return open_study(tmp_path)


def stamped(study, *, start=date(2022, 1, 1)):
    plan = read_plan(study)
    analysis = plan and plan.find(design="interrupted_series", indicator="ED_visits", region="kolk")
    return stamp(plan, read_registered(study), analysis, start=start)


def test_a_study_needs_no_plan_and_then_everything_is_exploratory(tmp_path):
    study = study_with(tmp_path, plan=None)
    assert read_plan(study) is None
    assert stamped(study).word == "exploratory"


def test_a_plan_that_was_not_registered_is_no_plan(tmp_path):
    made = stamped(study_with(tmp_path))
    assert (made.word, made.check.verdict) == ("exploratory", "doubtful")


def test_a_plan_registered_before_the_start_makes_its_question_planned(tmp_path):
    study = study_with(tmp_path)
    made = register(study, read_plan(study), read_indicators(study), on=date(2021, 11, 3))
    assert made.outcomes_until == {"ed_visits": "2021Q3"}
    assert (stamped(study).word, stamped(study).check.verdict) == ("planned", "passed")
    assert "3 november 2021" in stamped(study).said["nl"]


def test_figures_past_the_start_when_the_plan_was_registered_are_told(tmp_path):
    study = study_with(tmp_path, until="2022Q1")
    register(study, read_plan(study), read_indicators(study), on=date(2022, 5, 1))
    assert (stamped(study).word, stamped(study).check.verdict) == ("planned", "doubtful")
    # The quarter that ends the day before the start is not past it.
    assert stamped(study, start=date(2022, 4, 1)).check.verdict == "passed"


def test_a_plan_changed_after_it_was_registered_fails(tmp_path):
    study = study_with(tmp_path)
    register(study, read_plan(study), read_indicators(study), on=date(2021, 11, 3))
    (tmp_path / "analysis_plan.yml").write_text(PLAN.replace("anticipation: 1", "anticipation: 0"))
    assert (stamped(study).word, stamped(study).check.verdict) == ("exploratory", "failed")


def test_remarks_and_order_do_not_change_a_plan_but_words_do(tmp_path):
    study = study_with(tmp_path)
    before = read_plan(study).sha256
    same = "# een opmerking\n" + PLAN.replace("  role: primary\n", "") + "  role: primary\n"
    (tmp_path / "analysis_plan.yml").write_text(same)
    assert read_plan(study).sha256 == before
    (tmp_path / "analysis_plan.yml").write_text(PLAN.replace("holm", "bh"))
    assert read_plan(study).sha256 != before


def test_a_question_that_is_not_in_the_plan_is_exploratory(tmp_path):
    study = study_with(tmp_path)
    plan = read_plan(study)
    register(study, plan, read_indicators(study), on=date(2021, 11, 3))
    assert plan.find(design="interrupted_series", indicator="sick_leave") is None
    assert plan.find(design="staggered_starts", indicator="ed_visits") is None
    made = stamp(plan, read_registered(study), None, start=None)
    assert (made.word, made.check.verdict) == ("exploratory", "informative")


def test_registering_the_same_plan_twice_writes_it_once(tmp_path):
    study = study_with(tmp_path)
    register(study, read_plan(study), read_indicators(study), on=date(2021, 11, 3))
    again = register(study, read_plan(study), read_indicators(study), on=date(2024, 1, 1))
    assert again is None
    assert [r.registered_on for r in read_registered(study).registrations] == [date(2021, 11, 3)]


def test_every_problem_of_a_plan_is_told_at_once(tmp_path):
    bad = PLAN.replace("region: kolk", "region: kolkk").replace("family: gebruik", "family: geld")
    study = study_with(
        tmp_path, plan=bad + bad[bad.index("- id") :].replace("  region: kolkk\n", "")
    )
    with pytest.raises(InputError) as refused:
        read_plan(study)
    told = str(refused.value)
    for words in ('got "spoed"', 'got "geld"', 'got "kolkk"', "the region that this design"):
        assert words in told


def test_a_date_that_does_not_exist_is_told_with_its_place(tmp_path):
    bad = PLAN + "national_events:\n- {date: 2020-02-31, what: Iets}\n"
    with pytest.raises(InputError, match=r"national_events.*2020-02-31"):
        read_plan(study_with(tmp_path, plan=bad))


def test_a_design_may_be_written_in_dutch(tmp_path):
    plan = read_plan(
        study_with(tmp_path, plan=PLAN.replace("interrupted_series", "Onderbroken reeks"))
    )
    assert plan.analyses[0].design == "interrupted_series"


def test_an_effect_is_three_rows_and_the_others_come_after():
    effect = Effect(-4.0, -6.0, -2.0, counterfactual=50.0, relative=-0.08, regions=6, treated=4)
    rows = (Row("leave_one_out", "Kolk", -3.5, region="kolk"),)
    table = effect_table(
        effect,
        rows,
        region="all",
        indicator="ed_visits",
        unit="per 1000",
        design="staggered_starts",
    )
    assert list(table.columns) == list(COLUMNS)
    assert table["row"].tolist() == ["effect", "relative", "counterfactual", "leave_one_out"]
    assert table["unit"].tolist() == ["per 1000", "share", "per 1000", "per 1000"]
    assert table["region"].tolist() == ["all", "all", "all", "kolk"]
    assert table["p"].isna().all()


def test_a_design_without_an_answer_keeps_its_columns():
    table = effect_table(None, region="kolk", indicator="x", unit=None, design="interrupted_series")
    assert table.empty
    assert list(table.columns) == list(COLUMNS)
    assert Plan(format=1).find(design="interrupted_series", indicator="x") is None


def test_the_verbs_put_a_plan_in_the_study_and_register_it(tmp_path, capsys):
    study = study_with(tmp_path, plan=None)
    assert main(["plan", "register", str(study.root)]) == InputError.exit_code
    assert main(["plan", "new", str(study.root)]) == 0
    assert read_plan(study).analyses == ()
    assert main(["plan", "new", str(study.root)]) == InputError.exit_code
    (tmp_path / "analysis_plan.yml").write_text(PLAN, encoding="utf-8")
    assert main(["plan", "register", str(study.root)]) == 0
    assert main(["plan", "register", str(study.root)]) == 0
    said = capsys.readouterr().out
    assert "figures up to and including 2021Q3 are there already" in said
    assert "nothing has changed since" in said
    assert stamped(study).word == "planned"


def test_the_example_in_the_plan_to_fill_in_is_a_plan(tmp_path):
    text = shipped("templates", "study", "analysis_plan.yml").read_text(encoding="utf-8")
    blocks = re.findall(r"^(\w+): (?:\[\]|\{\})\n((?:# .*\n)+)", text, flags=re.MULTILINE)
    filled = [
        f"{name}:\n{re.sub('^# ', '  ', block, flags=re.MULTILINE)}" for name, block in blocks
    ]
    assert len(filled) == 3
    example = "\n".join(["format: 1", *filled])
    study = study_with(tmp_path, plan=example)
    plan = read_plan(study)
    assert [analysis.design for analysis in plan.analyses] == ["staggered_starts"]
    assert list(plan.families) == ["use-of-care"]
    assert len(plan.national_events) == 1


def test_a_check_of_the_study_tells_what_is_wrong_with_the_plan(tmp_path):
    study = study_with(tmp_path, plan=PLAN.replace("region: kolk", "region: kolkk"))
    (tmp_path / "analysis_plan.registered.yml").write_text("format: 1\nregistrations: [{}]\n")
    told = check_study(study.root).problems
    assert "kolkk" in str(told["analysis_plan.yml"][0])
    (tmp_path / "analysis_plan.yml").write_text(PLAN, encoding="utf-8")
    told = check_study(study.root).problems
    assert "registered_on" in str(told["analysis_plan.registered.yml"])
