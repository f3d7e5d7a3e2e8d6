"""Transcripts: every usual way to write down a conversation becomes turns, and nothing is lost."""

import re
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.documents import normalise
from kit.errors import InputError
from kit.terms import terms
from kit.transcripts import SUFFIXES, Transcript, Turn, read_transcript, write_transcript

SHARED = Path(__file__).resolve().parents[2] / "shared" / "real" / "texts"


def read(tmp_path, name, text, encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return read_transcript(path, name)


def said(transcript):
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def times(transcript):
    return [(turn.start, turn.end) for turn in transcript.turns]


def word(path, paragraphs):
    """Write a Word file: each paragraph a list of (text, bold), or a text."""
    import docx

    document = docx.Document()
    for paragraph in paragraphs:
        made = document.add_paragraph()
        for text, bold in [(paragraph, False)] if isinstance(paragraph, str) else paragraph:
            made.add_run(text).bold = bold
    document.save(path)
    return path


def odt(path, body, *, head="", styles=""):
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in {
            "office": "office", "text": "text", "style": "style", "fo": "xsl-fo-compatible",
        }.items()
    )  # fmt: skip
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content{names}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
    return path


TEAMS = """WEBVTT

3f2a7c1e-0b4d-4a57-9d1c-0f6b1f4f9a11/12-0
00:00:03.250 --> 00:00:05.000
<v Jansen, Piet (GGD)>Goedemorgen &amp; welkom,</v>

3f2a7c1e-0b4d-4a57-9d1c-0f6b1f4f9a11/12-1
00:00:05.000 --> 00:00:07.500
<v Jansen, Piet (GGD)>fijn dat u er bent.</v>

3f2a7c1e-0b4d-4a57-9d1c-0f6b1f4f9a11/13-0
00:00:08.000 --> 00:00:09.000
<v Yıldız, Ayşe>Ja.</v>
"""


def test_split_cues_of_teams_become_one_turn_with_its_times(tmp_path):
    found = read(tmp_path, "a.vtt", TEAMS)
    assert found.convention == "voices_vtt"
    assert said(found) == [
        ("Jansen, Piet (GGD)", "Goedemorgen & welkom, fijn dat u er bent."),
        ("Yıldız, Ayşe", "Ja."),
    ]
    assert times(found) == [(3.25, 7.5), (8.0, 9.0)]
    assert [turn.row for turn in found.turns] == [4, 12]
    assert [turn.number for turn in found.turns] == [1, 2]


def test_two_voices_in_one_cue_are_two_turns_and_told(tmp_path):
    text = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ann>Wacht.</v><v.luid Bram>Nee!</v>\n"
    found = read(tmp_path, "a.vtt", text)
    assert said(found) == [("Ann", "Wacht."), ("Bram", "Nee!")]
    assert "cues with several voices: 1" in found.notes
    assert times(found) == [(1.0, 4.0), (1.0, 4.0)]


def test_words_outside_any_voice_are_nobody_s(tmp_path):
    text = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ann>Wacht.</v> deur slaat dicht\n"
    assert said(read(tmp_path, "a.vtt", text)) == [("Ann", "Wacht."), (None, "deur slaat dicht")]


def test_notes_and_styles_of_captions_are_counted_and_tags_of_people_are_kept(tmp_path):
    text = (
        "WEBVTT - gesprek\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE let op\n\n"
        "00:00:01.000 --> 00:00:02.000 align:start\n<v Ann><i>Dat</i> is <onverstaanbaar> x</v>\n\n"
        "NOTE einde\nvan het gesprek\n"
    )
    found = read(tmp_path, "a.vtt", text)
    assert said(found) == [("Ann", "Dat is <onverstaanbaar> x")]
    assert sum(found.set_aside.values()) == 7
    assert found.set_aside["headings of the captions"] == 1


