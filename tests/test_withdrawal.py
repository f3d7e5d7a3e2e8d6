"""Somebody withdraws: nothing of that person is left, and everything of everybody else is."""

import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook
from withdrawal_cases import (
    CODE,
    MINE,
    OTHERS,
    everything_in,
    mine,
    others,
    rows_of,
    study_in,
    with_references,
    xlsx_of,
)  # fmt: skip

from kit.cli import main
from kit.codebook import study_codebook
from kit.coding_files import read_codings
from kit.deidentify.record import Made, Record, as_text, read_record
from kit.errors import CannotWrite, InputError, Refused
from kit.files import sha256
from kit.quotes import read_quotes
from kit.sampling import read_key
from kit.study import open_study
from kit.texts import read_texts
from kit.themes import read_themes
from kit.withdrawal import foresee, told, withdraw
from kit.withdrawal.searching import Traces, strings_of
from kit.withdrawal.themes_file import without_passages


def texts_of_others(study):
    return sorted(
        (d.author, d.day.isoformat(), d.region, tuple(d.text[p.start : p.end] for p in d.parts))
        for d in read_texts(study).documents
        if d.author and d.author.strip().casefold() != CODE.casefold()
    )


def test_the_study_of_these_tests_is_read_without_a_problem(tmp_path):
    texts = read_texts(study_in(tmp_path))
    assert texts.logbook.problems == ()
    assert texts.interviews.problems == ()
    authors = [(d.author or "").casefold() for d in texts.documents]
    assert authors.count("p07") > 10
    assert len(authors) - authors.count("p07") > 10


def test_withdrawal_leaves_no_trace_in_any_format_and_takes_nothing_of_others(tmp_path):
    study = study_in(tmp_path)
    before = texts_of_others(study)
    done = withdraw(study, CODE)
    assert done.by_hand == ()
    assert done.exit_code == 0
    everything = everything_in(tmp_path)
    assert MINE not in everything.casefold()
    assert not re.search(rf"\b{CODE}\b", everything, re.IGNORECASE)
    assert texts_of_others(study) == before
    assert OTHERS in everything
    assert not (study.root / ".withdrawal").exists()


def test_what_others_made_of_the_words_goes_too_and_theirs_about_others_stays(tmp_path):
    study = with_references(study_in(tmp_path))
    mine, others = documents_of(study)
    before = {
        "codings": coded(study), "themes": passages(study), "quotes": quoted(study),
        "sample": sampled(study), "table": coding_rows(study),
    }  # fmt: skip
    done = withdraw(study, CODE)
    assert done.by_hand == ()
    everything = everything_in(tmp_path)
    assert MINE not in everything.casefold()
    assert not re.search(rf"\b{CODE}\b", everything, re.IGNORECASE)
    for what, read in (("codings", coded), ("themes", passages), ("quotes", quoted),
                       ("sample", sampled), ("table", coding_rows)):  # fmt: skip
        assert read(study) == [text for text in before[what] if MINE not in text], what
    assert len(coded(study)) == len(others) == done_with(study)
    assert done.counts["documents"] == len(mine)
    assert done.counts["passages of themes"] == len(mine)
    assert done.counts["quotes"] == len(mine)
    assert done.counts["passages of samples"] == len(mine)
    assert done.counts["codings"] == 3 * len(mine) + 1
    assert "# een opmerking die blijft" in (study.root / "themes.yml").read_text(encoding="utf-8")
    assert not list(study.root.glob("*.bak"))
    assert list((study.root / ".work").iterdir()) == []


def done_with(study):
    """Return how many documents there are, all of which others wrote."""
    mine, others = documents_of(study)
    assert mine == []
    return len(others)


def documents_of(study):
    documents = read_texts(study).documents
    mine = [d for d in documents if (d.author or "").strip().casefold() == CODE.casefold()]
    return mine, [d for d in documents if d not in mine]


def coded(study):
    documents = read_texts(study).documents
    found = read_codings(study, documents=documents)
    assert found.problems == ()
    texts = {d.id: d.text for d in documents}
    added = [one for one in found.records if one.decision == "add"]
    assert all(texts[one.document][one.start : one.end] == one.quote for one in added)
    return sorted(one.quote for one in added)


def passages(study):
    documents = read_texts(study).documents
    themes = read_themes(study, documents=documents, codebook=study_codebook(study))
    assert themes.problems == ()
    texts = {d.id: d.text for d in documents}
    return sorted(texts[p.document][p.start : p.end] for t in themes.records for p in t.supporting)


