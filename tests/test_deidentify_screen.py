"""Raw files outside the study become clean ones in it; nothing of a name goes anywhere else."""

import json
import logging
import os
import re
import stat
from pathlib import Path

import pytest
import yaml

from kit.cli import main
from kit.deidentify.decisions import Row
from kit.deidentify.review import read_review
from kit.deidentify_screen import deidentified
from kit.errors import InputError, KitError, Refused
from kit.logbook import read_logbook
from kit.study import open_study
from kit.transcripts import read_transcript

SETTINGS = """\
format: 1
title: Proef
period: {from: 2024Q1, until: 2024Q4}
raw: ../raw
regions:
  - {slug: noord, name: Regio Noord}
"""
TALK = """\
Interviewer: Goedemorgen Qwintijn, hoe gaat het?
Qwintijn Zwalkema: Goed. Mevrouw Brontsema van Thuiszorg Vlinderslag belde op 12 maart 2024.
Interviewer: Mail naar q.zwalkema@vlinderslag.example of bel 06-98765432.
Qwintijn Zwalkema: Ik woon op Wolkenkrabberlaan 12, 9876 ZX Klutsewolde. BSN 111222333.
"""
TEAMS = """\
WEBVTT

abc/12-0
00:00:01.000 --> 00:00:04.000
<v Zwalkema, Qwintijn (Vlinderslag)>Wij deden dat met z&#39;n allen.</v>
"""
LOGBOOK = """\
regio;datum;auteur;rol;gebeurd
noord;2024-01-02;Rozalinda Brontsema;huisarts;Overleg met Qwintijn over valpreventie.
noord;2024-02-02;A01;wethouder;Een zelfmoord in het dorp.
"""
DIARY = """\
# 3 oktober 2024 Startbijeenkomst met Qwintijn Zwalkema

Auteur: Rozalinda Brontsema
Wat hielp: Mevrouw Brontsema kwam op tijd. Op 5 oktober 2024 gaan we verder.
"""
#: No piece of these may stand anywhere but in the raw folder.
PLANTED = (
    "Qwintijn", "Zwalkema", "Brontsema", "Rozalinda", "Vlinderslag", "98765432", "Wolkenkrabber",
    "9876 ZX", "Klutsewolde", "111222333", "12 maart",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    raw, study = tmp_path / "raw", tmp_path / "study"
    for path in (raw / "interviews", raw / "logbook", study):
        path.mkdir(parents=True)
    (study / "study.yml").write_text(SETTINGS, encoding="utf-8")
    (raw / "interviews" / "Gesprek Qwintijn Zwalkema.txt").write_text(TALK, encoding="utf-8")
    (raw / "interviews" / "teams.vtt").write_text(TEAMS, encoding="utf-8")
    (raw / "logbook.csv").write_text(LOGBOOK, encoding="utf-8")
    (raw / "logbook" / "noord.md").write_text(DIARY, encoding="utf-8")
    return tmp_path


def run(folder, **more):
    more.setdefault("own_rules", True)
    return list(deidentified(open_study(folder / "study"), **more))


def everything(folder):
    """All bytes and names of files in the study."""
    study = folder / "study"
    files = [p for p in study.rglob("*") if p.is_file()]
    names = "\n".join(p.relative_to(study).as_posix() for p in files)
    return names + "\n".join(p.read_text(encoding="utf-8") for p in files)


def record(folder):
    return yaml.safe_load((folder / "study" / "deidentified.yml").read_text(encoding="utf-8"))


def as_csv(folder):
    """Put the review table as a CSV file in the place of the workbook, and return it."""
    from kit.deidentify.review import write_review

    book = folder / "raw" / "review.xlsx"
    read = read_review(book)
    book.unlink()
    return write_review(folder / "raw" / "review.csv", read.rows, read, language="nl")


def test_no_planted_identity_is_in_the_study_on_the_screen_or_in_a_log(folder, capsys, caplog):
    with caplog.at_level(logging.DEBUG):
        assert main(["deidentify", str(folder / "study"), "--own-rules"]) == 0
    said = "".join(capsys.readouterr()) + caplog.text + everything(folder)
    assert [piece for piece in PLANTED if piece in said] == []


def test_the_screen_counts_and_never_says_that_nobody_can_be_known(folder):
    said = "\n".join(run(folder))
    assert "4 raw files read, 4 written" in said
    assert re.search(r"person: \d+", said)
    assert "BSN: 1" in said
    assert "pseudonymised" in said
    assert "anonym" not in said.replace("pseudonym", "")
    assert "GP in noord: 1 person" in said
    assert "zelfmoord, suicide: in 1 passage" in said
    assert "Not reviewed yet" in said


def test_what_was_written_reads_as_before(folder):
    run(folder)
    study = folder / "study"
    talk = read_transcript(next((study / "interviews").glob("Gesprek persoon-*.txt")), "x")
    before = read_transcript(next((folder / "raw" / "interviews").glob("*.txt")), "x")
    assert [t.speaker == "Interviewer" for t in talk.turns] == [True, False, True, False]
    assert len(talk.turns) == len(before.turns)
    teams = read_transcript(study / "interviews" / "teams.txt", "x")
    assert teams.turns[0].speaker == talk.turns[1].speaker
    assert (teams.turns[0].start, teams.turns[0].end) == (1.0, 4.0)
    logbook = read_logbook(open_study(study))
    assert logbook.problems == ()
    assert [str(d.day) for d in logbook.documents] == ["2024-01-02", "2024-02-02", "2024-10-03"]
    assert logbook.documents[0].author == logbook.documents[2].author != logbook.documents[1].author
    assert logbook.documents[1].author == "A01"


def test_the_day_of_an_entry_stays_and_a_day_in_its_text_keeps_its_month(folder):
    run(folder)
    text = (folder / "study" / "logbook" / "noord.md").read_text(encoding="utf-8")
    assert text.startswith("# 3 oktober 2024 Startbijeenkomst met [persoon ")
    assert "Op [datum, oktober 2024] gaan we" in text


def test_types_that_are_to_stay_stay(folder):
    run(folder, keep=["date", "postcode"])
    assert "12 maart 2024" in everything(folder)
    assert "9876 ZX" in everything(folder)
    with pytest.raises(InputError, match="nearest: postcode"):
        run(folder, keep=["postcod"])


def test_a_second_time_nothing_changes(folder):
    run(folder)
    files = [p for p in folder.rglob("*") if p.is_file()]
    before = {
        p: (p.read_bytes(), p.stat().st_mtime_ns)
        for p in files
        if p.name not in ("key.json", "lock")
    }
    key = json.loads((folder / "raw" / "key.json").read_text(encoding="utf-8"))
    run(folder)
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in before} == before
    assert json.loads((folder / "raw" / "key.json").read_text(encoding="utf-8")) == key


