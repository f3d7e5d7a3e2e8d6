"""Cells become values; every problem is told at once, and never with the text of an entry."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.cells import Rows
from kit.tables import Table, read_table
from kit.values import Column, Unreadable, read_cell, read_date, read_number

CASES = Path(__file__).parent / "cases" / "tables"
DECLARED = (
    Column("region", "name", required=True),
    Column("period", "period", required=True),
    Column("value", "figure"),
    Column("n", "integer"),
    Column("source", "text"),
    Column("published_on", "date"),
)


def read(*paths: Path, declared: tuple[Column, ...] = DECLARED, **more: Any) -> Table:
    return read_table(
        [(path, path.name) for path in paths], table="indicators", declared=declared, **more
    )


def written(folder: Path, text: str, *, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


# --- dates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "2022-10-03", "2022/10/03", "2022.10.3", "2022-10-03T09:30:00", "2022-10-03 09:30",
        "3-10-2022", "03/10/2022", "3.10.2022", "3 10 2022", "3-10-22", "3 oktober 2022",
        "3 okt. 2022", "3 OKT 2022", "3-okt-22", "maandag 3 oktober 2022", "ma 3-10-2022",
        "Monday, 3 October 2022", "October 3, 2022", "Oct. 3rd 2022", "3rd October 2022",
        " 3e oktober 2022 ",
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it_day_before_month(written: str) -> None:
    assert read_date(written) == date(2022, 10, 3)


@given(
    st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%y", "%Y/%m/%d"]),
)
def test_every_date_of_this_century_is_read_back(day: date, pattern: str) -> None:
    assert read_date(day.strftime(pattern)) == day


MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]


@given(st.dates(min_value=date(1900, 1, 1)))
def test_every_date_with_a_dutch_month_is_read_back(day: date) -> None:
    assert read_date(f"{day.day} {MONTHS[day.month - 1]} {day.year:04d}") == day


@pytest.mark.parametrize("cell", [date(2024, 2, 29), datetime(2024, 2, 29, 23, 59)])
def test_a_date_that_the_file_stores_as_one_is_taken(cell: date) -> None:
    assert read_date(cell) == date(2024, 2, 29)


@pytest.mark.parametrize(
    "written", ["31-02-2024", "29-02-2023", "2024-13-01", "10/31/2024", "0-1-2024"]
)
def test_a_date_that_does_not_exist_is_told_as_such(written: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM-DD") as told:
        read_date(written)
    assert "does not exist" in getattr(told.value, "do", "")


@pytest.mark.parametrize(
    "written", ["", "gisteren", "2024", "3-10", "3 brumaire 2022", "3--10-2022"]
)
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        read_date(written)


def test_a_year_of_four_digits_is_taken_as_it_stands() -> None:
    assert read_date("0022-10-03") == date(22, 10, 3)


@pytest.mark.parametrize("cell", [45351, 45351.0, "45351"])
def test_a_date_stored_as_number_is_told_with_the_day_it_would_be(cell: object) -> None:
    with pytest.raises(ValueError, match="YYYY-MM-DD") as told:
        read_date(cell)
    assert "2024-02-29" in getattr(told.value, "do", "")


# --- numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12), ("-3", -3), ("+3", 3), ("−3", -3), ("12,5", 12.5), ("12.5", 12.5),
        ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1.234.567", 1234567), ("1,234,567", 1234567),
        ("1.234.567,89", 1234567.89), ("1 234", 1234), ("1\u00a0234,5", 1234.5),
        ("1'234.5", 1234.5), ("€ 12,50", 12.5), ("12 €", 12), ("37 %", 37), ("37%", 37),
        ("0,125", 0.125), ("0.125", 0.125), ("1234,567", 1234.567), ("12,3456", 12.3456),
        (7, 7), (7.25, 7.25),
    ],
)  # fmt: skip
def test_a_number_is_read_with_the_marks_that_people_use(written: object, value: float) -> None:
    assert read_number(written) == value


@pytest.mark.parametrize("written", ["1.234", "1,234", "-12.345", "999,999"])
def test_a_number_that_can_be_read_in_two_ways_is_refused_unless_the_file_tells(
    written: str,
) -> None:
    with pytest.raises(ValueError, match="one way"):
        read_number(written)
    decimals, thousands = (
        float(written.replace(",", ".")),
        float(written.replace(",", "").replace(".", "")),
    )
    comma = "," in written
    assert read_number(written, comma=comma) == decimals
    assert read_number(written, comma=not comma) == thousands


@pytest.mark.parametrize("written", ["0,125", "0.125", "-0,500"])
@pytest.mark.parametrize("comma", [None, True, False])
def test_no_thousands_begin_with_a_zero(written: str, *, comma: bool | None) -> None:
    assert abs(read_number(written, comma=comma)) < 1


@pytest.mark.parametrize(
    "written",
    ["", "veel", "1,2,3", "1.2.3", "1.234.567.8", "1,234.567,8", "1.234 567", "12.34.567", "1e5",
     "--1", "1-", "1.234,", ",5", "0.125.000", True, "<script>", "١٢x"],
)  # fmt: skip
def test_what_is_no_number_is_refused_and_never_guessed(written: object) -> None:
    with pytest.raises(ValueError, match="a number"):
        read_number(written)


def marked(value: float, thousands: str, decimal: str) -> str:
    return f"{value:,.2f}".replace(",", "T").replace(".", decimal).replace("T", thousands)


@given(
    st.integers(-(10**11), 10**11).map(lambda cents: cents / 100),
    st.sampled_from([(".", ","), (",", "."), (" ", ","), ("'", "."), ("", ","), ("\u202f", ",")]),
)
def test_an_amount_is_read_back_in_every_way_of_writing(
    value: float, marks: tuple[str, str]
) -> None:
    assert read_number(marked(value, *marks)) == value


@given(st.text(max_size=30))
def test_no_text_whatever_breaks_the_reading_of_a_number_or_a_date(text: str) -> None:
    for reader in (read_number, read_date):
        with suppress(Unreadable):
            reader(text)


def test_a_column_tells_how_its_doubtful_numbers_are_to_be_read(tmp_path: Path) -> None:
    commas = written(tmp_path, 'regio,periode,waarde\nx,2024Q1,"1,234"\nx,2024Q2,"5,5"\n')
    points = written(
        tmp_path, "regio\tperiode\twaarde\nx\t2024Q1\t1,234\nx\t2024Q2\t5.5\n", name="b.tsv"
    )
    assert list(read(commas).frame["value"]) == [1.234, 5.5]
    assert list(read(points).frame["value"]) == [1234, 5.5]


def test_a_column_that_contradicts_itself_tells_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "regio\tperiode\twaarde\nx\t2024\t1,234\ny\t2024\t5.5\nz\t2024\t5,5\n")
    (problem,) = read(path).problems
    assert "one way" in str(problem)


def test_a_number_that_excel_stores_says_nothing_about_marks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["regio", "periode", "waarde"], ["x", 2024, 1234.5], ["y", 2024, "1.234"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    table = read(tmp_path / "a.xlsx")
    assert list(table.frame["period"]) == ["2024"]
    assert [problem.where for problem in table.problems] == ["a.xlsx, row 3, `value` (waarde)"]


# --- other kinds of cell -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell", ["<10", "< 5", "≤9", "minder dan 10", "Fewer than 10", "less than 5"]
)
def test_a_figure_that_the_source_suppressed_is_suppressed(cell: str) -> None:
    assert read_cell(cell, Column("value", "figure")) == "suppressed"


@pytest.mark.parametrize("cell", [".", "x", "X", "-", "–", "n.b.", "NVT", "n/a", "", "  ", None])
def test_a_figure_that_the_source_has_not_is_missing(cell: str | None) -> None:
    assert read_cell(cell, Column("value", "figure")) is None


@pytest.mark.parametrize("cell", [0, "0", "0,0"])
def test_a_figure_of_zero_is_neither(cell: object) -> None:
    assert read_cell(cell, Column("value", "figure")) == 0.0


@pytest.mark.parametrize(
    ("cell", "value"),
    [("ja", True), ("Yes", True), ("x", True), (True, True), ("1", True), (1.0, True),
     ("nee", False), ("NO", False), (False, False), (0, False)],
)  # fmt: skip
def test_yes_and_no_are_read_in_both_languages(cell: object, *, value: bool) -> None:
    assert read_cell(cell, Column("next_step_done", "yes_no")) is value


def test_perhaps_is_neither_yes_nor_no() -> None:
    with pytest.raises(ValueError, match="ja or nee"):
        read_cell("misschien", Column("next_step_done", "yes_no"))


@pytest.mark.parametrize("cell", [-1, "-1", 1.5, "1,5"])
def test_people_are_counted_whole(cell: object) -> None:
    with pytest.raises(ValueError, match="whole number"):
        read_cell(cell, Column("n", "integer"))


@pytest.mark.parametrize("cell", ["Huisarts", "gp", "  general   practitioner ", "HUISARTSEN"])
def test_a_role_is_known_by_every_way_to_write_it(cell: str) -> None:
    assert read_cell(cell, Column("role", "choice", choices="role")) == "gp"


def test_a_choice_may_be_out_of_a_list_of_its_own() -> None:
    assert read_cell("B", Column("x", "choice", choices=("a", "b"))) == "b"
    assert read_cell("bee", Column("x", "choice", choices={"b": ("bee",)})) == "b"
    assert read_cell("team", Column("x", "choice", choices="role|release")) == "team"


@pytest.mark.parametrize(
    "cell", ["inwoners 4; huisarts 2", "4 inwoners, 2 huisartsen", "inwoners: 4\nGP=2"]
)
def test_participants_are_counted_per_group(cell: str) -> None:
    column = Column("participants", "counts", choices="voice_group|role")
    assert read_cell(cell, column) == (("resident", 4), ("gp", 2))


@pytest.mark.parametrize("cell", ["Jan de Vries", "Jan de Vries 1", "4"])
def test_names_of_participants_are_refused_and_never_repeated(tmp_path: Path, cell: str) -> None:
    table = read(
        written(tmp_path, f"regio;periode;bron\nx;2024;{cell}\n"),
        declared=(Column("source", "counts", choices="role"),),
    )
    (problem,) = table.problems
    assert "Jan" not in str(problem)
    assert "inwoners 4" in str(problem)


def test_ids_are_separated_by_any_usual_mark() -> None:
    assert read_cell("a; b,c | d;", Column("x", "names")) == ("a", "b", "c", "d")


def test_a_kind_that_does_not_exist_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        read_cell("a", Column("x", "colour"))


# --- tables ------------------------------------------------------------------------------------


def test_every_problem_of_every_file_is_told_at_once_and_the_good_rows_are_read(
    tmp_path: Path,
) -> None:
    one = written(tmp_path, "regio;periode;waarde\nx;2024Q5;12\nx;2024Q1;veel\n;;3\nx;2024Q2;5\n")
    two = written(tmp_path, "regio;periode;n\ny;2024;1,5\n", name="b.csv")
    table = read(one, two)
    assert [problem.where for problem in table.problems] == [
        "a.csv, row 2, `period` (periode)",
        "a.csv, row 3, `value` (waarde)",
        "a.csv, row 4, `region` (regio)",
        "a.csv, row 4, `period` (periode)",
        "b.csv, row 2, `n`",
    ]
    (row,) = table.frame.to_dict("records")
    assert (row["region"], row["period"], row["value"], row["row"]) == ("x", "2024Q2", 5.0, 5)
    assert row["n"] is None


def test_a_cell_that_cannot_be_read_is_told_once_though_it_is_required(tmp_path: Path) -> None:
    assert len(read(written(tmp_path, "regio;periode\nx;ooit\n")).problems) == 1


TEXT = "Mevrouw Jansen vertelde dat haar man weer thuis woont"


@pytest.mark.parametrize("column", ["published_on", "period", "value", "n"])
def test_the_text_of_an_entry_in_the_wrong_column_is_never_repeated(
    tmp_path: Path, column: str
) -> None:
    kinds = [Column(c.name, c.kind) for c in DECLARED]
    table = read(written(tmp_path, f"{column};bron\n{TEXT};x\n"), declared=tuple(kinds))
    (problem,) = table.problems
    assert "Jansen" not in str(problem)
    assert "a text of 9 words" in str(problem)


@pytest.mark.parametrize(("words", "quoted"), [(5, True), (6, False)])
def test_only_what_is_short_is_quoted(tmp_path: Path, words: int, *, quoted: bool) -> None:
    cell = " ".join(["woord"] * words)
    (problem,) = read(written(tmp_path, f"regio;periode\nx;{cell}\n")).problems
    assert ("woord" in str(problem)) is quoted


def test_a_ragged_row_is_read_as_far_as_it_goes_and_its_surplus_is_told() -> None:
    table = read(CASES / "ragged.csv")
    assert list(table.frame["value"]) == [12.0, None, 13.0]
    assert [p.where for p in table.problems] == [
        "ragged.csv, row 1, column D", "ragged.csv, row 1, column E",
    ]  # fmt: skip


def test_a_header_without_rows_is_no_mistake() -> None:
    table = read(CASES / "header_only.csv")
    assert table.problems == ()
    assert list(table.frame.columns) == [*(c.name for c in DECLARED), "file", "row"]
    assert table.frame.empty


@pytest.mark.parametrize("case", ["empty.csv", "only_white_space.csv"])
def test_an_empty_file_is_counted(case: str) -> None:
    assert read(CASES / case).set_aside == {"empty files": 1}


def test_no_file_at_all_gives_an_empty_table() -> None:
    assert read().frame.empty


def test_a_file_with_another_table_is_told() -> None:
    (problem,) = read(CASES / "another_table.csv").problems
    assert "no row with column names" in problem.got
    assert "appels" not in str(problem)


def test_a_quotation_mark_left_open_is_told() -> None:
    (problem,) = read(CASES / "quotation_mark_left_open.csv").problems
    assert problem.where == "quotation_mark_left_open.csv, row 2"


def test_title_rows_are_counted_and_notes_say_how_a_file_was_read() -> None:
    table = read(CASES / "title_above_the_header.csv")
    assert table.set_aside == {"title rows above the header": 1}
    assert table.notes == {"title_above_the_header.csv": ("utf-8, separated by semicolon",)}
    assert list(table.frame["row"]) == [4]


def test_a_file_that_excel_wrote_for_itself_has_decimal_commas() -> None:
    assert list(read(CASES / "written_by_excel_for_itself.csv").frame["value"]) == [1.5]


def test_a_column_that_the_kit_does_not_know_is_listed(tmp_path: Path) -> None:
    table = read(written(tmp_path, "regio;periode;kleur\nx;2024;rood\n"))
    assert table.unknown == {"a.csv": ("kleur",)}


@pytest.mark.parametrize(
    ("region", "example"),
    [("VOORBEELD", True), ("Voorbeeld 1", True), ("EXAMPLE of a row", True),
     ("Voorbeeldfunctie", False), ("Example set by others", False), ("voorbeeldstad", False)],
)  # fmt: skip
def test_the_example_row_of_a_form_is_set_aside_and_nothing_else(
    tmp_path: Path, region: str, *, example: bool
) -> None:
    table = read(written(tmp_path, f"regio;periode\n{region};2024\n"))
    assert table.set_aside == ({"example rows": 1} if example else {})
    assert len(table.frame) == (0 if example else 1)


@pytest.mark.parametrize("id", ["voorbeeld-1", "Example1"])
def test_a_row_whose_id_says_that_it_is_an_example_is_set_aside(tmp_path: Path, id: str) -> None:
    path = written(tmp_path, f"regio;nummer;wat gebeurde er?\nx;{id};iets\n")
    declared = (Column("region", "name"), Column("id", "name"), Column("happened"))
    table = read_table([(path, "a.csv")], table="logbook", declared=declared)
    assert table.set_aside == {"example rows": 1}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (True, "ja"),
        (False, "nee"),
        (3.0, "3"),
        (3.5, "3.5"),
        (date(2024, 2, 29), "2024-02-29"),
        (datetime(2024, 2, 29), "2024-02-29"),
        (datetime(2024, 2, 29, 9, 30), "2024-02-29T09:30:00"),
        ("  a  ", "a"),
    ],
)
def test_a_cell_that_stands_where_a_text_is_asked_is_read_as_one(cell: object, text: str) -> None:
    assert read_cell(cell, Column("source")) == text


def test_a_row_with_cells_in_unknown_columns_only_is_counted(tmp_path: Path) -> None:
    table = read(written(tmp_path, "regio;periode;kleur\nx;2024;rood\n;;blauw\n"))
    assert table.set_aside == {"rows with nothing in a known column": 1}


def test_a_sheet_without_a_known_column_is_counted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["regio", "periode"])
    book.active.append(["x", "2024"])
    book.create_sheet("notities").append(["bellen met de drukker"])
    book.save(tmp_path / "a.xlsx")
    table = read(tmp_path / "a.xlsx")
    assert table.set_aside == {"sheets without a known column": 1}
    assert table.problems == ()


def test_two_sheets_with_the_same_table_are_both_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, sheet in (("x", book.active), ("y", book.create_sheet("tweede"))):
        sheet.append(["regio", "periode"])
        sheet.append([name, "2024"])
    book.save(tmp_path / "a.xlsx")
    assert list(read(tmp_path / "a.xlsx").frame["region"]) == ["x", "y"]


def test_a_value_that_has_to_be_unique_is_told_with_both_its_places(tmp_path: Path) -> None:
    declared = (Column("source", "name", unique=True), Column("region", "name"))
    one = written(tmp_path, "bron;regio\nA1;x\nA2;x\n;x\n;y\n")
    two = written(tmp_path, "bron;regio\nA1;y\nA1;z\n", name="b.csv")
    table = read(one, two, declared=declared)
    assert [str(problem) for problem in table.problems] == [
        'b.csv, row 2, `source`: got "A1", expected a value that is not used yet (it stands in '
        "a.csv, row 2 too).",
        'b.csv, row 3, `source`: got "A1", expected a value that is not used yet (it stands in '
        "a.csv, row 2 too).",
    ]
    assert list(table.frame["source"]) == ["A1", "A2", None, None]
    assert list(table.frame.index) == [0, 1, 2, 3]


def test_an_empty_cell_is_told_to_be_empty_and_an_absent_column_to_be_absent(
    tmp_path: Path,
) -> None:
    empty, absent = read(
        written(tmp_path, "regio;periode\n;2024\n"),
        written(tmp_path, "periode\n2024\n", name="b.csv"),
    ).problems
    assert str(empty).startswith("a.csv, row 2, `region` (regio): expected ")
    assert str(empty).endswith("This cell is empty.")
    assert str(absent).startswith("b.csv, row 2, `region`: expected ")
    assert str(absent).endswith("There is no column for it.")


def test_a_day_and_month_that_are_swapped_are_told_so() -> None:
    def advice(cell: str) -> str:
        with pytest.raises(Unreadable) as refused:
            read_cell(cell, Column("x", "date"))
        return refused.value.do

    assert advice("05/13/2025").endswith("Are day and month swapped? The day comes first.")
    assert advice("31-02-2025") == advice("13/13/2025") == "This day does not exist."


def test_choices_are_told_as_the_form_writes_them() -> None:
    with pytest.raises(Unreadable) as refused:
        read_cell("iedereen", Column("release", "choice", choices="release"))
    expected = refused.value.problem("x", "iedereen").expected
    assert "Eigen team (team)" in expected
    assert "Regio (region)" in expected


def test_a_cell_may_be_filled_from_elsewhere_before_it_is_required(tmp_path: Path) -> None:
    def complete(record: dict[str, Any], file: str) -> None:
        record["region"] = record["region"] or file.removesuffix(".csv")

    table = read(written(tmp_path, "periode\n2024\n", name="peelrand.csv"), complete=complete)
    assert list(table.frame["region"]) == ["peelrand"]


def test_a_row_may_be_wrong_as_a_whole_but_no_cell_is_told_twice(tmp_path: Path) -> None:
    def judge(record: dict[str, Any]) -> list[tuple[str, str, str, str]]:
        return [("period", "a", "another", ""), ("source", "b", "a source", "Ask.")]

    table = read(written(tmp_path, "regio;periode\nx;2024\ny;ooit\n"), judge=judge)
    assert [problem.where for problem in table.problems] == [
        "a.csv, row 2, `period` (periode)", "a.csv, row 2, `source`",
        "a.csv, row 3, `period` (periode)", "a.csv, row 3, `source`",
    ]  # fmt: skip
    assert table.problems[2].got == "ooit"
    assert table.frame.empty


def test_rows_that_another_reader_found_are_held_to_the_same_rules() -> None:
    rows = Rows(
        "b.docx", {0: "region", 1: "period"}, {}, ((7, ("x", "2024")), (9, ("y", "?"))), 0, 1
    )
    table = read(ready=[(rows, "b.docx")])
    assert list(table.frame["row"]) == [7]
    assert [problem.where for problem in table.problems] == ["b.docx, row 9, `period`"]


HOSTILE = ["<script>alert(1)</script>", "=HYPERLINK(1)", "\u202eabc", "a\x07b", "e\u0301😀", "../x"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_text(tmp_path: Path, text: str) -> None:
    table = read(written(tmp_path, f'regio;periode;bron\nx;2024;"{text}"\n'))
    assert list(table.frame["source"]) == [text]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_cell_breaks_no_message(tmp_path: Path, text: str) -> None:
    (problem,) = read(written(tmp_path, f'regio;periode\nx;"{text}"\n')).problems
    assert str(problem).isprintable()


def test_a_cell_of_a_megabyte_is_kept_whole_and_told_short(tmp_path: Path) -> None:
    text = "woord " * 180_000
    table = read(written(tmp_path, f"regio;periode;bron\nx;2024;{text}\nx;{text};y\n"))
    assert table.frame["source"][0] == text.strip()
    assert len(str(table.problems[0])) < 200
