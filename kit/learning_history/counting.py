"""Counting a learning history: quotes, voices and notes by theme, and what speakers checked.

Where fewer people than the threshold spoke, nothing is counted: neither of a theme nor of a voice
group, nor what the total would tell of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kit.disclosure import Protected, protect
from kit.documents import voices
from kit.learning_history.gathering import Gathered
from kit.learning_history.placing import Place
from kit.quotes import Quote
from kit.terms import terms
from kit.totals import Gate, Hidden, tells

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CHECKED", "NO_THEME", "tabulate"]

#: A quote whose speaker looked at it and let it stand, perhaps with a change.
CHECKED = ("approved", "edited")
NO_THEME = "no_theme"
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
        Of a suppressed row no number is told.
    tuple of Protected
        One per kind of row.
    """
    import pandas as pd

    homes = {one.quote.id: _id(place) for place in places for one in place.quotes}
    known = [theme.id for theme in gathered.themes]
    taken = {_home(quote, homes, known) for quote in gathered.chosen}
    taken |= {_id(place) for place in places}
    themes = [id for id in (*known, NO_THEME) if id in taken]
    gate = Gate(gathered.release, gathered.study.thresholds.voices)
    spoken = [one.quote for one in gathered.shown]
    of_theme = {
        name: _Held(
            [one.quote for place in places if _id(place) == name for one in place.quotes],
            [q for q in gathered.chosen if _home(q, homes, known) == name],
            sum(len(pair.notes) for place in places if _id(place) == name for pair in place.pairs),
        )
        for name in themes
    }
    of_group = {
        group: _Held([quote for quote in spoken if quote.document.voice_group == group])
        for group in terms("voice_group")
    }
    unstated = _Held([quote for quote in spoken if quote.document.voice_group not in of_group])
    notes = sum(len(pair.notes) for place in places for pair in place.pairs)
    of_all = {"all": _Held(spoken, gathered.chosen, notes)}
    whole = _protected("all", of_all, gate)
    safe = tuple(
        _close(_protected(about, held, gate), held, rest, gate, total=whole)
        for about, held, rest in (("theme", of_theme, ()), ("voice_group", of_group, (unstated,)))
    )
    safe = (*safe, whole)
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


@dataclass(frozen=True)
class _Held:
    """Quotes and notes under one name: those shown, and those chosen if that is told."""

    shown: Sequence[Quote]
    chosen: Sequence[Quote] | None = None
    notes: int | None = None


def _protected(about: str, held: Mapping[str, _Held], gate: Gate) -> Protected:
    frame = _frame([_row(about, name, one) for name, one in held.items()])
    return protect(
        frame, unit="voices", count="people", hide=(*_COUNTS, "share"), release=gate.release,
        along=("name",) if len(frame) > 1 else (), at_least=gate.at_least,
    )  # fmt: skip


def _close(
    safe: Protected, held: Mapping[str, _Held], rest: Sequence[_Held], gate: Gate, *,
    total: Protected,
) -> Protected:  # fmt: skip
    """Suppress further rows until the number of all quotes tells of none.

    `rest` stands in `total` but in no row. Where the total is suppressed, every row is.
    """
    table = safe.table.copy()
    before = int((table["status"] == "suppressed").sum())
    shown = list(table.loc[table["status"] == "shown", "name"])
    if (total.table["status"] == "suppressed").any():
        shown = []
    while shown:
        hidden = [*(one for name, one in held.items() if name not in shown), *rest]
        if not _told(hidden, gate):
            break
        filled = [name for name in shown if held[name].shown or held[name].chosen]
        taken = [min(filled, key=lambda name: len(held[name].shown))] if filled else list(shown)
        shown = [name for name in shown if name not in taken]
    away = ~table["name"].isin(shown)
    table.loc[away, "status"] = "suppressed"
    table.loc[away, [*_COUNTS, "share"]] = None
    return replace(safe, table=table, covering=safe.covering + int(away.sum()) - before)


def _told(hidden: Sequence[_Held], gate: Gate) -> bool:
    """Say whether the totals of quotes, shown or chosen, give suppressed rows away."""
    sides = ([one.shown for one in hidden], [one.chosen or () for one in hidden])
    return any(
        any(side)
        and tells(
            [
                Hidden(len(of), 0, None, tuple(q.document.author or "" for q in of))
                for of in side
                if of
            ],
            gate,
        )
        for side in sides
    )


def _row(about: str, name: str, held: _Held) -> dict[str, Any]:
    shown, chosen = held.shown, held.chosen
    checked = sum(quote.status in CHECKED for quote in chosen or ())
    spoke = _voices(shown)
    return {
        "about": about,
        "name": name,
        "quotes": len(shown),
        "notes": held.notes,
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
