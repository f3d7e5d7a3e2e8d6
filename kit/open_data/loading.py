"""Rows of large text files, a part at a time, in the encoding and with the separator they have."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.cells import separator_of
from kit.errors import InputError, Problem
from kit.files import decode
from kit.open_data.clean import Head, read_clean
from kit.open_data.figures import EMPTY
from kit.open_data.frame import trimmed

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Head", "head_of", "parts_of"]

_HEAD = 1 << 17
_CELLS = 4_000_000  # cells held at once while reading


def head_of(path: Path) -> Head:
    """Read the beginning of a text file.

    Raises
    ------
    InputError
        It cannot be opened.
    """
    try:
        with path.open("rb") as handle:
            start = handle.read(_HEAD)
    except OSError as error:
        do = "Close it in other programs, or copy it, and try once more."
        got = error.strerror or type(error).__name__
        raise InputError([Problem(path.name, got, "a file that can be opened", do)]) from None
    whole = start if len(start) < _HEAD else start[: start.rfind(b"\n") + 1] or start
    text, encoding = decode(whole)
    if encoding == "utf-8" and not _all_utf8(path):
        text, encoding = decode(whole)[0], "windows-1252"
    separator = separator_of(text)
    rows = csv.reader(io.StringIO(text), delimiter=separator)
    return Head(path, encoding, separator, tuple(tuple(row) for row in islice(rows, 200)))


def _all_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as handle:
        try:
            while block := handle.read(1 << 22):
                if decoder.getstate()[0] or not block.isascii():
                    decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def parts_of(
    head: Head,
    wanted: Mapping[str, int],
    *,
    above: int = 1,
    words: Sequence[str] = (),
    texts: Sequence[str] = (),
) -> Iterator[tuple[int, pd.DataFrame]]:
    """Yield the rows under the header, a part at a time.

    Parameters
    ----------
    head : Head
    wanted : mapping of name to position
        Columns to read.
    above : int
        Rows up to and including the header.
    words : sequence of str
        Columns of words that come back often: read as categories, trimmed.
    texts : sequence of str
        Columns whose cells stay texts; the others become numbers where every cell is one.

    Yields
    ------
    (int, DataFrame)
        Row number of the first row, and the rows with the wanted columns.

    Raises
    ------
    InputError
        A row has more cells than the header, or a quotation is not closed.
    """
    width = max(len(row) for row in head.rows[above - 1 : above]) if head.rows else 0
    names = [f"_{position}" for position in range(width)]
    for name, position in wanted.items():
        names[position] = name
    rows = max(20_000, _CELLS // width) if width else 20_000
    table = read_clean(head, names, wanted=list(wanted), above=above, words=words, texts=texts)
    if table is not None:
        for at in range(0, len(table), rows):
            yield above + 1 + at, table.iloc[at : at + rows].reset_index(drop=True)
        return
    yield from _careful(head, names, list(wanted), above=above, words=words, texts=texts, rows=rows)


def _careful(
    head: Head,
    names: list[str],
    wanted: list[str],
    *,
    above: int,
    words: Sequence[str],
    texts: Sequence[str],
    rows: int,
) -> Iterator[tuple[int, pd.DataFrame]]:
    """Yield the rows of a file of any form, as `parts_of` does."""
    import warnings

    import pandas as pd

    numbers = [name for name in wanted if name not in words and name not in texts]
    # As categories, codes such as 071 would be read as numbers and lose their zero.
    kinds: dict[str, Any] = {name: object for name in names if name not in numbers}
    kinds |= dict.fromkeys(texts, "str")
    encoding = {"utf-8": "utf-8-sig", "windows-1252": "cp1252"}.get(head.encoding, head.encoding)
    first = above + 1
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            parts = pd.read_csv(
                head.path,
                sep=head.separator,
                encoding=encoding,
                encoding_errors="replace",
                header=None,
                names=names,
                index_col=False,
                skiprows=above,
                dtype=kinds,
                keep_default_na=False,
                na_values={name: list(EMPTY) if name in numbers else [""] for name in names},
                skip_blank_lines=False,
                chunksize=rows,
                low_memory=False,
            )
            for part in parts:
                kept = part[wanted].reset_index(drop=True)
                for name in words:
                    kept[name] = trimmed(kept[name])
                yield first, kept
                first += len(part)
    except pd.errors.EmptyDataError:
        return
    except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
        row = re.search(r"in line (\d+)", str(error))
        where = f"{head.path.name}, row {row[1]}" if row else head.path.name
        do = "Look for a separator or a quotation mark within a cell, and put the cell in quotes."
        raise InputError([Problem(where, "", "as many cells as the header has", do)]) from None
