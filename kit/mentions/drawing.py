"""The figure of mentions: small panels over time, or regions side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Drawing
from kit.language import Both, number, percentage, period
from kit.terms import label

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_ACROSS = 2  # panels beside each other
_WORDS = {
    "entries": Both("bijdragen", "entries"),
    "authors": Both("auteurs", "authors"),
    "changed": Both("andere hoofdauteur", "other main author"),
    "hidden": Both("× afgeschermd", "× suppressed"),
    "share": Both("deel van de bijdragen met een vermelding", "share of entries with a mention"),
    "nothing": Both("Nog geen logboekbijdragen", "No logbook entries yet"),
}


def draw(
    table: pd.DataFrame,
    *,
    by: str,
    labels: Mapping[str, Both],
    groups: Sequence[str],
    regions: Mapping[str, str],
) -> dict[str, Drawing]:
    """Draw the protected table in both languages.

    Parameters
    ----------
    table : DataFrame
        As protected.
    by : {"period", "region"}
    labels : mapping of code to its name
    groups : sequence of str
        Periods or slugs, in the order of the figure.
    regions : mapping of slug to name
    """

    def name(group: str, language: str) -> str:
        return regions.get(group, group) if by == "region" else period(group, language)

    rows = -(-len(labels) // _ACROSS)
    size = (7.2, 1.35 * rows + 1.3) if by == "period" else (7.2, 0.42 * len(labels) + 1.1)

    def paint(figure: Figure, language: str) -> None:
        if not (table["of"].fillna(1) > 0).any():
            figure.text(0.5, 0.5, _WORDS["nothing"][language], ha="center", color=QUIET)
        elif by == "period":
            _panels(figure, language, table, labels, groups)
        else:
            _matrix(figure, language, table, labels, groups, regions)

    return draw_both(
        paint,
        lambda language: _alt(table, by, labels, groups, name, language),
        lambda language: _numbers(table, by, labels, name, language),
        size=size,
    )


def _cells(table: pd.DataFrame, by: str, code: str, groups: Sequence[str]) -> list[Any]:
    rows = table[table["code"] == code].set_index(by)
    return [rows.loc[group] for group in groups]


def _panels(
    figure: Figure,
    language: str,
    table: pd.DataFrame,
    labels: Mapping[str, Both],
    groups: Sequence[str],
) -> None:
    down = -(-len(labels) // _ACROSS)
    grid = figure.add_gridspec(down + 1, _ACROSS, height_ratios=[1.0] * down + [0.75])
    highest = table.loc[table["period"] != "all", ["share", "high"]].max().max()
    top = min(1.0, max(0.2, float(highest) if highest == highest else 0.2) * 1.12)
    for place, (code, text) in enumerate(labels.items()):
        axes = figure.add_subplot(grid[place // _ACROSS, place % _ACROSS])
        _panel(axes, language, _cells(table, "period", code, groups), text[language], top)
    for column in range(_ACROSS):
        foot = figure.add_subplot(grid[down, column])
        first = next(iter(labels))
        _foot(foot, language, _cells(table, "period", first, groups), groups)
        if column == 0:
            _name_rows(foot, language)
    figure.supylabel(_WORDS["share"][language], fontsize=8.5, color=QUIET)


def _panel(axes: Axes, language: str, cells: Sequence[Any], title: str, top: float) -> None:
    x = range(len(cells))
    colour = COLOURS[0]
    shares = [float(c["share"]) if c["status"] == "shown" else float("nan") for c in cells]
    lows = [float(c["low"]) if c["status"] == "shown" else float("nan") for c in cells]
    highs = [float(c["high"]) if c["status"] == "shown" else float("nan") for c in cells]
    axes.vlines(x, lows, highs, color=colour, alpha=0.28, linewidth=5)
    axes.plot(x, shares, color=colour, linewidth=1.2, marker="o", markersize=4)
    hidden = [i for i in x if cells[i]["status"] == "suppressed"]
    axes.plot(hidden, [top * 0.04] * len(hidden), "x", color=QUIET, markersize=5)
    seen = [i for i in x if shares[i] == shares[i]]
    if seen:
        i = seen[-1]
        text = percentage(shares[i], language)
        axes.annotate(
            text,
            (i, shares[i]),
            (6, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
            color=colour,
            fontweight="bold",
            annotation_clip=False,
        )
    axes.set_title("\n".join(textwrap.wrap(title, 38)), fontsize=9, loc="left")
    axes.set_xlim(-0.5, len(cells) - 0.5 + 0.35)
    axes.set_ylim(0, top)
    axes.set_yticks(
        [0, round(top / 2, 1)], [percentage(t, language) for t in (0, round(top / 2, 1))]
    )
    axes.set_xticks([])
    axes.tick_params(labelsize=8)
    quiet_axes(axes)


def _foot(axes: Axes, language: str, cells: Sequence[Any], groups: Sequence[str]) -> None:
    """Write under the panels how many entries and authors each period rests on."""
    from pandas import notna

    axes.set_xlim(-0.5, len(cells) - 0.5 + 0.35)
    axes.set_ylim(0, 4)
    axes.axis("off")
    many = len(cells) > 8
    for i, (cell, group) in enumerate(zip(cells, groups, strict=True)):
        text = period(group, language)
        shown = not many or i % (1 + len(cells) // 8) == 0
        if shown:
            axes.text(i, 3.6, text.replace(" ", "\n", 1), ha="center", va="top", fontsize=7.5)
        of, authors = (
            number(float(cell[name]) if notna(cell[name]) else None, language)
            for name in ("of", "of_authors")
        )
        axes.text(i, 1.7, of, ha="center", va="center", fontsize=7.5, color=QUIET)
        axes.text(i, 0.9, authors, ha="center", va="center", fontsize=7.5, color=QUIET)
        if cell["main_author_changed"]:
            axes.plot([i], [0.15], "^", color=COLOURS[1], markersize=4.5, clip_on=False)


def _name_rows(axes: Axes, language: str) -> None:
    for height, word in ((1.7, "entries"), (0.9, "authors")):
        text = _WORDS[word][language]
        axes.text(
            -0.62, height, text, ha="right", va="center", fontsize=7.5, color=QUIET, clip_on=False
        )


def _matrix(
    figure: Figure,
    language: str,
    table: pd.DataFrame,
    labels: Mapping[str, Both],
    groups: Sequence[str],
    regions: Mapping[str, str],
) -> None:
    axes = figure.subplots()
    for y, code in enumerate(labels):
        for x, cell in enumerate(_cells(table, "region", code, groups)):
            shown = cell["status"] == "shown"
            share = float(cell["share"]) if shown else 0.0
            axes.add_patch(_tile(x, y, share if shown else None))
            text = (
                _of(cell, language)
                if shown
                else "×" if cell["status"] == "suppressed" else "–"
            )  # fmt: skip
            ink = "white" if share > 0.55 else INK
            axes.text(x, y, text, ha="center", va="center", fontsize=8.5, color=ink)
    axes.set_xlim(-0.5, len(groups) - 0.5)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.xaxis.tick_top()
    names = ["\n".join(textwrap.wrap(regions[group], 12)) for group in groups]
    axes.set_xticks(range(len(groups)), names, fontsize=8.5)
    wrapped = ["\n".join(textwrap.wrap(text[language], 34)) for text in labels.values()]
    axes.set_yticks(range(len(labels)), wrapped, fontsize=8.5)
    for side in axes.spines.values():
        side.set_visible(False)
    quiet_axes(axes)


def _tile(x: int, y: int, share: float | None) -> Any:
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    red, green, blue = to_rgb(COLOURS[0])
    depth = 0.0 if share is None else share
    mixed = tuple(1 - depth * (1 - channel) for channel in (red, green, blue))
    return Rectangle(
        (x - 0.48, y - 0.46), 0.96, 0.92, facecolor=mixed, edgecolor="#d9d9d9", linewidth=0.6,
        hatch="////" if share is None else None,
    )  # fmt: skip


def _of(cell: Any, language: str) -> str:
    return f"{number(cell['documents'], language)}/{number(cell['of'], language)}"


def _alt(
    table: pd.DataFrame,
    by: str,
    labels: Mapping[str, Both],
    groups: Sequence[str],
    name: Any,
    language: str,
) -> str:
    if not (table["of"].fillna(1) > 0).any():
        return _WORDS["nothing"][language] + "."
    told = []
    for code, text in labels.items():
        cells = _cells(table, by, code, groups)
        shown = [(g, c) for g, c in zip(groups, cells, strict=True) if c["status"] == "shown"]
        hidden = sum(c["status"] == "suppressed" for c in cells)
        if shown and by == "period":
            (g1, c1), (g2, c2) = shown[0], shown[-1]
            words = (
                f"{percentage(float(c1['share']), language)} ({name(g1, language)}) → "
                f"{percentage(float(c2['share']), language)} ({name(g2, language)})"
            )
        else:
            words = ", ".join(f"{name(g, language)} {_of(c, language)}" for g, c in shown)
        if hidden:
            words += f"; {hidden} × {label('status', 'suppressed', language)}"
        told.append(f"{text[language]}: {words.lstrip('; ')}")
    head = {
        "period": Both(
            "Per code een lijn met het deel van de bijdragen waarin die wordt vermeld. ",
            "For each code a line with the share of entries that mention it. ",
        ),
        "region": Both(
            "Tabel van codes bij regio’s: bijdragen met een vermelding van alle bijdragen. ",
            "Table of codes by regions: entries with a mention out of all entries. ",
        ),
    }[by][language]
    return head + ". ".join(told) + "."


def _numbers(
    table: pd.DataFrame, by: str, labels: Mapping[str, Both], name: Any, language: str
) -> str:
    rows = []
    for cell in table.to_dict("records"):
        group = cell[by]
        called = (
            {"nl": "totaal", "en": "total"}[language] if group == "all" else name(group, language)
        )
        value = (
            _of(cell, language)
            if cell["status"] == "shown"
            else label("status", cell["status"], language)
        )
        rows.append((labels[cell["code"]][language], called, value))
    return numbers_as_text(rows)
