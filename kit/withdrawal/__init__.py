"""Withdrawal: somebody no longer takes part, and everything that person said or wrote goes.

`foresee` says what would be done, `withdraw` does it. Both work on a copy of the study first, in
which the person is taken out; it is then held against the study: every text of everybody else has
to be there as it was. A file that cannot be changed so is left alone, and what has to be taken out
of it by a person is told. As long as there is such a thing, the withdrawal is not done.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kit import __version__
from kit.documents import Document
from kit.errors import InputError, Problem, Refused
from kit.files import decode, write_whole
from kit.provenance import now
from kit.study import Study, open_study
from kit.texts import read_texts
from kit.withdrawal.carrying_out import STAGED, Steps, begun, carry_out, differing, finish
from kit.withdrawal.copies import Copy, copy_of, files_in
from kit.withdrawal.raw_files import RawChanges, left_in_raw, take_out_of_raw
from kit.withdrawal.references import Ids, take_out_references
from kit.withdrawal.reports import Report, reports_of
from kit.withdrawal.searching import Traces, readable, strings_of
from kit.withdrawal.spoken import take_out_of_interviews
from kit.withdrawal.written import take_out_of_logbook

__all__ = ["Withdrawal", "foresee", "told", "withdraw"]

RECORD = "withdrawals.yml"
_Pairs = dict[str, tuple[Document, Document]]


@dataclass(frozen=True)
class Withdrawal:
    """What was taken out of a study, or would be. It names nobody.

    Attributes
    ----------
    counts : mapping of str to int
        By kind.
    reports : tuple of Report
        To be called back.
    by_hand : tuple of str
        What a person has to take out: file and row. Until then it is not done.
    notes : tuple of str
    done : bool
        Whether it was carried out.
    resumed : bool
        Whether one that was broken off was ended first.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    reports: tuple[Report, ...] = ()
    by_hand: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    done: bool = False
    resumed: bool = False

    @property
    def exit_code(self) -> int:
        """Return 3 when a person has to take something out, otherwise 0."""
        return InputError.exit_code if self.by_hand else 0


def foresee(study: Study, person: str) -> Withdrawal:
    """Say what a withdrawal would take out; nothing is changed.

    Parameters
    ----------
    study : Study
    person : str
        Code of the person, as in the columns `author` and `person`; capitals do not matter.

    Raises
    ------
    InputError
        Nothing in the study is of this person, or one that was broken off has to be ended first.
    """
    if begun(study):
        do = "Give the command with `--yes`: it goes on from there."
        got = "a withdrawal that was broken off"
        raise InputError([Problem(str(study.root), got, "one that was ended", do)])
    try:
        return _prepare(study, person)[0]
    finally:
        _clear(study)


def withdraw(study: Study, person: str) -> Withdrawal:
    """Take everything that a person said or wrote out of a study and its raw files.

    Interviews, turns, entries, codings, passages of samples and themes, quotes, references of
    notes and events, raw files and the entry of the key go; so does the folder of full findings,
    and every report in the study that holds words of the person. ``withdrawals.yml`` keeps the
    day, counts and the reports to be called back; no name and no code.

    Parameters
    ----------
    study : Study
    person : str
        Code of the person, as in the columns `author` and `person`; capitals do not matter.

    Raises
    ------
    InputError
        Nothing in the study is of this person.
    CannotWrite
        Give the command again: it goes on from there.
    """
    resumed = begun(study)
    if resumed:
        finish(study)
    try:
        made, steps = _prepare(study, person)
        carry_out(study, steps)
    except InputError:
        if not resumed:
            raise
        return Withdrawal(done=True, resumed=True)
    finally:
        if not begun(study):
            _clear(study)
    return Withdrawal(made.counts, made.reports, made.by_hand, made.notes, done=True,
                      resumed=resumed)  # fmt: skip


def told(withdrawal: Withdrawal) -> Iterator[str]:
    """Say what was done, or would be, line by line."""
    if withdrawal.resumed:
        yield "A withdrawal that was broken off was ended first."
    if not withdrawal.counts and not withdrawal.by_hand:
        yield "Nothing of this person is left."
        return
    yield "Taken out:" if withdrawal.done else "This would be taken out:"
    yield from (f"  {what}: {count}" for what, count in withdrawal.counts.items())
    yield from withdrawal.notes
    if "references of history notes" in withdrawal.counts:
        yield "Notes that have no quote left are told by `kit check`."
    if withdrawal.reports:
        yield "Reports to call back from whoever has them:"
        for report in withdrawal.reports:
            why = "holds words of this person" if report.words else "counted this person's texts"
            yield f"  {report.called}: {why}"
    if withdrawal.by_hand:
        yield "It is not done. A person has to take out:"
        yield from (f"  {line}" for line in withdrawal.by_hand)
        yield "Then give the same command again."
    elif not withdrawal.done:
        yield "Nothing was changed. To do it, give the command with `--yes`."
    else:
        yield "Done. Make the reports anew with `kit run`."


def _clear(study: Study) -> None:
    shutil.rmtree(study.root / STAGED, ignore_errors=True)
    if study.raw is not None:
        shutil.rmtree(study.raw / STAGED, ignore_errors=True)


