"""The words of the field, Dutch and English, read from ``terms.yml``.

That file owns the ids and labels of every list that more than one part of the kit uses, of every
column that people fill in, and of the glossary. A label stands nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kit.errors import InputError, unknown_name
from kit.language import LANGUAGES, Both

__all__ = ["Term", "column", "columns", "label", "lists", "terms"]


@dataclass(frozen=True)
class Term:
    """One word of the field.

    Attributes
    ----------
    id : str
        How data and code write it; never changes.
    label : Both
        How a person reads it.
    aliases : tuple of str
        Other ways in which people write it, in lower case.
    meaning : Both or None
        One or two sentences, for the glossary and the forms.
    parent : str or None
        The id it belongs to, in the same or another list.
    """

    id: str
    label: Both
    aliases: tuple[str, ...] = ()
    meaning: Both | None = None
    parent: str | None = None

    def written_as(self) -> tuple[str, ...]:
        """Return every way to write this term, in lower case: id, both labels, aliases."""
        own = (self.id, self.label.nl, self.label.en)
        return tuple(dict.fromkeys(w.casefold() for w in (*own, *self.aliases)))


@lru_cache(maxsize=1)
def _document() -> Mapping[str, Any]:
    import yaml

    text = Path(__file__).with_name("terms.yml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)  # type: ignore[no-any-return]


def lists() -> tuple[str, ...]:
    """Return the name of every list of ``terms.yml``.

    Examples
    --------
    >>> "release" in lists()
    True
    """
    return tuple(_document()["lists"])


@lru_cache(maxsize=64)
def terms(name: str) -> Mapping[str, Term]:
    """Return the list `name` of ``terms.yml``, id to Term, in the order of the file.

    Examples
    --------
    >>> terms("phm_element")["finance"].label.nl
    'Anders financieren'
    """
    known = _document()["lists"]
    if name not in known:
        raise InputError([unknown_name("terms, list", name, known)])
    return {key: _term(key, value) for key, value in known[name].items()}


@lru_cache(maxsize=16)
def columns(table: str) -> Mapping[str, Term]:
    """Return the columns of a table that people fill in, id to Term, in the order of the form."""
    tables = _document()["columns"]
    if table not in tables:
        raise InputError([unknown_name("terms, columns of", table, tables)])
    return {key: _term(key, value) for key, value in tables[table].items()}


def column(table: str, id: str) -> Term:
    """Return one column of a table."""
    return columns(table)[id]


def label(name: str, id: str, language: str) -> str:
    """Return the label of one term of a list.

    Examples
    --------
    >>> label("release", "team", "en")
    'Own team'
    """
    known = terms(name)
    if id not in known:
        raise InputError([unknown_name(f"terms, `{name}`", id, known)])
    return known[id].label[language]


def _term(key: str, value: Mapping[str, Any]) -> Term:
    meaning = value.get("meaning")
    return Term(
        id=str(key),
        label=Both(value["nl"], value["en"]),
        aliases=tuple(alias.casefold() for alias in value.get("aliases", ())),
        meaning=Both(*(meaning[language] for language in LANGUAGES)) if meaning else None,
        parent=value.get("parent"),
    )
