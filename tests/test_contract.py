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

from kit.agreement import agreement_of
from kit.codebook import read_codebook
from kit.codings import Coding, append
from kit.control_chart import chart
from kit.evaluation.interrupted import interrupted_series
from kit.evaluation.pooled import pooled_effects
from kit.evaluation.staggered import staggered_starts
from kit.evaluation.synthetic import synthetic_comparison
from kit.evaluation.trajectories import trajectories
from kit.finding import Drawing, Finding
from kit.funnel_plot import funnel_of
from kit.hotspots import hotspots, read_given
from kit.indicator_overview import indicators_overview
from kit.indicators import read_indicators
from kit.inequality import inequality
from kit.language import LANGUAGES
from kit.learning_history import history_of
from kit.logbook import read_logbook
from kit.maturity import maturity_of
from kit.mentions import mentions_of
from kit.new_study import new_study
from kit.parameters import NOTEBOOKS
from kit.provenance import verify
from kit.rhythm import rhythm
from kit.standardised_rates import standardised_rates
from kit.study import Study, open_study
from kit.terms import terms
from kit.themes import co_occurrence_of, saturation_of, themes_of

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

#: Designs of evaluation: each asked of one indicator.
BY_INDICATOR: dict[str, Callable[..., Finding]] = {
    "interrupted_series": interrupted_series, "staggered_starts": staggered_starts,
    "synthetic_comparison": synthetic_comparison, "pooled_effects": pooled_effects,
    "trajectories": trajectories,
}  # fmt: skip

#: What is asked of one problem that is counted by area and age.
BY_PROBLEM: dict[str, Callable[..., Finding]] = {
    "standardised_rates": standardised_rates, "inequality": inequality,
}  # fmt: skip

