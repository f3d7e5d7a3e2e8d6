"""A study goes out to other programs as far as its release allows, and comes back whole."""

import json
import warnings
import zipfile

import pytest
from refi_cases import CASES, CODES, TEXT, qde, qdpx, quoted, selection, source

from kit.cli import main
from kit.codebook import study_codebook
from kit.codebook_files import adopt
from kit.coding_files import read_codings
from kit.codings import Coding, append, current
from kit.errors import InputError
from kit.refi_qda import import_project, read_codebook_file, read_project, write_import
from kit.refi_qda.mapping import draft_path
from kit.refi_qda.naming import made
from kit.refi_screen import written
from kit.study import open_study
from kit.texts import read_texts

STUDY = """
format: 1
title: {nl: Proef, en: Trial}
raw: ../raw
codebook: codeboek.yml
period: {from: 2021, until: 2025}
regions:
  - {slug: noorderkolk, name: De Noorderkolk}
  - {slug: zonnehei, name: "Zonnehei & <b>"}
"""
CODEBOOK = """
format: 2
id: proef
version: "0.1"
lists:
  phm_element:
    codes:
      finance: {rules: {nl: ["=subsidie"], en: []}, colour: "#0072B2", memo: Alleen voor ons.}
  eigen:
    name: Eigen codes
    codes:
      eenzaam: {name: Eenzaam, definition: Alleen zijn., example: Ik was alleen.}
      avond: {name: Avond, parent: eenzaam}
"""
LOGBOOK = """\
id;date;region;author;role;happened;release
a-1;2023-02-01;noorderkolk;P01;gp;Wij wisten het pas laat. Ik voelde me eenzaam 😔 die avond.;region
a-2;2023-09-01;noorderkolk;P02;district_nurse;Zonder subsidie ging het niet.;consortium
a-3;2023-10-01;zonnehei;P03;resident;Dit blijft onder ons, van het team.;team
"""
INTERVIEWS = """\
interview;transcript;region;date;person;role;consent_version;release
iv-1;iv-1.txt;zonnehei;2023-05-01;P09;resident;v1;public
"""
NOW = "2026-01-01T00:00:00Z"


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "studie"
    (folder / "interviews").mkdir(parents=True)
    (tmp_path / "raw").mkdir()
    for name, text in (
        ("study.yml", STUDY), ("codeboek.yml", CODEBOOK), ("logbook.csv", LOGBOOK),
        ("interviews.csv", INTERVIEWS), ("interviews/iv-1.txt", "R1: De bus rijdt niet meer.\n"),
    ):  # fmt: skip
        (folder / name).write_text(text, encoding="utf-8")
    return open_study(folder)


def code(study, document, words, id, *, coder="anna", memo="", known=None, codebook=None):
    known = known or {d.id: d for d in read_texts(study).documents}
    start = known[document].text.index(words)
    one = Coding.at(
        known[document], start=start, end=start + len(words), code=id, coder=coder, memo=memo,
        time="2025-03-01T10:00:00+01:00", codebook=codebook or study_codebook(study),
    )  # fmt: skip
    append(study, coder=coder, codings=[one])
    return one


@pytest.fixture
def coded(study):
    with_ = {
        "known": {d.id: d for d in read_texts(study).documents},
        "codebook": study_codebook(study),
    }
    words = "Ik voelde me eenzaam 😔 die avond"
    code(study, "a-1", words, "eenzaam", memo="Hoor ik vaker.", **with_)
    code(study, "a-1", "eenzaam 😔 die avond", "avond", coder="bram", **with_)
    code(study, "a-2", "Zonder subsidie", "finance", **with_)
    code(study, "a-3", "onder ons", "finance", **with_)
    code(study, "iv-1", "De bus", "avond", coder="bram", **with_)
    return study


def out(study, tmp_path, **more):
    path = tmp_path / "uit.qdpx"
    path.unlink(missing_ok=True)
    told = list(written(study, path, **{"release": "team", **more}))
    return read_project(path), told


