"""Everything that is wrong with a study, at once, and what was read where nothing is wrong.

Also whether the files behind the results of a study are still what they were.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kit.actions import read_change_tasks, read_interventions
from kit.cells import SUFFIXES
from kit.codebook import read_codebook, study_codebook
from kit.codebook_lint import lint
from kit.coding_files import read_codings
from kit.codings import Codings
from kit.documents import Document
from kit.errors import InputError, Problem, unknown_name, visible
from kit.finding import Source
from kit.forms import TABLES
from kit.indicators import read_indicators
from kit.jobs import records
from kit.language import plural
from kit.logbook import read_logbook
from kit.parameters import NOTEBOOKS, resolve
from kit.personal import remarks_on
from kit.planning import plan
from kit.provenance import verify
from kit.study import Study, open_study
from kit.themes import Themes, read_themes
from kit.validation import Validated, read_validation

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Checked", "Reading", "changed_since", "check_study", "render_text"]

_SETTINGS = "study.yml"


class _Read(Protocol):
    """What every reader of a table returns."""

    @property
    def frame(self) -> pd.DataFrame: ...
    @property
    def problems(self) -> tuple[Problem, ...]: ...
    @property
    def set_aside(self) -> Mapping[str, int]: ...
    @property
    def unknown(self) -> Mapping[str, tuple[str, ...]]: ...
    @property
    def notes(self) -> Mapping[str, tuple[str, ...]]: ...


@dataclass(frozen=True)
class Reading:
    """What was read of one table.

    Attributes
    ----------
    table : str
        logbook, indicators, change_tasks or interventions; codings, themes and validation where
        there are.
    good_rows : int
        Rows without a problem.
    set_aside : mapping of reason to count
        What was not taken although nothing is wrong with it.
    unknown : mapping of file to header texts
        Columns that were not read.
    notes : mapping of file to how it was read
    """

    table: str
    good_rows: int
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """What a check of a study folder found.

    Attributes
    ----------
    folder : Path
    study : Study or None
        None when ``study.yml`` could not be read; then nothing else was.
    problems : mapping of file to problems
        Every problem of every file.
    readings : tuple of Reading
        One per table.
    remarks : tuple of str
        What is not wrong and yet worth knowing.
    """

    folder: Path
    study: Study | None
    problems: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """Return 3 when something has to be corrected, otherwise 0."""
        return InputError.exit_code if self.problems else 0


def check_study(folder: Path | str) -> Checked:
    """Read everything in a study folder and gather every problem.

    Nothing is changed and nothing is run. Read are ``study.yml``, the codebook, the four tables,
    the coders' files, the themes and the forms that were read to check the rules, and the plan
    with its parameters.

    Returns
    -------
    Checked
    """
    path = Path(folder).expanduser()
    try:
        study = open_study(path)
    except InputError as error:
        return Checked(path, None, _by_file(error.problems, ()))
    figures = read_indicators(study)
    entries = read_logbook(study)
    read: dict[str, _Read] = {
        "logbook": entries,
        "indicators": figures,
        "change_tasks": read_change_tasks(study),
        "interventions": read_interventions(study),
    }
    good = {name: len(table.frame) for name, table in read.items()} | {"logbook": entries.good_rows}
    readings = tuple(
        Reading(name, good[name], table.set_aside, table.unknown, table.notes)
        for name, table in read.items()
    )
    problems = [*_of_the_codebook(study), *_of_the_plan(study, figures.names)]
    problems += [problem for table in read.values() for problem in table.problems]
    codings, judged = _of_the_coders(study, entries.documents)
    problems += [*codings.problems, *judged.problems]
    if codings.notes:
        readings += (Reading("codings", len(codings.records), notes=codings.notes),)
    themes = _themes(study, entries.documents)
    problems += themes.problems
    if themes.records:
        readings += (Reading("themes", len(themes.records), notes=themes.notes),)
    if judged.good_rows:
        readings += (Reading("validation", judged.good_rows),)
    files = [called for table in read.values() for called in table.notes]
    files += [*codings.notes, *themes.notes]
    files += [str(name) for table in read.values() for name in table.frame["file"]]
    remarks = (
        *_remarks(study, read), *remarks_on(entries.documents),
        *_on_the_codebook(study, entries.documents), *_on_themes(themes),
    )  # fmt: skip
    return Checked(path, study, _by_file(problems, files), readings, remarks)


def changed_since(study: Study) -> Mapping[str, Mapping[str, str]]:
    """Compare the files that were read with the hashes in the run records, period by period.

    Returns
    -------
    mapping of period to (mapping of file to str)
        ``changed`` or ``gone``; an empty mapping for a period whose files all hold.

    Raises
    ------
    InputError
        No batch was run yet.
    """
    found = {}
    for folder in sorted(study.work.glob("*/records")):
        made = [record for record in records(study, folder.parent.name).values()
                if record.status == "ok"]  # fmt: skip
        sources = [Source(**each) for record in made for each in record.provenance["sources"]]
        if made:
            found[folder.parent.name] = verify(study.root, sources)
    if not found:
        do = f"Run `kit run {study.root}` first."
        raise InputError([Problem(str(study.root), "no results", "results of a batch", do)])
    return found


def render_text(checked: Checked) -> str:
    """Write for a terminal what a check found.

    Names and headers that others wrote come on one line, without control characters.
    """
    lines = list(_describe(checked))
    for file, problems in checked.problems.items():
        lines += ["", f"{file}: {plural(len(problems), 'problem', 'problems', 'en')}"]
        for problem in problems:
            inside = str(problem)
            lines.append("  " + inside.removeprefix(file).lstrip(",: "))
    count = sum(len(problems) for problems in checked.problems.values())
    closing = plural(count, "problem", "problems", "en") if count else "No problems"
    if checked.study is not None:
        rows = sum(reading.good_rows for reading in checked.readings)
        closing += f", {plural(rows, 'good row', 'good rows', 'en')}"
    if checked.study is None and _SETTINGS in checked.problems:
        closing += ". The other files could not be read: they need what stands in study.yml"
    if count:
        closing += f". Correct this and run `kit check {checked.folder}` again"
    return "\n".join(map(visible, [*lines, "", f"{closing}."])).lstrip("\n") + "\n"


def _describe(checked: Checked) -> Iterator[str]:
    study = checked.study
    if study is None:
        return
    yield f"{study.title['en']} ({checked.folder})"
    regions = plural(len(study.regions), "region", "regions", "en")
    yield f"  {regions}: {', '.join(study.regions)}"
    languages = ", ".join(study.languages)
    yield f"  {study.first} up to and including {study.last}; reports in {languages}"
    least = study.thresholds
    yield (
        f"  Smallest groups shown from release region upward: {least.persons} persons, "
        f"{least.respondents} respondents, {least.voices} voices"
    )
    for reading in checked.readings:
        yield f"{reading.table}: {plural(reading.good_rows, 'good row', 'good rows', 'en')}"
        for file, notes in reading.notes.items():
            yield f"  {file}" + (f" ({'; '.join(notes)})" if notes else "")
        for file, heads in reading.unknown.items():
            yield f"  {file}: columns not read: {', '.join(heads)}"
        for reason, n in reading.set_aside.items():
            yield f"  set aside, {reason}: {n}"
    yield from (f"Note: {remark}" for remark in checked.remarks)


def _by_file(
    problems: Iterable[Problem], files: Iterable[str]
) -> Mapping[str, tuple[Problem, ...]]:
    """Group problems by the file they are in; the longest name that fits, for names with commas."""
    known = sorted({_SETTINGS, *files}, key=len, reverse=True)
    grouped: dict[str, list[Problem]] = {}
    for problem in problems:
        fits = (name for name in known if problem.where == name or
                problem.where.startswith(f"{name}, "))  # fmt: skip
        file = next(fits, problem.where.split(", ")[0])
        grouped.setdefault(file, []).append(problem)
    return {file: tuple(dict.fromkeys(those)) for file, those in grouped.items()}


def _of_the_codebook(study: Study) -> Iterable[Problem]:
    if study.codebook is None:
        return ()
    path = study.root / study.codebook
    if not path.is_file():
        expected = "a file in the folder of the study"
        return (Problem(f"{_SETTINGS}, `codebook`", study.codebook, expected),)
    try:
        read_codebook(path)
    except InputError as error:
        return error.problems
    return ()


def _on_the_codebook(study: Study, documents: Sequence[Document]) -> Iterator[str]:
    """Yield what a second reader would remark about the study's own codebook."""
    if study.codebook is None or _of_the_codebook(study):
        return
    for check in lint(read_codebook(study.root / study.codebook), documents):
        advice = f" {check.advice['en']}" if check.advice else ""
        yield f"{study.codebook}: {check.said['en']}{advice}"


