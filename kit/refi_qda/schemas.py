"""The schemas of the standard: strict about what we write, no more than told of what we read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kit.errors import InputError, Problem
from kit.refi_qda.parsing import NAMESPACES, name_of

if TYPE_CHECKING:
    from lxml.etree import XMLSchema
    from lxml.etree import _Element as Element

__all__ = ["departures", "must_be_valid"]

_MOST_TOLD = 5
_ELEMENT = re.compile(r"Element '(?:\{[^}']*\})?(\w{1,40})'")


@cache
def _schema(root: str) -> XMLSchema:
    from lxml import etree

    name = {"Project": "Project.xsd", "CodeBook": "Codebook.xsd"}[root]
    return etree.XMLSchema(etree.parse(Path(__file__).parent / "schema" / name))


def must_be_valid(root: Element, *, called: str) -> None:
    """Refuse to write what the standard does not allow.

    Raises
    ------
    InputError
        With every place at once.
    """
    schema = _schema(name_of(root))
    if not schema.validate(root):
        raise InputError([
            Problem(f"{called}, {place}", "", "what the schema of REFI-QDA 1.0 allows")
            for place in _places(schema)
        ])  # fmt: skip


def departures(root: Element) -> tuple[str, ...]:
    """Return in what a file departs from its schema: which elements, how often, where first."""
    if not root.tag.startswith(f"{{{NAMESPACES[name_of(root)]}}}"):
        return ()  # an older standard; which one is told already
    schema = _schema(name_of(root))
    if schema.validate(root):
        return ()
    counts = Counter(_places(schema))
    told = [f"not as the schema has it: {place} ({n})" for place, n in counts.items()]
    more = len(told) - _MOST_TOLD
    return (*told[:_MOST_TOLD], *([f"and {more} more kinds of departure"] if more > 0 else ()))


def _places(schema: XMLSchema) -> Iterator[str]:
    """Yield the element of each complaint; the words of the complaint may quote the file."""
    for entry in schema.error_log:
        found = _ELEMENT.match(entry.message or "")
        yield found[1] if found else "the root"
