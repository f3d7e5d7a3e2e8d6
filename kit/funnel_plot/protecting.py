"""The gate of a funnel: what too few people stand behind is taken out before anything is computed.

Two totals are known to a reader: of each region, and of all areas together. Neither may give a
suppressed area away, so both are covered until nothing more has to go, by the rule that the
overview of the indicators has too (`kit.indicator_overview`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kit.disclosure import THRESHOLDS, binds, few
from kit.indicator_overview import covered
from kit.language import Both, plural
from kit.rates.dispersion import Kind

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NUMBERS", "Guarded", "guarded"]

#: Columns that hold the numbers of a row.
NUMBERS = ("value", "numerator", "denominator", "expected", "n")


@dataclass(frozen=True, eq=False)
class Guarded:
    """Rows fit for their release.

    Attributes
    ----------
    rows : DataFrame
        As given; `status` is shown, suppressed or missing, and a row that is not shown has no
        numbers.
    small, covering, at_source : int
        Areas of the last period suppressed because they are small, to cover those, and by the
        source before.
    verdict : {"pass", "review"}
        ``review`` when a suppressed area follows from a total and could not be covered.
    said : Both
    """

    rows: pd.DataFrame
    small: int
    covering: int
    at_source: int
    verdict: Literal["pass", "review"]
    said: Both


def guarded(
    rows: pd.DataFrame, *, kind: Kind, period: str | None, release: str, at_least: int
) -> Guarded:
    """Suppress areas that are few people, or point at a few, in every period.

    Few are the people that a figure is about, those in its numerator or, of a share, those outside
    it. What the source suppressed already is covered like what the kit suppresses.

    Parameters
    ----------
    rows : DataFrame
        Of `gathering.Given.rows`.
    kind : {"proportion", "rate", "ratio"}
    period : str or None
        Of which the numbers suppressed are told.
    release : str
    at_least : int
        Threshold of the study, in persons.
    """
    fewest = max(THRESHOLDS["persons"], at_least)
    at_source = rows["status"] == "suppressed"
    people = rows["n"].fillna(rows["denominator"])
    count = rows["numerator"].where(rows["usable"])
    if kind == "proportion":
        others = rows["denominator"] - count
        count = count.mask((others > 0) & (others < count), others)
    asked: dict[str, Any] = {"unit": "persons", "release": release, "at_least": at_least}
    small = rows["usable"] & (few(count, **asked) | few(people, **asked))
    hidden = small | (at_source & binds(release))
    # What the source holds back is some number below the threshold.
    count = count.mask(at_source, float(fewest // 2))
    hidden, tight = covered(rows, count, hidden, asked)
    out = rows.copy()
    out["status"] = "missing"
    out.loc[rows["usable"], "status"] = "shown"
    out.loc[hidden | at_source, "status"] = "suppressed"
    out.loc[out["status"] != "shown", list(NUMBERS)] = math.nan
    here = rows["period"] == period
    n_small, n_source = int((small & here).sum()), int((at_source & here).sum())
    covering = int((hidden & ~small & ~at_source & here).sum())
    return Guarded(
        out,
        n_small,
        covering,
        n_source,
        "review" if tight else "pass",
        _said(n_small, covering, n_source, fewest, release),
    )


def _said(small: int, covering: int, at_source: int, fewest: int, release: str) -> Both:
    if not binds(release):
        return Both(
            "Voor het eigen team is niets afgeschermd.", "For the own team nothing is suppressed."
        )
    nl, en = [], []
    if small:
        verb = "is" if small == 1 else "zijn"
        nl.append(
            f"{plural(small, 'gebied', 'gebieden', 'nl')} {verb} afgeschermd: minder dan {fewest} "
            "personen."
        )
        verb = "is" if small == 1 else "are"
        en.append(
            f"{plural(small, 'area', 'areas', 'en')} {verb} suppressed: fewer than {fewest} "
            "persons."
        )
    if at_source:
        verb = "was" if at_source == 1 else "waren"
        nl.append(f"{plural(at_source, 'gebied', 'gebieden', 'nl')} {verb} al afgeschermd.")
        verb = "was" if at_source == 1 else "were"
        en.append(
            f"{plural(at_source, 'area', 'areas', 'en')} {verb} suppressed by the source already."
        )
    if covering:
        verb = "is" if covering == 1 else "zijn"
        nl.append(
            f"{plural(covering, 'gebied', 'gebieden', 'nl')} {verb} afgeschermd omdat een ander "
            "anders uit een totaal te berekenen is."
        )
        verb = "is" if covering == 1 else "are"
        en.append(
            f"{plural(covering, 'area', 'areas', 'en')} {verb} suppressed because another could be "
            "worked out from a total otherwise."
        )
    if not nl:
        return Both(
            f"Niets hoefde te worden afgeschermd (ondergrens: {fewest} personen).",
            f"Nothing had to be suppressed (threshold: {fewest} persons).",
        )
    return Both(" ".join(nl), " ".join(en))
