"""Whether raters agree: how many lie outside the region around their median.

Pure functions on scores. They say nothing about who is right: people who look at a region from
different places may well see different things, and that is where the conversation begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

__all__ = ["FEWEST_RATERS", "Consensus", "allowed_outside", "consensus"]

#: Below so many raters no word is put on their agreement; only the dots are shown.
FEWEST_RATERS = 8


@dataclass(frozen=True)
class Consensus:
    """How far raters agree on one thing.

    Attributes
    ----------
    n : int
        Raters with a score.
    median : float
    at_median : float
        Share of the raters at the median, 0 to 1; at a half median the mean of the shares of its
        two neighbours.
    within : float
        Share of the raters at most 1 point from the median (inclusive), 0 to 1.
    outside : int
        Raters further away.
    allowed : int or None
        Most raters outside for *agreement* (inclusive); None below `FEWEST_RATERS`.
    verdict : {"agreement", "split", "too_few"}
    """

    n: int
    median: float
    at_median: float
    within: float
    outside: int
    allowed: int | None
    verdict: Literal["agreement", "split", "too_few"]


def allowed_outside(n: int) -> int | None:
    r"""Return how many of `n` raters may lie outside the region around the median.

    .. math:: \lfloor (n-2)/3 \rfloor

    which is 2 for 8 to 10 raters, 3 for 11 to 13, 4 for 14 to 16; None below 8.

    References
    ----------
    Fitch et al. (2001), The RAND/UCLA Appropriateness Method User's Manual, RAND MR-1269.

    Examples
    --------
    >>> [allowed_outside(n) for n in (7, 8, 10, 11, 14)]
    [None, 2, 2, 3, 4]
    """
    return (n - 2) // 3 if n >= FEWEST_RATERS else None


def consensus(scores: Sequence[float]) -> Consensus:
    """Say how far scores agree.

    A score is within the region when it is at most 1 from the median. Raters *agree* when no more
    lie outside than `allowed_outside`; else the panel is *split*.

    Parameters
    ----------
    scores : sequence of float
        One per rater, at least one; on a scale of whole numbers, halves for an element of several
        items.

    References
    ----------
    The rule for 12 raters of SCIROCCO: fewer than 4 outside is agreement. Int J Integr Care,
    doi:10.5334/ijic.7747.

    Examples
    --------
    >>> consensus([2, 2, 2, 3, 3, 3, 3, 3, 4, 3, 2, 5]).verdict
    'agreement'
    """
    if not scores:
        raise ValueError("consensus: got no scores, expected at least one")
    given = [float(score) for score in scores]
    n, middle = len(given), float(median(given))
    at = sum(score == middle for score in given) / n
    if at == 0:  # between two scores
        below = max(score for score in given if score < middle)
        above = min(score for score in given if score > middle)
        at = sum(score in (below, above) for score in given) / n / 2
    outside = sum(abs(score - middle) > 1 for score in given)
    allowed = allowed_outside(n)
    verdict: Literal["agreement", "split", "too_few"] = (
        "too_few" if allowed is None else "agreement" if outside <= allowed else "split"
    )
    return Consensus(n, middle, at, (n - outside) / n, outside, allowed, verdict)
