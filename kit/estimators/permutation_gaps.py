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


def effects_with_gaps(panels: Sequence[Panel], assigned: NDArray[Any]) -> list[Floats]:
    """Return the imputed effect of each panel under each assignment.

    Parameters
    ----------
    panels : sequence of Panel
        With the same gaps and starts, and other figures: they share their systems of equations.
    assigned : array of int, assignments x regions
        Permutations of the starts of the panels.

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
    >>> effects_with_gaps([seen], np.array([[2, 3, 3]]))[0].round(3).tolist()
    [2.8]
    """
    import numpy as np

    first = panels[0]
    length = first.outcomes.shape[1]
    time = np.arange(length)
    dates = np.unique(np.array(first.starts))
    shown = np.isfinite(first.outcomes)
    starts = dates[:, None, None]
    free = (shown & ((time < starts - first.anticipation) | (starts == length))).astype(float)
    after = (shown & (time >= starts)).astype(float)
    n = np.maximum(free.sum(axis=2), 1)
    left = np.einsum("sgt,tu->sgtu", free, np.eye(length))
    left -= free[..., :, None] * free[..., None, :] / n[..., None, None]
    pull = after.sum(axis=2)[..., None] * free / n[..., None] - after
    unseen = (free.sum(axis=2) == 0).astype(float)
    parts = [left.reshape(*n.shape, -1), pull, np.stack([after.sum(axis=2), unseen], axis=2)]
    for given in panels:
        filled = np.where(shown, given.outcomes, 0.0)
        gone = filled - ((free * filled).sum(axis=2) / n)[..., None]
        parts += [free * gone, (after * gone).sum(axis=2)[..., None]]
    table = np.concatenate(parts, axis=2).reshape(n.size, -1)
    found = np.empty((len(panels), len(assigned)))
    for begin in range(0, len(assigned), _AT_ONCE):
        some = assigned[begin : begin + _AT_ONCE]
        chosen = (some[:, None, :] == dates[:, None]).reshape(len(some), -1).astype(float)
        found[:, begin : begin + len(some)] = _solved(panels, some, chosen @ table, length)
    return list(found)


def _solved(panels: Sequence[Panel], assigned: NDArray[Any], sums: Floats, length: int) -> Floats:
    import numpy as np

    square = length**2
    left = sums[:, :square].reshape(-1, length, length)
    pull = sums[:, square : square + length]
    cells, unseen = sums[:, square + length : square + length + 2].T
    each = sums[:, square + length + 2 :].reshape(len(sums), len(panels), length + 1)
    right, own = each[..., :length].transpose(0, 2, 1), each[..., length]
    grounded = left + 1 / length
    whole = (unseen == 0) & (np.linalg.cond(grounded, 1) < 1e10)
    effects = np.empty((len(panels), len(sums)))
    course = np.linalg.solve(grounded[whole], right[whole])
    moved = np.einsum("at,atp->ap", pull[whole], course)
    effects[:, whole] = ((own[whole] + moved) / cells[whole][:, None]).T
    for i in np.flatnonzero(~whole).tolist():
        starts = assigned[i].tolist()
        effects[:, i] = [imputation(_with(given, starts)).effect for given in panels]
    return effects


def _with(given: Panel, starts: Sequence[int]) -> Panel:
    """Return the panel under another assignment, or refuse the gaps that forbid it."""
    other = replace(given, starts=tuple(starts))
    if without_before(other):
        do = "Fill the gaps or leave the region out; otherwise there is no permutation test."
        expected = "outcomes before every start date"
        raise Refused(str(Problem("the outcomes", "a gap", expected, do)))
    return other
