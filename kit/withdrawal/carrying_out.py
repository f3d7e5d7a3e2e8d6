"""Doing it, so that after a crash at any moment giving the command again ends it.

Everything is made ready beside the files of the study first. Then a list of what is to happen is
written, as a whole; from then on it is only carried out, and doing a step of it twice does no harm.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kit.errors import CannotWrite, Problem, Refused
from kit.files import sha256, write_whole
from kit.study import Study

__all__ = ["STAGED", "Steps", "begun", "carry_out", "differing", "finish"]

#: Folder within the study, and within the raw folder, where everything is made ready.
STAGED = ".withdrawal"
_LIST = "steps.json"
_LOCK = "lock"  # of a batch, or of who carries this out


@dataclass(frozen=True)
class Steps:
    """What is to happen.

    Attributes
    ----------
    replace : tuple of (Path, Path)
        A new file, and the one it takes the place of.
    delete : tuple of Path
        Files.
    folders : tuple of Path
        Of which everything goes.
    """

    replace: tuple[tuple[Path, Path], ...]
    delete: tuple[Path, ...]
    folders: tuple[Path, ...]


def begun(study: Study) -> bool:
    """Say whether a withdrawal was written down and not ended."""
    return (study.root / STAGED / _LIST).is_file()


def write_down(study: Study, steps: Steps) -> None:
    """Write the list of steps; from here on they will be carried out."""
    held = {
        "format": 1,
        "replace": [
            [str(new), str(old), sha256(new), sha256(old) if old.is_file() else ""]
            for new, old in steps.replace
        ],
        "delete": [str(path) for path in steps.delete],
        "folders": [str(path) for path in steps.folders],
    }
    write_whole(study.root / STAGED / _LIST, json.dumps(held, ensure_ascii=False))


def carry_out(study: Study, steps: Steps) -> None:
    """Write the list of steps and carry them out.

    Raises
    ------
    CannotWrite
        A file is open in another program, or may not be changed. Give the command again.
    """
    write_down(study, steps)
    finish(study)


def finish(study: Study) -> None:
    """Carry out what was written down; steps that were done are passed over.

    Raises
    ------
    Refused
        A file was changed by somebody since it was written down; that work would be lost.
    CannotWrite
    """
    folder = study.root / STAGED
    held = json.loads((folder / _LIST).read_text(encoding="utf-8"))
    path = folder
    for _, old, after, before in held["replace"]:
        path = Path(old)
        if path.is_file() and sha256(path) not in (after, before):
            got = "a change that was made while a withdrawal was not ended"
            do = "Move the file elsewhere, give the command again, and put your change in by hand."
            raise Refused(str(Problem(path.name, got, "the file as it was", do)))
    try:
        for path in map(Path, held["folders"]):
            _empty(path)
        for path in map(Path, held["delete"]):
            path.unlink(missing_ok=True)
        for new, old, after, _ in held["replace"]:
            path = Path(old)
            if Path(new).is_file() and sha256(Path(new)) == after:
                path.parent.mkdir(parents=True, exist_ok=True)
                Path(new).replace(path)
        if study.raw is not None:
            shutil.rmtree(study.raw / STAGED, ignore_errors=True)
        (folder / _LIST).unlink()
    except OSError as error:
        do = "Close it in other programs, then give the same command again: it goes on from here."
        got = error.strerror or type(error).__name__
        raise CannotWrite(str(Problem(path.name, got, "a file that can be changed", do))) from error
    shutil.rmtree(folder, ignore_errors=True)


def _empty(folder: Path) -> None:
    """Remove everything in a folder but the lock that keeps others out."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != _LOCK:
            path.unlink()


def differing(
    before: Iterable[Path], after: Iterable[Path], *, root: Path, copy: Path
) -> tuple[list[tuple[Path, Path]], list[Path]]:
    """Return which files of a copy take the place of which of the study, and which go.

    A file that is new in the copy takes a place that is empty.
    """
    there = {path.relative_to(copy) for path in after}
    replace = [
        (copy / inside, root / inside)
        for inside in sorted(there)
        if not (root / inside).is_file() or sha256(copy / inside) != sha256(root / inside)
    ]
    delete = [path for path in before if path.relative_to(root) not in there]
    return replace, delete
