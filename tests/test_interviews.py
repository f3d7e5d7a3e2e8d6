"""Interviews: what people said, as far as they agreed, and nothing of who did not."""

from datetime import date

import pytest

from kit.check import check_study
from kit.check_screen import render_text
from kit.deidentify.record import Made, Record, as_text
from kit.files import sha256
from kit.interviews import read_interviews
from kit.study import open_study

STUDY = """
format: 1
title: Proef
period: {from: 2024Q1, until: 2024Q4}
regions: [{slug: noord, name: Noord}, {slug: zuid, name: Zuid}]
"""
HEAD = (
    "interview;file;region;date;kind;speaker;person;role;consent_version;consent_on;release;"
    "interviewer_speaker"
)
TALK = "I: Hoe begon het?\nR1: Met een brief.\nDie kwam laat.\nI: En toen?\nR1: Ruzie.\n"
GROUP = "Moderator: Wie begint?\nR1: Niks voor mij.\nR2: Voor mij wel.\nR3: Geheim.\nR2: Echt.\n"


def study_of(tmp_path, rows, **files):
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "interviews").mkdir()
    (tmp_path / "interviews.csv").write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    for name, text in (files or {"iv1.txt": TALK}).items():
        path = tmp_path / "interviews" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return open_study(tmp_path)


def read(tmp_path, rows, files=None):
    return read_interviews(study_of(tmp_path, rows, **(files or {})))


ONE = "iv1;iv1.txt;noord;2024-03-01;;;P01;huisarts;v1;2024-02-28;region;"


def test_what_one_voice_said_is_one_document_under_the_questions(tmp_path):
    found = read(tmp_path, [ONE])
    (document,) = found.documents
    assert found.problems == ()
    assert (document.id, document.kind, document.region) == ("iv1", "interview", "noord")
    assert (document.author, document.role, document.voice_group) == ("P01", "gp", "professional")
    assert (document.release, document.day) == ("region", date(2024, 3, 1))
    assert (document.tier, document.file, document.row) == ("regional", "interviews/iv1.txt", 2)
    assert document.text == ("Hoe begon het?\nMet een brief.\nDie kwam laat.\n\nEn toen?\nRuzie.")
    assert [document.text[p.start : p.end] for p in document.parts] == [
        "Met een brief.\nDie kwam laat.", "Ruzie.",
    ]  # fmt: skip
    assert {part.name for part in document.parts} == {"turn"}
    (interview,) = found.interviews
    assert (interview.kind, interview.convention) == ("interview", "labelled")
    assert interview.interviewer_speakers == ("I",)
    assert [turn.speaker for turn in interview.turns] == ["I", "R1", "I", "R1"]
    assert interview.voices[0].document == "iv1"
    row = found.frame.iloc[0]
    assert (row["document"], row["turns"], row["author"]) == ("iv1", 2, "P01")


def group(*, third="nee"):
    return [
        "fg;fg.txt;zuid;2024-05-01;focusgroep;R1;P02;inwoner;v1;;region;",
        "fg;;;;;r2;P03;inwoner;v1;2024-05-01;;",
        f"fg;;;;;R3;P04;inwoner;{third};;region;",
    ]


def test_in_a_focus_group_each_voice_has_its_own_consent_and_document(tmp_path):
    found = read(tmp_path, group(third="v1"), {"fg.txt": GROUP})
    assert [(d.id, d.author, d.release) for d in found.documents] == [
        ("fg-r1", "P02", "region"), ("fg-r2", "P03", "team"), ("fg-r3", "P04", "region"),
    ]  # fmt: skip
    assert found.documents[0].text == "Wie begint?\nNiks voor mij."
    assert found.documents[1].text == "Voor mij wel.\n\nEcht."
    assert {d.region for d in found.documents} == {"zuid"}


@pytest.mark.parametrize("no", ["nee", "", "Geweigerd", "-"])
def test_nothing_is_read_of_a_voice_without_consent(tmp_path, no):
    found = read(tmp_path, group(third=no), {"fg.txt": GROUP})
    assert [d.id for d in found.documents] == ["fg-r1", "fg-r2"]
    assert "Geheim" not in str(found)
    assert found.set_aside["voices without consent"] == 1
    assert found.set_aside["turns of voices without consent"] == 1
    assert [turn.number for turn in found.interviews[0].turns] == [1, 2, 3, 5]


def test_nothing_is_read_of_a_speaker_without_a_row(tmp_path):
    found = read(tmp_path, group()[:2], {"fg.txt": GROUP})
    assert "Geheim" not in str(found)
    assert found.set_aside == {"turns of speakers without a row": 1}


def test_an_interview_without_any_consent_is_nowhere(tmp_path):
    found = read(tmp_path, [ONE.replace("v1;2024-02-28", ";")])
    assert (found.documents, found.interviews) == ((), ())
    assert found.set_aside == {"voices without consent": 1}
    assert "brief" not in str(found)


