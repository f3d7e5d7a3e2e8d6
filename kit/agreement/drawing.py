"""The figure of agreement: a dot and an interval per code, beside the customary lines."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from kit.agreement.comparing import OVERALL, Compared
from kit.agreement.words import LINES, coefficient, rests_on
from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Drawing
from kit.language import Both, number
from kit.terms import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_WORDS = {
    "masi": Both("Alle codes samen (MASI)", "All codes together (MASI)"),
    "jaccard": Both("Alle codes samen (Jaccard)", "All codes together (Jaccard)"),
    "title": Both("Krippendorffs alfa", "Krippendorff’s alpha"),
    "units": Both("Met de code · prevalentie", "With the code · prevalence"),
    "key": Both(
        "Stip: alfa, met 95%-interval.  Ruit: AC1.  Stippellijnen: gebruikelijke grenzen 0,667 en "
        "0,80.\nRechts: eenheden waaraan een codeur de code gaf / eenheden die twee codeurs lazen.",
        "Dot: alpha, with 95% interval.  Diamond: AC1.  Dashed: customary lines 0.667 and 0.80.\n"
        "Right: units that any coder gave the code / units that two coders read.",
    ),
    "nothing": Both("Nog niets om te vergelijken", "Nothing to compare yet"),
    "none": Both("geen alfa: geen verschil te zien", "no alpha: nothing varied"),
}


def draw(compared: Compared) -> dict[str, Drawing]:
    """Draw the protected table in both languages."""
    table = compared.safe.table.to_dict("records")
    every = [r for r in table if r["code"] == OVERALL] + [r for r in table if r["code"] != OVERALL]
    rows = [] if compared.reason else every
    labels = {code.id: code.term.label for code in compared.codes}

    def name(row: Any, language: str) -> str:
        return (_WORDS[row["method"]] if row["code"] == OVERALL else labels[row["code"]])[language]

    def paint(figure: Figure, language: str) -> None:
        if rows:
            _paint(figure, rows, [name(row, language) for row in rows], language)
        else:
            figure.text(0.5, 0.5, _WORDS["nothing"][language], ha="center", color=QUIET)

    def alt(language: str) -> str:
        if not rows:
            return _WORDS["nothing"][language] + "."
        head = Both(
            "Per code een stip voor alfa met een interval en een ruit voor AC1, naast lijnen bij "
            "0,667 en 0,80. ",
            "For each code a dot for alpha with an interval and a diamond for AC1, beside lines "
            "at 0.667 and 0.80. ",
        )[language]
        told = [f"{name(row, language)}: {_said(row, language)}" for row in rows]
        return head + ". ".join(told) + "."

    def numbers(language: str) -> str:
        return numbers_as_text(
            [
                (name(row, language), _said(row, language), *_beside(row, language))
                for row in every
            ]
        )  # fmt: skip

    return draw_both(paint, alt, numbers, size=(7.2, 0.42 * len(rows) + 1.5))


def _said(row: Any, language: str) -> str:
    if row["status"] != "shown":
        return label("status", row["status"], language)
    return coefficient(row, language)


def _beside(row: Any, language: str) -> tuple[str, ...]:
    """Return AC1 and the counts, for the numbers under the figure."""
    if row["status"] != "shown":
        return ()
    chance = number(row["ac1"], language, decimals=2)
    return (*(() if row["code"] == OVERALL else (f"AC1 {chance}",)), rests_on(row, language))


def _paint(figure: Figure, rows: list[Any], names: list[str], language: str) -> None:
    axes = figure.subplots()
    lows = [row[key] for row in rows for key in ("low", "alpha", "ac1") if row[key] == row[key]]
    floor = min([0.0, *(math.floor(low * 5) / 5 for low in lows)])
    right = 1 + 0.06 * (1 - floor)
    axes.set_xlim(floor - 0.03 * (1 - floor), right + 0.34 * (1 - floor))
    axes.set_ylim(len(rows) - 0.4, -0.85)
    for line in LINES:
        axes.vlines(line, -0.6, len(rows) - 0.5, color=QUIET, linewidth=0.8, linestyle=(0, (4, 3)))
        text = number(line, language, decimals=3 if line < LINES[1] else 2)
        axes.text(line, -0.65, text, ha="center", va="bottom", fontsize=7.5, color=QUIET)
    together = sum(row["code"] == OVERALL for row in rows)
    axes.axhline(together - 0.5, color="#d0d0d0", linewidth=0.8)
    for y, row in enumerate(rows):
        _row(axes, y, row, (floor, right), language)
    axes.text(right, -0.65, _WORDS["units"][language], fontsize=7.5, color=QUIET, va="bottom")
    wrapped = ["\n".join(textwrap.wrap(text, 28)) for text in names]
    axes.set_yticks(range(len(rows)), wrapped, fontsize=8.5, color=INK)
    steps = range(round(floor * 5), 6)
    at = [step / 5 for step in steps if (step - round(floor * 5)) % (2 if floor < -0.4 else 1) == 0]
    axes.set_xticks(at, [number(x, language, decimals=1) for x in at], fontsize=8)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_bounds(floor, 1)
    quiet_axes(axes)
    axes.set_title(_WORDS["title"][language], fontsize=9)
    figure.supxlabel(_WORDS["key"][language], fontsize=7.5, color=QUIET)


def _row(axes: Axes, y: int, row: Any, ends: tuple[float, float], language: str) -> None:
    floor, right = ends
    if row["status"] != "shown":
        text = f"× {label('status', row['status'], language)}"
        axes.text(floor, y, text, va="center", fontsize=8, color=QUIET)
        return
    axes.text(right, y, rests_on(row, language), va="center", fontsize=8, color=INK)
    if row["ac1"] == row["ac1"]:
        axes.plot([row["ac1"]], [y], "D", mfc="white", mec=COLOURS[1], markersize=7, zorder=2)
    if row["alpha"] != row["alpha"]:
        axes.text(floor, y, _WORDS["none"][language], va="center", fontsize=8, color=QUIET)
        return
    if row["low"] == row["low"]:
        axes.hlines(y, row["low"], row["high"], color=COLOURS[0], alpha=0.35, linewidth=5)
    axes.plot([row["alpha"]], [y], "o", color=COLOURS[0], markersize=6, zorder=3)
