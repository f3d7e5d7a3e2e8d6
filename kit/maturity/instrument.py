"""The instrument: which elements a region rates itself on, with which items and which scale.

It is a file, so that licensed items, or another index, can take the place of the stand-in that
ships with the kit. Nothing in the kit depends on the six elements of PHM being six.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from kit.errors import InputError, Problem
from kit.files import shipped
from kit.language import Both
from kit.settings import Text, YesNo, read_settings
from kit.study import Study
from kit.terms import terms

__all__ = ["Element", "Instrument", "Item", "read_instrument", "study_instrument"]

FORMAT = 1


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Item(_Part):
    """A statement that people score."""

    id: str = Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")
    nl: str
    en: str

    @property
    def text(self) -> Both:
        """Return the statement in both languages."""
        return Both(self.nl, self.en)


class Element(_Part):
    """What the items of it are about; without items people score the element itself.

    `label` may be left out where the id is an element of ``terms.yml``.
    """

    id: str = Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")
    label: Text | None = None
    items: tuple[Item, ...] = ()

    @property
    def name(self) -> Both:
        """Return what it is called."""
        return self.label or terms("phm_element")[self.id].label


class Scale(_Part):
    """Whole numbers from `min` to `max`, both inclusive, and what each means."""

    min: int
    max: int
    labels: dict[int, Text] = {}


class Level(_Part):
    """A band of medians, up to and including `until`."""

    id: str
    until: float


class Instrument(_Part):
    """What a region rates itself on.

    Attributes
    ----------
    id, version : str
        Answers to another version are not joined with those to this one.
    title, status : Both
        What it is called; what a reader must know of it.
    validated : bool
        Whether it was ever held against anything.
    scale : Scale
    levels : tuple of Level
        From low to high; ids of ``maturity_level`` in ``terms.yml``.
    elements : tuple of Element
    """

    format: int = Field(ge=1, le=FORMAT)
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    version: str
    title: Text
    status: Text
    validated: YesNo = False
    scale: Scale
    levels: tuple[Level, ...] = ()
    elements: tuple[Element, ...] = Field(min_length=1)

    @property
    def label(self) -> str:
        """Return its id and version."""
        return f"{self.id} {self.version}"

    @property
    def items(self) -> Mapping[str, Element]:
        """Return what is scored, id to its element; an element without items is its own item."""
        return {
            id: element
            for element in self.elements
            for id in ([item.id for item in element.items] or [element.id])
        }

    def level(self, median: float) -> str | None:
        """Return the band of a median, None where the instrument has no bands."""
        return next((level.id for level in self.levels if median <= level.until), None)


def study_instrument(study: Study) -> Instrument:
    """Read the instrument of a study: its own, else the stand-in that ships with the kit."""
    return read_instrument(study.root / study.instrument if study.instrument else None)


def read_instrument(path: Path | None = None) -> Instrument:
    """Read an instrument; without a path, the stand-in that ships with the kit.

    Raises
    ------
    InputError
        With every problem of the file at once.

    Examples
    --------
    >>> [element.id for element in read_instrument().elements][:3]
    ['organise', 'finance', 'monitor']
    """
    path = path or shipped("templates", "instruments", "phm_maturity.yml")
    called = path.name
    do = "Check `instrument` in study.yml, or leave it out to take the one of the kit."
    made = read_settings(path, Instrument, called=called, what="an instrument", do=do)
    problems = list(_look_further(made, called))
    if problems:
        raise InputError(problems)
    return made


def _look_further(made: Instrument, called: str) -> Iterator[Problem]:
    if made.scale.max <= made.scale.min:
        got = f"{made.scale.min} to {made.scale.max}"
        yield Problem(f"{called}, `scale`", got, "a highest score above the lowest")
    ids: list[Any] = [element.id for element in made.elements]
    ids += [item.id for element in made.elements for item in element.items]
    for id in sorted({id for id in ids if ids.count(id) > 1}):
        yield Problem(f"{called}, `elements`", id, "an id that stands there once")
    for number, element in enumerate(made.elements, start=1):
        if element.label is None and element.id not in terms("phm_element"):
            where = f"{called}, `elements[{number}].label`"
            yield Problem(where, "", "what the element is called, in nl and en")
    untils = [level.until for level in made.levels]
    if untils != sorted(set(untils)) or (untils and untils[-1] < made.scale.max):
        expected = f"limits that rise, the last at least {made.scale.max}"
        yield Problem(f"{called}, `levels`", ", ".join(map(str, untils)), expected)
    for level in made.levels:
        if level.id not in terms("maturity_level"):
            expected = f"one of {', '.join(terms('maturity_level'))}"
            yield Problem(f"{called}, `levels`", level.id, expected)
    for score in made.scale.labels:
        if not made.scale.min <= score <= made.scale.max:
            expected = f"a score from {made.scale.min} to {made.scale.max}"
            yield Problem(f"{called}, `scale.labels`", str(score), expected)
