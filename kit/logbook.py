"""The logbook: what people wrote down on the way, in whatever form they kept it.

Required are only a date and some text. What an entry does not say comes from the name of its file
or folder, from ``study.yml``, or a default; else it stays None, which means *not stated*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.cells import SUFFIXES as TABLES
from kit.cells import Rows, find_header, read_grids
from kit.documents import Document, compose
from kit.errors import InputError, Problem, unknown_name
from kit.running_document import SUFFIXES as RUNNING
from kit.running_document import TEXT_FIELDS, Dated, Running, read_entries
from kit.study import Study
from kit.tables import read_table
from kit.terms import columns, terms
from kit.values import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Logbook", "entries", "read_logbook"]

_KINDS: dict[str, dict[str, Any]] = {
    "id": {"kind": "name", "unique": True},
    "region": {"kind": "name"},
    "date": {"kind": "date", "required": True},
    "written_on": {"kind": "date"},
    "author": {"kind": "name"},
    "role": {"kind": "choice", "choices": "role"},
    "voice_group": {"kind": "choice", "choices": "voice_group"},
    "tier": {"kind": "choice", "choices": "tier"},
    "healthkic_role": {"kind": "choice", "choices": "healthkic_role"},
    "event_type": {"kind": "choice", "choices": "event_type"},
    "event_id": {"kind": "name"},
    "participants": {"kind": "counts", "choices": "voice_group|role"},
    "phase": {"kind": "name"},
    "next_step_owner": {"kind": "choice", "choices": "role"},
    "next_step_due": {"kind": "date"},
    "next_step_done": {"kind": "yes_no"},
    "ask_addressee": {"kind": "name"},
    "learning_questions": {"kind": "names"},
    "release": {"kind": "choice", "choices": "release"},
}
#: Every column of the form, in its order. `region` takes the slugs and names of a study's regions.
COLUMNS = tuple(Column(name, **_KINDS.get(name, {})) for name in columns("logbook"))
_FACTS = (
    "written_on", "author", "role", "voice_group", "release", "healthkic_role", "event_type",
    "event_id", "participants", "phase", "next_step_owner", "next_step_due", "next_step_done",
    "ask_addressee", "learning_questions",
)  # fmt: skip
_OTHER_FORMS = (".doc", ".odt", ".rtf", ".pdf", ".xls", ".pages", ".numbers")
_NO_REGION = ("national", "healthkic")


@dataclass(frozen=True)
class Logbook:
    """Every entry of a study that could be read.

    Attributes
    ----------
    documents : tuple of Document
        One per entry, ordered by day and id. Their parts are the text fields of the form, under
        its Dutch headings; the title of an entry in a running document opens `happened`.
    frame : DataFrame
        One row per entry in the same order, without any free text: document, region, tier, day,
        written_on, author, role, voice_group, release, healthkic_role, event_type, event_id,
        participants (tuple of (group, count)), phase, next_step_owner, next_step_due,
        next_step_done, ask_addressee, learning_questions (tuple), filled (tuple of text fields with
        something in them), file, row. None is *not stated*.
    regions : tuple of str
        Slugs of the study.
    problems : tuple of Problem
        Each takes one row or file out; nothing else is lost.
    set_aside : mapping of reason to count
        What was not taken although nothing is wrong with it.
    unknown : mapping of file to header texts
    notes : mapping of file to how it was read
    good_rows : int
        Rows and dated entries that were read without a problem, outside the period included.
    """

    documents: tuple[Document, ...]
    frame: pd.DataFrame
    regions: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    good_rows: int = 0


def read_logbook(study: Study) -> Logbook:
    """Read every logbook of a study.

    Read are ``logbook.*``, ``logbook_REGION.*`` and everything in the folder ``logbook/``: tables
    (.csv, .tsv, .txt, .xlsx, .xlsm, .ods) and running documents (.docx, .md, .txt, see
    `kit.running_document`). A .txt is a table when a row above its first date names two columns.

    What a row does not state is taken from elsewhere: `region` from a file or folder named after a
    region (``noorderkolk.docx``, ``noorderkolk_2022.csv``, ``noorderkolk/2022.csv``), or from the
    study when it has one region; `tier` from a file or folder called national or healthkic, else
    regional; `release` is team; `voice_group` follows from `role`. An entry of the national or
    HealthKIC tier has no region, even when one is given: its chapter is its own, and the notes say
    how often this was so. An `id` that is not given is made of region or tier, day and a number.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Logbook
    """
    aside: dict[str, int] = {}
    notes: dict[str, tuple[str, ...]] = {}
    problems = list(_unreadable(study))
    tables: list[tuple[Path, str]] = []
    ready: list[tuple[Rows, str]] = []
    for path, called in _files(study, (*TABLES, ".docx", ".md")):
        running = _as_running(path, called)
        if running is None:
            tables.append((path, called))
            continue
        problems += running.problems
        notes[called] = running.notes
        for reason, count in running.set_aside.items():
            _count(aside, reason, count)
        if not running.entries and not running.problems:
            if running.set_aside:
                problems.append(_without_date(called))
            else:
                _count(aside, "empty files", 1)
        ready += [(_as_rows(entry, called), called) for entry in running.entries]
    moved: dict[str, int] = {}
    table = read_table(
        tables,
        table="logbook",
        declared=_declared(study),
        complete=lambda record, called: _complete(record, called, study, moved),
        judge=lambda record: _judge(record, study),
        ready=ready,
    )
    for called, count in moved.items():
        notes[called] = (*notes.get(called, ()), f"{count} regions given to entries without one")
    for reason, count in table.set_aside.items():
        _count(aside, reason, count)
    records = [{str(k): v for k, v in r.items()} for r in table.frame.to_dict("records")]
    inside = [r for r in records if _inside(study, r["date"])]
    _count(aside, "entries outside the period of the study", len(records) - len(inside))
    _name(inside)
    inside.sort(key=lambda record: (record["date"], record["id"]))
    return Logbook(
        documents=tuple(_document(record) for record in inside),
        frame=_frame(inside),
        regions=tuple(study.regions),
        problems=(*problems, *table.problems),
        set_aside=aside,
        unknown=table.unknown,
        notes={**table.notes, **notes},
        good_rows=len(records),
    )


def entries(
    logbook: Logbook, *, region: str | None = None, until: date | None = None
) -> tuple[Document, ...]:
    """Return the entries of a region or tier, up to a day.

    Parameters
    ----------
    logbook : Logbook
    region : str or None
        A slug; ``national`` or ``healthkic``, for the entries of that tier; ``all`` for those of
        every region; None for everything.
    until : date or None
        Last day that counts (inclusive).

    Raises
    ------
    InputError
        When there is no such region.
    """
    if region is not None and region not in (*logbook.regions, *_NO_REGION, "all"):
        raise InputError([unknown_name("`region`", region, (*logbook.regions, *_NO_REGION, "all"))])
    return tuple(
        document
        for document in logbook.documents
        if (until is None or document.day <= until)
        and (
            region in (None, document.region)
            or (region == "all" and document.region is not None)
            or (region in _NO_REGION and region == document.tier)
        )
    )


def _files(study: Study, suffixes: tuple[str, ...]) -> list[tuple[Path, str]]:
    found = dict(study.files("logbook", suffixes))
    for path in study.root.glob("logbook[-_ ]*"):
        found.update(study.files(escape(path.stem), suffixes))
    return sorted(found.items())


def _unreadable(study: Study) -> Iterator[Problem]:
    for path, called in _files(study, _OTHER_FORMS):
        do = "Open it, save it as .docx (text) or .xlsx (table), and try once more."
        yield Problem(called, path.suffix, f"one of {', '.join(sorted({*TABLES, *RUNNING}))}", do)


def _as_running(path: Path, called: str) -> Running | None:
    """Return a file as running document; None when it is a table."""
    suffix = path.suffix.lower()
    if suffix in (".docx", ".md"):
        return read_entries(path, called)
    if suffix not in (".txt", ".csv"):
        return None
    known: dict[str, Iterable[str]] = {t.id: t.written_as() for t in columns("logbook").values()}
    header = next((h for g in read_grids(path, called)[0] if (h := find_header(g, known))), None)
    if header and (suffix == ".csv" or len(header.columns) > 1):
        running = read_entries(path, called) if suffix == ".txt" else None
        first = running.entries[0].row if running and running.entries else header.header_row
        return running if first < header.header_row else None
    running = read_entries(path, called)
    return running if suffix == ".txt" or running.entries else None


def _without_date(called: str) -> Problem:
    expected = "dates as headings, such as `3 oktober 2022`, or a header such as Datum; Gebeurd"
    do = "Put the date of each entry on a line of its own."
    return Problem(called, "no entry with a date", expected, do)


def _as_rows(entry: Dated, called: str) -> Rows:
    """Return an entry as a table of one row, so that its fields are read as cells are."""
    given = {"date": entry.day, **dict(entry.fields)}
    if entry.heading:
        given["happened"] = f"{entry.heading}\n{given.get('happened', '')}".strip()
    where = f"{called}, entry of {entry.day.isoformat()}"
    cells = ((entry.row, tuple(given.values())),)
    return Rows(where, dict(enumerate(given)), {}, cells, above=0, header_row=entry.row)


def _declared(study: Study) -> tuple[Column, ...]:
    regions = {r.slug: (r.slug, r.name.casefold()) for r in study.regions.values()}
    return tuple(
        replace(column, kind="choice", choices=regions) if column.name == "region" else column
        for column in COLUMNS
    )


def _complete(record: dict[str, Any], called: str, study: Study, moved: dict[str, int]) -> None:
    """Fill what a row does not state from the name of its file, the study, or a default."""
    tier, region = _named_after(called, study)
    record["tier"] = record["tier"] or ("regional" if record["region"] else tier or "regional")
    if record["tier"] != "regional":
        if record["region"]:
            _count(moved, called, 1)
        record["region"] = None
    elif record["region"] is None:
        only = next(iter(study.regions)) if len(study.regions) == 1 else None
        record["region"] = region or only
    record["release"] = record["release"] or "team"
    if record["voice_group"] is None and record["role"] is not None:
        record["voice_group"] = terms("role")[record["role"]].parent
    if record["author"] is not None:
        record["author"] = " ".join(record["author"].split())


def _named_after(called: str, study: Study) -> tuple[str | None, str | None]:
    """Return the tier and the region that a path is named after; the nearest name counts."""
    tiers = {w: t.id for t in terms("tier").values() for w in t.written_as() if t.id in _NO_REGION}
    for part in reversed(Path(called.casefold()).with_suffix("").parts):
        name = re.sub(r"^logbook[-_ ]+", "", part)
        for slug in sorted(study.regions, key=len, reverse=True):
            if re.fullmatch(rf"{re.escape(slug)}(?:[-_ .].*)?", name):
                return None, slug
        first = re.split(r"[-_ .]", name)[0]
        if first in tiers:
            return tiers[first], None
    return None, None


def _judge(record: dict[str, Any], study: Study) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is wrong with a row as a whole."""
    if record["tier"] == "regional" and record["region"] is None:
        do = "Give it in a column, or name the file or folder after the region."
        yield "region", "", f"one of {', '.join(sorted(study.regions))}", do
    if not any(record[name] for name in TEXT_FIELDS):
        fields = ", ".join(columns("logbook")[name].label.nl for name in TEXT_FIELDS)
        yield "happened", "", f"some text in at least one of {fields}", ""
    written, day = record["written_on"], record["date"]
    if written and day and written < day:
        expected = f"the day of the event, {day.isoformat()}, or later"
        yield "written_on", written.isoformat(), expected, ""


