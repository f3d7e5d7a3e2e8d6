"""A code that a team made while reading: coded with, in the agreement, and in a theme."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.agreement import agreement_of
from kit.check import check_study
from kit.codebook import study_codebook
from kit.codings import Coding, append
from kit.study import Study, open_study
from kit.texts import read_texts
from kit.themes import themes_of

NOON = "2025-01-31T12:00:00+01:00"
SETTINGS = """
format: 1
title: Proef
codebook: codeboek.yml
period: {from: 2024, until: 2024}
regions: [{slug: noord, name: Noord}]
"""
CODEBOOK = """
format: 2
id: wijk
version: "1"
lists:
  uit_de_teksten:
    name: {nl: Uit de teksten, en: From the texts}
    codes:
      keukentafel:
        name: {nl: Aan de keukentafel, en: At the kitchen table}
        definition:
          nl: Wat aan iemands eigen tafel wordt besproken.
          en: What is talked over at somebody's own table.
"""
THEMES = """
format: 1
themes:
  - id: thuis
    title: {nl: Thuis begint het, en: It begins at home}
    claim: {nl: Besluiten vallen thuis., en: Decisions fall at home.}
    codes: [keukentafel]
    supporting: [{document: d-1, quote: aan haar eigen tafel}]
    looked_for: true
    distilled_by: onderzoeker-1
    distilled_on: 2024-12-01
    version: "1"
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Two coders read forty entries; both gave the code to every fourth, anna to one more."""
    (tmp_path / "study.yml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "codeboek.yml").write_text(CODEBOOK, encoding="utf-8")
    (tmp_path / "themes.yml").write_text(THEMES, encoding="utf-8")
    rows = [f"d-{n};2024-{1 + n // 4:02d}-1{n % 4};A{n % 6};Zij zat aan haar eigen tafel, dag {n}."
            for n in range(40)]  # fmt: skip
    text = "\n".join(["id;datum;auteur;gebeurd", *rows])
    (tmp_path / "logbook.csv").write_text(text, encoding="utf-8")
    study = open_study(tmp_path)
    book = study_codebook(study)
    for coder in ("anna", "bram"):
        made = []
        for n, one in enumerate(sorted(read_texts(study).documents, key=lambda d: int(d.id[2:]))):
            part = one.parts[0]
            if n % 4 == 0 or (coder == "anna" and n == 1):
                made.append(Coding.at(one, start=part.start, end=part.end, code="keukentafel",
                                      coder=coder, time=NOON, codebook=book))  # fmt: skip
            made.append(Coding.of_reading(one, coder=coder, time=NOON))
        append(study, coder=coder, codings=made)
    return study


def test_a_study_with_a_code_of_its_own_is_in_order(study: Study) -> None:
    assert check_study(study.root).problems == {}


def test_a_code_born_from_the_data_has_its_own_agreement(study: Study) -> None:
    found = agreement_of(
        study, region="all", code_list="uit_de_teksten", unit="part", until=None, release="team"
    )
    row = found.table.set_index("code").loc["keukentafel"]
    assert (row["units"], row["coded"]) == (40, 11)
    # Of 80 answers 21 are yes, and the two differ once: D_o = 2/80, D_e = 2 × 21 × 59 / (80 × 79).
    assert row["alpha"] == pytest.approx(1 - (2 / 80) / (2 * 21 * 59 / (80 * 79)))
    assert "At the kitchen table" in found.picture["en"].numbers


def test_a_code_born_from_the_data_carries_a_theme(study: Study) -> None:
    found = themes_of(study, region="noord", until=None, release="team")
    rows = found.table[(found.table["theme"] == "thuis") & (found.table["name"] == "all")]
    whole = rows[rows["about"] == "whole"].iloc[0]
    assert whole["documents"] == 11
    assert "It begins at home" in found.sentence["en"]
