"""Differences between coders, side by side, and what was decided about them.

A decision is a record of its own, with who, when and why. What the coders wrote stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.codings import Coding, by_coder, settled_by
from kit.errors import InputError, Problem, unknown_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Difference", "decide", "differences", "side_by_side"]

_VERDICTS = {"stands": "adjudicated", "falls": "reject"}


@dataclass(frozen=True)
class Difference:
    """A stretch that some coders gave a code and others who read it did not.

    Attributes
    ----------
    document, part, code : str
    start, end : int
        Of all the overlapping passages together; code points, end exclusive.
    coded : tuple of Coding
        The records of who coded it, in the order of the coders.
    not_coded : tuple of str
        Who read the document and did not.
    """

    document: str
    part: str
    start: int
    end: int
    code: str
    coded: tuple[Coding, ...]
    not_coded: tuple[str, ...]


def differences(
    records: Iterable[Coding],
    *,
    coders: Sequence[str],
    codes: Collection[str],
    read: Mapping[str, Collection[str]] | None = None,
) -> tuple[Difference, ...]:
    """Return what coders differ about and nobody has decided yet.

    Passages of one code that overlap are about the same; where they begin and end may differ.

    Parameters
    ----------
    records : iterable of Coding
        All of the study.
    coders : sequence of str
        Whom to compare, at least two.
    codes : collection of str
    read : mapping of coder to documents, optional
        What each has read. None takes the documents in which the coder wrote any record: a coder
        who read a document and found nothing in it is then not seen to differ.

    Returns
    -------
    tuple of Difference
        In the order of document, place and code.
    """
    everything = list(records)
    given = [one for one in everything if one.coder in coders]
    if len(set(coders)) < 2:
        raise InputError([Problem("`coders`", ", ".join(coders), "at least two coders")])
    if read is None:
        read = {c: {one.document for one in given if one.coder == c} for c in coders}
    decided = settled_by(everything)
    groups: dict[tuple[str, str], list[Coding]] = {}
    for one in by_coder(given):
        if one.code in codes:
            groups.setdefault((one.document, one.code), []).append(one)
    found = []
    for (document, code), those in groups.items():
        for together in _overlapping(those):
            who = {one.coder for one in together}
            others = tuple(c for c in coders if c not in who and document in read.get(c, ()))
            if others and not all(one.id in decided for one in together):
                first = min(together, key=lambda one: one.start)
                found.append(
                    Difference(
                        document,
                        first.part,
                        first.start,
                        max(one.end for one in together),
                        code,
                        tuple(sorted(together, key=lambda one: coders.index(one.coder))),
                        others,
                    )
                )
    return tuple(sorted(found, key=lambda d: (d.document, d.start, d.end, d.code)))


def _overlapping(those: Sequence[Coding]) -> list[list[Coding]]:
    groups: list[list[Coding]] = []
    end = -1
    for one in sorted(those, key=lambda one: (one.start, one.end)):
        if groups and one.start < end:
            groups[-1].append(one)
        else:
            groups.append([one])
        end = max(end, one.end)
    return groups


def side_by_side(found: Sequence[Difference], *, coders: Sequence[str]) -> pd.DataFrame:
    """Return the differences as a table for the team: a column for each coder.

    Returns
    -------
    DataFrame
        Columns document, part, start, end, code, and one per coder: ``coded``, ``not coded``, or
        empty for who did not read the document. It names coders and holds no text.
    """
    import pandas as pd

    rows = []
    for one in found:
        cells = dict.fromkeys(coders, "") | dict.fromkeys(one.not_coded, "not coded")
        cells |= dict.fromkeys((coding.coder for coding in one.coded), "coded")
        rows.append(
            [one.document, one.part, one.start, one.end, one.code, *(cells[c] for c in coders)]
        )
    return pd.DataFrame(rows, columns=["document", "part", "start", "end", "code", *coders])


def decide(
    difference: Difference, *, verdict: str, coder: str, time: str, why: str
) -> tuple[Coding, ...]:
    """Return the records that settle a difference, to be appended to the decider's file.

    Parameters
    ----------
    difference : Difference
    verdict : {"stands", "falls"}
        Whether the code stands for this passage.
    coder : str
        Who decides; may be one of the coders.
    time : str
        ISO 8601 with time zone.
    why : str
        Not empty; it becomes the memo.
    """
    if verdict not in _VERDICTS:
        raise InputError([unknown_name("`verdict`", verdict, _VERDICTS)])
    if not why.strip():
        raise InputError([Problem("`why`", "", "why this was decided, in a few words")])
    return tuple(
        one.decided(decision=_VERDICTS[verdict], coder=coder, time=time, memo=why)
        for one in difference.coded
    )
