"""Random slopes beside lme4, and two-way fixed effects beside pyfixest: ratios and growth.

The same tables, made here from a seed, are given to both sides in this one run; CPU-seconds, the
middle of some runs, after one run that is not counted. The kit's mixed model is told twice: its own
profile alone, and with the second program that checks it. lme4 runs in R where R has it; pyfixest
gets an environment of its own, made here in a temporary folder and thrown away. Its error is the
usual cluster-robust one, the kit's CR2 with Satterthwaite's degrees of freedom, which costs more.

    python benchmarks/models.py [--areas 10 100 1000] [--times 3]
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from kit.errors import KitError
from kit.estimators.cr2 import cr2, two_way
from kit.estimators.imputation import imputation, panel
from kit.estimators.mixed import fit_mixed
from kit.estimators.reml import fit_reml, groups_of

QUARTERS = 40
LME4 = """
if (!requireNamespace("lme4", quietly = TRUE)) quit(status = 3)
suppressMessages(library(lme4))
arguments <- commandArgs(TRUE)
times <- as.integer(arguments[1])
for (path in arguments[-1]) {
  d <- read.csv(path)
  spent <- numeric(0)
  for (i in 0:times) {
    begun <- proc.time()
    fit <- suppressMessages(lmer(y ~ t + (t | area), d))
    spent <- c(spent, sum((proc.time() - begun)[1:2]))
  }
  cat(sprintf("%.6f %.8f %.10f\\n", median(spent[-1]), logLik(fit), fixef(fit)[["t"]]))
}
"""
PYFIXEST = """
import statistics, sys, time
import pandas, pyfixest
for path in sys.argv[2:]:
    d = pandas.read_csv(path)
    spent = []
    for i in range(int(sys.argv[1]) + 1):
        begun = time.process_time()
        fit = pyfixest.feols("y ~ d | area + quarter", d, vcov={"CRV1": "area"})
        found = float(fit.coef()["d"])
        spent.append(time.process_time() - begun)
    print(statistics.median(spent[1:]), found)
"""


def made(areas: int, seed: int = 2024) -> pd.DataFrame:
    """Draw areas with a level and a slope of their own, of which four in ten started."""
    rng = np.random.default_rng(seed)
    area, quarter = np.repeat(np.arange(areas), QUARTERS), np.tile(np.arange(QUARTERS), areas)
    t = (quarter - quarter.mean()) / 10
    begins = np.where(np.arange(areas) < 0.4 * areas, 16 + 4 * (np.arange(areas) % 4), QUARTERS)
    d = (quarter >= begins[area]).astype(float)
    level, slope = rng.normal(50, 3, areas), rng.normal(-0.5, 0.4, areas)
    y = level[area] + slope[area] * t - d + rng.normal(0, 2, len(area))
    return pd.DataFrame({"area": area, "quarter": quarter, "t": t, "d": d, "y": y})


def seconds(run: Callable[[], object], times: int) -> float:
    """Return the middle of some runs, in CPU-seconds, after one that is not counted."""
    spent = []
    for _ in range(times + 1):
        begin = time.process_time()
        run()
        spent.append(time.process_time() - begin)
    return statistics.median(spent[1:])


def profile(frame: pd.DataFrame) -> tuple[float, float]:
    """Return log likelihood and slope by the kit's own profile."""
    line = np.column_stack([np.ones(len(frame)), frame["t"]])
    found = fit_reml(groups_of(line, frame["y"], random=line, groups=frame["area"]))
    return found.log_likelihood, float(found.coefficients[1])


def fixed(frame: pd.DataFrame) -> float:
    """Return the two-way fixed effects coefficient, with its CR2 error and df worked out."""
    wide = frame.pivot(index="area", columns="quarter", values="y").to_numpy()
    starts = [None if start == QUARTERS else start for start in starts_of(frame)]
    model = two_way(panel(wide, starts=starts))
    contrast = [1.0, *[0.0] * (model.columns.shape[1] - 1)]
    found = cr2(model.columns, model.values, clusters=model.clusters, contrast=contrast)
    return found.estimate


