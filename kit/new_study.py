"""A new study folder, ready to be filled in: settings, a README, forms, papers for interviews."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template

from kit.errors import CannotWrite, InputError, Problem
from kit.files import shipped, write_whole
from kit.form_files import as_csv, as_workbook
from kit.forms import FIRST, TABLES, form_of
from kit.interview_forms import INTERVIEW_FORMS, as_document
from kit.language import Both
from kit.study import Study, open_study

__all__ = ["new_study", "write_forms"]

#: The kit is often a git folder, and a study in it is one `git add .` away from the world.
_NOT_IN_GIT = """\
# Logbooks and reports are not for everyone: git leaves out all that is in this folder.
# Logboeken en rapporten zijn niet voor iedereen: git laat alles in deze map weg.
*
!.gitignore
"""
#: What stands for each name of templates/study/study.yml.
_WORDS = {
    "language": Both("nl", "en"),
    "example": Both("voorbeeld", "example"),
    "region": Both("Voorbeeldregio", "Example region"),
    "area": Both("Voorbeeldgemeente", "Example municipality"),
    "source": Both(
        "Voorbeeld van een besluit van de stuurgroep", "Example of a decision of the steering group"
    ),
}


def new_study(folder: Path | str, *, language: str = "nl") -> Study:
    """Make a study folder.

    Parameters
    ----------
    folder : Path or str
        A folder that does not exist yet or is empty.
    language : {"nl", "en"}
        Of the forms and of the reports; the README and the comments in ``study.yml`` are in both.

    Returns
    -------
    Study

    Raises
    ------
    InputError
        There is something there already. It is left as it is.
    CannotWrite
        The folder could not be made; nothing half-made stays.
    """
    template = shipped("templates", "study")
    words = {name: word[language] for name, word in _WORDS.items()}
    settings = Template((template / "study.yml").read_text(encoding="utf-8")).substitute(words)
    with _whole_folder(Path(folder).expanduser()) as temporary:
        write_whole(temporary / "study.yml", settings)
        for name in ("README.md", "themes.yml"):
            write_whole(temporary / name, (template / name).read_bytes())
        write_whole(temporary / ".gitignore", _NOT_IN_GIT)
        _write(open_study(temporary), temporary, language)
    return open_study(folder)


def write_forms(study: Study, folder: Path | str, *, language: str) -> Path:
    """Write the empty forms of every table, with the regions and areas of `study`.

    Those that a study begins with come in the folder itself, the others in ``more_forms``, and what
    interviews need (a guide, a letter, a consent form) in ``interviewing``.

    Parameters
    ----------
    study : Study
    folder : Path or str
        A folder that does not exist yet or is empty, so that no filled form is overwritten. The
        CSV twins come in a folder ``csv`` inside it, where the kit does not read them.
    language : {"nl", "en"}

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        There is something there already. It is left as it is.
    CannotWrite
        The forms could not be written; nothing half-made stays.
    """
    target = Path(folder).expanduser()
    with _whole_folder(target) as temporary:
        _write(study, temporary, language)
    return target


def _write(study: Study, folder: Path, language: str) -> None:
    for table in TABLES:
        form = form_of(study, table, language=language)
        place = folder if table in FIRST else folder / "more_forms"
        write_whole(place / f"{table}.xlsx", as_workbook(form))
        write_whole(place / "csv" / f"{table}.csv", as_csv(form))
    for name in INTERVIEW_FORMS:
        document = as_document(name, title=study.title[language], language=language)
        write_whole(folder / "interviewing" / f"{name}.docx", document)


@contextmanager
def _whole_folder(target: Path) -> Iterator[Path]:
    """Give a temporary folder beside `target`; it becomes `target` only if the block succeeds."""
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        got = "a folder that is not empty" if target.is_dir() else "a file"
        do = "Choose another name. Nothing was changed."
        raise InputError([Problem(str(target), got, "a folder that is new or empty", do)])
    temporary = None
    moved: list[Path] = []
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=".kit-new-"))
        yield temporary
        if target.exists():
            # It may be where the person stands: it is filled, not replaced.
            for child in sorted(temporary.iterdir()):
                moved.append(child.rename(target / child.name))
        else:
            temporary.chmod(0o755)
            temporary.rename(target)
    except BaseException as error:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if not isinstance(error, OSError):
            raise
        expected = "a place where a folder can be made"
        problem = Problem(str(target), error.strerror or "", expected, "Nothing was made.")
        raise CannotWrite(str(problem)) from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