def test_the_key_and_the_review_table_stay_outside_and_are_for_their_owner_only(folder):
    run(folder)
    for name in ("key.json", "review.xlsx"):
        assert not list((folder / "study").rglob(name))
        if os.name != "nt":
            assert stat.S_IMODE((folder / "raw" / name).stat().st_mode) == 0o600


def test_the_record_names_hashes_and_counts_and_nobody(folder):
    run(folder)
    made = record(folder)
    assert made["format"] == 1
    assert made["reviewed"] is False
    assert set(made["files"]) == {
        p.relative_to(folder / "study").as_posix()
        for p in (folder / "study").rglob("*")
        if p.is_file() and p.name not in ("study.yml", "deidentified.yml", "lock")
    }
    (talk,) = (m for name, m in made["files"].items() if "Gesprek" in name)
    assert talk["counts"]["bsn"] == 1
    assert re.fullmatch(r"[0-9a-f]{64}", talk["sha256"])


# --- what is in the study already ---------------------------------------------------------


def test_a_clean_file_that_was_edited_is_never_overwritten(folder):
    run(folder)
    path = folder / "study" / "logbook.csv"
    path.write_text("eigen werk", encoding="utf-8")
    (folder / "raw" / "logbook" / "noord.md").write_text(DIARY + "Meer.\n", encoding="utf-8")
    diary = (folder / "study" / "logbook" / "noord.md").read_bytes()
    with pytest.raises(Refused, match=r"logbook\.csv: got \"a file that was changed since\""):
        run(folder)
    assert path.read_text(encoding="utf-8") == "eigen werk"
    assert (folder / "study" / "logbook" / "noord.md").read_bytes() == diary, "nothing was written"


