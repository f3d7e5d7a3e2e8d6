"""Word files that the kit makes: A4, in the language of their reader, naming nobody.

python-docx is imported only when a file is made.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

__all__ = ["as_bytes", "new_word_file", "printable", "table_of"]

_LOCALE = {"nl": "nl-NL", "en": "en-GB"}
_NO_TIME = datetime(2000, 1, 1)  # Word asks for one; when a file was made is not told in it


def new_word_file(title: str, language: str) -> Any:
    """Return an empty document.

    Its properties name nobody and no moment, spelling is checked in `language`, and the title
    stands in the properties, where a screen reader finds it.

    Parameters
    ----------
    title : str
    language : {"nl", "en"}
    """
    from docx import Document
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm

    made = Document()
    kept = made.core_properties
    kept.author = kept.last_modified_by = "kit"
    kept.title, kept.language = printable(title), _LOCALE[language]
    kept.comments = kept.keywords = kept.subject = kept.category = ""
    kept.created = kept.modified = _NO_TIME
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(2.0)
    defaults = made.styles.element.find(qn("w:docDefaults"))
    spoken = next(defaults.iter(qn("w:lang")), None) if defaults is not None else None
    if spoken is None:
        spoken = OxmlElement("w:lang")
        made.styles["Normal"].element.get_or_add_rPr().append(spoken)
    spoken.set(qn("w:val"), _LOCALE[language])
    return made


def table_of(made: Any, heads: Sequence[str], widths: Sequence[float]) -> Any:
    """Add a table with its header row, which stands on every page that the table runs over.

    Parameters
    ----------
    heads : sequence of str
    widths : sequence of float
        Of the columns, in centimetres.
    """
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    table = made.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    table.autofit = False
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(printable(head)).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    return table


def printable(text: str) -> str:
    """Return a text without the few characters that a Word file cannot hold.

    Examples
    --------
    >>> printable("a\\x00b")
    'ab'
    """
    return "".join(c for c in text if c in "\n\t" or c.isprintable() or (c > " " and c.isspace()))


def as_bytes(made: Any) -> bytes:
    """Return a document as its file holds it."""
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()
