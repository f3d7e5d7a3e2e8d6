"""Quotes: word for word from their source, never beyond their release, named as far as is safe."""

import json
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quotes_cases import said, study_in

from kit.check import check_study
from kit.disclosure import may_quote
from kit.documents import voices
from kit.errors import InputError
from kit.quotes import Quote, read_quotes, shown
from kit.quotes.letters import by_person
from kit.terms import terms
from kit.texts import read_texts

RELEASES = tuple(terms("release"))
STATUSES = tuple(terms("quote_status"))


def read(folder, *rows, **more):
    study = study_in(folder, *rows, **more)
    return read_quotes(study, documents=read_texts(study).documents)


def quote_of(document, *, status="approved", release="public", theme=None, edited=None):
    part = document.parts[0]
    words = document.text[part.start : part.end]
    return Quote(
        f"q-{document.id}", document, part.start, part.end, part, words, edited, status, release,
        None, date(2024, 2, 1), theme, "quotes.csv", 2,
    )  # fmt: skip


# --- reading ----------------------------------------------------------------------------


def test_a_quote_is_byte_for_byte_what_stands_in_its_source(tmp_path):
    read_back = read(
        tmp_path,
        "q1;a-1;Wij wisten het pas toen het al besloten was.;;approved;;2024-01-05;region;;",
    )
    assert read_back.problems == ()
    (quote,) = read_back.records
    assert quote.words == "Wij wisten het pas toen het al besloten was."
    assert quote.document.text[quote.start : quote.end] == quote.words
    assert quote.document.text.encode().count(quote.words.encode()) == 1
    assert (quote.part.name, quote.status, quote.release) == ("happened", "approved", "region")
    assert quote.part.start <= quote.start < quote.end <= quote.part.end
    assert quote.text == quote.words
    assert read_back.frame["approved_on"].tolist() == [date(2024, 1, 5)]
    assert not any("besloten" in str(cell) for cell in read_back.frame.to_numpy().ravel())


