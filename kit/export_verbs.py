"""The verb ``kit export``: tables and findings for Excel, R, SPSS and Stata."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from kit.errors import visible

__all__ = ["export"]

Format = StrEnum("Format", ["csv", "xlsx", "parquet", "sav", "dta", "r"])
Release = Literal["team", "region", "consortium", "public"]


def export(
    study: Annotated[
        Path, typer.Argument(metavar="STUDY", help="Folder of the study, with study.yml in it.")
    ],
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WHAT...]",
            help="Tables, or findings such as noorderkolk/maturity. Without it: what there is.",
        ),
    ] = None,
    to: Annotated[
        Path, typer.Option("--to", metavar="FOLDER", help="Where the files come.")
    ] = Path("export"),
    as_: Annotated[
        Format,
        typer.Option("--as", help="xlsx, parquet, sav is SPSS, dta Stata, r a script."),
    ] = Format.csv,
    language: Annotated[Literal["nl", "en"], typer.Option(help="Of the labels.")] = "nl",
    release: Annotated[
        Release | None, typer.Option(help="For whom; refused when it is not fit for them.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="PERIOD", help="Period of the batch, for findings.")
    ] = None,
    values: Annotated[
        Literal["labels", "ids"] | None,
        typer.Option(
            help="What stands where values come from a list. Without it labels in xlsx, sav, dta, "
            "r and with --excel, ids in csv and parquet; the dictionary says which."
        ),
    ] = None,
    excel: Annotated[
        bool | None,
        typer.Option("--excel", help="CSV as the Excel of that language opens it well."),
    ] = None,
) -> None:
    """Give tables or findings to other programs."""
    from kit.export import names_of, take, write
    from kit.study import open_study

    opened = open_study(study)
    if not what:
        print("What can be exported now:")
        print(*(visible(f"  {name}") for name in names_of(opened, until=until)), sep="\n")
        return
    taken = [take(opened, name, release=release, until=until) for name in what]
    for each in taken:
        files = write(
            each, to, format=as_.value, language=language, excel=language if excel else "no",
            values=values,
        )  # fmt: skip
        left_out = each.about.get("problems", 0)
        told = f"; {left_out} problems, see `kit check`" if left_out else ""
        rows = f"{len(each.frame)} rows, for release {each.release}{told}"
        print(visible(f"{each.name}: {rows}"))
        print(*(visible(f"  {file}") for file in files), sep="\n")
