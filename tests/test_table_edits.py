"""Rows of a table are changed or taken out, and everything else in the file stays as it was."""

import csv
import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from withdrawal_cases import ods_of

from kit.cells import read_grids
from kit.errors import InputError
from kit.table_edits import edited
from kit.terms import column

HEAD = "Datum;Schrijver;Gebeurd;van ons\n"


def without_p07(given):
    return {} if given.get("author") == "P07" else None


def edit(path, decide=without_p07):
    return edited(path, path.name, table="logbook", decide=decide)


def test_a_file_without_such_a_row_is_not_touched(tmp_path):
    path = tmp_path / "logbook.csv"
    path.write_text(f"{HEAD}2024-01-01;P08;x;\n", encoding="utf-8")
    assert edit(path) is None


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["P07", "P08"]), st.text('ab;"\n\r é,x', max_size=12)),
        max_size=8,
    ),
    st.sampled_from(["\r\n", "\n"]),
    st.sampled_from([";", ","]),
)
def test_taking_rows_out_of_a_csv_leaves_the_bytes_of_the_others(tmp_path_factory, rows, end, mark):
    path = tmp_path_factory.mktemp("t") / "logbook.csv"
    lines = []
    for who, text in [("Schrijver", "Gebeurd"), *rows]:
        made = io.StringIO(newline="")
        day = "2024-01-01" if who != "Schrijver" else "Datum"
        csv.writer(made, delimiter=mark, lineterminator=end, quoting=csv.QUOTE_ALL).writerow(
            [day, who, text]
        )
        lines.append((who, made.getvalue()))
    path.write_bytes("".join(line for _, line in lines).encode())
    after = edit(path)
    kept = "".join(line for who, line in lines if who != "P07").encode()
    assert (after.content if after else path.read_bytes()) == kept


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_keeps_its_encoding(tmp_path, encoding):
    path = tmp_path / "logbook.csv"
    path.write_bytes(f'"{HEAD[:5]}"{HEAD[5:]}1-1-2024;P07;é;\n1-1-2024;P08;ë;\n'.encode(encoding))
    after = edit(path, lambda given: {"happened": "ö"} if given["author"] == "P08" else {})
    assert after.content.decode(encoding).splitlines()[1] == "1-1-2024;P08;ö;"
    assert after.content.decode(encoding).count("Datum") == 1
    assert (after.changed, after.removed) == (1, 1)


def test_a_word_that_windows_1252_does_not_have_turns_the_file_into_utf_8(tmp_path):
    path = tmp_path / "logbook.csv"
    path.write_bytes(f"{HEAD}1-1-2024;P08;é\x81;\n".encode("latin-1"))
    after = edit(path, lambda given: {"author": "Ł"})
    path.write_bytes(after.content)
    grids, _ = read_grids(path, "t")
    assert grids[0].rows[1][1][:3] == ("1-1-2024", "Ł", "é\x81")


def test_the_first_line_that_excel_writes_for_itself_stays(tmp_path):
    path = tmp_path / "logbook.csv"
    path.write_text("sep=,\nDatum,Schrijver,Gebeurd\n1-1-2024,P07,x;y\n", encoding="utf-8")
    assert edit(path).content == b"sep=,\nDatum,Schrijver,Gebeurd\n"


def test_a_column_that_is_not_there_is_added_in_the_language_of_the_others(tmp_path):
    path = tmp_path / "logbook.csv"
    path.write_text("Date;Author;Happened\n1-1-2024;P08;x\n1-1-2024;P09;y\n", encoding="utf-8")
    after = edit(path, lambda given: {"lesson": "z"} if given["author"] == "P09" else None)
    head, first, second = after.content.decode().splitlines()
    assert head == f"Date;Author;Happened;{column('logbook', 'lesson').label.en}"
    assert (first, second) == ("1-1-2024;P08;x", "1-1-2024;P09;y;z")


def test_rows_of_the_right_sheet_of_a_workbook_go(tmp_path):
    path = tmp_path / "logbook.xlsx"
    book = Workbook()
    for title, who in (("een", "P08"), ("twee", "P07")):
        sheet = book.create_sheet(title)
        sheet.append(["Datum", "Schrijver", "Gebeurd"])
        sheet.append([date(2024, 1, 1), who, f"={title}"])
        sheet["C2"].data_type = "s"
        sheet.append([date(2024, 1, 2), "P09", title])
    book.create_sheet("Uitleg").append(["P07"])
    book.save(path)
    path.write_bytes(edit(path).content)
    book = load_workbook(path)
    assert [row[1].value for row in book["een"]] == ["Schrijver", "P08", "P09"]
    assert [row[1].value for row in book["twee"]] == ["Schrijver", "P09"]
    assert book["een"]["A2"].value.date() == date(2024, 1, 1)


def test_an_ods_can_lose_rows_of_many_alike_and_is_not_changed_otherwise(tmp_path):
    path = tmp_path / "logbook.ods"
    rows = [["Datum", "Schrijver", "Gebeurd"], ["1-1-2024", "P07", "x"], ["1-1-2024", "P08", "y"]]
    ods_of(path, rows)
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    text = parts["content.xml"].decode()
    at = text.index("<table:table-row>", text.index("Gebeurd"))
    repeated = '<table:table-row table:number-rows-repeated="3">'
    parts["content.xml"] = (text[:at] + repeated + text[at + len("<table:table-row>") :]).encode()
    with zipfile.ZipFile(path, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    after = edit(path)
    assert after.removed == 3
    path.write_bytes(after.content)
    grids, problems = read_grids(path, "t")
    assert problems == []
    assert [cells[1] for _, cells in grids[0].rows] == ["Schrijver", "P08"]
    with pytest.raises(InputError, match="a table in"):
        edit(path, lambda given: {"author": "P01"})


def test_a_workbook_with_formulas_is_refused_because_their_results_would_be_lost(tmp_path):
    path = tmp_path / "logbook.xlsx"
    book = Workbook()
    book.active.append(["Datum", "Schrijver", "Gebeurd"])
    book.active.append(["1-1-2024", "P07", "x"])
    book.save(path)
    assert edit(path).removed == 1
    book.active["E2"] = "=1+1"
    book.save(path)
    with pytest.raises(InputError, match="formula"):
        edit(path)