def test_a_file_of_the_study_itself_is_never_overwritten(folder):
    (folder / "study" / "logbook.csv").write_text("eigen werk", encoding="utf-8")
    with pytest.raises(Refused, match="a file of your own"):
        run(folder)
    assert not (folder / "raw" / "key.json").exists()


def test_a_table_beside_a_clean_one_is_told(folder):
    (folder / "study" / "logbook.xlsx").write_bytes(b"x")
    assert "logbook.xlsx stands beside a clean table" in "\n".join(run(folder))


def test_a_changed_raw_file_comes_through_and_a_lost_one_is_told(folder):
    run(folder)
    (folder / "raw" / "logbook.csv").write_text(LOGBOOK.replace("dorp", "stadje"), encoding="utf-8")
    (folder / "raw" / "interviews" / "teams.vtt").unlink()
    said = "\n".join(run(folder))
    assert "stadje" in (folder / "study" / "logbook.csv").read_text(encoding="utf-8")
    assert "interviews/teams.txt: its raw file is gone" in said
    assert (folder / "study" / "interviews" / "teams.txt").exists()


def add_to_review(folder, *rows):
    from kit.deidentify.review import write_review

    path = folder / "raw" / "review.xlsx"
    read = read_review(path)
    more = tuple(Row(file, "", type, "", text, "", decision="add", where=where)
                 for text, type, file, where in rows)  # fmt: skip
    write_review(path, (*read.rows, *more), read, language="nl")


def test_a_clean_file_goes_when_the_review_gives_it_another_name(folder):
    talk = folder / "raw" / "interviews" / "Groep dorpshuis Kwakkelgat.txt"
    talk.write_text("I: Hoe gaat het?\nR1: Goed.\n", encoding="utf-8")
    run(folder)
    old = folder / "study" / "interviews" / "Groep dorpshuis Kwakkelgat.txt"
    assert old.is_file()
    # It stands in the name of the file and nowhere else.
    add_to_review(folder, ("Kwakkelgat", "place", "", "everywhere"))
    said = "\n".join(run(folder))
    assert not old.exists()
    assert "Removed from interviews" in said
    assert "Kwakkelgat" not in said + everything(folder)
    assert len(list((folder / "study" / "interviews").glob("Groep dorpshuis *.txt"))) == 1
    assert "Removed" not in "\n".join(run(folder))


def test_an_addition_for_one_file_is_for_the_name_of_that_file_too(folder):
    path = folder / "raw" / "interviews" / "Kwakkelgat een.txt"
    path.write_text("I: Hoe gaat het?\nR1: Goed.\n", encoding="utf-8")
    run(folder)
    add_to_review(folder, ("Kwakkelgat", "person", "interviews/Kwakkelgat een.txt", "here"))
    run(folder)
    names = sorted(p.name for p in (folder / "study" / "interviews").glob("*.txt"))
    assert any(re.fullmatch(r"persoon-\w+ een\.txt", name) for name in names)
    assert "Kwakkelgat een.txt" not in names


