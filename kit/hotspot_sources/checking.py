"""All tables about hotspots, to be checked: their readers, and their texts to be looked through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Protocol

from kit.areas import Areas
from kit.documents import Document, compose
from kit.hotspot_sources.counts import read_problem_counts
from kit.hotspot_sources.declared import COLUMNS
from kit.hotspot_sources.layers import read_risk_layers
from kit.hotspot_sources.reading import HotspotTable
from kit.hotspot_sources.voices import read_assets, read_felt_weight, read_hotspot_issues
from kit.study import Study

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["READERS", "as_documents"]

#: The reader of each table, in the order of the forms.
READERS: Mapping[str, Callable[[Study, Areas], HotspotTable]] = {
    "problem_counts": read_problem_counts,
    "felt_weight": read_felt_weight,
    "assets": read_assets,
    "risk_layers": read_risk_layers,
    "hotspot_issues": read_hotspot_issues,
}
_TEXTS = {name: [c.name for c in COLUMNS[name] if c.kind == "text"]
          for name in ("assets", "hotspot_issues")}  # fmt: skip


class _Read(Protocol):
    @property
    def frame(self) -> pd.DataFrame: ...


def as_documents(tables: Mapping[str, _Read]) -> tuple[Document, ...]:
    """Return assets and issues as texts, to be looked through for people."""
    made = []
    for name, free in _TEXTS.items():
        for row in tables[name].frame.to_dict("records"):
            text, parts = compose([(column, "", str(row[column] or "")) for column in free])
            made.append(
                Document(
                    f"{row['file']}-{row['row']}", name, text, parts,
                    row.get("noted_on") or date.min, row["region"], "regional", "team", None,
                    None, None, row["file"], row["row"],
                )
            )  # fmt: skip
    return tuple(made)
