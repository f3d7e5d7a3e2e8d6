"""Finding a quote again in a text that was edited after somebody coded it.

Nothing is shifted in silence: the answer says how the quote was found, or why it was not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kit.documents import Document, normalise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LEAST_ALIKE", "Anchor", "Lost", "find_again"]

#: Below this likeness (0 to 1) a passage is another passage.
LEAST_ALIKE = 0.85
_STRAIGHT = str.maketrans("’‘“”–—", "''\"\"--")


@dataclass(frozen=True)
class Anchor:
    """Where a quote stands now.

    Attributes
    ----------
    part : str or None
        The part that holds it; None when it is not inside one part.
    start, end : int
        Code points in the text of the document, end exclusive.
    how : {"in place", "moved", "other part", "spaces and case", "nearly"}
        ``in place`` is where it was said to be; all others are elsewhere or not literally so.
    alike : float
        1 for a literal find; else 1 - edits / length of the longer of the two.
    """

    part: str | None
    start: int
    end: int
    how: str
    alike: float = 1.0


@dataclass(frozen=True)
class Lost:
    """A quote that was not found, or not in one place only.

    Attributes
    ----------
    places : int
        How often it stands there, or something like it; 0 for nowhere.
    """

    places: int


def find_again(
    document: Document,
    *,
    quote: str,
    part: str | None = None,
    start: int | None = None,
    end: int | None = None,
) -> Anchor | Lost:
    """Find a quote in a document: where it was, or else in one other place only.

    Tried in this order, each only when the one before gives nothing: the offsets as given; the
    same letters elsewhere in the part, then in the other parts; the same but for spaces, capitals
    and the form of quotation marks and dashes; a passage that differs by small edits, at least 85%
    alike. What stands in more than one place is lost, not guessed.

    Parameters
    ----------
    document : Document
    quote : str
        Not empty.
    part : str or None
        Name of the part it was in; None looks in every part. A part that no longer exists is None.
    start, end : int or None
        Where it was, code points, end exclusive.

    Returns
    -------
    Anchor or Lost

    Examples
    --------
    >>> from datetime import date
    >>> from kit.documents import compose
    >>> text, parts = compose([("happened", "Gebeurd", "Eerst regen. We deelden  de winst.")])
    >>> entry = Document("1", "logbook", text, parts, date(2024, 1, 1), None, "national", "team",
    ...                  None, None, None, "a.csv", 2)
    >>> found = find_again(entry, quote="We deelden de winst", part="happened", start=8, end=27)
    >>> text[found.start:found.end], found.how
    ('We deelden de winst', 'moved')
    >>> find_again(entry, quote="We verloren alles", part="happened")
    Lost(places=0)
    """
    if not quote.strip():
        raise ValueError("a quote needs at least one letter")
    text = document.text
    if start is not None and end is not None and start >= 0 and text[start:end] == quote:
        return Anchor(document.part_at(start), start, end, "in place")
    own = [p for p in document.parts if p.name == part] or list(document.parts)
    others = [p for p in document.parts if p not in own]
    wanted = normalise(quote)
    for parts, how in ((own, "moved"), (others, "other part")):
        spans = [(p.start + s, p.start + s + len(wanted))
                 for p in parts for s in _places(text[p.start : p.end], wanted)]  # fmt: skip
        if spans:
            return _only(document, spans, how)
    spans = [span for p in own for span in _loosely(text[p.start : p.end], wanted, p.start)]
    if spans:
        return _only(document, spans, "spaces and case")
    found = [hit for p in own for hit in _nearly(text[p.start : p.end], wanted, p.start)]
    if not found:
        return Lost(0)
    return _only(document, [hit[:2] for hit in found], "nearly", found[0][2])


def _only(
    document: Document, spans: list[tuple[int, int]], how: str, alike: float = 1.0
) -> Anchor | Lost:
    if len(spans) > 1:
        return Lost(len(spans))
    ((start, end),) = spans
    return Anchor(document.part_at(start), start, end, how, alike)


def _places(text: str, wanted: str) -> list[int]:
    """Return every place where `wanted` begins, overlapping ones too."""
    found: list[int] = []
    at = text.find(wanted)
    while wanted and at >= 0:
        found.append(at)
        at = text.find(wanted, at + 1)
    return found


@lru_cache(maxsize=512)
def _folded(text: str) -> tuple[str, tuple[int, ...]]:
    """Return a text in lower case with single spaces, and where each letter came from.

    Lower case may make two letters of one (ß), so both point to it.
    """
    letters: list[str] = []
    origin: list[int] = []
    for i, char in enumerate(text.translate(_STRAIGHT)):
        piece = " " if char.isspace() else char.casefold()
        if piece == " " and (not letters or letters[-1] == " "):
            continue
        letters += piece
        origin += [i] * len(piece)
    return "".join(letters), tuple(origin)


def _loosely(text: str, wanted: str, offset: int) -> list[tuple[int, int]]:
    plain, origin = _folded(text)
    folded = _folded(wanted)[0].strip()
    return [
        (offset + origin[s], offset + origin[s + len(folded) - 1] + 1)
        for s in _places(plain, folded)
    ]


def _nearly(text: str, wanted: str, offset: int) -> list[tuple[int, int, float]]:
    """Return the passage most like `wanted`, and those beside it that are alike enough as well.

    Fewest edits between a text and any stretch of another: Sellers (1980), J Algorithms 1:359-373,
    doi:10.1016/0196-6774(80)90016-4.
    """
    plain, origin = _folded(text)
    folded = _folded(wanted)[0].strip()
    found: list[tuple[int, int, float]] = []
    open_stretches = [(0, len(plain))]
    while open_stretches:
        low, high = open_stretches.pop(0)
        hit = _most_alike(plain[low:high], folded)
        if hit is None or hit[2] < LEAST_ALIKE:
            continue
        start, end = low + hit[0], low + hit[1]
        found.append((offset + origin[start], offset + origin[end - 1] + 1, hit[2]))
        open_stretches += [(low, start), (end, high)]
    return found


def _most_alike(text: str, wanted: str) -> tuple[int, int, float] | None:
    """Return the stretch of `text` that takes fewest edits to become `wanted`, and how alike."""
    import numpy as np

    if len(text) < len(wanted) * LEAST_ALIKE:
        return None
    ends = _edits(wanted, text, np.zeros(len(text) + 1, dtype=np.int64))
    fewest = int(ends.min())
    end = int(ends.argmin())
    if fewest > len(wanted) * (1 - LEAST_ALIKE) / LEAST_ALIKE or end == 0:
        return None
    back = _edits(wanted[::-1], text[:end][::-1], np.arange(end + 1, dtype=np.int64))
    # Of the stretches with equally few edits the longest is most alike.
    start = end - int(np.flatnonzero(back == fewest).max())
    alike = 1 - fewest / max(len(wanted), end - start)
    return (start, end, alike) if start < end else None


def _edits(wanted: str, text: str, first: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, for each place in `text`, the edits of `wanted` against what ends there.

    `first` is the cost of beginning at each place: zero everywhere, or 0, 1, 2 … for the front.
    """
    import numpy as np

    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    steps = np.arange(len(text) + 1)
    row = first
    for letter in wanted:
        kept = row[:-1] + (letters != ord(letter))
        after = np.empty_like(row)
        after[0] = row[0] + 1
        after[1:] = np.minimum(row[1:] + 1, kept)
        row = np.minimum.accumulate(after - steps) + steps
    return row
