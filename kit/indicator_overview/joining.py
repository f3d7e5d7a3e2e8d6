"""Which figures of one indicator stand in one line, period by period, and why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.catalogue import Catalogue
from kit.comparability import Objection, objections

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Joins", "expected_periods", "joins_of"]


@dataclass(frozen=True)
class Joins:
    """How the figures of one line stand to each other.

    Attributes
    ----------
    words : mapping of period to str
        Of each figure that is shown: first, yes, gap, or the kind of objection to joining it to
        the figure before it; see the list ``joining``.
    breaks : tuple of (str, str, Objection)
        The two periods between which a line may not run, and why.
    """

    words: dict[str, str]
    breaks: tuple[tuple[str, str, Objection], ...]


def expected_periods(labels: list[str]) -> list[str]:
    """Return the periods that a line has or should have, from its first to its last.

    A line with two figures in a row is one of every period, and what is not there is missing. A
    line without is one of waves, such as 2012, 2016 and 2020: nothing is missing between them.

    Examples
    --------
    >>> expected_periods(["2018", "2019", "2021"]), expected_periods(["2016", "2020"])
    (['2018', '2019', '2020', '2021'], ['2016', '2020'])
    """
    if not labels:
        return []
    ordered = sorted(labels, key=periods.last_day)
    span = periods.span(
        periods.first_day(ordered[0]), periods.first_day(ordered[-1]), periods.length_of(labels[0])
    )
    place = {label: at for at, label in enumerate(span)}
    regular = any(place[b] - place[a] == 1 for a, b in pairwise(ordered))
    return span if regular else ordered


def joins_of(
    rows: pd.DataFrame, *, catalogue: Catalogue, same_area: Callable[[int, int], bool]
) -> Joins:
    """Say of each shown figure whether it may be joined to the one before it.

    Parameters
    ----------
    rows : DataFrame
        Of one indicator and one region or area, protected; a row per period that is or should be
        there.
    catalogue : Catalogue
    same_area : function of (int, int)
        Whether the area is the same one within the municipal boundaries of two years.
    """
    ordered = sorted(rows["period"], key=periods.last_day)
    place = {label: at for at, label in enumerate(ordered)}
    there = set(rows.loc[rows["status"] == "shown", "period"])
    shown = [str(label) for label in ordered if label in there]
    words = dict.fromkeys(shown[:1], "first")
    breaks: list[tuple[str, str, Objection]] = []
    by_period = {str(row["period"]): row for row in rows.to_dict("records")}
    for one, other in pairwise(shown):
        if _alike(by_period[one], by_period[other], catalogue):
            words[other] = "yes" if place[other] - place[one] == 1 else "gap"
            continue
        pair = rows[rows["period"].isin([one, other])]
        years = [int(year) for year in pair["boundary_year"].dropna()]
        if len(years) == 2 and same_area(*years):
            pair = pair.drop(columns="boundary_year")
        found = objections(pair, catalogue=catalogue)
        if found:
            words[other] = found[0].kind
            breaks += [(one, other, each) for each in found]
        else:
            words[other] = "yes" if place[other] - place[one] == 1 else "gap"
    return Joins(words, tuple(breaks))


def _alike(one: Mapping[Any, Any], other: Mapping[Any, Any], catalogue: Catalogue) -> bool:
    """Say whether two figures state the same of everything that the guard looks at.

    Then it has nothing to object to, and need not be asked: of a long series that is every pair.
    """
    same = all(
        one.get(name) == other.get(name) or (_nothing(one.get(name)) and _nothing(other.get(name)))
        for name in ("age_base", "unit", "boundary_year", "method", "composition")
    )
    entry = catalogue.find(str(one["indicator"]))
    years = [int(str(row["period"])[:4]) for row in (one, other)]
    return same and (entry is None or entry.may_join(years[0], years[1]))


def _nothing(cell: Any) -> bool:
    return cell is None or cell != cell
