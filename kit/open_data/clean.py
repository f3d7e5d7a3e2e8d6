"""Clean text files at once: what is odd in any way is left to the reader that takes care.

A file of millions of rows in which every row has as many cells as the header, and every cell of a
column of numbers is one, is read by Arrow on all cores. Anything else (a row too short, an empty
line, a quotation over two lines, bytes that do not fit) gives None, and the file is read again,
slower, by the reader that tells what is wrong and where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.open_data.figures import EMPTY
from kit.open_data.frame import trimmed

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Head", "read_clean"]

_ENCODINGS = {"utf-8": "utf8", "windows-1252": "cp1252"}
#: Below this, starting Arrow takes longer than it saves.
_LEAST = 2_000_000


@dataclass(frozen=True)
class Head:
    """The beginning of a text file.

    Attributes
    ----------
    path : Path
    encoding, separator : str
    rows : tuple of tuple of str
        The first rows, blank ones too, so that they count as a person counts them.
    """

    path: Path
    encoding: str
    separator: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def header(self) -> tuple[str, ...]:
        """Return the first row."""
        return self.rows[0] if self.rows else ()


def read_clean(
    head: Head,
    names: Sequence[str],
    *,
    wanted: Sequence[str],
    above: int,
    words: Sequence[str],
    texts: Sequence[str],
) -> pd.DataFrame | None:
    """Read the rows under the header, or say that the file has to be read with care.

    Parameters
    ----------
    head : Head
    names : sequence of str
        Of every column of the file, from left to right.
    wanted : sequence of str
    above : int
        Rows up to and including the header.
    words, texts : sequence of str
        As `kit.open_data.loading.parts_of`; both become categories, words trimmed.

    Returns
    -------
    DataFrame or None
        None where anything in the file is odd, or it is too small to gain by this.
    """
    if head.encoding not in _ENCODINGS or head.path.stat().st_size < _LEAST:
        return None
    if any("\n" in cell for row in head.rows[:above] for cell in row):
        return None
    import pandas as pd
    import pyarrow as pa

    word = pa.dictionary(pa.int32(), pa.string())
    kinds = {name: word if name in (*words, *texts) else pa.float64() for name in wanted}
    made: dict[str, Any] = {}
    for _ in range(2):
        table = _arrow(head, names, kinds, above)
        if table is not None:
            break
        # A cell such as <10 stands in a column of numbers further down; their texts are looked at.
        kinds = dict.fromkeys(wanted, word)
    else:
        return None
    for name in wanted:
        column = table.column(name)
        table = table.drop_columns([name])
        if kinds[name] is not word:
            made[name] = column.to_numpy()
            if int((made[name] != made[name]).sum()) != column.null_count:
                return None  # the word nan stood there
            continue
        cells = pd.Categorical.from_codes(*_codes(column))
        made[name] = trimmed(cells) if name in words else cells
    return pd.DataFrame(made, copy=False)


def _arrow(head: Head, names: Sequence[str], kinds: dict[str, Any], above: int) -> Any:
    import pyarrow as pa
    from pyarrow import csv

    try:
        return csv.read_csv(
            head.path,
            read_options=csv.ReadOptions(
                column_names=list(names), skip_rows=above, encoding=_ENCODINGS[head.encoding]
            ),
            parse_options=csv.ParseOptions(delimiter=head.separator, ignore_empty_lines=False),
            convert_options=csv.ConvertOptions(
                column_types=kinds, include_columns=list(kinds), null_values=list(EMPTY),
                strings_can_be_null=False,
            ),
        )  # fmt: skip
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None


def _codes(column: Any) -> tuple[Any, Any]:
    """Return the codes and words of a column of Arrow's; an empty cell is no word."""
    import numpy as np
    import pandas as pd

    whole = column.unify_dictionaries().combine_chunks()
    codes, words = whole.indices.to_numpy(), whole.dictionary.to_pylist()
    if "" in words:
        gone = words.index("")
        words.pop(gone)
        lookup = np.arange(len(words) + 1, dtype=np.int32)
        lookup[gone:] -= 1
        lookup[gone] = -1
        codes = lookup[codes]
    return codes, pd.Index(words, dtype=object)
