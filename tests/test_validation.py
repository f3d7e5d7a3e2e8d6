"""Precision and recall of rules: weighed as they were drawn, with intervals that hold."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook
from scipy.stats import hypergeom
from test_sampling import ENTRIES, LISTS, SETTINGS, book

from kit.codings import Coding, append
from kit.sampling import Sample, draw, write_sample
from kit.study import Study, open_study
from kit.terms import columns
from kit.validation import COLUMNS, Answers, precision, read_validation, recall, said

NOON = "2026-01-31T12:00:00Z"


def test_every_column_of_the_form_is_explained() -> None:
    assert [column.name for column in COLUMNS] == list(columns("validation"))


# --- the estimates -------------------------------------------------------------------------------


def test_precision_and_recall_of_an_example_worked_by_hand() -> None:
    # 500 hits, 25 read, 20 right: 400 right. 1500 others, 30 read, 1 right. A share of 0.98 of them
    # was not read, so (1 + 0.98/3) / (30 + 2 × 0.98/3) = 1.32667 / 30.65333 of 1500: 64.9 missed.
    hits, others = Answers(500, 25, 20), Answers(1500, 30, 1)
    exact = precision(hits)
    found = recall(hits, others)
    assert exact is not None
    assert found is not None
    assert (exact.value, exact.n) == (0.8, 25)
    assert found.value == pytest.approx(400 / (400 + 1500 * 1.3266667 / 30.6533333))
    assert found.n == 55
    assert found.low < found.value < found.high
    # statsmodels 0.15, confint_proportions_2indep(1, 30, 20, 25, "score", "ratio", correction
    # False): the ratio of misses to hits is 0.00737 to 0.19748.
    assert found.low == pytest.approx(1 / (1 + 3 * RATIO[1]), abs=1e-6)
    assert found.high == pytest.approx(1 / (1 + 3 * RATIO[0]), abs=1e-6)


def _ratio() -> tuple[float, float]:
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(
        1, 30, 20, 25, method="score", compare="ratio", correction=False
    )
    return float(low), float(high)


RATIO = _ratio()


def test_a_miss_stands_for_as_many_as_it_was_drawn_from() -> None:
    one = recall(Answers(100, 20, 20), Answers(100, 20, 1))
    many = recall(Answers(100, 20, 20), Answers(1000, 20, 1))
    assert one is not None
    assert many is not None
    # Of 100, four fifths were not read: (1 + 0.8/3) / (20 + 1.6/3); of 1000 a share of 0.98.
    assert one.value == pytest.approx(100 / (100 + 100 * 1.2666667 / 20.5333333))
    assert many.value == pytest.approx(100 / (100 + 1000 * 1.3266667 / 20.6533333))


def test_without_a_miss_among_the_few_read_recall_is_not_said_to_be_whole() -> None:
    found = recall(Answers(100, 20, 15), Answers(900, 20, 0))
    assert found is not None
    assert found.low < 0.5 < found.value < found.high == 1


def test_where_every_passage_was_read_recall_is_counted_and_nothing_is_added() -> None:
    for missed, expected in ((0, 1.0), (5, 15 / 20)):
        found = recall(Answers(20, 20, 15), Answers(30, 30, missed))
        assert found is not None
        assert found.value == pytest.approx(expected)


def test_when_no_hit_is_right_recall_is_nothing_and_may_be_more() -> None:
    found = recall(Answers(100, 20, 0), Answers(900, 20, 5))
    assert found is not None
    assert (found.value, found.low) == (0, 0)
    assert found.high > 0


@pytest.mark.parametrize(
    ("hits", "others"),
    [
        (Answers(100, 0, 0), Answers(900, 20, 1)),  # no hit was read
        (Answers(100, 20, 15), Answers(900, 0, 0)),  # none of the others was
        (Answers(100, 20, 0), Answers(900, 20, 0)),  # nothing is about the code
        (Answers(0, 0, 0), Answers(900, 20, 0)),
    ],
)
def test_where_recall_cannot_be_known_it_is_not_said(hits: Answers, others: Answers) -> None:
    assert recall(hits, others) is None


def test_rules_that_hit_nothing_or_everything_have_a_recall_all_the_same() -> None:
    nothing = recall(Answers(0, 0, 0), Answers(900, 20, 1))
    everything = recall(Answers(900, 20, 3), Answers(0, 0, 0))
    assert nothing is not None
    assert everything is not None
    assert (nothing.value, everything.value) == (0, 1)
    assert precision(Answers(0, 0, 0)) is None


TRUTHS = [
    # hits, right among them, others, right among them, read of each
    (400, 320, 2600, 52, 20),
    (400, 320, 2600, 260, 20),
    (400, 240, 1200, 120, 40),
    (150, 120, 1500, 30, 60),
    (60, 30, 600, 60, 20),
]


@cache
def _recall(n_hits: int, n_others: int, n: int, right: int, missed: int) -> tuple[float, float]:
    found = recall(Answers(n_hits, n, right), Answers(n_others, n, missed))
    return (found.low, found.high) if found else (0.0, 1.0)


@pytest.mark.parametrize("truth", TRUTHS)
def test_the_interval_of_recall_holds_the_truth_in_some_95_of_100_draws(
    truth: tuple[int, int, int, int, int],
) -> None:
    n_hits, right, n_others, missed, n = truth
    true = right / (right + missed)
    covered = 0.0
    # Every draw there is, weighed by its chance (hypergeometric, without replacement).
    for x1, x0 in itertools.product(range(n + 1), repeat=2):
        chance = hypergeom.pmf(x1, n_hits, right, n) * hypergeom.pmf(x0, n_others, missed, n)
        if chance < 1e-9:
            continue
        low, high = _recall(n_hits, n_others, n, x1, x0)
        covered += chance * (low <= true <= high)
    assert 0.93 <= covered <= 1


@pytest.mark.parametrize("truth", [*TRUTHS, (74, 44, 1070, 45, 30), (100, 90, 1000, 10, 30)])
def test_recall_from_few_passages_lies_nearer_the_truth_than_the_plain_share(
    truth: tuple[int, int, int, int, int],
) -> None:
    n_hits, right, n_others, missed, n = truth
    true = right / (right + missed)
    away: dict[str, list[tuple[float, float]]] = {"kit": [], "plain": []}
    # Every draw there is, weighed by its chance (hypergeometric, without replacement).
    for x1, x0 in itertools.product(range(n + 1), repeat=2):
        chance = hypergeom.pmf(x1, n_hits, right, n) * hypergeom.pmf(x0, n_others, missed, n)
        if chance < 1e-9 or not x1 + x0:
            continue
        found, lost = n_hits * x1 / n, n_others * x0 / n
        made = recall(Answers(n_hits, n, x1), Answers(n_others, n, x0))
        assert made is not None
        away["kit"].append((chance, made.value - true))
        away["plain"].append((chance, found / (found + lost) - true))
    bias = {name: sum(c * d for c, d in those) for name, those in away.items()}
    error = {name: sum(c * d**2 for c, d in those) ** 0.5 for name, those in away.items()}
    assert bias["plain"] > 0.01
    assert abs(bias["kit"]) < 0.075
    assert error["kit"] < error["plain"]


# --- the form, read back -------------------------------------------------------------------------


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "study.yml").write_text(SETTINGS + "codebook: codeboek.yml\n", encoding="utf-8")
    book(tmp_path)
    return open_study(tmp_path)


def sampled(study: Study, *, seed: int = 7, name: str = "proef", per_code: int = 30) -> Sample:
    codebook = book(study.root)
    codes = codebook.of_list("phm_element")
    sample = draw(ENTRIES, codebook, codes=codes, per_code=per_code, seed=seed, name=name)
    write_sample(study, sample, documents=ENTRIES, codebook=codebook)
    return sample


def fill(study: Study, answers: dict[int, str], *, name: str = "proef") -> None:
    path = study.root / "validation" / f"{name}.xlsx"
    made = load_workbook(path)
    for number, answer in answers.items():
        made.worksheets[0].cell(number + 1, 4).value = answer
    made.save(path)


def test_a_form_that_was_filled_in_gives_precision_and_recall(study: Study) -> None:
    sample = sampled(study)
    # All 6 hits of finance read, 5 right and one in doubt; of the 24 others 2 right.
    items = [i for i in sample.items if i.code == "finance"]
    hits = [i.number for i in items if i.hit]
    others = [i.number for i in items if not i.hit]
    answers = dict.fromkeys(hits[:5], "ja") | {hits[5]: "Twijfel"}
    answers |= dict.fromkeys(others[:2], "yes") | dict.fromkeys(others[2:], "nee")
    fill(study, answers)
    read = read_validation(study, book(study.root))
    assert read.problems == ()
    assert read.good_rows == 30
    assert set(read.codes) == {"finance"}
    finance = read.codes["finance"]
    assert finance.precision is not None
    assert finance.recall is not None
    assert (finance.precision.value, finance.precision.n, finance.doubts) == (1, 5, 1)
    assert finance.recall.value == pytest.approx(6 / (6 + 2))
    assert finance.recall.n == 29


def test_who_sorts_the_rows_changes_nothing(study: Study) -> None:
    sample = sampled(study)
    fill(study, {i.number: "ja" if i.hit else "nee" for i in sample.items})
    before = read_validation(study, book(study.root)).codes
    path = study.root / "validation" / "proef.xlsx"
    made = load_workbook(path)
    sheet = made.worksheets[0]
    rows = sorted(sheet.iter_rows(min_row=2, values_only=True), key=lambda row: str(row[2]))
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = None if value is None else f" {value}"
    made.save(path)
    assert read_validation(study, book(study.root)).codes == before


def test_a_form_that_nobody_filled_in_checks_nothing(study: Study) -> None:
    sampled(study)
    read = read_validation(study, book(study.root))
    assert (dict(read.codes), read.problems, read.good_rows) == ({}, (), 0)
    codes = book(study.root).of_list("phm_element")
    assert said(read, codes)["nl"].startswith("niet nagekeken: ‘Anders organiseren’")
    assert said(read, codes)["en"].startswith("not checked: ")


def test_answers_on_other_rules_do_not_count_for_the_rules_of_now(study: Study) -> None:
    sample = sampled(study)
    fill(study, {i.number: "ja" for i in sample.items})
    sharper = LISTS.replace('"=geld", "=euro"', '"=geld"')
    now = book(study.root, sharper)
    read = read_validation(study, now)
    assert set(read.codes) == {"organise", "monitor"}
    assert read.changed == ("finance",)
    assert "‘Finance differently’ (rules changed since)" in said(
        read, now.of_list("phm_element")
    )["en"]  # fmt: skip


def test_a_passage_that_two_samples_drew_counts_once_and_a_difference_is_a_doubt(
    study: Study,
) -> None:
    one, two = sampled(study, name="een"), sampled(study, name="twee", seed=8)
    finance = [i.number for i in one.items if i.code == "finance"]
    fill(study, dict.fromkeys(finance, "ja"), name="een")
    other = [i for i in two.items if i.code == "finance"]
    first = next(i.number for i in other if i.hit)
    fill(study, {i.number: "nee" if i.number == first else "ja" for i in other}, name="twee")
    found = read_validation(study, book(study.root)).codes["finance"]
    assert found.precision is not None
    assert (found.precision.n, found.doubts) == (5, 1)


def test_a_reader_may_answer_in_a_coders_file(study: Study) -> None:
    sample = sampled(study)
    texts = {d.id: d for d in ENTRIES}
    records = []
    for item in (i for i in sample.items if i.code == "finance" and i.hit):
        passage = Coding.at(
            texts[item.document], start=item.start, end=item.end, code=item.code, coder="anna",
            time=NOON,
        )  # fmt: skip
        asked = passage.__class__(**{**vars(passage), "id": f"proef#{item.number}"})
        verdict = "accept" if len(records) < 4 else "reject"
        records.append(asked.decided(decision=verdict, coder="anna", time=NOON))
    append(study, coder="anna", codings=records)
    found = read_validation(study, book(study.root)).codes["finance"]
    assert found.precision is not None
    assert (found.precision.value, found.precision.n) == (4 / 6, 6)
    assert found.recall is None  # nothing without a hit was read


def test_what_cannot_be_read_is_told_with_its_row_and_without_a_passage(study: Study) -> None:
    sampled(study)
    path = study.root / "validation" / "proef.xlsx"
    made = load_workbook(path)
    sheet = made.worksheets[0]
    sheet["D2"], sheet["A3"], sheet["A4"], sheet["D5"] = "misschien", 999, None, "ja"
    sheet["D3"] = "ja"
    made.save(path)
    read = read_validation(study, book(study.root))
    told = [str(problem) for problem in read.problems]
    assert len(told) == 3
    assert any("row 2, `answer`" in line and '"misschien"' in line for line in told)
    assert any("row 3, `item`" in line and "from 1 to" in line for line in told)
    assert any("row 4, `item`" in line for line in told)
    assert "regende" not in "".join(told)
    assert read.good_rows == 1


def test_a_form_without_its_key_is_a_problem(study: Study) -> None:
    sampled(study)
    (study.root / "validation" / "proef.key.json").unlink()
    (problem,) = read_validation(study, book(study.root)).problems
    assert "validation/proef.key.json" in str(problem)


def test_without_a_folder_nothing_is_checked_and_nothing_wrong(study: Study) -> None:
    assert read_validation(study, book(study.root)).problems == ()


def test_what_is_said_has_the_interval_and_n(study: Study) -> None:
    sample = sampled(study)
    right = {i.number: "ja" if i.hit else "nee" for i in sample.items if i.code == "organise"}
    fill(study, right)
    codebook = book(study.root)
    text = said(read_validation(study, codebook), codebook.of_list("phm_element"))
    # Wilson for 3 of 3: 0.4385 to 1.
    assert text["nl"].startswith(
        "‘Anders organiseren’: precisie 100% (44–100%; n = 3), vindkans 100% ("
    )
    assert "; n = 30); niet nagekeken: ‘Anders financieren’ en ‘Anders monitoren’" in text["nl"]
