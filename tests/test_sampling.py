"""A sample for readers: drawn at random, blind, and with all that is needed to weigh it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kit.codebook import Codebook, read_codebook
from kit.documents import Document, compose
from kit.errors import InputError, Problem
from kit.sampling import Sample, draw, read_key, rules_hash, write_sample
from kit.study import Study, open_study

SETTINGS = """
format: 1
title: Proef
period: {from: 2024, until: 2024}
regions: [{slug: noord, name: Noord}]
"""
BOOK = 'format: 1\nid: proef\nversion: "1"\nlists:\n'
LISTS = """
  phm_element:
    organise: {nl: ["=mandaat"]}
    finance: {nl: ["=geld", "=euro"], not: ["geld terug"]}
    monitor: {nl: ["=nergens"]}
"""


def book(folder: Path, lists: str = LISTS) -> Codebook:
    path = folder / "codeboek.yml"
    path.write_text(BOOK + lists, encoding="utf-8")
    return read_codebook(path)


def document(id: str, *texts: str) -> Document:
    names = ("happened", "lesson", "helped")
    text, parts = compose([(n, n.title(), raw) for n, raw in zip(names, texts, strict=False)])
    return Document(
        id, "logbook", text, parts, date(2024, 1, 1), "noord", "regional", "team",
        "a", None, None, "a.csv", 2,
    )  # fmt: skip


# 30 passages: 6 with money, of which one twice; 3 with a mandate; the rest with neither.
ENTRIES = [
    document(f"b-{i}", "Er was geld en euro." if i < 6 else "Het regende.",
             "Het mandaat kwam." if i < 3 else "Niets geleerd.", "=1+1 hielp")
    for i in range(10)
]  # fmt: skip


def drawn(folder: Path, **more: object) -> Sample:
    codebook = book(folder)
    asked = {"codes": codebook.of_list("phm_element"), "per_code": 4, "seed": 7, "name": "proef-7"}
    return draw(ENTRIES, codebook, **asked | more)  # type: ignore[arg-type]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "study.yml").write_text(SETTINGS, encoding="utf-8")
    return open_study(tmp_path)


def test_as_many_passages_with_and_without_a_hit_are_drawn_or_all_there_are(tmp_path: Path) -> None:
    sample = drawn(tmp_path)
    counts = Counter((item.code, item.hit) for item in sample.items)
    assert counts == {
        ("organise", True): 3, ("organise", False): 4, ("finance", True): 4, ("finance", False): 4,
        ("monitor", False): 4,
    }  # fmt: skip
    sizes = {code: (s.hits, s.others) for code, s in sample.strata.items()}
    assert sizes == {"organise": (3, 27), "finance": (6, 24), "monitor": (0, 30)}


def test_a_passage_is_drawn_once_for_a_code_and_stands_where_it_says(tmp_path: Path) -> None:
    texts = {d.id: d.text for d in ENTRIES}
    sample = drawn(tmp_path, per_code=100)
    places = [(i.code, i.document, i.start) for i in sample.items]
    assert len(places) == len(set(places)) == 90
    for item in sample.items:
        passage = texts[item.document][item.start : item.end]
        words = {"organise": "mandaat", "finance": "geld", "monitor": "nergens"}
        assert (words[item.code] in passage) is item.hit
        assert not passage.startswith(("Happened", "Lesson", "Helped"))


def test_the_same_seed_draws_the_same_and_another_draws_others(tmp_path: Path) -> None:
    assert drawn(tmp_path) == drawn(tmp_path)
    assert drawn(tmp_path).items != drawn(tmp_path, seed=8).items


def test_the_draw_of_a_code_does_not_depend_on_the_other_codes(tmp_path: Path) -> None:
    codebook = book(tmp_path)
    alone = drawn(tmp_path, codes=[codebook.codes["finance"]])
    among = [i for i in drawn(tmp_path).items if i.code == "finance"]
    assert [(i.document, i.start) for i in alone.items] == [(i.document, i.start) for i in among]


def test_every_passage_has_the_same_chance(tmp_path: Path) -> None:
    codebook = book(tmp_path)
    codes = [codebook.codes["finance"]]
    counts: Counter[str] = Counter()
    for seed in range(150):
        sample = draw(ENTRIES[:6], codebook, codes=codes, per_code=2, seed=seed, name="x")
        counts.update(i.document for i in sample.items if i.hit)
    # Of 6 with a hit 2 are drawn, 150 times: 50 each, with a standard deviation of 5.8.
    assert set(counts) == {d.id for d in ENTRIES[:6]}
    assert all(abs(count - 50) < 4 * 5.8 for count in counts.values())


def test_the_place_in_the_form_does_not_tell_the_hits(tmp_path: Path) -> None:
    orders = {
        tuple(i.hit for i in drawn(tmp_path, seed=seed).items if i.code == "finance")
        for seed in range(12)
    }
    assert len(orders) > 6


# --- what identifies the rules -------------------------------------------------------------------


def test_the_hash_changes_with_the_words_of_the_rules_only(tmp_path: Path) -> None:
    def hashed(rules: str, *, title: str = "") -> str:
        codebook = book(tmp_path, f"  phm_element:\n    finance: {rules}\n{title}")
        return rules_hash(codebook, "finance")

    base = hashed('{nl: ["=geld", "=euro"], not: ["geld terug"]}')
    assert hashed('{nl: ["=euro", "=Geld"], not: ["geld terug"]}') == base
    assert hashed('{nl: ["=geld"], not: ["geld terug"]}') != base
    assert hashed('{nl: ["=geld", "euro"], not: ["geld terug"]}') != base
    assert hashed('{nl: ["=geld", "=euro"]}') != base
    assert hashed('{nl: ["=geld"], en: ["=euro"], not: ["geld terug"]}') != base


def test_the_hash_of_a_parent_changes_with_the_rules_below_it(tmp_path: Path) -> None:
    def hashed(word: str) -> tuple[str, str]:
        lists = f'  learning_question:\n    q_speed: {{nl: ["{word}"]}}\n'
        codebook = book(tmp_path, lists + '    q_organise_together: {nl: ["=samen"]}\n')
        return rules_hash(codebook, "lt_roadmap"), rules_hash(codebook, "lt_governance")

    one, two = hashed("=tempo"), hashed("=vaart")
    assert one[0] != two[0]
    assert one[1] == two[1]


# --- the form ------------------------------------------------------------------------------------


def written(study: Study, **more: object) -> tuple[Sample, Path]:
    sample = drawn(study.root, **more)
    codebook = book(study.root)
    return sample, write_sample(study, sample, documents=ENTRIES, codebook=codebook)


def test_the_form_shows_the_passages_and_hides_which_are_hits(study: Study) -> None:
    sample, form = written(study)
    sheet = load_workbook(form).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    assert head == ("Nummer", "Code", "Passage", "Gaat het hierover?", "Opmerking")
    texts = {d.id: d.text for d in ENTRIES}
    assert [(r[0], r[2]) for r in rows] == [
        (i.number, texts[i.document][i.start : i.end]) for i in sample.items
    ]
    assert {r[3] for r in rows} == {None}
    looks = {(c.font.b, c.font.color and c.font.color.rgb, c.fill.fgColor.rgb)
             for row in sheet.iter_rows(min_row=2) for c in row}  # fmt: skip
    assert len(looks) == 1
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"ja,nee,twijfel"'
    assert str(rule.sqref) == f"D2:D{len(rows) + 1}"


def test_a_passage_that_looks_like_a_formula_stays_text(study: Study) -> None:
    _, form = written(study, per_code=30)
    cells = [c for c in load_workbook(form).worksheets[0]["C"] if str(c.value).startswith("=")]
    assert cells
    assert {c.data_type for c in cells} == {"s"}


def test_the_key_holds_no_text_and_is_read_back_whole(study: Study) -> None:
    sample, form = written(study)
    key = form.with_suffix(".key.json")
    assert "regende" not in key.read_text(encoding="utf-8")
    assert read_key(key, "k") == sample


def test_a_form_that_is_there_is_never_written_over(study: Study) -> None:
    _, form = written(study)
    before = form.read_bytes()
    with pytest.raises(InputError, match="Give another --seed or --coder"):
        written(study)
    assert form.read_bytes() == before
    form.unlink()  # its key alone keeps the name taken too
    with pytest.raises(InputError, match="key"):
        written(study)


def test_a_name_outside_the_folder_is_refused(study: Study) -> None:
    with pytest.raises(InputError, match="a name of a-z"):
        written(study, name="../elders")


def test_a_very_long_passage_is_cut_visibly(study: Study) -> None:
    long = document("lang", "geld " * 10_000)
    codebook = book(study.root)
    sample = draw(
        [long], codebook, codes=[codebook.codes["finance"]], per_code=1, seed=1, name="lang"
    )
    form = write_sample(study, sample, documents=[long], codebook=codebook)
    shown = str(load_workbook(form).worksheets[0]["C2"].value)
    assert len(shown) < 32_767
    assert shown.endswith("lees verder in de bron]")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"format": 2}, "at most 1"),
        ({"format": "1"}, "at most 1"),
        ({"items": [[1]]}, "a key as the kit wrote it"),
        ({"strata": 3}, "a key as the kit wrote it"),
        (None, "a key as the kit wrote it"),
    ],
)
def test_a_key_that_cannot_be_read_is_told(
    study: Study, change: dict[str, object] | None, expected: str
) -> None:
    _, form = written(study)
    key = form.with_suffix(".key.json")
    held = json.loads(key.read_text(encoding="utf-8"))
    key.write_text("{" if change is None else json.dumps(held | change), encoding="utf-8")
    got = read_key(key, "validation/k.key.json")
    assert isinstance(got, Problem)
    assert expected in str(got)


def test_a_form_without_its_key_is_told(tmp_path: Path) -> None:
    got = read_key(tmp_path / "no.key.json", "validation/no.key.json")
    assert "Put the key back" in str(got)
