"""What the verbs below ``kit refi`` do and say, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kit.codebook import study_codebook
from kit.codes import Codebook
from kit.coding import find_mentions
from kit.coding_files import read_codings
from kit.codings import Coding, current
from kit.disclosure import may_quote
from kit.documents import Document
from kit.errors import InputError, Problem
from kit.language import plural
from kit.quotes import read_quotes
from kit.refi_qda import write_codebook, write_project
from kit.refi_qda.exporting import LOST, project_of
from kit.refi_qda.records import CodebookFile
from kit.similar import more_like
from kit.study import Study
from kit.texts import read_texts

__all__ = ["written"]

#: Suggestions are of the moment they are made; a file that is the same each time has none.
_NO_TIME = ""


def written(
    study: Study, path: Path, *, release: str, with_found: Sequence[str] = ()
) -> Iterator[str]:
    """Write a study as a project (.qdpx), or its codebook (.qdc), and say what is in it.

    Parameters
    ----------
    study : Study
    path : Path
        A file that is not there yet.
    release : str
        For whom. Texts that are not released so far, interviews beyond the team, and quotes that
        may not be shown are left out.
    with_found : sequence of {"mentions", "suggestions"}
        What rules and models found, under users that are no person.

    Raises
    ------
    InputError
        The coders' files or the quotes have problems, or the file is there already.
    """
    if path.resolve().is_relative_to(study.root):
        do = "What is in a study is read with it; give a folder beside it."
        raise InputError([Problem(str(path), "", "a place outside the study", do)])
    codebook = study_codebook(study)
    documents = read_texts(study).documents
    codings = read_codings(study, documents=documents)
    quotes = read_quotes(study, documents=documents)
    if codings.problems or quotes.problems:
        do = f"Run `kit check {study.root}`; nothing was written."
        raise InputError([*codings.problems, *quotes.problems], do=do)
    # Offsets have to be those of the texts: a quote that moved is where it was found.
    exported = project_of(
        study, documents=documents, codebook=codebook, codings=current(codings.records),
        release=release,
        withheld=[
            (q.document.id, q.start, q.end)
            for q in quotes.records
            if not may_quote(q.status, q.release, release)
        ],
        found=list(_found(with_found, documents, codebook, codings.records)),
    )  # fmt: skip
    project = exported.project
    if path.suffix.lower() == ".qdc":
        codes = CodebookFile(origin=project.origin, codes=project.codes)
        remarks = write_codebook(codes, path)
        yield f"Wrote {codebook.label}, {plural(len(project.codes), 'code', 'codes', 'en')}."
    else:
        remarks = write_project(project, path)
        selections = [s for source in project.sources for s in source.selections]
        counted = sum(len(s.codings) for s in selections)
        yield (
            f"Wrote {path}: {plural(len(project.sources), 'text', 'texts', 'en')}, "
            f"{plural(counted, 'coding', 'codings', 'en')} of "
            f"{plural(len(project.users), 'user', 'users', 'en')}, for release {release}."
        )
        for reason, n in exported.left_out.items():
            yield f"  left out, {reason}: {n}"
        yield "A project of REFI-QDA has no place for:"
        for what in LOST:
            yield f"  {what}"
    for remark in remarks:
        yield f"  not in the file, {remark}"


def _found(
    kinds: Sequence[str],
    documents: Sequence[Document],
    codebook: Codebook,
    records: Sequence[Coding],
) -> Iterator[Coding]:
    """Yield what rules and models find now, as records of nobody."""
    texts = {document.id: document.text for document in documents}
    if "mentions" in kinds:
        own = {(code.id, r.written) for code in codebook.codes.values() for r in code.rules}
        for row in find_mentions(documents, codebook).to_dict("records"):
            # A code stands for those below it too; in a tree that is seen, and needs no copies.
            if (row["code"], row["rule"]) in own:
                place = f"{row['document']} {row['start']} {row['end']} {row['code']}"
                yield Coding(
                    id=f"{place} {row['rule']}", document=row["document"], part=row["part"],
                    start=row["start"], end=row["end"], code=row["code"], coder="", time=_NO_TIME,
                    quote=texts[row["document"]][row["start"] : row["end"]], method="mention",
                )  # fmt: skip
    if "suggestions" in kinds:
        for code in sorted({one.code for one in current(records) if one.code in codebook.codes}):
            for one in more_like(
                records,
                documents=documents,
                code=code,
                unit="paragraph",
                time=_NO_TIME,
                codebook=codebook,
            ):
                place = f"{one.coding.document} {one.coding.start} {one.coding.end} {code}"
                yield replace(one.coding, id=place)
