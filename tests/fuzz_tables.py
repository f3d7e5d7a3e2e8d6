"""Damage survey and dashboard files at random, and read them: only errors of the kit may come.

Not a test: run it by hand, `python tests/fuzz_tables.py --minutes 15`. Each mutation is made from a
seed, so that what went wrong can be made again; seeds that once did are in
``cases/fuzz_tables.txt``, one ``file seed`` per line, and `test_fuzz_tables.py` reads them again.
"""

import argparse
import io
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path

from kit.dashboards import read_dashboard
from kit.dashboards import recognise as recognise_dashboard
from kit.errors import KitError
from kit.open_data import sum_to_region
from kit.study import open_study
from kit.surveys import draft_mapping, preview, read_survey, recognise
from kit.surveys.drafting import Scale
from kit.surveys.handing_over import survey_to_indicators, survey_to_maturity
from kit.surveys.mapping import read_mapping

HERE = Path(__file__).resolve().parent
CASES = sorted(
    path
    for folder in ("surveys", "dashboards", "open_data")
    for path in (HERE / "cases" / folder).iterdir()
    if path.suffix in (".csv", ".xlsx")
)
SEEDS = HERE / "cases" / "fuzz_tables.txt"
PIECES = [
    b'"', b";", b",", b"\t", b"\n", b"\r\n", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"<5", b"x",
    b"2019/2020", b"1e999", b"-1", b"=1+1", b'{"ImportId":"Q"}', b"@", b"a@b.nl", b"31-02-2024",
    b"9999999999999999999999", b"\xc3", b"\xe2\x80\xae", b"nan", b"inf", b"2024", b"GM0001",
    b"&#0;", b"<b>", b"[SQ001]", b"*", b"%", b"\xc2\xb2", b"\xe0\xa5\xa7", b" " * 50,
]  # fmt: skip
COUNTS = Counter()
SCALE = Scale(
    {
        "org1": (
            "Er is een gezamenlijke ambitie voor gezondheid die alle partijen kunnen navertellen.",
            "There is a shared ambition for health that all parties can repeat.",
        )
    },
    {"Eens": 4},
)


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Return bytes with one to eight changes."""
    made = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        at, size = rng.randrange(len(made) + 1), rng.choice([1, 1, 2, 5, 20, 100])
        match rng.randrange(5):
            case 0:
                made[at : at + size] = b""
            case 1:
                made[at:at] = rng.choice(PIECES)
            case 2:
                made[at:at] = made[at : at + size] * rng.choice([1, 2, 10])
            case 3:
                made[at : at + size] = rng.randbytes(size)
            case _:
                there = rng.randrange(len(made) + 1)
                made[at:at] = made[there : there + size]
    return bytes(made)


def damaged(path: Path, seed: int) -> bytes:
    """Return a case with damage; of a workbook mostly inside its sheets."""
    rng = random.Random(f"{path.name} {seed}")
    data = path.read_bytes()
    if path.suffix != ".xlsx" or rng.random() < 0.2:
        return mutated(data, rng)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    inner = [n for n in members if "sheet" in n or "sharedStrings" in n or "styles" in n]
    chosen = rng.choice(inner)
    members[chosen] = mutated(members[chosen], rng)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def read(path: Path, study) -> None:
    """Read a file in every way; errors of the kit are fine."""
    for reader in (_as_survey, _as_dashboard):
        try:
            reader(path, study)
            COUNTS["read"] += 1
        except KitError as error:
            str(error)
            COUNTS["refused"] += 1


def _as_survey(path: Path, study) -> None:
    recognise(path)
    draft = draft_mapping(path, study=study, scale=SCALE)
    mapping = path.with_suffix(".mapping.yml")
    mapping.write_text(draft.text, encoding="utf-8")
    try:
        again = read_mapping(mapping, mapping.name)
    except KitError as error:
        raise AssertionError("a draft that cannot be read") from error
    assert again == draft.mapping, "a mapping that is not read back as it was drafted"
    survey = read_survey(path, again, study=study)
    survey_to_maturity(survey)
    survey_to_indicators(survey, again, fewest=8, regions={"lindewaard": "lindewaard"})
    preview(path)


def _as_dashboard(path: Path, study) -> None:
    recognise_dashboard(path, study=study)
    found = read_dashboard(path, study=study, spans="last")
    for region in list(study.regions.values())[:1] if len(found.frame) else ():
        sum_to_region(found.frame, region, file=found.file)


def main() -> int:
    """Damage and read until the time is up; return how many seeds went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    study = open_study(HERE.parent / "data" / "sample")
    end = time.monotonic() + 60 * given.minutes
    seed, wrong = given.seed, 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            for case in CASES:
                target = Path(folder) / case.name
                target.write_bytes(damaged(case, seed))
                try:
                    read(target, study)
                except Exception:
                    wrong += 1
                    print(f"{case.name} {seed}", flush=True)
                    traceback.print_exc(limit=-3)
            seed += 1
    print(
        f"{(seed - given.seed) * len(CASES)} files, {wrong} went wrong, {dict(COUNTS)}", flush=True
    )
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
