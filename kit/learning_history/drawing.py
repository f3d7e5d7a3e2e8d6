"""The timeline: noticeable results, and events that helped (above) or hindered (below).

A label stands beside its stem: left of it for the first on a side, right of it for the others. Read
from the outside in, each stands at the lowest height at which no stem within its width reaches it;
so a label never lies on another, and no stem crosses one.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text
from kit.finding import Drawing
from kit.language import LANGUAGES, Both, day, listing, plural
from kit.learning_history.records import Moment
from kit.terms import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw", "heights"]

_WIDTH = 7.2  # inches
_EDGE = 0.3  # inches, beside the line
_LINE = 0.165  # inches, of a line of a label
_GAP = 0.14  # inches, between a label and the next one above it
_SMALL = 8.5
_SIGNS = 21  # in a line of a label
_LINES = 3
#: How a moment is drawn: colour, shape of its mark, and whether its label stands above the line.
_DRAWN = {
    "result": (INK, "D", True),
    "helped": (COLOURS[0], "^", True),
    "both": (COLOURS[3], "s", True),
    "hindered": (COLOURS[1], "v", False),
}


@dataclass(frozen=True)
class _Label:
    """A label: its words, how far along the line (0 to 1), how wide and high in inches."""

    moment: Moment
    text: str
    share: float
    width: float
    height: float


@dataclass(frozen=True)
class _Arranged:
    """Where the line begins and how long it is, and each label: x, height, and left or right."""

    start: float
    long: float
    above: tuple[tuple[_Label, float, float, str], ...]
    below: tuple[tuple[_Label, float, float, str], ...]

    def room(self, placed: Sequence[tuple[_Label, float, float, str]]) -> float:
        return max((rise + label.height for label, _, rise, _ in placed), default=0.0)

    @property
    def height(self) -> float:
        """Inches needed above and below the line together."""
        return self.room(self.above) + self.room(self.below)


def draw(
    moments: Sequence[Moment],
    sources: Sequence[str],
    counts: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> dict[str, Drawing]:
    """Draw the timeline in both languages.

    Parameters
    ----------
    moments : sequence of Moment
        By day.
    sources : sequence of str
        Files they come from, within the study.
    counts : mapping of language to rows of two texts, optional
        What else the numbers as text tell, such as how many quotes there are.
    """
    counts = counts or {}
    if not moments:
        nothing = Both(
            "Geen tijdlijn: er zijn nog geen resultaten of gebeurtenissen om te tonen.",
            "No timeline: there are no results or events to show yet.",
        )
        return {
            language: Drawing("", nothing[language], numbers_as_text(counts.get(language, ())))
            for language in LANGUAGES
        }
    tall = max(_arranged(_labels(moments, language)).height for language in LANGUAGES)
    return draw_both(
        lambda canvas, language: _draw(canvas, moments, sources, language),
        lambda language: _alt(moments, language),
        lambda language: _numbers(moments, counts.get(language, ()), language),
        size=(_WIDTH, tall + 1.0),
    )


def heights(places: Sequence[tuple[float, float, float]], *, gap: float) -> list[float]:
    """Return how high each label stands above the line.

    Parameters
    ----------
    places : sequence of (x, width, height)
        In one unit; in order of x. A label reaches from x to x + width.
    gap : float
        Least distance between a label and the one below it.

    Examples
    --------
    >>> heights([(0, 5, 1), (2, 5, 1), (9, 5, 1)], gap=0.5)
    [1.5, 0.0, 0.0]
    """
    found = [0.0] * len(places)
    for i in reversed(range(len(places))):
        x, width, _ = places[i]
        under = [j for j in range(i + 1, len(places)) if places[j][0] < x + width]
        found[i] = max((found[j] + places[j][2] + gap for j in under), default=0.0)
    return found


def _arranged(labels: Sequence[_Label]) -> _Arranged:
    """Return the lower of two ways: every label right of its stem, or the first ones left."""
    widest = max(label.width for label in labels)
    ways = []
    for room, may_turn in ((0.0, False), (widest, True)):
        start = _EDGE + room
        long = _WIDTH - start - widest - 0.1
        sides = [
            _side([label for label in labels if _above(label.moment) is above], start, long,
                  may_turn=may_turn)
            for above in (True, False)
        ]  # fmt: skip
        ways.append(_Arranged(start, long, *sides))
    return min(ways, key=lambda way: way.height)


def _side(
    labels: Sequence[_Label], start: float, long: float, *, may_turn: bool
) -> tuple[tuple[_Label, float, float, str], ...]:
    """Place the labels of one side, as many of the first left of their stem as keeps it lowest."""
    xs = [start + label.share * long for label in labels]
    best: list[float] = []
    turned = 0
    for n in range(len(labels) + 1 if may_turn else 1):
        mirrored = [(-x, o.width, o.height) for x, o in zip(xs[:n], labels[:n], strict=True)]
        left = heights(mirrored[::-1], gap=_GAP)[::-1]
        there = [(x, o.width, o.height) for x, o in zip(xs[n:], labels[n:], strict=True)]
        rises = [*left, *heights(there, gap=_GAP)]
        if not best or max(rises, default=0.0) < max(best, default=0.0):
            best, turned = rises, n
    return tuple(
        (label, x, rise, "left" if i < turned else "right")
        for i, (label, x, rise) in enumerate(zip(labels, xs, best, strict=True))
    )


def _labels(moments: Sequence[Moment], language: str) -> list[_Label]:
    first, last = _ends(moments)
    made = []
    for moment in moments:
        text = f"{_when(moment.day, language)}\n{_short(moment.text)}"
        lines = text.split("\n")
        width = max(_long(line) for line in lines) + 0.12
        share = (moment.day - first).days / max(1, (last - first).days)
        made.append(_Label(moment, text, share, width, _LINE * len(lines)))
    return made


def _ends(moments: Sequence[Moment]) -> tuple[date, date]:
    days = [moment.day for moment in moments]
    return min(days), max(days)


def _short(text: str) -> str:
    lines = textwrap.wrap(text, _SIGNS, max_lines=_LINES, placeholder=" …")
    return "\n".join(lines)


@lru_cache(maxsize=512)
def _long(line: str) -> float:
    """Return how long a line of a label is, in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    font = FontProperties(family="DejaVu Sans", size=_SMALL)
    path = TextPath((0, 0), line.replace("$", r"\$"), prop=font)
    # The control points of a curve lie around it: never too short, and faster than its extents.
    return float(path.vertices[:, 0].max()) / 72 if len(path.vertices) else 0.0


