"""Write a sample as a study folder, each region's logbook in the form in which it delivers it.

The same sample gives the same bytes everywhere: workbooks and documents are packed without
compression (its outcome differs per zlib) and carry a fixed time.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd
import yaml

from kit.files import write_whole
from kit.terms import columns, label, terms

__all__ = ["DAYS", "MADE", "MONTHS", "packed", "same_bytes", "slim", "write_study", "write_tables",
           "write_themes", "write_truth"]  # fmt: skip

MADE = datetime(2025, 4, 1)
CHOICES = {"role": "role", "next_step_owner": "role", "voice_group": "voice_group", "tier": "tier",
           "healthkic_role": "healthkic_role", "event_type": "event_type",
           "release": "release"}  # fmt: skip
MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
          "oktober", "november", "december")  # fmt: skip
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
# Kinds of event that stand in a heading; other words there would say what an entry is about.
TITLES = ("conversation", "meeting", "project_team", "stand_up", "training")
HEAD = "# The sample: invented regions. Written by make_sample.py, so change plan.yml instead.\n"
TRUTH = "# What is true of the sample: planted by make_sample.py, to be found again by the kit.\n"
THEMES = "# Themes of the sample: the claims are invented. Written by make_sample.py.\n"

Cells = list[list[Any]]


def write_study(
    folder: Path,
    *,
    study: Mapping[str, Any],
    logbook: pd.DataFrame,
    delivers: Mapping[str, str],
    tables: Mapping[str, pd.DataFrame],
) -> list[Path]:
    """Write the files of a study; return them.

    Parameters
    ----------
    folder : Path
        Made when it is not there.
    study : mapping
    logbook : DataFrame
        With a column `file`: the region, or the tier of entries of no region.
    delivers : mapping of file to way
        One of `WAYS`. What is not in it goes to one CSV.
    tables : mapping of path to DataFrame
    """
    written = [write_whole(folder / "study.yml", HEAD + _as_yaml(study, flow=False))]
    rest = logbook[~logbook["file"].isin(list(delivers))]
    path = folder / "logbook" / "landelijk-en-healthkic.csv"
    written.append(write_whole(path, _semicolons(rest, "")))
    for file, way in delivers.items():
        suffix, make = WAYS[way]
        path = folder / "logbook" / f"{file}{suffix}"
        written.append(write_whole(path, make(logbook[logbook["file"] == file], file)))
    written += write_tables(folder, tables)
    return written


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> list[Path]:
    """Write tables as CSV with semicolons, by their path; return the files."""
    written = []
    for called, table in tables.items():
        cells = [[_plain(cell, "{:%Y-%m-%d}") for cell in row] for row in table.to_numpy()]
        written.append(write_whole(folder / called, _csv([list(table.columns), *cells], ";")))
    return written


def write_truth(folder: Path, truth: Mapping[str, Any]) -> Path:
    """Write what is true of a sample."""
    return write_whole(folder / "truth.yml", TRUTH + _as_yaml(truth, flow=None))


def write_themes(folder: Path, themes: Mapping[str, Any]) -> Path:
    """Write the themes that people distilled."""
    return write_whole(folder / "themes.yml", THEMES + _as_yaml(themes, flow=False))


def _as_yaml(what: Mapping[str, Any], *, flow: bool | None) -> str:
    """Return YAML in blocks; with `flow` None the innermost lists and mappings on one line."""
    return yaml.dump(
        dict(what), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100,
        default_flow_style=flow,
    )  # fmt: skip


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes a list that stands twice twice, without anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _plain(cell: Any, day: str, language: str = "nl") -> str:
    """Return a cell as text; dates as `day` says."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, bool):
        return {"nl": ("nee", "ja"), "en": ("no", "yes")}[language][cell]
    if isinstance(cell, date):
        return day.format(cell)
    return str(cell)


def _cells(rows: pd.DataFrame, leave: Iterable[str], language: str | None, day: str) -> Cells:
    """Return header and rows of the filled columns, in words of `language`; None gives ids."""
    names = [n for n in columns("logbook") if n not in leave and rows[n].notna().any()]
    header = [columns("logbook")[n].label[language] if language else n for n in names]
    body: Cells = []
    for _, row in rows.iterrows():
        body.append([_plain(_said(n, row[n], language), day, language or "en") for n in names])
    return [header, *body]


def _said(name: str, value: Any, language: str | None) -> Any:
    """Return what people write for an id."""
    if value is None or value != value:
        return None
    if name in CHOICES and language:
        return label(CHOICES[name], value, language)
    if name == "participants":
        return "; ".join(f"{_role(who, language)} {n}" for who, n in value)
    return "; ".join(value) if name == "learning_questions" else value


def _role(id: str, language: str | None) -> str:
    return terms("role")[id].label[language].lower() if language else id


