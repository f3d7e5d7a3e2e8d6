"""Turns: who said what, when, in the order of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kit.documents import normalise
from kit.errors import Problem

__all__ = ["WITHHELD", "Piece", "Transcript", "Turn", "as_turn", "join", "speaker_label"]

#: In place of the words of a turn whose speaker did not agree, or no longer takes part.
WITHHELD = "[niet vrijgegeven / not released]"


@dataclass(frozen=True)
class Turn:
    """What one speaker said before another one spoke, or one paragraph of a story.

    Attributes
    ----------
    number : int
        From 1, in the order of the file.
    speaker : str or None
        The label as in the file, on one line and without colons; None where the file names none.
    text : str
        Normalised, never empty.
    start, end : float or None
        Seconds from the beginning of the recording, to the millisecond: where the first piece of
        the turn begins, and where the last one ends.
    row : int
        Line or paragraph of the file in which the turn begins.
    """

    number: int
    speaker: str | None
    text: str
    start: float | None
    end: float | None
    row: int


@dataclass(frozen=True)
class Transcript:
    """The turns of one file, and how they were read.

    Attributes
    ----------
    turns : tuple of Turn
    convention : str
        Id of the list ``transcript_convention`` of ``terms.yml``.
    notes : tuple of str
        How it was read: encoding, convention, what does not follow it.
    problems : tuple of Problem
    set_aside : mapping of reason to count
        Lines that are in no turn. Every other line with something in it is in one.
    """

    turns: tuple[Turn, ...]
    convention: str
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Piece:
    """A stretch of a turn, as one cue or one line holds it; its text as in the file."""

    speaker: str | None
    text: str
    start: float | None
    end: float | None
    row: int


# Marks of the direction of writing stand around names in Arabic and Hebrew.
_NOT_OF_THE_NAME = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u061c"), None)


def speaker_label(raw: str) -> str | None:
    """Return a label on one line, without colons and marks of emphasis; None when nothing is left.

    Examples
    --------
    >>> speaker_label(" **R1:** "), speaker_label(":")
    ('R1', None)
    """
    plain = normalise(raw.translate(_NOT_OF_THE_NAME)).replace(":", " ")
    return " ".join(plain.split()).strip("*_ ") or None


def join(pieces: Iterable[Piece], *, between: str) -> tuple[Turn, ...]:
    """Make one turn of the pieces that follow each other and have one speaker.

    Pieces without a speaker stay apart. A piece without text makes no turn, and keeps none open.

    Parameters
    ----------
    pieces : iterable of Piece
    between : str
        What to put between the texts of two pieces.
    """
    groups: list[list[Piece]] = []
    for piece in pieces:
        last = groups[-1][-1] if groups else None
        if last is not None and last.speaker is not None and last.speaker == piece.speaker:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    turns: list[Turn] = []
    for group in groups:
        turn = as_turn(group, number=len(turns) + 1, between=between)
        turns += [turn] if turn else []
    return tuple(turns)


def as_turn(group: Sequence[Piece], *, number: int, between: str) -> Turn | None:
    """Make a turn of pieces of one speaker; None when there is no text in them."""
    text = normalise(between.join(piece.text for piece in group if piece.text.strip()))
    if not text:
        return None
    end = next((piece.end for piece in reversed(group) if piece.end is not None), None)
    return Turn(number, group[0].speaker, text, group[0].start, end, group[0].row)
