"""Periods, areas and marks as dashboards write them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kit import periods
from kit.open_data.frame import area_key, geography_of
from kit.study import Study
from kit.values import text_of

__all__ = ["Areas", "Spelt", "legend_of", "period_of", "plain"]

_MARKS = re.compile(r"(?<=[\w)%])\s*(?:\*{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\^\d)$")
_SPAN = re.compile(r"((?:19|20)\d\d)\s*[/–-]\s*['’]?((?:19|20)?\d\d)")
_PART = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s*[,:;-]?\s*(?P<part>[1-4])(?:e|ste|de|st|nd|rd|th)?\s*"
    r"(?P<kind>kwartaal|kw\.?|quarter|halfjaar|half[- ]year|hj)"
    r"|(?P<part2>[1-4])(?:e|ste|de|st|nd|rd|th)?\s*(?P<kind2>halfjaar|half[- ]year|hj)"
    r"\s*(?P<year2>(?:19|20)\d\d)"
    r"|(?P<kind3>q|kwartaal|quarter)\s*(?P<part3>[1-4])\s*[,-]?\s*(?P<year3>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_LEGEND = re.compile(r"(?P<mark>[.?xX*–-]{1,2}|n\.?v\.?t\.?|n\.?b\.?)\s*[=:]\s*(?P<means>\S.*)")
_MEANS = (
    ("suppressed", r"geheim|onderdrukt|afgeschermd|privacy|onthul|vertrouwelijk|te (?:klein|weinig)"
                   r"|onvoldoende|secret|suppress|confidential|too (?:few|small)|insufficient"),
    ("zero", r"nihil|\bnul\b|\bnil\b|\bzero\b"),
    ("missing", r"ontbre|onbekend|niet beschikbaar|geen (?:gegevens|cijfer|data)|niet bekend"
                r"|missing|unknown|not available|no (?:data|figure)|niet van toepassing"
                r"|kan .*niet voorkomen|not applicable"),
)  # fmt: skip
GEOGRAPHIES = {
    "land": "country", "nederland": "country", "provincie": "province", "gemeente": "municipality",
    "ggd": "ggd_region",
}  # fmt: skip


def plain(cell: Any) -> str:
    """Return a label on one line, without the marks of footnotes behind it.

    Examples
    --------
    >>> plain("2023*"), plain("Noorderkolk ¹"), plain(2021.0)
    ('2023', 'Noorderkolk', '2021')
    """
    return _MARKS.sub("", " ".join(text_of(cell).split())).strip()


def period_of(cell: Any) -> str | None:
    """Return the period that a cell names and nothing else; a span stays ``2019/2020``.

    Examples
    --------
    >>> [period_of(c) for c in (2019, "2e kwartaal 2021", "2021 1e halfjaar", "2019/'20")]
    ['2019', '2021Q2', '2021H1', '2019/2020']
    >>> period_of("Bevolking") is None, period_of(1234) is None
    (True, True)
    """
    text = plain(cell)
    span = _SPAN.fullmatch(text)
    if span:
        last = span[2] if len(span[2]) == 4 else span[1][:2] + span[2]
        return f"{span[1]}/{last}" if int(last) == int(span[1]) + 1 else None
    part = _PART.fullmatch(text)
    if part:
        year, number, kind = next(
            (part[f"year{n}"], part[f"part{n}"], part[f"kind{n}"])
            for n in ("", "2", "3") if part[f"year{n}"]
        )  # fmt: skip
        text = f"{year}{'H' if kind.casefold().startswith('h') else 'Q'}{number}"
    try:
        return periods.parse(text)
    except ValueError:
        return None


def split_period(text: str) -> tuple[str, str | None]:
    """Return a label without the period behind it, and that period.

    Examples
    --------
    >>> split_period("Jeugdhulp (2023)"), split_period("Eenzaam | 2e kwartaal 2021")
    (('Jeugdhulp', '2023'), ('Eenzaam', '2021Q2'))
    """
    whole = period_of(text)
    if whole:
        return "", whole
    words = plain(text).split()
    for many in (3, 2, 1):
        if len(words) > many:
            when = period_of(" ".join(words[-many:]).strip("()[]|,:;–- "))
            if when:
                return " ".join(words[:-many]).rstrip(" ([|,:;–-"), when
    return plain(text), None


def legend_of(rows: Iterable[Iterable[Any]]) -> dict[str, str]:
    """Return what the marks of a file mean by its own legend: suppressed, missing or zero.

    Examples
    --------
    >>> legend_of([["x = geheim; . = gegevens ontbreken"], ["- = nihil"]])
    {'x': 'suppressed', '.': 'missing', '-': 'zero'}
    """
    found = {}
    for cells in rows:
        for cell in cells:
            for piece in re.split(r"[;\n]|,\s+(?=\S{1,6}\s*[=:])", text_of(cell)):
                told = _LEGEND.fullmatch(piece.strip())
                means = told and next(
                    (status for status, words in _MEANS
                     if re.search(words, told["means"], re.IGNORECASE)), None
                )  # fmt: skip
                if told and means:
                    found[told["mark"].casefold()] = means
    return found


@dataclass(frozen=True)
class Spelt:
    """An area as a file writes it.

    Attributes
    ----------
    area : str
        The code where the study or the file has one, otherwise the name.
    name : str
    geography : str or None
    known : bool
        Whether the study has it.
    """

    area: str
    name: str
    geography: str | None
    known: bool


class Areas:
    """The areas and regions of a study, found by code or by name.

    Parameters
    ----------
    study : Study or None
        Without one, only codes of Statistics Netherlands are known.
    """

    def __init__(self, study: Study | None):
        self._by_key: dict[str, Spelt] = {}
        self.names: dict[str, str] = {}
        for region in study.regions.values() if study else ():
            whole = Spelt(region.slug, region.name, "region", known=True)
            self._by_key |= {area_key(region.name): whole, area_key(region.slug): whole}
        for region in study.regions.values() if study else ():
            for area in region.areas:
                spelt = Spelt(area.code, area.name, area.geography, known=True)
                self._by_key |= {area_key(area.code): spelt, area_key(area.name): spelt}
                self.names[area.code] = area.name

    def find(self, cell: Any) -> Spelt | None:
        """Return the area of a cell, None where it is neither of the study nor a code.

        Words such as *gemeente* before a name, and a code behind it, do not matter.
        """
        text = plain(cell)
        bare = re.sub(r"(?i)^(?:gemeente|wijk|buurt|regio|municipality of)\s+", "", text)
        code = re.search(r"\b((?:GM|WK|BU|PV|CR|LD|GG)\d{2,10}|NL\d{2})\b", text)
        for each in (text, bare, re.sub(r"\s*\([^()]*\)$", "", bare), code[1] if code else ""):
            if each and area_key(each) in self._by_key:
                return self._by_key[area_key(each)]
        if code:
            return Spelt(code[1], text, geography_of(code[1]), known=False)
        return None

    def named(self, cell: Any) -> Spelt:
        """Return the area of a cell that must be one; a name nobody knows stays as written."""
        text = plain(cell)
        first = area_key(text.split()[0]) if text.split() else ""
        return self.find(cell) or Spelt(text, text, GEOGRAPHIES.get(first), known=False)

    def nearest(self, name: str) -> str | None:
        """Return the name of the study that looks most like another."""
        keys: Mapping[str, Spelt] = self._by_key
        near = difflib.get_close_matches(area_key(name), keys, n=1, cutoff=0.75)
        return keys[near[0]].name if near else None
