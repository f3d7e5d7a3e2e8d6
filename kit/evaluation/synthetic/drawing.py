"""The figure of a synthetic comparison: region and mixture, what is mixed, and other areas."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.control_chart.words import called
from kit.evaluation.synthetic.saying import areas_counted, places, sentence
from kit.evaluation.synthetic.studying import Studied
from kit.evaluation.wording import signed
from kit.figures import COLOURS, QUIET, draw_both, numbers_as_text, quiet_axes, spread_labels
from kit.finding import Drawing
from kit.language import number, percentage, period

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_SIZE = (7.2, 6.0)
_SIZE_OF_FEW = (7.2, 3.9)
_SMALL = 8.5
_OWN, _MIXED = COLOURS[0], COLOURS[1]
#: Areas whose weights are drawn; of so few as the second number, a line of words says them.
_MOST, _FEW = 6, 4


def draw(studied: Studied) -> dict[str, Drawing]:
    """Draw the region beside its mixture, the weights, and areas in the place of the region."""
    return draw_both(
        lambda canvas, language: _draw(canvas, studied, language),
        lambda language: _alt(studied, language),
        lambda language: _numbers(studied, language),
        size=_SIZE_OF_FEW if _few(studied) else _SIZE,
    )


def _few(studied: Studied) -> bool:
    return len(studied.gathered.areas) <= _FEW


def _draw(canvas: Figure, studied: Studied, language: str) -> None:
    if _few(studied):
        _courses(canvas.subplots(), studied, language)
        return
    parts: Any = canvas.subfigures(2, 1, height_ratios=[3, 2.2])
    _courses(parts[0].subplots(), studied, language)
    below = parts[1].subplots(1, 2, width_ratios=[1, 1])
    _weights(below[0], studied, language)
    _others(below[1], studied, language)


def _courses(axes: Axes, studied: Studied, language: str) -> None:
    gathered = studied.gathered
    labels = gathered.outcome.periods
    at = [labels.index(label) for label in gathered.labels]
    own, mixed = gathered.values.tolist(), studied.found.mixture.tolist()
    whole = range(len(labels))
    # A period that is not used leaves a gap in both lines.
    lines = [dict(zip(at, values, strict=True)) for values in (own, mixed)]
    shown = [[line.get(i, math.nan) for i in whole] for line in lines]
    begun, counts = _start(studied), gathered.place.first - 0.5
    axes.axvspan(begun, counts, color="#eef1f3", linewidth=0, zorder=0)
    axes.axvline(begun, color=QUIET, linewidth=0.8, linestyle=(0, (2, 2)))
    axes.plot(whole, shown[1], color=_MIXED, linewidth=1.4, linestyle=(0, (4, 2)))
    axes.plot(whole, shown[0], color=_OWN, linewidth=1.4, marker="o", markersize=3.5)
    axes.set_xlim(-0.5, len(labels) * 1.22)
    low, high = min(own + mixed), max(own + mixed)
    axes.set_ylim(low - 0.1 * (high - low), high + 0.18 * (high - low))
    names = {"nl": "mengsel,\nverschoven", "en": "mixture,\nshifted"}[language]
    spot = spread_labels([own[-1], mixed[-1]], apart=0.16 * (high - low))
    for text, height, colour in zip(
        (called(gathered.outcome.region.name, 16), names), spot, (_OWN, _MIXED), strict=True
    ):
        axes.text(at[-1] + 0.6, height, text, color=colour, fontsize=_SMALL, va="center")
    axes.text(
        begun, 0.985, "start ", transform=axes.get_xaxis_transform(), fontsize=_SMALL,
        color=QUIET, va="top", ha="right",
    )  # fmt: skip
    unit = gathered.outcome.unit
    suffix = f", {called(unit[language])}" if unit else ""
    axes.set_title(f"{called(gathered.outcome.name[language])}{suffix}")
    years = max(1, len(labels) // (8 * gathered.outcome.per_year))
    ticks = range(0, len(labels), years * gathered.outcome.per_year)
    axes.set_xticks(list(ticks), [labels[i][:4] for i in ticks], fontsize=_SMALL)
    axes.set_xlabel(_note(studied, language), fontsize=_SMALL)
    _format(axes.yaxis, language)
    quiet_axes(axes)


def _start(studied: Studied) -> float:
    """Return where the start lies on the axis of periods: before the period in which it falls."""
    labels, start = studied.gathered.outcome.periods, studied.gathered.outcome.region.start
    within = (i for i, each in enumerate(labels) if start and periods.last_day(each) >= start)
    return next(within, len(labels)) - 0.5


def _note(studied: Studied, language: str) -> str:
    """Say what the dashed line is, what is not counted and, of few areas, what is in it."""
    shifted = {
        "nl": "gestreept: het mengsel, verschoven tot het vóór de start gelijk ligt",
        "en": "dashed: the mixture, shifted to match before the start",
    }[language]
    if _start(studied) < studied.gathered.place.first - 0.5:
        shifted += {"nl": "; grijs: telt niet mee", "en": "; grey: not counted"}[language]
    if not _few(studied):
        return shifted
    parts = [
        f"{called(outcome.region.name, 18)} {percentage(weight, language)}"
        for outcome, weight in studied.heaviest
    ]
    within = {"nl": "in het mengsel", "en": "in the mixture"}[language]
    return f"{shifted}\n{within}: {', '.join(parts)}"


def _weights(axes: Axes, studied: Studied, language: str) -> None:
    """Draw the areas that weigh most in the mixture."""
    shown = studied.heaviest[:_MOST]
    for place, (_, weight) in enumerate(shown):
        axes.plot([0, weight], [place, place], color=_MIXED, linewidth=5, solid_capstyle="butt")
        axes.text(weight, place, f" {percentage(weight, language)}", fontsize=_SMALL, va="center")
    names = [called(outcome.region.name, 18) for outcome, _ in shown]
    axes.set_yticks(range(len(shown)), names, fontsize=_SMALL)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(0, 1.3 * shown[0][1])
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    title = {"nl": "in het mengsel", "en": "in the mixture"}[language]
    more = len(studied.heaviest) - len(shown)
    if more > 0:
        title += {
            "nl": f" (en nog {number(more, 'nl')})",
            "en": f" (and {number(more, 'en')} more)",
        }[language]
    axes.set_title(title, fontsize=9.5)
    quiet_axes(axes)


def _others(axes: Axes, studied: Studied, language: str) -> None:
    """Draw the differences of areas in the place of the region, and that of the region."""
    if not studied.placebos:
        axes.set_axis_off()
        return
    title = {"nl": "waar niets begon", "en": "where nothing started"}[language]
    axes.set_title(title, fontsize=9.5)
    effects = sorted(each.effect for each in studied.placebos)
    real = studied.found.effect
    axes.axvline(0, color=QUIET, linewidth=0.8)
    heights = [0.12 + 0.62 * (i % 5) / 4 for i in range(len(effects))]
    axes.plot(effects, heights, "o", color="#9aa5ae", markersize=4)
    axes.axvline(real, color=_OWN, linewidth=2)
    reach = max([abs(real), *(abs(each) for each in effects)]) * 1.15
    axes.set_xlim(-reach, reach)
    axes.set_ylim(0, 1)
    side = real > 0
    axes.text(
        real, 0.99, f"{called(studied.gathered.outcome.region.name, 16)} " if side
        else f" {called(studied.gathered.outcome.region.name, 16)}",
        color=_OWN, fontsize=_SMALL, va="top", ha="right" if side else "left",
    )  # fmt: skip
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    counted = areas_counted(len(effects), studied.gathered.source)[language]
    axes.set_xlabel(
        {"nl": f"verschil; {counted}", "en": f"difference; {counted}"}[language], fontsize=_SMALL
    )
    _format(axes.xaxis, language)
    quiet_axes(axes)


def _format(axis: Any, language: str) -> None:
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))

    def written(value: float, _: Any) -> str:
        low, high = sorted(axis.get_view_interval())
        decimals = 0 if high - low >= 4 else 1 if high - low >= 0.4 else 2
        return signed(value, language, decimals=decimals)

    axis.set_major_formatter(written)


def _alt(studied: Studied, language: str) -> str:
    gathered = studied.gathered
    count = len(studied.placebos)
    tried = areas_counted(count, gathered.source)[language]
    first, last = (period(gathered.labels[at], language) for at in (0, -1))
    if language == "nl":
        below = (
            f"; eronder wat er in het mengsel zit, en de verschillen van {tried} waar niets begon"
            if not _few(studied) and count
            else "; eronder wat er in het mengsel zit"
        )
        return (
            f"Twee lijnen van {first} tot en met {last}, die van de regio en die van haar mengsel, "
            f"zo verschoven dat het vóór de start gelijk ligt, met een streep bij de start{below}. "
            f"{sentence(studied)['nl']}"
        )
    below = (
        f"; below, what is in the mixture, and the differences of {tried} where nothing started"
        if not _few(studied) and count
        else "; below, what is in the mixture"
    )
    return (
        f"Two lines from {first} to {last}, that of the region and that of its mixture, shifted to "
        f"match before the start, with a mark at the start{below}. {sentence(studied)['en']}"
    )


def _numbers(studied: Studied, language: str) -> str:
    gathered, decimals = studied.gathered, places(studied)
    heads = {
        "nl": ("periode", "regio", "mengsel, verschoven"),
        "en": ("period", "region", "mixture, shifted"),
    }[language]
    rows: list[tuple[str, ...]] = [heads]
    for label, own, mixed in zip(
        gathered.labels, gathered.values, studied.found.mixture, strict=True
    ):
        rows.append(
            (period(label, language), signed(float(own), language, decimals=decimals),
             signed(float(mixed), language, decimals=decimals))
        )  # fmt: skip
    rows += [
        (called(outcome.region.name), percentage(weight, language))
        for outcome, weight in studied.heaviest
    ]
    return numbers_as_text(rows)