def quoted(study):
    found = read_quotes(study, documents=read_texts(study).documents)
    assert found.problems == ()
    notes = (study.root / "history_notes.csv").read_text(encoding="utf-8")
    named = set(re.findall(r"\bq\d+", notes))
    assert named == {quote.id for quote in found.records}
    events = (study.root / "events.csv").read_text(encoding="utf-8")
    assert {quote.document.id for quote in found.records} <= set(re.split(r"[;\n]", events))
    return sorted(quote.words for quote in found.records)


def sampled(study):
    sample = read_key(study.root / "validation" / "proef.key.json", "proef")
    texts = {d.id: d.text for d in read_texts(study).documents}
    rows = {row[0]: row[2] for row in rows_of(study.root / "validation" / "proef.xlsx")[1:]}
    kept = [item for item in sample.items if item.document]
    assert [item.number for item in sample.items] == list(range(1, len(sample.items) + 1))
    assert [item.number for item in kept] == list(rows)
    for item in kept:
        assert texts[item.document][item.start : item.end].startswith(rows[item.number])
    return sorted(rows.values())


def coding_rows(study):
    text = (study.root / "codings" / "van-elders.csv").read_text(encoding="utf-8")
    texts = {d.id: d.text for d in read_texts(study).documents}
    rows = [line.split(";") for line in text.splitlines()[1:]]
    assert all(row[1] in texts[row[0]] for row in rows)
    return sorted(row[1] for row in rows)


def test_reports_are_listed_and_those_with_words_of_the_person_are_removed(tmp_path):
    study = with_references(study_in(tmp_path))
    done = withdraw(study, CODE)
    listed = {report.called: report.words for report in done.reports}
    assert listed == {
        "reports/noorderkolk/noorderkolk_2024.nl.html": True,
        "reports/zonnehei/zonnehei_2024.nl.html": False,
        "reports/consortium/consortium_2024.nl.html": True,
    }
    left = sorted(p.name for p in (study.root / "reports").rglob("*.html"))
    assert left == ["index.html", "zonnehei_2024.nl.html"]


def test_a_report_elsewhere_is_found_by_its_run_record(tmp_path):
    study = study_in(tmp_path)
    out = tmp_path / "uit" / "noorderkolk.html"
    out.parent.mkdir()
    out.write_text("<p>12 bijdragen</p>", encoding="utf-8")
    other = tmp_path / "uit" / "anders.html"
    other.write_text("<p>3 bijdragen</p>", encoding="utf-8")
    place = study.root / ".work" / "2024" / "records" / "noorderkolk"
    place.mkdir(parents=True)
    for name, path, source in (("a", out, "logbook/noorderkolk.csv"), ("b", other, "events.csv")):
        record = {"outputs": {str(path): "x"}, "provenance": {"sources": [{"path": source}]}}
        (place / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
    done = withdraw(study, CODE)
    assert [(report.called, report.words) for report in done.reports] == [(str(out), False)]
    assert out.exists()


def test_the_record_keeps_day_counts_and_reports_and_no_name_and_no_code(tmp_path):
    study = with_references(study_in(tmp_path))
    withdraw(study, CODE)
    withdraw(study, "P09")
    text = (study.root / "withdrawals.yml").read_text(encoding="utf-8")
    held = yaml.safe_load(text)
    first, second = held["withdrawals"]
    assert held["format"] == 1
    assert set(first) == {"day", "complete", "removed", "reports", "kit"}
    assert first["complete"] is True
    assert first["removed"]["documents"] > second["removed"]["documents"] == 1
    assert "reports/zonnehei/zonnehei_2024.nl.html" in first["reports"]
    assert not re.search(r"P0\d|Karel", text)


def test_raw_files_and_the_entry_of_the_key_go_and_those_of_others_stay(tmp_path):
    study = study_in(tmp_path)
    raw = tmp_path / "ruw"
    before = (raw / "interviews" / "st2.md").read_bytes()
    withdraw(study, CODE)
    entries = json.loads((raw / "key.json").read_text(encoding="utf-8"))["entries"]
    assert [entry["code"] for entry in entries] == ["M2"]
    if os.name == "posix":
        assert (raw / "key.json").stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in (raw / "interviews").iterdir()) == [
        "fg1.txt", "fg2.txt", "fg3.txt", "st2.md",
    ]  # fmt: skip
    assert (raw / "interviews" / "st2.md").read_bytes() == before
    assert OTHERS in (raw / "interviews" / "fg2.txt").read_text(encoding="utf-8")
    assert not (raw / ".withdrawal").exists()


