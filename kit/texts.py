"""Every text of a study: entries of the logbook, what people said in interviews, documents."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from kit.documents import Document
from kit.errors import Problem
from kit.interviews import Interviews, read_interviews
from kit.logbook import Logbook, entries, read_logbook
from kit.papers import Papers, read_papers
from kit.study import Study

__all__ = ["Texts", "read_texts", "texts_of"]


@dataclass(frozen=True)
class Texts:
    """The documents of a study, and what was read.

    Attributes
    ----------
    documents : tuple of Document
        Of the logbook, the interviews and the folder of documents, ordered by day and id; each id
        is there once.
    logbook : Logbook
    interviews : Interviews
    papers : Papers
    """

    documents: tuple[Document, ...]
    logbook: Logbook
    interviews: Interviews
    papers: Papers = field(default_factory=Papers)


def read_texts(study: Study, *, logbook: Logbook | None = None) -> Texts:
    """Read the logbook, the interviews and the documents of a study.

    An interview whose id is that of an entry too is a problem, and left out: people refer to a
    passage by that id. So is a document whose id is that of either.

    Parameters
    ----------
    study : Study
    logbook : Logbook, optional
        When it has been read already.

    Returns
    -------
    Texts
    """
    logbook = logbook or read_logbook(study)
    interviews = read_interviews(study)
    taken = {document.id for document in logbook.documents}
    twice = [document for document in interviews.documents if document.id in taken]
    if twice:
        ids = {document.id for document in twice}
        frame = interviews.frame
        interviews = replace(
            interviews,
            documents=tuple(d for d in interviews.documents if d.id not in ids),
            frame=frame[~frame["document"].isin(ids)].reset_index(drop=True),
            problems=(*interviews.problems, *map(_doubled, twice)),
        )
    papers = read_papers(study)
    taken |= {document.id for document in interviews.documents}
    if again := [document for document in papers.documents if document.id in taken]:
        ids = {document.id for document in again}
        papers = replace(
            papers,
            documents=tuple(d for d in papers.documents if d.id not in ids),
            frame=papers.frame[~papers.frame["document"].isin(ids)].reset_index(drop=True),
            problems=(*papers.problems, *map(_same_id, again)),
        )
    every = (*logbook.documents, *interviews.documents, *papers.documents)
    documents = sorted(every, key=lambda d: (d.day, d.id))
    return Texts(tuple(documents), logbook, interviews, papers)


def texts_of(
    texts: Texts, *, region: str | None = None, until: date | None = None
) -> tuple[Document, ...]:
    """Return the texts of a region or tier, up to a day (inclusive), as `kit.logbook.entries`.

    Raises
    ------
    InputError
        When there is no such region.
    """
    return entries(replace(texts.logbook, documents=texts.documents), region=region, until=until)


def _doubled(document: Document) -> Problem:
    expected = "an id that no entry of the logbook has"
    do = "Give the interview another number in the table of interviews."
    return Problem(f"{document.file}, `interview`", document.id, expected, do)


def _same_id(document: Document) -> Problem:
    expected = "a name that is no id of an entry or an interview"
    return Problem(document.file, document.id, expected, "Give the file another name.")
