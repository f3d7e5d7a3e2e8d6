"""Staggered starts by estimators of others: Callaway-Sant'Anna, Sun-Abraham, Bacon weights.

They stand beside the imputation of the kit (`kit.estimators.imputation`): two estimators that
differ tell that the answer hangs on how periods are weighed. Their standard errors come with a
model and are too small with few regions; they are kept for comparison with other software and are
never printed in a finding.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kit.estimators.borrowed import borrowed, checked, long_panel, quietly

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from kit.rates.inputs import Floats

__all__ = ["Event", "Staggered", "TwfeWeights", "callaway_santanna", "sun_abraham", "twfe_weights"]

_COLUMNS = {"outcome": "value", "unit": "unit", "time": "time", "first_treat": "first"}


@dataclass(frozen=True)
class Event:
    """An effect so many periods after the start, with its model-based standard error."""

    event: int
    effect: float
    se: float


@dataclass(frozen=True)
class Staggered:
    """An effect of staggered starts.

    Attributes
    ----------
    effect, se : float
        Mean over all cells from the start on (``simple`` in R's did); the error is nan with
        anticipation, as diff-diff has one only for a mean that holds the periods before.
    dynamic, dynamic_se : float
        Mean over the events from 0 on.
    by_group : float
        Mean over the dates of start, weighed by regions; nan where the estimator has none.
    events : tuple of Event
        In order, before and after the start.
    groups : tuple of Event
        By start: `event` is its place, counted from 0. Empty where the estimator has none.
    covariance : array, events x events, or None
    regions : int
    notes : tuple of str
        What diff-diff warned of.
    """

    effect: float
    se: float
    dynamic: float
    dynamic_se: float
    by_group: float
    events: tuple[Event, ...]
    groups: tuple[Event, ...]
    covariance: Floats | None
    regions: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class TwfeWeights:
    """What a two-way fixed effects estimate is a mean of (Goodman-Bacon).

    Attributes
    ----------
    estimate : float
        The two-way fixed effects estimate.
    with_never, earlier, forbidden : float
        Weights: against regions that never started; early starters against regions that start
        later; late starters against regions that *had started already*. They add up to one.
    effect_never, effect_earlier, effect_forbidden : float
        Mean of each kind of comparison; nan where there is none.
    """

    estimate: float
    with_never: float
    earlier: float
    forbidden: float
    effect_never: float
    effect_earlier: float
    effect_forbidden: float


def callaway_santanna(
    outcomes: ArrayLike,
    *,
    starts: Sequence[int | None],
    anticipation: int = 0,
    compared_with: Literal["not_yet", "never"] = "not_yet",
    base: Literal["varying", "universal"] = "varying",
) -> Staggered:
    r"""Return the effect of staggered starts by Callaway and Sant'Anna.

    :math:`ATT(g,t)` is the mean of :math:`y_t - y_{g-1}` over regions that started at :math:`g`
    less that over regions that had not started by then, and the effect the mean over
    :math:`t \ge g` weighed by regions.

    Parameters
    ----------
    outcomes : array, regions x periods
        nan where there is none; a region counts in a comparison of two periods when it has both.
    starts : sequence of int or None
        Place of the first period after the start, counted from 0.
    anticipation : int
        Periods before the start that are not used as *not started*.
    compared_with : {"not_yet", "never"}
        Regions that had not started by then, or regions that never do.
    base : {"varying", "universal"}
        What effects before the start are measured from: the period before each, or one for all.

    Raises
    ------
    InputError
        Shapes that do not fit.
    Refused
        diff-diff cannot tell an effect: no region to compare with, too few periods.

    References
    ----------
    Callaway and Sant'Anna (2021), J Econometrics 225:200-230, doi:10.1016/j.jeconom.2020.12.001.

    Examples
    --------
    >>> seen = [[1, 2, 3], [3, 4, 7], [2, 3, 4], [1, 2, 3], [0, 1, 4]]
    >>> found = callaway_santanna(seen, starts=[None, 2, None, None, 2])
    >>> round(found.effect, 6)
    2.0
    """
    seen = checked(outcomes, starts)
    frame = long_panel(seen, starts)
    made = borrowed("CallawaySantAnna")(
        control_group={"not_yet": "not_yet_treated", "never": "never_treated"}[compared_with],
        anticipation=anticipation,
        base_period=base,
    )
    (found, events, groups), notes = quietly(
        lambda: _aggregated(made.fit(frame, **_COLUMNS)), what="Callaway-Sant'Anna"
    )
    rows = [
        (int(e), float(a), float(s))
        for e, a, s in zip(events.event_time, events.att, events.se, strict=True)
    ]
    covariance = None if events.vcov is None else _ordered(events, [row[0] for row in rows])
    dynamic, spread = _mean_after([row[0] for row in rows], [row[1] for row in rows], covariance)
    effect, by = float(found.overall_att), _by_start(groups)
    if anticipation:
        effect, by = _from_the_start(found.group_time_effects)
    sizes = [sum(start == each.event for start in starts) for each in by]
    total = sum(sizes)
    return Staggered(
        effect=effect,
        se=math.nan if anticipation else float(found.overall_se),
        dynamic=dynamic,
        dynamic_se=spread,
        by_group=sum(n * e.effect for n, e in zip(sizes, by, strict=True)) / total,
        events=tuple(Event(*row) for row in rows),
        groups=by,
        covariance=covariance,
        regions=seen.shape[0],
        notes=notes,
    )


def sun_abraham(outcomes: ArrayLike, *, starts: Sequence[int | None]) -> Staggered:
    """Return the effect of staggered starts by Sun and Abraham, against regions that never start.

    Parameters
    ----------
    outcomes, starts
        As in `callaway_santanna`.

    Raises
    ------
    InputError
        Shapes that do not fit.
    Refused
        No region that never starts, or too few periods.

    References
    ----------
    Sun and Abraham (2021), J Econometrics 225:175-199, doi:10.1016/j.jeconom.2020.09.006.
    """
    seen = checked(outcomes, starts)
    frame = long_panel(seen, starts)
    found, notes = quietly(
        lambda: borrowed("SunAbraham")().fit(frame, **_COLUMNS), what="Sun-Abraham"
    )
    rows = sorted(
        (int(event), float(each["effect"]), float(each["se"]))
        for event, each in found.event_study_effects.items()
    )
    dynamic, _ = _mean_after([row[0] for row in rows], [row[1] for row in rows], None)
    return Staggered(
        effect=float(found.overall_att),
        se=float(found.overall_se),
        dynamic=dynamic,
        dynamic_se=math.nan,
        by_group=math.nan,
        events=tuple(Event(*row) for row in rows),
        groups=(),
        covariance=None,
        regions=seen.shape[0],
        notes=notes,
    )


def twfe_weights(outcomes: ArrayLike, *, starts: Sequence[int | None]) -> TwfeWeights:
    """Return what a two-way fixed effects estimate compares with what.

    Parameters
    ----------
    outcomes : array, regions x periods
        Without gaps: the decomposition needs every region in every period.
    starts : sequence of int or None

    Raises
    ------
    InputError
        Shapes that do not fit.
    Refused
        Gaps, or one start only and nothing to compare with.

    References
    ----------
    Goodman-Bacon (2021), J Econometrics 225:254-277, doi:10.1016/j.jeconom.2021.03.014.

    Examples
    --------
    >>> found = twfe_weights([[1, 2, 3, 4], [3, 4, 7, 8], [2, 5, 6, 7]], starts=[None, 2, 1])
    >>> round(found.with_never + found.earlier + found.forbidden, 6)
    1.0
    """
    frame = long_panel(checked(outcomes, starts), starts)
    found, _ = quietly(
        lambda: borrowed("BaconDecomposition")().fit(frame, **_COLUMNS), what="Bacon weights"
    )

    def mean(value: float | None) -> float:
        return math.nan if value is None else float(value)

    return TwfeWeights(
        estimate=float(found.twfe_estimate),
        with_never=float(found.total_weight_treated_vs_never),
        earlier=float(found.total_weight_earlier_vs_later),
        forbidden=float(found.total_weight_later_vs_earlier),
        effect_never=mean(found.weighted_avg_treated_vs_never),
        effect_earlier=mean(found.weighted_avg_earlier_vs_later),
        effect_forbidden=mean(found.weighted_avg_later_vs_earlier),
    )


def _by_start(groups: Any) -> tuple[Event, ...]:
    return tuple(
        Event(int(row["label"]) - 1, float(row["att"]), float(row["se"]))
        for row in groups.to_dataframe().to_dict("records")
    )


def _from_the_start(cells: Any) -> tuple[float, tuple[Event, ...]]:
    """Return the mean over cells from the start on, weighed by regions, and that of each start.

    With anticipation diff-diff counts the periods before the start in its means; R's did does not.
    """
    after: dict[int, list[tuple[int, float]]] = {}
    for (start, time), cell in cells.items():
        if time >= start and math.isfinite(cell["effect"]):
            after.setdefault(int(start), []).append((int(cell["n_treated"]), cell["effect"]))
    every = [pair for pairs in after.values() for pair in pairs]

    def mean(pairs: list[tuple[int, float]]) -> float:
        total = sum(n for n, _ in pairs)
        return sum(n * effect for n, effect in pairs) / total if total else math.nan

    by = tuple(Event(start - 1, mean(after[start]), math.nan) for start in sorted(after))
    return mean(every), by


def _aggregated(found: Any) -> tuple[Any, Any, Any]:
    return found, found.aggregate("event_study"), found.aggregate("group")


def _ordered(events: Any, order: list[int]) -> Floats:
    """Return the covariance in the order of the events; nan for an event that has none."""
    import numpy as np

    index = [int(each) for each in events.vcov_index]
    full = np.full((len(order), len(order)), np.nan)
    at = [order.index(each) for each in index]
    full[np.ix_(at, at)] = events.vcov
    return full


def _mean_after(
    events: list[int], effects: list[float], covariance: Floats | None
) -> tuple[float, float]:
    import numpy as np

    after = np.array([event >= 0 for event in events], dtype=float)
    share = after / after.sum()
    mean = float(np.where(after > 0, share * np.array(effects), 0.0).sum())
    if covariance is None:
        return mean, math.nan
    used = after > 0
    spread = share[used] @ covariance[np.ix_(used, used)] @ share[used]
    return mean, math.sqrt(spread) if spread >= 0 else math.nan
