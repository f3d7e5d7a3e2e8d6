"""`kit import`: what a file is, where it comes, and that nothing is written unasked."""

import zipfile
from datetime import date
from pathlib import Path

import paper_cases as cases
import pytest

from kit.check import check_study
from kit.cli import main
from kit.errors import InputError
from kit.first_rows import Offer, Shown
from kit.import_screen import imported
from kit.import_texts import Known
from kit.recognised import KINDS, guesses
from kit.study import open_study

HERE = Path(__file__).resolve().parent
STUDY = """
format: 1
title: Proef
raw: ../raw
period: {from: 2024Q1, until: 2024Q4}
regions: [{slug: noord, name: Noord}, {slug: zuid, name: Zuid}]
"""
TALK = "I: Hoe ging het?\nR1: Goed.\nI: En verder?\nR1: Ook goed.\nI: Nog iets?\nR1: Nee.\n"
LOGBOOK = "regio;datum;auteur;gebeurd\nnoord;2024-02-01;A1;Wij spraken over geld.\n"
RUNNING = "3 januari 2024\nWij begonnen.\n\n5 februari 2024\nWij gingen door.\n"


@pytest.fixture
def study(tmp_path):
    root = tmp_path / "study"
    root.mkdir()
    (tmp_path / "raw").mkdir()
    (root / "study.yml").write_text(STUDY, encoding="utf-8")
    return open_study(root)


def given(tmp_path, name, content):
    path = tmp_path / "given" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def said(study, *files, known=None, **more):
    return [
        line
        for line in imported(study, files, known=known or Known(), **more)
        if isinstance(line, str)
    ]


def files_of(study):
    roots = (study.root, study.raw)
    return {p.relative_to(r.parent).as_posix(): p.read_bytes() for r in roots
            for p in r.rglob("*") if p.is_file() and ".work" not in p.parts}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("logboek.csv", LOGBOOK, "form"),
        ("codes.csv", "document;quote;code;coder\nn1;geld;finance;anna\n", "codings"),
        ("dagboek.txt", RUNNING, "running_logbook"),
        ("gesprek.txt", TALK, "transcript"),
        ("teams.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v R1>Goed.</v>\n", "transcript"),
        ("notulen.pdf", cases.minutes(), "document"),
        ("dia.pptx", cases.slides(), "document"),
        ("plan.docx", cases.word(), "document"),
        ("mail.eml", cases.mail(), "document"),
        ("pagina.mht", cases.PAGE, "document"),
    ],
)
def test_a_file_is_recognised_by_what_stands_in_it(study, tmp_path, name, content, kind):
    path = given(tmp_path, name, content)
    best = guesses(Offer(path, name, study))[0]
    assert best.kind == kind
    assert best.reason


@pytest.mark.parametrize(
    ("called", "kind", "about"),
    [
        ("open_data/50120NED_UntypedDataSet.csv", "open_data", "rivm_neighbourhoods"),
        ("open_data/Vektis 2022 - gemeente.csv", "open_data", "vektis_municipality"),
        ("surveys/limesurvey_codes.csv", "survey", "limesurvey"),
        ("surveys/qualtrics.csv", "survey", "qualtrics"),
        ("dashboards/areas_by_years.csv", "dashboard", ""),
        ("logbook/running.md", "running_logbook", ""),
    ],
)
def test_files_of_other_programs_are_recognised(study, called, kind, about):
    path = HERE / "cases" / called
    best = guesses(Offer(path, path.name, study))[0]
    assert (best.kind, best.about) == (kind, about)


def test_a_codebook_and_a_project_of_another_program_are_told_with_the_verb_that_takes_them(study):
    codebook = HERE.parent / "templates" / "codebooks" / "phm.yml"
    assert "kit codebook" in "\n".join(said(study, codebook))
    before = files_of(study)
    with pytest.raises(InputError, match="kit codebook"):
        said(study, codebook, write=True)
    assert files_of(study) == before


def test_nothing_is_written_until_it_is_asked(study, tmp_path):
    before = files_of(study)
    lines = said(study, given(tmp_path, "logboek.csv", LOGBOOK))
    assert lines[0].startswith("logboek.csv: surely a form of the kit")
    assert lines[-1] == "Nothing was written. To do it, give the command with --write."
    assert files_of(study) == before


