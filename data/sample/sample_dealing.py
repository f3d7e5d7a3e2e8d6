"""Deal the bank to the regions: who writes on which day, and which entry falls to that day.

Every region gets its days and, for each day, an author. For each code the days on which it is
wished for are drawn with the weights of the plan, evenly spread (systematic sampling). Then the
bank is dealt to the days so that the sum of all misfits is least: an entry on another code than
wished for, in a role that nobody there has, of another stage of the work or another season.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from kit.terms import terms

__all__ = ["FIRST", "LAST", "TEXTS", "Slot", "deal", "slots_of", "trends_of"]

FIRST, LAST = date(2020, 1, 1), date(2024, 12, 31)
HALFWAY = date(2022, 7, 1)  # before and after, in a region that has no start
TEXTS = ("planned", "happened", "effects", "unintended", "helped", "hindered", "why", "lesson",
         "next_step", "context_change", "ask", "ask_addressee")  # fmt: skip
CODES = (*terms("phm_element"), *terms("focus_point"))


@dataclass(frozen=True)
class Slot:
    """A day on which someone writes: `author`, in `role`, where `main` writes most then."""

    region: Mapping[str, Any]
    day: date
    author: str
    role: str
    main: str

    @property
    def start(self) -> date | None:
        """The start of the region, if it has one."""
        start: date | None = self.region["study"].get("start")
        return start


def slots_of(
    rng: np.random.Generator, region: Mapping[str, Any], plan: Mapping[str, Any]
) -> list[Slot]:
    """Draw the days of one region, and who writes on each."""
    start = region["study"].get("start")
    days = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]
    weights = np.array([_busy(day, start) for day in days])
    for silence in plan["silences"]:
        if silence["region"] == region["like"]:
            quiet = [silence["from"] <= day <= silence["until"] for day in days]
            weights[np.array(quiet)] = 0
    n = region["entries"]
    at = (np.arange(n) + rng.random(n)) / n
    chosen = [days[i] for i in np.searchsorted(np.cumsum(weights) / weights.sum(), at)]
    slots = []
    for day in chosen:
        turns = region.get("main_until") or {next(iter(region["cast"])): LAST}
        main = next(author for author, until in turns.items() if day <= until)
        gone = {author for author, until in turns.items() if day > until}
        others = [author for author in region["cast"] if author != main and author not in gone]
        author = main if rng.random() < region["share"] else others[rng.integers(len(others))]
        slots.append(Slot(region, day, author, region["cast"][author], main))
    return slots


def _busy(day: date, start: date | None) -> float:
    """Return how readily people write on a day: hardly at weekends and in the holidays."""
    week = day.isocalendar().week
    readily = 0.05 if day.weekday() >= 5 else 1.0
    if 29 <= week <= 33 or week >= 52:
        readily *= 0.2
    return readily * (1.4 if start and day >= start else 1.0)


def deal(
    rng: np.random.Generator,
    slots: Sequence[Slot],
    bank: Sequence[Mapping[str, Any]],
    plan: Mapping[str, Any],
) -> list[Mapping[str, Any]]:
    """Deal one entry of the bank to each slot, none twice, so that the misfits are fewest."""
    pool = [entry for entry in bank if entry["tier"] == "regional"]
    has = np.array([[code in entry["about"] for code in CODES] for entry in pool], dtype=float)
    wished = np.zeros((len(slots), len(CODES)))
    for j in rng.permutation(len(CODES)):
        weights = np.array([_weight(slot, CODES[j], plan) for slot in slots])
        weights[wished.any(axis=1)] *= 0.25  # few entries are about two codes
        n = round(has[:, j].sum() * len(slots) / len(pool))
        ladder = np.cumsum(weights) / weights.sum() * n
        wished[np.searchsorted(ladder, rng.random() + np.arange(n)), j] = 1
    misfit = 6 * (wished @ (1 - has.T) + (1 - wished) @ has.T)
    eras = sorted({str(entry["era"]) for entry in pool})
    of_era = np.array([eras.index(entry["era"]) for entry in pool])
    misfit += np.array([[_out_of_time(slot, era) for era in eras] for slot in slots])[:, of_era]
    roles = sorted({str(entry["role"]) for entry in pool})
    of_role = np.array([roles.index(entry["role"]) for entry in pool])
    misfit += np.array([[_out_of_role(slot, role) for role in roles] for slot in slots])[:, of_role]
    for word, months in plan["months_of"].items():
        named = [any(word in entry.get(name, "").casefold() for name in TEXTS) for entry in pool]
        another = [slot.day.month not in months for slot in slots]
        misfit += 20.0 * np.outer(another, named)
    misfit += rng.random(misfit.shape)
    return [pool[i] for i in linear_sum_assignment(misfit)[1]]


def _weight(slot: Slot, code: str, plan: Mapping[str, Any]) -> float:
    for trend in plan["trends"]:
        if trend["region"] == slot.region["like"] and trend["code"] == code:
            return float(trend["after"] if slot.day >= trend["from"] else trend["before"])
    return float(plan["usual"])


def _out_of_time(slot: Slot, era: str) -> float:
    """Return how badly an entry of a stage of the work fits a day."""
    start, day = slot.start, slot.day
    if era == "start":
        begin = abs(day - start) <= timedelta(days=270) if start else day.year <= 2021
        return 0 if begin else 2 if start and day < start else 4
    if era == "later":
        return 0 if day >= (start + timedelta(days=365) if start else date(2023, 1, 1)) else 5
    if era == "covid":
        return 0 if date(2020, 3, 16) <= day <= date(2021, 12, 31) else 100
    return 2 if era == "underway" and day < date(2020, 7, 1) else 0


def _out_of_role(slot: Slot, role: str) -> float:
    """Return how badly a role fits the author of a day; the main author writes for those absent."""
    if role == slot.role:
        return 0
    if slot.author == slot.main:
        return 4 if role in slot.region["cast"].values() else 1.5
    return 6


def trends_of(
    slots: Sequence[Slot], dealt: Sequence[Mapping[str, Any]], plan: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return per region and code what was planted, and what was dealt before and after."""
    planted = {(trend["region"], trend["code"]): trend for trend in plan["trends"]}
    found = []
    for slug in dict.fromkeys(slot.region["study"]["slug"] for slot in slots):
        own = [
            (s, e) for s, e in zip(slots, dealt, strict=True) if s.region["study"]["slug"] == slug
        ]
        for code in CODES:
            trend = planted.get((own[0][0].region["like"], code), {})
            turn = trend.get("from") or own[0][0].start or HALFWAY
            sides = {True: [0, 0], False: [0, 0]}
            for slot, entry in own:
                sides[slot.day >= turn][0] += code in entry["about"]
                sides[slot.day >= turn][1] += 1
            found.append(
                {"region": slug, "code": code, "direction": trend.get("direction", "level"),
                 "from": turn, "before": dict(zip(("on_code", "of"), sides[False], strict=True)),
                 "after": dict(zip(("on_code", "of"), sides[True], strict=True))}
            )  # fmt: skip
    return found
