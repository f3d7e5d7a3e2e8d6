"""The icons of a chart as drawn: a badge each, with its words beside it."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kit.control_chart.icons import Icon
from kit.figures import COLOURS, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["COLOUR", "draw_badges"]

#: Favourable is blue, unfavourable orange, the rest grey: told apart by shape as well.
COLOUR = {
    "improvement": COLOURS[0], "concern": COLOURS[1], "change": "#555b61", "common": "#8a9097",
    "pass": COLOURS[0], "fail": COLOURS[1], "at_times": "#8a9097", "unsettled": "#8a9097",
}  # fmt: skip


def draw_badges(axes: Axes, icons: Sequence[Icon], language: str) -> None:
    """Draw icons side by side on axes of their own, wide and low."""
    axes.set_axis_off()
    axes.set_xlim(0, 14)
    axes.set_ylim(0, 1)
    axes.set_aspect("equal", anchor="W")
    wide = 14 / len(icons)
    for i, icon in enumerate(icons):
        x = i * wide + 0.5
        _badge(axes, icon, x)
        words = "\n".join(textwrap.wrap(icon.said[language], int(wide * 5.6)))
        axes.text(x + 0.65, 0.5, words, va="center", fontsize=8, color=INK, linespacing=1.1)


def _badge(axes: Axes, icon: Icon, x: float) -> None:
    from matplotlib.patches import Circle

    colour = COLOUR[icon.name]
    axes.add_patch(Circle((x, 0.5), 0.44, facecolor="white", edgecolor=colour, linewidth=2.0))
    style: Any = {"color": colour, "linewidth": 2.0, "solid_capstyle": "round"}
    if icon.name in ("improvement", "concern", "change"):
        _arrow(axes, x, icon.side, colour)
        return
    if icon.name == "unsettled":
        axes.text(x, 0.47, "?", ha="center", va="center", color=colour, fontsize=13, weight="bold")
    elif icon.name == "pass":
        axes.plot([x - 0.2, x - 0.05, x + 0.22], [0.5, 0.34, 0.68], **style)
    elif icon.name == "fail":
        for way in (1, -1):
            axes.plot([x - 0.17, x + 0.17], [0.5 - 0.17 * way, 0.5 + 0.17 * way], **style)
    else:
        steps = [k / 20 for k in range(21)]
        wave = [0.5 + 0.13 * math.sin(4 * math.pi * s) for s in steps]
        axes.plot([x - 0.28 + 0.56 * s for s in steps], wave, **style)
        if icon.name == "at_times":
            axes.plot([x - 0.28, x + 0.28], [0.5, 0.5], **{**style, "linewidth": 1.0})


def _arrow(axes: Axes, x: float, side: int, colour: str) -> None:
    """Draw an arrow up or down; a bar for a signal without a side."""
    from matplotlib.patches import Polygon

    if not side:
        axes.plot([x - 0.2, x + 0.2], [0.5, 0.5], color=colour, linewidth=3.0)
        return
    tip, tail = 0.5 + 0.28 * side, 0.5 - 0.24 * side
    axes.plot([x, x], [tail, tip - 0.2 * side], color=colour, linewidth=2.4)
    corners = [(x - 0.17, tip - 0.22 * side), (x + 0.17, tip - 0.22 * side), (x, tip)]
    axes.add_patch(Polygon(corners, closed=True, facecolor=colour, edgecolor=colour))
