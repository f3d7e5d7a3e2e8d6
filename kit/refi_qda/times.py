"""Moments as other programs write them."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["zoned"]


def zoned(moment: str) -> str:
    """Return a moment with its time zone; without one it is UTC, and what is no moment is empty.

    Examples
    --------
    >>> zoned("2026-05-04T10:00:00"), zoned("2026-05-04T10:00:00+02:00"), zoned("gisteren")
    ('2026-05-04T10:00:00+00:00', '2026-05-04T10:00:00+02:00', '')
    """
    try:
        read = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    return moment if read.tzinfo else read.replace(tzinfo=UTC).isoformat()