def _above(moment: Moment) -> bool:
    return _DRAWN[moment.kind][2]


def _draw(canvas: Figure, moments: Sequence[Moment], sources: Sequence[str], language: str) -> None:
    way = _arranged(_labels(moments, language))
    canvas.set_layout_engine("none")
    axes = canvas.add_axes((0, 0, 1, 1))
    width, height = canvas.get_size_inches()
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    down = way.room(way.below)
    line = 0.52 + down + (0.22 if down else 0.0)
    ends = [way.start - 0.15, way.start + way.long + 0.15]
    axes.plot(ends, [line, line], color=QUIET, linewidth=1.6, zorder=1)
    for placed in (*way.above, *way.below):
        _label(axes, *placed, line=line)
    _legend(axes, moments, sources, language)
    axes.set_axis_off()


def _label(axes: Axes, one: _Label, x: float, rise: float, side: str, *, line: float) -> None:
    colour, shape, above = _DRAWN[one.moment.kind]
    tip = line + (1 if above else -1) * (0.2 + rise + one.height)
    axes.plot([x, x], [line, tip], color=colour, linewidth=0.9, zorder=2)
    axes.scatter([x], [line], s=42, marker=shape, color=colour, edgecolor="white", linewidth=0.8,
                 zorder=3)  # fmt: skip
    when, _, what = one.text.partition("\n")
    top = tip if above else tip + one.height
    beside = x + (0.06 if side == "right" else -0.06)
    how: dict[str, Any] = {"va": "top", "ha": "left" if side == "right" else "right", "color": INK}
    axes.text(beside, top, when, fontsize=_SMALL - 0.5, weight="bold", **how)
    axes.text(beside, top - _LINE, what, fontsize=_SMALL, linespacing=1.25, **how)


def _legend(axes: Axes, moments: Sequence[Moment], sources: Sequence[str], language: str) -> None:
    """Name the marks in words of their own colour, with how many there are, and the source."""
    x = _EDGE
    for kind, (colour, shape, _) in _DRAWN.items():
        n = sum(moment.kind == kind for moment in moments)
        if not n:
            continue
        words = f"{_named(kind, language)} (n = {n})"
        axes.scatter([x], [0.33], s=26, marker=shape, color=colour)
        axes.text(x + 0.1, 0.33, words, va="center", color=INK, fontsize=_SMALL)
        x += _long(words) + 0.38
    source = {"nl": "Bron", "en": "Source"}[language]
    axes.text(0.22, 0.1, f"{source}: {', '.join(sources)}", va="center", color=QUIET, fontsize=7.5)


def _named(kind: str, language: str) -> str:
    if kind == "result":
        return {"nl": "Opvallend resultaat", "en": "Noticeable result"}[language]
    if kind == "both":
        return {"nl": "Hielp en hinderde", "en": "Helped and hindered"}[language]
    return label("event_direction", kind, language)


def _when(value: date, language: str) -> str:
    from babel.dates import format_date

    locale = {"nl": "nl_NL", "en": "en_GB"}[language]
    return format_date(value, "MMM y", locale=locale)


def _alt(moments: Sequence[Moment], language: str) -> str:
    dutch = language == "nl"
    first, last = (day(value, language) for value in _ends(moments))
    counts = []
    for kind, words in {
        "result": ("opvallend resultaat", "opvallende resultaten", "noticeable result",
                   "noticeable results"),
        "helped": ("gebeurtenis die hielp", "gebeurtenissen die hielpen", "event that helped",
                   "events that helped"),
        "hindered": ("gebeurtenis die hinderde", "gebeurtenissen die hinderden",
                     "event that hindered", "events that hindered"),
        "both": ("die allebei deed", "die allebei deden", "that did both", "that did both"),
    }.items():  # fmt: skip
        n = sum(moment.kind == kind for moment in moments)
        if n:
            one, more = words[:2] if dutch else words[2:]
            counts.append(plural(n, one, more, language))
    told = listing(counts, language)
    return (
        f"Tijdlijn van {first} tot en met {last} met {told}; wat hielp staat boven de lijn, wat "
        "hinderde eronder."
        if dutch
        else f"Timeline from {first} to {last} with {told}; what helped stands above the line, "
        "what hindered below it."
    )


def _numbers(moments: Sequence[Moment], counts: Sequence[tuple[str, str]], language: str) -> str:
    told = [(day(m.day, language), _named(m.kind, language), m.text) for m in moments]
    return numbers_as_text([*told, *counts])