def test_a_form_comes_in_the_study_and_the_check_is_clean(study, tmp_path):
    lines = said(study, given(tmp_path, "logboek.csv", LOGBOOK), write=True)
    assert "Wrote logbook.csv." in lines
    assert (study.root / "logbook.csv").read_text() == LOGBOOK
    assert check_study(study.root).problems == {}


def test_a_second_form_comes_beside_the_first_and_nothing_is_replaced(study, tmp_path):
    path = given(tmp_path, "zuid.csv", LOGBOOK.replace("noord", "zuid"))
    (study.root / "logbook.csv").write_text(LOGBOOK)
    said(study, path, write=True)
    assert (study.root / "logbook.csv").read_text() == LOGBOOK
    assert (study.root / "logbook" / "zuid.csv").is_file()
    assert any("holds it already" in line for line in said(study, path, write=True))
    path.write_text(LOGBOOK.replace("noord", "zuid").replace("geld", "tijd"))
    before = files_of(study)
    with pytest.raises(InputError, match="another file with this name"):
        said(study, path, write=True)
    assert files_of(study) == before


def test_a_document_comes_in_the_raw_folder_and_from_there_through_the_gate(study, tmp_path):
    from kit.deidentify_screen import deidentified

    path = given(tmp_path, "notulen noord.pdf", cases.minutes())
    lines = said(study, path, write=True)
    assert "Wrote raw/documents/notulen noord.pdf." in lines
    assert any("kit deidentify" in line for line in lines if line.startswith("Next"))
    list(deidentified(study, own_rules=True))
    checked = check_study(study.root)
    assert checked.problems == {}
    assert {r.table: r.good_rows for r in checked.readings}["documents"] == 1


def test_what_cannot_be_known_is_asked_with_the_option_that_gives_it(study, tmp_path):
    path = given(tmp_path, "stuk.docx", cases.word())
    told = "\n".join(said(study, path))
    assert "--region, one of noord, zuid" in told
    assert "--date" in told
    with pytest.raises(InputError, match="--region"):
        said(study, path, write=True)
    known = Known(region="zuid", day=date(2024, 3, 12))
    lines = said(study, path, known=known, write=True)
    assert "Wrote raw/documents/zuid/2024-03-12 stuk.docx." in lines


def test_a_region_that_does_not_exist_is_told_with_the_nearest(study, tmp_path):
    with pytest.raises(InputError, match="nearest: noord"):
        said(study, given(tmp_path, "a.docx", cases.word()), known=Known(region="nord"))


def test_a_text_that_names_nobody_may_come_in_at_once_and_one_that_does_may_not(study, tmp_path):
    known = Known(names_nobody=True)
    good = given(tmp_path, "2024-03-12 noord plan.md", "Wij doen dit samen.")
    bad = given(tmp_path, "2024-03-13 noord verslag.md", "Mevrouw Kamperfoelie sprak.")
    mail = given(tmp_path, "2024-03-14 noord.eml", cases.mail())
    assert "Wrote documents/2024-03-12 noord plan.md." in said(study, good, known=known, write=True)
    assert check_study(study.root).problems == {}
    for path in (bad, mail):
        with pytest.raises(InputError) as error:
            said(study, path, known=known, write=True)
        assert "a text that names nobody" in str(error.value)
        assert "amperfoelie" not in str(error.value)


def test_without_a_raw_folder_a_text_is_not_taken_and_the_setting_is_told(study, tmp_path):
    (study.root / "study.yml").write_text(STUDY.replace("raw: ../raw\n", ""))
    path = given(tmp_path, "gesprek.txt", TALK)
    with pytest.raises(InputError, match=r"raw: \.\./raw"):
        said(open_study(study.root), path, write=True)


def test_the_problems_of_all_files_come_at_once_and_the_good_file_is_written(study, tmp_path):
    files = [
        given(tmp_path, "leeg.pdf", b""),
        given(tmp_path, "oud.doc", b"x"),
        given(tmp_path, "scan.pdf", cases.scan()),
        given(tmp_path, "logboek.csv", LOGBOOK),
        tmp_path / "nergens.csv",
    ]
    before = files_of(study)
    with pytest.raises(InputError) as error:
        said(study, *files, write=True)
    for name in ("leeg.pdf", "oud.doc", "scan.pdf", "nergens.csv"):
        assert name in str(error.value)
    assert 'leeg.pdf: got "a file that is empty"' in str(error.value)
    assert str(error.value).endswith("These files were not written; the others were.")
    assert set(files_of(study)) - set(before) == {"study/logbook.csv"}


