import json

import nbformat
import pytest
from batch_cases import CASES, a_study

from kit import finding, outputs
from kit.errors import CannotWrite, KitError
from kit.execution import record_of
from kit.outputs import digest, publish, result
from kit.planning import plan


@pytest.fixture
def job(tmp_path):
    return plan(a_study(tmp_path / "s"), reports=tmp_path / "r")[0]


def shown(**parameters):
    both = {"nl": "Dit.", "en": "This."}
    data = {
        "kind": "logbook", "version": 1, "question": both, "sentence": both, "against": None,
        "parameters": parameters, "picture": {}, "checks": [], "quotes": [], "release": "region",
        "table": {"columns": ["n"], "kinds": ["count"], "rows": [[1]]},
        "sources": [{"path": "logbook.csv", "sha256": "0" * 64, "rows": 1}],
    }  # fmt: skip
    return nbformat.v4.new_output("display_data", {finding.MIME: data})


def executed(job, *outputs, injected=None, counts=(1, 2)):
    """Return a notebook as papermill leaves it: the injected parameters and one cell."""
    source = injected or "".join(f"{k} = {v!r}\n" for k, v in job.parameters.items())
    cells = [
        nbformat.v4.new_code_cell(source, execution_count=counts[0]),
        nbformat.v4.new_code_cell("show()", execution_count=counts[1], outputs=list(outputs)),
    ]
    cells[0].metadata["tags"] = ["injected-parameters"]
    return nbformat.v4.new_notebook(cells=cells)


def test_the_finding_of_a_notebook_is_taken_as_it_is_shown(job):
    made = result(executed(job, shown(region="noorderkolk")), job)
    assert json.loads(made.text)["sentence"]["nl"] == "Dit."
    assert made.sources[0].path == "logbook.csv"


def test_a_cell_that_never_ran_is_not_taken_as_completed(job):
    with pytest.raises(KitError, match="1 of 2 cells not run"):
        result(executed(job, shown(), counts=(1, None)), job)


def test_a_notebook_that_was_given_another_region_is_refused(job):
    wrong = {**job.parameters, "region": "zonnehei"}
    injected = "".join(f"{k} = {v!r}\n" for k, v in wrong.items())
    with pytest.raises(KitError, match="the parameters that the batch gave"):
        result(executed(job, shown(), injected=injected), job)


@pytest.mark.parametrize("said", [{"region": "zonnehei"}, {"until": "2024Q3"}])
def test_a_finding_about_something_else_never_lands_under_this_name(job, said):
    with pytest.raises(KitError, match="expected"):
        result(executed(job, shown(**said)), job)


def test_a_finding_for_another_release_is_refused(job):
    output = shown()
    output["data"][finding.MIME]["release"] = "public"
    with pytest.raises(KitError, match="finding with release public"):
        result(executed(job, output), job)


def test_two_findings_are_one_too_many_and_the_same_one_twice_is_one(job):
    with pytest.raises(KitError, match="2 findings shown"):
        result(executed(job, shown(), shown(region="noorderkolk")), job)
    assert result(executed(job, shown(), shown()), job)


def test_the_hash_of_a_notebook_is_of_its_sources_and_tags_and_not_of_its_outputs():
    notebook = nbformat.read(CASES / "one_finding.ipynb", as_version=4)
    before = digest(notebook)
    notebook.cells[2]["outputs"] = [shown()]
    notebook.cells[2]["execution_count"] = 7
    assert digest(notebook) == before
    notebook.cells[1]["metadata"]["tags"] = []
    assert digest(notebook) != before


def test_when_one_file_cannot_be_put_in_its_place_none_is(tmp_path):
    taken = tmp_path / "finding.json"
    (taken / "folder").mkdir(parents=True)
    with pytest.raises(CannotWrite):
        publish({taken: b"finding", tmp_path / "notebook.ipynb": b"notebook"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["finding.json"]


def test_the_consortium_report_leads_to_region_reports_that_were_made_in_its_language(tmp_path):
    study = a_study(tmp_path / "s", regions=("noord", "oost", "west"), languages="nl, en")
    planned = {job.id: job for job in plan(study, reports=tmp_path / "r")}
    for name, status, there in (
        ("noord", "ok", True),
        ("oost", "failed", True),
        ("west", "ok", False),
    ):
        made = planned[f"{name}/region_report-nl"]
        record_of(made, status).write(made.record)
        if there:
            made.result.parent.mkdir(parents=True)
            made.result.write_text("")
    region_reports = outputs._region_reports
    dutch = region_reports(planned["consortium/consortium_report-nl"])
    assert dutch == {"Noord": "../noord/noord_2024Q4.nl.html"}
    assert region_reports(planned["consortium/consortium_report-en"]) == {}
    assert region_reports(planned["noord/region_report-nl"]) == {}
