"""Which codings of a project go into a study, and why the others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from kit.anchors import Lost, find_again
from kit.codes import Codebook
from kit.codings import Coding, current
from kit.documents import Document
from kit.files import sha256
from kit.refi_qda import records as refi
from kit.refi_qda.mapping import CodeOf, Coder, ProjectMapping, TextOf
from kit.refi_qda.memos import memos
from kit.refi_qda.naming import made
from kit.refi_qda.times import zoned
from kit.refi_qda.trees import paths

__all__ = ["Taking", "of_interview", "tied"]

#: A document, and how far positions move in it; None when the text is another one there.
_Candidate = tuple[Document, int | None]
_Of = TypeVar("_Of", Coder, CodeOf, TextOf)


def tied(mapped: Sequence[_Of], names: Mapping[str, str]) -> Mapping[str, _Of]:
    """Return what each thing of a project is: by GUID, and where that is not known, by name.

    Programs give new GUIDs with each export. A name that stands there twice ties nothing.

    Parameters
    ----------
    mapped : sequence
        Of a mapping.
    names : mapping of GUID to name
        Of the project.
    """
    by_guid = {one.guid: one for one in mapped}
    in_mapping, in_project = Counter(one.name for one in mapped), Counter(names.values())
    by_name = {one.name: one for one in mapped if in_mapping[one.name] == 1}
    found = {
        guid: by_guid.get(guid) or (by_name.get(name) if in_project[name] == 1 else None)
        for guid, name in names.items()
    }
    return {guid: one for guid, one in found.items() if one is not None}


def of_interview(document: Document, interview: str) -> bool:
    """Say whether a document is what somebody said in an interview."""
    return document.id == interview or document.id.startswith(f"{interview}-")


class Taking:
    """Taking codings over, one project at a time."""

    def __init__(
        self,
        project: refi.Project,
        mapping: ProjectMapping,
        documents: Sequence[Document],
        codebook: Codebook,
        time: str,
        already: Sequence[Coding],
    ):
        self.project, self.codebook, self.time = project, codebook, time
        names = {guid: " / ".join(path) for guid, path in paths(project.codes).items()}
        coders = tied(mapping.coders, {u.guid: u.name or u.id for u in project.users})
        codes = tied(mapping.codes, names)
        self.coders = {guid: one.is_ for guid, one in coders.items()}
        self.codes = {guid: one.is_ for guid, one in codes.items()}
        self.texts = tied(mapping.texts, {s.guid: s.name for s in project.sources})
        self.documents = documents
        self.by_id = {document.id: document for document in documents}
        self.ids = {one.id for one in already}
        self.there = {(c.coder, c.document, c.start, c.end, c.code) for c in current(already)}
        self.machines = {made("machine", kind) for kind in ("mention", "suggestion")}
        self.left: Counter[str] = Counter(project.left_out)
        self.codings: list[Coding] = []
        self.memos = memos(project)

    def take(self) -> None:
        """Go through everything that is coded."""
        kept = sum(one.selections for one in self.project.kept)
        self.left["selections in pictures, PDF, recordings and films"] += kept
        self.left["links between things"] += len(self.project.links)
        self.left["sets"] += len(self.project.sets)
        for source in self.project.sources:
            self.left["codes given to a text as a whole"] += len(source.codings)
            candidates = [(d, _within(source, d)) for d in self._documents(source)]
            for selection in source.selections:
                if not selection.codings:
                    self.left["quotations and annotations without a code"] += 1
                for coded in selection.codings:
                    self._one(source, selection, coded, candidates)

    def _documents(self, source: refi.Source) -> list[Document]:
        text = self.texts.get(source.guid)
        if text is None or not (text.is_ or text.interview):
            return []
        if text.is_ in self.by_id:
            return [self.by_id[text.is_]]
        return [d for d in self.documents if of_interview(d, text.is_ or text.interview)]

    def _one(
        self,
        source: refi.Source,
        selection: refi.Selection,
        coded: refi.Coded,
        candidates: Sequence[_Candidate],
    ) -> None:
        user = coded.user or selection.user or source.user or self.project.user
        coder, code = self.coders.get(user, ""), self.codes.get(coded.code, "")
        if user in self.machines:
            self.left["what rules and models found"] += 1
        elif not coder:
            self.left["codings of a coder who is left out, or not in the mapping"] += 1
        elif not code:
            self.left["codings with a code that is left out, or not in the mapping"] += 1
        elif code not in self.codebook.codes:
            self.left["codings with a code that the codebook of the study does not have yet"] += 1
        elif not candidates:
            self.left["codings of a text that the study does not have (yet)"] += 1
        elif selection.fits is False:
            self.left["codings whose quote does not stand at their place"] += 1
        elif (place := _place(source, selection, candidates)) is None:
            self.left["codings of a passage that does not stand in the study, or not once"] += 1
        else:
            self._add(place, coder, code, coded, selection)

    def _add(
        self,
        place: tuple[Document, int, int],
        coder: str,
        code: str,
        coded: refi.Coded,
        selection: refi.Selection,
    ) -> None:
        document, start, end = place
        id = f"{coder}-{sha256(f'{coded.guid} {code}')[:12]}"
        same = (coder, document.id, start, end, code)
        if same in self.there or id in self.ids:
            self.left["codings that are there already"] += 1
            return
        self.there.add(same)
        self.ids.add(id)
        memo = "\n".join(
            dict.fromkeys(
                text
                for text in (
                    selection.description, *self.memos.get(coded.guid, ()),
                    *self.memos.get(selection.guid, ()),
                )
                if text.strip()
            )
        )  # fmt: skip
        moment = zoned(coded.time or selection.time) or self.time
        one = Coding.at(
            document, start=start, end=end, code=code, coder=coder, time=moment,
            codebook=self.codebook, memo=memo,
        )  # fmt: skip
        self.codings.append(replace(one, id=id))


def _within(source: refi.Source, document: Document) -> int | None:
    """Return how far positions move when a text stands in a document as a whole, once."""
    text = source.text or ""
    core = text.strip()
    at = document.text.find(core) if core else -1
    if at < 0 or document.text.find(core, at + 1) >= 0:
        return None
    return at - text.index(core)


def _place(
    source: refi.Source, selection: refi.Selection, candidates: Sequence[_Candidate]
) -> tuple[Document, int, int] | None:
    """Return where a passage stands: in one place in one document only, or nowhere.

    Positions of another text say nothing here, so without a text that stands in a document as a
    whole the passage itself is looked for.
    """
    passage = (
        selection.name if source.text is None else source.text[selection.start : selection.end]
    )
    if not passage.strip():
        return None
    for document, shift in candidates:
        if shift is not None:
            start, end = selection.start + shift, selection.end + shift
            if document.text[max(start, 0) : end] == passage:
                return document, start, end
    found = []
    for document, _ in candidates:
        place = find_again(document, quote=passage)
        if not isinstance(place, Lost):
            found.append((document, place.start, place.end))
        elif place.places:
            return None
    return found[0] if len(found) == 1 else None
