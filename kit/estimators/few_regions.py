"""The one p-value rule for a handful of regions, decided before the data are read.

=================  =============================================================================
method             when
=================  =============================================================================
``permutation``    permuting start dates can give a p below .025
``cr2``            otherwise, where at least two regions started and at least two did not
``descriptive``    otherwise: no p-value; the estimate and the placebo distribution
=================  =============================================================================

Errors that come with a model are never printed: with six to ten regions they call nothing an
effect in up to four of ten cases.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kit.errors import InputError, Problem
from kit.estimators.cr2 import ClusterRobust, correction, cr2, two_way
from kit.estimators.imputation import Panel, panel
from kit.estimators.permutation import (
    MOST_ENUMERATED,
    Permuted,
    count_assignments,
    permute,
    smallest_p,
)
from kit.estimators.wild import Wild, wild

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from kit.rates.inputs import Floats

__all__ = ["ByRule", "Design", "Rule", "apply_rule", "decide"]

#: A p below this must be possible for permutation to be the rule.
ATTAINABLE = 0.025
#: Regions that started, and that did not, for cluster-robust errors.
LEAST_EACH = 2
#: Degrees of freedom below which a p-value of CR2 is said to be weak.
WEAK_DF = 4.0


@dataclass(frozen=True)
class Design:
    """What is known before any outcome: who started when.

    Attributes
    ----------
    starts : tuple of int or None
        Per region the place of the first period after its start, counted from 0; None where it
        did not start.
    periods : int
    anticipation : int
        Periods before the start in which an effect may have begun.
    """

    starts: tuple[int | None, ...]
    periods: int
    anticipation: int = 0


@dataclass(frozen=True)
class Rule:
    """How the p-value will be made, named before the data.

    Attributes
    ----------
    method : {"permutation", "cr2", "descriptive"}
    regions, started, not_started : int
        A region that started when no other was left to compare with counts as not started.
    start_dates : int
        Different ones.
    assignments : int
        Ways to give the same start dates to the regions.
    enumerated : bool
        Whether all of them will be looked at.
    smallest_p : float
        The smallest p that permutation can give.
    df : float
        Of ``cr2``; nan otherwise.
    weak : bool
        Of ``cr2``: fewer than 4 degrees of freedom; it will then hardly ever find anything.
    """

    method: Literal["permutation", "cr2", "descriptive"]
    regions: int
    started: int
    not_started: int
    start_dates: int
    assignments: int
    enumerated: bool
    smallest_p: float
    df: float
    weak: bool


@dataclass(frozen=True)
class ByRule:
    """An effect by the rule.

    Attributes
    ----------
    rule : Rule
    p : float
        nan where the rule is ``descriptive``.
    permuted : Permuted
        The imputed effect and its placebo distribution, whatever the rule.
    cluster_robust : ClusterRobust or None
        Of ``cr2``: the two-way fixed effects coefficient, which the p-value belongs to.
    bootstrapped : Wild or None
        Of ``cr2``: the same coefficient by the wild bootstrap, a second look that is not printed.
    spread_ratio : float
        How much the regions that started varied before the first start, around their levels and
        the course of all, over how much the others did. Permutation takes it to be one: with two
        of ten regions that vary twice as much, it calls chance an effect in 17 of 100 cases.
    """

    rule: Rule
    p: float
    permuted: Permuted
    cluster_robust: ClusterRobust | None
    bootstrapped: Wild | None
    spread_ratio: float


def decide(design: Design) -> Rule:
    """Decide how the p-value will be made, from the start dates alone.

    Raises
    ------
    InputError, Refused
        A design that has nothing to compare: as `kit.estimators.imputation.panel`.

    References
    ----------
    MacKinnon and Webb (2018), Econom J 21:114-135, doi:10.1111/ectj.12107, on few treated
    clusters; Pustejovsky and Tipton (2018), doi:10.1080/07350015.2016.1247004, on df.

    Examples
    --------
    >>> rule = decide(Design(starts=(8, 8, 12, 12, None, None), periods=20))
    >>> rule.method, rule.assignments
    ('permutation', 90)
    >>> decide(Design(starts=(8, None, None, None, None, None), periods=20)).method
    'descriptive'
    """
    import numpy as np

    blank = np.zeros((len(design.starts), design.periods))
    return _rule(panel(blank, starts=design.starts, anticipation=design.anticipation))


def apply_rule(
    outcomes: ArrayLike, *, design: Design, rule: Rule, seed: int = 2024, confidence: float = 0.95
) -> ByRule:
    """Estimate the effect and test it by the rule that was decided before.

    Parameters
    ----------
    outcomes : array of float, regions x periods
        nan where there is none.
    design : Design
    rule : Rule
        That of `decide` for this design.
    seed : int
        Of drawn assignments.
    confidence : float

    Raises
    ------
    InputError
        A rule that belongs to another design, and as `panel`.
    Refused
        As `permute` and `cr2`.

    Examples
    --------
    >>> design = Design(starts=(1, None, None, None), periods=2)
    >>> done = apply_rule([[0, 4], [0, 1], [0, 2], [0, 0]], design=design, rule=decide(design))
    >>> done.rule.method, round(done.permuted.effect, 6), done.p
    ('descriptive', 3.0, nan)
    """
    given = panel(outcomes, starts=design.starts, anticipation=design.anticipation)
    if _kind(rule) != _kind(decide(design)):
        do = "Decide the rule again from the start dates, and say that the plan was changed."
        raise InputError([Problem("`rule`", rule.method, "the rule of this design", do)])
    permuted = permute(given, seed=seed, confidence=confidence)
    p, robust, bootstrapped = math.nan, None, None
    if rule.method == "permutation":
        p = permuted.p
    elif rule.method == "cr2":
        robust, bootstrapped = _robust(given, confidence=confidence, seed=seed)
        p = robust.p
    return ByRule(rule, p, permuted, robust, bootstrapped, spread_ratio(given))


def spread_ratio(given: Panel) -> float:
    """Return the spread of the regions that started over that of the others, before any start.

    Standard deviations around the level of each region and the course of all; nan with fewer than
    three periods before the first start.

    Examples
    --------
    >>> from kit.estimators.imputation import panel
    >>> seen = panel([[0, 2, 0, 1], [0, 1, 0, 1], [0, 1, 0, 1]], starts=[3, None, None])
    >>> round(spread_ratio(seen), 6)
    2.0
    """
    import numpy as np

    length = given.outcomes.shape[1]
    before = given.outcomes[:, : min(given.starts) - given.anticipation]
    shown = np.isfinite(before)
    started = np.array(given.starts)[shown.any(axis=1)] < length
    before = before[shown.any(axis=1)][:, shown.any(axis=0)]
    if before.shape[1] < 3 or started.all() or not started.any():
        return math.nan
    rest = before - np.nanmean(before, axis=1, keepdims=True)
    rest = rest - np.nanmean(rest, axis=0)
    own, others = (float(np.nanmean(rest[which] ** 2)) for which in (started, ~started))
    return math.sqrt(own / others) if others > 0 else math.nan


def _kind(rule: Rule) -> tuple[object, ...]:
    """Return what tells two rules apart also after they were written down and read again."""
    return rule.method, rule.regions, rule.started, rule.start_dates, rule.assignments


def _rule(given: Panel) -> Rule:
    length = given.outcomes.shape[1]
    starts = given.starts
    started = sum(start < length for start in starts)
    ways = count_assignments(starts)
    least = smallest_p(starts, periods=length)
    not_started = len(starts) - started
    method: Literal["permutation", "cr2", "descriptive"] = "descriptive"
    df = math.nan
    if least < ATTAINABLE:
        method = "permutation"
    elif min(started, not_started) >= LEAST_EACH:
        method = "cr2"
        model = two_way(given)
        df = correction(model.columns, clusters=model.clusters, contrast=_first(model.columns)).df
    return Rule(
        method=method,
        regions=len(starts),
        started=started,
        not_started=not_started,
        start_dates=len({start for start in starts if start < length}),
        assignments=ways,
        enumerated=ways <= MOST_ENUMERATED,
        smallest_p=least,
        df=df,
        weak=df < WEAK_DF,
    )


def _robust(given: Panel, *, confidence: float, seed: int) -> tuple[ClusterRobust, Wild]:
    model = two_way(given)
    robust = cr2(
        model.columns,
        model.values,
        clusters=model.clusters,
        contrast=_first(model.columns),
        confidence=confidence,
    )
    return robust, wild(model.columns, model.values, clusters=model.clusters, term=0, seed=seed)


def _first(columns: Floats) -> list[float]:
    """Return the contrast of the first term."""
    return [1.0, *[0.0] * (columns.shape[1] - 1)]
