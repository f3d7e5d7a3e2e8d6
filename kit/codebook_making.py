"""Making a codebook of what stands in a file: every code in its place, every problem at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from kit.codes import Change, Code, Codebook, Rule, parse_rule
from kit.documents import normalise
from kit.errors import InputError, Problem, unknown_name
from kit.language import LANGUAGES, Both
from kit.terms import Term, terms

__all__ = ["RESERVED", "build"]

_KINDS = (*LANGUAGES, "not")
_TEXTS = ("definition", "include", "exclude", "example")
_KEYS = ("name", *_TEXTS, "rules", "colour", "memo", "parent", "history")
_TOP = ("format", "id", "version", "title", "lists")
_ID = re.compile(r"[a-z][a-z0-9_-]{0,59}")
_COLOUR = re.compile(r"#(?:[0-9A-F]{3}|[0-9A-F]{6})")
_LONGEST_NAME = 120
_EXPECTED_ID = "an id of a-z, 0-9, _ and -, beginning with a letter, at most 60 long"
_OWN = "Leave it out, or make a code of your own with another id."
#: Columns of the tables in which codes become columns too, and the group of all.
RESERVED = frozenset(
    ["document", "region", "tier", "day", "author", "role", "voice_group", "release", "file",
     "row", "period", "part", "start", "end", "code", "rule", "coder", "unit", "all"]
)  # fmt: skip


@dataclass
class _Building:
    """A codebook under way; `places` says where each list and code stands, when not in YAML."""

    called: str
    places: Mapping[tuple[str, str], str]
    codes: dict[str, Code] = field(default_factory=dict)
    lists: dict[str, Both] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def where(self, list: str, id: str) -> str:
        default = f"{self.called}, `{list}.{id}`" if id else f"{self.called}, `lists`"
        return self.places.get((list, id), default)

    def wrong(self, where: str, got: object, expected: str, do: str = "") -> None:
        self.problems.append(Problem(where, got if isinstance(got, str) else "", expected, do))


def build(
    raw: Mapping[str, Any],
    *,
    called: str,
    digest: str,
    places: Mapping[tuple[str, str], str] | None = None,
) -> Codebook:
    """Make a codebook of what stands in a file.

    Parameters
    ----------
    raw : mapping
        With id, version, perhaps title, and lists, as format 2 has them; every value a text.
    called : str
        The name of the file.
    digest : str
        SHA-256 of the file.
    places : mapping of (list, code) to str, optional
        Where each code stands, for messages; the code is the empty text for the list itself.

    Raises
    ------
    InputError
        With every problem at once.
    """
    making = _Building(called, places or {})
    labels = {}
    for name in ("id", "version"):
        labels[name] = _line(raw[name])
        if not labels[name] or len(labels[name]) > 60 or ":" in labels[name]:
            making.wrong(f"{called}, `{name}`", raw[name], "a short text without a colon")
    given = raw.get("title") or labels["id"]
    title = _both(given, f"{called}, `title`", making) or Both.of(labels["id"])
    if raw.get("format") != "1":
        strange = raw.keys() - set(_TOP)
        making.problems += [unknown_name(called, str(key), _TOP) for key in sorted(strange)]
    for name, members in raw["lists"].items():
        _add_list(str(name), members or {}, making)
    _add_parents(making)
    making.problems += _faults(making)
    if making.problems:
        raise InputError(making.problems)
    return Codebook(labels["id"], labels["version"], title, making.codes, digest, making.lists)


def _add_list(name: str, members: Any, making: _Building) -> None:
    where = making.where(name, "")
    if not isinstance(members, dict) or not isinstance(members.get("codes") or {}, dict):
        making.wrong(f"{making.called}, `{name}`", "", "codes with their rules")
        return
    for key in members.keys() - {"name", "codes"}:
        making.problems.append(
            unknown_name(f"{making.called}, `{name}`", str(key), ("name", "codes"))
        )
    label = _name(members.get("name"), where, making)
    shared = terms("code_list").get(name)
    if shared:
        _must_be(shared.label, label, where, making)
    elif label is None:
        do = "Give it a name to make it a list of your own."
        making.problems.append(unknown_name(where, name, terms("code_list"), do=do))
        return
    elif not _ID.fullmatch(name):
        making.wrong(where, name, _EXPECTED_ID)
    making.lists[name] = shared.label if shared else label or Both.of(name)
    for id, given in (members.get("codes") or {}).items():
        _add_code(str(id), name, given or {}, making)


def _add_code(id: str, name: str, given: Any, making: _Building) -> None:
    where = making.where(name, id)
    if not isinstance(given, dict) or not isinstance(given.get("rules") or {}, dict):
        making.wrong(where, "", f"rules under {', '.join(_KINDS)}")
        return
    for key in given.keys() - set(_KEYS):
        making.problems.append(unknown_name(where, str(key), _KEYS))
    label = _name(given.get("name"), f"{where}, `name`", making)
    parent = _line(given.get("parent")) or None
    shared = terms(name).get(id) if name in terms("code_list") else None
    if shared:
        _must_be(shared.label, label, f"{where}, `name`", making)
        if parent not in (None, shared.parent):
            expected = f"{shared.parent or 'nothing'}, as everywhere"
            making.wrong(f"{where}, `parent`", parent, expected, _OWN)
    elif name in terms("code_list") and label is None:
        do = "Give it a name to make it a code of your own."
        making.problems.append(unknown_name(where, id, terms(name), do=do))
        return
    else:
        _look_at_id(id, where, making)
    if id in making.codes:
        other = making.where(making.codes[id].list, id)
        making.wrong(where, id, f"an id that is not used yet ({other.split(', ', 1)[-1]} has it)")
        return
    texts = {key: _both(given.get(key), f"{where}, `{key}`", making) for key in _TEXTS}
    if shared and texts["definition"] is None:
        texts["definition"] = shared.meaning
    rules, away = _rules(given.get("rules") or {}, where, making.problems)
    making.codes[id] = Code(
        id=id,
        list=name,
        term=shared or Term(id, label or Both.of(id), parent=parent),
        rules=rules,
        takes_away=away,
        colour=_colour(given.get("colour"), f"{where}, `colour`", making),
        memo=_text(given.get("memo"), f"{where}, `memo`", making),
        history=_history(given.get("history"), f"{where}, `history`", making),
        definition=texts["definition"],
        include=texts["include"],
        exclude=texts["exclude"],
        example=texts["example"],
    )


def _look_at_id(id: str, where: str, making: _Building) -> None:
    if not _ID.fullmatch(id):
        making.wrong(where, id, _EXPECTED_ID)
    elif id in RESERVED:
        making.wrong(where, id, "another id; the kit uses this word itself")
    elif (elsewhere := _shared().get(id)) is not None:
        do = f"Put it under `{elsewhere}`, or choose another id."
        making.wrong(where, id, f"an id that no shared code has (`{elsewhere}` has it)", do)


@cache
def _shared() -> Mapping[str, str]:
    """Return the list of every code of ``terms.yml``."""
    return {id: name for name in terms("code_list") for id in terms(name)}


def _must_be(shared: Both, given: Both | None, where: str, making: _Building) -> None:
    if given is not None and given != shared:
        expected = f"“{shared.nl}” and “{shared.en}”, as everywhere"
        making.wrong(where, given.nl if given.nl != shared.nl else given.en, expected, _OWN)


def _line(value: Any) -> str:
    return " ".join(normalise(value).split()) if isinstance(value, str) else ""


def _text(value: Any, where: str, making: _Building) -> str:
    if value and not isinstance(value, str):
        making.wrong(where, "", "a text")
        return ""
    return normalise(value or "")


def _both(value: Any, where: str, making: _Building) -> Both | None:
    """Read one text for both languages, or one for each; with one missing, the other for both."""
    if isinstance(value, dict):
        if not set(value) <= set(LANGUAGES):
            making.wrong(where, "", "a text, or a text for each of nl and en")
        nl, en = (_text(value.get(language), where, making) for language in LANGUAGES)
    else:
        nl = en = _text(value, where, making)
    return Both(nl or en, en or nl) if nl or en else None


def _name(value: Any, where: str, making: _Building) -> Both | None:
    name = _both(value, where, making)
    if name is None:
        return None
    name = Both(_line(name.nl), _line(name.en))
    if max(len(name.nl), len(name.en)) > _LONGEST_NAME:
        making.wrong(where, name.nl, f"a name of at most {_LONGEST_NAME} characters")
    return name


def _colour(value: Any, where: str, making: _Building) -> str:
    colour = _line(value).upper()
    if colour and not _COLOUR.fullmatch(colour):
        making.wrong(where, colour, "a colour such as #0072B2")
        return ""
    return "#" + "".join(digit * 2 for digit in colour[1:]) if len(colour) == 4 else colour


def _history(value: Any, where: str, making: _Building) -> tuple[Change, ...]:
    changes = [
        Change(_line(item.get("version")), _line(item.get("changed")))
        if isinstance(item, dict) and set(item) <= {"version", "changed"}
        else Change("", "")
        for item in (value if isinstance(value, list) else [value] if value else [])
    ]
    if any(not change.version or ":" in change.version for change in changes):
        making.wrong(where, "", "a list of changes, each with version and changed")
    return tuple(changes)


def _rules(
    given: Mapping[str, Any], where: str, problems: list[Problem]
) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    listed: dict[str, list[Any]] = {kind: [] for kind in _KINDS}
    for kind, rules in given.items():
        if kind not in _KINDS:
            problems.append(unknown_name(where, str(kind), _KINDS))
        elif not isinstance(rules or [], list):
            problems.append(
                Problem(f"{where}, `{kind}`", "", "a list of rules, each after a hyphen")
            )
        else:
            listed[kind] = rules or []
    made: list[Rule] = []
    for language in LANGUAGES:
        for written in listed[language]:
            _add_rule(made, written, language, f"{where}, `{language}`", problems)
    away: list[Rule] = []
    for written in listed["not"]:
        # The same words undo a hit in either language; what is wrong with them is told once.
        _add_rule(away, written, LANGUAGES[0], f"{where}, `not`", problems)
        _add_rule(away, written, LANGUAGES[1], f"{where}, `not`", [])
    return tuple(made), tuple(away)


def _add_rule(
    rules: list[Rule], given: Any, language: str, where: str, problems: list[Problem]
) -> None:
    written = _line(given)
    try:
        rule = Rule(written, language, parse_rule(written))
    except ValueError as error:
        problems.append(Problem(where, written, str(error)))
        return
    if any(other.language == language and other.words == rule.words for other in rules):
        problems.append(Problem(where, written, "each rule once"))
        return
    rules.append(rule)


def _add_parents(making: _Building) -> None:
    """Let every code know its children; a shared code that is a parent comes in by itself."""
    codes = making.codes
    for code in tuple(codes.values()):
        shared = _shared().get(code.parent or "")
        if shared and code.parent not in codes:
            term = terms(shared)[code.parent or ""]
            codes[term.id] = Code(term.id, shared, term, definition=term.meaning)
            making.lists.setdefault(shared, terms("code_list")[shared].label)
    below: dict[str, list[str]] = {}
    for code in codes.values():
        if code.parent in codes:
            below.setdefault(code.parent, []).append(code.id)
    for id, children in below.items():
        codes[id] = replace(codes[id], children=tuple(children))


def _faults(making: _Building) -> list[Problem]:
    """Find parents that do not exist and codes that stand above themselves; each circle once."""
    codes, found = making.codes, []
    told: set[str] = set()
    for code in codes.values():
        if code.id in _shared():
            continue
        where = f"{making.where(code.list, code.id)}, `parent`"
        if code.parent is not None and code.parent not in codes:
            found.append(unknown_name(where, code.parent, codes.keys() - {code.id}))
        path = [code.id]
        while (above := codes[path[-1]].parent) in codes and above not in path:
            path.append(above)
        if above == code.id and code.id not in told:
            told.update(path)
            circle = " → ".join([*path, code.id])
            found.append(Problem(where, circle, "a tree, in which no code stands above itself"))
    return found
