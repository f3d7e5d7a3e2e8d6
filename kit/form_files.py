"""A form as a file: an Excel workbook with drop-downs and an explanation, and its CSV twin."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any

from kit.forms import Form
from kit.language import Both

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["as_csv", "as_workbook"]

# `kit.cells` passes over sheets with these names.
_EXPLANATION = Both("Uitleg", "Explanation")
_LISTS = Both("Lijsten", "Lists")
_HEADS = Both(
    "Kolom|Verplicht|Betekenis|Zo vult u het in", "Column|Required|Meaning|How to fill it in"
)
_REQUIRED = Both("verplicht", "required")
_FOOT = Both(
    "Een kolom met * moet ingevuld zijn. De rij VOORBEELD telt niet mee; die mag u laten staan.",
    "A column with * has to be filled in. The row EXAMPLE does not count; you may leave it.",
)
_STOP = Both("Kies een van de woorden uit de lijst.", "Choose one of the words of the list.")
_DATE_IN_EXCEL = {"nl": "dd-mm-yyyy", "en": "yyyy-mm-dd"}
_DATE_IN_CSV = {"nl": "%d-%m-%Y", "en": "%Y-%m-%d"}
_BLUE, _PALE, _GREY = "1F4E79", "DCE6F1", "7F7F7F"
_WIDTH_OF_TEXT = 44  # characters
_LAST_ROW = 10000  # of the drop-downs


def as_csv(form: Form) -> bytes:
    """Return header and example row, in UTF-8 with BOM and with semicolons.

    That is how Excel opens a CSV well in a Dutch Windows; dates and decimals are as the language
    writes them.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([field.heading for field in form.fields])
    writer.writerow([_as_text(field.example, form.language) for field in form.fields])
    return text.getvalue().encode("utf-8-sig")


def _as_text(value: Any, language: str) -> str:
    if isinstance(value, date):
        return value.strftime(_DATE_IN_CSV[language])
    if isinstance(value, float):
        return str(value).replace(".", {"nl": ",", "en": "."}[language])
    return "" if value is None else str(value)


def as_workbook(form: Form) -> bytes:
    """Return a workbook: the form, a sheet that explains its columns, and a hidden one with lists.

    The form has its header frozen, required columns dark with a star, the meaning of each column
    as a comment, an example row, drop-downs on the next 10,000 rows, and dates formatted as the
    language writes them.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = form.title
    _fill(sheet, form)
    _explain(book.create_sheet(_EXPLANATION[form.language]), form)
    lists = book.create_sheet(_LISTS[form.language])
    lists.sheet_state = "hidden"
    _drop_downs(sheet, lists, form)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> Any:
    """Write a cell; a text that begins with = is a text, not a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _fill(sheet: Worksheet, form: Form) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    wrapped = Alignment(wrap_text=True, vertical="top")
    # As text, 2025 stays a period and a code keeps its zeros.
    shapes = {"date": _DATE_IN_EXCEL[form.language], "period": "@", "name": "@"}
    for position, field in enumerate(form.fields, start=1):
        head = _put(sheet, 1, position, field.heading)
        head.font = Font(bold=True, color="FFFFFF" if field.required else "000000")
        head.fill = PatternFill("solid", fgColor=_BLUE if field.required else _PALE)
        head.alignment = wrapped
        if field.meaning:
            head.comment = Comment(field.meaning, "kit", height=90, width=260)
        cell = _put(sheet, 2, position, field.example)
        cell.font = Font(italic=True, color=_GREY)
        cell.alignment = wrapped
        whole = sheet.column_dimensions[get_column_letter(position)]
        longest = max(len(text) for text in (field.heading, *field.options))
        usual = min(longest + 4, _WIDTH_OF_TEXT)
        whole.width = _WIDTH_OF_TEXT if field.kind == "text" else max(14, usual)
        whole.alignment = wrapped
        whole.number_format = cell.number_format = shapes.get(field.kind, "General")
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:1"


def _explain(sheet: Worksheet, form: Form) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    language = form.language
    _put(sheet, 1, 1, form.title).font = Font(bold=True, size=14)
    _put(sheet, 2, 1, form.says)
    _put(sheet, 3, 1, _FOOT[language])
    for position, head in enumerate(_HEADS[language].split("|"), start=1):
        cell = _put(sheet, 5, position, head)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=_PALE)
    for row, field in enumerate(form.fields, start=6):
        required = _REQUIRED[language] if field.required else ""
        texts = (field.label, required, field.meaning, field.how)
        for position, text in enumerate(texts, start=1):
            cell = _put(sheet, row, position, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCD", (28, 12, 60, 70), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A6"


def _drop_downs(sheet: Worksheet, lists: Worksheet, form: Form) -> None:
    """Let a cell be chosen from its list, which stands on a sheet of its own and may be long."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    used = 0
    for position, field in enumerate(form.fields, start=1):
        if not field.options:
            continue
        used += 1
        for row, option in enumerate(field.options, start=1):
            _put(lists, row, used, option)
        letter = get_column_letter(used)
        source = f"{lists.title}!${letter}$1:${letter}${len(field.options)}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True)
        rule.errorStyle = "stop" if field.closed else "warning"
        rule.error = _STOP[form.language]
        rule.showErrorMessage = True
        rule.add(f"{get_column_letter(position)}2:{get_column_letter(position)}{_LAST_ROW}")
        sheet.add_data_validation(rule)
