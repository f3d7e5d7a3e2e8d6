"""The catalogue: what must be known of an indicator before its figures may be used.

Which aim it serves, what is divided by what, which way is better, how the figure is made, and
which years may stand in one line. A study may add indicators of its own, or put its own in the
place of one that ships with the kit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kit.errors import InputError, Problem, unknown_name
from kit.files import shipped
from kit.settings import Geography, Text, read_settings
from kit.study import Study
from kit.terms import terms

__all__ = ["Break", "Catalogue", "Entry", "Years", "read_catalogue", "study_catalogue"]

FORMAT = 1
#: How figures come in that are about no area of a study.
NO_AREA = (
    "an area is found by its code or name, as `areas` in study.yml has them; figures of a "
    "municipality that was merged come over by recode.csv"
)
#: How figures come in that neither the catalogue of the kit nor study.yml names.
HOW_IN = (
    "name it under `indicators:` in study.yml; or, to have counts summed and years compared, give "
    "it in a catalogue of your own (`catalogue:` in study.yml) with this name in `fields`"
)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


@dataclass(frozen=True)
class Years:
    """Years that may stand in one line: those listed, or all from `first` to `last` (inclusive).

    `last` None is open: every later year too.
    """

    listed: frozenset[int] = frozenset()
    first: int = 0
    last: int | None = -1

    def __contains__(self, year: int) -> bool:
        within = self.first <= year and (self.last is None or year <= self.last)
        return year in self.listed or within


def _years(value: Any) -> Any:
    if isinstance(value, list) and value and all(type(year) is int for year in value):
        return Years(frozenset(value))
    span = re.fullmatch(r"(\d{4})\s*[-–]\s*(\d{4})?", str(value))
    if span and not (span[2] and int(span[2]) < int(span[1])):
        return Years(first=int(span[1]), last=int(span[2]) if span[2] else None)
    raise ValueError("years that may be joined: [2012, 2016], 2014-2019, or 2022- when it goes on")


def _aim(value: Any) -> Any:
    for term in terms("aim").values():
        if str(value).casefold() in term.written_as():
            return term.id
    raise ValueError("one of " + ", ".join(terms("aim")))


def _direction(value: Any) -> Any:
    for term in terms("improvement").values():
        if str(value).casefold() in term.written_as():
            return term.id
    raise ValueError("which way is better: " + ", ".join(terms("improvement")))


class Break(_Part):
    """A year from which figures may not be joined with earlier ones, and why."""

    year: int
    why: Text


class Entry(_Part):
    """What is known of one indicator.

    Attributes
    ----------
    id : str
    aim : str
        Of the list ``aim``.
    label, definition : Both
    numerator, denominator : Both or None
        What is counted, and among what; None where the source gives no counts.
    population : Both
        Who it is about, the ages included.
    age_base : str or None
        Such as 18+; None is everybody.
    unit : Both
    kind : str
        count, amount (euros), share, rate, mean or score. Only counts and amounts may be summed.
    direction : str
        Of the list ``improvement``.
    source, licence : Both
    url : str
    level : tuple of str
        Geographies at which it is published; national where it has none.
    period : str
        year, half_year, quarter or wave.
    boundary_year : Both
        Which municipal boundaries the source uses.
    method : str
        count (registered), survey (weighted), model (estimated) or self_selected.
    standardisation, suppression : Both
    uncertainty : str
        limits, standard_error, from_counts or none: what the source gives, or allows.
    comparable_with : tuple of Years
        Years of one group may stand in one line. Empty: no two years may.
    breaks : tuple of Break
    fields : tuple of str
        How the files of the source call it; capitals do not matter.
    note : Both or None
    """

    id: str = Field(min_length=1, max_length=60, pattern=r"^[a-z][a-z0-9_]*$")
    aim: Annotated[str, BeforeValidator(_aim)]
    label: Text
    definition: Text
    numerator: Text | None = None
    denominator: Text | None = None
    population: Text
    age_base: str | None = None
    unit: Text
    kind: Literal["count", "amount", "share", "rate", "mean", "score"]
    direction: Annotated[str, BeforeValidator(_direction)]
    source: Text
    licence: Text
    url: str = ""
    level: tuple[Geography, ...] = ()
    period: Literal["year", "half_year", "quarter", "wave"]
    boundary_year: Text
    method: Literal["count", "survey", "model", "self_selected"]
    standardisation: Text
    uncertainty: Literal["limits", "standard_error", "from_counts", "none"]
    suppression: Text
    comparable_with: tuple[Annotated[Years, BeforeValidator(_years)], ...]
    breaks: tuple[Break, ...] = ()
    fields: tuple[str, ...] = ()
    note: Text | None = None

    def fills_in(self, language: str) -> str:
        """Return in one line what is taken from here where a file does not say it.

        Parameters
        ----------
        language : {"nl", "en"}
            Of the unit and the source; the rest is English, as messages are.
        """
        known = {
            "unit": self.unit[language],
            "aim": terms("aim")[self.aim].label["en"],
            "method": self.method,
            "age base": self.age_base,
            "source": self.source[language],
        }
        told = [f"{what} {said}" for what, said in known.items() if said]
        return "; ".join([*told, terms("improvement")[self.direction].label["en"].lower()])

    def may_join(self, one: int, other: int) -> bool:
        """Say whether two years may stand in one line; a year may always stand with itself."""
        return one == other or any(
            one in years and other in years for years in self.comparable_with
        )


class _File(_Part):
    format: int = Field(ge=1, le=FORMAT)
    indicators: tuple[Entry, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Catalogue:
    """What is known of indicators, id to Entry."""

    entries: Mapping[str, Entry]

    def find(self, name: str) -> Entry | None:
        """Return the entry with this id, label or field name; None when there is none.

        Examples
        --------
        >>> read_catalogue().find("Eenzaam").id
        'lonely_model'
        """
        return self._match(name)[0]

    def by_label(self, names: Iterable[str]) -> Mapping[str, Entry]:
        """Return the names that are no id and yet the label of an entry.

        Somebody who writes such a name need not know that the catalogue has it.

        Examples
        --------
        >>> {name: entry.id for name, entry in read_catalogue().by_label(["Inwoners"]).items()}
        {'Inwoners': 'inhabitants'}
        """
        found = {name: self._match(name) for name in dict.fromkeys(names)}
        return {name: entry for name, (entry, how) in found.items() if entry and how == "label"}

    def _match(self, name: str) -> tuple[Entry | None, str]:
        """Return the entry of a name, and what of it the name is: id, label or field."""
        wanted = " ".join(name.split()).casefold()
        by_id = self.entries.get(wanted)
        if by_id is not None:
            return by_id, "id"
        for entry in self.entries.values():
            if wanted in {entry.label.nl.casefold(), entry.label.en.casefold()}:
                return entry, "label"
        fields = (wanted, re.sub(r"_\d+$", "", wanted))
        for entry in self.entries.values():
            if not {field.casefold() for field in entry.fields}.isdisjoint(fields):
                return entry, "field"
        return None, ""

    def entry(self, name: str) -> Entry:
        """Return the entry with this id, label or field name.

        Raises
        ------
        InputError
            There is none; with the nearest.
        """
        found = self.find(name)
        if found is None:
            raise InputError([unknown_name("catalogue, `id`", name, self.entries)])
        return found


def study_catalogue(study: Study) -> Catalogue:
    """Read the catalogue of a study: that of the kit, and its own over it.

    Raises
    ------
    InputError
        With every problem of the study's own at once.
    """
    return read_catalogue(study.root / study.catalogue if study.catalogue else None)


def read_catalogue(own: Path | None = None) -> Catalogue:
    """Read the catalogue of the kit, and that of a study over it.

    Parameters
    ----------
    own : Path, optional
        File of the study, of the same form; an id that the kit has too takes its place.

    Raises
    ------
    InputError
        With every problem of the file at once.

    Examples
    --------
    >>> read_catalogue().entry("self_rated_health").direction
    'higher'
    """
    found = _read(shipped("templates", "indicators", "quadruple_aim.yml"))
    if own is not None:
        found = {**found, **_read(own)}
    return Catalogue(found)


def _read(path: Path) -> dict[str, Entry]:
    called = path.name
    do = "Check the path of the catalogue, or leave it out to take that of the kit."
    made = read_settings(path, _File, called=called, what="a catalogue", do=do)
    problems = list(_look_further(made, called))
    if problems:
        raise InputError(problems)
    return {entry.id: entry for entry in made.indicators}


def _look_further(made: _File, called: str) -> Iterator[Problem]:
    """Find what is well-formed and yet cannot be."""
    seen: dict[str, int] = {}
    fields: dict[str, str] = {}
    for number, entry in enumerate(made.indicators, start=1):
        where = f"{called}, `indicators[{number}]"
        if entry.id in seen:
            expected = f"an id that stands there once (indicators[{seen[entry.id]}] has it too)"
            yield Problem(f"{where}.id`", entry.id, expected)
        seen.setdefault(entry.id, number)
        if entry.uncertainty == "from_counts" and entry.denominator is None:
            do = "Give what it is counted among, or say `uncertainty: none`."
            yield Problem(
                f"{where}.denominator`", "", "a denominator where limits come from it", do
            )
        for field in entry.fields:
            if fields.setdefault(field.casefold(), entry.id) != entry.id:
                expected = f"a field of one indicator ({fields[field.casefold()]} has it too)"
                yield Problem(f"{where}.fields`", field, expected)
        for one in entry.breaks:
            if any(one.year in years and one.year - 1 in years for years in entry.comparable_with):
                expected = "a break between years that may not be joined"
                do = "Take the years apart in `comparable_with`."
                yield Problem(f"{where}.breaks`", str(one.year), expected, do)
