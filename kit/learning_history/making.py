"""How a learning history was made: told in the document itself, after its questions.

Who was not heard, what speakers checked, whether anybody looked over what was taken out, and that
none of it makes anybody anonymous.
"""

from __future__ import annotations

from kit.language import Both, listing, percentage
from kit.learning_history.saying import Seen
from kit.terms import label

__all__ = ["how_made"]


def how_made(seen: Seen, language: str) -> tuple[str, ...]:
    """Return the paragraphs that every document closes with."""
    told = [_method(seen), _checked(seen), _review(seen), _unheard(seen), _names(), _beyond(seen)]
    return tuple(text[language] for text in told if text is not None)


def _method(seen: Seen) -> Both:
    interviews = seen.gathered.review.interviews > 0
    source = Both(
        "gesprekken en logboeken" if interviews else "logboeken",
        "conversations and logbooks" if interviews else "logbooks",
    )
    return Both(
        f"Mensen die erbij waren vertelden en schreven; de historici kozen uit {source['nl']} "
        "citaten, brachten die bij elkaar en zetten er hun vragen naast. Wat rechts staat, is van "
        "de deelnemers; wat links staat, is van de historici en kan ook anders worden gezien.",
        f"People who were there told and wrote; from {source['en']} the historians chose quotes, "
        "brought them together and set their questions beside them. What stands on the right is "
        "the participants’; what stands on the left is the historians’, and may be seen "
        "differently.",
    )


def _checked(seen: Seen) -> Both | None:
    row, draft = seen.whole, sum(not one.checked for one in seen.gathered.shown)
    if not seen.gathered.chosen:
        return None
    if row["status"] != "shown":
        share = Both(
            "Welk deel van de gekozen citaten is nagekeken, is niet te zeggen zonder te veel over "
            "enkelen te zeggen.",
            "Which part of the chosen quotes was checked cannot be told without telling too much "
            "about a few.",
        )
    else:
        part = 1 - float(row["share"])
        share = Both(
            f"Van de {int(row['chosen'])} gekozen citaten is {percentage(part, 'nl')} nog niet "
            "nagekeken door wie het zei.",
            f"Of the {int(row['chosen'])} quotes that were chosen, {percentage(part, 'en')} was "
            "not checked yet by who said it.",
        )
    if not seen.gathered.shown:
        return share
    if draft:
        here = Both(
            "Zulke citaten staan in deze versie, met die vermelding erbij. Zij is daarom alleen "
            "voor het eigen team.",
            "This version holds such quotes, and says so beside them. Therefore it is for the own "
            "team only.",
        )
    else:
        here = Both(
            "In dit document staan alleen citaten die de spreker zelf heeft nagekeken.",
            "This document holds only quotes that their speakers checked.",
        )
    return Both(f"{share['nl']} {here['nl']}", f"{share['en']} {here['en']}")


def _review(seen: Seen) -> Both | None:
    review = seen.gathered.review
    if not review.interviews:
        return None
    if review.reviewed == review.interviews:
        done = Both(
            "Namen, adressen en dergelijke zijn uit de gesprekken gehaald, en iemand heeft dat "
            "nagelezen.",
            "Names, addresses and the like were taken out of the conversations, and somebody read "
            "that through.",
        )
    elif review.cleaned == review.interviews:
        done = Both(
            "Namen, adressen en dergelijke zijn uit de gesprekken gehaald, maar niet van elk "
            "gesprek is dat nagelezen.",
            "Names, addresses and the like were taken out of the conversations, but not every "
            "conversation was read through for it.",
        )
    else:
        done = Both(
            "Het staat niet van elk gesprek vast dat namen, adressen en dergelijke eruit zijn "
            "gehaald.",
            "It is not certain of every conversation that names, addresses and the like were taken "
            "out.",
        )
    rest = Both(
        "Anoniem is dit document niet: wie de mensen kent, kan iemand herkennen.",
        "This document is not anonymous: who knows the people may recognise somebody.",
    )
    return Both(f"{done['nl']} {rest['nl']}", f"{done['en']} {rest['en']}")


def _unheard(seen: Seen) -> Both:
    silent = {language: seen.unheard(language) for language in ("nl", "en")}
    if not silent["nl"]:
        return Both(
            "Wie niet is gesproken, staat er ook niet in.",
            "Who was not spoken with is not in it either.",
        )
    return Both(
        f"Niet te lezen in dit document: {listing(silent['nl'], 'nl')}. Wie niet is gesproken of "
        "zijn woorden niet vrijgaf, staat er niet in.",
        f"Not to be read in this document: {listing(silent['en'], 'en')}. Who was not spoken with, "
        "or did not release their words, is not in it.",
    )


def _names() -> Both:
    return Both(
        "Sprekers heten naar hun rol waar genoeg mensen in de regio die rol hebben, anders naar "
        "hun groep, anders deelnemer. Probeer niet te raden wie het is.",
        "Speakers are called by their role where enough people in the region have it, else by "
        "their group, else participant. Please do not guess who it is.",
    )


def _beyond(seen: Seen) -> Both:
    readers = {
        language: label("release", seen.gathered.release, language).lower()
        for language in ("nl", "en")
    }
    return Both(
        "Wie een eigen citaat wil veranderen of terugtrekken, zegt dat tegen het team. Dit "
        f"document is gemaakt voor vrijgave {readers['nl']}; geef het niet verder door. Het is "
        "niet bedoeld om mensen of regio’s te beoordelen.",
        "Who wants to change or withdraw an own quote tells the team. This document was made for "
        f"release {readers['en']}; do not pass it on further. It is not meant for judging people "
        "or regions.",
    )
