"""`kit codebook`: see the codes of a study, write them out, take them in."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.check import check_study
from kit.check_screen import render_text
from kit.cli import main
from kit.codebook import read_codebook
from kit.errors import InputError
from kit.mentions import mentions_of
from kit.parameters import resolve
from kit.study import open_study

CASES = Path(__file__).parent / "cases" / "codebooks"
SETTINGS = """\
format: 1
title: Proef
period: {from: 2024Q1, until: 2024Q4}
regions:
  - {slug: noord, name: Regio Noord}
"""
ENTRY = "datum;auteur;gebeurd;vrijgave\n"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "studie"
    folder.mkdir()
    (folder / "study.yml").write_text(SETTINGS + "codebook: codes.yml\n", encoding="utf-8")
    (folder / "codes.yml").write_bytes((CASES / "own_lists.yml").read_bytes())
    rows = "".join(
        f"{day}-02-2024;a{day % 5};Het wantrouwen in de wijk was groot.;regio\n"
        for day in range(1, 21)
    )
    (folder / "logbook.csv").write_text(ENTRY + rows, encoding="utf-8")
    return folder


def test_the_codes_are_shown_as_a_tree_with_remarks(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["codebook", str(study)]) == 0
    out = capsys.readouterr().out
    assert "Trust in the region, vertrouwen 1.0 (codes.yml)" in out
    assert "  trust_all: Trust (0 rules)\n    trust_people: Between people" in out
    assert "      no: Distrust (4 rules)" in out
    assert "Note: Hitting nearly every text: wantrouw* (no) 100%" in out
    assert "wijk" not in out


def test_a_codebook_goes_out_is_changed_and_comes_in_again(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "uit.csv"
    assert main(["codebook", str(study), "--to", str(path)]) == 0
    text = path.read_text(encoding="utf-8-sig").replace("Niet durven", "Nooit durven")
    path.write_text(text, encoding="utf-8-sig")
    assert main(["codebook", str(study), "--from", str(path)]) == 3
    assert "a version that was not used yet" in capsys.readouterr().err
    assert main(["codebook", str(study), "--from", str(path), "--version", "1.1"]) == 0
    out = capsys.readouterr().out
    assert "The one before it is kept: codebooks/vertrouwen-1-0.yml." in out
    assert "1 code defined differently: no" in out
    assert "not joined with newer ones" in out
    assert read_codebook(study / "codes.yml").version == "1.1"


def test_a_study_without_a_codebook_is_told_the_line_to_add(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (study / "study.yml").write_text(SETTINGS, encoding="utf-8")
    assert main(["codebook", str(study), "--from", str(CASES / "own_lists.yml")]) == 0
    assert "add this line to study.yml: codebook: codebook.yml" in capsys.readouterr().out
    assert (study / "codebooks" / "phm-1-0.yml").is_file()


@pytest.mark.parametrize("options", [["--to", "a.csv", "--from", "b.csv"], ["--version", "2"]])
def test_options_that_do_not_go_together_are_not_understood(
    study: Path, options: list[str]
) -> None:
    assert main(["codebook", str(study), *options]) == 2


def test_a_name_cannot_write_to_the_console(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = study / "codes.yml"
    text = path.read_text(encoding="utf-8").replace("en: Distrust", 'en: "Dis\\e[31mtrust"')
    path.write_text(text, encoding="utf-8")
    assert main(["codebook", str(study)]) == 0
    assert "\x1b" not in capsys.readouterr().out


# --- the rest of the kit -----------------------------------------------------------------------


def test_the_check_remarks_on_a_codebook_and_finds_no_problem(study: Path) -> None:
    checked = check_study(study)
    assert checked.exit_code == 0
    assert "Note: codes.yml: Hitting nearly every text" in render_text(checked)


def test_a_fault_in_the_tree_is_a_problem_told_once(study: Path) -> None:
    (study / "codes.yml").write_bytes((CASES / "circle.yml").read_bytes())
    plan = "notebooks:\n  - mentions: {code_list: eigen}\n"
    (study / "study.yml").write_text(f"{SETTINGS}codebook: codes.yml\n{plan}", encoding="utf-8")
    checked = check_study(study)
    assert checked.exit_code == 3
    assert render_text(checked).count("a → c → b → a") == 1
    assert list(checked.problems) == ["codes.yml"]


def test_a_list_of_the_study_may_be_asked_for_and_an_unknown_one_not(study: Path) -> None:
    opened = open_study(study)
    assert resolve("mentions", {"code_list": "trust"}, study=opened) == {"code_list": "trust"}
    with pytest.raises(InputError, match=r"one of phm_element, trust \(nearest: trust\)"):
        resolve("mentions", {"code_list": "trst"}, study=opened)


def test_mentions_of_a_code_count_for_every_code_above_it(study: Path) -> None:
    found = mentions_of(
        open_study(study), region="noord", code_list="trust", until=None, release="team"
    )
    whole = found.table[found.table["period"] == "all"].set_index("code")
    assert whole["documents"].to_dict() == {"trust_all": 20, "trust_people": 20, "no": 20}
    assert found.question["nl"] == "Wat noemt het logboek van ‘Vertrouwen’?"
    assert found.parameters["codebook"] == "vertrouwen 1.0"
