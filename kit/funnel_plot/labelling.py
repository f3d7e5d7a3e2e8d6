"""Names beside dots, where they cover neither each other nor a dot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.figures import INK, QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Dot", "label_dots"]

_FONT = 8.5
#: Width and height of a letter in points, a little wide so that names never touch.
_LETTER, _LINE = 0.58 * _FONT, 1.15 * _FONT
_DOT = 4.0
#: Directions in which a name may stand, and distances from its dot in points.
_WAYS = ((1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1), (0, 1), (0, -1))
_STEPS = (7.0, 13.0, 22.0, 34.0, 48.0, 64.0)


@dataclass(frozen=True)
class Dot:
    """A dot at shares of the axes, and the name it is to have; empty for none."""

    x: float
    y: float
    name: str = ""


@dataclass(frozen=True)
class Box:
    """A rectangle in points within the axes."""

    left: float
    bottom: float
    right: float
    top: float

    def covers(self, other: Box) -> bool:
        """Say whether the two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def within(self, width: float, height: float) -> bool:
        """Say whether it lies inside the axes."""
        return (
            self.left >= 0 and self.bottom >= 0 and self.right <= width and self.top <= height
        )  # fmt: skip


def label_dots(
    axes: Axes,
    dots: Sequence[Dot],
    *,
    width: float,
    height: float,
    lines: Sequence[tuple[float, float]] = (),
) -> None:
    """Write the names, nearest first; a thin line leads to a name that stands further off.

    Names keep off the lines too where there is a free place. A name for which there is no place at
    all is left out of the figure; it stands in the numbers.

    Parameters
    ----------
    axes : Axes
        With its final place and ranges.
    dots : sequence of Dot
        All of them: names keep off dots without a name too.
    width, height : float
        Of the axes, in points.
    lines : sequence of (x, y)
        Points on lines that are drawn, at shares of the axes.
    """
    taken = [_around(dot.x * width, dot.y * height) for dot in dots]
    drawn = [Box(x * width, y * height, x * width, y * height) for x, y in lines]
    for dot in sorted((d for d in dots if d.name), key=lambda d: d.name.casefold()):
        x, y = dot.x * width, dot.y * height
        free = [
            place
            for place in _places(x, y, dot.name)
            if place[0].within(width, height) and not any(place[0].covers(box) for box in taken)
        ]
        near = (place for place in free if not any(place[0].covers(box) for box in drawn))
        chosen = next(near, free[0] if free else None)
        if chosen is not None:
            box, far = chosen
            taken.append(box)
            middle = ((box.left + box.right) / 2, (box.bottom + box.top) / 2)
            _write(axes, dot, middle, width, height, far=far)


def _around(x: float, y: float) -> Box:
    return Box(x - _DOT, y - _DOT, x + _DOT, y + _DOT)


def _places(x: float, y: float, name: str) -> Iterator[tuple[Box, bool]]:
    long = len(name) * _LETTER
    for i, step in enumerate(_STEPS):
        for right, up in _WAYS:
            left = x + right * step - (0 if right > 0 else long if right < 0 else long / 2)
            middle = y + up * step
            box = Box(left, middle - _LINE / 2, left + long, middle + _LINE / 2)
            yield box, i > 0


def _write(
    axes: Axes, dot: Dot, middle: tuple[float, float], width: float, height: float, *, far: bool
) -> None:
    axes.annotate(
        dot.name, (dot.x, dot.y), xycoords="axes fraction",
        xytext=(middle[0] / width, middle[1] / height), textcoords="axes fraction", ha="center",
        va="center", fontsize=_FONT, color=INK, zorder=6,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.4},
        arrowprops={"arrowstyle": "-", "color": QUIET, "linewidth": 0.6, "shrinkB": 3} if far
        else None,
    )  # fmt: skip
