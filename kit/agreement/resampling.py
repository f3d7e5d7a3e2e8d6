"""How sure a coefficient is: resampling whole documents, since units of one text hang together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kit.agreement.coefficients import Coefficient
from kit.intervals import Interval

__all__ = ["ENOUGH_DOCUMENTS", "FEWEST_DOCUMENTS", "Resampled", "resample"]

#: Below so many documents no interval: resampling few clusters makes intervals too narrow.
FEWEST_DOCUMENTS = 10
#: Below so many documents intervals are somewhat too narrow still (see `resample`).
ENOUGH_DOCUMENTS = 30
#: Share of resamples that may be without a coefficient (nothing varied in them).
_MOST_UNDEFINED = 0.05
_NUMBERS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Resampled:
    """What resampling says of one coefficient.

    Attributes
    ----------
    interval : Interval or None
    why_not : {"", "few_documents", "no_disagreement", "often_undefined"}
        Why there is no interval. Without any disagreement every resample says 1, which is not
        certainty.
    documents : int
        How many were resampled.
    """

    interval: Interval | None
    why_not: str
    documents: int


def resample(
    coefficients: Sequence[Coefficient],
    *,
    documents: Sequence[Any] | NDArray[Any],
    rng: np.random.Generator,
    replicates: int = 1000,
    level: float = 0.95,
) -> tuple[Resampled, ...]:
    """Return an interval for each coefficient, from the same resamples of documents.

    Documents are drawn with replacement, as many as there are; the limits are percentiles.
    Simulated with three coders and ten units per text, 95% intervals of alpha held the truth in 88
    to 90% of 600 studies with 10 texts, 92 to 94% with 30 and 94% with 60.

    Parameters
    ----------
    coefficients : sequence of Coefficient
        All of the same units.
    documents : array, one per unit
        To which document a unit belongs.
    rng : Generator
    replicates : int
    level : float
        Between 0 and 1 (exclusive).

    References
    ----------
    Field & Welsh (2007) doi:10.1111/j.1467-9868.2007.00593.x on resampling clusters; Cameron,
    Gelbach & Miller (2008) doi:10.1162/rest.90.3.414 on how few are too few.

    Examples
    --------
    >>> from kit.agreement.coefficients import alpha
    >>> from kit.agreement.ratings import rate
    >>> one = alpha(rate([[0, 1, 0, 1] * 10, [0, 1, 1, 1] * 10]))
    >>> got = resample([one], documents=[d // 2 for d in range(40)], rng=np.random.default_rng(1))
    >>> got[0].documents, got[0].interval.low < one.estimate < got[0].interval.high
    (20, True)
    """
    if not coefficients:
        return ()
    features = np.column_stack([one.per_unit for one in coefficients])
    _, cluster = np.unique(np.asarray(documents), return_inverse=True)
    sums = np.column_stack([np.bincount(cluster, weights=column) for column in features.T])
    sums = sums[(sums != 0).any(axis=1)]
    drawn = _draw(sums, rng, replicates) if len(sums) >= FEWEST_DOCUMENTS else None
    ends = np.cumsum([one.per_unit.shape[1] for one in coefficients])[:-1]
    parts = np.split(drawn, ends, axis=1) if drawn is not None else [None] * len(coefficients)
    return tuple(
        _said(one, part, len(sums), level) for one, part in zip(coefficients, parts, strict=True)
    )


def _draw(
    sums: NDArray[np.float64], rng: np.random.Generator, replicates: int
) -> NDArray[np.float64]:
    """Return the sums of each resample, replicates x features."""
    n = len(sums)
    at_once = max(1, _NUMBERS_AT_ONCE // n)
    out = []
    for begin in range(0, replicates, at_once):
        rows = min(at_once, replicates - begin)
        places = rng.integers(0, n, size=(rows, n)) + np.arange(rows)[:, None] * n
        weights = np.bincount(places.ravel(), minlength=rows * n).reshape(rows, n)
        out.append(weights.astype(float) @ sums)
    return np.concatenate(out)


def _said(
    one: Coefficient, sums: NDArray[np.float64] | None, documents: int, level: float
) -> Resampled:
    if sums is None:
        return Resampled(None, "few_documents", documents)
    if one.disagreement == 0:
        return Resampled(None, "no_disagreement", documents)
    with np.errstate(divide="ignore", invalid="ignore"):
        seen, chance = one.finish(sums)
        estimates = np.where(chance > 0, 1 - seen / chance, np.nan)
    known = estimates[np.isfinite(estimates)]
    if len(known) < (1 - _MOST_UNDEFINED) * len(estimates):
        return Resampled(None, "often_undefined", documents)
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Resampled(Interval(float(low), float(high)), "", documents)
