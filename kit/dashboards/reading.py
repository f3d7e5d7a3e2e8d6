"""The figures of a dashboard in the long frame of open data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from kit import periods
from kit.cells import SUFFIXES, read_grids
from kit.dashboards.beside import Beside, said_beside
from kit.dashboards.figures import decimal_comma, percent_cells, read_figure
from kit.dashboards.shapes import Shape, at_position, recognise, shape_of
from kit.dashboards.words import Areas, Spelt, legend_of, period_of, plain, split_period
from kit.errors import InputError, Problem, first_of, shorten
from kit.open_data.frame import OpenData, frame_of
from kit.study import Study
from kit.values import Unreadable, text_of

__all__ = ["if_dashboard", "read_dashboard"]

_MOST_TOLD = 10
_SAY_NOTHING = ("jaar", "periode", "year", "period", "waarde", "value")
_SPANS = "figures over two calendar years"


@dataclass
class _Told:
    """What is gathered on the way."""

    problems: list[Problem] = field(default_factory=list)
    aside: Counter[str] = field(default_factory=Counter)
    marks: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    strange: dict[str, Spelt] = field(default_factory=dict)


@dataclass(frozen=True)
class _Figure:
    """One cell, with what it is about."""

    place: Spelt
    period: str
    indicator: str
    value: float
    status: str
    unit: str | None
    source: str | None


def read_dashboard(
    path: Path,
    *,
    study: Study | None = None,
    period: str | None = None,
    spans: Literal["first", "last"] | None = None,
    boundary_year: int | None = None,
    published_on: str | None = None,
) -> OpenData:
    """Read a wide export of a dashboard, such as those of Swing and Waarstaatjegemeente.

    Suppressed, missing and zero stay apart: ``<5`` is suppressed, an empty cell missing, and what
    ``x``, ``.``, ``-`` and ``n.v.t.`` mean is what the legend of the file says, otherwise missing.
    What a line such as ``Bron: …`` names is the source of each figure; other lines around the
    figures are kept as notes.

    Parameters
    ----------
    path : Path
    study : Study, optional
        Its areas are found by code or name; others keep the name of the file and are told.
    period : str, optional
        Of all figures, where the file does not say.
    spans : {"first", "last"}, optional
        Which year a figure over two calendar years (2019/2020) counts as; without it such figures
        are set aside and counted.
    boundary_year : int, optional
        Of which year the boundaries of the areas are, where it is known.
    published_on : str, optional
        When the source gave the figures, such as 2024-06-01.

    Raises
    ------
    InputError
        The file cannot be opened, is no wide table, or nothing tells the period.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputError([Problem(path.name, path.suffix, f"one of {', '.join(SUFFIXES)}")])
    grids, trouble = read_grids(path, path.name)
    areas = Areas(study)
    shapes = [shape for grid in grids if (shape := shape_of(grid, areas))]
    if trouble and not grids:
        raise InputError(trouble)
    if not shapes:
        expected = "areas down and periods or indicators across, with a header above the figures"
        raise InputError([*trouble, Problem(path.name, "no such table", expected)])
    told = _Told(problems=list(trouble))
    if len(shapes) < len(grids):
        told.aside["sheets without such a table"] = len(grids) - len(shapes)
    figures: list[_Figure] = []
    for shape in shapes:
        figures += _figures(shape, areas, path, period=_stated(period), spans=spans, told=told)
    figures = _once(figures, path.name, told)
    return _open_data(
        path.name, figures, areas, told,
        boundary_year=[boundary_year] * len(figures), published_on=[published_on] * len(figures),
    )  # fmt: skip


def if_dashboard(
    path: Path,
    *,
    study: Study,
    year: int | None = None,
    boundary_year: int | None = None,
    published_on: str | None = None,
) -> OpenData | None:
    """Read a file if it is a wide table of a dashboard; None when it is something else.

    Parameters
    ----------
    path, study, boundary_year, published_on
        As `read_dashboard`.
    year : int, optional
        Of the figures, where the file does not say.

    Raises
    ------
    InputError
    """
    found = recognise(path, study=study)
    if found is None:
        return None
    read = read_dashboard(
        path, study=study, period=str(year) if year else None, boundary_year=boundary_year,
        published_on=published_on,
    )  # fmt: skip
    return replace(read, reasons=(found[1],))


