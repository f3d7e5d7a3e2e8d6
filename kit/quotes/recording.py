"""Writing in the table of quotes what was sent and what was answered; the one before is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kit.files import write_whole
from kit.quotes.answers import Answer
from kit.quotes.reading import Quote
from kit.study import Study
from kit.table_edits import edited

__all__ = ["keep", "record", "sending"]

#: Files of the table with what is to stand in them.
Ready = tuple[tuple[Path, bytes], ...]


def sending(study: Study, quotes: Iterable[Quote], *, on: date) -> Ready:
    """Return the files of the table in which drafts are sent on a day; nothing is written yet.

    Raises
    ------
    InputError
        A file cannot be changed, see `kit.table_edits.edited`.
    """
    changes = {quote.id: {"status": "sent", "sent_on": on}
               for quote in quotes if quote.status == "draft"}  # fmt: skip
    return _changed(study, changes)


def record(study: Study, answers: Iterable[Answer], *, on: date) -> tuple[Path, ...]:
    """Write what speakers answered; return the backups of the files that changed.

    Raises
    ------
    InputError
        A file cannot be changed, see `kit.table_edits.edited`; then none was.
    """
    changes: dict[str, dict[str, Any]] = {}
    for answer in answers:
        new: dict[str, Any] = {"status": answer.status}
        if answer.status != "withdrawn":
            new |= {"approved_on": on, "edited": answer.edited or ""}
        if answer.release is not None:
            new["release"] = answer.release
        changes[answer.quote] = new
    return keep(_changed(study, changes))


def keep(ready: Ready) -> tuple[Path, ...]:
    """Write files of the table, each after a backup of it; return the backups."""
    backups = []
    for path, content in ready:
        backups.append(write_whole(_backup(path), path.read_bytes()))
        write_whole(path, content)
    return tuple(backups)


def _changed(study: Study, changes: Mapping[str, Mapping[str, Any]]) -> Ready:
    made = []
    left = dict(changes)
    for path, called in study.files("quotes"):
        after = edited(
            path, called, table="quotes", decide=lambda given: left.pop(given.get("id", ""), None)
        )
        if after is not None:
            made.append((path, after.content))
    return tuple(made)


def _backup(path: Path) -> Path:
    """Return a name beside a file that is free, and that no table is read under."""
    number = 1
    while (free := path.with_name(f"{path.name}.{number}.bak")).exists():
        number += 1
    return free
