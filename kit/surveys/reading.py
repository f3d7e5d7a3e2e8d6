"""The answers to a survey, as its mapping says: one row per answer, without names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.errors import Problem
from kit.language import plural
from kit.study import Study
from kit.surveys.answer_scales import usual_scores
from kit.surveys.layouts import PROGRAMS, Export, Question, open_export
from kit.surveys.mapping import ABOUT, Column, SurveyMapping
from kit.surveys.naming import NOBODY, TAKEN_OUT, masked, one_line, what_it_names
from kit.surveys.respondents import pseudonym, read_secret
from kit.surveys.written_answers import (
    chosen,
    day_of,
    folded,
    is_month_first,
    is_test,
    score_text,
)
from kit.terms import terms
from kit.values import Unreadable, text_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Survey", "read_survey"]

_SCORED = ("current", "desired")
_PREVIEW = ("survey preview", "survey test", "preview", "1", "2")
_LONGEST = 40  # characters of a code
_FEW_WORDS = 8  # longer is no label of an answer
_SHOWN = 5
_COLUMNS = (
    "row", "region", "wave", "respondent", "role", "voice_group", "kind", "of", "header", "answer",
)  # fmt: skip


@dataclass(frozen=True)
class Survey:
    """What was read of one file of answers.

    Attributes
    ----------
    file : str
    program : str
        As `kit.surveys.layouts.PROGRAMS`.
    frame : DataFrame
        One row per answer: row (number as a person sees it), region (as written, or the slug of
        the only one), wave, respondent (a code or a pseudonym), role, voice_group, kind (current,
        desired, confidence, rationale, experience or priority), of (of ticked learning questions:
        the header), header, answer (text).
    respondents : int
        Whose answers are in `frame`.
    problems : tuple of Problem
    set_aside : mapping of reason to count
        Rows without an answer, tests, and so on.
    people : tuple of str
        Headers of the columns that name people; nothing of them is read but, at most, a pseudonym.
    not_read, new, missing : tuple of str
        Headers: known as `unknown` or `nothing`; not in the mapping; in the mapping only.
    notes : tuple of str
        How it was read.
    """

    file: str
    program: str
    frame: pd.DataFrame
    respondents: int = 0
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Person:
    """One row that was kept."""

    line: int
    moment: date | None
    record: dict[str, str | None]
    answers: tuple[tuple[str, str, str, str], ...]  # kind, of, header, answer


@dataclass
class _Job:
    """What one file is read with, and what is gathered on the way."""

    export: Export
    mapping: SurveyMapping
    taken: Mapping[Question, Column]
    named: frozenset[str]
    month_first: bool
    region: str | None
    secret: bytes | None
    problems: list[Problem] = field(default_factory=list)
    aside: dict[str, int] = field(default_factory=dict)

    def put_aside(self, reason: str) -> None:
        self.aside[reason] = self.aside.get(reason, 0) + 1

    def given(self, kind: str, cells: Sequence[Any]) -> tuple[Question, Any] | None:
        """Return the column of a kind that stands in a row once, and its cell."""
        for question, column in self.taken.items():
            if column.kind == kind:
                return question, _cell(cells, question)
        return None

    def labelled(self, kind: str, cells: Sequence[Any]) -> str | None:
        """Return what a column says, in the words that the mapping puts in its place."""
        found = self.given(kind, cells)
        if found is None:
            return None
        meant = {folded(key): value for key, value in self.taken[found[0]].answers.items()}
        text = "; ".join(chosen(found[1]))
        return meant.get(folded(text), text) or None

    def trouble(self, line: int, question: Question | None, wrong: Problem) -> None:
        """Keep what is wrong with a row, now that it is known where it stands."""
        column = f", `{question.header}`" if question else ""
        where = f"{self.export.where}, row {line}{column}"
        self.problems.append(Problem(where, wrong.got, wrong.expected, wrong.do))


def read_survey(
    path: Path, mapping: SurveyMapping, *, study: Study, called: str | None = None
) -> Survey:
    """Read a survey as its mapping says.

    Set aside and counted: rows without an answer, tests and previews, answers that were not sent,
    and earlier answers of somebody who answered again in the same wave. Columns that name people
    are not read, whatever the mapping says of them; a column with ``as: respondent`` that holds
    addresses gives pseudonyms only. Addresses inside other answers are taken out.

    Parameters
    ----------
    path : Path
    mapping : SurveyMapping
    study : Study
        Its regions, and where the key of its pseudonyms is.
    called : str, optional
        How to call the file in messages; its name when not given.

    Raises
    ------
    InputError
        The file cannot be opened or has no header of a survey, or the key is damaged.
    """
    import pandas as pd

    export = open_export(path, called or path.name)
    known = {folded(column.header): column for column in mapping.columns}
    of = {q: known[folded(q.header)] for q in export.questions if folded(q.header) in known}
    people = people_in(export, of)
    job = _Job(
        export=export,
        mapping=mapping,
        taken={q: c for q, c in of.items() if q not in people or c.kind == "respondent"},
        named=frozenset(q.header for q in people),
        month_first=_month_first(export, of, mapping),
        region=mapping.region or _only_region(study),
        secret=read_secret(study),
    )
    kept = [p for line, cells in export.rows if (p := _person(line, cells, job))]
    kept = _last_of_each(kept, job)
    wordy = _words_without_a_number(kept, job)
    records = [
        {"row": p.line, **p.record, "kind": kind, "of": about, "header": header, "answer": answer}
        for p in kept
        for kind, about, header, answer in p.answers
        if kind not in _SCORED or answer not in wordy
    ]
    there = {folded(q.header) for q in export.questions}
    strange = [q.header for q in export.questions if q not in of and q not in people]
    return Survey(
        file=called or path.name,
        program=PROGRAMS[export.program],
        frame=pd.DataFrame(records, columns=list(_COLUMNS), dtype=object),
        respondents=len(kept),
        problems=tuple(job.problems),
        set_aside=job.aside,
        people=tuple(q.header for q in export.questions if q in people),
        not_read=tuple(q.header for q, c in of.items() if c.kind == "unknown" and q not in people),
        new=tuple(strange),
        missing=tuple(c.header for c in mapping.columns if folded(c.header) not in there),
        notes=(*export.notes, *_on_pairs(job)),
    )


def people_in(export: Export, of: Mapping[Question, Column]) -> set[Question]:
    """Return the columns that name people: the mapping, the program or the file says so."""
    own = export.own
    return {
        q
        for q in export.questions
        if (q in of and of[q].kind == "person")
        or own.get(q.header) == "person"
        or what_it_names(q.text, q.code, (_cell(cells, q) for _, cells in export.rows))
    }


def _month_first(export: Export, of: Mapping[Question, Column], mapping: SurveyMapping) -> bool:
    if mapping.month_first is not None:
        return mapping.month_first
    dates = [q for q, column in of.items() if column.kind in ("completed", "started")]
    return bool(is_month_first(_cell(cells, q) for _, cells in export.rows for q in dates))


def _on_pairs(job: _Job) -> Iterator[str]:
    """Yield whether the same person can be found again in another wave."""
    question = next((q for q, c in job.taken.items() if c.kind == "respondent"), None)
    if question is None:
        yield "no column tells who is who, so nobody can be found again in another wave"
    elif question.header in job.named and job.secret is None:
        yield (
            "no key for pseudonyms, so nobody can be found again in another wave: name a folder "
            "`raw` in study.yml and bring the file in with `kit import`"
        )


def _cell(cells: Sequence[Any], question: Question) -> Any:
    return cells[question.position] if question.position < len(cells) else None


def _person(line: int, cells: Sequence[Any], job: _Job) -> _Person | None:
    """Return what one row says, or None for a row that is set aside."""
    answers = tuple(_answers(cells, job))
    if not answers:
        job.put_aside("rows without an answer")
        return None
    if _is_preview(cells, job) or is_test(answer for _, _, _, answer in answers):
        job.put_aside("test answers")
        return None
    if _is_unfinished(cells, job):
        job.put_aside("answers that were not finished and sent")
        return None
    moment = _moment(line, cells, job)
    wave = _wave(line, cells, job, moment)
    record = {
        "region": job.labelled("region", cells) or job.region,
        "wave": wave,
        "respondent": _respondent(line, cells, job),
        "role": job.labelled("role", cells),
        "voice_group": job.labelled("voice_group", cells),
    }
    return None if wave is None else _Person(line, moment, record, answers)


def _answers(cells: Sequence[Any], job: _Job) -> Iterator[tuple[str, str, str, str]]:
    general = {folded(key): value for key, value in job.mapping.answers.items()}
    # A number is for statements: `counts` of an experience speaks of the words themselves.
    plain = {key: value for key, value in general.items() if not (value or "").isdigit()}
    for question, column in job.taken.items():
        about = column.of or (question.header if column.kind == "priority" else None)
        if column.kind not in ABOUT or about is None:
            continue
        cell = _cell(cells, question)
        meant = general | {folded(key): value for key, value in column.answers.items()}
        if column.kind in _SCORED:
            answer = score_text(cell, meant)
        else:
            text = one_line(cell)
            own = {folded(key): value for key, value in column.answers.items()}
            answer = (plain | own).get(folded(text), text) or None
        if answer is None:
            continue
        if TAKEN_OUT in answer:
            job.put_aside("addresses and numbers of people inside answers, taken out")
        yield column.kind, about, question.header, answer


def _words_without_a_number(kept: Sequence[_Person], job: _Job) -> set[str]:
    """Return the words that several people answered without a number, and tell them once.

    What one person wrote stays, and is told with its row.
    """
    said: dict[str, dict[str, int]] = {}
    for person in kept:
        for kind, _, header, answer in person.answers:
            if kind in _SCORED and not answer.isdigit() and answer not in terms("no_score"):
                heads = said.setdefault(answer, {})
                heads[header] = heads.get(header, 0) + 1
    usual = usual_scores(said)
    words = [w for w, heads in said.items() if w in usual or sum(heads.values()) > 1]
    words = [w for w in words if len(w.split()) <= _FEW_WORDS]
    if words:
        columns = list(dict.fromkeys(header for word in words for header in said[word]))
        more = plural(len(columns), "column", "columns", "en")
        shown = ", ".join(masked(word) for word in words[:_SHOWN])
        shown += ", …" if len(words) > _SHOWN else ""
        got = f"{plural(len(words), 'word', 'words', 'en')} without a number ({shown}), in {more}"
        example = ", ".join(f"{masked(w)}: {usual.get(w, '…')}" for w in words[:_SHOWN])
        do = f"Add what each means to the mapping, such as `answers: {{{example}}}`."
        where = f"{job.export.where}, `{columns[0]}`" if len(columns) == 1 else job.export.where
        job.problems.append(Problem(where, got, "a number for each word", do))
    return set(words)


def _is_preview(cells: Sequence[Any], job: _Job) -> bool:
    said = [_cell(cells, q) for q, column in job.taken.items() if column.kind == "status"]
    return any(folded(text_of(cell)) in _PREVIEW for cell in said)


def _is_unfinished(cells: Sequence[Any], job: _Job) -> bool:
    finished = job.given("finished", cells)
    if finished:
        return folded(text_of(finished[1])) in ("false", "0", "nee", "no", "onwaar")
    # LimeSurvey keeps answers of people who stopped halfway, without a day of sending.
    sent = job.given("completed", cells) if job.export.program == "limesurvey" else None
    return sent is not None and folded(text_of(sent[1])) in ("", "n", "na")


def _moment(line: int, cells: Sequence[Any], job: _Job) -> date | None:
    given = job.given("completed", cells)
    if given is None:
        return None
    try:
        return day_of(given[1], month_first=job.month_first)
    except Unreadable as wrong:
        do = f"{wrong.do} Or say `month_first` in the mapping.".strip()
        job.trouble(line, given[0], Problem("", masked(text_of(given[1])), wrong.expected, do))
        return None


def _wave(line: int, cells: Sequence[Any], job: _Job, moment: date | None) -> str | None:
    """Return the wave of a row; empty where nothing says it, None where it cannot be read."""
    given = job.given("wave", cells)
    if given and (text := one_line(given[1])):
        return text
    if job.mapping.wave not in periods.LENGTHS:
        return job.mapping.wave or ""
    if moment:
        return periods.period_of(moment, str(job.mapping.wave))
    day = job.given("completed", cells)
    if day is None or not text_of(day[1]):
        expected = "the day of answering, which tells the wave"
        do = "Or write a wave in the mapping, such as `wave: 2024H1`."
        job.trouble(line, day[0] if day else None, Problem("", "", expected, do))
    return None


def _only_region(study: Study) -> str | None:
    return next(iter(study.regions)) if len(study.regions) == 1 else None


def _respondent(line: int, cells: Sequence[Any], job: _Job) -> str:
    """Return the code of a person; of an address only its pseudonym, and only with the key."""
    given = job.given("respondent", cells)
    text = text_of(given[1]) if given else ""
    if given and text:
        if given[0].header not in job.named and masked(text) == text and len(text) <= _LONGEST:
            return text
        if job.secret and folded(text) not in NOBODY:
            return pseudonym(text, job.secret)
    stem = Path(job.export.where.split(", sheet")[0]).stem
    return f"{stem}-{line}"


def _last_of_each(kept: Sequence[_Person], job: _Job) -> list[_Person]:
    """Return the last answers of each respondent in a wave; earlier ones are counted."""
    last: dict[tuple[str | None, ...], _Person] = {}
    for person in kept:
        key = tuple(person.record[name] for name in ("region", "wave", "respondent"))
        before = last.get(key)
        if before is not None:
            job.put_aside("earlier answers of somebody who answered again")
            if before.moment and person.moment and before.moment > person.moment:
                continue
        last[key] = person
    return sorted(last.values(), key=lambda person: person.line)
