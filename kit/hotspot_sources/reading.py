"""What all tables about hotspots have in common: regions, areas, spellings, repeated rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kit.areas import Areas, sources_of
from kit.errors import Problem, unknown_name
from kit.finding import Source
from kit.hotspot_sources.declared import COLUMNS
from kit.study import Study
from kit.tables import Judge, read_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["HotspotTable", "read_one", "repeated", "unlike_most", "where_of"]

#: A problem, and the rows that go out with it.
Found = Iterator[tuple[Problem, Collection[int]]]
_MOST_LISTED = 12


@dataclass(frozen=True)
class HotspotTable:
    """What was read of one of the tables that hotspots are read from.

    Attributes
    ----------
    frame : DataFrame
        One row per good row, in the order of the files; its columns stand with each reader. Beside
        those: file, row.
    sources : tuple of Source
        The files, with how many rows of each are in the frame.
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


def read_one(
    study: Study,
    areas: Areas,
    name: str,
    *,
    judge: Judge | None = None,
    further: Sequence[Callable[[pd.DataFrame], Found]] = (),
) -> HotspotTable:
    """Read every file of a table; regions become slugs, areas codes, and each name one spelling.

    Parameters
    ----------
    study : Study
    areas : Areas
    name : str
        A key of `COLUMNS`.
    judge : function, optional
        As `kit.tables.read_table` asks.
    further : sequence of function
        What is looked for in the whole table, one after the other: each gets the rows that are
        left and yields a problem with the rows that go out with it.
    """
    regions = {r.slug: (r.slug, r.name.casefold()) for r in study.regions.values()}

    def complete(record: dict[str, Any], file: str) -> None:
        if record["region"] is None and len(study.regions) == 1:
            record["region"] = next(iter(study.regions))

    table = read_table(
        study.files(name),
        table=name,
        declared=[
            replace(column, kind="choice", choices=regions) if column.name == "region" else column
            for column in COLUMNS[name]
        ],
        complete=complete,
        judge=judge,
    )
    frame, problems = table.frame, list(table.problems)
    for column in ("problem", "segment"):
        if column in frame.columns:
            frame[column] = _one_spelling(frame[column], study)
    for find in (lambda rows: _known_areas(rows, areas), *further):
        for problem, out in list(find(frame)):
            problems.append(problem)
            frame = frame.drop(index=[at for at in out if at in frame.index])
    frame = frame.reset_index(drop=True)
    sources = sources_of(study, replace(table, frame=frame))
    return HotspotTable(
        frame, sources, tuple(problems), table.set_aside, table.unknown, table.notes
    )


def where_of(frame: pd.DataFrame, at: Any, column: str) -> str:
    """Return where a cell stands: file, row and column."""
    return f"{_stands(frame, at)}, `{column}`"


def repeated(frame: pd.DataFrame, *, by: Sequence[str], column: str, what: str) -> Found:
    """Find rows that say the same thing again; the first stands.

    Parameters
    ----------
    frame : DataFrame
    by : sequence of str
        Columns that together say what a row is about.
    column : str
        Where the problem is told.
    what : str
        What there should be one of, such as "one count per area, problem and period".
    """
    first: dict[tuple[Any, ...], int] = {}
    twins = frame[frame.duplicated(list(by), keep=False)]
    for at, key in zip(twins.index, twins[list(by)].itertuples(index=False), strict=True):
        if key in first:
            expected = f"{what} ({_stands(frame, first[key])} has it too)"
            got = "" if frame.at[at, column] is None else str(frame.at[at, column])
            yield Problem(where_of(frame, at, column), got, expected, "Keep one of the two."), [at]
        first.setdefault(key, at)


def unlike_most(
    frame: pd.DataFrame, kinds: pd.Series[Any], *, by: Sequence[str], column: str, expected: str
) -> Found:
    """Find rows of another kind than most rows with the same `by`.

    Parameters
    ----------
    frame : DataFrame
    kinds : Series
        Of each row.
    by : sequence of str
    column : str
        Where the problem is told.
    expected : str
        What was expected; what most rows are is said behind it.
    """
    for _, part in frame.groupby(list(by), sort=False, dropna=False):
        own = kinds[part.index]
        counts = Counter(own)
        usual = counts.most_common(1)[0][0] if counts else None
        for kind in [kind for kind in counts if kind != usual]:
            rows = [int(at) for at in own.index[(own == kind).to_numpy()]]
            told = f"{expected} (most are a {usual})"
            do = f"{len(rows)} row{' is' if len(rows) == 1 else 's are'} left out."
            got = str(frame.at[rows[0], column])
            yield Problem(where_of(frame, rows[0], column), got, told, do), rows


def _stands(frame: pd.DataFrame, at: Any) -> str:
    return f"{frame.at[at, 'file']!s}, row {frame.at[at, 'row']!s}"


def _known_areas(frame: pd.DataFrame, areas: Areas) -> Found:
    """Write areas as codes; find those that the region does not have, each code once."""
    if "area" not in frame.columns or frame.empty:
        return
    stated = frame.index[frame["area"].notna()]
    pairs = list(frame.loc[stated, ["region", "area"]].itertuples(index=False, name=None))
    found = {pair: areas.written.get((pair[0], _folded(pair[1]))) for pair in set(pairs)}
    codes = [found[pair] for pair in pairs]
    unknown: dict[tuple[str, str], list[int]] = {}
    for at, code in zip(stated, codes, strict=True):
        if code is None:
            key = (str(frame.at[at, "region"]), _folded(frame.at[at, "area"]))
            unknown.setdefault(key, []).append(int(at))
    frame["area"] = frame["area"].where(frame["area"].isna(), None)
    frame.loc[stated, "area"] = codes
    for (region, written), rows in unknown.items():
        own = sorted({code for slug, code in _pairs(areas) if slug == region})
        do = f"Add it to the table `areas` or to {region} in study.yml. {_rows(rows)}"
        where = where_of(frame, rows[0], "area")
        if len(own) <= _MOST_LISTED:
            yield unknown_name(where, written, own, do=do), rows
        else:
            expected = f"one of the {len(own)} areas of {region}, such as {', '.join(own[:3])}"
            yield Problem(where, written, expected, do), rows


def _pairs(areas: Areas) -> Iterator[tuple[str, str]]:
    yield from areas.frame[["region", "area"]].itertuples(index=False, name=None)


def _rows(rows: Sequence[int]) -> str:
    return f"{len(rows)} row{' is' if len(rows) == 1 else 's are'} left out."


def _one_spelling(names: pd.Series[Any], study: Study) -> pd.Series[Any]:
    """Return ids where study.yml has the name, else the first spelling; None stays None."""
    spelt = {
        _folded(word): id
        for id, called in study.indicators.items()
        for word in (called.nl, called.en, id)
    }
    # In the order of the rows: the first spelling is the one that holds.
    read = {
        name: spelt.setdefault(_folded(name), " ".join(name.split()))
        for name in dict.fromkeys(names.dropna())
    }
    return names.map(lambda name: read.get(name)).astype(object).where(names.notna(), None)


def _folded(text: Any) -> str:
    return " ".join(str(text).split()).casefold()
