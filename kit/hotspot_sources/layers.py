"""Risk layers that a region's own model made: supplied, never made here.

A layer says nothing without the outcome that was predicted and how far ahead; both are required.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kit.areas import Areas
from kit.hotspot_sources.counts import with_status
from kit.hotspot_sources.reading import HotspotTable, read_one, repeated
from kit.study import Study

__all__ = ["read_risk_layers"]

_ONE = ("region", "area", "segment", "period", "layer", "outcome", "horizon_months", "model")


def read_risk_layers(study: Study, areas: Areas) -> HotspotTable:
    """Read every file ``risk_layers.*`` and all in the folder ``risk_layers/``.

    Parameters
    ----------
    study : Study
    areas : Areas

    Returns
    -------
    HotspotTable
        The frame has region (slug), area (code; None is the whole region), segment (None is
        everybody), period, layer (low, middle or high), persons (float, missing where not shown),
        status (shown, suppressed or missing), outcome, horizon_months (whole, above zero), model,
        calibrated (as written; None is not stated), file, row.
    """
    read = read_one(
        study,
        areas,
        "risk_layers",
        judge=_judge,
        further=(
            lambda rows: repeated(
                rows, by=_ONE, column="layer", what="one row per layer of the same division"
            ),
        ),
    )
    return replace(read, frame=with_status(read.frame, "persons", ()))


def _judge(row: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    persons = row["persons"]
    if isinstance(persons, float) and (persons < 0 or not persons.is_integer()):
        yield "persons", f"{persons:g}", "a whole number of persons", ""
    if row["horizon_months"] == 0:
        do = "How far ahead does the model look?"
        yield "horizon_months", "0", "a number of months, above zero", do
