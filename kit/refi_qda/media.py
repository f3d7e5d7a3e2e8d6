"""Pictures, PDF, recordings and films: kept as they are written, and the texts within them read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.refi_qda.naming import guid_of
from kit.refi_qda.parsing import NAMESPACES, children, name_of
from kit.refi_qda.records import Kept, Selection, Source

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from kit.refi_qda.elements import Reader

__all__ = ["kept_of", "texts_within"]

_SELECTIONS = ("PictureSelection", "PDFSelection", "AudioSelection", "VideoSelection")
#: The order of the standard below any of these elements.
_ORDER = (
    "Description", "PlainTextContent", "TextDescription", "Transcript", "SyncPoint",
    "TranscriptSelection", "PlainTextSelection", *_SELECTIONS, "Representation", "CodeRef",
    "Coding", "NoteRef", "VariableRef", "TextValue", "BooleanValue", "IntegerValue", "FloatValue",
    "DateValue", "DateTimeValue", "VariableValue", "Vertex", "Edge",
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(_ORDER)}


def kept_of(element: Element, guid: str) -> Kept:
    """Return an element to be kept: in the namespace and the order of the standard."""
    from lxml import etree

    space = NAMESPACES["Project"]
    copy = etree.Element(f"{{{space}}}{name_of(element)}", nsmap={None: space})
    waiting = [(element, copy)]
    while waiting:
        given, made = waiting.pop()
        for name, value in given.attrib.items():
            if not str(name).startswith("{"):
                made.set(name, value)
        below = [one for one in given if name_of(one) in _RANK]
        if given.text and not below:
            made.text = given.text
        for one in sorted(below, key=lambda one: _RANK[name_of(one)]):
            waiting.append((one, etree.SubElement(made, f"{{{space}}}{name_of(one)}")))
    return Kept(
        guid=guid, kind=name_of(element), name=element.get("name", ""),
        xml=etree.tostring(copy, encoding="unicode"),
        selections=sum(name_of(one) in _SELECTIONS for one in element),
    )  # fmt: skip


def texts_within(element: Element, reader: Reader, within: str) -> list[Source]:
    """Return the texts that stand inside a source: what a picture shows, what was said."""
    found = [
        reader.source(e, kind="representation", within=within)
        for name in ("Representation", "TextDescription")
        for e in children(element, name)
    ]
    return [*found, *(_transcript(e, reader, within) for e in children(element, "Transcript"))]


def _transcript(element: Element, reader: Reader, within: str) -> Source:
    from dataclasses import replace

    source = reader.source(element, kind="transcript", within=within)
    positions: dict[str, int] = {}
    for point in children(element, "SyncPoint"):
        guid, position = guid_of(point.get("guid")), point.get("position", "").strip()
        if guid and position.isdigit() and len(position) < 13:
            positions[guid] = int(position)
    selections: list[Selection] = []
    for one in children(element, "TranscriptSelection"):
        start, end = (
            positions.get(guid_of(one.get(name)) or "") for name in ("fromSyncPoint", "toSyncPoint")
        )
        if start is None or end is None:
            reader.leave("selections without a place")
        else:
            selections.append(reader.selection(one, start, end))
    return replace(source, selections=(*source.selections, *selections))
