"""A study as a project for other programs: texts, codes and codings, as far as a release goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kit import __version__
from kit.codes import Code, Codebook
from kit.codings import Coding
from kit.disclosure import binds, may_show_text
from kit.documents import Document
from kit.refi_qda import records as refi
from kit.refi_qda.naming import made
from kit.refi_qda.placing_cases import VARIABLES, cases_of, values_of
from kit.refi_qda.trees import in_order
from kit.study import Study

__all__ = ["LOST", "Exported", "project_of"]

#: What the standard has no place for, and so is in no project that the kit writes.
LOST = (
    "how sure a suggestion is, and the words that made it",
    "the rule behind a mention, and its version",
    "what a code meant when a passage was coded (its version and definition hash)",
    "records that were taken back, rejected or settled, and by which decision",
    "who read a document without coding in it",
    "the parts of a document, and how far its text is released",
    "rules of the codebook and its history",
)
#: Users that are no person; they say so.
MACHINES = {"mention": "rules (not a person)", "suggestion": "suggestions (not a person)"}
_HIDDEN = "▒"
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Exported:
    """A project of a study.

    Attributes
    ----------
    project : kit.refi_qda.records.Project
    left_out : mapping of reason to count
        What the release does not allow, or has no place among the texts.
    """

    project: refi.Project
    left_out: Mapping[str, int] = field(default_factory=dict)


def project_of(
    study: Study,
    *,
    documents: Sequence[Document],
    codebook: Codebook,
    codings: Iterable[Coding],
    release: str,
    withheld: Iterable[tuple[str, int, int]] = (),
    found: Iterable[Coding] = (),
) -> Exported:
    """Make a project of a study: the same one each time, whatever the machine.

    Parameters
    ----------
    study : Study
    documents : sequence of Document
        De-identified, as the study holds them. Only those released that far come in; what people
        said in interviews stays within the team, as only quotes that they approved go further.
    codebook : Codebook
    codings : iterable of Coding
        Of people, those that stand.
    release : str
    withheld : iterable of (document, start, end)
        Passages that may not stand in this release: they are blotted out, and codings that touch
        them left out.
    found : iterable of Coding
        Mentions and suggestions; they come under users that are no person. None unless asked for.

    Returns
    -------
    Exported
    """
    left: Counter[str] = Counter()
    bound = binds(release)
    kept = []
    for document in documents:
        if not may_show_text(document.release, release):
            left["texts that are not released so far"] += 1
        elif bound and document.kind == "interview":
            left["interviews: beyond the team only approved quotes go"] += 1
        else:
            kept.append(document)
    hidden: dict[str, list[tuple[int, int]]] = {}
    for id, start, end in withheld:
        hidden.setdefault(id, []).append((start, end))
    by_document: dict[str, list[Coding]] = {}
    known = {document.id: document for document in kept}
    for one in (*codings, *found):
        text = known[one.document].text if one.document in known else None
        if text is None:
            left["codings of texts that are left out"] += 1
        elif one.code not in codebook.codes:
            left["codings with a code that the codebook does not have"] += 1
        elif not 0 <= one.start < one.end <= len(text):
            left["codings that do not lie in their text"] += 1
        elif any(
            one.start < end and start < one.end for start, end in hidden.get(one.document, ())
        ):
            left["codings of passages that may not be shown"] += 1
        else:
            by_document.setdefault(one.document, []).append(one)
    people = sorted({one.coder for those in by_document.values() for one in those
                     if one.method not in MACHINES or one.decision != "add"})  # fmt: skip
    machines = sorted({one.method for one in found if one.method in MACHINES})
    if bound:
        left["memos, which stay within the team"] += sum(
            bool(one.memo) for those in by_document.values() for one in those
        )
    language = study.languages[0]
    texts = {document.id: document.text for document in documents}
    words = [texts[id][a:b] for id, those in hidden.items() for a, b in those if id in texts]
    project = refi.Project(
        name=study.title[language], origin=f"PHM learning kit {__version__}",
        users=(
            *(refi.User(guid=made("user", coder), name=coder) for coder in people),
            *(refi.User(guid=made("machine", m), name=MACHINES[m]) for m in machines),
        ),
        codes=_codes(codebook, language, words, bound=bound),
        variables=VARIABLES if not bound else VARIABLES[:2],
        cases=cases_of(study, kept, language, bound=bound),
        sources=tuple(
            refi.Source(
                guid=made("document", d.id), name=d.id, text=_blotted(d, hidden.get(d.id, ())),
                selections=_selections(d, by_document.get(d.id, ()), bound=bound),
                values=values_of(study, d, language, bound=bound),
            )
            for d in kept
        ),
        notes=() if bound else tuple(_notes(codebook, by_document, words)),
    )  # fmt: skip
    return Exported(project, {reason: n for reason, n in left.items() if n})


def _blotted(document: Document, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with passages blotted out; everything else stays in its place."""
    letters = list(document.text)
    for start, end in spans:
        letters[start:end] = [c if c.isspace() else _HIDDEN for c in letters[start:end]]
    return "".join(letters)


