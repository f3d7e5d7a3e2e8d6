"""The gate for figures of indicators: what too few people stand behind is taken out first.

Few people are few behind the figure, few in its numerator, or of a share few outside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.disclosure import Protected, protect
from kit.language import Both, plural

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SHARES", "disclosed", "protected"]

#: Units of a share of people, whose complement points at people too.
SHARES = {"%", "percent", "percentage", "procent"}
#: Numbers of a figure; of one that is withheld none of them is shown.
NUMBERS = ("value", "numerator", "denominator", "expected", "n", "low", "high", "se")


def protected(rows: pd.DataFrame, *, release: str, fewest: int) -> tuple[pd.DataFrame, Both]:
    """Return rows of indicators fit for a release, and what was suppressed, in words.

    Parameters
    ----------
    rows : DataFrame
        As the frame of `kit.indicators.Indicators`.
    release : str
    fewest : int
        Fewest persons behind a figure that may be shown, when that is above the threshold of the
        kit.

    Returns
    -------
    DataFrame, Both
        The rows, in their order; a figure that the source or the gate withholds has no number at
        all.
    """
    people = rows.assign(
        base=rows["n"].fillna(rows["denominator"]),
        count=rows["numerator"].fillna(rows["n"]).fillna(rows["denominator"]),
    )
    share = rows["unit"].map(lambda unit: str(unit or "").strip().lower() in SHARES)
    others = rows["denominator"] - rows["numerator"]
    nearer = share.astype(bool) & (others > 0) & (others < people["count"])
    people["count"] = people["count"].mask(nearer, others)
    # The gate takes a row without a count for one without a number; those that state none go by.
    stated = people[people["count"].notna() & people["value"].notna()].drop(columns="status")
    gate = protect(
        stated, unit="persons", count="count", base="base", hide=["value"],
        release=release, at_least=fewest,
    )  # fmt: skip
    held = gate.table.index[gate.table["status"] == "suppressed"]
    out = rows.copy()
    out.loc[held, "status"] = "suppressed"
    at_source = int((rows["status"] == "suppressed").sum())
    out.loc[out["status"] == "suppressed", list(NUMBERS)] = float("nan")
    # Counts beside a figure that is not there would give one that its source left out.
    out.loc[out["value"].isna(), ["numerator", "denominator"]] = float("nan")
    return out, disclosed(gate, at_source)


def disclosed(gate: Protected, at_source: int) -> Both:
    """Say what was suppressed: by the kit, and by the source before it.

    Parameters
    ----------
    gate : Protected
    at_source : int
        Figures that the source withheld.
    """
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
