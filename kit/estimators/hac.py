r"""Standard errors that allow for neighbouring points: Newey and West, with the Bartlett kernel.

A sensitivity, never the printed error: with few points it comes out too small, the more so the
more the points follow each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kit.rates.inputs import Floats

__all__ = ["lag_by_length", "newey_west"]


def lag_by_length(n: int) -> int:
    """Return the lag by the rule :math:`4 (n/100)^{2/9}`, rounded down, at least 1.

    Examples
    --------
    >>> lag_by_length(20), lag_by_length(59), lag_by_length(100)
    (2, 3, 4)
    """
    return max(1, int(4 * (n / 100) ** (2 / 9) + 1e-12))


def newey_west(scores: Floats, *, bread: Floats, times: Floats, lag: int) -> Floats:
    r"""Return the Newey-West covariance of coefficients, with the factor n/(n-k).

    .. math:: \frac{n}{n-k}\, B \left[\sum_{i,j} w(|t_i - t_j|)\, s_i s_j'\right] B,
              \quad w(d) = \max(0, 1 - d/(L+1))

    Intervals from it use the t-distribution with n - k degrees of freedom: software that takes
    the normal distribution and no factor (the default of statsmodels) gives narrower ones.

    Parameters
    ----------
    scores : array, points x terms
        Of least squares: column times residual.
    bread : array, terms x terms
        Of least squares: :math:`(X'X)^{-1}`.
    times : array, points
        In periods; a period left out counts as distance.
    lag : int
        0 is White's estimator (HC1).

    References
    ----------
    Newey and West (1987), Econometrica 55:703-708, doi:10.2307/1913610.

    Examples
    --------
    >>> import numpy as np
    >>> rest = np.array([[1.0], [-1.0], [2.0]])
    >>> found = newey_west(rest, bread=np.eye(1), times=np.arange(3), lag=0)
    >>> round(float(found[0, 0]), 6)
    9.0
    """
    import numpy as np

    n, k = scores.shape
    apart = np.abs(np.subtract.outer(times, times))
    weights = np.clip(1 - apart / (lag + 1), 0, None)
    return np.asarray(n / (n - k) * bread @ scores.T @ weights @ scores @ bread)
