"""Which periods are judged by which lines: those of the beginning, and of decisions since."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from kit import periods
from kit.control_chart.choosing import Chosen, lines_of
from kit.control_chart.limits import Limits, Lines, as_lines, run_median
from kit.control_chart.rebasing import Rebasing
from kit.control_chart.rules import Signal, signals

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FEWEST_BASELINE", "Stretch", "add_lines", "by_old", "divide"]

#: Points that a baseline needs before limits are computed from it.
FEWEST_BASELINE = 12


@dataclass(frozen=True)
class Stretch:
    """Periods that are judged by the same lines.

    Attributes
    ----------
    first : int
        Row from which on the lines hold, until the next stretch.
    basis : tuple of int
        Rows with a figure that the lines come from.
    judged : tuple of int
        Rows with a figure that signals are looked for in.
    around : Limits, Lines or float
        For every row of the table.
    median : float
        Of the same points; what the second opinion looks around.
    decided : Rebasing or None
        Why there are new lines; None for those of the beginning.
    by_old : bool
        Whether its points would give a signal by the lines of the beginning.
    """

    first: int
    basis: tuple[int, ...]
    judged: tuple[int, ...]
    around: Limits | Lines | float
    median: float
    decided: Rebasing | None = None
    by_old: bool = False


def divide(
    table: pd.DataFrame, chosen: Chosen, *, frozen: bool, rebasing: Sequence[Rebasing]
) -> tuple[tuple[Stretch, ...], tuple[Rebasing, ...]]:
    """Divide the periods by the lines that judge them; mark the new baselines in the table."""
    values, names = table["value"].tolist(), list(table["period"])
    shown = [i for i, x in enumerate(values) if x == x]
    if not shown:
        return (), tuple(rebasing)
    if not frozen:
        around = run_median(values)
        return (Stretch(0, tuple(shown), tuple(shown), around, around),), tuple(rebasing)
    basis = [i for i in shown if table["phase"][i] == "baseline"]
    after = [i for i in shown if table["phase"][i] == "after"]
    begin = [first for first, phase in enumerate(table["phase"]) if phase == "after"]
    starts: list[tuple[int, Rebasing | None, list[int], list[int]]] = [(0, None, basis, after)]
    refused = []
    for decision in rebasing:
        day = periods.first_day(decision.from_period)
        rows = [i for i in after if periods.first_day(names[i]) >= day]
        early = not begin or periods.first_day(names[begin[0]]) > day
        new, rest = rows[:FEWEST_BASELINE], rows[FEWEST_BASELINE:]
        if early or len(new) < FEWEST_BASELINE or not has_neighbours(only(values, new)):
            refused.append(decision)
            continue
        first, why, old, judged = starts.pop()
        kept = [i for i in judged if i < new[0]]
        if why is not None and new[0] <= old[-1]:
            refused.append(decision)
            starts.append((first, why, old, judged))
            continue
        starts += [(first, why, old, kept), (new[0], decision, new, rest)]
    table.loc[[i for _, why, new, _ in starts if why for i in new], "phase"] = "rebased"
    return tuple(
        Stretch(
            first, tuple(new), tuple(judged), lines_of(table, chosen, new),
            run_median(only(values, new)), why,
        )
        for first, why, new, judged in starts
    ), tuple(refused)  # fmt: skip


def by_old(table: pd.DataFrame, stretches: tuple[Stretch, ...], rules: str) -> tuple[Stretch, ...]:
    """Say of each new stretch whether the lines of the beginning would give a signal there."""
    values = table["value"].tolist()
    told = []
    for stretch in stretches:
        seen = only(values, [*stretch.basis, *stretch.judged])
        old = stretch.decided and signals(seen, around=stretches[0].around, rules=rules)
        told.append(replace(stretch, by_old=bool(old)))
    return tuple(told)


def add_lines(table: pd.DataFrame, stretches: Sequence[Stretch], found: Sequence[Signal]) -> None:
    """Put the lines that judge each period, and its signal, behind the values."""
    length = len(table)
    columns = {name: [math.nan] * length for name in ("centre", "lower", "upper")}
    for stretch in stretches:
        around = stretch.around
        lines = as_lines(around, length) if isinstance(around, Limits | Lines) else None
        for i in range(stretch.first, length):
            columns["centre"][i] = centre_of(around)
            columns["lower"][i] = lines.lower[i] if lines else math.nan
            columns["upper"][i] = lines.upper[i] if lines else math.nan
    at = next(i for i, name in enumerate(table.columns) if name in ("n", "status"))
    for name, column in columns.items():
        table.insert(at, name, column)
        at += 1
    table.insert(at, "signal", _marks(found, length))


def centre_of(around: Limits | Lines | float) -> float:
    return around.centre if isinstance(around, Limits | Lines) else around


def only(values: Sequence[float], rows: Sequence[int]) -> list[float]:
    """Return the values of these rows, nan elsewhere: what lies between is a gap."""
    kept = set(rows)
    return [x if i in kept else math.nan for i, x in enumerate(values)]


def has_neighbours(values: Sequence[float]) -> bool:
    return any(a == a and b == b for a, b in pairwise(values))


def _marks(found: Sequence[Signal], length: int) -> list[str]:
    """Return per point the first rule that marks it; crossings mark the whole chart, no point."""
    marks = [""] * length
    for signal in found:
        if signal.rule == "crossings":
            continue
        for i in signal.points:
            marks[i] = marks[i] or signal.rule
    return marks
