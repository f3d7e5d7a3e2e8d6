"""Bringing a survey into a study: without the columns that name people, with a drafted mapping."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.errors import InputError, Problem
from kit.files import write_whole
from kit.formulas import defused
from kit.study import Study
from kit.surveys.drafting import Scale, draft_mapping
from kit.surveys.gathering import FOLDER, mappings_of
from kit.surveys.layouts import PROGRAMS, Export, Question, open_export
from kit.surveys.mapping import SUFFIX
from kit.surveys.naming import NOBODY, masked, what_it_names
from kit.surveys.reading import people_in
from kit.surveys.respondents import make_secret, pseudonym
from kit.values import text_of

__all__ = ["Placed", "place", "preview", "write_drafts"]

_FIRST = 5
_SHORT = 40
_LONG = 6  # words; labels of answers are shorter, or the same for several people
#: What may stand for a person in a pseudonym; an address on the internet changes too often.
_KEYS = ("an e-mail address", "an access code")


@dataclass(frozen=True)
class Placed:
    """What was written of a survey that was brought into a study.

    Attributes
    ----------
    files : tuple of str
        Paths within the study.
    notes : tuple of str
        What was left out, and what to do next.
    """

    files: tuple[str, ...]
    notes: tuple[str, ...]


def preview(path: Path) -> tuple[tuple[str, ...], ...]:
    """Return the header and the first five rows of a survey, what names people blotted out.

    Raises
    ------
    InputError
    """
    export = open_export(path, path.name)
    people = people_in(export, {})
    header = tuple(question.header for question in export.questions)
    rows = [
        tuple(
            "(names people)" if question in people else masked(_short(_cell(cells, question)))
            for question in export.questions
        )
        for _, cells in export.rows[:_FIRST]
    ]
    return (header, *rows)


def place(study: Study, path: Path, *, scale: Scale) -> Placed:
    """Write a survey into the folder ``surveys`` of a study, and draft its mapping.

    Columns that name people stay out. Where one holds e-mail addresses or another sign of each
    person, a column ``respondent`` with pseudonyms takes its place; their key is made beside the
    raw files, in the folder that study.yml names.

    Raises
    ------
    InputError
        The file cannot be read as a survey, or one of this name is there already.
    CannotWrite
    """
    export = open_export(path, path.name)
    name = re.sub(r"[^\w .()-]+", "-", masked(path.stem)).strip(" .-") or "survey"
    target = study.root / FOLDER / f"{name}.csv"
    if target.exists():
        where = target.relative_to(study.root).as_posix()
        do = "Take it away first, or give the file another name."
        raise InputError([Problem(where, "a file that is there already", "a new name", do)])
    people = people_in(export, {})
    key = next(
        (q for kind in _KEYS for q in export.questions if _tells_apart(q, export, kind)), None
    )
    secret = make_secret(study) if key else None
    write_whole(target, _clean(export, people, key, secret))
    called = [target.relative_to(study.root).as_posix()]
    notes = list(_notes(export, people, key, secret))
    called += [made for made in write_drafts(study, scale=scale) if made.startswith(FOLDER)]
    return Placed(tuple(called), tuple(notes))


def write_drafts(study: Study, *, scale: Scale) -> list[str]:
    """Draft a mapping for each survey in a study that has none; return what was written.

    A file that is no survey gets none; what is wrong with it is told when it is read.
    """
    mappings, wrong = mappings_of(study)
    if wrong:
        return []
    made = []
    for path, _ in study.files(FOLDER):
        target = path.with_name(path.stem + SUFFIX)
        beside = [m for p, _, m in mappings if p.parent == path.parent]
        if target.exists() or any(mapping.serves(path.name) for mapping in beside):
            continue
        try:
            draft = draft_mapping(
                path, study=study, scale=scale, like=[m for _, _, m in mappings if m.checked]
            )
        except InputError:
            continue
        write_whole(target, draft.text)
        mappings.append((target, target.name, draft.mapping))
        made.append(target.relative_to(study.root).as_posix())
    return made


def _clean(
    export: Export, people: set[Question], key: Question | None, secret: bytes | None
) -> bytes:
    """Return a survey as CSV without the columns that name people."""
    kept = [q.position for q in export.questions if q not in people]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    for _, cells in export.above:
        row = [defused(masked(_at(cells, p))) for p in kept]
        writer.writerow([*row, *(["respondent"] if secret else [])])
    for _, cells in export.rows:
        row = [defused(masked(_at(cells, p))) for p in kept]
        if key and secret:
            who = text_of(_cell(cells, key))
            row.append(pseudonym(who, secret) if who.casefold() not in NOBODY else "")
        writer.writerow(row)
    return text.getvalue().encode("utf-8-sig")


def _notes(
    export: Export, people: set[Question], key: Question | None, secret: bytes | None
) -> Iterator[str]:
    yield f"{PROGRAMS[export.program]}: {export.reason}"
    if people:
        heads = ", ".join(q.header for q in export.questions if q in people)
        yield f"columns that name people, left out: {heads}"
    written = [q.header for q in export.questions if q not in people and _is_free(q, export)]
    if written:
        yield (
            f"texts that people wrote themselves are in it ({', '.join(written)}): look through "
            "them for names"
        )
    if key and secret:
        yield f"pseudonyms were made of `{key.header}`; their key lies with the raw files"
    elif key:
        yield (
            "no folder `raw` in study.yml, so no pseudonyms were made: nobody can be found again "
            "in another wave"
        )


def _is_free(question: Question, export: Export) -> bool:
    """Say whether people wrote in a column: some cells are long, and hardly two are the same."""
    cells = [text_of(_cell(cells, question)) for _, cells in export.rows]
    long = [text for text in cells if len(text.split()) >= _LONG]
    return bool(long) and len(set(long)) * 2 > len(long)


def _tells_apart(question: Question, export: Export, kind: str) -> bool:
    """Say whether a column holds the e-mail address, or the access code, of each person."""
    cells = [_cell(cells, question) for _, cells in export.rows]
    filled = [text for text in map(text_of, cells) if text.casefold() not in NOBODY]
    is_address = kind == "an e-mail address"
    fits = any("@" in text for text in filled) if is_address else bool(filled)
    return fits and what_it_names(question.text, question.code, cells) == kind


def _at(cells: Sequence[Any], position: int) -> str:
    return text_of(cells[position]) if position < len(cells) else ""


def _cell(cells: Sequence[Any], question: Question) -> Any:
    return cells[question.position] if question.position < len(cells) else None


def _short(cell: Any) -> str:
    text = " ".join(text_of(cell).split())
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
