"""Nothing that a person can type, fill in or read is without an explanation in its languages."""

import re
import sys
from pathlib import Path

import pytest
import typer
import yaml

import kit
from kit.cli import Release, app
from kit.files import shipped
from kit.forms import TABLES
from kit.parameters import NOTEBOOKS, PARAMETERS
from kit.terms import columns, terms

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import refresh_docs  # noqa: E402

WORDS = yaml.safe_load((Path(kit.__file__).parent / "terms.yml").read_text(encoding="utf-8"))
VERBS = typer.main.get_command(app).commands


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_and_option_has_a_help_text(verb):
    command = VERBS[verb]
    assert command.help.endswith(".")
    for parameter in command.params:
        assert parameter.help, parameter.name


@pytest.mark.parametrize("verb", VERBS)
def test_the_line_of_a_verb_in_the_help_is_not_cut_off(verb):
    assert not VERBS[verb].get_short_help_str(60).endswith("...")


def test_every_option_of_the_kit_itself_has_a_help_text():
    assert all(parameter.help for parameter in typer.main.get_command(app).params)


def test_the_releases_of_a_run_are_those_of_the_kit():
    assert set(Release.__args__) == set(terms("release"))


@pytest.mark.parametrize("table", WORDS["columns"])
def test_every_column_has_a_label_and_a_meaning_in_both_languages(table):
    for column in columns(table).values():
        for text in (column.label, column.meaning):
            assert text is not None, column.id
            assert text["nl"], column.id
            assert text["en"], column.id


def test_every_column_that_is_read_is_explained_and_the_other_way_round():
    assert set(TABLES) <= set(WORDS["columns"])
    for table, declared in TABLES.items():
        assert {column.name for column in declared} == set(columns(table))


@pytest.mark.parametrize("list", WORDS["lists"])
def test_every_term_has_a_label_in_both_languages(list):
    for id, term in terms(list).items():
        assert term.label["nl"], id
        assert term.label["en"], id
        assert term.meaning is None or (term.meaning["nl"] and term.meaning["en"]), id


@pytest.mark.parametrize("word", WORDS["glossary"])
def test_every_word_of_the_glossary_is_explained_in_both_languages(word):
    entry = WORDS["glossary"][word]
    for text in (entry, entry["meaning"]):
        assert text["nl"]
        assert text["en"]


@pytest.mark.parametrize("table", WORDS["columns"])
def test_no_two_columns_of_a_table_are_written_the_same_way(table):
    written = [
        way.replace("_", " ") for c in columns(table).values() for way in set(c.written_as())
    ]
    own = {c.id: {way.replace("_", " ") for way in c.written_as()} for c in columns(table).values()}
    doubled = {way for way in written if sum(way in ways for ways in own.values()) > 1}
    assert doubled == set()


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_has_a_meaning_in_both_languages(name):
    assert PARAMETERS[name].says["nl"]
    assert PARAMETERS[name].says["en"]


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_parameter_of_a_notebook_is_declared(notebook):
    assert set(NOTEBOOKS[notebook].parameters) <= set(PARAMETERS)


def test_every_command_in_the_readme_of_a_new_study_exists():
    text = (shipped("templates", "study") / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^    )kit (\w+)", text, flags=re.MULTILINE))
    assert named
    assert named <= set(VERBS)
    options = {o for verb in named for given in VERBS[verb].params for o in given.opts}
    assert set(re.findall(r"--[a-z]+", text)) <= options


def test_the_readme_shows_what_the_sample_gives_today():
    finding = refresh_docs.shown()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert refresh_docs.readme(finding, readme) == readme, "run: python tests/refresh_docs.py"
    figure = (ROOT / "docs" / "figure.svg").read_text(encoding="utf-8")
    assert refresh_docs.figure(finding) == figure


def test_the_glossary_is_that_of_the_terms():
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert text == refresh_docs.glossary(), "run: python tests/refresh_docs.py"


def test_the_readme_is_short_and_its_links_lead_somewhere():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 120
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "kit/README.md", "SECURITY.md"])
def test_every_file_that_a_document_names_exists(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    places = (ROOT, ROOT / "kit")
    for path in re.findall(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|yml|md|ipynb))`", text):
        if path in ("study.yml", "test_MODULE.py", "start.py"):
            continue
        found = any((place / path).exists() for place in (*places, ROOT / "tests"))
        assert found or list((ROOT / "kit").rglob(path)), path


def test_every_command_of_the_readme_exists():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"(?:start\.py kit|`kit|^kit) ([a-z]+)", text, re.MULTILINE)
    assert set(commands) >= {"new", "check", "run"}
    assert set(commands) <= set(VERBS)
    started = set(re.findall(r"start\.py ([a-z]+)", text))
    assert started <= {"report", "test", "kit", "lab"}
