"""Files that are archives of XML (.docx, .pptx, .odt), opened without trusting them."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from kit.errors import InputError, Problem

__all__ = ["members", "part", "readable"]

_LARGEST = 200_000_000  # bytes of XML; a file that unpacks to more was made to do harm
_MOST_PARTS = 20_000


def readable(data: bytes, where: str, *, what: str, holds: str) -> zipfile.ZipFile:
    """Open an archive.

    Parameters
    ----------
    data : bytes
    where : str
    what : str
        What it should be, with its article.
    holds : str
        A part that it must have.

    Raises
    ------
    InputError
        It is broken, has a password, unpacks to more than 200 MB of text, or holds something else.
    """
    do = "Open it in the program that made it, save it again without a password, and try once more."
    problem = Problem(where, "", f"{what} that opens without a password", do)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        raise InputError([problem]) from None
    text = [p for p in parts if p.filename.endswith((".xml", ".rels"))]
    if len(parts) > _MOST_PARTS or sum(p.file_size for p in text) > _LARGEST:
        expected = f"{what} of an ordinary size"
        raise InputError([Problem(where, "a file that unpacks without end", expected)])
    if holds not in {p.filename for p in parts}:
        raise InputError([problem])
    return archive


def members(archive: zipfile.ZipFile, start: str) -> list[str]:
    """Return the names of the parts that begin with `start`, sorted."""
    return sorted({name for name in archive.namelist() if name.startswith(start)})


def part(archive: zipfile.ZipFile, name: str, where: str) -> Any:
    """Return a part as a tree (lxml); None when there is none.

    Raises
    ------
    InputError
        It is no XML, or declares a document type: that could draw in other files.
    """
    from lxml import etree

    if name not in archive.NameToInfo:
        return None
    do = "Open it in the program that made it, save it again, and try once more."
    problem = Problem(where, "", "a file that is whole", do)
    try:
        # An archive can say less than it unpacks to.
        with archive.open(name) as handle:
            content = handle.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise ValueError("very large")
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        tree = etree.fromstring(content, parser)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, ValueError, OSError, EOFError, RuntimeError,
            NotImplementedError, zlib.error, KeyError):  # fmt: skip
        raise InputError([problem]) from None
    if tree.getroottree().docinfo.doctype:
        raise InputError([problem])
    return tree