def passages(project):
    names = {one.guid: one.name for one in project.codes}
    users = {one.guid: one.name for one in project.users}
    return sorted(
        (source.name, source.text[s.start : s.end], names[c.code], users[c.user])
        for source in project.sources
        for s in source.selections
        for c in s.codings
    )


# --- out -----------------------------------------------------------------------------------------


def test_texts_codes_coders_and_memos_go_out(coded, tmp_path):
    project, _ = out(coded, tmp_path)
    assert passages(project) == [
        ("a-1", "Ik voelde me eenzaam 😔 die avond", "Eenzaam", "anna"),
        ("a-1", "eenzaam 😔 die avond", "Avond", "bram"),
        ("a-2", "Zonder subsidie", "Anders financieren", "anna"),
        ("a-3", "onder ons", "Anders financieren", "anna"),
        ("iv-1", "De bus", "Avond", "bram"),
    ]
    assert {note.text for note in project.notes} == {"Hoor ik vaker.", "Alleen voor ons."}
    assert all(c.time == "2025-03-01T10:00:00+01:00" for source in project.sources
               for s in source.selections for c in s.codings)  # fmt: skip


def test_the_tree_of_the_codebook_goes_out_with_colours_and_meaning(coded, tmp_path):
    project, _ = out(coded, tmp_path)
    codes = {one.name: one for one in project.codes}
    assert codes["Eigen codes"].codable is False
    assert codes["Avond"].parent == codes["Eenzaam"].guid
    assert codes["Eenzaam"].parent == codes["Eigen codes"].guid
    assert codes["Eenzaam"].description == "Alleen zijn.\nVoorbeeld: Ik was alleen."
    assert codes["Anders financieren"].colour == "#0072B2"


def test_region_wave_and_role_go_out_as_cases_and_variables(coded, tmp_path):
    project, _ = out(coded, tmp_path)
    assert {case.name for case in project.cases} == {
        "De Noorderkolk · 2023H1 · Huisarts", "De Noorderkolk · 2023H2 · Wijkverpleegkundige",
        "Zonnehei & <b> · 2023H1 · Inwoner", "Zonnehei & <b> · 2023H2 · Inwoner",
    }  # fmt: skip
    names = {one.guid: one.name for one in project.variables}
    first = next(one for one in project.sources if one.name == "a-1")
    assert {names[v.variable]: v.value for v in first.values} == {
        "Region": "De Noorderkolk", "Wave": "2023H1", "Role": "Huisarts", "Date": "2023-02-01",
    }  # fmt: skip


def test_no_person_goes_out(coded, tmp_path):
    out(coded, tmp_path)
    with zipfile.ZipFile(tmp_path / "uit.qdpx") as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert not any(code.encode() in everything for code in ("P01", "P02", "P03", "P09"))


def test_the_same_study_gives_the_same_bytes(coded, tmp_path):
    out(coded, tmp_path)
    first = (tmp_path / "uit.qdpx").read_bytes()
    out(coded, tmp_path)
    assert (tmp_path / "uit.qdpx").read_bytes() == first


@pytest.mark.parametrize(
    ("release", "texts"),
    [("team", {"a-1", "a-2", "a-3", "iv-1"}), ("region", {"a-1", "a-2"}),
     ("consortium", {"a-2"}), ("public", set())],
)  # fmt: skip
def test_text_leaves_the_study_only_as_far_as_it_was_released(coded, tmp_path, release, texts):
    project, told = out(coded, tmp_path, release=release)
    assert {one.name for one in project.sources} == texts
    if release != "team":
        assert any("interviews" in line for line in told) == (release in ("region", "consortium",
                                                                          "public"))  # fmt: skip


def test_beyond_the_team_no_role_day_memo_or_example_goes_out(coded, tmp_path):
    out(coded, tmp_path, release="region")
    with zipfile.ZipFile(tmp_path / "uit.qdpx") as archive:
        text = archive.read("project.qde").decode()
    for word in ("Huisarts", "2023-02-01", "Hoor ik vaker", "Alleen voor ons", "Ik was alleen"):
        assert word not in text


