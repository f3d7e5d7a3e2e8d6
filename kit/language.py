"""Dutch and English: every sentence twice, numbers, dates and lists as each language writes them.

Formats come from the Unicode CLDR through Babel, so that 1234.5 is ``1.234,5`` in Dutch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

__all__ = [
    "LANGUAGES", "Both", "day", "listing", "number", "percentage", "period", "period_in_full",
    "plural",
]  # fmt: skip

LANGUAGES = ("nl", "en")
# en_GB: British spelling and day before month.
_LOCALE = {"nl": "nl_NL", "en": "en_GB"}


@dataclass(frozen=True)
class Both:
    """One text in Dutch and in English.

    Examples
    --------
    >>> Both("één vermelding", "one mention")["en"]
    'one mention'
    """

    nl: str
    en: str

    def __getitem__(self, language: str) -> str:
        return {"nl": self.nl, "en": self.en}[language]

    def __iter__(self):  # type: ignore[no-untyped-def]
        raise TypeError("take one language: text['nl'] or text['en']")

    def as_dict(self) -> dict[str, str]:
        """Return ``{"nl": …, "en": …}``."""
        return {"nl": self.nl, "en": self.en}

    @classmethod
    def of(cls, write: Callable[[str], str] | Mapping[str, str] | str) -> Both:
        """Make a text from a function of the language, a mapping, or one string for both."""
        if isinstance(write, str):
            return cls(write, write)
        if callable(write):
            return cls(write("nl"), write("en"))
        return cls(write["nl"], write["en"])


@lru_cache(maxsize=256)
def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def number(value: float | None, language: str, *, decimals: int = 0) -> str:
    """Write a number as the language does; a missing one as an en dash.

    Examples
    --------
    >>> number(1234.56, "nl", decimals=1), number(1234.56, "en", decimals=1), number(None, "nl")
    ('1.234,6', '1,234.6', '–')
    """
    from babel.numbers import format_decimal

    if value is None or value != value:
        return "–"
    text = format_decimal(value, format=_pattern(decimals), locale=_LOCALE[language])
    # What rounds to zero has no sign.
    return text if text.strip("-0.,") else text.removeprefix("-")


def percentage(share: float | None, language: str, *, decimals: int = 0) -> str:
    """Write a share (0 to 1) as a percentage.

    Examples
    --------
    >>> percentage(0.1234, "nl", decimals=1), percentage(0.5, "en")
    ('12,3%', '50%')
    """
    text = number(None if share is None else share * 100, language, decimals=decimals)
    return text if text == "–" else f"{text}%"


def day(value: date, language: str) -> str:
    """Write a date in full.

    Examples
    --------
    >>> day(date(2022, 10, 3), "nl"), day(date(2022, 10, 3), "en")
    ('3 oktober 2022', '3 October 2022')
    """
    from babel.dates import format_date

    return format_date(value, format="long", locale=_LOCALE[language])


def period(label: str, language: str) -> str:
    """Write a period: a year, half-year or quarter (``2024``, ``2024H1``, ``2024Q1``).

    Examples
    --------
    >>> period("2024Q1", "nl"), period("2024H2", "en"), period("2024", "nl")
    ('2024 kw 1', '2024 H2', '2024')
    """
    for mark, dutch in (("Q", "kw "), ("H", "hj ")):
        if mark in label:
            year, part = label.split(mark)
            return f"{year} {dutch}{part}" if language == "nl" else f"{year} {mark}{part}"
    return label


_PARTS = {
    "Q": Both("het {} kwartaal van {}", "the {} quarter of {}"),
    "H": Both("de {} helft van {}", "the {} half of {}"),
}
_ORDINALS = {
    "nl": ("eerste", "tweede", "derde", "vierde"),
    "en": ("first", "second", "third", "fourth"),
}


def period_in_full(label: str, language: str) -> str:
    """Write a period as a sentence does.

    Examples
    --------
    >>> period_in_full("2024Q4", "nl"), period_in_full("2024H1", "en"), period_in_full("2024", "nl")
    ('het vierde kwartaal van 2024', 'the first half of 2024', '2024')
    """
    for mark, words in _PARTS.items():
        if mark in label:
            year, part = label.split(mark)
            return words[language].format(_ORDINALS[language][int(part) - 1], year)
    return label


def listing(items: Iterable[str], language: str) -> str:
    """Join names as a sentence does.

    Examples
    --------
    >>> listing(["a", "b", "c"], "nl"), listing(["a", "b", "c"], "en")
    ('a, b en c', 'a, b and c')
    """
    names = list(items)
    word = {"nl": " en ", "en": " and "}[language]
    return ", ".join(names[:-1]) + word + names[-1] if len(names) > 1 else "".join(names)


def plural(count: int, one: str, more: str, language: str) -> str:
    """Write a count with the right form of its noun.

    Examples
    --------
    >>> plural(1, "logboekbijdrage", "logboekbijdragen", "nl")
    '1 logboekbijdrage'
    """
    return f"{number(count, language)} {one if count == 1 else more}"
