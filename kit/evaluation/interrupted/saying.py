"""The sentence of an interrupted series: what was measured, what was expected, and how sure."""

from __future__ import annotations

from kit.control_chart.words import called
from kit.estimators.series import Change
from kit.evaluation.interrupted.studying import Studied
from kit.evaluation.wording import amount, decimals_of, interval, share, signed
from kit.finding import BRIEF, Check, brief_of
from kit.language import Both, listing, period, plural
from kit.periods import last_day

__all__ = ["brief", "conclusion", "nothing", "places", "question", "sentence"]


def places(studied: Studied) -> int:
    """Return with how many decimals differences are written."""
    change = studied.change
    return max(decimals_of(studied.outcome.values), decimals_of([change.low, change.high]))


def question(studied: Studied) -> Both:
    """Ask it as the plan does; otherwise in plain words."""
    if studied.analysis:
        return studied.analysis.question
    name, region = studied.outcome.name, studied.outcome.region.name
    return Both(
        f"Loopt ‘{called(name['nl'])}’ in {region} sinds de start anders dan verwacht?",
        f"Has ‘{called(name['en'])}’ in {region} run differently than expected since the start?",
    )


def sentence(studied: Studied) -> Both:
    """Say how far the line after the start is from the expected one, and that this describes."""
    return Both.of(lambda language: " ".join(_parts(studied, language)))


def brief(studied: Studied) -> Both:
    """Say the difference and that it describes, short."""
    return Both.of(lambda language: brief_of(_short(studied, language), _described(language)))


def _parts(studied: Studied, language: str) -> list[str]:
    name = called(studied.outcome.name[language])
    told = [f"{name}: {_told(studied, studied.change, language)}{_how_sure(studied, language)}."]
    if studied.latest:
        told.append(_latest(studied, studied.latest, language))
    if studied.sure and not conclusion(studied.change):
        told.append(NO_DIFFERENCE[language])
    return [*told, _described(language)]


def _short(studied: Studied, language: str) -> str:
    name, change = called(studied.outcome.name[language]), studied.change
    told = f"{name}: {_told(studied, change, language)}{_how_sure(studied, language)}."
    if len(told) <= BRIEF:
        return told
    size = amount(change.absolute, studied.outcome.unit, language, decimals=places(studied))
    where = _WAY[change.absolute > 0][language]
    basis = {"nl": "dan verwacht", "en": "than expected"}[language]
    return f"{name}: {size} {where} {basis}{_how_sure(studied, language)}."


NO_DIFFERENCE = Both(
    "Het kan ook zijn dat er geen verschil is.", "There may also be no difference."
)
_WAY = {True: Both("hoger", "higher"), False: Both("lager", "lower")}


def _described(language: str) -> str:
    return {
        "nl": "Dit beschrijft één regio; het zegt niet waar het verschil vandaan komt.",
        "en": "This describes one region; it does not say where the difference comes from.",
    }[language]


def _told(studied: Studied, change: Change, language: str) -> str:
    """Write where and when the line lies, and beside which one."""
    size = amount(change.absolute, studied.outcome.unit, language, decimals=places(studied))
    when, waiting = _when(studied, change)[language], listing(studied.waiting, language)
    part = ""
    if change.relative == change.relative:
        part = f" ({share(change.relative, language)} {_WAY[change.absolute > 0][language]})"
    above = change.absolute > 0
    if language == "nl":
        basis = "de doorgetrokken lijn van ervoor"
        if studied.compares:
            basis = f"de lijn die de eigen reeks en {waiting} deden verwachten"
        way = "boven" if above else "onder"
        return f"{when} lag de lijn door de punten na de start {size} {way} {basis}{part}"
    basis = "the line carried on from before"
    if studied.compares:
        basis = f"the line that its own series and {waiting} made one expect"
    way = "above" if above else "below"
    return f"{when} the line through the points after the start lay {size} {way} {basis}{part}"


def _how_sure(studied: Studied, language: str) -> str:
    """Write the interval, or that there are too few points for one."""
    change = studied.change
    if studied.sure:
        within = interval(change.low, change.high, language, decimals=places(studied))
        return {"nl": f"; 95%-interval {within}", "en": f"; 95% interval {within}"}[language]
    before, after = studied.found.n_before, studied.found.n_after
    few = min(before, after)
    nl, en = ("vóór", "before") if before < after else ("na", "after")
    points = Both(plural(few, "punt", "punten", "nl"), plural(few, "point", "points", "en"))
    return {
        "nl": f"; met {points['nl']} {nl} de start is niet te zeggen hoe zeker dat is",
        "en": f"; with {points['en']} {en} the start it cannot be said how sure that is",
    }[language]


