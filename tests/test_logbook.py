"""The logbook: every form people keep it in, every oddity told, nothing lost in silence."""

import shutil
import time
import zipfile
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from kit.errors import InputError
from kit.logbook import COLUMNS, entries, read_logbook
from kit.study import open_study
from kit.terms import columns, terms

CASES = Path(__file__).parent / "cases" / "logbook"
STUDY = """
format: 1
title: Proef
period: {from: 2020Q1, until: 2024Q4}
regions:
  - {slug: noorderkolk, name: De Noorderkolk}
  - {slug: zonnehei, name: Zonnehei}
"""


@pytest.fixture
def study(tmp_path):
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "logbook").mkdir()
    return open_study(tmp_path)


@pytest.fixture
def case(study):
    def read(name):
        shutil.copy(CASES / name, study.root / "logbook" / name)
        return read_logbook(study)

    return read


@pytest.fixture
def table(study):
    def read(text, name="logbook/logbook.csv"):
        path = study.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return read_logbook(study)

    return read


def told(logbook):
    return [str(problem) for problem in logbook.problems]


# ------------------------------------------------------------------ what must be there


def test_every_column_of_the_form_is_read_and_only_the_date_is_required():
    assert [column.name for column in COLUMNS] == list(columns("logbook"))
    assert [column.name for column in COLUMNS if column.required] == ["date"]


def test_a_date_and_some_text_are_enough(table):
    logbook = table("datum;les\n30-01-2022;Klein beginnen.\n", "logbook/zonnehei.csv")
    assert not logbook.problems
    (entry,) = logbook.documents
    assert (entry.day, entry.part("lesson")) == (date(2022, 1, 30), "Klein beginnen.")
    assert (entry.region, entry.tier, entry.release) == ("zonnehei", "regional", "team")
    assert (entry.author, entry.role, entry.voice_group) == (None, None, None)
    row = logbook.frame.iloc[0]
    assert row["filled"] == ("lesson",)
    assert row["written_on"] is None
    assert row["participants"] is None


def test_a_row_without_any_text_is_told(case):
    (line,) = told(case("no_text.csv"))
    assert "logbook/no_text.csv, row 2" in line
    assert "some text in at least one of Gepland, Gebeurd" in line


def test_every_column_reaches_the_entry(table):
    header = ";".join(columns("logbook"))
    values = {
        "id": "N1", "region": "noorderkolk", "date": "2022-01-30", "written_on": "2022-02-01",
        "author": "A 1", "role": "GP", "voice_group": "bewoners", "tier": "regionaal",
        "healthkic_role": "snijvlak", "event_type": "Kenniskring", "event_id": "K3",
        "participants": '"inwoners 4; huisarts 2"', "phase": "ronde 2", "planned": "a",
        "happened": "b", "effects": "c", "unintended": "d", "helped": "e", "hindered": "f",
        "why": "g", "lesson": "h", "next_step": "i", "next_step_owner": "wethouder",
        "next_step_due": "1-3-2022", "next_step_done": "ja", "context_change": "j", "ask": "k",
        "ask_addressee": "ministerie", "learning_questions": '"q_speed; q_continuity"',
        "release": "Consortium",
    }  # fmt: skip
    assert set(values) == set(columns("logbook"))
    logbook = table(f"{header}\n{';'.join(values[name] for name in columns('logbook'))}\n")
    assert not logbook.problems
    row = logbook.frame.iloc[0]
    assert row["document"] == "N1"
    assert row["written_on"] == date(2022, 2, 1)
    assert (row["author"], row["role"], row["voice_group"]) == ("A 1", "gp", "resident")
    assert (row["healthkic_role"], row["event_type"]) == ("interface", "kenniskring")
    assert row["participants"] == (("resident", 4), ("gp", 2))
    assert (row["next_step_owner"], row["next_step_due"]) == ("alderman", date(2022, 3, 1))
    assert row["next_step_done"] is True
    assert row["learning_questions"] == ("q_speed", "q_continuity")
    assert row["release"] == "consortium"
    (entry,) = logbook.documents
    assert "".join(entry.text[p.start : p.end] for p in entry.parts) == "abcdefghijk"
    assert entry.text.startswith("Gepland\na\n\nGebeurd\nb")


