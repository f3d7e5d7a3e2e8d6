"""Days: of birth, with a weekday, or exact in any other way. Months and years alone stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.deidentify.spans import Found

__all__ = ["coarse", "find_dates"]

_NL = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
       "oktober", "november", "december")  # fmt: skip
_EN = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
       "October", "November", "December")  # fmt: skip
_SHORT = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sept?", "okt", "nov", "dec",
          "mar", "oct")  # fmt: skip
_MONTH = rf"(?:{'|'.join(_NL)}|{'|'.join(_EN)}|(?:{'|'.join(_SHORT)})\b\.?)"
_WEEKDAY = (
    r"(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag(?:ochtend|middag|avond|nacht)?"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:ma|di|wo|do|vr|za|zo)\b\.?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_NTH = r"(?:e|ste|de|st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?:in\s)?(?:(?:19|20)\d{2}|['’]\d{2})(?!\d))"
_NUMBERS = ("eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste",
            "negende", "tiende", "elfde", "twaalfde", "dertiende", "veertiende", "vijftiende",
            "zestiende", "zeventiende", "achttiende", "negentiende", "twintigste",
            "[a-zë]{3,9}entwintigste", "dertigste", "eenendertigste")  # fmt: skip
_WORDED = rf"(?:{'|'.join(_NUMBERS)})"
_DATE = re.compile(
    rf"(?i)(?<![\w.,/-])(?:"
    rf"(?:{_WEEKDAY},?\s+(?:de\s|the\s|op\s)?)?(?:{_DAY}{_NTH}|{_WORDED})(?:\s+(?:of\s|van\s)?|-|"
    rf"\s?/\s?)"
    rf"{_MONTH}(?!\w)(?:{_YEAR}|-(?:19|20)?\d{{2}}(?!\d))?"
    rf"|(?:{_WEEKDAY},?\s+)?(?:{'|'.join(_EN)})\s+(?:the\s)?{_DAY}{_NTH}(?![\d:.])(?:{_YEAR})?"
    rf"|(?:{_WEEKDAY},?\s+(?:de\s|the\s|op\s)?)?{_DAY}([-/.])(?:0?[1-9]|1[0-2])\1(?:(?:19|"
    rf"20)\d{{2}}|['’]?\d{{2}})(?![\d-])"
    rf"|{_WEEKDAY},?\s+(?:de\s|the\s)?{_DAY}[-/](?:0?[1-9]|1[0-2])(?![\d/-])"
    rf"|{_WEEKDAY},?\s+(?:de\s|the\s)(?:{_DAY}(?:e|ste|de|st|nd|rd|th)|{_WORDED})(?!\w)"
    rf"|(?:19|20)\d{{2}}([-/])(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12]\d|3[01])(?!\d)"
    rf"|(?:19|20)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\d.,])"
    rf"|(?:op|per|van|tot|vanaf|voor|on)\s(?={_DAY}[-/])(?P<loose>{_DAY}[-/](?:0?[1-9]|"
    rf"1[0-2]))(?![\d/.,-]|\s?%)"
    rf")"
)
_BORN = re.compile(
    r"(?i)\b(?:geboren|geb\.?|geboortedatum|geboortedag|verjaardag|jarig|verjaart|born|birthday|"
    r"date of birth|d\.?o\.?b\.?|bouwjaar)(?!\w)[^.!?\n\d]{0,30}$"
)
_BORN_AFTER = re.compile(
    r"(?i)\s(?:ben\s|is\s|was\s|werd\s)?(?:ik\s|hij\s|zij\s|"
    r"ze\s)?(?:geboren|born|jarig)\b"
)
_BORN_YEAR = re.compile(
    r"(?i)\b(?:geboren|geb\.|geboortejaar|born|bouwjaar|year of "
    r"birth)(?!\w)[^.!?\n\d]{0,25}(?<!\d)((?:18|19|20)\d{2})(?![\d-])"
)


def find_dates(text: str) -> Iterator[Found]:
    """Yield every exact day; one after a word such as *geboren* is a date of birth."""
    for m in _DATE.finditer(text):
        start = m.start("loose") if m["loose"] else m.start()
        born = _BORN.search(text[max(0, start - 45) : start]) or _BORN_AFTER.match(text, m.end())
        type = "birth_date" if born else "date"
        yield Found(start, m.end(), type, text[start : m.end()], "pattern")
    for m in _BORN_YEAR.finditer(text):
        yield Found(m.start(1), m.end(1), "birth_date", m[1], "pattern")


def coarse(text: str, language: str) -> str:
    """Return the month and year of an exact date, as far as they are stated; else empty.

    Examples
    --------
    >>> coarse("maandag 4 mei 2024", "nl"), coarse("3-4-2023", "en"), coarse("vrijdag de 12e", "nl")
    ('mei 2024', 'April 2023', '')
    """
    names = {"nl": _NL, "en": _EN}[language]
    year = re.search(r"(?<!\d)(?:19|20)\d{2}", text)
    month = None
    if m := re.search(rf"(?i)(?<![a-z]){_MONTH}(?!\w)", text):
        word = m[0].casefold().rstrip(".")
        for number, ways in enumerate(zip(_NL, _EN, strict=True)):
            if word in {w.casefold() for w in ways} or word[:3] in {w[:3].casefold() for w in ways}:
                month = number
        month = 2 if word == "mrt" else month
    elif m := re.search(r"(\d{4})[-/]?(\d{2})[-/]?\d{2}(?!\d)", text):
        month = int(m[2]) - 1
    elif m := re.search(r"\d{1,2}[-/.](\d{1,2})(?:[-/.]|$)", text):
        month = int(m[1]) - 1
    if (
        not year
        and (m := re.search(r"[-/.](?:['’])?(\d{2})$", text))
        and re.search(r"[-/.].*[-/.]", text)
    ):
        return f"{names[month]} {_century(int(m[1]))}" if month is not None else ""
    parts = [names[month] if month is not None else "", year[0] if year else ""]
    return " ".join(part for part in parts if part)


def _century(year: int) -> int:
    return 2000 + year if year < 50 else 1900 + year
