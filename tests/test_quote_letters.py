"""Letters in which people check their own quotes, and what comes of them when they come back."""

import csv
import io
import zipfile
from datetime import date

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from quotes_cases import study_in
from withdrawal_cases import ods_of

from kit import quotes_screen
from kit.cli import main
from kit.documents import normalise
from kit.errors import InputError
from kit.quotes import letter_words as say
from kit.quotes import read_quotes
from kit.quotes.answers import read_answers
from kit.quotes.letters import letter
from kit.study import open_study
from kit.texts import read_texts

ROWS = (
    "q1;a-1;Wij wisten het pas toen het al besloten was.;;draft;;;region;;eigen memo",
    "q2;a-1;De koffie hielp ons.;;sent;2024-01-02;;region;;",
    "q3;a-2;Niemand vroeg ons;;draft;;;region;;",
    "q4;a-4;We hebben het zelf geregeld;;draft;;;team;;",
    "q5;a-3;en dan?;;approved;;2024-01-05;region;;",
)
TODAY = date(2024, 3, 1)


@pytest.fixture
def study(tmp_path):
    (tmp_path / "s").mkdir()
    return study_in(tmp_path / "s", *ROWS)


def quotes_of(study):
    found = read_quotes(study, documents=read_texts(study).documents)
    assert found.problems == ()
    return {quote.id: quote for quote in found.records}


def letters_of(study, folder, **more):
    lines = list(quotes_screen.sent(study, folder, language="nl", on=None, **more))
    return lines, {path.name: path for path in sorted(folder.iterdir())}


def table_of(made, id):
    return next(t for t in made.tables if t.rows[0].cells[1].text == id)


def row_of(table, said):
    return next(row for row in table.rows if row.cells[1].text.startswith(said["nl"]))


def box_of(row):
    ns = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return next(t for t in row.cells[0]._tc.iter(f"{ns}t") if t.text == "☐")


def click(table, said):
    box_of(row_of(table, said)).text = "☒"


def new_words(table, text):
    row = next(r for r in table.rows if r.cells[0].text == say.HEADS["new"]["nl"])
    row.cells[1].text = text


def answer(study, path, change, *, name=None):
    """Fill a letter in and read it back."""
    made = Document(str(path))
    change(made)
    back = path.with_name(name or path.name)
    made.save(str(back))
    return read_answers([(back, back.name)], quotes=tuple(quotes_of(study).values()))


def filled(study, tmp_path, change, id="q1"):
    _, made = letters_of(study, tmp_path / "out")
    return answer(study, made["P01.docx"], lambda letter: change(table_of(letter, id), letter))


# --- the letter -------------------------------------------------------------------------


def test_there_is_one_letter_per_person_called_after_the_code(study, tmp_path):
    lines, made = letters_of(study, tmp_path / "out")
    assert list(made) == ["P01.docx", "P02.docx"]
    assert "2 letters" in lines[0]
    assert "4 quotes" in lines[0]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_letter_holds_the_words_of_its_own_person_and_of_nobody_else(study, language):
    quotes = [q for q in quotes_of(study).values() if q.document.author == "P01"]
    made = letter(quotes, title=study.title, language=language)
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        everything = " ".join(file.read(n).decode("utf-8", "replace") for n in file.namelist())
    assert "Wij wisten het pas toen" in everything
    for other in ("Niemand vroeg", "De bus rijdt", "P02", "P03", "eigen memo", "P01"):
        assert other not in everything
    assert "python-docx" not in everything
    text = "\n".join(p.text for p in Document(io.BytesIO(made)).paragraphs)
    assert say.TITLE[language] in text
    assert "[" in say.STEPS[-1][language]
    assert say.STEPS[-1][language] in text


def test_the_properties_of_a_letter_name_nobody(study, tmp_path):
    _, made = letters_of(study, tmp_path / "out")
    kept = Document(str(made["P01.docx"])).core_properties
    assert (kept.author, kept.last_modified_by) == ("kit", "kit")
    assert (kept.comments, kept.keywords, kept.subject, kept.category) == ("", "", "", "")


def test_a_letter_to_two_people_cannot_be_made(study):
    with pytest.raises(ValueError, match="one person"):
        letter(tuple(quotes_of(study).values()), title=study.title, language="nl")


