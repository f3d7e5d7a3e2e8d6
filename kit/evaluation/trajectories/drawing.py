"""The figure of trajectories: a small panel per region, with its line and the common one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.control_chart.words import called
from kit.estimators.mixed import RegionLine
from kit.evaluation.outcome import Outcome
from kit.evaluation.trajectories.saying import places, sentence
from kit.evaluation.trajectories.studying import Studied
from kit.evaluation.wording import interval, signed
from kit.figures import COLOURS, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Drawing
from kit.language import number, plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_SMALL = 8.5
_COLUMNS = 3
_OWN, _COMMON = COLOURS[0], COLOURS[1]


def draw(studied: Studied) -> dict[str, Drawing]:
    """Draw a panel for each region in the order of the study, all on one scale."""
    count = len(studied.shown)
    rows = math.ceil(count / _COLUMNS)
    return draw_both(
        lambda canvas, language: _draw(canvas, studied, language),
        lambda language: _alt(studied, language),
        lambda language: _numbers(studied, language),
        size=(7.2, 3.6) if count == 1 else (7.2, 1.0 + 2.1 * rows),
    )


def _draw(canvas: Figure, studied: Studied, language: str) -> None:
    count = len(studied.shown)
    columns = min(_COLUMNS, count)
    grid: Any = canvas.subplots(
        math.ceil(count / columns), columns, sharex=True, sharey=True, squeeze=False
    )
    panels = list(grid.flat)
    for axes, (outcome, line) in zip(panels, studied.shown, strict=False):
        _panel(axes, studied, outcome, line, language)
    for axes in panels[count:]:
        axes.set_axis_off()
    _range(panels[0], studied, language)
    if count == 1:
        _name_lines(panels[0], studied, studied.shown[0][1], language)
    unit = studied.first.unit
    suffix = f", {called(unit[language])}" if unit else ""
    canvas.suptitle(
        f"{called(studied.first.name[language])}{suffix}", x=0.01, ha="left", fontsize=11,
        fontweight="bold",
    )  # fmt: skip
    words = {
        "nl": "blauw: de regio, met haar lijn; oranje gestreept: het gemiddelde van alle regio’s; "
        "dun: de start",
        "en": "blue: the region, with its line; orange dashed: the mean of all regions; thin: the "
        "start",
    }[language]
    if count > 1:
        canvas.supxlabel(words, fontsize=_SMALL, color=QUIET)


def _panel(axes: Axes, studied: Studied, outcome: Outcome, line: RegionLine, language: str) -> None:
    at = {label: place for place, label in enumerate(studied.labels)}
    places_ = [at[label] for label in outcome.periods]
    per_year = outcome.per_year
    ends = [min(places_), max(places_)]
    axes.plot(places_, outcome.values, "o", color=_OWN, markersize=2.6, alpha=0.75)
    common = studied.mixed
    axes.plot(
        ends, [common.intercept.estimate + common.slope.estimate * p / per_year for p in ends],
        color=_COMMON, linewidth=1.2, linestyle=(0, (4, 2)),
    )  # fmt: skip
    straight = studied.shape(outcome).word == "straight"
    axes.plot(
        ends, [line.intercept + line.slope * p / per_year for p in ends], color=_OWN,
        linewidth=1.8 if straight else 0.9, linestyle="-" if straight else (0, (1, 2)),
    )  # fmt: skip
    decimals = places(studied)
    slope = signed(line.slope, language, decimals=decimals)
    within = interval(line.slope_low, line.slope_high, language, decimals=decimals)
    there = sum(value == value for value in outcome.values)
    counted = plural(
        there, {"nl": "cijfer", "en": "figure"}[language],
        {"nl": "cijfers", "en": "figures"}[language], language,
    )  # fmt: skip
    year = {"nl": "per jaar", "en": "a year"}[language]
    poorly = {"nl": "een lijn past slecht", "en": "a line fits poorly"}[language]
    head = f"{slope} {year} ({within if straight else poorly})"
    _start(axes, studied, outcome)
    axes.set_title(f"{called(outcome.region.name, 26)}, {counted}\n", fontsize=9)
    axes.text(0, 1.02, head, transform=axes.transAxes, fontsize=8, color=_OWN)
    ticks = [
        place
        for place, label in enumerate(studied.labels)
        if label.endswith(("Q1", "H1")) or len(label) == 4
    ]
    step = max(1, math.ceil(len(ticks) / (4 if len(studied.shown) > 1 else 10)))
    axes.set_xticks(ticks[::step], [studied.labels[i][:4] for i in ticks[::step]], fontsize=8)
    axes.tick_params(labelsize=8)
    quiet_axes(axes)


def _start(axes: Axes, studied: Studied, outcome: Outcome) -> None:
    """Draw the start as a thin line, before the first period that is not over by then."""
    start = outcome.region.start
    at = [i for i, each in enumerate(studied.labels) if start and periods.last_day(each) >= start]
    if at:
        axes.axvline(at[0] - 0.5, color=QUIET, linewidth=0.7, linestyle=(0, (2, 2)), zorder=0)
    if at and len(studied.shown) == 1:
        axes.text(
            at[0] - 0.6, 0.985, "start", transform=axes.get_xaxis_transform(), fontsize=_SMALL,
            color=QUIET, va="top", ha="right",
        )  # fmt: skip


def _range(axes: Axes, studied: Studied, language: str) -> None:
    from matplotlib.ticker import MaxNLocator

    low, high = axes.get_ylim()
    decimals = 0 if high - low >= 4 else 1 if high - low >= 0.4 else 2
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(lambda value, _: number(value, language, decimals=decimals))
    room = 0.16 if len(studied.shown) == 1 else 0.03
    axes.set_xlim(-0.8, (len(studied.labels) - 0.2) * (1 + room))


def _name_lines(axes: Axes, studied: Studied, line: RegionLine, language: str) -> None:
    """Name the two lines where they end."""
    last = len(studied.labels) - 1
    year = last / studied.first.per_year
    common = studied.mixed
    own = line.intercept + line.slope * year
    mean = common.intercept.estimate + common.slope.estimate * year
    low, high = axes.get_ylim()
    apart = 0.07 * (high - low)
    if abs(own - mean) < apart:
        middle, way = (own + mean) / 2, 1 if own >= mean else -1
        own, mean = middle + way * apart / 2, middle - way * apart / 2
    words = {"nl": ("de regio", "gemiddelde"), "en": ("the region", "mean")}[language]
    for height, colour, word in ((own, _OWN, words[0]), (mean, _COMMON, words[1])):
        axes.text(last + 0.5, height, word, color=colour, fontsize=_SMALL, va="center")


def _alt(studied: Studied, language: str) -> str:
    count = len(studied.shown)
    if language == "nl":
        head = (
            f"{count} panelen, een per regio, met de cijfers als punten, de lijn van de regio en, "
            "gestreept, het gemiddelde van alle regio’s."
            if count > 1
            else "De cijfers van de regio als punten, met haar lijn en, gestreept, het gemiddelde "
            "van alle regio’s."
        )
    else:
        head = (
            f"{count} panels, one for each region, with the figures as dots, the line of the "
            "region and, dashed, the mean of all regions."
            if count > 1
            else "The figures of the region as dots, with its line and, dashed, the mean of all "
            "regions."
        )
    return f"{head} {sentence(studied)[language]}"


def _numbers(studied: Studied, language: str) -> str:
    heads = {
        "nl": ("regio", "cijfers", "per jaar", "95%-interval"),
        "en": ("region", "figures", "a year", "95% interval"),
    }[language]
    decimals, mixed = places(studied), studied.mixed
    rows: list[tuple[str, ...]] = [heads]
    for outcome, line in studied.shown:
        there = sum(value == value for value in outcome.values)
        within = interval(line.slope_low, line.slope_high, language, decimals=decimals)
        within = within if studied.shape(outcome).word == "straight" else "–"
        slope = signed(line.slope, language, decimals=decimals)
        rows.append((called(outcome.region.name), str(there), slope, within))
    within = interval(mixed.slope.low, mixed.slope.high, language, decimals=decimals)
    mean = {"nl": "gemiddelde van alle regio’s", "en": "mean of all regions"}[language]
    slope = signed(mixed.slope.estimate, language, decimals=decimals)
    rows.append((mean, str(len(studied.cells.values)), slope, within))
    return numbers_as_text(rows)
