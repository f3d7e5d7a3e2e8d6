"""The verbs below ``kit refi``: a study for other programs for qualitative analysis."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from kit.errors import visible

__all__ = ["app"]

Release = Literal["team", "region", "consortium", "public"]
StudyFolder = Annotated[
    Path, typer.Argument(metavar="STUDY", help="Folder of the study, with study.yml in it.")
]
app = typer.Typer(
    help="Projects for ATLAS.ti, MAXQDA, NVivo and QualCoder.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def _verbs() -> None:
    """Keep one verb a verb: Typer would run it without its name."""


@app.command()
def write(
    study: StudyFolder,
    out: Annotated[
        Path,
        typer.Option(metavar="FILE", help="New file: .qdpx, or .qdc for the codebook alone."),
    ],
    release: Annotated[
        Release, typer.Option(help="For whom it is: text goes no further than it was released.")
    ] = "team",
    mentions: Annotated[
        bool | None,
        typer.Option("--mentions", help="Also what rules found, under a user that is no person."),
    ] = None,
    suggestions: Annotated[
        bool | None,
        typer.Option("--suggestions", help="Also passages like those coded, in the same way."),
    ] = None,
) -> None:
    """Write texts, codes and codings as a project (REFI-QDA)."""
    from kit import refi_screen
    from kit.study import open_study

    asked = {"mentions": mentions, "suggestions": suggestions}
    found = [kind for kind, wanted in asked.items() if wanted]
    for line in refi_screen.written(open_study(study), out, release=release, with_found=found):
        print(visible(line))
