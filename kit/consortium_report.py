"""The report over all regions: side by side to learn from, never in order of who does best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kit import composing
from kit.disclosure import binds
from kit.finding import Finding
from kit.language import Both, day, listing, number
from kit.report import Chapter, Claim, Entry, Report
from kit.study import Study

__all__ = ["compose_consortium"]

_OF_THE_TEAM = Both(
    "Alleen voor het eigen team gemaakt, en hier dus niet te tonen.",
    "Made for the own team only, and so not to be shown here.",
)
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
            "Entries on HealthKIC's own learning.",
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
        Of each region whose run succeeded; only sentences of measured series are taken from them,
        and none from a finding that was made for the own team.
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
        claims=(_denominator(study, states, language), *composing.claims_of(head, language)),
        unheard=composing.unheard(head, language),
        chapters=(
            _regions(study, states, language),
            *composing.chapters_of(head, language),
            *_series(study, regional, language),
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
    )


def _denominator(study: Study, states: Mapping[str, str], language: str) -> Claim:
    """Say of how many regions this is a report, and which are not in it."""
    absent = [r.name for slug, r in study.regions.items() if states.get(slug) != "ok"]
    n, of = len(study.regions) - len(absent), len(study.regions)
    if not absent:
        words = Both(
            f"Alle {number(of, 'nl')} regio’s van de studie zitten in dit verslag.",
            f"All {number(of, 'en')} regions of the study are in this report.",
        )
    else:
        words = Both(
            f"Dit verslag gaat over {n} van de {of} regio’s; niet gelukt: "
            f"{listing(absent, 'nl')}. Lees niets als een uitkomst over alle regio’s.",
            f"This report covers {n} of {of} regions; not completed: {listing(absent, 'en')}. "
            "Read nothing as a result over all regions.",
        )
    return Claim(words[language], "chapter-regions", None, len(absent))


def _regions(study: Study, states: Mapping[str, str], language: str) -> Chapter:
    heads = {
        "nl": ("Regio", "Kavel", "Nieuwe werkwijze sinds", "Inwoners", "Verslag"),
        "en": ("Region", "Plot", "New way of working since", "Inhabitants", "Report"),
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
    caption = Both("Regio’s op volgorde van het alfabet.", "Regions in the order of the alphabet.")
    title = Both("De regio’s", "The regions")
    return Chapter(
        "chapter-regions", title[language], table=(caption[language], heads, tuple(rows))
    )


def _series(
    study: Study, regional: Mapping[str, Sequence[tuple[str, Finding]]], language: str
) -> tuple[Chapter, ...]:
    """Put the sentences on measured series side by side, region by region."""
    rows = []
    for slug in sorted(regional, key=lambda slug: study.region(slug).name.casefold()):
        for _, finding in regional[slug]:
            if finding.kind == "control_chart":
                id = str(finding.parameters["indicator"])
                name = study.indicators.get(id, Both.of(id))[language]
                said = finding.sentence if binds(finding.release) else _OF_THE_TEAM
                rows.append((study.region(slug).name, name, said[language]))
    if not rows:
        return ()
    title = Both("Gemeten reeksen, per regio", "Measured series, by region")[language]
    heads = {
        "nl": ("Regio", "Indicator", "Wat de kaart laat zien"),
        "en": ("Region", "Indicator", "What the chart shows"),
    }[language]
    caption = Both(
        "Zinnen uit de regiorapporten. Regio’s kozen zelf of en wanneer zij begonnen; naast elkaar "
        "leggen is geen vergelijking van werkwijzen.",
        "Sentences from the region reports. Regions chose themselves whether and when they "
        "started; side by side is no comparison of ways of working.",
    )[language]
    return (Chapter("chapter-series", title, table=(caption, heads, tuple(rows))),)
