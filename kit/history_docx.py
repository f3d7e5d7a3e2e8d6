"""A learning history as a Word document, so that participants can correct their draft in it.

Each pair is a row of a real table of two columns, its head repeated on every page; quotes are
numbered, so that people can refer to them; the margin is wide enough for their comments. Nothing in
the file names who made it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from kit.embed import words
from kit.learning_history import History
from kit.learning_history.history import Pair, Part, Spoken, Told
from kit.terms import label, terms
from kit.word_files import as_bytes, new_word_file, printable, table_of

if TYPE_CHECKING:
    from docx.table import Table, _Cell

__all__ = ["history_docx"]

_LOCALE = {"nl": "nl-NL", "en": "en-GB"}
_FONT = "Calibri"
_LEFT, _RIGHT = 5.0, 9.2  # centimetres, of the two columns


def history_docx(history: History) -> bytes:
    """Return a learning history as the bytes of a .docx file.

    Parameters
    ----------
    history : History

    Returns
    -------
    bytes
        In the language of the history, with headings, and a table of two columns per theme.
    """
    language = history.language
    document = new_word_file(history.title, language)
    h = {name: text[language] for name, text in words()["history"].items()}
    _room_for_comments(document)
    _styles(document, language)
    _head(document, history, h)
    if history.moments:
        document.add_heading(h["timeline"], 1)
        _timeline(document, history, h)
    if history.facts:
        document.add_heading(h["facts"], 1)
        _prose(document, history.facts, "Body Text", language)
    for part in history.parts:
        _part(document, part, h, language)
    if not history.parts:
        document.add_paragraph(h["nothing"])
    document.add_heading(h["questions"], 1)
    document.add_paragraph(h["questions_are"], "Body Text")
    for one in history.questions:
        if one.theme:
            above = document.add_paragraph(printable(one.theme), "Note Kind")
            above.paragraph_format.keep_with_next = True
        _prose(document, [one], "Closing Question", language)
    document.add_paragraph(h["your_question"], "Closing Question")
    made = document.add_heading(h["made"], 1)
    made.paragraph_format.page_break_before = True
    for text in history.made:
        document.add_paragraph(printable(text), "Body Text")
    return as_bytes(document)


def _room_for_comments(document: Any) -> None:
    from docx.shared import Cm

    section = document.sections[0]
    section.left_margin, section.right_margin = Cm(2), Cm(4.8)


def _styles(document: Any, language: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    styles = document.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(10.5)
    for name, points in (("Title", 24), ("Heading 1", 17), ("Heading 2", 12)):
        heading: Any = styles[name]
        heading.font.name, heading.font.size = _FONT, Pt(points)
        heading.font.color.rgb = RGBColor(0x10, 0x18, 0x1D)
        _font(heading, _FONT)
    ink, quiet = RGBColor(0x1C, 0x23, 0x27), RGBColor(0x56, 0x60, 0x68)
    for name, size, colour, after in (
        ("Opening", 13, ink, 8), ("Claim", 12, ink, 6), ("Fact", 10.5, ink, 6),
        ("Note Kind", 8.5, quiet, 0), ("Note Text", 10, ink, 8), ("Quote Words", 12, ink, 2),
        ("Attribution", 9, quiet, 10), ("Closing Question", 14, ink, 30),
    ):  # fmt: skip
        style: Any = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.font.size, style.font.color.rgb = Pt(size), colour
        style.paragraph_format.space_after = Pt(after)
    serif: Any = styles["Quote Words"]
    serif.font.name = "Cambria"
    _font(serif, "Cambria")


def _font(style: Any, name: str) -> None:
    """Take one font for every script: a theme font would win from the name alone."""
    from docx.oxml.ns import qn

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{attribute}"), None)
    for attribute in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{attribute}"), name)


def _speak(properties: Any, locale: str) -> None:
    """Say in which language text is, for spelling and for a voice that reads it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), locale)
    properties.append(spoken)


def _head(document: Any, history: History, h: dict[str, str]) -> None:
    language = history.language
    page = {name: text[language] for name, text in words()["page"].items()}
    document.add_heading(printable(history.title), 0)
    document.add_paragraph(printable(history.subtitle), "Subtitle")
    release = terms("release")[history.release]
    means = f" {release.meaning[language]}" if release.meaning else ""
    document.add_paragraph(f"{page['for_whom']}: {release.label[language].lower()}.{means}")
    warnings = [page["synthetic"]] if history.synthetic else []
    if history.draft:
        noun = h["quote"] if history.draft == 1 else h["quotes"]
        warnings.append(f"{h['draft']} {history.draft} {noun}.")
    for warning in warnings:
        document.add_paragraph().add_run(warning).bold = True
    _prose(document, history.opening, "Opening", language)
    document.add_heading(h["how"], 2)
    for name in ("how_right", "how_left", "how_wide", "how_end", "correct"):
        document.add_paragraph(h[name], "List Bullet")


