"""Inequality: how much a problem differs over groups of areas, from least to most deprived.

The groups stand in the table ``areas`` (columns deprivation and deprivation_source). Counts are
those of `kit.standardised_rates`, added up to groups; slope and relative index: `kit.rates`. A
group of areas is never called by what its people lack, and nothing here says why groups differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit import periods
from kit.finding import Finding
from kit.inequality.checking import checks
from kit.inequality.drawing import draw
from kit.inequality.grouping import group
from kit.inequality.saying import against, brief, say
from kit.inequality.words import Seen
from kit.language import Both
from kit.standardised_rates import sources_of
from kit.standardised_rates.gathering import LATEST, Read, gather

if TYPE_CHECKING:
    from kit.study import Study

__all__ = ["inequality"]


def inequality(
    study: Study,
    *,
    region: str,
    problem: str,
    until: str | None,
    release: str,
    period: str = LATEST,
    read: Read | None = None,
) -> Finding:
    r"""Say how much a problem differs between groups of areas, by deprivation.

    With group :math:`i` in the middle :math:`b_i` of its part of all people, from 0 (least
    deprived) to 1, a line :math:`y = \beta_0 + \beta_1 b` is fitted through the rates of the
    groups. The slope index is :math:`\beta_1`, the relative index
    :math:`(\beta_0 + \beta_1)/\beta_0`.

    Parameters
    ----------
    study : Study
    region : str
        A slug: the areas of the region or, where it has fewer than three groups or one of them
        has no rate, all areas of the study. Or ``all``: all areas of the study.
    problem : str
        Of the table ``problem_counts``. Where its groups say ages, rates are directly standardised;
        else they are those of everybody.
    until : str or None
        Last period that counts (inclusive); None is the last of the study.
    release : str
        For whom. An area with a suppressed count is in no group.
    period : str
        One period, or ``latest``: the last one that was counted. Earlier ones are shown beside it.
    read : Read, optional
        When it has been read already, by `kit.standardised_rates.read_counts`.

    Returns
    -------
    Finding of kind inequality
        Per period rows `about` group, least deprived first (group, areas, observed, n, per, rate
        and its limits, place, line), and one about index: slope (most less least deprived end, in
        the unit of the rates) and relative (the one over the other) with 95 % limits by
        simulation; reason, status. There is no index when a group has no rate.

    Raises
    ------
    InputError
        An unknown region, problem or period; one age group twice.
    Refused
        Ages with a gap or an overlap.

    References
    ----------
    Low, Low (2004), J Public Health 26:390-395, doi:10.1093/pubmed/fdh187. Mackenbach, Kunst
    (1997), Soc Sci Med 44:757-771, doi:10.1016/S0277-9536(96)00073-1.
    """
    given = gather(
        study, region=region, problem=problem, until=until, release=release, period=period,
        read=read, ages="where_there",
    )  # fmt: skip
    seen = Seen(study, region, given, group(given, region=region))
    return Finding(
        kind="inequality",
        question=Both(
            f"Hoeveel verschilt ‘{given.name['nl']}’ tussen groepen gebieden met een gunstige en "
            "een minder gunstige sociaaleconomische positie?",
            f"How much does ‘{given.name['en']}’ differ between groups of areas with less and more "
            "deprivation?",
        ),
        parameters={
            "region": region,
            "problem": given.problem,
            "until": periods.parse(until) if until else study.last,
            "release": release,
            "period": period,
        },
        table=seen.table,
        sentence=Both.of(lambda language: say(seen, language)),
        brief=Both.of(lambda language: brief(seen, language)),
        against=against(seen),
        picture=draw(seen),
        checks=checks(seen),
        sources=sources_of(given),
        release=release,
    )
