"""The folder of documents of a study: what is known of each, what comes through the gate."""

import paper_cases as cases
import pytest

from kit.check import check_study
from kit.check_screen import render_text
from kit.codebook import study_codebook
from kit.coding import find_mentions
from kit.deidentify_screen import deidentified
from kit.papers import read_papers
from kit.papers.placing import day_of, id_of, kind_of, region_of
from kit.papers.reading import read_bytes
from kit.raw_papers import names_in
from kit.study import open_study
from kit.texts import read_texts, texts_of
from kit.themes.gathering import scope_of

STUDY = """
format: 1
title: Proef
raw: ../raw
period: {from: 2024Q1, until: 2024Q4}
regions: [{slug: noord, name: Noorder Kolk}, {slug: zuid, name: Zuid}]
"""


@pytest.fixture
def study(tmp_path):
    root = tmp_path / "study"
    root.mkdir()
    (tmp_path / "raw").mkdir()
    (root / "study.yml").write_text(STUDY, encoding="utf-8")
    return open_study(root)


def put(study, called, content, *, raw=False):
    path = (study.raw if raw else study.root) / called
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def test_a_document_whose_name_says_it_all_needs_no_row(study):
    put(study, "documents/noord/2024-03-12 notulen.pdf", cases.minutes())
    read = read_papers(study)
    assert read.problems == ()
    (document,) = read.documents
    assert (document.id, document.kind) == ("noord-2024-03-12-notulen", "document")
    assert (document.region, document.day.isoformat()) == ("noord", "2024-03-12")
    assert (document.release, document.author, document.role) == ("team", None, None)
    assert read.frame.loc[0, "kind"] == "minutes"
    # Headings make parts, and the heading is not in the part.
    assert document.text.startswith("Notulen stuurgroep 12 maart 2024")
    assert document.part_at(document.text.index("Wij openen")) == "section"


def test_a_row_of_the_table_says_more_and_goes_before_the_name(study):
    put(study, "documents/stuk.docx", cases.word())
    put(
        study, "documents.csv",
        "bestand;regio;datum;soort;rol;vrijgave\nstuk;zuid;3-5-2024;plan;huisarts;consortium\n",
    )  # fmt: skip
    read = read_papers(study)
    (document,) = read.documents
    assert (document.region, document.day.isoformat()) == ("zuid", "2024-05-03")
    assert (document.role, document.voice_group) == ("gp", "professional")
    assert document.release == "consortium"
    assert read.frame.loc[0, "kind"] == "plan"


def test_a_document_without_region_or_day_is_told_with_what_to_do(study):
    put(study, "documents/stuk.docx", cases.word())
    told = render_text(check_study(study.root))
    assert "documents/stuk.docx: 2 problems" in told
    assert "`region`: expected one of noord, zuid" in told
    assert "documents.csv" in told


def test_a_row_that_names_no_file_is_told_with_the_nearest(study):
    put(study, "documents/noord/2024-03-12 notulen.md", "Tekst.")
    put(study, "documents.csv", "bestand;regio\nnotulem;noord\n")
    (problem,) = read_papers(study).problems
    assert "documents.csv, row 2, `document`" in problem.where


def test_two_files_of_one_name_are_told_and_the_second_is_not_read(study):
    put(study, "documents/noord/2024-03-12 plan.docx", cases.word())
    put(study, "documents/noord/2024-03-12 plan.md", "Tekst.")
    read = read_papers(study)
    assert len(read.documents) == 1
    assert "Keep this one or documents/noord/2024-03-12 plan.docx" in read.problems[0].do


def test_days_outside_the_period_are_set_aside_and_its_first_and_last_day_are_not(study):
    for day in ("2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01"):
        put(study, f"documents/noord/{day} a{day}.md", "Tekst van een document.")
    read = read_papers(study)
    assert [d.day.isoformat() for d in read.documents] == ["2024-01-01", "2024-12-31"]
    assert read.set_aside["documents outside the period of the study"] == 2


def test_a_scan_is_set_aside_as_no_text_with_what_to_do(study):
    put(study, "documents/noord/2024-03-12 scan.pdf", cases.scan())
    told = render_text(check_study(study.root))
    assert "set aside, no text: 1" in told
    assert "OCR" in told


