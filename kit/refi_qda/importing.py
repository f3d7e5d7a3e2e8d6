"""Taking a project of another program into a study: first said in full, written only when told.

Codings go to the files of their coders and never over what is there. A text that the study does not
have goes to the folder of raw files, from which `kit deidentify` brings it in; its codings follow
when the project is imported once more.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kit.codebook import study_codebook
from kit.codebook_files import as_yaml as codebook_yaml
from kit.codes import Codebook
from kit.coding_files import read_codings
from kit.codings import Coding, append
from kit.documents import Document
from kit.errors import InputError, Problem
from kit.files import write_whole
from kit.interviews import COLUMNS
from kit.language import plural
from kit.refi_qda import records as refi
from kit.refi_qda.drafting import draft_codebook, draft_mapping
from kit.refi_qda.mapping import (
    ProjectMapping,
    TextOf,
    as_yaml,
    draft_path,
    read_mapping,
)
from kit.refi_qda.reading import read_project
from kit.refi_qda.taking import Taking, of_interview
from kit.study import Study
from kit.terms import columns
from kit.texts import read_texts

__all__ = ["Import", "import_project", "write_import"]


@dataclass(frozen=True)
class Import:
    """What a project is for a study; nothing is written yet.

    Attributes
    ----------
    path : Path
        The project.
    project : kit.refi_qda.records.Project
    mapping : ProjectMapping
    drafted : bool
        Whether the mapping was made just now: then it is to be written first.
    codings : mapping of coder to tuple of Coding
        To be added; none as long as the mapping is not checked.
    codebook : Codebook or None
        The codebook of the study with the codes that it does not have; None when it has all.
    texts : tuple of (TextOf, str)
        Texts that the study does not have.
    left : mapping of reason to count
        What is not taken over.
    beside : Path
        Where the mapping is, or comes.
    """

    path: Path
    project: refi.Project
    mapping: ProjectMapping
    drafted: bool
    beside: Path
    codings: Mapping[str, tuple[Coding, ...]] = field(default_factory=dict)
    codebook: Codebook | None = None
    texts: tuple[tuple[TextOf, str], ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)

    def lines(self) -> tuple[str, ...]:
        """Return what there is to know before anything is written; no words of a text."""
        told = [f"{one}: {n}" for one, n in self.left.items()]
        codings = sum(len(those) for those in self.codings.values())
        ready = [f"{plural(codings, 'coding', 'codings', 'en')} to be added, of "
                 f"{plural(len(self.codings), 'coder', 'coders', 'en')}"]  # fmt: skip
        if not self.mapping.checked:
            name = self.beside.name
            state = "there" if self.drafted else "checked"
            ready = [f"{name}, which says what is what, is not {state} yet: nothing is taken over"]
        if self.codebook is not None:
            ready.append("codes that the codebook of the study does not have: it is drafted")
        if self.texts:
            new = plural(len(self.texts), "text", "texts", "en")
            ready.append(f"{new} that the study does not have, for the folder of raw files")
        return (*ready, *(f"not taken over, {one}" for one in told))


def import_project(study: Study, path: Path | str, *, time: str) -> Import:
    """Hold a project against a study: what can be taken over, and what cannot.

    Parameters
    ----------
    study : Study
    path : Path
        .qdpx or .qde. Its mapping stands where `kit.refi_qda.mapping.draft_path` says; without one
        it is drafted here.
    time : str
        Now, ISO 8601 with time zone: for codings that have no moment of their own.

    Returns
    -------
    Import

    Raises
    ------
    InputError
        The project, the mapping or the coders' files have problems.
    """
    path = Path(path)
    project = read_project(path)
    codebook = study_codebook(study)
    documents = read_texts(study).documents
    before = read_codings(study)
    if before.problems:
        raise InputError(before.problems, do=f"Run `kit check {study.root}` first.")
    beside = draft_path(study, path)
    drafted = not beside.exists()
    coders = {one.coder for one in before.records}
    mapping = (
        draft_mapping(study, project, documents=documents, codebook=codebook, coders=coders)
        if drafted
        else read_mapping(beside, study)
    )
    whole, drafts = draft_codebook(codebook, project.codes, name=project.name)
    wanted = {one.is_ for one in mapping.codes if one.is_}
    lacking = wanted - set(codebook.codes)
    unknown = lacking - {id for id, _ in drafts.values()}
    if unknown:
        do = "Add it to the codebook first, or leave `is` empty to leave its codings out."
        raise InputError([
            Problem(f"{beside.name}, `codes`", id, "a code of the codebook of the study", do)
            for id in sorted(unknown)
        ])  # fmt: skip
    taking = Taking(project, mapping, documents, codebook, time, before.records)
    if mapping.checked:
        taking.take()
    by_coder: dict[str, list[Coding]] = {}
    for one in taking.codings:
        by_coder.setdefault(one.coder, []).append(one)
    texts = {source.guid: source.text or "" for source in project.sources}
    new = [
        (one, texts[guid])
        for guid, one in taking.texts.items()
        if one.interview and not one.is_ and texts[guid] and not _is_there(one, documents)
    ]
    return Import(
        path=path, project=project, mapping=mapping, drafted=drafted, beside=beside,
        codings={coder: tuple(those) for coder, those in sorted(by_coder.items())},
        codebook=whole if lacking else None,
        texts=tuple(new),
        left={reason: n for reason, n in taking.left.items() if n},
    )  # fmt: skip


def _is_there(text: TextOf, documents: Iterable[Document]) -> bool:
    return any(of_interview(document, text.interview) for document in documents)


def write_import(study: Study, given: Import) -> tuple[str, ...]:
    """Write what `import_project` found; return what was written where.

    Without a mapping, the mapping is written, and the codebook where codes are new: both where
    `kit.refi_qda.mapping.draft_path` says. With one that is checked, the codings, and new texts in
    the folder of raw files.

    Raises
    ------
    InputError
        There are new texts and the study names no folder for raw files.
    CannotWrite
        Somewhere cannot be written; nothing that was there is changed.
    """
    told = []
    path = draft_path(study, given.path, ending=".codebook.yml")
    if given.codebook is not None and not path.exists():
        path.parent.mkdir(exist_ok=True)
        write_whole(path, codebook_yaml(given.codebook))
        told.append(f"{path}: take it in with `kit codebook {study.root} --from {path}`")
    if given.drafted:
        given.beside.parent.mkdir(exist_ok=True)
        write_whole(given.beside, as_yaml(given.mapping))
        return (*told, f"{given.beside}: look it through, and write `checked: yes`")
    if not given.mapping.checked:
        return (*told, f"nothing taken over: {given.beside.name} says `checked: no`")
    told += _write_texts(study, given)
    for coder, codings in given.codings.items():
        append(study, coder=coder, codings=codings)
        count = plural(len(codings), "coding", "codings", "en")
        told.append(f"codings/{coder}.jsonl: {count} added")
    return tuple(told)


def _write_texts(study: Study, given: Import) -> list[str]:
    if not given.texts:
        return []
    if study.raw is None:
        do = "Write `raw: ../raw` in study.yml, with your own folder: new texts may name people."
        raise InputError([Problem("study.yml, `raw`", "", "a folder outside the study", do)])
    folder = study.raw / "interviews"
    new = [(t, text) for t, text in given.texts if not (folder / f"{t.interview}.txt").exists()]
    for one, text in new:
        write_whole(folder / f"{one.interview}.txt", text)
    if not new:
        return []
    table = folder / f"{given.path.stem}.csv"
    number = 2
    while table.exists():
        table, number = folder / f"{given.path.stem}-{number}.csv", number + 1
    write_whole(table, _rows([one for one, _ in new], study.languages[0]))
    count = plural(len(new), "text", "texts", "en")
    return [
        f"{folder}: {count}, and {table.name} with a row for each: fill in who spoke and what they "
        "agreed to, give `kit deidentify`, and import once more"
    ]


def _rows(texts: Iterable[TextOf], language: str) -> bytes:
    held = io.StringIO(newline="")
    writer = csv.writer(held, delimiter=";", lineterminator="\n")
    head = columns("interviews")
    writer.writerow([head[column.name].label[language] for column in COLUMNS])
    for one in texts:
        known = {
            "interview": one.interview, "transcript": f"{one.interview}.txt", "region": one.region,
            "date": one.date.isoformat() if one.date else "", "role": one.role,
        }  # fmt: skip
        writer.writerow([known.get(column.name, "") for column in COLUMNS])
    return held.getvalue().encode("utf-8-sig")
