"""Forms say what the readers read, in both languages, and can be read back."""

from pathlib import Path

import pytest

from kit.forms import TABLES, form_of
from kit.study import Study, open_study
from kit.terms import columns
from kit.values import read_cell

SETTINGS = """\
format: 1
title: Proef
period: {from: 2024Q1, until: 2024Q4}
regions:
  - {slug: noord, name: Regio Noord, areas: [{code: N1, name: Noorddorp}]}
  - {slug: zuid, name: Regio Zuid, areas: [{code: N1, name: Noorddorp}, {code: Z1, name: Z}]}
"""
BOTH = pytest.mark.parametrize("language", ["nl", "en"])
EACH = pytest.mark.parametrize("table", TABLES)


def study_of(folder: Path, settings: str = SETTINGS) -> Study:
    (folder / "study.yml").write_text(settings, encoding="utf-8")
    return open_study(folder)


@EACH
@BOTH
def test_a_form_has_every_column_that_is_read_and_no_other(tmp_path, table, language):
    form = form_of(study_of(tmp_path), table, language=language)
    assert [field.id for field in form.fields] == list(columns(table))
    assert {field.id for field in form.fields} == {column.name for column in TABLES[table]}


@EACH
@BOTH
def test_every_word_of_a_drop_down_is_read_as_something(tmp_path, table, language):
    declared = {column.name: column for column in TABLES[table]}
    for field in form_of(study_of(tmp_path), table, language=language).fields:
        read = [read_cell(option, declared[field.id]) for option in field.options]
        assert len(set(read)) == len(field.options)
        assert None not in read


@BOTH
def test_required_columns_carry_a_star(tmp_path, language):
    study = study_of(tmp_path)
    starred = {
        table: [f.id for f in form_of(study, table, language=language).fields if "*" in f.heading]
        for table in TABLES
    }
    assert starred == {
        "logbook": ["date"],
        "indicators": ["region", "indicator", "period"],
        "change_tasks": ["region", "task"],
        "interventions": ["region", "name", "start"],
        "interviews": ["interview", "region", "date", "person"],
        "documents": ["document"],
        "history_notes": ["region", "kind", "text"],
        "noticeable_results": ["region", "date", "result"],
        "events": ["region", "date", "event", "direction"],
        "quotes": ["id", "document", "quote"],
        "maturity": ["region", "wave", "respondent", "item", "current"],
        "workshop": ["region", "wave", "element"],
        "rebasing": ["region", "indicator", "from_period", "reason"],
        "areas": ["region", "code", "name"],
        "problem_counts": ["region", "area", "problem", "period"],
        "felt_weight": ["region", "problem", "voice", "chosen", "of", "session"],
        "assets": ["region", "asset", "kind"],
        "risk_layers": ["region", "period", "layer", "outcome", "horizon_months"],
        "hotspot_issues": ["id", "region", "issue"],
    }


def test_with_one_region_the_column_region_is_not_required(tmp_path):
    one = SETTINGS[: SETTINGS.index("  - {slug: zuid")]
    form = form_of(study_of(tmp_path, one), "interventions", language="nl")
    assert [field.id for field in form.fields if field.required] == ["name", "start"]


def test_regions_and_areas_to_choose_from_are_those_of_the_study(tmp_path):
    form = form_of(study_of(tmp_path), "interventions", language="nl")
    by_id = {field.id: field for field in form.fields}
    assert by_id["region"].options == ("noord", "zuid")
    assert by_id["area"].options == ("N1", "Z1")
    assert not by_id["region"].closed
    assert by_id["direction"].closed


@EACH
@BOTH
def test_the_example_row_is_marked_in_its_first_cell(tmp_path, table, language):
    form = form_of(study_of(tmp_path), table, language=language)
    mark = {"nl": "VOORBEELD", "en": "EXAMPLE"}[language]
    assert str(form.fields[0].example).split()[0] == mark
    assert all(field.example is not None for field in form.fields if field.required)


@EACH
@BOTH
def test_every_column_says_what_it_means_and_how_to_fill_it_in(tmp_path, table, language):
    for field in form_of(study_of(tmp_path), table, language=language).fields:
        assert field.meaning
        assert field.how


def test_who_may_read_an_entry_is_explained_where_it_is_chosen(tmp_path):
    form = form_of(study_of(tmp_path), "logbook", language="nl")
    how = next(field.how for field in form.fields if field.id == "release")
    assert "Eigen team: Alleen voor het team dat het schreef." in how


def test_ids_of_learning_questions_stand_in_the_form(tmp_path):
    form = form_of(study_of(tmp_path), "logbook", language="en")
    how = next(field.how for field in form.fields if field.id == "learning_questions")
    assert "q_speed: Keeping up speed" in how


def test_nobody_is_told_to_write_down_a_name(tmp_path):
    form = form_of(study_of(tmp_path), "logbook", language="nl")
    author = next(field for field in form.fields if field.id == "author")
    assert author.how == "Een korte tekst of code."
    assert "nooit een echte naam" in author.meaning


def test_the_regions_of_the_study_are_explained_where_one_is_chosen(tmp_path):
    form = form_of(study_of(tmp_path), "indicators", language="en")
    assert form.fields[0].how == "Choose from the list:\n– noord\n– zuid"
