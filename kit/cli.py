"""The command line: one function to a verb.

Everything that is heavy is imported inside the verb that needs it, so that help comes at once.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
import typer.core

from kit import (
    __version__,
    deciding_verbs,
    export_verbs,
    import_verbs,
    plan_verbs,
    quotes_verbs,
    refi_verbs,
)
from kit.errors import InputError, KitError, visible

__all__ = ["app", "main"]

_STOPPED = 130


class _Verbs(typer.core.TyperGroup):
    """The verbs; Ctrl-C in any of them ends with one line."""

    def invoke(self, ctx: Any) -> Any:
        """Run a verb."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            print("Stopped. Give the same command to do it again.", file=sys.stderr)
            raise typer.Exit(_STOPPED) from None


app = typer.Typer(
    cls=_Verbs,
    help="From logbooks, interviews and indicators of regions to findings and reports.",
    epilog="Begin with `kit new FOLDER` and read the README that is in it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Language = Literal["nl", "en"]
Release = Literal["team", "region", "consortium", "public"]
StudyFolder = Annotated[
    Path, typer.Argument(metavar="STUDY", help="Folder of the study, with study.yml in it.")
]
NewFolder = Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that is new or empty.")]
FormLanguage = Annotated[Language, typer.Option(help="Of the forms and the reports.")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code, see `kit.errors`.

    What a person can put right is told on stderr without a traceback. Anything else is a bug and
    keeps its traceback.
    """
    _write_whatever_the_console_can()
    try:
        app(arguments, prog_name="kit")
    except KitError as error:
        print(*map(visible, str(error).split("\n")), sep="\n", file=sys.stderr)
        return error.exit_code
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    return 0


def _write_whatever_the_console_can() -> None:
    """Let a character that the console does not have become a question mark, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _version(asked: object) -> None:
    if asked:
        print(f"kit {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool | None,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = None,
) -> None:
    pass


@app.command()
def new(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A folder that is new or empty.")
    ],
    language: FormLanguage = "nl",
) -> None:
    """Make a study: settings, a README, and forms to fill in."""
    from kit.new_study import new_study

    new_study(folder, language=language)
    print(f"Made {folder}. Read README.md in it first, then fill in study.yml and logbook.xlsx.")


@app.command()
def forms(
    study: StudyFolder,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A folder that is new or empty.")
    ],
    language: FormLanguage = "nl",
) -> None:
    """Make empty forms for the regions of a study."""
    from kit.new_study import write_forms
    from kit.study import open_study

    write_forms(open_study(study), folder, language=language)
    print(f"Made the forms in {folder}. Copy the ones you use to {study}.")


@app.command()
def check(study: StudyFolder) -> None:
    """Report every problem of every file at once."""
    from kit.check import check_study
    from kit.check_screen import render_text
    from kit.survey_drafts import drafted

    for line in drafted(study):
        print(visible(line))
    checked = check_study(study)
    print(render_text(checked), end="")
    raise typer.Exit(checked.exit_code)


@app.command("deidentify")
def deidentify_(
    study: StudyFolder,
    own_rules: Annotated[
        bool | None,
        typer.Option("--own-rules", help="Do not use deduce, even where it is installed."),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="TYPE", help="Leave these, such as date; may be given again."),
    ] = None,
) -> None:
    """Replace names in raw files, and put them in the study."""
    from kit import deidentify_screen
    from kit.study import open_study

    for line in deidentify_screen.deidentified(
        open_study(study), own_rules=bool(own_rules), keep=keep or ()
    ):
        print(visible(line))


@app.command()
def codebook(
    study: StudyFolder,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write it to a new file: .yml, .csv or .xlsx."),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Take it from a file (.yml, .csv, .xlsx); the one before it is kept.",
        ),
    ] = None,
    version: Annotated[
        str, typer.Option(metavar="TEXT", help="With --from a table: the version it becomes.")
    ] = "",
    language: Annotated[Language, typer.Option(help="Of the headers of a table.")] = "nl",
) -> None:
    """Show the codebook of a study, write it out or take one in."""
    from kit import codebook_screen
    from kit.study import open_study

    if to is not None and source is not None:
        raise typer.BadParameter("give --to or --from, not both")
    if version and source is None:
        raise typer.BadParameter("--version goes with --from")
    opened = open_study(study)
    if to is not None:
        said = codebook_screen.written(opened, to, language=language)
    elif source is not None:
        said = codebook_screen.taken(opened, source, version=version)
    else:
        said = codebook_screen.shown(opened)
    print(*map(visible, said), sep="\n")


