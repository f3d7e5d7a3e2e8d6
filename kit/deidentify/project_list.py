"""The project's own list of names: who and what is to be replaced, and what never is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kit.deidentify.spans import Found
from kit.deidentify.words import fold, is_ordinary
from kit.errors import InputError
from kit.tables import read_table
from kit.values import Column

__all__ = ["COLUMNS", "Listed", "Phrases", "read_names"]

#: Every column of the list, in its order.
COLUMNS = (
    Column("name", "name", required=True),
    Column("type", "choice", choices="identity_type"),
    Column("also", "names"),
    Column("keep", "yes_no"),
)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Listed:
    """A row of the list.

    Attributes
    ----------
    name : str
    type : str
        Id of the list ``identity_type``; person when the row does not say.
    also : tuple of str
        Other ways in which it is written: nicknames, short names.
    keep : bool
        Whether it always stays as it is.
    """

    name: str
    type: str = "person"
    also: tuple[str, ...] = ()
    keep: bool = False


def read_names(files: Iterable[tuple[Path, str]]) -> tuple[Listed, ...]:
    """Read the list.

    Raises
    ------
    InputError
        With every problem of every row.
    """
    table = read_table(files, table="names", declared=COLUMNS)
    if table.problems:
        do = "Correct the list of names and give the command again; nothing was written."
        raise InputError(table.problems, good_rows=len(table.frame), do=do)
    rows: list[dict[Any, Any]] = table.frame.to_dict("records")
    return tuple(
        Listed(row["name"], row["type"] or "person", row["also"] or (), bool(row["keep"]))
        for row in rows
    )


@dataclass
class Phrases:
    """Names to look for, by their first word: each text is gone through once, however many.

    Capitals and accents do not count, but a name of one ordinary word needs its capital.
    """

    _by_first: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)

    def add(self, name: str, type: str) -> None:
        """Look for a name too."""
        words = tuple(fold(word) for word in _WORD.findall(name))
        if words:
            kept = self._by_first.setdefault(words[0], [])
            kept.append((words, type))
            kept.sort(key=lambda phrase: -len(phrase[0]))

    def find(self, text: str, *, sign: str) -> Iterator[Found]:
        """Yield where the names stand."""
        if not self._by_first:
            return
        words = list(_WORD.finditer(text))
        folded = [fold(m[0]) for m in words]
        at = 0
        while at < len(words):
            long = self._longest(folded, words, at)
            if long:
                start, end = words[at].start(), words[at + long[0] - 1].end()
                yield Found(start, end, long[1], text[start:end], sign)
            at += long[0] if long else 1

    def _longest(
        self, folded: list[str], words: list[re.Match[str]], at: int
    ) -> tuple[int, str] | None:
        word = folded[at]
        capital = not words[at][0].islower()
        ways = [word, word[:-1]] if word.endswith("s") and capital else [word]
        for way in ways:
            for phrase, type in self._by_first.get(way, ()):
                one = len(phrase) == 1
                if not one and tuple(folded[at + 1 : at + len(phrase)]) != phrase[1:]:
                    continue
                if not one and way != word:
                    continue
                if one and not capital and is_ordinary(word):
                    continue
                return len(phrase), type
        return None
