"""Every survey in a study with its mapping: what is read, what waits for a person, what is left.

Surveys lie in the folder ``surveys`` of a study, each mapping beside them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kit.cells import Rows
from kit.errors import InputError, Problem, unknown_name
from kit.language import plural
from kit.study import Study
from kit.surveys.handing_over import indicator_rows, survey_to_indicators, survey_to_maturity
from kit.surveys.mapping import SUFFIX, SurveyMapping, read_mapping
from kit.surveys.naming import what_it_names
from kit.surveys.reading import Survey, read_survey
from kit.surveys.written_answers import folded

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FOLDER", "Gathered", "experience_rows", "maturity_rows", "read_surveys"]

FOLDER = "surveys"
_RATED = ("current", "desired", "confidence", "rationale")


@dataclass(frozen=True)
class Gathered:
    """What was read of all surveys of a study.

    Attributes
    ----------
    surveys : tuple of (Survey, SurveyMapping, str)
        Each with its mapping, and how the mapping is called.
    frame : DataFrame
        One row per respondent: file, row, region, wave.
    problems, set_aside, unknown, notes
        As `kit.tables.Table`.
    waiting : tuple of str
        Files without a mapping.
    """

    surveys: tuple[tuple[Survey, SurveyMapping, str], ...]
    frame: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()


def read_surveys(study: Study) -> Gathered:
    """Read every survey whose mapping a person has checked.

    A file without a mapping, and one whose mapping is still a draft, are told and not read.
    """
    import pandas as pd

    problems: list[Problem] = []
    aside: dict[str, int] = {}
    unknown: dict[str, tuple[str, ...]] = {}
    notes: dict[str, tuple[str, ...]] = {}
    waiting: list[str] = []
    found: list[tuple[Survey, SurveyMapping, str]] = []
    mappings, wrong = mappings_of(study)
    problems += wrong
    for path, called in study.files(FOLDER):
        those = [m for m in mappings if m[0].parent == path.parent and m[2].serves(path.name)]
        if len(those) > 1:
            got = ", ".join(name for _, name, _ in those)
            do = "Change `files` in one of them."
            problems.append(Problem(called, got, "one mapping for a file", do))
        if not those:
            waiting.append(called)
            notes[called] = ("no mapping yet, not read",)
        if len(those) != 1:
            continue
        _, name, mapping = those[0]
        if not mapping.checked:
            notes[called] = tuple(_of_a_draft(mapping, name))
            continue
        try:
            survey = read_survey(path, mapping, study=study, called=called)
        except InputError as error:
            problems += error.problems
            continue
        problems += [*survey.problems, *_strange_region(mapping, name, study)]
        found.append((survey, mapping, name))
        notes[called] = (*survey.notes, *_told(survey, name))
        if survey.not_read or survey.new:
            unknown[called] = (*survey.not_read, *survey.new)
        for reason, n in survey.set_aside.items():
            aside[f"{reason} ({called})"] = n
    served = {path.name for path, _ in study.files(FOLDER)}
    for _, name, mapping in mappings:
        if not any(mapping.serves(each) for each in served):
            notes[name] = ("serves no file that is here",)
    columns = ["row", "region", "wave"]
    rows = [
        (survey.file, *row)
        for survey, _, _ in found
        for row in survey.frame[columns].drop_duplicates("row").itertuples(index=False, name=None)
    ]
    frame = pd.DataFrame(rows, columns=["file", *columns], dtype=object)
    return Gathered(
        tuple(found), frame, tuple(problems), aside, unknown, notes,
        tuple(waiting),
    )  # fmt: skip


def maturity_rows(
    gathered: Gathered, *, items: Collection[str], texts: Mapping[str, str]
) -> tuple[tuple[tuple[Rows, str], ...], tuple[Problem, ...]]:
    """Return the answers to the maturity index in surveys, ready for its reader.

    Parameters
    ----------
    gathered : Gathered
    items : collection of str
        Ids of the statements of the instrument; a mapping that names another is told.
    texts : mapping of text to id
        The statements in words, which a mapping may give instead.

    Returns
    -------
    tuple of (Rows, str), tuple of Problem
    """
    ready: list[tuple[Rows, str]] = []
    problems: list[Problem] = []
    ids = {folded(text): id for text, id in texts.items()}
    for survey, mapping, name in gathered.surveys:
        seen: dict[tuple[str, str], int] = {}
        of: dict[str, str] = {}
        for number, column in enumerate(mapping.columns, start=1):
            if column.kind not in _RATED or not column.of:
                continue
            where = f"{name}, `columns[{number}].of`"
            item = column.of if column.of in items else ids.get(folded(column.of))
            if item is None:
                problems.append(unknown_name(where, column.of, items))
                continue
            of[column.of] = item
            if first := seen.get((column.kind, item)):
                expected = f"one column for {column.kind} of {item}"
                do = f"columns[{first}] is about it too; write `as: nothing` for one of them."
                problems.append(Problem(where, item, expected, do))
            seen.setdefault((column.kind, item), number)
        frame = survey.frame.assign(of=[of.get(said, said) for said in survey.frame["of"]])
        for rows in survey_to_maturity(replace(survey, frame=frame)):
            at = next(at for at, column in rows.columns.items() if column == "item")
            if rows.rows and rows.rows[0][1][at] in items:
                ready.append((rows, survey.file))
    return tuple(ready), tuple(problems)


def experience_rows(study: Study, gathered: Gathered) -> tuple[tuple[Rows, str], ...]:
    """Return the experiences in surveys as rows of ``indicators``, ready for their reader."""
    regions = {
        folded(written): region.slug
        for region in study.regions.values()
        for written in (region.slug, region.name)
    }
    fewest = study.thresholds.respondents
    frames = (
        (survey.file, survey_to_indicators(survey, mapping, fewest=fewest, regions=regions))
        for survey, mapping, _ in gathered.surveys
    )
    return tuple(indicator_rows((file, frame) for file, frame in frames if len(frame)))


def mappings_of(study: Study) -> tuple[list[tuple[Path, str, SurveyMapping]], list[Problem]]:
    """Return every mapping in a study with its file, and what is wrong with the others."""
    found: list[tuple[Path, str, SurveyMapping]] = []
    problems: list[Problem] = []
    for path in sorted((study.root / FOLDER).rglob(f"*{SUFFIX}")):
        called = path.relative_to(study.root).as_posix()
        if any(part.startswith(".") for part in path.relative_to(study.root).parts):
            continue
        try:
            found.append((path, called, read_mapping(path, called)))
        except InputError as error:
            problems += error.problems
    return found, problems


def _of_a_draft(mapping: SurveyMapping, name: str) -> Iterator[str]:
    guesses = sum(column.guess is not None for column in mapping.columns)
    told = f"{name} is a draft with {plural(guesses, 'guess', 'guesses', 'en')}"
    yield f"{told}: not read until it says `checked: yes`"
    people = [
        column.header
        for column in mapping.columns
        if column.kind == "person" or what_it_names(column.header, "", ())
    ]
    if people:
        yield f"columns that name people: {', '.join(people)}"


def _strange_region(mapping: SurveyMapping, name: str, study: Study) -> Iterator[Problem]:
    known = {folded(text) for r in study.regions.values() for text in (r.slug, r.name)}
    if mapping.region and folded(mapping.region) not in known:
        yield unknown_name(f"{name}, `region`", mapping.region, study.regions)


def _told(survey: Survey, name: str) -> Iterator[str]:
    yield plural(survey.respondents, "respondent", "respondents", "en")
    yield f"read with {name}"
    if survey.people:
        columns = plural(len(survey.people), "column", "columns", "en")
        verb = "names" if len(survey.people) == 1 else "name"
        yield (
            f"set aside: {columns} that {verb} people ({', '.join(survey.people)}); "
            "bring the file in with `kit import`, and they stay out of the study"
        )
    if survey.new:
        yield f"new, not in the mapping: {', '.join(survey.new)}"
    if survey.missing:
        yield f"in the mapping and not in the file: {', '.join(survey.missing)}"
