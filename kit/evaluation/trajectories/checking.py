"""How far to trust the course of regions: its checks."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kit import periods
from kit.control_chart.words import called
from kit.estimators.mixed import SAME
from kit.evaluation.together import disclosed
from kit.evaluation.trajectories.saying import FEW, crooked, places
from kit.evaluation.trajectories.studying import Studied
from kit.evaluation.wording import chose_themselves, interval, national, signed
from kit.finding import Check
from kit.indicator_checks import rows_left_out
from kit.language import Both, listing, number, percentage, plural

__all__ = ["checks"]

#: Correlation of neighbours above which a line leaves out what the series does.
MOST_FOLLOWING = 0.3
#: Share of missing figures above which they may change the picture.
MANY_MISSING = 0.05


def checks(studied: Studied, *, refused_rows: int) -> tuple[Check, ...]:
    """Return every check of trajectories.

    Parameters
    ----------
    studied : Studied
    refused_rows : int
        Problems in the files of indicators, whose rows were left out.
    """
    labels = studied.labels
    days = [periods.first_day(labels[0]).isoformat(), periods.last_day(labels[-1]).isoformat()]
    everywhere = national(studied.plan, days)
    found = [
        studied.stamp.check,
        _missing(studied),
        _regions(studied),
        _converged(studied),
        *_edge(studied),
        _curvature(studied),
        _shapes(studied),
        *_following(studied),
        _spread(studied),
        *_joined(studied),
        *([everywhere] if everywhere else []),
        chose_themselves(),
        disclosed([outcome for outcome, _ in studied.shown]),
        *rows_left_out(refused_rows),
    ]
    return tuple(found)


def _missing(studied: Studied) -> Check:
    missing = studied.missing
    rows = zip(studied.outcomes, missing.by_row, strict=True)
    told = [
        f"{outcome.region.name} {count}"
        for outcome, count in rows
        if count and studied.about in ("all", outcome.region.slug)
    ]
    where = {language: f" ({listing(told, language)})" if told else "" for language in ("nl", "en")}
    said = Both(
        f"{missing.missing} van {missing.cells} cijfers "
        f"{'ontbreekt of mag' if missing.missing == 1 else 'ontbreken of mogen'} niet gebruikt "
        f"worden{where['nl']}.",
        f"{missing.missing} of {missing.cells} figures "
        f"{'is' if missing.missing == 1 else 'are'} missing or may not be used{where['en']}.",
    )
    if missing.share <= MANY_MISSING:
        return Check("missing", "passed", said, missing.missing)
    advice = Both(
        "Zoek uit waarom ze ontbreken; een lijn neemt aan dat wat ontbreekt, loopt als de rest.",
        "Find out why they are missing; a line supposes that what is missing runs like the rest.",
    )
    return Check("missing", "doubtful", said, missing.missing, advice)


def _regions(studied: Studied) -> Check:
    count = len(studied.outcomes)
    left = studied.left_out
    gone = {
        "nl": f"; te weinig cijfers: {listing(left, 'nl')}" if left else "",
        "en": f"; too few figures: {listing(left, 'en')}" if left else "",
    }
    said = Both(
        f"{plural(count, 'regio', 'regio’s', 'nl')}, {len(studied.cells.values)} cijfers"
        f"{gone['nl']}.",
        f"{plural(count, 'region', 'regions', 'en')}, {len(studied.cells.values)} figures"
        f"{gone['en']}.",
    )
    advice = Both(
        f"Met minder dan {FEW} regio’s is de spreiding tussen regio’s een gok; noem geen "
        "percentage zonder dit erbij.",
        f"With fewer than {FEW} regions the spread between regions is a guess; give no percentage "
        "without this beside it.",
    )
    return Check("regions", "doubtful" if count < FEW else "passed", said, count, advice)


def _converged(studied: Studied) -> Check:
    """Say whether two programs found the same hill; the kit's own profile decides."""
    gap = studied.mixed.gap
    if studied.mixed.agrees:
        said = Both(
            "De lijnen zijn op twee manieren uitgerekend; beide geven hetzelfde.",
            "The lines were calculated in two ways; both give the same.",
        )
        return Check("converged", "passed", said, abs(gap))
    if math.isnan(gap) or gap < 0:
        said = Both(
            "De lijnen zijn op twee manieren uitgerekend; de tweede (statsmodels) vond geen lijnen "
            "die even goed passen. Verteld is wat de eerste vond.",
            "The lines were calculated in two ways; the second (statsmodels) found no lines that "
            "fit as well. What is told is what the first found.",
        )
        advice = Both(
            "Laat een statisticus het narekenen met het R-script.",
            "Have a statistician calculate it again with the R script.",
        )
        return Check("converged", "doubtful", said, None if math.isnan(gap) else gap, advice)
    said = Both(
        f"De lijnen zijn op twee manieren uitgerekend; de tweede (statsmodels) vond lijnen die "
        f"beter passen (log-waarschijnlijkheid {number(gap, 'nl', decimals=2)} hoger).",
        f"The lines were calculated in two ways; the second (statsmodels) found lines that fit "
        f"more closely (log likelihood {number(gap, 'en', decimals=2)} higher).",
    )
    advice = Both(
        f"Gebruik dit niet: het verschil is meer dan {number(SAME, 'nl', decimals=2)}.",
        f"Do not use this: the difference is more than {number(SAME, 'en', decimals=2)}.",
    )
    return Check("converged", "failed", said, gap, advice)


