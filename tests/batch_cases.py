"""A study and tiny notebooks to run, for the tests of everything that runs notebooks."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from kit.study import Study, open_study

CASES = Path(__file__).parent / "cases" / "notebooks"


def a_study(
    folder: Path,
    *,
    regions: Sequence[str] = ("noorderkolk",),
    languages: str = "nl",
    notebooks: str = "[logbook]",
) -> Study:
    """Make a study with one table of one row."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = "".join(f"  - {{slug: {slug}, name: {slug.title()}}}\n" for slug in regions)
    (folder / "logbook.csv").write_text("date,text\n2024-01-02,een rustige dag\n", encoding="utf-8")
    (folder / "study.yml").write_text(
        f"format: 1\ntitle: Proef\nperiod: {{from: 2020Q1, until: 2024Q4}}\n"
        f"languages: [{languages}]\nnotebooks: {notebooks}\nregions:\n{listed}",
        encoding="utf-8",
    )
    return open_study(folder)


def some_notebooks(folder: Path, *, logbook: str = "one_finding") -> Path:
    """Make a folder of notebooks: a case in the place of the logbook, and the two reports."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(CASES / f"{logbook}.ipynb", folder / "logbook.ipynb")
    for report in ("region_report", "consortium_report"):
        shutil.copy(CASES / f"{report}.ipynb", folder)
    return folder


def made_long(notebook: Path, *, length: int) -> None:
    """Make the sentences of a tiny notebook's finding `length` characters long."""
    text = notebook.read_text(encoding="utf-8")
    long = text.replace("Dit gaat over {region}", f"{{'x' * {length}}}")
    assert long != text
    notebook.write_text(long, encoding="utf-8")


def half_written(*folders: Path) -> list[Path]:
    """Return the temporary files in these folders."""
    return [path for folder in folders for path in folder.rglob("*.part")]
