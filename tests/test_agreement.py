"""Agreement of coders: published numbers, units of text, resampling, and what may be said of it."""

import itertools
import json
import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kit.agreement import agreement_between, disagreements, units_of, with_text
from kit.agreement.checking import FEWEST_CODED, FEWEST_UNITS
from kit.agreement.coefficients import ac1, alpha, alpha_of_sets, cohen, fleiss, percentage
from kit.agreement.ratings import NoCoefficient, Ratings, one_against_rest, rate, without_coder
from kit.agreement.resampling import ENOUGH_DOCUMENTS, FEWEST_DOCUMENTS, resample
from kit.agreement.units import cut, sentences
from kit.codebook import read_codebook
from kit.documents import Document, compose
from kit.errors import InputError, Refused
from kit.finding import Drawing, Finding
from kit.language import LANGUAGES
from kit.study import open_study

CASES = json.loads((Path(__file__).parent / "reference" / "irr.json").read_text(encoding="utf-8"))[
    "cases"
]

#: How each published number is asked of the kit.
ASKED = {
    "alpha_nominal": lambda r: alpha(r).estimate,
    "alpha_ordinal": lambda r: alpha(r, scale="ordinal").estimate,
    "alpha_interval": lambda r: alpha(r, scale="interval").estimate,
    "alpha_ratio": lambda r: alpha(r, scale="ratio").estimate,
    "Do": lambda r: alpha(r).disagreement,
    "De": lambda r: alpha(r).by_chance,
    "Do_interval": lambda r: alpha(r, scale="interval").disagreement,
    "De_interval": lambda r: alpha(r, scale="interval").by_chance,
    "percent_agreement": lambda r: percentage(r).estimate,
    "Po": lambda r: 1 - percentage(r).disagreement,
    "Pe": lambda r: 1 - (cohen(r) if r.coders == 2 else fleiss(r)).by_chance,
    "Pe_cohen": lambda r: 1 - cohen(r).by_chance,
    "cohen_kappa": lambda r: cohen(r).estimate,
    "fleiss_kappa": lambda r: fleiss(r).estimate,
    "scott_pi": lambda r: fleiss(r).estimate,
    "gwet_ac1": lambda r: ac1(r).estimate,
    "ac1": lambda r: ac1(r).estimate,
    "gwet_pe": lambda r: 1 - ac1(r).by_chance,
    "krippendorff_alpha": lambda r: alpha(r).estimate,
}
#: Coefficients that the kit does not have: nobody asked for them here.
NOT_OURS = {"kappa_max", "bennett_S", "ac2_quadratic", "conger_kappa", "brennan_prediger"}


def ratings_of(case) -> Ratings:
    data = case["data"]
    if case["layout"].startswith("contingency"):
        pairs = [(i, j) for i, row in enumerate(data) for j, n in enumerate(row) for _ in range(n)]
        return rate([list(column) for column in zip(*pairs, strict=True)])
    if case["layout"].startswith("units x"):
        data = [list(column) for column in zip(*data, strict=True)]
    return rate(data)


PUBLISHED = [
    pytest.param(case, name, id=f"{case['id']}-{name}")
    for case in CASES
    for name in case["expected"]
    if name in ASKED
]


def test_every_published_number_is_reproduced_or_belongs_to_a_coefficient_that_is_not_here():
    names = {name for case in CASES for name in case["expected"]}
    assert names == set(ASKED) | NOT_OURS | {"category_kappa"}
    assert len(CASES) == 20


@pytest.mark.parametrize(("case", "name"), PUBLISHED)
def test_a_published_number_is_found_again(case, name):
    expected = case["expected"][name]
    # The table of Gwet (2014) gives a coefficient with more beside it.
    value = expected["coef"] if isinstance(expected, dict) else expected
    assert ASKED[name](ratings_of(case)) == pytest.approx(value, abs=case["tol"])


@pytest.mark.parametrize("make", [ac1, fleiss])
def test_what_was_seen_and_what_chance_gives_are_those_of_gwet(make):
    case = next(case for case in CASES if case["id"] == "gwet2014_raw_4raters")
    name = "gwet_ac1" if make is ac1 else "fleiss_kappa"
    made = make(ratings_of(case))
    assert 1 - made.disagreement == pytest.approx(case["expected"][name]["pa"], abs=1e-5)
    assert 1 - made.by_chance == pytest.approx(case["expected"][name]["pe"], abs=1e-5)


def test_the_kappa_of_one_category_is_that_of_fleiss_1971():
    case = next(case for case in CASES if case["id"] == "fleiss1971_p379")
    for category, kappa in case["expected"]["category_kappa"].items():
        one = one_against_rest(ratings_of(case), int(category))
        assert fleiss(one).estimate == pytest.approx(kappa, abs=case["tol_category"])


# --- coefficients ------------------------------------------------------------------------------


