"""Columns of numbers as sources write them, a whole column at a time.

The same reading as `kit.values` has for one cell, for files of millions of rows: each way of
writing is looked at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kit.errors import Problem, shorten
from kit.values import AMBIGUOUS, Column, Unreadable, read_cell, text_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EMPTY", "Figures", "decimal_comma", "figures_of", "told_once"]

#: What stands for *no figure* and may be passed over while a file is read.
EMPTY = ("", ".", "..", "x", "X", "-", "–", "n.b.", "nb", "n.v.t.", "nvt", "n/a", "N/A", "na", "NA")

_FIGURE = Column("value", "figure")
_FINITE = Unreadable("a number that is finite")
_MOST_TOLD = 10
_PLAIN = {
    False: r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?",
    True: r"[-+]?\d+(?:,\d+)?",
    None: r"[-+]?\d+(?:[.,]\d+)?",
}


@dataclass(frozen=True)
class Figures:
    """A column of numbers.

    Attributes
    ----------
    values : array of float
        nan where there is no figure, where it was suppressed, and where it cannot be read.
    suppressed : array of bool
    wrong : array of bool
    told : tuple of (str, Unreadable, int, int)
        Ways of writing that cannot be read, the first ten: the text, what was expected, its first
        row (from 0) and how often it is there.
    more : int
        How many other ways of writing cannot be read.
    """

    values: np.ndarray[Any, np.dtype[np.float64]]
    suppressed: np.ndarray[Any, np.dtype[np.bool_]]
    wrong: np.ndarray[Any, np.dtype[np.bool_]]
    told: tuple[tuple[str, Unreadable, int, int], ...] = ()
    more: int = 0


def decimal_comma(cells: pd.Series[Any], *, usual: bool | None) -> bool | None:
    """Say whether a comma marks the decimals, from the cells that tell; else `usual`.

    Examples
    --------
    >>> import pandas as pd
    >>> [decimal_comma(pd.Series(cells), usual=None) for cells in (["1.234", "5,25"], ["1.234"])]
    [True, None]
    """
    import pandas as pd

    if cells.dtype.kind in "if":
        return False
    several = isinstance(cells.dtype, pd.CategoricalDtype)
    written = cells.array.categories if several else pd.unique(cells)
    texts = pd.Series([cell.strip() for cell in written if isinstance(cell, str)], dtype=str)
    telling = texts[texts.str.fullmatch(r"[-+]?\d+[.,]\d+") & ~texts.str.fullmatch(AMBIGUOUS)]
    commas = int(telling.str.contains(",", regex=False).sum())
    points = len(telling) - commas
    return commas > points if commas != points else usual


def figures_of(cells: pd.Series[Any], *, comma: bool | None) -> Figures:
    """Read a column; a cell is a number, such as "<10", or nothing.

    Parameters
    ----------
    cells : Series
        Numbers, or texts, or both.
    comma : bool or None
        Whether a comma marks the decimals where a cell alone does not tell; None refuses those.

    Examples
    --------
    >>> import pandas as pd
    >>> found = figures_of(pd.Series(["   5.3", "<10", ".", "0"]), comma=False)
    >>> found.values.tolist(), found.suppressed.tolist()
    ([5.3, nan, nan, 0.0], [False, True, False, False])
    """
    import pandas as pd

    if cells.dtype.kind in "if":
        values = cells.to_numpy(dtype=float)
        wrong = np.isinf(values)
        nothing = np.zeros(len(values), dtype=bool)
        rows = np.flatnonzero(wrong)
        told = [("inf", _FINITE, int(rows[0]), len(rows))] if len(rows) else []
        return Figures(np.where(wrong, np.nan, values), nothing, wrong, tuple(told))
    if isinstance(cells.dtype, pd.CategoricalDtype):
        codes, written = cells.array.codes, cells.array.categories
    else:
        codes, written = pd.factorize(cells, use_na_sentinel=True)
    values, suppressed, wrong, unreadable = _each(list(written), comma=comma)
    # The last of each stands for the cells that are empty: their code is -1.
    values, suppressed, wrong = (
        np.append(values, np.nan),
        np.append(suppressed, False),
        np.append(wrong, False),
    )
    told = []
    for code, trouble in list(unreadable.items())[:_MOST_TOLD]:
        rows = np.flatnonzero(codes == code)
        told.append((text_of(written[code]), trouble, int(rows[0]), len(rows)))
    more = len(unreadable) - len(told)
    return Figures(values[codes], suppressed[codes], wrong[codes], tuple(told), more)


def told_once(file: str, column: str, found: Figures, first: int) -> Iterable[Problem]:
    """Yield each way of writing that is no figure once, with its first row.

    Parameters
    ----------
    file, column : str
    found : Figures
    first : int
        Row number of the first cell.
    """
    for text, trouble, at, often in found.told:
        told = trouble.problem(f"{file}, row {first + at}, `{column}`", shorten(text))
        rows = f" It stands in {often} rows." if often > 1 else ""
        yield Problem(told.where, told.got, told.expected, (told.do + rows).strip())
    if found.more:
        got = f"{found.more} other ways of writing that are no figure"
        do = "Is this a column of numbers at all?"
        yield Problem(f"{file}, `{column}`", got, "numbers", do)


def _each(written: list[Any], *, comma: bool | None) -> tuple[Any, Any, Any, dict[int, Unreadable]]:
    import pandas as pd

    count = len(written)
    values = np.full(count, np.nan)
    suppressed, wrong = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    is_text = np.array([isinstance(one, str) for one in written], dtype=bool)
    texts = pd.Series([one.strip() if isinstance(one, str) else "" for one in written], dtype=str)
    plain = texts.str.fullmatch(_PLAIN[comma]).to_numpy(dtype=bool)
    if comma is None:
        plain = plain & ~texts.str.fullmatch(AMBIGUOUS).to_numpy(dtype=bool)
    values[plain] = texts[plain].str.replace(",", ".", regex=False).astype(float)
    unreadable: dict[int, Unreadable] = {}
    for at in np.flatnonzero(~plain):
        cell = texts[at] if is_text[at] else written[at]
        try:
            read = read_cell(cell, _FIGURE, comma=comma)
        except Unreadable as trouble:
            wrong[at] = True
            unreadable[int(at)] = trouble
            continue
        if read == "suppressed":
            suppressed[at] = True
        elif read is not None:
            values[at] = read
    endless = np.isinf(values)
    unreadable |= {int(at): _FINITE for at in np.flatnonzero(endless)}
    wrong |= endless
    return np.where(np.isinf(values), np.nan, values), suppressed, wrong, unreadable
