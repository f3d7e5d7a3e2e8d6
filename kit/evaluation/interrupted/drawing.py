"""The figure of an interrupted series: what was measured, what was expected, and other choices."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.control_chart.words import called
from kit.evaluation.interrupted.doubting import TOLD_IN_WORDS, others_of, way_called
from kit.evaluation.interrupted.saying import places, sentence
from kit.evaluation.interrupted.studying import Studied
from kit.evaluation.wording import interval, signed
from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Drawing
from kit.language import day, number, period

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_SIZE = (7.2, 5.6)
_SMALL = 8.5
_MEASURED, _EXPECTED = COLOURS[0], COLOURS[1]


def draw(studied: Studied) -> dict[str, Drawing]:
    """Draw the series above, and the difference by other choices below."""
    return draw_both(
        lambda canvas, language: _draw(canvas, studied, language),
        lambda language: _alt(studied, language),
        lambda language: _numbers(studied, language),
        size=_SIZE,
    )


def _draw(canvas: Figure, studied: Studied, language: str) -> None:
    choices = _choices(studied, language)
    # Apart, so that the long names below do not push the series aside.
    parts: Any = canvas.subfigures(2, 1, height_ratios=[3.2, 0.7 + 0.32 * len(choices)])
    _series(parts[0].subplots(), studied, language)
    _forest(parts[1].subplots(), studied, choices, language)


def _series(axes: Axes, studied: Studied, language: str) -> None:
    from matplotlib.ticker import MaxNLocator

    outcome, found, first = studied.outcome, studied.found, studied.place.first
    values, count = outcome.values, len(outcome.values)
    aside = set(studied.place.aside)
    plain = [i for i in range(count) if i not in aside]
    axes.axvspan(first - 0.5, count - 0.4, color="#f1f3f5", zorder=0)
    axes.plot(range(first), found.fitted[:first], color=QUIET, linewidth=1.1, zorder=2)
    axes.plot(range(first, count), found.fitted[first:], color=_MEASURED, linewidth=1.6, zorder=3)
    axes.plot(
        range(first, count), found.without[first:], color=_EXPECTED, linewidth=1.6,
        linestyle=(0, (4, 2)), zorder=3,
    )  # fmt: skip
    axes.scatter(plain, [values[i] for i in plain], s=18, color=_MEASURED, zorder=4)
    hollow = sorted(aside)
    axes.scatter(
        hollow, [values[i] for i in hollow], s=18, facecolor="white", edgecolor=_MEASURED, zorder=4
    )
    there = [v for v in [*values, *found.without[first:]] if v == v]
    low, high = min(there), max(there)
    room = (high - low or abs(high) or 1.0) * 0.14
    axes.set_ylim(low - room, high + 2.1 * room)
    axes.set_xlim(-0.6, count - 0.4 + 0.13 * count)
    _labels(axes, studied, language)
    _events(axes, studied, language)
    ticks = [
        i
        for i, label in enumerate(outcome.periods)
        if label.endswith(("Q1", "H1")) or len(label) == 4
    ]
    axes.set_xticks(ticks, [outcome.periods[i][:4] for i in ticks])
    unit = f", {called(outcome.unit[language])}" if outcome.unit else ""
    axes.set_title("\n".join(textwrap.wrap(f"{called(outcome.name[language])}{unit}", 78)))
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(lambda value, _: number(value, language, decimals=_ticks(there)))
    quiet_axes(axes)


def _ticks(there: list[float]) -> int:
    spread = max(there) - min(there)
    return 0 if spread >= 4 else 1 if spread >= 0.4 else 2


def _labels(axes: Axes, studied: Studied, language: str) -> None:
    """Name the two lines where they end, and the start where it stands."""
    found, last = studied.found, len(studied.outcome.values) - 1
    ends = [(found.fitted[last], _MEASURED, {"nl": "lijn na de start", "en": "line after"}),
            (found.without[last], _EXPECTED, {"nl": "verwacht", "en": "expected"})]  # fmt: skip
    low, high = axes.get_ylim()
    apart = (high - low) * 0.06
    ends.sort(key=lambda end: end[0])
    if ends[1][0] - ends[0][0] < apart:
        middle = (ends[0][0] + ends[1][0]) / 2
        ends = [(middle - apart / 2, *ends[0][1:]), (middle + apart / 2, *ends[1][1:])]
    _reading_moment(axes, studied)
    for height, colour, words in ends:
        axes.text(last + 0.6, height, words[language], color=colour, fontsize=_SMALL, va="center")
    start = studied.outcome.region.start
    assert start is not None
    at = _place_of(studied, start.isoformat())
    axes.axvline(at, color=INK, linewidth=1, linestyle=":", zorder=1)
    since = f"start {day(start, language)}"
    near_right = at > 0.6 * last
    axes.text(
        at + (-0.2 if near_right else 0.2), 0.985, since, transform=axes.get_xaxis_transform(),
        fontsize=_SMALL, color=INK, va="top", ha="right" if near_right else "left",
    )  # fmt: skip


def _reading_moment(axes: Axes, studied: Studied) -> None:
    """Mark for which period the difference is told, between the two lines."""
    at = studied.design.start + studied.found.change.horizon
    ends = (studied.found.without[at], studied.found.fitted[at])
    axes.annotate(
        "", (at, ends[1]), xytext=(at, ends[0]), zorder=5,
        arrowprops={"arrowstyle": "<->", "color": INK, "linewidth": 1, "shrinkA": 0, "shrinkB": 0},
    )  # fmt: skip


def _place_of(studied: Studied, on: str) -> float:
    """Return where a day lies on the axis of periods."""
    from datetime import date

    when = date.fromisoformat(on)
    for i, label in enumerate(studied.outcome.periods):
        first, last = periods.first_day(label), periods.last_day(label)
        if when <= last:
            return i - 0.5 + max(0, (when - first).days) / ((last - first).days + 1)
    return len(studied.outcome.periods) - 0.5


def _events(axes: Axes, studied: Studied, language: str) -> None:
    """Draw what happened everywhere as marks below the series."""
    if studied.plan is None:
        return
    labels = studied.outcome.periods
    for event in studied.plan.national_events:
        if periods.first_day(labels[0]) <= event.date <= periods.last_day(labels[-1]):
            at = _place_of(studied, event.date.isoformat())
            axes.axvline(at, color=QUIET, linewidth=0.8, linestyle=(0, (1, 3)), zorder=1)
            words = textwrap.shorten(called(event.what[language]), 26, placeholder="…")
            axes.text(
                at + 0.15, 0.02, words, transform=axes.get_xaxis_transform(), fontsize=7.5,
                color=QUIET,
            )  # fmt: skip


def _choices(studied: Studied, language: str) -> list[tuple[str, float, float, float]]:
    """Return the differences that are drawn below: the one that is told first."""
    change = studied.change
    told = {"nl": "hoofdberekening", "en": "main calculation"}[language]
    rows = [(told, change.absolute, change.low, change.high)]
    if latest := studied.latest:
        words = {"nl": "in de laatste periode", "en": "in the last period"}[language]
        rows.append((words, latest.absolute, latest.low, latest.high))
    other = {"nl": "andere rekenwijze", "en": "other way of calculating"}[language]
    technical = 0
    for each in others_of(studied):
        if each.change:
            words = way_called(each.name, studied)[language]
            if each.name not in TOLD_IN_WORDS:
                technical += 1
                words = f"{other} {technical}"
            rows.append((words, each.change.absolute, each.change.low, each.change.high))
    return rows


def _forest(
    axes: Axes, studied: Studied, choices: list[tuple[str, float, float, float]], language: str
) -> None:
    from matplotlib.ticker import MaxNLocator

    decimals = places(studied)
    for place, (_, estimate, low, high) in enumerate(choices):
        colour = INK if place == 0 else QUIET
        axes.plot(
            [low, high], [place, place], color=colour, linewidth=2 if place == 0 else 1.2,
            linestyle="-" if studied.sure else (0, (2, 2)),
        )  # fmt: skip
        axes.plot(estimate, place, marker="D" if place == 0 else "o", color=colour, markersize=5)
        text = f"{signed(estimate, language, decimals=decimals)}"
        axes.text(1.01, place, text, transform=axes.get_yaxis_transform(), fontsize=_SMALL,
                  va="center", color=colour)  # fmt: skip
    axes.axvline(0, color=QUIET, linewidth=0.8)
    axes.set_yticks(
        range(len(choices)), [textwrap.fill(row[0], 44) for row in choices], fontsize=_SMALL
    )
    axes.set_ylim(len(choices) - 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(
        lambda value, _: signed(value, language, decimals=_rounded(axes))
    )
    words = {"nl": "verschil met wat verwacht was, met 95%-interval",
             "en": "difference from what was expected, with 95% interval"}[language]  # fmt: skip
    if not studied.sure:
        words += {"nl": "; die zijn te smal: te weinig punten",
                  "en": "; these are too narrow: too few points"}[language]  # fmt: skip
    axes.set_xlabel(words, fontsize=_SMALL)
    quiet_axes(axes)


def _rounded(axes: Axes) -> int:
    low, high = axes.get_xlim()
    return 0 if high - low >= 4 else 1 if high - low >= 0.4 else 2


def _alt(studied: Studied, language: str) -> str:
    count, first = len(studied.outcome.values), studied.place.first
    labels = studied.outcome.periods
    span = f"{period(labels[0], language)} – {period(labels[-1], language)}"
    if language == "nl":
        return (
            f"Punten per periode ({span}), met een lijn erdoor tot de start en erna, en gestreept "
            f"de lijn die de {first} perioden ervoor deden verwachten voor de {count - first} "
            f"erna. Eronder het verschil met andere rekenwijzen. {sentence(studied)['nl']}"
        )
    return (
        f"Points per period ({span}), with a line through them up to the start and after it, and "
        f"dashed the line that the {first} periods before made one expect for the "
        f"{count - first} after. Below, the difference by other ways of calculating. "
        f"{sentence(studied)['en']}"
    )


def _numbers(studied: Studied, language: str) -> str:
    heads = {
        "nl": ("periode", "gemeten", "verwacht"),
        "en": ("period", "measured", "expected"),
    }[language]
    decimals = places(studied)
    rows: list[tuple[str, ...]] = [heads]
    for i, (label, value) in enumerate(
        zip(studied.outcome.periods, studied.outcome.values, strict=True)
    ):
        seen = "–" if value != value else number(value, language, decimals=decimals)
        after = i >= studied.place.first
        without = number(studied.found.without[i], language, decimals=decimals) if after else ""
        rows.append((period(label, language), seen, without))
    for words, estimate, low, high in _choices(studied, language):
        size = signed(estimate, language, decimals=decimals)
        rows.append((words, size, interval(low, high, language, decimals=decimals)))
    return numbers_as_text(rows)
