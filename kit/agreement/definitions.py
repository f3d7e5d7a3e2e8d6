"""Which readings were done when a code meant something else: they are not compared with others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kit.codes import Codebook
from kit.codings import Coding

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Older", "older_readings", "same_definition"]

#: Document, coder and code.
Older = frozenset[tuple[str, str, str]]


def older_readings(records: Iterable[Coding], codebook: Codebook) -> Older:
    """Return who read which document when a code meant something else than it does now.

    A coder who saw nothing of a code left no record of it, so what the code meant then follows from
    what else the coder wrote: a document counts as read under the older meaning when the coder
    gave it the code so and not anew, or wrote on it nothing later than the last coding under an
    older meaning and nothing under the present version of the codebook.

    Parameters
    ----------
    records : iterable of Coding
        All of the study, each coder's in the order of writing.
    codebook : Codebook
        As it is now.
    """
    given = [one for one in records if one.method == "person"]
    now = {id: code.definition_hash for id, code in codebook.codes.items()}
    taken_back = {(one.coder, one.of) for one in given if one.decision == "remove"}
    last: dict[tuple[str, str], int] = {}
    ends: dict[tuple[str, str], int] = {}
    present: set[tuple[str, str]] = set()
    coded: set[tuple[str, str, str]] = set()
    anew: set[tuple[str, str, str]] = set()
    for place, one in enumerate(given):
        ends[one.document, one.coder] = place
        if one.codebook == codebook.label:
            present.add((one.document, one.coder))
        if one.decision != "add" or one.code not in now or (one.coder, one.id) in taken_back:
            continue
        if one.definition in ("", now[one.code]):
            anew.add((one.document, one.coder, one.code))
        else:
            coded.add((one.document, one.coder, one.code))
            last[one.coder, one.code] = place
    before = {
        (document, coder, code)
        for (document, coder), end in ends.items()
        for (who, code), place in last.items()
        if who == coder and end <= place and (document, coder) not in present
    }
    return frozenset((coded | before) - anew)


def same_definition(codings: pd.DataFrame, codebook: Codebook) -> pd.Series[bool]:
    """Say of each coding whether its code meant what it means now, or no meaning is recorded."""
    now = codings["code"].map({id: c.definition_hash for id, c in codebook.codes.items()})
    return (codings["definition"] == "") | (codings["definition"] == now)
