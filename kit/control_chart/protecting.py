"""The protected table of a series: what too few people stand behind is taken out first.

Limits and signals are computed from the *protected* values: a limit computed from a suppressed
figure would let it be found again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kit.disclosure import Protected, protect
from kit.indicator_overview import SHARES, disclosed
from kit.indicators import Series
from kit.language import Both

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SHARES", "protected", "protected_together"]

_NUMBERS = ["value", "numerator", "denominator", "n"]


def protected(series: Series, release: str, fewest: int) -> tuple[pd.DataFrame, Both]:
    """Return a row per period, protected for a release, and what was suppressed.

    Few people are few behind the figure, few in its numerator, or of a share few outside it.
    """
    return protected_together([series], release, fewest)[0]


def protected_together(
    many: Sequence[Series], release: str, fewest: int
) -> list[tuple[pd.DataFrame, Both]]:
    """Return the same of each of several series, at the cost of one.

    A row is judged by its own people alone, so series that stand in one table do not touch.
    """
    import math

    if not many:
        return []
    table = _rows(many)
    stated = _stated(table)
    gate = _gate(stated, release, fewest)
    held = gate.table.index[gate.table["status"] == "suppressed"]
    kept = table["status"].drop(index=held)
    at_source = kept.index[kept == "suppressed"]
    table.loc[held, _NUMBERS] = math.nan
    # A count beside a figure that the source suppressed would give that figure.
    table.loc[table["value"].isna(), ["numerator", "denominator"]] = math.nan
    table.loc[held, "status"] = table.loc[held, "status"].replace("shown", "suppressed")
    made, first = [], 0
    for series in many:
        own = slice(first, first + len(series.periods))
        first = own.stop
        within = (stated.index >= own.start) & (stated.index < own.stop)
        told = gate if len(many) == 1 else _gate_of(stated[within], gate, held, release, fewest)
        withheld = int(((at_source >= own.start) & (at_source < own.stop)).sum())
        made.append((table.iloc[own].reset_index(drop=True), disclosed(told, withheld)))
    return made


def _gate_of(
    stated: pd.DataFrame, whole: Protected, held: pd.Index[int], release: str, fewest: int
) -> Protected:
    """Return what the gate says of one series; without anything held it says the same of all."""
    if whole.small and stated.index.isin(held).any():
        return _gate(stated, release, fewest)
    return whole if not whole.small else _gate(stated.iloc[:0], release, fewest)


def _gate(stated: pd.DataFrame, release: str, fewest: int) -> Protected:
    return protect(
        stated, unit="persons", count="count", base="base", hide=[*_NUMBERS, "base", "count"],
        release=release, at_least=fewest,
    )  # fmt: skip


def _rows(many: Sequence[Series]) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    def numbers(name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        given = ((getattr(series, name), len(series.periods)) for series in many)
        return np.concatenate([np.full(n, np.nan) if own is None else own for own, n in given])

    def same(name: str) -> list[str | None]:
        return [getattr(series, name) for series in many for _ in series.periods]

    return pd.DataFrame(
        {
            "region": same("region"),
            "indicator": same("indicator"),
            "unit": same("unit"),
            "method": pd.Series([each for series in many for each in series.methods], dtype=object),
            "period": [each for series in many for each in series.periods],
            "value": numbers("values"),
            "numerator": numbers("numerator"),
            "denominator": numbers("denominator"),
            "n": numbers("n"),
            "status": [each for series in many for each in series.status],
        }
    )


def _stated(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that state how many people are behind them; the others go by.

    The gate takes a row without a count for one without a number.
    """
    there = table.assign(
        base=table["n"].fillna(table["denominator"]),
        count=table["numerator"].fillna(table["n"]).fillna(table["denominator"]),
    )
    share = there["unit"].map(lambda unit: str(unit or "").strip().lower() in SHARES)
    others = there["denominator"] - there["numerator"]
    fewer = share.astype(bool) & (others > 0) & (others < there["count"])
    there["count"] = there["count"].mask(fewer, others)
    return there[there["count"].notna()].drop(columns="status")
