"""What the figure of an overview shows, in words, and its numbers as text."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from kit.figures import numbers_as_text
from kit.indicator_overview.gathering import Line, Seen
from kit.indicator_overview.panels import drawn_of, is_cut
from kit.indicator_overview.saying import broken
from kit.indicator_overview.tabling import MARKS, years_of
from kit.indicator_overview.words import called, named, with_unit, written
from kit.language import Both, listing, number, period, plural
from kit.terms import label, terms

__all__ = ["alt_of", "numbers_of"]


def alt_of(seen: Seen, language: str) -> str:
    """Say what is seen: what is there first, then where lines break and why."""
    years = years_of(seen)
    span = f"{years[0]}–{years[-1]}"
    count = len(seen.indicators)
    if seen.region == "all":
        return Both(
            f"Twee tabellen van regio’s, op alfabet: hoeveel van de {count} indicatoren in elk "
            f"jaar van {span} een cijfer hebben, en van welk tot welk jaar elke indicator er is.",
            f"Two tables of regions, by alphabet: how many of the {count} indicators have a figure "
            f"in each year of {span}, and from which to which year each indicator is there.",
        )[language]
    parts = [
        Both(
            f"Bovenaan een raster van {count} indicatoren bij de jaren {span}, per doel: wat er "
            "is, wat is afgeschermd en wat ontbreekt. Daaronder van elke jaarlijkse indicator de "
            "waarde met het interval.",
            f"At the top a grid of {count} indicators by the years {span}, by aim: what is there, "
            "what is suppressed and what is missing. Below it, of each yearly indicator, the value "
            "with its interval.",
        )[language]
    ]
    lacking = [f"‘{terms('aim')[aim].label[language]}’" for aim in seen.without_indicator]
    if lacking:
        of = listing(lacking, language)
        parts.append(Both(f"Zonder indicator: {of}.", f"Without an indicator: {of}.")[language])
    for name, lines in broken(seen).items():
        whys = dict.fromkeys(
            f"{period(a, language)}–{period(b, language)} ({why.why[language].rstrip('.')})"
            for line in lines
            for a, b, why in line.joins.breaks
        )
        what = called(seen.name(name)[language])
        parts.append(
            Both(
                f"De lijn van ‘{what}’ is onderbroken: {'; '.join(whys)}.",
                f"The line of ‘{what}’ is broken: {'; '.join(whys)}.",
            )[language]
        )
    cut = sum(is_cut(lines) for n in seen.indicators if (lines := drawn_of(seen, n)))
    if cut:
        nl = plural(cut, "figuur", "figuren", "nl")
        en = plural(cut, "panel", "panels", "en")
        parts.append(
            Both(
                f"Bij {nl} begint de as niet bij nul; dat is gemerkt.",
                f"Of {en} the axis does not start at zero; that is marked.",
            )[language]
        )
    return " ".join(parts)


def numbers_of(seen: Seen, language: str) -> str:
    """Write every figure as a line of text, and what the latest of each series is."""
    rows: list[tuple[str, ...]] = []
    if seen.region == "all":
        for (name, region), found in seen.newest().items():
            where = called(seen.study.regions[region].name)
            rows.append((where, called(seen.name(name)[language]), found.sentence[language]))
        return numbers_as_text(rows)
    for line in seen.lines:
        head = named(seen, line, language)
        rows += [(head, *cells) for cells in _figures(seen, line, language)]
        rows.append((head, line.latest.sentence[language]))
    return numbers_as_text(rows)


def _figures(seen: Seen, line: Line, language: str) -> list[tuple[str, ...]]:
    rows = line.rows.to_dict("records")
    if line.length == "year":
        return _each(seen, line, rows, language)
    last = [row for row in rows if row["status"] == "shown"][-1:]
    return [*_parts(line, language), *_each(seen, line, last, language)]


def _each(
    seen: Seen, line: Line, rows: Sequence[Mapping[Hashable, Any]], language: str
) -> list[tuple[str, ...]]:
    """Return of each of some rows its figure, interval, n, and why it is not in one line."""
    made: list[tuple[str, ...]] = []
    unit = seen.unit(line)[language]
    for row in rows:
        when = period(str(row["period"]), language)
        if row["status"] != "shown":
            made.append((when, label("status", row["status"], language)))
            continue
        cells = [when, with_unit(written(row["value"], line, language), unit)]
        if row["interval"]:
            ends = [written(row[name], line, language) for name in ("low", "high")]
            cells.append(f"95%: {ends[0]} – {ends[1]}")
        if row["n"] == row["n"]:
            cells.append(f"n = {number(row['n'], language)}")
        joins = line.joins.words.get(str(row["period"]), "first")
        if joins not in ("first", "yes"):
            why = [o.why[language] for _, b, o in line.joins.breaks if b == row["period"]]
            cells.append(" ".join(why) or label("joining", joins, language))
        made.append(tuple(cells))
    return made


def _parts(line: Line, language: str) -> list[tuple[str, ...]]:
    """Return of each year which quarters or half-years are there."""
    made: list[tuple[str, ...]] = []
    for year, part in line.rows.groupby(line.rows["period"].str[:4], sort=False):
        told = [
            period(str(p), language)[5:] if s == "shown" else MARKS[s]
            for p, s in zip(part["period"], part["status"], strict=True)
        ]
        made.append((str(year), ", ".join(told)))
    return made
