"""The columns of the tables that hotspots are read from, in the order of their forms."""

from __future__ import annotations

from collections.abc import Mapping

from kit.values import Column

__all__ = ["COLUMNS"]

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "problem_counts": (
        Column("region", "name", required=True),
        Column("area", "name", required=True),
        Column("problem", "name", required=True),
        Column("segment", "name"),
        Column("period", "period", required=True),
        Column("observed", "figure"),
        Column("persons", "figure"),
        Column("expected", "number"),
        Column("source"),
    ),
    "felt_weight": (
        Column("region", "name", required=True),
        Column("problem", "name", required=True),
        Column("segment", "name"),
        Column("area", "name"),
        Column("voice", "choice", required=True, choices="felt_by"),
        Column("chosen", "integer", required=True),
        Column("of", "integer", required=True),
        Column("session", "date", required=True),
    ),
    "assets": (
        Column("region", "name", required=True),
        Column("area", "name"),
        Column("asset", required=True),
        Column("kind", "choice", required=True, choices="asset_kind"),
        Column("named_by", "choice", choices="voice_group"),
    ),
    "risk_layers": (
        Column("region", "name", required=True),
        Column("area", "name"),
        Column("segment", "name"),
        Column("period", "period", required=True),
        Column("layer", "choice", required=True, choices="risk_layer"),
        Column("persons", "figure"),
        Column("outcome", "name", required=True),
        Column("horizon_months", "integer", required=True),
        Column("model", "name"),
        Column("calibrated"),
    ),
    "hotspot_issues": (
        Column("id", "name", required=True, unique=True),
        Column("region", "name", required=True),
        Column("issue", required=True),
        Column("whose", "choice", choices="voice_group"),
        Column("problem", "name"),
        Column("segment", "name"),
        Column("area", "name"),
        Column("together", "choice", choices="together"),
        Column("status", "choice", choices="issue_status"),
        Column("noted_on", "date"),
    ),
}
