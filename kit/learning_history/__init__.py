"""The learning history: a change told by those involved, with questions beside their words.

Participants' own words stand beside what the historians ask and think of them. It begins with
results that people noticed, goes by theme, and ends in questions.
"""

from __future__ import annotations

from kit import periods
from kit.finding import Finding
from kit.language import Both
from kit.learning_history.checking import checks
from kit.learning_history.composing import compose, seen_of, timeline_of
from kit.learning_history.gathering import gather
from kit.learning_history.history import MIME, History
from kit.learning_history.records import COLUMNS, loose_ends, read_records
from kit.learning_history.saying import against, brief, say
from kit.study import Study
from kit.texts import Texts

__all__ = [
    "COLUMNS", "MIME", "History", "compose_history", "history_of", "loose_ends", "read_records",
]  # fmt: skip


def history_of(
    study: Study, *, region: str, until: str | None, release: str, texts: Texts | None = None
) -> Finding:
    """What the learning history of a region holds, who is heard in it, and what they checked.

    Parameters
    ----------
    study : Study
    region : str
        A slug.
    until : str or None
        Last period that counts (inclusive); None is the last of the study.
    release : str
        For whom. From *region* upward only quotes that their speakers approved for it, and how
        many people spoke them only from three on.
    texts : Texts, optional
        When they have been read already.

    Returns
    -------
    Finding of kind learning_history
        Its table is told in `kit.learning_history.counting.tabulate`; themes stand in the order in
        which they were recorded. It holds no words of participants; those of results and events
        are the historians', as far as they were released.

    Raises
    ------
    InputError
        When the region, period or release does not exist.

    References
    ----------
    Kleiner and Roth (1997) How to make experience your company's best teacher. Harvard Business
    Review 75(5):172-177.
    """
    seen = seen_of(gather(study, region=region, until=until, release=release, texts=texts))
    return Finding(
        kind="learning_history",
        question=Both(
            "Wat vertellen de mensen die erbij waren, en wie is te horen?",
            "What do those who were there tell, and who is heard?",
        ),
        parameters={"region": region, "until": periods.parse(until) if until else study.last},
        table=seen.table,
        sentence=Both.of(lambda language: say(seen, language)),
        brief=Both.of(lambda language: brief(seen, language)),
        against=Both.of(lambda language: against(seen, language)),
        picture=timeline_of(seen),
        checks=checks(seen),
        quotes=tuple(one.quote.id for place in seen.places for one in place.quotes),
        sources=seen.gathered.sources,
        release=release,
    )


def compose_history(
    study: Study,
    *,
    region: str,
    until: str | None,
    release: str,
    language: str,
    texts: Texts | None = None,
) -> History:
    """Compose the two-column document of a region, in one language, for one release.

    Parameters
    ----------
    study, region, until, release, texts
        As `history_of`.
    language : {"nl", "en"}
        Of what stands around the words; those stay in the language in which they were said.

    Returns
    -------
    History
        Every quote in it may be read by this release; every note stands beside quotes in it. It
        ends in questions.
    """
    seen = seen_of(gather(study, region=region, until=until, release=release, texts=texts))
    last = periods.parse(until) if until else study.last
    asked = {"region": region, "until": last, "release": release, "language": language}
    return compose(seen, language=language, asked=asked)
