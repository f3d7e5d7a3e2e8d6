"""Where figures come in a study, and what is made of them: how many, of what, and what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from kit.catalogue import HOW_IN, NO_AREA, Catalogue, study_catalogue
from kit.errors import first_of, shorten
from kit.first_rows import Offer, figures_of, of_the_study
from kit.import_texts import Known, Place, copied
from kit.language import plural
from kit.open_data import OpenData
from kit.open_data.for_region import taken_of
from kit.recognised import Guess

__all__ = ["figures"]

_MOST = 8


def figures(offer: Offer, guess: Guess, known: Known) -> Place:
    """Return the place of open data, or of an export of a dashboard.

    Raises
    ------
    InputError
        The file or the catalogue of the study cannot be read.
    """
    target = f"open_data/{PurePosixPath(offer.called).name}"
    read = figures_of(offer)
    if read is None:
        says: tuple[str, ...] = ("figures for indicators; very large, `kit check` reads it",)
    else:
        says = tuple(_understood(offer, read, study_catalogue(offer.study)))
    return copied(offer, offer.study.root, target, says, (), "")


def _understood(offer: Offer, read: OpenData, catalogue: Catalogue) -> Iterator[str]:
    study, frame = offer.study, read.frame
    if frame.empty:
        yield "no figures in it; nothing of it will be used"
    else:
        statuses = Counter(frame["status"])
        told = ", ".join(f"{statuses[s]:,} {s}" for s in ("shown", "suppressed", "missing"))
        yield f"{plural(len(frame), 'figure', 'figures', 'en')}: {told}"
        known = of_the_study(read, study)
        ours = frame["area"].isin(known)
        where = plural(len(known), "area", "areas", "en")
        yield f"{ours.sum():,} of them about {where} of this study"
        if not ours.any():
            yield NO_AREA
    names = [str(name) for name in frame["indicator"].dropna().unique()]
    taken = taken_of(names, read.kind, study, catalogue)
    if taken:
        yield f"indicators: {first_of([shorten(name) for name in taken], most=_MOST)}"
    if left := [shorten(name) for name in names if name not in taken]:
        yield f"not taken, {plural(len(left), 'topic', 'topics', 'en')}: {first_of(left)}"
        yield f"to take one in, {HOW_IN}"
    for name, entry in catalogue.by_label(taken).items():
        yield (
            f"{shorten(name)} is the label of {entry.id}; taken from the catalogue where the file "
            f"is silent: {entry.fills_in(study.languages[0])}"
        )
    yield from read.notes
    yield from (f"set aside, {reason}: {n:,}" for reason, n in read.set_aside.items())
    if read.unknown:
        yield f"columns of words, not read: {first_of(read.unknown)}"
    yield from (f"to correct: {problem}" for problem in read.problems[:_MOST])
    if len(read.problems) > _MOST:
        yield f"to correct: {len(read.problems) - _MOST:,} more, `kit check` tells all of them"
