r"""Figures that are missing: which, and what a result would be had they been drawn several times.

The pattern comes first: figures that are missing for a reason are not mended by drawing them. Then
multiple imputation (predictive mean matching, so that only figures that occur are drawn), the
results combined by Rubin's rules with the degrees of freedom of Barnard and Rubin; and the same
with every drawn figure shifted, for what is missing *because* it would have been high or low.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.errors import InputError, Problem, Refused

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from kit.rates.inputs import Floats

__all__ = ["Combined", "Pattern", "combine", "draw_missing", "pattern"]

#: Figures among which one is drawn.
DONORS = 5


@dataclass(frozen=True)
class Pattern:
    """Which figures are missing.

    Attributes
    ----------
    missing, cells : int
    by_row, by_column : tuple of int
        Missing in each region, and in each period.
    longest : int
        Most periods in a row that one region misses.
    """

    missing: int
    cells: int
    by_row: tuple[int, ...]
    by_column: tuple[int, ...]
    longest: int

    @property
    def share(self) -> float:
        """Return which part of the figures is missing, 0 to 1."""
        return self.missing / self.cells if self.cells else 0.0


@dataclass(frozen=True)
class Combined:
    """Results of several imputed tables, as one.

    Attributes
    ----------
    estimate, se : float
    df : float
        Of Barnard and Rubin.
    low, high : float
        95 % interval.
    p : float
        Two-sided, that it is zero.
    within, between : float
        Mean variance of the results, and variance among them.
    missing_information : float
        Share of what could have been known that is not, 0 to 1.
    draws : int
    """

    estimate: float
    se: float
    df: float
    low: float
    high: float
    p: float
    within: float
    between: float
    missing_information: float
    draws: int


def pattern(values: ArrayLike) -> Pattern:
    """Return which figures are missing.

    Parameters
    ----------
    values : array, regions x periods
        nan where there is none.

    Examples
    --------
    >>> found = pattern([[1, 2, 3, 4], [1, float("nan"), float("nan"), 4]])
    >>> found.by_row, found.by_column, found.longest, found.share
    ((0, 2), (0, 1, 1, 0), 2, 0.25)
    """
    import numpy as np

    gone = np.isnan(np.asarray(values, dtype=float))
    longest = run = 0
    for row in gone:
        run = 0
        for missing in row:
            run = run + 1 if missing else 0
            longest = max(longest, run)
    return Pattern(
        int(gone.sum()), gone.size,
        tuple(gone.sum(axis=1).tolist()), tuple(gone.sum(axis=0).tolist()), longest,
    )  # fmt: skip


def draw_missing(
    values: ArrayLike, *, columns: ArrayLike, draws: int, seed: int, shift: float = 0.0
) -> Floats:
    """Draw what is missing, several times, by predictive mean matching.

    A line is fitted on what is there and shaken by its own doubt; a missing figure becomes that of
    one of the `DONORS` cells whose expected figures are nearest.

    Parameters
    ----------
    values : array, cells
        nan where a figure is missing.
    columns : array, cells x terms
        What is known of every cell, without gaps: its region, its time.
    draws : int
        Tables to make, two or more.
    seed : int
    shift : float
        Added to every drawn figure, in the unit of `values`: for figures that are missing because
        they would have been higher or lower.

    Returns
    -------
    array, draws x cells

    Raises
    ------
    InputError
        Gaps in `columns`, lengths that differ, fewer than two draws.
    Refused
        Fewer figures than terms and donors.

    References
    ----------
    van Buuren and Groothuis-Oudshoorn (2011), J Stat Softw 45(3), doi:10.18637/jss.v045.i03;
    Cro et al. (2020), Stat Med 39:2815-2842, doi:10.1002/sim.8569 (shifted draws).

    Examples
    --------
    >>> import numpy as np
    >>> t = np.arange(12.0)
    >>> y = np.where(t == 5, np.nan, 2 * t)
    >>> drawn = draw_missing(y, columns=t[:, None], draws=3, seed=1)
    >>> drawn.shape, bool(np.isin(drawn[:, 5], y).all()), bool((drawn[:, 6] == 12).all())
    ((3, 12), True, True)
    """
    import numpy as np
    import pandas as pd
    from statsmodels.imputation.mice import MICEData

    y, x = np.asarray(values, dtype=float), np.asarray(columns, dtype=float)
    problems = []
    if x.ndim != 2 or len(x) != len(y) or not np.isfinite(x).all():
        problems.append(Problem("`columns`", "", "a row without gaps for each cell"))
    if draws < 2:
        problems.append(Problem("`draws`", str(draws), "two or more"))
    if problems:
        raise InputError(problems)
    gone = np.isnan(y)
    there = int((~gone).sum())
    if there < x.shape[1] + 1 + DONORS:
        expected = f"{x.shape[1] + 1 + DONORS} or more"
        do = "Leave what is missing out; there is too little to draw it from."
        raise Refused(str(Problem("figures that are not missing", str(there), expected, do)))
    if not gone.any():
        return np.tile(y, (draws, 1))
    # Names of our own: the formula sees these columns and nothing of who calls.
    names = [f"x{j}" for j in range(x.shape[1])]
    frame = pd.DataFrame(x, columns=names).assign(y=y)
    made = MICEData(frame, k_pmm=DONORS, rng=np.random.default_rng(seed))
    made.set_imputer("y", formula=" + ".join(names), k_pmm=DONORS)
    out = np.empty((draws, len(y)))
    for i in range(draws):
        made.update_all()
        out[i] = made.data["y"].to_numpy()
    out[:, gone] += shift
    return out


def combine(estimates: ArrayLike, *, variances: ArrayLike, df: float = math.inf) -> Combined:
    r"""Combine results of imputed tables by Rubin's rules.

    With mean :math:`\bar q`, mean variance :math:`\bar u` and variance :math:`b` among :math:`m`
    results, :math:`t = \bar u + (1 + 1/m) b`. With :math:`\lambda = (1 + 1/m) b/t`,
    :math:`\nu_m = (m-1)/\lambda^2` and the degrees of freedom :math:`\nu` without gaps,

    .. math:: \nu_o = \frac{\nu + 1}{\nu + 3}\,\nu\,(1 - \lambda), \quad
              \frac{1}{\nu^*} = \frac{1}{\nu_m} + \frac{1}{\nu_o}

    Parameters
    ----------
    estimates, variances : array, m
        Of the same number from each table; variances are squared standard errors, above zero.
    df : float
        Degrees of freedom that the result would have had without gaps.

    Raises
    ------
    InputError
        Fewer than two results, numbers that are not finite, variances that are not above zero.

    References
    ----------
    Rubin (1987), Multiple Imputation for Nonresponse in Surveys, doi:10.1002/9780470316696;
    Barnard and Rubin (1999), Biometrika 86:948-955, doi:10.1093/biomet/86.4.948.

    Examples
    --------
    >>> found = combine([2.0, 2.4, 1.9], variances=[0.25, 0.3, 0.2], df=20)
    >>> round(found.estimate, 2), round(found.se, 3), round(found.df, 1)
    (2.1, 0.586, 8.9)
    """
    import numpy as np
    from scipy import stats

    q, u = np.asarray(estimates, dtype=float), np.asarray(variances, dtype=float)
    usable = q.ndim == 1 and q.shape == u.shape and len(q) > 1 and np.isfinite(q).all()
    if not (usable and np.isfinite(u).all() and (u > 0).all() and df > 0):
        expected = "two or more numbers, each with a variance above zero"
        raise InputError([Problem("results of imputed tables", "", expected)])
    m = len(q)
    within, between = float(u.mean()), float(q.var(ddof=1))
    total = within + (1 + 1 / m) * between
    known = (1 + 1 / m) * between / total
    old = (m - 1) / known**2 if known > 0 else math.inf
    observed = math.inf if math.isinf(df) else (df + 1) / (df + 3) * df * (1 - known)
    freedom = 1 / (1 / old + 1 / observed) if min(old, observed) < math.inf else math.inf
    ratio = (1 + 1 / m) * between / within
    lost = (ratio + (2 / (freedom + 3) if freedom < math.inf else 0.0)) / (ratio + 1)
    mean, se = float(q.mean()), math.sqrt(total)
    law = stats.norm if math.isinf(freedom) else stats.t(freedom)
    reach = float(law.ppf(0.975)) * se
    return Combined(
        mean, se, freedom, mean - reach, mean + reach, float(2 * law.sf(abs(mean) / se)),
        within, between, lost, m,
    )  # fmt: skip
