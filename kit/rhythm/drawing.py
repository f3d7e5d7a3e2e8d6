"""The figures on how a logbook is kept; the regions stand in the order of the alphabet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Drawing
from kit.language import LANGUAGES, Both, listing, number, percentage, period, plural
from kit.rhythm.counting import Row, Seen
from kit.terms import columns, label, terms

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_BLUE, _ORANGE, _GREEN = COLOURS[:3]
_HIDDEN = "#f0f0f0"
#: What becomes of a next step, below it.
_FIELDS = {
    "next_step_done": Both("– gedaan", "– done"),
    "next_step_open": Both("– nog niet gedaan", "– not done yet"),
    "next_step_not_stated": Both("– niet vermeld", "– not stated"),
}
_MOST_YEARS_IN_FULL = 24
_LONGEST_NAME = 26


def draw(seen: Seen) -> dict[str, Drawing]:
    """Draw entries per period or region, the people behind them, the voices, and what is filled in.

    Without any entry, or with every number suppressed, there is nothing to draw, and the
    alternative text says so.
    """
    if not seen.names:
        alt = {
            "nl": "Geen figuur: er zijn geen logboekbijdragen om te tellen.",
            "en": "No figure: there are no logbook entries to count.",
        }
        return {language: Drawing("", alt[language], "") for language in LANGUAGES}
    over_regions = seen.region == "all"
    if not any(row.entries for row in seen.rows("region" if over_regions else "period")):
        alt = {
            "nl": "Geen figuur: te weinig mensen schreven om de aantallen te laten zien.",
            "en": "No figure: too few people wrote to show the numbers.",
        }
        return {
            language: Drawing("", alt[language], _numbers(seen, language)) for language in LANGUAGES
        }
    height = 5.6 + 0.36 * len(seen.names) if over_regions else 7.2
    return draw_both(
        lambda figure, language: _draw(seen, figure, language),
        lambda language: _alt(seen, language),
        lambda language: _numbers(seen, language),
        size=(7.2, height),
    )


def _draw(seen: Seen, figure: Figure, language: str) -> None:
    if seen.region == "all":
        ratios = [0.9 + 0.36 * len(seen.names), 2.4, 2.6]
        above, below, lowest = figure.subplots(3, 1, height_ratios=ratios)
        _bars(seen, above, "region", language)
    else:
        ratios = [3.2, 1.3, 2.4, 2.6]
        above, middle, below, lowest = figure.subplots(4, 1, height_ratios=ratios)
        _columns(seen, above, language)
        _people(seen, middle, language)
    _bars(seen, below, "voice_group", language)
    _bars(seen, lowest, "field", language)
    titles = {
        "nl": (
            "Bijdragen per regio", f"Bijdragen per {_length(seen, 'nl')}",
            "Bijdragen per stem (namens wie)", "Bijdragen met …",
        ),
        "en": (
            "Entries by region", f"Entries by {_length(seen, 'en')}",
            "Entries by voice (on whose behalf)", "Entries with …",
        ),
    }[language]  # fmt: skip
    above.set_title(titles[0] if seen.region == "all" else titles[1])
    below.set_title(titles[2])
    lowest.set_title(titles[3])
    layout = figure.get_layout_engine()
    if layout is not None:
        layout.set(h_pad=0.09, hspace=0.04)  # type: ignore[call-arg]  # a heading is of what is below it


def _length(seen: Seen, language: str) -> str:
    return label("period_length", seen.length, language)


def _suppressed(language: str) -> str:
    return label("status", "suppressed", language)


def _columns(seen: Seen, axes: Axes, language: str) -> None:
    rows = seen.rows("period")
    top = max([1, *(row.entries for row in rows)])
    for x, row in enumerate(rows):
        if row.shown:
            n = row.entries
            axes.bar(x, n, width=0.72, color=_BLUE)
            axes.text(x, n + top * 0.02, number(n, language), ha="center", va="bottom", fontsize=9)
        else:
            _veil(axes, x)
            axes.text(
                x, top * 0.04, _suppressed(language), ha="center", va="bottom", rotation=90,
                fontsize=8, color=QUIET,
            )  # fmt: skip
    axes.set_ylim(0, top * 1.14)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    _under_periods(seen, axes, language="")


def _veil(axes: Axes, x: int) -> None:
    """Shade the ground of a period that is not shown: from edge to edge, unlike any column."""
    axes.axvspan(x - 0.5, x + 0.5, color=_HIDDEN, linewidth=0, zorder=0)


def _people(seen: Seen, axes: Axes, language: str) -> None:
    """Draw a dot per author, and a ring where another author wrote most than before."""
    rows = seen.rows("period")
    most = max([1, *(row.authors for row in rows)])
    for x, row in enumerate(rows):
        if not row.shown:
            _veil(axes, x)
            continue
        n = row.authors
        if most <= 8:
            axes.plot([x] * n, range(1, n + 1), "o", color=_GREEN, markersize=4.5)
        else:
            axes.bar(x, n, width=0.3, color=_GREEN)
        if n:
            axes.text(x, n + most * 0.12, number(n, language), ha="center", va="bottom", fontsize=8)
        if row.main_author_changed:
            axes.plot(x, most * 1.62, marker="D", color=_ORANGE, markersize=5.5)
    axes.set_ylim(0.3, most * 1.85)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    title = {"nl": "Auteurs", "en": "Authors"}[language]
    if any(row.main_author_changed for row in rows):
        title = {
            "nl": "Auteurs (◆ = een ander dan daarvoor schreef het meest)",
            "en": "Authors (◆ = somebody else than before wrote most)",
        }[language]
    axes.set_title(title)
    _under_periods(seen, axes, language=language)


def _under_periods(seen: Seen, axes: Axes, *, language: str) -> None:
    """Write the periods below the axis: the part of each, and the year once."""
    axes.set_xlim(-0.6, len(seen.names) - 0.4)
    axes.set_xticks(range(len(seen.names)))
    quiet_axes(axes)
    if not language:
        axes.set_xticklabels([])
        return
    names = []
    for i, name in enumerate(seen.names):
        year, part = name[:4], name[5:]
        first = i == 0 or seen.names[i - 1][:4] != year
        names.append(f"{part}\n{year if first else ''}" if part else year)
    axes.set_xticklabels(names, fontsize=9 if len(names) <= _MOST_YEARS_IN_FULL else 7)
    if seen.length != "year":
        axes.set_xlabel(_length(seen, language), fontsize=9)


def _bars(seen: Seen, axes: Axes, about: str, language: str) -> None:
    rows = [row for row in seen.rows(about) if not _is_empty_unstated(row)]
    top = max([1, *(row.entries for row in rows)])
    for y, row in enumerate(rows):
        if row.shown:
            n = row.entries
            axes.barh(y, n, height=0.62, color=_GREEN if about == "voice_group" else _BLUE)
            axes.text(n + top * 0.012, y, _told(row, language), va="center", fontsize=9, color=INK)
        else:
            axes.text(top * 0.012, y, _suppressed(language), va="center", fontsize=9, color=QUIET)
    axes.set_yticks(range(len(rows)))
    axes.set_yticklabels([_called(seen, about, row.name, language) for row in rows], fontsize=9)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, top * 1.3)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    quiet_axes(axes)


def _is_empty_unstated(row: Row) -> bool:
    return row.name in ("not_stated", "next_step_not_stated") and row.shown and not row.entries


def _told(row: Row, language: str) -> str:
    n = number(row.entries, language)
    if not row.entries:
        return n
    if not row.authors:
        return f"{n} ({label('stated', 'not_stated', language)})" if row.name != "not_stated" else n
    words = {"nl": ("auteur", "auteurs"), "en": ("author", "authors")}[language]
    return f"{n} ({plural(row.authors, *words, language)})"


def _called(seen: Seen, about: str, name: str, language: str) -> str:
    if about == "period":
        return period(name, language)
    if about == "region":
        full = seen.study.regions[name].name
        return full if len(full) <= _LONGEST_NAME else full[: _LONGEST_NAME - 1] + "…"
    if about == "field":
        return (
            _FIELDS[name][language] if name in _FIELDS else columns("logbook")[name].label[language]
        )
    if name in terms("voice_group"):
        return label("voice_group", name, language)
    return label("stated", name, language).capitalize()


def _alt(seen: Seen, language: str) -> str:
    nl, about = language == "nl", "region" if seen.region == "all" else "period"
    rows = seen.rows(about)
    shown = [row for row in rows if row.shown]
    hidden = len(rows) - len(shown)
    if about == "region":
        what = "Staven met het aantal bijdragen" if nl else "Bars with the number of entries"
    else:
        what = "Kolommen met het aantal bijdragen" if nl else "Columns with the number of entries"
    one = _length(seen, language) if about == "period" else ("regio" if nl else "region")
    told = f"{what} per {one}" + (" en auteurs" if nl else " and authors") + "."
    if shown:
        counts = [row.entries for row in shown]
        low, high = (number(n, language) for n in (min(counts), max(counts)))
        if low == high:
            told += f" Het aantal is {low}." if nl else f" The number is {low}."
        else:
            told += (
                f" Het aantal loopt van {low} tot {high}."
                if nl
                else f" It runs from {low} to {high}."
            )
    empty = [_called(seen, about, row.name, language) for row in shown if not row.entries]
    if empty:
        told += f" {'Zonder bijdragen' if nl else 'Without entries'}: {listing(empty, language)}."
    if hidden:
        n, of = number(hidden, language), number(len(rows), language)
        word = _suppressed(language).capitalize()
        told += f" {word}: {n} {'van' if nl else 'of'} {of}."
    voices = [
        f"{_called(seen, 'voice_group', row.name, language).lower()} {_entries(row, language)}"
        for row in seen.rows("voice_group")
        if not _is_empty_unstated(row)
    ]
    fields = [
        f"{_called(seen, 'field', row.name, language).lower().strip('– ')} "
        f"{_entries(row, language)}"
        for row in seen.rows("field")
        if not _is_empty_unstated(row)
    ]
    told += f" {'Daaronder de stemmen' if nl else 'Below it the voices'}: {'; '.join(voices)}."
    held = "Onderaan wat erin staat" if nl else "At the bottom what the entries hold"
    return f"{told} {held}: {'; '.join(fields)}."


def _entries(row: Row, language: str) -> str:
    return number(row.entries, language) if row.shown else _suppressed(language)


def _numbers(seen: Seen, language: str) -> str:
    """Return the protected table as text."""
    heads = {
        "nl": ("", "bijdragen", "auteurs", "volledigheid", "dagen tot opschrijven"),
        "en": ("", "entries", "authors", "completeness", "days until written"),
    }[language]
    whole = {"nl": "Geheel", "en": "Whole"}[language]
    lines: list[tuple[str, ...]] = [heads]
    about = "region" if seen.region == "all" else "period"
    for row in (
        row for kind in ("total", about, "voice_group", "field") for row in seen.rows(kind)
    ):
        name = whole if row.about == "total" else _called(seen, row.about, row.name, language)
        cells = (
            number(row.entries, language),
            number(row.authors, language),
            percentage(row.complete_share, language),
            number(row.lag_days, language),
        )
        lines.append((name, *(cells if row.shown else (_suppressed(language),))))
    return numbers_as_text(lines)
