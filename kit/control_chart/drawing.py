"""The figure of a chart: points and lines, the baseline, the start, signals and gaps."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from kit import periods
from kit.control_chart.badges import COLOUR, draw_badges
from kit.control_chart.icons import Icon, assurance, meaning, variation
from kit.control_chart.line_drawing import draw_lines, heights_of_lines
from kit.control_chart.reading import Reading
from kit.control_chart.rules import Signal
from kit.control_chart.stretches import centre_of
from kit.control_chart.words import (
    called,
    centre_name,
    counted,
    figure,
    line_figure,
    spanned,
)
from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Drawing
from kit.language import day, listing, number, period
from kit.terms import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_LINE = COLOURS[0]
#: Of the words at a signal: darker than its points, to be read on white.
_INK_OF = {"improvement": "#00507f", "concern": "#a34700", "change": "#555b61"}
_SMALL = 9
_LOW, _SIZE = (7.0, 4.2), (7.0, 4.75)
#: About how wide one sign of small words is, as a share of the axes.
_SIGN = 0.0135


def draw(reading: Reading) -> dict[str, Drawing]:
    """Draw a chart in both languages, from its protected table.

    Without a shown value there is nothing to draw: the text says so, the figure is empty.
    """
    if reading.around is None:
        return {
            language: Drawing("", _nothing(language), _numbers(reading, language))
            for language in ("nl", "en")
        }
    return draw_both(
        lambda canvas, language: _draw(canvas, reading, language),
        lambda language: _alt(reading, language),
        lambda language: _numbers(reading, language),
        size=_SIZE if _icons(reading) else _LOW,
    )


def _nothing(language: str) -> str:
    return {
        "nl": "Geen figuur: er zijn nog geen cijfers die getoond kunnen worden.",
        "en": "No figure: there are no figures yet that can be shown.",
    }[language]


def _draw(canvas: Figure, reading: Reading, language: str) -> None:
    icons = _icons(reading)
    if icons:
        axes, strip = canvas.subplots(2, 1, height_ratios=[1, 0.13])
        draw_badges(strip, icons, language)
    else:
        axes = canvas.add_subplot()
    table = reading.table
    values = reading.values()
    count = len(values)
    _set_heights(axes, reading, language)
    axes.set_xlim(-0.6, count - 0.4)
    _baseline(axes, reading, language)
    draw_lines(axes, reading, language)
    axes.plot(range(count), values, color=_LINE, linewidth=1.4, zorder=3)
    marked = [i for i, signal in enumerate(table["signal"]) if signal]
    before = [i for i in _before(reading) if i not in set(marked)]
    plain = [i for i in range(count) if i not in {*marked, *before}]
    axes.scatter(plain, [values[i] for i in plain], s=20, color=_LINE, zorder=4)
    axes.scatter(
        before, [values[i] for i in before], s=40, marker="D", facecolor="white",
        edgecolor=COLOUR["change"], linewidth=1.2, zorder=5,
    )  # fmt: skip
    axes.scatter(
        marked, [values[i] for i in marked], s=48, marker="D",
        color=[COLOUR[_meaning(i, reading)] for i in marked], edgecolor="white", linewidth=0.6,
        zorder=5,
    )  # fmt: skip
    _signal_label(axes, reading, language)
    _gaps(axes, reading, language)
    if reading.region.start is not None:
        _start(axes, reading, reading.region.start, language)
    _words_around(axes, reading, language)
    quiet_axes(axes)


def _before(reading: Reading) -> list[int]:
    """Return the points of the baseline that are part of a signal of its own."""
    return sorted({i for signal in reading.before for i in signal.points if signal.side})


def _meaning(point: int, reading: Reading) -> str:
    """Return whether the signals of a point are on the favourable side, as the icons tell it."""
    return meaning([s.side for s in reading.found if point in s.points and s.side], reading)


def _icons(reading: Reading) -> list[Icon]:
    return [icon for icon in (variation(reading), assurance(reading)) if icon]


def _set_heights(axes: Axes, reading: Reading, language: str) -> None:
    """Leave room above and below for the words at the points, most where the signal is named."""
    there = [x for x in reading.values() if x == x] + heights_of_lines(reading)
    low, high = min(there), max(there)
    room = (high - low or abs(high) or 1.0) * 0.16
    signal = _main_signal(reading)
    more = 0 if signal is None else _signal_words(signal, reading, language).count("\n")
    above, below = (more, 0) if signal and signal.side > 0 else (0, more)
    axes.set_ylim(low - room * (1 + 0.6 * below), high + room * (1 + 0.6 * above))


def _baseline(axes: Axes, reading: Reading, language: str) -> None:
    if not reading.frozen:
        return
    rows = [i for i, phase in enumerate(reading.table["phase"]) if phase == "baseline"]
    axes.axvspan(rows[0] - 0.6, rows[-1] + 0.5, color="#f1f3f5", zorder=0)
    words = label("chart_phase", "baseline", language)
    axes.text(
        rows[0] - 0.5, 1.02, words, transform=axes.get_xaxis_transform(), color=QUIET,
        fontsize=_SMALL,
    )  # fmt: skip
    for stretch in reading.stretches[1:]:
        axes.axvspan(stretch.first - 0.5, stretch.basis[-1] + 0.5, color="#f1f3f5", zorder=0)
        since = period(str(reading.table["period"].iloc[stretch.first]), language)
        words = f"nieuwe lijnen vanaf {since}" if language == "nl" else f"new lines from {since}"
        axes.text(
            stretch.first - 0.4, 0.985, words, transform=axes.get_xaxis_transform(), color=QUIET,
            fontsize=8, va="top", zorder=6,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.0},
        )  # fmt: skip


def _main_signal(reading: Reading) -> Signal | None:
    """Return the signal that marks most points."""
    marking = [s for s in reading.found if s.rule != "crossings"]
    return max(marking, key=lambda s: s.number, default=None)


def _signal_label(axes: Axes, reading: Reading, language: str) -> None:
    """Name the main signal beside its points, on the side away from the centre."""
    signal = _main_signal(reading)
    if signal is None:
        return
    values = [reading.values()[i] for i in signal.points]
    above = signal.side > 0
    low, high = axes.get_ylim()
    step = (high - low) * 0.05
    height = max(values) + step if above else min(values) - step
    middle = (signal.points[0] + signal.points[-1]) / 2
    if signal.rule == "trend":
        middle, height = signal.points[-1], values[-1] + (step if above else -step)
    count = len(reading.table)
    words = _signal_words(signal, reading, language)
    align = "right" if middle > count * 0.7 else "left" if middle < count * 0.3 else "center"
    wide = max(len(line) for line in words.split("\n")) * count * _SIGN
    reach = {"right": signal.points[-1] - wide, "center": middle - wide / 2}
    if reach.get(align, count) < _started(reading) <= signal.points[0]:
        align = "left"  # or the words would stand across the line of the start
    x = {"right": min(signal.points[-1], count - 1) + 0.3, "left": signal.points[0] - 0.3}
    axes.text(
        x.get(align, middle), height, words, ha=align, va="bottom" if above else "top",
        color=_INK_OF[meaning([signal.side], reading)], fontsize=_SMALL, zorder=6,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.0},
    )  # fmt: skip


def _signal_words(signal: Signal, reading: Reading, language: str) -> str:
    """Return what one signal is, short enough to stand beside its points."""
    dutch = language == "nl"
    count = counted(signal.number, reading, language)
    up = signal.side > 0
    if signal.rule == "trend":
        way = ("stijgend" if up else "dalend") if dutch else ("rising" if up else "falling")
        return f"{count} {way}"
    side = ("boven" if up else "onder") if dutch else ("above" if up else "below")
    if signal.rule in ("shift", "longest_run"):
        row = "achtereen" if dutch else "in a row"
        return f"{count} {row}\n{side} {centre_name(reading, language)}"
    if signal.rule == "outside":
        return f"{count} {side} de grens" if dutch else f"{count} {side} the limit"
    return f"{count} dicht bij de grens" if dutch else f"{count} near the limit"


def _started(reading: Reading) -> float:
    """Return where the line of the start stands, in periods from 0; nan when it is not drawn."""
    start = reading.region.start
    for i, name in enumerate(reading.table["period"]):
        if start is not None and periods.contains(name, start):
            first, last = periods.first_day(name), periods.last_day(name)
            return i - 0.5 + (start - first).days / ((last - first).days + 1)
    return math.nan


def _gaps(axes: Axes, reading: Reading, language: str) -> None:
    """Mark what is not there, hatched where suppressed, once for neighbours.

    The words stand at the end of the axes where the name of the signal does not.
    """
    signal = _main_signal(reading)
    height, align = (0.97, "top") if signal is not None and signal.side < 0 else (0.03, "bottom")
    status = list(reading.table["status"])
    first = 0
    for i in range(1, len(status) + 1):
        if i < len(status) and status[i] == status[first]:
            continue
        if status[first] != "shown":
            hatch = "////" if status[first] == "suppressed" else None
            axes.axvspan(
                first - 0.4, i - 0.6, facecolor="white", edgecolor="#b5bac0", hatch=hatch,
                linewidth=0.6, linestyle=":" if hatch is None else "-", zorder=2.5,
            )  # fmt: skip
            axes.text(
                (first + i - 1) / 2, height, label("status", status[first], language),
                transform=axes.get_xaxis_transform(), rotation=90, ha="center", va=align,
                fontsize=8, color=INK, zorder=6,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            )  # fmt: skip
        first = i


def _start(axes: Axes, reading: Reading, start: date, language: str) -> None:
    """Draw the start where it falls within its period; nothing when it is outside the series."""
    x = _started(reading)
    if math.isnan(x):
        return
    axes.axvline(x, color=INK, linewidth=1.1, zorder=2)
    late = x > 0.7 * len(reading.table)
    axes.text(
        x, 1.02, f"start {day(start, language)}", transform=axes.get_xaxis_transform(),
        fontsize=_SMALL, ha="right" if late else "left", color=INK,
    )  # fmt: skip


def _words_around(axes: Axes, reading: Reading, language: str) -> None:
    dutch = language == "nl"
    one = reading.series
    title = "\n".join(textwrap.wrap(called(reading.name[language]), 62))
    axes.set_title(title, pad=20, parse_math=False)
    unstated = "eenheid niet vermeld" if dutch else "unit not stated"
    unit = called(reading.unit[language]) if reading.unit else unstated
    axes.set_ylabel("\n".join(textwrap.wrap(unit, 34)), parse_math=False)
    names = list(reading.table["period"])
    many = len(names) > 8
    ticks = [
        i for i, name in enumerate(names)
        if not many or reading.length == "year" or name.endswith(("Q1", "H1"))
    ]  # fmt: skip
    ticks = ticks[:: -(-len(ticks) // 11)]
    short = many and reading.length != "year"
    words = [names[i][:4] if short else period(names[i], language) for i in ticks]
    axes.set_xticks(ticks, words)
    low, high = axes.get_ylim()
    heights = [float(t) for t in axes.get_yticks() if low <= t <= high]
    decimals = _tick_decimals(heights)
    axes.set_yticks(heights, [number(t, language, decimals=decimals) for t in heights])
    foot = [_persons(reading, language)]
    if one.sources:
        foot.append(f"{'Bron' if dutch else 'Source'}: {called('; '.join(one.sources))}.")
    words_below = "\n".join(textwrap.wrap(" ".join(foot), 95))
    axes.set_xlabel(words_below, loc="left", fontsize=8, color=QUIET, parse_math=False)


def _tick_decimals(ticks: Sequence[float]) -> int:
    return next((d for d in range(4) if all(abs(t - round(t, d)) < 1e-9 for t in ticks)), 3)


def _persons(reading: Reading, language: str) -> str:
    dutch = language == "nl"
    stated = reading.table["n"].dropna()
    if stated.empty:
        return "Aantal personen niet vermeld." if dutch else "Number of persons not stated."
    low, high = (number(x, language) for x in (stated.min(), stated.max()))
    span = low if low == high else f"{low} {'tot' if dutch else 'to'} {high}"
    return f"n = {span} {'personen per punt' if dutch else 'persons per point'}."


def _alt(reading: Reading, language: str) -> str:
    dutch = language == "nl"
    shown = [x for x in reading.values() if x == x]
    low, high = (figure(x, reading, language) for x in (min(shown), max(shown)))
    span = spanned(reading, range(len(reading.table)), language)
    name = called(reading.name[language])
    centre = line_figure(reading.centre, reading, language)
    name_of_centre = centre_name(reading, language).split()[-1]
    said = [
        f"Lijn met punten van {name} per {label('period_length', reading.length, 'nl')}, {span}: "
        f"laagste {low}, hoogste {high}."
        if dutch
        else f"Line with points of {name} per {label('period_length', reading.length, 'en')}, "
        f"{span}: lowest {low}, highest {high}.",
        f"Middenlijn ({name_of_centre}) op {centre}."
        if dutch
        else f"Centre line ({name_of_centre}) at {centre}.",
    ]
    said += _alt_lines(reading, language)
    start = reading.region.start
    if start is not None and any(periods.contains(p, start) for p in reading.table["period"]):
        line = f"start {day(start, language)}"
        said.append(f"Staande lijn: {line}." if dutch else f"Vertical line: {line}.")
    marked = int((reading.table["signal"] != "").sum())
    count = counted(marked, reading, language)
    if dutch:
        said.append(f"Als signaal gemarkeerd: {count}." if marked else "Geen punt is gemarkeerd.")
    else:
        said.append(f"Marked as a signal: {count}." if marked else "No point is marked.")
    if before := _before(reading):
        count = counted(len(before), reading, language)
        said.append(
            f"In de uitgangsperiode zelf, met open ruit: {count}."
            if dutch
            else f"In the baseline itself, with an open diamond: {count}."
        )
    for status in ("suppressed", "missing"):
        if gaps := reading.count(status):
            words = label("status", status, language).capitalize()
            said.append(f"{words}: {counted(gaps, reading, language)}.")
    return " ".join(said)


def _alt_lines(reading: Reading, language: str) -> list[str]:
    """Say where the limits are, of every stretch, and the target; and what the icons say."""
    dutch = language == "nl"
    said = []
    for stretch in reading.stretches:
        lines = reading.lines(stretch)
        since = period(str(reading.table["period"].iloc[stretch.first]), language)
        if stretch.decided is not None:
            centre = line_figure(centre_of(stretch.around), reading, language)
            said.append(
                f"Vanaf {since} nieuwe lijnen, de oude gestippeld erbij; middenlijn op {centre}."
                if dutch
                else f"New lines from {since} on, with the old ones dotted; centre at {centre}."
            )
        if lines is None:
            continue
        ends = []
        for row in (lines.lower, lines.upper):
            there = [x for x in row if x == x]
            low, high = (line_figure(x, reading, language) for x in (min(there), max(there)))
            ends.append(low if low == high else f"{low} {'tot' if dutch else 'to'} {high}")
        limits = listing(ends, language)
        said.append(f"Grenzen op {limits}." if dutch else f"Limits at {limits}.")
    return said + [icon.said[language] for icon in _icons(reading)]


def _numbers(reading: Reading, language: str) -> str:
    heads = {
        "nl": ("Periode", "Waarde", "Fase", "Signaal", "Personen"),
        "en": ("Period", "Value", "Phase", "Signal", "Persons"),
    }[language]
    rows: list[tuple[str, ...]] = [heads]
    names = ("period", "value", "phase", "signal", "n", "status")
    columns = (reading.table[name].tolist() for name in names)
    for name, value, phase, signal, n, status in zip(*columns, strict=True):
        shown = status == "shown"
        rows.append(
            (
                period(name, language),
                figure(value, reading, language) if shown else label("status", status, language),
                label("chart_phase", phase, language),
                label("chart_signal", signal, language) if signal else "–",
                number(n, language),
            )
        )
    return numbers_as_text(rows)
