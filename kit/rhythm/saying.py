"""The sentences on how a logbook is kept."""

from __future__ import annotations

import math

from kit.finding import brief_of, opening_of
from kit.language import day, listing, number, percentage, period, plural
from kit.rhythm.counting import Row, Seen
from kit.terms import label, terms

__all__ = ["LONG_SILENCE", "against", "brief", "by_one", "lengths", "say", "silence"]

#: Months without any entry from which a silence is named and doubted.
LONG_SILENCE = 6
_NAMED_GAPS = 3
_LARGE_SHARE = 1 / 3


def say(seen: Seen, language: str) -> str:
    """Return the answer in words."""
    nl = language == "nl"
    if not seen.names and seen.left_out:
        return (
            "Er zijn geen logboekbijdragen die voor deze vrijgave mogen meetellen."
            if nl
            else "There are no logbook entries that may be counted for this release."
        )
    if not seen.names:
        return (
            "Er zijn nog geen logboekbijdragen. Zodra ze er zijn, staat hier per periode hoeveel "
            "dat er zijn en van hoeveel mensen, en welke stemmen nog ontbreken."
            if nl
            else "There are no logbook entries yet. Once there are, this shows for each period how "
            "many were written and by how many people, and which voices are still missing."
        )
    sentences = [_say_whole(seen, language)]
    gaps = seen.silent("region" if seen.region == "all" else "period")
    if gaps or seen.region != "all":
        sentences.append(_say_gaps(seen, gaps, language))
    sentences += [_say_fields(seen, language), _say_voices(seen, language)]
    return " ".join(sentence for sentence in sentences if sentence)


def brief(seen: Seen, language: str) -> str:
    """Return the answer for the head of a report."""
    if not seen.names:
        return opening_of(say(seen, language))
    gaps = seen.silent("region" if seen.region == "all" else "period")
    some = gaps or seen.region != "all"
    return brief_of(
        _say_whole(seen, language),
        _say_gaps(seen, gaps, language) if some else "",
        _say_voices(seen, language),
    )


def _say_whole(seen: Seen, language: str) -> str:
    nl, total, place = language == "nl", seen.total(), _place(seen, language)
    inside = place[0].lower() + place[1:]
    span = ""
    if seen.region != "all":
        from_, to = period(seen.names[0], language), period(seen.names[-1], language)
        span = f", van {from_} tot en met {to}" if nl else f", from {from_} to {to}"
        span = f", in {to}" if from_ == to else span
    if total is None:
        fewest = seen.study.thresholds.voices
        return (
            f"Hoeveel er {inside}{span.replace(',', '')} is geschreven, laten we niet zien: minder "
            f"dan {fewest} mensen schreven onder een schuilnaam."
            if nl
            else f"How much was written {inside}{span.replace(',', '')} is not shown: fewer than "
            f"{fewest} people wrote under a pseudonym."
        )
    words = ("bijdrage", "bijdragen") if nl else ("entry", "entries")
    people = ("auteur", "auteurs") if nl else ("author", "authors")
    n = plural(total.entries, *words, language)
    by = " waarvan de auteur niet is vermeld" if nl else " whose authors are not stated"
    if total.authors:
        by = f" {'van' if nl else 'by'} {plural(total.authors, *people, language)}"
    return f"{place} {'telt het logboek' if nl else 'the logbook holds'} {n}{by}{span}."


def _say_gaps(seen: Seen, gaps: list[str], language: str) -> str:
    nl = language == "nl"
    one = {"nl": "regio", "en": "region"}[language]
    if seen.region != "all":
        one = label("period_length", seen.length, language)
    long = len(seen.quiet) >= LONG_SILENCE
    if not gaps and long:
        return (
            f"Geen {one} bleef leeg, maar de langste stilte duurde {silence(seen, 'nl')}."
            if nl
            else f"No {one} is without entries, but the longest silence lasted "
            f"{silence(seen, 'en')}."
        )
    if not gaps:
        return f"Geen {one} bleef leeg." if nl else f"No {one} is without entries."
    if len(gaps) <= _NAMED_GAPS or seen.region == "all":
        regions = seen.study.regions
        called = [regions[g].name if g in regions else period(g, language) for g in gaps]
        verb = "bleef" if len(gaps) == 1 else "bleven"
        names = listing(called, language)
        said = f"Zonder bijdragen {verb} {names}." if nl else f"Without entries: {names}."
    else:
        n, of = number(len(gaps), language), number(len(seen.names), language)
        more = lengths(seen, language)
        said = (
            f"In {n} van de {of} {more} is niets geschreven."
            if nl
            else f"In {n} of the {of} {more} nothing was written."
        )
    if not long:
        return said
    longest = "De langste stilte duurde" if nl else "The longest silence lasted"
    return f"{said} {longest} {silence(seen, language)}."


def lengths(seen: Seen, language: str) -> str:
    """Return the word for more than one period."""
    one = label("period_length", seen.length, language)
    dutch = {"kwartaal": "kwartalen", "halfjaar": "halfjaren", "jaar": "jaren"}
    return dutch.get(one, f"{one}s")


def silence(seen: Seen, language: str) -> str:
    """Write the longest silence: how many months, and which."""
    words = ("maand", "maanden") if language == "nl" else ("month", "months")
    told = plural(len(seen.quiet), *words, language)
    first, last = (day(seen.quiet[i], language).partition(" ")[2] for i in (0, -1))
    if first == last:
        return f"{told} ({first})"
    if seen.quiet[0].year == seen.quiet[-1].year:
        first = first.partition(" ")[0]
    return f"{told} ({first} {'tot en met' if language == 'nl' else 'to'} {last})"


