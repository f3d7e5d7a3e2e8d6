"""Papers: files of every kind as blocks in reading order, and what is refused."""

import io
import zipfile
from datetime import date
from pathlib import Path

import fuzz_documents
import paper_cases as cases
import pytest

from kit.errors import InputError
from kit.papers import read_paper
from kit.papers.blocks import as_markdown, sections
from kit.papers.columns import Piece, in_reading_order
from kit.papers.joining import mended
from kit.papers.mail_heads import day_in
from kit.papers.reading import read_bytes

CASES = Path(__file__).parent / "cases" / "documents"


def read(data, suffix):
    return read_bytes(data, f"a{suffix}", f"a{suffix}")


def told(paper):
    return [(block.kind, block.zone, block.text) for block in paper.blocks]


def texts(paper, zone="section"):
    return [b.text for b in paper.blocks if b.zone == zone and b.kind not in ("people", "sent")]


def refused(data, suffix):
    with pytest.raises(InputError) as error:
        read(data, suffix)
    return str(error.value)


def test_minutes_in_pdf_are_read_in_order_with_headings_words_made_whole_and_rows():
    paper = read(cases.minutes(), ".pdf")
    assert [b.text for b in paper.blocks if b.kind == "heading"] == [
        "Notulen stuurgroep 12 maart 2024", "1. Opening",
    ]  # fmt: skip
    assert texts(paper)[2] == (
        "Wij openen de vergadering. We spreken over de samenwerking tussen zorg- en "
        "welzijnspartijen in Noord-Holland en wat dat vraagt."
    )
    assert [b.text for b in paper.blocks if b.kind == "row"] == [
        "Actie | Wie | Wanneer", "Bellen | Programma | 1 april",
    ]  # fmt: skip
    assert {"• Eerste punt van de lijst", "• Tweede punt"} <= set(texts(paper))


def test_two_columns_of_a_pdf_are_read_one_after_the_other():
    text = " ".join(texts(read(cases.minutes(), ".pdf")))
    left, right = text.index("links regel 7"), text.index("rechts regel 0")
    assert left < right
    assert text.index("Slot van het stuk") > right


def test_a_table_of_short_cells_is_no_two_columns():
    pieces = [
        Piece(f"{side} {n}", x, x + 30, 700 - 14 * n, 710 - 14 * n, 10)
        for n in range(6) for side, x in (("a", 50), ("b", 300))
    ]  # fmt: skip
    assert [line.text for line in in_reading_order(pieces)][:2] == ["a 0 | b 0", "a 1 | b 1"]


def test_lines_that_come_back_on_every_page_are_set_aside_and_counted():
    paper = read(cases.minutes(), ".pdf")
    assert paper.set_aside == {"lines at the top or bottom of pages": 6}
    assert not [text for text in texts(paper) if "concept" in text or "Pagina" in text]


def test_a_line_at_the_top_of_one_page_only_is_text():
    pages = [
        [(50, 800, 11, "Alleen hier, boven aan het blad.")],
        [(50, 500, 11, "Hier staat verder niets van belang.")],
    ]
    assert "Alleen hier, boven aan het blad." in texts(read(cases.pdf(pages), ".pdf"))


def test_a_scan_has_no_text_and_the_notes_say_what_to_do():
    paper = read(cases.scan(), ".pdf")
    assert (paper.blocks, paper.letters) == ((), 0)
    assert paper.set_aside == {"scans without text": 1}
    assert "OCR" in paper.notes[0]


def test_a_page_without_text_among_others_is_told():
    line = "Een bladzijde met ruim voldoende tekst erop om te lezen."
    pages = [[(50, 700 - 20 * n, 11, line) for n in range(4)], []]
    paper = read(cases.pdf(pages), ".pdf")
    assert "no text on page 2: empty, or a scan" in paper.notes


