"""The dress of the reports: one page of HTML that needs nothing but itself.

No script, no font, no request to anywhere; a page can be mailed, archived and printed. Names and
texts are escaped; a figure is the only markup that is taken over. The words and the look of the
page live in ``templates/report``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kit.embed import as_text, drawing, numbers_of, words
from kit.errors import InputError, Problem
from kit.files import shipped
from kit.language import number, plural
from kit.report import Report
from kit.terms import label, terms

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Made", "render_index", "render_report"]

# Characters that turn the reading direction of what follows, that no page may hold, or that UTF-8
# cannot write.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufffe\uffff]"
)
_ANCHOR = re.compile(r"[\w.-]+", re.ASCII)
# No scheme, no host, no root, no way up.
_INSIDE = re.compile(r"(?!.*(?:^|/)\.\.(?:/|$))[^/\\:][^\\:]*", re.DOTALL)
_LONGEST_FOOTER = 90
_SHORT_HASH = 12


@dataclass(frozen=True)
class Made:
    """One report, or the attempt at one, as the index lists it.

    Attributes
    ----------
    name : str
        Of the region, as people write it.
    slug : str
        Of the region; ``consortium`` for the report on all regions together.
    language : {"nl", "en"}
    href : str or None
        Path from the index to the report, with forward slashes; None when there is no report.
    state : {"made", "failed", "skipped"}
    advice : str
        What to do when it was not made; in English, as every message of the kit.
    """

    name: str
    slug: str
    language: str
    href: str | None
    state: str
    advice: str = ""

    def __post_init__(self) -> None:
        if self.state not in ("made", "failed", "skipped"):
            raise ValueError(f"report of {self.slug}: no such state: {self.state}")


def render_report(report: Report) -> str:
    """Dress a report as one page of HTML.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
        HTML 5 in the report's language. It asks nothing of the network and prints on A4.

    Raises
    ------
    Refused
        When a figure holds a script, a handler, HTML or a link to elsewhere.
    ValueError
        When two parts of the report have the same anchor, or a claim points at nothing.
    """
    language = report.language
    release = terms("release")[report.release]
    entries = [entry for chapter in report.chapters for entry in chapter.entries]
    return _page(
        "report.html",
        language,
        report=report,
        places=_places(report),
        ordinals={entry.anchor: i for i, entry in enumerate(entries, start=1)},
        release=release.label[language],
        release_means=release.meaning[language] if release.meaning else "",
        limits=words()["limits"][language],
        footer=f"{report.title} · {report.subtitle}",
        numbers_of=partial(numbers_of, language=language),
        facts=_facts(report),
        files=[
            (file["path"], _rows(file["rows"], language), file["sha256"][:_SHORT_HASH])
            for file in report.provenance.get("sources", ())
        ],
    )


def render_index(
    entries: Sequence[Made],
    *,
    study_title: str,
    languages: Sequence[str],
    synthetic: bool,
    until: str,
    made_on: str,
) -> str:
    """Dress the page that leads to every report: a part per language, regions as they are given.

    Parameters
    ----------
    entries : sequence of Made
        One per region and language, and the consortium's; in an order that ranks nobody.
    study_title : str
    languages : sequence of {"nl", "en"}
        One part each, in this order; not empty.
    synthetic : bool
        Whether the data are invented.
    until : str
        Last period of the reports, inclusive, such as ``2024Q4``.
    made_on : str
        Moment at which they were made, UTC, as `provenance.now` writes it.

    Raises
    ------
    InputError
        When a link leads out of the folder of the reports.

    Examples
    --------
    >>> page = render_index(
    ...     [Made("Noorderkolk", "noorderkolk", "nl", "noorderkolk/report.nl.html", "made")],
    ...     study_title="Voorbeeld", languages=["nl"], synthetic=True, until="2024Q4",
    ...     made_on="2025-01-20T09:30:00Z")
    >>> 'href="noorderkolk/report.nl.html"' in page
    True
    """
    outside = [
        Problem(
            f"index of the reports, link of {entry.slug}",
            entry.href,
            "a path inside the folder of the reports, with forward slashes",
        )
        for entry in entries
        if entry.href is not None and not _INSIDE.fullmatch(entry.href)
    ]
    if outside:
        raise InputError(outside)
    return _page(
        "index.html",
        languages[0],
        parts=[(x, _words_in(x), [e for e in entries if e.language == x]) for x in languages],
        study_title=study_title,
        synthetic=synthetic,
        until=until,
        made_on=made_on,
        footer=study_title,
    )


def _page(template: str, language: str, **holds: Any) -> str:
    page = _environment().get_template(template)
    return page.render(language=language, w=_words_in(language), **holds)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        loader=FileSystemLoader(shipped("templates", "report")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: _UNSAFE.sub(" ", value) if type(value) is str else value,
    )
    made.filters["drawing"] = lambda svg, of: Markup(drawing(svg, of=of))
    made.filters["css_text"] = _css_text
    made.filters["path"] = quote
    made.globals.update(as_text=as_text, label=label, plural=plural)
    return made


def _words_in(language: str) -> dict[str, str]:
    return {name: text[language] for name, text in words()["page"].items()}


def _places(report: Report) -> dict[str, tuple[str, str]]:
    """Return anchor to (title, anchor of the checks that belong to it)."""
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
    for claim in report.claims:
        if claim.anchor not in places:
            raise ValueError(f"a claim points at {claim.anchor!r}, which is not in the report")
    return places


def _rows(rows: int | None, language: str) -> str:
    return _words_in(language)["rows_suppressed"] if rows is None else number(rows, language)


def _facts(report: Report) -> list[tuple[str, str]]:
    """Return what made the report, as rows of two texts; files have a table of their own."""
    language, heads = report.language, _words_in(report.language)
    rows = []
    for name, value in report.provenance.items():
        if name == "sources" or value is None:
            continue
        if isinstance(value, Mapping):
            value = [f"{key}: {as_text(stated, language)}" for key, stated in value.items()]
        rows.append((heads.get(name, name), as_text(value, language)))
    return rows


def _css_text(text: str) -> str:
    """Return text for between quotes in a style sheet, every sign but letters and digits as code.

    Examples
    --------
    >>> print(_css_text("a</style>"))
    a\\00003c\\00002fstyle\\00003e
    """
    short = text if len(text) <= _LONGEST_FOOTER else text[: _LONGEST_FOOTER - 1] + "…"
    plain = _UNSAFE.sub(" ", short)
    return "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in plain)
