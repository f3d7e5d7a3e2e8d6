"""The areas of a study: districts and neighbourhoods of a table, beside those of ``study.yml``.

A region has a handful of municipalities, which stand in ``study.yml``, and dozens or thousands of
smaller areas, which do not: they come in a table ``areas``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kit.errors import Problem
from kit.finding import Source
from kit.study import Study
from kit.tables import Table, read_table
from kit.values import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Areas", "read_areas"]

COLUMNS = (
    Column("region", "name", required=True),
    Column("code", "name", required=True),
    Column("name", "name", required=True),
    Column("geography", "choice", choices="geography"),
    Column("from", "date"),
    Column("until", "date"),
    Column("weight", "number"),
    Column("inhabitants", "integer"),
    Column("deprivation", "integer"),
    Column("deprivation_source"),
)
_SETTINGS = "study.yml"
_BY_CODE = {
    "municipality": r"GM\d{4}",
    "district": r"WK\d{6}",
    "neighbourhood": r"BU\d{8}",
    "postcode4": r"\d{4}",
    "postcode3": r"\d{3}",
}
_ROUNDING = 1e-6
_MOST_GROUPS = 20


@dataclass(frozen=True)
class Areas:
    """Every area of every region.

    Attributes
    ----------
    frame : DataFrame
        One row per area, region and time: area (code), name, region (slug), geography, from and
        until (dates, both inclusive; None is always), weight (share of the area that belongs to
        the region, above 0, at most 1), inhabitants (float, missing where not stated), deprivation
        (float; 1 is the least deprived group, missing where not stated), deprivation_source (None
        where not stated), file, row (None for areas of ``study.yml``). First those of
        ``study.yml``, then those of the table.
    sources : tuple of Source
        Of the files ``areas.*``.
    problems : tuple of Problem
    set_aside : mapping of reason to count
    unknown : mapping of file to header texts
    notes : mapping of file to how it was read; empty where there is no such file
    """

    frame: pd.DataFrame
    sources: tuple[Source, ...] = ()
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return what each area is called, by its code; the last name that it had."""
        return dict(zip(self.frame["area"], self.frame["name"], strict=True))

    @cached_property
    def written(self) -> Mapping[tuple[str, str], str]:
        """Return the code by region and way of writing, in lower case: the code, or the name.

        A name that two areas of a region have is no way of writing either.
        """
        found: dict[tuple[str, str], set[str]] = {}
        for region, code, name in self.frame[["region", "area", "name"]].itertuples(index=False):
            found.setdefault((region, _folded(name)), set()).add(code)
        named = {key: min(codes) for key, codes in found.items() if len(codes) == 1}
        pairs = self.frame[["region", "area"]].itertuples(index=False)
        return named | {(region, _folded(code)): code for region, code in pairs}

    def belongs(self, region: str, area: str, first: date, last: date) -> bool:
        """Say whether an area belongs to a region on a day from `first` to `last` (inclusive)."""
        spans = self._spans.get((region, area), ())
        return any(begin <= last and first <= end for begin, end in spans)

    @cached_property
    def _spans(self) -> Mapping[tuple[str, str], list[tuple[date, date]]]:
        found: dict[tuple[str, str], list[tuple[date, date]]] = {}
        for row in self.frame[["region", "area", "from", "until"]].itertuples(index=False):
            found.setdefault((row[0], row[1]), []).append(_span(row[2], row[3]))
        return found


def read_areas(study: Study) -> Areas:
    """Read every file ``areas.*`` and all in the folder ``areas/``, and the areas of ``study.yml``.

    A region is written as its slug or its name, and may stay empty where the study has one. A
    geography that is not stated is seen from a code of Statistics Netherlands (GM, WK, BU) or of a
    postcode; a weight that is not stated is 1. Told as a problem, and left out: a region that does
    not exist, a span that ends before it begins, a weight that is no share, a deprivation group
    that is none or has no source, a second row about the same area and region at the same time,
    and rows that give more than the whole of an area away. Told, and kept: groups of two sources.

    Returns
    -------
    Areas
    """
    import pandas as pd

    regions = {r.slug: (r.slug, r.name.casefold()) for r in study.regions.values()}

    def complete(record: dict[str, Any], file: str) -> None:
        if record["region"] is None and len(study.regions) == 1:
            record["region"] = next(iter(study.regions))
        code = record["code"] = " ".join((record["code"] or "").split()) or None
        if record["weight"] is None:
            record["weight"] = 1.0
        if record["geography"] is None and code is not None:
            fits = (kind for kind, form in _BY_CODE.items() if re.fullmatch(form, code))
            record["geography"] = next(fits, None)

    table = read_table(
        study.files("areas"),
        table="areas",
        declared=[
            replace(column, kind="choice", choices=regions) if column.name == "region" else column
            for column in COLUMNS
        ],
        complete=complete,
        judge=_judge,
    )
    listed = pd.DataFrame(
        [
            (area.code, area.name, slug, area.geography, area.from_day, area.until_day,
             area.weight, None, None, None, _SETTINGS, None)
            for slug, region in study.regions.items()
            for area in region.areas
        ],
        columns=["area", "name", "region", "geography", "from", "until", "weight", "inhabitants",
                 "deprivation", "deprivation_source", "file", "row"],
        dtype=object,
    )  # fmt: skip
    own = table.frame.rename(columns={"code": "area"})
    frame = pd.concat([listed, own[list(listed.columns)]], ignore_index=True)
    problems: list[Problem] = list(table.problems)
    out = _too_much(frame, problems)
    frame = frame.drop(index=list(out)).reset_index(drop=True)
    frame["weight"] = frame["weight"].astype(float)
    for name in ("inhabitants", "deprivation"):
        frame[name] = pd.to_numeric(frame[name]).astype(float)
    stated = frame["deprivation_source"]
    frame["deprivation_source"] = stated.astype(object).where(stated.notna(), None)
    problems += _groups(frame)
    for name in ("from", "until"):
        frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
    return Areas(
        frame, sources_of(study, table), tuple(problems), table.set_aside, table.unknown,
        table.notes,
    )  # fmt: skip


