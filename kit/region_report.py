"""The report of one region, composed from its findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kit import composing
from kit.actions import read_change_tasks, read_interventions
from kit.disclosure import few
from kit.finding import Finding
from kit.hotspots import issues_table
from kit.language import Both, day, number, period
from kit.maturity import read_workshop, study_instrument
from kit.periods import last_day
from kit.report import Chapter, Report, names_of
from kit.report_parts import DOING, arranged, ways_chapters
from kit.study import Region, Study
from kit.terms import column, label
from kit.themes import claims_of_themes

__all__ = ["compose_region"]


_NOT_SUPPLIED = Both("Niet aangeleverd.", "Not supplied.")


def compose_region(
    study: Study,
    found: Sequence[tuple[str, Finding]],
    *,
    region: str,
    until: str,
    release: str,
    language: str,
    unmade: Sequence[tuple[str, str]] = (),
) -> Report:
    """Compose the report of a region.

    Parameters
    ----------
    study : Study
    found : sequence of (anchor, Finding)
        In the order of the study's plan.
    region : str
        Slug.
    until : str
        Last period that counts (inclusive).
    release, language : str
    unmade : sequence of (kind, id of a job)
        Findings that the batch could not make; the report says where they would have stood.

    Returns
    -------
    Report
    """
    about = study.region(region)
    found = [(anchor, finding) for anchor, finding in found if _has_place(finding)]
    of_findings = composing.chapters_of(found, language, unmade=unmade)
    parts, chapters = arranged(
        (
            *ways_chapters(study, found, language),
            *_with_records(study, of_findings, language, region=region, until=until),
            *_actions(study, region, release, language),
        ),
        kind="region",
        language=language,
    )
    parameters = {"region": region, "until": until, "release": release, "language": language}
    return Report(
        kind="region",
        name=region,
        language=language,
        release=release,
        title=Both(f"Leren in {about.name}", f"Learning in {about.name}")[language],
        subtitle=composing.subtitle(until, language),
        synthetic=study.synthetic,
        context=_context(about, language),
        claims=tuple(
            composing.claim_of(entry, language) for chapter in chapters for entry in chapter.entries
        ),
        unheard=composing.unheard(found, language),
        chapters=chapters,
        disclosure=composing.disclosure_of(found, language, release=release),
        provenance=composing.provenance_of(study, found, parameters),
        names=names_of(study, language),
        parts=parts,
        gaps=composing.gaps_of(chapters, language),
    )


def _has_place(finding: Finding) -> bool:
    """Leave agreement out where no two coders read a text: it is a choice, not a duty."""
    return finding.kind != "agreement" or bool((finding.table["status"] != "missing").any())


def _with_records(
    study: Study, chapters: Sequence[Chapter], language: str, *, region: str, until: str
) -> tuple[Chapter, ...]:
    """Put what people wrote down at the head of the chapter that counts it.

    Of themes that is the claim of each: a theme is a record. Of maturity it is what a workshop made
    of the region's own profile, of hotspots the issues around them.
    """
    makers = {
        "chapter-themes": lambda: _claims(study, language),
        "chapter-maturity": lambda: _workshop(study, region, until, language),
        "chapter-hotspots": lambda: issues_table(
            study, region=region, until=until, language=language
        ),
    }
    out = []
    for chapter in chapters:
        maker = makers.get(chapter.anchor)
        table = maker() if maker else None
        out.append(replace(chapter, table=table) if table and table[2] else chapter)
    return tuple(out)


_Written = tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]


def _claims(study: Study, language: str) -> _Written:
    rows = tuple((title[language], claim[language]) for title, claim in claims_of_themes(study))
    heads = {"nl": ("Thema", "Bewering"), "en": ("Theme", "Claim")}[language]
    said = Both("Zoals de onderzoekers het opschreven.", "As the researchers wrote it down.")
    return said[language], heads, rows


def _workshop(study: Study, region: str, until: str, language: str) -> _Written:
    instrument = study_instrument(study)
    names = {element.id: element.name[language] for element in instrument.elements}
    frame = read_workshop(study, instrument).frame
    last = study.until(until)
    own = frame[frame["region"] == region]
    own = own[own["wave"].map(lambda wave: last_day(wave) <= last).astype(bool)]
    columns_shown = ("wave", "element", "agreed", "reasons", "next_step", "owner")
    rows = tuple(
        (
            period(row["wave"], language),
            names[row["element"]],
            number(row["agreed"], language),
            row["reasons"] or "–",
            row["next_step"] or "–",
            label("role", row["owner"], language) if row["owner"] else "–",
        )
        for row in own.astype(object).where(own.notna(), None).to_dict("records")
    )
    heads = tuple(column("workshop", name).label[language] for name in columns_shown)
    said = Both("Wat de groep er zelf van maakte.", "What the group itself made of it.")
    return said[language], heads, rows


def _context(about: Region, language: str) -> tuple[str, ...] | None:
    """Return the region's own words about itself, and the facts of study.yml."""
    if about.context is None:
        return None
    facts = []
    if about.inhabitants:
        facts.append(
            Both(
                f"{number(about.inhabitants, 'nl')} inwoners.",
                f"{number(about.inhabitants, 'en')} inhabitants.",
            )[language]
        )
    if about.start:
        kavel = Both(" is een kavel en", " is a kavel and") if about.kavel else Both("", "")
        facts.append(
            Both(
                f"{about.name}{kavel['nl']} werkt sinds {day(about.start, 'nl')} volgens de nieuwe "
                f"aanpak. Bron: {about.start_source}.",
                f"{about.name}{kavel['en']} has worked in the new way since "
                f"{day(about.start, 'en')}. Source: {about.start_source}.",
            )[language]
        )
    else:
        facts.append(Both("Nog geen kavel.", "Not a kavel yet.")[language])
    own = [part for part in about.context[language].split("\n\n") if part.strip()]
    return (*own, " ".join(facts))


