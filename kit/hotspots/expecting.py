"""Events to be expected in an area: what it would have with the rates of all areas together.

Indirect standardisation over segments. The reference is every area of every region of the study,
of the same geography, problem and period; so a study cannot say whether all of it is high.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SET", "expected_of"]

#: What makes a set of areas: cells that are laid beside each other.
SET = ("geography", "problem", "segment", "period")
_WHOLE = 0.02  # how far the people of the segments may lie from everybody, as a share


def expected_of(cells: pd.DataFrame, *, odd: pd.Series[bool] | None = None) -> pd.DataFrame:
    r"""Return expected events of cells, and what they were expected by.

    .. math:: E = \sum_s n_s \, \frac{\sum O_s}{\sum n_s}

    Where the source gives expected events for every shown cell of a set, those are taken. The cell
    of everybody (an empty segment) is standardised over the segments where, in every area of its
    set, they are all shown and together hold everybody; else it has the rate of everybody. What is
    made here adds up, within a set, to the events observed.

    Parameters
    ----------
    cells : DataFrame
        Columns area, geography, problem, segment, period, observed, persons, expected; only cells
        with a status of *shown* have numbers.
    odd : Series of bool, optional
        Cells that are no part of the reference, because they are counted in another way.

    Returns
    -------
    DataFrame
        Columns `expected` (nan where there is nothing to expect by) and `expected_by`: supplied,
        segments or rate; empty without one. With the index of `cells`.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"area": ["a", "b"], "geography": "district", "problem": "falls",
    ...     "segment": "", "period": "2024", "observed": [30.0, 10.0], "persons": [1000.0, 1000.0],
    ...     "expected": [float("nan")] * 2})
    >>> expected_of(cells)["expected"].tolist()
    [20.0, 20.0]
    """
    import pandas as pd

    own = cells["observed"].notna() & (cells["persons"] > 0)
    made = pd.Series(np.nan, index=cells.index)
    by = pd.Series("", index=cells.index, dtype=object)
    keys = [cells[name] for name in SET]
    refers = own if odd is None else own & ~odd
    events = cells["observed"].where(refers).groupby(keys).transform("sum")
    people = cells["persons"].where(refers).groupby(keys).transform("sum")
    made[own] = (cells["persons"] * events / people)[own]
    by[own] = "rate"
    _over_segments(cells, refers, made, by)
    supplied = cells["expected"].notna() & (cells["expected"] > 0)
    shown = cells["observed"].notna()
    every = (supplied | ~shown).groupby(keys).transform("all") & shown
    made[every], by[every] = cells["expected"][every], "supplied"
    made[made <= 0] = np.nan
    by[made.isna()] = ""
    return pd.DataFrame({"expected": made, "expected_by": by})


def _over_segments(
    cells: pd.DataFrame, refers: pd.Series[bool], made: pd.Series[Any], by: pd.Series[Any]
) -> None:
    """Standardise the cells of everybody over the segments, where these hold everybody."""
    place = ["geography", "problem", "period", "area"]
    parts = cells["segment"] != ""
    whole = cells[~parts & made.notna()]
    if whole.empty or not parts.any():
        return
    inside = cells[parts].assign(made=made[parts], known=made[parts].notna())
    sums = inside.groupby(place).agg(
        awaited=("made", "sum"), people=("persons", "sum"), known=("known", "all")
    )
    there = whole.join(sums, on=place)
    same = (there["people"] - whole["persons"]).abs() <= _WHOLE * whole["persons"]
    good = (there["known"].eq(True) & same).astype(bool)
    sets = [whole[name] for name in SET]
    every = good.groupby(sets).transform("all")
    if not every.any():
        return
    inside_it = refers[whole.index]
    events = whole["observed"].where(inside_it).groupby(sets).transform("sum")
    scale = events / there["awaited"].where(inside_it).groupby(sets).transform("sum")
    taken = whole.index[every]
    made[taken] = (there["awaited"] * scale)[taken]
    by[taken] = "segments"
