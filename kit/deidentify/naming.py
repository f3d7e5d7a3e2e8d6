"""Who is who: names written in different ways are brought to one person, place or organisation.

A full name is one person over all files. A part of one (a given name, a surname, initials) is the
person whose full name stands in the same document; where no one or several do, it is somebody of
that document alone: two people in one pseudonym would put words in a mouth. Two different given
names are two people; only the project list says that they are one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache

from kit.deidentify.capitals import PARTICLES
from kit.deidentify.key import Entry, Key, draw
from kit.deidentify.project_list import Listed
from kit.deidentify.words import fold, listed

__all__ = ["CODED", "Mention", "give_codes"]

#: Types that get a code of their own; of the others only the kind is told.
CODED = ("person", "organisation", "place")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_INITIALS = re.compile(r"^(?:(?:[A-Z]|Th|Chr|Ph|Joh|Fr|IJ)\.\s?)+")
_SMALL = frozenset(PARTICLES)


@dataclass(frozen=True)
class Mention:
    """A name as it stands in a document.

    Attributes
    ----------
    document : str
        What is read together: a file, as a rule.
    type, text : str
    """

    document: str
    type: str
    text: str


@dataclass(frozen=True)
class _Name:
    given: str
    initials: str
    surnames: frozenset[str]

    @property
    def full(self) -> bool:
        return bool(self.surnames and (self.given or self.initials))


@dataclass
class _People:
    """Persons who are known by a full name, a row of the list or the key."""

    key: Key
    choose: Callable[[Sequence[str]], str]
    exact: dict[str, Entry] = field(default_factory=dict)
    of_list: dict[str, Entry] = field(default_factory=dict)
    named: dict[tuple[str, str], Entry] = field(default_factory=dict)
    by_given: dict[str, list[Entry]] = field(default_factory=dict)
    by_surname: dict[str, list[Entry]] = field(default_factory=dict)
    names: dict[str, list[_Name]] = field(default_factory=dict)

    def know(self, entry: Entry, text: str) -> None:
        """Remember that a person is also called so."""
        low = _folded(text)
        if (
            self.exact.setdefault(low, entry) is entry
            and text != entry.name
            and text not in entry.also
        ):
            entry.also = (*entry.also, text)
        name = _parse(text)
        kept = self.names.setdefault(entry.code, [])
        if name in kept:
            return
        kept.append(name)
        for way in _ways(name.given) if name.given else ():
            if entry not in (those := self.by_given.setdefault(way, [])):
                those.append(entry)
        for surname in name.surnames:
            if entry not in (those := self.by_surname.setdefault(surname, [])):
                those.append(entry)

    def same_as(self, name: _Name, here: Set[str]) -> list[Entry]:
        """Return the persons who have a full name in another way of writing.

        In another document it is the same person only by the same given name and surnames.
        """
        sharing = {e.code: e for s in name.surnames for e in self.by_surname.get(s, ())}
        return [entry for entry in sharing.values() if self._fits(entry, name, here)]

    def _fits(self, entry: Entry, name: _Name, here: Set[str]) -> bool:
        full = [other for other in self.names[entry.code] if other.full]
        if entry.code not in here:
            return name in full
        return bool(full) and all(_fits(name, other) for other in full)

    def part_of(self, name: _Name, here: Set[str]) -> list[Entry]:
        """Return the persons of a document who can be meant by a part of a name."""
        if name.surnames:
            found = [e for s in name.surnames for e in self.by_surname.get(s, ())]
            if name.initials:
                same = {e.code for e in self.same_as(name, here)}
                found = [e for e in found if e.code in same]
        elif name.given:
            ways = sorted(_ways(name.given), key=lambda way: way != name.given)
            found = next((e for w in ways if (e := _of(self.by_given.get(w, ()), here))), [])
            if not found and not _is_only_given(name.given):
                found = self.by_surname.get(name.given, [])
        else:
            found = [
                e for e in self.key.entries
                if e.code in here and _letters(e) == name.initials
                and any(o.full for o in self.names.get(e.code, ()))
            ]  # fmt: skip
        return list({e.code: e for e in _of(found, here)}.values())


def _of(entries: Iterable[Entry], here: Set[str]) -> list[Entry]:
    return [entry for entry in entries if entry.code in here]


def _is_only_given(word: str) -> bool:
    """Say whether a word is a given name and no surname: *Truus* is nobody called *Jan Truus*."""
    return word in listed("given") and word not in listed("surnames")


def give_codes(
    mentions: Iterable[Mention],
    key: Key,
    *,
    names: Iterable[Listed] = (),
    choose: Callable[[Sequence[str]], str] = draw,
) -> Mapping[Mention, str]:
    """Return the code of every mention; new ones are added to `key`.

    Parameters
    ----------
    mentions : iterable of Mention
        Of types in `CODED`.
    key : Key
        Grows.
    names : iterable of Listed
        The project list: its other names are the same person by definition.
    choose : function
        Draws one of the free codes.
    """
    distinct = sorted(set(mentions), key=lambda m: (m.type, m.text, m.document))
    people = _People(key, choose)
    for entry in key.entries:
        if entry.type == "person":
            people.named.setdefault((_folded(entry.name), entry.where), entry)
            for text in () if entry.where else (entry.name, *entry.also):
                people.know(entry, text)
    things = {
        (entry.type, _folded(text)): entry
        for entry in key.entries
        for text in (*entry.also, entry.name)
        if entry.type != "person"
    }
    seen = {_folded(m.text) for m in distinct}
    for row in names:
        ways = (row.name, *row.also)
        if row.keep or row.type not in CODED:
            continue
        if row.type == "person":
            _known_person(row, people)
        elif any(_folded(way) in seen for way in ways):
            there = next((things[k] for w in ways if (k := (row.type, _folded(w))) in things), None)
            entry = there or key.new(row.type, row.name, choose)
            things.update({(row.type, _folded(way)): entry for way in ways})
    codes: dict[Mention, str] = {}
    persons = [m for m in distinct if m.type == "person"]
    in_document: dict[str, set[str]] = {}
    for entry in key.entries:
        for place in entry.seen:
            in_document.setdefault(place, set()).add(entry.code)
    for mention in sorted(persons, key=lambda m: (-len(m.text), m.text, m.document)):
        name = _parse(mention.text)
        listed_one = people.of_list.get(_folded(mention.text))
        if not name.given or not name.surnames:
            if listed_one is None:
                continue
            person = listed_one
        else:
            here = in_document.get(mention.document, set())
            person = (
                listed_one
                or people.exact.get(_folded(mention.text))
                or _one(people.same_as(name, here), here)
                or _with(people, mention.text)
            )
            people.know(person, mention.text)
        codes[mention] = person.code
        in_document.setdefault(mention.document, set()).add(person.code)
        person.seen.add(mention.document)
    # Initials with a surname before a surname alone: who has them is known by more.
    for mention in sorted(persons, key=lambda m: (not _parse(m.text).full, m.text, m.document)):
        if mention in codes:
            continue
        near = in_document.setdefault(mention.document, set())
        name = _parse(mention.text)
        meant = _one(people.part_of(name, near), near)
        if meant is None and name.full:
            meant = people.exact.get(_folded(mention.text))
            meant = meant if meant and not _has_given(people, meant) else None
            meant = meant or _with(people, mention.text)
            people.know(meant, mention.text)
            near.add(meant.code)
        meant = meant or _with(people, mention.text, mention.document)
        meant.seen.add(mention.document)
        codes[mention] = meant.code
    for mention in distinct:
        if mention.type != "person":
            at = (mention.type, _folded(mention.text))
            if at not in things:
                things[at] = key.new(mention.type, mention.text, choose)
            codes[mention] = things[at].code
    return codes


def _known_person(row: Listed, people: _People) -> None:
    ways = (row.name, *row.also)
    entry = next((people.exact[w] for w in map(_folded, ways) if w in people.exact), None)
    if entry is None:
        name = _parse(row.name)
        entry = _one(people.same_as(name, set()), set()) if name.full else None
    entry = entry or _with(people, row.name)
    for way in ways:
        if people.of_list.get(_folded(way), entry) is not entry:
            continue
        people.exact[_folded(way)] = people.of_list[_folded(way)] = entry
        people.know(entry, way)


def _with(people: _People, text: str, where: str = "") -> Entry:
    """Return a new entry; one of the key that has this very name (there) is that one."""
    at = (_folded(text), where)
    if at not in people.named:
        people.named[at] = people.key.new("person", text, people.choose)
        people.named[at].where = where
    return people.named[at]


def _has_given(people: _People, entry: Entry) -> bool:
    return any(name.given for name in people.names.get(entry.code, ()))


def _one(entries: Sequence[Entry], here: set[str]) -> Entry | None:
    if len(entries) == 1:
        return entries[0]
    near = [entry for entry in entries if entry.code in here]
    return near[0] if len(near) == 1 else None


@lru_cache(maxsize=1 << 15)
def _parse(text: str) -> _Name:
    """Return the parts of a name as people write it; a single word is a given name or a surname."""
    text = re.sub(r"\s*\(.*\)$", "", text)
    m = _INITIALS.match(text)
    initials = "".join(c for c in fold(m[0]) if c.isalpha()) if m else ""
    rest = text[m.end() :] if m else text
    words = [re.sub(r"'s?$", "", fold(w)) for w in _WORD.findall(rest)]
    particle_first = bool(words) and words[0] in _SMALL and len(words) > 1
    names = [w for w in words if w not in _SMALL and len(w) > 1]
    if not names:
        return _Name("", initials or "".join(w[:1] for w in words), frozenset())
    if initials or particle_first:
        return _Name("", initials, _parts(names))
    if len(names) == 1:
        known = names[0] in listed("given") or names[0] not in listed("surnames")
        return _Name(names[0], "", frozenset()) if known else _Name("", "", _parts(names))
    return _Name(names[0], "", _parts(names[1:]))


def _parts(names: Sequence[str]) -> frozenset[str]:
    pieces = {piece for name in names for piece in re.split(r"-(?:(?:van|de|der|den)\s)?", name)}
    return frozenset(p for p in pieces if p and p not in _SMALL)


def _fits(one: _Name, other: _Name) -> bool:
    """Say whether two full names can be one person's: one has what the other has, or more."""
    if not (one.surnames <= other.surnames or other.surnames <= one.surnames):
        return False
    if one.given and other.given:
        return one.given in _ways(other.given) or other.given in _ways(one.given)
    short, long = (one, other) if one.initials else (other, one)
    if long.given:
        return long.given[:1] == short.initials[:1]
    return long.initials[:1] == short.initials[:1]


def _letters(entry: Entry) -> str:
    """Return the initials of a full name: Fatima El Amrani is FEA."""
    words = _WORD.findall(re.sub(r"\s*\(.*\)$", "", entry.name))
    return "".join(fold(word)[0] for word in words)


def _folded(text: str) -> str:
    return " ".join(re.sub(r"['’]s?$", "", fold(text)).split())


@lru_cache(maxsize=1 << 14)
def _ways(given: str) -> frozenset[str]:
    """Return the forms of a given name: as it is, and without the end of a diminutive."""
    m = re.fullmatch(r"(.{3,}?)(?:tje|je|pje|etje)", given)
    return frozenset({given, m[1]}) if m and m[1] in listed("given") else frozenset({given})
