"""Areas that came in place of others: no line runs from the ones to the other.

A municipal merger ends the line of some areas and begins that of another. Each of those lines is
whole by itself, so nothing in it tells of the break between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kit import periods
from kit.comparability import Objection
from kit.errors import visible
from kit.indicator_overview.joining import Joins
from kit.language import Both, listing, period
from kit.study import Area

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Stretch", "predecessors", "succeeded"]


@dataclass(frozen=True)
class Stretch:
    """From which to which period an area has figures that are shown.

    Attributes
    ----------
    code : str
    first, last : str
        Periods, both inclusive.
    """

    code: str
    first: str
    last: str


def predecessors(
    own: Stretch,
    others: Sequence[Stretch],
    *,
    areas: Mapping[str, Area],
    recodes: pd.DataFrame | None,
) -> tuple[Stretch, ...]:
    """Return the areas that an area came in place of, in the order they were given.

    One is that of another when the study says that it began on the day after the other ended, or
    when the recode table says that the other went into it; and when the figures of the other end
    before its own begin.

    Parameters
    ----------
    own : Stretch
    others : sequence of Stretch
        Of one indicator and one region; the area itself may be among them.
    areas : mapping of code to Area
        Of the region, as ``study.yml`` has them.
    recodes : DataFrame or None
        As `kit.open_data.study_recodes` returns.

    Examples
    --------
    >>> new = Area.model_validate({"code": "GM9903", "name": "Nieuw", "from": "2022-01-01"})
    >>> old = Area.model_validate({"code": "GM9901", "name": "Oud", "until": "2021-12-31"})
    >>> spans = [Stretch("GM9901", "2018", "2021"), Stretch("GM9904", "2018", "2021")]
    >>> found = predecessors(Stretch("GM9903", "2022", "2024"), spans,
    ...     areas={area.code: area for area in (new, old)}, recodes=None)
    >>> [span.code for span in found]
    ['GM9901']
    """
    began = _day(areas.get(own.code), "from_day")
    gone = set()
    if recodes is not None:
        into = recodes[(recodes["new"] == own.code) & (recodes["old"] != own.code)]
        gone = set(into["old"].astype(str))
    return tuple(
        other
        for other in others
        if periods.last_day(other.last) < periods.first_day(own.first)
        and (other.code in gone or _follows(_day(areas.get(other.code), "until_day"), began))
    )


def succeeded(
    joins: Joins, own: Stretch, before: Sequence[Stretch], names: Mapping[str, str]
) -> Joins:
    """Return how figures stand to each other, with the break between an area and those before it.

    Parameters
    ----------
    joins : Joins
        Of the area.
    own : Stretch
    before : sequence of Stretch
        As `predecessors` returned; without any `joins` stays as it is.
    names : mapping of code to name
    """
    if not before:
        return joins
    ends = max((span.last for span in before), key=periods.last_day)
    gone = [visible(names.get(span.code, span.code)) for span in before]
    name = visible(names.get(own.code, own.code))
    many = len(gone) > 1
    why = Both(
        f"De gebieden veranderden: {listing(gone, 'nl')} {'zijn' if many else 'is'} er tot en met "
        f"{period(ends, 'nl')}, {name} is er vanaf {period(own.first, 'nl')}.",
        f"The areas changed: {listing(gone, 'en')} {'are' if many else 'is'} there up to and "
        f"including {period(ends, 'en')}, {name} from {period(own.first, 'en')}.",
    )
    found = Objection(own.code, "area", (ends, own.first), why)
    return replace(
        joins,
        words={**joins.words, own.first: "area"},
        breaks=((ends, own.first, found), *joins.breaks),
    )


def _day(area: Area | None, name: str) -> date | None:
    return getattr(area, name) if area is not None else None


def _follows(ended: date | None, began: date | None) -> bool:
    return ended is not None and began is not None and began == ended + timedelta(days=1)
