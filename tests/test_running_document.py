"""A running document with dates as headings: what opens an entry, and what does not."""

from datetime import date
from pathlib import Path

import docx
import pytest

from kit.running_document import read_entries
from kit.values import read_date

CASES = Path(__file__).parent / "cases" / "logbook"


def of_text(folder, text, name="log.txt"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_entries(path, name)


def days(running):
    return [entry.day.isoformat() for entry in running.entries]


@pytest.mark.parametrize(
    "heading",
    [
        "2022-10-03",
        "3-10-2022",
        "03/10/2022",
        "3.10.2022",
        "3-10-22",
        "3 oktober 2022",
        "3 okt 2022",
        "3 okt. 2022",
        "3e oktober 2022",
        "maandag 3 oktober 2022",
        "Ma 3-10-2022",
        "3 October 2022",
        "Monday, 3 October 2022",
        "October 3, 2022",
    ],
)
def test_every_way_to_write_a_date_that_cells_know_opens_an_entry(tmp_path, heading):
    assert read_date(heading) == date(2022, 10, 3)
    for title in ("", ": overleg", " – overleg", " - overleg", " | overleg", ", overleg"):
        running = of_text(tmp_path, f"{heading}{title}\nIets.\n")
        assert days(running) == ["2022-10-03"], title
        assert running.entries[0].heading == ("overleg" if title else "")
        assert running.entries[0].fields == (("happened", "Iets."),)


@pytest.mark.parametrize(
    "sentence",
    [
        "3 oktober 2022 was een dag waarop we eindelijk met elkaar aan tafel zaten.",
        "3 oktober 2022 viel tegen.",
        "12 mensen kwamen langs.",
        "9-12 uur: inloop",
        "9-12: koffie",
        "2022 mensen kwamen langs",
        "1. Eerst koffie",
        "Op 3 oktober 2022 spraken we elkaar",
    ],
)
def test_a_sentence_that_begins_with_a_date_or_number_stays_in_its_entry(tmp_path, sentence):
    running = of_text(tmp_path, f"1-1-2022\nEerst.\n{sentence}\n")
    assert days(running) == ["2022-01-01"]
    assert not running.problems
    assert running.entries[0].fields == (("happened", f"Eerst.\n{sentence}"),)


def test_a_title_has_at_most_twelve_words_after_a_dash(tmp_path):
    twelve, thirteen = " ".join(["woord"] * 12), " ".join(["woord"] * 13)
    assert len(days(of_text(tmp_path, f"1-1-2022\nX.\n2-1-2022 – {twelve}\n"))) == 2
    long = of_text(tmp_path, f"1-1-2022\nX.\n2-1-2022 – {thirteen}\n")
    assert len(days(long)) == 1
    assert "1 paragraphs begin with a date but read on as text" in long.notes


def test_a_heading_with_a_dash_is_at_most_120_characters_long(tmp_path):
    for length, entries in ((120, 2), (121, 1)):
        heading = "2-1-2022 – ".ljust(length, "x")
        assert len(days(of_text(tmp_path, f"1-1-2022\nX.\n{heading}\n"))) == entries


def test_a_long_text_behind_a_date_and_a_colon_is_the_text_of_that_day(tmp_path):
    text = " ".join(["woord"] * 40)
    (entry,) = of_text(tmp_path, f"1-1-2022: {text}\n").entries
    assert entry.heading == ""
    assert entry.fields == (("happened", text),)


def test_a_date_where_a_line_was_broken_off_is_no_heading(tmp_path):
    broken = "1-1-2022\nWe begonnen met zijn drieën op\n3 oktober 2021, toen het regende\nbuiten.\n"
    assert days(of_text(tmp_path, broken)) == ["2022-01-01"]
    apart = "1-1-2022\nWe begonnen.\n\n3 oktober 2021, toen het regende\nBuiten.\n"
    assert days(of_text(tmp_path, apart)) == ["2022-01-01", "2021-10-03"]


def test_a_running_text_is_read_with_its_fields_and_rows():
    running = read_entries(CASES / "running.txt", "running.txt")
    first, second = running.entries
    assert (first.day, first.heading, first.row) == (
        date(2022, 10, 3),
        "kenniskring in het dorpshuis",
        4,
    )
    fields = dict(first.fields)
    assert fields["happened"].endswith("3 oktober 2021 en daarna nog vaak ging het daar ook over.")
    assert fields["helped"] == "een klein groepje\nen koffie"
    assert fields["hindered"] == "te veel agenda's"
    assert fields["lesson"] == "Niet te snel willen."
    assert fields["next_step"] == "bellen met de gemeente"
    assert (fields["author"], fields["role"]) == ("A01", "huisarts")
    assert (second.day, second.heading) == (date(2022, 11, 12), "overleg")


def test_a_day_that_does_not_exist_is_told_and_its_text_goes_to_no_other_day():
    running = read_entries(CASES / "running.txt", "running.txt")
    (problem,) = running.problems
    assert problem.where == "running.txt, row 20"
    assert problem.got == "31-02-2022"
    assert "does not exist" in problem.do
    assert "Dit hoort nergens bij" not in str(running.entries)
    assert "Dit hoort nergens bij" not in str(problem)


def test_text_before_the_first_date_is_counted():
    running = read_entries(CASES / "running.txt", "running.txt")
    assert running.set_aside == {"paragraphs before the first date": 1}


def test_a_date_without_a_year_takes_the_year_above_it(tmp_path):
    text = "2021\n3 oktober\nA.\n# 2022\n3 oktober – overleg\nB.\n"
    assert days(of_text(tmp_path, text)) == ["2021-10-03", "2022-10-03"]


def test_a_date_without_any_year_is_told_with_advice(tmp_path):
    running = of_text(tmp_path, "1-1-2022\nA.\n\n3 oktober\nB.\n")
    assert days(running) == ["2022-01-01"]
    (problem,) = running.problems
    assert problem.got == "3 oktober"
    assert "year" in problem.do
    assert running.entries[0].fields == (("happened", "A."),)


def test_31_february_below_a_year_does_not_exist_either(tmp_path):
    running = of_text(tmp_path, "2022\n31 februari\nB.\n")
    assert not running.entries
    assert "does not exist" in running.problems[0].do


def test_markdown_marks_make_headings():
    first, second = read_entries(CASES / "running.md", "running.md").entries
    assert (first.day, dict(first.fields)) == (date(2023, 3, 3), {"happened": "Eerste."})
    assert (second.day, second.heading) == (date(2023, 3, 5), "Stuurgroep over de wijk")
    assert dict(second.fields) == {"lesson": "klein beginnen\n- en blijven"}


def test_the_word_date_may_stand_before_the_date(tmp_path):
    running = of_text(tmp_path, "Datum: 3 oktober 2022\nA.\n**Date:** 4 October 2022\nB.\n")
    assert days(running) == ["2022-10-03", "2022-10-04"]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("Wat hielp: koffie", "helped"),
        ("What helped: coffee", "helped"),
        ("*Hinderde*: koffie", "hindered"),
        ("__Les:__ koffie", "lesson"),
        ("- Onbedoeld: koffie", "unintended"),
        ("• Vraag aan het systeem: koffie", "ask"),
        ("WAAROM: koffie", "why"),
        ("Deelnemers: inwoners 4", "participants"),
        ("Vrijgave: regio", "release"),
    ],
)
def test_a_label_in_either_language_opens_its_field(tmp_path, line, column):
    (entry,) = of_text(tmp_path, f"1-1-2022\n{line}\n").entries
    assert [name for name, _ in entry.fields] == [column]


