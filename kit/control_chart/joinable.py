"""A chart holds one series: figures before a break that the guard names are left out of it."""

from __future__ import annotations

from dataclasses import replace

from kit import periods
from kit.catalogue import read_catalogue
from kit.comparability import objections
from kit.finding import Check
from kit.indicators import Indicators
from kit.language import Both, period

__all__ = ["since_last_break"]

#: Kinds of objection that part a series; another method or boundary is told by a check.
_BREAKS = {"age_base", "composition", "years"}


def since_last_break(
    read: Indicators, *, region: str, indicator: str
) -> tuple[Indicators, Check | None]:
    """Leave out of one series of a region what may not be joined with its latest figures.

    Parameters
    ----------
    read : Indicators
    region : str
        Slug.
    indicator : str
        As the files write it; capitals and spaces do not matter.

    Returns
    -------
    Indicators
        Without the rows of that series before the break; the same where there is none.
    Check or None
        What was left out, and why.
    """
    frame = read.frame
    folded = " ".join(indicator.split()).casefold()
    of = (frame["region"] == region) & frame["area"].isna()
    of &= frame["indicator"].str.casefold() == folded
    catalogue = read.catalogue or read_catalogue()
    parts = [
        each
        for each in objections(frame[of], catalogue=catalogue)
        if each.kind in _BREAKS and each.periods
    ]
    if not parts:
        return read, None
    last = max(parts, key=lambda each: periods.first_day(each.periods[-1]))
    first = last.periods[-1]
    early = of & frame["period"].map(
        lambda label: periods.first_day(label) < periods.first_day(first)
    )
    since = {language: period(first, language) for language in ("nl", "en")}
    said = Both(
        f"In de kaart staan alleen cijfers vanaf {since['nl']}. {last.why['nl']}",
        f"The chart holds figures from {since['en']} only. {last.why['en']}",
    )
    advice = Both(
        "Lees de oudere cijfers apart, in het overzicht van de indicatoren.",
        "Read the older figures apart, in the overview of the indicators.",
    )
    kept = replace(read, frame=frame[~early])
    return kept, Check("comparable_years", "doubtful", said, int(early.sum()), advice)
