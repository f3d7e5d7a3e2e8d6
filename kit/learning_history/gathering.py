"""What a learning history may hold: quotes as their speakers released them, notes tied to those.

Nothing else reaches a document or a number of it. A note is about words; where those may not be
read, the note may not be read either, for it could tell what they say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kit.codebook import study_codebook
from kit.deidentify.record import read_record
from kit.disclosure import may_show_text
from kit.documents import Document
from kit.files import sha256
from kit.finding import Source
from kit.learning_history.records import (
    TIED,
    Moment,
    Note,
    loose_ends,
    moments_of,
    notes_of,
    read_records,
)
from kit.quotes import Attributed, Quote, read_quotes, shown
from kit.study import Study
from kit.tables import Table
from kit.texts import Texts, read_texts
from kit.themes import read_themes
from kit.themes.records import Theme

__all__ = ["Gathered", "Review", "gather"]

_RECORD = "deidentified.yml"


@dataclass(frozen=True)
class Review:
    """Whether a person looked over what the kit took out of the interviews of a region.

    Attributes
    ----------
    interviews : int
        Files of interviews.
    cleaned : int
        Of those, how many ``kit deidentify`` made, and are as it left them.
    reviewed : int
        Of those, how many a person reviewed.
    """

    interviews: int
    cleaned: int
    reviewed: int


@dataclass(frozen=True)
class Gathered:
    """The material of one region, for one release.

    Attributes
    ----------
    study, region, until, release
        As asked; `until` is the last period that counts (inclusive) or None.
    documents : tuple of Document
        Of the region, up to and including the last day.
    themes : tuple of Theme
        Those of the study.
    chosen : tuple of Quote
        Every quote from these documents that was not withdrawn.
    shown : tuple of Attributed
        Those of them that this release may read, in the order of the files.
    notes : tuple of Note
        Those that this release may read: their own release reaches that far, and so does that of
        every quote they are about.
    waiting : int
        Notes whose own release reaches far enough, but not that of a quote they are about.
    moments : tuple of Moment
        By day.
    review : Review
    problems : int
        In the tables, quotes and themes: what stands there is left out.
    sources : tuple of Source
    """

    study: Study
    region: str
    until: str | None
    release: str
    documents: tuple[Document, ...]
    themes: tuple[Theme, ...]
    chosen: tuple[Quote, ...]
    shown: tuple[Attributed, ...]
    notes: tuple[Note, ...]
    waiting: int
    moments: tuple[Moment, ...]
    review: Review
    problems: int
    sources: tuple[Source, ...]

    @property
    def last(self) -> date:
        """Last day that counts (inclusive)."""
        return self.study.until(self.until)


def gather(
    study: Study, *, region: str, until: str | None, release: str, texts: Texts | None = None
) -> Gathered:
    """Gather what the learning history of a region may hold.

    Raises
    ------
    InputError
        When the region, period or release does not exist, or the codebook cannot be read.
    """
    study.region(region)
    last = study.until(until)
    texts = texts or read_texts(study)
    every = tuple(texts.documents)
    themes = read_themes(study, documents=every, codebook=study_codebook(study))
    quotes = read_quotes(study, documents=every)
    tables = read_records(study)
    ends = loose_ends(
        tables["history_notes"],
        quotes={quote.id: quote.document.region for quote in quotes.records},
        themes=[theme.id for theme in themes.records],
    )
    here = tuple(d for d in every if d.region == region and d.day <= last)
    ids = {document.id for document in here}
    chosen = tuple(
        q for q in quotes.records if q.document.id in ids and q.status != "withdrawn"
    )  # fmt: skip
    may = shown(chosen, release=release, documents=every, fewest=study.thresholds.voices)
    readable = {one.quote.id for one in may}
    own = notes_of(tables["history_notes"].frame, region)
    cleared = [note for note in own if may_show_text(note.release, release)]
    notes = tuple(note for note in cleared if _may_stand(note, readable))
    moments = tuple(
        moment
        for moment in moments_of(tables, region)
        if moment.day <= last and may_show_text(moment.release, release)
    )
    found = [*themes.problems, *quotes.problems, *ends]
    found += [problem for table in tables.values() for problem in table.problems]
    return Gathered(
        study, region, until, release, here, tuple(themes.records), chosen, tuple(may), notes,
        len(cleared) - len(notes), moments, _review(study, here), len(found),
        _sources(study, region, tables, chosen, list(quotes.frame["file"]), list(themes.notes)),
    )  # fmt: skip


def _may_stand(note: Note, readable: set[str]) -> bool:
    return set(note.quotes) <= readable and (note.kind not in TIED or bool(note.quotes))


def _review(study: Study, documents: Sequence[Document]) -> Review:
    """Count the files of interviews that were made free of names, and those a person looked over.

    A file that was changed since is no longer what was looked over.
    """
    files = sorted({document.file for document in documents if document.kind == "interview"})
    record = read_record(study.root / _RECORD)
    made = record.files if record else {}
    held = [
        made[file]
        for file in files
        if file in made and made[file].sha256 == sha256(study.root / file)
    ]
    return Review(len(files), len(held), sum(one.reviewed for one in held))


def _sources(
    study: Study,
    region: str,
    tables: Mapping[str, Table],
    chosen: Sequence[Quote],
    quoted: Sequence[str],
    themes: Sequence[str],
) -> tuple[Source, ...]:
    """Return the files; those of interviews, whose names can tell of whom, are never named."""
    found = []
    for table in tables.values():
        rows = table.frame.loc[table.frame["region"] == region, "file"].value_counts().sort_index()
        found += [study.source(str(file), int(n)) for file, n in rows.items()]
    entries = {quote.document.file for quote in chosen if quote.document.kind != "interview"}
    files = [*sorted(set(quoted)), *themes, *sorted(entries)]
    if (study.root / _RECORD).is_file():
        files.append(_RECORD)
    return (*found, *(study.source(file, None) for file in dict.fromkeys(files)))
