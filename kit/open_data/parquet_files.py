"""Plain long tables in Parquet: read as a sheet whose header is the names of its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.cells import Grid
from kit.errors import InputError, Problem
from kit.open_data.frame import trimmed

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["grid_of", "header_of", "parts_of_parquet"]

_FIRST = 2  # row of the first figure, counted as in a sheet: the header is row 1
_AT_ONCE = 1_000_000


def header_of(path: Path) -> tuple[str, ...]:
    """Return the names of the columns of a Parquet file.

    Raises
    ------
    InputError
        It cannot be opened, or is no Parquet.
    """
    return tuple(_opened(path).schema_arrow.names)


def grid_of(path: Path, where: str) -> tuple[list[Grid], list[Problem]]:
    """Read a Parquet file as `kit.cells.read_grids` reads the others.

    Parameters
    ----------
    path : Path
    where : str
        How to call the file in messages.

    Returns
    -------
    list of Grid, list of Problem
    """
    try:
        file = _opened(path)
    except InputError as error:
        return [], [Problem(where, each.got, each.expected, each.do) for each in error.problems]
    table = file.read()
    columns = [[_cell(value) for value in column.to_pylist()] for column in table.columns]
    rows = list(enumerate(zip(*columns, strict=True), start=_FIRST))
    filled = [(line, cells) for line, cells in rows if any(cell is not None for cell in cells)]
    return [Grid(where, ((1, tuple(table.column_names)), *filled), ("Parquet",), False)], []


def parts_of_parquet(
    path: Path, wanted: Mapping[str, int], *, words: Sequence[str]
) -> Iterator[tuple[int, pd.DataFrame]]:
    """Yield the rows of a Parquet file, a part at a time, as `kit.open_data.loading.parts_of` does.

    Parameters
    ----------
    path : Path
    wanted : mapping of name to position
        Columns to read.
    words : sequence of str
        Columns of words that come back often; the others are numbers, or texts of numbers.

    Raises
    ------
    InputError
        A column of numbers holds something else altogether, such as lists.
    """
    import pandas as pd

    file = _opened(path)
    names = list(file.schema_arrow.names)
    columns = [names[position] for position in wanted.values()]
    first = _FIRST
    for batch in file.iter_batches(batch_size=_AT_ONCE, columns=columns):
        made = {
            name: _words(batch.column(of)) if name in words else _numbers(batch.column(of), path)
            for name, of in zip(wanted, columns, strict=True)
        }
        yield first, pd.DataFrame(made, copy=False)
        first += batch.num_rows


def _opened(path: Path) -> Any:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        got = (error.strerror if isinstance(error, OSError) else None) or "no Parquet"
        do = "Write the table to Parquet once more, or save it as CSV."
        raise InputError([Problem(path.name, got, "a Parquet file that opens", do)]) from None


def _cell(value: Any) -> Any:
    """Return a cell as a workbook would hold it."""
    if value is None or value != value:
        return None
    if isinstance(value, (str, bool, datetime, date)):
        return value
    return float(value) if hasattr(value, "__float__") else str(value)


def _words(column: Any) -> Any:
    """Return a column as a categorical of trimmed words; 2024 and 2024.0 are the word 2024."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    words = [_word(value) for value in coded.dictionary.to_pylist()]
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype("int32")
    # Two values may be one word; a categorical of pandas holds a word once.
    place = {word: at for at, word in enumerate(dict.fromkeys(words))}
    lookup = [place[word] for word in words] + [-1]
    codes = np.array(lookup, dtype=np.int32)[codes]
    return trimmed(pd.Categorical.from_codes(codes, pd.Index(place, dtype=object)))


def _word(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def _numbers(column: Any, path: Path) -> Any:
    """Return a column of numbers, or of texts that stand for numbers as a categorical."""
    import pyarrow as pa

    kind = column.type
    of = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_string(of) or pa.types.is_large_string(of):
        return _words(column)
    try:
        return column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise InputError([Problem(path.name, str(kind), "a column of numbers or texts")]) from None
