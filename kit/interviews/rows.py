"""The table of interviews: one row per voice, with what that voice agreed to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from kit.cells import SUFFIXES as TABLES
from kit.errors import Problem
from kit.study import Study
from kit.tables import Table, read_table
from kit.terms import terms
from kit.values import Column

__all__ = ["COLUMNS", "has_consent", "read_rows", "table_files"]

#: Every column of the form, in its order. `region` takes the slugs and names of a study's regions.
COLUMNS = (
    Column("interview", "name", required=True),
    Column("transcript", "name"),
    Column("region", "name", required=True),
    Column("date", "date", required=True),
    Column("kind", "choice", choices="interview_kind"),
    Column("speaker", "name"),
    Column("person", "name", required=True),
    Column("role", "choice", choices="role"),
    Column("voice_group", "choice", choices="voice_group"),
    Column("consent_version", "name"),
    Column("consent_on", "date"),
    Column("release", "choice", choices="release"),
    Column("interviewer", "name"),
    Column("interviewer_speaker", "name"),
    Column("recording_deleted_on", "date"),
)
#: What holds for an interview as a whole, and so is the same in each of its rows.
_SHARED = ("transcript", "region", "date", "kind", "interviewer", "interviewer_speaker",
           "recording_deleted_on")  # fmt: skip
_NO_CONSENT = {
    "nee", "no", "n", "geen", "none", "geweigerd", "refused", "ingetrokken", "withdrawn", "-", "0",
}  # fmt: skip


def table_files(study: Study) -> list[tuple[Path, str]]:
    """Return the tables of interviews; a .txt in the folder is a transcript."""
    return [
        (path, called)
        for path, called in study.files("interviews", TABLES)
        if path.suffix.lower() != ".txt" or path.parent == study.root
    ]


def read_rows(study: Study) -> Table:
    """Read the table ``interviews``: one row per voice.

    What a row leaves empty and holds for the interview as a whole (transcript, region, date, kind,
    interviewer) is taken from a row of the same interview above it.

    Returns
    -------
    Table
        Rows that go against each other, or name one speaker of one interview twice, are out.
    """
    first: dict[str, dict[str, Any]] = {}
    table = read_table(
        table_files(study),
        table="interviews",
        declared=_declared(study),
        complete=lambda record, _: _complete(record, study, first),
        judge=lambda record: _judge(record, first),
    )
    twice = list(_twice(table))
    out = [index for index, _ in twice]
    return replace(
        table,
        frame=table.frame.drop(index=out).reset_index(drop=True),
        problems=(*table.problems, *(problem for _, problem in twice)),
    )


def has_consent(record: dict[str, Any]) -> bool:
    """Say whether a voice agreed: a version or a day is given, and the version does not say no."""
    version = (record["consent_version"] or "").casefold().strip()
    return version not in _NO_CONSENT and bool(version or record["consent_on"])


def _declared(study: Study) -> tuple[Column, ...]:
    regions = {r.slug: (r.slug, r.name.casefold()) for r in study.regions.values()}
    return tuple(
        replace(column, kind="choice", choices=regions) if column.name == "region" else column
        for column in COLUMNS
    )


def _complete(record: dict[str, Any], study: Study, first: dict[str, dict[str, Any]]) -> None:
    if record["interview"] is None and record["transcript"] is not None:
        record["interview"] = PurePosixPath(record["transcript"].replace("\\", "/")).stem
    above = first.get(record["interview"] or "", {})
    for name in _SHARED:
        if record[name] is None:
            record[name] = above.get(name)
    if record["region"] is None and len(study.regions) == 1:
        record["region"] = next(iter(study.regions))
    record["kind"] = record["kind"] or "interview"
    record["release"] = record["release"] or "team"
    if record["voice_group"] is None and record["role"] is not None:
        record["voice_group"] = terms("role")[record["role"]].parent
    for name in ("person", "speaker"):
        if record[name] is not None:
            record[name] = " ".join(record[name].split())
    if record["interview"] is not None:
        first.setdefault(record["interview"], dict(record))


def _judge(
    record: dict[str, Any], first: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is wrong with a row as a whole."""
    above = first.get(record["interview"] or "", record)
    for name in _SHARED:
        if None not in (record[name], above[name]) and record[name] != above[name]:
            expected = f"{above[name]}, as in row {above['row']}"
            do = "This is the same for every speaker of an interview."
            yield name, str(record[name]), expected, do
    gone, day = record["recording_deleted_on"], record["date"]
    if gone and day and gone < day:
        expected = f"the day of the interview, {day.isoformat()}, or later"
        yield "recording_deleted_on", gone.isoformat(), expected, ""


def _twice(table: Table) -> Iterator[tuple[Any, Problem]]:
    """Yield each row of a speaker that has more than one row in an interview.

    Which of two consents holds, nobody but the team can say: neither is taken.
    """
    seen: dict[tuple[str, str], list[tuple[Any, Any]]] = {}
    for index, row in enumerate(table.frame.to_dict("records")):
        speaker = (row["interview"], (row["speaker"] or "").casefold())
        seen.setdefault(speaker, []).append((index, row))
    for same in seen.values():
        for index, row in same if len(same) > 1 else ():
            other = next(each["row"] for i, each in same if i != index)
            yield (
                index,
                Problem(
                    f"{row['file']}, row {row['row']}, `speaker`",
                    row["speaker"] or "",
                    f"one row per speaker of an interview (row {other} is of the same speaker)",
                    "Which consent holds? Keep that row; until then neither is read.",
                ),
            )