def _stated(period: str | None) -> str | None:
    if period is None:
        return None
    try:
        return periods.parse(period)
    except ValueError as error:
        raise InputError([Problem("`period`", period, str(error))]) from None


def _figures(
    shape: Shape,
    areas: Areas,
    path: Path,
    *,
    period: str | None,
    spans: str | None,
    told: _Told,
) -> Iterator[_Figure]:
    legend = legend_of([*(cells for _, cells in shape.below), shape.titles])
    title, when = _title(shape, path, areas)
    percent = percent_cells(path) if path.suffix.lower() in (".xlsx", ".xlsm") else frozenset()
    comma = decimal_comma(shape)
    beside_it = said_beside(shape, named=title)
    _describe(shape, legend, beside_it, told)
    heads = {
        at: (*_above(texts, areas), [text for text in _indicators(texts, areas) if text])
        for at, texts in shape.headers.items()
    }
    lacking = 0
    for line, cells in shape.rows:
        row = {kind: at_position(cells, at) for at, kind in shape.labels.items()}
        places = [at_position(cells, at) for at, kind in shape.labels.items() if kind == "area"]
        beside = shape.place or _place(places, areas)
        named, then = split_period(plain(row.get("indicator")))
        for at, (about, above, what) in heads.items():
            place = about or beside
            when_here = above or period_of(row.get("period")) or then or when or period
            called = " – ".join([*what, named] if named else what) or title
            if place is None or not when_here:
                lacking += 1
                continue
            if "/" in when_here:
                if spans is None:
                    told.aside[_SPANS] += 1
                    continue
                when_here = when_here.split("/")[0 if spans == "first" else 1]
            try:
                found = read_figure(at_position(cells, at), comma=comma, legend=legend)
            except Unreadable as wrong:
                _unreadable(shape, line, at, wrong, told)
                continue
            if found.mark:
                told.marks[found.mark] += 1
            value, unit = found.value, found.unit
            if (line, at) in percent:
                value, unit = 100 * value, "%"
            if not place.known:
                told.strange.setdefault(place.name, place)
            yield _Figure(place, when_here, called, value, found.status, unit, beside_it.source)
    if lacking:
        expected = "a period and an area for each figure, in the header, the rows or the title"
        do = "Give the period when the file is read, or add it to the header."
        told.problems.append(
            Problem(shape.where, f"{lacking} figures without a period or an area", expected, do)
        )


def _above(texts: tuple[str, ...], areas: Areas) -> tuple[Spelt | None, str | None]:
    """Return the area and the period that a header names."""
    place = next((area for text in texts if (area := areas.find(text))), None)
    when = next((found for text in texts if (found := split_period(text)[1])), None)
    return place, when


def _indicators(texts: tuple[str, ...], areas: Areas) -> Iterator[str]:
    for text in texts:
        label = split_period(text)[0]
        if not areas.find(text) and label.casefold() not in _SAY_NOTHING:
            yield label


def _place(cells: list[Any], areas: Areas) -> Spelt | None:
    """Return the area of a row: by a column that is known, else by the first that holds a name."""
    filled = [cell for cell in cells if text_of(cell)]
    known = [found for cell in filled if (found := areas.find(cell))]
    best = sorted(known, key=lambda found: not found.known)
    if best:
        return best[0]
    return areas.named(filled[0]) if filled else None


