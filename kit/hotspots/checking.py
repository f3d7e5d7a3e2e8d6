"""How far hotspots may be trusted."""

from __future__ import annotations

from kit.finding import Check
from kit.hotspots.felt import VOICES
from kit.hotspots.gathering import Seen
from kit.hotspots.measuring import FEWEST_AREAS
from kit.language import Both, listing, number, percentage, period_in_full, plural
from kit.terms import label

__all__ = ["checks", "expected_candidates"]

_MOST_HIDDEN = 0.3
_MOST_NAMED = 5


def checks(seen: Seen) -> tuple[Check, ...]:
    """Return the checks of the finding."""
    made = [Check("disclosure", "informative", seen.shut.said), *_totals(seen)]
    if seen.given.problems:
        made.append(_refused(seen.given.problems))
    if seen.measured.cells.empty:
        return tuple(made)
    made += [_areas(seen), *_chance(seen), _registration(seen), *_hidden(seen), _reference(seen)]
    made.append(_events())
    if seen.region != "all":
        made += [_voices(seen), _map(seen), *_layers(seen)]
    return tuple(made)


def expected_candidates(seen: Seen) -> tuple[int, float]:
    """Return how many candidates there are, and how many chance alone would give."""
    cells = seen.measured.cells
    called = int((cells["call"] == "candidate").sum())
    return called, float(cells["chance"].fillna(0.0).sum())


def about(value: float, language: str) -> str:
    """Write a number of candidates that chance gives.

    Examples
    --------
    >>> about(0.02, "nl"), about(0.26, "en"), about(12.3, "nl")
    ('minder dan 0,1', '0.3', '12')
    """
    if value < 0.1:
        return {"nl": "minder dan 0,1", "en": "fewer than 0.1"}[language]
    return number(value, language, decimals=0 if value >= 10 else 1)


def _totals(seen: Seen) -> list[Check]:
    found = seen.shut.found
    if not found:
        return []
    return [
        Check(
            "totals",
            "doubtful",
            Both(
                f"{plural(found, 'afgeschermd getal is', 'afgeschermde getallen zijn', 'nl')} uit "
                "totalen te vinden.",
                f"{plural(found, 'suppressed number', 'suppressed numbers', 'en')} can be found "
                "from totals.",
            ),
            float(found),
            Both(
                "Voeg kleine gebieden of groepen samen voordat u dit deelt.",
                "Join small areas or groups before you share this.",
            ),
        )
    ]


def _refused(n: int) -> Check:
    return Check(
        "rows_read",
        "doubtful",
        Both(
            f"{plural(n, 'probleem', 'problemen', 'nl')} bij het lezen; die rijen tellen niet mee.",
            f"{plural(n, 'problem', 'problems', 'en')} while reading; those rows do not count.",
        ),
        float(n),
        Both("Kijk met `kit check` wat er mis is.", "See with `kit check` what is wrong."),
    )


def _areas(seen: Seen) -> Check:
    few, alike, sets = seen.measured.few, seen.measured.alike, seen.measured.tested
    if few:
        return Check(
            "enough_areas",
            "doubtful",
            Both(
                f"Van {plural(few, 'probleem of groep', 'problemen en groepen', 'nl')} zijn minder "
                f"dan {FEWEST_AREAS} gebieden te tonen. Daar is niets te zeggen over toeval: "
                "alleen de verhouding zelf staat er.",
                f"Of {plural(few, 'problem or group', 'problems and groups', 'en')} fewer than "
                f"{FEWEST_AREAS} areas can be shown. Nothing can be said of chance there: only the "
                "ratio itself is given.",
            ),
            float(few),
            Both(
                "Neem gebieden van andere regio’s erbij, of leg de cijfers alleen naast verhalen.",
                "Add areas of other regions, or only lay the figures beside stories.",
            ),
        )
    enough = Both(
        f"Overal zijn ten minste {FEWEST_AREAS} gebieden te vergelijken.",
        f"At least {FEWEST_AREAS} areas can be compared everywhere.",
    )
    if not alike:
        return Check("enough_areas", "passed", enough, float(sets))
    said = Both(
        f"{enough['nl']} Bij {alike} van de "
        f"{plural(sets, 'combinatie', 'combinaties', 'nl')} van probleem en groep zijn de gebieden "
        "niet te onderscheiden: zij verschillen niet meer dan bij toeval. Een kans of een plaats "
        "staat er daar niet.",
        f"{enough['en']} In {alike} of the "
        f"{plural(sets, 'combination', 'combinations', 'en')} of problem and group areas cannot be "
        "told apart: they differ no more than chance gives. No probability or position is given "
        "there.",
    )
    if alike < sets:
        return Check("enough_areas", "informative", said, float(alike))
    return Check(
        "enough_areas",
        "doubtful",
        said,
        float(alike),
        Both(
            "Kijk naar het geheel, niet naar verschillen; of neem een langere periode.",
            "Look at the whole, not at differences; or take a longer period.",
        ),
    )


