"""Standardised rates: areas as counted, beside themselves with the same ages everywhere.

Ages are read from the groups of the table ``problem_counts`` (`kit.rates.ages`). Which counts are
used, and what is suppressed: `gathering`; rates, ratios and trends: `measuring`, on `kit.rates`.
Nothing here puts areas in an order of who does best.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit import periods
from kit.finding import Finding, Source
from kit.language import Both
from kit.standardised_rates.checking import checks
from kit.standardised_rates.drawing import draw
from kit.standardised_rates.gathering import LATEST, Given, Read, gather, read_counts
from kit.standardised_rates.measuring import measure
from kit.standardised_rates.saying import against, brief, say
from kit.standardised_rates.words import Seen

if TYPE_CHECKING:
    from kit.study import Study

__all__ = ["read_counts", "sources_of", "standardised_rates"]


def standardised_rates(
    study: Study,
    *,
    region: str,
    problem: str,
    until: str | None,
    release: str,
    period: str = LATEST,
    read: Read | None = None,
) -> Finding:
    """Lay areas side by side as if all had the same ages.

    Parameters
    ----------
    study : Study
    region : str
        A slug: its own areas, the region as a whole, and all areas of the study together. Or
        ``all``: every region as a whole.
    problem : str
        Of the table ``problem_counts``; its groups say ages (65-74, 75+), without gap or overlap.
    until : str or None
        Last period that counts (inclusive); None is the last of the study.
    release : str
        For whom. From *region* upward counts of too few people are suppressed in the whole study,
        as for hotspots; an area with a suppressed age group is not shown.
    period : str
        One period, or ``latest``: the last one that was counted.
    read : Read, optional
        When it has been read already, by `read_counts`.

    Returns
    -------
    Finding of kind standardised_rates
        Rows `about` area, region and study, areas by name and regions as in the study: region,
        area (code), name, period, areas (how many are in it), observed, n (persons), per (1,000 or
        100,000), crude and its limits, rate (directly standardised) and its limits (Dobson; none
        below 10 counted), expected (with the rates by age of all areas shown together), ratio
        (observed over expected) and its limits, trend (of the last five years), reason (why
        numbers are missing), status.

    Raises
    ------
    InputError
        An unknown region, problem or period; one age group twice.
    Refused
        Groups of which none says ages, and ages with a gap or an overlap.

    References
    ----------
    Eurostat (2013), Revision of the European Standard Population, doi:10.2785/11470. Dobson et al.
    (1991), Stat Med 10:457-462, doi:10.1002/sim.4780100317. Morris et al. (2018), Popul Health
    Metr 16:20, doi:10.1186/s12963-018-0177-1.
    """
    given = gather(
        study, region=region, problem=problem, until=until, release=release, period=period,
        read=read,
    )  # fmt: skip
    table = measure(given, region=region, slugs=list(study.regions))
    seen = Seen(study, region, given, table)
    return Finding(
        kind="standardised_rates",
        question=Both(
            f"Wat blijft er bij ‘{given.name['nl']}’ van verschillen tussen gebieden over als "
            "overal dezelfde leeftijden wonen?",
            f"What remains of differences between areas in ‘{given.name['en']}’ with the same ages "
            "everywhere?",
        ),
        parameters={
            "region": region,
            "problem": given.problem,
            "until": periods.parse(until) if until else study.last,
            "release": release,
            "period": period,
        },
        table=table,
        sentence=Both.of(lambda language: say(seen, language)),
        brief=Both.of(lambda language: brief(seen, language)),
        against=against(seen),
        picture=draw(seen),
        checks=checks(seen),
        sources=sources_of(given),
        release=release,
    )


def sources_of(given: Given) -> tuple[Source, ...]:
    """Return the files; without their rows where something of them is suppressed."""
    hidden = bool((given.shut.cells["status"] == "suppressed").any())
    return tuple(
        Source(source.path, source.sha256, None if hidden else source.rows)
        for source in given.read.sources
    )
