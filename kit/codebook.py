"""The codebook: codes, and the rules that look for mentions of them.

Ids, names and meanings of codes stand in ``terms.yml``; a codebook file holds the rules, so that a
team can sharpen a rule without changing what a code is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.errors import InputError, Problem, unknown_name
from kit.files import decode, sha256, shipped
from kit.language import LANGUAGES, Both
from kit.terms import Term, terms

__all__ = ["Code", "Codebook", "Rule", "Word", "read_codebook"]

FORMAT = 1
_KINDS = (*LANGUAGES, "not")
_GAP = re.compile(r"\.\.(\d{1,2})")
_WORD = re.compile(r"=?\*?[\w'’-]+\*?")


@dataclass(frozen=True)
class Word:
    """One word of a rule.

    Attributes
    ----------
    form : str
        In lower case, without marks.
    match : {"forms", "exactly", "begins", "ends", "holds"}
    gap : int
        How many other words may stand before it; 0 for none.
    """

    form: str
    match: str
    gap: int


@dataclass(frozen=True)
class Rule:
    """One rule: words in a row. `written` is how the codebook writes it; it names the rule."""

    written: str
    language: str
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Code:
    """A code with its rules; `takes_away` are the rules that undo a hit they overlap.

    A code without rules of its own stands for its `children` together.
    """

    id: str
    list: str
    term: Term
    rules: tuple[Rule, ...] = ()
    takes_away: tuple[Rule, ...] = ()
    children: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """Codes by id, in the order of ``terms.yml``.

    `version` is written by people, `sha256` follows from the file.
    """

    id: str
    version: str
    title: Both
    codes: Mapping[str, Code]
    sha256: str

    @property
    def label(self) -> str:
        """Return id and version, to be printed with every mention."""
        return f"{self.id} {self.version}"

    def of_list(self, name: str) -> tuple[Code, ...]:
        """Return the codes of a list of ``terms.yml``; an unknown list is refused."""
        found = tuple(code for code in self.codes.values() if code.list == name)
        if not found:
            lists = {code.list for code in self.codes.values()}
            raise InputError([unknown_name("codebook, list", name, lists)])
        return found


def read_codebook(path: Path | None = None) -> Codebook:
    """Read a codebook; without a path, the default one that ships with the kit.

    Raises
    ------
    InputError
        With every problem of the file at once.

    Examples
    --------
    >>> read_codebook().codes["finance"].term.label["en"]
    'Finance differently'
    """
    import yaml

    path = path or shipped("templates", "codebooks", "phm.yml")
    called = path.name
    if not path.is_file():
        do = "Check `codebook` in study.yml, or leave it out to take the one of the kit."
        raise InputError([Problem(called, "", "a codebook that exists", do)])
    data = path.read_bytes()
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        raw = yaml.load(decode(data)[0], Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f"{called}, row {mark.line + 1}" if mark else called
        raise InputError(
            [Problem(at, "", "YAML", "Put rules with a colon between quotes.")]
        ) from None
    if not isinstance(raw, dict) or not {"format", "id", "version", "lists"} <= raw.keys():
        raise InputError([Problem(called, "", "a codebook with format, id, version and lists")])
    if not isinstance(raw["lists"], dict):
        raise InputError([Problem(f"{called}, `lists`", "", "lists of codes with their rules")])
    if not isinstance(raw["format"], int) or raw["format"] > FORMAT:
        do = "It was made for a newer kit; update this one."
        raise InputError(
            [Problem(f"{called}, `format`", str(raw["format"]), f"at most {FORMAT}", do)]
        )
    problems: list[Problem] = []
    codes: dict[str, Code] = {}
    for name, members in raw["lists"].items():
        if name not in terms("code_list"):
            problems.append(unknown_name(f"{called}, `lists`", str(name), terms("code_list")))
            continue
        known = terms(name)
        if not isinstance(members or {}, dict):
            problems.append(Problem(f"{called}, `{name}`", "", "codes with their rules"))
            continue
        for id, rules in (members or {}).items():
            where = f"{called}, `{name}.{id}`"
            if id not in known:
                problems.append(unknown_name(where, str(id), known))
                continue
            if not isinstance(rules or {}, dict):
                problems.append(Problem(where, "", f"rules under {', '.join(_KINDS)}"))
                continue
            codes[id] = _code(id, name, rules or {}, where, problems)
    for name in raw["lists"]:
        _add_parents(name, codes)
    if problems:
        raise InputError(problems)
    title = raw.get("title") or {language: str(raw["id"]) for language in LANGUAGES}
    return Codebook(str(raw["id"]), str(raw["version"]), Both.of(title), codes, sha256(data))


def _code(
    id: str, name: str, rules: Mapping[str, Any], where: str, problems: list[Problem]
) -> Code:
    listed: dict[str, list[Any]] = {kind: [] for kind in _KINDS}
    for kind, given in rules.items():
        if kind not in _KINDS:
            problems.append(unknown_name(where, str(kind), _KINDS))
        elif not isinstance(given or [], list):
            problems.append(
                Problem(f"{where}, `{kind}`", "", "a list of rules, each after a hyphen")
            )
        else:
            listed[kind] = given or []
    made: list[Rule] = []
    for language in LANGUAGES:
        for written in listed[language]:
            _add(made, written, language, f"{where}, `{language}`", problems)
    away: list[Rule] = []
    for written in listed["not"]:
        # The same words undo a hit in either language; what is wrong with them is told once.
        _add(away, written, LANGUAGES[0], f"{where}, `not`", problems)
        _add(away, written, LANGUAGES[1], f"{where}, `not`", [])
    return Code(id, name, terms(name)[id], tuple(made), tuple(away))


def _add(
    rules: list[Rule], written: Any, language: str, where: str, problems: list[Problem]
) -> None:
    try:
        rule = Rule(str(written), language, parse_rule(str(written)))
    except ValueError as error:
        problems.append(Problem(where, str(written), str(error)))
        return
    if any(other.language == language and other.words == rule.words for other in rules):
        problems.append(Problem(where, str(written), "each rule once"))
        return
    rules.append(rule)


def _add_parents(name: str, codes: dict[str, Code]) -> None:
    """Let a code that other codes name as their parent stand for them together."""
    for parents in terms("code_list"):
        for id, term in terms(parents).items():
            children = tuple(c.id for c in codes.values() if c.list == name and c.term.parent == id)
            if children and id not in codes:
                codes[id] = Code(id, parents, term, children=children)


def parse_rule(written: str) -> tuple[Word, ...]:
    """Read one rule as the codebook writes it.

    Raises
    ------
    ValueError
        With what was expected.

    Examples
    --------
    >>> [(w.form, w.match, w.gap) for w in parse_rule("samen ..3 beslis*")]
    [('samen', 'forms', 0), ('beslis', 'begins', 3)]
    """
    words: list[Word] = []
    gap = 0
    for piece in written.casefold().replace("’", "'").split():
        if found := _GAP.fullmatch(piece):
            if not words or gap:
                raise ValueError("a gap such as ..3 between two words")
            gap = int(found[1])
            continue
        if not _WORD.fullmatch(piece):
            raise ValueError("words, with = before, * before or after, and gaps such as ..3")
        form = piece.strip("=*")
        if piece.startswith("="):
            match = "exactly"
        elif piece.startswith("*"):
            match = "holds" if piece.endswith("*") else "ends"
        else:
            match = "begins" if piece.endswith("*") else "forms"
        if len(form) < 3 and match not in ("exactly", "forms"):
            raise ValueError("at least three letters beside a *")
        words.append(Word(form, match, gap))
        gap = 0
    if not words or gap:
        raise ValueError("at least one word, and none missing after a gap")
    return tuple(words)
