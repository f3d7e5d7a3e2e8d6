"""The table of the finding: components side by side, and never one sum of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.disclosure import protect
from kit.hotspots.felt import beside, weights
from kit.hotspots.measuring import NUMBERS, Measured

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

__all__ = ["COLUMNS", "table_of"]

_FELT = ("residents", "residents_of", "professionals", "professionals_of")
_SAID = ("chose", "took_part", "chose_share", "chose_low", "chose_high")
_COUNTS = ("looked_at", "called", "chance", "horizon_months")
COLUMNS = (
    "about", "region", "geography", "area", "name", "problem", "segment", "period", "call",
    *NUMBERS, "expected_by", *_FELT, "voice", *_SAID, "felt_beside", *_COUNTS, "layer", "outcome",
    "model", "calibrated", "whose", "together", "issue_status", "status",
)  # fmt: skip
_TEXTS = [
    name for name in COLUMNS if name not in (*NUMBERS, *_FELT, *_SAID, *_COUNTS)
]  # fmt: skip


def table_of(
    measured: Measured,
    names: Mapping[str, str],
    *,
    felt: pd.DataFrame,
    assets: pd.DataFrame,
    risks: pd.DataFrame,
    issues: pd.DataFrame,
    regions: Sequence[str],
    release: str,
    at_least: int,
    last: date,
    together: bool,
) -> pd.DataFrame:
    """Return the table.

    Parameters
    ----------
    measured : Measured
    names : mapping of area to str
    felt : DataFrame
        Of `kit.hotspots.felt.felt_of`.
    assets, risks, issues : DataFrame
        As they were read.
    regions : sequence of str
    last : date
        Last day that counts (inclusive).
    together : bool
        Whether it is about all regions: then only what recurs over them is in it.

    Returns
    -------
    DataFrame
        Rows `about` cell, before (the same in an earlier period), felt, risk, asset and issue; of
        all regions recurrence and issue. What people wrote in their own words is not in it.
    """
    import pandas as pd

    cells = measured.cells
    if together:
        parts = [_recurrence(measured), _issues(issues, regions, last)]
    else:
        own = cells.assign(about="cell", **weights(cells, felt))
        own.loc[own["status"] != "shown", list(_FELT)] = float("nan")
        said = felt[felt["region"].isin(list(regions))].reset_index(drop=True)
        parts = [
            own,
            measured.before.assign(about="before"),
            _felt(said, cells),
            _risks(risks, regions, last, release=release, at_least=at_least),
            _assets(assets, regions),
            _issues(issues, regions, last),
        ]
    full = [part.reindex(columns=list(COLUMNS)) for part in parts if len(part)]
    table = pd.concat(full, ignore_index=True) if full else pd.DataFrame(columns=list(COLUMNS))
    for name in COLUMNS:
        if name in _TEXTS:
            table[name] = table[name].astype(object).where(table[name].notna(), None)
        else:
            table[name] = table[name].astype("float64")
    blank = table["name"].isna() & (table["area"].fillna("") != "")
    table.loc[blank, "name"] = table.loc[blank, "area"].map(lambda code: names.get(code, code))
    table["segment"] = table["segment"].fillna("")
    table["call"] = table["call"].replace("", None)
    return table


def _felt(felt: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    days = felt["session"].map(lambda day: day.isoformat()) if len(felt) else felt["session"]
    return felt.assign(about="felt", felt_beside=beside(felt, cells), period=days)


def _risks(
    rows: pd.DataFrame, regions: Sequence[str], last: date, *, release: str, at_least: int
) -> pd.DataFrame:
    """Return the risk layers of the last period, protected: a layer too small takes another along.

    The layers of one division add up to the people it divides.
    """
    ends = rows["period"].map(periods.last_day)
    kept = rows[rows["region"].isin(list(regions)) & (ends.map(lambda day: day <= last))].copy()
    if kept.empty:
        return kept
    for name in ("area", "segment", "model"):
        kept[name] = kept[name].fillna("").astype(object)
    ends = kept["period"].map(periods.last_day)
    division = ["region", "area", "segment", "outcome", "model"]
    latest = ends.groupby([kept[name] for name in division]).transform("max")
    kept = kept[ends == latest].reset_index(drop=True)
    at_source = kept["status"] == "suppressed"
    safe = protect(
        kept.drop(columns="status"), unit="persons", count="persons", hide=["persons"],
        release=release, along=["layer"], within=[*division, "horizon_months"], at_least=at_least,
    )  # fmt: skip
    made = safe.table.assign(about="risk")
    made.loc[at_source, "status"] = "suppressed"
    made.loc[at_source, "persons"] = float("nan")
    hidden = made["status"] == "suppressed"
    made["horizon_months"] = made["horizon_months"].astype("float64").mask(hidden)
    return made


def _assets(rows: pd.DataFrame, regions: Sequence[str]) -> pd.DataFrame:
    """Return how many assets of each kind were named; their own words stay with the region."""
    own = rows[rows["region"].isin(list(regions))].copy()
    own["area"] = own["area"].fillna("").astype(object)
    counted = own.groupby(["region", "area", "kind"], sort=True).size().rename("called")
    made = counted.reset_index().rename(columns={"kind": "name"})
    return made.assign(about="asset", status="shown")


def _issues(rows: pd.DataFrame, regions: Sequence[str], last: date) -> pd.DataFrame:
    """Return the issues without what was written of them: whose, which hotspot, together or not."""
    noted = rows["noted_on"].map(lambda day: day is None or day != day or day <= last).astype(bool)
    own = rows[rows["region"].isin(list(regions)) & noted]
    made = own.rename(columns={"status": "issue_status", "id": "name"}).drop(columns=["issue"])
    return made.sort_values(["region", "name"]).assign(about="issue", status="shown")


def _recurrence(measured: Measured) -> pd.DataFrame:
    """Return per region, problem and segment how many areas were looked at, and are candidates."""
    import pandas as pd

    cells = measured.cells
    if cells.empty:
        return pd.DataFrame()
    rows: list[dict[str, Any]] = []
    for key, part in cells.groupby(["problem", "segment", "region"], sort=True):
        looked = part["call"].isin(["candidate", "none"])
        rows.append(
            {
                "about": "recurrence", "problem": key[0], "segment": key[1], "region": key[2],
                "period": part["period"].iloc[0], "looked_at": float(looked.sum()),
                "called": float((part["call"] == "candidate").sum()) if looked.any() else None,
                "chance": float(part["chance"].sum()) if looked.any() else None,
                "status": "shown" if looked.any() else "missing",
            }
        )  # fmt: skip
    return pd.DataFrame(rows)
