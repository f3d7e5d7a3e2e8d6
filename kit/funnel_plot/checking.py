"""How far a funnel may be trusted: its spread, its areas, chance, and what is not shown."""

from __future__ import annotations

from collections.abc import Iterator

from kit import periods
from kit.finding import Check
from kit.funnel_plot.gathering import FEWEST_AREAS
from kit.funnel_plot.saying import chance
from kit.funnel_plot.source_checks import source_checks
from kit.funnel_plot.words import Seen, about, short
from kit.language import Both, listing, number, percentage, plural

__all__ = ["checks"]


def checks(seen: Seen) -> tuple[Check, ...]:
    """Return the checks of the finding."""
    if seen.given.period is None:
        return (_enough_areas(0), *_problems(seen))
    return (
        _kind(seen),
        *_spread(seen),
        _enough_areas(len(seen.placed.shown)),
        *_chance(seen),
        *_areas(seen),
        *_parts(seen),
        *source_checks(seen),
        _trend(seen),
        _disclosure(seen),
        *_problems(seen),
    )


def _kind(seen: Seen) -> Check:
    said = {
        "proportion": Both(
            "Aandelen: eigen intervallen volgens Wilson. Niet gestandaardiseerd naar leeftijd.",
            "Shares: own intervals by Wilson. Not standardised by age.",
        ),
        "rate": Both(
            "Gebeurtenissen per persoon: eigen intervallen exact onder 10 gebeurtenissen, "
            "daarboven volgens Byar. Niet gestandaardiseerd naar leeftijd.",
            "Events per person: own intervals exact below 10 events, Byar’s from there on. Not "
            "standardised by age.",
        ),
        "ratio": Both(
            "Geteld gedeeld door verwacht (indirect gestandaardiseerd): eigen intervallen exact "
            "onder 10 gebeurtenissen, daarboven volgens Byar.",
            "Observed over expected (indirectly standardised): own intervals exact below 10 "
            "events, Byar’s from there on.",
        ),
    }[seen.given.kind]
    return Check("funnel_kind", "informative", said)


def _spread(seen: Seen) -> Iterator[Check]:
    found = seen.placed.funnel
    if found is None:
        return
    spread = found.dispersion
    phi, most = (
        Both.of(lambda language, x=x: number(x, language, decimals=2))  # type: ignore[misc]
        for x in (spread.phi, spread.threshold)
    )
    said = Both(
        f"Spreiding tussen gebieden: phi {phi['nl']} (bij toeval alleen hooguit {most['nl']}).",
        f"Spread between areas: phi {phi['en']} (chance alone: at most {most['en']}).",
    )
    if not spread.more_than_chance:
        yield Check("overdispersion", "passed", said, spread.phi)
        return
    yield Check(
        "overdispersion",
        "doubtful",
        said,
        spread.phi,
        Both(
            "De grenzen zijn verruimd met de spreiding tussen gebieden. Vraag eerst wat veel "
            "gebieden tegelijk doet verschillen: registratie, leeftijd, toegang tot zorg.",
            "The limits were widened by the spread between areas. Ask first what makes many areas "
            "differ at once: registration, age, access to care.",
        ),
    )


def _enough_areas(n: int) -> Check:
    said = Both(
        f"{plural(n, 'gebied staat', 'gebieden staan', 'nl')} in de trechter.",
        f"{plural(n, 'area stands', 'areas stand', 'en')} in the funnel.",
    )
    if n >= FEWEST_AREAS:
        return Check("enough_areas", "passed", said, n)
    return Check(
        "enough_areas",
        "doubtful",
        said,
        n,
        Both(
            f"Met minder dan {FEWEST_AREAS} gebieden zegt de gezamenlijke waarde weinig, en de "
            "spreiding nog minder. Voeg gebieden toe, of laat elk zijn eigen reeks zien.",
            f"With fewer than {FEWEST_AREAS} areas the common value says little, and the spread "
            "even less. Add areas, or show each with its own series.",
        ),
    )


def _chance(seen: Seen) -> Iterator[Check]:
    if seen.placed.funnel is None:
        return
    n = len(seen.placed.shown)
    inner, outer = chance(n)
    nl, en = (f"{about(inner, x)} | {about(outer, x)}".split(" | ") for x in ("nl", "en"))
    yield Check(
        "expected_by_chance",
        "informative",
        Both(
            f"Van {n} gebieden legt toeval er ongeveer {nl[0]} buiten de 95%-grenzen en {nl[1]} "
            "buiten de 99,8%-grenzen.",
            f"Of {n} areas chance puts about {en[0]} outside the 95% limits and {en[1]} outside "
            "the 99.8% limits.",
        ),
        inner,
    )


