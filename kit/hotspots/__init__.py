"""Hotspots: which problem, in whom and where, lies above what is to be expected, and how sure.

A hotspot candidate is a problem in a group in an area, never a neighbourhood. Size, excess,
certainty, trend and felt weight stand side by side, and are never added up to one number.
"""

from __future__ import annotations

from kit import periods
from kit.finding import Finding, Source
from kit.hotspots.checking import checks
from kit.hotspots.drawing import draw
from kit.hotspots.gathering import Given, Seen, gather, read_given
from kit.hotspots.records import issues_table
from kit.hotspots.saying import against, brief, say
from kit.language import Both
from kit.study import Study

__all__ = ["Given", "hotspots", "issues_table", "read_given"]


def hotspots(
    study: Study,
    *,
    region: str,
    until: str | None,
    release: str,
    problem: str = "all",
    segment: str = "all",
    surely: float = 0.95,
    given: Given | None = None,
) -> Finding:
    r"""Which problems lie above what is to be expected, where, and whether people feel them.

    Parameters
    ----------
    study : Study
    region : str
        A slug; or ``all``: which problems and segments recur over regions.
    until : str or None
        Last period that counts (inclusive); None is the last of the study. Of each problem the
        last period up to it is looked at; earlier ones make the trend.
    release : str
        For whom. From *region* upward cells of too few persons are suppressed in the whole study,
        and then count in nothing.
    problem, segment : str
        Only of these; ``all`` is every one. The empty segment is everybody.
    surely : float
        Least probability of an excess for a candidate, between 0 and 1; it needs at least five
        events as well.
    given : Given, optional
        When it has been read already, by `read_given`.

    Returns
    -------
    Finding of kind hotspots
        Rows `about` cell, before, felt, risk, asset and issue; of all regions recurrence and issue
        (see `kit.hotspots.tabulating`). The shrunken ratio is :math:`(O + a) / (E + b)`, over all
        spreads between areas and common means that the counts allow (see `kit.hotspots.mixing`).

    Raises
    ------
    InputError
        When the region, period, problem or segment does not exist.

    References
    ----------
    Clayton, Kaldor (1987), Biometrics 43:671-681, doi:10.2307/2532003. Probability of an excess:
    Richardson et al. (2004), Environ Health Perspect 112:1016-1025, doi:10.1289/ehp.6740.
    """
    seen = gather(
        study, region=region, until=until, release=release, surely=surely, given=given,
        problem=None if problem == "all" else problem,
        segment=None if segment == "all" else segment,
    )  # fmt: skip
    return Finding(
        kind="hotspots",
        question=Both(
            "Welke problemen komen ergens meer voor dan te verwachten is, en wordt dat ook zo "
            "gevoeld?",
            "Which problems occur somewhere more than is to be expected, and is that felt too?",
        ),
        parameters={
            "region": region,
            "until": periods.parse(until) if until else study.last,
            "problem": problem,
            "segment": segment,
            "surely": surely,
        },
        table=seen.table,
        sentence=Both.of(lambda language: say(seen, language)),
        brief=Both.of(lambda language: brief(seen, language)),
        against=against(seen),
        picture=draw(seen),
        checks=checks(seen),
        sources=_sources(seen),
        release=release,
    )


def _sources(seen: Seen) -> tuple[Source, ...]:
    """Return the files; without their rows where something of them is suppressed."""
    hidden = bool((seen.shut.cells["status"] == "suppressed").any()) or bool(
        (seen.table["status"] == "suppressed").any()
    )
    return tuple(
        Source(source.path, source.sha256, None if hidden else source.rows)
        for source in seen.given.sources
    )
