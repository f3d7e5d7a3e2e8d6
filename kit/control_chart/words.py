"""The words of a chart: its names, its numbers, its spans of time, in Dutch and English."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kit.control_chart.reading import Reading
from kit.language import Both, number, percentage, period, plural

__all__ = [
    "called",
    "centre_name",
    "counted",
    "figure",
    "figure_with_unit",
    "line_figure",
    "rules_called",
    "seldom",
    "spanned",
    "with_unit",
]  # fmt: skip

_LENGTH = {
    "quarter": Both("kwartaal kwartalen", "quarter quarters"),
    "half_year": Both("halfjaar halfjaren", "half-year half-years"),
    "year": Both("jaar jaar", "year years"),
}
_LONGEST_NAME = 80
_RULES = {
    "making_data_count": Both("de regels van Making Data Count", "the Making Data Count rules"),
    "run_chart": Both("de run-chartregels", "the run-chart rules"),
    "anhoej": Both("de regels van Anhøj", "the Anhøj rules"),
}


def called(name: str, most: int = _LONGEST_NAME) -> str:
    """Return a name as it fits in a sentence or a title: on one line, at most 80 characters."""
    plain = "".join(c if c.isprintable() else " " for c in name)
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def _own_decimals(shown: Sequence[float]) -> int | None:
    """Return with how many decimals the source writes its figures; None for more than two."""
    return next((d for d in range(3) if all(abs(x - round(x, d)) < 1e-9 for x in shown)), None)


def _fitting_decimals(shown: Sequence[float]) -> int:
    """Return how many decimals tell a twentieth of the spread."""
    spread = max(shown) - min(shown) if shown else 0.0
    return min(4, max(0, math.ceil(1.3 - math.log10(spread)))) if spread else 1


def figure(value: float, reading: Reading, language: str) -> str:
    """Write a value of the series with the decimals of its source."""
    shown = [x for x in reading.values() if x == x]
    own = _own_decimals(shown)
    return number(value, language, decimals=_fitting_decimals(shown) if own is None else own)


def line_figure(value: float, reading: Reading, language: str) -> str:
    """Write the height of a computed line, with at least the decimals of the source."""
    shown = [x for x in reading.values() if x == x]
    decimals = max(_own_decimals(shown) or 0, _fitting_decimals(shown))
    return number(value, language, decimals=decimals)


def figure_with_unit(value: float, reading: Reading, language: str) -> str:
    """Write a value with the decimals of its source, or its own, and the unit."""
    own = _own_decimals([value])
    shown = number(value, language, decimals=2 if own is None else own)
    return with_unit(shown, reading, language)


def with_unit(text: str, reading: Reading, language: str) -> str:
    """Write a number with the unit behind it; a percent sign stands against it."""
    if reading.unit is None:
        return text
    unit = called(reading.unit[language])
    return f"{text}%" if unit == "%" else f"{text} {unit}"


def rules_called(rules: str) -> Both:
    """Return what a rule set is called in a sentence, with its article."""
    return _RULES[rules]


def seldom(share: float, language: str) -> str:
    """Write a simulated share as a percentage; what is below 1% is not told more precisely."""
    if share < 0.01:
        return "minder dan 1%" if language == "nl" else "fewer than 1%"
    return percentage(share, language)


def counted(count: int, reading: Reading, language: str) -> str:
    """Write a number of periods, such as *7 kwartalen*."""
    one, more = _LENGTH[reading.length][language].split()
    return plural(count, one, more, language)


def spanned(reading: Reading, points: Sequence[int], language: str) -> str:
    """Write the span of some rows, both ends inclusive."""
    labels = [period(str(reading.table["period"].iloc[i]), language) for i in points]
    if len(labels) == 1:
        return labels[0]
    return f"{labels[0]} {'t/m' if language == 'nl' else 'to'} {labels[-1]}"


def centre_name(reading: Reading, language: str) -> str:
    """Return what the centre line is, with its article: the mean, the median or the middle."""
    if reading.kind == "t":
        return {"nl": "het midden", "en": "the centre"}[language]
    if reading.lines() is not None:
        return {"nl": "het gemiddelde", "en": "the mean"}[language]
    return {"nl": "de mediaan", "en": "the median"}[language]
