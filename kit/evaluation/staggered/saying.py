"""The sentence of staggered starts: the difference, the test named before, and its as-if."""

from __future__ import annotations

import math

from kit.control_chart.words import called
from kit.evaluation.staggered.studying import Studied
from kit.evaluation.wording import amount, decimals_of, interval, share, signed
from kit.finding import Check, brief_of
from kit.language import Both, listing, number, plural

__all__ = ["against", "brief", "nothing", "places", "question", "sentence"]

#: Level below which chance alone is said to give a difference seldom.
_LEVEL = 0.05
#: What is left without one region, as a share, at or below which the difference depends on it.
_HALF = 0.5


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


def brief(studied: Studied) -> Both:
    """Say the mean difference and its verdict, short."""
    return Both.of(lambda language: brief_of(_mean(studied, language), _verdict(studied, language)))


def _sentence(studied: Studied, language: str) -> str:
    waiting = studied.gathered.waiting()
    named = listing([called(each) for each in waiting], language)
    later = {
        "nl": "met regio’s die later begonnen", "en": "with regions that started later"
    }[language]  # fmt: skip
    beside = {"nl": f"met {named} en {later}", "en": f"with {named} and {later}"}[language]
    compared = {"nl": "Vergeleken is ", "en": "Compared was "}[language]
    return " ".join([
        _mean(studied, language), f"{compared}{beside if waiting else later}.",
        _verdict(studied, language), _tested(studied, language),
    ])  # fmt: skip


def _mean(studied: Studied, language: str) -> str:
    decimals, effect = places(studied), studied.imputed.effect
    name = called(studied.first.name[language])
    size = amount(effect, studied.first.unit, language, decimals=decimals)
    level = studied.imputed.counterfactual
    part = f" ({share(effect / level, language)})" if level > 0 else ""
    started = len(studied.gathered.started())
    parts = [each for each in studied.imputed.by_region if each == each]
    alone = signed(sum(parts) / len(parts), language, decimals=decimals) if parts else ""
    several = len(parts) > 1
    if language == "nl":
        way = "hoger" if effect > 0 else "lager"
        equal = f"; elke regio even zwaar: {alone}" if several else ""
        regions = plural(started, "regio die begon", "regio’s die begonnen", "nl")
        return f"{name}: na de start in {regions} gemiddeld {size} {way}{part}{equal}."
    way = "higher" if effect > 0 else "lower"
    equal = f"; with every region equal: {alone}" if several else ""
    regions = plural(started, "region that started", "regions that started", "en")
    return f"{name}: after the start in {regions} on average {size} {way}{part}{equal}."


def _verdict(studied: Studied, language: str) -> str:
    """Say whether it may be chance; nothing more where no test can tell."""
    if math.isnan(studied.p):
        return {
            "nl": "Beschrijvend: met deze regio’s en startdata kan geen toets iets uitsluiten.",
            "en": "Descriptive: with these regions and start dates no test can exclude anything.",
        }[language]
    p = p_in_words(studied.p, language)
    if studied.rule.method == "permutation" and studied.tested:
        as_far, of = as_far_as_seen(studied)
        ways = {
            "nl": f"bij {number(as_far, 'nl')} van de {number(of, 'nl')} manieren om de startdata "
            f"te verdelen is het verschil minstens zo groot ({p})",
            "en": f"in {number(as_far, 'en')} of the {number(of, 'en')} ways of assigning the "
            f"start dates the difference is at least as large ({p})",
        }[language]
    else:
        ways = {"nl": f"getoetst met CR2: {p}", "en": f"tested with CR2: {p}"}[language]
    if studied.p >= _LEVEL:
        return {
            "nl": f"Dat kan toeval zijn: {ways}.", "en": f"It may be chance: {ways}."
        }[language]  # fmt: skip
    return {
        "nl": f"Toeval alleen geeft dat zelden: {ways}.",
        "en": f"Chance alone seldom gives this: {ways}.",
    }[language]


