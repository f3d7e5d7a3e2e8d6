"""Captions, WebVTT and SRT: pieces with a time each, with or without the name of who speaks."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kit.transcripts.labels import Labelled, bracketed, labels_that_hold, split_label
from kit.transcripts.times import TIME, read_time
from kit.transcripts.turns import Piece, Transcript, join, speaker_label

__all__ = ["holds_cues", "read_cues"]

_TIMING = re.compile(rf"\s*(?P<start>{TIME})\s*-->\s*(?P<end>{TIME})(?:\s+\S.*)?\s*")
# Without a longest length, a mark that is never closed is looked for up to the end each time.
_VOICE = re.compile(
    r"<v(?:\.[^\s<>]{0,99})?(?:\s+(?P<name>[^<>]{0,300}))?>|(?P<close></v>)", re.IGNORECASE
)
_TAG = re.compile(
    r"</?(?:[cibu]|ruby|rt|lang|font)(?:[.\s][^<>]{0,300})?>|<\d[\d:.,]{0,20}>|\{\\an?\d\}",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_ANY, _NUMBER = re.compile(r".+"), re.compile(r"\d+")
_WHISPER = re.compile(r"SPEAKER_\d+")
_PAUSE = 2.0  # seconds without words, after which a voice without a name begins a new turn
_LONG = 300  # characters, after which such a turn ends with its sentence
_HEAD = 1000  # characters of a line within which a label stands
_SENTENCE_END = (".", "!", "?", "…")


@dataclass(frozen=True)
class _Cue:
    start: float
    end: float
    row: int
    lines: tuple[str, ...]


def holds_cues(text: str) -> bool:
    """Say whether a text is captions, whatever its name says."""
    head = text[:5000].lstrip("\ufeff\n ")
    if head.startswith("WEBVTT"):
        return True
    lines = [line for line in head.split("\n", 3)[:3] if line.strip()]
    return len(lines) > 1 and lines[0].strip().isdigit() and bool(_TIMING.fullmatch(lines[1]))


def read_cues(text: str) -> Transcript | None:
    """Read captions; None when there are none in the text.

    Cues of one speaker that follow each other are one turn. Where nobody is named, a turn ends at a
    pause of two seconds, or with its sentence when it is long.
    """
    aside: Counter[str] = Counter()
    id = _ANY if text.lstrip("\ufeff\n ").startswith("WEBVTT") else _NUMBER
    cues = list(_cues(text.split("\n"), id, aside))
    if not cues:
        return None
    pieces: list[Piece] = []
    notes: list[str] = []
    voiced = sum(bool(_VOICE.search(line)) for cue in cues for line in cue.lines)
    split = _way_to_label(cues)
    labelled = _labelled(cues, split)
    if voiced and voiced >= len(labelled):
        for cue in cues:
            pieces += _by_voice(cue)
        names = [piece.speaker for piece in pieces if piece.speaker]
        convention = "voices_vtt"
        if names and all(_WHISPER.fullmatch(name) for name in names):
            convention = "whisper_vtt"
        shared = sum(len({p.speaker for p in _by_voice(cue) if p.text.strip()}) > 1 for cue in cues)
        if shared:
            notes.append(f"cues with several voices: {shared}")
        if labelled:
            notes.append(f"pieces that begin with a name and a colon too: {len(labelled)}")
    elif labelled:
        pieces, told = _by_label(cues, frozenset(labelled.values()), split)
        convention = "labelled_cues"
        notes += told
        if voiced:
            notes.append(f"pieces with a voice tag, read as text: {voiced}")
    else:
        pieces = [Piece(None, _plain(" ".join(c.lines)), c.start, c.end, c.row) for c in cues]
        convention = "cues"
    for piece in pieces:
        aside["captions without text"] += not piece.text.strip()
    pieces = [piece for piece in pieces if piece.text.strip()]
    turns = join(_flowing(pieces), between=" ")
    backwards = sum(b.start < a.start for a, b in pairwise(cues))
    if backwards:
        notes.append(f"captions that begin before the one above them: {backwards}")
    return Transcript(turns, convention, tuple(notes), set_aside=+aside)


def _cues(lines: Sequence[str], id: re.Pattern[str], aside: Counter[str]) -> Iterator[_Cue]:
    """Yield each cue; what stands in none is counted."""
    timings = [
        (i, m) for i, line in enumerate(lines) if "-->" in line and (m := _TIMING.fullmatch(line))
    ]
    if not timings:
        return
    places = [i for i, _ in timings]
    _count_aside(lines[: _before(lines, places[0], 0, id)], aside)
    for n, (i, m) in enumerate(timings):
        end = _before(lines, places[n + 1], i + 1, id) if n + 1 < len(places) else len(lines)
        spoken: list[str] = []
        silent = False
        for line in lines[i + 1 : end]:
            if not line.strip():
                silent = False
                continue
            silent = silent or bool(_ASIDE.match(line))
            if silent:
                aside[_ASIDE_CALLED] += 1
            else:
                spoken.append(line.strip())
        yield _Cue(read_time(m["start"]), read_time(m["end"]), i + 1, tuple(spoken))


_ASIDE_CALLED = "lines of notes and styles in the captions"


def _before(lines: Sequence[str], place: int, least: int, id: re.Pattern[str]) -> int:
    """Return where a cue begins: at the line above its times, when that is its number or id.

    A number may follow the text above it at once; an id has an empty line, or nothing, above it.
    """
    above = place - 1
    if above < least or not lines[above].strip():
        return place
    alone = above == least or not lines[above - 1].strip()
    named = alone and above > least and bool(id.fullmatch(lines[above].strip()))
    return above if lines[above].strip().isdigit() or named else place


def _count_aside(lines: Sequence[str], aside: Counter[str]) -> None:
    """Count the lines above the first cue."""
    for line in lines:
        if line.strip():
            heading = line.lstrip("\ufeff").startswith("WEBVTT")
            aside["headings of the captions" if heading else _ASIDE_CALLED] += 1


def _by_voice(cue: _Cue) -> list[Piece]:
    text = "\n".join(cue.lines)
    pieces: list[Piece] = []
    speaker: str | None = None
    last = 0
    for m in _VOICE.finditer(text):
        pieces.append(Piece(speaker, _plain(text[last : m.start()]), cue.start, cue.end, cue.row))
        speaker = None if m["close"] else speaker_label(html.unescape(m["name"] or ""))
        last = m.end()
    pieces.append(Piece(speaker, _plain(text[last:]), cue.start, cue.end, cue.row))
    said = [piece for piece in pieces if piece.text.strip()]
    return said or pieces[:1]


def _plain(text: str) -> str:
    """Return text without the tags of captions, its entities decoded."""
    return html.unescape(_TAG.sub("", text))


def _way_to_label(cues: Sequence[_Cue]) -> Callable[[str], Labelled | None]:
    """Return how a label is found: names in brackets are labels where most cues begin with one."""
    named = sum(bool(cue.lines and bracketed(_plain(cue.lines[0][:_HEAD]))) for cue in cues)
    return (
        (lambda line: bracketed(line) or split_label(line))
        if 2 * named > len(cues)
        else split_label
    )


def _labelled(
    cues: Sequence[_Cue], split: Callable[[str], Labelled | None]
) -> dict[tuple[int, int], str]:
    """Return the label of each line that begins with one, by cue and line."""
    found = {
        (i, j): labelled.label
        for i, cue in enumerate(cues)
        for j, line in enumerate(cue.lines)
        if (labelled := split(_plain(line[:_HEAD])))
    }
    holding = labels_that_hold(list(found.values()), lines=len(cues))
    return {place: label for place, label in found.items() if label in holding}


def _by_label(
    cues: Sequence[_Cue], labels: frozenset[str], split: Callable[[str], Labelled | None]
) -> tuple[list[Piece], list[str]]:
    """Return the pieces of cues that begin with a name.

    A program names a speaker in every cue, or only when another begins. In the first case a cue
    without a name is nobody's, in the second it is of the speaker before it.
    """
    read: list[list[tuple[str | None, str]]] = []
    for cue in cues:
        lines: list[tuple[str | None, str]] = []
        for line in cue.lines or ("",):
            plain = _plain(line)
            labelled = split(plain)
            named = labelled is not None and labelled.label in labels
            if labelled is not None and named:
                lines.append((labelled.label, labelled.rest))
            elif lines:
                lines[-1] = (lines[-1][0], f"{lines[-1][1]} {plain}")
            else:
                lines.append((None, plain))
        read.append(lines)
    ends = [lines[-1][0] for lines in read]
    opens = [lines[0][0] for lines in read]
    every = any(a is not None and a == b for a, b in zip(ends, opens[1:], strict=False))
    pieces: list[Piece] = []
    speaker: str | None = None
    without = 0
    for cue, lines in zip(cues, read, strict=True):
        for label, text in lines:
            without += label is None and bool(text.strip())
            speaker = label if label is not None or every else speaker
            pieces.append(Piece(speaker, text, cue.start, cue.end, cue.row))
    if not without:
        return pieces, []
    whose = "nobody's" if every else "of the speaker before"
    return pieces, [f"captions without a name: {without}, taken as {whose}"]


def _flowing(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Join the pieces of a voice without a name into turns of some sentences."""
    group: list[Piece] = []
    size = 0
    for piece in pieces:
        if group:
            last = group[-1]
            silence = (piece.start or 0.0) - (last.end or 0.0)
            ended = size >= _LONG and last.text.rstrip().endswith(_SENTENCE_END)
            if piece.speaker is not None or silence >= _PAUSE or ended:
                yield _as_one(group)
                group, size = [], 0
        if piece.speaker is not None:
            yield piece
        else:
            group.append(piece)
            size += len(piece.text)
    if group:
        yield _as_one(group)


def _as_one(group: Sequence[Piece]) -> Piece:
    text = " ".join(piece.text for piece in group)
    return Piece(None, text, group[0].start, group[-1].end, group[0].row)
