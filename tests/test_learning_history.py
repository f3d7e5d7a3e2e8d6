"""A learning history holds only words that may be read and notes on those; it ends in questions."""

import json
import re
from dataclasses import replace

import pytest
import yaml
from history_cases import EVENTS, NOTES, QUOTES, RESULTS, write_study
from hypothesis import given
from hypothesis import strategies as st

from kit.check import check_study
from kit.errors import InputError
from kit.files import sha256
from kit.learning_history import History, compose_history, history_of, read_records
from kit.learning_history.drawing import draw, heights
from kit.learning_history.gathering import gather
from kit.learning_history.records import Moment
from kit.quotes import read_quotes
from kit.texts import read_texts

RELEASES = ("team", "region", "consortium", "public")
ORDER = {release: place for place, release in enumerate(RELEASES)}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return write_study(tmp_path_factory.mktemp("history") / "study")


@pytest.fixture(scope="module")
def made(study):
    """Return every document of the study, by release and language."""
    texts = read_texts(study)
    return {
        (release, language): compose_history(
            study, region="noorderkolk", until=None, release=release, language=language, texts=texts
        )
        for release in RELEASES
        for language in ("nl", "en")
    }


def finding_of(study, release="region", **asked):
    return history_of(study, region="noorderkolk", until=None, release=release, **asked)


def everything(history):
    return json.dumps(history.as_data(), ensure_ascii=False)


def check_of(finding, name):
    return next((check for check in finding.checks if check.name == name), None)


# --- which words ---------------------------------------------------------------------------------


@pytest.mark.parametrize("release", RELEASES)
def test_each_release_reads_exactly_the_quotes_it_may(made, release):
    for language in ("nl", "en"):
        shown = {quote.id for quote in made[release, language].quotes}
        may = {
            id
            for id, _, _, status, cleared, *_ in QUOTES
            if status != "withdrawn"
            and ORDER[cleared] >= ORDER[release]
            and (release == "team" or status in ("approved", "edited"))
        }
        assert shown == may


@pytest.mark.parametrize("release", RELEASES)
def test_words_that_may_not_be_read_stand_nowhere_in_the_document(made, study, release):
    finding = json.dumps(finding_of(study, release).as_data(), ensure_ascii=False)
    shown = {quote.id for quote in made[release, "nl"].quotes}
    for id, _, _, _, _, words, edited in QUOTES:
        assert words[:40] not in finding
        for language in ("nl", "en"):
            text = everything(made[release, language])
            assert (words[:40] in text) == (id in shown and not edited)


def test_a_withdrawn_quote_and_the_note_about_it_are_gone_even_for_the_team(tmp_path):
    notes = [*NOTES, ("question", "inwoners", "c19", "public", "Wie luisterde er dan wel?")]
    study = write_study(tmp_path / "s", notes=notes)
    history = compose_history(
        study, region="noorderkolk", until=None, release="team", language="nl"
    )
    assert "Die man van het project" not in everything(history)
    assert "Wie luisterde er dan wel?" not in everything(history)


def test_every_quote_is_byte_for_byte_in_its_source_unless_its_speaker_changed_it(made, study):
    documents = {document.id: document for document in read_texts(study).documents}
    by_id = {quote[0]: quote for quote in QUOTES}
    for quote in made["team", "nl"].quotes:
        source = documents[f"int-{by_id[quote.id][1].lower()}"].text
        assert quote.edited == (by_id[quote.id][3] == "edited")
        if quote.edited:
            assert quote.text == by_id[quote.id][6]
        else:
            assert quote.text in source


