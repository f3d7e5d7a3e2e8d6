"""A learning history as data, in one language, for one release; the press dresses it.

What participants said and what the historians made of it never stand in one field: their words are
`Spoken`, the historians' are `Told`.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from kit.errors import InputError, Problem
from kit.finding import Drawing

__all__ = ["MIME", "History", "Pair", "Spoken", "Told"]

MIME = "application/vnd.phm-kit.learning-history+json"
VERSION = 1


@dataclass(frozen=True)
class Told:
    """Words of a historian.

    Attributes
    ----------
    kind : str
        Of the list `note_kind`.
    text : str
    language : str
        In which they are written, as far as can be guessed.
    about : tuple of int
        Numbers of the quotes they are about.
    theme : str
        Title of the theme that a closing question belongs to; else empty.
    """

    kind: str
    text: str
    language: str
    about: tuple[int, ...] = ()
    theme: str = ""


@dataclass(frozen=True)
class Spoken:
    """Words of a participant.

    Attributes
    ----------
    number : int
        From 1, over the whole document: so people can refer to it.
    id : str
        Of the quote.
    text : str
        As in the source, or as its speaker made it.
    language : str
        In which it was said, as far as can be guessed.
    attribution : str
        Who said it, no more precisely than is safe.
    checked : bool
        Whether the speaker let it stand.
    edited : bool
        Whether the speaker changed it.
    deviant : bool
        Whether it goes against the theme it stands under.
    """

    number: int
    id: str
    text: str
    language: str
    attribution: str
    checked: bool
    edited: bool
    deviant: bool


@dataclass(frozen=True)
class Pair:
    """Words of historians, perhaps none, beside words of participants."""

    notes: tuple[Told, ...]
    quotes: tuple[Spoken, ...]


@dataclass(frozen=True)
class Part:
    """One theme, or what belongs to none.

    Attributes
    ----------
    anchor : str
    title, claim : str
        The claim is empty where there is no theme.
    one_voice : bool
        Whether one person said it all; told to the *team* only.
    facts : tuple of Told
    pairs : tuple of Pair
    """

    anchor: str
    title: str
    claim: str
    one_voice: bool
    facts: tuple[Told, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Dated:
    """A noticeable result or an event: kind (``result``, or its direction), day in words."""

    kind: str
    day: str
    text: str
    evidence: str
    source: str


@dataclass(frozen=True)
class History:
    """The two-column document of one region.

    Attributes
    ----------
    name : str
        Slug of the region.
    language, release : str
    title, subtitle : str
    synthetic : bool
        Whether the data are invented.
    draft : int
        Quotes in it that their speakers did not check.
    opening : tuple of Told
        The curtain raiser.
    timeline : Drawing
    moments : tuple of Dated
        By day.
    facts : tuple of Told
        Those of no theme.
    parts : tuple of Part
    questions : tuple of Told
        What it ends with; never empty.
    made : tuple of str
        How it was made, who was not heard, what was checked.
    provenance : mapping
    """

    name: str
    language: str
    release: str
    title: str
    subtitle: str
    synthetic: bool
    draft: int
    opening: tuple[Told, ...]
    timeline: Drawing
    moments: tuple[Dated, ...]
    facts: tuple[Told, ...]
    parts: tuple[Part, ...]
    questions: tuple[Told, ...]
    made: tuple[str, ...]
    provenance: Mapping[str, Any]
    version: int = field(default=VERSION, kw_only=True)

    @property
    def quotes(self) -> tuple[Spoken, ...]:
        """Every quote, in the order of its number."""
        return tuple(q for part in self.parts for pair in part.pairs for q in pair.quotes)

    def as_data(self) -> dict[str, Any]:
        """Return the document as plain data that JSON can hold."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> History:
        """Make a document from what `as_data` returned, or what JSON made of it.

        Raises
        ------
        InputError
            When it was written by a newer kit.
        """
        if data["version"] > VERSION:
            where = f"learning history of {data['name']}, `version`"
            problem = Problem(where, str(data["version"]), f"at most {VERSION}", "Update this kit.")
            raise InputError([problem])
        lists = {name: _told(data[name]) for name in ("opening", "facts", "questions")}
        return cls(
            **{
                **data,
                **lists,
                "timeline": Drawing(**data["timeline"]),
                "moments": tuple(Dated(**one) for one in data["moments"]),
                "parts": tuple(_part(one) for one in data["parts"]),
                "made": tuple(data["made"]),
            }
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        parts = "".join(f"<li>{html.escape(part.title)}</li>" for part in self.parts)
        heading = f"<h2>{html.escape(self.title)}</h2>"
        return {
            MIME: self.as_data(),
            "text/html": f'<section lang="{self.language}">{heading}<ol>{parts}</ol></section>',
            "text/plain": self.title,
        }


def _told(data: Any) -> tuple[Told, ...]:
    return tuple(Told(**{**one, "about": tuple(one["about"])}) for one in data)


def _part(data: Mapping[str, Any]) -> Part:
    pairs = tuple(
        Pair(_told(pair["notes"]), tuple(Spoken(**quote) for quote in pair["quotes"]))
        for pair in data["pairs"]
    )
    return Part(**{**data, "facts": _told(data["facts"]), "pairs": pairs})
