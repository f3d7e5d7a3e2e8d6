"""What a code is: its name, what belongs to it, its place in the tree, and the rules for it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kit.errors import InputError, unknown_name
from kit.files import sha256
from kit.language import Both
from kit.terms import Term

__all__ = ["Change", "Code", "Codebook", "Rule", "Word", "parse_rule"]

_GAP = re.compile(r"\.\.(\d{1,2})")
_WORD = re.compile(r"=?\*?[\w'’-]+\*?")


@dataclass(frozen=True)
class Word:
    """One word of a rule.

    Attributes
    ----------
    form : str
        In lower case, without marks.
    match : {"forms", "exactly", "begins", "ends", "holds"}
    gap : int
        How many other words may stand before it; 0 for none.
    """

    form: str
    match: str
    gap: int


@dataclass(frozen=True)
class Rule:
    """One rule: words in a row. `written` is how the codebook writes it; it names the rule."""

    written: str
    language: str
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Change:
    """What changed about a code, on one line, and in which version of the codebook."""

    version: str
    changed: str


@dataclass(frozen=True)
class Code:
    """A code; it stands for its own rules and for everything below it in the tree.

    Attributes
    ----------
    id : str
    list : str
        Of ``terms.yml``, or the codebook's own.
    term : Term
        Name in both languages, and parent.
    rules : tuple of Rule
    takes_away : tuple of Rule
        Rules that undo a hit they overlap.
    children : tuple of str
        The codes directly below it.
    definition, include, exclude, example : Both or None
        What it means, what belongs to it, what does not, and a passage. A code of ``terms.yml``
        has its meaning there for a definition, unless the codebook gives another.
    colour : str
        ``#RRGGBB``, or empty.
    memo : str
        For the researchers themselves; in no report.
    history : tuple of Change
        In the order of the codebook.
    """

    id: str
    list: str
    term: Term
    rules: tuple[Rule, ...] = ()
    takes_away: tuple[Rule, ...] = ()
    children: tuple[str, ...] = ()
    definition: Both | None = None
    include: Both | None = None
    exclude: Both | None = None
    example: Both | None = None
    colour: str = ""
    memo: str = ""
    history: tuple[Change, ...] = ()

    @property
    def parent(self) -> str | None:
        """Return the id of the code above it."""
        return self.term.parent

    @property
    def definition_hash(self) -> str:
        """Return 16 hexadecimal digits that change when the code comes to mean something else.

        They follow from definition, include, exclude and parent in both languages, with runs of
        white space as one; name, example, rules, colour, memo and history are left out.
        """
        texts = (self.definition, self.include, self.exclude)
        meaning = [
            [" ".join(text[language].split()) for language in ("nl", "en")] if text else None
            for text in texts
        ]
        return sha256(json.dumps([*meaning, self.parent], ensure_ascii=False))[:16]


@dataclass(frozen=True)
class Codebook:
    """Codes by id, in the order of the file.

    `version` is written by people, `sha256` follows from the file; `lists` names every list.
    """

    id: str
    version: str
    title: Both
    codes: Mapping[str, Code]
    sha256: str
    lists: Mapping[str, Both] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Return id and version, to be printed with every mention."""
        return f"{self.id} {self.version}"

    def of_list(self, name: str) -> tuple[Code, ...]:
        """Return the codes of a list; an unknown list, or one without codes, is refused."""
        found = tuple(code for code in self.codes.values() if code.list == name)
        if not found:
            lists = {code.list for code in self.codes.values()}
            raise InputError([unknown_name("codebook, list", name, lists)])
        return found

    def above(self, id: str) -> tuple[str, ...]:
        """Return the codes above a code, the nearest first."""
        found: list[str] = []
        parent = self.codes[id].parent
        while parent is not None and parent in self.codes and parent not in found:
            found.append(parent)
            parent = self.codes[parent].parent
        return tuple(found)


def parse_rule(written: str) -> tuple[Word, ...]:
    """Read one rule as the codebook writes it.

    Raises
    ------
    ValueError
        With what was expected.

    Examples
    --------
    >>> [(w.form, w.match, w.gap) for w in parse_rule("samen ..3 beslis*")]
    [('samen', 'forms', 0), ('beslis', 'begins', 3)]
    """
    words: list[Word] = []
    gap = 0
    for piece in written.casefold().replace("’", "'").split():
        if found := _GAP.fullmatch(piece):
            if not words or gap:
                raise ValueError("a gap such as ..3 between two words")
            gap = int(found[1])
            continue
        if not _WORD.fullmatch(piece):
            raise ValueError("words, with = before, * before or after, and gaps such as ..3")
        form = piece.strip("=*")
        if piece.startswith("="):
            match = "exactly"
        elif piece.startswith("*"):
            match = "holds" if piece.endswith("*") else "ends"
        else:
            match = "begins" if piece.endswith("*") else "forms"
        if len(form) < 3 and match not in ("exactly", "forms"):
            raise ValueError("at least three letters beside a *")
        words.append(Word(form, match, gap))
        gap = 0
    if not words or gap:
        raise ValueError("at least one word, and none missing after a gap")
    return tuple(words)
