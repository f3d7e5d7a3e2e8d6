"""Differences of coders in a form: side by side, decided with a reason, the trail kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from deciding_cases import coded, fill, form_in, has_read, made, records, rows_of
from openpyxl import load_workbook

from kit.adjudication_screen import laid_out, settled
from kit.cli import main
from kit.codings import Coding, append, by_coder, current, readers
from kit.errors import InputError, Problem
from kit.study import Study

LATER = "2026-02-01T00:00:00Z"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Anna and bram read all; both coded the first text, anna the second, bram the third."""
    study = made(tmp_path)
    for coder, numbers in (("anna", (0, 1)), ("bram", (0, 2))):
        for number in numbers:
            coded(study, number, coder=coder)
        has_read(study, coder=coder)
    return study


def ask(study: Study, **more: str) -> list[str]:
    return list(laid_out(study, **{"code_list": "phm_element", "coder": "carla"} | more))


def decide(study: Study, *decisions: tuple[str | None, str | None]) -> Path:
    form = form_in(study, "differences")
    cells: dict[tuple[int, str], object] = {}
    for number, (decision, reason) in enumerate(decisions, start=1):
        cells |= {(number, "Besluit"): decision, (number, "Reden"): reason}
    fill(form, cells)
    return form


def problems_of(study: Study) -> list[Problem]:
    with pytest.raises(InputError) as told:
        list(settled(study))
    return list(told.value.problems)


def test_the_form_shows_what_each_coder_said_and_asks_for_decision_and_reason(
    study: Study,
) -> None:
    ask(study)
    form = form_in(study, "differences")
    rows = rows_of(form)
    assert list(rows[0]) == [
        "Nummer", "Code", "Passage", "Codeur anna", "Codeur bram", "Besluit", "Reden",
    ]  # fmt: skip
    said = [(row["Codeur anna"], row["Codeur bram"], row["Besluit"], row["Reden"]) for row in rows]
    assert said == [
        ("gaf de code", "gaf de code niet", None, None),
        ("gaf de code niet", "gaf de code", None, None),
    ]
    assert rows[0]["Passage"] == "Over opbrengstverdeling en besparingen is gepraat."
    (rule,) = load_workbook(form).worksheets[0].data_validations.dataValidation
    assert rule.formula1 == '"geldt,vervalt"'
    key = form.with_suffix(".key.json").read_text(encoding="utf-8")
    assert "besparing" not in key


def test_who_did_not_read_a_text_has_an_empty_cell(study: Study) -> None:
    coded(study, 3, coder="dirk")
    ask(study)
    cells = [row["Codeur dirk"] for row in rows_of(form_in(study, "differences"))]
    assert cells == [None, None, "gaf de code"]


def test_what_was_decided_stands_and_falls_and_everything_written_is_kept(study: Study) -> None:
    before = records(study)
    ask(study)
    decide(study, ("geldt", "het gaat over geld"), ("vervalt", "alleen terloops"))
    told = "\n".join(settled(study))
    assert "codings/carla.jsonl: 1 coding stands, 1 coding falls" in told
    assert set(before) < set(records(study))
    mine = [one for one in records(study) if one.coder == "carla"]
    assert [(one.decision, one.memo) for one in mine] == [
        ("adjudicated", "het gaat over geld"), ("reject", "alleen terloops"),
    ]  # fmt: skip
    assert all(one.of in {earlier.id for earlier in before} for one in mine)
    quotes = sorted(one.quote for one in current(records(study)))
    assert [quote[:14] for quote in quotes] == [
        "De verzekeraar",
        "De verzekeraar",
        "Over opbrengst",
    ]
    assert len(by_coder(records(study))) == 4  # what agreement is about does not change
    assert ask(study) == ["No undecided differences about phm_element; no form was made."]


def test_who_decides_is_no_third_coder_of_the_texts(study: Study) -> None:
    ask(study)
    decide(study, ("geldt", "a"), ("vervalt", "b"))
    list(settled(study))
    assert set(readers(records(study))["coder"]) == {"anna", "bram"}


def test_one_of_the_coders_may_decide(study: Study) -> None:
    ask(study, coder="anna")
    decide(study, ("vervalt", "ik zag het fout"))
    list(settled(study))
    assert len(current(records(study))) == 3
    assert len(by_coder(records(study))) == 4


def test_reading_the_same_form_twice_adds_nothing(study: Study) -> None:
    ask(study)
    decide(study, ("geldt", "a"), ("vervalt", "b"))
    list(settled(study))
    once = (study.root / "codings" / "carla.jsonl").read_bytes()
    assert list(settled(study)) == ["2 decisions read: 2 of them in the files already."]
    assert (study.root / "codings" / "carla.jsonl").read_bytes() == once


