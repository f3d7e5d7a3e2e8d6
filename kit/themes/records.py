"""Theme records: what somebody claims, on which passages, and against which.

A theme is not a count. It is distilled by a person, on a day, from passages that bear it out and
passages that go against it; how often its codes are found stands beside it, and proves nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kit.anchors import Lost, find_again
from kit.codebook import Codebook
from kit.documents import Document
from kit.errors import Problem, unknown_name
from kit.files import decode, is_slug
from kit.language import LANGUAGES, Both
from kit.study import Study

__all__ = ["STANCES", "Passage", "Theme", "Themes", "read_themes"]

FORMAT = 1
STANCES = ("supporting", "deviant")
_KEYS = (
    "id", "title", "claim", "codes", *STANCES, "looked_for", "memo", "distilled_by",
    "distilled_on", "version",
)  # fmt: skip
_LONGEST = {"title": 80, "claim": 400}
_YES = ("true", "yes", "ja")
_NO = ("false", "no", "nee")


@dataclass(frozen=True)
class Passage:
    """A place in a document that a theme rests on, or that goes against it.

    Attributes
    ----------
    document : str
    part : str or None
    start, end : int
        Code points in the text of the document, end exclusive.
    how : str
        How the quote was found, see `kit.anchors.Anchor`.
    note : str
        What the person who distilled the theme says about it; for the own team.
    """

    document: str
    part: str | None
    start: int
    end: int
    how: str
    note: str = ""


@dataclass(frozen=True)
class Theme:
    """One theme, as a person recorded it.

    Attributes
    ----------
    id : str
        a-z, 0-9 and hyphens.
    title, claim : Both
    codes : tuple of str
        Ids of the codebook; a document that carries any of them belongs to the theme.
    supporting, deviant : tuple of Passage
        Those that were found in the documents.
    looked_for : bool
        Whether passages that go against the claim were looked for; so when there are any.
    memo : str
        For the researchers themselves; in no report.
    distilled_by : str
        A pseudonym or a role; in no report.
    distilled_on : date
    version : str
    """

    id: str
    title: Both
    claim: Both
    codes: tuple[str, ...]
    supporting: tuple[Passage, ...]
    deviant: tuple[Passage, ...]
    looked_for: bool
    memo: str
    distilled_by: str
    distilled_on: date
    version: str

    def passages(self, stance: str) -> tuple[Passage, ...]:
        """Return the passages of one of `STANCES`."""
        return {"supporting": self.supporting, "deviant": self.deviant}[stance]


@dataclass(frozen=True)
class Themes:
    """Every theme of a study that could be read, in the order of the files.

    A theme with a fault is left out; a passage that is not found leaves its theme standing.
    `notes` says of each file how many themes and passages it holds.
    """

    records: tuple[Theme, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_themes(study: Study, *, documents: Sequence[Document], codebook: Codebook) -> Themes:
    """Read ``themes.yml`` and every ``.yml`` in the folder ``themes/``.

    Parameters
    ----------
    study : Study
    documents : sequence of Document
        Every document of the study: quotes are looked for in them.
    codebook : Codebook

    Returns
    -------
    Themes
        With every problem: a field that is missing or unknown, a code or document that does not
        exist, a quote that stands nowhere or in more than one place, a date that does not exist,
        two themes of one id, two fields of one name. No problem holds the text of a quote.
    """
    known = {document.id: document for document in documents}
    problems: list[Problem] = []
    made: dict[str, Theme] = {}
    first: dict[str, str] = {}
    notes = {}
    for path, called in study.files("themes", (".yml", ".yaml")):
        here: list[Theme] = []
        for fields, where in _items(path, called, problems):
            theme = _theme(fields, where, known, codebook, problems)
            if theme is None:
                continue
            if theme.id in first:
                expected = f"an id that no other theme has ({first[theme.id]} has it)"
                problems.append(Problem(f"{where}, `id`", theme.id, expected))
                continue
            first[theme.id] = where
            made[theme.id] = theme
            here.append(theme)
        found = sum(len(theme.passages(stance)) for theme in here for stance in STANCES)
        notes[called] = (f"{len(here)} themes, {found} passages found",)
    return Themes(tuple(made.values()), tuple(problems), notes)


def _items(path: Path, called: str, problems: list[Problem]) -> Iterator[tuple[Any, str]]:
    """Yield each theme of a file as fields, and where it stands."""
    import yaml

    try:
        # Composed, not loaded: every value stays text and knows its row.
        node = yaml.compose(decode(path.read_bytes())[0], Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f"{called}, row {mark.line + 1}" if mark else called
        do = "Look at the spaces before the words, and put texts with a colon between quotes."
        problems.append(Problem(at, "", "YAML", do))
        return
    if node is None:
        return
    top = _fields(node, called, ("format", "themes"), problems)
    if top is None:
        return
    written = _text(top["format"]) if "format" in top else ""
    if not (written.isdecimal() and int(written) >= 1):
        problems.append(Problem(f"{called}, `format`", written, f"the number {FORMAT}"))
        return
    if int(written) > FORMAT:
        do = "It was made for a newer kit; update this one."
        problems.append(Problem(f"{called}, `format`", written, f"at most {FORMAT}", do))
        return
    for item in _list(top.get("themes"), f"{called}, `themes`", problems):
        where = f"{called}, row {item.start_mark.line + 1}"
        fields = _fields(item, where, _KEYS, problems)
        if fields is not None:
            yield fields, where


def _theme(
    fields: Mapping[str, Any],
    where: str,
    documents: Mapping[str, Document],
    codebook: Codebook,
    problems: list[Problem],
) -> Theme | None:
    """Return a theme; None when one of its own fields is at fault."""
    before = len(problems)
    id = _text(fields.get("id"))
    if not is_slug(id):
        expected = "a short name of a-z, 0-9 and hyphens, at most 40 characters"
        problems.append(Problem(f"{where}, `id`", id, expected))
    told = {name: _both(fields.get(name), where, name, problems) for name in _LONGEST}
    codes = [_text(node) for node in _list(fields.get("codes"), f"{where}, `codes`", problems)]
    problems += [unknown_name(f"{where}, `codes`", code, codebook.codes)
                 for code in codes if code not in codebook.codes]  # fmt: skip
    if not codes and "codes" in fields:
        problems.append(Problem(f"{where}, `codes`", "", "at least one code of the codebook"))
    plain = {name: _line(fields.get(name), where, name, problems)
             for name in ("distilled_by", "version")}  # fmt: skip
    day = _day(fields.get("distilled_on"), where, problems)
    looked = _truth(fields.get("looked_for"), where, problems)
    problems += [Problem(f"{where}, `{name}`", "", "this name, with a value")
                 for name in ("codes", "supporting") if name not in fields]  # fmt: skip
    whole = len(problems) == before
    found: dict[str, tuple[Passage, ...]] = {}
    for stance in STANCES:
        listed = _list(fields.get(stance), f"{where}, `{stance}`", problems)
        places = [_passage(node, f"{where}, `{stance}`", documents, problems) for node in listed]
        found[stance] = tuple(place for place in places if place is not None)
        if stance == "supporting" and stance in fields and not listed:
            problems.append(Problem(f"{where}, `{stance}`", "", "at least one passage"))
    if not whole or day is None:
        return None
    return Theme(
        id, told["title"], told["claim"], tuple(dict.fromkeys(codes)), found["supporting"],
        found["deviant"],
        looked_for=bool(looked or _list(fields.get("deviant"), where, [])),
        memo=_text(fields.get("memo")), distilled_by=plain["distilled_by"], distilled_on=day,
        version=plain["version"],
    )  # fmt: skip


def _passage(
    node: Any, where: str, documents: Mapping[str, Document], problems: list[Problem]
) -> Passage | None:
    where = f"{where.split(', row ')[0]}, row {node.start_mark.line + 1}, {where.split(', ')[-1]}"
    fields = _fields(node, where, ("document", "quote", "note"), problems)
    if fields is None:
        return None
    id, quote = _text(fields.get("document")), _text(fields.get("quote"))
    if id not in documents:
        near = difflib.get_close_matches(id, documents, n=1, cutoff=0.5)
        nearest = f" (nearest: {near[0]})" if near else ""
        problems.append(Problem(where, id, f"the id of a document of this study{nearest}"))
        return None
    if not quote.strip():
        problems.append(Problem(f"{where}, `quote`", "", "words of the document, as they stand"))
        return None
    place = find_again(documents[id], quote=quote)
    if isinstance(place, Lost):
        got, do = (
            (f"a quote that stands in {place.places} places", "Quote a few words more.")
            if place.places
            else ("a quote that does not stand there", "Copy it again from the document.")
        )
        problems.append(Problem(where, got, f"words that stand once in {id}", do))
        return None
    note = " ".join(_text(fields.get("note")).split())
    return Passage(id, place.part, place.start, place.end, place.how, note)


def _fields(
    node: Any, where: str, known: Sequence[str], problems: list[Problem]
) -> dict[str, Any] | None:
    """Return the fields of a YAML mapping as nodes; None when it is none."""
    if node.id != "mapping":
        problems.append(Problem(where, "", f"names with values: {', '.join(known)}"))
        return None
    fields: dict[str, Any] = {}
    for key, value in node.value:
        name = _text(key)
        at = f"{where.split(', row ')[0]}, row {key.start_mark.line + 1}"
        if name not in known:
            problems.append(unknown_name(at, name, known))
        elif name in fields:
            problems.append(Problem(at, name, "each name once"))
        else:
            fields[name] = value
    return fields


def _list(node: Any, where: str, problems: list[Problem]) -> list[Any]:
    if node is None or (node.id == "scalar" and not node.value):
        return []
    if node.id != "sequence":
        problems.append(Problem(where, "", "a list, each item after a hyphen"))
        return []
    return list(node.value)


def _text(node: Any) -> str:
    return str(node.value).strip() if node is not None and node.id == "scalar" else ""


def _line(node: Any, where: str, name: str, problems: list[Problem], longest: int = 80) -> str:
    text = " ".join(_text(node).split())
    if not text or not text.isprintable() or len(text) > longest:
        expected = f"1 to {longest} characters on one line"
        problems.append(Problem(f"{where}, `{name}`", text, expected))
    return text


def _both(node: Any, where: str, name: str, problems: list[Problem]) -> Both:
    if node is None or node.id == "scalar":
        return Both.of(_line(node, where, name, problems, _LONGEST[name]))
    told = _fields(node, where, LANGUAGES, problems) or {}
    return Both.of(
        lambda language: _line(
            told.get(language), where, f"{name}.{language}", problems, _LONGEST[name]
        )
    )


def _day(node: Any, where: str, problems: list[Problem]) -> date | None:
    try:
        return date.fromisoformat(_text(node))
    except ValueError:
        expected = "a date YYYY-MM-DD that exists"
        problems.append(Problem(f"{where}, `distilled_on`", _text(node), expected))
        return None


def _truth(node: Any, where: str, problems: list[Problem]) -> bool:
    given = _text(node).casefold()
    if node is not None and given not in (*_YES, *_NO):
        problems.append(Problem(f"{where}, `looked_for`", given, "true or false"))
    return given in _YES
