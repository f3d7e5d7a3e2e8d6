"""The maturity answers of the sample: invented people who score, with a known truth.

A person has a way of scoring of their own (high or low), an item a little noise; a *shift* moves an
element from one wave on, a *split* puts half of a panel elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from kit.maturity import read_instrument

__all__ = ["COLUMNS", "answers"]

COLUMNS = ("region", "wave", "respondent", "role", "item", "current", "desired")
_PERSON, _NOISE = 0.45, 0.45  # standard deviations, in points
_UNKNOWN = 0.06  # share of answers that are *don't know*, where the plan says nothing else


def answers(plan: Mapping[str, Any], seed: int) -> pd.DataFrame:
    """Return one row per answer.

    Parameters
    ----------
    plan : mapping
        `maturity` of ``plan.yml``.
    seed : int
        The same seed gives the same answers.
    """
    rng = np.random.default_rng([seed, 0, 4])
    instrument = read_instrument()
    lowest, highest = instrument.scale.min, instrument.scale.max
    rows = []
    for region, about in plan["regions"].items():
        letter, roles = region[0].upper(), plan["roles"]
        people: list[int] = []
        made, style = 0, {}
        for wave in about["waves"]:
            stay = [p for p in people if rng.random() < about.get("stays", 0.85)]
            new = range(made, made + about["people"] - len(stay))
            people, made = [*stay, *new], made + len(new)
            style.update({p: rng.normal(0, _PERSON) for p in new})
            for person in people:
                role = roles[person % len(roles)]
                for item, element in instrument.items.items():
                    level = about["levels"][element.id] + _moved(about, element.id, wave)
                    if element.id in about.get("split", {}) and person % 2:
                        level += about["split"][element.id]
                    score = round(level + style[person] + rng.normal(0, _NOISE))
                    score = min(highest, max(lowest, score))
                    unknown = about.get("unknown", {}).get(element.id, _UNKNOWN)
                    said = "weet niet" if rng.random() < unknown else str(score)
                    wish = min(highest, score + int(rng.integers(1, 3)))
                    code = f"{letter}R{person + 1:02d}"
                    rows.append((region, wave, code, role, item, said, str(wish)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _moved(about: Mapping[str, Any], element: str, wave: str) -> float:
    shift = about.get("shift", {}).get(element)
    return float(shift["by"]) if shift and wave >= shift["from"] else 0.0
