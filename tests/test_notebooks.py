"""Every notebook reads as a paper and teaches; its parameters are those of the one declaration."""

import ast
import re

import nbformat
import pytest

from kit.files import shipped
from kit.finding import MIME
from kit.parameters import NOTEBOOKS, PARAMETERS

NAMES = list(NOTEBOOKS)
LESSONS = [name for name, notebook in NOTEBOOKS.items() if notebook.makes == "finding"]
REPORTS = [name for name, notebook in NOTEBOOKS.items() if notebook.makes == "report"]
HEADINGS = [
    "In short",
    "What we were given",
    "How we looked",
    "What we see",
    "How sure are we",
    "What this does not show",
    "Try it",
]


def read(name):
    return nbformat.read(shipped("notebooks", f"{name}.ipynb"), as_version=4)


def tagged(notebook, tag):
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def test_every_notebook_of_the_folder_is_declared():
    files = {path.stem for path in shipped("notebooks").glob("*.ipynb")}
    assert files == set(NOTEBOOKS)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_opens_with_a_question_and_says_what_goes_in_and_out(name):
    notebook = read(name)
    nbformat.validate(notebook)
    first = notebook.cells[0].source
    assert re.match(r"# [^\n]+\?\n", first)
    assert all(word in first for word in ("**In** ", "**Out** ", "**Time** "))
    titles = [c for c in notebook.cells if c.cell_type == "markdown" and c.source.startswith("# ")]
    assert len(titles) == 1


@pytest.mark.parametrize("name", NAMES)
def test_the_parameters_of_a_notebook_are_those_of_the_declaration(name):
    (cell,) = tagged(read(name), "parameters")
    found = {}
    for line, statement in zip(cell.source.splitlines(), ast.parse(cell.source).body, strict=True):
        assert isinstance(statement, ast.AnnAssign), line
        assert ast.unparse(statement.annotation) == "str"
        found[statement.target.id] = (ast.literal_eval(statement.value), line.partition("# ")[2])
    assert tuple(found) == NOTEBOOKS[name].parameters
    for parameter, (default, comment) in found.items():
        assert comment == PARAMETERS[parameter].says.en
        if parameter != "release" or name != "consortium_report":
            own = NOTEBOOKS[name].own
            assert default == own.get(parameter, PARAMETERS[parameter].default)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_short_and_holds_no_machinery(name):
    notebook = read(name)
    assert len(notebook.cells) <= 26
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        assert len(cell.source.splitlines()) <= 12
        kinds = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda)
        assert not any(isinstance(node, kinds) for node in ast.walk(ast.parse(cell.source)))
        if "parameters" not in cell.metadata.get("tags", []):
            assert "data/" not in cell.source, "no path outside the parameters"


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_goes_from_the_answer_to_its_limits(name):
    notebook = read(name)
    found = [
        line[3:]
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("## ")
    ]
    assert found == HEADINGS
    for tag in ("setup", "sentence", "exercise", "solution", "record"):
        assert tagged(notebook, tag), f"no cell tagged {tag}"
    assert "doi:" in notebook.cells[-1].source or "**References**" in notebook.cells[-1].source


@pytest.mark.parametrize("name", [n for n in NAMES if n not in REPORTS])
def test_a_lesson_is_stored_as_it_ran_on_the_sample(name):
    for cell in read(name).cells:
        if cell.cell_type != "code":
            continue
        assert cell.execution_count, "every cell was run"
        for output in cell.outputs:
            assert output.output_type != "error"
            # The data of a finding would be a copy of the report inside the notebook.
            assert MIME not in output.get("data", {})
    assert "papermill" not in read(name).metadata


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_stored_without_outputs(name):
    for cell in read(name).cells:
        assert not cell.get("outputs")
        assert not cell.get("execution_count")


@pytest.mark.parametrize("name", NAMES)
def test_no_stored_notebook_names_a_folder_of_its_maker(name):
    text = shipped("notebooks", f"{name}.ipynb").read_text(encoding="utf-8")
    assert not re.search(r"/home/|/root/|/Users/|C:\\\\|/tmp/", text)
