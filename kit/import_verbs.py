"""The verb ``kit import``: files that somebody has, into a study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kit.errors import visible

if TYPE_CHECKING:
    from rich.console import Console

    from kit.first_rows import Shown

__all__ = ["import_"]

_KINDS = (
    "codings, codebook, refi, open_data, dashboard, survey, transcript, running_logbook, document, "
    "or a form such as logbook, indicators, change_tasks or interventions"
)
StudyFolder = Annotated[
    Path, typer.Argument(metavar="STUDY", help="Folder of the study, with study.yml in it.")
]


def import_(
    study: StudyFolder,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Of any kind; a .zip is opened; a folder; *.pdf."),
    ],
    write: Annotated[
        bool | None,
        typer.Option("--write", help="Do it. Without this it only says what it would do."),
    ] = None,
    region: Annotated[
        str | None, typer.Option(metavar="SLUG", help="Of all these files, where no name says it.")
    ] = None,
    day: Annotated[
        str | None,
        typer.Option("--date", metavar="DATE", help="Of all these files, such as 2024-03-12."),
    ] = None,
    coder: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Who coded, a pseudonym, where a row does not say."),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--as", metavar="KIND", help=f"What they are: {_KINDS}.")
    ] = None,
    names_nobody: Annotated[
        bool | None,
        typer.Option("--names-nobody", help="You looked: these texts name no people."),
    ] = None,
) -> None:
    """Say what files are, and put them in a study."""
    from rich.console import Console

    from kit.errors import InputError, Problem
    from kit.import_screen import imported
    from kit.import_texts import Known
    from kit.study import open_study
    from kit.values import read_date

    try:
        on = None if day is None else read_date(day)
    except ValueError as wrong:
        raise InputError([Problem("--date", day or "", str(wrong))]) from None
    known = Known(region, on, coder, bool(names_nobody))
    console = Console()
    for said in imported(open_study(study), files, known=known, kind=kind, write=bool(write)):
        if isinstance(said, str):
            print(visible(said))
        else:
            _show(said, console)


def _show(shown: Shown, console: Console) -> None:
    """Show the beginning of a file; what can be about people on a screen only, in no file or log.

    Figures are about no person, so they are shown wherever the lines go.
    """
    from rich.table import Table
    from rich.text import Text

    if not shown.header or (shown.people and not console.is_terminal):
        return
    most = 6
    table = Table(padding=(0, 1))
    for head in shown.header[:most]:
        table.add_column(Text(visible(head)))
    for row in shown.rows:
        table.add_row(*(Text(visible(cell)) for cell in row[:most]))
    console.print(table)