def test_a_raw_file_whose_name_holds_the_name_of_the_person_is_found(tmp_path):
    study = study_in(tmp_path)
    raw = tmp_path / "ruw" / "interviews"
    (raw / "st1.txt").rename(raw / f"gesprek_karel_{MINE}.txt")
    (study.root / "interviews" / "st1.txt").rename(
        study.root / "interviews" / "gesprek_persoon-K4.txt"
    )
    table = study.root / "interviews.csv"
    text = table.read_text(encoding="utf-8").replace("st1;;", "st1;gesprek_persoon-K4.txt;")
    table.write_text(text, encoding="utf-8")
    assert withdraw(study, CODE).by_hand == ()
    assert sorted(p.name for p in raw.iterdir()) == ["fg1.txt", "fg2.txt", "fg3.txt", "st2.md"]


def test_rows_of_the_review_table_with_words_or_names_of_the_person_go(tmp_path):
    study = study_in(tmp_path)
    review = tmp_path / "ruw" / "review.xlsx"
    xlsx_of(review, [
        ["Bekeken door (code)", "R1"],
        ["Bestand", "Plaats", "Soort", "Ervoor", "Gevonden", "Erna"],
        ["interviews/fg1.docx", "beurt 2", "person", "Toen", "Mien", "."],
        ["interviews/fg1.docx", "beurt 3", "person", "Daarna", "Mien", "."],
        ["interviews/iv1.docx", "beurt 9", "place", "In", "Dorp", "."],
        ["interviews/st2.md", "beurt 1", "person", "Over", "Karel", "gesproken"],
        ["logbook.csv", "rij 3.5", "person", f"Toen riep de {MINE}", "heel", "hard nummer"],
        ["logbook.csv", "rij 4.5", "person", "Daarna", "Mien", "weer"],
    ])  # fmt: skip
    (tmp_path / "ruw" / "names.csv").write_text("name;also\nKarel;\nMien;\n", encoding="utf-8")
    withdraw(study, CODE)
    assert [row[1] for row in rows_of(review)] == ["R1", "Plaats", "beurt 3", "rij 4.5"]
    assert (tmp_path / "ruw" / "names.csv").read_text(encoding="utf-8") == "name;also\nMien;\n"


def test_the_record_of_de_identification_follows_the_files(tmp_path):
    study = study_in(tmp_path)
    files = {
        name: Made(sha256(study.root / name), {"person": 2}, reviewed=True, day="2025-01-01")
        for name in ("interviews/iv1.docx", "interviews/fg2.vtt", "interviews/st2.md")
    }
    files["logbook/noorderkolk.csv"] = replace(files["interviews/st2.md"], sha256="0" * 64)
    path = study.root / "deidentified.yml"
    path.write_text(as_text(Record("1", files=files)), encoding="utf-8")
    withdraw(study, CODE)
    after = read_record(path).files
    assert set(after) == {"interviews/fg2.txt", "interviews/st2.md", "logbook/noorderkolk.csv"}
    assert after["interviews/fg2.txt"].sha256 == sha256(study.root / "interviews" / "fg2.txt")
    assert after["interviews/st2.md"] == files["interviews/st2.md"]
    assert after["logbook/noorderkolk.csv"].sha256 == "0" * 64


def test_first_it_is_only_said_what_would_be_done(tmp_path):
    study = study_in(tmp_path)
    before = everything_in(tmp_path)
    seen = foresee(study, CODE)
    assert everything_in(tmp_path) == before
    assert not seen.done
    lines = "\n".join(told(seen))
    assert "--yes" in lines
    assert CODE not in lines
    assert MINE not in lines
    done = withdraw(study, "p07")
    assert (done.counts, done.by_hand) == (seen.counts, seen.by_hand)


# --- what cannot be done by the kit -------------------------------------------------------


def by_hand(study):
    done = withdraw(study, CODE)
    assert done.exit_code == 3
    lines = list(told(done))
    assert "It is not done. A person has to take out:" in lines
    assert not any(MINE in line for line in lines)
    held = yaml.safe_load((study.root / "withdrawals.yml").read_text(encoding="utf-8"))
    assert held["withdrawals"][-1]["complete"] is False
    return "\n".join(done.by_hand)


def test_words_in_what_others_wrote_are_pointed_at_and_it_is_not_done(tmp_path):
    study = study_in(tmp_path)
    (study.root / "history_notes.csv").write_text(
        "region;kind;text\nnoorderkolk;fact;Iets.\nnoorderkolk;fact;Iemand zei: Toen riep de "
        f"{MINE} heel hard nummer 1 een.\n",
        encoding="utf-8",
    )
    (study.root / "notities.md").write_text("Bellen met P07.\nEn met P071.\n", encoding="utf-8")
    told_so = by_hand(study)
    assert "history_notes.csv: 1 line with words or the code of this person: 3" in told_so
    assert "notities.md: 1 line with words or the code of this person: 1" in told_so


