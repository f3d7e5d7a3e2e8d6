"""Keeps batches apart: one at a time on a study, and one study to a folder of reports."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kit.errors import CannotWrite, KitError, Problem
from kit.files import sha256, write_whole
from kit.provenance import now
from kit.study import Study

__all__ = ["alone", "claim"]

_MARKER = ".kit.json"
#: Where the lock stands in its file: beyond what is read, because Windows forbids reading there.
_BEYOND = 1 << 20


@contextmanager
def alone(study: Study) -> Iterator[None]:
    """Hold a study for this process; the system lets it go when the process ends, in whatever way.

    Raises
    ------
    KitError
        When another batch is busy with it.
    CannotWrite
        When the study cannot be written.
    """
    path = study.work / "lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise _not_writable(path, error) from error
    with handle:
        try:
            _lock(handle.fileno())
        except OSError:
            handle.seek(0)
            got = f"a batch that is busy with it: {handle.read(200).strip() or 'just begun'}"
            do = "Wait until it has ended, or stop it there."
            raise KitError(str(Problem(str(study.root), got, "no other batch", do))) from None
        handle.truncate(0)
        handle.write(f"process {os.getpid()}, since {now()}\n")
        handle.flush()
        try:
            yield
        finally:
            handle.truncate(0)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, _BEYOND, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def claim(reports: Path, study: Study) -> None:
    """Mark a folder for reports as this study's; make it when it is not there.

    Raises
    ------
    KitError
        When it lies outside the study and holds the reports of another, or holds an index page
        that is not the kit's.
    CannotWrite
        When it is a file, or cannot be written.
    """
    marker = reports / _MARKER
    ours = {"format": 1, "study": study.title["en"], "root": sha256(str(study.root))}
    do = "Choose another folder with `--reports`."
    try:
        reports.mkdir(parents=True, exist_ok=True)
        theirs = json.loads(marker.read_text(encoding="utf-8")) if marker.exists() else None
    except OSError as error:
        raise _not_writable(reports, error) from error
    except ValueError:
        theirs = {}
    if theirs is None and (reports / "index.html").exists():
        expected = "a folder for reports only"
        got = "an index.html that is not the kit's"
        raise KitError(str(Problem(str(reports), got, expected, do)))
    same = isinstance(theirs, dict) and theirs.get("root") == ours["root"]
    if theirs is not None and not same and not reports.is_relative_to(study.root):
        whose = theirs.get("study") if isinstance(theirs, dict) else None
        got = f"the reports of {whose or 'another study'}"
        expected = f"a folder for the reports of {study.title['en']}"
        if whose == ours["study"]:
            do += f" If it is this study that was moved, remove {_MARKER} there."
        raise KitError(str(Problem(str(reports), got, expected, do)))
    write_whole(marker, json.dumps(ours, ensure_ascii=False))


def _not_writable(path: Path, error: OSError) -> CannotWrite:
    do = "Choose another folder, or ask for permission to write there."
    got = error.strerror or type(error).__name__
    return CannotWrite(str(Problem(str(path), got, "a folder that can be written", do)))
