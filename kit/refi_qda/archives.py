"""Opening an archive of somebody else: everything that an archive can do wrong is refused here.

Sizes, ratios and names are checked before anything is unpacked; what is unpacked stays in memory.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kit.errors import InputError, Problem, shorten

__all__ = ["Archive", "open_archive"]

MOST_FILES = 20_000
MOST_BYTES = 4_000_000_000  # all files together, unpacked
MOST_OF_PROJECT = 64_000_000
MOST_OF_TEXT = 50_000_000
MOST_READ = 500_000_000  # what is kept in memory, together
#: A text packs three to ten times smaller; below the size nothing can be blown up.
MOST_RATIO, RATIO_FROM = 200, 1_000_000

#: What reading a broken archive ends in.
BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError,
    RuntimeError, ValueError, OverflowError, struct.error, OSError,
)  # fmt: skip
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SPLIT = "Split the project and export it so."
_AGAIN = "Export it once more in the program that made it."


class Archive:
    """An archive that was found in order.

    Attributes
    ----------
    called : str
        The name of the file.
    names : tuple of str
        Of its files, as written; folders are left out.
    """

    def __init__(self, called: str, opened: zipfile.ZipFile):
        self.called = called
        self._opened = opened
        self._read = 0
        self._members = {i.filename: i for i in opened.infolist() if not i.is_dir()}
        self.names = tuple(self._members)
        self._folded = {name.casefold(): name for name in self.names}

    def project(self) -> str:
        """Return the name of the project file: ``project.qde``, or the only one that ends so."""
        if "project.qde" in self._folded:
            return self._folded["project.qde"]
        found = [name for name in self.names if name.casefold().endswith(".qde")]
        if len(found) != 1:
            got = f"{len(found)} project files" if found else "no project file"
            expected = "one file that ends in .qde"
            raise InputError([Problem(self.called, got, expected, _AGAIN)])
        return found[0]

    def source(self, name: str) -> str | None:
        """Return a file of the folder of sources by its name; capitals do not matter."""
        plain = name.replace("\\", "/").casefold()
        plain = plain.removeprefix("sources/")
        for path in (f"sources/{plain}", plain):
            if path in self._folded:
                return self._folded[path]
        return None

    def read(self, name: str, *, at_most: int) -> bytes:
        """Return what stands in a file.

        Raises
        ------
        InputError
            It is larger than `at_most` bytes, whatever the archive says, or broken.
        """
        where = f"{self.called}, {shorten(name)}"
        try:
            with self._opened.open(self._members[name]) as handle:
                data = handle.read(at_most + 1)
        except BROKEN:
            raise InputError([Problem(where, "", "a file that is whole", _AGAIN)]) from None
        if len(data) > at_most:
            expected = f"at most {at_most // 1_000_000} MB"
            raise InputError([Problem(where, "", expected, _SPLIT)])
        self._read += len(data)
        if self._read > MOST_READ:
            expected = f"at most {MOST_READ // 1_000_000} MB of text together"
            raise InputError([Problem(self.called, "", expected, _SPLIT)])
        return data

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file, to be copied piece by piece.

        Raises
        ------
        InputError
            It is not in the archive, or broken.
        """
        where = f"{self.called}, {shorten(name)}"
        try:
            with self._opened.open(self._members[name]) as handle:
                yield handle
        except (*BROKEN, KeyError):
            raise InputError([Problem(where, "", "a file that is whole", _AGAIN)]) from None


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open an archive and look it through before anything is read from it.

    Raises
    ------
    InputError
        It is no archive, or broken; it is locked with a password; it holds a name twice, a name
        that leads outside, or more than an archive of a project can hold.
    """
    try:
        opened = zipfile.ZipFile(path)
    except BROKEN:
        do = f"It may have been cut off on the way. {_AGAIN}"
        raise InputError([Problem(path.name, "", "an archive that is whole", do)]) from None
    with opened:
        problems = list(_wrong(opened.infolist(), path))
        if problems:
            raise InputError(problems)
        yield Archive(path.name, opened)


def _wrong(members: list[zipfile.ZipInfo], path: Path) -> Iterator[Problem]:
    called = path.name
    if len(members) > MOST_FILES:
        yield Problem(called, f"{len(members)} files", f"at most {MOST_FILES}")
        return
    packed = sum(i.compress_size for i in members)
    if sum(i.file_size for i in members) > MOST_BYTES or packed > path.stat().st_size:
        yield Problem(called, "", "an archive of the size that it says it has", _AGAIN)
        return
    seen: set[str] = set()
    for i in members:
        where = f"{called}, {shorten(i.filename)}"
        if _leads_outside(i.filename):
            yield Problem(where, "", "a name that stays within the archive")
        elif i.filename.casefold() in seen:
            yield Problem(where, "", "each name once")
        elif i.flag_bits & 0x1:
            do = "Export it once more without a password."
            yield Problem(where, "", "a file without a password", do)
        elif i.compress_type not in _METHODS:
            yield Problem(where, "", "a file packed in the usual way (deflate)", _AGAIN)
        elif i.file_size > RATIO_FROM and i.file_size > MOST_RATIO * max(i.compress_size, 1):
            yield Problem(where, "", f"a file packed at most {MOST_RATIO} times smaller", _AGAIN)
        seen.add(i.filename.casefold())


def _leads_outside(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return ".." in parts or parts[0] == "" or ":" in parts[0] or "\x00" in name
