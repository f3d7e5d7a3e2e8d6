"""Which reports held a person's words or counted that person's texts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.study import Study
from kit.withdrawal.searching import Traces

__all__ = ["Report", "reports_of"]

_SUFFIXES = (".html", ".htm", ".docx", ".pdf")


@dataclass(frozen=True)
class Report:
    """A report that has to be called back.

    Attributes
    ----------
    called : str
        Its path within the study; in full when it lies elsewhere.
    path : Path
    words : bool
        Whether it holds words of the person; else it counted the person's texts, or may have.
    """

    called: str
    path: Path
    words: bool


def reports_of(
    study: Study, look: Traces, *, files: Collection[str], regions: Collection[str]
) -> tuple[Report, ...]:
    """Return the reports of a study that have to be called back.

    Looked through are the folder ``reports`` and every report that a run record names, wherever it
    lies. A report counted the person's texts when its record says that it was made from one of the
    files they stand in; without a record, when it is of one of the regions or of all together.

    Parameters
    ----------
    study : Study
    look : Traces
    files : collection of str
        In which the texts of the person stood.
    regions : collection of str
        Of those texts.
    """
    made_from: dict[Path, set[str]] = {}
    for record in _records(study):
        provenance = record.get("provenance")
        sources = provenance.get("sources", ()) if isinstance(provenance, dict) else ()
        read = {str(s.get("path")) for s in sources if isinstance(s, dict)}
        outputs = record.get("outputs")
        for called in outputs if isinstance(outputs, dict) else ():
            path = study.root / called
            if path.suffix.lower() in _SUFFIXES:
                made_from[path.resolve()] = made_from.get(path.resolve(), set()) | read
    there = {
        p.resolve() for p in (study.root / "reports").rglob("*") if p.suffix.lower() in _SUFFIXES
    }
    found = []
    for path in sorted(there | made_from.keys()):
        words = path.is_file() and any(look.rows_in(path))
        known = made_from.get(path)
        if known is None:
            scope = path.parent.name
            counted = scope in regions or (scope not in study.regions and path.name != "index.html")
        else:
            counted = bool(known.intersection(files))
        if words or counted:
            inside = path.is_relative_to(study.root)
            called = path.relative_to(study.root).as_posix() if inside else str(path)
            found.append(Report(called, path, words))
    return tuple(found)


def _records(study: Study) -> Iterator[dict[str, Any]]:
    for path in sorted(study.work.glob("*/records/*/*.json")):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(record, dict):
            yield record
