"""What a dashboard says around its figures: the source, and notes above and below them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kit.dashboards.shapes import Shape
from kit.dashboards.words import legend_of, split_period
from kit.values import text_of

__all__ = ["Beside", "said_beside"]

_SOURCE = re.compile(r"(?:databron|bron(?:nen)?|sources?|data source)\s*:\s*(?P<which>\S.*)", re.I)
_LONGEST = 300  # characters of a note
_MOST = 12  # notes of a sheet; more than these are no notes but something else


@dataclass(frozen=True)
class Beside:
    """What stands around the figures of a sheet.

    Attributes
    ----------
    source : str or None
        What it names as its source; several are joined with a semicolon.
    notes : tuple of str
        Its other lines, in their order; the name of the figures and the legend of marks are none.
    more : int
        Lines that were not kept, because there are too many.
    """

    source: str | None
    notes: tuple[str, ...]
    more: int = 0


def said_beside(shape: Shape, *, named: str) -> Beside:
    """Return the source and the notes of a sheet.

    Parameters
    ----------
    shape : Shape
    named : str
        What its figures are called; a line that says only that is no note.
    """
    lines = [*_lines(shape.above), *_lines(shape.below)]
    sources = [m["which"].strip() for line in lines if (m := _SOURCE.fullmatch(line))]
    notes = [
        line for line in lines
        if not _SOURCE.fullmatch(line) and named not in (line, split_period(line)[0])
    ]  # fmt: skip
    notes = [line[:_LONGEST] for line in dict.fromkeys(notes)]
    source = "; ".join(dict.fromkeys(sources))[:_LONGEST] or None
    return Beside(source, tuple(notes[:_MOST]), max(0, len(notes) - _MOST))


def _lines(rows: Iterable[tuple[int, tuple[Any, ...]]]) -> Iterator[str]:
    """Yield each row as one line; a row that explains marks is told as the legend."""
    for _, cells in rows:
        line = " ".join(" ".join(text_of(cell).split()) for cell in cells if text_of(cell))
        if line and not legend_of([cells]):
            yield line
