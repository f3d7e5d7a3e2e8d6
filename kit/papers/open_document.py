"""OpenDocument texts (.odt): paragraphs, rows of tables, notes and comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kit.papers.archives import part, readable
from kit.papers.blocks import Block, Paper
from kit.papers.plain import with_day

__all__ = ["read_open_document"]

_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_TEXT, _TABLE, _OFFICE = (f"{{{_NAMES}:{name}:1.0}}" for name in ("text", "table", "office"))
_NOTE, _COMMENT = f"{_TEXT}note", f"{_OFFICE}annotation"
_OUTSIDE = {f"{_TEXT}tracked-changes", f"{_TEXT}sequence-decls", f"{_TEXT}note-citation"}


def read_open_document(data: bytes, where: str) -> Paper:
    """Read an OpenDocument text.

    Raises
    ------
    InputError
        It does not open.
    """
    archive = readable(data, where, what="an OpenDocument text", holds="content.xml")
    tree = part(archive, "content.xml", where)
    body = tree.find(f"{_OFFICE}body/{_OFFICE}text")
    reader = _Reader()
    blocks = [] if body is None else list(reader.blocks(body, ""))
    return with_day((*blocks, *reader.notes), "paragraph")


class _Reader:
    def __init__(self) -> None:
        self.count = 0
        self.notes: list[Block] = []

    def blocks(self, element: Any, mark: str) -> Iterator[Block]:
        """Yield the blocks of the body, of an item of a list or of a frame."""
        for node in element.iterchildren():
            if node.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                self.count += 1
                text = self.text_of(node).strip()
                kind = "heading" if node.tag == f"{_TEXT}h" else "text"
                if text:
                    yield Block(self.count, f"{mark}{text}", kind)
            elif node.tag == f"{_TABLE}table-row":
                self.count += 1
                cells = node.iterchildren(f"{_TABLE}table-cell")
                held = [text for cell in cells if (text := self.words(cell))]
                if held:
                    yield Block(self.count, " | ".join(held), "row" if len(held) > 1 else "text")
            elif node.tag not in _OUTSIDE and isinstance(node.tag, str):
                yield from self.blocks(node, "• " if node.tag == f"{_TEXT}list" else mark)

    def words(self, element: Any) -> str:
        """Return the text of a cell or a note, on one line."""
        found = [self.text_of(p) for p in element.iter(f"{_TEXT}p", f"{_TEXT}h")]
        return " ".join(" ".join(found).split())

    def text_of(self, element: Any) -> str:
        """Return the text of a paragraph; notes and comments in it are kept apart."""
        text = element.text or ""
        for node in element.iterchildren():
            if node.tag in (_NOTE, _COMMENT):
                zone = "footnotes" if node.tag == _NOTE else "comments"
                if words := self.words(node):
                    self.notes.append(Block(self.count, words, zone=zone))
            elif node.tag in (f"{_TEXT}s", f"{_TEXT}tab"):
                text += " "
            elif node.tag == f"{_TEXT}line-break":
                text += "\n"
            elif node.tag not in _OUTSIDE and isinstance(node.tag, str):
                text += self.text_of(node)
            text += node.tail or ""
        return text
