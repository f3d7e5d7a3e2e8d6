"""A job goes in, a run record comes out.

A job is one notebook with its parameters. A run record says what became of it; it is written last,
so that a job without a record is a job that was not done, whatever files may lie about.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from kit import periods
from kit.errors import InputError, Problem
from kit.files import write_whole
from kit.finding import Source
from kit.parameters import NOTEBOOKS
from kit.provenance import verify
from kit.study import Study

__all__ = ["Failure", "Job", "Record", "forget", "records"]

VERSION = 1
Status = Literal["ok", "failed", "died", "timed_out", "skipped"]

#: What stands for `region` in a job over more than one region, and the scope that allows it.
WIDE = {"all": "consortium", "national": "national", "healthkic": "healthkic"}


@dataclass(frozen=True)
class Job:
    """One notebook to run.

    Attributes
    ----------
    id : str
        Such as ``noorderkolk/mentions-phm_element``; safe as a path on every system.
    notebook : str
        Its name, without ``.ipynb``.
    parameters : mapping
        Checked and converted.
    scope : str
        Slug of a region; or all, national, healthkic, consortium.
    makes : {"finding", "report"}
    work : Path
        Folder of the full findings and run records of this period.
    result : Path
        Where the finding (JSON) or the report (HTML) lands; a learning history is a report too, and
        its Word document lands beside it.
    needs : tuple of str
        Jobs that must have succeeded first.
    after : tuple of str
        Jobs that must have ended first, in whatever way.
    some_of : tuple of str
        Jobs that must have ended first, and of which at least one must have succeeded.
    """

    id: str
    notebook: str
    parameters: Mapping[str, str | None]
    scope: str
    makes: str
    work: Path
    result: Path
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    some_of: tuple[str, ...] = ()

    @property
    def executed(self) -> Path:
        """Where the executed notebook lands."""
        return self.work / "runs" / f"{self.id}.ipynb"

    @property
    def failed(self) -> Path:
        """Where the half-run notebook of a failed job lands."""
        return self.work / "runs" / f"{self.id}.failed.ipynb"

    @property
    def record(self) -> Path:
        """Where the run record lands."""
        return self.work / "records" / f"{self.id}.json"

    def within_study(self, path: Path) -> str:
        """Return a path as it is called within the study; in full when it lies elsewhere."""
        root = self.work.parent.parent
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


@dataclass(frozen=True)
class Failure:
    """Why a job was not done.

    Attributes
    ----------
    kind : str
        Class of the error, or what happened to the process.
    said : str
        For a person. Never the text of an error that is not the kit's own: that may quote an entry.
    do : str
        What to do.
    cell : int or None
        The number between brackets before the cell, as Jupyter shows it.
    """

    kind: str
    said: str
    do: str = ""
    cell: int | None = None


@dataclass(frozen=True)
class Record:
    """What became of a job.

    Attributes
    ----------
    job, notebook, scope : str
    status : {"ok", "failed", "died", "timed_out", "skipped"}
    provenance : mapping
        Of `kit.provenance`: parameters, sources with hashes, versions, seed, engine.
    notebook_sha256 : str or None
        Of the cells' sources and tags; outputs do not count.
    started, ended : str or None
        UTC, ISO 8601.
    cpu_seconds : float or None
        Of the job and its kernel together.
    own_cpu_seconds : float or None
        The part of it that is not the kernel's.
    max_rss_mb : float or None
        Most memory of the kernel, where the system tells.
    failure : Failure or None
    outputs : mapping of str to str
        SHA-256 by path: within the study, or in full for a report elsewhere.
    """

    job: str
    notebook: str
    scope: str
    status: Status
    provenance: Mapping[str, Any]
    notebook_sha256: str | None = None
    started: str | None = None
    ended: str | None = None
    cpu_seconds: float | None = None
    own_cpu_seconds: float | None = None
    max_rss_mb: float | None = None
    failure: Failure | None = None
    outputs: Mapping[str, str] = field(default_factory=dict)
    version: int = field(default=VERSION, kw_only=True)

    def write(self, path: Path) -> Path:
        """Write the record as JSON, whole or not at all; return `path`."""
        return write_whole(path, json.dumps(asdict(self), ensure_ascii=False, indent=1))

    @classmethod
    def read(cls, path: Path) -> Record:
        """Read a record that `write` wrote.

        Raises
        ------
        InputError
            When it is not a record, or one of a newer kit.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            version = data["version"]
            if version <= VERSION:
                failure = data.pop("failure")
                return cls(**data, failure=Failure(**failure) if failure else None)
        except (ValueError, KeyError, TypeError):
            do = "Run the batch again."
            raise InputError([Problem(str(path), "", "a run record of the kit", do)]) from None
        do = "It was made with a newer kit; update this one."
        problem = Problem(f"{path}, `version`", str(version), f"at most {VERSION}", do)
        raise InputError([problem])


