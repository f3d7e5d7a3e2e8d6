"""What may stand in one line: figures of other years, methods and boundaries are not joined.

A line through two figures says that something changed. It says so too when only the age base, the
questionnaire, the boundaries or the kinds of cost changed. This guard refuses such a line and says
why; it also says how old the latest figure is, and which figures are not there at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from kit import periods
from kit.catalogue import Catalogue, Entry
from kit.errors import InputError, Problem, Refused
from kit.language import Both, day, listing, period_in_full
from kit.values import read_date

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Latest", "Objection", "joined", "latest", "method_of", "missingness", "objections",
]  # fmt: skip

Purpose = Literal["series", "effect"]

_METHODS = {
    "count": ("count", "telling", "geteld", "registratie", "register"),
    "survey": ("survey", "enquête", "enquete", "vragenlijst", "questionnaire"),
    "model": ("model", "modelschatting", "model estimate", "schatting", "estimate"),
    "self_selected": ("self_selected", "self-selected", "zelf aangemeld"),
}
_CALLED = {
    "count": Both("telling", "count"),
    "survey": Both("enquête", "survey"),
    "model": Both("modelschatting", "model estimate"),
    "self_selected": Both("wie zichzelf meldt", "self-selected"),
}


@dataclass(frozen=True)
class Objection:
    """Why figures of one indicator may not stand in one line.

    Attributes
    ----------
    indicator : str
    kind : str
        age_base, boundary_year, composition, method, model_effect, unit or years.
    periods : tuple of str
        Between which the line would run; empty when it is about all of them.
    why : Both
    """

    indicator: str
    kind: str
    periods: tuple[str, ...]
    why: Both


@dataclass(frozen=True)
class Latest:
    """How old the latest figure is.

    Attributes
    ----------
    period : str or None
        The latest with a figure that is shown; None when there is none.
    published_on : date or None
    without : tuple of str
        Periods of the same length after it that have ended and have no figure.
    sentence : Both
    """

    period: str | None
    published_on: date | None
    without: tuple[str, ...]
    sentence: Both


def objections(
    rows: pd.DataFrame, *, catalogue: Catalogue, purpose: Purpose = "series"
) -> tuple[Objection, ...]:
    """Return every reason why figures may not be joined; none means that they may.

    Parameters
    ----------
    rows : DataFrame
        Long frame of open data, or the frame of `kit.indicators.Indicators`: indicator, period and,
        where stated, age_base, method, boundary_year, unit, composition. Each indicator is judged
        by itself. One that is not in the catalogue is judged by what its rows state.
    catalogue : Catalogue
    purpose : {"series", "effect"}
        A line over time, or evidence of an effect: model estimates describe what is to be expected
        of a population and are never that.
    """
    found: list[Objection] = []
    for indicator, part in rows.groupby("indicator", observed=True, sort=False):
        name, entry = str(indicator), catalogue.find(str(indicator))
        found += _stated_twice(part, name)
        found += _methods(part, name, entry, purpose)
        found += _compositions(part, name)
        if entry is not None:
            found += _years(part, name, entry)
    return tuple(found)


def joined(
    rows: pd.DataFrame, *, catalogue: Catalogue, purpose: Purpose = "series"
) -> pd.DataFrame:
    """Return the rows as they are, when they may stand in one line.

    Raises
    ------
    Refused
        They may not; with every reason.
    """
    reasons = objections(rows, catalogue=catalogue, purpose=purpose)
    if reasons:
        lines = [f"`{reason.indicator}`: {reason.why['en']}" for reason in reasons]
        lines.append("Show these figures apart, each with its own year and method.")
        raise Refused("\n".join(lines))
    return rows


def latest(rows: pd.DataFrame, *, until: date) -> Latest:
    """Say which figure is the latest, when it was published, and what is not there yet.

    Nothing is made of a period of another length: a yearly figure gives no quarters.

    Parameters
    ----------
    rows : DataFrame
        Of one indicator and one region or area: period, value, and published_on where stated
        (a date, or a text of one).
    until : date
        Only periods that ended on or before this day (inclusive).

    Raises
    ------
    InputError
        Periods of more than one length.
    """
    shown = rows[rows["value"].notna()]
    labels = sorted({str(p) for p in shown["period"] if periods.last_day(str(p)) <= until})
    lengths = {periods.length_of(label) for label in labels}
    if len(lengths) > 1:
        got = ", ".join(sorted(lengths))
        raise InputError([Problem("`period`", got, "periods of one length for one indicator")])
    if not labels:
        nothing = Both("Er is nog geen cijfer.", "There is no figure yet.")
        return Latest(None, None, (), nothing)
    last = max(labels, key=periods.last_day)
    of_last = shown[shown["period"].astype(str) == last]
    published = _published(of_last)
    later = periods.span(periods.last_day(last), until, lengths.pop())[1:]
    without = tuple(label for label in later if periods.last_day(label) <= until)
    return Latest(last, published, without, _said(last, published, without))


def missingness(
    frame: pd.DataFrame, *, by: str = "region", units: Iterable[str] = ()
) -> pd.DataFrame:
    """Return how much is there, by region (or area), indicator and period.

    Parameters
    ----------
    frame : DataFrame
        With the column `by`, indicator, period, value and status.
    by : str
        region or area.
    units : iterable of str
        Regions or areas that should be there; those that are not get rows all the same.

    Returns
    -------
    DataFrame
        `by`, indicator, period, rows, shown (zeros among them), zero, suppressed, missing (a row
        without a figure), absent (no row at all; 1 or 0) and share_shown (of the rows; 0 where
        there are none). Every unit has every period that its indicator has anywhere.
    """
    import pandas as pd

    keys = [by, "indicator", "period"]
    work = frame[[*keys, "value", "status"]].astype(dict.fromkeys([*keys, "status"], object))
    every = list(dict.fromkeys([*units, *sorted(map(str, work[by].dropna().unique()))]))
    pairs = work[["indicator", "period"]].drop_duplicates().sort_values(["indicator", "period"])
    whole = pd.MultiIndex.from_tuples(
        [(unit, name, label) for unit in every for name, label in pairs.itertuples(index=False)],
        names=keys,
    )
    work = work.assign(
        rows=1,
        zero=((work["status"] == "shown") & (work["value"] == 0)).astype(int),
        **{status: (work["status"] == status).astype(int) for status in _STATUSES},
    )
    columns = ["rows", "shown", "zero", "suppressed", "missing"]
    counted = work.groupby(keys)[columns].sum().reindex(whole, fill_value=0).astype(int)
    counted["absent"] = (counted["rows"] == 0).astype(int)
    counted["share_shown"] = (counted["shown"] / counted["rows"].where(counted["rows"] > 0)).fillna(
        0
    )
    return counted.reset_index()


_STATUSES = ("shown", "suppressed", "missing")


def _stated(part: pd.DataFrame, column: str) -> dict[str, str]:
    """Return each stated value of a column and the first period that has it, in time."""
    if column not in part:
        return {}
    # Without a frame of its own: an overview asks this hundreds of times.
    there = (part["period"].notna() & part[column].notna()).to_numpy()
    pairs = zip(part["period"], part[column], there, strict=True)
    stated = {(str(label), str(value)) for label, value, is_there in pairs if is_there}
    return {value: label for label, value in sorted(stated, reverse=True)}


def _stated_twice(part: pd.DataFrame, name: str) -> Iterator[Objection]:
    said = {
        "age_base": Both("leeftijdsbasis", "age base"),
        "unit": Both("eenheid", "unit"),
        "boundary_year": Both("gemeentegrenzen", "municipal boundaries"),
    }
    for column, called in said.items():
        stated = _stated(part, column)
        if len(stated) < 2:
            continue
        values = sorted(stated, key=lambda value: (stated[value], value))
        shown = [value.removesuffix(".0") for value in values]
        yield Objection(
            name,
            column,
            tuple(sorted(set(stated.values()))),
            Both(
                f"De {called.nl} verschilt: {listing(shown, 'nl')}."
                if column != "boundary_year"
                else f"De {called.nl} zijn van verschillende jaren: {listing(shown, 'nl')}.",
                f"The {called.en} differs: {listing(shown, 'en')}."
                if column != "boundary_year"
                else f"The {called.en} are of different years: {listing(shown, 'en')}.",
            ),
        )


def method_of(written: str) -> str:
    """Return the id of a method as people write it; what is not known stays as it is written.

    Examples
    --------
    >>> method_of("Telling"), method_of("modelschatting"), method_of("steekproef")
    ('count', 'model', 'steekproef')
    """
    word = " ".join(written.casefold().split())
    return next((id for id, words in _METHODS.items() if word in words), word)


def _methods(
    part: pd.DataFrame, name: str, entry: Entry | None, purpose: Purpose
) -> Iterator[Objection]:
    stated = {method_of(value): label for value, label in _stated(part, "method").items()}
    methods = set(stated) or ({entry.method} if entry else set())
    if len(methods) > 1:
        called = [_CALLED.get(one, Both(one, one)) for one in sorted(methods)]
        nl, en = (listing([c[language] for c in called], language) for language in ("nl", "en"))
        why = Both(
            f"De cijfers zijn op verschillende manieren gemaakt: {nl}.",
            f"The figures were made in different ways: {en}.",
        )
        yield Objection(name, "method", tuple(sorted(set(stated.values()))), why)
    if purpose == "effect" and "model" in methods:
        why = Both(
            "Een modelschatting zegt wat bij deze bewoners te verwachten is; zij kan geen effect "
            "van lokaal beleid laten zien.",
            "A model estimate says what is to be expected of these residents; it cannot show an "
            "effect of local policy.",
        )
        yield Objection(name, "model_effect", (), why)


def _compositions(part: pd.DataFrame, name: str) -> Iterator[Objection]:
    """Yield each two periods between which kinds of cost came or went."""
    if "composition" not in part:
        return
    stated = part[["period", "composition"]].dropna().astype(str).drop_duplicates()
    parts: dict[str, set[str]] = {}
    for label, composition in stated.itertuples(index=False):
        parts.setdefault(label, set()).update(composition.split("; "))
    labels = sorted(parts)
    for one, other in pairwise(labels):
        gone, new = sorted(parts[one] - parts[other]), sorted(parts[other] - parts[one])
        if not gone and not new:
            continue
        why = Both(
            f"De kostensoorten zijn niet dezelfde: {_came_and_went(new, gone, 'nl')}.",
            f"The kinds of cost are not the same: {_came_and_went(new, gone, 'en')}.",
        )
        yield Objection(name, "composition", (one, other), why)


def _came_and_went(new: list[str], gone: list[str], language: str) -> str:
    said = {
        "nl": ("alleen in het latere jaar", "alleen in het eerdere jaar"),
        "en": ("only in the later year", "only in the earlier year"),
    }[language]
    both = [(names, where) for names, where in zip((new, gone), said, strict=True) if names]
    return "; ".join(f"{where} {listing(names, language)}" for names, where in both)


def _years(part: pd.DataFrame, name: str, entry: Entry) -> Iterator[Objection]:
    years = sorted({int(str(label)[:4]) for label in part["period"].dropna()})
    for one, other in pairwise(years):
        if entry.may_join(one, other):
            continue
        why = [each.why for each in entry.breaks if one < each.year <= other]
        nl, en = (" ".join([w[language] for w in why]) for language in ("nl", "en"))
        yield Objection(
            name,
            "years",
            (str(one), str(other)),
            Both(
                f"{one} en {other} zijn volgens de catalogus niet te vergelijken. {nl}".rstrip(),
                f"{one} and {other} are not comparable, says the catalogue. {en}".rstrip(),
            ),
        )


def _published(rows: pd.DataFrame) -> date | None:
    """Return the latest day of publication that is stated; what is no date is not stated."""
    if "published_on" not in rows:
        return None
    days = []
    for written in rows["published_on"].dropna():
        try:
            days.append(read_date(written))
        except ValueError:
            continue
    return max(days, default=None)


def _said(last: str, published: date | None, without: tuple[str, ...]) -> Both:
    def of(language: str) -> str:
        nl = language == "nl"
        name = period_in_full(last, language)
        if published is None:
            when = (
                "wanneer het verscheen is niet vermeld"
                if nl
                else "when it was published is not stated"
            )
        else:
            said = day(published, language)
            when = f"gepubliceerd op {said}" if nl else f"published on {said}"
        text = (
            f"Het laatste cijfer gaat over {name}, {when}."
            if nl
            else f"The latest figure is of {name}, {when}."
        )
        if not without:
            return text
        several = len(without) > 1
        span = [period_in_full(without[at], language) for at in ((0, -1) if several else (0,))]
        if len(without) > 2:
            over = f"{span[0]} {'tot en met' if nl else 'up to and including'} {span[1]}"
        else:
            over = listing(span, language)
        rest = f"Over {over} is er nog geen cijfer." if nl else f"There is no figure yet on {over}."
        return f"{text} {rest}"

    return Both(of("nl"), of("en"))
