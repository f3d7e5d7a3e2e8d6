"""The copy of a study in which a person is taken out, and what was taken out of it."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kit.language import plural
from kit.study import Study, open_study
from kit.withdrawal.searching import PSEUDONYM

__all__ = ["Copy", "copy_of", "is_same"]

_MOST_PLACES = 10
#: What is in a study folder and no part of what people wrote in it.
ASIDE = (".work", ".git", ".withdrawal", "reports")


@dataclass
class Copy:
    """A copy of a study that is changed step by step; the study itself is not.

    Attributes
    ----------
    study : Study
        The copy.
    code : str
        Of the person.
    origin : Path
        Folder of the study itself.
    kept : set of str
        Files that are left as they are, because a change would lose something.
    texts : list of str
        What the person said or wrote, as far as it was found.
    files : set of str
        Where that stood.
    counts : Counter
        What was taken out, by kind.
    pseudonyms : set of str
        Codes of the key file under which transcripts name the person.
    by_hand : list of str
        What a person has to take out: file and row.
    notes : list of str
    """

    study: Study
    code: str
    origin: Path
    kept: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    pseudonyms: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    by_hand: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def root(self) -> Path:
        """Folder of the copy."""
        return self.study.root

    def called(self, path: Path) -> str:
        """Return how a file of the copy is called within the study."""
        return path.relative_to(self.root).as_posix()

    def of_person(self, who: object) -> bool:
        """Say whether a code is that of the person."""
        return isinstance(who, str) and is_same(who, self.code)

    def note_pseudonym(self, written: object) -> None:
        """Keep the code in a pseudonym such as ``[persoon K4]``."""
        found = PSEUDONYM.fullmatch(written.strip()) if isinstance(written, str) else None
        if found:
            self.pseudonyms.add(found[1])

    def ask(self, line: str) -> None:
        """Leave something to a person, told once."""
        if line not in self.by_hand:
            self.by_hand.append(line)

    def ask_rows(self, called: str, rows: Iterable[int]) -> None:
        """Leave the lines of a file to a person, if there are any."""
        found = list(rows)
        if found:
            listed = ", ".join(map(str, found[:_MOST_PLACES]))
            more = f" and {len(found) - _MOST_PLACES} more" if len(found) > _MOST_PLACES else ""
            lines = plural(len(found), "line", "lines", "en")
            self.ask(f"{called}: {lines} with words or the code of this person: {listed}{more}")


def is_same(one: str, other: str) -> bool:
    """Say whether two ways to write a code mean one person.

    Examples
    --------
    >>> is_same(" p07", "P07"), is_same("P07", "P070")
    (True, False)
    """
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def copy_of(study: Study, folder: Path) -> Study:
    """Copy what people wrote in a study to a new folder, and open it there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in study.root.iterdir():
        if path.name not in ASIDE:
            if path.is_dir():
                shutil.copytree(path, folder / path.name)
            else:
                shutil.copy2(path, folder / path.name)
    return open_study(folder)


def files_in(root: Path) -> Iterator[Path]:
    """Yield every file of a study, what stands aside excepted."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.relative_to(root).parts[0] not in ASIDE:
            yield path
