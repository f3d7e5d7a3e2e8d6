"""The figure of all regions: which problems and groups recur, in no order but the alphabet."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kit.errors import visible
from kit.figures import INK, QUIET, draw_both, quiet_axes
from kit.finding import Drawing
from kit.hotspots.gathering import Seen
from kit.language import Both, listing, number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_all"]

_KEY = Both(
    "Aantal gebieden met een mogelijk aandachtspunt, van de gebieden waarvan iets te zeggen is.\n"
    "–: niets te zeggen.  Regio’s op alfabet; ze verschillen in grootte en zijn geen wedstrijd.",
    "Number of areas with a hotspot candidate, of the areas of which anything can be said.\n"
    "–: nothing can be said.  Regions by alphabet; they differ in size and are no contest.",
)


def draw_all(seen: Seen, numbers: Callable[[str], str]) -> dict[str, Drawing]:
    """Draw which problems and groups are a candidate in which regions."""
    kinds = sorted({(row["problem"], row["segment"]) for row in seen.rows("recurrence")})
    return draw_both(
        lambda figure, language: _paint(seen, kinds, figure, language),
        lambda language: _alt(seen, kinds, language),
        numbers,
        size=(7.6, 0.36 * len(kinds) + 1.5),
    )


def _paint(seen: Seen, kinds: list[tuple[str, str]], figure: Figure, language: str) -> None:
    axes = figure.subplots()
    slugs = sorted(seen.study.regions)
    rows = {(r["problem"], r["segment"], r["region"]): r for r in seen.rows("recurrence")}
    for y, kind in enumerate(kinds):
        for x, slug in enumerate(slugs):
            row = rows.get((*kind, slug))
            some = bool(row and row["called"])
            if some:
                axes.fill_between([x - 0.46, x + 0.46], y - 0.4, y + 0.4, color="#dcebf5")
            axes.text(x, y, _cell(row, language), ha="center", va="center", fontsize=8.5,
                      fontweight="bold" if some else "normal",
                      color=INK if some else QUIET)  # fmt: skip
    axes.set_ylim(len(kinds) - 0.4, -0.6)
    axes.set_xlim(-0.6, len(slugs) - 0.4)
    names = ["\n".join(textwrap.wrap(_name(seen, kind, language), 36)) for kind in kinds]
    axes.set_yticks(range(len(kinds)), names, fontsize=8.5, color=INK)
    regions = [
        "\n".join(textwrap.wrap(visible(seen.study.regions[slug].name), 12)) for slug in slugs
    ]
    axes.set_xticks(range(len(slugs)), regions, fontsize=8.5, color=INK)
    axes.xaxis.tick_top()
    for side in axes.spines.values():
        side.set_visible(False)
    quiet_axes(axes)
    figure.supxlabel(_KEY[language], fontsize=7.5, color=QUIET)


def _name(seen: Seen, kind: tuple[str, str], language: str) -> str:
    who = f" – {seen.called(kind[1], language)}" if kind[1] else ""
    return visible(f"{seen.called(kind[0], language)}{who}")


def _cell(row: dict[str, Any] | None, language: str) -> str:
    if row is None or row["called"] is None:
        return "–"
    of = {"nl": "van", "en": "of"}[language]
    return f"{number(row['called'], language)} {of} {number(row['looked_at'], language)}"


def _alt(seen: Seen, kinds: list[tuple[str, str]], language: str) -> str:
    often = []
    for kind in kinds:
        rows = seen.rows("recurrence", problem=kind[0], segment=kind[1])
        names = [seen.study.regions[row["region"]].name for row in rows if row["called"]]
        if names:
            often.append(f"{_name(seen, kind, language)}: {listing(sorted(names), language)}")
    head = Both(
        "Tabel van problemen en groepen bij regio’s, met het aantal gebieden met een mogelijk "
        "aandachtspunt. ",
        "Table of problems and groups by regions, with the number of areas with a hotspot "
        "candidate. ",
    )[language]
    none = Both("Nergens is er een.", "There is none anywhere.")[language]
    return visible(head + (". ".join(often) + "." if often else none))