def _selections(
    document: Document, codings: Iterable[Coding], *, bound: bool
) -> tuple[refi.Selection, ...]:
    """Return a selection for each passage and user, with all codings at it."""
    passages: dict[tuple[int, int, str], list[Coding]] = {}
    for one in codings:
        passages.setdefault((one.start, one.end, _user(one)), []).append(one)
    return tuple(
        refi.Selection(
            guid=made("selection", f"{document.id} {start} {end} {user}"), start=start, end=end,
            name=_name(document.text[start:end]), user=user, time=min(one.time for one in those),
            codings=tuple(
                refi.Coded(
                    guid=made("coding", f"{one.id} {one.code}"), code=made("code", one.code),
                    user=user, time=one.time,
                    notes=(made("memo", one.id),) if one.memo and not bound else (),
                )
                for one in sorted(those, key=lambda one: (one.code, one.id))
            ),
        )
        for (start, end, user), those in sorted(passages.items())
    )  # fmt: skip


def _user(one: Coding) -> str:
    if one.method in MACHINES and one.decision == "add":
        return made("machine", one.method)
    return made("user", one.coder)


def _name(passage: str) -> str:
    plain = " ".join(passage.split())
    return plain if len(plain) <= _LONGEST_NAME else plain[:_LONGEST_NAME] + "…"


def _without(text: str, words: Iterable[str]) -> str:
    """Return a text of researchers in which withheld words of others are blotted out."""
    for one in words:
        text = text.replace(one, _HIDDEN * len(one))
    return text


def _codes(
    codebook: Codebook, language: str, words: Sequence[str], *, bound: bool
) -> tuple[refi.Code, ...]:
    """Return the lists as what only groups, and below them the codes in their tree."""
    lists = [
        refi.Code(guid=made("list", id), name=label[language], codable=False)
        for id, label in codebook.lists.items()
    ]
    codes = [
        refi.Code(
            guid=made("code", code.id), name=code.term.label[language], colour=code.colour,
            description=_without(_description(code, language, bound=bound), words),
            parent=made("code", code.parent) if code.parent and code.parent in codebook.codes
            else made("list", code.list),
            notes=(made("memo of code", code.id),) if code.memo and not bound else (),
        )
        for code in codebook.codes.values()
    ]  # fmt: skip
    return in_order((*lists, *codes))


def _description(code: Code, language: str, *, bound: bool) -> str:
    # An example may be what somebody said.
    texts = (code.definition, code.include, code.exclude, None if bound else code.example)
    words = {
        "nl": ("{}", "Hoort erbij: {}", "Hoort er niet bij: {}", "Voorbeeld: {}"),
        "en": ("{}", "Include: {}", "Exclude: {}", "Example: {}"),
    }[language]
    given = zip(words, texts, strict=True)
    return "\n".join(word.format(text[language]) for word, text in given if text)


def _notes(
    codebook: Codebook, by_document: Mapping[str, Sequence[Coding]], words: Sequence[str]
) -> Iterable[refi.Source]:
    for code in codebook.codes.values():
        if code.memo:
            yield refi.Source(
                guid=made("memo of code", code.id),
                kind="note",
                text=_without(code.memo, words),
                inline=True,
            )
    for those in by_document.values():
        for one in those:
            if one.memo:
                yield refi.Source(
                    guid=made("memo", one.id), kind="note", inline=True, user=_user(one),
                    text=_without(one.memo, words), time=one.time,
                )  # fmt: skip
