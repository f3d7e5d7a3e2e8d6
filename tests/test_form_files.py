"""Forms as files: what Excel shows, and what a person without Excel gets."""

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from kit.cells import read_grids
from kit.form_files import as_csv, as_workbook
from kit.forms import TABLES, Form, form_of
from kit.study import open_study

SETTINGS = """\
format: 1
title: Proef
period: {from: 2024Q1, until: 2024Q4}
regions:
  - {slug: noord, name: Regio Noord}
  - {slug: zuid, name: Regio Zuid, areas: [AREAS]}
"""
BOTH = pytest.mark.parametrize("language", ["nl", "en"])
EACH = pytest.mark.parametrize("table", TABLES)


def form(folder: Path, table: str, language: str, *areas: str) -> Form:
    listed = ", ".join(f"{{code: '{area}', name: '{area}'}}" for area in areas)
    text = SETTINGS.replace("AREAS", listed)
    (folder / "study.yml").write_text(text, encoding="utf-8")
    return form_of(open_study(folder), table, language=language)


def opened(made: Form) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(as_workbook(made)))


@EACH
@BOTH
def test_a_workbook_has_the_form_its_explanation_and_hidden_lists(tmp_path, table, language):
    book = opened(form(tmp_path, table, language))
    assert (
        book.sheetnames[1:]
        == {
            "nl": ["Uitleg", "Lijsten"],
            "en": ["Explanation", "Lists"],
        }[language]
    )
    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "hidden"]
    assert book.worksheets[0].freeze_panes == "A2"


@EACH
@BOTH
def test_each_drop_down_points_at_its_list(tmp_path, table, language):
    made = form(tmp_path, table, language, "Z1", "Z2")
    book = opened(made)
    sheet, lists = book.worksheets[0], book.worksheets[2]
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        name, _, cells = rule.formula1.partition("!")
        assert name == lists.title
        (target,) = rule.sqref.ranges
        assert (target.min_row, target.max_row) == (2, 10000)
        values = lists[cells.replace("$", "")]
        values = values if isinstance(values, tuple) else ((values,),)
        offered[target.min_col - 1] = tuple(cell.value for (cell,) in values)
        # openpyxl names it the other way round: True hides the arrow.
        assert not rule.showDropDown
    expected = {i: field.options for i, field in enumerate(made.fields) if field.options}
    assert offered == expected


def test_a_list_of_three_hundred_areas_is_a_drop_down_too(tmp_path):
    areas = [f"B{number:04}" for number in range(300)]
    made = form(tmp_path, "interventions", "nl", *areas)
    rules = opened(made).worksheets[0].data_validations.dataValidation
    assert any(rule.formula1.endswith("$300") for rule in rules)


def test_a_name_that_looks_like_a_formula_is_text(tmp_path):
    book = opened(form(tmp_path, "interventions", "nl", "=1+1"))
    cells = [cell for row in book["Lijsten"].iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]


@pytest.mark.parametrize(("language", "shape"), [("nl", "dd-mm-yyyy"), ("en", "yyyy-mm-dd")])
def test_dates_are_dates_and_shown_as_the_language_writes_them(tmp_path, language, shape):
    made = form(tmp_path, "logbook", language)
    sheet = opened(made).worksheets[0]
    at = [field.id for field in made.fields].index("date") + 1
    cell = sheet.cell(2, at)
    assert cell.value.date() == date(2025, 3, 12)
    assert cell.number_format == shape
    assert sheet.column_dimensions[cell.column_letter].number_format == shape


@EACH
@BOTH
def test_the_meaning_of_a_column_is_a_comment_and_stands_in_the_explanation(
    tmp_path, table, language
):
    made = form(tmp_path, table, language)
    book = opened(made)
    sheet, explained = book.worksheets[0], book.worksheets[1]
    rows = {row[0]: row for row in explained.iter_rows(min_row=6, max_col=4, values_only=True)}
    for position, field in enumerate(made.fields, start=1):
        assert sheet.cell(1, position).comment.text == field.meaning
        assert rows[field.label][2:] == (field.meaning, field.how)
        assert bool(rows[field.label][1]) == field.required


@EACH
@BOTH
def test_the_reader_sees_one_sheet_with_a_header_and_an_example(tmp_path, table, language):
    path = tmp_path / "form.xlsx"
    path.write_bytes(as_workbook(form(tmp_path, table, language, "Z1")))
    grids, problems = read_grids(path, "form.xlsx")
    assert problems == []
    assert [len(grid.rows) for grid in grids] == [2]


def test_the_twin_opens_well_in_excel(tmp_path):
    data = as_csv(form(tmp_path, "indicators", "nl"))
    assert data.startswith(b"\xef\xbb\xbf")
    head, example = csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
    assert head[:4] == ["Regio *", "Indicator *", "Periode *", "Waarde"]
    assert example[3] == "52,3"
    assert example[10] == "02-06-2025"


@EACH
@BOTH
def test_the_twin_has_the_header_and_the_example_of_the_workbook(tmp_path, table, language):
    made = form(tmp_path, table, language)
    head, example = csv.reader(io.StringIO(as_csv(made).decode("utf-8-sig")), delimiter=";")
    row = next(opened(made).worksheets[0].iter_rows(max_row=1, values_only=True))
    assert head == list(row)
    assert [bool(cell) for cell in example] == [f.example is not None for f in made.fields]
