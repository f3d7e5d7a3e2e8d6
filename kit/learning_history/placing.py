"""Which words stand beside which: quotes and notes brought together, theme by theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kit.learning_history.gathering import Gathered
from kit.learning_history.records import TIED, Note
from kit.quotes import Attributed
from kit.themes.records import Theme

__all__ = ["Beside", "Place", "placed"]


@dataclass(frozen=True)
class Beside:
    """Notes, and the quotes they stand beside; the notes may be none.

    Attributes
    ----------
    notes : tuple of Note
    quotes : tuple of Attributed
        Not empty.
    """

    notes: tuple[Note, ...]
    quotes: tuple[Attributed, ...]


@dataclass(frozen=True)
class Place:
    """What stands under one theme, or under none.

    Attributes
    ----------
    theme : Theme or None
    facts : tuple of Note
    pairs : tuple of Beside
        In the order in which the quotes were recorded.
    deviant : frozenset of str
        Ids of the quotes that lie in a passage that goes against the theme.
    """

    theme: Theme | None
    facts: tuple[Note, ...]
    pairs: tuple[Beside, ...]
    deviant: frozenset[str]

    @property
    def quotes(self) -> tuple[Attributed, ...]:
        """Every quote, in order."""
        return tuple(quote for pair in self.pairs for quote in pair.quotes)


def placed(gathered: Gathered) -> tuple[Place, ...]:
    """Place what was gathered: themes in their own order, then what belongs to no theme.

    A quote stands once, under its own theme, else under that of the first note about it. A note
    stands beside the quotes it is about; where notes share a quote, they stand together. A theme
    without quotes and facts in this region has no place.
    """
    themes = {theme.id: theme for theme in gathered.themes}
    notes = [note for note in gathered.notes if note.kind in TIED]
    homes = _homes(gathered.shown, notes, themes)
    facts = [note for note in gathered.notes if note.kind == "fact"]
    places = []
    for id in (*themes, None):
        quotes = [one for one in gathered.shown if homes[one.quote.id] == id]
        here = {one.quote.id for one in quotes}
        beside = [note for note in notes if _home(note, homes, themes) == id]
        own = tuple(fact for fact in facts if fact.theme == id) if id is not None else ()
        if not quotes and not own:
            continue
        theme = themes[id] if id is not None else None
        pairs = tuple(_pairs(quotes, [(n, here.intersection(n.quotes)) for n in beside]))
        places.append(Place(theme, own, pairs, frozenset(_deviant(quotes, theme))))
    return tuple(places)


def _homes(
    quotes: Sequence[Attributed], notes: Sequence[Note], themes: Mapping[str, Theme]
) -> dict[str, str | None]:
    """Return the theme under which each quote stands."""
    by_note: dict[str, str] = {}
    for note in notes:
        if note.theme in themes:
            for id in note.quotes:
                by_note.setdefault(id, str(note.theme))
    return {
        one.quote.id: one.quote.theme if one.quote.theme in themes else by_note.get(one.quote.id)
        for one in quotes
    }


def _home(note: Note, homes: Mapping[str, str | None], themes: Mapping[str, Theme]) -> str | None:
    """Return the theme under which a note stands: its own where one of its quotes does."""
    stand = [homes[id] for id in note.quotes]
    return note.theme if note.theme in themes and note.theme in stand else stand[0]


def _pairs(quotes: Sequence[Attributed], notes: Sequence[tuple[Note, set[str]]]) -> list[Beside]:
    """Bring together notes and quotes that hang together, in the order of the quotes."""
    groups: list[set[str]] = [{one.quote.id} for one in quotes]
    for _, about in notes:
        joined = set().union(*(group for group in groups if group & about), about)
        groups = [*(group for group in groups if not group & about), joined]
    of = {id: n for n, group in enumerate(groups) for id in group}
    made = []
    for n in dict.fromkeys(of[one.quote.id] for one in quotes):
        own = tuple(note for note, about in notes if about <= groups[n])
        made.append(Beside(own, tuple(one for one in quotes if of[one.quote.id] == n)))
    return made


def _deviant(quotes: Sequence[Attributed], theme: Theme | None) -> list[str]:
    passages = theme.deviant if theme else ()
    return [
        one.quote.id
        for one in quotes
        if any(
            one.quote.document.id == passage.document
            and one.quote.start < passage.end
            and passage.start < one.quote.end
            for passage in passages
        )
    ]
