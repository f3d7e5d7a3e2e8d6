"""Totals tell: what is shown beside a total must not give away what is suppressed under it.

Every document stands in one period (or region, or voice group), so the documents of the parts add
up to those of the whole. What the shown parts leave of it is a number too: it is about the people
behind the suppressed parts together, and needs as many voices as any other. Voices do not add up,
but they bound each other: there are no more of them in the whole than in the parts together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kit.disclosure import THRESHOLDS, Protected, binds
from kit.documents import voices
from kit.language import Both, plural

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Gate", "Hidden", "close_parts", "closed_parts", "hide_rows", "rows_of_files", "tells"]

_NUMBERS = (
    "documents", "authors", "share", "low", "high", "person", "accepted", "mention", "passages",
)  # fmt: skip
_BASE = ("of", "of_authors", "main_author_changed")


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
    most_voices : int or None
        How many voices a reader knows to stand there at most; None when that is not known.
    """

    count: int
    least: int
    most: int | None
    authors: tuple[str, ...]
    most_voices: int | None = None


def tells(parts: Sequence[Hidden], gate: Gate, *, voices_left: int = 0) -> bool:
    """Say whether a known total gives suppressed parts away.

    It does when too few people stand behind them together; when it leaves one of them only one
    value between the least and the most that it can be; and when the voices that are nowhere else
    only fit if as many as possible stand behind each of them.

    Parameters
    ----------
    parts : sequence of Hidden
    gate : Gate
    voices_left : int
        Voices of the whole, less the sum of those of the parts that are shown: at least so many
        stand behind the suppressed parts together.

    Examples
    --------
    >>> gate = Gate("region", 3)
    >>> three = Hidden(3, 1, 9, ("A", "B", "C"))
    >>> tells([three], gate), tells([three, Hidden(2, 1, 9, ("D", "E"))], gate)
    (True, False)
    >>> tells([Hidden(1, 0, None, ("A",)), Hidden(0, 0, None, ())], gate)
    True
    >>> two = [Hidden(3, 1, 9, (a, b, b), most_voices=2) for a, b in ("AB", "CD")]
    >>> tells(two, gate, voices_left=3), tells(two, gate, voices_left=4)
    (False, True)
    """
    if not parts or not gate.fewest:
        return False
    together = sum(part.count for part in parts)
    if voices([author for part in parts for author in part.authors]) < gate.fewest:
        return True
    known = [part.most_voices for part in parts if part.most_voices is not None]
    if len(known) == len(parts) and voices_left >= sum(known):
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


def closed_parts(
    parts: Mapping[str, Sequence[str]], closed: Collection[str], gate: Gate
) -> frozenset[str]:
    """Return which parts have to be closed, so that the number of all documents tells of none.

    Parameters
    ----------
    parts : mapping of name to author of each document
        Parts without documents are left out; all others add up to a number that is known.
    closed : collection of str
        Parts that are closed already. The smallest others join them, one at a time.
    gate : Gate
    """
    filled = {name: tuple(authors) for name, authors in parts.items() if len(authors)}
    hidden = [name for name in filled if name in closed]
    whole = voices([author for authors in filled.values() for author in authors])
    while len(hidden) < len(filled):
        given = [
            Hidden(len(authors), 1, None, authors, _at_most(authors, None, gate))
            for authors in (filled[name] for name in hidden)
        ]
        left = [name for name in filled if name not in hidden]
        if not tells(given, gate, voices_left=whole - sum(voices(filled[name]) for name in left)):
            break
        hidden.append(min(left, key=lambda name: len(filled[name])))
    return frozenset({*hidden, *closed})


def _at_most(authors: Collection[str], size: int | None, gate: Gate) -> int | None:
    """Return how many voices there can be, for a reader who guesses which rows cover for others."""
    few = gate.fewest - 1 if gate.few(voices(authors)) else None
    return few if size is None else size if few is None else min(few, size)


