"""What the reports say beside the findings: titles, chapters, voices not heard, provenance.

One place for both reports, so that every region's report has the same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kit.control_chart.page import false_signals_on_page
from kit.disclosure import may_show_text
from kit.errors import Refused
from kit.finding import Finding
from kit.language import Both, listing, period_in_full, plural
from kit.provenance import Provenance
from kit.report import Chapter, Claim, Entry
from kit.report_parts import part_of
from kit.study import Study
from kit.terms import terms

__all__ = [
    "chapters_of", "claim_of", "disclosure_of", "gaps_of", "provenance_of", "subtitle", "unheard",
]  # fmt: skip

_CHAPTERS = {
    "logbook": (
        Both("Het logboek", "The logbook"),
        Both(
            "Wie schreef, wanneer, en wie niet. Dit zegt iets over het bijhouden, niets over hoe "
            "goed een regio het doet.",
            "Who wrote, when, and who did not. This says something about keeping a logbook, and "
            "nothing about how well a region does.",
        ),
    ),
    "mentions": (
        Both("Wat er in het logboek staat", "What the logbook is about"),
        Both(
            "Een vermelding is een plek waar woorden uit het codeboek staan. Het is geen codering: "
            "niemand heeft nog beslist of de passage er echt over gaat. Vaker vermeld is niet "
            "belangrijker.",
            "A mention is a place where words of the codebook stand. It is not a coding: nobody "
            "has decided yet whether the passage really is about it. More often mentioned is not "
            "more important.",
        ),
    ),
    "themes": (
        Both("Thema’s", "Themes"),
        Both(
            "Een thema is wat mensen uit passages hebben gedestilleerd: een bewering, met wat "
            "ervoor en wat ertegen pleit. Het is geen telling; de aantallen ernaast zeggen hoe "
            "breed het wordt gehoord.",
            "A theme is what people distilled from passages: a claim, with what speaks for it and "
            "against it. It is not a count; the numbers beside it say how widely it is heard.",
        ),
    ),
    "learning_history": (
        Both("De leergeschiedenis", "The learning history"),
        Both(
            "Het verhaal van de verandering in de woorden van wie erbij was, met vragen ernaast. "
            "Het eindigt in vragen, niet in een oordeel; hier staat alleen wat erin te lezen is.",
            "The story of the change in the words of those who were there, with questions beside "
            "them. It ends in questions, not in a verdict; here stands only what it holds.",
        ),
    ),
    "co_occurrence": (
        Both("Wat samen wordt genoemd", "What is mentioned together"),
        Both(
            "Samen in een passage staan is niet samenhangen.",
            "Standing together in a passage is not belonging together.",
        ),
    ),
    "saturation": (
        Both("Of verder lezen nog iets nieuws brengt", "Whether reading on brings anything new"),
        Both(
            "Verzadiging gaat over één lijst van onderwerpen: wat niet op de lijst staat, kan ook "
            "niet opduiken.",
            "Saturation is about one list of subjects: what is not on it can never turn up.",
        ),
    ),
    "agreement": (
        Both("Of lezers hetzelfde zien", "Whether readers see the same"),
        Both(
            "Hoe ver twee of meer mensen dezelfde passages hetzelfde noemen. Het is een keuze, "
            "geen plicht; het gesprek over de verschillen is meer waard dan het getal.",
            "How far two or more people call the same passages the same. It is a choice, not a "
            "duty; the conversation about the differences is worth more than the number.",
        ),
    ),
    "maturity": (
        Both("Hoe de regio zichzelf ziet", "How the region sees itself"),
        Both(
            "Mensen uit de regio beoordeelden hun eigen regio. Het is een hulpmiddel om te leren: "
            "er is geen totaalcijfer, en een vergelijking tussen regio’s heeft geen zin. Waar "
            "mensen verdeeld zijn, begint het gesprek.",
            "People of the region rated their own region. It is an aid to learning: there is no "
            "total, and a comparison between regions is pointless. Where people are divided, the "
            "conversation begins.",
        ),
    ),
    "indicators": (
        Both("Cijfers van de vier doelen", "Figures of the four aims"),
        Both(
            "Welke cijfers er zijn, hoe recent ze zijn en wat ontbreekt. Een doel zonder cijfer is "
            "ook een uitkomst. Of een regio het goed doet, staat hier niet.",
            "Which figures there are, how recent they are, and what is missing. An aim without a "
            "figure is an outcome too. Whether a region does well does not stand here.",
        ),
    ),
    "control_chart": (
        Both("Gemeten reeksen", "Measured series"),
        Both(
            "Een kaart laat zien of een reeks anders loopt dan in haar uitgangsperiode: de tijd "
            "voor de start van de nieuwe werkwijze of, zonder start, de eerste twaalf punten. Een "
            "signaal vraagt om een gesprek; het zegt niet waardoor.",
            "A chart shows whether a series runs differently from its baseline: the time before "
            "the new way of working started or, without a start, the first twelve points. A signal "
            "asks for a conversation; it does not say why.",
        ),
    ),
    "funnel": (
        Both("Gebieden rond een gezamenlijke waarde", "Areas around a common value"),
        Both(
            "Kleine gebieden schommelen meer dan grote. Een trechter laat zien welke gebieden "
            "verder van de gezamenlijke waarde liggen dan toeval geeft. Dat is een reden om te "
            "gaan kijken; over goed of slecht zegt het niets.",
            "Small areas vary more than large ones. A funnel shows which areas lie further from "
            "the common value than chance gives. That is a reason to go and look; it says nothing "
            "about good or bad.",
        ),
    ),
    "hotspots": (
        Both("Waar problemen vaker voorkomen dan verwacht", "Where problems exceed expectation"),
        Both(
            "Een mogelijk aandachtspunt is een probleem in een groep in een gebied, nooit een "
            "buurt of de mensen die er wonen. Cijfers staan naast wat mensen zelf zwaar vinden "
            "wegen, en naast wat er al is. Meer zorg kan ook betere toegang zijn.",
            "A hotspot candidate is a problem in a group in an area, never a neighbourhood or the "
            "people who live there. Figures stand beside what weighs for people themselves, and "
            "beside what is there already. More care can also be better access.",
        ),
    ),
    "standardised_rates": (
        Both("Vergelijkbare cijfers per gebied", "Comparable rates by area"),
        Both(
            "Wat een gebied zou hebben als er overal dezelfde leeftijden woonden. Het ruwe cijfer "
            "zegt hoeveel er is, het gestandaardiseerde of leeftijd het verschil kan zijn. Een "
            "volgorde van gebieden is het niet.",
            "What an area would have with the same ages everywhere. The crude rate says how much "
            "there is, the standardised one whether age may be the difference. It is no order of "
            "areas.",
        ),
    ),
    "inequality": (
        Both("Verschil tussen groepen gebieden", "Difference between groups of areas"),
        Both(
            "Gebieden, in groepen verdeeld naar sociaaleconomische positie. Hoeveel een probleem "
            "over die groepen verschilt, beschrijft; het gaat niet over de mensen die er wonen en "
            "zegt niet waar het vandaan komt.",
            "Areas, divided into groups by deprivation. How much a problem differs over these "
            "groups is a description; it is not about the people who live there and does not say "
            "where it comes from.",
        ),
    ),
    "interrupted_series": (
        Both("Anders dan verwacht?", "Other than expected?"),
        Both(
            "Eén regio naast haar eigen verleden. Wij trekken de lijn van vóór de start door. Het "
            "verschil met wat gemeten is, beschrijft; het zegt niet waar het vandaan komt.",
            "One region beside its own past. We extend the line from before the start. The "
            "difference from what was measured describes; it does not say where it comes from.",
        ),
    ),
    "staggered_starts": (
        Both("Wie begon, naast wie wachtte", "Those who started, beside those who waited"),
        Both(
            "Regio’s die op verschillende dagen begonnen, vergeleken met regio’s die toen nog niet "
            "begonnen waren. Er zijn er weinig, en zij kozen zelf; lees de controles mee.",
            "Regions that started on different days, compared with regions that had not started by "
            "then. There are few, and they chose for themselves; read the checks along.",
        ),
    ),
    "synthetic_comparison": (
        Both("Naast een mengsel van gebieden", "Beside a mixture of areas"),
        Both(
            "Eén regio naast gebieden waar niets begon, zo gemengd dat zij ervóór zo gelijk "
            "mogelijk opliepen. Het verschil erna is een beschrijving, geen oorzaak; hoe vaak zo’n "
            "verschil elders voorkomt, staat erbij.",
            "One region beside areas where nothing started, mixed so that they ran as alike as "
            "possible before. The difference after it is a description, not an explanation; how "
            "often it occurs elsewhere is told with it.",
        ),
    ),
    "pooled_effects": (
        Both("Regio’s samen", "Regions together"),
        Both(
            "Elke regio naast haar eigen verleden, en die verschillen samengenomen. Wat gemiddeld "
            "geldt, hoeft in een volgende regio niet te gelden; daarom staat dat bereik erbij.",
            "Each region beside its own past, and those differences taken together. What holds on "
            "average need not hold in a next region; so that range is told with it.",
        ),
    ),
    "trajectories": (
        Both("Hoe de cijfers lopen", "How the figures run"),
        Both(
            "Een beschrijving over alle jaren, vóór en na een start. De lijn van een regio is "
            "voorzichtig geschat: bijgesteld richting het gemiddelde, want op zichzelf staat zij "
            "op weinig cijfers.",
            "A description over all years, before a start and after it. The line of a region is "
            "estimated with caution: adjusted towards the mean, for by itself it rests on few "
            "figures.",
        ),
    ),
}


#: How the gate says that it had nothing to do.
_NOTHING = ("Niets hoefde te worden afgeschermd", "Voor het eigen team is niets afgeschermd")


def subtitle(until: str, language: str) -> str:
    """Return the period in words."""
    words = Both("tot en met {}", "up to and including {}")
    return words[language].format(period_in_full(until, language))


def claim_of(entry: Entry, language: str) -> Claim:
    """Return what the head of a report says of a finding: its own short form, never another."""
    finding = entry.finding
    return Claim(
        finding.in_short()[language],
        entry.anchor,
        f"{entry.anchor}-against" if finding.against else None,
        len(finding.doubts()),
        sum(check.verdict == "passed" for check in finding.checks),
    )


def chapters_of(
    found: Sequence[tuple[str, Finding]],
    language: str,
    *,
    unmade: Sequence[tuple[str, str]] = (),
) -> tuple[Chapter, ...]:
    """Return one chapter per kind of finding, in a fixed order; an unknown kind comes last.

    Parameters
    ----------
    found : sequence of (anchor, Finding)
    language : str
    unmade : sequence of (kind, id of a job)
        Findings that failed: their place stays.
    """
    chapters = []
    kinds = {f.kind for _, f in found} | {kind for kind, _ in unmade}
    for kind in [*_CHAPTERS, *sorted(kinds - set(_CHAPTERS))]:
        entries = tuple(Entry(anchor, f) for anchor, f in found if f.kind == kind)
        failed = tuple(job for of, job in unmade if of == kind)
        if entries or failed:
            title, intro = _CHAPTERS.get(kind, (Both(kind, kind), None))
            together = false_signals_on_page([entry.finding for entry in entries])
            words = tuple(text[language] for text in (intro, together) if text)
            part = part_of(kind)
            chapters.append(
                Chapter(
                    f"chapter-{kind}", title[language], words, entries, part=part, unmade=failed
                )
            )
    return tuple(chapters)


def gaps_of(chapters: Sequence[Chapter], language: str) -> tuple[Claim, ...]:
    """Say which chapters miss something that could not be made; nothing when all was made."""
    lacking = [chapter for chapter in chapters if chapter.unmade]
    if not lacking:
        return ()
    n = sum(len(chapter.unmade) for chapter in lacking)
    titles = listing([f"‘{chapter.title}’" for chapter in lacking], language)
    said = Both(
        f"Dit rapport is niet compleet: {plural(n, 'onderdeel', 'onderdelen', 'nl')} van {titles} "
        f"{'kon' if n == 1 else 'konden'} deze keer niet worden gemaakt. Lees dat niet als een "
        "uitkomst.",
        f"This report is incomplete: {plural(n, 'piece', 'pieces', 'en')} of {titles} could not "
        "be made this time. Do not read that as a result.",
    )
    return (Claim(said[language], lacking[0].anchor, None, 0),)


def unheard(found: Sequence[tuple[str, Finding]], language: str) -> str:
    """Say on whose behalf nothing was written, from the logbook's own finding."""
    logbook = next((f for _, f in found if f.kind == "logbook"), None)
    if logbook is None:
        return Both(
            "Welke stemmen niet gehoord zijn, is voor dit rapport niet nagegaan.",
            "Which voices were not heard was not looked into for this report.",
        )[language]
    if logbook.table.empty:
        return Both(
            "Er zijn nog geen bijdragen: geen enkele stem is gehoord.",
            "There are no entries yet: no voice has been heard.",
        )[language]
    table = logbook.table
    rows = table[table["about"] == "voice_group"].set_index("name")
    silent = set(rows.index[(rows["status"] != "suppressed") & (rows["entries"] == 0)])
    groups = terms("voice_group")
    names = [term.label[language] for term in groups.values() if term.id in silent]
    unstated = "not_stated" in rows.index and "not_stated" not in silent
    if unstated and len(names) == len(groups):
        return Both(
            "Namens wie is geschreven, is nergens vermeld; wie niet gehoord is, is dus niet te "
            "zeggen.",
            "On whose behalf people wrote is not stated anywhere, so nobody can say who was not "
            "heard.",
        )[language]
    if names:
        so_far = Both(", voor zover vermeld" if unstated else "", ", as far as stated" * unstated)
        return Both(
            f"In het logboek niet gehoord{so_far['nl']}: {listing(names, 'nl')}.",
            f"Not heard in the logbook{so_far['en']}: {listing(names, 'en')}.",
        )[language]
    people = rows["authors"].fillna(0)
    alone = [group for group in groups if group in rows.index and people[group] == 1]
    hidden = [group for group in groups if rows["status"].get(group) == "suppressed"]
    told = Both("Namens alle vier de groepen is geschreven", "All four groups were spoken for")
    if alone:
        by = Both(
            f"; namens {_groups(alone, 'nl')} door één mens",
            f"; {_groups(alone, 'en')} by one person",
        )
    elif hidden:
        by = Both(
            f"; hoeveel mensen dat namens {_groups(hidden, 'nl')} deden, is afgeschermd",
            f"; how many people spoke for {_groups(hidden, 'en')} is suppressed",
        )
    else:
        by = Both("", "")
    agree = Both(
        "Eén mens kan namens meer groepen schrijven. Dat namens een groep is geschreven, zegt niet "
        "of iedereen in die groep zich erin herkent.",
        "One person can write for several groups. That a group was spoken for does not say that "
        "everybody in it would agree.",
    )
    return f"{told[language]}{by[language]}. {agree[language]}"


