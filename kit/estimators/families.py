"""Several questions asked together: p-values corrected for being many, as planned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from kit.errors import InputError, Problem

__all__ = ["Correction", "adjusted"]

Correction = Literal["holm", "bh"]
_CALLED = {"holm": "holm", "bh": "fdr_bh"}


def adjusted(p_values: Sequence[float], *, correction: Correction) -> tuple[float, ...]:
    """Return the adjusted p-values of a family, in the order given.

    Holm holds the chance of *any* false alarm in the family at the level; Benjamini and Hochberg
    the expected share of false alarms among what is called a difference.

    Parameters
    ----------
    p_values : sequence of float
        From 0 to 1, inclusive; nan for a question that was planned and could not be tested. It
        counts as asked, so that dropping a question after the fact makes nothing smaller.
    correction : {"holm", "bh"}

    Returns
    -------
    tuple of float
        nan where nan was given.

    Raises
    ------
    InputError
        A number below 0 or above 1.

    References
    ----------
    Holm (1979), Scand J Stat 6:65-70; Benjamini and Hochberg (1995), J R Stat Soc B 57:289-300,
    doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> [round(p, 3) for p in adjusted([0.01, 0.04, 0.03], correction="holm")]
    [0.03, 0.06, 0.06]
    >>> adjusted([0.01, float("nan")], correction="holm")
    (0.02, nan)
    """
    wrong = [
        Problem(f"p-value {place}", str(p), "a number from 0 to 1, or nan")
        for place, p in enumerate(p_values, start=1)
        if not (math.isnan(p) or 0 <= p <= 1)
    ]
    if wrong:
        raise InputError(wrong)
    if not p_values:
        return ()
    from statsmodels.stats.multitest import multipletests

    asked = [1.0 if math.isnan(p) else p for p in p_values]
    found = multipletests(asked, method=_CALLED[correction])[1]
    return tuple(
        math.nan if math.isnan(p) else float(a) for p, a in zip(p_values, found, strict=True)
    )
