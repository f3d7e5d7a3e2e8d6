"""Counts of areas added up to deprivation groups, and the line through the groups, per period."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kit import periods
from kit.areas import Areas
from kit.rates.inequality import FEWEST_GROUPS, slope_index, standard_errors
from kit.rates.standardising import direct
from kit.standardised_rates.gathering import Given
from kit.standardised_rates.measuring import Matrix, matrix_of, scale_of, weights_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Grouped", "group", "groups_of"]

COLUMNS = (
    "about", "period", "group", "areas", "observed", "n", "per", "rate", "low", "high", "place",
    "line", "slope", "slope_low", "slope_high", "relative", "relative_low", "relative_high",
    "reason", "status",
)  # fmt: skip
_TEXTS = ("about", "period", "group", "reason", "status")
_STUDY = "all"


@dataclass(frozen=True, eq=False)
class Grouped:
    """Rates of groups of areas.

    Attributes
    ----------
    table : DataFrame
        Columns `COLUMNS`: rows `about` group (place: the middle of its part of all people, from 0,
        least deprived, to 1; line: the fitted value there), and one about index per period.
    scope : str
        The region whose areas these are; ``all`` for all areas of the study.
    absent : tuple of int
        Groups of the study that no area of the scope is in.
    without : int
        Areas that are shown and have no group.
    left_out, areas : int
        Areas with a group that are not shown; areas with a group. Of the last period.
    phi, phi_most : float
        How much areas within a group differ, in times what chance gives, and what chance seldom
        exceeds; nan where no group has two areas.
    source : str
        Of the division into groups.
    """

    table: pd.DataFrame
    scope: str
    absent: tuple[int, ...]
    without: int
    left_out: int
    areas: int
    phi: float
    phi_most: float
    source: str


def groups_of(areas: Areas, period: str) -> Mapping[tuple[str, str], int]:
    """Return the deprivation group by region and area, as it is in a period; the last one stated.

    Parameters
    ----------
    areas : Areas
    period : str
    """
    first, last = periods.first_day(period), periods.last_day(period)
    frame = areas.frame[areas.frame["deprivation"].notna()]
    found = {}
    for row in frame[["region", "area", "from", "until", "deprivation"]].itertuples(index=False):
        begins, ends = row[2], row[3]
        if (begins is None or begins <= last) and (ends is None or first <= ends):
            found[str(row[0]), str(row[1])] = int(row[4])
    return found


def group(given: Given, *, region: str) -> Grouped:
    """Return rates of groups of areas: of the region, or of the study when it has too few groups.

    Parameters
    ----------
    given : Given
    region : str
        A slug, or all. A region needs three groups, and a rate of each in the last period.
    """
    import pandas as pd

    source = next(
        (str(one) for one in given.read.areas.frame["deprivation_source"] if one is not None), ""
    )
    if given.period is None:
        empty = _typed(pd.DataFrame(columns=list(COLUMNS)))
        return Grouped(empty, region, (), 0, 0, 0, math.nan, math.nan, source)
    length = periods.length_of(given.period)
    labels = sorted(
        (p for p in set(given.cells["period"]) if periods.length_of(p) == length
         and periods.last_day(p) <= periods.last_day(given.period)),
        key=periods.last_day,
    )  # fmt: skip
    now = matrix_of(given, given.period)
    per = scale_of(now)
    scope = region
    if region != _STUDY:
        own = _groups(given, now, _kept(now, region), given.period, per)
        if len(own) < FEWEST_GROUPS or any(math.isnan(row["rate"]) for row in own):
            scope = _STUDY
    rows: list[dict[str, Any]] = []
    for label in labels:
        matrix = matrix_of(given, label)
        found = _groups(given, matrix, _kept(matrix, scope), label, per)
        if found:
            rows += [*found, _index(found, label, per)]
    kept, named = _kept(now, scope), groups_of(given.read.areas, given.period)
    own_groups = _numbers(now, named)
    grouped = kept & ~np.isnan(own_groups)
    there = {int(one) for one in own_groups[grouped]}
    phi, most = _spread(given, now, grouped & now.whole, own_groups)
    return Grouped(
        _typed(pd.DataFrame(rows, columns=list(COLUMNS))),
        scope,
        tuple(sorted(set(named.values()) - there)),
        int((kept & now.whole & np.isnan(own_groups)).sum()),
        int((grouped & ~now.whole).sum()),
        int(grouped.sum()),
        phi,
        most,
        source,
    )


def _kept(matrix: Matrix, scope: str) -> Any:
    """Return the rows of a region; of all regions each area once."""
    areas = matrix.areas
    if scope == _STUDY:
        return ~areas.duplicated("area").to_numpy()
    return (areas["region"] == scope).to_numpy()


def _numbers(matrix: Matrix, named: Mapping[tuple[str, str], int]) -> Any:
    pairs = zip(matrix.areas["region"], matrix.areas["area"], strict=True)
    return np.array([named.get((str(r), str(a)), math.nan) for r, a in pairs], dtype=float)


def _groups(
    given: Given, matrix: Matrix, kept: Any, label: str, per: float
) -> list[dict[str, Any]]:
    """Return one row per group, least deprived first."""
    numbers = _numbers(matrix, groups_of(given.read.areas, label))
    rows = []
    for one in sorted({int(n) for n in numbers[kept & ~np.isnan(numbers)]}):
        inside = kept & (numbers == one)
        use = inside & matrix.whole
        row: dict[str, Any] = dict.fromkeys(COLUMNS, math.nan)
        row |= {"about": "group", "period": label, "group": str(one), "reason": ""}
        if not use.any():
            hidden = (matrix.areas["why"][inside] == "suppressed").any()
            status = "suppressed" if hidden else "missing"
            rows.append({**row, "reason": "no_areas", "status": status})
            continue
        events, people = matrix.events[use].sum(axis=0), matrix.people[use].sum(axis=0)
        found = direct(events, people, standard=weights_of(given), per=per)
        rows.append(
            {**row, "areas": float(use.sum()), "observed": events.sum(), "n": people.sum(),
             "per": per, "rate": float(found.value), "low": float(found.low),
             "high": float(found.high), "reason": str(found.reason), "status": "shown"}
        )  # fmt: skip
    return rows


def _index(rows: list[dict[str, Any]], label: str, per: float) -> dict[str, Any]:
    """Return the row of the line through groups; fill in where each stands and the line there."""
    made: dict[str, Any] = dict.fromkeys(COLUMNS, math.nan)
    made |= {"about": "index", "period": label, "group": None, "reason": "", "status": "shown"}
    lacking = [row for row in rows if math.isnan(row["rate"])]
    if len(rows) < FEWEST_GROUPS or lacking:
        hidden = any(row["status"] == "suppressed" for row in rows)
        why = "no_group_rate" if lacking else "too_few_groups"
        return {**made, "reason": why, "status": "suppressed" if hidden else "missing"}
    values, low, high, people = (
        np.array([row[key] for row in rows]) for key in ("rate", "low", "high", "n")
    )
    errors = standard_errors(low, high, on="log")
    # Place 0 is the least deprived end here: the slope is that of more deprivation.
    found = slope_index(values, people, standard_errors=errors, error_on="log")
    share = people / people.sum()
    for row, place in zip(rows, np.cumsum(share) - share / 2, strict=True):
        row |= {"place": float(place), "line": found.start + found.slope * float(place)}
    return {
        **made, "areas": sum(row["areas"] for row in rows),
        "observed": sum(row["observed"] for row in rows), "n": float(people.sum()), "per": per,
        "slope": found.slope, "slope_low": found.slope_low, "slope_high": found.slope_high,
        "relative": found.ratio, "relative_low": found.ratio_low,
        "relative_high": found.ratio_high,
    }  # fmt: skip


def _spread(given: Given, matrix: Matrix, use: Any, numbers: Any) -> tuple[float, float]:
    """Return how much areas differ from their group, in times chance, and what chance exceeds.

    The sum over areas of observed less expected, squared, over expected, with what is expected at
    the rates by age of the group; by its degrees of freedom.
    """
    from scipy.stats import chi2

    total, free = 0.0, 0
    for one in {int(n) for n in numbers[use]}:
        inside = use & (numbers == one)
        if inside.sum() < 2:
            continue
        events, people = matrix.events[inside], matrix.people[inside]
        lived = np.where(people.sum(axis=0) > 0, people.sum(axis=0), np.nan)
        awaited = np.nansum(people * (events.sum(axis=0) / lived), axis=1)
        there = awaited > 0
        total += float((((events.sum(axis=1) - awaited) ** 2)[there] / awaited[there]).sum())
        free += int(there.sum()) - 1
    if free < 1:
        return math.nan, math.nan
    return total / free, float(chi2.ppf(0.95, free)) / free


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    table = table.astype({name: object if name in _TEXTS else "float64" for name in COLUMNS})
    for name in _TEXTS:
        table[name] = table[name].where(table[name].notna(), None)
    return table
