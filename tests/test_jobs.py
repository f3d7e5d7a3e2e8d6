import json
from dataclasses import replace

import pytest
from batch_cases import a_study

from kit.errors import InputError
from kit.execution import record_of
from kit.files import sha256
from kit.finding import Source
from kit.jobs import Failure, Record, forget, records
from kit.planning import plan


@pytest.fixture
def study(tmp_path):
    return a_study(tmp_path / "s", languages="nl, en")


@pytest.fixture
def jobs(study, tmp_path):
    return {job.id: job for job in plan(study, reports=tmp_path / "r")}


def test_a_record_is_read_as_it_was_written(jobs, tmp_path):
    job = jobs["noorderkolk/logbook"]
    record = record_of(
        job, "failed", failure=Failure("ValueError", "ValueError in cell [3]", "Look")
    )
    assert Record.read(record.write(tmp_path / "one.json")) == record


def test_a_job_without_a_record_was_not_done(study, jobs):
    job = jobs["noorderkolk/logbook"]
    job.result.parent.mkdir(parents=True)
    job.result.write_text("{}", encoding="utf-8")
    assert records(study) == {}


def test_records_are_of_one_period(study, jobs):
    job = jobs["noorderkolk/logbook"]
    record_of(job, "ok").write(job.record)
    assert list(records(study)) == ["noorderkolk/logbook"]
    assert list(records(study, "2024 kw 4")) == ["noorderkolk/logbook"]
    assert records(study, "2024Q3") == {}


def test_the_record_of_a_region_that_left_the_study_is_not_counted(study, jobs):
    job = replace(jobs["noorderkolk/logbook"], id="weg/logbook", scope="weg")
    record_of(job, "ok").write(job.record)
    assert records(study) == {}


def test_a_record_of_a_newer_kit_says_so(study, jobs, tmp_path):
    path = record_of(jobs["noorderkolk/logbook"], "ok").write(tmp_path / "one.json")
    path.write_text(json.dumps({**json.loads(path.read_text()), "version": 99}))
    with pytest.raises(InputError, match="made with a newer kit"):
        Record.read(path)


@pytest.mark.parametrize("text", ["", "[]", '{"version": 1}', '{"job": 1}'])
def test_a_broken_record_asks_for_another_batch(tmp_path, text):
    path = tmp_path / "one.json"
    path.write_text(text)
    with pytest.raises(InputError, match="Run the batch again"):
        Record.read(path)


def test_what_an_earlier_batch_left_of_a_job_is_forgotten(study, jobs):
    job = jobs["noorderkolk/logbook"]
    for path in (job.result, job.executed, job.failed):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    record_of(job, "ok").write(job.record)
    forget(study, jobs.values())
    assert [path for path in study.work.rglob("*") if path.is_file()] == []


def test_a_finding_that_left_the_plan_does_not_reach_the_next_report(study, jobs):
    job = jobs["noorderkolk/logbook"]
    old = job.result.with_name("mentions-phm_element.json")
    old.parent.mkdir(parents=True)
    old.write_text("{}")
    forget(study, jobs.values())
    assert not old.exists()


def test_a_batch_of_one_region_leaves_the_others_alone(study, jobs):
    job = replace(jobs["noorderkolk/logbook"], id="zonnehei/logbook", scope="zonnehei")
    record_of(job, "ok").write(job.record)
    forget(study, jobs.values())
    assert job.record.exists()


@pytest.mark.parametrize(("changed", "kept"), [(False, True), (True, False)])
def test_a_report_in_another_language_is_kept_while_its_sources_hold(study, jobs, changed, kept):
    job = jobs["noorderkolk/region_report-en"]
    source = Source("logbook.csv", sha256(study.root / "logbook.csv"), 1)
    record_of(job, "ok", sources=(source,)).write(job.record)
    if changed:
        (study.root / "logbook.csv").write_text("date,text\n2024-01-02,anders\n")
    forget(study, [jobs["noorderkolk/logbook"], jobs["noorderkolk/region_report-nl"]])
    assert job.record.exists() is kept
