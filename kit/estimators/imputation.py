"""Effect on regions that started, imputed from regions and periods that had not started.

A level per region and a course over the periods that all share are fitted on what had not started;
they say what the other cells would have been, and the effect is the mean of the differences. Early
starters are never compared with regions that started before them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.errors import InputError, Problem, Refused

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from kit.rates.inputs import Floats

__all__ = ["EventEffect", "Imputed", "Panel", "imputation", "panel"]


@dataclass(frozen=True)
class Panel:
    """Regions by periods, checked.

    Attributes
    ----------
    outcomes : array, regions x periods
        Without the periods in which every region had started: nothing there is comparable.
    starts : tuple of int
        Per region the place of its first period after the start, counted from 0; the number of
        periods where it did not start.
    anticipation : int
        Periods before the start that are not used as *not started*.
    dropped : int
        Periods at the end that were dropped.
    """

    outcomes: Floats
    starts: tuple[int, ...]
    anticipation: int = 0
    dropped: int = 0


@dataclass(frozen=True)
class EventEffect:
    """Mean effect so many periods after the start (0 is the first), over `n` regions."""

    event: int
    effect: float
    n: int


@dataclass(frozen=True)
class Imputed:
    """An imputed effect. It has no standard error: with few regions the usual ones are too small.

    Attributes
    ----------
    effect : float
        Mean over all cells from the start on (ATT), in the unit of the outcome.
    counterfactual : float
        Mean of what the same cells would have been.
    by_event : tuple of EventEffect
        In order; events before 0 are those of the anticipation.
    by_region : tuple of float
        Mean effect of each region, in the order given; nan where it did not start.
    cells : int
        From the start on, with an outcome.
    """

    effect: float
    counterfactual: float
    by_event: tuple[EventEffect, ...]
    by_region: tuple[float, ...]
    cells: int


def panel(outcomes: ArrayLike, *, starts: Sequence[int | None], anticipation: int = 0) -> Panel:
    """Check regions, periods and starts.

    Parameters
    ----------
    outcomes : array of float, regions x periods
        nan where there is none.
    starts : sequence of int or None
        Per region the place of the first period after its start, counted from 0; None where it
        did not start.
    anticipation : int
        Periods before the start in which an effect may have begun.

    Raises
    ------
    InputError
        A start without a period before it or after the last one, fewer than two regions.
    Refused
        No region started, or all at once: there is nothing to compare with.

    Examples
    --------
    >>> panel([[1, 2, 3], [1, 2, 5]], starts=[None, 2]).starts
    (3, 2)
    """

    from kit.rates.inputs import numbers

    seen = numbers("outcomes", outcomes)
    if seen.ndim != 2 or seen.shape[0] < 2:
        raise InputError([Problem("`outcomes`", "", "at least two regions by periods")])
    problems = list(_problems(starts, seen.shape, anticipation))
    if problems:
        raise InputError(problems)
    length = seen.shape[1]
    own = [length if start is None else start for start in starts]
    last = max(own)
    if min(own) == length or min(own) == last:
        got = "no region that started" if min(own) == length else "all regions at once"
        do = "Compare with regions that did not start, or look at each series by itself."
        expected = "regions that started and regions that had not"
        raise Refused(str(Problem("the start dates", got, expected, do)))
    if last < length:
        last -= anticipation
    used = seen[:, :last]
    own = [min(start, last) for start in own]
    made = Panel(used, tuple(own), anticipation, length - last)
    none = without_before(made)
    if none:
        do = "Leave the region out."
        expected = "an outcome before its start"
        raise InputError([Problem(f"region {g + 1}", "", expected, do) for g in none])
    return made


def without_before(given: Panel) -> list[int]:
    """Return the places of regions without any outcome before their start."""
    import numpy as np

    length = given.outcomes.shape[1]
    return [
        g
        for g, (row, start) in enumerate(zip(given.outcomes, given.starts, strict=True))
        if np.isnan(row if start == length else row[: start - given.anticipation]).all()
    ]


def imputation(given: Panel) -> Imputed:
    r"""Impute what regions would have been without their start, and return the mean difference.

    With :math:`\hat\alpha_g, \hat\lambda_t` by least squares on the cells before the starts,

    .. math:: \hat\tau_{gt} = y_{gt} - \hat\alpha_g - \hat\lambda_t, \quad
              \widehat{ATT} = \text{mean}\,\{\hat\tau_{gt} : t \ge s_g\}

    Parameters
    ----------
    given : Panel

    Raises
    ------
    Refused
        Regions that have no period in common.

    References
    ----------
    Borusyak, Jaravel and Spiess (2024), Rev Econ Stud 91:3253-3285, doi:10.1093/restud/rdae007.

    Examples
    --------
    >>> found = imputation(panel([[1, 2, 3], [3, 4, 7], [2, 3, 4]], starts=[None, 2, None]))
    >>> round(found.effect, 6), found.cells
    (2.0, 1)
    """
    import numpy as np

    y = given.outcomes
    start = np.array(given.starts)[:, None]
    time = np.arange(y.shape[1])
    shown = np.isfinite(y)
    free = shown & ((time < start - given.anticipation) | (start == y.shape[1]))
    level, course = _levels(np.where(shown, y, 0.0), free.astype(float))
    expected = level[:, None] + course
    effects = y - expected
    event = np.broadcast_to(time - start, y.shape)
    usable = shown & np.isfinite(effects) & (start < y.shape[1])
    after = usable & (event >= 0)
    if not after.any():
        do = "There is no outcome after a start that others can be compared with."
        raise Refused(str(Problem("the outcomes", "", "outcomes after the start", do)))
    events = np.unique(event[usable & (event >= -given.anticipation)])
    by_event = []
    for e in events.tolist():
        there = usable & (event == e)
        by_event.append(EventEffect(e, float(effects[there].mean()), int(there.sum())))
    by_region = [
        float(row[there].mean()) if there.any() else float("nan")
        for row, there in zip(effects, after, strict=True)
    ]
    return Imputed(
        effect=float(effects[after].mean()),
        counterfactual=float(expected[after].mean()),
        by_event=tuple(by_event),
        by_region=tuple(by_region),
        cells=int(after.sum()),
    )


def _levels(y: Floats, there: Floats) -> tuple[Floats, Floats]:
    """Return levels of regions and course of periods by least squares on cells that are there."""
    import numpy as np

    n = there.sum(axis=1)
    left = np.diag(there.sum(axis=0)) - there.T @ (there / n[:, None])
    right = (there * (y - (there * y).sum(axis=1, keepdims=True) / n[:, None])).sum(axis=0)
    seen = there.sum(axis=0) > 0
    inner = left[np.ix_(seen, seen)]
    if np.linalg.matrix_rank(inner, hermitian=True) < seen.sum() - 1:
        do = "Fill the gaps, or leave out the regions that stand apart."
        expected = "periods before the starts that link all regions"
        raise Refused(str(Problem("the outcomes", "", expected, do)))
    course = np.full(y.shape[1], np.nan)
    course[seen] = np.linalg.pinv(inner, rcond=1e-10, hermitian=True) @ right[seen]
    level = (there * (y - np.nan_to_num(course))).sum(axis=1) / n
    return level, course


def _problems(
    starts: Sequence[int | None], shape: tuple[int, ...], anticipation: int
) -> Iterator[Problem]:
    if len(starts) != shape[0]:
        yield Problem("`starts`", f"{len(starts)} regions", f"{shape[0]}, as in `outcomes`")
    if anticipation < 0:
        yield Problem("`anticipation`", str(anticipation), "zero or more periods")
        return
    for g, start in enumerate(starts):
        if start is not None and not anticipation < start < shape[1]:
            do = "A region needs a period before its start and one after it."
            expected = f"a place from {anticipation + 1} to {shape[1] - 1}, or None"
            yield Problem(f"start of region {g + 1}", str(start), expected, do)
