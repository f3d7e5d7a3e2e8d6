"""Saturation of codes: after how many documents little new is found, and how sure that is.

Base size, run length and threshold as Guest, Namey and Chen (2020). The order in which documents
came is one of many; so the same is done for many random orders.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.disclosure import Protected, binds, few
from kit.disclosure import protect as suppress
from kit.documents import voices
from kit.errors import InputError, Problem
from kit.language import Both
from kit.themes.counting import METHODS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = [
    "Saturation",
    "check_setting",
    "new_codes",
    "random_orders",
    "saturation",
    "tabulate_saturation",
]

#: What the paper looked at: documents in the base, documents in a run, share of new information.
BASES, RUNS, THRESHOLDS = (4, 5, 6), (2, 3), (0.05, 0.0)
_MOST_POINTS = 40
_RANGE = (2.5, 50.0, 97.5)
#: Where no row goes as a whole, and yet numbers are not shown.
_IN_TIME = Both(
    "Afgeschermd is wat er in de volgorde van de tijd bij kwam: tussen twee punten liggen weinig "
    "teksten. De willekeurige volgordes zijn wel te zien.",
    "What came up in the order of time is suppressed: few texts lie between two points. The random "
    "orders are shown.",
)


@dataclass(frozen=True)
class Saturation:
    """Where saturation was reached, if it was.

    Attributes
    ----------
    base_codes : int
        Different codes in the base.
    ratios : tuple of float
        For each run that was looked at, new codes / base codes; the last one ended the search.
    reached_at : int or None
        Documents before the run that brought little new; None when no run did, or nothing stood in
        the base.
    run : int
    """

    base_codes: int
    ratios: tuple[float, ...]
    reached_at: int | None
    run: int

    @property
    def notation(self) -> str | None:
        """Return as the paper writes it, such as ``6+2``: documents, and the run after them."""
        return None if self.reached_at is None else f"{self.reached_at}+{self.run}"


def saturation(
    new: Sequence[int], *, base: int = 4, run: int = 2, threshold: float = 0.05
) -> Saturation:
    r"""Look for the first run of documents that brings little new.

    With :math:`s_j` the number of codes first seen in document j,

    .. math:: r_k = \frac{\sum_{j=k+1}^{k+run} s_j}{\sum_{j=1}^{base} s_j},\; k = base, base+1, …

    and saturation is reached at the first k with :math:`r_k \le threshold`. Runs overlap.

    Parameters
    ----------
    new : sequence of int
        Codes first seen in each document, in order.
    base, run : int
        Documents in the base, and in a run; at least 1.
    threshold : float
        Share of the base, 0 to 1 (inclusive).

    References
    ----------
    Guest, Namey and Chen (2020) PLoS ONE 15(5):e0232076, doi:10.1371/journal.pone.0232076.

    Examples
    --------
    >>> saturation([4, 3, 2, 1, 1, 0, 0, 0]).notation
    '5+2'
    """
    if base < 1 or run < 1 or not 0 <= threshold <= 1:
        raise ValueError("saturation: expected base and run from 1, threshold from 0 to 1")
    base_codes = sum(new[:base])
    ratios: list[float] = []
    if len(new) < base or not base_codes:
        return Saturation(base_codes, (), None, run)
    for k in range(base, len(new) - run + 1):
        ratios.append(sum(new[k : k + run]) / base_codes)
        if ratios[-1] <= threshold + 1e-12:
            return Saturation(base_codes, tuple(ratios), k, run)
    return Saturation(base_codes, tuple(ratios), None, run)


def new_codes(carries: NDArray[np.bool_]) -> list[int]:
    """Return how many codes are first seen in each document.

    Parameters
    ----------
    carries : bool array, documents x codes
        In order.
    """
    import numpy as np

    first = np.argmax(carries, axis=0)[carries.any(axis=0)]
    return [int(n) for n in np.bincount(first, minlength=len(carries))]


def random_orders(
    carries: NDArray[np.bool_], *, rng: np.random.Generator, repeats: int = 1000
) -> NDArray[np.int32]:
    """Return the codes first seen at each place, for random orders of the same documents.

    Every order holds each document once: drawn with replacement, a document that comes twice
    brings nothing new and saturation seems nearer than it is.

    Returns
    -------
    int array, repeats x documents
    """
    import numpy as np

    n = len(carries)
    places = rng.permuted(np.tile(np.arange(n, dtype=np.int32), (repeats, 1)), axis=1)
    new = np.zeros((repeats, n), dtype=np.int32)
    rows = np.arange(repeats)
    for held in carries.T:
        if held.any():
            np.add.at(new, (rows, places[:, held].min(axis=1)), 1)
    return new


def _reached(new: NDArray[np.int32], base: int, run: int, threshold: float) -> NDArray[np.float64]:
    """Return for each order where saturation is reached; infinite where it is not."""
    import numpy as np

    repeats, n = new.shape
    if n < base + run:
        return np.full(repeats, np.inf)
    known = np.concatenate([np.zeros((repeats, 1), np.int64), new.cumsum(axis=1)], axis=1)
    in_base = known[:, [base]]
    in_run = known[:, base + run :] - known[:, base : n - run + 1]
    little = (in_run <= (threshold + 1e-12) * in_base) & (in_base > 0)
    return np.where(little.any(axis=1), little.argmax(axis=1) + base, np.inf)


def _range_of(values: NDArray[Any]) -> list[float | None]:
    import numpy as np

    cuts = np.percentile(values, _RANGE, method="inverted_cdf")
    return [None if math.isinf(cut) else float(cut) for cut in cuts]


def settings_of(new: Sequence[int], orders: NDArray[np.int32]) -> pd.DataFrame:
    """Return the result for every base size, run length and threshold of the paper.

    Parameters
    ----------
    new : sequence of int
        In the order of time.
    orders : int array, repeats x documents
        Of `random_orders`.

    Returns
    -------
    DataFrame
        Rows base x run x threshold: base_codes and reached_at in the order of time (missing when
        not reached); share_reached of the random orders, and `low`, `middle`, `high`, the 2.5, 50
        and 97.5 percentile of where (missing when so many orders do not reach it).
    """
    import pandas as pd

    rows = []
    for threshold in THRESHOLDS:
        for run in RUNS:
            for base in BASES:
                found = saturation(new, base=base, run=run, threshold=threshold)
                where = _reached(orders, base, run, threshold)
                low, middle, high = _range_of(where)
                reached = float((where < math.inf).mean())
                rows.append((base, run, threshold, found.base_codes, found.reached_at, reached,
                             low, middle, high))  # fmt: skip
    names = ["base", "run", "threshold", "base_codes", "reached_at", "share_reached", "low",
             "middle", "high"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def points_of(new: Sequence[int], orders: NDArray[np.int32]) -> pd.DataFrame:
    """Return how many codes are known after so many documents, at forty points at most.

    Returns
    -------
    DataFrame
        documents; codes in the order of time; `low`, `middle`, `high` over the random orders.
    """
    import numpy as np
    import pandas as pd

    n = len(new)
    places = np.unique(np.linspace(1, n, min(n, _MOST_POINTS)).round().astype(int))
    known, together = np.cumsum(new), orders.cumsum(axis=1)
    rows = [(int(k), int(known[k - 1]), *_range_of(together[:, k - 1])) for k in places]
    return pd.DataFrame(rows, columns=["documents", "codes", "low", "middle", "high"])


def check_setting(*, base: int, run: int, threshold: float) -> None:
    """Refuse a base size, run length or threshold that the paper did not look at."""
    problems = [
        Problem(f"`{name}`", str(given), f"one of {', '.join(map(str, known))}")
        for name, given, known in (
            ("base", base, BASES), ("run", run, RUNS), ("threshold", threshold, THRESHOLDS),
        )
        if given not in known
    ]  # fmt: skip
    if problems:
        raise InputError(problems)


def tabulate_saturation(
    units: pd.DataFrame,
    codes: Sequence[str],
    orders: NDArray[np.int32],
    new: Sequence[int],
    *,
    release: str,
    at_least: int,
    authors: int,
    base: int,
) -> Protected:
    """Put settings and curve in one table and protect it.

    Parameters
    ----------
    units : DataFrame
        Of `kit.themes.pairing.units_of`: documents in the order of time.
    codes : sequence of str
    orders, new
        Of `random_orders` and `new_codes`.
    release : str
    at_least : int
        Voices needed from release *region* upward: behind everything, and behind the base for what
        follows from the order of time. There, the curve holds random orders only.
    authors : int
        Voices behind everything.
    base : int
        The base size of the answer. Thresholds let only this one tell of the order of time: the
        codes of a base less those of a smaller one are the codes that one document brought.
    """
    import pandas as pd

    settings = settings_of(new, orders).assign(about="setting")
    curve = points_of(new, orders).assign(about="curve")
    table = pd.concat([settings, curve], ignore_index=True)
    table["authors"] = authors if len(units) or authors else None
    for method in METHODS:
        table[method] = int(sum((units[code] == method).sum() for code in codes))
    behind = {base: voices(units["author"].iloc[:base]) for base in BASES}
    table["behind"] = table["base"].map(behind)
    counts = ("base", "run", "base_codes", "reached_at", "documents", "codes", "authors", *METHODS)
    table = table.astype(dict.fromkeys((*counts, "behind"), "Int64"))
    numbers = ["threshold", "share_reached", "low", "middle", "high"]
    table = table.astype(dict.fromkeys(numbers, "float64"))
    if not len(units):
        table[["base_codes", "share_reached"]] = None
    close = few(table["behind"], unit="voices", release=release, at_least=at_least)
    if binds(release):
        close |= table["base"].ne(base).fillna(False)
    table.loc[close, ["base_codes", "reached_at"]] = None
    is_setting = table["about"] == "setting"
    table["order_status"] = "shown"
    table.loc[close, "order_status"] = "suppressed"
    # Between two points of the curve few documents lie, perhaps one.
    if binds(release):
        table.loc[~is_setting, "codes"] = None
        table.loc[~is_setting, "order_status"] = "suppressed"
    safe = suppress(
        table.drop(columns="behind"), unit="voices", count="authors", release=release,
        at_least=at_least, hide=("base_codes", "reached_at", "share_reached", "low", "middle",
                                 "high", "documents", "codes", "authors", *METHODS),
    )  # fmt: skip
    said = safe.said
    in_time = safe.table["order_status"] == "suppressed"
    if not safe.small and not safe.covering and in_time.any():
        said = _IN_TIME
    order = ["about", "base", "run", "threshold", "base_codes", "reached_at", "order_status",
             "share_reached", "low", "middle", "high", "documents", "codes", "authors", *METHODS,
             "status"]  # fmt: skip
    return Protected(safe.table[order], safe.small, safe.covering, safe.verdict, said)
