"""A codebook out of a study and into it: YAML, CSV or XLSX, and the old version kept beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.codebook import FORMAT, read_codebook, study_codebook
from kit.codebook_making import build
from kit.codebook_tables import as_csv, as_workbook, read_sheet
from kit.codebook_versions import Differences, differences
from kit.codes import Code, Codebook
from kit.errors import InputError, Problem
from kit.files import is_slug, sha256, write_whole
from kit.language import LANGUAGES, Both
from kit.study import Study
from kit.terms import terms

__all__ = ["Adopted", "adopt", "as_yaml", "load", "save"]

_TABLES = (".csv", ".xlsx")
_YAML = (".yml", ".yaml")
_READ = (*_YAML, *_TABLES, ".tsv", ".ods")
_HEAD = """\
# A codebook of the kit. Comments that you add are kept as long as you edit this file itself.
# A rule: verzekeraar (any form), =aanpak (exactly), financier* (begins so), *kosten (ends so),
# "samen ..3 beslissen" (at most three words in between). `not` takes a hit away.
"""


def as_yaml(codebook: Codebook) -> str:
    """Write a codebook in format 2; what ``terms.yml`` says already is left out.

    Examples
    --------
    >>> [line for line in as_yaml(read_codebook()).split("\\n") if line.startswith("id:")]
    ['id: phm']
    """
    import yaml

    dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    lists: dict[str, Any] = {}
    for name, label in codebook.lists.items():
        codes = {code.id: _code(code) for code in codebook.codes.values() if code.list == name}
        own = {} if name in terms("code_list") else {"name": _text(label)}
        lists[name] = {**own, "codes": codes}
    document = {
        "format": FORMAT,
        "id": codebook.id,
        "version": codebook.version,
        "title": _text(codebook.title),
        "lists": lists,
    }
    return _HEAD + str(
        yaml.dump(document, Dumper=dumper, sort_keys=False, allow_unicode=True, width=100)
    )


def _text(text: Both) -> str | dict[str, str]:
    return text.nl if text.nl == text.en else text.as_dict()


def _code(code: Code) -> dict[str, Any]:
    shared = code.list in terms("code_list") and code.id in terms(code.list)
    written: dict[str, Any] = {}
    if not shared:
        written["name"] = _text(code.term.label)
    if not shared and code.parent:
        written["parent"] = code.parent
    for name in ("definition", "include", "exclude", "example"):
        text = getattr(code, name)
        if text and not (shared and name == "definition" and text == code.term.meaning):
            written[name] = _text(text)
    rules = {
        language: [rule.written for rule in code.rules if rule.language == language]
        for language in LANGUAGES
    }
    rules["not"] = [r.written for r in code.takes_away if r.language == LANGUAGES[0]]
    if any(rules.values()):
        written["rules"] = {kind: listed for kind, listed in rules.items() if listed}
    written |= {name: value for name in ("colour", "memo") if (value := getattr(code, name))}
    if code.history:
        written["history"] = [{"version": c.version, "changed": c.changed} for c in code.history]
    return written


def save(codebook: Codebook, path: Path, *, language: str) -> Path:
    """Write a codebook as the ending of `path` says: ``.yml``, ``.csv`` or ``.xlsx``.

    Parameters
    ----------
    codebook : Codebook
    path : Path
        A file that is not there yet.
    language : {"nl", "en"}
        Of the headers of a table.

    Raises
    ------
    InputError
        Another ending, or a file that is there.
    CannotWrite
        The place cannot be written to; nothing half-written stays.
    """
    kind = path.suffix.lower()
    if kind not in (*_YAML, *_TABLES):
        raise InputError([Problem(str(path), kind, "a file that ends in .yml, .csv or .xlsx")])
    if path.exists():
        do = "Choose another name, or move that file away. Nothing was changed."
        raise InputError([Problem(str(path), "a file that is there", "a new file", do)])
    if kind in _YAML:
        return write_whole(path, as_yaml(codebook))
    make = as_csv if kind == ".csv" else as_workbook
    return write_whole(path, make(codebook, language=language))


def load(path: Path, *, id: str = "", version: str = "") -> tuple[Codebook, tuple[str, ...]]:
    """Read a codebook from YAML, CSV, XLSX or ODS.

    Parameters
    ----------
    path : Path
    id : str
        For a table that states none.
    version : str
        For a table, in place of the one that it states; empty takes that one.

    Returns
    -------
    Codebook, tuple of str
        And what was not read or was filled in.

    Raises
    ------
    InputError
        With every problem of the file at once.
    """
    kind = path.suffix.lower()
    if kind not in _READ or not path.is_file():
        expected = f"a file that exists and ends in {', '.join(_READ[:-1])} or {_READ[-1]}"
        raise InputError([Problem(str(path), "", expected)])
    if kind in _YAML:
        if version:
            expected = "its version in the file itself"
            raise InputError([Problem(f"{path.name}, `version`", version, expected)])
        return read_codebook(path), ()
    sheet = read_sheet(path, path.name, id=id or path.stem, version=version)
    made = build(sheet.raw, called=path.name, digest=sha256(path.read_bytes()), places=sheet.places)
    return made, tuple(sheet.remarks)


@dataclass(frozen=True)
class Adopted:
    """What came of taking a codebook into a study.

    Attributes
    ----------
    codebook : Codebook
        The one that the study has now.
    changes : Differences
        From the one that it had.
    path : Path
        Where it was written.
    kept : Path or None
        Where the one before it is kept.
    remarks : tuple of str
    """

    codebook: Codebook
    changes: Differences
    path: Path
    kept: Path | None
    remarks: tuple[str, ...]


def adopt(study: Study, path: Path, *, version: str = "") -> Adopted:
    """Make the codebook in a file that of the study, and keep the one before it.

    The file that ``study.yml`` names as its codebook is written, else ``codebook.yml``. The one
    that was in use goes to the folder ``codebooks``, under its id and version, so that older
    codings can still be held against the definitions they were made with.

    Parameters
    ----------
    study : Study
    path : Path
        YAML, CSV, XLSX or ODS.
    version : str
        For a table, in place of the one that it states; empty takes that one.

    Raises
    ------
    InputError
        The file has problems; or it differs from the codebook in use, or from one that is kept,
        under the same version; or there is a ``codebook.yml`` that ``study.yml`` does not name.
        Nothing is changed then.
    """
    before = study_codebook(study)
    made, remarks = load(path, id=before.id if study.codebook else "", version=version)
    target = (study.root / (study.codebook or "codebook.yml")).resolve()
    if not target.is_relative_to(study.root):
        expected = "a file in the folder of the study"
        raise InputError([Problem("study.yml, `codebook`", study.codebook or "", expected)])
    if study.codebook is None and target.exists():
        do = "Add the line `codebook: codebook.yml` to study.yml first, or move that file away."
        raise InputError([Problem(target.name, "a file that is there", "no file yet", do)])
    kept_before = _path_of(study, made)
    same = [before] if made.label == before.label else []
    same += [read_codebook(kept_before)] if kept_before.is_file() else []
    if any(as_yaml(made) != as_yaml(other) for other in same):
        do = "Results and codings name the version; two that differ cannot share one."
        where = f"{path.name}, `version`"
        raise InputError([Problem(where, made.version, "a version that was not used yet", do)])
    kept = _keep(study, before)
    verbatim = path.suffix.lower() in _YAML
    write_whole(target, path.read_bytes() if verbatim else as_yaml(made))
    return Adopted(read_codebook(target), differences(before, made), target, kept, remarks)


def _keep(study: Study, before: Codebook) -> Path:
    """Keep a codebook under its id and version; as it stands, with the comments of people."""
    data = (study.root / study.codebook).read_bytes() if study.codebook else as_yaml(before)
    path = _path_of(study, before)
    if path.exists() and sha256(path) != sha256(data):
        path = path.with_name(f"{path.stem}-{before.sha256[:12]}.yml")
    return path if path.exists() else write_whole(path, data)


def _path_of(study: Study, codebook: Codebook) -> Path:
    name = re.sub(r"[^a-z0-9]+", "-", codebook.label.casefold()).strip("-")
    # Two labels may make one name (1.0 and 1-0); their contents are then compared.
    name = name if is_slug(name) else sha256(codebook.label)[:12]
    return study.root / "codebooks" / f"{name}.yml"
