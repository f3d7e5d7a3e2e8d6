"""The verbs below ``kit quotes``: letters out, and answers in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from kit.errors import visible

__all__ = ["app"]

Language = Literal["nl", "en"]
StudyFolder = Annotated[
    Path, typer.Argument(metavar="STUDY", help="Folder of the study, with study.yml in it.")
]
app = typer.Typer(
    help="Letters in which people check their own quotes.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def letters(
    study: StudyFolder,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where they come; outside the study.")
    ],
    language: Annotated[Language, typer.Option(help="Of the letters.")] = "nl",
    sent: Annotated[
        bool | None, typer.Option("--sent", help="Write in the table that they were sent today.")
    ] = None,
) -> None:
    """Make a letter for each person, with their own quotes."""
    from datetime import date

    from kit import quotes_screen
    from kit.study import open_study

    on = date.today() if sent else None
    for line in quotes_screen.sent(open_study(study), folder, language=language, on=on):
        print(visible(line))


@app.command()
def read(
    study: StudyFolder,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Letters that came back: .docx.")
    ],
) -> None:
    """Take the answers in letters over into the table."""
    from datetime import date

    from kit import quotes_screen
    from kit.study import open_study

    for line in quotes_screen.answered(open_study(study), files, on=date.today()):
        print(visible(line))
