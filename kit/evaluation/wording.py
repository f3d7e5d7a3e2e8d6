"""How numbers and caveats of an evaluation are written, in Dutch and English."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from kit.control_chart.words import called
from kit.evaluation.plan import Plan
from kit.finding import Check
from kit.language import Both, day, listing, number, percentage, plural

__all__ = ["amount", "chose_themselves", "decimals_of", "interval", "national", "share"]


def decimals_of(values: Iterable[float]) -> int:
    """Return how many decimals tell a fiftieth of the spread; at most 3.

    Examples
    --------
    >>> decimals_of([55.0, 62.0]), decimals_of([1200, 1500]), decimals_of([])
    (1, 0, 1)
    """
    there = [value for value in values if value == value and not math.isinf(value)]
    spread = max(there) - min(there) if there else 0.0
    return min(3, max(0, math.ceil(math.log10(50 / spread)))) if spread else 1


def amount(value: float, unit: Both | None, language: str, *, decimals: int) -> str:
    """Write a difference without its sign, with its unit; percentages differ in percentage points.

    Examples
    --------
    >>> amount(-2.5, Both("%", "%"), "nl", decimals=1)
    '2,5 procentpunt'
    """
    text = number(abs(value), language, decimals=decimals)
    if unit is None:
        return text
    if unit[language].strip() == "%":
        points = {"nl": "procentpunt", "en": "percentage points"}[language]
        return f"{text} {points}"
    return f"{text} {called(unit[language])}"


def interval(low: float, high: float, language: str, *, decimals: int) -> str:
    """Write an interval with its signs.

    Examples
    --------
    >>> interval(-8.25, -4.0, "nl", decimals=1)
    '−8,2 tot −4,0'
    """
    words = {"nl": " tot ", "en": " to "}[language]
    return words.join(signed(value, language, decimals=decimals) for value in (low, high))


def signed(value: float, language: str, *, decimals: int) -> str:
    """Write a number with a real minus sign; without bound in words.

    Examples
    --------
    >>> signed(-3.14, "en", decimals=1), signed(math.inf, "nl", decimals=1)
    ('−3.1', 'onbegrensd')
    """
    if math.isinf(value):
        return {"nl": "onbegrensd", "en": "unbounded"}[language]
    return number(value, language, decimals=decimals).replace("-", "\N{MINUS SIGN}")


def share(value: float, language: str) -> str:
    """Write a relative difference without its sign."""
    return percentage(abs(value), language)


def chose_themselves(*, single: str = "") -> Check:
    """Say that regions were not drawn by lot, and what that takes away."""
    who = Both(f"{single} koos zelf", f"{single} chose for itself")
    if not single:
        who = Both("Regio’s kozen zelf", "Regions chose for themselves")
    return Check(
        "chose_themselves",
        "informative",
        Both(
            f"{who['nl']} om te beginnen, en wanneer. Wie begint, kan anders zijn dan "
            "wie wacht; geen berekening haalt dat weg.",
            f"{who['en']} whether and when to begin. Those who begin may differ from those "
            "who wait; no calculation takes that away.",
        ),
    )


def national(plan: Plan | None, days: Sequence[str]) -> Check | None:
    """Say which national events fall in the periods that were looked at; None without any."""
    from datetime import date

    if plan is None or not days:
        return None
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    within = [event for event in plan.national_events if first <= event.date <= last]
    if not within:
        return None
    told = {
        language: listing(
            [f"{called(e.what[language])} ({day(e.date, language)})" for e in within], language
        )
        for language in ("nl", "en")
    }
    return Check(
        "national_events",
        "informative",
        Both(
            f"Overal viel in deze periode: {told['nl']}. Een vergelijking daaroverheen kan anders "
            "uitvallen.",
            f"Everywhere in this period: {told['en']}. A comparison across it may turn out "
            "differently.",
        ),
        len(within),
    )


def regions_counted(count: int) -> Both:
    """Write a number of regions."""
    return Both(plural(count, "regio", "regio’s", "nl"), plural(count, "region", "regions", "en"))