def test_giving_the_command_again_after_that_says_what_is_still_left(tmp_path):
    study = study_in(tmp_path)
    note = study.root / "notities.md"
    note.write_text("Bellen met P07.\n", encoding="utf-8")
    withdraw(study, CODE)
    again = withdraw(study, CODE)
    assert again.by_hand == ("notities.md: 1 line with words or the code of this person: 1",)
    note.write_text("Bellen.\n", encoding="utf-8")
    with pytest.raises(InputError, match="a code that is in this study"):
        withdraw(study, CODE)


def test_a_workbook_with_formulas_is_left_and_its_rows_are_told(tmp_path):
    study = study_in(tmp_path)
    path = study.root / "logbook" / "zonnehei.xlsx"
    book = load_workbook(path)
    book.active["H2"] = "=1+1"
    book.save(path)
    before = path.read_bytes()
    told_so = by_hand(study)
    assert "logbook/zonnehei.xlsx" in told_so
    assert path.read_bytes() == before
    assert MINE not in (study.root / "logbook" / "noorderkolk.csv").read_text(encoding="utf-8")


def test_a_file_in_which_others_would_be_lost_is_left_and_its_rows_are_told(tmp_path):
    study = study_in(tmp_path)
    path = study.root / "logbook" / "zonnehei-tekst.txt"
    text = (
        f"2 mei 2023\nSchrijver: {CODE}\n{mine('a')}\n\n3 mei 2023\nSchrijver: P02\n{others('b')}\n"
    )
    path.write_bytes(text.encode("utf-16"))
    before = path.read_bytes()
    told_so = by_hand(study)
    assert "logbook/zonnehei-tekst.txt, row 1: a text of this person" in told_so
    assert path.read_bytes() == before


def test_a_file_called_after_the_person_and_one_that_cannot_be_searched_are_told(tmp_path):
    study = study_in(tmp_path)
    (study.root / "P07-brief.md").write_text("Beste,\n", encoding="utf-8")
    (study.root / "scan.pdf").write_bytes(b"%PDF\0\1")
    told_so = by_hand(study)
    assert "P07-brief.md: the code of this person is in its name" in told_so
    study = study_in(tmp_path / "nog")
    (study.root / "scan.pdf").write_bytes(b"%PDF\0\1")
    assert any("scan.pdf was not searched" in note for note in withdraw(study, CODE).notes)


def test_two_consents_of_one_speaker_have_to_be_settled_first(tmp_path):
    study = study_in(tmp_path)
    table = study.root / "interviews.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(
        text + "fg2;;zonnehei;2023-05-01;focus_group;R1;P07;gp;2;team\n", encoding="utf-8"
    )
    assert "a row of this person has a problem" in by_hand(study)
    assert "P07" in table.read_text(encoding="utf-8")
    table.write_text(text, encoding="utf-8")
    assert withdraw(study, CODE).by_hand == ()


def test_somebody_who_is_not_in_the_study_is_refused_and_not_repeated(tmp_path):
    study = study_in(tmp_path)
    before = everything_in(tmp_path)
    for run in (foresee, withdraw):
        with pytest.raises(InputError, match="a code that is in this study") as told_so:
            run(study, "Karel de Grote")
        assert "Karel" not in str(told_so.value)
    assert everything_in(tmp_path) == before


# --- a crash ------------------------------------------------------------------------------


class Crash(Exception):
    """The process ends."""


def crashing_at(step, monkeypatch, error=Crash):
    """Let the n-th change of a file in the study end the process."""
    count = 0
    for name in ("replace", "unlink"):
        whole = getattr(Path, name)

        def change(self, *given, whole=whole, **more):
            nonlocal count
            if sys._getframe(1).f_code.co_name in ("finish", "_empty"):
                count += 1
                if count == step:
                    raise error
            return whole(self, *given, **more)

        monkeypatch.setattr(Path, name, change)


@pytest.mark.parametrize("step", range(1, 35, 3))
def test_after_a_crash_at_any_moment_giving_the_command_again_ends_it(tmp_path, monkeypatch, step):
    study = with_references(study_in(tmp_path))
    before = texts_of_others(study)
    with monkeypatch.context() as patched:
        crashing_at(step, patched)
        with pytest.raises(Crash):
            withdraw(study, CODE)
    with pytest.raises(InputError, match="broken off"):
        foresee(study, CODE)
    done = withdraw(open_study(study.root), CODE)
    assert done.resumed
    assert done.by_hand == ()
    everything = everything_in(tmp_path)
    assert MINE not in everything.casefold()
    assert not re.search(rf"\b{CODE}\b", everything, re.IGNORECASE)
    assert texts_of_others(study) == before
    assert len(coded(study)) == len(before)
    assert not (study.root / ".withdrawal").exists()
    held = yaml.safe_load((study.root / "withdrawals.yml").read_text(encoding="utf-8"))
    assert len(held["withdrawals"]) == 1


