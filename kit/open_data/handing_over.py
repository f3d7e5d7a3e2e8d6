"""From open data to the table `indicators` of a study.

What the catalogue knows of an indicator goes along: its id, aim, unit and favourable direction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from kit.catalogue import Catalogue, Entry
from kit.terms import columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["as_indicators"]

_SAME = (
    "period", "n", "method", "source", "published_on", "numerator", "denominator", "expected",
    "low", "high", "se", "age_base", "boundary_year",
)  # fmt: skip


def as_indicators(frame: pd.DataFrame, *, catalogue: Catalogue, language: str) -> pd.DataFrame:
    """Return figures of regions as rows of the table ``indicators``, ready to be written as CSV.

    Parameters
    ----------
    frame : DataFrame
        From `sum_to_region`, without strata. A figure that is withheld becomes "<10".
    catalogue : Catalogue
        An indicator that is not in it keeps the name that its source gives it.
    language : {"nl", "en"}
        Of the units.

    Returns
    -------
    DataFrame
        With the columns of the form, in its order; region is the slug.
    """
    import pandas as pd

    entries = {str(name): catalogue.find(str(name)) for name in frame["indicator"].unique()}
    names = [str(name) for name in frame["indicator"]]

    def known(of: Callable[[Entry], str], other: Iterable[Any]) -> list[Any]:
        found = [entries[name] for name in names]
        return [of(one) if one else rest for one, rest in zip(found, other, strict=True)]

    nothing = [None] * len(frame)
    units = frame["unit"].astype(object) if "unit" in frame else nothing
    made: dict[str, Any] = {
        "region": [str(area) for area in frame["area"]],
        "indicator": known(lambda entry: entry.id, names),
        "value": frame["value"].astype(object).mask(frame["status"] == "suppressed", "<10").array,
        "aim": known(lambda entry: entry.aim, nothing),
        "improvement": known(lambda entry: entry.direction, nothing),
        "unit": known(lambda entry: entry.unit[language], units),
    }
    for name in [name for name in _SAME if name in frame]:
        made[name] = frame[name].astype(object).array
    for name in ("n", "boundary_year"):
        if name in made:
            whole = np.floor(frame[name].astype(float))
            made[name] = pd.array(whole, dtype="Int64").astype(object)
    order = list(columns("indicators"))
    table = pd.DataFrame(made, dtype=object).reindex(columns=order)
    return table.astype(object).where(table.notna(), None)
