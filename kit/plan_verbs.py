"""The verbs below ``kit plan``: an analysis plan to fill in, and the day on which it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kit.errors import visible

__all__ = ["app"]

StudyFolder = Annotated[
    Path, typer.Argument(metavar="STUDY", help="Folder of the study, with study.yml in it.")
]
app = typer.Typer(
    help="What will be asked of the figures, decided before.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def new(study: StudyFolder) -> None:
    """Put an analysis plan to fill in into the study."""
    from kit.errors import InputError, Problem
    from kit.evaluation.plan import FILE
    from kit.files import shipped, write_whole
    from kit.study import open_study

    path = open_study(study).root / FILE
    if path.exists():
        do = "Change that one, or put it away first."
        raise InputError([Problem(FILE, "a plan", "none yet", do)])
    write_whole(path, shipped("templates", "study", FILE).read_text(encoding="utf-8"))
    print(visible(f"Written: {path}. Fill it in, then run `kit plan register {study}`."))


@app.command()
def register(study: StudyFolder) -> None:
    """Write down that this is the plan, and how far its outcomes reach today."""
    from datetime import date

    from kit.errors import InputError, Problem
    from kit.evaluation.plan import FILE, read_plan
    from kit.evaluation.registering import read_registered
    from kit.evaluation.registering import register as write_down
    from kit.indicators import read_indicators
    from kit.study import open_study

    opened = open_study(study)
    plan = read_plan(opened)
    if plan is None:
        do = f"Make one with `kit plan new {study}` and fill it in."
        raise InputError([Problem(FILE, "", "a plan with at least one question", do)])
    if not plan.analyses:
        do = "Write the questions below `analyses`; the lines that begin with # show how."
        got = "a plan without questions yet"
        raise InputError([Problem(FILE, got, "at least one question", do)])
    made = write_down(opened, plan, read_indicators(opened), on=date.today())
    if made is None:
        on = read_registered(opened).registrations[-1].registered_on
        print(f"This plan was registered on {on.isoformat()} already; nothing has changed since.")
        return
    print(f"Registered on {made.registered_on.isoformat()}: {len(plan.analyses)} questions.")
    for indicator, last in made.outcomes_until.items():
        print(visible(f"  {indicator}: figures up to and including {last} are there already."))
    print("Keep analysis_plan.registered.yml with the study; never change it by hand.")
