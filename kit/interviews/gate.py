"""Whether a transcript came through the gate: made by ``kit deidentify``, and looked through."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kit.files import sha256
from kit.study import Study

if TYPE_CHECKING:
    from kit.deidentify.record import Record

__all__ = ["gate_note", "record_of"]

_RECORD = "deidentified.yml"


def record_of(study: Study) -> Record | None:
    """Return what the kit de-identified in a study; None when it did nothing there.

    Raises
    ------
    InputError
        The record cannot be read.
    """
    from kit.deidentify.record import read_record

    return read_record(study.root / _RECORD)


def gate_note(record: Record | None, path: Path, called: str) -> str:
    """Return how a file relates to the record, as the notes on it say.

    Parameters
    ----------
    record : Record or None
    path : Path
    called : str
        Its path within the study.
    """
    made = record.files.get(called) if record else None
    if made is None:
        return "not made by `kit deidentify`"
    if made.sha256 != sha256(path):
        return "changed since `kit deidentify` made it"
    return "de-identified and reviewed" if made.reviewed else "de-identified, not reviewed yet"
