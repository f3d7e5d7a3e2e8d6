"""The figures that an evaluation looks at: protected first, then placed around the start.

A suppressed figure is a gap for every estimator, so no estimate can give it away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from kit import periods
from kit.catalogue import study_catalogue
from kit.comparability import Objection, objections
from kit.control_chart.protecting import protected_together
from kit.errors import Refused
from kit.evaluation.plan import Analysis
from kit.indicators import Indicators, Series, series, unit_of
from kit.language import Both
from kit.study import Region, Study

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Outcome", "Placed", "forbidden", "outcome_of", "outcomes_for", "placed"]

#: Years in which care ran otherwise everywhere; shown, and left out in a sensitivity analysis.
CORONA = (date(2020, 1, 1), date(2021, 12, 31))
CYCLE = {"quarter": 4, "half_year": 1, "year": 1}
_A_YEAR = {"quarter": 4, "half_year": 2, "year": 1}


@dataclass(frozen=True)
class Outcome:
    """One indicator of one region, protected for a release.

    Attributes
    ----------
    region : Region
    series : Series
        Its values are *not* protected and must not be shown.
    name : Both
    unit : Both or None
    table : DataFrame
        Protected, one row per period: period, value, numerator, denominator, n, status.
    disclosed : Both
        What was suppressed.
    """

    region: Region
    series: Series
    name: Both
    unit: Both | None
    table: pd.DataFrame
    disclosed: Both

    @property
    def periods(self) -> tuple[str, ...]:
        """Return every period, in order."""
        return tuple(self.table["period"])

    @property
    def values(self) -> list[float]:
        """Return the protected values; nan where none may be used."""
        return [float(value) for value in self.table["value"]]

    @property
    def length(self) -> str:
        """Return how long a period is."""
        return periods.length_of(self.periods[0])

    @property
    def per_year(self) -> int:
        """Return how many periods a year has."""
        return _A_YEAR[self.length]

    def gaps(self) -> int:
        """Return how many periods have no figure that may be used."""
        return sum(value != value for value in self.values)


@dataclass(frozen=True)
class Placed:
    """Where the start lies in a series.

    Attributes
    ----------
    first : int
        Place of the first period that counts as after: the first whole one from the start on, and
        `lag` periods later.
    aside : tuple of int
        Places that are neither before nor after: the period in which the start falls, those in
        which people may have acted already, and those that a change needs.
    unlike : tuple of int
        Places left out in a sensitivity analysis.
    """

    first: int
    aside: tuple[int, ...]
    unlike: tuple[int, ...]


def outcome_of(
    study: Study, indicators: Indicators, *, region: str, indicator: str, until: date, release: str
) -> Outcome | None:
    """Return one indicator of a region, protected; None where it has no figures at all.

    Raises
    ------
    InputError
        An unknown region or indicator, with the nearest.
    """
    found = outcomes_for(
        study, indicators, regions=[region], indicator=indicator, until=until, release=release
    )
    return found[0] if found else None


def outcomes_for(
    study: Study,
    indicators: Indicators,
    *,
    regions: Iterable[str],
    indicator: str,
    until: date,
    release: str,
) -> tuple[Outcome, ...]:
    """Return one indicator of those of the regions that have figures, protected together.

    Raises
    ------
    InputError
        An unknown region or indicator, with the nearest.
    """
    frame = indicators.frame
    own = frame[frame["indicator"].str.casefold() == " ".join(indicator.split()).casefold()]
    # Of an indicator that nobody has, the whole says which there are.
    narrow = indicators if own.empty else replace(indicators, frame=own)
    many = [
        one
        for region in regions
        if (one := series(narrow, region=region, indicator=indicator, until=until)).periods
    ]
    guarded = protected_together(many, release, study.thresholds.persons)
    return tuple(
        Outcome(
            study.region(one.region), one,
            study.indicators.get(one.indicator, Both.of(one.indicator)), unit_of(study, one),
            table, disclosed,
        )
        for one, (table, disclosed) in zip(many, guarded, strict=True)
    )  # fmt: skip


def placed(labels: Sequence[str], *, start: date, analysis: Analysis | None) -> Placed:
    """Return where a start lies in a series.

    Parameters
    ----------
    labels : sequence of str
        Every period, in order.
    start : date
        First day of the new way of working; that day counts as after.
    analysis : Analysis or None
        For anticipation, lag and what is left out; None has neither lag nor anticipation.

    Examples
    --------
    >>> labels = ["2023Q3", "2023Q4", "2024Q1", "2024Q2"]
    >>> placed(labels, start=date(2023, 11, 1), analysis=None)
    Placed(first=2, aside=(1,), unlike=())
    """
    lag = analysis.lag if analysis else 0
    early = analysis.anticipation if analysis else 0
    whole = next(
        (i for i, label in enumerate(labels) if periods.first_day(label) >= start), len(labels)
    )
    begun = next((i for i, label in enumerate(labels) if periods.last_day(label) >= start), whole)
    aside = range(max(0, begun - early), min(whole + lag, len(labels)))
    span = analysis.leave_out if analysis else None
    first, last = (periods.first_day(span.first), periods.last_day(span.last)) if span else CORONA
    unlike = tuple(
        i
        for i, label in enumerate(labels)
        if periods.last_day(label) >= first and periods.first_day(label) <= last and i not in aside
    )
    return Placed(whole + lag, tuple(aside), unlike)


def forbidden(
    study: Study, indicators: Indicators, *, indicator: str, regions: Sequence[str]
) -> tuple[Objection, ...]:
    """Return why figures may not be joined as evidence of a change; none means that they may.

    Raises
    ------
    Refused
        They are model estimates: what is to be expected of a population, whatever a region does.
    """
    frame = indicators.frame
    folded = " ".join(indicator.split()).casefold()
    of = frame["indicator"].str.casefold() == folded
    rows = frame[of & frame["region"].isin(regions) & frame["area"].isna()]
    found = objections(rows, catalogue=study_catalogue(study), purpose="effect")
    modelled = [each for each in found if each.kind == "model_effect"]
    if modelled:
        raise Refused(
            f"an evaluation of `{indicator}`: {modelled[0].why['en']} Take figures that were "
            "counted or asked."
        )
    return found
