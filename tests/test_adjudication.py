"""Differences between coders: side by side, decided by somebody, with the trail kept."""

from __future__ import annotations

import pytest

from kit.adjudication import decide, differences, side_by_side
from kit.codings import Coding, by_coder, current
from kit.errors import InputError

NOON, LATER, LATEST = "2026-01-31T12:00:00Z", "2026-01-31T13:00:00Z", "2026-02-01T00:00:00Z"


def coded(coder: str, start: int, end: int, code: str = "finance", document: str = "b-1") -> Coding:
    return Coding(
        id=f"{coder}-{document}-{start}-{code}", document=document, part="happened", start=start,
        end=end, quote="geheim" * 3, code=code, coder=coder, time=NOON,
    )  # fmt: skip


BOTH = [coded("anna", 0, 10), coded("bram", 5, 12)]
ONE = coded("anna", 20, 30)
CODES = ("finance", "organise")
READ = {"anna": ["b-1", "b-2"], "bram": ["b-1"], "carla": ["b-2"]}


def found(records, coders=("anna", "bram"), **more):
    return differences(records, coders=coders, codes=CODES, **({"read": READ} | more))


def test_what_both_coded_is_no_difference_even_when_it_begins_elsewhere():
    assert found(BOTH) == ()


def test_what_one_coded_and_the_other_read_is_a_difference():
    (one,) = found([*BOTH, ONE])
    assert (one.start, one.end, one.coded, one.not_coded) == (20, 30, (ONE,), ("bram",))


@pytest.mark.parametrize(("start", "together"), [(9, True), (10, False)])
def test_passages_that_only_touch_are_two(start, together):
    records = [coded("anna", 0, 10), coded("bram", start, 20)]
    assert len(found(records)) == (0 if together else 2)


def test_who_did_not_read_the_document_does_not_differ():
    assert found([coded("anna", 0, 5, document="b-2")]) == ()
    one = found([coded("anna", 0, 5, document="b-2")], coders=("anna", "bram", "carla"))
    assert [d.not_coded for d in one] == [("carla",)]


def test_without_a_list_of_what_was_read_a_record_shows_that_somebody_was_there():
    other = coded("bram", 0, 3, "organise")
    assert [d.code for d in found([ONE, other], read=None)] == ["organise", "finance"]
    assert found([ONE], read=None) == ()


def test_another_code_is_another_question():
    records = [coded("anna", 0, 10, "finance"), coded("bram", 0, 10, "organise")]
    assert [(d.code, d.not_coded) for d in found(records)] == [
        ("finance", ("bram",)), ("organise", ("anna",)),
    ]  # fmt: skip
    assert found(records, coders=("anna", "bram"), read=READ)
    assert differences(records, coders=("anna", "bram"), codes=["x"], read=READ) == ()


def test_side_by_side_names_coders_and_holds_no_text():
    table = side_by_side(found([*BOTH, ONE]), coders=("anna", "bram", "carla"))
    (row,) = table.to_dict("records")
    assert (row["anna"], row["bram"], row["carla"]) == ("coded", "not coded", "")
    assert "geheim" not in table.to_csv()


@pytest.mark.parametrize("verdict", ["stands", "falls"])
def test_a_decision_settles_it_and_keeps_what_everybody_wrote(verdict):
    (difference,) = found([ONE])
    settled = decide(difference, verdict=verdict, coder="carla", time=LATER, why="omdat")
    records = [ONE, *settled]
    assert found(records) == ()
    assert by_coder(records) == (ONE,)
    assert current(records) == (settled if verdict == "stands" else ())
    assert [(s.coder, s.time, s.memo, s.of) for s in settled] == [("carla", LATER, "omdat", ONE.id)]
    undone = settled[0].decided(decision="remove", coder="carla", time=LATEST)
    assert found([*records, undone]) == (difference,)
    assert current([*records, undone]) == (ONE,)


def test_one_of_the_coders_may_decide():
    (difference,) = found([ONE])
    falls = decide(difference, verdict="falls", coder="anna", time=LATER, why="ik zag het fout")
    assert current([ONE, *falls]) == ()
    assert by_coder([ONE, *falls]) == (ONE,)


def test_a_decision_needs_a_reason_and_a_verdict():
    (difference,) = found([ONE])
    with pytest.raises(InputError, match="why this was decided"):
        decide(difference, verdict="falls", coder="carla", time=LATER, why=" ")
    with pytest.raises(InputError, match="nearest: stands"):
        decide(difference, verdict="stand", coder="carla", time=LATER, why="x")


def test_one_coder_has_nobody_to_differ_from():
    with pytest.raises(InputError, match="at least two coders"):
        found([ONE], coders=("anna",))