def slow_alpha(rows, distance) -> float:
    """Alpha from its definition: every pair of values of a unit, every pair of all values."""
    units = [[v for v in unit if v is not None] for unit in zip(*rows, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    every = [value for unit in units for value in unit]
    seen = sum(
        distance(a, b) / (len(unit) - 1)
        for unit in units
        for a, b in itertools.permutations(unit, 2)
    )
    chance = sum(distance(a, b) for a, b in itertools.permutations(every, 2))
    return 1 - (seen / len(every)) / (chance / (len(every) * (len(every) - 1)))


def jaccard(a, b) -> float:
    return 1 - len(a & b) / len(a | b) if a | b else 0.0


def masi(a, b) -> float:
    part = 1 if a == b else 2 / 3 if a <= b or b <= a else 1 / 3 if a & b else 0
    return 1 - (1 - jaccard(a, b)) * part


@pytest.mark.parametrize(("name", "distance"), [("masi", masi), ("jaccard", jaccard)])
@pytest.mark.parametrize("seed", range(5))
def test_alpha_of_sets_is_what_its_definition_gives(name, distance, seed):
    rng = np.random.default_rng(seed)
    sets = [frozenset(s) for n in range(4) for s in itertools.combinations("abc", n)]
    rows = [
        [None if rng.random() < 0.2 else sets[rng.integers(len(sets))] for _ in range(12)]
        for _ in range(4)
    ]
    made = alpha_of_sets(rate(rows), distance=name)
    assert made.estimate == pytest.approx(slow_alpha(rows, distance))


@pytest.mark.parametrize("distance", ["masi", "jaccard"])
def test_with_one_code_per_unit_alpha_of_sets_is_the_nominal_alpha_of_krippendorff(distance):
    case = next(case for case in CASES if case["id"] == "krippendorff2011_C_4obs_missing")
    rows = [[None if v is None else frozenset([v]) for v in row] for row in case["data"]]
    made = alpha_of_sets(rate(rows), distance=distance)
    assert made.estimate == pytest.approx(case["expected"]["alpha_nominal"], abs=0.001)


def test_masi_is_a_third_of_the_common_share_where_sets_overlap():
    # Passonneau 2006: {a,b} and {b,c} share 1 of 3, times 1/3; the only difference of 4 values.
    ab, bc = frozenset("ab"), frozenset("bc")
    made = alpha_of_sets(rate([[ab, ab], [bc, ab]]))
    assert made.disagreement == pytest.approx((1 - 1 / 9) * 2 / 4)


def test_units_that_one_coder_saw_are_set_aside_and_change_alpha_not():
    full = rate([[0, 1, 0, 1], [0, 1, 1, 1]])
    more = rate([[0, 1, 0, 1, 1, None], [0, 1, 1, 1, None, None]])
    assert alpha(more).estimate == alpha(full).estimate
    assert (alpha(more).units, alpha(more).set_aside) == (4, 2)


def test_the_order_of_coders_and_units_does_not_matter():
    rng = np.random.default_rng(4)
    given = rng.integers(-1, 3, size=(4, 30))
    for make in (percentage, fleiss, ac1, alpha, lambda r: alpha(r, scale="ordinal")):
        first = make(Ratings((1, 2, 3), given)).estimate
        mixed = given[rng.permutation(4)][:, rng.permutation(30)]
        assert make(Ratings((1, 2, 3), mixed)).estimate == pytest.approx(first)


@pytest.mark.parametrize("make", [cohen, fleiss, ac1, alpha])
@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[0, 1, 1]], "one_coder"),
        ([[0, 1, 1], [None, None, None]], "one_coder"),
        ([[0, 1, None], [None, None, 1]], "no_pairable_unit"),
        ([[1, 1, 1], [1, 1, 1]], "one_category"),
        ([[1, 1, 0], [1, 1, None]], "one_category"),
    ],
)
def test_a_coefficient_without_a_meaning_is_refused_with_its_reason(make, rows, reason):
    with pytest.raises(NoCoefficient, match="expected") as refusal:
        make(rate(rows))
    assert refusal.value.reason == reason
    assert isinstance(refusal.value, Refused)


def test_cohen_is_of_two_coders_and_says_what_to_take_for_more():
    with pytest.raises(NoCoefficient, match="Fleiss") as refusal:
        cohen(rate([[0, 1], [0, 1], [1, 1]]))
    assert refusal.value.reason == "not_two_coders"
    assert cohen(rate([[0, 1], [0, 1], [None, None]])).estimate == 1


def test_the_percentage_has_a_meaning_where_nothing_varied():
    assert percentage(rate([[1, 1], [1, 1]])).estimate == 1


def test_a_scale_of_numbers_refuses_words_and_an_unknown_scale_is_told_with_the_nearest():
    with pytest.raises(InputError, match="numbers"):
        alpha(rate([["a", "b"], ["a", "a"]]), scale="ordinal")
    with pytest.raises(InputError, match="nearest: ordinal"):
        alpha(rate([[1, 2], [1, 1]]), scale="ordinaal")
    with pytest.raises(InputError, match="nearest: masi"):
        alpha_of_sets(rate([[1, 2], [1, 1]]), distance="massi")


def test_leaving_out_a_coder_leaves_the_others_as_they_are():
    assert without_coder(rate([[0, 1], [1, 1], [0, 0]]), 1).given.tolist() == [[0, 1], [0, 0]]


# --- resampling --------------------------------------------------------------------------------


