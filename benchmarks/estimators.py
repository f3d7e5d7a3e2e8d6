"""The default test of a few regions, and what the first model costs after `import kit`.

The statistic of the p-value rule (the imputed effect) under 999 permutations of the start dates,
at 10, 100 and 1,000 areas of 40 quarters, beside 999 times fitting the same model anew; both in
this one run, by the clock of the processor. Then, each in a fresh interpreter, the CPU-seconds of
`import kit` alone and of the first model after it.

    python benchmarks/estimators.py [--areas 10 100 1000] [--refits 20] [--times 5]
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time

import numpy as np

from kit.estimators.imputation import Panel, imputation, panel
from kit.estimators.permutation import effects_of

QUARTERS, PERMUTATIONS = 40, 999
FIRST = {
    "import kit": "import kit",
    "import kit.estimators": "import kit.estimators.few_regions, kit.estimators.series",
    "one series, REML": (
        "from kit.estimators.series import interrupted\n"
        "from kit.estimators.segments import SeriesDesign\n"
        "import math\n"
        "values = [20 + math.sin(7 * t) for t in range(40)]\n"
        "interrupted(values, design=SeriesDesign(start=20, horizon=8))"
    ),
    "one series of counts": (
        "from kit.estimators.series_counts import interrupted_counts\n"
        "from kit.estimators.segments import SeriesDesign\n"
        "counts = [50 + (7 * t) % 9 for t in range(40)]\n"
        "interrupted_counts(counts, exposure=[1000] * 40,\n"
        "                   design=SeriesDesign(start=20, horizon=8))"
    ),
    "ten regions, the rule": (
        "from kit.estimators.few_regions import Design, apply_rule, decide\n"
        "design = Design(starts=(16, 20, 24, 28, *[None] * 6), periods=40)\n"
        "seen = [[(r * 7 + t * 5) % 11 for t in range(40)] for r in range(10)]\n"
        "apply_rule(seen, design=design, rule=decide(design))"
    ),
}


def made(areas: int, seed: int = 2024) -> Panel:
    """Draw a panel of which four in ten areas started, on four dates."""
    rng = np.random.default_rng(seed)
    started = [(16, 20, 24, 28)[i % 4] for i in range(4 * areas // 10)]
    return panel(
        rng.standard_normal((areas, QUARTERS)), starts=[*started, *[None] * (areas - len(started))]
    )


def seconds(run: object, times: int) -> float:
    """Return the middle of some runs, in CPU-seconds."""
    spent = []
    for _ in range(times):
        begin = time.process_time()
        run()  # type: ignore[operator]
        spent.append(time.process_time() - begin)
    return statistics.median(spent)


def fresh(code: str) -> float:
    """Return the CPU-seconds of a fresh interpreter that runs this."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--refits", type=int, default=20)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    before = None
    for areas in asked.areas:
        given = made(areas)
        starts = np.tile(np.array(given.starts), (PERMUTATIONS, 1))
        assigned = np.random.default_rng(1).permuted(starts, axis=1)
        kit = seconds(lambda p=given, a=assigned: effects_of(p, a), asked.times)
        one = seconds(lambda p=given: imputation(p), asked.refits)
        growth = "" if before is None else f", {kit / before:.1f} times the row above"
        print(
            f"{areas:>5} areas: {PERMUTATIONS} permutations {kit:.3f} CPU-s; as many fits "
            f"{PERMUTATIONS * one:.1f} CPU-s, {PERMUTATIONS * one / kit:.0f} times as long{growth}"
        )
        before = kit
    nothing = statistics.median(fresh("pass") for _ in range(asked.times))
    for name, code in FIRST.items():
        code = code if name == "import kit" else f"import kit\n{code}"
        spent = statistics.median(fresh(code) for _ in range(asked.times))
        print(f"{name:24} {spent - nothing:.2f} CPU-s above a bare interpreter")


if __name__ == "__main__":
    main()
