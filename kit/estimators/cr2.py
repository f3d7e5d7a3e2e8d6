r"""Cluster-robust errors for few clusters: bias-reduced (CR2), with Satterthwaite's df.

The usual cluster-robust errors are too small with few clusters, and the normal distribution is too
narrow for them. CR2 corrects the first, the degrees of freedom the second; both follow from the
design alone, so the degrees of freedom can be told before the data are read.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.errors import InputError, Problem, Refused
from kit.estimators.imputation import Panel

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from kit.rates.inputs import Floats

__all__ = ["ClusterRobust", "Correction", "TwoWay", "correction", "cr2", "two_way"]

#: Share of a cluster's own spread below which nothing of it is left to correct.
_NOTHING = 1e-10


@dataclass(frozen=True)
class ClusterRobust:
    """A sum of coefficients with its cluster-robust error.

    Attributes
    ----------
    estimate, se : float
    df : float
        Satterthwaite's; below about 4 the p-value is not to be relied on.
    t, p : float
        Two-sided.
    low, high : float
    clusters : int
    """

    estimate: float
    se: float
    df: float
    t: float
    p: float
    low: float
    high: float
    clusters: int


@dataclass(frozen=True)
class TwoWay:
    """Columns of a two-way fixed effects model, levels of regions taken out.

    Attributes
    ----------
    columns : array, cells x terms
        The treatment first, then periods but the first.
    values : array, cells
    clusters : array of int, cells
        The region of each cell.
    used : array of bool, regions * periods
        Which cells of the panel these are.
    """

    columns: Floats
    values: Floats
    clusters: NDArray[Any]
    used: NDArray[Any]


@dataclass(frozen=True)
class Correction:
    """What a design gives before any outcome is read.

    Attributes
    ----------
    weights : array, cells
        The estimate is their product with the outcomes.
    loads : array, clusters x cells
        Each row times the residuals is one term of the variance, to be squared.
    projector : array, terms x cells
        Times the outcomes it gives the coefficients.
    df : float
    """

    weights: Floats
    loads: Floats
    projector: Floats
    df: float


def cr2(
    columns: ArrayLike,
    values: ArrayLike,
    *,
    clusters: Sequence[object] | ArrayLike,
    contrast: Sequence[float],
    confidence: float = 0.95,
) -> ClusterRobust:
    r"""Return a sum of least squares coefficients with its CR2 error and Satterthwaite's df.

    .. math:: V = \sum_g (c' M X_g' A_g e_g)^2, \quad A_g = (I - X_g M X_g')^{+1/2}, \quad
              M = (X'X)^{-1}

    where the plus takes the inverse root of what is not zero, and with the matrix
    :math:`P_{gh}` of the products of :math:`(I - XMX')_{\cdot g} A_g X_g M c`,
    :math:`df = (\sum_g P_{gg})^2 / \sum_{gh} P_{gh}^2`.

    Parameters
    ----------
    columns : array, cells x terms
        Of full rank. Levels of the clusters may have been taken out of columns and values.
    values : array, cells
    clusters : sequence, cells
    contrast : sequence of float, terms
    confidence : float

    Raises
    ------
    InputError
        Shapes that do not fit, fewer than two clusters.
    Refused
        Terms that cannot be told apart.

    References
    ----------
    Bell and McCaffrey (2002), Surv Methodol 28:169-181; Pustejovsky and Tipton (2018), J Bus Econ
    Stat 36:672-683, doi:10.1080/07350015.2016.1247004.

    Examples
    --------
    >>> x = [[1, 0], [1, 0], [1, 1], [1, 1], [1, 0], [1, 1]]
    >>> found = cr2(x, [1, 2, 3, 5, 2, 4], clusters=list("aabbcd"), contrast=[0, 1])
    >>> round(found.estimate, 3), found.clusters
    (2.333, 4)
    """
    import numpy as np
    from scipy.special import stdtr, stdtrit

    from kit.rates.inputs import numbers

    x, y = numbers("columns", columns), numbers("values", values)
    own = np.asarray(clusters)
    if x.ndim != 2 or y.shape != own.shape or y.shape != x.shape[:1]:
        do = "Leave out the cells without an outcome first."
        raise InputError([Problem("columns, values and clusters", "", "as many cells each", do)])
    made = correction(x, clusters=own, contrast=contrast)
    rest = y - x @ (made.projector @ y)
    estimate = float(made.weights @ y)
    se = math.sqrt(float(((made.loads @ rest) ** 2).sum()))
    if se <= 1e-12 * max(1.0, abs(estimate)):
        do = "Look whether the values were computed rather than observed."
        raise Refused(str(Problem("the outcomes", "no spread", "some spread", do)))
    t = estimate / se
    half = se * float(stdtrit(made.df, 0.5 + confidence / 2))
    p = 2 * float(stdtr(made.df, -abs(t)))
    n = len(made.loads)
    return ClusterRobust(estimate, se, made.df, t, p, estimate - half, estimate + half, n)


def correction(columns: Floats, *, clusters: NDArray[Any], contrast: Sequence[float]) -> Correction:
    """Return what the design alone gives: weights, corrections and degrees of freedom.

    Parameters
    ----------
    columns : array, cells x terms
    clusters : array, cells
    contrast : sequence of float, terms

    Raises
    ------
    InputError, Refused
        As `cr2`.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1.0, 0], [1, 0], [1, 1], [1, 1], [1, 0], [1, 1]])
    >>> made = correction(x, clusters=np.array([0, 0, 1, 1, 2, 3]), contrast=[0, 1])
    >>> round(made.df, 2)
    2.0
    """
    import numpy as np

    names, at = np.unique(clusters, return_inverse=True)
    if len(names) < 2:
        raise InputError([Problem("`clusters`", "1", "two or more")])
    if np.linalg.matrix_rank(columns) < columns.shape[1]:
        do = "Leave out what follows from the other terms."
        raise Refused(str(Problem("the design", "", "terms that can be told apart", do)))
    inverse = np.linalg.inv(columns.T @ columns)
    pull = inverse @ np.asarray(contrast, dtype=float)
    loads = np.zeros((len(names), len(columns)))
    for g in range(len(names)):
        mine = np.flatnonzero(at == g)
        x = columns[mine]
        q, r = np.linalg.qr(x)
        taken, axes = np.linalg.eigh(r @ inverse @ r.T)
        left = 1 - taken
        root = np.where(left > _NOTHING, 1 / np.sqrt(np.maximum(left, _NOTHING)), 0)
        loads[g, mine] = q @ (axes @ (root * (axes.T @ (r @ pull))))
    own = loads @ columns
    products = np.diag((loads**2).sum(axis=1)) - own @ inverse @ own.T
    df = float(np.trace(products)) ** 2 / float((products**2).sum())
    return Correction(columns @ pull, loads, inverse @ columns.T, df)


def two_way(given: Panel) -> TwoWay:
    """Return the two-way fixed effects model of a panel: one effect from the start on.

    With staggered starts and effects that grow it is a mixture that may weigh some of them
    negatively; it serves the test, the imputed effect the estimate.

    Parameters
    ----------
    given : Panel
        Cells of its anticipation are left out.

    Examples
    --------
    >>> from kit.estimators.imputation import panel
    >>> two_way(panel([[1, 2, 3], [1, 2, 5]], starts=[None, 2])).columns.shape
    (6, 3)
    """
    import numpy as np

    n, length = given.outcomes.shape
    start = np.array(given.starts)[:, None]
    event = np.arange(length) - start
    treated = (event >= 0).astype(float)
    waiting = (event < 0) & (event >= -given.anticipation) & (start < length)
    used = (np.isfinite(given.outcomes) & ~waiting).ravel()
    region = np.repeat(np.arange(n), length)[used]
    period = np.tile(np.eye(length)[:, 1:], (n, 1))[used]
    columns = np.column_stack([treated.ravel()[used], period])
    values = given.outcomes.ravel()[used]
    at = np.eye(n)[region]
    per = at / at.sum(axis=0)
    return TwoWay(columns - at @ (per.T @ columns), values - at @ (per.T @ values), region, used)
