"""Runs the notebooks of a study, many at a time, and the reports after them.

What fails is named and left out, and its report says so; the others go on. Whatever happens, a
report is there whole or not at all, and a job without a run record was not done.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import FrameType

from kit import kernels
from kit.errors import CannotWrite, InputError, Problem
from kit.exclusive import alone, claim
from kit.execution import record_of
from kit.files import shipped
from kit.indexing import failures, write_index
from kit.jobs import Failure, Job, Record, forget
from kit.kernels import Running
from kit.planning import plan
from kit.study import Study

__all__ = ["Progress", "Summary", "Tell", "run"]

_LIMIT = 600.0
# Elsewhere than on Linux and macOS nothing wakes a waiting process at Ctrl-C.
_PATIENCE = 1.0


@dataclass(frozen=True)
class Progress:
    """How far a batch is: jobs ended, jobs in all, and the record of the last one ended."""

    done: int
    total: int
    record: Record | None


Tell = Callable[[Progress], None]


@dataclass(frozen=True)
class Summary:
    """What a batch made.

    Attributes
    ----------
    study : Study
    until : str
        Last period that counts (inclusive).
    reports : Path
        Folder of the reports.
    jobs : tuple of Job
        All that was planned.
    records : mapping of str to Record
        By id of the job; of a job that was not begun there is none.
    stopped : bool
        Whether a person stopped it.
    seconds : float
    problems : int
        How many problems in the files of the study made that something was left out.
    older : tuple of str
        Other reports in the folder: of another period, or of regions that the study has no more.
    """

    study: Study
    until: str
    reports: Path
    jobs: tuple[Job, ...]
    records: Mapping[str, Record]
    stopped: bool
    seconds: float
    problems: int = 0
    older: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 when everything was made, 4 when something was not, 130 when stopped."""
        if self.stopped:
            return 130
        return 0 if all(record.status == "ok" for record in self.records.values()) else 4

    @property
    def with_consortium(self) -> bool:
        """Whether the report over all regions was asked for."""
        return any(job.scope == "consortium" for job in self.jobs)

    def failures(self, scope: str) -> tuple[Record, ...]:
        """Return what failed in a scope, without what was skipped because of it."""
        return failures(self.records, scope)


def run(
    study: Study,
    *,
    reports: Path,
    regions: Sequence[str] | None = None,
    until: str | None = None,
    languages: Sequence[str] | None = None,
    jobs: int | None = None,
    release: str = "region",
    tell: Tell | None = None,
    notebooks: Path | None = None,
    limit: float = _LIMIT,
    problems: int = 0,
) -> Summary:
    """Run the plan of a study, and write its reports and their index.

    Parameters
    ----------
    study : Study
    reports : Path
        Folder for the reports; made when it is not there.
    regions, languages : sequence of str, optional
        All of the study if None or empty. With `regions` no consortium report is made.
    until : str, optional
        Last period that counts (inclusive); the last one of the study if None.
    jobs : int, optional
        How many at a time; one less than there are processors if None.
    release : str
        For whom the reports of the regions are.
    tell : callable, optional
        Called with a `Progress` at the start and at the end of every job.
    notebooks : Path, optional
        Folder of the notebooks; those of the kit if None.
    limit : float
        Seconds that one job may take.
    problems : int
        How many problems a check of the study found; the index says so.

    Returns
    -------
    Summary

    Raises
    ------
    InputError
        Before anything runs, with every problem of what was asked.
    CannotWrite
        Before anything runs, when the study or the folder of the reports cannot be written.
    KitError
        When another batch is busy with this study, or the folder holds reports of another study.
    """
    begun = time.monotonic()
    reports = reports.expanduser().resolve()
    folder = notebooks or shipped("notebooks")
    planned = plan(
        study,
        reports=reports,
        regions=regions,
        until=until,
        languages=languages,
        release=release,
    )
    _check_asked(planned, folder, jobs)
    period = planned[0].work.name
    with alone(study):
        claim(reports, study)
        forget(study, planned)
        _sweep(planned, reports)
        try:
            with _stoppable() as stop:
                ended, stopped = _work_through(
                    planned,
                    start=lambda job: kernels.start(job, notebooks=folder, limit=limit),
                    width=jobs or _processors(),
                    stop=stop,
                    tell=tell or (lambda progress: None),
                )
        finally:
            _sweep(planned, reports)
        older = write_index(study, reports, period, languages=languages, problems=problems)
    took = time.monotonic() - begun
    return Summary(study, period, reports, planned, ended, stopped, took, problems, older)


