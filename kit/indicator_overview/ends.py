"""Names at the ends of the lines of a panel, each tied to its line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.figures import INK, spread_labels
from kit.indicator_overview.gathering import Line, Seen
from kit.indicator_overview.words import area_of, called, with_unit, written
from kit.language import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["PER_LABEL", "Hand", "at_the_end", "write_ends"]

#: Points between two names.
PER_LABEL = 9.2
_LONGEST = 16
#: Names beside one panel; where more areas have a figure in the last year none is written.
_MOST = 16


@dataclass(frozen=True)
class Hand:
    """How a line is drawn; `size` of its marker and `width` in points."""

    colour: str
    marker: str
    size: float
    width: float


def at_the_end(lines: Sequence[Line], *, most: int) -> list[Line]:
    """Return the lines that get a name beside them.

    All of them, up to `most`; of more those with a figure in the last year that any has one; and
    none where these are too many to write.
    """
    if len(lines) <= most:
        return list(lines)
    last = max(_last_year(line) for line in lines)
    there = [line for line in lines if _last_year(line) == last]
    return there if len(there) <= _MOST else []


def write_ends(
    seen: Seen,
    lines: Sequence[Line],
    axes: Axes,
    *,
    hands: Mapping[str | None, Hand],
    last: int,
    beside: Mapping[str | None, float],
    height: float,
    language: str,
) -> None:
    """Write the latest figure beside each line, with the number of persons or the area.

    Parameters
    ----------
    seen : Seen
    lines : sequence of Line
        As `at_the_end` returned.
    axes : Axes
        With its final ranges.
    hands : mapping of area to Hand
    last : int
        Last year on the axis; names begin to the right of it.
    beside : mapping of area to float
        How far a line was moved sideways, in years.
    height : float
        Of the axes, in points; about.
    language : str
    """
    if not lines:
        return
    bottom, top = axes.get_ylim()
    newest = max(_last_year(line) for line in lines)
    names = _names(seen, lines)
    ends = []
    for line in lines:
        row = line.rows[line.rows["status"] == "shown"].iloc[-1]
        unit = "%" if seen.unit(line)["nl"] == "%" else ""
        text = with_unit(written(row["value"], line, language), unit)
        year = int(row["period"])
        if line.area is not None:
            text = f"{names[line.area]} {text}"
            text = text if year == newest else f"{text} ({year})"
        elif not math.isnan(row["n"]):
            text = f"{text}\nn = {number(row['n'], language)}"
        ends.append((line, year, float(row["value"]), text))
    apart = (top - bottom) * PER_LABEL / height
    heights = spread_labels([value for _, _, value, _ in ends], apart=apart)
    over = max(0.0, max(heights) - (top - apart / 2))
    over = min(over, min(heights) - bottom - 0.8 * apart)
    width = axes.get_xlim()[1] - axes.get_xlim()[0]
    for (line, year, value, text), at in zip(ends, heights, strict=True):
        y, hand = at - over, hands[line.area]
        x = last + 0.5 if line.area is not None else year + 0.4
        if line.area is not None:
            if year == newest:
                axes.plot([year + beside[line.area], x], [value, y], color=hand.colour,
                          linewidth=0.5, alpha=0.7, zorder=1)  # fmt: skip
            axes.plot(x + 0.01 * width, y, marker=hand.marker, color=hand.colour,
                      markersize=hand.size, clip_on=False)  # fmt: skip
            x += 0.035 * width
        axes.text(x, y, text, va="center", fontsize=7, color=INK, linespacing=1.1)


def _names(seen: Seen, lines: Sequence[Line]) -> dict[str | None, str]:
    """Return short names; where two would be cut alike, each loses its middle."""
    full = {line.area: area_of(seen, line) for line in lines if line.area is not None}
    short = {area: called(name, _LONGEST) for area, name in full.items()}
    alike = len(set(short.values())) < len(short)
    half = _LONGEST // 2
    return {
        area: f"{name[:half]}…{name[1 - half :]}" if alike and len(name) > _LONGEST else short[area]
        for area, name in full.items()
    }


def _last_year(line: Line) -> int:
    return int(str(line.rows.loc[line.rows["status"] == "shown", "period"].iloc[-1]))
