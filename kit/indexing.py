"""The page that leads to every report of a batch, and the links between their languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kit.files import sha256, write_whole
from kit.jobs import (
    Record,
    history_of,
    made_history,
    records,
    report_of,
    report_path,
    work_folder,
)
from kit.parameters import NOTEBOOKS
from kit.provenance import now
from kit.study import Study

if TYPE_CHECKING:
    from kit.render import Made

__all__ = ["failures", "write_index"]

_REPORT = re.compile(
    r"([a-z0-9-]+)/(?:learning-history_)?\1_\d{4}(?:[QH]\d)?\.(?:nl|en)\.html", re.ASCII
)


def failures(found: Mapping[str, Record], scope: str) -> tuple[Record, ...]:
    """Return what failed in a scope, without what was skipped because of it.

    A consortium report stands on the findings over all regions and on the two other tiers.
    """
    scopes = ("consortium", "all", "national", "healthkic") if scope == "consortium" else (scope,)
    return tuple(
        record
        for record in found.values()
        if record.scope in scopes and record.status not in ("ok", "skipped")
    )


def write_index(
    study: Study,
    reports: Path,
    until: str,
    *,
    languages: Sequence[str] | None,
    problems: int,
) -> tuple[str, ...]:
    """Write the page that leads to the reports; return the other reports in the folder.

    Parameters
    ----------
    study : Study
    reports : Path
    until : str
        Last period of the reports (inclusive).
    languages : sequence of str or None
        Besides those of the study.
    problems : int
        How many problems in the files of the study made that something was left out.
    """
    from kit.render import render_index

    found = records(study, until)
    spoken = tuple(dict.fromkeys((*study.languages, *(languages or ()))))
    names = {slug: region.name for slug, region in study.regions.items()}
    entries = []
    for scope, name in {**names, "consortium": study.title[spoken[0]]}.items():
        for language in spoken:
            entries.append(_entry(found, reports, until, (scope, name, language)))
    linked = {href for entry in entries for href in (entry.href, entry.history)}
    lying = (path.relative_to(reports).as_posix() for path in sorted(reports.glob("*/*.html")))
    older = tuple(href for href in lying if _REPORT.fullmatch(href) and href not in linked)
    _link_languages(study, reports, until, entries, found)
    page = render_index(
        entries,
        study_title=study.title[spoken[0]],
        languages=spoken,
        synthetic=study.synthetic,
        until=until,
        made_on=now(),
        problems=problems,
        older=older,
    )
    write_whole(reports / "index.html", page)
    return older


def _entry(
    found: Mapping[str, Record], reports: Path, until: str, of: tuple[str, str, str]
) -> Made:
    """Say of one report what became of it; `of` is its scope, the name of that, and a language."""
    from kit.render import Made

    scope, name, language = of
    record, href = found.get(report_of(scope, language)), report_path(scope, until, language)
    # Whoever gets the reports gets the index: jobs are named, what was wrong with a file is not.
    lacking = tuple(
        one.job
        for one in failures(found, scope)
        if NOTEBOOKS[one.notebook].makes == "finding" or one.job == report_of(scope, language)
    )
    history = made_history(found, reports, scope, until, language)
    if record is not None and record.status == "ok" and (reports / href).is_file():
        state = "incomplete" if lacking else "made"
        return Made(name, scope, language, href, state, lacking, history)
    return Made(name, scope, language, None, "failed" if lacking else "skipped", lacking, history)


def _link_languages(
    study: Study, reports: Path, until: str, entries: Iterable[Made], found: Mapping[str, Record]
) -> None:
    """Let each page lead to its other languages that were made; its record goes along."""
    from kit.render import link_languages

    told = [(entry, report_of, entry.href) for entry in entries]
    told += [(entry, history_of, entry.history) for entry in entries]
    made = [(entry, job_of, href) for entry, job_of, href in told if href is not None]
    for entry, job_of, href in made:
        path = reports / href
        others = {
            one.language: Path(there).name
            for one, kind, there in made
            if (one.slug, kind) == (entry.slug, job_of) and one.language != entry.language
        }
        before = path.read_bytes().decode()
        page = link_languages(before, others)
        if page == before:
            continue
        write_whole(path, page)
        record = found[job_of(entry.slug, entry.language)]
        inside = path.is_relative_to(study.root)
        called = path.relative_to(study.root).as_posix() if inside else str(path)
        now_is = replace(record, outputs={**record.outputs, called: sha256(page)})
        now_is.write(work_folder(study, until) / "records" / f"{record.job}.json")
