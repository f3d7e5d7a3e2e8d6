"""What the texts are called that themes are counted in: entries, interviews, documents."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kit.language import Both

__all__ = ["ENTRIES", "TEXTS", "WITH_DOCUMENTS", "Nouns"]


@dataclass(frozen=True)
class Nouns:
    """Words for the documents of a finding, and for who wrote or spoke.

    Attributes
    ----------
    one, more : Both
        One document, and several.
    one_in_full, in_full : Both
        As a finding names them first.
    unit : Both
        A part of a document, and whose it is.
    units : Both
    writer, writers : Both
    most : Both
        The one who wrote or said most of a theme.
    too_few : Both
        That too few people wrote or spoke; a sentence goes on after it.
    nothing : Both
        What a dash in a figure means.
    """

    one: Both
    more: Both
    one_in_full: Both
    in_full: Both
    unit: Both
    units: Both
    writer: Both
    writers: Both
    most: Both
    too_few: Both
    nothing: Both


ENTRIES = Nouns(
    one=Both("bijdrage", "entry"),
    more=Both("bijdragen", "entries"),
    one_in_full=Both("logboekbijdrage", "logbook entry"),
    in_full=Both("logboekbijdragen", "logbook entries"),
    unit=Both("hetzelfde veld van een bijdrage", "the same field of an entry"),
    units=Both("velden", "fields"),
    writer=Both("auteur", "author"),
    writers=Both("auteurs", "authors"),
    most=Both("de auteur die er het meest over schrijft", "the author who writes most about it"),
    too_few=Both("Er schreven te weinig mensen", "Too few people wrote"),
    nothing=Both("niets geschreven", "nothing written"),
)
TEXTS = Nouns(
    one=Both("tekst", "text"),
    more=Both("teksten", "texts"),
    one_in_full=Both("tekst (bijdrage of interview)", "text (entry or interview)"),
    in_full=Both("teksten (bijdragen en interviews)", "texts (entries and interviews)"),
    unit=Both("hetzelfde veld of dezelfde beurt van een tekst", "the same field or turn of a text"),
    units=Both("velden en beurten", "fields and turns"),
    writer=Both("mens", "person"),
    writers=Both("mensen", "people"),
    most=Both("degene die er het meest over zegt", "the one who says most about it"),
    too_few=Both("Er kwamen te weinig mensen aan het woord", "Too few people were heard"),
    nothing=Both("geen teksten", "no texts"),
)
WITH_DOCUMENTS = replace(
    TEXTS,
    one_in_full=Both(
        "tekst (bijdrage, interview of document)", "text (entry, interview or document)"
    ),
    in_full=Both(
        "teksten (bijdragen, interviews en documenten)", "texts (entries, interviews and documents)"
    ),
    unit=Both(
        "hetzelfde veld, stuk of dezelfde beurt van een tekst",
        "the same field, stretch or turn of a text",
    ),
    units=Both("velden, stukken en beurten", "fields, stretches and turns"),
)
