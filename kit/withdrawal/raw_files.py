"""Taking a person out of the folder of raw files, which lies outside the study and names people.

Changed files are made beside those they replace, in a hidden folder of the raw folder: they never
enter the study.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping, Set
from pathlib import Path
from typing import Any

from kit.cells import SUFFIXES as TABLES
from kit.deidentify.file_names import clean_name
from kit.deidentify.key import Key, read_key
from kit.errors import InputError, KitError
from kit.interviews.speakers import interviewers_of, labels_of
from kit.running_document import SUFFIXES as RUNNING
from kit.study import Study
from kit.table_edits import edited
from kit.terms import terms
from kit.transcripts import SUFFIXES, read_transcript, write_transcript
from kit.withdrawal.copies import Copy, is_same
from kit.withdrawal.raw_changes import STAGED, RawChanges, bare, files_of, stage
from kit.withdrawal.raw_key import names_of, take_out_of_key, take_out_of_review
from kit.withdrawal.references import Decide, Ids, without_quotes
from kit.withdrawal.searching import Traces, strings_of
from kit.withdrawal.spoken import without_words
from kit.withdrawal.written import without_entries

__all__ = ["RawChanges", "left_in_raw", "take_out_of_raw"]

_PERSON = terms("identity_type")["person"].label


def take_out_of_raw(
    study: Study,
    copy: Copy,
    *,
    transcripts: Mapping[str, tuple[int, ...]],
    ids: Ids,
    quotes: Collection[str],
) -> RawChanges:
    """Make the changes in the raw folder ready; nothing that is there is touched.

    Parameters
    ----------
    study : Study
        As it was.
    copy : Copy
        Gets the counts, and what is left to a person.
    transcripts : mapping of str to tuple of int
        Transcripts of the study that lost turns, see `take_out_of_interviews`.
    ids : Ids
        What became of the documents.
    quotes : collection of str
        Ids of the quotes that went.
    """
    changes = RawChanges()
    raw = study.raw
    if raw is None:
        return changes
    if not raw.is_dir():
        copy.ask("the folder of raw files is not there: take this person out where it is")
        return changes
    shutil.rmtree(raw / STAGED, ignore_errors=True)
    (raw / STAGED).mkdir(mode=0o700)
    names = names_of(raw, copy)
    for called, turns in transcripts.items():
        _transcript(study, raw, copy, called, turns, changes)
    people = {copy.code, *names}

    def of_person(who: object) -> bool:
        return isinstance(who, str) and any(is_same(who, one) for one in people)

    about: dict[str, Decide] = {
        "quotes": ids.decide,
        "history_notes": without_quotes(quotes),
        "events": ids.decide_event,
    }
    taken = {path for _, path in changes.replace} | set(changes.delete)
    for path in files_of(raw):
        if path in taken:
            continue
        inside = path.relative_to(raw)
        called = f"raw/{inside.as_posix()}"
        first = inside.parts[0].casefold()
        try:
            if path == raw / "key.json":
                take_out_of_key(raw, copy, changes)
            elif path.stem.casefold() == "review" and path.parent == raw:
                take_out_of_review(raw, path, copy, transcripts, names, changes)
            elif path.stem.casefold() == "names" and path.parent == raw:
                _table(raw, path, called, "names", ("name",), of_person, copy, changes)
            elif first.startswith("interviews") and path.suffix.lower() in TABLES:
                _table(raw, path, called, "interviews", ("person",), of_person, copy, changes)
            elif path.stem.casefold() in about and path.suffix.lower() in TABLES:
                table = path.stem.casefold()
                _rows(raw, path, called, table, about[table], copy, changes)
            elif first.startswith("logbook"):
                _logbook(raw, path, called, of_person, copy, changes)
        except InputError as error:
            copy.ask(f"{called}: it cannot be changed safely ({error.problems[0].got})")
    return changes


def left_in_raw(
    study: Study, copy: Copy, changes: RawChanges, *, others: Set[tuple[str, ...]]
) -> None:
    """Tell where something of the person is left in the raw folder after these changes.

    What others say in transcripts is theirs; there only the code is looked for.

    Parameters
    ----------
    study : Study
    copy : Copy
    changes : RawChanges
    others : set of tuple
        Strings of words of others, see `strings_of`.
    """
    raw = study.raw
    if raw is None or not raw.is_dir():
        return
    look = Traces(copy.code, frozenset(strings_of(copy.texts) - others))
    in_transcripts = Traces(copy.code, frozenset())
    after = {path: staged for staged, path in changes.replace}
    for path in files_of(raw):
        if path not in changes.delete:
            inside = path.relative_to(raw)
            spoken = inside.parts[0] == "interviews" and path.suffix.lower() in SUFFIXES
            left = in_transcripts if spoken else look
            copy.ask_rows(f"raw/{inside.as_posix()}", left.rows_in(after.get(path, path)))


def _clean_names(called: str, key: Key) -> set[str]:
    """Return how a raw file may be called in the study: with and without the names in its name."""
    clean = {
        bare(clean_name(called, key, word=word, choose=lambda codes: codes[0]))
        for word in _PERSON.as_dict().values()
    }
    return {bare(called), *clean}


def _transcript(
    study: Study,
    raw: Path,
    copy: Copy,
    called: str,
    turns: tuple[int, ...],
    changes: RawChanges,
) -> None:
    """Take the raw file of a transcript out, or the same turns of it."""
    asked = bare(called)
    try:
        key = read_key(raw / "key.json")
    except InputError:
        key = Key()
    fits = [
        path
        for path in files_of(raw)
        if asked in _clean_names(path.relative_to(raw).as_posix(), key)
        and path.suffix.lower() not in (".csv", ".tsv", ".xlsx", ".xlsm", ".ods")
    ]
    if not fits:
        copy.ask(f"raw: no file is called as {called}; remove the raw file of it")
    for path in fits:
        if turns and path.suffix.lower() in SUFFIXES:
            _turns(study, raw, copy, called, path, turns, changes)
        elif turns:
            copy.ask(f"raw/{path.relative_to(raw).as_posix()}: this person is heard or named in it")
        else:
            if path.suffix.lower() in SUFFIXES:
                copy.texts += _spoken(path)
            changes.delete.append(path)
            copy.counts["raw files"] += 1


def _spoken(path: Path) -> list[str]:
    """Return what was said in a raw transcript by others than who asked."""
    try:
        turns = read_transcript(path, path.name).turns
    except KitError:
        return []
    row = dict.fromkeys(("interviewer_speaker", "interviewer", "speaker"))
    asking, _ = interviewers_of(labels_of(turns), [row], "")
    return [turn.text for turn in turns if turn.speaker not in asking]


def _turns(
    study: Study,
    raw: Path,
    copy: Copy,
    called: str,
    path: Path,
    turns: tuple[int, ...],
    changes: RawChanges,
) -> None:
    inside = f"raw/{path.relative_to(raw).as_posix()}"
    try:
        there = read_transcript(path, inside)
        count = len(read_transcript(study.root / called, called).turns)
    except KitError:
        copy.ask(f"{inside}: it cannot be read; take this person out")
        return
    if len(there.turns) != count:
        copy.ask(f"{inside}: its turns are not those of {called}; take this person out")
        return
    copy.texts += [t.text for t in there.turns if t.number in turns]
    new = path.with_suffix(".txt")
    staged = raw / STAGED / new.relative_to(raw)
    staged.parent.mkdir(parents=True, exist_ok=True)
    write_transcript(without_words(there, turns), staged)
    shutil.copymode(path, staged)
    changes.replace.append((staged, new))
    if new != path:
        changes.delete.append(path)
    copy.counts["raw files"] += 1


def _table(
    raw: Path,
    path: Path,
    called: str,
    table: str,
    columns: tuple[str, ...],
    of_person: Any,
    copy: Copy,
    changes: RawChanges,
) -> bool:
    return _rows(
        raw,
        path,
        called,
        table,
        lambda given: {} if any(of_person(given.get(n)) for n in columns) else None,
        copy,
        changes,
    )


def _rows(
    raw: Path,
    path: Path,
    called: str,
    table: str,
    decide: Decide,
    copy: Copy,
    changes: RawChanges,
) -> bool:
    after = edited(path, called, table=table, decide=decide)
    if after is None:
        return False
    stage(raw, path, after.content, changes)
    copy.counts["rows of raw tables"] += after.removed
    return True


def _logbook(
    raw: Path, path: Path, called: str, of_person: Any, copy: Copy, changes: RawChanges
) -> None:
    suffix = path.suffix.lower()
    if suffix in TABLES and _table(
        raw, path, called, "logbook", ("author",), of_person, copy, changes
    ):
        return
    if suffix in RUNNING:
        content, texts, count = without_entries(path, called, of_person)
        if count:
            copy.texts += texts
            stage(raw, path, content, changes)
            copy.counts["rows of raw tables"] += count
