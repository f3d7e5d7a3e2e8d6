"""What people chose or wrote in a survey, as the tables of a study read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from kit.surveys.naming import one_line
from kit.terms import terms
from kit.values import Unreadable, read_date, text_of

__all__ = ["chosen", "day_of", "is_month_first", "is_test", "score_text"]

_SCORE = re.compile(r"\(?(\d{1,2})\)?\s*(?:[.:=)\]–—-].*)?", re.DOTALL)
_CLOCK = re.compile(r"[ T]\d{1,2}[:.]\d{2}.*$", re.DOTALL)
_PARTS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{2,4})")
_DONT_KNOW = re.compile(
    r"(?:ik )?weet (?:ik )?niet\b.*|geen (?:mening|idee)\b.*|(?:i )?do(?:n['’]?t| not) know\b.*"
    r"|no opinion\b.*|not sure|unsure|kan ik niet beoordelen|can(?:no|['’])t (?:say|judge)"
)
_NOT_ASKED = {"", "geen antwoord", "no answer", "n.a.", "niet beantwoord", "-oth-"}
_TEST = re.compile(
    r"(?:dit is (?:een )?|this is a )?test(?:je|en|ing|antwoord| answer| response| test|\d*)?[.!]*"
    r"|asdf+|probeersel"
)


def score_text(cell: Any, answers: Mapping[str, str | None]) -> str | None:
    """Return an answer on a scale as the maturity table writes it; None is no answer.

    A number may stand alone or before its label; what words mean, the mapping says. What is none
    of these stays as it is, so that it can be told with its row.

    Parameters
    ----------
    cell : object
    answers : mapping of written answer to its meaning
        Folded; None is no answer.

    Examples
    --------
    >>> [score_text(c, {"eens": "4"}) for c in ("3 – afgesproken", 3.0, "Eens", "Weet ik niet", "")]
    ['3', '3', '4', 'dont_know', None]
    """
    text = one_line(cell)
    word = folded(text)
    if word in answers:
        return answers[word]
    if word in _NOT_ASKED:
        return None
    for term in terms("no_score").values():
        if word in term.written_as():
            return term.id
    if _DONT_KNOW.fullmatch(word):
        return "dont_know"
    number = _SCORE.fullmatch(text)
    return number[1] if number else text


def chosen(cell: Any) -> tuple[str, ...]:
    """Return what was chosen where more than one choice was possible, separated by semicolons.

    Examples
    --------
    >>> chosen("Huisarts;Anders;"), chosen("Eens")
    (('Huisarts', 'Anders'), ('Eens',))
    """
    return tuple(part.strip() for part in one_line(cell).split(";") if part.strip())


def is_month_first(cells: Iterable[Any]) -> bool | None:
    """Say whether dates are written month before day; None where no cell tells, or both do.

    Examples
    --------
    >>> is_month_first(["2/25/2024 14:03", "3/1/2024"]), is_month_first(["1-3-2024"])
    (True, None)
    """
    found = [m for cell in cells if (m := _PARTS.match(text_of(cell)))]
    month_first = any(int(m[2]) > 12 for m in found)
    day_first = any(int(m[1]) > 12 for m in found)
    return month_first if month_first != day_first else None


def day_of(cell: Any, *, month_first: bool) -> date | None:
    """Return the day of a moment as survey programs write it; None for an empty cell.

    Raises
    ------
    Unreadable

    Examples
    --------
    >>> day_of("2/25/2024 2:03:11 PM", month_first=True).isoformat()
    '2024-02-25'
    >>> day_of("2023/03/01 2:15:33 pm EET", month_first=False).isoformat()
    '2023-03-01'
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _CLOCK.sub("", text_of(cell)).strip()
    if not text:
        return None
    parts = _PARTS.fullmatch(text)
    if parts and month_first:
        year = int(parts[3]) + (2000 if len(parts[3]) == 2 else 0)
        try:
            return date(year, int(parts[1]), int(parts[2]))
        except ValueError:
            raise Unreadable("a date, month before day as in the rest of the column") from None
    return read_date(text)


def is_test(texts: Iterable[str]) -> bool:
    """Say whether somebody only tried the survey: one of the texts says so and nothing else."""
    return any(_TEST.fullmatch(folded(text)) for text in texts)


def folded(text: str) -> str:
    """Return a text as answers are compared: one space, lower case."""
    return " ".join(text.split()).casefold()