def _events() -> Check:
    return Check(
        "independent_events",
        "informative",
        Both(
            "Voorvallen tellen als los van elkaar. Kan iemand er meer hebben, dan zijn de "
            "intervallen te smal en geeft toeval meer aandachtspunten dan er staat.",
            "Events are counted as independent. Where one person can have several, the intervals "
            "are too narrow and chance gives more candidates than is stated.",
        ),
    )


def _chance(seen: Seen) -> list[Check]:
    if not seen.measured.tested:
        return []
    called, chance = expected_candidates(seen)
    much = called > 0 and chance >= called / 2
    said = Both.of(
        lambda language: {
            "nl": f"{plural(called, 'mogelijk aandachtspunt', 'mogelijke aandachtspunten', 'nl')}; "
            f"bij toeval alleen te verwachten: {about(chance, 'nl')}.",
            "en": f"{plural(called, 'hotspot candidate', 'hotspot candidates', 'en')}; to be "
            f"expected by chance alone: {about(chance, 'en')}.",
        }[language]
    )
    advice = Both(
        "Behandel elk ervan als een vraag: leg het naast verhalen en een volgende periode.",
        "Treat each of them as a question: lay it beside stories and a next period.",
    )
    verdict = "doubtful" if much else "passed"
    return [Check("by_chance", verdict, said, chance, advice if much else None)]  # type: ignore[arg-type]


def _registration(seen: Seen) -> Check:
    jumped = seen.measured.jumped
    if not jumped:
        return Check(
            "registration",
            "passed",
            Both(
                "Gezocht is naar gebieden waar alle problemen in dezelfde periode springen; die "
                "zijn er niet.",
                "Areas where all problems jump in the same period were looked for; there are none.",
            ),
            0.0,
        )
    told = sorted(jumped.items())
    if seen.region == "all":
        n = len(told)
        where = Both(plural(n, "gebied", "gebieden", "nl"), plural(n, "area", "areas", "en"))
    else:
        where = Both.of(
            lambda language: (
                listing(
                    [
                        f"{seen.place(area)} ({period_in_full(when, language)}, "
                        f"{number(step, language, decimals=1)}×)"
                        for (_, area), (when, step) in told[:_MOST_NAMED]
                    ],
                    language,
                )
                + ("…" if len(told) > _MOST_NAMED else "")
            )
        )
    return Check(
        "registration",
        "doubtful",
        Both(
            f"In {where['nl']} veranderen alle aantallen tegelijk. Er kan anders geteld zijn.",
            f"In {where['en']} all numbers change at once. Counting may have changed.",
        ),
        float(len(told)),
        Both(
            "Vraag wie registreert wat er toen veranderde. Deze gebieden tellen dan niet mee in "
            "wat te verwachten is, en zijn geen aandachtspunt.",
            "Ask who registers what changed then. These areas do not count then in what is to be "
            "expected, and are no candidates.",
        ),
    )


def _hidden(seen: Seen) -> list[Check]:
    cells = seen.measured.cells
    share = float((cells["status"] != "shown").mean())
    much = share > _MOST_HIDDEN
    if not share:
        return []
    check = Check(
        "cells_shown",
        "doubtful" if much else "passed",
        Both(
            f"{percentage(share, 'nl')} van de getallen is afgeschermd of ontbreekt; wat daar "
            "speelt, is hier niet te zien.",
            f"{percentage(share, 'en')} of the numbers are suppressed or missing; what matters "
            "there cannot be seen here.",
        ),
        share,
        Both(
            "Voeg kleine gebieden of groepen samen, of neem een langere periode.",
            "Join small areas or groups, or take a longer period.",
        )
        if much
        else None,
    )
    return [check]


