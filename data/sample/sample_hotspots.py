"""What the hotspots of the sample are read from, and figures of its municipalities.

Counts are Poisson around one rate for everybody: no area differs from another but where the plan
says so. So a call anywhere else is a false one. One problem differs with the deprivation group of
the district, by a size that is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sample_areas import District

from kit.terms import columns

__all__ = ["municipal_figures", "tables_of", "true_of"]

_GROWTH = 1.004  # inhabitants, per year
_UNLIKE = 0.12  # how much the ages of districts differ, on a logarithmic scale
_NORMAL = 1.959964


def tables_of(
    plan: Mapping[str, Any], districts: Sequence[District], seed: int
) -> dict[str, pd.DataFrame]:
    """Return the tables that hotspots are read from, by their name.

    Parameters
    ----------
    plan : mapping
        `hotspots` of ``plan.yml``.
    districts : sequence of District
    seed : int
        The same seed gives the same counts.
    """
    rng = np.random.default_rng([seed, 0, 5])
    people = _people(rng, plan, districts)
    made = {
        "problem_counts": [
            *_counts(rng, plan, districts, people),
            *_unequal(np.random.default_rng([seed, 0, 11]), plan, districts, people),
        ],
        "felt_weight": _felt(rng, plan),
        "assets": [_row("assets", cells) for cells in plan["assets"]],
        "risk_layers": _layers(rng, plan, districts, people),
        "hotspot_issues": [_row("hotspot_issues", cells) for cells in plan["issues"]],
    }
    return {
        name: pd.DataFrame(rows, columns=list(columns(name)), dtype=object)
        for name, rows in made.items()
    }


def true_of(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is true of the tables: what is planted, and that nothing else is there."""
    kept = ("excess", "registration", "not_given", "unequal")
    felt = {region: about["chose"] for region, about in plan["hotspots"]["felt"].items()}
    own = plan["municipal"]
    return {
        **{name: plan["hotspots"][name] for name in kept},
        "felt": felt,
        "municipal": {
            "fall_injuries_per_1000": own["falls"],
            "lonely": {"age_base": own["lonely"]["waves"]},
        },
    }


def municipal_figures(
    plan: Mapping[str, Any], districts: Sequence[District], seed: int
) -> list[dict[str, Any]]:
    """Return rows of the indicators table about municipalities, each only while it exists.

    Parameters
    ----------
    plan : mapping
        The whole of ``plan.yml``.
    districts : sequence of District
    seed : int
    """
    rng = np.random.default_rng([seed, 0, 6])
    own, shares = plan["municipal"], plan["hotspots"]["segments"]
    older = shares["age_65_74"] + shares["age_75_plus"]
    rows: list[dict[str, Any]] = []
    for region in plan["regions"]:
        for area in region["study"]["areas"]:
            people = _inhabitants(area, districts, own["merged"])
            base = {"region": region["study"]["slug"], "area": area["code"], "aim": "aim_health"}
            rows += _falls(rng, own["falls"], base, area, people * older)
            rows += _lonely(rng, own["lonely"], base, area)
    return rows


def _people(
    rng: np.random.Generator, plan: Mapping[str, Any], districts: Sequence[District]
) -> dict[tuple[str, str, int], int]:
    """Return how many people there are, by district, segment and year."""
    shares = np.array(list(plan["segments"].values()))
    first, last = plan["years"]
    people = {}
    for district in districts:
        own = shares * np.exp(rng.normal(0, _UNLIKE, len(shares)))
        own = own / own.sum()
        for segment, share in zip(plan["segments"], own, strict=True):
            for year in range(first, last + 1):
                n = district.inhabitants * share * _GROWTH ** (year - last)
                people[district.code, segment, year] = round(n)
    return people


def _counts(
    rng: np.random.Generator,
    plan: Mapping[str, Any],
    districts: Sequence[District],
    people: Mapping[tuple[str, str, int], int],
) -> list[dict[str, Any]]:
    excess, changed = plan["excess"], plan["registration"]
    absent = {(one["area"], year) for one in plan["not_given"] for year in one["years"]}
    first, last = plan["years"]
    rows = []
    for district in districts:
        for problem, rates in plan["problems"].items():
            usual = plan["per_year"].get(problem, {})
            for segment, rate in rates.items():
                hot = (problem, segment) == (excess["problem"], excess["segment"])
                ratio = excess["ratio"] if hot and district.code in excess["areas"] else 1.0
                for year in range(first, last + 1):
                    n = people[district.code, segment, year]
                    now = ratio * usual.get(year, 1.0) * rate / 1000
                    if district.code == changed["area"] and year >= changed["from"]:
                        now *= changed["ratio"]
                    count = int(rng.poisson(n * now))
                    few = 0 < count < plan["fewest"]
                    said = f"<{plan['fewest']}" if few else str(count)
                    rows.append(
                        {"region": district.region, "area": district.code, "problem": problem,
                         "segment": segment, "period": str(year),
                         "observed": "." if (district.code, year) in absent else said,
                         "persons": n, "source": plan["source"]}
                    )  # fmt: skip
    return rows


