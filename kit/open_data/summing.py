"""Sums of counts over areas, in which what is not shown stays not shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COUNTS", "LIMITS", "summed_shown", "words_again"]

#: Columns that may be summed over areas.
COUNTS = ("numerator", "denominator", "n", "expected")
#: Columns that a sum does not have.
LIMITS = ("low", "high", "se")


def summed_shown(
    parts: pd.DataFrame, keys: Sequence[str], *, weight: Any, counts: Sequence[str]
) -> pd.DataFrame:
    """Return weighted sums of counts per key; a sum of which a part is not shown is not shown.

    The value of an indicator in `counts` is summed; of the others it is numerator over denominator
    on the scale of the parts (per 1, 100, 1000 …), which their values tell.
    """
    import pandas as pd

    work = parts.astype({key: object for key in keys if key in parts}).copy()
    is_count = work["indicator"].isin(list(counts)).to_numpy()
    work["said"] = work["value"] * work["denominator"]
    work["events"] = work["numerator"].where(work["said"].notna())
    for name in (*[c for c in COUNTS if c in work], "value"):
        work[name] = work[name] * weight
    work["held"] = (work["status"] == "suppressed").to_numpy()
    work["gone"] = (work["status"] == "missing").to_numpy()
    work["is_count"] = is_count
    groups = work.groupby(list(keys), dropna=False, sort=False)
    names = [c for c in (*COUNTS, "value") if c in work]
    summed: pd.DataFrame = groups[names].sum(min_count=1)
    whole = groups[names].count().eq(groups.size(), axis=0)
    summed = summed.where(whole)
    plain = groups[["said", "events"]].sum()
    scale = _power_of_ten(plain["said"].to_numpy(float), plain["events"].to_numpy(float))
    ratio = summed["numerator"] / summed["denominator"] * scale
    # Without an event anywhere nothing tells the scale, and the rate is zero on any.
    ratio = ratio.mask((summed["numerator"] == 0) & (summed["denominator"] > 0), 0.0)
    summed["value"] = summed["value"].where(groups["is_count"].all(), ratio)
    held, gone = groups["held"].any(), groups["gone"].any()
    status = np.where(
        summed["value"].notna(), "shown", np.where(held & ~gone, "suppressed", "missing")
    )
    summed["status"] = pd.Categorical(status, ["shown", "suppressed", "missing"])
    for name in LIMITS:
        summed[name] = np.nan
    return summed.reset_index()


def _power_of_ten(said: Any, events: Any) -> Any:
    """Return 1, 10, 100 … where values are that many times the ratio of counts, else nan."""
    ratio = np.full(len(said), np.nan)
    np.divide(said, events, out=ratio, where=events > 0)
    ratio[~(ratio > 0)] = np.nan
    nearest = 10.0 ** np.round(np.log10(ratio))
    return np.where(np.abs(ratio / nearest - 1) < 0.1, nearest, np.nan)


def words_again(frame: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of `like`, in its order, with its words as categories again."""
    made = frame.reindex(columns=like.columns)
    words = [name for name in like.columns if like[name].dtype == "category"]
    return made.astype(dict.fromkeys(words, "category")).reset_index(drop=True)
