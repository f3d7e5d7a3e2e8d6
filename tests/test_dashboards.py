"""Wide exports of dashboards: suppressed, missing and zero apart, areas and periods found."""

from pathlib import Path

import openpyxl
import pytest

from kit.dashboards import read_dashboard, recognise
from kit.errors import InputError
from kit.indicators import read_indicators
from kit.open_data import sum_to_region
from kit.study import open_study

CASES = Path(__file__).parent / "cases"
STUDY = """
format: 1
title: Proef
period: {from: 2019, until: 2024}
regions:
  - slug: noorderkolk
    name: Noorderkolk
    areas:
      - {code: GM9903, name: Harkelmeent}
      - {code: GM9904, name: Kolkerzijl}
  - {slug: lindewaard, name: Lindewaard}
  - {slug: zonnehei, name: Zonnehei}
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    root = tmp_path_factory.mktemp("study")
    (root / "study.yml").write_text(STUDY, encoding="utf-8")
    return open_study(root)


def case(name):
    return CASES / "dashboards" / name


def figures(found, **of):
    """Return the figures about something: (value, status), None for no value."""
    frame = found.frame
    for name, value in of.items():
        frame = frame[frame[name] == value]
    return [
        (None if value != value else value, status)
        for value, status in zip(frame["value"], frame["status"], strict=True)
    ]


def test_suppressed_missing_and_zero_stay_apart_as_the_legend_says(study):
    found = read_dashboard(case("areas_by_years.csv"), study=study)
    assert found.problems == ()
    assert figures(found, area="GM9904") == [
        (10.5, "shown"), (None, "suppressed"), (None, "suppressed"), (0, "shown"),
    ]  # fmt: skip
    assert figures(found, area="GM9903") == [
        (11.2, "shown"), (None, "missing"), (0, "shown"), (12.25, "shown"),
    ]  # fmt: skip
    assert figures(found, area="lindewaard")[2:] == [(None, "missing"), (None, "missing")]
    assert "by its legend x is suppressed" in found.notes
    assert "by its legend - is zero" in found.notes


def test_without_a_legend_a_mark_is_missing_and_that_is_said(study, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Gebied;2021;2022\nKolkerzijl;x;-\nHarkelmeent;1,5;0\n", encoding="utf-8")
    found = read_dashboard(path, study=study)
    assert figures(found, area="GM9904") == [(None, "missing"), (None, "missing")]
    assert "x as missing: 1" in found.notes
    assert figures(found, area="GM9903") == [(1.5, "shown"), (0, "shown")]


def test_the_title_is_the_indicator(study):
    found = read_dashboard(case("areas_by_years.csv"), study=study)
    assert set(found.frame["indicator"]) == {"Jongeren met jeugdhulp (%)"}
    assert set(found.frame["unit"]) == {"%"}
    assert found.set_aside == {}
    assert found.kind == "dashboard"


def test_what_a_line_calls_the_source_is_the_source_of_every_figure(study):
    found = read_dashboard(case("areas_by_years.csv"), study=study)
    assert set(found.frame["source"]) == {"CBS Jeugd, via een dashboard"}
    assert "source: CBS Jeugd, via een dashboard" in found.notes


@pytest.mark.parametrize(
    ("lines", "source"),
    [
        ("Bron: GGD\n", {"GGD"}),
        ("Bron:;GGD Noord\n", {"GGD Noord"}),
        ("Source: RIVM\nBron: GGD\n", {"RIVM; GGD"}),
        ("Bronvermelding volgt\n", None),
        ("Bron:\n", None),
    ],
)
def test_the_source_may_stand_below_the_figures_and_in_a_cell_of_its_own(
    lines, source, study, tmp_path
):
    path = tmp_path / "a.csv"
    path.write_text(f"Jeugdhulp\nGebied;2021;2022\nKolkerzijl;1,5;2,5\n\n{lines}", encoding="utf-8")
    found = read_dashboard(path, study=study)
    assert (set(found.frame["source"]) if "source" in found.frame else None) == source
    assert len(found.frame) == 2


def test_footnotes_are_kept_word_for_word_and_the_legend_is_told_as_what_marks_mean(study):
    found = read_dashboard(case("areas_by_years.csv"), study=study)
    assert [note for note in found.notes if note.startswith("it says")] == [
        "it says: * voorlopige cijfers"
    ]
    assert "by its legend x is suppressed" in found.notes


@pytest.mark.parametrize(("lines", "kept", "left"), [(12, 12, None), (13, 12, 1)])
def test_many_lines_around_the_figures_are_no_notes_and_what_is_left_is_counted(
    lines, kept, left, study, tmp_path
):
    path = tmp_path / "a.csv"
    below = "".join(f"Regel {number}\n" for number in range(lines))
    path.write_text(f"Jeugdhulp\nGebied;2021;2022\nKolkerzijl;1,5;2,5\n{below}", encoding="utf-8")
    found = read_dashboard(path, study=study)
    assert sum(note.startswith("it says: Regel") for note in found.notes) == kept
    assert found.set_aside.get("lines around the figures, beyond the first notes") == left


def test_figures_of_a_dashboard_bring_their_own_source_into_the_study(tmp_path):
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "open_data").mkdir()
    text = "Eenzaamheid\nGebied;2020;2022\nKolkerzijl;41,5;42,5\nBron: Eigen peiling\n"
    (tmp_path / "open_data" / "peiling.csv").write_text(text, encoding="utf-8")
    read = read_indicators(open_study(tmp_path))
    assert set(read.frame["source"]) == {"Eigen peiling"}
    notes = read.open_data.notes["open_data/peiling.csv"]
    assert "source: Eigen peiling" in notes


def test_an_area_the_study_does_not_have_is_kept_and_told_with_the_nearest(study):
    found = read_dashboard(case("areas_by_years.csv"), study=study)
    assert figures(found, area="Kolkerzeil") != []
    told = "areas that the study does not have: Nederland, Kolkerzeil (nearest: Kolkerzijl)"
    assert told in found.notes


def test_a_merged_header_of_indicators_stands_over_its_years(study):
    found = read_dashboard(case("indicators_over_years.xlsx"), study=study)
    inhabitants = figures(found, area="GM9904", indicator="Inwoners")
    assert inhabitants == [(12345, "shown"), (12400, "shown")]
    assert figures(found, area="GM0001", indicator="Inwoners")[1] == (1000.5, "shown")
    assert set(found.frame["period"]) == {"2020", "2022"}


def test_a_cell_shown_in_per_cent_is_a_percentage(study):
    found = read_dashboard(case("indicators_over_years.xlsx"), study=study)
    assert figures(found, area="GM9904", indicator="Eenzaamheid") == [
        (12.5, "shown"), (50, "shown"),
    ]  # fmt: skip
    assert figures(found, area="GM9903", indicator="Eenzaamheid")[1] == (None, "suppressed")
    units = found.frame.groupby("indicator", observed=True)["unit"].first()
    assert units["Eenzaamheid"] == "%"
    assert units.isna()["Inwoners"]


def test_areas_may_stand_across_and_the_period_in_the_title(study):
    found = read_dashboard(case("indicators_by_areas.csv"), study=study)
    assert set(found.frame["period"]) == {"2023"}
    assert figures(found, indicator="Eenzaam (%)") == [
        (47.5, "shown"), (45.1, "shown"), (None, "missing"),
    ]  # fmt: skip
    assert found.frame["area"].tolist()[:3] == ["noorderkolk", "lindewaard", "zonnehei"]


def test_the_indicators_of_one_area_stand_under_its_name(study):
    found = read_dashboard(case("one_area.csv"), study=study)
    assert set(found.frame["area"]) == {"GM9904"}
    assert figures(found, indicator="Jeugdhulp", period="2022") == [(11.5, "shown")]
    assert figures(found, indicator="Mantelzorg") == [(None, "suppressed"), (0, "shown")]


def test_years_may_stand_down_and_areas_across(study):
    found = read_dashboard(case("years_down.csv"), study=study)
    assert set(found.frame["indicator"]) == {"Eenzaamheid"}
    assert figures(found, area="noorderkolk") == [(40.5, "shown"), (42.5, "shown")]
    assert figures(found, area="lindewaard") == [(41.5, "shown"), (None, "missing")]


def test_quarters_are_known_however_they_are_written(study):
    found = read_dashboard(case("quarters.csv"), study=study)
    assert found.frame["period"].tolist()[:3] == ["2021Q1", "2021Q2", "2021Q3"]


@pytest.mark.parametrize(
    ("spans", "expected"), [("first", {"2019", "2020"}), ("last", {"2020", "2021"})]
)
def test_a_school_year_counts_only_when_it_is_said_as_which_year(spans, expected, study):
    found = read_dashboard(case("school_years.csv"), study=study)
    assert found.frame.empty
    assert found.set_aside["figures over two calendar years"] == 4
    found = read_dashboard(case("school_years.csv"), study=study, spans=spans)
    assert set(found.frame["period"]) == expected


def test_a_column_of_years_and_thousand_points_are_read(study):
    found = read_dashboard(case("period_column.csv"), study=study)
    assert figures(found, area="GM9904", indicator="Wmo") == [(1234, "shown"), (1250, "shown")]
    assert figures(found, area="GM9903", indicator="Jeugdhulp") == [
        (9.5, "shown"), (None, "missing"),
    ]  # fmt: skip
    (problem,) = found.problems
    assert (problem.where, problem.got) == ("period_column.csv, row 4, `Wmo`", "abc")


def test_a_year_behind_the_name_of_an_indicator_is_its_period(study):
    found = read_dashboard(case("indicators_with_years.csv"), study=study)
    pairs = set(zip(found.frame["indicator"], found.frame["period"], strict=True))
    assert pairs == {("Jeugdhulp", "2023"), ("Wmo", "2022")}


def test_figures_without_a_period_are_told_and_read_once_it_is_given(study):
    found = read_dashboard(case("no_period.csv"), study=study)
    assert found.problems[0].got == "4 figures without a period or an area"
    found = read_dashboard(case("no_period.csv"), study=study, period="2023")
    assert len(found.frame) == 4
    assert found.problems == ()
    with pytest.raises(InputError, match="a year"):
        read_dashboard(case("no_period.csv"), study=study, period="vorig jaar")


def test_a_second_figure_for_the_same_thing_is_told_and_left_out(study):
    found = read_dashboard(case("twice.csv"), study=study)
    assert figures(found, area="GM9904") == [(1.5, "shown"), (2.5, "shown")]
    assert found.problems[0].expected == "one figure per area, period and indicator"


@pytest.mark.parametrize("name", sorted(p.name for p in (CASES / "dashboards").iterdir()))
def test_every_wide_table_is_recognised_and_nothing_else(name, study):
    found = recognise(case(name), study=study)
    assert (found is None) == (name == "no_table.csv")
    assert found is None or found[0] == "dashboard"


@pytest.mark.parametrize("folder", ["open_data", "surveys"])
def test_other_files_are_no_dashboards(folder, study):
    files = [path for path in (CASES / folder).iterdir() if path.suffix in (".csv", ".xlsx")]
    assert files
    assert [path.name for path in files if recognise(path, study=study)] == []


def test_a_survey_with_a_score_per_person_is_no_dashboard(study, tmp_path):
    path = tmp_path / "a.csv"
    rows = [f"{day}-3-2024;Kolkerzijl;{day % 5};{day % 3}" for day in range(1, 9)]
    head = "Datum;Gemeente;Er is een gezamenlijke ambitie voor gezondheid;Wie beslist?"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    assert recognise(path, study=study) is None


def test_the_tables_of_the_sample_are_no_dashboards():
    sample = Path(__file__).parent.parent / "data" / "sample"
    study = open_study(sample)
    assert [path.name for path in sample.glob("*.csv") if recognise(path, study=study)] == []


def test_a_file_without_a_table_is_refused(study):
    with pytest.raises(InputError, match="areas down and periods"):
        read_dashboard(case("no_table.csv"), study=study)
    with pytest.raises(InputError, match=r"one of \.csv"):
        read_dashboard(case("no_table.pdf"), study=study)


def test_counts_of_areas_are_summed_to_their_region_as_other_open_data(study):
    found = read_dashboard(case("indicators_over_years.xlsx"), study=study)
    region = study.regions["noorderkolk"]
    summed = sum_to_region(found.frame, region, counts=["Inwoners"], file=found.file).frame
    own = summed[summed["indicator"] == "Inwoners"].set_index("period")["value"]
    assert own.to_dict() == {"2020": 12345 + 8100, "2022": 12400 + 8250}


def test_a_cell_at_the_far_end_of_a_sheet_does_not_end_the_program(study, tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Gemeente", 1
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(InputError, match="very far from the others"):
        read_dashboard(tmp_path / "far.xlsx", study=study)


def test_a_dashboard_in_the_folder_of_open_data_becomes_indicators_of_the_study(study):
    folder = study.root / "open_data"
    folder.mkdir()
    (folder / "jeugd.csv").write_bytes(case("areas_by_years.csv").read_bytes())
    read = read_indicators(study)
    assert read.problems == ()
    own = read.frame[read.frame["area"] == "GM9904"].set_index("period")
    assert own["status"].to_dict() == {
        "2019": "shown", "2020": "suppressed", "2021": "suppressed", "2022": "shown",
    }  # fmt: skip
    assert own["value"]["2022"] == 0
    whole = read.frame[read.frame["region"] == "lindewaard"]
    assert whole["value"].dropna().tolist() == [9.1, 9.4]