def test_whisper_names_speakers_in_captions(tmp_path):
    vtt = (
        "WEBVTT\n\n00:00.000 --> 00:01.500\n<v SPEAKER_00>Hoi\n\n"
        "00:02.000 --> 00:03.000\n<v SPEAKER_01>Dag\n"
    )
    found = read(tmp_path, "a.vtt", vtt)
    assert (found.convention, said(found)) == (
        "whisper_vtt", [("SPEAKER_00", "Hoi"), ("SPEAKER_01", "Dag")],
    )  # fmt: skip
    srt = (
        "1\r\n00:00:00,000 --> 00:00:01,500\r\n[SPEAKER_00] Eén\r\n\r\n"
        "2\r\n00:00:01,500 --> 00:00:02,000\r\n[SPEAKER_00]: twee\r\n\r\n"
        "3\r\n00:00:02,000 --> 00:00:03,000\r\n[SPEAKER_01] [lacht] drie\r\n"
    )
    found = read(tmp_path, "a.srt", srt, "cp1252")
    assert found.convention == "labelled_cues"
    assert said(found) == [("SPEAKER_00", "Eén twee"), ("SPEAKER_01", "[lacht] drie")]
    assert times(found) == [(0.0, 2.0), (2.0, 3.0)]
    assert "windows-1252" in found.notes


def test_names_in_brackets_are_labels_where_most_captions_have_one(tmp_path):
    def srt(*lines):
        return "".join(
            f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{line}\n\n"
            for n, line in enumerate(lines, start=1)
        )

    found = read(tmp_path, "a.srt", srt("[Piet Jansen] Hoe?", "[Fatima] Zo: goed.", "[Fatima] Ja."))
    assert said(found) == [("Piet Jansen", "Hoe?"), ("Fatima", "Zo: goed. Ja.")]
    found = read(tmp_path, "a.srt", srt("R1: Hoe?", "[Lacht] Zo.", "R1: Ja.", "R2: Nee."))
    assert said(found) == [("R1", "Hoe? [Lacht] Zo. Ja."), ("R2", "Nee.")]


def test_captions_of_zoom_begin_with_a_name(tmp_path):
    text = (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nPiet Jansen: Hoe ging het?\n\n"
        "2\n00:00:02.000 --> 00:00:03.000\nPiet Jansen: En toen?\n\n"
        "3\n00:00:03.000 --> 00:00:04.000\nFatima El Amrani: Let op: goed.\n\n"
        "4\n00:00:04.000 --> 00:00:05.000\n(gelach)\n"
    )
    found = read(tmp_path, "a.vtt", text)
    assert found.convention == "labelled_cues"
    assert said(found) == [
        ("Piet Jansen", "Hoe ging het? En toen?"),
        ("Fatima El Amrani", "Let op: goed."),
        (None, "(gelach)"),
    ]
    assert "captions without a name: 1, taken as nobody's" in found.notes


def test_a_program_that_names_only_changes_of_speaker_is_understood(tmp_path):
    text = "".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{line}\n\n"
        for n, line in enumerate(["R1: een", "twee", "R2: drie", "R1: vier"], start=1)
    )
    found = read(tmp_path, "a.srt", text)
    assert said(found) == [("R1", "een twee"), ("R2", "drie"), ("R1", "vier")]
    assert "captions without a name: 1, taken as of the speaker before" in found.notes


def test_captions_without_names_end_a_turn_at_a_pause(tmp_path):
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nIk begon\n"
        "2\n00:00:02,000 --> 00:00:03,000\nmet niets.\n\n"
        "3\n00:00:05,000 --> 00:00:06,000\nToen kwam geld.\n"
    )
    found = read(tmp_path, "a.srt", text)
    assert found.convention == "cues"
    assert said(found) == [(None, "Ik begon met niets."), (None, "Toen kwam geld.")]
    assert times(found) == [(1.0, 3.0), (5.0, 6.0)]


