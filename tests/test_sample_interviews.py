"""The interviews of the sample: what was planted in the raw files is nowhere in the study."""

from __future__ import annotations

import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kit.codebook import study_codebook
from kit.learning_history.records import loose_ends, read_records
from kit.quotes import Quotes, read_quotes
from kit.study import open_study
from kit.terms import terms
from kit.texts import Texts, read_texts
from kit.themes import read_themes
from kit.transcripts import read_transcript

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
RAW = SAMPLE.parent / "sample-raw"
GATED = ("interviews.csv", "quotes.csv", "history_notes.csv", "noticeable_results.csv",
         "events.csv")  # fmt: skip
sys.path.insert(0, str(SAMPLE))

import sample_interviews  # noqa: E402
from sample_marks import Mark, marks_of, names_of, plain, quotes_of  # noqa: E402
from sample_review import stands_in  # noqa: E402
from sample_transcripts import FORMS  # noqa: E402


@cache
def bank() -> sample_interviews.Bank:
    return sample_interviews.bank()


@cache
def texts() -> Texts:
    return read_texts(open_study(SAMPLE))


@cache
def quotes() -> Quotes:
    return read_quotes(open_study(SAMPLE), documents=texts().documents)


@cache
def truth() -> dict[str, Any]:
    made = yaml.safe_load((SAMPLE / "truth.yml").read_text(encoding="utf-8"))
    return made["interviews"]


# --- the bank ------------------------------------------------------------------------------------


def _eleven(number: str) -> bool:
    weights = (*range(9, 1, -1), -1)
    return sum(w * int(d) for w, d in zip(weights, number, strict=True)) % 11 == 0


def _mod97(iban: str) -> bool:
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


def test_planted_numbers_are_valid_and_of_nobody() -> None:
    of = {type: [m.text for m in _planted() if m.type == type] for type in ("bsn", "iban")}
    assert all(_eleven(number) for number in of["bsn"])
    assert all(_mod97(number) for number in of["iban"])
    assert {number[4:8] for number in of["iban"]} == {"KITB", "XYZB"}, "banks that do not exist"
    sites = [m.text for m in _planted() if m.type in ("email", "url")]
    assert all(".example" in site for site in sites), "RFC 2606: names that nobody can have"


def test_every_kind_of_identity_is_planted_in_every_kind_of_field() -> None:
    counts = Counter(mark.type for mark in _planted())
    assert len(counts) == 13
    assert sum(counts.values()) >= 250
    for field in ("said", "labels", "file"):
        assert any(marks_of([each[field] for each in bank().interviews])), field
    asked = [t.text for said in bank().turns.values() for t in said if t.who == "I"]
    assert sum(1 for _ in marks_of(asked)) >= 15
    for name in ("notes", "results", "events"):
        assert any(marks_of([own[name] for own in bank().regions.values()])), name
    assert any(marks_of([told.get("memo", "") for told in bank().quotes.values()]))


def test_one_person_is_named_in_several_ways() -> None:
    ways: dict[str, set[str]] = {}
    for mark in _planted():
        if mark.number:
            ways.setdefault(mark.number, set()).add(mark.text)
    assert sum(len(names) >= 3 for names in ways.values()) >= 10


@cache
def _planted() -> tuple[Mark, ...]:
    history = dict(bank().regions)
    return tuple(marks_of([*bank().interviews, dict(bank().quotes), history]))


# --- the raw files -------------------------------------------------------------------------------


@pytest.mark.parametrize("interview", bank().interviews, ids=lambda each: each["id"])
def test_every_way_to_deliver_a_transcript_is_read_word_for_word(
    interview: dict[str, Any], tmp_path: Path
) -> None:
    place = bank().interviews.index(interview)
    name, data = list(sample_interviews.raw_files(bank()).items())[place]
    path = tmp_path / Path(name).name
    path.write_bytes(data)
    read = read_transcript(path, "a transcript")
    assert read.problems == ()
    labels = {who: plain(label) or None for who, label in interview["labels"].items()}
    said = bank().turns[interview["id"]]
    assert [(t.speaker, t.text) for t in read.turns] == [
        (labels[turn.who], plain(turn.text)) for turn in said
    ]


def test_every_form_of_a_transcript_is_in_the_sample() -> None:
    assert {each["form"] for each in bank().interviews} == set(FORMS)


# --- the study -----------------------------------------------------------------------------------


@cache
def _shipped() -> tuple[tuple[str, str], ...]:
    """Return the text of every file of the study, with the names of its files."""
    return tuple(_texts_of(SAMPLE))


