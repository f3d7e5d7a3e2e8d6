from pathlib import Path

import pytest
from batch_cases import a_study

from kit.errors import InputError
from kit.planning import plan

BOTH = "[logbook, {mentions: {code_list: phm_element}}]"


def ids(jobs):
    return [job.id for job in jobs]


def test_a_region_is_reported_after_its_findings_and_the_consortium_last(tmp_path):
    study = a_study(tmp_path / "s", regions=("lindewaard", "zonnehei"), languages="nl, en")
    assert ids(plan(study, reports=tmp_path / "r")) == [
        "lindewaard/logbook",
        "lindewaard/region_report-nl",
        "lindewaard/region_report-en",
        "zonnehei/logbook",
        "zonnehei/region_report-nl",
        "zonnehei/region_report-en",
        "all/logbook",
        "national/logbook",
        "healthkic/logbook",
        "consortium/consortium_report-nl",
        "consortium/consortium_report-en",
    ]


def test_a_report_needs_some_of_the_findings_of_its_own_region_only(tmp_path):
    study = a_study(tmp_path / "s", regions=("lindewaard", "zonnehei"), notebooks=BOTH)
    jobs = {job.id: job for job in plan(study, reports=tmp_path / "r")}
    report = jobs["zonnehei/region_report-nl"]
    assert report.some_of == ("zonnehei/logbook", "zonnehei/mentions-phm_element")
    assert report.needs == ()


def test_the_consortium_waits_for_every_region_but_does_not_need_them(tmp_path):
    study = a_study(tmp_path / "s", regions=("lindewaard", "zonnehei"))
    last = plan(study, reports=tmp_path / "r")[-1]
    assert last.some_of == ("all/logbook", "national/logbook", "healthkic/logbook")
    assert "zonnehei/region_report-nl" in last.after


def test_what_is_for_the_consortium_is_made_at_its_release(tmp_path):
    jobs = plan(a_study(tmp_path / "s"), reports=tmp_path / "r", release="team")
    releases = {job.id: job.parameters["release"] for job in jobs}
    assert releases["noorderkolk/logbook"] == "team"
    assert releases["all/logbook"] == "consortium"
    assert releases["consortium/consortium_report-nl"] == "consortium"


def test_a_chart_is_made_for_regions_and_not_for_all_of_them_together(tmp_path):
    chart = "[{control_chart: {indicator: ed_visits_per_1000}}]"
    jobs = ids(plan(a_study(tmp_path / "s", notebooks=chart), reports=tmp_path / "r"))
    assert jobs == [
        "noorderkolk/control_chart-ed_visits_per_1000",
        "noorderkolk/region_report-nl",
        "consortium/consortium_report-nl",
    ]


def test_some_regions_are_not_reported_as_all_of_them(tmp_path):
    study = a_study(tmp_path / "s", regions=("lindewaard", "zonnehei"))
    jobs = plan(study, reports=tmp_path / "r", regions=["zonnehei"])
    assert {job.scope for job in jobs} == {"zonnehei"}


def test_everything_lands_in_the_folder_of_its_period(tmp_path):
    study = a_study(tmp_path / "s")
    finding, report, *_ = plan(study, reports=tmp_path / "r", until="2024 kw 2")
    work = study.root / ".work" / "2024Q2"
    assert finding.result == work / "findings" / "noorderkolk" / "logbook.json"
    assert finding.record == work / "records" / "noorderkolk" / "logbook.json"
    assert finding.executed == work / "runs" / "noorderkolk" / "logbook.ipynb"
    assert finding.failed == work / "runs" / "noorderkolk" / "logbook.failed.ipynb"
    assert report.result == tmp_path / "r" / "noorderkolk" / "noorderkolk_2024Q2.nl.html"
    assert finding.parameters["until"] == "2024Q2"


def test_every_problem_of_what_was_asked_is_told_at_once(tmp_path):
    study = a_study(tmp_path / "s", regions=("lindewaard", "zonnehei"))
    with pytest.raises(InputError) as told:
        plan(
            study,
            reports=tmp_path / "r",
            regions=["zonehei"],
            languages=["fy"],
            until="sometime",
        )
    assert 'got "zonehei", expected one of lindewaard, zonnehei (nearest: zonnehei)' in str(
        told.value
    )
    assert 'got "fy"' in str(told.value)
    assert 'got "sometime"' in str(told.value)


@pytest.mark.parametrize(("until", "fits"), [
    ("2019Q4", False), ("2020Q1", True), ("2024Q4", True), ("2024", True), ("2025Q1", False),
])  # fmt: skip
def test_a_period_outside_the_study_is_refused(tmp_path, until, fits):
    study = a_study(tmp_path / "s")
    if fits:
        assert plan(study, reports=tmp_path / "r", until=until)
    else:
        with pytest.raises(InputError, match="a period of the study: 2020Q1 to 2024Q4"):
            plan(study, reports=tmp_path / "r", until=until)


def test_a_wrong_parameter_in_the_plan_is_told_once_and_not_for_each_region(tmp_path):
    wrong = "[{mentions: {code_list: phm_elemnt}}]"
    study = a_study(tmp_path / "s", regions=("lindewaard", "zonnehei"), notebooks=wrong)
    with pytest.raises(InputError, match="nearest: phm_element") as told:
        plan(study, reports=tmp_path / "r")
    assert len(told.value.problems) == 1


def test_a_report_does_not_stand_in_the_plan(tmp_path):
    study = a_study(tmp_path / "s", notebooks="[region_report]")
    with pytest.raises(InputError, match="Reports are made by themselves"):
        plan(study, reports=tmp_path / "r")


def test_the_plan_cannot_set_what_the_batch_sets(tmp_path):
    study = a_study(tmp_path / "s", notebooks="[{logbook: {release: public}}]")
    with pytest.raises(InputError, match="The batch sets this one"):
        plan(study, reports=tmp_path / "r")


def test_the_same_notebook_twice_with_the_same_parameters_is_refused(tmp_path):
    study = a_study(tmp_path / "s", notebooks="[logbook, logbook]")
    with pytest.raises(InputError, match="each notebook once"):
        plan(study, reports=tmp_path / "r")


def test_a_hostile_parameter_does_not_lead_out_of_the_folder_of_the_study(tmp_path):
    hostile = '[{control_chart: {indicator: "../../x"}}, {control_chart: {indicator: "X"}}]'
    study = a_study(tmp_path / "s", notebooks=hostile)
    first, second, *_ = plan(study, reports=tmp_path / "r")
    for job in (first, second):
        assert job.result.parent == study.root / ".work" / "2024Q4" / "findings" / "noorderkolk"
    assert first.parameters["indicator"] == "../../x"


def test_two_parameters_that_look_alike_do_not_share_a_file(tmp_path):
    alike = "[{control_chart: {indicator: A b}}, {control_chart: {indicator: a-B}}]"
    first, second, *_ = plan(a_study(tmp_path / "s", notebooks=alike), reports=Path("r"))
    assert first.id.lower() != second.id.lower()
