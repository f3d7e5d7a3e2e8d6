"""StatLine as Statistics Netherlands gives it, and RIVM's figures by neighbourhood in that form.

Each topic is a column and each area and period a row. A file says neither what a topic means nor
in which unit it is, so its column name is the indicator, number included: names without it come
back in one table with another meaning. In RIVM's table they do not, and its numbers shift between
releases; there the number goes. Values, lower and upper limits stand in rows of their own there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kit.errors import Problem
from kit.open_data.figures import figures_of, told_once
from kit.open_data.frame import OpenData, frame_of, geography_of, of_codes, stacked
from kit.open_data.loading import head_of, parts_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_statline"]

_AREA = ("RegioS", "WijkenEnBuurten", "RegioIndeling", "Gemeenten")
_STRATA = {"Geslacht": "sex", "Leeftijd": "age"}
_MARGINS = {"MW00000": "value", "MOG0095": "low", "MBG0095": "high"}
# Codes of Statistics Netherlands; men and women together, and all ages, are no stratum.
_SEX = {"3000": "male", "4000": "female", "T001038": None, "1100": None}
_ALL_AGES = {"10000": None}
# Codes of 50120NED, in the words of its own table of ages.
_AGES = {"20300": "18+", "53115": "18-64", "80200": "65+"}
_LETTER = {"JJ": "", "KW": "Q", "HJ": "H"}


def read_statline(
    path: Path, *, kind: str, boundary_year: int | None = None, published_on: str | None = None
) -> OpenData:
    """Read a table of StatLine, typed or untyped, or RIVM's table by neighbourhood.

    Parameters
    ----------
    path : Path
    kind : str
        statline_untyped, statline_typed or rivm_neighbourhoods.
    boundary_year : int, optional
        Of which year the municipal boundaries are; the file does not say.
    published_on : str, optional
        When the source gave the figures, such as 2024-06-01.
    """
    head = head_of(path)
    names = [cell.strip().strip("\ufeff") for cell in head.header]
    area = next(name for name in _AREA if name in names)
    dimensions = [name for name in names if not re.fullmatch(r"\w+_\d+", name) and name != "ID"]
    topics = [name for name in names if re.fullmatch(r"\w+_\d+", name)]
    where = {name: names.index(name) for name in [*dimensions, *topics]}
    problems: list[Problem] = []
    aside: dict[str, int] = {}
    texts = dict.fromkeys(topics, True)
    empty = dict.fromkeys(topics, True)
    called: dict[str, str] = {}
    frames = []
    for first, part in parts_of(head, where, words=dimensions):
        numbers = {topic: figures_of(part[topic], comma=False) for topic in topics}
        filled = {topic: _filled(part[topic]) for topic in topics}
        for topic in topics:
            readable = filled[topic] & ~numbers[topic].wrong
            texts[topic] &= not readable.any()
            empty[topic] &= not filled[topic].any()
        usual = [topic for topic in topics if not texts[topic]]
        _names(part, area, topics, texts, called)
        if not usual:
            continue
        for topic in usual:
            problems += told_once(path.name, topic, numbers[topic], first)
        keep = np.logical_or.reduce([filled[topic] for topic in usual])
        _count(aside, "rows without a single cell (the area is not there then)", int((~keep).sum()))
        of, keep = _periods(part, keep, aside, problems, path.name, first)
        frames.append(
            _long(part[[*dimensions]], keep, usual, numbers, area=area, period=of, kind=kind,
                  boundary_year=boundary_year, published_on=published_on)
        )  # fmt: skip
    frame = stacked(frames)
    if kind == "rivm_neighbourhoods":
        frame = _margins_beside(frame, aside)
    words = tuple(topic for topic in topics if texts[topic] and not empty[topic])
    _count(aside, "topics without a single cell", sum(empty.values()))
    notes = [f"{head.encoding}, separated by {head.separator}"]
    if boundary_year is None and len(frame):
        notes.append("the file does not say of which year its boundaries are")
    return OpenData(
        path.name, kind, frame, tuple(problems), aside, words, tuple(notes), called
    )  # fmt: skip


def _filled(cells: pd.Series[Any]) -> np.ndarray[Any, Any]:
    if cells.dtype.kind in "if":
        return cells.notna().to_numpy()
    return (cells.notna() & (cells.astype(str).str.strip() != "")).to_numpy()


def _count(aside: dict[str, int], reason: str, n: int) -> None:
    if n:
        aside[reason] = aside.get(reason, 0) + n


def _names(
    part: pd.DataFrame,
    area: str,
    topics: list[str],
    texts: Mapping[str, bool],
    called: dict[str, str],
) -> None:
    """Keep what areas are called, where the file is a list of names."""
    column = next((topic for topic in topics if re.fullmatch(r"Naam_\d+", topic)), None)
    if column is None or not all(texts.values()):
        return
    for code, name in zip(part[area], part[column], strict=True):
        called[str(code)] = str(name).strip()


def _periods(
    part: pd.DataFrame,
    keep: np.ndarray[Any, Any],
    aside: dict[str, int],
    problems: list[Problem],
    file: str,
    first: int,
) -> tuple[Any, np.ndarray[Any, Any]]:
    """Return the period of each row; months are set aside, what fits no period is told."""
    import pandas as pd

    if "Perioden" not in part:
        problems.append(
            Problem(file, "", "a column `Perioden`", "Take the table with its periods.")
        )
        return pd.Categorical([None] * len(part)), np.zeros(len(part), dtype=bool)
    codes = part["Perioden"].array
    made: dict[str, str | None] = {}
    for written in codes.categories:
        m = re.fullmatch(r"(\d{4})(JJ|KW|HJ)(\d\d)", str(written))
        made[written] = f"{m[1]}{_LETTER[m[2]]}{int(m[3]) or ''}" if m else None
        if m:
            continue
        rows = np.flatnonzero((codes == written) & keep)
        if not len(rows):
            continue
        if re.fullmatch(r"\d{4}MM\d\d", str(written)):
            _count(aside, "rows of a month", len(rows))
        else:
            where = f"{file}, row {first + int(rows[0])}, `Perioden`"
            expected = "a year, half-year or quarter such as 2015JJ00 or 2015KW01"
            problems.append(Problem(where, str(written), expected))
    period = pd.Series(codes).map(made).astype("category").array
    return period, keep & (period.codes >= 0)


def _long(
    part: pd.DataFrame,
    keep: np.ndarray[Any, Any],
    topics: list[str],
    numbers: Mapping[str, Any],
    *,
    area: str,
    period: Any,
    kind: str,
    boundary_year: int | None,
    published_on: str | None,
) -> pd.DataFrame:
    """Return one row per kept row and topic."""
    import pandas as pd

    rows, many = int(keep.sum()), len(topics)
    neighbourhoods = kind == "rivm_neighbourhoods"
    called = [re.sub(r"_\d+$", "", topic) if neighbourhoods else topic for topic in topics]

    def repeated(column: Any) -> Any:
        words = pd.Categorical(column)[keep].remove_unused_categories()
        return of_codes(np.repeat(words.codes, many), words.categories)

    areas = repeated(part[area])
    where = pd.Categorical(pd.Series(areas).map({c: geography_of(c) for c in areas.categories}))
    strata: dict[str, Any] = {}
    rest = []
    for name in part.columns:
        if name in (area, "Perioden"):
            continue
        if name == "Marges" and neighbourhoods:
            strata["margin"] = repeated(part[name])
        elif name == "Leeftijd" and neighbourhoods:
            ages = part[name].astype(object)
            strata["age_base"] = repeated(ages.map(lambda code: _AGES.get(code, code)))
        elif name in _STRATA:
            known = _SEX if name == "Geslacht" else _ALL_AGES
            codes = part[name].astype(object)
            strata[_STRATA[name]] = repeated([known.get(code, code) for code in codes])
        else:
            rest.append(name)
    if rest:
        joined = part[rest[0]].astype(str).radd(f"{rest[0]}=")
        for name in rest[1:]:
            joined = joined + f"; {name}=" + part[name].astype(str)
        strata["breakdown"] = repeated(joined)

    def beside(of: str) -> Any:
        return np.stack([getattr(numbers[topic], of)[keep] for topic in topics], axis=1).ravel()

    margin = strata.pop("margin", None)
    columns: dict[str, Any] = {
        **strata,
        "area": areas,
        "geography": where,
        "period": repeated(period),
        "indicator": of_codes(np.tile(np.arange(many), rows), called),
        "value": beside("values"),
    }
    if boundary_year is not None:
        columns["boundary_year"] = np.full(rows * many, float(boundary_year))
    if published_on is not None:
        columns["published_on"] = of_codes(np.zeros(rows * many, int), [published_on])
    if neighbourhoods:
        columns["method"] = of_codes(np.zeros(rows * many, int), ["model"])
    frame = frame_of(columns, beside("suppressed"))
    if margin is not None:
        frame = frame.assign(margin=margin)
    wrong = beside("wrong")
    return frame[~wrong] if wrong.any() else frame


def _margins_beside(frame: pd.DataFrame, aside: dict[str, int]) -> pd.DataFrame:
    """Put lower and upper limits, which have rows of their own, beside the values."""
    if "margin" not in frame:
        return frame
    keys = [
        name
        for name in ("area", "period", "indicator", "age_base", "sex", "breakdown")
        if name in frame
    ]
    which = frame["margin"].astype(object).map(_MARGINS)
    _count(aside, "rows of another margin than 95 %", int(which.isna().sum()))
    values = frame[which == "value"].drop(columns=["margin", "low", "high"])
    for name in ("low", "high"):
        limits = frame.loc[which == name, [*keys, "value"]].rename(columns={"value": name})
        values = values.merge(limits, on=keys, how="left", validate="many_to_one")
    order = [name for name in frame.columns if name != "margin"]
    return values[order]
