"""The batch makes the learning history of a region, as a page and for Word, beside its report."""

import json
import re

import docx
import nbformat
import pytest
from batch_cases import a_study
from history_cases import write_study
from test_outputs import executed

from kit import learning_history
from kit.batch import run
from kit.errors import KitError
from kit.execution import record_of
from kit.files import sha256
from kit.jobs import Record, forget, history_of, history_path, report_path
from kit.learning_history import compose_history
from kit.outputs import result
from kit.planning import plan
from kit.render import Made, render_index


def jobs_of(study, folder, **asked):
    return {job.id: job for job in plan(study, reports=folder, **asked)}


@pytest.fixture
def planned(tmp_path):
    study = write_study(tmp_path / "s")
    return study, jobs_of(study, tmp_path / "r")


def a_notebook(job, **changed):
    asked = {k: v for k, v in job.parameters.items() if k != "study"} | changed
    from kit.study import open_study

    made = compose_history(open_study(job.parameters["study"]), **asked)
    data = json.loads(json.dumps(made.as_data()))
    output = nbformat.v4.new_output("display_data", {learning_history.MIME: data})
    return executed(job, output)


def test_the_documents_are_planned_only_where_the_study_asks_for_the_learning_history(tmp_path):
    study = a_study(tmp_path / "s")
    assert not [job for job in jobs_of(study, tmp_path / "r") if "document" in job]


def test_each_region_and_language_has_a_document_before_its_report(planned):
    _, jobs = planned
    document = jobs["noorderkolk/learning_history_document-nl"]
    assert document.needs == ("noorderkolk/learning_history",)
    assert document.result.name == "learning-history_noorderkolk_2024.nl.html"
    assert document.result.parent == jobs["noorderkolk/region_report-nl"].result.parent
    # The report is made without the document too.
    report = jobs["noorderkolk/region_report-nl"]
    assert report.after == (document.id,)
    assert document.id not in report.needs


def test_the_release_of_the_batch_is_that_of_the_documents(tmp_path):
    study = write_study(tmp_path / "s")
    jobs = jobs_of(study, tmp_path / "r", release="public", languages=["en"])
    assert jobs["zonnehei/learning_history_document-en"].parameters["release"] == "public"
    assert "zonnehei/learning_history_document-nl" not in jobs


def test_no_document_is_made_over_all_regions(planned):
    _, jobs = planned
    assert not [id for id in jobs if id.startswith(("all/learning", "consortium/learning"))]


def test_a_document_job_makes_a_page_and_a_word_file(planned):
    _, jobs = planned
    job = jobs["noorderkolk/learning_history_document-nl"]
    made = result(a_notebook(job), job)
    assert "<blockquote" in made.text
    assert f'href="{report_path("noorderkolk", "2024", "nl").split("/")[1]}"' in made.text
    ((path, content),) = made.beside.items()
    assert path == job.result.with_suffix(".docx")
    assert content.startswith(b"PK")
    assert {source.path for source in made.sources} >= {"quotes.csv", "history_notes.csv"}


@pytest.mark.parametrize("changed", [{"region": "zonnehei"}, {"release": "team"}])
def test_a_document_about_something_else_never_lands_under_this_name(planned, changed):
    _, jobs = planned
    job = jobs["noorderkolk/learning_history_document-nl"]
    with pytest.raises(KitError):
        result(a_notebook(job, **changed), job)


def test_a_document_whose_sources_changed_is_forgotten(planned):
    study, jobs = planned
    job = jobs["noorderkolk/learning_history_document-nl"]
    finding = jobs["noorderkolk/learning_history"]
    made = result(a_notebook(job), job)
    record_of(job, "ok", sources=made.sources).write(job.record)
    forget(study, [finding])
    assert job.record.is_file()
    with (study.root / "quotes.csv").open("a", encoding="utf-8") as handle:
        handle.write("\n")
    forget(study, [finding])
    assert not job.record.is_file()


def test_the_index_leads_to_the_learning_history():
    href = history_path("noorderkolk", "2024", "nl")
    page = render_index(
        [Made("Noorderkolk", "noorderkolk", "nl", "noorderkolk/a.html", "made", history=href)],
        study_title="Proef", languages=["nl"], synthetic=True, until="2024",
        made_on="2025-01-20T09:30:00Z",
    )  # fmt: skip
    assert f'href="{href}"' in page
    assert ">Leergeschiedenis<" in page


@pytest.mark.slow
def test_a_batch_of_one_region_makes_its_learning_history(tmp_path):
    study = write_study(tmp_path / "s")
    reports = tmp_path / "r"
    summary = run(study, reports=reports, regions=["noorderkolk"], languages=["nl", "en"], jobs=1)
    assert summary.exit_code == 0
    for language in ("nl", "en"):
        href = history_path("noorderkolk", "2024", language)
        page = (reports / href).read_text(encoding="utf-8")
        assert "<blockquote" in page
        assert len(docx.Document(reports / href.replace(".html", ".docx")).tables) == 7
        report = (reports / report_path("noorderkolk", "2024", language)).read_text("utf-8")
        assert f'href="{href.split("/")[1]}"' in report
        assert f'href="{href}"' in (reports / "index.html").read_text(encoding="utf-8")
        other = {"nl": "en", "en": "nl"}[language]
        assert f'<a href="{href.split("/")[1].replace(f".{language}.", f".{other}.")}"' in page
        record = Record.read(
            study.work / "2024" / "records" / f"{history_of('noorderkolk', language)}.json"
        )
        assert sha256(reports / href) in record.outputs.values()
        assert sum(path.endswith((".html", ".docx")) for path in record.outputs) == 2
    assert summary.older == ()
    # What was not approved is in no file of the batch that leaves the team.
    for path in reports.rglob("*.html"):
        assert not re.search(
            "Ze praatten over mijn vader|Die man van het project", path.read_text()
        )
