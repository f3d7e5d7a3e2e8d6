"""Counting a learning history: quotes, voices and notes by theme, and what speakers checked.

Who reads the document can count its quotes; how many people spoke them, and how many quotes were
chosen beside them, is protected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kit.disclosure import Protected, protect
from kit.documents import voices
from kit.learning_history.gathering import Gathered
from kit.learning_history.placing import Place
from kit.quotes import Quote
from kit.terms import terms

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CHECKED", "NO_THEME", "tabulate"]

#: A quote whose speaker looked at it and let it stand, perhaps with a change.
CHECKED = ("approved", "edited")
NO_THEME = "no_theme"
_HIDDEN = ("voices", "voice_groups", "chosen", "checked", "share")
_COUNTS = ("quotes", "notes", "voices", "voice_groups", "chosen", "checked")
_COLUMNS = ("about", "name", "day", *_COUNTS, "share")


def tabulate(
    gathered: Gathered, places: Sequence[Place]
) -> tuple[pd.DataFrame, tuple[Protected, ...]]:
    """Return the protected table of a learning history, and what protecting it did.

    Returns
    -------
    DataFrame
        Rows `about` ``theme`` (name: its id, or ``no_theme``), ``voice_group``, ``all`` (name
        ``all``) and ``result``, ``helped``, ``hindered``, ``both`` (name: its text). `quotes` and
        `notes` stand in the document; `voices` are the people who spoke those quotes, of
        `voice_groups` groups. `chosen` quotes were taken down and not withdrawn; `checked` of those
        were approved by their speaker, a `share` (0 to 1). `day` is ISO, of a result or an event.
    tuple of Protected
        One per kind of row.
    """
    import pandas as pd

    homes = {one.quote.id: _id(place) for place in places for one in place.quotes}
    known = [theme.id for theme in gathered.themes]
    taken = {_home(quote, homes, known) for quote in gathered.chosen}
    taken |= {_id(place) for place in places}
    themes = [id for id in (*known, NO_THEME) if id in taken]
    by_theme = [
        _row(
            "theme", name,
            [one.quote for place in places if _id(place) == name for one in place.quotes],
            [q for q in gathered.chosen if _home(q, homes, known) == name],
            sum(len(pair.notes) for place in places if _id(place) == name for pair in place.pairs),
        )
        for name in themes
    ]  # fmt: skip
    spoken = [one.quote for one in gathered.shown]
    by_group = [
        _row(
            "voice_group", group,
            [quote for quote in spoken if quote.document.voice_group == group],
            None,
            None,
        )
        for group in terms("voice_group")
    ]  # fmt: skip
    notes = sum(len(pair.notes) for place in places for pair in place.pairs)
    whole = _row("all", "all", spoken, gathered.chosen, notes)
    safe = tuple(
        protect(
            _frame(rows), unit="voices", count="people", hide=hide, release=gathered.release,
            along=("name",) if len(rows) > 1 else (), at_least=gathered.study.thresholds.voices,
        )
        for rows, hide in (
            (by_theme, _HIDDEN), (by_group, (*_HIDDEN, "quotes")), ([whole], _HIDDEN),
        )
    )  # fmt: skip
    moments = [
        {"about": m.kind, "name": m.text, "day": m.day.isoformat(), "status": "shown"}
        for m in gathered.moments
    ]
    parts = [each.table for each in safe if len(each.table)]
    table = pd.concat([*parts, _frame(moments)], ignore_index=True) if moments else pd.concat(parts)
    return table[[*_COLUMNS, "status"]].reset_index(drop=True), safe


def _home(quote: Quote, homes: Mapping[str, str], known: Sequence[str]) -> str:
    """Return the theme under which a quote stands, or would stand if it could be shown."""
    own = quote.theme if quote.theme in known else None
    return homes.get(quote.id) or own or NO_THEME


def _id(place: Place) -> str:
    return place.theme.id if place.theme else NO_THEME


def _row(
    about: str,
    name: str,
    shown: Sequence[Quote],
    chosen: Sequence[Quote] | None,
    notes: int | None,
) -> dict[str, Any]:
    checked = sum(quote.status in CHECKED for quote in chosen or ())
    spoke = _voices(shown)
    return {
        "about": about,
        "name": name,
        "quotes": len(shown),
        "notes": notes,
        "voices": spoke,
        "voice_groups": len({q.document.voice_group for q in shown} - {None}),
        "chosen": None if chosen is None else len(chosen),
        "checked": None if chosen is None else checked,
        "share": checked / len(chosen) if chosen else None,
        # Behind every number of the row stand at least so many people.
        "people": spoke or _voices(chosen or ()),
    }


def _voices(quotes: Iterable[Quote]) -> int:
    return voices(quote.document.author for quote in quotes)


def _frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(rows, columns=[*_COLUMNS, "people", "status"])
    whole = dict.fromkeys((*_COUNTS, "people"), "Int64")
    return frame.astype({**whole, "share": "float64"})
