"""Agreement of five coders at three sizes: the point estimate beside another package, resampling.

Alpha is worked out by the kit and by `krippendorff` (PyPI; GPL, so it gets an environment of its
own, made here in a temporary folder and thrown away) from the same ratings in one run. Then 1,000
resamples of documents: once with ten units a document, once with one, which is the most that
resampling can cost. Memory is the highest that Python and NumPy held at once on top of the ratings.

    python benchmarks/agreement.py [--units 1000 5000 20000] [--replicates 1000] [--seed 2024]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import tracemalloc
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from kit.agreement.coefficients import alpha, alpha_of_sets
from kit.agreement.ratings import Ratings
from kit.agreement.resampling import resample

CODERS, CATEGORIES, CODES = 5, 4, 6
OTHER = """
import sys, time
import krippendorff, numpy
krippendorff.alpha(numpy.array([[1.0, 2.0], [1.0, 1.0]]), level_of_measurement="nominal")
for path in sys.argv[1:]:
    given = numpy.load(path)
    for level in ("nominal", "ordinal"):
        begun = time.process_time()
        found = krippendorff.alpha(given, level_of_measurement=level)
        print(float(found), time.process_time() - begun)
"""


def ratings_of(units: int, seed: int) -> Ratings:
    """Return ratings of which a tenth is missing and a fifth is wrong."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, CATEGORIES, units)
    said = rng.integers(0, CATEGORIES, (CODERS, units))
    given = np.where(rng.random((CODERS, units)) < 0.2, said, truth)
    given[rng.random((CODERS, units)) < 0.1] = -1
    return Ratings(tuple(range(1, CATEGORIES + 1)), given)


def sets_of(units: int, seed: int) -> Ratings:
    """Return the sets of codes of coders who guess, as numbers of the sets that there are."""
    rng = np.random.default_rng(seed)
    held = rng.random((CODERS, units, CODES)) < 0.15
    places = held @ (1 << np.arange(CODES))
    sets = [frozenset(c for c in range(CODES) if place >> c & 1) for place in range(1 << CODES)]
    return Ratings(tuple(sets), places)


def beside(ratings: Sequence[Ratings]) -> list[tuple[float, float]] | str:
    """Return alpha and CPU-seconds of the other package, twice per size; or why there is none."""
    with TemporaryDirectory() as folder:
        home = Path(folder) / "env"
        paths = []
        for i, one in enumerate(ratings):
            values = np.where(one.given < 0, np.nan, one.given + 1.0)
            paths.append(str(Path(folder) / f"{i}.npy"))
            np.save(paths[-1], values)
        try:
            venv.create(home, with_pip=True)
            python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
            pip = [str(python), "-m", "pip", "install", "--quiet", "krippendorff"]
            subprocess.run(pip, check=True, capture_output=True, timeout=600)
            run = [str(python), "-c", OTHER, *paths]
            done = subprocess.run(run, check=True, capture_output=True, text=True, timeout=600)
        except (OSError, subprocess.SubprocessError) as error:
            return f"not installed here ({type(error).__name__})"
    rows = [line.split() for line in done.stdout.splitlines()]
    return [(float(found), float(seconds)) for found, seconds in rows]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.process_time()
    made = work()
    return time.process_time() - begun, made


def held(work: Callable[[], Any]) -> float:
    """Return the highest memory that was held, in megabytes."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def estimates(sizes: Sequence[int], ratings: Sequence[Ratings]) -> None:
    other = beside(ratings)
    print(f"krippendorff: {other}" if isinstance(other, str) else "alpha, CPU-ms, kit / other")
    for i, (units, one) in enumerate(zip(sizes, ratings, strict=True)):
        for j, scale in enumerate(("nominal", "ordinal")):
            seconds, made = timed(lambda one=one, scale=scale: alpha(one, scale=scale))
            line = f"{units:7,} units  {scale:8} kit {made.estimate:.9f} {seconds * 1e3:8.1f}"
            if not isinstance(other, str):
                found, theirs = other[2 * i + j]
                line += f"   krippendorff {found:.9f} {theirs * 1e3:8.1f}"
                line += f"   ratio {seconds / theirs:5.2f}  apart {abs(found - made.estimate):.0e}"
            print(line)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Time coefficients of agreement.")
    parser.add_argument("--units", type=int, nargs="+", default=[1000, 5000, 20000])
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2024)
    given = parser.parse_args(arguments)
    ratings = [ratings_of(units, given.seed) for units in given.units]
    alpha(ratings[0])  # whatever is done once is done before the clock runs
    estimates(given.units, ratings)
    print(f"\n{CODERS} coders, {given.replicates:,} resamples of documents: CPU-s, MB")
    for units, one in zip(given.units, ratings, strict=True):
        sets = sets_of(units, given.seed)
        for per in (10, 1):
            documents = np.arange(units) // per
            for name, make, of in (("nominal", alpha, one), ("sets", alpha_of_sets, sets)):

                def work(make: Any = make, of: Ratings = of, documents: Any = documents) -> Any:
                    rng = np.random.default_rng(given.seed)
                    return resample(
                        [make(of)], documents=documents, rng=rng, replicates=given.replicates
                    )

                seconds, found = timed(work)
                low, high = found[0].interval
                print(
                    f"{units:7,} units, {per:2} per document  {name:8} {seconds:6.2f} s "
                    f"{held(work):7.1f} MB   {low:.4f} to {high:.4f}"
                )


if __name__ == "__main__":
    main()