def test_two_consents_of_one_speaker_are_a_problem_and_neither_is_taken(tmp_path):
    rows = [*group(), "fg;;;;;R2;P03;inwoner;v2;;public;"]
    found = read(tmp_path, rows, {"fg.txt": GROUP})
    assert [str(p).partition(":")[0] for p in found.problems] == [
        "interviews.csv, row 3, `speaker`", "interviews.csv, row 5, `speaker`",
    ]  # fmt: skip
    assert "one row per speaker" in str(found.problems[0])
    assert [d.id for d in found.documents] == ["fg-r1"]


def test_a_speaker_who_is_not_in_the_transcript_is_told_with_those_who_are(tmp_path):
    found = read(tmp_path, [ONE.replace(";;;P01", ";;R4;P01")])
    assert "expected one of I, R1 (nearest: R1)" in str(found.problems[0])
    assert found.documents == ()


def test_a_label_of_the_interviewer_is_no_voice(tmp_path):
    rows = [f"{ONE.replace(';;;P01', ';;I;P01')}I"]
    found = read(tmp_path, rows)
    assert "another speaker than the interviewer: R1" in str(found.problems[0])


def test_without_a_label_it_must_be_clear_who_is_meant(tmp_path):
    talk = "Piet Jansen: Hoe?\nFatima: Zo.\nPiet Jansen: En?\nFatima: Ja.\n"
    row = ONE.replace("noord", "zuid")
    unclear = read(tmp_path, [row], {"iv1.txt": talk})
    assert "found are 2" in str(unclear.problems[0])
    assert "The labels are Piet Jansen, Fatima." in str(unclear.problems[0])
    (tmp_path / "b").mkdir()
    clear = read(tmp_path / "b", [f"{row}piet jansen"], {"iv1.txt": talk})
    assert clear.problems == ()
    assert clear.documents[0].text == "Hoe?\nZo.\n\nEn?\nJa."


def test_an_interviewer_who_is_not_in_the_transcript_is_a_problem(tmp_path):
    found = read(tmp_path, [f"{ONE}Interviewer"])
    assert "`interviewer_speaker`" in str(found.problems[0])
    assert found.documents == ()


@pytest.mark.parametrize(
    ("label", "other"),
    [("Interviewer", "Geïnterviewde"), ("Int.", "Resp."), ("V", "A"), ("Moderator 1", "P1")],
)
def test_the_interviewer_is_recognised(tmp_path, label, other):
    talk = f"{label}: Hoe?\n{other}: Zo.\n{label}: En?\n{other}: Ja.\n"
    found = read(tmp_path, [ONE], {"iv1.txt": talk})
    assert found.interviews[0].interviewer_speakers == (label,)
    assert found.documents[0].text == "Hoe?\nZo.\n\nEn?\nJa."


def test_the_words_of_another_participant_never_head_a_turn(tmp_path):
    talk = "I: Hoe?\nR1: Niks.\nR2: Wel wat.\n"
    rows = [ONE.replace(";;;P01", ";;R1;P01"), "iv1;;;;;R2;P02;inwoner;v1;;;"]
    found = read(tmp_path, rows, {"iv1.txt": talk})
    assert {d.id: d.text for d in found.documents} == {
        "iv1-r1": "Hoe?\nNiks.", "iv1-r2": "Wel wat.",
    }  # fmt: skip


def test_a_story_has_no_speakers_and_is_all_of_its_voice(tmp_path):
    story = "Het begon klein.\n\nLet op: met een brief.\n"
    found = read(tmp_path, [ONE.replace("2024-03-01;;", "2024-03-01;verhaal;")], {"iv1.txt": story})
    assert found.interviews[0].kind == "story"
    assert found.documents[0].text == "Het begon klein.\n\nLet op: met een brief."


def test_a_transcript_that_no_row_names_is_counted_and_told(tmp_path):
    found = read(tmp_path, [ONE], {"iv1.txt": TALK, "vergeten.md": TALK})
    assert found.set_aside == {"transcripts that no row names": 1}
    assert "no row of the table names it" in found.notes["interviews/vergeten.md"][0]
    assert len(found.documents) == 1


def test_a_row_without_its_file_is_a_problem_with_the_nearest(tmp_path):
    found = read(tmp_path, [ONE.replace("iv1.txt", "iv2.txt")])
    assert "expected one of iv1.txt (nearest: iv1.txt)" in str(found.problems[0])


@pytest.mark.parametrize(
    "called", ["iv1.txt", "IV1", "interviews/iv1.txt", "iv1.docx", "", "iv1.vtt"]
)
def test_a_file_may_be_named_in_every_clear_way(tmp_path, called):
    assert len(read(tmp_path, [ONE.replace("iv1.txt", called, 1)]).documents) == 1


def test_a_name_of_two_files_is_a_problem(tmp_path):
    found = read(tmp_path, [ONE.replace("iv1.txt", "iv1")], {"iv1.txt": TALK, "iv1.md": TALK})
    assert "expected one file; 2 are called so" in str(found.problems[0])


