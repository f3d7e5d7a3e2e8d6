"""Agreement of one region and of all: neither gives away what the other withholds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kit.agreement import agreement_of
from kit.agreement.apart import covered_codes, without_quiet
from kit.codebook import read_codebook
from kit.coding_files import read_codings
from kit.codings import Coding, append
from kit.documents import Document, Part
from kit.finding import Drawing, Finding
from kit.logbook import read_logbook
from kit.study import Study, open_study

SETTINGS = """
format: 1
title: Proef
period: {from: 2024, until: 2024}
regions:
  - {slug: dijk, name: Dijk}
  - {slug: heide, name: Heide}
  - {slug: polder, name: Polder}
"""
CODES = ("organise", "finance")
NOON = "2025-01-31T12:00:00+01:00"


def document(id: str, region: str | None, author: str | None) -> Document:
    return Document(
        id, "logbook", "Een zin over iets.", (Part("happened", 0, 18),), date(2024, 1, 1), region,
        "regional", "region", author, None, None, "a.csv", 2,
    )  # fmt: skip


def texts(region: str, authors: str) -> list[Document]:
    return [document(f"{region}{i}", region, one) for i, one in enumerate(authors)]


def read(documents: list[Document], *coders: str) -> pd.DataFrame:
    pairs = [(one.id, coder) for one in documents for coder in coders]
    return pd.DataFrame(pairs, columns=["document", "coder"])


def given(documents: list[Document], code: str, coder: str = "anna") -> pd.DataFrame:
    rows = [(one.id, 0, 18, code, coder) for one in documents]
    return pd.DataFrame(rows, columns=["document", "start", "end", "code", "coder"])


def covered(documents: list[Document], codings: pd.DataFrame, region: str, release: str = "region"):
    return covered_codes(
        documents, codings, read=read(documents, "anna", "bram"), codes=CODES, unit="part",
        release=release, fewest=3, region=region,
    )  # fmt: skip


@pytest.mark.parametrize(("people", "covers"), [("AB", {"finance"}), ("ABC", set())])
def test_what_one_region_withholds_another_does_not_give_away(people: str, covers: set[str]):
    dijk, heide = texts("dijk", "ABCDE"), texts("heide", "KLMNO")
    codings = pd.concat([given(dijk[: len(people)], "finance"), given(heide[:4], "finance"),
                         given(dijk[:4], "organise"), given(heide[:4], "organise")])  # fmt: skip
    assert covered([*dijk, *heide], codings, "heide") == covers


def test_for_the_own_team_nothing_is_covered():
    dijk, heide = texts("dijk", "ABCDE"), texts("heide", "KLMNO")
    codings = pd.concat([given(dijk[:1], "finance"), given(heide[:4], "finance")])
    assert covered([*dijk, *heide], codings, "heide", release="team") == frozenset()


def test_with_one_region_that_was_read_only_what_is_small_is_withheld():
    dijk = texts("dijk", "ABCDE")
    codings = pd.concat([given(dijk[:4], "organise"), given(dijk[:4], "finance")])
    assert covered(dijk, codings, "dijk") == frozenset()


@pytest.mark.parametrize(("people", "there"), [("AB", False), ("ABC", True)])
def test_a_region_of_which_too_few_people_were_read_twice_is_in_no_total(people: str, there: bool):  # noqa: FBT001
    dijk, heide = texts("dijk", "ABCDE"), texts("heide", "KLMNO")
    once = heide[len(people) :]
    pairs = pd.concat([read(dijk, "anna", "bram"), read(heide[: len(people)], "anna", "bram"),
                       read(once, "anna")])  # fmt: skip
    kept = without_quiet([*dijk, *heide], read=pairs, fewest=3)
    assert {one.id for one in dijk} <= {one.id for one in kept}
    assert any(one.region == "heide" for one in kept) is there


# --- a study -------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _without_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object, **__: object) -> dict[str, Drawing]:
        return {language: Drawing("", "–", "") for language in ("nl", "en")}

    monkeypatch.setattr("kit.agreement.drawing.draw_both", nothing)


def study(folder: Path, small: str = "AB") -> Study:
    """Return a study of three regions: two read by two coders, of the third nothing."""
    (folder / "study.yml").write_text(SETTINGS, encoding="utf-8")
    rows = ["datum;regio;auteur;gebeurd;vrijgave"]
    for region, authors in (("dijk", "ABCDEF"), ("heide", "KLMNOP"), ("polder", "QRSTUV")):
        for day in range(1, 13):
            author = authors[day % len(authors)]
            rows.append(f"2024-01-{day:02d};{region};{author};Woorden van die dag.;consortium")
    (folder / "logbook.csv").write_text("\n".join(rows), encoding="utf-8")
    opened = open_study(folder)
    documents, book = read_logbook(opened).documents, read_codebook()
    for coder in ("anna", "bram"):
        records = []
        for i, one in enumerate(d for d in documents if d.region in ("dijk", "heide")):
            few = one.region == "dijk" and one.author not in small
            codes = (["organise"] if i % 3 else []) + (
                ["finance"] if one.day.day < 9 and not few else []
            )
            start, end = one.parts[0].start, one.parts[0].end
            for code in codes if coder == "anna" or i % 5 else []:
                records.append(Coding.at(one, start=start, end=end, code=code, coder=coder,
                                         time=NOON, codebook=book))  # fmt: skip
            records.append(Coding.of_reading(one, coder=coder, time=NOON))
        append(opened, coder=coder, codings=records)
    return opened


def agreed(opened: Study, region: str, release: str = "region") -> Finding:
    return agreement_of(
        opened, region=region, code_list="phm_element", unit="part", until=None, release=release
    )


def status(finding: Finding, code: str) -> str:
    return str(finding.table.set_index("code").loc[code, "status"])


def test_agreement_of_a_region_withholds_a_code_that_the_total_would_give_away(tmp_path: Path):
    opened = study(tmp_path)
    assert [status(agreed(opened, r), "finance") for r in ("dijk", "heide", "all")] == [
        "suppressed", "suppressed", "shown",
    ]  # fmt: skip
    assert [status(agreed(opened, r), "organise") for r in ("dijk", "heide")] == ["shown"] * 2
    said = {c.name: c.said["en"] for c in agreed(opened, "heide").checks}["disclosure"]
    assert "because another region has too few voices" in said
    row = agreed(opened, "heide").table.set_index("code").loc["finance"]
    assert row[["coded", "authors", "prevalence", "percentage", "alpha", "ac1"]].isna().all()


def test_for_the_own_team_a_region_shows_every_code(tmp_path: Path):
    opened = study(tmp_path)
    assert status(agreed(opened, "heide", "team"), "finance") == "shown"


def test_no_coder_stands_in_the_agreement_of_a_region(tmp_path: Path):
    opened = study(tmp_path)
    told = str(agreed(opened, "heide").as_data())
    assert "anna" not in told
    assert "bram" not in told


def test_a_region_that_nobody_read_does_not_tell_how_much_it_wrote(tmp_path: Path):
    finding = agreed(study(tmp_path), "polder")
    assert "no second coder yet" in finding.sentence["en"]
    assert set(finding.table["status"]) == {"missing"}
    assert finding.table["set_aside"].isna().all()


def test_what_a_coder_accepted_is_no_agreement(tmp_path: Path):
    opened = study(tmp_path)
    before = agreed(opened, "all", "team").table
    document = next(d for d in read_logbook(opened).documents if d.region == "polder")
    found = Coding.at(document, start=document.parts[0].start, end=document.parts[0].end,
                      code="finance", coder="", time=NOON, codebook=read_codebook())  # fmt: skip
    found = replace(found, method="mention")
    append(opened, coder="anna",
           codings=[found.decided(decision="accept", coder="anna", time=NOON)])  # fmt: skip
    after = agreed(opened, "all", "team")
    pd.testing.assert_frame_equal(before, after.table)
    assert "codings_set_aside" not in {check.name for check in after.checks}


@pytest.mark.parametrize(("definition", "doubted"), [("", False), ("0" * 16, True)])
def test_a_coding_under_another_definition_is_told_where_coders_are_compared(
    tmp_path: Path, definition: str, *, doubted: bool
):
    opened = study(tmp_path)
    document = next(d for d in read_logbook(opened).documents if d.region == "heide")
    one = Coding.at(document, start=document.parts[0].start, end=document.parts[0].end,
                    code="monitor", coder="anna", time=NOON)  # fmt: skip
    append(opened, coder="anna", codings=[replace(one, definition=definition)])
    checks = {check.name: check for check in agreed(opened, "heide", "team").checks}
    assert ("older_definition" in checks) is doubted


# --- a code that came to mean something else -----------------------------------------------------

OLD = "0" * 16


def whole(one: Document, coder: str) -> Coding:
    start, end = one.parts[0].start, one.parts[0].end
    return Coding.at(one, start=start, end=end, code="finance", coder=coder, time=NOON,
                     codebook=read_codebook())  # fmt: skip


def records_of(opened: Study, *, before: range, after: range, older: str = OLD) -> None:
    """Let two coders differ wildly under an older meaning of finance, and agree under that of now.

    Of the texts `before`, anna gave the code to the even ones and bram to the odd; of those
    `after`, both gave it to the even ones.
    """
    documents = read_logbook(opened).documents
    for coder, odd in (("anna", 0), ("bram", 1)):
        made = []
        for place, shift in [(n, odd) for n in before] + [(n, 0) for n in after]:
            one = documents[place]
            if place % 2 == shift:
                coded = whole(one, coder)
                if place in before:
                    coded = replace(coded, definition=older, codebook="phm 0.9")
                made.append(coded)
            made.append(Coding.of_reading(one, coder=coder, time=NOON))
        append(opened, coder=coder, codings=made)


def empty(folder: Path) -> Study:
    (folder / "study.yml").write_text(SETTINGS, encoding="utf-8")
    rows = ["datum;regio;auteur;gebeurd"]
    rows += [f"2024-01-{day:02d};dijk;A{day % 5};Woorden van dag {day}." for day in range(1, 31)]
    (folder / "logbook.csv").write_text("\n".join(rows), encoding="utf-8")
    return open_study(folder)


def test_what_was_read_under_an_older_definition_is_not_compared_and_counted(tmp_path: Path):
    opened = empty(tmp_path)
    records_of(opened, before=range(12), after=range(12, 30))
    found = agreed(opened, "all", "team")
    row = found.table.set_index("code").loc["finance"]
    # Of the 12 older texts neither a yes nor a no counts, so the two agree wholly on the others.
    assert (row["units"], row["coded"], row["alpha"]) == (18, 9, 1)
    check = next(one for one in found.checks if one.name == "older_definition")
    assert check.number == 12
    assert check.said["en"].startswith("12 codings not compared")


def test_codings_of_one_definition_are_compared_whatever_the_version_of_the_codebook(
    tmp_path: Path,
):
    opened = empty(tmp_path)
    now = read_codebook().codes["finance"].definition_hash
    records_of(opened, before=range(12), after=range(12, 30), older=now)
    found = agreed(opened, "all", "team")
    assert found.table.set_index("code").loc["finance", "units"] == 30
    assert "older_definition" not in {one.name for one in found.checks}


def test_who_codes_anew_is_compared_again(tmp_path: Path):
    opened = empty(tmp_path)
    records_of(opened, before=range(2), after=range(2, 30))
    for coder in ("anna", "bram"):
        again = [whole(one, coder) for one in read_logbook(opened).documents[:2]]
        append(opened, coder=coder, codings=again)
    found = agreed(opened, "all", "team")
    row = found.table.set_index("code").loc["finance"]
    assert (row["units"], row["coded"], row["alpha"]) == (30, 16, 1)
    assert next(one for one in found.checks if one.name == "older_definition").number == 2


def test_a_code_that_still_means_the_same_is_compared_in_the_older_texts_too(tmp_path: Path):
    opened = empty(tmp_path)
    records_of(opened, before=range(12), after=range(12, 30))
    table = agreed(opened, "all", "team").table.set_index("code")
    assert table.loc["organise", "units"] == 30
    assert table.loc["all", "units"].tolist() == [30, 30]
    assert table.loc["all", "alpha"].tolist() == [1, 1]


def test_an_older_coding_that_was_taken_back_on_reading_again_is_no_gap(tmp_path: Path):
    opened = empty(tmp_path)
    records_of(opened, before=range(2), after=range(2, 30))
    for coder in ("anna", "bram"):
        older = [one for one in read_codings(opened).records
                 if one.coder == coder and one.definition == OLD]  # fmt: skip
        back = [one.decided(decision="remove", coder=coder, time=NOON) for one in older]
        append(opened, coder=coder, codings=back)
    found = agreed(opened, "all", "team")
    assert found.table.set_index("code").loc["finance", "units"] == 30
    assert "older_definition" not in {one.name for one in found.checks}