def _texts_of(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix()
        if not path.is_file() or inside.split("/")[0] in ("bank", "__pycache__", ".work"):
            continue
        if path.suffix == ".py":
            continue
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                parts = [
                    archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
                ]
            text = re.sub(r"<[^>]+>", "", "\n".join(parts))
        else:
            text = path.read_bytes().decode("utf-8", "replace")
        yield inside, f"{inside}\n{text}"


def test_no_planted_identity_is_in_what_came_of_the_interviews() -> None:
    own = [
        (name, text)
        for name, text in _shipped()
        if name.startswith("interviews") or name in GATED or name == "deidentified.yml"
    ]
    assert len(own) == len(bank().interviews) + len(GATED) + 1
    found = [
        (mark.type, mark.text, name)
        for mark in (*_planted(), *names_of(_planted()))
        for name, text in own
        if stands_in(mark, text)
    ]
    assert found == []


def test_no_planted_identity_is_in_any_other_file_of_the_study() -> None:
    """Of a single word only the way it is written counts: `Roos` is a flower too."""
    telling = [m for m in _planted() if not m.text.isalpha() and len(m.text) > 4]
    found = [(m.type, m.text, name) for m in telling for name, text in _shipped() if m.text in text]
    assert found == []


def test_what_the_kit_has_to_read_is_read_without_a_problem() -> None:
    assert texts().interviews.problems == ()
    assert quotes().problems == ()
    study = open_study(SAMPLE)
    tables = read_records(study)
    assert {name: table.problems for name, table in tables.items()} == dict.fromkeys(tables, ())
    themes = read_themes(study, documents=texts().documents, codebook=study_codebook(study))
    assert themes.problems == ()
    known = {q.id: q.document.region for q in quotes().records}
    ids = [theme.id for theme in themes.records]
    assert loose_ends(tables["history_notes"], quotes=known, themes=ids) == ()


def test_each_quote_is_byte_for_byte_what_the_bank_has() -> None:
    said = {
        id: words
        for turns in bank().turns.values()
        for turn in turns
        for id, words in quotes_of(turn.text).items()
    }
    assert {q.id: q.words for q in quotes().records} == said
    for quote in quotes().records:
        assert quote.document.text[quote.start : quote.end] == quote.words
        raw = (SAMPLE / quote.document.file).read_bytes()
        assert quote.words.encode() in raw, "a quote stands in one turn of the clean file"


def test_quotes_have_every_status_and_release() -> None:
    own = quotes().records
    assert {q.status for q in own} == set(terms("quote_status"))
    assert {q.release for q in own if q.status in ("approved", "edited")} == set(terms("release"))


def test_no_quote_goes_further_than_its_speaker_agreed() -> None:
    assert not [told for told in quotes().notes.values() if any("consent" in t for t in told)]


def test_at_least_four_regions_have_a_learning_history_with_several_themes() -> None:
    themes: dict[str | None, set[str | None]] = {}
    for quote in quotes().records:
        if quote.status in ("approved", "edited") and quote.release != "team":
            themes.setdefault(quote.document.region, set()).add(quote.theme)
    assert sum(len(of - {None}) >= 4 for of in themes.values()) >= 4


def test_who_did_not_agree_is_not_read() -> None:
    for each in bank().interviews:
        for who in each.get("refused", ()):
            words = [plain(t.text) for t in bank().turns[each["id"]] if t.who == who]
            assert words
            assert not [d.id for d in texts().documents for said in words if said[:40] in d.text]
            clean = [path.read_text(encoding="utf-8") for path in (SAMPLE / "interviews").iterdir()]
            assert not [text for text in clean for said in words if said[:20] in text]
    refused = sum(row["turns"] for row in truth()["refused"])
    assert texts().interviews.set_aside == {"turns of speakers without a row": refused}


def test_who_withdrew_before_left_no_code() -> None:
    codes = {voice["person"] for each in bank().interviews for voice in each["voices"].values()}
    own = sorted(int(code[1:]) for code in codes if code.startswith("P"))
    missing = sorted({*range(1, max(own) + 1)} - {*own})
    assert len(missing) == truth()["withdrawn_before"]["people"]
    gone = f"P{missing[0]:02d}"
    assert not [name for name, text in _shipped() if re.search(rf"\b{gone}\b", text)]


def test_the_truth_counts_what_was_planted_and_what_the_rules_missed() -> None:
    assert truth()["planted"] == sample_interviews.truth_of(bank())["planted"]
    planted = sum(row["times"] for row in truth()["planted"].values())
    assert 0 < sum(truth()["rules"]["missed"].values()) < planted / 5
    assert truth()["rules"]["added"] > 0, "the review step has something to do"


def test_a_theme_that_an_interview_denies_has_it_among_its_deviant_passages() -> None:
    study = open_study(SAMPLE)
    themes = read_themes(study, documents=texts().documents, codebook=study_codebook(study))
    of = {one.document.id for one in quotes().records if one.status != "withdrawn"}
    for theme in themes.records:
        stances = {
            passage.document: stance
            for stance in ("supporting", "deviant")
            for passage in theme.passages(stance)
        }
        told = truth()["interviews"]
        for id in of & stances.keys():
            interview = next(name for name in told if id == name or id.startswith(f"{name}-"))
            assert theme.id in told[interview]["themes"] or stances[id] == "supporting"


def test_the_raw_files_beside_the_sample_are_those_of_the_bank() -> None:
    made = sample_interviews.raw_files(bank())
    assert {name: (RAW / name).read_bytes() == data for name, data in made.items()} == (
        dict.fromkeys(made, True)
    )


def test_the_same_settings_give_the_same_bytes() -> None:
    settings = (SAMPLE / "study.yml").read_text(encoding="utf-8")
    made = sample_interviews.clean(settings)
    kept = {name: (SAMPLE / name).read_bytes() == data for name, data in made.files.items()}
    assert kept == dict.fromkeys(kept, True), "run: python data/sample/make_sample.py"
    raw = {name: (RAW / name).read_bytes() == data for name, data in made.raw.items()}
    assert raw == dict.fromkeys(raw, True), "run: python data/sample/make_sample.py"


def test_nothing_is_in_the_sample_that_was_not_made() -> None:
    made = sample_interviews.clean((SAMPLE / "study.yml").read_text(encoding="utf-8"))
    own = {name for name, _ in _shipped() if name.startswith("interviews/")}
    assert own == {name for name in made.files if name.startswith("interviews/")}
    there = {p.relative_to(RAW).as_posix() for p in RAW.rglob("*") if p.is_file()}
    assert there == set(made.raw)
