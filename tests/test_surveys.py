"""Answers to surveys: recognised, mapped by a person, read without names."""

import re
from datetime import date
from pathlib import Path

import pytest

from kit.errors import InputError
from kit.indicators import read_indicators, series
from kit.maturity import read_answers, study_instrument
from kit.study import open_study
from kit.survey_drafts import drafted, place_survey, scale_of
from kit.surveys import draft_mapping, preview, read_survey, read_surveys, recognise
from kit.surveys.handing_over import survey_to_indicators, survey_to_maturity
from kit.surveys.mapping import read_mapping

CASES = Path(__file__).parent / "cases" / "surveys"
STUDY = """
format: 1
title: Proef
period: {from: 2024Q1, until: 2024Q4}
raw: ../raw
regions:
  - {slug: lindewaard, name: Lindewaard}
  - {slug: noorderkolk, name: Noorderkolk}
"""
ORG1 = "Er is een gezamenlijke ambitie voor gezondheid die alle partijen kunnen navertellen."
PLANTED = re.compile(r"(?i)planted|voorbeeld\.example|192\.0\.2|12345678|tkAAAA|@")
PROGRAMS = [
    ("microsoft_forms.xlsx", "microsoft_forms"),
    ("limesurvey_codes.csv", "limesurvey"),
    ("limesurvey_texts.csv", "limesurvey"),
    ("qualtrics.csv", "qualtrics"),
    ("google_forms.csv", "google_forms"),
    ("experiences.csv", "table"),
]


@pytest.fixture
def study(tmp_path):
    root = tmp_path / "study"
    (root / "surveys").mkdir(parents=True)
    (root / "study.yml").write_text(STUDY, encoding="utf-8")
    return open_study(root)


def into(study, name, text=None, called=None):
    """Put a case, or a text, into the study."""
    target = study.root / "surveys" / (called or name)
    target.write_bytes((CASES / name).read_bytes() if text is None else text.encode())
    return target


def checked(study, name, changes=()):
    """Have mappings drafted, and accept the one of a file as a person would."""
    list(drafted(study.root))
    path = study.root / "surveys" / f"{Path(name).stem}.mapping.yml"
    text = path.read_text(encoding="utf-8").replace("checked: no", "checked: yes")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


def of_case(study, name):
    """Draft and read a case."""
    made = draft_mapping(CASES / name, study=study, scale=scale_of(study))
    return made.mapping, read_survey(CASES / name, made.mapping, study=study)


def as_of(mapping):
    """Return header to what it is taken for."""
    return {column.header: (column.kind, column.of) for column in mapping.columns}


@pytest.mark.parametrize(("name", "program"), PROGRAMS)
def test_each_program_is_recognised_with_the_reason(name, program):
    kind, reason = recognise(CASES / name)
    assert kind == program
    assert reason


@pytest.mark.parametrize("name", ["no_survey.csv", "empty.csv"])
def test_a_file_without_questions_is_no_survey(name, study):
    assert recognise(CASES / name) is None
    with pytest.raises(InputError, match="a header with questions"):
        draft_mapping(CASES / name, study=study, scale=scale_of(study))


def test_a_table_of_the_kit_is_no_survey():
    sample = Path(__file__).parent.parent / "data" / "sample"
    assert [f.name for f in sample.glob("*.csv") if recognise(f)] == []


def test_microsoft_forms_is_read_as_scores_with_their_wish(study):
    mapping, survey = of_case(study, "microsoft_forms.xlsx")
    taken = as_of(mapping)
    assert taken["Tijd van voltooien"] == ("completed", None)
    assert taken["Wat is uw rol?"] == ("role", None)
    assert taken[ORG1] == ("current", "org1")
    assert taken[f"{ORG1} (gewenst, over twee jaar)"] == ("desired", "org1")
    assert taken["Toelichting"] == ("rationale", "org1")
    assert taken["Toelichting2"] == ("rationale", "org2")
    frame = survey.frame
    first = frame[frame["row"] == 2].set_index(["kind", "of"])["answer"]
    assert first["current", "org1"] == "3"
    assert first["desired", "org1"] == "5"
    assert first["current", "org2"] == "dont_know"
    assert set(frame["wave"]) == {"2024H1"}


