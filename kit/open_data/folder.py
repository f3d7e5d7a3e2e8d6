"""The folder ``open_data/`` of a study: files as their sources give them, as rows of indicators.

Each file is recognised by what stands in it. Figures of old municipalities go under the new
boundaries where the study's areas ask for it; what is about no area of the study is passed over.
Counts become figures of the region, and of each area; a published figure stays with its area.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.catalogue import NO_AREA, Catalogue
from kit.errors import InputError, Problem, first_of, shorten, unknown_name
from kit.language import plural
from kit.open_data.for_region import Handed, counts_of, figures_for, taken_of
from kit.open_data.frame import OpenData
from kit.open_data.reading import read_open_data
from kit.open_data.recoding import recode, study_recodes
from kit.open_data.recognising import recognise
from kit.study import Study
from kit.tables import Table, read_table
from kit.values import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ABOUT", "FromFolder", "read_folder"]

#: What a file itself does not say: the table ``open_data_files``.
ABOUT = (
    Column("data_file", "name", required=True, unique=True),
    Column("year", "integer"),
    Column("boundary_year", "integer"),
    Column("published_on", "date"),
)


@dataclass(frozen=True)
class FromFolder:
    """What was read of the folder ``open_data/``.

    Attributes
    ----------
    frame : DataFrame or None
        Rows of the table ``indicators``, and `composition`; `file` and `row` (None: a figure is
        made of several rows). None when the study has no such files.
    problems : tuple of Problem
    set_aside : mapping of reason to count
        Rows of the files that became no figure.
    unknown : mapping of file to columns that were not read
    notes : mapping of file to what it was recognised as, and how many rows were read and used
    """

    frame: pd.DataFrame | None = None
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_folder(
    study: Study, catalogue: Catalogue, *, others: Sequence[Callable[..., OpenData | None]] = ()
) -> FromFolder:
    """Read every file of ``open_data/``, and what ``open_data_files`` says about them.

    A file that is not recognised, or lacks what it needs, is told as a problem; the others are
    read. Old municipalities are recoded with ``recode.csv`` of the study, or that of the kit.

    Parameters
    ----------
    study : Study
    catalogue : Catalogue
        Of files of StatLine, RIVM and Vektis only indicators that it knows, or that study.yml
        names, are taken; of a plain long table, and of a dashboard, all of them.
    others : sequence of function
        Readers of files that are of no source known here; each gets the path and, by name, what
        ``open_data_files`` says of it, and returns None for a file that is not its own.
    """
    import pandas as pd

    files = list(_files(study))
    about = read_table(study.files("open_data_files"), table="open_data_files", declared=ABOUT)
    if not files and not about.notes:
        return FromFolder()
    problems = [*about.problems, *_about_nothing(about, files)]
    recodes = None
    try:
        recodes = study_recodes(study)
    except InputError as error:
        problems += error.problems
    frames: list[pd.DataFrame] = []
    aside: dict[str, int] = {}
    unknown: dict[str, tuple[str, ...]] = {}
    notes: dict[str, tuple[str, ...]] = {**about.notes}
    for path, called in files:
        try:
            said = _said_of(about, called)
            # A source with a fixed layout is what it is, even where its columns look like years.
            open_to = others if recognise(path).kind in ("unknown", "long_table") else ()
            theirs = (other(path, **said) for other in open_to)
            read = next((each for each in theirs if each), None) or read_open_data(path, **said)
        except InputError as error:
            problems += _called(error.problems, path.name, called)
            continue
        problems += _called(read.problems, path.name, called)
        moved, told = _moved(replace(read, file=called), study, catalogue, recodes)
        problems += told
        handed = figures_for(moved, study, catalogue)
        problems += handed.problems
        for reason, n in (*read.set_aside.items(), *handed.set_aside.items()):
            aside[reason] = aside.get(reason, 0) + n
        if read.unknown:
            unknown[called] = read.unknown
        notes[called] = (
            *_recognised(read, handed), *_from_the_catalogue(read, catalogue, study), *read.notes,
        )  # fmt: skip
        frames.append(handed.frame)
    frame = pd.concat(frames, ignore_index=True) if frames else None
    return FromFolder(frame, tuple(problems), aside, unknown, notes)


def _files(study: Study) -> Iterator[tuple[Path, str]]:
    """Yield every file of the folder, of whatever kind: one that is not read has to be told."""
    folder = study.root / "open_data"
    kinds = {path.suffix.lower() for path in folder.rglob("*") if path.is_file()} - {".md"}
    for path, called in study.files("open_data", tuple(kinds)):
        if path.is_relative_to(folder):
            yield path, called


def _said_of(about: Table, called: str) -> dict[str, Any]:
    """Return what ``open_data_files`` says of a file, by its name or its path in the study."""
    names = {called.casefold(), called.removeprefix("open_data/").casefold()}
    rows = about.frame[[str(name).casefold() in names for name in about.frame["data_file"]]]
    if rows.empty:
        return {}
    row = rows.iloc[0]
    said = {name: row[name] for name in ("year", "boundary_year") if row[name] is not None}
    if row["published_on"] is not None:
        said["published_on"] = row["published_on"].isoformat()
    return said


def _about_nothing(about: Table, files: Iterable[tuple[Path, str]]) -> Iterator[Problem]:
    """Find rows about files that are not there."""
    there = [called.removeprefix("open_data/") for _, called in files]
    known = {name.casefold() for name in there}
    rows = about.frame[["data_file", "file", "row"]].itertuples(index=False, name=None)
    for name, file, row in rows:
        if str(name).casefold().removeprefix("open_data/") not in known:
            yield unknown_name(f"{file}, row {row}, `data_file`", str(name), there)


def _called(problems: Iterable[Problem], name: str, called: str) -> Iterator[Problem]:
    """Yield problems with the path of their file within the study."""
    for each in problems:
        inside = each.where.startswith(name)
        yield replace(each, where=called + each.where[len(name) :]) if inside else each


def _recognised(read: OpenData, handed: Handed) -> Iterator[str]:
    yield f"recognised as {read.kind.replace('_', ' ')}: {'; '.join(read.reasons)}"
    yield (
        f"{plural(len(read.frame), 'figure', 'figures', 'en')} read, {handed.used:,} of them about "
        f"areas of this study; {plural(len(handed.frame), 'row', 'rows', 'en')} of indicators made"
    )
    if len(read.frame) and not handed.used:
        yield NO_AREA


def _from_the_catalogue(read: OpenData, catalogue: Catalogue, study: Study) -> Iterator[str]:
    """Yield which topics are not taken, and what a label of the catalogue fills in."""
    names = [str(name) for name in read.frame["indicator"].dropna().unique()]
    taken = taken_of(names, read.kind, study, catalogue)
    left = [name for name in names if name not in taken]
    if left:
        yield f"not taken, {plural(len(left), 'topic', 'topics', 'en')}: {first_of(left)}"
    for name, entry in catalogue.by_label(taken).items():
        yield (
            f"{shorten(name)} is the label of {entry.id}; taken from the catalogue where the file "
            f"is silent: {entry.fills_in(study.languages[0])}"
        )


def _moved(
    read: OpenData, study: Study, catalogue: Catalogue, recodes: pd.DataFrame | None
) -> tuple[OpenData, tuple[Problem, ...]]:
    """Put figures of municipalities that became an area of the study under its boundaries."""
    import pandas as pd

    asked = {area.code.strip() for region in study.regions.values() for area in region.areas}
    if recodes is None or not asked:
        return read, ()
    steps, codes = _leading_to(asked, recodes)
    frame = read.frame
    municipal = frame["geography"] == "municipality"
    old = municipal & frame["area"].isin(codes - asked)
    if not old.any():
        return read, ()
    moving = municipal & frame["area"].isin(codes)
    years = [float(steps["year"].max()), *frame.loc[moving, "boundary_year"].dropna().unique()]
    try:
        made = recode(
            replace(read, frame=frame[moving]),
            steps,
            to_year=int(max(years)),
            counts=counts_of(frame, catalogue),
        )
    except InputError as error:
        return replace(read, frame=frame[~old]), error.problems
    kept = frame[~moving].astype({"area": object})
    whole = pd.concat([kept, made.frame.astype({"area": object})], ignore_index=True)
    return replace(read, frame=whole), made.problems


def _leading_to(asked: set[str], recodes: pd.DataFrame) -> tuple[pd.DataFrame, set[str]]:
    """Return the changes that end in the areas of a study, and every code on the way to them.

    An old code that the study names itself has its own `from` and `until` there, and stays.
    """
    import pandas as pd

    steps, codes = recodes.iloc[:0], set(asked)
    for year in sorted(set(recodes["year"]), reverse=True):
        step = recodes[(recodes["year"] == year) & recodes["new"].isin(codes)]
        step = step[~step["old"].isin(asked) | (step["old"] == step["new"])]
        steps, codes = pd.concat([step, steps]), codes | set(step["old"])
    return steps, codes
