"""What the historians write down themselves: notes, noticeable results, and events.

Three tables that people fill in. What participants said is not among them: it stands in the table
of quotes, and only their speakers decide on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from kit.documents import Document, compose, normalise
from kit.errors import Problem, unknown_name
from kit.study import Study
from kit.tables import Table, read_table
from kit.values import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "TIED", "Moment", "Note", "as_documents", "loose_ends", "read_records"]

#: Kinds of note in the left column: each is about quotes, or it hangs in the air.
TIED = ("question", "interpretation", "assumption", "generalisation")

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "history_notes": (
        Column("region", "name", required=True),
        Column("kind", "choice", required=True, choices="note_kind"),
        Column("text", required=True),
        Column("author", "name"),
        Column("theme", "name"),
        Column("quotes", "names"),
        Column("release", "choice", choices="release"),
    ),
    "noticeable_results": (
        Column("region", "name", required=True),
        Column("date", "date", required=True),
        Column("result", required=True),
        Column("evidence"),
        Column("source"),
        Column("release", "choice", choices="release"),
    ),
    "events": (
        Column("region", "name", required=True),
        Column("date", "date", required=True),
        Column("event", required=True),
        Column("direction", "choice", required=True, choices="event_direction"),
        Column("document", "name"),
        Column("release", "choice", choices="release"),
    ),
}


@dataclass(frozen=True)
class Note:
    """One text of a historian.

    Attributes
    ----------
    kind : str
        Of the list `note_kind`.
    text : str
        Normalised.
    theme : str or None
        Id of a theme.
    quotes : tuple of str
        Ids of the quotes it is about.
    release : str
    """

    kind: str
    text: str
    theme: str | None
    quotes: tuple[str, ...]
    release: str


@dataclass(frozen=True)
class Moment:
    """A noticeable result or an event, on a day.

    Attributes
    ----------
    kind : {"result", "helped", "hindered", "both"}
        An event is called by its direction, as participants see it.
    day : date
    text : str
    evidence, source : str
        Of a result; may be empty.
    release : str
    """

    kind: str
    day: date
    text: str
    evidence: str
    source: str
    release: str


def read_records(study: Study) -> Mapping[str, Table]:
    """Read ``history_notes.*``, ``noticeable_results.*`` and ``events.*`` of a study.

    A region is written as its slug or its name; where the study has one region only, it may stay
    empty. A release that is not stated is *team*. A note of the left column without quotes is a
    problem and left out.

    Returns
    -------
    mapping of table to Table
        Each frame has the columns of `COLUMNS`, file and row; what is not stated is None.
    """
    return {name: _read(study, name) for name in COLUMNS}


def _read(study: Study, name: str) -> Table:
    def complete(record: dict[str, Any], file: str) -> None:
        if record["region"] is None and len(study.regions) == 1:
            record["region"] = next(iter(study.regions))
        record["release"] = record["release"] or "team"

    return read_table(
        study.files(name),
        table=name,
        declared=[_within(study, column) for column in COLUMNS[name]],
        complete=complete,
        judge=_judge_note if name == "history_notes" else None,
    )


def _within(study: Study, column: Column) -> Column:
    if column.name != "region":
        return column
    regions = {r.slug: (r.slug, r.name.casefold()) for r in study.regions.values()}
    return replace(column, kind="choice", choices=regions)


def _judge_note(row: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    if row["kind"] in TIED and not row["quotes"]:
        do = "Tie it to the words that it is about, or make it a fact."
        yield "quotes", "", "the id of one or more quotes", do


def loose_ends(
    table: Table, *, quotes: Mapping[str, str | None], themes: Collection[str]
) -> tuple[Problem, ...]:
    """Return what notes point at and is not there.

    Parameters
    ----------
    table : Table
        Of ``history_notes``.
    quotes : mapping of str to str or None
        Region by id, of every quote of the study.
    themes : collection of str
        Ids of the themes of the study.
    """
    found = []
    for row in table.frame.to_dict("records"):
        where = f"{row['file']}, row {row['row']}"
        if row["theme"] is not None and row["theme"] not in themes:
            found.append(unknown_name(f"{where}, `theme`", row["theme"], themes))
        for id in row["quotes"] or ():
            if id not in quotes:
                found.append(unknown_name(f"{where}, `quotes`", id, quotes))
            elif quotes[id] not in (None, row["region"]):
                expected = f"a quote from {row['region']}"
                found.append(Problem(f"{where}, `quotes`", id, expected))
    return tuple(found)


def notes_of(frame: pd.DataFrame, region: str) -> tuple[Note, ...]:
    """Return the notes of a region, in the order of the files."""
    return tuple(
        Note(
            row["kind"], normalise(row["text"]), row["theme"], tuple(row["quotes"] or ()),
            row["release"],
        )
        for row in frame[frame["region"] == region].to_dict("records")
    )  # fmt: skip


def moments_of(tables: Mapping[str, Table], region: str) -> tuple[Moment, ...]:
    """Return the results and events of a region by day; of one day, results first."""
    found = []
    for name, called in (("noticeable_results", "result"), ("events", "event")):
        frame = tables[name].frame
        for row in frame[frame["region"] == region].to_dict("records"):
            text = partial(_text, row)
            found.append(
                Moment(
                    row.get("direction") or "result", row["date"], text(called),
                    text("evidence"), text("source"), row["release"],
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda moment: moment.day))


def as_documents(tables: Mapping[str, Table]) -> tuple[Document, ...]:
    """Return every row as a text whose parts are its columns, to be looked through for people."""
    made = []
    for name, table in tables.items():
        free = [column.name for column in COLUMNS[name] if column.kind == "text"]
        for row in table.frame.to_dict("records"):
            text, parts = compose([(column, "", str(row[column] or "")) for column in free])
            made.append(
                Document(
                    f"{row['file']}-{row['row']}", name, text, parts, row.get("date") or date.min,
                    row["region"], "regional", row["release"], row.get("author"), None, None,
                    row["file"], row["row"],
                )
            )  # fmt: skip
    return tuple(made)


def _text(row: Mapping[Any, Any], name: str) -> str:
    return " ".join(normalise(str(row.get(name) or "")).split())
