"""A small study with two coders, for the forms in which somebody decides."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook

from kit.coding_files import read_codings
from kit.codings import Coding, append
from kit.documents import Document
from kit.study import Study, open_study
from kit.texts import read_texts

NOON = "2026-01-31T12:00:00Z"
SETTINGS = """
format: 1
title: Proef
period: {from: 2024, until: 2024}
regions: [{slug: noord, name: Noord}]
"""
TEXTS = [
    "De verzekeraar verdeelt de opbrengst van de besparing.",
    "Over opbrengstverdeling en besparingen is gepraat.",
    "De opbrengst van de besparing gaat naar de wijk.",
    "Niemand kwam opdagen vandaag.",
    "=1+1 is de opbrengst van de besparing 😀 vandaag.",
]


def made(folder: Path, texts: list[str] = TEXTS) -> Study:
    """Make a study of one entry per text."""
    (folder / "study.yml").write_text(SETTINGS, encoding="utf-8")
    rows = "".join(f'2024-01-0{i};a{i};"{text}"\n' for i, text in enumerate(texts, start=1))
    (folder / "logbook.csv").write_text(f"datum;auteur;gebeurd\n{rows}", encoding="utf-8")
    return open_study(folder)


def texts_of(study: Study) -> list[Document]:
    return list(read_texts(study).documents)


def coded(study: Study, number: int, *, coder: str, code: str = "finance") -> Coding:
    """Let a coder give a code to the whole of a text, and write it."""
    one = texts_of(study)[number]
    part = one.parts[0]
    record = Coding.at(one, start=part.start, end=part.end, code=code, coder=coder, time=NOON)
    append(study, coder=coder, codings=[record])
    return record


def has_read(study: Study, *, coder: str) -> None:
    """Let a coder read every text to its end."""
    read = [Coding.of_reading(one, coder=coder, time=NOON) for one in texts_of(study)]
    append(study, coder=coder, codings=read)


def records(study: Study) -> tuple[Coding, ...]:
    return read_codings(study, documents=texts_of(study)).records


def form_in(study: Study, kind: str) -> Path:
    (path,) = (study.root / kind).glob("*.xlsx")
    return path


def rows_of(form: Path) -> list[dict[str, object]]:
    head, *rows = load_workbook(form).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def fill(form: Path, cells: Mapping[tuple[int, str], object]) -> None:
    """Write cells by number of the row in the form and header of the column."""
    book = load_workbook(form)
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    for (number, heading), value in cells.items():
        sheet.cell(number + 1, at[heading]).value = value
    book.save(form)
