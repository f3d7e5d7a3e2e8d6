"""How often a problem is counted: one row per area, problem, segment and period.

A count is shown, suppressed ("<5": there is one, but it would make people recognisable) or missing
(there is none); a zero is a zero. The three are kept apart from the first reading on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.areas import Areas
from kit.errors import Problem
from kit.hotspot_sources.reading import (
    Found,
    HotspotTable,
    read_one,
    repeated,
    unlike_most,
    where_of,
)
from kit.rates.ages import band_of
from kit.study import Study

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_problem_counts", "with_status"]


def read_problem_counts(study: Study, areas: Areas) -> HotspotTable:
    """Read every file ``problem_counts.*`` and all in the folder ``problem_counts/``.

    Told as a problem, and left out: an area that the region does not have or did not have in that
    period; ages that end before they begin; a count that is negative or not whole; a count with
    neither persons nor an expected count beside it; periods of another length, or areas of another
    geography, than most rows of that region and problem; and a second count of the same.

    Parameters
    ----------
    study : Study
    areas : Areas
        Of `kit.areas.read_areas`.

    Returns
    -------
    HotspotTable
        The frame has region (slug), area (code), problem, segment (None is everybody), period,
        observed, persons, expected (float, missing where not stated or not shown), status (shown,
        suppressed or missing, of the count), source, file, row.
    """
    geography = dict(zip(areas.frame["area"], areas.frame["geography"], strict=True))
    group = ("region", "problem")
    read = read_one(
        study,
        areas,
        "problem_counts",
        judge=_judge,
        further=(
            lambda rows: _out_of_time(rows, areas),
            lambda rows: unlike_most(
                rows, rows["period"].map(periods.length_of), by=group, column="period",
                expected="periods of one length for one region and problem",
            ),
            lambda rows: unlike_most(
                rows, rows["area"].map(geography), by=group, column="area",
                expected="areas of one geography for one region and problem, or people count twice",
            ),
            lambda rows: repeated(
                rows, by=("region", "area", "problem", "segment", "period"), column="period",
                what="one count per area, problem, segment and period",
            ),
        ),
    )  # fmt: skip
    return replace(read, frame=with_status(read.frame, "observed", ("persons", "expected")))


def with_status(frame: pd.DataFrame, count: str, others: tuple[str, ...]) -> pd.DataFrame:
    """Return the frame with numbers as floats, and after them a column status of the count.

    Parameters
    ----------
    frame : DataFrame
        Numbers, "suppressed" or None, as `kit.values` reads a figure.
    count : str
        The column that the status is about.
    others : tuple of str
        Other columns of numbers; the status stands after the last one.
    """
    import pandas as pd

    suppressed = frame[count] == "suppressed"
    status = pd.Series("shown", index=frame.index, dtype=object)
    status = status.mask(frame[count].isna(), "missing").mask(suppressed, "suppressed")
    numbers = {
        name: pd.to_numeric(frame[name].mask(frame[name] == "suppressed")).astype(float)
        for name in (count, *others)
    }
    frame = frame.assign(**numbers)
    frame.insert(list(frame.columns).index((count, *others)[-1]) + 1, "status", status)
    return frame


def _judge(row: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    observed, persons, expected = row["observed"], row["persons"], row["expected"]
    try:
        band_of(row["segment"] or "")
    except ValueError as error:
        yield (
            "segment",
            row["segment"],
            "ages from low to high, such as 65-74",
            f"It reads {error}.",
        )
    if isinstance(observed, float) and (observed < 0 or not observed.is_integer()):
        do = "A rate is no count; give the count and the persons."
        yield "observed", f"{observed:g}", "a whole number, zero or more", do
    if isinstance(persons, float) and (persons < 0 or not persons.is_integer()):
        yield "persons", f"{persons:g}", "a whole number of persons", ""
    elif persons == 0 and isinstance(observed, float) and observed > 0:
        yield "persons", "0", "how many persons were counted among, above zero", ""
    if expected is not None and expected <= 0:
        yield "expected", f"{expected:g}", "a number above zero, or nothing", ""
    if isinstance(observed, float) and persons is None and expected is None:
        do = "Give the persons, or the expected count of the source: a count alone says nothing."
        yield "persons", "", "how many persons were counted among", do


def _out_of_time(frame: pd.DataFrame, areas: Areas) -> Found:
    """Find counts of areas in periods in which they did not belong to the region."""
    days = {label: (periods.first_day(label), periods.last_day(label))
            for label in frame["period"].unique()}  # fmt: skip
    keys = frame[["region", "area", "period"]]
    belongs = {
        key: areas.belongs(key[0], key[1], *days[key[2]])
        for key in keys.drop_duplicates().itertuples(index=False, name=None)
    }
    if all(belongs.values()):
        return
    told: dict[tuple[str, str], list[int]] = {}
    for at, key in zip(frame.index, keys.itertuples(index=False, name=None), strict=True):
        if not belongs[key]:
            told.setdefault(key[:2], []).append(int(at))
    for (region, area), rows in told.items():
        expected = f"a period in which {area} belongs to {region}"
        do = (
            f"Two divisions into areas are mixed, or `from` and `until` of the area are not right. "
            f"{len(rows)} row{' is' if len(rows) == 1 else 's are'} left out."
        )
        got = str(frame.at[rows[0], "period"])
        yield Problem(where_of(frame, rows[0], "period"), got, expected, do), rows