def imputed(frame: pd.DataFrame) -> float:
    """Return the imputed effect, the kit's estimate."""
    wide = frame.pivot(index="area", columns="quarter", values="y").to_numpy()
    starts = [None if start == QUARTERS else start for start in starts_of(frame)]
    return imputation(panel(wide, starts=starts)).effect


def starts_of(frame: pd.DataFrame) -> list[int]:
    """Return the first quarter after the start of each area."""
    return (QUARTERS - frame.groupby("area")["d"].sum()).astype(int).tolist()


def beside_r(paths: list[Path], times: int, folder: Path) -> list[list[float]]:
    """Return what lme4 says of each table; empty without R or lme4."""
    if shutil.which("Rscript") is None:
        return []
    script = folder / "lme4.R"
    script.write_text(LME4, encoding="utf-8")
    done = subprocess.run(
        ["Rscript", str(script), str(times), *map(str, paths)], capture_output=True, text=True
    )
    lines = done.stdout.splitlines() if done.returncode == 0 else []
    return [[float(cell) for cell in line.split()] for line in lines]


def beside_pyfixest(paths: list[Path], times: int, folder: Path) -> list[list[float]]:
    """Return what pyfixest says of each table; empty where it cannot be installed."""
    home = folder / "other"
    venv.create(home, with_pip=True)
    python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    got = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "pyfixest"], capture_output=True
    )
    if got.returncode:
        return []
    done = subprocess.run(
        [str(python), "-c", PYFIXEST, str(times), *map(str, paths)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [[float(cell) for cell in line.split()] for line in done.stdout.splitlines()]


def told(name: str, spent: float, before: float | None, other: float | None) -> float:
    """Print one line and return what was spent."""
    growth = "" if before is None else f", {spent / before:.1f} times the size before"
    ratio = "" if other is None else f", {spent / other:.1f} times the other"
    print(f"  {name:34} {spent:8.3f} CPU-s{ratio}{growth}")
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    frames = [made(areas) for areas in asked.areas]
    with TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / f"{areas}.csv" for areas in asked.areas]
        for frame, path in zip(frames, paths, strict=True):
            frame.to_csv(path, index=False)
        r = beside_r(paths, asked.times, folder)
        python = beside_pyfixest(paths, asked.times, folder)
    before: dict[str, float] = {}
    for at, (areas, frame) in enumerate(zip(asked.areas, frames, strict=True)):
        print(f"{areas} areas, {QUARTERS} quarters")
        other = r[at][0] if r else None
        if r:
            likelihood, slope = profile(frame)
            told("lme4", r[at][0], before.get("lme4"), None)
            before["lme4"] = r[at][0]
            print(
                f"  log likelihood less that of lme4 {likelihood - r[at][1]:+.4f}, "
                f"slope less that of lme4 {slope - r[at][2]:+.1e}"
            )
        runs: dict[str, tuple[Callable[[], object], float | None]] = {
            "random slope, own profile": (lambda f=frame: profile(f), other),
            "random slope, both programs": (
                lambda f=frame: fit_mixed(f["y"], times=f["t"], groups=f["area"]),
                other,
            ),
        }
        plain = python[at][0] if python else None
        if python:
            told("pyfixest", python[at][0], before.get("pyfixest"), None)
            before["pyfixest"] = python[at][0]
        runs["two-way fixed effects, CR2"] = (lambda f=frame: fixed(f), plain)
        runs["imputed effect"] = (lambda f=frame: imputed(f), plain)
        for label, (run, beside) in runs.items():
            try:
                spent = seconds(run, asked.times)
            except KitError as refused:
                print(f"  {label:34} refused: {refused}")
                continue
            before[label] = told(label, spent, before.get(label), beside)
        if python:
            print(f"  coefficient less that of pyfixest {fixed(frame) - python[at][1]:+.1e}")


if __name__ == "__main__":
    main()
