"""How far a learning history may be trusted, and what is still to be done before it is shared."""

from __future__ import annotations

from collections.abc import Iterator

from kit.disclosure import binds
from kit.documents import voices
from kit.finding import Check
from kit.language import Both, listing, percentage, plural
from kit.learning_history.counting import CHECKED
from kit.learning_history.placing import Place
from kit.learning_history.saying import Seen, hidden_against
from kit.mentions.checking import disclosure_check

__all__ = ["checks", "one_voice"]


def one_voice(place: Place) -> bool:
    """Say whether every quote of a place surely comes from one person, or may."""
    return bool(place.quotes) and voices(one.quote.document.author for one in place.quotes) == 1


def checks(seen: Seen) -> tuple[Check, ...]:
    """Return the checks of the finding."""
    gravest = max(seen.safe, key=lambda one: (one.verdict == "review", one.small, one.covering))
    made = [disclosure_check(gravest), *_problems(seen), *_checked(seen), *_tied(seen)]
    made += [*_one_voice(seen), _unheard(seen), *_deviant(seen), _reviewed(seen), _ending(seen)]
    return tuple(made)


def _problems(seen: Seen) -> Iterator[Check]:
    n = seen.gathered.problems
    if n:
        said = Both(
            f"In de citaten, thema’s en notities van deze studie {'staat' if n == 1 else 'staan'} "
            f"{plural(n, 'probleem', 'problemen', 'nl')}; wat daar staat, telt niet mee.",
            f"The quotes, themes and notes of this study hold "
            f"{plural(n, 'problem', 'problems', 'en')}; what stands there is not counted.",
        )
        advice = Both(
            "Draai `kit check` en verbeter de bestanden.", "Run `kit check` and correct the files."
        )
        yield Check("records_with_problems", "doubtful", said, float(n), advice)


def _checked(seen: Seen) -> Iterator[Check]:
    row = seen.whole
    unchecked = sum(quote.status not in CHECKED for quote in seen.gathered.chosen)
    if not seen.gathered.chosen:
        return
    if not unchecked:
        said = Both(
            "Elk gekozen citaat is nagekeken door wie het zei.",
            "Every quote that was chosen was checked by who said it.",
        )
        yield Check("quotes_checked", "passed", said, 0.0)
        return
    shown = row["status"] == "shown"
    unvalidated = Both.of(lambda language: percentage(1 - float(row["share"]), language)) if (
        shown
    ) else Both("een deel", "part")  # fmt: skip
    yield Check(
        "quotes_checked",
        "doubtful",
        Both(
            f"Van de gekozen citaten is {unvalidated['nl']} nog niet nagekeken door wie het zei.",
            f"Of the quotes that were chosen, {unvalidated['en']} was not checked yet by who said "
            "it.",
        ),
        1 - float(row["share"]) if shown else None,
        Both(
            "Maak brieven met `kit quotes` en lees de antwoorden terug. Tot dan leest alleen het "
            "eigen team deze citaten.",
            "Make letters with `kit quotes` and read the answers back. Until then only the own "
            "team reads these quotes.",
        ),
    )


def _tied(seen: Seen) -> Iterator[Check]:
    n = seen.gathered.waiting
    if n:
        said = Both(
            f"{plural(n, 'notitie staat', 'notities staan', 'nl')} niet in het document: "
            f"{'zij gaat' if n == 1 else 'zij gaan'} over woorden die deze lezers niet mogen zien.",
            f"{plural(n, 'note does', 'notes do', 'en')} not stand in the document: "
            f"{'it is' if n == 1 else 'they are'} about words that these readers may not read.",
        )
        advice = Both(
            "Vraag de sprekers om hun citaten na te kijken, of haal die notities weg.",
            "Ask the speakers to check their quotes, or take those notes out.",
        )
        yield Check("notes_tied", "doubtful", said, float(n), advice)
    elif any(pair.notes for place in seen.places for pair in place.pairs):
        said = Both(
            "Elke notitie staat naast de woorden waar zij over gaat.",
            "Every note stands beside the words that it is about.",
        )
        yield Check("notes_tied", "passed", said, 0.0)


def _one_voice(seen: Seen) -> Iterator[Check]:
    themes = [place for place in seen.places if place.theme and place.pairs]
    advice = Both(
        "Vraag anderen of zij dit herkennen voordat u het een thema van de groep noemt.",
        "Ask others whether they recognise this before you call it a theme of the group.",
    )
    if binds(seen.gathered.release):
        alone = [place for place in themes if seen.suppressed(place)]
        words = Both("Van te weinig mensen om te tellen", "By too few people to be counted")
    else:
        alone = [place for place in themes if one_voice(place)]
        words = Both("Eén stem", "One voice")
    if alone:
        said = Both.of(
            lambda language: {
                "nl": f"{words['nl']}: {seen.titles(alone, 'nl')}.",
                "en": f"{words['en']}: {seen.titles(alone, 'en')}.",
            }[language]
        )
        yield Check("one_voice", "doubtful", said, float(len(alone)), advice)
    elif themes:
        said = Both(
            "Bij elk thema spreekt meer dan één mens.",
            "On every theme more than one person speaks.",
        )
        yield Check("one_voice", "passed", said, 0.0)


