"""How far a maturity profile may be trusted."""

from __future__ import annotations

from kit.finding import Check
from kit.language import Both, listing, percentage, period_in_full, plural
from kit.maturity.consensus import FEWEST_RATERS
from kit.maturity.gathering import Seen
from kit.terms import terms

__all__ = ["checks"]

_MOST_UNKNOWN = 0.25
_FEWEST_STAYED = 0.7
_ANOTHER_PANEL = Both(
    "De groep is een andere: leg de twee profielen naast elkaar en lees het verschil niet als "
    "ontwikkeling.",
    "The panel is another one: lay the two profiles side by side and do not read the difference "
    "as development.",
)


def checks(seen: Seen) -> tuple[Check, ...]:
    """Return the checks of the finding."""
    made = [_instrument(seen), Check("disclosure", "informative", seen.safe.said)]
    if seen.answers.problems:
        made.append(_refused(len(seen.answers.problems)))
    if seen.region == "all" or seen.wave is None:
        return tuple(made)
    rows = [r for _, r in seen.elements(wave=seen.wave) if r["status"] == "shown"]
    told = [int(row["asked"]) for row in rows if row["asked"]]
    made += [_panel(max(told)), _voices(seen), *_unknown(seen)] if told else [_panel(None)]
    made += _same_people(seen)
    return tuple(made)


def _instrument(seen: Seen) -> Check:
    status = seen.instrument.status
    if seen.instrument.validated:
        return Check("instrument", "informative", status)
    return Check(
        "instrument",
        "doubtful",
        status,
        advice=Both(
            "Gebruik het om het gesprek te voeren, niet om te meten. Zet in study.yml bij "
            "`instrument` een gevalideerde vragenlijst zodra u er een mag gebruiken.",
            "Use it to have the conversation, not to measure. Put a validated questionnaire under "
            "`instrument` in study.yml as soon as you may use one.",
        ),
    )


def _refused(n: int) -> Check:
    return Check(
        "rows_read",
        "doubtful",
        Both(
            f"{plural(n, 'antwoord kon', 'antwoorden konden', 'nl')} niet worden gelezen.",
            f"{plural(n, 'answer', 'answers', 'en')} could not be read.",
        ),
        float(n),
        Both("Kijk met `kit check` wat er mis is.", "See with `kit check` what is wrong."),
    )


def _panel(n: int | None) -> Check:
    if n is None:
        n, said = 0, Both("Er deden te weinig mensen mee.", "Too few people took part.")
    else:
        said = Both(
            f"{plural(n, 'mens deed', 'mensen deden', 'nl')} mee.",
            f"{plural(n, 'person', 'people', 'en')} took part.",
        )
    enough = n >= FEWEST_RATERS
    return Check(
        "enough_people",
        "passed" if enough else "doubtful",
        said,
        float(n) or None,
        None
        if enough
        else Both(
            f"Nodig meer mensen uit: onder de {FEWEST_RATERS} is over overeenstemming niets te "
            "zeggen.",
            f"Invite more people: below {FEWEST_RATERS} nothing can be said about consensus.",
        ),
    )


def _voices(seen: Seen) -> Check:
    groups = terms("voice_group")
    missing = [group for group in groups if group not in seen.groups_heard]
    if not missing:
        said = Both("Alle vier de groepen deden mee.", "All four groups took part.")
        return Check("voices", "passed", said, 0.0)
    names = Both.of(lambda x: listing([groups[g].label[x] for g in missing], x))
    return Check(
        "voices",
        "doubtful",
        Both(
            f"Deden niet mee, of staan niet vermeld: {names['nl']}.",
            f"Did not take part, or are not stated: {names['en']}.",
        ),
        float(len(missing)),
        Both(
            "Vraag hen alsnog; een groep die er niet bij zit, ziet de regio misschien anders.",
            "Ask them too; a group that is not there may see the region differently.",
        ),
    )


def _unknown(seen: Seen) -> list[Check]:
    wave = str(seen.wave)
    shares = [
        (element, float(row["dont_know"]))
        for element, row in seen.elements(wave=wave)
        if row["status"] == "shown" and row["dont_know"] is not None
    ]
    if not shares:
        return []
    element, most = max(shares, key=lambda each: each[1])
    many = most > _MOST_UNKNOWN
    said = Both(
        f"‘Weet niet’ kwam het meest voor bij {element.name['nl']}: {percentage(most, 'nl')} van "
        "de antwoorden.",
        f"‘Don’t know’ was most common on {element.name['en']}: {percentage(most, 'en')} of the "
        "answers.",
    )
    if not most:
        said = Both("Niemand antwoordde ‘weet niet’.", "Nobody answered ‘don’t know’.")
    return [
        Check(
            "dont_know",
            "doubtful" if many else "passed",
            said,
            most,
            Both(
                "Bespreek eerst wat er over dit element bekend is; wie het niet weet, telt niet "
                "mee in het midden.",
                "Talk first about what is known of this element; who does not know is not counted "
                "in the middle.",
            )
            if many
            else None,
        )
    ]


def _same_people(seen: Seen) -> list[Check]:
    waves = seen.waves.get(seen.region, ())
    if len(waves) < 2:
        return []
    when = Both.of(lambda language: period_in_full(waves[-2], language))
    if seen.overlap is None:
        said = Both(
            f"Hoeveel mensen ook in {when['nl']} meededen, is afgeschermd: het zijn er weinig.",
            f"How many people took part in {when['en']} too is suppressed: they are few.",
        )
        return [Check("same_people", "doubtful", said, advice=_ANOTHER_PANEL)]
    both, _, now = seen.overlap
    share = both / now
    enough = share >= _FEWEST_STAYED
    return [
        Check(
            "same_people",
            "passed" if enough else "doubtful",
            Both(
                f"{percentage(share, 'nl')} van wie nu meededen, deed ook in {when['nl']} mee.",
                f"{percentage(share, 'en')} of those who took part now did so in {when['en']} too.",
            ),
            share,
            None if enough else _ANOTHER_PANEL,
        )
    ]
