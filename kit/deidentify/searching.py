"""Every finder over every text: twice, so that a name that is sure in one text is seen in all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from kit.deidentify.capitals import PARTICLES
from kit.deidentify.dates import find_dates
from kit.deidentify.labels import names_in_label
from kit.deidentify.numbers import find_numbers
from kit.deidentify.organisations import find_organisations
from kit.deidentify.people import Known, find_people, is_given
from kit.deidentify.places import find_addresses, find_places
from kit.deidentify.project_list import Listed, Phrases
from kit.deidentify.spans import Found, Taken, settle
from kit.deidentify.words import fold, is_in_dictionary, is_ordinary, listed

__all__ = ["Finder", "Id", "Orders", "search", "search_label"]

#: A document, and a place in it.
Id = tuple[str, str]
#: Something that finds more, such as `kit.deidentify.with_deduce.finder`.
Finder = Callable[[str], Iterable[Found]]
_SURE = ("title", "initials", "given name", "known given name", "project list", "review table")
_LOWER = re.compile(r"[^\W\d_]{4,}")
_NAME_WORD = re.compile(r"[^\W\d_][\w'’-]*")


@dataclass(frozen=True)
class Orders:
    """What people said of single finds, in the review table.

    Attributes
    ----------
    add : tuple of (str, str, str or None)
        Text, type, and the document where it is to be found; None is everywhere.
    """

    add: tuple[tuple[str, str, str | None], ...] = ()


@dataclass
class _Lists:
    wanted: Phrases = field(default_factory=Phrases)
    kept: Phrases = field(default_factory=Phrases)
    given: set[str] = field(default_factory=set)
    surnames: set[str] = field(default_factory=set)


def search(
    texts: Mapping[Id, str],
    *,
    names: Iterable[Listed] = (),
    labels: Iterable[str] = (),
    more: Finder | None = None,
    orders: Orders | None = None,
    keep: Iterable[str] = (),
) -> dict[Id, list[Found]]:
    """Find identities in texts.

    Parameters
    ----------
    texts : mapping of (document, place) to str
    names : iterable of Listed
        The project list.
    labels : iterable of str
        Labels of speakers and authors: the names in them are sure.
    more : Finder, optional
    orders : Orders, optional
    keep : iterable of str
        Types that stay.

    Returns
    -------
    dict of id to list of Found
        Without overlaps, in the order of the text. An id of a text without any has an empty list.
    """
    lists = _prepare(names, labels)
    sure = frozenset(lists.given)
    asked = orders or Orders()
    extra: dict[str | None, Phrases] = {}
    for text, type, where in asked.add:
        extra.setdefault(where, Phrases()).add(text, type)
    stay = set(keep)
    small = _small_words(texts.values())
    first = {id: [*_fixed(text, more)] for id, text in texts.items()}
    for id, text in texts.items():
        _learn(find_people(text, Known(lists.given, lists.surnames, small)), lists)
        _learn((found for found in first[id] if found.type == "person"), lists)
    known = Known(frozenset(lists.given), frozenset(lists.surnames), small)
    result = {}
    for id, text in texts.items():
        found = [*first[id], *find_people(text, known), *_in_small_letters(text, sure)]
        found += lists.wanted.find(text, sign="project list")
        for where, phrases in extra.items():
            if where is None or id[0] == where:
                found += phrases.find(text, sign="review table")
        found = [one for one in found if one.type not in stay]
        result[id] = settle(_without_kept(found, lists.kept, text))
    return result


def search_label(label: str) -> list[Found]:
    """Return the names in a label of a speaker; one name is all of the label."""
    return [Found(start, end, "person", name, "label")
            for start, end, name in names_in_label(label)]  # fmt: skip


def _fixed(text: str, more: Finder | None) -> Iterator[Found]:
    yield from find_numbers(text)
    if any(map(str.isdigit, text)) or "ste " in text or "de " in text:
        yield from find_dates(text)
    yield from find_addresses(text)
    yield from find_organisations(text)
    yield from find_places(text)
    if more is not None:
        yield from more(text)


def _prepare(names: Iterable[Listed], labels: Iterable[str]) -> _Lists:
    lists = _Lists()
    for public in (*listed("public"), *listed("large_places")):
        if " " in public:
            lists.kept.add(public, "place")
    for row in names:
        for way in (row.name, *row.also):
            (lists.kept if row.keep else lists.wanted).add(way, row.type)
            if row.type == "person" and not row.keep:
                _learn_name(way, lists)
    for label in labels:
        for _, _, name in names_in_label(label):
            _learn_name(name, lists)
    return lists


def _learn(found: Iterable[Found], lists: _Lists) -> None:
    for one in found:
        if one.sign in _SURE or (one.sign in ("role", "deduce") and len(one.text.split()) > 1):
            _learn_name(one.text, lists, titled=one.sign in ("title", "initials"))
        elif one.sign in ("role", "name with a capital", "surname"):
            low = fold(one.text)
            if not is_ordinary(low) and len(low) > 3:
                lists.given.add(low)


_SMALL = frozenset(PARTICLES)


def _learn_name(name: str, lists: _Lists, *, titled: bool = False) -> None:
    words = [fold(w) for w in _NAME_WORD.findall(name)]
    words = [w for w in words if w not in _SMALL and len(w) > 1 and w not in listed("public")]
    if not words:
        return
    alone = len(words) == 1
    if not titled or is_given(words[0]):
        lists.given.add(words[0])
    if not alone or titled:
        lists.surnames |= {part for w in (words if titled and alone else words[1:])
                           for part in (w, *w.split("-")) if len(part) > 2}  # fmt: skip


def _small_words(texts: Iterable[str]) -> frozenset[str]:
    words: set[str] = set()
    for text in texts:
        words.update(_LOWER.findall(text))
    return frozenset(word for word in words if word.islower())


def _in_small_letters(text: str, sure: Set[str]) -> Iterator[Found]:
    """Yield given names without their capital, as people write them in chats and notes."""
    words = {w for w in set(_LOWER.findall(text)) if w[0].islower() and w == w.lower()}
    names = {
        w for w in words
        if ((low := fold(w)) in listed("given") or low in sure)
        and low not in listed("ambiguous") and low not in listed("public")
        and not is_in_dictionary(w)
    }  # fmt: skip
    if not names:
        return
    either = "|".join(sorted(map(re.escape, names)))
    for m in re.finditer(rf"(?<![\w@.-])(?:{either})(?![\w@])", text):
        yield Found(m.start(), m.end(), "person", m[0], "given name")


def _without_kept(found: list[Found], kept: Phrases, text: str) -> list[Found]:
    spans = Taken()
    for one in kept.find(text, sign="keep"):
        spans.add(one.start, one.end)
    return [one for one in found if spans.left_of(one.start, one.end)]