def _actions(study: Study, region: str, release: str, language: str) -> tuple[Chapter, ...]:
    """Show what the region says it wants to change, and what it does; as it wrote that down.

    How many were reached is withheld when they are too few for the release.
    """
    chapters = []
    interventions = read_interventions(study).frame
    least = study.thresholds.persons
    reached = interventions["reached_n"]
    small = few(reached.astype("Int64"), unit="persons", release=release, at_least=least)
    interventions["reached_n"] = reached.mask(small, label("status", "suppressed", language))
    for table, frame, title, names in (
        (
            "change_tasks",
            read_change_tasks(study).frame,
            Both("Veranderopgaven", "Change tasks"),
            ("task", "meaning_resident", "meaning_professional", "meaning_administrator"),
        ),
        (
            "interventions",
            interventions,
            Both("Interventies", "Interventions"),
            ("name", "target_group", "start", "end", "reached_n", "indicator"),
        ),
    ):
        own = frame[frame["region"] == region]
        if own.empty:
            nothing = (_NOT_SUPPLIED[language],)
            chapters.append(Chapter(f"chapter-{table}", title[language], nothing, part=DOING))
            continue
        heads = tuple(column(table, name).label[language] for name in names)
        rows = tuple(
            tuple(_cell(study, name, row[name], language) for name in names)
            for row in own.to_dict("records")
        )
        caption = Both("Zoals de regio het opschreef.", "As the region wrote it down.")[language]
        written = (caption, heads, rows)
        chapters.append(Chapter(f"chapter-{table}", title[language], table=written, part=DOING))
    return tuple(chapters)


def _cell(study: Study, name: str, value: object, language: str) -> str:
    if value is None or value != value:
        return "–"
    if name == "indicator":
        return study.indicators.get(str(value), Both.of(str(value)))[language]
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, int | float):
        return number(value, language)
    return str(value)
