"""Papers that are plain text or Markdown: paragraphs, headings, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kit.files import decode
from kit.papers.blocks import Block, Paper, zone_of
from kit.papers.mail_heads import day_in, with_mails_apart

__all__ = ["paragraphs", "read_plain", "with_day"]

_HEADING = re.compile(r"#{1,6}\s+(?P<text>.*?)[\s#]*")
_UNDERLINE = re.compile(r"=+|-{3,}")
_RULE = re.compile(r"(?:[-*_=]\s*){3,}")
_ROW = re.compile(r"\|(?P<cells>.*?)\|?")
_DASHES = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_QUOTED = re.compile(r"^\\>", re.MULTILINE)
_ITEM = re.compile(r"(?:[-*+•·–]|\d{1,3}[.)])\s+")


def read_plain(data: bytes) -> Paper:
    """Read a text: paragraphs between empty lines, items of lists one by one, headings with ``#``.

    A heading that names a zone opens it; any other heading closes it.
    """
    text, encoding = decode(data)
    return replace(with_day(tuple(paragraphs(text)), "line"), notes=(encoding,))


def with_day(blocks: tuple[Block, ...], unit: str) -> Paper:
    """Return a paper of blocks in which mails may stand, with the day on which it was sent."""
    # Only now: a line that was written with a sign before it is no line that a mail quotes.
    apart = [replace(b, text=_QUOTED.sub(">", b.text)) for b in with_mails_apart(blocks)]
    own = (b for b in apart if b.kind == "sent" and b.zone == "section")
    days = (day for block in own if (day := day_in(block.text)) is not None)
    return Paper(tuple(apart), unit, day=next(days, None))


def paragraphs(text: str) -> Iterator[Block]:
    """Yield the blocks of a text or Markdown file, by their line."""
    zone = "section"
    held: list[str] = []
    begun = 0

    def close() -> Iterator[Block]:
        if held:
            yield Block(begun, "\n".join(held), zone=zone)
            held.clear()

    for row, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        heading = _HEADING.fullmatch(line)
        if heading and heading["text"]:
            yield from close()
            opened = zone_of(heading["text"])
            zone = opened or "section"
            if opened is None:
                yield Block(row, heading["text"].strip("*_ "), "heading")
        elif len(held) == 1 and _UNDERLINE.fullmatch(line) and len(held[0]) <= 120:
            yield Block(begun, held.pop(), "heading", zone)
        elif not line or _RULE.fullmatch(line):
            yield from close()
        elif line.startswith("|"):
            yield from close()
            found = _ROW.fullmatch(line)
            if found and not _DASHES.fullmatch(line):
                cells = [cell.strip() for cell in found["cells"].split("|")]
                if any(cells):
                    yield Block(row, " | ".join(cells), "row", zone)
        else:
            if _ITEM.match(line):
                yield from close()
            begun = begun if held else row
            held.append(line[1:] if re.match(r"\\[#|\\]", line) else line)
    yield from close()
