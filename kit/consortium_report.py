"""The report over all regions: side by side to learn from, never in order of who does best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kit import composing
from kit.across_regions import (
    claim_on_charts,
    claim_on_mentions,
    series_chapter,
    shared_mentions,
)
from kit.finding import Finding
from kit.language import Both, day, listing, number
from kit.report import Chapter, Claim, Entry, Report, names_of
from kit.report_parts import TIERS, arranged, ways_chapters
from kit.study import Study

__all__ = ["compose_consortium"]

#: What became of a region that has at least something in the report.
_SOME = ("ok", "incomplete")
_TIERS = {
    "national": (
        Both("Landelijk", "National"),
        Both(
            "Bijdragen over het landelijke niveau: wat de regio’s daar vragen en vinden.",
            "Entries on the national tier: what regions ask and find there.",
        ),
    ),
    "healthkic": (
        Both("HealthKIC", "HealthKIC"),
        Both(
            "Bijdragen over het eigen leren van HealthKIC.",
            "Entries on HealthKIC’s own learning.",
        ),
    ),
}


def compose_consortium(
    study: Study,
    wide: Mapping[str, Sequence[tuple[str, Finding]]],
    regional: Mapping[str, Sequence[tuple[str, Finding]]],
    *,
    states: Mapping[str, str],
    until: str,
    release: str,
    language: str,
    unmade: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> Report:
    """Compose the report of the consortium.

    Parameters
    ----------
    study : Study
    wide : mapping of scope to (anchor, Finding) pairs
        Scopes all, national, healthkic; made at release *consortium*.
    regional : mapping of slug to (anchor, Finding) pairs
        Of each region that has any; only what their charts of measured series say is taken
        from them, and nothing from a finding that was made for the own team.
    states : mapping of slug to what became of the region's run
        ``ok``, ``incomplete``, or another word of the run record; a region without a run is not in
        it.
    until : str
        Last period that counts (inclusive).
    release, language : str
    unmade : mapping of scope to (kind, id of a job) pairs, optional
        Findings of those scopes that the batch could not make.
    """
    failed = unmade or {}
    found = [pair for scope in ("all", *_TIERS) for pair in wide.get(scope, ())]
    head = list(wide.get("all", ()))
    parts, chapters = arranged(
        (
            _regions(study, states, language),
            *ways_chapters(study, head, language),
            *(
                _with_shared(chapter, language)
                for chapter in composing.chapters_of(head, language, unmade=failed.get("all", ()))
            ),
            *series_chapter(study, regional, language),
            *_tiers(wide, failed, language),
        ),
        kind="consortium",
        language=language,
    )
    return Report(
        kind="consortium",
        name="consortium",
        language=language,
        release=release,
        title=Both("Samen leren over regio’s", "Learning across regions")[language],
        subtitle=f"{study.title[language]}, {composing.subtitle(until, language)}",
        synthetic=study.synthetic,
        context=None,
        claims=(
            *(
                _claim(entry, language)
                for chapter in chapters
                if chapter.part != TIERS
                for entry in chapter.entries
            ),
            *claim_on_charts(study, regional, language),
        ),
        unheard=composing.unheard(head, language),
        chapters=chapters,
        disclosure=composing.disclosure_of(found, language, release=release),
        provenance=composing.provenance_of(
            study, found, {"until": until, "release": release, "language": language}
        ),
        names=names_of(study, language),
        parts=parts,
        gaps=(*_missing(study, states, language), *composing.gaps_of(chapters, language)),
    )


def _claim(entry: Entry, language: str) -> Claim:
    if entry.finding.kind == "mentions":
        return claim_on_mentions(entry, language)
    return composing.claim_of(entry, language)


def _with_shared(chapter: Chapter, language: str) -> Chapter:
    """Say in the chapter on mentions what regions share and where they differ."""
    told = (
        shared_mentions(entry.finding, language)
        for entry in chapter.entries
        if entry.finding.kind == "mentions"
    )
    return replace(chapter, intro=(*chapter.intro, *(text for text in told if text)))


def _tiers(
    wide: Mapping[str, Sequence[tuple[str, Finding]]],
    failed: Mapping[str, Sequence[tuple[str, str]]],
    language: str,
) -> tuple[Chapter, ...]:
    return tuple(
        Chapter(
            f"chapter-{scope}",
            title[language],
            (intro[language],),
            tuple(Entry(anchor, finding) for anchor, finding in wide.get(scope, ())),
            part=TIERS,
            unmade=tuple(job for _, job in failed.get(scope, ())),
        )
        for scope, (title, intro) in _TIERS.items()
        if wide.get(scope) or failed.get(scope)
    )


def _missing(study: Study, states: Mapping[str, str], language: str) -> tuple[Claim, ...]:
    """Say which regions are not in the report, and of which only a part is."""
    absent = [r.name for s, r in study.regions.items() if states.get(s) not in _SOME]
    halved = [r.name for s, r in study.regions.items() if states.get(s) == "incomplete"]
    of = len(study.regions)
    told = []
    if absent:
        n = of - len(absent)
        told.append(
            Both(
                f"Dit rapport gaat over {n} van de {of} regio’s; niet gelukt: "
                f"{listing(absent, 'nl')}. Lees niets als een uitkomst over alle regio’s.",
                f"This report covers {n} of {of} regions; not completed: {listing(absent, 'en')}. "
                "Read nothing as a result over all regions.",
            )
        )
    if halved:
        told.append(
            Both(
                f"Niet alles kon worden gemaakt van {listing(halved, 'nl')}; wat ontbreekt, staat "
                "in het rapport van de regio.",
                f"Not everything could be made of {listing(halved, 'en')}; the report of the "
                "region says what is missing.",
            )
        )
    return tuple(Claim(text[language], "chapter-regions", None, 0) for text in told)


def _regions(study: Study, states: Mapping[str, str], language: str) -> Chapter:
    heads = {
        "nl": ("Regio", "Kavel", "Nieuwe werkwijze sinds", "Inwoners", "Rapport"),
        "en": ("Region", "Kavel", "New way of working since", "Inhabitants", "Report"),
    }[language]
    yes, no = {"nl": ("ja", "nog niet"), "en": ("yes", "not yet")}[language]
    became = {
        "ok": Both("gemaakt", "made"),
        "incomplete": Both("gemaakt, niet compleet", "made, incomplete"),
    }
    failed = Both("niet gelukt", "not completed")
    rows = []
    for region in sorted(study.regions.values(), key=lambda r: r.name.casefold()):
        rows.append(
            (
                region.name,
                yes if region.kavel else no,
                day(region.start, language) if region.start else "–",
                number(region.inhabitants, language),
                became.get(states.get(region.slug, ""), failed)[language],
            )
        )
    n = len(study.regions)
    every = Both(f"alle {n} regio’s", f"all {n} regions")
    if n == 1:
        every = Both("de enige regio", "the only region")
    intro = Both(
        f"Dit rapport gaat over {every['nl']} van de studie.",
        f"This report covers {every['en']} of the study.",
    )
    caption = Both("Regio’s op volgorde van het alfabet.", "Regions in the order of the alphabet.")
    title = Both("De regio’s", "The regions")
    return Chapter(
        "chapter-regions",
        title[language],
        (intro[language],) if {*study.regions} <= {s for s in states if states[s] in _SOME} else (),
        table=(caption[language], heads, tuple(rows)),
    )