def test_a_file_that_is_held_open_elsewhere_ends_with_what_to_do(tmp_path, monkeypatch):
    study = study_in(tmp_path)
    with monkeypatch.context() as patched:
        crashing_at(4, patched, PermissionError)
        with pytest.raises(CannotWrite, match="goes on from here"):
            withdraw(study, CODE)
    assert withdraw(study, CODE).resumed


def test_what_somebody_changed_after_a_crash_is_not_written_over(tmp_path, monkeypatch):
    study = with_references(study_in(tmp_path))
    with monkeypatch.context() as patched:
        crashing_at(2, patched)
        with pytest.raises(Crash):
            withdraw(study, CODE)
    table = study.root / "quotes.csv"
    changed = table.read_text(encoding="utf-8") + "q99;st2;nieuw;draft;;;\n"
    table.write_text(changed, encoding="utf-8")
    with pytest.raises(Refused, match=r"quotes\.csv"):
        withdraw(study, CODE)
    assert table.read_text(encoding="utf-8") == changed


def test_a_crash_before_anything_is_written_down_changes_nothing(tmp_path, monkeypatch):
    study = study_in(tmp_path)
    before = everything_in(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr("kit.withdrawal.reports_of", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            withdraw(study, CODE)
    assert everything_in(tmp_path) == before


# --- the parts ----------------------------------------------------------------------------


def test_a_list_of_passages_keeps_its_form_and_the_comments_around_it():
    text = """format: 1
themes:
- id: a
  supporting:
  - document: d1
    quote: x
  # over d2
  - document: d2
    quote: >-
      y
      z
  deviant: [{document: d1, quote: q}, {document: d3, quote: "a, b"}]
# over b
- id: b
  supporting:
    - {document: d1, quote: z}  # weg
  deviant:
  - document: d1
    quote: w
"""
    after = """format: 1
themes:
- id: a
  supporting:
  # over d2
  - document: d2
    quote: >-
      y
      z
  deviant: [{document: d1, quote: "a, b"}]
# over b
- id: b
  supporting: []
  deviant: []
"""
    assert without_passages(text, gone={"d1"}, renamed={"d3": "d1"}) == (after, 4)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"x;Een twee, drie vier vijf zes\n"),
        ("a.html", b"<p>Een <b>twee</b> drie&nbsp;vier\nvijf</p>"),
        ("a.jsonl", rb'{"quote": "Een\ntwee drie vi\u0065r vijf"}'),
        ("a.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v P>Een twee\n\n3\n"
                  b"00:02.000 --> 00:03.000\ndrie vier vijf\n"),
        ("a.yml", b"quote: >-\n  een twee\n  drie vier\n  vijf\n"),
        ("a.md", b"**Een** twee _drie_ vier\nvijf"),
    ],
)  # fmt: skip
def test_five_words_in_a_row_are_found_in_any_kind_of_file(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    look = Traces("P07", frozenset(strings_of(["Een twee drie vier vijf"])))
    assert list(look.rows_in(tmp_path / name))
    look = Traces("P07", frozenset(strings_of(["Een twee drie vier vijfde"])))
    assert not list(look.rows_in(tmp_path / name))


def test_a_code_is_found_as_a_word_of_its_own_and_an_ordinary_word_is_not_looked_for():
    assert Traces("P07", frozenset()).holds_code("met (p07).")
    assert not Traces("P07", frozenset()).holds_code("met P071 en XP07")
    assert not Traces("inwoner", frozenset()).holds_code("een inwoner")


def test_the_verb_says_first_and_does_it_when_told(tmp_path, capsys):
    study = study_in(tmp_path)
    assert main(["withdraw", str(study.root), "P07"]) == 0
    assert "This would be taken out:" in capsys.readouterr().out
    assert main(["withdraw", str(study.root), "P07", "--yes"]) == 0
    shown = capsys.readouterr().out
    assert "Done." in shown
    assert "P07" not in shown
    assert MINE not in everything_in(tmp_path).casefold()
    assert main(["withdraw", str(study.root), "P07", "--yes"]) == 3
    assert "P07" not in capsys.readouterr().err
    assert main(["check", str(study.root)]) == 0