def as_far_as_seen(studied: Studied) -> tuple[int, int]:
    """Return in how many assignments the difference is as far from zero, the real one too."""
    assert studied.tested is not None
    permuted = studied.tested.permuted
    return round(permuted.p * permuted.assignments), permuted.assignments


def _tested(studied: Studied, language: str) -> str:
    decimals = places(studied)
    chose = {
        "nl": "Regio’s kozen zelf; daar helpt geen toets tegen.",
        "en": "Regions chose for themselves; no test mends that.",
    }[language]
    if math.isnan(studied.p):
        return {"nl": "Regio’s kozen zelf.", "en": "Regions chose for themselves."}[language]
    within = interval(studied.low, studied.high, language, decimals=decimals)
    if studied.rule.method == "permutation":
        return {
            "nl": f"Het 95%-interval is {within}, alsof de startdata verwisselbaar waren, door het "
            f"lot verdeeld. {chose}",
            "en": f"The 95% interval is {within}, as if start dates were exchangeable, drawn by "
            f"lot. {chose}",
        }[language]
    df = number(studied.rule.df, language, decimals=1)
    robust = studied.tested.cluster_robust if studied.tested else None
    own = signed(robust.estimate if robust else math.nan, language, decimals=decimals)
    return {
        "nl": f"Getoetst is het verschil met vaste regio- en periode-effecten, {own}: 95%-interval "
        f"{within}, CR2 met {df} vrijheidsgraden. {chose}",
        "en": f"Tested was the difference with fixed regions and periods, {own}: 95% interval "
        f"{within}, CR2 with {df} degrees of freedom. {chose}",
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


def hanging_on(studied: Studied) -> tuple[str, float] | None:
    """Return the region without which the least is left, where that is half or less; else None."""
    effect = studied.imputed.effect
    names = {o.region.slug: o.region.name for o in studied.gathered.outcomes}
    without = studied.by("leave_one_out")
    if not without or effect == 0:
        return None
    least = min(without, key=lambda each: each.effect / effect)
    if least.effect / effect > _HALF:
        return None
    return called(names[least.label]), least.effect


def against(studied: Studied) -> Both:
    """Say on which region or choice the difference depends, or that it depends on none."""
    return Both.of(lambda language: _against(studied, language))


def _against(studied: Studied, language: str) -> str:
    effect, decimals = studied.imputed.effect, places(studied)
    told = []
    if hangs := hanging_on(studied):
        left = signed(hangs[1], language, decimals=decimals)
        told.append({"nl": f"Zonder {hangs[0]} blijft {left} over.",
                     "en": f"Without {hangs[0]}, {left} remains."}[language])  # fmt: skip
    trend = studied.beside.trend
    if trend is not None and trend.events and abs(trend.largest) >= abs(effect):
        apart = amount(trend.largest, studied.first.unit, language, decimals=decimals)
        told.append({
            "nl": f"Vóór de start liepen de regio’s tot {apart} uiteen, niet minder dan het "
            "verschil zelf.",
            "en": f"Before the start the regions lay up to {apart} apart, no less than the "
            "difference itself.",
        }[language])  # fmt: skip
    for each in studied.by("placebo_start"):
        if abs(each.effect) > abs(effect) * _HALF:
            size = signed(each.effect, language, decimals=decimals)
            told.append({
                "nl": f"Een start {each.label} perioden eerder, toen er nog niets was, geeft "
                f"{size}.",
                "en": f"A start {each.label} periods earlier, when there was nothing yet, gives "
                f"{size}.",
            }[language])  # fmt: skip
    return (
        " ".join(told)
        or {
            "nl": "Gezocht naar een regio of eerdere start waar dit van afhangt; niet gevonden.",
            "en": "A region or earlier start that this depends on was looked for; none was found.",
        }[language]
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