def test_words_from_the_logbook_can_be_quoted_too(tmp_path):
    study = write_study(tmp_path / "s")
    words = "Wij hoorden het pas toen het besluit er al lag."
    (study.root / "logbook.csv").write_text(
        "id;date;region;author;role;happened;release\n"
        f"n-1;2024-03-01;noorderkolk;N01;resident;Laat. {words};region\n",
        encoding="utf-8",
    )
    with (study.root / "quotes.csv").open("a", encoding="utf-8") as handle:
        handle.write(f"n1;n-1;{words};inwoners;approved;region;2024-05-01;\n")
    for release, there in {"region": True, "public": False}.items():
        history = compose_history(
            study, region="noorderkolk", until=None, release=release, language="nl"
        )
        assert (words in [quote.text for quote in history.quotes]) is there


def test_quotes_are_numbered_in_the_order_of_reading(made):
    history = made["region", "nl"]
    assert [quote.number for quote in history.quotes] == list(range(1, len(history.quotes) + 1))


def test_a_quote_that_was_not_checked_is_marked_and_makes_the_document_a_draft(made):
    unchecked = {quote.id for quote in made["team", "nl"].quotes if not quote.checked}
    assert unchecked == {"c06", "c12", "c24"}
    assert made["team", "nl"].draft == 3
    assert made["region", "nl"].draft == 0


def test_a_speaker_is_called_no_more_precisely_than_is_safe(made):
    called = {quote.id: quote.attribution for quote in made["region", "nl"].quotes}
    assert called["c01"] == "inwoner"  # four residents
    assert called["c02"] == "wijkverpleegkundige"  # three district nurses
    assert called["c03"] == "professional"  # one GP
    assert called["c07"] == "deelnemer"  # one alderman, and one administrator beside
    assert {quote.id: quote.attribution for quote in made["team", "nl"].quotes}[
        "c07"
    ] == "wethouder"


# --- what stands beside them ---------------------------------------------------------------------


@pytest.mark.parametrize("release", RELEASES)
def test_every_note_stands_beside_quotes_that_are_there(made, release):
    history = made[release, "nl"]
    numbers = {quote.number for quote in history.quotes}
    for part in history.parts:
        for pair in part.pairs:
            here = {quote.number for quote in pair.quotes}
            for note in pair.notes:
                assert set(note.about) <= numbers
                assert here & set(note.about)


def test_a_note_about_words_that_may_not_be_read_waits_and_is_counted(study, made):
    hidden = "Hoort de vader dit gesprek ook?"  # about a quote whose speaker did not answer
    assert hidden in everything(made["team", "nl"])
    assert hidden not in everything(made["region", "nl"])
    check = check_of(finding_of(study), "notes_tied")
    assert (check.verdict, check.number) == ("doubtful", 2.0)


def test_a_note_of_a_narrower_release_is_not_read_further(made):
    secret = "Durven wij dit zo op te schrijven?"
    assert secret in everything(made["team", "nl"])
    assert secret not in everything(made["region", "nl"])


def test_notes_that_share_a_quote_stand_together_and_others_apart(made):
    part = next(p for p in made["region", "nl"].parts if p.title == "Ja, mits")
    first, second = part.pairs
    assert [quote.id for quote in first.quotes] == ["c07", "c08", "c09", "c10"]
    assert [note.kind for note in first.notes] == ["question", "generalisation"]
    assert [quote.id for quote in second.quotes] == ["c11"]


def test_a_quote_stands_once_also_when_a_note_under_another_theme_is_about_it(tmp_path):
    notes = [*NOTES, ("question", "geld", "c20; c01", "region", "Is dit dezelfde vraag?")]
    history = compose_history(
        write_study(tmp_path / "s", notes=notes), region="noorderkolk", until=None,
        release="region", language="nl",
    )  # fmt: skip
    ids = [quote.id for quote in history.quotes]
    assert sorted(ids) == sorted(set(ids))
    part = next(p for p in history.parts if p.title.startswith("Wie betaalt"))
    note = next(n for pair in part.pairs for n in pair.notes if n.text == "Is dit dezelfde vraag?")
    numbers = {quote.id: quote.number for quote in history.quotes}
    assert note.about == (numbers["c01"], numbers["c20"])


