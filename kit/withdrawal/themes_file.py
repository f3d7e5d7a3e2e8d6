"""Taking passages out of a file of themes, with everything else in it left as it was written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from kit.themes.records import STANCES

__all__ = ["without_passages"]


def without_passages(
    text: str, *, gone: Collection[str], renamed: Mapping[str, str]
) -> tuple[str, int] | None:
    """Return a file of themes without the passages of some documents.

    Comments, order and the form of everything else stay. Of a list that loses all its passages an
    empty one is left, and `kit check` then asks for others.

    Parameters
    ----------
    text : str
    gone : collection of str
        Ids of documents.
    renamed : mapping of str to str
        New ids of other documents.

    Returns
    -------
    tuple of (str, int) or None
        The new text and how many passages went; None when it cannot be done safely.
    """
    import yaml

    try:
        removed = 0
        # One list at a time, from the last: places in the text above it stay what they were.
        for key, items in reversed(list(_lists(yaml.compose(text, Loader=yaml.SafeLoader)))):
            lost = [item for item in items.value if _document_of(item) in gone]
            if lost:
                text = _cut(text, key, items, lost)
                removed += len(lost)
        left = yaml.compose(text, Loader=yaml.SafeLoader)
        if any(document.value in gone for _, document in _passages(left)):
            return None
        # Only now: another document may get the number of one that is gone.
        return _renamed(text, renamed), removed
    except (yaml.YAMLError, ValueError):
        return None


def _renamed(text: str, renamed: Mapping[str, str]) -> str:
    import yaml

    found = [d for _, d in _passages(yaml.compose(text, Loader=yaml.SafeLoader))]
    for node in reversed(found):
        if node.value in renamed:
            start, end = node.start_mark.index, node.end_mark.index
            text = f"{text[:start]}{renamed[node.value]}{text[end:]}"
    return text


def _lists(top: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the key and the list of each stance of each theme."""
    if top is None or top.id != "mapping":
        return
    for key, themes in top.value:
        for theme in themes.value if key.value == "themes" and themes.id == "sequence" else ():
            for name, items in theme.value if theme.id == "mapping" else ():
                if name.value in STANCES and items.id == "sequence":
                    yield name, items


def _passages(top: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each passage and the node that names its document."""
    for _, items in _lists(top):
        for item in items.value:
            for name, value in item.value if item.id == "mapping" else ():
                if name.value == "document" and value.id == "scalar":
                    yield item, value


def _document_of(item: Any) -> str | None:
    pairs = item.value if item.id == "mapping" else ()
    return next((str(v.value).strip() for n, v in pairs if n.value == "document"), None)


def _cut(text: str, key: Any, items: Any, lost: list[Any]) -> str:
    """Return the text without some items of one list."""
    kept = [item for item in items.value if item not in lost]
    if items.flow_style:
        inside = ", ".join(text[i.start_mark.index : i.end_mark.index] for i in kept)
        return f"{text[: items.start_mark.index]}[{inside}]{text[items.end_mark.index :]}"
    for item in reversed(lost):
        start, end = _stretch(text, item)
        text = text[:start] + text[end:]
    if not kept:
        colon = text.index(":", key.end_mark.index)
        text = f"{text[: colon + 1]} []{text[colon + 1 :]}"
    return text


def _stretch(text: str, item: Any) -> tuple[int, int]:
    """Return from where to where the lines of an item of a list run, its hyphen included.

    Comments and empty lines after it belong to what follows.
    """
    start = text.rindex("\n", 0, item.start_mark.index) + 1
    if text[start : item.start_mark.index].strip() != "-":
        raise ValueError("an item that does not begin on a line of its own")
    if item.flow_style:
        line_end = text.find("\n", item.end_mark.index)
        return start, len(text) if line_end < 0 else line_end + 1
    last = item.end_mark.index
    if last < len(text):
        last = text.rfind("\n", 0, last) + 1
    lines = text[start:last].splitlines(keepends=True)
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return start, start + sum(map(len, lines))
