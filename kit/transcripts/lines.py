"""The lines of a transcript, whatever kind of file holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kit.paragraphs import Line, read_lines
from kit.transcripts.odt import read_paragraphs

__all__ = ["Row", "of_file", "of_text"]

_HASH = re.compile(r"#{1,6}\s+")
_BOLD = re.compile(r"(\*\*|__)(?P<lead>(?:(?!\1).){1,80})\1(?P<rest>.*)", re.DOTALL)


@dataclass(frozen=True)
class Row:
    """A line of a text, or one of a paragraph.

    Attributes
    ----------
    row : int
        Of the line, or of the paragraph that it is in.
    text : str
        Never empty; tabs as they are.
    lead : str
        The words in bold with which it begins.
    heading : bool
        Its form says that it is a heading.
    opens : bool
        Whether a paragraph begins here.
    """

    row: int
    text: str
    lead: str = ""
    heading: bool = False
    opens: bool = True


def of_file(path: Path, where: str) -> list[Row]:
    """Return the lines of a .docx or .odt.

    Raises
    ------
    InputError
        The file is not what its name says.
    """
    if path.suffix.lower() == ".docx":
        return list(_of_word(read_lines(path, where).lines))
    rows = []
    for paragraph in read_paragraphs(path, where):
        lines = [line.strip() for line in paragraph.text.split("\n")]
        for n, line in enumerate(lines):
            if line:
                lead = "" if n else paragraph.lead.split("\n")[0].strip()
                rows.append(Row(paragraph.row, line, lead, paragraph.heading, not n))
    return rows


def of_text(text: str) -> list[Row]:
    """Return the lines of plain text or Markdown: a paragraph begins after an empty line.

    Where no line is empty, every line is a paragraph.
    """
    lines = [line.strip() for line in text.split("\n")]
    last = max((i for i, line in enumerate(lines) if line), default=-1)
    first = next((i for i, line in enumerate(lines) if line), 0)
    spaced = any(not line for line in lines[first:last])
    rows = []
    for i, line in enumerate(lines):
        if not line:
            continue
        opens = not spaced or i == 0 or not lines[i - 1]
        heading = _HASH.match(line)
        plain = line[heading.end() :] if heading else line
        lead = ""
        if not heading and (m := _BOLD.match(plain)):
            lead = m["lead"].strip()
            plain = f"{m['lead']}{m['rest']}".strip()
        rows.append(Row(i + 1, plain or line, lead, bool(heading), opens))
    return rows


def _of_word(lines: tuple[Line, ...]) -> Iterator[Row]:
    before = 0
    for line in lines:
        text = line.text.strip()
        if line.fields or line.day is not None:
            cells = (line.day or "", *(value for _, value in line.fields))
            text = ": ".join(cell.strip() for cell in cells if cell.strip())
        if text:
            heading = bool(line.form) and line.form != "bold"
            yield Row(line.row, text, line.lead, heading, line.row != before)
        before = line.row
