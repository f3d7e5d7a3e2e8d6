"""Two versions of a codebook: what changed, and which codes still mean the same.

Numbers of periods that were coded under different definitions of a code are not joined to one
series unless the older texts were coded again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kit.codes import Code, Codebook
from kit.errors import InputError, unknown_name
from kit.language import plural

__all__ = ["Differences", "differences", "same_definition"]


@dataclass(frozen=True)
class Differences:
    """What changed between two versions; ids in the order of the newer one.

    Attributes
    ----------
    added, gone : tuple of str
        Codes that only the newer, or only the older, version has.
    renamed : tuple of str
        The same id under another name.
    moved : tuple of str
        Under another parent, or in another list.
    redefined : tuple of str
        Definition, include or exclude differs.
    rules_changed : tuple of str
        Another set of rules; their order does not count.
    perhaps_the_same : tuple of (str, str)
        A code that is gone and one that was added with the same name in either language: perhaps
        its id was changed, which no coding follows.
    """

    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    redefined: tuple[str, ...] = ()
    rules_changed: tuple[str, ...] = ()
    perhaps_the_same: tuple[tuple[str, str], ...] = ()

    def as_text(self) -> str:
        """Write one line per kind of change; empty when nothing changed."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for ids, words in (
            (self.added, "added"),
            (self.gone, "gone"),
            (self.renamed, "with another name"),
            (self.moved, "in another place of the tree"),
            (self.redefined, "defined differently"),
            (self.rules_changed, "with other rules"),
        ):
            if ids:
                yield f"{plural(len(ids), 'code', 'codes', 'en')} {words}: {', '.join(ids)}"
        for old, new in self.perhaps_the_same:
            yield f"{new} has the name that {old} had: codings of {old} do not follow by themselves"


def differences(old: Codebook, new: Codebook) -> Differences:
    """Compare two versions of a codebook, code by code.

    Colour, memo, example and history are not compared: they change neither what a code means nor
    where its rules hit.
    """
    both = [(old.codes[id], code) for id, code in new.codes.items() if id in old.codes]
    added = tuple(id for id in new.codes if id not in old.codes)
    gone = tuple(id for id in old.codes if id not in new.codes)
    return Differences(
        added=added,
        gone=gone,
        renamed=tuple(b.id for a, b in both if a.term.label != b.term.label),
        moved=tuple(b.id for a, b in both if (a.parent, a.list) != (b.parent, b.list)),
        redefined=tuple(b.id for a, b in both if _texts(a) != _texts(b)),
        rules_changed=tuple(b.id for a, b in both if _rules(a) != _rules(b)),
        perhaps_the_same=tuple(
            (id, other)
            for id in gone
            for other in added
            if _names(old.codes[id]) & _names(new.codes[other])
        ),
    )


def same_definition(old: Codebook, new: Codebook, code: str) -> bool:
    """Say whether a code means the same in two versions.

    It does when definition, include, exclude and parent are the same; see
    `kit.codes.Code.definition_hash`. A code that only one of the two has does not.

    Raises
    ------
    InputError
        Neither version has the code.
    """
    if code not in old.codes and code not in new.codes:
        raise InputError([unknown_name("codebook, code", code, {**old.codes, **new.codes})])
    if code not in old.codes or code not in new.codes:
        return False
    return old.codes[code].definition_hash == new.codes[code].definition_hash


def _texts(code: Code) -> list[list[str] | None]:
    texts = (code.definition, code.include, code.exclude)
    return [[" ".join(t[lang].split()) for lang in ("nl", "en")] if t else None for t in texts]


def _rules(code: Code) -> set[tuple[bool, str, object]]:
    return {
        (keeps, rule.language, rule.words)
        for keeps, rules in ((True, code.rules), (False, code.takes_away))
        for rule in rules
    }


def _names(code: Code) -> set[str]:
    return {code.term.label.nl.casefold(), code.term.label.en.casefold()}
