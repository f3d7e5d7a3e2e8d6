"""The sample: the same bytes from the same seed, and what is planted is really there."""

from __future__ import annotations

import csv
import re
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from kit.check import check_study
from kit.comparison_pool import read_pool
from kit.disclosure import THRESHOLDS
from kit.documents import normalise
from kit.indicators import read_indicators
from kit.logbook import read_logbook
from kit.running_document import TEXT_FIELDS
from kit.study import open_study

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
sys.path.insert(0, str(SAMPLE))

import make_sample  # noqa: E402

# Seventeen municipalities at most: 14 that were always there with five years of falls and three
# waves of loneliness, two that went with three years and three waves, one that came with 2 and 1.
MUNICIPAL = 14 * (5 + 4) + 2 * (3 + 3) + (2 + 1)


@pytest.fixture(scope="module")
def sample() -> make_sample.Sample:
    return make_sample.build()


@pytest.fixture(scope="module")
def twenty() -> list[make_sample.Sample]:
    return [make_sample.build(seed) for seed in range(20)]


@pytest.fixture(scope="module")
def bank() -> dict[str, dict[str, Any]]:
    entries = {}
    for path in (SAMPLE / "bank").glob("entries_*.yml"):
        for i, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), start=1):
            entries[f"{path.stem[-1]}-{i:03d}"] = entry
    return entries


