"""The folder ``documents`` of a study and its table brought together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from kit import periods
from kit.documents import Document, compose, normalise
from kit.errors import InputError, Problem, unknown_name
from kit.interviews.gate import gate_note, record_of
from kit.papers.blocks import Block, Paper, sections
from kit.papers.placing import COLUMNS, day_of, id_of, kind_of, region_of
from kit.papers.reading import OTHER_FORMS, SUFFIXES, read_paper
from kit.study import Study
from kit.tables import Table, read_table
from kit.terms import label, terms

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Papers", "read_papers"]

_FOLDER = "documents"
_TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".ods")
_FRAME = (
    "document", "region", "tier", "day", "author", "role", "voice_group", "release", "kind",
    "filled", "file", "row",
)  # fmt: skip
_SAME = 40  # characters: a shorter paragraph of an earlier mail can be alike by chance
_GATE = "Put it in the raw folder (`raw` in study.yml), in documents/, and give `kit deidentify`."


@dataclass(frozen=True)
class Papers:
    """The documents of a study that could be read.

    Attributes
    ----------
    documents : tuple of Document
        One per file, of kind ``document``, ordered by day and id. Their parts are the headed
        stretches: ``section``, and ``notes``, ``earlier``, ``footnotes``, ``comments`` or
        ``attachment`` for what stands beside the running text. They have no author: who wrote
        minutes or a plan is a role at most.
    frame : DataFrame
        One row per document in the same order, without any text: document, region, tier, day,
        author (always None), role, voice_group, release, kind (of ``document_kind``), filled (the
        names of its parts, each once), file, row.
    problems : tuple of Problem
        Each takes a row or a file out; nothing else is lost.
    set_aside : mapping of reason to count
        What was not taken although nothing is wrong with it.
    unknown : mapping of file to header texts
    notes : mapping of file to how it was read
    good_rows : int
        Files that were read without a problem.
    """

    documents: tuple[Document, ...] = ()
    frame: pd.DataFrame = field(default_factory=lambda: _frame([]))
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    good_rows: int = 0


@dataclass
class _Found:
    problems: list[Problem]
    aside: Counter[str]
    notes: dict[str, tuple[str, ...]]
    papers: dict[str, Paper] = field(default_factory=dict)


def read_papers(study: Study) -> Papers:
    """Read the folder ``documents`` of a study.

    Region, day and kind come from a row of the table ``documents.*`` that names the file, else from
    the path and the name, the mail itself, or the text above its first paragraphs; the notes say
    which. Release is team unless a row says otherwise. A file of which the region or the day is not
    known is a problem, and so are mails (.eml), which always name people: they come in through
    ``kit deidentify``. What a mail quotes of an earlier one is read once in a study. Scans are set
    aside as *no text*.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Papers
    """
    table = _rows(study)
    found = _Found(list(table.problems), Counter(table.set_aside), dict(table.notes))
    files = {
        called: path
        for path, called in study.files(_FOLDER, (*SUFFIXES, *OTHER_FORMS))
        if path.parent != study.root
    }
    rows = _by_file(table, files, found)
    try:
        record = record_of(study)
    except InputError:
        record = None  # what is wrong with it is told with the interviews
    for called, path in files.items():
        paper = _paper(path, called, found)
        if paper is None:
            continue
        gate = gate_note(record, path, called)
        aside = [f"{reason}: {n}" for reason, n in paper.set_aside.items()]
        found.notes[called] = (*paper.notes, *aside, *_named(paper, gate), gate)
        if paper.letters:
            found.papers[called] = paper
        else:
            found.aside["no text"] += 1
    made = list(_documents(study, rows, found))
    made.sort(key=lambda one: (one[0].day, one[0].id))
    return Papers(
        documents=tuple(document for document, _ in made),
        frame=_frame([row for _, row in made]),
        problems=tuple(found.problems),
        set_aside={reason: n for reason, n in found.aside.items() if n},
        unknown=table.unknown,
        notes=found.notes,
        good_rows=len(found.papers),
    )


def _rows(study: Study) -> Table:
    regions = {r.slug: (r.slug, r.name.casefold()) for r in study.regions.values()}
    declared = tuple(
        replace(column, kind="choice", choices=regions) if column.name == "region" else column
        for column in COLUMNS
    )
    return read_table(study.files(_FOLDER, _TABLES), table=_FOLDER, declared=declared)


def _by_file(
    table: Table, files: Mapping[str, Path], found: _Found
) -> dict[str, Mapping[str, Any]]:
    """Return the row of each file; a row of no file and a second row of one are problems."""
    rows: dict[str, Mapping[str, Any]] = {}
    inside = {called.removeprefix(f"{_FOLDER}/"): called for called in files}
    for raw in table.frame.to_dict("records"):
        row = {str(name): value for name, value in raw.items()}
        given = str(row["document"]).replace("\\", "/").strip("/ ").removeprefix(f"{_FOLDER}/")
        fits = [c for name, c in inside.items() if _fits(given, name)]
        where = f"{row['file']}, row {row['row']}, `document`"
        if len(fits) != 1:
            do = "Documents stand in the folder documents of the study."
            found.problems.append(unknown_name(where, given, inside, do=do))
        elif fits[0] in rows:
            found.problems.append(
                Problem(where, given, "one row per file", "Take one of them out.")
            )
        else:
            rows[fits[0]] = row
    return rows


def _fits(given: str, name: str) -> bool:
    """Say whether a row names a file: by its path or name, with the ending or without."""
    asked, path = given.casefold(), PurePosixPath(name.casefold())
    bare = PurePosixPath(asked).with_suffix("").as_posix() if asked.endswith(SUFFIXES) else asked
    whole = (str(path), path.name)
    return asked in whole or bare in (str(path.with_suffix("")), path.stem)


def _paper(path: Path, called: str, found: _Found) -> Paper | None:
    if path.suffix.lower() == ".eml":
        found.problems.append(
            Problem(called, "a mail, which names who sent and got it", "no mails in a study", _GATE)
        )
        return None
    try:
        stamp = path.stat()
        return _read(path, called, stamp.st_size, stamp.st_mtime_ns)
    except InputError as error:
        found.problems += error.problems
        return None


@lru_cache(maxsize=256)
def _read(path: Path, called: str, size: int, changed: int) -> Paper:
    """Read a file once for as long as it stays what it is."""
    return read_paper(path, called)


def _named(paper: Paper, gate: str) -> Iterator[str]:
    """Yield what to know of a mail that did not come through the gate: its head is not read."""
    people = sum(block.kind == "people" for block in paper.blocks)
    if people and gate.startswith("not made"):
        yield f"{people} lines that say who sent and got a mail: not read. {_GATE}"


def _documents(
    study: Study, rows: Mapping[str, Mapping[str, Any]], found: _Found
) -> Iterator[tuple[Document, tuple[Any, ...]]]:
    first, last = periods.first_day(study.first), periods.last_day(study.last)
    own = {_form(block) for paper in found.papers.values() for block in paper.blocks
           if block.zone == "section"}  # fmt: skip
    taken: dict[str, str] = {}
    for called, paper in list(found.papers.items()):
        known, told = _known(study, called, paper, rows.get(called, {}))
        problems = list(_missing(study, called, known))
        id = id_of(called)
        if id in taken:
            do = f"Keep this one or {taken[id]}, or give one of them another name."
            problems.append(Problem(called, "", "a name that no other document has", do))
        taken.setdefault(id, called)
        if problems:
            found.problems += problems
            found.papers.pop(called)
            continue
        found.notes[called] = (*found.notes[called][:-1], *told, found.notes[called][-1])
        if not first <= known["day"] <= last:
            found.aside["documents outside the period of the study"] += 1
            continue
        once = _once(paper, own, found.aside)
        text, parts = compose(list(sections(once)))
        document = Document(
            id=id, kind="document", text=text, parts=parts, author=None, file=called, row=1,
            **{n: known[n] for n in ("day", "region", "tier", "release", "role", "voice_group")},
        )  # fmt: skip
        filled = tuple(dict.fromkeys(part.name for part in parts))
        row = {**known, "document": id, "author": None, "filled": filled, "file": called, "row": 1}
        yield document, tuple(row[name] for name in _FRAME)


def _known(
    study: Study, called: str, paper: Paper, row: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return what is known of a document, and how."""
    tier, region = region_of(called, study)
    if row.get("region"):
        tier, region = "regional", row["region"]
    day, origin = (row["date"], "the table") if row.get("date") else day_of(called, paper)
    kind = row.get("kind") or kind_of(called, paper)
    role = row.get("role")
    known = {
        "tier": tier or "regional", "region": region, "day": day, "kind": kind, "role": role,
        "voice_group": terms("role")[role].parent if role else None,
        "release": row.get("release") or "team",
    }  # fmt: skip
    told = (label("document_kind", kind, "en"), f"day from {origin}") if day else ()
    return known, told


def _missing(study: Study, called: str, known: Mapping[str, Any]) -> Iterator[Problem]:
    if known["tier"] == "regional" and known["region"] is None:
        do = "Put it in a folder named after the region, or give the file a row in documents.csv."
        expected = f"one of {', '.join(sorted(study.regions))}"
        yield Problem(f"{called}, `region`", "", expected, do)
    if known["day"] is None:
        do = "Put the date in its name (2024-03-12), or give the file a row in documents.csv."
        yield Problem(f"{called}, `date`", "", "a date in its name or above its text", do)


def _once(paper: Paper, own: set[str], aside: Counter[str]) -> Paper:
    """Return a paper without paragraphs of earlier mails that stand elsewhere in the study."""
    kept: list[Block] = []
    for block in paper.blocks:
        form = _form(block)
        if block.zone == "earlier" and block.kind == "text" and len(form) >= _SAME:
            if form in own:
                aside["paragraphs of earlier mails that stand elsewhere too"] += 1
                continue
            own.add(form)
        kept.append(block)
    return replace(paper, blocks=tuple(kept))


def _form(block: Block) -> str:
    return " ".join(normalise(block.text).casefold().split())


def _frame(rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=list(_FRAME), dtype=object)