def _prepare(study: Study, person: str) -> tuple[Withdrawal, Steps]:
    """Make everything ready beside the study."""
    before = read_texts(study).documents
    copy, transcripts, others = _taken_out(study, person, before)
    mine = [document for document in before if copy.of_person(document.author)]
    if mine:
        copy.counts["documents"] = len(mine)
    ids = Ids(frozenset(d.id for d in mine), others)
    quotes = take_out_references(copy, ids)
    theirs = strings_of(d.text for d, _ in others.values())
    look = Traces(copy.code, frozenset(strings_of(copy.texts) - theirs))
    regions = {document.region for document in mine if document.region}
    reports = reports_of(study, look, files=copy.files, regions=regions)
    _search(copy, look)
    raw = take_out_of_raw(study, copy, transcripts=transcripts, ids=ids, quotes=quotes)
    left_in_raw(study, copy, raw, others=theirs)
    counts = {what: count for what, count in copy.counts.items() if count}
    if not counts and not copy.by_hand:
        do = "It stands in the column author of the logbook or person of the interviews."
        raise InputError([Problem("PERSON", "", "a code that is in this study", do)])
    inside = [report.path for report in reports if report.words and report.path.is_file()
              and report.path.is_relative_to(study.root)]  # fmt: skip
    if inside:
        counts["reports in the study with words of this person"] = len(inside)
    made = Withdrawal(counts, reports, tuple(copy.by_hand), (*copy.notes, *_notes(study)))
    return made, _steps(study, copy, made, raw, inside)


def _taken_out(
    study: Study, person: str, before: Sequence[Document]
) -> tuple[Copy, dict[str, tuple[int, ...]], _Pairs]:
    """Return a copy in which the person is taken out of the sources, and all others are whole."""
    kept: set[str] = set()
    while True:
        folder = study.root / STAGED
        folder.mkdir(mode=0o700, exist_ok=True)
        copy = Copy(copy_of(study, folder / "study"), person.strip(), study.root, set(kept))
        copy.note_pseudonym(copy.code)
        copy.texts += [d.text[p.start : p.end] for d in before
                       if copy.of_person(d.author) for p in d.parts]  # fmt: skip
        transcripts = take_out_of_interviews(copy)
        take_out_of_logbook(copy)
        after = read_texts(open_study(copy.root)).documents
        pairs, spoilt = _compare(before, after, copy)
        if not spoilt:
            break
        if spoilt <= kept:
            listed = ", ".join(sorted(spoilt))
            do = f"Run `kit check {study.root}` and correct what it says. Nothing was changed."
            expected = "files from which one person can be taken without loss of others"
            raise Refused(str(Problem(listed, "", expected, do)))
        kept |= spoilt
    for document in after:
        if copy.of_person(document.author):
            copy.ask(f"{document.file}, row {document.row}: a text of this person")
    return copy, transcripts, pairs


def _compare(
    before: Sequence[Document], after: Sequence[Document], copy: Copy
) -> tuple[_Pairs, set[str]]:
    """Return each document of others before and after, and the files in which one is not whole."""
    waiting: dict[object, list[Document]] = {}
    for document in after:
        if not copy.of_person(document.author):
            waiting.setdefault(_contents(document), []).append(document)
    pairs: _Pairs = {}
    spoilt: set[str] = set()
    for document in before:
        if copy.of_person(document.author):
            continue
        same = waiting.get(_contents(document), [])
        if same:
            found = next((d for d in same if d.id == document.id), same[0])
            same.remove(found)
            pairs[document.id] = (document, found)
        else:
            spoilt.add(document.file)
    spoilt |= {document.file for left in waiting.values() for document in left}
    return pairs, spoilt


def _contents(document: Document) -> object:
    """Return everything about a document but its number and place."""
    texts = tuple((p.name, document.text[p.start : p.end]) for p in document.parts)
    return (
        document.kind, document.day, document.region, document.tier, document.release,
        document.author, document.role, document.voice_group, texts,
    )  # fmt: skip


def _search(copy: Copy, look: Traces) -> None:
    """Tell where in the copy something of the person is left: a memo that quotes, a file name."""
    for path in files_in(copy.root):
        called = copy.called(path)
        if look.holds_code(called):
            copy.ask(f"{called}: the code of this person is in its name")
        if not readable(path):
            copy.notes.append(f"{called} was not searched; look whether this person is in it.")
            continue
        copy.ask_rows(called, look.rows_in(path))
    if not look.telling:
        copy.notes.append(
            "Texts were not searched for the code: it is an ordinary word, or a pseudonym under "
            "which others may speak of this person, and which without the key leads to nobody."
        )


def _notes(study: Study) -> Iterator[str]:
    if any((folder / ".git").exists() for folder in (study.root, *study.root.parents)):
        yield "The folder is under version control (git): its history still holds everything."
    yield "Copies elsewhere are yours to remove: backups, shared folders, letters, QDA programs."


def _steps(
    study: Study, copy: Copy, made: Withdrawal, raw: RawChanges, inside: Sequence[Path]
) -> Steps:
    replace, delete = differing(
        files_in(study.root), files_in(copy.root), root=study.root, copy=copy.root
    )
    record = write_whole(copy.root / RECORD, _record(study, made))
    replace = [pair for pair in replace if pair[1].name != RECORD]
    return Steps(
        (*raw.replace, *replace, (record, study.root / RECORD)),
        (*raw.delete, *delete, *inside),
        (study.work,),
    )


def _record(study: Study, made: Withdrawal) -> str:
    """Return the record of all withdrawals, this one added: day, counts and reports."""
    import yaml

    path = study.root / RECORD
    held = yaml.safe_load(decode(path.read_bytes())[0]) if path.is_file() else None
    earlier = held.get("withdrawals", []) if isinstance(held, dict) else []
    this = {
        "day": now()[:10],
        "complete": not made.by_hand,
        "removed": dict(Counter(made.counts)),
        "reports": [report.called for report in made.reports],
        "kit": __version__,
    }
    data = {"format": 1, "withdrawals": [*earlier, this]}
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