#: What stands in a suppressed row and is not the number of that row.
OF_OTHERS = {
    "logbook": set(),
    "mentions": {"of", "of_authors"},  # how many wrote, which is shown where they are enough
    "control_chart": {"centre", "lower", "upper"},  # lines drawn from the figures that are shown
    "funnel": {"common", "areas"},  # of the areas that are shown; of others only how many
    "themes": {"of", "of_authors"},
    # The two codes by themselves, each shown where enough people mention it.
    "co_occurrence": {"n1", "n2", "of", "authors_1", "authors_2", "of_authors"},
    "saturation": {"base", "run", "threshold"},  # what was asked
    "maturity": set(),
    "indicators": set(),
    "hotspots": set(),
    "standardised_rates": set(),
    "inequality": set(),
    "interrupted_series": {"event_time"},
    "staggered_starts": {"event_time"},
    "synthetic_comparison": {"event_time"},
    "pooled_effects": {"event_time"},
    "trajectories": set(),
    "learning_history": set(),
    "agreement": {"units", "set_aside", "documents", "coders", "of_authors"},  # all that was read
}
#: How many people stand behind a row, and the fewest with whom it may be shown.
PEOPLE = {
    "logbook": ("voices", 3), "mentions": ("authors", 3), "control_chart": ("n", 10),
    "themes": ("authors", 3), "co_occurrence": ("authors", 3), "saturation": ("authors", 3),
    "agreement": ("authors", 3), "learning_history": ("voices", 3),
    "maturity": ("respondents", 8), "funnel": ("n", 10),
    "hotspots": ("observed", 10), "indicators": ("n", 10),
    "standardised_rates": ("observed", 10), "inequality": ("observed", 10),
    "interrupted_series": ("n", 10), "staggered_starts": ("n", 10),
    "synthetic_comparison": ("n", 10), "pooled_effects": ("n", 10), "trajectories": ("n", 10),
}  # fmt: skip
#: Columns with further groups of people, whatever the status of their row.
GROUPS = ("of_authors", "authors_1", "authors_2")
CAUSE = {
    "nl": r"dankzij|\bleid(t|de|den) tot|heeft geleid|zorg(t|de|den) voor|veroorzaak|gevolg van"
    r"|\bkom(t|en) door|kwam(en)? door|vanwege|effect van|resulte(ert|erde) in|waardoor "
    r"(?!het komt, zegt)",
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
    unit: str = ""


def _sample_cases() -> Iterator[Case]:
    for region in SCOPES:
        wide = "region" if region in REGIONS else "consortium"
        yield Case("logbook", region, release=wide)
        for code_list in LISTS:
            yield Case("mentions", region, code_list, release=wide)
        yield Case("themes", region, release=wide)
        for kind in ("co_occurrence", "saturation", "agreement"):
            yield Case(kind, region, "phm_element", release=wide)
            yield Case(kind, region, "learning_theme", release=wide)
    yield Case("maturity", "all", release="consortium")
    yield Case("indicators", "all", release="consortium")
    yield Case("hotspots", "all", release="consortium")
    yield Case("funnel", "all", "fall_injuries_per_1000", release="consortium")
    for kind in BY_PROBLEM:
        yield Case(kind, "all", "copd_attacks", release="consortium")
    for indicator in INDICATORS:
        yield Case("staggered_starts", "all", indicator, release="consortium")
        yield Case("pooled_effects", "all", indicator, release="consortium")
        yield Case("trajectories", "all", indicator, release="consortium")
    for region in REGIONS:
        yield Case("learning_history", region)
        yield Case("maturity", region)
        yield Case("indicators", region)
        yield Case("hotspots", region)
        yield Case("funnel", region, "fall_injuries_per_1000")
        for kind in BY_PROBLEM:
            yield Case(kind, region, "copd_attacks")
        for indicator in INDICATORS:
            yield Case("control_chart", region, indicator)
            yield Case("interrupted_series", region, indicator)
            yield Case("synthetic_comparison", region, indicator)
            yield Case("trajectories", region, indicator)
    for kind, about in (
        ("logbook", ""),
        ("mentions", "phm_element"),
        ("control_chart", INDICATORS[1]),
        ("themes", ""),
        ("co_occurrence", "phm_element"),
        ("saturation", "phm_element"),
        ("agreement", "phm_element"),
        ("learning_history", ""),
        ("maturity", ""),
        ("indicators", ""),
        ("hotspots", ""),
        ("funnel", "fall_injuries_per_1000"),
        ("standardised_rates", "diabetes_complications"),
        ("inequality", "diabetes_complications"),
    ):
        yield Case(kind, "sparremeer", about, release="team")
    for code_list in LISTS:
        yield Case("agreement", "lindewaard", code_list, release="team", unit="paragraph")
        yield Case("agreement", "all", code_list, release="public", unit="sentence")


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
    if case.kind in BY_INDICATOR:
        return (case.region, case.about) in {
            ("lindewaard", "ed_visits_per_1000"), ("vlasgouw", "sick_leave_pct"),
            ("kraanvoorde", "good_health_pct"), ("all", "good_contact_pct"),
        }  # fmt: skip
    if case.kind == "mentions":
        return case.about == "phm_element" and case.region in ("sparremeer", "vlasgouw", "all")
    if case.kind == "logbook":
        return case.region in ("sparremeer", "vlasgouw", "all", "national")
    return case.about != "learning_theme" and (case.kind, case.region) in {
        ("themes", "noorderkolk"), ("themes", "vlasgouw"), ("co_occurrence", "noorderkolk"),
        ("saturation", "healthkic"), ("agreement", "noorderkolk"), ("agreement", "sparremeer"),
        ("learning_history", "noorderkolk"), ("learning_history", "zonnehei"),
        ("hotspots", "all"), ("hotspots", "lindewaard"), ("hotspots", "sparremeer"),
        ("maturity", "all"), ("maturity", "lindewaard"), ("maturity", "sparremeer"),
        ("indicators", "all"), ("indicators", "sparremeer"), ("indicators", "vlasgouw"),
        ("funnel", "all"), ("funnel", "lindewaard"), ("funnel", "sparremeer"),
        ("standardised_rates", "all"), ("standardised_rates", "sparremeer"),
        ("inequality", "noorderkolk"), ("inequality", "sparremeer"),
    }  # fmt: skip


def _first_day_cases() -> Iterator[Case]:
    for region in ("voorbeeld-a", "all", "national", "healthkic"):
        yield Case("logbook", region, study="new")
        yield Case("mentions", region, "phm_element", study="new")
    for code_list in LISTS[1:]:
        yield Case("mentions", "voorbeeld-b", code_list, study="new")
    yield Case("control_chart", "voorbeeld-a", "ed_visits_per_1000", study="new")
    yield Case("interrupted_series", "voorbeeld-a", "ed_visits_per_1000", study="new")
    yield Case("staggered_starts", "all", "ed_visits_per_1000", study="new")
    yield Case("synthetic_comparison", "voorbeeld-a", "ed_visits_per_1000", study="new")
    yield Case("pooled_effects", "all", "ed_visits_per_1000", study="new")
    yield Case("trajectories", "all", "ed_visits_per_1000", study="new")
    yield Case("trajectories", "voorbeeld-a", "ed_visits_per_1000", study="new")
    yield Case("learning_history", "voorbeeld-a", study="new")
    yield Case("maturity", "voorbeeld-a", study="new")
    yield Case("indicators", "voorbeeld-a", study="new")
    yield Case("indicators", "all", study="new")
    yield Case("hotspots", "voorbeeld-a", study="new")
    yield Case("funnel", "voorbeeld-a", "fall_injuries_per_1000", study="new")
    for kind in BY_PROBLEM:
        yield Case(kind, "voorbeeld-a", "falls", study="new")
    for region in ("voorbeeld-a", "all", "national"):
        yield Case("themes", region, study="new")
        for kind in ("co_occurrence", "saturation", "agreement"):
            yield Case(kind, region, "phm_element", study="new")


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
    def districts(name: str) -> Any:
        return read_given(opened(name))

    @cache
    def of(case: Case) -> Finding:
        given = {"logbook": logbook(case.study), "indicators": figures(case.study)}
        if case.kind == "hotspots":
            given["districts"] = districts(case.study)
        return made(opened(case.study), case, **given)

    return of


def made(study: Study, case: Case, *, until: str | None = None, **read: Any) -> Finding:
    asked: dict[str, Any] = {"region": case.region, "until": until, "release": case.release}
    if case.kind == "control_chart":
        return chart(study, indicator=case.about, indicators=read.get("indicators"), **asked)
    if case.kind in BY_INDICATOR:
        read_once = read.get("indicators")
        return BY_INDICATOR[case.kind](study, indicator=case.about, indicators=read_once, **asked)
    if case.kind == "funnel":
        return funnel_of(study, indicator=case.about, indicators=read.get("indicators"), **asked)
    if case.kind in BY_PROBLEM:
        return BY_PROBLEM[case.kind](study, problem=case.about, **asked)
    if case.kind == "mentions":
        return mentions_of(study, code_list=case.about, logbook=read.get("logbook"), **asked)
    if case.kind == "maturity":
        return maturity_of(study, **asked)
    if case.kind == "indicators":
        return indicators_overview(study, indicators=read.get("indicators"), **asked)
    if case.kind == "hotspots":
        return hotspots(study, given=read.get("districts"), **asked)
    if case.kind == "learning_history":
        return history_of(study, **asked)
    if case.kind == "themes":
        return themes_of(study, logbook=read.get("logbook"), **asked)
    if case.kind == "agreement":
        return agreement_of(study, code_list=case.about, unit=case.unit or "part", **asked)
    if case.kind in ("co_occurrence", "saturation"):
        about = {"co_occurrence": co_occurrence_of, "saturation": saturation_of}[case.kind]
        return about(study, code_list=case.about, logbook=read.get("logbook"), **asked)
    return rhythm(study, logbook=read.get("logbook"), **asked)


def as_bytes(finding: Finding) -> str:
    return json.dumps(finding.as_data(), ensure_ascii=False, allow_nan=False)


def test_every_notebook_that_makes_a_finding_and_every_code_list_is_among_the_cases():
    makes = {name for name, notebook in NOTEBOOKS.items() if notebook.makes == "finding"}
    assert makes == set(PEOPLE) == set(OF_OTHERS)
    for study in ("sample", "new"):
        quick = [case.values[0] for case in CASES if not case.marks]
        assert {case.kind for case in quick if case.study == study} == makes
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
    _the_brief_says_no_more_than_the_sentence(finding)
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
        for name in {*GROUPS} & {*table}:
            about = table[name].dropna()
            assert ((about >= fewest) | (about == 0)).all()
    else:
        counted = table.get("n", table.get("observed", table.index))
        assert "suppressed" not in set(table.loc[counted.notna(), "status"])
    if finding.kind == "saturation":  # what the order of time would tell has a status of its own
        shut = table["order_status"] != "shown"
        assert table.loc[shut, ["base_codes", "reached_at", "codes"]].isna().all(axis=None)
        assert finding.release != "team" or not shut.any()


def _the_words_claim_no_more_than_they_may(finding: Finding) -> None:
    texts = [finding.sentence] + ([finding.against] if finding.against else [])
    for text in texts:
        assert text["nl"] != text["en"]
        for language in LANGUAGES:
            assert text[language].endswith(".")
            assert not re.search(r"  |\bnan\b|None(?! of)|<NA>", text[language])
    for text in (*texts, finding.question, *(check.said for check in finding.checks)):
        for language in LANGUAGES:
            assert text[language].strip()
            assert not re.search(CAUSE[language], text[language], re.IGNORECASE)
            assert not re.search(RANK[language], text[language], re.IGNORECASE)


def _the_brief_says_no_more_than_the_sentence(finding: Finding) -> None:
    brief = finding.in_short()
    assert brief["nl"] != brief["en"]
    for language in LANGUAGES:
        text = brief[language]
        assert text.endswith(".")
        assert len(text) <= 200
        assert not re.search(r"  |\bnan\b|None(?! of)|<NA>", text)
        assert not re.search(CAUSE[language], text, re.IGNORECASE)
        assert not re.search(RANK[language], text, re.IGNORECASE)
        assert _numbers(text) <= _numbers(finding.sentence[language])


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))


