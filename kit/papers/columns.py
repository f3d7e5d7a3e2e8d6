"""The pieces of text on a page in the order in which a person reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

__all__ = ["Line", "Piece", "in_reading_order"]

_IN_A_COLUMN = 3  # lines on either side, at least
_LETTERS_IN_A_COLUMN = 18  # a shorter median is that of a table
_STARTS_TRIED = 60  # of a page whose every word begins elsewhere, the most frequent


@dataclass(frozen=True)
class Piece:
    """Letters on one line without a wide gap, and where they stand.

    Attributes
    ----------
    text : str
    left, right, bottom, top : float
        In points, from the left and the bottom of the page.
    size : float
        Of the letters, in points.
    bold : bool
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool = False


@dataclass(frozen=True)
class Line:
    """Pieces that stand side by side; more than one is a row of a table.

    Attributes
    ----------
    pieces : tuple of Piece
        From left to right.
    width : float
        Of the column that it stands in.
    """

    pieces: tuple[Piece, ...]
    width: float

    @property
    def text(self) -> str:
        """Its words; a bar between the cells of a table."""
        return " | ".join(piece.text for piece in self.pieces)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.pieces[-1].right

    @property
    def bottom(self) -> float:
        """The foot of its letters."""
        return self.pieces[0].bottom

    @property
    def size(self) -> float:
        """Of its letters."""
        return max(piece.size for piece in self.pieces)

    @property
    def bold(self) -> bool:
        """Whether all of it is."""
        return all(piece.bold for piece in self.pieces)


def in_reading_order(pieces: Sequence[Piece]) -> Iterator[Line]:
    """Yield lines from the top down; columns of running text one after the other.

    Two stretches side by side are columns when both hold at least three lines of running text;
    else what stands side by side is a row of a table.
    """
    down = sorted(pieces, key=lambda piece: (-piece.bottom, piece.left))
    if not down:
        return
    gutter = _gutter(down)
    if gutter is None:
        yield from _lines(down)
        return
    band: list[Piece] = []
    above: list[Piece] = []
    for piece in down:
        if piece.left < gutter < piece.right:
            if band:
                yield from _band(band, gutter)
                band = []
            above.append(piece)
            continue
        if above:
            yield from _lines(above)
            above = []
        band.append(piece)
    yield from _lines(above)
    if band:
        yield from _band(band, gutter)


def _band(pieces: Sequence[Piece], gutter: float) -> Iterator[Line]:
    left = [piece for piece in pieces if piece.right <= gutter]
    right = [piece for piece in pieces if piece.left >= gutter]
    if not _is_running(left) or not _is_running(right):
        yield from _lines(pieces)
        return
    yield from in_reading_order(left)
    yield from in_reading_order(right)


def _is_running(pieces: Sequence[Piece]) -> bool:
    return (
        len(pieces) >= _IN_A_COLUMN
        and median(len(piece.text) for piece in pieces) >= _LETTERS_IN_A_COLUMN
    )


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """Return the place between two columns: many lines begin right of it and few cross it."""
    many = Counter(round(piece.left) for piece in pieces).most_common(_STARTS_TRIED)
    starts = sorted(start for start, _ in many)
    first, last = min(p.left for p in pieces), max(p.right for p in pieces)
    best: tuple[int, float] | None = None
    for start in starts:
        at = start - 1.5
        if not first + 0.15 * (last - first) < at < first + 0.85 * (last - first):
            continue
        left = [piece for piece in pieces if piece.right <= at]
        right = [piece for piece in pieces if piece.left >= at]
        crossing = len(pieces) - len(left) - len(right)
        if _is_running(left) and _is_running(right) and _beside(left, right):
            worth = min(len(left), len(right)) - crossing
            if worth > 0 and (best is None or worth > best[0]):
                best = (worth, at)
    return None if best is None else best[1]


def _beside(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Say whether two sets of pieces stand side by side, and not one above the other."""
    top = min(max(p.top for p in left), max(p.top for p in right))
    foot = max(min(p.bottom for p in left), min(p.bottom for p in right))
    return top > foot


def _lines(pieces: Sequence[Piece]) -> Iterator[Line]:
    """Yield pieces on one height as one line."""
    if not pieces:
        return
    width = max(p.right for p in pieces) - min(p.left for p in pieces)
    held: list[Piece] = []
    for piece in pieces:
        if held and held[0].bottom - piece.bottom > 0.5 * max(held[0].size, piece.size):
            yield Line(tuple(sorted(held, key=lambda p: p.left)), width)
            held = []
        held.append(piece)
    yield Line(tuple(sorted(held, key=lambda p: p.left)), width)