def _groups(names: Sequence[str], language: str) -> str:
    """Name voice groups as a sentence does."""
    article = {"nl": "het ", "en": "the "}[language]
    words = [
        (article if name == "programme" else "")
        + terms("voice_group")[name].label[language].lower()
        for name in names
    ]
    return listing(words, language)


def disclosure_of(
    found: Sequence[tuple[str, Finding]], language: str, *, release: str
) -> tuple[str, ...]:
    """Return what the gate said of the findings: of how many nothing was suppressed, and the rest.

    Raises
    ------
    Refused
        When a finding was made for fewer readers than `release`, the report's: nothing in it was
        suppressed for them.
    """
    narrow = [anchor for anchor, f in found if not may_show_text(f.release, release)]
    if narrow:
        raise Refused(
            f"report of release {release}: got findings made for fewer readers "
            f"({listing(narrow, 'en')}), expected findings of release {release} or wider. "
            f"Run `kit run --release {release}` first."
        )
    told = [(f, check) for _, f in found for check in f.checks if check.name == "disclosure"]
    some = [(f, check) for f, check in told if not check.said["nl"].startswith(_NOTHING)]
    n, of = len(told) - len(some), len(told)
    nothing = Both(
        f"Bij {n} van de {of} onderdelen hoefde niets te worden afgeschermd.",
        f"In {n} of the {of} pieces nothing had to be suppressed.",
    )
    return (
        *((nothing[language],) if n else ()),
        *(f"{finding.question[language]} {check.said[language]}" for finding, check in some),
    )


def provenance_of(
    study: Study, found: Sequence[tuple[str, Finding]], parameters: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return what made the report: parameters, every file that a finding used, versions."""
    codebooks = sorted({f.parameters["codebook"] for _, f in found if "codebook" in f.parameters})
    made = Provenance(
        parameters={**parameters, "study": study.title[str(parameters["language"])]},
        sources=tuple(source for _, finding in found for source in finding.sources),
        codebook=listing(codebooks, "en") or None,
        engine="papermill",
    )
    return made.as_data()
