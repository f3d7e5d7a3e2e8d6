"""One indicator of several regions: read, laid side by side, and what is said of them alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from kit import periods
from kit.errors import Problem, Refused
from kit.evaluation.outcome import Outcome, outcomes_for
from kit.finding import Check, Source
from kit.indicators import Indicators
from kit.language import Both, listing

if TYPE_CHECKING:
    from kit.study import Study

__all__ = ["disclosed", "outcomes_of", "side_by_side", "sources_of", "span_of"]


def outcomes_of(
    study: Study, read: Indicators, *, indicator: str, last: date, release: str
) -> tuple[Outcome, ...]:
    """Return one indicator of every region that has it, protected, in the order of the study.

    Raises
    ------
    InputError
        An unknown indicator, with the nearest.
    Refused
        Regions give it over periods of different length.
    """
    outcomes = outcomes_for(
        study, read, regions=study.regions, indicator=indicator, until=last, release=release
    )
    lengths = sorted({each.length for each in outcomes})
    if len(lengths) > 1:
        do = "Give the figures of every region over the same length of time."
        where = f"`{indicator}` of several regions"
        raise Refused(str(Problem(where, " and ".join(lengths), "periods of one length", do)))
    return outcomes


def span_of(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """Return every period from the first to the last of any region."""
    days = [label for each in outcomes for label in each.periods]
    first, last = min(map(periods.first_day, days)), max(map(periods.last_day, days))
    return tuple(periods.span(first, last, outcomes[0].length))


def side_by_side(outcomes: Sequence[Outcome], labels: Sequence[str]) -> list[list[float]]:
    """Return the protected values, a row per region and a column per period; nan for a gap."""
    rows = [dict(zip(each.periods, each.values, strict=True)) for each in outcomes]
    return [[row.get(label, math.nan) for label in labels] for row in rows]


def sources_of(study: Study, outcomes: Sequence[Outcome]) -> tuple[Source, ...]:
    """Return the files that figures of these regions came from."""
    files: dict[str, int] = {}
    for outcome in outcomes:
        for file, rows in outcome.series.files.items():
            files[file] = files.get(file, 0) + rows
    return tuple(study.source(file, rows) for file, rows in sorted(files.items()))


def disclosed(outcomes: Sequence[Outcome]) -> Check:
    """Say in which regions figures were suppressed."""
    few = [o.region.name for o in outcomes if (o.table["status"] == "suppressed").any()]
    if not few:
        return Check("disclosure", "informative", outcomes[0].disclosed)
    said = Both(
        f"Afgeschermde cijfers doen nergens in mee; die zijn er bij {listing(few, 'nl')}.",
        f"Suppressed figures are used in nothing; there are some for {listing(few, 'en')}.",
    )
    return Check("disclosure", "informative", said)