def test_nobody_is_offered_more_readers_than_they_consented_to(study, tmp_path):
    _, made = letters_of(study, tmp_path / "out")
    p01, p02 = Document(str(made["P01.docx"])), Document(str(made["P02.docx"]))
    offered = [row.cells[1].text for row in table_of(p01, "q1").rows][-2:]
    assert offered == [say.MAY_READ["team"]["nl"], say.MAY_READ["region"]["nl"]]
    assert table_of(p01, "q4").rows[-1].cells[1].text == say.ONLY_TEAM["nl"]
    assert table_of(p02, "q3").rows[-1].cells[1].text == say.MAY_READ["consortium"]["nl"]


def test_a_letter_that_is_there_already_is_never_written_over(study, tmp_path):
    letters_of(study, tmp_path / "out")
    before = (tmp_path / "out" / "P01.docx").read_bytes()
    with pytest.raises(InputError, match="filled in"):
        letters_of(study, tmp_path / "out")
    assert (tmp_path / "out" / "P01.docx").read_bytes() == before


def test_letters_do_not_come_within_the_study(study):
    with pytest.raises(InputError, match="outside the study"):
        list(quotes_screen.sent(study, study.root / "brieven", language="nl", on=None))


@pytest.mark.parametrize("author", ["Jan de Vries", "../P01", "con", "P01/x"])
def test_a_name_is_no_code_and_is_not_repeated(tmp_path, author):
    study = study_in(tmp_path, ROWS[2])
    log = tmp_path / "logbook.csv"
    log.write_text(log.read_text(encoding="utf-8").replace("P02", author), encoding="utf-8")
    with pytest.raises(InputError, match="a code such as P07") as told:
        list(quotes_screen.sent(study, tmp_path.parent / "uit", language="nl", on=None))
    assert author not in str(told.value)
    assert not (tmp_path.parent / "uit").exists()


def test_a_quote_of_nobody_known_makes_no_letter_and_is_counted(tmp_path):
    (tmp_path / "s").mkdir()
    study = study_in(tmp_path / "s", ROWS[2])
    log = study.root / "logbook.csv"
    log.write_text(log.read_text(encoding="utf-8").replace("P02", ""), encoding="utf-8")
    lines = list(quotes_screen.sent(study, tmp_path / "out", language="nl", on=None))
    assert any("nobody known" in line for line in lines)


def test_the_status_becomes_sent_only_when_told(study, tmp_path):
    letters_of(study, tmp_path / "out")
    assert quotes_of(study)["q1"].status == "draft"
    lines = list(quotes_screen.sent(study, tmp_path / "uit", language="en", on=TODAY))
    after = quotes_of(study)
    assert (after["q1"].status, after["q1"].sent_on) == ("sent", TODAY)
    assert after["q2"].sent_on == date(2024, 1, 2)
    assert after["q5"].status == "approved"
    assert any("quotes.csv.1.bak" in line for line in lines)
    kept = (study.root / "quotes.csv.1.bak").read_text(encoding="utf-8")
    assert kept.endswith("".join(f"{row}\n" for row in ROWS))


# --- the answer -------------------------------------------------------------------------


def test_an_empty_letter_is_no_answer(study, tmp_path):
    found = filled(study, tmp_path, lambda table, letter: None)
    assert (found.given, found.unanswered, found.problems, found.notes) == ((), 3, (), ())


@pytest.mark.parametrize("choice", ["approved", "withdrawn"])
@pytest.mark.parametrize(
    "tick",
    [
        lambda row: setattr(box_of(row), "text", "☒"),
        lambda row: setattr(box_of(row), "text", "x"),
        lambda row: setattr(box_of(row), "text", "( X )"),
        lambda row: row.cells[0].paragraphs[0].add_run(" x"),
        lambda row: row.cells[0].add_paragraph("✓"),
        lambda row: row.cells[0].paragraphs[0].add_run("Ja"),
        lambda row: row.cells[1].paragraphs[0].add_run(" x"),
        lambda row: row.cells[1].add_paragraph("☑"),
    ],
)
def test_a_choice_is_read_however_it_is_ticked(study, tmp_path, tick, choice):
    found = filled(study, tmp_path, lambda table, _: tick(row_of(table, say.CHOICES[choice])))
    assert found.problems == ()
    assert [(a.quote, a.status, a.edited, a.release) for a in found.given] == [
        ("q1", choice, None, None)
    ]
    assert found.unanswered == 2


