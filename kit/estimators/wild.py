"""The wild cluster bootstrap, every draw: what the test statistic would be if nothing changed.

Under the hypothesis of no effect the sign of each cluster's residuals could as well have been the
other one. With few clusters all 2^G choices of signs are looked at, so nothing is random.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.errors import InputError, Problem, Refused

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from kit.rates.inputs import Floats

__all__ = ["MOST_CLUSTERS", "Wild", "wild"]

#: Clusters up to which every choice of signs is looked at.
MOST_CLUSTERS = 14
_DRAWS = 9_999


@dataclass(frozen=True)
class Wild:
    """A wild cluster bootstrap test.

    Attributes
    ----------
    estimate, t : float
        The coefficient and its t with the cluster-robust error CR1.
    p : float
        Two-sided and *inclusive*: draws as far from zero or further, the sample itself and its
        mirror image among them. Other software (pyfixest, wildboottest, diff-diff) leaves the
        ties out, see `p_strict`.
    p_strict : float
        Draws that are further from zero only.
    smallest_p : float
        The smallest that `p` can be: 2 of the draws.
    draws, clusters : int
    enumerated : bool
        Whether all choices of signs were looked at.
    """

    estimate: float
    t: float
    p: float
    p_strict: float
    smallest_p: float
    draws: int
    clusters: int
    enumerated: bool


def wild(
    columns: ArrayLike,
    values: ArrayLike,
    *,
    clusters: Sequence[object] | ArrayLike,
    term: int,
    seed: int = 2024,
) -> Wild:
    r"""Test one coefficient by the wild cluster bootstrap with the null hypothesis imposed.

    Rademacher signs; the statistic is the coefficient over its CR1 error. Up to 14 clusters all
    :math:`2^G` choices are looked at, above 9,999 are drawn and one is added to both counts.

    Parameters
    ----------
    columns : array, cells x terms
    values : array, cells
    clusters : sequence, cells
    term : int
        Place of the coefficient, counted from 0.
    seed : int

    Raises
    ------
    InputError
        Shapes that do not fit, fewer than two clusters.
    Refused
        Terms that cannot be told apart.

    References
    ----------
    Cameron, Gelbach and Miller (2008), Rev Econ Stat 90:414-427, doi:10.1162/rest.90.3.414;
    Roodman et al. (2019), Stata J 19:4-60, doi:10.1177/1536867X19830877.

    Examples
    --------
    >>> x = [[1, 0], [1, 0], [1, 1], [1, 1], [1, 0], [1, 1]]
    >>> found = wild(x, [1, 2, 3, 5, 2, 4], clusters=list("aabbcc"), term=1)
    >>> found.draws, found.smallest_p
    (8, 0.25)
    """
    import numpy as np

    from kit.rates.inputs import numbers

    x, y = numbers("columns", columns), numbers("values", values)
    names, at = np.unique(np.asarray(clusters), return_inverse=True)
    if len(names) < 2 or y.shape != at.shape or y.shape != x.shape[:1]:
        expected = "as many cells each, in two clusters or more"
        raise InputError([Problem("columns, values and clusters", "", expected)])
    if np.linalg.matrix_rank(x) < x.shape[1]:
        do = "Leave out what follows from the other terms."
        raise Refused(str(Problem("the design", "", "terms that can be told apart", do)))
    others = np.delete(x, term, axis=1)
    alone = x[:, term] - others @ np.linalg.lstsq(others, x[:, term], rcond=None)[0]
    rest = y - others @ np.linalg.lstsq(others, y, rcond=None)[0]
    size = float(alone @ alone)
    member = np.eye(len(names))[at]
    own = member.T @ (alone * rest)
    spread = member.T @ (alone[:, None] * x) @ np.linalg.inv(x.T @ x)
    through = np.diag(own) - spread @ (member.T @ (x * rest[:, None])).T
    enumerated = len(names) <= MOST_CLUSTERS
    signs = _every(len(names)) if enumerated else _drawn(len(names), seed)
    factor = len(names) / (len(names) - 1) * (len(y) - 1) / (len(y) - x.shape[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = signs @ own
        error = np.sqrt(factor * ((signs @ through.T) ** 2).sum(axis=1))
        drawn = np.nan_to_num(np.abs(moved / error), nan=0.0, posinf=np.inf)
    real = drawn[0]
    tolerance = 1e-9 * max(1.0, float(real))
    as_far, further = drawn >= real - tolerance, drawn > real + tolerance
    total = len(drawn)
    return Wild(
        estimate=float(own.sum()) / size,
        t=float(moved[0] / error[0]),
        p=float(as_far.sum()) / total,
        p_strict=float(further.sum()) / total,
        smallest_p=2 / total if enumerated else 1 / total,
        draws=total,
        clusters=len(names),
        enumerated=enumerated,
    )


def _every(clusters: int) -> Floats:
    """Return every choice of signs, that of the sample first."""
    import numpy as np

    bits = np.arange(2**clusters)[:, None] >> np.arange(clusters) & 1
    return np.asarray(1 - 2 * bits, dtype=float)


def _drawn(clusters: int, seed: int) -> Floats:
    import numpy as np

    signs = 1.0 - 2 * np.random.default_rng(seed).integers(0, 2, (_DRAWS, clusters))
    return np.vstack([np.ones(clusters), signs])