def _prose(holder: Any, told: Iterable[Told], style: str, language: str) -> None:
    """Add the paragraphs of texts, each in its own language."""
    for one in told:
        for text in one.text.split("\n\n"):
            _written(holder.add_paragraph(style=style), text, one.language, language)


def _written(paragraph: Any, text: str, spoken: str, language: str) -> Any:
    run = paragraph.add_run(printable(text))
    if spoken != language:
        _speak(run._r.get_or_add_rPr(), _LOCALE[spoken])
    return run


def _ruled(document: Any, heads: Sequence[str], widths: Sequence[float]) -> Table:
    """Add a table with a thin line between its rows, and none between its columns."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    table: Table = table_of(document, heads, widths)
    table.style = "Normal Table"
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "B8C1C7")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    # Word reads the properties of a table in one order only.
    properties = table._tbl.tblPr
    after = [
        one for name in ("tblLayout", "tblLook") for one in properties.findall(qn(f"w:{name}"))
    ]
    after[0].addprevious(borders)
    return table


def _row(table: Table, widths: Sequence[float]) -> Sequence[_Cell]:
    from docx.shared import Cm

    made: Any = table
    cells: Sequence[_Cell] = made.add_row().cells
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Cm(width)
    return cells


def _timeline(document: Any, history: History, h: dict[str, str]) -> None:
    language = history.language
    widths = (3.2, 2.6, 8.4)
    kind = label("event_direction", "helped", language)
    other = label("event_direction", "hindered", language).lower()
    when, what = (("Wanneer", "Wat"), ("When", "What"))[language == "en"]
    table = _ruled(document, (when, f"{kind} / {other}", what), widths)
    for one in history.moments:
        day, called, told = _row(table, widths)
        day.paragraphs[0].add_run(one.day)
        named = h.get(one.kind) or label("event_direction", one.kind, language)
        called.paragraphs[0].add_run(named)
        told.paragraphs[0].add_run(printable(one.text)).bold = one.kind == "result"
        for name, text in (("evidence", one.evidence), ("from", one.source)):
            if text:
                told.add_paragraph(f"{h[name]}: {printable(text)}", "Attribution")


def _part(document: Any, part: Part, h: dict[str, str], language: str) -> None:
    document.add_heading(printable(part.title), 1)
    if part.claim:
        document.add_paragraph(f"{h['claim']}:", "Note Kind")
        document.add_paragraph(printable(part.claim), "Claim")
    _prose(document, part.facts, "Fact", language)
    if part.one_voice:
        document.add_paragraph().add_run(h["one_voice"]).bold = True
    if not part.pairs:
        return
    widths = (_LEFT, _RIGHT)
    table = _ruled(document, (h["left"], h["right"]), widths)
    for pair in part.pairs:
        _pair(_row(table, widths), pair, h, language)


def _pair(cells: Sequence[_Cell], pair: Pair, h: dict[str, str], language: str) -> None:
    left, right = cells
    for note in pair.notes:
        about = h["about_one"] if len(note.about) == 1 else h["about_more"]
        kind = left.add_paragraph(style="Note Kind")
        kind.add_run(label("note_kind", note.kind, language)).bold = True
        kind.add_run(f" {about} {', '.join(map(str, note.about))}")
        kind.paragraph_format.keep_with_next = True
        _prose(left, [note], "Note Text", language)
    for quote in pair.quotes:
        _quote(right, quote, h, language)
    for cell in (left, right):
        first = cell.paragraphs[0]
        if len(cell.paragraphs) > 1 and not first.text:
            first._p.getparent().remove(first._p)


def _quote(cell: _Cell, quote: Spoken, h: dict[str, str], language: str) -> None:
    said = cell.add_paragraph(style="Quote Words")
    said.add_run(f"{quote.number}  ").bold = True
    _written(said, quote.text, quote.language, language)
    said.paragraph_format.keep_with_next = True
    said.paragraph_format.keep_together = True
    flags = [
        h[name]
        for name, there in (
            ("deviant", quote.deviant), ("edited", quote.edited), ("unchecked", not quote.checked),
        )
        if there
    ]  # fmt: skip
    cell.add_paragraph(" · ".join([printable(quote.attribution), *flags]), "Attribution")
