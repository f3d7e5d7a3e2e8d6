"""Reading a project or codebook of another program: strict about safety, lenient about form."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kit.errors import InputError, Problem
from kit.refi_qda.archives import MOST_OF_PROJECT, MOST_OF_TEXT, Archive, open_archive
from kit.refi_qda.elements import Reader
from kit.refi_qda.offsets import Rule, decoded, resolve
from kit.refi_qda.parsing import name_of, parse
from kit.refi_qda.records import CodebookFile, Offsets, Project, Source
from kit.refi_qda.schemas import departures

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

__all__ = ["read_codebook_file", "read_project"]


def read_project(path: Path | str) -> Project:
    """Read a project (.qdpx), or the project file of one without its sources (.qde).

    Where a file departs from the standard it is read all the same, and `warnings` says so. The
    positions of selections are resolved by their quotes (`kit.refi_qda.offsets`): a source in which
    no rule puts the quotes in place keeps its text and loses its selections, counted in `left_out`.

    Parameters
    ----------
    path : Path
        Nothing outside this file is read, whatever it refers to.

    Returns
    -------
    Project

    Raises
    ------
    InputError
        There is no such file, it is no project, broken, or made to do harm.

    Notes
    -----
    REFI-QDA standard 1.5 (2019), www.qdasoftware.org.
    """
    path = Path(path)
    _must_be_there(path, (".qdpx", ".qde"))
    if path.suffix.lower() == ".qde":
        root = _root(path, "Project")
        return _with_texts(*_project(root), archive=None, path=path)
    with open_archive(path) as archive:
        inner = archive.project()
        root = parse(archive.read(inner, at_most=MOST_OF_PROJECT), called=f"{path.name}, {inner}")
        _must_begin(root, "Project", path)
        project, reader = _project(root)
        if inner.casefold() != "project.qde":
            reader.warn("the project file is not called project.qde")
        return _with_texts(project, reader, archive=archive, path=path)


def read_codebook_file(path: Path | str) -> CodebookFile:
    """Read a codebook (.qdc), or the codebook of a project.

    Parameters
    ----------
    path : Path
        .qdc, .qdpx or .qde.

    Raises
    ------
    InputError
        As `read_project`.
    """
    path = Path(path)
    _must_be_there(path, (".qdc", ".qdpx", ".qde"))
    if path.suffix.lower() != ".qdc":
        project = read_project(path)
        return CodebookFile(
            origin=project.origin, codes=project.codes,
            sets=tuple(replace(s, sources=(), notes=()) for s in project.sets if s.codes),
            warnings=project.warnings,
        )  # fmt: skip
    root = _root(path, "CodeBook")
    reader = Reader()
    codes, sets = reader.codes(root), reader.sets(root)
    warnings = (*reader.told(), *departures(root))
    return CodebookFile(origin=root.get("origin", ""), codes=codes, sets=sets, warnings=warnings)


def _must_be_there(path: Path, endings: tuple[str, ...]) -> None:
    if not path.is_file() or path.suffix.lower() not in endings:
        expected = f"a file that exists and ends in {' or '.join(endings)}"
        raise InputError([Problem(str(path), "", expected)])


def _root(path: Path, expected: str) -> Element:
    if path.stat().st_size > MOST_OF_PROJECT:
        limit = f"at most {MOST_OF_PROJECT // 1_000_000} MB"
        raise InputError([Problem(path.name, "", limit)])
    try:
        data = path.read_bytes()
    except OSError as error:
        do = "Close it in other programs, or copy it, and try once more."
        got = error.strerror or ""
        raise InputError([Problem(path.name, got, "a file that can be opened", do)]) from None
    root = parse(data, called=path.name)
    _must_begin(root, expected, path)
    return root


def _must_begin(root: Element, expected: str, path: Path) -> None:
    if name_of(root) != expected:
        do = "A project ends in .qdpx or .qde, a codebook in .qdc."
        raise InputError([Problem(path.name, name_of(root), expected, do)])


def _project(root: Element) -> tuple[Project, Reader]:
    reader = Reader()
    project = reader.project(root)
    for departure in departures(root):
        reader.warn(departure)
    return project, reader


def _with_texts(
    project: Project, reader: Reader, *, archive: Archive | None, path: Path
) -> Project:
    """Read the texts, and resolve the positions in them, the surest sources first."""
    left: Counter[str] = Counter(project.left_out)
    taken: set[str] = set()
    stored = {
        index: _stored(source, archive, reader, left, taken)
        for index, source in enumerate((*project.sources, *project.notes))
    }
    every = (*project.sources, *project.notes)
    evidence: Counter[Rule] = Counter()
    if "nvivo" in project.origin.casefold():
        evidence[Rule(line="two")] = 0
    done: dict[int, Source] = {}
    # First those with names, whose rules then serve the others.
    for index in sorted(stored, key=lambda i: not any(s.name for s in every[i].selections)):
        source, text = every[index], stored[index]
        if text is None:
            missing = Offsets(rule="as the file has it", basis="no text")
            done[index] = replace(source, offsets=missing if source.selections else None)
            continue
        prefer = [rule for rule, _ in evidence.most_common()]
        found = resolve(text, source.selections, prefer=prefer)
        if found.rule is not None:
            evidence[found.rule] += found.offsets.fits
        left["selections that do not lie in their text"] += found.beyond
        left["selections of a source in which no rule puts the quotes in place"] += found.refused
        done[index] = replace(
            source, text=found.text, selections=found.selections,
            offsets=found.offsets if source.selections else None,
        )  # fmt: skip
    sources = tuple(done[i] for i in range(len(project.sources)))
    notes = tuple(done[i] for i in range(len(project.sources), len(every)))
    inner = archive.project() if archive else ""
    attached = tuple(
        n for n in (archive.names if archive else ()) if n not in taken and n != inner and "." in n
    )
    return replace(
        project, sources=sources, notes=notes, warnings=reader.told(), attached=attached,
        left_out={reason: n for reason, n in left.items() if n}, archive=path if archive else None,
    )  # fmt: skip


def _stored(
    source: Source,
    archive: Archive | None,
    reader: Reader,
    left: Counter[str],
    taken: set[str],
) -> str | None:
    """Return the text of a source with its line ends as stored; None when it is not in the file."""
    if source.inline:
        return source.text
    if not source.path:
        if source.rich_path:
            left["texts that are there with their lay-out only"] += 1
        elif source.kind == "text":
            left["sources without a text"] += 1
        return None
    scheme, _, rest = source.path.rpartition("://")
    name = archive.source(rest) if archive and scheme in ("internal", "") else None
    if archive is None or name is None:
        left["texts that are not in the file"] += 1
        return None
    if not source.within:  # what is kept as it is written keeps its files too
        taken.add(name)
    text, encoding = decoded(archive.read(name, at_most=MOST_OF_TEXT))
    if encoding != "utf-8":
        reader.warn(f"a text in {encoding}, where the standard has UTF-8")
    if text.startswith("\ufeff"):
        reader.warn("a text with a byte order mark")
    if "\r\n" in text:
        reader.warn("a text with line ends of two characters")
    return text