def in_the_cell(table, letter):
    new_words(table, "Wij hoorden het later.")


def with_a_tick(table, letter):
    click(table, say.CHOICES["edited"])
    new_words(table, "  Wij hoorden het\u00a0later. ")


def behind_the_choice(table, letter):
    row_of(table, say.CHOICES["edited"]).cells[1].paragraphs[0].add_run(" Wij hoorden het later.")


def in_place(table, letter):
    table.rows[1].cells[1].text = "Wij hoorden het later."


def below_the_table(table, letter):
    click(table, say.CHOICES["edited"])
    paragraph = letter.add_paragraph("Wij hoorden het later.")
    table._tbl.addnext(paragraph._p)


@pytest.mark.parametrize(
    "typed", [in_the_cell, with_a_tick, behind_the_choice, in_place, below_the_table]
)
def test_new_words_are_read_wherever_they_are_typed(study, tmp_path, typed):
    found = filled(study, tmp_path, typed)
    assert found.problems == ()
    assert [(a.status, a.edited) for a in found.given] == [("edited", "Wij hoorden het later.")]


def test_typing_the_same_words_again_approves_them(study, tmp_path):
    found = filled(
        study,
        tmp_path,
        lambda table, _: new_words(table, "Wij wisten het pas toen het al besloten was."),
    )
    assert [(a.status, a.edited) for a in found.given] == [("approved", None)]


def test_who_may_read_it_is_read_with_the_choice(study, tmp_path):
    def change(table, _):
        click(table, say.CHOICES["approved"])
        click(table, say.MAY_READ["team"])

    found = filled(study, tmp_path, change)
    assert [(a.status, a.release) for a in found.given] == [("approved", "team")]


def two_choices(table, letter):
    click(table, say.CHOICES["approved"])
    click(table, say.CHOICES["withdrawn"])


def good_and_new_words(table, letter):
    click(table, say.CHOICES["approved"])
    new_words(table, "Heel anders.")


def change_without_words(table, letter):
    click(table, say.CHOICES["edited"])


def no_behind_good(table, letter):
    row_of(table, say.CHOICES["approved"]).cells[1].paragraphs[0].add_run(" Nee, liever niet")


def a_remark_only(table, letter):
    table._tbl.addnext(letter.add_paragraph("Belt u mij even?")._p)


def words_wiped_out(table, letter):
    table.rows[1].cells[1].text = ""


def two_readers(table, letter):
    click(table, say.CHOICES["approved"])
    click(table, say.MAY_READ["team"])
    click(table, say.MAY_READ["region"])


def readers_only(table, letter):
    click(table, say.MAY_READ["team"])


def two_new_texts(table, letter):
    new_words(table, "Heel anders.")
    table.rows[1].cells[1].text = "Weer anders."


@pytest.mark.parametrize(
    "typed",
    [
        two_choices, good_and_new_words, change_without_words, no_behind_good, a_remark_only,
        words_wiped_out, two_readers, readers_only, two_new_texts,
    ],
)  # fmt: skip
def test_an_answer_that_is_not_clear_is_a_problem_without_any_words(study, tmp_path, typed):
    found = filled(study, tmp_path, typed)
    assert found.given == ()
    (problem,) = found.problems
    assert problem.where == "P01.docx, quote q1"
    for words in ("anders", "Belt u", "liever", "Wij wisten"):
        assert words not in str(problem)


def test_a_remark_beside_a_clear_choice_is_pointed_at(study, tmp_path):
    def change(table, letter):
        click(table, say.CHOICES["approved"])
        a_remark_only(table, letter)

    found = filled(study, tmp_path, change)
    assert [a.status for a in found.given] == ["approved"]
    assert "quote q1" in found.notes[0]
    assert "Belt" not in found.notes[0]


def test_a_remark_above_the_quotes_is_pointed_at(study, tmp_path):
    found = filled(
        study, tmp_path, lambda _, letter: letter.paragraphs[2].insert_paragraph_before("Hallo!")
    )
    assert "above the quotes" in found.notes[0]


