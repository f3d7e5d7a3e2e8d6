"""`kit check` tells everything that is wrong, at once, and what was read."""

import shutil
from pathlib import Path

import pytest

from kit.check import changed_since, check_study
from kit.check_screen import render_text
from kit.errors import InputError, Problem
from kit.files import sha256
from kit.jobs import Record
from kit.study import open_study

CASES = Path(__file__).parent / "cases" / "study"
SETTINGS = """\
format: 1
title: Proef
period: {from: 2024Q1, until: 2024Q4}
regions:
  - {slug: noord, name: Regio Noord}
  - {slug: zuid, name: Regio Zuid}
"""


def study_with(folder: Path, settings: str = SETTINGS, /, **files: str) -> Path:
    (folder / "study.yml").write_text(settings, encoding="utf-8")
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("broken_yaml", ['row 2: got "mapping values are not allowed']),
        ("region_outside_the_folder", ['`regions[1].slug`: got "../x"']),
        ("unknown_key", ['`titel`: got "titel"', "(nearest: title)", "`title`: expected"]),
        ("unknown_key_of_a_region", ["`regions[1].inhabitant`", "(nearest: inhabitants)"]),
        ("newer_format", ['`format`: got "99", expected at most 1', "update this one"]),
        ("period_the_wrong_way_round", ['`period`: got "2024Q4 to 2024Q1"', "`from` before"]),
        ("duplicate_slugs", ['`regions[2].slug`: got "a"', "regions[1] has it too"]),
        ("no_regions", ["`regions`: expected at least one"]),
        ("threshold_lowered", ['`thresholds.voices`: got "2"']),
        ("kavel_without_start", ["`regions[1].start`: expected a date", "`kavel: false`"]),
        ("start_without_source", ["`regions[1].start_source`: expected where the date"]),
        ("day_that_does_not_exist", ['`regions[1].start`: got "2024-02-31"']),
        ("no_settings", ["expected names with values"]),
        ("empty", ["expected names with values"]),
        (
            "four_at_once",
            ["`title`", "`period.until`", "`regions[1].slug`", "`titel`", "4 problems"],
        ),
    ],
)
def test_settings_that_cannot_be_read_are_told_and_stop_the_check(tmp_path, case, told):
    shutil.copy(CASES / f"{case}.yml", tmp_path / "study.yml")
    (tmp_path / "logbook.csv").write_text("datum;gebeurd\n31-02-2024;iets\n")
    checked = check_study(tmp_path)
    text = render_text(checked)
    for words in told:
        assert words in text
    assert list(checked.problems) == ["study.yml"]
    assert checked.readings == ()
    assert "The other files could not be read" in text
    assert checked.exit_code == 3


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("unknown_notebook", ['`notebooks[2]`: got "mention"', "(nearest: mentions)"]),
        ("misspelt_parameter", ['got "code_lst"', "(nearest: code_list)"]),
        ("misspelt_value", ['`code_list`: got "phm_elements"', "(nearest: phm_element)"]),
        ("codebook_that_is_not_there", ['`codebook`: got "codes.yml"']),
    ],
)
def test_a_plan_that_cannot_be_run_is_told_beside_the_tables(tmp_path, case, told):
    shutil.copy(CASES / f"{case}.yml", tmp_path / "study.yml")
    (tmp_path / "logbook.csv").write_text("datum;gebeurd\n1-2-2024;iets\n31-02-2024;iets\n")
    checked = check_study(tmp_path)
    text = render_text(checked)
    for words in told:
        assert words in text
    assert list(checked.problems) == ["study.yml", "logbook.csv"]
    assert "2 problems, 1 good row." in text
    assert checked.exit_code == 3


@pytest.mark.parametrize("case", [path.stem for path in sorted(CASES.glob("*.yml"))])
def test_no_case_is_without_a_problem(tmp_path, case):
    shutil.copy(CASES / f"{case}.yml", tmp_path / "study.yml")
    assert check_study(tmp_path).problems


