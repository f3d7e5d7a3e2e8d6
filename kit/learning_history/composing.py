"""The document: what was gathered, put in order, numbered, and told how it was made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kit.coding import guess_language, tokens
from kit.disclosure import binds
from kit.finding import Drawing
from kit.language import LANGUAGES, Both, day, period_in_full, plural
from kit.learning_history.checking import one_voice
from kit.learning_history.counting import tabulate
from kit.learning_history.drawing import draw
from kit.learning_history.gathering import Gathered
from kit.learning_history.history import Dated, History, Pair, Part, Spoken, Told
from kit.learning_history.making import how_made
from kit.learning_history.placing import Place, placed
from kit.learning_history.records import Note
from kit.learning_history.saying import Seen
from kit.provenance import Provenance
from kit.quotes import Attributed
from kit.terms import label

__all__ = ["compose", "seen_of", "timeline_of"]

#: What a document ends with as long as the historians gave no questions of their own.
_STANDING = (
    Both("Wat herkent u hierin, en wat niet?", "What in this do you recognise, and what not?"),
    Both("Wie of wat mist u in dit verhaal?", "Who or what do you miss in this story?"),
    Both(
        "Wat zou u, met dit in de hand, morgen anders willen proberen?",
        "With this in hand, what would you want to try differently tomorrow?",
    ),
)
#: What it asks while there is no story yet.
_NO_STORY = Both(
    "Wiens verhaal zou u hier als eerste willen lezen?",
    "Whose story would you want to read here first?",
)


def seen_of(gathered: Gathered) -> Seen:
    """Put in its place what was gathered, and count it."""
    places = placed(gathered)
    table, safe = tabulate(gathered, places)
    return Seen(gathered, places, table, safe)


def timeline_of(seen: Seen) -> dict[str, Drawing]:
    """Draw the timeline in both languages; its numbers as text tell of the quotes too."""
    tables = ("noticeable_results", "events")
    files = [s.path for s in seen.gathered.sources if s.path.startswith(tables)]
    counts = {language: _counts(seen, language) for language in LANGUAGES}
    return draw(seen.gathered.moments, list(dict.fromkeys(files)), counts)


def _counts(seen: Seen, language: str) -> list[tuple[str, str]]:
    forms = {"nl": ("citaat", "citaten"), "en": ("quote", "quotes")}[language]
    away = label("status", "suppressed", language)
    told = [
        (
            place.theme.title[language],
            away if seen.suppressed(place) else plural(len(place.quotes), *forms, language),
        )
        for place in seen.places
        if place.theme
    ]
    few = seen.whole["status"] == "suppressed"
    every = away if few else plural(len(seen.gathered.shown), *forms, language)
    return [*told, ({"nl": "In het geheel", "en": "In all"}[language], every)]


def compose(seen: Seen, *, language: str, asked: Mapping[str, Any]) -> History:
    """Compose the document of a region in one language.

    Parameters
    ----------
    seen : Seen
    language : {"nl", "en"}
    asked : mapping
        What the document was asked with, for its provenance.
    """
    gathered, study = seen.gathered, seen.gathered.study
    numbers = _numbers(seen.places)
    until = gathered.until or study.last
    up_to = Both("tot en met {}", "up to and including {}")[language]
    made = Provenance(
        parameters={**asked, "study": study.title[language]}, sources=gathered.sources,
        engine="papermill",
    )  # fmt: skip
    return History(
        name=gathered.region,
        language=language,
        release=gathered.release,
        title=Both(f"Leergeschiedenis van {seen.region}", f"Learning history of {seen.region}")[
            language
        ],
        subtitle=up_to.format(period_in_full(until, language)),
        synthetic=study.synthetic,
        draft=sum(not one.checked for one in gathered.shown),
        opening=_of_kind(gathered.notes, "curtain_raiser"),
        timeline=timeline_of(seen)[language],
        moments=tuple(
            Dated(m.kind, day(m.day, language), m.text, m.evidence, m.source)
            for m in gathered.moments
        ),
        facts=_of_kind(_without_place(seen), "fact"),
        parts=tuple(
            _part(place, i, numbers, language, release=gathered.release)
            for i, place in enumerate(seen.places, start=1)
        ),
        questions=_questions(seen, language),
        made=how_made(seen, language),
        provenance=made.as_data(),
    )


def _numbers(places: Iterable[Place]) -> dict[str, int]:
    """Number the quotes in the order in which they are read."""
    ids = [one.quote.id for place in places for one in place.quotes]
    return {id: number for number, id in enumerate(ids, start=1)}


def _without_place(seen: Seen) -> list[Note]:
    placed_facts = [fact for place in seen.places for fact in place.facts]
    return [note for note in seen.gathered.notes if note not in placed_facts]


def _of_kind(notes: Iterable[Note], kind: str) -> tuple[Told, ...]:
    return tuple(
        Told(note.kind, note.text, _language(note.text)) for note in notes if note.kind == kind
    )


def _language(text: str) -> str:
    return guess_language(token.form for token in tokens(text))


def _part(place: Place, i: int, numbers: Mapping[str, int], language: str, *, release: str) -> Part:
    other = Both("Wat er verder werd gezegd", "What else was said")
    return Part(
        anchor=f"part-{i}",
        title=(place.theme.title if place.theme else other)[language],
        claim=place.theme.claim[language] if place.theme else "",
        one_voice=place.theme is not None and not binds(release) and one_voice(place),
        facts=_of_kind(place.facts, "fact"),
        pairs=tuple(
            Pair(
                tuple(_note(note, numbers) for note in pair.notes),
                tuple(_spoken(one, place, numbers, language) for one in pair.quotes),
            )
            for pair in place.pairs
        ),
    )


def _note(note: Note, numbers: Mapping[str, int]) -> Told:
    about = tuple(sorted({numbers[id] for id in note.quotes}))
    return Told(note.kind, note.text, _language(note.text), about)


def _spoken(one: Attributed, place: Place, numbers: Mapping[str, int], language: str) -> Spoken:
    quote = one.quote
    return Spoken(
        number=numbers[quote.id],
        id=quote.id,
        text=quote.text,
        language=_language(quote.text),
        attribution=one.attribution[language],
        checked=one.checked,
        edited=quote.status == "edited",
        deviant=quote.id in place.deviant,
    )


def _questions(seen: Seen, language: str) -> tuple[Told, ...]:
    titles = {theme.id: theme.title[language] for theme in seen.gathered.themes}
    own = tuple(
        Told(note.kind, note.text, _language(note.text), (), titles.get(note.theme or "", ""))
        for note in seen.gathered.notes
        if note.kind == "closing_question"
    )
    standing = _STANDING if seen.gathered.shown else (_NO_STORY,)
    return own or tuple(Told("closing_question", text[language], language) for text in standing)
