"""What stands in the cells of a file, whatever program wrote it."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.cells import Grid, find_header, read_grids

CASES = Path(__file__).parent / "cases" / "tables"
KNOWN = {
    "region": ("region", "regio"),
    "period": ("period", "periode"),
    "value": ("value", "waarde"),
    "source": ("source", "bron"),
}


def grid_of(path: Path) -> Grid:
    (grid,), problems = read_grids(path, path.name)
    assert problems == []
    return grid


def cells_of(path: Path) -> list[tuple[object, ...]]:
    return [cells for _, cells in grid_of(path).rows]


def written(folder: Path, data: bytes) -> Path:
    path = folder / "a.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("mark", "name"), [(";", "semicolon"), (",", "comma"), ("\t", "tab"), ("|", "bar")]
)
def test_every_usual_separator_is_recognised(tmp_path: Path, mark: str, name: str) -> None:
    path = written(tmp_path, mark.join("ab").encode() + b"\n" + mark.join("12").encode())
    assert cells_of(path) == [("a", "b"), ("1", "2")]
    assert grid_of(path).notes == (f"utf-8, separated by {name}",)


def test_only_a_semicolon_says_that_numbers_have_decimal_commas(tmp_path: Path) -> None:
    assert grid_of(written(tmp_path, b"a;b\n1;2")).comma_decimals is True
    assert grid_of(written(tmp_path, b"a,b\n1,2")).comma_decimals is None


def test_commas_in_the_texts_of_a_semicolon_file_separate_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, b"a;b\n1;een, twee\n2;drie, vier\n3;vijf, zes\n")
    assert cells_of(path)[1] == ("1", "een, twee")


def test_a_semicolon_in_a_comma_file_separates_nothing(tmp_path: Path) -> None:
    assert cells_of(written(tmp_path, b"a,b\n1,x; y\n2,z\n"))[1] == ("1", "x; y")


def test_semicolons_in_a_text_of_many_lines_separate_nothing() -> None:
    header, row = cells_of(CASES / "semicolons_in_a_text_of_many_lines.csv")
    assert header == ("Regio", "Periode", "Bron")
    assert row[2] == "eerst; dan\nnog; dan\nook; dan\nen; dan\nklaar; dan"


def test_line_ends_and_quotation_marks_within_a_cell_stay_in_it() -> None:
    rows = grid_of(CASES / "line_ends_and_marks_in_a_cell.csv").rows
    assert rows[1] == (2, ("peelrand", "2024Q1", 'een "getal"\nop twee regels'))
    assert rows[2] == (3, ("peelrand", "2024Q2", "12"))


def test_a_quotation_mark_left_open_swallows_no_rows_in_silence() -> None:
    (grid,), (problem,) = read_grids(CASES / "quotation_mark_left_open.csv", "a.csv")
    assert problem.where == "a.csv, row 2"
    assert "not closed" in problem.got
    assert "13" not in str(problem)
    assert len(grid.rows) == 1


def test_the_line_that_excel_writes_for_itself_is_no_row() -> None:
    grid = grid_of(CASES / "written_by_excel_for_itself.csv")
    assert grid.rows[0] == (2, ("Regio", "Periode", "Waarde"))
    assert grid.comma_decimals is True


def test_mixed_line_ends_are_all_line_ends() -> None:
    rows = grid_of(CASES / "mixed_line_ends.csv").rows
    assert [cells[2] for _, cells in rows] == ["Waarde", "12", "13", "14"]
    assert [line for line, _ in rows] == [1, 2, 3, 4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_in_the_encoding_it_is_in(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "Regio;Bron\nx;’t kost “€ 5” – één\n".encode(encoding))
    assert cells_of(path) == [("Regio", "Bron"), ("x", "’t kost “€ 5” – één")]


@pytest.mark.parametrize("case", ["empty.csv", "only_white_space.csv"])
def test_a_file_with_nothing_in_it_has_no_grid(case: str) -> None:
    assert read_grids(CASES / case, case) == ([], [])


def test_a_null_byte_is_text_like_any_other(tmp_path: Path) -> None:
    assert cells_of(written(tmp_path, b"a;b\n1;x\0y\n"))[1] == ("1", "x\0y")


def test_a_cell_of_a_megabyte_is_read_whole(tmp_path: Path) -> None:
    path = written(tmp_path, b'a;b\n1;"' + b"woord; " * 150_000 + b'"\n')
    assert len(str(cells_of(path)[1][1])) == 7 * 150_000


@given(st.binary(max_size=300))
def test_no_bytes_whatever_break_the_reading_of_a_csv(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    grids, problems = read_grids(written(tmp_path_factory.mktemp("c"), data), "a.csv")
    assert len(grids) <= 1
    assert all(str(problem).startswith("a.csv") for problem in problems)


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    grids, (problem,) = read_grids(tmp_path / "gone.csv", "gone.csv")
    assert grids == []
    assert "expected a file that can be opened" in str(problem)


def workbook(path: Path, *sheets: tuple[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_keeps_dates_numbers_and_texts_apart(tmp_path: Path) -> None:
    rows = [
        ["a", "b", "c", "d"],
        [date(2024, 2, 29), 45351, "29-02-2024", datetime(2024, 2, 29, 9)],
    ]
    path = workbook(tmp_path / "a.xlsx", ("Blad1", rows))
    cells = cells_of(path)[1]
    assert cells == (date(2024, 2, 29), 45351.0, "29-02-2024", datetime(2024, 2, 29, 9))


def test_rows_of_a_workbook_have_the_numbers_that_a_person_sees(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ("Blad1", [["titel"], [], ["a", "b"], [], [1, 2]]))
    assert [line for line, _ in grid_of(path).rows] == [1, 3, 5]


def test_a_table_that_begins_in_the_middle_of_a_sheet_keeps_its_places(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["C4"], book.active["D4"] = "a", "b"
    book.save(tmp_path / "a.xlsx")
    assert grid_of(tmp_path / "a.xlsx").rows == ((4, (None, None, "a", "b")),)


def test_every_sheet_is_read_but_those_that_explain_the_form(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        ("2023", [["a"], [1]]), ("2024", [["a"], [2]]), ("Uitleg", [["lees dit"]]), ("leeg", []),
    )  # fmt: skip
    grids, problems = read_grids(path, "a.xlsx")
    assert [grid.where for grid in grids] == ["a.xlsx, sheet `2023`", "a.xlsx, sheet `2024`"]
    assert problems == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 and nothing more",
        b"a;b\n1;2\n",
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
    ],
    ids=["empty", "cut off", "a csv", "with a password"],
)
@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_a_workbook_that_does_not_open_is_told(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    grids, (problem,) = read_grids(path, path.name)
    assert grids == []
    assert "a workbook that opens without a password" in str(problem)


def test_a_formula_without_a_result_is_told_with_its_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ("Blad1", [["a", "b"], [1, "=A2*2"], [2, 4]]))
    (grid,), (problem,) = read_grids(path, "a.xlsx")
    assert problem.where == "a.xlsx, cell B2"
    assert problem.got == "a formula without a stored result"
    assert len(grid.rows) == 3


def test_a_cell_in_which_excel_shows_an_error_is_not_taken_for_empty(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, "#DIV/0!"])
    book.active["B2"].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    _, (problem,) = read_grids(tmp_path / "a.xlsx", "a.xlsx")
    assert (problem.where, problem.got) == ("a.xlsx, cell B2", "#DIV/0!")


ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="Blad1"><table:table-row>
<table:table-cell office:value-type="string"><text:p>Datum</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>n</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="date" office:date-value="2024-02-29"/>
<table:table-cell office:value-type="float" office:value="3.5"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_a_sheet_of_libreoffice_is_read(tmp_path: Path) -> None:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", ODS.replace("\n", " ").replace("> <", "><"))
        archive.writestr(
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest="
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            "</manifest:manifest>",
        )
    header, row = cells_of(tmp_path / "a.ods")
    assert header == ("Datum", "n")
    assert str(row[0])[:10] == "2024-02-29"
    assert row[1] == 3.5


def test_a_header_is_found_under_a_title_in_any_capitals_and_with_underscores() -> None:
    grid = Grid("a", ((1, ("Cijfers",)), (3, ("REGIO", " Waarde: *", "_"))))
    found = find_header(grid, KNOWN)
    assert found is not None
    assert (found.columns, found.above, found.header_row) == ({0: "region", 1: "value"}, 1, 3)


def rows_above(n: int) -> Grid:
    return Grid("a", (*((i, ("titel",)) for i in range(n)), (n, ("regio",)), (n + 1, ("x",))))


def test_a_header_is_looked_for_in_fifteen_rows() -> None:
    assert find_header(rows_above(14), KNOWN) is not None
    assert find_header(rows_above(15), KNOWN) is None


def test_the_row_that_names_most_columns_is_the_header() -> None:
    grid = Grid("a", ((1, ("Waarde",)), (2, ("regio", "waarde")), (3, ("regio", "waarde"))))
    found = find_header(grid, KNOWN)
    assert found is not None
    assert found.header_row == 2


def test_a_column_that_the_kit_does_not_know_is_listed() -> None:
    found = find_header(Grid("a", ((1, ("regio", " Kleur ")), (2, ("x", "rood")))), KNOWN)
    assert found is not None
    assert found.unknown == {1: "Kleur"}
    assert found.problems == ()


def test_two_headers_for_one_column_are_told() -> None:
    found = find_header(grid_of(CASES / "twice_the_same_column.csv"), KNOWN)
    assert found is not None
    (problem,) = found.problems
    assert "the column `value` once" in str(problem)
    assert found.columns == {0: "region", 1: "period", 2: "value"}


def test_filled_cells_under_no_name_are_told_with_their_column(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Regio", "Waarde", None])
    book.active.append(["x", 1, 2])
    book.active.append(["x", 1, 3])
    book.active.merge_cells("B1:C1")
    book.save(tmp_path / "a.xlsx")
    found = find_header(grid_of(tmp_path / "a.xlsx"), KNOWN)
    assert found is not None
    (problem,) = found.problems
    assert problem.where == "a.xlsx, row 1, column C"
    assert "2 filled cells" in problem.got
    assert "unmerge" in problem.do


@pytest.mark.parametrize(
    ("position", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_a_column_is_called_by_the_letters_that_excel_gives_it(position: int, letter: str) -> None:
    grid = Grid("a", ((1, ("regio",) + ("",) * 800), (2, ("",) * position + ("x",))))
    if position:
        found = find_header(grid, KNOWN)
        assert found is not None
        assert found.problems[0].where.endswith(f"column {letter}")


@pytest.mark.parametrize(
    ("cell", "told"),
    [("XFD1048576", ["a cell that stands very far from the others"]), ("A100000", [])],
)
def test_a_cell_very_far_from_the_others_is_told_before_no_memory_is_left(
    cell: str, told: list[str], tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active[cell] = "Regio", 1
    book.save(tmp_path / "far.xlsx")
    grids, problems = read_grids(tmp_path / "far.xlsx", "far.xlsx")
    assert [problem.got for problem in problems] == told
    assert len(grids) == 1 - len(told)


def test_a_workbook_whose_parts_cannot_be_unpacked_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Regio", "=1+1"])
    book.save(tmp_path / "a.xlsx")
    data = bytearray((tmp_path / "a.xlsx").read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at : at + 2] = b"XX"
    (tmp_path / "a.xlsx").write_bytes(bytes(data))
    grids, (problem,) = read_grids(tmp_path / "a.xlsx", "a.xlsx")
    assert grids == []
    assert "save it again" in problem.do