def test_the_address_may_be_filled_in(study, tmp_path):
    def change(table, letter):
        step = next(p for p in letter.paragraphs if "[" in p.text)
        step.text = step.text.replace("[naam, adres en e-mail van de contactpersoon]", "Postbus 1")

    found = filled(study, tmp_path, change)
    assert (found.notes, found.problems, found.unanswered) == ((), (), 3)


def test_a_quote_changed_after_the_letter_was_made_is_not_taken_over(study, tmp_path):
    _, made = letters_of(study, tmp_path / "out")
    table = study.root / "quotes.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("Wij wisten het pas toen", "Wij wisten het pas"),
        encoding="utf-8",
    )
    text = table.read_text(encoding="utf-8").replace("het pas het al besloten was.", "het pas")
    table.write_text(text, encoding="utf-8")
    found = answer(
        study, made["P01.docx"], lambda m: click(table_of(m, "q1"), say.CHOICES["approved"])
    )
    assert "changed after the letter was made" in str(found.problems[0])
    assert found.given == ()


def test_two_letters_that_say_different_things_settle_nothing(study, tmp_path):
    _, made = letters_of(study, tmp_path / "out")
    paths = []
    for name, choice in (("een.docx", "approved"), ("twee.docx", "withdrawn")):
        letter = Document(str(made["P01.docx"]))
        click(table_of(letter, "q1"), say.CHOICES[choice])
        click(table_of(letter, "q2"), say.CHOICES["approved"])
        letter.save(str(tmp_path / name))
        paths.append((tmp_path / name, name))
    found = read_answers(paths, quotes=tuple(quotes_of(study).values()))
    assert [a.quote for a in found.given] == ["q2"]
    assert "another answer than in een.docx" in str(found.problems[0])


def test_an_answer_about_a_quote_that_was_withdrawn_is_for_a_person(tmp_path):
    (tmp_path / "s").mkdir()
    study = study_in(tmp_path / "s", *ROWS)
    _, made = letters_of(study, tmp_path / "out")
    study_in(tmp_path / "s", ROWS[0].replace("draft", "withdrawn"), *ROWS[1:])
    found = answer(
        study, made["P01.docx"], lambda m: click(table_of(m, "q1"), say.CHOICES["approved"])
    )
    assert found.given == ()
    assert "was withdrawn" in str(found.problems[0])


@pytest.mark.parametrize("content", [b"", b"no letter", b"PK\x03\x04 broken", None])
def test_a_file_that_is_no_letter_is_told(study, tmp_path, content):
    path = tmp_path / "brief.docx"
    if content is None:
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("something.txt", "else")
    else:
        path.write_bytes(content)
    found = read_answers([(path, "brief.docx")], quotes=tuple(quotes_of(study).values()))
    assert "cannot be opened" in str(found.problems[0])


def test_a_letter_of_another_kind_and_a_document_without_quotes_are_told(study, tmp_path):
    plain = Document()
    plain.add_paragraph("Een brief.")
    plain.save(str(tmp_path / "x.docx"))
    (tmp_path / "x.pdf").write_bytes(b"%PDF")
    files = [(tmp_path / name, name) for name in ("x.docx", "x.pdf")]
    found = read_answers(files, quotes=())
    assert ["no table of a quote" in str(p) or ".pdf" in str(p) for p in found.problems] == [1, 1]


# --- the table --------------------------------------------------------------------------


def three_answers(study, tmp_path):
    _, made = letters_of(study, tmp_path / "out")
    letter = Document(str(made["P01.docx"]))
    click(table_of(letter, "q1"), say.CHOICES["approved"])
    click(table_of(letter, "q1"), say.MAY_READ["team"])
    new_words(table_of(letter, "q2"), 'De koffie; "hielp" – echt.')
    click(table_of(letter, "q4"), say.CHOICES["withdrawn"])
    letter.save(str(made["P01.docx"]))
    return list(quotes_screen.answered(study, [made["P01.docx"]], on=TODAY))


