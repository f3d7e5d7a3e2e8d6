"""Word files: all of their text, with notes and comments, where they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from kit.papers.archives import members, part, readable
from kit.papers.blocks import Block, Paper
from kit.papers.plain import with_day

__all__ = ["read_word"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
#: What is not of the running text: what was deleted or moved away, and what stands beside it.
_OUTSIDE = {f"{_W}{name}" for name in ("moveFrom", "del", "txbxContent", "pPr", "rPr", "instrText")}
# Word writes a shape twice: as it is, and for programs that do not know it.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING = re.compile(r"(?:heading|kop|title|titel|subtitle|ondertitel)\b", re.IGNORECASE)
_LONGEST_BOLD = 80
_BESIDE = (("footnotes", "footnote", "footnotes"), ("endnotes", "endnote", "footnotes"),
           ("comments", "comment", "comments"))  # fmt: skip


def read_word(data: bytes, where: str) -> Paper:
    """Read a Word file: paragraphs, rows of tables, text boxes, then notes and comments.

    Insertions are read and deletions are not; headers and footers are counted.

    Raises
    ------
    InputError
        It does not open.
    """
    archive = readable(data, where, what="a Word document", holds="word/document.xml")
    body = part(archive, "word/document.xml", where)
    aside: Counter[str] = Counter()
    reader = _Reader(_styles(part(archive, "word/styles.xml", where)), aside)
    blocks = list(reader.blocks(body))
    for name, tag, zone in _BESIDE:
        tree = part(archive, f"word/{name}.xml", where)
        for note in () if tree is None else tree.iter(f"{_W}{tag}"):
            if note.get(f"{_W}type") in (None, "normal"):
                text = " ".join(t for p in note.iter(f"{_W}p") if (t := _text_of(p).strip()))
                blocks += [Block(reader.count, text, zone=zone)] if text else []
    for name in (*members(archive, "word/header"), *members(archive, "word/footer")):
        tree = part(archive, name, where)
        found = [p for p in tree.iter(f"{_W}p") if _text_of(p).strip()]
        aside["lines at the top or bottom of pages"] += len(found)
    read = with_day(tuple(blocks), "paragraph")
    return Paper(read.blocks, read.unit, read.day, {what: n for what, n in aside.items() if n})


def _styles(tree: Any) -> Mapping[str, str]:
    """Return what each style is called, by its id."""
    found = {}
    for style in () if tree is None else tree.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None:
            found[style.get(f"{_W}styleId", "")] = name.get(f"{_W}val", "")
    return found


class _Reader:
    def __init__(self, styles: Mapping[str, str], aside: Counter[str]):
        self.styles, self.aside = styles, aside
        self.count = 0

    def blocks(self, element: Any) -> Iterator[Block]:
        """Yield the blocks of the body, of a cell or of a text box."""
        for node in element.iterchildren():
            if node.tag == f"{_W}p":
                self.count += 1
                yield from self.paragraph(node)
            elif node.tag == f"{_W}tbl":
                for row in node.iter(f"{_W}tr"):
                    if _nearest(row, f"{_W}tbl") is node:
                        yield from self.row(row)
            elif node.tag not in _OUTSIDE and isinstance(node.tag, str):
                yield from self.blocks(node)

    def row(self, row: Any) -> Iterator[Block]:
        """Yield a row of a table; tables within its cells follow it."""
        self.count += 1
        cells = [node for node in row.iter(f"{_W}tc") if _nearest(node, f"{_W}tr") is row]
        texts = []
        inside: list[Block] = []
        for cell in cells:
            own = [p for p in cell.iter(f"{_W}p") if _nearest(p, f"{_W}tc") is cell]
            texts.append(" ".join(" ".join(_text_of(p) for p in own).split()))
            for node in cell.iter(f"{_W}tbl"):
                if _nearest(node, f"{_W}tc") is cell:
                    inside += [b for r in node.iter(f"{_W}tr") if _nearest(r, f"{_W}tbl") is node
                               for b in self.row(r)]  # fmt: skip
        held = [text for text in texts if text]
        if len(cells) == 1 and held:
            yield Block(self.count, held[0])
        elif held:
            yield Block(self.count, " | ".join(held), "row")
        yield from inside

    def paragraph(self, node: Any) -> Iterator[Block]:
        """Yield a paragraph, and the text boxes that are fixed to it."""
        text = _text_of(node).strip()
        if text:
            in_style = self.style_of(node).casefold().startswith(("list", "lijst"))
            listed = in_style or node.find(f"{_W}pPr/{_W}numPr") is not None
            if self.is_heading(node, text):
                yield Block(self.count, " ".join(text.split()), "heading")
            else:
                yield Block(self.count, f"• {text}" if listed else text)
        boxes = [b for b in node.iter(f"{_W}txbxContent") if _nearest(b, _FALLBACK) is None]
        for box in boxes:
            yield from self.blocks(box)
        shown = [d for d in node.iter(f"{_W}drawing") if not list(d.iter(f"{_W}txbxContent"))]
        self.aside["pictures"] += len(shown)

    def style_of(self, node: Any) -> str:
        """Return what the style of a paragraph is called; empty for the usual one."""
        style = node.find(f"{_W}pPr/{_W}pStyle")
        name = "" if style is None else style.get(f"{_W}val", "")
        return self.styles.get(name, name)

    def is_heading(self, node: Any, text: str) -> bool:
        """Say whether the form of a paragraph is that of a heading."""
        if _HEADING.match(self.style_of(node)):
            return True
        if len(text) > _LONGEST_BOLD or "\n" in text or text.endswith((".", ",", ";")):
            return False
        runs = [run for run in node.iter(f"{_W}r") if _text_of(run).strip()]
        return bool(runs) and all(_is_bold(run) for run in runs)


def _is_bold(run: Any) -> bool:
    found = run.find(f"{_W}rPr/{_W}b")
    return found is not None and found.get(f"{_W}val") not in ("0", "false", "off")


def _nearest(node: Any, tag: str) -> Any:
    """Return the nearest element above a node with this tag; None when there is none."""
    return next(node.iterancestors(tag), None)


def _text_of(element: Any) -> str:
    pieces: list[str] = []
    for node in element.iterchildren():
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag in _BREAKS:
            pieces.append(_BREAKS[node.tag])
        elif node.tag not in _OUTSIDE and node.tag != _FALLBACK:
            pieces.append(_text_of(node))
    return "".join(pieces)
