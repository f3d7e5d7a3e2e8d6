"""Age groups as people write them, and how heavy each weighs in the European Standard Population.

A register counts in the bands that it has (0-64, 65-74, 75+); the standard population is given in
bands of five years. The weight of a band is the sum of those of the five-year bands in it. Where a
band cuts through one of them, its years are taken to weigh the same, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kit.errors import Problem
from kit.rates.standardising import ESP_2013
from kit.terms import terms

__all__ = ["Band", "badly_laid", "band_of", "cut_bands", "esp_weights", "spanned"]

_WIDTH = 5
_LAST = 90  # where the open band of the standard begins
_OLDEST = 100  # the open band is spread over the ages up to here when a band cuts through it
_NEVER = 130


class Band(NamedTuple):
    """Ages from `low` to `high`, both inclusive; None is without an end."""

    low: int
    high: int | None

    def __str__(self) -> str:
        return f"{self.low}+" if self.high is None else f"{self.low}-{self.high}"


def band_of(*written: str) -> Band | None:
    """Return the ages that a name says, in Dutch or English; None when it says no ages.

    Parameters
    ----------
    *written : str
        Ways in which one group is called; the first that says ages counts. Dutch *tot* without
        *en met* leaves the last year out, *t/m* and a hyphen do not.

    Raises
    ------
    ValueError
        When it ends before it begins.

    Examples
    --------
    >>> [str(band_of(name)) for name in ("75+", "65-74 jaar", "age_0_64", "aged 85 and over")]
    ['75+', '65-74', '0-64', '85+']
    >>> band_of("65 tot 75 jaar"), band_of("onder 18"), band_of("women")
    (Band(low=65, high=74), Band(low=0, high=17), None)
    """
    for name in written:
        found = _read(name)
        if found is not None:
            return found
    return None


def badly_laid(bands: Sequence[Band]) -> Iterator[Problem]:
    """Yield a problem for every gap and overlap between age bands.

    Examples
    --------
    >>> [problem.got for problem in badly_laid([Band(0, 64), Band(75, None)])]
    ['0-64 and 75+']
    """
    for one, other in pairwise(sorted(bands, key=_order)):
        got = f"{one} and {other}"
        if one.high is None or other.low <= one.high:
            do = "People of these ages are counted twice: keep one division into ages."
            yield Problem("`segment`, ages", got, "age groups that do not overlap", do)
        elif other.low > one.high + 1:
            missing = Band(one.high + 1, other.low - 1)
            do = f"Add the counts of {missing}, or leave out the ages on one side of it."
            yield Problem("`segment`, ages", got, "age groups without a gap", do)


def cut_bands(bands: Sequence[Band]) -> tuple[str, ...]:
    """Return the bands of the standard population that begin in one band and end in another.

    Examples
    --------
    >>> cut_bands([Band(5, 17), Band(18, 64)]), cut_bands([Band(65, 74), Band(75, None)])
    (('15-19',), ())
    """
    cut = []
    for low, high, _ in _standard():
        inside = [len(range(max(low, one.low), min(high, _end(one)) + 1)) for one in bands]
        if any(0 < years < high - low + 1 for years in inside):
            cut.append(f"{low}+" if low == _LAST else f"{low}-{high}")
    return tuple(cut)


def esp_weights(bands: Sequence[Band]) -> tuple[float, ...]:
    r"""Return what each age band weighs in the European Standard Population 2013.

    .. math:: w = \sum_i W_i \, y_i / Y_i

    with :math:`W_i` the weight of a five-year band and :math:`y_i` of its :math:`Y_i` years in this
    one. The weights of bands that begin above 0 add up to less than 100,000.

    Parameters
    ----------
    bands : sequence of Band

    References
    ----------
    Eurostat (2013), Revision of the European Standard Population, doi:10.2785/11470.

    Examples
    --------
    >>> esp_weights([Band(0, 64), Band(65, 74), Band(75, None)])
    (80500.0, 10500.0, 9000.0)
    >>> esp_weights([Band(5, 17)])
    (14300.0,)
    """
    return tuple(
        float(
            sum(
                weight * max(0, min(high, _end(band)) - max(low, band.low) + 1) / (high - low + 1)
                for low, high, weight in _standard()
            )
        )
        for band in bands
    )


def spanned(bands: Sequence[Band]) -> Band:
    """Return all ages of bands without a gap as one.

    Examples
    --------
    >>> str(spanned([Band(75, None), Band(65, 74)]))
    '65+'
    """
    ordered = sorted(bands, key=_order)
    return Band(ordered[0].low, ordered[-1].high)


def _order(band: Band) -> tuple[int, int]:
    return band.low, _end(band)


def _end(band: Band) -> int:
    return _NEVER if band.high is None else band.high


def _standard() -> Iterator[tuple[int, int, int]]:
    """Yield first age, last age and weight of each band of the standard."""
    for place, weight in enumerate(ESP_2013):
        low = place * _WIDTH
        yield low, (_OLDEST - 1 if low == _LAST else low + _WIDTH - 1), weight


def _read(name: str) -> Band | None:
    text = " ".join(re.sub(r"[_\s]+", " ", name.casefold()).split())
    for pattern, kind in _patterns():
        found = pattern.fullmatch(text)
        if found is None:
            continue
        low = int(found[1])
        if kind == "under":
            return Band(0, low - 1) if low else None
        if kind == "open":
            return Band(low, None)
        high = int(found[2]) - (kind == "before") if kind != "one" else low
        if high < low:
            raise ValueError(f"from {low} to {high}")
        return Band(low, high if high < _OLDEST - 1 else None) if high < _NEVER else None
    return None


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    words = {id: _any_of(term.written_as()) for id, term in terms("age_word").items()}
    years = rf"(?: ?{words['years']})?"
    before = rf"(?:{words['years']} )?"
    age = r"(\d{1,3})"

    def made(*parts: str) -> re.Pattern[str]:
        return re.compile(before + "".join(parts) + years)

    to, until, over = words["to"], words["before"], words["and_over"]
    return (
        (made(age, years, " ?", to, " ?", age), "to"),
        (made(age, years, " ", until, " ", age), "before"),
        (made(age, " ", age), "to"),
        (made(age, years, " ?", over), "open"),
        (made(words["onward"], " ?", age), "open"),
        (made(words["under"], " ?", age), "under"),
        (made(age), "one"),
    )


def _any_of(words: Sequence[str]) -> str:
    longest = sorted(words, key=len, reverse=True)
    return (
        "(?:"
        + "|".join(re.escape(" ".join(word.replace("_", " ").split())) for word in longest)
        + ")"
    )
