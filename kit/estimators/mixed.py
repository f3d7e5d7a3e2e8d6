r"""How several series run: a common line, and lines of regions around it (a mixed model).

Time is centred and scaled inside and given back on the scale it came in: on raw period numbers the
usual software can stop at a likelihood that is far from the highest. Two programs look for the
highest, `statsmodels.MixedLM` and the kit's own profile (`kit.estimators.reml`); the own one
decides, and whether the other agrees is told.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kit.errors import InputError, Problem
from kit.estimators.reml import Groups, Profiled, fit_reml, groups_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from kit.rates.inputs import Floats

__all__ = ["Estimate", "Mixed", "RegionLine", "fit_mixed"]

Random = Literal["intercept", "intercept_and_slope"]

#: Log-likelihood units within which two programs have found the same.
SAME = 0.02


@dataclass(frozen=True)
class Estimate:
    """A number with its error; `df` and the 95 % interval by Satterthwaite."""

    estimate: float
    se: float
    df: float
    low: float
    high: float


@dataclass(frozen=True)
class RegionLine:
    """The line of one region, drawn towards the common one.

    Attributes
    ----------
    name : object
        Of the group.
    intercept, slope : float
        Where time is 0, and per unit of time.
    level, level_low, level_high : float
        In the middle of time, with a 95 % interval.
    slope_low, slope_high : float
        The intervals take the variances between regions as known.
    """

    name: object
    intercept: float
    slope: float
    level: float
    level_low: float
    level_high: float
    slope_low: float
    slope_high: float


@dataclass(frozen=True)
class Mixed:
    """A mixed model of series.

    Attributes
    ----------
    intercept, slope : Estimate
        Of the common line, where time is 0, and per unit of time.
    middle : float
        The time at which `level` and `icc` are told: the mean of all times.
    level : Estimate
        Of the common line in the middle of time.
    beside : tuple of Estimate
        Of the other columns, in order.
    intercept_variance, slope_variance, covariance : float
        Between regions, where time is 0; the last two are 0 for ``intercept``.
    residual_variance : float
    icc : float
        Share of the variance in the middle of time that lies between regions.
    log_likelihood : float
        Restricted, on the scale of time that was given (as lme4 tells it).
    regions : tuple of RegionLine
        In order of first appearance.
    residuals : array, points
        Around the lines of the regions.
    on_edge : bool
        A variance between regions is zero, or level and slope go exactly together.
    gap : float
        Log likelihood of statsmodels less the own; nan where statsmodels gave none.
    agrees : bool
        The two programs found the same.
    """

    intercept: Estimate
    slope: Estimate
    middle: float
    level: Estimate
    beside: tuple[Estimate, ...]
    intercept_variance: float
    slope_variance: float
    covariance: float
    residual_variance: float
    icc: float
    log_likelihood: float
    regions: tuple[RegionLine, ...]
    residuals: Floats
    on_edge: bool
    gap: float
    agrees: bool


def fit_mixed(
    values: ArrayLike,
    *,
    times: ArrayLike,
    groups: ArrayLike,
    random: Random = "intercept_and_slope",
    beside: ArrayLike | None = None,
) -> Mixed:
    r"""Fit :math:`y_{it} = \beta_0 + b_{0i} + (\beta_1 + b_{1i})\,t + \gamma' x_{it} + e_{it}`.

    Parameters
    ----------
    values : array, points
        Without gaps.
    times : array, points
        In any unit.
    groups : array, points
        The region of each point.
    random : {"intercept", "intercept_and_slope"}
        What differs between regions; the intercept always does.
    beside : array, points x terms, optional
        Other columns, such as those of seasons, alike for all regions. They are centred, so that
        level and intercept are those of a mean season.

    Returns
    -------
    Mixed

    Raises
    ------
    InputError
        Gaps, lengths that differ, collinear columns, times that are all the same.
    Refused
        Fewer than two groups, or too few points.

    References
    ----------
    Laird and Ware (1982), Biometrics 38:963-974, doi:10.2307/2529876; for the degrees of freedom
    Kuznetsova, Brockhoff and Christensen (2017), J Stat Softw 82(13), doi:10.18637/jss.v082.i13.

    Examples
    --------
    >>> import numpy as np
    >>> of, year = np.repeat(["a", "b", "c"], 4), np.tile([2020.0, 2021, 2022, 2023], 3)
    >>> y = np.repeat([10.0, 14, 18], 4) + 2 * (year - 2020) + np.tile([0.1, -0.1, -0.1, 0.1], 3)
    >>> found = fit_mixed(y, times=year, groups=of, random="intercept")
    >>> round(found.slope.estimate, 3), round(found.level.estimate, 1), found.agrees
    (2.0, 17.0, True)
    """
    import numpy as np

    y, t, of = np.asarray(values, dtype=float), np.asarray(times, dtype=float), np.asarray(groups)
    if t.shape != y.shape or not np.isfinite(t).all() or np.ptp(t) <= 0:
        raise InputError([Problem("`times`", "", "a number for each value, not all the same")])
    others = np.empty((len(y), 0)) if beside is None else np.asarray(beside, dtype=float)
    middle, unit = float(t.mean()), float(np.ptp(t) / 2)
    line = np.column_stack([np.ones(len(y)), (t - middle) / unit])
    columns = np.column_stack([line, others - others.mean(axis=0)])
    varying = line if random == "intercept_and_slope" else line[:, :1]
    sums = groups_of(columns, y, random=varying, groups=of)
    fitted = fit_reml(sums)
    return _told(fitted, sums, columns, varying, y, of, middle, unit)


def _told(
    fitted: Profiled,
    sums: Groups,
    columns: Floats,
    varying: Floats,
    y: Floats,
    of: ArrayLike,
    middle: float,
    unit: float,
) -> Mixed:
    import numpy as np

    terms = columns.shape[1]
    base = np.eye(terms)
    at_zero = base[0] - base[1] * middle / unit
    between = np.zeros((2, 2))
    size = varying.shape[1]
    between[:size, :size] = fitted.random_covariance
    back = np.array([[1.0, -middle / unit], [0.0, 1 / unit]])
    original = back @ between @ back.T
    own = dict(zip(sums.names, fitted.of_groups, strict=True))
    shifts = np.array([own[name] for name in np.asarray(of).tolist()])
    residuals = y - columns @ fitted.coefficients - (varying * shifts).sum(axis=1)
    gap = _other_program(columns, varying, y, of) - fitted.log_likelihood
    # Rescaling time moves the restricted likelihood by the log of its unit.
    return Mixed(
        intercept=_estimate(fitted, at_zero),
        slope=_estimate(fitted, base[1] / unit),
        middle=middle,
        level=_estimate(fitted, base[0]),
        beside=tuple(_estimate(fitted, base[j]) for j in range(2, terms)),
        intercept_variance=float(original[0, 0]),
        slope_variance=float(original[1, 1]),
        covariance=float(original[0, 1]),
        residual_variance=fitted.residual_variance,
        icc=float(between[0, 0] / (between[0, 0] + fitted.residual_variance)),
        log_likelihood=fitted.log_likelihood - math.log(unit),
        regions=tuple(_line(fitted, sums, g, middle, unit) for g in range(len(sums.names))),
        residuals=residuals,
        on_edge=fitted.on_edge,
        gap=gap,
        agrees=bool(abs(gap) < SAME),
    )


def _estimate(fitted: Profiled, contrast: Floats) -> Estimate:
    estimate = float(contrast @ fitted.coefficients)
    se = math.sqrt(float(contrast @ fitted.covariance @ contrast))
    df = fitted.df_for(contrast)
    reach = _t(df) * se
    return Estimate(estimate, se, df, estimate - reach, estimate + reach)


def _t(df: float) -> float:
    from scipy import stats

    # Below one degree of freedom an interval has no end that means anything.
    return float(stats.norm.ppf(0.975) if math.isinf(df) else stats.t.ppf(0.975, max(1.0, df)))


def _line(fitted: Profiled, sums: Groups, g: int, middle: float, unit: float) -> RegionLine:
    """Return one region's line; its intervals take the degrees of freedom of the common line."""
    import numpy as np

    terms, size = len(fitted.coefficients), fitted.of_groups.shape[1]
    level = np.zeros(terms + size)
    level[[0, terms]] = 1.0
    slope = np.zeros(terms + size)
    slope[1] = 1 / unit
    if size > 1:
        slope[terms + 1] = 1 / unit
    both = np.concatenate([fitted.coefficients, fitted.of_groups[g]])
    found = []
    for contrast in (level, slope):
        at = float(contrast @ both)
        reach = math.sqrt(max(0.0, float(contrast @ fitted.joint[g] @ contrast)))
        reach *= _t(fitted.df_for(contrast[:terms]))
        found.append((at, at - reach, at + reach))
    (at, low, high), (rise, rise_low, rise_high) = found
    return RegionLine(sums.names[g], at - rise * middle, rise, at, low, high, rise_low, rise_high)


def _other_program(columns: Floats, varying: Floats, y: Floats, of: ArrayLike) -> float:
    """Return the restricted log likelihood that statsmodels finds; nan where it finds none.

    The random columns are handed over whole: its `vc_formula` would drop the intercept unasked.
    Powell's search needs no gradient; the default ones stop up to twenty units short.
    """
    import numpy as np
    from statsmodels.regression.mixed_linear_model import MixedLM

    scale = float(y.std())
    with warnings.catch_warnings():
        # What it warns of (an edge, no convergence) is what the comparison finds.
        warnings.simplefilter("ignore")
        try:
            model = MixedLM(y / scale, columns, groups=np.asarray(of), exog_re=varying)
            found = float(model.fit(reml=True, method="powell").llf)
        except (np.linalg.LinAlgError, ValueError):
            return math.nan
    return float(found - (len(y) - columns.shape[1]) * math.log(scale))
