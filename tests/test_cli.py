"""The command line: what a person types first, and what it costs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import kit.check
from kit import batch, screen
from kit.cli import main
from kit.errors import Refused

SETTINGS = """\
format: 1
title: Proef ✓ – één
period: {from: 2024Q1, until: 2024Q4}
regions:
  - {slug: noord, name: Regio Noord}
"""


@pytest.fixture
def study(tmp_path) -> Path:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "study.yml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path / "s"


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


# --- help ------------------------------------------------------------------------------


def test_help_comes_at_once_and_loads_nothing_heavy():
    program = (
        "import sys, time\n"
        "from kit.cli import main\n"
        "code = main(['--help'])\n"
        "heavy = {'pandas', 'numpy', 'matplotlib', 'papermill', 'openpyxl', 'docx', 'yaml'}\n"
        "print(code, sorted(heavy & set(sys.modules)), time.process_time(), file=sys.stderr)\n"
    )
    costs = []
    for _ in range(3):
        done = python("-c", program)
        code, heavy, cpu = done.stderr.decode().split(maxsplit=2)[:3]
        assert (code, heavy) == ("0", "[]")
        costs.append(float(cpu))
    assert min(costs) < 0.5
    assert b"Usage: kit" in done.stdout


def test_the_package_can_be_run_as_a_module():
    done = python("-m", "kit", "--version")
    assert done.returncode == 0
    assert done.stdout.startswith(b"kit ")


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        (["chek", "x"], "Did you mean 'check'?"),
        (["run", "x", "--regoin", "noord"], "--region"),
        (["new", "x", "--language", "fr"], "'nl', 'en'"),
        (["run", "x", "--release", "friends"], "'team', 'region', 'consortium', 'public'"),
        (["run", "x", "--jobs", "0"], "greater than or equal to 1"),
        (["check"], "STUDY"),
    ],
)
def test_a_command_line_that_is_not_understood_ends_with_2_and_the_nearest(capsys, typed, nearest):
    assert main(typed) == 2
    assert nearest in capsys.readouterr().err


# --- errors ----------------------------------------------------------------------------


def test_a_mistake_of_the_user_is_told_without_a_traceback(tmp_path, capsys):
    assert main(["run", str(tmp_path / "nowhere")]) == 3
    told = capsys.readouterr()
    assert "expected a study folder that exists" in told.err
    assert "Traceback" not in told.err
    assert told.out == ""


def test_each_refusal_keeps_its_exit_code(study, capsys, monkeypatch):
    def refuse(folder):
        raise Refused("Too few persons \x1b[31m.")

    monkeypatch.setattr(kit.check, "check_study", refuse)
    assert main(["check", str(study)]) == Refused.exit_code == 5
    assert capsys.readouterr().err == "Too few persons \\x1b[31m.\n"


def test_a_bug_keeps_its_traceback_and_ends_with_1(study):
    program = (
        "import sys, kit.check\n"
        "from kit.cli import main\n"
        "kit.check.check_study = lambda folder: 1 / 0\n"
        f"sys.exit(main(['check', {str(study)!r}]))\n"
    )
    done = python("-c", program)
    assert done.returncode == 1
    assert b"Traceback" in done.stderr
    assert b"ZeroDivisionError" in done.stderr


def test_ctrl_c_ends_with_one_line_and_130(study, capsys, monkeypatch):
    def stop(folder):
        raise KeyboardInterrupt

    monkeypatch.setattr(kit.check, "check_study", stop)
    assert main(["check", str(study)]) == 130
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert told.out == ""


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_a_console_that_lacks_a_character_gets_a_question_mark(study, encoding):
    done = python("-m", "kit", "check", str(study), PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert done.returncode == 0
    first = done.stdout.decode(encoding).splitlines()[0]
    expected = "Proef ✓ – één".encode(encoding, errors="replace").decode(encoding)
    assert first.startswith(expected)


# --- the verbs -------------------------------------------------------------------------


def test_a_study_is_made_checked_and_refused_a_second_time(tmp_path, capsys):
    folder = str(tmp_path / "s")
    assert main(["new", folder, "--language", "en"]) == 0
    assert main(["check", folder]) == 0
    assert "example-a, example-b" in capsys.readouterr().out
    assert main(["new", folder]) == 3


def test_forms_are_made_for_the_regions_of_a_study(study, tmp_path):
    assert main(["forms", str(study), str(tmp_path / "f")]) == 0
    assert (tmp_path / "f" / "logbook.xlsx").is_file()


def test_a_study_with_problems_ends_with_3(study, capsys):
    (study / "logbook.csv").write_text("datum;gebeurd\n31-02-2024;iets\n")
    assert main(["check", str(study)]) == 3
    assert "31-02-2024" in capsys.readouterr().out


@pytest.fixture
def asked(monkeypatch):
    """What the batch was asked; it makes nothing."""
    seen = {}

    def run(study, **given):
        seen.update(given, study=study)
        return batch.Summary(study, "2024Q4", given["reports"], (), {}, False, 0.0)

    monkeypatch.setattr(batch, "run", run)
    monkeypatch.setattr(screen, "show", lambda summary, console: None)
    return seen


def test_without_options_a_run_is_of_everything_the_study_asks_for(study, asked):
    assert main(["run", str(study)]) == 0
    assert asked["study"].root == study.resolve()
    assert asked["reports"] == study / "reports"
    assert asked["release"] == "region"
    assert not asked["regions"]
    assert not asked["languages"]
    assert asked["until"] is None
    assert asked["jobs"] is None


def test_a_run_of_a_study_with_problems_knows_how_many_and_still_ends_with_0(study, asked):
    (study / "logbook.csv").write_text("datum;gebeurd\n31-02-2024;iets\n1-2-2024;iets\n;niets\n")
    assert main(["run", str(study)]) == 0
    assert asked["problems"] == 2


def test_every_option_of_a_run_reaches_the_batch(study, asked):
    typed = "--reports r --region a --region b --until 2024Q2 --language nl --language en --jobs 3"
    assert main(["run", str(study), *typed.split(), "--release", "team"]) == 0
    assert asked["reports"] == Path("r")
    assert list(asked["regions"]) == ["a", "b"]
    assert list(asked["languages"]) == ["nl", "en"]
    assert (asked["until"], asked["jobs"], asked["release"]) == ("2024Q2", 3, "team")


def test_a_run_ends_with_the_exit_code_of_its_summary(study, asked, monkeypatch):
    monkeypatch.setattr(batch.Summary, "exit_code", 4)
    assert main(["run", str(study)]) == 4


@pytest.mark.parametrize(("changes", "code"), [({}, 0), ({"logbook.csv": "changed"}, 3)])
def test_verify_names_what_changed(study, capsys, monkeypatch, changes, code):
    monkeypatch.setattr(kit.check, "changed_since", lambda study: {"2024Q4": changes})
    assert main(["verify", str(study)]) == code
    out = capsys.readouterr().out
    assert ("logbook.csv: changed" in out) == bool(changes)
    assert ("no file that was read has changed" in out) != bool(changes)


def test_verify_without_results_asks_for_a_run(study, capsys):
    assert main(["verify", str(study)]) == 3
    assert "Run `kit run" in capsys.readouterr().err


# --- coding ------------------------------------------------------------------------------


@pytest.fixture
def written(study) -> Path:
    rows = "".join(f"2024-0{i}-01;a{i};Er kwam mandaat {i}.\n" for i in range(1, 6))
    rows += "".join(f"2024-1{i}-01;a{i};Het regende {i}.\n" for i in range(3))
    (study / "logbook.csv").write_text(f"datum;auteur;gebeurd\n{rows}", encoding="utf-8")
    return study


def test_a_sample_is_drawn_read_and_weighed(written, capsys):
    from openpyxl import load_workbook

    assert main(["sample", str(written), "--per-code", "3", "--coder", "anna", "--seed", "1"]) == 0
    form = written / "validation" / "phm_element-anna-1.xlsx"
    assert "kit rules" in capsys.readouterr().out
    assert main(["rules", str(written), "--code-list", "phm_element"]) == 0
    assert "  organise: not checked\n" in capsys.readouterr().out
    book = load_workbook(form)
    for row in book.worksheets[0].iter_rows(min_row=2):
        if row[1].value == "Anders organiseren":
            row[3].value = "ja" if "mandaat" in row[2].value else "nee"
    book.save(form)
    assert main(["rules", str(written)]) == 0
    told = capsys.readouterr().out
    # Wilson for 3 of 3.
    assert "  organise: precision 100% (44–100%; n = 3), recall 100% (" in told
    assert "  finance: not checked" in told
    assert main(["sample", str(written), "--coder", "anna", "--seed", "1"]) == 3
    assert "Give another --seed or --coder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["--code-list", "phm_elemen"], "nearest: phm_element"),
        (["--coder", "Anna de Vries"], "a short name of a-z"),
    ],
)
def test_a_sample_of_a_list_or_for_a_name_that_cannot_be_is_refused(written, capsys, typed, told):
    assert main(["sample", str(written), *typed]) == 3
    assert told in capsys.readouterr().err
    assert not (written / "validation").exists()


def test_a_sample_of_a_study_without_entries_is_refused(study, capsys):
    assert main(["sample", str(study)]) == 3
    assert "no logbook entries" in capsys.readouterr().err


def test_an_answer_that_is_none_ends_with_3_after_what_could_be_read(written, capsys):
    from openpyxl import load_workbook

    main(["sample", str(written), "--seed", "1"])
    form = written / "validation" / "phm_element-1.xlsx"
    book = load_workbook(form)
    book.worksheets[0]["D2"] = "misschien"
    book.save(form)
    capsys.readouterr()
    assert main(["rules", str(written)]) == 3
    out, err = capsys.readouterr()
    assert "not checked" in out
    assert "row 2, `answer`" in err
    assert main(["check", str(written)]) == 3
    assert "row 2, `answer`" in capsys.readouterr().out


def test_codings_are_taken_over_from_a_table_once(written, tmp_path, capsys):
    from kit.logbook import read_logbook
    from kit.study import open_study

    first = read_logbook(open_study(written)).documents[0].id
    table = tmp_path / "codings.csv"
    table.write_text(
        f"document;quote;code;coder\n{first};kwam mandaat;organise;anna\n"
        f"{first};staat er niet;organise;anna\n",
        encoding="utf-8",
    )
    assert main(["import", str(written), str(table), "--write"]) == 3
    out, err = capsys.readouterr()
    assert "codings/anna.jsonl: 1 coding taken over" in out
    assert "row 3, `quote`" in err
    assert "staat er niet" not in out + err
    assert main(["import", str(written), str(table), "--write"]) == 3
    assert "Nothing new to take over" in capsys.readouterr().out
    assert main(["check", str(written)]) == 0
    assert "codings: 1 good row" in capsys.readouterr().out
    assert main(["import", str(written), str(tmp_path / "nowhere.csv")]) == 3


def test_the_check_tells_what_is_wrong_in_a_coders_file_and_what_lies_beside_it(written, capsys):
    folder = written / "codings"
    folder.mkdir()
    (folder / "anna.jsonl").write_text('{"format": 9, "kind": "codings", "coder": "anna"}\n')
    (folder / "bram.jsonl").write_text(
        '{"format": 1, "kind": "codings", "coder": "bram"}\n{"id": "bram-1", "docu'
    )
    (folder / "carla.xlsx").write_bytes(b"")
    assert main(["check", str(written)]) == 3
    told = capsys.readouterr().out
    assert "codings/anna.jsonl: 1 problem" in told
    assert "row 2 is cut short" in told
    assert "codings/carla.xlsx was not read; take it over with `kit import" in told
