"""Runs one job, with a kernel of its own, and says what came of it.

The result is read out of the cells, held against what was asked, and every file is put in its
place at once. An error that is not the kit's own is told by its kind and its cell only: its message
may quote an entry.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from kit import outputs
from kit.errors import CannotWrite, InputError, KitError, Refused
from kit.files import sha256, whole_file
from kit.jobs import Failure, Job, Record, Status
from kit.provenance import Provenance, now

__all__ = ["Execution", "Say", "death", "record_of"]

Say = Callable[[str, int], None]

# Linux allows 107 bytes for the path of a socket and macOS 103; the kernel adds a number.
_LONGEST_SOCKET = 96
_OURS = {error.__name__ for error in (KitError, InputError, Refused, CannotWrite)}
_LONGEST_MESSAGE = 4000


def record_of(job: Job, status: Status, **more: Any) -> Record:
    """Return the record of a job that has ended now."""
    made = Provenance(dict(job.parameters), more.pop("sources", ()), engine="papermill")
    return Record(job.id, job.notebook, job.scope, status, made.as_data(), ended=now(), **more)


def death(said: str, cell: int | None) -> Failure:
    """Return the failure of a job that a process was killed under."""
    do = "Perhaps the memory was full: close other programs, or run with `--jobs 1`."
    where = f", in cell [{cell}]" if cell else ""
    return Failure("Died", said + where, do, cell)


class Execution:
    """One job, run by this process.

    Attributes
    ----------
    job : Job
    path : Path
        The notebook.
    scratch : Path
        Folder for the connection with the kernel, readable by this user only.
    say : callable
        Called with ``kernel`` and the id of its process when it starts, and with ``cell`` and the
        number of each cell that starts.
    """

    def __init__(self, job: Job, path: Path, scratch: Path, say: Say):
        self.job, self.path, self.scratch, self.say = job, path, scratch, say
        self.started = now()
        self.cell: int | None = None
        self.live: Any = None
        self.digest: str | None = None

    def record(self) -> Record:
        """Run the job and return what came of it."""
        from nbclient.exceptions import DeadKernelError
        from papermill.exceptions import PapermillExecutionError

        try:
            notebook = self._executed()
            made = outputs.result(notebook, self.job)
            files = {
                self.job.result: made.text.encode(),
                **made.beside,
                self.job.executed: outputs.as_bytes(notebook),
            }
            outputs.publish(files)
            hashes = {self.job.within_study(path): sha256(data) for path, data in files.items()}
            sources = (*made.sources, *outputs.settings_of(self.job))
            return self._ended("ok", sources=sources, outputs=hashes)
        except PapermillExecutionError as error:
            failure = _cell_failure(error, self.job)
        except DeadKernelError:
            return self._ended("died", failure=death("its kernel was killed", self.cell))
        except KitError as error:
            failure = Failure(type(error).__name__, str(error))
        except OSError as error:
            do = "Free some space or choose another folder, then run the command again."
            failure = Failure("CannotWrite", error.strerror or type(error).__name__, do)
        except Exception as error:
            # One broken notebook must not take the batch with it.
            failure = _bug(error)
        try:
            self._keep_half_run()
        except CannotWrite as error:
            do = " ".join([failure.do, f"The half-run notebook could not be kept: {error}"])
            failure = replace(failure, do=do.strip())
        return self._ended("failed", failure=failure)

    def _executed(self) -> Any:
        import nbformat
        import papermill
        from traitlets.config import Config

        source = nbformat.read(self.path, as_version=4)  # type: ignore[no-untyped-call]
        self.digest = outputs.digest(source)
        source.cells = [cell for cell in source.cells if not _is_exercise(cell)]
        connection = {"connection_file": str(self.scratch / "k.json"), **_transport(self.scratch)}
        # A notebook goes in instead of its path: papermill reads braces in a path as parameters.
        return papermill.execute_notebook(
            source,
            None,
            parameters=dict(self.job.parameters),
            kernel_name="python3",
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            start_timeout=120,
            shutdown_kernel="immediate",
            kernel_manager_class=_manager(partial(self.say, "kernel")),
            config=Config({"KernelManager": connection}),
            on_notebook_start=self._notebook_started,
            on_cell_execute=self._cell_started,
        )

    def _notebook_started(self, *, notebook: Any) -> None:
        self.live = notebook
        notebook.metadata.papermill["input_path"] = self.path.name

    def _cell_started(self, *, cell: Any, cell_index: int) -> None:
        self.cell = (self.cell or 0) + 1
        self.say("cell", self.cell)

    def _keep_half_run(self) -> None:
        if self.live is not None:
            with whole_file(self.job.failed) as temporary:
                temporary.write_bytes(outputs.as_bytes(self.live))

    def _ended(self, status: Status, **more: Any) -> Record:
        spent = os.times()
        own = spent.user + spent.system
        return record_of(
            self.job,
            status,
            notebook_sha256=self.digest,
            started=self.started,
            own_cpu_seconds=round(own, 3),
            cpu_seconds=round(own + spent.children_user + spent.children_system, 3),
            max_rss_mb=_most_memory(),
            **more,
        )


def _is_exercise(cell: Any) -> bool:
    """Say whether a cell is for a reader to try; its solution asks for names of the sample."""
    return "exercise" in cell.metadata.get("tags", ())


def _manager(started: Any) -> type:
    """Return a manager of kernels that run on this interpreter, whatever kernels are installed."""
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    ours = KernelSpec(
        argv=[
            sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}",
            "--HistoryManager.enabled=False",
        ],
        display_name="Python 3",
        language="python",
    )  # fmt: skip

    class Manager(AsyncKernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            return ours

        async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
            # What a kernel says outside its cells would end up in the progress bar.
            with Path(os.devnull).open("wb") as nowhere:
                await super()._async_launch_kernel(
                    kernel_cmd, **{**kw, "stdout": nowhere, "stderr": nowhere}
                )
            assert self.provisioner is not None
            started(self.provisioner.pid)  # type: ignore[attr-defined]

    return Manager


def _transport(scratch: Path) -> dict[str, str]:
    """Return how to talk with the kernel: by files that only this user can open, where it can."""
    socket = str(scratch / "k")
    if os.name != "posix" or len(os.fsencode(socket)) > _LONGEST_SOCKET:
        return {}
    return {"transport": "ipc", "ip": socket}


def _cell_failure(error: Any, job: Job) -> Failure:
    """Say what went wrong in a cell: in full when the kit said it, else only what and where."""
    cell = error.exec_count
    if error.ename in _OURS:
        return Failure(error.ename, error.evalue[:_LONGEST_MESSAGE], cell=cell)
    do = f"Look in {job.within_study(job.failed)}. It may hold text of entries: do not pass it on."
    return Failure(error.ename, f"{error.ename} in cell [{cell}]", do, cell)


def _bug(error: Exception) -> Failure:
    """Say where an error was raised, without its message."""
    frames: Sequence[traceback.FrameSummary] = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).parent == Path(__file__).parent]
    last = (ours or frames)[-1]
    kind = type(error).__name__
    said = f"{kind} in {Path(last.filename).name}, line {last.lineno}"
    return Failure(
        kind, said, "This is a mistake in the kit or its installation: please report it."
    )


def _most_memory() -> float | None:
    if sys.platform == "win32":
        return None
    import resource

    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return round(most / (2**20 if sys.platform == "darwin" else 2**10), 1)
