"""Regions that started on different days, and everything that is computed from them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from kit import periods
from kit.errors import InputError, KitError, Problem
from kit.estimators.few_regions import ByRule, Design, Rule, apply_rule, decide
from kit.estimators.imputation import Imputed, imputation, panel
from kit.estimators.power import Detectable, detectable_in_regions
from kit.evaluation.outcome import Outcome, placed
from kit.evaluation.plan import Analysis, Plan
from kit.evaluation.registering import Registered, Stamp, stamp
from kit.evaluation.staggered.beside import Beside, stand_beside
from kit.evaluation.staggered.spreading import Apart, apart, spread_of
from kit.evaluation.together import outcomes_of, side_by_side, span_of
from kit.indicators import Indicators
from kit.language import Both

if TYPE_CHECKING:
    from kit.rates.inputs import Floats
    from kit.study import Study

__all__ = ["Gathered", "Studied", "Without", "gather", "look_at"]

#: Periods by which a placebo start comes before the real one.
EARLIER = 4


@dataclass(frozen=True)
class Gathered:
    """The same figures of several regions, one row each.

    Attributes
    ----------
    outcomes : tuple of Outcome
        Of the regions that have figures, in the order of the study.
    labels : tuple of str
        Every period from the first to the last of any region.
    values : array, regions x periods
        Protected; nan where no figure may be used.
    design : Design
        Who started when; a `lag` moves a start later, and what lies between is not used.
    unlike : tuple of int
        Places left out in a sensitivity analysis.
    """

    outcomes: tuple[Outcome, ...]
    labels: tuple[str, ...]
    values: Floats
    design: Design
    unlike: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return what the regions are called."""
        return tuple(outcome.region.name for outcome in self.outcomes)

    def started(self) -> tuple[str, ...]:
        """Return the regions that start within the periods."""
        pairs = zip(self.names, self.design.starts, strict=True)
        return tuple(name for name, start in pairs if start is not None)

    def waiting(self) -> tuple[str, ...]:
        """Return the regions that do not."""
        pairs = zip(self.names, self.design.starts, strict=True)
        return tuple(name for name, start in pairs if start is None)


@dataclass(frozen=True)
class Without:
    """The effect by another choice.

    Attributes
    ----------
    row : str
        Of the list `effect_row`: leave_one_out, placebo_start, placebo_outcome or sensitivity.
    label : str
        The region, the number of periods, the indicator, the choice.
    effect : float
    name : Both or None
        What the indicator is called.
    p : float
        Of an indicator that should not change, by permutation; nan where there is none.
    unit : Both or None
        Of that indicator.
    """

    row: str
    label: str
    effect: float
    name: Both | None = None
    p: float = float("nan")
    unit: Both | None = None


@dataclass(frozen=True)
class Studied:
    """Regions together, and everything that was computed.

    Attributes
    ----------
    gathered : Gathered
    analysis : Analysis or None
    plan : Plan or None
    stamp : Stamp
    rule : Rule
        How the p-value is made, from the start dates alone.
    tested : ByRule or None
        None where the rule could not be applied; `why` says so.
    imputed : Imputed
    others : tuple of Without
    detectable : Detectable or None
    beside : Beside
    apart : Apart or None
        How far the differences of regions lie apart.
    why : str
    """

    gathered: Gathered
    analysis: Analysis | None
    plan: Plan | None
    stamp: Stamp
    rule: Rule
    tested: ByRule | None
    imputed: Imputed
    others: tuple[Without, ...]
    detectable: Detectable | None
    beside: Beside
    apart: Apart | None
    why: str = ""

    @property
    def first(self) -> Outcome:
        """Return the outcome of the first region: all are called alike and have one unit."""
        return self.gathered.outcomes[0]

    @property
    def p(self) -> float:
        """Return the p-value; nan where there is none."""
        return self.tested.p if self.tested else float("nan")

    @property
    def low(self) -> float:
        """Return the lower end of the interval; nan without a test."""
        return self._ends()[0]

    @property
    def high(self) -> float:
        """Return the upper end."""
        return self._ends()[1]

    def _ends(self) -> tuple[float, float]:
        if self.tested is None or self.rule.method == "descriptive":
            return float("nan"), float("nan")
        if self.tested.cluster_robust is not None:
            return self.tested.cluster_robust.low, self.tested.cluster_robust.high
        return self.tested.permuted.low, self.tested.permuted.high

    def by(self, row: str) -> tuple[Without, ...]:
        """Return the other choices of one kind."""
        return tuple(each for each in self.others if each.row == row)


