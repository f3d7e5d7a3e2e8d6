"""What every finding promises, whatever its kind: on the sample and on a study of the first day."""

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kit.codebook import read_codebook
from kit.control_chart import chart
from kit.files import sha256
from kit.finding import Drawing, Finding
from kit.indicators import read_indicators
from kit.language import LANGUAGES
from kit.logbook import read_logbook
from kit.mentions import mentions_of
from kit.new_study import new_study
from kit.parameters import NOTEBOOKS
from kit.rhythm import rhythm
from kit.study import Study, open_study
from kit.terms import terms

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
REGIONS = ("noorderkolk", "lindewaard", "zonnehei", "kraanvoorde", "sparremeer", "vlasgouw")
SCOPES = (*REGIONS, "all", "national", "healthkic")
LISTS = (
    "phm_element", "focus_point", "aim", "learning_theme", "learning_question",
    "community_principle",
)  # fmt: skip
INDICATORS = (
    "ed_visits_per_1000", "good_contact_pct", "sick_leave_pct", "good_health_pct",
    "care_cost_per_head_eur",
)  # fmt: skip

#: What stands in a suppressed row and is not the number of that row.
OF_OTHERS = {
    "logbook": set(),
    "mentions": {"of", "of_authors"},  # how many wrote, which is shown where they are enough
    "control_chart": {"centre", "lower", "upper"},  # lines drawn from the figures that are shown
}
#: How many people stand behind a row, and the fewest with whom it may be shown.
PEOPLE = {"logbook": ("voices", 3), "mentions": ("authors", 3), "control_chart": ("n", 10)}
CAUSE = {
    "nl": r"dankzij|\bleid(t|de|den) tot|heeft geleid|zorg(t|de|den) voor|veroorzaak|gevolg van"
    r"|\bkom(t|en) door|kwam(en)? door|vanwege|effect van|resulte(ert|erde) in|waardoor (?!\.)",
    "en": r"thanks to|\bled to|\bleads? to|\bcaus(e|es|ed|ing)\b|because of|due to|result of"
    r"|result(s|ed) in|(effect|impact) of|owing to|brought about",
}
RANK = {
    "nl": r"\bbeste\b|slechtste|(beter|slechter) dan|koploper|achterblijv|winnaar|ranglijst"
    r"|\bscoort|presteert",
    "en": r"\bbest\b|\bworst\b|(better|worse) than|\bleader|laggard|winner|outperform|\branks?\b"
    r"|ranking|\bscores?\b|performs",
}


class Case(NamedTuple):
    """A kind of finding, and what it is asked."""

    kind: str
    region: str
    about: str = ""
    study: str = "sample"
    release: str = "region"


def _sample_cases() -> Iterator[Case]:
    for region in SCOPES:
        wide = "region" if region in REGIONS else "consortium"
        yield Case("logbook", region, release=wide)
        for code_list in LISTS:
            yield Case("mentions", region, code_list, release=wide)
    for region in REGIONS:
        for indicator in INDICATORS:
            yield Case("control_chart", region, indicator)
    for kind, about in (
        ("logbook", ""),
        ("mentions", "phm_element"),
        ("control_chart", INDICATORS[1]),
    ):
        yield Case(kind, "sparremeer", about, release="team")


def _quick(case: Case) -> bool:
    """Say whether a case runs every time: each kind, wide and narrow, and what is withheld most."""
    if case.kind == "control_chart":
        return (case.region, case.about) in {
            ("lindewaard", "ed_visits_per_1000"),
            ("sparremeer", "good_contact_pct"),
            ("vlasgouw", "sick_leave_pct"),
            ("kraanvoorde", "good_health_pct"),
            ("kraanvoorde", "care_cost_per_head_eur"),
        }
    if case.kind == "mentions":
        return case.about == "phm_element" and case.region in ("sparremeer", "vlasgouw", "all")
    return case.region in ("sparremeer", "vlasgouw", "all", "national")


def _first_day_cases() -> Iterator[Case]:
    for region in ("voorbeeld-a", "all", "national", "healthkic"):
        yield Case("logbook", region, study="new")
        yield Case("mentions", region, "phm_element", study="new")
    for code_list in LISTS[1:]:
        yield Case("mentions", "voorbeeld-b", code_list, study="new")
    yield Case("control_chart", "voorbeeld-a", "ed_visits_per_1000", study="new")


