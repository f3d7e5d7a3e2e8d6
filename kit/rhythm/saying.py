"""The sentences on how a logbook is kept."""

from __future__ import annotations

from kit.language import listing, number, percentage, period, plural
from kit.rhythm.counting import Seen
from kit.terms import label, terms

__all__ = ["against", "say"]

_NAMED_GAPS = 3


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
            "het er zijn en van hoeveel mensen, en welke stemmen nog ontbreken."
            if nl
            else "There are no logbook entries yet. Once there are, this shows for each period how "
            "many were written and by how many people, and which voices are still missing."
        )
    sentences = [_say_whole(seen, language)]
    gaps = seen.silent("region" if seen.region == "all" else "period")
    if gaps or seen.region != "all":
        sentences.append(_say_gaps(seen, gaps, language))
    voices = _say_voices(seen, language)
    return " ".join([*sentences, voices] if voices else sentences)


def _say_whole(seen: Seen, language: str) -> str:
    nl, total, place = language == "nl", seen.total(), _place(seen, language)
    span = ""
    if seen.region != "all":
        from_, to = period(seen.names[0], language), period(seen.names[-1], language)
        span = f", van {from_} tot en met {to}" if nl else f", from {from_} to {to}"
        span = f", in {to}" if from_ == to else span
    if total is None:
        fewest = seen.study.thresholds.voices
        return (
            f"{place} is het aantal logboekbijdragen afgeschermd{span}: er schreven minder dan "
            f"{fewest} mensen van wie de schuilnaam is vermeld."
            if nl
            else f"{place} the number of logbook entries is suppressed{span}: fewer than {fewest} "
            "people whose pseudonym is stated wrote."
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
    if not gaps:
        return f"Geen {one} bleef leeg." if nl else f"No {one} is without entries."
    if len(gaps) <= _NAMED_GAPS or seen.region == "all":
        regions = seen.study.regions
        called = [regions[g].name if g in regions else period(g, language) for g in gaps]
        verb = "bleef" if len(gaps) == 1 else "bleven"
        names = listing(called, language)
        return f"Zonder bijdragen {verb} {names}." if nl else f"Without entries: {names}."
    more = {"kwartaal": "kwartalen", "halfjaar": "halfjaren", "jaar": "jaren"}.get(one, f"{one}s")
    n, of = number(len(gaps), language), number(len(seen.names), language)
    if nl:
        return f"In {n} van de {of} {more} is niets opgeschreven."
    return f"In {n} of the {of} {more} nothing was written down."


def _say_voices(seen: Seen, language: str) -> str:
    nl = language == "nl"
    silent = [group for group in seen.silent("voice_group") if group != "not_stated"]
    unstated = "not_stated" not in seen.silent("voice_group")
    if not silent:
        return ""
    if len(silent) == len(terms("voice_group")):
        return "Wie er spreekt, is nergens vermeld." if nl else "Whose voice it is, is not stated."
    article = {"nl": "het ", "en": "the "}[language]
    names = [
        (article if group == "programme" else "") + label("voice_group", group, language).lower()
        for group in silent
    ]
    said = listing(names, language)
    said = said[0].upper() + said[1:]
    so_far = (", voor zover vermeld" if nl else ", as far as stated") if unstated else ""
    verb = "schreef" if silent == ["programme"] else "schreven"
    return f"{said} {verb} niet mee{so_far}." if nl else f"{said} did not write{so_far}."


def against(seen: Seen, language: str) -> str:
    """Return what makes the number of authors less than it seems."""
    nl, total = language == "nl", seen.total()
    if total is None:
        return (
            "Of één auteur het meeste schreef, is afgeschermd."
            if nl
            else "Whether one author wrote most is suppressed."
        )
    if not total.authors:
        return (
            "Of één auteur het meeste schreef, is niet na te gaan: er zijn geen auteurs vermeld."
            if nl
            else "Whether one author wrote most cannot be told: no authors are stated."
        )
    share = percentage(total.main_author_share, language)
    return (
        f"Het aantal auteurs zegt niet alles: {share} van de bijdragen met een vermelde auteur "
        "komt van één van hen."
        if nl
        else f"The number of authors is not everything: {share} of the entries with a stated "
        "author come from one of them."
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