@pytest.mark.parametrize(
    ("lines", "known", "whole"),
    [
        (("samen-", "werking"), (), "samenwerking"),
        (("Noord-", "Holland"), (), "Noord-Holland"),
        (("zorg-", "en welzijn"), (), "zorg- en welzijn"),
        (("co-", "creatie"), ("co-creatie",), "co-creatie"),
        (("co-", "creatie"), (), "cocreatie"),
        (("2023-", "2024"), (), "2023-2024"),
        (("een", "twee"), (), "een twee"),
    ],
)
def test_a_word_broken_at_a_line_end_is_made_whole_with_care(lines, known, whole):
    assert mended(lines, set(known)) == whole


def test_slides_are_read_by_place_under_their_title_with_notes_apart():
    paper = read(cases.slides(), ".pptx")
    assert told(paper) == [
        ("heading", "section", "Eerste dia"),
        ("text", "section", "Punt a"),
        ("text", "section", "Punt b"),
        ("text", "notes", "Hier vertel ik iets."),
        ("heading", "section", "Slide 2"),
        ("text", "section", "links"),
        ("text", "section", "rechts"),
        ("text", "section", "in de groep"),
        ("row", "section", "A | B"),
        ("row", "section", "c | d"),
        ("text", "section", "onder"),
    ]
    assert [block.row for block in paper.blocks][:5] == [1, 1, 1, 1, 2]


def test_a_word_file_keeps_headings_rows_items_and_comments_and_counts_its_header():
    paper = read(cases.word(), ".docx")
    assert told(paper) == [
        ("heading", "section", "Plan van aanpak"),
        ("text", "section", "Wij doen dit samen met de huisartsen."),
        ("row", "section", "Wat | Wie"),
        ("row", "section", "Bellen | Team"),
        ("text", "section", "• punt een"),
        ("heading", "section", "Vet kopje"),
        ("text", "comments", "Klopt dit wel?"),
    ]
    assert paper.set_aside == {"lines at the top or bottom of pages": 1}


def test_footnotes_text_boxes_and_tables_in_tables_are_read_once_and_deletions_never():
    paper = read(cases.word_with_notes(), ".docx")
    assert texts(paper) == ["Een zin erbij", "In een tekstvak", "cel | naast", "binnen"]
    assert texts(paper, "footnotes") == ["Een voetnoot."]


def test_an_open_document_text_keeps_its_notes_and_comments_apart():
    paper = read(cases.open_document(), ".odt")
    assert texts(paper) == ["Kop", "Een zin hier.", "• punt", "a | b"]
    assert (texts(paper, "footnotes"), texts(paper, "comments")) == (["voetnoot"], ["opmerking"])


def test_a_mail_has_its_people_known_its_answers_apart_and_its_attachment_read():
    paper = read(cases.mail(), ".eml")
    assert paper.day == date(2024, 3, 12)
    assert texts(paper)[0] == "Terugblik op de kenniskring"
    assert not [t for t in texts(paper) if "Hoe ging" in t or "Ik kom er op" in t]
    assert [t for t in texts(paper, "earlier") if "Hoe ging" in t or "Ik kom er op" in t] == [
        "Hoe ging het overleg van vorige week eigenlijk, en wat is er afgesproken?",
        "Ik kom er op terug.\nMorgen weer.",
    ]
    assert "Wij doen dit samen met de huisartsen." in texts(paper, "attachment")
    assert paper.set_aside["attachments of a kind that is not read (.xls)"] == 1
    everything = " ".join(text for zone in ("section", "earlier") for text in texts(paper, zone))
    for name in cases.PEOPLE:
        assert name not in everything


def test_an_ending_that_may_be_a_surname_is_not_told():
    from email.message import EmailMessage

    made = EmailMessage()
    made["From"], made["Subject"] = "a@voorbeeld.example", "Bijlage"
    made.set_content("Zie de bijlage.")
    made.add_attachment(b"x", maintype="application", subtype="x", filename="brief dr.Wiegersma")
    assert "iegersma" not in str(read(bytes(made), ".eml").set_aside)


