"""Areas where all problems jump together in one period: registration may have changed there.

Health moves in one problem or another. When every problem of an area jumps by the same step in the
same period and lies flat before and after, somebody began to count differently, or a register was
joined to another; a hotspot found there is a question to who registers, not to who lives there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kit.rates.inputs import Floats

__all__ = ["Jumps", "jumps"]

#: Least step of every problem, as a ratio; least deviation of the step of all of them together.
LEAST_STEP, LEAST_TOGETHER = 1.25, 4.5
#: Most deviation of the other steps together for the area to be flat before and after.
MOST_FLAT = 3.5
FEWEST_PROBLEMS = 2


@dataclass(frozen=True)
class Jumps:
    """Where all problems of an area jump together.

    Attributes
    ----------
    at : array of int, one per area
        Position of the first period after the jump; -1 where there is none.
    step : array of float
        By what the ratios of all problems together were multiplied; nan without a jump.
    touched : array of bool, areas x periods
        Periods that lie on the changed level.
    """

    at: NDArray[np.int64]
    step: Floats
    touched: NDArray[np.bool_]


def jumps(observed: Floats, expected: Floats, problem_of: NDArray[np.int64]) -> Jumps:
    r"""Find areas where every problem jumps in the same period.

    The step of a series from one period to the next is
    :math:`d = \log(O_t / E_t) - \log(O_{t-1} / E_{t-1})` with variance
    :math:`1/O_t + 1/O_{t-1}`; the steps of the series of a problem, and of all problems, are pooled
    by their inverse variance. Half an event is added to each count.

    Parameters
    ----------
    observed, expected : array of float, areas x series x periods
        nan where a number is not shown. A step counts where both of its periods are shown.
    problem_of : array of int, one per series
        Which problem, from 0 on, a series is about: a problem can have one for each segment.

    Returns
    -------
    Jumps

    Examples
    --------
    >>> flat = np.full((1, 3, 6), 60.0)
    >>> doubled = flat * np.array([1, 1, 1, 2, 1, 1])
    >>> found = jumps(doubled, flat, np.array([0, 0, 1]))
    >>> found.at.tolist(), found.touched[0].tolist()
    ([3], [False, False, False, True, False, False])
    """
    areas, _, periods = observed.shape
    nothing = np.full(areas, -1), np.full(areas, np.nan), np.zeros((areas, periods), dtype=bool)
    problems = int(problem_of.max(initial=-1)) + 1
    if periods < 3 or problems < FEWEST_PROBLEMS:
        return Jumps(*nothing)
    step, weight = _steps(observed, expected, problem_of, problems)
    seen = weight > 0
    total = np.maximum(weight.sum(axis=1), 1e-12)
    pooled = (weight * step).sum(axis=1) / total
    together = pooled * np.sqrt(total)
    enough = seen.sum(axis=1) >= FEWEST_PROBLEMS
    signed = np.where(seen, step * np.sign(pooled)[:, None, :], np.inf).min(axis=1)
    every = enough & (signed >= np.log(LEAST_STEP))
    strong = every & (np.abs(together) >= LEAST_TOGETHER)
    at, size, touched = nothing
    for area in np.flatnonzero(strong.any(axis=1)):
        found = np.flatnonzero(strong[area])
        first = int(found[0])
        back = next((int(k) for k in found[1:] if pooled[area, k] * pooled[area, first] < 0), None)
        others = np.ones(periods - 1, dtype=bool)
        others[[k for k in (first, back) if k is not None]] = False
        if (np.abs(together[area, others]) >= MOST_FLAT).any():
            continue
        at[area], size[area] = first + 1, float(np.exp(pooled[area, first]))
        touched[area, first + 1 : periods if back is None else back + 1] = True
    return Jumps(at, size, touched)


def _steps(
    observed: Floats, expected: Floats, problem_of: NDArray[np.int64], problems: int
) -> tuple[Floats, Floats]:
    """Return steps and their weights, areas x problems x steps; weight zero is not seen."""
    there = ~np.isnan(observed) & (expected > 0)
    events = np.where(there, observed, np.nan) + 0.5
    level = np.log(events / np.where(there, expected + 0.5, np.nan))
    step = np.diff(level, axis=2)
    weight = 1 / (1 / events[..., 1:] + 1 / events[..., :-1])
    weight, step = np.where(np.isnan(step), 0.0, weight), np.nan_to_num(step)
    of = np.eye(problems)[problem_of]
    sums = np.einsum("asp,sk->akp", weight, of)
    pooled = np.einsum("asp,sk->akp", weight * step, of) / np.where(sums > 0, sums, 1.0)
    return pooled, sums
