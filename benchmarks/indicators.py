"""Long tables of indicators read and standardised at three sizes, beside plain pandas and polars.

One CSV: areas by indicators by sex and age class, with a count, a denominator, and here and there
"<10" or a dot. Read, and the ratio of each area and indicator to what the rates of all areas give
at its own ages worked out (indirect standardisation). The kit keeps suppressed, missing and zero
apart and looks for counts that cannot be; plain pandas and polars take "<10" and the dot for
missing and check nothing. A stratum that is not shown is left out of both sides in all three, and
all three must give the same ratios. Each runs in a process of its own; memory is the most that the
process held (Linux only). After each size the kit is set beside the others: how many times their
seconds and megabytes. polars is no part of the kit: it takes part when it can be imported, or name
the Python of an environment that has it.

    python benchmarks/indicators.py [--rows 100000 1000000 10000000] [--polars PYTHON]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

STRATA = 40
EMPTY = ["", ".", "<10"]

KIT = """
from pathlib import Path
import numpy as np
from kit.open_data import read_open_data
from kit.rates.standardising import expected, indirect

def work(path):
    read = read_open_data(Path(path))
    assert not read.problems
    frame = read.frame
    there = frame["numerator"].notna() & frame["denominator"].notna()
    frame = frame.loc[there, ["indicator", "area", "sex", "age", "numerator", "denominator"]]
    keys = [frame[name].array for name in ("indicator", "area", "sex", "age")]
    sizes = [len(key.categories) for key in keys]
    at = np.ravel_multi_index([key.codes.astype(np.int64) for key in keys], sizes)
    shape = (sizes[0], sizes[1], sizes[2] * sizes[3])
    counts, people = (
        np.bincount(at, weights=frame[name], minlength=int(np.prod(sizes))).reshape(shape)
        for name in ("numerator", "denominator")
    )
    ratios = {}
    for number, indicator in enumerate(keys[0].categories):
        awaited = expected(
            people[number],
            reference_events=counts[number].sum(axis=0),
            reference_population=people[number].sum(axis=0),
        )
        found = indirect(counts[number].sum(axis=1), awaited)
        there = zip(keys[1].categories, found.value, strict=True)
        ratios |= {(indicator, area): ratio for area, ratio in there if ratio == ratio}
    return ratios
"""

PANDAS = """
import pandas as pd

def work(path):
    table = pd.read_csv(path, na_values=EMPTY).dropna(subset=["numerator", "denominator"])
    strata = ["indicator", "sex", "age"]
    sums = table.groupby(strata)[["numerator", "denominator"]].sum()
    rate = (sums["numerator"] / sums["denominator"]).rename("rate")
    table = table.join(rate, on=strata)
    table["expected"] = table["rate"] * table["denominator"]
    by_area = table.groupby(["indicator", "area"])[["numerator", "expected"]].sum()
    return (by_area["numerator"] / by_area["expected"]).to_dict()
"""

POLARS = """
import polars as pl

def work(path):
    strata = ["indicator", "sex", "age"]
    table = pl.read_csv(path, null_values=EMPTY).drop_nulls(["numerator", "denominator"])
    rate = table.group_by(strata).agg(rate=pl.col("numerator").sum() / pl.col("denominator").sum())
    table = table.join(rate, on=strata).with_columns(
        expected=pl.col("rate") * pl.col("denominator")
    )
    by_area = table.group_by("indicator", "area").agg(
        ratio=pl.col("numerator").sum() / pl.col("expected").sum()
    )
    return {(i, a): r for i, a, r in by_area.iter_rows()}
"""

RUN = """
import json, sys, time
EMPTY = json.loads(sys.argv[2])
{work}
begun = time.perf_counter()
found = work(sys.argv[1])
seconds = time.perf_counter() - begun
with open("/proc/self/status") as status:
    most = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
total = sum(value * (1 + int(area[2:]) % 7) for (_, area), value in sorted(found.items()))
print(json.dumps([seconds, most, len(found), total]))
"""


def write(path: Path, rows: int, seed: int) -> None:
    """Write a long table, a part at a time; one row in 200 is suppressed, one in 500 missing."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(seed)
    ages = [f"{5 * n}-{5 * n + 4}" for n in range(STRATA // 2 - 1)] + ["95+"]
    areas = max(10, min(3000, rows // STRATA // 4))
    at, first = 0, True
    while at < rows:
        n = np.arange(at, min(rows, at + 1_000_000))
        people = rng.integers(50, 3000, len(n))
        events = rng.poisson(people * 0.05).astype(object)
        draw = rng.random(len(n))
        events[draw < 0.005] = "<10"
        events[draw > 0.998] = "."
        table = pd.DataFrame(
            {
                "area": np.char.mod("GM%04d", n // STRATA % areas),
                "period": "2022",
                "indicator": np.char.mod("indicator %d", n // STRATA // areas),
                "sex": np.where(n % 2 == 0, "male", "female"),
                "age": np.array(ages)[n // 2 % len(ages)],
                "numerator": events,
                "denominator": people,
            }
        )
        table.to_csv(path, mode="w" if first else "a", header=first, index=False)
        at, first = at + len(n), False


def measured(python: str, work: str, path: Path) -> Any:
    """Return seconds, megabytes, number of ratios and their weighted sum."""
    code = RUN.replace("{work}", work)
    told = [python, "-c", code, str(path), json.dumps(EMPTY)]
    done = subprocess.run(told, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main() -> None:
    """Print a line per size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--polars", default="", help="Python of an environment that has polars")
    parser.add_argument("--seed", type=int, default=2024)
    asked = parser.parse_args()
    sides = {"kit": (sys.executable, KIT), "pandas": (sys.executable, PANDAS)}
    if asked.polars or find_spec("polars"):
        sides["polars"] = (asked.polars or sys.executable, POLARS)
    print("rows         " + "".join(f"{name + ' s':>10}{name + ' MB':>12}" for name in sides))
    for rows in asked.rows:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "long.csv"
            write(path, rows, asked.seed)
            found = {name: measured(*side, path) for name, side in sides.items()}
        ratios = {(count, round(total, 6)) for _, _, count, total in found.values()}
        assert len(ratios) == 1, ratios
        line = "".join(f"{seconds:>10.2f}{most:>12.0f}" for seconds, most, _, _ in found.values())
        print(f"{rows:<13,}{line}", flush=True)
        for name in [name for name in sides if name != "kit"]:
            times, memory = (found["kit"][at] / found[name][at] for at in (0, 1))
            print(
                f"  the kit takes {times:.2f} times the seconds of {name}, {memory:.2f} its memory"
            )


if __name__ == "__main__":
    main()