def test_a_caption_with_an_empty_line_in_it_loses_nothing(tmp_path):
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nR1: een\n\ntwee\n\n"
        "2\n00:00:02,000 --> 00:00:03,000\nR2: drie\n"
    )
    assert said(read(tmp_path, "a.srt", text)) == [("R1", "een twee"), ("R2", "drie")]


def test_a_caption_without_text_is_counted(tmp_path):
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n\n00:02.000 --> 00:03.000\n<v Ann>Ja\n"
    found = read(tmp_path, "a.vtt", text)
    assert said(found) == [("Ann", "Ja")]
    assert found.set_aside == {"headings of the captions": 1, "captions without text": 1}


def test_a_table_of_zoom_has_time_name_and_text_with_tabs(tmp_path):
    text = "10:00:01\tPiet Jansen:\tHoi\n10:00:05\t From Ayşe Yıldız : Dag\tallen\nnog iets\n"
    found = read(tmp_path, "a.txt", text)
    assert found.convention == "tabbed"
    assert said(found) == [("Piet Jansen", "Hoi"), ("Ayşe Yıldız", "Dag allen\nnog iets")]
    assert found.turns[0].start == 36001.0


def test_otter_puts_name_and_time_above_the_text(tmp_path):
    text = (
        "Piet Jansen  0:03\nHoe begon het?\n\nFatima El Amrani  1:02:05\nMet een brief.\n"
        "Die kwam om 10:30.\n\nTranscribed by https://otter.ai\n"
    )
    found = read(tmp_path, "a.txt", text)
    assert found.convention == "headed"
    assert said(found) == [
        ("Piet Jansen", "Hoe begon het?"),
        ("Fatima El Amrani", "Met een brief.\nDie kwam om 10:30."),
    ]
    assert [turn.start for turn in found.turns] == [3.0, 3725.0]
    assert found.set_aside == {"lines of the program": 1}


@pytest.mark.parametrize(
    "lines",
    [
        ["Spreker 1 00:00:12", "Hoi.", "Spreker 2 00:00:15", "Dag."],
        ["00:00:12 Spreker 1", "Hoi.", "00:00:15 Spreker 2", "Dag."],
        ["Spreker 1", "00:00:12", "Hoi.", "Spreker 2", "00:00:15", "Dag."],
        ["00:00:12", "Spreker 1", "Hoi.", "00:00:15", "Spreker 2", "Dag."],
        ["Spreker 1 [00:00:12]", "Hoi.", "Spreker 2 [00:00:15]", "Dag."],
        ["Jansen, Piet (GGD)  0:12", "Hoi.", "[Bos, Ann] 0:15", "Dag."],
        ["[00:00:12.000 - 00:00:15.000] Spreker 1", "Hoi.", "[00:00:15] Spreker 2", "Dag."],
    ],
)
def test_names_and_times_of_amberscript_stand_in_any_order(tmp_path, lines):
    found = read(tmp_path, "a.txt", "\n".join(lines))
    assert found.convention == "headed"
    names = (
        ("Jansen, Piet (GGD)", "Bos, Ann") if "(GGD)" in lines[0] else ("Spreker 1", "Spreker 2")
    )
    assert said(found) == [(names[0], "Hoi."), (names[1], "Dag.")]
    assert [turn.start for turn in found.turns] == [12.0, 15.0]


def test_a_speaker_on_a_line_alone_needs_no_time(tmp_path):
    found = read(tmp_path, "a.txt", "Interviewer\nHoe ging het?\n\nSpreker 2\nGoed.\n")
    assert said(found) == [("Interviewer", "Hoe ging het?"), ("Spreker 2", "Goed.")]


