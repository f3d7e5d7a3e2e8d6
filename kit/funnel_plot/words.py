"""The words of a funnel: its numbers, its units, its sides, in Dutch and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit import periods
from kit.control_chart.words import called
from kit.funnel_plot.gathering import Given
from kit.funnel_plot.placing import Placed
from kit.funnel_plot.protecting import Guarded
from kit.language import Both, number
from kit.study import Study

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Seen", "about", "favour", "figure", "short", "side"]

_AREA_NAME = 30


@dataclass(frozen=True, eq=False)
class Seen:
    """What the sentence, the figure and the checks are made from.

    Attributes
    ----------
    study : Study
    region : str
        A slug, or all.
    until : str
        Last period that counts (inclusive).
    given : Given
    guard : Guarded
    placed : Placed
    name : Both
        Of the indicator.
    unit : Both or None
    improvement : str or None
        higher, lower or neutral; None is *not stated*.
    problems : int
        Rows of the files of indicators that could not be read.
    """

    study: Study
    region: str
    until: str
    given: Given
    guard: Guarded
    placed: Placed
    name: Both
    unit: Both | None
    improvement: str | None
    problems: int

    @property
    def own(self) -> pd.DataFrame:
        """Return the rows that are shown of the region; of all regions where all are asked."""
        shown = self.placed.shown
        return shown[self.is_own(shown)]

    def is_own(self, rows: pd.DataFrame) -> pd.Series[bool]:
        """Say of each row whether its area belongs to the region, wholly or in part."""
        if self.region == "all":
            return rows["region"].notna()
        end = periods.last_day(str(self.given.period)) if self.given.period else None
        codes = {
            area.code
            for area in self.study.regions[self.region].areas
            if end is None
            or (
                (area.from_day is None or area.from_day <= end)
                and (area.until_day is None or end <= area.until_day)
            )
        }
        return (rows["region"] == self.region) | rows["area"].isin(codes)

    @property
    def title(self) -> Both:
        """Return the name of the indicator as it fits in a sentence."""
        return Both.of(lambda language: called(self.name[language]))


def figure(value: float, seen: Seen, language: str, *, unit: str = "without") -> str:
    """Write a value with the decimals that its size asks; `unit` is with or without."""
    common = abs(float(seen.placed.table["common"].max()))
    decimals = 2 if seen.given.kind == "ratio" or common < 1 else 1 if common < 100 else 0
    text = number(value, language, decimals=decimals)
    if unit == "without" or seen.unit is None:
        return text
    word = called(seen.unit[language])
    return f"{text}%" if word == "%" else f"{text} {word}"


def about(count: float, language: str) -> str:
    """Write how many areas chance would put somewhere.

    Examples
    --------
    >>> about(20.0, "en"), about(0.75, "nl"), about(0.03, "en")
    ('20', '0,8', '0.03')
    """
    return number(count, language, decimals=0 if count >= 10 else 1 if count >= 0.1 else 2)


def side(position: str, improvement: str | None) -> Both:
    """Return on which side a place outside lies; favourable or not only where that is stated.

    Examples
    --------
    >>> side("above_95", None).en, side("below_998", "lower").en
    ('above', 'below, the favourable side')
    """
    above = position.startswith("above")
    where = Both("erboven", "above") if above else Both("eronder", "below")
    kind = favour(position, improvement)
    if kind == "neutral":
        return where
    good = kind == "favourable"
    return Both(
        f"{where['nl']}, de {'gunstige' if good else 'ongunstige'} kant",
        f"{where['en']}, the {'favourable' if good else 'unfavourable'} side",
    )


def favour(position: str, improvement: str | None) -> str:
    """Return favourable, unfavourable or neutral for a place outside the limits.

    Examples
    --------
    >>> favour("above_95", "lower"), favour("below_998", "lower"), favour("above_95", None)
    ('unfavourable', 'favourable', 'neutral')
    """
    if improvement not in ("higher", "lower"):
        return "neutral"
    good = position.startswith("above") == (improvement == "higher")
    return "favourable" if good else "unfavourable"


def short(name: str) -> str:
    """Return the name of an area as it fits beside a dot."""
    return called(name, _AREA_NAME)