def test_lines_that_are_no_answers_are_counted(study):
    _, survey = of_case(study, "microsoft_forms.xlsx")
    assert survey.respondents == 4
    assert survey.set_aside["test answers"] == 1
    assert survey.set_aside["rows without an answer"] == 1


def test_limesurvey_codes_tell_statement_and_wish_and_half_answers_are_left_out(study):
    mapping, survey = of_case(study, "limesurvey_codes.csv")
    taken = as_of(mapping)
    assert taken["org1[NU]"] == ("current", "org1")
    assert taken["org1[GEWENST]"] == ("desired", "org1")
    assert taken["G03Q07[other]"] == ("unknown", None)
    assert survey.set_aside["answers that were not finished and sent"] == 1
    third = survey.frame[survey.frame["row"] == 4]
    assert ("current", "org1") not in set(zip(third["kind"], third["of"], strict=True))


def test_limesurvey_with_code_and_question_finds_the_statement_in_the_row_of_the_grid(study):
    mapping, _ = of_case(study, "limesurvey_texts.csv")
    assert as_of(mapping)["G01Q01[SQ002]"] == ("current", "org2")


def test_the_three_header_rows_of_qualtrics_are_no_answers(study):
    mapping, survey = of_case(study, "qualtrics.csv")
    assert as_of(mapping)["Q2_1"] == ("current", "org1")
    assert sorted(set(survey.frame["row"])) == [4, 7]
    assert survey.set_aside == {"test answers": 1, "answers that were not finished and sent": 1}


def test_a_grid_of_google_forms_is_read_row_by_row(study):
    mapping, survey = of_case(study, "google_forms.csv")
    assert as_of(mapping)[f"Over twee jaar gewenst [{ORG1}]"] == ("desired", "org1")
    assert sorted(set(survey.frame["wave"])) == ["2024H1", "2024H2"]


def test_columns_nobody_knows_are_listed_and_not_read(study):
    _, survey = of_case(study, "microsoft_forms.xlsx")
    assert survey.not_read == ("Welke partijen kent u?",)


def test_a_draft_is_not_read_before_a_person_has_looked_at_it(study):
    into(study, "microsoft_forms.xlsx")
    told = list(drafted(study.root))
    assert "microsoft_forms.mapping.yml: drafted" in told[0]
    assert read_answers(study, study_instrument(study)).frame.empty
    notes = read_surveys(study).notes["surveys/microsoft_forms.xlsx"]
    assert "not read until it says `checked: yes`" in notes[0]
    assert list(drafted(study.root)) == []


def test_a_draft_says_why_and_how_certain_it_is(study):
    made = draft_mapping(CASES / "microsoft_forms.xlsx", study=study, scale=scale_of(study))
    assert 'guess: "sure: resembles statement org1 (100%)"' in made.text
    assert 'guess: "likely: stands after statement org1"' in made.text
    assert "checked: no" in made.text


def test_the_maturity_index_reads_a_checked_survey_as_its_own_table(study):
    into(study, "microsoft_forms.xlsx")
    checked(study, "microsoft_forms.xlsx")
    answers = read_answers(study, study_instrument(study))
    assert answers.problems == ()
    frame = answers.frame
    own = frame[(frame["region"] == "noorderkolk") & (frame["item"] == "org1")]
    assert own["current"].tolist() == [3, 2, 4]
    assert own["role"].tolist() == ["gp", "resident", "gp"]
    assert frame[frame["item"] == "org2"]["answer"].tolist().count("dont_know") == 1
    assert set(frame["file"]) == {"surveys/microsoft_forms.xlsx"}


def test_a_score_that_cannot_be_read_is_told_with_its_row_and_its_question(study):
    text = f"Datum;Regio;{ORG1};Wat wilt u nog kwijt?\n4-3-2024;Lindewaard;heel goed;\n"
    into(study, "s.csv", text + "5-3-2024;Lindewaard;4;\n")
    checked(study, "s.csv")
    (problem,) = read_answers(study, study_instrument(study)).problems
    assert problem.where.startswith("surveys/s.csv, row 2, `current` (Er is een gezamenlijke")
    assert problem.got == "heel goed"