def noisy(seed, documents, *, per=10, wrong=0.15):
    rng = np.random.default_rng(seed)
    truth = rng.random((documents, per)) < 0.3
    given = [truth ^ (rng.random((documents, per)) < wrong) for _ in range(3)]
    ratings = Ratings((False, True), np.array(given).reshape(3, -1).astype(np.int64))
    return ratings, np.repeat(np.arange(documents), per)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    ratings, documents = noisy(1, 40)
    first, again, other = (
        resample([alpha(ratings)], documents=documents, rng=np.random.default_rng(seed))[0]
        for seed in (5, 5, 6)
    )
    assert first == again
    assert first != other


def test_a_resample_is_the_coefficient_of_the_units_drawn():
    ratings, documents = noisy(2, 12, per=4)
    drawn = np.random.default_rng(9).integers(0, 12, size=(1, 12))[0]
    columns = np.concatenate([np.flatnonzero(documents == d) for d in drawn])
    for make in (alpha, ac1, fleiss, lambda r: alpha(r, scale="ordinal")):
        one = make(ratings)
        got = resample([one], documents=documents, rng=np.random.default_rng(9), replicates=1)[0]
        by_hand = make(Ratings(ratings.categories, ratings.given[:, columns])).estimate
        assert got.interval.low == pytest.approx(by_hand)


def test_units_of_one_text_count_as_one_and_make_the_interval_wider():
    # Every text is copied ten times over: that adds units, but nothing that was not known.
    ratings, _ = noisy(3, 60, per=1)
    copied = Ratings(ratings.categories, np.repeat(ratings.given, 10, axis=1))
    by_text = resample(
        [alpha(copied)], documents=np.repeat(range(60), 10), rng=np.random.default_rng(1)
    )[0].interval
    by_unit = resample([alpha(copied)], documents=np.arange(600), rng=np.random.default_rng(1))[
        0
    ].interval
    assert by_text.high - by_text.low > 2 * (by_unit.high - by_unit.low)


@pytest.mark.parametrize(
    ("n", "why"), [(FEWEST_DOCUMENTS - 1, "few_documents"), (FEWEST_DOCUMENTS, "")]
)
def test_with_too_few_texts_there_is_no_interval(n, why):
    ratings, documents = noisy(4, n)
    got = resample([alpha(ratings)], documents=documents, rng=np.random.default_rng(1))[0]
    assert (got.why_not, got.documents) == (why, n)
    assert (got.interval is None) == bool(why)


def test_without_any_difference_there_is_no_interval_as_that_is_not_certainty():
    ratings, documents = noisy(4, 30, wrong=0)
    got = resample([alpha(ratings)], documents=documents, rng=np.random.default_rng(1))[0]
    assert (got.interval, got.why_not) == (None, "no_disagreement")


def test_a_code_that_most_resamples_miss_has_no_interval():
    given = np.zeros((2, 40), dtype=np.int64)
    given[0, 7] = 1
    one = alpha(Ratings((False, True), given))
    got = resample([one], documents=np.arange(40), rng=np.random.default_rng(1))[0]
    assert (got.interval, got.why_not) == (None, "often_undefined")


@pytest.mark.slow
def test_intervals_hold_the_truth_about_as_often_as_they_say():
    truth = alpha(noisy(0, 100_000)[0]).estimate
    held = 0
    for seed in range(1, 301):
        ratings, documents = noisy(seed, 40)
        rng = np.random.default_rng(seed)
        got = resample([alpha(ratings)], documents=documents, rng=rng, replicates=400)[0]
        held += got.interval.low <= truth <= got.interval.high
    assert 0.90 <= held / 300 <= 0.98


# --- units -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Eerst dit. Dan dat.", ["Eerst dit.", "Dan dat."]),
        ("Dhr. Jansen en mw. De Wit kwamen. Goed.", ["Dhr. Jansen en mw. De Wit kwamen.", "Goed."]),
        (
            "Partijen, o.a. de GGD, bijv. Menzis. Ja.",
            ["Partijen, o.a. de GGD, bijv. Menzis.", "Ja."],
        ),
        ("Zie nr. 3 en art. 5. Klaar.", ["Zie nr. 3 en art. 5.", "Klaar."]),
        ("The answer is no. We stopped.", ["The answer is no.", "We stopped."]),
        ("Zorg, welzijn enz. Daarna geld.", ["Zorg, welzijn enz.", "Daarna geld."]),
        ("People, money, etc. Then a plan.", ["People, money, etc.", "Then a plan."]),
        ("Ca. 30 mensen. J.P. de Boer ook.", ["Ca. 30 mensen.", "J.P. de Boer ook."]),
        ("E.g. Menzis, i.e. the payer. Yes!", ["E.g. Menzis, i.e. the payer.", "Yes!"]),
        ("“Waarom?” vroeg zij. Stil…", ["“Waarom?” vroeg zij.", "Stil…"]),
        ("Zei hij: “Nee!” Toen niets.", ["Zei hij: “Nee!”", "Toen niets."]),
        ("Het was laat. 's Avonds niet meer.", ["Het was laat.", "'s Avonds niet meer."]),
        ("1. Eerst praten. 2 mensen bleven.", ["1. Eerst praten.", "2 mensen bleven."]),
        ("Op 3.5 punten. Prima 👩‍⚕️! Goed zo.", ["Op 3.5 punten.", "Prima 👩‍⚕️!", "Goed zo."]),
        ("geen punt aan het eind", ["geen punt aan het eind"]),
        ("   ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, found):
    assert [text[low:high] for low, high in sentences(text)] == found


def entry(id="d1", *, author="N01", happened="Een zin. Nog een zin.", release="region", why=""):
    text, parts = compose([("happened", "Gebeurd", happened), ("why", "Waarom", why)])
    return Document(
        id, "logbook", text, parts, date(2024, 1, 1), "zonnehei", "regional", release, author, None,
        None, "log.csv", 2,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        ("part", ["Een. Twee.\n\nDrie\nvier.", "Vijf.\nZes. Zeven."]),
        ("paragraph", ["Een. Twee.", "Drie\nvier.", "Vijf.", "Zes. Zeven."]),
        ("sentence", ["Een.", "Twee.", "Drie\nvier.", "Vijf.", "Zes.", "Zeven."]),
    ],
)
def test_a_text_is_cut_into_the_units_asked_for_without_its_headings(unit, found):
    one = entry(happened="Een. Twee.\n\nDrie\nvier.", why="Vijf.\nZes. Zeven.")
    spans = cut(one, unit=unit)
    assert [one.text[low:high] for _, low, high in spans] == found
    assert {part for part, _, _ in spans} == {"happened", "why"}