def test_a_passage_against_the_theme_is_labelled_where_it_may_be_read(made):
    against = {quote.id for quote in made["region", "nl"].quotes if quote.deviant}
    assert against == {"c05", "c11", "c16", "c23", "c28"}


def test_themes_keep_the_order_in_which_they_were_recorded(made):
    assert [part.title for part in made["public", "en"].parts] == [
        "The conversation at the kitchen table", "Yes, provided that", "A voice or a vote",
        "Who pays and who gains", "Each other’s number", "What else was said",
    ]  # fmt: skip


def test_a_theme_that_one_person_speaks_on_is_labelled_one_voice(tmp_path):
    alone = [quote for quote in QUOTES if quote[2] != "geld" or quote[1] == "P13"]
    study = write_study(tmp_path / "s", quotes=alone, notes=NOTES[:3])
    history = compose_history(
        study, region="noorderkolk", until=None, release="team", language="nl"
    )
    assert [part.title for part in history.parts if part.one_voice] == [
        "Wie betaalt, wie heeft er wat aan"
    ]
    check = check_of(finding_of(study, "team"), "one_voice")
    assert check.verdict == "doubtful"
    assert "Eén stem: ‘Wie betaalt" in check.said["nl"]


@pytest.mark.parametrize("release", RELEASES[1:])
def test_outside_the_team_a_theme_of_too_few_people_tells_no_number(tmp_path, release):
    alone = [quote for quote in QUOTES if quote[2] != "geld" or quote[1] == "P13"]
    study = write_study(tmp_path / "s", quotes=alone, notes=NOTES[:3])
    finding = finding_of(study, release)
    row = finding.table.set_index(["about", "name"]).loc[("theme", "geld")]
    assert row["status"] == "suppressed"
    assert row.drop("status").isna().all()
    told = json.dumps(finding.as_data(), ensure_ascii=False)
    assert not re.search("één stem|one voice:", told, re.IGNORECASE)
    assert "Van te weinig mensen om te tellen: ‘" in told
    assert "is niet te tonen: te weinig mensen" in finding.against["nl"]
    history = compose_history(
        study, region="noorderkolk", until=None, release=release, language="nl"
    )
    assert not any(part.one_voice for part in history.parts)


@pytest.mark.parametrize("release", RELEASES[1:])
def test_what_the_shown_rows_leave_of_all_quotes_is_of_three_people_or_more(study, release):
    by_id = {q.id: q for q in read_quotes(study, documents=read_texts(study).documents).records}
    finding = finding_of(study, release)
    table = finding.table.set_index(["about", "name"])
    total = table.loc[("all", "all")]
    for about in ("theme", "voice_group"):
        rows = table.loc[about]
        left = total["quotes"] - rows["quotes"].fillna(0).sum()
        assert left == 0 or left >= 3
        if about == "voice_group" and left:
            shown = set(rows.index[rows["status"] == "shown"])
            people = {
                by_id[id].document.author
                for id in finding.quotes
                if by_id[id].document.voice_group not in shown
            }
            assert len(people) >= 3


def test_quotes_of_too_few_people_in_all_are_not_counted_at_all(tmp_path):
    two = [quote for quote in QUOTES if quote[1] in ("P13", "P14")]
    assert two
    finding = finding_of(write_study(tmp_path / "s", quotes=two, notes=[]))
    counted = finding.table[finding.table["about"].isin(["theme", "voice_group", "all"])]
    assert (counted["status"] == "suppressed").all()
    assert counted[["quotes", "notes", "voices", "chosen"]].isna().all(axis=None)
    assert "van te weinig mensen om te tellen" in finding.sentence["nl"]
    assert "te weinig mensen" in check_of(finding, "unheard_voices").said["nl"]


# --- how it begins and ends ----------------------------------------------------------------------


