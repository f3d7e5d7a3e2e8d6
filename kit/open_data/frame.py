"""The long frame that every reader of open data gives, and what it set aside on the way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from kit.errors import Problem

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KEYS", "NUMBERS", "OpenData", "area_key", "frame_of", "geography_of", "trimmed"]

#: What a row is about, always there; the words are categories.
KEYS = ("area", "geography", "boundary_year", "period", "indicator")
#: Numbers that are always there; nan where not stated or not shown.
NUMBERS = ("value", "numerator", "denominator", "low", "high", "se")
#: There only where a source states them.
OPTIONAL = (
    "sex", "age", "breakdown", "n", "expected", "unit", "method", "age_base", "composition",
    "source", "published_on",
)  # fmt: skip
_FLOATS = (*NUMBERS, "n", "expected", "boundary_year")

_PREFIXES = {
    "NL": "country", "LD": "part_of_country", "PV": "province", "CR": "corop",
    "GM": "municipality", "WK": "district", "BU": "neighbourhood", "GG": "ggd_region",
}  # fmt: skip


@dataclass(frozen=True)
class OpenData:
    """What was read of one file of open data.

    Attributes
    ----------
    file : str
        Its name.
    kind : str
        As `recognise` says.
    frame : DataFrame
        One row per area, period, indicator and stratum: area (code, or name where the source has
        no codes), geography, boundary_year (float; nan is not stated), period, indicator, value,
        numerator, denominator, low, high, se (float), status (shown, suppressed or missing; a zero
        is shown), and where the source states them sex, age, breakdown, n, expected, unit,
        method, age_base, composition, source, published_on.
    problems : tuple of Problem
    set_aside : mapping of reason to count
    unknown : tuple of str
        Columns that were not read.
    notes : tuple of str
        How it was read, and what is not certain.
    names : mapping of code to name
    reasons : tuple of str
        What in the file says of which kind it is.
    """

    file: str
    kind: str
    frame: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    set_aside: Mapping[str, int] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


def geography_of(code: str) -> str | None:
    """Return the geography that a code of Statistics Netherlands names; None when it names none.

    Examples
    --------
    >>> geography_of("GM0197"), geography_of("BU01970101"), geography_of("071")
    ('municipality', 'neighbourhood', None)
    """
    return _PREFIXES.get(code[:2]) if re.fullmatch(r"[A-Z]{2}\d+", code) else None


def area_key(text: str) -> str:
    """Return a name without accents, marks and capitals, to find the same area by.

    Examples
    --------
    >>> area_key("'S-GRAVENHAGE") == area_key("’s-Gravenhage"), area_key("SÚDWEST-FRYSLÂN")
    (True, 'sudwestfryslan')
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


def frame_of(columns: Mapping[str, Any], suppressed: np.ndarray[Any, Any]) -> pd.DataFrame:
    """Return the long frame of columns of equal length; what is not given is not stated.

    Parameters
    ----------
    columns : mapping of name to array or Categorical
    suppressed : array of bool
        Rows whose value the source withheld.
    """
    import pandas as pd

    rows = len(suppressed)
    made: dict[str, Any] = {}
    for name in (*KEYS, *NUMBERS, "status", *OPTIONAL):
        if name == "status":
            shown = ~np.isnan(np.asarray(made["value"], dtype=float))
            codes = np.where(shown, 0, np.where(suppressed, 1, 2))
            made[name] = of_codes(codes, ["shown", "suppressed", "missing"])
        elif name in columns:
            given = columns[name]
            made[name] = np.asarray(given, dtype=float) if name in _FLOATS else _words(given)
        elif name in NUMBERS or name == "boundary_year":
            made[name] = np.full(rows, np.nan)
        elif name in KEYS:
            made[name] = of_codes(np.full(rows, -1), [])
    return pd.DataFrame(made, copy=False)


def of_codes(codes: Any, words: Any) -> Any:
    """Return a categorical of codes into `words`; -1 is nothing."""
    import pandas as pd

    return pd.Categorical.from_codes(codes, pd.Index(words, dtype=object))


def trimmed(cells: Any) -> Any:
    """Return cells as a categorical of trimmed words; words that become one are one."""
    import pandas as pd

    if isinstance(cells, pd.Categorical):
        codes, written = cells.codes, cells.categories
    else:
        codes, written = pd.factorize(cells)
    words = [str(one).strip() for one in written]
    unique = {word: at for at, word in enumerate(dict.fromkeys(word for word in words if word))}
    lookup = np.array([*(unique.get(word, -1) for word in words), -1], dtype=np.int32)
    return of_codes(lookup[codes], list(unique))


def _words(given: Any) -> Any:
    import pandas as pd

    return given if isinstance(given, pd.Categorical) else pd.Categorical(given)


def stacked(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return long frames under each other, words still categories; the frames are used up.

    Each column is let go as soon as it is joined, so that nothing is held twice.
    """
    import pandas as pd
    from pandas.api.types import union_categoricals

    parts = [frame for frame in frames if len(frame)]
    if not parts:
        return frame_of({}, np.zeros(0, dtype=bool))
    if len(parts) == 1:
        return parts[0].reset_index(drop=True)
    names = list(dict.fromkeys(name for part in parts for name in part.columns))
    made: dict[str, Any] = {}
    for name in names:
        if name in _FLOATS:
            made[name] = np.concatenate(
                [
                    part.pop(name).to_numpy(float) if name in part else np.full(len(part), np.nan)
                    for part in parts
                ]
            )
            continue
        made[name] = union_categoricals(
            [
                part.pop(name).array if name in part else of_codes(np.full(len(part), -1), [])
                for part in parts
            ],
            ignore_order=True,
        )
    return pd.DataFrame(made, copy=False)
