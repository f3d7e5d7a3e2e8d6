"""The paragraphs of a Word, text or Markdown file, in reading order, with their row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.cells import Grid, find_header
from kit.errors import InputError, Problem
from kit.files import decode
from kit.terms import columns

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

__all__ = ["Line", "Lines", "read_lines"]

_RULE = re.compile(r"[=\-*_ ]{3,}")
_HASH = re.compile(r"#{1,6}\s+")
_ALL_BOLD = re.compile(r"(\*\*|__)(?:(?!\1).)+\1")
_HEADINGS = ("heading", "kop", "title", "titel")


@dataclass(frozen=True)
class Line:
    """A line of a text, a paragraph of Word, or a row of a table in Word.

    Attributes
    ----------
    row : int
        From 1; each row of a table in Word counts as one.
    text : str
        Empty for an empty line.
    styled : bool
        Its form says heading: a heading style, ``#``, or bold from the first word.
    bullet : bool
        It is an item of a list in Word.
    form : str
        Which heading it looks like: the style in Word, the signs ``#``, or ``bold`` when all of it
        is; empty when it looks like none.
    day : str or None
        For a row of a table with a header that names the date: what stands in that cell.
    fields : tuple of (str, str)
        For such a row: column of the logbook, and what stands there.
    lead : str
        The words in bold with which a paragraph of Word begins; empty when it does not.
    in_table : bool
        It stands in a table of Word.
    """

    row: int
    text: str
    styled: bool = False
    bullet: bool = False
    form: str = ""
    day: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    lead: str = ""
    in_table: bool = False


@dataclass(frozen=True)
class Lines:
    """What was read, and how.

    Attributes
    ----------
    lines : tuple of Line
    unit : str
        What `row` counts: ``row`` or ``paragraph``.
    pictures : int
        Paragraphs with only a picture.
    notes : tuple of str
    """

    lines: tuple[Line, ...]
    unit: str
    pictures: int = 0
    notes: tuple[str, ...] = ()


def read_lines(path: Path, where: str) -> Lines:
    """Read the paragraphs of a file; a name that does not end in .docx is read as text.

    Of a Word file insertions are read as text and deletions are not; comments, footnotes, text
    boxes and tables within tables are not read.

    Raises
    ------
    InputError
        When a Word file does not open.
    """
    if path.suffix.lower() != ".docx":
        text, encoding = decode(path.read_bytes())
        return Lines(tuple(_lines_of_text(text)), "row", notes=(encoding,))
    import docx

    try:
        document = docx.Document(str(path))
    except Exception as error:  # python-docx has no common class for a file that is not Word
        do = "Open it in Word or LibreOffice, save it again as .docx, and try once more."
        expected = "a Word document that opens without a password"
        raise InputError([Problem(where, "", expected, do)]) from error
    return _lines_of_word(document)


def _lines_of_text(text: str) -> Iterator[Line]:
    for number, raw in enumerate(text.split("\n"), start=1):
        plain = raw.strip()
        if _RULE.fullmatch(plain):
            plain = ""
        heading = _HASH.match(plain)
        if heading:
            plain = plain[heading.end() :]
        bold = plain.startswith(("**", "__"))
        form = heading[0].strip() if heading else "bold" if _ALL_BOLD.fullmatch(plain) else ""
        yield Line(number, plain, bool(heading) or bold, form=form)


def _lines_of_word(document: Any) -> Lines:
    from docx.text.paragraph import Paragraph

    # Looking up the style of each paragraph through python-docx walks all styles every time.
    styles = {style.style_id: (style.name or "").casefold() for style in document.styles}
    lines: list[Line] = []
    number = pictures = 0
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            number += 1
            text = _text_of(block._p)
            if not text.strip() and block._p.xpath(".//w:drawing | .//w:pict"):
                pictures += 1
            lines += _lines_of_paragraph(block, text, number, styles)
        else:
            lines += _lines_of_table(block, number + 1)
            number += len(block.rows)
    return Lines(tuple(lines), "paragraph", pictures)


_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {
    f"{_WORD}tab": "\t",
    f"{_WORD}br": "\n",
    f"{_WORD}cr": "\n",
    f"{_WORD}noBreakHyphen": "-",
}
_OUTSIDE = {_WORD + name for name in ("moveFrom", "txbxContent", "pPr", "rPr", "del")}


def _text_of(element: Any) -> str:
    """Return the text of a paragraph: insertions and fields too, no deletions, no text boxes."""
    text = ""
    for node in element.iterchildren():
        if node.tag == f"{_WORD}t":
            text += node.text or ""
        elif node.tag in _BREAKS:
            text += _BREAKS[node.tag]
        elif node.tag not in _OUTSIDE:
            text += _text_of(node)
    return text


def _lines_of_paragraph(
    paragraph: Paragraph, text: str, number: int, styles: dict[str, str]
) -> list[Line]:
    form = paragraph._p.pPr
    named = form.pStyle.val if form is not None and form.pStyle is not None else ""
    style = styles.get(named, "")
    runs = [run for run in paragraph.runs if run.text.strip()]
    bold = bool(runs and runs[0].bold)
    headed = style.startswith(_HEADINGS)
    styled = headed or bold
    shape = style if headed else "bold" if bold and all(run.bold for run in runs) else ""
    numbered = form is not None and form.numPr is not None
    listed = style.startswith(("list", "lijst")) or (numbered and not styled)
    first, *rest = text.split("\n")
    lead = "".join(run.text for run in takewhile(_is_bold, runs)).split("\n")[0].strip()
    heading = Line(number, first, styled, listed, form=shape, lead=lead)
    return [heading, *(Line(number, line) for line in rest if line)]


def _is_bold(run: Run) -> bool:
    style = run._r.style
    return bool(run.bold) or (run.bold is None and style in ("Strong", "Zwaar"))


def _lines_of_table(table: Table, number: int) -> list[Line]:
    """Return the rows of a Word table: entries under a header, or lines ``label: value``."""
    rows = tuple((number + i, tuple(_cells(row))) for i, row in enumerate(table.rows))
    names: dict[str, Iterable[str]] = {
        term.id: term.written_as() for term in columns("logbook").values()
    }
    headed = find_header(Grid("", rows), names)
    if headed is None or not {"date"} < set(headed.columns.values()):
        return [
            Line(line, text, in_table=True)
            for line, cells in rows
            for text in ": ".join(c.rstrip(" :") for c in dict.fromkeys(cells) if c).split("\n")
        ]
    lines = []
    for line, cells in headed.rows:
        given = {n: cells[position] for position, n in headed.columns.items() if cells[position:]}
        if any(given.values()):
            others = tuple((n, text) for n, text in given.items() if n != "date")
            lines.append(Line(line, "", day=given.get("date", ""), fields=others, in_table=True))
    return lines


def _cells(row: Any) -> list[str]:
    """Return the text of each cell; a merged cell stands in every place it covers."""
    return ["\n".join(_text_of(p._p) for p in cell.paragraphs).strip() for cell in row.cells]