@pytest.mark.parametrize("line", ["Wie: wij allemaal", "No: they said", "Type: iets", "Note to us"])
def test_ordinary_words_open_no_field(tmp_path, line):
    (entry,) = of_text(tmp_path, f"1-1-2022\n{line}\n").entries
    assert entry.fields == (("happened", line),)


def test_a_value_may_stand_on_the_line_below_its_label(tmp_path):
    (entry,) = of_text(tmp_path, "1-1-2022\nIets.\nAuteur:\nA01\nNog iets.\n").entries
    assert dict(entry.fields) == {"happened": "Iets.\nNog iets.", "author": "A01"}


def test_a_field_that_stands_twice_in_a_day_is_joined(tmp_path):
    (entry,) = of_text(tmp_path, "1-1-2022\nLes: een\nGebeurd: x\nLes: twee\n").entries
    assert dict(entry.fields) == {"lesson": "een\ntwee", "happened": "x"}


def word(folder, write):
    document = docx.Document()
    write(document)
    path = folder / "log.docx"
    document.save(str(path))
    return read_entries(path, "log.docx")


def test_word_headings_lists_and_tables_are_read_in_order(tmp_path):
    def write(document):
        document.add_heading("Logboek", 1)
        document.add_heading("Maandag 3 oktober 2022 – kenniskring", 2)
        document.add_paragraph("Eerste alinea.")
        document.add_paragraph("een punt", style="List Bullet")
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Wat hielp", "de koffie"
        table.cell(1, 0).text, table.cell(1, 1).text = "Les:", "klein beginnen"
        document.add_paragraph("4 oktober 2022").runs[0].bold = True
        document.add_paragraph("Tweede dag.")

    running = word(tmp_path, write)
    first, second = running.entries
    assert (first.heading, first.row) == ("kenniskring", 2)
    assert dict(first.fields) == {
        "happened": "Eerste alinea.\n• een punt",
        "helped": "de koffie",
        "lesson": "klein beginnen",
    }
    assert (second.day, second.row) == (date(2022, 10, 4), 7)
    assert running.set_aside == {"paragraphs before the first date": 1}


