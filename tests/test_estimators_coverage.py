"""How often what is printed holds what was planted, over 200 seeds of the sample's generator.

With 200 seeds a share of 0.95 comes out between 0.92 and 0.98 in 95 of 100 runs. An interrupted
series is measured beside its finding, in ``test_interrupted_series.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from kit.estimators.few_regions import Design, apply_rule, decide
from kit.estimators.staggered import callaway_santanna
from kit.estimators.synthetic import in_space, synthetic
from kit.evaluation.outcome import placed
from kit.evaluation.plan import Analysis
from kit.evaluation.synthetic.studying import SELDOM

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
sys.path.insert(0, str(SAMPLE))

from sample_pool import pool_figures  # noqa: E402
from sample_series import series_of  # noqa: E402

SEEDS = range(200)
VISITS, LAG = "ed_visits_per_1000", 2
BAND = (0.92, 0.98)


@cache
def plan() -> Mapping[str, Any]:
    made: Mapping[str, Any] = yaml.safe_load((SAMPLE / "plan.yml").read_text(encoding="utf-8"))
    return made


def regions() -> list[dict[str, Any]]:
    return [{**region, "like": region["study"]["slug"]} for region in plan()["regions"]]


def starts() -> list[date | None]:
    return [region["study"].get("start") for region in regions()]


def value_of(given: str) -> float:
    return float(given.replace(",", ".")) if given[:1].isdigit() else np.nan


def panel_of(seed: int, indicator: str, shifts: list[dict[str, Any]]) -> tuple[Any, list[str]]:
    """Return regions x quarters of one indicator, as make_sample.py draws them; the quarters."""
    drawn = plan() | {"shifts": shifts}
    rng = np.random.default_rng([seed, 1, 1])
    rows = series_of(rng, regions(), drawn, {"shifts": [], "null": []})
    own = [row for row in rows if row["indicator"] == indicator]
    labels = list(dict.fromkeys(row["period"] for row in own))
    return np.array([value_of(row["value"]) for row in own]).reshape(-1, len(labels)), labels


def pool_of(seed: int) -> Any:
    figures, _ = pool_figures(plan(), seed)
    own = figures.loc[figures["indicator"] == VISITS, "value"]
    return own.map(value_of).to_numpy().reshape(len(plan()["comparison_pool"]["areas"]), -1)


def place_of(start: date | None, labels: list[str], lag: int) -> int | None:
    asked = Analysis.model_validate(
        {"id": "a", "question": "?", "estimand": "?", "indicator": "x", "lag": lag,
         "design": "staggered_starts"}
    )  # fmt: skip
    first = placed(labels, start=start or date.max, analysis=asked).first
    return first if first < len(labels) else None


def designed(labels: list[str], lag: int) -> Design:
    return Design(tuple(place_of(start, labels, lag) for start in starts()), len(labels), lag)


def planted(labels: list[str], design: Design, shifts: list[dict[str, Any]], seen: Any) -> float:
    """Return the mean of what was planted over what counts as after a start."""
    slugs = [region["like"] for region in regions()]
    true = np.zeros(seen.shape)
    for shift in shifts:
        true[slugs.index(shift["region"]), labels.index(shift["from"]) :] = shift["size"]
    started = [len(labels) if start is None else start for start in design.starts]
    after = (np.arange(len(labels)) >= np.array(started)[:, None]) & np.isfinite(seen)
    return float(true[after].mean())


def own_shifts() -> list[dict[str, Any]]:
    return [shift for shift in plan()["shifts"] if shift["indicator"] == VISITS]


def same_everywhere() -> list[dict[str, Any]]:
    """Return one shift in every region that started, from the first quarter that counts."""
    _, labels = panel_of(0, VISITS, [])
    return [
        {"region": region["like"], "indicator": VISITS, "from": labels[place], "size": -6.5}
        for region in regions()
        if (place := place_of(region["study"].get("start"), labels, LAG)) is not None
    ]


def staggered(indicator: str, shifts: list[dict[str, Any]], lag: int) -> Iterator[Any]:
    """Yield what was planted, what is printed, and the panel and design it was printed of."""
    for seed in SEEDS:
        seen, labels = panel_of(seed, indicator, shifts)
        design = designed(labels, lag)
        rule = decide(design)
        assert rule.method == "permutation"
        done = apply_rule(seen, design=design, rule=rule)
        yield planted(labels, design, shifts, seen), done, seen, design


@pytest.mark.slow
def test_a_shift_that_is_the_same_in_all_regions_lies_in_the_interval_as_often_as_said() -> None:
    found = [(true, done.permuted) for true, done, *_ in staggered(VISITS, same_everywhere(), LAG)]
    inside = np.mean([one.low <= true <= one.high for true, one in found])
    bias = np.mean([one.effect - true for true, one in found])
    print(f"inside {inside:.3f}, bias {bias:.3f}")
    assert BAND[0] <= inside <= BAND[1]
    assert abs(bias) < 0.2


@pytest.mark.slow
def test_with_a_shift_in_two_of_four_regions_the_interval_is_too_wide_and_neither_is_off() -> None:
    """The sample as it is: the test supposes one effect for all, so it sees the others as noise."""
    true, means, others, inside = [], [], [], []
    for planted_there, done, seen, design in staggered(VISITS, own_shifts(), LAG):
        one = done.permuted
        true.append(planted_there)
        means.append(one.effect)
        inside.append(one.low <= planted_there <= one.high)
        beside = callaway_santanna(seen, starts=design.starts, anticipation=design.anticipation)
        others.append(beside.effect)
    for made in (means, others):
        away = np.array(made) - np.array(true)
        print(f"bias {away.mean():.3f}, spread {away.std():.3f}")
        assert abs(away.mean()) < 0.25
    print(f"inside {np.mean(inside):.3f}")
    assert np.mean(inside) >= BAND[0]


@pytest.mark.slow
@pytest.mark.parametrize("indicator", ["sick_leave_pct", "good_contact_pct"])
def test_figures_in_which_nothing_shifts_are_called_an_effect_at_most_as_often_as_said(
    indicator: str,
) -> None:
    called = np.mean([done.p <= 0.05 for _, done, *_ in staggered(indicator, [], 0)])
    print(f"called {called:.3f}")
    assert called <= 0.08


@pytest.mark.slow
def test_beside_the_pool_a_planted_shift_is_met_and_chance_seldom_stands_out() -> None:
    """No interval is printed; what is, is the difference and how many areas lie as far."""
    shift = next(each for each in own_shifts() if each["region"] == "noorderkolk")
    away, quiet, loud = [], [], []
    for seed in SEEDS:
        seen, labels = panel_of(seed, VISITS, own_shifts())
        start = labels.index(shift["from"])
        # The quarters of the lag are neither before nor after.
        used = [i for i in range(len(labels)) if not start - LAG <= i < start]
        pool, first = pool_of(seed)[:, used], start - LAG
        chance = np.abs([each.effect for each in in_space(pool, start=first)])

        def stands_out(effect: float, chance: Any = chance) -> bool:
            return bool((1 + (chance >= abs(effect)).sum()) / (1 + len(chance)) <= SELDOM)

        slugs = [region["like"] for region in regions()]
        own = synthetic(seen[slugs.index("noorderkolk"), used], pool, start=first).effect
        away.append(own - shift["size"])
        loud.append(stands_out(own))
        for slug in ("zonnehei", "kraanvoorde", "sparremeer"):
            effect = synthetic(seen[slugs.index(slug), used], pool, start=first).effect
            quiet.append(stands_out(effect))
    print(f"bias {np.mean(away):.3f}, spread {np.std(away):.3f}")
    print(f"stands out: {np.mean(loud):.3f} where planted, {np.mean(quiet):.3f} where nothing was")
    assert abs(np.mean(away)) < 0.25
    assert np.mean(loud) > 0.9
    assert np.mean(quiet) <= 0.08