def test_headings_that_people_write_are_read_and_others_are_told_with_the_nearest(study, tmp_path):
    head = "Nr;Regio;Datum;Wie;Functie;Wat gebeurde er?;Wat leerden we?;Vrijgave;Gebeurtenissoort"
    row = "1;noord;2024-02-01;A1;gp;Wij spraken.;Samen.;team;gesprek"
    lines = said(study, given(tmp_path, "logboek.csv", f"{head}\n{row}\n"))
    told = "\n".join(lines)
    assert "probably a form" in lines[0]
    for pair in ("Wie → author", "Functie → role", "Wat gebeurde er? → happened",
                 "Wat leerden we? → lesson", "Vrijgave → release"):  # fmt: skip
        assert pair in told
    assert "not read: column `Gebeurtenissoort`; rename it to `Soort gebeurtenis`" in told
    assert "spraken" not in told


def test_a_logbook_without_a_column_of_text_is_not_sure(study, tmp_path):
    path = given(tmp_path, "logbook.csv", "regio;datum;auteur;rol\nnoord;2024-02-01;A1;gp\n")
    assert "probably a form of the kit" in said(study, path)[0]
    assert "no column `Gebeurd` (happened)" in said(study, path)[0]


def test_a_table_that_is_no_form_is_told_with_its_headings_and_what_it_lacks(study, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for row in (["Logboek 2024"], ["Regio", "Dag van vandaag", "Verhaal"], ["noord", "x", "y"]):
        book.active.append(row)
    path = tmp_path / "blad.xlsx"
    book.save(path)
    with pytest.raises(InputError) as error:
        said(study, path, kind="logbook")
    assert "Dag van vandaag, Verhaal" in str(error.value)
    assert "for the form logbook also `Datum` (date)" in str(error.value)


def test_a_form_can_be_said(study, tmp_path):
    path = given(tmp_path, "wat.csv", LOGBOOK)
    assert any("rows for the table logbook" in line for line in said(study, path, kind="logbook"))


def test_minutes_with_dates_in_a_table_are_a_document(study, tmp_path):
    import docx

    paper = docx.Document()
    paper.add_paragraph("Verslag kerngroep")
    paper.add_paragraph("Wij spraken over geld en tijd.")
    table = paper.add_table(0, 2)
    for cells in (("Actie", "Datum"), ("bellen", "1 april 2024"), ("mailen", "2 april 2024")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    path = tmp_path / "Kerngroep noord 12 maart 2024.docx"
    paper.save(path)
    assert guesses(Offer(path, path.name, study))[0].kind == "document"


@pytest.mark.parametrize(
    ("name", "kind"), [("Verslag.md", "document"), ("dagboek.md", "running_logbook")]
)
def test_the_name_minutes_wins_from_dates_as_headings(study, tmp_path, name, kind):
    assert guesses(Offer(given(tmp_path, name, RUNNING), name, study))[0].kind == kind


def test_a_folder_and_a_pattern_are_taken(study, tmp_path):
    path = given(tmp_path, "logboek.csv", LOGBOOK)
    given(tmp_path, ".verborgen", "x")
    for what in (path.parent, path.parent / "*.csv"):
        assert len([line for line in said(study, what) if "surely" in line]) == 1
    with pytest.raises(InputError, match="0 files"):
        said(study, path.parent / "*.pdf")


def test_an_old_workbook_is_told_to_be_saved_again(study, tmp_path):
    with pytest.raises(InputError, match=r"save it as \.xlsx"):
        said(study, given(tmp_path, "oud.xls", b"x"))


def test_an_archive_is_opened_and_where_its_names_point_is_not_followed(study, tmp_path):
    path = tmp_path / "alles.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../zuid/2024-03-12 plan.docx", cases.word())
        archive.writestr("noord/2024-03-13 dia.pptx", cases.slides())
        archive.writestr("__MACOSX/._plan.docx", b"x")
    lines = said(study, path, write=True)
    assert sorted(n for n in files_of(study) if n.startswith("raw")) == [
        "raw/documents/noord/2024-03-13 dia.pptx", "raw/documents/zuid/2024-03-12 plan.docx",
    ]  # fmt: skip
    assert not (tmp_path.parent / "zuid").exists()
    assert len([line for line in lines if line.startswith("Wrote")]) == 2


def test_two_files_that_would_come_in_one_place_are_told(study, tmp_path):
    path = tmp_path / "alles.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/2024-03-12 noord.docx", cases.word())
        archive.writestr("b/2024-03-12 noord.docx", cases.word())
    with pytest.raises(InputError, match="another place than"):
        said(study, path, write=True)


