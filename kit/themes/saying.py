"""What is said of themes, and what goes against them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kit.disclosure import Protected
from kit.finding import brief_of, opening_of
from kit.language import Both, listing, number, percentage, period, plural
from kit.mentions.counting import Halves
from kit.mentions.saying import NO_DIFFERENCE, not_compared
from kit.themes.counting import METHODS
from kit.themes.gathering import Scope
from kit.themes.nouns import Nouns
from kit.themes.records import Theme, Themes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ONE_VOICE", "Seen", "against", "brief", "method_sentence", "say"]

ONE_VOICE = Both("één stem", "one voice")
_MOST_NOTES = 5


@dataclass(frozen=True)
class Seen:
    """All that the sentence, checks and figure of the themes are written from.

    Attributes
    ----------
    scope : Scope
    themes : Themes
    table : DataFrame
        As protected.
    safe : tuple of Protected
        How each kind of row came out.
    by : {"period", "region"}
    names : tuple of str
        Periods or slugs, in order.
    halves : Halves or None
    """

    scope: Scope
    themes: Themes
    table: pd.DataFrame
    safe: tuple[Protected, ...]
    by: str
    names: tuple[str, ...]
    halves: Halves | None

    @cached_property
    def _rows(self) -> dict[tuple[str, str, str], dict[str, Any]]:
        # A figure asks for hundreds of cells; to search the frame for each took half its time.
        found = [{str(k): v for k, v in row.items()} for row in self.table.to_dict("records")]
        return {(row["theme"], row["about"], row["name"]): row for row in reversed(found)}

    def row(self, theme: str, about: str, name: str) -> dict[str, Any] | None:
        """Return the numbers of one row; None when they are not shown."""
        found = self._rows.get((theme, about, name))
        return found if found and found["status"] == "shown" else None

    def status(self, theme: str, about: str, name: str) -> str:
        """Return whether a row is shown, suppressed or missing."""
        found = self._rows.get((theme, about, name))
        return str(found["status"]) if found else "missing"

    def suppressed(self, theme: str) -> bool:
        """Return whether nothing of a theme is shown, as too few people carry it."""
        rows = self.table[(self.table["theme"] == theme) & (self.table["status"] != "missing")]
        return bool((rows["status"] == "suppressed").all())

    def titles(self, ids: Sequence[str], language: str) -> str:
        """Return the titles of themes as a sentence lists them."""
        called = {theme.id: theme.title[language] for theme in self.themes.records}
        return listing([f"‘{called[id]}’" for id in ids], language)

    @property
    def too_few(self) -> bool:
        """Whether all authors together are too few to show anything."""
        whole = self.table[self.table["about"].isin(["whole", "voice_group", "region"])]
        of_authors = whole["of_authors"]
        if self.by == "region":
            return bool(of_authors.isna().any() and not (of_authors > 0).any())
        return bool(self.table.loc[self.table["about"] == "whole", "of_authors"].isna().any())


def say(seen: Seen, language: str) -> str:
    """Write the sentence of the finding."""
    dutch, n = language == "nl", len(seen.scope.frame)
    nouns = seen.scope.nouns
    if not seen.themes.records:
        return (
            "Er zijn nog geen thema’s vastgelegd. Hier komt te staan hoe breed ze te vinden zijn, "
            "bij wie, en wat ertegen spreekt."
            if dutch
            else "No themes have been recorded yet. This will say how widely they are found, with "
            "whom, and what goes against them."
        )
    if seen.too_few:
        return (
            f"{nouns.too_few['nl']} om te laten zien waar de thema’s te vinden zijn."
            if dutch
            else f"{nouns.too_few['en']} to show where the themes are found."
        )
    if not n:
        return (
            "Er zijn nog geen logboekbijdragen waarin de thema’s te vinden zijn."
            if dutch
            else "There are no logbook entries yet in which to find the themes."
        )
    told = _say_regions(seen, language) if seen.by == "region" else _say_region(seen, language)
    return " ".join([*told, method_sentence(_shares(seen), seen.scope.coded_by_people, language)])


def brief(seen: Seen, language: str) -> str:
    """Write the answer for the head of a report: the theme that is found most widely."""
    dutch, found = language == "nl", _widest(seen)
    if not seen.themes.records or seen.too_few or seen.scope.frame.empty:
        return opening_of(say(seen, language))
    if not found:
        return (
            "Geen thema is van genoeg mensen te vinden om te tonen."
            if dutch
            else "No theme is found with enough people to be shown."
        )
    names = seen.titles([theme.id for theme, _ in found], language)
    n, nouns = found[0][1], seen.scope.nouns
    more = nouns.more if seen.by != "region" else Both("regio’s", "regions")
    each = "" if len(found) == 1 else "elk " if dutch else "each "
    told = (
        f"Van de thema’s {'zijn' if each else 'is'} {names} in de meeste {more['nl']} te vinden: "
        f"{each}{number(n, 'nl')}."
        if dutch
        else f"Of the themes, {names} {'are' if each else 'is'} found in most {more['en']}: "
        f"{each}{number(n, 'en')}."
    )
    people = ""
    if seen.by != "region":
        of = int(seen.table.loc[seen.table["about"] == "whole", "of_authors"].max())
        read = plural(len(seen.scope.frame), nouns.one[language], nouns.more[language], language)
        who = plural(of, nouns.writer[language], nouns.writers[language], language)
        people = f"Gelezen: {read} van {who}." if dutch else f"Read: {read} by {who}."
    changed = _say_change(seen, language) if seen.halves and seen.halves.judged else ""
    changed = "" if changed == NO_DIFFERENCE[language] else changed
    only = "" if seen.scope.coded_by_people else method_sentence({}, False, language)
    return brief_of(told, people, only, changed)


def _widest(seen: Seen) -> list[tuple[Theme, int]]:
    """Return the themes that are found in most texts, or in most regions, and in how many."""
    counts = []
    for theme in seen.themes.records:
        if seen.by == "region":
            rows = [seen.row(theme.id, "region", name) for name in seen.names]
            n = sum(row is not None and row["documents"] > 0 for row in rows)
        else:
            row = seen.row(theme.id, "whole", "all")
            n = int(row["documents"]) if row else 0
        counts.append((theme, n))
    most = max((n for _, n in counts), default=0)
    return [(theme, n) for theme, n in counts if n == most and n]


def _say_region(seen: Seen, language: str) -> list[str]:
    dutch, n = language == "nl", len(seen.scope.frame)
    first, last = period(seen.names[0], language), period(seen.names[-1], language)
    whole = seen.table[(seen.table["about"] == "whole") & (seen.table["of_authors"] > 0)]
    people = int(whole["of_authors"].iloc[0])
    nouns = seen.scope.nouns
    entries = plural(n, nouns.one_in_full[language], nouns.in_full[language], language)
    authors = plural(people, nouns.writer[language], nouns.writers[language], language)
    told = [
        f"In {entries} van {authors} ({first} tot en met {last}) is gezocht naar de codes van "
        f"{plural(len(seen.themes.records), 'thema', 'thema’s', language)}."
        if dutch
        else f"In {entries} by {authors} ({first} to {last}, inclusive) the codes of "
        f"{plural(len(seen.themes.records), 'theme', 'themes', language)} were looked for."
    ]
    found, none, hidden = [], [], []
    for theme in seen.themes.records:
        row = seen.row(theme.id, "whole", "all")
        if row is None:
            hidden.append(theme.id)
        elif not row["documents"]:
            none.append(theme.id)
        else:
            found.append(_found(theme, row, nouns, language))
    if found:
        told.append(("Gevonden: " if dutch else "Found: ") + "; ".join(found) + ".")
    if none:
        names = seen.titles(none, language)
        told.append(f"Niet gevonden: {names}." if dutch else f"Not found: {names}.")
    if hidden:
        names = seen.titles(hidden, language)
        told.append(
            f"Van te weinig mensen om te tonen: {names}."
            if dutch
            else f"By too few people to be shown: {names}."
        )
    told.append(_say_change(seen, language))
    return told


def _found(theme: Theme, row: dict[str, Any], nouns: Nouns, language: str) -> str:
    authors, documents = int(row["authors"]), int(row["documents"])
    entries = plural(documents, nouns.one[language], nouns.more[language], language)
    who = (
        ONE_VOICE[language]
        if authors == 1
        else f"{number(authors, language)} {nouns.writers[language]}"
    )
    share = percentage(float(row["share"]), language)
    return f"‘{theme.title[language]}’ in {entries} ({share}, {who})"


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
        visible = [id for id in ids if seen.row(id, "whole", "all")]
        if visible:
            names = seen.titles(visible, language)
            told.append(
                f"In de tweede helft {'zijn' if len(visible) > 1 else 'is'} {names} {words[0]} te "
                "vinden dan in de eerste."
                if dutch
                else f"In the second half {names} {'are' if len(visible) > 1 else 'is'} found "
                f"{words[1]} than in the first."
            )
    return " ".join(told) or NO_DIFFERENCE[language]


def _say_regions(seen: Seen, language: str) -> list[str]:
    dutch, told = language == "nl", []
    regions = int(seen.scope.frame["region"].nunique())
    found = []
    for theme in seen.themes.records:
        rows = [seen.row(theme.id, "region", name) for name in seen.names]
        there = sum(row is not None and row["documents"] > 0 for row in rows)
        found.append(f"‘{theme.title[language]}’ in {number(there, language)}")
    more = seen.scope.nouns.more[language]
    told.append(
        f"Gelezen zijn {more} uit {plural(regions, 'regio', 'regio’s', language)}. Aantal "
        f"regio’s waar een thema zichtbaar te vinden is: {listing(found, language)}."
        if dutch
        else f"{more.capitalize()} were read from "
        f"{plural(regions, 'region', 'regions', language)}. Number of regions in which a theme is "
        f"visibly found: {listing(found, language)}."
    )
    told.append(
        "Regio’s staan naast elkaar om van te leren, niet om te rangschikken."
        if dutch
        else "Regions stand side by side to learn from, not to be set in an order."
    )
    return told


def _shares(seen: Seen) -> dict[str, int]:
    about = "region" if seen.by == "region" else "whole"
    rows = seen.table[seen.table["about"] == about]
    return {method: int(rows[method].fillna(0).sum()) for method in METHODS}


def method_sentence(counts: dict[str, int], coded_by_people: bool, language: str) -> str:  # noqa: FBT001
    """Say by which method the codes came: mentions only, or which share people decided on."""
    total = sum(counts.values())
    if not coded_by_people or not total:
        return Both(
            "Alleen vermeldingen: geen mens heeft deze codes hier nog toegekend.",
            "Mentions only: no person has placed these codes here yet.",
        )[language]
    person, accepted, mention = (percentage(counts[method] / total, language) for method in METHODS)
    return Both(
        f"Van wat hier geteld is, is {person} door mensen gecodeerd, {accepted} een suggestie die "
        f"iemand aannam en {mention} alleen een vermelding.",
        f"Of what is counted here, {person} was coded by people, {accepted} is a suggestion that "
        f"somebody accepted and {mention} a mention only.",
    )[language]


def against(seen: Seen, language: str) -> str:
    """Write what goes against the themes; the notes on it are for the own team only."""
    hidden = [
        theme.id
        for theme in seen.themes.records
        if seen.status(theme.id, "passages", "deviant") == "suppressed"
    ]
    told = [
        _against_theme(seen, theme, language)
        for theme in seen.themes.records
        if theme.id not in hidden
    ]
    if hidden:
        names = seen.titles(hidden, language)
        told.append(
            Both(
                f"Of er iets tegen {names} spreekt, is niet te tonen: te weinig mensen.",
                f"Whether anything goes against {names} cannot be shown: too few people.",
            )[language]
        )
    halves = seen.halves
    turned = [id for id in halves.turned if seen.row(id, "whole", "all")] if halves else []
    if turned:
        names = seen.titles(turned, language)
        told.append(
            Both(
                f"Zonder {seen.scope.nouns.most['nl']} verdwijnt het verschil bij {names}.",
                f"Without {seen.scope.nouns.most['en']}, the difference in {names} is gone.",
            )[language]
        )
    return " ".join(told)


def _against_theme(seen: Seen, theme: Theme, language: str) -> str:
    title = f"‘{theme.title[language]}’"
    row = seen.row(theme.id, "passages", "deviant")
    n = int(row["passages"]) if row else 0
    if n:
        nouns, documents = seen.scope.nouns, int(row["documents"] if row else 0)
        in_documents = plural(documents, nouns.one[language], nouns.more[language], language)
        told = Both(
            f"Tegen {title} {'spreekt' if n == 1 else 'spreken'} "
            f"{plural(n, 'passage', 'passages', 'nl')} uit {in_documents}",
            f"{plural(n, 'passage', 'passages', 'en')} from {in_documents} "
            f"{'goes' if n == 1 else 'go'} against {title}",
        )[language]
        notes = _notes(seen, theme)
        return f"{told}: {'; '.join(notes)}." if notes else f"{told}."
    if theme.looked_for:
        return Both(
            f"Naar passages tegen {title} is gezocht; hier is niets gevonden.",
            f"Passages against {title} were looked for; nothing was found here.",
        )[language]
    return Both(
        f"Naar passages tegen {title} is nog niet gezocht.",
        f"Passages against {title} were not looked for yet.",
    )[language]


def _notes(seen: Seen, theme: Theme) -> list[str]:
    """Return what the researchers noted on deviant passages; for the own team."""
    if seen.scope.release != "team":
        return []
    here = set(seen.scope.frame["document"])
    notes = [passage.note for passage in theme.deviant if passage.document in here and passage.note]
    return [note.rstrip(".") for note in notes[:_MOST_NOTES]]