def test_without_status_a_quote_is_a_draft_and_without_release_for_the_team(tmp_path):
    (quote,) = read(tmp_path, "q1;a-1;Dat was laat.;;;;;;;").records
    assert (quote.status, quote.release, quote.edited) == ("draft", "team", None)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("q1;a-1;wij wisten het PAS toen het al besloten was;;;;;;;", "a little differently"),
        ("q1;a-1;Wij wisten het pas toen het al beslist was.;;;;;;;", "a little differently"),
        ("q1;a-1;Hier staat iets heel anders over de begroting.;;;;;;;", "do not stand there"),
        ("q1;a-3;De bus rijdt niet meer;;;;;;;", "2 times"),
        ("q1;a-9;Dat was laat.;;;;;;;", "`document`: got \"a-9\""),
        ("q1;a-1;Dat was laat.;;approved;;;region;;", "the day on which the speaker answered"),
        ("q1;a-1;Dat was laat.;;edited;;2024-01-05;region;;", "the words that the speaker made"),
        ("q1;a-1;Dat was laat.;;edited;;;region;Dat was te laat.;", "the day on which the speaker"),
        ("q1;a-1;Dat was laat.;;approved;;2024-01-05;region;Dat was te laat.;", "Which words"),
        ("q1;a-1;Dat was laat.;;sent;;;region;Dat was te laat.;", "Which words count?"),
        ("q1;a-1;Dat was laat.;;approved;2024-02-01;2024-01-31;region;;", "the day it was sent"),
        ("q1;a-1;Dat was laat.;;goed;;2024-01-05;region;;", "`status`"),
        ("q1;a-1;;;;;;;;", "`quote`"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_told_without_its_words(tmp_path, row, told):
    read_back = read(tmp_path, row)
    assert read_back.records == ()
    (problem,) = read_back.problems
    assert told in str(problem)
    assert "quotes.csv, row 2" in str(problem)
    for words in ("besloten", "beslist", "begroting", "bus rijdt", "Dat was"):
        assert words not in str(problem)


def test_an_answer_on_the_day_of_sending_is_in_time(tmp_path):
    row = "q1;a-1;Dat was laat.;;approved;2024-02-01;2024-02-01;region;;"
    assert read(tmp_path, row).problems == ()


def test_a_quote_that_runs_on_beyond_its_field_is_told(tmp_path):
    words = '"Dat was laat.\nHielp\nDe koffie hielp ons."'
    study = study_in(tmp_path, "q1;a-1;x;;;;;;;")
    text = next(d.text for d in read_texts(study).documents if d.id == "a-1")
    beyond = text[text.index("Dat was") :].replace('"', '""')
    read_back = read(tmp_path, f'q1;a-1;"{beyond}";;;;;;;')
    assert "beyond one turn or field" in str(read_back.problems[0]), words


def test_a_quote_longer_than_any_part_is_told_with_both_lengths(tmp_path):
    read_back = read(tmp_path, f"q1;a-2;{'heel lang verhaal ' * 20};;;;;;;")
    (problem,) = read_back.problems
    assert "359 characters, and the longest part has 38" in str(problem)
    assert "verhaal" not in str(problem)


def test_an_id_that_stands_twice_is_told_and_the_first_is_kept(tmp_path):
    read_back = read(tmp_path, "q1;a-1;Dat was laat.;;;;;;;", "q1;a-2;Niemand vroeg ons;;;;;;;")
    assert [quote.document.id for quote in read_back.records] == ["a-1"]
    assert "not used yet" in str(read_back.problems[0])


def test_where_the_speaker_consented_to_less_the_consent_counts_and_it_is_told(tmp_path):
    read_back = read(
        tmp_path,
        "q1;a-4;We hebben het zelf geregeld;;approved;;2024-01-05;region;;",
        "q2;a-2;Niemand vroeg ons;;approved;;2024-01-05;public;;",
        "q3;a-2;wat we nodig hadden;;approved;;2024-01-05;consortium;;",
    )
    assert [quote.release for quote in read_back.records] == ["team", "consortium", "consortium"]
    assert any("rows 2, 3" in note for note in read_back.notes["quotes.csv"])
    assert read_back.problems == ()


# --- who may read it --------------------------------------------------------------------


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("cleared", RELEASES)
@pytest.mark.parametrize("status", STATUSES)
def test_each_release_shows_exactly_what_it_may(status, cleared, release):
    far_enough = RELEASES.index(cleared) >= RELEASES.index(release)
    expected = {
        "withdrawn": False,
        "approved": far_enough,
        "edited": far_enough,
        "draft": release == "team",
        "sent": release == "team",
    }[status]
    assert may_quote(status, cleared, release) is expected
    people = [said(f"P{n}", "gp") for n in range(3)]
    quote = quote_of(people[0], status=status, release=cleared)
    found = shown([quote], release=release, documents=people, fewest=3)
    assert bool(found) is expected
    assert all(one.checked is (status in ("approved", "edited")) for one in found)


def test_a_status_or_release_that_does_not_exist_is_refused():
    with pytest.raises(InputError, match="nearest: approved"):
        may_quote("aproved", "team", "team")
    with pytest.raises(InputError):
        may_quote("approved", "team", "everybody")


def test_of_an_edited_quote_only_the_new_words_are_shown():
    people = [said(f"P{n}", "gp") for n in range(3)]
    quote = quote_of(people[0], status="edited", edited="Anders gezegd.")
    (one,) = shown([quote], release="region", documents=people, fewest=3)
    assert one.quote.text == "Anders gezegd."


# --- what the speaker is called ---------------------------------------------------------


def names_of(documents, release="region", fewest=3, **more):
    found = shown(map(quote_of, documents), release=release, documents=documents, fewest=fewest,
                  **more)  # fmt: skip
    return Counter(one.attribution["en"] for one in found)


def people(role, n, **more):
    return [said(f"{role}-{i}", role, **more) for i in range(n)]


def test_a_role_that_enough_people_share_is_named():
    assert names_of(people("gp", 3)) == {"GP": 3}


def test_a_role_that_too_few_share_becomes_the_group_and_takes_another_along():
    # Of the professionals, all but the two nurses would be GPs: nurses would be as good as named.
    assert names_of(people("gp", 3) + people("district_nurse", 2)) == {"professional": 5}


def test_a_group_with_enough_people_left_besides_a_named_role_keeps_both_names():
    documents = people("gp", 3) + people("district_nurse", 2) + people("insurer", 1)
    assert names_of(documents) == {"GP": 3, "professional": 3}


def test_a_group_that_too_few_share_becomes_participant_and_takes_the_smallest_group_along():
    documents = people("gp", 4) + people("resident", 3) + people("alderman", 2)
    found = names_of(documents)
    assert found["participant"] >= 3
    assert "alderman" not in found
    assert found == {"GP": 4, "participant": 5} or found == {"participant": 6, "resident": 3}


def test_in_dutch_the_same_names_are_used():
    documents = people("gp", 3)
    (first, *_) = shown(map(quote_of, documents), release="region", documents=documents, fewest=3)
    assert first.attribution["nl"] == "huisarts"
    lone = people("gp", 2) + people("district_nurse", 2)
    (first, *_) = shown(map(quote_of, lone), release="region", documents=lone, fewest=3)
    assert first.attribution["nl"] == "professional"


def test_for_the_team_the_role_is_named_however_few_share_it():
    assert names_of(people("alderman", 1), release="team") == {"alderman": 1}


def test_in_a_region_where_too_few_spoke_nothing_is_shown():
    assert names_of(people("gp", 2)) == {}
    assert names_of(people("gp", 2), release="team") == {"GP": 2}


def test_people_of_another_region_do_not_make_a_role_safe():
    documents = people("gp", 2) + people("resident", 3)
    elsewhere = [said(f"Z{i}", "gp", region="zonnehei") for i in range(5)]
    found = shown(map(quote_of, documents), release="region", documents=documents + elsewhere,
                  fewest=3)  # fmt: skip
    assert "GP" not in {one.attribution["en"] for one in found}


def test_one_person_with_many_documents_is_one_person():
    documents = [said("P1", "gp") for _ in range(5)] + people("resident", 4)
    assert "GP" not in names_of(documents)


def test_the_threshold_of_a_study_can_be_higher_and_never_lower():
    assert names_of(people("gp", 3), fewest=1) == {"GP": 3}
    assert names_of(people("gp", 2), fewest=1) == {}
    assert names_of(people("gp", 3), fewest=4) == {}


def test_the_region_is_named_when_asked_and_withheld_from_consortium_upward():
    named = {"noorderkolk": "De Noorderkolk"}
    assert names_of(people("gp", 3), regions=named) == {"GP, De Noorderkolk": 3}
    assert names_of(people("gp", 3), release="consortium", regions=named) == {"GP": 3}
    assert names_of(people("gp", 3), release="public", regions=named) == {"GP": 3}


def test_who_stated_no_role_is_called_by_group_or_participant():
    documents = [said(f"P{i}", None, group="resident") for i in range(3)]
    assert names_of(documents) == {"resident": 3}
    assert names_of([said(f"P{i}", None) for i in range(3)]) == {"participant": 3}


KINDS = st.sampled_from(["gp", "district_nurse", "insurer", "resident", "alderman", None])


@settings(max_examples=200, deadline=None)
@given(st.lists(KINDS, max_size=14), st.integers(3, 5))
def test_every_name_always_stands_for_enough_people(roles, fewest):
    documents = [said(f"P{i}", role) for i, role in enumerate(roles)]
    found = shown(map(quote_of, documents), release="region", documents=documents, fewest=fewest)
    who: dict[str, list[str | None]] = {}
    for one in found:
        who.setdefault(one.attribution["en"], []).append(one.quote.document.author)
    assert all(voices(authors) >= fewest for authors in who.values())
    # Nothing is lost while the region as a whole has enough people.
    assert len(found) == (len(documents) if len(documents) >= fewest else 0)


def test_who_speaks_in_two_roles_does_not_hide_who_speaks_in_one():
    # P0 and P1 are GPs who also speak as nurses: the only nurse who is nothing else is P9.
    both = [
        said(f"P{n}", role) for n in range(4) for role in ("gp", "district_nurse")[: 2 - n // 2]
    ]
    documents = [*both, said("P9", "district_nurse")]
    assert "district nurse" not in names_of(documents)
    assert set(names_of(documents)) == {"professional"}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 7), KINDS), max_size=14), st.integers(3, 5))
