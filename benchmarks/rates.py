"""Directly standardised rates with limits at three sizes, beside the same sums in plain pandas.

A long table of areas, age bands, events and people. pandas works the formula out by groups, with
Byar's limits; the kit turns the table into an array of areas by bands first, which is counted in
its time. Both must give the same numbers. Memory is the highest that Python and NumPy held at once
on top of the table, in a run of its own. Indirect ratios and a funnel of the same areas beside it.

    python benchmarks/rates.py [--areas 1000 10000 100000] [--repeat 3] [--seed 2024]
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from kit.rates import direct, funnel, indirect
from kit.rates.standardising import ESP_2013, expected

Z = 1.959963984540054


def table_of(areas: int, seed: int) -> pd.DataFrame:
    """Return one row per area and age band, bands in order within each area."""
    rng = np.random.default_rng(seed)
    bands = len(ESP_2013)
    people = rng.integers(200, 3000, areas * bands)
    rate = np.tile(np.linspace(0.01, 0.2, bands), areas)
    return pd.DataFrame(
        {
            "area": np.repeat(np.arange(areas), bands),
            "standard": np.tile(np.array(ESP_2013, dtype=float), areas),
            "events": rng.poisson(people * rate).astype(float),
            "people": people.astype(float),
        }
    )


def arrays_of(table: pd.DataFrame) -> tuple[Any, Any]:
    """Return events and people, areas by bands."""
    shape = (-1, len(ESP_2013))
    return table["events"].to_numpy().reshape(shape), table["people"].to_numpy().reshape(shape)


def by_kit(table: pd.DataFrame) -> Any:
    """Return rates with limits."""
    found = direct(*arrays_of(table))
    return np.column_stack([found.value, found.low, found.high])


def by_pandas(table: pd.DataFrame) -> Any:
    """Return rates with limits, the way an analyst writes them down."""
    share = table["standard"] / sum(ESP_2013)
    rows = table.assign(
        value=share * table["events"] / table["people"],
        variance=share**2 * table["events"] / table["people"] ** 2,
    )
    sums = rows.groupby("area")[["value", "variance", "events"]].sum()
    o, scale = sums["events"], np.sqrt(sums["variance"] / sums["events"])
    low = o * (1 - 1 / (9 * o) - Z / (3 * np.sqrt(o))) ** 3
    high = (o + 1) * (1 - 1 / (9 * (o + 1)) + Z / (3 * np.sqrt(o + 1))) ** 3
    limits = [sums["value"], sums["value"] + scale * (low - o), sums["value"] + scale * (high - o)]
    return 100_000 * np.column_stack(limits)


def ratios_and_funnel(table: pd.DataFrame) -> Any:
    """Return the places of the areas in a funnel of ratios, corrected for overdispersion."""
    events, people = arrays_of(table)
    awaited = expected(
        people, reference_events=events.sum(axis=0), reference_population=people.sum(axis=0)
    )
    observed = events.sum(axis=1)
    indirect(observed, awaited)
    return funnel(observed, awaited, kind="ratio", correction="additive").place


def measured(work: Callable[[pd.DataFrame], Any], table: pd.DataFrame, repeat: int) -> Any:
    """Return the median of seconds, and the most megabytes held."""
    seconds = []
    for _ in range(repeat):
        begun = time.perf_counter()
        work(table)
        seconds.append(time.perf_counter() - begun)
    tracemalloc.start()
    work(table)
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return median(seconds), most


def main() -> None:
    """Print a line per size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--areas", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--seed", type=int, default=2024)
    asked = parser.parse_args()
    print("rows        kit s  pandas s  ratio   kit MB  pandas MB  ratios and funnel s    MB")
    for areas in asked.areas:
        table = table_of(areas, asked.seed)
        np.testing.assert_allclose(by_kit(table), by_pandas(table), rtol=1e-10)
        kit, kit_mb = measured(by_kit, table, asked.repeat)
        plain, plain_mb = measured(by_pandas, table, asked.repeat)
        more, more_mb = measured(ratios_and_funnel, table, asked.repeat)
        print(
            f"{len(table):<10,} {kit:>6.4f}  {plain:>8.4f}  {kit / plain:>5.2f}  {kit_mb:>7.1f}  "
            f"{plain_mb:>9.1f}  {more:>19.4f}  {more_mb:>4.1f}"
        )


if __name__ == "__main__":
    main()
