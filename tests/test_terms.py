"""The words: one concept, one word in each language."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from kit.errors import InputError
from kit.terms import Term, _document, column, columns, label, terms

LISTS = sorted(_document()["lists"])
TABLES = sorted(_document()["columns"])


def twice_written(known: Mapping[str, Term]) -> set[str]:
    seen: dict[str, str] = {}
    return {
        word
        for term in known.values()
        for word in term.written_as()
        if seen.setdefault(word, term.id) != term.id
    }


@pytest.mark.parametrize("name", LISTS)
def test_no_two_terms_of_a_list_are_written_the_same(name: str) -> None:
    assert twice_written(terms(name)) == set()


@pytest.mark.parametrize("table", TABLES)
def test_no_two_columns_of_a_table_are_written_the_same(table: str) -> None:
    # A header is read with underscores as spaces.
    spaced = {
        id: Term(id, term.label, tuple(word.replace("_", " ") for word in term.written_as()))
        for id, term in columns(table).items()
    }
    assert twice_written(spaced) == set()


@pytest.mark.parametrize("name", LISTS)
def test_every_term_has_an_id_and_a_label_in_both_languages(name: str) -> None:
    for id, term in terms(name).items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", id)
        assert term.id == id
        for text in (term.label.nl, term.label.en):
            assert text == text.strip() != ""


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_explained_in_both_languages(table: str) -> None:
    for term in columns(table).values():
        assert term.meaning is not None, term.id
        assert term.meaning.nl
        assert term.meaning.en
        assert column(table, term.id) is term


def test_every_parent_is_a_term_somewhere() -> None:
    known = {id for name in LISTS for id in terms(name)}
    parents = {term.parent for name in LISTS for term in terms(name).values() if term.parent}
    assert parents - known <= {"condition", "process"}


def test_every_list_of_codes_is_a_list_and_its_ids_are_those_of_no_other() -> None:
    ids = [id for name in terms("code_list") for id in terms(name)]
    assert len(ids) == len(set(ids))


def test_releases_stand_in_order_from_few_to_all_readers() -> None:
    assert list(terms("release")) == ["team", "region", "consortium", "public"]


def test_a_word_is_known_in_any_capitals_and_both_languages() -> None:
    assert {"gp", "huisarts", "general practitioner"} <= set(terms("role")["gp"].written_as())


def test_an_unknown_list_table_or_term_is_told_the_nearest() -> None:
    with pytest.raises(InputError, match="nearest: release"):
        terms("releases")
    with pytest.raises(InputError, match="nearest: logbook"):
        columns("logbooks")
    with pytest.raises(InputError, match="nearest: consortium"):
        label("release", "consorsium", "nl")
