"""The protected table of a series: what too few people stand behind is taken out first.

Limits and signals are computed from the *protected* values: a limit computed from a suppressed
figure would let it be found again.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kit.disclosure import Protected, protect
from kit.indicators import Series
from kit.language import Both, plural

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SHARES", "protected"]

#: Units of a share of people, whose complement points at people too.
SHARES = {"%", "percent", "percentage", "procent"}


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
    return table, _disclosed(gate, at_source)


def _disclosed(gate: Protected, at_source: int) -> Both:
    """Say what was suppressed: by the kit, and by the source before it."""
    if not at_source:
        return gate.said
    nl = plural(at_source, "getal was", "getallen waren", "nl")
    en = plural(at_source, "number was", "numbers were", "en")
    if not gate.small:
        return Both(
            f"{nl} al door de bron afgeschermd; de kit hoefde niets meer af te schermen.",
            f"{en} suppressed by the source already; the kit had nothing more to suppress.",
        )
    return Both(
        f"{gate.said['nl']} Daarnaast {'was' if at_source == 1 else 'waren'} "
        f"{plural(at_source, 'getal', 'getallen', 'nl')} al door de bron afgeschermd.",
        f"{gate.said['en']} Besides, {en} suppressed by the source already.",
    )
