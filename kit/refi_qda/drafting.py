"""Drafting what a project is in a study: what the kit knows, and what it guesses with reasons."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from kit import periods
from kit.codebook_making import RESERVED
from kit.codes import Code, Codebook
from kit.documents import Document, normalise
from kit.files import is_slug, sha256
from kit.language import Both
from kit.refi_qda import records as refi
from kit.refi_qda.mapping import FORMAT, CodeOf, Coder, ProjectMapping, TextOf
from kit.refi_qda.naming import made
from kit.refi_qda.trees import in_order, paths
from kit.study import Study
from kit.terms import Term, terms
from kit.values import Unreadable, read_date

__all__ = ["draft_codebook", "draft_mapping", "slug"]

_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}-\d{1,2}-\d{4}")
_LONGEST_NAME = 120


def slug(name: str, *, longest: int = 40) -> str:
    """Return a short name of a-z, 0-9 and hyphens; empty when nothing is left.

    Examples
    --------
    >>> slug("Coördinator (zorg)"), slug("😀")
    ('coordinator-zorg', '')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].rstrip("-")


def draft_mapping(
    study: Study,
    project: refi.Project,
    *,
    documents: Sequence[Document],
    codebook: Codebook,
    coders: Iterable[str],
) -> ProjectMapping:
    """Propose what everything in a project is in a study.

    What carries a GUID of this study is that; of the rest, names that are the same are proposed,
    and what cases and variables say of region, date and role.
    """
    known = set(coders)
    codes = draft_codebook(codebook, project.codes, name=project.name)[1]
    names = paths(project.codes)
    lists = {made("list", name) for name in codebook.lists}
    return ProjectMapping(
        format=FORMAT,
        project=project.name,
        coders=tuple(_coder(user, known) for user in project.users if not _machine(user.guid)),
        codes=tuple(
            CodeOf(name=" / ".join(names[code.guid]), guid=code.guid, is_=codes[code.guid][0],
                   guess=codes[code.guid][1])
            for code in project.codes
            if code.guid not in lists
        ),
        texts=tuple(_texts(study, project, documents)),
    )  # fmt: skip


def _machine(guid: str) -> bool:
    return guid in (made("machine", "mention"), made("machine", "suggestion"))


def _coder(user: refi.User, known: set[str]) -> Coder:
    name = user.name or user.id
    own = next((one for one in known if made("user", one) == user.guid), None)
    if own or name in known:
        return Coder(name=name, guid=user.guid, is_=own or name)
    short = slug(name)
    guess = "made of the name; take a pseudonym where that is somebody's own name"
    short = short if is_slug(short) and short not in ("readme", "leesmij") else ""
    return Coder(name=name, guid=user.guid, is_=short, guess=guess if short else "")


def draft_codebook(
    codebook: Codebook, codes: Iterable[refi.Code], *, name: str
) -> tuple[Codebook, Mapping[str, tuple[str, str]]]:
    """Return the codebook with a list of what it does not have yet, and which code each is.

    Parameters
    ----------
    codebook : Codebook
        Of the study.
    codes : iterable of Code
        Of the project.
    name : str
        What the new list is called.

    Returns
    -------
    Codebook, mapping of GUID to (id, reason)
        The reason is empty where the GUID says which code it is.
    """
    ours = {made("code", id): id for id in codebook.codes}
    lists = {made("list", id) for id in codebook.lists}
    ways: dict[str, list[str]] = {}
    for id, code in codebook.codes.items():
        for way in code.term.written_as():
            ways.setdefault(way, []).append(id)
    given = in_order(codes)
    twice = Counter(" ".join(one.name.split()).casefold() for one in given)
    found: dict[str, tuple[str, str]] = {}
    taken = {*codebook.codes, *RESERVED, *(id for li in terms("code_list") for id in terms(li))}
    new: dict[str, Code] = {}
    own_list = _free(slug(name).replace("-", "_"), {*codebook.lists, *terms("code_list")}, "codes")
    for one in given:
        plain = " ".join(normalise(one.name).split())
        same = ways.get(plain.casefold(), [])
        if one.guid in lists:
            continue
        if one.guid in ours:
            found[one.guid] = (ours[one.guid], "")
        elif len(same) == 1 and twice[plain.casefold()] == 1:
            found[one.guid] = (same[0], "the same name")
        else:
            above = found.get(one.parent, ("", ""))[0]
            id = _free(slug(plain, longest=50), taken, f"{above}-{slug(plain)}"[:50] or "code")
            taken.add(id)
            found[one.guid] = (id, "a new code, in the codebook that is drafted")
            meaning = normalise(one.description)
            new[id] = Code(
                id, own_list, Term(id, Both.of(plain[:_LONGEST_NAME] or id), parent=above or None),
                definition=Both.of(meaning) if meaning else None, colour=one.colour,
            )  # fmt: skip
    if not new:
        return codebook, found
    label = " ".join(normalise(name).split())[:_LONGEST_NAME] or own_list
    version = f"{codebook.version}-{slug(name)}"[:60].rstrip("-")
    drafted = replace(
        codebook, version=version, codes={**codebook.codes, **new},
        lists={**codebook.lists, own_list: Both.of(label)},
    )  # fmt: skip
    return drafted, found


