"""Theme records: read with every problem at once, no quote ever told."""

from pathlib import Path

import pytest
from themes_cases import first_rows, study_in

from kit.check import check_study
from kit.check_screen import render_text
from kit.codebook import study_codebook
from kit.logbook import read_logbook
from kit.new_study import new_study
from kit.themes import passages_for, read_themes

CASES = Path(__file__).parent / "cases" / "themes"


@pytest.fixture
def read(tmp_path):
    def of(name=None, *rows):
        text = {"themes": (CASES / f"{name}.yml").read_text(encoding="utf-8")} if name else {}
        study = study_in(tmp_path, *(rows or first_rows()), **text)
        documents = read_logbook(study).documents
        return read_themes(study, documents=documents, codebook=study_codebook(study))

    return of


def test_a_theme_is_read_with_its_passages_placed_in_the_documents(read, tmp_path):
    found = read("good")
    assert found.problems == ()
    (theme,) = found.records
    assert theme.claim["en"] == "Who pays has a say."
    assert theme.distilled_on.isoformat() == "2023-02-01"
    (passage,) = theme.supporting
    (document,) = [d for d in read_logbook(study_in(tmp_path, *first_rows())).documents
                   if d.id == "a-1"]  # fmt: skip
    assert document.text[passage.start : passage.end] == "de subsidie bepaalde"
    assert passage.part == "happened"


@pytest.mark.parametrize(
    ("name", "row", "told"),
    [
        ("unknown_code", "row 3", "nearest: finance"),
        ("unknown_document", "row 8", "nearest: a-1"),
        ("quote_nowhere", "row 8", "a quote that does not stand there"),
        ("quote_twice", "row 8", "a quote that stands in 2 places"),
        ("day_that_does_not_exist", "row 3", "a date YYYY-MM-DD that exists"),
        ("field_twice", "row 10", "each name once"),
        ("unknown_field", "row 9", "nearest: looked_for"),
        ("newer_format", "`format`", "at most 1"),
        ("no_yaml", "row 5", "expected YAML"),
        ("nothing_supporting", "`supporting`", "at least one passage"),
        ("no_list", "themes.yml", "a list, each item after a hyphen"),
        ("id_twice", "row 13", "an id that no other theme has"),
    ],
)
def test_what_is_wrong_with_a_theme_is_told_with_its_row(read, name, row, told):
    problems = [str(problem) for problem in read(name).problems]
    assert any(row in text and told in text and text.startswith("themes.yml") for text in problems)


def test_every_problem_of_a_theme_is_told_at_once(read):
    found = read("missing_fields")
    told = " ".join(str(problem) for problem in found.problems)
    assert "`claim`" in told
    assert "`distilled_by`" in told
    assert found.records == ()


def test_a_title_of_control_characters_or_too_many_letters_is_refused(read):
    found = read("hostile_title")
    assert len(found.problems) == 2
    assert "\x1b" not in "".join(str(problem) for problem in found.problems)


@pytest.mark.parametrize("name", ["quote_nowhere", "quote_twice"])
def test_the_text_of_a_quote_stands_in_no_message(read, name):
    found = read(name)
    assert len(found.problems) == 1
    assert "geheim" not in str(found.problems[0])
    assert "subsidie" not in str(found.problems[0])


def test_a_passage_that_is_lost_leaves_its_theme_standing(read):
    (theme,) = read("quote_nowhere").records
    assert theme.supporting == ()


def test_a_theme_with_deviant_passages_was_looked_at_from_both_sides(read):
    both, one = read().records
    assert both.looked_for
    assert not one.looked_for


def test_a_study_without_themes_is_no_problem(read, tmp_path):
    study = study_in(tmp_path, *first_rows())
    (tmp_path / "themes.yml").unlink()
    found = read_themes(study, documents=[], codebook=study_codebook(study))
    assert (found.records, found.problems) == ((), ())


def test_the_theme_file_of_a_new_study_is_read_and_holds_none(tmp_path):
    new_study(tmp_path / "s")
    checked = check_study(tmp_path / "s")
    assert not checked.problems
    assert "themes" not in [reading.table for reading in checked.readings]


def test_a_check_of_the_study_tells_problems_and_themes_without_another_side(tmp_path):
    study_in(tmp_path, *first_rows())
    good = render_text(check_study(tmp_path))
    assert "themes: 2 good rows" in good
    assert "themes without passages that go against them: stil." in good
    text = (CASES / "quote_nowhere.yml").read_text(encoding="utf-8")
    (tmp_path / "themes.yml").write_text(text, encoding="utf-8")
    checked = check_study(tmp_path)
    assert list(checked.problems) == ["themes.yml"]
    assert checked.exit_code == 3


def test_a_passage_is_shown_only_as_far_as_its_document_was_released(tmp_path):
    rows = [first_rows()[0].replace(";\n", ";region\n"), first_rows()[1]]
    study = study_in(tmp_path, *rows)
    documents = read_logbook(study).documents
    assert [d.release for d in documents] == ["region", "team"]
    themes = read_themes(study, documents=documents, codebook=study_codebook(study))
    own = passages_for(themes, documents=documents, release="team")
    assert list(own["stance"]) == ["supporting", "deviant", "supporting"]
    assert list(own["note"].fillna("")) == ["", "Een kleine kring.", ""]
    region = passages_for(themes, documents=documents, release="region")
    assert list(region["text"]) == ["de subsidie bepaalde"]
    assert region["note"].isna().all()
    assert passages_for(themes, documents=documents, release="consortium").empty