def _inside(study: Study, day: date) -> bool:
    return periods.first_day(study.first) <= day <= periods.last_day(study.last)


def _name(records: list[dict[str, Any]]) -> None:
    """Give an id to every entry without one: region or tier, day, and a number within the day."""
    taken = {record["id"] for record in records}
    for record in records:
        number = 1
        while record["id"] is None:
            made = f"{record['region'] or record['tier']}-{record['date'].isoformat()}-{number}"
            number += 1
            if made not in taken:
                record["id"] = made
                taken.add(made)


def _document(record: Mapping[str, Any]) -> Document:
    form = columns("logbook")
    text, parts = compose([(n, form[n].label.nl, record[n] or "") for n in TEXT_FIELDS])
    same = ("id", "region", "tier", "release", "author", "role", "voice_group", "file", "row")
    facts = {name: record[name] for name in same}
    return Document(kind="logbook", text=text, parts=parts, day=record["date"], **facts)


def _frame(records: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        (
            r["id"], r["region"], r["tier"], r["date"], *(r[name] for name in _FACTS),
            tuple(name for name in TEXT_FIELDS if r[name]), r["file"], r["row"],
        )
        for r in records
    ]  # fmt: skip
    names = ["document", "region", "tier", "day", *_FACTS, "filled", "file", "row"]
    return pd.DataFrame(rows, columns=names, dtype=object)


def _count(counts: dict[str, int], reason: str, n: int) -> None:
    if n:
        counts[reason] = counts.get(reason, 0) + n
