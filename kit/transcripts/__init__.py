"""Transcripts: one file of a conversation, a workshop or a story becomes turns.

Every usual way to write a transcript is read, and which one was taken is told. A transcript can be
written in a plain form of the kit's own, which reads back as the same turns.
"""

from __future__ import annotations

from kit.transcripts.own import write_transcript
from kit.transcripts.reading import SUFFIXES, read_transcript
from kit.transcripts.turns import WITHHELD, Transcript, Turn

__all__ = [
    "SUFFIXES", "WITHHELD", "Transcript", "Turn", "read_transcript", "write_transcript",
]  # fmt: skip
