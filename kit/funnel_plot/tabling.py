"""The table of a funnel: own areas by name; of other regions only how many have each place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.funnel_plot.words import Seen

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["table_of"]

#: What every row of one funnel has alike.
_ALIKE = ("indicator", "unit", "method", "period", "common")


def table_of(seen: Seen) -> pd.DataFrame:
    """Return the table of the finding, from the protected rows.

    For ``all`` a row per area. For a region a row per area of its own and, after them, a row per
    place (and status) with `areas`, how many areas of other regions have it: without their region,
    code, name or numbers.
    """
    import pandas as pd

    table = seen.placed.table
    if seen.region == "all":
        return table
    mine = seen.is_own(table).astype(bool)
    own = table[mine].assign(region=seen.region, areas=float("nan"))
    rows: list[dict[str, Any]] = []
    for (position, status), part in table[~mine].groupby(["position", "status"], sort=True):
        same = {name: _same(part[name]) for name in _ALIKE}
        rows.append({**same, "position": position, "status": status, "areas": float(len(part))})
    others = pd.DataFrame(rows, columns=list(own.columns))
    kept = [name for name in own.columns if name not in ("areas", "status")]
    texts = {name: object for name in own.columns if own[name].dtype.kind != "f"}
    others = others.astype(texts | {name: "float64" for name in own.columns if name not in texts})
    for name in texts:
        others[name] = others[name].where(others[name].notna(), None)
    both = pd.concat([own.astype(texts), others], ignore_index=True)
    return both[[*kept, "areas", "status"]]


def _same(column: pd.Series[Any]) -> Any:
    """Return the one value of a column; None where there are several."""
    stated = column.dropna().unique()
    return stated[0] if len(stated) == 1 else None
