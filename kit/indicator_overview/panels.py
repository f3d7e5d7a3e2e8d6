"""One indicator over the years: value, interval, and a line only where years may be joined."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kit.figures import COLOURS, QUIET, quiet_axes
from kit.indicator_overview.ends import PER_LABEL, Hand, at_the_end, write_ends
from kit.indicator_overview.gathering import Line, Seen
from kit.indicator_overview.marking import caption, mark_breaks, mark_cut, mark_not_there
from kit.indicator_overview.words import called, named
from kit.language import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["COLOURED", "draw_panel", "drawn_of", "hands_of", "height_of", "is_cut"]

_MARKERS = ("o", "s", "^", "D", "v", "P")
#: Areas whose lines have a colour and a marker of their own; more are grey, named where they end.
COLOURED = len(COLOURS)
_AROUND = 0.92  # inches of a panel for its title, its unit and what stands below it
_LOWEST = 1.85
#: Share of its highest figure below which the axis of a panel starts at zero.
_NEAR_ZERO = 0.4


def drawn_of(seen: Seen, indicator: str) -> list[Line]:
    """Return the lines of a panel: yearly ones with a figure; quarters have a control chart."""
    lines = seen.of(indicator)
    return [line for line in lines if line.length == "year" and line.count("shown")]


def hands_of(lines: Sequence[Line]) -> dict[str | None, Hand]:
    """Return how the line of each area is drawn, the same in every panel that has a place for it.

    Parameters
    ----------
    lines : sequence of Line
        Of one region.
    """
    areas = sorted({line.area for line in lines if line.area is not None})
    hands: dict[str | None, Hand] = {None: Hand(COLOURS[0], "o", 3.8, 1.3)}
    for place, area in enumerate(areas):
        if len(areas) <= COLOURED:
            hands[area] = Hand(COLOURS[place], _MARKERS[place], 4.2, 1.1)
        else:
            hands[area] = Hand(QUIET, "o", 2.0, 0.8)
    return hands


def height_of(lines: Sequence[Line]) -> float:
    """Return how high a panel has to be for the names at the ends of its lines, in inches."""
    return max(_LOWEST, _AROUND + PER_LABEL / 72 * (0.5 + len(at_the_end(lines, most=COLOURED))))


def _starts(lines: Sequence[Line]) -> tuple[float, float]:
    """Return where the vertical axis of a panel begins and ends.

    At zero where the lowest figure is not far from it, else a little below the lowest.
    """
    ends = [
        float(x)
        for line in lines
        for name in ("value", "low", "high")
        for x in line.rows.loc[line.rows["status"] == "shown", name].dropna()
    ]
    low, high = min(ends), max(ends)
    room = (high - low) or 0.1 * abs(high) or 4.0
    bottom = low - 0.12 * room
    if low >= 0 and (low <= _NEAR_ZERO * high or bottom < 0):
        bottom = 0.0
    return bottom, high + 0.2 * room


def is_cut(lines: Sequence[Line]) -> bool:
    """Say whether zero is not on the vertical axis of a panel."""
    bottom, top = _starts(lines)
    return bottom > 0 or top < 0


def draw_panel(
    seen: Seen,
    lines: Sequence[Line],
    axes: Axes,
    *,
    hands: Mapping[str | None, Hand],
    language: str,
) -> None:
    """Draw one indicator of a region, or of its areas.

    Parameters
    ----------
    seen : Seen
    lines : sequence of Line
        Yearly, of one indicator.
    axes : Axes
    hands : mapping of area to Hand
        As `hands_of` returns.
    language : str
    """
    whole, until = lines[0].area is None, seen.until.year
    first = min(int(str(line.rows["period"].iloc[0])) for line in lines)
    years = range(first, max(until, first) + 1)
    bottom, top = _starts(lines)
    axes.set_ylim(bottom, top)
    # Room for the names at the right.
    share = 0.28 if whole else 0.46
    axes.set_xlim(first - 0.5, years[-1] + 0.5 + len(years) * share / (1 - share))
    beside = _beside(lines, len(years))
    for line, shift in zip(lines, beside, strict=True):
        _line(line, axes, hands[line.area], shift)
    mark_breaks(lines, axes, beside)
    mark_not_there(lines, axes)
    if is_cut(lines):
        mark_cut(axes)
    write_ends(
        seen, at_the_end(lines, most=COLOURED), axes, hands=hands, language=language,
        last=years[-1], beside=dict(zip((line.area for line in lines), beside, strict=True)),
        height=72 * (height_of(lines) - _AROUND),
    )  # fmt: skip
    unit = seen.unit(lines[0])[language]
    _heads(seen, lines, axes, unit, language)
    shown = {int(p) for x in lines for p in x.rows.loc[x.rows["status"] == "shown", "period"]}
    axes.set_xticks(_thinned(sorted({first, years[-1], *shown}), len(years) / (1 - share)))
    axes.tick_params(labelsize=7)
    axes.tick_params(axis="y", pad=6)
    axes.yaxis.set_major_locator(_few_ticks())
    axes.yaxis.set_major_formatter(lambda value, _: _tick(value, axes, unit, language))
    axes.spines["bottom"].set_bounds(first - 0.5, years[-1] + 0.5)
    quiet_axes(axes)


def _heads(seen: Seen, lines: Sequence[Line], axes: Axes, unit: str, language: str) -> None:
    """Write the name above a panel, its unit below the name, and below it of when it is."""
    name = lines[0].indicator
    title = named(seen, lines[0], language) if lines[0].area is None else seen.name(name)[language]
    head = textwrap.wrap(called(title, 90), 42, max_lines=2, placeholder=" …")
    axes.set_title("\n".join(head), fontsize=8, pad=13)
    axes.text(0, 1.03, called(unit, 52), transform=axes.transAxes, fontsize=7, color=QUIET,
              va="bottom")  # fmt: skip
    unnamed = len(lines) - len(at_the_end(lines, most=COLOURED))
    axes.set_xlabel(caption(lines, unnamed, language), fontsize=6.8, color=QUIET, loc="left")


def _beside(lines: Sequence[Line], years: int) -> list[float]:
    """Return how far each line is moved sideways, in years, so that intervals do not cover."""
    step = min(0.7 / len(lines), 0.03 * years) if len(lines) <= COLOURED else 0.0
    return [step * (place - (len(lines) - 1) / 2) for place in range(len(lines))]


def _line(line: Line, axes: Axes, hand: Hand, beside: float) -> None:
    """Draw one line; the intervals of many areas would cover each other, and are in the table."""
    rows = line.rows[line.rows["status"] == "shown"]
    for (_, one), (_, other) in pairwise(rows.iterrows()):
        if line.joins.words.get(str(other["period"])) == "yes":
            at = [int(row["period"]) + beside for row in (one, other)]
            axes.plot(at, [one["value"], other["value"]], color=hand.colour,
                      linewidth=hand.width, zorder=2)  # fmt: skip
    for _, row in rows.iterrows():
        if row["interval"] and hand.colour != QUIET:
            axes.plot([int(row["period"]) + beside] * 2, [row["low"], row["high"]],
                      color=hand.colour, linewidth=1.7 * hand.width, alpha=0.3,
                      solid_capstyle="butt", zorder=1)  # fmt: skip
        axes.plot(int(row["period"]) + beside, row["value"], marker=hand.marker,
                  markersize=hand.size, color=hand.colour, markeredgecolor="white",
                  markeredgewidth=0.4, zorder=3)  # fmt: skip


def _thinned(ticks: Sequence[int], width: float) -> list[int]:
    """Return ticks that do not run into each other, the last one kept."""
    apart = max(1.0, width / 8)
    kept: list[int] = []
    for year in sorted(ticks, reverse=True):
        if not kept or kept[-1] - year >= apart:
            kept.append(year)
    return kept[::-1]


def _few_ticks() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=4, min_n_ticks=2, steps=[1, 2, 5, 10])


def _tick(value: float, axes: Axes, unit: str, language: str) -> str:
    ticks = axes.get_yticks()
    step = float(ticks[1] - ticks[0]) if len(ticks) > 1 else 1.0
    decimals = next((d for d in range(4) if abs(step - round(step, d)) < 1e-9), 4)
    text = number(value, language, decimals=decimals)
    return f"{text}%" if unit == "%" else text
