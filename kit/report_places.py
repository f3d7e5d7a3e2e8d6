"""Where the claims of a report lead, and under what they stand at its head."""

from __future__ import annotations

import re
from itertools import groupby

from kit.report import Chapter, Claim, Report

__all__ = ["places_of", "summary_of"]

_ANCHOR = re.compile(r"[\w.-]+", re.ASCII)


def places_of(report: Report) -> dict[str, tuple[str, str]]:
    """Return anchor to (title, anchor of the checks that belong to it).

    Raises
    ------
    ValueError
        When two parts of the report have the same anchor, or a claim points at nothing.
    """
    found = []
    for chapter in report.chapters:
        doubtful = [entry for entry in chapter.entries if entry.finding.doubts()]
        checks = f"{doubtful[0].anchor}-checks" if doubtful else chapter.anchor
        found.append((chapter.anchor, chapter.title, checks))
        for entry in chapter.entries:
            checks = f"{entry.anchor}-checks" if entry.finding.checks else entry.anchor
            found.append((entry.anchor, entry.finding.question[report.language], checks))
    places: dict[str, tuple[str, str]] = {}
    for anchor, title, checks in found:
        if anchor in places or not _ANCHOR.fullmatch(anchor):
            raise ValueError(f"anchor {anchor!r} stands there twice or is not a plain name")
        places[anchor] = (title, checks)
    against = {f"{c.anchor}-against" for c in report.chapters if c.against}
    against |= {
        f"{e.anchor}-against" for c in report.chapters for e in c.entries if e.finding.against
    }
    for claim in (*report.gaps, *report.claims):
        if claim.anchor not in places:
            raise ValueError(f"a claim points at {claim.anchor!r}, which is not in the report")
        if claim.against is not None and claim.against not in against:
            raise ValueError(f"a claim points at {claim.against!r}, which is not in the report")
    return places


_Told = list[tuple[Chapter, list[Claim]]]


def summary_of(report: Report) -> list[tuple[str, _Told, list[Chapter]]]:
    """Return the claims by the part and the chapter that they lead to, in the order of those.

    The chapters of a part in which no finding has anything to show come last, by their title only,
    where other chapters of the report have something.
    """
    silent = {chapter.anchor for chapter in report.chapters if _is_silent(chapter)}
    if not any(chapter.entries and chapter.anchor not in silent for chapter in report.chapters):
        silent = set()
    held = {
        anchor: chapter
        for chapter in report.chapters
        for anchor in (chapter.anchor, *(entry.anchor for entry in chapter.entries))
    }
    by_part = []
    for part, chapters in groupby(report.chapters, lambda chapter: chapter.part):
        items = [(c, [k for k in report.claims if held[k.anchor] is c]) for c in chapters]
        told = [(c, claims) for c, claims in items if claims and c.anchor not in silent]
        quiet = [c for c, claims in items if claims and c.anchor in silent]
        if told or quiet:
            by_part.append((part, told, quiet))
    return by_part


def _is_silent(chapter: Chapter) -> bool:
    """Say whether a chapter has findings, and nothing is there to be shown or suppressed in any."""
    tables = [entry.finding.table for entry in chapter.entries]
    return bool(tables) and all(
        t.empty or ("status" in t and set(t["status"]) == {"missing"}) for t in tables
    )
