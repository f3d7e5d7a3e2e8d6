"""Counting how a logbook is kept, and protecting the counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kit.disclosure import Protected, protect
from kit.documents import plain_code
from kit.study import Study
from kit.terms import terms
from kit.totals import Gate, closed_parts

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COMPLETE", "Row", "Seen", "joined", "longest_silence", "protected_rows"]

#: An entry is complete when these fields are filled; the score is the share of them.
COMPLETE = ("happened", "effects", "why", "next_step")
#: What becomes of a next step; together they are all next steps.
_STEPS = ("next_step_done", "next_step_open", "next_step_not_stated")
_FIELDS = ("lesson", "next_step", *_STEPS, "ask")
_NUMBERS = (
    "entries", "authors", "voices", "main_author_share", "main_author_changed",
    "author_not_stated", "complete_share", "lag_days", "lag_stated",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row of the protected table; without its numbers when it is not shown."""

    about: str
    name: str
    shown: bool
    entries: int = 0
    authors: int = 0
    main_author_share: float | None = None
    main_author_changed: bool = False
    author_not_stated: int = 0
    complete_share: float | None = None
    lag_days: float | None = None
    lag_stated: int = 0


@dataclass(frozen=True)
class Seen:
    """What is said, checked and drawn; every number comes from the protected table.

    The longest silence is the exception: it is told only where the total is.

    Attributes
    ----------
    study : Study
    region : str
    table : DataFrame
    length : str
        Of the periods.
    names : tuple of str
        Periods, or slugs of the regions; empty when there are no entries.
    last : date
        Last day that was asked for (inclusive).
    left_out : int
        Entries that may not be counted for this release.
    unreleased : int
        Entries that count although their text was not released so far.
    problems : int
        In the whole logbook.
    quiet : tuple of date
        First day of each month of the longest silence; empty where the total is suppressed.
    safe : tuple of Protected
        The parts of the table.
    """

    study: Study
    region: str
    table: pd.DataFrame
    length: str
    names: tuple[str, ...]
    last: date
    left_out: int
    unreleased: int
    problems: int
    quiet: tuple[date, ...]
    safe: tuple[Protected, ...]

    def rows(self, about: str) -> list[Row]:
        """Return the rows about periods, regions, voice groups, fields or the total."""
        names = [field.name for field in fields(Row) if field.name != "shown"]
        found = []
        for values in self.table.loc[self.table["about"] == about].to_dict("records"):
            shown = values["status"] == "shown"
            given = {n: values[n] for n in names if shown and values[n] == values[n]}
            given = {n: value for n, value in given.items() if value is not None}
            found.append(Row(**{"about": about, "name": values["name"], "shown": shown, **given}))
        return found

    def total(self) -> Row | None:
        """Return the row of the whole; None when it is suppressed."""
        (row,) = self.rows("total")
        return row if row.shown else None

    def silent(self, about: str) -> list[str]:
        """Return the names without any entry."""
        return [row.name for row in self.rows(about) if row.shown and not row.entries]


def protected_rows(
    frame: pd.DataFrame,
    about: str,
    parts: list[tuple[str, pd.DataFrame]],
    held: set[str],
    release: str,
    study: Study,
) -> tuple[Protected, ...]:
    """Return the whole, its parts, the voices and what is filled in, each protected.

    Parameters
    ----------
    frame : DataFrame
        Of `kit.logbook.Logbook`: the entries that are counted.
    about : str
        What the parts are: ``period`` or ``region``.
    parts : list of (name, DataFrame)
    held : set of str
        Names of parts that may not be counted for this release.
    release : str
    study : Study
    """
    import pandas as pd

    voice = frame["voice_group"].fillna("not_stated")
    groups = [(name, frame[voice == name]) for name in (*terms("voice_group"), "not_stated")]
    filled = [(name, _with(frame, name)) for name in _FIELDS]
    rows = [_row(about, name, part) for name, part in parts]
    for row in rows:
        if row["name"] in held:
            row["voices"] = 1  # too few for any threshold: the row goes
    if about == "period":
        _mark_changes(rows, [part for _, part in parts])
    rows += [_row("voice_group", name, part) for name, part in groups]
    rows += [_row("field", name, part) for name, part in filled]
    given = pd.DataFrame([_row("total", "total", frame), *rows]).astype(
        {
            "entries": "Int64", "authors": "Int64", "voices": "Int64",
            "main_author_share": "float64", "main_author_changed": "boolean",
            "author_not_stated": "Int64", "complete_share": "float64",
            "lag_days": "float64", "lag_stated": "Int64",
        }
    )  # fmt: skip
    # What is held back is in no total, and one field is not the rest of another: nothing has to
    # cover those. What became of the next steps does add up to them.
    kind, name = given["about"], given["name"]
    alone = (kind == "total") | ((kind == about) & name.isin(held))
    alone |= (kind == "field") & ~name.isin(_STEPS)
    gate = Gate(release, study.thresholds.voices)
    apart, together = (
        protect(
            part, unit="voices", count="voices", hide=_NUMBERS, release=release,
            along=along, within=("about",), at_least=gate.at_least,
        )
        for part, along in ((given[alone], ()), (given[~alone], ("name",)))
    )  # fmt: skip
    sums = {about: parts, "voice_group": groups, "field": filled}
    for kind_of, those in sums.items():
        names = set(together.table.loc[together.table["about"] == kind_of, "name"])
        people = {name: _people(part) for name, part in those if name in names}
        together = _closed(together, kind_of, people, gate)
    return apart, together


