"""A codebook as a table, one row per code, for who keeps it in a spreadsheet.

Headers are Dutch or English. A first row holds the codebook itself (id, version, title) and a row
per list its name; a table without them is read too.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kit.cells import Rows, find_header, read_grids
from kit.codes import Code, Codebook
from kit.documents import normalise
from kit.errors import InputError, Problem, unknown_name
from kit.formulas import defused, restored
from kit.language import LANGUAGES, Both
from kit.terms import columns, terms
from kit.values import text_of

__all__ = ["Sheet", "as_csv", "as_workbook", "read_sheet"]

_TEXTS = ("name", "definition", "include", "exclude", "example")
_RULES = ("nl", "en", "not")
_KINDS = {"codebook": ("codebook", "codeboek"), "list": ("list", "lijst"), "code": ("code", "")}
_KIND_IN = {"nl": {"codebook": "codeboek", "list": "lijst", "code": "code"}}
_MOST_IN_A_CELL = 32_767  # of Excel; longer texts would be cut without a word
_EXPLANATION = Both("Uitleg", "Explanation")  # `kit.cells` passes over sheets with these names


@dataclass
class Sheet:
    """What stands in a table: `raw` as format 2 has it, and where each list and code stands.

    `remarks` tell what was not read or was filled in.
    """

    raw: dict[str, Any]
    places: dict[tuple[str, str], str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


# --- out -----------------------------------------------------------------------------------------


def as_csv(codebook: Codebook, *, language: str) -> bytes:
    """Return a CSV in UTF-8 with BOM and semicolons, as Excel opens it well in a Dutch Windows.

    A cell that a spreadsheet would take for a formula, such as the rule ``=aho``, gets an
    apostrophe before it; `read_sheet` takes it off again.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    for row in _rows(codebook, language):
        writer.writerow([defused(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(codebook: Codebook, *, language: str) -> bytes:
    """Return a workbook with the codebook and a sheet that explains its columns.

    Every cell is text and stays so when somebody edits it: no rule becomes a formula.

    Raises
    ------
    InputError
        A text is longer than a cell of Excel holds.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = {"nl": "Codeboek", "en": "Codebook"}[language]
    rows = list(_rows(codebook, language))
    wide = {"name", *_TEXTS, "rules", "memo", "history"}
    for position, id in enumerate(columns("codebook"), start=1):
        width = 40 if id.partition("_")[0] in wide else 16
        sheet.column_dimensions[get_column_letter(position)].width = width
    too_long = []
    for i, row in enumerate(rows, start=1):
        for j, value in enumerate(row, start=1):
            if len(value) > _MOST_IN_A_CELL:
                at = f"code {row[1]}, `{rows[0][j - 1]}`"
                got = f"a text of {len(value):,} characters"
                do = "Write a .csv or .yml instead."
                too_long.append(Problem(at, got, f"at most {_MOST_IN_A_CELL:,} for Excel", do))
                continue
            cell = sheet.cell(i, j)
            cell.value = _escaped(value) or None
            cell.data_type = "s" if value else cell.data_type
            cell.quotePrefix, cell.number_format = True, "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=i == 1)
    if too_long:
        raise InputError(too_long)
    sheet.freeze_panes = "A2"
    explaining = book.create_sheet(_EXPLANATION[language])
    for i, term in enumerate(columns("codebook").values(), start=1):
        explaining.cell(i, 1).value = term.label[language]
        explaining.cell(i, 2).value = term.meaning[language] if term.meaning else ""
    explaining.column_dimensions["A"].width, explaining.column_dimensions["B"].width = 24, 90
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _escaped(value: str) -> str:
    """Keep a text such as ``_x0041_``, which readers of Excel's files take for a character."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", value)


def _rows(codebook: Codebook, language: str) -> Iterator[list[str]]:
    heads = columns("codebook")
    yield [term.label[language] for term in heads.values()]
    kinds = _KIND_IN.get(language, {kind: kind for kind in _KINDS})
    records: list[Mapping[str, str]] = [
        {"kind": kinds["codebook"], "id": codebook.id, "version": codebook.version}
        | _pair("name", codebook.title)
    ]
    for name, label in codebook.lists.items():
        records.append({"kind": kinds["list"], "id": name} | _pair("name", label))
        records += [
            {"kind": kinds["code"], **_record(code)}
            for code in codebook.codes.values()
            if code.list == name
        ]
    for record in records:
        yield [record.get(id, "") for id in heads]


def _pair(name: str, text: Both | None) -> dict[str, str]:
    return {f"{name}_{language}": text[language] if text else "" for language in LANGUAGES}


def _record(code: Code) -> dict[str, str]:
    listed = {
        language: [rule.written for rule in code.rules if rule.language == language]
        for language in LANGUAGES
    }
    listed["not"] = [r.written for r in code.takes_away if r.language == LANGUAGES[0]]
    return {
        "id": code.id,
        "list": code.list,
        "parent": code.parent or "",
        **_pair("name", code.term.label),
        **_pair("definition", code.definition),
        **_pair("include", code.include),
        **_pair("exclude", code.exclude),
        **_pair("example", code.example),
        **{f"rules_{kind}": "\n".join(rules) for kind, rules in listed.items()},
        "colour": code.colour,
        "memo": code.memo,
        "history": "\n".join(f"{c.version}: {c.changed}".rstrip() for c in code.history),
    }


# --- in ------------------------------------------------------------------------------------------


def read_sheet(path: Path, called: str, *, id: str, version: str) -> Sheet:
    """Read a codebook from CSV, XLSX or ODS.

    Parameters
    ----------
    path : Path
    called : str
        How to call the file in messages.
    id : str
        Of the codebook, where no row of the table states it.
    version : str
        In place of the one in the table; empty takes that one, and there being none is a problem.

    Returns
    -------
    Sheet
        Ready for `kit.codebook_making.build`.

    Raises
    ------
    InputError
        With every problem of the table at once: no known header, columns without one (merged
        cells, as a rule), a code that stands twice.
    """
    grids, problems = read_grids(path, called)
    known: dict[str, Iterable[str]] = {
        term.id: term.written_as() for term in columns("codebook").values()
    }
    sheet = Sheet({"id": id, "version": version, "title": "", "lists": {}})
    headed = [(grid, find_header(grid, known)) for grid in grids]
    found = [rows for _, rows in headed if rows]
    if not found and not problems:
        heads = ", ".join(columns("codebook")[name].label.nl for name in ("id", "name_nl"))
        do = "`kit codebook STUDY --to FILE` writes a table to begin with."
        expected = f"a header such as {heads}, … (Dutch or English)"
        problems.append(
            Problem(called, "no row with column names that the kit knows", expected, do)
        )
    for grid, rows in headed:
        if not rows:
            sheet.remarks.append(f"{grid.where} was not read: it has no column that the kit knows.")
            continue
        problems += rows.problems
        if rows.unknown:
            sheet.remarks.append(f"{rows.where}, not read: {', '.join(rows.unknown.values())}.")
        plain = path.suffix.lower() in (".csv", ".tsv", ".txt")
        _read_rows(rows, sheet, problems, plain=plain)
    sheet.raw["version"] = version or sheet.raw["version"]
    if not sheet.raw["version"] and not problems:
        do = "Give one with --version, or add a row of the kind codebook with its version."
        problems.append(Problem(f"{called}, `version`", "", "a version of the codebook", do))
    if problems:
        raise InputError(problems)
    return sheet


def _read_rows(rows: Rows, sheet: Sheet, problems: list[Problem], *, plain: bool) -> None:
    for line, cells in rows.rows:
        record = {
            name: _cell(cells[position], plain=plain)
            for position, name in rows.columns.items()
            if position < len(cells)
        }
        if not any(record.values()):
            continue
        where = f"{rows.where}, row {line}"
        given = record.get("kind", "").casefold()
        kind = next((kind for kind, ways in _KINDS.items() if given in ways), None)
        if kind is None:
            ways = [way for both in _KINDS.values() for way in both if way]
            problems.append(unknown_name(f"{where}, `kind`", given, ways))
        elif kind == "codebook":
            sheet.raw["id"] = record.get("id") or sheet.raw["id"]
            sheet.raw["version"] = record.get("version") or sheet.raw["version"]
            sheet.raw["title"] = _texts("name", record)
        elif kind == "list":
            _list(record.get("id", ""), sheet)["name"] = _texts("name", record)
            sheet.places[record.get("id", ""), ""] = where
        else:
            _add_code(record, where, sheet, problems)


def _cell(cell: Any, *, plain: bool) -> str:
    # A code may be called true; a workbook holds that as yes.
    text = normalise(str(cell).lower() if isinstance(cell, bool) else text_of(cell))
    return restored(text) if plain else text


def _texts(name: str, record: Mapping[str, str]) -> dict[str, str]:
    return {language: record.get(f"{name}_{language}", "") for language in LANGUAGES}


def _list(name: str, sheet: Sheet) -> dict[str, Any]:
    found: dict[str, Any] = sheet.raw["lists"].setdefault(name, {"codes": {}})
    return found


def _add_code(record: Mapping[str, str], where: str, sheet: Sheet, problems: list[Problem]) -> None:
    id = record.get("id") or _id_of(record)
    if not id:
        problems.append(Problem(f"{where}, `id`", "", "a short name of the code"))
        return
    if not record.get("id"):
        sheet.remarks.append(f"{where}: the code was given the id {id}, after its name.")
    name = record.get("list") or _list_of(id, record.get("parent", ""), sheet)
    if (name, id) in sheet.places:
        first = sheet.places[name, id].rpartition(", ")[2]
        problems.append(
            Problem(f"{where}, `id`", id, f"an id that is not used yet ({first} has it)")
        )
        return
    shared = terms("code_list")
    if name not in sheet.raw["lists"] and not difflib.get_close_matches(name, shared, cutoff=0.8):
        # A list that no row names goes by its id; one that looks misspelt is told instead.
        _list(name, sheet)["name"] = name
    sheet.places.setdefault((name, ""), where)
    sheet.places[name, id] = where
    listed = {kind: _lines(record.get(f"rules_{kind}", "")) for kind in _RULES}
    _list(name, sheet)["codes"][id] = {
        **{text: _texts(text, record) for text in _TEXTS},
        "rules": listed,
        "colour": record.get("colour", ""),
        "memo": record.get("memo", ""),
        "parent": record.get("parent", ""),
        "history": [_change(line) for line in record.get("history", "").split("\n") if line],
    }


def _list_of(id: str, parent: str, sheet: Sheet) -> str:
    """Return the list of a code that states none: the shared one, its parent's, or a new one."""
    for name in terms("code_list"):
        if id in terms(name):
            return name
    above = (name for name, other in sheet.places if other and other == parent)
    own = re.sub(r"[^a-z0-9_-]+", "_", str(sheet.raw["id"]).casefold()).strip("_-")
    return next(above, own if own[:1].isalpha() else "codes")


def _id_of(record: Mapping[str, str]) -> str:
    import unicodedata

    name = record.get("name_nl") or record.get("name_en") or ""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60]


def _lines(cell: str) -> list[str]:
    """Return the rules of a cell; one that was first in its cell may still be defused."""
    lines = (line.strip() for line in cell.split("\n"))
    return [line[1:] if line[:2] == "'=" else line for line in lines if line]


def _change(line: str) -> dict[str, str]:
    version, _, changed = line.partition(":")
    return {"version": version, "changed": changed}
