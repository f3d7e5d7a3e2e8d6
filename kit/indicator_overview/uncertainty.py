"""How sure one figure is: limits as published, or from what its counts allow, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kit.catalogue import Entry
from kit.comparability import method_of
from kit.indicator_overview.protecting import SHARES
from kit.rates.crude import crude_rates, proportions

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["with_limits"]

_Z = 1.959963984540054
# How far a value may lie from the ratio of its counts to be that ratio, rounded by its source.
_MOST_APART = 0.01
_ROUNDED = 0.0006


def with_limits(rows: pd.DataFrame, entry: Entry | None) -> pd.DataFrame:
    """Return rows of one indicator with limits of 95 % where there may be some.

    Published limits stand; else a published standard error gives ``value ± 1.96 se``; else, for
    registered counts only, Wilson's limits of a share and exact (below 10 events) or Byar's limits
    of a rate. Of surveys, limits are taken as published and none is computed: how many people
    answered says too little of how sure a weighted figure is. Model estimates get none either.

    Parameters
    ----------
    rows : DataFrame
        Protected.
    entry : Entry or None
        What the catalogue knows of the indicator.

    Returns
    -------
    DataFrame
        With `low`, `high` and `interval`: published, standard_error, wilson, poisson or "".
    """
    out = rows.copy()
    out["interval"] = ""
    there = out["value"].notna()
    given = there & out["low"].notna() & out["high"].notna()
    out.loc[given, "interval"] = "published"
    error = there & ~given & out["se"].notna()
    for name, side in (("low", -1), ("high", 1)):
        out.loc[error, name] = out["value"][error] + side * _Z * out["se"][error]
    out.loc[error, "interval"] = "standard_error"
    counts = there & ~given & ~error & out["numerator"].notna() & out["denominator"].notna()
    counts &= out["method"].map(lambda written: _counted(written, entry)).astype(bool)
    kind = _kind(out, entry)
    if counts.any() and kind:
        low, high, fits = _from_counts(out[counts], kind)
        at = out.index[counts][fits]
        out.loc[at, "low"], out.loc[at, "high"] = low[fits], high[fits]
        out.loc[at, "interval"] = kind
    out.loc[out["interval"] == "", ["low", "high"]] = np.nan
    return out


def _counted(written: Any, entry: Entry | None) -> bool:
    if isinstance(written, str):
        return method_of(written) == "count"
    return entry is not None and entry.method == "count"


def _kind(rows: pd.DataFrame, entry: Entry | None) -> str:
    """Return which limits counts of this indicator give; none for amounts, means and scores."""
    unit = next((str(unit).strip().lower() for unit in rows["unit"] if isinstance(unit, str)), "")
    if entry is not None:
        known = {"share": "wilson", "rate": "poisson"}.get(entry.kind, "")
        return known if entry.uncertainty == "from_counts" else ""
    return "wilson" if unit in SHARES else "poisson" if unit.startswith("per 1") else ""


def _from_counts(rows: pd.DataFrame, kind: str) -> tuple[Any, Any, Any]:
    """Return limits on the scale of the values, and where the values are that ratio of counts."""
    events, base = rows["numerator"].to_numpy(float), rows["denominator"].to_numpy(float)
    value = rows["value"].to_numpy(float)
    fits = (base > 0) & (events >= 0) & ((events <= base) | (kind == "poisson"))
    ratio = np.divide(events, base, out=np.full(len(base), np.nan), where=fits)
    told = (ratio > 0) & (value > 0)
    times = np.divide(value, ratio, out=np.ones_like(value), where=told)
    scale = np.where(told, 10.0 ** np.round(np.log10(times)), np.nan)
    # A figure of zero has the scale of the others; alone it tells none.
    scale[(ratio == 0) & (value == 0)] = scale[told].max() if told.any() else np.nan
    fits &= np.abs(value - ratio * scale) <= _ROUNDED * scale + _MOST_APART * np.abs(value)
    events, base = np.where(fits, events, 0.0), np.where(fits, base, 1.0)
    if kind == "wilson":
        found = proportions(events, base)
        return found.low * scale, found.high * scale, fits
    rates = crude_rates(events, base, per=1.0)
    return rates.low * scale, rates.high * scale, fits
