r"""A line through points that follow each other: generalised least squares with AR(1) errors.

The errors of two points :math:`d` periods apart correlate :math:`\phi^d`, so periods that are left
out keep their distance. The autocorrelation is estimated by restricted likelihood (REML), by
Prais and Winsten, or taken to be zero (ordinary least squares).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from kit.errors import Problem, Refused

if TYPE_CHECKING:
    from kit.rates.inputs import Floats

__all__ = ["SHORTEST_FOR_REML", "Line", "fit_line", "whiten"]

Method = Literal["reml", "prais_winsten", "ols"]

#: From so many points the autocorrelation is estimated; below, simulation favours plain lines.
SHORTEST_FOR_REML = 12
#: Autocorrelations that are looked at.
_LEAST, _MOST = -0.95, 0.98
_ROUNDS = 200
#: Of the t-distribution; below, an interval has no end that means anything.
_LEAST_DF = 2.0
#: Step of the slopes in the autocorrelation.
_STEP = 1e-3


@dataclass(frozen=True)
class Line:
    """A fitted line.

    Attributes
    ----------
    method : {"reml", "prais_winsten", "ols", "quasi_poisson"}
    coefficients : array, terms
    covariance : array, terms x terms
    df : int
        Points less terms.
    autocorrelation : float
        As the covariance takes it: 0 for ``ols`` and ``quasi_poisson``.
    sigma : float
        Standard deviation of a point around the line; for ``quasi_poisson`` the dispersion.
    log_likelihood : float
        Restricted, as nlme gives it, for ``reml``; nan otherwise.
    residuals : array, points
        For ``quasi_poisson`` those of Pearson.
    bend : array, terms x terms, or None
        Of ``reml``: how the covariance changes with the autocorrelation.
    doubt : array, 2 x 2, or None
        Of ``reml``: covariance of the log of the variance and of the autocorrelation.
    """

    method: Method | Literal["quasi_poisson"]
    coefficients: Floats
    covariance: Floats
    df: int
    autocorrelation: float
    sigma: float
    log_likelihood: float
    residuals: Floats
    bend: Floats | None = None
    doubt: Floats | None = None

    def df_for(self, contrast: Floats) -> float:
        r"""Return the degrees of freedom of the t-distribution for a sum of the coefficients.

        For ``reml`` those of Satterthwaite, :math:`2 v^2 / (g' D g)` with the variance :math:`v`
        of the sum, its slopes :math:`g` in log variance and autocorrelation, and their covariance
        :math:`D`; between 2 and points less terms. Points less terms otherwise.
        """
        if self.bend is None or self.doubt is None:
            return float(self.df)
        import numpy as np

        v = float(contrast @ self.covariance @ contrast)
        g = np.array([v, float(contrast @ self.bend @ contrast)])
        around = float(g @ self.doubt @ g)
        return min(float(self.df), max(_LEAST_DF, 2 * v * v / around))


def fit_line(columns: Floats, values: Floats, *, times: Floats, method: Method) -> Line:
    r"""Fit a line by generalised least squares with AR(1) errors.

    With :math:`V_{ij} = \phi^{|t_i - t_j|}`, :math:`\hat\beta = (X'V^{-1}X)^{-1}X'V^{-1}y` and
    :math:`\hat\sigma^2 = r'V^{-1}r/(n-k)`; REML takes the :math:`\phi` with the highest

    .. math:: -\tfrac12\left[(n-k)(\log 2\pi\hat\sigma^2 + 1) + \log|V|
              + \log|X'V^{-1}X|\right]

    and Prais-Winsten the fixed point of :math:`\phi = \sum r_t r_{t-1}/\sum r_{t-1}^2` over the
    points that have a neighbour one period before.

    Parameters
    ----------
    columns : array, points x terms
        Of full rank.
    values : array, points
        Without gaps.
    times : array, points
        Rising whole numbers of periods; they may skip.
    method : {"reml", "prais_winsten", "ols"}

    Raises
    ------
    Refused
        Values that do not vary or lie exactly on the line; no convergence.

    References
    ----------
    Turner et al. (2021), BMC Med Res Methodol 21:181, doi:10.1186/s12874-021-01306-w; Bottomley
    et al. (2023), Stat Med 42:1203-1219, doi:10.1002/sim.9669; Prais and Winsten (1954), Cowles
    Commission Discussion Paper 383.

    Examples
    --------
    >>> import numpy as np
    >>> t = np.arange(6.0)
    >>> x = np.column_stack([np.ones(6), t])
    >>> line = fit_line(x, np.array([1.0, 3, 2, 5, 4, 6]), times=t, method="ols")
    >>> line.coefficients.round(3).tolist(), line.df
    ([1.286, 0.886], 4)
    """
    import numpy as np

    if np.ptp(values) <= 1e-12 * max(1.0, float(np.abs(values).max())):
        do = "A series that does not move has no spread to judge a change by."
        raise Refused(str(Problem("the series", "the same value throughout", "variation", do)))
    plain = _given(columns, values, times, 0.0, "ols")
    if plain.sigma <= 1e-10 * float(np.ptp(values)):
        do = "Look whether the values were computed rather than observed."
        raise Refused(str(Problem("the series", "points exactly on a line", "some spread", do)))
    if method == "ols":
        return plain
    phi = (
        _by_likelihood(columns, values, times)
        if method == "reml"
        else _by_neighbours(columns, values, times)
    )
    line = _given(columns, values, times, phi, method)
    return _with_doubt(line, columns, values, times) if method == "reml" else line


def whiten(array: Floats, *, times: Floats, autocorrelation: float) -> Floats:
    r"""Return rows whose AR(1) errors no longer follow each other and have equal spread.

    Row :math:`i`, :math:`d` periods after the row before it, becomes
    :math:`(a_i - \phi^d a_{i-1})/\sqrt{1 - \phi^{2d}}`; the first stays as it is.

    Examples
    --------
    >>> import numpy as np
    >>> whiten(np.array([1.0, 1, 1]), times=np.array([0, 1, 3]), autocorrelation=0.6).round(3)
    array([1.   , 0.5  , 0.686])
    """
    import numpy as np

    steps = autocorrelation ** np.diff(times)
    out = np.array(array, dtype=float)
    wide = (slice(None),) + (None,) * (out.ndim - 1)
    out[1:] = (array[1:] - steps[wide] * array[:-1]) / np.sqrt(1 - steps**2)[wide]
    return out


def _given(columns: Floats, values: Floats, times: Floats, phi: float, method: Method) -> Line:
    import numpy as np

    x = whiten(columns, times=times, autocorrelation=phi)
    y = whiten(values, times=times, autocorrelation=phi)
    q, r = np.linalg.qr(x)
    beta = np.linalg.solve(r, q.T @ y)
    inverse = np.linalg.inv(r)
    df = len(y) - x.shape[1]
    rest = y - x @ beta
    variance = float(rest @ rest) / df
    likelihood = _restricted(columns, values, times, phi) if method == "reml" else math.nan
    return Line(
        method, beta, variance * inverse @ inverse.T, df, phi, math.sqrt(variance), likelihood,
        values - columns @ beta,
    )  # fmt: skip


def _parts(
    columns: Floats, values: Floats, times: Floats, phi: float
) -> tuple[float, float, Floats]:
    """Return sum of squares, log determinants, and covariance for a variance of one."""
    import numpy as np

    x = whiten(columns, times=times, autocorrelation=phi)
    y = whiten(values, times=times, autocorrelation=phi)
    q, r = np.linalg.qr(x)
    rest = y - q @ (q.T @ y)
    between = np.asarray(phi ** (2 * np.diff(times)), dtype=float)
    dets = float(np.log1p(-between).sum()) + 2 * float(np.log(np.abs(np.diag(r))).sum())
    inverse = np.linalg.inv(r)
    return float(rest @ rest), dets, inverse @ inverse.T


def _restricted(columns: Floats, values: Floats, times: Floats, phi: float) -> float:
    squares, dets, _ = _parts(columns, values, times, phi)
    m: int = columns.shape[0] - columns.shape[1]
    return -0.5 * (m * (math.log(2 * math.pi * squares / m) + 1) + dets)


def _with_doubt(line: Line, columns: Floats, values: Floats, times: Floats) -> Line:
    """Return the line with what its autocorrelation, an estimate itself, adds to the doubt.

    Where the likelihood has no peak within what is looked at, the doubt has no end: the degrees
    of freedom are then the fewest there are.
    """
    import numpy as np

    at = min(_MOST - _STEP, max(_LEAST + _STEP, line.autocorrelation))
    low, here, high = (_parts(columns, values, times, at + d) for d in (-_STEP, 0.0, _STEP))
    variance = here[0] / line.df
    slope = (high[0] - low[0]) / (2 * _STEP * variance)
    bent = (high[0] - 2 * here[0] + low[0]) / variance + high[1] - 2 * here[1] + low[1]
    curvature = 0.5 * np.array([[line.df, -slope], [-slope, bent / _STEP**2]])
    peak = bool(np.linalg.eigvalsh(curvature)[0] > 0)
    doubt = np.diag([math.inf, 0.0])
    if peak:
        doubt = np.asarray(np.linalg.inv(curvature), dtype=float)
    return replace(line, bend=variance * (high[2] - low[2]) / (2 * _STEP), doubt=doubt)


def _by_likelihood(columns: Floats, values: Floats, times: Floats) -> float:
    """Return the autocorrelation of the highest restricted likelihood, of all its hills."""
    import numpy as np
    from scipy.optimize import minimize_scalar

    grid = np.linspace(_LEAST, _MOST, 25)
    heights = [_restricted(columns, values, times, phi) for phi in grid]
    best = int(np.argmax(heights))
    around = (float(grid[max(0, best - 1)]), float(grid[min(len(grid) - 1, best + 1)]))
    found = minimize_scalar(
        lambda phi: -_restricted(columns, values, times, float(phi)),
        bounds=around, method="bounded", options={"xatol": 1e-9},
    )  # fmt: skip
    return float(found.x)


def _by_neighbours(columns: Floats, values: Floats, times: Floats) -> float:
    import numpy as np

    beside = np.diff(times) == 1
    phi = 0.0
    for _ in range(_ROUNDS):
        rest = _given(columns, values, times, phi, "prais_winsten").residuals
        now, before = rest[1:][beside], rest[:-1][beside]
        new: float = min(_MOST, max(_LEAST, float(now @ before) / float(before @ before)))
        if abs(new - phi) < 1e-9:
            return new
        phi = new
    do = "Use REML, or describe the series without a model."
    raise Refused(str(Problem("Prais-Winsten", "no convergence", "an autocorrelation", do)))
