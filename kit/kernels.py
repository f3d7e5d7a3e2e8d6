"""Runs one job in a process of its own, with a kernel of its own.

A job that ends without a word, or not at all, is told apart from one that failed in a cell; none
of them takes another one with it, and none leaves a process or half a file behind.

On Linux the processes are forked from a small server that has imported what they need and does
nothing else; elsewhere each one starts afresh. A job never shares a process with another one.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from kit.errors import CannotWrite, Problem
from kit.execution import Execution, death, record_of
from kit.jobs import Failure, Job, Record, Status
from kit.provenance import now

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

__all__ = ["Running", "start"]

_PRELOADED = ["kit.warm"]
# A forked process inherits no threads, but does inherit the locks they held; so there are none.
_ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}


def start(job: Job, *, notebooks: Path, limit: float) -> Running:
    """Start a job and return at once.

    Parameters
    ----------
    job : Job
    notebooks : Path
        Folder that holds the notebook.
    limit : float
        Seconds after which it may be stopped.

    Raises
    ------
    CannotWrite
        When the system has no room for temporary files.
    """
    try:
        scratch = Path(tempfile.mkdtemp(prefix="kit-"))
    except OSError as error:
        got = error.strerror or type(error).__name__
        do = "Free some space, or set TMPDIR to another folder."
        expected = "a folder for temporary files that can be written"
        raise CannotWrite(str(Problem("temporary files", got, expected, do))) from error
    context = _context()
    hear, tell = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(job, notebooks, scratch, tell), daemon=True)
    process.start()
    tell.close()
    return Running(job, process, hear, scratch, time.monotonic() + limit, limit)


@dataclass
class Running:
    """A job that is being run.

    Attributes
    ----------
    job : Job
    hear : Connection
        Becomes ready when there is news, the end included.
    deadline : float
        On the clock of `time.monotonic`.
    """

    job: Job
    process: multiprocessing.process.BaseProcess
    hear: Connection
    scratch: Path
    deadline: float
    limit: float
    began: str = field(default_factory=now)
    kernel: int | None = None
    cell: int | None = None
    record: Record | None = None

    def news(self) -> Record | None:
        """Read what the process said; return the run record once it has ended."""
        self._listen()
        if self.record is None and self.process.is_alive():
            return None
        self._listen()
        self.process.join()
        self._tidy()
        return self.record or self._without_word("died")

    def overdue(self) -> Record | None:
        """Stop the job when its time is over, and return its record then."""
        if time.monotonic() < self.deadline:
            return None
        self.stop()
        return self.record or self._without_word("timed_out")

    def stop(self) -> None:
        """End the process and its kernel, now."""
        self.process.kill()
        self.process.join()
        self._listen()
        self._tidy()

    def _listen(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while self.record is None and self.hear.poll():
                name, value = self.hear.recv()
                setattr(self, name, value)

    def _tidy(self) -> None:
        # A process that gave its record has ended its kernel, whose number may be another's by now.
        if self.record is None and self.kernel is not None:
            _kill(self.kernel)
        self.hear.close()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def _without_word(self, status: Status) -> Record:
        where = f" in cell [{self.cell}]" if self.cell else ""
        if status == "timed_out":
            said = f"stopped after {self.limit:,.0f} seconds{where}"
            do = "Run this region alone, with `--region`"
            do += "; if it is as slow again, look for the cause in that cell." if where else "."
            failure = Failure("TimeLimit", said, do, self.cell)
        else:
            code = self.process.exitcode
            failure = death(f"the process ended without a word (exit code {code})", self.cell)
        return record_of(self.job, status, started=self.began, failure=failure)


def _context() -> ForkServerContext | SpawnContext:
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(_ONE_THREAD)
    try:
        forkserver.ensure_running()
    except OSError:
        # Its socket lies in the temporary folder, whose path can be too long for one.
        return multiprocessing.get_context("spawn")
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
    return context


def _kill(kernel: int) -> None:
    """End a kernel and what it started; it leads a process group of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            os.kill(kernel, signal.SIGTERM)
        else:
            os.killpg(kernel, signal.SIGKILL)


def _child(job: Job, notebooks: Path, scratch: Path, tell: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(_environment(job, scratch))
    os.chdir(scratch)
    logging.disable()
    kernel: list[int] = []
    threading.Thread(target=_leave_with_parent, args=(kernel, scratch), daemon=True).start()

    def say(name: str, value: int) -> None:
        if name == "kernel":
            kernel.append(value)
        tell.send((name, value))

    run = Execution(job, notebooks / f"{job.notebook}.ipynb", scratch, say)
    tell.send(("record", run.record()))


def _leave_with_parent(kernel: list[int], scratch: Path) -> None:
    """Wait for the end of the process that asked for this one; leave nothing behind."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        for pid in kernel:
            _kill(pid)
        shutil.rmtree(scratch, ignore_errors=True)
        os._exit(1)


def _environment(job: Job, scratch: Path) -> dict[str, str]:
    """Return variables that keep Jupyter out of the home folder, which may not be writable."""
    kept = job.work.parent / "jupyter"
    return {
        **_ONE_THREAD,
        "IPYTHONDIR": str(kept / "ipython"),
        "JUPYTER_CONFIG_DIR": str(kept / "config"),
        "JUPYTER_DATA_DIR": str(kept / "data"),
        "JUPYTER_RUNTIME_DIR": str(scratch),
        "JUPYTER_NO_CONFIG": "1",
        "MPLCONFIGDIR": str(kept / "matplotlib"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
