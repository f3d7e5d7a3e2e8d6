"""The key: which code stands for whom. It lies with the raw files and never enters a study."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kit.errors import CannotWrite, InputError, Problem
from kit.terms import terms

__all__ = ["FORMAT", "Entry", "Key", "read_key", "write_secret"]

FORMAT = 1
#: Letters and digits that are not taken for one another.
_LETTERS, _DIGITS = "ABCDEFGHJKLMNQSTUVWXYZ", "23456789"


@dataclass
class Entry:
    """One person, organisation or place.

    Attributes
    ----------
    type : str
    code : str
        Such as ``K4``; of no other entry.
    name : str
        The fullest form in which it was found.
    also : tuple of str
        Other forms.
    where : str
        Of a person who is known by a part of a name only: where that part means this person;
        elsewhere it means somebody else.
    seen : set of str
        Where it was found in this run; not in the file.
    """

    type: str
    code: str
    name: str
    also: tuple[str, ...] = ()
    where: str = ""
    seen: set[str] = field(default_factory=set, repr=False, compare=False)


@dataclass
class Key:
    """Every entry; grows, and never forgets one.

    Attributes
    ----------
    entries : list of Entry
    files : dict of str to list of str
        The clean files that were made of each raw file.
    """

    entries: list[Entry] = field(default_factory=list)
    files: dict[str, list[str]] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list, repr=False, compare=False)
    _size: int = field(default=0, repr=False, compare=False)
    _digits: int = field(default=0, repr=False, compare=False)

    def new(self, type: str, name: str, choose: Callable[[Sequence[str]], str]) -> Entry:
        """Add an entry under a code that is not used yet, drawn at random and not in any order."""
        while 2 * len(self._open) <= self._size:
            self._digits += 1
            used = {entry.code for entry in self.entries}
            codes = [letter + digit for letter in _LETTERS for digit in _numbers(self._digits)]
            self._open, self._size = [code for code in codes if code not in used], len(codes)
        entry = Entry(type, choose(self._open), name)
        self._open.remove(entry.code)
        self.entries.append(entry)
        return entry


def _numbers(digits: int) -> list[str]:
    numbers = [""]
    for _ in range(digits):
        numbers = [number + digit for number in numbers for digit in _DIGITS]
    return numbers


def draw(codes: Sequence[str]) -> str:
    """Return one of the codes, by the random numbers of the system: nobody can draw them again."""
    return secrets.choice(codes)


def read_key(path: Path) -> Key:
    """Read a key file; a file that does not exist is an empty key.

    Raises
    ------
    InputError
        It is damaged, or of a newer format. What it says of names is never quoted.
    """
    where = path.name
    if not path.exists():
        return Key()
    do = "Put back a copy of it; without it the same person would get a second pseudonym."
    expected = "the key file as the kit wrote it"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise InputError([Problem(where, "a file that cannot be read", expected, do)]) from None
    number = data.get("format") if isinstance(data, dict) else None
    if type(number) is int and number > FORMAT:
        newer = "It was made by a newer kit; update this one."
        raise InputError([Problem(f"{where}, `format`", str(number), f"at most {FORMAT}", newer)])
    if type(number) is not int or number != FORMAT or not isinstance(data.get("entries"), list):
        raise InputError([Problem(where, "", expected, do)])
    problems = []
    entries: list[Entry] = []
    codes: set[str] = set()
    for position, raw in enumerate(data["entries"], start=1):
        entry = _entry(raw)
        if entry is None or entry.code in codes:
            problems.append(Problem(f"{where}, entry {position}", "", expected, do))
        else:
            codes.add(entry.code)
            entries.append(entry)
    if problems:
        raise InputError(problems)
    files = data.get("files", {})
    if not isinstance(files, dict) or not all(
        isinstance(made, list) and all(isinstance(one, str) for one in made)
        for made in files.values()
    ):
        raise InputError([Problem(f"{where}, `files`", "", expected, do)])
    return Key(entries, dict(files))


def _entry(raw: Any) -> Entry | None:
    if not isinstance(raw, dict) or set(raw) - {"where"} != {"type", "code", "name", "also"}:
        return None
    where = raw.get("where", "-")
    texts = [raw["type"], raw["code"], raw["name"], where]
    also = raw["also"]
    if not isinstance(also, list) or not all(isinstance(t, str) and t for t in [*texts, *also]):
        return None
    if raw["type"] not in terms("identity_type"):
        return None
    return Entry(raw["type"], raw["code"], raw["name"], tuple(also), raw.get("where", ""))


def write_key(path: Path, key: Key) -> Path:
    """Write a key file whole or not at all; only its owner can read it."""
    entries = [
        {"type": e.type, "code": e.code, "name": e.name, "also": sorted(e.also)}
        | ({"where": e.where} if e.where else {})
        for e in sorted(key.entries, key=lambda e: e.code)
    ]
    data = {"format": FORMAT, "entries": entries, "files": dict(sorted(key.files.items()))}
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return write_secret(path, text.encode() + b"\n")


def write_secret(path: Path, data: bytes) -> Path:
    """Write bytes to a file that only its owner can read (mode 0600), whole or not at all.

    Raises
    ------
    CannotWrite
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        temporary = Path(name)  # mkstemp makes it for its owner only
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        do = "Close the file in other programs or free some space, then give the command again."
        got = error.strerror or type(error).__name__
        problem = Problem(path.name, got, "a place where a file can be written", do)
        raise CannotWrite(str(problem)) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return path
