"""Reading the files of the coders: every problem told, nothing lost, every quote in its place."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from kit.anchors import Lost, find_again
from kit.codings import (
    DECISIONS,
    METHODS,
    REQUIRED,
    Coding,
    Codings,
    beyond,
    name_problems,
    not_its_name,
    read_head,
)
from kit.documents import Document
from kit.errors import Problem, unknown_name
from kit.study import Study

__all__ = ["document_problem", "read_codings"]

_FIELDS = tuple(f.name for f in fields(Coding))


def read_codings(
    study: Study,
    *,
    documents: Iterable[Document] | None = None,
    codes: Collection[str] | None = None,
) -> Codings:
    """Read every coder's file of a study.

    A line that was cut short is kept and told; the lines after it are read. With `documents`, each
    quote is looked up in the text as it is now: one that moved is placed anew and `found` says how,
    one that is gone is a problem.

    Parameters
    ----------
    study : Study
    documents : iterable of Document, optional
        All of the study; None leaves documents and offsets unchecked.
    codes : collection of str, optional
        The ids of the codebook; None leaves codes unchecked.

    Returns
    -------
    Codings
    """
    problems: list[Problem] = []
    notes: dict[str, tuple[str, ...]] = {}
    rows: list[tuple[str, Coding]] = []
    for path, called in _each(study, problems):
        told: list[str] = []
        rows += _of_a_file(path, called, problems, told)
        notes[called] = tuple(told)
    rows = list(_each_once(rows, problems))
    _hold_to_own(rows, problems)
    known = None if documents is None else {d.id: d for d in documents}
    found: dict[str, str] = {}
    records = []
    for where, one in rows:
        placed: Coding | Problem = one
        if codes is not None and one.decision != "read" and one.code not in codes:
            placed = unknown_name(f"{where}, `code`", one.code, codes)
        elif known is not None:
            placed = _placed(one, known, where, found)
        if isinstance(placed, Problem):
            problems.append(placed)
        else:
            records.append(placed)
    for called in notes:
        file_ids = {one.id for where, one in rows if where.startswith(f"{called}, ")}
        moved = sum(id in file_ids for id in found)
        if moved:
            notes[called] += (f"{moved} found again at another place, or nearly the same",)
    return Codings(tuple(records), found, tuple(problems), notes)


def _each(study: Study, problems: list[Problem]) -> list[tuple[Path, str]]:
    """Return the files, those of two coders of one name excepted."""
    by_name: dict[str, list[tuple[Path, str]]] = {}
    for path, called in study.files("codings", (".jsonl",)):
        by_name.setdefault(path.stem.casefold(), []).append((path, called))
    for twins in by_name.values():
        if len(twins) > 1:
            names = " and ".join(called for _, called in twins)
            do = "Neither was read. Give one of the coders another name, in file and first line."
            problems.append(Problem(twins[1][1], names, "one file per coder", do))
    return [those[0] for those in by_name.values() if len(those) == 1]


def _of_a_file(
    path: Path, called: str, problems: list[Problem], told: list[str]
) -> list[tuple[str, Coding]]:
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        do = "Close it in other programs, or copy it, and try once more."
        problems.append(Problem(called, error.strerror or "", "a file that can be opened", do))
        return []
    coder, trouble = read_head(lines[0], called)
    if coder is not None:
        trouble = name_problems(coder, f"{called}, row 1")
        if coder != path.stem:
            trouble.append(not_its_name(called, coder, path.stem))
    problems += trouble
    if coder is None or trouble:
        return []
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        where = f"{called}, row {number}"
        try:
            given = json.loads(line.decode())
        except ValueError:
            if line.lstrip().startswith(b"{"):
                told.append(
                    f"row {number} is cut short, as when writing was broken off: that record is "
                    "lost, the others are read; code that passage once more"
                )
            else:
                problems.append(Problem(where, "", "one record, as the kit writes it"))
            continue
        wrong = list(_wrong(given, coder, where))
        problems += wrong
        if not wrong:
            strange = sorted(set(given) - set(_FIELDS))
            if strange:
                told.append(f"row {number}: not read: {', '.join(strange)}")
            rows.append((where, Coding(**{k: v for k, v in given.items() if k in _FIELDS})))
    return rows


def _wrong(given: Any, coder: str, where: str) -> Iterable[Problem]:
    """Yield what is wrong with a record by itself."""
    if not isinstance(given, dict):
        yield Problem(where, "", "one record, as the kit writes it")
        return
    for name in _FIELDS:
        number = name in ("start", "end")
        if name not in given:
            if name in REQUIRED:
                yield Problem(f"{where}, `{name}`", "", "this field")
        elif number and (not isinstance(given[name], int) or isinstance(given[name], bool)):
            yield Problem(f"{where}, `{name}`", "", "a whole number")
        elif not number and not isinstance(given[name], str):
            yield Problem(f"{where}, `{name}`", "", "a text")
    if not all(isinstance(given.get(n, ""), str) for n in ("coder", "time", "method", "decision")):
        return
    if given.get("coder", coder) != coder:
        yield Problem(f"{where}, `coder`", given["coder"], f"{coder}, whose file this is")
    for name, known in (("method", METHODS), ("decision", DECISIONS)):
        if given.get(name, known[0]) not in known:
            yield unknown_name(f"{where}, `{name}`", given[name], known)
    if given.get("decision", "add") not in ("add", "read") and not given.get("of"):
        yield Problem(f"{where}, `of`", "", "the id of what the decision is about")
    try:
        zoned = datetime.fromisoformat(given.get("time", "")).tzinfo is not None
    except ValueError:
        zoned = False
    if given.get("time") and not zoned:
        expected = "a moment with its time zone, such as 2026-01-31T13:05:00Z"
        yield Problem(f"{where}, `time`", given["time"], expected)
    start, end = given.get("start"), given.get("end")
    if isinstance(start, int) and isinstance(end, int):
        problem = beyond(start, end, end, where)
        if problem:
            yield problem


def _each_once(
    rows: list[tuple[str, Coding]], problems: list[Problem]
) -> Iterable[tuple[str, Coding]]:
    first: dict[str, str] = {}
    for where, one in rows:
        if one.id in first:
            expected = f"an id that is not used yet ({first[one.id]} has it too)"
            problems.append(Problem(f"{where}, `id`", one.id, expected))
        else:
            first[one.id] = where
            yield where, one


def _hold_to_own(rows: list[tuple[str, Coding]], problems: list[Problem]) -> None:
    """Tell removals of what the coder did not write; they remove nothing."""
    written: set[tuple[str, str]] = set()
    for where, one in rows:
        if one.decision == "remove" and (one.coder, one.of) not in written:
            do = "To settle a difference with another coder, adjudicate it."
            expected = "the id of an earlier record of the same coder"
            problems.append(Problem(f"{where}, `of`", one.of, expected, do))
        written.add((one.coder, one.id))


def _placed(
    one: Coding, known: Mapping[str, Document], where: str, found: dict[str, str]
) -> Coding | Problem:
    document = known.get(one.document)
    if document is None:
        return document_problem(where, one.document, known)
    wrong = beyond(one.start, one.end, len(document.text), where)
    if not one.quote.strip():
        return wrong or one
    place = find_again(
        document, quote=one.quote, part=one.part or None, start=one.start, end=one.end
    )
    if isinstance(place, Lost):
        if wrong:
            return wrong
        got = f"a quote that stands there {place.places} times" if place.places else (
            "a quote that no longer stands there")  # fmt: skip
        do = "The text was edited. Code the passage once more, and remove this record."
        return Problem(f"{where}, `quote`", got, f"a passage of {one.document}", do)
    if place.how != "in place":
        alike = f" ({place.alike:.0%} alike)" if place.how == "nearly" else ""
        found[one.id] = place.how + alike
    return replace(one, part=place.part or one.part, start=place.start, end=place.end)


def document_problem(where: str, got: str, known: Collection[str]) -> Problem:
    """Return the problem of a document that does not exist, with the nearest, not all of them."""
    near = difflib.get_close_matches(got, known, n=1, cutoff=0.5)
    nearest = f" (nearest: {near[0]})" if near else ""
    return Problem(f"{where}, `document`", got, f"a document of the study{nearest}")
