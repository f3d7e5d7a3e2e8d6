"""The passages that coders differ about: for the team to talk over, never in a finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from kit.agreement.units import Units
from kit.documents import Document
from kit.errors import Problem, Refused

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["disagreements", "with_text"]


def disagreements(units: Units) -> pd.DataFrame:
    """Return where coders who read the same unit differ about a code.

    Returns
    -------
    DataFrame
        One row per unit and code: document, part, start, end (code points, end exclusive), code,
        coded_by, not_coded_by (tuples of coders). It names coders, so it is for the team.
    """
    import pandas as pd

    read = units.read[:, :, None] & ~units.older
    yes, no = units.given & read, ~units.given & read
    names = np.array(units.coders, dtype=object)
    spans = list(units.frame.itertuples(index=False, name=None))
    rows: list[tuple[Any, ...]] = [
        (*spans[place], units.codes[code], tuple(names[yes[place, :, code]]),
         tuple(names[no[place, :, code]]))
        for place, code in np.argwhere(yes.any(axis=1) & no.any(axis=1))
    ]  # fmt: skip
    columns = ["document", "part", "start", "end", "code", "coded_by", "not_coded_by"]
    return pd.DataFrame(rows, columns=columns)


def with_text(
    passages: pd.DataFrame, *, documents: Sequence[Document], release: str
) -> pd.DataFrame:
    """Return the passages with a column `text`: what stands there.

    Raises
    ------
    Refused
        For any release but *team*: words of an entry do not leave the people who wrote it here.
    """
    if release != "team":
        raise Refused(
            str(
                Problem(
                    "with_text, `release`",
                    release,
                    "team",
                    "Passages that coders differ about are read by the team that codes.",
                )
            )
        )
    texts = {document.id: document.text for document in documents}
    spans = zip(passages["document"], passages["start"], passages["end"], strict=True)
    return passages.assign(text=[texts[id][start:end] for id, start, end in spans])
