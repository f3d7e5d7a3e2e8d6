"""The words of a quote-check letter, Dutch and English, in plain language.

They are written in a letter and looked for in it when it comes back: change them in one place.
"""

from __future__ import annotations

from kit.language import Both

__all__ = ["CHOICES", "HEADS", "MAY_READ", "PARAGRAPHS", "STEPS", "TITLE"]

TITLE = Both("Uw woorden: wilt u ze nakijken?", "Your words: will you check them?")
PARAGRAPHS = (
    Both("Beste deelnemer,", "Dear participant,"),
    Both(
        "U hebt ons iets verteld, in een gesprek of op papier. Wij willen een paar van uw zinnen "
        "gebruiken in een verslag. Uw naam staat daar niet bij.",
        "You told us something, in a conversation or on paper. We would like to use some of your "
        "sentences in a report. Your name will not be in it.",
    ),
    Both(
        "Die zinnen staan hieronder. U beslist of wij ze mogen gebruiken. U hoeft niet te zeggen "
        "waarom. Zolang u niet antwoordt, ziet alleen ons eigen team uw zinnen.",
        "Those sentences are below. You decide whether we may use them. You do not have to say "
        "why. As long as you do not answer, only our own team sees your sentences.",
    ),
    Both(
        "Denkt u er later anders over? Laat het ons weten. Wij gebruiken uw zinnen dan niet meer. "
        "Een verslag dat al gelezen is, kunnen wij niet altijd terughalen.",
        "Do you change your mind later? Let us know. We will then stop using your sentences. "
        "We cannot always call back a report that was read already.",
    ),
)
STEPS = (
    Both("Lees elk citaat.", "Read each quote."),
    Both(
        "Kies wat wij ermee mogen doen. Klik op het vakje, of zet er een x in.",
        "Choose what we may do with it. Click on the box, or put an x in it.",
    ),
    Both(
        "Kies daarna wie het mag lezen. Kiest u niets, dan geldt wat er nu staat.",
        "Then choose who may read it. If you choose nothing, what it says now applies.",
    ),
    Both(
        "Stuur deze brief terug naar: [naam, adres en e-mail van de contactpersoon]",
        "Send this letter back to: [name, address and e-mail of the contact person]",
    ),
)
#: The first cell of the rows that hold no choice.
HEADS = {
    "id": Both("Nummer", "Number"),
    "words": Both("Uw woorden", "Your words"),
    "new": Both("Zo moet het worden", "It should become"),
    "readers": Both("Wie mag dit lezen?", "Who may read this?"),
}
NOW = Both("Nu staat er: {}", "It says now: {}")
ONLY_TEAM = Both(
    "Alleen ons eigen team. Dat hebben wij met u afgesproken.",
    "Only our own team. That is what we agreed with you.",
)
CHOICES = {
    "approved": Both("Dit is goed zo.", "This is good as it is."),
    "edited": Both(
        "Verander het. Schrijf hieronder hoe het moet worden.",
        "Change it. Write below what it should become.",
    ),
    "withdrawn": Both("Gebruik dit niet.", "Do not use this."),
}
MAY_READ = {
    "team": Both("Alleen ons eigen team", "Only our own team"),
    "region": Both("Ook de organisaties in de regio", "The organisations in the region too"),
    "consortium": Both(
        "Ook de universiteiten en de andere regio’s", "The universities and the other regions too"
    ),
    "public": Both("Iedereen", "Everybody"),
}
QUOTE = Both("Citaat {} van {}", "Quote {} of {}")
THANKS = Both("Dank u wel.", "Thank you.")