def _edge(studied: Studied) -> Iterator[Check]:
    if studied.mixed.on_edge:
        said = Both(
            "Een deel van de spreiding tussen regio’s is op nul geschat, of niveau en verloop gaan "
            "geheel samen.",
            "A part of the spread between regions is estimated as zero, or level and course go "
            "exactly together.",
        )
        advice = Both(
            "Lees daaruit niet dat regio’s gelijk lopen; er zijn te weinig cijfers om het te zien.",
            "Do not read from it that regions run alike; there are too few figures to see it.",
        )
        yield Check("edge", "doubtful", said, advice=advice)


def _curvature(studied: Studied) -> Check:
    curve = studied.curve
    if curve is None:
        said = Both(
            "Of het verloop buigt, is niet uit te rekenen.",
            "Whether the course bends cannot be calculated.",
        )
        return Check("curvature", "informative", said)
    bends = curve.low > 0 or curve.high < 0
    said = Both(
        f"Een bocht in het gemiddelde verloop is {'' if bends else 'niet '}te zien.",
        f"A bend in the mean course is {'' if bends else 'not '}to be seen.",
    )
    advice = Both(
        "Een verschil per jaar vat dit verloop slecht samen; kijk naar de figuur.",
        "A difference per year sums up this course poorly; look at the figure.",
    )
    return Check("curvature", "doubtful" if bends else "passed", said, curve.estimate, advice)


def _shapes(studied: Studied) -> Check:
    """Say in which regions a line describes the figures poorly, and what they do instead."""
    bent = studied.crooked
    if not bent:
        said = Both(
            "Geen sprong of bocht te zien die een rechte lijn verhult.",
            "No step or bend to be seen that a straight line hides.",
        )
        return Check("shape", "passed", said, 0)
    told = {
        language: "; ".join(
            crooked(shape, studied, called(outcome.region.name))[language]
            for outcome, shape in bent
        )
        for language in ("nl", "en")
    }
    said = Both.of(lambda language: f"{told[language][:1].upper()}{told[language][1:]}.")
    advice = Both(
        "Noem daar geen verschil per jaar; kijk naar de punten. Een interval staat er niet bij.",
        "Tell no difference per year there; look at the dots. No interval is told.",
    )
    return Check("shape", "doubtful", said, len(bent), advice)


def _following(studied: Studied) -> Iterator[Check]:
    """Yield what the lines leave in neighbouring periods: a spread that they do not know of."""
    left = studied.following
    if math.isnan(left):
        return
    said = Both(
        f"Wat de lijnen overlaten, lijkt van periode op periode: {signed(left, 'nl', decimals=2)} "
        "(0 is niet, 1 is helemaal).",
        f"What the lines leave resembles itself from period to period: "
        f"{signed(left, 'en', decimals=2)} (0: not at all, 1: fully).",
    )
    advice = Both(
        "Reeksen dwalen om hun lijn; lees de intervallen als te smal.",
        "The series drift around their lines; read the intervals as too narrow.",
    )
    many = left > MOST_FOLLOWING
    yield Check("autocorrelation", "doubtful" if many else "passed", said, left, advice)


def _spread(studied: Studied) -> Check:
    mixed, decimals = studied.mixed, places(studied)
    sd = math.sqrt(mixed.slope_variance)
    level = Both.of(
        lambda language: interval(mixed.level.low, mixed.level.high, language, decimals=1)
    )
    said = Both(
        f"Halverwege lag het gemiddelde niveau op {number(mixed.level.estimate, 'nl', decimals=1)} "
        f"(95%-interval {level['nl']}); {percentage(mixed.icc, 'nl')} van de spreiding ligt daar "
        f"tussen regio’s. Het verloop per jaar verschilt tussen regio’s met een "
        f"standaardafwijking van {number(sd, 'nl', decimals=decimals)}.",
        f"Halfway the mean level was {number(mixed.level.estimate, 'en', decimals=1)} (95% "
        f"interval {level['en']}); {percentage(mixed.icc, 'en')} of the spread lies there between "
        f"regions. The course per year differs between regions with a standard deviation of "
        f"{number(sd, 'en', decimals=decimals)}.",
    )
    return Check("spread", "informative", said, mixed.icc)


def _joined(studied: Studied) -> Iterator[Check]:
    for objection in studied.objections[:1]:
        advice = Both(
            "Wat hier een verloop lijkt, kan een andere meetwijze zijn.",
            "What looks like a course here may be another way of measuring.",
        )
        yield Check("may_be_joined", "failed", objection.why, len(studied.objections), advice)