def test_an_unknown_unit_is_told_with_the_nearest():
    with pytest.raises(InputError, match="nearest: sentence"):
        cut(entry(), unit="sentences")


def frames(*codings, read=(("d1", "ANNA"), ("d1", "BEA"))):
    return (
        pd.DataFrame(codings, columns=["document", "start", "end", "code", "coder"]),
        pd.DataFrame(read, columns=["document", "coder"]),
    )


def coded(one, start, end, *, code="organise"):
    """Return which sentences a coding counts in."""
    codings, read = frames(("d1", start, end, code, "ANNA"))
    units = units_of([one], codings, read=read, codes=("organise",), unit="sentence")
    return units.given[:, units.coders.index("ANNA"), 0].tolist()


def test_a_coding_counts_where_half_of_it_or_half_of_the_sentence_is():
    one = entry(happened="abcdefghij. ABCDEFGHIJ.")  # two sentences of 11, a space between them
    at = one.parts[0].start
    assert coded(one, at, at + 11) == [True, False]
    assert coded(one, at + 3, at + 5) == [True, False]
    assert coded(one, at, at + 14) == [True, False]  # two letters too many
    assert coded(one, at, at + 17) == [True, False]  # 5 of 11 of the next one
    assert coded(one, at, at + 18) == [True, True]  # 6 of 11
    assert coded(one, at + 8, at + 15) == [True, True]  # 3 of each: half of the coding
    assert coded(one, at + 8, at + 14) == [True, False]
    assert coded(one, at, at + 23) == [True, True]


def test_offsets_count_code_points_so_that_an_emoji_is_one():
    one = entry(happened="👩👩👩👩. Tweede zin.")
    at = one.parts[0].start
    assert one.text[at + 6 : at + 12] == "Tweede"
    assert coded(one, at + 6, at + 12) == [False, True]


def test_who_did_not_read_a_text_has_a_gap_there_and_not_a_no():
    codings, read = frames(
        ("d1", 8, 12, "organise", "ANNA"), read=[("d1", "ANNA"), ("d1", "BEA"), ("d2", "BEA")]
    )
    units = units_of([entry(), entry("d2")], codings, read=read, codes=("organise",), unit="part")
    assert units.coders == ("ANNA", "BEA")
    assert units.of_code("organise").given.tolist() == [[1, -1], [0, 0]]
    assert [units.of_sets().categories[k] for k in units.of_sets().given[:, 0]] == [
        frozenset({"organise"}),
        frozenset(),
    ]


def test_codings_that_cannot_be_counted_are_set_aside_and_told():
    codings, read = frames(
        ("d1", 8, 12, "organise", "ANNA"),
        ("d1", 8, 12, "organise", "CEES"),  # not said to have read it
        ("d1", 0, 7, "organise", "BEA"),  # the heading
        ("d1", 8, 12, "another_list", "BEA"),
        ("d9", 0, 900, "organise", "BEA"),  # of a text that was not asked about
    )
    units = units_of([entry()], codings, read=read, codes=("organise",), unit="sentence")
    assert (units.unread, units.outside, int(units.given.sum())) == (1, 1, 1)


def test_every_coding_beyond_its_text_is_told_without_a_word_of_the_text():
    length = len(entry().text)
    codings, read = frames(
        ("d1", length - 1, length, "organise", "ANNA"),
        ("d1", length - 1, length + 1, "organise", "ANNA"),
        ("d1", -1, 4, "organise", "BEA"),
        ("d1", 4, 4, "organise", "BEA"),
    )
    with pytest.raises(InputError) as refusal:
        units_of([entry()], codings, read=read, codes=("organise",), unit="part")
    assert len(refusal.value.problems) == 3
    assert "Nog een zin" not in str(refusal.value)


