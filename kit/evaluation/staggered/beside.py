"""What stands beside the difference of staggered starts: another estimator, and its supposition."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from kit.errors import KitError
from kit.estimators.credibility import breaking_point
from kit.estimators.event_study import (
    FEWEST_ASSIGNMENTS,
    EventStudy,
    PreTrend,
    event_study,
    pre_trend,
)
from kit.estimators.few_regions import Design
from kit.estimators.imputation import Panel, imputation, panel
from kit.estimators.staggered import Staggered, TwfeWeights, callaway_santanna, twfe_weights

if TYPE_CHECKING:
    from kit.rates.inputs import Floats

__all__ = ["Beside", "stand_beside"]

_Made = TypeVar("_Made")
#: Events before the start that a bend in trend is judged from.
_BEFORE = 4


@dataclass(frozen=True)
class Beside:
    """What stands beside the difference; None for what these regions do not allow.

    Attributes
    ----------
    callaway : Staggered or None
        By Callaway and Sant'Anna, against regions that had not started yet.
    events : EventStudy or None
        Theirs by time since the start, before it too, with the band of chance: from the start on
        if nothing had changed; before it, if nothing but the effect had.
    trend : PreTrend or None
    weights : TwfeWeights or None
        Needs every figure of every region.
    bend : float
        How sharply a trend would have to break at the start to take the difference of the first
        year away, per period per period; 0 where no break is needed, nan where it cannot be told.
    """

    callaway: Staggered | None
    events: EventStudy | None
    trend: PreTrend | None
    weights: TwfeWeights | None
    bend: float


def stand_beside(values: Floats, design: Design, *, per_year: int) -> Beside:
    """Compute what stands beside the difference.

    Parameters
    ----------
    values : array, regions x periods
    design : Design
    per_year : int
        Periods in a year.

    Raises
    ------
    InputError, Refused
        There is nothing to compare, as `kit.estimators.imputation.panel` says.
    """
    import numpy as np

    given = panel(values, starts=design.starts, anticipation=design.anticipation)
    length = given.outcomes.shape[1]
    starts = [None if start == length else start for start in given.starts]
    early = design.anticipation
    events = _or_none(
        lambda: event_study(given.outcomes, starts=starts, anticipation=early, after=length)
    )
    calm = _or_none(
        lambda: event_study(_without(given), starts=starts, anticipation=early, after=length)
    )
    if events and calm:
        ahead = np.array(events.events) < events.reference
        events = replace(events, band=np.where(ahead, calm.band, events.band))
    return Beside(
        callaway=_or_none(
            lambda: callaway_santanna(given.outcomes, starts=starts, anticipation=early)
        ),
        events=events,
        trend=pre_trend(calm) if calm else None,
        weights=_or_none(lambda: twfe_weights(given.outcomes, starts=starts)),
        bend=_bend(events, calm, per_year) if events and calm else math.nan,
    )


def _without(given: Panel) -> Floats:
    """Return the outcomes less the effect from the start on.

    Under another assignment of the start dates the effect would lie among what comes before a
    start, and make everything there look usual.
    """
    import numpy as np

    begun = np.arange(given.outcomes.shape[1]) >= np.array(given.starts)[:, None]
    return np.asarray(given.outcomes - imputation(given).effect * begun, dtype=float)


def _or_none(make: Callable[[], _Made]) -> _Made | None:
    try:
        return make()
    except KitError:
        return None


def _bend(found: EventStudy, calm: EventStudy, per_year: int) -> float:
    """Return the bend that undoes the first year, with the spread once the effect is taken out."""
    import numpy as np

    wanted = range(found.reference - _BEFORE, per_year)
    at = [i for i, event in enumerate(found.events) if event in wanted]
    events = [found.events[i] for i in at]
    before = len([event for event in events if event < found.reference])
    after = events[before:]
    whole = events[:before] == list(range(found.reference - before, found.reference))
    follow = after == list(range(found.reference + 1, found.reference + 1 + len(after)))
    counted = [float(event >= 0) for event in after]
    # What lies between the reference and the start bends too, and counts in no mean.
    usable = before and whole and follow and any(counted)
    if not usable or found.events != calm.events or len(calm.others) < FEWEST_ASSIGNMENTS:
        return math.nan
    spread = calm.others[:, at].T @ calm.others[:, at] / len(calm.others)
    weights = [each / sum(counted) for each in counted]
    try:
        return breaking_point(np.asarray(found.effects)[at], spread, before=before, weights=weights)
    except KitError:
        return math.nan
