"""The lines of a chart: centre and limits, those that were replaced, and the target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from kit.control_chart.limits import Lines
from kit.control_chart.reading import Reading
from kit.control_chart.stretches import Stretch, centre_of
from kit.control_chart.words import centre_name, figure_with_unit, line_figure
from kit.figures import COLOURS, INK, QUIET, spread_labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_lines", "heights_of_lines"]

_SMALL = 9
_TARGET = COLOURS[2]


def heights_of_lines(reading: Reading) -> list[float]:
    """Return the height of every line, to leave room for."""
    heights = [centre_of(stretch.around) for stretch in reading.stretches]
    for stretch in reading.stretches:
        lines = reading.lines(stretch)
        heights += [x for x in (*lines.lower, *lines.upper) if x == x] if lines else []
    return heights if reading.target is None else [*heights, reading.target]


def draw_lines(axes: Axes, reading: Reading, language: str) -> None:
    """Draw the lines of every stretch, and name those that hold last with their value.

    Lines that were replaced go on, dotted, so that old and new can be seen together.
    """
    dutch = language == "nl"
    length = len(reading.table)
    for stretch, after in zip(reading.stretches, [*reading.stretches[1:], None], strict=True):
        until = length if after is None else after.first
        _stretch(axes, reading, stretch, (stretch.first, until))
        if after is not None:
            _stretch(axes, reading, stretch, (after.first, length), replaced=":")
            axes.axvline(after.first - 0.5, color=QUIET, linewidth=1.0, linestyle=":", zorder=2)
    named = _last(reading, language)
    if len(reading.stretches) > 1:
        old = "oud midden" if dutch else "old centre"
        named.append((reading.centre, f"{old}\n{line_figure(reading.centre, reading, language)}"))
    if reading.target is not None:
        axes.axhline(reading.target, color=_TARGET, linewidth=1.4, linestyle="-.", zorder=2)
        words = "doel" if dutch else "target"
        height = figure_with_unit(reading.target, reading, language).split()[0]
        named.append((reading.target, f"{words}\n{height}"))
    low, high = axes.get_ylim()
    places = spread_labels([height for height, _ in named], apart=(high - low) * 0.11)
    for (_, words), place in zip(named, places, strict=True):
        axes.text(
            1.012, place, words, transform=axes.get_yaxis_transform(), va="center", color=INK,
            fontsize=_SMALL, linespacing=1.05,
        )  # fmt: skip


def _last(reading: Reading, language: str) -> list[tuple[float, str]]:
    """Return height and name of the lines that hold last."""
    stretch = reading.stretches[-1]
    centre = centre_of(stretch.around)
    name = centre_name(reading, language).split()[-1]
    named = [(centre, f"{name}\n{line_figure(centre, reading, language)}")]
    lines = reading.lines(stretch)
    if lines is None:
        return named
    upper, lower = (
        ("bovengrens", "ondergrens") if language == "nl" else ("upper limit", "lower limit")
    )
    for row, words in ((lines.upper, upper), (lines.lower, lower)):
        there = [x for x in row if x == x]
        named.append((there[-1], f"{words}\n{line_figure(there[-1], reading, language)}"))
    return named


def _stretch(
    axes: Axes, reading: Reading, stretch: Stretch, rows: tuple[int, int], replaced: str = ""
) -> None:
    first, until = rows
    ends = (first - 0.5, until - 0.5)
    colour = "#7d848b" if replaced else QUIET
    centre = centre_of(stretch.around)
    axes.plot(ends, [centre] * 2, color=colour, linewidth=1.0, linestyle=replaced or "-", zorder=2)
    lines = reading.lines(stretch)
    if lines is None:
        return
    for row in _limits(lines):
        x, y = _steps(row, first, until)
        axes.plot(
            x,
            y,
            color=colour,
            linewidth=1.2 if replaced else 1.0,
            linestyle=replaced or "--",
            zorder=2,
        )


def _limits(lines: Lines) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return lines.lower, lines.upper


def _steps(row: Sequence[float], first: int, until: int) -> tuple[list[float], list[float]]:
    """Return the corners of a limit that changes between points; a gap stays one."""
    x, y = [], []
    for i in range(first, until):
        x += [i - 0.5, i + 0.5]
        y += [row[i]] * 2
    if all(a == b for a, b in pairwise(y)):
        return [first - 0.5, until - 0.5], y[:1] * 2
    return x, [a if a == a else math.nan for a in y]
