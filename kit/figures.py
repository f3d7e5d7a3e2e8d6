"""House style of every figure: colour-blind safe, quiet, labelled where the eye is, SVG.

Matplotlib is imported only when something is drawn.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kit.files import sha256
from kit.finding import Drawing
from kit.language import LANGUAGES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["COLOURS", "INK", "QUIET", "draw_both", "numbers_as_text", "quiet_axes", "spread_labels"]

#: Okabe and Ito's palette without yellow, told apart with every common colour blindness.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
INK = "#222222"
QUIET = "#6b6b6b"
_STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.grid": False,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "text.color": INK,
    # Names are of people and regions: a dollar sign in one begins no formula.
    "text.parse_math": False,
    "figure.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "kit",  # otherwise ids are drawn at random
    "figure.constrained_layout.use": True,
}

_ID = re.compile(r'(\bid="|href="#|url\(#)([^")]+)')
_MARK = "\N{NULL}"  # no SVG holds it


def draw_both(
    draw: Callable[[Figure, str], None],
    alt: Callable[[str], str],
    numbers: Callable[[str], str],
    *,
    size: tuple[float, float] = (7.2, 3.6),
) -> dict[str, Drawing]:
    """Draw a figure in both languages.

    Parameters
    ----------
    draw : function of (Figure, language)
    alt, numbers : function of language
        What the figure shows, in words; its numbers as text.
    size : (width, height) in inches

    Returns
    -------
    dict of language to Drawing
        The same input gives the same bytes.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    drawings = {}
    for language in LANGUAGES:
        told, listed = alt(language), numbers(language)
        with mpl.rc_context(_STYLE):
            figure = Figure(figsize=size)
            FigureCanvasSVG(figure)
            draw(figure, language)
            buffer = io.StringIO()
            figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        drawings[language] = Drawing(_inline(buffer.getvalue()), told, listed)
    return drawings


def _inline(svg: str) -> str:
    """Return the SVG fit to stand inside a page: no prologue, scalable, hidden from the reader.

    The alternative text stands on the element around it, so that it is read once.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(<svg[^>]*?) width="[\d.]+pt" height="[\d.]+pt"', r"\1", svg, count=1)
    svg = svg.replace("<svg", '<svg aria-hidden="true" focusable="false"', 1)
    # Some ids of matplotlib come from where a thing stands in memory: they are numbered anew.
    ids = {id: str(place) for place, id in enumerate(re.findall(r'\bid="([^"]+)"', svg))}
    svg = _ID.sub(lambda found: f"{found[1]}{_MARK}{ids.get(found[2], found[2])}", svg)
    # Two figures on one page must not share ids.
    return svg.replace(_MARK, f"f{sha256(svg)[:10]}-")


def numbers_as_text(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of text as lines with the cells separated by semicolons."""
    return "\n".join("; ".join(cell for cell in row) for row in rows)


def spread_labels(heights: Sequence[float], *, apart: float) -> list[float]:
    """Return heights for labels that do not overlap, as near to the given ones as can be.

    Parameters
    ----------
    heights : sequence of float
        Where each label would best stand.
    apart : float
        Smallest distance between two labels, in the same unit.

    Examples
    --------
    >>> [round(h, 2) for h in spread_labels([0.5, 0.5, 0.9], apart=0.1)]
    [0.45, 0.55, 0.9]
    """
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    groups: list[tuple[float, list[int]]] = []
    for i in order:
        groups.append((heights[i], [i]))
        while len(groups) > 1:
            (low, first), (high, second) = groups[-2], groups[-1]
            gap = apart * (len(first) + len(second)) / 2
            if high - low >= gap - 1e-12:
                break
            members = first + second
            middle = (low * len(first) + high * len(second)) / len(members)
            groups[-2:] = [(middle, members)]
    placed = [0.0] * len(heights)
    for middle, members in groups:
        for place, i in enumerate(members):
            placed[i] = middle + apart * (place - (len(members) - 1) / 2)
    return placed


def quiet_axes(axes: Axes) -> None:
    """Take the ticks off, leave the words."""
    axes.tick_params(length=0)
