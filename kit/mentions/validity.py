"""How far the rules behind the mentions were checked by people."""

from __future__ import annotations

from collections.abc import Sequence

from kit import disclosure
from kit.codebook import Code, Codebook
from kit.finding import Check, Source
from kit.language import Both, percentage
from kit.mentions.counting import DENIED, HITS
from kit.mentions.saying import Seen
from kit.study import Study
from kit.validation import Validated, in_short

__all__ = ["check_of", "read_by_people", "rules_check"]

#: A code whose precision or recall is estimated lower is a doubt; a line of the kit, not a law.
_LOWEST = 0.7
#: Below so many mentions the share that is denied says nothing.
_FEWEST_HITS = 20


def rules_check(seen: Seen, codebook: Codebook, validated: Validated) -> Check:
    """Say how far the rules behind the mentions were checked, and how many mentions are denied."""
    denied = _denied(seen)
    if seen.region == "all" or not any(code.id in validated.codes for code in seen.codes):
        return check_of(seen.codes, codebook, validated, denied)
    numbers = Both(
        " In de figuur staan ze per code, met interval.",
        " The figure has them for each code, with their interval.",
    )
    tail = Both.of(lambda language: numbers[language] + denied[language])
    return check_of(seen.codes, codebook, validated, tail)


def check_of(codes: Sequence[Code], codebook: Codebook, validated: Validated, tail: Both) -> Check:
    """Say from where to where precision and recall of these codes run, or that none is checked.

    Parameters
    ----------
    codes : sequence of Code
        Those whose rules are relied on.
    codebook : Codebook
    validated : Validated
    tail : Both
        What to say after it, with a space before; or empty.
    """
    known = [validated.codes[code.id] for code in codes if code.id in validated.codes]
    if not known:
        text = Both(
            f"De regels van het codeboek ({codebook.label}) zijn in deze studie niet door mensen "
            f"nagekeken: vermeldingen kunnen gemist of verkeerd begrepen zijn.{tail['nl']}",
            f"The rules of the codebook ({codebook.label}) have not been checked by people in this "
            f"study: mentions may be missed or misread.{tail['en']}",
        )
    else:
        short = in_short(validated, codes)
        text = Both(
            f"Mensen lazen passages zonder te weten waar de regels van het codeboek "
            f"({codebook.label}) raak waren: {short['nl']}.{tail['nl']}",
            f"People read passages without knowing where the rules of the codebook "
            f"({codebook.label}) hit: {short['en']}.{tail['en']}",
        )
    low = any(
        estimate is not None and estimate.value < _LOWEST
        for validity in known
        for estimate in (validity.precision, validity.recall)
    )
    complete = len(known) == len(codes) and all(v.precision and v.recall for v in known)
    checked = len(known) / len(codes)
    if complete and not low:
        return Check("rules_checked", "passed", text, checked)
    advice = (
        Both(
            "Scherp de regels aan van codes met een lage precisie of vindkans, of bouw niet op hun "
            "vermeldingen.",
            "Sharpen the rules of codes with a low precision or recall, or do not build on their "
            "mentions.",
        )
        if low
        else Both(
            "Lees een steekproef van bijdragen met en zonder vermelding voordat u erop bouwt "
            "(`kit sample`).",
            "Read a sample of entries with and without a mention before you build on it "
            "(`kit sample`).",
        )
    )
    return Check("rules_checked", "doubtful", text, checked if known else None, advice)


def read_by_people(study: Study, validated: Validated, release: str) -> tuple[Source, ...]:
    """Return forms and coders' files for the own team only: their names can name who read."""
    files = {} if disclosure.binds(release) else validated.files
    return tuple(study.source(file, n) for file, n in sorted(files.items()))


def _denied(seen: Seen) -> Both:
    hits = int(seen.look[HITS].sum())
    if hits < _FEWEST_HITS or seen.too_few or seen.region == "all":
        return Both("", "")
    share = float(seen.look[DENIED].sum()) / hits
    return Both(
        f" Bij {percentage(share, 'nl')} van de vermeldingen staat een ontkenning vlak ervoor; "
        "die tellen mee.",
        f" {percentage(share, 'en')} of the mentions have a denial just before them; those count.",
    )
