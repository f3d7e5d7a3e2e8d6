"""A report: findings composed into one document, as data; `render` dresses it.

A report says nothing of its own. Every claim is the sentence of a finding, or counts what the
findings of several regions say, and points to the chapter that shows it, and to what speaks
against it.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kit.areas import read_areas
from kit.catalogue import study_catalogue
from kit.codebook import study_codebook
from kit.errors import InputError, Problem
from kit.finding import Finding
from kit.language import Both
from kit.study import Study
from kit.themes.records import read_themes

__all__ = ["MIME", "Chapter", "Claim", "Entry", "Part", "Report", "names_of"]

MIME = "application/vnd.phm-kit.report+json"
VERSION = 1


@dataclass(frozen=True)
class Entry:
    """A finding in a report, and the anchor to point at it."""

    anchor: str
    finding: Finding


@dataclass(frozen=True)
class Claim:
    """What is said at the head of a report: a finding in short.

    Attributes
    ----------
    sentence : str
    anchor : str
        Where its evidence stands in the report.
    against : str or None
        Where stands what contradicts it, or that it was looked for and not found; None where that
        has no meaning.
    doubts : int
        How many checks of the finding are doubtful or failed.
    checked : int
        How many checks could have failed and passed: without any, no doubt is no comfort.
    """

    sentence: str
    anchor: str
    against: str | None
    doubts: int
    checked: int = 0


@dataclass(frozen=True)
class Part:
    """Chapters that answer one question of a reader.

    Attributes
    ----------
    anchor, title : str
    frame : str
        What holds for all of it, in one line; empty where nothing does.
    """

    anchor: str
    title: str
    frame: str = ""


@dataclass(frozen=True)
class Chapter:
    """A chapter: a title, sentences to introduce it, findings, and perhaps a plain table.

    Attributes
    ----------
    anchor, title : str
    intro : tuple of str
        Paragraphs.
    entries : tuple of Entry
    table : (caption, heads, rows) or None
        Text only.
    part : str
        Anchor of the part of the report that it stands in; empty where it stands by itself.
    against : str or None
        What contradicts the chapter as a whole; a finding carries its own.
    unmade : tuple of str
        Ids of the jobs that should have made a finding for this chapter, and failed.
    """

    anchor: str
    title: str
    intro: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    table: tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]] | None = None
    part: str = ""
    against: str | None = None
    unmade: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """One document, in one language, for one release.

    Attributes
    ----------
    kind : {"region", "consortium"}
    name : str
        Slug of the region, or ``consortium``.
    language, release : str
    title, subtitle : str
    synthetic : bool
        Whether the data are invented; the report then says so on every page.
    context : tuple of str or None
        The region's own paragraphs about itself; None is *not supplied*.
    claims : tuple of Claim
    unheard : str
        Which voices did not speak in this period.
    chapters : tuple of Chapter
    disclosure : tuple of str
        What was suppressed and why.
    provenance : mapping
    names : mapping of column to mapping of id to name
        What stands in the tables of findings instead of ids, such as those of regions.
    parts : tuple of Part
        Those that chapters stand in, in order.
    gaps : tuple of Claim
        What should be in the report and is not; told before every claim.
    """

    kind: str
    name: str
    language: str
    release: str
    title: str
    subtitle: str
    synthetic: bool
    context: tuple[str, ...] | None
    claims: tuple[Claim, ...]
    unheard: str
    chapters: tuple[Chapter, ...]
    disclosure: tuple[str, ...]
    provenance: Mapping[str, Any]
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    gaps: tuple[Claim, ...] = ()
    version: int = field(default=VERSION, kw_only=True)

    def as_data(self) -> dict[str, Any]:
        """Return the report as plain data that JSON can hold."""
        return {
            **{name: getattr(self, name) for name in _PLAIN},
            "context": list(self.context) if self.context is not None else None,
            "claims": [vars(claim) for claim in self.claims],
            "chapters": [_chapter_as_data(chapter) for chapter in self.chapters],
            "disclosure": list(self.disclosure),
            "provenance": dict(self.provenance),
            "names": {column: dict(names) for column, names in self.names.items()},
            "parts": [vars(part) for part in self.parts],
            "gaps": [vars(claim) for claim in self.gaps],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Report:
        """Make a report from what `as_data` returned.

        Raises
        ------
        InputError
            When it was written by a newer kit.
        """
        if data["version"] > VERSION:
            where, do = f"report of {data['name']}, `version`", "Update this kit."
            problem = Problem(where, str(data["version"]), f"at most {VERSION}", do)
            raise InputError([problem])
        return cls(
            **{name: data[name] for name in _PLAIN},
            context=tuple(data["context"]) if data["context"] is not None else None,
            claims=tuple(Claim(**claim) for claim in data["claims"]),
            chapters=tuple(_chapter_of_data(chapter) for chapter in data["chapters"]),
            disclosure=tuple(data["disclosure"]),
            provenance=data["provenance"],
            names=data.get("names", {}),
            parts=tuple(Part(**part) for part in data.get("parts", ())),
            gaps=tuple(Claim(**claim) for claim in data.get("gaps", ())),
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        said = "".join(
            f"<li>{html.escape(claim.sentence)}</li>" for claim in (*self.gaps, *self.claims)
        )
        heading = f"<h2>{html.escape(self.title)}</h2>"
        return {
            MIME: self.as_data(),
            "text/html": f'<section lang="{self.language}">{heading}<ul>{said}</ul></section>',
            "text/plain": self.title,
        }


def names_of(study: Study, language: str) -> dict[str, dict[str, str]]:
    """Return what readers call regions, areas, indicators, units and themes, by the column of ids.

    Column ``name`` holds ids of themes and regions beside other names.

    Parameters
    ----------
    study : Study
    language : {"nl", "en"}
    """
    called = study.units.values()
    catalogue = study_catalogue(study)
    indicators = {entry.id: entry.label[language] for entry in catalogue.entries.values()}
    indicators |= {id: name[language] for id, name in study.indicators.items()}
    areas = read_areas(study).frame
    regions = {region.slug: region.name for region in study.regions.values()}
    pool = {area.slug: area.name for area in study.comparison_pool}
    every = Both("alle regio’s", "all regions")
    # Quotes are not looked up for a title, so no document is read.
    themes = read_themes(study, documents=(), codebook=study_codebook(study)).records
    titles = {theme.id: theme.title[language] for theme in themes}
    return {
        "area": {str(a): str(n) for a, n in zip(areas["area"], areas["name"], strict=True) if n},
        "region": {**regions, **pool, "all": every[language]},
        "label": indicators,
        "theme": titles,
        "name": {**regions, **titles},
        **dict.fromkeys(("indicator", "problem", "segment"), indicators),
        "unit": {unit[written]: unit[language] for unit in called for written in ("nl", "en")},
    }


_PLAIN = ("kind", "name", "language", "release", "title", "subtitle", "synthetic", "unheard",
          "version")  # fmt: skip


def _chapter_as_data(chapter: Chapter) -> dict[str, Any]:
    return {
        "anchor": chapter.anchor,
        "title": chapter.title,
        "intro": list(chapter.intro),
        "entries": [{"anchor": e.anchor, "finding": e.finding.as_data()} for e in chapter.entries],
        "table": chapter.table,
        "part": chapter.part,
        "against": chapter.against,
        "unmade": list(chapter.unmade),
    }


def _chapter_of_data(data: Mapping[str, Any]) -> Chapter:
    table = data["table"]
    return Chapter(
        anchor=data["anchor"],
        title=data["title"],
        intro=tuple(data["intro"]),
        entries=tuple(Entry(e["anchor"], Finding.from_data(e["finding"])) for e in data["entries"]),
        table=(table[0], tuple(table[1]), tuple(tuple(row) for row in table[2])) if table else None,
        part=data.get("part", ""),
        against=data.get("against"),
        unmade=tuple(data.get("unmade", ())),
    )
