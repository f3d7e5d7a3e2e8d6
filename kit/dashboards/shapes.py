"""How a wide table of a dashboard is laid out: where its titles end, its header and its figures.

Areas stand down and periods or indicators across, or the other way round; over periods there may
be a row of indicators in merged cells; titles stand above, a legend and notes below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit import surveys
from kit.cells import SUFFIXES, Grid, read_grids
from kit.dashboards.words import Areas, Spelt, period_of, plain, split_period
from kit.open_data.recognising import long_columns
from kit.study import Study
from kit.values import text_of

__all__ = ["Shape", "at_position", "recognise", "shape_of"]

_HEADER_WITHIN = 25
_LARGEST = 20_000_000  # bytes; what is larger is a long table
_FIGURE = re.compile(
    r"(?:€\s*)?[-+−]?\d[\d .,'\u00a0\u202f]*(?:\s*%)?(?:\s*\*{1,3})?|[.?xX*–-]{1,2}|<\s*\d+"
    r"|≤\s*\d+|minder dan \d+|n\.?\s?v\.?\s?t\.?|n\.?b\.?|n/a",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Shape:
    """A sheet, taken apart.

    Attributes
    ----------
    where : str
    above : tuple of (int, tuple)
        What stands above the header.
    titles : tuple of str
        Its cells that are not empty.
    headers : mapping of position to texts
        Of each column with figures: what stands above it, from the top down.
    labels : mapping of position to kind
        Of each column before the figures: area, period or indicator.
    corner : tuple of str
        What stands above the labels.
    place : Spelt or None
        The area that the titles name, where none stands down or across.
    rows : tuple of (int, tuple)
    below : tuple of (int, tuple)
        Notes and legend.
    without : int
        Rows between the figures that have none.
    comma_decimals : bool or None
    """

    where: str
    above: tuple[tuple[int, tuple[Any, ...]], ...]
    titles: tuple[str, ...]
    headers: dict[int, tuple[str, ...]]
    labels: dict[int, str]
    corner: tuple[str, ...]
    place: Spelt | None
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    below: tuple[tuple[int, tuple[Any, ...]], ...]
    without: int
    comma_decimals: bool | None


def recognise(path: Path, *, study: Study | None = None) -> tuple[str, str] | None:
    """Say whether a file is a wide table of a dashboard, and why; None when it is none."""
    if path.suffix.lower() not in SUFFIXES or path.stat().st_size > _LARGEST:
        return None
    survey = surveys.recognise(path)
    if survey and survey[0] != "table":
        return None
    grids, _ = read_grids(path, path.name)
    areas = Areas(study)
    for grid in grids:
        shape = shape_of(grid, areas)
        if shape is None or not _says_most_once(shape, areas):
            continue
        whens = [t for texts in shape.headers.values() for t in texts if split_period(t)[1]]
        across = sum(bool(areas.find(t)) for texts in shape.headers.values() for t in texts)
        down = sum(bool(areas.find(at_position(cells, at))) for _, cells in shape.rows
                   for at, kind in shape.labels.items() if kind == "area")  # fmt: skip
        if len(whens) > 1 and "area" in shape.labels.values():
            return "dashboard", f"areas down, {len(whens)} periods across"
        if len(whens) > 1 and shape.place:
            return "dashboard", f"indicators of one area down, {len(whens)} periods across"
        if across > 1 or down > 1:
            way = "across" if across > down else "down"
            return "dashboard", f"{max(across, down)} known areas {way}"
    return None


def _says_most_once(shape: Shape, areas: Areas) -> bool:
    """Say whether most rows are about something else: in a survey many people are of one region."""
    about = []
    for _, cells in shape.rows:
        places = [
            areas.find(at_position(cells, at))
            for at, kind in shape.labels.items()
            if kind == "area"
        ]
        known = [place.area for place in places if place]
        others = [at for at, kind in shape.labels.items() if kind != "area" or not known]
        about.append((*known, *(plain(at_position(cells, at)) for at in others)))
    return len(set(about)) * 2 > len(about)


def shape_of(grid: Grid, areas: Areas) -> Shape | None:
    """Take a sheet apart; None when it has no header above figures, or is a long table."""
    start = _first_row(grid)
    if start is None or start == 0:
        return None
    body = grid.rows[start:]
    figures = _figure_columns(_without_notes(body))
    if not figures:
        return None
    first = min(figures)
    with_figures = [at for at, (_, cells) in enumerate(body) if _has_figures(cells, figures)]
    end = with_figures[-1] + 1
    rows = tuple(body[at] for at in with_figures)
    header_rows = _header_rows(grid.rows[:start], figures)
    above = grid.rows[: start - len(header_rows)]
    headers = _headers([cells for _, cells in header_rows], figures)
    if not headers or _is_long(header_rows):
        return None
    titles = [t for _, cells in above for cell in cells if (t := " ".join(text_of(cell).split()))]
    labels = _labels(rows, first, headers, areas)
    place = None
    if not _known_areas(rows, headers, labels, areas):
        place = next((area for title in titles if (area := areas.find(_after_colon(title)))), None)
    if place:
        labels = {at: "indicator" if kind == "area" else kind for at, kind in labels.items()}
    corner = [plain(at_position(cells, at)) for _, cells in header_rows for at in range(first)]
    return Shape(
        grid.where,
        tuple(above),
        tuple(titles),
        headers,
        labels,
        tuple(text for text in corner if text),
        place,
        rows,
        body[end:],
        end - len(rows),
        grid.comma_decimals,
    )


def _after_colon(title: str) -> str:
    return title.rpartition(":")[2].strip() or title


def _known_areas(
    rows: Sequence[tuple[int, tuple[Any, ...]]],
    headers: dict[int, tuple[str, ...]],
    labels: dict[int, str],
    areas: Areas,
) -> bool:
    """Say whether any area of the study, or any code, stands down or across."""
    across = any(areas.find(text) for texts in headers.values() for text in texts)
    down = (
        areas.find(at_position(cells, at))
        for _, cells in rows
        for at, kind in labels.items()
        if kind == "area"
    )
    return across or any(down)


def at_position(cells: Sequence[Any], position: int) -> Any:
    """Return a cell of a row; None beyond its end."""
    return cells[position] if position < len(cells) else None


def is_figure(cell: Any) -> bool:
    """Say whether a cell holds a figure or a mark in the place of one."""
    if isinstance(cell, bool):
        return False
    if isinstance(cell, (int, float)):
        return True
    return bool(_FIGURE.fullmatch(text_of(cell)))


def _first_row(grid: Grid) -> int | None:
    """Return the first row of figures: most of its cells are, and it is no row of periods."""
    headed = False
    for at, (_, cells) in enumerate(grid.rows[:_HEADER_WITHIN]):
        filled = [cell for cell in cells[1:] if text_of(cell)]
        whens = [cell for cell in filled if period_of(cell)]
        if filled and len(whens) * 2 > len(filled) and not (headed and _all_years(whens)):
            headed = headed or _all_years(whens)
            continue
        if filled and sum(map(is_figure, filled)) * 2 >= len(filled):
            return at
    return None


def _all_years(cells: Sequence[Any]) -> bool:
    return all(re.fullmatch(r"\d{4}", plain(cell)) for cell in cells)


def _without_notes(body: Sequence[tuple[int, tuple[Any, ...]]]) -> Sequence[Any]:
    """Return rows up to the last that is mostly figures; words below say nothing of columns."""
    last = 0
    for at, (_, cells) in enumerate(body):
        filled = [cell for cell in cells[1:] if text_of(cell)]
        if filled and sum(map(is_figure, filled)) * 2 >= len(filled):
            last = at
    return body[: last + 1]


def _figure_columns(body: Sequence[tuple[int, tuple[Any, ...]]]) -> list[int]:
    """Return the columns that hold figures, the first column and columns of periods excepted."""
    width = max(len(cells) for _, cells in body)
    found: list[int] = []
    for position in range(1, width):
        filled = [c for _, cells in body if text_of(c := at_position(cells, position))]
        figures = sum(map(is_figure, filled))
        years = sum(bool(period_of(cell)) for cell in filled)
        if filled and figures * 10 >= len(filled) * 6 and (years < len(filled) or found):
            found.append(position)
    return found


def _has_figures(cells: Sequence[Any], figures: Sequence[int]) -> bool:
    return any(is_figure(cell) for at in figures if text_of(cell := at_position(cells, at)))


def _header_rows(
    above: Sequence[tuple[int, tuple[Any, ...]]], figures: Sequence[int]
) -> list[tuple[int, tuple[Any, ...]]]:
    """Return the rows straight above the figures that stand over columns of figures."""
    found: list[tuple[int, tuple[Any, ...]]] = []
    for row in reversed(above):
        over = sum(bool(text_of(at_position(row[1], at))) for at in figures)
        # A title may run over into one column; a merged header of one indicator stands there too.
        if not over or (found and over == 1 and text_of(row[1][0]) and len(figures) > 1):
            break
        found.insert(0, row)
        if len(found) == 3:
            break
    return found


def _headers(rows: Sequence[Sequence[Any]], figures: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return what stands above each column; a merged cell stands above all it covers."""
    made: dict[int, list[str]] = {at: [] for at in figures}
    for number, cells in enumerate(rows):
        last = ""
        for at in range(min(figures), max(figures) + 1):
            text = plain(at_position(cells, at))
            last = text or (last if number < len(rows) - 1 else "")
            if at in made and last:
                made[at].append(last)
    return {at: tuple(texts) for at, texts in made.items() if texts}


