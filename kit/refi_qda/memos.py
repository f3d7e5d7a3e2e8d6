"""Memos, wherever a program keeps them: by reference, as the standard has it, or by a link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kit.refi_qda.records import Project

__all__ = ["memos"]


def memos(project: Project) -> Mapping[str, tuple[str, ...]]:
    """Return the texts of the notes on each thing, by its GUID.

    A note is on what refers to it (the standard), and on what a link ties it to (NVivo). The third
    place, the description of a selection itself (ATLAS.ti), stands with the selection.

    Examples
    --------
    >>> from kit.refi_qda.records import Link, Source
    >>> note = Source(guid="n", kind="note", text="Nog eens vragen.")
    >>> memos(Project(name="", notes=(note,), links=(Link(guid="l", origin="s", target="n"),)))
    {'s': ('Nog eens vragen.',)}
    """
    texts = {note.guid: note.text or note.description for note in project.notes}
    found: dict[str, list[str]] = {}
    for guid, note in _ties(project):
        if texts.get(note) and texts[note] not in found.get(guid, ()):
            found.setdefault(guid, []).append(texts[note])
    return {guid: tuple(those) for guid, those in found.items()}


def _ties(project: Project) -> Iterator[tuple[str, str]]:
    for code in project.codes:
        yield from ((code.guid, note) for note in code.notes)
    for source in project.sources:
        yield from ((source.guid, note) for note in source.notes)
        yield from ((c.guid, note) for c in source.codings for note in c.notes)
        for selection in source.selections:
            yield from ((selection.guid, note) for note in selection.notes)
            yield from ((c.guid, note) for c in selection.codings for note in c.notes)
    for link in project.links:
        yield link.origin, link.target
        yield link.target, link.origin
