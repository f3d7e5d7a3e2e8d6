"""The protected table of a series: what too few people stand behind is taken out first.

Limits and signals are computed from the *protected* values: a limit computed from a suppressed
figure would let it be found again.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kit.disclosure import protect
from kit.indicator_overview import SHARES, disclosed
from kit.indicators import Series
from kit.language import Both

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SHARES", "protected"]


def protected(series: Series, release: str, fewest: int) -> tuple[pd.DataFrame, Both]:
    """Return a row per period, protected for a release, and what was suppressed.

    Few people are few behind the figure, few in its numerator, or of a share few outside it.
    """
    import numpy as np
    import pandas as pd

    nothing = np.full(len(series.periods), math.nan)
    table = pd.DataFrame(
        {
            "region": series.region,
            "indicator": series.indicator,
            "unit": series.unit,
            "method": pd.Series(series.methods, dtype=object),
            "period": series.periods,
            "value": series.values,
            "numerator": nothing if series.numerator is None else series.numerator,
            "denominator": nothing if series.denominator is None else series.denominator,
            "n": series.n,
            "status": series.status,
        }
    )
    there = table.assign(
        base=table["n"].fillna(table["denominator"]),
        count=table["numerator"].fillna(table["n"]).fillna(table["denominator"]),
    )
    if (series.unit or "").strip().lower() in SHARES:
        others = there["denominator"] - there["numerator"]
        there["count"] = there["count"].mask((others > 0) & (others < there["count"]), others)
    numbers = ["value", "numerator", "denominator", "n", "base", "count"]
    # The gate takes a row without a count for one without a number; those that state none go by.
    stated = there[there["count"].notna()].drop(columns="status")
    gate = protect(
        stated, unit="persons", count="count", base="base", hide=numbers,
        release=release, at_least=fewest,
    )  # fmt: skip
    held = gate.table.index[gate.table["status"] == "suppressed"]
    at_source = int((table["status"].drop(index=held) == "suppressed").sum())
    table.loc[held, numbers[:4]] = math.nan
    # A count beside a figure that the source suppressed would give that figure.
    table.loc[table["value"].isna(), ["numerator", "denominator"]] = math.nan
    table.loc[held, "status"] = table.loc[held, "status"].replace("shown", "suppressed")
    return table, disclosed(gate, at_source)
