"""One region that started, the areas it is compared with, and everything computed from them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kit.comparison_pool import Pool
from kit.errors import KitError, Problem, Refused
from kit.estimators.matching import Matched, matched
from kit.estimators.synthetic import FEWEST_AREAS, InSpace, Mixture, in_space, synthetic
from kit.evaluation.outcome import Outcome, Placed, outcome_of, placed
from kit.evaluation.plan import Analysis
from kit.evaluation.registering import Stamp
from kit.indicators import Indicators

if TYPE_CHECKING:
    from kit.rates.inputs import Floats
    from kit.study import Study

__all__ = ["Gathered", "Studied", "gather", "look_at"]

#: Areas that are chosen at most, where the plan says on what they are matched.
MOST_MATCHED = 20
#: Areas below which a period is left out, rather than an area that lacks it.
FEW_AREAS = 10
#: Share of the periods that an area may lack for its gaps to leave periods out.
_MOST_LACKING = 0.1


@dataclass(frozen=True)
class Gathered:
    """A region and the areas beside it, with a figure in every period that is used.

    Attributes
    ----------
    outcome : Outcome
        Of the region, protected.
    areas : tuple of Outcome
        Of the areas that are used, protected, in the order of the pool.
    source : {"pool", "regions"}
        What the areas are: the comparison pool of study.yml, or regions that had not started.
    lacking : int
        Areas that were left out: no figures, gaps, withheld figures, another unit or length.
    labels : tuple of str
        The periods that are used.
    values, pool : array
        Of the region, periods; of the areas, areas x periods.
    start : int
        Place in `labels` of the first period that counts as after.
    place : Placed
        Where the start lies among all periods of the region.
    matching : Matched or None
        None where the plan names nothing to match on.
    unmatched : tuple of str
        Indicators to match on that the region or the areas do not have.
    """

    outcome: Outcome
    areas: tuple[Outcome, ...]
    source: str
    lacking: int
    labels: tuple[str, ...]
    values: Floats
    pool: Floats
    start: int
    place: Placed
    matching: Matched | None
    unmatched: tuple[str, ...]


@dataclass(frozen=True)
class Studied:
    """A synthetic comparison.

    Attributes
    ----------
    gathered : Gathered
    analysis : Analysis or None
    stamp : Stamp
    found : Mixture
    placebos : tuple of InSpace
        Each area in the place of the region.
    without_largest : float
        The effect without the area that weighs most; nan where too few are left.
    """

    gathered: Gathered
    analysis: Analysis | None
    stamp: Stamp
    found: Mixture
    placebos: tuple[InSpace, ...]
    without_largest: float

    @property
    def as_far(self) -> int:
        """Return how many areas in the place of the region lie as far from zero, or further."""
        return sum(abs(each.effect) >= abs(self.found.effect) for each in self.placebos)

    @property
    def heaviest(self) -> tuple[tuple[Outcome, float], ...]:
        """Return areas with any weight, the heaviest first."""
        pairs = zip(self.gathered.areas, self.found.weights, strict=True)
        return tuple(
            sorted((p for p in pairs if p[1] > 0), key=lambda p: (-p[1], p[0].region.slug))
        )

    @property
    def counterfactual(self) -> float:
        """Return the mean level of the mixture from the start on."""
        return float(self.found.mixture[self.gathered.start :].mean())


def gather(
    study: Study,
    read: Indicators,
    outcome: Outcome,
    *,
    pool: Pool | None,
    analysis: Analysis | None,
    last: date,
    release: str,
) -> Gathered:
    """Return a region and the areas it is compared with, matched as the plan says.

    Parameters
    ----------
    study : Study
    read : Indicators
    outcome : Outcome
        Of the region.
    pool : Pool or None
        None where regions that had not started take its place.
    analysis : Analysis or None
    last : date
    release : str

    Raises
    ------
    Refused
        Fewer than two areas with figures in the same periods.
    """
    import numpy as np

    start = outcome.region.start
    place = placed(outcome.periods, start=start or date.max, analysis=analysis)
    name = outcome.series.indicator
    within, figures = (pool.study, pool.indicators) if pool else (study, read)
    slugs = [
        other.slug
        for other in within.regions.values()
        if other.slug != outcome.region.slug and (other.start is None or other.start > last)
    ]
    found = []
    known = {each.casefold() for each in figures.names}
    for slug in slugs if name.casefold() in known else []:
        seen = outcome_of(within, figures, region=slug, indicator=name, until=last, release=release)
        alike = seen and seen.length == outcome.length and seen.series.unit == outcome.series.unit
        if seen is not None and alike:
            found.append(seen)
    own = np.array(outcome.values)
    rows = np.array([_over(each, outcome.periods) for each in found]).reshape(-1, len(own))
    used = np.isfinite(own)
    used[list(place.aside)] = False
    almost = [row for row in rows if np.isnan(row[used]).mean() <= _MOST_LACKING]
    if 0 < len(almost) < FEW_AREAS:
        used &= np.isfinite(almost).all(axis=0)
    whole = [bool(np.isfinite(row[used]).all()) for row in rows]
    areas = [each for each, there in zip(found, whole, strict=True) if there]
    matching, unmatched = _matching(
        study, read, within, figures, outcome, areas, analysis, place, last, release
    )
    if matching is not None:
        areas = [each for each in areas if each.region.slug in matching.chosen]
    if len(areas) < FEWEST_AREAS:
        do = "Name more areas in `comparison_pool` of study.yml, with figures in every period."
        got = f"{len(areas)} areas with a figure in every period"
        raise Refused(str(Problem("the comparison", got, f"{FEWEST_AREAS} or more", do)))
    labels = tuple(label for label, there in zip(outcome.periods, used, strict=True) if there)
    return Gathered(
        outcome=outcome,
        areas=tuple(areas),
        source="pool" if pool else "regions",
        lacking=len(slugs) - sum(whole),
        labels=labels,
        values=own[used],
        pool=np.array([_over(each, labels) for each in areas]),
        start=int(used[: place.first].sum()),
        place=place,
        matching=matching,
        unmatched=unmatched,
    )


def look_at(gathered: Gathered, *, analysis: Analysis | None, stamp: Stamp) -> Studied:
    """Compute the comparison, and the same with each area in the place of the region.

    Raises
    ------
    InputError, Refused
        Too few periods before the start or none after; diff-diff cannot solve it.
    """
    import numpy as np

    found = synthetic(gathered.values, gathered.pool, start=gathered.start)
    largest = int(np.argmax(found.weights))
    without = math.nan
    if len(gathered.areas) > FEWEST_AREAS:
        fewer = np.delete(gathered.pool, largest, axis=0)
        try:
            without = synthetic(gathered.values, fewer, start=gathered.start).effect
        except KitError:
            without = math.nan
    return Studied(
        gathered=gathered,
        analysis=analysis,
        stamp=stamp,
        found=found,
        placebos=tuple(in_space(gathered.pool, start=gathered.start)),
        without_largest=without,
    )


def _over(outcome: Outcome, labels: Sequence[str]) -> list[float]:
    values = dict(zip(outcome.periods, outcome.values, strict=True))
    return [values.get(label, math.nan) for label in labels]


def _matching(
    study: Study,
    read: Indicators,
    within: Study,
    figures: Indicators,
    outcome: Outcome,
    areas: Sequence[Outcome],
    analysis: Analysis | None,
    place: Placed,
    last: date,
    release: str,
) -> tuple[Matched | None, tuple[str, ...]]:
    """Return the areas that resemble the region before its start, on what the plan names."""
    until = outcome.periods[: min([place.first, *place.aside])]
    if analysis is None or not until:
        return None, ()
    lacks, own = [], []
    numbers: dict[str, list[float]] = {each.region.slug: [] for each in areas}
    names = []
    for name in analysis.matched_on:
        mine = _before(study, read, outcome.region.slug, name, outcome, last, release)
        theirs = {
            slug: _before(within, figures, slug, name, outcome, last, release) for slug in numbers
        }
        if math.isnan(mine) or all(math.isnan(value) for value in theirs.values()):
            lacks.append(name)
            continue
        names.append(name)
        own.append(mine)
        for slug, value in theirs.items():
            numbers[slug].append(value)
    if not names:
        return None, tuple(lacks)
    made = matched(numbers, region=own, variables=names, most=MOST_MATCHED)
    return made, tuple(lacks)


def _before(
    study: Study,
    read: Indicators,
    slug: str,
    name: str,
    outcome: Outcome,
    last: date,
    release: str,
) -> float:
    """Return the mean of an indicator over the periods that ended before the start; else nan."""
    from kit import periods

    if name.casefold() not in {each.casefold() for each in read.names}:
        return math.nan
    seen = outcome_of(study, read, region=slug, indicator=name, until=last, release=release)
    start = outcome.region.start
    if seen is None or start is None:
        return math.nan
    pairs = zip(seen.periods, seen.values, strict=True)
    values = [v for label, v in pairs if v == v and periods.last_day(label) < start]
    return sum(values) / len(values) if values else math.nan
