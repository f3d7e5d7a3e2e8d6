"""The PHM maturity index: how people rate their own region, and where they see it differently.

A learning instrument. There is no total, no order of regions, and no dot with a name.
"""

from __future__ import annotations

from kit import periods
from kit.finding import Finding, Source
from kit.language import Both
from kit.maturity.answers import COLUMNS, Answers, read_answers
from kit.maturity.checking import checks
from kit.maturity.drawing import draw
from kit.maturity.gathering import Seen, gather
from kit.maturity.instrument import Instrument, read_instrument, study_instrument
from kit.maturity.saying import against, brief, say
from kit.maturity.workshop import COLUMNS as WORKSHOP
from kit.maturity.workshop import read_workshop
from kit.study import Study

__all__ = [
    "COLUMNS",
    "WORKSHOP",
    "Instrument",
    "maturity_of",
    "read_answers",
    "read_instrument",
    "read_workshop",
    "study_instrument",
]


def maturity_of(
    study: Study,
    *,
    region: str,
    until: str | None,
    release: str,
    answers: Answers | None = None,
) -> Finding:
    """Where people see their region stand, on what they agree, and what moved since last time.

    Parameters
    ----------
    study : Study
    region : str
        A slug; or ``all``, which sets the regions side by side in the order of the alphabet.
    until : str or None
        Last period that counts (inclusive); None is the last of the study.
    release : str
        For whom. From *region* upward, what fewer than eight respondents stand behind is
        suppressed, and smaller voice groups are put together.
    answers : Answers, optional
        When they have been read already.

    Returns
    -------
    Finding of kind maturity
        Rows `about` element, item, score, group (see `kit.maturity.profiling`) of the last wave,
        element, item and score of the wave before, and pair: what the same people answered in
        both. There is no total.

    Raises
    ------
    InputError
        When the region or period does not exist, or the instrument cannot be read.

    References
    ----------
    Consensus: doi:10.5334/ijic.7747 and the RAND/UCLA Appropriateness Method. Change: exact sign
    test of pairs, corrected for the number of elements (Holm 1979).
    """
    seen = gather(study, region=region, until=until, release=release, answers=answers)
    return Finding(
        kind="maturity",
        question=Both(
            "Waar zien mensen hun regio staan, en waarover zijn zij verdeeld?",
            "Where do people see their region stand, and what are they divided on?",
        ),
        parameters={
            "region": region,
            "until": periods.parse(until) if until else study.last,
            "instrument": seen.instrument.label,
        },
        table=seen.table,
        sentence=Both.of(lambda language: say(seen, language)),
        brief=Both.of(lambda language: brief(seen, language)),
        against=against(seen),
        picture=draw(seen),
        checks=checks(seen),
        sources=_sources(study, seen),
        release=release,
    )


def _sources(study: Study, seen: Seen) -> tuple[Source, ...]:
    frame = seen.answers.frame
    if seen.region != "all":
        frame = frame[frame["region"] == seen.region]
    hidden = bool((seen.table["status"] == "suppressed").any())
    counts = frame["file"].value_counts().sort_index()
    return tuple(study.source(str(f), None if hidden else int(n)) for f, n in counts.items())
