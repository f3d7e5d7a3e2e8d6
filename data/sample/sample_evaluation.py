"""The analysis plan of the sample, registered before the first region started."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from kit.evaluation.plan import FILE, Plan
from kit.evaluation.registering import FILE as REGISTERED
from kit.files import write_whole

__all__ = ["write_plan"]

_HEAD = (
    "# The plan of the sample: invented. Written by make_sample.py, so change plan.yml instead.\n"
)


def write_plan(folder: Path, plan: Mapping[str, Any], registered: Mapping[str, Any]) -> list[Path]:
    """Write the plan and its registration; return the files.

    Parameters
    ----------
    folder : Path
    plan : mapping
        As ``analysis_plan.yml`` says it.
    registered : mapping
        The day, and how far each outcome then reached.
    """
    made = {"format": 1, **plan}
    registration = {"sha256": Plan.model_validate(_texts(made)).sha256, **registered}
    known = {"format": 1, "registrations": [registration]}
    head = "# Written by `kit plan register`; never change it by hand.\n"
    return [
        write_whole(folder / FILE, _HEAD + _dump(made)),
        write_whole(folder / REGISTERED, head + _dump(known)),
    ]


def _dump(what: Mapping[str, Any]) -> str:
    return yaml.safe_dump(what, sort_keys=False, allow_unicode=True, width=100)


def _texts(value: Any) -> Any:
    """Return dates as text, as the reader of the plan gets them."""
    if isinstance(value, dict):
        return {name: _texts(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_texts(each) for each in value]
    return value if isinstance(value, int | str | float | None) else str(value)
