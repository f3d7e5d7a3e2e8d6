"""Totals tell: what is shown beside a total of a theme must not give away what is suppressed.

Every document stands in one period (or region) and in one voice group, so the documents of the
parts add up to those of the theme. What the shown parts leave of it is a number too: it is about
the people behind the suppressed parts together, and needs as many voices as any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kit.disclosure import THRESHOLDS, Protected, binds
from kit.documents import voices
from kit.language import Both, plural

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Gate", "Hidden", "close_parts", "hide_rows", "tells"]

_NUMBERS = (
    "documents", "authors", "share", "low", "high", "person", "accepted", "mention", "passages",
)  # fmt: skip
_BASE = ("of", "of_authors")


@dataclass(frozen=True)
class Gate:
    """For whom, and how many voices are needed.

    Attributes
    ----------
    release : str
    at_least : int
        Of the study; never below the threshold of the kit.
    """

    release: str
    at_least: int

    @property
    def fewest(self) -> int:
        """Voices that have to stand behind a number."""
        return max(THRESHOLDS["voices"], self.at_least) if binds(self.release) else 0

    def few(self, people: int) -> bool:
        """Say whether these are too few people; nobody at all is not."""
        return 0 < people < self.fewest


@dataclass(frozen=True)
class Hidden:
    """A suppressed part of a total.

    Attributes
    ----------
    count : int
        What really stands there.
    least : int
        What a reader knows to stand there at least.
    most : int or None
        What a reader knows to stand there at most; None when that is not known.
    authors : tuple of str
        Of what stands there, one for each document.
    """

    count: int
    least: int
    most: int | None
    authors: tuple[str, ...]


def tells(parts: Sequence[Hidden], gate: Gate) -> bool:
    """Say whether a known total gives suppressed parts away.

    It does when too few people stand behind them together, and when it leaves one of them only
    one value between the least and the most that it can be.

    Examples
    --------
    >>> gate = Gate("region", 3)
    >>> three = Hidden(3, 1, 9, ("A", "B", "C"))
    >>> tells([three], gate), tells([three, Hidden(2, 1, 9, ("D", "E"))], gate)
    (True, False)
    >>> tells([Hidden(1, 0, None, ("A",)), Hidden(0, 0, None, ())], gate)
    True
    """
    if not parts or not gate.fewest:
        return False
    together = sum(part.count for part in parts)
    if voices([author for part in parts for author in part.authors]) < gate.fewest:
        return True
    least = sum(part.least for part in parts)
    bounded = [part.most for part in parts if part.most is not None]
    for part in parts:
        low, high = part.least, together - (least - part.least)
        if part.most is not None:
            high = min(high, part.most)
        open_others = len(parts) - len(bounded) - (part.most is None)
        if not open_others:
            low = max(low, together - (sum(bounded) - (part.most or 0)))
        if low >= high:
            return True
    return False


def close_parts(
    safe: Protected, parts: Mapping[str, pd.DataFrame], themes: Sequence[str], gate: Gate
) -> Protected:
    """Suppress further parts until no total, of a theme or of all documents, tells one.

    Parameters
    ----------
    safe : Protected
        Rows theme x name (``all`` is the total, which is known), as `kit.themes.counting` has them.
    parts : mapping of name to DataFrame
        The documents of each part: author, and ``THEME carries``.
    themes : sequence of str
    gate : Gate

    Returns
    -------
    Protected
        Its `covering` counts the rows that were suppressed here too.
    """
    table = safe.table.copy()
    names = [name for name in parts if name != "all" and len(parts[name])]
    before = int((table["status"] == "suppressed").sum())
    _close_bases(table, parts, names, gate)
    for theme in themes:
        _close_theme(table, parts, names, theme, gate)
    return _counted(safe, table, before)


def _close_bases(
    table: pd.DataFrame, parts: Mapping[str, pd.DataFrame], names: Sequence[str], gate: Gate
) -> None:
    """Suppress whole parts until the number of all documents tells of none how many it has."""
    while True:
        known = set(table.loc[table["of"].notna(), "name"])
        closed = [name for name in names if name not in known]
        hidden = [
            Hidden(len(parts[name]), 1, None, tuple(parts[name]["author"])) for name in closed
        ]
        left = [name for name in names if name in known]
        if not left or not tells(hidden, gate):
            return
        taken = min(left, key=lambda name: len(parts[name]))
        hide_rows(table, table["name"] == taken)
        table.loc[table["name"] == taken, list(_BASE)] = None


def _close_theme(
    table: pd.DataFrame,
    parts: Mapping[str, pd.DataFrame],
    names: Sequence[str],
    theme: str,
    gate: Gate,
) -> None:
    rows = table[(table["theme"] == theme) & table["name"].isin(names)].set_index("name")
    shown = [name for name in names if rows.loc[name, "status"] == "shown"]
    carried = {name: parts[name].loc[parts[name][f"{theme} carries"], "author"] for name in names}
    while shown:
        hidden = [
            # A zero is suppressed only where too few people wrote at all.
            Hidden(
                len(carried[name]), int(known), len(parts[name]) if known else None,
                tuple(carried[name]),
            )
            for name in names if name not in shown
            for known in [bool(rows["of"].notna()[name])]
        ]  # fmt: skip
        if not tells(hidden, gate):
            break
        filled = [name for name in shown if len(carried[name])]
        # When no more than zeros are left they all go: then nothing but the total is told.
        taken = [min(filled, key=lambda name: len(carried[name]))] if filled else list(shown)
        shown = [name for name in shown if name not in taken]
    here = (table["theme"] == theme) & table["name"].isin(set(names) - set(shown))
    hide_rows(table, here)


def hide_rows(table: pd.DataFrame, rows: pd.Series[bool]) -> None:
    """Suppress rows of a table in place, but for those in which nothing could be counted."""
    here = rows & (table["status"] != "missing")
    table.loc[here, "status"] = "suppressed"
    for name in _NUMBERS:
        if name in table:
            table.loc[here, name] = None


def _counted(safe: Protected, table: pd.DataFrame, before: int) -> Protected:
    more = int((table["status"] == "suppressed").sum()) - before
    if not more:
        return replace(safe, table=table)
    nl = f"{plural(more, 'getal', 'getallen', 'nl')} afgeschermd omdat een totaal"
    en = f"{plural(more, 'number', 'numbers', 'en')} suppressed because a total"
    said = Both(
        f"{safe.said['nl']} Verder: {nl} anders iets over enkelen zou zeggen.",
        f"{safe.said['en']} Further: {en} would otherwise tell something about a few.",
    )
    return replace(safe, table=table, covering=safe.covering + more, verdict="pass", said=said)
