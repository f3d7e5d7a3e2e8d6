import os
import re
import shutil
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from batch_cases import CASES, a_study, half_written, made_long, some_notebooks

from kit.batch import run
from kit.errors import CannotWrite, InputError
from kit.exclusive import alone
from kit.files import sha256
from kit.jobs import records

HERE = Path(__file__).parent
EIGHT = [f"regio-{n}" for n in range(1, 9)]


def made(reports):
    return sorted(path.relative_to(reports).as_posix() for path in reports.rglob("*.html"))


def test_one_region_fails_and_the_other_is_complete(tmp_path):
    study = a_study(tmp_path / "s", regions=("noorderkolk", "zonnehei"))
    summary = run(
        study,
        reports=tmp_path / "r",
        regions=["noorderkolk", "zonnehei"],
        notebooks=some_notebooks(tmp_path / "n", logbook="fails_for_noorderkolk"),
    )
    assert summary.exit_code == 4
    assert {job: record.status for job, record in records(study).items()} == {
        "noorderkolk/logbook": "failed",
        "noorderkolk/region_report-nl": "skipped",
        "zonnehei/logbook": "ok",
        "zonnehei/region_report-nl": "ok",
    }
    assert "noorderkolk/logbook" in summary.records["noorderkolk/region_report-nl"].failure.said
    assert [record.job for record in summary.failures("noorderkolk")] == ["noorderkolk/logbook"]
    assert made(tmp_path / "r") == ["index.html", "zonnehei/zonnehei_2024Q4.nl.html"]
    index = (tmp_path / "r" / "index.html").read_text(encoding="utf-8")
    assert 'href="zonnehei/zonnehei_2024Q4.nl.html"' in index
    assert 'want dit kon niet worden gemaakt: <span class="path">noorderkolk/logbook<' in index
    assert half_written(tmp_path) == []


def test_one_finding_fails_and_the_report_is_made_of_the_others(tmp_path):
    study = a_study(tmp_path / "s", notebooks="[logbook, {mentions: {code_list: phm_element}}]")
    folder = some_notebooks(tmp_path / "n", logbook="fails_in_a_cell")
    shutil.copy(CASES / "one_finding.ipynb", folder / "mentions.ipynb")
    summary = run(study, reports=tmp_path / "r", regions=["noorderkolk"], notebooks=folder)
    assert summary.exit_code == 4
    assert [record.job for record in summary.failures("noorderkolk")] == ["noorderkolk/logbook"]
    assert summary.records["noorderkolk/region_report-nl"].status == "ok"
    index = (tmp_path / "r" / "index.html").read_text(encoding="utf-8")
    assert 'href="noorderkolk/noorderkolk_2024Q4.nl.html"' in index
    assert "niet compleet" in index
    assert "Dit ontbreekt erin" in index
    assert "noorderkolk/logbook" in index


@pytest.mark.slow
def test_the_consortium_report_knows_which_regions_are_not_in_it(tmp_path):
    study = a_study(tmp_path / "s", regions=("noorderkolk", "zonnehei"))
    notebooks = some_notebooks(tmp_path / "n", logbook="fails_for_noorderkolk")
    summary = run(study, reports=tmp_path / "r", notebooks=notebooks)
    assert summary.exit_code == 4
    report = tmp_path / "r" / "consortium" / "consortium_2024Q4.nl.html"
    text = report.read_text(encoding="utf-8")
    for line in (
        "noorderkolk/logbook: failed",
        "noorderkolk/region_report-nl: skipped",
        "zonnehei/region_report-nl: ok",
        "all/logbook: ok",
    ):
        assert line in text


@pytest.mark.slow
def test_of_eight_regions_each_report_carries_its_own_and_no_other(tmp_path):
    study = a_study(tmp_path / "s", regions=EIGHT)
    summary = run(
        study,
        reports=tmp_path / "r",
        regions=EIGHT,
        jobs=2,
        notebooks=some_notebooks(tmp_path / "n"),
    )
    assert summary.exit_code == 0
    for slug in EIGHT:
        report = tmp_path / "r" / slug / f"{slug}_2024Q4.nl.html"
        finding = study.work / "2024Q4" / "findings" / slug / "logbook.json"
        for path in (report, finding):
            text = path.read_text(encoding="utf-8")
            assert f"Dit gaat over {slug}." in text
            assert [other for other in EIGHT if other != slug and other in text] == []


