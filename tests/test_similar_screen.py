"""More like this, in a form: put before one person, and nothing counts until accepted."""

from __future__ import annotations

from pathlib import Path

import pytest
from deciding_cases import coded, fill, form_in, made, records, rows_of, texts_of
from openpyxl import load_workbook

from kit.cli import main
from kit.codings import Coding, append, current, readers
from kit.errors import InputError, Problem
from kit.similar_screen import decided, suggested
from kit.study import Study

HOORT = "Hoort de code hierbij?"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = made(tmp_path)
    coded(study, 0, coder="anna")
    return study


def ask(study: Study, **more: object) -> list[str]:
    asked = {"code": "finance", "coder": "bram", "unit": "part", "most": 20} | more
    return list(suggested(study, **asked))  # type: ignore[arg-type]


def at(form: Path, text: str) -> int:
    return next(i for i, row in enumerate(rows_of(form), 1) if text in str(row["Passage"]))


def accepted(study: Study) -> list[Coding]:
    return [one for one in current(records(study)) if one.method == "suggestion"]


def problems_of(study: Study) -> list[Problem]:
    with pytest.raises(InputError) as told:
        list(decided(study))
    return list(told.value.problems)


def test_the_form_shows_passages_alike_with_a_drop_down_and_no_answer(study: Study) -> None:
    ask(study)
    form = form_in(study, "suggestions")
    rows = rows_of(form)
    assert list(rows[0]) == ["Nummer", "Code", "Passage", "Lijkt door", HOORT, "Opmerking"]
    assert [row["Nummer"] for row in rows] == list(range(1, len(rows) + 1))
    assert {row[HOORT] for row in rows} == {None}
    passages = [str(row["Passage"]) for row in rows]
    assert not any("De verzekeraar verdeelt" in passage for passage in passages)  # coded already
    (rule,) = load_workbook(form).worksheets[0].data_validations.dataValidation
    assert rule.formula1 == '"overnemen,afwijzen,twijfel"'
    formula = load_workbook(form).worksheets[0].cell(at(form, "=1+1") + 1, 3)
    assert formula.data_type == "s"


def test_the_key_holds_no_text_and_names_what_made_it(study: Study) -> None:
    ask(study)
    key = form_in(study, "suggestions").with_suffix(".key.json").read_text(encoding="utf-8")
    assert "similar-1 " in key
    assert "opbrengst" not in key


def test_nothing_counts_before_somebody_accepts_and_a_form_read_empty_changes_nothing(
    study: Study,
) -> None:
    before = records(study)
    ask(study)
    assert records(study) == before
    assert list(decided(study))[-1].startswith("0 answers read")
    assert records(study) == before
    assert not (study.root / "codings" / "bram.jsonl").exists()


def test_what_is_accepted_becomes_a_coding_of_who_accepted_and_names_the_model(
    study: Study,
) -> None:
    ask(study)
    form = form_in(study, "suggestions")
    yes, no, unsure = at(form, "gaat naar de wijk"), at(form, "gepraat"), at(form, "=1+1")
    fill(form, {(yes, HOORT): "overnemen", (yes, "Opmerking"): "past", (no, HOORT): "afwijzen",
                (unsure, HOORT): "twijfel"})  # fmt: skip
    told = "\n".join(decided(study))
    assert "codings/bram.jsonl: 1 accepted, 1 rejected, 0 taken back" in told
    assert "1 doubt left undecided" in told
    (one,) = accepted(study)
    assert one.quote == "De opbrengst van de besparing gaat naar de wijk."
    assert (one.coder, one.code, one.decision, one.memo) == ("bram", "finance", "accept", "past")
    assert one.made_with.startswith("similar-1 ")
    text = next(d.text for d in texts_of(study) if d.id == one.document)
    assert text[one.start : one.end] == one.quote


def test_reading_the_same_form_twice_adds_nothing(study: Study) -> None:
    ask(study)
    form = form_in(study, "suggestions")
    fill(form, {(1, HOORT): "overnemen", (2, HOORT): "afwijzen"})
    list(decided(study))
    once = (study.root / "codings" / "bram.jsonl").read_bytes()
    told = list(decided(study))
    assert (study.root / "codings" / "bram.jsonl").read_bytes() == once
    assert told == ["2 answers read: 2 of them in the files already, 0 doubts left undecided."]


