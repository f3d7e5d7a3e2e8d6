"""From the elements of a project to its records: by name, in whatever order they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from kit.refi_qda.media import kept_of, texts_within
from kit.refi_qda.naming import guid_of, made
from kit.refi_qda.parsing import NAMESPACES, children, name_of
from kit.refi_qda.records import (
    Case,
    Code,
    Coded,
    Group,
    Kept,
    Link,
    Project,
    Selection,
    Source,
    User,
    Value,
    Variable,
)
from kit.refi_qda.trees import in_order

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

__all__ = ["Reader"]

_COLOUR = re.compile(r"#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
_NUMBER = re.compile(r"\s*[+-]?\d{1,12}\s*")
_MEDIA = ("PictureSource", "PDFSource", "AudioSource", "VideoSource")
_TYPES = ("Text", "Boolean", "Integer", "Float", "Date", "DateTime")
_DEEPEST = 200
_R = TypeVar("_R", User, Code, Variable, Case, Source, Selection, Link, Group)


class Reader:
    """Reads elements and remembers where they depart from the standard."""

    def __init__(self) -> None:
        self._warnings: Counter[str] = Counter()
        self._left: Counter[str] = Counter()
        self._made = 0

    def warn(self, text: str) -> None:
        """Remember a departure; one that comes more often is told once, with its number."""
        self._warnings[text] += 1

    def leave(self, reason: str) -> None:
        """Count something that could not be read."""
        self._left[reason] += 1

    def told(self) -> tuple[str, ...]:
        """Return the warnings."""
        return tuple(f"{w} ({n} times)" if n > 1 else w for w, n in self._warnings.items())

    def project(self, root: Element) -> Project:
        """Return what a project holds; texts in files of their own are not read here."""
        self._look_at_namespace(root)
        users = self._each_once(
            User(guid=self.guid(e), name=e.get("name", ""), id=e.get("id", ""))
            for e in self._all(root, "Users", "User")
        )
        cases = self._each_once(self._case(e) for e in self._all(root, "Cases", "Case"))
        book = next(iter(children(root, "CodeBook")), None)
        codes = self.codes(book)
        sources, kept = self._sources(root)
        graphs = tuple(kept_of(e, self.guid(e)) for e in self._all(root, "Graphs", "Graph"))
        codes, cases, sources = self._cases_out_of_codes(codes, cases, sources)
        return Project(
            name=root.get("name", ""), origin=root.get("origin", ""),
            base_path=root.get("basePath", ""), description=self.description(root),
            user=guid_of(root.get("creatingUserGUID")) or "",
            time=root.get("creationDateTime", "").strip(),
            changed_by=guid_of(root.get("modifyingUserGUID")) or "",
            changed=root.get("modifiedDateTime", "").strip(), about=self._refs(root, "NoteRef"),
            users=users, codes=codes, cases=cases, sources=sources, kept=(*kept, *graphs),
            variables=self._each_once(
                self._variable(e) for e in self._all(root, "Variables", "Variable")
            ),
            notes=self._each_once(
                self.source(e, kind="note") for e in self._all(root, "Notes", "Note")
            ),
            links=self._each_once(self._link(e) for e in self._all(root, "Links", "Link")),
            sets=self.sets(root), left_out=dict(self._left),
        )  # fmt: skip

    def codes(self, book: Element | None) -> tuple[Code, ...]:
        """Return the codes below a codebook, each parent before its children."""
        if book is not None and name_of(book.getroottree().getroot()) == "CodeBook":
            self._look_at_namespace(book)
        found: list[Code] = []
        waiting = [(e, "", 0) for e in reversed(self._all(book, "Codes", "Code"))]
        while waiting:
            element, parent, depth = waiting.pop()
            code = Code(
                guid=self.guid(element), name=element.get("name", ""), parent=parent,
                codable=element.get("isCodable", "true").strip().lower() not in ("false", "0"),
                colour=self._colour(element), description=self.description(element),
                notes=self._refs(element, "NoteRef"),
            )  # fmt: skip
            found.append(code)
            below = children(element, "Code")
            if depth == _DEEPEST and below:
                self.leave("codes deeper than 200 levels")
                below = []
            waiting += [(e, code.guid, depth + 1) for e in reversed(below)]
        return in_order(self._each_once(found))

    def sets(self, root: Element) -> tuple[Group, ...]:
        """Return the sets below a project or codebook."""
        for one in children(root, "Sets"):
            if not len(one):
                self.warn("Sets without a Set")
        return self._each_once(
            Group(
                guid=self.guid(e), name=e.get("name", ""), description=self.description(e),
                codes=self._refs(e, "MemberCode"), sources=self._refs(e, "MemberSource"),
                notes=self._refs(e, "MemberNote"),
            )
            for e in self._all(root, "Sets", "Set")
        )  # fmt: skip

    def source(self, element: Element, *, kind: str, within: str = "") -> Source:
        """Return a text, its positions as the file has them."""
        inline = next((e.text or "" for e in children(element, "PlainTextContent")), None)
        path = element.get("plainTextPath", "")
        if inline is not None and path:
            self.warn("a text both in the project file and in a file of its own; the first counts")
        selections = [self._selection(e) for e in children(element, "PlainTextSelection")]
        return Source(
            guid=self.guid(element), name=element.get("name", ""), kind=kind, text=inline,
            inline=inline is not None, path=path, rich_path=element.get("richTextPath", ""),
            description=self.description(element), **self._made_by(element), within=within,
            selections=self._each_once(s for s in selections if s), codings=self._coded(element),
            notes=self._refs(element, "NoteRef"), values=self._values(element),
        )  # fmt: skip

    def selection(self, element: Element, start: int, end: int) -> Selection:
        """Return a selection at a place."""
        return Selection(
            guid=self.guid(element), start=start, end=end, name=element.get("name", ""),
            description=self.description(element), **self._made_by(element),
            codings=self._coded(element), notes=self._refs(element, "NoteRef"),
        )  # fmt: skip

    def _selection(self, element: Element) -> Selection | None:
        places = [element.get(name, "") for name in ("startPosition", "endPosition")]
        if not all(_NUMBER.fullmatch(place) for place in places):
            self.leave("selections without a place")
            return None
        return self.selection(element, int(places[0]), int(places[1]))

    def guid(self, element: Element) -> str:
        """Return the GUID of an element; one that has none gets one by its place in the file."""
        guid = guid_of(element.get("guid"))
        if guid is None:
            self.warn(f"{name_of(element)} without a GUID as the standard has it")
            self._made += 1
            written = element.get("guid") or str(self._made)
            guid = made("of another program", f"{name_of(element)} {written}")
        return guid

    def description(self, element: Element) -> str:
        """Return the description, also where it is written as an attribute."""
        found = next((e.text or "" for e in children(element, "Description")), "")
        beside = element.get("description") or ""
        if beside:
            self.warn("a description written as an attribute")
        return found or beside

    def _look_at_namespace(self, root: Element) -> None:
        space = root.tag.rpartition("}")[0].removeprefix("{")
        if space != NAMESPACES[name_of(root)]:
            known = re.fullmatch(r"urn:QDA-XML:\w{1,20}:[\w:.]{1,20}", space)
            self.warn(f"written to {known[0] if known else 'another namespace'}, read all the same")

    def _all(self, root: Element | None, around: str, name: str) -> list[Element]:
        return [e for group in children(root, around) for e in children(group, name)]

    def _refs(self, element: Element, name: str) -> tuple[str, ...]:
        found = [guid_of(e.get("targetGUID") or e.get("guid")) for e in children(element, name)]
        for _ in range(found.count(None)):
            self.leave("references without a GUID")
        return tuple(guid for guid in found if guid)

    def _made_by(self, element: Element) -> dict[str, Any]:
        return {
            "user": guid_of(element.get("creatingUser")) or "",
            "time": element.get("creationDateTime", "").strip(),
            "changed_by": guid_of(element.get("modifyingUser")) or "",
            "changed": element.get("modifiedDateTime", "").strip(),
        }

    def _coded(self, element: Element) -> tuple[Coded, ...]:
        found = []
        for e in children(element, "Coding"):
            code = next(iter(self._refs(e, "CodeRef")), None)
            if code is None:
                self.leave("codings without a code")
                continue
            by = self._made_by(e)
            notes = self._refs(e, "NoteRef")
            found.append(
                Coded(guid=self.guid(e), code=code, user=by["user"], time=by["time"], notes=notes)
            )
        return tuple(found)

    def _values(self, element: Element) -> tuple[Value, ...]:
        found = []
        for e in children(element, "VariableValue"):
            variable = next(iter(self._refs(e, "VariableRef")), None)
            if variable is None:
                self.leave("values without a variable")
                continue
            given = next((v for v in e if name_of(v).removesuffix("Value") in _TYPES), None)
            type_ = name_of(given).removesuffix("Value") if given is not None else "Text"
            text = given.text or "" if given is not None else ""
            found.append(Value(variable=variable, value=text, type=type_))
        return tuple(found)

    def _variable(self, element: Element) -> Variable:
        given = element.get("typeOfVariable", "Text").strip()
        if given not in _TYPES:
            self.warn("a variable of a type that the standard does not have, read as Text")
        return Variable(
            guid=self.guid(element), name=element.get("name", ""),
            type=given if given in _TYPES else "Text", description=self.description(element),
        )  # fmt: skip

    def _case(self, element: Element) -> Case:
        return Case(
            guid=self.guid(element), name=element.get("name", ""), values=self._values(element),
            description=self.description(element), codes=self._refs(element, "CodeRef"),
            sources=self._refs(element, "SourceRef"),
            selections=self._refs(element, "SelectionRef"),
        )  # fmt: skip

    def _link(self, element: Element) -> Link:
        return Link(
            guid=self.guid(element), name=element.get("name", ""),
            direction=element.get("direction", ""), colour=self._colour(element),
            origin=guid_of(element.get("originGUID")) or "",
            target=guid_of(element.get("targetGUID")) or "", notes=self._refs(element, "NoteRef"),
        )  # fmt: skip

    def _colour(self, element: Element) -> str:
        given = element.get("color", "").strip()
        if not _COLOUR.fullmatch(given):
            if given:
                self.warn("a colour that is none")
            return ""
        short = len(given) == 4
        return ("#" + "".join(c * 2 for c in given[1:]) if short else given).upper()

    def _sources(self, root: Element) -> tuple[tuple[Source, ...], tuple[Kept, ...]]:
        sources: list[Source] = []
        kept: list[Kept] = []
        for group in children(root, "Sources"):
            for element in group:
                if name_of(element) == "TextSource":
                    sources.append(self.source(element, kind="text"))
                elif name_of(element) in _MEDIA:
                    one = kept_of(element, self.guid(element))
                    kept.append(one)
                    sources += texts_within(element, self, one.guid)
                else:
                    self.leave("sources of a kind that the standard does not have")
        return self._each_once(sources), tuple(kept)

    def _cases_out_of_codes(
        self, codes: tuple[Code, ...], cases: tuple[Case, ...], sources: tuple[Source, ...]
    ) -> tuple[tuple[Code, ...], tuple[Case, ...], tuple[Source, ...]]:
        """Take out codes that are cases written a second time; what they code belongs to the case.

        NVivo writes each case so, with one GUID for both.
        """
        doubled = {code.guid for code in codes} & {case.guid for case in cases}
        if not doubled:
            return codes, cases, sources
        self.warn(f"cases written as codes too: {len(doubled)}")
        of_sources: dict[str, list[str]] = {guid: [] for guid in doubled}
        of_selections: dict[str, list[str]] = {guid: [] for guid in doubled}

        def without(
            coded: tuple[Coded, ...], guid: str, to: dict[str, list[str]]
        ) -> tuple[Coded, ...]:
            for one in coded:
                if one.code in doubled:
                    to[one.code].append(guid)
            return tuple(one for one in coded if one.code not in doubled)

        sources = tuple(
            replace(
                source,
                codings=without(source.codings, source.guid, of_sources),
                selections=tuple(
                    replace(s, codings=without(s.codings, s.guid, of_selections))
                    for s in source.selections
                ),
            )
            for source in sources
        )
        cases = tuple(
            replace(
                case,
                sources=tuple(dict.fromkeys((*case.sources, *of_sources.get(case.guid, ())))),
                selections=tuple(
                    dict.fromkeys((*case.selections, *of_selections.get(case.guid, ())))
                ),
            )
            for case in cases
        )
        above = {code.guid: code.parent for code in codes}

        def parent(guid: str) -> str:
            while guid in doubled:
                guid = above[guid]
            return guid

        kept = (replace(c, parent=parent(c.parent)) for c in codes if c.guid not in doubled)
        return tuple(kept), cases, sources

    def _each_once(self, records: Iterable[_R]) -> tuple[_R, ...]:
        """Return the records; of two of one kind with one GUID the first."""
        found: dict[str, _R] = {}
        for one in records:
            if one.guid in found:
                self.leave(f"{type(one).__name__} with a GUID that another has")
            found.setdefault(one.guid, one)
        return tuple(found.values())
