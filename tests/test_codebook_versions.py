"""What changed between two versions, and what may be joined."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kit.codebook import Code, Codebook, read_codebook
from kit.codebook_versions import Differences, differences, same_definition
from kit.codes import parse_rule
from kit.errors import InputError
from kit.language import Both

OLD = read_codebook(Path(__file__).parent / "cases" / "codebooks" / "own_lists.yml")


def changed(**codes: Code | None) -> Codebook:
    """Return the next version, with some codes replaced; None takes one out."""
    all_codes = {**OLD.codes, **codes}
    kept = {id: code for id, code in all_codes.items() if code is not None}
    return replace(OLD, version="1.1", codes=kept)


def code(id: str, /, **values: object) -> Code:
    return replace(OLD.codes[id], **values)  # type: ignore[arg-type]


def test_a_version_differs_in_nothing_from_itself() -> None:
    assert differences(OLD, OLD) == Differences()
    assert differences(OLD, OLD).as_text() == ""


def test_each_kind_of_change_is_told_apart() -> None:
    term = OLD.codes["trust_all"].term
    new = changed(
        no=None,
        trust_all=code("trust_all", term=replace(term, label=Both("Vertrouwen hebben", "Trust"))),
        shared_budget=code(
            "shared_budget", term=replace(OLD.codes["shared_budget"].term, parent=None)
        ),
        trust_people=code("trust_people", exclude=None),
        finance=code("finance", takes_away=()),
        hope=code(
            "trust_all", id="hope", term=replace(term, id="hope", label=Both("Hoop", "Hope"))
        ),
    )
    found = differences(OLD, new)
    assert found == Differences(
        added=("hope",),
        gone=("no",),
        renamed=("trust_all",),
        moved=("shared_budget",),
        redefined=("trust_people",),
        rules_changed=("finance",),
    )
    assert "1 code defined differently: trust_people" in found.as_text()


def test_another_order_of_the_rules_is_no_change_and_another_gap_is() -> None:
    finance = OLD.codes["finance"]
    turned = code("finance", rules=tuple(reversed(finance.rules)))
    assert differences(OLD, changed(finance=turned)).rules_changed == ()
    rule = OLD.codes["shared_budget"].rules[0]
    wider = replace(rule, written="gedeeld ..3 budget", words=parse_rule("gedeeld ..3 budget"))
    new = changed(shared_budget=code("shared_budget", rules=(wider,)))
    assert differences(OLD, new).rules_changed == ("shared_budget",)


def test_colour_memo_example_and_history_are_no_change() -> None:
    new = changed(no=code("no", colour="#000000", memo="x", example=Both.of("y"), history=()))
    assert differences(OLD, new) == Differences()


def test_a_code_whose_id_was_changed_is_pointed_out() -> None:
    term = OLD.codes["no"].term
    new = changed(no=None, distrust=code("no", id="distrust", term=replace(term, id="distrust")))
    found = differences(OLD, new)
    assert (found.gone, found.added) == (("no",), ("distrust",))
    assert found.perhaps_the_same == (("no", "distrust"),)
    assert "do not follow by themselves" in found.as_text()


def test_a_definition_is_the_same_when_only_rules_or_looks_differ() -> None:
    new = changed(no=code("no", rules=(), colour="#000000"))
    assert same_definition(OLD, new, "no")


@pytest.mark.parametrize("field", ["definition", "include", "exclude"])
def test_a_definition_is_another_when_its_text_differs(field: str) -> None:
    assert not same_definition(OLD, changed(no=code("no", **{field: Both.of("Iets.")})), "no")


def test_a_definition_is_another_under_another_parent() -> None:
    moved = code("no", term=replace(OLD.codes["no"].term, parent="trust_all"))
    assert not same_definition(OLD, changed(no=moved), "no")


def test_a_code_that_one_version_lacks_means_the_same_nowhere() -> None:
    assert not same_definition(OLD, changed(no=None), "no")
    assert not same_definition(changed(no=None), OLD, "no")
    with pytest.raises(InputError, match="nearest: trust_all"):
        same_definition(OLD, OLD, "trust_al")