def test_words_become_scores_where_the_mapping_says_so(study):
    text = f"Datum;Regio;{ORG1};Wat wilt u nog kwijt?\n"
    text += "".join(f"{day}-3-2024;Lindewaard;Eens;\n" for day in (1, 2))
    into(study, "s.csv", text)
    drafts = draft_mapping(study.root / "surveys" / "s.csv", study=study, scale=scale_of(study))
    assert "# guess: words of agreement" in drafts.text
    assert "The index runs from 0 to 5" in drafts.text
    assert drafts.mapping.answers == {"Eens": "4"}
    checked(study, "s.csv", [('"Eens": "4"', '"Eens": "4"\n  Weet niet: dont_know')])
    frame = read_answers(study, study_instrument(study)).frame
    assert frame["current"].tolist() == [4, 4]


def test_a_label_of_the_scale_is_its_score(study):
    label = "Gewone werkwijze in het grootste deel van de regio, gevolgd en besproken op vaste "
    label += "momenten."
    into(study, "s.csv", f'Datum;Regio;{ORG1};Nog iets?\n1-3-2024;Lindewaard;"{label}";\n')
    checked(study, "s.csv")
    assert read_answers(study, study_instrument(study)).frame["current"].tolist() == [4]


def test_a_statement_that_does_not_exist_is_told_at_its_place_in_the_mapping(study):
    into(study, "microsoft_forms.xlsx")
    checked(study, "microsoft_forms.xlsx", [('of: "org1"', 'of: "org11"')])
    problems = read_answers(study, study_instrument(study)).problems
    assert [p.got for p in problems] == ["org11"] * 3
    assert "surveys/microsoft_forms.mapping.yml, `columns[8].of`" in problems[0].where
    assert "nearest: org1" in problems[0].expected


def test_the_next_wave_is_read_with_the_same_mapping_and_its_new_columns_are_told(study):
    head = f"Datum;Regio;{ORG1};Nog iets?"
    into(study, "x", f"{head}\n1-3-2024;Lindewaard;3;\n", "zelfbeeld 2024-1.csv")
    checked(study, "zelfbeeld 2024-1.csv")
    later = f"Datum;Regio;{ORG1};Een heel nieuwe vraag?\n1-9-2024;Lindewaard;4;iets\n"
    into(study, "x", later, "zelfbeeld 2024-2.csv")
    assert list(drafted(study.root)) == []
    gathered = read_surveys(study)
    assert gathered.frame["wave"].tolist() == ["2024H1", "2024H2"]
    second = gathered.surveys[1][0]
    assert second.new == ("Een heel nieuwe vraag?",)
    assert second.missing == ("Nog iets?",)
    assert gathered.unknown["surveys/zelfbeeld 2024-2.csv"] == ("Een heel nieuwe vraag?",)


def test_what_a_person_decided_is_taken_over_into_the_draft_of_a_like_survey(study):
    text = f"Datum;Regio;{ORG1};Ik wist wat er ging gebeuren\n1-3-2024;Lindewaard;3;Ja\n"
    into(study, "x", text, "eerste.csv")
    header = '"Ik wist wat er ging gebeuren"\n    as: unknown'
    new = '"Ik wist wat er ging gebeuren"\n    as: experience\n    of: informed\n    counts: [Ja]'
    checked(study, "eerste.csv", [(header, new)])
    into(study, "x", text, "tweede.csv")
    list(drafted(study.root))
    made = read_mapping(study.root / "surveys" / "tweede.mapping.yml", "tweede")
    assert as_of(made)["Ik wist wat er ging gebeuren"] == ("experience", "informed")
    assert not made.checked


