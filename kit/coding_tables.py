"""Codings that people made elsewhere: tables in XLSX or CSV, one passage to a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kit.anchors import Lost, find_again
from kit.codes import Codebook
from kit.coding_files import document_problem
from kit.codings import Coding, beyond, current, name_problems
from kit.documents import Document
from kit.errors import Problem
from kit.tables import read_table
from kit.terms import columns
from kit.values import Column

__all__ = ["COLUMNS", "Imported", "read_coding_table"]

#: Every column of the table, in its order. `code` takes the ids and names of the codebook.
COLUMNS = (
    Column("document", "name", required=True),
    Column("part", "name"),
    Column("quote"),
    Column("start", "integer"),
    Column("end", "integer"),
    Column("code", "name", required=True),
    Column("coder", "name", required=True),
    Column("memo"),
)


@dataclass(frozen=True)
class Imported:
    """What a table of codings holds.

    Attributes
    ----------
    codings : tuple of Coding
        New ones only, to be given to `kit.codings.append`, coder by coder.
    found : mapping of id to str
        How the quote was found, for those that do not stand literally where the row says.
    problems : tuple of Problem
        Each takes one row out.
    set_aside : mapping of reason to count
    unknown : mapping of file to header texts
    """

    codings: tuple[Coding, ...]
    found: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_coding_table(
    path: Path,
    *,
    documents: Iterable[Document],
    codebook: Codebook,
    time: str,
    coder: str | None = None,
    already: Sequence[Coding] = (),
) -> Imported:
    """Read codings from a table; nothing is written.

    A row names a document, a code, and a passage: by its quote, by start and end, or by both. A
    quote without offsets has to stand in the document once.

    Parameters
    ----------
    path : Path
        .csv, .tsv, .txt, .xlsx, .xlsm or .ods, with Dutch or English headers.
    documents : iterable of Document
    codebook : Codebook
    time : str
        When it is taken over, ISO 8601 with time zone.
    coder : str, optional
        Who coded, where a row does not say.
    already : sequence of Coding
        What the study holds: a row that is there already is set aside, so that a corrected table
        can be read again.
    """
    known = {document.id: document for document in documents}
    declared = [_within(column, known, codebook) for column in COLUMNS]

    def complete(record: dict[str, Any], called: str) -> None:
        record["coder"] = record["coder"] or coder

    def judge(row: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
        if row["coder"]:
            for wrong in name_problems(row["coder"], ""):
                yield "coder", wrong.got, wrong.expected, wrong.do
        if (row["start"] is None) != (row["end"] is None):
            yield ("end" if row["end"] is None else "start"), "", "both start and end, or none", ""
        elif row["start"] is None and row["quote"] is None:
            yield "quote", "", "a quote, or start and end", ""

    table = read_table(
        [(path, path.name)], table="codings", declared=declared, complete=complete, judge=judge
    )
    aside = dict(table.set_aside)
    problems = list(table.problems)
    there = {(c.coder, c.document, c.start, c.end, c.code) for c in current(already)}
    made: list[Coding] = []
    found: dict[str, str] = {}
    for row in table.frame.to_dict("records"):
        where = f"{row['file']}, row {row['row']}"
        coding = _coding({str(k): v for k, v in row.items()}, known, where, codebook, time, found)
        if isinstance(coding, Problem):
            problems.append(coding)
            continue
        same = (coding.coder, coding.document, coding.start, coding.end, coding.code)
        if same in there:
            aside["codings that are there already"] = (
                aside.get("codings that are there already", 0) + 1
            )
            continue
        there.add(same)
        made.append(coding)
    kept = {coding.id for coding in made}
    moved = {id: how for id, how in found.items() if id in kept}
    return Imported(tuple(made), moved, tuple(problems), aside, table.unknown)


def _within(column: Column, known: Mapping[str, Document], codebook: Codebook) -> Column:
    """Return the column with the codes and fields of this study to choose from."""
    if column.name == "code":
        ways = {
            id: {w for w in code.term.written_as() if w != id.casefold()}
            for id, code in codebook.codes.items()
        }
        shared = Counter(word for words in ways.values() for word in words)
        # A name that two codes share means neither; the id always does.
        choices = {
            id: (id.casefold(), *(w for w in words if shared[w] == 1 and w not in ways))
            for id, words in ways.items()
        }
        return replace(column, kind="choice", choices=choices)
    if column.name == "part":
        form = columns("logbook")
        names = dict.fromkeys(part.name for d in known.values() for part in d.parts)
        return replace(
            column,
            kind="choice",
            choices={n: form[n].written_as() if n in form else (n.casefold(),) for n in names},
        )
    return column


def _coding(
    row: Mapping[str, Any],
    known: Mapping[str, Document],
    where: str,
    codebook: Codebook,
    time: str,
    found: dict[str, str],
) -> Coding | Problem:
    document = known.get(row["document"])
    if document is None:
        return document_problem(where, row["document"], known)
    start, end = row["start"], row["end"]
    if start is not None and (row["quote"] is None):
        wrong = beyond(start, end, len(document.text), where)
        if wrong:
            return wrong
        how = "in place"
    else:
        place = find_again(document, quote=row["quote"], part=row["part"], start=start, end=end)
        if isinstance(place, Lost):
            return _lost(place, where, len(document.text), start, end)
        how = place.how if start is not None or place.how != "moved" else "in place"
        if how == "nearly":
            how += f" ({place.alike:.0%} alike)"
        start, end = place.start, place.end
    coding = Coding.at(
        document,
        start=start,
        end=end,
        code=row["code"],
        coder=row["coder"],
        time=time,
        codebook=codebook,
        memo=row["memo"] or "",
    )
    if how != "in place":
        found[coding.id] = how
    return coding


def _lost(place: Lost, where: str, length: int, start: int | None, end: int | None) -> Problem:
    if start is not None and end is not None and not place.places:
        wrong = beyond(start, end, length, where)
        if wrong:
            return wrong
    at = f"{where}, `quote`"
    if place.places:
        do = "Give a longer quote, or start and end."
        return Problem(at, f"a quote that stands there {place.places} times", "one place", do)
    do = "Copy it from the entry as it is now; the field has to be right too, when it is given."
    return Problem(at, "a quote that does not stand there", "a passage of that entry", do)
