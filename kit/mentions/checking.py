"""How far the counted mentions may be trusted."""

from __future__ import annotations

from kit import disclosure, periods
from kit.codebook import Codebook
from kit.disclosure import Protected
from kit.documents import voices
from kit.finding import Check
from kit.language import Both, percentage, plural
from kit.mentions.counting import FEWEST_SOURCES, Halves
from kit.mentions.saying import Seen
from kit.mentions.validity import rules_check
from kit.validation import Validated

__all__ = ["checks", "disclosure_check", "left_out_check", "main_author_stayed"]


def checks(seen: Seen, codebook: Codebook, validated: Validated) -> tuple[Check, ...]:
    """Return the checks of the finding."""
    look = seen.look
    made = [rules_check(seen, codebook, validated), disclosure_check(seen.safe)]
    if seen.left_out:
        made.append(left_out_check())
    if look.empty or seen.region == "all" or seen.too_few:
        return tuple(made)
    if disclosure.binds(seen.release):
        made.append(differing_check(seen))
    sources = voices(look["author"])
    enough = sources >= FEWEST_SOURCES
    made.append(
        Check(
            "enough_sources",
            "passed" if enough else "doubtful",
            Both(
                f"{plural(sources, 'auteur schreef', 'auteurs schreven', 'nl')} mee.",
                f"{plural(sources, 'author', 'authors', 'en')} wrote.",
            ),
            float(sources),
            None
            if enough
            else Both(
                "Vraag meer mensen om mee te schrijven; nu is dit de blik van enkelen.",
                "Ask more people to write; now this is the view of a few.",
            ),
        )
    )
    stated = look.loc[look["author"] != "", "author"]
    if len(stated):
        made.append(_one_author(float(stated.value_counts(normalize=True).max())))
    if seen.halves:
        made.append(main_author_stayed(seen.halves))
    unknown = float((look["author"] == "").mean())
    made.append(
        Check(
            "authors_stated",
            "doubtful" if unknown > 0.2 else "passed",
            Both(
                f"Bij {percentage(unknown, 'nl')} van de bijdragen staat geen auteur.",
                f"{percentage(unknown, 'en')} of the entries state no author.",
            ),
            unknown,
            Both(
                "Laat iedereen een schuilnaam invullen: zonder is niet te tellen door hoeveel "
                "mensen iets is gezegd.",
                "Let everybody fill in a pseudonym: without it nobody can count how many people "
                "said something.",
            )
            if unknown > 0.2
            else None,
        )
    )
    return tuple(made)


def _one_author(top: float) -> Check:
    return Check(
        "one_author",
        "doubtful" if top > 0.5 else "passed",
        Both(
            f"Wie het meest schrijft, schreef {percentage(top, 'nl')} van de bijdragen met een "
            "auteur.",
            f"Who writes most wrote {percentage(top, 'en')} of the entries that state an author.",
        ),
        top,
        Both(
            "Lees de vermeldingen als de woorden van vooral één mens.",
            "Read the mentions as the words of mostly one person.",
        )
        if top > 0.5
        else None,
    )


def main_author_stayed(halves: Halves) -> Check:
    """Say whether the same person wrote most before and after."""
    if halves.same_main_author:
        said = (
            Both(
                "In beide helften van de periode schrijft dezelfde persoon het meest.",
                "The same person writes most in both halves of the period.",
            )
            if halves.main_author
            else Both(
                "In geen van beide helften van de periode schrijft één persoon het meest.",
                "In neither half of the period does one person write most.",
            )
        )
        return Check("main_author_stayed", "passed", said)
    return Check(
        "main_author_stayed",
        "doubtful",
        Both(
            "Wie het meest schrijft, is in de tweede helft niet dezelfde als in de eerste.",
            "Who writes most is not the same in the second half as in the first.",
        ),
        None,
        Both(
            "Een verschil tussen toen en nu kan een verschil tussen twee schrijvers zijn.",
            "A difference between then and now may be one between two writers.",
        ),
    )


def disclosure_check(safe: Protected) -> Check:
    """Say what the gate suppressed, and whether it could be worked out."""
    advice = Both(
        "Laat iemand nakijken of een afgeschermd getal uit de rest is af te leiden.",
        "Let somebody look whether a suppressed number can be worked out from the rest.",
    )
    return Check(
        "disclosure",
        "doubtful" if safe.verdict == "review" else "informative",
        safe.said,
        float(safe.small + safe.covering),
        advice if safe.verdict == "review" else None,
    )


def differing_check(seen: Seen) -> Check:
    """Say whether this finding beside one of a quarter earlier tells of a few people.

    What was written in between is the difference of the two; nothing in either can hide that.
    """
    fewest = seen.fewest
    start = periods.first_day(periods.period_of(seen.last, "quarter"))
    new = seen.look[seen.look["day"] >= start]
    wrote = voices(new["author"])
    table = seen.safe.table
    shown = table.loc[(table["period"] == "all") & (table["status"] == "shown"), "code"]
    narrow = sum(0 < voices(new.loc[new[code], "author"]) < fewest for code in shown)
    if 0 < wrote < fewest:
        said = Both(
            f"In het laatste kwartaal schreven minder dan {fewest} mensen. Wie ook de uitkomst tot "
            "en met het kwartaal daarvoor heeft, ziet in het verschil wat zij noemden.",
            f"In the last quarter fewer than {fewest} people wrote. Who also has the outcome up to "
            "and including the quarter before sees in the difference what they mentioned.",
        )
        advice = Both(
            "Laat tussen twee rapporten meer tijd, of geef dit alleen aan het eigen team.",
            "Leave more time between two reports, or give this one to the own team only.",
        )
        return Check("report_before", "doubtful", said, None, advice)
    if not narrow:
        said = Both(
            "Naast de uitkomst tot en met een kwartaal eerder zegt geen verschil iets over minder "
            f"dan {fewest} mensen.",
            "Beside the outcome up to and including a quarter earlier no difference tells of fewer "
            f"than {fewest} people.",
        )
        return Check("report_before", "passed", said, 0.0)
    said = Both(
        f"Naast de uitkomst tot en met een kwartaal eerder gaat bij {narrow} van de onderwerpen "
        f"het verschil over minder dan {fewest} mensen.",
        "Beside the outcome up to and including a quarter earlier, for "
        f"{plural(narrow, 'subject', 'subjects', 'en')} the difference is about fewer than "
        f"{fewest} people.",
    )
    return Check("report_before", "informative", said, float(narrow))


def left_out_check() -> Check:
    """Say that entries were left out, and why."""
    # How many there are would tell how many a region holds that is left out as a whole.
    return Check(
        "left_out",
        "informative",
        Both(
            "Er zijn bijdragen niet meegeteld: niet vrijgegeven voor het consortium, of van te "
            "weinig mensen.",
            "Entries were left out: not released to the consortium, or by too few people.",
        ),
    )