def test_who_changes_an_answer_changes_what_stands_and_keeps_the_trail(study: Study) -> None:
    ask(study)
    form = form_in(study, "suggestions")
    for answer, stands in (("overnemen", 1), ("afwijzen", 0), ("overnemen", 1), ("twijfel", 0)):
        fill(form, {(1, HOORT): answer})
        list(decided(study))
        assert len(accepted(study)) == stands, answer
    mine = [one for one in records(study) if one.coder == "bram"]
    assert [one.decision for one in mine] == ["accept", "reject", "accept", "remove"]


def test_what_was_rejected_or_accepted_is_not_put_before_anybody_again(study: Study) -> None:
    ask(study)
    form = form_in(study, "suggestions")
    first, second = (str(row["Passage"]) for row in rows_of(form)[:2])
    fill(form, {(1, HOORT): "overnemen", (2, HOORT): "afwijzen"})
    list(decided(study))
    ask(study)
    (new,) = set((study.root / "suggestions").glob("*.xlsx")) - {form}
    assert not {first, second} & {str(row["Passage"]) for row in rows_of(new)}


def test_the_same_suggestions_are_not_put_in_a_second_form(study: Study) -> None:
    ask(study)
    before = form_in(study, "suggestions").read_bytes()
    with pytest.raises(InputError, match="the same form, which is there already"):
        ask(study)
    assert form_in(study, "suggestions").read_bytes() == before
    ask(study, coder="carla")  # somebody else may be asked the same
    assert len(list((study.root / "suggestions").glob("*.xlsx"))) == 2


def test_who_sorts_whole_rows_changes_nothing(study: Study) -> None:
    ask(study)
    form = form_in(study, "suggestions")
    yes = at(form, "gaat naar de wijk")
    fill(form, {(yes, HOORT): "accept"})
    book = load_workbook(form)
    sheet = book.worksheets[0]
    rows = sorted(sheet.iter_rows(min_row=2, values_only=True), key=lambda row: str(row[2])[::-1])
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = value
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    book.save(form)
    list(decided(study))
    assert [one.quote for one in accepted(study)] == [
        "De opbrengst van de besparing gaat naar de wijk."
    ]


def test_a_form_edited_into_nonsense_is_told_whole_and_the_good_rows_are_taken(
    study: Study,
) -> None:
    ask(study)
    form = form_in(study, "suggestions")
    yes = at(form, "gaat naar de wijk")
    others = [i for i in range(1, len(rows_of(form)) + 1) if i != yes]
    fill(form, {
        (yes, HOORT): "overnemen",
        (others[0], HOORT): "misschien",
        (others[1], HOORT): "overnemen", (others[1], "Nummer"): 99,
    })  # fmt: skip
    told = [str(problem) for problem in problems_of(study)]
    assert len(told) == 2
    assert any("`answer`" in line and '"misschien"' in line for line in told)
    assert any("`item`" in line and "from 1 to" in line for line in told)
    assert len(accepted(study)) == 1


def test_a_column_sorted_without_the_others_is_told_and_not_taken(study: Study) -> None:
    ask(study)
    form = form_in(study, "suggestions")
    one, two = at(form, "gaat naar de wijk"), at(form, "gepraat")
    texts = {row["Nummer"]: str(row["Passage"]) for row in rows_of(form)}
    fill(form, {(one, HOORT): "overnemen", (one, "Passage"): texts[two],
                (two, "Passage"): texts[one]})  # fmt: skip
    (problem,) = problems_of(study)
    assert f"the passage of number {one}" in str(problem)
    assert "opbrengst" not in str(problem)
    assert accepted(study) == []


@pytest.mark.parametrize("content", ["{", '{"format": 9}', '{"format": 1, "kind": "sample"}', None])
def test_a_key_that_is_gone_or_no_key_is_told(study: Study, content: str | None) -> None:
    ask(study)
    key = form_in(study, "suggestions").with_suffix(".key.json")
    key.unlink()
    if content is not None:
        key.write_text(content, encoding="utf-8")
    (problem,) = problems_of(study)
    assert problem.where.startswith("suggestions/finance-bram-")