@pytest.mark.parametrize(("name", "_"), PROGRAMS)
def test_nothing_that_names_a_person_is_in_anything_the_kit_makes_of_a_survey(name, _, study):
    mapping, survey = of_case(study, name)
    made = draft_mapping(CASES / name, study=study, scale=scale_of(study))
    shown = [made.text, repr(mapping), survey.frame.to_csv(), str(survey.notes)]
    shown += [str(survey.problems), str(preview(CASES / name)), str(survey.set_aside)]
    shown += [str(rows) for rows in survey_to_maturity(survey)]
    placed = place_survey(study, CASES / name)
    shown += [(study.root / file).read_text(encoding="utf-8-sig") for file in placed.files]
    shown += [str(placed.notes)]
    for text in shown:
        assert not PLANTED.search(text), PLANTED.search(text)


def test_an_address_in_a_score_or_a_header_is_in_no_error(study):
    text = "Datum;Regio;Vragen? Mail z.planted@voorbeeld.example;" + ORG1 + "\n"
    text += "z.planted@voorbeeld.example;Lindewaard;x;z.planted@voorbeeld.example\n"
    text += "1-3-2024;06-12345678;x;3\n2-3-2024;Lindewaard;y;2\n"
    into(study, "s.csv", text)
    checked(study, "s.csv")
    gathered = read_surveys(study)
    answers = read_answers(study, study_instrument(study))
    told = f"{gathered} {answers} {[str(p) for p in (*gathered.problems, *answers.problems)]}"
    assert not PLANTED.search(told)


def test_the_same_person_has_one_pseudonym_in_two_waves_and_only_with_the_key(study, tmp_path):
    place_survey(study, CASES / "google_forms.csv")
    checked(study, "google_forms.csv")
    frame = read_answers(study, study_instrument(study)).frame
    pairs = frame[frame["item"] == "org1"].groupby("respondent")["wave"].nunique()
    assert pairs.tolist() == [2]
    assert re.fullmatch(r"P[A-Z2-7]{10}", pairs.index[0])
    key = tmp_path / "raw" / "surveys-key.json"
    assert key.stat().st_mode & 0o077 == 0
    key.unlink()
    (study.root / "surveys" / "google_forms.csv").unlink()
    place_survey(study, CASES / "google_forms.csv")
    again = read_answers(study, study_instrument(study)).frame
    assert set(again["respondent"]) != set(frame["respondent"])


def test_without_a_folder_for_raw_files_there_are_no_pseudonyms_and_that_is_said(tmp_path):
    (tmp_path / "surveys").mkdir()
    text = STUDY.replace("raw: ../raw\n", "")
    (tmp_path / "study.yml").write_text(text, encoding="utf-8")
    study = open_study(tmp_path)
    placed = place_survey(study, CASES / "google_forms.csv")
    assert "nobody can be found again" in str(placed.notes)
    _, survey = of_case(study, "google_forms.csv")
    assert survey.frame["respondent"].nunique() == 2


def test_a_damaged_key_is_refused_and_never_quoted(study, tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "surveys-key.json").write_text('{"secret": "beef"}', encoding="utf-8")
    with pytest.raises(InputError, match="Put back a copy") as error:
        place_survey(study, CASES / "google_forms.csv")
    assert "beef" not in str(error.value)


def test_a_survey_is_not_put_over_one_that_is_there(study):
    place_survey(study, CASES / "google_forms.csv")
    with pytest.raises(InputError, match="already"):
        place_survey(study, CASES / "google_forms.csv")


def test_a_person_who_answers_twice_in_a_wave_counts_once_with_the_last_answer(study):
    place_survey(study, CASES / "microsoft_forms.xlsx")
    checked(study, "microsoft_forms.csv")
    answers = read_answers(study, study_instrument(study))
    frame = answers.frame
    own = frame[(frame["region"] == "noorderkolk") & (frame["item"] == "org1")]
    assert sorted(own["current"]) == [2, 4]
    aside = read_surveys(study).set_aside
    assert (
        aside["earlier answers of somebody who answered again (surveys/microsoft_forms.csv)"] == 1
    )


def experiences(study):
    into(study, "experiences.csv")
    old = '"Ik wist wat er ging gebeuren"\n    as: unknown'
    new = (
        '"Ik wist wat er ging gebeuren"\n    as: experience\n    of: informed\n'
        "    counts: [Eens, Helemaal eens]"
    )
    return checked(study, "experiences.csv", [(old, new)])