def test_the_frame_holds_no_free_text(table):
    logbook = table(
        "datum;regio;gebeurd;les;vraag aan het systeem\n1-1-2022;zonnehei;geheim;geheim;geheim\n"
    )
    assert "geheim" not in logbook.frame.to_csv()
    assert logbook.frame.iloc[0]["filled"] == ("happened", "lesson", "ask")


# ------------------------------------------------------------------ what comes from elsewhere


@pytest.mark.parametrize(
    "name",
    [
        "logbook/noorderkolk.csv",
        "logbook/Noorderkolk.csv",
        "logbook/noorderkolk_2022.csv",
        "logbook/noorderkolk/2022.csv",
        "logbook_noorderkolk.csv",
        "logbook-noorderkolk.csv",
    ],
)
def test_the_region_comes_from_the_name_of_file_or_folder(table, name):
    (entry,) = table("datum;gebeurd\n1-1-2022;Iets.\n", name).documents
    assert entry.region == "noorderkolk"


def test_the_name_of_a_region_is_as_good_as_its_slug(table):
    (entry,) = table("datum;regio;gebeurd\n1-1-2022;de noorderkolk;Iets.\n").documents
    assert entry.region == "noorderkolk"


def test_what_a_row_states_goes_before_the_name_of_its_file(table):
    text = "datum;regio;gebeurd\n1-1-2022;zonnehei;Iets.\n"
    (entry,) = table(text, "logbook/noorderkolk.csv").documents
    assert entry.region == "zonnehei"


def test_without_any_region_the_row_is_told_once_with_advice(table):
    (line,) = told(table("datum;gebeurd\n1-1-2022;Iets.\n"))
    assert "`region`" in line
    assert "name the file or folder after the region" in line


def test_a_study_of_one_region_needs_no_region(tmp_path):
    one = STUDY.replace("  - {slug: zonnehei, name: Zonnehei}\n", "")
    (tmp_path / "study.yml").write_text(one, encoding="utf-8")
    (tmp_path / "logbook.csv").write_text("datum;gebeurd\n1-1-2022;Iets.\n", encoding="utf-8")
    (entry,) = read_logbook(open_study(tmp_path)).documents
    assert entry.region == "noorderkolk"


def test_an_entry_of_the_national_tier_has_no_region_even_when_one_is_given(table):
    text = "datum;regio;niveau;gebeurd\n1-1-2022;zonnehei;landelijk;A\n2-1-2022;;HealthKIC;B\n"
    logbook = table(text)
    assert [(d.tier, d.region) for d in logbook.documents] == [
        ("national", None),
        ("healthkic", None),
    ]
    assert "1 regions given to entries without one" in logbook.notes["logbook/logbook.csv"]


def test_the_tier_comes_from_the_name_of_the_file(table):
    (entry,) = table("datum;gebeurd\n1-1-2022;Iets.\n", "logbook/landelijk.csv").documents
    assert (entry.tier, entry.region) == ("national", None)


@pytest.mark.parametrize("role", list(terms("role")))
def test_every_role_speaks_for_a_voice_group(table, role):
    expected = {
        "resident": "resident", "informal_carer": "resident", "alderman": "administrator",
        "hospital_director": "administrator", "programme_manager": "programme",
        "development_team": "programme", "condition_expert": "programme",
        "researcher": "programme", "data_analyst": "programme",
    }.get(role, "professional")  # fmt: skip
    (entry,) = table(f"datum;regio;rol;gebeurd\n1-1-2022;zonnehei;{role};Iets.\n").documents
    assert entry.voice_group == expected


