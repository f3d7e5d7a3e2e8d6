"""Everything that is wrong with a study, at once, and what was read where nothing is wrong.

Also whether the files behind the results of a study are still what they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kit.actions import read_change_tasks, read_interventions
from kit.areas import read_areas
from kit.catalogue import Catalogue, read_catalogue, study_catalogue
from kit.check_remarks import remarks
from kit.codebook import read_codebook, study_codebook
from kit.coding_files import read_codings
from kit.codings import Codings
from kit.comparison_pool import Pool, read_pool
from kit.control_chart.rebasing import read_rebasing
from kit.documents import Document
from kit.errors import InputError, Problem, unknown_name
from kit.evaluation.plan import read_plan
from kit.evaluation.registering import read_registered
from kit.finding import Source
from kit.geometry import read_geometry
from kit.hotspot_sources.checking import READERS
from kit.hotspot_sources.checking import as_documents as of_hotspots
from kit.indicators import read_indicators
from kit.jobs import records
from kit.language import plural
from kit.learning_history import loose_ends, read_records
from kit.learning_history.records import as_documents
from kit.logbook import read_logbook
from kit.maturity import read_answers, read_workshop, study_instrument
from kit.parameters import NOTEBOOKS, resolve
from kit.personal import remarks_on
from kit.planning import plan
from kit.provenance import verify
from kit.quotes import read_quotes
from kit.readers import Read
from kit.study import Study, open_study
from kit.surveys import read_surveys
from kit.texts import read_texts
from kit.themes import Themes, read_themes
from kit.validation import Validated, read_validation

__all__ = ["Checked", "Reading", "changed_since", "check_study"]

_SETTINGS = "study.yml"
#: Tables that every study has, and that are told when they are empty too.
_FIRST = ("logbook", "indicators", "change_tasks", "interventions")


@dataclass(frozen=True)
class Reading:
    """What was read of one table.

    Attributes
    ----------
    table : str
        logbook, indicators, change_tasks or interventions; interviews, documents, codings, themes
        and validation where there are.
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

    Nothing is changed and nothing is run. Read are ``study.yml``, the codebook, every table, open
    data and surveys, texts, the coders' files, themes and quotes, the shapes of areas, the analysis
    plan, and the notebooks that are to be run with their parameters.

    Returns
    -------
    Checked
    """
    path = Path(folder).expanduser()
    try:
        study = open_study(path)
    except InputError as error:
        return Checked(path, None, _by_file(error.problems, ()))
    catalogue, of_the_catalogue = _catalogue(study)
    figures = read_indicators(study, catalogue=catalogue)
    entries = read_logbook(study)
    texts = read_texts(study, logbook=entries)
    opened = figures.open_data
    found = _Found([*_of_the_codebook(study), *_of_the_plan(study, figures.names)])
    found.problems += [*of_the_catalogue, *_of_the_analysis_plan(study)]
    read: dict[str, Read] = {
        "logbook": entries,
        "indicators": figures,
        "change_tasks": read_change_tasks(study),
        "interventions": read_interventions(study),
        "interviews": texts.interviews,
        "documents": texts.papers,
    }
    own = int(figures.frame["row"].notna().sum())
    good = {
        "logbook": entries.good_rows,
        "indicators": own,
        "interviews": texts.interviews.good_rows,
        "documents": texts.papers.good_rows,
    }
    for name, table in read.items():
        found.take(name, table, rows=good.get(name), always=name in _FIRST)
        found.files += [str(file) for file in table.frame["file"]]
    found.take("open_data", opened, rows=len(figures.frame) - own)
    pool = read_pool(study)
    found.problems += pool.indicators.problems if pool else ()
    codings, judged = _of_the_coders(study, texts.documents)
    found.take("codings", codings, rows=len(codings.records))
    themes = _themes(study, texts.documents)
    found.take("themes", themes, rows=len(themes.records), even_empty=False)
    quoted = read_quotes(study, documents=texts.documents)
    found.take("quotes", quoted, rows=quoted.good_rows)
    found.take("validation", judged, rows=judged.good_rows, always=judged.good_rows > 0)
    history = read_records(study)
    for name, table in history.items():
        found.take(name, table)
    if history["history_notes"].notes:
        found.problems += loose_ends(
            history["history_notes"],
            quotes={quote.id: quote.document.region for quote in quoted.records},
            themes=[theme.id for theme in themes.records],
        )
    rated, of_the_instrument = _maturity(study)
    found.problems += of_the_instrument
    hotspots = _hotspots(study)
    for name, table in {**rated, **_decided(study), **hotspots}.items():
        found.take(name, table)
    noted = remarks(study, read, documents=texts.documents, themes=themes, quoted=quoted)
    told = (*noted, *_on_pool(pool), *remarks_on((*as_documents(history), *of_hotspots(hotspots))))
    by_file = _by_file(found.problems, found.files)
    return Checked(path, study, by_file, tuple(found.readings), told)


def _on_pool(pool: Pool | None) -> Iterator[str]:
    """Yield areas of the comparison pool that can be compared with nothing."""
    silent = pool.silent if pool else ()
    if silent:
        some = ", ".join(silent[:5]) + (", …" if len(silent) > 5 else "")
        count = plural(len(silent), "area", "areas", "en")
        yield f"{count} of `comparison_pool` in study.yml without any figure: {some}."


@dataclass
class _Found:
    """What a check has found so far."""

    problems: list[Problem]
    readings: list[Reading] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def take(
        self,
        name: str,
        table: Any,
        *,
        rows: int | None = None,
        always: bool = False,
        even_empty: bool = True,
    ) -> None:
        """Take over what was read of a table; without any file it is passed over in silence.

        Parameters
        ----------
        name : str
        table : Read, or what has at least its problems
        rows : int, optional
            Good rows, where they are not those of the frame.
        always : bool
            Whether it is told without a file, too.
        even_empty : bool
            Whether a file without a row is told.
        """
        notes: Mapping[str, Any] = getattr(table, "notes", {})
        set_aside: Mapping[str, int] = getattr(table, "set_aside", {})
        self.problems += table.problems
        self.files += notes
        count = len(table.frame) if rows is None else rows
        if always or ((notes or set_aside) and (count or even_empty)):
            unknown = getattr(table, "unknown", {})
            self.readings.append(Reading(name, count, set_aside, unknown, notes))


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


def _catalogue(study: Study) -> tuple[Catalogue, tuple[Problem, ...]]:
    """Read the catalogue of the study; that of the kit where its own cannot be read."""
    try:
        return study_catalogue(study), ()
    except InputError as error:
        return read_catalogue(), error.problems


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


def _maturity(study: Study) -> tuple[dict[str, Read], tuple[Problem, ...]]:
    """Read the answers to the index and what workshops made of them, if the index can be read."""
    try:
        instrument = study_instrument(study)
    except InputError as error:
        return {}, tuple(error.problems)
    answers, workshop = read_answers(study, instrument), read_workshop(study, instrument)
    return {"maturity": answers, "workshop": workshop}, ()


def _decided(study: Study) -> dict[str, Read]:
    """Read new baselines and surveys."""
    rebasing = read_rebasing(study).table
    return ({"rebasing": rebasing} if rebasing else {}) | {"surveys": read_surveys(study)}


def _hotspots(study: Study) -> dict[str, Read]:
    """Read the areas, their shapes, and what hotspots are read from."""
    areas = read_areas(study)
    shapes = read_geometry(study, areas)
    own = areas.frame[areas.frame["row"].notna()]
    read: dict[str, Read] = {"areas": replace(areas, frame=own)}
    read |= {name: reader(study, areas) for name, reader in READERS.items()}
    return {**read, "geometry": shapes}


def _of_the_analysis_plan(study: Study) -> Iterable[Problem]:
    try:
        read_plan(study)
        read_registered(study)
    except InputError as error:
        return error.problems
    return ()


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
