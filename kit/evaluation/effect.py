"""The one table that every design keeps: an effect, and everything that says how far to trust it.

A row is one number with its interval. What kind of number it is stands in `row`: the effect
itself, the same as a share of what would have been, what would have been, the effect by time since
the start, the same with a region left out, at a start that never was, with other choices.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Effect", "Row", "effect_table"]

#: Columns of the table, with their types.
COLUMNS: Mapping[str, type] = {
    "row": object, "label": object, "region": object, "indicator": object, "unit": object,
    "design": object, "period": object, "event_time": float, "estimate": float, "low": float,
    "high": float, "df": float, "p": float, "p_method": object, "smallest_p": float,
    "regions": float, "treated": float, "before": float, "after": float, "n": float,
    "status": object,
}  # fmt: skip


@dataclass(frozen=True)
class Effect:
    """What a design answers.

    Attributes
    ----------
    estimate, low, high : float
        In the unit of the indicator, with a 95 % interval; nan where the design gives none.
    counterfactual : float
        The level that the figures would have had without the change, as the design supposes.
    relative, relative_low, relative_high : float
        The same as a share of `counterfactual`.
    df : float
        Degrees of freedom of the interval; nan where it has none.
    p : float
        nan where the rule says *descriptive*.
    p_method : str
        One of the list `p_method` of ``terms.yml``.
    smallest_p : float
        The smallest p that this design could have given.
    regions, treated : int
        Clusters: all regions, and those that started.
    before, after : int
        Periods before the start and from it on; the fewest of the regions that started.
    """

    estimate: float
    low: float = math.nan
    high: float = math.nan
    counterfactual: float = math.nan
    relative: float = math.nan
    relative_low: float = math.nan
    relative_high: float = math.nan
    df: float = math.nan
    p: float = math.nan
    p_method: str = "descriptive"
    smallest_p: float = math.nan
    regions: int = 1
    treated: int = 1
    before: int = 0
    after: int = 0


@dataclass(frozen=True)
class Row:
    """One number of a finding that is not its effect: of the list `effect_row` of ``terms.yml``.

    Attributes
    ----------
    row : str
    label : str
        What it is of: the region left out, the method, the placebo start.
    estimate, low, high : float
    region, period : str or None
    event_time : float
        Periods since the start; 0 is the first period that counts as after.
    n : float
        Persons behind it.
    status : str
        shown, suppressed or missing.
    p : float
        Where this row is one that was tested.
    p_method : str or None
        Of the list `p_method`.
    before, after : float
        Points before the start and from it on that stand behind it.
    """

    row: str
    label: str
    estimate: float
    low: float = math.nan
    high: float = math.nan
    region: str | None = None
    period: str | None = None
    event_time: float = math.nan
    n: float = math.nan
    status: str = "shown"
    p: float = math.nan
    p_method: str | None = None
    before: float = math.nan
    after: float = math.nan


def effect_table(
    effect: Effect | None,
    rows: Iterable[Row] = (),
    *,
    region: str,
    indicator: str,
    unit: str | None,
    design: str,
) -> pd.DataFrame:
    """Return the table of a design's finding: its effect in three rows, then the others.

    Parameters
    ----------
    effect : Effect or None
        None where the design gives no answer.
    rows : iterable of Row
    region : str
        Slug, or ``all``.
    indicator : str
    unit : str or None
    design : str
        Id of the list `design` of ``terms.yml``.

    Returns
    -------
    DataFrame
        With `COLUMNS`. The first rows are ``effect`` (with everything known of it), ``relative``
        and ``counterfactual``.
    """
    import pandas as pd

    records = [*(_of(effect) if effect else ()), *(asdict(row) for row in rows)]
    fixed = {"indicator": indicator, "design": design}
    filled = [
        {"unit": unit, **record, **fixed, "region": record.get("region") or region}
        for record in records
    ]
    columns = {
        name: pd.Series([record.get(name) for record in filled], dtype=kind)
        for name, kind in COLUMNS.items()
    }
    return pd.DataFrame(columns)


def _of(effect: Effect) -> list[dict[str, object]]:
    known = {"status": "shown", "label": ""}
    numbers = asdict(effect)
    whole = {name: numbers[name] for name in COLUMNS if name in numbers}
    share = {
        "estimate": effect.relative, "low": effect.relative_low, "high": effect.relative_high,
    }  # fmt: skip
    return [
        {**known, "row": "effect", **whole},
        {**known, "row": "relative", **share, "unit": "share"},
        {**known, "row": "counterfactual", "estimate": effect.counterfactual},
    ]
