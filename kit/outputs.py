"""Reads the result out of a notebook that was run, and holds it against what was asked.

papermill's own word is not taken for it: when a kernel is killed, the notebook that papermill
leaves says of cells that never ran that they completed. And a result about another region than the
one that was asked must never land under its name.
"""

from __future__ import annotations

import ast
import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kit import finding, report
from kit.errors import CannotWrite, KitError, Problem
from kit.files import sha256, sha256_of_folder, whole_file
from kit.finding import Finding, Source
from kit.jobs import Job, made_history, records, report_of, report_path
from kit.study import open_study

__all__ = ["Result", "as_bytes", "digest", "publish", "result"]


@dataclass(frozen=True)
class Result:
    """What a job made.

    Attributes
    ----------
    text : str
        As it is written.
    sources : tuple of Source
        The files of the study it was made from.
    beside : mapping of Path to bytes
        Other files that belong to it and are written with it.
    """

    text: str
    sources: tuple[Source, ...]
    beside: Mapping[Path, bytes] = field(default_factory=dict)


def result(notebook: Any, job: Job) -> Result:
    """Return the finding (JSON), report (HTML) or document that an executed notebook shows.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
    job : Job

    Raises
    ------
    KitError
        When a cell did not run, the parameters are not those of the job, not exactly one result
        is shown, or it says of itself that it is about something else.
    """
    _check_cells(notebook, job)
    if job.makes == "finding":
        data = _only(notebook, finding.MIME, job)
        found = Finding.from_data(data)
        about = {name: found.parameters.get(name) for name in ("region", "until")}
        _check_asked({**about, "release": found.release}, job)
        return Result(json.dumps(data, ensure_ascii=False, allow_nan=False), found.sources)
    if job.notebook == "learning_history_document":
        return _history(notebook, job)
    from kit.render import render_report

    made = report.Report.from_data(_only(notebook, report.MIME, job))
    _check_asked({"language": made.language, "release": made.release, "scope": made.name}, job)
    sources = tuple(Source(**source) for source in made.provenance.get("sources", ()))
    page = render_report(
        made, home="../index.html", regions=_region_reports(job), history=_history_page(job)
    )
    return Result(page, sources)


def _history(notebook: Any, job: Job) -> Result:
    """Return the page of a learning history, and the same as a Word document."""
    from kit import learning_history
    from kit.history_docx import history_docx
    from kit.history_page import render_history

    made = learning_history.History.from_data(_only(notebook, learning_history.MIME, job))
    _check_asked({"language": made.language, "release": made.release, "scope": made.name}, job)
    document = job.result.with_suffix(".docx")
    page = render_history(
        made,
        home="../index.html",
        report=Path(report_path(job.scope, job.work.name, made.language)).name,
        document=document.name,
    )
    sources = tuple(Source(**source) for source in made.provenance.get("sources", ()))
    return Result(page, sources, {document: history_docx(made)})


def _history_page(job: Job) -> str | None:
    """Return where the report of a region finds its learning history, if that was made."""
    until, reports = job.work.name, job.result.parent.parent
    found = records(open_study(str(job.parameters["study"])), until)
    href = made_history(found, reports, job.scope, until, str(job.parameters["language"]))
    return None if href is None else Path(href).name


def _region_reports(job: Job) -> dict[str, str]:
    """Return where the report over all regions finds those of the regions that were made."""
    if job.scope != "consortium":
        return {}
    study, until = open_study(str(job.parameters["study"])), job.work.name
    language, found = str(job.parameters["language"]), records(study, until)
    links = {}
    for slug, region in study.regions.items():
        record = found.get(report_of(slug, language))
        href = report_path(slug, until, language)
        there = job.result.parent.parent / href
        if record is not None and record.status == "ok" and there.is_file():
            links[region.name] = f"../{href}"
    return links


def settings_of(job: Job) -> tuple[Source, ...]:
    """Return what makes any result of the study, besides the files that a finding names.

    ``study.yml`` says what regions and thresholds are. Of the coders' files and filled-in forms
    only the folder is named: the name of a file can be that of a person.
    """
    root = job.work.parent.parent
    settings = root / "study.yml"
    folders = [
        root / name for name in ("codings", "validation", "interviews") if (root / name).is_dir()
    ]
    return (
        *((Source(settings.name, sha256(settings), None),) if settings.is_file() else ()),
        *(Source(f"{folder.name}/", sha256_of_folder(folder), None) for folder in folders),
    )


def digest(notebook: Any) -> str:
    """Return the SHA-256 of a notebook's sources and tags; its outputs do not count."""
    cells = [
        (cell.cell_type, cell.source, sorted(cell.metadata.get("tags", [])))
        for cell in notebook.cells
    ]
    return sha256(json.dumps(cells))


def as_bytes(notebook: Any) -> bytes:
    """Return a notebook as its file holds it."""
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode()


def publish(files: Mapping[Path, bytes]) -> None:
    """Write every file whole; rename them only when all are written, the first one last.

    Raises
    ------
    CannotWrite
        Of the files but the first none is left then; the first is what it was.
    """
    try:
        with contextlib.ExitStack() as stack:
            for path, data in files.items():
                stack.enter_context(whole_file(path)).write_bytes(data)
    except CannotWrite:
        for path in list(files)[1:]:
            path.unlink(missing_ok=True)
        raise


def _check_cells(notebook: Any, job: Job) -> None:
    """Refuse a notebook whose cells did not all run, or that was given other parameters."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    idle = sum(cell.execution_count is None for cell in code)
    if idle:
        raise _unsound(job, f"{idle} of {len(code)} cells not run", "every cell to be run")
    injected = [
        cell.source for cell in code if "injected-parameters" in cell.metadata.get("tags", [])
    ]
    if len(injected) != 1 or _assigned(injected[0]) != dict(job.parameters):
        raise _unsound(job, "other parameters", "the parameters that the batch gave")


def _assigned(source: str) -> dict[str, Any]:
    return {
        target.id: ast.literal_eval(line.value)
        for line in ast.parse(source).body
        if isinstance(line, ast.Assign)
        for target in line.targets
        if isinstance(target, ast.Name)
    }


def _check_asked(said: Mapping[str, Any], job: Job) -> None:
    """Refuse a result that says of itself that it is about another region, period or release."""
    asked = {**job.parameters, "scope": job.scope}
    for name, value in said.items():
        if value is not None and name in asked and value != asked[name]:
            raise _unsound(job, f"{job.makes} with {name} {value}", f"{name} {asked[name]}")


def _only(notebook: Any, mime: str, job: Job) -> Any:
    """Return the one result that the cells show; the same one shown twice is one."""
    shown = {
        json.dumps(output["data"][mime], sort_keys=True): output["data"][mime]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if mime in output.get("data", {})
    }
    if len(shown) != 1:
        raise _unsound(job, f"{len(shown)} {job.makes}s shown", f"one {job.makes} shown")
    return next(iter(shown.values()))


def _unsound(job: Job, got: str, expected: str) -> KitError:
    do = f"The notebook has to be corrected; what it did stands in {job.within_study(job.failed)}."
    return KitError(str(Problem(f"notebook {job.notebook}", got, expected, do)))
