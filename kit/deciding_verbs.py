"""The verbs with which one person decides: on similar passages, and on differences of coders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from kit.errors import visible

__all__ = ["adjudicate", "similar"]

Unit = Literal["part", "paragraph", "sentence"]
StudyFolder = Annotated[
    Path, typer.Argument(metavar="STUDY", help="Folder of the study, with study.yml in it.")
]


def similar(
    study: StudyFolder,
    code: Annotated[
        str, typer.Option(metavar="CODE", help="Make a form with passages like those coded so.")
    ] = "",
    coder: Annotated[
        str, typer.Option(metavar="NAME", help="Who will read, a pseudonym; needed with --code.")
    ] = "",
    unit: Annotated[Unit, typer.Option(help="What a passage is.")] = "paragraph",
    most: Annotated[int, typer.Option(min=1, metavar="N", help="At most so many passages.")] = 20,
) -> None:
    """Suggest passages like those coded; read the answers."""
    from kit import similar_screen
    from kit.study import open_study

    if bool(code) != bool(coder):
        raise typer.BadParameter("give --code and --coder to make a form, neither to read forms")
    opened = open_study(study)
    said = (
        similar_screen.suggested(opened, code=code, coder=coder, unit=unit, most=most)
        if code
        else similar_screen.decided(opened)
    )
    for line in said:
        print(visible(line))


def adjudicate(
    study: StudyFolder,
    code_list: Annotated[
        str,
        typer.Option(metavar="LIST", help="Make a form of the differences about these codes."),
    ] = "",
    coder: Annotated[
        str,
        typer.Option(metavar="NAME", help="Who decides, a pseudonym; may be one of the coders."),
    ] = "team",
) -> None:
    """Lay differences of coders side by side; read decisions."""
    from kit import adjudication_screen
    from kit.study import open_study

    opened = open_study(study)
    said = (
        adjudication_screen.laid_out(opened, code_list=code_list, coder=coder)
        if code_list
        else adjudication_screen.settled(opened)
    )
    for line in said:
        print(visible(line))
