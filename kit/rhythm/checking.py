"""How far to trust what is seen of a logbook."""

from __future__ import annotations

from kit import periods
from kit.finding import Check
from kit.language import Both, number, percentage
from kit.rhythm.counting import Row, Seen

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
        checks += _gate_checks(seen)
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
    n, of = len(seen.silent("period")), len(seen.names)
    said = Both(
        f"{n} van de {of} perioden hebben geen bijdragen.", f"{n} of {of} periods have no entries."
    )
    advice = Both(
        "Vul aan wat u nog weet, en spreek een vast moment af om te schrijven.",
        "Add what is still remembered, and agree on a fixed moment to write.",
    )
    if not n:
        return Check("gaps", "passed", said, 0)
    return Check("gaps", "doubtful", said, n, advice)


def _author_checks(total: Row) -> list[Check]:
    share = total.author_not_stated / total.entries if total.entries else 0.0
    checks = [
        _threshold_check(
            "author_not_stated", share, _MOST_NOT_STATED,
            Both(
                f"Bij {percentage(share, 'nl')} van de bijdragen is geen auteur vermeld.",
                f"{percentage(share, 'en')} of the entries state no author.",
            ),
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
                Both(
                    f"De auteur die het meeste schreef, schreef {percentage(one, 'nl')}.",
                    f"The author who wrote most wrote {percentage(one, 'en')}.",
                ),
                Both(
                    "Nodig anderen uit om te schrijven; lees het logboek als de blik van één mens.",
                    "Invite others to write; read the logbook as the view of one person.",
                ),
            )
        )  # fmt: skip
    return checks


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
    alone = any(part.verdict == "review" for part in seen.safe)
    widest = max(seen.safe, key=lambda part: (part.small, part.covering))
    advice = Both(
        "Laat iemand nakijken of het afgeschermde getal is terug te rekenen.",
        "Let somebody see whether the suppressed number can be worked out.",
    )
    checks = [
        Check("disclosure", "doubtful", widest.said, small, advice)
        if alone
        else Check("disclosure", "informative", widest.said, small)
    ]
    if seen.region != "all" and periods.last_day(seen.names[-1]) > seen.last:
        said = Both(
            f"De laatste periode is nog niet om ({seen.last.isoformat()}).",
            f"The last period is not over yet ({seen.last.isoformat()}).",
        )
        checks.append(Check("last_period", "informative", said))
    return checks
