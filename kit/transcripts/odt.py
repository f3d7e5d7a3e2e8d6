"""The paragraphs of an OpenDocument text, read without trusting the file."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from kit.errors import InputError, Problem

__all__ = ["Paragraph", "read_paragraphs"]

_LARGEST = 300_000_000  # bytes of XML; a file that unpacks to more is no conversation
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
_FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
_OUTSIDE = {
    f"{_TEXT} tracked-changes",
    f"{_TEXT} note",
    f"{_TEXT} sequence-decls",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0 annotation",
}


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, by its number in the file from 1.

    Attributes
    ----------
    row : int
    text : str
    lead : str
        The words in bold with which it begins.
    heading : bool
    """

    row: int
    text: str = ""
    lead: str = ""
    heading: bool = False


def read_paragraphs(path: Path, where: str) -> list[Paragraph]:
    """Read the paragraphs of an .odt; comments, footnotes and deleted text are not read.

    Raises
    ------
    InputError
        It is no OpenDocument text, has a password, or declares a document type: that could draw in
        other files, or unpack without end.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            size = archive.getinfo("content.xml").file_size
            content = archive.read("content.xml") if size <= _LARGEST else b""
        if not content:
            raise ValueError("very large")
        reader = _Reader()
        reader.parser.Parse(content, True)
    except (zipfile.BadZipFile, KeyError, expat.ExpatError, ValueError, RuntimeError,
            NotImplementedError, OSError) as error:  # fmt: skip
        expected = "an OpenDocument text that opens without a password"
        do = "Open it in LibreOffice or Word, save it again as .odt or .docx, and try once more."
        raise InputError([Problem(where, type(error).__name__, expected, do)]) from error
    return [reader.paragraphs[row] for row in sorted(reader.paragraphs)]


@dataclass
class _Open:
    """A paragraph that is being read: its pieces of text, and those in bold at its beginning."""

    row: int
    heading: bool
    pieces: list[str] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)
    leading: bool = True


@dataclass
class _Reader:
    paragraphs: dict[int, Paragraph] = field(default_factory=dict)
    open: list[_Open] = field(default_factory=list)
    count: int = 0
    bold: set[str] = field(default_factory=set)
    spans: list[bool] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    style: str = ""
    outside: int = 0

    def __post_init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.buffer_size = 1 << 20
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def begin(self, name: str, given: dict[str, str]) -> None:
        if self.outside or name in _OUTSIDE:
            self.outside += 1
        elif name == f"{_STYLE} style":
            self.style = given.get(f"{_STYLE} name", "")
        elif name == f"{_STYLE} text-properties":
            if given.get(f"{_FO} font-weight") == "bold":
                self.bold.add(self.style)
        elif name in (f"{_TEXT} p", f"{_TEXT} h"):
            style = given.get(f"{_TEXT} style-name", "")
            self.count += 1
            self.open.append(_Open(self.count, name.endswith(" h")))
            self.spans.append(style in self.bold)
        elif name == f"{_TEXT} span":
            style = given.get(f"{_TEXT} style-name", "")
            self.spans.append(style in self.bold or style.startswith(("Strong", "Zwaar")))
        elif name == f"{_TEXT} s":
            self.characters(" " * min(int(given.get(f"{_TEXT} c", "1")), 100))
        elif name == f"{_TEXT} tab":
            self.characters("\t")
        elif name == f"{_TEXT} line-break":
            self.characters("\n")

    def end(self, name: str) -> None:
        if self.outside:
            self.outside -= 1
        elif name in (f"{_TEXT} p", f"{_TEXT} h"):
            done = self.open.pop()
            text, lead = "".join(done.pieces), "".join(done.bold)
            self.paragraphs[done.row] = Paragraph(done.row, text, lead, done.heading)
            self.spans.pop()
        elif name == f"{_TEXT} span":
            self.spans.pop()

    def characters(self, text: str) -> None:
        if self.outside or not self.open:
            return
        paragraph = self.open[-1]
        paragraph.pieces.append(text)
        if paragraph.leading and self.spans[-1]:
            paragraph.bold.append(text)
        elif text.strip():
            paragraph.leading = False


def _refuse(*_: object) -> None:
    raise ValueError("a document type")