def test_a_region_that_does_not_exist_is_told_with_its_row(tmp_path):
    found = read(tmp_path, [ONE.replace("noord", "nord")])
    assert str(found.problems[0]).startswith("interviews.csv, row 2, `region`")
    assert "nearest: noord" in str(found.problems[0])


def test_rows_of_one_interview_must_not_contradict_each_other(tmp_path):
    rows = [group()[0], "fg;;noord;2024-05-01;;R2;P03;inwoner;v1;;;"]
    found = read(tmp_path, rows, {"fg.txt": GROUP})
    assert "interviews.csv, row 3, `region`" in str(found.problems[0])
    assert "expected zuid, as in row 2" in str(found.problems[0])


def test_an_interview_on_the_last_day_counts_and_one_after_it_is_set_aside(tmp_path):
    rows = [ONE.replace("2024-03-01", "2024-12-31"), ONE.replace("iv1;", "iv2;", 1)]
    rows[1] = rows[1].replace("2024-03-01", "2025-01-01")
    found = read(tmp_path, rows)
    assert [d.id for d in found.documents] == ["iv1"]
    assert found.set_aside == {"voices in interviews outside the period of the study": 1}


def test_the_release_of_a_voice_is_the_own_team_when_it_is_not_stated(tmp_path):
    assert read(tmp_path, [ONE.replace("region;", ";")]).documents[0].release == "team"


def test_two_speakers_of_one_short_name_keep_two_ids(tmp_path):
    talk = "I: Hoe?\n[persoon K4]: Zo.\n[persoon_k4]: Ja.\nمريم: لا\nI: En?\n"
    rows = [
        ONE.replace(";;;P01", ";;[persoon K4];P01"),
        "iv1;;;;;[persoon_k4];P02;inwoner;v1;;;",
        "iv1;;;;;مريم;P03;inwoner;v1;;;",
    ]
    found = read(tmp_path, rows, {"iv1.txt": talk})
    assert found.problems == ()
    assert [d.id for d in found.documents] == ["iv1-3", "iv1-persoon-k4", "iv1-persoon-k4-2"]


def test_recordings_and_unreadable_forms_are_told(tmp_path):
    found = read(tmp_path, [ONE], {"iv1.txt": TALK, "iv1.m4a": "x", "iv2.pdf": "x"})
    told = [str(problem) for problem in found.problems]
    assert "interviews/iv2.pdf" in told[0]
    assert "no recordings in a study" in told[1]


def test_a_word_file_that_is_none_takes_only_itself_out(tmp_path):
    rows = [ONE, ONE.replace("iv1;iv1.txt", "iv2;iv2.docx")]
    found = read(tmp_path, rows, {"iv1.txt": TALK, "iv2.docx": "geen zip"})
    assert str(found.problems[0]).startswith("interviews/iv2.docx: ")
    assert [d.id for d in found.documents] == ["iv1"]


def test_a_study_without_interviews_has_none(tmp_path):
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    found = read_interviews(open_study(tmp_path))
    assert (found.documents, found.problems, dict(found.set_aside)) == ((), (), {})
    assert len(found.frame) == 0


def test_the_notes_say_whether_a_transcript_came_through_the_gate(tmp_path):
    rows = [ONE.replace("iv1;iv1.txt", f"iv{n};iv{n}.txt") for n in range(1, 5)]
    study = study_of(tmp_path, rows, **{f"iv{n}.txt": TALK for n in range(1, 5)})
    same, other = sha256(TALK), sha256("iets anders")
    made = {1: (same, True), 2: (same, False), 3: (other, True)}
    files = {
        f"interviews/iv{n}.txt": Made(hash, {}, reviewed, "2024-06-01")
        for n, (hash, reviewed) in made.items()
    }
    text = as_text(Record("0", files=files))
    (tmp_path / "deidentified.yml").write_text(text, encoding="utf-8")
    notes = read_interviews(study).notes
    assert [notes[f"interviews/iv{n}.txt"][-1] for n in range(1, 5)] == [
        "de-identified and reviewed",
        "de-identified, not reviewed yet",
        "changed since `kit deidentify` made it",
        "not made by `kit deidentify`",
    ]


def test_a_record_of_the_gate_that_cannot_be_read_is_a_problem(tmp_path):
    study = study_of(tmp_path, [ONE])
    (tmp_path / "deidentified.yml").write_text("format: 99\nkit: x\nfiles: {}\n", encoding="utf-8")
    found = read_interviews(study)
    assert "deidentified.yml" in str(found.problems[0])
    assert len(found.documents) == 1


def test_check_tells_how_a_transcript_was_read_and_quotes_nothing_of_it(tmp_path):
    study_of(tmp_path, group(), **{"fg.txt": GROUP})
    told = render_text(check_study(tmp_path))
    assert "interviews: 3 good rows" in told
    read_as = (
        "interviews/fg.txt (utf-8; read as: Name: text; 5 turns; not made by `kit deidentify`)"
    )
    assert read_as in told
    assert "set aside, voices without consent: 1" in told
    assert "Geheim" not in told
    assert "was not read" not in told
