"""Tables and findings for other programs: nothing lost, nothing that runs, nothing too far."""

import csv
import io
import json
from dataclasses import replace

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest

from kit.cli import main
from kit.errors import InputError, Refused
from kit.export import FORMATS, names_of, take, write
from kit.export.describing import describe
from kit.finding import Drawing, Finding
from kit.jobs import Record, work_folder
from kit.language import Both
from kit.study import open_study

TABLES = [format for format in FORMATS if format != "r"]
STUDY = """
format: 1
title: Proef
period: {from: 2024Q1, until: 2024Q4}
regions:
- {slug: kolk, name: De Kolk}
- {slug: hei, name: De Hei}
indicators:
  zorg: {nl: Bezoeken, en: Visits}
"""
LOGBOOK = (
    "regio;datum;auteur;rol;wat gebeurde er;volgende stap gedaan\n"
    'kolk;2024-02-01;K1;resident;=HYPERLINK("http://x");ja\n'
    'kolk;2024-03-01;K2;gp;"Een tekst; met 😀 en ‘krullen’";nee\n'
    "hei;2024-03-02;;;+31 is geen som;\n"
)
INDICATORS = (
    "region;indicator;period;value;n;aim;improvement\n"
    "kolk;zorg;2024Q1;-1,5;40;aim_cost;lower\n"
    "kolk;zorg;2024Q2;<10;;aim_cost;lower\n"
    "hei;zorg;2024Q1;.;;aim_cost;lower\n"
    "hei;zorg;2024Q2;0;38;aim_cost;lower\n"
)


@pytest.fixture
def study(tmp_path):
    root = tmp_path / "studie"
    root.mkdir()
    (root / "study.yml").write_text(STUDY, encoding="utf-8")
    (root / "logbook.csv").write_text(LOGBOOK, encoding="utf-8")
    (root / "indicators.csv").write_text(INDICATORS, encoding="utf-8")
    return open_study(root)


def written(study, tmp_path, name, format, **how):
    files = write(take(study, name), tmp_path / "uit", format=format, language="nl", **how)
    return files[0]


def rows_of(path, separator=","):
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=separator))


def test_a_table_for_r_is_a_csv_with_a_script_that_reads_its_levels_and_labels(study, tmp_path):
    path = written(study, tmp_path, "logbook", "r")
    script = path.with_suffix(".R").read_text(encoding="utf-8")
    assert path.name == "logbook.csv"
    assert len(rows_of(path)) == 3
    assert 'd <- read.csv("logbook.csv"' in script
    assert 'levels = c("kolk", "hei")' in script
    assert 'labels = c("De Kolk", "De Hei"))' in script
    assert 'd[["date"]] <- as.Date(d[["date"]])' in script or "as.Date" in script


def test_a_column_of_numbers_with_nothing_in_it_stays_a_column_of_numbers(study, tmp_path):
    bare = INDICATORS.replace(";40;", ";;").replace(";38;", ";;")
    (study.root / "indicators.csv").write_text(bare, encoding="utf-8")
    path = written(study, tmp_path, "indicators", "sav")
    _, about = pyreadstat.read_sav(str(path))
    assert about.readstat_variable_types["n"] == "double"


@pytest.mark.parametrize("name", ["documents", "surveys"])
def test_what_the_check_lists_can_be_exported(study, tmp_path, name):
    assert take(study, name).frame.empty
    assert name not in names_of(study)


@pytest.mark.parametrize("format", TABLES)
def test_every_format_keeps_every_row_and_every_number(study, tmp_path, format):
    path = written(study, tmp_path, "indicators", format)
    read = {
        "csv": lambda: pd.read_csv(path),
        "xlsx": lambda: pd.read_excel(path, sheet_name="data", engine="openpyxl"),
        "parquet": lambda: pd.read_parquet(path),
        "sav": lambda: pyreadstat.read_sav(str(path), apply_value_formats=True)[0],
        "dta": lambda: pd.read_stata(path),
    }[format]()
    assert len(read) == 4
    assert read["value"].tolist()[0] == -1.5
    assert read["value"].isna().tolist() == [False, True, True, False]
    assert read["value"].tolist()[3] == 0
    assert read["period"].tolist() == ["2024Q1", "2024Q2", "2024Q1", "2024Q2"]


