"""The dress of the reports: one page of HTML that needs nothing but itself.

No script, no font, no request to anywhere; a page can be mailed, archived and printed. Names and
texts are escaped; a figure is the only markup that is taken over. The words and the look of the
page live in ``templates/report``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kit.embed import as_text, drawing, numbers_of, words
from kit.errors import InputError, Problem
from kit.files import shipped
from kit.finding import Finding, Source
from kit.language import day, number, period_in_full, plural
from kit.provenance import shown_path
from kit.report import Report
from kit.report_places import places_of, summary_of
from kit.terms import label, terms

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Made", "link_languages", "page_of", "render_index", "render_report"]

# Characters that turn the reading direction of what follows, that no page may hold, or that UTF-8
# cannot write.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufffe\uffff]"
)
# No scheme, no host, no root, no way up.
_INSIDE = re.compile(r"(?!.*(?:^|/)\.\.(?:/|$))[^/\\:][^\\:]*", re.DOTALL)
# Where a report leads to its other languages; filled when it is known which of them were made.
_LANGUAGES = re.compile("(<!--languages-->).*?(<!--/languages-->)", re.DOTALL)
_EXAMPLES = ("voorbeeld-", "example-")
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
    state : {"made", "incomplete", "failed", "skipped"}
    lacking : tuple of str
        Ids of the jobs that failed: what is missing from it, or why there is none.
    history : str or None
        Path from the index to the learning history of the region; None when there is none.
    """

    name: str
    slug: str
    language: str
    href: str | None
    state: str
    lacking: tuple[str, ...] = ()
    history: str | None = None

    def __post_init__(self) -> None:
        if self.state not in ("made", "incomplete", "failed", "skipped"):
            raise ValueError(f"report of {self.slug}: no such state: {self.state}")


def render_report(
    report: Report,
    *,
    home: str | None = None,
    regions: Mapping[str, str] | None = None,
    history: str | None = None,
) -> str:
    """Dress a report as one page of HTML.

    Parameters
    ----------
    report : Report
    home : str, optional
        Path from the report to the index of the reports; without one it leads nowhere else.
    regions : mapping of str to str, optional
        Path from the report to the report of a region, by the name of the region; the table of
        regions leads there.
    history : str, optional
        Path from the report to the learning history of the region; its chapter leads there.

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
    numbers = {
        e.anchor: numbers_of(e.finding, language=language, names=report.names) for e in entries
    }
    regions_of = report.names.get("region", {})
    return page_of(
        "report.html",
        language,
        report=report,
        home=home,
        regions=regions or {},
        history=history,
        read_history=words()["history"]["read_history"][language],
        places=places_of(report),
        summary=summary_of(report),
        parts={part.anchor: part for part in report.parts},
        sections=[(a, list(group)) for a, group in groupby(report.chapters, lambda c: c.part)],
        figures=_numbered(e.anchor for e in entries if _is_drawn(e.finding, language)),
        tables=_numbered(
            e.anchor for e in entries if _holds_numbers(e.finding) and numbers[e.anchor].rows
        ),
        numbers=numbers,
        hidden={e.anchor for e in entries if _is_hidden(e.finding)},
        examples=are_examples([report.name, *regions_of]),
        guides={kind: lines[language] for kind, lines in words()["guides"].items()},
        release=release.label[language],
        release_means=release.meaning[language] if release.meaning else "",
        limits=words()["limits"][language],
        footer=f"{report.title} · {report.subtitle}",
        facts=facts_of(report.provenance, language),
        shown_sources=partial(_shown, release=report.release, regions=regions_of),
        files=files_of(report.provenance, language, release=report.release, regions=regions_of),
    )


def link_languages(page: str, others: Mapping[str, str]) -> str:
    """Return a report that leads to the same report in other languages, and to no others.

    Parameters
    ----------
    page : str
        As `render_report` made it, with a `home`.
    others : mapping of language to path
        From the report, to each that was made.
    """
    links = "".join(
        f' · <a href="{quote(href)}" lang="{language}" hreflang="{language}">'
        f"{_words_in(language)['this_language']}</a>"
        for language, href in others.items()
    )
    return _LANGUAGES.sub(lambda found: found[1] + links + found[2], page, count=1)


def render_index(
    entries: Sequence[Made],
    *,
    study_title: str,
    languages: Sequence[str],
    synthetic: bool,
    until: str,
    made_on: str,
    problems: int = 0,
    older: Sequence[str] = (),
) -> str:
    """Dress the page that leads to every report: a part per language, regions by the alphabet.

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
    problems : int
        How many problems in the files of the study made that something was left out.
    older : sequence of str
        Path from the index to every other report that lies in the folder.

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
            f"index of the reports, link of {whose}",
            href,
            "a path inside the folder of the reports, with forward slashes",
        )
        for whose, href in [
            *((entry.slug, entry.href) for entry in entries),
            *((entry.slug, entry.history) for entry in entries),
            *(("an older report", href) for href in older),
        ]
        if href is not None and not _INSIDE.fullmatch(href)
    ]
    if outside:
        raise InputError(outside)
    return page_of(
        "index.html",
        languages[0],
        parts=[(x, _words_in(x), [e for e in entries if e.language == x]) for x in languages],
        study_title=study_title,
        synthetic=synthetic,
        until=until,
        made_on=made_on,
        problems=problems,
        older=older,
        examples=are_examples([entry.slug for entry in entries]),
        footer=study_title,
        histories={x: words()["history"]["name"][x] for x in languages},
    )


