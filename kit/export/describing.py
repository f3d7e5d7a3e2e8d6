"""The data dictionary: of each column its label, meaning, kind, unit and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kit.embed import words
from kit.forms import TABLES
from kit.terms import columns, terms
from kit.terms import lists as all_lists

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Variable", "describe"]

#: Columns that readers add, and the list of ``terms.yml`` that their values are in.
_ADDED = {
    "status": ("status",), "tier": ("tier",), "voice_group": ("voice_group",),
    "release": ("release",), "role": ("role",),
}  # fmt: skip


@dataclass(frozen=True)
class Variable:
    """A column of what is exported.

    Attributes
    ----------
    name : str
        As it is headed; never changes.
    label : str
        In the language of the export.
    meaning : str
        Empty where nothing more is known.
    kind : str
        text, number, date, or yes_no.
    values : mapping of id to label
        Of a column that takes its values from a list; in the order of the list.
    missing : int
        Rows without a value.
    """

    name: str
    label: str
    kind: str
    meaning: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    missing: int = 0


def describe(
    frame: pd.DataFrame,
    *,
    table: str,
    language: str,
    names: Mapping[str, Mapping[str, str]] | None = None,
) -> tuple[Variable, ...]:
    """Return what is known of each column.

    Parameters
    ----------
    frame : DataFrame
        As `kit.export.gathering` made it.
    table : str
        A table of ``terms.yml``; for a finding any other word.
    language : {"nl", "en"}
    names : mapping of column to (mapping of id to str), optional
        What the study calls its regions and indicators.
    """
    known = names or {}
    return tuple(
        _variable(str(name), frame[name], table, language, known.get(str(name), {}))
        for name in frame
    )


def _variable(
    name: str, series: pd.Series[Any], table: str, language: str, called: Mapping[str, str]
) -> Variable:
    import pandas as pd

    known = columns(table).get(name) if table in TABLES else None
    kind = _kind(series)
    said = words()["columns"].get(name) or {}
    label = known.label[language] if known else str(said.get(language, name))
    meaning = known.meaning[language] if known and known.meaning else ""
    values = called or _values(name, table, said, language)
    if kind == "yes_no":
        page = words()["page"]
        yes_or_no = {"0": str(page["no"][language]), "1": str(page["yes"][language])}
        return Variable(name, label, kind, meaning, yes_or_no, int(series.isna().sum()))
    there = [value for value in series.unique() if not pd.isna(value)]
    fits = kind == "text" and bool(values) and all(str(value) in values for value in there)
    return Variable(
        name, label, kind, meaning, values if fits else {}, missing=int(series.isna().sum())
    )


def _kind(series: pd.Series[Any]) -> str:
    if series.dtype.kind == "b" or str(series.dtype) == "boolean":
        return "yes_no"
    if series.dtype.kind in "iuf":
        return "number"
    return "date" if series.dtype.kind == "M" else "text"


def _values(name: str, table: str, said: Mapping[str, Any], language: str) -> Mapping[str, str]:
    """Return what the values of a column are called; empty where they come from no list."""
    column = next((c for c in TABLES.get(table, ()) if c.name == name), None)
    declared = column.choices if column and isinstance(column.choices, str) else ""
    otherwise: Sequence[str] = said.get("lists", _ADDED.get(name, ()))
    lists = declared.split("|") if declared else otherwise
    known = frozenset(all_lists())
    found = {
        term.id: term.label[language]
        for each in lists
        if each.strip() in known
        for term in terms(each.strip()).values()
    }
    return found | {id: text[language] for id, text in said.get("values", {}).items()}