def test_a_broken_archive_is_refused(study, tmp_path):
    with pytest.raises(InputError, match="an archive that opens"):
        said(study, given(tmp_path, "a.zip", b"PK\x03\x04 nothing"))


def test_a_kind_can_be_said_when_it_is_known_better(study, tmp_path):
    path = given(tmp_path, "2024-03-12 noord.txt", TALK)
    assert any("raw/interviews" in line for line in said(study, path))
    assert any("raw/documents" in line for line in said(study, path, kind="document"))
    with pytest.raises(InputError, match="one of"):
        said(study, path, kind="documnt")
    with pytest.raises(InputError, match="what can be read in it"):
        said(study, path, kind="survey")


def test_what_is_shown_leaves_out_who_sent_a_mail_and_is_short(study, tmp_path):
    path = given(tmp_path, "noord.eml", cases.mail())
    shown = [s for s in imported(study, [path], known=Known()) if isinstance(s, Shown)]
    assert len(shown) == 1
    assert len(shown[0].rows) <= 3
    assert all(len(cell) <= 60 for row in shown[0].rows for cell in row)
    assert not [name for name in cases.PEOPLE if name in str(shown)]


def test_words_of_a_file_are_shown_on_a_screen_only(study, tmp_path, capsys):
    path = given(tmp_path, "2024-03-12 noord.docx", cases.word())
    assert main(["import", str(study.root), str(path)]) == 0
    told = capsys.readouterr().out
    assert "surely" in told or "probably" in told
    assert "huisartsen" not in told


def test_no_name_in_the_head_of_a_mail_is_in_anything_that_is_said_or_written(
    study, tmp_path, capsys
):
    path = given(tmp_path, "2024-03-12 noord.eml", cases.mail())
    spoilt = given(tmp_path, "stuk.eml", cases.mail()[:300].replace(b"Date", b"\xffDate"))
    for arguments in ([path], [path, spoilt], [path, "--write"], [path, "--names-nobody"]):
        main(["import", str(study.root), *map(str, arguments)])
    main(["deidentify", str(study.root), "--own-rules"])
    main(["check", str(study.root)])
    seen = capsys.readouterr()
    kept = {n: c for n, c in files_of(study).items() if n.startswith("study/")}
    for name in ("Kamperfoelie", "kamperfoelie", "Wiegersma"):
        assert name not in seen.out + seen.err
        assert name.encode() not in b"".join(kept.values())


def test_a_day_that_does_not_exist_is_told(study, tmp_path, capsys):
    path = given(tmp_path, "noord.docx", cases.word())
    assert main(["import", str(study.root), str(path), "--date", "2024-02-31"]) == 3
    assert "--date" in capsys.readouterr().err


def test_every_kind_has_a_name_and_can_be_placed():
    from kit.import_places import _WAYS

    assert set(_WAYS) == set(KINDS)


def test_a_project_of_another_program_is_described_and_drafted_among_the_raw_files(study, tmp_path):
    cases_of_refi = HERE.parent.parent / "shared" / "cases" / "refi" / "qdpx"
    if not cases_of_refi.is_dir():
        pytest.skip("the projects of other programs are not beside this repository")
    name = "qualcoder-4.0beta_bom-lf.qdpx"
    path = given(tmp_path, name, (cases_of_refi / name).read_bytes())
    before = files_of(study)
    told = "\n".join(said(study, path))
    assert "9 of 9 quotes in place" in told
    assert files_of(study) == before
    said(study, path, write=True)
    assert not list(path.parent.glob("*.yml"))
    assert f"raw/refi/{path.stem}.mapping.yml" in files_of(study)


DASHBOARD = (
    "Jongeren met jeugdhulp (%)\nBron: CBS Jeugd\nGemeente;2021;2022\nNoord;10,5;<5\nZuid;x;0\n"
    "Elders;1,5;\n\nx = geheim\nLet op: vanaf 2022 een andere afbakening.\n"
)


def shown_of(study, path):
    return next(line for line in imported(study, [path], known=Known()) if isinstance(line, Shown))