def _the_pictures_can_be_read_without_seeing(finding: Finding) -> None:
    assert set(finding.picture) == set(LANGUAGES)
    for picture in finding.picture.values():
        assert picture.svg == "" or "<svg" in picture.svg
        assert len(picture.alt) >= 20
        assert not re.search(r"\bnan\b|None(?! of)|<NA>", picture.alt + picture.numbers)
        if picture.svg or (finding.table["status"] == "shown").any():
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
    shown = finding.table[finding.table["status"] == "shown"]
    if (shown[PEOPLE[finding.kind][0]] > 0).any():
        assert finding.against is not None


def _the_sources_are_there(finding: Finding, study: Study) -> None:
    assert verify(study.root, finding.sources) == {}
    for source in finding.sources:
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
    Case("themes", "vlasgouw"),
    Case("learning_history", "noorderkolk"),
    Case("maturity", "lindewaard"),
    Case("indicators", "sparremeer"),
    Case("hotspots", "lindewaard"),
    Case("funnel", "lindewaard", "fall_injuries_per_1000"),
    Case("standardised_rates", "lindewaard", "falls"),
    Case("inequality", "lindewaard", "falls"),
    Case("interrupted_series", "lindewaard", "ed_visits_per_1000"),
    Case("staggered_starts", "all", "good_contact_pct", release="consortium"),
    Case("synthetic_comparison", "lindewaard", "ed_visits_per_1000"),
    Case("pooled_effects", "all", "good_contact_pct", release="consortium"),
    Case("trajectories", "all", "good_contact_pct", release="consortium"),
    pytest.param(Case("co_occurrence", "noorderkolk", "phm_element"), marks=pytest.mark.slow),
    Case("saturation", "healthkic", "phm_element", release="consortium"),
    Case("agreement", "noorderkolk", "phm_element"),
)


