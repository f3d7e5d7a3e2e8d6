"""The sentence of an overview, and what speaks against it."""

from __future__ import annotations

from kit import periods
from kit.finding import brief_of, opening_of
from kit.indicator_overview.gathering import Line, Seen
from kit.indicator_overview.words import called, quoted
from kit.language import Both, listing, number, period_in_full, plural
from kit.terms import terms

__all__ = ["against", "brief", "broken", "say"]


def say(seen: Seen, language: str) -> str:
    """Say which indicators there are, how recent they are, and what is missing."""
    nl = language == "nl"
    whose = seen.study.regions[seen.region].name if seen.region != "all" else ""
    if not seen.lines:
        said = Both(
            "er zijn nog geen cijfers. Zodra ze in de map indicators of open_data staan, "
            "verschijnen ze hier.",
            "there are no figures yet. As soon as they are in the folder indicators or open_data, "
            "they appear here.",
        )[language]
        return f"{called(whose) or ('Alle regio’s' if nl else 'All regions')}: {said}"
    parts = [_how_many(seen, called(whose), language), _how_recent(seen, language)]
    parts += [_how_whole(seen, language), _model(seen, language)]
    return " ".join(part for part in parts if part)


def brief(seen: Seen, language: str) -> str:
    """Say which indicators there are and what is missing, for the head of a report."""
    if not seen.lines:
        return opening_of(say(seen, language))
    whose = seen.study.regions[seen.region].name if seen.region != "all" else ""
    many = _how_many(seen, called(whose), language)
    return brief_of(
        opening_of(many),
        many.removeprefix(opening_of(many)).strip(),
        opening_of(_how_whole(seen, language)),
    )


def _how_many(seen: Seen, whose: str, language: str) -> str:
    nl, count, every = language == "nl", len(seen.indicators), len(terms("aim"))
    there = every - len(seen.without_indicator)
    indicators = plural(count, "indicator", "indicatoren" if nl else "indicators", language)
    lacking = listing(
        [f"‘{terms('aim')[aim].label[language]}’" for aim in seen.without_indicator], language
    )
    if seen.region == "all":
        n = plural(len(seen.regions), "regio", "regio’s", "nl")
        m = plural(len(seen.regions), "region", "regions", "en")
        whose = n if nl else m
    if nl:
        head = f"{whose}: {indicators}, bij {there} van de {every} doelen."
        return f"{head} Bij {lacking} is er nog geen." if lacking else head
    head = f"{whose}: {indicators}, serving {there} of the {every} aims."
    return f"{head} There is none yet for {lacking}." if lacking else head


def _how_recent(seen: Seen, language: str) -> str:
    newest_of = {key: str(found.period) for key, found in seen.newest().items()}
    found = set(newest_of.values())
    if not found:
        return Both("Geen enkel cijfer mag worden getoond.", "No figure may be shown.")[language]
    ordered = sorted(found, key=lambda label: (periods.last_day(label), label))
    newest, oldest = (period_in_full(label, language) for label in (ordered[-1], ordered[0]))
    if newest == oldest:
        return Both(
            f"Elk laatste cijfer gaat over {newest}.", f"Every latest figure is of {newest}."
        )[language]
    least = dict.fromkeys(name for (name, _), label in newest_of.items() if label == ordered[0])
    of = _some([f"‘{called(seen.name(name)[language])}’" for name in least], language)
    return Both(
        f"Het nieuwste cijfer gaat over {newest}; bij {of} gaat het laatste cijfer over {oldest}.",
        f"The newest figure is of {newest}; for {of} the latest figure is of {oldest}.",
    )[language]


def _some(names: list[str], language: str) -> str:
    """Return names as a sentence does; of more than three the first two, and how many more."""
    if len(names) > 3:
        more = Both(f"{len(names) - 2} andere", f"{len(names) - 2} others")[language]
        names = [*names[:2], more]
    return listing(names, language)


def _how_whole(seen: Seen, language: str) -> str:
    shown, suppressed, missing = (
        sum(line.count(status) for line in seen.lines)
        for status in ("shown", "suppressed", "missing")
    )
    pairs = [(i, r) for i in seen.indicators for r in seen.regions]
    absent = sum(not seen.of(i, r) for i, r in pairs)
    total = number(shown + suppressed + missing, language)
    nl = (
        f"Van de {total} cijfers tussen het eerste en het laatste van elke reeks "
        f"{'ontbreekt' if missing == 1 else 'ontbreken'} er {number(missing, 'nl')} en "
        f"{'is' if suppressed == 1 else 'zijn'} er {number(suppressed, 'nl')} afgeschermd."
    )
    en = (
        f"Of the {total} figures between the first and the last of each series, "
        f"{number(missing, 'en')} {'is' if missing == 1 else 'are'} missing and "
        f"{number(suppressed, 'en')} {'is' if suppressed == 1 else 'are'} suppressed."
    )
    if not missing and not suppressed:
        nl = f"Alle {total} cijfers tussen het eerste en het laatste van elke reeks zijn er."
        en = f"All {total} figures between the first and the last of each series are there."
    if seen.region == "all" and absent:
        of = number(len(pairs), language)
        nl += f" Bij {number(absent, 'nl')} van de {of} paren van regio en indicator is er niets."
        en += f" For {number(absent, 'en')} of the {of} pairs of region and indicator there is "
        en += "nothing."
    return Both(nl, en)[language]


def _model(seen: Seen, language: str) -> str:
    models = [name for name in seen.indicators if seen.is_model(name)]
    if not models:
        return ""
    nl = plural(len(models), "indicator is", "indicatoren zijn", "nl")
    en = plural(len(models), "indicator is", "indicators are", "en")
    return Both(
        f"{nl} een modelschatting: geschikt om te beschrijven, niet om een verandering aan beleid "
        "toe te schrijven.",
        f"{en} a model estimate: fit to describe, not to credit a change to a policy.",
    )[language]


def broken(seen: Seen) -> dict[str, list[Line]]:
    """Return the indicators of which not all years stand in one line, with those lines."""
    found: dict[str, list[Line]] = {}
    for line in seen.lines:
        if line.joins.breaks:
            found.setdefault(line.indicator, []).append(line)
    return found


def against(seen: Seen) -> Both | None:
    """Say what keeps figures that are there from being read as one series; None without figures."""
    if not any(line.count("shown") for line in seen.lines):
        return None
    apart = list(broken(seen))
    if not apart:
        return Both(
            "Gezocht is naar jaren die niet in één lijn mogen staan: die zijn er niet.",
            "Years that may not stand in one line were looked for: there are none.",
        )
    names = [seen.name(name) for name in apart]
    return Both(
        f"Dat er cijfers zijn, maakt nog geen reeks: bij {quoted(names, 'nl')} mogen niet alle "
        "jaren in één lijn staan.",
        f"That there are figures makes no series yet: for {quoted(names, 'en')} not all years may "
        "stand in one line.",
    )
