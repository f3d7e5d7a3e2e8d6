"""What the counted mentions say, what contradicts it, and how far to trust it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.codebook import Code, Codebook
from kit.disclosure import THRESHOLDS, Protected
from kit.finding import Check
from kit.language import Both, listing, percentage, period, plural
from kit.mentions.counting import FEWEST_SOURCES, Halves
from kit.terms import label

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Seen", "against", "checks", "question", "say"]

FEWEST_SHOWN = THRESHOLDS["voices"]


@dataclass(frozen=True)
class Seen:
    """All that the sentences, checks and contradictions are written from."""

    region: str
    code_list: str
    codes: tuple[Code, ...]
    look: pd.DataFrame
    safe: Protected
    names: Sequence[str]
    halves: Halves | None
    left_out: int


def question(seen: Seen) -> Both:
    """Return the question of the finding."""
    lists = Both.of(lambda language: label("code_list", seen.code_list, language))
    return Both(
        f"Wat wordt in het logboek vermeld: {lists['nl']}?",
        f"What does the logbook mention: {lists['en']}?",
    )


def _named(codes: Sequence[Code], ids: Sequence[str], language: str) -> str:
    labels = {code.id: code.term.label[language] for code in codes}
    return listing([f"‘{labels[id]}’" for id in ids], language)


def _wholes(seen: Seen) -> pd.DataFrame:
    table = seen.safe.table
    return table[(table["period"] == "all") & (table["status"] == "shown")]


def say(seen: Seen, language: str) -> str:
    """Write the sentence of the finding."""
    dutch = language == "nl"
    n = len(seen.look)
    if not n:
        return (
            "Er zijn nog geen logboekbijdragen. Hier komt te staan wat er wordt vermeld, en hoe "
            "vaak."
            if dutch
            else "There are no logbook entries yet. This will say what is mentioned, and how often."
        )
    if seen.region == "all":
        return _say_over_regions(seen, language)
    people = seen.look["author"].nunique()
    last = seen.names[-1]
    opening = (
        f"In {plural(n, 'logboekbijdrage', 'logboekbijdragen', language)} van "
        f"{plural(people, 'auteur', 'auteurs', language)} "
        f"({period(seen.names[0], language)} tot en met {period(last, language)}) "
        if dutch
        else f"In {plural(n, 'logbook entry', 'logbook entries', language)} by "
        f"{plural(people, 'author', 'authors', language)} "
        f"({period(seen.names[0], language)} to {period(last, language)}, inclusive) "
    )
    shown = _wholes(seen)
    shown = shown[shown["documents"].astype(int) > 0]
    if shown.empty:
        middle = (
            "wordt geen van deze codes door genoeg mensen vermeld om te laten zien."
            if dutch
            else "none of these codes is mentioned by enough people to be shown."
        )
    else:
        most = int(shown["documents"].max())
        top = list(shown.loc[shown["documents"].astype(int) == most, "code"])
        share = percentage(most / n, language)
        middle = (
            f"{'worden' if len(top) > 1 else 'wordt'} {_named(seen.codes, top, language)} het "
            f"vaakst vermeld ({most} van {n}, {share})."
            if dutch
            else f"{_named(seen.codes, top, language)} {'are' if len(top) > 1 else 'is'} "
            f"mentioned most often ({most} of {n}, {share})."
        )
    return f"{opening}{middle} {_say_change(seen, language)}".strip()


def _say_change(seen: Seen, language: str) -> str:
    dutch, halves = language == "nl", seen.halves
    assert halves is not None
    if not halves.judged:
        reason = _why_not_judged(halves)[language]
        return (
            f"Of iets toe- of afneemt is niet beoordeeld: {reason}."
            if dutch
            else f"Whether anything rises or falls was not judged: {reason}."
        )
    told = []
    for ids, words in (
        (halves.rising, ("vaker", "more often")),
        (halves.falling, ("minder vaak", "less often")),
    ):
        visible = [id for id in ids if id in set(_wholes(seen)["code"])]
        if visible:
            told.append(
                f"In de tweede helft wordt {_named(seen.codes, visible, language)} {words[0]} "
                "vermeld dan in de eerste."
                if dutch
                else f"In the second half {_named(seen.codes, visible, language)} is mentioned "
                f"{words[1]} than in the first."
            )
    if told:
        return " ".join(told)
    return (
        "Tussen de eerste en de tweede helft van de periode is geen duidelijk verschil."
        if dutch
        else "Between the first and the second half of the period there is no clear difference."
    )


def _why_not_judged(halves: Halves) -> Both:
    if min(halves.sources) < FEWEST_SOURCES:
        return Both(
            f"in een van de helften schreven minder dan {FEWEST_SOURCES} mensen",
            f"fewer than {FEWEST_SOURCES} people wrote in one of the halves",
        )
    return Both(
        "wie het meest schrijft is onderweg iemand anders geworden",
        "the person who writes most has changed on the way",
    )


def _say_over_regions(seen: Seen, language: str) -> str:
    dutch, table = language == "nl", seen.safe.table
    shown = table[(table["status"] == "shown") & (table["documents"].fillna(0) > 0)]
    spread = shown.groupby("code")["region"].nunique()
    regions = seen.look["region"].nunique()
    everywhere = [code.id for code in seen.codes if spread.get(code.id, 0) == regions]
    nowhere = [code.id for code in seen.codes if spread.get(code.id, 0) == 0]
    n = len(seen.look)
    told = [
        f"Gelezen: {plural(n, 'logboekbijdrage', 'logboekbijdragen', 'nl')} uit "
        f"{plural(regions, 'regio', 'regio’s', 'nl')}."
        if dutch
        else f"Read: {plural(n, 'logbook entry', 'logbook entries', 'en')} from "
        f"{plural(regions, 'region', 'regions', 'en')}."
    ]
    if everywhere:
        names = _named(seen.codes, everywhere, language)
        told.append(
            f"In elke regio door minstens {FEWEST_SHOWN} mensen vermeld: {names}."
            if dutch
            else f"Mentioned by at least {FEWEST_SHOWN} people in every region: {names}."
        )
    if nowhere:
        names = _named(seen.codes, nowhere, language)
        told.append(
            f"Nergens door zoveel mensen vermeld: {names}."
            if dutch
            else f"Nowhere mentioned by so many: {names}."
        )
    told.append(
        "Regio’s staan naast elkaar om van te leren, niet om te rangschikken."
        if dutch
        else "Regions stand side by side to learn from, not to be ranked."
    )
    return " ".join(told)


def against(seen: Seen, language: str) -> str:
    """Write what contradicts the sentence, or that it was looked for in vain."""
    dutch, halves = language == "nl", seen.halves
    told = []
    visible = _wholes(seen) if seen.region != "all" else seen.safe.table.iloc[:0]
    if len(visible):
        by_documents = _top(visible, "documents")
        by_authors = _top(visible, "authors")
        if not by_documents & by_authors:
            names = _named(seen.codes, sorted(by_authors), language)
            told.append(
                f"Geteld naar auteurs in plaats van bijdragen "
                f"{'staan' if len(by_authors) > 1 else 'staat'} {names} bovenaan."
                if dutch
                else f"Counted by authors instead of entries, {names} "
                f"{'come' if len(by_authors) > 1 else 'comes'} first."
            )
    if halves and halves.turned:
        names = _named(seen.codes, halves.turned, language)
        told.append(
            f"Zonder de auteur die er het meest over schrijft verdwijnt het verschil bij {names}."
            if dutch
            else f"Without the author who writes most about it, the difference in {names} is gone."
        )
    if told:
        return " ".join(told)
    return (
        "Gezocht (tellen naar auteurs, weglaten van de auteur die er het meest over schrijft): "
        "niets gevonden dat dit tegenspreekt."
        if dutch
        else "Looked for (counting by authors, leaving out the author who writes most about it): "
        "nothing found that contradicts this."
    )


def _top(table: pd.DataFrame, column: str) -> set[str]:
    values = table[column].astype(int)
    return set(table.loc[values == values.max(), "code"])


def checks(seen: Seen, codebook: Codebook) -> tuple[Check, ...]:
    """Return the checks of the finding."""
    look = seen.look
    made = [_rules_check(codebook), _disclosure_check(seen.safe)]
    if seen.left_out:
        made.append(_left_out_check(seen.left_out))
    if look.empty or seen.region == "all":
        return tuple(made)
    sources = look["author"].nunique()
    enough = sources >= FEWEST_SOURCES
    made.append(
        Check(
            "enough_sources",
            "passed" if enough else "doubtful",
            Both(
                f"{plural(sources, 'auteur schreef', 'auteurs schreven', 'nl')} mee.",
                f"{plural(sources, 'author', 'authors', 'en')} wrote.",
            ),
            float(sources),
            None
            if enough
            else Both(
                "Vraag meer mensen om mee te schrijven; nu is dit de blik van enkelen.",
                "Ask more people to write; now this is the view of a few.",
            ),
        )
    )
    top = float(look["author"].value_counts(normalize=True).max())
    made.append(
        Check(
            "one_author",
            "doubtful" if top > 0.5 else "passed",
            Both(
                f"Wie het meest schrijft, schreef {percentage(top, 'nl')} van de bijdragen.",
                f"Who writes most wrote {percentage(top, 'en')} of the entries.",
            ),
            top,
            Both(
                "Lees de vermeldingen als de woorden van vooral één mens.",
                "Read the mentions as the words of mostly one person.",
            )
            if top > 0.5
            else None,
        )
    )
    if seen.halves:
        same = seen.halves.same_main_author
        made.append(
            Check(
                "main_author_stayed",
                "passed" if same else "doubtful",
                Both(
                    "In beide helften van de periode schrijft dezelfde persoon het meest.",
                    "The same person writes most in both halves of the period.",
                )
                if same
                else Both(
                    "In de tweede helft schrijft iemand anders het meest dan in de eerste.",
                    "Another person writes most in the second half than in the first.",
                ),
                None,
                None
                if same
                else Both(
                    "Een verschil tussen toen en nu kan een verschil tussen twee schrijvers zijn.",
                    "A difference between then and now may be one between two writers.",
                ),
            )
        )
    unknown = float((look["author"] == "").mean())
    made.append(
        Check(
            "authors_stated",
            "doubtful" if unknown > 0.2 else "passed",
            Both(
                f"Bij {percentage(unknown, 'nl')} van de bijdragen staat geen auteur.",
                f"{percentage(unknown, 'en')} of the entries state no author.",
            ),
            unknown,
            Both(
                "Laat iedereen een schuilnaam invullen: zonder is niet te tellen door hoeveel "
                "mensen iets is gezegd.",
                "Let everybody fill in a pseudonym: without it nobody can count how many people "
                "said something.",
            )
            if unknown > 0.2
            else None,
        )
    )
    return tuple(made)


def _rules_check(codebook: Codebook) -> Check:
    return Check(
        "rules_checked",
        "doubtful",
        Both(
            f"De regels van het codeboek ({codebook.label}) zijn in deze studie niet door mensen "
            "nagekeken: vermeldingen kunnen gemist of verkeerd begrepen zijn.",
            f"The rules of the codebook ({codebook.label}) have not been checked by people in this "
            "study: mentions may be missed or misread.",
        ),
        None,
        Both(
            "Lees een steekproef van bijdragen met en zonder vermelding voordat u erop bouwt.",
            "Read a sample of entries with and without a mention before you build on it.",
        ),
    )


def _disclosure_check(safe: Protected) -> Check:
    advice = Both(
        "Laat iemand nakijken of een afgeschermd getal uit de rest is af te leiden.",
        "Let somebody look whether a suppressed number can be worked out from the rest.",
    )
    return Check(
        "disclosure",
        "doubtful" if safe.verdict == "review" else "informative",
        safe.said,
        float(safe.small + safe.covering),
        advice if safe.verdict == "review" else None,
    )


def _left_out_check(left_out: int) -> Check:
    return Check(
        "left_out",
        "informative",
        Both(
            f"{plural(left_out, 'bijdrage', 'bijdragen', 'nl')} niet meegeteld: niet vrijgegeven "
            "voor het consortium en met te weinig om op te gaan in een groep.",
            f"{plural(left_out, 'entry', 'entries', 'en')} not counted: not released to the "
            "consortium and too few to disappear in a group.",
        ),
        float(left_out),
    )
