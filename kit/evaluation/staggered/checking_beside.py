"""Checks of what stands beside the difference: another estimator, before the start, the weights."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kit.evaluation.staggered.saying import places
from kit.evaluation.staggered.studying import Studied
from kit.evaluation.wording import amount, signed
from kit.finding import Check
from kit.language import Both, percentage, plural

__all__ = ["checks_beside"]

#: Share of assignments below which what was there before the start is told as doubtful.
SELDOM = 0.10


def checks_beside(studied: Studied) -> Iterator[Check]:
    """Yield the checks of another estimator, the trend before, the weights, and a break in it."""
    yield _other(studied)
    yield from _trend(studied)
    yield from _bend(studied)
    yield from _weights(studied)


def _other(studied: Studied) -> Check:
    found, main = studied.beside.callaway, studied.imputed.effect
    if found is None or math.isnan(found.effect):
        said = Both(
            "Een tweede schatter (Callaway en Sant’Anna) geeft met deze regio’s geen uitkomst.",
            "A second estimator (Callaway and Sant’Anna) gives no outcome with these regions.",
        )
        return Check("other_estimator", "informative", said)
    size = Both.of(lambda language: signed(found.effect, language, decimals=places(studied)))
    # Two small numbers differ easily; what these regions could not have shown is no difference.
    least = studied.detectable.change / 4 if studied.detectable else 0.0
    far = abs(found.effect - main) > max(abs(main) / 2, least)
    said = Both(
        f"Volgens Callaway en Sant’Anna: {size['nl']}.",
        f"According to Callaway and Sant’Anna: {size['en']}.",
    )
    advice = Both(
        "Het antwoord hangt af van de manier van vergelijken; geef beide.",
        "The answer depends on the way of comparing; give both.",
    )
    return Check("other_estimator", "doubtful" if far else "passed", said, found.effect, advice)


def _trend(studied: Studied) -> Iterator[Check]:
    trend, events = studied.beside.trend, studied.beside.events
    if trend is None or events is None or not trend.events:
        return
    counted = {
        "nl": plural(trend.events, "periode", "perioden", "nl"),
        "en": plural(trend.events, "period", "periods", "en"),
    }
    size = Both.of(lambda language: signed(trend.largest, language, decimals=places(studied)))
    if math.isnan(trend.p):
        said = Both(
            f"In {counted['nl']} vóór de start was het verschil hoogstens {size['nl']}; te weinig "
            "verdelingen om te zeggen of dat veel is.",
            f"In {counted['en']} before the start the difference was {size['en']} at most; too few "
            "assignments to say whether that is much.",
        )
        yield Check("pre_trend", "informative", said)
        return
    told = Both.of(lambda language: percentage(trend.p, language))
    said = Both(
        f"In {counted['nl']} vóór de start lag het verschil hoogstens op {size['nl']}; zo ver komt "
        f"het in {told['nl']} van de verdelingen. {_noticed(studied)['nl']}",
        f"In {counted['en']} before the start the difference lay at {size['en']} at most; it gets "
        f"that far in {told['en']} of the assignments. {_noticed(studied)['en']}",
    )
    advice = None
    if trend.p < SELDOM:
        advice = Both(
            "De regio’s liepen al uiteen voordat zij begonnen; vergelijk ze anders.",
            "The regions went apart before they started; compare them otherwise.",
        )
    elif _hidden(studied):
        advice = Both(
            "Niets gezien is hier geen bewijs van gelijk oplopen: een verloop dat het hele "
            "verschil geeft, kon onopgemerkt blijven.",
            "Nothing seen is no proof of running alike here: a drift that gives the whole "
            "difference could go unnoticed.",
        )
    yield Check("pre_trend", "doubtful" if advice else "passed", said, trend.p, advice)


def _noticed(studied: Studied) -> Both:
    trend = studied.beside.trend
    drift = trend.detectable if trend else math.nan
    if not math.isfinite(drift):
        return Both(
            "Geen enkel verloop was zeker opgemerkt.", "No drift would surely have been noticed."
        )
    size = Both.of(
        lambda language: amount(drift, studied.first.unit, language, decimals=places(studied) + 1)
    )
    return Both(
        f"Een verloop van {size['nl']} per periode was in acht van tien gevallen opgemerkt.",
        f"A drift of {size['en']} per period would have been noticed in eight of ten cases.",
    )


def _hidden(studied: Studied) -> bool:
    """Say whether a drift that gives the whole difference could have gone unnoticed."""
    trend, events = studied.beside.trend, studied.beside.events
    if trend is None or events is None:
        return False
    later = [event - events.reference for event in events.events if event >= 0]
    away = sum(later) / len(later) if later else 1.0
    return trend.detectable * away > abs(studied.imputed.effect)


def _bend(studied: Studied) -> Iterator[Check]:
    bend = studied.beside.bend
    if math.isnan(bend):
        return
    size = Both.of(
        lambda language: amount(bend, studied.first.unit, language, decimals=places(studied) + 1)
    )
    if bend == 0:
        said = Both(
            "Loopt wat er vóór de start was rechtdoor, dan kan het verschil van het eerste jaar "
            "nul zijn.",
            "If what was there before the start runs straight on, the difference of the first year "
            "may be zero.",
        )
        advice = Both(
            "Het verschil hangt af van de aanname dat de regio’s anders gelijk hadden gelopen; zeg "
            "dat erbij.",
            "The difference depends on regions that would have run alike; say so.",
        )
        yield Check("smoothness", "doubtful", said, bend, advice)
        return
    if math.isinf(bend):
        said = Both(
            "Geen knik in het verloop neemt het verschil van het eerste jaar weg.",
            "No break in trend takes the difference of the first year away.",
        )
        yield Check("smoothness", "passed", said)
        return
    said = Both(
        f"Een knik in het verloop van {size['nl']} per periode, elke periode opnieuw, zou het "
        "verschil van het eerste jaar kunnen wegnemen.",
        f"A break in trend of {size['en']} per period, each period anew, could take the difference "
        "of the first year away.",
    )
    yield Check("smoothness", "informative", said, bend)


def _weights(studied: Studied) -> Iterator[Check]:
    weights = studied.beside.weights
    if weights is None:
        return
    part = Both.of(lambda language: percentage(weights.forbidden, language))
    size = Both.of(lambda language: signed(weights.estimate, language, decimals=places(studied)))
    said = Both(
        f"Het gangbare model met vaste regio- en periode-effecten ({size['nl']}) haalt "
        f"{part['nl']} uit regio’s die al begonnen waren als vergelijking; het verschil hier doet "
        "dat niet.",
        f"The usual model with fixed regions and periods ({size['en']}) takes {part['en']} from "
        "regions that had started already as a comparison; the difference here does not.",
    )
    yield Check("twfe_weights", "informative", said, weights.forbidden)