def test_a_folder_without_settings_is_told(tmp_path):
    text = render_text(check_study(tmp_path))
    assert 'got "no study.yml in it", expected a study folder' in text
    assert "kit new FOLDER" in text


def test_a_file_where_the_study_should_be_is_told(tmp_path):
    (tmp_path / "s").write_text("")
    assert "expected a study folder that exists" in render_text(check_study(tmp_path / "s"))


def test_a_folder_where_settings_should_be_is_told(tmp_path):
    (tmp_path / "study.yml").mkdir()
    assert "no study.yml in it" in render_text(check_study(tmp_path))


def test_every_problem_of_every_file_is_told_under_its_file(tmp_path):
    study_with(
        tmp_path,
        logbook__noord="datum;gebeurd\n31-02-2024;iets\n1-2-2024;iets\n",
        logbook__zuid="datum;gebeurd\n;iets\n",
        indicators="regio;indicator;periode;waarde\nnoort;bezoek;2024Q1;3\nzuid;bezoek;2024Q5;3\n",
        change_tasks="regio;opgave\nzuid;\n",
        interventions="regio;interventie;begin;einde\nzuid;Bellen;1-4-2024;1-3-2024\n",
    )
    checked = check_study(tmp_path)
    assert {file: len(problems) for file, problems in checked.problems.items()} == {
        "logbook/noord.csv": 1,
        "logbook/zuid.csv": 1,
        "indicators.csv": 2,
        "change_tasks.csv": 1,
        "interventions.csv": 1,
    }
    text = render_text(checked)
    assert 'logbook/noord.csv: 1 problem\n  row 2, `date` (datum): got "31-02-2024"' in text
    assert "6 problems, 1 good row. Correct this and run `kit check" in text


def test_good_rows_are_counted_per_table_and_what_was_set_aside_says_why(tmp_path):
    study_with(
        tmp_path,
        logbook__noord="Logboek 2024\ndatum;gebeurd;telefoon\n1-2-2024;iets;x\n1-2-2025;later;x\n",
        change_tasks="regio;opgave\nVOORBEELD;iets\nzuid;Rust\n",
    )
    checked = check_study(tmp_path)
    assert checked.problems == {}
    text = render_text(checked)
    assert "logbook: 2 good rows" in text
    assert "  logbook/noord.csv (utf-8, separated by semicolon)" in text
    assert "  logbook/noord.csv: columns not read: telefoon" in text
    assert "  set aside, title rows above the header: 1" in text
    assert "  set aside, entries outside the period of the study: 1" in text
    assert "change_tasks: 1 good row\n" in text
    assert "  set aside, example rows: 1" in text
    assert "No problems, 3 good rows." in text
    assert checked.exit_code == 0


def test_the_smallest_groups_that_may_be_shown_are_told(tmp_path):
    settings = SETTINGS + "thresholds: {persons: 25}\n"
    text = render_text(check_study(study_with(tmp_path, settings)))
    assert "25 persons, 8 respondents, 3 voices" in text


def test_a_codebook_with_mistakes_is_told(tmp_path):
    study_with(tmp_path, SETTINGS + "codebook: codes.yml\n")
    text = "format: 1\nid: eigen\nversion: 1\nlists: {phm_element: {finace: {nl: [geld]}}}\n"
    (tmp_path / "codes.yml").write_text(text, encoding="utf-8")
    checked = check_study(tmp_path)
    assert list(checked.problems) == ["codes.yml"]
    assert "(nearest: finance)" in render_text(checked)


def test_all_mistakes_in_the_plan_are_told_at_once(tmp_path):
    plan = (
        "notebooks: [mention, control_chart: {indicator: x, rule: y}, mentions: {code_list: z}]\n"
    )
    (problems,) = check_study(study_with(tmp_path, SETTINGS + plan)).problems.values()
    assert [problem.got for problem in problems] == ["mention", "rule", "z"]


