"""A page of forty charts, beside the plainest drawing of the same forty.

Both draw the same series in this one run and are timed by the processor, so that only the ratio
depends on the code and neither on the machine. The plain way reads the values with the csv module,
takes mean and moving range, and draws a line, three lines across and nothing else, once; the kit
protects, chooses the chart, looks for signals by two rule sets, simulates what chance gives, writes
two sentences and draws twice, once per language. Every chart has its own denominators, so that
hardly any simulation is done for another.

    python benchmarks/charts.py [--charts 10 20 40] [--seed 2024]
"""

from __future__ import annotations

import argparse
import csv
import io
import statistics
import time
import tracemalloc
from collections import defaultdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from kit import periods
from kit.control_chart import chart
from kit.control_chart.page import false_signals_on_page
from kit.finding import Finding
from kit.indicators import read_indicators
from kit.study import open_study

STUDY = """
format: 1
title: Meting
period: {from: 2017, until: 2024Q4}
regions:
  - {slug: proef, name: Proef, kavel: true, start: 2021-04-01, start_source: meting}
"""
QUARTERS = periods.span(date(2017, 1, 1), date(2024, 12, 31), "quarter")


def write(folder: Path, charts: int, seed: int) -> None:
    """Write a study of so many series: half single measurements, half shares and rates."""
    rng = np.random.default_rng(seed)
    rows = ["region;indicator;period;value;unit;n;improvement;numerator;denominator"]
    for c in range(charts):
        sizes = rng.integers(2000, 9000, len(QUARTERS))
        counts = rng.binomial(sizes, 0.2)
        single = rng.normal(50, 4, len(QUARTERS)).round(1)
        for q, value, x, n in zip(QUARTERS, single, counts, sizes, strict=True):
            if c % 2:
                rows.append(f"proef;s{c};{q};{value};per 1.000;400;lower;;")
            elif c % 4:
                rows.append(f"proef;s{c};{q};{1000 * x / n:.1f};per 1.000;{n};lower;{x};{n}")
            else:
                rows.append(f"proef;s{c};{q};{100 * x / n:.1f};%;{n};lower;{x};{n}")
    (folder / "study.yml").write_text(STUDY, encoding="utf-8")
    (folder / "indicators.csv").write_text("\n".join(rows), encoding="utf-8")


def by_kit(folder: Path, charts: int) -> list[Finding]:
    study = open_study(folder)
    read = read_indicators(study)
    return [
        chart(
            study, region="proef", indicator=f"s{c}", until=None, release="region", indicators=read
        )
        for c in range(charts)
    ]


def by_hand(folder: Path) -> int:
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    series = defaultdict(list)
    with (folder / "indicators.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter=";"):
            series[row["indicator"]].append(float(row["value"]))
    size = 0
    for name, values in series.items():
        baseline = values[:17]
        half = 2.66 * statistics.mean(map(abs, np.diff(baseline)))
        figure = Figure(figsize=(7.0, 4.75))
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        axes.plot(QUARTERS, values, marker="o")
        axes.set_title(name)
        for height in (-half, 0, half):
            axes.axhline(statistics.mean(baseline) + height)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg")
        size += len(buffer.getvalue())
    return size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--charts", type=int, nargs="+", default=[10, 20, 40])
    parser.add_argument("--seed", type=int, default=2024)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:  # the first figure loads the fonts
        write(Path(folder), 1, asked.seed)
        by_hand(Path(folder))
        by_kit(Path(folder), 1)
    for charts in asked.charts:
        with TemporaryDirectory() as folder:
            write(Path(folder), charts, asked.seed + charts)
            begin = time.process_time()
            by_hand(Path(folder))
            plain = time.process_time() - begin
            begin = time.process_time()
            findings = by_kit(Path(folder), charts)
            kit = time.process_time() - begin
            tracemalloc.start()
            by_kit(Path(folder), charts)
            memory = tracemalloc.get_traced_memory()[1] / 2**20
            tracemalloc.stop()
        print(
            f"{charts} charts: kit {kit:.1f} s ({kit / charts:.2f} s each, {memory:.0f} MB at "
            f"most), plain {plain:.1f} s, ratio {kit / plain:.1f} for two languages"
        )
        said = false_signals_on_page(findings)
        if said is not None:
            print(f"  {said.en}")


if __name__ == "__main__":
    main()