def close_parts(
    safe: Protected,
    parts: Mapping[str, pd.DataFrame],
    carries: Mapping[str, str],
    gate: Gate,
    *,
    item: str = "theme",
    name: str = "name",
) -> Protected:
    """Suppress further parts until no total, of an item or of all documents, tells one.

    Parameters
    ----------
    safe : Protected
        Rows item x part, the whole (``all``) may be among them: status, of, documents, authors.
    parts : mapping of name to DataFrame
        The documents of each part: author, and the columns of `carries`.
    carries : mapping of item to column
        Which column says of a document whether it carries the item.
    gate : Gate
    item, name : str
        Columns of the table that hold the item and the part.

    Returns
    -------
    Protected
        Its `covering` counts the rows that were suppressed here too.
    """
    table = safe.table.copy()
    names = [part for part in parts if part != "all" and len(parts[part])]
    before = int((table["status"] == "suppressed").sum())
    shut = set(names) - set(table.loc[table["of"].notna(), name])
    writers = {part: tuple(parts[part]["author"]) for part in names}
    base = [column for column in _BASE if column in table]
    for part in closed_parts(writers, shut, gate) - shut:
        hide_rows(table, table[name] == part)
        table.loc[table[name] == part, base] = None
    for one, column in carries.items():
        own = table[item] == one
        rows = table[own & table[name].isin(names)].set_index(name)
        whole = table.loc[own & (table[name] == "all") & (table["status"] == "shown"), "authors"]
        if len(whole) and not whole.iloc[0]:
            continue  # the total says of every part that it is zero
        held = {part: tuple(parts[part].loc[parts[part][column], "author"]) for part in names}
        people = int(whole.iloc[0]) if len(whole) else 0
        away = _closed_rows(rows, writers, held, gate, whole=people)
        hide_rows(table, own & table[name].isin(away))
    return _counted(safe, table, before)


def _closed_rows(
    rows: pd.DataFrame,
    writers: Mapping[str, tuple[str, ...]],
    held: Mapping[str, tuple[str, ...]],
    gate: Gate,
    *,
    whole: int,
) -> set[str]:
    """Return the parts of which the row of one item has to be suppressed.

    The whole is among them where it tells of its parts with all of those suppressed.
    """
    shown = [part for part in writers if rows.loc[part, "status"] == "shown"]
    while True:
        hidden = [
            # A zero is suppressed only where too few people wrote at all.
            Hidden(
                len(held[part]), 1, len(wrote), held[part], _at_most(held[part], len(wrote), gate)
            )
            if rows["of"].notna()[part]
            else Hidden(len(held[part]), 0, None, held[part], _at_most(wrote, None, gate))
            for part, wrote in writers.items()
            if part not in shown
        ]
        left = whole - sum(voices(held[part]) for part in shown)
        if not tells(hidden, gate, voices_left=left):
            return set(writers) - set(shown)
        if not shown:
            return {*writers, "all"}
        filled = [part for part in shown if len(held[part])]
        # When no more than zeros are left they all go: then nothing but the total is told.
        taken = [min(filled, key=lambda part: len(held[part]))] if filled else list(shown)
        shown = [part for part in shown if part not in taken]


def rows_of_files(documents: pd.DataFrame, gate: Gate, *, hidden: object) -> dict[str, int | None]:
    """Return how many documents each file gave, by its name; None where that may not be told.

    A file can hold what one person wrote, or one period, or one voice: where any number is
    `hidden`, or too few people wrote in any file, none of these numbers is told.

    Parameters
    ----------
    documents : DataFrame
        One row per document: file, author.
    gate : Gate
    hidden : object
        True when a number that could follow from these is suppressed.
    """
    by_file = documents.groupby("file", sort=True)["author"]
    people = {str(file): voices(authors.fillna("")) for file, authors in by_file}
    shut = bool(hidden) or any(map(gate.few, people.values()))
    return {str(file): None if shut else len(authors) for file, authors in by_file}


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
