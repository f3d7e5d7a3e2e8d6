"""The parts of a report: what its chapters and its claims are gathered under, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kit.evaluation.ways_of_looking import ways_of_looking
from kit.finding import Finding
from kit.language import Both
from kit.report import Chapter, Part
from kit.study import Study

__all__ = ["DOING", "STANDS", "TIERS", "arranged", "part_of", "ways_chapters"]

_TOLD, STANDS, _CHANGED, DOING = "part-told", "part-stands", "part-changed", "part-doing"
_READING, TIERS, _FURTHER = "part-reading", "part-tiers", "part-further"

_KINDS = {
    **dict.fromkeys(("logbook", "mentions", "themes", "learning_history"), _TOLD),
    **dict.fromkeys(
        (
            "maturity", "indicators", "control_chart", "funnel", "standardised_rates",
            "inequality", "hotspots",
        ),
        STANDS,
    ),
    **dict.fromkeys(
        (
            "interrupted_series", "staggered_starts", "synthetic_comparison", "pooled_effects",
            "trajectories",
        ),
        _CHANGED,
    ),
    **dict.fromkeys(("co_occurrence", "saturation", "agreement"), _READING),
}  # fmt: skip

_PARTS = {
    _TOLD: (Both("Wat mensen vertellen", "What people tell"), None),
    STANDS: (Both("Hoe de regio ervoor staat", "How the region stands"), None),
    _CHANGED: (
        Both("Is er iets veranderd?", "Has anything changed?"),
        Both(
            "Alles hier beschrijft. Regio’s kozen zelf of en wanneer zij begonnen, en in die tijd "
            "veranderde er meer.",
            "All of this describes. Regions chose for themselves whether and when to start; more "
            "changed in that time.",
        ),
    ),
    DOING: (Both("Wat de regio zelf wil en doet", "What the region itself wants and does"), None),
    _READING: (
        Both("Hoe er is gelezen", "How the texts were read"),
        Both(
            "Over het lezen en coderen zelf; nodig om te weten hoe ver het eerste deel reikt.",
            "About reading and coding itself; needed to know how far the first part reaches.",
        ),
    ),
    TIERS: (Both("Buiten de regio’s", "Beyond the regions"), None),
    _FURTHER: (Both("Verder", "Further"), None),
}
_OF_REGIONS = {STANDS: Both("Hoe de regio’s ervoor staan", "How the regions stand")}


def part_of(kind: str) -> str:
    """Return the anchor of the part that a kind of finding stands in; an unknown one comes last."""
    return _KINDS.get(kind, _FURTHER)


def ways_chapters(
    study: Study, found: Sequence[tuple[str, Finding]], language: str
) -> tuple[Chapter, ...]:
    """Lay the findings about change side by side, a chapter for each indicator that has several."""
    told = ways_of_looking(study, [finding for _, finding in found], language=language)
    return tuple(
        Chapter(
            f"chapter-ways-{ways.indicator}", ways.title, ways.intro, table=ways.table,
            part=_CHANGED,
        )
        for ways in told
    )  # fmt: skip


def arranged(
    chapters: Iterable[Chapter], *, kind: str, language: str
) -> tuple[tuple[Part, ...], tuple[Chapter, ...]]:
    """Put chapters in the order of the parts; within a part they keep their own.

    Parameters
    ----------
    chapters : iterable of Chapter
        One that stands in no part comes first.
    kind : {"region", "consortium"}
    language : str

    Returns
    -------
    (parts, chapters)
        The parts that hold a chapter.
    """
    order = ["", *_PARTS]
    sorted_chapters = tuple(sorted(chapters, key=lambda chapter: order.index(chapter.part)))
    held = {chapter.part for chapter in sorted_chapters}
    parts = []
    for anchor, (title, frame) in _PARTS.items():
        if anchor in held:
            called = _OF_REGIONS.get(anchor, title) if kind == "consortium" else title
            parts.append(Part(anchor, called[language], frame[language] if frame else ""))
    return tuple(parts), sorted_chapters
