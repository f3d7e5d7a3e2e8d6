"""Writing a project or codebook for other programs: by the schema, and the same bytes each time."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from kit.errors import InputError, Problem
from kit.files import whole_file, write_whole
from kit.refi_qda.archives import open_archive
from kit.refi_qda.building import codebook_element, project_element, text_file
from kit.refi_qda.records import CodebookFile, Project
from kit.refi_qda.schemas import must_be_valid

__all__ = ["write_codebook", "write_project"]

#: An archive has no moment of its own, or it would differ each time.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def write_project(project: Project, path: Path | str) -> tuple[str, ...]:
    """Write a project (.qdpx).

    Parameters
    ----------
    project : Project
        The files of `attached` are copied from its `archive`.
    path : Path
        A file that is not there yet.

    Returns
    -------
    tuple of str
        What the standard cannot hold, and so is not in the file.

    Raises
    ------
    InputError
        Another ending, a file that is there, or a project that the schema does not allow.
    CannotWrite
        The place cannot be written to; nothing half-written stays.
    """
    path = Path(path)
    _must_be_new(path, ".qdpx")
    root, remarks = project_element(project)
    must_be_valid(root, called=path.name)
    texts = {
        text_file(one): (one.text or "").encode("utf-8", errors="replace")
        for one in (*project.sources, *project.notes)
        if one.text is not None and not one.inline and not one.within
    }
    with whole_file(path) as temporary, zipfile.ZipFile(temporary, "w") as made:
        made.writestr(_member("project.qde"), _as_bytes(root))
        for name, data in sorted(texts.items()):
            made.writestr(_member(f"sources/{name}"), data)
        if project.attached and project.archive:
            _copy(project, made)
    return remarks


def write_codebook(codebook: CodebookFile, path: Path | str) -> tuple[str, ...]:
    """Write a codebook (.qdc).

    Parameters
    ----------
    codebook : CodebookFile
        With at least one code.
    path : Path
        A file that is not there yet.

    Returns
    -------
    tuple of str
        What the standard cannot hold, and so is not in the file.

    Raises
    ------
    InputError, CannotWrite
        As `write_project`.
    """
    path = Path(path)
    _must_be_new(path, ".qdc")
    if not codebook.codes:
        raise InputError([Problem(path.name, "no codes", "a codebook with at least one code")])
    root, remarks = codebook_element(codebook)
    must_be_valid(root, called=path.name)
    write_whole(path, _as_bytes(root))
    return remarks


def _must_be_new(path: Path, ending: str) -> None:
    if path.suffix.lower() != ending:
        raise InputError([Problem(str(path), path.suffix, f"a file that ends in {ending}")])
    if path.exists():
        do = "Choose another name, or move that file away. Nothing was changed."
        raise InputError([Problem(str(path), "a file that is there", "a new file", do)])


def _as_bytes(root: object) -> bytes:
    from lxml import etree

    made: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return made


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _MOMENT)
    member.compress_type = zipfile.ZIP_DEFLATED
    # The same on Windows, where it would be another number.
    member.create_system, member.external_attr = 3, 0o644 << 16
    return member


def _copy(project: Project, made: zipfile.ZipFile) -> None:
    """Copy the files beside the texts, piece by piece: films are large."""
    assert project.archive is not None
    there = {name.casefold() for name in made.namelist()}
    with open_archive(project.archive) as archive:
        for name in sorted(project.attached):
            plain = name if "/" not in name else f"sources/{name.rpartition('/')[2]}"
            if plain.casefold() in there:
                continue
            there.add(plain.casefold())
            with archive.opened(name) as given, made.open(_member(plain), "w") as target:
                shutil.copyfileobj(given, target)
