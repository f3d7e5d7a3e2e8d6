"""How much a series changed beyond what a comparison series did at the same date."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.errors import InputError, Problem
from kit.estimators.ar1 import Line
from kit.estimators.segments import Segments, SeriesDesign, segments
from kit.estimators.series import (
    Change,
    Interrupted,
    Method,
    contrasts,
    line_of,
    summed,
    t_width,
    told,
)
from kit.estimators.series_counts import count_line, summed_counts, told_as_ratio

if TYPE_CHECKING:
    from typing import TypeAlias

    from numpy.typing import ArrayLike

    from kit.rates.inputs import Floats

    Block: TypeAlias = tuple[Segments, Line]

__all__ = ["Controlled", "controlled", "controlled_counts"]


@dataclass(frozen=True)
class Controlled:
    """A change beyond that of a comparison series.

    Attributes
    ----------
    change : Change
        ``counterfactual`` is the level that the series would have had if its own trend had gone
        on and it had changed as much as the comparison did.
    own, comparison : Interrupted
        Each series by itself.
    trends_apart : float
        Trend before the change of the series less that of the comparison, per period.
    trends_low, trends_high : float
        Its interval: a comparison that went another way before is a weak one.
    together : float
        Correlation of the points of both around their lines, in the same period. The interval
        takes the two as independent: above zero it is too wide, below zero too narrow.
    """

    change: Change
    own: Interrupted
    comparison: Interrupted
    trends_apart: float
    trends_low: float
    trends_high: float
    together: float


def controlled(
    values: ArrayLike,
    *,
    comparison: ArrayLike,
    design: SeriesDesign,
    method: Method = "by_length",
) -> Controlled:
    r"""Estimate how much a series changed beyond a comparison series.

    Both are stacked, every term differs between them, and each has its own autocorrelation and
    spread; the two blocks then stand alone, so that the change is the difference of two changes,

    .. math:: \hat\delta = \hat\delta_1 - \hat\delta_0, \quad
              \mathrm{se}^2 = \mathrm{se}_1^2 + \mathrm{se}_0^2,

    with Satterthwaite's :math:`(\mathrm{se}_1^2 + \mathrm{se}_0^2)^2 /
    (\mathrm{se}_1^4/\nu_1 + \mathrm{se}_0^4/\nu_0)` degrees of freedom.

    Parameters
    ----------
    values, comparison : array of float, periods
        In the same unit and of the same periods.
    design : SeriesDesign
        Of both.
    method : {"by_length", "reml", "prais_winsten", "ols"}

    Raises
    ------
    InputError, Refused
        As `interrupted`; series of different length.

    References
    ----------
    Lopez Bernal, Cummins and Gasparrini (2018), Int J Epidemiol 47:2082-2093,
    doi:10.1093/ije/dyy135. Satterthwaite (1946), Biometrics Bull 2:110-114, doi:10.2307/3002019.

    Examples
    --------
    >>> own = [20.1, 19.4, 20.3, 20.0, 19.5, 20.2, 18.2, 17.7, 18.4, 17.9]
    >>> other = [30.2, 29.9, 30.1, 30.4, 29.8, 30.0, 29.1, 28.8, 29.3, 29.0]
    >>> design = SeriesDesign(start=6, horizon=0, shape="level")
    >>> found = controlled(own, comparison=other, design=design)
    >>> round(found.own.change.absolute, 2), round(found.change.absolute, 2)
    (-1.9, -0.97)
    """
    import numpy as np

    both = [np.asarray(series, dtype=float) for series in (values, comparison)]
    _as_long(*both)
    blocks = []
    for series in both:
        made = segments(np.isfinite(series).tolist(), design=design)
        blocks.append((made, line_of(series, made, method=method)))
    own, other = (summed(made, line, design=design) for made, line in blocks)
    absolute, counterfactual, spread, df = _stacked(blocks, design)
    change = told(absolute, counterfactual, spread, df=df, design=design)
    return _controlled(change, own, other, blocks, design)


def controlled_counts(
    counts: ArrayLike,
    *,
    exposure: ArrayLike,
    comparison: ArrayLike,
    comparison_exposure: ArrayLike,
    design: SeriesDesign,
) -> Controlled:
    r"""Estimate how much the rate of counts changed beyond that of comparison counts.

    As `controlled`, on the log scale: the relative change is a ratio of two ratios, and
    ``trends_apart`` is a difference of logs per period.

    Parameters
    ----------
    counts, comparison : array of float, periods
    exposure, comparison_exposure : array of float, periods
    design : SeriesDesign
        Of both.

    Raises
    ------
    InputError, Refused
        As `interrupted_counts`; series of different length.

    Examples
    --------
    >>> own = [50, 47, 55, 52, 49, 53, 38, 41, 36, 40, 39, 37]
    >>> other = [98, 102, 97, 101, 100, 99, 91, 88, 90, 89, 92, 90]
    >>> found = controlled_counts(
    ...     own, exposure=[1000] * 12, comparison=other, comparison_exposure=[2000] * 12,
    ...     design=SeriesDesign(start=6, horizon=0, shape="level"),
    ... )
    >>> round(found.own.change.relative, 3), round(found.change.relative, 3)
    (-0.261, -0.176)
    """
    import numpy as np

    _as_long(np.asarray(counts, dtype=float), np.asarray(comparison, dtype=float))
    blocks = [
        count_line(counts, exposure=exposure, design=design),
        count_line(comparison, exposure=comparison_exposure, design=design),
    ]
    own, other = (summed_counts(made, line, design=design) for made, line in blocks)
    log_ratio, log_level, spread, df = _stacked(blocks, design)
    change = told_as_ratio(log_ratio, log_level, spread, df=df, design=design)
    return _controlled(change, own, other, blocks, design)


def _as_long(first: Floats, second: Floats) -> None:
    if first.shape != second.shape:
        got, expected = f"{second.size} periods", f"{first.size}, as many as the region has"
        raise InputError([Problem("`comparison`", got, expected)])


def _stacked(blocks: list[Block], design: SeriesDesign) -> tuple[float, float, Floats, float]:
    """Return change and counterfactual level on the scale of the model, covariance and df."""
    import numpy as np

    (a, level, v, df_v), (b, _, w, df_w) = (_single(*block, design) for block in blocks)
    beyond = np.array([[w[0, 0], -w[0, 0]], [-w[0, 0], w[0, 0]]])
    df = _satterthwaite(float(v[0, 0]), df_v, float(w[0, 0]), df_w)
    return a - b, level + b, v + beyond, df


def _single(made: Segments, line: Line, design: SeriesDesign) -> tuple[float, float, Floats, float]:
    both = contrasts(made, design=design)
    change, level = (both @ line.coefficients).tolist()
    return change, level, both @ line.covariance @ both.T, line.df_for(both[0])


def _controlled(
    change: Change,
    own: Interrupted,
    other: Interrupted,
    blocks: list[Block],
    design: SeriesDesign,
) -> Controlled:
    import numpy as np

    a, b = (next(c for c in found.terms if c.term == "trend") for found in (own, other))
    half = t_width(_satterthwaite(a.se**2, a.df, b.se**2, b.df), design.confidence)
    half *= math.hypot(a.se, b.se)
    apart = a.value - b.value
    rest = [np.full(len(made.kept), np.nan) for made, _ in blocks]
    for at, (made, line) in zip(rest, blocks, strict=True):
        at[made.kept.astype(bool)] = line.residuals
    seen = np.isfinite(rest[0]) & np.isfinite(rest[1])
    together = float(np.corrcoef(rest[0][seen], rest[1][seen])[0, 1])
    return Controlled(change, own, other, apart, apart - half, apart + half, together)


def _satterthwaite(v: float, df_v: float, w: float, df_w: float) -> float:
    return (v + w) ** 2 / (v**2 / df_v + w**2 / df_w)
