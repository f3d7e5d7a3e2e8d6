"""XML of somebody else: nothing in it may reach beyond itself, and old dialects read as the new.

Whatever the namespace, an element goes by its name alone. Document types, which entities need, are
refused before the parser sees them; encodings are read here, so that none can hide one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kit.errors import InputError, Problem

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

__all__ = ["children", "name_of", "parse"]

NAMESPACES = {
    "Project": "urn:QDA-XML:project:1.0",
    "CodeBook": "urn:QDA-XML:codebook:1.0",
}
_ENCODINGS = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "utf-8", "ascii": "utf-8", "utf-16": "utf-16",
    "iso-8859-1": "cp1252", "windows-1252": "cp1252", "iso-8859-15": "iso-8859-15",
}  # fmt: skip
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,200}\?>")
_ENCODING = re.compile(r"""encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


def parse(data: bytes, *, called: str) -> Element:
    """Return the root of a project or codebook.

    Raises
    ------
    InputError
        It is no XML, in an encoding that is not read, has a document type, or begins otherwise
        than a project or codebook.
    """
    from lxml import etree

    text = _decoded(data, called)
    at = _document_type(text)
    if at is not None:
        row = text.count("\n", 0, at) + 1
        do = "No program for qualitative analysis writes one; do not trust this file."
        raise InputError([Problem(f"{called}, row {row}", "", "no document type (DOCTYPE)", do)])
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        broken_at = getattr(error, "lineno", None)
        where = f"{called}, row {broken_at}" if broken_at else called
        do = "It may have been cut off. Export it once more in the program that made it."
        raise InputError([Problem(where, "", "well-formed XML", do)]) from None
    if root.getroottree().docinfo.doctype or name_of(root) not in NAMESPACES:
        expected = "a file that begins with Project or CodeBook, as REFI-QDA has it"
        raise InputError([Problem(called, "", expected)])
    return root


def _decoded(data: bytes, called: str) -> str:
    """Return the text without its declaration."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif data[:4] in (b"<\0?\0", b"\0<\0?"):
        encoding = "utf-16-le" if data[:1] == b"<" else "utf-16-be"
    else:
        stated = _ENCODING.search(data[:300].decode("latin-1").split("?>")[0])
        given = stated[1].lower() if stated else "utf-8"
        encoding = _ENCODINGS.get(given, "")
        if not encoding:
            got, expected = given, "utf-8, or another of the common encodings"
            raise InputError([Problem(f"{called}, row 1, `encoding`", got, expected)])
        if encoding == "utf-16":
            encoding = "utf-8"  # without a mark at the front it cannot be what it says
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        do = "It may have been cut off. Export it once more in the program that made it."
        raise InputError([Problem(called, "", f"text in {encoding}", do)]) from None
    # As many line ends stay, so that rows are those of the file.
    return _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1).lstrip(" \t")


def _document_type(text: str) -> int | None:
    """Return where a document type begins; it can only stand before the first element."""
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4)
        elif text.startswith("<?", at):
            end = text.find("?>", at + 2)
        else:
            return at if text.startswith("<!", at) else None
        if end < 0:
            return None
        at = end + (3 if text.startswith("-->", end) else 2)


def name_of(element: Element) -> str:
    """Return the name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, name: str) -> list[Element]:
    """Return the elements of a name directly below one, in their order."""
    return [] if element is None else [one for one in element if name_of(one) == name]