def test_teams_writes_name_time_and_text_as_paragraphs_of_word(tmp_path):
    paragraphs = [
        "Jansen, Piet heeft de transcriptie gestart",
        "0:0:3.250 --> 0:0:5.0", "Jansen, Piet (GGD)", "Hoe begon het?",
        "0:0:5.0 --> 0:0:6.0", "Yıldız, Ayşe", "Met een brief.",
        "0:0:6.0 --> 0:0:7.0", "Yıldız, Ayşe", "Die kwam laat.",
    ]  # fmt: skip
    found = read_transcript(word(tmp_path / "a.docx", paragraphs), "a.docx")
    assert found.convention == "headed"
    assert said(found) == [
        ("Jansen, Piet (GGD)", "Hoe begon het?"),
        ("Yıldız, Ayşe", "Met een brief.\nDie kwam laat."),
    ]
    assert times(found) == [(3.25, 5.0), (5.0, 7.0)]
    newer = ["Jansen, Piet   0:03\nHoe begon het?", "Yıldız, Ayşe   0:05\nMet een brief."]
    found = read_transcript(word(tmp_path / "b.docx", newer), "b.docx")
    assert said(found) == [("Jansen, Piet", "Hoe begon het?"), ("Yıldız, Ayşe", "Met een brief.")]


def test_labels_by_hand_go_on_until_the_next_label(tmp_path):
    text = (
        "Interview 3, in het buurthuis\n\nI: Hoe begon het?\n\nR1: Met een brief.\n\n"
        "Kortom: te laat.\n\nr1: En toen: niets.\n\n----\n\nI:\nEn nu?\n"
    )
    found = read(tmp_path, "a.txt", text)
    assert found.convention == "labelled"
    assert said(found) == [
        ("I", "Hoe begon het?"),
        ("R1", "Met een brief.\nKortom: te laat.\nEn toen: niets."),
        ("I", "En nu?"),
    ]
    assert found.set_aside == {"lines above the first speaker": 1, "ruled lines": 1}


@pytest.mark.parametrize(
    ("line", "speaker", "start"),
    [
        ("Geïnterviewde: ja", "Geïnterviewde", None),
        ("**R1:** ja", "R1", None),
        ("**R1**: ja", "R1", None),
        ("[00:01:02] R1: ja", "R1", 62.0),
        ("00:01:02,500 R1: ja", "R1", 62.5),
        ("R1 (01:02): ja", "R1", 62.0),
        ("R1 [00:01:02.250]: ja", "R1", 62.25),
        ("R1:ja", "R1", None),
        ("R1\tja", "R1", None),
        ("[persoon K4]: ja", "[persoon K4]", None),
        ("Fatima El Amrani-de Vries: ja", "Fatima El Amrani-de Vries", None),
        ("\u200fفاطمة الزهراء\u200f: ja", "فاطمة الزهراء", None),
        ("משה כהן: ja", "משה כהן", None),
        ("王秀英： ja", "王秀英", None),
    ],
)
def test_labels_are_known_as_people_write_them(tmp_path, line, speaker, start):
    found = read(tmp_path, "a.md", f"I: Hoe?\n\n{line}\n\nI: En?\n\n{line}\n")
    assert [(t.speaker, t.text, t.start) for t in found.turns] == [
        ("I", "Hoe?", None), (speaker, "ja", start), ("I", "En?", None), (speaker, "ja", start),
    ]  # fmt: skip


def test_names_in_bold_are_speakers(tmp_path):
    paragraphs = [
        [("Piet Jansen", True)], "Hoe begon het?",
        [("Fatima", True), (" Met een brief.", False)], [("Dat was ", False), ("laat", True)],
        [("Piet Jansen", True)], "En toen?",
    ]  # fmt: skip
    found = read_transcript(word(tmp_path / "a.docx", paragraphs), "a.docx")
    assert found.convention == "bold_names"
    assert said(found) == [
        ("Piet Jansen", "Hoe begon het?"),
        ("Fatima", "Met een brief.\nDat was laat"),
        ("Piet Jansen", "En toen?"),
    ]
    marked = "**Piet Jansen**\n\nHoe?\n\n**Fatima** Zo.\n\n**Piet Jansen**\n\nEcht?\n"
    found = read(tmp_path, "a.md", marked)
    assert said(found) == [("Piet Jansen", "Hoe?"), ("Fatima", "Zo."), ("Piet Jansen", "Echt?")]


