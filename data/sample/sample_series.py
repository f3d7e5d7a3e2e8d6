"""Measured series: a level, a season, noise, and a shift where the plan says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit import periods

__all__ = ["series_of"]


def series_of(
    rng: np.random.Generator,
    regions: Sequence[Mapping[str, Any]],
    plan: Mapping[str, Any],
    truth: dict[str, Any],
) -> list[dict[str, Any]]:
    """Return the measured series of regions, and add to `truth` what is true of each."""
    rows = []
    for region in regions:
        like, study = region["like"], region["study"]
        for name, made in plan["indicators"].items():
            first, last = plan["measured"][made["length"]]
            when = periods.span(periods.first_day(first), periods.last_day(last), made["length"])
            noise = _noise(rng, len(when), made["autocorrelation"])
            values = made["level"] + made["spread"] * (noise + rng.standard_normal())
            values += np.resize(np.array(made["season"], dtype=float), len(when))
            shift = next((s for s in plan["shifts"]
                          if (s["region"], s["indicator"]) == (like, name)), None)  # fmt: skip
            if shift:
                values[when.index(shift["from"]) :] += shift["size"]
                truth["shifts"].append(shift | {"region": study["slug"]})
            else:
                truth["null"].append({"region": study["slug"], "indicator": name})
            few = _planned(plan["few_people"], like, name)
            people = made["people"]
            hidden = _planned(plan["hidden_at_source"], like, name).get("periods", ())
            absent = _planned(plan["not_given"], like, name).get("periods", ())
            usual = int(rng.integers(*people)) if isinstance(people, list) else study[people]
            for period, value in zip(when, values, strict=True):
                n = usual
                if few:  # a percentage of these few alone
                    n = int(rng.integers(few["people"][0], few["people"][1] + 1))
                    value = 100 * rng.binomial(n, made["level"] / 100) / n
                elif isinstance(people, list):
                    n = int(np.clip(usual + rng.integers(-usual // 8, usual // 8 + 1), *people))
                shown = f"{value:.{made['decimals']}f}".replace(".", ",")
                given = "<10" if period in hidden else "." if period in absent else shown
                rows.append(
                    {"region": study["slug"], "indicator": name, "period": period, "value": given,
                     "unit": made["unit"], "n": n if given == shown else None, "aim": made["aim"],
                     "improvement": made["improvement"], "method": made["method"],
                     "source": made["source"],
                     "published_on": periods.last_day(period) + timedelta(days=76)}
                )  # fmt: skip
    return rows


def _noise(rng: np.random.Generator, n: int, autocorrelation: float) -> NDArray[np.float64]:
    """Return noise of variance 1 whose neighbours correlate (AR(1), in its steady state)."""
    noise = rng.standard_normal(n)
    for i in range(1, n):
        noise[i] = autocorrelation * noise[i - 1] + np.sqrt(1 - autocorrelation**2) * noise[i]
    return noise


def _planned(items: Sequence[dict[str, Any]], region: str, indicator: str) -> dict[str, Any]:
    return next((i for i in items if (i["region"], i["indicator"]) == (region, indicator)), {})