def test_an_experience_is_a_share_with_wilson_limits_of_who_answered(study):
    experiences(study)
    indicators = read_indicators(study)
    found = series(indicators, region="lindewaard", indicator="informed", until=date(2024, 12, 31))
    # Seven of nine: of ten people one does not know. Wilson (1927) by hand: 45.26 to 93.68.
    assert found.periods == ("2024H1",)
    assert found.values[0] == pytest.approx(700 / 9)
    assert (found.numerator[0], found.denominator[0], found.n[0]) == (7, 9, 9)
    assert found.low[0] == pytest.approx(45.26, abs=0.01)
    assert found.high[0] == pytest.approx(93.68, abs=0.01)


def test_an_experience_of_fewer_people_than_the_study_shows_has_no_figure(study):
    experiences(study)
    frame = read_indicators(study).frame
    few = frame[frame["region"] == "noorderkolk"].iloc[0]
    assert few["status"] == "suppressed"
    assert few["numerator"] != few["numerator"]


@pytest.mark.parametrize(("people", "value"), [(7, "<8"), (8, 100.0)])
def test_eight_people_are_enough_for_a_figure_and_seven_are_not(people, value, study):
    text = "Datum;Regio;Ik wist wat er ging gebeuren;Wat wilt u nog kwijt?\n"
    text += "".join(f"{day}-3-2024;Lindewaard;Ja;\n" for day in range(1, people + 1))
    path = into(study, "experiences.csv", text)
    mapping = read_mapping(experiences_of(path), "m")
    survey = read_survey(path, mapping, study=study)
    table = survey_to_indicators(survey, mapping, fewest=8, regions={"lindewaard": "lindewaard"})
    assert table["value"].tolist() == [value]


@pytest.mark.parametrize("people", [8, 10, 13, 20, 33, 40])
@pytest.mark.parametrize(("answer", "value"), [("Ja", 100.0), ("Nee", 0.0)])
def test_what_everybody_or_nobody_says_is_a_figure_of_the_study(people, answer, value, study):
    text = "Datum;Regio;Ik wist wat er ging gebeuren;Wat wilt u nog kwijt?\n"
    text += "".join(f"{1 + at % 28}-3-2024;Lindewaard;{answer};\n" for at in range(people))
    experiences_of(into(study, "experiences.csv", text))
    indicators = read_indicators(study)
    assert indicators.problems == ()
    assert indicators.frame["value"].tolist() == [value]


def experiences_of(path):
    target = path.with_suffix(".mapping.yml")
    target.write_text(
        "format: 1\nchecked: yes\nfiles: [experiences.csv]\nwave: 2024H1\ncolumns:\n"
        "  - {header: Regio, as: region}\n"
        "  - {header: Ik wist wat er ging gebeuren, as: experience, of: informed, counts: [Ja]}\n",
        encoding="utf-8",
    )
    return target


