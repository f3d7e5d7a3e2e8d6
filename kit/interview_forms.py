"""What people need to hold an interview: guide, information letter and consent form, for Word.

The texts stand as Markdown in ``templates/interviews``; a document is made when it is asked for.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kit.files import shipped
from kit.language import Both

if TYPE_CHECKING:
    from docx.document import Document
    from docx.shared import Length
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

__all__ = ["INTERVIEW_FORMS", "as_document"]

#: Names of the documents, as in ``templates/interviews``.
INTERVIEW_FORMS = ("interview_guide", "information_letter", "consent_form")

_TITLE = Both("titel van de studie", "title of the study")
_PAGE = Both("pagina", "page")
_LOCALE = {"nl": "nl-NL", "en": "en-GB"}
_ITEM = re.compile(r"(?P<inner> {2,4})?(?:(?P<number>\d+)\.|-) (?P<text>.+)")
_INLINE = re.compile(r"(\*\*.+?\*\*|`[^`]+`|\[[^\[\]]+\]|☐)")
# XML has no place for these.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACE_TO_WRITE = 1.1  # centimetres
_WIDTH_OF_TEXT = 16.0  # centimetres: A4 without its margins
_LONGEST_WEIGHT, _SHORTEST_WEIGHT = 40, 8  # characters of a column that count for its width
_BOX = (
    '<w:sdt {0} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">'
    '<w:sdtPr><w:alias w:val="{1}"/><w14:checkbox><w14:checked w14:val="0"/>'
    '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
    '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
    "<w:sdtContent><w:r><w:rPr>"
    '<w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic"/>'
    "</w:rPr><w:t>☐</w:t></w:r></w:sdtContent></w:sdt>"
)


def as_document(name: str, *, title: str, language: str) -> bytes:
    """Return one of `INTERVIEW_FORMS` as a Word document (.docx) that people can edit.

    What the kit cannot know stays visible as a marked text between square brackets. Boxes can be
    ticked on the screen and with a pen. The properties of the document name nobody.

    Parameters
    ----------
    name : str
        One of `INTERVIEW_FORMS`.
    title : str
        Of the study; any text.
    language : {"nl", "en"}
    """
    from docx import Document

    source = shipped("templates", "interviews", f"{name}.{language}.md")
    document = Document()
    _set_up(document, language)
    known = {_TITLE[language]: _UNPRINTABLE.sub("", title)}
    for lines in _blocks(source.read_text(encoding="utf-8")):
        _write(document, lines, known)
    heading = next(p.text for p in document.paragraphs if p.text)
    _describe(document, heading, language)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _blocks(text: str) -> Iterator[list[str]]:
    """Yield the lines of each table, and every other line by itself."""
    table: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            table.append(line)
            continue
        if table:
            yield table
            table = []
        if line:
            yield [line]


def _write(document: Document, lines: list[str], known: dict[str, str]) -> None:
    line = lines[0]
    if line.startswith("|"):
        _add_table(document, [_cells(row) for row in (lines[0], *lines[2:])], known)
    elif line.startswith("#"):
        marks, _, text = line.partition(" ")
        _add(document.add_heading(level=len(marks)), text, known)
    elif item := _ITEM.fullmatch(line):
        style = "List Number" if item["number"] else "List Bullet"
        paragraph = document.add_paragraph(style=f"{style} 2" if item["inner"] else style)
        if item["number"]:
            _number(document, paragraph, int(item["number"]))
        _add(paragraph, item["text"], known)
    else:
        _add(document.add_paragraph(), line, known)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]


def _add(paragraph: Paragraph, text: str, known: dict[str, str], *, label: str = "") -> None:
    """Write a text with its marks; `label` is what a screen reader says at a box."""
    from xml.sax.saxutils import quoteattr

    from docx.enum.text import WD_COLOR_INDEX
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    for part in filter(None, _INLINE.split(text)):
        if part == "☐":
            box = _BOX.format(nsdecls("w"), quoteattr(label)[1:-1])
            paragraph._p.append(parse_xml(box))
        elif part.startswith("**"):
            paragraph.add_run(part[2:-2]).bold = True
        elif part.startswith("`"):
            paragraph.add_run(part[1:-1]).font.name = "Consolas"
        elif part.startswith("[") and part[1:-1] not in known:
            paragraph.add_run(part).font.highlight_color = WD_COLOR_INDEX.YELLOW
        else:
            paragraph.add_run(known[part[1:-1]] if part.startswith("[") else part)


def _number(document: Document, paragraph: Paragraph, number: int) -> None:
    """Number a paragraph: 1 begins a list, any other number goes on with the list before it."""
    from docx.oxml.ns import qn

    numbering = document.part.numbering_part.element
    if number == 1:
        usual = document.styles["List Number"].element.pPr.numPr.numId.val
        of_a_list = numbering.add_num(numbering.num_having_numId(usual).abstractNumId.val)
        of_a_list.add_lvlOverride(ilvl=0).add_startOverride(1)
    latest = numbering.findall(qn("w:num"))[-1].numId
    numbers = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    numbers.get_or_add_ilvl().val = 0
    numbers.get_or_add_numId().val = latest


def _add_table(document: Document, rows: list[list[str]], known: dict[str, str]) -> None:
    from docx.shared import Cm

    heads = rows[0]
    table = document.add_table(rows=len(rows), cols=len(heads), style="Table Grid")
    table.autofit = False
    widths = [Cm(width) for width in _widths(rows)]
    for position, texts in enumerate(rows):
        for column, text in enumerate(texts):
            cell = table.cell(position, column)
            cell.width = widths[column]
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Cm(0.1)
            label = f"{heads[column]}: {texts[0].replace('**', '')}"
            _add(paragraph, text, known, label=label[:64])
        if not texts[-1]:
            table.rows[position].height = Cm(_SPACE_TO_WRITE)
    _make_head(table, widths)
    document.add_paragraph()


def _widths(rows: list[list[str]]) -> list[float]:
    """Return the widths of the columns in centimetres, by the longest text of each."""
    longest = [max(map(len, column)) for column in zip(*rows, strict=True)]
    # A column to write in is as wide as one with a sentence.
    empty = [not rows[-1][i] for i in range(len(longest))]
    weights = [
        _LONGEST_WEIGHT if space else min(max(length, _SHORTEST_WEIGHT), _LONGEST_WEIGHT)
        for length, space in zip(longest, empty, strict=True)
    ]
    return [_WIDTH_OF_TEXT * weight / sum(weights) for weight in weights]


def _make_head(table: Table, widths: Sequence[Length]) -> None:
    """Let the first row be the head: bold, shaded, and repeated on every page."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    for cell in head.cells:
        _shade(cell)
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _shade(cell: _Cell) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="DCE6F1"/>'
    cell._tc.get_or_add_tcPr().append(parse_xml(shade))


def _set_up(document: Document, language: str) -> None:
    """Set A4, the fonts, the language of the spelling check, and the number of each page."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = Cm(2.5)
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        style = document.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.attrib.clear()
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), "Calibri")
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x1F, 0x4E, 0x79)
    document.styles["Normal"].font.size = Pt(11)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    for tongue in document.styles.element.iter(qn("w:lang")):
        tongue.set(qn("w:val"), _LOCALE[language])
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{_PAGE[language]} ")
    page = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    foot._p.append(parse_xml(page))


def _describe(document: Document, title: str, language: str) -> None:
    """Let the properties say what this is, and neither who made it nor when."""
    properties = document.core_properties
    for said in list(properties._element):
        properties._element.remove(said)
    properties.title, properties.language = title, _LOCALE[language]