def gather(
    study: Study,
    read: Indicators,
    *,
    indicator: str,
    last: date,
    release: str,
    analysis: Analysis | None,
) -> Gathered | None:
    """Return one indicator of every region that has it; None where none has.

    Raises
    ------
    InputError
        An unknown indicator, with the nearest.
    Refused
        Regions give it over periods of different length.
    """
    import numpy as np

    outcomes = outcomes_of(study, read, indicator=indicator, last=last, release=release)
    if not outcomes:
        return None
    labels = span_of(outcomes)
    starts: list[int | None] = []
    for outcome in outcomes:
        place = placed(labels, start=outcome.region.start or date.max, analysis=analysis)
        starts.append(place.first if place.first < len(labels) else None)
    unlike = placed(labels, start=date.max, analysis=analysis).unlike
    early = (analysis.lag + analysis.anticipation) if analysis else 0
    # A start within a period leaves that period out too.
    early += any(_within(outcome, labels) for outcome in outcomes)
    return Gathered(
        outcomes, labels, np.array(side_by_side(outcomes, labels), dtype=float),
        Design(tuple(starts), len(labels), early), unlike,
    )  # fmt: skip


def _within(outcome: Outcome, labels: Sequence[str]) -> bool:
    start = outcome.region.start
    return start is not None and any(
        periods.first_day(label) < start <= periods.last_day(label) for label in labels
    )


def look_at(
    study: Study,
    read: Indicators,
    gathered: Gathered,
    *,
    plan: Plan | None,
    registered: Registered,
    analysis: Analysis | None,
    last: date,
    release: str,
) -> Studied:
    """Compute everything about regions together; the rule for the p-value is decided first.

    Raises
    ------
    InputError, Refused
        There is nothing to compare: all started at once, none did, or no period before.
    """
    _has_a_before(gathered)
    rule = decide(gathered.design)
    days = [o.region.start for o in gathered.outcomes if o.region.start is not None]
    tested, why = None, ""
    try:
        tested = apply_rule(gathered.values, design=gathered.design, rule=rule)
    except KitError as refused:
        why = str(refused)
    imputed = _imputed(gathered)
    return Studied(
        gathered=gathered,
        analysis=analysis,
        plan=plan,
        stamp=stamp(plan, registered, analysis, start=min(days)),
        rule=rule,
        tested=tested,
        imputed=imputed,
        others=(
            *_left_out(gathered),
            *_earlier(gathered),
            *_unlike(gathered),
            *_elsewhere(study, read, gathered, plan, last, release),
        ),
        detectable=_detectable(gathered, imputed),
        beside=stand_beside(
            gathered.values, gathered.design, per_year=gathered.outcomes[0].per_year
        ),
        apart=_apart(gathered, imputed),
        why=why,
    )


def _has_a_before(gathered: Gathered) -> None:
    """Refuse starts without a period before them, by the names of the regions."""
    early = gathered.design.anticipation
    do = "Supply older figures, or leave these figures of the region out."
    expected = f"a start with a period before it (the first is {gathered.labels[0]})"
    found = [
        Problem(f"the start of {outcome.region.name}", str(outcome.region.start), expected, do)
        for outcome, start in zip(gathered.outcomes, gathered.design.starts, strict=True)
        if start is not None and start <= early
    ]
    if found:
        raise InputError(found)


