"""Several designs that look at one figure, side by side: do they point the same way?

A table before the chapters about change. Every number in it stands in a finding already; nothing is
estimated here. The designs share their figures, so that they agree is no proof.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.catalogue import study_catalogue
from kit.control_chart.words import called
from kit.evaluation.interrupted.studying import FEWEST_SIDE
from kit.evaluation.synthetic.studying import SELDOM
from kit.evaluation.wording import decimals_of, interval, signed
from kit.finding import Finding
from kit.indicators import name_of
from kit.language import Both, listing, number, plural

if TYPE_CHECKING:
    import pandas as pd

    from kit.study import Study

__all__ = ["Ways", "ways_of_looking"]

#: The least p that is more than chance; the convention of the designs themselves.
_USUAL = 0.05
#: Ways that have an answer, below which there is nothing to lay side by side.
_FEWEST = 2
_UP, _DOWN = Both("omhoog", "up"), Both("omlaag", "down")
_UNTOLD = Both("niet te zeggen", "cannot be said")
_HEADS = (
    Both("Manier van kijken", "Way of looking"),
    Both("Vergeleken met", "Compared with"),
    Both("Verschil", "Difference"),
    Both("Hoe zeker", "How sure"),
    Both("Kan niet zeggen", "Cannot say"),
)


@dataclass(frozen=True)
class Ways:
    """The ways of looking at one indicator, in one language.

    Attributes
    ----------
    indicator, title : str
    intro : tuple of str
        The question whether they point the same way, and its answer.
    table : (caption, heads, rows)
        Text only; a row per way.
    """

    indicator: str
    title: str
    intro: tuple[str, ...]
    table: tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class _Way:
    """What one finding says; `up` is None where it points nowhere, or compares nothing."""

    kind: str
    up: bool | None
    sure: bool
    difference: Both
    certainty: Both
    answered: bool = True


#: Of each kind: what it is called, what it compares with, and what it cannot say.
_KINDS: Mapping[str, tuple[Both, Both, Both]] = {
    "interrupted_series": (
        Both("naast het eigen verleden", "beside its own past"),
        Both("de lijn van vóór de start, doorgetrokken", "the line before the start, carried on"),
        Both("wat er in die tijd nog meer veranderde", "what else changed in that time"),
    ),
    "staggered_starts": (
        Both("naast regio’s die wachtten", "beside regions that waited"),
        Both("regio’s die toen nog niet begonnen waren", "regions that had not started by then"),
        Both("of wie begon van zichzelf anders was", "whether those who began differed already"),
    ),
    "synthetic_comparison": (
        Both("naast een mengsel", "beside a mixture"),
        Both("een mengsel van plaatsen waar niets begon", "a mixture of places without a start"),
        Both("of het mengsel zo was doorgelopen", "whether the mixture would have gone on so"),
    ),
    "pooled_effects": (
        Both("regio’s samen", "regions together"),
        Both("elke regio met haar eigen verleden", "each region with its own past"),
        Both("wat een volgende regio zal zien", "what a next region will see"),
    ),
    "trajectories": (
        Both("het verloop over alle jaren", "the course over all years"),
        Both("niets; voor en na zijn niet gescheiden", "nothing; before and after are not parted"),
        Both("iets over de start", "anything about the start"),
    ),
}


def ways_of_looking(
    study: Study, findings: Sequence[Finding], *, language: str
) -> tuple[Ways, ...]:
    """Lay the findings about change of each indicator side by side.

    Parameters
    ----------
    study : Study
    findings : sequence of Finding
        Of one report; those that are not about change are passed over.
    language : {"nl", "en"}

    Returns
    -------
    tuple of Ways
        One for each indicator that two or more ways have an answer on, in the order of `findings`.
    """
    by_indicator: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.kind in _KINDS:
            by_indicator.setdefault(str(finding.parameters["indicator"]), []).append(finding)
    catalogue = study_catalogue(study)
    told = []
    for indicator, of in by_indicator.items():
        ordered = sorted(of, key=lambda finding: list(_KINDS).index(finding.kind))
        ways = [way for way in map(_way, ordered) if way.answered]
        if len(ways) >= _FEWEST:
            name = called(name_of(study, indicator, catalogue)[language])
            unit = _unit(study, ordered[0].table, language)
            told.append(_laid(indicator, name, unit, ways, language))
    return tuple(told)


def _laid(indicator: str, name: str, unit: str, ways: Sequence[_Way], language: str) -> Ways:
    count = len(ways)
    ask = Both(
        f"{_counted(count, 'nl')} manieren van kijken naar hetzelfde cijfer. Wijzen zij dezelfde "
        "kant op?",
        f"{_counted(count, 'en')} ways of looking at the same figure. Do they point the same way?",
    )
    rows = tuple(
        (
            _capital(_KINDS[way.kind][0][language]), _KINDS[way.kind][1][language],
            way.difference[language], way.certainty[language], _KINDS[way.kind][2][language],
        )
        for way in ways
    )  # fmt: skip
    heads = tuple(head[language] for head in _HEADS)
    caption = f"{name}, {unit}" if unit else name
    title = Both("Manieren van kijken", "Ways of looking")[language]
    return Ways(
        indicator,
        f"{title}: {name}",
        (f"{ask[language]} {_answer(ways)[language]}",),
        (caption, heads, rows),
    )


def _answer(ways: Sequence[_Way]) -> Both:
    """Say whether the ways that compare before and after point the same way."""
    ups, downs = ([way for way in ways if way.up is up] for up in (True, False))
    silent = [w for w in ways if w.up is None and w.kind != "trajectories"]
    return Both.of(lambda language: " ".join(_answered(ups, downs, silent, language)))


def _answered(
    ups: Sequence[_Way], downs: Sequence[_Way], silent: Sequence[_Way], language: str
) -> list[str]:
    dutch = language == "nl"
    told, way = [*ups, *downs], (_UP if ups else _DOWN)[language]
    if not told:
        return ["Geen ervan geeft een kant." if dutch else "None of them gives a direction."]
    if ups and downs:
        down, up = (_named(group, language) for group in (downs, ups))
        first = (
            f"Nee: {down} wijst het omlaag, {up} omhoog."
            if dutch
            else f"No: {down} it points down, {up} it points up."
        )
    elif len(told) == 1:
        first = (
            f"Dat is niet te zien: alleen {_named(told, 'nl')} is er een kant ({way})."
            if dutch
            else f"That cannot be seen: only {_named(told, 'en')} is there a direction ({way})."
        )
    else:
        every = _named(told, language)
        first = f"Ja: {every} wijst het {way}." if dutch else f"Yes: {every} it points {way}."
    said = [first]
    loose = [each for each in told if not each.sure]
    if loose:
        names = _named(loose, language)
        said.append(
            f"Toeval is niet uitgesloten {names}." if dutch else f"Chance is not excluded {names}."
        )
    if silent:
        names = _named(silent, language)
        said.append(f"Niet te zeggen is het {names}." if dutch else f"It cannot be said {names}.")
    said.append(
        "Zij gebruiken dezelfde cijfers; dat zij het eens zijn, is geen bewijs."
        if dutch
        else "They use the same figures; that they agree is no proof."
    )
    return said[:-1] if len(told) == 1 or (ups and downs) else said


def _named(ways: Sequence[_Way], language: str) -> str:
    names = {"regio’s samen": "voor regio’s samen", "regions together": "for regions together"}
    each = [_KINDS[way.kind][0][language] for way in ways]
    return listing([names.get(name, name) for name in each], language)


def _counted(count: int, language: str) -> str:
    words = {"nl": ("Twee", "Drie", "Vier", "Vijf"), "en": ("Two", "Three", "Four", "Five")}
    return words[language][count - 2] if count <= 5 else number(count, language)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _unit(study: Study, table: pd.DataFrame, language: str) -> str:
    written = [str(unit) for unit in table["unit"].dropna() if unit != "share"]
    if not written:
        return ""
    known = {unit[of]: unit[language] for unit in study.units.values() for of in ("nl", "en")}
    return called(known.get(written[0], written[0]))


def _way(finding: Finding) -> _Way:
    """Return what a finding says; without an answer, that it has none."""
    table = finding.table
    effects = table[table["row"] == "effect"]
    if finding.kind == "trajectories":
        return _course(finding)
    if effects.empty:
        return _Way(finding.kind, None, False, _UNTOLD, _UNTOLD, answered=False)
    return _MAKERS[finding.kind](finding.kind, effects.iloc[0], table)


def _told(kind: str, effect: Any, table: pd.DataFrame, *, sure: bool, certainty: Both) -> _Way:
    decimals = _places(table)
    size = Both.of(lambda language: signed(effect["estimate"], language, decimals=decimals))
    return _Way(kind, bool(effect["estimate"] > 0), sure, size, certainty)


def _places(table: pd.DataFrame) -> int:
    """Return with how many decimals differences are written: those that tell the figures apart."""
    return max(1, decimals_of(table.loc[table["row"] == "observed", "estimate"]))


def _interval(row: Any, table: pd.DataFrame) -> Both:
    decimals = _places(table)
    return Both.of(
        lambda language: (
            {"nl": "95%-interval ", "en": "95% interval "}[language]
            + interval(row["low"], row["high"], language, decimals=decimals)
        )
    )


def _excludes_zero(row: Any) -> bool:
    return bool(row["low"] > 0 or row["high"] < 0)


def _own_past(kind: str, effect: Any, table: pd.DataFrame) -> _Way:
    few = min(effect["before"], effect["after"])
    if few >= FEWEST_SIDE:
        return _told(
            kind, effect, table, sure=_excludes_zero(effect), certainty=_interval(effect, table)
        )
    side = ("na de start", "after the start") if effect["after"] <= few else ("ervoor", "before")
    return _told(
        kind, effect, table, sure=False,
        certainty=Both(
            f"niet te zeggen met {plural(int(few), 'punt', 'punten', 'nl')} {side[0]}",
            f"cannot be said with {plural(int(few), 'point', 'points', 'en')} {side[1]}",
        ),
    )  # fmt: skip


def _waited(kind: str, effect: Any, table: pd.DataFrame) -> _Way:
    p = effect["p"]
    if math.isnan(p):
        there = math.isfinite(effect["low"])
        told = _interval(effect, table) if there else Both("beschrijvend", "descriptive")
        return _told(kind, effect, table, sure=there and _excludes_zero(effect), certainty=told)
    told = Both.of(lambda language: f"p = {number(p, language, decimals=2 if p >= 0.01 else 3)}")
    return _told(kind, effect, table, sure=bool(p < _USUAL), certainty=told)


def _mixture(kind: str, effect: Any, table: pd.DataFrame) -> _Way:
    placebos = table.loc[table["row"] == "placebo_area", "estimate"].abs()
    evenly = table.loc[table["label"] == "evenly", "estimate"]
    if (evenly * effect["estimate"] <= 0).any():
        told = Both(
            "hangt af van welke perioden ervoor tellen",
            "depends on which periods before it count",
        )
        return _Way(kind, None, False, _UNTOLD, told)
    count, far = len(placebos), int((placebos >= abs(effect["estimate"])).sum())
    told = Both(
        f"van {count} plaatsen waar niets begon liggen er {far} even ver",
        f"of {count} places without a start, {far} lie as far",
    )
    if not count:
        told = Both("te weinig plaatsen om te zien", "too few places to see")
    sure = bool(count) and (1 + far) / (1 + count) <= SELDOM
    return _told(kind, effect, table, sure=sure, certainty=told)


def _together(kind: str, effect: Any, table: pd.DataFrame) -> _Way:
    mean = effect["estimate"]
    left = table.loc[table["row"] == "leave_one_out", "estimate"]
    if (left * mean > mean**2 / 2).all():
        return _told(
            kind, effect, table, sure=_excludes_zero(effect), certainty=_interval(effect, table)
        )
    parts = table.loc[table["row"] == "by_region", "estimate"]
    spread = Both.of(
        lambda language: interval(parts.min(), parts.max(), language, decimals=_places(table))
    )
    return _Way(
        kind, None, False,
        Both(f"{spread['nl']} per regio", f"{spread['en']} by region"),
        Both("te ver uiteen voor één gemiddelde", "too far apart for one mean"),
    )  # fmt: skip


def _course(finding: Finding) -> _Way:
    table, about = finding.table, finding.parameters["region"]
    rows = table[(table["row"] == "yearly") & (table["region"] == about)]
    if rows.empty:
        return _Way(finding.kind, None, False, _UNTOLD, _UNTOLD, answered=False)
    row = rows.iloc[0]
    straight = math.isfinite(row["low"])
    told = _interval(row, table) if straight else Both("een lijn past slecht", "a line fits poorly")
    size = Both.of(lambda language: signed(row["estimate"], language, decimals=_places(table)))
    return _Way(
        finding.kind, None, False,
        Both(f"{size['nl']} per jaar", f"{size['en']} a year"), told,
    )  # fmt: skip


_MAKERS: Mapping[str, Callable[[str, Any, Any], _Way]] = {
    "interrupted_series": _own_past,
    "staggered_starts": _waited,
    "synthetic_comparison": _mixture,
    "pooled_effects": _together,
}
