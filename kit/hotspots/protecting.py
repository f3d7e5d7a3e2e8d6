"""Which cells too few people stand behind, over a whole study at once.

The rule is that of `kit.disclosure`: a cell is suppressed when its events, the people it is about,
or those of them outside it are fewer than the threshold; and so is the next smallest cell under
every total that would give it away. The totals are those a reader may know: over the segments of an
area, over the areas of a region and of the study, over the periods. All regions are protected
together, whichever of them is asked for, so that two reports never differ in what they withhold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kit.disclosure import THRESHOLDS, binds
from kit.language import Both, number, plural

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Shut", "fewest_of", "protected"]

Bools = NDArray[np.bool_]
_KEYS = ("region", "area", "geography", "problem", "segment", "period")
_TOTALS = (
    ("region", "area", "geography", "problem", "period"),
    ("region", "geography", "problem", "segment", "period"),
    ("geography", "problem", "segment", "period"),
    ("region", "area", "geography", "problem", "segment"),
)
_ROUNDS = 12
_LARGEST = 300  # hidden cells that hang together, for an exact look


@dataclass(frozen=True)
class Shut:
    """Cells fit for a release.

    Attributes
    ----------
    cells : DataFrame
        As given; of what is suppressed every number is missing and `status` says so.
    small, covering, at_source : int
        Cells suppressed because they are small; to cover those; by the source.
    found : int
        Suppressed cells that could still be worked out from totals, because nothing was left to
        cover them with.
    said : Both
    """

    cells: pd.DataFrame
    small: int
    covering: int
    at_source: int
    found: int
    said: Both


def fewest_of(study_threshold: int, release: str) -> int:
    """Return the smallest group of persons that may be shown; 0 for the own team."""
    return max(THRESHOLDS["persons"], study_threshold) if binds(release) else 0


def protected(cells: pd.DataFrame, *, release: str, at_least: int) -> Shut:
    """Suppress cells behind which too few people stand, and what would give them away.

    Parameters
    ----------
    cells : DataFrame
        Of the whole study: region, area, geography, problem, segment, period, observed, persons,
        expected, status (shown, suppressed at the source, missing).
    release : str
    at_least : int
        Threshold of the study; never below that of the kit.
    """
    out = cells.reset_index(drop=True)
    source = (out["status"] == "suppressed").to_numpy()
    fewest = fewest_of(at_least, release)
    observed = out["observed"].to_numpy(dtype=float, na_value=np.nan)
    persons = out["persons"].to_numpy(dtype=float, na_value=np.nan)
    stated = ~np.isnan(observed) & ~source
    small = np.zeros(len(out), dtype=bool)
    covered = small.copy()
    found = 0
    if fewest:
        others = persons - observed
        small = stated & (
            ((observed > 0) & (observed < fewest))
            | ((persons > 0) & (persons < fewest))
            | ((observed > 0) & (others >= 0) & (others < fewest))
        )
        totals = _totals(out)
        hidden = _cover(observed, small | source, small, totals, fewest)
        hidden, found = _look_again(observed, hidden, totals)
        covered = hidden & ~small & ~source
    shut = small | covered | source
    out.loc[shut, "status"] = "suppressed"
    for name in ("observed", "persons", "expected"):
        out[name] = out[name].astype("float64").where(~(shut | (out["status"] == "missing")))
    counts = int(small.sum()), int(covered.sum()), int(source.sum())
    return Shut(out, *counts, found, _said(*counts, found, fewest))


def _totals(cells: pd.DataFrame) -> list[NDArray[np.int64]]:
    """Return, of each kind of total, the number of the total that each cell stands under."""
    codes = {name: cells[name].astype("category").cat.codes.to_numpy() for name in _KEYS}
    made = []
    for names in _TOTALS:
        number = np.zeros(len(cells), dtype=np.int64)
        for name in names:
            number = number * (int(codes[name].max(initial=0)) + 2) + codes[name] + 1
        made.append(np.unique(number, return_inverse=True)[1].astype(np.int64))
    return made


def _cover(
    observed: NDArray[np.float64],
    hidden: Bools,
    small: Bools,
    totals: list[NDArray[np.int64]],
    fewest: int,
) -> Bools:
    """Suppress the smallest further cell under every total that gives a suppressed one away.

    It does when one is hidden, or when all hidden are small and their sum can be shared out in one
    way only: all one, or all one below the threshold.
    """
    hidden = hidden.copy()
    changed = True
    while changed:
        changed = False
        for total in totals:
            n = np.bincount(total, hidden)
            size = np.bincount(total)
            other = np.bincount(total, hidden & ~small)
            together = np.bincount(total, np.where(hidden & small, observed, 0.0))
            tight = (n > 1) & (other == 0) & ((together == n) | (together == n * (fewest - 1)))
            weak = ((n == 1) | tight) & (size > 1)
            take = np.flatnonzero(weak[total] & ~hidden & (observed > 0))
            if not len(take):
                continue
            order = take[np.lexsort((observed[take], total[take]))]
            first = np.r_[True, total[order][1:] != total[order][:-1]]
            hidden[order[first]] = True
            changed = True
    return hidden


def _look_again(
    observed: NDArray[np.float64], hidden: Bools, totals: list[NDArray[np.int64]]
) -> tuple[Bools, int]:
    """Cover what follows from several totals together; return what is hidden, and what is open.

    Hidden cells that hang together through totals are looked at as one set of equations: a cell
    follows from them when no change that keeps every total touches it.
    """
    for _ in range(_ROUNDS):
        open_cells = _determined(hidden, totals)
        if not len(open_cells):
            break
        before = hidden.sum()
        for cell in open_cells:
            beside = np.zeros(len(hidden), dtype=bool)
            for total in totals:
                beside |= total == total[cell]
            free = np.flatnonzero(beside & ~hidden & (observed > 0))
            if not len(free):
                continue
            # One that hangs together with other hidden cells is not found by itself in its turn.
            held = sum((np.bincount(t, hidden)[t[free]] > 0).astype(int) for t in totals)
            hidden[free[np.lexsort((observed[free], -np.asarray(held)))[0]]] = True
        if hidden.sum() == before:
            break
    return hidden, len(_determined(hidden, totals))


def _determined(hidden: Bools, totals: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return hidden cells that follow from the totals and the cells that are shown."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    cells = np.flatnonzero(hidden)
    if not len(cells):
        return cells
    lines, offset = [], 0
    for total in totals:
        alone = np.bincount(total)[total[cells]] == 1
        # Nobody knows the total of one cell but who knows the cell.
        lines.append(np.where(alone, -1, total[cells] + offset))
        offset += int(total.max(initial=0)) + 1
    n = len(cells)
    rows = np.concatenate([np.flatnonzero(line >= 0) for line in lines])
    at = np.concatenate([line[line >= 0] for line in lines])
    names, at = np.unique(at, return_inverse=True)
    size = n + len(names)
    graph = coo_array((np.ones(len(rows)), (rows, n + at)), shape=(size, size))
    part = connected_components(graph, directed=False)[1]
    table = graph.tocsr()[:n, n:]
    found: list[Any] = []
    order = np.argsort(part[:n], kind="stable")
    starts = np.flatnonzero(np.r_[True, part[order][1:] != part[order][:-1]])
    for members in np.split(order, starts[1:]):
        own = table[members]
        if not own.nnz:
            continue
        if len(members) > _LARGEST:
            per_line = np.asarray(own.sum(axis=0)).ravel()
            lonely = np.asarray(own[:, np.flatnonzero(per_line == 1)].sum(axis=1)).ravel()
            found += list(members[lonely > 0])
            continue
        used = np.flatnonzero(np.asarray(own.sum(axis=0)).ravel())
        found += list(members[_fixed(own[:, used].toarray().T)])
    return cells[np.asarray(sorted(found), dtype=np.int64)]


def _fixed(equations: NDArray[np.float64]) -> Bools:
    """Say of each unknown whether the equations leave it one value."""
    _, values, right = np.linalg.svd(equations, full_matrices=False)
    kept = right[values > 1e-9 * max(values.max(initial=0.0), 1.0)]
    # The share of each unknown within the space that the equations fix.
    return np.asarray((kept**2).sum(axis=0) > 1 - 1e-9)


def _said(small: int, covering: int, at_source: int, found: int, fewest: int) -> Both:
    if not fewest:
        told = Both(
            "Voor het eigen team is niets afgeschermd.", "For the own team nothing is suppressed."
        )
    elif not small:
        told = Both(
            f"Niets hoefde te worden afgeschermd (ondergrens: {fewest} personen).",
            f"Nothing had to be suppressed (threshold: {fewest} persons).",
        )
    else:
        more = Both(
            f", en nog {plural(covering, 'getal', 'getallen', 'nl')} omdat het anders te "
            "berekenen is" if covering else "",
            f", and {number(covering, 'en')} more that could otherwise be worked out"
            if covering else "",
        )  # fmt: skip
        told = Both(
            f"In de hele studie {plural(small, 'getal', 'getallen', 'nl')} afgeschermd omdat er "
            f"minder dan {fewest} personen achter of naast staan{more['nl']}. Wat is afgeschermd, "
            "telt nergens in mee.",
            f"In the whole study {plural(small, 'number', 'numbers', 'en')} suppressed because "
            f"fewer than {fewest} persons stand behind or beside {'it' if small == 1 else 'them'}"
            f"{more['en']}. What is suppressed counts nowhere.",
        )
    if at_source:
        told = Both(
            f"{told['nl']} Door de bron waren {plural(at_source, 'getal', 'getallen', 'nl')} al "
            "afgeschermd.",
            f"{told['en']} The source had already suppressed "
            f"{plural(at_source, 'number', 'numbers', 'en')}.",
        )
    if found:
        told = Both(
            f"{told['nl']} Van {found} daarvan is de waarde uit totalen te vinden; kijk dat na "
            "voordat u dit deelt.",
            f"{told['en']} The value of {found} of them can be found from totals; look into that "
            "before you share this.",
        )
    return told