@pytest.mark.parametrize(
    ("status", "release", "shown"),
    [
        ("draft", "team", True), ("sent", "team", True), ("withdrawn", "team", False),
        ("draft", "region", False), ("sent", "region", False), ("withdrawn", "region", False),
        ("approved", "region", True),
    ],
)  # fmt: skip
def test_a_quote_that_may_not_be_shown_is_blotted_out_with_its_codings(
    coded, tmp_path, status, release, shown
):
    day = "2024-01-05" if status == "approved" else ""
    (coded.root / "quotes.csv").write_text(
        "id;document;quote;theme;status;sent_on;approved_on;release;edited;memo\n"
        f"q1;a-1;Ik voelde me eenzaam 😔 die avond.;;{status};;{day};region;;\n",
        encoding="utf-8",
    )
    project, _ = out(coded, tmp_path, release=release)
    first = next(one for one in project.sources if one.name == "a-1")
    assert ("eenzaam" in first.text) == shown
    assert len(first.selections) == (2 if shown else 0)
    assert "Wij wisten het pas laat." in first.text
    with zipfile.ZipFile(tmp_path / "uit.qdpx") as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert ("eenzaam 😔" in everything) == shown


def test_withdrawn_words_that_a_memo_repeats_do_not_go_out_either(coded, tmp_path):
    words = "Ik voelde me eenzaam 😔 die avond."
    code(coded, "a-2", "ging het niet", "avond", memo=f"Zie ook: {words} Net zo.")
    (coded.root / "quotes.csv").write_text(
        "id;document;quote;theme;status;sent_on;approved_on;release;edited;memo\n"
        f"q1;a-1;{words};;withdrawn;;;region;;\n",
        encoding="utf-8",
    )
    project, _ = out(coded, tmp_path)
    (memo,) = [note.text for note in project.notes if "Zie ook" in note.text]
    assert memo.endswith("▒ Net zo.")
    assert "eenzaam" not in memo


