"""The figure of regions together: each change, the mean, and what a next region may expect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kit.control_chart.words import called
from kit.evaluation.interrupted.studying import Studied as One
from kit.evaluation.pooled.saying import at_horizon, places, points, sentence
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
_DOTS, _DASHES = (0, (1.5, 1.5)), (0, (3, 2))


class _Line(NamedTuple):
    """A row of the figure."""

    name: str
    estimate: float
    low: float
    high: float
    colour: str
    width: float
    style: str | tuple[int, tuple[float, float]]
    marker: str
    size: float


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
    regions = [_region(part, language) for part in studied.parts]
    pooled = studied.pooled
    if pooled is None:
        return regions
    count = len(studied.parts)
    words = {
        "nl": (f"gemiddelde van {count}", "volgende regio"),
        "en": (f"mean of {count}", "next region"),
    }[language]
    mean = _Line(words[0], pooled.estimate, pooled.low, pooled.high, _MEAN, 2.5, "-", "D", 7)
    # A mean that rests on one region is there to be seen, not to be read first.
    if studied.carrying:
        mean = mean._replace(colour=QUIET, width=1.0, size=4)
    return [
        *regions,
        mean,
        _Line(
            words[1], float("nan"), pooled.next_low, pooled.next_high, _NEXT, 1.5, _DASHES, "", 0
        ),
    ]


def _region(part: One, language: str) -> _Line:
    name, change = called(part.outcome.region.name, 28), part.change
    found = change.absolute, change.low, change.high
    if not part.sure:
        return _Line(f"{name}\n{points(part)[language]}", *found, INK, 0.8, _DOTS, "s", 4)
    return _Line(name, *found, INK, 1.5, "-", "s", 5)


def _draw(canvas: Figure, studied: Studied, language: str) -> None:
    axes = canvas.subplots()
    rows, count, decimals = _rows(studied, language), len(studied.parts), places(studied)
    axes.axvline(0, color=QUIET, linewidth=0.8, zorder=1)
    heights = [place + 0.35 * (place >= count) for place in range(len(rows))]
    for at, row in zip(heights, rows, strict=True):
        axes.plot([row.low, row.high], [at, at], color=row.colour, linewidth=row.width,
                  linestyle=row.style, zorder=2)  # fmt: skip
        axes.plot(row.estimate, at, marker=row.marker, color=row.colour, markersize=row.size,
                  zorder=3)  # fmt: skip
        within = interval(row.low, row.high, language, decimals=decimals)
        text = within if row.estimate != row.estimate else (
            f"{signed(row.estimate, language, decimals=decimals)}  ({within})"
        )  # fmt: skip
        axes.text(1.02, at, text, transform=axes.get_yaxis_transform(), fontsize=_SMALL,
                  va="center", color=row.colour)  # fmt: skip
    if len(rows) > count:
        axes.axhline(count - 0.35, color="#d5dbe0", linewidth=0.8)
    axes.set_yticks(heights, [row.name for row in rows], fontsize=_SMALL)
    axes.set_ylim(heights[-1] + 0.6, -0.6)
    _format(axes, language)
    unit = studied.first.unit
    suffix = f", {called(unit[language])}" if unit else ""
    axes.set_title(f"{called(studied.first.name[language])}{suffix}")
    few = any(not part.sure for part in studied.parts)
    thin = {
        "nl": "; dun gestreept: te weinig punten, het interval is te smal" if few else "",
        "en": "; thin and dashed: too few points, the interval is too narrow" if few else "",
    }
    words = {
        "nl": f"verschil met wat de eigen reeks deed verwachten, met 95%-interval;\n"
        f"{at_horizon(studied)['nl']}{thin['nl']}",
        "en": f"difference from what the own series made one expect, with 95% interval;\n"
        f"{at_horizon(studied)['en']}{thin['en']}",
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
    for row in _rows(studied, language):
        there = row.estimate == row.estimate
        size = signed(row.estimate, language, decimals=decimals) if there else "–"
        name, *few = row.name.split("\n")
        told = f"{name} ({few[0]})" if few else name
        rows.append((told, size, interval(row.low, row.high, language, decimals=decimals)))
    return numbers_as_text(rows)