@pytest.mark.parametrize("release", RELEASES)
def test_it_ends_in_questions(made, release):
    for language in ("nl", "en"):
        questions = made[release, language].questions
        assert questions
        assert all(question.text.endswith("?") for question in questions)


def test_without_questions_of_the_historians_it_still_ends_in_questions(tmp_path):
    notes = [note for note in NOTES if note[0] != "closing_question"]
    study = write_study(tmp_path / "s", notes=notes)
    history = compose_history(
        study, region="noorderkolk", until=None, release="region", language="en"
    )
    assert [question.text[-1] for question in history.questions] == ["?", "?", "?"]
    assert check_of(finding_of(study), "ends_in_questions").verdict == "doubtful"


def test_results_and_events_stand_by_day_as_far_as_they_were_released(made):
    history = made["public", "nl"]
    texts = [moment.text for moment in history.moments]
    assert "Programmamanager vertrekt, drie maanden geen opvolger" not in texts
    assert "Dertig euro vrije ruimte per gesprek" not in texts
    assert texts[0] == "Negen organisaties tekenen de overeenkomst"
    assert history.moments[0].day == "12 mei 2022"


def test_what_happened_after_until_is_not_in_it(tmp_path):
    study = write_study(tmp_path / "s")
    history = compose_history(
        study, region="noorderkolk", until="2022", release="region", language="nl"
    )
    assert [moment.text for moment in history.moments] == [
        "Negen organisaties tekenen de overeenkomst", "Eerste gesprek aan de keukentafel",
    ]  # fmt: skip
    assert history.quotes == ()  # every interview was held in 2024


def test_a_region_of_which_nothing_was_written_has_a_document_that_says_so(study):
    history = compose_history(study, region="zonnehei", until=None, release="region", language="nl")
    assert (history.parts, history.moments, history.opening) == ((), (), ())
    assert history.questions
    finding = history_of(study, region="zonnehei", until=None, release="region")
    assert "nog geen citaten" in finding.sentence["nl"]
    assert finding.picture["nl"].svg == ""


def test_it_says_how_it_was_made_and_that_it_is_not_anonymous(made):
    for language, words in {"nl": "Anoniem is dit document niet", "en": "not anonymous"}.items():
        for release in RELEASES:
            assert words in " ".join(made[release, language].made)


def test_the_unchecked_share_is_printed(made, study):
    # 29 quotes were chosen and not withdrawn; three of them nobody answered: 10.3%.
    assert "10% nog niet nagekeken" in " ".join(made["region", "nl"].made)
    assert "10% nog niet nagekeken" in finding_of(study).sentence["nl"]


def test_a_document_reads_back_as_it_was_written(made):
    for history in made.values():
        assert History.from_data(json.loads(everything(history))) == history


def test_a_document_of_a_newer_kit_is_refused(made):
    data = {**made["team", "nl"].as_data(), "version": 99}
    with pytest.raises(InputError, match="Update this kit"):
        History.from_data(data)


# --- whether it was looked over ------------------------------------------------------------------


