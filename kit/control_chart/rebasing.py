"""New limits from a day on, when people decided so and wrote down why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kit.errors import Problem, unknown_name
from kit.tables import Table, read_table
from kit.values import Column

if TYPE_CHECKING:
    from kit.study import Study

__all__ = ["COLUMNS", "Rebased", "Rebasing", "read_rebasing"]

COLUMNS = (
    Column("region", "name", required=True),
    Column("indicator", "name", required=True),
    Column("from_period", "period", required=True),
    Column("reason", required=True),
)


@dataclass(frozen=True)
class Rebasing:
    """A decision that an indicator of a region gets new limits.

    Attributes
    ----------
    region, indicator : str
    from_period : str
        First period of the new baseline.
    reason : str
        Why, in the words of who decided.
    """

    region: str
    indicator: str
    from_period: str
    reason: str


@dataclass(frozen=True)
class Rebased:
    """Every decision of a study, and what was refused.

    Attributes
    ----------
    decisions : tuple of Rebasing
        In order of time.
    problems : tuple of Problem
        Without a reason, for instance, there are no new limits.
    files : tuple of str
        Where they stand, as paths within the study.
    table : Table or None
        What was read, with these problems.
    """

    decisions: tuple[Rebasing, ...]
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    table: Table | None = None

    def of(self, region: str, indicator: str) -> tuple[Rebasing, ...]:
        """Return the decisions on one indicator of one region."""
        return tuple(
            d
            for d in self.decisions
            if d.region == region and _folded(d.indicator) == _folded(indicator)
        )


def read_rebasing(study: Study) -> Rebased:
    """Read every file ``rebasing.*`` and all in the folder ``rebasing/``.

    A row without a reason is refused: it is a problem and counts for nothing. So is a region that
    does not exist.
    """

    def complete(record: dict[str, Any], file: str) -> None:
        if record["region"] is None and len(study.regions) == 1:
            record["region"] = next(iter(study.regions))

    files = study.files("rebasing")
    table = read_table(files, table="rebasing", declared=COLUMNS, complete=complete)
    problems = list(table.problems)
    known = {
        written.casefold(): region.slug
        for region in study.regions.values()
        for written in (region.name, region.slug)
    }
    decisions = []
    for row in table.frame.to_dict("records"):
        slug = known.get(" ".join(str(row["region"]).casefold().split()))
        if slug is None:
            where = f"{row['file']}, row {row['row']}, `region`"
            problems.append(unknown_name(where, str(row["region"]), study.regions))
            continue
        decisions.append(
            Rebasing(slug, str(row["indicator"]), str(row["from_period"]), str(row["reason"]))
        )
    stands = tuple(dict.fromkeys(str(file) for file in table.frame["file"]))
    read = replace(table, problems=tuple(problems))
    return Rebased(_in_order(decisions), tuple(problems), stands, read)


def _in_order(decisions: Sequence[Rebasing]) -> tuple[Rebasing, ...]:
    return tuple(sorted(decisions, key=lambda d: (d.region, d.indicator, d.from_period)))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
