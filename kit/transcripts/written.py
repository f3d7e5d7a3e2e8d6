"""Transcripts as lines: labels, names with times, names in bold, tabs, or a story without any."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from kit.documents import normalise
from kit.terms import label as label_of
from kit.transcripts.labels import is_generic, is_name, labels_that_hold, split_label
from kit.transcripts.lines import Row
from kit.transcripts.times import SPAN, read_span
from kit.transcripts.turns import Piece, Transcript, join, speaker_label

__all__ = ["read_written"]

_LONGEST = 120  # characters of a line that is only a name and a time
_HEAD = 200  # characters within which a time and a name with tabs stand
_FROM = re.compile(r"^\s*(?:from|van)\s+", re.IGNORECASE)
_ONLY_TIME = re.compile(SPAN)
_NAME_TIME = re.compile(rf"(?P<name>\S.*?)[\s,|–—-]+(?P<time>{SPAN})")
_TIME_NAME = re.compile(rf"(?P<time>{SPAN})[\s,|–—-]+(?P<name>\S.*)")
_BRACKETS = re.compile(r"\[([^\W\d_a-z][^\[\]]*)\]")  # around a name, as Zoom writes it
_RULE = re.compile(r"[=\-*_ ]{3,}")
_PROGRAM = re.compile(
    r"transcribed by https?://\S+|webvtt(?:\s.*)?"
    r"|.{1,80} (?:(?:started|stopped) transcription|heeft de transcriptie (?:gestart|gestopt))"
    r"|(?:transcript|transcriptie|transcription)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Opening:
    """A line that says who speaks; `text` is what it holds beside that.

    `lines` counts those that only say who and when.
    """

    speaker: str
    text: str = ""
    start: float | None = None
    end: float | None = None
    lines: int = 1


_Openings = Mapping[int, _Opening]


def read_written(rows: Sequence[Row]) -> Transcript:
    """Read lines by the convention that most of them follow.

    A line that says nobody's name goes on with the turn above it. Lines above the first name,
    headings, rules and what a program adds are counted; of a story all but rules is taken.
    """
    aside: Counter[str] = Counter()
    kept = []
    for row in rows:
        if _RULE.fullmatch(row.text):
            aside["ruled lines"] += 1
        elif len(row.text) <= _LONGEST and _PROGRAM.fullmatch(row.text):
            aside["lines of the program"] += 1
        else:
            kept.append(row)
    ways: dict[str, Callable[[Sequence[Row]], _Openings]] = {
        "tabbed": _tabbed, "headed": _headed, "labelled": _labelled, "bold_names": _bold,
    }  # fmt: skip
    found = {name: way(kept) for name, way in ways.items()}
    most = max(found, key=lambda name: len(found[name]))
    openings = found[most]
    if not openings:
        return Transcript(join(_paragraphs(kept), between=""), "story", set_aside=+aside)
    taken = {i + n for i, opening in openings.items() for n in range(opening.lines)}
    notes = []
    for name, others in found.items():
        if rest := len(others.keys() - taken):
            called = label_of("transcript_convention", name, "en")
            notes.append(f"lines that follow another convention ({called}): {rest}, read as text")
    turns = join(_one_spelling(_pieces(kept, openings, aside)), between="\n")
    return Transcript(turns, most, tuple(notes), set_aside=+aside)


def _pieces(rows: Sequence[Row], openings: _Openings, aside: Counter[str]) -> list[Piece]:
    pieces: list[Piece] = []
    speaker: str | None = None
    clock: float | None = None
    waiting = False
    i = 0
    while i < len(rows):
        row, opening = rows[i], openings.get(i)
        if opening is not None:
            aside["speakers without words"] += waiting
            speaker, start = opening.speaker, opening.start
            start, clock = (clock if start is None else start), None
            pieces.append(Piece(speaker, opening.text, start, opening.end, row.row))
            waiting = not opening.text.strip()
            i += opening.lines
            continue
        if _ONLY_TIME.fullmatch(row.text):
            clock = read_span(row.text)[0]
            aside["times on a line of their own"] += 1
        elif row.heading:
            aside["headings"] += 1
        elif speaker is None:
            aside["lines above the first speaker"] += 1
        else:
            pieces.append(Piece(speaker, row.text, None, None, row.row))
            waiting = False
        i += 1
    aside["speakers without words"] += waiting
    return pieces


def _paragraphs(rows: Sequence[Row]) -> list[Piece]:
    """Return one piece per paragraph of a story."""
    groups: list[list[Row]] = []
    for row in rows:
        if row.opens or not groups:
            groups.append([])
        groups[-1].append(row)
    return [
        Piece(None, "\n".join(row.text for row in group), None, None, group[0].row)
        for group in groups
    ]


def _one_spelling(pieces: Sequence[Piece]) -> list[Piece]:
    """Write labels that differ only in capitals as the most usual of them."""
    counts: dict[str, Counter[str]] = {}
    for piece in pieces:
        if piece.speaker is not None:
            counts.setdefault(piece.speaker.casefold(), Counter())[piece.speaker] += 1
    usual = {same: ways.most_common(1)[0][0] for same, ways in counts.items()}
    return [
        replace(piece, speaker=usual[piece.speaker.casefold()]) if piece.speaker else piece
        for piece in pieces
    ]


def _is_speaker(label: str) -> bool:
    return is_generic(label) or is_name(label)


def _tabbed(rows: Sequence[Row]) -> _Openings:
    """Find lines of time, name and text, or name, time and text, with tabs in between."""
    found: dict[int, _Opening] = {}
    for i, row in enumerate(rows):
        first, tab, rest = row.text[:_HEAD].partition("\t")
        if not tab:
            continue
        second, tab, _ = rest.partition("\t")
        said = row.text[len(first) + 1 + len(second) + 1 :] if tab else ""
        first, second = first.strip(), _FROM.sub("", second).strip()
        timed = bool(_ONLY_TIME.fullmatch(first))
        if not timed and not _ONLY_TIME.fullmatch(second):
            continue
        start, end = read_span(first if timed else second)
        label = speaker_label(second if timed else first)
        if label and tab and _is_speaker(label) and ":" not in second[:-1]:
            found[i] = _Opening(label, said, start, end)
        elif timed and (named := split_label(_FROM.sub("", row.text[len(first) + 1 :].strip()))):
            found[i] = _Opening(named.label, named.rest, start, end)
    return found


def _headed(rows: Sequence[Row]) -> _Openings:
    """Find names with a time, and generic names, that have a line or two to themselves."""
    found: dict[int, _Opening] = {}
    short = {i: normalise(row.text) for i, row in enumerate(rows) if len(row.text) <= _LONGEST}
    for i, text in short.items():
        for way in (_NAME_TIME, _TIME_NAME):
            m = way.fullmatch(text)
            label = speaker_label(_BRACKETS.sub(r"\1", m["name"])) if m else None
            if m and label and _is_speaker(label):
                start, end = read_span(m["time"])
                found[i] = _Opening(label, "", start, end)
                break
    times = [i for i, text in short.items() if _ONLY_TIME.fullmatch(text)]
    places = {-1: [i - 1 for i in times], 1: [i + 1 for i in times]}
    names = {
        side: {i: short[i] for i in at if i in short and i not in found and _is_speaker(short[i])}
        for side, at in places.items()
    }
    side = max(names, key=lambda side: _weight(list(names[side].values())))
    for i, name in names[side].items():
        label = speaker_label(name)
        start, end = read_span(short[i - side])
        if label:
            found[min(i, i - side)] = _Opening(label, "", start, end, lines=2)
    timed = len(found)
    taken = {i + n for i, opening in found.items() for n in range(opening.lines)}
    for i, text in short.items():
        label = speaker_label(text)
        alone = len(text) > 3 and not text.startswith("[") and label and is_generic(label)
        if i not in taken and alone and label:
            found[i] = _Opening(label)
    labels = [opening.speaker for opening in found.values()]
    return found if timed > 1 or labels_that_hold(labels, lines=len(labels)) else {}


def _weight(names: Sequence[str]) -> int:
    """Count the names that come more than once, or can be nothing else."""
    counts = Counter(names)
    return sum(n for name, n in counts.items() if n > 1 or is_generic(name))


def _labelled(rows: Sequence[Row]) -> _Openings:
    """Find lines that begin with a label and a colon."""
    split = {i: found for i, row in enumerate(rows) if (found := split_label(row.text))}
    holding = labels_that_hold([found.label for found in split.values()], lines=len(rows))
    return {
        i: _Opening(found.label, found.rest, found.start, found.end)
        for i, found in split.items()
        if found.label in holding
    }


def _bold(rows: Sequence[Row]) -> _Openings:
    """Find names in bold, on a line of their own or before the text."""
    found: dict[int, _Opening] = {}
    for i, row in enumerate(rows):
        label = speaker_label(row.lead)
        rest = row.text.removeprefix(row.lead)
        # A word of which only the beginning is bold names nobody.
        whole = len(rest) < len(row.text) and not rest[:1].isalnum()
        if label and whole and _is_speaker(label):
            found[i] = _Opening(label, rest.lstrip(" :–—-\t"))
    labels = [opening.speaker for opening in found.values()]
    holding = labels_that_hold(labels, lines=len(rows))
    return {i: opening for i, opening in found.items() if opening.speaker in holding}
