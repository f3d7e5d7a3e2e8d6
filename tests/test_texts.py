"""Texts: entries and interviews together, and the findings that count both."""

import pytest

from kit.agreement import agreement_of
from kit.codebook import study_codebook
from kit.coding import find_mentions
from kit.coding_screen import drawn, taken_over
from kit.errors import InputError
from kit.logbook import read_logbook
from kit.mentions import mentions_of
from kit.study import open_study
from kit.texts import read_texts, texts_of
from kit.themes import co_occurrence_of, saturation_of, themes_of
from kit.themes.gathering import scope_of

STUDY = """
format: 1
title: Proef
period: {from: 2024Q1, until: 2024Q4}
regions: [{slug: noord, name: Noord}, {slug: zuid, name: Zuid}]
"""
LOGBOOK = "id;region;date;author;happened\n" + "\n".join(
    f"n{n};noord;2024-0{n}-03;N0{n};Wij praatten over geld en vertrouwen." for n in range(1, 5)
)
TABLE = (
    "interview;region;date;person;role;consent_version;release\n"
    "iv1;noord;2024-03-01;P01;huisarts;v1;region\n"
    "iv2;noord;2024-05-01;N01;inwoner;v1;region\n"
)
TALK = "I: Hoe ging het met het geld?\nR1: Met vertrouwen.\nI: En verder?\nR1: Geen geld.\n"
THEMES = """
format: 1
themes:
  - id: geld
    title: {nl: Geld, en: Money}
    claim: {nl: Geld telt., en: Money counts.}
    codes: [finance]
    distilled_by: coder-a
    distilled_on: 2024-12-01
    version: '1'
    supporting:
      - {document: iv1, quote: Geen geld.}
      - {document: n1, quote: geld en vertrouwen}
"""


@pytest.fixture
def study(tmp_path):
    files = {
        "study.yml": STUDY, "logbook.csv": LOGBOOK, "interviews.csv": TABLE, "themes.yml": THEMES,
        "interviews/iv1.txt": TALK, "interviews/iv2.txt": TALK,
    }  # fmt: skip
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return open_study(tmp_path)


def test_entries_and_interviews_stand_together_in_order_of_the_day(study):
    texts = read_texts(study)
    assert [d.id for d in texts.documents] == ["n1", "n2", "iv1", "n3", "n4", "iv2"]
    assert [d.kind for d in texts.documents][2] == "interview"
    assert texts_of(texts, region="zuid") == ()
    last = texts.documents[3].day
    assert [d.id for d in texts_of(texts, region="noord", until=last)][-1] == "n3"


def test_an_interview_with_the_id_of_an_entry_is_a_problem_and_left_out(study):
    (study.root / "logbook.csv").write_text(LOGBOOK.replace("n1;", "iv1;"), encoding="utf-8")
    texts = read_texts(study)
    assert [d.kind for d in texts.documents if d.id == "iv1"] == ["logbook"]
    assert "an id that no entry of the logbook has" in str(texts.interviews.problems[0])
    assert list(texts.interviews.frame["document"]) == ["iv2"]


def test_an_unknown_region_is_refused_with_the_nearest(study):
    with pytest.raises(InputError, match="nearest: noord"):
        texts_of(read_texts(study), region="nord")


def test_a_mention_lies_in_what_was_said_and_never_in_the_question(study):
    codebook = study_codebook(study)
    interviews = read_texts(study).interviews.documents
    found = find_mentions(interviews, codebook)
    assert len(found)
    spans = {d.id: [(p.start, p.end) for p in d.parts] for d in interviews}
    for row in found.to_dict("records"):
        assert any(s <= row["start"] < row["end"] <= e for s, e in spans[row["document"]])


def scope(study, **given):
    asked = {"region": "noord", "until": None, "release": "team", "logbook": None,
             "codebook": None, "codings": None}  # fmt: skip
    return scope_of(study, **{**asked, **given})


def test_themes_are_counted_in_entries_and_interviews(study):
    found = themes_of(study, region="noord", until=None, release="team")
    whole = found.table[found.table["about"] == "whole"].iloc[0]
    # Six texts of five people: N01 wrote and spoke.
    assert (whole["of"], whole["of_authors"]) == (6, 5)
    assert "6 teksten (bijdragen en interviews) van 5 mensen" in found.sentence["nl"]
    assert "6 texts (entries and interviews) by 5 people" in found.sentence["en"]
    passages = found.table[found.table["about"] == "passages"]
    assert int(passages.loc[passages["name"] == "supporting", "passages"].iloc[0]) == 2


