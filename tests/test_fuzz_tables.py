"""Damaged tables end in errors of the kit: seeds that once did not, and a few for every case."""

from pathlib import Path

import pytest
from fuzz_tables import CASES, SEEDS, damaged, read

from kit.study import open_study

KEPT = [line.rsplit(" ", 1) for line in SEEDS.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def study():
    return open_study(Path(__file__).parent.parent / "data" / "sample")


def reads(name, seed, study, folder):
    case = next(path for path in CASES if path.name == name)
    target = folder / name
    target.write_bytes(damaged(case, seed))
    read(target, study)


@pytest.mark.parametrize(("name", "seed"), KEPT)
def test_a_file_that_once_ended_in_a_bug_ends_in_an_error_of_the_kit(name, seed, study, tmp_path):
    reads(name, int(seed), study, tmp_path)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_a_damaged_file_ends_in_an_error_of_the_kit(case, study, tmp_path):
    for seed in range(3):
        reads(case.name, seed, study, tmp_path)
