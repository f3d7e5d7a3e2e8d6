r"""How far a finding of staggered starts hangs on *they would have run alike*.

A joint test of what was there before the start, what drift that test would have noticed, and how
sharply a trend would have to break at the start to undo the finding. All three take effects by
time since the start with their covariance, from wherever these come: the errors of a model, or the
spread over other assignments of the start dates.

Rambachan and Roth have a second measure, *relative magnitudes*. diff-diff 3.13 computes it by a way
that claims more than R does (its intervals are too narrow); the kit does not offer it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.errors import InputError, Problem
from kit.estimators.borrowed import borrowed, quietly

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from kit.rates.inputs import Floats

__all__ = ["Parallel", "breaking_point", "parallel", "smooth_interval"]

_ROUNDS = 12
#: Share of the width of the interval within which its end counts as zero.
_CLOSE = 0.002


@dataclass(frozen=True)
class Parallel:
    """A joint test that there was nothing before the start, and its power.

    Attributes
    ----------
    statistic : float
        Wald's, chi-squared with `df`.
    df : int
    p : float
    detectable : float
        The drift per period that the test would have noticed in eight of ten cases.
    """

    statistic: float
    df: int
    p: float
    detectable: float


def parallel(
    effects: ArrayLike, covariance: ArrayLike, *, events: Sequence[int], reference: int = -1
) -> Parallel:
    r"""Test jointly that the effects before the start are zero.

    :math:`W = b'V^{-1}b`; the drift :math:`\gamma` that is noticed with power .8 solves
    :math:`P(\chi^2_k(\gamma^2 d'V^{-1}d) > \chi^2_{k,.95}) = .8` with :math:`d_e = e - b`.
    By itself it is a test with a model behind it, for many regions; with few, see
    `kit.estimators.event_study.pre_trend`.

    Parameters
    ----------
    effects : array, events
        Before the start, without the reference.
    covariance : array, events x events
    events : sequence of int
    reference : int

    Raises
    ------
    InputError
        Shapes that do not fit, or a covariance that cannot be inverted.

    References
    ----------
    Roth (2022), Am Econ Rev Insights 4:305-322, doi:10.1257/aeri.20210236.

    Examples
    --------
    >>> found = parallel([1.0, 2.0], [[1, 0], [0, 1]], events=[-3, -2])
    >>> round(found.statistic, 6), found.df, round(found.p, 4)
    (5.0, 2, 0.0821)
    """
    import numpy as np
    from scipy.optimize import brentq
    from scipy.stats import chi2, ncx2

    b, v = _vector(effects, covariance)
    drift = np.array(events, dtype=float) - reference
    inverse = np.linalg.inv(v)
    df = len(b)
    statistic = float(b @ inverse @ b)
    limit = float(chi2.ppf(0.95, df))
    centre = float(brentq(lambda nc: ncx2.sf(limit, df, nc) - 0.8, 1e-6, 1e4))
    return Parallel(
        statistic, df, float(chi2.sf(statistic, df)),
        math.sqrt(centre / float(drift @ inverse @ drift)),
    )  # fmt: skip


def smooth_interval(
    effects: ArrayLike,
    covariance: ArrayLike,
    *,
    before: int,
    weights: Sequence[float],
    bend: float,
    confidence: float = 0.95,
) -> tuple[float, float]:
    r"""Return the interval of an effect when the trends may part by a bend of at most so much.

    The difference in trend may change by :math:`M` per period from one period to the next
    (:math:`\Delta^{SD}(M)`); 0 is a straight line, fitted on what came before.

    Parameters
    ----------
    effects : array, events
        Consecutive, before and after, without the reference between them.
    covariance : array, events x events
    before : int
        How many of them come before the reference.
    weights : sequence of float
        Of the events after it: which mean is asked.
    bend : float
        :math:`M`, in the unit of the outcome per period per period.
    confidence : float

    Raises
    ------
    InputError
        Shapes that do not fit.
    Refused
        diff-diff cannot solve it.

    References
    ----------
    Rambachan and Roth (2023), Rev Econ Stud 90:2555-2591, doi:10.1093/restud/rdad018.
    """
    import numpy as np

    b, v = _vector(effects, covariance)
    l_vec = np.asarray(weights, dtype=float)
    if not 0 < before < len(b) or len(l_vec) != len(b) - before:
        expected = "events on both sides, and a weight for each after the reference"
        raise InputError([Problem("`before` and `weights`", f"{before}, {len(l_vec)}", expected)])
    made = borrowed("HonestDiD")(method="smoothness", M=bend, alpha=1 - confidence, l_vec=l_vec)
    found, _ = quietly(lambda: made.fit(_carrier(b, v, before)), what="smoothness")
    return float(found.ci_lb), float(found.ci_ub)


def breaking_point(
    effects: ArrayLike, covariance: ArrayLike, *, before: int, weights: Sequence[float]
) -> float:
    """Return the smallest bend in trend with which the interval holds zero; 0 where it does so.

    Infinite where none was found.

    Parameters
    ----------
    effects, covariance, before, weights
        As in `smooth_interval`.
    """
    b, v = _vector(effects, covariance)
    ends = smooth_interval(b, v, before=before, weights=weights, bend=0.0)
    if ends[0] <= 0 <= ends[1]:
        return 0.0
    below = ends[1] < 0

    def short_of_zero(bend: float) -> float:
        low, high = smooth_interval(b, v, before=before, weights=weights, bend=bend)
        return -high if below else low

    # The end moves almost straight with the bend, so a secant needs few of the slow intervals.
    past, left = 0.0, -ends[1] if below else ends[0]
    bend = left
    for _ in range(_ROUNDS):
        now = short_of_zero(bend)
        if abs(now) <= _CLOSE * (ends[1] - ends[0]):
            return bend
        if now == left:
            break
        past, left, bend = bend, now, max(bend / 8, bend - now * (bend - past) / (now - left))
    return math.inf


def _vector(effects: ArrayLike, covariance: ArrayLike) -> tuple[Floats, Floats]:
    import numpy as np

    b, v = np.asarray(effects, dtype=float), np.asarray(covariance, dtype=float)
    square = b.ndim == 1 and v.shape == (len(b), len(b))
    if not square or not np.isfinite(b).all() or not np.isfinite(v).all():
        expected = "finite effects, and a covariance of as many"
        raise InputError([Problem("`effects` and `covariance`", f"{b.shape}, {v.shape}", expected)])
    if np.linalg.matrix_rank(v, hermitian=True) < len(b):
        do = "Look at fewer events."
        raise InputError([Problem("`covariance`", "", "one that can be inverted", do)])
    return b, v


def _carrier(b: Floats, v: Floats, before: int) -> Any:
    """Return effects and covariance as results of diff-diff, whose door takes nothing plainer."""
    import numpy as np

    result, effect = borrowed("MultiPeriodDiDResults"), borrowed("PeriodEffect")
    periods = [*range(-before - 1, -1), *range(len(b) - before)]
    error = np.sqrt(np.diag(v))
    effects = {
        period: effect(
            period=period, effect=float(value), se=float(se), t_stat=float(value / se),
            p_value=math.nan, conf_int=(math.nan, math.nan),
        )
        for period, value, se in zip(periods, b, error, strict=True)
    }  # fmt: skip
    after = b[before:]
    return result(
        period_effects=effects, avg_att=float(after.mean()), avg_se=float(error[before:].mean()),
        avg_t_stat=math.nan, avg_p_value=math.nan, avg_conf_int=(math.nan, math.nan),
        n_obs=len(b), n_treated=1, n_control=1, pre_periods=periods[:before],
        post_periods=periods[before:], vcov=v, reference_period=-1,
        interaction_indices={period: i for i, period in enumerate(periods)},
    )  # fmt: skip
