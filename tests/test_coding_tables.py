"""Codings that people made elsewhere: read by their quotes, nothing guessed, nothing twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kit.codebook import read_codebook
from kit.coding_tables import COLUMNS, Imported, read_coding_table
from kit.documents import Document, compose
from kit.terms import columns

BOOK = read_codebook()
NOON = "2026-01-31T12:00:00Z"


def document(id: str, **fields: str) -> Document:
    text, parts = compose([(name, name.title(), raw) for name, raw in fields.items()])
    return Document(
        id, "logbook", text, parts, date(2024, 1, 1), "noord", "regional", "team",
        "a", None, None, "a.csv", 2,
    )  # fmt: skip


ENTRIES = [
    document("b-1", happened="Er was geld 😀 en één mandaat.", lesson="Geld helpt, en geld niet."),
    document("17", happened="Iets anders."),
]


def read(tmp_path: Path, text: str, **more: object) -> Imported:
    path = tmp_path / "codings.csv"
    path.write_text(text, encoding="utf-8")
    asked = {"documents": ENTRIES, "codebook": BOOK, "time": NOON, "coder": "anna"} | more
    return read_coding_table(path, **asked)  # type: ignore[arg-type]


def told(imported: Imported) -> str:
    return "\n".join(str(problem) for problem in imported.problems)


def test_every_column_of_the_table_is_explained() -> None:
    assert [column.name for column in COLUMNS] == list(columns("codings"))


@pytest.mark.parametrize(
    "text",
    [
        "Bijdrage;Citaat;Code;Codeur;Memo\nb-1;één mandaat;Anders organiseren;bram;omdat\n",
        "entry,quote,code,coder,memo\nb-1,één mandaat,organise,bram,omdat\n",
    ],
)
def test_a_quote_that_stands_once_is_coded_where_it_stands(tmp_path: Path, text: str) -> None:
    got = read(tmp_path, text)
    (one,) = got.codings
    assert got.problems == ()
    assert ENTRIES[0].text[one.start : one.end] == one.quote == "één mandaat"
    assert (one.document, one.part, one.code, one.coder) == ("b-1", "happened", "organise", "bram")
    assert (one.memo, one.method, one.decision, one.time) == ("omdat", "person", "add", NOON)
    assert (one.codebook, one.definition) == (
        BOOK.label, BOOK.codes["organise"].definition_hash,
    )  # fmt: skip
    assert got.found == {}


def test_a_workbook_is_read_as_a_csv_is(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Nummer", "Passage", "Thema"])
    book.active.append([17, "Iets anders", "finance"])
    book.save(tmp_path / "codings.xlsx")
    got = read_coding_table(
        tmp_path / "codings.xlsx", documents=ENTRIES, codebook=BOOK, time=NOON, coder="anna"
    )
    (one,) = got.codings
    assert (one.document, one.quote, one.coder) == ("17", "Iets anders", "anna")


def test_a_quote_in_several_places_is_told_and_a_field_or_offsets_decide(tmp_path: Path) -> None:
    head = "document;veld;quote;start;end;code\n"
    twice = read(tmp_path, head + "b-1;Les;geld;;;finance\nb-1;;geld;;;finance\n")
    # In one field small letters stand once; over all fields they stand twice.
    assert [one.part for one in twice.codings] == ["lesson"]
    assert 'row 3, `quote`: got "a quote that stands there 2 times"' in told(twice)
    start = ENTRIES[0].text.index("geld")
    exact = read(tmp_path, head + f"b-1;;geld;{start};{start + 4};finance\n")
    assert [(one.part, one.start) for one in exact.codings] == [("happened", start)]
    assert exact.found == {}


def test_offsets_alone_are_enough(tmp_path: Path) -> None:
    start = ENTRIES[0].text.index("😀")
    got = read(tmp_path, f"document;start;end;code\nb-1;{start};{start + 1};finance\n")
    assert [one.quote for one in got.codings] == ["😀"]


def test_a_quote_that_is_not_literally_there_is_taken_and_told_how(tmp_path: Path) -> None:
    rows = ("b-1;EEN MANDAAT;;;organise", "b-1;één  MANDAAT;;;organise",
            "b-1;één mandaat.;0;12;finance")  # fmt: skip
    got = read(tmp_path, "\n".join(["document;quote;start;end;code", *rows, ""]))
    assert [one.quote for one in got.codings] == ["één mandaat", "één mandaat."]
    assert [got.found[one.id] for one in got.codings] == ["spaces and case", "moved"]
    assert "row 2" in told(got)


def test_every_row_that_cannot_be_placed_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    got = read(
        tmp_path,
        "document;quote;start;end;code;coder\n"
        "b-l;geld;;;finance;\n"
        "b-1;een geheim dat er niet staat;;;finance;\n"
        "b-1;;5;9999;finance;\n"
        "b-1;;5;;finance;\n"
        "b-1;;;;finance;\n"
        "b-1;mandaat;;;financ;\n"
        "b-1;mandaat;;;organise;Anna de Vries\n"
        "b-1;mandaat;;;organise;\n",
    )
    assert [one.code for one in got.codings] == ["organise"]
    where = [problem.where.split(", ", 1)[1] for problem in got.problems]
    assert sorted(where) == [
        "row 2, `document`", "row 3, `quote`", "row 4, `end`", "row 5, `end`", "row 6, `quote`",
        "row 7, `code`", "row 8, `coder`",
    ]  # fmt: skip
    assert "(nearest: b-1)" in told(got)
    assert "(nearest: finance)" in told(got)
    assert f"at most {len(ENTRIES[0].text)}" in told(got)
    assert "geheim" not in told(got)


def test_without_a_coder_nothing_is_taken(tmp_path: Path) -> None:
    got = read(tmp_path, "document;quote;code\nb-1;mandaat;organise\n", coder=None)
    assert got.codings == ()
    assert "row 2, `coder`" in told(got)


def test_a_table_that_is_read_again_gives_nothing_new(tmp_path: Path) -> None:
    text = "document;quote;code\nb-1;mandaat;organise\nb-1;mandaat;organise\n"
    first = read(tmp_path, text)
    assert len(first.codings) == 1
    again = read(tmp_path, text, already=first.codings)
    assert again.codings == ()
    assert again.set_aside == {"codings that are there already": 2}
    other = read(tmp_path, text, already=first.codings, coder="bram")
    assert len(other.codings) == 1
    gone = first.codings[0].decided(decision="remove", coder="anna", time=NOON)
    assert len(read(tmp_path, text, already=[*first.codings, gone]).codings) == 1


def test_a_name_that_two_codes_share_means_neither(tmp_path: Path) -> None:
    names = [word for code in BOOK.codes.values() for word in set(code.term.written_as())]
    shared = sorted({w for w in names if names.count(w) > 1} - set(BOOK.codes))
    for name in shared:
        assert read(tmp_path, f"document;quote;code\nb-1;mandaat;{name}\n").codings == ()
