"""Years, half-years and quarters, written ``2024``, ``2024H1``, ``2024Q1``.

A period holds both its first and its last day (inclusive).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

__all__ = [
    "LENGTHS",
    "contains",
    "first_day",
    "last_day",
    "length_of",
    "parse",
    "period_of",
    "span",
]

LENGTHS = {"quarter": 4, "half_year": 2, "year": 1}  # periods in a year
_MARK = {"Q": 4, "H": 2}
_LETTER = {4: "Q", 2: "H", 1: ""}
_WRITTEN = re.compile(
    r"(?P<year>(?:19|20)\d\d)"
    r"(?:[\s\-_]*(?:(?P<quarter>q|k|kw|kwartaal|quarter)|(?P<half>h|hj|halfjaar|s))[\s.]*(?P<part>[1-4]))?",
    re.IGNORECASE,
)
_REVERSED = re.compile(
    r"(?P<part>[1-4])(?:e|ste|de|st|nd|rd|th)?\s*(?P<quarter>kwartaal|quarter|q|k)\s*(?P<year>(?:19|20)\d\d)",
    re.IGNORECASE,
)


def parse(text: str) -> str:
    """Return the label of a period as people write it.

    Raises
    ------
    ValueError
        With what was expected.

    Examples
    --------
    >>> parse("2024-K1"), parse("2024 kw 3"), parse("2024H2"), parse("1e kwartaal 2024")
    ('2024Q1', '2024Q3', '2024H2', '2024Q1')
    """
    found = _WRITTEN.fullmatch(text.strip()) or _REVERSED.fullmatch(text.strip())
    if not found:
        raise ValueError("a year (2024), half-year (2024H1) or quarter (2024Q1)")
    part = found.group("part")
    if part is None:
        return found.group("year")
    if found.group("quarter"):
        return f"{found.group('year')}Q{part}"
    if part not in "12":
        raise ValueError("half-year 1 or 2, such as 2024H1")
    return f"{found.group('year')}H{part}"


def _split(label: str) -> tuple[int, int, int]:
    year, mark, part = int(label[:4]), label[4:5], label[5:]
    return (year, _MARK[mark], int(part)) if mark else (year, 1, 1)


def first_day(label: str) -> date:
    """Return the first day of a period (inclusive).

    Examples
    --------
    >>> first_day("2024Q2").isoformat(), last_day("2024Q2").isoformat()
    ('2024-04-01', '2024-06-30')
    """
    year, per_year, part = _split(label)
    return date(year, (part - 1) * (12 // per_year) + 1, 1)


def last_day(label: str) -> date:
    """Return the last day of a period (inclusive)."""
    year, per_year, part = _split(label)
    month = part * (12 // per_year)
    return (date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)


def length_of(label: str) -> str:
    """Return how long a period is: quarter, half_year or year.

    Examples
    --------
    >>> length_of("2024H1")
    'half_year'
    """
    per_year = _split(label)[1]
    return next(name for name, count in LENGTHS.items() if count == per_year)


def contains(label: str, day: date) -> bool:
    """Say whether `day` falls in the period, both ends inclusive."""
    return first_day(label) <= day <= last_day(label)


def period_of(day: date, length: str) -> str:
    """Return the period of `length` (quarter, half_year or year) in which `day` falls.

    Examples
    --------
    >>> period_of(date(2024, 8, 3), "half_year")
    '2024H2'
    """
    per_year = LENGTHS[length]
    part = (day.month - 1) // (12 // per_year) + 1
    return f"{day.year}{_LETTER[per_year]}{part}" if per_year > 1 else str(day.year)


def span(first: date, last: date, length: str) -> list[str]:
    """Return every period of `length` from the one of `first` to the one of `last`, inclusive.

    Examples
    --------
    >>> span(date(2023, 8, 1), date(2024, 2, 1), "quarter")
    ['2023Q3', '2023Q4', '2024Q1']
    """
    labels = []
    day = first_day(period_of(first, length))
    while day <= last:
        labels.append(period_of(day, length))
        day = last_day(labels[-1]) + timedelta(days=1)
    return labels