def test_a_passage_that_moved_is_found_again_and_one_that_is_gone_is_told(
    study: Study, tmp_path: Path
) -> None:
    ask(study)
    form = form_in(study, "suggestions")
    moved, gone = at(form, "gaat naar de wijk"), at(form, "gepraat")
    fill(form, {(moved, HOORT): "overnemen", (gone, HOORT): "overnemen"})
    book = (tmp_path / "logbook.csv").read_text(encoding="utf-8")
    book = book.replace(
        "De opbrengst van de besparing gaat", "Vooraf: De opbrengst van de besparing gaat"
    )
    book = book.replace("Over opbrengstverdeling en besparingen is gepraat.", "Er was taart.")
    (tmp_path / "logbook.csv").write_text(book, encoding="utf-8")
    (problem,) = problems_of(study)
    assert "a passage that still stands in its text" in str(problem)
    (one,) = accepted(study)
    assert one.quote == "De opbrengst van de besparing gaat naar de wijk."


def test_two_files_of_one_form_that_answer_differently_are_told(study: Study) -> None:
    ask(study)
    form = form_in(study, "suggestions")
    fill(form, {(1, HOORT): "overnemen"})
    form.with_suffix(".csv").write_text(f"Nummer;{HOORT}\n1;afwijzen\n", encoding="utf-8")
    (problem,) = problems_of(study)
    assert "one answer; " in str(problem)
    assert accepted(study) == []


def test_what_somebody_coded_meanwhile_is_not_coded_twice(study: Study) -> None:
    ask(study)
    form = form_in(study, "suggestions")
    fill(form, {(at(form, "gaat naar de wijk"), HOORT): "overnemen"})
    coded(study, 2, coder="bram")
    list(decided(study))
    assert len(current(records(study))) == 2
    assert accepted(study) == []


def test_who_accepted_a_passage_is_not_said_to_have_read_the_document(study: Study) -> None:
    ask(study)
    fill(form_in(study, "suggestions"), {(1, HOORT): "overnemen"})
    list(decided(study))
    assert set(readers(records(study))["coder"]) == {"anna"}


def test_a_coders_file_with_a_problem_stops_it_before_anything_is_written(study: Study) -> None:
    (study.root / "codings" / "anna.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(InputError, match="nothing was made or taken over"):
        ask(study)
    assert not (study.root / "suggestions").exists()


def test_a_withdrawn_person_leaves_no_words_in_the_form(study: Study) -> None:
    from kit.withdrawal import withdraw

    ask(study)
    form = form_in(study, "suggestions")
    fill(form, {(at(form, "gaat naar de wijk"), HOORT): "overnemen"})
    withdraw(study, "a3")
    shown = [str(row["Passage"]) for row in rows_of(form)]
    assert shown
    assert not any("gaat naar de wijk" in passage for passage in shown)
    list(decided(study))
    assert accepted(study) == []


def test_the_verb_makes_a_form_and_reads_it(
    study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    root = str(study.root)
    assert main(["similar", root, "--code", "finance", "--coder", "bram", "--unit", "part"]) == 0
    assert "none counts until bram accepts it" in capsys.readouterr().out
    fill(form_in(study, "suggestions"), {(1, HOORT): "overnemen"})
    assert main(["similar", root]) == 0
    assert "1 accepted" in capsys.readouterr().out
    assert main(["check", root]) == 0
    capsys.readouterr()
    assert main(["similar", root, "--code", "finance"]) == 2
    assert main(["similar", root, "--code", "financ", "--coder", "bram"]) == 3
    assert "nearest: finance" in capsys.readouterr().err
    assert main(["similar", root, "--code", "finance", "--coder", "Bram de Vries"]) == 3
    assert main(["similar", root, "--code", "organise", "--coder", "bram"]) == 5
    assert "no coding that stands" in capsys.readouterr().err


def test_a_coding_may_be_appended_beside_what_was_accepted(study: Study) -> None:
    ask(study)
    fill(form_in(study, "suggestions"), {(1, HOORT): "overnemen"})
    list(decided(study))
    (one,) = accepted(study)
    back = one.decided(decision="remove", coder="bram", time="2026-02-01T00:00:00Z")
    append(study, coder="bram", codings=[back])
    assert accepted(study) == []