def test_a_mail_that_is_html_only_is_read_and_what_it_quotes_is_apart():
    head = b"From: a@voorbeeld.example\r\nSubject: Plan\r\nContent-Type: text/html\r\n\r\n"
    paper = read(head + cases.HTML.encode(), ".eml")
    assert texts(paper) == ["Plan", "Werkplan", "Een zin.\nNog een.", "a | b", "• punt"]
    assert texts(paper, "earlier") == ["oud"]
    assert "boos" not in str(told(paper))


PASTED = {
    "nl": "Van: {0}\nVerzonden: di 12 maart 2024 10:12\nAan: {1}\nOnderwerp: Vervoer\n\nTekst.",
    "en": "From: {0}\nSent: Tuesday, March 12, 2024 10:12 AM\nTo: {1}\nSubject: Vervoer\n\nTekst.",
    "one_line": "Van: {0} Verzonden: 12-3-2024 10:12 Aan: {1} Onderwerp: Vervoer\nTekst.",
    "bold": "**Van:** {0}\n**Verzonden:** 12-3-2024\n**Aan:** {1}\n**Onderwerp:** Vervoer\nTekst.",
}


@pytest.mark.parametrize("way", PASTED)
def test_text_pasted_from_outlook_is_a_mail(way):
    paper = read(PASTED[way].format(*cases.PEOPLE[::2]).encode(), ".txt")
    assert (paper.is_mail, paper.day) == (True, date(2024, 3, 12))
    assert texts(paper) == ["Vervoer", "Tekst."]


@pytest.mark.parametrize(
    "line",
    [
        "Op di 12 mrt 2024 om 10:12 schreef Truus Kamperfoelie <t@voorbeeld.example>:",
        "On Tue, Mar 12, 2024 at 10:12 AM Truus Kamperfoelie <t@voorbeeld.example> wrote:",
        "Op 12 mrt. 2024 om 10:12 heeft Truus Kamperfoelie het volgende geschreven:",
        "-----Oorspronkelijk bericht-----",
        "________________________________\nFrom: Truus\nSent: 12 maart 2024\nTo: B\nSubject: X",
    ],
)
def test_what_is_answered_is_an_earlier_mail(line):
    paper = read(f"Mijn antwoord.\n\n{line}\n\nDe vraag van toen.\n".encode(), ".txt")
    assert texts(paper) == ["Mijn antwoord."]
    assert "De vraag van toen." in texts(paper, "earlier")
    assert "Truus" not in " ".join(texts(paper) + texts(paper, "earlier"))


def test_a_sentence_that_begins_with_from_or_to_is_no_head_of_a_mail():
    text = "Van: de tafel naar de werkelijkheid, dat was de titel.\n\nVan huis uit: niets.\n"
    assert not read(text.encode(), ".txt").is_mail


def test_a_page_of_onenote_and_markdown_are_read():
    assert texts(read(cases.PAGE.encode(), ".mht")) == ["OneNote", "Tekst hier"]
    paper = read(cases.MARKDOWN.encode(), ".md")
    assert texts(paper)[2:] == [
        "Een alinea die\ndoorloopt.", "- punt een", "- punt twee", "Wat | Wie", "Bellen | Team",
    ]  # fmt: skip
    assert texts(paper, "notes") == ["Hier staat een notitie."]


@pytest.mark.parametrize("suffix", cases.WHOLE)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_written_as_markdown_reads_back_as_the_same_text(suffix, language):
    paper = read(cases.WHOLE[suffix](), suffix)
    again = read(as_markdown(paper.blocks, language=language).encode(), ".md")
    for zone in {block.zone for block in paper.blocks}:
        # A heading beside the running text comes back as a line of its own.
        assert texts(again, zone) == texts(paper, zone)
    assert [b.kind for b in again.blocks].count("people") == (
        [b.kind for b in paper.blocks].count("people")
    )


