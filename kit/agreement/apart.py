"""What agreement over all regions would give away about one of them, and how that is covered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kit import disclosure
from kit.agreement.units import units_of
from kit.documents import Document, quiet_regions, voices

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["covered_codes", "without_quiet"]


def without_quiet(
    documents: Sequence[Document], *, read: pd.DataFrame, fewest: int
) -> tuple[Document, ...]:
    """Return the documents but those of regions where too few people wrote what two coders read.

    A total that held them would give their numbers away beside the reports of the other regions.
    """
    coders = read[["document", "coder"]].drop_duplicates()["document"].value_counts()
    twice = [document for document in documents if coders.get(document.id, 0) > 1]
    quiet = quiet_regions(twice, fewest=fewest)
    return tuple(document for document in documents if document.region not in quiet)


def covered_codes(
    documents: Sequence[Document],
    codings: pd.DataFrame,
    *,
    read: pd.DataFrame,
    codes: Sequence[str],
    unit: str,
    release: str,
    fewest: int,
    region: str,
    older: Collection[tuple[str, str, str]] = (),
) -> frozenset[str]:
    """Return the codes that a region may not show because the total over regions is known.

    A code that one region has to suppress would follow from the total and what the others show, so
    another region suppresses it too, see `kit.disclosure.protect`.

    Parameters
    ----------
    documents : sequence of Document
        Of all regions.
    codings, read : DataFrame
        As `kit.agreement.units.units_of`.
    codes : sequence of str
    unit, release : str
    fewest : int
        Voices needed.
    region : str
        Slug.
    older : collection of (document, coder, code), optional
        As `kit.agreement.units.units_of`.
    """
    import pandas as pd

    loud = without_quiet(documents, read=read, fewest=fewest)
    units = units_of(loud, codings, read=read, codes=codes, unit=unit, older=older)
    whose = {document.id: document for document in loud}
    paired: NDArray[np.bool_] = units.read.sum(axis=1) >= 2
    given: NDArray[np.bool_] = np.any(units.given & units.read[:, :, None], axis=1)
    rows = []
    for slug in sorted({document.region or "" for document in loud} - {""}):
        inside = paired & np.array([whose[id].region == slug for id in units.frame["document"]])
        people = [_people(units.frame, inside & given[:, i], whose) for i in range(len(codes))]
        about = _people(units.frame, inside, whose)
        rows += [(slug, code, n, about) for code, n in zip(codes, people, strict=True) if about]
    table = pd.DataFrame(rows, columns=["region", "code", "authors", "of_authors"])
    safe = disclosure.protect(
        table, unit="voices", count="authors", base="of_authors", hide=["authors"],
        release=release, along=["region"], within=["code"], at_least=fewest,
    ).table  # fmt: skip
    own = safe[(safe["region"] == region) & (safe["status"] == "suppressed")]
    return frozenset(own["code"])


def _people(frame: pd.DataFrame, chosen: NDArray[np.bool_], whose: dict[str, Document]) -> int:
    return voices(whose[id].author for id in sorted(set(frame.loc[chosen, "document"])))