def test_ids_are_made_of_region_day_and_number_and_stay_when_others_are_added(table):
    text = (
        "datum;regio;gebeurd\n12-3-2022;noorderkolk;A\n12-3-2022;noorderkolk;B\n"
        "1-1-2022;zonnehei;C\n"
    )
    first = [d.id for d in table(text).documents]
    assert first == [
        "zonnehei-2022-01-01-1",
        "noorderkolk-2022-03-12-1",
        "noorderkolk-2022-03-12-2",
    ]
    more = table(text + "11-3-2022;noorderkolk;D\n12-3-2022;noorderkolk;E\n")
    assert [d.text for d in more.documents if d.id in first] == [
        "Gebeurd\nC",
        "Gebeurd\nA",
        "Gebeurd\nB",
    ]


def test_a_made_id_gives_way_to_one_that_was_given(table):
    logbook = table(
        "id;datum;regio;gebeurd\n;1-1-2022;zonnehei;A\nzonnehei-2022-01-01-1;2-1-2022;zonnehei;B\n"
    )
    assert {d.id: d.part("happened") for d in logbook.documents} == {
        "zonnehei-2022-01-01-2": "A",
        "zonnehei-2022-01-01-1": "B",
    }


@pytest.mark.parametrize(
    ("day", "inside"),
    [("31-12-2019", 0), ("01-01-2020", 1), ("31-12-2024", 1), ("01-01-2025", 0)],
)
def test_an_entry_outside_the_period_is_counted_and_no_problem(table, day, inside):
    logbook = table(f"datum;regio;gebeurd\n{day};zonnehei;Iets.\n")
    assert not logbook.problems
    assert len(logbook.documents) == inside
    assert logbook.set_aside.get("entries outside the period of the study", 0) == 1 - inside
    assert logbook.good_rows == 1


# ------------------------------------------------------------------ ways to go wrong


def test_a_day_that_does_not_exist_is_told_with_its_row(case):
    logbook = case("day_that_does_not_exist.csv")
    (line,) = told(logbook)
    assert line.startswith(
        'logbook/day_that_does_not_exist.csv, row 3, `date` (datum): got "31-02-2022"'
    )
    assert logbook.good_rows == 1


def test_a_date_as_number_is_told_with_the_day_it_would_be(case):
    # 44633 days after 1899-12-30 is 13 March 2022 in Excel's calendar.
    (line,) = told(case("date_as_number.csv"))
    assert "2022-03-13" in line


def test_an_unknown_region_is_told_with_the_nearest(case):
    logbook = case("unknown_region.csv")
    (line,) = told(logbook)
    assert 'row 2, `region` (regio): got "noorderkolc"' in line
    assert "(nearest: noorderkolk)" in line
    assert len(logbook.documents) == 1


def test_a_duplicate_id_is_told_with_both_places(case):
    logbook = case("duplicate_id.csv")
    (line,) = told(logbook)
    assert "row 4" in line
    assert "row 2 too" in line
    assert [d.id for d in logbook.documents] == ["N1", "N2"]


def test_a_file_with_only_a_header_is_an_empty_logbook(case):
    logbook = case("header_only.csv")
    assert not logbook.problems
    assert logbook.documents == ()
    assert "document" in logbook.frame.columns


@pytest.mark.parametrize("name", ["empty.csv", "empty.txt", "empty.md"])
def test_an_empty_file_is_counted(study, name):
    shutil.copy(CASES / "empty.csv", study.root / "logbook" / name)
    logbook = read_logbook(study)
    assert not logbook.problems
    assert logbook.set_aside == {"empty files": 1}


def test_html_and_script_stay_text(case):
    (entry,) = case("html_and_script.csv").documents
    assert entry.part("happened") == "<script>alert(1)</script> & <b>vet</b>"


def test_curly_quotes_and_emoji_are_kept(case):
    (entry,) = case("curly_quotes_and_emoji.csv").documents
    assert entry.part("happened") == "“Zo’n dag” – 👵🏽 café"


def test_windows_1252_with_semicolons_is_read(case):
    logbook = case("windows_1252.csv")
    assert logbook.documents[0].part("happened") == "Eén patiënt zei “nee” – punt"
    assert logbook.notes["logbook/windows_1252.csv"] == ("windows-1252, separated by semicolon",)


def test_a_byte_order_mark_is_no_part_of_the_first_header(case):
    (entry,) = case("byte_order_mark.csv").documents
    assert entry.part("happened") == "Eén"


