"""What people say beside the figures: what weighs, what is there already, what has to be solved.

What they wrote in their own words (an asset, an issue) is text: for the region that wrote it, in
no report about several regions, and `kit check` looks through it for names of people.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kit.areas import Areas
from kit.hotspot_sources.reading import HotspotTable, read_one, repeated
from kit.study import Study

__all__ = ["read_assets", "read_felt_weight", "read_hotspot_issues"]

_ONE = ("region", "problem", "segment", "area", "voice", "session")


def read_felt_weight(study: Study, areas: Areas) -> HotspotTable:
    """Read every file ``felt_weight.*`` and all in the folder ``felt_weight/``.

    Parameters
    ----------
    study : Study
    areas : Areas

    Returns
    -------
    HotspotTable
        The frame has region (slug), problem, segment (None is everybody), area (code; None is the
        whole region), voice (resident or professional), chosen (how many chose the problem), of
        (how many took part, above zero), session (the day), file, row.
    """
    return read_one(
        study,
        areas,
        "felt_weight",
        judge=_judge,
        further=(
            lambda rows: repeated(
                rows, by=_ONE, column="problem", what="one row per problem, voice and session"
            ),
        ),
    )


def read_assets(study: Study, areas: Areas) -> HotspotTable:
    """Read every file ``assets.*`` and all in the folder ``assets/``.

    Parameters
    ----------
    study : Study
    areas : Areas

    Returns
    -------
    HotspotTable
        The frame has region (slug), area (code; None is the whole region), asset (text of people),
        kind (of the list `asset_kind`), named_by (a voice group, or None), file, row.
    """
    return read_one(study, areas, "assets")


def read_hotspot_issues(study: Study, areas: Areas) -> HotspotTable:
    """Read every file ``hotspot_issues.*`` and all in the folder ``hotspot_issues/``.

    Parameters
    ----------
    study : Study
    areas : Areas

    Returns
    -------
    HotspotTable
        The frame has id, region (slug), issue (text of people), whose (a voice group, or None),
        problem, segment, area (code), together (yes, no or unclear), status (open, in_progress or
        closed), noted_on, file, row. What is not stated is None.
    """
    return read_one(study, areas, "hotspot_issues")


def _judge(row: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    chosen, of = row["chosen"], row["of"]
    if of == 0:
        yield "of", "0", "how many people took part, above zero", ""
    elif chosen is not None and of is not None and chosen > of:
        do = "Count persons, not votes."
        yield "chosen", str(chosen), f"at most the {of} who took part", do
