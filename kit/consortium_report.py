"""The report over all regions: side by side to learn from, never in order of who does best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kit import composing
from kit.across_regions import claim_on_charts, claim_on_mentions, series_chapter
from kit.finding import Finding
from kit.language import Both, day, listing, number
from kit.report import Chapter, Claim, Entry, Report, names_of
from kit.study import Study

__all__ = ["compose_consortium"]

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
) -> Report:
    """Compose the report of the consortium.

    Parameters
    ----------
    study : Study
    wide : mapping of scope to (anchor, Finding) pairs
        Scopes all, national, healthkic; made at release *consortium*.
    regional : mapping of slug to (anchor, Finding) pairs
        Of each region whose run succeeded; only what their charts of measured series say is taken
        from them, and nothing from a finding that was made for the own team.
    states : mapping of slug to what became of the region's run
        ``ok``, or another word of the run record; a region without a run is not in it.
    until : str
        Last period that counts (inclusive).
    release, language : str
    """
    found = [pair for scope in ("all", *_TIERS) for pair in wide.get(scope, ())]
    head = list(wide.get("all", ()))
    return Report(
        kind="consortium",
        name="consortium",
        language=language,
        release=release,
        title=Both("Samen leren over regio’s", "Learning across regions")[language],
        subtitle=f"{study.title[language]}, {composing.subtitle(until, language)}",
        synthetic=study.synthetic,
        context=None,
        claims=_claims(study, head, regional, states, language),
        unheard=composing.unheard(head, language),
        chapters=(
            _regions(study, states, language),
            *composing.chapters_of(head, language),
            *series_chapter(study, regional, language),
            *(
                Chapter(
                    f"chapter-{scope}",
                    title[language],
                    (intro[language],),
                    tuple(Entry(anchor, finding) for anchor, finding in wide.get(scope, ())),
                )
                for scope, (title, intro) in _TIERS.items()
                if wide.get(scope)
            ),
        ),
        disclosure=composing.disclosure_of(found, language, release=release),
        provenance=composing.provenance_of(
            study, found, {"until": until, "release": release, "language": language}
        ),
        names=names_of(study, language),
    )


def _claims(
    study: Study,
    head: Sequence[tuple[str, Finding]],
    regional: Mapping[str, Sequence[tuple[str, Finding]]],
    states: Mapping[str, str],
    language: str,
) -> tuple[Claim, ...]:
    """Say what regions share and where they differ; before that, which regions are not in it."""
    absent = _absent(study, states)
    shared = [claim_on_mentions(a, f, language) for a, f in head if f.kind == "mentions"]
    others = [(anchor, finding) for anchor, finding in head if finding.kind != "mentions"]
    return (
        *([_absent_claim(study, absent, language)] if absent else []),
        *shared,
        *claim_on_charts(study, regional, language),
        *composing.claims_of(others, language),
    )


def _absent(study: Study, states: Mapping[str, str]) -> list[str]:
    return [r.name for slug, r in study.regions.items() if states.get(slug) != "ok"]


def _absent_claim(study: Study, absent: Sequence[str], language: str) -> Claim:
    of = len(study.regions)
    n = of - len(absent)
    words = Both(
        f"Dit rapport gaat over {n} van de {of} regio’s; niet gelukt: {listing(absent, 'nl')}. "
        "Lees niets als een uitkomst over alle regio’s.",
        f"This report covers {n} of {of} regions; not completed: {listing(absent, 'en')}. "
        "Read nothing as a result over all regions.",
    )
    return Claim(words[language], "chapter-regions", None, len(absent))


def _regions(study: Study, states: Mapping[str, str], language: str) -> Chapter:
    heads = {
        "nl": ("Regio", "Kavel", "Nieuwe werkwijze sinds", "Inwoners", "Rapport"),
        "en": ("Region", "Kavel", "New way of working since", "Inhabitants", "Report"),
    }[language]
    yes, no = {"nl": ("ja", "nog niet"), "en": ("yes", "not yet")}[language]
    done = {"nl": ("gemaakt", "niet gelukt"), "en": ("made", "not completed")}[language]
    rows = []
    for region in sorted(study.regions.values(), key=lambda r: r.name.casefold()):
        rows.append(
            (
                region.name,
                yes if region.kavel else no,
                day(region.start, language) if region.start else "–",
                number(region.inhabitants, language),
                done[0] if states.get(region.slug) == "ok" else done[1],
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
        () if _absent(study, states) else (intro[language],),
        table=(caption[language], heads, tuple(rows)),
    )
