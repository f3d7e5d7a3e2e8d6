"""How far the rules behind the mentions were checked by people."""

from __future__ import annotations

from kit.codebook import Codebook
from kit.finding import Check
from kit.language import Both, percentage
from kit.mentions.counting import DENIED, HITS
from kit.mentions.saying import Seen
from kit.validation import Validated, said

__all__ = ["rules_check"]

#: A code whose precision or recall is estimated lower is a doubt; a line of the kit, not a law.
_LOWEST = 0.7
#: Below so many mentions the share that is denied says nothing.
_FEWEST_HITS = 20


def rules_check(seen: Seen, codebook: Codebook, validated: Validated) -> Check:
    """Say precision and recall of each code, with interval and n, or that it is not checked."""
    known = [validated.codes[code.id] for code in seen.codes if code.id in validated.codes]
    denied = _denied(seen)
    if not known:
        text = Both(
            f"De regels van het codeboek ({codebook.label}) zijn in deze studie niet door mensen "
            f"nagekeken: vermeldingen kunnen gemist of verkeerd begrepen zijn.{denied['nl']}",
            f"The rules of the codebook ({codebook.label}) have not been checked by people in this "
            f"study: mentions may be missed or misread.{denied['en']}",
        )
    else:
        codes = said(validated, seen.codes)
        text = Both(
            f"Mensen lazen passages zonder te weten waar de regels van het codeboek "
            f"({codebook.label}) raak waren. {codes['nl']}.{denied['nl']}",
            f"People read passages without knowing where the rules of the codebook "
            f"({codebook.label}) hit. {codes['en']}.{denied['en']}",
        )
    low = any(
        estimate is not None and estimate.value < _LOWEST
        for validity in known
        for estimate in (validity.precision, validity.recall)
    )
    complete = len(known) == len(seen.codes) and all(v.precision and v.recall for v in known)
    checked = len(known) / len(seen.codes)
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
