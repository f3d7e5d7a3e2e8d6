"""The table of quotes, each found again in its source: word for word, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from kit.anchors import Anchor, Lost, find_again
from kit.coding_files import document_problem
from kit.disclosure import may_show_text
from kit.documents import Document, Part, normalise
from kit.errors import Problem
from kit.interviews import silent_voices
from kit.study import Study
from kit.tables import read_table
from kit.values import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Quote", "Quotes", "read_quotes"]

#: Every column of the form, in its order.
COLUMNS = (
    Column("id", "name", required=True, unique=True),
    Column("document", "name", required=True),
    Column("quote", required=True),
    Column("theme", "name"),
    Column("status", "choice", choices="quote_status"),
    Column("sent_on", "date"),
    Column("approved_on", "date"),
    Column("release", "choice", choices="release"),
    Column("edited"),
    Column("memo"),
)
_ANSWERED = ("approved", "edited")
_NARROWED = "released further than the speaker consented to, so the consent counts"
_WITHDRAWN = (
    "withdrawn by the speaker and used nowhere, but the words still stand in the file; "
    "take the rows out"
)


@dataclass(frozen=True)
class Quote:
    """Words of one person, and how far they may go.

    Attributes
    ----------
    id : str
    document : Document
        What the person said or wrote; its author is the speaker.
    start, end : int
        Code points in the text of the document, end exclusive.
    part : Part
        The turn or field that holds it, from its beginning to its end.
    words : str
        Exactly as they stand in the document.
    edited : str or None
        What the speaker made of it.
    status : str
        draft, sent, approved, edited or withdrawn.
    release : str
        Never beyond that of the document, which is the consent of the speaker.
    sent_on, approved_on : date or None
    theme : str or None
        Id of a theme.
    file : str
        Where it comes from, within the study.
    row : int
    """

    id: str
    document: Document
    start: int
    end: int
    part: Part
    words: str
    edited: str | None
    status: str
    release: str
    sent_on: date | None
    approved_on: date | None
    theme: str | None
    file: str
    row: int

    @property
    def text(self) -> str:
        """What may be shown: the words the speaker made of it, or else the words themselves."""
        return self.words if self.edited is None else self.edited


@dataclass(frozen=True)
class Quotes:
    """Every quote of a study that could be read.

    Attributes
    ----------
    records : tuple of Quote
        In the order of the files.
    frame : DataFrame
        One row per quote in the same order, without any words: quote, document, region, theme,
        status, release, sent_on, approved_on, file, row.
    problems : tuple of Problem
        Each takes one row or file out. None holds the words of a quote.
    set_aside : mapping of reason to count
    unknown : mapping of file to header texts
    notes : mapping of file to how it was read
        Also of which rows the consent of the speaker is narrower than the release of the quote, and
        which the speaker withdrew.
    good_rows : int
    """

    records: tuple[Quote, ...]
    frame: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    good_rows: int = 0


def read_quotes(study: Study, *, documents: Sequence[Document]) -> Quotes:
    """Read every file ``quotes.*`` and all in the folder ``quotes/``.

    Required are the id, the document and the words. A quote has to stand in its document word for
    word (the form of `kit.documents.normalise`), once only, and within one turn or field. Without
    a status it is a draft, without a release it is for the team. Who approved or edited it did so
    on a day; an edited quote has the edited words, and only an edited one. Words of a voice whose
    consent is not there, or no longer, are a problem and no quote.

    Parameters
    ----------
    study : Study
    documents : sequence of Document
        All of the study.

    Returns
    -------
    Quotes
    """
    table = read_table(
        study.files("quotes"), table="quotes", declared=COLUMNS, complete=_complete, judge=_judge
    )
    known = {document.id: document for document in documents}
    problems = list(table.problems)
    records = []
    narrowed: dict[str, list[int]] = {}
    withdrawn: dict[str, list[int]] = {}
    there = set(table.frame["document"]) <= set(known)
    silent = {} if there else silent_voices(study)
    for row in table.frame.to_dict("records"):
        found = _placed(row, known, silent)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        records.append(found)
        if found.status == "withdrawn":
            withdrawn.setdefault(found.file, []).append(found.row)
        elif found.release != row["release"]:
            narrowed.setdefault(found.file, []).append(found.row)
    notes = {where: tuple(told) for where, told in table.notes.items()}
    for those, told in ((narrowed, _NARROWED), (withdrawn, _WITHDRAWN)):
        for file, rows in those.items():
            where = "row" if len(rows) == 1 else "rows"
            said = f"{told}: {where} {', '.join(map(str, rows))}"
            notes[file] = (*notes.get(file, ()), said)
    return Quotes(
        tuple(records), _frame(records), tuple(problems), table.set_aside, table.unknown, notes,
        len(records),
    )  # fmt: skip


def _complete(record: dict[str, Any], _: str) -> None:
    record["status"] = record["status"] or "draft"
    record["release"] = record["release"] or "team"


def _judge(record: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is wrong with a row as a whole."""
    status, edited = record["status"], record["edited"]
    if status in _ANSWERED and record["approved_on"] is None:
        expected = f"the day on which the speaker answered: the status is {status}"
        yield "approved_on", "", expected, ""
    if status == "edited" and not normalise(edited or ""):
        yield "edited", "", "the words that the speaker made of it: the status is edited", ""
    if edited and status in ("draft", "sent", "approved"):
        do = "Which words count? Empty the cell, or write edited as status."
        yield "edited", "", f"nothing, as the status is {status}", do
    sent, approved = record["sent_on"], record["approved_on"]
    if sent and approved and approved < sent:
        expected = f"the day it was sent, {sent.isoformat()}, or later"
        yield "approved_on", approved.isoformat(), expected, ""