def test_a_mail_as_a_file_is_no_document_of_a_study_and_names_nobody_in_what_is_said(study):
    put(study, "documents/noord/2024-03-12 mail.eml", cases.mail())
    told = render_text(check_study(study.root))
    assert "kit deidentify" in told
    assert not [name for name in cases.PEOPLE if name in told]


def test_who_is_named_in_the_head_of_a_mail_is_no_text_and_is_told_without_names(study):
    text = f"Van: {cases.PEOPLE[0]}\nVerzonden: 12 maart 2024\nAan: {cases.PEOPLE[2]}\n\nTekst."
    put(study, "documents/noord/mail.txt", text)
    (document,) = read_papers(study).documents
    told = render_text(check_study(study.root))
    assert "lines that say who sent and got a mail: not read" in told
    for name in cases.PEOPLE:
        assert name not in told
        assert name not in document.text


def test_a_name_in_the_text_of_a_document_is_remarked_without_quoting_it(study):
    put(study, "documents/noord/2024-03-12 notulen.md", "Mevrouw Kamperfoelie sprak.\n")
    told = render_text(check_study(study.root))
    assert "looks like the name of a person" in told
    assert "Kamperfoelie" not in told


def test_an_earlier_mail_that_stands_in_two_documents_is_read_once(study):
    earlier = "Dit is een lang antwoord van vorige week dat in twee mails onderaan staat."
    for day in ("11", "12"):
        text = f"Mijn eigen tekst van de {day}e.\n\n> {earlier}\n"
        put(study, f"documents/noord/2024-03-{day} mail {day}.txt", text)
    read = read_papers(study)
    assert sum(earlier in document.text for document in read.documents) == 1
    assert read.set_aside["paragraphs of earlier mails that stand elsewhere too"] == 1


def test_documents_are_texts_that_rules_and_themes_see_and_release_is_respected(study):
    put(study, "documents/noord/2024-03-12 notulen.md", "Wij spraken over vertrouwen en geld.")
    put(study, "logbook.csv", "region;date;author;happened\nnoord;2024-02-01;A1;Niets.\n")
    texts = read_texts(study)
    assert [d.kind for d in texts_of(texts, region="noord")] == ["logbook", "document"]
    found = find_mentions(texts.documents, study_codebook(study))
    assert "noord-2024-03-12-notulen" in set(found["document"])
    given = {"until": None, "logbook": None, "codebook": None, "codings": None}
    scope = scope_of(study, region="noord", release="team", **given)
    assert list(scope.frame["document"]) == ["noord-2024-02-01-1", "noord-2024-03-12-notulen"]
    assert "documents" in scope.nouns.in_full["en"]
    assert "documents/" in [source.path for source in scope.sources(hidden=0)]
    # Team is the release of both: beyond it they do not count while too few stand behind them.
    assert len(scope_of(study, region="noord", release="consortium", **given).frame) == 0


def test_a_document_whose_id_is_that_of_an_entry_is_told_and_left_out(study):
    put(study, "documents/n1.md", "Datum: 12 maart 2024\n\nTekst over Zuid.")
    put(study, "documents.csv", "bestand;regio\nn1;zuid\n")
    put(study, "logbook.csv", "id;region;date;happened\nn1;noord;2024-02-01;Niets.\n")
    texts = read_texts(study)
    assert [d.kind for d in texts.documents] == ["logbook"]
    assert "id of an entry" in texts.papers.problems[0].expected


def test_raw_documents_come_in_through_the_gate_without_the_people_in_them(study):
    put(study, "documents/noord/Truus Kamperfoelie kenniskring.eml", cases.mail(), raw=True)
    put(study, "documents/noord/2024-05-02 dia's.pptx", cases.slides(), raw=True)
    put(study, "documents/noord/verslag.pdf", cases.minutes(), raw=True)
    put(study, "documents/noord/oud.pdf", cases.scan(), raw=True)
    said = "\n".join(deidentified(study, own_rules=True))
    assert "3 written" in said
    assert "without text" in said
    written = {p.name: p.read_text("utf-8") for p in (study.root / "documents").rglob("*.md")}
    everything = said + str(written) + (study.root / "deidentified.yml").read_text("utf-8")
    for name in ("Truus", "Kamperfoelie", "kamperfoelie", "Wiegersma", "voorbeeld.example"):
        assert name not in everything
    read = read_papers(study)
    assert read.problems == ()
    assert sorted((d.day.isoformat(), d.region) for d in read.documents) == [
        ("2024-03-12", "noord"), ("2024-03-12", "noord"), ("2024-05-02", "noord"),
    ]  # fmt: skip
    mail = next(d for d in read.documents if "vertrouwen" in d.text and "Beste" in d.text)
    assert "Van:" not in mail.text
    assert {"section", "earlier", "attachment"} == {part.name for part in mail.parts}
    assert all("de-identified, not reviewed yet" in notes for notes in read.notes.values())


