r"""Lines of groups that differ around a common line: profiled restricted likelihood of our own.

:math:`y_i = X_i\beta + Z_i b_i + e_i` with :math:`b_i \sim N(0, \sigma^2\Lambda\Lambda')`. Only
:math:`\Lambda` is searched for; :math:`\beta` and :math:`\sigma^2` follow from it. Groups enter by
their sums, so the time taken hardly depends on the number of points.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kit.errors import InputError, Problem, Refused

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from kit.rates.inputs import Floats

__all__ = ["Groups", "Profiled", "fit_reml", "groups_of"]

#: Relative standard deviations at which the search begins; the likelihood may have several hills.
_STARTS = (1.0, 0.2, 4.0)
#: Relative standard deviations below which a part counts as none.
_NONE = 1e-5
_STEP = 1e-4


@dataclass(frozen=True)
class Groups:
    """Sums over the points of each group: all that the likelihood needs.

    Attributes
    ----------
    names : tuple
        Of the groups, in order of first appearance.
    zz, zx, zy : array, groups x ...
        Products of the random columns with themselves, the fixed ones and the values.
    xx, xy : array
        Products of the fixed columns, over all points.
    yy : float
    points : int
    """

    names: tuple[Any, ...]
    zz: Floats
    zx: Floats
    zy: Floats
    xx: Floats
    xy: Floats
    yy: float
    points: int


@dataclass(frozen=True)
class Profiled:
    """A fitted model.

    Attributes
    ----------
    coefficients : array, terms
    covariance : array, terms x terms
    random_covariance : array, random x random
        Between groups.
    residual_variance : float
    log_likelihood : float
        Restricted, or of ``ml`` the full one.
    of_groups : array, groups x random
        How far each group lies from the common line, shrunken.
    joint : array, groups x (terms + random) x (terms + random)
        Covariance of the coefficients and of a group's own part (less its truth), for intervals.
    doubt : array
        Covariance of the variance parameters, for degrees of freedom.
    slopes : array, parameters x terms x terms
        Of the covariance of the coefficients in each variance parameter.
    on_edge : bool
        A variance between groups is zero, or two of their parts go exactly together.
    """

    coefficients: Floats
    covariance: Floats
    random_covariance: Floats
    residual_variance: float
    log_likelihood: float
    of_groups: Floats
    joint: Floats
    doubt: Floats
    slopes: Floats
    on_edge: bool

    def df_for(self, contrast: ArrayLike) -> float:
        r"""Return Satterthwaite's degrees of freedom of a sum of the coefficients.

        :math:`2 v^2 / (g' A g)` with the variance :math:`v` of the sum, its slopes :math:`g` in
        the variance parameters, and their covariance :math:`A`.
        """
        import numpy as np

        c = np.asarray(contrast, dtype=float)
        v = float(c @ self.covariance @ c)
        g = np.array([float(c @ slope @ c) for slope in self.slopes])
        around = float(g @ self.doubt @ g)
        return 2 * v * v / around if around > 0 else math.inf


def groups_of(
    columns: ArrayLike, values: ArrayLike, *, random: ArrayLike, groups: ArrayLike
) -> Groups:
    """Sum the points of each group.

    Parameters
    ----------
    columns : array, points x terms
        Of full rank.
    values : array, points
        Without gaps.
    random : array, points x 1 or 2
        Columns whose coefficients differ between groups.
    groups : array, points

    Raises
    ------
    InputError
        Lengths that differ, gaps, collinear columns.
    Refused
        Fewer than two groups, or no more points than what is estimated.
    """
    import numpy as np

    x, y, z = (np.asarray(part, dtype=float) for part in (columns, values, random))
    of = np.asarray(groups)
    problems = list(_problems(x, y, z, of))
    if problems:
        raise InputError(problems)
    names, first, inverse = np.unique(of, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    at = place[inverse]
    if len(names) < 2 or len(y) <= x.shape[1] + z.shape[1] + 1:
        expected = "two or more groups, and more points than there is to estimate"
        got = f"{len(names)} groups, {len(y)} points"
        raise Refused(str(Problem("a mixed model", got, expected, "Describe each apart.")))
    return Groups(
        names=tuple(names[order].tolist()),
        zz=_summed(z[:, :, None] * z[:, None, :], at, len(names)),
        zx=_summed(z[:, :, None] * x[:, None, :], at, len(names)),
        zy=_summed(z * y[:, None], at, len(names)),
        xx=x.T @ x,
        xy=x.T @ y,
        yy=float(y @ y),
        points=len(y),
    )


def fit_reml(sums: Groups, *, likelihood: Literal["reml", "ml"] = "reml") -> Profiled:
    r"""Fit by restricted likelihood (or ``ml``, to compare models with other columns).

    With :math:`V_i = I + Z_i\Lambda\Lambda'Z_i'` and :math:`m = n - k` (:math:`n` of ``ml``),

    .. math:: -2\ell = m\left(1 + \log 2\pi\hat\sigma^2\right) + \sum_i \log|V_i|
              + \log|\textstyle\sum X_i'V_i^{-1}X_i|

    where ``ml`` leaves the last term out. Of several beginnings the highest hill is taken.

    Raises
    ------
    Refused
        Values that do not vary, or no hill that can be found.

    References
    ----------
    Bates, Mächler, Bolker and Walker (2015), J Stat Softw 67(1), doi:10.18637/jss.v067.i01;
    Kuznetsova, Brockhoff and Christensen (2017), J Stat Softw 82(13), doi:10.18637/jss.v082.i13.

    Examples
    --------
    >>> import numpy as np
    >>> of, t = np.repeat([0, 1, 2], 4), np.tile(np.arange(4.0), 3)
    >>> y = 5.0 * of + 2 * t + np.tile([0.1, -0.1, -0.1, 0.1], 3)
    >>> x = np.column_stack([np.ones(12), t])
    >>> fit = fit_reml(groups_of(x, y, random=np.ones((12, 1)), groups=of))
    >>> fit.coefficients.round(3).tolist(), round(float(fit.random_covariance[0, 0]), 1)
    ([5.0, 2.0], 25.0)
    """
    import numpy as np
    from scipy.optimize import minimize

    size = sums.zz.shape[1]
    free = [(i, j) for i in range(size) for j in range(i + 1)]
    limits = [(0.0 if i == j else None, None) for i, j in free]

    def lost(theta: Floats) -> float:
        return _deviance(_factor(theta, size), sums, likelihood)

    begun = [np.array([begin if i == j else 0.0 for i, j in free]) for begin in _STARTS]
    coarse: Any = {"ftol": 1e-6}
    rough = min(
        (minimize(lost, at, method="L-BFGS-B", bounds=limits, options=coarse) for at in begun),
        key=lambda each: float(each.fun),
    )
    tight: Any = {"xatol": 1e-8, "fatol": 1e-10, "maxiter": 2000}
    least = minimize(lost, rough.x, method="Nelder-Mead", bounds=limits, options=tight)
    if not math.isfinite(float(least.fun)):
        do = "Look whether the values vary, and whether the columns differ."
        raise Refused(str(Problem("a mixed model", "no convergence", "a likelihood", do)))
    return _told(np.asarray(least.x, dtype=float), sums, likelihood)


def _problems(x: Floats, y: Floats, z: Floats, of: Any) -> Iterator[Problem]:
    import numpy as np

    if x.ndim != 2 or z.ndim != 2 or not len(x) == len(y) == len(z) == len(of):
        yield Problem("the points", "different lengths", "a row of each array for each point")
        return
    if not (np.isfinite(x).all() and np.isfinite(y).all() and np.isfinite(z).all()):
        yield Problem("the points", "gaps", "numbers only; leave points without a value out")
    elif np.linalg.matrix_rank(x) < x.shape[1]:
        yield Problem("`columns`", "collinear", "columns that differ", "Leave one of them out.")
    elif np.ptp(y) <= 1e-12 * max(1.0, float(np.abs(y).max())):
        yield Problem("`values`", "the same value throughout", "variation")


def _summed(products: Floats, at: Any, count: int) -> Floats:
    import numpy as np

    out = np.zeros((count, *products.shape[1:]))
    np.add.at(out, at, products)
    return out


def _factor(theta: Floats, size: int) -> Floats:
    import numpy as np

    out = np.zeros((size, size))
    out[np.tril_indices(size)] = theta
    return out


def _solved(factor: Floats, sums: Groups) -> tuple[Any, ...]:
    """Return per group the inverse of I + L'Z'ZL, its products with X and y, and what is left."""
    import numpy as np

    inner = np.eye(len(factor)) + factor.T @ sums.zz @ factor
    inverse = np.linalg.inv(inner)
    lzx, lzy = factor.T @ sums.zx, sums.zy @ factor
    with_x = inverse @ lzx
    with_y = (inverse @ lzy[:, :, None])[:, :, 0]
    xvx = sums.xx - np.einsum("gqx,gqz->xz", lzx, with_x)
    xvy = sums.xy - np.einsum("gqx,gq->x", lzx, with_y)
    yvy = sums.yy - float((lzy * with_y).sum())
    return inner, inverse, with_x, with_y, xvx, xvy, yvy


def _deviance(factor: Floats, sums: Groups, likelihood: str, sigma: float | None = None) -> float:
    """Return minus twice the log likelihood; at its own best spread where none is given."""
    import numpy as np

    inner, _, _, _, xvx, xvy, yvy = _solved(factor, sums)
    beta = np.linalg.solve(xvx, xvy)
    rest = float(yvy - xvy @ beta)
    m = sums.points - (len(beta) if likelihood == "reml" else 0)
    sign, det = np.linalg.slogdet(xvx)
    if rest <= 0 or sign <= 0:
        return math.inf
    dets = float(np.linalg.slogdet(inner)[1].sum()) + (det if likelihood == "reml" else 0.0)
    variance = rest / m if sigma is None else sigma**2
    return m * math.log(2 * math.pi * variance) + rest / variance + dets


def _told(theta: Floats, sums: Groups, likelihood: Literal["reml", "ml"]) -> Profiled:
    import numpy as np

    size = sums.zz.shape[1]
    factor = _factor(theta, size)
    _, inverse, with_x, with_y, xvx, xvy, yvy = _solved(factor, sums)
    beta: Floats = np.linalg.solve(xvx, xvy)
    m = sums.points - (len(beta) if likelihood == "reml" else 0)
    variance = float(yvy - xvy @ beta) / m
    fixed: Floats = np.linalg.inv(xvx)
    spherical = with_y - with_x @ beta
    to_random = factor @ with_x
    own = factor @ (inverse + with_x @ fixed @ np.swapaxes(with_x, 1, 2)) @ factor.T
    across = -fixed @ np.swapaxes(to_random, 1, 2)
    wide = np.broadcast_to(fixed, (len(own), *fixed.shape))
    joint = np.block([[wide, across], [np.swapaxes(across, 1, 2), own]])
    doubt, slopes = _doubt(theta, math.sqrt(variance), sums, likelihood)
    return Profiled(
        coefficients=beta,
        covariance=variance * fixed,
        random_covariance=variance * factor @ factor.T,
        residual_variance=variance,
        log_likelihood=-_deviance(factor, sums, likelihood) / 2,
        of_groups=spherical @ factor.T,
        joint=variance * joint,
        doubt=doubt,
        slopes=slopes,
        on_edge=bool((np.diag(factor) < _NONE).any()),
    )


def _doubt(theta: Floats, sigma: float, sums: Groups, likelihood: str) -> tuple[Floats, Floats]:
    """Return covariance of the variance parameters, and slopes of the fixed covariance in them."""
    import numpy as np

    at = np.append(theta, sigma)
    steps = _STEP * np.maximum(np.abs(at), 0.1)
    size = sums.zz.shape[1]

    def height(point: Floats) -> float:
        return _deviance(_factor(point[:-1], size), sums, likelihood, float(point[-1]))

    def covariance(point: Floats) -> Floats:
        xvx = _solved(_factor(point[:-1], size), sums)[4]
        return np.asarray(point[-1] ** 2 * np.linalg.inv(xvx), dtype=float)

    moves = np.diag(steps)
    pairs = zip(moves, steps, strict=True)
    slopes = np.array([(covariance(at + d) - covariance(at - d)) / (2 * s) for d, s in pairs])
    values, vectors = np.linalg.eigh(_bend(height, at, moves, steps))
    # On an edge the likelihood has no peak in that direction: it adds nothing (as lmerTest does).
    kept = values > 1e-8 * values.max()
    doubt = 2 * (vectors[:, kept] / values[kept]) @ vectors[:, kept].T
    return doubt, slopes


def _bend(height: Callable[[Floats], float], at: Floats, moves: Floats, steps: Floats) -> Floats:
    import numpy as np

    count = len(at)
    out = np.empty((count, count))
    for i in range(count):
        for j in range(i + 1):
            four = (
                height(at + moves[i] + moves[j])
                - height(at + moves[i] - moves[j])
                - height(at - moves[i] + moves[j])
                + height(at - moves[i] - moves[j])
            )
            out[i, j] = out[j, i] = four / (4 * steps[i] * steps[j])
    return out