def test_a_decision_that_is_changed_keeps_the_one_before(study: Study) -> None:
    ask(study)
    for decision, stands in (("geldt", 4), ("vervalt", 3), ("geldt", 4)):
        decide(study, (decision, f"nu {decision}"))
        list(settled(study))
        assert len(current(records(study))) == stands, decision
    mine = [one.decision for one in records(study) if one.coder == "carla"]
    assert mine == ["adjudicated", "reject", "adjudicated"]


def test_the_same_differences_are_not_put_in_a_second_form(study: Study) -> None:
    ask(study)
    decide(study, ("geldt", "a"))
    filled = form_in(study, "differences").read_bytes()
    with pytest.raises(InputError, match="the same form, which is there already"):
        ask(study)
    assert form_in(study, "differences").read_bytes() == filled


def test_a_form_edited_into_nonsense_is_told_whole_and_the_good_rows_are_taken(
    study: Study,
) -> None:
    coded(study, 3, coder="anna")
    coded(study, 4, coder="anna")
    ask(study)
    form = decide(study, ("geldt", "goed"), ("vervalt", None), ("misschien", "x"), ("geldt", "weg"))
    fill(form, {(4, "Nummer"): 40})
    told = [str(problem) for problem in problems_of(study)]
    assert len(told) == 3
    assert any("`memo`" in line and "why this was decided" in line for line in told)
    assert any("`answer`" in line and '"misschien"' in line for line in told)
    assert any("`item`" in line and "from 1 to 4" in line for line in told)
    assert not any("opbrengst" in line for line in told)
    assert [one.memo for one in records(study) if one.coder == "carla"] == ["goed"]


def test_an_empty_decision_is_no_decision_whatever_the_reason_says(study: Study) -> None:
    ask(study)
    decide(study, (None, "nog bespreken"))
    assert list(settled(study)) == ["0 decisions read: 0 of them in the files already."]
    assert not (study.root / "codings" / "carla.jsonl").exists()


def test_a_coding_that_was_taken_back_since_is_told(study: Study) -> None:
    ask(study)
    mine = next(one for one in records(study) if one.coder == "anna" and "gepraat" in one.quote)
    back = mine.decided(decision="remove", coder="anna", time=LATER)
    append(study, coder="anna", codings=[back])
    decide(study, ("geldt", "a"), ("geldt", "b"))
    (problem,) = problems_of(study)
    assert "a coding that was taken back since" in str(problem)
    assert [one.memo for one in records(study) if one.coder == "carla"] == ["b"]


def test_one_coder_has_nobody_to_differ_from(tmp_path: Path) -> None:
    study = made(tmp_path)
    coded(study, 0, coder="anna")
    with pytest.raises(InputError, match="at least two"):
        ask(study)
    assert not (study.root / "differences").exists()


def test_a_coder_named_after_a_column_does_not_confuse_the_form(tmp_path: Path) -> None:
    study = made(tmp_path)
    for coder, numbers in (("memo", (0, 1)), ("besluit", (0,))):
        for number in numbers:
            coded(study, number, coder=coder)
        has_read(study, coder=coder)
    ask(study)
    decide(study, ("geldt", "a"))
    list(settled(study))
    assert [one.decision for one in records(study) if one.coder == "carla"] == ["adjudicated"]


def test_a_withdrawn_person_leaves_no_words_in_the_form(study: Study) -> None:
    from kit.withdrawal import withdraw

    ask(study)
    decide(study, ("geldt", "a"), ("vervalt", "b"))
    withdraw(study, "a2")
    passages = [str(row["Passage"]) for row in rows_of(form_in(study, "differences"))]
    assert passages == ["De opbrengst van de besparing gaat naar de wijk."]
    list(settled(study))
    assert [one.memo for one in records(study) if one.coder == "carla"] == ["b"]


def test_the_verb_makes_a_form_and_reads_it(
    study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    root = str(study.root)
    assert main(["adjudicate", root, "--code-list", "phm_element"]) == 0
    told = capsys.readouterr().out
    assert "2 differences between anna, bram" in told
    assert "codings/team.jsonl" in told
    decide(study, ("geldt", "a"), ("vervalt", None))
    assert main(["adjudicate", root]) == 3
    out, err = capsys.readouterr()
    assert "1 coding stands" in out
    assert "`memo`" in err
    assert main(["check", root]) == 0
    capsys.readouterr()
    assert main(["adjudicate", root, "--code-list", "phm_elemen"]) == 3
    assert "nearest: phm_element" in capsys.readouterr().err


def test_an_accepted_suggestion_may_be_decided_about_too(study: Study) -> None:
    mine = next(one for one in records(study) if one.coder == "bram" and "wijk" in one.quote)
    found = Coding(**{**vars(mine), "id": "s-1", "coder": "", "method": "suggestion"})
    append(study, coder="bram", codings=[
        mine.decided(decision="remove", coder="bram", time=LATER),
        found.decided(decision="accept", coder="bram", time=LATER),
    ])  # fmt: skip
    ask(study)
    decide(study, ("geldt", "a"), ("vervalt", "b"))
    list(settled(study))
    assert "wijk" not in "".join(one.quote for one in current(records(study)))
