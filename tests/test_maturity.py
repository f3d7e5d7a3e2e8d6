"""The PHM maturity index: a profile per region, a conversation, never a contest."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from kit.errors import InputError
from kit.finding import Finding
from kit.maturity import maturity_of, read_answers, read_instrument, study_instrument
from kit.maturity.answers import scores_of
from kit.maturity.consensus import allowed_outside, consensus
from kit.maturity.saying import _otherwise
from kit.maturity.waves import holm, sign_test
from kit.study import Study, open_study

INSTRUMENT = {
    "format": 1,
    "id": "klein",
    "version": "1",
    "title": "Kleine index",
    "status": "Voor de proef.",
    "scale": {"min": 0, "max": 5},
    "levels": [
        {"id": "initial", "until": 2},
        {"id": "progressing", "until": 4},
        {"id": "optimising", "until": 5},
    ],
    "elements": [
        {"id": "finance"},
        {"id": "cocreate", "items": [
            {"id": f"c{n}", "nl": f"Stelling {n}.", "en": f"Statement {n}."} for n in (1, 2, 3, 4)
        ]},
    ],
}  # fmt: skip
HEAD = "regio;meting;respondent;rol;vraag;nu;gewenst\n"


def study_of(folder: Path, rows: Sequence[Sequence[Any]], **instrument: Any) -> Study:
    settings = {
        "format": 1, "title": "Proef", "period": {"from": "2021", "until": "2024"},
        "instrument": "index.yml",
        "regions": [{"slug": "noord", "name": "Noord"}, {"slug": "zuid", "name": "Zuid"}],
    }  # fmt: skip
    (folder / "study.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    (folder / "index.yml").write_text(yaml.safe_dump(INSTRUMENT | instrument), encoding="utf-8")
    text = HEAD + "".join(";".join(map(str, row)) + "\n" for row in rows)
    (folder / "maturity.csv").write_text(text, encoding="utf-8")
    return open_study(folder)


def panel(
    scores: Sequence[Any],
    *,
    item: str = "finance",
    wave: str = "2023",
    region: str = "noord",
    roles: Sequence[str] = ("inwoner", "huisarts", "wethouder", "onderzoeker"),
) -> list[tuple[Any, ...]]:
    return [
        (region, wave, f"R{n:02d}", roles[n % len(roles)], item, score, 5)
        for n, score in enumerate(scores)
    ]


def found(study: Study, *, region: str = "noord", release: str = "region") -> Finding:
    return maturity_of(study, region=region, until=None, release=release)


def rows_of(finding: Finding, about: str, **of: Any) -> list[Mapping[str, Any]]:
    table = finding.table[finding.table["about"] == about]
    for name, value in of.items():
        table = table[table[name] == value]
    return table.to_dict("records")


# --- agreement of raters ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scores", "median", "at_median", "within", "verdict"),
    [
        # Twelve raters; Int J Integr Care doi:10.5334/ijic.7747, three rows with median 2.5.
        ([1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4], 2.5, 37.5, 75.0, "agreement"),
        ([1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 5], 2.5, 33.3, 66.7, "split"),
        ([0, 0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5], 2.5, 20.8, 41.7, "split"),
    ],
)
def test_consensus_is_as_published(
    scores: list[float], median: float, at_median: float, within: float, verdict: str
) -> None:
    seen = consensus(scores)
    assert seen.median == median
    assert (round(seen.at_median * 100, 1), round(seen.within * 100, 1)) == (at_median, within)
    assert seen.verdict == verdict


def test_how_many_may_lie_outside_is_that_of_the_appropriateness_method() -> None:
    published = {8: 2, 9: 2, 10: 2, 11: 3, 12: 3, 13: 3, 14: 4, 15: 4, 16: 4}
    assert {n: allowed_outside(n) for n in published} == published
    assert allowed_outside(7) is None


def test_of_seven_people_nobody_says_whether_they_agree() -> None:
    assert consensus([3] * 7).verdict == "too_few"
    assert consensus([3] * 8).verdict == "agreement"


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_consensus_does_not_depend_on_the_order_or_on_where_the_scale_begins(
    scores: list[int],
) -> None:
    seen, moved = consensus(scores), consensus([score + 1 for score in reversed(scores)])
    assert (seen.within, seen.at_median, seen.verdict) == (
        moved.within, moved.at_median, moved.verdict,
    )  # fmt: skip
    assert moved.median == seen.median + 1
    assert 0 <= seen.within <= 1


# --- two waves ---------------------------------------------------------------------------------


@given(st.integers(0, 25), st.integers(0, 25))
def test_the_sign_test_is_the_binomial_test_of_scipy(up: int, down: int) -> None:
    if up + down:
        assert sign_test(up, down) == pytest.approx(stats.binomtest(up, up + down).pvalue)


def test_corrected_values_are_those_of_statsmodels() -> None:
    from statsmodels.stats.multitest import multipletests

    given_p = [0.04, 0.001, 0.2, 0.013, 0.03, 1.0]
    assert holm(list(given_p)) == pytest.approx(list(multipletests(given_p, method="holm")[1]))
    assert holm([None, 0.5]) == [None, 0.5]


def test_only_people_of_both_waves_are_compared_and_only_as_pairs(tmp_path: Path) -> None:
    before = panel([1, 1, 1, 1, 1, 1, 1, 1, 5, 5], wave="2022")
    after = panel([2, 2, 2, 2, 2, 2, 2, 1], wave="2024")
    finding = found(study_of(tmp_path, [*before, *after]))
    (pair,) = rows_of(finding, "pair", element="finance")
    assert (pair["respondents"], pair["up"], pair["same"], pair["down"]) == (8, 7, 1, 0)
    assert pair["p"] == pytest.approx(2 / 2**7)  # the other element has no pairs to correct for
    assert "7 van de 8 hoger en 0 lager" in finding.sentence["nl"]
    assert "zegt dit niet" in finding.sentence["nl"]


def test_seven_pairs_are_not_tested(tmp_path: Path) -> None:
    rows = panel([1] * 8, wave="2022") + panel([4] * 7, wave="2024")
    rows.append(("noord", "2024", "X", "inwoner", "finance", 4, 5))
    finding = found(study_of(tmp_path, rows), release="team")
    (pair,) = rows_of(finding, "pair", element="finance")
    assert (pair["respondents"], pair["up"]) == (7, 7)
    assert pair["p"] != pair["p"]
    assert "te weinig om te vergelijken" in finding.sentence["nl"]


def test_another_panel_is_told(tmp_path: Path) -> None:
    rows = panel([1] * 10, wave="2022")
    rows += [("noord", "2024", f"N{n}", "inwoner", "finance", 3, 4) for n in range(10)]
    (check,) = [c for c in found(study_of(tmp_path, rows)).checks if c.name == "same_people"]
    assert check.verdict == "doubtful"
    assert check.number == 0
    assert check.advice
    assert "niet als ontwikkeling" in " ".join(check.advice["nl"].split())


def test_that_nothing_moved_is_no_evidence_that_nothing_changed(tmp_path: Path) -> None:
    rows = panel([1, 2] * 5, wave="2022") + panel([2, 1] * 5, wave="2024")
    assert "geen bewijs" in found(study_of(tmp_path, rows)).sentence["nl"]


# --- a profile ---------------------------------------------------------------------------------


def test_an_element_is_the_median_of_a_respondents_items_when_half_were_scored(
    tmp_path: Path,
) -> None:
    rows = [("noord", "2023", "A", "inwoner", f"c{n}", s, "") for n, s in enumerate((1, 2, 5), 1)]
    rows += [("noord", "2023", "A", "inwoner", "c4", "weet niet", "")]
    rows += [("noord", "2023", "B", "inwoner", "c1", 4, "")]
    study = study_of(tmp_path, rows)
    scores = scores_of(read_answers(study, study_instrument(study)).frame, study_instrument(study))
    assert dict(zip(scores["respondent"], scores["current"].fillna(-1), strict=True)) == {
        "A": 2.0, "B": -1,
    }  # fmt: skip


def test_who_does_not_know_is_counted_and_nothing_is_filled_in(tmp_path: Path) -> None:
    finding = found(study_of(tmp_path, panel([3] * 9 + ["weet niet"] * 6)))
    (row,) = rows_of(finding, "element", name="finance")
    assert (row["asked"], row["respondents"], row["median"], row["dont_know"]) == (15, 9, 3, 0.4)
    (check,) = [c for c in finding.checks if c.name == "dont_know"]
    assert check.verdict == "doubtful"


def test_what_people_are_divided_on_comes_first_and_has_no_level(tmp_path: Path) -> None:
    finding = found(study_of(tmp_path, panel([0] * 6 + [5] * 6)))
    (row,) = rows_of(finding, "element", name="finance")
    assert row["consensus"] == "split"
    assert row["level"] != row["level"]
    sentence = finding.sentence["nl"]
    assert sentence.index("Verdeeld") > 0
    assert "Begin daar het gesprek" in sentence


@pytest.mark.parametrize(
    ("median", "level"),
    [(0, "initial"), (2, "initial"), (2.5, "progressing"), (4, "progressing"), (4.5, "optimising")],
)
def test_a_level_is_that_of_the_published_bands(median: float, level: str) -> None:
    assert read_instrument().level(median) == level


def test_there_is_no_total_anywhere(tmp_path: Path) -> None:
    finding = found(study_of(tmp_path, panel([3] * 9) + panel([2] * 9, item="c1")))
    assert set(finding.table["element"]) == {"finance", "cocreate"}
    assert not re.search(r"\b(totaal|gemiddeld|eindcijfer)\b", finding.sentence["nl"])


# --- few people --------------------------------------------------------------------------------


def test_seven_respondents_are_shown_to_their_own_team_only(tmp_path: Path) -> None:
    study = study_of(tmp_path, panel([3] * 7))
    assert "te weinig mensen" in found(study).sentence["nl"]
    assert not rows_of(found(study), "score")
    assert found(study).picture["nl"].svg == ""
    own = found(study, release="team")
    assert [row["count"] for row in rows_of(own, "score")] == [7]


def test_a_median_of_few_among_many_who_did_not_know_is_not_shown(tmp_path: Path) -> None:
    study = study_of(tmp_path, panel([3, 3, 4] + ["weet niet"] * 9))
    (row,) = rows_of(found(study), "element", name="finance")
    assert row["status"] == "suppressed"


def test_voice_groups_below_the_threshold_are_put_together(tmp_path: Path) -> None:
    roles = ["inwoner"] * 8 + ["huisarts"] * 4 + ["wethouder"] * 4
    study = study_of(tmp_path, panel([3] * 16, roles=roles))
    groups = {row["name"]: row["respondents"] for row in rows_of(found(study), "group",
                                                                 element="finance")}  # fmt: skip
    assert groups == {"resident": 8, "together": 8}


def test_a_rest_that_is_too_small_takes_the_smallest_group_with_it(tmp_path: Path) -> None:
    roles = ["inwoner"] * 8 + ["huisarts"] * 9 + ["wethouder"]
    study = study_of(tmp_path, panel([3] * 18, roles=roles))
    groups = {row["name"] for row in rows_of(found(study), "group")}
    assert groups == {"professional", "together"}
    alone = panel([3] * 9, roles=["inwoner"] * 8 + ["wethouder"])
    (tmp_path / "zwei").mkdir()
    assert not rows_of(found(study_of(tmp_path / "zwei", alone)), "group")


def test_no_answer_in_the_figure_or_table_belongs_to_a_person_or_group(tmp_path: Path) -> None:
    finding = found(study_of(tmp_path, panel([0, 1, 2, 3, 4, 5, 3, 3, 3])))
    assert "respondent" not in finding.table.columns
    assert "R05" not in str(finding.as_data())


def test_regions_stand_side_by_side_in_the_order_of_the_alphabet(tmp_path: Path) -> None:
    rows = panel([5] * 9, region="zuid") + panel([1] * 9)
    finding = found(study_of(tmp_path, rows), region="all", release="consortium")
    assert list(dict.fromkeys(finding.table["region"])) == ["noord", "zuid"]
    assert "niet onderling te vergelijken" in finding.sentence["nl"]
    assert finding.against
    assert "0 van de 2" in finding.against["nl"]


# --- what may be wrong with a file -------------------------------------------------------------


@pytest.mark.parametrize("score", [6, -1, "2,5", "best goed", "5+"])
def test_a_score_off_the_scale_is_told_with_its_row(tmp_path: Path, score: Any) -> None:
    study = study_of(tmp_path, panel([3, score, 3]))
    read = read_answers(study, study_instrument(study))
    (problem,) = read.problems
    assert "row 3, `current`" in str(problem)
    assert "from 0 to 5" in str(problem)
    assert len(read.frame) == 2


@pytest.mark.parametrize("score", ["3 – geprobeerd", "3: geprobeerd", "3", "3.", "3 - geprobeerd"])
def test_a_score_may_stand_before_its_label(tmp_path: Path, score: str) -> None:
    study = study_of(tmp_path, panel([score]))
    read = read_answers(study, study_instrument(study))
    assert not read.problems
    assert list(read.frame["current"]) == [3.0]


def test_a_respondent_who_stands_there_twice_is_told(tmp_path: Path) -> None:
    study = study_of(tmp_path, panel([3, 3]) + panel([4]))
    (problem,) = read_answers(study, study_instrument(study)).problems
    assert "row 4" in str(problem)
    assert "row 2 has one too" in str(problem)


def test_answers_to_another_version_are_set_aside_and_counted(tmp_path: Path) -> None:
    study = study_of(tmp_path, [])
    text = "regio;meting;respondent;vraag;nu;instrument\nnoord;2023;A;finance;3;klein 2\n"
    (tmp_path / "maturity.csv").write_text(text, encoding="utf-8")
    read = read_answers(study, study_instrument(study))
    assert read.frame.empty
    assert read.set_aside["answers to another instrument or version"] == 1


def test_an_unknown_item_is_told_with_the_nearest(tmp_path: Path) -> None:
    study = study_of(tmp_path, panel([3], item="finanse"))
    (problem,) = read_answers(study, study_instrument(study)).problems
    assert "nearest: finance" in str(problem)


def test_an_index_of_twelve_dimensions_without_items_loads_too(tmp_path: Path) -> None:
    dimensions = [{"id": f"d{n}", "label": f"Dimensie {n}"} for n in range(1, 13)]
    study = study_of(
        tmp_path,
        [row for n in range(1, 13) for row in panel([3] * 12, item=f"d{n}")],
        elements=dimensions,
    )
    assert len(rows_of(found(study), "element")) == 12


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"scale": {"min": 3, "max": 3}}, "a highest score above the lowest"),
        ({"elements": [{"id": "geld"}]}, "what the element is called"),
        ({"elements": [{"id": "finance"}, {"id": "finance"}]}, "an id that stands there once"),
        ({"levels": [{"id": "initial", "until": 2}]}, "limits that rise"),
        ({"levels": [{"id": "top", "until": 5}]}, "one of initial"),
        ({"format": 2}, "less than or equal to 1"),
        ({"elementen": []}, "nearest: elements"),
    ],
)
def test_what_is_wrong_with_an_instrument_is_told(
    tmp_path: Path, wrong: dict[str, Any], said: str
) -> None:
    study = study_of(tmp_path, [], **wrong)
    with pytest.raises(InputError) as error:
        study_instrument(study)
    assert said in str(error.value)


def test_without_answers_the_finding_says_what_will_come(tmp_path: Path) -> None:
    finding = found(study_of(tmp_path, []))
    assert "nog geen antwoorden" in finding.sentence["nl"]
    assert finding.table.empty


def test_the_stand_in_says_of_itself_that_it_is_no_validated_instrument(tmp_path: Path) -> None:
    assert not read_instrument().validated
    finding = found(study_of(tmp_path, panel([3] * 9)))
    (check,) = [c for c in finding.checks if c.name == "instrument"]
    assert check.verdict == "doubtful"


def test_every_element_with_the_largest_share_that_sees_it_otherwise_is_named() -> None:
    rows = [{"element": id, "respondents": 12, "outside": 2} for id in ("finance", "organise")]
    seen = SimpleNamespace(name_of=lambda id: {"nl": f"‘{id}’", "en": f"‘{id}’"})
    said = _otherwise(seen, rows, "en")  # type: ignore[arg-type]
    assert said.endswith("on ‘finance’ 2 of 12 and on ‘organise’ 2 of 12.")
