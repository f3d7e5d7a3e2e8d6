"""What an inequality is told from, and the words for groups of areas."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kit.control_chart.words import called
from kit.inequality.grouping import Grouped
from kit.language import Both
from kit.standardised_rates.gathering import Given
from kit.study import Study

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Seen"]


@dataclass(frozen=True, eq=False)
class Seen:
    """What the sentence, the figure and the checks are made from.

    Attributes
    ----------
    study : Study
    region : str
        A slug, or all: what was asked.
    given : Given
    grouped : Grouped
    """

    study: Study
    region: str
    given: Given
    grouped: Grouped

    @property
    def table(self) -> pd.DataFrame:
        """Return the table of the finding."""
        return self.grouped.table

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Return the groups of the last period, least deprived first."""
        return [row for row in self._rows("group") if row["period"] == self.given.period]

    @property
    def years(self) -> list[dict[str, Any]]:
        """Return the index of every period that has one, in the order of time."""
        return [row for row in self._rows("index") if row["slope"] is not None]

    @property
    def index(self) -> dict[str, Any] | None:
        """Return the index of the last period; None where there is none."""
        rows = [row for row in self.years if row["period"] == self.given.period]
        return rows[0] if rows else None

    @property
    def title(self) -> Both:
        """Return the name of the problem as it begins a sentence."""
        names = Both.of(lambda language: called(self.given.name[language]))
        return Both.of(lambda language: names[language][:1].upper() + names[language][1:])

    @property
    def where(self) -> Both:
        """Return whose areas these are."""
        if self.grouped.scope == "all":
            return Both("alle regio’s van de studie samen", "all regions of the study together")
        name = called(self.study.regions[self.grouped.scope].name)
        return Both(name, name)

    def beside(self, row: dict[str, Any]) -> int:
        """Return 1 or -1 when the line passes below or above the interval of a group, else 0."""
        if row["line"] is None or row["low"] is None:
            return 0
        return int(row["low"] > row["line"]) - int(row["high"] < row["line"])

    @property
    def monotone(self) -> bool:
        """Say whether every group lies on the same side of the one before it."""
        values = [row["rate"] for row in self.groups if row["rate"] is not None]
        steps = [b - a for a, b in pairwise(values)]
        return all(step >= 0 for step in steps) or all(step <= 0 for step in steps)

    @property
    def bend(self) -> float:
        """Return how likely chance gives groups at least this far from the line; nan without."""
        from scipy.stats import chi2

        rows = [row for row in self.groups if row["line"] is not None]
        if self.index is None or len(rows) < 3:
            return math.nan
        errors = [(row["high"] - row["low"]) / 3.92 for row in rows]
        total = sum(
            ((row["rate"] - row["line"]) / error) ** 2
            for row, error in zip(rows, errors, strict=True)
        )
        return float(chi2.sf(total, len(rows) - 2))

    def _rows(self, about: str) -> list[dict[str, Any]]:
        part = self.table[self.table["about"] == about]
        plain = part.astype(object).where(part.notna(), None)
        return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]
