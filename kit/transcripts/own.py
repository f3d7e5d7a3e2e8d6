"""The kit's own convention of a transcript: plain text that people read, edit and keep."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kit.errors import InputError, Problem
from kit.files import write_whole
from kit.transcripts.times import TIME, read_time, write_time
from kit.transcripts.turns import Piece, Transcript, Turn, as_turn, speaker_label

__all__ = ["is_own", "read_own", "write_transcript"]

FORMAT = 1
_PLAIN = (".txt", ".md")
_HEADER = re.compile(r"(?:# )?Transcript \(kit (?P<format>\d+)(?:; (?P<was>\w+))?\)")
_TURN = re.compile(
    rf"\[(?P<number>\d+)(?: (?P<start>{TIME}|\?)(?: - (?P<end>{TIME}))?)?\]"
    r"(?: (?P<speaker>[^:\n]+):(?= |$))? ?(?P<text>.*)"
)


def write_transcript(transcript: Transcript, path: Path) -> Path:
    """Write turns as plain text, one paragraph each: ``[12 0:01:23.000 - 0:01:30.500] R1: text``.

    The first line says the format. Turns are numbered from 1; a time that is not known is left
    out, and a beginning that is not known where the end is, is a question mark. `read_transcript`
    reads the same turns back: number, speaker, text and times.

    Parameters
    ----------
    transcript : Transcript
    path : Path
        A name that ends otherwise than in .txt or .md gets .txt in the place of its ending.

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    CannotWrite
    """
    if path.suffix.lower() not in _PLAIN:
        path = path.with_suffix(".txt")
    first = f"# Transcript (kit {FORMAT}; {transcript.convention})"
    turns = [_write(turn, number) for number, turn in enumerate(transcript.turns, start=1)]
    return write_whole(path, "\n\n".join([first, *turns]) + "\n")


def _write(turn: Turn, number: int) -> str:
    times = ""
    if turn.start is not None or turn.end is not None:
        times = " ?" if turn.start is None else f" {write_time(turn.start)}"
        times += "" if turn.end is None else f" - {write_time(turn.end)}"
    # No line of a normalised text begins with a space: one before it says that it opens no turn.
    first, *rest = (
        f" {line}" if line[:1] in ("[", "#") else line for line in turn.text.split("\n")
    )
    label = speaker_label(turn.speaker or "")
    if label:
        opening = f"[{number}{times}] {label}: {first.strip()}"
    else:
        # Without a label, a colon in the first line would make one.
        opening = f"[{number}{times}]" + ("\n" if ":" in first else " ") + first
    return "\n".join([opening, *rest])


def is_own(text: str) -> bool:
    """Say whether a text begins as the kit writes one."""
    first = text.lstrip("\ufeff \n").partition("\n")[0]
    return bool(_HEADER.fullmatch(first.strip()))


def read_own(lines: Sequence[tuple[int, str]], where: str) -> Transcript:
    """Read what the kit wrote, or a person since.

    Parameters
    ----------
    lines : sequence of (int, str)
        Row and line, from the line with the format on; empty ones too.
    where : str

    Raises
    ------
    InputError
        It was written by a newer kit.
    """
    header = _HEADER.fullmatch(lines[0][1].strip("\ufeff "))
    if header and int(header["format"]) > FORMAT:
        do = "It was made by a newer kit; update this one."
        raise InputError([Problem(f"{where}, row 1", header["format"], f"at most {FORMAT}", do)])
    aside: Counter[str] = Counter()
    openings: list[tuple[re.Match[str], int]] = []
    texts: list[list[str]] = []
    for row, line in lines[1:]:
        if m := _TURN.fullmatch(line.rstrip()):
            openings.append((m, row))
            texts.append([m["text"]])
        elif openings:
            texts[-1].append(line)
        elif line.strip():
            aside["lines above the first turn"] += 1
    turns: list[Turn] = []
    for (m, row), text in zip(openings, texts, strict=True):
        start = None if m["start"] in (None, "?") else read_time(m["start"])
        end = read_time(m["end"]) if m["end"] else None
        piece = Piece(speaker_label(m["speaker"] or ""), "\n".join(text), start, end, row)
        turn = as_turn([piece], number=len(turns) + 1, between="")
        if turn is None:
            aside["turns without words"] += 1
        else:
            turns.append(turn)
    was = header["was"] if header else None
    return Transcript(tuple(turns), "kit", (f"made from {was}",) if was else (), set_aside=+aside)
