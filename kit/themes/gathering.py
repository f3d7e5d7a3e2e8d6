"""What themes are counted from: the documents that may be counted, mentions, people's codings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kit import disclosure
from kit.codebook import study_codebook
from kit.codes import Codebook
from kit.coding import find_mentions
from kit.coding_files import read_codings
from kit.codings import Coding, current
from kit.documents import Document, countable, quiet_regions
from kit.files import sha256_of_folder
from kit.finding import Source
from kit.interviews import table_files
from kit.logbook import Logbook
from kit.study import Study
from kit.texts import Texts, read_texts, texts_of
from kit.themes.nouns import ENTRIES, TEXTS, WITH_DOCUMENTS, Nouns
from kit.totals import Gate, rows_of_files

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Gathered", "Scope", "gather", "scope_of"]

_TRANSCRIPTS = "interviews/"
_DOCUMENTS = "documents/"
COLUMNS = ("document", "part", "start", "end", "code", "coder", "method")


@dataclass(frozen=True)
class Gathered:
    """Codings, and what was not taken.

    Attributes
    ----------
    frame : DataFrame
        Columns document, part, start, end, code, coder, method (mention, person or accepted). Of a
        mention the coder is empty. A code has the rows of every code below it too.
    problems : int
        In the coders' files.
    outdated : int
        Codings of people under another definition of the code than the codebook gives now.
    """

    frame: pd.DataFrame
    problems: int = 0
    outdated: int = 0


def gather(
    study: Study,
    *,
    documents: Sequence[Document],
    codebook: Codebook,
    within: Sequence[Document] | None = None,
) -> Gathered:
    """Gather mentions and the codings of people that stand.

    A mention that a person rejected is left out. Codings under another definition of a code are
    left out and counted: they are not joined with those of today unless somebody codes anew.

    Parameters
    ----------
    study : Study
    documents : sequence of Document
        All of the study.
    codebook : Codebook
    within : sequence of Document, optional
        Those in which mentions are looked for; None is all.
    """
    import pandas as pd

    mentions = find_mentions(documents if within is None else within, codebook).assign(coder="")[
        list(COLUMNS)
    ]
    read = read_codings(study, documents=documents, codes=set(codebook.codes))
    standing = current(read.records)
    rejected = _rejected(read.records)
    if rejected:
        places = mentions[["document", "start", "end", "code"]].itertuples(index=False, name=None)
        mentions = mentions[[place not in rejected for place in places]]
    own = [one for one in standing if _same_definition(one, codebook)]
    rows = [
        (one.document, one.part, one.start, one.end, code, one.coder, _method(one))
        for one in own
        for code in (one.code, *codebook.above(one.code))
    ]
    made = pd.DataFrame(rows, columns=list(COLUMNS))
    frame = pd.concat([mentions, made], ignore_index=True) if rows else mentions
    return Gathered(frame, len(read.problems), len(standing) - len(own))


def _method(one: Coding) -> str:
    return "accepted" if one.decision == "accept" else "person"


def _same_definition(one: Coding, codebook: Codebook) -> bool:
    return one.definition in ("", codebook.codes[one.code].definition_hash)


def _rejected(records: Iterable[Coding]) -> set[tuple[str, int, int, str]]:
    """Return the places of mentions that somebody rejected and nobody accepted."""
    given = list(records)
    taken_back = {(one.coder, one.of) for one in given if one.decision == "remove"}
    last: dict[tuple[str, str], Coding] = {}
    for one in given:
        decides = one.decision in ("accept", "reject") and one.method == "mention"
        if decides and (one.coder, one.id) not in taken_back:
            last[one.coder, one.of] = one
    by_decision: dict[str, set[tuple[str, int, int, str]]] = {"accept": set(), "reject": set()}
    for one in last.values():
        by_decision[one.decision].add((one.document, one.start, one.end, one.code))
    return by_decision["reject"] - by_decision["accept"]


@dataclass(frozen=True)
class Scope:
    """What is looked at.

    Attributes
    ----------
    study : Study
    region : str
    release : str
    until : str or None
    last : date
        Last day that counts (inclusive).
    every : tuple of Document
        All of the study.
    frame : DataFrame
        As of `kit.logbook.Logbook`, of the texts that are counted. The parts of
        an interview are its turns, those of a document its headed stretches, each with a name of
        its own.
    held : frozenset of str
        Regions (or ``all``) of which nothing may be counted.
    left_out : int
        Texts that may not be counted for this release.
    codebook : Codebook
    codings : Gathered
        Only those in the texts that are counted.
    interviews : int
        How many of the texts that are counted are what somebody said.
    """

    study: Study
    region: str
    release: str
    until: str | None
    last: date
    every: tuple[Document, ...]
    frame: pd.DataFrame
    held: frozenset[str]
    left_out: int
    codebook: Codebook
    codings: Gathered
    interviews: int = 0

    @property
    def nouns(self) -> Nouns:
        """What the texts are called here."""
        if self.frame["file"].str.startswith(_DOCUMENTS).any():
            return WITH_DOCUMENTS
        return TEXTS if self.interviews else ENTRIES

    @property
    def coded_by_people(self) -> bool:
        """Whether a person placed or accepted any code here."""
        return bool((self.codings.frame["method"] != "mention").any())

    def sources(self, *, hidden: object) -> tuple[Source, ...]:
        """Return the files, without their rows where those would give a `hidden` number away.

        Transcripts and documents are given as their folder: what they are called may tell whose
        they are.
        """
        in_folders = self.frame["file"].str.startswith((_TRANSCRIPTS, _DOCUMENTS))
        written = self.frame[~in_folders]
        gate = Gate(self.release, self.study.thresholds.voices)
        rows = rows_of_files(written, gate, hidden=hidden)
        files = [self.study.source(file, n) for file, n in rows.items()]
        if self.interviews:
            files += [self.study.source(called, None) for _, called in table_files(self.study)]
            folder = sha256_of_folder(self.study.root / _TRANSCRIPTS)
            files.append(Source(_TRANSCRIPTS, folder, None))
        if self.frame["file"].str.startswith(_DOCUMENTS).any():
            folder = sha256_of_folder(self.study.root / _DOCUMENTS)
            files.append(Source(_DOCUMENTS, folder, None))
        return tuple(files)


def scope_of(
    study: Study,
    *,
    region: str,
    until: str | None,
    release: str,
    logbook: Logbook | None,
    codebook: Codebook | None,
    codings: pd.DataFrame | None,
) -> Scope:
    """Gather what may be counted of a region (a slug, national, healthkic, or all)."""
    texts = read_texts(study, logbook=logbook)
    codebook = codebook or study_codebook(study)
    last = study.until(until)
    fewest = study.thresholds.voices
    asked = texts_of(texts, region=region, until=last)
    chosen, left_out = countable(asked, release, fewest=fewest)
    held: set[str] = set()
    if region == "all":
        quiet: set[str] = set()
        if disclosure.binds(release):
            quiet = quiet_regions(chosen, fewest=fewest)
        chosen = tuple(d for d in chosen if d.region not in quiet)
        there = {d.region for d in chosen}
        held = {d.region for d in asked if d.region and d.region not in there}
    elif left_out and not chosen:
        held = {"all"}
    ids = {document.id for document in chosen}
    frame = _frame_of(texts, ids)
    if codings is None:
        gathered = gather(study, documents=texts.documents, codebook=codebook, within=chosen)
    else:
        gathered = Gathered(codings[list(COLUMNS)])
    inside = gathered.frame[gathered.frame["document"].isin(ids)].reset_index(drop=True)
    numbered = {d.id: d for d in chosen if d.kind != "logbook"}
    inside["part"] = [
        _turn_at(numbered[document], start) if document in numbered else part
        for document, part, start in inside[["document", "part", "start"]].itertuples(
            index=False, name=None
        )
    ]
    return Scope(
        study, region, release, until, last, texts.documents, frame, frozenset(held), left_out,
        codebook, Gathered(inside, gathered.problems, gathered.outdated),
        sum(document.kind == "interview" for document in chosen),
    )  # fmt: skip


def _frame_of(texts: Texts, ids: set[str]) -> pd.DataFrame:
    """Return one row per text that is counted, ordered by day and id."""
    import pandas as pd

    written = texts.logbook.frame
    said = texts.interviews.frame
    if len(held := texts.papers.frame):
        stretches = {d.id: _turns(d) for d in texts.papers.documents}
        held = held.assign(filled=held["document"].map(stretches))
        held = held.reindex(columns=written.columns).astype(object)
        written = pd.concat([written, held.where(held.notna(), None)], ignore_index=True)
        written = written.sort_values(["day", "document"], kind="stable")
    if not len(said):
        return written[written["document"].isin(ids)].reset_index(drop=True)
    turns = {d.id: _turns(d) for d in texts.interviews.documents}
    said = (
        said.assign(filled=said["document"].map(turns))
        .reindex(columns=written.columns)
        .astype(object)
    )
    both = pd.concat([written, said.where(said.notna(), None)], ignore_index=True)
    both = both[both["document"].isin(ids)]
    return both.sort_values(["day", "document"], kind="stable").reset_index(drop=True)


def _turns(document: Document) -> tuple[str, ...]:
    return tuple(_turn(n) for n in range(1, len(document.parts) + 1))


def _turn(number: int) -> str:
    return f"turn {number}"


def _turn_at(document: Document, offset: int) -> str:
    """Return the name of the turn that holds an offset; empty in a question between turns."""
    turns = enumerate(document.parts, start=1)
    return next((_turn(n) for n, part in turns if part.start <= offset < part.end), "")
