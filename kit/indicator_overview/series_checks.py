"""Checks of one series, for every finding that is made of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kit import periods
from kit.comparability import Latest
from kit.finding import Check
from kit.indicator_overview.words import quoted
from kit.language import Both

__all__ = ["MOST_YEARS", "OLD", "direction_check", "directions_check", "is_old", "latest_check"]

#: Age of the latest figure, in years before the last day that counts, above which it is doubtful.
MOST_YEARS = 2
#: What to do with a figure that is older.
OLD = Both(
    "Zeg bij elk gebruik over welk jaar het cijfer gaat, en kijk of er een nieuwere uitgave is.",
    "Say with every use which year the figure is about, and see whether there is a newer edition.",
)


def is_old(label: str, until: date) -> bool:
    """Say whether a period ended more than two years before a day.

    Examples
    --------
    >>> is_old("2022", date(2024, 12, 31)), is_old("2022Q3", date(2024, 12, 31))
    (False, True)
    """
    # Counted in whole days from the day after, so that 29 February has its place in every year.
    after = until + timedelta(days=1)
    return periods.last_day(label) + timedelta(days=1) < _years_before(after)


def _years_before(day: date) -> date:
    try:
        return day.replace(year=day.year - MOST_YEARS)
    except ValueError:
        return date(day.year - MOST_YEARS, 3, 1)


def latest_check(found: Latest, until: date) -> Check | None:
    """Say over which period the latest figure of a series is, and when it was published.

    Parameters
    ----------
    found : Latest
    until : date
        Last day that counts (inclusive).

    Returns
    -------
    Check or None
        Doubtful when it is of more than two years before; None without a figure.
    """
    if found.period is None:
        return None
    old = is_old(found.period, until)
    return Check(
        "latest_figure", "doubtful" if old else "informative", found.sentence,
        None, OLD if old else None,
    )  # fmt: skip


def direction_check(name: Both, improvement: str | None) -> Check | None:
    """Doubt a series of which nobody says which way is favourable; None when it is said."""
    if improvement is not None:
        return None
    return directions_check([name])


def directions_check(names: Sequence[Both]) -> Check:
    """Doubt the series of these names: nobody says which way is favourable."""
    return Check(
        "direction",
        "doubtful",
        Both(
            f"Welke kant gunstig is, is niet vermeld bij {quoted(names, 'nl')}.",
            f"Which side is favourable is not stated for {quoted(names, 'en')}.",
        ),
        len(names),
        Both(
            "Vul de kolom Gunstige richting in (hoger, lager of geen), of zet de indicator in de "
            "catalogus van de studie.",
            "Fill in the column Favourable direction (higher, lower or none), or put the indicator "
            "in the catalogue of the study.",
        ),
    )