def test_without_a_code_there_is_nothing_to_compare_and_it_is_told():
    codings, read = frames()
    with pytest.raises(InputError, match="one code at least"):
        units_of([entry()], codings, read=read, codes=(), unit="part")


# --- disagreements -----------------------------------------------------------------------------


def test_the_passages_that_coders_differ_about_name_who_coded_and_who_did_not():
    one = entry()
    at = one.parts[0].start
    codings, read = frames(
        ("d1", at, at + 8, "organise", "ANNA"),
        ("d1", at, at + 8, "finance", "ANNA"),
        ("d1", at, at + 8, "finance", "BEA"),
        read=[("d1", "ANNA"), ("d1", "BEA"), ("d2", "CEES")],
    )
    codes = ("organise", "finance")
    units = units_of([one, entry("d2")], codings, read=read, codes=codes, unit="sentence")
    passages = disagreements(units)
    assert passages.to_dict("records") == [
        {
            "document": "d1",
            "part": "happened",
            "start": at,
            "end": at + 8,
            "code": "organise",
            "coded_by": ("ANNA",),
            "not_coded_by": ("BEA",),
        }
    ]
    assert with_text(passages, documents=[one], release="team")["text"].tolist() == ["Een zin."]
    with pytest.raises(Refused, match="expected team"):
        with_text(passages, documents=[one], release="region")


# --- the finding -------------------------------------------------------------------------------

STUDY = """
format: 1
title: Proef
period: {from: 2024, until: 2024}
regions:
  - {slug: zonnehei, name: Zonnehei}
"""
CODES = read_codebook().of_list("phm_element")[:4]
WRONG = {"organise": 0.02, "finance": 0.25, "monitor": 0.01}
SHARE = {"organise": 0.4, "finance": 0.3, "monitor": 0.02}


@pytest.fixture
def drawn():
    """Ask for real figures; without it they are left out, as they take most of the time."""


@pytest.fixture(autouse=True)
def _without_figures(request, monkeypatch):
    if "drawn" not in request.fixturenames:
        blank = {language: Drawing("", "", "") for language in LANGUAGES}
        monkeypatch.setattr("kit.agreement.draw", lambda compared: blank)


@pytest.fixture
def study(tmp_path):
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "log.csv").write_text("datum;gebeurd\n", encoding="utf-8")
    return open_study(tmp_path)


def team(seed=1, *, documents=24, coders=("ANNA", "BEA", "CEES"), authors=4, release="region"):
    """Return texts and codings of coders who err as often as `WRONG` says; the last code is unused.

    Only the first two authors write about finance.
    """
    rng = np.random.default_rng(seed)
    texts = [
        entry(
            f"d{n}",
            author=f"N{n % authors}",
            happened=" ".join(f"Geheime zin {k} hier." for k in range(6)),
            release=release,
        )
        for n in range(documents)
    ]
    rows = []
    for n, one in enumerate(texts):
        for _, low, high in cut(one, unit="sentence"):
            for code, wrong in WRONG.items():
                is_about = rng.random() < SHARE[code]
                said = is_about ^ (rng.random(len(coders)) < wrong)
                if code == "finance" and n % authors > 1:
                    continue
                rows += [
                    (one.id, low, high, code, c) for c, y in zip(coders, said, strict=True) if y
                ]
    codings, read = frames(*rows, read=[(one.id, c) for one in texts for c in coders])
    return {"documents": texts, "codings": codings, "read": read}


def asked(study, given, **more) -> Finding:
    ask = {"codes": CODES, "unit": "sentence", "release": "team", "seed": 2024} | more
    return agreement_between(study, **given, **ask)


def verdicts(finding):
    return {check.name: check.verdict for check in finding.checks}


def test_each_code_has_its_own_row_with_what_it_rests_on(study):
    given = team()
    finding = asked(study, given)
    rows = finding.table.set_index(["code", "method"])
    assert list(rows.index) == [
        *((code.id, "nominal") for code in CODES), ("all", "masi"), ("all", "jaccard")
    ]  # fmt: skip
    units = units_of(
        given["documents"], given["codings"], read=given["read"],
        codes=[code.id for code in CODES], unit="sentence",
    )  # fmt: skip
    for code in WRONG:
        row, ratings = rows.loc[(code, "nominal")], units.of_code(code)
        assert row["alpha"] == pytest.approx(alpha(ratings).estimate)
        assert row["ac1"] == pytest.approx(ac1(ratings).estimate)
        assert row["prevalence"] == pytest.approx((ratings.given == 1).mean())
        assert row["low"] < row["alpha"] < row["high"]
        assert (row["units"], row["set_aside"], row["documents"], row["coders"]) == (144, 0, 24, 3)
    assert rows.loc[("finance", "nominal"), "authors"] == 2
    assert rows.loc[("organise", "nominal"), "authors"] == 4