def _reference(seen: Seen) -> Check:
    by = set(seen.measured.cells["expected_by"]) - {""}
    own = Both(
        "Te verwachten is wat een gebied zou hebben met de cijfers van alle gebieden in de studie "
        "samen. Of de hele studie hoog ligt, is zo niet te zien.",
        "To be expected is what an area would have with the rates of all areas in the study "
        "together. Whether the whole study lies high cannot be seen that way.",
    )
    source = Both(
        "Te verwachten is wat de bron opgeeft.", "To be expected is what the source states."
    )
    if by == {"supplied"}:
        return Check("reference", "informative", source)
    if "supplied" not in by:
        return Check("reference", "informative", own)
    both = Both(
        f"Soms staat in de bron wat te verwachten is. Anders geldt: {own['nl'][0].lower()}"
        f"{own['nl'][1:]}",
        f"Sometimes the source states what is to be expected. Else: {own['en'][0].lower()}"
        f"{own['en'][1:]}",
    )
    return Check("reference", "informative", both)


def _voices(seen: Seen) -> Check:
    asked = {row["voice"] for row in seen.rows("felt") if row["status"] == "shown"}
    missing = [voice for voice in VOICES if voice not in asked]
    if not missing:
        return Check(
            "voices",
            "passed",
            Both(
                "Inwoners en professionals zeiden allebei wat zij zwaar vinden wegen.",
                "Residents and professionals both said what weighs for them.",
            ),
            0.0,
        )
    who = Both.of(
        lambda language: listing(
            [label("felt_by", voice, language).lower() for voice in missing], language
        )
    )
    return Check(
        "voices",
        "doubtful",
        Both(
            f"Wat weegt, is niet bekend van: {who['nl']} (niet gevraagd, of te weinig mensen).",
            f"What weighs is not known of: {who['en']} (not asked, or of too few people).",
        ),
        float(len(missing)),
        Both(
            "Vraag het hun; cijfers zeggen niet wat voor mensen telt.",
            "Ask them; figures do not say what matters to people.",
        ),
    )


def _map(seen: Seen) -> Check:
    shapes = seen.given.geometry.shapes
    areas = set(seen.measured.cells["area"])
    without = len(areas - set(shapes))
    if not shapes or without == len(areas):
        return Check(
            "map",
            "informative",
            Both(
                "Er is geen kaart: van deze gebieden is geen vorm bekend (areas.geojson).",
                "There is no map: no shape of these areas is known (areas.geojson).",
            ),
        )
    said = Both("Van elk gebied is de vorm bekend.", "The shape of every area is known.")
    if without:
        said = Both(
            f"Van {plural(without, 'gebied', 'gebieden', 'nl')} is geen vorm bekend; op de kaart "
            "ontbreken ze.",
            f"Of {plural(without, 'area', 'areas', 'en')} no shape is known; they are not on the "
            "map.",
        )
    return Check("map", "informative", said, float(without))


def _layers(seen: Seen) -> list[Check]:
    rows = seen.rows("risk")
    if not rows:
        return []
    unknown = sum(
        str(row["calibrated"] or "").strip().casefold() in ("", "no", "nee") for row in rows
    )
    if not unknown:
        said = Both(
            "Van de risicolagen staat erbij waar het model is geijkt.",
            "The risk layers state where their model was calibrated.",
        )
        return [Check("risk_layers", "passed", said, 0.0)]
    return [
        Check(
            "risk_layers",
            "doubtful",
            Both(
                "Van een risicolaag staat er niet bij dat het model hier is geijkt.",
                "A risk layer does not state that its model was calibrated here.",
            ),
            float(unknown),
            Both(
                "Vraag de maker waar het model is getoetst; gebruik een laag voor een gesprek, "
                "niet voor een besluit over iemand.",
                "Ask the maker where the model was tested; use a layer for a conversation, not for "
                "a decision about somebody.",
            ),
        )
    ]
