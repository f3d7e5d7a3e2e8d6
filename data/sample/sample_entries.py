"""Rows of the logbook: an entry of the bank as a region delivers it, with what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from sample_dealing import FIRST, LAST, TEXTS, Slot

from kit.terms import terms

__all__ = ["elsewhere", "entry_of", "numbered"]

MEETINGS = ("kenniskring", "round_table", "learning_community", "steering_group", "meeting",
            "theme_meeting", "project_team", "partner_event")  # fmt: skip
LABELS = ("about", "touches", "avoids", "other_sense", "disputed")


def entry_of(
    rng: np.random.Generator, slot: Slot, entry: Mapping[str, Any], plan: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the row of one entry of a region, with what people leave out left out."""
    region, day = slot.region, slot.day
    study = region["study"]
    own = slot.role == entry["role"]
    names = {"regio": study["name"], "plaats": _place(rng, study, day),
             "wijk": _one(rng, region["districts"])}  # fmt: skip
    row = _row(rng, entry, day, names)
    row |= {
        "region": study["slug"],
        "tier": "regional" if rng.random() < 0.5 else None,
        "author": (slot.author if own else slot.main) if rng.random() < 0.96 else None,
        "role": entry["role"] if own and rng.random() < 0.93 else None,
        "phase": _phase(slot) if rng.random() < 0.4 else None,
        "release": _release(rng) if region["like"] not in plan["all_of_the_team"] else "team",
        "file": study["slug"],
    }
    if own and rng.random() < 0.15:
        row["voice_group"] = None
    for batch in plan["written_late"]:
        if batch["region"] == region["like"] and batch["from"] <= day <= batch["until"]:
            row["written_on"] = batch["written_on"]
    return row


def _row(
    rng: np.random.Generator, entry: Mapping[str, Any], day: date, names: Mapping[str, str]
) -> dict[str, Any]:
    """Return what every entry has, whatever its tier."""
    row: dict[str, Any] = {name: _filled(entry[name], names) for name in TEXTS if entry.get(name)}
    kind = entry["event_type"]
    row |= {"date": day, "voice_group": entry["voice_group"],
            "written_on": _written_on(rng, day),
            "event_type": kind if rng.random() < 0.92 else None}  # fmt: skip
    if kind in MEETINGS and rng.random() < 0.5:
        some = rng.choice(["resident", "gp", "district_nurse", "welfare_worker", "alderman",
                           "policy_officer", "insurer"], size=2, replace=False)  # fmt: skip
        row["participants"] = tuple((str(who), int(rng.integers(1, 9))) for who in some)
    if kind in MEETINGS and rng.random() < 0.4:
        row["event_id"] = f"{kind[:2].upper()}-{day:%y%m%d}"
    if entry["tier"] == "healthkic" or rng.random() < 0.06:
        row["healthkic_role"] = _one(rng, list(terms("healthkic_role")))
    if "next_step" in row:
        row["next_step_owner"] = entry.get("next_step_owner")
        if rng.random() < 0.65:
            row["next_step_due"] = day + timedelta(days=int(rng.integers(14, 120)))
        if rng.random() < 0.6:
            row["next_step_done"] = bool(rng.random() < 0.55)
    asked = tuple(label for label in entry["about"] if label in terms("learning_question"))
    if asked and rng.random() < 0.35:
        row["learning_questions"] = asked
    row["truth"] = {"bank": entry["bank"], "language": entry["language"]} | {
        name: list(entry[name]) for name in LABELS if entry.get(name)
    }
    return row


def _one(rng: np.random.Generator, of: Sequence[str]) -> str:
    return of[int(rng.integers(len(of)))]


def _place(rng: np.random.Generator, study: Mapping[str, Any], day: date) -> str:
    """Return a municipality of the region that exists on that day."""
    there = [area["name"] for area in study["areas"]
             if area.get("from", FIRST) <= day <= area.get("until", LAST)]  # fmt: skip
    return _one(rng, there)


def _filled(text: str, names: Mapping[str, str]) -> str:
    for slot, name in names.items():
        text = text.replace(f"{{{slot}}}", name)
    return text.strip()


def _written_on(rng: np.random.Generator, day: date) -> date | None:
    """Return when it was written down: mostly within the week, now and then months later."""
    late = int(rng.choice([rng.integers(0, 7), rng.integers(7, 29), rng.integers(29, 130)],
                          p=[0.74, 0.19, 0.07]))  # fmt: skip
    return day + timedelta(days=late) if rng.random() < 0.9 else None


def _phase(slot: Slot) -> str:
    if slot.start is None:
        return "verkenning"
    if slot.day < slot.start:
        return "voorbereiding"
    return f"ronde {1 + (slot.day - slot.start).days // 182}"


def _release(rng: np.random.Generator) -> str | None:
    chosen = rng.choice(["team", "region", "consortium", "public", ""],
                        p=[0.42, 0.25, 0.2, 0.06, 0.07])  # fmt: skip
    return str(chosen) or None


def elsewhere(
    rng: np.random.Generator,
    regions: Sequence[Mapping[str, Any]],
    bank: Sequence[Mapping[str, Any]],
    plan: Mapping[str, Any],
    copy: int,
) -> list[dict[str, Any]]:
    """Return the entries of the national and the HealthKIC tier: all that the bank has."""
    rows = []
    for tier, cast in plan["elsewhere"].items():
        pool = [entry for entry in bank if entry["tier"] == tier]
        order = rng.permutation(len(pool))
        days = (np.arange(len(pool)) + rng.random(len(pool))) / len(pool) * (LAST - FIRST).days
        for i, after in zip(order, days, strict=True):
            region = regions[int(rng.integers(len(regions)))]
            day = FIRST + timedelta(days=int(after))
            names = {"regio": region["study"]["name"], "wijk": region["districts"][0],
                     "plaats": _place(rng, region["study"], day)}  # fmt: skip
            row = _row(rng, pool[i], day, names)
            author = _one(rng, list(cast))
            row |= {"tier": tier, "role": pool[i]["role"], "release": _release(rng),
                    "author": author if copy == 1 else f"{author}-{copy}",
                    "file": tier if copy == 1 else f"{tier}-{copy:02d}"}  # fmt: skip
            rows.append(row)
    return rows


def numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the entries of each file in the order of their days and number them per day."""
    count: dict[str, int] = {}
    rows.sort(key=lambda row: (str(row["file"]), row["date"]))
    for row in rows:
        day = f"{row['file']}-{row['date']}"
        count[day] = count.get(day, 0) + 1
        row["id"] = f"{day}-{count[day]}"
    return rows
