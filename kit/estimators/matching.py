r"""The areas that resemble a region most before it started, on what was stated beforehand.

Areas are compared on numbers that are put on one scale first: a difference of one is the standard
deviation over all areas. Ties are broken by name, so that the same data give the same areas.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kit.errors import InputError, Problem, Refused

if TYPE_CHECKING:
    from kit.rates.inputs import Floats

__all__ = ["Balance", "Matched", "matched"]


@dataclass(frozen=True)
class Balance:
    """How far a region lies from the areas on one variable, before matching and after.

    Attributes
    ----------
    variable : str
    region, pool, chosen : float
        Of the region; the mean over all areas; over those that were chosen.
    before, after : float
        Standardised mean differences: region less mean, over the standard deviation of all areas.
    """

    variable: str
    region: float
    pool: float
    chosen: float
    before: float
    after: float


@dataclass(frozen=True)
class Matched:
    """The areas that were chosen.

    Attributes
    ----------
    chosen : tuple of str
        Nearest first.
    distances : tuple of float
        In standard deviations.
    beyond : tuple of str
        Areas that lie further than the caliper, or lack a variable.
    balance : tuple of Balance
    """

    chosen: tuple[str, ...]
    distances: tuple[float, ...]
    beyond: tuple[str, ...]
    balance: tuple[Balance, ...]


def matched(
    pool: Mapping[str, Sequence[float]],
    *,
    region: Sequence[float],
    variables: Sequence[str],
    most: int,
    caliper: float = math.inf,
    distance: Literal["euclid", "mahalanobis"] = "euclid",
) -> Matched:
    r"""Return the areas nearest to a region.

    With the standard deviations :math:`s` over the areas, :math:`d = \sqrt{\sum_k
    ((x_k - r_k)/s_k)^2 / K}`; with the covariance :math:`S` of all of them
    :math:`d = \sqrt{(x - r)'S^{-1}(x - r) / K}`.

    Parameters
    ----------
    pool : mapping of area to its numbers
        In the order of `variables`; an area without one of them is left out.
    region : sequence of float
    variables : sequence of str
    most : int
        How many areas are chosen at most.
    caliper : float
        The largest distance, inclusive, in standard deviations.
    distance : {"euclid", "mahalanobis"}

    Raises
    ------
    InputError
        Numbers that do not fit the variables, or are missing for the region.
    Refused
        Fewer than two areas with every variable; variables that do not vary, or, for
        Mahalanobis, that follow from each other.

    References
    ----------
    Stuart (2010), Stat Sci 25:1-21, doi:10.1214/09-STS313.

    Examples
    --------
    >>> found = matched(
    ...     {"x": [1, 10], "y": [2, 20], "z": [9, 90]}, region=[2, 19],
    ...     variables=["a", "b"], most=2,
    ... )
    >>> found.chosen, round(found.balance[0].after, 3)
    (('y', 'x'), 0.115)
    """
    import numpy as np

    own = np.asarray(region, dtype=float)
    fits = all(len(row) == len(variables) for row in pool.values())
    if own.shape != (len(variables),) or not variables or not fits:
        expected = f"{len(variables)} numbers for the region and for each area"
        raise InputError([Problem("`pool`", "", expected)])
    if not np.isfinite(own).all():
        lacks = [name for name, value in zip(variables, own, strict=True) if not np.isfinite(value)]
        do = "Match on what the region has too."
        raise InputError([Problem("`region`", f"nothing for {lacks[0]}", "a number", do)])
    if most < 1 or not caliper > 0:
        raise InputError([Problem("`most` and `caliper`", f"{most}, {caliper:g}", "above zero")])
    whole = {name: row for name, row in sorted(pool.items()) if np.isfinite(row).all()}
    if len(whole) < 2:
        do = "Match on other variables, or widen the pool."
        raise Refused(str(Problem("the pool", f"{len(whole)} areas", "two or more areas", do)))
    names, numbers = list(whole), np.array(list(whole.values()), dtype=float)
    spread = numbers.std(axis=0, ddof=1)
    if not (spread > 0).all():
        same = variables[int(np.argmin(spread))]
        do = "Leave it out: it tells no area from another."
        raise Refused(str(Problem(f"`{same}`", "the same everywhere", "some spread", do)))
    away = _distances(numbers - own, spread, distance)
    order = [at for at in np.argsort(away, kind="stable") if away[at] <= caliper][:most]
    chosen = tuple(names[at] for at in order)
    near = {names[at] for at in range(len(names)) if away[at] <= caliper}
    means = numbers.mean(axis=0)
    after = numbers[order].mean(axis=0) if order else np.full(len(own), np.nan)
    return Matched(
        chosen=chosen,
        distances=tuple(float(away[at]) for at in order),
        beyond=tuple(name for name in sorted(pool) if name not in near),
        balance=tuple(
            Balance(
                name, float(own[k]), float(means[k]), float(after[k]),
                float((own[k] - means[k]) / spread[k]), float((own[k] - after[k]) / spread[k]),
            )
            for k, name in enumerate(variables)
        ),
    )  # fmt: skip


def _distances(gone: Floats, spread: Floats, distance: str) -> Floats:
    import numpy as np

    if distance == "euclid":
        return np.asarray(np.sqrt(((gone / spread) ** 2).mean(axis=1)), dtype=float)
    scaled = gone / spread
    shape = np.atleast_2d(np.corrcoef(scaled, rowvar=False))
    if len(gone) <= gone.shape[1] or np.linalg.matrix_rank(shape, hermitian=True) < len(shape):
        do = "Take the Euclidean distance, or fewer variables."
        expected = "variables that do not follow from each other"
        raise Refused(str(Problem("the variables", "", expected, do)))
    squared = np.einsum("ij,jk,ik->i", scaled, np.linalg.inv(shape), scaled)
    return np.asarray(np.sqrt(squared / gone.shape[1]), dtype=float)
