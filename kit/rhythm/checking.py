"""How far to trust what is seen of a logbook."""

from __future__ import annotations

from kit import periods
from kit.finding import Check
from kit.language import Both, number, percentage, period, plural
from kit.rhythm.counting import Row, Seen
from kit.rhythm.saying import LONG_SILENCE, by_one, lengths, silence

__all__ = ["checks_of"]

_MOST_NOT_STATED = 0.2
_MOST_BY_ONE = 0.5
_LATEST_DAYS = 30


def checks_of(seen: Seen) -> tuple[Check, ...]:
    """Return the checks that are about entries that exist, and those that always hold."""
    checks = [_process_check(seen)]
    if seen.names:
        if seen.region != "all":
            checks.append(_gap_check(seen))
        total = seen.total()
        if total is not None:
            checks += _author_checks(total)
            checks.append(_lag_check(total))
        checks.append(_voice_check())
        checks += _gate_checks(seen)
    if seen.unreleased:
        said = Both(
            "Ook bijdragen die niet zo ver zijn vrijgegeven, tellen mee in de aantallen. Hun tekst "
            "wordt hier nooit geciteerd.",
            "Entries that were not released so far are counted as well. Their text is never "
            "quoted here.",
        )
        checks.append(Check("counted_unreleased", "informative", said))
    if seen.left_out:
        said = Both(
            "Bijdragen die niet zo ver zijn vrijgegeven en met te weinig zijn, tellen niet mee.",
            "Entries that are not released so far, and are too few, are not counted.",
        )
        checks.append(Check("not_counted", "informative", said))
    if seen.problems:
        n = seen.problems
        checks.append(
            Check(
                "rows_with_problems",
                "doubtful",
                Both(
                    f"In het hele logboek {'staat' if n == 1 else 'staan'} {n} "
                    f"{'probleem' if n == 1 else 'problemen'}; wat daar staat, telt niet mee.",
                    f"The whole logbook holds {n} problem{'' if n == 1 else 's'}; what stands "
                    "there is not counted.",
                ),
                n,
                Both(
                    "Draai `kit check` en verbeter de bestanden.",
                    "Run `kit check` and correct them.",
                ),
            )
        )
    return tuple(checks)


def _process_check(seen: Seen) -> Check:
    total = seen.total() if seen.names else None
    share = total.complete_share if total is not None else None
    said = Both(
        "Volledigheid en vertraging gaan over het bijhouden, nooit over prestaties.",
        "Completeness and lag are about keeping a logbook, never about performance.",
    )
    if share is not None:
        nl, en = percentage(share, "nl"), percentage(share, "en")
        said = Both(
            f"Gemiddeld is {nl} ingevuld van vier velden: gebeurd, effecten, waarom en volgende "
            f"stap. {said['nl']}",
            f"On average {en} is filled of four fields: happened, effects, why and next step. "
            f"{said['en']}",
        )
    return Check("process_figures", "informative", said, share)


def _gap_check(seen: Seen) -> Check:
    """Doubt a period without entries, and a silence of months that the periods may hide."""
    n, of = len(seen.silent("period")), len(seen.names)
    said = Both.of(lambda language: _said_of_gaps(seen, n, of, language))
    advice = Both(
        "Vul aan wat u nog weet, en spreek een vast moment af om te schrijven.",
        "Add what is still remembered, and agree on a fixed moment to write.",
    )
    months = len(seen.quiet)
    if n or months >= LONG_SILENCE:
        return Check("gaps", "doubtful", said, months or n, advice)
    # Where the whole is suppressed, nobody looked for the months.
    return Check("gaps", "informative" if seen.total() is None else "passed", said, months)


def _said_of_gaps(seen: Seen, n: int, of: int, language: str) -> str:
    nl, more = language == "nl", lengths(seen, language)
    if of == 1:
        one = period(seen.names[0], language)
        said = f"In {one} is geschreven." if nl else f"There are entries in {one}."
    elif not n:
        said = (
            f"In elk van de {of} {more} is geschreven."
            if nl
            else f"Each of the {of} {more} has entries."
        )
    else:
        said = (
            f"In {n} van de {of} {more} is niets geschreven."
            if nl
            else f"In {n} of the {of} {more} nothing was written."
        )
    if not seen.quiet:
        return said
    longest = silence(seen, language)
    return f"{said} {'De langste stilte duurde' if nl else 'The longest silence lasted'} {longest}."


