"""A new study: whole or not at all, and ready to be filled in."""

import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from kit import new_study as module
from kit.check import check_study
from kit.errors import CannotWrite, InputError
from kit.files import shipped
from kit.forms import FIRST, TABLES
from kit.new_study import new_study, write_forms
from kit.study import open_study
from kit.terms import column as label_of
from kit.terms import terms

BOTH = pytest.mark.parametrize("language", ["nl", "en"])


def take_every_form(folder: Path) -> None:
    """Put the forms for later where the kit reads them."""
    for path in (folder / "more_forms").glob("*.xlsx"):
        path.rename(folder / path.name)
    for path in (folder / "more_forms" / "csv").iterdir():
        path.rename(folder / "csv" / path.name)


@BOTH
def test_a_new_study_begins_with_few_forms_and_keeps_the_others_for_later(tmp_path, language):
    new_study(tmp_path / "s", language=language)
    assert {path.stem for path in (tmp_path / "s").glob("*.xlsx")} == set(FIRST)
    later = {path.stem for path in (tmp_path / "s" / "more_forms").glob("*.xlsx")}
    assert later == set(TABLES) - set(FIRST)
    assert check_study(tmp_path / "s").problems == {}


@BOTH
def test_a_new_study_has_no_problem_and_no_row_but_the_examples(tmp_path, language):
    new_study(tmp_path / "s", language=language)
    take_every_form(tmp_path / "s")
    checked = check_study(tmp_path / "s")
    assert checked.problems == {}
    assert [reading.table for reading in checked.readings] == list(TABLES)
    for reading in checked.readings:
        assert reading.good_rows == 0
        assert dict(reading.set_aside) == {"example rows": 1}
        assert reading.unknown == {}


@BOTH
def test_the_csv_twins_are_read_as_well_as_the_workbooks(tmp_path, language):
    folder = tmp_path / "s"
    new_study(folder, language=language)
    take_every_form(folder)
    for table in TABLES:
        (folder / f"{table}.xlsx").unlink()
        (folder / "csv" / f"{table}.csv").rename(folder / f"{table}.csv")
    checked = check_study(folder)
    assert checked.problems == {}
    assert [dict(reading.set_aside) for reading in checked.readings] == (
        [{"example rows": 1}] * len(TABLES)
    )


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
@BOTH
def test_the_example_row_without_its_mark_is_a_good_row(tmp_path, language, suffix):
    folder = tmp_path / "s"
    new_study(folder, language=language)
    take_every_form(folder)
    for table in TABLES:
        path = folder / f"{table}.xlsx"
        if suffix == "xlsx":
            book = openpyxl.load_workbook(path)
            cell = book.worksheets[0]["A2"]
            cell.value = cell.value.split()[-1].replace("VOORBEELD", "B1").replace("EXAMPLE", "B1")
            book.save(path)
        else:
            path.unlink()
            text = (folder / "csv" / f"{table}.csv").read_text(encoding="utf-8-sig")
            text = re.sub(r"^(VOORBEELD|EXAMPLE);", "B1;", text, flags=re.MULTILINE)
            text = re.sub(r"^(VOORBEELD|EXAMPLE) ?", "", text, flags=re.MULTILINE)
            (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    # The example of an interview names a transcript, and that of a quote its words.
    name, words = {
        "nl": ("gesprek-3", "Wij hoorden het pas toen het besluit er al lag."),
        "en": ("conversation-3", "We only heard of it when it had been decided."),
    }[language]
    (folder / "interviews").mkdir()
    text = f"I: Hoe ging dat?\nR1: {words}\n"
    (folder / "interviews" / f"{name}.txt").write_text(text, encoding="utf-8")
    # The example of a document names a file too.
    (folder / "documents").mkdir()
    minutes = {"nl": "notulen-3", "en": "minutes-3"}[language]
    (folder / "documents" / f"{minutes}.md").write_text("Tekst.", encoding="utf-8")
    checked = check_study(folder)
    assert checked.problems == {}
    assert [reading.good_rows for reading in checked.readings] == [1] * len(TABLES)


@BOTH
def test_a_new_study_has_two_regions_that_are_clearly_examples(tmp_path, language):
    study = new_study(tmp_path / "s", language=language)
    word = {"nl": "voorbeeld", "en": "example"}[language]
    assert list(study.regions) == [f"{word}-a", f"{word}-b"]
    assert all(region.name.casefold().startswith(word) for region in study.regions.values())
    assert study.languages == (language,)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_git_takes_nothing_of_a_study_but_the_file_that_says_so(tmp_path):
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    folder = tmp_path / "s"
    new_study(folder)
    (folder / "reports").mkdir()
    (folder / "reports" / "index.html").write_text("")
    ask = ["git", "-C", str(tmp_path), "status", "--porcelain", "--untracked-files=all"]
    seen = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
    assert seen == "?? s/.gitignore\n"


def test_a_new_study_asks_for_the_logbook_and_for_mentions(tmp_path):
    study = new_study(tmp_path / "s")
    assert study.plan == (
        ("logbook", {}),
        ("mentions", {"code_list": "phm_element"}),
        ("mentions", {"code_list": "focus_point"}),
    )


def test_the_control_chart_only_needs_its_mark_removed(tmp_path):
    new_study(tmp_path / "s")
    path = tmp_path / "s" / "study.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("# - control_chart", "- control_chart"), encoding="utf-8")
    assert open_study(path.parent).plan[-1] == (
        "control_chart",
        {"indicator": "ed_visits_per_1000"},
    )
    assert check_study(path.parent).problems == {}


def test_a_folder_that_is_not_empty_is_refused_and_left_as_it_is(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="a folder that is not empty"):
        new_study(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_where_the_study_should_be_is_refused(tmp_path):
    (tmp_path / "s").write_text("mine")
    with pytest.raises(InputError, match="a file"):
        new_study(tmp_path / "s")
    assert (tmp_path / "s").read_text() == "mine"


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "s").mkdir()
    new_study(tmp_path / "s")
    assert (tmp_path / "s" / "study.yml").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_a_study_inside_a_file_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite, match="a place where a folder can be made"):
        new_study(tmp_path / "file" / "s")


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_study_that_cannot_be_finished_leaves_nothing(tmp_path, monkeypatch, trouble, there):
    def fail(form):
        if form.table == "interventions":
            raise trouble
        return b""

    if there:
        (tmp_path / "s").mkdir()
    monkeypatch.setattr(module, "as_workbook", fail)
    with pytest.raises((CannotWrite, KeyboardInterrupt)):
        new_study(tmp_path / "s")
    assert [path.name for path in tmp_path.rglob("*")] == ["s"] * there