@app.command()
def sample(
    study: StudyFolder,
    code_list: Annotated[
        str, typer.Option(metavar="LIST", help="Which list of codes of the codebook.")
    ] = "phm_element",
    per_code: Annotated[
        int,
        typer.Option(
            min=1, metavar="N", help="Passages with a hit for each code, and as many without."
        ),
    ] = 20,
    coder: Annotated[
        str, typer.Option(metavar="NAME", help="Who will read, a pseudonym; part of the file name.")
    ] = "",
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Another one draws others.")] = 2024,
) -> None:
    """Draw passages for people to read, to check the rules."""
    from kit import coding_screen
    from kit.study import open_study

    for line in coding_screen.drawn(
        open_study(study), code_list=code_list, per_code=per_code, coder=coder, seed=seed
    ):
        print(visible(line))


@app.command()
def rules(
    study: StudyFolder,
    code_list: Annotated[
        str | None, typer.Option(metavar="LIST", help="Only this list of codes. Default: all.")
    ] = None,
) -> None:
    """Say how well the rules hit, by the samples that were read."""
    from kit import coding_screen
    from kit.study import open_study

    for line in coding_screen.judged(open_study(study), code_list=code_list):
        print(visible(line))


app.command("import")(import_verbs.import_)
app.command()(deciding_verbs.similar)
app.command()(deciding_verbs.adjudicate)
app.command()(export_verbs.export)
app.add_typer(quotes_verbs.app, name="quotes")
app.add_typer(refi_verbs.app, name="refi")
app.add_typer(plan_verbs.app, name="plan")


@app.command()
def withdraw(
    study: StudyFolder,
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="Code of the person, such as P07.")
    ],
    yes: Annotated[
        bool | None,
        typer.Option("--yes", help="Do it. Without this it only says what it would do."),
    ] = None,
) -> None:
    """Remove everything that one person said or wrote."""
    from kit import withdrawal
    from kit.exclusive import alone
    from kit.study import open_study

    opened = open_study(study)
    if yes:
        with alone(opened):
            done = withdrawal.withdraw(opened, person)
    else:
        done = withdrawal.foresee(opened, person)
    for line in withdrawal.told(done):
        print(visible(line))
    raise typer.Exit(done.exit_code)


@app.command()
def worksheets(
    study: StudyFolder,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where they come, a Word file per region.")
    ],
    language: FormLanguage = "nl",
    until: Annotated[
        str | None, typer.Option(metavar="PERIOD", help="Last wave that counts, such as 2024H1.")
    ] = None,
) -> None:
    """Make worksheets for regions to talk about their maturity."""
    from kit.maturity_sheet import write_sheets
    from kit.study import open_study

    made = write_sheets(open_study(study), folder, until=until, language=language)
    print(f"Made {len(made)} worksheets in {folder}. What the groups write goes to workshop.xlsx.")


@app.command()
def run(
    study: StudyFolder,
    reports: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for the reports. Default: STUDY/reports."),
    ] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(metavar="SLUG", help="Only this region; may be given again. Default: all."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="PERIOD", help="Last period that counts, such as 2024Q4. Default: the study's."
        ),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option(
            metavar="nl|en", help="Of the reports; may be given again. Default: the study's."
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="How many at a time. Default: one less than cores."),
    ] = None,
    release: Annotated[
        Release, typer.Option(help="For whom the reports of the regions are.")
    ] = "region",
) -> None:
    """Make the findings and reports of every region."""
    from rich.console import Console

    from kit import batch, screen
    from kit.check import check_study
    from kit.study import open_study

    opened = open_study(study)
    problems = sum(len(those) for those in check_study(study).problems.values())
    with screen.follow(Console(stderr=True)) as tell:
        summary = batch.run(
            opened,
            reports=study / "reports" if reports is None else reports,
            regions=region,
            until=until,
            languages=language,
            jobs=jobs,
            release=release,
            tell=tell,
            problems=problems,
        )
    screen.show(summary, Console())
    raise typer.Exit(summary.exit_code)


@app.command()
def verify(study: StudyFolder) -> None:
    """Say which files have changed since the results were made."""
    from kit.check import changed_since
    from kit.study import open_study

    found = changed_since(open_study(study))
    for period, files in found.items():
        print(
            f"{period}: "
            + (f"{len(files)} changed" if files else "no file that was read has changed")
        )
        for file, state in files.items():
            print(f"  {visible(file)}: {state}")
    if any(found.values()):
        print(f"Run `kit run {study}` again to bring the results up to date.")
        raise typer.Exit(InputError.exit_code)