def test_beside_alpha_stand_the_kappas_that_have_a_meaning(study):
    from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

    for coders in (("ANNA", "BEA"), ("ANNA", "BEA", "CEES")):
        given = team(coders=coders)
        rows = asked(study, given).table.set_index(["code", "method"])
        units = units_of(
            given["documents"], given["codings"], read=given["read"],
            codes=[code.id for code in CODES], unit="sentence",
        )  # fmt: skip
        for code in WRONG:
            row, said = rows.loc[(code, "nominal")], units.of_code(code).given
            yes = said.sum(axis=0)
            expected = fleiss_kappa(np.column_stack([len(coders) - yes, yes]))
            assert row["fleiss"] == pytest.approx(expected)
            if len(coders) == 2:
                table = [[int(((said[0] == a) & (said[1] == b)).sum()) for b in (0, 1)]
                         for a in (0, 1)]  # fmt: skip
                assert row["cohen"] == pytest.approx(cohens_kappa(table).kappa)
                assert (row["no_cohen"], row["no_fleiss"]) == ("", "")
            else:
                assert pd.isna(row["cohen"])
                assert (row["no_cohen"], row["no_fleiss"]) == ("not_two_coders", "")


def test_a_kappa_without_a_meaning_is_refused_with_the_reason(study):
    given = team()
    read = given["read"]
    first = given["documents"][0].id
    given["read"] = read[~((read["document"] == first) & (read["coder"] == "CEES"))]
    given["codings"] = given["codings"][
        ~((given["codings"]["document"] == first) & (given["codings"]["coder"] == "CEES"))
    ]
    rows = asked(study, given).table.set_index(["code", "method"])
    row = rows.loc[("organise", "nominal")]
    assert (row["no_cohen"], row["no_fleiss"]) == ("not_two_coders", "incomplete")
    assert row[["cohen", "fleiss"]].isna().all()
    assert row["alpha"] == row["alpha"]
    never = rows.loc[(CODES[-1].id, "nominal")]
    assert (never["reason"], never["no_cohen"]) == ("one_category", "not_two_coders")


def test_a_suppressed_code_shows_no_kappa_either(study):
    rows = asked(study, team(coders=("ANNA", "BEA")), release="region").table.set_index("code")
    assert rows.loc["finance", ["cohen", "fleiss"]].isna().all()
    assert list(rows.loc["finance", ["no_cohen", "no_fleiss"]]) == ["", ""]
    assert rows.loc["organise", ["cohen", "fleiss"]].notna().all()


def test_the_careful_code_is_high_and_the_careless_one_low(study):
    rows = asked(study, team()).table.set_index("code")
    assert rows.loc["organise", "alpha"] > 0.8 > 0.667 > rows.loc["finance", "alpha"]


def test_a_code_that_nobody_used_has_no_coefficient_and_says_why(study):
    finding = asked(study, team())
    row = finding.table.set_index("code").loc[CODES[3].id]
    assert row["reason"] == "one_category"
    assert pd.isna(row["alpha"])
    assert row["percentage"] == 1
    check = next(check for check in finding.checks if check.name == "codes_without_alpha")
    assert CODES[3].term.label["nl"] in check.said["nl"]


def test_a_rare_code_is_pointed_to_ac1(study):
    given = team(documents=60)
    finding = asked(study, given)
    check = next(check for check in finding.checks if check.name == "skewed_prevalence")
    assert check.verdict == "doubtful"
    assert "AC1" in check.advice["nl"]
    assert CODES[2].term.label["en"] in check.said["en"]


def _two_coders_and_texts_of_one():
    """Return texts that two coders read, and twenty that one read and gave a code throughout.

    Of the 144 units that both read the first gave it 6, the second 5, and both 1.
    """
    given = team(documents=44)
    texts = given["documents"]
    units = [
        (one.id, low, high) for one in texts[:24] for _, low, high in cut(one, unit="sentence")
    ]
    alone = [
        (one.id, low, high) for one in texts[24:] for _, low, high in cut(one, unit="sentence")
    ]
    rows = [(*span, "organise", "ANNA") for span in [*units[0:36:7], *alone]]
    rows += [(*span, "organise", "BEA") for span in units[35:70:8]]
    read = [(one.id, "ANNA") for one in texts] + [(one.id, "BEA") for one in texts[:24]]
    given["codings"], given["read"] = frames(*rows, read=read)
    return given


def test_every_coefficient_of_a_row_is_of_the_units_that_two_coders_read(study):
    row = asked(study, _two_coders_and_texts_of_one(), codes=CODES[:1]).table.iloc[0]
    assert (row["units"], row["set_aside"], row["coded"], row["agreed"]) == (144, 120, 10, 1)
    # By hand: 9 of 144 differ; the code is 11 of 288 judgements.
    seen, share = 1 - 9 / 144, 11 / 288
    pi = share**2 + (1 - share) ** 2
    assert row["fleiss"] == pytest.approx((seen - pi) / (1 - pi))
    ac1_chance = 2 * share * (1 - share)
    assert row["ac1"] == pytest.approx((seen - ac1_chance) / (1 - ac1_chance))
    both = 6 / 144 * 5 / 144 + 138 / 144 * 139 / 144
    assert row["cohen"] == pytest.approx((seen - both) / (1 - both))
    # Alpha is Scott's pi, corrected for the number of judgements.
    assert row["alpha"] == pytest.approx(1 - (1 - row["fleiss"]) * (1 - 1 / 288))


