"""The figure of mentions: small panels over time, or regions side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Drawing
from kit.language import LANGUAGES, Both, number, percentage, period
from kit.terms import label

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_WORDS = {
    "whole": Both("Bijdragen met een vermelding", "Entries with a mention"),
    "parts": Both("Per periode", "Per period"),
    "people": Both("{} auteurs", "{} authors"),
    "key": Both(
        "Bleke balk: onzekerheid, als de bijdragen een steekproef waren.  Rechts: elke rij loopt "
        "van 0 tot {}.\nOnder de perioden: bijdragen · auteurs.  ×: afgeschermd.  ▲: een andere "
        "hoofdauteur dan daarvoor.\nOnder de namen: hoe vaak een vermelding klopt, en welk deel de "
        "regels vinden, met 95%-interval.",
        "Pale bar: uncertainty, if the entries were a sample.  Right: each row runs from 0 to {}."
        "\nUnder the periods: entries · authors.  ×: suppressed.  ▲: another main author than "
        "before.\nUnder the names: how often a mention is right, and what share the rules find, "
        "with 95% interval.",
    ),
    "nothing": Both(
        "Geen figuur: er zijn nog geen logboekbijdragen.",
        "No figure: there are no logbook entries yet.",
    ),
    "suppressed": Both(
        "Geen figuur: er is niets dat getoond mag worden.",
        "No figure: there is nothing that may be shown.",
    ),
}


def draw(
    table: pd.DataFrame,
    *,
    by: str,
    labels: Mapping[str, Both],
    groups: Sequence[str],
    regions: Mapping[str, str],
    rules: Both,
    marks: Mapping[str, Both],
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
    rules : Both
        Lines on how well the rules hit, to stand after the numbers.
    marks : mapping of code to a few short lines
        The same of one code, to stand under its name.
    """

    if not (table["status"] == "shown").any():
        why = _WORDS["suppressed" if (table["status"] == "suppressed").any() else "nothing"]
        return {language: Drawing("", why[language], "") for language in LANGUAGES}

    def name(group: str, language: str) -> str:
        return regions.get(group, group) if by == "region" else period(group, language)

    size = (7.2, (0.7 if by == "period" else 0.42) * len(labels) + 1.3)

    def paint(figure: Figure, language: str) -> None:
        if by == "period":
            _rows(figure, language, table, labels, groups, marks)
        else:
            _matrix(figure, language, table, labels, groups, regions)

    return draw_both(
        paint,
        lambda language: _alt(table, by, labels, groups, name, language),
        lambda language: _numbers(table, by, labels, name, language) + "\n" + rules[language],
        size=size,
    )


def _cells(table: pd.DataFrame, by: str, code: str, groups: Sequence[str]) -> list[Any]:
    rows = table[table["code"] == code].set_index(by)
    return [rows.loc[group] for group in groups]


def _rows(
    figure: Figure,
    language: str,
    table: pd.DataFrame,
    labels: Mapping[str, Both],
    groups: Sequence[str],
    marks: Mapping[str, Both],
) -> None:
    """Draw a row per code: the whole on the left, period by period on the right."""
    whole, parts = figure.subplots(1, 2, sharey=True, width_ratios=[1, 1.15])
    for axes in (whole, parts):
        axes.set_ylim(len(labels) - 0.4, -0.75)
        axes.spines["left"].set_visible(False)
        quiet_axes(axes)
    for row, code in enumerate(labels):
        _whole(whole, row, _cells(table, "period", code, ["all"])[0], language)
    highest = table.loc[table["period"] != "all", ["share", "high"]].max().max()
    top = float(highest) if highest == highest and highest > 0 else 1.0
    for row, code in enumerate(labels):
        _line(parts, row, _cells(table, "period", code, groups), top, language)
    reach = table.loc[table["period"] == "all", ["share", "high"]].max().max()
    wide = (float(reach) if reach == reach and reach > 0 else 0.5) * 1.75
    whole.set_xlim(0, wide)
    whole.set_xticks([share for share in _ticks().tick_values(0, wide) if share <= min(1, wide)])
    whole.spines["bottom"].set_bounds(0, min(1, wide))  # beyond it is room for the words
    whole.set_yticks([])
    for row, (code, text) in enumerate(labels.items()):
        name = "\n".join(textwrap.wrap(text[language], 24))
        _beside(whole, row - 0.02, name, "bottom", 8.5, INK)
        _beside(whole, row + 0.02, marks[code][language], "top", 6.8, QUIET)
    whole.xaxis.set_major_formatter(lambda share, _: percentage(share, language))
    whole.tick_params(axis="x", labelsize=8)
    whole.set_title(_WORDS["whole"][language], fontsize=9)
    parts.set_title(_WORDS["parts"][language], fontsize=9)
    first = next(iter(labels))
    _foot(parts, language, _cells(table, "period", first, groups), groups)
    key = _WORDS["key"][language].format(percentage(top, language))
    figure.supxlabel(key, fontsize=7.5, color=QUIET)


