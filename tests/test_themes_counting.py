"""Themes, pairs of codes and saturation, counted on small frames by hand and held to papers."""

import json
import math
import random
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import InputError
from kit.themes.counting import carrying, halves_of, methods_of, people, tabulate
from kit.themes.pairing import coefficient, pairs_of, protect_pairs, units_of
from kit.themes.pairing_words import _by_chance
from kit.themes.saturating import (
    check_setting,
    new_codes,
    random_orders,
    saturation,
    settings_of,
)
from kit.themes.saturating_words import _say_found, say_against

PUBLISHED = json.loads(
    (Path(__file__).parent / "reference" / "saturation.json").read_text(encoding="utf-8")
)


def documents(*rows):
    """Return documents from (id, author, voice, filled fields), all of one region and year."""
    return pd.DataFrame(
        [
            {"document": id, "author": author, "voice_group": voice, "filled": tuple(filled),
             "region": "noorderkolk", "tier": "regional", "day": date(2023, 1, 1), "file": "a.csv"}
            for id, author, voice, filled in rows
        ]
    )  # fmt: skip


def codings(*rows):
    """Return codings from (document, part, code, method)."""
    names = ["document", "part", "code", "method"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(start=0, end=3, coder="")


THREE = documents(
    ("d1", "A", "resident", ["happened", "helped"]),
    ("d2", "B", None, ["happened"]),
    ("d3", None, "resident", ["happened", "hindered"]),
)


def test_a_document_that_carries_a_code_twice_is_one_and_counts_by_its_strongest_method():
    found = carrying(
        THREE,
        codings(
            ("d1", "happened", "x", "mention"),
            ("d1", "helped", "y", "person"),
            ("d2", "happened", "x", "accepted"),
            ("d2", "happened", "x", "mention"),
            ("d3", "happened", "z", "person"),
        ),
        {"theme": ("x", "y")},
    )
    assert list(found["theme carries"]) == [True, True, False]
    assert list(found["theme by"]) == ["person", "accepted", None]
    assert list(found["voice_group"]) == ["resident", "not_stated", "resident"]


def test_a_pseudonym_in_two_regions_is_two_people_and_nobody_stated_is_nobody():
    two = pd.concat([THREE, THREE.assign(region="zonnehei")], ignore_index=True)
    named = people(two)
    assert named[0] != named[3]
    assert named[2] == named[5] == ""


def test_the_strongest_method_is_taken_within_each_unit():
    given_ = codings(
        ("d1", "a", "x", "mention"), ("d1", "b", "x", "person"), ("d1", "a", "x", "accepted")
    )
    assert methods_of(given_, ["document", "part"]).to_dict() == {
        ("d1", "a"): "accepted",
        ("d1", "b"): "person",
    }


def table_of(frame, given_, *, themes=None, passages=None, release="team", names=("2023",)):
    themes = themes or {"theme": ("x",)}
    seen = carrying(frame, given_, themes)
    seen["period"] = "2023"
    places = {t: {"supporting": [], "deviant": []} for t in themes} | (passages or {})
    return tabulate(
        seen, given_, themes, places, by="period", names=names, release=release, at_least=3
    )[0]


def one(table, about, name):
    (row,) = table[(table["about"] == about) & (table["name"] == name)].to_dict("records")
    return row


def test_a_theme_is_counted_by_documents_by_people_and_by_voice():
    table = table_of(
        THREE,
        codings(("d1", "happened", "x", "mention"), ("d3", "happened", "x", "person")),
    )
    whole = one(table, "whole", "all")
    # Who is not stated may be A: two documents, one person surely.
    assert (whole["documents"], whole["of"], whole["authors"], whole["of_authors"]) == (2, 3, 1, 2)
    assert (whole["person"], whole["accepted"], whole["mention"]) == (1, 0, 1)
    residents = one(table, "voice_group", "resident")
    assert (residents["documents"], residents["of"]) == (2, 2)
    assert one(table, "voice_group", "administrator")["status"] == "missing"
    unstated = one(table, "voice_group", "not_stated")
    assert (unstated["documents"], unstated["of"]) == (0, 1)


def test_helped_and_hindered_are_counted_among_the_documents_that_fill_the_field():
    table = table_of(
        THREE, codings(("d1", "helped", "x", "mention"), ("d3", "happened", "x", "mention"))
    )
    helped, hindered = (one(table, "field", name) for name in ("helped", "hindered"))
    assert (helped["documents"], helped["of"]) == (1, 1)
    assert (hindered["documents"], hindered["of"]) == (0, 1)


@pytest.mark.parametrize(("people_n", "drawn"), [(4, False), (5, True)])
def test_an_interval_is_given_from_five_people_on(people_n, drawn):
    frame = documents(*((f"d{i}", f"A{i}", None, ["happened"]) for i in range(people_n)))
    whole = one(table_of(frame, codings(("d0", "happened", "x", "mention"))), "whole", "all")
    assert (whole["low"] == whole["low"]) is drawn


def test_wilson_of_the_share_is_that_of_the_textbook():
    # Newcombe (1998) Stat Med 17:857-872, table I: 1 of 29, Wilson 0.0061 to 0.1718.
    frame = documents(*((f"d{i}", f"A{i}", None, ["happened"]) for i in range(29)))
    whole = one(table_of(frame, codings(("d0", "happened", "x", "mention"))), "whole", "all")
    assert (round(whole["low"], 4), round(whole["high"], 4)) == (0.0061, 0.1718)


def test_passages_are_counted_where_their_documents_are():
    table = table_of(
        THREE,
        codings(),
        passages={"theme": {"supporting": ["d1", "d1", "elsewhere"], "deviant": ["d2"]}},
    )
    row = one(table, "passages", "supporting")
    assert (row["passages"], row["documents"], row["authors"]) == (2, 1, 1)
    assert one(table, "passages", "deviant")["passages"] == 1


@pytest.mark.parametrize(("authors", "status"), [(2, "suppressed"), (3, "shown")])
def test_fewer_than_three_voices_are_suppressed_with_every_number_of_their_row(authors, status):
    frame = documents(*((f"d{i}", f"A{i % authors}", "resident", ["helped"]) for i in range(8)))
    given_ = codings(*((f"d{i}", "helped", "x", "mention") for i in range(8)))
    passages = {"theme": {"supporting": [f"d{i}" for i in range(8)], "deviant": []}}
    table = table_of(frame, given_, passages=passages, release="region")
    for about, name in (("whole", "all"), ("voice_group", "resident"), ("field", "helped"),
                        ("passages", "supporting")):  # fmt: skip
        row = one(table, about, name)
        assert row["status"] == status
        if status == "suppressed":
            told = ("documents", "authors", "share", "low", "high", "person", "mention", "passages")
            assert all(pd.isna(row[column]) for column in told)


def test_a_voice_that_the_total_would_give_away_takes_another_along():
    voices = ["resident"] * 4 + ["professional"] * 5 + ["administrator"] * 6
    people_ = [f"{voice}{i}" for i, voice in enumerate(voices)]
    frame = documents(*((f"d{i}", people_[i], voices[i], ["happened"]) for i in range(15)))
    carriers = [0, 1, 4, 5, 6, 9, 10, 11, 12]  # 2 residents, 3 professionals, 4 administrators
    given_ = codings(*((f"d{i}", "happened", "x", "mention") for i in carriers))
    table = table_of(frame, given_, release="region")
    assert one(table, "whole", "all")["documents"] == 9
    assert one(table, "voice_group", "resident")["status"] == "suppressed"
    assert one(table, "voice_group", "professional")["status"] == "suppressed"
    assert one(table, "voice_group", "administrator")["documents"] == 4


def voices_of(*given_):
    """Return documents and codings from (voice group, documents, authors, of those carrying)."""
    rows, carry = [], []
    for group, n, people_n, carrying_n in given_:
        for i in range(n):
            rows.append((f"{group}{i}", f"{group} {i % people_n}", group, ["happened"]))
            if i < carrying_n:
                carry.append((f"{group}{i}", "happened", "x", "mention"))
    return documents(*rows), codings(*carry)


@pytest.mark.parametrize(("carrying_n", "status"), [(2, "suppressed"), (3, "shown")])
def test_of_a_theme_of_too_few_voices_the_zeros_are_suppressed_too(carrying_n, status):
    frame, given_ = voices_of(("resident", 8, 8, 0), ("administrator", 8, 8, carrying_n))
    table = table_of(frame, given_, release="region")
    told = table[table["status"] != "missing"]
    assert (told["status"] == status).all()
    assert told["documents"].isna().all() == (status == "suppressed")
    assert (table_of(frame, given_)["status"] != "suppressed").all()


@pytest.mark.parametrize("programme", [0, 1, 2])
def test_groups_that_are_too_small_to_count_do_not_follow_from_the_total(programme):
    # Two people and one, of whom the total would tell that none, one or two carry it.
    frame, given_ = voices_of(
        ("resident", 9, 9, 9), ("professional", 9, 9, 5), ("administrator", 9, 9, 4),
        ("programme", 2, 2, programme), ("not_stated", 1, 1, 0),
    )  # fmt: skip
    frame.loc[frame["voice_group"] == "not_stated", "voice_group"] = None
    table = table_of(frame, given_, release="region")
    rows = table[table["about"] == "voice_group"].set_index("name")
    hidden = set(rows.index[rows["status"] == "suppressed"])
    assert hidden == {"administrator", "programme", "not_stated"}
    left = one(table, "whole", "all")["documents"] - rows["documents"].fillna(0).sum()
    assert left == 4 + programme


def test_one_small_group_takes_the_number_of_all_it_wrote_out_of_the_total():
    frame, given_ = voices_of(
        ("resident", 9, 9, 4), ("professional", 9, 9, 4), ("administrator", 5, 5, 3),
        ("programme", 2, 2, 0),
    )  # fmt: skip
    table = table_of(frame, given_, release="region")
    rows = table[table["about"] == "voice_group"].set_index("name")
    assert one(table, "whole", "all")["of"] - rows["of"].fillna(0).sum() == 5 + 2


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_no_total_less_what_is_shown_tells_of_fewer_than_three_people(seed):
    draw = random.Random(seed)
    cells = [(draw.randint(1, 6), draw.randint(1, 6), draw.randint(0, 6)) for _ in range(4)]
    groups = ("resident", "professional", "administrator", "programme")
    frame, given_ = voices_of(
        *((group, *cell[:2], min(cell[0], cell[2])) for group, cell in zip(groups, cells,
                                                                           strict=True))
    )  # fmt: skip
    table = table_of(frame, given_, release="region")
    whole = one(table, "whole", "all")
    rows = table[table["about"] == "voice_group"].set_index("name")
    hidden = rows.index[rows["status"] == "suppressed"]
    if whole["status"] == "suppressed":
        assert rows["documents"].dropna().empty
    elif len(hidden):
        carry = frame[frame["document"].isin(set(given_["document"]))]
        assert carry.loc[carry["voice_group"].isin(hidden), "author"].nunique() >= 3
        assert len(hidden) > 1
    closed = rows.index[rows["of"].isna()]
    if len(closed) and len(closed) < len(groups):
        assert frame.loc[frame["voice_group"].isin(closed), "author"].nunique() >= 3


def test_rising_is_judged_under_the_conditions_of_mentions():
    def halves(writers):
        years = [year for year in (2022, 2023) for _ in range(20)]
        frame = documents(*((f"d{i}", f"W{i % writers}", None, ["happened"]) for i in range(40)))
        frame["day"] = [date(year, 5, 1) for year in years]
        given_ = codings(*((f"d{i}", "happened", "x", "mention") for i in range(20, 38)))
        return halves_of(carrying(frame, given_, {"theme": ("x",)}), ["theme"], ["2022", "2023"])

    assert halves(5).rising == ("theme",)
    assert halves(4).rising == ()
    assert not halves(4).judged


# Pairs


@pytest.mark.parametrize("case", PUBLISHED["coefficient"])
def test_the_coefficient_is_that_of_the_published_example(case):
    assert round(coefficient(case["n1"], case["n2"], case["n12"]), 3) == case["c"]


def test_more_units_with_both_than_with_one_are_refused():
    with pytest.raises(ValueError, match="0 to 2"):
        coefficient(5, 2, 3)


def paired(unit):
    frame = documents(
        ("d1", "A", None, ["happened", "helped"]),
        ("d2", "B", None, ["happened"]),
        ("d3", "C", None, ["happened", "hindered"]),
    )
    given_ = codings(
        ("d1", "happened", "x", "person"), ("d1", "helped", "y", "person"),
        ("d2", "happened", "x", "person"), ("d2", "happened", "y", "mention"),
        ("d3", "happened", "x", "mention"),
    )  # fmt: skip
    units = units_of(frame, given_, ["x", "y"], unit=unit)
    (row,) = pairs_of(units, ["x", "y"]).to_dict("records")
    return row


def test_together_in_a_field_is_narrower_than_together_in_an_entry():
    part, document = paired("part"), paired("document")
    assert (part["n1"], part["n2"], part["n12"], part["of"]) == (3, 2, 1, 5)
    assert (part["c"], part["share_1"], part["share_2"]) == (1 / 4, 1 / 3, 1 / 2)
    assert (document["n1"], document["n2"], document["n12"], document["of"]) == (3, 2, 2, 3)
    assert (document["c"], document["authors"]) == (2 / 3, 2)


def test_a_pair_is_as_human_as_the_weaker_of_its_codes():
    assert (paired("part")["person"], paired("part")["mention"]) == (0, 1)
    assert (paired("document")["person"], paired("document")["mention"]) == (1, 1)


def test_a_code_and_the_one_that_stands_for_it_are_no_pair():
    units = units_of(THREE, codings(("d1", "happened", "x", "person")), ["x", "y"], unit="part")
    assert pairs_of(units, ["x", "y"], related={frozenset(("x", "y"))}).empty


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_the_coefficient_of_units_lies_between_zero_and_one(held):
    units = pd.DataFrame(
        {
            "author": "A",
            "x": ["person" if one_ else None for one_, _ in held],
            "y": ["person" if two else None for _, two in held],
        }
    )
    (row,) = pairs_of(units, ["x", "y"]).to_dict("records")
    if row["n1"] + row["n2"]:
        assert 0 <= row["c"] <= 1
        assert row["n1"] + row["n2"] - row["n12"] == sum(a or b for a, b in held)


@pytest.mark.parametrize(("authors", "status"), [(2, "suppressed"), (3, "shown")])
def test_a_pair_of_too_few_people_is_suppressed(authors, status):
    units = pd.DataFrame(
        {
            "author": [f"A{i}" for i in range(authors + 6)],
            "x": ["person"] * authors + ["person"] * 3 + [None] * 3,
            "y": ["person"] * authors + [None] * 3 + ["person"] * 3,
        }
    )
    (row,) = protect_pairs(
        pairs_of(units, ["x", "y"]), release="region", at_least=3
    ).table.to_dict("records")  # fmt: skip
    assert row["status"] == status
    assert pd.isna(row["n12"]) is (status == "suppressed")
    assert row["n1"] == authors + 3


def test_a_code_of_too_few_people_tells_no_number_not_even_a_zero_beside_another():
    units = pd.DataFrame(
        {
            "author": [f"A{i}" for i in range(8)],
            "x": ["person"] * 2 + [None] * 6,
            "y": [None] * 2 + ["person"] * 6,
        }
    )
    (row,) = protect_pairs(
        pairs_of(units, ["x", "y"]), release="region", at_least=3
    ).table.to_dict("records")  # fmt: skip
    assert row["status"] == "suppressed"
    assert pd.isna(row["n1"])
    assert pd.isna(row["n12"])
    assert row["n2"] == 6


# Saturation


def test_the_run_ratios_are_those_of_guest_namey_and_chen():
    case = PUBLISHED["run_ratio"]
    # Their base of four with 37 themes; the runs are spread over single documents.
    above, below = case["new_in_run"]
    found = saturation([37, 0, 0, 0, above, 0, below, 0], base=4, run=2)
    assert [round(100 * ratio) for ratio in found.ratios] == [11, 3]
    assert found.reached_at == 5


@pytest.mark.parametrize("case", PUBLISHED["notation"], ids=lambda case: case["notation"])
def test_the_notation_is_that_of_the_published_example(case):
    found = saturation(
        case["new"], base=case["base"], run=case["run"], threshold=case["threshold"]
    )  # fmt: skip
    assert found.base_codes == case["base_codes"]
    assert found.notation == case["notation"]
    assert found.ratios[0] == pytest.approx(case["first_ratio"])


@pytest.mark.parametrize(("in_base", "reached"), [(20, 4), (19, None)])
def test_five_per_cent_itself_is_saturated_and_more_is_not(in_base, reached):
    assert saturation([in_base, 0, 0, 0, 1, 0]).reached_at == reached


def test_saturation_needs_a_whole_run_and_a_code_in_the_base():
    assert saturation([9, 0, 0, 0, 0]).reached_at is None
    assert saturation([9, 0, 0, 0, 0, 0]).reached_at == 4
    assert saturation([0, 0, 0, 0, 0, 0]).reached_at is None


def test_a_setting_outside_the_paper_is_refused_with_all_that_is_wrong():
    with pytest.raises(InputError) as refused:
        check_setting(base=3, run=4, threshold=0.1)
    assert len(refused.value.problems) == 3


def carried(seed=3, n=24, codes=11):
    rng = np.random.default_rng(seed)
    return rng.random((n, codes)) < np.linspace(0.05, 0.5, codes)


def test_every_random_order_finds_every_code_once():
    held = carried()
    orders = random_orders(held, rng=np.random.default_rng(1), repeats=200)
    assert set(orders.sum(axis=1)) == {int(held.any(axis=0).sum())}
    assert new_codes(held) == [int(n) for n in np.diff(
        [0, *(held[: k + 1].any(axis=0).sum() for k in range(len(held)))])]  # fmt: skip


def test_the_mean_over_random_orders_is_the_rarefaction_curve():
    # Hurlbert (1971) doi:10.2307/1934145: expected codes in k of N documents is the sum over codes
    # of 1 - C(N - n, k) / C(N, k).
    held = carried()
    orders = random_orders(held, rng=np.random.default_rng(5), repeats=4000).cumsum(axis=1)
    n = len(held)
    for k in (1, 4, 9, 20):
        expected = sum(1 - math.comb(n - int(c), k) / math.comb(n, k) for c in held.sum(axis=0))
        error = orders[:, k - 1].std() / math.sqrt(4000)
        assert abs(orders[:, k - 1].mean() - expected) < 4 * error + 1e-9


def test_the_range_over_orders_is_that_of_each_order_judged_by_itself():
    held = carried()
    orders = random_orders(held, rng=np.random.default_rng(2), repeats=300)
    table = settings_of(new_codes(held), orders)
    for row in table.to_dict("records"):
        setting = {name: row[name] for name in ("base", "run", "threshold")}
        places = [saturation([int(n) for n in order], **setting).reached_at for order in orders]
        known = [place for place in places if place is not None]
        assert row["share_reached"] == pytest.approx(len(known) / len(places))
        if row["middle"] == row["middle"]:
            # The lower middle of 300, as not reached counts as further than any place.
            assert row["middle"] == sorted(math.inf if p is None else p for p in places)[149]


def test_the_same_seed_gives_the_same_orders():
    one_, two = (random_orders(carried(), rng=np.random.default_rng(9), repeats=50) for _ in "ab")
    assert (one_ == two).all()


def _saturated(codes, share, threshold=0.05):
    settings = [
        {"base": base, "run": run, "threshold": limit, "share_reached": share, "middle": 4.0,
         "reached_at": 4}
        for limit in (0.05, 0.0) for run in (2, 3) for base in (4, 5, 6)
    ]  # fmt: skip
    curve = [
        {"documents": n, "codes": None, "middle": float(found)}
        for n, found in enumerate((0, 1, 1, 2, 3, 4, 4), start=1)
    ]
    table = {"setting": settings, "curve": curve}
    more = {"nl": "teksten", "en": "texts"}
    return SimpleNamespace(
        rows=table.__getitem__,
        answer=lambda: settings[0],
        asked=(4, 2, threshold),
        codes=codes,
        scope=SimpleNamespace(frame=range(7), nouns=SimpleNamespace(more=more)),
    )


@pytest.mark.parametrize(("codes", "rules"), [(19, 6), (20, 12)])
def test_thresholds_that_are_the_same_rule_with_few_codes_are_counted_once(codes, rules):
    told = say_against(_saturated(codes, 0.5), "en")
    assert told.startswith(f"All {rules} usual settings")
    assert "reach the point in at least half of the orders" in told
    assert f"Of the {rules} usual" in say_against(_saturated(codes, 0.49), "en")


def test_what_was_found_at_the_point_of_saturation_and_when_all_was_is_told():
    seen = _saturated(8, 1.0)
    told = _say_found(seen, seen.answer(), "en")
    assert "2 of the 4 codes that were found had been seen after 4 texts, and all after 6" in told


def test_by_chance_two_codes_stand_together_as_often_as_their_shares_multiply():
    assert _by_chance({"n1": 10, "n2": 12, "of": 60}) == 2.0
