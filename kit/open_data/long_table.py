"""A plain long table: one figure per area, period and indicator, as CSV, workbook or Parquet.

Files of millions of rows are read a part at a time. A row with something wrong is set aside and
counted; each kind of mistake is told once, with its first row and how often it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kit import periods
from kit.cells import Grid as _Grid
from kit.cells import Rows, find_header, read_grids
from kit.errors import InputError, Problem, shorten
from kit.open_data.figures import Figures, decimal_comma, figures_of
from kit.open_data.frame import OpenData, frame_of, geography_of, of_codes, stacked
from kit.open_data.loading import Head, head_of, parts_of
from kit.open_data.parquet_files import header_of, parts_of_parquet
from kit.open_data.recognising import long_columns
from kit.terms import Term, terms
from kit.values import read_date

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_long_table"]

_NUMBERS = (
    "value", "numerator", "denominator", "expected", "low", "high", "se", "n", "boundary_year",
)  # fmt: skip
_REQUIRED = ("area", "period", "indicator")
_NOT_BELOW_ZERO = ("numerator", "expected", "se", "n")
_MOST_TOLD = 10
_MOST_CODES = 1 << 62
# What a row is about: no two rows may have all of these the same.
_ABOUT = (
    "area", "geography", "boundary_year", "period", "indicator", "sex", "age", "age_base", "method",
)  # fmt: skip


class _Told:
    """What is wrong, each kind once over all parts of a file: first row and how often."""

    def __init__(self, file: str, problems: Iterable[Problem]):
        self.file = file
        self._first: dict[tuple[str, str, str, str], int] = {}
        self._often: dict[tuple[str, str, str, str], int] = {}
        self._others: dict[str, int] = {}
        self._problems = list(problems)

    def add(self, column: str, got: str, expected: str, do: str, row: int, often: int = 1) -> None:
        """Count a mistake; beyond ten kinds in a column they are only counted."""
        key = (column, got, expected, do)
        if key not in self._first:
            if sum(name == column for name, *_ in self._first) >= _MOST_TOLD:
                self._others[column] = self._others.get(column, 0) + often
                return
            self._first[key] = row
        self._often[key] = self._often.get(key, 0) + often

    def rows(self, column: str, got: str, expected: str, do: str, rows: Any) -> None:
        """Count `rows`, numbers as a person sees them."""
        if len(rows):
            self.add(column, got, expected, do, int(rows[0]), len(rows))

    def figures(self, column: str, found: Figures, first: int) -> None:
        """Count the cells of a column that are no figures."""
        for text, trouble, at, often in found.told:
            problem = trouble.problem("", shorten(text))
            self.add(column, problem.got, problem.expected, problem.do, first + at, often)
        if found.more:
            self._others[column] = self._others.get(column, 0) + found.more

    def problems(self) -> Iterator[Problem]:
        """Yield each mistake once."""
        yield from self._problems
        for key, row in self._first.items():
            column, got, expected, do = key
            rows = f" It stands in {self._often[key]} rows." if self._often[key] > 1 else ""
            where = f"{self.file}, row {row}, `{column}`"
            yield Problem(where, shorten(got), expected, (do + rows).strip())
        for column, often in self._others.items():
            got = f"at least {often} other cells that cannot be read"
            yield Problem(f"{self.file}, `{column}`", got, "what the column is for")


def read_long_table(path: Path) -> OpenData:
    """Read a plain long table.

    Columns are those of `open_data` in ``terms.yml``, by their Dutch or English names; area,
    period and indicator are required, and a value, or a numerator with a denominator: where no
    column holds values, the value is the one over the other.

    Raises
    ------
    InputError
        No header is found, or a required column is not there.
    """
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        head = head_of(path)
        rows = tuple(enumerate(head.rows, start=1))
        header = _header(_Grid(path.name, tuple(r for r in rows if any(c.strip() for c in r[1]))))
        parts = _parts_of_text(head, header)
        usual = True if head.separator == ";" else None
        notes = [f"{head.encoding}, separated by {head.separator}"]
    elif path.suffix.lower() == ".parquet":
        header = _header(_Grid(path.name, ((1, header_of(path)),)))
        wanted = {name: position for position, name in header.columns.items()}
        parts = parts_of_parquet(path, wanted, words=[w for w in wanted if w not in _NUMBERS])
        usual, notes = None, ["Parquet"]
    else:
        grids, trouble = read_grids(path, path.name)
        if trouble or not grids:
            raise InputError(trouble or [Problem(path.name, "", "a sheet with rows")])
        header = _header(grids[0])
        parts = _parts_of_sheet(header)
        usual, notes = None, [f"sheets passed over: {len(grids) - 1}"] if len(grids) > 1 else []
    told = _Told(path.name, header.problems)
    aside: dict[str, int] = {}
    frames = []
    commas: dict[str, bool | None] = {}
    for first, part in parts:
        for name in _NUMBERS:
            if name in part and commas.get(name) is None:
                commas[name] = decimal_comma(part[name], usual=usual)
        frames.append(_standard(part, first, commas, told, aside))
    frame, twice = _once(stacked(frames), path.name)
    _count(aside, "rows that repeat another", sum(often for _, often in twice))
    problems = (*told.problems(), *(problem for problem, _ in twice))
    unknown = tuple(header.unknown.values())
    return OpenData(path.name, "long_table", frame, problems, aside, unknown, tuple(notes))


def _once(frame: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[tuple[Problem, int]]]:
    """Leave out rows about the same as an earlier one; each indicator is told once."""
    import pandas as pd

    about = [name for name in _ABOUT if name in frame]
    codes, size = np.zeros(len(frame), dtype=np.int64), 1
    for name in about:
        words = frame[name]
        if words.dtype == "category":
            added, many = _only_used(words.cat.codes.to_numpy(), len(words.cat.categories))
        else:
            added, found = pd.factorize(words, use_na_sentinel=False)
            many = len(found)
        if many < 2:
            continue
        if size * many > _MOST_CODES:
            codes, firsts = pd.factorize(codes)
            size = len(firsts)
        codes *= many
        codes += added
        size *= many
    if size <= max(1000, 8 * len(frame)) and (np.bincount(codes) < 2).all():
        return frame, []
    again = pd.Series(codes).duplicated().to_numpy()
    if not again.any():
        return frame, []
    told = []
    for indicator, part in frame[again].groupby("indicator", observed=True, sort=False):
        got = f"{part['area'].iloc[0]}, {part['period'].iloc[0]} again"
        expected = "one figure per area, period, indicator and stratum"
        do = f"{len(part)} row{' was' if len(part) == 1 else 's were'} left out; keep one of each."
        told.append((Problem(f"{file}, `{indicator}`", got, expected, do), len(part)))
    return frame[~again].reset_index(drop=True), told


def _only_used(codes: Any, words: int) -> tuple[Any, int]:
    """Return codes of the words that are there, from 0, and how many; nothing counts as a word."""
    there = np.zeros(words + 1, dtype=bool)
    there[codes] = True
    return (np.cumsum(there) - 1)[codes], int(there.sum())


def _header(grid: _Grid) -> Rows:
    known: dict[str, Any] = dict(long_columns())
    header = find_header(grid, known)
    found = set(header.columns.values()) if header else set()
    lacking = [name for name in _REQUIRED if name not in found]
    if header is None or lacking or not found & {"value", "numerator"}:
        lacking = lacking or ["value"]
        expected = "columns area, period, indicator and value, by these names or in Dutch"
        problem = Problem(grid.where, f"no column {', '.join(lacking)}", expected)
        raise InputError([problem])
    return header


def _parts_of_text(head: Head, header: Rows) -> Iterator[tuple[int, pd.DataFrame]]:
    """Yield the parts of a text file.

    Where the first rows show that a column has decimal points, it may become numbers at once;
    elsewhere 1.234 can be one thousand and more, and its cells are looked at as texts.
    """
    import pandas as pd

    wanted = {name: position for position, name in header.columns.items()}
    words = [name for name in wanted if name not in _NUMBERS]
    texts = []
    for name in [name for name in wanted if name in _NUMBERS]:
        cells = [row[wanted[name]] for _, row in header.rows if wanted[name] < len(row)]
        if decimal_comma(pd.Series(cells, dtype=object), usual=None) is not False:
            texts.append(name)
    yield from parts_of(head, wanted, above=header.header_row, words=words, texts=texts)


def _parts_of_sheet(header: Rows) -> Iterator[tuple[int, pd.DataFrame]]:
    import pandas as pd

    if not header.rows:
        return
    first, last = header.rows[0][0], header.rows[-1][0]
    rows: dict[int, tuple[Any, ...]] = dict(header.rows)
    made: dict[str, list[Any]] = {name: [] for name in header.columns.values()}
    for line in range(first, last + 1):
        cells = rows.get(line, ())
        for position, name in header.columns.items():
            cell = cells[position] if position < len(cells) else None
            made[name].append(None if cell == "" else cell)
    part = pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in made.items()})
    for name in part.columns:
        if name not in _NUMBERS:
            part[name] = part[name].map(_as_word).astype("category")
    yield first, part


def _as_word(cell: Any) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() or None


def _standard(
    part: pd.DataFrame,
    first: int,
    commas: Mapping[str, bool | None],
    told: _Told,
    aside: dict[str, int],
) -> pd.DataFrame:
    """Return the good rows of a part in the long frame."""
    line = np.arange(first, first + len(part))
    blank = np.logical_and.reduce([part[name].isna().to_numpy() for name in part.columns])
    bad = np.zeros(len(part), dtype=bool)
    read = {}
    for name in [name for name in _NUMBERS if name in part]:
        read[name] = figures_of(part[name], comma=commas.get(name))
        told.figures(name, read[name], first)
        bad |= read[name].wrong
    columns: dict[str, Any] = {name: found.values for name, found in read.items()}
    for name in [name for name in part.columns if name not in _NUMBERS]:
        columns[name] = part[name].array
    for name in _REQUIRED:
        empty = (columns[name].codes < 0) & ~blank
        told.rows(name, "", "something in this cell", "", line[empty])
        bad |= empty
    columns["period"] = _mapped(columns["period"], "period", _period, line, told)
    columns["geography"] = _geographies(columns, line, told)
    if "published_on" in columns:
        days = columns["published_on"]
        columns["published_on"] = _mapped(days, "published_on", _day, line, told)
    bad |= (part["period"].array.codes >= 0) & (columns["period"].codes < 0)
    bad |= _impossible(columns, line, told)
    suppressed = np.zeros(len(part), dtype=bool)
    if "value" in columns:
        suppressed = read["value"].suppressed
    if "numerator" in columns:
        suppressed = suppressed | read["numerator"].suppressed
    if "value" not in columns and "denominator" in columns:
        columns["value"] = np.full(len(part), np.nan)
        over = columns["denominator"]
        np.divide(columns["numerator"], over, out=columns["value"], where=over > 0)
    _count(aside, "empty rows", int(blank.sum()))
    _count(aside, "rows with a problem", int((bad & ~blank).sum()))
    keep = ~(bad | blank)
    if keep.all():
        return frame_of(columns, suppressed)
    return frame_of({name: column[keep] for name, column in columns.items()}, suppressed[keep])


def _count(aside: dict[str, int], reason: str, n: int) -> None:
    if n:
        aside[reason] = aside.get(reason, 0) + n


def _period(written: str) -> str:
    return periods.parse(written)


def _day(written: str) -> str:
    return read_date(written).isoformat()


def _mapped(words: Any, column: str, read: Any, line: Any, told: _Told) -> Any:
    """Return words under the name that `read` gives them; those it refuses are told."""

    names: list[str | None] = []
    for code, written in enumerate(words.categories):
        try:
            names.append(read(str(written)))
        except ValueError as trouble:
            names.append(None)
            told.rows(column, str(written), str(trouble), "", line[words.codes == code])
    unique = {name: at for at, name in enumerate(dict.fromkeys(n for n in names if n is not None))}
    codes = np.array([-1 if name is None else unique[name] for name in names] + [-1], dtype=int)
    return of_codes(codes[words.codes], list(unique))


def _geographies(columns: Mapping[str, Any], line: Any, told: _Told) -> Any:
    """Return the geography of each row: as stated, else as the code of its area says."""

    known = list(_every_geography())
    of = [geography_of(str(code)) for code in columns["area"].categories]
    lookup = np.append([known.index(one) if one else -1 for one in of], -1).astype(int)
    codes = lookup[columns["area"].codes]
    if "geography" in columns:
        stated = _mapped(columns["geography"], "geography", _known_geography, line, told)
        place = np.append([known.index(one) for one in stated.categories], -1).astype(int)
        codes = np.where(stated.codes >= 0, place[stated.codes], codes)
    return of_codes(codes, known)


def _known_geography(written: str) -> str:
    for term in _every_geography().values():
        if written.casefold() in term.written_as():
            return term.id
    raise ValueError("one of " + ", ".join(_every_geography()))


def _every_geography() -> Mapping[str, Term]:
    """Return what areas of a region can be, and the wider ones that sources give besides."""
    return {**terms("geography"), **terms("wider_geography")}


def _impossible(columns: Mapping[str, Any], line: Any, told: _Told) -> np.ndarray[Any, Any]:
    """Find rows whose numbers cannot be: counts below zero, limits without their figure."""
    bad = np.zeros(len(line), dtype=bool)
    for name in _NOT_BELOW_ZERO:
        if name in columns:
            below = columns[name] < 0
            told.rows(name, "a number below zero", "a number, zero or more", "", line[below])
            bad |= below
    if "denominator" in columns:
        none = columns["denominator"] <= 0
        told.rows("denominator", "zero or less", "a number above zero", "", line[none])
        bad |= none
    for name, beyond in (("low", np.greater), ("high", np.less)):
        if name in columns and "value" in columns:
            outside = beyond(columns[name], columns["value"])
            do = "Is the figure in another unit than its limits?"
            expected = "a figure within its published limits"
            told.rows(name, "a limit on the wrong side", expected, do, line[outside])
            bad |= outside
    if "boundary_year" in columns:
        years = columns["boundary_year"]
        strange = (years < 1900) | (years > 2100) | (years % 1 != 0) & ~np.isnan(years)
        expected = "a year of four digits, such as 2024"
        told.rows("boundary_year", "a number that is no year", expected, "", line[strange])
        bad |= strange
    return bad
