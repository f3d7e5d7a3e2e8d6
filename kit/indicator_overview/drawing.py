"""The figure of an overview: first what is there and what is not, then the figures themselves."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kit.figures import COLOURS, INK, QUIET, draw_both, quiet_axes
from kit.finding import Drawing
from kit.indicator_overview.describing import alt_of, numbers_of
from kit.indicator_overview.gathering import Line, Seen
from kit.indicator_overview.marking import BREAK
from kit.indicator_overview.panels import (
    COLOURED,
    draw_panel,
    drawn_of,
    hands_of,
    height_of,
    is_cut,
)
from kit.indicator_overview.tabling import MARKS, together, years_of
from kit.indicator_overview.words import called, named
from kit.language import LANGUAGES, Both
from kit.terms import terms

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_WIDTH = 7.2
_ROW = 0.24  # inches of a row of the grid
_UNDER = 0.3  # inches of the key below the panels
_MOST_PANELS = 16
_KEY = Both(
    "●  er is een cijfer.  2  zoveel kwartalen, halfjaren of gebieden hebben er een.  "
    "×  afgeschermd.  –  ontbreekt.",
    "●  there is a figure.  2  so many quarters, half-years or areas have one.  "
    "×  suppressed.  –  missing.",
)
_KEY_ALL = Both(
    "Regio’s op alfabet. Boven: hoeveel indicatoren een cijfer hebben. Onder: eerste en laatste "
    "jaar;\n–  ontbreekt en  ×  afgeschermd, met het aantal periodes.",
    "Regions by alphabet. Above: how many indicators have a figure. Below: first and latest year;\n"
    "–  missing and  ×  suppressed, with the number of periods.",
)


def draw(seen: Seen) -> dict[str, Drawing]:
    """Draw the protected figures in both languages."""
    if not any(line.count("shown") for line in seen.lines):
        why = Both(
            "Geen figuur: er is niets dat getoond mag worden.",
            "No figure: there is nothing that may be shown.",
        )
        return {x: Drawing("", why[x], numbers_of(seen, x)) for x in LANGUAGES}
    if seen.region == "all":
        rows = len(seen.regions) * (1 + len(_blocks(seen)))
        height = 0.34 * rows + 0.5 * (1 + len(_blocks(seen))) + 0.7
        paint = _all
    else:
        below = _heights(seen)
        height = _ROW * len(_grid_rows(seen)) + 0.75 + sum(below) + (_UNDER if below else 0)
        paint = _region
    return draw_both(
        lambda figure, language: paint(seen, figure, language),
        lambda language: alt_of(seen, language),
        lambda language: numbers_of(seen, language),
        size=(_WIDTH, height),
    )


def _grid_rows(seen: Seen) -> list[tuple[str, str]]:
    """Return the rows of the grid: ("aim", id) and ("indicator", id), aims without one too."""
    rows: list[tuple[str, str]] = []
    aims = {name: seen.aim(name) for name in seen.indicators}
    for aim in [*terms("aim"), None]:
        of = [name for name in seen.indicators if aims[name] == aim]
        if aim is not None or of:
            rows += [("aim", aim or ""), *(("indicator", name) for name in of)]
    return rows


def _panels(seen: Seen) -> list[str]:
    """Return the indicators that get a panel: yearly ones; quarters have a control chart."""
    return [name for name in seen.indicators if drawn_of(seen, name)][:_MOST_PANELS]


def _heights(seen: Seen) -> list[float]:
    """Return how high each row of two panels is, in inches."""
    high = [height_of(drawn_of(seen, name)) for name in _panels(seen)]
    return [max(high[at : at + 2]) for at in range(0, len(high), 2)]


def _region(seen: Seen, figure: Figure, language: str) -> None:
    names, rows, below = _panels(seen), _grid_rows(seen), _heights(seen)
    # Apart, so that the long names of the grid leave the panels their width.
    ratios = [_ROW * len(rows) + 0.75, sum(below) + _UNDER] if names else [1.0]
    parts = figure.subfigures(len(ratios), 1, height_ratios=ratios, squeeze=False)[:, 0]
    _presence(seen, parts[0].subplots(), rows, language)
    parts[0].supxlabel(_KEY[language], fontsize=7, color=QUIET)
    if not names:
        return
    heights = {"height_ratios": below}
    every = parts[1].subplots(len(below), 2, squeeze=False, gridspec_kw=heights).ravel()
    drawn = [drawn_of(seen, name) for name in names]
    together = [line for lines in drawn for line in lines]
    # An area has one colour in the whole figure where there are enough colours.
    few = len({line.area for line in together}) <= COLOURED
    for lines, axes in zip(drawn, every, strict=False):
        hands = hands_of(together if few else lines)
        draw_panel(seen, lines, axes, hands=hands, language=language)
    if len(every) > len(names):
        every[-1].set_axis_off()
    parts[1].supxlabel(_under(seen, drawn, language), fontsize=7, color=QUIET)


def _under(seen: Seen, drawn: Sequence[Sequence[Line]], language: str) -> str:
    """Return the key below the panels: only of what stands in them."""
    lines = [line for each in drawn for line in each]
    left = sum(bool(drawn_of(seen, name)) for name in seen.indicators) - len(drawn)
    told = [
        (any((line.rows["interval"] != "").any() for each in drawn if len(each) <= COLOURED
             for line in each),
         Both("Streep omhoog en omlaag: 95%-interval.", "Stroke up and down: 95% interval.")),
        (any(line.joins.breaks for line in lines),
         Both(f"{BREAK}  hier mag geen lijn lopen.", f"{BREAK}  no line may run here.")),
        (any(map(is_cut, drawn)),
         Both("//  aan de as: die begint niet bij nul.", "//  at an axis: not from zero.")),
        (left > 0, Both(f"Nog {left} indicatoren staan in de tabel.",
                        f"Another {left} indicators are in the table.")),
    ]  # fmt: skip
    return "   ".join(said[language] for there, said in told if there)


def _presence(seen: Seen, axes: Axes, rows: list[tuple[str, str]], language: str) -> None:
    """Draw what is there and what is not, by indicator and year."""
    years = years_of(seen)
    left = years[0] - 0.9
    for y, (kind, id) in enumerate(rows):
        if kind == "aim":
            title = terms("aim")[id].label[language] if id else _no_aim(language)
            empty = id in seen.without_indicator
            note = Both(": geen indicator", ": no indicator")[language] if empty else ""
            axes.text(left, y, title + note, ha="right", va="center", fontsize=8,
                      fontweight="bold")  # fmt: skip
            axes.axhline(y - 0.5, color="#dddddd", linewidth=0.6, zorder=0)
            continue
        lines = seen.of(id)
        name = named(seen, lines[0], language)
        if lines[0].area is not None:
            name = called(seen.name(id)[language]) + Both(" (per gebied)", " (by area)")[language]
        wrapped = textwrap.wrap(called(name, 84), 44)
        axes.text(left, y, "\n".join(wrapped), ha="right", va="center", linespacing=0.95,
                  fontsize=7.5 if len(wrapped) == 1 else 6.5)  # fmt: skip
        for year in years:
            mark = _mark(lines, year)
            if mark == "●":
                axes.plot(year, y, marker="o", markersize=4.5, color=COLOURS[0])
            elif mark:
                quiet = mark in MARKS.values()
                axes.text(year, y, mark, ha="center", va="center", fontsize=8,
                          color=QUIET if quiet else INK)  # fmt: skip
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    step = max(1, math.ceil(len(years) / 12))
    axes.set_xticks(years[::-1][::step][::-1])
    axes.tick_params(labelsize=7.5)
    axes.set_yticks([])
    axes.xaxis.tick_top()
    for side in axes.spines.values():
        side.set_visible(False)
    quiet_axes(axes)


def _no_aim(language: str) -> str:
    return Both("Doel niet vermeld", "Aim not stated")[language]


def _mark(lines: tuple[Line, ...], year: int) -> str:
    """Return what stands in a cell: a dot, a count, × or –; nothing outside the series."""
    statuses = [
        status
        for line in lines
        for period, status in zip(line.rows["period"], line.rows["status"], strict=True)
        if str(period).startswith(str(year))
    ]
    if not statuses:
        return ""
    shown = statuses.count("shown")
    one = len(lines) == 1 and lines[0].length == "year" and lines[0].area is None
    return ("●" if one else str(shown)) if shown else MARKS[together(statuses)]


def _blocks(seen: Seen) -> list[list[str]]:
    """Return the indicators in as many columns as fit beside each other."""
    names, most = list(seen.indicators), 6
    return [names[at : at + most] for at in range(0, len(names), most)]


def _all(seen: Seen, figure: Figure, language: str) -> None:
    blocks, slugs = _blocks(seen), seen.regions
    parts = figure.subplots(1 + len(blocks), 1, squeeze=False)[:, 0]
    years = years_of(seen)
    axes = parts[0]
    for y, slug in enumerate(slugs):
        for year in years:
            there = sum(
                any(_mark((line,), year) not in ("", *MARKS.values()) for line in lines)
                for name in seen.indicators
                if (lines := seen.of(name, slug))
            )
            axes.text(year, y, str(there), ha="center", va="center", fontsize=7.5)
    of = len(seen.indicators)
    title = Both(f"Indicatoren met een cijfer, van de {of}", f"Indicators with a figure, of {of}")
    axes.set_title(title[language], fontsize=8.5)
    step = max(1, math.ceil(len(years) / 12))
    _matrix(seen, axes, [years[0], years[-1]])
    shown = years[::-1][::step][::-1]
    axes.set_xticks(shown, [str(year) for year in shown], fontsize=7.5)
    for block, under in zip(blocks, parts[1:], strict=True):
        for y, slug in enumerate(slugs):
            for x, name in enumerate(block):
                under.text(
                    x,
                    y,
                    _span(seen.of(name, slug)),
                    ha="center",
                    va="center",
                    fontsize=7.2,
                    linespacing=1.05,
                )
        _matrix(seen, under, [0, len(blocks[0]) - 1])
        heads = ["\n".join(textwrap.wrap(called(seen.name(n)[language], 44), 15)) for n in block]
        under.set_xticks(range(len(block)), heads, fontsize=7, color=INK)
    figure.supxlabel(_KEY_ALL[language], fontsize=7, color=QUIET)


def _matrix(seen: Seen, axes: Axes, ends: list[int]) -> None:
    """Lay out a table of regions by something."""
    names = [called(seen.study.regions[slug].name, 24) for slug in seen.regions]
    axes.set_xlim(ends[0] - 0.6, ends[1] + 0.6)
    axes.set_ylim(len(names) - 0.5, -0.6)
    axes.set_yticks(range(len(names)), names, fontsize=8, color=INK)
    axes.xaxis.tick_top()
    for side in axes.spines.values():
        side.set_visible(False)
    quiet_axes(axes)


def _span(lines: tuple[Line, ...]) -> str:
    shown = [
        str(period)[:4]
        for line in lines
        for period, status in zip(line.rows["period"], line.rows["status"], strict=True)
        if status == "shown"
    ]
    suppressed, missing = (sum(n.count(s) for n in lines) for s in ("suppressed", "missing"))
    if not shown:
        return MARKS["suppressed"] if suppressed else MARKS["missing"]
    ends = f"{min(shown)}–{max(shown)}" if min(shown) != max(shown) else shown[0]
    beside = [f"{n} {mark}" for mark, n in (("–", missing), ("×", suppressed)) if n]
    return "\n".join([ends, *([", ".join(beside)] if beside else [])])
