"""The figure of a maturity profile: every answer a dot, never a spider's web and never a total."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Drawing
from kit.language import LANGUAGES, Both, percentage, period, plural
from kit.maturity.gathering import Seen
from kit.maturity.saying import scored
from kit.terms import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_BLUE, _ORANGE = COLOURS[:2]
_KEY = Both(
    "Elke stip is één mens.  ┃ midden (mediaan).  ◇ gewenst.  ○ midden van de vorige meting.\n"
    "Grijs vlak: hooguit één punt van het midden.  ×: afgeschermd, te weinig mensen.",
    "Each dot is one person.  ┃ middle (median).  ◇ desired.  ○ middle of the wave before.\n"
    "Grey: at most one point from the middle.  ×: suppressed, too few people.",
)
_KEY_ALL = Both(
    "Midden (mediaan) van elke groep en waar de helft ligt; regio’s op alfabet.  ≠: verdeeld.  "
    "×: afgeschermd.  –: geen meting.\nElke regio heeft een eigen groep: de getallen zijn geen "
    "wedstrijd.",
    "Middle (median) of each panel and where half of it lies; regions by alphabet.  ≠: divided.  "
    "×: suppressed.  –: no wave.\nEvery region has a panel of its own: the numbers are no contest.",
)


def draw(seen: Seen) -> dict[str, Drawing]:
    """Draw the protected table in both languages."""
    if not any(row["status"] == "shown" and row["respondents"] for row in seen.rows("element")):
        why = Both(
            "Geen figuur: er is niets dat getoond mag worden.",
            "No figure: there is nothing that may be shown.",
        )
        return {
            language: Drawing("", why[language], _numbers(seen, language)) for language in LANGUAGES
        }
    paint = _matrix if seen.region == "all" else _profile
    height = (0.5 if seen.region == "all" else 0.78) * len(seen.instrument.elements) + 1.3
    return draw_both(
        lambda figure, language: paint(seen, figure, language),
        lambda language: _alt(seen, language),
        lambda language: _numbers(seen, language),
        size=(7.2, height),
    )


def _profile(seen: Seen, figure: Figure, language: str) -> None:
    axes = figure.subplots()
    wave = str(seen.wave)
    earlier = {row["element"]: row for row in seen.rows("element") if row["wave"] != wave}
    scale = seen.instrument.scale
    names = []
    for y, (element, row) in enumerate(seen.elements(wave=wave)):
        names.append("\n".join(textwrap.wrap(element.name[language], 26)))
        axes.plot([scale.min, scale.max], [y, y], color="#d9d9d9", linewidth=0.8, zorder=0)
        if row["status"] != "shown" or not row["respondents"]:
            status = row["status"] if row["respondents"] is None else "missing"
            axes.text(scale.min, y, f"× {label('status', status, language)}", va="center",
                      fontsize=8.5, color=QUIET, backgroundcolor="white")  # fmt: skip
            continue
        _dots(axes, seen.rows("score", element=element.id, wave=wave), y)
        median = float(row["median"])
        axes.fill_between([median - 1, median + 1], y - 0.08, y + 0.08, color="#e6e6e6", zorder=1)
        axes.plot([median, median], [y - 0.08, y + 0.24], color=INK, linewidth=3, zorder=4)
        if row["desired"] is not None:
            axes.plot(row["desired"], y, marker="D", markersize=6, markerfacecolor="white",
                      markeredgecolor=_ORANGE, markeredgewidth=1.5, zorder=3)  # fmt: skip
        before = earlier.get(element.id)
        if before and before["status"] == "shown" and before["median"] is not None:
            axes.plot(before["median"], y, marker="o", markersize=8, markerfacecolor="none",
                      markeredgecolor=QUIET, markeredgewidth=1.2, zorder=3)  # fmt: skip
        n = plural(int(row["respondents"]), "mens", "mensen", "nl")
        if language == "en":
            n = plural(int(row["respondents"]), "person", "people", "en")
        axes.text(scale.max + 0.35, y, f"{label('consensus', row['consensus'], language)}\n{n}",
                  va="center", fontsize=8.5,
                  fontweight="bold" if row["consensus"] == "split" else "normal")  # fmt: skip
    axes.set_ylim(len(names) - 0.4, -0.75)
    axes.set_xlim(scale.min - 0.4, scale.max + 1.7)
    axes.set_yticks(range(len(names)), names, fontsize=8.5, color=INK)
    axes.set_xticks(range(scale.min, scale.max + 1), _scale_words(seen, language), fontsize=7.5)
    axes.spines[["left", "bottom"]].set_visible(False)
    quiet_axes(axes)
    axes.set_title(period(wave, language), fontsize=9.5)
    figure.supxlabel(_KEY[language], fontsize=7.5, color=QUIET)


def _scale_words(seen: Seen, language: str) -> list[str]:
    """Return the scores of the axis, those at its ends with what they mean, where that is short."""
    scale, told = seen.instrument.scale, []
    for score in range(scale.min, scale.max + 1):
        meant = scale.labels.get(score) if score in (scale.min, scale.max) else None
        words = textwrap.wrap(meant[language], 24) if meant else []
        told.append("\n".join([str(score), *words]) if len(words) <= 4 else str(score))
    return told


def _dots(axes: Axes, rows: list[dict[str, Any]], y: float) -> None:
    """Stack a dot per person above the line."""
    highest = max((int(row["count"]) for row in rows), default=1)
    step = min(0.1, 0.5 / max(highest, 1))
    for row in rows:
        heights = [y - 0.13 - step * i for i in range(int(row["count"]))]
        axes.plot([row["score"]] * len(heights), heights, linestyle="", marker="o",
                  markersize=4.2, color=_BLUE, zorder=2)  # fmt: skip


def _matrix(seen: Seen, figure: Figure, language: str) -> None:
    axes = figure.subplots()
    slugs = sorted(seen.study.regions)
    for y, element in enumerate(seen.instrument.elements):
        rows = {row["region"]: row for row in seen.rows("element", element=element.id)}
        for x, slug in enumerate(slugs):
            axes.text(x, y, _cell(rows.get(slug), language), ha="center", va="center", fontsize=9)
    names = ["\n".join(textwrap.wrap(e.name[language], 30)) for e in seen.instrument.elements]
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(-0.6, len(slugs) - 0.4)
    axes.set_yticks(range(len(names)), names, fontsize=8.5, color=INK)
    regions = ["\n".join(textwrap.wrap(seen.study.regions[slug].name, 12)) for slug in slugs]
    axes.set_xticks(range(len(slugs)), regions, fontsize=8.5, color=INK)
    axes.xaxis.tick_top()
    for side in axes.spines.values():
        side.set_visible(False)
    quiet_axes(axes)
    figure.supxlabel(_KEY_ALL[language], fontsize=7.5, color=QUIET)


def _cell(row: dict[str, Any] | None, language: str) -> str:
    if row is None:
        return "–"
    if row["status"] == "suppressed":
        return "×"
    if not row["respondents"]:
        return "–"
    ends = f"{scored(row['quartile_1'], language)}–{scored(row['quartile_3'], language)}"
    split = " ≠" if row["consensus"] == "split" else ""
    return f"{scored(row['median'], language)} ({ends}){split}"


def _alt(seen: Seen, language: str) -> str:
    if seen.region == "all":
        head = Both(
            "Tabel van elementen bij regio’s met het midden van elke groep; in de tabel onder de "
            "figuur staan de getallen.",
            "Table of elements by regions with the middle of each panel; the numbers stand in the "
            "table below the figure.",
        )
        return head[language]
    parts = []
    for element, row in seen.elements(wave=str(seen.wave)):
        if row["status"] != "shown" or not row["respondents"]:
            told = label("status", "suppressed" if row["status"] == "suppressed" else "missing",
                         language)  # fmt: skip
        else:
            told = Both(
                f"midden {scored(row['median'], 'nl')}, gewenst {scored(row['desired'], 'nl')}, "
                f"{label('consensus', row['consensus'], 'nl')}",
                f"middle {scored(row['median'], 'en')}, desired {scored(row['desired'], 'en')}, "
                f"{label('consensus', row['consensus'], 'en')}",
            )[language]
        parts.append(f"{element.name[language]}: {told}")
    head = Both("Per element een stip per mens, van ", "Per element one dot per person, from ")
    scale = seen.instrument.scale
    to = Both("tot", "to")[language]
    return f"{head[language]}{scale.min} {to} {scale.max}. " + ". ".join(parts) + "."


def _numbers(seen: Seen, language: str) -> str:
    rows = []
    for row in seen.rows("element"):
        name = seen.name_of(row["element"])[language]
        where = seen.study.regions[row["region"]].name
        if row["status"] != "shown":
            cells = [label("status", row["status"], language)]
        elif not row["respondents"]:
            cells = [label("status", "missing", language)]
        else:
            cells = [
                scored(row["median"], language), f"n = {row['respondents']}",
                label("consensus", row["consensus"], language),
                percentage(row["within"], language),
            ]  # fmt: skip
        rows.append((where, period(row["wave"], language), name, *cells))
    return numbers_as_text(rows)