def _free(wanted: str, taken: Iterable[str], other: str) -> str:
    """Return an id that is not taken: as wanted, the other, or with a number."""
    used = set(taken)
    tries = [t.strip("-_") for t in (wanted, other, "code") if t.strip("-_")]
    tries = [t if t[0].isalpha() else f"c-{t}"[:50] for t in tries]
    for one in tries:
        if one not in used:
            return one
    return next(f"{tries[0]}-{n}" for n in range(2, 1_000_000) if f"{tries[0]}-{n}" not in used)


def _texts(study: Study, project: refi.Project, documents: Sequence[Document]) -> Iterable[TextOf]:
    by_guid = {made("document", d.id): d.id for d in documents}
    by_text = {sha256(d.text.encode(errors="replace")): d.id for d in documents}
    by_name = {d.id.casefold(): d.id for d in documents}
    files: dict[str, set[str]] = {}
    for d in documents:
        if d.kind != "logbook":
            files.setdefault(PurePosixPath(d.file).stem.casefold(), set()).add(d.id)
    used: set[str] = set()
    said = _said_of(project)
    for source in project.sources:
        if source.text is None:
            continue
        stem = PurePosixPath(source.name.replace("\\", "/")).stem or source.name
        plain = normalise(source.text)
        same = by_text.get(sha256(plain.encode(errors="replace")))
        named = by_name.get(source.name.casefold()) or by_name.get(stem.casefold())
        in_file = files.get(stem.casefold(), set())
        if source.guid in by_guid:
            yield TextOf(name=source.name, guid=source.guid, is_=by_guid[source.guid])
        elif same:
            yield TextOf(name=source.name, guid=source.guid, is_=same, guess="the same text")
        elif named or len(in_file) == 1:
            is_ = named or next(iter(in_file))
            yield TextOf(name=source.name, guid=source.guid, is_=is_, guess="the same name")
        else:
            interview = _free(slug(stem), used, f"text-{len(used) + 1}")
            used.add(interview)
            yield _new(study, source, interview[:40], [stem, *said.get(source.guid, ())])


def _said_of(project: refi.Project) -> dict[str, list[str]]:
    """Return what cases and variables say of each source."""
    said: dict[str, list[str]] = {
        source.guid: [v.value for v in source.values] for source in project.sources
    }
    source_of = {s.guid: one.guid for one in project.sources for s in one.selections}
    for case in project.cases:
        words = [case.name, *(value.value for value in case.values)]
        at = (source_of[guid] for guid in case.selections if guid in source_of)
        for guid in dict.fromkeys((*case.sources, *at)):
            said.setdefault(guid, []).extend(words)
    return said


def _new(study: Study, source: refi.Source, interview: str, said: Sequence[str]) -> TextOf:
    reasons = []
    text = " | ".join(said).casefold()
    regions = [r.slug for r in study.regions.values()
               if r.name.casefold() in text or r.slug in text]  # fmt: skip
    region = regions[0] if len(regions) == 1 else ""
    roles = {t.id for t in terms("role").values() for word in said
             if word.casefold().strip() in t.written_as()}  # fmt: skip
    role = next(iter(roles)) if len(roles) == 1 else ""
    days = {day for word in said for day in _days(word)}
    day = next(iter(days)) if len(days) == 1 else None
    for what, value in (("region", region), ("role", role), ("date", day)):
        if value:
            reasons.append(what)
    guess = f"{', '.join(reasons)}: from its name, cases and variables" if reasons else ""
    waves = {wave for word in said for wave in _waves(word)}
    if day is None and len(waves) == 1:
        wave = f"said to be of {next(iter(waves))}: give a day in it as date"
        guess = f"{guess}; {wave}" if guess else wave
    when = day.isoformat() if day else None
    given = {"name": source.name, "guid": source.guid, "interview": interview, "region": region}
    return TextOf.model_validate({**given, "date": when, "role": role, "guess": guess})


def _days(text: str) -> Iterable[date]:
    for written in _DATE.findall(text):
        try:
            yield read_date(written)
        except Unreadable:
            continue


def _waves(text: str) -> Iterable[str]:
    try:
        yield periods.parse(text)
    except ValueError:
        return
