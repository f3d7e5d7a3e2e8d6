"""What a project of another program is in this study: drafted by the kit, decided by a person.

The mapping stands outside the study: it may name coders and texts as people
called them. A draft says ``checked: no``; with it nothing is taken over.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kit.errors import InputError, Problem, unknown_name
from kit.files import is_slug
from kit.settings import Day, YesNo, read_settings
from kit.study import Study
from kit.terms import terms

__all__ = ["ProjectMapping", "as_yaml", "draft_path", "read_mapping"]

FORMAT = 1
_HEAD = """\
# What a project of another program is in this study. The kit proposed it; where it says `guess`,
# that is why. Look at all of it, correct what is wrong, and then write `checked: yes`. Until then
# nothing is taken over. What is left empty is left out, and counted.
# coders: `is` is the pseudonym under which the codings stand in the study.
# codes:  `is` is a code of the codebook of the study.
# texts:  `is` is a document of the study. For a text that is new, give `interview` (a short name),
#         region, date and role; it goes to the raw folder, and from there through `kit deidentify`.
"""


def _text(value: Any) -> Any:
    return "" if value is None else str(value) if isinstance(value, int | float) else value


_Text = Annotated[str, BeforeValidator(_text)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Coder(_Part):
    """A user of the project, and the coder of the study that this is."""

    name: _Text
    guid: str
    is_: _Text = Field(default="", alias="is")
    guess: _Text = ""


class CodeOf(_Part):
    """A code of the project by its path in the tree, and the code of the study that it is."""

    name: _Text
    guid: str
    is_: _Text = Field(default="", alias="is")
    guess: _Text = ""


class TextOf(_Part):
    """A text of the project: a document of the study, or else a new interview."""

    name: _Text
    guid: str
    is_: _Text = Field(default="", alias="is")
    interview: _Text = ""
    region: _Text = ""
    date: Day | None = None
    role: _Text = ""
    guess: _Text = ""


class ProjectMapping(_Part):
    """What everything in a project is in a study.

    Attributes
    ----------
    checked : bool
        Whether a person looked at it; without it nothing is taken over.
    project : str
        Its name, as the file has it.
    coders, codes, texts
        One for each in the project; `guid` ties them together, `name` is for people.
    """

    format: int = Field(ge=1, le=FORMAT)
    checked: YesNo = False
    project: _Text = ""
    coders: tuple[Coder, ...] = ()
    codes: tuple[CodeOf, ...] = ()
    texts: tuple[TextOf, ...] = ()


def draft_path(study: Study, path: Path, *, ending: str = ".mapping.yml") -> Path:
    """Return where a draft for a project comes, or where it is.

    It is outside the study, as it can name people: beside the project when it is there already,
    else in the folder ``refi`` of the raw files, as a project often stands where nothing can be
    written. A study without a folder for raw files has it beside the project.
    """
    beside = path.with_suffix(ending)
    if study.raw is None or beside.exists():
        return beside
    return study.raw / "refi" / beside.name


def read_mapping(path: Path, study: Study) -> ProjectMapping:
    """Read a mapping.

    Raises
    ------
    InputError
        With every problem of the file at once.
    """
    do = "Give `kit import` with --write to have one drafted."
    called = path.name
    made = read_settings(path, ProjectMapping, called=called, what="a mapping", do=do)
    problems = [
        Problem(f"{called}, `coders[{n}].is`", one.is_, "a short name of a-z, 0-9 and hyphens")
        for n, one in enumerate(made.coders, start=1)
        if one.is_ and (not is_slug(one.is_) or one.is_ in ("readme", "leesmij"))
    ]
    for n, text in enumerate(made.texts, start=1):
        where = f"{called}, `texts[{n}]"
        if text.interview and not is_slug(text.interview):
            expected = "a short name of a-z, 0-9 and hyphens"
            problems.append(Problem(f"{where}.interview`", text.interview, expected))
        if text.region and text.region not in study.regions:
            problems.append(unknown_name(f"{where}.region`", text.region, study.regions))
        if text.role and text.role not in terms("role"):
            problems.append(unknown_name(f"{where}.role`", text.role, terms("role")))
    if problems:
        raise InputError(problems)
    return made


def as_yaml(mapping: ProjectMapping) -> str:
    """Return a mapping as a file for a person to correct."""
    import yaml

    given = mapping.model_dump(by_alias=True)
    lists = {
        name: [_shown(one, name) for one in given[name]] for name in ("coders", "codes", "texts")
    }
    head = {"format": FORMAT, "checked": False, "project": mapping.project}
    written = yaml.safe_dump(
        {**head, **lists}, sort_keys=False, allow_unicode=True, width=100
    ).replace("checked: false", "checked: no", 1)
    return _HEAD + written


def _shown(one: dict[str, Any], name: str) -> dict[str, Any]:
    shown = {key: value.isoformat() if isinstance(value, date) else value
             for key, value in one.items()}  # fmt: skip
    if name == "texts" and shown["is"]:
        shown = {key: shown[key] for key in ("name", "guid", "is", "guess")}
    return {key: value for key, value in shown.items() if value or key != "guess"}