def test_answers_are_written_in_the_table_and_everything_else_stays(study, tmp_path):
    lines = three_answers(study, tmp_path)
    assert lines[0].startswith("1 letter: 1 approved, 1 edited, 1 not to be used, 0 without")
    after = quotes_of(study)
    assert (after["q1"].status, after["q1"].approved_on, after["q1"].release) == (
        "approved", TODAY, "team",
    )  # fmt: skip
    assert (after["q2"].status, after["q2"].text) == ("edited", 'De koffie; "hielp" – echt.')
    assert after["q4"].status == "withdrawn"
    raw = (study.root / "quotes.csv").read_text(encoding="utf-8").splitlines()
    assert ROWS[2] in raw
    assert ROWS[4] in raw
    assert raw[1].endswith(";eigen memo")
    assert (study.root / "quotes.csv.1.bak").is_file()


def test_reading_the_same_letter_twice_changes_nothing_more(study, tmp_path):
    three_answers(study, tmp_path)
    before = (study.root / "quotes.csv").read_bytes()
    lines = list(
        quotes_screen.answered(study, [tmp_path / "out" / "P01.docx"], on=date(2024, 4, 1))
    )
    assert (study.root / "quotes.csv").read_bytes() == before
    assert any("stood in the table already" in line for line in lines)
    assert not (study.root / "quotes.csv.2.bak").exists()


def test_clear_answers_are_taken_over_beside_unclear_ones(study, tmp_path):
    _, made = letters_of(study, tmp_path / "out")
    letter = Document(str(made["P01.docx"]))
    click(table_of(letter, "q1"), say.CHOICES["approved"])
    two_choices(table_of(letter, "q2"), letter)
    letter.save(str(made["P01.docx"]))
    with pytest.raises(InputError, match="more than one choice"):
        list(quotes_screen.answered(study, [made["P01.docx"]], on=TODAY))
    after = quotes_of(study)
    assert (after["q1"].status, after["q2"].status) == ("approved", "sent")


def test_a_workbook_keeps_its_other_sheets_columns_and_formatting(tmp_path):
    (tmp_path / "s").mkdir()
    study = study_in(tmp_path / "s", *ROWS)
    (study.root / "quotes.csv").unlink()
    book = Workbook()
    sheet = book.active
    sheet.title = "Citaten"
    sheet.append(["Nummer *", "Document", "Citaat", "Status", "Vrijgave", "Eigen kolom"])
    for row in csv.reader(ROWS, delimiter=";"):
        if row[4] != "approved":
            sheet.append([row[0], row[1], row[2], "", row[7], f"van ons {row[0]}"])
    sheet["C2"].font = Font(bold=True)
    sheet.column_dimensions["C"].width = 61
    book.create_sheet("Notities").append(["niet van de kit"])
    book.save(study.root / "quotes.xlsx")
    study = open_study(study.root)
    lines = three_answers(study, tmp_path)
    assert any("quotes.xlsx.1.bak" in line for line in lines)
    after = quotes_of(study)
    assert after["q1"].status == "approved"
    assert after["q2"].text == 'De koffie; "hielp" – echt.'
    book = load_workbook(study.root / "quotes.xlsx")
    assert book.sheetnames == ["Citaten", "Notities"]
    sheet = book["Citaten"]
    assert sheet["C2"].font.bold
    assert sheet.column_dimensions["C"].width == 61
    assert [cell.value for cell in sheet["F"]][1:3] == ["van ons q1", "van ons q2"]
    assert [cell.value for cell in sheet[1]][6:] == ["Akkoord op", "Aangepast citaat"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "utf-8"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_csv_keeps_its_encoding_line_ends_and_other_rows(tmp_path, encoding, end):
    (tmp_path / "s").mkdir()
    study = study_in(tmp_path / "s", *ROWS)
    table = study.root / "quotes.csv"
    text = table.read_text(encoding="utf-8").replace("eigen memo", '"één; ""twee"""')
    table.write_bytes(text.replace("\n", end).encode(encoding))
    quotes_screen_lines = list(quotes_screen.sent(study, tmp_path / "out", language="nl", on=TODAY))
    assert quotes_screen_lines
    after = table.read_bytes().decode(encoding)
    assert after.count(end) == 6
    assert after.split(end)[5] == ROWS[4]
    assert after.split(end)[1] == (
        "q1;a-1;Wij wisten het pas toen het al besloten was.;;sent;2024-03-01;;region;;"
        '"één; ""twee"""'
    )


WORDS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=60)