def _imputed(gathered: Gathered) -> Imputed:
    design = gathered.design
    return imputation(
        panel(gathered.values, starts=design.starts, anticipation=design.anticipation)
    )


def _left_out(gathered: Gathered) -> list[Without]:
    """Return the effect with each region left out that it can be calculated without."""
    import numpy as np

    found = []
    for place, outcome in enumerate(gathered.outcomes):
        starts = tuple(s for i, s in enumerate(gathered.design.starts) if i != place)
        fewer = replace(
            gathered,
            values=np.delete(gathered.values, place, axis=0),
            design=replace(gathered.design, starts=starts),
        )
        effect = _effect(fewer)
        if effect is not None:
            found.append(Without("leave_one_out", outcome.region.slug, effect))
    return found


def _earlier(gathered: Gathered) -> list[Without]:
    """Return the effect of starts that came earlier, from what was before the real starts."""
    import numpy as np

    design = gathered.design
    values = gathered.values.copy()
    for row, start in enumerate(design.starts):
        if start is not None:
            values[row, max(0, start - design.anticipation) :] = np.nan
    starts = tuple(None if s is None else s - design.anticipation - EARLIER for s in design.starts)
    if any(s is not None and s < 1 for s in starts):
        return []
    moved = replace(gathered, values=values, design=replace(design, starts=starts, anticipation=0))
    effect = _effect(moved)
    return [] if effect is None else [Without("placebo_start", str(EARLIER), effect)]


def _unlike(gathered: Gathered) -> list[Without]:
    """Return the effect without the periods that were unlike others everywhere."""
    import numpy as np

    values = gathered.values.copy()
    values[:, list(gathered.unlike)] = np.nan
    effect = _effect(replace(gathered, values=values)) if gathered.unlike else None
    return [] if effect is None else [Without("sensitivity", "left_out", effect)]


def _elsewhere(
    study: Study, read: Indicators, gathered: Gathered, plan: Plan | None, last: date, release: str
) -> list[Without]:
    """Return the effect on figures that, the plan says, should not change."""
    name = gathered.outcomes[0].series.indicator
    found = []
    for other in plan.analyses if plan else ():
        if other.role != "falsification" or other.indicator == name:
            continue
        if other.design != "staggered_starts":
            continue
        there = gather(
            study, read, indicator=other.indicator, last=last, release=release, analysis=other
        )
        effect = _effect(there) if there else None
        if there is not None and effect is not None:
            of = there.outcomes[0]
            found.append(
                Without("placebo_outcome", other.indicator, effect, of.name, _p(there), of.unit)
            )
    return found


def _p(gathered: Gathered) -> float:
    """Return the p-value by permutation; nan where the rule has none."""
    rule = decide(gathered.design)
    try:
        tested = apply_rule(gathered.values, design=gathered.design, rule=rule)
    except KitError:
        return float("nan")
    return tested.p if rule.method == "permutation" else float("nan")


def _effect(gathered: Gathered) -> float | None:
    """Return the effect; None where it cannot be calculated."""
    try:
        return _imputed(gathered).effect
    except KitError:
        return None


def _apart(gathered: Gathered, imputed: Imputed) -> Apart | None:
    spread, follows = spread_of(gathered.values, gathered.design)
    return apart(imputed.by_region, gathered.design, sd=spread, autocorrelation=follows)


def _detectable(gathered: Gathered, imputed: Imputed) -> Detectable | None:
    """Return what change could have been shown, from the spread of what had not started."""
    spread, follows = spread_of(gathered.values, gathered.design)
    if not spread > 0 or imputed.cells == 0:
        return None
    try:
        return detectable_in_regions(gathered.design, sd=spread, autocorrelation=follows, draws=400)
    except KitError:
        return None