def test_a_clean_file_by_an_old_name_that_was_edited_stops_the_run(folder):
    talk = folder / "raw" / "interviews" / "Kwakkelgat.txt"
    talk.write_text("I: Hoe gaat het?\nR1: Goed.\n", encoding="utf-8")
    run(folder)
    old = folder / "study" / "interviews" / "Kwakkelgat.txt"
    old.write_text("eigen werk", encoding="utf-8")
    add_to_review(folder, ("Kwakkelgat", "place", "", "everywhere"))
    before = everything(folder)
    with pytest.raises(Refused, match="a file that was changed since") as caught:
        run(folder)
    assert "Kwakkelgat" not in str(caught.value)
    assert everything(folder) == before


def test_two_runs_at_once_are_one_too_many(folder):
    first_one = deidentified(open_study(folder / "study"), own_rules=True)
    next(first_one)
    with pytest.raises(KitError, match="busy with it"):
        run(folder)
    list(first_one)
    run(folder)


def test_cells_of_date_columns_are_no_text(folder):
    raw = folder / "raw"
    (raw / "noticeable_results.csv").write_text(
        "regio;datum;resultaat;bewijs;bron;vrijgave\n"
        "noord;12 mei 2021;Op 12 mei 2021 was er minder;telling;Truus;region\n",
        encoding="utf-8",
    )
    (raw / "events.csv").write_text(
        "regio;datum;gebeurtenis;richting\nnoord;12-05-2021;Op 12 mei 2021 kwam Truus;helped\n",
        encoding="utf-8",
    )
    (raw / "agenda.csv").write_text("datum;wat\n3 mei 2021;Overleg met Truus\n", encoding="utf-8")
    run(folder)
    made = {n: (folder / "study" / f"{n}.csv").read_text(encoding="utf-8-sig").splitlines()[1]
            for n in ("noticeable_results", "events", "agenda")}  # fmt: skip
    assert made["noticeable_results"].split(";")[1] == "12 mei 2021"
    assert made["events"].split(";")[1] == "12-05-2021"
    assert made["agenda"].split(";")[0] == "3 mei 2021"
    assert all("[datum, mei 2021]" in made[n] for n in ("noticeable_results", "events"))
    assert not any("Truus" in line for line in made.values())