def test_every_name_is_the_only_one_of_enough_people(spoken, fewest):
    documents = [said(f"P{who}", role) for who, role in spoken]
    found = shown(map(quote_of, documents), release="region", documents=documents, fewest=fewest)
    carried: dict[str, set[str]] = {}
    for one in found:
        carried.setdefault(str(one.quote.document.author), set()).add(one.attribution["en"])
    for name in {name for names in carried.values() for name in names}:
        assert sum(names == {name} for names in carried.values()) >= fewest
    people_n = len({who for who, _ in spoken})
    assert len(found) == (len(documents) if people_n >= fewest else 0)


def test_one_voice_on_a_theme_is_labelled_and_kept():
    documents = people("gp", 3)
    mine = [quote_of(documents[0], theme="geld"), quote_of(documents[0], theme="geld")]
    both = [quote_of(d, theme="tijd") for d in documents[:2]]
    found = shown([*mine, *both, quote_of(documents[2])], release="region", documents=documents,
                  fewest=3)  # fmt: skip
    assert [one.one_voice for one in found] == [True, True, False, False, False]


# --- words of somebody who did not agree ------------------------------------------------

INTERVIEWS = """\
interview;transcript;region;date;kind;speaker;person;role;consent_version;consent_on;release;interviewer;interviewer_speaker
fg1;fg1.txt;noorderkolk;2023-05-01;focus_group;R1;P11;resident;v1;2023-04-20;region;X01;I
fg1;fg1.txt;noorderkolk;2023-05-01;focus_group;R2;P12;resident;{consent};{on};region;X01;I
"""
TRANSCRIPT = """\
I: Hoe ging het?
R1: Bij ons ging het met de buren goed.
R2: Mij is nooit iets gevraagd over de nieuwe post.
"""
OF_TWO = "q2;fg1-r2;Mij is nooit iets gevraagd;t1;approved;;2024-01-05;region;;"
OF_ONE = "q1;fg1-r1;Bij ons ging het met de buren goed.;t1;approved;;2024-01-05;region;;"