def test_a_raw_document_in_another_place_is_set_aside_with_where_it_belongs(study):
    put(study, "interviews/a.eml", cases.mail(), raw=True)
    said = list(deidentified(study, own_rules=True))
    assert "Set aside, a kind of file that is not read (.eml): 1" in said
    assert any("in the folder documents" in line for line in said)


def test_the_gate_gives_the_same_text_when_it_is_gone_through_again(study):
    put(study, "documents/noord/a.eml", cases.mail(), raw=True)
    list(deidentified(study, own_rules=True))
    first = {p: p.read_bytes() for p in study.root.rglob("*.md")}
    list(deidentified(study, own_rules=True))
    assert {p: p.read_bytes() for p in study.root.rglob("*.md")} == first


@pytest.mark.parametrize(
    ("called", "where"),
    [
        ("documents/noord/a.md", ("regional", "noord")),
        ("documents/Notulen Noorder Kolk maart.md", ("regional", "noord")),
        ("documents/noord/zuid.md", ("regional", "zuid")),
        ("documents/national/a.md", ("national", None)),
        ("documents/noord-zuid.md", (None, None)),
        ("documents/noordelijk.md", (None, None)),
    ],
)
def test_the_region_is_the_one_that_the_nearest_name_bears(study, called, where):
    assert region_of(called, study) == where


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2024-03-12 notulen", "2024-03-12"),
        ("notulen_20240312", "2024-03-12"),
        ("12-03-2024 notulen", "2024-03-12"),
        ("Verslag 12 maart 2024", "2024-03-12"),
        ("notulen 2024-02-31", None),
        ("versie 12.3", None),
        ("20240312123", None),
    ],
)
def test_the_day_is_read_in_a_name(name, day):
    found, _ = day_of(f"documents/{name}.md", read_bytes(b"Tekst.", "a.md", "a"))
    assert (found.isoformat() if found else None) == day


def test_the_day_above_a_text_is_taken_only_when_it_is_one():
    one = read_bytes(b"# Verslag 12 maart 2024\n\nTekst.", "a.md", "a")
    two = read_bytes(b"# 12 maart 2024\n\n# 13 maart 2024\n\nTekst.", "a.md", "a")
    assert day_of("documents/a.md", one)[1] == "the text"
    assert day_of("documents/a.md", two) == (None, "")


def test_the_kind_is_told_by_the_file_or_a_word_in_its_name():
    text, mail = read_bytes(b"Tekst.", "a.md", "a"), read_bytes(cases.mail(), "a.eml", "a")
    dias = read_bytes(cases.slides(), "a.pptx", "a")
    assert kind_of("documents/Jaarplan 2024.md", text) == "plan"
    assert kind_of("documents/bestuursverslag.md", text) == "minutes"
    assert kind_of("documents/x.md", text) == "other"
    assert (kind_of("documents/x.eml", mail), kind_of("x.pptx", dias)) == ("e_mail", "slides")


def test_an_id_is_the_path_in_small_letters():
    assert id_of("documents/noord/Één plan (v2).docx") == "noord-een-plan-v2"


def test_people_in_the_head_of_a_mail_are_told_apart_without_their_addresses():
    assert names_in('"Boer, Piet" <p@x.nl>, Jan <j@x.nl>') == ("Boer, Piet", "Jan")
    assert names_in("k.vos@x.nl") == ("k vos",)


def test_codes_in_two_stretches_of_a_document_do_not_stand_together(study):
    text = "# Een\n\nWij spraken over geld.\n\n# Twee\n\nHet mandaat ontbrak.\n"
    put(study, "documents/noord/2024-03-12 notulen.md", text)
    given = {"until": None, "logbook": None, "codebook": None, "codings": None}
    scope = scope_of(study, region="noord", release="team", **given)
    assert list(scope.frame["filled"]) == [("turn 1", "turn 2")]
    parts = scope.codings.frame.groupby("code")["part"].agg(set)
    assert len(set.union(*parts)) == 2
    assert all(len(where) == 1 for where in parts)
