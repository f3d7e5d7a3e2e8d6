"""One interrupted series, and everything that is computed from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from kit.comparability import Objection
from kit.errors import KitError
from kit.estimators.power import Detectable, detectable_of
from kit.estimators.segments import SeriesDesign
from kit.estimators.series import Change, Interrupted, interrupted
from kit.estimators.series_controlled import Controlled, controlled
from kit.estimators.series_counts import interrupted_counts
from kit.estimators.series_sensitivity import Placebo, Variant, placebo_starts, variants
from kit.evaluation.outcome import CYCLE, Outcome, Placed, outcomes_for, placed
from kit.evaluation.plan import Analysis, Plan
from kit.evaluation.registering import Registered, Stamp, stamp
from kit.indicators import Indicators

if TYPE_CHECKING:
    from kit.study import Study

__all__ = ["Studied", "look_at", "planned"]

#: Periods on either side of a start that never was.
FEWEST_PLACEBO = 6
#: Points on either side below which intervals are known to be too narrow.
FEWEST_SIDE = 12


@dataclass(frozen=True)
class Studied:
    """One series, and everything that was computed from it.

    Attributes
    ----------
    outcome : Outcome
    analysis : Analysis or None
        As planned; None where the plan does not ask this.
    plan : Plan or None
    stamp : Stamp
    place : Placed
    design : SeriesDesign
    found : Interrupted
    beyond : Controlled or None
        Beyond what the regions did that have not started; None where there is none.
    waiting : tuple of str
        Names of those regions.
    others : tuple of Variant
    placebos : tuple of Placebo
    detectable : Detectable or None
    objections : tuple of Objection
    change : Change
        The one that is told: of `beyond` where the plan compares, otherwise of `found`.
    latest : Change or None
        The same for the last period; None where that is the one that is told, or where the
        difference is one of level and therefore the same.
    """

    outcome: Outcome
    analysis: Analysis | None
    plan: Plan | None
    stamp: Stamp
    place: Placed
    design: SeriesDesign
    found: Interrupted
    beyond: Controlled | None
    waiting: tuple[str, ...]
    others: tuple[Variant, ...]
    placebos: tuple[Placebo, ...]
    detectable: Detectable | None
    objections: tuple[Objection, ...]
    change: Change
    latest: Change | None

    @property
    def sure(self) -> bool:
        """Say whether there are points enough on both sides for an interval to hold."""
        return min(self.found.n_before, self.found.n_after) >= FEWEST_SIDE

    @property
    def compares(self) -> bool:
        """Say whether the change that is told is one beyond other regions."""
        return self.beyond is not None and self.change is self.beyond.change


def look_at(
    study: Study,
    read: Indicators,
    outcome: Outcome,
    start: date,
    plan: Plan | None,
    registered: Registered,
    objected: tuple[Objection, ...],
    last: date,
    release: str,
) -> Studied:
    """Compute everything about one series.

    Raises
    ------
    InputError, Refused
        There are too few points, or the start lies outside the series.
    """
    name, slug = outcome.series.indicator, outcome.region.slug
    analysis = planned(plan, indicator=name, region=slug)
    place = placed(outcome.periods, start=start, analysis=analysis or _guide(plan, name))
    left = len(outcome.periods) - place.first - 1
    horizon = analysis.horizon if analysis and analysis.horizon is not None else outcome.per_year
    design = SeriesDesign(
        start=place.first,
        horizon=max(0, min(horizon, left)),
        shape=analysis.shape if analysis else "level_and_slope",
        cycle=CYCLE[outcome.length],
        left_out=place.aside,
    )
    found = _interrupted(outcome, design)
    beyond, waiting = _beyond(study, read, outcome, design, last, release)
    compares = beyond is not None and analysis is not None and analysis.comparison == "regions"
    change = beyond.change if beyond and compares else found.change
    latest = None
    if design.horizon < left and design.shape != "level":
        later = replace(design, horizon=left)
        if beyond and compares:
            further, _ = _beyond(study, read, outcome, later, last, release)
            latest = further.change if further else None
        else:
            latest = _interrupted(outcome, later).change
    return Studied(
        outcome=outcome,
        analysis=analysis,
        plan=plan,
        stamp=stamp(plan, registered, analysis, start=start),
        place=place,
        design=design,
        found=found,
        beyond=beyond,
        waiting=waiting,
        others=variants(outcome.values, design=design, also_left_out=place.unlike),
        placebos=_placebos(outcome, design),
        detectable=detectable_of(change.se, df=change.df) if change.df > 0 else None,
        objections=objected,
        change=change,
        latest=latest,
    )


def planned(plan: Plan | None, *, indicator: str, region: str) -> Analysis | None:
    """Return the planned analysis of one series; None where the plan has none."""
    designs = ("controlled_series", "interrupted_series") if plan else ()
    asked = (plan.find(design=each, indicator=indicator, region=region) for each in designs if plan)
    return next((each for each in asked if each), None)


def _guide(plan: Plan | None, indicator: str) -> Analysis | None:
    """Return the planned analysis of all regions whose run-in holds for this one too."""
    wanted = indicator.casefold()
    of = [each for each in plan.analyses if each.indicator.casefold() == wanted] if plan else []
    return next((each for each in of if each.region is None), None)


def _interrupted(outcome: Outcome, design: SeriesDesign) -> Interrupted:
    """Return the change: of counts where every figure is one, over its denominator."""
    scale = _scale(outcome)
    if scale is None:
        return interrupted(outcome.values, design=design)
    table = outcome.table
    return interrupted_counts(
        table["numerator"], exposure=table["denominator"] / scale, design=design
    )


def _scale(outcome: Outcome) -> float | None:
    """Return what the counts are multiplied by, such as 1000; None where figures are no counts."""
    shown = outcome.table[outcome.table["value"].notna()]
    if shown[["numerator", "denominator"]].isna().any(axis=None) or shown.empty:
        return None
    rates = shown["numerator"] / shown["denominator"]
    usual = {1.0, 100.0, 1000.0, 10_000.0, 100_000.0}
    fits = [
        s for s in usual if ((shown["value"] - s * rates).abs() <= 0.06 + 0.002 * s * rates).all()
    ]
    counted = shown["numerator"].sum() >= 5 * len(shown)
    return fits[0] if len(fits) == 1 and counted else None


def _beyond(
    study: Study, read: Indicators, outcome: Outcome, design: SeriesDesign, last: date, release: str
) -> tuple[Controlled | None, tuple[str, ...]]:
    """Return the change beyond the mean of the regions that have not started by the last period."""
    import numpy as np

    waiting = [
        other.slug
        for other in study.regions.values()
        if other.slug != outcome.region.slug and (other.start is None or other.start > last)
    ]
    rows, names = [], []
    for seen in outcomes_for(
        study, read, regions=waiting, indicator=outcome.series.indicator, until=last,
        release=release,
    ):  # fmt: skip
        if seen.length == outcome.length:
            values = dict(zip(seen.periods, seen.values, strict=True))
            rows.append([values.get(label, np.nan) for label in outcome.periods])
            names.append(seen.region.name)
    if not rows:
        return None, ()
    # Where one of them has no figure, the mean of the others would jump: the period is a gap.
    mean = np.array(rows).mean(axis=0)
    try:
        return controlled(outcome.values, comparison=mean, design=design), tuple(names)
    except KitError:
        return None, ()


def _placebos(outcome: Outcome, design: SeriesDesign) -> tuple[Placebo, ...]:
    first = min([design.start, *design.left_out])
    before = SeriesDesign(start=first, horizon=0, shape="level", cycle=design.cycle)
    try:
        found = placebo_starts([*outcome.values[:first], 0.0], design=before)
    except KitError:
        return ()
    return tuple(p for p in found if FEWEST_PLACEBO <= p.start <= first - FEWEST_PLACEBO)
