import json
import os
import signal
import sys
import tempfile
import time
from multiprocessing.connection import wait

import pytest
from batch_cases import CASES, a_study, half_written, some_notebooks

from kit import kernels
from kit.errors import CannotWrite
from kit.files import sha256
from kit.finding import Finding
from kit.planning import plan

LIMIT = 60.0


def the_job(tmp_path, study="s"):
    return plan(a_study(tmp_path / study), reports=tmp_path / "r")[0]


def run(job, notebooks, *, limit=LIMIT):
    """Wait for one job as a batch does; return its record and the process that ran it."""
    running = kernels.start(job, notebooks=notebooks, limit=limit)
    while True:
        wait([running.hear, running.process.sentinel], timeout=0.1)
        record = running.news() or running.overdue()
        if record is not None:
            return record, running


def run_case(tmp_path, case, **more):
    job = the_job(tmp_path)
    return (job, *run(job, some_notebooks(tmp_path / "n", logbook=case), **more))


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_notebook_that_ran_leaves_its_finding_and_says_what_made_it(tmp_path):
    job, record, running = run_case(tmp_path, "one_finding")
    assert record.status == "ok"
    assert Finding.read(job.result).sentence["nl"] == "Dit gaat over noorderkolk."
    assert record.provenance["parameters"] == dict(job.parameters)
    assert record.provenance["engine"] == "papermill"
    assert [source["path"] for source in record.provenance["sources"]] == [
        "logbook.csv",
        "study.yml",
    ]
    assert record.outputs == {
        ".work/2024Q4/findings/noorderkolk/logbook.json": sha256(job.result),
        ".work/2024Q4/runs/noorderkolk/logbook.ipynb": sha256(job.executed),
    }
    assert 0 < record.own_cpu_seconds < record.cpu_seconds
    assert not running.scratch.exists()
    assert not job.failed.exists()


def test_a_process_that_runs_a_job_writes_no_record_itself(tmp_path):
    job, record, _ = run_case(tmp_path, "one_finding")
    assert record.status == "ok"
    assert not job.record.exists()


def test_a_failing_cell_is_named_and_its_message_kept_out_of_the_record(tmp_path):
    job, record, _ = run_case(tmp_path, "fails_in_a_cell")
    assert (record.status, record.failure.kind, record.failure.cell) == ("failed", "ValueError", 4)
    assert "De Vries" not in str(record)
    assert record.failure.said == "ValueError in cell [4]"
    assert "De Vries" in job.failed.read_text(encoding="utf-8")
    assert not job.result.exists()
    assert not job.executed.exists()


def test_what_a_person_has_to_correct_is_told_in_full_without_a_traceback(tmp_path):
    _, record, _ = run_case(tmp_path, "input_error")
    assert (record.status, record.failure.kind) == ("failed", "InputError")
    assert record.failure.said == (
        'logbook.csv, row 17, `date`: got "31-02-2024", expected a date such as 2024-02-29.\n'
        "1 problem."
    )


def test_a_killed_kernel_is_not_taken_for_a_notebook_that_completed(tmp_path):
    job, record, _ = run_case(tmp_path, "kills_its_kernel")
    assert (record.status, record.failure.cell) == ("died", 4)
    assert "memory" in record.failure.do
    assert not job.result.exists()
    assert not job.executed.exists()


def test_an_endless_notebook_is_stopped_in_time_and_leaves_no_process(tmp_path):
    began = time.monotonic()
    job, record, running = run_case(tmp_path, "endless", limit=5.0)
    assert 5 <= time.monotonic() - began < 20
    assert record.status == "timed_out"
    assert record.failure.said == "stopped after 5 seconds in cell [3]"
    assert gone(running.kernel)
    assert not running.process.is_alive()
    assert not job.result.exists()


def gone(pid, *, within=5.0):
    end = time.monotonic() + within
    while time.monotonic() < end and is_there(pid):
        time.sleep(0.05)
    return not is_there(pid)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_process_that_is_killed_takes_its_kernel_with_it_and_is_told(tmp_path):
    notebooks = some_notebooks(tmp_path / "n", logbook="endless")
    running = kernels.start(the_job(tmp_path), notebooks=notebooks, limit=LIMIT)
    while running.cell != 3:
        assert running.news() is None
        wait([running.hear], timeout=0.1)
    os.kill(running.process.pid, signal.SIGKILL)
    while (record := running.news()) is None:
        time.sleep(0.01)
    assert record.status == "died"
    assert "(exit code -9), in cell [3]" in record.failure.said
    assert gone(running.kernel)
    assert not running.scratch.exists()


@pytest.mark.parametrize(("case", "said"), [
    ("leaves_early", "1 of 5 cells not run"),
    ("no_finding", "0 findings shown"),
    ("other_region", "finding with region zonnehei"),
])  # fmt: skip
def test_a_notebook_that_ran_otherwise_than_asked_makes_nothing(tmp_path, case, said):
    job, record, _ = run_case(tmp_path, case)
    assert record.status == "failed"
    assert said in record.failure.said
    assert job.failed.exists()
    assert not job.result.exists()


def test_a_notebook_that_is_not_one_is_told_as_a_mistake_of_ours(tmp_path):
    notebooks = some_notebooks(tmp_path / "n")
    (notebooks / "logbook.ipynb").write_text("not a notebook")
    record, _ = run(the_job(tmp_path), notebooks)
    assert record.status == "failed"
    assert "please report it" in record.failure.do


def test_a_study_in_a_folder_with_braces_quotes_and_spaces_runs(tmp_path):
    job = the_job(tmp_path, "een {study} van 'Q' én \"x\"" if os.name != "nt" else "een {study}")
    record, _ = run(job, some_notebooks(tmp_path / "n {x}"))
    assert record.status == "ok"


def test_when_the_finding_cannot_be_put_in_its_place_nothing_is(tmp_path):
    job = the_job(tmp_path)
    (job.result / "a folder where the finding should be").mkdir(parents=True)
    record, _ = run(job, some_notebooks(tmp_path / "n"))
    assert (record.status, record.failure.kind) == ("failed", "CannotWrite")
    assert not job.executed.exists()
    assert half_written(tmp_path) == []


def test_the_kernel_is_this_python_whatever_kernels_are_installed(tmp_path):
    notebooks = some_notebooks(tmp_path / "n")
    path = notebooks / "logbook.ipynb"
    notebook = json.loads((CASES / "one_finding.ipynb").read_text(encoding="utf-8"))
    notebook["metadata"] = {"kernelspec": {"name": "another", "display_name": "Another"}}
    asks = "import sys\n\nassert sys.executable == " + repr(sys.executable)
    cell = {**notebook["cells"][2], "id": "asks", "source": asks}
    notebook["cells"].append(cell)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    record, _ = run(the_job(tmp_path), notebooks)
    assert record.status == "ok"


def test_a_temporary_folder_with_a_long_path_is_no_reason_to_fail(tmp_path, monkeypatch):
    long = tmp_path / ("x" * 90)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    record, _ = run(the_job(tmp_path), some_notebooks(tmp_path / "n"))
    assert record.status == "ok"


def test_no_room_for_temporary_files_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(CannotWrite, match="Free some space"):
        kernels.start(the_job(tmp_path), notebooks=tmp_path, limit=LIMIT)
