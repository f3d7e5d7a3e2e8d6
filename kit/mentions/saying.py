"""What the counted mentions say, and what contradicts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kit.codebook import Code
from kit.disclosure import Protected
from kit.documents import voices
from kit.finding import brief_of, opening_of
from kit.language import Both, listing, number, period, plural
from kit.mentions.counting import FEWEST_SOURCES, Halves
from kit.terms import terms

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "NO_DIFFERENCE", "Seen", "against", "brief", "claims", "not_compared", "question", "say",
]  # fmt: skip

_NAMED = 3  # so many codes are named in the sentence
#: Characters of the subjects that a brief names, at most.
_LONGEST_TOP = 165


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
    release: str
    last: date

    @property
    def too_few(self) -> bool:
        """Whether all authors together are too few to show anything."""
        table = self.safe.table
        if self.region == "all":
            return bool(table["of"].isna().any() and not (table["of"] > 0).any())
        return bool(table.loc[table["period"] == "all", "of"].isna().any())


def question(lists: Both, *, list_id: str) -> Both:
    """Return the question of the finding, about a list of that name.

    The shared lists have plural names that fit in a sentence; those of a study may have any.
    """
    if list_id not in terms("code_list"):
        return Both(
            f"Wat noemt het logboek van ‘{lists['nl']}’?",
            f"What does the logbook mention of ‘{lists['en']}’?",
        )

    def small(name: str) -> str:
        return name[:1].lower() + name[1:]

    return Both(
        f"Welke van de {small(lists['nl'])} noemt het logboek?",
        f"Which of the {small(lists['en'])} does the logbook mention?",
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
    return " ".join([_opening(seen, language), _say_shown(seen, language),
                     _say_change(seen, language)])  # fmt: skip


def brief(seen: Seen, language: str) -> str:
    """Write the answer for the head of a report: what is mentioned most, and what changed."""
    told = say(seen, language)
    if seen.too_few or not len(seen.look):
        return opening_of(told)
    if seen.region == "all":
        apart = Both(
            "Regio’s staan naast elkaar om van te leren.",
            "Regions stand side by side to learn from.",
        )
        return brief_of(opening_of(told), apart[language])
    change = ""
    if seen.halves is not None and seen.halves.judged:
        change = _say_change(seen, language)
    close = Both("Die aantallen verschillen weinig.", "These numbers differ little.")
    alike = Both("verschillen te weinig", "differ too little")[language] in told
    hidden = len(seen.codes) - len(_wholes(seen))
    some = Both(
        f"Afgeschermd: {hidden} van de {len(seen.codes)}.",
        f"Suppressed: {hidden} of {len(seen.codes)}.",
    )
    return brief_of(
        _as_many_as_fit(seen, language),
        "" if change == NO_DIFFERENCE[language] else change,
        some[language] if some[language].rstrip(".") in told else "",
        close[language] if alike else "",
    )


def _as_many_as_fit(seen: Seen, language: str) -> str:
    """Name what is mentioned most often: as many as fit a brief with what is said of them."""
    tops = (opening_of(_say_shown(seen, language, named=n)) for n in range(_NAMED, 0, -1))
    *rest, last = tops
    return next((top for top in rest if len(top) <= _LONGEST_TOP), last)


def _opening(seen: Seen, language: str) -> str:
    n, people = len(seen.look), voices(seen.look["author"])
    first, last = period(seen.names[0], language), period(seen.names[-1], language)
    if language == "nl":
        entries = plural(n, "logboekbijdrage", "logboekbijdragen", "nl")
        return (
            f"{entries} van {plural(people, 'auteur', 'auteurs', 'nl')}, {first} tot en met {last}."
        )
    entries = plural(n, "logbook entry", "logbook entries", "en")
    return f"{entries} by {plural(people, 'author', 'authors', 'en')}, {first} to {last}."


def _say_shown(seen: Seen, language: str, *, named: int = _NAMED) -> str:
    """Name what is mentioned most often, and say what may not be concluded from that.

    The order is of what may be shown: a suppressed code may have been mentioned more often.
    """
    dutch = language == "nl"
    shown = _wholes(seen)
    shown = shown[shown["documents"].astype(int) > 0].sort_values("documents", ascending=False)
    hidden = len(seen.codes) - len(_wholes(seen))
    if shown.empty:
        return (
            "Geen van deze onderwerpen is door genoeg mensen genoemd om het te mogen tonen."
            if dutch
            else "None of these subjects was mentioned by enough people to be shown."
        )
    labels = {code.id: code.term.label[language] for code in seen.codes}
    top = [
        f"‘{labels[row['code']]}’ ({number(int(row['documents']), language)})"
        for row in shown.head(named).to_dict("records")
    ]
    head = Both("Genoemd", "Mentioned")
    if hidden:
        head = Both(
            "Het vaakst genoemd, van wat getoond mag worden",
            "Most often mentioned, of what may be shown",
        )
    elif len(shown) > named:
        head = Both("Het vaakst genoemd", "Most often mentioned")
    told = [f"{head[language]}: {listing(top, language)}."]
    if len(shown) > 1 and not _clearly_apart(shown):
        told.append(
            "Die aantallen verschillen te weinig om een volgorde aan te ontlenen."
            if dutch
            else "These numbers differ too little to put them in order."
        )
    if hidden:
        told.append(
            f"Afgeschermd: {hidden} van de {len(seen.codes)}; die kunnen vaker zijn genoemd."
            if dutch
            else f"Suppressed: {hidden} of {len(seen.codes)}; they may have been mentioned more."
        )
    return " ".join(told)


def _clearly_apart(shown: pd.DataFrame) -> bool:
    """Say whether the interval of the first lies above that of the second."""
    first, second = shown.iloc[0], shown.iloc[1]
    return bool(first["low"] > second["high"])


#: Said where halves were compared and nothing rose or fell; of mentions and of themes.
NO_DIFFERENCE = Both(
    "Tussen de eerste en de tweede helft van de periode is geen duidelijk verschil te zien; met zo "
    "weinig bijdragen is dat geen bewijs dat er niets veranderde.",
    "Between the first and the second half of the period no clear difference can be seen; with so "
    "few entries that is no evidence that nothing changed.",
)


def not_compared(halves: Halves | None) -> Both | None:
    """Return why nothing is said about rising and falling; None when it may be said."""
    if halves is None:
        return Both(
            "Met één periode is er geen toen en nu om te vergelijken.",
            "With one period there is no then and now to compare.",
        )
    if halves.judged:
        return None
    reason = why_not_judged(halves)
    return Both(
        f"Of iets toe- of afneemt is niet beoordeeld: {reason['nl']}.",
        f"Whether anything rises or falls was not judged: {reason['en']}.",
    )


def _say_change(seen: Seen, language: str) -> str:
    dutch, halves = language == "nl", seen.halves
    if halves is None or not halves.judged:
        silent = not_compared(halves)
        assert silent is not None
        return silent[language]
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
    return " ".join(told) or NO_DIFFERENCE[language]


def why_not_judged(halves: Halves) -> Both:
    """Return why rising and falling are not judged, as a clause."""
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


def claims(seen: Seen) -> bool:
    """Say whether the sentence claims anything that could be contradicted."""
    if seen.too_few or seen.look.empty:
        return False
    return seen.region == "all" or bool((_wholes(seen)["documents"] > 0).any())


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
    if changed and shown.intersection(changed.rising + changed.falling):
        return (
            "Tellen we auteurs in plaats van bijdragen, of laten we de auteur weg die er het meest "
            "over schrijft, dan verandert de uitkomst niet."
            if dutch
            else "Counting authors instead of entries, or leaving out the author who writes most "
            "about it, does not change the outcome."
        )
    if len(visible) > 1 and len(_top(visible, "authors")) > 1:
        return Both(
            "Geteld naar auteurs in plaats van bijdragen springt er geen uit.",
            "Counted by author instead of by entry, none stands out.",
        )[language]
    return (
        "Tellen we auteurs in plaats van bijdragen, dan staat hetzelfde bovenaan."
        if dutch
        else "Counting authors instead of entries, the same comes first."
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
        f"Van {names} laten we niets zien: te weinig mensen noemden deze onderwerpen. Over die "
        f"{'regio' if len(silent) == 1 else 'regio’s'} zelf zegt dat niets.",
        f"Of {names} nothing is shown: too few people mentioned these subjects. That says nothing "
        f"about {'that region' if len(silent) == 1 else 'those regions'}.",
    )[language]


def _top(table: pd.DataFrame, column: str) -> set[str]:
    values = table[column].astype(int)
    return set(table.loc[values == values.max(), "code"])