def page_of(template: str, language: str, **holds: Any) -> str:
    """Return a page of ``templates/report``, everything in it escaped but its own figures.

    Parameters
    ----------
    template : str
        Its file name.
    language : {"nl", "en"}
    **holds
        What the template names, besides `language` and the words `w` of every page.
    """
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
    made.globals.update(as_text=as_text, label=label, period_in_full=period_in_full, plural=plural)
    return made


def _words_in(language: str) -> dict[str, str]:
    return {name: text[language] for name, text in words()["page"].items()}


def _numbered(anchors: Iterable[str]) -> dict[str, int]:
    return {anchor: i for i, anchor in enumerate(anchors, start=1)}


def _is_drawn(finding: Finding, language: str) -> bool:
    return language in finding.picture and bool(finding.picture[language].svg)


def _states(finding: Finding) -> set[str]:
    return set(finding.table["status"]) if "status" in finding.table else {"shown"}


def _is_hidden(finding: Finding) -> bool:
    """Say whether there is a table of which every number was suppressed."""
    numbers = finding.table.select_dtypes("number")
    return _states(finding) == {"suppressed"} and bool(numbers.isna().all(axis=None))


def _holds_numbers(finding: Finding) -> bool:
    there = not finding.table.empty and _states(finding) != {"missing"}
    return there and not _is_hidden(finding)


def are_examples(slugs: Iterable[str]) -> bool:
    """Say whether a study still has regions that `kit new` gave it."""
    return any(slug.startswith(_EXAMPLES) for slug in slugs)


def files_of(
    provenance: Mapping[str, Any], language: str, *, release: str, regions: Collection[str] = ()
) -> list[tuple[str, str, str]]:
    """Return path, rows and the start of the hash of every file that was read.

    The path as a document of the release may show it, see `kit.provenance.shown_path`.
    """
    suppressed = _words_in(language)["rows_suppressed"]
    sources = [Source(**file) for file in provenance.get("sources", ())]
    return [
        (
            file.path,
            suppressed if file.rows is None else number(file.rows, language),
            file.sha256[:_SHORT_HASH],
        )
        for file in _shown(sources, release=release, regions=regions)
    ]


def _shown(
    sources: Iterable[Source], *, release: str, regions: Collection[str]
) -> tuple[Source, ...]:
    return tuple(
        replace(file, path=shown_path(file, release=release, regions=regions)) for file in sources
    )


def facts_of(provenance: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """Return what made a page, as rows of two texts; files have a table of their own."""
    heads = _words_in(language)
    rows = []
    for name, value in provenance.items():
        if name == "sources" or value is None:
            continue
        if name == "made_on":
            value = f"{day(date.fromisoformat(value[:10]), language)}, {value[11:16]} UTC"
        if isinstance(value, Mapping):
            value = [": ".join(_stated(key, stated, language)) for key, stated in value.items()]
        rows.append((heads.get(name, name), as_text(value, language)))
    return rows


def _stated(name: str, value: object, language: str) -> tuple[str, str]:
    """Return what was asked, and its answer, as a reader of this language writes them."""
    asked = words()["asked"].get(name)
    if asked is None:
        return name, as_text(value, language)
    lists = [terms(one) for one in asked.get("lists", ())]
    known = next((one[str(value)] for one in lists if str(value) in one), None)
    return asked[language], known.label[language] if known else as_text(value, language)


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