def test_rows_of_a_table_in_word_are_labels_and_texts(tmp_path):
    import docx

    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for speaker, text in [("I", "Hoe?"), ("R1", "Zo: goed."), ("I", "Echt?")]:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = speaker, text
    document.save(tmp_path / "a.docx")
    found = read_transcript(tmp_path / "a.docx", "a.docx")
    assert said(found) == [("I", "Hoe?"), ("R1", "Zo: goed."), ("I", "Echt?")]


def test_a_story_has_a_turn_for_each_paragraph_and_no_speaker(tmp_path):
    text = "# Mijn jaar\n\nHet begon klein.\nMet een brief.\n\nLet op: dat was in mei.\n"
    found = read(tmp_path, "a.md", text)
    assert found.convention == "story"
    assert said(found) == [
        (None, "Mijn jaar"),
        (None, "Het begon klein.\nMet een brief."),
        (None, "Let op: dat was in mei."),
    ]
    assert said(read(tmp_path, "b.txt", "Een.\nTwee.\n")) == [(None, "Een."), (None, "Twee.")]


def test_a_story_with_colons_and_headings_stays_a_story(tmp_path):
    text = "Begin\n\nIk zei: doe maar. Om 10:30 was het klaar.\n\nEind\n\nKortom: goed.\n"
    assert read(tmp_path, "a.txt", text).convention == "story"


def test_the_convention_of_most_lines_is_taken_and_the_rest_is_told(tmp_path):
    text = (
        "I: Een?\nR1: Twee.\nI: Drie?\nR1: Vier.\nSpreker 1 00:12\nVijf.\nSpreker 1 00:14\nZes.\n"
    )
    found = read(tmp_path, "a.txt", text)
    assert found.convention == "labelled"
    assert any("follow another convention" in note and ": 2," in note for note in found.notes)
    assert said(found)[-1] == ("R1", "Vier.\nSpreker 1 00:12\nVijf.\nSpreker 1 00:14\nZes.")


def test_the_convention_is_a_word_of_the_kit_and_told(tmp_path):
    found = read(tmp_path, "a.txt", "I: Een?\nR1: Twee.\n")
    assert found.convention in terms("transcript_convention")
    assert "read as: Name: text" in found.notes


def test_an_odt_is_read_with_its_bold_names_and_line_breaks(tmp_path):
    style = (
        '<style:style style:name="T1"><style:text-properties fo:font-weight="bold"/></style:style>'
    )
    body = (
        "<text:tracked-changes><text:p>weg</text:p></text:tracked-changes><text:p>"
        '<text:span text:style-name="T1">Ann</text:span>: Hoe<text:s text:c="2"/>ging'
        "<text:line-break/>het?<text:note><text:p>noot</text:p></text:note></text:p>"
        "<text:p>Bram: Goed &amp; wel.</text:p><text:p>Ann: Ja.</text:p><text:p/>"
    )
    found = read_transcript(odt(tmp_path / "a.odt", body, styles=style), "a.odt")
    assert said(found) == [("Ann", "Hoe ging\nhet?"), ("Bram", "Goed & wel."), ("Ann", "Ja.")]
    bold = (
        body.replace(": Hoe", " Hoe")
        .replace("Bram: ", "Bram ")
        .replace("Ann: Ja.", '<text:span text:style-name="T1">Ann</text:span> Ja.')
    )
    found = read_transcript(odt(tmp_path / "b.odt", bold, styles=style), "b.odt")
    assert found.convention == "bold_names"
    assert said(found) == [("Ann", "Hoe ging\nhet?\nBram Goed & wel.\nJa.")]


