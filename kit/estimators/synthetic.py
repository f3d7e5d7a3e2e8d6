r"""One region that started, beside a weighted mixture of areas that did not.

Synthetic difference in differences: areas are weighed so that their mixture runs parallel to the
region before the start, periods so that those before resemble those after. Each area then takes the
place of the region in turn; how far the real difference lies among those of areas where nothing
happened is told, and no p-value: one region chose itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.errors import InputError, KitError, Problem, Refused
from kit.estimators.borrowed import borrowed, quietly

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from kit.rates.inputs import Floats

__all__ = ["FEWEST_AREAS", "InSpace", "Mixture", "in_space", "synthetic"]

#: Areas without which there is no mixture.
FEWEST_AREAS = 2
#: Periods before the start without which nothing can be fitted.
FEWEST_BEFORE = 3
#: What diff-diff asks for an error of its own, which is not used.
_DRAWS = 2


@dataclass(frozen=True)
class Mixture:
    """A region beside its mixture.

    Attributes
    ----------
    effect : float
        Mean difference from the start on, less the weighted difference before it.
    weights : tuple of float
        Of each area; zero or more, together one.
    times : tuple of float
        Of each period before the start; zero or more, together one.
    mixture : array, periods
        The weighted mean of the areas, moved by `gap`: what the region would have been.
    gap : float
        Weighted difference in level before the start, which the design takes away.
    fit : float
        Root mean square of what is left between region and mixture before the start, with the
        mean difference taken out.
    """

    effect: float
    weights: tuple[float, ...]
    times: tuple[float, ...]
    mixture: Floats
    gap: float
    fit: float


@dataclass(frozen=True)
class InSpace:
    """An area in the place of the region.

    Attributes
    ----------
    area : int
        Its place in the pool.
    effect, fit : float
    """

    area: int
    effect: float
    fit: float


def synthetic(region: ArrayLike, pool: ArrayLike, *, start: int) -> Mixture:
    r"""Compare one region with a weighted mixture of areas.

    .. math:: \hat\tau = \Big(\bar y^{post} - \sum_t \lambda_t y_t\Big)
              - \sum_i \omega_i \Big(\bar y_i^{post} - \sum_t \lambda_t y_{it}\Big)

    Over 200 draws of the sample, with a change of -6.5 in one region beside 20 areas, it is off by
    -0.07 on average, with a standard deviation of 1.15.

    Parameters
    ----------
    region : array, periods
        Without gaps.
    pool : array, areas x periods
        Without gaps.
    start : int
        Place of the first period that counts as after, counted from 0.

    Raises
    ------
    InputError
        Shapes that do not fit, gaps, fewer than three periods before or none after.
    Refused
        Fewer than two areas, or diff-diff cannot solve it.

    References
    ----------
    Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), Am Econ Rev 111:4088-4118,
    doi:10.1257/aer.20190159.

    Examples
    --------
    >>> pool = [[1, 2, 3, 4, 5], [2, 2, 3, 3, 4], [0, 3, 3, 6, 6]]
    >>> found = synthetic([2, 3, 4, 7, 8], pool, start=3)
    >>> round(sum(found.weights), 6), len(found.mixture)
    (1.0, 5)
    """
    import numpy as np
    import pandas as pd

    own, others = _checked(region, pool, start)
    seen = np.vstack([own, others])
    units, periods = seen.shape
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(units), periods),
            "time": np.tile(np.arange(periods), units),
            "value": seen.ravel(),
            "on": np.repeat((np.arange(units) == 0).astype(int), periods),
        }
    )
    made = borrowed("SyntheticDiD")(variance_method="jackknife", n_bootstrap=_DRAWS, seed=1)
    found, _ = quietly(
        lambda: made.fit(
            frame, "value", "on", "unit", "time", post_periods=list(range(start, periods))
        ),
        what="a synthetic comparison",
    )
    weights = np.array([float(found.unit_weights.get(i, 0.0)) for i in range(1, units)])
    times = np.array([float(found.time_weights.get(t, 0.0)) for t in range(start)])
    return given_weights(own, others, start=start, weights=weights, times=times)


def given_weights(
    own: Floats, others: Floats, *, start: int, weights: Floats, times: Floats
) -> Mixture:
    """Return the comparison that weights give; anyone with the weights can compute it again.

    Examples
    --------
    >>> import numpy as np
    >>> own, others = np.array([1.0, 1, 5]), np.array([[0.0, 0, 1], [2, 2, 3]])
    >>> w, t = np.array([0.5, 0.5]), np.array([0.5, 0.5])
    >>> given_weights(own, others, start=2, weights=w, times=t).effect
    3.0
    """
    import numpy as np

    mean = weights @ others
    gone = own - mean
    gap = float(times @ gone[:start])
    before = gone[:start] - gone[:start].mean()
    return Mixture(
        effect=float(gone[start:].mean()) - gap,
        weights=tuple(weights.tolist()),
        times=tuple(times.tolist()),
        mixture=mean + gap,
        gap=gap,
        fit=float(np.sqrt((before**2).mean())),
    )


def in_space(pool: ArrayLike, *, start: int, areas: Sequence[int] | None = None) -> list[InSpace]:
    """Put each area in the place of the region, against the other areas.

    The region itself is not among those others: what happened there stays out of the comparison.

    Parameters
    ----------
    pool : array, areas x periods
    start : int
    areas : sequence of int, optional
        Places of the areas that are tried; all of them otherwise.

    Returns
    -------
    list of InSpace
        An area that cannot be fitted is left out.
    """
    import numpy as np

    seen = np.asarray(pool, dtype=float)
    found = []
    for area in range(len(seen)) if areas is None else areas:
        try:
            made = synthetic(seen[area], np.delete(seen, area, axis=0), start=start)
        except KitError:
            continue
        if math.isfinite(made.effect):
            found.append(InSpace(area, made.effect, made.fit))
    return found


def _checked(region: ArrayLike, pool: ArrayLike, start: int) -> tuple[Floats, Floats]:
    import numpy as np

    from kit.rates.inputs import numbers

    own, others = numbers("region", region), numbers("pool", pool)
    if own.ndim != 1 or others.ndim != 2 or others.shape[1:] != own.shape:
        got = f"{own.shape}, {others.shape}"
        raise InputError([Problem("`region` and `pool`", got, "periods; areas by as many periods")])
    problems = []
    if not FEWEST_BEFORE <= start < len(own):
        expected = f"a place from {FEWEST_BEFORE} to {len(own) - 1}"
        problems.append(Problem("`start`", str(start), expected, "Look for older figures."))
    if not (np.isfinite(own).all() and np.isfinite(others).all()):
        do = "Leave out the areas and periods without a figure."
        problems.append(Problem("`region` and `pool`", "gaps", "a figure in every period", do))
    if problems:
        raise InputError(problems)
    if len(others) < FEWEST_AREAS:
        do = "Widen the pool of areas."
        expected = f"{FEWEST_AREAS} or more"
        raise Refused(str(Problem("the pool", f"{len(others)} areas", expected, do)))
    return own, others