def test_a_dashboard_is_shown_as_the_figures_that_were_understood(study, tmp_path):
    shown = shown_of(study, given(tmp_path, "jeugd.csv", DASHBOARD))
    assert shown.header == ("area", "indicator", "period", "value", "status")
    assert [(row[0], row[2], row[3], row[4]) for row in shown.rows] == [
        ("Noord (noord)", "2021", "10.5", "shown"),
        ("Noord (noord)", "2022", "", "suppressed"),
        ("Zuid (zuid)", "2021", "", "suppressed"),
        ("Zuid (zuid)", "2022", "0", "shown"),
    ]
    assert {row[1] for row in shown.rows} == {"Jongeren met jeugdhulp (%)"}


def test_a_dashboard_is_told_with_its_source_its_footnotes_and_what_was_set_aside(study, tmp_path):
    text = DASHBOARD.replace("2021;2022", "2019/2020;2022")
    lines = [line.strip() for line in said(study, given(tmp_path, "jeugd.csv", text))]
    assert "3 figures: 1 shown, 1 suppressed, 1 missing" in lines
    assert "2 of them about 2 areas of this study" in lines
    assert "source: CBS Jeugd" in lines
    assert "it says: Let op: vanaf 2022 een andere afbakening." in lines
    assert "set aside, figures over two calendar years: 3" in lines
    assert "areas that the study does not have: Elders" in lines


def test_a_figure_that_cannot_be_read_is_told_before_anything_is_written(study, tmp_path):
    text = DASHBOARD.replace("Zuid;x;0", "Zuid;veel;0")
    lines = said(study, given(tmp_path, "jeugd.csv", text))
    (line,) = [line for line in lines if "to correct" in line]
    assert 'jeugd.csv, row 5, `2021`: got "veel"' in line


def test_what_the_catalogue_gives_because_a_label_matches_is_said(study, tmp_path):
    text = DASHBOARD.replace("Jongeren met jeugdhulp (%)", "Eenzaamheid (modelschatting)")
    lines = said(study, given(tmp_path, "eenzaam.csv", text))
    (line,) = [line for line in lines if "taken from the catalogue" in line]
    assert "Eenzaamheid (modelschatting) is the label of lonely_model" in line
    assert "age base 18+" in line
    assert "source " in line
    other = said(study, given(tmp_path, "jeugd.csv", DASHBOARD))
    assert not any("catalogue" in line for line in other)


def test_figures_are_shown_wherever_the_lines_go_and_words_of_people_are_not(
    study, tmp_path, capsys
):
    given(tmp_path, "jeugd.csv", DASHBOARD)
    given(tmp_path, "gesprek.txt", TALK)
    folder = tmp_path / "given"
    main(["import", str(study.root), str(folder / "jeugd.csv"), str(folder / "gesprek.txt")])
    told = capsys.readouterr().out
    assert "Noord (noord)" in told
    assert "Hoe ging het" not in told


def test_topics_that_nobody_names_are_told_with_how_they_come_in(study, tmp_path):
    text = (HERE / "cases" / "open_data" / "statline_untyped.csv").read_bytes()
    lines = said(study, given(tmp_path, "70072ned_UntypedDataSet.csv", text))
    assert any(line.strip().startswith("not taken, ") for line in lines)
    assert any("`indicators:` in study.yml" in line for line in lines)
    assert any("as `areas` in study.yml has them" in line for line in lines)


def test_a_table_without_a_heading_of_a_form_is_told_with_the_headings_it_has(study, tmp_path):
    text = "NAAM,bedrag_eur\nAalten,26492.23\nBerkelland,44010.36\n"
    with pytest.raises(InputError, match="the headings NAAM, bedrag_eur"):
        said(study, given(tmp_path, "bedragen.csv", text))


def test_a_story_is_no_survey(study, tmp_path):
    text = "In de wijk, bij de school, begon het.\n\nEn daarna, zei men, ging het door.\n" * 6
    lines = said(study, given(tmp_path, "verhaal.txt", text))
    assert not any("--as survey" in line for line in lines)


def test_questions_beside_a_date_and_a_region_are_a_survey_and_no_logbook(study, tmp_path):
    head = "Datum,Regio,Wat wilt u nog kwijt?,Welke leervragen zijn voor u het belangrijkst?"
    rows = "".join(
        f"{day}-3-2024,Noord,,Hoe wachten wij korter?;Wie beslist?\n" for day in range(1, 9)
    )
    lines = said(study, given(tmp_path, "agenda.csv", f"{head}\n{rows}"))
    assert "answers to a survey" in lines[0]
    assert any("--as form" in line for line in lines)
