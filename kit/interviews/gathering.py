"""The table and the transcripts of a study brought together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.documents import Document, compose
from kit.errors import InputError, Problem, unknown_name
from kit.interviews.gate import gate_note, record_of
from kit.interviews.records import Interview, Interviews, Voice
from kit.interviews.rows import has_consent, read_rows
from kit.interviews.speakers import interviewers_of, labels_of, speakers_of
from kit.language import plural
from kit.study import Study
from kit.transcripts import SUFFIXES, WITHHELD, Transcript, Turn, read_transcript

if TYPE_CHECKING:
    import pandas as pd

    from kit.deidentify.record import Record

__all__ = ["document_of", "read_interviews", "transcript_of"]

_OTHER_FORMS = (".doc", ".rtf", ".pdf", ".pages")
_RECORDINGS = (".mp3", ".m4a", ".wav", ".mp4", ".mov", ".ogg", ".wma", ".aac", ".flac", ".webm")
_GROUPS = ("focus_group", "timeline_workshop")
_FRAME = (
    "document", "region", "tier", "day", "author", "role", "voice_group", "release", "interview",
    "kind", "interviewer", "consent_version", "consent_on", "recording_deleted_on", "turns", "file",
    "row",
)  # fmt: skip


@dataclass
class _Found:
    """What is gathered on the way."""

    problems: list[Problem] = field(default_factory=list)
    aside: dict[str, int] = field(default_factory=dict)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    interviews: list[Interview] = field(default_factory=list)
    documents: list[tuple[Document, tuple[Any, ...]]] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    record: Record | None = None

    def count(self, reason: str, n: int = 1) -> None:
        if n:
            self.aside[reason] = self.aside.get(reason, 0) + n


def read_interviews(study: Study) -> Interviews:
    """Read the interviews of a study, as far as the people in them agreed.

    The notes on a transcript say how it was read, and whether it came from ``kit deidentify``.

    Read are the table ``interviews.*`` and the transcripts in the folder ``interviews/`` that its
    rows name: by path, by name, or by name without its ending. A row that names no file goes to
    the one called as the interview.

    What one voice said in one interview is one document. Its id is that of the interview, or, in a
    group and wherever an interview has more than one row, that of the interview and the speaker
    (``iv03-r1``). Of a voice without consent, and of speakers without a row, nothing is read; both
    are counted, as are transcripts that no row names. Interviews outside the period of the study
    are set aside.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Interviews
    """
    table = read_rows(study)
    found = _Found(list(table.problems), dict(table.set_aside), dict(table.notes))
    try:
        found.record = record_of(study)
    except InputError as error:
        found.problems += error.problems
    found.problems += _unreadable(study)
    files = {
        called: path
        for path, called in study.files("interviews", SUFFIXES)
        if path.parent != study.root
    }
    records = [{str(k): v for k, v in r.items()} for r in table.frame.to_dict("records")]
    by_interview: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        by_interview.setdefault(record["interview"], []).append(record)
    first, last = periods.first_day(study.first), periods.last_day(study.last)
    named: set[str] = set()
    for rows in by_interview.values():
        called, problem = transcript_of(rows[0], files)
        if called is None:
            found.problems += [problem] if problem else []
            continue
        named.add(called)
        if not first <= rows[0]["date"] <= last:
            found.count("voices in interviews outside the period of the study", len(rows))
            continue
        _take(rows, files[called], called, found)
    # A row that could not be read may name a file; it is told, and its file is not called unnamed.
    if not table.problems:
        for called in sorted(files.keys() - named):
            found.count("transcripts that no row names")
            found.notes[called] = ("no row of the table names it; it was not read",)
    found.documents.sort(key=lambda made: (made[0].day, made[0].id))
    found.interviews.sort(key=lambda one: (one.day, one.id))
    return Interviews(
        documents=tuple(document for document, _ in found.documents),
        frame=_frame([row for _, row in found.documents]),
        interviews=tuple(found.interviews),
        problems=tuple(found.problems),
        set_aside=found.aside,
        unknown=table.unknown,
        notes=found.notes,
        good_rows=len(records),
    )


def _unreadable(study: Study) -> Iterator[Problem]:
    for path, called in study.files("interviews", _OTHER_FORMS):
        do = "Open it, save it as .docx, and try once more."
        yield Problem(called, path.suffix, f"one of {', '.join(SUFFIXES)}", do)
    for path, called in study.files("interviews", _RECORDINGS):
        do = "Voices are recognised: keep it outside the study, and delete it after transcription."
        yield Problem(called, path.suffix, "no recordings in a study", do)


def transcript_of(
    row: Mapping[str, Any], files: Mapping[str, Path]
) -> tuple[str | None, Problem | None]:
    """Return the transcript that a row names, or what is wrong with the name.

    Parameters
    ----------
    row : mapping
        Of the table: transcript, interview, file, row.
    files : mapping of str to Path
        The transcripts by their path within the study.
    """
    given = (row["transcript"] or row["interview"]).replace("\\", "/").strip("/ ")
    asked = given.casefold().removeprefix("interviews/")
    inside = {called: called.removeprefix("interviews/") for called in files}
    ways = (
        inside,
        {called: PurePosixPath(name).name for called, name in inside.items()},
        {called: PurePosixPath(name).with_suffix("").as_posix() for called, name in inside.items()},
        {called: PurePosixPath(name).stem for called, name in inside.items()},
    )
    # A transcript that the kit wrote anew is a text file, whatever it was before.
    bare = PurePosixPath(asked).with_suffix("").as_posix() if asked.endswith(SUFFIXES) else asked
    for sought in (asked, bare):
        for way in ways:
            fits = [called for called, name in way.items() if name.casefold() == sought]
            if len(fits) == 1:
                return fits[0], None
            if fits:
                at = f"{row['file']}, row {row['row']}, `transcript`"
                expected = f"one file; {len(fits)} are called so: {', '.join(sorted(fits))}"
                return None, Problem(at, given, expected, "Give the whole name.")
    at = f"{row['file']}, row {row['row']}, `transcript`"
    do = "Transcripts stand in the folder interviews of the study."
    return None, unknown_name(at, given, inside.values(), do=do)


def _take(rows: Sequence[dict[str, Any]], path: Path, called: str, found: _Found) -> None:
    """Take in one interview: its turns, its voices, and a document for each of these."""
    try:
        transcript = read_transcript(path, called)
    except InputError as error:
        found.problems += error.problems
        return
    found.problems += transcript.problems
    _tell(transcript, path, called, found)
    labels = labels_of(transcript.turns)
    where = f"{rows[0]['file']}, row {rows[0]['row']}"
    interviewers, problems = interviewers_of(labels, rows, where)
    found.problems += problems
    if problems:
        return
    speakers, problems = speakers_of(rows, labels, interviewers)
    found.problems += problems
    agreed = {i: who for i, who in speakers.items() if has_consent(rows[i])}
    found.count("voices without consent", len(speakers) - len(agreed))
    if not agreed:
        return
    heard = {label for who in agreed.values() for label in who}
    refused = {label for i, who in speakers.items() if i not in agreed for label in who}
    may = {*heard, *interviewers}
    turns = tuple(turn for turn in transcript.turns if turn.speaker in may)
    silent = [turn.speaker in refused for turn in transcript.turns if turn.speaker not in may]
    found.count("turns of voices without consent", sum(silent))
    found.count("turns of speakers without a row", len(silent) - sum(silent))
    voices = []
    for i, who in agreed.items():
        voice = _voice(rows, i, found.taken)
        said = [n for n, turn in enumerate(transcript.turns) if turn.speaker in who]
        own = [n for n in said if transcript.turns[n].text != WITHHELD]
        found.count("turns that are not released in the transcript", len(said) - len(own))
        if not own:
            expected = "at least one turn of this speaker in the transcript"
            got = "turns that were not released" if said else rows[i]["speaker"] or ""
            do = "Give `kit deidentify` again: it takes over who agrees now." if said else ""
            at = f"{rows[i]['file']}, row {rows[i]['row']}, `speaker`"
            found.problems.append(Problem(at, got, expected, do))
            continue
        voices.append(voice)
        document = _document(voice, rows[i], transcript.turns, own, interviewers, called)
        found.documents.append((document, _row(document, voice, rows[i], len(own))))
    if voices:
        found.interviews.append(
            Interview(
                id=rows[0]["interview"], kind=rows[0]["kind"], region=rows[0]["region"],
                day=rows[0]["date"], file=called, interviewer=rows[0]["interviewer"], turns=turns,
                voices=tuple(voices), convention=transcript.convention,
                interviewer_speakers=interviewers,
            )
        )  # fmt: skip


def _tell(transcript: Transcript, path: Path, called: str, found: _Found) -> None:
    aside = [f"{n} {reason}" for reason, n in transcript.set_aside.items()]
    turns = plural(len(transcript.turns), "turn", "turns", "en")
    gate = gate_note(found.record, path, called)
    found.notes[called] = (*transcript.notes, turns, *aside, gate)


def _voice(rows: Sequence[dict[str, Any]], position: int, taken: set[str]) -> Voice:
    row = rows[position]
    id = document_of(rows, position)
    made, number = id, 2
    while made in taken:
        made, number = f"{id}-{number}", number + 1
    taken.add(made)
    same = ("interview", "speaker", "person", "role", "voice_group", "consent_version",
            "consent_on", "release")  # fmt: skip
    return Voice(**{name: row[name] for name in same}, document=made)


def document_of(rows: Sequence[Mapping[str, Any]], position: int) -> str:
    """Return what the document of one voice of an interview is called, if it is read.

    Parameters
    ----------
    rows : sequence of mapping
        All rows of the interview.
    position : int
        Of the row of the voice.
    """
    row = rows[position]
    id = str(row["interview"])
    if row["speaker"] and (len(rows) > 1 or row["kind"] in _GROUPS):
        id = f"{id}-{_slug(row['speaker']) or position + 1}"
    return id


def _slug(label: str) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40]


def _document(
    voice: Voice,
    row: Mapping[str, Any],
    turns: Sequence[Turn],
    own: Sequence[int],
    interviewers: Sequence[str],
    called: str,
) -> Document:
    """Compose what a voice said; the question before a turn heads it, another's words never do."""
    fields = []
    for n in own:
        before = turns[n - 1] if n else None
        asked = before.text if before is not None and before.speaker in interviewers else ""
        fields.append(("turn", asked, turns[n].text))
    text, parts = compose(fields)
    return Document(
        id=voice.document, kind="interview", text=text, parts=parts, day=row["date"],
        region=row["region"], tier="regional", release=voice.release, author=voice.person,
        role=voice.role, voice_group=voice.voice_group, file=called, row=turns[own[0]].row,
    )  # fmt: skip


def _row(document: Document, voice: Voice, row: Mapping[str, Any], turns: int) -> tuple[Any, ...]:
    known = {
        "document": document.id, "author": voice.person, "day": document.day, "turns": turns,
        "tier": document.tier, "file": document.file, "row": document.row,
    }  # fmt: skip
    return tuple(known[name] if name in known else row[name] for name in _FRAME)


def _frame(rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=list(_FRAME), dtype=object)
