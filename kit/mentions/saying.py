"""What the counted mentions say, and what contradicts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.codebook import Code
from kit.disclosure import Protected
from kit.documents import voices
from kit.language import Both, listing, percentage, period, plural
from kit.mentions.counting import FEWEST_SOURCES, Halves

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Seen", "against", "question", "say"]


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
    regions: Mapping[str, str]
    fewest: int

    @property
    def too_few(self) -> bool:
        """Whether all authors together are too few to show anything."""
        table = self.safe.table
        if self.region == "all":
            return bool(table["of"].isna().any() and not (table["of"] > 0).any())
        return bool(table.loc[table["period"] == "all", "of"].isna().any())


def question(lists: Both) -> Both:
    """Return the question of the finding, about a list of that name."""
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
    if seen.too_few:
        return (
            "Er schreven te weinig mensen om te laten zien wat er wordt vermeld."
            if dutch
            else "Too few people wrote to show what is mentioned."
        )
    if not n:
        return (
            "Er zijn nog geen logboekbijdragen. Hier komt te staan wat er wordt vermeld, en hoe "
            "vaak."
            if dutch
            else "There are no logbook entries yet. This will say what is mentioned, and how often."
        )
    if seen.region == "all":
        return _say_over_regions(seen, language)
    people = voices(seen.look["author"])
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
    if halves is None:
        return (
            "Met één periode is er geen toen en nu om te vergelijken."
            if dutch
            else "With one period there is no then and now to compare."
        )
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
    shown = table[(table["status"] == "shown") & (table["authors"].fillna(0) >= seen.fewest)]
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
            f"In elke regio door minstens {seen.fewest} mensen vermeld: {names}."
            if dutch
            else f"Mentioned by at least {seen.fewest} people in every region: {names}."
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
    """Write what contradicts the sentence, or what was looked for in vain."""
    if seen.region == "all":
        return _against_over_regions(seen, language)
    dutch, changed = language == "nl", seen.halves
    visible = _wholes(seen)
    visible = visible[visible["documents"] > 0]
    told = []
    if len(visible):
        by_authors = _top(visible, "authors")
        if not _top(visible, "documents") & by_authors:
            names = _named(seen.codes, sorted(by_authors), language)
            told.append(
                f"Geteld naar auteurs in plaats van bijdragen "
                f"{'staan' if len(by_authors) > 1 else 'staat'} {names} bovenaan."
                if dutch
                else f"Counted by authors instead of entries, {names} "
                f"{'come' if len(by_authors) > 1 else 'comes'} first."
            )
    shown = set(_wholes(seen)["code"])
    turned = [id for id in changed.turned if id in shown] if changed else []
    if turned:
        names = _named(seen.codes, turned, language)
        told.append(
            f"Zonder de auteur die er het meest over schrijft verdwijnt het verschil bij {names}."
            if dutch
            else f"Without the author who writes most about it, the difference in {names} is gone."
        )
    if told:
        return " ".join(told)
    ways = [Both("tellen naar auteurs in plaats van bijdragen", "counting authors, not entries")]
    if changed and shown.intersection(changed.rising + changed.falling):
        ways.append(
            Both(
                "weglaten van de auteur die er het meest over schrijft",
                "leaving out the author who writes most about it",
            )
        )
    looked = listing([way[language] for way in ways], language)
    return (
        f"Gezocht ({looked}): niets gevonden dat dit tegenspreekt."
        if dutch
        else f"Looked for ({looked}): nothing found that contradicts this."
    )


def _against_over_regions(seen: Seen, language: str) -> str:
    """Name the regions of which nothing can be shown: the sentence is not about them."""
    table = seen.safe.table
    told = set(table.loc[(table["status"] == "shown") & (table["documents"] > 0), "region"])
    silent = [seen.regions[slug] for slug in sorted(seen.names) if slug not in told]
    if not silent:
        return Both(
            "Gezocht: regio’s waarvan niets te tonen is. Die zijn er niet.",
            "Looked for: regions of which nothing can be shown. There are none.",
        )[language]
    names = listing(silent, language)
    return Both(
        f"Van {names} is niets te tonen: te weinig mensen, of geen vermelding. Daarover zegt dit "
        "niets.",
        f"Of {names} nothing can be shown: too few people, or no mention. This says nothing about "
        f"{'it' if len(silent) == 1 else 'them'}.",
    )[language]


def _top(table: pd.DataFrame, column: str) -> set[str]:
    values = table[column].astype(int)
    return set(table.loc[values == values.max(), "code"])
