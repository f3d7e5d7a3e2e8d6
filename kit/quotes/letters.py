"""The quote-check letter: one Word file per person, with that person's own words and no others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kit.disclosure import may_show_text
from kit.files import sha256
from kit.language import Both
from kit.quotes import letter_words as say
from kit.quotes.reading import Quote
from kit.terms import terms
from kit.word_files import as_bytes, new_word_file, printable

__all__ = ["MARK", "by_person", "fingerprint", "letter"]

#: Opens the hidden description of the table of a quote; id and fingerprint follow.
MARK = "kit-quote"
_WORD14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_BOX = "☐"
_NARROW, _WIDE = 3.6, 12.4  # cm
_SPACE_TO_WRITE = 2.2  # cm


def fingerprint(words: str) -> str:
    """Return 12 hexadecimal digits that change when the words of a quote change."""
    return sha256(words)[:12]


def by_person(quotes: Iterable[Quote]) -> Mapping[str | None, tuple[Quote, ...]]:
    """Return the quotes that wait for an answer, by the code of their speaker.

    Those are drafts and those that were sent. Under None stand the ones of nobody known.
    """
    found: dict[str | None, list[Quote]] = {}
    for quote in quotes:
        if quote.status in ("draft", "sent"):
            found.setdefault(quote.document.author, []).append(quote)
    return {person: tuple(those) for person, those in found.items()}


def letter(quotes: Sequence[Quote], *, title: Both, language: str) -> bytes:
    """Return the letter to one person, as .docx.

    It says what it is, then shows each quote in a table of its own with boxes to tick: good as it
    is, change it, do not use it; and who may read it, never more people than consented to. It
    names nobody, in its properties neither.

    Parameters
    ----------
    quotes : sequence of Quote
        All of one person.
    title : Both
        Of the study.
    language : {"nl", "en"}
    """
    if len({quote.document.author for quote in quotes}) != 1:
        raise ValueError("a letter is to one person")
    from docx.shared import Pt

    made = new_word_file(say.TITLE[language], language)
    made.styles["Normal"].font.size = Pt(11)
    made.add_heading(say.TITLE[language], level=1)
    made.add_paragraph(title[language], style="Subtitle")
    for paragraph in say.PARAGRAPHS:
        made.add_paragraph(paragraph[language])
    for step in say.STEPS:
        made.add_paragraph(step[language], style="List Number")
    for number, quote in enumerate(quotes, start=1):
        made.add_heading(say.QUOTE[language].format(number, len(quotes)), level=2)
        _table(made, quote, language)
    made.add_paragraph()
    made.add_paragraph(say.THANKS[language])
    return as_bytes(made)


def _table(made: Any, quote: Quote, language: str) -> None:
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Cm, Pt

    table = made.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, (_NARROW, _WIDE), strict=True):
        column.width = Cm(width)
    _describe(table, quote)
    _row(table, say.HEADS["id"][language], quote.id)
    words = _row(table, say.HEADS["words"][language], quote.words)
    words.cells[1].paragraphs[0].runs[0].font.size = Pt(13)
    for id in ("approved", "withdrawn", "edited"):
        _row(table, _BOX, say.CHOICES[id][language])
    space = _row(table, say.HEADS["new"][language], "")
    space.height, space.height_rule = Cm(_SPACE_TO_WRITE), WD_ROW_HEIGHT_RULE.AT_LEAST
    consented = [r for r in terms("release") if may_show_text(quote.document.release, r)]
    head = say.HEADS["readers"][language]
    if len(consented) == 1:
        _row(table, head, say.ONLY_TEAM[language])
    else:
        _row(table, head, say.NOW[language].format(say.MAY_READ[quote.release][language]))
        for release in consented:
            _row(table, _BOX, say.MAY_READ[release][language])


def _row(table: Any, head: str, text: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    row = table.add_row()
    first, second = row.cells
    first.width, second.width = Cm(_NARROW), Cm(_WIDE)
    if head == _BOX:
        first.paragraphs[0]._p.append(_box())
        first.paragraphs[0].alignment = 2
    else:
        first.paragraphs[0].add_run(head).bold = True
    second.paragraphs[0].add_run(printable(text))
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return row


def _box() -> Any:
    """Return a box that is ticked with a click; in print it is an empty square."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    font = 'w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"'
    return parse_xml(
        f'<w:sdt {nsdecls("w")} xmlns:w14="{_WORD14}"><w:sdtPr><w14:checkbox>'
        '<w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent><w:r><w:rPr><w:rFonts {font}/></w:rPr><w:t>{_BOX}</w:t></w:r>"
        "</w:sdtContent></w:sdt>"
    )


def _describe(table: Any, quote: Quote) -> None:
    """Say in the hidden description of a table which quote it holds, and which words those were."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    told = OxmlElement("w:tblDescription")
    told.set(qn("w:val"), f"{MARK} {fingerprint(quote.words)} {quote.id}")
    table._tbl.tblPr.append(told)
