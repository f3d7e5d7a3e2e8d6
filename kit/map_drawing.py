"""A map of areas in a few classes, that reads without colour and stays small with many areas.

All areas of a class are one path, so that a map of thousands of areas is a handful of shapes.
Corners are moved to a grid that the eye cannot see; a border between two areas moves for both
alike, so that no gaps come between them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kit.errors import visible
from kit.figures import INK, QUIET, spread_labels
from kit.geometry import Geometry, Rings
from kit.language import number
from kit.terms import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

__all__ = ["SHADES", "MapClass", "draw_map", "on_two_lines", "simplified"]

#: One hue from light to dark: the order is seen in grey too. Take as many as there are classes.
SHADES = ("#dcebf5", "#93c1df", "#3f88bf", "#0a4a7d")
CORNERS = 40_000
LABELLED = 12
_NOT_SHOWN = ("suppressed", "missing")
_FINEST = 1500  # cells of the grid over the map: about a third of a point on a page
_COARSER = 1.3
_LINE = 15  # characters of a line of a name: longer ones would leave the map no room
#: Signs of a key that stand beside each other.
_LONGEST_KEY = 40
_LABEL = 8  # points
_OF_PLACE = 0.775  # share of its place that an axes takes before the figure is laid out


@dataclass(frozen=True)
class MapClass:
    """A class of a map.

    Attributes
    ----------
    id : str
    label : str
        How the key calls it, in the language of the figure.
    colour : str
        One of `SHADES`, as a rule.
    marked : bool
        Whether each of its areas has a dot as well, for the class that the map is about.
    """

    id: str
    label: str
    colour: str
    marked: bool = False


def draw_map(
    axes: Axes,
    geometry: Geometry,
    values: Mapping[str, str],
    *,
    classes: Sequence[MapClass],
    names: Mapping[str, str],
    language: str,
    matter: Sequence[str] = (),
    corners: int = CORNERS,
) -> None:
    """Draw a map, with its key below it; each class is there with how many areas it has.

    Parameters
    ----------
    axes : Axes
        For the map alone; its frame goes.
    geometry : Geometry
    values : mapping of area to str
        Id of a class, ``suppressed`` (grey and hatched) or ``missing`` (white). Areas that are not
        in it are not drawn; areas without a shape are passed over.
    classes : sequence of MapClass
        From light to dark.
    names : mapping of area to str
        As `kit.areas.Areas.names`; an area that is not in it is called by its code.
    language : {"nl", "en"}
    matter : sequence of str
        Areas to label where there are more than 12; the first 12 of them are.
    corners : int
        How many corners all shapes together may have at most.
    """
    drawn = {code: geometry.shapes[code] for code in values if code in geometry.shapes}
    axes.set_axis_off()
    axes.set_aspect(geometry.aspect)
    if not drawn:
        return
    shapes = simplified(drawn, corners=corners)
    thin = 0.6 if len(shapes) <= 200 else 0.15
    key: list[tuple[Any, str]] = []
    others = [MapClass(id, label("status", id, language), "") for id in _NOT_SHOWN]
    for one in (*classes, *others):
        of = [rings for code, rings in shapes.items() if values[code] == one.id]
        if of:
            handle = _fill(axes, of, _style(one) | {"linewidth": thin})
            seen = (handle, _dots(axes, of)) if one.marked else handle
            key.append((seen, f"{one.label} ({number(len(of), language)})"))
    every = np.concatenate([ring for rings in shapes.values() for ring in rings])
    low, high = every.min(axis=0), every.max(axis=0)
    margin = (high - low).max() * 0.02
    axes.set_xlim(low[0] - margin, high[0] + margin)
    axes.set_ylim(low[1] - margin, high[1] + margin)
    wanted = list(shapes) if len(shapes) <= LABELLED else [c for c in matter if c in shapes]
    labelled = {code: shapes[code] for code in wanted[:LABELLED]}
    _labels(axes, labelled, names, low, high, geometry.aspect)
    _key(axes, key)


def simplified(shapes: Mapping[str, Rings], *, corners: int = CORNERS) -> dict[str, Rings]:
    """Return shapes whose corners lie on a grid, as fine as `corners` in all allows.

    An area that is smaller than a cell of the grid becomes one cell: it stays to be seen.

    Parameters
    ----------
    shapes : mapping of code to Rings
    corners : int

    Returns
    -------
    dict of code to Rings
        In the coordinates of `shapes`.

    Examples
    --------
    >>> corners = [[0, 0], [5, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
    >>> (ring,) = simplified({"WK990101": (np.array(corners, dtype=float),)})["WK990101"]
    >>> len(ring)
    5
    """
    rings = [ring[:-1] for own in shapes.values() for ring in own]
    every = np.concatenate(rings)
    of = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    low = every.min(axis=0)
    step = float((every.max(axis=0) - low).max()) / _FINEST
    while True:
        kept, ring_of = _turning(np.rint((every - low) / step), of)
        if len(kept) + len(rings) <= max(corners, 5 * len(rings)):
            break
        step *= _COARSER
    ends = np.searchsorted(ring_of, np.arange(len(rings) + 1))
    made: dict[str, Rings] = {}
    number_of = 0
    for code, own in shapes.items():
        snapped = []
        for place in range(len(own)):
            ring = kept[ends[number_of] : ends[number_of + 1]]
            if len(ring):
                snapped.append(np.concatenate([ring, ring[:1]]) * step + low)
            elif place == 0:
                snapped.append(_cell(rings[number_of], low, step))
            number_of += 1
        made[code] = tuple(snapped)
    return made


def _turning(
    grid: NDArray[np.float64], of: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the corners at which a ring turns, and the ring of each; rings of fewer than 3 go.

    Parameters
    ----------
    grid : array, corners x 2
        On whole numbers, ring after ring, none with its first corner twice.
    of : array of int
        The ring of each corner, in order.
    """
    while len(grid):
        first = np.flatnonzero(np.diff(of, prepend=-1))
        last = np.append(first[1:], len(of)) - 1
        before, after = np.roll(grid, 1, axis=0), np.roll(grid, -1, axis=0)
        before[first], after[last] = grid[last], grid[first]
        back, on = grid - before, after - grid
        turns = back[:, 0] * on[:, 1] != back[:, 1] * on[:, 0]
        enough = np.repeat(last - first >= 2, last - first + 1)
        keep = turns & enough
        if keep.all():
            break
        # Of corners on one another the first stays; it is looked at once more without the others.
        twin = (back == 0).all(axis=1)
        keep |= ~twin & (on == 0).all(axis=1) & enough
        grid, of = grid[keep], of[keep]
    return grid, of


def _cell(ring: NDArray[np.float64], low: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """Return the cell of the grid that a ring lies in."""
    x, y = np.floor((ring.mean(axis=0) - low) / step)
    square = np.array([(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)])
    return square * step + low


def _style(one: MapClass) -> dict[str, Any]:
    if one.id == "suppressed":
        return {"facecolor": "#e3e3e3", "edgecolor": "#8c8c8c", "hatch": "//////"}
    if one.id == "missing":
        return {"facecolor": "white", "edgecolor": QUIET}
    return {"facecolor": one.colour, "edgecolor": "white"}


def _fill(axes: Axes, shapes: Sequence[Rings], style: Mapping[str, Any]) -> Any:
    """Draw areas as one path and return a patch for the key."""
    from matplotlib.patches import Patch, PathPatch
    from matplotlib.path import Path

    corners = np.concatenate([ring for rings in shapes for ring in rings])
    codes = np.full(len(corners), Path.LINETO, dtype=np.uint8)
    ends = np.cumsum([len(ring) for rings in shapes for ring in rings])
    codes[ends - 1] = Path.CLOSEPOLY
    codes[np.concatenate([[0], ends[:-1]])] = Path.MOVETO
    axes.add_patch(PathPatch(Path(corners, codes), **style))
    edge = QUIET if style["edgecolor"] == "white" else style["edgecolor"]
    return Patch(**{**style, "linewidth": 0.6, "edgecolor": edge})


def _dots(axes: Axes, shapes: Sequence[Rings]) -> Any:
    places = np.array([inside(rings) for rings in shapes])
    size = 5 if len(shapes) <= 60 else 2
    (dots,) = axes.plot(
        places[:, 0], places[:, 1], "o", color=INK, markersize=size, markeredgecolor="white",
        markeredgewidth=0.8 if size > 2 else 0.3,
    )  # fmt: skip
    return dots


def inside(rings: Rings) -> tuple[float, float]:
    """Return a point within an area: in the middle of the widest piece at half its height."""
    outer = max(rings, key=lambda ring: np.ptp(ring[:, 0]) * np.ptp(ring[:, 1]))
    low, high = outer[:, 1].min(), outer[:, 1].max()
    best = (0.0, float(outer[:, 0].mean()), float(low + high) / 2)
    for part in (0.5, 0.4, 0.6):
        y = low + part * (high - low)
        crossed = []
        for ring in rings:
            (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
            at = (y0 <= y) != (y1 <= y)
            crossed.append(x0[at] + (y - y0[at]) * (x1[at] - x0[at]) / (y1[at] - y0[at]))
        xs = np.sort(np.concatenate(crossed))
        for left, right in zip(xs[::2], xs[1::2], strict=False):
            if right - left > best[0] * 1.2:
                best = (float(right - left), float(left + right) / 2, float(y))
    return best[1], best[2]


def _labels(
    axes: Axes,
    shapes: Mapping[str, Rings],
    names: Mapping[str, str],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    aspect: float,
) -> None:
    """Write names beside the map, each with a line to its area; none stands on another."""
    if not shapes:
        return
    places = {code: inside(rings) for code, rings in shapes.items()}
    order = sorted(places, key=lambda code: places[code])
    half = (len(order) + 1) // 2
    width, height = high - low
    page = axes.get_figure(root=True)
    dots = page.dpi if page else 100.0
    written = {code: on_two_lines(names.get(code, code), _LINE) for code in order}
    lines = [line for text in written.values() for line in text.split("\n")]
    room = axes.bbox.width / dots / _OF_PLACE, axes.bbox.height / dots
    beside = 2 * max(map(len, lines)) * 0.62 * _LABEL / 72
    # Inches per unit sideways: what the names at both sides leave.
    scale = min(
        max(room[0] - beside, 0.3 * room[0]) / 1.14 / width, 0.7 * room[1] / height / aspect
    )
    high_text = 1 + max(text.count("\n") for text in written.values())
    apart = (0.2 + 1.15 * high_text) * _LABEL / 72 / (scale * aspect)
    gap = 0.05 * width
    sides = ((order[:half], low[0] - gap, "right"), (order[half:], high[0] + gap, "left"))
    for codes, x, side in sides:
        heights = spread_labels([places[code][1] for code in codes], apart=apart)
        _make_room(axes, heights, apart)
        for code, y in zip(codes, heights, strict=True):
            line = [places[code][0], x], [places[code][1], y]
            # A light edge, so that the line is seen on dark areas too.
            axes.plot(*line, color="white", linewidth=1.8, clip_on=False)
            axes.plot(*line, color=INK, linewidth=0.6, clip_on=False)
            away = -0.01 * width if side == "right" else 0.01 * width
            axes.text(x + away, y, written[code], ha=side, va="center", fontsize=_LABEL,
                      color=INK, linespacing=1.0)  # fmt: skip


def _make_room(axes: Axes, heights: Sequence[float], apart: float) -> None:
    """Widen the axes so far that names stand above the key and below the title."""
    if heights:
        bottom, top = axes.get_ylim()
        low, high = min(heights) - 0.6 * apart, max(heights) + 0.6 * apart
        axes.set_ylim(min(bottom, low), max(top, high))


def on_two_lines(name: str, width: int) -> str:
    """Return a name on two lines at most; one that is too long loses its middle.

    Names of areas begin alike more often than they end alike.

    Parameters
    ----------
    name : str
    width : int
        Characters of a line.

    Examples
    --------
    >>> on_two_lines("Oudemeent", 15), on_two_lines("Oude Vliet aan de Zee", 15)
    ('Oudemeent', 'Oude Vliet aan\\nde Zee')
    >>> on_two_lines("Sint-Willebrordusbuurt aan de Vliet 11", 15)
    'Sint-Willebrord\\n…n de Vliet 11'
    """
    called = visible(name)
    if len(called) > 2 * width:
        return f"{called[:width]}\n…{called[2 - width :]}"
    lines = textwrap.wrap(called, width, break_on_hyphens=False)
    return "\n".join(lines if len(lines) <= 2 else (called[:width], called[width:]))


def _key(axes: Axes, key: Sequence[tuple[Any, str]]) -> None:
    # Long words stand below each other: side by side they would squeeze the map.
    beside = 3 if sum(len(called) for _, called in key[:3]) <= _LONGEST_KEY else 1
    axes.legend(
        [handle for handle, _ in key], [called for _, called in key],
        loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=min(beside, len(key)), frameon=False,
        fontsize=_LABEL, handlelength=1.6, handleheight=1.1, columnspacing=1.2,
    )  # fmt: skip
