"""The changes of several regions taken together, and everything that is computed from them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kit import periods
from kit.comparability import Objection
from kit.errors import KitError
from kit.estimators.imputing import Pattern, pattern
from kit.estimators.pooling import FEWEST, Method, Pooled, leave_one_out, pool
from kit.evaluation.interrupted.studying import Studied as One
from kit.evaluation.interrupted.studying import look_at as look_at_one
from kit.evaluation.outcome import Outcome
from kit.evaluation.plan import Analysis, Plan
from kit.evaluation.pooled.families import Member, family_of
from kit.evaluation.pooled.imputed import Redrawn, redraw
from kit.evaluation.registering import Registered, Stamp, stamp
from kit.evaluation.together import side_by_side, span_of
from kit.indicators import Indicators

if TYPE_CHECKING:
    from kit.study import Study

__all__ = ["Skipped", "Studied", "look_at", "run_in"]

#: Share of missing figures above which they are drawn, to see what they could have changed.
MANY_MISSING = 0.05
#: Other ways of estimating how far regions lie apart.
OTHER_METHODS: tuple[Method, ...] = ("dersimonian_laird", "paule_mandel")


@dataclass(frozen=True)
class Skipped:
    """A region that started and has no change to take along: too few figures on a side."""

    region: str
    why: str


@dataclass(frozen=True)
class Studied:
    """Regions together.

    Attributes
    ----------
    outcomes : tuple of Outcome
        Of every region that has figures, in the order of the study.
    labels : tuple of str
        Every period from the first to the last of any region.
    parts : tuple of One
        The interrupted series of each region that started, in the order of the study.
    skipped : tuple of Skipped
    pooled : Pooled or None
        None with fewer than three regions: then each is only described.
    others : tuple of Pooled
        By other methods.
    without : tuple of Pooled
        Each time without one of `parts`; empty below three regions.
    missing : Pattern
        Which figures of `parts` are missing or may not be used.
    redrawn : Redrawn or None
        With missing figures drawn; None where few are missing, or nothing can be drawn.
    analysis : Analysis or None
    plan : Plan or None
    stamp : Stamp
    family : tuple of Member
        What the plan corrects together with this; empty without a family.
    family_stamp : Stamp
        Whether the family was planned.
    objections : tuple of Objection
    """

    outcomes: tuple[Outcome, ...]
    labels: tuple[str, ...]
    parts: tuple[One, ...]
    skipped: tuple[Skipped, ...]
    pooled: Pooled | None
    others: tuple[Pooled, ...]
    without: tuple[Pooled, ...]
    missing: Pattern
    redrawn: Redrawn | None
    analysis: Analysis | None
    plan: Plan | None
    stamp: Stamp
    family: tuple[Member, ...]
    family_stamp: Stamp
    objections: tuple[Objection, ...]

    @property
    def first(self) -> Outcome:
        """Return the outcome of the first region: all are called alike and have one unit."""
        return self.outcomes[0]

    @property
    def names(self) -> tuple[str, ...]:
        """Return what the regions are called whose changes are taken together."""
        return tuple(part.outcome.region.name for part in self.parts)

    @property
    def horizons(self) -> tuple[int, ...]:
        """Return for how many periods after the first one each change is told, without repeats."""
        return tuple(sorted({part.change.horizon for part in self.parts}))

    @property
    def carrying(self) -> tuple[tuple[One, Pooled], ...]:
        """Return regions without which half of the mean is gone or more, and what is left of it."""
        mean = self.pooled.estimate if self.pooled else 0.0
        pairs = zip(self.parts, self.without, strict=False)
        return tuple(pair for pair in pairs if pair[1].estimate * mean <= mean**2 / 2)

    @property
    def counterfactual(self) -> float:
        """Return the level expected without a change, with the weights of the mean."""
        if self.pooled is None:
            return math.nan
        levels = [part.change.counterfactual for part in self.parts]
        return sum(w * level for w, level in zip(self.pooled.weights, levels, strict=True))


def look_at(
    study: Study,
    read: Indicators,
    outcomes: tuple[Outcome, ...],
    *,
    plan: Plan | None,
    registered: Registered,
    analysis: Analysis | None,
    objected: tuple[Objection, ...],
    last: date,
    release: str,
) -> Studied:
    """Compute everything about regions together."""
    begun = [each for each in outcomes if each.region.start and each.region.start <= last]
    parts: list[One] = []
    skipped: list[Skipped] = []
    for outcome in begun:
        begin = outcome.region.start
        assert begin is not None
        try:
            parts.append(
                look_at_one(study, read, outcome, begin, plan, registered, objected, last, release)
            )
        except KitError as refused:
            skipped.append(Skipped(outcome.region.name, str(refused)))
    estimates = [part.change.absolute for part in parts]
    errors = [part.change.se for part in parts]
    enough = len(parts) >= FEWEST
    days = [each.region.start for each in begun if each.region.start]
    start = min(days) if days else None
    labels = span_of(outcomes)
    name = outcomes[0].series.indicator
    tested = plan.find(design="staggered_starts", indicator=name) if plan else None
    missing = (
        pattern(side_by_side([part.outcome for part in parts], labels)) if parts else pattern([[]])
    )
    return Studied(
        outcomes=outcomes,
        labels=labels,
        parts=tuple(parts),
        skipped=tuple(skipped),
        pooled=pool(estimates, errors=errors) if enough else None,
        others=tuple(pool(estimates, errors=errors, method=each) for each in OTHER_METHODS)
        if enough
        else (),
        without=leave_one_out(estimates, errors=errors) if enough else (),
        missing=missing,
        redrawn=redraw(parts) if enough and missing.share > MANY_MISSING else None,
        analysis=analysis,
        plan=plan,
        stamp=stamp(plan, registered, analysis, start=start),
        family=family_of(study, read, plan, analysis, name, last=last, release=release),
        family_stamp=stamp(plan, registered, tested, start=start),
        objections=objected,
    )  # fmt: skip


def run_in(part: One) -> int:
    """Return how many whole periods from the start on do not count, as people were starting."""
    start = part.outcome.region.start
    assert start is not None
    labels = part.outcome.periods
    return sum(periods.first_day(labels[at]) >= start for at in part.place.aside)
