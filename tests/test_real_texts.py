"""Real Dutch texts, kept outside the repository, as entries of one running document.

The days are invented. Nothing of the texts is quoted here; only codes are.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from kit.check import check_study
from kit.codebook import read_codebook
from kit.coding import find_mentions
from kit.documents import normalise
from kit.language import day
from kit.logbook import read_logbook
from kit.mentions import mentions_of
from kit.new_study import new_study
from kit.study import open_study

TEXTS = Path(__file__).resolve().parents[2] / "shared" / "real" / "texts"
DAYS = (date(2022, 1, 14), date(2022, 3, 23), date(2022, 10, 4), date(2022, 2, 9), date(2022, 6, 1))

pytestmark = pytest.mark.skipif(
    not TEXTS.is_dir(), reason="needs ../shared/real/texts, which are not ours to hand on"
)


@pytest.fixture(scope="module")
def texts():
    files = sorted(TEXTS.glob("*.txt"))
    assert len(files) == len(DAYS)
    return {when: path.read_text(encoding="utf-8") for when, path in zip(DAYS, files, strict=True)}


@pytest.fixture(scope="module")
def study(texts, tmp_path_factory):
    root = new_study(tmp_path_factory.mktemp("real") / "study", language="nl").root
    settings = root / "study.yml"
    wider = settings.read_text(encoding="utf-8").replace("from: 2024Q1", "from: 2022Q1")
    settings.write_text(wider, encoding="utf-8")
    running = "".join(f"{day(when, 'nl')}\n\n{text}\n\n" for when, text in sorted(texts.items()))
    (root / "logbook_voorbeeld-a.txt").write_text(running, encoding="utf-8")
    return open_study(root)


@pytest.fixture(scope="module")
def mentioned(study):
    hits = find_mentions(read_logbook(study).documents, read_codebook())
    days = {document.id: document.day for document in read_logbook(study).documents}
    found = {when: set() for when in DAYS}
    for document, code in zip(hits["document"], hits["code"], strict=True):
        found[days[document]].add(code)
    return found


def words(text):
    return re.findall(r"\w+", text.casefold())


def test_the_check_finds_nothing_to_correct(study):
    checked = check_study(study.root)
    assert checked.problems == {}
    (logbook,) = (reading for reading in checked.readings if reading.table == "logbook")
    assert logbook.good_rows == len(DAYS)


def test_every_text_is_one_entry_and_none_of_its_words_is_lost(study, texts):
    documents = {document.day: document for document in read_logbook(study).documents}
    assert set(documents) == set(DAYS)
    for when, document in documents.items():
        read = [document.text[part.start : part.end] for part in document.parts]
        assert sorted(words(" ".join(read))) == sorted(words(normalise(texts[when])))
        assert document.region == "voorbeeld-a"


def test_the_three_learning_themes_of_the_knowledge_circle_are_found(mentioned):
    """The third text names three themes with ten questions; the rules find these."""
    found = mentioned[DAYS[2]]
    assert {"lt_governance", "lt_cocreation", "lt_roadmap"} <= found
    assert {"q_steering_to_aho", "q_organise_together", "q_continuity"} <= found
    assert {"q_conflicting_interests", "q_involve_residents", "q_speed"} <= found
    assert {"q_who_decides_next_step", "q_what_is_the_roadmap"} <= found
    assert {"governance", "organise", "cocreate", "insights"} <= found


def test_a_text_that_lists_the_six_elements_mentions_those_it_writes_out(mentioned):
    """It names *anders organiseren* only in words that stand apart, which no rule joins."""
    six = {code.id for code in read_codebook().of_list("phm_element")}
    assert six - {"organise"} <= mentioned[DAYS[1]]


def test_a_text_that_lists_the_five_focus_points_mentions_them(mentioned):
    five = {code.id for code in read_codebook().of_list("focus_point")}
    assert five <= mentioned[DAYS[3]]


def test_a_finding_is_made_of_them_and_says_whose_view_it_is(study):
    finding = mentions_of(
        study, region="voorbeeld-a", code_list="learning_theme", until="2022", release="team"
    )
    whole = finding.table[finding.table["period"] == "all"].set_index("code")
    assert (whole["of"] == 5).all()
    assert (whole["documents"] >= 1).all()
    verdicts = {check.name: check.verdict for check in finding.checks}
    assert verdicts["authors_stated"] == verdicts["enough_sources"] == "doubtful"
    assert "Met één periode" in finding.sentence["nl"]
