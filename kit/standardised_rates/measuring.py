"""Crude rates beside standardised ones: of areas, of regions, and of all areas of the study."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kit import periods
from kit.rates.ages import esp_weights
from kit.rates.crude import Estimates, crude_rates
from kit.rates.standardising import direct, expected, indirect
from kit.rates.trend import POINTS, trend_of_values
from kit.standardised_rates.gathering import Given

if TYPE_CHECKING:
    import pandas as pd

    from kit.rates.inputs import Floats

__all__ = ["COLUMNS", "Matrix", "matrix_of", "measure", "scale_of", "weights_of"]

COLUMNS = (
    "about", "region", "area", "name", "period", "areas", "observed", "n", "per", "crude",
    "crude_low", "crude_high", "rate", "low", "high", "expected", "ratio", "ratio_low",
    "ratio_high", "trend", "reason", "status",
)  # fmt: skip
_NUMBERS = (
    "areas", "observed", "n", "per", "crude", "crude_low", "crude_high", "rate", "low", "high",
    "expected", "ratio", "ratio_low", "ratio_high",
)  # fmt: skip
_SCALES = (1_000.0, 100_000.0)


@dataclass(frozen=True, eq=False)
class Matrix:
    """Counts of one period, areas by age bands.

    Attributes
    ----------
    areas : DataFrame
        region, area, why (rate_reason; empty where every band is shown), in the order of the
        arrays. An area of two regions stands under both.
    events, people : array of float, areas x bands
        nan where not shown.
    """

    areas: pd.DataFrame
    events: Floats
    people: Floats

    @property
    def whole(self) -> Any:
        """Say of each area whether every band is shown."""
        return (self.areas["why"] == "").to_numpy()


def matrix_of(given: Given, period: str) -> Matrix:
    """Lay the counts of one period out, areas by bands; a band without a row is missing."""
    import pandas as pd

    rows = given.cells[given.cells["period"] == period]
    bands = [str(band) for band in given.bands] or [""]
    keys = pd.MultiIndex.from_frame(rows[["region", "area"]].drop_duplicates())
    wide = {
        name: rows.pivot(index=["region", "area"], columns="band", values=name)
        .reindex(index=keys, columns=bands)
        .to_numpy()
        for name in ("observed", "persons", "status")
    }
    events, people = (wide[name].astype(float) for name in ("observed", "persons"))
    hidden = (wide["status"] == "suppressed").any(axis=1)
    gone = np.isnan(events).any(axis=1)
    nobody = np.isnan(people).any(axis=1)
    why = np.where(
        hidden, "suppressed", np.where(gone, "missing", np.where(nobody, "no_persons", ""))
    )
    return Matrix(keys.to_frame(index=False).assign(why=why), events, people)


def weights_of(given: Given) -> tuple[float, ...]:
    """Return what each column of a matrix weighs in the standard population."""
    return esp_weights(given.bands) or (1.0,)


def scale_of(matrix: Matrix) -> float:
    """Return per how many people rates are told: 1,000, or 100,000 where few are affected."""
    shown = matrix.whole
    people = float(matrix.people[shown].sum())
    often = people > 0 and float(matrix.events[shown].sum()) / people >= 1 / 1000
    return _SCALES[0] if often else _SCALES[1]


def measure(given: Given, *, region: str, slugs: Sequence[str]) -> pd.DataFrame:
    """Return the table of the finding.

    Parameters
    ----------
    given : Given
    region : str
        A slug: its areas, then itself, then all areas of the study. Or all: regions, then all
        areas.
    slugs : sequence of str
        Every region of the study.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; areas by name, regions as in the study.
    """
    import pandas as pd

    if given.period is None:
        return _typed(pd.DataFrame(columns=list(COLUMNS)))
    years = _years(given.period)
    matrices = {label: matrix_of(given, label) for label in years}
    now = matrices[given.period]
    first = ~now.areas.duplicated("area").to_numpy()
    standard = now.whole & first
    scale = scale_of(now)
    rows: list[dict[str, Any]] = []
    if region != "all":
        own = np.flatnonzero((now.areas["region"] == region).to_numpy())
        names = given.read.areas.names
        called = {int(at): names.get(now.areas["area"][at], now.areas["area"][at]) for at in own}
        for at in sorted(called, key=lambda at: (called[at].casefold(), now.areas["area"][at])):
            area = str(now.areas["area"][at])
            picked = {label: _rows(m, region, {area}) for label, m in matrices.items()}
            rows.append({"about": "area", "region": region, "area": area, "name": called[at],
                         **_numbers(given, matrices, picked, standard, scale)})  # fmt: skip
    for slug in slugs if region == "all" else [region]:
        picked = _always(matrices, slug)
        rows.append({"about": "region", "region": slug, "area": None, "name": None,
                     **_numbers(given, matrices, picked, standard, scale)})  # fmt: skip
    picked = _always(matrices, None)
    rows.append({"about": "study", "region": None, "area": None, "name": None,
                 **_numbers(given, matrices, picked, standard, scale)})  # fmt: skip
    return _typed(pd.DataFrame(rows, columns=list(COLUMNS)))


def _years(period: str) -> list[str]:
    if periods.length_of(period) != "year":
        return [period]
    return [str(year) for year in range(int(period) - POINTS + 1, int(period) + 1)]


def _rows(matrix: Matrix, region: str | None, only: set[str] | None = None) -> Any:
    """Return which rows are of a region (all: each area once) and, where asked, of some areas."""
    areas = matrix.areas
    kept = (
        ~areas.duplicated("area").to_numpy()
        if region is None
        else (areas["region"] == region).to_numpy()
    )
    return kept & areas["area"].isin(only).to_numpy() if only is not None else kept


def _always(matrices: Mapping[str, Matrix], region: str | None) -> dict[str, Any]:
    """Return the rows of a region per year; of earlier years only areas shown in all of them."""
    rows = {label: _rows(matrix, region) for label, matrix in matrices.items()}
    shown = [
        set(matrix.areas["area"][rows[label] & matrix.whole]) for label, matrix in matrices.items()
    ]
    steady = set.intersection(*shown)
    return {label: _rows(matrix, region, steady) for label, matrix in matrices.items()} | {
        "": rows[list(rows)[-1]]
    }


def _numbers(
    given: Given,
    matrices: Mapping[str, Matrix],
    picked: Mapping[str, Any],
    standard: Any,
    scale: float,
) -> dict[str, Any]:
    """Return the numbers of some areas together; what is not whole is left out of them."""
    now = matrices[str(given.period)]
    asked = picked.get("", picked[str(given.period)])
    made: dict[str, Any] = dict.fromkeys(_NUMBERS, math.nan)
    made |= {"period": given.period, "per": scale, "trend": "not_calculated", "reason": ""}
    use = asked & now.whole
    if not use.any():
        why = [str(one) for one in now.areas["why"][asked]]
        one = why[0] if len(why) == 1 else "no_areas"
        status = "suppressed" if "suppressed" in why else "missing"
        return {**made, "per": math.nan, "reason": one, "status": status}
    events, people = now.events[use].sum(axis=0), now.people[use].sum(axis=0)
    crude = crude_rates(events.sum(), people.sum(), per=scale)
    same = direct(events, people, standard=weights_of(given), per=scale)
    made |= {"areas": float(use.sum()), "observed": events.sum(), "n": people.sum()}
    made |= _three(crude, "crude", "crude_low", "crude_high")
    made |= _three(same, "rate", "low", "high")
    made["reason"] = str(same.reason)
    reference = now.events[standard].sum(axis=0), now.people[standard].sum(axis=0)
    if (reference[1] > 0).all():
        awaited = expected(people, reference_events=reference[0], reference_population=reference[1])
        ratio = indirect(events.sum(), awaited)
        made |= {"expected": float(awaited), **_three(ratio, "ratio", "ratio_low", "ratio_high")}
    made["trend"] = _trend(given, matrices, picked, scale)
    return {**made, "status": "shown"}


def _three(found: Estimates, value: str, low: str, high: str) -> dict[str, float]:
    return {value: float(found.value), low: float(found.low), high: float(found.high)}


def _trend(
    given: Given, matrices: Mapping[str, Matrix], picked: Mapping[str, Any], scale: float
) -> str:
    """Return the marker of the last five years; of one area, or of areas shown in all of them."""
    if len(matrices) < POINTS:
        return "not_calculated"
    events, people = [], []
    for label, matrix in matrices.items():
        use = picked[label] & matrix.whole
        if not use.any():
            return "not_calculated"
        events.append(matrix.events[use].sum(axis=0))
        people.append(matrix.people[use].sum(axis=0))
    found = direct(events, people, standard=weights_of(given), per=scale)
    years = [int(label) for label in matrices]
    return trend_of_values(found.value, found.low, found.high, years=years).marker


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    table = table.astype({name: "float64" if name in _NUMBERS else object for name in COLUMNS})
    texts = [name for name in COLUMNS if name not in _NUMBERS]
    for name in texts:
        table[name] = table[name].where(table[name].notna(), None)
    return table