def _areas(seen: Seen) -> Iterator[Check]:
    """Yield which areas of the study have no figure."""
    end = periods.last_day(str(seen.given.period))
    there = set(seen.placed.table["area"])
    slugs = list(seen.study.regions) if seen.region == "all" else [seen.region]
    away = [
        short(area.name)
        for slug in slugs
        for area in seen.study.regions[slug].areas
        if area.code not in there
        and (area.from_day is None or area.from_day <= end)
        and (area.until_day is None or end <= area.until_day)
    ]
    if not away:
        return
    names = sorted(away, key=str.casefold)
    yield Check(
        "areas_missing",
        "doubtful",
        Both(
            f"Zonder cijfer in deze periode: {listing(names, 'nl')}.",
            f"Without a figure in this period: {listing(names, 'en')}.",
        ),
        len(away),
        Both(
            "Zoek uit waarom: wie ontbreekt, kan anders zijn dan wie er staat.",
            "Find out why: who is missing may differ from who is there.",
        ),
    )


def _parts(seen: Seen) -> Iterator[Check]:
    """Yield which areas that are shown belong to a region in part, and stand here whole."""
    there = set(seen.own["area"])
    slugs = list(seen.study.regions) if seen.region == "all" else [seen.region]
    weights = {
        short(area.name): area.weight
        for slug in slugs
        for area in seen.study.regions[slug].areas
        if area.weight < 1 and area.code in there
    }
    if not weights:
        return
    nl, en = (
        listing(
            [f"{name} ({percentage(weights[name], x)})" for name in sorted(weights)],
            x,
        )
        for x in ("nl", "en")
    )
    yield Check(
        "areas_in_part",
        "doubtful",
        Both(
            f"Hoort maar voor een deel bij een regio en staat hier als geheel: {nl}.",
            f"Belongs to a region in part only and stands here whole: {en}.",
        ),
        len(weights),
        Both(
            "Lees zo’n gebied niet als een gebied van één regio: wie er woont, hoort deels "
            "elders. Vraag de bron om tellingen van het eigen deel.",
            "Do not read such an area as one of a single region: some who live there belong "
            "elsewhere. Ask the source for counts of the own part.",
        ),
    )


def _trend(seen: Seen) -> Check:
    tested = int((seen.placed.table["trend"] != "not_calculated").sum())
    moved = int(seen.placed.table["trend"].isin(["increasing", "decreasing"]).sum())
    if seen.given.no_trend:
        said = Both(
            "Geen trend over vijf jaar: de cijfers zijn niet per jaar, of de jaren zijn niet te "
            "vergelijken.",
            "No trend over five years: the figures are not yearly, or the years are not "
            "comparable.",
        )
        return Check("trend", "informative", said, 0)
    said = Both(
        f"Trend over vijf jaar, getoetst bij {plural(tested, 'gebied', 'gebieden', 'nl')} "
        f"(p < 0,002): bij {moved} gevonden. Elk jaar heeft zijn eigen grenzen.",
        f"Trend over five years, tested for {plural(tested, 'area', 'areas', 'en')} (p < 0.002): "
        f"found for {moved}. Each year has its own boundaries.",
    )
    return Check("trend", "informative", said, tested)


def _disclosure(seen: Seen) -> Check:
    if seen.guard.verdict == "pass":
        return Check("disclosure", "informative", seen.guard.said)
    return Check(
        "disclosure",
        "doubtful",
        seen.guard.said,
        advice=Both(
            "Een afgeschermd gebied is uit een totaal te berekenen. Laat dat totaal weg, of neem "
            "gebieden samen.",
            "A suppressed area can be worked out from a total. Leave that total out, or join "
            "areas.",
        ),
    )


def _problems(seen: Seen) -> Iterator[Check]:
    if seen.problems:
        n = seen.problems
        yield Check(
            "rows_read",
            "doubtful",
            Both(
                f"{plural(n, 'rij kon', 'rijen konden', 'nl')} niet worden gelezen.",
                f"{plural(n, 'row', 'rows', 'en')} could not be read.",
            ),
            n,
            Both("Kijk met `kit check` wat er mis is.", "See with `kit check` what is wrong."),
        )