def test_a_word_table_with_a_header_holds_an_entry_in_each_row(tmp_path):
    def write(document):
        table = document.add_table(rows=3, cols=3)
        rows = [
            ("Datum", "Wat gebeurde er", "Les"),
            ("3-10-2022", "A", ""),
            ("31-2-2022", "B", "C"),
        ]
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text

    running = word(tmp_path, write)
    assert days(running) == ["2022-10-03"]
    assert running.entries[0].fields == (("happened", "A"),)
    assert running.problems[0].where == "log.docx, paragraph 3"


def test_insertions_in_word_are_read_and_deletions_are_not(tmp_path):
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def write(document):
        document.add_paragraph("3-10-2022")
        paragraph = document.add_paragraph("Wel ")
        for kind, tag, text in (("ins", "t", "ook "), ("del", "delText", "niet ")):
            paragraph._p.append(
                parse_xml(
                    f'<w:{kind} {nsdecls("w")} w:id="1" w:author="x">'
                    f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r></w:{kind}>'
                )
            )

    assert word(tmp_path, write).entries[0].fields == (("happened", "Wel ook"),)


def test_a_picture_without_words_is_counted(tmp_path):
    import struct
    import zlib

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    picture = tmp_path / "dot.png"
    picture.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\x00\x00"))
        + chunk(b"IEND", b"")
    )

    def write(document):
        document.add_paragraph("3-10-2022")
        document.add_picture(str(picture))
        document.add_paragraph("Iets.")

    assert word(tmp_path, write).set_aside == {"pictures": 1}


def test_a_file_that_is_not_word_is_told_and_not_thrown(tmp_path):
    path = tmp_path / "log.docx"
    path.write_text("geen Word", encoding="utf-8")
    (problem,) = read_entries(path, "log.docx").problems
    assert problem.where == "log.docx"
    assert "save it again as .docx" in problem.do


def test_html_in_a_running_text_stays_text(tmp_path):
    (entry,) = of_text(tmp_path, "1-1-2022\n<script>alert(1)</script>\n").entries
    assert entry.fields == (("happened", "<script>alert(1)</script>"),)


def test_windows_1252_and_windows_line_ends_are_read(tmp_path):
    path = tmp_path / "log.txt"
    path.write_bytes("1-1-2022\r\nEén “dag”.\r\n".encode("cp1252"))
    running = read_entries(path, "log.txt")
    assert running.notes == ("windows-1252",)
    assert running.entries[0].fields == (("happened", "Eén “dag”."),)


def test_headings_in_the_form_of_the_dates_that_hold_no_date_are_told_with_their_place(tmp_path):
    def write(document):
        document.add_heading("Logboek", level=1)
        document.add_heading("3 juni 2025", level=1)
        document.add_paragraph("Iets.")
        document.add_heading("Begin juli", level=1)
        document.add_heading("Een tussenkop", level=2)
        document.add_heading("Wat hielp", level=1)
        document.add_heading("1 september 2025", level=1)
        document.add_heading("Week 40, 2025", level=1)

    assert word(tmp_path, write).notes == (
        "2 headings without a date, read as text of the entry above: paragraphs 4 and 8",
    )


@pytest.mark.parametrize("heading", ["## {}", "**{}**", "__{}__"])
def test_a_heading_without_a_date_is_told_in_a_text_file_too(tmp_path, heading):
    dated, undated = heading.format("3-6-2025"), heading.format("Begin juli")
    text = f"{dated}\nA.\n{undated}\n# Deel twee\nB is **vet** hier.\n"
    running = of_text(tmp_path, text, "log.md")
    assert running.notes[1:] == (
        "1 heading without a date, read as text of the entry above: row 3",
    )


def test_bold_words_are_no_headings_where_dates_are_plain(tmp_path):
    assert of_text(tmp_path, "3-6-2025\n**Let op**\nA.\n").notes == ("utf-8",)