def test_an_odt_that_declares_entities_is_refused(tmp_path):
    head = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    path = odt(tmp_path / "a.odt", "<text:p>&a;&b;</text:p>", head=head)
    with pytest.raises(InputError, match="an OpenDocument text"):
        read_transcript(path, "a.odt")


@pytest.mark.parametrize("name", ["a.docx", "a.odt"])
def test_a_zip_of_something_else_is_told_as_a_problem(tmp_path, name):
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr("foto.txt", "geen document")
    with pytest.raises(InputError, match=f"{name}: .*expected a"):
        read_transcript(tmp_path / name, name)
    (tmp_path / name).write_bytes(b"geen zip")
    with pytest.raises(InputError, match="save it again"):
        read_transcript(tmp_path / name, name)


def test_a_file_without_words_is_a_problem(tmp_path):
    for name, text in [("a.txt", "\n \n"), ("a.vtt", "WEBVTT\n"), ("a.srt", "")]:
        found = read(tmp_path, name, text)
        assert found.turns == ()
        assert "a transcript with words in it" in str(found.problems[0])


def test_a_kind_of_file_that_is_no_transcript_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"one of \.docx"):
        read(tmp_path, "a.pdf", "x")
    assert set(SUFFIXES) == {".docx", ".odt", ".txt", ".md", ".vtt", ".srt"}


def test_captions_under_another_name_are_read_as_captions(tmp_path):
    assert read(tmp_path, "a.txt", TEAMS).convention == "voices_vtt"
    srt = (
        "1\n00:00:01,000 --> 00:00:02,000\nR1: een\n\n2\n00:00:02,000 --> 00:00:03,000\nR2: twee\n"
    )
    assert read(tmp_path, "b.txt", srt).convention == "labelled_cues"
    found = read(tmp_path, "c.vtt", "I: Een?\nR1: Twee.\n")
    assert said(found) == [("I", "Een?"), ("R1", "Twee.")]
    assert "there are no captions in it" in found.notes


def test_a_byte_order_mark_and_other_encodings_are_read(tmp_path):
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        found = read(tmp_path, "a.txt", "I: Eén?\r\nR1: Twéé.\r\n", encoding)
        assert said(found) == [("I", "Eén?"), ("R1", "Twéé.")]
    assert said(read(tmp_path, "a.vtt", TEAMS, "utf-8-sig"))[1] == ("Yıldız, Ayşe", "Ja.")


@pytest.mark.parametrize("name", ["a.txt", "a.vtt", "a.srt", "a.md"])
def test_five_megabytes_in_one_turn_are_read_in_linear_time(tmp_path, name):
    def seconds(size):
        words = "en toen [zei ik] 10:30 (dat) <b ** " * (size // 35)
        text = f"I: Hoe?\nR1: {words}\n"
        if name.endswith("vtt"):
            text = (
                "WEBVTT\n\n00:01.000 --> 00:02.000\n<v I>Hoe?\n\n"
                f"00:02.000 --> 59:00.000\n<v R1>{words}\n"
            )
        if name.endswith("srt"):
            text = (
                "1\n00:00:01,000 --> 00:00:02,000\nI: Hoe?\n\n"
                f"2\n00:00:02,000 --> 00:59:00,000\nR1: {words}\n"
            )
        begin = time.process_time()
        found = read(tmp_path, name, text)
        assert found.turns[-1].speaker == "R1"
        assert len(found.turns[-1].text) > 0.9 * size
        return time.process_time() - begin

    small, large = seconds(1_250_000), seconds(5_000_000)
    assert large < max(12 * small, 1.0)


LINE = st.text(
    st.one_of(
        st.sampled_from("ab IR12:.,-[]()<>*#\t0"), st.characters(exclude_categories=("Cs", "Cc"))
    ),
    max_size=30,
)
KNOWN = st.sampled_from(
    ["I: ja", "R1: nee", "[00:12] R1: x", "Spreker 1 00:12", "00:12", "Piet Jansen  0:03", "WEBVTT",
     "1", "00:00:01.000 --> 00:00:02.000", "<v Ann>ja</v>", "**Ann** ja", "Piet: x",
     "10:00\tAnn\tx", "NOTE x", "# kop", "----", "", "Transcript", "[1] x", "Let op: dit"]
)  # fmt: skip


def _words(text):
    """Return the words of a text, without what is markup and without times."""
    return re.findall(r"[^\W\d_]{2,}", normalise(text))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(LINE, KNOWN), max_size=25), st.sampled_from([".txt", ".md", ".vtt", ".srt"])
)
def test_nothing_of_a_file_is_lost(tmp_path_factory, lines, suffix):
    path = tmp_path_factory.mktemp("lost") / f"a{suffix}"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = read_transcript(path, path.name)
    have = {w for turn in found.turns for w in _words(f"{turn.speaker or ''}\n{turn.text}")}
    lost = [line for line in lines if any(word not in have for word in _words(_unmarked(line)))]
    ids = sum("-->" in line for line in lines)
    assert len(lost) <= sum(found.set_aside.values()) + ids


