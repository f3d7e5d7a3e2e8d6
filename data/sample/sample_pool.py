"""Municipalities that a region may be compared with: of no region, and nothing ever starts there.

Their figures come of the same generator as those of the regions, without any shift, so that what a
comparison finds among them is chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from sample_series import series_of

from kit.terms import columns

__all__ = ["POOL", "pool_figures", "pool_of"]

POOL = "indicators/comparison_pool.csv"
#: What the plan leaves out or adds somewhere; nothing of it is in the pool.
_PLANTED = ("shifts", "few_people", "hidden_at_source", "not_given")


def pool_of(plan: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the pool as ``study.yml`` has it."""
    return [
        {"code": area["code"], "name": area["name"]} for area in plan["comparison_pool"]["areas"]
    ]


def pool_figures(plan: Mapping[str, Any], seed: int) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the figures of the pool, rows of the indicators table, and what is true of them.

    Parameters
    ----------
    plan : mapping
        The whole of ``plan.yml``; `comparison_pool` says which areas and indicators there are.
    seed : int
        The same seed gives the same figures.
    """
    about = plan["comparison_pool"]
    own: dict[str, Any] = {
        **plan,
        "indicators": {name: plan["indicators"][name] for name in about["indicators"]},
        **{planted: [] for planted in _PLANTED},
    }
    areas = [
        {"like": area["code"], "study": {"slug": area["code"], **area}} for area in about["areas"]
    ]
    truth: dict[str, Any] = {"shifts": [], "null": []}
    rows = series_of(np.random.default_rng([seed, 0, 7]), areas, own, truth)
    made = [row | {"region": None, "area": row["region"]} for row in rows]
    true = {
        "shifts": truth["shifts"],
        "null": {"areas": len(areas), "indicators": about["indicators"]},
    }
    return pd.DataFrame(made, columns=list(columns("indicators")), dtype=object), true
