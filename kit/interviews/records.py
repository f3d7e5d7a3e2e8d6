"""What is known of a conversation: its turns, who spoke in it, and what each of them agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from kit.documents import Document
from kit.errors import Problem
from kit.transcripts import Turn

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Interview", "Interviews", "Voice"]


@dataclass(frozen=True)
class Voice:
    """Who spoke in an interview, with consent: one row of the table.

    Attributes
    ----------
    interview : str
    speaker : str or None
        Label in the transcript; None is every turn that is not the interviewer's.
    person : str
        A code; the same person has one code in every interview.
    role, voice_group : str or None
        Ids of ``terms.yml``; None is *not stated*.
    consent_version : str or None
    consent_on : date or None
        At least one of the two is given.
    release : str
    document : str
        Id of the document that holds what this voice said.
    """

    interview: str
    speaker: str | None
    person: str
    role: str | None
    voice_group: str | None
    consent_version: str | None
    consent_on: date | None
    release: str
    document: str


@dataclass(frozen=True)
class Interview:
    """A conversation, workshop or story of which at least one voice may be read.

    Attributes
    ----------
    id : str
    kind : str
        interview, focus_group, timeline_workshop or story.
    region : str
        Slug.
    day : date
    file : str
        The transcript, by its path within the study.
    interviewer : str or None
        A code; None is *not stated*.
    turns : tuple of Turn
        Of the interviewer and of the voices; what others said is not in it. Numbers are those of
        the file.
    voices : tuple of Voice
        In the order of the table.
    convention : str
        How the transcript was read: an id of ``transcript_convention``.
    interviewer_speakers : tuple of str
        Labels of the interviewer in the transcript.
    """

    id: str
    kind: str
    region: str
    day: date
    file: str
    interviewer: str | None
    turns: tuple[Turn, ...]
    voices: tuple[Voice, ...]
    convention: str
    interviewer_speakers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Interviews:
    """Every interview of a study that could be read.

    Attributes
    ----------
    documents : tuple of Document
        One per voice, of kind ``interview``, ordered by day and id. Their parts are called
        ``turn``, one per turn of that voice; the heading of a part is the question of the
        interviewer just before it, where there is one.
    frame : DataFrame
        One row per voice in the same order, without any text: document, region, tier, day, author,
        role, voice_group, release, interview, kind, interviewer, consent_version, consent_on,
        recording_deleted_on, turns (how many), file, row. None is *not stated*.
    interviews : tuple of Interview
        Ordered by day and id.
    problems : tuple of Problem
        Each takes a row or a file out; nothing else is lost.
    set_aside : mapping of reason to count
        What was not taken although nothing is wrong with it.
    unknown : mapping of file to header texts
    notes : mapping of file to how it was read
    good_rows : int
        Rows of the table that were read without a problem.
    """

    documents: tuple[Document, ...]
    frame: pd.DataFrame
    interviews: tuple[Interview, ...] = ()
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    good_rows: int = 0
