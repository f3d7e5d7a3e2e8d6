"""Interviews: what people said in conversations, workshops and stories, as far as they agreed.

The table ``interviews`` says who spoke and what each of them agreed to; the folder ``interviews/``
holds the de-identified transcripts. What one voice said in one interview is one document.
"""

from __future__ import annotations

from kit.interviews.gathering import read_interviews
from kit.interviews.records import Interview, Interviews, Voice
from kit.interviews.rows import COLUMNS, table_files
from kit.interviews.withholding import Told, silent_voices, withheld_transcripts

__all__ = [
    "COLUMNS", "Interview", "Interviews", "Told", "Voice", "read_interviews", "silent_voices",
    "table_files", "withheld_transcripts",
]  # fmt: skip