def _of_the_coders(study: Study, documents: Sequence[Document]) -> tuple[Codings, Validated]:
    try:
        codebook = study_codebook(study)
    except InputError:
        # What is wrong with the codebook is told already.
        return read_codings(study, documents=documents), Validated()
    codes = set(codebook.codes)
    return read_codings(study, documents=documents, codes=codes), read_validation(study, codebook)


def _themes(study: Study, documents: Sequence[Document]) -> Themes:
    try:
        return read_themes(study, documents=documents, codebook=study_codebook(study))
    except InputError:
        # What is wrong with the codebook is told already.
        return Themes()


def _on_themes(themes: Themes) -> Iterator[str]:
    one_sided = [theme.id for theme in themes.records if not theme.looked_for]
    if one_sided:
        yield (
            f"themes without passages that go against them: {', '.join(one_sided)}. Look for them; "
            "write `looked_for: true` when there are none."
        )


def _of_the_plan(study: Study, indicators: tuple[str, ...]) -> Iterator[Problem]:
    """Yield what is wrong with the notebooks of ``study.yml``, told as a place in that file."""
    found: list[Problem] = []
    try:
        plan(study, reports=study.root)
    except InputError as error:
        found += error.problems
    for name, given in study.plan:
        if name not in NOTEBOOKS:
            continue
        try:
            resolve(name, given, study=study)
        except InputError as error:
            found += error.problems
    codebook = Path(study.codebook).name if study.codebook else None
    # What is wrong with the codebook is told once, by itself.
    plans = (problem for problem in found if problem.where.partition(", ")[0] != codebook)
    for problem in dict.fromkeys(plans):
        inside = problem.where.removeprefix(f"{_SETTINGS}, ")
        yield Problem(f"{_SETTINGS}, {inside}", problem.got, problem.expected, problem.do)
    known = {" ".join(name.split()).casefold() for name in indicators}
    for i, (name, given) in enumerate(study.plan, start=1):
        asked = given.get("indicator")
        if asked and known and " ".join(str(asked).split()).casefold() not in known:
            where = f"{_SETTINGS}, `notebooks[{i}].{name}.indicator`"
            yield unknown_name(where, str(asked), indicators)


