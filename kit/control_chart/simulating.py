"""How often a chart gives a signal though nothing changed, and misses a change: by simulation.

Charts are drawn at random with the chart's own number of points, its own denominators, and points
that follow each other as much as those of its baseline seem to. Limits are computed from each drawn
baseline as on the real chart, so their uncertainty is counted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kit.control_chart.limits import NELSON, SCREEN, TO_LIMITS, TO_SIGMA, run_median
from kit.control_chart.rules import SHIFT, TREND, autocorrelation, signals

if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy as np

    Drawn: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

__all__ = [
    "FalseSignals", "Points", "expected_false_signals", "likely_autocorrelation", "missed_changes",
]  # fmt: skip

#: Ends of what is simulated: nearer to 1 a chart of some thirty points has no level of its own.
_LEAST, _MOST = -0.5, 0.8


@dataclass(frozen=True)
class Points:
    """What the points of a chart are drawn from.

    Attributes
    ----------
    chart : {"xmr", "p", "u", "c", "t"}
        Normal, binomial, Poisson with denominators, Poisson without, exponential.
    autocorrelation : float
        Of each point with the next, on the scale of the normal distribution.
    mean : float
        Of p, u and c: the share, or the events per unit of the denominator.
    sizes : tuple of float
        Of p and u: every denominator, those of the baseline first.
    """

    chart: str = "xmr"
    autocorrelation: float = 0.0
    mean: float = 0.0
    sizes: tuple[float, ...] = ()


@dataclass(frozen=True)
class FalseSignals:
    """What a chart gives when nothing changes.

    Attributes
    ----------
    charts : float
        Share of charts with at least one signal.
    points : float
        Mean number of points per chart that are part of a signal.
    marked : tuple of int
        Per simulated chart the number of points that are part of a signal; 0 without a signal.
    """

    charts: float
    points: float
    marked: tuple[int, ...]

    def as_strong(self, points: int) -> float:
        """Return the share of charts with at least so many points that are part of a signal."""
        return sum(n >= points for n in self.marked) / len(self.marked)

    def and_also(self, other: FalseSignals) -> FalseSignals:
        """Return what two stretches of one chart give together."""
        return _counted([a + b for a, b in zip(self.marked, other.marked, strict=True)])


def likely_autocorrelation(baseline: Sequence[float]) -> float:
    r"""How much the points behind a short baseline may follow each other, rounded to 0.1.

    In few points the correlation comes out too low, the more so the stronger it is; corrected here
    as :math:`(n r + 1)/(n - 2)`, between -0.5 and 0.8. Simulated (12 to 24 points of baseline,
    correlations of 0 to 0.4), the share of charts with a signal that follows from it is on average
    within 0.05 of the true one, where that for independent points is up to 0.4 too low.

    Examples
    --------
    >>> likely_autocorrelation([3, 5, 4, 4, 6, 3, 5, 4, 3, 6, 4, 5])
    -0.5
    >>> likely_autocorrelation([1, 2, 3, 3, 4, 4, 5, 5, 4, 4, 3, 2])
    0.8
    """
    n = sum(x == x for x in baseline)
    r = autocorrelation(baseline)
    if n < 4 or r != r:
        return 0.0
    return min(_MOST, max(_LEAST, round((n * r + 1) / (n - 2), 1)))


@lru_cache(maxsize=256)
def expected_false_signals(
    n_points: int,
    *,
    rules: str,
    n_baseline: int = 0,
    like: Points = Points(),
    seed: int = 2024,
    draws: int = 4000,
) -> FalseSignals:
    """Signals that a chart gives when nothing changes, by simulation.

    Parameters
    ----------
    n_points : int
        Points that are looked at.
    rules : str
    n_baseline : int
        Points before them; with 0 the median is that of the points themselves, and
        ``making_data_count`` is not possible.
    like : Points
        By default independent and normal.
    seed, draws : int
        With 4,000 charts the standard error of a share is at most 0.008.

    Examples
    --------
    >>> expected_false_signals(4, rules="run_chart").charts
    0.0
    """
    return _counted(_marked(n_points, rules, n_baseline, like, seed, draws, change=0.0))


@lru_cache(maxsize=256)
def missed_changes(
    n_points: int,
    *,
    rules: str,
    n_baseline: int,
    change: float = 1.0,
    like: Points = Points(),
    seed: int = 2024,
    draws: int = 4000,
) -> float:
    """Share of charts without any signal though the level did change, by simulation.

    Drawn as for `expected_false_signals`; all points after the baseline lie `change` standard
    deviations of the points higher. A false signal counts as one, so it misses no less in truth.

    Examples
    --------
    >>> missed_changes(4, rules="run_chart", n_baseline=12)
    1.0
    """
    marked = _marked(n_points, rules, n_baseline, like, seed, draws, change)
    return sum(n == 0 for n in marked) / draws


def _counted(marked: Sequence[int]) -> FalseSignals:
    draws = len(marked)
    return FalseSignals(sum(n > 0 for n in marked) / draws, sum(marked) / draws, tuple(marked))


def _marked(
    n_points: int, rules: str, n_baseline: int, like: Points, seed: int, draws: int, change: float
) -> list[int]:
    """Return for each simulated chart how many points are part of a signal."""
    drawn = _draw(n_baseline + n_points, n_baseline, like, seed, draws, change)
    if rules == "making_data_count":
        before, after = drawn[:, :n_baseline], drawn[:, n_baseline:]
        found = marked_points(after, *_scaled(before, after, like, n_baseline))
        return [int(n) for n in found.sum(axis=1)]
    marked = []
    for row in drawn.tolist():
        centre = run_median(row[:n_baseline] or row)
        found_here = signals(row[n_baseline:], around=centre, rules=rules)
        marked.append(len({i for signal in found_here for i in signal.points}))
    return marked


def _draw(
    length: int, n_baseline: int, like: Points, seed: int, draws: int, change: float
) -> Drawn:
    """Draw charts: normal points that follow each other, turned into counts or powers of times."""
    import numpy as np
    from scipy.special import ndtr

    x = np.random.default_rng(seed).standard_normal((draws, length))
    r = like.autocorrelation
    for t in range(1, length if r else 0):
        x[:, t] = r * x[:, t - 1] + math.sqrt(1 - r * r) * x[:, t]
    x[:, n_baseline:] += change
    if like.chart == "xmr":
        return x
    if like.chart == "t":
        return np.asarray((-np.log1p(-np.clip(ndtr(x), 0, 1 - 1e-12))) ** NELSON)
    sizes = like.sizes or (1.0,) * length
    columns = [_counts(ndtr(x[:, t]), size, like) / size for t, size in enumerate(sizes)]
    return np.stack(columns, axis=1)


def _counts(chances: Drawn, size: float, like: Points) -> Drawn:
    """Return the counts below which these chances lie, from the part of the scale that occurs."""
    import numpy as np
    from scipy.stats import binom, poisson

    mean = like.mean * size
    reach = 10 + 9 * math.sqrt(mean)
    least = max(0, math.floor(mean - reach))
    scale = np.arange(least, math.ceil(mean + reach))
    below = binom.cdf(scale, round(size), like.mean) if like.chart == "p" else None
    below = poisson.cdf(scale, mean) if below is None else below
    return np.asarray(least + np.searchsorted(below, chances), dtype=float)


def _scaled(
    before: Drawn, after: Drawn, like: Points, n_baseline: int
) -> tuple[Drawn, Drawn, Drawn]:
    """Return centre, standard deviation and least lower limit of every chart; powers for t."""
    import numpy as np

    if like.chart in ("p", "u", "c"):
        sizes = np.array(like.sizes or [1.0] * (before.shape[1] + after.shape[1]))
        first, last = sizes[:n_baseline], sizes[n_baseline:]
        centre = (before * first).sum(axis=1, keepdims=True) / first.sum()
        spread = centre * (1 - centre) if like.chart == "p" else centre
        return centre, np.sqrt(np.maximum(spread, 0) / last), np.zeros(1)
    if like.chart == "t":
        sigma = np.abs(np.diff(before, axis=1)).mean(axis=1, keepdims=True) * TO_SIGMA
        return before.mean(axis=1, keepdims=True), sigma, np.zeros(1)
    steps = np.abs(np.diff(before, axis=1))
    kept = steps <= SCREEN * steps.mean(axis=1, keepdims=True)
    mean = (steps * kept).sum(axis=1, keepdims=True) / kept.sum(axis=1, keepdims=True)
    return before.mean(axis=1, keepdims=True), TO_LIMITS / 3 * mean, np.full(1, -np.inf)


def marked_points(values: Drawn, centre: Drawn, sigma: Drawn, least: Drawn) -> Drawn:
    """Say of each point of many charts whether `making_data_count` marks it.

    The same rules as `signals`, for thousands of charts at once; points are values, or for a
    t-chart their powers. A test holds the two together.
    """
    import numpy as np

    upper, lower = centre + 3 * sigma, np.maximum(centre - 3 * sigma, least)
    marks = (values > upper) | (values < lower)
    for side in (1, -1):
        on_side = (values - centre) * side > 0
        marks |= _in_rows(on_side, SHIFT["making_data_count"])
        steps = np.diff(values, axis=1) * side > 0
        trend = _in_rows(steps, TREND["making_data_count"] - 1)
        marks[:, :-1] |= trend
        marks[:, 1:] |= trend
        near = on_side & ((values - centre) * side > 2 * sigma) & (values <= upper)
        near &= values >= lower
        pair = np.zeros_like(marks)
        for i in range(values.shape[1] - 2):
            three = slice(i, i + 3)
            both = on_side[:, three].all(axis=1) & (near[:, three].sum(axis=1) >= 2)
            pair[:, three] |= both[:, None]
        marks |= pair & near
    return np.asarray(marks)


def _in_rows(there: Any, fewest: int) -> Any:
    """Say of each place whether it is part of a row of at least so many."""
    import numpy as np

    whole = np.zeros_like(there)
    for i in range(there.shape[1] - fewest + 1):
        row = slice(i, i + fewest)
        whole[:, row] |= there[:, row].all(axis=1)[:, None]
    return whole
