"""The sentence of staggered starts: the difference, the test named before, and its as-if."""

from __future__ import annotations

import math

from kit.control_chart.words import called
from kit.evaluation.staggered.studying import Studied
from kit.evaluation.wording import amount, decimals_of, interval, share, signed
from kit.finding import Check
from kit.language import Both, listing, number, plural

__all__ = ["against", "nothing", "p_in_words", "places", "question", "sentence"]


def places(studied: Studied) -> int:
    """Return with how many decimals differences are written."""
    import numpy as np

    shown = studied.gathered.values[np.isfinite(studied.gathered.values)].tolist()
    return decimals_of(shown)


def question(studied: Studied) -> Both:
    """Ask it as the plan does; otherwise in plain words."""
    return studied.analysis.question if studied.analysis else asked(studied.first.name)


def asked(name: Both) -> Both:
    """Ask it in plain words."""
    return Both(
        f"Loopt ‘{called(name['nl'])}’ in regio’s die begonnen anders dan in regio’s die nog niet "
        "begonnen waren?",
        f"Does ‘{called(name['en'])}’ run differently in regions that started than in regions that "
        "had not started yet?",
    )


def sentence(studied: Studied) -> Both:
    """Say the mean difference, how it was tested, and what that supposes."""
    return Both(_sentence(studied, "nl"), _sentence(studied, "en"))


def _sentence(studied: Studied, language: str) -> str:
    decimals, effect = places(studied), studied.imputed.effect
    name = called(studied.first.name[language])
    size = amount(effect, studied.first.unit, language, decimals=decimals)
    level = studied.imputed.counterfactual
    part = f" ({share(effect / level, language)})" if level > 0 else ""
    started = len(studied.gathered.started())
    if language == "nl":
        way = "hoger" if effect > 0 else "lager"
        told = (
            f"{name}: in {plural(started, 'regio die begon', 'regio’s die begonnen', 'nl')} "
            f"gemiddeld {size} {way}{part} dan in regio’s die toen nog niet begonnen waren"
        )
    else:
        way = "higher" if effect > 0 else "lower"
        told = (
            f"{name}: in {plural(started, 'region that started', 'regions that started', 'en')} on "
            f"average {size} {way}{part} than in regions that had not started by then"
        )
    return f"{told}{_tested(studied, language, decimals)}"


def _tested(studied: Studied, language: str, decimals: int) -> str:
    if math.isnan(studied.p):
        return {
            "nl": ". Beschrijvend: met deze regio’s en startdata kan geen toets iets uitsluiten. "
            "Regio’s kozen zelf.",
            "en": ". Descriptive: with these regions and start dates no test can exclude anything. "
            "Regions chose themselves.",
        }[language]
    within = interval(studied.low, studied.high, language, decimals=decimals)
    p = p_in_words(studied.p, language)
    if studied.rule.method == "permutation":
        return {
            "nl": f" (95%-interval {within}; {p}, alsof de startdata verwisselbaar waren). Regio’s "
            "kozen zelf; daar helpt geen toets tegen.",
            "en": f" (95% interval {within}; {p}, as if start dates were exchangeable). Regions "
            "chose themselves; no test mends that.",
        }[language]
    df = number(studied.rule.df, language, decimals=1)
    robust = studied.tested.cluster_robust if studied.tested else None
    own = signed(robust.estimate if robust else math.nan, language, decimals=decimals)
    return {
        "nl": f" (getoetst op het verschil met vaste regio- en periode-effecten, {own}: "
        f"95%-interval {within}; {p}, CR2 met {df} vrijheidsgraden). Regio’s kozen zelf; daar "
        "helpt geen toets tegen.",
        "en": f" (tested on the difference with fixed regions and periods, {own}: 95% interval "
        f"{within}; {p}, CR2 with {df} degrees of freedom). Regions chose themselves; no test "
        "mends that.",
    }[language]


def p_in_words(p: float, language: str) -> str:
    """Write a p-value; three decimals, never 0.

    Examples
    --------
    >>> p_in_words(0.0123, "nl"), p_in_words(0.00001, "en")
    ('p = 0,012', 'p < 0.001')
    """
    if p < 0.001:
        return f"p < {number(0.001, language, decimals=3)}"
    return f"p = {number(p, language, decimals=3)}"


def against(studied: Studied) -> Both:
    """Say which region or choice turns the difference round, or that none does."""
    effect = studied.imputed.effect
    names = {o.region.slug: o.region.name for o in studied.gathered.outcomes}
    turned = [
        names[each.label] for each in studied.by("leave_one_out") if each.effect * effect <= 0
    ]
    large = [each for each in studied.by("placebo_start") if abs(each.effect) > abs(effect) / 2]
    if turned:
        return Both(
            f"Zonder {listing(turned, 'nl')} keert het verschil om.",
            f"Without {listing(turned, 'en')} the difference turns round.",
        )
    if large:
        return Both(
            "Vóór de start liepen deze regio’s ook al uiteen: een start die er niet was geeft meer "
            "dan de helft van het verschil.",
            "Before the start these regions went apart already: a start that never was gives more "
            "than half of the difference.",
        )
    return Both(
        "Gezocht naar een regio of een eerdere start die dit omkeert; niet gevonden.",
        "A region or an earlier start that turns this round was looked for; none was found.",
    )


def nothing(name: Both, why: str) -> tuple[Both, Check]:
    """Return sentence and check where regions give no answer together."""
    said = Both(
        f"{called(name['nl'])}: geen antwoord; deze regio’s zijn zo niet te vergelijken.",
        f"{called(name['en'])}: no answer; these regions cannot be compared in this way.",
    )
    advice = Both(
        f"Kijk per regio naar de eigen reeks, of zoek gebieden die niet begonnen. De kit zei: "
        f"{why}",
        f"Look at the own series of each region, or find areas that did not start. The kit said: "
        f"{why}",
    )
    return said, Check("answered", "doubtful", said, advice=advice)
