"""What a group made of its own profile: one score they chose together, why, and the next step.

The profile begins the conversation and the workshop ends it. What was agreed there stands beside
the next wave, so that the region can see what came of its own step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kit.maturity.instrument import Instrument
from kit.study import Study
from kit.tables import Judge, Table, read_table
from kit.terms import terms
from kit.values import Column

__all__ = ["COLUMNS", "read_workshop"]

COLUMNS = (
    Column("region", "name", required=True),
    Column("wave", "period", required=True),
    Column("element", "name", required=True),
    Column("agreed", "name"),
    Column("reasons"),
    Column("next_step"),
    Column("owner", "choice", choices="role"),
)


def read_workshop(study: Study, instrument: Instrument) -> Table:
    """Read every file ``workshop.*`` and all in the folder ``workshop/``.

    Returns
    -------
    Table
        The frame has one row per region, wave and element, in the order of the files: region
        (slug), wave, element (id), agreed (a score, or None where the group could not choose one),
        reasons, next_step, owner (a role), file, row. A second row on the same is a problem.
    """
    known: dict[str, dict[str, tuple[str, ...]]] = {
        "region": {r.slug: (r.slug, r.name.casefold()) for r in study.regions.values()},
        "element": {
            element.id: (
                element.id.casefold(),
                *(t.casefold() for t in _names(element.id, element.name)),
            )
            for element in instrument.elements
        },
    }
    declared = [
        replace(column, kind="choice", choices=known[column.name])
        if column.name in known
        else column
        for column in COLUMNS
    ]

    def complete(record: dict[str, Any], called: str) -> None:
        if record["region"] is None and len(study.regions) == 1:
            record["region"] = next(iter(study.regions))

    table = read_table(
        study.files("workshop"),
        table="workshop",
        declared=declared,
        complete=complete,
        judge=_judge(instrument),
    )
    table.frame["agreed"] = [None if text is None else int(text) for text in table.frame["agreed"]]
    return table


def _names(id: str, name: Any) -> tuple[str, ...]:
    known = terms("phm_element").get(id)
    return (name.nl, name.en, *(known.written_as() if known else ()))


def _judge(instrument: Instrument) -> Judge:
    seen: dict[tuple[Any, ...], tuple[str, int]] = {}
    scale = instrument.scale

    def judge(row: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
        given = row["agreed"]
        if given is not None and not (given.isdecimal() and scale.min <= int(given) <= scale.max):
            expected = f"a whole number from {scale.min} to {scale.max}, or nothing"
            yield "agreed", given, expected, "Leave it empty when the group could not choose."
        key = (row["region"], row["wave"], row["element"])
        if None not in key and key in seen:
            file, line = seen[key]
            yield "element", str(row["element"]), f"one row ({file}, row {line} has it too)", ""
        seen.setdefault(key, (row["file"], row["row"]))

    return judge
