"""The columns of an interrupted series: a trend, a season, and the change that is asked about.

Time is counted in periods from the start of the change, so that no column grows with the
calendar: a raw year number as a regressor makes optimisers stop early.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from kit.errors import InputError, Problem, Refused, unknown_name

if TYPE_CHECKING:
    from kit.rates.inputs import Floats

__all__ = ["LEAST_BEFORE", "Season", "Segments", "SeriesDesign", "choose_season", "segments"]

Shape = Literal["level", "slope", "level_and_slope"]
Season = Literal["none", "one_pair", "two_pairs", "quarters"]

#: Points before the change that a trend needs.
LEAST_BEFORE = 3
#: Points after it, by what may change.
LEAST_AFTER: Mapping[Shape, int] = {"level": 1, "slope": 3, "level_and_slope": 3}
#: Degrees of freedom that must be left for the spread around the line.
LEAST_DF = 2
#: Terms of a season, by its form.
_SEASONAL: Mapping[Season, tuple[str, ...]] = {
    "none": (),
    "one_pair": ("sin1", "cos1"),
    "two_pairs": ("sin1", "cos1", "sin2", "cos2"),
    "quarters": ("quarter_2", "quarter_3", "quarter_4"),
}


@dataclass(frozen=True)
class SeriesDesign:
    """What is asked of a series, written down before it is read.

    Attributes
    ----------
    start : int
        Place of the first period after the change, counted from 0.
    horizon : int
        Periods from the start to the period for which the effect is told: 0 is the first period
        after the change. Not beyond the last period that was observed.
    shape : {"level_and_slope", "level", "slope"}
        What the change may have done; to be stated beforehand.
    cycle : {1, 4, 12}
        Periods in a year.
    season : {"by_length", "none", "one_pair", "two_pairs", "quarters"}
        ``by_length`` is the choice of `choose_season`.
    left_out : tuple of int
        Places of periods that are not used, counted from 0; time goes on through them.
    others : mapping of str to sequence of float
        Other terms by name, one number per period of the series.
    confidence : float
        Of the intervals, between 0 and 1 (exclusive).
    """

    start: int
    horizon: int
    shape: Shape = "level_and_slope"
    cycle: int = 1
    season: Season | Literal["by_length"] = "by_length"
    left_out: tuple[int, ...] = ()
    others: Mapping[str, Sequence[float]] = field(default_factory=dict)
    confidence: float = 0.95


@dataclass(frozen=True)
class Segments:
    """The columns of one series.

    Attributes
    ----------
    terms : tuple of str
        ``level_before``, ``trend``, the season, the other terms, then ``level_change`` and
        ``slope_change`` as far as asked. Slopes are per period; ``level_change`` is that at the
        first period after the change.
    whole, unchanged : array, periods x terms
        The columns, and the columns had nothing changed.
    kept : array of bool
        The periods that are used.
    times : array of float
        Periods since the start, of every period.
    season : {"none", "one_pair", "two_pairs", "quarters"}
    """

    terms: tuple[str, ...]
    whole: Floats
    unchanged: Floats
    kept: Floats
    times: Floats
    season: Season

    @property
    def used(self) -> Floats:
        """The columns of the periods that are used."""
        rows: Floats = self.whole[self.kept.astype(bool)]
        return rows

    @property
    def used_times(self) -> Floats:
        """The times of the periods that are used."""
        times: Floats = self.times[self.kept.astype(bool)]
        return times


def choose_season(n: int, *, cycle: int) -> Season:
    """Choose the form of the season from the number of periods alone.

    Quarters: dummies from 24 periods, one pair of harmonics from 12. Months: two pairs from 36,
    one pair from 24. Shorter series and years have no season.

    Examples
    --------
    >>> choose_season(59, cycle=12), choose_season(23, cycle=4), choose_season(11, cycle=4)
    ('two_pairs', 'one_pair', 'none')
    """
    if cycle == 4:
        return "quarters" if n >= 24 else "one_pair" if n >= 12 else "none"
    if cycle == 12:
        return "two_pairs" if n >= 36 else "one_pair" if n >= 24 else "none"
    return "none"


def segments(shown: Sequence[bool], *, design: SeriesDesign) -> Segments:
    """Return the columns of an interrupted series.

    Parameters
    ----------
    shown : sequence of bool
        For each period in order whether it has a value.
    design : SeriesDesign

    Raises
    ------
    InputError
        A start outside the series, too few points before or after, a horizon that was not
        observed, an unknown form, a term of another length.
    Refused
        Terms that cannot be told apart, or nothing left for the spread.

    Examples
    --------
    >>> segments([True] * 8, design=SeriesDesign(start=4, horizon=3)).terms
    ('level_before', 'trend', 'level_change', 'slope_change')
    """
    import numpy as np

    n = len(shown)
    kept = np.array([bool(s) and t not in design.left_out for t, s in enumerate(shown)])
    problems = list(_problems(kept.tolist(), design))
    if problems:
        raise InputError(problems)
    at = np.asarray(np.arange(n) - design.start, dtype=float)
    after = (at >= 0).astype(float)
    season = (
        choose_season(int(kept.sum()), cycle=design.cycle)
        if design.season == "by_length"
        else design.season
    )
    columns = {"level_before": np.ones(n), "trend": at}
    for name in _SEASONAL[season]:
        columns[name] = _seasonal(name, np.arange(float(n)), design.cycle)
    columns |= {name: np.asarray(values, float) for name, values in design.others.items()}
    terms = list(columns)
    if design.shape != "slope":
        columns["level_change"] = after
    if design.shape != "level":
        columns["slope_change"] = after * at
    whole = np.column_stack(list(columns.values()))
    unchanged = whole.copy()
    unchanged[:, len(terms) :] = 0
    made = Segments(tuple(columns), whole, unchanged, kept, at, season)
    _told_apart(made)
    return made


def _seasonal(name: str, place: Floats, cycle: int) -> Floats:
    import numpy as np

    if name.startswith("quarter"):
        return np.asarray(place % 4 == int(name[-1]) - 1, dtype=float)
    angle = 2 * np.pi * int(name[-1]) * (place + 1) / cycle
    return np.asarray(np.sin(angle) if name.startswith("sin") else np.cos(angle))


def _problems(kept: list[bool], design: SeriesDesign) -> Iterator[Problem]:
    n, start = len(kept), design.start
    if design.shape not in LEAST_AFTER:
        yield unknown_name("`shape`", design.shape, LEAST_AFTER)
        return
    if design.season not in {"by_length", *_SEASONAL}:
        yield unknown_name("`season`", design.season, {"by_length", *_SEASONAL})
        return
    if design.cycle not in (1, 4, 12):
        yield Problem("`cycle`", str(design.cycle), "1, 4 or 12 periods in a year")
    if design.season != "by_length" and not _fits(design.season, design.cycle):
        do = "Quarters go with a cycle of 4, two pairs of harmonics with one of 12."
        yield Problem("`season`", design.season, "a form that the cycle has", do)
    if not 0 < design.confidence < 1:
        yield Problem("`confidence`", f"{design.confidence:g}", "a share such as 0.95")
    yield from _lengths(design.others, n)
    away = [place for place in design.left_out if not 0 <= place < n]
    if away:
        got = ", ".join(map(str, away))
        yield Problem("`left_out`", got, f"places from 0 to {n - 1} of the series")
    if not 0 < start < n:
        do = "A series has to begin before the change and go on after it."
        yield Problem("`start`", str(start), f"a place from 1 to {n - 1} of the series", do)
        return
    before, after = sum(kept[:start]), sum(kept[start:])
    if before < LEAST_BEFORE:
        do = "With fewer there is no trend to go on; describe the change without a model."
        yield Problem("points before the change", str(before), f"{LEAST_BEFORE} or more", do)
    if after < LEAST_AFTER[design.shape]:
        do = "Wait for more periods, or ask for a change of level alone."
        least = f"{LEAST_AFTER[design.shape]} or more for {design.shape}"
        yield Problem("points after the change", str(after), least, do)
    if not 0 <= design.horizon < n - start:
        do = "The kit does not go beyond what was observed."
        expected = f"0 to {n - start - 1} periods after the start"
        yield Problem("`horizon`", str(design.horizon), expected, do)


def _lengths(others: Mapping[str, Sequence[float]], n: int) -> Iterator[Problem]:
    for name, values in others.items():
        if len(values) != n:
            yield Problem(f"term `{name}`", f"{len(values)} numbers", f"{n}, one per period")
        elif any(v != v or abs(v) == float("inf") for v in map(float, values)):
            yield Problem(f"term `{name}`", "a gap", "a number for every period")


def _fits(season: Season, cycle: int) -> bool:
    possible: dict[Season, Collection[int]] = {
        "none": (1, 4, 12), "one_pair": (4, 12), "two_pairs": (12,), "quarters": (4,),
    }  # fmt: skip
    return cycle in possible[season]


def _told_apart(made: Segments) -> None:
    """Refuse terms that are sums of the terms before them, and a model without any spread left."""
    import numpy as np

    used = made.used
    sizes = np.linalg.norm(used, axis=0)
    scaled = used / np.where(sizes > 0, sizes, 1)
    corner = np.abs(np.diag(np.linalg.qr(scaled, mode="r")))
    lost = [term for term, size in zip(made.terms, corner, strict=False) if size < 1e-8]
    left = len(used) - len(made.terms)
    if lost and left >= 0:
        do = "Leave them out, or ask for fewer periods to be left out."
        where = "terms that repeat what other terms say"
        raise Refused(str(Problem(where, ", ".join(lost), "terms that can be told apart", do)))
    if left < LEAST_DF:
        got = f"{len(used)} points for {len(made.terms)} terms"
        expected = f"at least {len(made.terms) + LEAST_DF} points"
        do = "Ask for a change of level alone, without a season, or wait for more periods."
        raise Refused(str(Problem("the series", got, expected, do)))
