"""One file of a conversation or a story, whatever program or person wrote it, to turns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kit.errors import InputError, Problem
from kit.files import decode
from kit.terms import label
from kit.transcripts.cues import holds_cues, read_cues
from kit.transcripts.lines import of_file, of_text
from kit.transcripts.own import is_own, read_own
from kit.transcripts.turns import Transcript
from kit.transcripts.written import read_written

__all__ = ["SUFFIXES", "read_transcript"]

SUFFIXES = (".docx", ".odt", ".txt", ".md", ".vtt", ".srt")
_CAPTIONS = (".vtt", ".srt")


def read_transcript(path: Path, where: str) -> Transcript:
    """Read the turns of a transcript, by the convention that most of its lines follow.

    Captions (WebVTT and SRT, of Teams, Zoom and Whisper), names with times on lines of their own
    (Teams in Word, Otter, Amberscript), lines with tabs (Zoom), labels with a colon (written by
    hand, Meet, Trint, Tactiq), names in bold, the form that the kit writes, and stories, of which
    every paragraph is a turn. What follows another convention than the one taken is told in the
    notes. Cues and paragraphs of one speaker that follow each other are one turn.

    Nothing is lost: every line with something in it is in a turn, or gives one its time or speaker,
    or is counted in `set_aside`.

    Parameters
    ----------
    path : Path
        .docx, .odt, .txt, .md, .vtt or .srt.
    where : str
        How to call the file in messages: its path within the study.

    Returns
    -------
    Transcript

    Raises
    ------
    InputError
        The file cannot be opened, or is something else than its name says.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        do = "Open it, save it as .docx or .txt, and try once more."
        raise InputError([Problem(where, suffix, f"one of {', '.join(SUFFIXES)}", do)])
    try:
        read, encoding = _read(path, where, suffix)
    except OSError as error:
        do = "Close it in other programs, or copy it, and try once more."
        problem = Problem(where, error.strerror or "", "a file that can be opened", do)
        raise InputError([problem]) from error
    told = label("transcript_convention", read.convention, "en")
    notes = (*([encoding] if encoding else []), f"read as: {told}", *read.notes)
    problems = read.problems
    if not read.turns:
        problems = (*problems, Problem(where, "", "a transcript with words in it"))
    return replace(read, notes=notes, problems=problems)


def _read(path: Path, where: str, suffix: str) -> tuple[Transcript, str]:
    if suffix in (".docx", ".odt"):
        rows = of_file(path, where)
        if rows and is_own(rows[0].text):
            return read_own([(row.row, row.text) for row in rows], where), ""
        return read_written(rows), ""
    text, encoding = decode(path.read_bytes())
    if is_own(text):
        lines = list(enumerate(text.split("\n"), start=1))
        first = next(i for i, (_, line) in enumerate(lines) if line.strip("\ufeff "))
        return read_own(lines[first:], where), encoding
    captions = read_cues(text) if suffix in _CAPTIONS or holds_cues(text) else None
    if captions is not None:
        return captions, encoding
    read = read_written(of_text(text))
    if suffix in _CAPTIONS:
        read = replace(read, notes=("there are no captions in it", *read.notes))
    return read, encoding