def test_without_interviews_everything_is_called_as_before(study):
    (study.root / "interviews.csv").unlink()
    found = themes_of(study, region="noord", until=None, release="team")
    assert "4 logboekbijdragen van 4 auteurs" in found.sentence["nl"]
    assert [source.path for source in found.sources] == ["themes.yml", "logbook.csv"]


def test_the_sources_do_not_name_transcripts(study):
    found = themes_of(study, region="noord", until=None, release="region")
    paths = [source.path for source in found.sources]
    assert "interviews/" in paths
    assert not [path for path in paths if path.endswith(".txt")]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_word_about_entries_alone_is_left_where_interviews_count(study, language):
    made = [
        themes_of(study, region="noord", until=None, release="team"),
        themes_of(study, region="all", until=None, release="team"),
        *(
            make(study, region="noord", code_list="phm_element", until=None, release=release)
            for make in (co_occurrence_of, saturation_of)
            for release in ("team", "region")
        ),
    ]
    own = ("bijdragen en interviews", "entries and interviews")
    for found in made:
        checks = [check.said for check in found.checks if check.name != "entries_and_interviews"]
        assert len(checks) == len(found.checks) - 1
        texts = [found.sentence, *([found.against] if found.against else []), *checks]
        told = " ".join(text[language] for text in texts) + found.picture[language].alt
        for word in own:
            told = told.replace(word, "")
        words = ("bijdrage", "auteur", "entries", "entry", "author")
        assert not [told for w in words if w in told]


def test_texts_that_may_not_be_counted_are_said_to_be_left_out(study):
    head, *rows = LOGBOOK.splitlines()
    # Of what is not public there is one entry only.
    rows = [f"{row};{'team' if n else 'public'}" for n, row in enumerate(rows[:2])]
    logbook = "\n".join([f"{head};release", *rows])
    (study.root / "logbook.csv").write_text(logbook, encoding="utf-8")
    table = TABLE.replace("v1;region", "v1;public")
    (study.root / "interviews.csv").write_text(table, encoding="utf-8")
    found = themes_of(study, region="noord", until=None, release="public")
    left_out = next(check for check in found.checks if check.name == "left_out")
    assert "Texts were left out" in left_out.said["en"]


def test_turns_of_an_interview_are_units_of_their_own(study):
    seen = scope(study)
    filled = seen.frame.set_index("document")["filled"]
    assert filled["iv1"] == ("turn 1", "turn 2")
    parts = seen.codings.frame.set_index("document").loc["iv1", "part"]
    assert set([parts] if isinstance(parts, str) else parts) <= {"turn 1", "turn 2"}
    by_part = co_occurrence_of(
        study, region="noord", code_list="phm_element", until=None, release="team"
    )
    # Four entries of one field, two interviews of two turns.
    assert set(by_part.table["of"]) == {8}


def test_mentions_stay_about_the_logbook(study):
    found = mentions_of(study, region="noord", code_list="phm_element", until=None, release="team")
    assert len(read_logbook(study).documents) == 4
    assert "4 logboekbijdragen" in found.sentence["nl"]


def test_coders_may_read_interviews_too(study):
    found = agreement_of(
        study, region="noord", code_list="phm_element", unit="part", until=None, release="team"
    )
    assert found.kind == "agreement"


def test_codings_of_what_was_said_are_taken_over_and_counted(study, tmp_path_factory):
    table = tmp_path_factory.mktemp("in") / "codings.csv"
    table.write_text(
        "document;part;quote;code;coder\niv1;turn;Geen geld.;finance;coder-a\n", encoding="utf-8"
    )
    assert "1 coding taken over" in " ".join(taken_over(study, table, coder=None))
    found = themes_of(study, region="noord", until=None, release="team")
    whole = found.table[found.table["about"] == "whole"].iloc[0]
    assert whole["person"] == 1


def test_a_sample_to_read_is_drawn_from_interviews_too(study):
    list(drawn(study, code_list="phm_element", per_code=20, coder="", seed=1))
    key = (study.root / "validation" / "phm_element-1.key.json").read_text(encoding="utf-8")
    assert '"iv1"' in key