def _unmarked(line):
    import html

    return html.unescape(re.sub(r"</?v\b|<[^>]*>|-->", " ", line))


SAID = st.text(st.sampled_from("abé [](1:.)#-?\n"), min_size=1, max_size=40).map(normalise)
TIMES = st.one_of(st.none(), st.integers(0, 10**8).map(lambda n: n / 1000))
SPEAKERS = st.one_of(
    st.none(), st.sampled_from(["I", "R1", "[persoon K4]", "Jansen, Piet (X)", "3"])
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(SPEAKERS, SAID.filter(bool), TIMES, TIMES), min_size=1, max_size=8))
def test_what_the_kit_writes_reads_back_as_the_same_turns(tmp_path_factory, given):
    turns = tuple(
        Turn(n, speaker, text, start, end, 0)
        for n, (speaker, text, start, end) in enumerate(given, start=1)
    )
    folder = tmp_path_factory.mktemp("own")
    path = write_transcript(Transcript(turns, "labelled"), folder / "a.vtt")
    assert path == folder / "a.txt"
    found = read_transcript(path, path.name)
    assert found.convention == "kit"
    assert "made from labelled" in found.notes
    assert found.set_aside == {}
    assert [(t.number, t.speaker, t.text, t.start, t.end) for t in found.turns] == [
        (t.number, t.speaker, t.text, t.start, t.end) for t in turns
    ]


def test_what_the_kit_writes_is_readable_and_may_be_edited(tmp_path):
    found = read(tmp_path, "a.vtt", TEAMS)
    path = write_transcript(found, tmp_path / "b.txt")
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[2] == (
        "[1 0:00:03.250 - 0:00:07.500] Jansen, Piet (GGD): Goedemorgen & welkom, "
        "fijn dat u er bent."
    )
    path.write_text(text.replace("Ja.", "Ja.\n\nZeker: ja."), encoding="utf-8-sig")
    assert read_transcript(path, "b.txt").turns[-1].text == "Ja.\n\nZeker: ja."
    path.write_text(text.replace("(kit 1", "(kit 9"), encoding="utf-8")
    with pytest.raises(InputError, match="newer kit"):
        read_transcript(path, "b.txt")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared texts are not here")
def test_real_texts_lose_nothing():
    for path in sorted(SHARED.glob("*.txt"))[:5]:
        found = read_transcript(path, path.name)
        raw = path.read_text(encoding="utf-8", errors="replace")
        have = {w for t in found.turns for w in _words(f"{t.speaker or ''}\n{t.text}")}
        lost = [line for line in raw.splitlines() if any(w not in have for w in _words(line))]
        assert len(lost) <= sum(found.set_aside.values())
