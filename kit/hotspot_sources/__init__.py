"""What hotspots are read from: counts, what people feel, what is there already, and issues.

Five tables that people fill in or copy from a register. Each is read into a `HotspotTable`, with
every problem at once. What problems and segments are called in both languages stands in
``study.yml`` under `indicators`; one that is not there is called as the table writes it.
"""

from kit.hotspot_sources.counts import read_problem_counts
from kit.hotspot_sources.layers import read_risk_layers
from kit.hotspot_sources.reading import HotspotTable
from kit.hotspot_sources.voices import read_assets, read_felt_weight, read_hotspot_issues

__all__ = [
    "HotspotTable", "read_assets", "read_felt_weight", "read_hotspot_issues",
    "read_problem_counts", "read_risk_layers",
]  # fmt: skip