def test_a_folder_that_cannot_be_filled_to_the_end_is_emptied_again(tmp_path, monkeypatch):
    moved = []
    rename = Path.rename

    def fail_at_the_third(self, target):
        moved.append(target)
        if len(moved) == 3:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    (tmp_path / "s").mkdir()
    monkeypatch.setattr(Path, "rename", fail_at_the_third)
    with pytest.raises(CannotWrite, match="Nothing was made"):
        new_study(tmp_path / "s")
    assert [path.name for path in tmp_path.rglob("*")] == ["s"]


def test_forms_can_be_made_again_for_the_regions_of_the_study(tmp_path):
    new_study(tmp_path / "s")
    path = tmp_path / "s" / "study.yml"
    text = path.read_text(encoding="utf-8").replace("voorbeeld-a", "noord")
    path.write_text(text, encoding="utf-8")
    write_forms(open_study(tmp_path / "s"), tmp_path / "forms", language="nl")
    lists = openpyxl.load_workbook(tmp_path / "forms" / "logbook.xlsx")["Lijsten"]
    assert [cell.value for cell in lists["A"][:2]] == ["noord", "voorbeeld-b"]
    assert (tmp_path / "forms" / "csv" / "logbook.csv").is_file()


def test_forms_never_overwrite_what_was_filled_in(tmp_path):
    study = new_study(tmp_path / "s")
    with pytest.raises(InputError):
        write_forms(study, tmp_path / "s", language="nl")


def halves() -> dict[str, str]:
    text = (shipped("templates", "study") / "README.md").read_text(encoding="utf-8")
    _, dutch, english = re.split(r"^## (?:Nederlands|English)$", text, flags=re.MULTILINE)
    return {"nl": dutch, "en": english}


@BOTH
def test_the_readme_names_every_form_and_its_required_columns(language):
    rows = halves()[language].casefold().splitlines()
    for table, columns in TABLES.items():
        row = next(row for row in rows if row.startswith(f"| `{table}.xlsx`"))
        for column in columns:
            if column.required:
                assert label_of(table, column.name).label[language].casefold() in row


@BOTH
def test_the_readme_says_whom_each_release_is_for(language):
    for release in terms("release").values():
        assert f"\n| {release.label[language]} " in halves()[language]


def test_both_halves_of_the_readme_name_the_same_files_and_commands():
    def names(text: str) -> list[str]:
        return re.findall(r"`(\w+\.(?:xlsx|yml))`|(?:`|    )kit (\w+)", text)

    assert names(halves()["nl"]) == names(halves()["en"])
