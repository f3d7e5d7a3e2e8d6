"""The figure of regions together: each change, the mean, and what a next region may expect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.control_chart.words import called
from kit.evaluation.pooled.saying import at_horizon, places, sentence
from kit.evaluation.pooled.studying import Studied
from kit.evaluation.wording import interval, signed
from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_WIDTH = 7.2
_SMALL = 8.5
_MEAN, _NEXT = COLOURS[0], COLOURS[1]

#: A row of the figure: what it is called, estimate, low, high.
_Line = tuple[str, float, float, float]


def draw(studied: Studied) -> dict[str, Drawing]:
    """Draw each region in the order of the study, then the mean and a next region."""
    rows = len(studied.parts) + 2 * (studied.pooled is not None)
    return draw_both(
        lambda canvas, language: _draw(canvas, studied, language),
        lambda language: _alt(studied, language),
        lambda language: _numbers(studied, language),
        size=(_WIDTH, 1.5 + 0.34 * rows),
    )


def _rows(studied: Studied, language: str) -> list[_Line]:
    regions = [
        (called(p.outcome.region.name, 28), p.change.absolute, p.change.low, p.change.high)
        for p in studied.parts
    ]
    pooled = studied.pooled
    if pooled is None:
        return regions
    count = len(studied.parts)
    words = {
        "nl": (f"gemiddelde van {count}", "volgende regio"),
        "en": (f"mean of {count}", "next region"),
    }[language]
    return [
        *regions,
        (words[0], pooled.estimate, pooled.low, pooled.high),
        (words[1], float("nan"), pooled.next_low, pooled.next_high),
    ]


def _draw(canvas: Figure, studied: Studied, language: str) -> None:
    axes = canvas.subplots()
    rows, count, decimals = _rows(studied, language), len(studied.parts), places(studied)
    axes.axvline(0, color=QUIET, linewidth=0.8, zorder=1)
    heights = [place + 0.35 * (place >= count) for place in range(len(rows))]
    for place, (_, estimate, low, high) in enumerate(rows):
        at = heights[place]
        colour = INK if place < count else _MEAN if place == count else _NEXT
        style = (0, (3, 2)) if place > count else "-"
        axes.plot([low, high], [at, at], color=colour, linewidth=1.5 + (place == count),
                  linestyle=style, zorder=2)  # fmt: skip
        axes.plot(estimate, at, marker="D" if place == count else "s", color=colour,
                  markersize=7 if place == count else 5, zorder=3)  # fmt: skip
        within = interval(low, high, language, decimals=decimals)
        text = within if estimate != estimate else (
            f"{signed(estimate, language, decimals=decimals)}  ({within})"
        )  # fmt: skip
        axes.text(1.02, at, text, transform=axes.get_yaxis_transform(), fontsize=_SMALL,
                  va="center", color=colour)  # fmt: skip
    if len(rows) > count:
        axes.axhline(count - 0.35, color="#d5dbe0", linewidth=0.8)
    axes.set_yticks(heights, [row[0] for row in rows], fontsize=_SMALL)
    axes.set_ylim(heights[-1] + 0.6, -0.6)
    _format(axes, language)
    unit = studied.first.unit
    suffix = f", {called(unit[language])}" if unit else ""
    axes.set_title(f"{called(studied.first.name[language])}{suffix}")
    words = {
        "nl": f"verschil met wat de eigen reeks deed verwachten, met 95%-interval;\n"
        f"{at_horizon(studied)['nl']}",
        "en": f"difference from what the own series made one expect, with 95% interval;\n"
        f"{at_horizon(studied)['en']}",
    }[language]
    axes.set_xlabel(words, fontsize=_SMALL)
    quiet_axes(axes)


def _format(axes: Axes, language: str) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))

    def written(value: float, _: Any) -> str:
        low, high = sorted(axes.get_xlim())
        decimals = 0 if high - low >= 4 else 1 if high - low >= 0.4 else 2
        return signed(value, language, decimals=decimals)

    axes.xaxis.set_major_formatter(written)


def _alt(studied: Studied, language: str) -> str:
    count = len(studied.parts)
    one = count == 1
    if language == "nl":
        head = f"Een streep per regio met haar verschil ({count} {'regio' if one else 'regio’s'})"
        rest = ", eronder het gemiddelde en, gestreept, wat in een volgende regio te verwachten is"
    else:
        head = f"A stroke per region with its difference ({count} {'region' if one else 'regions'})"
        rest = ", below them the mean and, dashed, what may be expected in a next region"
    return f"{head}{rest if studied.pooled else ''}. {sentence(studied)[language]}"


def _numbers(studied: Studied, language: str) -> str:
    decimals = places(studied)
    heads = {
        "nl": ("regio", "verschil", "95%-interval"),
        "en": ("region", "difference", "95% interval"),
    }[language]
    rows: list[tuple[str, ...]] = [heads]
    for name, estimate, low, high in _rows(studied, language):
        size = "–" if estimate != estimate else signed(estimate, language, decimals=decimals)
        rows.append((name, size, interval(low, high, language, decimals=decimals)))
    return numbers_as_text(rows)
