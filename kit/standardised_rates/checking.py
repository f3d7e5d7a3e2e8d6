"""How far standardised rates may be trusted: ages, standard, areas left out, and chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kit.finding import Check
from kit.language import Both, listing, number, percentage, plural
from kit.rates.ages import cut_bands, esp_weights
from kit.standardised_rates.gathering import Given
from kit.standardised_rates.saying import chance_outside
from kit.standardised_rates.words import Seen
from kit.study import Study
from kit.terms import label

__all__ = ["checks", "gathered_checks"]

_FEWEST_BANDS = 3
_MOST_LEFT_OUT = 0.3


def checks(seen: Seen) -> tuple[Check, ...]:
    """Return the checks of the finding."""
    if seen.given.period is None:
        return (*gathered_checks(seen.study, seen.given),)
    return (
        _standard(seen),
        *gathered_checks(seen.study, seen.given),
        *_left_out(seen),
        *_few(seen),
        *_chance(seen),
        _reference(seen),
        *_parts(seen),
        _trend(seen),
        _events(),
    )


def gathered_checks(study: Study, given: Given) -> Iterator[Check]:
    """Yield the checks of counts by age that every finding made of them shares."""
    if given.bands:
        yield _bands(given)
        yield from _cut(given)
    if given.not_ages:
        names = listing([study.indicators[s].nl if s in study.indicators else s
                         for s in given.not_ages], "nl")  # fmt: skip
        names_en = listing([study.indicators[s].en if s in study.indicators else s
                            for s in given.not_ages], "en")  # fmt: skip
        yield Check(
            "not_ages",
            "informative",
            Both(
                f"Geen leeftijd, en dus niet gebruikt: {names}.",
                f"Not an age, so not used: {names_en}.",
            ),
            len(given.not_ages),
        )
    if given.other_ages:
        names = listing(sorted(study.regions[slug].name for slug in given.other_ages), "nl")
        names_en = listing(sorted(study.regions[slug].name for slug in given.other_ages), "en")
        yield Check(
            "other_ages",
            "doubtful",
            Both(
                f"Met een andere indeling in leeftijden, of zonder tellingen, en dus niet mee "
                f"vergeleken: {names}.",
                f"With another division into ages, or without counts, and so not compared: "
                f"{names_en}.",
            ),
            len(given.other_ages),
            Both(
                "Vraag de bron van deze regio’s om dezelfde leeftijdsgroepen.",
                "Ask the source of these regions for the same age groups.",
            ),
        )
    yield Check("disclosure", "informative", given.shut.said)
    if given.shut.found:
        yield Check(
            "totals",
            "doubtful",
            Both(
                "Een afgeschermd getal is uit totalen te vinden.",
                "A suppressed number can be found from totals.",
            ),
            float(given.shut.found),
            Both(
                "Voeg kleine gebieden of groepen samen voordat u dit deelt.",
                "Join small areas or groups before you share this.",
            ),
        )
    if given.read.problems:
        n = given.read.problems
        yield Check(
            "rows_read",
            "doubtful",
            Both(
                f"{plural(n, 'probleem', 'problemen', 'nl')} bij het lezen.",
                f"{plural(n, 'problem', 'problems', 'en')} while reading.",
            ),
            float(n),
            Both("Kijk met `kit check` wat er mis is.", "See with `kit check` what is wrong."),
        )


def _standard(seen: Seen) -> Check:
    bands, weights = seen.given.bands, esp_weights(seen.given.bands)
    told = Both.of(
        lambda language: listing(
            [f"{b} ({number(w, language)})" for b, w in zip(bands, weights, strict=True)], language
        )
    )
    return Check(
        "standard",
        "informative",
        Both(
            "Standaard: de Europese standaardbevolking van 2013, opgeteld tot de leeftijden van "
            f"de bron: {told['nl']}. Intervallen volgens Dobson; onder 10 geteld geen cijfer.",
            "Standard: the European Standard Population of 2013, added up to the ages of the "
            f"source: {told['en']}. Intervals by Dobson; below 10 counted there is no rate.",
        ),
        float(sum(weights)),
    )


def _bands(given: Given) -> Check:
    n = len(given.bands)
    told = listing([str(band) for band in given.bands], "en")
    said = Both(
        f"{plural(n, 'leeftijdsgroep', 'leeftijdsgroepen', 'nl')}: "
        f"{listing([str(band) for band in given.bands], 'nl')}.",
        f"{plural(n, 'age group', 'age groups', 'en')}: {told}.",
    )
    if n >= _FEWEST_BANDS:
        return Check("age_groups", "passed", said, n)
    return Check(
        "age_groups",
        "doubtful",
        said,
        n,
        Both(
            "Binnen een brede groep kan de leeftijd nog verschillen; dat verschil blijft in het "
            "cijfer zitten. Vraag de bron om smallere groepen.",
            "Within a wide group ages may still differ; that difference stays in the rate. Ask the "
            "source for narrower groups.",
        ),
    )


def _cut(given: Given) -> Iterator[Check]:
    cut = cut_bands(given.bands)
    if not cut:
        return
    names = listing(list(cut), "nl"), listing(list(cut), "en")
    yield Check(
        "age_groups_fit",
        "doubtful",
        Both(
            f"De leeftijdsgroepen snijden door die van de standaardbevolking: {names[0]}. De jaren "
            "daarin zijn even zwaar geteld.",
            f"The age groups cut through those of the standard population: {names[1]}. The years "
            "in it were given the same weight.",
        ),
        len(cut),
        Both(
            "Vraag de bron om groepen die op 4 of 9 eindigen, zoals 15-64.",
            "Ask the source for groups that end in 4 or 9, such as 15-64.",
        ),
    )


def _left_out(seen: Seen) -> Iterator[Check]:
    rows = seen.rows("area" if seen.region != "all" else "region")
    if not rows:
        return
    out = [row for row in rows if row["status"] != "shown"]
    share = len(out) / len(rows)
    what = Both("regio’s", "regions") if seen.region == "all" else Both("gebieden", "areas")
    if not out:
        said = Both(
            f"Alle {len(rows)} {what['nl']} zijn getoond.",
            f"All {len(rows)} {what['en']} are shown.",
        )
        yield Check("areas_shown", "passed", said, 0.0)
        return
    reasons = Counter(str(row["reason"]) for row in out)
    told = Both.of(
        lambda language: listing(
            [f"{label('rate_reason', why, language)} ({n})" for why, n in reasons.items()], language
        )
    )
    said = Both(
        f"{len(out)} van de {len(rows)} {what['nl']} staan er niet in: {told['nl']}.",
        f"{len(out)} of the {len(rows)} {what['en']} are not in it: {told['en']}.",
    )
    if share <= _MOST_LEFT_OUT:
        yield Check("areas_shown", "passed", said, share)
        return
    yield Check(
        "areas_shown",
        "doubtful",
        said,
        share,
        Both(
            "Wie wegvalt is meestal klein en heeft weinig gevallen: wat overblijft ligt eerder te "
            "hoog. Neem een langere periode of bredere leeftijdsgroepen.",
            "What is left out is mostly small, with few cases: what remains lies rather too high. "
            "Take a longer period or wider age groups.",
        ),
    )


def _few(seen: Seen) -> Iterator[Check]:
    rows = [row for row in seen.compared if row["status"] == "shown" and row["rate"] is None]
    if rows:
        n = len(rows)
        reasons = sorted({str(row["reason"]) for row in rows} - {""})
        why = Both.of(
            lambda language: listing([label("rate_reason", r, language) for r in reasons], language)
        )
        yield Check(
            "without_rate",
            "informative",
            Both(
                f"Zonder gestandaardiseerd cijfer: {n} ({why['nl']}).",
                f"Without a standardised rate: {n} ({why['en']}).",
            ),
            n,
        )


def _chance(seen: Seen) -> Iterator[Check]:
    rows = [row for row in seen.compared if row["low"] is not None]
    n, off = len(rows), sum(seen.off(row) != 0 for row in rows)
    if n < 2:
        return
    chance = chance_outside(n)
    said = Both.of(
        lambda language: {
            "nl": f"{off} van de {n} intervallen {'ligt' if off == 1 else 'liggen'} helemaal "
            "boven of onder het gezamenlijke cijfer; bij toeval alleen ongeveer "
            f"{number(chance, 'nl', decimals=1)}.",
            "en": f"{off} of the {n} intervals {'lies' if off == 1 else 'lie'} wholly above or "
            f"below the common rate; by chance alone about {number(chance, 'en', decimals=1)}.",
        }[language]
    )
    if not off or off > 2 * chance:
        yield Check("by_chance", "passed", said, chance)
        return
    yield Check(
        "by_chance",
        "doubtful",
        said,
        chance,
        Both(
            "Zoveel geeft toeval ook: lees een los gebied niet als een verschil.",
            "Chance gives about as many: do not read a single area as a difference.",
        ),
    )


def _reference(seen: Seen) -> Check:
    both = seen.together
    n = int(both["areas"]) if both else 0
    return Check(
        "reference",
        "informative",
        Both(
            f"Het gezamenlijke cijfer, en wat te verwachten is, komt van de {n} getoonde gebieden "
            "van deze studie (het eigen gebied hoort daarbij), niet van het land.",
            f"The common rate, and what is to be expected, come from the {n} areas shown of this "
            "study (the own area is one of them), not from the country.",
        ),
        n,
    )


def _parts(seen: Seen) -> Iterator[Check]:
    frame = seen.given.read.areas.frame
    here = {row["area"] for row in seen.rows("area")}
    part = frame[(frame["weight"] < 1) & frame["area"].isin(here)]
    part = part[part["region"] == seen.region]
    weights = dict(zip(part["name"], part["weight"], strict=True))
    if not weights:
        return
    told = Both.of(
        lambda language: listing(
            [f"{str(n)[:30]} ({percentage(w, language)})" for n, w in sorted(weights.items())],
            language,
        )
    )
    yield Check(
        "areas_in_part",
        "doubtful",
        Both(
            f"Hoort maar voor een deel bij de regio en telt hier als geheel: {told['nl']}.",
            f"Belongs to the region in part only and counts here whole: {told['en']}.",
        ),
        len(weights),
        Both(
            "Vraag de bron om tellingen van het eigen deel.",
            "Ask the source for counts of the own part.",
        ),
    )


def _trend(seen: Seen) -> Check:
    markers = [row["trend"] for row in seen.compared]
    tested = sum(marker != "not_calculated" for marker in markers)
    moved = sum(marker in ("increasing", "decreasing") for marker in markers)
    if not tested:
        said = Both(
            "Geen trend over vijf jaar: er zijn geen vijf opeenvolgende jaren te tonen.",
            "No trend over five years: no five years in a row can be shown.",
        )
        return Check("trend", "informative", said, 0)
    said = Both(
        f"Trend over vijf jaar in het gestandaardiseerde cijfer, getoetst bij {tested} "
        f"(p < 0,002): bij {moved} gevonden. Die van een regio rust op gebieden die alle vijf de "
        "jaren te tonen zijn.",
        f"Trend over five years in the standardised rate, tested for {tested} (p < 0.002): found "
        f"for {moved}. That of a region rests on areas that can be shown in all five years.",
    )
    return Check("trend", "informative", said, tested)


def _events() -> Check:
    return Check(
        "independent_events",
        "informative",
        Both(
            "Voorvallen tellen als los van elkaar. Kan iemand er meer hebben, dan zijn de "
            "intervallen te smal.",
            "Events are counted as independent. Where one person can have several, the intervals "
            "are too narrow.",
        ),
    )
