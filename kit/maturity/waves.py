"""Two waves beside each other: only people who answered in both, and only as pairs.

Two panels of different people are two pictures, not a change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FEWEST_PAIRS", "Moved", "holm", "moved", "panel_overlap", "sign_test"]

#: Below so many pairs no test is done; what moved is only counted.
FEWEST_PAIRS = 8


@dataclass(frozen=True)
class Moved:
    """What the same people answered in two waves, on one element.

    Attributes
    ----------
    pairs : int
        People with a score in both.
    up, same, down : int
        Of them, how many scored higher, alike or lower in the second.
    p : float or None
        Of the exact two-sided sign test; None below `FEWEST_PAIRS`.
    """

    pairs: int
    up: int
    same: int
    down: int
    p: float | None


def sign_test(up: int, down: int) -> float:
    r"""Return the exact two-sided p-value of the sign test; ties do not count.

    .. math:: \min\left(1,\; 2 \sum_{i=0}^{\min(u,d)} \binom{u+d}{i} 2^{-(u+d)}\right)

    References
    ----------
    Conover (1999), Practical Nonparametric Statistics, 3rd ed., section 3.4.

    Examples
    --------
    >>> sign_test(8, 1), sign_test(0, 0)
    (0.0390625, 1.0)
    """
    from math import comb

    n = up + down
    tail: int = sum(comb(n, i) for i in range(min(up, down) + 1))
    return min(1.0, 2.0 * tail / float(2**n))


def holm(values: list[float | None]) -> list[float | None]:
    """Return p-values corrected for how many there are (Holm 1979); None stays None.

    Examples
    --------
    >>> holm([0.01, None, 0.04, 0.03])
    [0.03, None, 0.06, 0.06]
    """
    given = sorted((p, i) for i, p in enumerate(values) if p is not None)
    out: list[float | None] = [None] * len(values)
    highest = 0.0
    for rank, (p, i) in enumerate(given):
        highest = max(highest, min(1.0, p * (len(given) - rank)))
        out[i] = highest
    return out


def moved(scores: pd.DataFrame, element: str, before: str, after: str) -> Moved:
    """Compare the same people in two waves.

    Parameters
    ----------
    scores : DataFrame
        Of one region, as `kit.maturity.answers.scores_of` returns.
    element, before, after : str
        Which element; labels of the waves.
    """
    own = scores[(scores["element"] == element) & scores["current"].notna()]
    wide = own.pivot(index="respondent", columns="wave", values="current")
    if not {before, after} <= set(wide.columns):
        return Moved(0, 0, 0, 0, None)
    difference = (wide[after] - wide[before]).dropna()
    up, down = int((difference > 0).sum()), int((difference < 0).sum())
    pairs = len(difference)
    p = sign_test(up, down) if pairs >= FEWEST_PAIRS else None
    return Moved(pairs, up, pairs - up - down, down, p)


def panel_overlap(scores: pd.DataFrame, before: str, after: str) -> tuple[int, int, int]:
    """Return how many people answered in both waves, in the first and in the second."""
    people = {wave: set(own["respondent"]) for wave, own in scores.groupby("wave")}
    first, second = people.get(before, set()), people.get(after, set())
    return len(first & second), len(first), len(second)
