"""The grammar of refusals: where, got, expected, do this."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import CannotWrite, InputError, KitError, Problem, Refused, shorten, unknown_name


def test_a_problem_says_where_what_stands_there_what_should_and_what_to_do() -> None:
    problem = Problem("a.csv, row 2, `date`", "x", "a date", "Look in the agenda.")
    assert str(problem) == 'a.csv, row 2, `date`: got "x", expected a date. Look in the agenda.'


def test_a_problem_about_an_empty_cell_quotes_nothing() -> None:
    assert str(Problem("a.csv, row 2, `date`", "", "a date")) == (
        "a.csv, row 2, `date`: expected a date."
    )


@pytest.mark.parametrize(
    ("length", "whole"), [(59, True), (60, True), (61, False), (10_000, False)]
)
def test_a_quotation_is_at_most_sixty_characters(length: int, *, whole: bool) -> None:
    short = shorten("a" * length)
    assert len(short) == min(length, 60)
    assert short.endswith("…") is not whole


@given(st.text())
def test_a_quotation_is_always_one_printable_line(text: str) -> None:
    short = shorten(text)
    assert len(short) <= 60
    assert short.isprintable()


def test_a_character_that_turns_the_writing_round_is_made_visible() -> None:
    assert "\u202e" not in str(Problem("study.yml", "\u202egro.elpmaxe", "a name"))
    assert r"\u202e" in str(Problem("study.yml", "\u202egro.elpmaxe", "a name"))


def test_all_problems_are_told_at_once_with_the_good_rows_and_the_advice() -> None:
    problems = [Problem("a", "1", "2"), Problem("b", "3", "4")]
    told = str(InputError(problems, good_rows=1204, do="Correct the file."))
    assert told.splitlines() == [
        'a: got "1", expected 2.',
        'b: got "3", expected 4.',
        "2 problems, 1,204 good rows. Correct the file.",
    ]


def test_one_problem_and_one_row_are_not_plural() -> None:
    assert str(InputError([Problem("a", "1", "2")], good_rows=1)).endswith("1 problem, 1 good row.")


def test_good_rows_are_left_out_where_rows_mean_nothing() -> None:
    assert str(InputError([Problem("a", "1", "2")])).endswith("\n1 problem.")


def test_a_misspelt_name_is_told_what_exists_and_the_nearest() -> None:
    problem = unknown_name("x", "Noorderkolc", ["zonnehei", "noorderkolk"])
    assert problem.expected == "one of noorderkolk, zonnehei (nearest: noorderkolk)"


def test_a_name_like_nothing_is_not_told_a_nearest() -> None:
    assert "nearest" not in unknown_name("x", "qqq", ["noorderkolk"]).expected


def test_a_name_where_none_exists_is_told_so() -> None:
    assert "none is defined yet" in unknown_name("x", "a", []).expected


def test_each_way_to_refuse_has_its_own_exit_code() -> None:
    codes = {kind.__name__: kind.exit_code for kind in (InputError, Refused, CannotWrite)}
    assert codes == {"InputError": 3, "Refused": 5, "CannotWrite": 6}
    assert all(issubclass(kind, KitError) for kind in (InputError, Refused, CannotWrite))
