"""The figure of a funnel: a dot per area, the common value, limits named where they end."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from kit.control_chart.words import called
from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes, spread_labels
from kit.finding import Drawing
from kit.funnel_plot.labelling import Dot, label_dots
from kit.funnel_plot.tabling import table_of
from kit.funnel_plot.words import Seen, favour, figure, short, side
from kit.language import LANGUAGES, Both, listing, number, period, plural
from kit.rates.funnel import LEVELS, funnel_limits
from kit.terms import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_OWN, _OTHER = "#3b4148", "#b0b0b0"
#: As in the icons of a control chart: favourable blue, unfavourable orange, the rest grey.
_OUT = {"favourable": COLOURS[0], "unfavourable": COLOURS[1], "neutral": "#555b61"}
_SIZE = (7.2, 4.5)
#: Left, bottom, width and height of the axes, as shares of the figure.
_AXES = (0.09, 0.215, 0.73, 0.635)
#: How many times the smallest area the largest may be before sizes are drawn by their logarithm.
_WIDE = 30
#: Own areas that are all named; of more, only those outside the limits.
_MOST_NAMED = 12
#: Points of a line.
_GRID = 400


def draw(seen: Seen) -> dict[str, Drawing]:
    """Draw a funnel in both languages, from its protected table.

    Without a funnel there is nothing to draw: the text says so, the figure is empty.
    """
    if seen.placed.funnel is None:
        why = Both(
            "Geen figuur: er zijn geen cijfers voor een trechter.",
            "No figure: there are no figures for a funnel.",
        )
        return {x: Drawing("", why[x], _numbers(seen, x)) for x in LANGUAGES}
    return draw_both(
        lambda canvas, language: _draw(canvas, seen, language),
        lambda language: _alt(seen, language),
        lambda language: _numbers(seen, language),
        size=_SIZE,
    )


def _draw(canvas: Figure, seen: Seen, language: str) -> None:
    # Labels are placed by their size in points, so the axes may not move afterwards.
    canvas.set_layout_engine("none")
    axes = canvas.add_axes(_AXES)
    shown = seen.placed.shown
    sizes = shown[_base(seen)].to_numpy(dtype=float)
    log = float(sizes.max()) > _WIDE * float(sizes.min())
    _set_ranges(axes, seen, sizes, log=log)
    _lines(axes, seen, language)
    dots = _dots(axes, seen, sizes)
    width, height = (_SIZE[0] * _AXES[2] * 72, _SIZE[1] * _AXES[3] * 72)
    label_dots(axes, dots, width=width, height=height, lines=_points(axes))
    _around(canvas, axes, seen, language)
    quiet_axes(axes)


def _base(seen: Seen) -> str:
    return "expected" if seen.given.kind == "ratio" else "denominator"


def _set_ranges(axes: Axes, seen: Seen, sizes: Any, *, log: bool) -> None:
    shown = seen.placed.shown
    low = float(shown[["value", "lower_998"]].min().min())
    high = float(shown[["value", "upper_998"]].max().max())
    room = (high - low or abs(high) or 1.0) * 0.08
    axes.set_ylim(max(low - room, -0.02 * high) if low >= 0 else low - room, high + room)
    if log:
        axes.set_xscale("log")
        axes.set_xlim(float(sizes.min()) * 0.8, float(sizes.max()) * 1.25)
        axes.xaxis.set_minor_formatter("")
        axes.tick_params(which="minor", length=0)
    else:
        spread = float(sizes.max() - sizes.min()) or float(sizes.max())
        least = max(float(sizes.min()) - 0.08 * spread, 0.02 * float(sizes.min()))
        axes.set_xlim(least, float(sizes.max()) + 0.06 * spread)


def _lines(axes: Axes, seen: Seen, language: str) -> None:
    found, scale = seen.placed.funnel, seen.placed.scale
    assert found is not None
    first, last = axes.get_xlim()
    grid = np.geomspace(first, last, _GRID)
    ends: list[tuple[float, str]] = []
    for level, style in zip(LEVELS, ("--", "-"), strict=True):
        low, high = funnel_limits(
            grid, kind=found.kind, target=found.target, level=level,
            correction=found.correction, spread=found.dispersion,
        )  # fmt: skip
        said = number(level * 100, language, decimals=0 if level == LEVELS[0] else 1)
        for edge in (low, high):
            axes.plot(grid, edge * scale, color=QUIET, linewidth=1, linestyle=style, zorder=1)
            ends.append((float(edge[-1]) * scale, f"{said}%"))
    target = found.target * scale
    axes.axhline(target, color=INK, linewidth=1.2, zorder=1)
    common = {"nl": "gezamenlijk", "en": "common"}[language]
    if found.kind == "ratio":
        common = {"nl": "verwacht", "en": "expected"}[language]
    ends.append((target, f"{common} {figure(target, seen, language)}"))
    bottom, top = axes.get_ylim()
    at = [min(max(y, bottom), top) for y, _ in ends]
    heights = spread_labels(at, apart=(top - bottom) * 0.055)
    for y, (_, words) in zip(heights, ends, strict=True):
        axes.annotate(
            words, (1, y), xycoords=("axes fraction", "data"), xytext=(5, 0),
            textcoords="offset points", va="center", fontsize=8.5, color=INK,
            annotation_clip=False,
        )  # fmt: skip


def _points(axes: Axes) -> list[tuple[float, float]]:
    """Return points on the lines that are drawn, at shares of the axes."""
    place = axes.transData - axes.transAxes
    first, last = axes.get_xlim()
    spots = []
    for line in axes.lines:
        x, y = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
        if len(x) == 2:  # straight across
            x, y = np.linspace(first, last, _GRID), np.full(_GRID, float(y[0]))
        spots += [(float(a), float(b)) for a, b in place.transform(np.column_stack([x, y]))[::6]]
    return spots


def _dots(axes: Axes, seen: Seen, sizes: Any) -> list[Dot]:
    """Draw the dots, others first; return them all, those to be named with their names."""
    shown = seen.placed.shown
    own = seen.is_own(shown).to_numpy(dtype=bool)
    out = (shown["position"] != "inside").to_numpy()
    far = shown["position"].str.endswith("998").to_numpy()
    named = far if seen.region == "all" else own & (out | (own.sum() <= _MOST_NAMED))
    values = shown["value"].to_numpy(dtype=float)
    favours = np.array([favour(str(place), seen.improvement) for place in shown["position"]])
    outside = [(own & out & (favours == kind), "D", colour, 42) for kind, colour in _OUT.items()]
    for which, marker, colour, size in (
        (~own, "o", _OTHER, 20), (own & ~out, "o", _OWN, 30), *outside,
    ):  # fmt: skip
        axes.scatter(
            sizes[which], values[which], s=size, marker=marker, color=colour, edgecolor="white",
            linewidth=0.5, zorder=3 if colour == _OTHER else 4,
        )  # fmt: skip
    spots = (axes.transData - axes.transAxes).transform(np.column_stack([sizes, values]))
    return [
        Dot(float(x), float(y), short(name) if wanted else "")
        for (x, y), name, wanted in zip(spots, shown["name"], named, strict=True)
    ]


def _around(canvas: Figure, axes: Axes, seen: Seen, language: str) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    title = called(seen.name[language], 62)
    when = period(str(seen.given.period), language)
    canvas.text(0.012, 0.955, f"{title}, {when}", fontsize=10.5, fontweight="bold")
    unit = called(seen.unit[language], 60) if seen.unit else ""
    canvas.text(0.012, 0.89, unit, fontsize=8.5, color=QUIET)
    if axes.get_xscale() == "linear":
        axes.xaxis.set_major_locator(MaxNLocator(6))
    most = axes.get_xlim()[1]
    decimals = 1 if most < 5 else 0
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda x, _: number(x, language, decimals=decimals))
    )
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: _tick(y, axes, language)))
    words = {
        "nl": "Verwacht aantal" if seen.given.kind == "ratio" else "Omvang van het gebied (noemer)",
        "en": "Expected number" if seen.given.kind == "ratio" else "Size of the area (denominator)",
    }[language]
    axes.set_xlabel(words, fontsize=9)
    axes.tick_params(labelsize=9)
    canvas.text(0.012, 0.015, _key(seen, language), fontsize=7.8, color=QUIET, va="bottom")


def _tick(y: float, axes: Axes, language: str) -> str:
    steps = np.diff(axes.get_yticks())
    step = float(steps[0]) if len(steps) else 1.0
    decimals = next((d for d in range(4) if abs(step - round(step, d)) < 1e-9), 4)
    return number(y, language, decimals=decimals)


def _key(seen: Seen, language: str) -> str:
    n = len(seen.placed.shown)
    gone = int((seen.placed.table["status"] == "suppressed").sum())
    if seen.region == "all":
        told = {
            "nl": f"Elke stip is een gebied (n\u00a0=\u00a0{n}); een ruit ligt buiten de "
            "95%-grenzen. Een naam staat alleen buiten 99,8%.",
            "en": f"Each dot is an area (n\u00a0=\u00a0{n}); a diamond lies outside the 95% "
            "limits. Names only outside 99.8%.",
        }[language]
    else:
        region = called(seen.study.regions[seen.region].name, 40)
        told = {
            "nl": f"Donker of gekleurd: gebieden van {region}; een ruit ligt buiten de "
            f"95%-grenzen. Lichtgrijs: andere regio’s. Samen n\u00a0=\u00a0{n}.",
            "en": f"Dark or coloured: areas of {region}; a diamond lies outside the 95% limits. "
            f"Light grey: other regions. Together n\u00a0=\u00a0{n}.",
        }[language]
    if seen.improvement in ("higher", "lower") and (seen.own["position"] != "inside").any():
        told += {
            "nl": " Blauwe ruit: de gunstige kant; oranje: de ongunstige.",
            "en": " Blue diamond: the favourable side; orange: the unfavourable.",
        }[language]
    if gone:
        told += " " + {
            "nl": f"{plural(gone, 'gebied', 'gebieden', 'nl')} afgeschermd.",
            "en": f"{plural(gone, 'area', 'areas', 'en')} suppressed.",
        }[language]  # fmt: skip
    sources = [called(one, 60) for one in seen.given.stated("source")]
    if sources:
        word = {"nl": "Bron", "en": "Source"}[language]
        told += f" {word}: {listing(sources[:2], language)}."
    return "\n".join(textwrap.wrap(told, 118)[:3])


def _alt(seen: Seen, language: str) -> str:
    shown, found = seen.placed.shown, seen.placed.funnel
    assert found is not None
    n, out = len(shown), seen.placed.outside("95")
    common = figure(found.target * seen.placed.scale, seen, language)
    own = seen.own
    own = own[own["position"] != "inside"]
    if seen.region == "all":
        own = own[own["position"].str.endswith("998")]
    names = listing(
        [f"{short(name)} ({side(position, None)[language]})"
         for name, position in zip(own["name"], own["position"], strict=True)],
        language,
    )  # fmt: skip
    title = seen.title[language]
    if language == "nl":
        told = (
            f"Trechter van {title}: {n} gebieden als stippen naar hun omvang, met grenzen die naar "
            f"rechts toe smaller worden rond {common}. {out or 'Geen'} "
            f"{'ligt' if out <= 1 else 'liggen'} buiten de 95%-grenzen."
        )
        return told + (f" Met naam: {names}." if names else "")
    told = (
        f"Funnel of {title}: {n} areas as dots by their size, with limits that narrow to the right "
        f"around {common}. {out or 'None'} {'lies' if out <= 1 else 'lie'} outside the 95% limits."
    )
    return told + (f" Named: {names}." if names else "")


def _numbers(seen: Seen, language: str) -> str:
    table = table_of(seen)
    rows: list[tuple[str, ...]] = []
    for row in table.to_dict("records"):
        if row["region"] is None:
            rows.append(_others(row, language))
            continue
        region = called(seen.study.regions[str(row["region"])].name)
        head = (short(str(row["name"])), region)
        if row["status"] != "shown":
            rows.append((*head, label("status", str(row["status"]), language)))
            continue
        value, low, high = (
            figure(row[key], seen, language) for key in ("value", "interval_low", "interval_high")
        )
        to = {"nl": "tot", "en": "to"}[language]
        cells = [f"{value} ({low} {to} {high})"]
        if seen.placed.funnel is not None:
            cells.append(label("funnel_position", str(row["position"]), language))
        if row["trend"] != "not_calculated":
            cells.append(label("trend", str(row["trend"]), language))
        rows.append((*head, *cells))
    return numbers_as_text(rows)


def _others(row: Mapping[Hashable, Any], language: str) -> tuple[str, ...]:
    """Return how many areas of other regions have one place."""
    n = int(row["areas"])
    named = {
        "nl": f"{plural(n, 'gebied', 'gebieden', 'nl')} van andere regio’s",
        "en": f"{plural(n, 'area', 'areas', 'en')} of other regions",
    }[language]
    if row["status"] != "shown":
        return named, label("status", str(row["status"]), language)
    return named, label("funnel_position", str(row["position"]), language)
