"""Region, wave and role as cases and variables, which is where other programs look for them."""

from __future__ import annotations

from collections.abc import Sequence

from kit.documents import Document
from kit.periods import period_of
from kit.refi_qda.naming import made
from kit.refi_qda.records import Case, Value, Variable
from kit.study import Study
from kit.terms import label, terms

__all__ = ["VARIABLES", "cases_of", "values_of"]

#: The first two may stand in any release; a role or a day points at a person sooner.
VARIABLES = tuple(
    Variable(guid=made("variable", id), name=name, type=type_)
    for id, name, type_ in (
        ("region", "Region", "Text"),
        ("wave", "Wave", "Text"),
        ("role", "Role", "Text"),
        ("date", "Date", "Date"),
    )
)


def values_of(study: Study, document: Document, language: str, *, bound: bool) -> tuple[Value, ...]:
    """Return what is known of a document; of its author no more than the role."""
    given = (*_place(study, document, language, bound=bound), document.day.isoformat())
    return tuple(
        Value(variable=variable.guid, value=value, type=variable.type)
        for variable, value in zip(VARIABLES, given, strict=True)
        if value and (variable in VARIABLES[:2] or not bound)
    )


def cases_of(
    study: Study, documents: Sequence[Document], language: str, *, bound: bool
) -> tuple[Case, ...]:
    """Return a case for each region, half-year and, within the team, role that texts are of."""
    found: dict[tuple[str, ...], list[str]] = {}
    for document in documents:
        place = _place(study, document, language, bound=bound)
        found.setdefault(place, []).append(made("document", document.id))
    return tuple(
        Case(
            guid=made("case", " · ".join(place)), name=" · ".join(p for p in place if p),
            sources=tuple(those),
            values=tuple(
                Value(variable=variable.guid, value=value)
                for variable, value in zip(VARIABLES, place, strict=False)
                if value
            ),
        )
        for place, those in sorted(found.items())
    )  # fmt: skip


def _place(study: Study, document: Document, language: str, *, bound: bool) -> tuple[str, str, str]:
    slug = document.region or ""
    region = study.regions[slug].name if slug in study.regions else ""
    region = region or label("tier", document.tier, language)
    role = document.role if document.role in terms("role") and not bound else None
    wave = period_of(document.day, "half_year")
    return region, wave, label("role", role, language) if role else ""