CASES = [
    pytest.param(case, id="-".join(part for part in case if part),
                 marks=() if _quick(case) or case.study == "new" else pytest.mark.slow)
    for case in (*_sample_cases(), *_first_day_cases())
]  # fmt: skip


@pytest.fixture(scope="module")
def opened(tmp_path_factory) -> Callable[[str], Study]:
    @cache
    def of(name: str) -> Study:
        if name == "new":
            return new_study(tmp_path_factory.mktemp("new") / "study", language="nl")
        return open_study(SAMPLE)

    return of


@pytest.fixture(scope="module")
def found(opened) -> Callable[[Case], Finding]:
    @cache
    def logbook(name: str) -> Any:
        return read_logbook(opened(name))

    @cache
    def figures(name: str) -> Any:
        return read_indicators(opened(name))

    @cache
    def of(case: Case) -> Finding:
        given = {"logbook": logbook(case.study), "indicators": figures(case.study)}
        return made(opened(case.study), case, **given)

    return of


def made(study: Study, case: Case, *, until: str | None = None, **read: Any) -> Finding:
    asked = {"region": case.region, "until": until, "release": case.release}
    if case.kind == "control_chart":
        return chart(study, indicator=case.about, indicators=read.get("indicators"), **asked)
    if case.kind == "mentions":
        return mentions_of(study, code_list=case.about, logbook=read.get("logbook"), **asked)
    return rhythm(study, logbook=read.get("logbook"), **asked)


def as_bytes(finding: Finding) -> str:
    return json.dumps(finding.as_data(), ensure_ascii=False, allow_nan=False)


def test_every_notebook_that_makes_a_finding_and_every_code_list_is_among_the_cases():
    kinds = {"logbook": "logbook", "mentions": "mentions", "control_chart": "control_chart"}
    assert {n for n, notebook in NOTEBOOKS.items() if notebook.makes == "finding"} == set(kinds)
    assert {case.values[0].kind for case in CASES} == set(kinds.values())
    assert {code.list for code in read_codebook().codes.values()} == set(LISTS)
    assert set(open_study(SAMPLE).regions) == set(REGIONS)
    assert {case.values[0].about for case in CASES if not case.marks} >= {*LISTS, *INDICATORS}


@pytest.mark.parametrize("case", CASES)
def test_every_finding_keeps_its_promises(case, found, opened):
    finding = found(case)
    assert finding.kind == case.kind
    assert finding.release == case.release
    _the_table_is_protected(finding)
    _the_words_claim_no_more_than_they_may(finding)
    _the_pictures_can_be_read_without_seeing(finding)
    _the_checks_can_fail_and_say_what_then(finding)
    _contradiction_was_looked_for(finding)
    _the_sources_are_there(finding, opened(case.study))
    _nothing_is_lost_when_written(finding)


def _the_table_is_protected(finding: Finding) -> None:
    table = finding.table
    assert set(table["status"]) <= set(terms("status"))
    withheld = table[table["status"] == "suppressed"]
    numbers = withheld.select_dtypes(include="number").columns
    if len(withheld):
        beside = {name for name in numbers if withheld[name].notna().any()}
        assert beside <= OF_OTHERS[finding.kind]
    if finding.release != "team":
        column, fewest = PEOPLE[finding.kind]
        shown = table.loc[table["status"] == "shown", column].dropna()
        assert ((shown >= fewest) | (shown == 0)).all()
        if finding.kind == "mentions":
            about = table["of_authors"].dropna()
            assert ((about >= fewest) | (about == 0)).all()
    else:
        assert "suppressed" not in set(table.loc[table.get("n", table.index).notna(), "status"])


def _the_words_claim_no_more_than_they_may(finding: Finding) -> None:
    texts = [finding.sentence] + ([finding.against] if finding.against else [])
    for text in texts:
        assert text["nl"] != text["en"]
        for language in LANGUAGES:
            assert text[language].endswith(".")
            assert not re.search(r"  |\bnan\b|None|<NA>", text[language])
    for text in (*texts, finding.question, *(check.said for check in finding.checks)):
        for language in LANGUAGES:
            assert text[language].strip()
            assert not re.search(CAUSE[language], text[language], re.IGNORECASE)
            assert not re.search(RANK[language], text[language], re.IGNORECASE)