def _beside(axes: Axes, y: float, text: str, va: str, size: float, colour: str) -> None:
    """Write left of the axes, where the names of the rows stand."""
    axes.text(
        -0.03, y, text, va=va, ha="right", fontsize=size, color=colour, linespacing=1.1,
        transform=axes.get_yaxis_transform(),
    )  # fmt: skip


def _ticks() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=4, steps=[1, 2, 5, 10])


def _whole(axes: Axes, row: int, cell: Any, language: str) -> None:
    if cell["status"] != "shown":
        text = label("status", cell["status"], language)
        axes.text(0, row, f"× {text}", va="center", fontsize=8, color=QUIET)
        return
    share, low, high = (float(cell[name]) for name in ("share", "low", "high"))
    if low == low:
        axes.hlines(row, low, high, color=COLOURS[0], alpha=0.3, linewidth=5)
    axes.plot([share], [row], "o", color=COLOURS[0], markersize=6)
    people = _WORDS["people"][language].format(number(cell["authors"], language))
    edge = high if high == high else share
    text = f"  {_of(cell, language)} · {people}"
    axes.text(edge, row, text, va="center", fontsize=8, color=INK)


def _line(axes: Axes, row: int, cells: Sequence[Any], top: float, language: str) -> None:
    """Draw one code period by period; the height of a row stands for the highest limit shown."""
    floor, height = row + 0.34, 0.66 / top

    def at(name: str) -> list[float]:
        shown = (float(c[name]) if c["status"] == "shown" else float("nan") for c in cells)
        return [floor - height * share for share in shown]

    x = range(len(cells))
    axes.hlines(floor, -0.4, len(cells) - 0.6, color="#d0d0d0", linewidth=0.8)
    axes.vlines(x, at("low"), at("high"), color=COLOURS[0], alpha=0.28, linewidth=4.5)
    axes.plot(x, at("share"), color=COLOURS[0], linewidth=1.2, marker="o", markersize=3.5)
    hidden = [i for i in x if cells[i]["status"] == "suppressed"]
    # In the middle of the row: on the line it would read as a zero.
    axes.plot(hidden, [row] * len(hidden), "x", color="#a8a8a8", markersize=4.5)


def _foot(axes: Axes, language: str, cells: Sequence[Any], groups: Sequence[str]) -> None:
    """Write under the lines how many entries and authors each period rests on."""
    from pandas import notna

    axes.set_xlim(-0.6, len(cells) - 0.4)
    axes.spines["bottom"].set_visible(False)
    step = 1 + (len(cells) - 1) // 8
    names = []
    for cell, group in zip(cells, groups, strict=True):
        of, authors = (
            number(float(cell[name]) if notna(cell[name]) else None, language)
            for name in ("of", "of_authors")
        )
        changed = cell["main_author_changed"]
        mark = " ▲" if notna(changed) and changed else ""
        when = period(group, language).replace(" ", "\n", 1)
        names.append(f"{when}\n{of} · {authors}{mark}")
    places = range(0, len(cells), step)
    axes.set_xticks(list(places), [names[i] for i in places], fontsize=7.5)


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
    told = []
    for code, text in labels.items():
        cells = _cells(table, by, code, groups)
        shown = [(g, c) for g, c in zip(groups, cells, strict=True) if c["status"] == "shown"]
        hidden = sum(c["status"] == "suppressed" for c in cells)
        words = [f"{name(g, language)} {_of(c, language)}" for g, c in shown]
        if by == "period":
            whole = _cells(table, "period", code, ["all"])[0]
            known = whole["status"] == "shown"
            words.insert(
                0, _of(whole, language) if known else label("status", whole["status"], language)
            )
        if hidden:
            words.append(f"{hidden} × {label('status', 'suppressed', language)}")
        told.append(f"{text[language]}: {'; '.join(words)}")
    head = {
        "period": Both(
            "Per code een stip met het deel van de bijdragen waarin die wordt vermeld, en een lijn "
            "per periode. ",
            "For each code a dot with the share of entries that mention it, and a line per "
            "period. ",
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
