"""What a batch has to run: the jobs of a study, all of them checked before anything runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kit import periods
from kit.errors import InputError, Problem, unknown_name
from kit.files import sha256
from kit.jobs import (
    WIDE,
    Job,
    history_of,
    history_path,
    report_of,
    report_path,
    work_folder,
)
from kit.language import LANGUAGES
from kit.parameters import NOTEBOOKS, resolve
from kit.study import Study

__all__ = ["plan"]

#: Set by the batch for every job; study.yml gives the other parameters of a notebook.
_OF_THE_BATCH = ("study", "region", "until", "release", "language")
_UNSAFE = re.compile(r"[^a-z0-9_]+")


def plan(
    study: Study,
    *,
    reports: Path,
    regions: Sequence[str] | None = None,
    until: str | None = None,
    languages: Sequence[str] | None = None,
    release: str = "region",
) -> tuple[Job, ...]:
    """Return the jobs of a batch, each after the jobs that it needs.

    A report is made of the findings that there are, as long as there is one; it says itself what is
    missing.

    For each region the notebooks of ``study.yml`` and then its report in each language, with its
    learning history as a document before it where ``study.yml`` asks for that notebook; for all
    regions together, the national and the HealthKIC entries the notebooks that can, at release
    *consortium*; last the report of the consortium. With `regions` that last part is left out,
    because a report over all regions would silently be one over some.

    Parameters
    ----------
    study : Study
    reports : Path
        Folder for the reports: ``REGION/REGION_UNTIL.LANGUAGE.html``.
    regions : sequence of str, optional
        Slugs; all regions if None or empty.
    until : str, optional
        Last period that counts (inclusive); the last one of the study if None.
    languages : sequence of str, optional
        Of the reports; those of the study if None or empty.
    release : str
        For whom the reports of the regions are.

    Raises
    ------
    InputError
        With every problem of every job at once.
    """
    problems = _problems_of_the_question(study, regions, until, languages)
    problems += _problems_of_the_plan(study)
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    period = periods.parse(until or study.last)
    spoken = tuple(dict.fromkeys(languages or study.languages))
    make = _Maker(study, work_folder(study, period), reports, period, spoken)
    planned: list[Job] = []
    for slug in dict.fromkeys(regions or study.regions):
        findings = make.findings(slug, "region", release)
        histories = make.histories_of(slug, release, findings)
        last = make.reports_of(slug, "region_report", release, findings)
        # A report leads to the document if there is one, and is made without it if there is not.
        before = tuple(job.id for job in histories)
        planned += [*findings, *histories, *(replace(job, after=before) for job in last)]
    if not regions:
        ended = tuple(job.id for job in planned)
        wide = [
            job
            for region, scope in WIDE.items()
            for job in make.findings(region, scope, "consortium")
        ]
        last = make.reports_of("consortium", "consortium_report", "consortium", wide)
        planned += [*wide, *(replace(job, after=ended) for job in last)]
    if make.problems:
        raise InputError(list(dict.fromkeys(make.problems)))
    return tuple(planned)


def _problems_of_the_question(
    study: Study,
    regions: Sequence[str] | None,
    until: str | None,
    languages: Sequence[str] | None,
) -> list[Problem]:
    problems = [
        unknown_name("`region`", slug, study.regions)
        for slug in regions or ()
        if slug not in study.regions
    ]
    problems += [
        unknown_name("`language`", language, LANGUAGES)
        for language in languages or ()
        if language not in LANGUAGES
    ]
    if until is not None:
        try:
            last = periods.last_day(periods.parse(until))
        except ValueError as error:
            return [*problems, Problem("`until`", until, str(error))]
        if not periods.first_day(study.first) <= last <= periods.last_day(study.last):
            expected = f"a period of the study: {study.first} to {study.last}"
            do = "The periods of the study stand in study.yml."
            problems.append(Problem("`until`", until, expected, do))
    return problems


def _problems_of_the_plan(study: Study) -> list[Problem]:
    """Find what study.yml cannot ask of a batch; unknown names are found by `resolve`."""
    problems = []
    makers = [name for name, notebook in NOTEBOOKS.items() if notebook.makes == "finding"]
    seen = set()
    for i, (name, given) in enumerate(study.plan, start=1):
        where = f"study.yml, `notebooks[{i}]`"
        if name not in makers:
            problems.append(unknown_name(where, name, makers, do="Reports are made by themselves."))
            continue
        own = [one for one in NOTEBOOKS[name].parameters if one not in _OF_THE_BATCH]
        for taken in (one for one in given if one in _OF_THE_BATCH):
            expected = "a parameter of the notebook itself" + (f": {', '.join(own)}" if own else "")
            do = "The batch sets this one for every region."
            problems.append(Problem(where, taken, expected, do))
        called = job_name(name, given)
        if called in seen:
            problems.append(Problem(where, name, "each notebook once with the same parameters"))
        seen.add(called)
    return problems


def job_name(notebook: str, given: Mapping[str, Any]) -> str:
    """Return a notebook and its own parameters as a file name: short, and no two the same."""
    parts = [str(value) for value in given.values()]
    name = "-".join([notebook, *(_UNSAFE.sub("_", part.lower()).strip("_") for part in parts)])
    if all(part and not _UNSAFE.search(part) for part in parts) and len(name) <= 80:
        return name
    return f"{name[:70]}-{sha256(json.dumps(parts))[:8]}"


class _Maker:
    """Makes the jobs of one batch and gathers the problems of their parameters."""

    def __init__(
        self, study: Study, work: Path, reports: Path, until: str, languages: tuple[str, ...]
    ):
        self.study, self.work, self.reports = study, work, reports
        self.until, self.languages = until, languages
        self.problems: list[Problem] = []

    def findings(self, region: str, scope: str, release: str) -> list[Job]:
        jobs = []
        for name, own in self.study.plan:
            if scope not in NOTEBOOKS[name].scopes:
                continue
            called = f"{region}/{job_name(name, own)}"
            given = {"region": region, "release": release, "language": self.study.languages[0]}
            parameters = self._resolved(name, {**given, **own})
            result = self.work / "findings" / f"{called}.json"
            jobs.append(Job(called, name, parameters, region, "finding", self.work, result))
        return jobs

    def histories_of(self, scope: str, release: str, findings: Iterable[Job]) -> list[Job]:
        """Return the jobs that make the learning history of a region as a document."""
        notebook = "learning_history_document"
        needs = tuple(job.id for job in findings if job.notebook == "learning_history")
        jobs = []
        for language in self.languages if needs else ():
            given = {"region": scope, "release": release, "language": language}
            parameters = self._resolved(notebook, given)
            result = self.reports / history_path(scope, self.until, language)
            called = history_of(scope, language)
            jobs.append(
                Job(called, notebook, parameters, scope, "report", self.work, result, needs)
            )
        return jobs

    def reports_of(
        self, scope: str, notebook: str, release: str, findings: Iterable[Job]
    ) -> list[Job]:
        made_of = tuple(job.id for job in findings)
        jobs = []
        for language in self.languages:
            given = {"region": scope, "release": release, "language": language}
            known = {k: v for k, v in given.items() if k in NOTEBOOKS[notebook].parameters}
            parameters = self._resolved(notebook, known)
            result = self.reports / report_path(scope, self.until, language)
            called = report_of(scope, language)
            job = Job(called, notebook, parameters, scope, "report", self.work, result)
            jobs.append(replace(job, some_of=made_of))
        return jobs

    def _resolved(self, notebook: str, given: Mapping[str, Any]) -> Mapping[str, str | None]:
        asked = {"study": str(self.study.root), "until": self.until, **given}
        try:
            return resolve(notebook, asked, study=self.study)
        except InputError as error:
            self.problems += error.problems
            return {}
