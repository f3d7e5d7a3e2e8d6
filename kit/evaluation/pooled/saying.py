"""The sentence of regions together: their mean, how far they lie apart, and what is next."""

from __future__ import annotations

from kit.control_chart.words import called
from kit.evaluation.interrupted.studying import Studied as One
from kit.evaluation.pooled.studying import Studied
from kit.evaluation.wording import amount, decimals_of, interval, signed
from kit.finding import Check, brief_of
from kit.language import Both, listing, number, plural

__all__ = [
    "against", "asked", "at_horizon", "brief", "nothing", "places", "points", "question",
    "sentence",
]  # fmt: skip


_MAYBE = Both("Het kan ook zijn dat er geen verschil is.", "There may also be no difference.")
_DESCRIBES = Both(
    "Dit is een beschrijving, geen oorzaak; de regio’s kozen zelf.",
    "This is a description, not an explanation; the regions chose for themselves.",
)


def places(studied: Studied) -> int:
    """Return with how many decimals differences are written."""
    changes = [part.change for part in studied.parts]
    errors = [end for change in changes for end in (change.low, change.high)]
    return max(decimals_of(studied.first.values), decimals_of(errors))


def question(studied: Studied) -> Both:
    """Ask it as the plan does; otherwise in plain words."""
    return studied.analysis.question if studied.analysis else asked(studied.first.name)


def asked(name: Both) -> Both:
    """Ask it in plain words."""
    return Both(
        f"Wat zeggen de regio’s die begonnen samen over ‘{called(name['nl'])}’, en wat is in een "
        "volgende regio te verwachten?",
        f"What do the regions that started say together about ‘{called(name['en'])}’, and what may "
        "a next region expect?",
    )


def sentence(studied: Studied) -> Both:
    """Say the mean and what a next region may expect; without a mean, that it is described."""
    if studied.pooled is None:
        return _described(studied)
    write = _apart if studied.carrying else _sentence
    return Both(write(studied, "nl"), write(studied, "en"))


def brief(studied: Studied) -> Both:
    """Say the same in short: the mean, or that there is none worth the name."""
    name = Both.of(lambda language: called(studied.first.name[language], 60))
    if studied.pooled is None or studied.carrying:
        return Both(
            f"{name['nl']}: {_no_mean(studied)['nl']}."
            if studied.pooled
            else f"{name['nl']}: te weinig regio’s begonnen voor een gemiddelde.",
            f"{name['en']}: {_no_mean(studied)['en']}."
            if studied.pooled
            else f"{name['en']}: too few regions started for a mean.",
        )
    size = Both.of(
        lambda language: amount(
            studied.pooled.estimate if studied.pooled else 0.0, studied.first.unit, language,
            decimals=places(studied),
        )
    )  # fmt: skip
    up = studied.pooled.estimate > 0
    unsure = not (studied.pooled.low > 0 or studied.pooled.high < 0)
    return Both(
        brief_of(
            f"{name['nl']}: in regio’s die begonnen gemiddeld {size['nl']} "
            f"{'boven' if up else 'onder'} wat hun eigen reeks deed verwachten.",
            _MAYBE["nl"] if unsure else "Beschrijvend.",
        ),
        brief_of(
            f"{name['en']}: in regions that started on average {size['en']} "
            f"{'above' if up else 'below'} what their own series made one expect.",
            _MAYBE["en"] if unsure else "Descriptive.",
        ),
    )


def _no_mean(studied: Studied) -> Both:
    """Say why a mean that rests on one region is not told first."""
    if studied.pooled is not None and studied.pooled.tau2_low > 0:
        return Both(
            "de regio’s lopen te ver uiteen voor één gemiddelde",
            "the regions lie too far apart for one mean",
        )
    ups = {part.change.absolute > 0 for part in studied.parts}
    if len(ups) == 2:
        return Both(
            "de regio’s wijzen niet dezelfde kant op", "the regions do not point the same way"
        )
    return Both("het gemiddelde hangt af van één regio", "the mean depends on one region")