def _placed(
    row: Mapping[Any, Any], known: Mapping[str, Document], silent: Mapping[str, str]
) -> Quote | Problem:
    where = f"{row['file']}, row {row['row']}"
    document = known.get(row["document"])
    if document is None and row["document"] in silent:
        do = (
            f"In {silent[row['document']]}, no consent is stated: take the row of the quote out "
            "of this file, or fill in there what the speaker agreed to."
        )
        expected = "words of somebody who agreed"
        return Problem(f"{where}, `document`", row["document"], expected, do)
    if document is None:
        return document_problem(where, row["document"], known)
    words = normalise(row["quote"])
    place = find_again(document, quote=words) if words else Lost(0)
    wrong = _not_literal(document, words, place)
    if isinstance(place, Lost) or wrong is not None:
        got, do = wrong or ("", "")
        expected = f"words that stand once, as they are, in {document.id}"
        return Problem(f"{where}, `quote`", got, expected, do)
    part = next(p for p in document.parts if p.start <= place.start and place.end <= p.end)
    within = may_show_text(document.release, row["release"])
    edited = normalise(row["edited"]) if row["edited"] and row["status"] == "edited" else None
    return Quote(
        id=row["id"], document=document, start=place.start, end=place.end, part=part,
        words=document.text[place.start : place.end], edited=edited, status=row["status"],
        release=row["release"] if within else document.release, sent_on=row["sent_on"],
        approved_on=row["approved_on"], theme=row["theme"], file=row["file"], row=row["row"],
    )  # fmt: skip


def _not_literal(document: Document, words: str, place: Anchor | Lost) -> tuple[str, str] | None:
    """Return what is wrong with where a quote was found, and what to do; None when all is well.

    Something like it is no quote: a person would be made to say what others wrote down.
    """
    if isinstance(place, Lost) and place.places:
        return f"words that stand there {place.places} times", "Quote a few words more."
    if not isinstance(place, Lost):
        if document.text[place.start : place.end] == words:
            return None
        return "words that stand there a little differently", "Copy them again from the document."
    if words and words in document.text:
        do = "Make two quotes of it, each within one."
        return "words that run on beyond one turn or field", do
    longest = max((part.end - part.start for part in document.parts), default=0)
    if len(words) > longest:
        do = "Copy them again from the document."
        return f"{len(words)} characters, and the longest part has {longest}", do
    return "words that do not stand there", "Copy them again from the document."


def _frame(records: Sequence[Quote]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        (
            q.id, q.document.id, q.document.region, q.theme, q.status, q.release, q.sent_on,
            q.approved_on, q.file, q.row,
        )
        for q in records
    ]  # fmt: skip
    names = ["quote", "document", "region", "theme", "status", "release", "sent_on", "approved_on",
             "file", "row"]  # fmt: skip
    return pd.DataFrame(rows, columns=names, dtype=object)
