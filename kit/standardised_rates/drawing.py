"""The figure: each area as counted, beside itself with the ages of the standard population."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from kit.control_chart.words import called
from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Drawing
from kit.language import LANGUAGES, Both, number, period
from kit.standardised_rates.words import Seen, figure, people, unit
from kit.terms import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_BLUE = COLOURS[0]
_ROW = 0.25  # inches
_TOP, _BOTTOM = 0.95, 0.9
_WIDTH = 7.2
_NAME = 25  # characters beside a row
#: Of more areas only the region and the study are drawn; the table has them all.
_MOST_DRAWN = 60
_NOTHING = Both(
    "Geen figuur: er is niets dat getoond mag worden.",
    "No figure: there is nothing that may be shown.",
)


def draw(seen: Seen) -> dict[str, Drawing]:
    """Draw the protected table in both languages."""
    if seen.together is None:
        return {x: Drawing("", _NOTHING[x], _numbers(seen, x)) for x in LANGUAGES}
    rows = _drawn(seen)
    return draw_both(
        lambda canvas, language: _paint(canvas, seen, rows, language),
        lambda language: _alt(seen, rows, language),
        lambda language: _numbers(seen, language),
        size=(_WIDTH, _ROW * len(rows) + _TOP + _BOTTOM),
    )


def _drawn(seen: Seen) -> list[dict[str, Any]]:
    """Return the rows of the figure from the top down."""
    areas = seen.rows("area")
    return [
        *(areas if len(areas) <= _MOST_DRAWN else []), *seen.rows("region"), *seen.rows("study"),
    ]  # fmt: skip


def _name(seen: Seen, row: dict[str, Any], language: str) -> str:
    if row["about"] == "study":
        return {"nl": "alle gebieden samen", "en": "all areas together"}[language]
    return called(seen.place(row), _NAME)


def _paint(canvas: Figure, seen: Seen, rows: list[dict[str, Any]], language: str) -> None:
    canvas.set_layout_engine("none")
    high = float(canvas.get_figheight())
    axes = canvas.add_axes((0.27, _BOTTOM / high, 0.55, 1 - (_TOP + _BOTTOM) / high))
    both = seen.together
    assert both is not None
    _range(axes, rows)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    if both["rate"] is not None:
        axes.axvline(both["rate"], color=QUIET, linewidth=0.9, linestyle="--", zorder=1)
    for y, row in enumerate(rows):
        _row(axes, y, row, language)
    axes.set_yticks(range(len(rows)), [_name(seen, row, language) for row in rows], fontsize=8.5)
    for text, row in zip(axes.get_yticklabels(), rows, strict=True):
        text.set_color(INK)
        text.set_fontweight("normal" if row["about"] == "area" else "bold")
    _around(canvas, axes, seen, language, high)
    quiet_axes(axes)


def _range(axes: Axes, rows: list[dict[str, Any]]) -> None:
    values = [row[key] for row in rows for key in ("crude", "rate", "low", "high")
              if row[key] is not None]  # fmt: skip
    room = (max(values) - min(values) or max(values) or 1.0) * 0.06
    axes.set_xlim(max(0.0, min(values) - room), max(values) + room)


def _row(axes: Axes, y: int, row: dict[str, Any], language: str) -> None:
    right = ("axes fraction", "data")
    if row["status"] != "shown":
        said = label("status", str(row["status"]), language)
        axes.annotate(f"× {said}", (0.01, y), xycoords=right, va="center", fontsize=8, color=QUIET)
        return
    if row["rate"] is not None:
        axes.plot([row["crude"], row["rate"]], [y, y], color="#d0d0d0", linewidth=3.5, zorder=1,
                  solid_capstyle="round")  # fmt: skip
        axes.plot([row["low"], row["high"]], [y, y], color=_BLUE, linewidth=1.1, zorder=2)
        axes.plot([row["rate"]], [y], "o", color=_BLUE, markersize=5, zorder=4)
    axes.plot([row["crude"]], [y], "o", color=INK, markerfacecolor="white", markersize=5,
              markeredgewidth=1, zorder=3)  # fmt: skip
    counted = f"{number(row['observed'], language)} / {number(row['n'], language)}"
    axes.annotate(counted, (1.02, y), xycoords=right, va="center", fontsize=7.8, color=QUIET,
                  annotation_clip=False)  # fmt: skip


def _around(canvas: Figure, axes: Axes, seen: Seen, language: str, high: float) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    both = seen.together
    assert both is not None
    title = called(seen.title[language], 62)
    when = period(str(seen.given.period), language)
    canvas.text(0.012, 1 - 0.22 / high, f"{title}, {when}", fontsize=10.5, fontweight="bold")
    canvas.text(0.012, 1 - 0.45 / high, unit(both["per"], seen.given.bands, language), fontsize=8.5,
                color=QUIET)  # fmt: skip
    key = {
        "nl": ("zoals geteld (ruw)", "met overal dezelfde leeftijdsopbouw, en 95%-interval"),
        "en": ("as counted (crude)", "with the same ages everywhere, and 95% interval"),
    }[language]
    y = 1 - 0.72 / high
    for x, words, face in ((0.02, key[0], "white"), (0.24, key[1], _BLUE)):
        edge = INK if face == "white" else _BLUE
        canvas.add_artist(_dot(x, y + 0.035 / high, face, edge, canvas))
        canvas.text(x + 0.015, y, words, fontsize=8.3, color=edge)
    counted = {"nl": "geteld / personen", "en": "counted / persons"}[language]
    canvas.text(0.985, y, counted, fontsize=7.8, color=QUIET, ha="right")
    axes.xaxis.set_major_locator(MaxNLocator(6))
    step = float(np.diff(axes.get_xticks())[0])
    decimals = next((d for d in range(4) if abs(step - round(step, d)) < 1e-9), 4)
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda x, _: number(x, language, decimals=decimals))
    )
    axes.tick_params(labelsize=8.5)
    foot = "\n".join(textwrap.wrap(_foot(seen, language), 116)[:4])
    canvas.text(0.012, 0.08 / high, foot, fontsize=7.8, color=QUIET, va="bottom")


def _dot(x: float, y: float, face: str, edge: str, canvas: Figure) -> Any:
    from matplotlib.lines import Line2D

    return Line2D([x], [y], marker="o", markersize=5, markerfacecolor=face, markeredgecolor=edge,
                  linestyle="none", transform=canvas.transFigure)  # fmt: skip


def _foot(seen: Seen, language: str) -> str:
    both = seen.together
    assert both is not None
    n = number(both["areas"], language)
    told = {
        "nl": "Standaard: de Europese standaardbevolking van 2013. De gestreepte lijn is het "
        f"gestandaardiseerde cijfer van de {n} getoonde gebieden van de studie samen. De volgorde "
        "is die van het alfabet.",
        "en": "Standard: the European Standard Population of 2013. The dashed line is the "
        f"standardised rate of the {n} areas shown of the study together. The order is that of the "
        "alphabet.",
    }[language]
    if seen.region == "all":
        told = told.replace(
            *{
                "nl": ("De volgorde is die van het alfabet.", "De volgorde is die van de studie."),
                "en": ("The order is that of the alphabet.", "The order is that of the study."),
            }[language]
        )
    if seen.given.source:
        word = {"nl": "Bron", "en": "Source"}[language]
        told += f" {word}: {called(seen.given.source, 60)}."
    return told


def _alt(seen: Seen, rows: list[dict[str, Any]], language: str) -> str:
    shown = [row for row in rows if row["status"] == "shown"]
    rates = [row for row in shown if row["rate"] is not None]
    ends = [figure(end(r["rate"] for r in rates), language) for end in (min, max)] if rates else []
    title, who = seen.title[language], people(seen.given.bands, language)
    if language == "nl":
        told = (
            f"{title} onder {who}: {len(shown)} regels, elk met een open stip voor het ruwe cijfer "
            "en een dichte stip met interval voor het cijfer bij overal dezelfde leeftijdsopbouw."
        )
        return told + (f" De dichte stippen lopen van {ends[0]} tot {ends[1]}." if ends else "")
    told = (
        f"{title} among {who}: {len(shown)} rows, each with an open dot for the crude rate and a "
        "filled dot with its interval for the rate with the same ages everywhere."
    )
    return told + (f" The filled dots run from {ends[0]} to {ends[1]}." if ends else "")


def _numbers(seen: Seen, language: str) -> str:
    rows: list[tuple[str, ...]] = []
    to = {"nl": "tot", "en": "to"}[language]
    for row in (*seen.rows("area"), *seen.rows("region"), *seen.rows("study")):
        head = _name(seen, row, language)
        if row["status"] != "shown":
            rows.append((head, label("status", str(row["status"]), language),
                         label("rate_reason", str(row["reason"]), language)))  # fmt: skip
            continue
        crude = {"nl": "ruw", "en": "crude"}[language]
        cells = [f"{crude} {figure(row['crude'], language)}"]
        if row["rate"] is None:
            cells.append(label("rate_reason", str(row["reason"]), language))
        else:
            value, low, top = (figure(row[key], language) for key in ("rate", "low", "high"))
            word = {"nl": "gestandaardiseerd", "en": "standardised"}[language]
            cells.append(f"{word} {value} ({low} {to} {top})")
        if row["trend"] != "not_calculated":
            cells.append(label("trend", str(row["trend"]), language))
        rows.append((head, *cells))
    return numbers_as_text(rows)
