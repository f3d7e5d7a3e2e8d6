"""What speaks against an interrupted series: other ways of calculating, starts that never were."""

from __future__ import annotations

from kit.estimators.series_sensitivity import Placebo, Variant
from kit.evaluation.interrupted.saying import conclusion, method_called, places
from kit.evaluation.interrupted.studying import Studied
from kit.evaluation.wording import interval, signed
from kit.language import Both, listing, period

#: Ways of calculating that plain words can name; what the others are stands in the table.
TOLD_IN_WORDS = ("left_out", "controlled", "alone")

__all__ = ["against", "larger", "others_of", "otherwise", "unlike_span", "way_called"]


def others_of(studied: Studied) -> tuple[Variant, ...]:
    """Return the other ways of calculating that gave an answer, without the one that is told."""
    own = tuple(
        each for each in studied.others if each.change and each.name != studied.found.method
    )
    if not studied.beyond:
        return own
    if studied.compares:
        return (*own, Variant("alone", studied.found.change))
    return (*own, Variant("controlled", studied.beyond.change))


def otherwise(studied: Studied) -> tuple[Variant, ...]:
    """Return those that conclude otherwise about zero, or lie outside the interval told."""
    main = studied.change
    return tuple(
        each
        for each in others_of(studied)
        if each.change
        and (
            conclusion(each.change) != conclusion(main)
            or not main.low <= each.change.absolute <= main.high
        )
    )


def larger(studied: Studied) -> tuple[Placebo, ...]:
    """Return the starts that never were whose difference is at least the one that is told."""
    size = abs(studied.change.absolute)
    return tuple(each for each in studied.placebos if abs(each.level_change) >= size)


def against(studied: Studied) -> Both | None:
    """Say what does not fit: ways of calculating that differ, placebo starts that stand out."""
    return Both.of(lambda language: _against(studied, language))


def _against(studied: Studied, language: str) -> str:
    told = [_differing(studied, language), _pretended(studied, language)]
    if not any(told):
        return {
            "nl": "Er is ook op andere manieren gerekend, en alsof de start eerder was; niets "
            "daarvan sprak dit tegen.",
            "en": "It was calculated in other ways too, and as if the start had been earlier; none "
            "of that spoke against this.",
        }[language]
    return " ".join(filter(None, told))


def _differing(studied: Studied, language: str) -> str:
    """Name the way that lies furthest off, one of plain words first, and how many differ."""
    differ = [each for each in otherwise(studied) if each.change]
    if not differ:
        return ""
    main, decimals = studied.change.absolute, places(studied)
    plain = [each for each in differ if each.name in TOLD_IN_WORDS] or differ
    far = max(plain, key=lambda each: abs(each.change.absolute - main) if each.change else 0)
    assert far.change is not None
    size = signed(far.change.absolute, language, decimals=decimals)
    within = interval(far.change.low, far.change.high, language, decimals=decimals)
    how = _capital(way_called(far.name, studied)[language])
    of, one = len(others_of(studied)), len(differ) == 1
    rest = {
        "nl": f"{len(differ)} van {of} andere rekenwijzen {'valt' if one else 'vallen'} "
        "anders uit.",
        "en": f"{len(differ)} of {of} other ways of calculating "
        f"{'turns' if one else 'turn'} out differently.",
    }[language]
    word = {"nl": "is het verschil", "en": "the difference is"}[language]
    return f"{how} {word} {size} ({within}). {rest}"


def _pretended(studied: Studied, language: str) -> str:
    """Say how many starts that never were give as much, and which gives most."""
    of, beyond = len(studied.placebos), larger(studied)
    out = [each for each in studied.placebos if each.stands_out]
    told = beyond or tuple(out)
    if not told:
        return ""
    most = max(told, key=lambda each: abs(each.level_change)).level_change
    size = signed(most, language, decimals=places(studied))
    if beyond:
        return {
            "nl": f"{len(beyond)} van {of} starts die er niet waren "
            f"{'geeft' if len(beyond) == 1 else 'geven'} minstens zo veel (tot {size}).",
            "en": f"{len(beyond)} of {of} starts that never were "
            f"{'gives' if len(beyond) == 1 else 'give'} at least as much (up to {size}).",
        }[language]
    return {
        "nl": f"{len(out)} van {of} starts die er niet waren "
        f"{'geeft' if len(out) == 1 else 'geven'} een verschil (tot {size}).",
        "en": f"{len(out)} of {of} starts that never were "
        f"{'gives' if len(out) == 1 else 'give'} a difference (up to {size}).",
    }[language]


def way_called(name: str, studied: Studied) -> Both:
    """Return how a way of calculating is named in running text; technical ones in plain words."""
    if name == "left_out":
        span = unlike_span(studied)
        return Both(f"zonder {span['nl']}", f"without {span['en']}")
    if name == "controlled":
        return Both.of(
            lambda language: (
                {"nl": "naast ", "en": "beside "}[language] + listing(studied.waiting, language)
            )
        )
    if name == "alone":
        return Both("zonder vergelijking", "without a comparison")
    known = method_called(name)
    return Both(f"gerekend met {known['nl']}", f"calculated with {known['en']}")


def unlike_span(studied: Studied) -> Both:
    """Name the periods that were unlike others, from the first to the last."""
    unlike, labels = studied.place.unlike, studied.outcome.periods
    first, last = labels[unlike[0]], labels[unlike[-1]]
    return Both(
        f"{period(first, 'nl')} t/m {period(last, 'nl')}",
        f"{period(first, 'en')} to {period(last, 'en')}",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