def _apart(studied: Studied, language: str) -> str:
    """Say each region's difference first: one of them carries the mean."""
    pooled, decimals = studied.pooled, places(studied)
    assert pooled is not None
    name, when = called(studied.first.name[language]), at_horizon(studied)[language]
    each = listing([_told(part, studied, language) for part in studied.parts], language)
    next_one = interval(pooled.next_low, pooled.next_high, language, decimals=decimals)
    count = number(len(studied.parts), language)
    if language == "nl":
        return (
            f"{name}: {_no_mean(studied)['nl']}: {each} ({when}, "
            "vergeleken met wat de eigen reeks van vóór de start deed verwachten). Wat een "
            f"volgende regio kan verwachten, is met {count} regio’s niet te zeggen ({next_one}). "
            f"{_DESCRIBES['nl']}"
        )
    return (
        f"{name}: {_no_mean(studied)['en']}: {each} ({when}, compared with what "
        "their own series before the start made one expect). What a next region may expect cannot "
        f"be said with {count} regions ({next_one}). {_DESCRIBES['en']}"
    )


def _told(part: One, studied: Studied, language: str) -> str:
    size = signed(part.change.absolute, language, decimals=places(studied))
    return f"{called(part.outcome.region.name)} {size}"


def _sentence(studied: Studied, language: str) -> str:
    pooled, decimals = studied.pooled, places(studied)
    assert pooled is not None
    name = called(studied.first.name[language])
    size = amount(pooled.estimate, studied.first.unit, language, decimals=decimals)
    within = interval(pooled.low, pooled.high, language, decimals=decimals)
    next_one = interval(pooled.next_low, pooled.next_high, language, decimals=decimals)
    sure, flat = pooled.low > 0 or pooled.high < 0, pooled.tau2 == 0
    when = at_horizon(studied)[language]
    if language == "nl":
        who = plural(len(studied.parts), "regio die begon", "regio’s die begonnen", "nl")
        way = "boven" if pooled.estimate > 0 else "onder"
        told = (
            f"{name}: in {who} lag het cijfer, {when}, gemiddeld {size} {way} wat de eigen reeks "
            f"van vóór de start deed verwachten (95%-interval {within})."
        )
        if not sure:
            told += f" {_MAYBE['nl']}"
        wider = ", of ruimer: spreiding tussen regio’s was niet te zien" if flat else ""
        return (
            f"{told} In een volgende regio van dezelfde soort is {next_one} te verwachten{wider}. "
            f"{_DESCRIBES['nl']}"
        )
    who = plural(len(studied.parts), "region that started", "regions that started", "en")
    way = "above" if pooled.estimate > 0 else "below"
    told = (
        f"{name}: in {who} the figure was, {when}, on average {size} {way} what their own series "
        f"before the start made one expect (95% interval {within})."
    )
    if not sure:
        told += f" {_MAYBE['en']}"
    wider = ", or a wider range: no spread between regions was to be seen" if flat else ""
    return (
        f"{told} In a next region of the same kind, {next_one} may be expected{wider}. "
        f"{_DESCRIBES['en']}"
    )


def at_horizon(studied: Studied) -> Both:
    """Say for when the changes are told."""
    horizons, per_year = studied.horizons, studied.first.per_year
    if len(horizons) > 1:
        return Both(
            f"{horizons[0]} tot {horizons[-1]} perioden na de eerste die meetelt",
            f"{horizons[0]} to {horizons[-1]} periods after the first that counts",
        )
    years, rest = divmod(horizons[0], per_year)
    if years and not rest:
        return Both(
            f"{plural(years, 'jaar', 'jaar', 'nl')} na de eerste periode die meetelt",
            f"{plural(years, 'year', 'years', 'en')} after the first period that counts",
        )
    return Both(
        f"{plural(horizons[0], 'periode', 'perioden', 'nl')} na de eerste die meetelt",
        f"{plural(horizons[0], 'period', 'periods', 'en')} after the first that counts",
    )


