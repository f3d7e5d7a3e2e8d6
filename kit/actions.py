"""What a region set out to change and what it does: change tasks and interventions.

Both are tables that people fill in, and both describe intentions. That an intervention names the
indicator it should move says nothing about whether it did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kit.study import Study
from kit.tables import Judge, Table, read_table
from kit.values import Column

__all__ = ["COLUMNS", "read_change_tasks", "read_interventions"]

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "change_tasks": (
        Column("region", "name", required=True),
        Column("task", required=True),
        Column("meaning_resident"),
        Column("meaning_professional"),
        Column("meaning_administrator"),
        Column("meaning_programme"),
    ),
    "interventions": (
        Column("region", "name", required=True),
        Column("name", "name", required=True),
        Column("target_group"),
        Column("area", "name"),
        Column("start", "date", required=True),
        Column("end", "date"),
        Column("reached_n", "integer"),
        Column("indicator", "name"),
        Column("direction", "choice", choices="direction"),
        Column("lag_quarters", "integer"),
    ),
}


def read_change_tasks(study: Study) -> Table:
    """Read every file ``change_tasks.*`` and all in the folder ``change_tasks/``.

    A region is written as its slug or its name; where the study has one region only, it may stay
    empty. Beside it only the task is required.

    Returns
    -------
    Table
        The frame has one row per task, in the order of the files: region (slug), task,
        meaning_resident, meaning_professional, meaning_administrator, meaning_programme, file,
        row. What is not stated is None.
    """
    return _read(study, "change_tasks")


def read_interventions(study: Study) -> Table:
    """Read every file ``interventions.*`` and all in the folder ``interventions/``.

    Only name and start are required, and the region where the study has more than one. A row that
    ends before it starts, or whose area is not of its region, is a problem and left out.

    Returns
    -------
    Table
        The frame has one row per intervention, in the order of the files: region (slug), name,
        target_group, area (a code of ``study.yml``; None is the whole region), start and end (both
        inclusive; no end is still going on), reached_n (persons), indicator, direction (higher or
        lower), lag_quarters, file, row. What is not stated is None.
    """
    return _read(study, "interventions", _judge_intervention(study))


def _read(study: Study, name: str, judge: Judge | None = None) -> Table:
    def complete(record: dict[str, Any], file: str) -> None:
        if record["region"] is None and len(study.regions) == 1:
            record["region"] = next(iter(study.regions))

    return read_table(
        study.files(name),
        table=name,
        declared=[_within(study, column) for column in COLUMNS[name]],
        complete=complete,
        judge=judge,
    )


def _within(study: Study, column: Column) -> Column:
    """Return the column as this study has it: only its own regions and areas."""
    if column.name == "region":
        regions = {r.slug: (r.slug, r.name.casefold()) for r in study.regions.values()}
        return replace(column, kind="choice", choices=regions)
    if column.name == "area":
        areas = [area for region in study.regions.values() for area in region.areas]
        codes = {area.code: (area.code.casefold(), area.name.casefold()) for area in areas}
        return replace(column, kind="choice", choices=codes)
    return column


def _judge_intervention(study: Study) -> Judge:
    def judge(row: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
        region, area = row["region"], row["area"]
        own = [each.code for each in study.region(region).areas] if region else []
        if region and area and area not in own:
            expected = f"an area of {region}: {', '.join(own) or 'none is defined yet'}"
            yield "area", area, expected, "The areas of a region stand in study.yml."
        if row["start"] and row["end"] and row["end"] < row["start"]:
            expected = f"a day on or after the start, {row['start'].isoformat()}"
            yield "end", row["end"].isoformat(), expected, ""

    return judge
