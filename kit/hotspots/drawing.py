"""The figure of a region: where, how much and how sure, and what people feel beside it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from kit.errors import visible
from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Drawing
from kit.hotspots.choosing import Shown, shown_of
from kit.hotspots.gathering import Seen
from kit.hotspots.keying import key_of
from kit.hotspots.recurring import draw_all
from kit.hotspots.saying import times
from kit.language import LANGUAGES, Both, number, percentage, period
from kit.map_drawing import SHADES, MapClass, draw_map, on_two_lines
from kit.terms import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_BLUE, _ORANGE = COLOURS[:2]
_LEVELS = (0.8, 0.95)
_FOOT = 0.75  # inches
_WIDEST_KEY = 118
_SHADE_ALIKE = "#ececec"
_FELT_TITLE = Both(
    "Wat mensen zwaar vinden wegen (deel van wie meedeed), naast de cijfers",
    "What weighs for people (share of who took part), beside the figures",
)
_NOTHING = Both(
    "Geen figuur: er is niets dat getoond mag worden.",
    "No figure: there is nothing that may be shown.",
)


def draw(seen: Seen) -> dict[str, Drawing]:
    """Draw the protected table in both languages."""
    every = seen.region == "all"
    rows = seen.rows("recurrence" if every else "cell")
    if not any(row["status"] == "shown" for row in rows):
        return {
            language: Drawing("", _NOTHING[language], _numbers_of(seen, rows, language))
            for language in LANGUAGES
        }
    if every:
        return draw_all(seen, lambda language: _numbers_of(seen, rows, language))
    shown = shown_of(seen)
    height = 0.27 * len(shown.rows) + 1.5
    if shown.mapped:
        height = max(height, 3.9)
    below = 0.36 * len(shown.felt) + 0.8 if shown.felt else 0.0
    return draw_both(
        lambda figure, language: _paint(seen, shown, figure, language, (height, below)),
        lambda language: _alt(seen, shown, language),
        lambda language: _numbers_of(seen, shown.every, language),
        size=(7.6, height + below + _FOOT),
    )


def _paint(
    seen: Seen, shown: Shown, figure: Figure, language: str, heights: tuple[float, float]
) -> None:
    parts = [heights[0], heights[1], _FOOT] if shown.felt else [heights[0], _FOOT]
    bands: Any = figure.subfigures(len(parts), 1, height_ratios=parts)
    if shown.mapped:
        left, right = bands[0].subfigures(1, 2, width_ratios=[1, 1.15])
        _map(seen, shown, left.subplots(), language)
        _forest(seen, shown, right.subplots(), language)
    else:
        _forest(seen, shown, bands[0].subplots(), language)
    if shown.felt:
        _felt(seen, shown, bands[1].subplots(), language)
        bands[1].suptitle(_FELT_TITLE[language], fontsize=9.5, fontweight="bold")
    beyond = _most(shown)
    key = "\n".join(textwrap.wrap(key_of(shown, beyond, _source(seen, language), language),
                                  _WIDEST_KEY))  # fmt: skip
    bands[-1].text(0.5, 0.5, key, fontsize=7.5, color=QUIET, ha="center", va="center")


def _source(seen: Seen, language: str) -> str:
    n = len(seen.given.sources)
    words = Both("tabellen van de studie", "tables of the study")[language]
    return f"{words} ({number(n, language)})"


def _classes(language: str) -> tuple[MapClass, ...]:
    low, high = (percentage(level, language) for level in _LEVELS)
    said = Both(
        f"onder {low}|{low} tot {high}|{high} of meer",
        f"below {low}|{low} to {high}|{high} or more",
    )[language].split("|")
    odd, alike = (label("hotspot_call", call, language) for call in ("registration", "alike"))
    return (
        MapClass("alike", alike, _SHADE_ALIKE),
        MapClass("low", said[0], SHADES[0]),
        MapClass("middle", said[1], SHADES[1]),
        MapClass("high", said[2], SHADES[3], marked=True),
        MapClass("odd", odd, "#e9d8bd"),
    )


def _class_of(row: dict[str, Any]) -> str:
    if row["call"] == "registration":
        return "odd"
    if row["call"] == "alike":
        return "alike"
    if row["status"] != "shown" or row["p_excess"] is None:
        return "suppressed" if row["status"] == "suppressed" else "missing"
    low, high = _LEVELS
    return "low" if row["p_excess"] < low else "middle" if row["p_excess"] < high else "high"


def _map(seen: Seen, shown: Shown, axes: Axes, language: str) -> None:
    draw_map(
        axes,
        seen.given.geometry,
        {row["area"]: _class_of(row) for row in shown.every},
        classes=_classes(language),
        names=seen.given.areas.names,
        language=language,
        matter=[row["area"] for row in shown.every if row["call"] == "candidate"],
    )
    axes.set_anchor("N")
    head = Both("Kans op meer dan verwacht", "Probability of more than expected")[language]
    title = textwrap.wrap(f"{head}: {_subject(seen, shown, language)}", 38)
    axes.set_title("\n".join(title), fontsize=9.5, loc="center")


def _subject(seen: Seen, shown: Shown, language: str) -> str:
    """Name the problem and group that is drawn."""
    who = f" – {seen.called(shown.segment, language)}" if shown.segment else ""
    return visible(f"{seen.called(shown.problem, language)}{who}")


def _most(shown: Shown) -> float:
    """Return where the axis of ratios ends."""
    ratios = [row["ratio"] * 1.05 for row in shown.rows if row["ratio"] is not None]
    highs = [min(row["ratio_high"], 4.0) for row in shown.rows if row["ratio_high"] is not None]
    return float(max([2.0, *ratios, *highs]))


def _forest(seen: Seen, shown: Shown, axes: Axes, language: str) -> None:
    names = []
    most = _most(shown)
    axes.axvline(1, color="#b5b5b5", linewidth=1, zorder=0)
    for y, row in enumerate(shown.rows):
        names.append(on_two_lines(row["name"], 20))
        if row["status"] != "shown" or row["ratio"] is None:
            why = label("status", "suppressed" if row["status"] == "suppressed" else "missing",
                        language)  # fmt: skip
            axes.text(0.05, y, f"× {why}", va="center", fontsize=8, color=QUIET)
            continue
        called = row["call"] == "candidate"
        colour = _BLUE if called else QUIET
        axes.plot([row["ratio_low"], min(row["ratio_high"], most)], [y, y], linewidth=0.9,
                  color=INK, zorder=1)  # fmt: skip
        if row["ratio_high"] > most:
            axes.plot(most, y, marker=">", markersize=5, color=INK, zorder=3)
        if row["shrunk"] is not None:
            axes.plot([row["shrunk_low"], min(row["shrunk_high"], most)], [y, y], linewidth=3.2,
                      color=colour, solid_capstyle="butt", zorder=2)  # fmt: skip
            axes.plot(row["shrunk"], y, marker="D", markersize=5.5 if called else 4.2, zorder=4,
                      color=colour)  # fmt: skip
        axes.plot(row["ratio"], y, marker="o", markersize=6, markerfacecolor="white",
                  markeredgecolor=INK, markeredgewidth=1, zorder=3)  # fmt: skip
        said = f"{number(row['observed'], language)} / {number(row['expected'], language)}"
        axes.text(most * 1.03, y, said, va="center", fontsize=8,
                  fontweight="bold" if called else "normal")  # fmt: skip
    axes.set_ylim(len(names) - 0.4, -0.7)
    axes.set_xlim(0, most * 1.28)
    axes.set_yticks(range(len(names)), names, fontsize=8, color=INK)
    for tick, row in zip(axes.get_yticklabels(), shown.rows, strict=True):
        tick.set_fontweight("bold" if row["call"] == "candidate" else "normal")
        tick.set_fontstyle("italic" if row["call"] == "registration" else "normal")
    ticks = _ticks(most)
    axes.set_xticks(ticks, [times(t, language) for t in ticks], fontsize=8)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_bounds(0, most)
    axes.set_xlabel(
        Both("keer wat te verwachten is", "times what is to be expected")[language], fontsize=8
    )
    quiet_axes(axes)
    title = textwrap.wrap(
        f"{_subject(seen, shown, language)}, {period(shown.period, language)}",
        32 if shown.mapped else 60,
    )
    axes.set_title("\n".join(title), fontsize=9.5)


def _ticks(most: float) -> list[float]:
    """Return where the axis of ratios is numbered: at 1, and not so often that numbers touch."""
    if most < 4:
        return [tick for tick in (0.5, 1, 1.5, 2, 3) if tick <= most]
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 10**6) if most / step <= 6)
    return [1.0, *(float(t) for t in range(step, int(most) + 1, step) if t > 1)]


def _felt(seen: Seen, shown: Shown, axes: Axes, language: str) -> None:
    names = []
    for y, row in enumerate(shown.felt):
        who = f" – {seen.called(row['segment'], language)}" if row["segment"] else ""
        where = f" in {row['name']}" if row["area"] else ""
        voice = label("felt_by", row["voice"], language).lower()
        subject = visible(f"{seen.called(row['problem'], language)}{who}{where}")
        names.append("\n".join(textwrap.wrap(f"{subject}: {voice}", 40)[:2]))
        if row["status"] != "shown":
            told = label("status", row["status"], language)
            axes.text(0.01, y, f"× {told}", va="center", fontsize=8, color=QUIET)
            continue
        resident = row["voice"] == "resident"
        axes.plot([row["chose_low"], row["chose_high"]], [y, y], color=QUIET, linewidth=1.4)
        axes.plot(row["chose_share"], y, marker="o" if resident else "s", markersize=6.5,
                  color=_ORANGE if resident else INK, zorder=3)  # fmt: skip
        beside = label("felt_beside", row["felt_beside"], language)
        n = f"{number(row['chose'], language)}/{number(row['took_part'], language)}"
        said = "\n".join(textwrap.wrap(f"{n}  {beside}", 26))
        axes.text(1.03, y, said, va="center", fontsize=8)
    axes.set_ylim(len(names) - 0.4, -0.7)
    axes.set_xlim(0, 1.95)
    axes.set_yticks(range(len(names)), names, fontsize=8, color=INK)
    ticks = (0, 0.25, 0.5, 0.75, 1)
    axes.set_xticks(ticks, [percentage(t, language) for t in ticks], fontsize=8)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_bounds(0, 1)
    quiet_axes(axes)


def _alt(seen: Seen, shown: Shown, language: str) -> str:
    problem = seen.called(shown.problem, language)
    who = f" ({seen.called(shown.segment, language)})" if shown.segment else ""
    called = [row["name"] for row in shown.every if row["call"] == "candidate"]
    names = ", ".join(visible(name) for name in called)
    none = Both("Nergens zeker genoeg boven 1.", "Nowhere surely enough above 1.")[language]
    if any(row["call"] == "alike" for row in shown.every):
        none = Both("De gebieden zijn niet te onderscheiden.", "Areas cannot be told apart.")[
            language
        ]
    head = {
        "nl": f"{problem}{who} in {period(shown.period, 'nl')}: van {len(shown.every)} gebieden de "
        "verhouding tot wat te verwachten is, met interval"
        f"{', en een kaart van hoe zeker een teveel is' if shown.mapped else ''}. "
        + (f"Zeker genoeg boven 1: {names}." if called else none),
        "en": f"{problem}{who} in {period(shown.period, 'en')}: of {len(shown.every)} areas the "
        "ratio to what is to be expected, with interval"
        f"{', and a map of how sure an excess is' if shown.mapped else ''}. "
        + (f"Surely enough above 1: {names}." if called else none),
    }[language]
    if not shown.felt:
        return visible(head)
    told = [
        f"{seen.called(row['problem'], language)}, "
        f"{label('felt_by', row['voice'], language).lower()}: "
        + (
            f"{percentage(row['chose_share'], language)}, "
            f"{label('felt_beside', row['felt_beside'], language)}"
            if row["status"] == "shown"
            else label("status", row["status"], language)
        )
        for row in shown.felt
    ]
    below = Both("Daaronder wat mensen zwaar vinden wegen:", "Below, what weighs for people:")
    return visible(f"{head} {below[language]} {'; '.join(told)}.")


def _numbers_of(seen: Seen, drawn: list[dict[str, Any]], language: str) -> str:
    """Return what is drawn as text: the areas of one problem and group, and what people feel."""
    if seen.region == "all":
        return _numbers_all(seen, language)
    rows = []
    for row in drawn:
        head = [row["name"], seen.called(row["problem"], language),
                seen.called(row["segment"], language), period(row["period"], language)]  # fmt: skip
        if row["status"] != "shown" or row["ratio"] is None:
            status = row["status"] if row["status"] != "shown" else "missing"
            rows.append([*map(visible, head), label("status", status, language)])
            continue
        awaited = number(row["expected"], language, decimals=1)
        cells = [
            f"{number(row['observed'], language)} / {awaited}",
            f"{times(row['ratio'], language)} ({times(row['ratio_low'], language)}–"
            f"{times(row['ratio_high'], language)})",
        ]  # fmt: skip
        if row["shrunk"] is not None:
            cells.append(times(row["shrunk"], language))
        if row["p_excess"] is not None:
            cells.append(percentage(row["p_excess"], language))
        if row["call"]:
            cells.append(label("hotspot_call", row["call"], language))
        rows.append([*map(visible, head), *cells])
    for row in seen.rows("felt"):
        shown = row["status"] == "shown"
        rows.append(
            [
                visible(seen.called(row["problem"], language)),
                label("felt_by", row["voice"], language),
                f"{number(row['chose'], language)}/{number(row['took_part'], language)}"
                if shown
                else label("status", row["status"], language),
                label("felt_beside", row["felt_beside"], language),
            ]
        )
    return numbers_as_text(rows)


def _numbers_all(seen: Seen, language: str) -> str:
    rows = []
    for row in seen.rows("recurrence"):
        head = [seen.study.regions[row["region"]].name, seen.called(row["problem"], language),
                seen.called(row["segment"], language)]  # fmt: skip
        said = (
            f"{number(row['called'], language)} / {number(row['looked_at'], language)}"
            if row["status"] == "shown"
            else label("status", row["status"], language)
        )
        rows.append([*map(visible, head), said])
    return numbers_as_text(rows)
