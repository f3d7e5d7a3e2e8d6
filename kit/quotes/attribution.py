"""Who is said to have said it: as precisely as is safe, and no more.

A role that one person in a region holds is a name. So from release *region* upward a speaker is
called by role only when enough people of that region share it, else by voice group, else
participant. The people of a region are divided over these names once, on all documents of it, so
that every quote of a person carries the same name in every document, and every name stands for
enough people who carry no other: of a group of which all roles but one are named, the one that is
left would be as good as named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kit.disclosure import THRESHOLDS, binds, may_quote
from kit.documents import Document, plain_code, voices
from kit.language import Both
from kit.quotes.reading import Quote
from kit.terms import terms

__all__ = ["Attributed", "shown"]

_Kind = tuple[str | None, str | None]
_People = Mapping[_Kind, Sequence[str | None]]


@dataclass(frozen=True)
class Attributed:
    """A quote as it may be shown.

    Attributes
    ----------
    quote : Quote
        Show its `text`.
    attribution : Both
        How to call the speaker.
    checked : bool
        Whether the speaker approved or edited it; within the team it may not be so.
    one_voice : bool
        Whether all that is shown here of its theme was said by one person.
    """

    quote: Quote
    attribution: Both
    checked: bool
    one_voice: bool = False


def shown(
    quotes: Iterable[Quote],
    *,
    release: str,
    documents: Sequence[Document],
    fewest: int,
    regions: Mapping[str, str] | None = None,
) -> tuple[Attributed, ...]:
    """Return the quotes that may be shown, with what to call their speakers.

    Parameters
    ----------
    quotes : iterable of Quote
        Of this one document that is being made.
    release : str
        For whom it is.
    documents : sequence of Document
        All of the study: how many people share a role or a group is counted in them, by region.
    fewest : int
        Threshold of the study for voices; never below that of the kit.
    regions : mapping of slug to name, optional
        For a document over several regions: a speaker is called by region too, unless it is for
        the consortium or public.

    Returns
    -------
    tuple of Attributed
        In the order given. Left out is what `kit.disclosure.may_quote` refuses and, from release
        *region* upward, what was said in a region with fewer than `fewest` people: there even
        *participant* points at somebody.
    """
    least = max(fewest, THRESHOLDS["voices"])
    bound = binds(release)
    people = _people(documents) if bound else {}
    names = {place: _names(those, least) for place, those in people.items()}
    kept: list[tuple[Quote, Both]] = []
    for quote in quotes:
        if not may_quote(quote.status, quote.release, release):
            continue
        kind = _kind(quote.document)
        name = names.get(_place(quote.document), {}).get(kind) if bound else _finest(kind)
        if name is not None:
            named = regions is not None and release not in ("consortium", "public")
            region = (regions or {}).get(quote.document.region or "") if named else None
            kept.append((quote, _called(name, region)))
    said: dict[str, list[str | None]] = defaultdict(list)
    for quote, _ in kept:
        said[quote.theme or ""].append(quote.document.author)
    return tuple(
        Attributed(
            quote,
            attribution,
            checked=quote.status in ("approved", "edited"),
            one_voice=quote.theme is not None and voices(said[quote.theme]) == 1,
        )
        for quote, attribution in kept
    )


def _place(document: Document) -> str:
    return document.region or f"tier {document.tier}"


def _kind(document: Document) -> _Kind:
    """Return the role and the voice group of who said it; the group follows from the role."""
    group = document.voice_group
    if group is None and document.role is not None and document.role in terms("role"):
        group = terms("role")[document.role].parent
    return document.role, group


def _people(documents: Iterable[Document]) -> dict[str, dict[_Kind, list[str | None]]]:
    """Return, for each region or tier, who is of each kind."""
    found: dict[str, dict[_Kind, list[str | None]]] = defaultdict(lambda: defaultdict(list))
    for document in documents:
        found[_place(document)][_kind(document)].append(document.author)
    return found


def _names(people: _People, least: int) -> dict[_Kind, str]:
    """Divide the people of a region over names, of which each leaves nobody apart.

    At least `least` people carry a name and no other: who speaks in two roles does not hide the
    one who speaks in one of them only. Groups and roles give up their own name, the smallest first.
    """
    names = {kind: _finest(kind) for kind in people}

    def of(name: str) -> list[str | None]:
        return [who for kind, those in people.items() if names[kind] == name for who in those]

    def few(name: str) -> bool:
        others = {
            plain_code(who)
            for kind, those in people.items() if names[kind] != name for who in those if who
        }  # fmt: skip
        return voices(who for who in of(name) if not who or plain_code(who) not in others) < least

    def widen(name: str) -> None:
        for kind in people:
            if names[kind] == name:
                names[kind] = _wider(name, kind)

    def widen_smallest(candidates: Iterable[str]) -> bool:
        ranked = sorted({name for name in candidates if of(name)}, key=lambda n: (voices(of(n)), n))
        if ranked:
            widen(ranked[0])
        return bool(ranked)

    while narrow := sorted(name for name in set(names.values()) if few(name)):
        roles = {name for name in names.values() if name.startswith("role ")}
        groups = {name for name in names.values() if name.startswith("group ")}
        if thin := [name for name in narrow if name in roles]:
            widen(thin[0])
        elif thin := [name for name in narrow if name in groups]:
            beside = {names[kind] for kind in people if f"group {kind[1]}" == thin[0]} & roles
            if not widen_smallest(beside):
                widen(thin[0])
        elif not widen_smallest(groups or roles):
            return {}
    return names


def _finest(kind: _Kind) -> str:
    role, group = kind
    return f"role {role}" if role else f"group {group}" if group else "participant"


def _wider(name: str, kind: _Kind) -> str:
    return f"group {kind[1]}" if name.startswith("role ") and kind[1] else "participant"


def _called(name: str, region: str | None) -> Both:
    what, _, id = name.partition(" ")
    if what == "role":
        label = terms("role")[id].label if id in terms("role") else Both.of(id)
    else:
        label = terms("speaker")[id or what].label
    called = Both.of(lambda language: _small(label[language]))
    return Both.of(lambda language: f"{called[language]}, {region}") if region else called


def _small(label: str) -> str:
    """Return a label as it stands within a line; GP stays GP."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