def _is_long(header_rows: Sequence[tuple[int, tuple[Any, ...]]]) -> bool:
    known = {name for id, names in long_columns().items() for name in names
             if id in ("value", "indicator", "period", "numerator", "denominator")}  # fmt: skip
    heads = {plain(cell).casefold() for _, cells in header_rows for cell in cells}
    # StatLine: an ID, and topics such as Bevolking_1.
    topics = sum(bool(re.fullmatch(r"[a-z]\w*_\d+", head)) for head in heads)
    return len(heads & known) >= 3 or ("id" in heads and topics > 0)


def _labels(
    rows: Sequence[tuple[int, tuple[Any, ...]]],
    first: int,
    headers: dict[int, tuple[str, ...]],
    areas: Areas,
) -> dict[int, str]:
    """Say of each column before the figures what it holds."""
    across = sum(any(areas.find(text) for text in texts) for texts in headers.values())
    across_is_area = across * 2 > len(headers)
    kinds: dict[int, str] = {}
    for position in range(first):
        filled = [c for _, cells in rows if text_of(c := at_position(cells, position))]
        if not filled:
            continue
        whens = sum(bool(period_of(cell)) for cell in filled)
        places = sum(bool(areas.find(cell)) for cell in filled)
        if whens * 10 >= len(filled) * 6:
            kinds[position] = "period"
        elif across_is_area or ("area" in kinds.values() and places * 2 < len(filled)
                                and _is_repeated(filled)):  # fmt: skip
            kinds[position] = "indicator"
        else:
            kinds[position] = "area"
    return kinds


def _is_repeated(cells: Sequence[Any]) -> bool:
    return len({plain(cell) for cell in cells}) < len(cells)
