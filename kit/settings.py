"""What may stand in ``study.yml``: kinds of values, each saying what it expects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator

from kit import periods
from kit.files import is_slug
from kit.language import LANGUAGES, Both
from kit.terms import terms

__all__ = [
    "Called", "Day", "Geography", "Name", "Period", "Slug", "Text", "Whole", "YesNo",
]  # fmt: skip


def _both(value: Any) -> Any:
    if isinstance(value, str):
        return Both(value, value)
    if isinstance(value, Mapping) and set(value) == set(LANGUAGES):
        return Both(str(value["nl"]), str(value["en"]))
    raise ValueError("a text, or a text for each of nl and en")


def _slug(value: Any) -> Any:
    if isinstance(value, str) and is_slug(value):
        return value
    raise ValueError("a short name of a-z, 0-9 and hyphens, at most 40 characters")


def _name(value: Any) -> Any:
    if isinstance(value, str) and value.strip() and value.isprintable() and len(value) <= 80:
        return " ".join(value.split())
    raise ValueError("a name of 1 to 80 characters on one line")


def _whole(value: Any) -> Any:
    # YAML takes the thousands of 300.000 for decimals; that must not become 300 inhabitants.
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError("a whole number without points or commas, such as 300000")


def _yes_or_no(value: Any) -> Any:
    words = {"ja": True, "yes": True, "true": True, "nee": False, "no": False, "false": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().casefold() in words:
        return words[value.strip().casefold()]
    raise ValueError("true or false (ja or nee)")


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("a date YYYY-MM-DD that exists") from None


def _period(value: Any) -> Any:
    return periods.parse(str(value))


def _geography(value: Any) -> Any:
    for term in terms("geography").values():
        if str(value).casefold() in term.written_as():
            return term.id
    raise ValueError("one of " + ", ".join(terms("geography")))


def _called(value: Any) -> Any:
    if not isinstance(value, Mapping) or "unit" not in value:
        return _both(value), None
    return _both({x: text for x, text in value.items() if x != "unit"}), _both(value["unit"])


Text = Annotated[Both, BeforeValidator(_both)]
Slug = Annotated[str, BeforeValidator(_slug)]
Name = Annotated[str, BeforeValidator(_name)]
Day = Annotated[date, BeforeValidator(_day)]
YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]
Whole = Annotated[int, BeforeValidator(_whole)]
Period = Annotated[str, BeforeValidator(_period)]
Geography = Annotated[str, BeforeValidator(_geography)]
#: What an indicator is called, and what its unit is called.
Called = Annotated[tuple[Both, Both | None], BeforeValidator(_called)]
