"""The gate for figures of indicators: what too few people stand behind is taken out first.

Few people are few behind the figure, few in its numerator, or of a share few outside it. Of areas
two totals are known to a reader, of their region and of all areas: what these would give away is
covered, over the whole study at once and by one rule for every finding, so that no finding shows
what another covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.disclosure import THRESHOLDS, Protected, binds, few, protect
from kit.language import Both, plural

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SHARES", "Cover", "covered", "covering", "disclosed", "protected"]

#: Units of a share of people, whose complement points at people too.
SHARES = {"%", "percent", "percentage", "procent"}
#: Numbers of a figure; of one that is withheld none of them is shown.
NUMBERS = ("value", "numerator", "denominator", "expected", "n", "low", "high", "se")
_AREA = ["indicator", "period", "area"]
_FIGURE = ["value", "numerator", "denominator", "expected"]


@dataclass(frozen=True, eq=False)
class Cover:
    """What is withheld because something else could be worked out with it.

    Attributes
    ----------
    rows : Series of bool
        Of every row of the study.
    open : frozenset of str
        Indicators of which an area follows from a total all the same: nothing was left to cover it.
    """

    rows: pd.Series[bool]
    open: frozenset[str] = frozenset()


def protected(
    rows: pd.DataFrame, *, release: str, fewest: int, cover: Cover
) -> tuple[pd.DataFrame, Both]:
    """Return rows of indicators fit for a release, and what was suppressed, in words.

    Parameters
    ----------
    rows : DataFrame
        As the frame of `kit.indicators.Indicators`.
    release : str
    fewest : int
        Fewest persons behind a figure that may be shown, when that is above the threshold of the
        kit.
    cover : Cover
        Of the whole study, as `covering` returns it.

    Returns
    -------
    DataFrame, Both
        The rows, in their order; a figure that the source or the gate withholds has no number at
        all.
    """
    people = _people(rows)
    # The gate takes a row without a count for one without a number; those that state none go by.
    stated = people[people["count"].notna() & people["value"].notna()].drop(columns="status")
    gate = protect(
        stated, unit="persons", count="count", base="base", hide=["value"],
        release=release, at_least=fewest,
    )  # fmt: skip
    held = gate.table.index[gate.table["status"] == "suppressed"]
    out = rows.copy()
    at_source = int((rows["status"] == "suppressed").sum())
    out.loc[held, "status"] = "suppressed"
    more = cover.rows.reindex(rows.index, fill_value=False) & (out["status"] == "shown")
    out.loc[more, "status"] = "suppressed"
    out.loc[out["status"] == "suppressed", list(NUMBERS)] = float("nan")
    # Counts beside a figure that is not there would give one that its source left out.
    out.loc[out["value"].isna(), ["numerator", "denominator"]] = float("nan")
    said = _and_covered(disclosed(gate, at_source), int(more.sum()))
    away = rows["area"].notna() & (out["status"] == "suppressed")
    return out, _and_open(said) if away[rows["indicator"].isin(cover.open)].any() else said


def covering(rows: pd.DataFrame, *, release: str, fewest: int) -> Cover:
    """Return which rows are withheld because another could be worked out with them.

    Those of areas only. An area that two regions share is one area. First come the rows that can
    stand in a funnel, so that what a funnel withholds is withheld here too; then all that state
    people.

    Parameters
    ----------
    rows : DataFrame
        Of the whole study, all regions: two reports never differ in what they withhold.
    release : str
    fewest : int
        Threshold of the study, in persons.
    """
    import pandas as pd

    none = pd.Series(data=False, index=rows.index)
    if not binds(release):
        return Cover(none)
    asked: dict[str, Any] = {"unit": "persons", "release": release, "at_least": fewest}
    people = _people(rows)
    at_source = rows["status"] == "suppressed"
    # What the source holds back is some number below the threshold.
    guess = max(THRESHOLDS["persons"], fewest) // 2
    people["count"] = people["count"].mask(at_source, float(guess))
    counted = rows["denominator"].notna() | (rows["expected"] > 0)
    in_funnel = at_source | (rows["numerator"].notna() & counted)
    known = rows["area"].notna() & (in_funnel | (people["count"].notna() & rows["value"].notna()))
    people = people[known].drop_duplicates([*_AREA, *_FIGURE])
    source = at_source[people.index]
    small = ~source & (few(people["count"], **asked) | few(people["base"], **asked))
    away = small | source
    still = set()
    for name, part in people.groupby("indicator"):
        own, tight = away[part.index], False
        for rows_of in (part[in_funnel[part.index]], part):
            if own.any():
                more, tight = covered(rows_of, rows_of["count"], own[rows_of.index], asked)
                own = own | more.reindex(own.index, fill_value=False)
        away = away | own.reindex(away.index, fill_value=False)
        still |= {str(name)} if tight else set()
    over = pd.MultiIndex.from_frame(people.loc[away & ~small & ~source, _AREA])
    return Cover(none | pd.MultiIndex.from_frame(rows[_AREA]).isin(over), frozenset(still))


def covered(
    rows: pd.DataFrame, count: pd.Series[Any], hidden: pd.Series[bool], asked: dict[str, Any]
) -> tuple[pd.Series[bool], bool]:
    """Return which areas are hidden when no total gives one away, and whether one still follows.

    Parameters
    ----------
    rows : DataFrame
        One row per indicator, period and area, with the region.
    count : Series
        People of each; missing where there is no number.
    hidden : Series of bool
        What is hidden already, for too few people or by the source.
    asked : dict
        The unit, release and at_least of `kit.disclosure.protect`.
    """
    work = rows[["indicator", "period", "region", "area"]].assign(count=count)
    work = work[hidden.groupby([work["indicator"], work["period"]]).transform("any")]
    # The total of a region with one area is that area, and is suppressed where the area is.
    several = work.groupby(["indicator", "period", "region"])["area"].transform("size") > 1
    totals: Sequence[tuple[pd.DataFrame, list[str]]] = (
        (work[several], ["indicator", "period", "region"]),
        (work, ["indicator", "period"]),
    )
    while True:
        before, tight = hidden.copy(), False
        for part, within in totals:
            if part.empty:
                continue
            # A base of one person makes the gate take a row that has to go for a small one.
            base = hidden[part.index].map({True: 1.0, False: float("nan")})
            gate = protect(
                part.assign(base=base), count="count", base="base", along=["area"], within=within,
                hide=[], **asked,
            )  # fmt: skip
            gone = gate.table.index[gate.table["status"] == "suppressed"]
            hidden = hidden | hidden.index.isin(gone)
            tight = tight or gate.verdict == "review"
        if hidden.equals(before):
            return hidden, tight


def _people(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the people they are about, and the fewest of those that they show."""
    people = rows.assign(
        base=rows["n"].fillna(rows["denominator"]),
        count=rows["numerator"].fillna(rows["n"]).fillna(rows["denominator"]),
    )
    share = rows["unit"].map(lambda unit: str(unit or "").strip().lower() in SHARES)
    others = rows["denominator"] - rows["numerator"]
    nearer = share.astype(bool) & (others > 0) & (others < people["count"])
    people["count"] = people["count"].mask(nearer, others)
    return people


def _and_covered(said: Both, more: int) -> Both:
    if not more:
        return said
    verb = ("is", "is") if more == 1 else ("zijn", "are")
    return Both(
        f"{said['nl']} Nog {plural(more, 'getal', 'getallen', 'nl')} {verb[0]} afgeschermd omdat "
        "een ander gebied anders uit een totaal te berekenen is.",
        f"{said['en']} {plural(more, 'more number', 'more numbers', 'en')} {verb[1]} suppressed "
        "because another area could be worked out from a total otherwise.",
    )


def _and_open(said: Both) -> Both:
    return Both(
        f"{said['nl']} Wat van een gebied is afgeschermd kan nog uit een totaal volgen; kijk dat "
        "na voordat u dit deelt.",
        f"{said['en']} What is suppressed of an area may still follow from a total; look into that "
        "before you share this.",
    )


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
