"""The words of standardised rates: what is looked at, numbers, ages and units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.control_chart.words import called
from kit.language import Both, number
from kit.rates.ages import Band, spanned
from kit.standardised_rates.gathering import Given
from kit.study import Study

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Seen", "ages", "figure", "people", "unit"]

_AREA_NAME = 30


@dataclass(frozen=True, eq=False)
class Seen:
    """What the sentence, the figure and the checks are made from.

    Attributes
    ----------
    study : Study
    region : str
        A slug, or all.
    given : Given
    table : DataFrame
        The table of the finding, protected.
    """

    study: Study
    region: str
    given: Given
    table: pd.DataFrame

    def rows(self, about: str) -> list[dict[str, Any]]:
        """Return the rows about area, region or study as plain mappings, missing ones as None."""
        part = self.table[self.table["about"] == about]
        plain = part.astype(object).where(part.notna(), None)
        return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]

    @property
    def compared(self) -> list[dict[str, Any]]:
        """Return the rows that are laid side by side: own areas, or regions."""
        return self.rows("region" if self.region == "all" else "area")

    @property
    def together(self) -> dict[str, Any] | None:
        """Return the row of all areas of the study; None where nothing is shown."""
        rows = [row for row in self.rows("study") if row["status"] == "shown"]
        return rows[0] if rows else None

    @property
    def mine(self) -> dict[str, Any] | None:
        """Return the row of the region as a whole; None where it is not shown or all are asked."""
        rows = [row for row in self.rows("region") if row["status"] == "shown"]
        return rows[0] if rows and self.region != "all" else None

    @property
    def title(self) -> Both:
        """Return the name of the problem as it begins a sentence."""
        names = Both.of(lambda language: called(self.given.name[language]))
        return Both.of(lambda language: names[language][:1].upper() + names[language][1:])

    def place(self, row: dict[str, Any]) -> str:
        """Return what an area or region is called, as it fits in a sentence or beside a dot."""
        if row["about"] == "area":
            return called(str(row["name"]), _AREA_NAME)
        return called(self.study.regions[str(row["region"])].name, _AREA_NAME)

    def off(self, row: dict[str, Any]) -> int:
        """Return 1 or -1 when the rate of all lies below or above the interval of a row, else 0."""
        both = self.together
        if both is None or row["low"] is None or both["rate"] is None:
            return 0
        return int(row["low"] > both["rate"]) - int(row["high"] < both["rate"])


def figure(value: float | None, language: str) -> str:
    """Write a rate with about three digits.

    Examples
    --------
    >>> figure(24.31, "nl"), figure(-3.116, "en"), figure(143.2, "en")
    ('24,3', '−3.12', '143')
    """
    size = abs(value or 0.0)
    text = number(value, language, decimals=0 if size >= 100 else 1 if size >= 10 else 2)
    return text.replace("-", "\N{MINUS SIGN}")


def ages(band: Band, language: str) -> str:
    """Write ages as a sentence does.

    Examples
    --------
    >>> ages(Band(65, None), "nl"), ages(Band(18, 64), "en"), ages(Band(0, 17), "nl")
    ('van 65 jaar en ouder', 'aged 18 to 64', 'tot en met 17 jaar')
    """
    low, high = band
    if high is None:
        return {"nl": f"van {low} jaar en ouder", "en": f"aged {low} and over"}[language]
    if low == 0:
        return {"nl": f"tot en met {high} jaar", "en": f"aged up to {high}"}[language]
    return {"nl": f"van {low} tot en met {high} jaar", "en": f"aged {low} to {high}"}[language]


def people(bands: tuple[Band, ...], language: str) -> str:
    """Write among whom was counted: everybody, or people of some ages."""
    if not bands:
        return {"nl": "personen", "en": "persons"}[language]
    whole = spanned(bands)
    if whole == Band(0, None):
        return {"nl": "inwoners", "en": "inhabitants"}[language]
    return f"{ {'nl': 'mensen', 'en': 'people'}[language] } {ages(whole, language)}"


def unit(per: float, bands: tuple[Band, ...], language: str) -> str:
    """Write the unit of a rate.

    Examples
    --------
    >>> unit(1000, (Band(65, 74), Band(75, None)), "nl")
    'per 1.000 mensen van 65 jaar en ouder'
    """
    return f"per {number(per, language)} {people(bands, language)}"
