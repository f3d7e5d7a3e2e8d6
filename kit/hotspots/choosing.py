"""What the figure of a region shows: one problem in one group, and what people feel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kit.hotspots.gathering import Seen

__all__ = ["Shown", "shown_of"]

_MOST_AREAS = 26
_MOST_FELT = 10


@dataclass(frozen=True)
class Shown:
    """What is drawn.

    Attributes
    ----------
    problem, segment, period : str
        Those with most candidates; else with most areas to show.
    every : list of rows
        All areas of the region, by alphabet.
    rows : list of rows
        Those that stand in the dot plot, by alphabet: all, or of more than 26 areas the candidates
        and those with the highest ratios.
    felt : list of rows
        What people chose.
    mapped : bool
        Whether a shape of any of the areas is known.
    """

    problem: str
    segment: str
    period: str
    every: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    felt: list[dict[str, Any]]
    mapped: bool


def shown_of(seen: Seen) -> Shown:
    """Choose what is drawn, from the protected table."""
    sets: dict[tuple[str, str, str, str], list[dict[str, Any]]] = {}
    for row in seen.rows("cell"):
        key = (row["problem"], row["segment"], row["period"], row["geography"] or "")
        sets.setdefault(key, []).append(row)

    def weight(key: tuple[str, str, str, str]) -> tuple[float, ...]:
        called = [row for row in sets[key] if row["call"] == "candidate"]
        more = sum(row["observed"] - row["expected"] for row in called)
        there = sum(row["status"] == "shown" for row in sets[key])
        return (-len(called), -more, -there)

    problem, segment, period, _ = chosen = min(sorted(sets), key=weight)
    every = sorted(sets[chosen], key=lambda row: (str(row["name"]).casefold(), row["area"]))
    rows = every
    if len(every) > _MOST_AREAS:
        likely = sorted(every, key=lambda r: (r["call"] != "candidate", -(r["ratio"] or 0.0)))
        kept = {row["area"] for row in likely[:_MOST_AREAS]}
        rows = [row for row in every if row["area"] in kept]
    felt = seen.rows("felt")
    apart = sorted(felt, key=lambda row: not str(row["felt_beside"]).endswith("_only"))
    kept_felt = sorted(
        apart[:_MOST_FELT],
        key=lambda row: (
            row["problem"],
            row["segment"],
            row["area"] or "",
            row["voice"] != "resident",
        ),
    )
    shapes = seen.given.geometry.shapes
    return Shown(
        problem, segment, period, every, rows, kept_felt,
        any(row["area"] in shapes for row in every),
    )  # fmt: skip
