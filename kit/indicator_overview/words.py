"""The words of an overview: names, figures with their unit, spans of years."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from kit.indicator_overview.gathering import Line, Seen
from kit.language import Both, listing, number

__all__ = ["called", "named", "quoted", "span_of", "with_unit", "written"]

_LONGEST = 80


def called(name: str, most: int = _LONGEST) -> str:
    """Return a name as it fits in a sentence or a title: on one line, at most 80 characters."""
    plain = "".join(c if c.isprintable() else " " for c in name)
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def quoted(names: Iterable[Both], language: str) -> str:
    """Return names in quotation marks, joined as a sentence does."""
    return listing([f"‘{called(name[language])}’" for name in names], language)


def named(seen: Seen, line: Line, language: str) -> str:
    """Return what a line is called: its indicator, a model estimate as such, and its area."""
    name = called(seen.name(line.indicator)[language])
    model = Both("modelschatting", "model estimate")[language]
    if seen.is_model(line.indicator) and model not in name.casefold():
        name = f"{name} ({model})"
    return name if line.area is None else f"{name}, {area_of(seen, line)}"


def area_of(seen: Seen, line: Line) -> str:
    """Return the name of the area of a line, its code when it has none."""
    areas = {area.code: area.name for area in seen.study.regions[line.region].areas}
    return called(areas.get(str(line.area), str(line.area)), 40)


def decimals_of(values: Sequence[float]) -> int:
    """Return with how many decimals to write figures: those of the source, at most one."""
    whole = all(abs(x - round(x)) < 1e-9 for x in values if not math.isnan(x))
    large = any(abs(x) >= 1000 for x in values)
    return 0 if whole or large else 1


def written(value: float, line: Line, language: str) -> str:
    """Write a figure of a line or one of its limits, without its unit."""
    near = [x for name in ("value", "low", "high") for x in line.rows[name].round(3).tolist()]
    return number(value, language, decimals=decimals_of(near))


def with_unit(text: str, unit: str) -> str:
    """Write a number with its unit behind it; a percent sign stands against it."""
    short = called(unit, 40)
    return f"{text}%" if short == "%" else f"{text} {short}".rstrip()


def span_of(labels: Sequence[str], language: str) -> str:
    """Write the first and last of some years, such as *2012 t/m 2022*.

    Examples
    --------
    >>> span_of(["2012", "2016"], "nl"), span_of(["2012"], "en")
    ('2012 t/m 2016', '2012')
    """
    ends = [labels[0][:4], labels[-1][:4]]
    to = {"nl": "t/m", "en": "to"}[language]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} {to} {ends[1]}"