def _csv(cells: Cells, separator: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(cells)
    return out.getvalue()


def _semicolons(rows: pd.DataFrame, file: str) -> bytes:
    """CSV as a Dutch Excel saves it: semicolons, Windows-1252, day before month."""
    leave = ("region",) if not file else ()
    return _csv(_cells(rows, leave, "nl", "{:%d-%m-%Y}"), ";").encode("cp1252")


def _commas(rows: pd.DataFrame, file: str) -> bytes:
    """CSV as other programs make it: commas, UTF-8, English names, ISO dates."""
    return _csv(_cells(rows, (), "en", "{:%Y-%m-%d}"), ",").encode()


def _tabs(rows: pd.DataFrame, file: str) -> bytes:
    """Text separated by tabs, with the ids of the form; the region stands in the file name."""
    leave = ("region", "tier", "phase", "healthkic_role", "participants")
    return _csv(_cells(rows, leave, None, "{:%d/%m/%Y}"), "\t").encode("utf-8-sig")


def _workbook(rows: pd.DataFrame, file: str) -> bytes:
    """XLSX with real dates."""
    from openpyxl import Workbook

    header, *body = _cells(rows, ("tier",), "nl", "{:%Y-%m-%d}")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Logboek"
    sheet.append(header)
    for line in body:
        sheet.append([_dated(cell) or None for cell in line])
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, date):
                cell.number_format = "dd-mm-yyyy"
            elif cell.value is not None:
                cell.data_type = "s"  # never a formula, whatever the text begins with
    sheet.freeze_panes = "A2"
    book.properties.creator = "make_sample.py"
    book.properties.created = MADE
    return same_bytes(book.save)


def _dated(text: str) -> Any:
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def _running(rows: pd.DataFrame, file: str) -> bytes:
    """One running Word document: dates as headings, fields as labelled lines."""
    from docx import Document

    document = Document()
    slim(document)
    document.core_properties.author = "make_sample.py"
    document.core_properties.created = MADE
    document.add_paragraph("Logboek van de regio", style="Title")
    document.add_paragraph("Nieuwe stukjes onderaan. Geen namen van mensen, alleen rollen.")
    leave = ("id", "region", "tier", "date", "happened", "learning_questions")
    after = [name for name in columns("logbook") if name not in leave]
    for _, row in rows.iterrows():
        document.add_paragraph(_heading(row), style="Heading 2")
        for line in row["happened"].split("\n"):
            document.add_paragraph(line)
        for name in after:
            said = _plain(_said(name, row[name], "nl"), "{:%d-%m-%Y}")
            if said:
                paragraph = document.add_paragraph()
                paragraph.add_run(f"{columns('logbook')[name].label.nl}: ").bold = True
                paragraph.add_run(said)
    return same_bytes(document.save)


def slim(document: Any) -> None:
    """Take out what fills the template of python-docx: twin styles, a picture, table styles."""
    from docx.enum.style import WD_STYLE_TYPE

    for rels in (document.part.rels, document.part.package.rels):
        for key, rel in list(rels.items()):
            if rel.reltype.endswith(("WithEffects", "thumbnail")):
                rels.pop(key)
    for style in [s for s in document.styles if s.type == WD_STYLE_TYPE.TABLE]:
        style.delete()


def _heading(row: pd.Series[Any]) -> str:
    day: date = row["date"]
    said = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    if not any(name in str(row["happened"]).lower() for name in DAYS):
        said = f"{DAYS[day.weekday()]} {said}".capitalize()
    if row["event_type"] not in TITLES:
        return said
    return f"{said} – {label('event_type', row['event_type'], 'nl').lower()}"


def _titled(rows: pd.DataFrame, file: str) -> bytes:
    """ODS under a merged title and an empty row, as someone made it for a meeting."""
    leave = ("region", "tier", "phase", "event_id", "participants", "learning_questions")
    header, *body = _cells(rows, leave, "nl", "{:%Y-%m-%d}")
    title = (
        f'<table:table-cell table:number-columns-spanned="{len(header)}" '
        'office:value-type="string"><text:p>Logboek van onze regio, alle stukjes</text:p>'
        f"</table:table-cell>{'<table:covered-table-cell/>' * (len(header) - 1)}"
    )
    lines = [title, "<table:table-cell/>", *("".join(map(_ods_cell, r)) for r in (header, *body))]
    table = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {spaces} '
        'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Logboek">'
        f"{table}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        f'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{kind}"/><manifest:file-entry manifest:full-path="content.xml" '
        'manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return packed(
        [("mimetype", kind), ("META-INF/manifest.xml", manifest), ("content.xml", content)]
    )


def _ods_cell(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    if isinstance(_dated(text), date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{text}">'
            f"<text:p>{text}</text:p></table:table-cell>"
        )
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def same_bytes(save: Callable[[Any], object]) -> bytes:
    """Save an Office file and pack it again, with a fixed time in it and on every part."""
    raw = io.BytesIO()
    save(raw)
    stamp = rb"\g<1>" + f"{MADE:%Y-%m-%dT%H:%M:%SZ}".encode() + rb"\g<2>"
    parts = []
    with zipfile.ZipFile(raw) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*(<)", stamp, data)
            parts.append((name, data))
    return packed(parts)


def packed(parts: Sequence[tuple[str, str | bytes]]) -> bytes:
    """Pack parts as an Office file: without compression, and with a fixed time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts:
            about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            about.create_system = 3  # else it differs on Windows
            archive.writestr(about, data)
    return out.getvalue()


#: How a region may deliver its logbook: the suffix of the file, and what makes its bytes.
WAYS: Mapping[str, tuple[str, Callable[[pd.DataFrame, str], bytes]]] = {
    "semicolons": (".csv", _semicolons),
    "commas": (".csv", _commas),
    "tabs": (".tsv", _tabs),
    "workbook": (".xlsx", _workbook),
    "running": (".docx", _running),
    "titled": (".ods", _titled),
}