def test_where_the_measures_disagree_it_is_told_how_often_the_code_was_given(study):
    given = _two_coders_and_texts_of_one()
    told = asked(study, given, codes=CODES[:1]).against
    assert "10 sentences (by coder: 5 and 6); on 1 of those all who read them agree" in told["en"]
    assert "10 zinnen (per codeur: 5 en 6); over 1 daarvan" in told["nl"]
    told = asked(study, given, codes=CODES[:1], release="region").against
    assert "by coder" not in told["en"]


@pytest.mark.parametrize(("n", "verdict"), [(8, "doubtful"), (9, "passed")])
def test_below_the_fewest_units_the_finding_says_so(study, n, verdict):
    assert 8 * 6 < FEWEST_UNITS <= 9 * 6
    assert verdicts(asked(study, team(documents=n)))["enough_units"] == verdict


@pytest.mark.parametrize(
    ("n", "verdict", "interval"),
    [
        (FEWEST_DOCUMENTS - 1, "doubtful", False),
        (FEWEST_DOCUMENTS, "doubtful", True),
        (ENOUGH_DOCUMENTS - 1, "doubtful", True),
        (ENOUGH_DOCUMENTS, "passed", True),
    ],
)
def test_below_the_fewest_texts_there_is_no_interval_and_below_enough_it_is_doubted(
    study, n, verdict, interval
):
    finding = asked(study, team(documents=n))
    assert verdicts(finding)["enough_documents"] == verdict
    assert pd.notna(finding.table.set_index("code").loc["finance", "low"]) == interval


@pytest.mark.parametrize(
    ("n", "verdict"), [(FEWEST_CODED - 1, "doubtful"), (FEWEST_CODED, "passed")]
)
def test_a_code_given_in_few_units_is_named(study, n, verdict):
    given = team()
    rows = [
        (one.id, *cut(one, unit="sentence")[0][1:], "organise", coder)
        for one in given["documents"][:n]
        for coder in ("ANNA", "BEA")
    ]
    given["codings"] = pd.DataFrame(rows, columns=given["codings"].columns)
    assert verdicts(asked(study, given, codes=CODES[:1]))["rare_codes"] == verdict


def test_from_region_upward_a_code_of_two_authors_is_suppressed_with_all_its_numbers(study):
    rows = asked(study, team(), release="region").table.set_index("code")
    hidden = rows.loc["finance"]
    assert hidden["status"] == "suppressed"
    numbers = ["coded", "agreed", "authors", "prevalence", "percentage", "alpha", "low", "high"]
    numbers += ["ac1", "cohen", "fleiss"]
    assert hidden[numbers].isna().all()
    # Units with any code would tell how many have the suppressed one.
    assert rows.loc["all", ["coded", "percentage"]].isna().all().all()
    assert rows.loc["organise", "status"] == "shown"


def test_the_words_and_pictures_of_a_release_say_nothing_of_a_suppressed_code(study, drawn):
    finding = asked(study, team(), release="region")
    name = CODES[1].term.label["nl"]
    texts = [finding.sentence["nl"], finding.against["nl"], *(c.said["nl"] for c in finding.checks)]
    assert not any(name in text for text in texts)
    line = next(one for one in finding.picture["nl"].numbers.splitlines() if one.startswith(name))
    assert line == f"{name}; afgeschermd"


def test_when_too_few_people_wrote_nothing_is_shown(study):
    finding = asked(study, team(authors=2), release="region")
    assert set(finding.table["status"]) == {"suppressed"}
    assert finding.table[["units", "documents", "of_authors"]].isna().all().all()
    assert "te weinig mensen" in finding.sentence["nl"]
    assert finding.against is None
    assert {source.rows for source in finding.sources} == {0}


def test_when_too_few_people_wrote_what_was_coded_only_codes_that_nobody_used_are_shown(study):
    given = team()
    given["codings"] = given["codings"][given["codings"]["code"] == "finance"]
    finding = asked(study, given, release="region")
    shown = finding.table[finding.table["status"] == "shown"]
    assert set(shown["coded"]) == {0}
    assert "te weinig mensen" in finding.sentence["nl"]
    assert "enough_units" not in verdicts(finding)


def test_texts_that_were_not_released_are_not_counted_for_the_consortium(study):
    finding = asked(study, team(authors=1), release="consortium")
    assert set(finding.table["reason"]) == {"left_out"}
    assert verdicts(finding)["left_out"] == "informative"


@pytest.mark.parametrize(("coders", "reason"), [(("ANNA",), "one_coder"), ((), "one_coder")])
def test_with_one_coder_the_finding_says_that_a_second_is_missing(study, coders, reason):
    finding = asked(study, team(coders=coders))
    assert set(finding.table["reason"]) == {reason}
    assert set(finding.table["status"]) == {"missing"}
    assert "second coder" in finding.sentence["en"]


def test_with_no_text_read_by_two_the_finding_says_so(study):
    given = team(coders=("ANNA", "BEA"))
    first = set(given["read"]["document"].unique()[:10])
    given["read"] = given["read"][
        given["read"]["document"].isin(first) == (given["read"]["coder"] == "BEA")
    ]
    finding = asked(study, given)
    assert set(finding.table["reason"]) == {"no_pairable_unit"}
    assert verdicts(finding)["codings_set_aside"] == "doubtful"


