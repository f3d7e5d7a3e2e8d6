"""The worksheet of the maturity index: divided elements first, room to write, nobody named."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from test_maturity import panel, study_of

from kit.errors import InputError
from kit.maturity import maturity_of, read_workshop, study_instrument
from kit.maturity_sheet import sheet, write_sheets
from kit.study import Study


def words_of(study: Study, language: str = "nl") -> tuple[list[str], list[list[list[str]]]]:
    finding = maturity_of(study, region="noord", until=None, release="region")
    made = docx.Document(io.BytesIO(sheet(study, finding, language=language)))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in made.tables]
    return [p.text for p in made.paragraphs], tables


def test_what_the_group_is_divided_on_comes_first(tmp_path: Path) -> None:
    rows = panel([3] * 9, item="c1") + panel([3] * 9, item="c2")
    paragraphs, _ = words_of(study_of(tmp_path, panel([0, 5] * 5) + rows))
    divided, agreed = "Anders financieren", "Co-creatie met inwoners en professionals"
    assert paragraphs.index(divided) < paragraphs.index(agreed)


def test_every_answer_is_a_dot_and_there_is_room_to_write(tmp_path: Path) -> None:
    _, (scores, room, *_) = words_of(study_of(tmp_path, panel([0] * 3 + [4] * 7)))
    assert [row[1] for row in scores[1:]] == ["●●●", "", "", "", "●●●●●●●", ""]
    assert [row[1] for row in room] == ["", "", ""]


def test_the_answers_of_few_people_are_not_on_the_sheet(tmp_path: Path) -> None:
    paragraphs, tables = words_of(study_of(tmp_path, panel([3] * 7)))
    assert any("te weinig mensen" in p for p in paragraphs)
    assert "●" not in str(tables)


def test_a_sheet_names_nobody_and_no_moment(tmp_path: Path) -> None:
    study = study_of(tmp_path, panel([3] * 9))
    finding = maturity_of(study, region="noord", until=None, release="region")
    kept = docx.Document(io.BytesIO(sheet(study, finding, language="en"))).core_properties
    assert (kept.author, kept.last_modified_by, kept.comments) == ("kit", "kit", "")
    assert kept.created.year == 2000
    assert "R0" not in " ".join(words_of(study)[0])


def test_there_is_a_sheet_for_each_region_that_answered_and_none_is_overwritten(
    tmp_path: Path,
) -> None:
    study = study_of(tmp_path, panel([3] * 9))
    (made,) = write_sheets(study, tmp_path / "sheets", until=None, language="nl")
    assert made.name == "noord_2023.docx"
    with pytest.raises(InputError, match="a new file"):
        write_sheets(study, tmp_path / "sheets", until=None, language="nl")


def test_without_answers_there_is_no_sheet(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no answers"):
        write_sheets(study_of(tmp_path, []), tmp_path / "sheets", until=None, language="nl")


# --- and its reading back ----------------------------------------------------------------------


def workshop(folder: Path, *rows: str) -> Study:
    study = study_of(folder, [])
    head = "regio;meting;element;samen gekozen;redenen;volgende stap;rol\n"
    (folder / "workshop.csv").write_text(head + "\n".join(rows), encoding="utf-8")
    return study


def test_what_the_group_chose_is_read_back_by_the_name_of_the_element(tmp_path: Path) -> None:
    study = workshop(tmp_path, "noord;2023;Anders financieren;2;Geld;Praten;huisarts",
                     "noord;2023;cocreate;;Niet eens;;")  # fmt: skip
    read = read_workshop(study, study_instrument(study))
    assert not read.problems
    assert list(read.frame["element"]) == ["finance", "cocreate"]
    assert list(read.frame["agreed"].astype(object).where(read.frame["agreed"].notna(), None)) == [
        2, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("noord;2023;finance;6;;;", "from 0 to 5, or nothing"),
        ("noord;2023;geld;2;;;", "`element`"),
        ("noord;2023;finance;2;;;\nnoord;2023;finance;3;;;", "row 2 has it too"),
    ],
)
def test_what_is_wrong_on_a_worksheet_is_told(tmp_path: Path, row: str, said: str) -> None:
    study = workshop(tmp_path, row)
    (problem,) = read_workshop(study, study_instrument(study)).problems
    assert said in str(problem)
