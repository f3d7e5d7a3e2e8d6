"""Figures of areas that belong to no region, and that a region may be compared with.

They are read apart from the figures of regions, so that no finding about regions sees them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kit.errors import Problem
from kit.indicators import Indicators, read_indicators
from kit.study import Study

__all__ = ["Pool", "read_pool"]


@dataclass(frozen=True)
class Pool:
    """The comparison pool of a study, as if each area were a region.

    Attributes
    ----------
    study : Study
        The study with the areas of the pool as its regions, by slugs that no region can have.
    indicators : Indicators
        Their figures; `area` is None throughout.
    """

    study: Study
    indicators: Indicators

    @property
    def silent(self) -> tuple[str, ...]:
        """Return the codes of areas without any figure."""
        there = set(self.indicators.frame["region"])
        return tuple(
            area.code
            for slug, region in self.study.regions.items()
            for area in region.areas
            if slug not in there
        )


def read_pool(study: Study) -> Pool | None:
    """Read the figures of the comparison pool; None where the study has none.

    In the tables of indicators a row of the pool has an empty `region`, and in `area` a code that
    ``comparison_pool`` of study.yml names. In ``open_data/`` the code is enough: counts of an area
    are summed over sexes and ages, published figures are taken as they are.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Pool or None
        Its problems are those of figures of the pool that do not agree with each other; cells that
        cannot be read are told by `kit.indicators.read_indicators`.
    """
    if not study.comparison_pool:
        return None
    apart = study.of_pool()
    read = read_indicators(apart, catalogue=None)
    frame = read.frame.assign(area=None)
    # A count stands there as a sum of the area and as the area itself: once is enough.
    once = ~frame.duplicated(["region", "indicator", "period"])
    told = tuple(problem for problem in read.problems if _is_of_pool(problem))
    return Pool(apart, replace(read, frame=frame[once].reset_index(drop=True), problems=told))


def _is_of_pool(problem: Problem) -> bool:
    """Say whether a problem is one of figures that do not agree, and not of a row of a region."""
    return problem.expected.startswith(("one figure", "one unit", "one favourable", "periods of"))