def work_folder(study: Study, until: str | None) -> Path:
    """Return the folder of the full findings and run records of a period."""
    return study.work / periods.parse(until or study.last)


def report_of(scope: str, language: str) -> str:
    """Return the id of the job that makes a report: of a region, or of the consortium.

    Examples
    --------
    >>> report_of("noorderkolk", "nl"), report_of("consortium", "en")
    ('noorderkolk/region_report-nl', 'consortium/consortium_report-en')
    """
    notebook = "consortium_report" if scope == "consortium" else "region_report"
    return f"{scope}/{notebook}-{language}"


def report_path(scope: str, until: str, language: str) -> str:
    """Return where a report lands within the folder of the reports, with forward slashes."""
    return f"{scope}/{scope}_{until}.{language}.html"


def history_of(scope: str, language: str) -> str:
    """Return the id of the job that makes the learning history of a region as a document.

    Examples
    --------
    >>> history_of("noorderkolk", "nl")
    'noorderkolk/learning_history_document-nl'
    """
    return f"{scope}/learning_history_document-{language}"


def history_path(scope: str, until: str, language: str) -> str:
    """Return where the page of a learning history lands; the Word document stands beside it."""
    return f"{scope}/learning-history_{scope}_{until}.{language}.html"


def made_history(
    found: Mapping[str, Record], reports: Path, scope: str, until: str, language: str
) -> str | None:
    """Return where the learning history of a region lies in the folder of the reports, if made."""
    record = found.get(history_of(scope, language))
    href = history_path(scope, until, language)
    there = record is not None and record.status == "ok" and (reports / href).is_file()
    return href if there else None


def records(study: Study, until: str | None = None) -> dict[str, Record]:
    """Return what became of each job of a period, by id of the job.

    Parameters
    ----------
    study : Study
    until : str, optional
        The period of the batch; the last one of the study if None.

    Returns
    -------
    dict of str to Record
        Of the regions that the study has now, and of the jobs over all regions. A job that is not
        in it was not done.
    """
    scopes = {*study.regions, *WIDE, "consortium"}
    folder = work_folder(study, until) / "records"
    found = [Record.read(path) for path in sorted(folder.glob("*/*.json"))]
    return {record.job: record for record in found if record.scope in scopes}


def forget(study: Study, jobs: Iterable[Job]) -> None:
    """Remove what earlier batches left of these jobs, and what could be mistaken for theirs.

    Of the scopes of these jobs everything goes except a report that is not among them (of another
    language), was made, and whose sources are still what they were. Records go first: without
    one, a job is not done. Reports stay where they are until a new one replaces them.
    """
    planned = list(jobs)
    ids = {job.id for job in planned}
    for scope, work in sorted({(job.scope, job.work) for job in planned}):
        kept = set()
        for path in sorted((work / "records" / scope).glob("*.json")):
            if f"{scope}/{path.stem}" not in ids and _holds(path, study):
                kept.add(path.stem)
            else:
                path.unlink()
        for path in (*(work / "findings" / scope).glob("*"), *(work / "runs" / scope).glob("*")):
            if path.stem not in kept:
                path.unlink()


def _holds(path: Path, study: Study) -> bool:
    """Say whether a record is of a report that was made from files that have not changed since."""
    try:
        record = Record.read(path)
    except InputError:
        return False
    sources = [Source(**source) for source in record.provenance["sources"]]
    made = record.status == "ok" and NOTEBOOKS[record.notebook].makes == "report"
    return made and not verify(study.root, sources)
