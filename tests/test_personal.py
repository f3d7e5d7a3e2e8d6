"""What looks like a person in a logbook is told with its place, and never quoted."""

import re

import pytest

from kit.logbook import read_logbook
from kit.personal import remarks_on
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
