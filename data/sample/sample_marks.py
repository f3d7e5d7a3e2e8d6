"""The interviews of the bank: who speaks, what each turn is about, and the identities in it.

In a text ``[[person=7|Fatima]]`` is a planted identity: its type, which person, and the words;
``{{nk-01|words}}`` is a quote. A line of `said` is a turn: who, what it is about, what is said. A
theme with a plus is borne out there, one with a minus is denied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Mark", "Spoken", "marks_of", "names_of", "plain", "quotes_of", "spoken"]

_MARK = re.compile(r"\[\[(?P<type>[a-z_]+)(?:=(?P<number>\d+))?\|(?P<text>[^\[\]|]+)\]\]")
_QUOTE = re.compile(r"\{\{(?P<id>[a-z]+-\d+)\|(?P<words>.+?)\}\}")
_TURN = re.compile(r"(?P<who>[A-Z])(?: \[(?P<about>[^\]]+)\])?: (?P<text>.+)")


_NAME = re.compile(r"[^\W\d_][\w'’]{2,}")
#: Words with a capital that stand before a name and are none.
_TITLES = {"Big", "Collega", "Doctor", "Meneer", "Mevrouw", "Mrs", "Ten", "Van", "the"}


@dataclass(frozen=True)
class Mark:
    """A planted identity.

    Attributes
    ----------
    type : str
        person, organisation, place, address, postcode, phone, email, url, bsn, iban,
        licence_plate, birth_date or date.
    number : str or None
        The same for each way in which one person is named.
    text : str
    """

    type: str
    number: str | None
    text: str


@dataclass(frozen=True)
class Spoken:
    """One turn as the bank has it.

    Attributes
    ----------
    who : str
        Key of the label and of the voice; ``I`` is the interviewer.
    about : tuple of str
        Codes.
    themes : mapping of theme to stance
        ``supporting`` or ``deviant``.
    text : str
        With its marks.
    """

    who: str
    about: tuple[str, ...]
    themes: Mapping[str, str]
    text: str


def spoken(said: str) -> tuple[Spoken, ...]:
    """Return the turns of an interview."""
    turns = []
    for line in said.strip().split("\n"):
        m = _TURN.fullmatch(line)
        if m is None:
            raise ValueError(f"no turn: {line[:40]!r}")
        about = [name.strip() for name in (m["about"] or "").split(",") if name.strip()]
        stances = {"+": "supporting", "-": "deviant"}
        themes = {name[1:]: stances[name[0]] for name in about if name[0] in stances}
        codes = tuple(name for name in about if name[0] not in stances)
        turns.append(Spoken(m["who"], codes, themes, m["text"]))
    return tuple(turns)


def plain(text: str) -> str:
    """Return a text without its marks, as it was said.

    Examples
    --------
    >>> plain("{{nk-01|Ik belde}} [[person=7|Fatima]].")
    'Ik belde Fatima.'
    """
    return _MARK.sub(lambda m: m["text"], _QUOTE.sub(lambda m: m["words"], text))


def quotes_of(text: str) -> dict[str, str]:
    """Return the quotes that are marked in a text, as they were said.

    Examples
    --------
    >>> quotes_of("Nou, {{nk-01|ik ging mee.}}")
    {'nk-01': 'ik ging mee.'}
    """
    return {m["id"]: plain(m["words"]) for m in _QUOTE.finditer(text)}


def names_of(marks: Iterable[Mark]) -> Iterator[Mark]:
    """Yield each name within the names of people: one that is left tells who it is as well.

    Examples
    --------
    >>> [m.text for m in names_of([Mark("person", "1", "Mevrouw El Amrani-Bos")])]
    ['Amrani', 'Bos']
    """
    seen: set[str] = set()
    for mark in marks:
        for name in _NAME.findall(mark.text) if mark.type == "person" else ():
            if name[0].isupper() and name not in _TITLES and name not in seen:
                seen.add(name)
                yield Mark("person", mark.number, name)


def marks_of(what: Any) -> Iterator[Mark]:
    """Yield the planted identities in a text, or in every text of a list or mapping.

    Examples
    --------
    >>> [mark.text for mark in marks_of({"memo": ["[[place|Kolkereinde]] en [[date|morgen]]"]})]
    ['Kolkereinde', 'morgen']
    """
    if isinstance(what, str):
        for m in _MARK.finditer(what):
            yield Mark(m["type"], m["number"], m["text"])
        return
    inner: Iterable[Any] = ()
    if isinstance(what, Mapping):
        inner = what.values()
    elif isinstance(what, (list, tuple)):
        inner = what
    for each in inner:
        yield from marks_of(each)