def sources_of(study: Study, table: Table) -> tuple[Source, ...]:
    """Return the files of a table with how many good rows each has."""
    counts = table.frame["file"].value_counts(sort=False)
    return tuple(study.source(str(file), int(n)) for file, n in counts.items())


def _judge(row: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    first, last, weight = row["from"], row["until"], row["weight"]
    if first and last and last < first:
        yield "until", last.isoformat(), f"a day on or after {first.isoformat()}", ""
    if not 0 < weight <= 1:
        do = "Write 0,5 where half of the area belongs to the region."
        yield "weight", f"{weight:g}", "a share above 0, at most 1", do
    group, source = row["deprivation"], row["deprivation_source"]
    if group is not None and not 1 <= group <= _MOST_GROUPS:
        do = "1 is the least deprived group; an area without a group stays empty."
        yield "deprivation", str(group), f"a whole number from 1 to {_MOST_GROUPS}", do
    elif group is not None and source is None:
        do = "Say it in every row with a group: without it nobody knows what 1 stands for."
        yield "deprivation_source", "", "where the group comes from, and of which year", do
    if row["code"] is not None and row["geography"] is None:
        yield "geography", "", "a kind of area, such as wijk (district)", "This cell is empty."


def _groups(frame: pd.DataFrame) -> Iterator[Problem]:
    """Tell, of each geography, groups of several sources."""
    grouped = frame[frame["deprivation"].notna()]
    for _, part in grouped.groupby("geography", sort=False):
        sources = dict.fromkeys(_folded(one) for one in part["deprivation_source"])
        if len(sources) > 1:
            folded = part["deprivation_source"].map(_folded)
            at = part.index[(folded != next(iter(sources))).to_numpy()][0]
            where = f"{_stands(frame, at)}, `deprivation_source`"
            got = str(frame.at[at, "deprivation_source"])
            do = "Groups of two divisions do not mean the same: take one source and year."
            yield Problem(where, got, "one source for all areas of one geography", do)


def _too_much(frame: pd.DataFrame, problems: list[Problem]) -> set[int]:
    """Tell rows that say an area twice or give more of it than there is; return which go out."""
    out: set[int] = set()
    twins = frame[frame.duplicated("area", keep=False)]
    for code, part in twins.groupby("area", sort=False):
        kept: list[tuple[int, str, date, date, float]] = []
        for at, row in zip(part.index, part.to_dict("records"), strict=True):
            begin, end = _span(row["from"], row["until"])
            same = [k for k in kept if k[2] <= end and begin <= k[3]]
            own = next((k for k in same if k[1] == row["region"]), None)
            if own is not None:
                stands = _stands(frame, own[0])
                expected = f"one row per area, region and time ({stands} has it too)"
                problems.append(_problem(frame, at, "code", str(code), expected))
            elif (total := _most(same, begin, end) + row["weight"]) > 1 + _ROUNDING:
                others = ", ".join(dict.fromkeys(k[1] for k in same))
                expected = f"weights of at most 1 together (here with {others}: {total:g})"
                problems.append(_problem(frame, at, "weight", f"{row['weight']:g}", expected))
            else:
                kept.append((int(at), row["region"], begin, end, row["weight"]))
                continue
            out.add(int(at))
    return out


def _most(rows: list[tuple[int, str, date, date, float]], begin: date, end: date) -> float:
    """Return the largest sum of weights on any day of a span."""
    days = [begin, *(row[2] for row in rows if begin <= row[2] <= end)]
    return max(sum(row[4] for row in rows if row[2] <= day <= row[3]) for day in days)


def _problem(frame: pd.DataFrame, at: Any, column: str, got: str, expected: str) -> Problem:
    do = "The row is left out."
    return Problem(f"{_stands(frame, at)}, `{column}`", got, expected, do)


def _stands(frame: pd.DataFrame, at: Any) -> str:
    file, row = str(frame.at[at, "file"]), str(frame.at[at, "row"])
    return file if file == _SETTINGS else f"{file}, row {row}"


def _span(first: date | None, last: date | None) -> tuple[date, date]:
    return first or date.min, last or date.max


def _folded(text: str) -> str:
    return " ".join(str(text).split()).casefold()
