"""What is to happen in the raw folder, made ready in a hidden folder beside the files there."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from kit.files import write_whole

__all__ = ["STAGED", "RawChanges", "bare", "files_of", "stage"]

STAGED = ".withdrawal"
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")


@dataclass
class RawChanges:
    """What is to happen in the raw folder.

    Attributes
    ----------
    replace : list of (Path, Path)
        The changed file, and the one it replaces.
    delete : list of Path
    """

    replace: list[tuple[Path, Path]] = field(default_factory=list)
    delete: list[Path] = field(default_factory=list)


def files_of(raw: Path) -> list[Path]:
    """Return every file of the raw folder."""
    return [
        path
        for path in sorted(raw.rglob("*"))
        if path.is_file() and path.relative_to(raw).parts[0] != STAGED
    ]


def bare(called: str) -> str:
    """Return a path without its ending, in lower case."""
    return _ENDING.sub("", called).casefold()


def stage(raw: Path, path: Path, content: bytes, changes: RawChanges) -> None:
    """Make new contents of a raw file ready; its mode stays what it was."""
    staged = write_whole(raw / STAGED / path.relative_to(raw), content)
    if path.exists():
        shutil.copymode(path, staged)
    changes.replace.append((staged, path))