def test_lines_that_markdown_would_take_for_something_else_come_back_as_they_were():
    paper = read(b"\\# geen kop\n\n\\| geen rij\n\n\\> geen citaat\n", ".md")
    assert texts(paper) == ["# geen kop", "| geen rij", "> geen citaat"]
    assert texts(read(as_markdown(paper.blocks, language="nl").encode(), ".md")) == texts(paper)


def test_headings_become_parts_and_no_words_are_lost():
    paper = read(b"# Een\n\n# Twee\n\nTekst.\n", ".md")
    assert list(sections(paper)) == [("section", "", "Een"), ("section", "Twee", "Tekst.")]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("empty.pdf", "an empty file"),
        ("cut_short.pdf", "expected a PDF that opens"),
        ("no_pdf.pdf", "expected a PDF"),
        ("picture.docx", "a picture"),
        ("text_called_word.docx", "expected an Office document"),
        ("old_word.docx", "a file with a password, or of an old program"),
        ("rich_text.docx", "RTF"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(name, says):
    with pytest.raises(InputError, match=says):
        read_paper(CASES / name, name)


def test_a_pdf_with_a_password_is_refused_with_what_to_do():
    key = " ".join(["<" + "41" * 32 + ">"] * 1)
    lock = f" /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O {key} /U {key} >> /ID [<41> <41>]"
    said = refused(cases.pdf([[(50, 700, 11, "geheim")]], extra=lock.encode()), ".pdf")
    assert "a PDF with a password" in said
    assert "Save it without a password" in said


@pytest.mark.parametrize(
    ("suffix", "advice"),
    [(".one", "OneNote"), (".msg", ".eml"), (".doc", ".docx"), (".ppt", ".pptx"), (".png", "OCR")],
)
def test_other_kinds_of_files_are_refused_with_advice(suffix, advice):
    assert advice in refused(b"x", suffix)


def test_a_file_of_more_than_50_mb_is_refused(tmp_path):
    path = tmp_path / "groot.pdf"
    with path.open("wb") as handle:
        handle.write(b"%PDF-1.4")
        handle.truncate(50_000_001)
    with pytest.raises(InputError, match="50 MB"):
        read_paper(path, path.name)


def test_a_file_that_draws_in_others_or_unpacks_without_end_is_refused():
    entity = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    inside = "<w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body>"
    body = f"{entity}<w:document {w}>{inside}</w:document>"
    assert "expected a file that is whole" in refused(
        cases.zipped({"word/document.xml": body}), ".docx"
    )
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 201_000_000)
    assert "unpacks without end" in refused(bomb.getvalue(), ".docx")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Tue, 12 Mar 2024 10:12:00 +0100", date(2024, 3, 12)),
        ("dinsdag 12 maart 2024 10:12", date(2024, 3, 12)),
        ("Tuesday, March 12, 2024 10:12 AM", date(2024, 3, 12)),
        ("12-3-2024 10:12", date(2024, 3, 12)),
        ("gisteren", None),
    ],
)
def test_the_day_of_a_mail_is_read_as_programs_write_it(written, day):
    assert day_in(written) == day


@pytest.mark.parametrize(
    ("suffix", "seed"), [(s, seed) for s, seeds in fuzz_documents.ONCE.items() for seed in seeds]
)
def test_a_spoilt_file_that_once_broke_the_reading_no_longer_does(suffix, seed, tmp_path):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(fuzz_documents.made_of(suffix, seed, cases.WHOLE[suffix]()))
    assert fuzz_documents.read_once(path) in ("read", "refused", "no text")


@pytest.mark.parametrize("suffix", cases.WHOLE)
def test_forty_spoilt_files_of_each_kind_end_in_a_text_or_in_an_error_of_the_kit(suffix, tmp_path):
    whole = cases.WHOLE[suffix]()
    path = tmp_path / f"a{suffix}"
    for seed in range(40):
        path.write_bytes(fuzz_documents.made_of(suffix, seed, whole))
        assert fuzz_documents.read_once(path) in ("read", "refused", "no text")