def _remarks(study: Study, read: Mapping[str, _Read]) -> Iterator[str]:
    examples = [slug for slug in study.regions if slug.startswith(("voorbeeld-", "example-"))]
    if examples:
        yield f"study.yml still has the example regions: {', '.join(examples)}."
    kinds = (*SUFFIXES, ".docx")
    taken = {path for name in TABLES for path, _ in study.files(name, kinds)}
    taken.update(study.root.glob("logbook[-_ ]*"))
    for path in sorted(study.root.iterdir()):
        aside = path.name.startswith((".", "~")) or path.stem.lower() in ("readme", "leesmij")
        if path.is_file() and path.suffix.lower() in kinds and path not in taken and not aside:
            near = difflib.get_close_matches(path.stem.lower(), TABLES, n=1, cutoff=0.5)
            nearest = f"; nearest: {near[0]}" if near else ""
            yield (
                f"{path.name} was not read, because no table is called so "
                f"(they are {', '.join(TABLES)}{nearest})."
            )
    for path in sorted((study.root / "codings").glob("*")):
        if path.is_file() and path.suffix.lower() in SUFFIXES:
            yield (
                f"codings/{path.name} was not read; take it over with "
                f"`kit import {study.root} codings/{path.name}`."
            )
    for name in TABLES:
        for path in sorted((*study.root.glob(f"{name}.*"), *study.root.glob(f"{name}/**/*"))):
            strange_kind = path.suffix.lower() not in (*kinds, ".md")
            if name != "logbook" and path.is_file() and strange_kind:
                called = path.relative_to(study.root).as_posix()
                yield f"{called} was not read; save it as .xlsx or .csv."
    expected = {str(name) for name in read["interventions"].frame["indicator"].dropna()}
    strange = sorted(expected - {str(name) for name in read["indicators"].frame["indicator"]})
    if strange:
        yield f"interventions expect indicators without figures so far: {', '.join(strange)}."
