"""The imputed effect under many assignments of start dates where outcomes have gaps.

With gaps the course of the periods hangs on who has which start date, so it is fitted for every
assignment anew: many small systems of equations at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kit.errors import Problem, Refused
from kit.estimators.imputation import Panel, imputation, without_before

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kit.rates.inputs import Floats

__all__ = ["effects_with_gaps"]

#: Assignments that are solved at once.
_AT_ONCE = 500


def effects_with_gaps(given: Panel, assigned: NDArray[Any]) -> Floats:
    """Return the imputed effect under each assignment.

    Parameters
    ----------
    given : Panel
    assigned : array of int, assignments x regions
        Permutations of the starts of the panel.

    Raises
    ------
    Refused
        An assignment that cannot be estimated: no outcome before a start date, or regions
        without a period in common.

    Examples
    --------
    >>> import numpy as np
    >>> from kit.estimators.imputation import panel
    >>> nan = float("nan")
    >>> seen = panel([[0, 1, 4], [0, nan, 1], [0, 2, 2]], starts=[2, None, None])
    >>> effects_with_gaps(seen, np.array([[2, 3, 3]])).round(3).tolist()
    [2.8]
    """
    import numpy as np

    y = given.outcomes
    length = y.shape[1]
    time = np.arange(length)
    dates = np.unique(np.array(given.starts))
    shown = np.isfinite(y)
    starts = dates[:, None, None]
    free = (shown & ((time < starts - given.anticipation) | (starts == length))).astype(float)
    after = (shown & (time >= starts)).astype(float)
    filled = np.where(shown, y, 0.0)
    n = np.maximum(free.sum(axis=2), 1)
    level = (free * filled).sum(axis=2) / n
    left = np.einsum("sgt,tu->sgtu", free, np.eye(length))
    left -= free[..., :, None] * free[..., None, :] / n[..., None, None]
    right = free * (filled - level[..., None])
    own = (after * (filled - level[..., None])).sum(axis=2)
    pull = after.sum(axis=2)[..., None] * free / n[..., None] - after
    unseen = (free.sum(axis=2) == 0).astype(float)
    single = np.stack([own, after.sum(axis=2), unseen], axis=2)
    table = np.concatenate([left.reshape(*n.shape, -1), right, pull, single], axis=2)
    table = table.reshape(n.size, -1)
    found = np.empty(len(assigned))
    for begin in range(0, len(assigned), _AT_ONCE):
        some = assigned[begin : begin + _AT_ONCE]
        chosen = (some[:, None, :] == dates[:, None]).reshape(len(some), -1).astype(float)
        found[begin : begin + len(some)] = _solved(given, some, chosen @ table, length)
    return found


def _solved(given: Panel, assigned: NDArray[Any], sums: Floats, length: int) -> Floats:
    import numpy as np

    left = sums[:, : length**2].reshape(-1, length, length)
    right, pull = sums[:, length**2 : -3].reshape(-1, 2, length).transpose(1, 0, 2)
    grounded = left + 1 / length
    own, cells, unseen = sums[:, -3:].T
    whole = (unseen == 0) & (np.linalg.cond(grounded) < 1e10)
    effects = np.empty(len(sums))
    course = np.linalg.solve(grounded[whole], right[whole][..., None])[..., 0]
    effects[whole] = (own[whole] + (pull[whole] * course).sum(axis=1)) / cells[whole]
    for i in np.flatnonzero(~whole).tolist():
        effects[i] = imputation(_with(given, assigned[i].tolist())).effect
    return effects


def _with(given: Panel, starts: Sequence[int]) -> Panel:
    """Return the panel under another assignment, or refuse the gaps that forbid it."""
    other = replace(given, starts=tuple(starts))
    if without_before(other):
        do = "Fill the gaps or leave the region out; otherwise there is no permutation test."
        expected = "outcomes before every start date"
        raise Refused(str(Problem("the outcomes", "a gap", expected, do)))
    return other