def test_an_indicator_of_the_plan_that_has_no_figures_is_told_with_the_nearest(tmp_path):
    plan = "notebooks:\n  - control_chart: {indicator: bezoeken}\n"
    figures = "regio;indicator;periode;waarde\nzuid;bezoek;2024Q1;3\n"
    study_with(tmp_path, SETTINGS + plan, indicators=figures)
    assert '`notebooks[1].control_chart.indicator`: got "bezoeken"' in render_text(
        check_study(tmp_path)
    )
    study_with(tmp_path, SETTINGS + plan, indicators=figures.replace("bezoek", "Bezoeken"))
    assert check_study(tmp_path).problems == {}


def test_a_plan_for_figures_that_do_not_exist_yet_is_no_problem(tmp_path):
    plan = "notebooks:\n  - control_chart: {indicator: bezoeken}\n"
    assert check_study(study_with(tmp_path, SETTINGS + plan)).problems == {}


def test_a_file_that_no_table_reads_is_named_with_the_nearest(tmp_path):
    study_with(tmp_path, logboek="datum;gebeurd\n1-2-2024;iets\n", indicators_2024="a;b\n1;2\n")
    study_with(tmp_path, logbook_noord="datum;gebeurd\n1-2-2024;iets\n")
    (tmp_path / "README.txt").write_text("uitleg")
    remarks = check_study(tmp_path).remarks
    assert len(remarks) == 2
    assert remarks[0].startswith("indicators_2024.csv was not read")
    assert remarks[1].startswith("logboek.csv was not read")
    assert "nearest: logbook" in remarks[1]


def test_an_intervention_that_expects_an_indicator_without_figures_is_remarked(tmp_path):
    text = "regio;interventie;begin;verwachte indicator\nzuid;Bellen;1-4-2024;bezoek\n"
    (remark,) = check_study(study_with(tmp_path, interventions=text)).remarks
    assert remark == "interventions expect indicators without figures so far: bezoek."


def test_a_title_in_dutch_only_is_remarked_and_is_no_problem(tmp_path):
    settings = SETTINGS.replace("title: Proef", "title: {nl: Proef}")
    checked = check_study(study_with(tmp_path, settings))
    (remark,) = checked.remarks
    assert remark.startswith("study.yml: in Dutch only, `title`.")
    assert "add `en:`" in remark
    assert checked.exit_code == 0


def test_what_looks_like_a_person_is_remarked_and_is_no_problem(tmp_path):
    text = "datum;auteur;gebeurd\n1-2-2024;Jan de Vries;Bel 06-12345678\n"
    checked = check_study(study_with(tmp_path, logbook__noord=text))
    assert [remark.split(". ")[0] for remark in checked.remarks] == [
        "logbook/noord.csv, `author`: what looks like the name of a person in row 2",
        "logbook/noord.csv, `happened`: what looks like a telephone number in row 2",
    ]
    assert "Vries" not in render_text(checked)
    assert checked.exit_code == 0


def test_a_file_with_a_comma_in_its_name_keeps_its_name(tmp_path):
    study_with(tmp_path, **{"logbook__noord, deel 2, row 3": "datum;gebeurd\n31-02-2024;iets\n"})
    (file,) = check_study(tmp_path).problems
    assert file == "logbook/noord, deel 2, row 3.csv"


def test_control_characters_in_names_never_reach_the_terminal(tmp_path):
    title = SETTINGS.replace("Proef", '"Proef \\e[31m\\n\\u202e"')
    study_with(tmp_path, title, logbook="datum;gebeurd;\x1b[2J\n31-02-2024;iets;\n")
    text = render_text(check_study(tmp_path))
    assert "\\x1b[31m\\n\\u202e" in text
    assert "\\x1b[2J" in text
    assert all(line.isprintable() for line in text.split("\n"))


