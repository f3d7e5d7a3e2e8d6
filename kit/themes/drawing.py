"""The figure of themes: over time, by voice, in the fields, and the passages for and against."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from kit.figures import COLOURS, INK, QUIET, draw_both, numbers_as_text, quiet_axes
from kit.finding import Drawing
from kit.language import LANGUAGES, Both, listing, number, percentage, period, plural
from kit.terms import column, label, terms
from kit.themes.saying import ONE_VOICE, Seen

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_BLUE, _ORANGE = COLOURS[:2]
_WORDS = {
    "matrix": Both("Waar, van hoeveel", "Where, out of how many"),
    "supporting": Both("Passages voor", "Passages for"),
    "deviant": Both("Passages tegen", "Passages against"),
    "key": Both(
        "×: afgeschermd, te weinig mensen of af te leiden.  –: {nothing}.  Bleek: interval, "
        "als waren\nde {texts} een steekproef.  Lijnen: hoogste stand is {top}.",
        "×: suppressed, too few people or to be worked out.  –: {nothing}.  Pale: interval, "
        "as if the\n{texts} were a sample.  Lines: the highest level is {top}.",
    ),
    "key_regions": Both(
        "×: afgeschermd, te weinig mensen of af te leiden.  –: {nothing}.",
        "×: suppressed, too few people or to be worked out.  –: {nothing}.",
    ),
}
_ROW = 0.74


def draw(seen: Seen) -> dict[str, Drawing]:
    """Draw the protected table in both languages; without themes there is nothing to draw."""
    if not seen.themes.records or seen.scope.frame.empty:
        more = seen.scope.nouns.more
        alt = Both(
            f"Geen figuur: er zijn geen thema’s om in {more['nl']} terug te vinden.",
            f"No figure: there are no themes to find in {more['en']}.",
        )
        return {language: Drawing("", alt[language], _numbers(seen, language))
                for language in LANGUAGES}  # fmt: skip
    return draw_both(
        lambda figure, language: _draw(seen, figure, language),
        lambda language: _alt(seen, language),
        lambda language: _numbers(seen, language),
        size=(7.2, 1.9 + _ROW * len(seen.themes.records)),
    )


def _draw(seen: Seen, figure: Figure, language: str) -> None:
    themes, nouns = seen.themes.records, seen.scope.nouns
    if seen.by == "region":
        matrix = figure.subplots()
        first = matrix
        key = _WORDS["key_regions"][language].format(nothing=nouns.nothing[language])
    else:
        time, matrix = figure.subplots(1, 2, sharey=True, width_ratios=[1, 1.9])
        first = time
        top = _highest(seen)
        for row, theme in enumerate(themes):
            _line(time, row, seen, theme.id, top, language)
        more = nouns.more[language].capitalize()
        title = Both(f"{more} met het thema", f"{more} with the theme")[language]
        time.set_title(title, fontsize=9)
        _under_periods(time, seen, language)
        time.spines["left"].set_visible(False)
        quiet_axes(time)
        key = _WORDS["key"][language].format(
            nothing=nouns.nothing[language], texts=nouns.more[language],
            top=percentage(top, language),
        )  # fmt: skip
    _matrix(matrix, seen, language)
    names = ["\n".join(textwrap.wrap(theme.title[language], 18)[:4]) for theme in themes]
    first.set_yticks(range(len(themes)), names, fontsize=8.5, color=INK)
    first.set_ylim(len(themes) - 0.45, -0.55)
    figure.supxlabel(key, fontsize=7.5, color=QUIET)


def _highest(seen: Seen) -> float:
    rows = seen.table[(seen.table["about"] == "period") & (seen.table["status"] == "shown")]
    top = rows[["share", "high"]].max().max()
    return float(top) if top == top and top > 0 else 1.0


def _line(axes: Axes, row: int, seen: Seen, theme: str, top: float, language: str) -> None:
    """Draw one theme period by period, and above it the whole."""
    floor, height = row + 0.36, 0.52 / top
    rows = [seen.row(theme, "period", name) for name in seen.names]

    def at(one: dict[str, Any] | None, name: str) -> float:
        if one is None or one[name] is None or one[name] != one[name]:
            return float("nan")
        return floor - float(one[name]) * height

    places = range(len(rows))
    axes.plot(places, [floor] * len(rows), color="#d9d9d9", linewidth=0.7, zorder=1)
    low, high = ([at(one, name) for one in rows] for name in ("low", "high"))
    axes.fill_between(places, low, high, color=_BLUE, alpha=0.16, linewidth=0)
    axes.vlines(places, low, high, color=_BLUE, alpha=0.25, linewidth=2.5)
    axes.plot(places, [at(one, "share") for one in rows], "o-", color=_BLUE, markersize=3,
              linewidth=1.2)  # fmt: skip
    for x, name in zip(places, seen.names, strict=True):
        if seen.status(theme, "period", name) == "suppressed":
            axes.text(x, floor - 0.02, "×", ha="center", va="bottom", fontsize=8, color=QUIET)
    axes.text(-0.35, row - 0.26, _whole(seen, theme, language), fontsize=8, color=INK, va="bottom")


def _whole(seen: Seen, theme: str, language: str) -> str:
    row = seen.row(theme, "whole", "all")
    if row is None:
        return f"× {label('status', seen.status(theme, 'whole', 'all'), language)}"
    if not row["documents"]:
        return _of(row, language)
    authors = int(row["authors"])
    nouns = seen.scope.nouns
    several = plural(authors, nouns.writer[language], nouns.writers[language], language)
    who = ONE_VOICE[language] if authors == 1 else several
    return f"{_of(row, language)} · {who}"


def _of(row: dict[str, Any], language: str) -> str:
    return f"{number(row['documents'], language)}/{number(row['of'], language)}"


def _under_periods(axes: Axes, seen: Seen, language: str) -> None:
    from pandas import isna

    step = max(1, -(-len(seen.names) // 4))
    places = range(0, len(seen.names), step)
    of = {str(row["name"]): row["of"] for row in seen.table.to_dict("records")
          if row["about"] == "period"}  # fmt: skip
    told = [
        period(name, language).replace(" ", "\n", 1)
        + f"\nn={'×' if isna(of[name]) else number(of[name], language)}"
        for name in (seen.names[i] for i in places)
    ]
    axes.set_xticks(list(places), told, fontsize=7.5)
    axes.set_xlim(-0.5, len(seen.names) - 0.5)


def _columns(seen: Seen, language: str) -> list[tuple[str, str, str, float]]:
    """Return (about, name, title, place) of every column of the matrix."""
    groups: list[list[tuple[str, str, str]]] = []
    if seen.by == "region":
        called = seen.scope.study.regions
        groups.append([("region", slug, called[slug].name) for slug in seen.names])
    else:
        voice = [("voice_group", id, label("voice_group", id, language))
                 for id in terms("voice_group")]  # fmt: skip
        unstated = seen.table[
            (seen.table["name"] == "not_stated") & (seen.table["status"] != "missing")
        ]
        if len(unstated):
            name = label("stated", "not_stated", language).capitalize()
            voice.append(("voice_group", "not_stated", name))
        groups.append(voice)
    groups.append([("field", name, column("logbook", name).label[language])
                   for name in ("helped", "hindered")])  # fmt: skip
    groups.append([("passages", name, _WORDS[name][language])
                   for name in ("supporting", "deviant")])  # fmt: skip
    placed, place = [], 0.0
    for group in groups:
        for about, name, title in group:
            placed.append((about, name, title, place))
            place += 1
        place += 0.35
    return placed


def _matrix(axes: Axes, seen: Seen, language: str) -> None:
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    columns = _columns(seen, language)
    small = 7.5 if len(columns) > 8 else 8.5
    for about, name, _, x in columns:
        for y, theme in enumerate(seen.themes.records):
            row, status = seen.row(theme.id, about, name), seen.status(theme.id, about, name)
            share = 0.0
            if row is not None and about != "passages" and row["of"]:
                share = float(row["documents"]) / float(row["of"])
            base = to_rgb(_ORANGE if name in ("deviant", "hindered") else _BLUE)
            fill = tuple(1 - share * (1 - channel) for channel in base)
            axes.add_patch(
                Rectangle(
                    (x - 0.48, y - 0.3), 0.96, 0.6, facecolor=fill, edgecolor="#d9d9d9",
                    linewidth=0.6, hatch="////" if status == "suppressed" else None,
                )
            )  # fmt: skip
            text = "–" if row is None else _of(row, language)
            if row is not None and about == "passages":
                text = number(row["passages"], language)
            if status == "suppressed":
                text = "×"
            ink = "white" if share > 0.55 else INK
            axes.text(x, y, text, ha="center", va="center", fontsize=small, color=ink)
    axes.set_xlim(-0.6, columns[-1][3] + 0.6)
    axes.xaxis.tick_top()
    titles = ["\n".join(textwrap.wrap(title, 16)[:3]) for _, _, title, _ in columns]
    axes.set_xticks([x for *_, x in columns], titles, fontsize=7.5, rotation=40, ha="left",
                    rotation_mode="anchor", color=INK)  # fmt: skip
    for side in axes.spines.values():
        side.set_visible(False)
    quiet_axes(axes)


def _alt(seen: Seen, language: str) -> str:
    nl, en = (seen.scope.nouns.more[each] for each in LANGUAGES)
    head = Both(
        f"Per thema een lijn met het deel van de {nl} per periode, en een tabel van stemmen, "
        "velden en passages. ",
        f"For each theme a line with the share of {en} by period, and a table of voices, fields "
        "and passages. ",
    )
    if seen.by == "region":
        head = Both(
            f"Tabel van thema’s bij regio’s, velden en passages: {nl} met het thema van alle "
            f"{nl}. ",
            f"Table of themes by regions, fields and passages: {en} with the theme out of all "
            f"{en}. ",
        )
    told = []
    for theme in seen.themes.records:
        over_time = seen.by == "period"
        words = [_whole(seen, theme.id, language).removeprefix("× ")] if over_time else []
        words += [f"{title} {_cell(seen, theme.id, about, name, language)}"
                  for about, name, title, _ in _columns(seen, language)]  # fmt: skip
        told.append(f"{theme.title[language]}: {'; '.join(words)}")
    return head[language] + ". ".join(told) + "."


def _cell(seen: Seen, theme: str, about: str, name: str, language: str) -> str:
    row = seen.row(theme, about, name)
    if row is None:
        return label("status", seen.status(theme, about, name), language)
    return number(row["passages"], language) if about == "passages" else _of(row, language)


def _numbers(seen: Seen, language: str) -> str:
    rows = []
    titles = {theme.id: theme.title[language] for theme in seen.themes.records}
    whole = {"nl": "totaal", "en": "total"}[language]
    known = {(about, name): title for about, name, title, _ in _columns(seen, language)}
    for cell in seen.table.to_dict("records"):
        about, name = str(cell["about"]), str(cell["name"])
        called = known.get((about, name)) or (
            whole if about == "whole" else period(name, language)
            if about == "period" else label("stated", "not_stated", language)
        )  # fmt: skip
        value = _cell(seen, str(cell["theme"]), about, name, language)
        ways = _ways(cell, language) if cell["status"] == "shown" else ""
        rows.append((titles[str(cell["theme"])], called, value, *([ways] if ways else [])))
    return numbers_as_text(rows)


def _ways(cell: Any, language: str) -> str:
    words = {
        "nl": {"person": "door mensen", "accepted": "aangenomen", "mention": "vermelding"},
        "en": {"person": "by people", "accepted": "accepted", "mention": "mention"},
    }[language]
    from pandas import notna

    given = [f"{number(cell[method], language)} {word}" for method, word in words.items()
             if notna(cell[method]) and cell[method] > 0]  # fmt: skip
    return listing(given, language)
