"""The one door to diff-diff: a panel in its shape, its warnings as notes, its refusals as ours.

diff-diff is young and moves fast. What is taken from it is held to numbers of R by tests, and the
version is capped; nothing else of the kit imports it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kit.errors import InputError, Problem, Refused

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

    from kit.rates.inputs import Floats

__all__ = ["borrowed", "checked", "long_panel", "quietly"]

#: Errors by which diff-diff says that data do not allow what was asked.
_REFUSALS = (ValueError, KeyError, ZeroDivisionError, ArithmeticError, NotImplementedError)


def borrowed(name: str) -> Any:
    """Return something of diff-diff by its name; the library is loaded here and nowhere else.

    Raises
    ------
    Refused
        This version of diff-diff has no such thing.
    """
    import diff_diff

    found = getattr(diff_diff, name, None)
    if found is None:
        do = "Install the version of the lock (>=3.13,<4)."
        raise Refused(str(Problem("diff-diff", "another version", f"one with `{name}`", do)))
    return found


def quietly(ask: Callable[[], Any], *, what: str) -> tuple[Any, tuple[str, ...]]:
    """Ask diff-diff for something, and return it with its warnings.

    Parameters
    ----------
    ask : callable
    what : str
        What is asked, for the message.

    Raises
    ------
    Refused
        diff-diff says that the data do not allow it, or the algebra fails.
    """
    import numpy as np

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            found = ask()
        except (*_REFUSALS, np.linalg.LinAlgError) as error:
            said = " ".join(str(error).split())[:200]
            do = "Read the difference as a description, or ask it with more regions."
            raise Refused(str(Problem(what, said, "data that allow it", do))) from None
    notes = dict.fromkeys(" ".join(str(each.message).split()) for each in caught)
    return found, tuple(notes)


def checked(outcomes: ArrayLike, starts: Sequence[int | None]) -> Floats:
    """Return outcomes as an array, when the starts fit them.

    Raises
    ------
    InputError
        Shapes that do not fit; a start without a period before it, or after the last.
    """
    from kit.rates.inputs import numbers

    seen = numbers("outcomes", outcomes)
    if seen.ndim != 2 or len(starts) != seen.shape[0]:
        expected = f"one start for each of the regions ({len(starts)} starts)"
        raise InputError([Problem("`outcomes`", f"shape {seen.shape}", expected)])
    last = seen.shape[1] - 1
    problems = [
        Problem(f"start of region {g + 1}", str(start), f"a place from 1 to {last}, or None")
        for g, start in enumerate(starts)
        if start is not None and not 1 <= start <= last
    ]
    if problems:
        raise InputError(problems)
    return seen


def long_panel(outcomes: Floats, starts: Sequence[int | None]) -> pd.DataFrame:
    """Return one row per region and period with an outcome, as diff-diff reads a panel.

    Returns
    -------
    DataFrame
        unit (from 0), time (from 1), first (period of the start; 0 where there is none), value,
        on (1 from the start on).

    Examples
    --------
    >>> import numpy as np
    >>> long_panel(np.array([[1.0, 2.0], [3.0, np.nan]]), [None, 1]).values.tolist()
    [[0.0, 1.0, 0.0, 1.0, 0.0], [0.0, 2.0, 0.0, 2.0, 0.0], [1.0, 1.0, 2.0, 3.0, 0.0]]
    """
    import numpy as np
    import pandas as pd

    units, periods = outcomes.shape
    first = np.array([0 if start is None else start + 1 for start in starts])
    unit = np.repeat(np.arange(units), periods)
    time = np.tile(np.arange(periods) + 1, units)
    begun = (first[unit] > 0) & (time >= first[unit])
    frame = pd.DataFrame(
        {"unit": unit, "time": time, "first": first[unit], "value": outcomes.ravel(),
         "on": begun.astype(int)}
    )  # fmt: skip
    return frame[frame["value"].notna()].reset_index(drop=True)
