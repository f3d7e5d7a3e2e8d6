"""What people code: kept line by line, read whole, and standing only as far as people decided."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kit.codebook import read_codebook
from kit.coding_files import read_codings
from kit.codings import Coding, Codings, append, as_frame, by_coder, current, readers
from kit.documents import Document, compose
from kit.errors import CannotWrite, InputError
from kit.study import Study, open_study

CASES = Path(__file__).parent / "cases" / "codings"
SETTINGS = """
format: 1
title: Proef
period: {from: 2024, until: 2024}
regions: [{slug: noord, name: Noord}]
"""
NOON, LATER, LATEST = "2026-01-31T12:00:00Z", "2026-01-31T13:00:00+00:00", "2026-02-01T00:00:00Z"


def document(text: str = "samen 😀 e\u0301e\u0301n mandaat", *, id: str = "b-1") -> Document:
    body, parts = compose([("happened", "Gebeurd", text)])
    return Document(
        id, "logbook", body, parts, date(2024, 1, 1), "noord", "regional", "team",
        "a", None, None, "a.csv", 2,
    )  # fmt: skip


ENTRY = document()
CODES = ("organise", "finance", "cocreate")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "study.yml").write_text(SETTINGS, encoding="utf-8")
    return open_study(tmp_path)


def coded(quote: str = "mandaat", *, coder: str = "anna", code: str = "organise") -> Coding:
    start = ENTRY.text.index(quote)
    end = start + len(quote)
    return Coding.at(ENTRY, start=start, end=end, code=code, coder=coder, time=NOON)


def file_of(study: Study, coder: str = "anna") -> Path:
    return study.root / "codings" / f"{coder}.jsonl"


def case(study: Study, name: str, coder: str = "anna") -> Codings:
    (study.root / "codings").mkdir(exist_ok=True)
    shutil.copy(CASES / f"{name}.jsonl", file_of(study, coder))
    return read_codings(study, documents=[ENTRY], codes=CODES)


def told(read: Codings) -> str:
    return "\n".join(str(problem) for problem in read.problems)


# --- writing and reading -------------------------------------------------------------------------


def test_what_is_written_is_read_again_with_every_letter(study: Study) -> None:
    book = read_codebook()
    start = ENTRY.text.index("😀")
    one = Coding.at(
        ENTRY, start=start, end=start + 5, code="organise", coder="anna", time=NOON, codebook=book,
        memo='een "memo"\nmet regels \u2028 en 😀',
    )  # fmt: skip
    assert one.quote == "😀 één"
    assert one.definition == book.codes["organise"].definition_hash
    append(study, coder="anna", codings=[one, two := coded()])
    read = read_codings(study, documents=[ENTRY], codes=CODES)
    assert read.records == (one, two)
    assert (read.problems, dict(read.found)) == ((), {})


def test_the_first_line_names_format_and_coder(study: Study) -> None:
    append(study, coder="anna", codings=[coded()])
    first, *rest = file_of(study).read_text(encoding="utf-8").splitlines()
    assert json.loads(first) == {"format": 1, "kind": "codings", "coder": "anna"}
    assert len(rest) == 1


def test_nothing_that_stands_in_a_file_is_ever_changed(study: Study) -> None:
    append(study, coder="anna", codings=[one := coded()])
    before = file_of(study).read_bytes()
    append(study, coder="anna", codings=[one.decided(decision="remove", coder="anna", time=LATER)])
    assert file_of(study).read_bytes().startswith(before)


def test_two_coders_write_in_two_files(study: Study) -> None:
    append(study, coder="anna", codings=[coded()])
    append(study, coder="bram", codings=[coded(coder="bram")])
    assert [one.coder for one in read_codings(study).records] == ["anna", "bram"]
    with pytest.raises(InputError, match='got "bram", expected anna'):
        append(study, coder="anna", codings=[coded(coder="bram")])


@pytest.mark.parametrize("cut", range(2, 60, 7))
def test_a_write_that_broke_off_loses_one_line_and_the_next_goes_on(study: Study, cut: int) -> None:
    append(study, coder="anna", codings=[one := coded()])
    whole = file_of(study).read_bytes()
    append(study, coder="anna", codings=[coded("één")])
    broken = file_of(study).read_bytes()[: len(whole) + cut]
    file_of(study).write_bytes(broken)
    append(study, coder="anna", codings=[three := coded("samen")])
    assert file_of(study).read_bytes().startswith(broken + b"\n")
    read = read_codings(study, documents=[ENTRY], codes=CODES)
    assert read.records == (one, three)
    assert read.problems == ()
    (note,) = read.notes["codings/anna.jsonl"]
    assert note.startswith("row 3 is cut short")


def test_a_line_cut_in_the_middle_of_a_letter_is_told_too(study: Study) -> None:
    append(study, coder="anna", codings=[coded("samen 😀")])
    data = file_of(study).read_bytes()
    file_of(study).write_bytes(data[: data.index("😀".encode()) + 2])
    assert "row 2 is cut short" in read_codings(study).notes["codings/anna.jsonl"][0]


def test_an_empty_file_gets_its_first_line(study: Study) -> None:
    file_of(study).parent.mkdir()
    file_of(study).touch()
    append(study, coder="anna", codings=[coded()])
    assert len(read_codings(study).records) == 1


def test_a_file_saved_by_another_program_is_read(study: Study) -> None:
    append(study, coder="anna", codings=[coded()])
    data = file_of(study).read_bytes()
    file_of(study).write_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
    assert len(read_codings(study, documents=[ENTRY], codes=CODES).records) == 1


def test_a_file_that_cannot_be_written_is_told(study: Study) -> None:
    (study.root / "codings").write_text("a file")
    with pytest.raises(CannotWrite, match="codings"):
        append(study, coder="anna", codings=[coded()])


@pytest.mark.parametrize("name", ["Anna", "../anna", "anna de vries", "con", "", "readme"])
def test_a_coder_needs_a_name_that_can_be_one_of_a_file(study: Study, name: str) -> None:
    with pytest.raises(InputError, match="a short name of a-z"):
        append(study, coder=name, codings=[])
    assert not (study.root / "codings").exists()


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kept", "row"),
    [("cut_in_the_middle_of_a_line", ["anna-1", "anna-3"], 3), ("cut_at_the_end", ["anna-1"], 3)],
)
def test_a_cut_line_is_told_with_its_row_and_the_others_are_read(
    study: Study, name: str, kept: list[str], row: int
) -> None:
    read = case(study, name)
    assert [one.id for one in read.records] == kept
    assert read.notes["codings/anna.jsonl"][0].startswith(f"row {row} is cut short")


def test_a_newer_format_is_refused_and_left_as_it_is(study: Study) -> None:
    read = case(study, "newer_format")
    assert read.records == ()
    assert 'row 1, `format`: got "2", expected a number from 1 to 1' in told(read)
    before = file_of(study).read_bytes()
    with pytest.raises(InputError, match="update this one"):
        append(study, coder="anna", codings=[coded()])
    assert file_of(study).read_bytes() == before


@pytest.mark.parametrize("name", ["without_a_first_line", "of_another_coder"])
def test_a_file_that_does_not_say_whose_it_is_is_neither_read_nor_written(
    study: Study, name: str
) -> None:
    read = case(study, name)
    assert read.records == ()
    assert len(read.problems) == 1
    before = file_of(study).read_bytes()
    with pytest.raises(InputError):
        append(study, coder="anna", codings=[coded()])
    assert file_of(study).read_bytes() == before


def test_two_coders_of_one_name_are_refused(study: Study) -> None:
    append(study, coder="anna", codings=[coded()])
    data = file_of(study).read_bytes()
    twin = study.root / "codings" / "Anna.jsonl"
    if twin.exists():
        pytest.skip("this disk does not tell capitals apart")
    twin.write_bytes(data)
    read = read_codings(study)
    assert read.records == ()
    assert "one file per coder" in told(read)
    with pytest.raises(InputError, match="Two coders of one name"):
        append(study, coder="anna", codings=[coded()])
    assert file_of(study).read_bytes() == data


def test_offsets_beyond_the_text_are_told_with_its_length(study: Study) -> None:
    read = case(study, "offsets_beyond_the_text")
    assert read.records == ()
    assert f'`end`: got "9999", expected at most {len(ENTRY.text)}' in told(read)
    assert told(read).count("a start before the end") == 2
    with pytest.raises(InputError, match="where the text ends"):
        Coding.at(ENTRY, start=0, end=len(ENTRY.text) + 1, code="organise", coder="a", time=NOON)
    whole = Coding.at(ENTRY, start=0, end=len(ENTRY.text), code="finance", coder="a", time=NOON)
    assert whole.quote == ENTRY.text


def test_an_unknown_document_or_code_is_told_the_nearest(study: Study) -> None:
    read = case(study, "unknown_document_and_code")
    assert read.records == ()
    assert 'got "b-l", expected a document of the study (nearest: b-1)' in told(read)
    assert "(nearest: organise)" in told(read)


def test_every_strange_value_is_told_with_its_row(study: Study) -> None:
    read = case(study, "strange_values")
    assert read.records == ()
    rows = [problem.where.split(", ")[1:3] for problem in read.problems]
    assert rows == [
        ["row 2", "`start`"], ["row 3", "`decision`"], ["row 3", "`of`"], ["row 4", "`time`"],
        ["row 5", "`coder`"], ["row 6", "`of`"], ["row 7"], ["row 8"], ["row 9", "`start`"],
    ]  # fmt: skip


def test_an_id_that_stands_twice_is_told_and_the_first_is_kept(study: Study) -> None:
    read = case(study, "the_same_id_twice")
    assert [one.code for one in read.records] == ["organise"]
    assert 'row 3, `id`: got "anna-1"' in told(read)


def test_nobody_takes_back_what_another_wrote(study: Study) -> None:
    append(study, coder="bram", codings=[replace(coded(coder="bram"), id="bram-1")])
    read = case(study, "removes_of_another")
    assert "an earlier record of the same coder" in told(read)
    assert {one.id for one in current(read.records)} == {"anna-1", "bram-1"}


def test_no_message_holds_a_word_of_an_entry(study: Study) -> None:
    for path in CASES.glob("*.jsonl"):
        read = case(study, path.stem)
        assert "samen" not in told(read) + str(read.notes), path.name


# --- texts that were edited ----------------------------------------------------------------------


def test_a_quote_that_moved_is_placed_anew_and_told(study: Study) -> None:
    append(study, coder="anna", codings=[one := coded("mandaat")])
    edited = document("Eerst dit. samen 😀 één mandaat")
    read = read_codings(study, documents=[edited], codes=CODES)
    (moved,) = read.records
    assert edited.text[moved.start : moved.end] == "mandaat"
    assert moved.start == one.start + len("Eerst dit. ")
    assert read.found == {one.id: "moved"}
    assert list(as_frame(read.records, found=read.found)["found"]) == ["moved"]
    assert "1 found again" in read.notes["codings/anna.jsonl"][0]


def test_a_quote_that_is_gone_is_a_problem_and_stays_in_the_file(study: Study) -> None:
    append(study, coder="anna", codings=[coded("mandaat")])
    before = file_of(study).read_bytes()
    read = read_codings(study, documents=[document("iets anders")], codes=CODES)
    assert read.records == ()
    assert "mandaat" not in told(read)
    assert "`end`" in told(read)  # its offsets are beyond the text as it is now
    long = document("iets heel anders dat lang genoeg is om erin te passen")
    assert "no longer stands there" in told(read_codings(study, documents=[long]))
    twice = document("x mandaat en mandaat, en nog veel meer woorden")
    assert "stands there 2 times" in told(read_codings(study, documents=[twice]))
    assert file_of(study).read_bytes() == before


# --- what stands ---------------------------------------------------------------------------------


def ids(records: tuple[Coding, ...]) -> set[str]:
    return {one.id for one in records}


def test_a_coding_that_was_taken_back_no_longer_stands_and_can_come_again() -> None:
    one = coded()
    gone = one.decided(decision="remove", coder="anna", time=LATER)
    back = gone.decided(decision="remove", coder="anna", time=LATEST)
    assert ids(current([one, gone])) == set()
    assert ids(current([one, gone, back])) == {one.id}
    assert ids(by_coder([one, gone])) == set()


@pytest.mark.parametrize("method", ["mention", "suggestion"])
def test_what_a_machine_found_stands_only_when_a_person_accepts(method: str) -> None:
    found = replace(coded(), id="s-1", coder="", method=method, made_with="=mandaat")
    assert current([found]) == ()
    yes = found.decided(decision="accept", coder="anna", time=NOON)
    no = found.decided(decision="reject", coder="anna", time=LATER)
    again = found.decided(decision="accept", coder="anna", time=LATEST)
    assert current([found, yes]) == (yes,)
    assert (yes.method, yes.made_with, yes.of) == (method, "=mandaat", "s-1")
    assert current([yes]) == (yes,)
    assert current([found, yes, no]) == ()
    assert current([found, yes, no, again]) == (again,)


def test_one_coder_rejects_for_oneself_only() -> None:
    found = replace(coded(), id="s-1", coder="", method="suggestion")
    yes = found.decided(decision="accept", coder="anna", time=NOON)
    no = found.decided(decision="reject", coder="bram", time=LATER)
    assert current([yes, no]) == (yes,)


def test_a_settled_difference_stands_as_it_was_settled_and_the_trail_is_kept() -> None:
    one, other = coded(), coded(code="finance", coder="bram")
    stays = one.decided(decision="adjudicated", coder="carla", time=LATER, memo="past")
    goes = other.decided(decision="reject", coder="carla", time=LATER, memo="past niet")
    records = [one, other, stays, goes]
    assert current(records) == (stays,)
    assert ids(by_coder(records)) == {one.id, other.id}


def test_of_two_settlements_the_latest_counts_in_whatever_file_it_stands() -> None:
    one = coded()
    stays = one.decided(decision="adjudicated", coder="bram", time="2026-01-31T23:30:00+00:00")
    # Later by the clock of the world, earlier in letters.
    goes = one.decided(decision="reject", coder="carla", time="2026-01-31T22:45:00-01:00")
    assert current([one, stays, goes]) == current([one, goes, stays]) == ()
    undone = goes.decided(decision="remove", coder="carla", time=LATEST)
    assert current([one, stays, goes, undone]) == (stays,)


def test_a_table_of_codings_holds_no_free_text() -> None:
    frame = as_frame([replace(coded(), memo="geheim")])
    assert set(frame.columns) & {"quote", "memo"} == set()
    assert "geheim" not in frame.to_csv()
    assert "mandaat" not in frame.to_csv()


def test_a_text_read_to_the_end_without_a_code_is_known_to_be_read(study: Study) -> None:
    other = document("niets bijzonders", id="b-2")
    append(
        study, coder="anna", codings=[coded(), Coding.of_reading(other, coder="anna", time=NOON)]
    )
    read = read_codings(study, documents=[ENTRY, other], codes=CODES)
    assert read.problems == ()
    pairs = readers(read.records)
    assert list(pairs.itertuples(index=False, name=None)) == [("b-1", "anna"), ("b-2", "anna")]
    assert [one.document for one in by_coder(read.records)] == ["b-1"]
