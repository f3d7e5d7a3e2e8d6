"""How a logbook is kept: how often, by how many people, by which voices, how soon and how fully.

These are figures about the process of writing. They say nothing about how well a region does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit import disclosure, periods
from kit.documents import countable, quiet_regions, usual_period
from kit.finding import Finding, Source
from kit.language import Both
from kit.logbook import Logbook, entries, read_logbook
from kit.rhythm.checking import checks_of
from kit.rhythm.counting import COMPLETE, Seen, joined, longest_silence, protected_rows
from kit.rhythm.drawing import draw
from kit.rhythm.saying import against, brief, say
from kit.study import Study
from kit.totals import Gate, rows_of_files

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COMPLETE", "rhythm"]


def rhythm(
    study: Study,
    *,
    region: str,
    until: str | None,
    release: str,
    logbook: Logbook | None = None,
) -> Finding:
    """How the logbook is kept.

    Parameters
    ----------
    study : Study
    region : str
        A slug; ``national`` or ``healthkic``; or ``all``, which sets the regions side by side in
        the order of the alphabet and never in another.
    until : str or None
        Last period that counts (inclusive). None: the period of the latest entry of any region, as
        nobody can have written later than that.
    release : str
        For whom. From *region* upward, rows with fewer voices than the threshold are suppressed;
        for *consortium* and *public*, entries that were not released so far count only where there
        are enough of them by enough people, else the region is suppressed (``all``) or they are
        left out.
    logbook : Logbook, optional
        When it has been read already.

    Returns
    -------
    Finding of kind logbook
        `about` and `name` say what a row is: ``total``; ``period``, from the first of the study on,
        in quarters, half-years or years (see `kit.documents.usual_period`), or ``region``;
        ``voice_group``, silent ones included, taken from the role where an entry states none; and
        ``field``: entries that hold a lesson, a next step (done, open or neither stated) or an ask
        to the system. `entries`; `authors`, distinct and stated; `voices`,
        the same, or one where nobody is stated: thresholds look at it; `main_author_share` of the
        entries with a stated author; `main_author_changed` since the last period with entries;
        `author_not_stated`, entries; `complete_share`, the mean share of COMPLETE that is filled;
        `lag_days`, the median of days from event to writing over the `lag_stated` entries that
        state both; `status`. Its sources tell their rows only where no row is suppressed.

    Raises
    ------
    InputError
        When the region or period does not exist.
    """
    logbook = logbook or read_logbook(study)
    last = study.until(until)
    asked = entries(logbook, region=region, until=last)
    counted, left_out = countable(asked, release, fewest=study.thresholds.voices)
    if region == "all" and disclosure.binds(release):
        quiet = quiet_regions(counted, fewest=study.thresholds.voices)
        counted = tuple(d for d in counted if d.region not in quiet)
    latest = max((document.day for document in logbook.documents), default=last)
    ids = {document.id for document in counted}
    frame = logbook.frame[logbook.frame["document"].isin(ids)]
    first = periods.first_day(study.first)
    length = usual_period(list(frame["day"]), first, last)
    names: tuple[str, ...] = ()
    if region == "all":
        names = tuple(sorted(study.regions)) if asked else ()
        parts = [(name, frame[frame["region"] == name]) for name in names]
    else:
        if len(frame):
            end = min(last, latest) if until is None else last
            names = tuple(periods.span(first, end, length))
        own = frame["day"].map(lambda day: periods.period_of(day, length))
        parts = [(name, frame[own == name]) for name in names]
    held = {d.region for d in asked if d.id not in ids and d.region} if region == "all" else set()
    about = "region" if region == "all" else "period"
    safe = protected_rows(frame, about, parts, held, release, study) if names else ()
    table = joined(safe)
    unreleased = sum(not disclosure.may_show_text(d.release, release) for d in counted)
    told = region != "all" and "shown" in set(table.loc[table["about"] == "total", "status"])
    quiet_months = longest_silence(list(frame["day"]), min(last, latest)) if told else ()
    seen = Seen(
        study, region, table, length, names, last, left_out, unreleased,
        len(logbook.problems), quiet_months, safe,
    )  # fmt: skip
    return Finding(
        kind="logbook",
        question=Both("Hoe wordt het logboek bijgehouden?", "How is the logbook kept?"),
        parameters={"region": region, "until": until, "release": release, "period": length},
        table=seen.table,
        sentence=Both.of(lambda language: say(seen, language)),
        brief=Both.of(lambda language: brief(seen, language)),
        against=Both.of(lambda language: against(seen, language)) if names else None,
        picture=draw(seen),
        checks=checks_of(seen),
        sources=_sources(study, frame, seen, release),
        release=release,
    )


def _sources(study: Study, frame: pd.DataFrame, seen: Seen, release: str) -> tuple[Source, ...]:
    """Return the files, without their rows where those would give a suppressed number away."""
    gate = Gate(release, study.thresholds.voices)
    hidden = (seen.table["status"] == "suppressed").any()
    rows = rows_of_files(frame, gate, hidden=hidden)
    return tuple(study.source(file, n) for file, n in rows.items())