def _title(shape: Shape, path: Path, areas: Areas) -> tuple[str, str | None]:
    """Return what the figures are called where no header says so, and their period."""
    when = None
    names = []
    for text in (*shape.titles, *shape.corner):
        label, found = split_period(re.sub(r"(?i)^(?:periode|period|jaar|year)\s*:?\s*", "", text))
        when = when or found
        is_generic = re.fullmatch(
            r"(?i)(?:gebied|gemeente|gemeenten|regio|wijk|buurt|code|naam|area|region|name|geo\w*"
            r"|onderwerp|bron|source|periode|jaar)\b.*", label
        )  # fmt: skip
        if label and not is_generic and not areas.find(label.rpartition(":")[2]):
            names.append(label)
    return (names[0] if names else path.stem), when


def _unreadable(shape: Shape, line: int, at: int, wrong: Unreadable, told: _Told) -> None:
    told.aside["figures that cannot be read"] += 1
    if told.aside["figures that cannot be read"] <= _MOST_TOLD:
        where = f"{shape.where}, row {line}, `{shorten(' – '.join(shape.headers[at]))}`"
        got = text_of(at_position(dict(shape.rows)[line], at))
        told.problems.append(wrong.problem(where, shorten(got)))


def _describe(shape: Shape, legend: Mapping[str, str], beside: Beside, told: _Told) -> None:
    if beside.more:
        told.aside["lines around the figures, beyond the first notes"] += beside.more
    if shape.without:
        told.aside["rows without figures"] += shape.without
    kinds = ", ".join(dict.fromkeys(shape.labels.values())) or "nothing"
    told.notes.append(f"{shape.where}: {kinds} down, {len(shape.headers)} columns of figures")
    for mark, status in legend.items():
        told.notes.append(f"by its legend {mark} is {status}")
    if beside.source:
        told.notes.append(f"source: {beside.source}")
    told.notes += [f"it says: {note}" for note in beside.notes]


def _once(figures: list[_Figure], file: str, told: _Told) -> list[_Figure]:
    """Return the figures without a second one for the same thing."""
    seen: dict[tuple[str, str, str], _Figure] = {}
    twice: Counter[str] = Counter()
    for figure in figures:
        key = (figure.place.area, figure.period, figure.indicator)
        if key in seen:
            twice[figure.indicator] += 1
        seen.setdefault(key, figure)
    for indicator, many in twice.items():
        do = f"{many} left out; the first of each was kept."
        expected = "one figure per area, period and indicator"
        told.problems.append(Problem(f"{file}, `{shorten(indicator)}`", "", expected, do))
        told.aside["figures that repeat another"] += many
    return list(seen.values())


def _open_data(
    file: str, figures: list[_Figure], areas: Areas, told: _Told, **stated: list[Any]
) -> OpenData:
    suppressed = np.array([figure.status == "suppressed" for figure in figures], dtype=bool)
    columns: dict[str, Any] = {
        "area": [figure.place.area for figure in figures],
        "geography": [figure.place.geography for figure in figures],
        "period": [figure.period for figure in figures],
        "indicator": [figure.indicator for figure in figures],
        "value": [figure.value for figure in figures],
    }
    units = {f.indicator: f.unit or ("%" if "%" in f.indicator else None) for f in figures}
    units |= {figure.indicator: figure.unit for figure in figures if figure.unit}
    columns |= {name: given for name, given in stated.items() if any(given)}
    if any(figure.source for figure in figures):
        columns["source"] = [figure.source for figure in figures]
    if any(units.values()):
        columns["unit"] = [units[figure.indicator] for figure in figures]
    if told.aside[_SPANS]:
        told.notes.append("say `spans` to count these as their first or their last year")
    notes = [*told.notes, *(f"{mark}: {n}" for mark, n in told.marks.items())]
    if told.strange:
        listed = []
        for name, spelt in told.strange.items():
            near = areas.nearest(name) if spelt.area == name else None
            listed.append(f"{name} (nearest: {near})" if near else name)
        notes.append(f"areas that the study does not have: {first_of(listed)}")
    names = {f.place.area: f.place.name for f in figures if f.place.area != f.place.name}
    return OpenData(
        file, "dashboard", frame_of(columns, suppressed), tuple(told.problems), dict(+told.aside),
        (), tuple(notes), {**areas.names, **names},
    )  # fmt: skip