def _voice_check() -> Check:
    said = Both(
        "Een stem is namens wie iemand schrijft; één mens kan namens meer groepen schrijven. Waar "
        "de stem niet is ingevuld, is hij afgeleid uit de rol; staat ook die er niet, dan is de "
        "stem niet vermeld.",
        "A voice is on whose behalf somebody writes; one person can write for several groups. "
        "Where no voice is filled in it is derived from the role; where that is not there either, "
        "the voice is not stated.",
    )
    return Check("voices_derived", "informative", said)


def _author_checks(total: Row) -> list[Check]:
    share = total.author_not_stated / total.entries if total.entries else 0.0
    checks = [
        _threshold_check(
            "author_not_stated", share, _MOST_NOT_STATED,
            Both.of(lambda language: _said_of_unsigned(total, language)),
            Both(
                "Vraag om een schuilnaam of code: zonder is niet te zien hoeveel mensen schrijven.",
                "Ask for a pseudonym or code: without it nobody can see how many people write.",
            ),
        )
    ]  # fmt: skip
    if total.main_author_share is not None:
        one = total.main_author_share
        checks.append(
            _threshold_check(
                "one_author", one, _MOST_BY_ONE,
                Both.of(lambda language: by_one(one, language)),
                Both(
                    "Nodig anderen uit om te schrijven; lees het logboek als de blik van één mens.",
                    "Invite others to write; read the logbook as the view of one person.",
                ),
            )
        )  # fmt: skip
    return checks


def _said_of_unsigned(total: Row, language: str) -> str:
    nl, n, of = language == "nl", total.author_not_stated, total.entries
    if not n:
        return "Bij alle bijdragen staat een auteur." if nl else "Every entry states an author."
    if n == of:
        return "Bij geen enkele bijdrage staat een auteur." if nl else "No entry states an author."
    if nl:
        return f"Bij {number(n, 'nl')} van de {number(of, 'nl')} bijdragen staat geen auteur."
    return f"{number(n, 'en')} of {number(of, 'en')} entries state no author."


def _lag_check(total: Row) -> Check:
    if total.lag_days is None:
        said = Both(
            "Nergens staat wanneer het is opgeschreven.",
            "Nowhere is it stated when it was written.",
        )
        return Check("late_entries", "informative", said)
    days, stated = total.lag_days, total.lag_stated
    return _threshold_check(
        "late_entries", days, _LATEST_DAYS,
        Both(
            f"De helft is binnen {number(days, 'nl')} dagen opgeschreven (vermeld bij "
            f"{number(stated, 'nl')} bijdragen).",
            f"Half was written down within {number(days, 'en')} days (stated for "
            f"{number(stated, 'en')} entries).",
        ),
        Both(
            "Wat laat is opgeschreven, is gekleurd door wat daarna kwam; schrijf eerder.",
            "What is written late is coloured by what came after; write sooner.",
        ),
    )  # fmt: skip


def _threshold_check(name: str, value: float, most: float, said: Both, advice: Both) -> Check:
    if value > most:
        return Check(name, "doubtful", said, value, advice)
    return Check(name, "passed", said, value)


def _gate_checks(seen: Seen) -> list[Check]:
    small = sum(part.small for part in seen.safe)
    covering = sum(part.covering for part in seen.safe)
    said = seen.safe[0].said
    if small:
        fewest, n = seen.study.thresholds.voices, small + covering
        nl = f"omdat er minder dan {fewest} mensen achter staan"
        en = f"because fewer than {fewest} people stand behind them"
        if covering:
            nl = f"van {small} {nl}; van {covering} omdat ze anders uit een totaal volgen"
            en = f"{small} {en}; {covering} because a total would give them away"
        said = Both(
            f"Van {plural(n, 'regel', 'regels', 'nl')} van de tabel zijn de getallen "
            f"afgeschermd{':' if covering else ''} {nl}.",
            f"The numbers in {plural(n, 'row', 'rows', 'en')} of the table are "
            f"suppressed{':' if covering else ''} {en}.",
        )
    # A suppressed total gives nothing away.
    if seen.total() is not None and any(part.verdict == "review" for part in seen.safe):
        advice = Both(
            "Laat iemand nakijken of het afgeschermde getal is terug te rekenen.",
            "Let somebody see whether the suppressed number can be worked out.",
        )
        checks = [Check("disclosure", "doubtful", said, small, advice)]
    else:
        checks = [Check("disclosure", "informative", said, small)]
    if seen.region != "all" and periods.last_day(seen.names[-1]) > seen.last:
        said = Both(
            f"De laatste periode is nog niet om ({seen.last.isoformat()}).",
            f"The last period is not over yet ({seen.last.isoformat()}).",
        )
        checks.append(Check("last_period", "informative", said))
    return checks
