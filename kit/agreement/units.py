"""Units of text that coders are compared on: parts, paragraphs or sentences.

A coding is any stretch of text. Before two coders can be compared, the text is cut into units that
neither of them chose, and each unit is asked of each coder: did you give it this code?
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kit.agreement.ratings import Ratings
from kit.documents import Document
from kit.errors import InputError, Problem, unknown_name, visible
from kit.terms import terms

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Units", "cut", "sentences", "units_of"]

#: Least share of a unit that a coding covers, or of a coding that lies in a unit, to count there.
LEAST_OVERLAP = 0.5

_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
# End marks, closing quotes or brackets, white space, and what opens the next sentence.
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+(?=(?P<next>[\"'“‘«(\[]*\S))")
_BEFORE = re.compile(r"(?:\S+)$")
# Never the end of a sentence, whatever follows.
_NEVER = re.compile(
    r"dhr|mw|mevr|hr|dr|drs|ir|prof|mrs?|ms|st|wed|bijv|bv|vs|resp|zgn|jl|cf|incl|excl|ca|approx"
    r"|o\.a|m\.n|m\.b\.t|t\.a\.v|i\.v\.m|d\.w\.z|t\.o\.v|n\.a\.v|i\.p\.v|t\.b\.v|z\.g|a\.s|e\.g|i\.e"
    r"|aug|sept|okt|nov|dec|feb",
    re.IGNORECASE,
)
# Not the end where a number follows.
_BEFORE_NUMBER = re.compile(
    r"nrs?|nos?|art|blz|pp?|pag|par|fig|tab|hfst|vol|min|max|tel|jan", re.IGNORECASE
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")


@dataclass(frozen=True)
class Units:
    """Units, and what each coder said of them.

    Attributes
    ----------
    frame : DataFrame
        One row per unit: document, part, start, end (code points in the text of the document, end
        exclusive).
    coders, codes : tuple of str
    given : bool array, units x coders x codes
        Whether the coder gave the unit the code.
    read : bool array, units x coders
        Whether the coder read the document. Where not, `given` says nothing.
    older : bool array, units x coders x codes
        Whether the coder read it when the code meant something else: a gap for that code.
    unread, outside : int
        Codings set aside: of a coder who is not said to have read the document; in no unit.
    """

    frame: pd.DataFrame
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    given: NDArray[np.bool_]
    read: NDArray[np.bool_]
    older: NDArray[np.bool_]
    unread: int
    outside: int

    def of_code(self, code: str) -> Ratings:
        """Return yes or no to one code, coders x units."""
        at = self.codes.index(code)
        yes = self.given[:, :, at].astype(np.int64)
        return Ratings((False, True), np.where(self.read & ~self.older[:, :, at], yes, -1).T)

    def of_sets(self) -> Ratings:
        """Return the set of codes that each coder gave each unit.

        A code that any coder read a unit for under an older meaning is in none of its sets.
        """
        alike = self.given & ~self.older.any(axis=1, keepdims=True)
        rows = alike.reshape(-1, len(self.codes))
        found, place = np.unique(np.packbits(rows, axis=1), axis=0, return_inverse=True)
        held = np.unpackbits(found, axis=1, count=len(self.codes)).astype(bool)
        names = np.array(self.codes, dtype=object)
        sets = tuple(frozenset(names[one]) for one in held)
        numbers = place.reshape(self.read.shape)
        return Ratings(sets, np.where(self.read, numbers, -1).T)


def units_of(
    documents: Sequence[Document],
    codings: pd.DataFrame,
    *,
    read: pd.DataFrame,
    codes: Sequence[str],
    unit: str,
    older: Collection[tuple[str, str, str]] = (),
) -> Units:
    """Turn codings into units that each coder gave a code or did not.

    A unit has a code of a coder when one coding covers at least half of it, or at least half of
    what the coding covers lies in it: a few letters too many do not code the next sentence, and
    three words do code the sentence they stand in. Codings of other documents and other codes are
    not looked at.

    Parameters
    ----------
    documents : sequence of Document
    codings : DataFrame
        Columns document, start, end, code, coder; start and end in code points, end exclusive. Only
        what people coded and did not take back: a mention is not a coding.
    read : DataFrame
        Columns document, coder: who read what, so that no code is told from not looked.
    codes : sequence of str
    unit : {"part", "paragraph", "sentence"}
    older : collection of (document, coder, code), optional
        Readings under another meaning of the code, see `kit.agreement.definitions`.

    Returns
    -------
    Units

    Raises
    ------
    InputError
        An unknown unit; no code at all; every coding that is not within its text.
    """
    import pandas as pd

    if not codes:
        raise InputError([Problem("agreement, `codes`", "", "one code at least")])
    texts = {document.id: document for document in documents}
    who = read[read["document"].isin(texts)].drop_duplicates(["document", "coder"])
    coders = tuple(sorted(who["coder"].unique()))
    readers = set(zip(who["document"], who["coder"], strict=True))
    spans = {id: cut(document, unit=unit) for id, document in texts.items()}
    rows = [(id, *span) for id, found in spans.items() for span in found]
    frame = pd.DataFrame(rows, columns=["document", "part", "start", "end"])
    given = np.zeros((len(frame), len(coders), len(codes)), dtype=bool)
    seen = np.zeros((len(frame), len(coders)), dtype=bool)
    apart = np.zeros((len(frame), len(coders), len(codes)), dtype=bool)
    first: dict[str, int] = {}
    n = 0
    for id, found in spans.items():
        first[id] = n
        seen[n : n + len(found)] = [(id, coder) in readers for coder in coders]
        n += len(found)
    chosen = codings[codings["document"].isin(texts) & codings["code"].isin(codes)]
    _refuse_outside(chosen, texts)
    at_coder = {coder: i for i, coder in enumerate(coders)}
    at_code = {code: i for i, code in enumerate(codes)}
    unread = outside = 0
    names = ["document", "start", "end", "code", "coder"]
    for id, start, end, code, coder in chosen[names].itertuples(index=False, name=None):
        if (id, coder) not in readers:
            unread += 1
            continue
        hit = list(_hit(spans[id], int(start), int(end)))
        outside += not hit
        for place in hit:
            given[first[id] + place, at_coder[coder], at_code[code]] = True
    for id, coder, code in older:
        if (id, coder) in readers and code in at_code:
            rows_of = slice(first[id], first[id] + len(spans[id]))
            apart[rows_of, at_coder[coder], at_code[code]] = True
    given &= ~apart
    return Units(frame, coders, tuple(codes), given, seen, apart, unread, outside)


def _refuse_outside(codings: pd.DataFrame, texts: dict[str, Document]) -> None:
    names = ["document", "start", "end"]
    problems = [
        Problem(
            f"coding of document {visible(str(id))}",
            f"{start} to {end}",
            f"a stretch within the {len(texts[id].text)} characters of its text, end exclusive",
            "Was the text changed after it was coded? Find the passage again by its quote.",
        )
        for id, start, end in codings[names].itertuples(index=False, name=None)
        if not 0 <= start < end <= len(texts[id].text)
    ]
    if problems:
        raise InputError(problems)


def _hit(spans: Sequence[tuple[str, int, int]], start: int, end: int) -> Iterator[int]:
    """Yield the places of the spans that a coding from `start` to `end` counts in."""
    begin = max(bisect_right(spans, start, key=lambda span: span[1]) - 1, 0)
    overlaps: list[tuple[int, int, int]] = []
    for place in range(begin, len(spans)):
        _, low, high = spans[place]
        if low >= end:
            break
        shared = min(end, high) - max(start, low)
        if shared > 0:
            overlaps.append((place, shared, high - low))
    covered = sum(shared for _, shared, _ in overlaps)
    for place, shared, length in overlaps:
        if shared >= LEAST_OVERLAP * min(length, covered):
            yield place


def cut(document: Document, *, unit: str) -> list[tuple[str, int, int]]:
    """Return the units of a document in their order: part, start, end; no unit is empty.

    Headings are not in a unit. A text without parts counts as one part without a name. Paragraphs
    are divided by empty lines; in a part without one, by every line end. A sentence stays within
    its paragraph.
    """
    if unit not in terms("coding_unit"):
        raise InputError([unknown_name("`unit`", unit, terms("coding_unit"))])
    parts = [(part.name, part.start, part.end) for part in document.parts]
    spans = sorted(parts or [("", 0, len(document.text))], key=lambda part: part[1])
    if unit != "part":
        spans = [
            (name, start + low, start + high)
            for name, start, end in spans
            for low, high in _paragraphs(document.text[start:end])
        ]
    if unit == "sentence":
        spans = [
            (name, start + low, start + high)
            for name, start, end in spans
            for low, high in sentences(document.text[start:end])
        ]
    return [(name, low, high) for name, low, high in spans if low < high]


def _paragraphs(text: str) -> list[tuple[int, int]]:
    between = _EMPTY_LINE if _EMPTY_LINE.search(text) else re.compile("\n")
    return _trimmed(text, [match.span() for match in between.finditer(text)])


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a Dutch or English paragraph are: start, end exclusive.

    A sentence ends at a full stop, question or exclamation mark before white space, unless an
    abbreviation or initial stands before it, or the next word begins with a small letter.

    Examples
    --------
    >>> text = "Dhr. P. de Wit belde o.a. de GGD, nr. 3. Toen? ’s Avonds niet meer enz. Klaar."
    >>> [text[low:high] for low, high in sentences(text)]
    ['Dhr. P. de Wit belde o.a. de GGD, nr. 3.', 'Toen?', '’s Avonds niet meer enz.', 'Klaar.']
    """
    return _trimmed(text, [(m.end(), m.end()) for m in _END.finditer(text) if _ends(text, m)])


def _ends(text: str, match: re.Match[str]) -> bool:
    opening = match["next"][-1]
    follows = text[match.end() :]
    if opening.islower() and not re.match(r"['’‘]\w\s[^\W\d_a-z]", follows):
        return False
    if match[0][0] != "." or match[0].startswith(".."):
        return True
    before = _BEFORE.search(text[: match.start()])
    word = before[0].lstrip("\"'“‘«([") if before else ""
    if _NEVER.fullmatch(word):
        return False
    if _BEFORE_NUMBER.fullmatch(word):
        return not opening.isdigit()
    number_of_a_list = word.isdigit() and not text[: match.start() - len(word)].strip()
    return not (number_of_a_list or (word.isupper() and _INITIALS.fullmatch(word)))


def _trimmed(text: str, gaps: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches between the gaps without the white space around them."""
    starts = [0, *(end for _, end in gaps)]
    ends = [*(start for start, _ in gaps), len(text)]
    out = []
    for low, high in zip(starts, ends, strict=True):
        body = text[low:high]
        if body.strip():
            begin = low + len(body) - len(body.lstrip())
            out.append((begin, begin + len(body.strip())))
    return out
