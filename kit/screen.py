"""What a batch says on the screen: how far it is, and at the end what it made and what to do.

On a terminal that is a bar and a table; anywhere else, as in a log file, plain lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kit.batch import Progress, Summary, Tell, advice_of
from kit.language import plural

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["closing", "follow", "show"]


@contextmanager
def follow(console: Console) -> Iterator[Tell]:
    """Give what a batch is to call to be followed on a screen.

    Parameters
    ----------
    console : rich.console.Console
        Of the standard error stream, so that the closing table can be kept on its own.
    """
    if not console.is_terminal:
        yield lambda progress: _line(console, progress)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("Notebooks", total=None)

        def tell(progress: Progress) -> None:
            bar.update(task, completed=progress.done, total=progress.total)
            if progress.record is not None and progress.record.status not in ("ok", "skipped"):
                _line(bar.console, progress)

        yield tell


def closing(summary: Summary) -> list[tuple[str, str, str, str]]:
    """Return what became of each region: name, findings made, reports made, what to do.

    Findings and reports are written as made of planned. The report over all regions comes last.
    """
    names = {slug: region.name for slug, region in summary.study.regions.items()}
    rows = []
    for scope, name in {**names, "consortium": "all regions"}.items():
        scopes = (
            ("consortium", "all", "national", "healthkic") if scope == "consortium" else (scope,)
        )
        jobs = [job for job in summary.jobs if job.scope in scopes]
        if jobs:
            counts = []
            for kind in ("finding", "report"):
                planned = [job.id for job in jobs if job.makes == kind]
                made = [one for one in planned if _done(summary, one)]
                counts.append(f"{len(made)} of {len(planned)}")
            advice = "\n".join(
                f"{record.job}: {advice_of(record)}" for record in summary.failures(scope)
            )
            rows.append((name, counts[0], counts[1], advice))
    return rows


def show(summary: Summary, console: Console) -> None:
    """Print the closing table, and where the reports are."""
    from rich.table import Table
    from rich.text import Text

    rows = closing(summary)
    if console.is_terminal:
        table = Table(title=f"Up to and including {summary.until}")
        for head in ("Region", "Findings", "Reports", "What went wrong, and what to do"):
            table.add_column(head)
        for row in rows:
            table.add_row(*(Text(_visible(cell)) for cell in row))
        console.print(table)
    else:
        for name, findings, reports, advice in rows:
            _say(console, f"{name}: {findings} findings, {reports} reports")
            for line in advice.split("\n") if advice else ():
                _say(console, f"  {line}")
    if summary.stopped:
        _say(console, "Stopped. What was made is whole; run the command again for the rest.")
    elif not summary.with_consortium:
        _say(console, "No report over all regions: only some regions were asked for.")
    if summary.problems:
        count = plural(summary.problems, "problem", "problems", "en")
        told = f"{count} in the study's files: what stands there was left out"
        _say(console, f"{told}. Run `kit check {summary.study.root}`.")
    if summary.older:
        count = plural(len(summary.older), "older report lies", "older reports lie", "en")
        _say(console, f"{count} in the same folder; the index lists them apart.")
    _say(console, f"Reports: {summary.reports / 'index.html'}")


def _done(summary: Summary, job: str) -> bool:
    return job in summary.records and summary.records[job].status == "ok"


def _line(console: Console, progress: Progress) -> None:
    record = progress.record
    if record is None:
        _say(console, f"{progress.total} notebooks to run")
    else:
        said = f": {advice_of(record)}" if record.failure else ""
        _say(console, f"{progress.done} of {progress.total} {record.job} {record.status}{said}")


def _say(console: Console, text: str) -> None:
    console.print(_visible(text), markup=False, highlight=False, soft_wrap=True)


def _visible(text: str) -> str:
    """Return a text without characters that a terminal would obey; names come from outside."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