def _people(part: pd.DataFrame) -> list[str]:
    """Return who wrote each entry; empty where that is not stated."""
    keys = part[["tier", "region", "author"]].fillna("").astype(str)
    return [f"{t}/{r}/{a}" if a else "" for t, r, a in keys.itertuples(index=False, name=None)]


def _closed(
    safe: Protected, about: str, people: Mapping[str, Sequence[str]], gate: Gate
) -> Protected:
    """Suppress further rows until the entries of the whole tell of none: entries add up."""
    table = safe.table.copy()
    rows = table["about"] == about
    hidden = set(table.loc[rows & (table["status"] == "suppressed"), "name"])
    more = rows & table["name"].isin(closed_parts(people, hidden, gate) - hidden)
    table.loc[more, "status"] = "suppressed"
    table.loc[more, list(_NUMBERS)] = None
    return replace(safe, table=table, covering=safe.covering + int(more.sum()))


def joined(safe: tuple[Protected, ...]) -> pd.DataFrame:
    """Return the parts as one table; without parts, one without rows."""
    import pandas as pd

    if not safe:
        return pd.DataFrame(columns=["about", "name", *_NUMBERS, "status"])
    return pd.concat([part.table for part in safe]).sort_index().reset_index(drop=True)


def longest_silence(days: Sequence[date], last: date) -> tuple[date, ...]:
    """Return the months of the longest silence after the first entry, up to and including `last`.

    Parameters
    ----------
    days : sequence of date
        One per entry.
    last : date
        The month it falls in counts when it is its last day.

    Returns
    -------
    tuple of date
        First days of the months that follow each other without any entry; of two silences that
        are as long, the later one. Empty when every month holds an entry.

    Examples
    --------
    >>> days = [date(2022, 1, 31), date(2022, 5, 1), date(2022, 6, 8)]
    >>> [day.isoformat() for day in longest_silence(days, date(2022, 7, 30))]
    ['2022-02-01', '2022-03-01', '2022-04-01']
    """
    if not days:
        return ()
    written = {12 * day.year + day.month - 1 for day in days}
    end = 12 * last.year + last.month - 1 + ((last + timedelta(days=1)).day == 1)
    months = [month for month in range(min(written), end) if month not in written]
    runs = [
        [month for _, month in run]
        for _, run in groupby(enumerate(months), key=lambda placed: placed[1] - placed[0])
    ]
    longest = max(runs, key=lambda run: (len(run), run), default=[])
    return tuple(date(month // 12, month % 12 + 1, 1) for month in longest)


def _with(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the entries that hold a field, or a next step of which `name` says what became."""
    filled = "next_step" if name in _STEPS else name
    held = frame[frame["filled"].map(lambda fields: filled in fields).astype(bool)]
    done = held["next_step_done"]
    if name == "next_step_not_stated":
        return held[done.isna()]
    if name in _STEPS:
        return held[done.eq(name == "next_step_done") & done.notna()]
    return held


def _row(about: str, name: str, part: pd.DataFrame) -> dict[str, Any]:
    # A pseudonym is one of its region: A01 here and A01 there are two people.
    stated = part[part["author"].notna()]
    stated = stated.assign(author=stated["author"].map(plain_code))
    wrote = stated.groupby(["tier", "region", "author"], dropna=False).size()
    unstated = len(part) - len(stated)
    filled = [sum(name in fields for name in COMPLETE) / len(COMPLETE) for fields in part["filled"]]
    dated = part[part["written_on"].notna()]
    lags = sorted((w - d).days for w, d in zip(dated["written_on"], dated["day"], strict=True))
    half = len(lags) // 2
    return {
        "about": about,
        "name": name,
        "entries": len(part),
        "authors": len(wrote),
        # Who is not stated may be one of those who are, or one person throughout.
        "voices": max(len(wrote), int(unstated > 0)),
        "main_author_share": wrote.max() / len(stated) if len(stated) else None,
        "main_author_changed": None,
        "author_not_stated": unstated,
        "complete_share": sum(filled) / len(filled) if filled else None,
        "lag_days": (lags[half] + lags[~half]) / 2 if lags else None,
        "lag_stated": len(lags),
    }


def _mark_changes(rows: list[dict[str, Any]], parts: list[pd.DataFrame]) -> None:
    """Mark the periods in which another author wrote most than in the one before with entries.

    Where two wrote equally much, the main author of before stays.
    """
    before: str | None = None
    for row, part in zip(rows, parts, strict=True):
        wrote = part["author"].dropna().value_counts()
        if wrote.empty:
            continue
        most = sorted(wrote.index[wrote == wrote.max()])
        now = before if before in most else most[0]
        row["main_author_changed"] = None if before is None else now != before
        before = now