@pytest.mark.parametrize("case", TWICE, ids=lambda case: getattr(case, "kind", None))
def test_the_same_study_gives_the_same_bytes(case, found):
    assert as_bytes(made(open_study(SAMPLE), case)) == as_bytes(found(case))


def _without_others(path: Path) -> str:
    """Return what a coder wrote on the one region that is copied."""
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    mine = [line for line in lines if json.loads(line)["document"].startswith("noorderkolk")]
    return "\n".join([head, *mine]) + "\n"


@pytest.fixture
def until_2023(tmp_path) -> Study:
    """Return the sample with nothing in it after 2023, as tables that later ones can join."""
    for folder in ("logbook", "codings"):
        (tmp_path / folder).mkdir()
    for name in ("study.yml", "themes.yml"):
        shutil.copy(SAMPLE / name, tmp_path)
    for path in (SAMPLE / "codings").glob("*.jsonl"):
        (tmp_path / "codings" / path.name).write_text(_without_others(path), encoding="utf-8")
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
        Case("indicators", "noorderkolk"),
        pytest.param(Case("themes", "noorderkolk", release="team"), marks=pytest.mark.slow),
        pytest.param(
            Case("co_occurrence", "noorderkolk", "phm_element", release="team"),
            marks=pytest.mark.slow,
        ),
        Case("saturation", "noorderkolk", "phm_element", release="team"),
        Case("agreement", "noorderkolk", "phm_element", release="team"),
    ],
    ids=lambda case: f"{case.kind}-{case.region}",
)
def test_what_happened_after_until_changes_nothing(case, until_2023, monkeypatch):
    blank = {language: Drawing("", "", "") for language in LANGUAGES}
    for draw in (  # a drawing is made of the table alone
        "rhythm.draw", "mentions.draw", "control_chart.draw", "agreement.draw", "themes.draw",
        "themes.draw_pairs", "themes.draw_saturation", "indicator_overview.draw",
    ):  # fmt: skip
        monkeypatch.setattr(f"kit.{draw}", lambda *_, **__: blank)
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
    later = open_study(root)
    book = read_codebook()
    for coder in ("coder-a", "coder-c"):
        new = [
            Coding.at(document, start=0, end=9, code="finance", coder=coder, codebook=book,
                      time="2025-06-01T12:00:00+02:00")
            for document in read_logbook(later).documents if document.file.endswith("later.csv")
        ]  # fmt: skip
        assert len(new) == 9
        append(later, coder=coder, codings=new)
    assert as_bytes(made(open_study(root), case, until="2023Q4")) == as_bytes(before)
    assert as_bytes(made(open_study(root), case, until="2024Q4")) != as_bytes(before)