def record(study, *, reviewed):
    files = sorted(study.root.glob("interviews/*.txt"))
    return {
        "format": 1, "kit": "0", "reviewed": all(reviewed), "reviewer": None, "reviewed_on": None,
        "deduce": False,
        "files": {
            path.relative_to(study.root).as_posix(): {
                "sha256": sha256(path), "counts": {"person": 1}, "reviewed": done,
                "day": "2024-11-02",
            }
            for path, done in zip(files, reviewed, strict=True)
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("reviewed", "verdict"),
    [([True] * 14, "passed"), ([True] * 13 + [False], "doubtful"), ([False] * 14, "doubtful")],
)
def test_only_when_every_interview_was_looked_over_it_is_said_to_be_so(tmp_path, reviewed, verdict):
    study = write_study(tmp_path / "s")
    (study.root / "deidentified.yml").write_text(yaml.safe_dump(record(study, reviewed=reviewed)))
    assert check_of(finding_of(study), "deidentified").verdict == verdict


def test_an_interview_that_was_changed_after_it_was_looked_over_no_longer_counts(tmp_path):
    study = write_study(tmp_path / "s")
    (study.root / "deidentified.yml").write_text(
        yaml.safe_dump(record(study, reviewed=[True] * 14))
    )
    with (study.root / "interviews" / "p14.txt").open("a", encoding="utf-8") as handle:
        handle.write("\nR1: En nog iets.")
    assert gather(
        study, region="noorderkolk", until=None, release="region"
    ).review.reviewed == 13  # fmt: skip
    assert check_of(finding_of(study), "deidentified").verdict == "doubtful"


def test_without_a_record_nothing_is_said_to_have_been_taken_out(study):
    check = check_of(finding_of(study), "deidentified")
    assert check.verdict == "doubtful"
    assert "vastgelegd" in check.said["nl"]


# --- the numbers ---------------------------------------------------------------------------------


def test_the_table_counts_quotes_voices_and_what_was_checked(study):
    table = finding_of(study, "team").table.set_index(["about", "name"])
    row = table.loc[("theme", "keukentafel")]
    # c01 to c06: six people of two groups; five quotes were answered.
    assert tuple(row[["quotes", "voices", "voice_groups", "chosen", "checked"]]) == (6, 6, 2, 6, 5)
    assert row["share"] == pytest.approx(5 / 6)
    assert tuple(table.loc[("all", "all"), ["quotes", "chosen", "checked"]]) == (29, 29, 26)


@pytest.mark.parametrize("release", RELEASES[1:])
def test_how_many_people_spoke_is_told_from_three_on(study, release):
    table = finding_of(study, release).table
    people = table.loc[table["status"] == "shown", "voices"].dropna()
    assert ((people >= 3) | (people == 0)).all()
    hidden = table[table["status"] == "suppressed"]
    assert len(hidden)
    assert hidden[["voices", "voice_groups", "chosen", "checked", "share"]].isna().all(axis=None)


def test_the_finding_names_no_author_and_no_interview(study):
    for release in RELEASES:
        data = finding_of(study, release).as_data() | {"quotes": []}
        text = json.dumps(data, ensure_ascii=False)
        assert not re.search(r"\bP\d\d\b|int-p\d\d|p\d\d\.txt|\bH1\b", text)


def test_the_document_names_no_historian_and_no_interview(made):
    for history in made.values():
        assert not re.search(r"\bP\d\d\b|int-p\d\d|p\d\d\.txt|\bH1\b", everything(history))


# --- the tables ----------------------------------------------------------------------------------


def test_a_note_of_the_left_column_has_to_be_about_quotes(tmp_path):
    notes = [("question", "geld", "", "region", "Waarover gaat dit?"), *NOTES]
    study = write_study(tmp_path / "s", notes=notes)
    (problem,) = read_records(study)["history_notes"].problems
    assert problem.where == "history_notes.csv, row 2, `quotes`"
    assert "Waarover" not in str(problem)


def test_a_note_about_a_quote_or_theme_that_is_not_there_is_told(tmp_path):
    notes = [
        ("question", "geld", "c20; c99", "region", "Waarover gaat dit?"),
        ("fact", "gelt", "", "region", "Iets."),
    ]
    study = write_study(tmp_path / "s", notes=notes)
    problems = [str(p) for p in check_study(study.root).problems["history_notes.csv"]]
    assert any('got "c99"' in problem for problem in problems)
    assert any('got "gelt"' in problem and "nearest: geld" in problem for problem in problems)
    assert check_of(finding_of(study), "records_with_problems").number == 2.0


def test_what_looks_like_a_person_in_the_words_of_a_historian_is_remarked_on(tmp_path):
    notes = [*NOTES, ("fact", "", "", "public", "Bel mevrouw De Vries op 06-12345678.")]
    results = [*RESULTS, ("2024-01-02", "Minder", "Volgens dr. Jansen", "Een bron", "public")]
    study = write_study(tmp_path / "s", notes=notes, results=results)
    told = "\n".join(check_study(study.root).remarks)
    row = len(notes) + 1
    assert f"history_notes.csv, `text`: what looks like a telephone number in row {row}." in told
    assert "noticeable_results.csv, `evidence`: what looks like the name of a person" in told
    assert "Jansen" not in told


def test_a_wrong_date_or_direction_is_told_with_its_row(tmp_path):
    events = [("2022-02-31", "Iets", "helped", "public"), ("2022-02-03", "Iets", "omhoog", "team")]
    table = read_records(write_study(tmp_path / "s", events=events))["events"]
    assert [problem.where for problem in table.problems] == [
        "events.csv, row 2, `date`", "events.csv, row 3, `direction`",
    ]  # fmt: skip


def test_dutch_words_and_plus_and_minus_are_read_as_directions(tmp_path):
    events = [
        ("2022-02-01", "a", "hielp", "openbaar"), ("2022-02-02", "b", "-", "regio"),
        ("2022-02-03", "c", "+/-", "team"), ("2022-02-04", "d", "+", ""),
    ]  # fmt: skip
    frame = read_records(write_study(tmp_path / "s", events=events))["events"].frame
    assert list(frame["direction"]) == ["helped", "hindered", "both", "helped"]
    assert list(frame["release"]) == ["public", "region", "team", "team"]


def test_a_study_with_everything_in_order_has_no_problem(study):
    assert check_study(study.root).problems == {}


def test_an_unknown_region_is_refused_with_the_nearest(study):
    with pytest.raises(InputError, match="noorderkolk"):
        history_of(study, region="noorderkolc", until=None, release="region")


# --- the timeline --------------------------------------------------------------------------------


@given(
    st.lists(
        st.tuples(st.floats(0, 10), st.floats(0.1, 4), st.floats(0.1, 1)), min_size=1, max_size=14
    )
)
def test_no_label_lies_on_another_and_no_stem_crosses_one(places):
    places = sorted(places)
    rises = heights(places, gap=0.1)
    for i, (x, width, height) in enumerate(places):
        for j in range(len(places)):
            if j == i:
                continue
            other, wide, high = places[j]
            apart = (
                rises[j] >= rises[i] + height or rises[i] >= rises[j] + high
                or other >= x + width or x >= other + wide
            )  # fmt: skip
            assert apart
            # The stem of j goes up from the line to the top of its own label.
            if j > i and x < other < x + width:
                assert rises[j] + high <= rises[i]


def test_the_timeline_says_in_words_what_it_shows(study):
    picture = finding_of(study).picture
    assert "4 opvallende resultaten" in picture["nl"].alt
    assert "events that helped" in picture["en"].alt
    lines = picture["nl"].numbers.splitlines()
    # One event is for the team only; then five themes, and the whole.
    assert len(lines) == len(RESULTS) + len(EVENTS) - 1 + 5 + 1
    assert lines[-1] == "In het geheel; 26 citaten"
    assert picture["nl"].svg.startswith("<svg")


def test_hostile_and_long_labels_are_drawn_as_text():
    from datetime import date

    words = "$x_1$ \\frac <script>alert(1)</script> " + "zeer " * 200
    moment = Moment("result", date(2024, 1, 1), words, "", "", "public")
    drawing = draw([moment, replace(moment, kind="hindered")], ["a.csv"])["nl"]
    assert "<script" not in drawing.svg


def test_many_events_on_one_day_are_drawn_in_reasonable_time():
    from datetime import date

    moments = [
        Moment("helped", date(2024, 1, 1), f"Iets nummer {i}", "", "", "public") for i in range(40)
    ]
    assert draw(moments, ["events.csv"])["en"].svg