def test_a_check_changes_nothing(tmp_path):
    study_with(tmp_path, logbook="datum;gebeurd\n1-2-2024;iets\n")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    check_study(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_table_that_cannot_be_opened_is_a_problem_and_not_a_crash(tmp_path, monkeypatch):
    study_with(tmp_path, change_tasks="regio;opgave\nzuid;Rust\n")
    read = Path.read_bytes

    def locked(self):
        if self.name == "change_tasks.csv":
            raise PermissionError(13, "Permission denied")
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", locked)
    (problems,) = check_study(tmp_path).problems.values()
    assert problems == (
        Problem(
            "change_tasks.csv",
            "Permission denied",
            "a file that can be opened",
            "Close it in other programs, or copy it, and try once more.",
        ),
    )


# --- what changed since ----------------------------------------------------------------


def record(folder: Path, file: str, status: str = "ok") -> None:
    made = {"path": file, "sha256": sha256(folder / file), "rows": 1}
    path = folder / ".work" / "2024Q4" / "records" / "noord" / f"{file}.json"
    Record(f"noord/{file}", "logbook", "noord", status, {"sources": [made]}).write(path)


def test_files_that_changed_or_went_since_the_results_are_named(tmp_path):
    study_with(tmp_path, logbook="a", indicators="b", interventions="c")
    for name in ("logbook.csv", "indicators.csv", "interventions.csv"):
        record(tmp_path, name)
    assert changed_since(open_study(tmp_path)) == {"2024Q4": {}}
    (tmp_path / "logbook.csv").write_text("anders")
    (tmp_path / "indicators.csv").unlink()
    found = changed_since(open_study(tmp_path))
    assert found == {"2024Q4": {"indicators.csv": "gone", "logbook.csv": "changed"}}


def test_without_results_there_is_nothing_to_compare(tmp_path):
    study_with(tmp_path, logbook="a")
    with pytest.raises(InputError, match="kit run"):
        changed_since(open_study(tmp_path))
    record(tmp_path, "logbook.csv", "failed")
    with pytest.raises(InputError, match="kit run"):
        changed_since(open_study(tmp_path))


def test_a_long_list_is_told_by_its_first_eight_and_how_many_more(tmp_path):
    strange = [f"eigen{number}" for number in range(1, 12)]
    text = f"datum;gebeurd;{';'.join(strange)}\n1-2-2024;iets;{';' * 10}\n"
    told = render_text(check_study(study_with(tmp_path, logbook__noord=text)))
    assert "columns not read: eigen1, " in told
    assert "eigen8 and 3 more\n" in told
    assert "eigen9" not in told
    assert "give it a heading of the form" in told


def test_topics_of_statline_that_nobody_names_are_told_with_how_they_come_in(tmp_path):
    topics = [f"Topic_{number}" for number in range(1, 12)]
    rows = f"ID;RegioS;Perioden;{';'.join(topics)}\n1;GM0001;2024JJ00{';5' * 11}\n"
    settings = SETTINGS.replace("Regio Noord}", "Regio Noord, areas: [{code: GM0001, name: A}]}")
    folder = study_with(tmp_path, settings, open_data__statline=rows)
    told = render_text(check_study(folder))
    assert "not taken, 11 topics: Topic_1, " in told
    assert "Topic_8 and 3 more" in told
    assert "name it under `indicators:` in study.yml" in told
    named = settings + "indicators: {Topic_9: Negen}\n"
    told = render_text(check_study(study_with(tmp_path, named)))
    assert "not taken, 10 topics" in told
    assert "1 of them about areas of this study; 1 row of indicators made" in told


def test_what_the_catalogue_gives_because_a_label_matches_is_remarked(tmp_path):
    rows = "regio;indicator;periode;waarde\nnoord;{};2024;41,5\n"
    (remark,) = check_study(study_with(tmp_path, indicators=rows.format("Eenzaamheid"))).remarks
    assert remark.startswith("indicator Eenzaamheid is the label of lonely; taken from the catal")
    by_id = rows.format("lonely")
    assert check_study(study_with(tmp_path, indicators=by_id)).remarks == ()
