"""How much a series of counts changed after a date: segmented quasi-Poisson regression.

Counts vary more than chance alone gives (overdispersion), so the dispersion is estimated and never
taken below one. The model is on the log scale: the change is a ratio of rates.
"""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

from kit.errors import Problem, Refused
from kit.estimators.ar1 import SHORTEST_FOR_REML, Line
from kit.estimators.hac import newey_west
from kit.estimators.segments import Segments, SeriesDesign, segments
from kit.estimators.series import (
    Change,
    Interrupted,
    coefficients,
    contrasts,
    neighbours,
    t_width,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from kit.rates.inputs import Floats

__all__ = ["interrupted_counts"]

#: Correlation of neighbouring residuals above which the intervals are said to be too narrow.
_FOLLOWS = 0.2
#: Expected events that are as good as none: the rate runs off to zero.
_NONE = 1e-6


def interrupted_counts(
    counts: ArrayLike, *, exposure: ArrayLike, design: SeriesDesign, lag: int | None = None
) -> Interrupted:
    r"""Estimate how much the rate of a series of counts changed after a date.

    .. math:: \log E[y_t] = \log n_t + \beta_0 + \beta_1 (t - t_0) + \beta_2 [t \ge t_0]
              + \beta_3 (t - t_0)[t \ge t_0] + \text{season}, \quad \mathrm{var}(y_t) = \psi E[y_t]

    with :math:`\psi = \max(1, X^2/(n-k))` and intervals by the t-distribution with n - k degrees
    of freedom. ``change`` is in events per unit of exposure; ``sigma`` is :math:`\psi`. The
    relative interval is exact on the log scale, the absolute one is by the delta method.

    Parameters
    ----------
    counts : array of float, periods
        Zero or more; nan where there is none.
    exposure : array of float, periods
        Persons, or person-time; more than zero.
    design : SeriesDesign
    lag : int, optional
        Newey-West errors with so many periods instead, as a sensitivity.

    Raises
    ------
    InputError
        A negative count, no exposure, and as `segments`.
    Refused
        Fewer than one event per term on average, no convergence, and as `segments`.

    References
    ----------
    Lopez Bernal, Cummins and Gasparrini (2017), Int J Epidemiol 46:348-355,
    doi:10.1093/ije/dyw098.

    Examples
    --------
    >>> counts = [50, 47, 55, 52, 49, 53, 38, 41, 36, 40, 39, 37]
    >>> found = interrupted_counts(
    ...     counts, exposure=[1000] * 12, design=SeriesDesign(start=6, horizon=0, shape="level")
    ... )
    >>> round(found.change.relative, 3), found.method
    (-0.261, 'quasi_poisson')
    """
    made, line = count_line(counts, exposure=exposure, design=design, lag=lag)
    return summed_counts(made, line, design=design)


def count_line(
    counts: ArrayLike, *, exposure: ArrayLike, design: SeriesDesign, lag: int | None = None
) -> tuple[Segments, Line]:
    """Return the columns of a series of counts and its line on the log scale.

    Parameters and errors as `interrupted_counts`.
    """
    import numpy as np

    from kit.rates.inputs import negative, numbers, other_shape, stop_at, zero_or_less

    events, people = numbers("counts", counts), numbers("exposure", exposure)
    stop_at(other_shape("exposure", people, events.shape, "counts"))
    stop_at([*negative("counts", events), *zero_or_less("exposure", people)])
    made = segments((np.isfinite(events) & np.isfinite(people)).tolist(), design=design)
    kept = made.kept.astype(bool)
    _enough(events[kept], len(made.terms))
    fitted = _glm(events[kept], people[kept], made.used)
    dispersion = max(1.0, float(fitted.pearson_chi2 / fitted.df_resid))
    bread = np.asarray(fitted.normalized_cov_params)
    covariance = dispersion * bread
    rest = np.asarray(events[kept] - fitted.fittedvalues)
    if lag is not None:
        scores = made.used * rest[:, None]
        covariance = newey_west(scores, bread=bread, times=made.used_times, lag=lag)
    pearson = rest / np.sqrt(fitted.fittedvalues)
    beta, df = np.asarray(fitted.params), int(fitted.df_resid)
    line = Line("quasi_poisson", beta, covariance, df, 0.0, dispersion, math.nan, pearson)
    return made, line


def summed_counts(made: Segments, line: Line, *, design: SeriesDesign) -> Interrupted:
    """Return what a line of counts says about the change."""
    import numpy as np

    both = contrasts(made, design=design)
    log_ratio, log_level = (both @ line.coefficients).tolist()
    spread = both @ line.covariance @ both.T
    phi = neighbours(line.residuals, made.used_times)
    n, before = len(line.residuals), int((made.used_times < 0).sum())
    return Interrupted(
        method=line.method,
        change=told_as_ratio(log_ratio, log_level, spread, df=line.df, design=design),
        terms=coefficients(made, line, confidence=design.confidence),
        n=n,
        n_before=before,
        n_after=n - before,
        season=made.season,
        autocorrelation=phi,
        sigma=line.sigma,
        fitted=tuple(np.exp(made.whole @ line.coefficients).tolist()),
        without=tuple(np.exp(made.unchanged @ line.coefficients).tolist()),
        remarks=("intervals_too_narrow",) * (phi > _FOLLOWS or n < SHORTEST_FOR_REML),
    )


def _enough(events: Floats, n_terms: int) -> None:
    total = float(events.sum())
    if total < n_terms:
        do = "Take longer periods or a larger area."
        got, expected = f"{total:g} events for {n_terms} terms", f"{n_terms} events or more"
        raise Refused(str(Problem("the counts", got, expected, do)))


def _glm(events: Floats, people: Floats, columns: Floats) -> Any:
    import statsmodels.api as sm
    from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationWarning

    model = sm.GLM(events, columns, family=sm.families.Poisson(), exposure=people)
    do = "Often there are no events at all on one side of the start: show the counts."
    said = Problem("the counts", "no convergence", "rates that can be estimated", do)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        try:
            fitted = model.fit(tol=1e-10, maxiter=100)
        except ConvergenceWarning as problem:
            raise Refused(str(said)) from problem
    if (fitted.fittedvalues < _NONE).any():
        raise Refused(str(said))
    return fitted


def told_as_ratio(
    log_ratio: float, log_level: float, covariance: Floats, *, df: float, design: SeriesDesign
) -> Change:
    """Return a change from the logs of ratio and counterfactual level and their covariance.

    Examples
    --------
    >>> import numpy as np
    >>> made = told_as_ratio(0.0, 0.0, np.eye(2), df=10, design=SeriesDesign(start=4, horizon=0))
    >>> made.absolute, round(made.relative_high, 2)
    (0.0, 8.28)
    """
    import numpy as np

    wide = t_width(df, design.confidence)
    ratio, level = math.exp(log_ratio), math.exp(log_level)
    half = wide * math.sqrt(covariance[0, 0])
    around = wide * math.sqrt(covariance[1, 1])
    slope = np.array([level * ratio, level * (ratio - 1)])
    se = math.sqrt(max(0.0, float(slope @ covariance @ slope)))
    absolute = level * (ratio - 1)
    return Change(
        horizon=design.horizon,
        level=level * ratio,
        counterfactual=level,
        counterfactual_low=level * math.exp(-around),
        counterfactual_high=level * math.exp(around),
        absolute=absolute,
        low=absolute - wide * se,
        high=absolute + wide * se,
        relative=ratio - 1,
        relative_low=ratio * math.exp(-half) - 1,
        relative_high=ratio * math.exp(half) - 1,
        relative_by="exact",
        se=se,
        df=df,
    )
