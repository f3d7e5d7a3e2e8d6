"""What a learning history says in short, and what in it goes against its themes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.disclosure import Protected
from kit.documents import voices
from kit.finding import brief_of
from kit.language import Both, listing, number, percentage, plural
from kit.learning_history.gathering import Gathered
from kit.learning_history.placing import Place
from kit.terms import label, terms
from kit.totals import Gate

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Seen", "against", "brief", "hidden_against", "say"]


@dataclass(frozen=True)
class Seen:
    """What was gathered, where it stands, and the protected table of it."""

    gathered: Gathered
    places: tuple[Place, ...]
    table: pd.DataFrame
    safe: tuple[Protected, ...]

    @property
    def region(self) -> str:
        """Name of the region."""
        return self.gathered.study.region(self.gathered.region).name

    @property
    def whole(self) -> Mapping[Any, Any]:
        """The row on the whole document."""
        return self.table[self.table["about"] == "all"].to_dict("records")[0]

    def suppressed(self, place: Place) -> bool:
        """Say whether too few people stand behind a theme, or behind what it would give away."""
        rows = self.table[self.table["about"] == "theme"].set_index("name")["status"]
        return place.theme is not None and rows.get(place.theme.id) == "suppressed"

    def moments(self, *kinds: str) -> int:
        """Return how many results and events of these kinds stand on the timeline."""
        return sum(moment.kind in kinds for moment in self.gathered.moments)

    def notes(self, *kinds: str) -> int:
        """Return how many notes of these kinds stand in the document."""
        return sum(note.kind in kinds for note in self.gathered.notes)

    def titles(self, places: Sequence[Place], language: str) -> str:
        """Name the themes of places, as a sentence does."""
        return listing([f"‘{p.theme.title[language]}’" for p in places if p.theme], language)

    def unheard(self, language: str) -> list[str]:
        """Return the voice groups of whom no quote stands in the document."""
        rows = self.table[self.table["about"] == "voice_group"].set_index("name")
        silent = rows.index[(rows["status"] != "suppressed") & (rows["quotes"].fillna(1) == 0)]
        return [
            label("voice_group", group, language).lower()
            for group in terms("voice_group")
            if group in silent
        ]


def say(seen: Seen, language: str) -> str:
    """Write the sentences of the finding, from its protected table."""
    told = [_say_quotes(seen, language), _say_checked(seen, language)]
    told += [_say_moments(seen, language), _say_questions(seen, language)]
    return " ".join(sentence for sentence in told if sentence)


def brief(seen: Seen, language: str) -> str:
    """Write the answer for the head of a report."""
    return brief_of(_say_quotes(seen, language), _say_questions(seen, language))


def _say_quotes(seen: Seen, language: str) -> str:
    dutch, quotes = language == "nl", len(seen.gathered.shown)
    name = seen.region
    if quotes and seen.whole["status"] == "suppressed":
        return (
            f"De leergeschiedenis van {name} bevat citaten van te weinig mensen om te tellen."
            if dutch
            else f"The learning history of {name} holds quotes by too few people to be counted."
        )
    if not quotes:
        return (
            f"In de leergeschiedenis van {name} zijn nog geen citaten te lezen."
            if dutch
            else f"In the learning history of {name} there are no quotes to read yet."
        )
    themes = sum(place.theme is not None for place in seen.places)
    said = plural(quotes, *(("citaat", "citaten") if dutch else ("quote", "quotes")), language)
    at = plural(themes, *(("thema", "thema’s") if dutch else ("theme", "themes")), language)
    told = (
        f"In de leergeschiedenis van {name} {'staat' if quotes == 1 else 'staan'} {said}"
        if dutch
        else f"The learning history of {name} holds {said}"
    )
    if themes:
        told += f" bij {at}" if dutch else f" on {at}"
    if seen.whole["status"] == "shown":
        people = number(int(seen.whole["voices"]), language)
        told += f", van {people} mensen" if dutch else f", by {people} people"
    return f"{told}."


def _say_checked(seen: Seen, language: str) -> str:
    row = seen.whole
    if row["status"] != "shown" or not row["chosen"]:
        return ""
    share, n = percentage(1 - float(row["share"]), language), int(row["chosen"])
    quotes = plural(n, *(
        ("gekozen citaat", "gekozen citaten") if language == "nl" else
        ("quote that was chosen", "quotes that were chosen")
    ), language)  # fmt: skip
    return Both(
        f"Van de {quotes} is {share} nog niet nagekeken door wie het zei.",
        f"Of the {quotes}, {share} was not checked yet by who said it.",
    )[language]


def _say_moments(seen: Seen, language: str) -> str:
    results, events = seen.moments("result"), seen.moments("helped", "hindered", "both")
    if not results and not events:
        return ""
    dutch = language == "nl"
    forms = (
        (("opvallend resultaat", "opvallende resultaten"), ("gebeurtenis", "gebeurtenissen"))
        if dutch
        else (("noticeable result", "noticeable results"), ("event", "events"))
    )
    told = [
        plural(n, *form, language) for n, form in zip((results, events), forms, strict=True) if n
    ]
    verb = "staat" if results + events == 1 else "staan"
    start = f"Op de tijdlijn {verb} " if dutch else "On the timeline: "
    ending = _say_directions(seen, events, language) if events else ""
    return f"{start}{listing(told, language)}{ending}."


def _say_directions(seen: Seen, events: int, language: str) -> str:
    dutch = language == "nl"
    verbs = {
        "helped": ("hielp", "hielpen", "helped"),
        "hindered": ("hinderde", "hinderden", "hindered"),
        "both": ("allebei deed", "allebei deden", "did both"),
    }
    shares = []
    for kind, (one, more, english) in verbs.items():
        n = seen.moments(kind)
        if n and events == 1:
            return f", die volgens deelnemers {one}" if dutch else (
                f"; participants say that it {english}"
            )  # fmt: skip
        if n:
            verb = (one if n == 1 else more) if dutch else english
            shares.append(f"{number(n, language)} {verb}")
    told = listing(shares, language)
    return (
        f", waarvan er volgens deelnemers {told}"
        if dutch
        else f", of which participants say that {told}"
    )


def _say_questions(seen: Seen, language: str) -> str:
    n = seen.notes("closing_question")
    if not n:
        return ""
    return Both(
        f"De geschiedenis eindigt met {plural(n, 'vraag', 'vragen', 'nl')}, niet met een oordeel.",
        f"It ends with {plural(n, 'question', 'questions', 'en')}, not with a verdict.",
    )[language]


def against(seen: Seen, language: str) -> str:
    """Say at which themes participants are quoted who go against it, and at which nobody is."""
    told_of = [place for place in seen.places if place.theme and place.pairs]
    hidden = [place for place in told_of if hidden_against(seen, place)]
    themes = [place for place in told_of if place not in hidden]
    told = []
    for n in sorted({len(place.deviant) for place in themes} - {0}, reverse=True):
        against_them = [place for place in themes if len(place.deviant) == n]
        each = len(against_them) > 1
        told.append(Both(
            f"Tegen {seen.titles(against_them, 'nl')} {'spreekt' if n == 1 else 'spreken'} "
            f"{'telkens ' if each else ''}{plural(n, 'citaat', 'citaten', 'nl')}.",
            f"Against {seen.titles(against_them, 'en')} {'stands' if n == 1 else 'stand'} "
            f"{plural(n, 'quote', 'quotes', 'en')}{' each' if each else ''}.",
        )[language])  # fmt: skip
    silent = [place for place in themes if not place.deviant]
    if silent:
        told.append(Both(
            f"Bij {seen.titles(silent, 'nl')} is geen citaat ertegen te lezen.",
            f"On {seen.titles(silent, 'en')} no quote against it is to be read.",
        )[language])  # fmt: skip
    if hidden:
        told.append(Both(
            f"Of er een citaat tegen {seen.titles(hidden, 'nl')} staat, is niet te tonen: te "
            "weinig mensen.",
            f"Whether a quote stands against {seen.titles(hidden, 'en')} cannot be shown: too few "
            "people.",
        )[language])  # fmt: skip
    return (
        " ".join(told)
        or Both(
            "Er zijn nog geen thema’s om iets tegenover te zetten.",
            "There are no themes yet to set anything against.",
        )[language]
    )


def hidden_against(seen: Seen, place: Place) -> bool:
    """Say whether it cannot be told if anybody is quoted who goes against the theme of a place."""
    return seen.suppressed(place) or _few_against(seen, place)


def _few_against(seen: Seen, place: Place) -> bool:
    """Say whether what goes against a theme was said by too few people to be told of."""
    authors = [q.quote.document.author for q in place.quotes if q.quote.id in place.deviant]
    gate = Gate(seen.gathered.release, seen.gathered.study.thresholds.voices)
    return gate.few(voices(authors))