def test_a_quote_stays_what_was_said(folder):
    raw = folder / "raw"
    (raw / "interviews" / "a.txt").write_text("I: En?\nR1: Truus hielp mij zeer goed.\n", "utf-8")
    (raw / "interviews" / "b.txt").write_text("I: En?\nR1: Truus hielp mij niet.\n", "utf-8")
    (raw / "interviews.csv").write_text(
        "interview;bestand;regio;datum;spreker;persoon;consent_version\n"
        "g1;a.txt;noord;2024-03-12;R1;P07;v1\ng2;b.txt;noord;2024-03-13;R1;P08;v1\n",
        encoding="utf-8",
    )
    (raw / "quotes.csv").write_text(
        "id;document;quote\nq1;g1;Truus hielp mij zeer goed.\nq2;g2-r1;Truus hielp mij niet.\n",
        encoding="utf-8",
    )
    run(folder)
    study = folder / "study"
    said = [(study / "interviews" / f"{n}.txt").read_text(encoding="utf-8") for n in "ab"]
    rows = (study / "quotes.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    quotes = [re.split("[;,]", row)[2] for row in rows]
    assert quotes[0] in said[0]
    assert quotes[1] in said[1]
    assert quotes[0][:12] != quotes[1][:12]


def test_one_given_name_in_two_regions_of_a_table_is_two_people(folder):
    (folder / "study" / "study.yml").write_text(
        SETTINGS + "  - {slug: zuid, name: Regio Zuid}\n", encoding="utf-8"
    )
    (folder / "raw" / "logbook.csv").write_text(
        "regio;datum;auteur;gebeurd\nnoord;2024-01-02;A01;Truus kwam.\n"
        "zuid;2024-01-03;A02;Truus ging.\nnoord;2024-01-04;A01;Truus bleef.\n",
        encoding="utf-8",
    )
    run(folder)
    text = (folder / "study" / "logbook.csv").read_text(encoding="utf-8")
    one, two, three = re.findall(r"\[persoon (\w+)\]", text)
    assert one == three != two


def test_two_raw_files_never_land_on_one_name(folder):
    talks = folder / "raw" / "interviews"
    (talks / "a.txt").write_text("I: Een.\nR1: Twee.\n", encoding="utf-8")
    (talks / "a.md").write_text("I: Drie.\nR1: Vier.\n", encoding="utf-8")
    (talks / "A.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nVijf\n", encoding="utf-8")
    run(folder)
    made = [p for p in (folder / "study" / "interviews").iterdir() if p.stem[0] in "aA"]
    assert len({p.name.casefold() for p in made}) == 3
    together = "".join(p.read_text(encoding="utf-8") for p in made)
    assert all(word in together for word in ("Twee", "Vier", "Vijf"))


def test_a_cell_that_names_a_raw_file_names_the_clean_one(folder):
    (folder / "raw" / "interviews.csv").write_text(
        "interview;bestand;regio;datum;spreker;persoon\n"
        "g1;Gesprek Qwintijn Zwalkema.txt;noord;2024-03-12;Qwintijn Zwalkema;P07\n",
        encoding="utf-8",
    )
    run(folder)
    text = (folder / "study" / "interviews.csv").read_text(encoding="utf-8-sig")
    (name,) = (p.name for p in (folder / "study" / "interviews").glob("Gesprek*"))
    cells = text.splitlines()[1].split(";")
    assert cells[1].endswith(name)
    assert re.fullmatch(r"\[persoon \w+\]", cells[4])
    assert cells[5] == "P07"


def test_a_workbook_becomes_csv_with_its_numbers_and_dates(folder):
    from datetime import date

    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Datum", "Auteur", "Gebeurd", "geboortedatum", "bsn", "getal"])
    book.active.append([date(2024, 3, 1), "Rozalinda Brontsema", "Met Qwintijn.", date(1950, 4, 3),
                        111222333, 1.5])  # fmt: skip
    book.save(folder / "raw" / "logbook_noord.xlsx")
    run(folder)
    text = (folder / "study" / "logbook_noord.csv").read_text(encoding="utf-8-sig")
    row = text.splitlines()[1].split(";")
    assert row[0] == "2024-03-01"
    assert row[3:] == ["[geboortedatum]", "[BSN]", "1,5"]
    assert "Qwintijn" not in text


# --- the review table ---------------------------------------------------------------------


def test_reviewed_becomes_true_when_somebody_signs_and_false_again_when_there_is_more(folder):
    run(folder)
    table = as_csv(folder)
    text = table.read_text(encoding="utf-8-sig")
    text = re.sub(r"Bekeken door \(code\);[^;\n\r]*", "Bekeken door (code);B02", text)
    text = re.sub(r"Bekeken op \(datum\);[^;\n\r]*", "Bekeken op (datum);20-11-2024", text)
    table.write_text(text, encoding="utf-8-sig")
    assert "Reviewed: every replacement was looked through." in run(folder)
    made = record(folder)
    assert (made["reviewed"], made["reviewer"], made["reviewed_on"]) == (True, "B02", "2024-11-20")
    (folder / "raw" / "logbook" / "noord.md").write_text(
        DIARY + "En mevrouw Hupsakema.\n", encoding="utf-8"
    )
    assert any("Not reviewed yet: 1 replacement" in line for line in run(folder))
    made = record(folder)
    assert made["reviewed"] is False
    assert made["files"]["logbook/noord.md"]["reviewed"] is False
    assert made["files"]["logbook.csv"]["reviewed"] is True
    run(folder)
    assert record(folder)["reviewed"] is False, "who signed before did not see the new one"


def test_what_is_undone_in_the_table_comes_back_in_the_text(folder):
    run(folder)
    table = as_csv(folder)
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    at = next(i for i, line in enumerate(lines) if ";Klutsewolde;" in line)
    cells = lines[at].split(";")
    cells[7] = "terugzetten"
    lines[at] = ";".join(cells)
    table.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    assert "  put back as the review table says: 1" in run(folder)
    assert "Klutsewolde" in everything(folder)


def test_nonsense_in_the_review_table_stops_before_anything_is_written(folder):
    run(folder)
    table = as_csv(folder)
    text = table.read_text(encoding="utf-8-sig")
    table.write_text(text + ";;kleur;;Zwalkema;;;weg;;\n", encoding="utf-8-sig")
    before = everything(folder), table.read_bytes()
    with pytest.raises(InputError) as error:
        run(folder)
    assert "Zwalkema" not in str(error.value)
    assert (everything(folder), table.read_bytes()) == before


# --- what is refused -----------------------------------------------------------------------


def test_a_study_without_a_raw_folder_is_told_what_to_write(folder):
    settings = folder / "study" / "study.yml"
    settings.write_text(SETTINGS.replace("raw: ../raw\n", ""), encoding="utf-8")
    with pytest.raises(InputError, match=r"Write `raw: \.\./raw` in study\.yml"):
        run(folder)
    settings.write_text(SETTINGS.replace("../raw", "../elders"), encoding="utf-8")
    with pytest.raises(InputError, match="a folder that exists"):
        run(folder)


def test_a_key_that_is_gone_is_not_begun_anew(folder):
    run(folder)
    (folder / "raw" / "key.json").unlink()
    with pytest.raises(InputError, match=r"Put key\.json back"):
        run(folder)


def test_a_raw_file_that_cannot_be_read_is_told_without_its_name(folder):
    (folder / "raw" / "interviews" / "Brontsema.docx").write_bytes(b"no Word")
    with pytest.raises(InputError) as error:
        run(folder)
    assert "(.docx)" in str(error.value)
    assert "Brontsema" not in str(error.value)
    assert not (folder / "study" / "deidentified.yml").exists()


def test_recordings_and_other_files_are_set_aside_and_counted(folder):
    for name in ("Brontsema.mp3", "a.MP3", "b.pdf"):
        (folder / "raw" / "interviews" / name).write_bytes(b"x")
    said = run(folder)
    assert "Set aside, a kind of file that is not read (.mp3): 2" in said
    assert "Set aside, a kind of file that is not read (.pdf): 1" in said


def test_a_raw_folder_that_is_copied_elsewhere_is_warned_of(folder):
    assert not any("WARNING" in line for line in run(folder))
    (folder / "raw" / ".owncloudsync.log").write_text("x", encoding="utf-8")
    assert any("WARNING" in line for line in run(folder))


def test_a_newer_record_is_refused(folder):
    (folder / "study" / "deidentified.yml").write_text("format: 2\nkit: 9\nfiles: {}\n")
    with pytest.raises(InputError, match="newer kit"):
        run(folder)


@pytest.mark.parametrize(
    "content", ["", "- a", "format: 1", "format: 1\nkit: 1\nfiles: {a: 1}", "{"]
)
def test_a_damaged_record_is_refused(folder, content):
    (folder / "study" / "deidentified.yml").write_text(content)
    with pytest.raises(InputError, match=r"deidentified\.yml"):
        run(folder)


def test_another_finder_is_used_and_told(folder):
    from kit.deidentify.spans import Found

    def finder():
        return lambda text: [
            Found(m.start(), m.end(), "person", m[0], "deduce")
            for m in re.finditer("valpreventie", text)
        ]

    said = run(folder, own_rules=False, finder=finder)
    assert "valpreventie" not in everything(folder)
    assert not any("deduce was not used" in line for line in said)
    assert record(folder)["deduce"] is True


def test_a_word_document_of_a_logbook_keeps_its_days(folder):
    import docx

    document = docx.Document()
    document.core_properties.author = "Rozalinda Brontsema"
    document.add_heading("12 maart 2024", level=2)
    document.add_paragraph("Mevrouw Brontsema kwam langs. Wat hielp: koffie.")
    document.add_heading("4 april 2024 Weer met Qwintijn", level=2)
    document.add_paragraph("Hij zei niets.")
    document.save(folder / "raw" / "logbook" / "noord_2024.docx")
    run(folder)
    days = [str(d.day) for d in read_logbook(open_study(folder / "study")).documents]
    assert days == ["2024-01-02", "2024-02-02", "2024-03-12", "2024-04-04", "2024-10-03"]
    assert "Brontsema" not in everything(folder)


def test_no_planted_identity_is_in_the_work_of_a_whole_check(folder, capsys):
    run(folder)
    main(["check", str(folder / "study")])
    said = "".join(capsys.readouterr())
    assert [piece for piece in PLANTED if piece in said] == []


def test_every_path_of_the_record_is_within_the_study(folder):
    run(folder)
    for name in record(folder)["files"]:
        assert not Path(name).is_absolute()
        assert ".." not in Path(name).parts


AREAS = SETTINGS.replace(
    "name: Regio Noord}",
    "name: Regio Noord, areas: [{code: GM9901, name: Overzwin}, {code: GM9902, name: Aa en Zwin}, "
    "{code: GM0344, name: Utrecht}, {code: GM9904, name: Regio Noord}]}",
)
PLACES = "I: Waar was dat?\nR: Overzwin, of toch Aa en Zwin? Utrecht niet; heel Regio Noord wel.\n"


def with_areas(folder, text=AREAS):
    (folder / "study" / "study.yml").write_text(text, encoding="utf-8")
    (folder / "raw" / "interviews" / "plaats.txt").write_text(PLACES, encoding="utf-8")


def test_areas_of_the_study_are_offered_as_places_in_the_review(folder):
    with_areas(folder)
    run(folder)
    rows = read_review(folder / "raw" / "review.xlsx").rows
    offered = {row.found for row in rows if row.type == "place"}
    assert {"Overzwin", "Aa en Zwin"} <= offered
    clean = everything(folder).replace(AREAS, "")
    assert "Overzwin" not in clean
    assert "Utrecht niet; heel Regio Noord wel." in clean


def test_an_area_that_the_list_of_names_keeps_stays(folder):
    with_areas(folder)
    (folder / "raw" / "names.csv").write_text("name;type;keep\nOverzwin;place;yes\n")
    run(folder)
    found = [row.found for row in read_review(folder / "raw" / "review.xlsx").rows]
    assert "Overzwin" not in found
    assert "Aa en Zwin" in found
    clean = everything(folder).replace(AREAS, "")
    assert "Overzwin" in clean
    assert "Aa en Zwin" not in clean


def test_an_area_of_the_comparison_pool_is_a_place_too(folder):
    pool = "comparison_pool: [{code: GM9909, name: Overzwin}]\n"
    with_areas(folder, SETTINGS + pool)
    run(folder)
    rows = read_review(folder / "raw" / "review.xlsx").rows
    assert "Overzwin" in {row.found for row in rows if row.type == "place"}


def test_drafts_of_the_kit_about_other_programs_are_not_told_as_files_that_are_not_read(folder):
    (folder / "raw" / "refi").mkdir()
    (folder / "raw" / "refi" / "project.mapping.yml").write_text("format: 1\n", encoding="utf-8")
    assert not [line for line in run(folder) if ".yml" in line and "Set aside" in line]
    (folder / "raw" / "notes.yml").write_text("a: 1\n", encoding="utf-8")
    assert [line for line in run(folder) if "Set aside" in line and "(.yml): 1" in line]
