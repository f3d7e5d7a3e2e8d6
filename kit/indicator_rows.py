"""What can be wrong with rows of a table of measured figures, each told with its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.errors import Problem, unknown_name
from kit.study import Study

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["judge_row", "told_and_left_out", "where_of"]

_NOT_BELOW_ZERO = ("numerator", "denominator", "expected", "se")
_YEARS = range(1900, 2101)


def where_of(frame: pd.DataFrame, at: int, column: str) -> str:
    """Return where a cell stands: file, row and column."""
    return f"{_stands(frame, at)}, `{column}`"


def _stands(frame: pd.DataFrame, at: int) -> str:
    row = frame["row"][at]
    return str(frame["file"][at]) if row is None else f"{frame['file'][at]!s}, row {row!s}"


#: A problem, and the rows that go out with it.
_Found = Iterator[tuple[Problem, list[int]]]


def _without(
    frame: pd.DataFrame, problems: list[Problem], find: Callable[[pd.DataFrame], _Found]
) -> pd.DataFrame:
    out: list[int] = []
    for problem, rows in find(frame):
        problems.append(problem)
        out += rows
    return frame.drop(index=out)


def _unlike_most(
    frame: pd.DataFrame, column: str, written: pd.Series[Any]
) -> Iterator[tuple[int, str, str, list[int]]]:
    """Yield, per stated value other than the usual one: first row, value, the usual one, rows."""
    counts = Counter(written.dropna())
    if len(counts) < 2:
        return
    usual = counts.most_common(1)[0][0]
    for value in [value for value in counts if value != usual]:
        rows = [int(at) for at in frame.index[(written == value).to_numpy()]]
        yield rows[0], str(value), str(usual), rows


def told_and_left_out(frame: pd.DataFrame, study: Study, problems: list[Problem]) -> pd.DataFrame:
    """Return the rows that agree with each other; the others are added to `problems`.

    Left out, in this order: areas that the region does not have, periods of another length, other
    units, other favourable directions, and a second figure for the same thing.
    """
    frame = _without(frame, problems, lambda rows: _strange_areas(rows, study))
    frame = _without(frame, problems, _mixed_lengths)
    frame = _without(frame, problems, _mixed_units)
    frame = _without(frame, problems, _mixed_directions)
    return _without(frame, problems, _repeated)


def judge_row(record: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is wrong with a row as a whole, as `kit.tables.Judge` asks."""
    for name in _NOT_BELOW_ZERO:
        number = record[name]
        if isinstance(number, float) and (number < 0 or (number == 0 and name == "denominator")):
            least = "above zero" if name == "denominator" else "zero or more"
            yield name, f"{number:g}", f"a number, {least}", "Look it up in the source."
    low, high, value = record["low"], record["high"], record["value"]
    if low is not None and high is not None and low > high:
        yield "low", f"{low:g} to {high:g}", "a lower limit below the upper one", ""
    elif isinstance(value, float):
        beyond = (low is not None and value < low) or (high is not None and value > high)
        if beyond:
            do = "Is the figure in another unit than its limits?"
            yield "value", f"{value:g}", "a figure within its published limits", do
    year = record["boundary_year"]
    if year is not None and year not in _YEARS:
        yield "boundary_year", str(year), "a year of four digits, such as 2024", ""


def _strange_areas(frame: pd.DataFrame, study: Study) -> _Found:
    """Find areas that the region does not have; spaces and capitals do not matter."""
    for at in frame.index[frame["area"].notna()]:
        region = study.regions[str(frame.at[at, "region"])]
        codes = {area.code.strip().casefold(): area.code for area in region.areas}
        written = str(frame.at[at, "area"])
        code = codes.get(written.casefold())
        if code is None:
            do = f"Add the area to {region.slug} in study.yml, or leave the cell empty."
            yield (
                unknown_name(where_of(frame, at, "area"), written, codes.values(), do=do),
                [int(at)],
            )
        else:
            frame.at[at, "area"] = code


def _mixed_lengths(frame: pd.DataFrame) -> _Found:
    for _, part in frame.groupby(["region", "area", "indicator"], sort=False, dropna=False):
        lengths = part["period"].map(periods.length_of)
        for at, _, usual, rows in _unlike_most(part, "period", lengths):
            expected = f"periods of one length for one region and indicator (most are a {usual})"
            do = f"{_rows(rows)} left out. Give the other length an indicator name of its own."
            got = str(frame.loc[at, "period"])
            yield Problem(where_of(frame, at, "period"), got, expected, do), rows


def _mixed_units(frame: pd.DataFrame) -> _Found:
    for _, part in frame.groupby("indicator", sort=False):
        for at, value, usual, rows in _unlike_most(part, "unit", part["unit"]):
            expected = f'one unit for one indicator (most rows have "{usual}")'
            do = f"{_rows(rows)} left out. Give the other unit an indicator name of its own."
            yield Problem(where_of(frame, at, "unit"), value, expected, do), rows


def _mixed_directions(frame: pd.DataFrame) -> _Found:
    for _, part in frame.groupby("indicator", sort=False):
        for at, value, usual, rows in _unlike_most(part, "improvement", part["improvement"]):
            expected = f"one favourable direction for one indicator (most rows have {usual})"
            yield (
                Problem(
                    where_of(frame, at, "improvement"), value, expected, _rows(rows) + " left out."
                ),
                rows,
            )


def _repeated(frame: pd.DataFrame) -> _Found:
    first: dict[tuple[str, str, str, str | None], int] = {}
    columns = ("region", "indicator", "period", "area")
    keys = zip(*(frame[column] for column in columns), strict=True)
    for at, key in zip(map(int, frame.index), keys, strict=True):
        if key not in first:
            first[key] = at
            continue
        stands = _stands(frame, first[key])
        expected = f"one figure per region, indicator and period ({stands} has it too)"
        yield Problem(where_of(frame, at, "period"), key[2], expected, "Keep one of the two."), [at]


def _rows(rows: list[int]) -> str:
    return f"{len(rows)} row{' is' if len(rows) == 1 else 's are'}"