def test_a_second_batch_after_a_correction_leaves_nothing_of_the_first(tmp_path):
    study = a_study(tmp_path / "s")
    ask = {"reports": tmp_path / "r", "regions": ["noorderkolk"], "notebooks": tmp_path / "n"}
    some_notebooks(tmp_path / "n", logbook="fails_in_a_cell")
    assert run(study, **ask).exit_code == 4
    some_notebooks(tmp_path / "n")
    assert run(study, **ask).exit_code == 0
    assert list(study.work.rglob("*.failed.ipynb")) == []
    assert {record.status for record in records(study).values()} == {"ok"}


def test_a_record_that_cannot_be_written_is_a_job_that_was_not_done(tmp_path):
    study = a_study(tmp_path / "s")
    folder = study.work / "2024Q4" / "records"
    folder.mkdir(parents=True)
    (folder / "noorderkolk").write_text("a file where the records should be")
    summary = run(
        study,
        reports=tmp_path / "r",
        regions=["noorderkolk"],
        notebooks=some_notebooks(tmp_path / "n"),
    )
    assert summary.exit_code == 4
    assert summary.records["noorderkolk/logbook"].failure.kind == "CannotWrite"
    assert records(study) == {}
    assert made(tmp_path / "r") == ["index.html"]


def test_a_file_where_the_reports_should_be_is_told_before_anything_runs(tmp_path):
    study = a_study(tmp_path / "s")
    (tmp_path / "r").write_text("mine")
    with pytest.raises(CannotWrite):
        run(study, reports=tmp_path / "r", notebooks=some_notebooks(tmp_path / "n"))
    assert not (study.work / "2024Q4").exists()


def test_a_second_batch_on_a_busy_study_is_told_before_anything_runs(tmp_path):
    study = a_study(tmp_path / "s")
    with alone(study), pytest.raises(Exception, match="a batch that is busy with it"):
        run(study, reports=tmp_path / "r", notebooks=some_notebooks(tmp_path / "n"))
    assert not (tmp_path / "r").exists()


def test_a_wrong_question_is_told_before_anything_runs(tmp_path):
    study = a_study(tmp_path / "s")
    with pytest.raises(InputError, match="2 problems") as told:
        run(study, reports=tmp_path / "r", regions=["noorderkolc"], until="ooit")
    assert "nearest: noorderkolk" in str(told.value)
    notebooks = some_notebooks(tmp_path / "n")
    (notebooks / "region_report.ipynb").unlink()
    with pytest.raises(InputError, match=r"region_report\.ipynb(.|\n)*got \"0\""):
        run(study, reports=tmp_path / "r", jobs=0, notebooks=notebooks)
    assert not study.work.exists()


BATCH = """
import sys
from pathlib import Path

sys.path.insert(0, {here!r})
from kit.batch import run
from kit.study import open_study

def main():
    {before}
    summary = run(
        open_study({root!r}),
        reports=Path({reports!r}),
        regions=["noorderkolk", "zonnehei"],
        notebooks=Path({notebooks!r}),
        jobs=2,
        tell=lambda progress: print(progress.done, flush=True),
    )
    for record in summary.records.values():
        print(record.job, record.status, record.failure and record.failure.said)
    raise SystemExit(summary.exit_code)

if __name__ == "__main__":
    main()
"""


