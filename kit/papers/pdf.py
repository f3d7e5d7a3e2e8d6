"""PDF with a text layer: its lines as they stand on the page, as paragraphs in reading order.

What is laid out is guessed from the places of the letters: columns, tables, headings, and the
lines at the top and the bottom that come back on every page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Any

from kit.errors import InputError, Problem
from kit.language import listing, plural
from kit.papers.blocks import Paper
from kit.papers.columns import Piece, in_reading_order
from kit.papers.joining import paragraphs_of
from kit.papers.plain import with_day

if TYPE_CHECKING:
    import pypdfium2

__all__ = ["read_pdf"]

_MOST_PAGES = 2000
_LETTERS_ON_A_PAGE = 20  # below this a page is taken for a picture of a page
_MARGIN = 0.12  # of the height, at the top and at the bottom
_NUMBER = re.compile(
    r"(?i)\W*(?:pagina|page|blz\.?|p\.)?\s*(?:\d{1,4}|[ivxl]{1,6})\s*(?:(?:van|of|/|-)\s*\d{1,4})?\W*"
)
_BREAK = {0x2, 0xFFFE, 0xAD}  # how the library writes a hyphen at the end of a line
_GAP = 1.6  # times the size of the letters: wider apart is another cell or column


@dataclass(frozen=True)
class _Page:
    height: float
    pieces: tuple[Piece, ...]


def read_pdf(data: bytes, where: str) -> Paper:
    """Read a PDF.

    Raises
    ------
    InputError
        It is broken, has a password, or has more than 2000 pages.
    """
    pages = list(_pages(data, where))
    empty = [n for n, page in enumerate(pages, start=1) if _letters(page) < _LETTERS_ON_A_PAGE]
    if len(empty) == len(pages) or sum(map(_letters, pages)) < _LETTERS_ON_A_PAGE * len(pages):
        note = "no text layer: recognise the text elsewhere (OCR) and save it as .docx or PDF"
        return Paper((), "page", None, {"scans without text": 1}, (note,))
    again = _coming_back(pages)
    count = 0
    body = _usual_size(pages)
    ordered = []
    for number, page in enumerate(pages, start=1):
        own = [piece for piece in page.pieces if not _is_margin(piece, page, again)]
        count += len(page.pieces) - len(own)
        ordered += [(number, line) for line in in_reading_order(own)]
    blocks = tuple(paragraphs_of(ordered, body=body))
    aside = {"lines at the top or bottom of pages": count} if count else {}
    notes = [plural(len(pages), "page", "pages", "en")]
    if empty:
        told = listing([str(n) for n in empty[:10]], "en")
        more = f" and {len(empty) - 10} more" if len(empty) > 10 else ""
        notes.append(f"no text on page {told}{more}: empty, or a scan")
    return replace(with_day(blocks, "page"), set_aside=aside, notes=tuple(notes))


def _pages(data: bytes, where: str) -> Iterator[_Page]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except (pypdfium2.PdfiumError, ValueError, OSError) as error:
        if "password" in str(error).casefold() or b"/Encrypt" in data[-4096:]:
            do = "Save it without a password and give the command again."
            raise InputError([Problem(where, "a PDF with a password", "one without", do)]) from None
        do = "Open it in another program and print or save it as PDF again."
        raise InputError([Problem(where, "", "a PDF that opens", do)]) from None
    try:
        if len(document) > _MOST_PAGES:
            do = "Split it into parts."
            expected = f"at most {_MOST_PAGES} pages"
            raise InputError([Problem(where, str(len(document)), expected, do)])
        if not len(document):
            raise InputError([Problem(where, "no pages", "a PDF with pages")])
        for number in range(len(document)):
            yield _page(document, number)
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, number: int) -> _Page:
    import pypdfium2

    try:
        page = document[number]
        text = page.get_textpage()
        made = _Page(float(page.get_height()), tuple(_pieces(text)))
        text.close()
        page.close()
    except pypdfium2.PdfiumError:
        # A page that cannot be drawn is told as one without text.
        return _Page(1.0, ())
    return made


@dataclass
class _Letter:
    char: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool


def _pieces(text: Any) -> Iterator[Piece]:
    """Yield runs of letters on one line, without a wide gap in them."""
    held: list[_Letter] = []
    for letter in _letters_of(text):
        if letter is None or (held and _apart(held[-1], letter)):
            if piece := _piece(held):
                yield piece
            held = []
        if letter is not None:
            held.append(letter)
    if piece := _piece(held):
        yield piece


def _letters_of(text: Any) -> Iterator[_Letter | None]:
    """Yield each letter with its place; None for the end of a line."""
    from pypdfium2 import raw

    before: _Letter | None = None
    for i in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, i)
        if code in (0x0A, 0x0D):
            yield None
            before = None
            continue
        char = "-" if code in _BREAK else chr(code) if 0 < code < 0x110000 else ""
        if not char or 0xD800 <= code < 0xE000:
            continue
        if char.isspace():
            if before is not None:
                yield _Letter(
                    " ", before.right, before.right, before.bottom, before.top, before.size,
                    before.bold,
                )  # fmt: skip
            continue
        if not raw.FPDFText_GetLooseCharBox(text, i, box := raw.FS_RECTF()):
            continue
        left, right, bottom, top = box.left, box.right, box.bottom, box.top
        size = abs(top - bottom) or raw.FPDFText_GetFontSize(text, i) or 1.0
        bold = raw.FPDFText_GetFontWeight(text, i) >= 600
        before = _Letter(char, left, right, bottom, top, size, bold)
        yield before


def _apart(one: _Letter, two: _Letter) -> bool:
    size = max(one.size, two.size)
    other_line = abs(one.bottom - two.bottom) > 0.6 * size
    return other_line or two.left - one.right > _GAP * size or two.left < one.left - size


def _piece(letters: Sequence[_Letter]) -> Piece | None:
    seen = [letter for letter in letters if letter.char != " "]
    text = " ".join("".join(letter.char for letter in letters).split())
    if not seen or not text:
        return None
    return Piece(
        text=text,
        left=min(letter.left for letter in seen),
        right=max(letter.right for letter in seen),
        bottom=median(letter.bottom for letter in seen),
        top=median(letter.top for letter in seen),
        size=round(median(letter.size for letter in seen), 1),
        bold=all(letter.bold for letter in seen),
    )


def _letters(page: _Page) -> int:
    return sum(c.isalnum() for piece in page.pieces for c in piece.text)


def _usual_size(pages: Sequence[_Page]) -> float:
    """Return the size in which most letters are written."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for piece in page.pieces:
            sizes[piece.size] += len(piece.text)
    return sizes.most_common(1)[0][0]


def _at_the_edge(piece: Piece, page: _Page) -> bool:
    return piece.bottom > (1 - _MARGIN) * page.height or piece.top < _MARGIN * page.height


def _form(piece: Piece) -> str:
    return re.sub(r"\d+", "#", " ".join(piece.text.casefold().split()))


def _coming_back(pages: Sequence[_Page]) -> set[str]:
    """Return what stands at the edge of two pages in five, and of two at least; numbers alike."""
    found: Counter[str] = Counter()
    for page in pages:
        found.update({_form(piece) for piece in page.pieces if _at_the_edge(piece, page)})
    return {form for form, n in found.items() if n >= max(2, 0.4 * len(pages))}


def _is_margin(piece: Piece, page: _Page, again: set[str]) -> bool:
    if not _at_the_edge(piece, page):
        return False
    return _form(piece) in again or _NUMBER.fullmatch(piece.text) is not None
