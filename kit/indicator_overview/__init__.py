"""Which indicators of the four aims there are, how recent they are, and what is missing.

Not how a region does: figures stand beside each other by aim, each on a scale of its own. A line
runs only between years that may be joined (`kit.comparability`), a published figure keeps its
limits, and a model estimate is called one.
"""

from __future__ import annotations

from kit import periods
from kit.finding import Finding
from kit.indicator_overview.checking import checks
from kit.indicator_overview.drawing import draw
from kit.indicator_overview.gathering import gather
from kit.indicator_overview.protecting import SHARES, covered, disclosed
from kit.indicator_overview.saying import against, brief, say
from kit.indicator_overview.series_checks import direction_check, latest_check
from kit.indicator_overview.tabling import table_of
from kit.indicators import Indicators
from kit.language import Both
from kit.study import Study

__all__ = [
    "SHARES", "covered", "direction_check", "disclosed", "indicators_overview", "latest_check",
]  # fmt: skip


def indicators_overview(
    study: Study,
    *,
    region: str,
    until: str | None,
    release: str,
    indicators: Indicators | None = None,
) -> Finding:
    """Which indicators of the four aims there are, how recent, and what is missing.

    Parameters
    ----------
    study : Study
    region : str
        A slug; or ``all``, which sets the regions side by side in the order of the alphabet.
    until : str or None
        Last period that counts (inclusive); None is the last of the study.
    release : str
        For whom. From *region* upward a figure about fewer persons than the threshold is
        suppressed, before anything is said or drawn. Areas of an indicator that the region has as
        a whole are left out: with the whole and all parts but one, the last one is known.
    indicators : Indicators, optional
        What `kit.indicators.read_indicators` returned, when it was called already.

    Returns
    -------
    Finding
        Of kind ``indicators``. For a region a row per indicator (or area of it) and year: value,
        interval_low, interval_high (in `unit`), interval (where the limits come from), n
        (persons), method, published_on, joins (the list ``joining``), status. Of quarters and
        half-years one row per series: the latest figure, in how many periods one is `shown`, and
        which periods are `missing` or `withheld`. For ``all`` see `kit.indicator_overview.tabling`.

    Raises
    ------
    InputError
        When the region or period does not exist, or the catalogue of the study cannot be read.

    Notes
    -----
    Limits of a survey are those that its source published, or that the standard error it published
    gives; none is computed. How many people answered does not say how sure a weighted figure is:
    weights and clusters make it less sure. Wilson's limits are of registered counts only (see
    `kit.indicator_overview.uncertainty`).

    References
    ----------
    Bodenheimer T, Sinsky C (2014), *Ann Fam Med* 12:573–576, doi:10.1370/afm.1713, on four aims.
    """
    seen = gather(study, region=region, until=until, release=release, indicators=indicators)
    return Finding(
        kind="indicators",
        question=Both(
            "Welke cijfers van de vier doelen zijn er, hoe recent zijn ze, en wat ontbreekt?",
            "Which figures of the four aims are there, how recent are they, and what is missing?",
        ),
        parameters={
            "region": region,
            "until": periods.parse(until) if until else study.last,
            "release": release,
        },
        table=table_of(seen),
        sentence=Both.of(lambda language: say(seen, language)),
        brief=Both.of(lambda language: brief(seen, language)),
        against=against(seen),
        picture=draw(seen),
        checks=checks(seen),
        sources=seen.sources,
        release=release,
    )
