"""How much one series changed after a date: interrupted time series.

What is told is the change at a stated horizon, beside the level that the series would have had if
level and trend had gone on as before: a model, not something that was seen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kit.errors import Problem, unknown_name
from kit.estimators.ar1 import SHORTEST_FOR_REML, Line, fit_line
from kit.estimators.segments import Season, Segments, SeriesDesign, segments

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from kit.rates.inputs import Floats

__all__ = ["Change", "Coefficient", "Interrupted", "change_at", "interrupted"]

#: Autocorrelation from which a series is as good as drift.
DRIFT = 0.97

Method = Literal["by_length", "reml", "prais_winsten", "ols"]


@dataclass(frozen=True)
class Coefficient:
    """One term of a series: its value per unit of the term, standard error and interval."""

    term: str
    value: float
    se: float
    low: float
    high: float
    df: float


@dataclass(frozen=True)
class Change:
    """The change at one period after the start.

    Attributes
    ----------
    horizon : int
        Periods since the start; 0 is the first period after the change.
    level, counterfactual : float
        Of the model at that period, with the change and without; in the unit of the series.
    counterfactual_low, counterfactual_high : float
    absolute, low, high : float
        ``level`` less ``counterfactual``, and its interval.
    relative, relative_low, relative_high : float
        ``absolute`` over ``counterfactual``; nan where the counterfactual level is not clearly
        above zero.
    relative_by : {"delta", "exact"}
        How the relative interval was made: by the delta method, or exactly on the log scale (the
        absolute one is then by the delta method).
    se : float
        Of ``absolute``.
    df : float
        Of the t-distribution of all intervals: those of ``absolute``.
    """

    horizon: int
    level: float
    counterfactual: float
    counterfactual_low: float
    counterfactual_high: float
    absolute: float
    low: float
    high: float
    relative: float
    relative_low: float
    relative_high: float
    relative_by: Literal["delta", "exact"]
    se: float
    df: float


@dataclass(frozen=True)
class Interrupted:
    """A series and its change.

    Attributes
    ----------
    method : {"reml", "prais_winsten", "ols", "quasi_poisson"}
    change : Change
    terms : tuple of Coefficient
    n, n_before, n_after : int
        Points used, in all and on either side of the start.
    season : {"none", "one_pair", "two_pairs", "quarters"}
    autocorrelation : float
        Of neighbouring points around the line, as estimated; of the residuals for ``ols`` and
        ``quasi_poisson``, which take it to be zero.
    sigma : float
        Standard deviation around the line; for counts the dispersion, 1 being Poisson.
    fitted, without : tuple of float
        The model for every period of the series, with the change and without.
    remarks : tuple of str
        ``intervals_too_narrow`` (points that follow each other were taken as independent, or the
        series has fewer than 12), ``drift_not_excluded`` (points follow each other so closely
        that a change cannot be told from drift), ``counterfactual_near_zero``.
    """

    method: str
    change: Change
    terms: tuple[Coefficient, ...]
    n: int
    n_before: int
    n_after: int
    season: Season
    autocorrelation: float
    sigma: float
    fitted: tuple[float, ...]
    without: tuple[float, ...]
    remarks: tuple[str, ...] = ()


def interrupted(
    values: ArrayLike, *, design: SeriesDesign, method: Method = "by_length"
) -> Interrupted:
    r"""Estimate how much a series changed after a date.

    .. math:: y_t = \beta_0 + \beta_1 (t - t_0) + \beta_2 [t \ge t_0] + \beta_3 (t - t_0)[t \ge t_0]
              + \text{season} + e_t, \quad \mathrm{corr}(e_s, e_t) = \phi^{|s - t|}

    The change at horizon :math:`h` is :math:`\beta_2 + \beta_3 h`. Intervals use the
    t-distribution, with Satterthwaite's degrees of freedom for REML (the autocorrelation is an
    estimate itself) and points less terms otherwise.

    Parameters
    ----------
    values : array of float, periods
        In order, one per period; nan where there is none.
    design : SeriesDesign
    method : {"by_length", "reml", "prais_winsten", "ols"}
        ``by_length``: REML from 12 points, least squares below. Whatever the method, intervals
        of a short series are too narrow; the result says so.

    Raises
    ------
    InputError, Refused
        As `segments` and `fit_line`.

    References
    ----------
    Lopez Bernal, Cummins and Gasparrini (2017), Int J Epidemiol 46:348-355,
    doi:10.1093/ije/dyw098; Turner et al. (2021), BMC Med Res Methodol 21:181,
    doi:10.1186/s12874-021-01306-w.

    Examples
    --------
    >>> values = [20.1, 19.4, 20.3, 20.0, 19.5, 20.2, 19.9, 20.4, 18.2, 17.7, 18.4, 17.9, 18.1]
    >>> found = interrupted(values, design=SeriesDesign(start=8, horizon=4))
    >>> found.method, round(found.change.absolute, 2), round(found.change.counterfactual, 2)
    ('reml', -2.35, 20.4)
    """
    import numpy as np

    from kit.rates.inputs import numbers, stop_at

    series = numbers("values", values)
    if series.ndim != 1:
        stop_at([Problem("`values`", f"{series.ndim} dimensions", "one number per period")])
    made = segments(np.isfinite(series).tolist(), design=design)
    line = line_of(series, made, method=method)
    return summed(made, line, design=design)


def summed(made: Segments, line: Line, *, design: SeriesDesign) -> Interrupted:
    """Return what a fitted line says about the change."""
    change = change_at(line, made, design=design)
    short = len(line.residuals) < SHORTEST_FOR_REML
    phi = line.autocorrelation
    if line.method == "ols":
        phi = neighbours(line.residuals, made.used_times)
    remarks = ["intervals_too_narrow"] * (short or line.method == "ols")
    if phi >= DRIFT:
        remarks.append("drift_not_excluded")
    if math.isnan(change.relative):
        remarks.append("counterfactual_near_zero")
    before = int((made.used_times < 0).sum())
    return Interrupted(
        method=line.method,
        change=change,
        terms=coefficients(made, line, confidence=design.confidence),
        n=len(line.residuals),
        n_before=before,
        n_after=len(line.residuals) - before,
        season=made.season,
        autocorrelation=phi,
        sigma=line.sigma,
        fitted=tuple((made.whole @ line.coefficients).tolist()),
        without=tuple((made.unchanged @ line.coefficients).tolist()),
        remarks=tuple(remarks),
    )


def line_of(series: Floats, made: Segments, *, method: Method = "by_length") -> Line:
    """Fit the line of a series on its columns, by the method that its length asks for."""
    from kit.rates.inputs import stop_at

    known = ("by_length", "reml", "prais_winsten", "ols")
    if method not in known:
        stop_at([unknown_name("`method`", method, known)])
    values = series[made.kept.astype(bool)]
    if method == "by_length":
        method = "reml" if len(values) >= SHORTEST_FOR_REML else "ols"
    return fit_line(made.used, values, times=made.used_times, method=method)


def change_at(line: Line, made: Segments, *, design: SeriesDesign) -> Change:
    """Return the change of a fitted line at the horizon of its design, with intervals.

    Examples
    --------
    >>> import numpy as np
    >>> design = SeriesDesign(start=4, horizon=0, shape="level")
    >>> made = segments([True] * 8, design=design)
    >>> line = line_of(np.array([1.0, 2, 1, 2, 5, 6, 5, 6]), made, method="ols")
    >>> round(change_at(line, made, design=design).absolute, 2)
    3.2
    """
    both = contrasts(made, design=design)
    absolute, counterfactual = (both @ line.coefficients).tolist()
    spread = both @ line.covariance @ both.T
    return told(absolute, counterfactual, spread, df=line.df_for(both[0]), design=design)


def contrasts(made: Segments, *, design: SeriesDesign) -> Floats:
    """Return the sums of coefficients that are change and counterfactual level at the horizon.

    Examples
    --------
    >>> design = SeriesDesign(start=4, horizon=2, shape="level")
    >>> contrasts(segments([True] * 8, design=design), design=design).tolist()
    [[0.0, 0.0, 1.0], [1.0, 2.0, 0.0]]
    """
    import numpy as np

    at = design.start + design.horizon
    return np.array([made.whole[at] - made.unchanged[at], made.unchanged[at]])


def told(
    absolute: float, counterfactual: float, covariance: Floats, *, df: float, design: SeriesDesign
) -> Change:
    """Return a change with its intervals from its covariance with the counterfactual level.

    Examples
    --------
    >>> import numpy as np
    >>> made = told(-2.0, 10.0, np.eye(2), df=10, design=SeriesDesign(start=4, horizon=0))
    >>> made.relative, round(made.low, 3)
    (-0.2, -4.228)
    """
    wide = t_width(df, design.confidence)
    se = math.sqrt(max(0.0, float(covariance[0, 0])))
    spread = math.sqrt(max(0.0, float(covariance[1, 1])))
    relative = half = math.nan
    if counterfactual - wide * spread > 0:
        relative = absolute / counterfactual
        variance = (
            covariance[0, 0] - 2 * relative * covariance[0, 1] + relative**2 * covariance[1, 1]
        )
        half = wide * math.sqrt(max(0.0, float(variance))) / counterfactual
    return Change(
        horizon=design.horizon,
        level=counterfactual + absolute,
        counterfactual=counterfactual,
        counterfactual_low=counterfactual - wide * spread,
        counterfactual_high=counterfactual + wide * spread,
        absolute=absolute,
        low=absolute - wide * se,
        high=absolute + wide * se,
        relative=relative,
        relative_low=relative - half,
        relative_high=relative + half,
        relative_by="delta",
        se=se,
        df=df,
    )


def coefficients(made: Segments, line: Line, *, confidence: float) -> tuple[Coefficient, ...]:
    """Return the terms of a line with their intervals."""
    import numpy as np

    found = []
    for term, value, one in zip(
        made.terms, line.coefficients.tolist(), np.eye(len(made.terms)), strict=True
    ):
        se, df = math.sqrt(float(one @ line.covariance @ one)), line.df_for(one)
        half = se * t_width(df, confidence)
        found.append(Coefficient(term, value, se, value - half, value + half, df))
    return tuple(found)


def t_width(df: float, confidence: float) -> float:
    """Return half the width of an interval in standard errors.

    Examples
    --------
    >>> round(t_width(10, 0.95), 4)
    2.2281
    """
    from scipy.special import stdtrit

    return float(stdtrit(df, 0.5 + confidence / 2))


def neighbours(residuals: Sequence[float] | Floats, times: Floats) -> float:
    """Return the correlation of residuals one period apart; nan without any such pair.

    Examples
    --------
    >>> import numpy as np
    >>> round(neighbours(np.array([1.0, -1, 1, -1]), np.arange(4.0)), 2)
    -0.75
    """
    import numpy as np

    rest = np.asarray(residuals, dtype=float)
    beside = np.diff(times) == 1
    if not beside.any():
        return math.nan
    return float(rest[1:][beside] @ rest[:-1][beside] / (rest @ rest))