def test_tabs_separate_when_text_holds_commas_and_semicolons(case):
    (entry,) = case("tabs.tsv").documents
    assert entry.part("happened") == "Meeting, with coffee; and cake"


def test_a_year_of_two_digits_is_of_this_century(case):
    (entry,) = case("two_digit_year.csv").documents
    assert entry.day == date(2022, 1, 30)


def test_a_title_row_above_the_header_is_counted(case):
    logbook = case("title_row.csv")
    assert logbook.set_aside == {"title rows above the header": 1}
    assert logbook.documents[0].row == 4


def test_two_headers_that_mean_the_same_are_told(case):
    logbook = case("two_headers_alike.csv")
    (line,) = told(logbook)
    assert "`happened` once" in line
    assert logbook.documents[0].part("happened") == "Overleg."


def test_unknown_columns_are_listed(case):
    logbook = case("unknown_columns.csv")
    assert logbook.unknown == {"logbook/unknown_columns.csv": ("kleur", "weer")}
    assert len(logbook.documents) == 1


def test_names_of_participants_never_stand_in_a_message(case):
    (line,) = told(case("names_of_participants.csv"))
    assert "`participants`" in line
    assert "Jansje" not in line
    assert "Bedacht" not in line


def test_nobody_writes_before_it_happened(case):
    logbook = case("written_before_it_happened.csv")
    (line,) = told(logbook)
    assert 'row 2, `written_on` (opgeschreven op): got "2022-01-29"' in line
    assert [d.row for d in logbook.documents] == [3]


def workbook(study, fill, name="zonnehei.xlsx"):
    book = openpyxl.Workbook()
    fill(book.active)
    book.save(study.root / "logbook" / name)
    return read_logbook(study)


def test_merged_headers_are_told_with_the_column(study):
    def fill(sheet):
        for row in (["datum", "gebeurd", None], [date(2022, 1, 30), "Een.", "Twee."]):
            sheet.append(row)
        sheet.merge_cells("B1:C1")

    logbook = workbook(study, fill)
    (line,) = told(logbook)
    assert "row 1, column C" in line
    assert "unmerge" in line
    assert logbook.documents[0].part("happened") == "Een."


def test_a_formula_without_a_stored_value_is_told_with_its_cell(study):
    def fill(sheet):
        sheet.append(["datum", "gebeurd", "les"])
        sheet.append([date(2022, 1, 30), "Een.", '=CONCATENATE("a","b")'])

    (line,) = told(workbook(study, fill))
    assert "cell C2" in line
    assert "formula" in line


def test_a_real_date_cell_and_a_date_as_number_in_excel(study):
    def fill(sheet):
        sheet.append(["datum", "gebeurd"])
        sheet.append([date(2022, 3, 13), "Goed."])
        sheet.append([44633, "Getal."])

    logbook = workbook(study, fill)
    assert [d.day for d in logbook.documents] == [date(2022, 3, 13)]
    assert "row 3, `date`" in told(logbook)[0]


def test_a_table_under_the_name_of_a_workbook_that_is_none_is_told(study):
    (study.root / "logbook" / "zonnehei.xlsx").write_text("geen Excel", encoding="utf-8")
    (line,) = told(read_logbook(study))
    assert "a workbook that opens" in line


def test_an_open_document_spreadsheet_is_read(study):
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = [["datum", "gebeurd"], ["30-01-2022", "Uit LibreOffice."]]
    body = "".join(
        f"<table:table-row>{''.join(cell.format(text) for text in row)}</table:table-row>"
        for row in rows
    )
    name = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{name}:office:1.0" '
        f'xmlns:table="{name}:table:1.0" xmlns:text="{name}:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="Blad1">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{name}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(study.root / "logbook" / "zonnehei.ods", "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    logbook = read_logbook(study)
    assert not logbook.problems
    assert logbook.documents[0].part("happened") == "Uit LibreOffice."


@pytest.mark.parametrize("suffix", [".doc", ".odt", ".pdf", ".xls"])
def test_a_form_that_cannot_be_read_is_told_and_not_passed_over(study, suffix):
    (study.root / "logbook" / f"zonnehei{suffix}").write_bytes(b"x")
    (line,) = told(read_logbook(study))
    assert "save it as .docx" in line


