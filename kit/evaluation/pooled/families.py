"""Questions that the plan corrects together: each with its p by the one rule, and adjusted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kit.errors import KitError
from kit.estimators.families import Correction, adjusted
from kit.estimators.few_regions import apply_rule, decide
from kit.evaluation.exposure import exposed
from kit.evaluation.outcome import forbidden
from kit.evaluation.plan import Analysis, Plan
from kit.evaluation.staggered.studying import gather
from kit.indicators import Indicators, name_of
from kit.language import Both

if TYPE_CHECKING:
    from kit.study import Study

__all__ = ["Member", "family_of"]

_TESTED = "staggered_starts"


@dataclass(frozen=True)
class Member:
    """One planned question of a family.

    Attributes
    ----------
    family : str
        As the plan calls it.
    correction : {"holm", "bh"}
    analysis : str
        Id in the plan.
    indicator : str
    name : Both
        What the indicator is called.
    p : float
        By the rule that was decided from the start dates; nan where that gives none.
    p_method : str
        Of the list `p_method`.
    adjusted : float
        Among all questions of the family, those without a p counted as asked.
    """

    family: str
    correction: Correction
    analysis: str
    indicator: str
    name: Both
    p: float
    p_method: str
    adjusted: float


def family_of(
    study: Study,
    read: Indicators,
    plan: Plan | None,
    analysis: Analysis | None,
    indicator: str,
    *,
    last: date,
    release: str,
) -> tuple[Member, ...]:
    """Return the family of a question, in the order of the plan; empty where it has none.

    Parameters
    ----------
    study : Study
    read : Indicators
    plan : Plan or None
    analysis : Analysis or None
        The question itself; where it names no family, that of the test of the same indicator.
    indicator : str
    last : date
        Last day that counts, inclusive.
    release : str
    """
    if plan is None:
        return ()
    same = plan.find(design=_TESTED, indicator=indicator)
    name = next((each.family for each in (analysis, same) if each and each.family), None)
    members = [each for each in plan.analyses if each.family == name and each.design == _TESTED]
    if name is None or not members:
        return ()
    tested = [_tested(study, read, each, last, release) for each in members]
    correction: Correction = plan.families[name].correction
    corrected = adjusted([p for p, _ in tested], correction=correction)
    return tuple(
        Member(
            name, correction, each.id, each.indicator,
            name_of(study, each.indicator, read.catalogue), p, method, after,
        )
        for each, (p, method), after in zip(members, tested, corrected, strict=True)
    )  # fmt: skip


def _tested(
    study: Study, read: Indicators, analysis: Analysis, last: date, release: str
) -> tuple[float, str]:
    """Return p and method; no p where the figures cannot be tested."""
    try:
        forbidden(study, read, indicator=analysis.indicator, regions=list(study.regions))
        gathered = gather(
            exposed(study, analysis), read, indicator=analysis.indicator, last=last,
            release=release, analysis=analysis,
        )  # fmt: skip
        if gathered is None:
            return math.nan, "descriptive"
        rule = decide(gathered.design)
        found = apply_rule(gathered.values, design=gathered.design, rule=rule)
    except KitError:
        return math.nan, "descriptive"
    return found.p, rule.method