def with_interview(folder, consent, on=""):
    study = study_in(folder, OF_ONE, OF_TWO)
    (folder / "interviews").mkdir(exist_ok=True)
    (folder / "interviews" / "fg1.txt").write_text(TRANSCRIPT, encoding="utf-8")
    rows = INTERVIEWS.format(consent=consent, on=on)
    (folder / "interviews.csv").write_text(rows, encoding="utf-8")
    return study


@pytest.mark.parametrize("consent", ["", "geen", "ingetrokken", "withdrawn"])
def test_words_of_a_voice_without_consent_are_told_and_stand_in_no_letter_or_document(
    consent, tmp_path
):
    study = with_interview(tmp_path, consent)
    documents = read_texts(study).documents
    quotes = read_quotes(study, documents=documents)
    assert [quote.id for quote in quotes.records] == ["q1"]
    (problem,) = quotes.problems
    assert problem.where == "quotes.csv, row 3, `document`"
    assert "interviews.csv, row 3" in problem.do
    assert "take the row of the quote out" in problem.do
    assert "gevraagd" not in str(problem)
    for release in RELEASES:
        one = shown(quotes.records, release=release, documents=documents, fewest=1)
        assert all("gevraagd" not in each.quote.text for each in one)
    checked = check_study(tmp_path)
    assert checked.exit_code == 3
    assert problem in checked.problems["quotes.csv"]
    everywhere = json.dumps([str(d) for d in documents]) + str(quotes.frame.to_dict())
    assert "nieuwe post" not in everywhere


def test_with_consent_the_same_words_are_a_quote(tmp_path):
    study = with_interview(tmp_path, "v1", "2023-04-20")
    quotes = read_quotes(study, documents=read_texts(study).documents)
    assert [quote.id for quote in quotes.records] == ["q1", "q2"]
    assert quotes.problems == ()


def test_a_document_that_is_not_there_is_not_called_one_without_consent(tmp_path):
    study = with_interview(tmp_path, "geen")
    text = (tmp_path / "quotes.csv").read_text(encoding="utf-8").replace("fg1-r2", "fg1-r9")
    (tmp_path / "quotes.csv").write_text(text, encoding="utf-8")
    (problem,) = read_quotes(study, documents=read_texts(study).documents).problems
    assert "a document of the study" in problem.expected


def test_words_of_a_voice_without_consent_stand_in_no_letter(tmp_path):
    study = with_interview(tmp_path, "geen")
    text = (tmp_path / "quotes.csv").read_text(encoding="utf-8")
    text = text.replace("approved;;2024-01-05", "draft;;")
    (tmp_path / "quotes.csv").write_text(text, encoding="utf-8")
    quotes = read_quotes(study, documents=read_texts(study).documents)
    assert list(by_person(quotes.records)) == ["P11"]


def test_words_that_a_speaker_withdrew_are_told_to_stand_in_the_file_still(tmp_path):
    rows = ("q1;a-1;Dat was laat.;;withdrawn;;;region;;", "q2;a-1;De koffie hielp ons.;;;;;;;")
    study = study_in(tmp_path, *rows)
    documents = read_texts(study).documents
    quotes = read_quotes(study, documents=documents)
    (note,) = (one for one in quotes.notes["quotes.csv"] if "withdrawn" in one)
    assert note.endswith("take the rows out: row 2")
    for release in RELEASES:
        assert "q1" not in [one.quote.id for one in shown(
            quotes.records, release=release, documents=documents, fewest=1)]  # fmt: skip
    assert "q1" not in [q.id for those in by_person(quotes.records).values() for q in those]