class Batch:
    """A batch of two regions in a process of its own, whose processes can be found."""

    def __init__(self, tmp_path, *, case, before="pass", **environment):
        self.mark = f"KIT_TEST={uuid.uuid4().hex}"
        self.study = a_study(tmp_path / "s", regions=("noorderkolk", "zonnehei"))
        self.reports = tmp_path / "r"
        self.notebooks = some_notebooks(tmp_path / "n", logbook=case)
        self.temporary = tmp_path / "t"
        self.temporary.mkdir(exist_ok=True)
        script = tmp_path / "batch.py"
        script.write_text(
            BATCH.format(
                here=str(HERE),
                before=before,
                root=str(self.study.root),
                reports=str(self.reports),
                notebooks=str(self.notebooks),
            ),
            encoding="utf-8",
        )
        name, value = self.mark.split("=")
        self.command = [sys.executable, str(script)]
        self.environment = {
            **os.environ,
            name: value,
            "TMPDIR": str(self.temporary),
            **environment,
        }

    def begin(self):
        return subprocess.Popen(
            self.command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def processes(self):
        """Return what runs with the mark of this batch in its environment."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark.encode() in (folder / "environ").read_bytes():
                    found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return found

    def kernels(self):
        return [command for command in self.processes() if "ipykernel_launcher" in command]

    def all_gone(self, *, within):
        end = time.monotonic() + within
        while self.processes() and time.monotonic() < end:
            time.sleep(0.05)
        return self.processes() == []


def wait_for(ready, *, within=60):
    end = time.monotonic() + within
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.05)


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")


@pytest.mark.slow
@linux_only
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_no_process_and_no_half_file_and_a_second_run_works(tmp_path, stop):
    batch = Batch(tmp_path, case="endless", HOME="/nonexistent")
    process = batch.begin()
    wait_for(lambda: len(batch.kernels()) == 2)
    process.send_signal(stop)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert errors == b""
    assert batch.all_gone(within=5)
    assert half_written(tmp_path) == []
    assert [path.name for path in batch.temporary.iterdir() if "kit-" in path.name] == []
    assert records(batch.study) == {}
    if stop == signal.SIGINT:
        some_notebooks(batch.notebooks)
        assert subprocess.run(batch.command, env=batch.environment, check=False).returncode == 0
        assert len(made(batch.reports)) == 3


@pytest.mark.slow
@linux_only
def test_a_batch_that_is_killed_leaves_no_process_and_does_not_lock_the_study(tmp_path):
    batch = Batch(tmp_path, case="endless")
    process = batch.begin()
    wait_for(lambda: len(batch.kernels()) == 2)
    process.kill()
    process.communicate(timeout=30)
    assert batch.all_gone(within=10)
    assert [path.name for path in batch.temporary.iterdir() if "kit-" in path.name] == []
    with alone(batch.study):
        pass


@pytest.mark.slow
@linux_only
def test_a_full_disk_leaves_nothing_half_written_and_is_told(tmp_path):
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))"
    batch = Batch(tmp_path, case="one_finding", before=full)
    made_long(batch.notebooks / "logbook.ipynb", length=200_000)
    said, errors = batch.begin().communicate(timeout=60)
    assert errors == b""
    assert b"noorderkolk/logbook failed" in said
    assert b"Free some space or choose another folder" in said
    assert {record.status for record in records(batch.study).values()} == {"failed", "skipped"}
    assert half_written(tmp_path) == []
    assert made(batch.reports) == ["index.html"]
    assert list(batch.study.work.rglob("*.ipynb")) == []
    assert list((batch.study.work / "2024Q4" / "findings").rglob("*.json")) == []


def links(page):
    return re.findall('<a href="([^"#]+)"', page.read_text(encoding="utf-8"))


def test_a_report_leads_to_the_index_and_to_its_other_languages_that_were_made(tmp_path):
    study = a_study(tmp_path / "s", languages="nl, en")
    ask = {"reports": tmp_path / "r", "regions": ["noorderkolk"], "notebooks": tmp_path / "n"}
    some_notebooks(tmp_path / "n")
    folder = tmp_path / "r" / "noorderkolk"
    run(study, **ask, languages=["nl"])
    assert links(folder / "noorderkolk_2024Q4.nl.html") == ["../index.html"]
    run(study, **ask)
    for language, other in (("nl", "en"), ("en", "nl")):
        page = folder / f"noorderkolk_2024Q4.{language}.html"
        assert links(page) == ["../index.html", f"noorderkolk_2024Q4.{other}.html"]
        record = records(study)[f"noorderkolk/region_report-{language}"]
        assert record.outputs[str(page)] == sha256(page)


def test_reports_of_an_earlier_period_or_of_a_region_that_went_are_listed_apart(tmp_path):
    study = a_study(tmp_path / "s")
    for name in ("noorderkolk/noorderkolk_2023.nl.html", "weg/weg_2024Q4.nl.html", "weg/x.html"):
        path = tmp_path / "r" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    summary = run(
        study,
        reports=tmp_path / "r",
        regions=["noorderkolk"],
        notebooks=some_notebooks(tmp_path / "n"),
        problems=9,
    )
    older = ("noorderkolk/noorderkolk_2023.nl.html", "weg/weg_2024Q4.nl.html")
    assert (summary.older, summary.problems, summary.exit_code) == (older, 9, 0)
    index = (tmp_path / "r" / "index.html").read_text(encoding="utf-8")
    above, below = index.split("<h3>Ouder</h3>")
    assert "noorderkolk_2024Q4.nl.html" in above
    assert all(href in below for href in older)
    assert "9 problemen" in above
    assert (tmp_path / "r" / "weg" / "x.html").exists()
