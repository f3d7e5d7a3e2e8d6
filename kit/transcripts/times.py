"""Times of a recording as transcripts write them, in seconds."""

from __future__ import annotations

import re

__all__ = ["SPAN", "TIME", "read_span", "read_time", "write_time"]

#: A time with or without hours and thousandths; no group of its own.
TIME = r"(?:\d{1,3}:\d{1,2}:\d{1,2}|\d{1,3}:\d{2})(?:[.,]\d{1,3})?"
#: A time, or from one to another, in brackets or not; no group of its own.
SPAN = rf"[\[(]?{TIME}(?:\s*(?:-->|[-–—])\s*{TIME})?[\])]?"
_PARTS = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,3}))?")
_EACH = re.compile(TIME)


def read_time(text: str) -> float:
    """Return seconds, to the millisecond.

    Examples
    --------
    >>> read_time("00:01:02,500"), read_time("1:02.5"), read_time("0:0:3.250")
    (62.5, 62.5, 3.25)
    """
    m = _PARTS.fullmatch(text)
    if not m:
        raise ValueError(f"no time: {text!r}")
    thousandths = int((m[4] or "0").ljust(3, "0"))
    whole = int(m[1] or 0) * 3600 + int(m[2]) * 60 + int(m[3])
    return round(whole + thousandths / 1000, 3)


def read_span(text: str) -> tuple[float | None, float | None]:
    """Return beginning and end of a time or span; None for what it does not hold.

    Examples
    --------
    >>> read_span("[0:03 - 0:05.5]"), read_span("(1:00:00)"), read_span("")
    ((3.0, 5.5), (3600.0, None), (None, None))
    """
    found = [read_time(m[0]) for m in _EACH.finditer(text)]
    return (found[0] if found else None), (found[1] if len(found) > 1 else None)


def write_time(seconds: float) -> str:
    """Return hours, minutes, seconds and thousandths.

    Examples
    --------
    >>> write_time(62.5)
    '0:01:02.500'
    """
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
