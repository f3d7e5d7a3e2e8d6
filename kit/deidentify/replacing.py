"""What was found becomes a pseudonym, except where people said otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kit.deidentify.dates import coarse
from kit.deidentify.decisions import Review, Row, decide
from kit.deidentify.key import Key, draw
from kit.deidentify.naming import CODED, Mention, give_codes
from kit.deidentify.project_list import Listed
from kit.deidentify.searching import Finder, Id, Orders, search, search_label
from kit.deidentify.spans import Found
from kit.terms import label

__all__ = ["Cleaned", "deidentify"]

_AROUND = 40  # characters of context on either side


@dataclass(frozen=True)
class Cleaned:
    """Texts without the identities that were found.

    Attributes
    ----------
    texts, labels : mapping of (document, place) to str
    rows : tuple of Row
        For the review table: every find with its context, those that were undone included, then
        what was decided about finds that are no longer there.
    counts : mapping of document to (mapping of type to int)
        Replacements; without those that were undone.
    reviewed : frozenset of str
        Documents of which every replacement stood in the review table that was read, and that
        table says who looked through it and when.
    fresh : int
        Replacements that did not stand in it.
    """

    texts: Mapping[Id, str]
    labels: Mapping[Id, str]
    rows: tuple[Row, ...]
    counts: Mapping[str, Mapping[str, int]]
    reviewed: frozenset[str] = frozenset()
    fresh: int = 0


@dataclass
class _Made:
    rows: list[Row] = field(default_factory=list)
    texts: dict[Id, str] = field(default_factory=dict)
    counts: dict[str, Counter[str]] = field(default_factory=dict)


def deidentify(
    texts: Mapping[Id, str],
    *,
    key: Key,
    language: str = "nl",
    labels: Mapping[Id, str] | None = None,
    names: Iterable[Listed] = (),
    review: Review | None = None,
    more: Finder | None = None,
    keep: Iterable[str] = (),
    apart: Mapping[Id, str] | None = None,
    choose: Callable[[Sequence[str]], str] = draw,
) -> Cleaned:
    """Replace identities in texts by pseudonyms that are the same in all of them.

    A person, organisation or place gets a code that is drawn at random, such as ``[persoon K4]``; a
    day keeps its month and year; of everything else only the kind is told: ``[telefoonnummer]``.
    What comes out is pseudonymised: who has the key, or knows the people, can find them again.

    Parameters
    ----------
    texts : mapping of (document, place) to str
    key : Key
        Which code is whose; grows.
    language : {"nl", "en"}
        Of the pseudonyms.
    labels : mapping of (document, place) to str, optional
        Texts that are one name as a whole, or a code: labels of speakers, cells for authors.
    names : iterable of Listed, optional
        The project list.
    review : Review, optional
        What people decided in an earlier review table.
    more : Finder, optional
        Another finder, whose finds are added.
    keep : iterable of str, optional
        Types that stay as they are.
    apart : mapping of (document, place) to str, optional
        Parts of a document within which a given name alone is one person, such as the rows of a
        region; a document that is not named is one part.
    choose : function, optional
        Draws one of the free codes.

    Returns
    -------
    Cleaned

    Examples
    --------
    >>> cleaned = deidentify({("a.txt", "turn 1"): "Mevrouw Jansen belde 06-12345678."},
    ...                      key=Key(), choose=lambda codes: codes[0])
    >>> cleaned.texts["a.txt", "turn 1"]
    'Mevrouw [persoon A2] belde [telefoonnummer].'
    """
    listed, asked, named = tuple(names), review or Review(), dict(labels or {})
    stay = set(keep)
    unwanted = tuple(Listed(text, keep=True) for text in asked.never)
    every = (*listed, *unwanted)
    found = search(
        texts, names=every, labels=set(named.values()), more=more, keep=stay,
        orders=Orders(asked.add),
    )  # fmt: skip
    never = {text.casefold() for text in asked.never} | {
        way.casefold() for row in listed if row.keep for way in (row.name, *row.also)
    }
    for id, text in named.items():
        stays = "person" in stay or text.casefold() in never
        found[id] = [] if stays else [
            one for one in search_label(text) if one.text.casefold() not in never
        ]  # fmt: skip
    whole = {**texts, **named}
    rows = [_row(id, one, whole[id]) for id in whole for one in found[id]]
    decided = decide(rows, asked)
    parts = apart or {}
    codes = give_codes(
        (_mention(id, one, parts) for id in whole for one in found[id] if one.type in CODED),
        key, names=listed, choose=choose,
    )  # fmt: skip
    made = _Made()
    at = 0
    for id, text in whole.items():
        ours = [(one, decided.rows[at + n]) for n, one in enumerate(found[id])]
        at += len(ours)
        coded = {one: codes[_mention(id, one, parts)] for one, _ in ours if one.type in CODED}
        _replace(id, text, ours, coded, language, made)
    fresh = Counter(row.file for row, new in zip(decided.rows, decided.new, strict=True) if new)
    looked = asked.reviewer is not None and asked.day is not None
    documents = {id[0] for id in whole}
    return Cleaned(
        texts={id: made.texts[id] for id in texts},
        labels={id: made.texts[id] for id in named},
        rows=(*made.rows, *decided.gone, *asked.additions),
        counts={document: made.counts.get(document, Counter()) for document in documents},
        reviewed=frozenset(d for d in documents if not fresh[d]) if looked else frozenset(),
        fresh=sum(fresh.values()),
    )


def _mention(id: Id, found: Found, apart: Mapping[Id, str]) -> Mention:
    return Mention(apart.get(id, id[0]), found.type, found.text)


def _row(id: Id, found: Found, text: str) -> Row:
    before = text[max(0, found.start - _AROUND) : found.start]
    after = text[found.end : found.end + _AROUND]
    return Row(
        file=id[0], place=id[1], type=found.type, before=" ".join(before.split()),
        found=text[found.start : found.end], after=" ".join(after.split()), sign=found.sign,
    )  # fmt: skip


def _replace(
    id: Id, text: str, ours: Sequence[tuple[Found, Row]], codes: Mapping[Found, str],
    language: str, made: _Made,
) -> None:  # fmt: skip
    pieces, at = [], 0
    for found, row in ours:
        word = label("identity_type", found.type, language)
        if found.type in CODED:
            word = f"{word} {codes[found]}"
        elif found.type == "date" and (month := coarse(found.text, language)):
            word = f"{word}, {month}"
        made.rows.append(replace(row, replacement=f"[{word}]"))
        if row.decision == "undo":
            continue
        pieces += [text[at : found.start], f"[{word}]"]
        at = found.end
        made.counts.setdefault(id[0], Counter())[found.type] += 1
    made.texts[id] = "".join([*pieces, text[at:]])
