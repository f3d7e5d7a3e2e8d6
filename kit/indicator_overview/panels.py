"""One indicator over the years: value, interval, and a line only where years may be joined."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kit.figures import COLOURS, INK, QUIET, quiet_axes, spread_labels
from kit.indicator_overview.gathering import Line, Seen
from kit.indicator_overview.tabling import MARKS
from kit.indicator_overview.words import area_of, called, named, with_unit, written
from kit.language import Both, day, number
from kit.language import period as period_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_panel"]

_BLUE = COLOURS[0]
_LABELLED = 6  # areas with their name beside the line; with more, the names stand in the numbers


def draw_panel(
    seen: Seen, lines: Sequence[Line], axes: Axes, years: Sequence[int], language: str
) -> None:
    """Draw one indicator of a region, or of its areas.

    Parameters
    ----------
    seen : Seen
    lines : sequence of Line
        Yearly, of one indicator.
    axes : Axes
    years : sequence of int
        On the horizontal axis, the same in every panel.
    language : str
    """
    whole = lines[0].area is None
    for place, line in enumerate(lines):
        beside = 0.1 * (place - (len(lines) - 1) / 2)
        _line(line, axes, _BLUE if whole else QUIET, 1.0 if whole else 0.8, beside)
    _breaks(lines, axes)
    low, high = axes.get_ylim()
    room = (high - low) or 1.0
    axes.set_ylim(low - 0.16 * room, high + 0.14 * room)
    _not_there(lines, axes, low - 0.08 * room)
    _labels(seen, lines, axes, room, years[-1], language)
    title = (
        named(seen, lines[0], language)
        if whole
        else called(seen.name(lines[0].indicator)[language])
    )
    unit = seen.unit(lines[0])[language]
    head = textwrap.wrap(called(title, 90), 42)[:2]
    axes.set_title("\n".join(head), fontsize=8, pad=4)
    if unit and unit != "%":
        axes.set_ylabel(called(unit, 26), fontsize=7, color=QUIET)
    # Room for the labels at the right.
    axes.set_xlim(years[0] - 0.5, years[-1] + 0.5 + 0.3 * max(3, len(years)))
    ends = sorted({years[0], years[-1], *_shown_years(lines)})
    axes.set_xticks(_thinned(ends, years))
    axes.tick_params(labelsize=7)
    axes.yaxis.set_major_formatter(lambda value, _: _tick(value, unit, room, language))
    axes.yaxis.set_major_locator(_few_ticks())
    quiet_axes(axes)
    axes.set_xlabel(_when(lines, language), fontsize=6.8, color=QUIET, loc="left")


def _line(line: Line, axes: Axes, colour: str, width: float, beside: float) -> None:
    rows = line.rows[line.rows["status"] == "shown"]
    for (_, one), (_, other) in pairwise(rows.iterrows()):
        if line.joins.words.get(str(other["period"])) == "yes":
            at = [int(row["period"]) + beside for row in (one, other)]
            axes.plot(at, [one["value"], other["value"]], color=colour, linewidth=1.2 * width,
                      zorder=2)  # fmt: skip
    for _, row in rows.iterrows():
        if row["interval"]:
            axes.plot([int(row["period"]) + beside] * 2, [row["low"], row["high"]], color=colour,
                      linewidth=2.6 * width, alpha=0.35, solid_capstyle="butt",
                      zorder=1)  # fmt: skip
        axes.plot(int(row["period"]) + beside, row["value"], marker="o", markersize=3.6 * width,
                  color=colour, zorder=3)  # fmt: skip


def _breaks(lines: Sequence[Line], axes: Axes) -> None:
    """Mark where a line may not run."""
    between = sorted({(int(a), int(b)) for line in lines for a, b, _ in line.joins.breaks})
    for one, other in between:
        middle = (one + other) / 2
        axes.axvline(middle, color=QUIET, linewidth=0.8, linestyle=(0, (2, 2)), zorder=0)
        axes.text(middle, 0.99, "≠", transform=axes.get_xaxis_transform(), ha="center", va="top",
                  fontsize=9, color=INK, backgroundcolor="white", zorder=4)  # fmt: skip


def _not_there(lines: Sequence[Line], axes: Axes, at: float) -> None:
    """Mark what is suppressed and what is missing, where no line of the panel has a figure."""
    shown = _shown_years(lines)
    marks: dict[int, str] = {}
    for line in lines:
        for label, status in zip(line.rows["period"], line.rows["status"], strict=True):
            if status != "shown" and int(label) not in shown and marks.get(int(label)) != "×":
                marks[int(label)] = MARKS[status]
    for year, mark in marks.items():
        axes.text(year, at, mark, ha="center", va="center", fontsize=8, color=QUIET)


def _labels(
    seen: Seen, lines: Sequence[Line], axes: Axes, room: float, end: int, language: str
) -> None:
    """Write the latest figure beside its line, with the number of persons or the area."""
    ends = []
    for line in lines if len(lines) <= _LABELLED else ():
        rows = line.rows[line.rows["status"] == "shown"]
        last = rows.iloc[-1]
        text = with_unit(
            written(last["value"], line, language), "%" if _percent(seen, line) else ""
        )
        at = int(last["period"])
        if line.area is not None:
            text = f"{called(area_of(seen, line), 14)} {text}"
            text, at = (text if at == end else f"{text} ({at})"), end
        elif not math.isnan(last["n"]):
            text = f"{text}\nn = {number(last['n'], language)}"
        ends.append((at, float(last["value"]), text))
    heights = spread_labels([value for _, value, _ in ends], apart=0.17 * room)
    for (year, _, text), height in zip(ends, heights, strict=True):
        axes.text(year + 0.4, height, text, va="center", fontsize=7, color=INK, linespacing=1.1)


def _percent(seen: Seen, line: Line) -> bool:
    return seen.unit(line)["nl"] == "%"


def _shown_years(lines: Sequence[Line]) -> set[int]:
    return {
        int(label)
        for line in lines
        for label, status in zip(line.rows["period"], line.rows["status"], strict=True)
        if status == "shown"
    }


def _thinned(ticks: Sequence[int], years: Sequence[int]) -> list[int]:
    """Return ticks that do not run into each other, the last one kept."""
    apart = max(1.0, len(years) * 1.3 / 6)
    kept: list[int] = []
    for year in sorted(ticks, reverse=True):
        if not kept or kept[-1] - year >= apart:
            kept.append(year)
    return kept[::-1]


def _few_ticks() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=4, min_n_ticks=2, steps=[1, 2, 5, 10])


def _tick(value: float, unit: str, room: float, language: str) -> str:
    text = number(value, language, decimals=0 if room > 1.6 else 1 if room > 0.16 else 2)
    return f"{text}%" if unit == "%" else text


def _when(lines: Sequence[Line], language: str) -> str:
    """Say of which year the latest figure is, and when it was published."""
    found = max((line.latest for line in lines), key=lambda latest: latest.period or "")
    if found.period is None:
        return ""
    what = period_of(found.period, language)
    if found.published_on is None:
        return Both(
            f"laatste jaar {what}, verschijning niet vermeld",
            f"latest year {what}, publication not stated",
        )[language]
    on = day(found.published_on, language)
    return Both(f"laatste jaar {what}, verschenen {on}", f"latest year {what}, published {on}")[
        language
    ]