def test_before_anything_is_coded_the_finding_stands(study):
    given = team(documents=0)
    finding = asked(study, given)
    assert finding.sources == ()
    assert Finding.from_data(finding.as_data()).as_data() == finding.as_data()


def test_the_finding_says_that_a_coefficient_is_a_choice(study):
    for given in (team(), team(coders=("ANNA",))):
        sentence = asked(study, given).sentence
        for language in LANGUAGES:
            assert "doi:10.1080/14780887.2020.1769238" in sentence[language]


def test_what_contradicts_the_number_is_looked_for(study):
    calm = team(2)
    calm["codings"] = calm["codings"][calm["codings"]["code"] == "organise"]
    finding = asked(study, calm, codes=CODES[:1])
    assert finding.against["nl"].startswith("Gezocht (")
    # One of three coders sees a code everywhere.
    spans = [(t.id, *s[1:]) for t in calm["documents"] for s in cut(t, unit="sentence")]
    calm["codings"] = pd.concat(
        [
            calm["codings"][calm["codings"]["coder"] != "CEES"],
            pd.DataFrame(
                [(*s, "organise", "CEES") for s in spans], columns=calm["codings"].columns
            ),
        ]
    )
    odd = asked(study, calm, codes=CODES[:1])
    assert "één persoon" in odd.against["nl"]
    assert "CEES" not in json.dumps(odd.as_data())


def test_alpha_and_ac1_that_disagree_are_told(study):
    given = team(documents=60)
    rows = given["codings"]
    given["codings"] = rows[(rows["code"] == "monitor") & (rows["coder"] != "CEES")]
    finding = asked(study, given, codes=CODES[2:3])
    row = finding.table.iloc[0]
    assert row["alpha"] < 0.667 < 0.8 <= row["ac1"]
    assert "AC1" in finding.against["en"]
    assert CODES[2].term.label["en"] in finding.against["en"]


def test_no_coder_no_author_and_no_word_of_a_text_stands_in_the_finding(study, drawn):
    data = json.dumps(asked(study, team()).as_data())
    for secret in ("ANNA", "BEA", "CEES", "Geheime", '"N0', 'N1"'):
        assert secret not in data


def test_the_same_seed_gives_the_same_bytes(study, drawn):
    first, again = (json.dumps(asked(study, team()).as_data()) for _ in range(2))
    assert first == again
    assert json.dumps(asked(study, team(), seed=1).as_data()) != first


def test_the_sentence_and_pictures_are_whole_in_both_languages(study, drawn):
    for given in (team(), team(coders=()), team(documents=3), team(coders=("ANNA", "BEA"))):
        for release in ("team", "region"):
            finding = asked(study, given, release=release)
            for language in LANGUAGES:
                drawing = finding.picture[language]
                texts = [finding.sentence[language], drawing.alt, drawing.numbers]
                texts += [check.said[language] for check in finding.checks]
                assert not any(re.search(r"  |\bnan\b|None|<NA>|\{\}", text) for text in texts)
                assert len(drawing.alt) >= 20
                assert len(drawing.numbers.splitlines()) == len(finding.table)
                assert "<svg" in drawing.svg
            assert Finding.from_data(finding.as_data()).as_data() == finding.as_data()


def every_unit(given, coder, codes, *, first=0, last=None):
    """Return a coding of each sentence of some texts with each code."""
    return [
        (one.id, low, high, code, coder)
        for one in given["documents"][first:last]
        for _, low, high in cut(one, unit="sentence")
        for code in codes
    ]


def test_coders_who_never_differ_get_no_interval_and_read_that_it_is_not_certainty(study):
    given = team(coders=("ANNA", "BEA"))
    rows = [row for c in ("ANNA", "BEA") for row in every_unit(given, c, ["organise"], last=12)]
    given["codings"] = frames(*rows)[0]
    finding = asked(study, given, codes=CODES[:1])
    row = finding.table.set_index("code").loc["organise"]
    assert (row["alpha"], row["no_interval"]) == (1, "no_disagreement")
    told = next(check for check in finding.checks if check.name == "no_disagreement")
    assert "not certainty" in told.said["en"]


def test_when_nobody_used_any_code_the_sentence_says_that_nothing_varied(study):
    finding = asked(study, team(coders=("ANNA", "BEA")) | {"codings": frames()[0]})
    assert "is er geen alfa: alle codeurs zeiden overal hetzelfde" in finding.sentence["nl"]
    assert set(finding.table["reason"]) == {"one_category"}
    assert finding.table["alpha"].isna().all()


def test_a_distance_that_makes_a_difference_is_told(study):
    # One coder gives three codes where the other gives two of them: Jaccard 1/3, MASI 5/9 apart.
    given = team(coders=("ANNA", "BEA"), documents=12)
    given["codings"] = frames(
        *every_unit(given, "ANNA", ["organise", "finance", "monitor"], last=11),
        *every_unit(given, "BEA", ["organise", "finance"], last=11),
    )[0]
    finding = asked(study, given)
    rows = finding.table.set_index("method")
    assert rows.loc["jaccard", "alpha"] - rows.loc["masi", "alpha"] >= 0.1
    assert "Jaccard" in finding.against["nl"]
