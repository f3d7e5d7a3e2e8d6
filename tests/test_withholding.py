"""A transcript that is handed over holds nothing of who did not agree; all others keep their place.

The raw file keeps every word, so that who agrees later is heard after all.
"""

import pytest

from kit.deidentify_screen import deidentified
from kit.interviews import read_interviews
from kit.study import open_study
from kit.transcripts import WITHHELD, Transcript, Turn, read_transcript, write_transcript
from kit.withdrawal import withdraw

SETTINGS = """
format: 1
title: Proef
period: {from: 2024Q1, until: 2024Q4}
raw: ../raw
regions: [{slug: noord, name: Regio Noord}]
"""
HEAD = "interview;bestand;regio;datum;soort;spreker;persoon;consent_version;interviewer_speaker\n"
GROUP = (
    "Moderator: Wie begint er?\nR1: Niks voor mij.\nR2: Voor mij wel.\nModerator: En u?\n"
    "R3: Strikt geheim.\nR1: Toch niet.\nR3: Nog iets geheims.\nR2: Echt.\n"
)
RAW = "interviews/fg.txt"


def rows(third):
    """Return the table of a focus group in which the third voice agreed so."""
    given = (("R1", "P01", "v1"), ("R2", "P02", "v1"), ("R3", "P03", third))
    return HEAD + "".join(
        f"fg;fg.txt;noord;2024-03-01;focusgroep;{speaker};{person};{version};Moderator\n"
        for speaker, person, version in given if version is not None
    )  # fmt: skip


@pytest.fixture
def made(tmp_path):
    """Return a function that de-identifies a group, and gives the study and what was said."""
    (tmp_path / "raw" / "interviews").mkdir(parents=True)
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "study.yml").write_text(SETTINGS, encoding="utf-8")

    def of(third, talk=GROUP, table=None):
        (tmp_path / "raw" / RAW).write_text(talk, encoding="utf-8")
        text = rows(third) if table is None else table
        (tmp_path / "raw" / "interviews.csv").write_text(text, encoding="utf-8")
        study = open_study(tmp_path / "study")
        return study, list(deidentified(study, own_rules=True))

    return of


def turns_of(study):
    return read_transcript(study.root / RAW, "fg").turns


@pytest.mark.parametrize("third", ["nee", "", None])
def test_words_of_who_did_not_agree_do_not_stand_in_the_clean_transcript(made, third):
    study, said = made(third)
    assert [turn.text for turn in turns_of(study) if turn.speaker == "R3"] == [WITHHELD] * 2
    assert "eheim" not in (study.root / RAW).read_text(encoding="utf-8")
    told = "  not released, as their speaker did not agree: 2 turns in 1 transcript"
    assert told in said
    assert (study.raw / RAW).read_text(encoding="utf-8") == GROUP


def test_everybody_else_keeps_words_places_and_numbers(made):
    study, said = made("v1")
    everybody, all_turns = read_interviews(study), turns_of(study)
    assert not any("not released" in line for line in said)
    study, _ = made("nee")
    left, some_turns = read_interviews(study), turns_of(study)
    assert [d.id for d in left.documents] == ["fg-r1", "fg-r2"]
    assert list(left.documents) == [d for d in everybody.documents if d.author != "P03"]
    assert [t for t in some_turns if t.speaker != "R3"] == [
        t for t in all_turns if t.speaker != "R3"
    ]
    assert [turn.number for turn in some_turns] == list(range(1, 9))


def test_who_agrees_later_is_heard_after_all(made):
    made("nee")
    study, _ = made("v1")
    (third,) = (d for d in read_interviews(study).documents if d.author == "P03")
    assert [third.text[p.start : p.end] for p in third.parts] == [
        "Strikt geheim.", "Nog iets geheims.",
    ]  # fmt: skip


def test_the_line_in_place_of_the_words_is_never_read_as_words(made):
    study, _ = made("nee")
    table = study.root / "interviews.csv"
    table.write_text(table.read_text("utf-8-sig").replace("nee", "v1"), encoding="utf-8")
    found = read_interviews(study)
    assert not any(WITHHELD in document.text for document in found.documents)
    assert found.set_aside["turns that are not released in the transcript"] == 2
    (problem,) = found.problems
    assert "kit deidentify" in problem.do


def test_a_second_time_nothing_changes(made):
    study, first = made("nee")
    before = (study.root / RAW).read_bytes()
    study, second = made("nee")
    assert (study.root / RAW).read_bytes() == before
    assert first[:2] == second[:2]


def test_without_a_table_nothing_is_known_of_consent_and_the_transcript_is_whole(made):
    study, said = made(None, table=HEAD)
    assert len([turn for turn in turns_of(study) if turn.text == WITHHELD]) == 0
    assert not any("not released" in line for line in said)


def test_words_of_nobody_in_particular_go_where_somebody_did_not_agree(made):
    talk = "# Transcript (kit 1; kit)\n\n[1] Moderator: En?\n\n[2] R1: Niks.\n\n[3] R2: Wel.\n\n"
    talk += "[4] R3: Zo.\n\n[5] Door elkaar geroepen.\n"
    study, _ = made("v1", talk)
    assert turns_of(study)[-1] == Turn(5, None, "Door elkaar geroepen.", None, None, 11)
    study, _ = made("nee", talk)
    assert [turn.text for turn in turns_of(study)] == ["En?", "Niks.", "Wel.", WITHHELD, WITHHELD]


def test_an_interview_with_one_voice_that_did_not_agree_keeps_the_questions_only(made):
    row = "iv;fg.txt;noord;2024-03-01;interview;;P01;nee;\n"
    study, _ = made(None, "I: Hoe begon het?\nR1: Geheim.\nI: En toen?\nR1: Nog geheimer.\n",
                    HEAD + row)  # fmt: skip
    assert [turn.text for turn in turns_of(study)] == [
        "Hoe begon het?", WITHHELD, "En toen?", WITHHELD,
    ]  # fmt: skip


@pytest.mark.parametrize("speaker", [None, "R3", "Jansen (gemeente)"])
def test_the_line_is_written_and_read_back_as_it_is(tmp_path, speaker):
    turns = (Turn(1, "I", "En?", 0.0, 1.5, 1), Turn(2, speaker, WITHHELD, 2.0, None, 3))
    path = write_transcript(Transcript(turns, "kit"), tmp_path / "a.txt")
    again = read_transcript(path, "a.txt").turns
    assert [(t.speaker, t.text, t.start, t.end) for t in again] == [
        (t.speaker, t.text, t.start, t.end) for t in turns
    ]


def test_who_withdraws_leaves_turns_of_nobody_and_all_others_where_they_were(made):
    study, _ = made("v1")
    before = [d for d in read_interviews(study).documents if d.author != "P03"]
    done = withdraw(study, "P03")
    assert done.by_hand == ()
    study = open_study(study.root)
    assert list(read_interviews(study).documents) == before
    gone = [turn for turn in turns_of(study) if turn.text == WITHHELD]
    assert [(turn.number, turn.speaker) for turn in gone] == [(5, None), (7, None)]
    for folder in (study.root, study.raw):
        text = (folder / RAW).read_text(encoding="utf-8")
        assert "eheim" not in text
        assert "R3" not in text
    # Raw and clean say the same still, so that making the study clean again moves nothing.
    list(deidentified(study, own_rules=True))
    assert list(read_interviews(study).documents) == before
