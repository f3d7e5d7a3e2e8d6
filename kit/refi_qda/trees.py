"""Codes in the order of their tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kit.refi_qda.records import Code

__all__ = ["in_order", "paths"]


def in_order(codes: Iterable[Code]) -> tuple[Code, ...]:
    """Return codes with each parent right before what is below it; nothing else changes place.

    A parent that is not among them is none.

    Examples
    --------
    >>> given = [Code(guid="b", name="B", parent="a"), Code(guid="c", name="C"),
    ...          Code(guid="a", name="A")]
    >>> [code.guid for code in in_order(given)]
    ['c', 'a', 'b']
    """
    given = tuple(codes)
    known = {code.guid for code in given}
    below: dict[str, list[Code]] = {}
    for code in given:
        below.setdefault(code.parent if code.parent in known else "", []).append(code)
    found: list[Code] = []
    waiting = below.get("", [])[::-1]
    while waiting:
        found.append(waiting.pop())
        waiting += below.get(found[-1].guid, [])[::-1]
    return tuple(found)


def paths(codes: Iterable[Code]) -> Mapping[str, tuple[str, ...]]:
    """Return, by GUID, the names from the top of the tree down to each code.

    Examples
    --------
    >>> paths([Code(guid="a", name="A"), Code(guid="b", name="B", parent="a")])["b"]
    ('A', 'B')
    """
    found: dict[str, tuple[str, ...]] = {}
    for code in in_order(codes):
        found[code.guid] = (*found.get(code.parent, ()), code.name)
    return found
