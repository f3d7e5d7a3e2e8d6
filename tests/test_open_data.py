"""Open data: a file is told by what stands in it; what is not there becomes no number."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kit.errors import InputError
from kit.open_data import read_open_data, recognise
from kit.open_data.figures import decimal_comma, figures_of
from kit.open_data.vektis import boundary_year_of
from kit.rates.standardising import expected, indirect

CASES = Path(__file__).parent / "cases" / "open_data"
REAL = Path(__file__).resolve().parents[2] / "shared" / "real"
real = pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")


def row(read, **about):
    frame = read.frame
    for name, value in about.items():
        frame = frame[frame[name] == value]
    (found,) = frame.to_dict("records")
    return found


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("statline_untyped.csv", "statline_untyped"),
        ("statline_typed.csv", "statline_typed"),
        ("statline_names.csv", "statline_typed"),
        ("50120NED_UntypedDataSet.csv", "rivm_neighbourhoods"),
        ("Vektis 2015 - gemeente.csv", "vektis_municipality"),
        ("Vektis 2022 - gemeente.csv", "vektis_municipality"),
        ("Vektis 2011 - postcode3.csv", "vektis_postcode3"),
        ("long.csv", "long_table"),
    ],
)
def test_a_file_is_recognised_by_what_stands_in_it(tmp_path, file, kind):
    other = tmp_path / "download.csv"
    other.write_bytes((CASES / file).read_bytes())
    found = recognise(other)
    assert found.kind == kind
    assert found.reasons


def test_a_file_that_is_none_of_these_is_refused_with_what_was_looked_for(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert recognise(path).kind == "unknown"
    with pytest.raises(InputError, match="KOSTEN_"):
        read_open_data(path)


@pytest.mark.parametrize("suffix", ["zip", "pdf"])
def test_a_form_that_the_kit_does_not_read_is_refused(tmp_path, suffix):
    path = tmp_path / f"figures.{suffix}"
    path.write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"\.csv"):
        recognise(path)


def test_statline_keeps_zero_missing_and_not_there_apart():
    read = read_open_data(CASES / "statline_untyped.csv", boundary_year=2015)
    assert read.problems == ()
    assert set(read.frame["area"]) == {"NL01", "GM9001", "GM9002"}
    zero = row(read, area="GM9002", indicator="Ongehuwd_2")
    assert (zero["value"], zero["status"], zero["geography"]) == (0, "shown", "municipality")
    missing = row(read, area="GM9001", indicator="Inwoners_1", period="2015Q2")
    assert (np.isnan(missing["value"]), missing["status"]) == (True, "missing")
    assert missing["boundary_year"] == 2015
    assert read.set_aside == {
        "rows without a single cell (the area is not there then)": 1,
        "rows of a month": 1,
    }
    assert read.unknown == ("Naam_5",)


def test_a_topic_of_statline_that_comes_back_stays_two_indicators():
    read = read_open_data(CASES / "statline_untyped.csv")
    values = [
        row(read, area="GM9001", period="2015", indicator=f"Ongehuwd_{n}")["value"] for n in (2, 3)
    ]
    assert values == [300, 50]
    assert any("boundaries" in note for note in read.notes)


def test_typed_statline_keeps_men_and_women_apart():
    read = read_open_data(CASES / "statline_typed.csv")
    assert row(read, sex="male", indicator="Inwoners_1")["value"] == 300
    assert row(read, sex="female", indicator="Ziek_2")["status"] == "missing"


def test_a_list_of_names_gives_names_and_no_figures():
    read = read_open_data(CASES / "statline_names.csv")
    assert read.frame.empty
    assert read.names == {"GM9001": "Heide", "GM9002": "Duin en Dal"}


def test_limits_of_rivm_stand_beside_their_value():
    read = read_open_data(CASES / "50120NED_UntypedDataSet.csv")
    good = row(read, area="GM9001", age_base="18+", indicator="ErvarenGezondheidGoedZeerGoed")
    assert (good["value"], good["low"], good["high"]) == (75.1, 70.0, 80.2)
    assert good["method"] == "model"
    hidden = row(read, area="WK900101", age_base="65+", indicator="Eenzaam")
    assert (hidden["status"], hidden["geography"]) == ("missing", "district")
    assert len(read.frame) == 8


def test_costs_of_vektis_are_euros_over_insured_years():
    read = read_open_data(CASES / "Vektis 2015 - gemeente.csv", boundary_year=2017)
    found = row(read, area="'S-HEIDE", sex="male", age="0-4", indicator="kosten_farmacie")
    assert (found["numerator"], found["denominator"], found["value"]) == (92.5, 18.5, 5.0)
    assert (found["n"], found["period"], found["boundary_year"]) == (20, "2015", 2017)
    total = row(read, area="'S-HEIDE", age="90+", indicator="kosten_totaal")
    assert total["numerator"] == 50000 + 2500 - 10
    assert row(read, area="SÚDWEST-DUIN", indicator="kosten_overig")["value"] == 0


def test_the_rest_row_of_vektis_is_counted_and_in_no_figure():
    read = read_open_data(CASES / "Vektis 2015 - gemeente.csv")
    assert read.set_aside == {"rows without an area (small cells of all areas together)": 1}
    assert set(read.frame["area"]) == {"'S-HEIDE", "SÚDWEST-DUIN"}
    # 181.25 of 18.5 + 10 + 20 + 25 + 181.25 insured years.
    assert "71.15 %" in read.notes[1]


def test_a_later_layout_of_vektis_gives_the_same_names():
    read = read_open_data(CASES / "Vektis 2022 - gemeente.csv")
    care = "kosten_medisch_specialistische_zorg"
    found = row(read, area="Heide", sex="male", age="0-4", indicator=care)
    assert (found["denominator"], found["value"]) == (18.5, 100)
    assert set(read.frame["age"]) == {"0-4", "75+"}


def test_postcode_areas_keep_their_zero_and_ages_their_year():
    read = read_open_data(CASES / "Vektis 2011 - postcode3.csv")
    found = row(read, area="071", age="0", indicator="kosten_farmacie")
    assert (found["value"], found["geography"]) == (10, "postcode3")
    assert read.set_aside["rows without a sex or an age class"] == 1


def test_a_file_of_vektis_without_a_year_is_refused_unless_it_is_given(tmp_path):
    path = tmp_path / "gemeente.csv"
    path.write_bytes((CASES / "Vektis 2015 - gemeente.csv").read_bytes())
    with pytest.raises(InputError, match="the year of the figures"):
        read_open_data(path)
    assert set(read_open_data(path, year=2015).frame["period"]) == {"2015"}


@pytest.mark.parametrize(
    ("year", "municipalities", "boundary"),
    # Numbers of municipalities: CBS, Gemeentelijke indeling op 1 januari.
    [
        (2015, 388, 2017), (2015, 393, 2015), (2018, 355, 2020), (2021, 342, 2023),
        (2022, 342, 2024), (2015, 387, None), (2020, 388, None),
    ],
)  # fmt: skip
def test_the_boundaries_of_a_file_are_told_from_its_number_of_municipalities(
    year, municipalities, boundary
):
    assert boundary_year_of(year, municipalities) == boundary


def test_a_long_table_keeps_shown_suppressed_missing_and_zero_apart():
    read = read_open_data(CASES / "long.csv")
    assert read.problems == ()
    assert read.frame["status"].tolist() == ["shown", "shown", "suppressed", "missing", "shown"]
    assert read.frame["value"].tolist()[:2] == [5.3, 0]
    assert read.unknown == ("eigen kolom",)
    published = row(read, indicator="eenzaam")
    assert (published["low"], published["high"]) == (44.0, 48.2)
    assert np.isnan(published["denominator"])


def test_each_mistake_of_a_long_table_is_told_once_with_its_row():
    read = read_open_data(CASES / "long_wrong.csv")
    where = sorted(problem.where.removeprefix("long_wrong.csv, ") for problem in read.problems)
    assert where == [
        "row 2, `numerator`", "row 3, `denominator`", "row 4, `low`", "row 5, `value`",
        "row 7, `period`", "row 8, `area`", "row 9, `boundary_year`",
    ]  # fmt: skip
    assert any("2 rows" in problem.do for problem in read.problems)
    assert read.set_aside == {"rows with a problem": 8}
    assert read.frame["value"].tolist() == [5.3]


def test_a_row_with_more_cells_than_the_header_is_refused_with_its_row(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("area,period,indicator,value\nA,2022,x,1\nA,2023,x,1,5\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 3"):
        read_open_data(path)


def test_a_long_table_without_what_it_needs_is_refused(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("area,period,value\nA,2022,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column indicator"):
        read_open_data(path)


def test_a_second_figure_about_the_same_is_told_and_left_out(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text(
        "area,period,indicator,sex,value\nA,2022,x,,1\nA,2022,x,male,2\nA,2022,x,,3\n"
        "A,2023,x,,4\nB,2022,x,,5\n",
        encoding="utf-8",
    )
    read = read_open_data(path)
    assert read.frame["value"].tolist() == [1, 2, 4, 5]
    (problem,) = read.problems
    assert problem.got == "A, 2022 again"
    assert read.set_aside == {"rows that repeat another": 1}


def test_a_column_of_texts_does_not_drown_the_other_problems(tmp_path):
    path = tmp_path / "long.csv"
    rows = [f"A,{1990 + n},x,word {n}" for n in range(30)]
    path.write_text("\n".join(["area,period,indicator,value", *rows, "A,9,x,1"]), encoding="utf-8")
    problems = read_open_data(path).problems
    assert len(problems) == 12
    assert problems[-1].got == "at least 20 other cells that cannot be read"
    assert "row 32, `period`" in {problem.where.split(", ", 1)[1] for problem in problems}


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.glob("*.csv")))
def test_only_a_header_gives_an_empty_frame_and_no_traceback(tmp_path, case):
    path = tmp_path / case
    data = (CASES / case).read_bytes()
    path.write_bytes(data[: data.index(b"\n") + 1])
    if recognise(path).kind == "unknown":
        with pytest.raises(InputError):
            read_open_data(path)
    else:
        read = read_open_data(path)
        assert read.frame.empty
        assert {"area", "period", "indicator", "value", "status"} <= set(read.frame.columns)


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    with pytest.raises(InputError):
        read_open_data(path)


def test_a_workbook_is_read_as_its_csv_is(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for cells in (
        ["Tabel 1"],
        ["Gebied", "Periode", "Indicator", "Waarde", "Teller", "Noemer"],
        ["GM9001", 2022, "verzuim", 5.25, 21, 400],
        ["GM9002", 2022, "verzuim", "<10", None, None],
        ["GM9003", 2022, "verzuim", 1.234, -1, 400],
    ):
        book.active.append(cells)
    book.save(tmp_path / "figures.xlsx")
    read = read_open_data(tmp_path / "figures.xlsx")
    assert read.frame["value"].tolist()[0] == 5.25
    assert read.frame["status"].tolist() == ["shown", "suppressed"]
    assert [problem.where for problem in read.problems] == ["figures.xlsx, row 5, `numerator`"]


def test_a_thousands_mark_is_never_read_as_decimals(tmp_path):
    path = tmp_path / "long.csv"
    head = "gebied;periode;indicator;teller;noemer\n"
    path.write_text(f"{head}GM9001;2022;x;1.234;10.000\n", encoding="utf-8")
    read = read_open_data(path)
    assert read.frame["numerator"].tolist() == [1234]
    path.write_text(head.replace(";", ",") + "GM9001,2022,x,1.234,10000\n", encoding="utf-8")
    (problem,) = read_open_data(path).problems
    assert "can be read in one way" in problem.expected


def test_without_a_column_of_values_the_value_is_numerator_over_denominator(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("area,period,indicator,numerator,denominator\nA,2022,x,1,4\nA,2023,x,<5,4\n")
    read = read_open_data(path)
    assert read.frame["value"].tolist()[0] == 0.25
    assert read.frame["status"].tolist() == ["shown", "suppressed"]


def test_the_same_table_in_parts_or_whole_is_the_same(tmp_path, monkeypatch):
    lines = ["area,period,indicator,value"]
    lines += [f"GM{n:05d},{2000 + n % 20},x,{n / 8 if n % 5 else '<10'}" for n in range(45_000)]
    path = tmp_path / "long.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    whole = read_open_data(path).frame
    monkeypatch.setattr("kit.open_data.loading._CELLS", 1)
    in_parts = read_open_data(path).frame
    pd.testing.assert_frame_equal(whole.astype(object), in_parts.astype(object))
    assert (whole["status"] == "suppressed").sum() == 9000


def test_a_cell_of_a_column_means_what_it_means_alone():
    cells = pd.Series(
        ["   5.3", "<10", ".", "0", "-", "", "much", "-1", " <5 ", "inf"], dtype=object
    )
    found = figures_of(cells, comma=False)
    np.testing.assert_array_equal(
        found.values, [5.3, np.nan, np.nan, 0, np.nan, np.nan, np.nan, -1, np.nan, np.nan]
    )
    assert np.flatnonzero(found.suppressed).tolist() == [1, 8]
    assert np.flatnonzero(found.wrong).tolist() == [6, 9]


def test_decimal_commas_are_told_from_the_cells_that_tell():
    def comma(*cells):
        return decimal_comma(pd.Series(cells, dtype=object), usual=None)

    assert comma("1.234", "5,25") is True
    assert comma("1,234", "5.25") is False
    assert comma("1,234", "7") is None


@real
def test_the_real_key_figures_have_the_municipalities_of_their_year():
    (path,) = REAL.glob("70072ned*.csv")
    read = read_open_data(path)
    assert read.problems == ()
    people = read.frame[read.frame["indicator"] == "TotaleBevolking_1"]
    assert (people["geography"] == "municipality").sum() == 393
    whole = people.loc[people["area"] == "NL01", "value"].item()
    assert whole == 16_900_726
    assert people.loc[people["geography"] == "municipality", "value"].sum() == whole


@real
def test_the_real_names_of_municipalities_are_read_without_padding():
    (path,) = REAL.glob("82949NED*.csv")
    assert read_open_data(path).names["GM0197"] == "Aalten"


@real
def test_nine_real_cost_ratios_agree_to_six_digits():
    (path,) = REAL.glob("Vektis Open*2015*.csv")
    read = read_open_data(path)
    assert read.problems == ()
    assert read.frame["area"].nunique() == 388
    assert set(read.frame["boundary_year"]) == {2017.0}
    assert read.set_aside == {"rows without an area (small cells of all areas together)": 1}
    total = read.frame[read.frame["indicator"] == "kosten_totaal"]
    strata = {"index": "area", "columns": ["sex", "age"], "aggfunc": "sum", "observed": True}
    years = total.pivot_table(values="denominator", **strata).fillna(0)
    euros = total.pivot_table(values="numerator", **strata).fillna(0)
    awaited = expected(
        years.to_numpy(),
        reference_events=euros.sum().to_numpy(),
        reference_population=years.sum().to_numpy(),
    )
    ratio = indirect(euros.sum(axis=1).to_numpy(), awaited, of="amounts").value
    found = pd.Series(ratio, index=years.index.astype(str))
    told = pd.read_csv(REAL / "vektis_2015_expected_cost_ratio.csv").set_index("GEMEENTENAAM")
    assert len(told) == 9
    np.testing.assert_allclose(found[told.index], told["ratio"], atol=5.1e-7)
