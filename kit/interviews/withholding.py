"""Voices that did not agree, and turns that a clean transcript does not give.

A transcript can be handed over, so the words of such a voice may not stand in it. The turn stays,
with a line in place of its words: so what others said keeps its place, and the conversation can
still be followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kit.errors import KitError
from kit.interviews.gathering import document_of, transcript_of
from kit.interviews.rows import has_consent, read_rows
from kit.interviews.speakers import interviewers_of, labels_of, speakers_of
from kit.study import Study
from kit.transcripts import SUFFIXES, WITHHELD, Transcript, read_transcript

__all__ = ["Told", "silent_voices", "withheld_transcripts"]


@dataclass(frozen=True)
class Told:
    """A transcript with the words of some turns taken out.

    Attributes
    ----------
    called : str
        Its path within the study.
    transcript : Transcript
    turns : int
        How many turns lost their words.
    """

    called: str
    transcript: Transcript
    turns: int


def withheld_transcripts(study: Study) -> Iterator[Told]:
    """Yield the transcripts in which voices speak that did not agree, without their words.

    Who agreed is told by the table ``interviews``; a speaker without a row of their own did not,
    and neither did one whose row has a problem. Turns that name nobody stay, unless somebody in
    that conversation did not agree: they may be theirs. A transcript that no row names is left as
    it is, and so is one of which it cannot be told who the interviewer is.
    """
    rows = [{str(k): v for k, v in r.items()} for r in read_rows(study).frame.to_dict("records")]
    files = {
        called: path
        for path, called in study.files("interviews", SUFFIXES)
        if path.parent != study.root
    }
    by_file: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in rows:
        called, _ = transcript_of(row, files)
        if called is not None:
            by_file.setdefault(called, {}).setdefault(row["interview"], []).append(row)
    for called, interviews in sorted(by_file.items()):
        try:
            transcript = read_transcript(files[called], called)
        except KitError:
            continue
        told = _withheld(called, transcript, tuple(interviews.values()))
        if told.turns:
            yield told


def silent_voices(study: Study) -> Mapping[str, str]:
    """Return what the document of each voice without consent would be called, and its row.

    Also of a voice that agreed first and no longer does: what was made of its words earlier may
    still name the document.

    Returns
    -------
    mapping of document to file and row
    """
    by_interview: dict[str, list[dict[str, Any]]] = {}
    for given in read_rows(study).frame.to_dict("records"):
        row = {str(name): value for name, value in given.items()}
        by_interview.setdefault(row["interview"], []).append(row)
    return {
        document_of(rows, position): f"{row['file']}, row {row['row']}"
        for rows in by_interview.values()
        for position, row in enumerate(rows)
        if not has_consent(row)
    }


def _withheld(
    called: str, transcript: Transcript, interviews: Sequence[Sequence[Mapping[str, Any]]]
) -> Told:
    labels = labels_of(transcript.turns)
    may: set[str | None] = set()
    for rows in interviews:
        interviewers, problems = interviewers_of(labels, rows, "")
        if problems:
            return Told(called, transcript, 0)
        speakers, _ = speakers_of(rows, labels, interviewers)
        agreed = [who for i, who in speakers.items() if has_consent(dict(rows[i]))]
        may |= {*interviewers, *(label for who in agreed for label in who)}
    if may.issuperset(labels) and any(
        has_consent(dict(row)) for rows in interviews for row in rows
    ):
        may.add(None)
    turns = [
        turn if turn.speaker in may else replace(turn, text=WITHHELD) for turn in transcript.turns
    ]
    changed = sum(new != old for new, old in zip(turns, transcript.turns, strict=True))
    return Told(called, replace(transcript, turns=tuple(turns)), changed)
