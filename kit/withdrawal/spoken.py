"""Taking a person out of the interviews: the rows of the table, and the turns of transcripts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from kit.errors import InputError, KitError
from kit.files import write_whole
from kit.interviews.rows import read_rows, table_files
from kit.interviews.speakers import interviewers_of, labels_of, speakers_of
from kit.table_edits import Edited, edited
from kit.transcripts import (
    SUFFIXES,
    WITHHELD,
    Transcript,
    read_transcript,
    write_transcript,
)
from kit.withdrawal.copies import Copy

__all__ = ["take_out_of_interviews", "without_words"]

#: What the rows of an interview may leave to the first of them.
SHARED = ("transcript", "region", "date", "kind", "interviewer", "interviewer_speaker",
          "recording_deleted_on")  # fmt: skip


def take_out_of_interviews(copy: Copy) -> dict[str, tuple[int, ...]]:
    """Take a person out of transcripts and table; a transcript of nobody else goes as a whole.

    Returns
    -------
    dict of str to tuple of int
        For each transcript that changed, the numbers of the turns without words now; none for one
        that went as a whole.
    """
    rows = [
        {str(k): v for k, v in r.items()} for r in read_rows(copy.study).frame.to_dict("records")
    ]
    by_file: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        path = _transcript_of(row, copy)
        if path is not None:
            by_file.setdefault(copy.called(path), []).append(row)
        elif copy.of_person(row["person"]):
            copy.ask(f"{row['file']}, row {row['row']}: its transcript was not found")
    made, found = _without_rows(copy)
    if found > sum(copy.of_person(row["person"]) for row in rows):
        copy.ask("interviews: a row of this person has a problem; correct it first (`kit check`)")
        return {}
    gone: dict[str, tuple[int, ...]] = {}
    for called, those in by_file.items():
        for row in those:
            if copy.of_person(row["person"]):
                copy.note_pseudonym(row["speaker"])
        if any(copy.of_person(row["person"]) for row in those) and called not in copy.kept:
            _take_turns(copy, copy.root / called, those, gone)
    for path, after in made:
        write_whole(path, after.content)
        copy.counts["interview rows"] += after.removed
    return gone


def _transcript_of(row: Mapping[str, Any], copy: Copy) -> Path | None:
    """Return the transcript that a row names by path, name, or name without its ending."""
    given = (row["transcript"] or row["interview"] or "").replace("\\", "/").strip("/ ").casefold()
    asked = given.removeprefix("interviews/")
    files = {
        called.removeprefix("interviews/").casefold(): path
        for path, called in copy.study.files("interviews", SUFFIXES)
        if path.parent != copy.root
    }
    bare = PurePosixPath(asked).with_suffix("").as_posix() if asked.endswith(SUFFIXES) else asked
    for sought in (asked, bare):
        for way in (str, _name, _bare, _stem):
            fits = [path for name, path in files.items() if way(name) == sought]
            if len(fits) == 1:
                return fits[0]
            if fits:
                return None
    return None


def _name(path: str) -> str:
    return PurePosixPath(path).name


def _bare(path: str) -> str:
    return PurePosixPath(path).with_suffix("").as_posix()


def _stem(path: str) -> str:
    return PurePosixPath(path).stem


def _take_turns(
    copy: Copy, path: Path, rows: Sequence[dict[str, Any]], gone: dict[str, tuple[int, ...]]
) -> None:
    """Take the words of a person out of one transcript; their turns stay, of nobody."""
    called = copy.called(path)
    try:
        transcript = read_transcript(path, called)
    except KitError:
        copy.ask(f"{called}: it cannot be read")
        return
    labels = labels_of(transcript.turns)
    own = _own_labels(copy, rows, labels)
    if own is None:
        copy.ask(f"{called}: which turns are of this person cannot be told")
        return
    speakers, interviewers = own
    mine = [turn for turn in transcript.turns if turn.speaker in speakers]
    others = [
        turn for turn in transcript.turns
        if turn not in mine and turn.speaker not in interviewers and turn.text != WITHHELD
    ]  # fmt: skip
    copy.texts += [turn.text for turn in mine]
    copy.files.add(called)
    copy.counts["turns"] += len(mine)
    if not others and all(copy.of_person(row["person"]) for row in rows):
        path.unlink()
        copy.counts["transcripts"] += 1
        gone[called] = ()
        return
    gone[called] = tuple(turn.number for turn in mine)
    _rewrite(copy, path, without_words(transcript, gone[called]))


def without_words(transcript: Transcript, numbers: Collection[int]) -> Transcript:
    """Return a transcript in which some turns are of nobody and have no words."""
    turns = (
        replace(turn, speaker=None, text=WITHHELD) if turn.number in numbers else turn
        for turn in transcript.turns
    )
    return replace(transcript, turns=tuple(turns))


def _own_labels(
    copy: Copy, rows: Sequence[dict[str, Any]], labels: Sequence[str]
) -> tuple[frozenset[str | None], tuple[str, ...]] | None:
    """Return the labels of the person and those of interviewers; None when it cannot be told."""
    own: set[str | None] = set()
    interviewers: set[str] = set()
    for interview in dict.fromkeys(row["interview"] for row in rows):
        these = [row for row in rows if row["interview"] == interview]
        asking, problems = interviewers_of(labels, these, "")
        speakers, wrong = speakers_of(these, labels, asking)
        interviewers |= set(asking)
        mine = [i for i, row in enumerate(these) if copy.of_person(row["person"])]
        if mine and (problems or any(i not in speakers for i in mine)):
            return None
        own |= {label for i in mine for label in speakers[i]}
        if wrong and None in own:
            return None
    return frozenset(own), tuple(interviewers)


def _rewrite(copy: Copy, path: Path, transcript: Transcript) -> None:
    """Write what is left of a transcript in the plain form of the kit, in place of the old file."""
    new = path.with_suffix(".txt")
    if new != path and new.exists():
        copy.ask(f"{copy.called(path)}: {new.name} is there already")
        return
    path.unlink()
    write_transcript(transcript, new)
    if new != path:
        copy.notes.append(f"{copy.called(path)} is now {new.name}, in the plain form of the kit.")


def _without_rows(copy: Copy) -> tuple[list[tuple[Path, Edited]], int]:
    """Return the tables without the rows of a person, and how many rows those are.

    What a row states for its interview as a whole goes to the rows of others that relied on it.
    """
    files = [(path, called) for path, called in table_files(copy.study) if called not in copy.kept]
    made = []
    found = 0
    stated: dict[str, dict[str, str]] = {}
    for path, called in files:

        def decide(given: Mapping[str, str]) -> Mapping[str, Any] | None:
            nonlocal found
            first = next(filter(None, given.values()), "").upper()
            if first.startswith(("VOORBEELD", "EXAMPLE")):
                return None
            of = given.get("interview") or _stem(given.get("transcript", "").replace("\\", "/"))
            if not copy.of_person(given.get("person")):
                above = stated.get(of, {})
                lost = {n: v for n, v in above.items() if v and not given.get(n)}
                return lost or None
            found += 1
            own = {name: given.get(name, "") for name in SHARED}
            stated[of] = {n: own[n] or v for n, v in stated.get(of, own).items()}
            return {}

        try:
            after = edited(path, called, table="interviews", decide=decide)
        except InputError as error:
            if _mentions(path, copy):
                copy.ask(f"{called}: it cannot be changed safely ({error.problems[0].got})")
            continue
        if after is not None:
            made.append((path, after))
    return made, found


def _mentions(path: Path, copy: Copy) -> bool:
    from kit.cells import read_grids

    grids, problems = read_grids(path, path.name)
    cells = (cell for grid in grids for _, row in grid.rows for cell in row)
    return bool(problems) or any(copy.of_person(cell) for cell in cells)
