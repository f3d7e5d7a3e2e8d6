"""The areas in their funnel: value, own interval, limits, position and five-year trend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from kit.control_chart.words import called
from kit.funnel_plot.gathering import Given
from kit.rates.crude import Estimates, crude_rates, proportions
from kit.rates.dispersion import Kind
from kit.rates.funnel import Funnel, funnel
from kit.rates.standardising import indirect
from kit.rates.trend import trend_of_proportions, trend_of_values

if TYPE_CHECKING:
    import pandas as pd

    from kit.study import Study

__all__ = ["COLUMNS", "Placed", "placed"]

#: Columns of the table of a funnel that hold numbers.
_FLOATS = (
    "numerator", "denominator", "expected", "n", "value", "interval_low", "interval_high",
    "common", "lower_95", "upper_95", "lower_998", "upper_998",
)  # fmt: skip
COLUMNS = (
    "region", "area", "name", "indicator", "unit", "method", "period", *_FLOATS, "position",
    "trend", "status",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Placed:
    """A funnel on protected rows.

    Attributes
    ----------
    table : DataFrame
        One row per area in the order of their names; the columns of `COLUMNS`, `expected` only of
        ratios. All rates in the
        unit of the figures; an area that is not shown has no numbers and no place.
    funnel : Funnel or None
        None without two areas that are shown, or without events.
    uncorrected : Funnel or None
        The same with the limits of chance alone.
    why_not : {"", "few_areas", "no_events", "all_events"}
    scale : float
    years : mapping of area to (int, int)
        Of the years that may be compared, in how many the area lay outside the 99.8 % limits of
        that year, and in how many it is shown. Empty where years may not be compared.
    """

    table: pd.DataFrame
    funnel: Funnel | None
    uncorrected: Funnel | None
    why_not: Literal["", "few_areas", "no_events", "all_events"]
    scale: float
    years: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def shown(self) -> pd.DataFrame:
        """Return the rows of areas that are shown."""
        return self.table[self.table["status"] == "shown"]

    def outside(self, level: str = "95", *, of: Funnel | None = None) -> int:
        """Return how many areas lie outside the limits of a level: 95 or 998."""
        found = of or self.funnel
        if found is None:
            return 0
        return sum(
            str(p).endswith("998") or (level == "95" and str(p)[-2:] == "95") for p in found.place
        )


def placed(study: Study, given: Given, rows: pd.DataFrame) -> Placed:
    """Place every area of the period; target, dispersion and limits come from shown areas only.

    Where areas differ more than chance gives (`Dispersion.more_than_chance`), the variance between
    areas is added to that of chance.

    Parameters
    ----------
    study : Study
    given : Given
    rows : DataFrame
        Protected, of `protecting.Guarded.rows`.
    """
    here = rows[rows["period"] == given.period].copy()
    here["name"] = [_name(study, r, a) for r, a in zip(here["region"], here["area"], strict=True)]
    here = here.assign(key=[name.casefold() for name in here["name"]])
    here = here.sort_values(["key", "area"]).reset_index(drop=True)
    events = here["numerator"].to_numpy(dtype=float)
    base = here[_base(given.kind)].to_numpy(dtype=float)
    found = _estimates(events, base, given.kind, given.scale)
    here["value"], here["interval_low"], here["interval_high"] = found.value, found.low, found.high
    why_not = _why_not(events, base, given.kind)
    corrected = alone = None
    if not why_not:
        alone = funnel(events, base, kind=given.kind)
        corrected = _widened(alone, events, base)
    _with_limits(here, corrected, given.scale)
    here["trend"] = [_trend(rows[rows["area"] == area], given) for area in here["area"]]
    here.loc[here["status"] != "shown", "trend"] = "not_calculated"
    for name in _FLOATS:
        here[name] = here[name].astype("float64")
    kept = [name for name in COLUMNS if name != "expected" or given.kind == "ratio"]
    years = {} if given.no_trend else _years(rows, given.kind)
    return Placed(here[kept], corrected, alone, why_not, given.scale, years)


def _widened(alone: Funnel, events: Any, base: Any) -> Funnel:
    """Return the funnel with the variance between areas where they differ more than chance."""
    if not alone.dispersion.more_than_chance:
        return alone
    return funnel(events, base, kind=alone.kind, correction="additive")


def _years(rows: pd.DataFrame, kind: Kind) -> dict[str, tuple[int, int]]:
    """Return in how many years each area lay outside the 99.8 % limits of that year."""
    told: dict[str, tuple[int, int]] = {}
    for _, year in rows[rows["status"] == "shown"].groupby("period"):
        events = year["numerator"].to_numpy(dtype=float)
        base = year[_base(kind)].to_numpy(dtype=float)
        if _why_not(events, base, kind):
            continue
        found = _widened(funnel(events, base, kind=kind), events, base)
        for area, place in zip(year["area"], found.place, strict=True):
            far, shown = told.get(str(area), (0, 0))
            told[str(area)] = (far + str(place).endswith("998"), shown + 1)
    return told


def _base(kind: Kind) -> str:
    return "expected" if kind == "ratio" else "denominator"


def _estimates(events: Any, base: Any, kind: Kind, scale: float) -> Estimates:
    if kind == "ratio":
        return indirect(events, base)
    if kind == "rate":
        return crude_rates(events, base, per=scale)
    found = proportions(events, base)
    return Estimates(
        found.value * scale, found.low * scale, found.high * scale, "proportion", found.level,
        found.method, found.reason,
    )  # fmt: skip


def _why_not(
    events: Any, base: Any, kind: Kind
) -> Literal["", "few_areas", "no_events", "all_events"]:
    there = ~np.isnan(events)
    if there.sum() < 2:
        return "few_areas"
    if not events[there].sum():
        return "no_events"
    if kind == "proportion" and events[there].sum() == base[there].sum():
        return "all_events"
    return ""


def _with_limits(here: pd.DataFrame, found: Funnel | None, scale: float) -> None:
    there = (here["status"] == "shown").to_numpy()
    here["common"] = np.nan if found is None else found.target * scale
    here["position"] = "not_shown"
    for level, short in ((0.95, "95"), (0.998, "998")):
        low, high = (np.nan, np.nan) if found is None else found.limits[level]
        here[f"lower_{short}"] = np.where(there, low * scale, np.nan)
        here[f"upper_{short}"] = np.where(there, high * scale, np.nan)
    if found is not None:
        here["position"] = np.where(found.place == "within", "inside", found.place).astype(object)


def _trend(own: pd.DataFrame, given: Given) -> str:
    """Return the trend marker of one area from its protected years."""
    if given.no_trend:
        return "not_calculated"
    events = own["numerator"].to_numpy(dtype=float)
    base = own[_base(given.kind)].to_numpy(dtype=float)
    years = own["period"].astype(int).to_numpy()
    if given.kind == "proportion":
        return trend_of_proportions(events, base, years=years).marker
    found = _estimates(events, base, given.kind, given.scale)
    return trend_of_values(found.value, found.low, found.high, years=years).marker


def _name(study: Study, region: str, code: str) -> str:
    areas = study.regions[region].areas
    return called(next((area.name for area in areas if area.code == code), code))