def _unheard(seen: Seen) -> Check:
    silent = {language: seen.unheard(language) for language in ("nl", "en")}
    if not silent["nl"] and seen.whole["status"] == "suppressed":
        said = Both(
            "Welke stemgroepen te lezen zijn, is niet te tonen: te weinig mensen.",
            "Which voice groups are to be read cannot be shown: too few people.",
        )
        return Check("unheard_voices", "informative", said)
    if not silent["nl"]:
        said = Both(
            "Van elke stemgroep staat er een citaat, voor zover te tonen.",
            "Of every voice group there is a quote, as far as can be shown.",
        )
        return Check("unheard_voices", "passed", said, 0.0)
    return Check(
        "unheard_voices",
        "doubtful",
        Both(
            f"Niet te lezen: {listing(silent['nl'], 'nl')}.",
            f"Not to be read: {listing(silent['en'], 'en')}.",
        ),
        float(len(silent["nl"])),
        Both(
            "Spreek hen ook, of zeg erbij waarom zij er niet in staan.",
            "Speak with them too, or say why they are not in it.",
        ),
    )


def _deviant(seen: Seen) -> Iterator[Check]:
    told_of = [place for place in seen.places if place.theme and place.pairs]
    themes = [place for place in told_of if not hidden_against(seen, place)]
    without = [place for place in themes if not place.deviant]
    if not themes:
        return
    if not without:
        said = Both(
            "Bij elk thema waarvan het te tonen is, staat ook een citaat ertegen.",
            "On every theme of which it can be shown, a quote goes against it too.",
        )
        yield Check("deviant_quotes", "passed", said, 0.0)
        return
    said = Both.of(
        lambda language: {
            "nl": f"Zonder citaat ertegen: {seen.titles(without, 'nl')}.",
            "en": f"Without a quote against it: {seen.titles(without, 'en')}.",
        }[language]
    )
    advice = Both(
        "Zoek wie het anders zag, en vraag of u diens woorden mag gebruiken.",
        "Look for who saw it differently, and ask whether you may use their words.",
    )
    yield Check("deviant_quotes", "doubtful", said, float(len(without)), advice)


def _reviewed(seen: Seen) -> Check:
    review = seen.gathered.review
    if not review.interviews:
        said = Both(
            "Er zijn geen interviews van deze regio in de studie.",
            "The study has no interviews from this region.",
        )
        return Check("deidentified", "informative", said, 0.0)
    if review.reviewed == review.interviews:
        said = Both(
            "Van elk interview zijn namen en andere gegevens weggehaald, en dat is door iemand "
            "nagelezen. Anoniem is het daarmee niet.",
            "Names and other details were taken out of every interview, and somebody read that "
            "through. That does not make it anonymous.",
        )
        return Check("deidentified", "passed", said, 1.0)
    if review.cleaned == review.interviews:
        said = Both(
            "Namen en andere gegevens zijn weggehaald, maar niemand heeft dat van elk interview "
            "nagelezen.",
            "Names and other details were taken out, but nobody read that through for every "
            "interview.",
        )
    else:
        said = Both(
            "Niet van elk interview is vastgelegd dat namen en andere gegevens zijn weggehaald.",
            "It is not on record for every interview that names and other details were taken out.",
        )
    return Check(
        "deidentified",
        "doubtful",
        said,
        review.reviewed / review.interviews,
        Both(
            "Draai `kit deidentify` en lees de tabel na voordat u dit deelt.",
            "Run `kit deidentify` and read its table through before you share this.",
        ),
    )


def _ending(seen: Seen) -> Check:
    n = seen.notes("closing_question")
    if n:
        said = Both(
            f"De geschiedenis eindigt met {plural(n, 'vraag', 'vragen', 'nl')}.",
            f"It ends with {plural(n, 'question', 'questions', 'en')}.",
        )
        return Check("ends_in_questions", "passed", said, float(n))
    return Check(
        "ends_in_questions",
        "doubtful",
        Both(
            "De historici gaven nog geen vragen om mee te eindigen.",
            "The historians gave no questions to end with yet.",
        ),
        0.0,
        Both(
            "Schrijf er een paar op als slotvraag: waar zou u het samen over willen hebben?",
            "Write a few down as closing questions: what would you want to talk about together?",
        ),
    )
