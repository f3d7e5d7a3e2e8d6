"""What looks like a person in a logbook is told with its place, and never quoted."""

import re

import pytest

from kit.logbook import read_logbook
from kit.personal import remarks_on, remarks_on_files
from kit.study import open_study

SETTINGS = """\
format: 1
title: Proef
period: {from: 2024Q1, until: 2024Q4}
regions:
  - {slug: noord, name: Regio Noord}
"""


def remarks(folder, *rows):
    (folder / "study.yml").write_text(SETTINGS, encoding="utf-8")
    text = "datum;auteur;gebeurd\n" + "".join(f"2024-01-02;{row}\n" for row in rows)
    (folder / "logbook.csv").write_text(text, encoding="utf-8")
    return list(remarks_on(read_logbook(open_study(folder)).documents))


# 111222333 is the number that the Dutch tax service gives as its example: 66 is six times eleven.
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bel 06-12345678 even", "a telephone number"),
        ("Bel (020) 123 45 67", "a telephone number"),
        ("tel. +31 6 1234 5678.", "a telephone number"),
        ("Mail naar j.jansen@zorg.example", "an e-mail address"),
        ("Nummer 111222333 gebeld", "a burgerservicenummer"),
        ("Nummer 1112.22.333", "a burgerservicenummer"),
    ],
)
def test_a_number_or_address_of_a_person_is_told_with_its_row_and_not_quoted(tmp_path, text, kind):
    (remark,) = remarks(tmp_path, "A01;Iets.", f"A01;{text}")
    assert remark.startswith(f"logbook.csv, `happened`: what looks like {kind} in row 3.")
    assert not re.search(r"\d{3}|@", remark)


@pytest.mark.parametrize(
    "text",
    [
        "Er kwamen 184300 inwoners in 2024",
        "Nummer 111222334 is geen BSN",
        "Het kostte 1.234.567,89 euro",
        "Van 2020-2024 en 3-10-2022 tot 0,25",
        "Om 09.30 uur @ het buurthuis",
    ],
)
def test_ordinary_numbers_are_not_told(tmp_path, text):
    assert remarks(tmp_path, f"A01;{text}") == []


@pytest.mark.parametrize("author", ["Jan de Vries", "A. Pietersen-Bos Jansen", "Fatima El Amrani"])
def test_an_author_who_looks_like_a_full_name_is_told_and_not_named(tmp_path, author):
    (remark,) = remarks(tmp_path, f"{author};Iets.", f"{author};Nog iets.")
    expected = "logbook.csv, `author`: what looks like the name of a person in rows 2, 3."
    assert remark.startswith(expected)
    assert author.split()[-1] not in remark


@pytest.mark.parametrize("author", ["A01", "N-12", "Coder A", "schrijver twee", "Valk", ""])
def test_a_pseudonym_is_not_told(tmp_path, author):
    assert remarks(tmp_path, f"{author};Iets.") == []


def test_of_many_rows_the_first_ten_are_named(tmp_path):
    (remark,) = remarks(tmp_path, *(f"Jan Jansen;Iets {n}." for n in range(12)))
    assert "in rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more." in remark


def remarks_on_name(folder, called, *, author="A01"):
    (folder / "study.yml").write_text(SETTINGS, encoding="utf-8")
    path = folder / called
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"datum;auteur;gebeurd\n2024-01-02;{author};Iets.\n", encoding="utf-8")
    study = open_study(folder)
    documents = read_logbook(study).documents
    assert len(documents) == 1
    return list(remarks_on_files(documents, regions=["noord", "Regio Noord"]))


@pytest.mark.parametrize(
    "called",
    ["logbook/jan-jansen.csv", "logbook/Fatima.csv", "logbook/noord_mevr-Bakker.csv"],
)
def test_a_file_that_is_called_after_a_person_is_told_with_what_to_do(called, tmp_path):
    (remark,) = remarks_on_name(tmp_path, called)
    assert remark.startswith(f"{called}: what looks like the name of a person")
    assert "call the file after its region or its year" in remark


@pytest.mark.parametrize(
    ("called", "author"),
    [("logbook/A01.csv", "A01"), ("logbook/noord a-01.csv", "A01"), ("logbook/p7_2024.csv", "P7")],
)
def test_a_file_that_is_called_after_the_code_of_its_writer_is_told(called, author, tmp_path):
    (remark,) = remarks_on_name(tmp_path, called, author=author)
    assert "what looks like the code of a writer or speaker" in remark


@pytest.mark.parametrize(
    "called", ["logbook.csv", "logbook/noord.csv", "logbook/noord_2024.csv", "logbook_noord.csv"]
)
def test_a_file_that_is_called_after_a_region_is_not_remarked_on(called, tmp_path):
    assert remarks_on_name(tmp_path, called) == []