# ------------------------------------------------------------------ running documents


def test_a_running_text_becomes_entries_with_the_title_in_front(study):
    shutil.copy(CASES / "running.txt", study.root / "logbook" / "noorderkolk.txt")
    logbook = read_logbook(study)
    first, second = logbook.documents
    assert first.part("happened").startswith("kenniskring in het dorpshuis\nWe spraken")
    assert (first.id, first.role, first.voice_group) == (
        "noorderkolk-2022-10-03-1",
        "gp",
        "professional",
    )
    assert second.part("happened") == "overleg\nKort."
    assert "31-02-2022" in told(logbook)[0]
    assert logbook.set_aside == {"paragraphs before the first date": 1}


def test_a_wrong_word_in_a_running_document_is_told_under_its_date(study):
    document = docx.Document()
    for text in ("3 oktober 2022", "Iets.", "Rol: huisarst"):
        document.add_paragraph(text)
    document.save(str(study.root / "logbook" / "zonnehei.docx"))
    (line,) = told(read_logbook(study))
    assert line.startswith("logbook/zonnehei.docx, entry of 2022-10-03")
    assert '`role`: got "huisarst"' in line


def test_a_text_file_with_a_header_is_a_table(table):
    logbook = table("datum\tregio\tgebeurd\n1-1-2022\tzonnehei\tIets.\n", "logbook/log.txt")
    assert logbook.documents[0].part("happened") == "Iets."


def test_a_text_without_any_date_is_told(case):
    (line,) = told(case("without_dates.txt"))
    assert "no entry with a date" in line
    assert "dates as headings" in line
    assert "Vandaag" not in line


# ------------------------------------------------------------------ choosing entries


@pytest.fixture
def three(table):
    return table(
        "datum;regio;niveau;gebeurd\n1-1-2022;zonnehei;;A\n2-1-2022;noorderkolk;;B\n"
        "3-1-2022;;landelijk;C\n4-1-2022;;healthkic;D\n"
    )


@pytest.mark.parametrize(
    ("region", "chosen"),
    [(None, "ABCD"), ("all", "AB"), ("zonnehei", "A"), ("national", "C"), ("healthkic", "D")],
)
def test_regions_and_tiers_have_entries_of_their_own(three, region, chosen):
    assert "".join(d.part("happened") for d in entries(three, region=region)) == chosen


@pytest.mark.parametrize(("until", "n"), [(date(2022, 1, 1), 1), (date(2022, 1, 2), 2)])
def test_until_is_inclusive(three, until, n):
    assert len(entries(three, until=until)) == n


def test_a_misspelt_region_is_refused_with_the_nearest(three):
    with pytest.raises(InputError, match="nearest: zonnehei"):
        entries(three, region="zonehei")


def test_entries_stand_in_the_order_of_their_days(table):
    text = "datum;regio;gebeurd\n3-1-2022;zonnehei;C\n1-1-2022;zonnehei;A\n2-1-2022;noorderkolk;B\n"
    logbook = table(text)
    assert [d.part("happened") for d in logbook.documents] == ["A", "B", "C"]
    assert list(logbook.frame["document"]) == [d.id for d in logbook.documents]


def test_the_same_file_gives_the_same_logbook(table):
    text = "datum;regio;gebeurd\n3-1-2022;zonnehei;C\n3-1-2022;zonnehei;A\n"
    assert table(text).documents == table(text).documents


def test_a_logbook_of_360_entries_is_read_in_half_a_second(table):
    words = "We spraken met elkaar over de wijk en wat er beter kan. " * 12
    rows = [f"{i % 28 + 1}-{i % 12 + 1}-2022;zonnehei;{words};{words};huisarts" for i in range(360)]
    text = "datum;regio;gebeurd;les;rol\n" + "\n".join(rows) + "\n"
    table(text)
    began = time.process_time()
    assert len(table(text).documents) == 360
    assert time.process_time() - began < 0.5
