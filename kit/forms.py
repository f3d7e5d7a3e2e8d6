"""Forms that people fill in, made from the declarations of the tables they are read with.

A form is made when it is asked for and never stored, so that it cannot say anything else than the
module that reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kit import (
    actions,
    areas,
    indicators,
    interviews,
    learning_history,
    logbook,
    maturity,
    papers,
    quotes,
)
from kit.control_chart import rebasing
from kit.files import shipped
from kit.hotspot_sources.declared import COLUMNS as HOTSPOTS
from kit.language import Both
from kit.study import Study
from kit.terms import Term, columns, terms
from kit.values import Column

__all__ = ["FIRST", "TABLES", "Field", "Form", "form_of"]

#: The forms that a new study begins with; the others wait in a folder of their own.
FIRST = ("logbook", "indicators", *actions.COLUMNS)

#: Every table of a study that people fill in, with its columns in the order of reading.
TABLES: Mapping[str, Sequence[Column]] = {
    "logbook": logbook.COLUMNS,
    "indicators": indicators.COLUMNS,
    **actions.COLUMNS,
    "interviews": interviews.COLUMNS,
    "documents": papers.COLUMNS,
    "quotes": quotes.COLUMNS,
    **learning_history.COLUMNS,
    "maturity": maturity.COLUMNS,
    "workshop": maturity.WORKSHOP,
    "rebasing": rebasing.COLUMNS,
    "areas": areas.COLUMNS,
    **HOTSPOTS,
}

_MARK = Both("VOORBEELD", "EXAMPLE")
_YES_NO = Both("ja nee", "yes no")
_HOW = {
    "text": Both("Tekst.", "Text."),
    "name": Both("Een korte tekst of code.", "A short text or code."),
    "date": Both("Een datum, zoals 12-03-2025.", "A date, such as 2025-03-12."),
    "yes_no": Both("ja of nee.", "yes or no."),
    "integer": Both("Een heel getal, nul of meer.", "A whole number, zero or more."),
    "number": Both("Een getal.", "A number."),
    "figure": Both("Een getal, <10, of niets.", "A number, <10, or nothing."),
    "period": Both("2025, 2025H1 of 2025Q1.", "2025, 2025H1 or 2025Q1."),
    "choice": Both("Kies uit de lijst:", "Choose from the list:"),
    "counts": Both(
        "Een aantal per groep, met een puntkomma ertussen. De groepen zijn:",
        "A count per group, with a semicolon in between. The groups are:",
    ),
    "names": Both(
        "Een of meer, met een puntkomma ertussen.", "One or more, with a semicolon in between."
    ),
}


@dataclass(frozen=True)
class Field:
    """A column of a form, in one language.

    Attributes
    ----------
    id : str
    label, meaning, how : str
        Its name, what it means, and how to fill it in.
    kind : str
        As in `kit.values.Column`.
    required : bool
    options : tuple of str
        What its drop-down offers; empty when anything may be written.
    closed : bool
        Whether nothing but the options can be read. Regions and areas may be added to
        ``study.yml`` after a form was made.
    example : object
        Cell of the example row; None is empty.
    """

    id: str
    label: str
    meaning: str
    how: str
    kind: str
    required: bool
    options: tuple[str, ...]
    closed: bool
    example: Any

    @property
    def heading(self) -> str:
        """Its name as it stands above the column, with a star when it is required."""
        return f"{self.label} *" if self.required else self.label


@dataclass(frozen=True)
class Form:
    """The form of a table, in one language.

    Attributes
    ----------
    table : str
        logbook, indicators, change_tasks or interventions.
    language : str
    title : str
    says : str
        What to know before filling it in.
    fields : tuple of Field
    """

    table: str
    language: str
    title: str
    says: str
    fields: tuple[Field, ...]


def form_of(study: Study, table: str, *, language: str) -> Form:
    """Return the form of a table, with the regions and areas of `study` to choose from.

    Parameters
    ----------
    study : Study
    table : str
        A key of `TABLES`.
    language : {"nl", "en"}
    """
    texts = _examples()[table]
    declared = {column.name: column for column in TABLES[table]}
    first = next(iter(study.regions.values()))
    example = {**texts["example"], "region": first.slug}
    if "area" in example and first.areas:
        example["area"] = first.areas[0].code
    fields: list[Field] = []
    for id, term in columns(table).items():
        column = declared[id]
        options = _options(column, study, language)
        cell = _example(example.get(id), column, language)
        if not fields:
            cell = _MARK[language] if id == "id" else f"{_MARK[language]} {cell}"
        fields.append(
            Field(
                id=id,
                label=term.label[language],
                meaning=term.meaning[language] if term.meaning else "",
                how=_how(column, options, language),
                kind=column.kind,
                # With one region there is nothing to choose, and the readers fill it in.
                required=column.required and not (id == "region" and len(study.regions) == 1),
                options=options,
                closed=id not in ("region", "area"),
                example=cell,
            )
        )
    return Form(table, language, texts["sheet"][language], texts["says"][language], tuple(fields))


@lru_cache(maxsize=1)
def _examples() -> Mapping[str, Any]:
    import yaml

    path = shipped("templates", "study", "examples.yml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def _example(value: Any, column: Column, language: str) -> Any:
    if isinstance(value, Mapping):
        return value[language]
    if isinstance(value, bool):
        return _YES_NO[language].split()[0 if value else 1]
    if value is not None and column.kind == "choice":
        return next(term.label[language] for term in _terms(column) if term.id == value)
    return value


def _terms(column: Column) -> tuple[Term, ...]:
    """Return the words of a column, each id once."""
    names = column.choices.split("|") if isinstance(column.choices, str) else ()
    return tuple({id: term for name in names for id, term in terms(name).items()}.values())


def _options(column: Column, study: Study, language: str) -> tuple[str, ...]:
    if column.name == "region":
        return tuple(study.regions)
    if column.name == "area":
        codes = (area.code for region in study.regions.values() for area in region.areas)
        return tuple(dict.fromkeys(codes))
    if column.kind == "yes_no":
        return tuple(_YES_NO[language].split())
    if column.kind == "choice":
        return tuple(term.label[language] for term in _terms(column))
    return ()


def _how(column: Column, options: tuple[str, ...], language: str) -> str:
    if column.name in ("region", "area") and options:
        return "\n".join([_HOW["choice"][language], *(f"– {option}" for option in options)])
    lines = [_HOW[column.kind][language]]
    for term in _terms(column):
        says = f": {term.meaning[language]}" if term.meaning else ""
        lines.append(f"– {term.label[language]}{says}")
    if column.name == "learning_questions":
        questions = terms("learning_question").values()
        lines += [f"– {term.id}: {term.label[language]}" for term in questions]
    return "\n".join(lines)