def _the_pictures_can_be_read_without_seeing(finding: Finding) -> None:
    assert set(finding.picture) == set(LANGUAGES)
    for picture in finding.picture.values():
        assert picture.svg == "" or "<svg" in picture.svg
        assert len(picture.alt) >= 20
        assert not re.search(r"\bnan\b|None|<NA>", picture.alt + picture.numbers)
        if not finding.table.empty:
            assert picture.numbers.strip()
    drawn = [bool(picture.svg) for picture in finding.picture.values()]
    assert len(set(drawn)) == 1
    if drawn[0]:
        assert finding.picture["nl"].alt != finding.picture["en"].alt


def _the_checks_can_fail_and_say_what_then(finding: Finding) -> None:
    assert finding.checks
    assert len({check.name for check in finding.checks}) == len(finding.checks)
    for check in finding.checks:
        assert check.verdict in terms("verdict")
        assert check.said["nl"] != check.said["en"]
        if check.verdict in ("doubtful", "failed"):
            assert check.advice is not None
            assert check.advice["nl"].strip() != check.advice["en"].strip()


def _contradiction_was_looked_for(finding: Finding) -> None:
    if (finding.table["status"] == "shown").any():
        assert finding.against is not None


def _the_sources_are_there(finding: Finding, study: Study) -> None:
    for source in finding.sources:
        assert sha256(study.root / source.path) == source.sha256
        assert source.rows is None or source.rows >= 0
    if (finding.table["status"] == "shown").any():
        assert finding.sources


def _nothing_is_lost_when_written(finding: Finding) -> None:
    json.dumps(dict(finding.parameters), allow_nan=False)
    written = as_bytes(finding)
    again = Finding.from_data(json.loads(written))
    assert as_bytes(again) == written
    assert list(again.table.columns) == list(finding.table.columns)


TWICE = (
    Case("logbook", "sparremeer"),
    Case("mentions", "vlasgouw", "phm_element"),
    Case("control_chart", "sparremeer", "good_contact_pct"),
)


@pytest.mark.parametrize("case", TWICE, ids=lambda case: case.kind)
def test_the_same_study_gives_the_same_bytes(case, found):
    assert as_bytes(made(open_study(SAMPLE), case)) == as_bytes(found(case))


@pytest.fixture
def until_2023(tmp_path) -> Study:
    """Return the sample with nothing in it after 2023, as tables that later ones can join."""
    (tmp_path / "logbook").mkdir()
    shutil.copy(SAMPLE / "study.yml", tmp_path)
    shutil.copy(SAMPLE / "logbook" / "noorderkolk.csv", tmp_path / "logbook")
    (tmp_path / "indicators").mkdir()
    with (SAMPLE / "indicators" / "indicators.csv").open(encoding="utf-8", newline="") as handle:
        head, *rows = csv.reader(handle, delimiter=";")
    for name, later in (("early", False), ("late", True)):
        kept = [row for row in rows if (row[head.index("period")] >= "2024") == later]
        with (tmp_path / "indicators" / f"{name}.csv").open("w", encoding="utf-8", newline="") as f:
            csv.writer(f, delimiter=";").writerows([head, *kept])
    (tmp_path / "indicators" / "late.csv").rename(tmp_path / "late_indicators.txt")
    return open_study(tmp_path)


@pytest.mark.parametrize(
    "case",
    [
        Case("logbook", "noorderkolk", release="team"),
        Case("mentions", "noorderkolk", "focus_point", release="team"),
        Case("control_chart", "noorderkolk", "ed_visits_per_1000"),
    ],
    ids=lambda case: f"{case.kind}-{case.region}",
)
def test_what_happened_after_until_changes_nothing(case, until_2023, monkeypatch):
    for module in ("rhythm", "mentions", "control_chart"):  # a drawing is made of the table alone
        blank = {language: Drawing("", "", "") for language in LANGUAGES}
        monkeypatch.setattr(f"kit.{module}.draw", lambda *_, blank=blank, **__: blank)
    before = made(until_2023, case, until="2023Q4")
    assert not before.table.empty
    root = until_2023.root
    (root / "logbook" / "later.csv").write_text(
        "datum;regio;auteur;gebeurd\n"
        + "".join(
            f"2024-0{m}-11;noorderkolk;NIEUW{m};Subsidie en mandaat.\n" for m in range(1, 10)
        ),
        encoding="utf-8",
    )
    (root / "late_indicators.txt").rename(root / "indicators" / "late.csv")
    assert as_bytes(made(open_study(root), case, until="2023Q4")) == as_bytes(before)
    assert as_bytes(made(open_study(root), case, until="2024Q4")) != as_bytes(before)