def test_a_reader_of_another_hand_opens_what_a_study_gives(coded, tmp_path):
    pyrefiqda = pytest.importorskip("pyrefiqda")
    project, _ = out(coded, tmp_path, with_found=["mentions", "suggestions"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        seen = pyrefiqda.RefiProject.load(tmp_path / "uit.qdpx", extract_dir=str(tmp_path / "x"))
    selections = [s for one in seen.sources.text_source for s in one.plain_text_selection]
    assert len(seen.sources.text_source) == len(project.sources) == 4
    assert len(selections) == sum(len(one.selections) for one in project.sources)
    assert len(seen.cases.case) == len(project.cases) == 4
    assert len(seen.notes.note) == len(project.notes) == 2


def test_mentions_and_suggestions_go_out_only_when_asked_and_under_no_person(coded, tmp_path):
    project, _ = out(coded, tmp_path)
    assert {user.name for user in project.users} == {"anna", "bram"}
    project, _ = out(coded, tmp_path, with_found=["mentions", "suggestions"])
    found = [one for one in passages(project) if one[3] == "rules (not a person)"]
    assert found == [("a-2", "subsidie", "Anders financieren", "rules (not a person)")]
    assert {u.name for u in project.users} <= {
        "anna", "bram", "rules (not a person)", "suggestions (not a person)"
    }  # fmt: skip


def test_what_was_taken_back_or_rejected_does_not_go_out(coded, tmp_path):
    one = code(coded, "a-2", "ging het niet", "finance")
    append(coded, coder="anna", codings=[
        one.decided(decision="remove", coder="anna", time="2025-03-02T10:00:00+01:00")
    ])  # fmt: skip
    project, _ = out(coded, tmp_path)
    assert "ging het niet" not in [passage for _, passage, *_ in passages(project)]


def test_a_project_is_never_written_into_the_study(coded):
    with pytest.raises(InputError, match="outside the study"):
        list(written(coded, coded.root / "uit.qdpx", release="team"))


def test_the_codebook_alone_goes_out(coded, tmp_path):
    list(written(coded, tmp_path / "uit.qdc", release="team"))
    assert "Eenzaam" in {one.name for one in read_codebook_file(tmp_path / "uit.qdc").codes}


def test_the_verb_says_what_the_standard_has_no_place_for(coded, tmp_path, capsys):
    path = tmp_path / "uit.qdpx"
    assert main(["refi", "write", str(coded.root), "--out", str(path), "--mentions"]) == 0
    said = capsys.readouterr().out
    assert "how sure a suggestion is" in said
    assert "which decision" in said
    assert "eenzaam" not in said
    assert main(["refi", "write", str(coded.root), "--out", str(path)]) == 3


# --- in ------------------------------------------------------------------------------------------


def brought_in(study, path):
    """Draft the mapping, agree with it, and take everything over."""
    first = import_project(study, path, time=NOW)
    assert first.codings == {}
    write_import(study, first)
    mapping = draft_path(study, path)
    mapping.write_text(mapping.read_text("utf-8").replace("checked: no", "checked: yes"), "utf-8")
    made = import_project(study, path, time=NOW)
    write_import(study, made)
    return made


def standing(study):
    records = read_codings(study, documents=read_texts(study).documents)
    assert records.problems == ()
    return sorted((c.document, c.quote, c.code, c.coder, c.memo, c.time)
                  for c in current(records.records))  # fmt: skip


def test_codings_come_back_as_they_went_out(coded, tmp_path):
    before = standing(coded)
    out(coded, tmp_path, with_found=["mentions"])
    for path in (coded.root / "codings").glob("*"):
        path.unlink()
    taken = brought_in(coded, tmp_path / "uit.qdpx")
    assert standing(coded) == before
    assert taken.left == {"what rules and models found": 1}


def test_a_project_that_is_imported_again_adds_nothing(coded, tmp_path):
    out(coded, tmp_path)
    before = {p.name: p.read_bytes() for p in (coded.root / "codings").glob("*")}
    taken = brought_in(coded, tmp_path / "uit.qdpx")
    assert taken.left == {"codings that are there already": 5}
    assert {p.name: p.read_bytes() for p in (coded.root / "codings").glob("*")} == before


def test_nothing_is_written_until_told_and_no_codings_until_the_mapping_is_checked(coded, tmp_path):
    out(coded, tmp_path)
    path = tmp_path / "uit.qdpx"
    everything = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    drafted = import_project(coded, path, time=NOW)
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == everything
    write_import(coded, drafted)
    assert draft_path(coded, path).exists()
    told = write_import(coded, import_project(coded, path, time=NOW))
    assert "checked: no" in told[-1]


def test_a_new_export_with_new_guids_is_matched_by_names(coded, tmp_path):
    out(coded, tmp_path)
    path = tmp_path / "uit.qdpx"
    brought_in(coded, path)
    with zipfile.ZipFile(path) as archive:
        text = archive.read("project.qde").decode()
        others = {n: archive.read(n) for n in archive.namelist() if n != "project.qde"}
    project = read_project(path)
    guids = [g.guid for those in (project.users, project.codes, project.sources) for g in those]
    guids += [s.guid for one in project.sources for s in one.selections]
    guids += [c.guid for one in project.sources for s in one.selections for c in s.codings]
    for guid in guids:
        text = text.replace(guid, made("another export", guid))
        others = {n.replace(guid, made("another export", guid)): d for n, d in others.items()}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", text)
        for name, data in others.items():
            archive.writestr(name, data)
    again = import_project(coded, path, time=NOW)
    assert again.codings == {}
    assert again.left == {"codings that are there already": 5}


def test_codes_and_texts_that_are_new_are_drafted_outside_the_study(study, tmp_path):
    path = tmp_path / "qc.qdpx"
    path.write_bytes((CASES / "qualcoder-4.0beta_bom-crlf.qdpx").read_bytes())
    taken = brought_in(study, path)
    assert taken.codings == {}
    reason = "codings with a code that the codebook of the study does not have yet"
    assert taken.left[reason] == 9
    raw = study.raw / "interviews"
    assert {p.name for p in raw.iterdir()} == {"interview-noord.txt", "logboek-noord.txt", "qc.csv"}
    assert "😔" in (raw / "interview-noord.txt").read_text("utf-8")
    adopted = adopt(study, draft_path(study, tmp_path / "qc.qdpx", ending=".codebook.yml"))
    assert {"coordinator", "eenzaam"} <= adopted.codebook.codes.keys()
    # What the study had is still there, with its rules.
    assert adopted.codebook.codes["finance"].rules
    again = import_project(study, path, time=NOW)
    assert again.left["codings of a text that the study does not have (yet)"] == 9


def test_codings_follow_when_the_text_has_come_through_the_gate(study, tmp_path):
    words = "R1: De wijk werd stil. Ik voelde me eenzaam op zondag.\n"
    span = quoted(words, "Ik voelde me eenzaam")
    path = qdpx(tmp_path, qde(source(selection(1, *span, name="Ik voelde me eenzaam"),
                                     name="Gesprek 7.txt")),
                {TEXT: words.encode()})  # fmt: skip
    taken = brought_in(study, path)
    assert taken.left == {"codings of a text that the study does not have (yet)": 1}
    clean = study.root / "interviews"
    (clean / "gesprek-7.txt").write_text(words.replace("stil. ", "stil.  "), encoding="utf-8")
    rows = INTERVIEWS + "gesprek-7;gesprek-7.txt;zonnehei;2023-06-01;P10;resident;v1;team\n"
    (study.root / "interviews.csv").write_text(rows, encoding="utf-8")
    write_import(study, import_project(study, path, time=NOW))
    assert standing(study) == [("gesprek-7", "Ik voelde me eenzaam", "eenzaam", "anna", "", NOW)]


def test_a_passage_that_stands_there_twice_is_placed_where_the_text_stands_as_a_whole(
    study, tmp_path
):
    words = "De bus rijdt niet meer. De bus rijdt niet meer.\n"
    path = qdpx(tmp_path, qde(source(selection(1, 24, 47, name="De bus rijdt niet meer."),
                                     name="iv-1.txt")), {TEXT: words.encode()})  # fmt: skip
    # The interview says it once: then the one place is taken.
    brought_in(study, path)
    assert [one[:2] for one in standing(study)] == [("iv-1", "De bus rijdt niet meer.")]
    (study.root / "codings" / "anna.jsonl").unlink()
    (study.root / "interviews" / "iv-1.txt").write_text(f"R1: {words}", encoding="utf-8")
    made = import_project(study, path, time=NOW)
    (one,) = made.codings["anna"]
    (document,) = [d for d in read_texts(study).documents if d.id == "iv-1"]
    assert one.start == document.text.rindex("De bus")
    # Between other words of the same person it is anybody's guess.
    (study.root / "interviews" / "iv-1.txt").write_text(
        "R1: De bus rijdt niet meer. Echt. De bus rijdt niet meer.\n", encoding="utf-8"
    )
    lost = import_project(study, path, time=NOW)
    assert lost.codings == {}
    reason = "codings of a passage that does not stand in the study, or not once"
    assert lost.left == {reason: 1}


def test_without_a_folder_for_raw_files_no_new_text_is_written(study, tmp_path):
    (study.root / "study.yml").write_text(STUDY.replace("raw: ../raw\n", ""), encoding="utf-8")
    opened = open_study(study.root)
    path = qdpx(tmp_path, qde(source()), {TEXT: b"Nieuw."})
    with pytest.raises(InputError, match="outside the study"):
        brought_in(opened, path)
    assert sorted(p.name for p in (study.root / "interviews").iterdir()) == ["iv-1.txt"]


def test_region_date_and_role_are_guessed_and_marked_as_guesses(study, tmp_path):
    cases = (
        f'<Variables><Variable guid="{made("x", "1")}" name="Functie" typeOfVariable="Text"/>'
        f'</Variables><Cases><Case guid="{made("x", "2")}" name="De Noorderkolk"><VariableValue>'
        f'<VariableRef targetGUID="{made("x", "1")}"/><TextValue>huisarts</TextValue>'
        f'</VariableValue><SourceRef targetGUID="{TEXT}"/></Case></Cases>'
    )
    text = qde(source(name="Gesprek 2024-03-05.txt"), codes=CODES + cases)
    drafted = import_project(study, qdpx(tmp_path, text, {TEXT: b"Tekst."}), time=NOW)
    (one,) = drafted.mapping.texts
    assert (one.region, one.role, str(one.date)) == ("noorderkolk", "gp", "2024-03-05")
    assert one.guess


def test_a_wave_is_told_with_the_text_that_it_is_of(study, tmp_path):
    made_of = qde(source(name="Gesprek.txt")).replace("</TextSource>", (
        f'<VariableValue><VariableRef targetGUID="{made("x", "1")}"/>'
        "<TextValue>2024H1</TextValue></VariableValue></TextSource>"
    ))  # fmt: skip
    drafted = import_project(study, qdpx(tmp_path, made_of, {TEXT: b"Tekst."}), time=NOW)
    assert "2024H1" in drafted.mapping.texts[0].guess
    assert drafted.mapping.texts[0].date is None


def test_every_problem_of_a_mapping_is_told_at_once(coded, tmp_path):
    out(coded, tmp_path)
    path = tmp_path / "uit.qdpx"
    write_import(coded, import_project(coded, path, time=NOW))
    text = draft_path(coded, path).read_text("utf-8").replace("is: anna", "is: Anna de Vries")
    text += "- {name: x, guid: y, interview: Niet Zo, region: noorderkolc, role: huisart}\n"
    draft_path(coded, path).write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        import_project(coded, path, time=NOW)
    said = str(caught.value)
    for what in ("coders[1].is", "interview", "nearest: noorderkolk", "role"):
        assert what in said


def test_a_code_of_the_mapping_that_exists_nowhere_is_refused(coded, tmp_path):
    out(coded, tmp_path)
    path = tmp_path / "uit.qdpx"
    write_import(coded, import_project(coded, path, time=NOW))
    text = draft_path(coded, path).read_text("utf-8").replace("is: avond", "is: ochtend")
    draft_path(coded, path).write_text(text, "utf-8")
    with pytest.raises(InputError, match="ochtend"):
        import_project(coded, path, time=NOW)


def test_who_is_left_empty_is_left_out_and_counted(coded, tmp_path):
    out(coded, tmp_path)
    path = tmp_path / "uit.qdpx"
    for one in (coded.root / "codings").glob("*"):
        one.unlink()
    write_import(coded, import_project(coded, path, time=NOW))
    text = draft_path(coded, path).read_text("utf-8").replace("checked: no", "checked: yes")
    draft_path(coded, path).write_text(text.replace("is: bram", "is: ''"), "utf-8")
    taken = import_project(coded, path, time=NOW)
    assert list(taken.codings) == ["anna"]
    assert taken.left == {"codings of a coder who is left out, or not in the mapping": 2}


def test_nothing_of_a_text_stands_in_what_is_said_of_an_import(coded, tmp_path):
    out(coded, tmp_path)
    drafted = import_project(coded, tmp_path / "uit.qdpx", time=NOW)
    said = "\n".join((*drafted.lines(), *write_import(coded, drafted)))
    assert "eenzaam" not in said
    assert "eenzaam 😔" not in draft_path(coded, tmp_path / "uit.qdpx").read_text("utf-8")


def test_records_of_the_coders_stay_byte_for_byte_before_what_is_added(coded, tmp_path):
    out(coded, tmp_path)
    path = coded.root / "codings" / "anna.jsonl"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:2]), "utf-8")
    brought_in(coded, tmp_path / "uit.qdpx")
    now = path.read_text("utf-8").splitlines(keepends=True)
    assert now[:2] == lines[:2]
    assert len(now) == len(lines)
    assert json.loads(now[-1])["coder"] == "anna"