def _say_fields(seen: Seen, language: str) -> str:
    """Say in how many entries a lesson, a next step and an ask stand; nothing without a total."""
    nl = language == "nl"
    if seen.total() is None:
        return ""
    rows = {row.name: row for row in seen.rows("field")}
    called = {
        "lesson": ("een les", "a lesson"),
        "next_step": ("een volgende stap", "a next step"),
        "ask": ("een vraag aan het systeem", "an ask to the system"),
    }
    named = {name: words[0] if nl else words[1] for name, words in called.items()}
    shown = [name for name in named if rows[name].shown]
    said = []
    for name in shown:
        n = rows[name].entries
        if nl:
            held = f"in {number(n, language) if n else 'geen enkele'}"
            held += (" bijdrage staat" if n < 2 else " bijdragen staat") * (name == shown[0])
        else:
            held = number(n, language) if n else "none"
            held += (" entry holds" if n == 1 else " entries hold") * (name == shown[0])
            held = held.replace("none entries", "no entries")
        said.append(f"{held} {named[name]}{_steps(rows, name, language)}")
    told = listing(said, language)
    hidden = [named[name] for name in named if name not in shown]
    if hidden:
        what = listing(hidden, language).replace(" en ", " of ").replace(" and ", " or ")
        rest = f"in hoeveel {what} staat" if nl else f"in how many there is {what}"
        end = "is afgeschermd" if nl else "is suppressed"
        told = f"{told}; {rest}, {end}" if told and nl else f"{told}; {rest} {end}" if told else ""
    return f"{told[0].upper()}{told[1:]}." if told else ""


def _steps(rows: dict[str, Row], name: str, language: str) -> str:
    """Return what became of the next steps, between brackets; empty where there are none."""
    if name != "next_step" or not rows[name].entries:
        return ""
    nl = language == "nl"
    words = {
        "next_step_done": "gedaan" if nl else "done",
        "next_step_open": "nog niet gedaan" if nl else "not done yet",
        "next_step_not_stated": "niet vermeld" if nl else "not stated",
    }
    told = [
        f"{number(rows[step].entries, language)} {word}"
        for step, word in words.items()
        if rows[step].shown and rows[step].entries
    ]
    if not all(rows[step].shown for step in words):
        rest = ("rest ", "the rest ") if told else ("of die gedaan is, is ", "done or not is ")
        told.append(f"{rest[0]}afgeschermd" if nl else f"{rest[1]}suppressed")
    return f" ({', '.join(told)})"


def _say_voices(seen: Seen, language: str) -> str:
    nl = language == "nl"
    silent = [group for group in seen.silent("voice_group") if group != "not_stated"]
    unstated = "not_stated" not in seen.silent("voice_group")
    if not silent:
        return ""
    if len(silent) == len(terms("voice_group")):
        return (
            "Namens wie is geschreven, is nergens vermeld."
            if nl
            else "On whose behalf people wrote is not stated."
        )
    article = {"nl": "het ", "en": "the "}[language]
    names = [
        (article if group == "programme" else "") + label("voice_group", group, language).lower()
        for group in silent
    ]
    said = listing(names, language)
    so_far = (", voor zover vermeld" if nl else ", as far as stated") if unstated else ""
    if nl:
        return f"Namens {said} is niets geschreven{so_far}."
    return f"Nothing was written on behalf of {said}{so_far}."


def against(seen: Seen, language: str) -> str:
    """Return what makes the number of authors less than it seems."""
    nl, total = language == "nl", seen.total()
    if total is None:
        return (
            "Of één auteur het meest schreef, is afgeschermd."
            if nl
            else "Whether one author wrote most is suppressed."
        )
    if total.main_author_share is None:
        return (
            "Of één auteur het meest schreef, is niet na te gaan: er zijn geen auteurs vermeld."
            if nl
            else "Whether one author wrote most cannot be told: no authors are stated."
        )
    share = total.main_author_share
    if share >= _LARGE_SHARE:
        return by_one(share, language)
    said = by_one(share, language)
    sought = (
        "We zochten of één mens het logboek draagt: " if nl else "We looked for one main author: "
    )
    return f"{sought}{said[0].lower()}{said[1:]}"


def by_one(share: float, language: str) -> str:
    """Say what part of the signed entries the author of most of them wrote."""
    nl = language == "nl"
    if share == 1:
        return (
            "Alle ondertekende bijdragen zijn van één auteur."
            if nl
            else "All signed entries are by one author."
        )
    if share < _LARGE_SHARE:
        most = percentage(math.ceil(share * 100 - 1e-9) / 100, language)
        return (
            f"Geen auteur schreef meer dan {most} van de ondertekende bijdragen."
            if nl
            else f"No author wrote more than {most} of the signed entries."
        )
    one = percentage(share, language)
    return (
        f"Eén auteur schreef {one} van de ondertekende bijdragen."
        if nl
        else f"One author wrote {one} of the signed entries."
    )


def _place(seen: Seen, language: str) -> str:
    if seen.region == "all":
        about = seen.table[seen.table["about"] == "region"]
        n = int((about["status"] != "suppressed").sum())
        if n < len(about):
            rest = len(about) - n
            return (
                f"In {n} regio’s samen ({rest} afgeschermd)"
                if language == "nl"
                else f"In {n} regions together ({rest} suppressed)"
            )
        return f"In {n} regio’s samen" if language == "nl" else f"In {n} regions together"
    if seen.region in seen.study.regions:
        return f"In {seen.study.regions[seen.region].name}"
    tier = label("tier", seen.region, language)
    return {
        "nl": tier if seen.region == "national" else f"Bij {tier}",
        "en": "At the national tier" if seen.region == "national" else f"At {tier}",
    }[language]
