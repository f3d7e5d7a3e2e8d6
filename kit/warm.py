"""Imported once by the server that jobs are forked from: what every job would otherwise do again.

Nothing here may start a thread: a forked process would inherit the locks it holds.
"""

from __future__ import annotations

import contextlib
import importlib

from kit.provenance import Provenance
from kit.render import render_report
from kit.report import Report

__all__: list[str] = []

_NEEDED = ("papermill", "nbclient", "nbformat", "jupyter_client.manager", "pandas", "kit.kernels")
_EMPTY = Report(
    kind="region",
    name="none",
    language="nl",
    release="region",
    title="",
    subtitle="",
    synthetic=False,
    context=None,
    claims=(),
    unheard="",
    chapters=(),
    disclosure=(),
    provenance=Provenance({}, ()).as_data(),
)


def _warm() -> None:
    """Import what a job needs, and compile the schema of notebooks and the templates of reports."""
    for name in _NEEDED:
        importlib.import_module(name)
    import nbformat

    nbformat.validate(nbformat.v4.new_notebook())  # type: ignore[no-untyped-call]
    render_report(_EMPTY)


# What is wrong here is wrong in every job, and is told there; the server has nobody to tell it to.
with contextlib.suppress(Exception):
    _warm()
