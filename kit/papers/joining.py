"""Lines of a page become paragraphs, headings and rows; words broken at a line end are mended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from kit.papers.blocks import Block
from kit.papers.columns import Line

__all__ = ["mended", "paragraphs_of"]

_HEADING_SIZE = 1.12  # times the size of the running text
_LONGEST_HEADING = 120
_ITEM = re.compile(r"(?:[-*•·–▪◦‣o]|\(?\d{1,3}[.)]|[a-z][.)])\s+\S")
_ENDED = re.compile(r"[.!?:;][\"”’)]?$")
_BROKEN = re.compile(r"(?P<stem>[^\W\d_]{2,})-$")
_GOES_ON = re.compile(r"(?P<rest>[^\W\d_]+)")
_MARK = re.compile(r"(?:[-*•·–▪◦‣o]|\(?\d{1,3}[.)]|[a-z][.)])")
_JOINING = {"en", "of", "and", "or", "als", "tot", "maar", "noch"}


def paragraphs_of(lines: Sequence[tuple[int, Line]], *, body: float) -> Iterator[Block]:
    """Yield the blocks of a text whose lines are given with their page.

    Parameters
    ----------
    lines : sequence of (int, Line)
        Page, and line; in reading order.
    body : float
        Size of the letters of the running text, in points.
    """
    known = _words(line.text for _, line in lines)
    spacing = _spacing(lines)
    held: list[str] = []
    kind, begun = "text", 0
    before: tuple[int, Line] | None = None
    for page, line in lines:
        now = _kind(line, body)
        if before is None or now != kind or _is_new(before, (page, line), kind, spacing):
            if held:
                yield Block(begun, mended(held, known), kind)
            held, begun, kind = [], page, now
        held.append(_text(line))
        before = (page, line)
    if held:
        yield Block(begun, mended(held, known), kind)


def mended(lines: Sequence[str], known: set[str]) -> str:
    """Return lines as one text; a word that was broken at the end of one is whole again.

    A hyphen stays where the word is known with it, before a capital or a digit, and before *en* or
    *of* (``zorg- en welzijn``).

    Parameters
    ----------
    lines : sequence of str
    known : set of str
        Words of the whole text, in small letters.

    Examples
    --------
    >>> mended(["de samen-", "werking in Noord-", "Holland, zorg-", "en hulp"], set())
    'de samenwerking in Noord-Holland, zorg- en hulp'
    >>> mended(["een e-", "mail, co-", "creatie"], {"co-creatie"})
    'een e-mail, co-creatie'
    """
    text = ""
    for line in lines:
        broken = _BROKEN.search(text)
        if not text or not (broken or re.search(r"\w-$", text)):
            text += f" {line}" if text else line
            continue
        goes_on = _GOES_ON.match(line)
        rest = goes_on["rest"] if goes_on else ""
        if rest.casefold() in _JOINING:
            text += f" {line}"
        elif broken is None or not rest[:1].islower() or _whole(broken["stem"], rest) in known:
            text += line
        else:
            text = text[:-1] + line
    return text


def _whole(stem: str, rest: str) -> str:
    return f"{stem}-{rest}".casefold()


def _kind(line: Line, body: float) -> str:
    text = _text(line)
    if " | " in text and len(line.pieces) > 1:
        return "row"
    large = line.size >= _HEADING_SIZE * body
    if (
        (large or line.bold)
        and len(text) <= _LONGEST_HEADING
        and not text.endswith((".", ",", ";"))
    ):
        return "heading"
    return "text"


def _text(line: Line) -> str:
    """Return the words of a line; the mark of an item of a list is no cell of a table."""
    if len(line.pieces) > 1 and _MARK.fullmatch(line.pieces[0].text):
        return line.text.replace(" | ", " ", 1)
    return line.text


def _is_new(before: tuple[int, Line], now: tuple[int, Line], kind: str, spacing: float) -> bool:
    """Say whether a line begins another paragraph than the line before it."""
    (page, last), (next_page, line) = before, now
    if kind == "row" or _ITEM.match(_text(line)):
        return True
    ended = bool(_ENDED.search(last.text))
    fell = last.bottom - line.bottom
    short = last.right < last.left + 0.72 * last.width
    if page != next_page or fell <= 0:
        # The text may go on at the top of the next column or page.
        return ended or short or not line.text[:1].islower()
    if abs(last.size - line.size) > 0.1 * line.size or last.bold != line.bold:
        return True
    if fell > max(1.45 * spacing, 1.6 * line.size):
        return True
    indented = line.left - last.left > 0.8 * line.size and not _ITEM.match(_text(last))
    return kind == "text" and ended and (short or indented)


def _spacing(lines: Sequence[tuple[int, Line]]) -> float:
    """Return the usual distance between two lines of one page, in points."""
    falls = [
        one.bottom - two.bottom
        for (page, one), (other, two) in pairwise(lines)
        if page == other and 0 < one.bottom - two.bottom < 4 * one.size
    ]
    return median(falls) if falls else 0.0


def _words(texts: Iterator[str]) -> set[str]:
    return {
        word.casefold() for text in texts for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)
    }