@settings(max_examples=40, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(WORDS)
def test_whatever_is_typed_in_the_cell_for_new_words_is_read_back(study, tmp_path, text):
    out = tmp_path / "brief.docx"
    quotes = [q for q in quotes_of(study).values() if q.document.author == "P01"]
    made = Document(io.BytesIO(letter(quotes, title=study.title, language="nl")))
    new_words(table_of(made, "q1"), text)
    made.save(str(out))
    found = read_answers([(out, "brief.docx")], quotes=quotes)
    assert found.problems == ()
    typed = normalise(text)
    assert [a.edited for a in found.given] == ([typed] if typed else [])


def test_words_over_two_lines_are_not_taken_for_changed_ones(tmp_path):
    (tmp_path / "s").mkdir()
    study = study_in(tmp_path / "s")
    log = study.root / "logbook.csv"
    text = log.read_text(encoding="utf-8").replace(
        "De koffie hielp ons.", '"De koffie.\n\nDe thee."'
    )
    log.write_text(text, encoding="utf-8")
    table = study.root / "quotes.csv"
    with table.open("a", encoding="utf-8") as file:
        file.write('q1;a-1;"De koffie.\n\nDe thee.";;draft;;;region;;\n')
    found = filled(study, tmp_path, lambda table, _: click(table, say.CHOICES["approved"]))
    assert [(a.status, a.edited) for a in found.given] == [("approved", None)]


def test_without_its_fingerprint_changed_words_are_for_a_person_and_a_choice_is_still_read(
    study, tmp_path
):
    def bare(table, letter):
        for told in list(table._tbl.tblPr):
            if told.tag.endswith("tblDescription"):
                table._tbl.tblPr.remove(told)

    def ticked(table, letter):
        bare(table, letter)
        click(table, say.CHOICES["approved"])

    def changed(table, letter):
        bare(table, letter)
        in_place(table, letter)

    found = filled(study, tmp_path, ticked)
    assert [(a.quote, a.status) for a in found.given] == [("q1", "approved")]
    for path in (tmp_path / "out").iterdir():
        path.unlink()
    found = filled(study, tmp_path, changed)
    assert "differ from those in the table" in str(found.problems[0])


def test_a_table_that_cannot_be_changed_is_told_before_any_letter_is_written(tmp_path):
    (tmp_path / "s").mkdir()
    study = study_in(tmp_path / "s")
    (study.root / "quotes.csv").unlink()
    ods_of(study.root / "quotes.ods", [
        ["Nummer", "Document", "Citaat"], ["q1", "a-1", "Dat was laat."],
    ])  # fmt: skip
    with pytest.raises(InputError, match="a table in"):
        list(quotes_screen.sent(study, tmp_path / "out", language="nl", on=TODAY))
    assert not (tmp_path / "out").exists()


def test_the_verbs_make_letters_and_read_them(study, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["quotes", "letters", str(study.root), str(out), "--language", "en", "--sent"]) == 0
    shown = capsys.readouterr().out
    assert "2 letters" in shown
    assert "P01" not in shown
    assert quotes_of(study)["q1"].sent_on == date.today()
    made = Document(str(out / "P01.docx"))
    row = next(r for r in table_of(made, "q1").rows
               if r.cells[1].text == say.CHOICES["approved"]["en"])  # fmt: skip
    box_of(row).text = "☒"
    made.save(str(out / "P01.docx"))
    assert main(["quotes", "read", str(study.root), str(out / "P01.docx")]) == 0
    assert "1 approved, 0 edited" in capsys.readouterr().out
    assert quotes_of(study)["q1"].status == "approved"
    assert main(["quotes", "read", str(study.root), str(out / "P09.docx")]) == 3


def test_who_has_a_pseudonym_of_the_kit_gets_a_letter_called_after_it(tmp_path):
    (tmp_path / "s").mkdir()
    study = study_in(tmp_path / "s", ROWS[2])
    log = study.root / "logbook.csv"
    log.write_text(log.read_text(encoding="utf-8").replace("P02", "[persoon K4]"), encoding="utf-8")
    _, made = letters_of(study, tmp_path / "out")
    assert list(made) == ["persoon-K4.docx"]