def test_every_mistake_in_a_mapping_is_told_at_once(tmp_path):
    path = tmp_path / "m.mapping.yml"
    path.write_text(
        "format: 1\nfiles: [a.csv]\nwave: voorjaar\ncolumns:\n  - {header: A, as: current}\n"
        "  - {header: B, as: iets}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as error:
        read_mapping(path, "m.mapping.yml")
    assert [p.where for p in error.value.problems] == [
        "m.mapping.yml, `wave`", "m.mapping.yml, `columns[2].as`",
    ]  # fmt: skip
    path.write_text(
        "format: 1\nfiles: [a.csv]\ncolumns:\n  - {header: A, as: current}\n"
        "  - {header: A, as: region}\n  - {header: C, as: region}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as error:
        read_mapping(path, "m.mapping.yml")
    assert [p.where for p in error.value.problems] == [
        "m.mapping.yml, `columns[1].of`", "m.mapping.yml, `columns[2].header`",
        "m.mapping.yml, `columns`",
    ]  # fmt: skip


def test_a_header_with_whatever_characters_is_read_back_as_it_was_drafted(study):
    strange = 'Wat is \x00 uw \u202e \x85 \u2028 \ufffe mening: "{x}" #1?'
    quoted = strange.replace('"', '""')
    text = f'Datum;Regio;"{quoted}";Wat wilt u nog kwijt?\n1-3-2024;Lindewaard;x;y\n'
    path = into(study, "s.csv", text)
    made = draft_mapping(path, study=study, scale=scale_of(study))
    target = study.root / "m.mapping.yml"
    target.write_text(made.text, encoding="utf-8")
    again = read_mapping(target, "m")
    assert again == made.mapping
    assert read_survey(path, again, study=study).new == ()


def test_two_mappings_for_one_file_are_told(study):
    path = into(study, "experiences.csv")
    experiences_of(path)
    other = study.root / "surveys" / "other.mapping.yml"
    other.write_text(path.with_suffix(".mapping.yml").read_text(encoding="utf-8"), encoding="utf-8")
    (problem,) = read_surveys(study).problems
    assert problem.expected == "one mapping for a file"


def test_a_day_that_cannot_be_is_told_with_its_row(study):
    text = f"Datum;Regio;{ORG1};Nog iets?\n1-3-2024;Lindewaard;3;\n"
    into(study, "s.csv", text)
    checked(study, "s.csv")
    into(study, "s.csv", text + "31-2-2024;Lindewaard;3;\n")
    (problem,) = read_surveys(study).problems
    assert problem.where == "surveys/s.csv, row 3, `Datum`"


def test_american_days_are_known_from_a_day_above_twelve(study):
    head = f"ID,Start time,Completion time,Email,Name,Regio,{ORG1}\n"
    text = head + "1,9/1/2024 9:00,9/1/2024 9:05,anonymous,,Lindewaard,3\n"
    text += "2,2/25/2024 9:00,2/25/2024 9:05,anonymous,,Lindewaard,4\n"
    path = into(study, "s.csv", text)
    mapping = draft_mapping(path, study=study, scale=scale_of(study)).mapping
    waves = read_survey(path, mapping, study=study).frame["wave"].tolist()
    assert waves == ["2024H2", "2024H1"]


def test_a_new_study_without_surveys_is_left_as_it_is(study):
    (study.root / "surveys").rmdir()
    assert list(drafted(study.root)) == []
    assert read_surveys(study).notes == {}
    assert not (study.root / "surveys").exists()


def test_questions_with_the_same_answers_get_one_proposal_of_what_counts(study):
    text = "Datum;Regio;Wist u het?;Deed u mee?\n"
    for first, second in (
        ("Eens", "Eens"), ("Eens", "Helemaal eens"), ("Helemaal eens", "Helemaal eens"),
        ("Oneens", "Oneens"),
    ):  # fmt: skip
        text += f"1-3-2024;Lindewaard;{first};{second}\n"
    path = into(study, "s.csv", text)
    made = draft_mapping(path, study=study, scale=scale_of(study))
    said = [column.guess.split("`counts: ")[1] for column in made.mapping.columns[2:]]
    assert said == ["[Eens, Helemaal eens]`"] * 2
    assert f"#   org1: {ORG1[:40]}" in made.text
    assert "#   Oneens: 2\n" in made.text


def test_words_without_a_number_are_told_once_for_all_their_columns(study):
    text = f"Datum;Regio;{ORG1};Wist u het?\n"
    text += "".join(f"{day}-3-2024;Lindewaard;Altijd;Soms\n" for day in (1, 2, 3))
    into(study, "s.csv", text)
    changes = [('"Wist u het?"\n    as: unknown', '"Wist u het?"\n    as: current\n    of: org2')]
    checked(study, "s.csv", changes)
    (problem,) = read_surveys(study).problems
    assert problem.got == "2 words without a number (Altijd, Soms), in 2 columns"
    assert "`answers: {Altijd: …, Soms: …}`" in problem.do
    assert len(read_answers(study, study_instrument(study)).problems) == 1


def test_a_number_for_a_statement_leaves_the_words_of_an_experience_as_they_are(study):
    text = f"Datum;Regio;{ORG1};Wist u het?\n1-3-2024;Lindewaard;Eens;Eens\n"
    into(study, "s.csv", text)
    new = '"Wist u het?"\n    as: experience\n    of: informed\n    counts: [Eens]'
    checked(study, "s.csv", [('"Wist u het?"\n    as: unknown', new)])
    ((survey, _, _),) = read_surveys(study).surveys
    assert survey.frame["answer"].tolist() == ["4", "Eens"]


def test_a_mapping_may_name_a_statement_by_its_text(study):
    into(study, "s.csv", f"Datum;Regio;{ORG1};Nog iets?\n1-3-2024;Lindewaard;4;\n")
    checked(study, "s.csv", [('of: "org1"', f'of: "{ORG1}"')])
    assert read_answers(study, study_instrument(study)).frame["item"].tolist() == ["org1"]


WAITING, DECIDING = "Hoe verkorten wij het wachten?", "Wie beslist over het geld?"


def agenda(study, rows, head="Welke leervragen zijn voor u het belangrijkst?"):
    lines = [f"{1 + at % 28}-3-2024,Lindewaard,,{cell}" for at, cell in enumerate(rows)]
    first = f"Datum,Regio,Wat wilt u verder nog kwijt?,{head}"
    into(study, "agenda.csv", "\n".join([first, *lines]) + "\n")
    list(drafted(study.root))
    return study.root / "surveys" / "agenda.mapping.yml"


def shares(study):
    frame = read_indicators(study).frame
    return {row["indicator"]: (row["numerator"], row["denominator"], row["value"])
            for row in frame.to_dict("records")}  # fmt: skip


def test_ticked_learning_questions_are_each_a_share_of_who_answered(study):
    both, one = f"{WAITING};{DECIDING}", f"{WAITING};"
    path = agenda(study, [both] * 3 + [one] * 4 + [f"{DECIDING};Mijn buurman Planted;"])
    mapping = read_mapping(path, "m")
    column = mapping.columns[-1]
    assert (column.kind, column.of, column.counts) == ("priority", None, (WAITING, DECIDING))
    assert "likely" in column.guess
    assert read_indicators(study).frame.empty
    path.write_text(path.read_text(encoding="utf-8").replace("checked: no", "checked: yes"))
    # Eight people answered: seven ticked the first question, four the second.
    assert shares(study) == {WAITING: (7, 8, 87.5), DECIDING: (4, 8, 50.0)}


def test_what_one_person_wrote_at_an_agenda_is_proposed_as_no_learning_question(study):
    path = agenda(study, [f"{WAITING};{DECIDING}"] * 8 + [f"{WAITING};Mijn buurman Planted"])
    assert "Planted" not in path.read_text(encoding="utf-8")


def test_how_important_a_learning_question_is_is_the_share_that_finds_it_so(study):
    head = f"Hoe belangrijk is de vraag: {WAITING}"
    answers = ["Belangrijk"] * 5 + ["Heel belangrijk"] * 2 + ["Niet belangrijk"] * 3
    path = agenda(study, answers, head)
    text = path.read_text(encoding="utf-8")
    column = read_mapping(path, "m").columns[-1]
    assert (column.kind, column.of) == ("priority", head)
    assert column.counts == ("Belangrijk", "Heel belangrijk")
    path.write_text(
        text.replace("checked: no", "checked: yes").replace(f'of: "{head}"', f'of: "{WAITING}"')
    )
    assert shares(study) == {WAITING: (7, 10, 70.0)}


@pytest.mark.parametrize(("people", "status"), [(7, "suppressed"), (8, "shown")])
def test_an_agenda_of_seven_people_has_no_figure_and_of_eight_it_has(people, status, study):
    path = agenda(study, [f"{WAITING};{DECIDING}"] * people)
    path.write_text(path.read_text(encoding="utf-8").replace("checked: no", "checked: yes"))
    assert set(read_indicators(study).frame["status"]) == {status}


def test_a_priority_without_what_counts_is_told(tmp_path):
    path = tmp_path / "m.mapping.yml"
    path.write_text(
        "format: 1\nfiles: [a.csv]\ncolumns:\n  - {header: A, as: priority, of: Vraag}\n"
        "  - {header: B, as: priority}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as error:
        read_mapping(path, "m")
    assert [p.where for p in error.value.problems] == [
        "m, `columns[1].counts`", "m, `columns[2].counts`",
    ]  # fmt: skip