def test_suppressed_missing_and_zero_stay_apart(study, tmp_path):
    rows = rows_of(written(study, tmp_path, "indicators", "csv"))
    assert [row["status"] for row in rows] == ["shown", "suppressed", "missing", "shown"]
    assert [row["value"] for row in rows] == ["-1.5", "", "", "0"]


def test_a_text_that_looks_like_a_formula_does_not_run(study, tmp_path):
    rows = rows_of(written(study, tmp_path, "logbook", "csv"))
    assert rows[0]["happened"] == '\'=HYPERLINK("http://x")'
    assert rows[2]["happened"] == "'+31 is geen som"
    sheet = openpyxl.load_workbook(written(study, tmp_path, "logbook", "xlsx"))["data"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert cells == []
    texts = [cell.value for row in sheet.iter_rows() for cell in row]
    assert '=HYPERLINK("http://x")' in texts


def test_a_negative_number_is_a_number_not_a_formula(study, tmp_path):
    path = written(study, tmp_path, "indicators", "csv", excel="nl")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows_of(path, ";")[0]["value"] == "-1,5"


def test_a_csv_has_no_byte_order_mark_unless_asked(study, tmp_path):
    assert not written(study, tmp_path, "indicators", "csv").read_bytes().startswith(b"\xef")


def test_texts_travel_whole_with_emoji_and_curly_quotes(study, tmp_path):
    for format in TABLES:
        path = written(study, tmp_path, "logbook", format)
        if format in ("sav", "dta"):
            reader = pyreadstat.read_sav if format == "sav" else pyreadstat.read_dta
            texts = reader(str(path))[0]["happened"].tolist()
        elif format == "parquet":
            texts = pq.read_table(path)["happened"].to_pylist()
        elif format == "xlsx":
            texts = pd.read_excel(path, sheet_name="data", engine="openpyxl")["happened"].tolist()
        else:
            texts = [row["happened"] for row in rows_of(path)]
        assert texts[1] == "Een tekst; met 😀 en ‘krullen’"


def test_spss_and_stata_get_value_labels(study, tmp_path):
    for format, reader in (("sav", pyreadstat.read_sav), ("dta", pyreadstat.read_dta)):
        frame, meta = reader(str(written(study, tmp_path, "indicators", format)))
        named = meta.variable_value_labels
        assert set(named["region"].values()) == {"De Kolk", "De Hei"}
        assert named["region"][frame["region"].iloc[0]] == "De Kolk"
        assert named["status"][frame["status"].iloc[1]] == "afgeschermd"
        assert meta.column_names_to_labels["period"] == "Periode"


def test_dates_are_dates(study, tmp_path):
    frame, _ = pyreadstat.read_sav(str(written(study, tmp_path, "logbook", "sav")))
    assert str(frame["day"].iloc[0]) == "2024-02-01"
    assert str(pd.read_stata(written(study, tmp_path, "logbook", "dta"))["day"].iloc[0].date()) == (
        "2024-02-01"
    )
    table = pq.read_table(written(study, tmp_path, "logbook", "parquet"))
    assert str(table.schema.field("day").type) == "date32[day]"


def test_the_dictionary_says_what_every_column_and_value_is_called(study, tmp_path):
    files = write(take(study, "indicators"), tmp_path, format="csv", language="nl")
    rows = rows_of(files[1])
    columns = [row["column"] for row in rows if row["kind"]]
    assert columns == list(rows_of(files[0])[0])
    labels = {(row["column"], row["value"]): row["value_label"] for row in rows}
    assert labels["region", "hei"] == "De Hei"
    assert labels["status", "suppressed"] == "afgeschermd"
    missing = {row["column"]: row["missing"] for row in rows if row["kind"]}
    assert missing["value"] == "2"
    about = json.loads(files[2].read_text(encoding="utf-8"))
    assert (about["release"], about["rows"]) == ("team", 4)
    assert len(about["sources"][0]["sha256"]) == 64


def test_yes_and_no_are_one_and_nought(study):
    taken = take(study, "logbook")
    known = {each.name: each for each in describe(taken.frame, table="logbook", language="nl")}
    assert known["next_step_done"].values == {"0": "nee", "1": "ja"}


def test_rows_about_people_never_leave_the_team(study):
    for name in ("logbook", "texts", "codings"):
        for release in ("region", "consortium", "public"):
            with pytest.raises(Refused, match=f"release {release}"):
                take(study, name, release=release)


def made(study, release):
    """Put a finding of a batch into the study."""
    text = Both("vraag", "question")
    finding = Finding(
        kind="maturity", question=text, parameters={}, sentence=text, checks=(), sources=(),
        table=pd.DataFrame({"region": ["kolk"], "share": [0.25], "status": ["shown"]}),
        picture={language: Drawing("", "", "") for language in ("nl", "en")}, release=release,
    )  # fmt: skip
    work = work_folder(study, None)
    finding.write(work / "findings" / "kolk" / "maturity.json")
    record = Record("kolk/maturity", "maturity", "kolk", "ok", {"sources": []}, None)
    record.write(work / "records" / "kolk" / "maturity.json")


def test_a_finding_goes_no_further_than_it_was_made_for(study, tmp_path):
    made(study, "region")
    assert "kolk/maturity" in names_of(study)
    assert take(study, "kolk/maturity").release == "region"
    assert take(study, "kolk/maturity", release="team").release == "team"
    with pytest.raises(Refused, match="kit run --release public"):
        take(study, "kolk/maturity", release="public")
    files = write(take(study, "kolk/maturity"), tmp_path, format="csv", language="en")
    assert files[0].name == "kolk_maturity.csv"
    assert json.loads(files[2].read_text())["sentence"] == {"nl": "vraag", "en": "question"}


def test_a_name_that_is_not_there_is_told_with_the_nearest(study):
    with pytest.raises(InputError, match="nearest: logbook"):
        take(study, "logboek")


def test_a_text_that_excel_would_cut_is_refused_there_and_kept_elsewhere(study, tmp_path):
    long = "a" * 40_000
    with (study.root / "logbook.csv").open("a", encoding="utf-8") as file:
        file.write(f"hei;2024-04-01;H1;gp;{long};\n")
    with pytest.raises(InputError, match="1 texts of more than 32767"):
        written(study, tmp_path, "logbook", "xlsx")
    for format, reader in (("sav", pyreadstat.read_sav), ("dta", pyreadstat.read_dta)):
        frame, _ = reader(str(written(study, tmp_path, "logbook", format)))
        assert frame["happened"].str.len().max() == 40_000


def test_the_verb_lists_what_there_is_and_writes_it(study, tmp_path, capsys):
    assert main(["export", str(study.root)]) == 0
    assert "  logbook" in capsys.readouterr().out
    folder = tmp_path / "naar R"
    code = main(["export", str(study.root), "indicators", "logbook", "--to", str(folder),
                 "--as", "parquet"])  # fmt: skip
    assert code == 0
    assert "indicators: 4 rows, for release team" in capsys.readouterr().out
    assert {path.name for path in folder.iterdir()} == {
        f"{name}.{end}" for name in ("indicators", "logbook")
        for end in ("parquet", "dictionary.csv", "about.json")
    }  # fmt: skip
    assert main(["export", str(study.root), "logbook", "--release", "public"]) == Refused.exit_code


@pytest.mark.parametrize("word", ["of", "end", "class"])
@pytest.mark.filterwarnings("error")
def test_a_column_that_is_called_as_a_command_of_stata_gets_an_underscore(word, study, tmp_path):
    taken = take(study, "indicators")
    frame = taken.frame.rename(columns={"unit": word})
    files = write(replace(taken, frame=frame), tmp_path, format="dta", language="en")
    assert f"{word}_" in pyreadstat.read_dta(str(files[0]))[0]
    dictionary = pd.read_csv(next(each for each in files if "dictionary" in each.name))
    assert set(dictionary.iloc[:, 0]) == set(pyreadstat.read_dta(str(files[0]))[0])


def cells_of(path, column):
    """Return a column as the program of that file keeps it."""
    read = {
        ".csv": lambda: pd.read_csv(path),
        ".xlsx": lambda: pd.read_excel(path, sheet_name="data", engine="openpyxl"),
        ".parquet": lambda: pd.read_parquet(path),
        ".sav": lambda: pyreadstat.read_sav(str(path))[0],
        ".dta": lambda: pyreadstat.read_dta(str(path))[0],
    }[path.suffix]()
    return list(read[column])


@pytest.mark.parametrize(
    ("format", "values", "region", "status"),
    [
        ("csv", None, "kolk", "suppressed"),
        ("csv", "labels", "De Kolk", "afgeschermd"),
        ("parquet", None, "kolk", "suppressed"),
        ("parquet", "labels", "De Kolk", "afgeschermd"),
        ("xlsx", None, "De Kolk", "afgeschermd"),
        ("xlsx", "ids", "kolk", "suppressed"),
        ("sav", None, 1, 2),
        ("sav", "labels", 1, 2),
        ("sav", "ids", "kolk", "suppressed"),
        ("dta", None, 1, 2),
        ("dta", "ids", "kolk", "suppressed"),
    ],
)
def test_people_get_labels_programs_ids_and_either_can_be_asked(
    study, tmp_path, format, values, region, status
):
    path = written(study, tmp_path, "indicators", format, values=values)
    assert cells_of(path, "region")[1] == region
    assert cells_of(path, "status")[1] == status


def test_a_csv_for_excel_has_labels_unless_ids_are_asked(study, tmp_path):
    path = written(study, tmp_path, "indicators", "csv", excel="nl")
    assert rows_of(path, ";")[1]["region"] == "De Kolk"
    path = written(study, tmp_path, "indicators", "csv", excel="nl", values="ids")
    assert rows_of(path, ";")[1]["region"] == "kolk"


def test_yes_and_no_are_words_where_labels_are_asked(study, tmp_path):
    path = written(study, tmp_path, "logbook", "csv", values="labels")
    assert [row["next_step_done"] for row in rows_of(path)] == ["ja", "nee", ""]
    path = written(study, tmp_path, "logbook", "csv")
    assert [row["next_step_done"] for row in rows_of(path)] == ["1", "0", ""]


@pytest.mark.parametrize(
    ("format", "values", "stands", "other"),
    [
        ("csv", None, "id", "labels"),
        ("csv", "labels", "label", "ids"),
        ("sav", None, "code", "ids"),
    ],
)
def test_the_dictionary_says_whether_labels_or_ids_stand_in_the_cells(
    study, tmp_path, format, values, stands, other
):
    _, dictionary, about = write(
        take(study, "indicators"), tmp_path, format=format, language="nl", values=values
    )
    there = {row["column"]: row["in_cells"] for row in rows_of(dictionary) if row["kind"]}
    assert (there["region"], there["status"], there["value"]) == (stands, stands, "")
    told = json.loads(about.read_text(encoding="utf-8"))["values"]
    assert f"--values {other}" in told


def test_the_dictionary_of_a_workbook_says_it_too(study, tmp_path):
    book = openpyxl.load_workbook(written(study, tmp_path, "indicators", "xlsx"))
    head, *rows = book["dictionary"].iter_rows(values_only=True)
    there = {row[0]: row[head.index("in_cells")] for row in rows if row[head.index("kind")]}
    assert there["region"] == "label"
    assert "labels" in dict(book["about"].iter_rows(values_only=True))["values"]


def test_two_values_with_one_label_keep_their_ids(study, tmp_path):
    names = {"nl": {"indicator": {"zorg": "Bezoeken", "zorg2": "Bezoeken"}}}
    taken = replace(take(study, "indicators"), names=names)
    files = write(taken, tmp_path, format="xlsx", language="nl")
    assert set(cells_of(files[0], "indicator")) == {"zorg"}


def test_a_script_for_r_reads_factors_of_labels_or_keeps_ids(study, tmp_path):
    script = written(study, tmp_path, "indicators", "r").with_suffix(".R").read_text()
    assert 'labels = c("De Kolk", "De Hei"))' in script
    path = written(study, tmp_path, "indicators", "r", values="ids")
    assert "De Kolk" not in path.with_suffix(".R").read_text()
    assert rows_of(path)[0]["region"] == "kolk"
