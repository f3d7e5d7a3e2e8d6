"""PowerPoint files: each slide under its title, and what the speaker noted apart."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from kit.errors import InputError, Problem
from kit.language import plural
from kit.papers.archives import members, readable
from kit.papers.blocks import Block, Paper

__all__ = ["read_slides"]

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"
_EMU_A_LINE = 180_000  # shapes whose tops differ less stand side by side
_DEEPEST = 12


def read_slides(data: bytes, where: str) -> Paper:
    """Read a presentation.

    Shapes are read from the top down and from left to right, those of a group together; tables row
    by row; diagrams (SmartArt) as lines. A slide without a title is headed by its number.

    Raises
    ------
    InputError
        It does not open.
    """
    from pptx import Presentation

    archive = readable(
        data, where, what="a PowerPoint presentation", holds="ppt/presentation.xml"
    )  # fmt: skip
    remarks = len(members(archive, "ppt/comments/"))
    archive.close()
    aside: Counter[str] = Counter()
    blocks: list[Block] = []
    hidden = 0
    try:
        shown = Presentation(io.BytesIO(data))
        slides = list(shown.slides)
        for number, slide in enumerate(slides, start=1):
            hidden += slide._element.get("show") == "0"
            blocks += _of_slide(slide, number, aside)
    except Exception as error:  # python-pptx has no common class for a file that is not whole
        do = "Open it in PowerPoint or LibreOffice, save it again as .pptx, and try once more."
        expected = "a PowerPoint presentation that is whole"
        raise InputError([Problem(where, "", expected, do)]) from error
    aside["files with comments on slides"] += remarks
    notes = [plural(len(slides), "slide", "slides", "en")]
    if hidden:
        notes.append(f"{hidden} of them hidden, read all the same")
    return Paper(
        tuple(blocks), "slide", None, {what: n for what, n in aside.items() if n}, tuple(notes)
    )


def _of_slide(slide: Any, number: int, aside: Counter[str]) -> Iterator[Block]:
    title = slide.shapes.title
    text = " ".join(title.text_frame.text.split()) if title is not None else ""
    yield Block(number, text or f"Slide {number}", "heading")
    for shape in _in_order(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            yield from _of_shape(shape, number, aside, 0)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
            if said := _words(paragraph):
                yield Block(number, said, zone="notes")


def _in_order(shapes: Iterable[Any]) -> list[Any]:
    """Return shapes from the top down; those on one height from left to right."""
    placed = [(shape.top or 0, shape.left or 0, n, shape) for n, shape in enumerate(shapes)]
    placed.sort(key=lambda one: one[:3])
    rows: list[list[tuple[int, int, int, Any]]] = []
    for one in placed:
        if rows and one[0] - rows[-1][0][0] < _EMU_A_LINE:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [one[3] for row in rows for one in sorted(row, key=lambda one: one[1:3])]


def _of_shape(shape: Any, number: int, aside: Counter[str], depth: int) -> Iterator[Block]:
    from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER

    if shape.is_placeholder and shape.placeholder_format.type in (
        PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE,
        PP_PLACEHOLDER.HEADER,
    ):  # fmt: skip
        aside["lines at the top or bottom of slides"] += bool(shape.text_frame.text.strip())
    elif hasattr(shape, "shapes"):
        if depth < _DEEPEST:
            for inside in _in_order(shape.shapes):
                yield from _of_shape(inside, number, aside, depth + 1)
    elif getattr(shape, "has_table", False):
        for row in shape.table.rows:
            cells = [" ".join(c.text_frame.text.split()) for c in row.cells if not c.is_spanned]
            if held := [cell for cell in cells if cell]:
                yield Block(number, " | ".join(held), "row")
    elif getattr(shape, "has_chart", False):
        aside["charts"] += 1
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            if said := _words(paragraph):
                yield Block(number, f"• {said}" if paragraph.level else said)
    elif said_in := list(_of_diagram(shape)):
        yield from (Block(number, f"• {said}") for said in said_in)
    elif shape.shape_type == MSO_SHAPE_TYPE.PICTURE:
        aside["pictures"] += 1


def _words(paragraph: Any) -> str:
    # A line end within a paragraph is a vertical tab in this library.
    return "\n".join(" ".join(line.split()) for line in paragraph.text.split("\v")).strip()


def _of_diagram(shape: Any) -> Iterator[str]:
    """Yield the texts of a diagram, which stand in a part of their own."""
    from lxml import etree

    for node in shape._element.iter():
        for name, value in node.attrib.items():
            if not name.endswith("}dm"):
                continue
            relation = shape.part.rels.get(value)
            if relation is None or relation.reltype != _DIAGRAM:
                continue
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            tree = etree.fromstring(relation.target_part.blob, parser)
            for paragraph in tree.iter(f"{_A}p"):
                said = " ".join("".join(t.text or "" for t in paragraph.iter(f"{_A}t")).split())
                if said:
                    yield said