def _described(studied: Studied) -> Both:
    """Say each change apart: of one or two regions there is no mean worth the name."""
    told = Both.of(
        lambda language: listing(
            [
                f"{_told(part, studied, language)} ({_sureness(part, studied, language)})"
                for part in studied.parts
            ],
            language,
        )
    )
    count = len(studied.parts)
    return Both(
        f"{called(studied.first.name['nl'])}: beschrijvend, want "
        f"{plural(count, 'regio heeft', 'regio’s hebben', 'nl')} een verschil met de eigen reeks "
        "en voor een gemiddelde zijn er drie nodig. Verschil per regio, met 95%-interval waar dat "
        f"kan: {told['nl']}.",
        f"{called(studied.first.name['en'])}: descriptive, for "
        f"{plural(count, 'region has', 'regions have', 'en')} a difference from "
        f"{'its' if count == 1 else 'their'} own series "
        f"and a mean takes three. Difference by region, with 95% interval where there can be one: "
        f"{told['en']}.",
    )


def _sureness(part: One, studied: Studied, language: str) -> str:
    """Say the interval, or why it would be too narrow."""
    change = part.change
    if part.sure:
        return interval(change.low, change.high, language, decimals=places(studied))
    return points(part)[language]


def points(part: One) -> Both:
    """Say how many points a region has on the side that has fewest."""
    before, after = part.found.n_before, part.found.n_after
    side = (
        ("na de start", "after the start")
        if after <= before
        else ("vóór de start", "before the start")
    )
    count = min(before, after)
    return Both(
        f"{plural(count, 'punt', 'punten', 'nl')} {side[0]}",
        f"{plural(count, 'point', 'points', 'en')} {side[1]}",
    )


def against(studied: Studied) -> Both:
    """Say without which region little is left of the mean, or that regions go both ways."""
    if studied.pooled is None:
        return Both(
            "Met één of twee regio’s is niet te zien of een andere het tegendeel zou laten zien.",
            "With one or two regions it cannot be seen whether another would show the opposite.",
        )
    mean = studied.pooled.estimate
    other = [p.outcome.region.name for p in studied.parts if p.change.absolute * mean < 0]
    if studied.carrying:
        decimals = places(studied)
        left = {
            language: [
                (
                    called(part.outcome.region.name),
                    signed(rest.estimate, language, decimals=decimals),
                )
                for part, rest in studied.carrying
            ]
            for language in ("nl", "en")
        }
        whole = Both.of(lambda language: signed(mean, language, decimals=decimals))
        return Both(
            " ".join(
                f"Zonder {name} is het gemiddelde {rest} in plaats van {whole['nl']}."
                for name, rest in left["nl"]
            ),
            " ".join(
                f"Without {name} the mean is {rest} instead of {whole['en']}."
                for name, rest in left["en"]
            ),
        )
    if other:
        return Both(
            f"In {listing(other, 'nl')} ging het cijfer de andere kant op.",
            f"In {listing(other, 'en')} the figure went the other way.",
        )
    return Both(
        "Gezocht naar een regio die het gemiddelde draagt of de andere kant op ging; niet "
        "gevonden.",
        "A region that carries the mean or went the other way was looked for; none was found.",
    )


def nothing(name: Both, why: Both) -> tuple[Both, Check]:
    """Return sentence and check where no region has a change to take along."""
    said = Both(
        f"{called(name['nl'])}: geen antwoord; {why['nl']}.",
        f"{called(name['en'])}: no answer; {why['en']}.",
    )
    advice = Both(
        "Wacht tot regio’s langer onderweg zijn, of lever oudere cijfers aan.",
        "Wait until regions are further on their way, or supply older figures.",
    )
    return said, Check("answered", "doubtful", said, advice=advice)