def _unequal(
    rng: np.random.Generator,
    plan: Mapping[str, Any],
    districts: Sequence[District],
    people: Mapping[tuple[str, str, int], int],
) -> list[dict[str, Any]]:
    """Return the counts of the problem whose rate is a straight line over deprivation groups."""
    about, changed = plan["unequal"], plan["registration"]
    first, last = plan["years"]
    rows = []
    for district in districts:
        ratio = 1 + about["per_group"] * (district.deprivation - about["middle"])
        part = about["of_18_64"].get(district.region, about["of_18_64"]["usual"])
        for segment, rate in about["per_1000"].items():
            for year in range(first, last + 1):
                adults = people[district.code, "age_18_64", year]
                n = people.get((district.code, segment, year), round(part * adults))
                now = ratio * rate / 1000
                if district.code == changed["area"] and year >= changed["from"]:
                    now *= changed["ratio"]
                count = int(rng.poisson(n * now))
                few = 0 < count < plan["fewest"]
                rows.append(
                    {"region": district.region, "area": district.code,
                     "problem": about["problem"], "segment": segment, "period": str(year),
                     "observed": f"<{plan['fewest']}" if few else str(count), "persons": n,
                     "source": plan["source"]}
                )  # fmt: skip
    return rows


def _felt(rng: np.random.Generator, plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for region, about in plan["felt"].items():
        for what, shares in about["chose"].items():
            problem, segment = what.split("/")
            for voice, share in shares.items():
                of = about["took_part"][voice]
                rows.append(
                    {"region": region, "problem": problem, "segment": segment, "voice": voice,
                     "chosen": int(rng.binomial(of, share)), "of": of, "session": about["session"]}
                )  # fmt: skip
    return rows


def _layers(
    rng: np.random.Generator,
    plan: Mapping[str, Any],
    districts: Sequence[District],
    people: Mapping[tuple[str, str, int], int],
) -> list[dict[str, Any]]:
    about, last = plan["layers"], plan["years"][1]
    rows = []
    for region, checked in about["calibrated"].items():
        own = [d.code for d in districts if d.region == region]
        n = sum(people[code, about["segment"], last] for code in own)
        shares = list(about["shares"].values())
        for layer, persons in zip(about["shares"], rng.multinomial(n, shares), strict=True):
            rows.append(
                {"region": region, "segment": about["segment"], "period": str(last),
                 "layer": layer, "persons": int(persons), "outcome": about["outcome"],
                 "horizon_months": about["horizon_months"], "model": about["model"],
                 "calibrated": checked}
            )  # fmt: skip
    return rows


def _row(table: str, cells: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(columns(table), cells, strict=True))


def _inhabitants(
    area: Mapping[str, Any], districts: Sequence[District], merged: Mapping[str, Any]
) -> float:
    """Return the inhabitants of a municipality: of its districts, or its share of a later one."""
    of = {d.municipality: 0 for d in districts}
    for district in districts:
        of[district.municipality] += district.inhabitants
    for later, shares in merged.items():
        of |= {code: share * of[later] for code, share in shares.items()}
    # The districts are those of the part that belongs to the region.
    return float(of[area["code"]] / area.get("weight", 1))


def _there(area: Mapping[str, Any], year: int) -> bool:
    from_day, until = area.get("from", date.min), area.get("until", date.max)
    return bool(from_day <= date(year, 12, 31) and date(year, 1, 1) <= until)


def _falls(
    rng: np.random.Generator,
    plan: Mapping[str, Any],
    base: Mapping[str, Any],
    area: Mapping[str, Any],
    older: float,
) -> list[dict[str, Any]]:
    first, last = plan["years"]
    higher = plan["higher"]
    ratio = higher["ratio"] if area["code"] == higher["area"] else 1.0
    rows = []
    for year in range(first, last + 1):
        n = round(older * _GROWTH ** (year - last))
        count = int(rng.poisson(n * ratio * plan["per_1000"] / 1000))
        if _there(area, year):
            rows.append(
                {**base, "indicator": "fall_injuries_per_1000", "period": str(year),
                 "value": _said(1000 * count / n), "unit": "per 1000 65-plussers", "n": n,
                 "improvement": "lower", "method": "telling",
                 "source": "Registratie van de spoedposten (verzonnen)",
                 "published_on": date(year, 12, 31) + timedelta(days=120), "numerator": count,
                 "denominator": n, "age_base": "65+", "boundary_year": year}
            )  # fmt: skip
    return rows


def _lonely(
    rng: np.random.Generator,
    plan: Mapping[str, Any],
    base: Mapping[str, Any],
    area: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Return what a survey published of a municipality: an estimate with limits, no counts."""
    level = plan["level"] + rng.normal(0, plan["spread"])
    rows = []
    for year, ages in plan["waves"].items():
        asked = int(rng.integers(*plan["asked"]))
        true = (level + (plan["younger"] if ages == "18+" else 0)) / 100
        seen = rng.binomial(asked, true) / asked
        wide = _NORMAL * (seen * (1 - seen) / asked) ** 0.5
        if _there(area, year):
            rows.append(
                {**base, "indicator": "lonely", "period": str(year),
                 "value": _said(100 * seen), "unit": "%", "improvement": "lower",
                 "method": "enquête", "source": "Gezondheidsenquête (verzonnen)",
                 "published_on": date(year + 1, 6, 15), "low": _said(100 * (seen - wide)),
                 "high": _said(100 * (seen + wide)), "age_base": ages, "boundary_year": year}
            )  # fmt: skip
    return rows


def _said(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