def _bytes(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _texts(sample: make_sample.Sample) -> list[str]:
    own = [text for name in TEXT_FIELDS for text in sample.logbook[name].dropna()]
    tables = (sample.change_tasks, sample.interventions)
    return own + [str(cell) for table in tables for cell in table.to_numpy().ravel() if cell]


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_sample.write(make_sample.build(7), tmp_path / name)
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")


def test_the_committed_sample_is_that_of_seed_2024(
    sample: make_sample.Sample, tmp_path: Path
) -> None:
    make_sample.write(sample, tmp_path)
    made = _bytes(tmp_path)
    assert len(made) == 52
    differ = [name for name, data in made.items() if (SAMPLE / name).read_bytes() != data]
    assert differ == [], "run: python data/sample/make_sample.py"


def test_another_seed_deals_the_bank_anew(sample: make_sample.Sample) -> None:
    other = make_sample.build(2025)
    assert len(other.logbook) == len(sample.logbook)
    dealt = [
        {row["bank"]: id.split("-2")[0] for id, row in made.truth["logbook"]["entries"].items()}
        for made in (sample, other)
    ]
    both = dealt[0].keys() & dealt[1].keys()
    stayed = sum(dealt[0][entry] == dealt[1][entry] for entry in both)
    assert stayed < len(both) / 2
    assert not other.indicators["value"].equals(sample.indicators["value"])


def test_no_entry_of_the_bank_is_used_twice(sample: make_sample.Sample) -> None:
    used = [entry["bank"] for entry in sample.truth["logbook"]["entries"].values()]
    assert len(used) == len(set(used))


def test_every_slot_is_filled(sample: make_sample.Sample) -> None:
    assert not [text for text in _texts(sample) if re.search(r"[{}]", text)]


def test_a_municipality_is_named_only_while_it_exists(sample: make_sample.Sample) -> None:
    own = sample.logbook[sample.logbook["file"] == "noorderkolk"]
    for _, row in own.iterrows():
        text = " ".join(row[name] for name in TEXT_FIELDS if isinstance(row[name], str))
        gone, new = ("Oldermeent", "Harkelsum"), "Harkelmeent"
        if row["date"] >= date(2022, 1, 1):
            assert not any(name in text for name in gone)
        else:
            assert new not in text


def test_the_truth_lists_every_entry_with_the_labels_of_the_bank(
    sample: make_sample.Sample, bank: dict[str, dict[str, Any]]
) -> None:
    truth = sample.truth["logbook"]["entries"]
    assert list(truth) == list(sample.logbook["id"])
    for entry in truth.values():
        for name in ("about", "avoids", "other_sense"):
            assert entry.get(name, []) == (bank[entry["bank"]].get(name) or [])


def test_nothing_in_the_texts_looks_like_personal_data(sample: make_sample.Sample) -> None:
    patterns = {
        "e-mail": r"\S@\S",
        "telephone": r"(?:\+31|\b0\d{1,3})[\s-]?\d{6,8}\b|\b\d{10}\b",
        "postcode": r"\b[1-9]\d{3} ?[A-Z]{2}\b",
        "address of a site": r"https?://|\bwww\.",
        "a title with a name": r"\b(?:mevrouw|meneer|mevr\.|dhr\.|dokter|dr\.) [A-Z][a-z]",
    }
    texts = _texts(sample)
    found = {
        what: sum(bool(re.search(pattern, text)) for text in texts)
        for what, pattern in patterns.items()
    }
    assert set(found.values()) == {0}, found


def test_no_region_or_municipality_has_the_name_of_a_real_one(sample: make_sample.Sample) -> None:
    folder = Path(__file__).resolve().parents[2] / "shared" / "real"
    lists = sorted(folder.glob("Vektis*gemeente.csv"))
    if not lists:
        pytest.skip("needs ../shared/real, with a list of the Dutch municipalities")
    with lists[0].open(encoding="utf-8", errors="replace", newline="") as handle:
        real = {row["GEMEENTENAAM"].casefold() for row in csv.DictReader(handle, delimiter=";")}
    assert "utrecht" in real
    regions = sample.study["regions"]
    names = {region["name"] for region in regions}
    names |= {area["name"] for region in regions for area in region["areas"]}
    names |= {area["name"] for area in sample.study["comparison_pool"]}
    assert not {name.casefold() for name in names} & real


def test_the_kit_reads_every_entry_as_it_was_written(sample: make_sample.Sample) -> None:
    study = open_study(SAMPLE)
    assert study.synthetic
    read = read_logbook(study)
    assert read.problems == ()
    assert set(read.frame["document"]) == set(sample.logbook["id"])
    written = sample.logbook.set_index("id")
    for document in read.documents:
        row = written.loc[document.id]
        for name in TEXT_FIELDS:
            text = normalise(row[name]) if isinstance(row[name], str) else ""
            # The title behind a date opens the text of an entry in a running document.
            assert document.part(name).endswith(text), (document.id, name)
            assert bool(document.part(name)) == bool(text), (document.id, name)
        given = row["author"] if isinstance(row["author"], str) else None
        assert document.author == given, document.id


def test_the_kit_reads_every_figure_and_keeps_suppressed_missing_and_shown_apart() -> None:
    read = read_indicators(open_study(SAMPLE))
    assert read.problems == ()
    assert read.frame["status"].value_counts().to_dict() == {
        "shown": 6 * (3 * 32 + 2 * 11) - 8 + MUNICIPAL,
        "missing": 5,
        "suppressed": 3,
    }


def test_municipalities_of_the_pool_are_of_no_region_and_nothing_shifts_there(
    sample: make_sample.Sample,
) -> None:
    study = open_study(SAMPLE)
    pool = read_pool(study)
    assert pool is not None
    codes = [area["code"] for area in sample.study["comparison_pool"]]
    assert 18 <= len(codes) <= 20
    assert not set(codes) & {area.code for each in study.regions.values() for area in each.areas}
    assert set(pool.indicators.frame["region"]) == {f"pool:{code}" for code in codes}
    assert pool.silent == ()
    assert set(pool.indicators.frame["status"]) == {"shown"}
    assert sample.truth["comparison_pool"]["shifts"] == []
    seen = read_indicators(study).frame
    assert set(seen["region"]) == set(study.regions)
    assert not seen["area"].isin(codes).any()


def test_the_kit_finds_nothing_to_correct() -> None:
    assert not check_study(SAMPLE).problems


def test_in_one_series_so_few_people_answer_that_some_figures_must_be_suppressed(
    sample: make_sample.Sample,
) -> None:
    made = sample.indicators
    own = made[(made["region"] == "sparremeer") & (made["indicator"] == "good_contact_pct")]
    few = own["n"] < THRESHOLDS["persons"]
    assert 3 <= few.sum() <= len(own) - 12
    others = made[(made["region"] != "sparremeer") & made["n"].notna()]
    assert (others["n"] >= THRESHOLDS["persons"]).all()


def test_a_large_sample_is_made_quickly_and_repeats_no_region() -> None:
    begun = time.process_time()
    large = make_sample.build(times=20)
    assert time.process_time() - begun < 10
    small = make_sample.build()
    assert len(large.logbook) == 20 * len(small.logbook)
    slugs = [region["slug"] for region in large.study["regions"]]
    assert len(slugs) == len(set(slugs)) == 120
    assert large.logbook["id"].is_unique
    codes = [area["code"] for region in large.study["regions"] for area in region["areas"]]
    assert len(codes) == len(set(codes))
    assert large.logbook["id"][: len(small.logbook)].equals(small.logbook["id"])


def test_a_region_writes_nothing_in_its_silence_and_one_author_writes_nearly_all(
    sample: make_sample.Sample,
) -> None:
    days = sample.logbook.loc[sample.logbook["file"] == "sparremeer", "date"]
    assert not any(date(2022, 1, 1) <= day <= date(2022, 6, 30) for day in days)
    assert any(day < date(2022, 1, 1) for day in days)
    assert any(day > date(2022, 6, 30) for day in days)
    alone = sample.logbook[sample.logbook["file"] == "vlasgouw"]
    assert (alone["author"] == "V01").mean() > 0.8
    assert set(alone["release"]) == {"team"}


def test_the_main_author_of_kraanvoorde_changes_halfway(sample: make_sample.Sample) -> None:
    own = sample.logbook[sample.logbook["file"] == "kraanvoorde"]
    before = own[[day <= date(2022, 6, 30) for day in own["date"]]]
    after = own[[day > date(2022, 6, 30) for day in own["date"]]]
    assert before["author"].mode()[0] == "K01"
    assert after["author"].mode()[0] == "K02"
    assert "K01" not in set(after["author"].dropna())


def test_an_entry_of_the_pandemic_is_dealt_to_its_years(
    sample: make_sample.Sample, bank: dict[str, dict[str, Any]]
) -> None:
    days = dict(zip(sample.logbook["id"], sample.logbook["date"], strict=True))
    pandemic = [
        days[id]
        for id, entry in sample.truth["logbook"]["entries"].items()
        if bank[entry["bank"]]["era"] == "covid" and bank[entry["bank"]]["tier"] == "regional"
    ]
    assert pandemic
    assert all(date(2020, 3, 1) <= day <= date(2021, 12, 31) for day in pandemic)


def test_planted_trends_are_dealt_and_the_other_codes_stay_level_over_twenty_seeds(
    twenty: list[make_sample.Sample],
) -> None:
    change: dict[tuple[str, str, str], list[float]] = {}
    for made in twenty:
        for row in made.truth["logbook"]["trends"]:
            before = row["before"]["on_code"] / row["before"]["of"]
            after = row["after"]["on_code"] / row["after"]["of"]
            key = (row["region"], row["code"], row["direction"])
            change.setdefault(key, []).append(after - before)
    means = {key: float(np.mean(values)) for key, values in change.items()}
    assert len(means) == 6 * 11
    assert min(m for (_, _, way), m in means.items() if way == "rises") > 0.1
    assert max(m for (_, _, way), m in means.items() if way == "falls") < -0.1
    assert max(abs(m) for (_, _, way), m in means.items() if way == "level") < 0.06
    assert {way for (region, _, way) in means if region in ("sparremeer", "vlasgouw")} == {"level"}


def test_a_planted_shift_is_there_and_a_null_is_null_over_twenty_seeds(
    twenty: list[make_sample.Sample],
) -> None:
    moved: dict[str, list[float]] = {"noorderkolk": [], "lindewaard": [], "zonnehei": []}
    turn = {"noorderkolk": "2021Q4", "lindewaard": "2022Q4", "zonnehei": "2022Q4"}
    for made in twenty:
        own = made.indicators[made.indicators["indicator"] == "ed_visits_per_1000"]
        for region, values in moved.items():
            rows = own[own["region"] == region]
            figures = rows["value"].str.replace(",", ".").astype(float)
            after = rows["period"] >= turn[region]
            values.append(figures[after].mean() - figures[~after].mean())
    # Noise of spread 2.2 on 9 to 13 and 19 to 23 points: a difference of means has a standard
    # error of about 0.9, its mean over 20 seeds of about 0.2; the season adds at most 0.1.
    assert np.mean(moved["noorderkolk"]) == pytest.approx(-6.5, abs=0.6)
    assert np.mean(moved["lindewaard"]) == pytest.approx(-5.0, abs=0.6)
    assert np.mean(moved["zonnehei"]) == pytest.approx(0, abs=0.6)