def _latest(studied: Studied, change: Change, language: str) -> str:
    """Write the same for the last period: a difference may go on growing or shrinking."""
    decimals = places(studied)
    size = signed(change.absolute, language, decimals=decimals)
    within = interval(change.low, change.high, language, decimals=decimals)
    last = period(studied.outcome.periods[-1], language)
    held = {"nl": f" ({within})", "en": f" ({within})"}[language] if studied.sure else ""
    return {
        "nl": f"In de laatste periode ({last}) was het verschil {size}{held}.",
        "en": f"In the last period ({last}) the difference was {size}{held}.",
    }[language]


def _when(studied: Studied, change: Change) -> Both:
    """Name the period for which the difference is told, and how long after the start that is."""
    outcome = studied.outcome
    place = studied.design.start + change.horizon
    at = Both.of(lambda language: period(outcome.periods[place], language))
    begun = studied.outcome.region.start
    first = next(
        (i for i, each in enumerate(outcome.periods) if begun and last_day(each) >= begun), place
    )
    since = _span(place - first, outcome.per_year)
    if since is None:
        return Both(f"in {at['nl']}", f"in {at['en']}")
    return Both(
        f"in {at['nl']}, {since['nl']} na de start,",
        f"in {at['en']}, {since['en']} after the start,",
    )


def _span(count: int, per_year: int) -> Both | None:
    """Write how long so many periods are; None for less than one.

    Examples
    --------
    >>> _span(6, 4), _span(4, 4)["en"], _span(3, 12)["en"]
    (Both(nl='anderhalf jaar', en='a year and a half'), 'a year', '3 months')
    """
    if count < 1:
        return None
    if count == per_year:
        return Both("een jaar", "a year")
    if count % per_year == 0:
        return Both(f"{count // per_year} jaar", f"{count // per_year} years")
    if 2 * count == 3 * per_year:
        return Both("anderhalf jaar", "a year and a half")
    nl = {12: ("maand", "maanden"), 4: ("kwartaal", "kwartalen"), 2: ("half jaar", "halve jaren")}
    en = {12: ("month", "months"), 4: ("quarter", "quarters"), 2: ("half-year", "half-years")}
    return Both(plural(count, *nl[per_year], "nl"), plural(count, *en[per_year], "en"))


def conclusion(change: Change) -> int:
    """Return 1 or -1 where the interval lies above or below zero, and 0 where it holds zero."""
    return int(change.low > 0) - int(change.high < 0)


def nothing(name: Both, region: str, why: str) -> tuple[Both, Both, Check]:
    """Return question, sentence and check of a series that gives no answer."""
    asked = Both(
        f"Loopt ‘{called(name['nl'])}’ in {region} sinds de start anders dan verwacht?",
        f"Has ‘{called(name['en'])}’ in {region} run differently than expected since the start?",
    )
    reasons = {
        "no_figures": Both("er zijn nog geen cijfers", "there are no figures yet"),
        "no_start": Both(
            "de regio is in deze periode niet begonnen, dus er is geen ervoor en erna",
            "the region has not started in this period, so there is no before and after",
        ),
    }
    reason = reasons.get(
        why,
        Both(
            "er zijn te weinig cijfers voor of na de start, of ze zijn er niet los van te rekenen",
            "there are too few figures before or after the start, or none to calculate with",
        ),
    )
    said = Both(
        f"{called(name['nl'])} in {region}: geen antwoord; {reason['nl']}.",
        f"{called(name['en'])} in {region}: no answer; {reason['en']}.",
    )
    if why in reasons:
        return asked, said, Check("answered", "informative", said)
    advice = Both(
        f"Wacht op meer perioden of lever oudere cijfers aan. De kit zei: {why}",
        f"Wait for more periods, or supply older figures. The kit said: {why}",
    )
    return asked, said, Check("answered", "doubtful", said, advice=advice)


def method_called(method: str) -> Both:
    """Return what a way of calculating is called in a sentence."""
    known = {
        "reml": Both("een lijn met samenhang tussen buren (AR(1), REML)",
                     "a line whose neighbours correlate (AR(1), REML)"),
        "prais_winsten": Both("Prais–Winsten", "Prais–Winsten"),
        "ols": Both("kleinste kwadraten", "least squares"),
        "newey_west": Both("kleinste kwadraten met Newey–West", "least squares with Newey–West"),
        "quasi_poisson": Both("quasi-Poisson op de aantallen", "quasi-Poisson on the counts"),
        "left_out": Both("zonder de bijzondere perioden", "without the unusual periods"),
        "controlled": Both("naast regio’s die niet begonnen", "beside regions that did not start"),
        "alone": Both("zonder vergelijking", "without a comparison"),
    }  # fmt: skip
    return known.get(method, Both(method, method))


def minimum(value: float, studied: Studied, language: str) -> str:
    """Write the smallest change that could have been seen."""
    return amount(value, studied.outcome.unit, language, decimals=places(studied))


def correlation(value: float, language: str) -> str:
    """Write a correlation with two decimals."""
    return signed(value, language, decimals=2)
