"""From records to the elements of the standard, in its order; what has no place there is told."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from kit.refi_qda.naming import guid_of, xml_text
from kit.refi_qda.parsing import NAMESPACES, name_of, parse
from kit.refi_qda.records import (
    Case,
    Code,
    CodebookFile,
    Coded,
    Group,
    Kept,
    Link,
    Project,
    Selection,
    Source,
    Value,
)
from kit.refi_qda.schemas import departures
from kit.refi_qda.trees import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lxml.etree import _Element as Element

__all__ = ["codebook_element", "project_element", "text_file"]

_T = TypeVar("_T")
_DIRECTIONS = ("Associative", "OneWay", "Bidirectional")
_ZONE = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_DAY = re.compile(rf"(\d{{4}}-\d\d-\d\d){_ZONE}")
_MOMENT = re.compile(rf"(\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?{_ZONE}")
_PLAIN = {
    "Boolean": re.compile("true|false|0|1"),
    "Integer": re.compile(r"[+-]?\d+"),
    "Float": re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"),
}


def text_file(source: Source) -> str:
    """Return the name of the file in which a text is put."""
    return f"{source.guid}.txt"


def project_element(project: Project) -> tuple[Element, tuple[str, ...]]:
    """Return the root of a project, and what could not be put in it."""
    making = _Making("Project")
    root = making.root
    making.put(root, {"name": project.name}, empty=True)
    making.put(root, origin=project.origin, basePath=project.base_path)
    making.by(root, project, ("creatingUserGUID", "modifyingUserGUID"))
    for user in making.within("Users", project.users):
        making.add(making.group, "User", guid=user.guid, name=user.name, id=user.id)
    if project.codes:
        making.codes(making.add(root, "CodeBook"), project.codes, noted=True)
    for variable in making.within("Variables", project.variables):
        element = making.add(making.group, "Variable", guid=variable.guid)
        making.put(element, {"name": variable.name, "typeOfVariable": variable.type}, empty=True)
        making.text(element, "Description", variable.description)
    for case in making.within("Cases", project.cases):
        making.case(case)
    kept = [one for one in project.kept if one.kind != "Graph"]
    outer: list[Source | Kept] = [one for one in project.sources if not one.within]
    for source in making.within("Sources", [*outer, *kept]):
        if isinstance(source, Kept):
            making.keep(source)
        else:
            making.source(source, "TextSource")
    for note in making.within("Notes", project.notes):
        making.source(note, "Note")
    for link in making.within("Links", project.links):
        making.link(link)
    making.sets(project.sets, "targetGUID")
    for graph in making.within("Graphs", [one for one in project.kept if one.kind == "Graph"]):
        making.keep(graph)
    making.text(root, "Description", project.description)
    making.refs(root, "NoteRef", project.about)
    making.drop_empty()
    return root, making.remarks()


def codebook_element(codebook: CodebookFile) -> tuple[Element, tuple[str, ...]]:
    """Return the root of a codebook, and what could not be put in it."""
    making = _Making("CodeBook")
    making.put(making.root, origin=codebook.origin)
    making.codes(making.root, codebook.codes, noted=False)
    making.sets(codebook.sets, "guid")
    return making.root, making.remarks()


class _Making:
    """A file under way."""

    def __init__(self, name: str):
        from lxml import etree

        self._space = NAMESPACES[name]
        self._new = etree.SubElement
        self.root: Element = etree.Element(f"{{{self._space}}}{name}", nsmap={None: self._space})
        self.group: Element = self.root
        self._lost: Counter[str] = Counter()

    def remarks(self) -> tuple[str, ...]:
        return tuple(f"{what}: {n}" for what, n in self._lost.items())

    def drop_empty(self) -> None:
        """Take out elements around nothing: what was to be kept in them could not be."""
        for group in list(self.root):
            if name_of(group) in ("Sources", "Graphs") and not len(group):
                self.root.remove(group)

    def add(self, parent: Element, name: str, /, **given: str) -> Element:
        element = self._new(parent, f"{{{self._space}}}{name}")
        self.put(element, given)
        return element

    def put(
        self, element: Element, given: Mapping[str, str] | None = None, /, *, empty: bool = False,
        **more: str,
    ) -> None:  # fmt: skip
        for name, value in {**(given or {}), **more}.items():
            if value or empty:
                element.set(name, xml_text(value))

    def text(self, parent: Element, name: str, text: str) -> None:
        if text:
            self.add(parent, name).text = xml_text(text)

    def within(self, name: str, records: Sequence[_T]) -> Sequence[_T]:
        """Begin the element around records, where there are any, and return them."""
        if records:
            self.group = self.add(self.root, name)
        return records

    def refs(
        self, parent: Element, name: str, guids: Iterable[str], *, to: str = "targetGUID"
    ) -> None:
        for guid in guids:
            self.add(parent, name, **{to: guid})

    def by(
        self, element: Element, made: Project | Source | Selection, names: tuple[str, str]
    ) -> None:
        """Write who made and changed something, and when."""
        who = dict(zip(names, (made.user, made.changed_by), strict=True))
        when = {"creationDateTime": made.time, "modifiedDateTime": made.changed}
        for name, moment in when.items():
            if moment and not _is_moment(moment):
                self._lost["moments that are none"] += 1
                when[name] = ""
        self.put(element, who | when)

    def codes(self, parent: Element, codes: Sequence[Code], *, noted: bool) -> None:
        around = self.add(parent, "Codes")
        made: dict[str, Element] = {}
        for code in in_order(codes):
            element = self.add(made.get(code.parent, around), "Code", guid=code.guid)
            made[code.guid] = element
            codable = "true" if code.codable else "false"
            self.put(element, {"name": code.name, "isCodable": codable}, empty=True)
            self.put(element, color=code.colour)
            self.text(element, "Description", code.description)
            if noted:
                self.refs(element, "NoteRef", code.notes)
            elif code.notes:
                self._lost["memos of codes"] += len(code.notes)

    def sets(self, sets: Sequence[Group], to: str) -> None:
        for one in self.within("Sets", sets):
            element = self.add(self.group, "Set", guid=one.guid)
            self.put(element, {"name": one.name}, empty=True)
            self.text(element, "Description", one.description)
            self.refs(element, "MemberCode", one.codes, to=to)
            others = len(one.sources) + len(one.notes)
            if to == "targetGUID":
                self.refs(element, "MemberSource", one.sources)
                self.refs(element, "MemberNote", one.notes)
            elif others:
                self._lost["members of a set that are no codes"] += others

    def case(self, case: Case) -> None:
        element = self.add(self.group, "Case", guid=case.guid, name=case.name)
        self.text(element, "Description", case.description)
        self.refs(element, "CodeRef", case.codes)
        self.values(element, case.values)
        self.refs(element, "SourceRef", case.sources)
        self.refs(element, "SelectionRef", case.selections)

    def values(self, parent: Element, values: Sequence[Value]) -> None:
        for one in values:
            element = self.add(parent, "VariableValue")
            self.add(element, "VariableRef", targetGUID=one.variable)
            fits = _is_of_type(one)
            if not fits:
                self._lost["values that are not of the type that is stated, written as text"] += 1
            self.text(element, f"{one.type if fits else 'Text'}Value", one.value)

    def source(self, source: Source, name: str) -> None:
        element = self.add(self.group, name, guid=source.guid, name=source.name)
        in_a_file = source.text is not None and not source.inline
        self.put(element, richTextPath=source.rich_path)
        path = f"internal://{text_file(source)}" if in_a_file else source.path
        self.put(element, plainTextPath="" if source.inline else path)
        self.by(element, source, ("creatingUser", "modifyingUser"))
        self.text(element, "Description", source.description)
        if source.inline:
            self.add(element, "PlainTextContent").text = xml_text(source.text or "")
        for one in source.selections:
            made = self.add(element, "PlainTextSelection", guid=one.guid, name=one.name)
            self.put(made, startPosition=str(one.start), endPosition=str(one.end))
            self.by(made, one, ("creatingUser", "modifyingUser"))
            self.text(made, "Description", one.description)
            self.codings(made, one.codings)
            self.refs(made, "NoteRef", one.notes)
        self.codings(element, source.codings)
        self.refs(element, "NoteRef", source.notes)
        self.values(element, source.values)

    def codings(self, parent: Element, codings: Sequence[Coded]) -> None:
        for one in codings:
            element = self.add(parent, "Coding", guid=one.guid, creatingUser=one.user)
            if one.time and not _is_moment(one.time):
                self._lost["moments that are none"] += 1
            elif one.time:
                self.put(element, creationDateTime=one.time)
            self.add(element, "CodeRef", targetGUID=one.code)
            self.refs(element, "NoteRef", one.notes)

    def link(self, link: Link) -> None:
        element = self.add(self.group, "Link", guid=link.guid, name=link.name)
        if link.direction in _DIRECTIONS:
            self.put(element, direction=link.direction)
        elif link.direction:
            self._lost["directions of links"] += 1
        self.put(
            element, color=link.colour, originGUID=guid_of(link.origin) or "",
            targetGUID=guid_of(link.target) or "",
        )  # fmt: skip
        self.refs(element, "NoteRef", link.notes)

    def keep(self, kept: Kept) -> None:
        around = "Graphs" if kept.kind == "Graph" else "Sources"
        alone = f'<Project xmlns="{self._space}" name=""><{around}>{kept.xml}</{around}></Project>'
        root = parse(alone.encode(), called=kept.kind)
        if departures(root):
            self._lost[f"{kept.kind}, as the schema does not allow what is in it"] += 1
        else:
            self.group.append(root[0][0])


def _is_moment(text: str) -> bool:
    """Say whether a text is a moment as XML Schema has it."""
    found = _MOMENT.fullmatch(text)
    try:
        return found is not None and datetime.fromisoformat(found[1]).year > 0
    except ValueError:
        return False


def _is_of_type(value: Value) -> bool:
    if value.type == "DateTime":
        return _is_moment(value.value) or not value.value
    if value.type == "Date":
        found = _DAY.fullmatch(value.value)
        try:
            return not value.value or (found is not None and bool(date.fromisoformat(found[1])))
        except ValueError:
            return False
    plain = _PLAIN.get(value.type)
    return plain is None or not value.value or bool(plain.fullmatch(value.value))
