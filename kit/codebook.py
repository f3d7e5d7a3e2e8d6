"""The codebook: codes in a tree, what each means, and the rules that look for mentions of them.

Ids and names of the codes that everybody shares stand in ``terms.yml``. A codebook says what they
mean here and which rules look for them, and may hold lists and codes of its own, born from the
data. Format 2 says so in full; format 1, which holds nothing but rules, is still read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kit.codebook_making import build
from kit.codes import Code, Codebook, Rule, Word, parse_rule
from kit.errors import InputError, Problem
from kit.files import decode, sha256, shipped
from kit.study import Study

__all__ = ["Code", "Codebook", "Rule", "Word", "parse_rule", "read_codebook", "study_codebook"]

FORMAT = 2


def study_codebook(study: Study) -> Codebook:
    """Read the codebook that a study works with: its own, else the one that ships with the kit."""
    return read_codebook(study.root / study.codebook if study.codebook else None)


def read_codebook(path: Path | None = None) -> Codebook:
    """Read a codebook; without a path, the default one that ships with the kit.

    Raises
    ------
    InputError
        With every problem of the file at once; a tree that goes round in a circle, an id that
        stands twice and a parent that does not exist among them.

    Examples
    --------
    >>> read_codebook().codes["finance"].term.label["en"]
    'Finance differently'
    """
    path = path or shipped("templates", "codebooks", "phm.yml")
    called = path.name
    if not path.is_file():
        do = "Check `codebook` in study.yml, or leave it out to take the one of the kit."
        raise InputError([Problem(called, "", "a codebook that exists", do)])
    if path.suffix.lower() not in (".yml", ".yaml"):
        do = f"Run `kit codebook STUDY --from {called}` to make one of this file."
        raise InputError([Problem(called, "", "a codebook that ends in .yml", do)])
    data = path.read_bytes()
    raw = _parse(decode(data)[0], called)
    if not isinstance(raw, dict) or not {"format", "id", "version", "lists"} <= raw.keys():
        raise InputError([Problem(called, "", "a codebook with format, id, version and lists")])
    if not isinstance(raw["lists"], dict):
        raise InputError([Problem(f"{called}, `lists`", "", "lists of codes with their rules")])
    version = raw["format"]
    if not isinstance(version, str) or not re.fullmatch("[1-9][0-9]{0,3}", version):
        do = "Leave it as the kit wrote it."
        got = version if isinstance(version, str) else ""
        raise InputError([Problem(f"{called}, `format`", got, f"at most {FORMAT}", do)])
    if int(version) > FORMAT:
        do = "It was made for a newer kit; update this one."
        raise InputError([Problem(f"{called}, `format`", version, f"at most {FORMAT}", do)])
    return build(
        raw | {"lists": _of_format_1(raw["lists"])} if version == "1" else raw,
        called=called,
        digest=sha256(data),
    )


def _parse(text: str, called: str) -> Any:
    """Read YAML with every value as the text that stands there: a code may be called `no`."""
    import yaml

    base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    doubled: list[Problem] = []

    def construct_mapping(self: Any, node: Any, deep: bool = False) -> Any:  # noqa: FBT001, FBT002
        rows: dict[str, int] = {}
        for key, _ in node.value:
            row = key.start_mark.line + 1
            if rows.setdefault(str(key.value), row) != row:
                expected = f"a name that is not used yet (it stands in row {rows[key.value]} too)"
                doubled.append(Problem(f"{called}, row {row}", str(key.value), expected))
        return base.construct_mapping(self, node, deep)

    loader: Any = type("Loader", (base,), {"construct_mapping": construct_mapping})
    try:
        raw = yaml.load(text, Loader=loader)
    except RecursionError:
        raise InputError([Problem(called, "", "lists of codes, a few levels deep")]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f"{called}, row {mark.line + 1}" if mark else called
        raise InputError(
            [Problem(at, "", "YAML", "Put rules with a colon between quotes.")]
        ) from None
    if doubled:
        raise InputError(doubled)
    return raw


def _of_format_1(lists: Mapping[str, Any]) -> dict[str, Any]:
    """Return the lists of format 1, where rules stood directly under a code, as those of 2."""
    return {
        name: {
            "codes": {id: {"rules": rules} for id, rules in members.items()}
            if isinstance(members, dict)
            else members
        }
        for name, members in lists.items()
    }
