"""The figure: groups of areas by their share of people, the line through them, and the years."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from kit.control_chart.words import called
from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Drawing
from kit.inequality.words import Seen
from kit.language import LANGUAGES, Both, number, period
from kit.standardised_rates.words import figure, unit
from kit.terms import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_BLUE, _ORANGE = COLOURS[:2]
_SIZE = (7.2, 4.4)
_MOST_YEARS = 10
_NARROW = 0.035  # half of a group's share of people under which its number of areas is not written
_NOTHING = Both(
    "Geen figuur: er is niets dat getoond mag worden.",
    "No figure: there is nothing that may be shown.",
)


def draw(seen: Seen) -> dict[str, Drawing]:
    """Draw the protected table in both languages; without a line there is nothing to draw."""
    if seen.index is None:
        return {x: Drawing("", _NOTHING[x], _numbers(seen, x)) for x in LANGUAGES}
    return draw_both(
        lambda canvas, language: _paint(canvas, seen, language),
        lambda language: _alt(seen, language),
        lambda language: _numbers(seen, language),
        size=_SIZE,
    )


def _paint(canvas: Figure, seen: Seen, language: str) -> None:
    canvas.set_layout_engine("none")
    years = seen.years[-_MOST_YEARS:]
    several = len(years) > 1
    groups = canvas.add_axes((0.085, 0.27, 0.5 if several else 0.86, 0.52))
    _draw_groups(groups, seen, language)
    if several:
        _draw_years(canvas.add_axes((0.675, 0.27, 0.305, 0.52)), years, canvas, language)
    _around(canvas, seen, language)


def _draw_groups(axes: Axes, seen: Seen, language: str) -> None:
    rows, index = seen.groups, seen.index
    assert index is not None
    start = rows[0]["line"] - index["slope"] * rows[0]["place"]
    axes.plot([0, 1], [start, start + index["slope"]], color=_ORANGE, linewidth=1.3,
              linestyle="--", zorder=2)  # fmt: skip
    total = sum(row["n"] for row in rows)
    low = min(start, start + index["slope"], *(row["low"] for row in rows))
    high = max(start, start + index["slope"], *(row["high"] for row in rows))
    room = (high - low) * 0.09
    axes.set_ylim(max(0.0, low - room), high + room)
    axes.set_xlim(0, 1)
    for row in rows:
        half = row["n"] / total / 2
        sides = [row["place"] - half + 0.004, row["place"] + half - 0.004]
        axes.fill_between(sides, row["low"], row["high"], color=_BLUE, alpha=0.13, linewidth=0)
        axes.plot([row["place"]] * 2, [row["low"], row["high"]], color=_BLUE, linewidth=1.2)
        axes.plot([row["place"]], [row["rate"]], "o", color=_BLUE, markersize=6, zorder=4)
        areas = f"n = {number(row['areas'], language)}" if half >= _NARROW else ""
        beside = ("data", "axes fraction")
        axes.annotate(str(row["group"]), (row["place"], -0.035), xycoords=beside, ha="center",
                      va="top", fontsize=9, fontweight="bold", annotation_clip=False)  # fmt: skip
        axes.annotate(areas, (row["place"], -0.1), xycoords=beside, ha="center",
                      va="top", fontsize=7.5, color=QUIET, annotation_clip=False)  # fmt: skip
    axes.set_xticks([])
    ends = {
        "nl": ("gunstigste positie", "minst gunstige"),
        "en": ("least deprived", "most deprived"),
    }
    for x, words, side in zip((0, 1), ends[language], ("left", "right"), strict=True):
        axes.annotate(words, (x, -0.175), xycoords="axes fraction", ha=side, va="top",
                      fontsize=8.5, color=INK, annotation_clip=False)  # fmt: skip
    _numbered(axes, language)
    quiet_axes(axes)


def _draw_years(axes: Axes, years: list[dict[str, Any]], canvas: Figure, language: str) -> None:
    for x, row in enumerate(years):
        axes.plot([x, x], [row["slope_low"], row["slope_high"]], color=_ORANGE, linewidth=1.2)
        axes.plot([x], [row["slope"]], "o", color=_ORANGE, markersize=5)
    axes.axhline(0, color=QUIET, linewidth=0.8)
    axes.set_xlim(-0.5, len(years) - 0.5)
    step = max(1, -(-len(years) // 3))
    places = list(range(len(years) - 1, -1, -step))[::-1]
    axes.set_xticks(places, [period(str(years[x]["period"]), language) for x in places],
                    fontsize=8.5)  # fmt: skip
    _numbered(axes, language)
    quiet_axes(axes)
    words = {"nl": "Verschil tussen de uiteinden", "en": "Difference between the ends"}[language]
    canvas.text(0.645, 0.825, words, fontsize=8.5, color=_ORANGE)


def _numbered(axes: Axes, language: str) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(5))
    step = float(np.diff(axes.get_yticks())[0])
    decimals = next((d for d in range(4) if abs(step - round(step, d)) < 1e-9), 4)
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda y, _: number(y, language, decimals=decimals))
    )
    axes.tick_params(labelsize=8.5)


def _around(canvas: Figure, seen: Seen, language: str) -> None:
    index = seen.index
    assert index is not None
    title = called(seen.title[language], 50)
    when = period(str(seen.given.period), language)
    canvas.text(0.012, 0.945, f"{title}, {when}: {called(seen.where[language], 40)}",
                fontsize=10.5, fontweight="bold")  # fmt: skip
    canvas.text(0.012, 0.885, unit(index["per"], seen.given.bands, language), fontsize=8.5,
                color=QUIET)  # fmt: skip
    points = {
        "nl": "Groepen gebieden, met interval",
        "en": "Groups of areas, with interval",
    }
    canvas.text(0.012, 0.825, points[language], fontsize=8.5, color=_BLUE)
    line = {"nl": "gestreept: de lijn erdoor", "en": "dashed: the line through them"}[language]
    canvas.text(0.31, 0.825, line, fontsize=8.5, color=_ORANGE)
    foot = "\n".join(textwrap.wrap(_foot(seen, language), 116)[:3])
    canvas.text(0.012, 0.015, foot, fontsize=7.8, color=QUIET, va="bottom")


def _foot(seen: Seen, language: str) -> str:
    index = seen.index
    assert index is not None
    counted, people = number(index["observed"], language), number(index["n"], language)
    standard = {
        "nl": " Standaard: de Europese standaardbevolking van 2013." if seen.given.bands else "",
        "en": " Standard: the European Standard Population of 2013." if seen.given.bands else "",
    }[language]
    told = {
        "nl": "De breedte van een vlak is het deel van de mensen; n is het aantal gebieden. "
        f"Intervallen van 95%. Geteld: {counted} bij {people} personen.",
        "en": "The width of a block is the share of the people; n is the number of areas. "
        f"Intervals of 95%. Counted: {counted} among {people} persons.",
    }[language] + standard
    sources = [called(one, 76) for one in (seen.given.source, seen.grouped.source) if one]
    if sources:
        word = {"nl": "Bron", "en": "Source"}[language]
        told += f" {word}: {'; '.join(sources)}."
    return told


def _alt(seen: Seen, language: str) -> str:
    index, rows = seen.index, seen.groups
    assert index is not None
    slope, low, high = (figure(index[k], language) for k in ("slope", "slope_low", "slope_high"))
    n, title = len(rows), seen.title[language]
    first, last = figure(rows[0]["rate"], language), figure(rows[-1]["rate"], language)
    if language == "nl":
        return (
            f"{title} in {n} groepen gebieden, van de gunstigste naar de minst gunstige "
            f"sociaaleconomische positie: van {first} naar {last}, met intervallen. Een gestreepte "
            f"lijn verandert van links naar rechts met {slope} ({low} tot {high})."
        )
    return (
        f"{title} in {n} groups of areas, from the least to the most deprived: from {first} to "
        f"{last}, with intervals. A dashed line changes by {slope} from left to right ({low} to "
        f"{high})."
    )


def _numbers(seen: Seen, language: str) -> str:
    to, called_group = {"nl": ("tot", "groep"), "en": ("to", "group")}[language]
    rows: list[tuple[str, ...]] = []
    for row in seen.groups:
        head = f"{called_group} {row['group']}"
        if row["rate"] is None:
            why = label("rate_reason", str(row["reason"]), language)
            rows.append((head, label("status", str(row["status"]), language), why))
            continue
        value, low, high = (figure(row[key], language) for key in ("rate", "low", "high"))
        rows.append((head, f"{value} ({low} {to} {high})"))
    word = {"nl": "verschil", "en": "difference"}[language]
    for row in seen.years:
        slope, low, high = (figure(row[k], language) for k in ("slope", "slope_low", "slope_high"))
        rows.append(
            (f"{word} {period(str(row['period']), language)}", f"{slope} ({low} {to} {high})")
        )
    return numbers_as_text(rows)
