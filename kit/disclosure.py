"""The gate out: what may be shown to whom.

A number about a few people points at them. From release *region* upward a row is suppressed when
fewer people stand behind it than the threshold of their kind, and so is the next smallest row
where a known total would give the first one away. Suppressed is not missing and not zero: the
column `status` of a protected table tells the three apart. A zero is shown, unless the people it
is about are themselves too few.

Free text follows its own release: it never goes further than it was cleared for. A quote goes
beyond the team only when who said it has approved it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kit.errors import InputError, unknown_name
from kit.language import Both, plural
from kit.terms import terms

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "THRESHOLDS", "Protected", "binds", "few", "may_count", "may_quote", "may_show_text", "protect",
]  # fmt: skip

#: Fewest people, by what they are, behind a number that may be shown; a study can only raise them.
THRESHOLDS = {"persons": 10, "respondents": 8, "voices": 3}
#: Fewest authors behind entries that were not released to the consortium but are counted there.
FEWEST_AUTHORS = 2


def _rank(release: str) -> int:
    order = list(terms("release"))
    if release not in order:
        raise InputError([unknown_name("`release`", release, order)])
    return order.index(release)


def binds(release: str) -> bool:
    """Say whether thresholds bind for this release: from *region* upward.

    Examples
    --------
    >>> binds("team"), binds("region")
    (False, True)
    """
    return _rank(release) >= _rank("region")


def may_show_text(cleared_for: str, release: str) -> bool:
    """Say whether free text cleared for one release may stand in a document of another.

    Examples
    --------
    >>> may_show_text("team", "region"), may_show_text("public", "region")
    (False, True)
    """
    return _rank(cleared_for) >= _rank(release)


def may_quote(status: str, cleared_for: str, release: str) -> bool:
    """Say whether a quote may stand in a document of a release.

    Never when it was withdrawn. From release *region* upward only when who said it approved or
    edited it, and it is cleared for that release. Within the team the others may stand too, as
    long as they are marked as not checked by the speaker.

    Parameters
    ----------
    status : str
        Of the list ``quote_status``.
    cleared_for, release : str

    Examples
    --------
    >>> may_quote("sent", "region", "team"), may_quote("sent", "region", "region")
    (True, False)
    >>> may_quote("edited", "region", "region"), may_quote("approved", "region", "public")
    (True, False)
    >>> may_quote("withdrawn", "public", "team")
    False
    """
    if status not in terms("quote_status"):
        raise InputError([unknown_name("`status`", status, terms("quote_status"))])
    checked = status in ("approved", "edited")
    return (
        status != "withdrawn"
        and may_show_text(cleared_for, release)
        and (checked or not binds(release))
    )


def may_count(entries: int, authors: int, *, fewest: int) -> bool:
    """Say whether entries not released to the consortium may be counted there.

    At least `fewest` entries and two authors; with none at all there is nothing to hide.

    Examples
    --------
    >>> may_count(3, 2, fewest=3), may_count(5, 1, fewest=3), may_count(0, 0, fewest=3)
    (True, False, True)
    """
    return entries == 0 or (entries >= fewest and authors >= FEWEST_AUTHORS)


def few(
    counts: pd.Series[Any], *, unit: str, release: str, at_least: int | None = None
) -> pd.Series[bool]:
    """Say of each count whether it is of too few people for the release; zero and missing are not.

    Examples
    --------
    >>> import pandas as pd
    >>> few(pd.Series([0, 2, 3]), unit="voices", release="region").tolist()
    [False, True, False]
    """
    fewest = max(THRESHOLDS[unit], at_least or 0)
    small = counts.notna() & (counts > 0) & (counts < fewest)
    return small.fillna(False).astype(bool) & binds(release)


@dataclass(frozen=True)
class Protected:
    """A table fit for its release, and what was done to it.

    Attributes
    ----------
    table : DataFrame
        As given, with a column `status`: shown, suppressed or missing.
    small, covering : int
        Rows suppressed because few people stand behind them; rows suppressed to cover those.
    verdict : {"pass", "review"}
        `review` when a suppressed row can be found from the totals and could not be covered.
    said : Both
        The same in words.
    """

    table: pd.DataFrame
    small: int
    covering: int
    verdict: Literal["pass", "review"]
    said: Both


def protect(
    table: pd.DataFrame,
    *,
    unit: str,
    count: str,
    hide: Sequence[str],
    release: str,
    base: str | None = None,
    along: Sequence[str] = (),
    within: Sequence[str] = (),
    at_least: int | None = None,
) -> Protected:
    """Suppress rows behind which too few people stand.

    Parameters
    ----------
    table : DataFrame
        One row per cell. It is not changed.
    unit : {"persons", "respondents", "voices"}
        What `count` counts.
    count : str
        Column with the number of people behind the row; missing where there is no number.
    hide : sequence of str
        Columns that become missing when a row is suppressed; they hold all numbers of the row.
    release : str
        For whom.
    base : str, optional
        Column with the number of people the row is *about* (the denominator). When they are too
        few, the row is suppressed even if `count` is zero.
    along : sequence of str
        Dimensions over which a total is known to the reader, so that one suppressed row could be
        found by subtraction.
    within : sequence of str
        Dimensions that split the table into parts with totals of their own.
    at_least : int, optional
        Threshold of the study; never below that of the kit.

    Returns
    -------
    Protected

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"period": ["2023", "2024", "2025"], "n": [2, 5, 4]})
    >>> protect(cells, unit="voices", count="n", hide=["n"], release="region",
    ...         along=["period"]).table["status"].tolist()
    ['suppressed', 'shown', 'suppressed']
    """
    fewest = max(THRESHOLDS[unit], at_least or 0)
    out = table.reset_index(drop=True)
    out["status"] = "shown"
    out.loc[out[count].isna(), "status"] = "missing"
    if not binds(release):
        out.index = table.index
        return Protected(out, 0, 0, "pass", _said(0, 0, unit, fewest, release))
    small_rows = few(out[count], unit=unit, release=release, at_least=at_least)
    if base is not None:
        about_few = few(out[base], unit=unit, release=release, at_least=at_least)
        small_rows |= out[count].notna() & about_few
    out.loc[small_rows, "status"] = "suppressed"
    totals = _totals(out, along, within)
    tight = _cover(out, count, totals, small_rows, fewest)
    hidden = out["status"] == "suppressed"
    total, small = int(hidden.sum()), int(small_rows.sum())
    verdict: Literal["pass", "review"] = (
        "review" if tight or _can_be_found(hidden, totals) else "pass"
    )
    for name in hide:
        if out[name].dtype.kind in "iub":
            out[name] = out[name].astype("boolean" if out[name].dtype.kind == "b" else "Int64")
        out.loc[hidden, name] = None
    out.index = table.index
    said = _said(small, total - small, unit, fewest, release)
    return Protected(out, small, total - small, verdict, said)


def _totals(out: pd.DataFrame, along: Sequence[str], within: Sequence[str]) -> list[list[int]]:
    """Return the rows that stand under each known total."""
    totals = []
    for dimension in along:
        others = [name for name in (*within, *along) if name != dimension]
        parts = [part for _, part in out.groupby(others, dropna=False)] if others else [out]
        totals += [list(part.index) for part in parts]
    return totals


def _cover(
    out: pd.DataFrame,
    count: str,
    totals: Sequence[list[int]],
    small_rows: pd.Series[bool],
    fewest: int,
) -> bool:
    """Suppress further rows under each known total, until the total gives no suppressed one away.

    It does when a row stands alone, and when all suppressed rows are small and their sum leaves one
    way only to share it out: all one, or all one below the threshold.

    Returns whether that is still so somewhere, because no other row was left to take.
    """
    left = False
    changed = True
    while changed:
        changed, left = False, False
        for index in totals:
            rows = out.loc[index]
            hidden = rows[rows["status"] == "suppressed"]
            n, together = len(hidden), float(hidden[count].astype(float).sum())
            only_small = bool(small_rows[hidden.index].all())
            tight = n > 1 and only_small and together in (n, n * (fewest - 1))
            if n != 1 and not tight:
                continue
            # A zero covers nothing: the reader knows that the row beside it holds the rest.
            takeable = rows[(rows["status"] == "shown") & (rows[count] > 0)]
            if takeable.empty:
                left = left or tight
                continue
            out.loc[takeable[count].astype(float).idxmin(), "status"] = "suppressed"
            changed = True
    return left


def _can_be_found(hidden: pd.Series[bool], totals: Sequence[list[int]]) -> bool:
    """Say whether some suppressed row follows from the totals and the rows that are shown.

    Each total is an equation in its suppressed rows. A row follows from them when no change of the
    suppressed rows that keeps every total touches it: its line in the null space is zero.
    """
    rows = set(hidden.index[hidden])
    equations = [rows.intersection(total) for total in totals]
    if any(len(equation) == 1 for equation in equations):
        return True
    if sum(len(equation) for equation in equations) == len(set().union(*equations)):
        return False  # each row stands in one equation at most, and never alone
    import numpy as np
    from scipy.linalg import null_space

    free = null_space(np.array([[row in eq for row in rows] for eq in equations], dtype=float))
    return bool((np.abs(free).sum(axis=1) < 1e-9).any())


def _said(small: int, covering: int, unit: str, fewest: int, release: str) -> Both:
    people = {
        "persons": ("personen", "persons"),
        "respondents": ("respondenten", "respondents"),
        "voices": ("stemmen", "voices"),
    }[unit]
    if not binds(release):
        return Both(
            "Voor het eigen team is niets afgeschermd.", "For the own team nothing is suppressed."
        )
    if not small:
        return Both(
            f"Niets hoefde te worden afgeschermd (ondergrens: {fewest} {people[0]}).",
            f"Nothing had to be suppressed (threshold: {fewest} {people[1]}).",
        )
    more = Both(
        f", en nog {plural(covering, 'getal', 'getallen', 'nl')} omdat het anders te berekenen is"
        if covering
        else "",
        f", and {covering} more that could otherwise be worked out" if covering else "",
    )
    return Both(
        f"{plural(small, 'getal', 'getallen', 'nl')} afgeschermd omdat er minder dan {fewest} "
        f"{people[0]} achter staan{more['nl']}.",
        f"{plural(small, 'number', 'numbers', 'en')} suppressed because fewer than {fewest} "
        f"{people[1]} stand behind {'it' if small == 1 else 'them'}{more['en']}.",
    )