def _work_through(
    planned: Sequence[Job],
    *,
    start: Callable[[Job], Running],
    width: int,
    stop: Connection,
    tell: Tell,
) -> tuple[dict[str, Record], bool]:
    """Run the jobs, each after those it needs; return the records, and whether it was stopped."""
    waiting = {job.id: job for job in planned}
    running: list[Running] = []
    ended: dict[str, Record] = {}

    def settle(job: Job, record: Record) -> None:
        try:
            record.write(job.record)
        except CannotWrite as error:
            failure = Failure("CannotWrite", str(error))
            record = replace(record, status="failed", failure=failure)
        ended[job.id] = record
        tell(Progress(len(ended), len(planned), record))

    tell(Progress(0, len(planned), None))
    try:
        while waiting or running:
            for job in list(waiting.values()):
                lacking = _lacking(job, ended)
                first = {*job.needs, *job.after, *job.some_of}
                if lacking:
                    settle(waiting.pop(job.id), _skipped(job, lacking))
                elif len(running) < width and ended.keys() >= first:
                    running.append(start(waiting.pop(job.id)))
            if not running:
                continue
            soonest = min(one.deadline for one in running) - time.monotonic()
            news = [one.hear for one in running] + [one.process.sentinel for one in running]
            wait([stop, *news], timeout=max(0.0, min(_PATIENCE, soonest)))
            if stop.poll():
                return ended, True
            for one in list(running):
                record = one.news() or one.overdue()
                if record is not None:
                    running.remove(one)
                    settle(one.job, record)
    finally:
        for one in running:
            one.stop()
    return ended, False


def _lacking(job: Job, ended: Mapping[str, Record]) -> list[str]:
    """Return the failed jobs without which this one is not to begin."""
    lacking = [name for name in job.needs if name in ended and ended[name].status != "ok"]
    failed = [name for name in job.some_of if name in ended and ended[name].status != "ok"]
    return lacking + (failed if len(failed) == len(job.some_of) else [])


def _skipped(job: Job, lacking: Iterable[str]) -> Record:
    failure = Failure("Skipped", f"not begun: {', '.join(lacking)} failed")
    return record_of(job, "skipped", failure=failure)


def _processors() -> int:
    if sys.platform == "linux":
        return max(1, len(os.sched_getaffinity(0)) - 1)
    return max(1, (os.cpu_count() or 2) - 1)


def _check_asked(planned: Iterable[Job], notebooks: Path, jobs: int | None) -> None:
    """Refuse before anything runs what would fail for every region."""
    paths = {notebooks / f"{job.notebook}.ipynb" for job in planned}
    do = "Install the kit again."
    problems = [
        Problem(str(path), "", "a notebook that comes with the kit", do)
        for path in sorted(paths)
        if not path.is_file()
    ]
    if jobs is not None and jobs < 1:
        problems.append(Problem("`jobs`", str(jobs), "1 or more"))
    if problems:
        raise InputError(problems)


@contextmanager
def _stoppable() -> Iterator[Connection]:
    """Give a connection that becomes ready at Ctrl-C, so that nothing is torn in half by it."""
    hear, say = Pipe(duplex=False)

    def note(number: int, frame: FrameType | None) -> None:
        say.send_bytes(b"stop")

    # Only the main thread may say what is to be done at a signal.
    ours = threading.current_thread() is threading.main_thread()
    before = {}
    for number in (signal.SIGINT, signal.SIGTERM) if ours else ():
        before[number] = signal.signal(number, note)
    try:
        yield hear
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        say.close()
        hear.close()


def _sweep(planned: Iterable[Job], reports: Path) -> None:
    """Remove what processes that were killed had begun to write."""
    folders = {path.parent for job in planned for path in (job.result, job.executed, job.record)}
    for folder in {*folders, reports}:
        for path in folder.glob(".*.part"):
            path.unlink(missing_ok=True)


def advice_of(record: Record) -> str:
    """Return what went wrong in a job and what to do, as sentences."""
    if record.failure is None:
        return ""
    said = record.failure.said.rstrip()
    return f"{said if said.endswith('.') else said + '.'} {record.failure.do}".rstrip()
