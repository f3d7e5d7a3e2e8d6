r"""Coefficients of agreement, each as sums over units.

Every coefficient here is one minus the disagreement that was seen, divided by the disagreement that
chance would give,

.. math:: 1 - D_o / D_e

and both are functions of sums over units. So what a unit adds is worked out once, and a resample of
documents is a product of weights and sums: a thousand of them cost little more than one.

A coefficient that has no meaning is refused with the reason, never set to 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit.agreement.ratings import NoCoefficient, Ratings
from kit.errors import InputError, Problem, unknown_name

__all__ = ["Coefficient", "ac1", "alpha", "alpha_of_sets", "cohen", "fleiss", "percentage"]

Array = NDArray[np.float64]
#: From sums over units (…, features) to what was seen and what chance would give, each (…).
Finish = Callable[[Array], tuple[Array, Array]]

_SCALES = ("nominal", "ordinal", "interval", "ratio")
_DISTANCES = ("masi", "jaccard")


@dataclass(frozen=True)
class Coefficient:
    """A coefficient and what it rests on.

    Attributes
    ----------
    name : str
    estimate : float
        ``1 - disagreement / by_chance``.
    disagreement, by_chance : float
        What was seen, and what chance would give. For the percentage `by_chance` is 1.
    units, set_aside : int
        Units that two coders or more looked at, and the others.
    coders : int
    prevalence : mapping of category to share of all that was said of the units used
    per_unit : float array, units x features
        What each unit adds.
    finish : callable
        From the sum of `per_unit` to disagreement and chance.
    """

    name: str
    estimate: float
    disagreement: float
    by_chance: float
    units: int
    set_aside: int
    coders: int
    prevalence: Mapping[Any, float]
    per_unit: Array = field(repr=False, compare=False)
    finish: Finish = field(repr=False, compare=False)


def percentage(ratings: Ratings) -> Coefficient:
    """How often two coders say the same: of each unit the share of pairs that agree, averaged.

    Not corrected for chance, so a rare code has a high percentage whatever the coders do.

    Examples
    --------
    >>> from kit.agreement.ratings import rate
    >>> round(percentage(rate([[0, 1, 0, 0], [1, 1, 0, None]])).estimate, 3)
    0.667
    """
    ratings.demand("percentage", categories=1)
    seen = np.column_stack([_differ(ratings), ratings.pairable])
    return _made("percentage", ratings, seen, lambda s: (s[..., 0] / s[..., 1], s[..., 0] * 0 + 1))


def fleiss(ratings: Ratings) -> Coefficient:
    """Fleiss' kappa; with two coders, Scott's pi. Gaps as Gwet (2014) treats them.

    Chance is the sum of squares of the share of each category, averaged over units.

    References
    ----------
    Fleiss (1971) doi:10.1037/h0031619; Gwet, Handbook of inter-rater reliability (4th ed., 2014).

    Examples
    --------
    >>> from kit.agreement.ratings import rate
    >>> round(fleiss(rate([[0, 1, 0, 0], [1, 1, 0, 0]])).estimate, 3)
    0.467
    """
    return _by_shares("fleiss", ratings, lambda shares, _: (shares**2).sum(axis=-1))


def ac1(ratings: Ratings) -> Coefficient:
    """Gwet's AC1, which stays near the percentage when one category is rare or common.

    With :math:`q` categories and shares :math:`p_k`, chance is
    :math:`\\sum_k p_k (1 - p_k) / (q - 1)`.

    References
    ----------
    Gwet (2008) doi:10.1348/000711006X126600.

    Examples
    --------
    >>> from kit.agreement.ratings import rate
    >>> round(ac1(rate([[0, 1, 0, 0], [1, 1, 0, 0]])).estimate, 3)
    0.529
    """
    return _by_shares("ac1", ratings, lambda p, q: (p * (1 - p)).sum(axis=-1) / (q - 1))


def cohen(ratings: Ratings) -> Coefficient:
    """Cohen's kappa of two coders, over the units that both looked at.

    References
    ----------
    Cohen (1960) doi:10.1177/001316446002000104.

    Examples
    --------
    >>> from kit.agreement.ratings import rate
    >>> cohen(rate([[0, 1, 0, 0], [1, 1, 0, 0]])).estimate
    0.5
    """
    told = (ratings.given >= 0).any(axis=1)
    if told.sum() > 2:
        raise NoCoefficient("cohen", "not_two_coders", str(int(told.sum())))
    ratings.demand("cohen", categories=2)
    size = len(ratings.categories)
    first, second = ratings.given[told]
    both = ratings.pairable
    seen = np.zeros((len(both), size * size))
    seen[np.flatnonzero(both), first[both] * size + second[both]] = 1

    def finish(sums: Array) -> tuple[Array, Array]:
        table = sums.reshape(*sums.shape[:-1], size, size)
        table = table / table.sum(axis=(-2, -1), keepdims=True)
        same = np.trace(table, axis1=-2, axis2=-1)
        return 1 - same, 1 - (table.sum(axis=-1) * table.sum(axis=-2)).sum(axis=-1)

    return _made("cohen", ratings, seen, finish)


def alpha(ratings: Ratings, *, scale: str = "nominal") -> Coefficient:
    r"""Krippendorff's alpha, for any number of coders and with gaps.

    With :math:`n_{uk}` coders of the :math:`m_u` of unit u in category k and distance
    :math:`\delta`,

    .. math:: D_o = \frac1n \sum_u \frac{1}{m_u - 1} \sum_{ck} n_{uc} n_{uk} \delta^2_{ck},\quad
              D_e = \frac{1}{n (n - 1)} \sum_{ck} n_c n_k \delta^2_{ck}

    Parameters
    ----------
    ratings : Ratings
    scale : {"nominal", "ordinal", "interval", "ratio"}
        The last three need categories that are numbers.

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's alpha-reliability,
    https://repository.upenn.edu/asc_papers/43.

    Examples
    --------
    >>> from kit.agreement.ratings import rate
    >>> round(alpha(rate([[0, 1, 0, 0], [1, 1, 0, None]])).estimate, 3)
    0.444
    """
    name = f"alpha_{scale}"
    if scale not in _SCALES:
        raise InputError([unknown_name("alpha, `scale`", scale, _SCALES)])
    if scale != "nominal" and not all(isinstance(c, (int, float)) for c in ratings.categories):
        raise InputError([Problem(f"alpha, `scale` {scale}", "", "categories that are numbers")])
    ratings.demand(name, categories=2)
    if scale == "ordinal":
        return _alpha_ordinal(ratings)
    if scale == "nominal":
        apart = 1 - np.eye(len(ratings.categories))
    else:
        at = np.array(ratings.categories, dtype=float)
        apart = (at[:, None] - at) ** 2
        if scale == "ratio":
            sums = (at[:, None] + at) ** 2
            apart = np.divide(apart, sums, out=np.zeros_like(apart), where=sums > 0)
    return _alpha_of_distances(name, ratings, apart)


def alpha_of_sets(ratings: Ratings, *, distance: str = "masi") -> Coefficient:
    r"""Krippendorff's alpha of sets of codes: whether coders gave a unit the same codes.

    For two sets the Jaccard distance is one minus the share of their union that they have in
    common. MASI multiplies that share by 1 when they are equal, 2/3 when one holds the other, 1/3
    when they overlap. Two empty sets are equal.

    Parameters
    ----------
    ratings : Ratings
        Its categories are frozensets.
    distance : {"masi", "jaccard"}

    References
    ----------
    Passonneau (2006), Measuring agreement on set-valued items (MASI), LREC,
    https://aclanthology.org/L06-1392; Krippendorff & Craggs (2016)
    doi:10.1080/19312458.2016.1228863 on alpha of multi-valued data.

    Examples
    --------
    >>> from kit.agreement.ratings import rate
    >>> a, ab, none = frozenset("a"), frozenset("ab"), frozenset()
    >>> round(alpha_of_sets(rate([[a, ab, none], [a, a, none]]), distance="jaccard").estimate, 3)
    0.737
    """
    name = f"alpha_{distance}"
    if distance not in _DISTANCES:
        raise InputError([unknown_name("alpha_of_sets, `distance`", distance, _DISTANCES)])
    ratings.demand(name, categories=2)
    codes = sorted({code for one in ratings.categories for code in one}, key=str)
    holds = np.array([[code in one for code in codes] for one in ratings.categories], dtype=float)
    common, sizes = holds @ holds.T, holds.sum(axis=1)
    union = sizes[:, None] + sizes - common
    alike = np.divide(common, union, out=np.ones_like(common), where=union > 0)
    if distance == "masi":
        # One holds the other when what they have in common is the whole of the smaller.
        subset = common == np.minimum(sizes[:, None], sizes)
        factor = np.where(subset, 2 / 3, 1 / 3)
        np.fill_diagonal(factor, 1)
        alike = alike * factor
    return _alpha_of_distances(name, ratings, 1 - alike)


def _alpha_of_distances(name: str, ratings: Ratings, apart: Array) -> Coefficient:
    """Alpha where the distance of two categories is known beforehand."""
    counts = ratings.counts * ratings.pairable[:, None]
    others = np.maximum(counts.sum(axis=1) - 1, 1)
    seen = np.column_stack([((counts @ apart) * counts).sum(axis=1) / others, counts])

    def finish(sums: Array) -> tuple[Array, Array]:
        told = sums[..., 1:]
        n = told.sum(axis=-1)
        return sums[..., 0] / n, ((told @ apart) * told).sum(axis=-1) / (n * (n - 1))

    return _made(name, ratings, seen, finish)


def _alpha_ordinal(ratings: Ratings) -> Coefficient:
    """Alpha where the distance depends on how many stand between: the sum over all is needed."""
    counts = ratings.counts * ratings.pairable[:, None]
    size = counts.shape[1]
    others = np.maximum(counts.sum(axis=1) - 1, 1)
    together = counts[:, :, None] * counts[:, None, :]
    together[:, range(size), range(size)] -= counts
    seen = (together / others[:, None, None]).reshape(len(counts), -1)

    def finish(sums: Array) -> tuple[Array, Array]:
        table = sums.reshape(*sums.shape[:-1], size, size)
        told = table.sum(axis=-1)
        middle = np.cumsum(told, axis=-1) - told / 2
        apart = (middle[..., :, None] - middle[..., None, :]) ** 2
        n = told.sum(axis=-1)
        chance = (told[..., :, None] * told[..., None, :] * apart).sum(axis=(-2, -1))
        return (table * apart).sum(axis=(-2, -1)) / n, chance / (n * (n - 1))

    return _made("alpha_ordinal", ratings, seen, finish)


def _differ(ratings: Ratings) -> Array:
    """Return of each unit the share of pairs of coders that differ; zero without a pair."""
    counts = ratings.counts
    told = counts.sum(axis=1)
    pairs = told * (told - 1)
    same = (counts * (counts - 1)).sum(axis=1)
    share: Array = np.divide(pairs - same, pairs, out=np.zeros_like(pairs), where=pairs > 0)
    return share


def _by_shares(name: str, ratings: Ratings, chance: Callable[[Array, int], Array]) -> Coefficient:
    """Coefficients whose chance follows from the share of each category alone."""
    ratings.demand(name, categories=2)
    counts = ratings.counts
    told = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, told, out=np.zeros_like(counts), where=told > 0)
    seen = np.column_stack([_differ(ratings), ratings.pairable, told > 0, shares])

    def finish(sums: Array) -> tuple[Array, Array]:
        share = sums[..., 3:] / sums[..., 2:3]
        return sums[..., 0] / sums[..., 1], 1 - chance(share, counts.shape[1])

    return _made(name, ratings, seen, finish)


def _made(name: str, ratings: Ratings, per_unit: Array, finish: Finish) -> Coefficient:
    seen, chance = (float(part) for part in finish(per_unit.sum(axis=0)))
    used = int(ratings.pairable.sum())
    return Coefficient(
        name=name,
        estimate=1 - seen / chance,
        disagreement=seen,
        by_chance=chance,
        units=used,
        set_aside=ratings.given.shape[1] - used,
        coders=ratings.coders,
        prevalence=ratings.prevalence,
        per_unit=per_unit,
        finish=finish,
    )
