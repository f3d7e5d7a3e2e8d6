"""Change tasks and interventions, as people fill them in."""

from datetime import date
from pathlib import Path

import pytest

from kit.actions import COLUMNS, read_change_tasks, read_interventions
from kit.study import Study, open_study

TWO_REGIONS = """\
format: 1
title: Proef
period: {from: 2024Q1, until: 2024Q4}
regions:
  - slug: noord
    name: Regio Noord
    areas:
      - {code: N1, name: Noorddorp}
      - {code: N2, name: Noordstad}
  - {slug: zuid, name: Regio Zuid}
"""
ONE_REGION = TWO_REGIONS.replace("  - {slug: zuid, name: Regio Zuid}\n", "")


def study_with(folder: Path, settings: str = TWO_REGIONS, **tables: str) -> Study:
    (folder / "study.yml").write_text(settings, encoding="utf-8")
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return open_study(folder)


def interventions(folder: Path, *rows: str, settings: str = TWO_REGIONS):
    head = "regio;interventie;gebied;begin;einde;bereikt aantal;verwachte richting;vertraging"
    return read_interventions(
        study_with(folder, settings, interventions="\n".join([head, *rows]) + "\n")
    )


def told(table) -> str:
    return "\n".join(map(str, table.problems))


def test_a_study_without_these_tables_has_none_and_no_problem(tmp_path):
    study = study_with(tmp_path)
    for table in (read_change_tasks(study), read_interventions(study)):
        assert len(table.frame) == 0
        assert table.problems == ()
    assert list(read_change_tasks(study).frame.columns[:2]) == ["region", "task"]


def test_a_change_task_needs_its_region_and_itself_only(tmp_path):
    text = "Regio,Veranderopgave,Betekenis voor inwoners\nNOORD,Samen,\nRegio zuid,Rust,x\n"
    table = read_change_tasks(study_with(tmp_path, change_tasks=text))
    assert table.problems == ()
    assert list(table.frame["region"]) == ["noord", "zuid"]
    assert table.frame["meaning_resident"].tolist() == [None, "x"]


def test_a_change_task_without_a_task_is_told_with_its_row(tmp_path):
    text = "Regio,Veranderopgave,Betekenis voor inwoners\nnoord,,iets\nzuid,Rust,\n"
    table = read_change_tasks(study_with(tmp_path, change_tasks=text))
    assert told(table) == (
        "change_tasks.csv, row 2, `task` (Veranderopgave): expected some text. This cell is empty."
    )
    assert list(table.frame["region"]) == ["zuid"]


def test_an_intervention_needs_region_name_and_start_only(tmp_path):
    table = interventions(tmp_path, "noord;Bellen;;1-4-2024;;;;")
    assert table.problems == ()
    row = table.frame.iloc[0]
    assert row["start"] == date(2024, 4, 1)
    assert [row[name] for name in ("area", "end", "reached_n", "direction")] == [None] * 4


def test_every_cell_of_an_intervention_is_read(tmp_path):
    row = "noord;Bellen;n2;2024-04-01;2024-06-30;120;Omlaag;2"
    read = interventions(tmp_path, row).frame.iloc[0]
    assert read["area"] == "N2"
    assert (read["end"], read["reached_n"]) == (date(2024, 6, 30), 120)
    assert (read["direction"], read["lag_quarters"]) == ("lower", 2)


def test_the_region_may_stay_empty_where_there_is_one(tmp_path):
    table = interventions(tmp_path, ";Bellen;N1;2024-04-01;;;;", settings=ONE_REGION)
    assert table.problems == ()
    assert list(table.frame["region"]) == ["noord"]


def test_the_region_may_not_stay_empty_where_there_are_two(tmp_path):
    table = interventions(tmp_path, ";Bellen;;2024-04-01;;;;")
    expected = "interventions.csv, row 2, `region` (regio): expected one of noord, zuid. This cell"
    assert expected in told(table)
    assert len(table.frame) == 0


def test_an_unknown_region_is_told_with_the_nearest(tmp_path):
    table = interventions(tmp_path, "noort;Bellen;;2024-04-01;;;;")
    assert 'got "noort", expected one of noord, zuid (nearest: noord)' in told(table)


def test_an_unknown_area_is_told_with_the_codes_that_exist(tmp_path):
    table = interventions(tmp_path, "noord;Bellen;N9;2024-04-01;;;;")
    assert '`area` (gebied): got "N9", expected one of N1, N2' in told(table)


def test_an_area_of_another_region_is_a_problem(tmp_path):
    table = interventions(tmp_path, "zuid;Bellen;N1;2024-04-01;;;;")
    assert "expected an area of zuid: none is defined yet" in told(table)
    assert len(table.frame) == 0


@pytest.mark.parametrize(("end", "good"), [("2024-04-01", 1), ("2024-03-31", 0)])
def test_an_intervention_may_end_on_the_day_it_starts_but_not_before(tmp_path, end, good):
    table = interventions(tmp_path, f"noord;Bellen;;2024-04-01;{end};;;")
    assert len(table.frame) == good
    assert len(table.problems) == 1 - good


def test_all_problems_of_a_row_are_told_at_once(tmp_path):
    table = interventions(tmp_path, "noord;;N9;31-02-2024;;veel;beter;-1")
    columns = [problem.where.split("`")[1] for problem in table.problems]
    assert sorted(columns) == ["area", "direction", "lag_quarters", "name", "reached_n", "start"]


def test_the_example_row_of_a_form_is_set_aside_and_counted(tmp_path):
    rows = ("VOORBEELD noord;Bellen;;2024-04-01;;;;", "voorbeeld 2;Bellen;;2024-04-01;;;;")
    table = interventions(tmp_path, *rows, "noord;Bellen;;2024-04-01;;;;")
    assert table.problems == ()
    assert dict(table.set_aside) == {"example rows": 2}
    assert len(table.frame) == 1


def test_a_task_that_begins_with_the_word_example_is_no_example_row(tmp_path):
    text = "Regio,Veranderopgave\n,Voorbeeldfunctie van bestuurders\n,Example set by GPs\n"
    table = read_change_tasks(study_with(tmp_path, ONE_REGION, change_tasks=text))
    assert len(table.frame) == 2
    assert dict(table.set_aside) == {}


def test_a_direction_has_no_third_way():
    (direction,) = (c for c in COLUMNS["interventions"] if c.name == "direction")
    assert list(direction.options()) == ["higher", "lower"]
