r"""Estimates of several regions taken together: a mean, how far they lie apart, and what is next.

Each region has its own effect :math:`\theta_i = \mu + u_i` with :math:`u_i` of variance
:math:`\tau^2`, and an estimate of it with a known error. Restricted likelihood (REML) gives
:math:`\tau^2`; Hartung and Knapp the interval of the mean; the prediction interval says what one
more region, drawn from the same kind, might show. With few regions the second is the honest one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kit.errors import InputError, Problem, Refused

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from kit.rates.inputs import Floats

__all__ = ["FEWEST", "Pooled", "leave_one_out", "pool"]

Method = Literal["reml", "dersimonian_laird", "paule_mandel"]

#: Estimates below which nothing is said of one more region: two cannot tell how far they lie apart.
FEWEST = 3


@dataclass(frozen=True)
class Pooled:
    """Estimates taken together.

    Attributes
    ----------
    method : {"reml", "dersimonian_laird", "paule_mandel"}
    estimate, se : float
        The mean and its Hartung-Knapp error.
    low, high : float
        95 % interval of the mean, by the t-distribution with `df`.
    df : int
        One less than the number of estimates.
    p : float
        Two-sided, that the mean is zero.
    plain_se : float
        The error as if `tau2` were known: too small with few estimates.
    stretch : float
        Hartung and Knapp's factor for the variance before it is held at one or more.
    tau2, tau2_low, tau2_high : float
        Variance between regions with its 95 % Q-profile interval.
    i2, h2 : float
        Share of the variance that lies between regions (0 to 1), and total over within.
    q, q_p : float
        Cochran's Q and its p-value.
    next_low, next_high : float
        95 % prediction interval for one more region; nan below `FEWEST` estimates.
    weights : tuple of float
        Of each estimate, summing to one.
    """

    method: Method
    estimate: float
    se: float
    low: float
    high: float
    df: int
    p: float
    plain_se: float
    stretch: float
    tau2: float
    tau2_low: float
    tau2_high: float
    i2: float
    h2: float
    q: float
    q_p: float
    next_low: float
    next_high: float
    weights: tuple[float, ...]


def pool(estimates: ArrayLike, *, errors: ArrayLike, method: Method = "reml") -> Pooled:
    r"""Take estimates together.

    With :math:`w_i = 1/(s_i^2 + \tau^2)` and :math:`\hat\mu = \sum w_i y_i / \sum w_i`,

    .. math:: \widehat{se}^2 = \max(1, q)\,/ \sum w_i, \quad
              q = \frac{\sum w_i (y_i - \hat\mu)^2}{k - 1}

    and the interval takes :math:`t_{k-1}`; one more region lies within
    :math:`\hat\mu \pm t_{k-1}\sqrt{\tau^2 + \widehat{se}^2}` (k - 1 as metafor and the Cochrane
    Handbook have it; Higgins et al. took k - 2). The factor :math:`q` is held at one or more:
    without that, estimates that happen to agree would give an interval narrower than their own
    errors allow.

    Parameters
    ----------
    estimates : array, k
    errors : array, k
        Standard errors, above zero, taken as known.
    method : {"reml", "dersimonian_laird", "paule_mandel"}
        How the variance between regions is estimated.

    Raises
    ------
    InputError
        Fewer than two estimates, numbers that are not finite, errors that are not above zero.

    References
    ----------
    Hartung and Knapp (2001), Stat Med 20:3875-3889, doi:10.1002/sim.1009; Röver, Knapp and Friede
    (2015), BMC Med Res Methodol 15:99, doi:10.1186/s12874-015-0091-1 (held at one); Viechtbauer
    (2005), J Educ Behav Stat 30:261-293, doi:10.3102/10769986030003261 (REML); Viechtbauer (2007),
    Stat Med 26:37-52, doi:10.1002/sim.2514 (Q-profile); IntHout et al. (2016), BMJ Open 6:e010247,
    doi:10.1136/bmjopen-2015-010247 (prediction).

    Examples
    --------
    >>> found = pool([-4.0, -6.0, -1.0], errors=[1.0, 1.5, 1.2])
    >>> round(found.estimate, 2), found.df, found.next_low < found.low
    (-3.58, 2, True)
    """
    import numpy as np
    from scipy import stats

    y, v = _checked(estimates, errors)
    k = len(y)
    tau2 = {"reml": _reml, "dersimonian_laird": _moments, "paule_mandel": _paule_mandel}[method](
        y, v
    )
    w = 1 / (v + tau2)
    mean = float(w @ y / w.sum())
    df = k - 1
    stretch = float(w @ (y - mean) ** 2 / df)
    plain = 1 / math.sqrt(w.sum())
    se = plain * math.sqrt(max(1.0, stretch))
    t = float(stats.t.ppf(0.975, df))
    beyond = t * math.sqrt(tau2 + se**2) if k >= FEWEST else math.nan
    q = _q(y, v, 0.0)
    tau2_low, tau2_high = _profile(y, v)
    fixed = 1 / v
    typical = float(df * fixed.sum() / (fixed.sum() ** 2 - (fixed**2).sum()))
    return Pooled(
        method=method,
        estimate=mean,
        se=se,
        low=mean - t * se,
        high=mean + t * se,
        df=df,
        p=float(2 * stats.t.sf(abs(mean) / se, df)),
        plain_se=plain,
        stretch=stretch,
        tau2=tau2,
        tau2_low=tau2_low,
        tau2_high=tau2_high,
        i2=tau2 / (tau2 + typical),
        h2=tau2 / typical + 1,
        q=q,
        q_p=float(stats.chi2.sf(q, df)),
        next_low=mean - beyond,
        next_high=mean + beyond,
        weights=tuple(float(part) for part in np.asarray(w / w.sum())),
    )


def leave_one_out(
    estimates: Sequence[float], *, errors: Sequence[float], method: Method = "reml"
) -> tuple[Pooled, ...]:
    """Return the estimates taken together each time without one of them, in order.

    Raises
    ------
    Refused
        Fewer than three estimates: without one of two, one is left.

    Examples
    --------
    >>> each = leave_one_out([-4.0, -6.0, 1.0], errors=[1.0, 1.5, 1.2])
    >>> [round(without.estimate, 1) for without in each]
    [-2.4, -1.5, -4.7]
    """
    y, s = list(estimates), list(errors)
    if len(y) < FEWEST:
        do = "Give the estimates apart."
        raise Refused(str(Problem("leaving one out", f"{len(y)} estimates", "three or more", do)))
    return tuple(
        pool([*y[:i], *y[i + 1 :]], errors=[*s[:i], *s[i + 1 :]], method=method)
        for i in range(len(y))
    )


def _checked(estimates: ArrayLike, errors: ArrayLike) -> tuple[Floats, Floats]:
    import numpy as np

    y, s = np.asarray(estimates, dtype=float), np.asarray(errors, dtype=float)
    problems = []
    if y.ndim != 1 or y.shape != s.shape or len(y) < 2:
        got = f"{y.size} estimates, {s.size} errors"
        problems.append(Problem("`estimates`", got, "two or more, each with its error"))
    if not np.isfinite(y).all():
        problems.append(Problem("`estimates`", "not finite", "numbers"))
    if not (np.isfinite(s).all() and (s > 0).all()):
        problems.append(Problem("`errors`", "not above zero", "standard errors above zero"))
    if problems:
        raise InputError(problems)
    return y, s**2


def _q(y: Floats, v: Floats, tau2: float) -> float:
    w = 1 / (v + tau2)
    return float(w @ (y - w @ y / w.sum()) ** 2)


def _most(y: Floats, v: Floats) -> float:
    """Return a variance between regions beyond which none needs to be looked for."""
    return float(100 * (y.var(ddof=1) + v.max()))


def _reml(y: Floats, v: Floats) -> float:
    """Return the variance of the highest restricted likelihood, of all its hills."""
    import numpy as np
    from scipy.optimize import minimize_scalar

    def lost(tau2: float) -> float:
        w = 1 / (v + tau2)
        return float(-np.log(w).sum() + math.log(w.sum()) + _q(y, v, tau2))

    grid = np.concatenate([[0.0], _most(y, v) * np.geomspace(1e-8, 1, 60)])
    best = int(np.argmin([lost(float(tau2)) for tau2 in grid]))
    around = (float(grid[max(0, best - 1)]), float(grid[min(len(grid) - 1, best + 1)]))
    tight: Any = {"xatol": 1e-10 * around[1]}
    found = minimize_scalar(lost, bounds=around, method="bounded", options=tight)
    return 0.0 if lost(0.0) <= found.fun else float(found.x)


def _moments(y: Floats, v: Floats) -> float:
    w = 1 / v
    spare = w.sum() - (w**2).sum() / w.sum()
    return max(0.0, float((_q(y, v, 0.0) - (len(y) - 1)) / spare))


def _paule_mandel(y: Floats, v: Floats) -> float:
    return _where(lambda tau2: _q(y, v, tau2) - (len(y) - 1), _most(y, v))


def _profile(y: Floats, v: Floats) -> tuple[float, float]:
    from scipy import stats

    df = len(y) - 1
    most = _most(y, v)

    def end(part: float) -> float:
        quantile = float(stats.chi2.ppf(part, df))
        return _where(lambda tau2: _q(y, v, tau2) - quantile, most)

    return end(0.975), end(0.025)


def _where(falling: Callable[[float], float], most: float) -> float:
    """Return where a falling function is zero; 0 where it is below zero from the beginning."""
    from scipy.optimize import brentq

    if falling(0.0) <= 0:
        return 0.0
    while falling(most) > 0:
        most *= 10
    return float(brentq(falling, 0.0, most, xtol=1e-12, rtol=1e-12))
